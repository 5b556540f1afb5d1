# SPDX-License-Identifier: GPL-3.0-or-later
# Whole-agent replays: the real program, real mail servers, a set clock. Sourced as `. "$(dirname "$0")/lib.sh"` by tests/cases/*.t.
# People on record: nurul (verifikator), rudi (helpdesk), siti, budi (also budi@luar.example); not on record: dewi, joko; outside: orang@luar.example.
# Times are given as "DD HH:MM" (November 2026) or "MM-DD HH:MM", WITA; they only go up, by a minute at least. 23 November is a Monday.
#   office [GROUP.KEY=VALUE...]    servers, settings (no summaries unless asked for), start mark on Monday 23 08:00, people and roles; the first step is after that
#   step TIME                      the agent reads, judges, sends until nothing is due, then waits until what it sent has arrived
#   new WHO SUBJECT TEXT [OPT...]  a letter of its own; OPT of reply.pl, and HELO=... before it
#   re WHO TEXT [OPT...]           an answer to the last mail that WHO got;  re_to FILE WHO TEXT [OPT...]: to that mail
#   request WHO                    a complete request of lupa passphrase; `photo`, `pdf`: files to attach
#   last WHO                       path of the last mail that WHO got;  text WHO: what it says
#   case_is NUMBER STATE NAME, why_is NUMBER CODES NAME, mails_are WHO TEMPLATES NAME, held_is REASONS NAME: see tell.pl

. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../rig/rig.sh"

CASES=$TOP/tests/cases
sent_n=0
loket() { "$LOKET" --config "$T/loket.conf" "$@"; }
tell() { perl "$CASES/tell.pl" "$@"; }
mail() { perl "$TOP/tests/rig/mail.pl" "$@"; }
full() { case $1 in ????-*) echo "${1% *}T${1#* }:00+08:00" ;; ??-??\ *) echo "2026-${1% *}T${1#* }:00+08:00" ;; *) echo "2026-11-${1% *}T${1#* }:00+08:00" ;; esac; }
number() { printf 'TTE-2026-%06d' "$1"; }

address() {
	case $1 in '') ;; orang) echo orang@luar.example ;; budi2) echo budi@luar.example ;; rudi) echo admin@tapinkab.go.id ;; *@*) echo "$1" ;; *) echo "$1@tapinkab.go.id" ;; esac
}
name() {
	case $1 in
	nurul) echo 'Nurul Huda, S.Kom.' ;; rudi) echo 'Rudi Hartono' ;; siti) echo 'Siti Rahmah, S.Sos.' ;; budi*) echo 'Budi Santosa' ;;
	dewi) echo 'Dewi Lestari' ;; joko) echo 'Joko Purnomo' ;; orang) echo 'Orang Luar' ;;
	esac
}
nip() { case $1 in siti) echo 198703122011012004 ;; budi*) echo 197911052006041007 ;; dewi) echo 199105172019032008 ;; joko) echo 198402282010011006 ;; esac; }

office() {
	rig_start "$T/rig" || bail 'the mail servers do not start'
	rig_user tte >/dev/null
	rig_conf "$T/loket.conf" report.summary=@ "$@"
	"$LOKET" key make "$T/key" >/dev/null || bail 'no key'
	cat >"$T/people.csv" <<-END
	nama;nip;nik;email;hp;jabatan;unit_kerja
	Nurul Huda, S.Kom.;199002142015032001;6305055402900001;nurul@tapinkab.go.id;081200000013;Pranata Komputer;Dinas Komunikasi dan Informatika
	Rudi Hartono;198501152009011003;6305051501850004;admin@tapinkab.go.id;081200000014;Petugas Helpdesk;Dinas Komunikasi dan Informatika
	Siti Rahmah, S.Sos.;198703122011012004;6305055203870002;siti@tapinkab.go.id;081200000011;Analis Kebijakan;Dinas Pertanian
	Budi Santosa;197911052006041007;6305050511790003;budi@tapinkab.go.id, budi@luar.example;081200000012;Bendahara;Kecamatan Bungur
	END
	step '23 08:00'
	loket person import "$T/people.csv" >/dev/null 2>&1
	step '23 08:01'
	loket role set verifikator nurul@tapinkab.go.id --from 2026-01-01 >/dev/null 2>&1
	loket role set helpdesk admin@tapinkab.go.id --from 2026-01-01 >/dev/null 2>&1
	step '23 08:02'
	mkdir "$T/files"
	printf '\377\330\377\340\000\020JFIF picture %s\n' "$T" >"$T/files/IMG-20261123-WA0003.jpg"
	a_page 'surat pernyataan' >"$T/files/Surat Pernyataan.pdf"
	photo=$T/files/IMG-20261123-WA0003.jpg pdf="$T/files/Surat Pernyataan.pdf"
}

outbox() { loket outbox list --all --json; }
step() {
	NOW=$(full "$1")
	tap_rc=0; "$LOKET" --config "$T/loket.conf" run --once --now "$NOW" 2>>"$T/log" || tap_rc=$?
	[ "$tap_rc" -eq 0 ] || { fail "run --once --now $NOW ends with $tap_rc"; diag "$(tail -n 12 "$T/log")"; return 1; }
	outbox >"$T/outbox.json" && tell settle "$RIG_DIR/mail" <"$T/outbox.json" >/dev/null || fail 'every mail sent arrives'
}

# send WHO FILE: by SMTP, and waits until it lies in the mailbox.
send() {
	rig_send "$(address "$1")" tte "$2" "${HELO:-dalam}" || bail 'the mail server refused a letter'
	sent_n=$((sent_n + 1))
	rig_wait_mail tte $sent_n >/dev/null || bail 'a letter did not arrive'
}
write_to() {
	write_who=$1; shift
	perl "$TOP/tests/rig/reply.pl" --date "$(date -d "$NOW" +%s)" --from "$(address "$write_who")" --name "$(name "$write_who")" "$@" >"$T/letter.eml" ||
		bail 'reply.pl'
	send "$write_who" "$T/letter.eml"
}
new() { new_who=$1 new_subject=$2 new_text=$3; shift 3; write_to "$new_who" --new --to tte@tapinkab.go.id --subject "$new_subject" "$@" "$new_text"; }
re_to() { re_file=$1 re_who=$2 re_text=$3; shift 3; write_to "$re_who" "$@" "$re_file" "$re_text"; }
re() { re_who=$1 re_text=$2; shift 2; re_file=$(last "$re_who"); [ "$re_file" ] || bail "$re_who got no mail"; re_to "$re_file" "$re_who" "$re_text" "$@"; }
request() {
	req_who=$1; shift
	new "$req_who" 'Permohonan lupa passphrase TTE' "Yth. Admin TTE,\n\nSaya lupa passphrase TTE saya, mohon direset.\n\nNama: $(name "$req_who")\nNIP: $(nip "$req_who")\n\nTerima kasih" \
		--attach "$pdf" "$@"
}

last() { rig_mails "$(address "$1")" | tail -n 1; }
text() { mail text "$(last "$1")"; }
count() { rig_mails "$(address "$1")" | wc -l; }
show() { loket case show "$1" --json; }
state() { show "$1" | tell state; }
held_id() { loket held list --json | tell get id | awk '{ print $NF }'; }

case_is() { is "$(state "$1")" "$2" "$3" || diag "$(tail -n 8 "$T/log")"; }
why_is() { is "$(show "$1" | tell why "$(echo "$2" | wc -w)")" "$2" "$3"; }
mails_are() { is "$(tell mails "$(address "$1")" <"$T/outbox.json")" "$2" "$3" || diag "$(tail -n 8 "$T/log")"; }
held_is() { is "$(loket held list --json | tell reasons)" "$1" "$2" || diag "$(tail -n 8 "$T/log")"; }
whole() { ok 'the journal is whole' loket journal verify; }
