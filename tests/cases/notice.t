#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Notices of AMS: what agrees with register or AMS opens a renewal, what does not is held, what is forged changes nothing; links and codes
# are nowhere afterwards.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/rig/ams.sh"
rig_ams "$T/ams" --now 2026-11-23T08:00:00+08:00 || bail 'the stand-in for AMS does not start'
cp -r "$TOP/rules" "$T/rules"
sed -i 's/kalender="tapin"/kalender="tapin" authserv-id="mx.tapinkab.go.id"/' "$T/rules/office/tapin.xml"
office agent.rules="$T/rules"
n=0
# notice FROM TO SUBJECT BODY [A-R]: delivered as AMS would write it; `ar` of our own server unless given
notice() {
	n=$((n + 1))
	{
		printf 'Authentication-Results: %s\n' "${5:-mx.tapinkab.go.id; dkim=pass header.d=bssn.go.id; spf=pass smtp.mailfrom=noreply@mail.bssn.go.id}"
		printf 'Received: from out.example (out.example [192.0.2.1]) by mx.tapinkab.go.id (Postfix) with ESMTP id X%s; Mon, 23 Nov 2026 08:00:00 +0800\n' $n
		printf 'From: BSrE <%s>\nTo: %s\nCc: tte@tapinkab.go.id\nSubject: %s\nMessage-ID: <n%s.test@bssn.go.id>\nAuto-Submitted: auto-generated\n' "$1" "$2" "$3" $n
		printf 'Date: Mon, 23 Nov 2026 08:00:00 +0700\nMIME-Version: 1.0\nContent-Type: %s; charset=UTF-8\n\n%b\n' "${TYPE:-text/plain}" "$4"
	} >"$T/notice.eml"
	send "${1%%@*}@luar.example" "$T/notice.eml"
}
changes() { sqlite3 "$T/state/loket.db" "SELECT (SELECT count(*) FROM cases) || ' ' || (SELECT count(*) FROM task) || ' ' || (SELECT count(*) FROM outbox) || ' ' || (SELECT count(*) FROM certificate)"; }
ams_from=noreply@mail.bssn.go.id
soon='Sertifikat Elektronik Akan Berakhir'

printf 'email;nip;serial;terbit;berakhir;status\nsiti@tapinkab.go.id;;aa01;;2026-12-20;ISSUE\nbudi@tapinkab.go.id;;aa02;;2027-10-10;ISSUE\n' >"$T/certs.csv"
loket cert import "$T/certs.csv" >/dev/null 2>&1
step '23 08:10'

# ---- with the register only
notice $ams_from siti@tapinkab.go.id "$soon" 'Yth. SITI,\n\nSertifikat elektronik Anda akan berakhir pada tanggal 20 Desember 2026.\nhttps://portal-bsre.bssn.go.id/app?token=RAHASIA1RAHASIA1RAHASIA1'
step '23 08:20'
case_is $(number 1) periksa-data 'the register agrees: a renewal is open'
mails_are siti periksa-data 'and siti is asked'
is "$(show $(number 1) | tell get opened_by)" notice 'opened by a notice'
before=$(changes)
notice $ams_from siti@tapinkab.go.id "$soon" 'Sertifikat elektronik Anda akan berakhir pada tanggal 20 Desember 2026.'
step '23 08:30'
is "$(changes)" "$before" 'the same once more changes nothing'

notice $ams_from budi@tapinkab.go.id 'Masa Berlaku Habis' 'Masa berlaku sertifikat Anda sudah habis pada 22-11-2026.'
step '23 08:35'
held_is notice-disagrees 'another end than the register knows: held'
loket held release "$(held_id)" --other >/dev/null 2>&1; step '23 08:36'
notice $ams_from orang@luar.example "$soon" 'Sertifikat elektronik Anda akan berakhir pada tanggal 20 Desember 2026.'
step '23 08:37'
held_is notice-unknown-person 'nobody on record: held'
loket held release "$(held_id)" --other >/dev/null 2>&1; step '23 08:38'
notice $ams_from siti@tapinkab.go.id 'Pemeliharaan sistem' 'Portal tidak dapat diakses Sabtu malam karena pemeliharaan.'
step '23 08:39'
held_is notice-new-wording 'a wording that no rule knows: held'
loket held release "$(held_id)" --other >/dev/null 2>&1; step '23 08:40'
before=$(changes)
notice $ams_from budi@tapinkab.go.id "$soon" 'Sertifikat elektronik Anda akan berakhir pada tanggal 10 Oktober 2027.' 'mx.tapinkab.go.id; dkim=fail header.d=bssn.go.id; spf=softfail smtp.mailfrom=x@luar.example'
step '23 08:41'
held_is notice-unauthenticated 'our mail server does not confirm the sender: held'
loket held release "$(held_id)" --other >/dev/null 2>&1; step '23 08:42'
notice $ams_from budi@tapinkab.go.id "$soon" 'Sertifikat elektronik Anda akan berakhir pada tanggal 10 Oktober 2027.' 'mx.penyerang.example; dkim=pass header.d=bssn.go.id'
step '23 08:43'
held_is notice-unauthenticated 'nor does a field of another server help'
loket held release "$(held_id)" --other >/dev/null 2>&1; step '23 08:44'
notice noreply@bssn-go.id.example siti@tapinkab.go.id "$soon" 'Sertifikat elektronik Anda akan berakhir pada tanggal 20 Desember 2026. Klik https://jahat.example/?token=RAHASIA2RAHASIA2RAHASIA2'
notice noreply@bssn.go.id.evil.example budi@tapinkab.go.id 'Masa Berlaku Habis' 'Masa berlaku sertifikat Anda sudah habis pada 10 Oktober 2027.'
step '23 08:46'
is "$(changes)" "$before" 'forged ones change nothing'

# links and codes for their addressee alone
before=$(changes)
notice $ams_from siti@tapinkab.go.id 'Reset Passphrase Sertifikat Elektronik' 'Silakan reset passphrase melalui tautan berikut:\nhttps://portal-bsre.bssn.go.id/reset-passphrase?token=RAHASIA3RAHASIA3\nRAHASIA4RAHASIA4RAHASIA4\nKode verifikasi: 918273'
TYPE=text/html notice $ams_from siti@tapinkab.go.id 'Aktivasi Akun' '<p>Untuk aktivasi akun klik tautan <a href="https://portal-bsre.bssn.go.id/a/RAHASIA5RAHASIA5RAHASIA5">ini</a> atau salin https://portal-bsre.bssn.go.id/a/RAHASIA6RAHASIA6RAHASIA6</p>'
step '23 08:50'
is "$(changes)" "$before" 'links are for their addressee: nothing is done'
is "$(loket held list --json | tell reasons)" '' 'nor held'
TYPE=text/html notice $ams_from siti@tapinkab.go.id 'Informasi' '<table><tr><td>Nama</td><td>SITI</td></tr><tr><td>Sertifikat Anda akan berakhir</td><td>20-12-2026</td></tr></table>'
step '23 08:51'
is "$(changes)" "$before" 'an end in the cell of a table is read, and nothing more to do'

# ---- with AMS to ask
rig_conf "$T/loket.conf" agent.rules="$T/rules" $(ams_conf) ams.profile=yes
ams seed '{"users":[{"nik":"6305050511790003","email":"budi@tapinkab.go.id","nama":"X","status":"EXPIRED","until":"2026-11-20"}]}' >/dev/null
notice $ams_from budi@tapinkab.go.id 'Masa Berlaku Habis' 'Masa berlaku sertifikat Anda sudah habis pada 20-11-2026.'
step '23 09:00'
case_is $(number 2) periksa-data 'the register disagrees, AMS agrees: a renewal is open'
is "$(loket cert list --person budi@tapinkab.go.id --json | tell get status berakhir)" 'EXPIRED 2026-11-20' 'and AMS is right'
before=$(changes)
i=0
while [ $i -lt 12 ]; do
	i=$((i + 1))
	notice $ams_from joko@tapinkab.go.id 'Masa Berlaku Habis' "Masa berlaku sertifikat Anda sudah habis pada $i-11-2026."
done
step '23 09:10'
is "$(changes)" "$before" 'a flood about nobody on record is held only'
ams reset >/dev/null
ams seed '{"users":[{"nik":"6305055402900001","email":"nurul@tapinkab.go.id","nama":"X","status":"ISSUE","until":"2028-01-01"}]}' >/dev/null
i=0
while [ $i -lt 12 ]; do
	i=$((i + 1))
	notice $ams_from nurul@tapinkab.go.id 'Masa Berlaku Habis' "Masa berlaku sertifikat Anda sudah habis pada $i-11-2026."
done
step '23 09:20'
is "$(ams log | grep -o '"path": *"/api/v2/user/check/status"' | wc -l)" 1 'a flood about one person is one question to AMS'
is "$(rig_mails nurul@tapinkab.go.id | wc -l)" 0 'and nobody is written to'
like "$(loket held list --json | tell reasons)" 'notice-disagrees' 'the first is held: AMS says otherwise'

# ---- nowhere
step '23 09:30'
secrets='RAHASIA[1-6]|918273|portal-bsre\.bssn\.go\.id/(a|app|reset)|jahat\.example'
sqlite3 "$T/state/loket.db" .dump >"$T/dump.txt"
not_ok 'no link and no code in the store' grep -Eq "$secrets" "$T/dump.txt"
not_ok 'nor in the log' grep -Eq "$secrets" "$T/log"
not_ok 'nor in the files of the store as they lie' grep -Eaqr "$secrets" "$T/state"
for f in $(sqlite3 "$T/state/loket.db" 'SELECT archive FROM message WHERE archive IS NOT NULL'); do "$BUILD/unit/archive_test" cat "$T/key" "$T/state" "$f" || exit 1; done >"$T/archive.txt" 2>"$T/archive.err"
ok 'the archive was looked into' test -s "$T/archive.txt" || diag "$(cat "$T/archive.err")"
not_ok 'nor in the archive, opened' grep -Eaq "$secrets" "$T/archive.txt"
not_ok 'nor in any mail' grep -Eqr --exclude-dir=tte@tapinkab.go.id "$secrets" "$RIG_DIR/mail"
whole
rig_ams_stop
done_testing
