#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Silence: reminders, escalation and endings by office hours and office days; weekends and holidays count for nothing.
. "$(dirname "$0")/lib.sh"
office
office_mails() { tell mails "$(address "$1")" <"$T/outbox.json"; }

request siti
new budi 'lupa passphrase' 'Saya lupa passphrase TTE, mohon reset'
step '23 08:30'
c=$(number 1) b=$(number 2)
case_is $c periksa 'siti waits for nurul'
case_is $b berkas 'budi owes a document'
q=$(last nurul)
step '23 13:25'
mails_are nurul periksa 'four office hours are not over: the break does not count'
step '23 13:32'
mails_are nurul 'periksa ingat-tugas' 'now they are'
like "$(text nurul)" 'Kode:' 'the reminder can be answered right there'
step '24 07:59'
mails_are nurul 'periksa ingat-tugas' 'before eight nobody is reminded'
step '24 08:00'
mails_are nurul 'periksa ingat-tugas ingat-tugas' 'again in the morning of the next office day'
like "$(text nurul)" '[Mm]ohon dijawab hari ini' 'which asks for today, and names no minute'
unlike "$(text nurul)" 'paling lambat|menit|terlambat' 'nothing is a deadline, nothing is late'
step '24 15:30'
step '25 07:59'
mails_are rudi '' 'no escalation before the second office day'
step '25 08:02'
mails_are rudi eskalasi 'then the helpdesk hears of it'
mails_are siti diterima 'siti is not bothered with that'
re_to "$q" nurul SETUJU
step '25 09:00'
case_is $c atur-ulang 'the code of the first mail still counts'
step '25 14:02'
mails_are nurul 'periksa ingat-tugas ingat-tugas ingat-tugas atur-ulang' 'four hours later, but she had her reminder of the day'
step '26 08:02'
mails_are nurul 'periksa ingat-tugas ingat-tugas ingat-tugas atur-ulang ingat-tugas' 'the to-do is reminded of as well'
re nurul SELESAI
step '26 08:10'
case_is $c petunjuk 'and answered from the reminder'

step '26 08:25'
mails_are budi kurang-berkas 'three office days are not over'
step '26 08:32'
mails_are budi 'kurang-berkas ingat-berkas' 'budi is reminded'
request dewi
step '27 14:12'
d=$(number 3)
n=$(office_mails nurul | wc -w)
step '28 10:00'
step '29 15:00'
is "$(office_mails nurul | wc -w)" $n 'no reminder on Saturday or Sunday'
step '30 07:59'
is "$(office_mails nurul | wc -w)" $n 'nor early on Monday'
step '30 08:05'
is "$(office_mails nurul | wc -w)" $((n + 1)) 'but at eight: four hours would be over later'
mails_are siti 'diterima petunjuk' 'two office days are not over'
step '30 08:12'
mails_are siti 'diterima petunjuk tanya-sudah' 'asked whether it worked'
re nurul 'TOLAK bukan pegawai Kabupaten Tapin'

step '12-02 08:25'
mails_are budi 'kurang-berkas ingat-berkas' 'not yet'
step '12-02 08:32'
mails_are budi 'kurang-berkas ingat-berkas ingat-berkas' 'the second reminder after seven office days'
step '12-07 08:05'
case_is $c petunjuk 'five office days after the question'
step '12-07 08:12'
case_is $c .tanpa-konfirmasi 'closed without confirmation'
mails_are siti 'diterima petunjuk tanya-sudah tanpa-konfirmasi' 'and told so'
is "$(show $c | tell rows)" '1:Siti 2:Nurul 3:Nurul' 'the rows of the owner are not counted as done'
re siti 'Belum berhasil pak'
step '12-07 09:00'
unlike "$(state $c)" '^\.' 'a reply reopens it'
re siti 'SUDAH'
step '12-07 09:30'
case_is $c .selesai 'and it ends well'
step '12-11 08:25'
case_is $b berkas 'not before the fourteenth office day'
step '12-11 08:32'
case_is $b .tidak-dilengkapi 'documents never came: closed'
like "$(text budi)" 'buka kembali' 'a reply reopens'
re budi 'maaf terlambat, ini suratnya' --attach "$photo"
step '12-14 09:00'
case_is $b periksa 'the late document reopens it'
like "$(mail parts "$(last nurul)")" IMG 'and the verifikator gets it'
re nurul SELESAI
# 24 and 25 December are no office days, 1 January neither.
step '12-14 09:30'
re budi sudah
request joko
step '12-23 09:00'
j=$(number 4)
re nurul SELESAI
step '12-23 10:00'
case_is $j petunjuk 'Wednesday before the holidays'
step '12-28 10:30'
mails_are joko 'diterima petunjuk' 'Thursday to Sunday do not count'
step '12-29 10:02'
mails_are joko 'diterima petunjuk tanya-sudah' 'two office days later'
step '2027-01-06 09:55'
case_is $j petunjuk 'seven office days over New Year'
step '2027-01-06 10:02'
case_is $j .tanpa-konfirmasi 'are over'
held_is '' 'nothing is held'
whole
done_testing
