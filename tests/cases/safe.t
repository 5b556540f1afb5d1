#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# loket mailbox safe: what a person may delete from the mailbox, and what must stay, one letter for each reason. It deletes nothing itself.
. "$(dirname "$0")/lib.sh"
STATE=$T/state
at() { loket "$@" --now "$NOW"; }
safe() { at mailbox safe --before 2026-11-24 --json "$@" >"$T/safe.json" 2>"$T/err"; }
# may: senders of what may go; stays: reason:count of what may not
may() { grep '"uid"' "$T/safe.json" | sed 's/.*"sender":"\([^@]*\).*/\1/' | sort | tr '\n' ' ' | sed 's/ $//'; }
stays() { tail -n 1 "$T/safe.json" | grep -o '"reason":"[^"]*"\|"letters":[0-9]*' | sed 's/.*:"*\([a-z0-9-]*\)"*/\1/' | paste -sd ' ' ; }
box() { ls -R "$RIG_DIR/mail/tte@tapinkab.go.id/Maildir" | grep -c '\.rig\|,S='; }
file_of() { sqlite3 "$STATE/loket.db" "SELECT m.archive FROM message AS m JOIN message_data AS d ON d.message_id = m.id WHERE d.sender = '$(address "$1")'"; }

boxes='siti budi dewi joko nurul' office
NOW=$(full '23 08:30')
at backup "$T/early" >/dev/null || bail 'no backup'
printf 'passphrase saya: Rahasia#2026\n' >"$T/files/catatan.txt"
new siti 'Lupa passphrase, NIK 6305055203870002' "Yth. Admin TTE,\n\nSaya lupa passphrase TTE saya, mohon direset.\n\nNama: $(name siti)\nNIP: $(nip siti)" --attach "$pdf" --attach "$rekom"
request budi
new dewi 'Lupa passphrase' "Saya lupa passphrase TTE saya, mohon direset.\n\nNama: $(name dewi)\nNIP: $(nip dewi)" --attach "$T/files/catatan.txt"
request joko
new orang 'Lupa passphrase TTE' 'Saya lupa passphrase TTE, mohon direset.'
new orang 'Undangan rapat koordinasi' 'Dengan hormat, kami mengundang Saudara pada rapat koordinasi.'
step '23 09:00'
NOW=$(full '24 09:00')
cases=$(loket case list --json | sed 's/.*"number":"\([^"]*\)".*"\(Siti\|Budi\|Dewi\|Joko\).*/\2=\1/' | tr '\n' ' ')
like "$cases" 'Siti=TTE.*Budi=TTE.*Dewi=TTE.*Joko=TTE' 'four cases, a letter that is held, one that is nothing of ours'

# ---- wrong uses
exits 64 'without a day' at mailbox safe
like "$(cat "$T/err")" 'such as --before 2026-11-24' 'said'
exits 64 'no day' at mailbox safe --before 24-11-2026
like "$(cat "$T/err")" 'must be a day like 2026-11-24' 'said'
exits 64 'no such day' at mailbox safe --before 2026-02-30
exits 64 'a day to come' at mailbox safe --before 2026-11-25
like "$(cat "$T/err")" 'lies in the future; the latest day is today, 2026-11-24' 'said'
exits 65 'no backup' at mailbox safe --before 2026-11-24
like "$(cat "$T/err")" 'state-cadangan: no backup lies there.*make one: loket backup FILE' 'what to do'
exits 65 'a backup that is not there' at mailbox safe --before 2026-11-24 --backup "$T/none"
exits 65 'a file that is none' at mailbox safe --before 2026-11-24 --backup "$T/people.csv"
mkdir "$T/state-cadangan"
ok 'a backup' at backup "$T/state-cadangan/loket-2026-11-24"
mv "$T/key" "$T/key.away"
exits 78 'no key' at mailbox safe --before 2026-11-24
mv "$T/key.away" "$T/key"

# ---- all cases are open
safe
is "$(may)" '' 'while their cases are open nothing may go'
is "$(stays)" 'held 1 case 4 not-archived 1' 'each is told why'
like "$(at mailbox safe --before 2026-11-24)" 'no letter may be deleted yet' 'in words'
at mailbox safe --before 2026-11-23 --json >"$T/safe.json"
is "$(may) $(stays)" ' ' 'they came on the 23rd, not before it'

# ---- three of them end
for who in Siti Dewi Joko; do loket case close "$(echo "$cases" | grep -o "$who=[^ ]*" | cut -d= -f2)" --reason selesai >/dev/null 2>&1; done
step '24 09:10'
NOW=$(full '24 09:20')
before="$(box) $(sqlite3 "$STATE/loket.db" 'SELECT max(seq) FROM journal')"
rig_spawn "$T/daemon.log" "$LOKET" --config "$T/loket.conf" run --now "$NOW"
agent=$RIG_PID
wait_for 20 'grep -q "agent up" "$T/daemon.log"' || bail 'the agent does not come up'
exits 0 'beside a running agent' safe
is "$(may)" 'joko siti' 'what is settled, in the archive and in the backup may go'
is "$(stays)" 'held 1 case 1 not-archived 1 document 1' 'a document with a secret is not kept: its letter must stay'
kill -TERM "$agent"; wait "$agent" 2>/dev/null
like "$(cat "$T/safe.json")" '"folder":"INBOX","uid":1,"arrived":"2026-11-23T[^"]*","sender":"siti@tapinkab.go.id","subject":"Lupa passphrase, NIK [^0-9"]*0002"' 'where it lies, from whom, without NIK'
like "$(tail -n 1 "$T/safe.json")" '"safe":2,"bytes":[1-9][0-9]*,"backup":"[^"]*state-cadangan/loket-2026-11-24"' 'count and bytes'
mkdir "$T-cadangan" && mv "$T/state-cadangan" "$T-cadangan/state"
safe; like "$(tail -n 1 "$T/safe.json")" "\"backup\":\"$T-cadangan/state/loket-2026-11-24\"" 'as the timer of a further office names it'
mv "$T-cadangan/state" "$T/state-cadangan" && rmdir "$T-cadangan"
like "$(at mailbox safe --before 2026-11-24)" 'INBOX +4 +2026-11-23 .* joko@tapinkab.go.id +Permohonan lupa passphrase TTE' 'for people'
is "$(box) $(sqlite3 "$STATE/loket.db" 'SELECT max(seq) FROM journal')" "$before" 'it changes nothing'
is "$(ls "$STATE" | grep -c backup)" 0 'and leaves nothing behind'
safe --backup "$T/early"
is "$(may) $(stays)" ' held 1 case 1 not-archived 1 document 1 not-in-backup 2' 'nothing of it is in an older backup'
touch -d '2 days ago' "$T/early" && cp -p "$T/early" "$T/state-cadangan/" && : >"$T/state-cadangan/lain" && : >"$T/state-cadangan/x.tmp"
safe --backup "$T/state-cadangan"
is "$(may)" 'joko siti' 'of a folder the newest counts, and only backups'

# ---- what is not what it was
perl -0777 -pi -e 'substr($_, index($_, "LKT1") + 40, 16) = "X" x 16' "$T/early"
exits 65 'a damaged backup' at mailbox safe --before 2026-11-24 --backup "$T/early"
cp -r "$STATE" "$T/other"
rig_conf "$T/other.conf" agent.state="$T/other" agent.key-file="$T/key" report.summary=@
sqlite3 "$T/other/loket.db" "UPDATE journal SET hash = zeroblob(32)"
exits 65 'a backup of another store' "$LOKET" --config "$T/other.conf" mailbox safe --before 2026-11-24 --now "$NOW" --backup "$T/state-cadangan"
like "$(cat "$T/err")" 'is not of this store' 'said'
f=$(file_of joko) && printf x >>"$STATE/archive/$(echo "$f" | cut -c1-2)/$f"
rm "$(rig_mails tte | head -n 1)"
safe
is "$(may)" '' 'what a person has deleted is not listed'
is "$(stays)" 'held 1 case 1 not-archived 1 document 1 damaged 1' 'a damaged file is not safe'
like "$(cat "$T/err")" "letter [0-9]+: .*$f: is not the file that was written" 'which'
rig_conf "$T/down.conf" agent.state="$STATE" report.summary=@ mailbox.port=1
exits 69 'the mail server does not answer' "$LOKET" --config "$T/down.conf" mailbox safe --before 2026-11-24 --now "$NOW"
like "$(cat "$T/err")" 'the mailbox cannot be looked at: .*nothing listens' 'said'
done_testing
