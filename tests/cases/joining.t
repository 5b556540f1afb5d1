#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Letters without a code and in a new thread: the owner's are joined, and told so; the official's get the confirm round or are asked which.
. "$(dirname "$0")/lib.sh"
office

new siti 'Lupa passphrase' 'Saya lupa passphrase TTE, mohon direset. NIP 198703122011012004'
step '23 08:30'
c=$(number 1)
case_is $c berkas 'waits for the document'
new siti 'Permohonan reset passphrase' 'Mohon info, saya lupa passphrase TTE. NIP 198703122011012004'
step '23 08:40'
is "$(loket case list --all --json | wc -l)" 1 'a second letter for the same service opens no second case'
mails_are siti 'kurang-berkas sambung' 'it is joined, and told so, in one mail'
like "$(text siti)" "$c" 'to which case'
new siti 'surat pernyataan lupa passphrase' 'Berikut surat pernyataan saya' --attach "$pdf"
step '23 08:50'
case_is $c periksa 'the document in a new thread completes it'
like "$(tell mails siti@tapinkab.go.id <"$T/outbox.json")" 'diterima' 'told that it is complete'
like "$(tell mails siti@tapinkab.go.id <"$T/outbox.json")" 'sambung$' 'and that it was joined'

# The verifikator writes by herself.
new nurul 'siti' 'SETUJU'
step '23 09:00'
case_is $c periksa 'an answer without a code does not act'
mails_are nurul 'periksa konfirmasi' 'exactly one open task: confirmed first'
like "$(text nurul)" 'Siti Rahmah' 'about whom'
re nurul YA
step '23 09:10'
case_is $c atur-ulang 'confirmed'
request budi
step '23 09:20'
b=$(number 2)
new nurul 'jawaban' 'SELESAI'
step '23 09:30'
case_is $c atur-ulang 'with two open tasks nothing is done'
case_is $b periksa 'with neither'
like "$(tell mails nurul@tapinkab.go.id <"$T/outbox.json")" 'yang-mana$' 'she is asked which'
like "$(text nurul)" "$c" 'the one'
like "$(text nurul)" "$b" 'and the other'
held_is '' 'no dead hold'
# A subject with a case number proves nothing.
new budi "Re: [$c] Permohonan" 'BATAL'
step '23 09:40'
case_is $c atur-ulang 'a case number in a subject joins nothing'
like "$(text budi)" "$b" 'budi is asked about his own case'
re budi TIDAK
todo=$(rig_mails nurul | while read -r m; do mail text "$m" | grep -q 'Sesudah dikirim, balas' && echo "$m"; done | tail -n 1)
re_to "$todo" nurul SELESAI
step '23 09:50'
case_is $c petunjuk 'siti is next'
new siti 'kabar' 'Alhamdulillah sudah berhasil'
step '23 10:00'
case_is $c .selesai 'the owner answers without a code in a new thread'
like "$(tell mails siti@tapinkab.go.id <"$T/outbox.json")" 'selesai sambung$' 'and is told where it went'
# The surat pernyataan in a new thread, nothing said but its name.
new dewi 'Lupa passphrase' 'Saya lupa passphrase TTE'
step '23 10:02'
d=$(number 3)
new dewi 'dari HP' 'ini' --attach "$photo"
step '23 10:03'
case_is $d berkas 'a photo without a word that says what it is joins nothing'
held_is documents-without-words 'but a person looks at it: a document is awaited'
loket held reject "$(loket held list --json | tell get id)" >/dev/null 2>&1
new dewi 'surat pernyataan' 'terlampir' --attach "$photo"
step '23 10:04'
case_is $d periksa 'it is the document that was awaited'
like "$(tell mails dewi@tapinkab.go.id <"$T/outbox.json")" 'sambung$' 'told so'
new dewi 'Undangan rapat' 'Mengundang rapat besok' --attach "$pdf"
new siti 'foto kegiatan' 'dokumentasi kemarin' --attach "$photo"
step '23 10:06'
is "$(show $d | tell documents)" 'IMG-20261123-WA0003.jpg=surat-pernyataan' 'a letter about something else is not taken'
mails_are dewi 'kurang-berkas diterima sambung' 'nor answered'
# Somebody without anything open, and somebody not on record at all.
new siti 'tanya' 'SETUJU'
new orang 'Re: sesuatu' 'SETUJU'
step '23 10:10'
held_is command-without-question 'an answer to nothing waits for a person; the outsider is none of ours'
mails_are orang '' 'and is told nothing'
whole
done_testing
