#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# 30 notices as AMS may write them do what they should, 30 forged or misleading ones change nothing; see tests/notices/README.md.
. "$(dirname "$0")/lib.sh"
N=$TOP/tests/notices
cp -r "$TOP/rules" "$T/rules"
sed -i 's/kalender="tapin"/kalender="tapin" authserv-id="mx.tapinkab.go.id"/' "$T/rules/office/tapin.xml"
office agent.rules="$T/rules"
loket person import "$N/people.csv" >/dev/null 2>&1
step '23 08:05'
loket cert import "$N/register.csv" >/dev/null 2>&1
step '23 08:10'
deliver() { for f in "$@"; do send orang@luar.example "$f"; done; }
sql() { sqlite3 "$T/state/loket.db" "$1"; }
# a letter by its Message-ID or its place in the order of delivery
came_of() { sql "SELECT CASE state WHEN 'held' THEN 'hold' ELSE CASE WHEN outcome = 'case' THEN 'open' ELSE 'ignore' END END FROM message ORDER BY id LIMIT 1 OFFSET $1"; }

deliver "$N"/03[1-9]-*.eml "$N"/0[456]*.eml
before=$(sql "SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM task), (SELECT count(*) FROM certificate), (SELECT group_concat(status || ends_day) FROM certificate)")
step '23 08:30'
after=$(sql "SELECT (SELECT count(*) FROM cases), (SELECT count(*) FROM task), (SELECT count(*) FROM certificate), (SELECT group_concat(status || ends_day) FROM certificate)")
is "$after" "$before" 'no case, no question, no change of the register by 30 forged ones'
is "$(sql "SELECT DISTINCT d.recipient FROM outbox o JOIN outbox_data d ON d.outbox_id = o.id WHERE d.recipient LIKE '%@tapinkab.go.id' AND d.recipient NOT IN ('admin@tapinkab.go.id')" | tr '\n' ' ')" '' \
	'none of our people was written to'
is "$(sql "SELECT count(*) FROM message WHERE state NOT IN ('done', 'held')")" 0 'each was read to its end'
forged=$(sql 'SELECT count(*) FROM message')
diag "forged: nothing changed by 30 of $forged; $(sql "SELECT count(*) FROM message WHERE state = 'held'") held: $(sql "SELECT reason || ' ' || count(*) FROM message WHERE state = 'held' GROUP BY reason" | tr '\n' ',')"
is "$forged" 30 'all of them came'

deliver "$N"/00*.eml "$N"/01*.eml "$N"/02*.eml "$N"/030-*.eml
step '23 09:00'
n=30 good=0
for f in "$N"/00*.json "$N"/01*.json "$N"/02*.json "$N"/030-*.json; do
	want=$(sed -n 's/.*"expect": "\([a-z]*\)".*/\1/p' "$f")
	got=$(came_of $n)
	n=$((n + 1))
	person=$(sed -n 's/.*"person": "\(.*\)".*/\1/p' "$f")
	if [ "$want" = open ] && [ "$got" = open ]; then
		[ "$(sql "SELECT count(*) FROM cases c JOIN address a ON a.person_id = c.owner_id WHERE a.address = '$person' AND c.opened_by = 'notice' AND c.service = 'pembaharuan'")" = 1 ] || got="open for somebody else"
		rig_mails "$person" | xargs grep -lq pembaharuan || got='open, but not told'
	fi
	[ "$want" != ask ] || [ "$got" = hold ] || got=ask	# an open case was looked at, or there is none
	if [ "$got" = "$want" ]; then good=$((good + 1)); else fail "$(basename "$f" .json): $got instead of $want" || :; fi
done
is "$good" 30 "true: $good of 30 do what they should"

# what no rule knows: the admin gets a sample, and a line that knows it
samples=$(sql "SELECT count(*) FROM outbox WHERE what = 'redaksi-baru' AND state = 'sent'")
is "$samples" 2 'two of an unknown wording: a sample of each for the admin'
for f in $(rig_mails admin@tapinkab.go.id); do mail text "$f" | tr '\n' ' ' | grep -q 'Pemeliharaan Sistem' && sample=$f; done
like "$(mail text "$sample" | tr '\n' ' ')" 'portal tidak dapat diakses pada Sabtu' 'with what it says'
rule=$(mail text "$sample" | tr '\n' ' ' | grep -o '<pemberitahuan id="JENIS">.*</pemberitahuan>' | sed 's/JENIS/data-diubah/')
sed -i "s|</pemberitahuan-ams>|$rule&|" "$T/rules/letter/ams.xml"
is "$(loket read --rules "$T/rules" --json "$N/029-redaksi-baru.eml" | grep -o '"kind":"[a-z-]*"' | head -n 1)" '"kind":"data-diubah"' 'the line from the mail, put into the rules, knows it' || diag "$rule"

cat "$N"/*.json | sed -n '/"secrets"/,/\]/p' | grep -o '"[A-Z0-9]\{6,\}"' | tr -d '"' | sort -u >"$T/secrets"
diag "$(wc -l <"$T/secrets") planted secrets"
ok 'there are secrets to look for' test "$(wc -l <"$T/secrets")" -ge 12
sql .dump >"$T/dump"
for f in $(sql 'SELECT archive FROM message WHERE archive IS NOT NULL'); do "$BUILD/unit/archive_test" cat "$T/key" "$T/state" "$f"; done >"$T/archive.txt"
ok 'the archive was opened' test -s "$T/archive.txt"
not_ok 'no secret in the store' grep -qFf "$T/secrets" "$T/dump"
not_ok 'none in the archive' grep -qaFf "$T/secrets" "$T/archive.txt"
not_ok 'none in any file of the agent, as it lies' grep -rqaFf "$T/secrets" "$T/state"
not_ok 'none in its log' grep -qFf "$T/secrets" "$T/log"
not_ok 'none in any mail that was sent' grep -rqFf "$T/secrets" --exclude-dir=tte@tapinkab.go.id "$RIG_DIR/mail"
whole
done_testing
