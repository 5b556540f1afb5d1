#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Machines that answer machines: two lokets that write to each other, and robots of fourteen kinds that answer every mail of ours, some of them
# without any mark. At most one answer to each.
. "$(dirname "$0")/lib.sh"
boxes=lain
office
put() { rig_tool deliver "$RIG_DIR/mail/tte@tapinkab.go.id/Maildir" "$RIG_UID" "$RIG_GID" 0 "$@"; }
sql() { sqlite3 "$T/state/loket.db" "$1"; }

# ---- two lokets
mkdir "$T/b"
rig_conf "$T/b/loket.conf" report.summary=@ smtp.address=lain@tapinkab.go.id mailbox.user=lain@tapinkab.go.id
cp "$RIG_DIR/pass/lain" "$T/b/password"; chmod 600 "$T/b/password"
"$LOKET" key make "$T/b/key" >/dev/null
b_step() { "$LOKET" --config "$T/b/loket.conf" run --once --now "$(full "$1")" 2>>"$T/b/log" || { fail "the other loket ends with $?"; diag "$(tail -n 4 "$T/b/log")"; }; }
b_step '23 08:05'
# somebody starts it: to each in the name of the other
for pair in 'tte lain' 'lain tte'; do
	set -- $pair
	perl "$TOP/tests/rig/reply.pl" --new --from "$1@tapinkab.go.id" --to "$2@tapinkab.go.id" --subject 'Permohonan lupa passphrase TTE' 'Saya lupa passphrase TTE saya, mohon direset.' >"$T/first.eml"
	rig_tool deliver "$RIG_DIR/mail/$2@tapinkab.go.id/Maildir" "$RIG_UID" "$RIG_GID" 0 "$T/first.eml"
done
for m in 10 12 14 16; do step "23 08:$m"; b_step "23 08:$((m + 1))"; done
ok 'this one writes to the other at most once' [ "$(sql "SELECT count(*) FROM outbox_data WHERE recipient = 'lain@tapinkab.go.id'")" -le 1 ]
ok 'and the other to this one' [ "$(sqlite3 "$T/b/state/loket.db" "SELECT count(*) FROM outbox_data WHERE recipient = 'tte@tapinkab.go.id'")" -le 1 ]
ok 'somebody was answered at all' [ "$(sql 'SELECT count(*) FROM outbox_data')$(sqlite3 "$T/b/state/loket.db" 'SELECT count(*) FROM outbox_data')" != 00 ]

# ---- robots: each asks for something once, and then answers every mail
robots='vacation bounce delay list receipt ooo-subject balasan-otomatis bulk null-path suppress cuti ticket challenge echo'
robot() {	# KIND FILE: what it answers to our mail
	r_from=robot-$1@tapinkab.go.id r_id=$(mail id "$2")
	r() { perl "$TOP/tests/rig/reply.pl" --from "$r_from" --date "$(date -d "$NOW" +%s)" "$@"; }
	case $1 in
	vacation) r --auto "$2" 'Saya sedang cuti sampai 30 November.' ;;
	bounce) sh "$TOP/tests/rig/dsn.sh" "$round.b" "$r_id" "$r_from" failed 4.2.2 ;;
	delay) sh "$TOP/tests/rig/dsn.sh" "$round.d" "$r_id" "$r_from" delayed 4.4.1 ;;
	list) r --header 'List-Id: <asn.tapinkab.go.id>' "$2" 'Pesan Anda menunggu moderator.' ;;
	receipt) printf 'From: %s\nTo: tte@tapinkab.go.id\nSubject: Dibaca: surat\nMessage-ID: <%s.r@tapinkab.go.id>\nIn-Reply-To: %s\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\nContent-Type: text/plain\n\nPesan Anda telah dibaca.\n--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; %s\nOriginal-Message-ID: %s\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--b--\n' "$r_from" $round "$r_id" "$r_from" "$r_id" ;;
	ooo-subject) r --subject 'Out of Office: Re: permohonan' "$2" 'I am out of the office until Monday.' ;;
	balasan-otomatis) r --subject 'Balasan otomatis: permohonan' "$2" 'Saya sedang dinas luar.' ;;
	bulk) r --header 'Precedence: bulk' "$2" 'Terima kasih, email Anda kami terima.' ;;
	null-path) { echo 'Return-Path: <>'; r "$2" 'Terima kasih, email Anda kami terima.'; } ;;
	suppress) r --header 'X-Auto-Response-Suppress: All' "$2" 'Tiket Anda #8123 telah dibuat. Petugas kami akan menghubungi Anda.' ;;
	cuti) r "$2" 'Terima kasih atas email Anda. Saat ini saya sedang cuti tahunan sampai dengan 30 November 2026 dan akan membalas sesudahnya.' ;;
	ticket) r --subject "[#8123] Tiket Anda telah diterima" --no-quote "$2" 'Terima kasih telah menghubungi kami. Tiket nomor 8123 telah dibuat dan akan ditangani dalam 2 hari kerja. Mohon tidak membalas email ini.' ;;
	challenge) r --no-quote --subject 'Konfirmasi pengirim' "$2" 'Email Anda ditahan. Klik tautan berikut untuk membuktikan Anda bukan robot: http://luar.example/c?1' ;;
	echo) r "$2" "$(mail text "$2")" ;;
	esac >"$T/robot-$1.eml"
	# the server lets no two with one Message-ID through, nor the same bytes
	put "$T/robot-$1.eml"
}
for k in $robots; do
	perl "$TOP/tests/rig/reply.pl" --new --from "robot-$k@tapinkab.go.id" --name "Robot $k" --to tte@tapinkab.go.id --subject 'Permohonan lupa passphrase TTE' 'Saya lupa passphrase TTE saya, mohon direset.' >"$T/ask-$k.eml"
done
put "$T"/ask-*.eml
step '23 09:00'
round=0
while [ $round -lt 4 ]; do
	round=$((round + 1))
	for k in $robots; do
		had=$(count "robot-$k"); seen=$(cat "$T/seen-$k" 2>/dev/null || echo 0)
		[ "$round" -gt 1 ] || echo "$had" >"$T/first-$k"
		# a robot answers each mail that it has not answered; one of a kind that nags answers anyhow
		[ "$had" -gt "$seen" ] || [ "$k" = ticket ] || continue
		echo "$had" >"$T/seen-$k"
		robot $k "$(last "robot-$k")"
	done
	step "23 09:$((round * 10 + 1))"
done
for k in $robots; do
	more=$(($(count "robot-$k") - $(cat "$T/first-$k")))
	ok "$k: $more answers" [ "$more" -le 1 ] || diag "$(tell mails "robot-$k@tapinkab.go.id" <"$T/outbox.json")"
done
is "$(sql "SELECT count(*) FROM outbox_data WHERE recipient LIKE '%daemon%'")" 0 'no daemon is written to'
whole
done_testing
