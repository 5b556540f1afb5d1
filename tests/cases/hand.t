#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A person's hand in a case: close, reopen, assign; each by the agent, under the login of who gave it.
. "$(dirname "$0")/lib.sh"
office
hand() { NOW=$(full "$1"); hand_now=$1; shift; loket --now "$NOW" case "$@" >"$T/said" 2>&1; step "$hand_now"; }
answer() { sqlite3 "$T/state/loket.db" 'SELECT answer FROM event ORDER BY id DESC LIMIT 1'; }
with() { tell mails "$(address "$1")" <"$T/outbox.json"; }
role() { loket --now "$(full "$1")" role set "$2" "$3" --kind "$4" --from 2026-01-02 >/dev/null 2>&1; step "$1"; }
me=$(id -un)

request siti; request dewi
step '23 08:30'
role '23 08:40' verifikator budi@tapinkab.go.id plt
is "$(show $(number 1) | tell tasks)" 'verifikator/tanya/withdrawn verifikator/tanya/open' 'the questions are with the plt'
hand '23 08:50' assign $(number 1) siti@tapinkab.go.id
is "$(answer)" 'nobody decides on a request of his own' 'never to the owner'
hand '23 08:55' assign $(number 1) admin@tapinkab.go.id
like "$(answer)" 'does not hold the role verifikator' 'nor to who does not hold the role'
exits 65 'nor to nobody' loket case assign $(number 1) 999
exits 65 'nor a case that is none' loket case assign TTE-2026-000099 budi@tapinkab.go.id
q=$(rig_mails "$(address budi)" | grep -v zzz | xargs grep -l "$(number 1)" | head -n 1)
hand '23 09:00' assign $(number 1) nurul@tapinkab.go.id --reason 'Budi dinas luar'
like "$(with nurul)" ' periksa$' 'to the other holder it may'
re_to "$q" budi SETUJU
step '23 09:10'
case_is $(number 1) periksa 'the older code is dead'
like "$(show $(number 1))" "\"kind\":\"case.hand\",\"code\":\"assign\".*$me: Budi dinas luar" 'the journal says who did it, and why'
step '24 08:00'
like "$(text nurul)" "$(number 1)" 'reminders follow the person'
re_to "$(rig_mails "$(address nurul)" | xargs grep -l "$(number 1)" | tail -n 1)" nurul SELESAI
step '24 08:30'
case_is $(number 1) petunjuk 'she answers'

n=$(outbox | wc -l)
hand '24 09:00' close $(number 2) --reason 'sudah dilayani di loket'
case_is $(number 2) .petugas 'closed'
is "$(outbox | wc -l)" "$n" 'nobody is written to'
is "$(show $(number 2) | tell tasks | tr ' ' '\n' | grep -c open)" 0 'nothing is asked any more'
hand '24 09:10' close $(number 2)
like "$(answer)" 'is closed' 'once'
hand '24 09:20' reopen $(number 1)
like "$(answer)" 'is open' 'only a closed case is reopened'
hand '24 09:30' reopen $(number 2)
case_is $(number 2) periksa 'reopened where it was'
like "$(with budi)" ' periksa$' 'whoever holds the role is asked'
re budi 'TOLAK ganda'
step '24 09:40'
case_is $(number 2) .ditolak 'decided'
request dewi
step '24 10:00'
case_is $(number 3) periksa 'a new request of hers'
hand '24 10:10' reopen $(number 2)
like "$(answer)" 'another case of the same owner' 'keeps the old one closed'
like "$(sqlite3 "$T/state/loket.db" "SELECT group_concat(code || ':' || code2) FROM journal WHERE kind = 'command'")" \
	'case.assign:refused.*case.assign:done.*case.close:done.*case.close:refused.*case.reopen:refused.*case.reopen:done.*case.reopen:refused' 'all of it is in the journal'
whole
done_testing
