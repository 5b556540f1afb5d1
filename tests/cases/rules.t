#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Rules edited while the agent runs: a case that runs keeps the SOP it began with, new cases have the new one; mails change at once;
# an edit that does not pass is told and changes nothing; everything is in the journal.
. "$(dirname "$0")/lib.sh"
cp -r "$TOP/rules" "$TOP/templates" "$T"
sop=$T/rules/sop/tapin/lupa-passphrase.xml
mkdir "$T/templates/tapin"
sed 's/diperiksa hari ini/diperiksa hari ini, kata kantor/' "$T/templates/periksa.md" >"$T/templates/tapin/periksa.md"
office agent.rules="$T/rules" agent.templates="$T/templates"
sql() { sqlite3 "file:$T/state/loket.db?mode=ro" "$1"; }
kinds() { sql "SELECT group_concat(kind || ':' || n, ' ') FROM journal WHERE kind IN ('rules.load', 'rules.refused')"; }
edit() { sed -i "$1" "$2" && touch "$2"; }
n=$(($(find "$T/rules" -name '*.xml' | wc -l) + $(find "$T/templates" -name '*.md' -o -name '*.html' -o -name '*.odt' -o -name '*.docx' | wc -l)))

is "$(kinds)" "rules.load:$n" 'the first rules are journalled, once'
request siti
step '23 08:30'
case_is "$(number 1)" periksa 'a case under the old SOP'
like "$(text nurul)" 'Setuju$' 'asks with its words'
like "$(text nurul)" 'diperiksa hari ini, kata kantor' 'in the mail that the office has put in place of the shared one'

rig_spawn "$T/log" "$LOKET" --config "$T/loket.conf" run --now 2026-11-23T09:00:00+08:00
agent=$RIG_PID
wait_for 20 'grep -q "agent up" "$T/log" && loket reload >/dev/null 2>&1' || diag "$(tail "$T/log")"
edit 's/label="Setuju"/label="Setuju, versi dua"/; s/label="Selesai di AMS"/label="Selesai, versi dua"/' "$sop"
t0=$(now_ms)
# once a minute the agent looks by itself, and whenever something happens: here a robot's mail comes
new orang 'Out of office' 'Saya sedang cuti.' --auto
ok 'an edited SOP is in force by itself' wait_for 40 'grep -q "rules name=.* in force" "$T/log" && [ "$(sql "SELECT count(*) FROM journal WHERE kind = '"'rules.load'"'")" = 2 ]'
t1=$(now_ms)
diag "from the edit to its effect: $((t1 - t0)) ms"
is "$(sql "SELECT code FROM journal WHERE kind = 'rules.sop' ORDER BY seq DESC LIMIT 1")" lupa-passphrase 'the journal names the SOP'
is "$(sql "SELECT code2 FROM journal WHERE kind = 'rules.sop' ORDER BY seq DESC LIMIT 1")" "$(sha256sum "$sop" | cut -d' ' -f1)" 'and the digest of its file'
NOW=2026-11-23T09:05:00+08:00
request budi
ok 'a new case' wait_for 20 '[ "$(count nurul)" -ge 2 ]'
like "$(text nurul)" 'Setuju, versi dua' 'asks with the new words'
re_to "$(rig_mails nurul@tapinkab.go.id | head -n 1)" nurul SETUJU
ok 'the old case goes on' wait_for 20 '[ "$(count nurul)" -ge 3 ]'
t=$(text nurul)
like "$t" 'Siti' 'with its own to-do'
unlike "$t" 'versi dua' 'in the words of the version it began with'
exits 0 'check' loket check --json
is "$(sed -n 's/.*"service":"\([^"]*\)".*"cases":\([0-9]*\).*"in_force":"\([a-z]*\)".*/\1 \2 \3/p' "$T/out" | sort | tr '\n' ';')" 'lupa-passphrase 1 no;lupa-passphrase 1 yes;' \
	'check says which running cases follow which version'

edit 's/^perihal: .*/perihal: Judul baru {{layanan}}/' "$T/templates/diterima.md"
t0=$(now_ms)
exits 0 'reload: a template' loket reload
like "$(cat "$T/out")" 'pass' 'says that it passes'
request dewi
ok 'her receipt' wait_for 20 '[ "$(count dewi)" -ge 1 ]'
diag "from the edit to a mail that shows it, with reload: $(($(now_ms) - t0)) ms"
like "$(mail header Subject "$(last dewi)")" 'Judul baru' 'shows the new subject'
exits 0 'reload of nothing new' loket reload
like "$(cat "$T/out")" 'in force already' 'says so'

edit 's/ke="saran"/ke="sarann"/' "$sop"
line=$(grep -n sarann "$sop" | head -n 1 | cut -d: -f1)
exits 65 'reload: an edit that does not pass' loket reload
like "$(cat "$T/err" "$T/out")" 'refused: [0-9]+ mistakes' 'is refused'
ok 'the admin is told' wait_for 20 '[ "$(count rudi)" -ge 1 ]'
like "$(text rudi)" "lupa-passphrase.xml:$line: .*maksudnya .*saran" 'with file, line and what was meant'
kill -HUP "$agent"
exits 65 'SIGHUP and reload again' loket reload
ok 'the agent runs on' kill -0 "$agent"
is "$(kinds)" "rules.load:$n rules.load:$n rules.load:$n rules.refused:$(text rudi | grep -oE '[0-9]+ kesalahan' | head -n 1 | cut -d' ' -f1)" 'the journal has each once'
request joko
ok 'letters are answered as before' wait_for 20 '[ "$(count joko)" -ge 1 ]'
kill "$agent"
wait_for 20 '! kill -0 "$agent"'

is "$(count rudi)" 1 'nobody is told twice'
exits 78 'a start over the broken edit is refused' "$LOKET" --config "$T/loket.conf" run --once --now 2026-11-23T10:00:00+08:00
like "$(cat "$T/err")" "lupa-passphrase.xml:$line: " 'with its line'
edit 's/ke="sarann"/ke="saran"/; s/versi dua/versi tiga/' "$sop"
NOW=2026-11-23T10:30:00+08:00
exits 0 'mended' "$LOKET" --config "$T/loket.conf" run --once --now "$NOW"
is "$(sql "SELECT count(*) FROM journal WHERE kind = 'rules.load'")" 4 'the mended rules are in force'
is "$(ls "$T/state/rules" | wc -l)" 2 'one copy is kept, and the link to it'

# A version that runs names a mail that would be gone.
mv "$T/templates/saran.md" "$T/saran.md"
sed -i 's/tanya="saran"/tanya="petunjuk"/' "$sop"
exits 78 'a mail that only a running case needs is taken away' loket check
like "$(cat "$T/err")" 'surat "saran" tidak ada' 'check says so'
whole
done_testing
