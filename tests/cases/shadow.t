#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A hundred letters while nothing leaves: what would have been answered is shown beside what people answered; going live
# sends none of it.
. "$(dirname "$0")/lib.sh"
office agent.mode=bayangan agent.admin=kepala@tapinkab.go.id report.summary='08:00 13:00' limits.answers-per-hour=10000
left() { for u in "$@"; do rig_mails "$u"; done | wc -l; }

# Eighty-eight people ask, twelve write something that needs the menu; Siti and Budi are answered by people.
{
	echo 'nama;nip;nik;email;hp;jabatan;unit_kerja'
	for i in $(seq 1 88); do
		printf 'Pegawai %s;19800101201001%04d;63050501018%05d;p%d@tapinkab.go.id;0812000%05d;Staf;Dinas Pertanian\n' "$(printf '\\x%x' $((65 + i % 26)))$i" $((i + 1000)) $i $i $i
	done
} >"$T/many.csv"
NOW=$(full '23 08:05')
loket person import "$T/many.csv" >/dev/null 2>&1
step '23 08:10'
is "$(loket person list --json | wc -l)" 92 'ninety-two people on record'
sent_from=$sent_n
for i in $(seq 1 88); do
	perl "$TOP/tests/rig/reply.pl" --new --date "$(date -d "$NOW" +%s)" --from "p$i@tapinkab.go.id" --to tte@tapinkab.go.id --subject "Lupa passphrase $i" \
		--attach "$pdf" "Yth. Admin, saya lupa passphrase TTE, mohon direset. Surat pernyataan terlampir. Permohonan ke-$i." >"$T/letter.eml"
	rig_send "p$i@tapinkab.go.id" tte "$T/letter.eml" dalam || bail 'send'
done
for i in $(seq 1 12); do
	perl "$TOP/tests/rig/reply.pl" --new --date "$(date -d "$NOW" +%s)" --from "p$i@tapinkab.go.id" --to tte@tapinkab.go.id --subject "Lupa password ($i)" \
		"Saya lupa password, tolong dibantu. Surat ke-$i." >"$T/letter.eml"
	rig_send "p$i@tapinkab.go.id" tte "$T/letter.eml" dalam || bail 'send'
done
sent_n=$((sent_n + 100))
rig_wait_mail tte $sent_n >/dev/null || bail 'the letters did not arrive'
step '23 09:00'
is "$(loket case list --json | wc -l)" 88 'eighty-eight cases'
is "$(tell get what <"$T/outbox.json" | tr ' ' '\n' | grep -c '^menu$')" 12 'and twelve that get the menu'

# People answer three of them themselves.
for i in 1 2 3; do
	perl "$TOP/tests/rig/reply.pl" --date "$(date -d "$NOW" +%s)" --from tte@tapinkab.go.id --name 'Admin TTE' --to "p$i@tapinkab.go.id" \
		"$(rig_mails tte | sed -n "$((sent_from + i))p")" "Sudah kami reset Pak, silakan cek email ($i)." >"$T/staff.eml"
	cp "$T/staff.eml" "$RIG_DIR/mail/$(address tte)/Maildir/.Sent/cur/9$i.staff:2,S"
done
chown -R "$RIG_UID:$RIG_GID" "$RIG_DIR/mail/$(address tte)/Maildir/.Sent"
step '23 13:00'
is "$(find "$RIG_DIR/mail" -path '*/Maildir/new/*' -o -path '*/Maildir/cur/*' | grep -v /tte@ | grep -vc /kepala@)" 0 'not one mail has left'
would=$(tell get state reason what <"$T/outbox.json" | tr ' ' '\n' | grep -c '^parked$')
diag "$would mails would have been sent to 100 letters"
ok 'at least one for each letter' [ "$would" -ge 100 ]
t=$(for f in $(rig_mails kepala@tapinkab.go.id); do mail text "$f"; done)
shown=$(printf '%s\n' "$t" | grep -c '@tapinkab.go.id.*– ')
is "$shown" "$would" "the daily mail shows all $would of them"
for i in 1 2 3; do like "$t" "Petugas: Sudah kami reset Pak, silakan cek email \\($i\\)" "beside what people answered ($i)"; done
like "$t" 'yang mana yang Bapak/Ibu maksud' 'with their words'
unlike "$t" '[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}' 'and without a code'
unlike "$(loket case list)" petugas 'what people answer takes no case while nothing leaves'

# Going live.
loket latih --tanpa-latih >/dev/null 2>&1
sed -i 's/^mode = .*/mode = penuh/' "$T/loket.conf"
step '23 14:00'
step '24 09:00'
step '26 09:00'
is "$(find "$RIG_DIR/mail" -path '*/Maildir/new/*' -o -path '*/Maildir/cur/*' | grep -v /tte@ | grep -vc /kepala@)" 0 'none of the old ones is sent, and none follows from them'
is "$(loket case list --json | wc -l)" 0 'cases of the rehearsal have ended'
is "$(loket case list --all --json | grep -c '"akhir":"bayangan"')" 88 'as what they were'
request siti
step '26 09:10'
mails_are siti diterima 'what is new is answered'
whole
done_testing
