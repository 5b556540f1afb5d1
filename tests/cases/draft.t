#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# draf: each mail waits for the admin's KIRIM.
. "$(dirname "$0")/lib.sh"
office agent.mode=draf agent.admin=kepala@tapinkab.go.id
drafts() { rig_mails kepala@tapinkab.go.id; }

request siti
step '23 08:30'
is "$(count siti)$(count nurul)" 00 'nothing has left'
is "$(drafts | wc -l)" 2 'the admin is shown both mails'
for f in $(drafts); do case $(mail header Subject "$f") in *siti*) to_siti=$f ;; *nurul*) to_nurul=$f ;; esac; done
t=$(mail text "$to_siti")
like "$t" 'siti@tapinkab.go.id' 'to whom'
like "$t" 'Perihal: \[TTE-2026-000001\]' 'about what'
like "$t" 'Yth. Bapak/Ibu' 'and what it says'
like "$t" 'KIRIM' 'with the word that sends it'
unlike "$(mail text "$to_nurul" | grep -v '^Kode: ')" '[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}' 'the code of the draft is not shown'

re_to "$to_siti" kepala@tapinkab.go.id 'Boleh, tapi nanti dulu'
step '23 08:40'
is "$(count siti)" 0 'a condition sends nothing'
re_to "$to_siti" nurul 'KIRIM'
step '23 08:45'
is "$(count siti)" 0 'nor does KIRIM of another person'
re_to "$to_siti" kepala@tapinkab.go.id 'KIRIM'
step '23 08:50'
mails_are siti diterima 'KIRIM: it leaves'
is "$(count siti)" 1 'once'
re_to "$to_siti" kepala@tapinkab.go.id 'KIRIM, terima kasih'
step '23 08:55'
is "$(count siti)" 1 'a second KIRIM sends nothing more'
re_to "$to_nurul" kepala@tapinkab.go.id 'BATAL'
step '23 09:00'
mails_are nurul 'periksa:dropped/admin' 'BATAL: it never will'
like "$(loket outbox list --all)" 'dropped' 'seen in the list'
whole
done_testing
