#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# loket cert import: columns and words as offices write them, every mistake in one run, what would change, no flood.
. "$(dirname "$0")/lib.sh"
office
file() { cat >"$T/c.csv"; }
import() { loket cert import "$@" "$T/c.csv"; }
certs() { loket cert list --json | tell get nama status berakhir source; }
printf '\357\273\277Nama,NIP,Email,OPD,Serial,Dari,Sampai,Status\r\nSiti Rahmah,198703122011012004,siti@tapinkab.go.id,Dinas Pertanian,0A1B,31/12/2024,30/12/2026,Aktif\r\n"Dewi Lestari, S.E.",,DEWI@tapinkab.go.id,"Kecamatan Bungur",,,2026-11-20,kedaluwarsa\r\nBudi,,budi@tapinkab.go.id,,,,1 Maret 2027,\r\n' >"$T/c.csv"
is "$(import --dry-run --json 2>/dev/null | tell get change will)" 'new 2026-12-30 ISSUE new person 2026-11-20 EXPIRED new 2027-03-01 ISSUE' 'a dry run shows each line'
is "$(certs)" '' 'and does nothing'
exits 75 'commas, a byte order mark, CRLF, Indonesian words' import
like "$(cat "$T/err")" '1 of them have ended already' 'what has ended already is told'
step '23 08:10'
is "$(loket cert list --json | tell get status berakhir email | tr ' ' '\n' | paste -sd' ')" 'EXPIRED 2026-11-20 dewi@tapinkab.go.id ISSUE 2026-12-30 siti@tapinkab.go.id ISSUE 2027-03-01 budi@tapinkab.go.id' 'all three are in the register' || loket cert list
like "$(loket person list --json)" 'dewi@tapinkab.go.id' 'an owner whom nobody knew is on record'
is "$(loket outbox list --all --json | tell get what)" '' 'no flood: nobody is written to'
file <<-END
	sampai;email;status;serial;nip
	31-02-2027;siti@tapinkab.go.id;aktif;;
	01-03-2027;bukan-alamat;aktif;;
	01-03-2027;;aktif;;
	01-03-2027;lain@tapinkab.go.id;aktif;;
	01-03-2027;siti@tapinkab.go.id;meragukan;;
	01-03-2027;siti@tapinkab.go.id;aktif;xyz;
	01-03-2027;siti@tapinkab.go.id;aktif;;197911052006041007
	01-03-2028;siti@tapinkab.go.id;aktif;;
END
exits 65 'one bad line, and nothing is done' import
is "$(grep -o 'c.csv:[0-9][0-9]*' "$T/err" | sort -u | tr '\n' ' ')" 'c.csv:2 c.csv:3 c.csv:4 c.csv:5 c.csv:6 c.csv:7 c.csv:8 ' 'all bad lines are told' || cat "$T/err"
step '23 08:20'
is "$(loket cert list --person siti@tapinkab.go.id --json | tell get berakhir)" 2026-12-30 'the good one waits too'
is "$(import --dry-run --skip-bad --json 2>/dev/null | tell get change was will)" 'newer 2026-12-30 ISSUE 2028-03-01 ISSUE' 'what would change'
loket cert import --skip-bad "$T/c.csv" >/dev/null 2>"$T/err"
like "$(cat "$T/err")" '7 lines were left out' 'with --skip-bad they are left out'
step '23 08:30'
is "$(loket cert list --person siti@tapinkab.go.id --json | tell get berakhir)" 2028-03-01 'and the good one is done'
# month before day
file <<-END
	email;sampai
	siti@tapinkab.go.id;03/25/2029
	budi@tapinkab.go.id;04/05/2029
END
exits 65 'dates that fit only month/day/year' import
like "$(cat "$T/err")" '--dates=mdy' 'are not guessed'
exits 75 'but taken when that is said' import --dates=mdy
step '23 08:40'
is "$(loket cert list --json | tell get berakhir)" '2026-11-20 2029-03-25 2029-04-05' 'all of the column alike'
printf 'email;sampai\nsiti@tapinkab.go.id;03/25/2029\nbudi@tapinkab.go.id;25/03/2029\n' >"$T/c.csv"
exits 65 'both orders in one column' import
like "$(cat "$T/err")" 'c.csv:2: sampai: is no date' 'the odd one is told'
printf 'PK\003\004rest' >"$T/c.csv"
exits 65 'a workbook' import
like "$(cat "$T/err")" 'CSV UTF-8' 'how to save it as CSV'
printf 'email;kapan\nx@y;2027-01-01\n' >"$T/c.csv"
exits 65 'another header' import
like "$(cat "$T/err")" 'column "kapan": not known' 'with the column'
like "$(cat "$T/err")" 'column sampai.*is missing' 'and what is missing'
exits 64 'no such order' import --dates=ymd

# ---- what had ended before it was known: the admin chooses
file <<-END
	nama;email;sampai
	Ani Wulandari;ani@tapinkab.go.id;2026-03-01
	Bima Saputra;bima@tapinkab.go.id;2025-07-15
	Citra Lestari;citra@tapinkab.go.id;2026-09-30
	Danu Prasetyo;danu@tapinkab.go.id;2026-11-20
	Eka Putri;eka@tapinkab.go.id;2026-05-05
END
exits 75 'five that have ended, one of them a few days ago' import
step '23 09:00'
is "$(tell mails admin@tapinkab.go.id <"$T/outbox.json" | tr ' ' '\n' | grep -c berakhir)" 1 'one list for the admin'
list=$(last rudi)
is "$(mail text "$list" | grep -o '\*\*[0-9]\.\*\* [A-Z][a-z]*\|[0-9]\. [A-Z][a-z]*' | tr -d '*' | paste -sd' ')" '1. Citra 2. Eka 3. Ani 4. Bima' 'numbered; who still gets a reminder after the end is not in it'
is "$(for w in ani bima citra danu eka; do tell mails "$w@tapinkab.go.id" <"$T/outbox.json"; done)" '' 'no flood: their owners are not written to'
re_to "$list" rudi '1 PERPANJANG\n2, 4 LEPAS; 9 LEPAS'
step '23 09:10'
is "$(tell mails citra@tapinkab.go.id <"$T/outbox.json")|$(tell mails eka@tapinkab.go.id <"$T/outbox.json")" 'periksa-data|' 'whom the admin chose is asked to renew, and nobody else'
like "$(text rudi)" '9 LEPAS.*tidak ada di daftar' 'each number is answered'
is "$(sqlite3 "$T/state/loket.db" "SELECT group_concat(d.nama, ', ') FROM (SELECT p.nama FROM certificate c JOIN person_data p USING (person_id) WHERE c.released ORDER BY p.nama) AS d")" 'Bima Saputra, Eka Putri' 'who needs none is left alone for good'
re_to "$list" rudi '3 PERPANJANG, 1 PERPANJANG'
step '23 09:20'
like "$(text rudi)" 'PERPANJANG atau LEPAS saja' 'two decisions in one line are not guessed'
re_to "$list" rudi '3 PERPANJANG\n1 LEPAS'
step '23 09:30'
is "$(tell mails ani@tapinkab.go.id <"$T/outbox.json")" periksa-data 'the list stays open for those that were not chosen'
exits 75 'imported once more' import
step '23 09:40'
is "$(tell mails admin@tapinkab.go.id <"$T/outbox.json" | tr ' ' '\n' | grep -cx berakhir)" 1 'no second list'
whole
done_testing
