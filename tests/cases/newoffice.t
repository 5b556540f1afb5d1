#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Another office by files alone: Kabupaten Contoh with its own SOP, roles, hours and words; nothing is compiled. One case from letter to end.
. "$(dirname "$0")/lib.sh"
mkdir -p "$T/rules/sop/contoh"
cp -r "$TOP/rules/letter" "$TOP/rules/calendar" "$T/rules"
cp -r "$TOP/templates" "$T/templates"
mkdir "$T/rules/office"

sed -e 's/id="tapin" zona="WITA" menit="480"/id="contoh" zona="WIB" menit="420"/' "$TOP/rules/calendar/tapin.xml" >"$T/rules/calendar/contoh.xml"
cat >"$T/rules/office/contoh.xml" <<'END'
<kantor id="contoh" nama="Dinas Kominfo Kabupaten Contoh" singkat="Diskominfo Contoh" kabupaten="Kabupaten Contoh" kalender="contoh">
	<domain nama="tapinkab.go.id"/>
	<layanan id="pencabutan" kata="CABUT" nama="pencabutan sertifikat elektronik" sop="contoh/pencabutan.xml"/>
	<layanan id="lupa-passphrase" kata="LUPA" nama="reset passphrase TTE"/>
	<peran id="verifikator" nama="Verifikator Contoh"/>
	<peran id="helpdesk" nama="Petugas helpdesk Contoh"/>
	<tujuan>Data hanya dipakai untuk melayani permohonan ini</tujuan>
	<dasar-pdp>Undang-Undang Nomor 27 Tahun 2022</dasar-pdp>
	<portal-reset>Di portal AMS</portal-reset>
</kantor>
END
cat >"$T/rules/sop/contoh/pencabutan.xml" <<'END'
<sop id="contoh-pencabutan" layanan="pencabutan" awal="timbang" batal="batal">
	<kepala nama="Pencabutan Sertifikat" nomor="CTH/1/2026" instansi="Dinas Kominfo Kabupaten Contoh" dibuat="2026-01-05"/>
	<pelaku id="pemohon" nama="Pemohon" jenis="pemilik"/>
	<pelaku id="verifikator" nama="Verifikator" jenis="pejabat"/>
	<baris no="1" pelaku="pemohon" waktu="5" satuan="menit" bersama="2">
		<kegiatan>Mengajukan permohonan pencabutan</kegiatan>
	</baris>
	<baris no="2" pelaku="verifikator" waktu="10" satuan="menit" identitas="dikenal" token="ya">
		<kegiatan>Mencabut sertifikat di AMS</kegiatan>
		<tahap id="timbang" tunggu="jawaban" tanya="timbang" kepada="verifikator">
			<kirim surat="diterima" kepada="pemohon"/>
			<jawaban arti="done" kata="SELESAI" label="Sudah dicabut" ke="dicabut"/>
			<jawaban arti="reject" kata="TOLAK" label="Tolak (tulis alasannya)" alasan="ya" ke="ditolak"/>
			<batas hari="1" ulang="ya" surat="ingat-tugas" kepada="verifikator"/>
		</tahap>
	</baris>
	<akhir id="dicabut" nama="Dicabut" berhasil="ya"><kirim surat="dicabut" kepada="pemohon"/></akhir>
	<akhir id="ditolak" nama="Ditolak" berhasil="tidak"><kirim surat="ditolak" kepada="pemohon"/></akhir>
	<akhir id="batal" nama="Dibatalkan" berhasil="tidak"><kirim surat="dibatalkan" kepada="pemohon"/></akhir>
</sop>
END
printf 'perihal: Pencabutan a.n. {{nama}}\n\nMohon sertifikat **{{nama}}** dicabut di AMS.\n\n{{tombol}}\n' >"$T/templates/timbang.md"
printf 'perihal: Sertifikat sudah dicabut\n\nPermohonan {{nomor}} kepada {{kantor}} sudah selesai.\n' >"$T/templates/dicabut.md"

exits 0 'the files pass' "$LOKET" --now 2026-11-23T08:30:00+07:00 check --rules "$T/rules" --templates "$T/templates"
exits 0 'the document is printed' "$LOKET" sop show --rules "$T/rules" pencabutan
like "$(cat "$T/out")" 'Jumlah waktu: 15 menit' 'with its minutes'
office agent.office=contoh agent.rules="$T/rules" agent.templates="$T/templates"
new siti 'Permohonan pencabutan sertifikat' "Yth. Admin, mohon sertifikat elektronik saya dicabut.\nNama: $(name siti)\nNIP: $(nip siti)"
step '23 10:00'
c=$(number 1)
case_is "$c" timbang 'a letter opens its case'
mails_are siti diterima 'the applicant has her receipt'
like "$(text nurul)" 'dicabut di AMS' 'the verifikator is asked in the words of the office'
like "$(text nurul)" 'SELESAI.*Sudah dicabut' 'with its answers'
re nurul SELESAI
step '23 10:30'
case_is "$c" .dicabut 'done'
like "$(text siti)" 'Dinas Kominfo Kabupaten Contoh' 'the end is told in its name'
new budi 'Lupa passphrase' 'Saya lupa passphrase TTE, mohon direset'
step '23 10:40'
held_is no-sop 'a service without SOP waits for a person'
whole
done_testing
