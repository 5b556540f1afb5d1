#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The rig proves itself: it starts in time, mail goes through real servers, bad certificates are really bad, each fault is the fault it
# says, and stopping leaves neither process nor listener. Run as root it then runs once more as nobody (no Postfix).
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/rig/rig.sh"
mail() { perl "$TOP/tests/rig/mail.pl" "$@"; }
reply() { perl "$TOP/tests/rig/reply.pl" "$@"; }

began=$(now_ms)
rig_start "$T/rig" || bail 'the rig does not start'
took=$(($(now_ms) - began))
ok "started as $RIG_KIND in $took ms" [ "$took" -lt 5000 ]
rig_user tte siti
reply --new --from siti@tapinkab.go.id --name 'Siti Amaliah, S.Sos.' --to tte@tapinkab.go.id --subject 'Lupa passphrase – mohon bantuan' \
	--date 1795394400 'Selamat pagi,\n\n.titik di awal baris\nTerima kasih' >"$T/m.eml"
is "$(mail check "$T/m.eml")" '' 'the composed letter is well formed'

ok 'a letter goes in by SMTP' rig_send siti@tapinkab.go.id tte "$T/m.eml"
got=$T/first.eml	# a copy: the file moves to cur/ as soon as a client looks
cp "$(rig_wait_mail tte 1)" "$got"
is "$(mail header From "$got")" '"Siti Amaliah, S.Sos." <siti@tapinkab.go.id>' 'and lies in the maildir: From'
is "$(mail header Subject "$got")" 'Lupa passphrase – mohon bantuan' 'Subject decoded'
like "$(mail text "$got")" '^\.titik di awal baris$' 'a leading dot survives'
like "$(mail raw Authentication-Results "$got")" 'mail.tapinkab.test; .*dmarc=pass' 'the server vouches for a sender inside'
imap="curl -sS --max-time 10 --cacert $RIG_CA"
ok 'IMAPS shows it' sh -c "$imap -u tte@tapinkab.go.id:rahasia-tte 'imaps://localhost:$RIG_IMAPS/INBOX;MAILINDEX=1' | grep -q 'Lupa\|UTF-8'"
ok 'STARTTLS on IMAP too' sh -c "$imap --ssl-reqd -u tte@tapinkab.go.id:rahasia-tte 'imap://localhost:$RIG_IMAP/' | grep -q INBOX"

rig_send kepala@tapinkab.go.id tte "$T/m.eml" penipu
like "$(mail raw Authentication-Results "$(rig_wait_mail tte 2)")" 'dmarc=fail' 'a forged sender is marked'
rig_send siti@luar.example tte "$T/m.eml" luar
is "$(mail raw Authentication-Results "$(rig_wait_mail tte 3)")" '' 'no verdict for other HELO names'
not_ok 'penuh@ answers 452' rig_send a@luar.example penuh "$T/m.eml"
not_ok 'hilang@ answers 550' rig_send a@luar.example hilang "$T/m.eml"

ok 'submission with password and STARTTLS' $imap --ssl-reqd -u tte@tapinkab.go.id:rahasia-tte "smtp://localhost:$RIG_SUBMISSION/agen" \
	--mail-from '<>' --mail-rcpt siti@tapinkab.go.id --crlf --upload-file "$T/m.eml"
is "$(mail raw Return-Path "$(rig_wait_mail siti 1)")" '<>' 'the null sender survives submission'
rig_deliver siti "$T/m.eml" 1795394400
is "$(rig_mails siti | wc -l | tr -d ' ')" 2 'rig_deliver puts a letter beside it'
like "$($imap -u siti@tapinkab.go.id: --login-options AUTH=PLAIN -u siti@tapinkab.go.id:rahasia-siti "imaps://localhost:$RIG_IMAPS/INBOX" -X 'FETCH 1:* INTERNALDATE' -v 2>&1)" \
	'INTERNALDATE "2[23]-Nov-2026' 'with the INTERNALDATE asked for'

# After this one Dovecot makes the same address wait some seconds on its next logins.
not_ok 'a wrong password is refused' $imap -u tte@tapinkab.go.id:salah "imaps://localhost:$RIG_IMAPS/"

reply --from siti@tapinkab.go.id --client gmail --attach "$T/m.eml" "$got" 'SUDAH' >"$T/r.eml"
is "$(mail raw In-Reply-To "$T/r.eml")" "$(mail id "$got")" 'a reply points to its letter'
is "$(mail parts "$T/r.eml" | cut -d' ' -f1 | tr '\n' ' ')" 'text/plain text/html application/octet-stream ' 'in the shape of its client'
is "$(mail new "$T/r.eml" | head -1)" 'SUDAH' 'with the new text on top'

seen=
for kind in good wronghost expired selfsigned; do
	rig_bad_dovecot $kind || bail "no Dovecot of kind $kind"
	$imap -u tte@tapinkab.go.id:rahasia-tte "imaps://localhost:$RIG_BAD_IMAPS/" >/dev/null 2>&1
	seen="$seen $kind=$?/$(rig_logins $kind)"
done
is "$seen" ' good=0/1 wronghost=60/0 expired=60/0 selfsigned=60/0' 'curl refuses each bad certificate before any login'
rig_bad_dovecot nostarttls
$imap --ssl-reqd -u tte@tapinkab.go.id:rahasia-tte "imap://localhost:$RIG_BAD_IMAP/" >/dev/null 2>&1
is "$?/$(rig_logins nostarttls)" 64/0 'and a server without STARTTLS'

seen=
for fault in greet-421 mail-452 rcpt-452 rcpt-550 data-500 data-cut dot-450 dot-554 dot-cut dot-cut-kept dot-stall; do
	before=$(rig_mails siti | wc -l)
	rig_sink $fault=1 || bail "no sink of kind $fault"
	for turn in first second; do
		curl -sS --max-time 1 --crlf "smtp://127.0.0.1:$RIG_SINK/agen" --mail-from tte@tapinkab.go.id --mail-rcpt siti@tapinkab.go.id \
			--upload-file "$T/m.eml" >/dev/null 2>&1
		seen="$seen$fault $turn $? $(($(rig_mails siti | wc -l) - before))
"
	done
done
cat >"$T/want" <<'END'
greet-421 first 8 0
greet-421 second 0 1
mail-452 first 55 0
mail-452 second 0 1
rcpt-452 first 55 0
rcpt-452 second 0 1
rcpt-550 first 55 0
rcpt-550 second 0 1
data-500 first 55 0
data-500 second 0 1
data-cut first 56 0
data-cut second 0 1
dot-450 first 8 0
dot-450 second 0 1
dot-554 first 8 0
dot-554 second 0 1
dot-cut first 56 0
dot-cut second 0 1
dot-cut-kept first 56 1
dot-cut-kept second 0 2
dot-stall first 28 0
dot-stall second 0 1
END
printf %s "$seen" >"$T/seen"
same_file "$T/seen" "$T/want" 'every fault is what it says: code of curl, letters kept; once, then well behaved'

head -c 30000000 /dev/zero | tr '\0' 'x' | fold -w 76 >"$T/big.body"
{ cat "$T/m.eml"; cat "$T/big.body"; } >"$T/big.eml"
ok 'a letter of 30 MB passes' rig_send siti@tapinkab.go.id tte "$T/big.eml"
big=$(rig_wait_mail tte 4 20)
ok 'whole' [ "$(wc -c <"$big")" -gt 30000000 ]

rig_conf "$T/loket.conf" agent.mode=draf smtp.helo= limits.readers=2
is "$(grep -cE '^\[(agent|mailbox|smtp|limits)\]$|^mode = draf$|^readers = 2$' "$T/loket.conf")" 6 'rig_conf: groups, replaced and added keys'
unlike "$(cat "$T/loket.conf")" helo 'and removed ones'

ports="$RIG_IMAP $RIG_IMAPS $RIG_SUBMISSION $RIG_LMTP $RIG_SMTP $RIG_BAD_IMAP $RIG_SINK"
pids=$RIG_PIDS
not_ok 'while it runs, its ports are open' rig_tool closed $ports
rig_stop
ok 'after stopping nothing listens' rig_tool closed $ports
is "$(rig_tool group $pids)" '' 'and no process of it lives'
is "$(ls -l /proc/[0-9]*/fd 2>/dev/null | grep -c "$T/rig")" 0 'nobody holds a file of it'

# A test that is killed takes its servers with it.
cat >"$T/dies.sh" <<'END'
. "$TOP/tests/rig/rig.sh"
rig_start "$1" || exit 1
echo "$RIG_IMAP $RIG_SMTP" >"$1/ports"; echo $RIG_PIDS >"$1/pids"; : >"$1/up"
kill -9 $$
END
sh "$T/dies.sh" "$T/rig2" >/dev/null 2>&1
ok 'it was up' [ -e "$T/rig2/up" ]
wait_for 5 "rig_tool closed $(cat "$T/rig2/ports")" && pass 'its listeners die with a killed test' || fail 'its listeners die with a killed test'
wait_for 5 "! rig_tool group $(cat "$T/rig2/pids")" && pass 'and its processes' || { fail 'and its processes'; diag "$(rig_tool group $(cat "$T/rig2/pids"))"; }

if [ "$(id -u)" -eq 0 ]; then
	mkdir -p "$T/tree/tests" "$T/tmp" && cp -R "$TOP/tests/lib.sh" "$TOP/tests/rig" "$T/tree/tests/" && chmod -R a+rX "$T/tree" && chmod 1777 "$T/tmp"
	ok 'the same as nobody, without Postfix' env -u RIG_KIND TMPDIR="$T/tmp" setpriv --reuid 65534 --regid 65534 --clear-groups sh "$T/tree/tests/rig/rig.t"
else
	is "$RIG_KIND" sink 'without root the sink stands for Postfix'
fi
done_testing
