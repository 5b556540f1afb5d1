#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# N mails that are ready, into a real Postfix by STARTTLS: the agent's sender, each mail's `sending` and outcome on the disk, beside a bare
# libcurl that sends the same bytes as often (smtp.c), in turn. Of the agent's time that of a start with nothing to do is taken off. Exit 1
# where a mail does not arrive, or the median of loket's rate is below 0.9 of the other's.
#   sh tests/bench/smtp.sh [MAILS [RUNS]]     5000, 3
. "$(dirname "$0")/../cases/lib.sh"
. "$TOP/tests/bench/lib.sh"
N=${1:-${LETTERS:-5000}} RUNS=${2:-3}
${CC:-gcc} -O2 -std=c11 -o "$T/bare" "$TOP/tests/bench/smtp.c" -lcurl || bail 'smtp.c'
office limits.answers-per-hour=1000000 limits.answers-per-day=10000 mailbox.sent=@
[ "$RIG_KIND" = postfix ] || skip_all 'Postfix cannot run here (root is needed)'
request siti
step '23 08:10'
[ "$(count siti)" -ge 1 ] || bail 'no receipt'
# one mail as it lies ready, many times; it holds no code, so its bytes serve them all
sql() { sqlite3 "$T/state/loket.db" "$@" || bail sqlite3; }
id=$(sql "SELECT o.id FROM outbox AS o JOIN outbox_data AS d ON d.outbox_id = o.id WHERE o.state = 'sent' AND d.recipient LIKE 'siti@%' AND o.blank_file IS NULL AND o.token IS NULL ORDER BY o.id LIMIT 1")
file=$(last siti)
perl -pe 's/\r?\n/\r\n/' "$file" | perl -ne '$h = 1 if /^(Return-Path|Delivered-To|Received):/i; $h = 0 if $h && !/^(Return-Path|Delivered-To|Received|\s)/i; print unless $h' >"$T/bytes"
sql "CREATE TEMP TABLE n AS WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < $N) SELECT i, (SELECT max(id) FROM outbox) + i AS id FROM c;
	INSERT INTO outbox (id, kind, case_id, person_id, what, service, state, not_before, expects, message_id, file, digest, created_at)
		SELECT n.id, 'mail', o.case_id, o.person_id, o.what, o.service, 'ready', 0, 1, 'bench.' || i || '@tapinkab.go.id', o.file, o.digest, o.created_at FROM n, outbox AS o WHERE o.id = $id;
	INSERT INTO outbox_data (outbox_id, recipient, mail) SELECT n.id, 'nurul@tapinkab.go.id', x'' FROM n"
cp -a "$T/state" "$T/state.kept"
stored() { find "$T/rig/mail/nurul@tapinkab.go.id" -path '*/new/*' -type f | wc -l; }
all_there() { wait_for 120 "[ \$(find '$T/rig/mail/nurul@tapinkab.go.id' -path '*/new/*' -type f | wc -l) -ge $(($1 + N)) ]" || bail "only $(($(stored) - $1)) of $N arrived"; }
took() { t_a=$(now_ms); timeout 580 "$@" 2>>"$T/log" || bail "$1: $(tail -n 3 "$T/log")"; t_ms=$(($(now_ms) - t_a)); }
machine
run=0
while [ "$run" -lt "$RUNS" ]; do
	run=$((run + 1))
	before=$(stored)
	took "$T/bare" "smtp://localhost:$RIG_SMTP/dalam" "$RIG_CA" tte@tapinkab.go.id nurul@tapinkab.go.id "$T/bytes" "$N"; bare=$t_ms
	all_there "$before"
	rm -rf "$T/state"; cp -a "$T/state.kept" "$T/state"; sync -f "$T"
	before=$(stored)
	took "$LOKET" --config "$T/loket.conf" run --once --now 2026-11-23T09:00:00+08:00; ours=$t_ms
	took "$LOKET" --config "$T/loket.conf" run --once --now 2026-11-23T09:30:00+08:00; idle=$t_ms
	all_there "$before"
	[ "$(sql "SELECT count(*) FROM outbox WHERE state = 'sent' AND message_id LIKE 'bench.%'")" = "$N" ] || bail 'not all are sent'
	echo "$((ours - idle)) $bare" >>"$T/times"
done
awk -v n="$N" '{ printf "%f %f %f\n", 1000 * n / $1, 1000 * n / $2, $2 / $1 }' "$T/times" |
	perl "$TOP/tests/bench/spread.pl" "$N mails, by the second" loket 'bare libcurl' 'ratio>0.9'
