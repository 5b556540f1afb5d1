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


# The agent's signs of life: the state file, the service manager, and the mail that needs no agent.
says agent ok 'mailbox last read 20' 'and when the mailbox was last read'
says border ok 'names no authserv-id.*one-time code' 'who is believed without authentication results'
alarm() { "$LOKET" --config "$T/loket.conf" doctor "$@"; }
old() { printf 'at=%d poll=%d sent=0 owed=%d breaker=%d\n' "$(($(date +%s) - $1))" "$(($(date +%s) - $2))" "$3" "$4" >"$T/state/health"; }
exits 0 'a fresh state file is no alarm' alarm --alarm
old 10 10 0 1
exits 75 'the breaker is open' doctor
says agent failure 'too many mails within an hour' 'and doctor says so'
old 10 10 "$(($(date +%s) - 2000))" 0
exits 75 'mails wait longer than half an hour' doctor
says agent failure 'cannot be sent' 'and doctor says so'
old 2000 2000 0 0
exits 75 'a state file older than half an hour is an alarm' alarm --alarm
like "$(cat "$T/err")" '^<1>alert loket: alarm: the agent does not run' 'told to the journal as an alert'
m=$(rig_wait_mail admin 1)
like "$(cat "$m")" '^Loket tidak berjalan' 'the admin has a mail, straight by SMTP'
like "$(cat "$m")" '^Return-Path: <>' 'which never comes back'
ok 'of good form' perl "$TOP/tests/rig/mail.pl" check "$m"
exits 75 'it goes on' alarm --alarm
exits 75 'and the service is given up' alarm --stopped
is "$(rig_mails admin | wc -l)" 1 'one mail for one trouble'
perl -MSocket -e 'socket(S, AF_UNIX, SOCK_DGRAM, 0); bind(S, sockaddr_un($ARGV[0])) or die $!; open(R, ">", "$ARGV[1].up"); $| = 1; while (recv(S, $m, 99, 0), length $m) { print "$m\n"; last if $m =~ /STOP/ }' \
	"$T/notify" "$T/notify" >"$T/told" & told=$!
wait_for 5 '[ -e "$T/notify.up" ]'
NOTIFY_SOCKET=$T/notify "$LOKET" --config "$T/loket.conf" run --once 2>/dev/null
wait $told
is "$(uniq "$T/told" | tr '\n' ' ')" 'READY=1 WATCHDOG=1 STOPPING=1 ' 'the service manager hears of the agent'
exits 0 'all is well again' alarm --alarm

# Who outside the office waits for a sign of life gets one while all is well, and none while it is not.
mkdir "$T/web"; : >"$T/web/hidup-8f3c"
WEB=$(rig_tool ports 1)
(cd "$T/web" && exec openssl s_server -accept "127.0.0.1:$WEB" -cert "$RIG_DIR/srv.pem" -key "$RIG_DIR/srv.key" -WWW) >"$T/web.log" 2>&1 & web=$!
wait_for 10 "grep -q ^ACCEPT \"$T/web.log\""
visits() { grep -c '^FILE:hidup-8f3c' "$T/web.log"; }
conf "agent.alive-url=https://localhost:$WEB/hidup-8f3c" "agent.alive-ca-file=$RIG_CA"
exits 0 'all is well, and said' alarm --alarm
is "$(visits)" 1 'to the address of the settings'
old 2000 2000 0 0; : >"$T/state/alarm"
exits 75 'the agent does not run' alarm --alarm
is "$(visits)" 1 'then nothing is said'
old 10 10 0 0
conf "agent.alive-url=https://localhost:$WEB/hidup-8f3c"
exits 69 'a server whose certificate nobody vouches for' alarm --alarm
like "$(cat "$T/err")" 'all is well, but alive-url server localhost:.*certificate' 'hears nothing'
conf "agent.alive-url=http://localhost:$WEB/hidup-8f3c" "agent.alive-ca-file=$RIG_CA"
exits 69 'nor one without TLS' alarm --alarm
like "$(cat "$T/err")" 'no https address' 'by whatever way'
is "$(visits)" 1 'and was not there'
unlike "$(cat "$T/err")" 'hidup' 'the address is a secret'
kill $web
conf
exits 75 'then the service fails' alarm --stopped
like "$(cat "$(rig_wait_mail admin 2)")" 'berhenti karena galat' 'and that is another mail'
rm "$T/state/alarm"; conf smtp.port=1; old 2000 2000 0 0
exits 69 'no mail leaves' alarm --alarm
like "$(cat "$T/err")" '^<1>alert loket: alarm: the admin was not told' 'the journal at least has it'
not_ok 'and it is tried again' test -e "$T/state/alarm"
conf
"$LOKET" --config "$T/loket.conf" run --once 2>/dev/null

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
conf "mailbox.password-file=$T/state"
exits 78 'a folder instead of a password' doctor
says 'mailbox password' failure 'is no file' 'says so, and names no chmod'
(umask 077; : >"$T/empty")
conf "mailbox.password-file=$T/empty"
exits 78 'an empty password file' doctor
says 'mailbox password' failure 'one line' 'says what it must hold'
conf "agent.state=$T/wrong"
exits 78 'a file instead of the state directory' doctor
says state failure 'is no directory' 'says so'
conf agent.admin=@
doctor >"$T/out" 2>&1
says settings warning 'admin in \[agent\]' 'nobody who looks after it'
conf; printf '[service lupa]\nmode = bayangan\n' >>"$T/loket.conf"
exits 78 'a service that the office has not' doctor
says settings failure 'no such service' 'says so'
conf "mailbox.password-file=$T/wrong"
chmod 640 "$T/wrong"
doctor >"$T/out" 2>&1
says 'mailbox password' ok 'closed to others' 'one with a group of its own is taken, as the workers take it'
mkdir -m 500 "$T/credentials"; install -m 440 "$RIG_DIR/pass/tte" "$T/credentials/mail"
conf 'mailbox.password-file=%d/mail'
export CREDENTIALS_DIRECTORY="$T/credentials"
exits 0 'a password that the service manager hands over' doctor
says 'mailbox password' ok "$T/credentials/mail" 'is found there'
unset CREDENTIALS_DIRECTORY
exits 78 'without the service manager' doctor
says 'mailbox password' failure '/run/credentials/loket.service/mail' 'says where it looked'
cp "$T/loket.conf" "$T/kabupaten-lain.conf"
"$LOKET" doctor --config "$T/kabupaten-lain.conf" >"$T/out" 2>&1
says 'mailbox password' failure '/run/credentials/loket@kabupaten-lain.service/mail' 'each office has its own'
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
