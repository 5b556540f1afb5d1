#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Several mails are with the sender at once (SENDINGS): what becomes of those behind the first when the server lets none begin, when sender or agent
# end, and when the hour is full. Only of the one that had begun may be unknown whether it has left; the others leave once, in their order.
. "$(dirname "$0")/lib.sh"
office mailbox.sent=@
sql() { sqlite3 -cmd '.timeout 5000' "$T/state/loket.db" "$@"; }
request siti
step '23 08:10'
# ready NAME N: so many mails to NAME-1 NAME-2 ... that are composed; one without a code, whose bytes serve them all
id=$(sql "SELECT o.id FROM outbox AS o JOIN outbox_data AS d ON d.outbox_id = o.id WHERE o.state = 'sent' AND d.recipient LIKE 'siti@%' AND o.blank_file IS NULL AND o.token IS NULL LIMIT 1")
ready() {
	sql "CREATE TEMP TABLE n AS WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < $2) SELECT i, (SELECT max(id) FROM outbox) + i AS id FROM c;
		INSERT INTO outbox (id, kind, case_id, person_id, what, service, state, not_before, expects, message_id, file, digest, created_at)
			SELECT n.id, 'mail', o.case_id, o.person_id, o.what, o.service, 'ready', o.created_at, 1, '$1.' || i || '@tapinkab.go.id', o.file, o.digest, o.created_at FROM n, outbox AS o WHERE o.id = $id;
		INSERT INTO outbox_data (outbox_id, recipient, mail) SELECT n.id, '$1-' || i || '@tapinkab.go.id', x'' FROM n" || bail sqlite3
}
# server FAULT: the sink takes the mails from now on;  up TIME: the agent runs on, as $agent
server() { rig_sink "$1" || bail "no sink for $1"; rig_conf "$T/loket.conf" smtp.port="$RIG_SINK" smtp.tls=none smtp.user= smtp.password-file= mailbox.sent=@ report.summary=@ ${2:-}; }
up() { NOW=$(full "$1"); "$LOKET" --config "$T/loket.conf" run --now "$NOW" 2>>"$T/log2" & agent=$!; }
cleanup() { kill -9 "${agent:-}" 2>/dev/null; wait "${agent:-}" 2>/dev/null; }
states() { sql "SELECT s || ' ' || count(*) FROM (SELECT state || ' ' || ifnull(reason, '-') || ' ' || attempts AS s FROM outbox WHERE message_id LIKE '$1.%') GROUP BY s ORDER BY s" | tr '\n' ','; }
under_way() { [ "$(sql "SELECT count(*) FROM outbox WHERE state = 'sending'")" -ge 4 ]; }
sent_all() { [ "$(sql "SELECT count(*) FROM outbox WHERE state = 'sent' AND message_id LIKE '$1.%'")" = "$2" ]; }
# who got them, in order; a number behind a name that got more than one
got() { sed -n 's/^kept <[^>]*> <\([^@]*\)@.*/\1/p' "$RIG_SINK_LOG" | uniq -c | awk '{ printf "%s%s ", $2, ($1 > 1 ? "*" $1 : "") }'; }

# ---- the server lets none begin
server mail-530
ready satu 6
NOW=$(full '23 08:20'); "$LOKET" --config "$T/loket.conf" run --once --now "$NOW" 2>"$T/log2"
is "$?" 69 'a server that wants a login first: its channel is down'
is "$(wc -l <"$RIG_SINK_LOG")" 1 'it is asked once, not by each mail that was with the sender'
like "$(states satu)" '^ready - 0 5,ready channel 0 1,$' 'all are as they were, and no try is used up'
server dot-450=0
NOW=$(full '23 08:30'); "$LOKET" --config "$T/loket.conf" run --once --now "$NOW" 2>"$T/log2"
is "$(got)" 'satu-2 satu-3 satu-4 satu-5 satu-6 satu-1 ' 'then each leaves once; the one that was tried behind the others'

# ---- the sender ends with mails in its hands
server dot-stall=1
ready dua 6
up '23 08:40'
wait_for 30 under_way && pass 'several are under way' || fail "several are under way: $(states dua)"
wait_for 30 'grep -q dot-stall "$RIG_SINK_LOG"' || fail 'the first has sent its final dot'
kill -9 "$(worker smtp)"
wait_for 30 'sent_all dua 6' && pass 'another sender takes all' || fail "another sender takes all: $(states dua)"
is "$(sql "SELECT count(*) || ' ' || max(resent) FROM outbox WHERE message_id LIKE 'dua.%' AND resent > 0")" '1 1' 'of one alone it was unknown'
is "$(sql "SELECT count(*) FROM outbox WHERE message_id LIKE 'dua.%' AND attempts > 1")" 1 'the others were not tried before'
is "$(got)" 'dua-2 dua-3 dua-4 dua-5 dua-6 dua-1 ' 'and each leaves once, in order'

# ---- the agent is told to end, then is killed
kill "$agent"; wait "$agent"
server dot-stall=1
ready tiga 6
up '23 08:50'
wait_for 30 'under_way && grep -q dot-stall "$RIG_SINK_LOG"' || fail "several are under way: $(states tiga)"
kill "$agent"; wait "$agent"
like "$(states tiga)" '^ready - 0 5,retry unknown 1 1,$' 'at its end those that had not begun are as they were'
up '23 09:00'
wait_for 30 'sent_all tiga 6' && pass 'and leave later' || fail "and leave later: $(states tiga)"
is "$(got)" 'tiga-2 tiga-3 tiga-4 tiga-5 tiga-6 tiga-1 ' 'once each'
kill "$agent"; wait "$agent"
server dot-stall=1
ready empat 6
up '23 09:10'
wait_for 30 'under_way && grep -q dot-stall "$RIG_SINK_LOG"' || fail "several are under way: $(states empat)"
kill -9 "$agent"; wait "$agent" 2>/dev/null
up '23 09:20'
wait_for 30 'sent_all empat 6' && pass 'after kill -9 all leave' || fail "after kill -9 all leave: $(states empat)"
is "$(sql "SELECT max(resent) FROM outbox WHERE message_id LIKE 'empat.%'")" 1 'those that were under way are in doubt once'
is "$(got)" 'empat-5 empat-6 empat-1 empat-2 empat-3 empat-4 ' 'each has left'
kill "$agent"; wait "$agent"

# ---- told to end while the server is slow: what is with the sender is let finish
server dot-450=0
slow=$RIG_PID
kill -STOP "$slow"
ready enam 2
: >"$T/log2"
up '23 09:22'
wait_for 30 '[ "$(sql "SELECT count(*) FROM outbox WHERE state = '"'sending'"'")" = 2 ]' || fail "two are under way: $(states enam)"
kill "$agent"
wait_for 30 'grep -q stopping "$T/log2"' || fail 'it was told to end'
kill -CONT "$slow"
wait "$agent"
is "$(states enam)" 'sent - 1 2,' 'both have left, none is in doubt'

# ---- the hour is full
sent=$(sql "SELECT count(*) FROM outbox WHERE sent_at >= $(date -d "$(full '23 09:35')" +%s) - 3600")
server dot-450=0 "limits.answers-per-hour=$((sent + 2))"
ready lima 6
rm -f "$T/state/health"
up '23 09:35'
wait_for 60 "grep -q 'breaker=[1-9]' '$T/state/health'" && pass 'the hour is full' || fail 'the hour is full'
is "$(got)" 'lima-1 lima-2 ' 'mails under way count for it'
kill "$agent"; wait "$agent"
ok 'the journal is whole' loket journal verify
done_testing
