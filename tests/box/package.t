#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian package under a booted systemd: installed, set up by `loket init`, one case to its end, restart, upgrade, removed, purged.
# LOKET_DEB names the package (make package-test). Wants root and a booted systemd that may be thrown away: it installs into it.
[ -n "${LOKET_DEB:-}" ] && [ "$(id -u)" -eq 0 ] && [ -d /run/systemd/system ] && [ "$(cat /proc/1/comm)" = systemd ] && [ ! -e /etc/loket ] ||
	{ echo '1..0 # SKIP wants LOKET_DEB, root and a booted systemd without loket'; exit 0; }
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/rig/rig.sh"
cleanup() { systemctl -q stop loket 2>/dev/null; }
own() { runuser -u loket -- loket "$@"; }	# as README.md writes it
log() { journalctl -q -u loket --no-pager -o cat; }
mail() { perl "$TOP/tests/rig/mail.pl" "$@"; }
last() { rig_mails "$1" | tail -n 1; }
got() { rig_wait_mail "$1" "$2" 60 >/dev/null && pass "$3" || { fail "$3"; diag "$(log | tail -n 15)"; }; }
answer() { perl "$TOP/tests/rig/reply.pl" --from "$1@tapinkab.go.id" --to tte@tapinkab.go.id "$(last "$1")" "$2" >"$T/letter.eml" && rig_send "$1@tapinkab.go.id" tte "$T/letter.eml"; }
RIG_SUBMIT=yes rig_start "$T/rig" || bail 'the mail servers do not start'
rig_user tte siti nurul

# ---- the five commands
ok 'apt install' sh -c "apt-get install -y -q --no-install-recommends '$LOKET_DEB' >'$T/apt' 2>&1" || { diag "$(tail -n 5 "$T/apt")"; bail 'not installed'; }
is "$(systemctl is-enabled loket) $(systemctl is-active loket)" 'disabled inactive' 'nothing runs that is not set up'
is "$(stat -c '%U:%G %a' /etc/loket)" 'root:loket 750' 'its settings are for root and the agent'
is "$(stat -c '%U:%G %a' /var/lib/loket-laporan)" 'loket:www-data 2750' 'the page of the month is for the web server too'
cp "$RIG_DIR/pass/tte" "$T/secret" && chmod 600 "$T/secret" && cp "$RIG_CA" /etc/loket/ca.pem && chmod 644 /etc/loket/ca.pem
exits 0 'loket init' loket init --address tte@tapinkab.go.id --admin rudi@tapinkab.go.id --imap "localhost:$RIG_IMAPS" --imap-tls implicit \
	--smtp "localhost:$RIG_SUBMISSION" --smtp-tls starttls --ca-file /etc/loket/ca.pem --password-file "$T/secret" || diag "$(cat "$T/err")"
is "$(stat -c '%U:%G %a' /etc/loket/key /etc/loket/mail-password /etc/loket/loket.conf | tr '\n' ' ')" 'loket:loket 600 loket:loket 600 root:loket 640 ' 'who owns what it made'
sed -i 's/^mode = .*/mode = penuh/' /etc/loket/loket.conf
ok 'systemctl enable --now' systemctl -q enable --now loket loket-doctor.timer
wait_for 20 'log | grep -q "agent up"' && pass 'the agent is up' || { fail 'the agent is up'; diag "$(log | tail -n 15)"; }
printf 'nama;nip;nik;email;hp;jabatan;unit_kerja\nNurul Huda;199002142015032001;6305055402900001;nurul@tapinkab.go.id;081200000013;Pranata Komputer;Kominfo\nSiti Rahmah;198703122011012004;6305055203870002;siti@tapinkab.go.id;081200000011;Analis;Pertanian\n' >"$T/people.csv"
chmod 755 "$T"; chmod 644 "$T/people.csv"
ok 'loket person import' own person import "$T/people.csv"
ok 'loket role set' own role set verifikator nurul@tapinkab.go.id --from 2026-01-01
own doctor >"$T/doctor" 2>&1
unlike "$(cat "$T/doctor")" '^failure' 'doctor finds nothing broken' || diag "$(cat "$T/doctor")"

# ---- one case
printf '%%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n' >"$T/Surat Pernyataan Lupa Passphrase.pdf"
perl "$TOP/tests/rig/reply.pl" --new --from siti@tapinkab.go.id --to tte@tapinkab.go.id --subject 'Lupa passphrase' \
	'Saya lupa passphrase TTE, surat terlampir.\n\nNama: Siti Rahmah\nNIP: 198703122011012004' --attach "$TOP/tests/documents/unit/cap.jpg" >"$T/letter.eml"
ok 'a letter' rig_send siti@tapinkab.go.id tte "$T/letter.eml"
got siti 1 'is answered'
got nurul 1 'the verifikator is asked'
ok 'she does it' answer nurul SELESAI
got siti 2 'siti is told how to go on'
ok 'a restart between' systemctl restart loket
ok 'siti has done it' answer siti SUDAH
got siti 3 'and the case ends'
like "$(own case list --all --json)" '"closed' 'closed'

# ---- the password as a credential, as loket.conf(5) writes it
# What PID 1 mounts for a unit reaches it by propagation; a machine's mounts are shared, those of a container that was unshared may be private.
mount --make-rshared /
mkdir -p -m 700 /etc/credstore.encrypted
ok 'the password sealed for this machine' systemd-creds -q encrypt --name=mail-password /etc/loket/mail-password /etc/credstore.encrypted/mail-password
for u in loket loket-doctor loket-alarm; do
	mkdir -p "/etc/systemd/system/$u.service.d"
	printf '[Service]\nLoadCredentialEncrypted=mail-password:/etc/credstore.encrypted/mail-password\n' >"/etc/systemd/system/$u.service.d/credential.conf"
done
rm /etc/loket/mail-password && sed -i 's|^password-file = .*|password-file = %d/mail-password|' /etc/loket/loket.conf
ok 'systemctl restart' sh -c 'systemctl daemon-reload && systemctl restart loket'
perl "$TOP/tests/rig/reply.pl" --new --from siti@tapinkab.go.id --to tte@tapinkab.go.id --subject 'Lupa passphrase' 'Maaf, passphrase saya lupa lagi.' >"$T/letter.eml"
ok 'a letter to the agent, whose password lies in no file' rig_send siti@tapinkab.go.id tte "$T/letter.eml"
got siti 4 'is answered'
ok 'doctor by its unit' systemctl start loket-doctor || diag "$(journalctl -q -u loket-doctor --no-pager -o cat | tail -n 5)"
own doctor >"$T/doctor" 2>&1
like "$(grep 'mailbox password' "$T/doctor")" '^ok .*/run/credentials/loket.service/mail-password' 'and by hand, while the agent runs' || diag "$(cat "$T/doctor")"

# ---- what runs by itself, and a second office
like "$(systemd-analyze verify /lib/systemd/system/loket*.service /lib/systemd/system/loket*.timer 2>&1 | grep -i 'loket' || echo nothing)" '^nothing$' 'systemd finds nothing wrong with the units'
ok 'a backup by its unit' systemctl start loket-backup || diag "$(journalctl -q -u loket-backup --no-pager -o cat | tail -n 5)"
like "$(ls -l /var/lib/loket-cadangan)" "^-rw------- .* loket-$(date +%F)\$" 'lies in its folder'
touch -d '40 days ago' /var/lib/loket-cadangan/loket-2001-01-01 /var/lib/loket-cadangan/other
ok 'once more' systemctl start loket-backup
is "$(ls /var/lib/loket-cadangan | tr '\n' ' ')" "loket-$(date +%F) other " 'old backups go, other files stay'
ok 'the tables of the month that is over' systemctl start loket-report || diag "$(journalctl -q -u loket-report --no-pager -o cat | tail -n 5)"
like "$(ls "/var/lib/loket-tabel/$(date -d "$(date +%Y-%m-01) -1 day" +%Y-%m)")" 'perkara.*csv' 'lie in a folder of their own'
ok 'each by its timer' systemctl -q enable --now loket-backup.timer loket-report.timer
like "$(systemctl list-timers --no-pager loket-backup.timer | head -n 2 | tail -n 1)" 'loket-backup' 'which waits for its hour'
sed 's/^\[agent\]/&\nstate = \/var\/lib\/loket\/dua/; s/^mode = .*/mode = bayangan/' /etc/loket/loket.conf >/etc/loket/dua.conf && chgrp loket /etc/loket/dua.conf && chmod 640 /etc/loket/dua.conf
ok 'a second office on the same machine' systemctl start loket@dua
wait_for 20 'journalctl -q -u loket@dua --no-pager -o cat | grep -q "agent up"' && pass 'is up' || { fail 'is up'; diag "$(journalctl -q -u loket@dua --no-pager -o cat | tail -n 5)"; }
ok 'its backup' systemctl start loket-backup@dua
ok 'is one of its own' test -e "/var/lib/loket-cadangan/dua/loket-$(date +%F)"
like "$(bash -c '. /usr/share/bash-completion/completions/loket; complete -p loket')" '_loket' 'bash completes loket'

# ---- upgrade, remove, purge
second=$(systemctl show -P MainPID loket@dua)
mkdir "$T/pkg" && dpkg-deb -R "$LOKET_DEB" "$T/pkg" && sed -i 's/^Version: .*/&+1/' "$T/pkg/DEBIAN/control" && dpkg-deb --root-owner-group -b "$T/pkg" "$T/newer.deb" >/dev/null
sed -i 's/^mode = .*/mode = draf/' /etc/loket/loket.conf
pid=$(systemctl show -P MainPID loket)
ok 'an upgrade' sh -c "apt-get install -y -q '$T/newer.deb' >'$T/apt' 2>&1" || diag "$(tail -n 5 "$T/apt")"
like "$(dpkg-query -W -f '${Version}' loket)" '\+1$' 'is installed'
like "$(cat /etc/loket/loket.conf)" '^mode = draf$' 'settings stay as they were'
wait_for 20 '[ "$(systemctl show -P MainPID loket)" != "$pid" ] && [ "$(systemctl is-active loket)" = active ]' && pass 'the agent was started anew' || fail 'the agent was started anew'
wait_for 20 '[ "$(systemctl show -P MainPID loket@dua)" != "$second" ] && [ "$(systemctl is-active loket@dua)" = active ]' && pass 'that of the second office too' || fail 'that of the second office too'
ok 'with its cases and a whole journal' own journal verify
s=$(systemd-analyze security loket --no-pager 2>/dev/null | sed -n 's/.*exposure level for [^:]*: \([0-9.]*\).*/\1/p')
diag "systemd-analyze security: $s"
ok 'exposure at most 2.0' awk "BEGIN { exit !($s <= 2.0) }"
ok 'removed' sh -c "apt-get remove -y -q loket >'$T/apt' 2>&1"
is "$(systemctl is-active loket loket@dua loket-backup.timer loket-doctor.timer | tr '\n' ' ')" 'inactive inactive inactive inactive ' 'nothing runs'
is "$(ls -d /usr/bin/loket /usr/share/loket 2>/dev/null)" '' 'the program is gone'
ok 'cases and key stay' test -e /var/lib/loket/loket.db -a -e /etc/loket/key
ok 'purged' sh -c "apt-get purge -y -q loket >'$T/apt' 2>&1"
ok 'they stay even then' test -e /var/lib/loket/loket.db -a -e /etc/loket/key
like "$(cat "$T/apt")" 'are kept' 'and it says so'
done_testing
