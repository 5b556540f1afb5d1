#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a replayed month brought to light: what a reminder must leave alone, the printed words of a question.
. "$(dirname "$0")/lib.sh"
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
like "$(sqlite3 "$T/state/loket.db" "SELECT group_concat(state) FROM outbox WHERE kind = 'ams' AND case_id = 1")" 'ready' 'AMS goes on being asked after the reminder'
ams reset >/dev/null
seed 6305055203870002 siti ISSUE 2028-11-22
step '23 15:00'
step '24 10:00'
case_is $a .selesai 'and ISSUE of a newer certificate closes the case'
re_to "$(last nurul)" nurul 'TOLAK untuk uji'
step '24 10:10'

# 2. BENAR, the only word that cek-nomor prints, is its answer; the number on record is shown by its last digits.
ams reset >/dev/null
seed 6305050511790999 orang ISSUE 2027-10-01
ask budi
step '24 10:20'
b=$(number 2)
case_is $b cek-nomor 'a number that AMS does not know'
like "$(text budi)" 'BENAR' 'the word is printed'
like "$(text budi)" 'NIK: .*0003' 'the number on record is shown by its last digits'
re budi BENAR
step '24 10:30'
case_is $b bermasalah 'BENAR leads to the helpdesk, at once'
re rudi 'TOLAK untuk uji'
step '24 11:00'

# 3. A reminder leaves an open confirmation as it is.
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
case_is $c atur-ulang 'YA to the confirmation counts after the reminder'
unlike "$(tell mails nurul@tapinkab.go.id <"$T/outbox.json")" 'sudah-dijawab' 'and nobody is told that it was answered already'

# 4. The whole line as the mail prints it.
todo=$(last nurul)
like "$(mail text "$todo")" 'SELESAI – Selesai di AMS' 'the line is printed'
re_to "$todo" nurul 'SELESAI – Selesai di AMS'
step '25 13:55'
case_is $c petunjuk 'the line as it was printed is taken at once'

# 5. A renewal that the owner says is done, while AMS told its end only within the case and still shows the old one: the new end is reckoned.
ams reset >/dev/null
seed 6305055203870002 siti RENEW 2026-12-20
ask siti
step '26 08:30'
d=$(number 4)
re nurul SELESAI
step '26 08:40'
case_is $d terbit 'verified in AMS'
re siti SUDAH
step '26 08:50'
case_is $d .selesai 'the owner has got it'
like "$(loket cert list)" '2028-11-26|2028-11-25' 'its end is reckoned anew'
whole
rig_ams_stop
done_testing
