#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each operation of AMS with each fault of its server, once: a person and a case for every pair, all at once in one agent. By the stand-in's own
# log at most one effect for an intent, exactly one where the fault clears; no case stands still; a to-do where a person is needed.
# OPERATIONS= of: register send_reset status status-v1 profile search detail token tls (default: all in `make ams-faults`, two in make test).
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/rig/ams.sh"
OPERATIONS=${OPERATIONS:-register send_reset}
rig_ams "$T/ams" --now 2026-11-23T08:00:00+08:00 --token-life 30000000 --refresh-life 30000000 || bail 'the stand-in for AMS does not start'
faults='none 401 403 404 409 429 500 503 504 timeout_before timeout_after drop_before_effect drop_after_effect html_200 html_502
	wrong_type list truncated refusal huge drip redirect'
cp -r "$TOP/rules" "$T/rules"
mkdir "$T/rules/sop/uji"
# sop FILE SERVICE TAHAP: one tahap that calls AMS, and a person behind it
sop() {
	cat >"$T/rules/sop/uji/$1.xml" <<-END
	<?xml version="1.0" encoding="UTF-8"?>
	<!-- SOP untuk uji. -->
	<sop id="uji-$1" layanan="$2" awal="panggil">
		<kepala nama="Uji" nomor="1/2/3" instansi="Uji" dibuat="2026-01-01" disahkan="Uji"/>
		<pelaku id="pemohon" nama="Pemohon" jenis="pemilik"/>
		<pelaku id="verifikator" nama="Verifikator" jenis="pejabat"/>
		<baris no="1" pelaku="verifikator" waktu="5" satuan="menit" identitas="dikenal" token="ya">
			<kegiatan>Memanggil AMS</kegiatan>
			$3
		</baris>
		<akhir id="beres" nama="Beres" berhasil="ya"/>
		<akhir id="ditolak" nama="Ditolak" berhasil="tidak"/>
	</sop>
	END
	sed -i "s|id=\"$2\"\(.*\) sop=\"[^\"]*\"|id=\"$2\"\1 sop=\"uji/$1.xml\"|" "$T/rules/office/tapin.xml"
}
answers='<jawaban arti="done" kata="SELESAI" label="Selesai" ke="beres"/><jawaban arti="reject" kata="TOLAK" label="Tolak" alasan="ya" ke="ditolak"/><batas hari="60" surat="ingat-tugas" kepada="verifikator"/>'
sop daftar pendaftaran-akun "<tahap id='panggil' tunggu='panggilan' panggil='register' selesai='beres' tanya='atur-ulang' kepada='verifikator' pantau='60'>
	<status kata='NO_CERTIFICATE' ke='beres'/>$answers</tahap>"
sop atur lupa-passphrase "<tahap id='panggil' tunggu='panggilan' panggil='send_reset' selesai='beres' tanya='atur-ulang' kepada='verifikator' pantau='60'>
	<status kata='ISSUE' tautan='ya' ke='beres'/>$answers</tahap>"
sop baca perubahan-data "<tahap id='panggil' tunggu='status' tanpa='orang' lain='orang'><status kata='ISSUE' ke='beres'/><batas jam='4' ke='orang'/></tahap>
	<tahap id='orang' tunggu='jawaban' tanya='atur-ulang' kepada='verifikator'>$answers</tahap>"
sed -i 's/ pemohon="opd"//; s/ sesudah="perubahan-data"//' "$T/rules/office/tapin.xml"
office agent.rules="$T/rules" limits.answers-per-day=10000
n=0
for f in $faults; do
	n=$((n + 1))
	printf 'Pegawai Uji %s;;63050512017%02d%03d;pegawai%d@tapinkab.go.id;;;Dinas Uji\n' $n $n $n $n
done >"$T/rows"
{ echo 'nama;nip;nik;email;hp;jabatan;unit_kerja'; cat "$T/rows"; } >"$T/uji.csv"
loket person import "$T/uji.csv" >/dev/null 2>&1
minutes=490
go() { minutes=$((minutes + ${1:-1})); step "$(printf '23 %02d:%02d' $((minutes / 60)) $((minutes % 60)))" 2>/dev/null; }
quietly() { minutes=$((minutes + ${1:-1})); loket run --once --now "$(full "$(printf '23 %02d:%02d' $((minutes / 60)) $((minutes % 60)))")" 2>>"$T/log" || :; }
quietly
people() { awk -F';' -v q='"' '{ printf "%s{\"nik\":\"%s\",\"email\":\"%s\",\"nama\":\"%s\",\"phone\":\"0812\",\"status\":\"ISSUE\"}", (NR > 1 ? "," : ""), $3, $4, $1 }' "$T/rows"; }
sql() { sqlite3 "$T/state/loket.db" "$1"; }
letters=0
# letter N WORDS: of person N
letter() {
	letters=$((letters + 1))
	printf 'From: Pegawai Uji %d <pegawai%d@tapinkab.go.id>\nTo: tte@tapinkab.go.id\nSubject: %s\nMessage-ID: <u%d@tapinkab.go.id>\nDate: Mon, 23 Nov 2026 08:00:00 +0800\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\nMohon %s.\n\nNama: Pegawai Uji %d\n' \
		$1 $1 "$2" $letters "$2" $1 >"$T/letter.eml"
	rig_deliver tte "$T/letter.eml"
}
# begin OPERATION: what AMS knows, and what came before
begin() {
	op=$1
	ams reset >/dev/null
	[ "$op" = register ] || ams seed "{\"users\":[$(people)]}" >/dev/null
	sql "SELECT coalesce(max(id), 0) FROM cases" >"$T/before"
}
# as many runs as it takes: a server that fails is left alone for a while, which ends a run. until SQL: what is still owed
runs() {
	turn=0
	while [ $turn -lt 60 ]; do
		turn=$((turn + 1))
		quietly 3
		[ "$(sql "SELECT count(*) FROM outbox WHERE kind = 'ams' AND (state = 'sending' OR state = 'ready' AND (what <> 'status' OR attempts > 0))")" != 0 ] || break
	done
	ams log >"$T/calls.json"
}
# cells OPERATION WORDS PATH: letters of all, a fault for each, then time
cells() {
	begin "$1"
	i=0
	for f in $faults; do
		i=$((i + 1))
		[ "$f" = none ] || ams fault "{\"path\":\"$3\",\"kind\":\"$f\",\"who\":\"pegawai$i@tapinkab.go.id\",\"count\":1,\"seconds\":2}" >/dev/null
		letter $i "$2"
	done
	runs
}
# tokens: one after the other, since a renewal of the token is nobody's. What was lost with it a person brings back by logging in.
tokens() {
	begin token
	i=0
	for f in $faults; do
		i=$((i + 1))
		ams fault '{"path":"/api/rest","kind":"expired_token","count":1}' >/dev/null
		[ "$f" = none ] || ams fault "{\"path\":\"/realms\",\"kind\":\"$f\",\"count\":1,\"seconds\":2}" >/dev/null
		letter $i 'perubahan data di AMS'
		quietly 3
		quietly 3
		ams fault '{"kind":"none"}' >/dev/null
		ams_login >/dev/null 2>&1
		quietly 3
	done
	runs
}
# wrong_certificate: each operation against a server with another's certificate, then against the right one
wrong_certificate() {
	(cd "$RIG_DIR" && rig_certificate amsbad DNS:other.example ca -1 30) || bail 'no certificate'
	settings $(ams_conf) ams.register=yes $(ams_portal_conf)
	ams_login >/dev/null 2>&1
	good_port=$AMS_PORT good_pid=$AMS_PID good_dir=$AMS_DIR
	rig_ams "$T/ams-bad" --tls-cert "$RIG_DIR/amsbad.pem" --tls-key "$RIG_DIR/amsbad.key" || bail 'no stand-in'
	bad_port=$AMS_PORT bad_pid=$AMS_PID
	AMS_PORT=$good_port AMS_PID=$good_pid AMS_DIR=$good_dir
	begin tls
	settings ams.driver=portal ams.portal=allowed ams.decision=1 ams.host=localhost ams.port=$bad_port ams.tls=implicit ams.ca-file="$RIG_CA" \
		ams.user=loket ams.password-file="$AMS_DIR/ams-password" ams.register=yes ams.portal-host=localhost ams.portal-port=$bad_port ams.login-host=localhost \
		ams.login-port=$bad_port ams.portal-ca-file="$RIG_CA" ams.token-file="$AMS_DIR/token"
	letter 1 'pendaftaran akun AMS'	# whom AMS knows already: refused, as soon as it can be asked
	letter 2 'reset passphrase'
	letter 3 'perubahan data di AMS'
	quietly 3
	is "$("$AMSSIM" --ctl "tls:$bad_port" "$AMS_TOKEN" /_sim/log | grep -o '"path"' | wc -l)" 0 'a server with another certificate is asked nothing'
	is "$(sql "SELECT count(*) FROM outbox WHERE kind = 'ams' AND state = 'ready'")" 3 'and all three wait'
	settings $(ams_conf) ams.register=yes $(ams_portal_conf)
	runs
	kill "$bad_pid"
}
# is_cell N FAULT 'STATE TO-DOS EFFECTS'
is_cell() {
	got=$(sql "SELECT coalesce('.' || c.akhir, c.tahap) FROM cases c JOIN address a ON a.person_id = c.owner_id WHERE a.address = 'pegawai$1@tapinkab.go.id' AND c.id > $(cat "$T/before")")
	todo=$(sql "SELECT count(*) FROM task t JOIN cases c ON c.id = t.case_id JOIN address a ON a.person_id = c.owner_id WHERE a.address = 'pegawai$1@tapinkab.go.id' AND t.state = 'open' AND c.id > $(cat "$T/before")")
	effects=$(perl -MJSON::PP -e 'local $/; print scalar grep { $_->{effect} && $_->{who} eq $ARGV[0] } @{decode_json(<STDIN>)}' "pegawai$1@tapinkab.go.id" <"$T/calls.json")
	is "$got $todo $effects" "$3" "$op, $2: state, to-dos and effects are $3"
}
close_all() { for c in $(sql "SELECT number FROM cases WHERE closed_at IS NULL"); do loket case close "$c" >/dev/null 2>&1; done; quietly; }
# An effect: how each fault ends. STATE TO-DOS EFFECTS
ends_effect() {
	case $1 in
	none | 429 | 503 | timeout_after | drop_after_effect | html_200 | html_502 | wrong_type | list | truncated | huge | drip) echo '.beres 0 1' ;;
	*) echo 'panggil 1 0' ;;
	esac
}
# Reading: only where the server says no for good does a person look; else it is asked again.
ends_reading() {
	case $op-$1 in
	search-404 | search-refusal | detail-404 | detail-refusal) echo 'orang 1 0' ;;
	*) echo '.beres 0 0' ;;
	esac
}
settings() { rig_conf "$T/loket.conf" agent.rules="$T/rules" limits.answers-per-day=10000 ams.timeout=1 "$@"; }
began=$(now_ms)
for operation in $OPERATIONS; do
	how=ends_reading
	case $operation in
	register) settings $(ams_conf) ams.register=yes; how=ends_effect; cells register 'pendaftaran akun AMS' /api/v2/user/registration ;;
	status) settings $(ams_conf); cells status 'perubahan data di AMS' /api/v2/user/check ;;
	status-v1) settings $(ams_conf) ams.version=1; cells status-v1 'perubahan data di AMS' /api/user/status ;;
	profile) settings $(ams_conf) ams.profile=yes; cells profile 'perubahan data di AMS' /api/user/profile ;;
	send_reset) settings $(ams_portal_conf); ams_login >/dev/null 2>&1; how=ends_effect; cells send_reset 'reset passphrase' /api/rest/manage/cert/passphrase ;;
	search) settings $(ams_portal_conf); ams_login >/dev/null 2>&1; cells search 'perubahan data di AMS' /api/rest/manage/user/list ;;
	detail) settings $(ams_portal_conf); ams_login >/dev/null 2>&1; cells detail 'perubahan data di AMS' /api/rest/manage/user/details ;;
	token) settings $(ams_portal_conf); ams_login >/dev/null 2>&1; tokens ;;
	tls)
		wrong_certificate
		op='wrong certificate'
		is_cell 1 register 'panggil 1 0'
		is_cell 2 send_reset '.beres 0 1'
		is_cell 3 status '.beres 0 0'
		close_all
		continue ;;
	*) bail "no operation $operation" ;;
	esac
	i=0
	for f in $faults; do
		i=$((i + 1))
		is_cell $i "$f" "$($how "$f")"
	done
	diag "$operation: $i faults, $turn runs, $(($(now_ms) - began)) ms so far"
	close_all
done
whole
rig_ams_stop
done_testing
