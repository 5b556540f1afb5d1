#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The register and its reminders: import, stages over weekends and holidays, an outage, an answer, a renewal, once whatever happens.
. "$(dirname "$0")/lib.sh"
office
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
exits 75 'a newer one is imported' loket cert import "$T/certs.csv"
step '2027-01-18 09:30'
step '2027-01-22 09:00'
step '2027-01-25 09:00'
step '2027-01-29 09:00'
mails_are siti periksa-data 'no reminder of the old one any more'
like "$(loket remind --dry-run)" 'a newer certificate has taken its place' 'and remind says so'
# bad files
certs <<-END
siti@tapinkab.go.id;;zz;;2027-13-01;MERAGUKAN
END
exits 65 'a file with mistakes is refused whole' loket cert import "$T/certs.csv"
like "$(cat "$T/err")" 'serial: must be' 'each mistake is told'
like "$(cat "$T/err")" 'sampai: is no date' 'each'
like "$(cat "$T/err")" 'status: is not understood' 'of them'
whole
done_testing
