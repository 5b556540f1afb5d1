#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The stand-in for AMS itself: its state machine, what each state answers in both versions, its codes, its notices by mail, its manual.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/rig/rig.sh"
. "$TOP/tests/rig/ams.sh"
rig_start "$T/rig" || bail 'the rig does not start'
rig_user tte siti >/dev/null
smtp=127.0.0.1:$RIG_SMTP
rig_ams "$T/ams" --now 2026-11-23T08:00:00+08:00 --smtp "$smtp" --copy tte@tapinkab.go.id || bail 'the stand-in does not start'
nik=6305055203870002 mail=siti@tapinkab.go.id
v2() { curl -s -u "${2:-loket:rahasia-ams}" -d "{\"nik\":\"${1:-$nik}\"}" "http://127.0.0.1:$AMS_PORT/api/v2/user/check/status"; }
v1() { curl -s -u loket:rahasia-ams "http://127.0.0.1:$AMS_PORT/api/user/$1/${2:-$nik}"; }
status() { v2 "$@" | sed -n 's/.*"status":"\([A-Z_]*\)".*/\1/p'; }
act() { ams act "{\"email\":\"$mail\",\"event\":\"$1\"}"; }

like "$("$AMSSIM" --help)" '--ctl' '--help'
exits 64 'an option it does not know' "$AMSSIM" --nonsense
is "$(status)" NOT_REGISTERED 'nobody yet'
is "$(status 12ab)" NOT_REGISTERED 'junk is answered alike'
like "$(v2 $nik wrong:wrong)" '"status":401,"error":"Unauthorized"' 'a wrong credential'
is "$(curl -s -o /dev/null -w '%{http_code}' -u loket:rahasia-ams -d '{}' "http://127.0.0.1:$AMS_PORT/api/v2/sign/pdf")" 404 'signing does not exist here'
ams seed "{\"users\":[{\"nik\":\"$nik\",\"email\":\"$mail\",\"nama\":\"Siti\",\"status\":\"NO_CERTIFICATE\"}]}" >/dev/null
is "$(status)" NO_CERTIFICATE 'registered'
act request >/dev/null
is "$(status)" WAITING_FOR_VERIFICATION 'requested'
act ra_approve >/dev/null
is "$(status)" ISSUE 'issued'
like "$(act request)" 'still active' 'an active certificate blocks a new request'
like "$(v1 profile)" '"berlaku_sampai":"2[23]-11-2028"' 'two years less a second'
like "$(v1 status)" '"status_code":1111' 'version 1 has its known code'
ams clock '{"now":"2028-12-01T08:00:00+08:00"}' >/dev/null
is "$(status)" EXPIRED 'time ends it'
act request >/dev/null
is "$(status)" RENEW 'renewal'
act ra_approve >/dev/null
is "$(status)" ISSUE 'a new one'
act suspend >/dev/null; is "$(status)" SUSPEND 'suspended'
act resume >/dev/null; act revoke >/dev/null
is "$(status)" REVOKE 'revoked'
is "$(v1 status 111 | sed 's/.*status_code":\([0-9]*\).*/\1/')" 1110 'not registered, version 1'
one=$(ams reset >/dev/null; ams seed "{\"users\":[{\"nik\":\"$nik\",\"email\":\"$mail\",\"status\":\"SUSPEND\"}]}" >/dev/null; v2 | sed 's/.*status_code":\([0-9]*\).*/\1/')
first=$AMS_PID
rig_ams "$T/ams2" || bail 'a second one'
ams seed "{\"users\":[{\"nik\":\"$nik\",\"email\":\"$mail\",\"status\":\"SUSPEND\"}]}" >/dev/null
two=$(v2 | sed 's/.*status_code":\([0-9]*\).*/\1/')
ok "codes that nobody knows differ between starts ($one, $two)" test "$one" != "$two"
rig_ams_stop
kill "$first"

# notices: three events above wrote to siti and to the office
rig_wait_mail siti 3 >/dev/null
is "$(rig_mails siti@tapinkab.go.id | xargs grep -h '^Subject:' | sort | uniq -c | tr -s ' ' | sed 's/^ //' | tr '\n' '|')" \
	'1 Subject: Masa Layanan Sertifikat Elektronik Diperpanjang|1 Subject: Pencabutan Sertifikat Elektronik|1 Subject: Sertifikat Elektronik Anda Telah Diterbitkan|' \
	'notices to the owner'
is "$(rig_mails siti@tapinkab.go.id | xargs grep -l '^X-AMS-Sim: 1' | wc -l)" 3 'each says what wrote it'
rig_wait_mail tte 3 >/dev/null
is "$(rig_mails tte@tapinkab.go.id | wc -l)" 3 'and their copies to the office'
for n in "$TOP"/contrib/amssim/notices/*.txt; do
	{ printf 'From: BSrE <noreply@bssn.go.id>\nTo: siti@tapinkab.go.id\nMessage-ID: <x@bssn.go.id>\nDate: Mon, 23 Nov 2026 08:00:00 +0700\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nSubject: '; sed 's/{tautan}/0123456789abcdef0123/; s/{berakhir}/20-12-2026/' "$n"; } >"$T/n.eml"
	echo "$(basename "$n" .txt) $("$LOKET" read --rules "$TOP/rules" --json "$T/n.eml" | sed -n 's/.*"notice":{"kind":"\([a-z-]*\)".*/\1/p')"
done >"$T/kinds"
is "$(sed 's/-[23] / /' "$T/kinds" | sort | uniq -c | tr -s ' \n' ' ')" ' 3 M1 aktivasi 3 M10 dicabut 2 M11 sandi-akun 3 M2 set-passphrase 3 M3 terbit 2 M4 kedaluwarsa 1 M4a akan-berakhir 2 M5 reset-link 3 M6 passphrase-diubah 2 M7 persetujuan-data 2 M8 data-diubah 3 M9 diperpanjang ' \
	'the rules tell its notices apart'
rig_stop
done_testing
