#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The contact of an OPD: told at once of a reminder that came back, one mail for all; reminded in the owner's place from then on; asked with the
# verifikator when somebody needs his certificate no more.
. "$(dirname "$0")/lib.sh"
cp -r "$TOP/rules" "$T/rules"
sed -i 's|<portal-reset>|<opd nama="Dinas Pertanian" email="pertanian@tapinkab.go.id"/><opd nama="Dinas Sosial" email="sosial@tapinkab.go.id"/>\n&|' "$T/rules/office/tapin.xml"
office agent.rules="$T/rules" report.summary=13:00
# mails_saying WHO ERE: to WHO, whose text says that;  with WHO: what WHO got, but for the month's list
mails_saying() { for f in $(rig_mails "$(address "$1")"); do mail text "$f" | tr '\n' ' ' | grep -Eq "$2" && echo "$f"; done; }
with() { tell mails "$(address "$1")" <"$T/outbox.json" | tr ' ' '\n' | grep -vx sertifikat-opd | paste -sd' '; }
# bounce WHO: the last mail to WHO comes back for good
bounce() {
	sh "$TOP/tests/rig/dsn.sh" "$1.$sent_n" "$(mail id "$(last "$1")")" "$(address "$1")" >"$T/letter.eml"
	send '' "$T/letter.eml"
}
cat >"$T/c.csv" <<-END
nama;email;opd;sampai
;siti@tapinkab.go.id;;25-12-2026
Dewi Lestari;dewi@tapinkab.go.id;dinas pertanian;25-12-2026
;budi@tapinkab.go.id;;25-12-2026
Joko Purnomo;joko@tapinkab.go.id;Dinas Sosial;25-12-2026
Tono Wijaya;tono@tapinkab.go.id;Dinas Sosial;25-12-2026
Rina Amelia;rina@tapinkab.go.id;Dinas Sosial;25-12-2026
END
loket cert import "$T/c.csv" >/dev/null 2>&1
step '23 08:30'
step '25 08:00'
is "$(with siti)|$(with dewi)|$(with budi)|$(with joko)" 'periksa-data|periksa-data|periksa-data|periksa-data' 'all are reminded'

# ---- what comes back
bounce siti
bounce dewi
bounce budi
step '25 08:10'
is "$(with pertanian)" sertifikat-tak-sampai 'two of one OPD came back: its contact hears of both at once, in one mail'
is "$(mails_saying pertanian 'tidak sampai, karena.*(Siti Rahmah.*25 Desember 2026.*Dewi Lestari|Dewi Lestari.*Siti Rahmah)' | wc -l)" 1 'by name, and until when'
is "$(with sosial)" '' 'another OPD hears nothing'
step '25 13:00'
like "$(text rudi)" 'Siti Rahmah.*kontak OPD-nya sudah kami beri tahu' 'and the summary says so'
like "$(text rudi)" "Budi Santosa.*$(number 3)($|[^;]*$)" 'who has no contact stands there without'
new dewi 'Re: sertifikat' 'Kotak surat saya sudah normal kembali.'
step '25 14:00'
# the next stage, 11 December
step '12-11 08:00'
is "$(with siti | grep -o pengingat)|$(with dewi | grep -o pengingat)|$(with budi | grep -o pengingat)" '|pengingat|pengingat' 'the next stage: not to the address that refuses, but to who wrote since, and to who has no contact'
is "$(with pertanian | tr ' ' '\n' | grep -c tak-sampai)" 2 'the contact is reminded in her place'
is "$(mails_saying pertanian 'tidak sampai, karena' | wc -l) $(mails_saying pertanian 'tidak sampai, karena.*Dewi' | wc -l)" '2 1' 'and of her alone'
is "$(sqlite3 "$T/state/loket.db" "SELECT group_concat(stage || ':' || state || ':' || coalesce(contact, '-'), ' ') FROM (SELECT * FROM reminder WHERE certificate_id = 1 ORDER BY stage)")" \
	'-60:passed:- -30:sent:told -14:sent:told' 'each stage once, and told'

# ---- needed no more
re joko PINDAH
re tono 'Saya sudah pensiun'
re rina 'TIDAK PERLU'
step '12-11 09:00'
j=$(loket case list --json | grep 'Joko' | grep -o 'TTE-2026-[0-9]*' | head -n 1)
t=$(loket case list --json | grep 'Tono' | grep -o 'TTE-2026-[0-9]*' | head -n 1)
r=$(loket case list --json | grep 'Rina' | grep -o 'TTE-2026-[0-9]*' | head -n 1)
for who in joko:$j rina:$r; do case_is "${who#*:}" lepas "${who%:*}: a question"; done
like "$(state "$t")" 'lepas|periksa-data' 'tono: asked what he meant, or a question'
[ "$(state "$t")" = lepas ] || { re tono 'PENSIUN'; step '12-11 09:10'; case_is "$t" lepas 'tono: a question'; }
is "$(with nurul | tr ' ' '\n' | grep -c '^lepas$')|$(with sosial | tr ' ' '\n' | grep -c '^lepas-opd$')" '3|3' 'each to the verifikator and to the contact of the OPD'
is "$(mails_saying nurul 'OPD-nya kami tanya juga' | wc -l)" 3 'she knows that the OPD is asked'
# of SUBJECT-NAME: the question about that person to the contact
of() { mails_saying sosial "$1.*menjawab pengingat" | tail -n 1; }
re_to "$(of Joko)" orang 'BENAR'
step '12-11 09:20'
case_is "$j" lepas 'the code from another address decides nothing'
re_to "$(of Joko)" sosial 'Benar, sudah pindah ke provinsi'
step '12-11 09:30'
case_is "$j" lepas 'what is not understood whole decides nothing'
like "$(with sosial)" 'belum-dipahami' 'and is asked about'
re_to "$(of Joko)" sosial 'BENAR'
step '12-11 09:40'
case_is "$j" .dilepas 'the OPD confirms: the reminders have ended'
like "$(with nurul)" 'dijawab-rekan' 'the verifikator hears that it is settled'
like "$(with joko)" 'dilepas' 'and he does'
is "$(loket cert list --person joko@tapinkab.go.id --json | tell get next)" '-' 'none is to come'
re_to "$(of Rina)" sosial 'PERPANJANG'
step '12-11 09:50'
case_is "$r" periksa-data 'still needed, the OPD says: she is asked again'
re_to "$(mails_saying nurul 'Tono.*tidak diperlukan lagi' | tail -n 1)" nurul SELESAI
step '12-11 10:00'
case_is "$t" .dilepas 'or the verifikator was first'
re_to "$(of Tono)" sosial 'PERPANJANG'
step '12-11 10:10'
case_is "$t" .dilepas 'then what the contact says changes nothing'
step '12-18 08:00'
is "$(with joko | tr ' ' '\n' | grep -c pengingat) $(with tono | tr ' ' '\n' | grep -c pengingat)" '1 1' 'the next stage: nothing for who needs none'
whole
done_testing
