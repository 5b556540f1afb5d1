#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The whole job: one `loket run --once` over N mixed letters (corpus.pl) in a real Dovecot (IMAPS): fetched, durable, read with the text of every
# PDF, matched, cases advanced, answers composed and handed to smtp-sink. Beside it, on the same mailbox and in turn with it, what only fetches:
# mbsync (with fsync, its default) and fdm. What became of each letter is held against what the generator wrote down; exit 1 where it differs.
# The last run is for the memory of its processes.
#   sh tests/bench/whole.sh [LETTERS [RUNS [SEED]]]     3000, 3, 138. LOKET= names the program, KEEP=1 leaves the directory behind
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/bench/lib.sh"
RUNS=${2:-3}
for peer in mbsync fdm smtp-sink; do PATH=$PATH:/usr/sbin command -v $peer >/dev/null || bail "$peer is not installed (Debian: isync fdm postfix)"; done
full_mailbox "${1:-${LETTERS:-3000}}" "${3:-138}"
SINK=$(rig_tool ports 1)
rig_spawn "$T/sink.out" "$(PATH=$PATH:/usr/sbin command -v smtp-sink)" -c -u "$RIG_USER" "127.0.0.1:$SINK" 100
settings smtp.port="$SINK" smtp.tls=none
accepted() { tr '\r' '\n' <"$T/sink.out" | sed -n 's/.*mesg=\([0-9]*\).*/\1/p' | tail -n 1; }

cat >"$T/mbsyncrc" <<END
IMAPAccount office
Host localhost
Port $RIG_IMAPS
User tte@tapinkab.go.id
Pass rahasia-tte
SSLType IMAPS
CertificateFile $RIG_CA

IMAPStore far
Account office

MaildirStore near
Path $T/mbsync/
Inbox $T/mbsync/INBOX

Channel all
Far :far:
Near :near:
Sync Pull
Create Near
SyncState *
END
cat >"$T/fdm.conf" <<END
set default-user "root"
set lock-file "$T/fdm.lock"
set maximum-size 64M
account "office" imaps server "localhost" port $RIG_IMAPS user "tte@tapinkab.go.id" pass "rahasia-tte" no-verify keep
action "keep" maildir "$T/fdm"
match all action "keep"
END
chmod 600 "$T/fdm.conf"
mkdir -m 1777 "$T/fdm.tmp"	# its fetching part is another user

# measured NAME COMMAND...: a line of $T/NAME.cost, wall and CPU seconds
measured() {
	m_name=$1; shift
	timeout 900 perl "$TOP/tests/bench/cost.pl" "$T/$m_name.log" "$@" >>"$T/$m_name.cost" || bail "$m_name: $(tail -n 3 "$T/$m_name.log")"
}
fetched() { is "$(find "$1" -type f -path '*/new/*' -o -type f -path '*/cur/*' | wc -l)" "$N" "$2 fetched every letter" >>"$T/said" || right=1; }

right=0 run=0
begin_again
while [ "$run" -lt "$RUNS" ]; do
	run=$((run + 1))
	rm -rf "$T/mbsync" "$T/fdm"; mkdir "$T/mbsync"
	measured mbsync mbsync -q -c "$T/mbsyncrc" -a
	fetched "$T/mbsync" mbsync
	measured fdm env HOME="$T" TMPDIR="$T/fdm.tmp" fdm -q -f "$T/fdm.conf" fetch
	fetched "$T/fdm" fdm
	begin_again
	before=$(accepted)
	measured loket $L run --once --now "${DAY}T09:20:00+08:00"
	$L journal export --csv "$T/after.csv" >/dev/null || bail 'no journal'
	wait_for 5 'grep -q "mesg=" "$T/sink.out"'
	perl "$TOP/tests/bench/check.pl" "$T/mixed.list" "$T/loket.log" "$T/$BOX" "$T/before.csv" "$T/after.csv" $(($(accepted) - ${before:-0})) >>"$T/said" || right=1
	$L journal verify >>"$T/said" || right=1
	begin_again
done
# once more, watched a hundred times a second, for the memory of each kind of process
timeout 900 perl "$TOP/tests/bench/measure.pl" "$T/memory" "$T/memory.log" $L run --once --now "${DAY}T09:20:00+08:00" || bail "$(tail -n 3 "$T/memory.log")"
machine
perl "$TOP/tests/bench/table.pl" "$N" "$T/mixed.list" "$T/box.kept" loket="$T/loket.cost" mbsync="$T/mbsync.cost" fdm="$T/fdm.cost"
awk 'BEGIN { printf "\n%-10s %10s %12s\n", "process", "peak MB", "private MB" } NF == 5 { printf "%-10s %10.1f %12.1f\n", $1, $4 / 1024, $5 / 1024 } END { print "" }' "$T/memory"
sort "$T/said" | uniq -c | sed 's/^/  /'
exit "$right"
