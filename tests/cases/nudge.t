#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Officials are reminded together, once a day, in office hours; never in a burst after the agent was down.
. "$(dirname "$0")/lib.sh"
office
flat() { text "$1" | tr '\n' ' '; }
nudges() { tell mails "$(address "$1")" <"$T/outbox.json" | tr ' ' '\n' | grep -cE '^(ingat-|eskalasi)'; }

request siti; request dewi
step '23 08:30'
request joko
step '23 10:00'
is "$(nudges nurul)" 0 'three questions, none of them old'
step '23 12:55'
is "$(nudges nurul)" 0 'four office hours are not over'
step '23 13:31'
mails_are nurul 'periksa periksa periksa ingat-beberapa' 'two are: one mail for both'
t=$(flat nurul)
like "$t" "$(number 1).*Siti Rahmah.*$(number 2).*Dewi Lestari" 'it names both'
unlike "$t" "$(number 3)" 'not the younger one'
like "$t" '[Mm]ohon dijawab hari ini' 'mohon hari ini'
unlike "$t" 'terlambat|paling lambat|menit' 'no deadline'
like "$(mail check "$(last nurul)")" '^$' 'the mail is well formed'
step '23 15:05'
is "$(nudges nurul)" 1 'the third has had its four hours, but one reminder a day is enough'
# At night the time of nothing runs out, and in the morning there is one mail.
step '23 20:00'
step '24 07:45'
is "$(nudges nurul)" 1 'nor at night, nor before eight'
step '24 08:00'
is "$(nudges nurul)" 2 'one in the morning'
t=$(flat nurul)
like "$t" "$(number 1).*$(number 2).*$(number 3)" 'all three in it'
re nurul SETUJU
step '24 08:10'
mails_are nurul 'periksa periksa periksa ingat-beberapa ingat-beberapa yang-mana' 'an answer to the list itself: which one?'
re_to "$(rig_mails "$(address nurul)" | sed -n 1p)" nurul SELESAI
step '24 08:20'
case_is $(number 1) petunjuk 'the first mail of each question still takes its answer'
step '25 08:00'
is "$(nudges nurul)" 3 'the next morning, again one'
unlike "$(flat nurul)" "$(number 1)" 'without what is answered'
is "$(nudges rudi)" 1 'two office days: the helpdesk hears of two questions in one mail'
like "$(flat rudi)" "$(number 2).*Nurul Huda.*$(number 3).*Nurul Huda" 'whose answers they are'
like "$(show $(number 2))" '"kind":"timer.together"' 'the journal of each case knows'

# Down for a week: the agent comes up on a Sunday night; nobody is written to before Monday, and then once.
request budi
step '25 09:00'
n=$(nudges nurul) h=$(nudges rudi)
step '12-06 21:00'
is "$(nudges nurul) $(nudges rudi)" "$n $h" 'nothing at night, whatever is overdue'
step '12-07 07:31'
is "$(nudges nurul) $(nudges rudi)" "$((n + 1)) $h" 'one mail when the office opens, a case does one overdue thing a day'
like "$(flat nurul)" "$(number 2).*$(number 3).*$(number 4)" 'with everything'
step '12-07 07:45'
step '12-07 16:00'
is "$(nudges nurul) $(nudges rudi)" "$((n + 1)) $h" 'no more on that day'
step '12-08 08:00'
is "$(nudges nurul) $(nudges rudi)" "$((n + 2)) $((h + 1))" 'the next morning the escalation as well'
# One question alone is put again, with its code.
re_to "$(rig_mails "$(address nurul)" | sed -n 2p)" nurul 'TOLAK tidak dikenal'
re_to "$(rig_mails "$(address nurul)" | sed -n 3p)" nurul 'TOLAK tidak dikenal'
step '12-08 09:00'
step '12-09 08:00'
like "$(tell mails "$(address nurul)" <"$T/outbox.json")" ' ingat-tugas$' 'a single question is put again'
re nurul SELESAI
step '12-09 08:30'
case_is $(number 4) petunjuk 'and answered right there'
step '12-10 08:00'
like "$(tell mails "$(address nurul)" <"$T/outbox.json")" ' ingat-tugas$' 'nothing is left to remind of'
whole
done_testing
