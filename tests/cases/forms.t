#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A missing letter is asked for with its form, as DOCX and ODT: filled with what is recorded where the address is on record, else with what
# the requester wrote himself; loket reads each form as that document with those data. An office's own form; marks that are no field.
. "$(dirname "$0")/lib.sh"
cp -r "$TOP/rules" "$TOP/templates" "$T"
office agent.rules="$T/rules" agent.templates="$T/templates"
mkdir "$T/got"
ask() { a_who=$1 a_what=$2; shift 2; new "$a_who" "Permohonan $a_what" "Mohon $a_what.\n\nNama: $(name "$a_who")\nNIP: $(nip "$a_who")\nHP: 081299990011" "$@"; }
# forms WHO: names of what the last mail to him carries, saved in $T/got
forms() { rm -f "$T"/got/*; mail save "$T/got" "$(last "$1")"; }
# says FILE: kind and fields, as loket reads it
says() { loket read --json "$T/got/$1" | perl -MJSON::PP -e 'my $f = decode_json(join "", <>); my $d = $f->{documents}[0];
	print join(" ", $d->{kind}, map { my $n = $_; my $v = $f->{fields}{$n}; $v ? "$n=" . join("|", map { $_->{value} } @$v) : () } qw(nama nip jabatan unit_kerja email hp nik)), "\n"'; }

ask siti 'reset passphrase TTE karena lupa passphrase'
ask joko 'reset passphrase TTE karena lupa passphrase'
ask budi 'penerbitan sertifikat elektronik baru'
ask dewi 'pembuatan email dinas'
step '23 08:40'
mails_are siti kurang-berkas 'asked for'
is "$(forms siti | tr '\n' ';')" 'Formulir Surat pernyataan lupa passphrase.docx;Formulir Surat pernyataan lupa passphrase.odt;' 'surat pernyataan: both formats'
like "$(text siti)" 'Formulirnya terlampir' 'and told so'
like "$(text siti)" 'maks [0-9]+ MB, foto cukup\).*Google Drive, tidak kami buka' 'with how large it may be'
for e in docx odt; do
	is "$(says "Formulir Surat pernyataan lupa passphrase.$e")" \
		"surat-pernyataan nama=$(name siti) nip=$(nip siti) jabatan=Analis Kebijakan unit_kerja=Dinas Pertanian email=siti@tapinkab.go.id hp=081200000011" \
		"$e: what is recorded, at her address on record; no NIK"
done
# opened in LibreOffice (make forms): one page of A4, with the data where they belong
if [ "${SOFFICE:-}" ]; then
	for e in docx odt; do
		timeout 120 "$SOFFICE" "-env:UserInstallation=file://$T/libreoffice" --headless --convert-to pdf --outdir "$T" "$T/got/Formulir Surat pernyataan lupa passphrase.$e" >/dev/null 2>&1
		p="$T/Formulir Surat pernyataan lupa passphrase.pdf"
		like "$(pdfinfo "$p" | tr '\n' ' ')" 'Pages: +1 .*A4' "$e: LibreOffice shows one page of A4"
		like "$(pdftotext -layout "$p" - | tr '\n' ' ')" "Nama +: +$(name siti) +NIP +: +$(nip siti) .*Jabatan +: +Analis Kebijakan +Unit kerja +: +Dinas Pertanian .*siti@tapinkab.go.id" "$e: filled"
		unlike "$(pdftotext "$p" -)" '\{\{|\}\}' "$e: no mark is left"
		rm -f "$p"
	done
fi
is "$(forms joko | wc -l)" 2 'not on record'
is "$(says 'Formulir Surat pernyataan lupa passphrase.odt')" "surat-pernyataan nama=$(name joko) nip=$(nip joko) hp=081299990011" 'only what he wrote himself'
is "$(forms budi | tr '\n' ';')" 'Formulir Surat rekomendasi dari pimpinan OPD.docx;Formulir Surat rekomendasi dari pimpinan OPD.odt;' 'surat rekomendasi; for an SK there is no form'
for e in docx odt; do
	like "$(says "Formulir Surat rekomendasi dari pimpinan OPD.$e")" "^surat-rekomendasi nama=$(name budi) nip=$(nip budi) jabatan=Bendahara unit_kerja=Kecamatan Bungur " "$e"
done
is "$(forms dewi | tr '\n' ';')" 'Formulir Surat permohonan dari OPD.docx;Formulir Surat permohonan dari OPD.odt;' 'surat permohonan'
for e in docx odt; do like "$(says "Formulir Surat permohonan dari OPD.$e")" "^surat-permohonan nama=$(name dewi) nip=$(nip dewi)" "$e"; done

# filled in, it comes back
forms siti >/dev/null
re siti 'ini suratnya' --attach "$T/got/Formulir Surat pernyataan lupa passphrase.docx"
step '23 08:45'
case_is "$(number 1)" periksa 'the form completes the case'
is "$(forms siti | wc -l)" 0 'what is complete carries none'

# an office's own
mkdir -p "$T/templates/tapin/formulir"
cp "$T/templates/formulir/surat-rekomendasi.odt" "$T/templates/tapin/formulir/surat-pernyataan.odt"
new siti 'Permohonan pembaharuan data' 'Mohon bantuan' >/dev/null
step '23 08:50'
re joko STATUS
step '23 08:55'
at=$(date -u -d "$NOW + 8 hours + 3 days" '+%m-%d %H:%M')
step "$at"
like "$(tell mails "$(address joko)" <"$T/outbox.json")" 'ingat-berkas$' 'the reminder'
forms joko >/dev/null
like "$(says 'Formulir Surat pernyataan lupa passphrase.odt')" '^surat-rekomendasi ' 'carries the office'"'"'s own form'
like "$(says 'Formulir Surat pernyataan lupa passphrase.docx')" '^surat-pernyataan ' 'and the shared one of the other format'

# loket check
python3 - "$T/templates/formulir/surat-permohonan.docx" <<'END'
import sys, zipfile
p = sys.argv[1]
z = zipfile.ZipFile(p); m = [(i, z.read(i)) for i in z.infolist()]; z.close()
with zipfile.ZipFile(p, 'w') as z:
    for i, b in m:
        z.writestr(i, b.replace(b'{{jabatan}}', b'{{jabtan}}'))
END
exits 78 'a mark that is no field' "$LOKET" --config "$T/loket.conf" --now 2025-11-23T08:30:00+08:00 check
like "$(cat "$T/err")" 'templates/formulir/surat-permohonan\.docx: \{\{jabtan\}\}: isian formulir tidak dikenal' 'is told'
head -c 300 "$TOP/templates/formulir/surat-permohonan.docx" >"$T/templates/formulir/surat-permohonan.docx"
exits 78 'a file cut short' "$LOKET" --config "$T/loket.conf" --now 2025-11-23T08:30:00+08:00 check
like "$(cat "$T/err")" 'templates/formulir/surat-permohonan\.docx: it is no DOCX or ODT' 'is told'
whole
done_testing
