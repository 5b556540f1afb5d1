#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The daily poll of the register: what AMS says changes register and reminders; nobody is asked about twice, none whose end is far. Then a small
# `make polls`: its rate, its memory, and a case's own question in between.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/rig/ams.sh"
rig_ams "$T/ams" --now 2026-11-23T08:00:00+08:00 || bail 'the stand-in for AMS does not start'
office $(ams_conf) ams.profile=yes
printf 'email;nip;serial;terbit;berakhir;status\nsiti@tapinkab.go.id;;aa01;;2027-01-10;ISSUE\nbudi@tapinkab.go.id;;aa02;;2027-01-10;ISSUE\nnurul@tapinkab.go.id;;aa03;;2028-06-01;ISSUE\nadmin@tapinkab.go.id;;aa04;;2027-01-10;ISSUE\n' >"$T/certs.csv"
loket cert import "$T/certs.csv" >/dev/null 2>&1
step '23 08:10'
user() { printf '{"nik":"%s","email":"%s","nama":"X","status":"%s","until":"%s"}' "$1" "$2" "$3" "$4"; }
ams seed "{\"users\":[$(user 6305055203870002 siti@tapinkab.go.id ISSUE 2028-11-23),$(user 6305050511790003 budi@tapinkab.go.id REVOKE 2027-01-10),$(user 6305055402900001 nurul@tapinkab.go.id ISSUE 2028-06-01),$(user 6305051501850004 admin@tapinkab.go.id ISSUE 2027-01-10)]}" >/dev/null
asked() { ams log | grep -o '"path": *"/api/v2/user/check/status"' | wc -l; }
register() { loket cert list --person "$1@tapinkab.go.id" --json | tell get status berakhir next; }
is "$(asked)" 0 'nothing is asked at noon'
step '24 06:10'
is "$(asked)" 3 'next morning: those near their end, not the other'
like "$(register siti)" '^ISSUE 2028-11-23 2028-09-2' 'a new certificate is entered, and its reminders planned'
is "$(register budi)" 'REVOKE 2027-01-10 -' 'a revoked one has none any more'
like "$(register admin)" '^ISSUE 2027-01-10 2026-12-1' 'the third is as it was'
is "$(sqlite3 "$T/state/loket.db" "SELECT group_concat(kind || ' ' || code, ', ') FROM (SELECT kind, coalesce(code2, code, '') AS code FROM journal WHERE kind IN ('cert.status', 'cert.replace', 'cert.add') AND at > strftime('%s', '2026-11-24') - 28800 ORDER BY seq)")" \
	'cert.add ISSUE, cert.replace , cert.status REVOKE' 'the journal says why'
whole
rig_ams_stop
rig_stop
ok 'a small register at its rate' env CERTS=150 RATE=25 timeout -k 5 60 sh "$TOP/tests/bench/polls.sh"
diag "$(grep '^# [0-9]* polls\|^# agent\|^# driver\|^# polls' "$T/.out")"
done_testing
