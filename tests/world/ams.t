#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The real sender ams, in its box, against the stand-in for the eSign Client Service: each word, each fault on each operation, at most one
# effect a call by the stand-in's own log; TLS with good and bad certificates; no TLS to the outside.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/rig/rig.sh"
. "$TOP/tests/rig/ams.sh"
. "$TOP/tests/world/lib.sh"
net_build || bail 'netdrive cannot be built'
rig_start "$T/rig" || bail 'the rig does not start'
rig_user tte >/dev/null
rig_ams "$T/ams" || bail 'the stand-in does not start'
mkdir "$T/a"
conf() { rig_conf "$T/a/conf" $(ams_conf) ams.profile=yes ams.register=yes "$@"; }
conf
a=6305055203870002 b=6305050511790003
seed() { ams seed "{\"users\":[{\"nik\":\"$a\",\"email\":\"siti@tapinkab.go.id\",\"nama\":\"X\",\"status\":\"$1\"${2:+,\"until\":\"$2\"}}]}" >/dev/null; }
fresh() { ams reset >/dev/null; }
call() { net esign "$T/a/conf" "$@" | sed -n 1p; }
word() { echo "$1" | cut -d' ' -f$2; }
effects() { ams log | grep -o '"effect": *true' | wc -l; }

# ---- words
for w in ISSUE EXPIRED RENEW WAITING_FOR_VERIFICATION NEW NO_CERTIFICATE SUSPEND REVOKE; do
	fresh; seed $w
	is "$(call "call status $a - -" | cut -d' ' -f2-4)" "done 200 $w" "$w"
done
fresh; seed ISSUE 2027-06-19
is "$(call "call status $a - -" | cut -d' ' -f2-6)" 'done 200 ISSUE 2027-06-19 nik' 'with the end of validity'
is "$(call "call status $b siti@tapinkab.go.id -" | cut -d' ' -f2,4,6)" 'done ISSUE email' 'a number that is not known is looked up by address'
is "$(call "call status $b - -" | cut -d' ' -f2,4)" 'done NOT_REGISTERED' 'or is not registered'
is "$(call 'call status 12/../34 - -' | cut -d' ' -f2)" unsupported 'what is no number is not asked about'
is "$(call 'call send_reset - - -' | cut -d' ' -f2)" unsupported 'what the service cannot do'
is "$(ams log | grep -c send_reset)" 0 'is not even tried'
conf ams.profile=no
is "$(call "call status $a - -" | cut -d' ' -f2-6)" 'done 200 ISSUE - nik' 'the undocumented call is made only where it is wanted'
conf ams.register=no
is "$(call 'call register - baru@tapinkab.go.id Baru' | cut -d' ' -f2)" unsupported 'nobody is registered where the office does not want it'
conf
fresh
is "$(call 'call register - baru@tapinkab.go.id Baru' | cut -d' ' -f2-3)" 'done 200' 'registered'
is "$(call 'call register - baru@tapinkab.go.id Baru' | cut -d' ' -f2-3)" 'refused 409' 'twice: refused, in the service'"'"'s own words'
is "$(effects)" 1 'one effect'

# ---- each fault on each operation. fault KIND STATUS-OUTCOME REGISTER-OUTCOME EFFECTS
fault() {
	fresh; seed ISSUE
	ams fault "{\"path\":\"/api\",\"kind\":\"$1\",\"count\":1,\"seconds\":${5:-0}}" >/dev/null
	is "$(word "$(call "call status $a - -")" 2)" "$2" "$1 on status: $2"
	fresh
	ams fault "{\"path\":\"/api\",\"kind\":\"$1\",\"count\":1,\"seconds\":${5:-0}}" >/dev/null
	is "$(word "$(call 'call register - baru@tapinkab.go.id Baru')" 2)" "$3" "$1 on register: $3"
	is "$(effects)" "$4" "$1 on register: $4 effects"
	is "$(ams log | grep -c '"method"\|"path"' | head -1)" "$(ams log | grep -c '"method"\|"path"')" "$1: logged"
}
fault 401 stop stop 0
fault 403 stop stop 0
fault 429 again again 0
fault 500 again unknown 0
fault 503 again again 0
fault 504 again unknown 0
fault drop_before_effect again unknown 0
fault drop_after_effect again unknown 1
fault html_200 again unknown 1
fault html_502 again unknown 1
fault list again unknown 1
fault truncated again unknown 1
fault huge again unknown 1
fault redirect stop unknown 0
fault wrong_type again unknown 1
fresh; seed ISSUE
ams fault '{"path":"/api","kind":"unknown_word","count":1}' >/dev/null
is "$(word "$(call "call status $a - -")" 2)" refused 'a word that nobody knows is not guessed at'
fresh; seed ISSUE
ams fault '{"path":"/api","kind":"429","count":1}' >/dev/null
is "$(word "$(call "call status $a - -")" 7)" 120 'Retry-After is handed on'
fresh; seed ISSUE
ams fault '{"path":"/api/user/profile","kind":"500","count":1}' >/dev/null
is "$(call "call status $a - -" | cut -d' ' -f2-5)" 'done 200 ISSUE -' 'a profile that fails leaves the status as it is'
fresh; seed ISSUE
ams fault '{"path":"/api","kind":"delay","count":1,"seconds":25}' >/dev/null
began=$(now_ms)
is "$(net esign "$T/a/conf" "call status $a - -" "call status $a - -" | cut -d' ' -f2 | head -2 | tr '\n' ' ')" 'again done ' 'an answer that does not come ends at 20 seconds; the next call is well'
took=$(($(now_ms) - began))
ok "in $took ms" test "$took" -lt 26000

# ---- who sees the credential
conf ams.password-file="$T/a/wrong"
printf 'salah\n' >"$T/a/wrong"; chmod 600 "$T/a/wrong"
is "$(call "call status $a - -" | cut -d' ' -f2-3)" 'stop 401' 'a wrong credential stops the channel'
like "$(call "call status $a - -")" 'API Credentials' 'and says what to do'
conf ams.host=192.0.2.7 ams.port=80
like "$(call "call status $a - -")" 'stop .*private or loopback' 'no TLS, public address: not spoken to'
conf ams.port=1
like "$(call "call status $a - -")" 'stop .*nothing listens' 'nobody there'
rig_ams_stop
# tls KIND SAN ISSUER FROM TO ANSWER CALLS: an own stand-in with that certificate
tls() {
	(cd "$RIG_DIR" && rig_certificate "ams$1" "$2" "$3" "$4" "$5") || bail 'no certificate'
	rig_ams "$T/ams-$1" --tls-cert "$RIG_DIR/ams$1.pem" --tls-key "$RIG_DIR/ams$1.key" || bail 'no stand-in'
	conf ams.host=localhost ams.tls=implicit ams.ca-file="$RIG_CA"
	like "$(call "call status $a - -")" "$6" "TLS, $1"
	is "$("$AMSSIM" --ctl "tls:$AMS_PORT" "$AMS_TOKEN" /_sim/log | grep -o '"path"' | wc -l)" "$7" "$1: sees $7 calls"
	rig_ams_stop
}
tls good DNS:localhost ca -1 30 'done 200 NOT_REGISTERED' 1
tls wronghost DNS:other.example ca -1 30 'stop .*another host name' 0
tls expired DNS:localhost ca -30 -1 'stop .*has expired' 0
tls selfsigned DNS:localhost self -1 30 'stop .*self-signed or from an unknown' 0
rig_stop
done_testing
