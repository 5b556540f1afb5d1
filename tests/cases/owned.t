#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# AMS shows that it is done before the official has answered: the case goes on, she is asked once whether it was her work.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/rig/ams.sh"
rig_ams "$T/ams" --now 2026-11-23T08:00:00+08:00 || bail 'the stand-in for AMS does not start'
office $(ams_conf) ams.profile=yes
seed() { ams reset >/dev/null; ams seed "{\"users\":[{\"nik\":\"6305055203870002\",\"email\":\"siti@tapinkab.go.id\",\"nama\":\"X\",\"status\":\"$1\"${2:+,\"until\":\"$2\"}}]}" >/dev/null; }
ask() { new siti 'Pembaharuan sertifikat elektronik' "Mohon pembaharuan sertifikat elektronik saya.\n\nNama: $(name siti)\nNIP: $(nip siti)"; }
row() { show "$1" | tell rows | tr ' ' '\n' | grep '^P1:'; }

seed RENEW 2026-12-20
ask
step '23 08:30'
case_is $(number 1) verifikasi 'the verifikator is asked'
seed ISSUE 2028-11-22
step '23 09:35'
case_is $(number 1) .selesai 'ISSUE of a newer one: the case goes on without her answer'
mails_are nurul 'verifikasi dikerjakan' 'she is asked whether it was her work'
like "$(text nurul)" 'tidak perlu dijawab lagi' 'and that the to-do is done with'
is "$(row $(number 1))" 'P1:-' 'nobody is noted yet'
step '23 10:35'
mails_are nurul 'verifikasi dikerjakan' 'once'
re nurul 'mungkin'
step '23 10:40'
is "$(row $(number 1))" 'P1:-' 'an unclear answer notes nobody'
re_to "$(rig_mails "$(address nurul)" | sed -n 2p)" nurul 'Ya, saya yang kerjakan'
step '23 10:45'
re_to "$(rig_mails "$(address nurul)" | sed -n 2p)" nurul YA
step '23 10:50'
is "$(row $(number 1))" 'P1:Nurul' 'YA: her work'
whole
rig_ams_stop
done_testing
