#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The first start on a mailbox with OLD letters (100,000): the start mark is set and nothing is read. Told are the seconds until `loket run --once` is done,
# and what Dovecot sent to it. Dovecot has looked through the folder once before, since that is its own work. Exit 1 where it takes 10 s, where a
# letter got a row, or where more was sent than no body explains.
#   sh tests/bench/first.sh [OLD [RUNS]]     100000, 3
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/bench/lib.sh"
OLD=${1:-${LETTERS:-100000}} RUNS=${2:-3}
rig_start "$T/rig" || bail 'the mail servers do not start'
rig_user tte
settings
$L key make "$T/key" >/dev/null || bail 'no key'
mkdir -p "$T/$BOX"
perl -e 'my ($dir, $n, $uid, $gid) = @ARGV; -d $_ or mkdir $_ or die "$_: $!" for $dir, map { "$dir/$_" } qw(cur new tmp);
	for my $i (1 .. $n) { my $name = sprintf "%s/new/%d.M%06dP138.old", $dir, 1700000000 + $i, $i; open(my $f, ">", $name) or die "$name: $!";
		printf $f "From: a%d\@tapinkab.go.id\nTo: tte\@tapinkab.go.id\nSubject: Surat lama\nMessage-ID: <old.%d\@tapinkab.go.id>\n\n%s\n", $i, $i, "Lama. " x 200; close $f }
	system("chown", "-R", "$uid:$gid", $dir) if $> == 0' "$T/$BOX" "$OLD" "$RIG_UID" "$RIG_GID" || bail 'no letters'
timeout 300 curl -sS --cacert "$RIG_CA" -u "tte@tapinkab.go.id:rahasia-tte" "imaps://localhost:$RIG_IMAPS/INBOX" -X 'EXAMINE INBOX' >"$T/examined" || bail 'Dovecot does not answer'
grep -q "$OLD EXISTS" "$T/examined" || bail "$(cat "$T/examined")"
# bytes that Dovecot has sent in all its sessions, as it says at the end of each
sent() { wait_for 10 "[ \$(grep -c 'out=' '$T/rig/dovecot/log') -gt $1 ]" || bail 'Dovecot does not say what it sent'; grep -o 'out=[0-9]*' "$T/rig/dovecot/log" | tail -n 1 | cut -d= -f2; }
machine
run=0
while [ "$run" -lt "$RUNS" ]; do
	run=$((run + 1))
	rm -rf "$T/state"
	sessions=$(grep -c 'out=' "$T/rig/dovecot/log")
	t0=$(now_ms); quiet "${DAY}T08:00:00+08:00"; t1=$(now_ms)
	[ "$(sqlite3 "$T/state/loket.db" "SELECT (SELECT count(*) FROM message) || ' ' || (SELECT old_count FROM folder WHERE name = 'INBOX')")" = "0 $OLD" ] || bail 'not marked'
	echo "$((t1 - t0)) $(sent "$sessions")" >>"$T/times"
done
awk '{ print $1 / 1000, $2 / 1000 }' "$T/times" | perl "$TOP/tests/bench/spread.pl" "$OLD old letters" 'seconds to the start mark<10' 'kB sent by Dovecot<100'
