#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The driver portal: off without the office's decision; a person logs in; lupa passphrase with the reset link sent by it; what it does not
# guess and does not do goes to the verifikator; its token is kept, renewed, and nowhere else.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/rig/ams.sh"
rig_ams "$T/ams" --now 2026-11-23T08:00:00+08:00 --token-life 3000000 --refresh-life 3000000 --strict-ip || bail 'the stand-in for AMS does not start'
office $(ams_portal_conf)
nik() { case $1 in siti) echo 6305055203870002 ;; budi) echo 6305050511790003 ;; esac; }
# one WHO [STATUS [KEYS]]: a person of AMS;  says WHO...: all that AMS knows
one() { printf '{"nik":"%s","email":"%s","nama":"%s","phone":"081200000011","status":"%s"%s}' "$(nik "$1")" "$(address "$1")" "$(name "$1" | sed 's/,.*//')" "${2:-ISSUE}" "${3:+,$3}"; }
says() { ams reset >/dev/null; ams seed "{\"users\":[$1]}" >/dev/null; }
resets() { ams log | grep -o "\"/api/rest/manage/cert/passphrase/reset/\"" | wc -l; }
# a step in which AMS cannot be spoken to, and the agent says so
down() {
	NOW=$(full "$1")
	"$LOKET" --config "$T/loket.conf" run --once --now "$NOW" 2>>"$T/log"
	is $? 69 "$1: the agent says that a server is down"
	outbox >"$T/outbox.json" && tell settle "$RIG_DIR/mail" <"$T/outbox.json" >/dev/null || fail 'every mail sent arrives'
}

# ---- the decision
sed 's/^decision.*//' "$T/loket.conf" >"$T/undecided.conf"
exits 78 'without the number of a decision it does not start' "$LOKET" --config "$T/undecided.conf" run --once --now 2026-11-23T08:05:00+08:00
like "$(cat "$T/err")" 'does not document' 'and says why'
exits 78 'nor is anybody logged in' sh -c "printf 'x\n1\n' | '$LOKET' --config '$T/undecided.conf' ams login"

# ---- nobody has logged in: people do it
says "$(one siti)"
request siti
down '23 08:30'
case_is $(number 1) cek 'no login: the status waits'
exits 77 'a wrong code is refused' ams_login 000000
like "$(cat "$T/err")" 'half a minute' 'with what to do'
exits 75 'a person logs in' ams_login
is "$(stat -c %a "$T/ams/token")" 600 'the token is for its owner only'
step '23 08:40'
case_is $(number 1) periksa 'then AMS is asked, and the verifikator after it'
like "$(loket cert list --json | tell get status source)" 'ISSUE poll' 'the register learnt it'
re nurul SETUJU
step '23 08:50'
case_is $(number 1) petunjuk 'approved: the link is sent by the driver'
is "$(resets)" 1 'once'
like "$(ams outbox)" 'M5' 'AMS has written to its owner'
mails_are siti 'diterima petunjuk' 'who is told how to go on'
mails_are nurul periksa 'the verifikator had nothing to do in AMS'
ams act '{"email":"siti@tapinkab.go.id","event":"set_passphrase"}' >/dev/null
re siti SUDAH
step '23 09:00'
case_is $(number 1) .selesai 'done'

# ---- asked WHO PERSON-JSON STATE DETAIL NAME: a new case, approved, then what the driver makes of the reset
n=1
asked() {
	n=$((n + 1))
	says "$1"
	NEXT=$(printf '23 %02d:%02d' $((9 + n / 6)) $((n % 6 * 10)))
	request siti
	step "$NEXT"
	re nurul SETUJU
	step "${NEXT%?}5"
	case_is $(number $n) "$2" "$3"
}
done_with() { re nurul 'TOLAK sudah selesai'; step "${NEXT%?}8"; }
asked "$(one siti ISSUE '"phone_verified":false')" atur-ulang 'telephone not verified: a to-do'
like "$(text nurul)" 'nomor HP belum diverifikasi' 'which says so'
is "$(resets)" 0 'nothing was called'
done_with
asked "$(one siti),$(one siti | sed 's/"nik":"[0-9]*"/"nik":"6305055203870099"/')" atur-ulang 'two people found by one search: a to-do'
like "$(text nurul)" 'menemukan beberapa orang' 'nobody is chosen'
like "$(text nurul)" 'Siti Rahmah' 'they are shown'
is "$(resets)" 0 'nothing was called'
done_with
asked "$(one siti | sed 's/Siti Rahmah/Joko Widagdo/')" atur-ulang 'the name is another one: a to-do'
like "$(text nurul)" 'tidak sama dengan suratnya' 'which says so'
like "$(text nurul)" 'Joko Widagdo' 'and shows it'
is "$(resets)" 0 'nothing was called'
done_with
asked "$(one siti | sed 's/6305055203870002/6305055203870077/')" atur-ulang 'the NIK is another one: a to-do'
like "$(text nurul)" 'NIK di AMS tidak sama' 'which says so'
is "$(resets)" 0 'nothing was called'
done_with
says "$(one siti)"
ams fault '{"path":"/api/rest/manage/cert/passphrase","kind":"drop_after_effect","count":1}' >/dev/null
request siti
step '23 10:10'
re nurul SETUJU
step '23 10:20'
n=$((n + 1))
case_is $(number $n) petunjuk 'the answer was lost: AMS shows the link, so it was sent'
is "$(resets)" 1 'and never a second call'
re siti BATAL; step '23 10:22'; re siti YA; step '23 10:24'
says "$(one siti ISSUE '"link":true')"
ams fault '{"path":"/api/rest/manage/cert/passphrase","kind":"drop_before_effect","count":1}' >/dev/null
request siti
step '23 10:30'
re nurul SETUJU
step '23 10:40'
n=$((n + 1))
case_is $(number $n) atur-ulang 'lost, and an older link was there before: that proves nothing'
like "$(text nurul)" 'hasilnya tidak terlihat' 'a person looks'
is "$(resets)" 1 'one call'
done_with() { re nurul 'TOLAK sudah selesai'; step '23 10:45'; }
done_with

# ---- the token: ended in AMS, renewed; the session ended: a to-do at once, a login brings it back
says "$(one siti)"
ams fault '{"path":"/api/rest/manage/user/list","kind":"expired_token","count":1}' >/dev/null
before=$(sha256sum <"$T/ams/token")
request siti
step '23 11:00'
n=$((n + 1))
case_is $(number $n) periksa 'a token that AMS takes no more is renewed by itself'
ok 'and kept' test "$before" != "$(sha256sum <"$T/ams/token")"
printf '{"access_token":"x","refresh_token":"y","access_until":0,"refresh_until":0}' >"$T/ams/token"
re nurul SETUJU
down '23 11:10'
case_is $(number $n) atur-ulang 'no session any more: the verifikator does it'
is "$(resets)" 0 'nothing was called'
like "$(text nurul)" 'kirim reset passphrase' 'she has a to-do'
re nurul SELESAI
down '23 11:20'
case_is $(number $n) petunjuk 'and the case went on'

exits 75 'logged in again' ams_login
token="$(sed 's/.*"access_token":"\([^"]*\)".*/\1/' "$T/ams/token")"
sqlite3 "$T/state/loket.db" .dump >"$T/dump"
not_ok 'no token and no password in the store' grep -Eq "$token|rahasia-portal" "$T/dump"
not_ok 'nor in the log' grep -Eq "$token|rahasia-portal" "$T/log"
is "$(sqlite3 "$T/state/loket.db" "SELECT count(*) FROM journal WHERE kind = 'ams.login' AND code = '800/12/Diskominfo/2026'")" 1 'the journal says who logged in, and by which decision'
chmod 644 "$T/ams/token"
like "$(loket doctor 2>&1)" 'ams token.*open to others' 'doctor sees a token that others can read'
whole
rig_ams_stop
done_testing
