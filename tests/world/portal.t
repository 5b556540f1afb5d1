#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The contract of the portal: plain curl holds the stand-in against what is known of the real one (login, eight calls, their refusals, the states
# behind them), then the real driver, in its box, makes its three calls of it.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/rig/rig.sh"
. "$TOP/tests/rig/ams.sh"
. "$TOP/tests/world/lib.sh"
net_build || bail 'netdrive cannot be built'
rig_start "$T/rig" || bail 'the rig does not start'
rig_user tte siti >/dev/null
rig_ams "$T/ams" --now 2026-11-23T08:00:00+08:00 --strict-ip --smtp "127.0.0.1:$RIG_SMTP" --shape vary --ra-delay 7200 || bail 'the stand-in does not start'
mail=siti@tapinkab.go.id
base() { echo "http://127.0.0.1:$AMS_PORT"; }
login() { curl -s -d "grant_type=$1&client_id=${3:-ams}&$2" "$(base)/realms/external-service/protocol/openid-connect/token"; }
in_json() { perl -MJSON::PP -e 'local $/; my $v = decode_json(<STDIN>); for (split /\//, shift) { $v = ref $v eq "ARRAY" ? $v->[$_] : $v->{$_} } print ref $v eq "JSON::PP::Boolean" ? ($v ? "true" : "false") : ref $v eq "ARRAY" ? scalar @$v : $v // "null"' "$1"; }
p() { curl -s -H "Authorization: Bearer $token" -H 'X-USER-IP: 10.0.0.1' ${2:+-d "$2"} "$(base)/api/rest/manage/$1"; }
says() { p "$@" | in_json message; }
code() { curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $token" -H 'X-USER-IP: 10.0.0.1' "$(base)/api/rest/manage/$1"; }
act() { ams act "{\"email\":\"$mail\",\"event\":\"$1\"}"; }
seed() { ams reset >/dev/null; ams seed "{\"users\":[{\"nik\":\"6305055203870002\",\"nip\":\"198703122011012004\",\"email\":\"$mail\",\"nama\":\"Siti Rahmah\",\"phone\":\"081200000011\",\"unit\":\"Dinas Pertanian\",\"status\":\"$1\"${2:+,$2}}]}" >/dev/null; }

# ---- face B
like "$(login password "username=verifikator&password=salah&totp=$(ams_code)")" '"invalid_grant".*Invalid user credentials' 'a wrong password'
like "$(login password 'username=verifikator&password=rahasia-portal&totp=000000')" invalid_grant 'a wrong code'
like "$(login password "username=verifikator&password=rahasia-portal&totp=$(ams_code)" lain)" invalid_grant 'another client'
# the secret of RFC 6238's appendix B, whose codes it prints with eight digits: in 1970, 2005, 2009, 2033
is "$(for t in 59 1111111109 1234567890 2000000000; do rig_tool totp $AMS_SECRET $t; done | tr '\n' ' ')" '287082 081804 005924 279037 ' 'codes as RFC 6238 has them'
ams clock '{"now":"2005-03-18T08:58:29+07:00"}' >/dev/null
like "$(login password 'username=verifikator&password=rahasia-portal&totp=081804')" access_token 'the stand-in takes the one of its clock'
like "$(login password 'username=verifikator&password=rahasia-portal&totp=081804')" invalid_grant 'once'
like "$(login password "username=verifikator&password=rahasia-portal&totp=$(rig_tool totp $AMS_SECRET 1111111019)")" invalid_grant 'none of minutes ago'
ams clock '{"now":"2026-11-23T08:00:00+08:00"}' >/dev/null
login password "username=verifikator&password=rahasia-portal&totp=$(ams_code)&scope=openid" >"$T/token"
token=$(in_json access_token <"$T/token") refresh=$(in_json refresh_token <"$T/token")
is "$(in_json token_type <"$T/token") $(in_json expires_in <"$T/token")" 'Bearer 300' 'a token'
seed ISSUE
like "$(curl -s "$(base)/api/rest/manage/user/details/x")" '"status":401' 'without it nothing is told'
like "$(curl -s -H "Authorization: Bearer $token" "$(base)/api/rest/manage/user/details/x")" '"status":401' 'nor without X-USER-IP, where it is wanted'
ams clock '{"advance_s":400}' >/dev/null
is "$(code user/details/x)" 401 'a token ends'
login refresh_token "refresh_token=$refresh" >"$T/token"
token=$(in_json access_token <"$T/token")
like "$(login refresh_token "refresh_token=$refresh")" 'not active' 'a renewal serves once'
# ---- face P: list and detail
list=$(p user/list '{"search":"","start":0,"length":10,"filters":{"email":"siti@tapinkab.go.id"}}')
is "$(echo "$list" | in_json message)" 'List user berhasil' 'a search'
uid=$(echo "$list" | in_json data/aaData/0/id)
is "$(for k in nik nip phone; do echo "$list" | in_json data/aaData/0/$k; done)|$(echo "$list" | in_json data/filters/institution_id)" '|instansi-uji' 'rows have no numbers; the filters come back with the institution'
is "$(p user/list '{"start":0,"length":10,"filters":{"email":"tidak@ada"}}' | in_json data/aaData)" 0 'nobody: an empty list'
detail=$(p "user/details/$uid")
is "$(echo "$detail" | in_json data/profile/nik) $(echo "$detail" | in_json data/profile/linkAktif) $(echo "$detail" | in_json data/profile/phoneVerified)" '************0002 null true' 'a detail is masked'
serial=$(echo "$detail" | in_json data/sertifikat/0/serialNumber)
like "$(echo "$detail" | in_json data/sertifikat/0/notAfterDate)" '2027-11-23 [0-9:]+\.000\+0700' 'times are AMS'"'"'s'
is "$(p user/details/00000000-0000 | in_json success) $(code user/details/00000000-0000)" 'false 404' 'nobody'
# reset
is "$(says "cert/passphrase/reset/$uid/00ff")" 'Serial number sertifikat tidak valid' 'another serial number'
is "$(p "cert/passphrase/reset/$uid/$serial" | in_json success)" true 'a reset link'
is "$(p "user/details/$uid" | in_json data/profile/linkAktif)" RESET_PASSPHRASE 'is outstanding'
act face_ok >/dev/null; act set_passphrase >/dev/null
is "$(p "user/details/$uid" | in_json data/profile/linkAktif)" null 'until it has served'
# telephone
seed ISSUE '"phone_verified":false'
uid=$(p user/list '{"start":0,"length":10,"filters":{"nik":"6305055203870002"}}' | in_json data/aaData/0/id)
serial=$(p "user/details/$uid" | in_json data/sertifikat/0/serialNumber)
is "$(p "cert/passphrase/reset/$uid/$serial" | in_json success)" false 'a telephone that is not verified'
is "$(p user/verify/phone "{\"uid\":\"$uid\",\"phone\":\"081200000099\"}" | in_json success)" true 'is verified'
act confirm_phone >/dev/null
is "$(p "cert/passphrase/reset/$uid/$serial" | in_json success)" true 'once its owner confirms'
# data
keys='"ktpId":"","fotoId":"","videoId":"","nik":"","nip":"","emailAddress":"siti@tapinkab.go.id","nama":"Siti Rahmah","phone":"0812","provinsi":"","jabatanOrganisasi":"Kepala Seksi","organisasi":"Dinas","organisasiUnit":""'
is "$(code_of=$(curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $token" -H 'X-USER-IP: 10.0.0.1' -d '{"nama":"x"}' "$(base)/api/rest/manage/user/edit/$uid"); echo "$code_of")" 400 'twelve keys, no fewer'
like "$(says "user/edit/$uid" "{$keys}")" 'link persetujuan ubah data telah dikirimkan' 'a change of data'
is "$(p "user/details/$uid" | in_json data/profile/status)" UPDATE 'waits for its owner'
is "$(p verify/user/update '{"start":0,"length":10,"filters":null}' | in_json data/aaData)" 0 'before that it is not in the queue'
act consent >/dev/null
is "$(p verify/user/update '{"start":0,"length":10,"filters":null}' | in_json data/aaData/0/id)" "$uid" 'then it is'
is "$(p verify/user/approval "{\"id\":\"$uid\",\"approve\":true,\"message\":\"x\"}" | in_json success)" false 'approve is a string'
is "$(says verify/user/approval "{\"id\":\"$uid\",\"approve\":\"true\",\"message\":\"Data terverifikasi\"}")" 'Approval User Berhasil' 'approved'
is "$(p "user/details/$uid" | in_json data/profile/jabatanOrganisasi)" 'Kepala Seksi' 'and applied'
# a new certificate
like "$(says "cert/request/esign/$uid" '{"product":"Tanda Tangan Elektronik","jenisSertifikat":"INDIVIDU","cn":"x","dataDukung":[]}')" "masih aktif dengan serial number $serial" 'an active one blocks another'
act expire >/dev/null
is "$(p "cert/request/esign/$uid" '{}' | in_json success)" true 'an ended one does not'
is "$(p "user/details/$uid" | in_json data/profile/certificateStatus)" RENEW 'BSrE looks at it'
ams clock '{"advance_s":7300}' >/dev/null
login password "username=verifikator&password=rahasia-portal&totp=$(ams_code)" >"$T/token"; token=$(in_json access_token <"$T/token")
is "$(p "user/details/$uid" | in_json data/profile/certificateStatus)" NEW 'and issues it after a while'
act set_passphrase >/dev/null
is "$(p "user/details/$uid" | in_json data/profile/certificateStatus) $(p "user/details/$uid" | in_json data/sertifikat)" 'ISSUE 2' 'with a passphrase it is in force'
seed NO_CERTIFICATE
uid=$(p user/list '{"start":0,"length":10,"filters":null}' | in_json data/aaData/0/id)
p "cert/request/esign/$uid" '{}' >/dev/null; act ra_deny >/dev/null
is "$(p "user/details/$uid" | in_json data/sertifikat/0/status) $(curl -s -u loket:rahasia-ams -d '{"nik":"6305055203870002"}' "$(base)/api/v2/user/check/status" | in_json status)" 'DENIED NO_CERTIFICATE' 'refused: the portal says so, the service knows no certificate'
printf '%%PDF-1.7 AMSSIM-VALID' >"$T/a.pdf"
is "$(curl -s -u loket:rahasia-ams -d "{\"file\":\"$(base64 -w0 "$T/a.pdf")\"}" "$(base)/api/v2/verify/pdf" | in_json conclusion) $(curl -s -u loket:rahasia-ams -F "signed_file=@$T/a.pdf" "$(base)/api/sign/verify" | in_json jumlah_signature)" 'VALID 1' 'a signature is verified, as the marker in the file says'
# mails, each time another wording and shape
for e in M1 M2 M3 M4 M5 M6 M7 M8 M9 M10 M11 M3; do ams notice "{\"email\":\"$mail\",\"event\":\"$e\"}" >/dev/null; done
n=$(ams outbox | grep -o '"notice"' | wc -l)
ok "$n notices by mail" test "$n" -ge 12
rig_wait_mail siti 12 >/dev/null
rig_mails $mail | xargs grep -ih '^Content-Type: [a-z]*/[a-z]*' | sed 's/;.*//' | sort -u | tr '\n' ' ' >"$T/types"
is "$(cat "$T/types")" 'Content-Type: multipart/alternative Content-Type: text/html Content-Type: text/plain ' 'in several shapes'
ok 'and transfer encodings' test "$(rig_mails $mail | xargs grep -ih '^Content-Transfer-Encoding' | sort -u | wc -l)" -ge 3

# ---- the driver
mkdir "$T/a"
conf() { rig_conf "$T/a/conf" $(ams_portal_conf) ams.timeout=2 "$@"; }
conf
write_token() { printf '{"access_token":"%s","refresh_token":"%s","access_until":%s,"refresh_until":%s}' "$(in_json access_token <"$T/token")" "$(in_json refresh_token <"$T/token")" "${1:-9999999999}" "${2:-9999999999}" >"$T/ams/token"; chmod 600 "$T/ams/token"; }
fresh_login() { login password "username=verifikator&password=rahasia-portal&totp=$(ams_code)" >"$T/token"; write_token; }
call() { net portal "$T/a/conf" "$@" | sed -n 1p; }
fresh_login
for w in ISSUE EXPIRED RENEW WAITING_FOR_VERIFICATION NEW NO_CERTIFICATE SUSPEND REVOKE; do
	seed $w
	want=$w; [ $w != RENEW ] || want=EXPIRED	# the certificate that there is
	got=$(call "call status 6305055203870002 - -" | cut -d' ' -f2-4)
	case "$w $got" in "RENEW done 200 RENEW" | "RENEW done 200 EXPIRED") got="done 200 $want" ;; esac
	is "$got" "done 200 $want" "$w"
done
seed ISSUE '"until":"2027-06-19"'
is "$(call "call status - $mail -" | cut -d' ' -f2-6)" 'done 200 ISSUE 2027-06-19 email' 'with the end of validity'
is "$(call 'call status 6305059999990009 tidak@ada -' | cut -d' ' -f2,4)" 'done NOT_REGISTERED' 'nobody'
is "$(call "call register - $mail Siti" | cut -d' ' -f2)" unsupported 'what is not recorded it does not do'
is "$(call "call send_reset 6305055203870002 $mail Siti" | cut -d' ' -f2)" 'done' 'a reset'
is "$(call "call send_reset 6305055203870002 $mail Joko" | cut -d' ' -f2)" refused 'of somebody else'
is "$(ams log | grep -o '"/api/rest/manage/cert/passphrase/reset/"' | wc -l)" 1 'is not even tried'
write_token 0
is "$(call "call status - $mail -" | cut -d' ' -f2)" 'done' 'a token that has ended is renewed'
not_ok 'and written back' grep -q "$(in_json access_token <"$T/token")" "$T/ams/token"
fresh_login; write_token 9999999999 0
ams fault '{"path":"/api/rest","kind":"401","count":1}' >/dev/null
like "$(call "call status - $mail -")" 'called stop 401.*loket ams login' 'no session: a person logs in'
rm "$T/ams/token"
like "$(call "call status - $mail -")" 'called stop 401.*loket ams login' 'no token at all'
fresh_login
got=$(net portal "$T/a/conf" check "call status - $mail -"); like "$got" '^checked lan' 'doctor sees it' || diag "$(cat "$T/net.err")"
rig_ams_stop
rig_stop
done_testing
