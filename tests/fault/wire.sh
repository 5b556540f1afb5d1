#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# `make sweep-wire`: every dialogue of the real fetcher, sender and callers with their servers, cut at every byte of what the server says, stalled at
# every piece of it, and, as far as it is in the clear, with each line of it turned into another; see wire.pl. By the environment:
#   PART=5 SEED=1     a seeded share of the points, in percent      FROM=1200       goes on at that point
#   TALKS='imap ...'  these dialogues only                          MOST=1          in random order, stops at the first finding
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/lib.sh
. "$TOP/tests/world/lib.sh"
sweep_begin wire
net_build || exit 1
rig_user tte siti
printf 'From: siti@tapinkab.go.id\nTo: tte@tapinkab.go.id\nSubject: Lupa passphrase\n\nMohon bantuan.\n' >"$T/letter.eml"
rig_deliver tte "$T/letter.eml"
printf 'From: tte@tapinkab.go.id\r\nTo: siti@tapinkab.go.id\r\nSubject: uji\r\nMessage-ID: <uji@tapinkab.go.id>\r\n\r\nisi surat\r\n' >"$T/m"
siti='{"users":[{"nik":"6305055203870002","email":"siti@tapinkab.go.id","nama":"Siti Rahmah","phone":"081200000011","status":"ISSUE","until":"2027-12-24"}]}'
# stand_in NAME [OPTION...]
stand_in() {
	s_name=$1; shift
	mkdir -p "$T/$s_name"
	ams_begin "$T/$s_name" --token-life 3000000 --refresh-life 3000000 "$@"
}
mkdir -p "$T/conf"
# settings NAME [GROUP.KEY=VALUE...]; the ports are those of the one who stands between, written in by wire.pl
settings() { s_conf=$1; shift; rig_conf "$T/conf/$s_conf" "$@"; }
ok_kind='mailbox.port=7777 smtp.port=7777'
settings imap $ok_kind mailbox.tls=none mailbox.ca-file=
settings imap-starttls $ok_kind mailbox.tls=starttls
settings imap-tls $ok_kind
settings smtp $ok_kind smtp.tls=none smtp.user= smtp.password-file= smtp.ca-file=
settings smtp-starttls $ok_kind smtp.user=tte@tapinkab.go.id "smtp.password-file=$T/conf/password"
stand_in ams
ams seed "$siti" >/dev/null
plain=$AMS_PORT
settings esign $(AMS_PORT=7777; ams_conf) ams.profile=yes ams.register=yes
settings portal $(AMS_PORT=7777; ams_portal_conf)
# a person logs in past the one who stands between
settings login $(ams_portal_conf)
"$LOKET" key make "$T/conf/key" >/dev/null
perl -e 'alarm 60; exec @ARGV' "$LOKET" run --once --config "$T/conf/login" --now 2026-11-23T08:00:00+08:00 >"$T/login.log" 2>&1
printf 'rahasia-portal\n%s\n' "$(ams_code)" | "$LOKET" --config "$T/conf/login" ams login >>"$T/login.log" 2>&1 || [ $? -eq 75 ] || { cat "$T/login.log"; exit 1; }
(cd "$RIG_DIR" && rig_certificate ams DNS:localhost ca -1 30) || exit 1
stand_in tls --tls-cert "$RIG_DIR/ams.pem" --tls-key "$RIG_DIR/ams.key"
settings esign-tls ams.driver=esign ams.host=localhost ams.port=7777 ams.tls=implicit ams.ca-file="$RIG_CA" ams.user=loket "ams.password-file=$T/ams/ams-password"
"$AMSSIM" --ctl "tls:$AMS_PORT" kendali /_sim/seed "$siti" >/dev/null
export AMSSIM RIG_CA PLAIN=$plain TLS=$AMS_PORT RIG_IMAP RIG_IMAPS RIG_SMTP RIG_SUBMISSION RIG_DIR
perl tests/fault/wire.pl
