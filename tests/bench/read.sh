#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How fast `loket read` reads, beside what the same work costs at least, one right after the other on one core and the same files:
#   letters without documents       a fork and GMime for each (peer.c)
#   letters with a PDF of text      that, and pdftotext for each
#   scans                           tesseract for each, in the same language, on the same number of pages
# Then CPU of all processes, in RUNS runs: `loket read` beside as many processes that only enter the reader's box (boxed.c), 0.7 times their
# rate at least; ten times the text, ten times the cost; 200 rules more, at most twice the cost of 40 more.
#   read.sh [LETTERS [RUNS]]        500, 3; prints tables, exit 1 where something was not read, or does not keep to that
. "$(dirname "$0")/../lib.sh"
N=${1:-${LETTERS:-500}} RUNS=${2:-3} DOCS=$TOP/tests/documents/unit
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

# the same text once and ten times, each paragraph with another number, in letters without a service, so that nothing ends early
mkdir "$T/one" "$T/ten"
some_text() { for k in $(seq "$1"); do printf 'Bersama ini kami sampaikan bahwa Sdr. Ahmad Anshari, Kasubbag Umum pada Dinas Sosial, telah hadir pada rapat ke-%s. Nama: Siti Rahmah, NIP 198703122011012004, Analis pada Dinas Pertanian.\\n\\n' "$k"; done; }
for i in $(seq 50); do
	perl "$TOP/tests/rig/reply.pl" --new --from siti@tapinkab.go.id --to tte@tapinkab.go.id --subject "Laporan $i" "$(some_text 3)" >"$T/one/$i.eml" &&
		perl "$TOP/tests/rig/reply.pl" --new --from siti@tapinkab.go.id --to tte@tapinkab.go.id --subject "Laporan $i" "$(some_text 30)" >"$T/ten/$i.eml" || bail 'reply.pl'
done
# with_rules N: a copy of the rules with N more patterns of a service and N more sentences
with_rules() {
	cp -r "$TOP/rules" "$T/rules$1"
	perl -0pi -e 'BEGIN { $n = shift } my $p = join "", map { "\t\t<pola>permintaan ke-$_ (tentang|mengenai) (hal|urusan) nomor $_<\/pola>\n" } 1 .. $n; s/(<layanan id="penerbitan"[^>]*>\n)/$1$p/' "$1" "$T/rules$1/letter/layanan.xml"
	perl -0pi -e 'BEGIN { $n = shift } my $p = join "", map { "\t<kalimat orang=\"lain\" huruf-tepat=\"ya\">(?J)\\b(?i:urusan ke-$_|perkara ke-$_) (?&lt;nama>{orang}){ekor-orang}<\/kalimat>\n" } 1 .. $n; s/(<\/isian-surat>)/$p$1/' "$1" "$T/rules$1/letter/isian.xml"
	"$LOKET" check --rules "$T/rules$1" >"$T/out" 2>&1 || "$LOKET" read --rules "$T/rules$1" --json "$T/one/1.eml" >"$T/out" 2>&1 || bail "$(tail -n 3 "$T/out")"
}
with_rules 40; with_rules 200
# cpu COMMAND...: milliseconds of CPU of all its processes
cpu() { perl "$TOP/tests/bench/cost.pl" "$T/cost.log" "$@" | awk '{ printf "%d", 1000 * $2 }'; }
read_with() { cpu "$LOKET" read --rules "$1" --json "$2"/*.eml; }
run=0
while [ "$run" -lt "$RUNS" ]; do
	run=$((run + 1))
	# what loading the rules costs is taken off by an empty letter
	: >"$T/empty.eml"
	for r in "$TOP/rules" "$T/rules40" "$T/rules200"; do cpu "$LOKET" read --rules "$r" --json "$T/empty.eml"; echo; done >"$T/loads"
	{ read -r load; read -r load40; read -r load200; } <"$T/loads"
	boxed=$(($(cpu "$BUILD/bench/boxed" "$TOP/rules" "$N") - $(cpu "$BUILD/bench/boxed" "$TOP/rules" 1)))
	echo "$N $(($(read_with "$TOP/rules" "$T/plain") - load)) $boxed $(($(read_with "$TOP/rules" "$T/one") - load)) $(($(read_with "$TOP/rules" "$T/ten") - load)) $(($(read_with "$T/rules40" "$T/one") - load40)) $(($(read_with "$T/rules200" "$T/one") - load200))" >>"$T/cpu"
done
awk '{ print $2 / $1, $3 / $1, $3 / $2, $4 / 50, $5 / 50, $5 / $4, $6 / 50, $7 / 50, $7 / $6 }' "$T/cpu" | perl "$TOP/tests/bench/spread.pl" 'CPU ms of all processes' 'loket read, a letter' \
	'fork and box, a process' 'their ratio>0.7' 'a letter of 0.6 kB' 'ten times the text' 'ratio<12' '40 rules more' '200 rules more' 'ratio<2'
