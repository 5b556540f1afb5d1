#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The ways of the SOP file that the other stories do not take: from the to-do, from the advice, from the helpdesk. Four cases side by side.
. "$(dirname "$0")/lib.sh"
office
# task NUMBER [WHO]: the last mail of that case that WHO got.
task() { rig_mails "$(address "${2:-nurul}")" | while read -r f; do mail header Subject "$f" | grep -q "$(number "$1")" && echo "$f"; done | tail -n 1; }

for w in siti budi dewi joko; do request $w; step "23 08:3$((i = ${i:-0} + 1))"; done
re_to "$(task 1)" nurul SETUJU
re_to "$(task 2)" nurul SELESAI
re_to "$(task 3)" nurul SELESAI
re_to "$(task 4)" nurul SETUJU
step '23 08:40'
is "$(loket case list --json | tell get tahap)" 'atur-ulang petunjuk petunjuk atur-ulang' 'four cases under way'
re_to "$(task 1)" nurul 'KURANG surat pernyataan bukan milik pemohon'
re budi BELUM
re dewi 'belum bisa'
re_to "$(task 4)" nurul 'GAGAL, pengguna tidak ditemukan di AMS'
step '23 08:50'
is "$(loket case list --json | tell get tahap)" 'berkas saran saran bermasalah' 'KURANG from the to-do, BELUM twice, GAGAL'
like "$(text siti)" 'bukan milik pemohon' 'siti is asked for another document'
like "$(text rudi)" 'tidak ditemukan di AMS' 'the helpdesk is told what failed'
re siti 'ini yang benar' --attach "$photo"
re rudi TUNDA
step '23 09:00'
is "$(loket case list --json | tell get tahap)" 'periksa saran saran bermasalah' 'TUNDA of the helpdesk moves nothing'
re_to "$(task 1)" nurul SETUJU
step '23 09:10'
re_to "$(task 1)" nurul TUNDA
step '23 09:20'
case_is "$(number 1)" atur-ulang 'TUNDA of the to-do neither'
step '24 09:05'
like "$(tell mails admin@tapinkab.go.id <"$T/outbox.json")" 'bermasalah ingat-tugas$' 'the helpdesk is reminded each office day'
step '25 09:25'
like "$(tell mails admin@tapinkab.go.id <"$T/outbox.json")" ' ingat-beberapa$' 'a to-do of two office days is escalated, in one mail with her own question'
like "$(text rudi | tr '\n' ' ')" "$(number 4).*Belum dijawab petugas lain.*$(number 1).*Nurul Huda" 'which says what is hers and whom to ask'
like "$(tell mails budi@tapinkab.go.id <"$T/outbox.json")" 'saran tanya-sudah$' 'advice is followed up after two office days'
re budi 'SUDAH'
re_to "$(task 1)" nurul 'TOLAK, pemohon sudah pensiun'
re_to "$(task 4 rudi)" rudi 'TOLAK akun AMS belum ada'
step '25 09:40'
case_is "$(number 2)" .selesai 'SUDAH after the advice'
case_is "$(number 1)" .ditolak 'TOLAK from the to-do'
like "$(text siti)" 'sudah pensiun' 'with its reason'
case_is "$(number 4)" .ditolak 'TOLAK of the helpdesk'
like "$(text joko)" 'akun AMS belum ada' 'with its reason'
step '12-02 08:45'
case_is "$(number 3)" saran 'before seven office days'
step '12-02 08:55'
case_is "$(number 3)" .tanpa-konfirmasi 'silence after the advice ends without confirmation'
re dewi 'Mohon maaf, baru sempat. Sudah berhasil'
step '12-02 09:10'
unlike "$(state "$(number 3)")" tanpa 'a reply reopens it'
held_is '' 'nothing is held'
whole
done_testing
