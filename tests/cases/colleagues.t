#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Several who share a role: another beside them is no change of hands, one who is away leaves the question with the others, a plt takes their place.
. "$(dirname "$0")/lib.sh"
cp -r "$TOP/rules" "$T/rules" && sed -i '/<peran id="verifikator"/{s/ banyak="ya"//;s/ nama=/ banyak="ya" nama=/}' "$T/rules/office/tapin.xml"
office agent.rules="$T/rules"
with() { tell mails "$(address "$1")" <"$T/outbox.json"; }
role() { loket --now "$(full "$1")" role set verifikator "$2@tapinkab.go.id" --kind "$3" >/dev/null 2>&1; step "$1"; }

request siti
step '23 08:30'
role '23 08:40' budi definitif
mails_are nurul periksa 'a second verifikator: nothing leaves the first'
mails_are budi '' 'and nothing is put to him'
request dewi
step '23 08:50'
is "$(with nurul), $(with budi)" 'periksa periksa, periksa' 'the next question goes to both'
re_to "$(last nurul)" nurul 'Saya sedang cuti.' --auto
step '23 09:00'
is "$(with budi | tr ' ' '\n' | grep -c periksa)" 2 'she is away: what only she was asked is his now, what both were asked stays'
re_to "$(rig_mails "$(address budi)" | sed -n 1p)" budi SELESAI
step '23 09:10'
case_is $(number 2) petunjuk 'his first code of it counts'
request joko
step '23 09:20'
is "$(show $(number 3) | tell tasks)" verifikator/tanya/open 'who is away is not asked beside him'
loket --now "$(full '23 09:40')" role set verifikator admin@tapinkab.go.id --kind plt >/dev/null 2>&1
step '23 09:40'
like "$(with rudi)" 'peran-beralih$' 'a plt takes the place of both'
is "$(show $(number 3) | tell tasks)" 'verifikator/tanya/withdrawn verifikator/tanya/open' 'the question is the plt'"'"'s alone'
re_to "$(last budi)" budi SETUJU
step '23 09:50'
case_is $(number 3) periksa 'older codes are dead'
loket --now "$(full '23 09:50')" role end verifikator admin@tapinkab.go.id --last 2026-11-22 >/dev/null 2>&1
step '23 10:00'
like "$(with budi)" 'periksa peran-beralih$' 'his term ended: the question goes back to who holds the role'
unlike "$(loket role list)" 'plt' 'and he is no longer listed'
whole
done_testing
