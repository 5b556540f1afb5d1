#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A backup beside the running agent, and what comes of it: it is whole, holds no secret and nothing readable, and a store made of it sends
# nothing twice. What is no good backup is refused before anything is put in place.
. "$(dirname "$0")/lib.sh"
STATE=$T/state
at() { loket "$@" --now "$NOW"; }
field() { loket_field=$1; sed -n "s/.*\"$loket_field\":\"\\{0,1\\}\\([^,\"}]*\\).*/\\1/p"; }
copies() { rig_mails tte Sent; }
tables() { for t in $(sqlite3 "$1" "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1"); do echo "$t $(sqlite3 "$1" "SELECT count(*) FROM $t")"; done; }

office agent.erasures="$T/erasures"
# ---- under load: letters come while it runs
rig_spawn "$T/daemon.log" "$LOKET" --config "$T/loket.conf" run --now "$(full '23 08:30')"
agent=$RIG_PID
NOW=$(full '23 08:30')
wait_for 20 'grep -q "agent up" "$T/daemon.log"' || bail 'the agent does not come up'
good=0 n=0
( for who in siti budi siti dewi siti budi dewi siti; do request "$who"; done ) >/dev/null &
load=$!
while kill -0 $load 2>/dev/null || [ $n -lt 4 ]; do
	n=$((n + 1))
	at backup "$T/load.loket" --json >"$T/load.json" 2>"$T/err" && good=$((good + 1)) || diag "$(cat "$T/err")"
done
wait $load
is "$good" "$n" "each of $n backups taken while letters came is whole"
sent_n=8
ok 'the letters are read' wait_for 30 '[ "$(sqlite3 "$STATE/loket.db" "SELECT count(*) FROM message WHERE state = '"'done'"'")" -ge 8 ] && [ -z "$(loket outbox list --json)" ]'
at backup "$T/load.loket" --json >"$T/load.json"
kill -TERM "$agent"; wait "$agent" 2>/dev/null
is "$(ls "$STATE" | grep -c backup)" 0 'no trace of it in the state directory'
is "$(stat -c %a "$T/load.loket")" 600 'for its owner only'
is "$(sha256sum <"$T/load.loket" | cut -d' ' -f1)" "$(field sha256 <"$T/load.json")" 'its digest is the one that was said'

# ---- what is in it
sqlite3 "$T/load.loket" 'SELECT name FROM sqlar' >"$T/names"
is "$(grep -c '^archive/' "$T/names") $(grep -c '^outbox/' "$T/names")" \
	"$(sqlite3 "$STATE/loket.db" 'SELECT count(*) FROM (SELECT archive FROM message WHERE archive IS NOT NULL UNION SELECT archive FROM document WHERE archive IS NOT NULL)') $(sqlite3 "$STATE/loket.db" 'SELECT count(DISTINCT file) FROM outbox')" 'every sealed file that the store names'
like "$(tr '\n' ' ' <"$T/names")" 'settings/loket.conf .*settings/rules/office/tapin.xml .*settings/templates/periksa.md' 'settings, rules, templates'
for secret in "$(cat "$T/password")" "$(sed -n 's/^1 //p' "$T/key")" 'Siti Rahmah' 198703122011012004 siti@tapinkab.go.id; do
	not_ok "not in it: $(printf %.5s "$secret")..." grep -aqF "$secret" "$T/load.loket"
done

# ---- restored, and compared
mv "$STATE" "$T/before"
exits 0 'restore' at restore "$T/load.loket" --json
is "$(field journal_head <"$T/out")" "$(field journal_head <"$T/load.json")" 'the journal ends where the backup says'
tables "$T/before/loket.db" >"$T/tables.before"
tables "$STATE/loket.db" | sed 's/^journal .*/&/' >"$T/tables.after"
is "$(diff "$T/tables.before" "$T/tables.after" | grep '^[<>]' | cut -d' ' -f2 | sort -u | tr '\n' ' ')" 'journal meta ' 'every table has its rows; the restore itself is journalled'
for f in $(cd "$T/before" && find archive outbox -type f); do cmp -s "$T/before/$f" "$STATE/$f" || echo "$f"; done >"$T/differ"
is "$(cat "$T/differ")" '' 'every sealed file is there, byte by byte'
same_file "$STATE/restored/loket.conf" "$T/loket.conf" 'the settings are laid beside'
ok 'rules too' diff -r "$TOP/rules/sop" "$STATE/restored/rules/sop"
whole
exits 65 'not into a directory with a store' at restore "$T/load.loket"
like "$(cat "$T/err")" 'is not empty' 'said'
rm -rf "$STATE" && mv "$T/before" "$STATE"

# ---- what is refused, before anything is put in place
refuses() { exits "$1" "$3: exit $1" at restore "$T/bad.loket" && like "$(cat "$T/err")" "$2" "$3: said"; is "$(ls "$STATE" 2>/dev/null | grep -v lock)" '' "$3: nothing is put in place"; }
bad() { cp "$T/load.loket" "$T/bad.loket"; sqlite3 "$T/bad.loket" "$@"; }
mv "$STATE" "$T/before"
cp "$T/people.csv" "$T/bad.loket"
refuses 65 'not a database|no backup' 'a file of another kind'
sqlite3 "$T/bad2" 'CREATE TABLE sqlar (name TEXT PRIMARY KEY, mode INT, mtime INT, sz INT, data BLOB)'; mv "$T/bad2" "$T/bad.loket"
refuses 65 'is no backup of loket' 'an archive that is not ours'
bad "UPDATE sqlar SET data = replace(CAST(data AS TEXT), 'store-version ', 'store-version 9'), sz = sz + 1 WHERE name = 'loket-backup'"
refuses 78 'newer loket \(store version 9' 'of a newer loket'
bad "UPDATE sqlar SET data = replace(CAST(data AS TEXT), 'format 1', 'format 2') WHERE name = 'loket-backup'"
refuses 65 'newer loket \(format 2' 'of a newer form'
bad "UPDATE sqlar SET data = replace(CAST(data AS TEXT), 'office tapin', 'office tapir') WHERE name = 'loket-backup'"
refuses 78 'is of the office tapir' 'of another office'
bad "UPDATE sqlar SET data = (SELECT data FROM sqlar AS o WHERE o.name LIKE 'archive/%' AND o.name <> sqlar.name LIMIT 1), sz = (SELECT sz FROM sqlar AS o WHERE o.name LIKE 'archive/%' AND o.name <> sqlar.name LIMIT 1)
	WHERE name = (SELECT max(name) FROM sqlar WHERE name LIKE 'archive/%')"
refuses 65 'is not the file that was written' 'with a file exchanged'
bad "DELETE FROM sqlar WHERE name = (SELECT max(name) FROM sqlar WHERE name LIKE 'archive/%')"
refuses 65 'sealed files' 'with a file left out'
bad "UPDATE sqlar SET data = substr(data, 1, sz - 100), sz = sz - 100 WHERE name LIKE 'database/%'"
refuses 65 'changed or cut' 'with its store cut'
# inside of a sealed file: elsewhere a page may have bytes that mean nothing
perl -0777 -pe 'substr($_, index($_, "LKT1") + 40, 16) = "X" x 16' "$T/load.loket" >"$T/bad.loket"
refuses 65 'bad.loket' 'with bytes overwritten'
cp "$T/load.loket" "$T/bad.loket"; mv "$T/erasures" "$T/erasures.right"
refuses 65 'list of erased people .*--without-erasures' 'without the list of erasures'
mv "$T/erasures.right" "$T/erasures"; mv "$T/key" "$T/key.right"
refuses 78 'no key file' 'without the key'
loket key make "$T/key" >/dev/null
refuses 65 'was sealed with key 1-.*the key file holds 1-' 'with another key'
mv -f "$T/key.right" "$T/key"
rm -rf "$STATE"; mv "$T/before" "$STATE"

# ---- a file of the archive is missing: the rest is in the backup, and it is said
lost=$(find "$STATE/archive" -type f | head -n 1); mv "$lost" "$T/lost"
exits 65 'a damaged archive: exit 65' at backup "$T/part.loket"
like "$(cat "$T/err")" '1 sealed files that rows name are missing' 'said'
mv "$T/lost" "$lost"
exits 65 'never over something else' at backup "$T/loket.conf"
exits 65 'nor where nothing can be written' at backup "$T/none/b.loket"
mkdir "$STATE/backup"; echo old >"$STATE/backup/loket.db"
exits 0 'what a killed backup has left is no hindrance' at backup "$T/load.loket"
ok 'and goes' [ ! -e "$STATE/backup" ]

# ---- the world went on after the backup: mails left, a letter was answered
step '23 09:00'
rig_conf "$T/nomail.conf" report.summary=@ agent.erasures="$T/erasures" smtp.port="$(rig_tool ports 1)" smtp.user= smtp.password-file=
re nurul SELESAI
step '23 09:05'
NOW=$(full '23 09:10')
new siti 'Status' "status permohonan saya"
"$LOKET" --config "$T/nomail.conf" run --once --now "$NOW" 2>>"$T/log"
owed=$(loket outbox list --json | tell get to | tr ' ' '\n' | sort -u | tr '\n' ' ')
like "$owed" 'siti@tapinkab.go.id' 'a mail is on its way when the backup is taken'
exits 0 'the backup' at backup "$T/b.loket"
before_siti=$(count siti) before_nurul=$(count nurul)
step '23 09:20'
is "$(count siti)" $((before_siti + 1)) 'then it leaves'
re siti 'SUDAH'
step '23 09:30'
after_siti=$(count siti) after_nurul=$(count nurul) after_rudi=$(count rudi)
mv "$STATE" "$T/lost-state"
exits 0 'restored' at restore "$T/b.loket"
step '23 09:40'
is "$(count siti) $(count nurul)" "$after_siti $after_nurul" 'nothing is sent twice'
is "$(sqlite3 "$STATE/loket.db" "SELECT what || ' ' || state FROM outbox WHERE reason = 'found-in-sent'")" 'sambung sent' 'the mail that had left is known by its copy in Sent'
is "$(count rudi)" $((after_rudi + 1)) 'the admin is told'
like "$(text rudi)" 'dari cadangan .*23 November 2026' 'of when the backup is'
like "$(text rudi)" 'siti@tapinkab.go.id: sambung, TTE-2026-000001' 'what had left'
unlike "$(text rudi)" 'Tidak diketahui' 'nothing else was on its way'
like "$(loket doctor 2>/dev/null)" 'comes from a backup' 'doctor says so'
request budi
step '23 09:50'
is "$(count nurul)" "$after_nurul" 'what comes is read, and nothing leaves'
loket resume lupa-passphrase >"$T/out" 2>&1
loket resume >"$T/out" 2>&1
step '23 10:00'
is "$(sqlite3 "$STATE/loket.db" "SELECT ok || substr(answer, 1, 33) FROM event WHERE verb = 'resume' ORDER BY id" | tr '\n' ';')" \
	'0this store was restored: it goes ;1the restored store goes on; 0 mai;' 'not one service alone; as a whole it goes on'
is "$(count siti) $(count nurul) $(count budi)" "$after_siti $after_nurul $(count budi)" 'resume sends nothing of before'
request joko
step '23 10:10'
is "$(count nurul)" $((after_nurul + 1)) 'from then on it works as ever'
like "$(loket case list --all --json | tail -n 1)" 'TTE-2026-001' 'case numbers go on at another thousand'
unlike "$(loket doctor 2>/dev/null)" 'comes from a backup' 'doctor is content'
whole

# ---- without the copies: unknown, and never sent by itself
new siti 'Status' "status permohonan saya"
NOW=$(full '23 10:20')
"$LOKET" --config "$T/nomail.conf" run --once --now "$NOW" 2>>"$T/log"
exits 0 'another backup' at backup "$T/c.loket"
step '23 10:30'
n_siti=$(count siti)
for f in $(copies | tail -n 1); do rm "$f"; done
rm -rf "$STATE"
exits 0 'restored once more' at restore "$T/c.loket"
step '23 10:40'
like "$(text rudi)" 'Tidak diketahui sudah terkirim' 'without its copy nobody knows'
loket resume >"$T/out" 2>&1
step '23 10:50'
is "$(count siti)" "$n_siti" 'it is not sent again'
like "$(tell mails siti@tapinkab.go.id <"$T/outbox.json")" 'sambung:unknown/restored' 'it is unknown, for a person'
whole
done_testing
