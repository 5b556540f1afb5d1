#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# `loket doctor`: all well; then each thing wrong by itself, with what to do about it, and the exit code.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/rig/rig.sh"
. "$TOP/tests/rig/ams.sh"
rig_start "$T/rig" || bail 'the mail servers do not start'
rig_user tte >/dev/null
rig_ams "$T/ams" || bail 'the stand-in for AMS does not start'
doctor() { "$LOKET" --config "$T/loket.conf" doctor; }
conf() { rig_conf "$T/loket.conf" $(ams_conf) "$@"; }
# says WHAT STATE ERE NAME: the line of WHAT in the last output
says() { like "$(grep -E "^(ok|warning|failure) +$1  " "$T/out")" "^$2 +$1 .*$3" "$4"; }

conf
exits 78 'no key yet' doctor
says key failure 'loket key make' 'says how one is made'
"$LOKET" key make "$T/key" >/dev/null
mkdir -m 700 "$T/state"
exits 0 'all is well' doctor || cat "$T/out"
says settings ok '' 'settings'
says rules ok 'office tapin' 'rules'
says boxes ok 'box' 'readers are boxed'
says mailbox ok 'certificate is good for' 'IMAP, with its certificate'
says smtp ok 'answers' 'SMTP'
says smtp ok 'takes messages of up to [0-9.]+ MB' 'and how large a mail it takes'
says ams warning 'without TLS' 'AMS answers, and tls = none is warned of'
says store ok 'none yet' 'a store that is not there is no fault'
"$LOKET" --config "$T/loket.conf" run --once 2>/dev/null
exits 0 'with a store' doctor
says store ok 'chain is whole' 'the journal is looked at'
is "$("$LOKET" --config "$T/loket.conf" doctor --json | grep -c '"state":"failure"')" 0 '--json'

printf 'wrong\n' >"$T/wrong"; chmod 600 "$T/wrong"
conf "mailbox.password-file=$T/wrong"
exits 69 'a wrong IMAP password' doctor
says mailbox failure 'password' 'is told as such'
says ams warning '' 'and the others are looked at all the same'
conf "ams.password-file=$T/wrong"
exits 69 'a wrong AMS password' doctor
says ams failure 'user and password-file in \[ams\]' 'says where it stands'
conf ams.port=1
exits 69 'AMS is down' doctor
says ams failure 'nothing listens there' 'says so'
conf ams.host=192.0.2.1
exits 69 'AMS without TLS at a public address' doctor
says ams failure 'private or loopback' 'is not spoken to'
conf mailbox.port=1
exits 69 'IMAP is down' doctor
says mailbox failure 'nothing listens there' 'says so'
chmod 644 "$T/wrong"
conf "mailbox.password-file=$T/wrong"
exits 78 'a password that others can read' doctor
says 'mailbox password' failure 'chmod 600' 'says what to run'
conf
chmod 755 "$T/state"
exits 78 'a state directory that others can enter' doctor
says state failure 'chmod 700' 'says what to run'
chmod 700 "$T/state"
conf agent.office=tapim
exits 78 'an office that is not there' doctor
says rules failure 'loket check' 'says how to see all of it'
conf
printf 'driver = esing\n' | sed '1i [ams]' >>"$T/loket.conf"
exits 78 'a setting that cannot be' "$LOKET" --config "$T/loket.conf" doctor
conf ams.user=
exits 78 'a setting that is missing' doctor
says settings failure 'user and password-file in \[ams\]' 'is named'
conf
"$LOKET" --config "$T/loket.conf" run 2>"$T/agent.log" & agent=$!
wait_for 20 "grep -q 'agent up' '$T/agent.log'"
exits 0 'beside a running agent' doctor
ok 'which goes on' kill -0 $agent
kill $agent; wait $agent 2>/dev/null
conf
perl -pi -e 's/tls = none/tls = implicit/ if /^\[ams\]/ .. /^\[limits\]/' "$T/loket.conf"
exits 69 'TLS asked of a server without it' doctor
says ams failure 'TLS' 'says so'
rig_ams_stop
rig_stop
done_testing
