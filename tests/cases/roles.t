#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Roles in time: a substitute for some days, a holder who cannot be reached, a role that nobody holds; nobody decides on his own request.
. "$(dirname "$0")/lib.sh"
# One holder at a time: in this office nobody shares the role.
cp -r "$TOP/rules" "$T/rules" && sed -i '/<peran id="verifikator"/s/ banyak="ya"//' "$T/rules/office/tapin.xml"
office agent.rules="$T/rules"
role() { NOW=$(full "$1"); role_now=$1; shift; loket --now "$NOW" role set "$@" >/dev/null 2>&1; step "$role_now"; }
with() { tell mails "$(address "$1")" <"$T/outbox.json"; }

request siti; request dewi
step '23 08:30'
q=$(last nurul)
role '23 09:00' verifikator budi@tapinkab.go.id --kind plh --from 2026-11-25 --until 2026-11-26
mails_are budi '' 'a role of the day after tomorrow changes nothing today'
step '24 15:00'
mails_are budi '' 'nor tomorrow'
step '25 06:00'
mails_are budi '' 'nor at night'
n=$(count nurul)
step '25 07:30'
mails_are budi 'periksa periksa peran-beralih' 'on that day, when the office opens, the open questions are his'
like "$(text budi)" 'Verifikator.*beralih.*Nurul Huda.*Budi Santosa.*plh.*25 November 2026.*sampai dengan.*26 November 2026' 'he is told, and until when'
is "$(text nurul | grep -c 'TTE-2026')" 2 'and so is she, with the numbers that left her'
like "$(text nurul)" 'kodenya sudah tidak berlaku' 'whose codes are dead'
is "$(show $(number 1) | tell tasks | tr ' ' '\n' | tail -n 1)" verifikator/tanya/open 'one question is open'
re_to "$q" nurul SETUJU
step '25 08:10'
case_is $(number 1) periksa 'her old code decides nothing'
re_to "$(rig_mails "$(address budi)" | sed -n 1p)" budi 'SETUJU'
step '25 08:30'
case_is $(number 1) atur-ulang 'his own does'
like "$(show $(number 1))" '"kind":"task.close","code":"answered","code2":"approve","person":"Budi Santosa"' 'in his own name'
mails_are budi 'periksa periksa peran-beralih atur-ulang' 'the next question is his too'
re budi SELESAI
step '25 09:00'
is "$(show $(number 1) | tell rows)" '1:Siti 2:Budi 3:Budi' 'the rows name him'
# Nobody decides on his own request, nor does a substitute: budi asks while he stands in.
request budi
step '25 09:10'
case_is $(number 3) periksa 'his own request'
like "$(with nurul)" ' periksa$' 'goes to the other who holds the role'
step '26 16:00'
step '27 07:30'
like "$(with nurul)" ' periksa.* peran-beralih$' 'the day after, the open question is hers again'
like "$(text nurul)" 'Budi Santosa.*kepada.*Nurul Huda' 'she is told'
like "$(with budi)" ' peran-beralih$' 'and he'
re_to "$(rig_mails "$(address budi)" | sed -n 2p)" budi SETUJU
step '27 08:00'
case_is $(number 2) periksa 'his time is over, and so are his codes'
held_is role-ended 'a person sees what he wrote'
loket held reject "$(held_id)" >/dev/null 2>&1
step '27 08:10'

# Cannot be reached: a robot answers her task mail. There is a second one who holds the role.
role '27 08:20' verifikator budi@tapinkab.go.id --kind plt --from 2026-11-28
role '27 08:30' verifikator nurul@tapinkab.go.id --kind definitif --from 2026-11-30
step '30 07:30'
request joko
step '30 08:00'
q=$(rig_mails "$(address nurul)" | tail -n 1)
case_is $(number 4) periksa 'asked'
n=$(with budi | wc -w)
re_to "$q" nurul 'Saya sedang cuti sampai 4 Desember.' --auto --client gmail --header 'Precedence: bulk'
step '30 08:10'
is "$(with budi | wc -w)" $((n + 2)) 'her two open questions are offered to the other at once; his own is not'
case_is $(number 4) periksa 'nothing is decided'
like "$(with rudi)" 'tidak-terjangkau$' 'the helpdesk hears of it'
t=$(text rudi)
like "$t" 'Nurul Huda.*tidak terjangkau' 'who it is'
like "$t" 'Ada tugas yang belum punya pengganti' 'and that one question, that of budi himself, waits for her'
re_to "$q" nurul 'Saya sedang cuti sampai 4 Desember.' --auto --client gmail
step '30 08:20'
is "$(with rudi | tr ' ' '\n' | grep -c tidak-terjangkau)" 1 'once'
re budi 'SELESAI'
step '30 08:30'
case_is $(number 4) petunjuk 'he answers'
re siti SUDAH
re_to "$q" nurul 'Maaf baru sempat membaca.'
step '30 08:40'
request siti
step '30 08:50'
like "$(with nurul)" ' periksa$' 'she wrote herself: new questions are hers again'
# Forged: a robot's answer that shows no mail of ours, or comes from elsewhere.
n=$(with budi | wc -w)
new nurul 'Out of office' 'Saya cuti' --auto
re_to "$(last nurul)" dewi 'Saya cuti' --auto
step '30 09:00'
is "$(with budi | wc -w)" $n 'moves nothing'
whole
done_testing
