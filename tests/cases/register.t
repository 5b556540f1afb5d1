#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# An operation of AMS with an effect (register), owed by a case: every fault of the service once. By the service's own log at most one effect for
# one case; exactly one where the fault clears; what may have happened is asked of AMS, and goes to a person only when it cannot be seen there.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/rig/ams.sh"
rig_ams "$T/ams" --now 2026-11-23T08:00:00+08:00 || bail 'the stand-in for AMS does not start'
cp -r "$TOP/rules" "$T/rules"
mkdir "$T/rules/sop/uji"
cat >"$T/rules/sop/uji/daftar.xml" <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<!-- SOP untuk uji: pendaftaran akun lewat layanan AMS. -->
<sop id="uji-daftar" layanan="pendaftaran-akun" awal="daftar">
	<kepala nama="Uji" nomor="1/2/3" instansi="Uji" dibuat="2026-01-01" disahkan="Uji"/>
	<pelaku id="pemohon" nama="Pemohon" jenis="pemilik"/>
	<pelaku id="verifikator" nama="Verifikator" jenis="pejabat"/>
	<baris no="1" pelaku="verifikator" waktu="5" satuan="menit" identitas="dikenal" token="ya">
		<kegiatan>Mendaftarkan akun</kegiatan>
		<tahap id="daftar" tunggu="panggilan" panggil="register" selesai="terdaftar" tanya="atur-ulang" kepada="verifikator" pantau="60">
			<status kata="NO_CERTIFICATE" ke="terdaftar"/>
			<jawaban arti="done" kata="SELESAI" label="Selesai di AMS" ke="terdaftar"/>
			<jawaban arti="reject" kata="TOLAK" label="Tolak (tulis alasannya)" alasan="ya" ke="ditolak"/>
			<batas hari="2" surat="ingat-tugas" kepada="verifikator"/>
		</tahap>
	</baris>
	<akhir id="terdaftar" nama="Terdaftar" berhasil="ya"/>
	<akhir id="ditolak" nama="Ditolak" berhasil="tidak"/>
</sop>
END
sed -i 's|tapin/pendaftaran-akun.xml|uji/daftar.xml|' "$T/rules/office/tapin.xml"
office agent.rules="$T/rules" $(ams_conf) ams.register=yes
effects() { ams log | grep -o '"effect": *true' | wc -l; }
registers() { ams log | grep -o '"/api/v2/user/registration"' | wc -l; }
n=0
minutes=510
# fault KIND FINAL-STATE EFFECTS CALLS NAME: one case, the fault once, then time
fault() {
	n=$((n + 1))
	ams reset >/dev/null
	[ "$1" = none ] || ams fault "{\"path\":\"/api/v2/user/registration\",\"kind\":\"$1\",\"count\":1}" >/dev/null
	NOW=$(full "23 08:00")
	printf 'From: Pegawai %s <pegawai%s@tapinkab.go.id>\nTo: tte@tapinkab.go.id\nSubject: Pendaftaran akun AMS\nMessage-ID: <p%s@tapinkab.go.id>\nDate: Mon, 23 Nov 2026 08:00:00 +0800\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\nMohon pendaftaran akun AMS.\n\nNama: Pegawai %s\n' \
		$n $n $n $n >"$T/letter.eml"
	send "pegawai$n" "$T/letter.eml"
	for go in 1 2 3 4; do
		minutes=$((minutes + 5))
		step "$(printf '23 %02d:%02d' $((minutes / 60)) $((minutes % 60)))" 2>/dev/null || :
	done
	is "$(state $(number $n))" "$2" "$1: $5" || diag "$(grep -v 'agent up' "$T/log" | tail -n 8)"
	is "$(effects)/$(registers)" "$3/$4" "$1: $3 effects, $4 calls"
}
fault none .terdaftar 1 1 'registered'
fault 503 .terdaftar 1 2 'out of service once: done at the second try'
fault 429 .terdaftar 1 2 'too many calls once: done at the second try'
fault drop_after_effect .terdaftar 1 1 'the answer was lost: AMS is asked, and shows it'
fault html_200 .terdaftar 1 1 'a login page instead of the answer: AMS shows it'
fault html_502 .terdaftar 1 1 'a page of a gateway: AMS shows it'
fault truncated .terdaftar 1 1 'half an answer: AMS shows it'
fault wrong_type .terdaftar 1 1 'an answer of another kind: AMS shows it'
fault list .terdaftar 1 1 'a list: AMS shows it'
fault huge .terdaftar 1 1 'an endless answer: AMS shows it'
fault drop_before_effect daftar 0 1 'lost before it did anything: not seen in AMS, a person does it'
like "$(text nurul)" 'hasilnya tidak terlihat' 'who is told that it may have happened'
fault 500 daftar 0 1 'a fault inside: not seen in AMS, a person does it'
fault 504 daftar 0 1 'a gateway gave up: not seen in AMS, a person does it'
fault redirect daftar 0 1 'sent elsewhere: not followed, a person does it'
re nurul SELESAI
minutes=$((minutes + 5)); step "$(printf '23 %02d:%02d' $((minutes / 60)) $((minutes % 60)))"
case_is $(number $n) .terdaftar 'and says so'
# what only watches changes nothing in AMS
rig_conf "$T/loket.conf" agent.rules="$T/rules" $(ams_conf) ams.register=yes agent.mode=bayangan
fault none daftar 0 0 'mode bayangan: nothing is changed in AMS'
whole
rig_ams_stop
done_testing
