#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the month brought to light and does not hold yet, each as small as it goes. Not part of `make test`; a line that passes belongs into one of tests/cases.
# Needs LOKET and BUILD as a test does.
. "$(dirname "$0")/../cases/lib.sh"
. "$TOP/tests/rig/ams.sh"
rig_ams "$T/ams" --now 2026-11-23T08:00:00+08:00 || bail 'the stand-in for AMS does not start'
office $(ams_conf) ams.profile=yes
seed() { ams seed "{\"users\":[{\"nik\":\"$1\",\"email\":\"$2@tapinkab.go.id\",\"nama\":\"X\",\"status\":\"$3\",\"until\":\"$4\"}]}" >/dev/null; }
ask() { new "$1" 'Pembaharuan sertifikat elektronik' "Mohon pembaharuan sertifikat elektronik saya.\n\nNama: $(name "$1")\nNIP: $(nip "$1")"; }

# 1. After a reminder (batas surat, batas tanya) AMS is asked no more in that tahap.
seed 6305055203870002 siti RENEW 2026-12-20
ask siti
step '23 08:30'
a=$(number 1)
case_is $a verifikasi 'RENEW: the verifikator is asked'
step '23 13:35'
mails_are nurul 'verifikasi ingat-tugas' 'reminded after four office hours'
like "$(sqlite3 "$T/state/loket.db" "SELECT group_concat(state) FROM outbox WHERE kind = 'ams' AND case_id = 1")" 'ready' '1: AMS goes on being asked after the reminder'
ams reset >/dev/null
seed 6305055203870002 siti ISSUE 2028-11-22
step '23 15:00'
step '24 10:00'
case_is $a .selesai '1: and ISSUE of a newer certificate closes the case'
re_to "$(last nurul)" nurul 'TOLAK untuk uji'
step '24 10:10'

# 2. The only word that the question cek-nomor prints is not understood as its answer.
ams reset >/dev/null
seed 6305050511790999 orang ISSUE 2027-10-01
ask budi
step '24 10:20'
b=$(number 2)
case_is $b cek-nomor 'a number that AMS does not know'
like "$(text budi)" 'BENAR' 'the word is printed'
# 3. The mail does not say which number AMS was asked about, though it is on record.
like "$(text budi)" 'NIK: .*0003' '3: the number on record is shown by its last digits'
re budi BENAR
step '24 10:30'
case_is $b bermasalah '2: BENAR leads to the helpdesk'
re budi 'BENAR – Data itu sudah benar'
step '24 10:40'
case_is $b bermasalah '2: nor does the whole line as it was printed'
re budi 'Data sudah benar'
step '24 10:50'
case_is $b bermasalah 'only a word that is not printed does'
re rudi 'TOLAK untuk uji'
step '24 11:00'

# 4. A reminder while a confirmation is open: the YA to that confirmation is told to have been answered already, and nothing is done.
ams reset >/dev/null
seed 6305055203870002 siti ISSUE 2027-10-01
request siti
step '25 08:30'
c=$(number 3)
re nurul 'oke siap'
step '25 09:00'
why_is $c to-be-confirmed 'a word that is confirmed first'
confirm=$(last nurul)
step '25 13:35'
reminder=$(last nurul)
re_to "$confirm" nurul YA
step '25 13:45'
case_is $c atur-ulang '4: YA to the confirmation counts after the reminder'
unlike "$(tell mails nurul@tapinkab.go.id <"$T/outbox.json")" 'sudah-dijawab' '4: and nobody is told that it was answered already'

# 5. The words beside SELESAI in the mail, alone or with it as the line is printed, are not taken at once.
like "$(mail text "$reminder")" 'SELESAI – Selesai di AMS' 'the line is printed'
re_to "$reminder" nurul 'SELESAI – Selesai di AMS'
step '25 13:55'
case_is $c petunjuk '5: the line as it was printed is taken at once'
re_to "$reminder" nurul 'Selesai di AMS'
step '25 14:05'
case_is $c petunjuk '5: its label is taken at once'
rig_ams_stop
done_testing
