#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Sending stops at once while reading goes on; open cases on paper.
. "$(dirname "$0")/lib.sh"
office

request siti
step '23 08:30'
request budi
loket pause >/dev/null 2>&1
step '23 08:40'
mails_are budi 'diterima:ready' 'paused: read, judged, not sent'
is "$(count budi)" 0 'nothing has left'
case_is $(number 2) periksa 'the case is open'
step '23 13:00'
step '24 08:40'
mails_are nurul 'periksa periksa:ready' 'no reminder while people could not be asked'
loket resume >/dev/null 2>&1
step '24 08:50'
mails_are budi 'diterima' 'resume: it leaves'
is "$(count budi)" 1 'once'

# One service only.
loket pause pembaharuan >/dev/null 2>&1
new siti 'Perpanjangan TTE' 'Mohon perpanjangan sertifikat TTE saya.'
request dewi
step '24 09:10'
mails_are dewi diterima 'the other service goes on'
like "$(tell mails siti@tapinkab.go.id <"$T/outbox.json")" 'periksa-data:ready$' 'this one waits'
loket resume pembaharuan >/dev/null 2>&1
step '24 09:20'
like "$(tell mails siti@tapinkab.go.id <"$T/outbox.json")" 'periksa-data$' 'and goes on'

# What was stopped by its name goes on by its name; that it still is stopped is told.
loket pause pembaharuan >/dev/null 2>&1
loket resume >/dev/null 2>&1
step '24 09:25'
is "$(sqlite3 "$T/state/loket.db" "SELECT answer FROM event WHERE verb = 'resume' ORDER BY id DESC LIMIT 1")" 'all services: sending goes on, as before; still stopped: pembaharuan' 'resume says what stays stopped'
loket resume pembaharuan >/dev/null 2>&1
step '24 09:28'

# JEDA from the admin; from others it is nothing; LANJUTKAN with the code of the answer.
new siti JEDA JEDA
step '24 09:30'
request joko
step '24 09:40'
mails_are joko diterima 'JEDA of an applicant stops nothing'
new rudi 'JEDA' 'JEDA'
step '24 09:50'
like "$(text rudi)" 'pengiriman semua surat dihentikan' 'JEDA of the admin: he is told at once'
q=$(last rudi)
re_to "$(rig_mails siti@tapinkab.go.id | sed -n 1p)" siti 'Status permohonan saya?'
n=$(count siti)
step '24 10:00'
is "$(count siti)" "$n" 'nothing leaves'
new rudi 'LANJUTKAN' 'LANJUTKAN'
step '24 10:05'
is "$(count siti)" "$n" 'LANJUTKAN without the code does nothing'
re_to "$q" rudi 'LANJUTKAN'
step '24 10:10'
is "$(count siti)" $((n + 1)) 'with it: sending goes on'

p=$(loket handover)
like "$p" 'Perkara terbuka Diskominfo' 'handover: a page'
like "$p" '1\. \[ \] TTE-2026-000001  reset passphrase TTE' 'each open case'
like "$p" 'Siti Rahmah' 'of whom'
like "$p" 'menunggu +verifikator' 'whom it waits for'
like "$p" 'surat terakhir' 'the last letter'
unlike "$p" '198703122011012004|6305055203870002' 'no NIP, no NIK'
whole
done_testing
