#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The whole job on requests most of which have a PDF whose text is read (of corpus.pl, a fifth of LETTERS): fetched, read, answered into smtp-sink, beside
# nothing but pdftotext for each of the same PDFs, in turn. Only told, but exit 1 where the text of one was not read.
#   sh tests/bench/text.sh [LETTERS [RUNS]]     3000, 3
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/bench/lib.sh"
N=${1:-${LETTERS:-3000}} RUNS=${2:-3} SEED=138
rig_start "$T/rig" || bail 'the mail servers do not start'
rig_user tte nurul
SINK=$(rig_tool ports 1)
rig_spawn "$T/sink.out" "$(PATH=$PATH:/usr/sbin command -v smtp-sink)" -c -u "$RIG_USER" "127.0.0.1:$SINK" 100
settings smtp.port="$SINK" smtp.tls=none
$L key make "$T/key" >/dev/null || bail 'no key'
quiet "${DAY}T08:00:00+08:00"
corpus people >"$T/people.csv"
$L person import "$T/people.csv" >/dev/null 2>&1; quiet "${DAY}T08:00:10+08:00"
for role in verifikator helpdesk; do $L role set $role nurul@tapinkab.go.id >/dev/null 2>&1; done
quiet "${DAY}T08:00:20+08:00"
corpus prepare --list "$T/list" --start "$(at 08:10)" || bail 'no letters'
cp -a "$T/state" "$T/state.kept" && cp -a "$T/$BOX" "$T/box.kept" || bail 'no copy'
mkdir "$T/pdf"
find "$T/box.kept" -path '*/new/*' -type f | sort >"$T/letters"
perl -MMIME::Base64 -e 'my $n = 0; for my $f (map { chomp; $_ } <STDIN>) { local $/; open(my $in, "<", $f) or die $f; my $t = <$in>;
	while ($t =~ /^Content-Type: application\/pdf.*?\n\n(.*?)\n--/msg) { open(my $out, ">", sprintf "%s/%05d.pdf", $ARGV[0], ++$n) or die; print $out decode_base64($1) } }' "$T/pdf" <"$T/letters" || bail 'no PDFs'
letters=$(wc -l <"$T/letters") pdfs=$(find "$T/pdf" -type f | wc -l)
[ "$("$LOKET" read --rules "$TOP/rules" --json $(cat "$T/letters") | grep -o '"state":"text"' | wc -l)" = "$pdfs" ] || bail 'the text of a PDF is not read'
machine
run=0
while [ "$run" -lt "$RUNS" ]; do
	run=$((run + 1))
	begin_again
	ours=$(perl "$TOP/tests/bench/cost.pl" "$T/log" $L run --once --now "${DAY}T09:20:00+08:00") || bail "$(tail -n 3 "$T/log")"
	[ "$(sqlite3 "$T/state/loket.db" 'SELECT count(*) FROM document')" -ge "$pdfs" ] || bail 'a document is missing'
	peer=$(perl "$TOP/tests/bench/cost.pl" "$T/pdf.log" sh -c "for f in $T/pdf/*.pdf; do pdftotext -q \"\$f\" - >/dev/null || exit 1; done") || bail pdftotext
	echo "$letters $ours $peer" >>"$T/times"
done
awk '{ print $1 / $2, 1000 * $3 / $1, 1000 * $5 / $1, $5 / $3 }' "$T/times" | perl "$TOP/tests/bench/spread.pl" "$letters letters, $pdfs PDFs, $(du -sm "$T/pdf" | cut -f 1) MB" \
	'letters a second' 'CPU ms a letter, the whole job' 'CPU ms a PDF, pdftotext alone' 'ratio of CPU'
