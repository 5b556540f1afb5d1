#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Free words of an applicant go to who holds the case; the answer is handed on as text, never as a command.
. "$(dirname "$0")/lib.sh"
office

request siti
step '23 08:30'
c=$(number 1)
task=$(last nurul)
re siti 'Pak, apakah saya harus datang ke kantor?\nSaya sedang dinas luar.'
step '23 08:40'
mails_are nurul 'periksa pertanyaan' 'the verifikator holds the case: she is asked'
mails_are siti 'diterima pertanyaan-diteruskan' 'siti is told so'
like "$(text siti)" 'Verifikator.*sejak.*perkiraan selesai' 'with who has it, since when, until when'
like "$(text nurul)" 'harus datang ke kantor' 'her words'
like "$(text nurul)" 'sedang dinas luar' 'all of them'
case_is $c periksa 'nothing moves'
ask=$(last nurul)
re nurul 'Tidak perlu, SETUJU saja nanti dari kami.\nSELESAI'
step '23 08:50'
mails_are siti 'diterima pertanyaan-diteruskan jawaban-petugas' 'the answer is handed on'
like "$(text siti)" 'Nurul Huda.*menjawab' 'with who answered'
like "$(text siti)" 'SETUJU saja nanti' 'as it was written'
case_is $c periksa 'it decides nothing, whatever it says'
unlike "$(cat "$(last siti)")" "$(mail code "$task")" 'and carries no code'
re_to "$ask" nurul 'Tambahan: kantor buka sampai 16.00'
step '23 08:55'
like "$(text siti)" 'sampai 16.00' 'a second thought as well'
re siti 'Terima kasih banyak, Bu\n\nSiti Rahmah'
step '23 09:00'
unlike "$(tell mails nurul@tapinkab.go.id <"$T/outbox.json")" 'pertanyaan pertanyaan' 'thanks bother nobody'
new orang 'Re: Permohonan' 'kapan selesai?'
step '23 09:05'
mails_are orang '' 'a stranger asks nobody'
re_to "$ask" budi 'saya jawab: batal'
step '23 09:10'
held_is token-of-another 'nor does another answer in her place'

# Nobody is asked about the case now: the helpdesk.
re_to "$task" nurul SELESAI
step '23 09:20'
re siti 'Bagian mana yang harus saya klik di aplikasi?'
step '23 09:30'
mails_are rudi pertanyaan 'the helpdesk is asked while the applicant is next'
re rudi 'Menu profil, lalu lupa passphrase.'
step '23 09:40'
like "$(text siti)" 'Menu profil' 'and the answer comes'
re siti 'SUDAH'
step '23 09:50'
case_is $c .selesai 'the case goes on as ever'

# A letter for several people: the same, about all of them.
new siti 'Reset passphrase' 'Mohon direset passphrase TTE:\n1. Budi Santosa, NIP 197911052006041007\n2. Dewi Lestari, NIP 199105172019032008, dewi@tapinkab.go.id' --attach "$pdf"
step '23 10:00'
re siti 'Kapan kira-kira semuanya beres, dan perlukah mereka hadir?'
step '23 10:10'
like "$(text rudi)" 'perlukah mereka hadir' 'words about all go to the helpdesk'
re rudi 'Besok, tidak perlu hadir.'
step '23 10:20'
like "$(text siti)" 'Besok, tidak perlu hadir' 'and back'
re_to "$(rig_mails "$(address rudi)" | tail -n 1)" rudi 'Formulirnya kami lampirkan.' --attach "$pdf"
step '23 10:30'
like "$(mail parts "$(last siti)")" 'application/pdf' 'what the official attaches goes with his words'
re_to "$(rig_mails "$(address rudi)" | tail -n 1)" rudi '' --attach "$pdf"
step '23 10:40'
like "$(mail parts "$(last siti)")" 'application/pdf' 'also without words'
is "$(loket case list --json | tell get tahap)" 'periksa periksa' 'and counts for no case'
whole
done_testing
