# SPDX-License-Identifier: GPL-3.0-or-later
# Whole-agent replays: the real program, real mail servers, a set clock. Sourced as `. "$(dirname "$0")/lib.sh"` by tests/cases/*.t.
# People on record: nurul (verifikator), rudi (helpdesk), siti, budi (also budi@luar.example); not on record: dewi, joko; outside: orang@luar.example.
# Times are given as "DD HH:MM" (November 2026) or "MM-DD HH:MM", WITA; they only go up, by a minute at least. 23 November is a Monday.
#   office_of NAME [GROUP...=...]  the same for another office of rules/office, its people with addresses of tapinkab.go.id: hasan (kadis), lina (kabid),
#                                  yusuf (kasi), nurul and ratna (verifikator), maya (pencatat); its partners at luar.example. No role but helpdesk is held.
#   office [GROUP.KEY=VALUE...]    servers, settings (no summaries unless asked for), start mark on Monday 23 08:00, people and roles; the first step is after that
#                                  boxes='NAME...' before it: mailboxes with a password beside the office's own
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
	dewi) echo 'Dewi Lestari' ;; hasan) echo 'Hasan Basri, M.Si.' ;; lina) echo 'Lina Marlina, S.T.' ;;
	yusuf) echo 'Yusuf Effendi, S.Kom.' ;; ratna) echo 'Ratna Dewi, S.T.' ;; maya) echo 'Maya Sari' ;; joko) echo 'Joko Purnomo' ;; orang) echo 'Orang Luar' ;;
	esac
}
nip() { case $1 in siti) echo 198703122011012004 ;; budi*) echo 197911052006041007 ;; dewi) echo 199105172019032008 ;; joko) echo 198402282010011006 ;; esac; }

office() {
	rig_start "$T/rig" || bail 'the mail servers do not start'
	# all before the first login: Dovecot looks at its list of users once a second
	for o_user in tte ${boxes:-}; do rig_user $o_user >/dev/null; done
	rig_conf "$T/loket.conf" report.summary=@ "$@"
	"$LOKET" key make "$T/key" >/dev/null || bail 'no key'
	cat >"$T/people.csv" <<-END
	nama;nip;nik;email;hp;jabatan;unit_kerja
	Nurul Huda, S.Kom.;199002142015032001;6305055402900001;nurul@tapinkab.go.id;081200000013;Pranata Komputer;Dinas Komunikasi dan Informatika
	Rudi Hartono;198501152009011003;6305051501850004;admin@tapinkab.go.id;081200000014;Petugas Helpdesk;Dinas Komunikasi dan Informatika
	Siti Rahmah, S.Sos.;198703122011012004;6305055203870002;siti@tapinkab.go.id;081200000011;Analis Kebijakan;Dinas Pertanian
	Budi Santosa;197911052006041007;6305050511790003;budi@tapinkab.go.id, budi@luar.example;081200000012;Bendahara;Kecamatan Bungur
	END
	[ -z "${officials:-}" ] || cat >>"$T/people.csv" <<-END
	Hasan Basri, M.Si.;197001011995031001;6305050101700001;hasan@tapinkab.go.id;081200000021;Kepala Dinas;Dinas Komunikasi dan Informatika
	Lina Marlina, S.T.;197502022000032002;6305054202750002;lina@tapinkab.go.id;081200000022;Kepala Bidang;Dinas Komunikasi dan Informatika
	Yusuf Effendi, S.Kom.;198003032005011003;6305050303800003;yusuf@tapinkab.go.id;081200000023;Kepala Seksi;Dinas Komunikasi dan Informatika
	Ratna Dewi, S.T.;199004042015032004;6305054404900004;ratna@tapinkab.go.id;081200000024;Pranata Komputer;Dinas Komunikasi dan Informatika
	Maya Sari;199205052018032005;6305054505920005;maya@tapinkab.go.id;081200000025;Sekretaris pimpinan;Dinas Komunikasi dan Informatika
	END
	step '23 08:00'
	loket person import "$T/people.csv" >/dev/null 2>&1
	step '23 08:01'
	[ -n "${officials:-}" ] || loket role set verifikator nurul@tapinkab.go.id --from 2026-01-01 >/dev/null 2>&1
	loket role set helpdesk admin@tapinkab.go.id --from 2026-01-01 >/dev/null 2>&1
	step '23 08:02'
	mkdir "$T/files"
	printf '\377\330\377\340\000\020JFIF picture %s\n' "$T" >"$T/files/IMG-20261123-WA0003.jpg"
	a_page 'surat pernyataan' >"$T/files/Surat Pernyataan.pdf"
	a_page 'surat rekomendasi' >"$T/files/Surat Rekomendasi.pdf"
	rekom="$T/files/Surat Rekomendasi.pdf"
	photo=$T/files/IMG-20261123-WA0003.jpg pdf="$T/files/Surat Pernyataan.pdf"
}

office_of() {
	office_name=$1; shift
	cp -r "$TOP/rules" "$T/rules"
	sed -i 's/<domain nama="[^"]*"/<domain nama="tapinkab.go.id"/; s/\(<mitra .*alamat="\)[^"]*/\1bsre@luar.example/' "$T/rules/office/$office_name.xml"
	officials=yes
	office agent.rules="$T/rules" agent.office=$office_name "$@"
}
# without_sop SERVICE...: Tapin as if people handled these services; for `office agent.rules=$T/rules`
without_sop() {
	cp -r "$TOP/rules" "$T/rules"
	for ws in "$@"; do sed -i "s|\\(<layanan id=\"$ws\"[^>]*\\) sop=\"[^\"]*\"|\\1|" "$T/rules/office/tapin.xml"; done
}
# holds ROLE WHO [OPTION...]: that role from now on; the clock goes on a minute
holds() { holds_role=$1 holds_who=$2; shift 2; loket role set "$holds_role" "$(address "$holds_who")" --from 2026-01-01 "$@" >/dev/null 2>&1; step "$(date -u -d "$NOW + 8 hours + 1 minute" '+%m-%d %H:%M')"; }

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
whole() { ok 'the journal is whole' loket journal verify; ok 'and the tables are what it says' loket journal rebuild; }
# judged: every mail of the story reads well on a phone (phone.pl, whose rules phone.t proves)
judged() {
	perl "$CASES/phone.pl" judge "$T/outbox.json" "$RIG_DIR/mail" "$TOP" >"$T/judged" || fail 'phone.pl judges'
	is "$(grep -v '^seen ' "$T/judged" | cut -c 1-200)" '' 'every mail fits a phone, names the case, greets, says who is next, hides numbers'
}
