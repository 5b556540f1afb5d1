#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How long a start takes with CASES cases in the store: from the exec to `agent up`, with quick_check; and after kill -9, when all of the store is looked at.
# Rules are checked before, once, as in any office that runs. Exit 1 above 1 s and 5 s.
#   sh tests/bench/ready.sh [CASES [RUNS]]     100000, 5
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/bench/lib.sh"
. "$TOP/tests/report/store.sh"
CASES=${1:-100000} RUNS=${2:-5} NOW=2026-11-23T08:00:00+08:00
report_store "$T" "$CASES" 1800 || bail 'no store'
sqlite3 "$T/state/loket.db" 'UPDATE journal SET hash = zeroblob(32) WHERE seq = (SELECT max(seq) FROM journal)'
rig_start "$T/rig" || bail 'the mail servers do not start'
rig_user tte
settings report.summary=@
$L key make "$T/key" >/dev/null || bail 'no key'
quiet "$NOW"
# up: milliseconds until the agent says so; it goes on running as $agent
up() {
	rm -f "$T/up.log"; t_a=$(now_ms)
	$L run --now "${DAY}T08:10:00+08:00" 2>"$T/up.log" &
	agent=$!
	wait_for 60 'grep -q "agent up" "$T/up.log"' || bail "it does not come up: $(tail -n 3 "$T/up.log")"
	t_ms=$(($(now_ms) - t_a))
}
cleanup() { kill "${agent:-}" 2>/dev/null; wait "${agent:-}" 2>/dev/null; }
machine
echo "store: $(($(stat -c %s "$T/state/loket.db") / 1000000)) MB, $(sqlite3 "$T/state/loket.db" 'SELECT max(seq) FROM journal') rows of the journal"
run=0
while [ "$run" -lt "$RUNS" ]; do
	run=$((run + 1))
	up; clean=$t_ms
	kill -9 "$agent"; wait "$agent" 2>/dev/null
	up; unclean=$t_ms
	kill "$agent"; wait "$agent"
	echo "$clean $unclean" >>"$T/times"
done
awk '{ print $1 / 1000, $2 / 1000 }' "$T/times" | perl "$TOP/tests/bench/spread.pl" "$CASES cases" 'seconds until ready<1' 'seconds until ready after kill -9<5'
