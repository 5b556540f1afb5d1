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
step '23 08:05'
printf 'nama;email;sampai\nDewi Lestari;dewi@tapinkab.go.id;2027-01-10\nJoko Purnomo;joko@tapinkab.go.id;2027-01-10\n' >"$T/certs.csv"
loket cert import "$T/certs.csv" >/dev/null 2>&1
step '23 08:10'
# ask WHO: a renewal, asked for by letter
ask() { new "$1" 'Pembaharuan sertifikat elektronik' "Mohon pembaharuan sertifikat elektronik saya.\n\nNama: $(name "$1")\nNIP: $(nip "$1")"; }
user() { printf '{"nik":"%s","email":"%s","nama":"X","status":"%s","until":"%s"}' "$1" "$2" "$3" "$4"; }
ams seed "{\"users\":[$(user 6305055203870002 siti@tapinkab.go.id ISSUE 2027-01-10)]}" >/dev/null
ask siti
step '23 08:20'
re siti PINDAH
step '23 08:30'
case_is $(number 1) lepas 'a renewal is open, and asks AMS nothing more'
ams reset >/dev/null
users() { ams seed "{\"users\":[$(user 6305055203870002 siti@tapinkab.go.id ISSUE 2028-11-23),$(user 6305050511790003 budi@tapinkab.go.id REVOKE 2027-01-10),$(user 6305055402900001 nurul@tapinkab.go.id ISSUE 2028-06-01),$(user 6305051501850004 admin@tapinkab.go.id ISSUE 2027-01-10)]}" >/dev/null; }
users
asked() { ams log | grep -o '"path": *"/api/v2/user/check/status"' | wc -l; }
register() { loket cert list --person "$1@tapinkab.go.id" --json | tell get status berakhir next; }
is "$(asked)" 0 'nothing is asked at noon'
# a server that asks for a pause, or fails three times in a row, is left alone for a while; nothing is lost by that
ams fault '{"path":"/api","kind":"503","count":-1}' >/dev/null
step '24 06:02'
is "$(asked)" 1 'Retry-After holds for all that is to be asked there'
ams fault '{"kind":"none"}' >/dev/null
ams fault '{"path":"/api","kind":"500","count":-1}' >/dev/null
step '24 06:03'
is "$(asked)" 4 'three faults in a row, and the rest is not tried'
ams fault '{"kind":"none"}' >/dev/null
ams reset >/dev/null
users
step '24 07:10'
is "$(asked)" 5 'next morning: those near their end, not the other'
case_is $(number 1) .sudah-diperbarui 'the open case of whoever has a new one is over'
mails_are siti 'periksa-data sudah-diperbarui' 'she hears it'
mails_are nurul 'lepas sudah-diperbarui' 'and so does the verifikator, who need not look any more'
is "$(sqlite3 "$T/state/loket.db" "SELECT group_concat(code || ' ' || coalesce(code2, '-')) FROM journal WHERE kind = 'case.certificate'")" 'poll -' 'the poll told it'
like "$(register siti)" '^ISSUE 2028-11-23 2028-09-2' 'a new certificate is entered, and its reminders planned'
is "$(register budi)" 'REVOKE 2027-01-10 -' 'a revoked one has none any more'
like "$(register admin)" '^ISSUE 2027-01-10 2026-12-1' 'the third is as it was'
is "$(sqlite3 "$T/state/loket.db" "SELECT group_concat(kind || ' ' || code, ', ') FROM (SELECT kind, coalesce(code2, code, '') AS code FROM journal WHERE kind IN ('cert.status', 'cert.replace', 'cert.add') AND at > strftime('%s', '2026-11-24') - 28800 ORDER BY kind)")" \
	'cert.add ISSUE, cert.replace , cert.status REVOKE' 'the journal says why'
whole
rig_ams_stop
rig_stop
if sanitized; then skip 'rate and memory here are those of the sanitizer'
else
	ok 'a small register at its rate' env BUSY=1 CERTS=150 RATE=25 timeout -k 5 60 sh "$TOP/tests/bench/polls.sh"
	diag "$(grep '^# [0-9]* polls\|^# agent\|^# driver\|^# polls' "$T/.out")"
fi
done_testing
