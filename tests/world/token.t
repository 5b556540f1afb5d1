#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# OAuth 2 instead of a password, against Dovecot's own check of tokens: the boxed fetcher and sender read the file at each login, so that a renewed token
# counts with the next one and nobody is started anew; a refused one is tried again; no other secret may lie beside it.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/rig/rig.sh"
. "$TOP/tests/world/lib.sh"

net_build || bail 'netdrive cannot be built'
RIG_TOKENS=yes RIG_SUBMIT=yes
rig_start "$T/rig" || bail 'the rig does not start'
rig_user tte siti
mkdir "$T/token" && chmod 700 "$T/token"
# renew TOKEN: as people do it, a new file in the place of the old one
renew() { (umask 077; echo "$1" >"$T/token/new") && mv "$T/token/new" "$T/token/tte"; }
rig_conf "$T/conf" mailbox.password-file= smtp.password-file= "mailbox.token-file=$T/token/tte" "smtp.token-file=$T/token/tte"
printf 'From: siti@tapinkab.go.id\r\nSubject: surat\r\n\r\nisi\r\n' >"$T/a.eml"
"$LOKET" key make "$T/key" >/dev/null

# ---- one token
like "$(net fetcher "$T/conf" 'scan INBOX 1 10' | head -n 1)" '^trouble again login .*no token: .*token/tte' 'no file yet: told, to be tried again'
rig_token tte AwalToken.123
renew AwalToken.123
like "$(net fetcher "$T/conf" 'scan INBOX 1 10' | head -n 1)" '^scanned folder=INBOX' 'the mailbox takes it'
like "$(net smtp "$T/conf" "deliver tte@tapinkab.go.id siti@tapinkab.go.id $T/a.eml" | head -n 1)" '^outcome .*sent' 'and the submission server'
like "$(grep -c 'method=XOAUTH2\|method=OAUTHBEARER' "$RIG_DIR/dovecot/log")" '^[2-9]' 'by token, says Dovecot'
like "$(timeout 60 "$LOKET" --config "$T/conf" doctor 2>&1)" 'ok +mailbox +IMAP server .* takes user and token' 'doctor too'

# ---- renewed while the worker lives
rig_token tte BaruToken.456
mkfifo "$T/orders"
"$T/netdrive" "$LOKET" fetcher "$T/conf" <"$T/orders" >"$T/said" 2>"$T/net.err" &
driver=$!
exec 3>"$T/orders"
echo 'scan INBOX 1 10' >&3
wait_for 20 'grep -q "^trouble" "$T/said"'
like "$(cat "$T/said")" '^trouble again login .*token refused' 'an old token is refused, to be tried again'
renew BaruToken.456
echo 'scan INBOX 1 10' >&3
exec 3>&-
wait $driver
like "$(tail -n 2 "$T/said")" '^scanned' 'the same process takes the new one at its next login'
unlike "$(cat "$T/said" "$T/net.err")" 'AwalToken|BaruToken' 'neither is ever told'

# ---- what the settings refuse
rig_conf "$T/both" "mailbox.token-file=$T/token/tte"
exits 78 'password and token' "$LOKET" --config "$T/both" check
like "$(cat "$T/err")" '\[mailbox\] has a password-file and a token-file' 'are one too many'
rig_conf "$T/beside" mailbox.password-file= "mailbox.token-file=$T/tte-token"
exits 78 'a token beside the key' "$LOKET" --config "$T/beside" check
like "$(cat "$T/err")" 'folder of its own' 'is refused'
chmod 644 "$T/token/tte"
like "$(net fetcher "$T/conf" 'scan INBOX 1 10' | head -n 1)" 'others may read or write it' 'nor is one that others can read taken'
done_testing
