#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The day's summary and its answers.
. "$(dirname "$0")/lib.sh"
without_sop email-dinas
office agent.rules="$T/rules" agent.admin=kepala@tapinkab.go.id report.summary='08:00 13:00'

new orang 'Undangan rapat koordinasi' 'Mohon kehadirannya pada rapat hari Senin.'
new orang 'Permohonan' 'Mohon reset passphrase TTE saya, terima kasih.'
new dewi 'Permohonan email' 'Mohon dibuatkan email dinas baru.'
request siti
step '23 09:00'
mails_are rudi '' 'nothing before its hour'
mails_are orang '' 'a stranger is not answered'
held_is 'unknown-sender no-sop' 'two letters wait'
step '23 12:59'
step '23 13:00'
mails_are rudi 'ringkasan' 'the summary comes at its hour'
t=$(text rudi)
like "$t" '1\..*orang@luar.example.*Permohonan.*pengirim belum tercatat' 'numbered, with the reason in a sentence'
like "$t" '2\..*dewi@tapinkab.go.id.*ditangani petugas' 'the second'
like "$t" 'Undangan rapat' 'what is nothing of ours, in one line'
like "$t" 'LUPA.*reset passphrase' 'the words are explained'
step '23 13:30'
mails_are rudi 'ringkasan' 'once'

# Only the helpdesk's own answer with the code counts; what is not understood does nothing.
q=$(last rudi)
re_to "$q" nurul '1 LUPA'
step '23 13:40'
held_is 'unknown-sender no-sop token-of-another' 'another person cannot decide'
re_to "$q" rudi 'Selamat siang,\n\n1 LUPA kalau suratnya ada; 2 APA; 9 BUKAN\n\nRudi'
step '23 13:50'
held_is 'unknown-sender no-sop token-of-another' 'neither a condition nor an unknown word moves a letter'
like "$(text rudi)" '9 BUKAN.*nomor itu tidak ada' 'he is told what was not understood'
re_to "$q" rudi 'Selamat siang\n\n1. LUPA\n2 kabid\n\nTerima kasih\nRudi Hartono'
step '23 14:00'
held_is 'no-sop token-of-another' 'routed; nobody is Kabid, so the second stays'
like "$(text rudi)" '1 LUPA.*diproses sebagai permohonan itu' 'what was done is said'
like "$(text rudi)" '2 KABID.*belum ada yang memegang peran' 'and what was not'
like "$(loket case list)" 'Orang Luar' 'the letter is a case now'
mails_are orang 'kurang-berkas' 'and is answered as any request'
re_to "$q" rudi '2 GABUNG tte-2026-000001'
step '23 14:10'
held_is 'token-of-another' 'GABUNG: into the case'
like "$(loket case show $(number 1))" 'Permohonan email' 'it lies there'
re_to "$q" rudi '2 BUKAN'
step '23 14:20'
like "$(text rudi)" '2 BUKAN.*sudah diputuskan sebelumnya' 'decided once'

# The next office day: what still waits, again; with nothing to say there is no mail.
step '24 08:00'
like "$(text rudi)" '1\..*nurul@tapinkab.go.id' 'what still waits comes again'
re rudi '1 BUKAN'
step '24 08:10'
held_is '' 'set aside'
summaries() { tell mails "$(address rudi)" <"$T/outbox.json" | tr ' ' '\n' | grep -c ringkasan; }
n=$(summaries)
step '24 13:00'
step '25 08:00'
is "$(summaries)" "$n" 'nothing to say: no mail'
new orang 'Undangan lagi' 'Mohon kehadirannya.'
step '28 09:00'
is "$(summaries)" "$n" 'nor on a Saturday'
step '30 08:00'
is "$(summaries)" $((n + 1)) 'but on the next office day'
whole
done_testing
