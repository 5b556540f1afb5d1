#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How long a letter waits for its receipt, in a running agent on IDLE. Measured from the 250 of Dovecot's LMTP to the moment at which the SMTP
# server has the receipt, by one clock, from outside: lone letters, each after the receipt of the one before (and from the EXISTS that another client
# in IDLE is told, since Dovecot says it half a second late), then ten a second. Then a minute in which nothing comes, for the CPU of all its processes. Prints median and 99 % of RUNS runs, exit 1 where a receipt is missing.
#   sh tests/bench/latency.sh [LONE [STREAM [RUNS]]]     20 lone ones, 200 in a stream, 3
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/bench/lib.sh"
LONE=${1:-20} STREAM=${2:-200} RUNS=${3:-3} N=10 SEED=138
rig_start "$T/rig" || bail 'the mail servers do not start'
rig_user tte nurul
SINK=$(rig_tool ports 1)
settings smtp.port="$SINK" smtp.tls=none agent.log-level=info
$L key make "$T/key" >/dev/null || bail 'no key'
rig_spawn "$T/sink.out" perl "$TOP/tests/bench/latency.pl" sink "$SINK" "$T/receipts"
quiet "${DAY}T08:00:00+08:00"
$L run --now "${DAY}T09:00:00+08:00" 2>"$T/log" &
agent=$!
cleanup() { kill "$agent" 2>/dev/null; wait "$agent" 2>/dev/null; }
rig_spawn "$T/watch.out" perl "$TOP/tests/bench/latency.pl" watch "$RIG_IMAP" tte@tapinkab.go.id rahasia-tte "$T/receipts.exists"
wait_for 20 'grep -q "agent up" "$T/log"' || bail 'the agent does not come up'
machine
run=0
while [ "$run" -lt "$RUNS" ]; do
	run=$((run + 1))
	perl "$TOP/tests/bench/latency.pl" send "$RIG_LMTP" "$T/receipts" "lone$run" "$LONE" 0 || bail "a lone letter got no receipt: $(tail -n 3 "$T/log")"
	perl "$TOP/tests/bench/latency.pl" send "$RIG_LMTP" "$T/receipts" "stream$run" "$STREAM" 10 || bail "a letter of the stream got no receipt: $(tail -n 3 "$T/log")"
done
[ "${IDLE:-60}" = 0 ] || perl "$TOP/tests/bench/latency.pl" idle "$agent" "${IDLE:-60}"
