#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The clock of a rehearsal: an agent that is started again without --now goes on in the rehearsal's time, so that letters which
# arrived meanwhile are not taken for old ones; and a store that has been rehearsed with never goes on in real time.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/rig/rig.sh"

rig_start "$T/rig" || bail 'the mail servers do not start'
rig_user tte siti
rig_conf "$T/loket.conf"
ok 'key' "$LOKET" key make "$T/key"
run() { timeout 30 "$LOKET" run --once --config "$T/loket.conf" "$@"; }
exits 0 'a rehearsal far ahead of real time' run --now 2040-03-05T08:30:00+08:00
perl "$TOP/tests/rig/reply.pl" --new --from siti@tapinkab.go.id --to tte@tapinkab.go.id --subject 'Lupa passphrase TTE' \
	'Saya lupa passphrase TTE, mohon direset.\n\nSiti Rahmah' >"$T/1.eml"
ok 'a letter comes while the agent is down' rig_send siti@tapinkab.go.id tte "$T/1.eml"
rig_wait_mail tte 1 >/dev/null
exits 0 'the agent goes on without --now' run
like "$("$LOKET" case list --json --config "$T/loket.conf")" '"number": ?"TTE-2040-000001"' 'the letter opened a case, in the year of the rehearsal'
ok 'and was answered' rig_wait_mail siti 1
sed '/^rehearsal/d' "$T/loket.conf" >"$T/real.conf"
exits 78 'without rehearsal = yes the store is refused' timeout 30 "$LOKET" run --once --config "$T/real.conf"
like "$(cat "$T/err")" 'rehears' 'and the reason told'
done_testing
