#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# 60 forms in which people mail a passphrase, a code or a link of AMS: none of them is anywhere afterwards, and no NIP, case number or date is cut.
# Who mailed a passphrase is told to change it.
. "$(dirname "$0")/lib.sh"
office
# {S}: the secret, different in each line
cat >"$T/forms" <<'END'
Passphrase saya: {S}
passphrase saya {S}
Passphrase = {S}
passphrase TTE saya adalah {S}
Passprase: {S}
pass phrase lama: {S}
Pasphrase saya yaitu {S}
Passphrase lama saya "{S}" sudah tidak bisa
passphrase: '{S}'
PASSPHRASE: {S}
Passphrase TTE : {S}
Passphrase baru: {S}
passphrase yang lama {S}
frasa sandi: {S}
frasa sandi saya {S}
kata sandi saya: {S}
kata sandi akun AMS: {S}
Kata sandi email saya {S}
Sandi: {S}
sandi AMS saya adalah {S}
Password: {S}
password saya {S}
password AMS = {S}
Pasword akun saya: {S}
passwd: {S}
pwd: {S}
PIN: {S}
PIN saya: {S}
pin sertifikat: {S}
Username siti password {S}
Passphrase saya “{S}”
passphrase nya: {S}
passphrasenya {S}
Passphrase: {S}, mohon dicek
Saya pakai passphrase {S} tetapi ditolak
Saya coba kata sandi {S} gagal terus
kode OTP: {D}
OTP saya {D}
Kode verifikasi: {D}
kode OTP yang masuk adalah {D}
OTP {D}
totp: {D}
kode autentikator: {D}
Kode aktivasi: {D}
https://portal-bsre.bssn.go.id/reset-passphrase?token={L}
Tautannya https://portal-bsre.bssn.go.id/set-passphrase/{L} tidak bisa dibuka
https://ams.bssn.go.id/aktivasi/{L}
portal-bsre.bssn.go.id/app/reset/{L}
<https://portal-bsre.bssn.go.id/r/{L}>
Link: https://beid.bssn.go.id/realms/external-service/login-actions/action-token?key={L}
https://esign.bsre.id/p/{L}
http://portal-bsre.bssn.go.id/consent/{L}?x=1
https://lain.example/reset?token={L}
https://lain.example/aktivasi/{L}
https://lain.example/a?kode={L}
https://lain.example/set-passphrase/{L}
(https://portal-bsre.bssn.go.id/aktifasi/{L})
"https://portal-bsre.bssn.go.id/activation?key={L}"
Passphrase tte {S}
Password baru saya: {S}
END
n=0
while IFS= read -r form; do
	n=$((n + 1))
	s=$(printf 'Rhs%02d#Kx%s' $n "$((n * 7919 % 9973))") d=$(printf '%06d' $((n * 15485863 % 899999 + 100000))) l=$(printf 'RHS%02dabcdef0123456789ABCDEF%04d' $n $((n * 31)))
	secret=$s
	case $form in *'{D}'*) secret=$d ;; *'{L}'*) secret=$l ;; esac
	echo "$secret" >>"$T/secrets"
	text=$(printf '%s' "$form" | sed "s|{S}|$s|; s|{D}|$d|; s|{L}|$l|")
	{
		printf 'From: Orang Luar %s <orang%s@tapinkab.go.id>\nTo: tte@tapinkab.go.id\nSubject: Permohonan reset passphrase\nMessage-ID: <s%s@tapinkab.go.id>\nDate: Mon, 23 Nov 2026 08:00:00 +0800\nMIME-Version: 1.0\n' $n $n $n
		printf 'Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\nMohon reset passphrase TTE.\n\nNama: Orang Luar\nNIP: 199105172019032%03d\n\n%s\n\nPermohonan terdahulu TTE-2026-990001, surat tanggal 23 November 2026 (23-11-2026).\n' $n "$text"
	} >"$T/letter.eml"
	rig_deliver tte "$T/letter.eml"
done <"$T/forms"
is "$(sort -u "$T/secrets" | wc -l)" 60 '60 secrets are planted'
step '23 08:30'
step '23 08:40'
sql() { sqlite3 "$T/state/loket.db" "$1"; }
is "$(sql 'SELECT count(*) FROM message')" 60 'all letters are read'
sql .dump >"$T/dump"
for f in $(sql 'SELECT archive FROM message WHERE archive IS NOT NULL ORDER BY id'); do "$BUILD/unit/archive_test" cat "$T/key" "$T/state" "$f"; done >"$T/archive.txt"
# whole words: six digits stand by chance in the digests of a dump, in one run of twenty
left() { grep -owaFf "$T/secrets" "$@" 2>/dev/null | sort -u | tr '\n' ' '; }
is "$(left "$T/dump")" '' '0 left in the store'
is "$(left "$T/archive.txt")" '' '0 left in the archive, opened'
is "$(left "$T/log")" '' '0 left in the log'
is "$(grep -rawohFf "$T/secrets" "$T/state" | sort -u)" '' '0 left in any file of the agent'
is "$(grep -rawohFf "$T/secrets" --exclude-dir=tte@tapinkab.go.id "$RIG_DIR/mail" | sort -u)" '' '0 left in any mail that was sent'
is "$(loket outbox list --all --json | grep -c '"what":"rahasia-terkirim"')" "$(sql 'SELECT count(*) FROM cases')" 'each of those whose case it is is told to change them' || sql "SELECT what, count(*) FROM outbox GROUP BY what"
perl -MMIME::QuotedPrint -0777 -ne 'print decode_qp($_)' "$T/archive.txt" >"$T/plain.txt"
for kept in '199105172019032[0-9]{3}' TTE-2026-990001 '23 November 2026' 23-11-2026; do
	is "$(grep -oaE "$kept" "$T/plain.txt" | wc -l)" 60 "$kept is cut nowhere"
done
whole
done_testing
