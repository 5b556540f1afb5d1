#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Memory (peak, VmHWM) of parent and reader: what letters of BYTES, five one after the other, add to that of small ones (limit raised), and how the parent's grows from
# LETTERS / 10 mixed letters to LETTERS (once each: it takes minutes). Exit 1 where the parent grows by more than 2 MB or by 10 %, a reader by 120 MB.
#   sh tests/bench/memory.sh [LETTERS [BYTES [RUNS]]]     10000, 50000000, 3
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/bench/lib.sh"
BYTES=${2:-50000000} RUNS=${3:-3}
full_mailbox "${1:-${LETTERS:-10000}}" 138
SINK=$(rig_tool ports 1)
rig_spawn "$T/sink.out" "$(PATH=$PATH:/usr/sbin command -v smtp-sink)" -c -u "$RIG_USER" "127.0.0.1:$SINK" 100
settings smtp.port="$SINK" smtp.tls=none limits.message-bytes=268435456
# peaks NAME: one life over what lies in the mailbox; $T/NAME has a line a kind of process
peaks() { timeout 900 perl "$TOP/tests/bench/measure.pl" "$T/$1" "$T/$1.log" $L run --once --now "${DAY}T09:20:00+08:00" || bail "$(tail -n 3 "$T/$1.log")"; }
of() { awk -v k="$2" '$1 == k { print $4 }' "$T/$1"; }
letter() {
	perl -MMIME::Base64 -e 'my ($n, $i) = @ARGV; print "From: wahyuni.zulaikha\@luar.example\nTo: tte\@tapinkab.go.id\nSubject: Lupa passphrase\nMessage-ID: <besar.$n.$i\@luar.example>\nMIME-Version: 1.0\n",
		"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nSaya lupa passphrase TTE saya.\n--b\nContent-Type: application/pdf; name=surat.pdf\nContent-Transfer-Encoding: base64\n\n";
		srand 1; my $left = $n * 3 / 4; while ($left > 0) { print encode_base64(join "", map { pack "N", rand 4294967296 } 1 .. 1425); $left -= 5700 } print "\n--b--\n"' "$1" "$2" >"$T/letter.eml"
	rig_deliver tte "$T/letter.eml"
}
machine
run=0
while [ "$run" -lt "$RUNS" ]; do
	run=$((run + 1))
	for size in 1000 "$BYTES"; do
		begin_again; rm -f "$T/$BOX"/new/* "$T/$BOX"/cur/*
		for i in 1 2 3 4 5; do letter "$size" "$i"; done	# a reader lives so short that one may not be seen
		peaks "one.$size"
		grep -q 'letter message=' "$T/one.$size.log" || bail 'it did not come'
	done
	echo "$(of one.1000 parent) $(of "one.$BYTES" parent) $(of one.1000 reader) $(of "one.$BYTES" reader)" >>"$T/one"
done
awk '{ print $1 / 1024, $2 / 1024, ($2 - $1) / 1024, $3 / 1024, $4 / 1024, ($4 - $3) / 1024 }' "$T/one" | perl "$TOP/tests/bench/spread.pl" "MB at the peak, letters of 1 kB and of $((BYTES / 1000000)) MB" \
	'parent, small' 'parent, large' 'parent: more<2' 'reader, small' 'reader, large' 'reader: more<120' || bad=1
begin_again
sed "1,$((N / 10))d" "$T/mixed.list" | cut -f 1 | while read -r name; do rm -f "$T/$BOX"/new/"$name"* "$T/$BOX"/cur/"$name"*; done
peaks few
begin_again
peaks all
for o in few all; do echo "$o: $(grep -c 'letter message=.* bytes=' "$T/$o.log") letters"; done
for k in parent fetcher zygote sender composer; do echo "$k $(of few $k) $(of all $k)"; done | awk '{ printf "%-10s %8.1f MB  %8.1f MB  %+5.1f %%\n", $1, $2 / 1024, $3 / 1024, 100 * ($3 / $2 - 1); bad += $1 == "parent" && $3 / $2 > 1.1 } END { exit bad }' || bad=1
exit "${bad:-0}"
