#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The status in AMS decides before people are asked: lupa passphrase in each word, a dead AMS, a number that AMS does not know.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/rig/ams.sh"
rig_ams "$T/ams" --now 2026-11-23T08:00:00+08:00 || bail 'the stand-in for AMS does not start'
office $(ams_conf)
office_pid=$AMS_PID
nik() { case $1 in siti) echo 6305055203870002 ;; budi) echo 6305050511790003 ;; esac; }
# says WHO STATUS [UNTIL]: all that AMS knows is this one person
says() { ams reset >/dev/null; ams seed "{\"users\":[{\"nik\":\"$(nik "$1")\",\"email\":\"$(address "$1")\",\"nama\":\"X\",\"status\":\"$2\"${3:+,\"until\":\"$3\"}}]}" >/dev/null; }
calls() { ams log | grep -o '"path": "[^"]*"\|"path":"[^"]*"' | grep -c "${1:-}"; }

says siti ISSUE
request siti
step '23 08:30'
c=$(number 1)
case_is $c periksa 'ISSUE: the verifikator is asked'
mails_are siti diterima 'siti is told'
like "$(text nurul)" 'Status di AMS: \*?ISSUE|Status di AMS' 'the to-do is whole'
is "$(loket cert list --json | tell get status source)" 'ISSUE poll' 'the register learnt it'

says budi EXPIRED 2026-11-10
request budi
step '23 08:40'
c=$(number 2)
case_is $c .dialihkan 'EXPIRED: no reset'
mails_are budi 'dialihkan periksa-data' 'budi is told why, and what to do instead'
case_is $(number 3) periksa-data 'a renewal is open instead'
like "$(text budi)" 'lanjutan dari TTE-2026-000002' 'and says where it comes from'
mails_are nurul periksa 'nobody else was asked'

# a number that AMS does not know
ams reset >/dev/null
ams seed '{"users":[{"nik":"6305056603910008","email":"x@tapinkab.go.id","nama":"X","status":"ISSUE"}]}' >/dev/null
new dewi 'Permohonan lupa passphrase TTE' "Saya lupa passphrase TTE saya, mohon direset.\n\nNama: Dewi Lestari\nNIP: $(nip dewi)\nNIK: 6305056603910009" --attach "$pdf"
step '23 09:00'
c=$(number 4)
case_is $c cek-nomor 'NOT_REGISTERED: the number is checked first'
mails_are dewi cek-nomor 'by its owner'
like "$(text dewi)" '0009' 'who sees its last digits'
re dewi 'Mohon maaf, NIK: 6305056603910008'
step '23 09:10'
case_is $c periksa 'the corrected number is known: the verifikator is asked'
why_is $c 'data-corrected status' 'because of AMS'

# other words
ams reset >/dev/null
new joko 'Permohonan lupa passphrase TTE' "Saya lupa passphrase TTE saya, mohon direset.\n\nNama: Joko Purnomo\nNIP: $(nip joko)\nNIK: 6305052802840005" --attach "$pdf"
ams seed '{"users":[{"nik":"6305052802840005","email":"joko@tapinkab.go.id","nama":"X","status":"SUSPEND"}]}' >/dev/null
step '23 09:20'
case_is $(number 5) bermasalah 'SUSPEND: a person looks'
like "$(text rudi)" 'SUSPEND' 'who is told the word'

# AMS is down, then back
says budi ISSUE
loket outbox list --all --json >/dev/null
re budi 'BATAL'
step '23 09:30'
re budi 'YA'
step '23 09:40'
case_is $(number 3) .dibatalkan 'the renewal is off'
ams fault '{"path":"/api","kind":"503","count":2}' >/dev/null
request budi
step '23 09:50'
c=$(number 6)
case_is $c cek 'AMS out of service: it waits'
mails_are budi 'dialihkan periksa-data konfirmasi-batal dibatalkan' 'nobody is told anything wrong'
step '23 09:53'
case_is $c cek 'the second try, after what the server asked for'
step '23 10:05'
case_is $c periksa 'back again: it goes on'

# and silent for long: people go on without it
says siti ISSUE
re_to "$(last siti)" siti BATAL
step '23 10:10'
re siti YA
step '23 10:15'
ams fault '{"path":"/api","kind":"drop_before_effect","count":-1}' >/dev/null
request siti
step '23 10:20'
c=$(number 7)
case_is $c cek 'no answer at all'
step '23 15:40'
case_is $c periksa 'after four office hours people go on as without AMS'
ams fault '{"kind":"none"}' >/dev/null
step '23 17:00'
case_is $c periksa 'and a late AMS changes nothing'

# AMS shows a new certificate and not until when: the register reckons its end, and an open renewal is not ended by that
says budi ISSUE
printf 'email;sampai\nbudi@tapinkab.go.id;2026-11-27\n' >"$T/certs.csv"
loket cert import "$T/certs.csv" >/dev/null 2>&1
step '23 17:10'
step '26 08:00'
c=$(number 8)
case_is $c periksa-data 'a certificate that ends is to be renewed'
asked=$(last budi)
seen=$(count budi)
step '28 06:10'
is "$(loket cert list --person budi@tapinkab.go.id --json | tell get berakhir source)" '2028-11-27 estimated' 'valid behind its end: a new one, its end reckoned'
case_is $c periksa-data 'the case goes on'
step '29 06:10'
is "$(($(count budi) - seen)) $(tell mails budi@tapinkab.go.id <"$T/outbox.json" | tr ' ' '\n' | tail -n 1)" '1 sertifikat-belum-pasti' 'who is asked hears it, once'
like "$(text budi)" 'hanya perkiraan: 27 November 2028' 'as what it is'
# an agent that comes up after weeks: what AMS is still to be asked comes before the time of an old question is up, however slowly it answers
re_to "$asked" budi SESUAI
step '30 08:00'
case_is $c masa-pembaruan 'the certificate is active: the renewal waits'
is "$(tell mails budi@tapinkab.go.id <"$T/outbox.json" | tr ' ' '\n' | tail -n 1)" masa-pembaruan 'and its owner knows'
seen=$(count budi)
says budi EXPIRED 2026-11-20
ams fault '{"path":"/api","kind":"delay","count":1,"seconds":1}' >/dev/null
step '12-28 08:00'
case_is $c ajukan 'it has ended meanwhile: it may be asked for'
is "$(($(count budi) - seen)) $(tell mails budi@tapinkab.go.id <"$T/outbox.json" | tr ' ' '\n' | tail -n 1)" '1 ajukan' 'and the old question is not put once more'
seen=$(count budi)
ams fault '{"path":"/api","kind":"503","count":-1}' >/dev/null
step '12-31 10:00'
is "$(($(count budi) - seen))" 1 'an AMS that does not answer keeps nobody from being asked again'
ams fault '{"kind":"none"}' >/dev/null
not_ok 'no number in the log' grep -Eq '630505[0-9]{10}' "$T/log"
whole
rig_ams_stop
done_testing
