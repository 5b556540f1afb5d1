#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The rights of a person: what is kept of him and to whom it went, all of it for himself, and its end: afterwards what he is known by stands
# nowhere, neither in the store nor in any sealed file, the chain is whole, and a backup of before forgets him again. What was kept as long as the
# office's file says goes by itself.
. "$(dirname "$0")/lib.sh"
STATE=$T/state
${CC:-cc} -o "$T/unseal" "$CASES/unseal.c" $(pkg-config --cflags --libs gnutls) || bail 'unseal.c'
at() { loket "$@" --now "$NOW"; }
sql() { sqlite3 "$STATE/loket.db" "$@"; }
# plain DIR: what the sealed files say, as they are and with each mail's encoding taken off.
plain() {
	for p in $(find "$1/archive" "$1/outbox" -type f); do
		"$T/unseal" "$T/key" "$p" >"$T/plain" || echo "cannot be read: $p"
		cat "$T/plain"; perl "$TOP/tests/rig/mail.pl" text "$T/plain" 2>/dev/null; perl "$TOP/tests/rig/mail.pl" header To "$T/plain" 2>/dev/null
	done
}
# places DIR VALUE...: how often they stand in store, its log, sealed files; small letters
places() {
	p_dir=$1; shift
	for v in "$@"; do printf -- '-e\n%s\n' "$v"; done >"$T/values"
	plain "$p_dir" | tr A-Z a-z | tr -d '\r' >"$T/all"
	p_n=0
	for v in "$@"; do p_n=$((p_n + $(cat "$p_dir"/loket.db* "$T/all" | tr A-Z a-z | grep -acF -- "$v"))); done
	echo $p_n
}
SITI='siti rahmah|198703122011012004|19870312 201101 2 004|6305055203870002|siti@tapinkab.go.id|081200000011'
DEWI='dewi lestari|199105172019032008|dewi@tapinkab.go.id'
of() { IFS='|'; set -- $2 "$1"; unset IFS; for last; do :; done; n=$#; args=; i=0; for v; do i=$((i + 1)); [ $i -lt $n ] && printf '%s\n' "$v"; done; }
left() { of "$1" "$2" >"$T/v"; set --; while IFS= read -r v; do set -- "$@" "$v"; done <"$T/v"; places "${where:-$STATE}" "$@"; }

office agent.erasures="$T/erasures" report.summary=13:00
# ---- a life: letters, papers, refusals in words, a list for several, a question, a letter of somebody else that names her
a_page 'surat pernyataan ratna' >"$T/files/Ratna.pdf"
new ratna 'Permohonan lupa passphrase TTE' 'Saya lupa passphrase TTE, mohon direset.\n\nNama: Ratna Dewi\nNIP: 199004042015032004' --attach "$T/files/Ratna.pdf"
step '23 08:20'
request siti --attach "$photo"
step '23 08:30'
ratna() { sql "SELECT c.number, d.nama, d.nip, w.nama, m.archive, o.archive, n.name, x.subject, count(j.seq) FROM cases AS c JOIN case_data AS d ON d.case_id = c.id JOIN person_data AS w ON w.person_id = c.owner_id
	JOIN message AS m ON m.case_id = c.id JOIN message_data AS x ON x.message_id = m.id JOIN document AS o ON o.case_id = c.id JOIN document_data AS n ON n.document_id = o.id JOIN journal AS j ON j.case_id = c.id WHERE w.nama LIKE 'Ratna%'"; }
re nurul 'TOLAK foto Siti Rahmah, NIP 19870312 201101 2 004, buram'
step '23 08:40'
new siti 'Lupa passphrase lagi' "Saya lupa passphrase TTE, mohon direset. Siti Rahmah, NIP 198703122011012004, HP 0812-0000-0011" --attach "$pdf"
step '23 08:50'
HELO=penipu new orang 'Titip: reset passphrase a.n. Siti Rahmah NIP 19870312 201101 2 004' 'Mohon direset passphrase TTE ibu Siti Rahmah. Tks'
new siti 'Permohonan reset passphrase' 'Mohon direset passphrase TTE pegawai berikut:\n\n1. Budi Santosa, NIP 197911052006041007\n2. Dewi Lestari, NIP 199105172019032008, dewi@tapinkab.go.id\n\nTerima kasih\nSiti Rahmah' --attach "$pdf"
step '23 09:00'
re nurul 'SETUJU 1; TOLAK 2 SK Dewi Lestari belum ada'
step '23 09:10'
re siti 'Kapan kira-kira selesai? Siti Rahmah'
step '23 09:20'
step '23 13:05'
step '23 13:20'
ok 'a summary names the letter of somebody else' grep -rqs 'Siti Rahmah' "$RIG_DIR/mail/admin@tapinkab.go.id"
exits 0 'a backup of before' at backup "$T/before.loket"

# ---- which data, since when, to whom
exits 0 'access' at person access siti@tapinkab.go.id
like "$(cat "$T/out")" 'nip +\*{14}2004' 'numbers are masked'
unlike "$(cat "$T/out")" '198703122011012004|6305055203870002' 'all of them'
like "$(cat "$T/out")" 'surat keluar +periksa +nurul@tapinkab.go.id \(verifikator\) +TTE-2026-000002' 'to whom it went, when, in which case'
like "$(cat "$T/out")" 'berkas +.*IMG-20261123' 'papers too'
exits 0 'export' at person export siti@tapinkab.go.id --json
like "$(cat "$T/out")" '"nik": "6305055203870002"' 'numbers in full, for herself'
like "$(cat "$T/out")" '"isi": "nip: 198703122011012004"' 'also what her letters said'
exits 0 'for a spreadsheet' at person export siti@tapinkab.go.id --csv "$T/siti.csv"
like "$(cat "$T/siti.csv")" '^nik;6305055203870002;' 'the same'
is "$(stat -c %a "$T/siti.csv")" 600 'for one reader'
exits 64 'one of the two' at person export siti@tapinkab.go.id
exits 65 'nobody of that address' at person access nobody@tapinkab.go.id

# ---- what stands in the way
NOW=$(full '23 13:30')
erase() { loket person erase "$1" --yes >"$T/out" 2>&1; step "$2"; sql "SELECT answer FROM event WHERE verb = 'person.erase' ORDER BY id DESC LIMIT 1"; }
exits 64 'not without saying so' at person erase siti@tapinkab.go.id
like "$(erase nurul@tapinkab.go.id '23 13:31')" 'holds a role' 'not who holds a role'
like "$(erase siti@tapinkab.go.id '23 13:32')" 'TTE-2026-00000[0-9] is open; close it first' 'not with an open case'
is "$(sql "SELECT group_concat(n, '') FROM (SELECT count(*) AS n FROM doom_case UNION ALL SELECT count(*) FROM doom_value UNION ALL SELECT count(*) FROM doomed)")" 000 'nothing of the try is left'
is "$(sql "SELECT count(*) FROM journal WHERE kind = 'person.shown'")" 3 'who took data out stands in the journal'
for n in $(loket case list --json | tell get number); do loket case close "$n" --reason x >/dev/null 2>&1; done
step '23 13:40'
ok 'she stands in many places' [ "$(left siti "$SITI")" -ge 30 ]
files=$(find "$STATE/archive" "$STATE/outbox" -type f | wc -l)
rows=$(sql 'SELECT count(*) FROM journal') others=$(ratna)
like "$others" 'Ratna Dewi\|199004042015032004\|Ratna Dewi\|[0-9a-f]{64}\|[0-9a-f]{64}\|Ratna.pdf\|Permohonan' 'beside her somebody else'

# ---- the end of it
said=$(erase siti@tapinkab.go.id '23 13:50')
like "$said" 'person 3 is erased: [1-9].* cases, [1-9].* letters, [1-9].* documents, [1-9].* mails .*journal row [0-9]+$' 'the proof says how much, and where it stands'
is "$(sql "SELECT kind || ' ' || person_id FROM journal WHERE seq = ${said##* }")" 'person.erase 3' 'there'
is "$(left siti "$SITI")" 0 'nothing of her is left, in the store, its log, or a sealed file'
diag "$(grep -acF 'siti rahmah' "$T/all") of $(find "$STATE/archive" "$STATE/outbox" -type f | wc -l) files, of $files before"
ok 'files are gone' [ "$(find "$STATE/archive" "$STATE/outbox" -type f | wc -l)" -lt "$files" ]
is "$(sql 'SELECT count(*) FROM doomed')" 0 'and off the list'
is "$(ratna)" "$others" 'of somebody else nothing is'
for f in $(sql "SELECT archive FROM message WHERE archive IS NOT NULL UNION SELECT archive FROM document WHERE archive IS NOT NULL"); do [ -e "$STATE/archive/$(printf %.2s "$f")/$f" ] || echo "$f"; done >"$T/missing"
is "$(cat "$T/missing")" '' 'every file that a row names is there'
whole
ok 'no row of the journal is gone' [ "$(sql 'SELECT count(*) FROM journal')" -gt "$rows" ]
is "$(sql "PRAGMA foreign_key_check; PRAGMA integrity_check")" ok 'the store is sound'
like "$(cat "$T/erasures")" '^2026-11-23T05:5.* person 3 of [0-9]+$' 'the list outside has her number, no name'
for c in 'case list --all' 'case show TTE-2026-000002' 'held list' 'person list' 'outbox list --all' 'role list' 'remind --dry-run' "case export TTE-2026-000002 --to $T" "report --csv $T/csv --month 2026-11"; do
	exits 0 "$c goes on" at $c
done
unlike "$(loket person list)" 'Siti' 'she is on no list'
exits 65 'a second time' at person access 3
request siti
step '23 14:00'
like "$(loket case list --json | tail -n 1)" '"owner":"Siti Rahmah' 'when she writes again, she is somebody new'
ok 'and on record from this letter only' [ -z "$(sql "SELECT nik FROM person_data WHERE nama LIKE 'Siti%'" | tr -d '\n')" ]

# ---- a backup of before, and an erasure that was noted and not carried out
mv "$STATE" "$T/lost"
exits 0 'restored from the backup of before' at restore "$T/before.loket"
is "$(left siti "$SITI")" 0 'she is forgotten there too'
whole
is "$(sql "SELECT code FROM journal WHERE kind = 'person.erase'")" again 'the journal says so'
rm -rf "$STATE"; mv "$T/lost" "$STATE"
dewi=$(sql "SELECT person_id || ' of ' || created_at FROM person_data JOIN person ON id = person_id WHERE nama LIKE 'Dewi%'")
ok 'somebody known from a letter' [ "$(left dewi "$DEWI")" -ge 1 ]
echo "2026-11-23T06:00:00+00:00 person $dewi" >>"$T/erasures"
printf '2026-11-23T06:00' >>"$T/erasures"
step '23 14:10'
is "$(sql "SELECT state FROM person WHERE id = ${dewi%% *}")" erased 'what the list says is done at the next start; a torn line is none'
whole

# ---- killed between the commit and the first file that goes
cat >"$T/kill.c" <<'END'
#define _GNU_SOURCE
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
int unlinkat(int dir, const char *name, int flags)
{
	if (strlen(name) >= 64)
		_exit(137);	/* its box lets no process kill, not even itself */
	return (int)syscall(SYS_unlinkat, dir, name, flags);
}
END
${CC:-cc} -shared -fPIC -o "$T/kill.so" "$T/kill.c" || bail 'kill.c'
loket case close TTE-2026-000001 >/dev/null 2>&1
step '23 14:20'
RATNA='ratna dewi|199004042015032004|ratna@tapinkab.go.id'
ok 'one more person' [ "$(left ratna "$RATNA")" -ge 3 ]
loket person erase ratna@tapinkab.go.id --yes >/dev/null 2>&1
NOW=$(full '23 14:30')
ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0" LD_PRELOAD="$T/kill.so" "$LOKET" --config "$T/loket.conf" run --once --now "$NOW" >/dev/null 2>>"$T/log"
ok 'the rows are empty, and which files are to go stands on the list' [ "$(sql 'SELECT count(*) FROM doomed')" -ge 3 ]
is "$(sql "SELECT state FROM person WHERE id = (SELECT person_id FROM journal WHERE kind = 'person.erase' ORDER BY seq DESC LIMIT 1)")" erased 'committed'
step '23 14:31'
is "$(sql 'SELECT count(*) FROM doomed') $(left ratna "$RATNA")" '0 0' 'the next start goes on: nothing is left'
is "$(grep -c person "$T/erasures")" 3 'and the list outside has one line for each'
whole

# ---- kept as long as the office says
cp -r "$TOP/rules" "$T/rules"
sed -i 's|<portal-reset>|<simpan jenis="berkas" hari="30"/><simpan jenis="perkara" tahun="1"/><simpan jenis="lain" hari="90"/><simpan jenis="orang" tahun="1"/>&|' "$T/rules/office/tapin.xml"
sed -i "s|^rules = .*|rules = $T/rules|" "$T/loket.conf"
request joko --attach "$photo"
step '24 08:30'
n=$(loket case list --all --json | tail -n 1 | tell get number)
re nurul 'TOLAK foto Joko Purnomo buram'
step '24 08:40'
# nurul was also reminded of an older case: whichever of the two her answer met, both are closed
for c in $(loket case list --json | tell get number); do loket case close "$c" >/dev/null 2>&1; done
step '24 08:50'
JOKO='joko purnomo|198402282010011006|joko@tapinkab.go.id'
papers() { sql "SELECT count(*) FROM document AS d JOIN cases AS c ON c.id = d.case_id WHERE c.number = '$n' AND d.archive IS NOT NULL"; }
is "$(papers)" 2 'two papers of a closed case'
step '12-23 08:30'
is "$(papers)" 2 'kept for 30 days'
step '12-28 08:30'
is "$(papers)" 0 'then they go'
ok 'the case itself is still known' [ "$(left joko "$JOKO")" -ge 5 ]
step '2028-01-03 08:30'
step '2028-01-04 08:30'	# people a day later: the summary of the day before was under way
is "$(sql "SELECT count(*) FROM case_data")" 0 'after a year closed cases are emptied'
is "$(left joko "$JOKO")" 0 'who was known from letters alone is forgotten'
ok 'who was put on record by the office is not' [ -n "$(sql "SELECT 1 FROM person_data WHERE nama = 'Budi Santosa'")" ]
is "$(sql "SELECT group_concat(code, ' ') FROM (SELECT DISTINCT code FROM journal WHERE kind = 'kept.end' ORDER BY 1)")" 'berkas lain orang perkara' 'each in the journal'
is "$(sql "PRAGMA foreign_key_check; PRAGMA integrity_check")" ok 'the store is sound'
whole
done_testing
