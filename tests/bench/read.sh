#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How fast `loket read` reads, beside what the same work costs at least, one right after the other on one core and the same files:
#   letters without documents       a fork and GMime for each (peer.c)
#   letters with a PDF of text      that, and pdftotext for each
#   scans                           tesseract for each, in the same language, on the same number of pages
#   read.sh [LETTERS]               500; prints a table, exit 1 where something was not read
. "$(dirname "$0")/../lib.sh"
N=${1:-500} DOCS=$TOP/tests/documents/unit
one='taskset -c 0'; command -v taskset >/dev/null || one=
${CC:-gcc} -O2 -std=c11 -D_GNU_SOURCE -o "$T/peer" "$TOP/tests/bench/peer.c" $(pkg-config --cflags --libs gmime-3.0) || bail 'peer.c'
mkdir "$T/plain" "$T/pdf" "$T/papers"
i=0
while [ $i -lt "$N" ]; do
	i=$((i + 1)) n=$(printf %05d $i)
	set -- --new --from siti@tapinkab.go.id --to tte@tapinkab.go.id --subject 'Lupa passphrase'
	text="Yth. Admin TTE,\n\nSaya lupa passphrase TTE saya, mohon direset.\n\nNama: Siti Rahmah\nNIP: 198703122011012004\nUnit kerja: Dinas Pertanian\n\nSurat ke-$i. Terima kasih"
	perl "$TOP/tests/rig/reply.pl" "$@" "$text" >"$T/plain/$n.eml" && perl "$TOP/tests/rig/reply.pl" "$@" "$text" --attach "$DOCS/pernyataan.pdf" >"$T/pdf/$n.eml" ||
		bail 'reply.pl'
done
scans="$DOCS/foto.jpg $DOCS/cap.jpg $DOCS/pudar.jpg $DOCS/kecil.jpg $DOCS/tabel.jpg"

# took COMMAND...: seconds of the clock, in thousandths.
took() { t_a=$(now_ms); "$@" >"$T/out" 2>"$T/err" || bail "$* ends with $?: $(tail -n 3 "$T/err")"; t_ms=$(($(now_ms) - t_a)); }
row() { perl -e 'my ($what, $n, $ms, $peer) = @ARGV; printf "%-30s %6d  %8.1f ms each  %8.1f a second   peer %8.1f ms   %5.2f times\n", $what, $n, $ms / $n, 1000 * $n / $ms, $peer / $n, $ms / $peer' "$@"; }
reader() { $one "$LOKET" read --rules "$TOP/rules" --json "$@"; }
papers() { for f in "$T"/papers/*.pdf; do $one pdftotext -q "$f" - || return 1; done; }
tesseracts() { for f in $scans; do OMP_THREAD_LIMIT=1 $one tesseract "$f" - -l ind --psm 4 || return 1; done; }

took reader "$T"/plain/*.eml; ours=$t_ms
is "$(grep -c '"class":"request"' "$T/out")" "$N" 'every letter is read' || exit 1
took $one "$T/peer" "$T"/plain/*.eml; peer=$t_ms
row 'letters' "$N" $ours $peer
took reader "$T"/pdf/*.eml; ours=$t_ms
is "$(grep -c '"kind":"surat-pernyataan"' "$T/out")" "$N" 'and every PDF' || exit 1
took $one "$T/peer" "$T"/pdf/*.eml; peer=$t_ms
rm -f "$T"/papers/*; i=0; while [ $i -lt "$N" ]; do i=$((i + 1)); cp "$DOCS/pernyataan.pdf" "$T/papers/$i.pdf"; done
took papers; peer=$((peer + t_ms))
row 'letters with a PDF of text' "$N" $ours $peer
took reader $scans; ours=$t_ms
is "$(grep -c '"ocr":true' "$T/out")" 5 'and every scan' || exit 1
took tesseracts; peer=$t_ms
row 'scanned pages' 5 $ours $peer
