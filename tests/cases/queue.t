#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# ANTRIAN: an official's questions in one numbered list at fixed hours, answered by number.
. "$(dirname "$0")/lib.sh"
office
first() { rig_mails "$(address "$1")" | tail -n "$2" | head -n 1; }

exits 65 'hours must be hours' loket role queue verifikator nurul@tapinkab.go.id tiap-pagi
step '23 08:04'
is "$(loket role list --json | tell get queue)" '- -' 'nothing was set'
exits 75 'set by the command line' loket role queue verifikator nurul@tapinkab.go.id '08.00 13.00'
step '23 08:05'
like "$(loket role list)" '08:00 13:00' 'the list of roles shows it'
for w in siti budi dewi; do request $w; step "23 08:3$((i = ${i:-0} + 1))"; done
mails_are nurul '' 'nothing comes one by one'
like "$(text siti)" 'nomor TTE-2026-000001' 'applicants hear as ever'
step '23 12:59'
mails_are nurul '' 'nor before its hour'
step '23 13:00'
mails_are nurul daftar 'one list at 13.00'
t=$(text nurul)
like "$t" '2\..*Budi Santosa' 'numbered'
like "$t" '3\..*Dewi Lestari' 'all of them'
list=$(last nurul)
re nurul 'SELESAI 1; TOLAK 3 NIP tidak ditemukan'
step '23 13:20'
is "$(loket case list --all --json | tell get tahap akhir)" 'petunjuk - periksa - - ditolak' 'by number'
like "$(text dewi)" 'NIP tidak ditemukan' 'with the reason'
mails_are siti 'diterima petunjuk' 'the steps go to the owner'
re_to "$list" nurul 'setuju 2 dan 3'
step '23 13:30'
like "$(first nurul 1)" nurul 'a mail came'
like "$(text nurul)" '3 .*dilewati' 'what is settled is skipped, and said'
is "$(loket case list --json | tell get tahap)" 'petunjuk atur-ulang' 'the rest is done'
step '24 08:00'
like "$(text nurul)" '1\..*Budi Santosa' 'the to-do comes with the next list, counted anew'
like "$(text nurul)" 'Melakukan reset' 'with what is to be done'
like "$(text nurul)" 'SELESAI 1,3-5; GAGAL 2' 'and its own words'
new=$(last nurul)
re_to "$list" nurul 'SELESAI 2'
step '24 08:10'
is "$(loket case list --json | tell get tahap)" 'petunjuk atur-ulang' 'a number of the old list is none of the new one'
like "$(text nurul)" '2 .*dilewati' 'and he is told'

# A word in doubt, several words, words that are not sure.
request joko
step '24 08:20'
step '24 13:00'
like "$(text nurul)" '2\..*Joko' 'asked again together with what still waits' || true
re nurul 'ok semua'
step '24 13:10'
like "$(tell mails nurul@tapinkab.go.id <"$T/outbox.json")" 'pastikan$' 'an easy word for several is confirmed'
like "$(text nurul)" 'SETUJU' 'as it was understood'
re nurul 'YA'
step '24 13:20'
is "$(state "$(number 4)")" atur-ulang 'YA acts'

# By mail: with a code at once, without one after a YA; forged by nobody.
re_to "$new" nurul 'ANTRIAN BERHENTI'
step '24 13:30'
is "$(loket role list --json | tell get queue)" '- -' 'ended by mail'
mails=$(tell mails nurul@tapinkab.go.id <"$T/outbox.json")
like "$mails" 'antrian-dicatat' 'she is told'
new nurul 'Antrian' 'ANTRIAN 09.30'
step '24 13:40'
is "$(loket role list --json | tell get queue)" '- -' 'without a code nothing changes yet'
re nurul YA
step '24 13:45'
is "$(loket role list --json | tell get queue)" '- 09:30' 'YA from her address does'
new orang 'ANTRIAN' 'ANTRIAN BERHENTI'
step '24 13:50'
is "$(loket role list --json | tell get queue)" '- 09:30' 'a stranger has no queue'
whole
done_testing
