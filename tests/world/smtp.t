#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The real sender, in its box, against Postfix (or the rig's sink), Dovecot submission and servers that misbehave.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/rig/rig.sh"
. "$TOP/tests/world/lib.sh"

net_build || bail 'netdrive cannot be built'
rig_start "$T/rig" || bail 'the rig does not start'
rig_user tte siti budi rina
mkdir "$T/a"
rig_conf "$T/a/conf" smtp.port=$RIG_SMTP smtp.user= smtp.password-file= smtp.tls=$([ "$RIG_KIND" = postfix ] && echo starttls || echo none)
printf 'From: tte@tapinkab.go.id\r\nTo: siti@tapinkab.go.id\r\nDate: Mon, 23 Nov 2026 08:30:00 +0800\r\nSubject: uji\r\nMessage-ID: <a1@tapinkab.go.id>\r\n\r\n.titik\r\n..\r\nisi\r\n' >"$T/m"
me=tte@tapinkab.go.id

net smtp "$T/a/conf" "deliver $me siti@tapinkab.go.id $T/m" "deliver - rina@tapinkab.go.id $T/m" "deliver $me penuh@tapinkab.go.id $T/m" \
	"deliver $me hilang@tapinkab.go.id $T/m" "deliver $me siti@tapinkab.go.id $T/m" mem >"$T/out"
is "$(cut -d' ' -f1-3 "$T/out" | head -5 | tr '\n' ' ')" 'outcome sent 250 outcome sent 250 outcome retry 452 outcome failed 550 outcome sent 250 ' \
	'sent, sent with the null return path, mailbox full, no such user, and on it goes'
like "$(sed -n 4p "$T/out")" '5\.1\.1' "the server's words are handed on"
is "$(tail -n 1 "$T/out")" 'exit 0' 'it ends when the parent closes'
crlf "$(rig_wait_mail siti 1)" | sed -n '/^Subject: uji/,$p' >"$T/got"
sed -n '/^Subject: uji/,$p' "$T/m" >"$T/want"
same_file "$T/got" "$T/want" 'byte by byte, leading dots too'
like "$(cat "$(rig_wait_mail siti 1)")" '^Return-Path: <tte@tapinkab.go.id>' 'the return path'
like "$(cat "$(rig_wait_mail rina 1)")" '^Return-Path: <>' 'the null return path'

# ---- refused before the server hears of it
printf 'Subject: x\r\n\r\na\n.\nMAIL FROM:<x@y.id>\r\n' >"$T/bare"
net smtp "$T/a/conf" "deliver $me siti@tapinkab.go.id $T/bare" "deliver $me siti@tapinkab.go.id> $T/m" "deliver $me siti $T/m" >"$T/out"
is "$(cut -d' ' -f1-3 "$T/out" | head -3 | tr '\n' ' ')" 'outcome failed 0 outcome failed 0 outcome failed 0 ' 'bare line feeds and bad addresses'

# ---- many
before=$(grep -c ': connect from' "$RIG_DIR/smtp.log")
began=$(now_ms)
net smtp "$T/a/conf" "deliver $me budi@tapinkab.go.id $T/m 200" mem >"$T/out"
took=$(($(now_ms) - began))
is "$(grep -c '^outcome sent' "$T/out")" 200 "200 mails in $took ms"
[ "$RIG_KIND" = postfix ] && is "$(($(grep -c ': connect from' "$RIG_DIR/smtp.log") - before))" 1 'over one connection'
diag "sender: $(grep ^mem "$T/out") kB"

# ---- submission with login
rig_conf "$T/a/conf" smtp.port=$RIG_SUBMISSION smtp.user=$me "smtp.password-file=$T/a/password"
like "$(net smtp "$T/a/conf" "deliver $me siti@tapinkab.go.id $T/m")" '^outcome sent 250' 'by submission, STARTTLS and AUTH'

# ---- the channel
rig_bad_dovecot selfsigned
rig_conf "$T/a/conf" smtp.port=$RIG_SUBMISSION smtp.user=$me "smtp.password-file=$T/a/password" "smtp.ca-file=$RIG_DIR/selfsigned.pem"
like "$(net smtp "$T/a/conf" "deliver $me siti@tapinkab.go.id $T/m")" '^outcome stop [0-9]+ .*certificate is self-signed or from an unknown' 'a certificate of another CA'
rig_conf "$T/a/conf" smtp.host=127.0.0.1 smtp.port=1 smtp.user= smtp.password-file=
like "$(net smtp "$T/a/conf" "deliver $me siti@tapinkab.go.id $T/m")" '^outcome stop 0 .*nothing listens' 'nothing listens'
for f in 'greet-421 retry 421' 'mail-452 retry 452' 'rcpt-550 failed 550' 'data-500 failed 500' 'data-cut retry [0-9]+' 'dot-450 retry 450' \
	'dot-554 failed 554' 'dot-cut unknown 354' 'dot-cut-kept unknown 354'; do
	set -- $f
	rig_sink $1=1 || bail "no sink for $1"
	rig_conf "$T/a/conf" smtp.host=127.0.0.1 smtp.port=$RIG_SINK smtp.tls=none smtp.user= smtp.password-file=
	net smtp "$T/a/conf" "deliver $me budi@tapinkab.go.id $T/m" "deliver $me budi@tapinkab.go.id $T/m" >"$T/out"
	like "$(sed -n 1p "$T/out")" "^outcome $2 $3 ." "$1: $2"
	like "$(sed -n 2p "$T/out")" '^outcome sent 250' "$1: the next mail goes"
done
rig_conf "$T/a/conf" smtp.host=127.0.0.1 smtp.port=$RIG_SINK smtp.tls=starttls smtp.user= smtp.password-file=
like "$(net smtp "$T/a/conf" "deliver $me budi@tapinkab.go.id $T/m")" '^outcome stop [0-9]+ .*does not offer STARTTLS' 'STARTTLS not offered'
printf 'salah' >"$T/a/salah"; chmod 600 "$T/a/salah"
rig_conf "$T/a/conf" smtp.port=$RIG_SUBMISSION smtp.user=$me "smtp.password-file=$T/a/salah"
like "$(net smtp "$T/a/conf" "deliver $me siti@tapinkab.go.id $T/m")" '^outcome stop 535 .*user or password refused' 'a wrong password'
done_testing
