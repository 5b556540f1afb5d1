#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# `make demo`: two requests carried from letter to approval by real mail, on real mail servers of their own, with the clock set to a
# Monday 08.30; then a reminder, a renewal that AMS itself proves, and a notice. Plays the applicants, the verifikator and a stranger; prints what happens while it happens; ends with 0 only
# if everything came as told. No process stays; the directory stays, to look at.
set -u
export LC_ALL=C.UTF-8 TZ=Asia/Makassar
TOP=$(cd "$(dirname "$0")/../.." && pwd)
LOKET=${LOKET:-$TOP/build/loket}
D=$(mktemp -d "${TMPDIR:-/tmp}/loket-demo.XXXXXX") && chmod 755 "$D" || exit 1
. "$TOP/tests/rig/rig.sh"
. "$TOP/tests/rig/ams.sh"
AGENT=
PATIENCE=30
BEGAN=$(date +%s%3N)
START=$(date -d '2026-11-23T08:30:00+08:00' +%s)

finish() {
	rc=$?
	trap - EXIT HUP INT TERM
	agent_down KILL
	rig_ams_stop
	rig_stop
	[ $rc -eq 0 ] || printf '\nThe demo stopped before its end. Everything it made lies in %s\n' "$D"
	exit $rc
}
trap finish EXIT
trap 'exit 130' HUP INT TERM

# ---- telling
elapsed() { e=$(($(date +%s%3N) - BEGAN)); printf '%3d.%02d s' $((e / 1000)) $((e % 1000 / 10)); }
say() { printf '%s  %s\n' "$(elapsed)" "$*"; }
note() { printf '%10s%s\n' '' "$*"; }
chapter() { printf '\n=== %s\n' "$*"; }
stop() {
	printf '%s  NOT AS TOLD: %s\n' "$(elapsed)" "$*"
	[ ! -s "$D/agent.log" ] || { echo 'The last lines of the agent:'; tail -n 12 "$D/agent.log"; }
	exit 1
}
mail() { perl "$TOP/tests/rig/mail.pl" "$@"; }

# ---- the agent
loket() { "$LOKET" "$@" --config "$D/loket.conf"; }
UPS=0
agent_up() {
	"$LOKET" run --config "$D/loket.conf" "$@" >>"$D/agent.log" 2>&1 &
	AGENT=$!
	UPS=$((UPS + 1))
	until [ "$(grep -c 'agent up' "$D/agent.log")" -ge $UPS ]; do
		kill -0 $AGENT 2>/dev/null || stop 'the agent does not start'
		sleep 0.02
	done
}
agent_down() {
	[ -n "$AGENT" ] || return 0
	kill "-$1" "$AGENT" 2>/dev/null
	wait "$AGENT" 2>/dev/null
	AGENT=
}

# ---- people
# writes WHO TO-FILE-OR-'new' OPTIONS... TEXT: a mail from that person's own mail program, sent by SMTP.
SIZE=0
writes() {
	who=$1; shift
	case $who in
	siti) set -- --from siti.rahmah@tapinkab.go.id --name 'Siti Rahmah, S.Sos.' --client gmail "$@" ;;
	budi) set -- --from budi.santosa@tapinkab.go.id --name 'Budi Santosa' --client thunderbird "$@" ;;
	dewi) set -- --from dewi.lestari@tapinkab.go.id --name 'Dewi Lestari' --client gmail "$@" ;;
	nurul) set -- --from nurul.huda@tapinkab.go.id --name 'Nurul Huda, S.Kom.' --client iphone "$@" ;;
	esac
	SIZE=$((SIZE + 1))
	perl "$TOP/tests/rig/reply.pl" --date $((START + ($(date +%s%3N) - BEGAN) / 1000)) "$@" >"$D/sent/$SIZE-$who.eml" || stop "no letter of $who"
	from=$(mail raw From "$D/sent/$SIZE-$who.eml" | sed 's/.*<\(.*\)>/\1/')
	rig_send "$from" tte "$D/sent/$SIZE-$who.eml" "${HELO:-dalam}" || stop "the mail server refused the letter of $who"
}
# next_mail BOX: waits for the next mail there that is not a copy of an earlier one; $GOT is the file. Copies are lawful after
# kill -9 only: a mail whose last SMTP answer was lost is sent once more, the same bytes under the same Message-ID.
next_mail() {
	mkdir -p "$D/seen/$1"
	while :; do
		n=$(($(cat "$D/seen/$1/n" 2>/dev/null || echo 0) + 1))
		GOT=$(rig_wait_mail "$1" $n $PATIENCE) || stop "$1 waited in vain for mail number $n"
		echo $n >"$D/seen/$1/n"
		id=$(mail id "$GOT")
		[ -e "$D/seen/$1/$id" ] || break
		mail text "$GOT" | cmp -s - "$D/seen/$1/$id" || stop "$1 got two mails with one Message-ID"
		note "($1 got a mail twice, with the same Message-ID: kill -9 had come before the server's last word)"
	done
	mail text "$GOT" >"$D/seen/$1/$id"
}
# gets WHO ERE: waits for that person's next mail, tells its subject and the first line that has ERE.
gets() {
	case $1 in siti) box=siti.rahmah ;; budi) box=budi.santosa ;; nurul) box=nurul.huda ;; dewi) box=dewi.lestari ;; joko) box=joko.purnomo ;; esac
	next_mail $box
	say "$1 gets: $(mail header Subject "$GOT")"
	line=$(mail text "$GOT" | grep -E -m 1 -- "$2") || { mail text "$GOT"; stop "that mail should have said: $2"; }
	printf '%s\n' "$line" | fold -s -w 96 | sed 's/^/          | /'
}
# mails_of BOX: how many different mails came there.
mails_of() { rig_mails "$1" | while read -r f; do mail id "$f"; done | sort -u | grep -c .; }
# until_told N ERE: waits until the agent's log has N lines like that.
until_told() {
	end=$(($(date +%s) + PATIENCE))
	until [ "$(grep -Ec -- "$2" "$D/agent.log")" -ge "$1" ]; do
		[ "$(date +%s)" -lt $end ] || stop "the agent never said: $2"
	done
}
# held N: waits until N letters wait for a person.
held() {
	end=$(($(date +%s) + PATIENCE))
	until [ "$(loket held list --json 2>/dev/null | grep -c '^{')" -ge "$1" ]; do
		[ "$(date +%s)" -lt $end ] || stop "$1 held letters expected"
		sleep 0.02
	done
}
tahap() { loket case list --all --json | sed -n "s/.*\"number\": *\"$1\".*\"tahap\": *\"\([^\"]*\)\".*/\1/p"; }

# ---- the stage
chapter 'The stage: private mail servers, an empty store'
mkdir -p "$D/sent" && : >"$D/agent.log" || stop "cannot write into $D"
rig_start "$D/rig" || stop 'the mail servers do not start'
rig_user tte siti.rahmah budi.santosa nurul.huda dewi.lestari joko.purnomo admin >/dev/null
rig_ams "$D/ams" --now 2026-11-23T08:30:00+08:00 || stop 'the stand-in for AMS does not start'
ams seed '{"users":[{"nik":"6305055203870002","email":"siti.rahmah@tapinkab.go.id","nama":"X","status":"ISSUE"},{"nik":"6305050511790003","email":"budi.santosa@tapinkab.go.id","nama":"X","status":"ISSUE"},{"nik":"6305055705910005","email":"dewi.lestari@tapinkab.go.id","nama":"X","status":"ISSUE","until":"2026-12-24"},{"nik":"6305052802840006","email":"joko.purnomo@tapinkab.go.id","nama":"X","status":"EXPIRED","until":"2026-11-20"}]}' >/dev/null || stop 'the stand-in takes no users'
rig_conf "$D/loket.conf" smtp.display='Layanan TTE Tapin' mailbox.poll=5 $(ams_conf) ams.profile=yes
say "Dovecot (IMAPS on port $RIG_IMAPS) and $([ "$RIG_KIND" = postfix ] && echo "Postfix (SMTP on $RIG_SMTP)" ||
	echo "its submission service (on $RIG_SUBMISSION; Postfix needs root)"), on the loopback only"
say "beside them a stand-in for AMS (its eSign Client Service), which nobody can reach from here"
loket key make "$D/key" >/dev/null || stop 'no key'
loket check >"$D/check.txt" 2>&1 || { cat "$D/check.txt"; stop 'loket check'; }
say "$(tail -n 1 "$D/check.txt")"
agent_up --now 2026-11-23T08:30:00+08:00
cat >"$D/people.csv" <<'END'
nama;nip;nik;email;hp;jabatan;unit_kerja
Siti Rahmah, S.Sos.;198703122011012004;6305055203870002;siti.rahmah@tapinkab.go.id;081200000011;Analis Kebijakan;Dinas Pertanian
Budi Santosa;197911052006041007;6305050511790003;budi.santosa@tapinkab.go.id;081200000012;Bendahara;Kecamatan Bungur
Nurul Huda, S.Kom.;199002142015032001;6305055402900001;nurul.huda@tapinkab.go.id;081200000013;Pranata Komputer;Dinas Komunikasi dan Informatika
Dewi Lestari;199105172019032008;6305055705910005;dewi.lestari@tapinkab.go.id;081200000015;Arsiparis;Kecamatan Binuang
Joko Purnomo;198402282010011006;6305052802840006;joko.purnomo@tapinkab.go.id;081200000016;Camat;Kecamatan Piani
Rudi Hartono;198501152009011003;6305051501850004;admin@tapinkab.go.id;081200000014;Petugas Helpdesk;Dinas Komunikasi dan Informatika
END
loket person import "$D/people.csv" >/dev/null || stop 'person import'
loket role set verifikator nurul.huda@tapinkab.go.id --from 2026-11-23 >/dev/null || stop 'role set'
loket role set helpdesk admin@tapinkab.go.id --from 2026-11-23 >/dev/null || stop 'role set'
say 'the agent runs; its clock says Monday 23 November 2026, 08.30 WITA'
cat >"$D/certificates.csv" <<'END'
email;nip;serial;terbit;berakhir;status
dewi.lestari@tapinkab.go.id;;3c0de1;2024-12-25;24 Desember 2026;ISSUE
joko.purnomo@tapinkab.go.id;;3c0de2;;2026-11-20;EXPIRED
END
loket cert import "$D/certificates.csv" >/dev/null 2>&1 || stop 'cert import'
loket doctor >"$D/doctor.txt" 2>&1 || { cat "$D/doctor.txt"; stop 'loket doctor'; }
note "loket doctor: $(grep -c '^ok' "$D/doctor.txt") times ok, $(grep -c '^warning' "$D/doctor.txt") warnings, no failure (doctor.txt)."
note 'On record: siti and budi (who will ask), dewi and joko (whose certificates end), nurul (verifikator: she decides), rudi (helpdesk).'

cat >"$D/Surat Pernyataan Lupa Passphrase.txt" <<'END'
SURAT PERNYATAAN LUPA PASSPHRASE

Yang bertanda tangan di bawah ini:
Nama         : Siti Rahmah, S.Sos.
NIP          : 198703122011012004
Jabatan      : Analis Kebijakan
Unit kerja   : Dinas Pertanian
Email        : siti.rahmah@tapinkab.go.id

menyatakan bahwa saya lupa passphrase sertifikat elektronik saya dan
memohon agar passphrase tersebut diatur ulang.

Rantau, 23 November 2026
Siti Rahmah, S.Sos.
END
mkdir "$D/siti" "$D/budi"
perl "$TOP/contrib/demo/letter.pl" <"$D/Surat Pernyataan Lupa Passphrase.txt" >"$D/siti/Surat Pernyataan.pdf"
sed 's/Siti Rahmah, S.Sos./Budi Santosa/; s/198703122011012004/197911052006041007/; s/Analis Kebijakan/Bendahara/; s/Dinas Pertanian/Kecamatan Bungur/
	s/siti.rahmah/budi.santosa/' "$D/Surat Pernyataan Lupa Passphrase.txt" | perl "$TOP/contrib/demo/letter.pl" >"$D/budi/surat pernyataan budi.pdf"

chapter 'A letter comes in, one document is missing'
writes siti --new --to tte@tapinkab.go.id --subject 'Lupa passphrase TTE' \
	'Selamat pagi,\n\nMohon bantuannya, saya lupa passphrase TTE saya sehingga tidak bisa menandatangani dokumen.\n\nTerima kasih\nSiti Rahmah, S.Sos.\nNIP 198703122011012004'
say 'siti writes from Gmail that she forgot her passphrase; nothing is attached'
gets siti 'belum ada'
note "AMS was asked first: her certificate is $(loket cert list --person siti.rahmah@tapinkab.go.id --json | sed -n 's/.*\"status\":\"\([A-Z_]*\)\".*/\1/p'), so a reset makes sense."
note 'A case is open; what is missing is asked for by name.'

chapter 'The document comes; kill -9 of the agent in the middle'
sent=$(grep -c 'mail outbox=.* outcome=0' "$D/agent.log")
writes siti --attach "$D/siti/Surat Pernyataan.pdf" "$GOT" 'Berikut surat pernyataannya. Terima kasih.'
until_told 2 'letter message=[0-9]+ bytes='
agent_down KILL
sent=$(($(grep -c 'mail outbox=.* outcome=0' "$D/agent.log") - sent))
say "siti sends it; kill -9 as soon as the letter is fetched, with $sent of the two mails that follow from it sent"
agent_up
say 'the agent is started again'
gets nurul 'Mohon data'
QUESTION=$GOT
gets siti 'sudah kami terima'
[ "$(mails_of siti.rahmah)/$(mails_of nurul.huda)" = 2/1 ] || stop 'somebody was asked or told twice'
note 'Nothing lost, nothing done twice: nurul is asked once, siti told once.'

chapter 'Robots and strangers decide nothing'
writes nurul --auto --subject "Tidak di tempat: $(mail header Subject "$QUESTION")" --no-quote "$QUESTION" 'Saya sedang cuti. Disetujui nanti.'
say "nurul's out-of-office answers by itself: Saya sedang cuti. Disetujui nanti."
until_told 1 'letter message=.* class=auto'
note "$(grep -m 1 'class=auto' "$D/agent.log" | sed 's/.* outcome=\([^ ]*\).*/Read as sent by a machine: \1./')"
writes stranger --from nurul.huda@luar.example --name 'Nurul Huda, S.Kom.' "$QUESTION" 'APPROVE'
say 'a stranger has seen that mail with its code, and writes APPROVE under her name from his own address'
held 1
note 'Held for a person: the code belongs to somebody else.'
gets nurul 'memuat kode salah satu tugas'
HELO=penipu writes stranger --from nurul.huda@tapinkab.go.id --name 'Nurul Huda, S.Kom.' --no-quote --no-thread \
	--subject 'Re: Permohonan lupa passphrase' "$QUESTION" 'APPROVE\n\nKode: AAAA-BBBB-CCCC-DDDD'
say 'then he forges her address, with a code of his own making'
gets nurul 'kami pahami sebagai'
writes nurul "$GOT" 'TIDAK'
say 'a letter without the right code is asked back at her own mailbox; nurul answers: TIDAK'
gets nurul 'belum ada yang kami jalankan'
QUESTION=$GOT
[ "$(tahap TTE-2026-000001)" = periksa ] || stop 'the case has moved'
note 'The case has not moved; the question stands.'

chapter 'The verifikator decides'
writes nurul "$QUESTION" 'Selamat pagi\n\nSETUJU'
say 'nurul answers from her phone: Selamat pagi / SETUJU'
gets nurul 'Mohon kirim reset'
note 'Approved. The reset is pressed by a person in AMS, so it becomes her to-do.'
writes nurul "$GOT" 'SELESAI, terima kasih'
say 'nurul has sent the reset in AMS and answers: SELESAI, terima kasih'
gets siti 'reset passphrase sudah dikirim'
SHOWN=$GOT
writes siti "$GOT" 'SUDAH, terima kasih banyak'
say 'siti has a new passphrase and answers: SUDAH, terima kasih banyak'
gets siti 'selesai'
note 'Closed.'

chapter 'A second case: an answer that is nearly clear'
writes budi --new --to tte@tapinkab.go.id --subject 'Permohonan reset passphrase' --attach "$D/budi/surat pernyataan budi.pdf" \
	'Yth. Admin TTE,\n\nSaya lupa passphrase sertifikat elektronik. Surat pernyataan terlampir.\n\nBudi Santosa\nNIP 197911052006041007'
say 'budi writes from Thunderbird, the document attached'
gets budi 'sudah kami terima'
gets nurul 'Mohon data'
writes nurul "$GOT" 'acc, silakan'
NEAR=sent/$SIZE-nurul.eml
say 'nurul answers: acc, silakan'
gets nurul 'kami pahami sebagai'
note 'Nearly clear is asked back once, never guessed.'
writes nurul "$GOT" 'YA'
say 'nurul answers: YA'
gets nurul 'Mohon kirim reset'
writes nurul "$GOT" 'Selesai'
say 'nurul answers: Selesai'
gets budi 'reset passphrase sudah dikirim'

chapter 'The next morning: a certificate that ends in thirty days'
later() { agent_down TERM; ams clock "{\"now\":\"$1\"}" >/dev/null; agent_up --now "$1"; }
later 2026-11-24T07:31:00+08:00
say 'the agent is started again, its clock says Tuesday 07.31'
gets dewi 'berakhir pada'
note 'A due reminder has opened her renewal; AMS was asked before she was.'
writes dewi "$GOT" 'sudah sesuai semua, terima kasih'
say 'dewi has looked at her data in AMS and answers: sudah sesuai semua, terima kasih'
gets dewi 'masih aktif'
note 'AMS takes no request while the old certificate is active: her case waits, and AMS is asked twice a day.'
later 2026-12-28T08:00:00+08:00
say 'five weeks on, Monday 28 December: the old certificate has ended'
gets dewi 'ajukan penerbitan'
ams act '{"email":"dewi.lestari@tapinkab.go.id","event":"request"}' >/dev/null || stop 'the stand-in takes no request'
later 2026-12-28T09:10:00+08:00
say 'an hour on: she has requested it in AMS and told nobody; AMS, asked again, says RENEW'
gets nurul 'sudah diajukan'
writes nurul "$GOT" 'SELESAI'
say 'nurul verifies it in AMS and answers: SELESAI'
gets dewi 'menunggu penerbitan'
ams act '{"email":"dewi.lestari@tapinkab.go.id","event":"ra_approve"}' >/dev/null || stop 'the stand-in issues nothing'
later 2026-12-28T10:30:00+08:00
say 'BSrE has issued it; AMS, asked again, shows a newer certificate'
gets dewi 'sudah .*selesai'
note "In the register: $(loket cert list --person dewi.lestari@tapinkab.go.id --json | sed -n 's/.*"status":"\([A-Z]*\)".*"berakhir":"\([0-9-]*\)".*/\1 until \2/p'). Her reminders start anew."

chapter 'Notices of AMS: a forged one, and one that agrees with what is known'
# notice FROM FILE: what AMS is said to write
notice() {
	printf 'From: BSrE <%s>\nTo: joko.purnomo@tapinkab.go.id\nCc: tte@tapinkab.go.id\nSubject: Masa Berlaku Sertifikat Elektronik Anda Telah Habis\nMessage-ID: <%s.demo@bssn.go.id>\nDate: Mon, 28 Dec 2026 09:31:00 +0700\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\nYth. JOKO PURNOMO,\n\nSertifikat elektronik Anda sudah habis masa berlakunya pada 20-11-2026.\nhttps://portal-bsre.bssn.go.id/app?token=0123456789abcdef0123\n' \
		"$1" "$2" >"$D/sent/notice-$2.eml"
	rig_send orang@luar.example tte "$D/sent/notice-$2.eml" "${HELO:-dalam}" || stop 'the mail server refused a notice'
}
notice noreply@bssn-go.id.example forged
say 'a notice from bssn-go.id.example says that the certificate of joko has ended'
until_told 1 'letter message=.* class=(request|other|auto).*'
notice noreply@mail.bssn.go.id true
say 'the same from AMS'
gets joko 'sudah berakhir'
note "The register agrees, so his renewal is open ($(loket case list --json | grep -c pembaharuan) of that service). The link in it is nowhere kept:"
note "$(sqlite3 "$D/state/loket.db" .dump | grep -c 0123456789abcdef) places in the store."

chapter 'What the office sees: loket case list --all'
loket case list --all || stop 'case list'
chapter 'loket case show TTE-2026-000001'
loket case show TTE-2026-000001 >"$D/case.txt" || stop 'case show'
awk '/^Journal/ { j = NR } !j || NR < j + 10 { print; next } { n++ } END { print "  ... and", n, "more rows" }' "$D/case.txt"
chapter 'loket held list: what waits for a person'
loket held list || stop 'held list'
chapter 'loket journal verify'
loket journal verify || stop 'journal verify'
chapter "One of the mails as text: what siti got after nurul's SELESAI"
mail show "$SHOWN"

agent_down TERM
pids=$RIG_PIDS
rig_ams_stop
rig_stop
! rig_tool group $pids || stop 'a mail server is left'
! pgrep -fa -- "$D/" || stop 'a process of the agent is left'
chapter "Done in $(elapsed | sed 's/^ *//'): four cases, kill -9 in the middle, nothing lost, nothing done twice; no process is left"
cat <<END
Everything lies in $D:
  loket.conf key people.csv   what the agent was given
  state/                      its store (SQLite) and its archive (encrypted with that key)
  agent.log                   what the agent said
  sent/                       what the people wrote
  rig/mail/NAME/Maildir/new   what they got: open it in any mail program
Look again:
  cd $D
  $LOKET --config loket.conf case show TTE-2026-000002
  $LOKET --config loket.conf explain --rules $TOP/rules $NEAR
  perl $TOP/tests/rig/mail.pl show '${SHOWN#"$D/"}'
  rm -rf $D                   when you have seen enough
END
