#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The register and its reminders: import, stages over weekends and holidays, an outage, an answer, a renewal, once whatever happens.
. "$(dirname "$0")/lib.sh"
office
certificates_seen() { sqlite3 "$T/state/loket.db" "SELECT group_concat(code || ' ' || coalesce(code2, '-'), ' ') FROM (SELECT j.* FROM journal j JOIN cases c ON c.id = j.case_id WHERE c.number = '$1' AND j.kind = 'case.certificate' ORDER BY j.seq)"; }
certs() { printf 'email;nip;serial;terbit;berakhir;status\n' >"$T/certs.csv"; cat >>"$T/certs.csv"; }
certs <<-END
siti@tapinkab.go.id;198703122011012004;0A1B2C;2025-01-23;22 Januari 2027;issue
budi@tapinkab.go.id;;0a1b2d;26-12-2024;25-12-2026;ISSUE
nurul@tapinkab.go.id;;0a1b2e;;01/11/2026;EXPIRED
nobody@tapinkab.go.id;;0a1b2f;;2027-01-01;ISSUE
END
exits 75 'the agent is down: the wish waits' loket cert import --skip-bad "$T/certs.csv"
like "$(cat "$T/err")" 'certs.csv:5: names nobody on record' 'a line about nobody is told'
step '23 08:05'
is "$(loket cert list --json | tell get berakhir next)" '2026-11-01 - 2026-12-25 2026-11-25 (-30) 2027-01-22 2026-12-23 (-30)' 'the stages still to come' || loket cert list
mails_are siti '' 'sixty days before is today, at the opening; it has passed when the import came'
# the first import is quiet about what is past
step '23 08:30'
is "$(loket outbox list --all --json | tell get what)" berakhir 'no flood on day one: one list for the admin'

# stage -30 of budi (25 December): 25 November
step '25 07:00'
mails_are budi '' 'the office is closed'
step '25 08:00'
mails_are budi periksa-data 'thirty days before: a renewal is open and budi is asked'
b=$(number 1)
case_is $b periksa-data 'in a case'
like "$(text budi)" '25 Desember 2026' 'which names the day'
like "$(text budi)" 'Kami membuka' 'and who began it'
step '25 15:00'
mails_are budi periksa-data 'once'
# -14 is 11 December (Friday); -7 is 18 December
step '12-11 07:00'
mails_are budi periksa-data 'not before the opening'
step '12-11 07:31'
mails_are budi 'periksa-data pengingat' 'fourteen days before: asked again in the same case'
re budi 'SESUAI'
step '12-11 08:00'
case_is $b ajukan 'and answered from the reminder'
re budi 'SUDAH'
step '12-11 08:30'
case_is $b verifikasi 'he has requested it'
step '12-18 08:00'
mails_are budi 'periksa-data pengingat ajukan' 'seven days before: his case is under way, he is left alone'
re nurul SELESAI
step '12-18 09:00'
re budi 'SUDAH'
step '12-18 10:00'
case_is $b .selesai 'closed by what people say, without AMS'
is "$(loket cert list --person budi@tapinkab.go.id --json | tell get status berakhir source)" 'ISSUE 2028-12-17 estimated' 'the new certificate is entered, its end reckoned'
like "$(loket remind --dry-run)" 'a renewal is opened, and the owner asked' 'remind --dry-run says what will be'
like "$(loket remind --dry-run)" 'all its stages are over' 'and why another is not'

# an outage over several stages of siti (22 January): -30 = 23 December, -14 = 8 January, -7 = 15 January
step '2027-01-18 09:00'
mails_are siti periksa-data 'after an outage only the latest stage speaks'
is "$(sqlite3 "$T/state/loket.db" "SELECT group_concat(stage || ':' || state, ' ') FROM (SELECT * FROM reminder WHERE certificate_id = 1 ORDER BY stage)")" \
	'-60:passed -30:passed -14:passed -7:sent' 'the others have passed'

# a newer certificate ends the reminders
certs <<-END
siti@tapinkab.go.id;;0ffff1;2027-01-18;2029-01-17;ISSUE
END
s=TTE-2027-000001 asked=$(last siti)
case_is $s periksa-data 'her case is open'
exits 75 'a newer one is imported' loket cert import "$T/certs.csv"
step '2027-01-18 09:30'
case_is $s .sudah-diperbarui 'a newer certificate in the register ends the open case'
mails_are siti 'periksa-data sudah-diperbarui' 'she hears it, in one mail'
like "$(text siti)" '17 Januari 2029' 'until when the new one is valid'
is "$(certificates_seen $s)" 'import -' 'the journal says what told of it'
re_to "$asked" siti SESUAI
step '2027-01-22 09:00'
case_is $s .sudah-diperbarui 'the code of its question decides nothing any more'
mails_are siti 'periksa-data sudah-diperbarui sudah-dijawab' 'and is answered'
step '2027-01-25 09:00'
step '2027-01-29 09:00'
mails_are siti 'periksa-data sudah-diperbarui sudah-dijawab' 'no reminder of the old one any more'
like "$(loket remind --dry-run)" 'a newer certificate has taken its place' 'and remind says so'

# ---- more that the register learns while renewals are open
cat >"$T/certs.csv" <<-END
	nama;email;serial;berakhir
	Dewi Lestari;dewi@tapinkab.go.id;0a2b01;2027-03-05
	Joko Purnomo;joko@tapinkab.go.id;0a2b02;2027-03-05
	Ani Wulandari;ani@tapinkab.go.id;0a2b03;2027-03-05
	Bima Saputra;bima@tapinkab.go.id;0a2b04;2027-03-05
	END
loket cert import "$T/certs.csv" >/dev/null 2>&1
step '2027-01-29 09:10'
step '2027-02-03 09:00'
case_of() { sqlite3 "$T/state/loket.db" "SELECT c.number FROM cases c JOIN address a ON a.person_id = c.owner_id WHERE a.address = '$1@tapinkab.go.id' ORDER BY c.id DESC LIMIT 1"; }
re dewi SESUAI; re joko PINDAH
step '2027-02-03 09:10'
re dewi SUDAH
step '2027-02-03 09:20'
case_is "$(case_of dewi)" verifikasi 'one is requested and waits for the verifikator'
case_is "$(case_of joko)" lepas 'one may not be needed any more'
task=$(for f in $(rig_mails "$(address nurul)"); do grep -q "$(case_of joko)" "$f" && echo "$f"; done | tail -n 1)
before=$(count nurul)
certs <<-END
dewi@tapinkab.go.id;;0a3b01;;2029-02-02;ISSUE
joko@tapinkab.go.id;;0a3b02;;2029-02-02;ISSUE
ani@tapinkab.go.id;;0a3b03;;2029-01-30;ISSUE
ani@tapinkab.go.id;;0a3b05;;2029-02-01;ISSUE
bima@tapinkab.go.id;;0ffff1;;2029-02-02;ISSUE
nurul@tapinkab.go.id;;0a3b06;;2029-02-02;ISSUE
END
loket cert import "$T/certs.csv" >/dev/null 2>&1
step '2027-02-03 09:30'
case_is "$(case_of dewi)" .selesai 'what the verifikator was at is a renewal of the office: so says the SOP'
case_is "$(case_of joko)" .sudah-diperbarui 'the other went by'
mails_are joko 'periksa-data sudah-diperbarui' 'whose owner hears it'
is "$(($(count nurul) - before)) $(tell mails nurul@tapinkab.go.id <"$T/outbox.json" | tr ' ' '\n' | tail -n 2 | sort | paste -sd' ')" '2 dikerjakan sudah-diperbarui' 'the verifikator hears of each, once'
like "$(for f in $(rig_mails "$(address nurul)"); do mail text "$f"; done)" 'Joko Purnomo.*tidak perlu dikerjakan lagi|tidak perlu dikerjakan lagi' 'that it need not be done'
re_to "$task" nurul SELESAI
case_is "$(case_of ani)" periksa-data 'two new ones of one person: nothing is ended'
mails_are ani 'periksa-data sertifikat-belum-pasti' 'who is asked hears what the register shows'
like "$(text ani)" 'lebih dari satu, terakhir berlaku sampai 1 Februari 2029' 'both'
is "$(certificates_seen "$(case_of ani)")" 'import dua-sertifikat' 'and so does the journal'
case_is "$(case_of bima)" periksa-data 'a serial of somebody else: nothing is ended'
mails_are bima 'periksa-data sertifikat-belum-pasti' 'he hears it'
unlike "$(text bima)" '2029|Siti' 'and nothing of whose it is'
loket cert import "$T/certs.csv" >/dev/null 2>&1
step '2027-02-03 09:40'
case_is "$(case_of joko)" .sudah-diperbarui 'the code of an ended case is void'
mails_are ani 'periksa-data sertifikat-belum-pasti' 'the same file once more is no news'

# ---- a case that ends without a new certificate: the next stage (-14: 19 February) opens another
re bima BATAL
step '2027-02-03 09:50'
re bima YA
step '2027-02-03 10:00'
case_is "$(case_of bima)" .dibatalkan 'he does not want it now'
step '2027-02-19 09:00'
case_is "$(case_of bima)" periksa-data 'the stages go on all the same: he is asked again'
is "$(tell mails bima@tapinkab.go.id <"$T/outbox.json" | tr ' ' '\n' | grep -c '^periksa-data$')" 2 'in a case of its own'

# ---- an end that was only reckoned (budi, 17 December 2028): asked at the stage of sixty days, and said to be what it is
step '2028-10-18 09:00'
like "$(text budi)" '17 Desember 2028.{0,20}perkiraan' 'sixty days before an estimated end its owner is asked, and told that it is one'
case_is "$(case_of budi)" periksa-data 'in a case'
# bad files
certs <<-END
siti@tapinkab.go.id;;zz;;2027-13-01;MERAGUKAN
END
exits 65 'a file with mistakes is refused whole' loket cert import "$T/certs.csv"
like "$(cat "$T/err")" 'serial: must be' 'each mistake is told'
like "$(cat "$T/err")" 'sampai: is no date' 'each'
like "$(cat "$T/err")" 'status: is not understood' 'of them'
judged
whole
done_testing
