#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Readers that their letters have taken over (tests/box/liar.c, linked into a program of its own): whatever they say, no code is known, nothing is
# decided, no other letter or file is reached, every malformed record is refused, and the next letter is read as ever. LIES=N letters of each sort.
. "$(dirname "$0")/../cases/lib.sh"
LIES=${LIES:-12}
honest=$LOKET
[ -x "$BUILD/liar" ] || bail "$BUILD/liar is not built"
office limits.answers-per-hour=100000
sql() { sqlite3 "$T/state/loket.db" "$1"; }
decided() { sql "SELECT count(*) FROM journal WHERE kind IN ('case.step', 'case.close', 'case.reopen') OR (kind = 'task.close' AND code NOT IN ('withdrawn', 'again'))"; }
request siti
step '23 08:30'
c=$(number 1)
q=$(last nurul)
before=$(decided) letters=$(sql 'SELECT count(*) FROM message') documents=$(sql 'SELECT count(*) FROM document')
LOKET=$BUILD/liar
mkdir "$T/lies"
n=0
for sort in L B O R F; do
	i=0
	while [ $i -lt "$LIES" ]; do
		printf 'From: Orang <orang@luar.example>\nTo: tte@tapinkab.go.id\nSubject: BOHONG %s%d\nMessage-ID: <b%d@luar.example>\nDate: Mon, 23 Nov 2026 08:30:00 +0800\n\nMohon bantuan.\n' $sort $i $n >"$T/lies/$(printf %04d $n).eml"
		i=$((i + 1)) n=$((n + 1))
	done
done
rig_tool deliver "$RIG_DIR/mail/tte@tapinkab.go.id/Maildir" "$RIG_UID" "$RIG_GID" 0 "$T"/lies/*.eml
sent_n=$((sent_n + n))
step '23 08:40'
is "$(sql "SELECT count(*) FROM message WHERE state IN ('done', 'held')")" $((letters + n)) "$n letters of liars: each was dealt with"
is "$(decided)" "$before" 'nothing was decided'
case_is $c periksa 'the case stands where it stood'
is "$(sql 'SELECT count(*) FROM document')" "$documents" 'no document was added to it'
is "$(sql "SELECT count(*) FROM outbox_data WHERE recipient LIKE '%luar.example'")" 0 'nobody outside is written to'
is "$(sql "SELECT count(*) FROM address WHERE bounced_at IS NOT NULL")" 0 'no address is marked'
is "$(grep -c 'liar found=[1-9]' "$T/log")" 0 'no file of another letter is open in a reader'
ok 'as each of them said' [ "$(grep -c 'liar found=0' "$T/log")" -ge "$LIES" ]
is "$(grep -c 'liar reached=[0-9]' "$T/log")" 0 'what a reader may not do ends it'
ok 'malformed records and frames out of turn are refused, and the letter is held' [ "$(sql "SELECT count(*) FROM message WHERE reason = 'unreadable'")" -ge "$LIES" ]
diag "$n letters of liars: $(sql "SELECT coalesce(reason, outcome) || ' ' || count(*) FROM message WHERE id > $letters GROUP BY coalesce(reason, outcome)" | tr '\n' ',')"
LOKET=$honest
re_to "$q" nurul SETUJU
step '23 08:50'
case_is $c atur-ulang 'a true answer counts'
whole
done_testing
