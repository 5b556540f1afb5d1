#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A task mail that comes back: the other holder is asked at once; without one everybody who can help is told: helpdesk, check, doctor, the summary.
. "$(dirname "$0")/lib.sh"
office agent.admin=kepala@tapinkab.go.id report.summary='08:00 13:00'
with() { tell mails "$(address "$1")" <"$T/outbox.json"; }
checked() { loket --now "$NOW" check 2>&1 | grep -c 'peran verifikator tanpa pemegang'; }
doctored() { loket --now "$NOW" doctor 2>&1 | grep -c 'nobody who can be reached holds verifikator'; }
bounce() {
	sh "$TOP/tests/rig/dsn.sh" "$1" "$(mail id "$3")" "$2" "${5:-failed}" "$4" >"$T/letter.eml"
	send '' "$T/letter.eml"
}

request siti
step '23 09:00'
is "$(checked) $(doctored)" '0 0' 'all is well'
q=$(last nurul)
bounce 1 nurul@tapinkab.go.id "$q" 4.2.2 delayed
step '23 09:10'
is "$(checked)" 0 'a delay is no failure'
mails_are rudi '' 'and is told to nobody'
bounce 2 nurul@tapinkab.go.id "$q" 5.1.1
step '23 09:20'
mails_are rudi tidak-terjangkau 'nobody else holds the role: the helpdesk is told at once'
like "$(text rudi)" 'Ada tugas yang belum punya pengganti' 'that a question waits'
case_is $(number 1) periksa 'it goes on waiting'
is "$(checked) $(doctored)" '1 1' 'check and doctor say so'
step '23 13:00'
like "$(text rudi)" 'Peran tanpa pemegang yang terjangkau.*Verifikator' 'and the summary'
# A substitute is named: the question is his.
loket --now "$(full '23 13:30')" role set verifikator budi@tapinkab.go.id --kind plh >/dev/null 2>&1
step '23 13:30'
like "$(with budi)" '^periksa peran-beralih$' 'the substitute is asked'
is "$(checked) $(doctored)" '0 0' 'somebody can be asked'
re_to "$(rig_mails "$(address budi)" | sed -n 1p)" budi SELESAI
step '23 14:00'
case_is $(number 1) petunjuk 'he does it'

# The mail of a list is a question as well: it comes back, and he is known as one who cannot be reached.
new siti 'Reset passphrase' 'Mohon direset passphrase TTE:\n1. Joko Purnomo, NIP 198402282010011006\n2. Dewi Lestari, NIP 199105172019032008, dewi@tapinkab.go.id' --attach "$pdf"
step '23 14:10'
like "$(with budi)" 'daftar$' 'one list for the substitute'
list=$(last budi)
n=$(count rudi)
bounce 3 budi@tapinkab.go.id "$list" 5.1.1
step '23 14:20'
like "$(loket person list --json | grep budi@)" 'unreachable' 'the list came back: his address is marked'
like "$(with rudi)" "tidak-terjangkau.*tidak-terjangkau" "the helpdesk hears of it"
whole
done_testing
