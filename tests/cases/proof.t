#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The journal as proof: its head leaves the house each week, once; a head that was kept tells a cut tail; tables that say something else
# than the journal are found; all of it goes into a spreadsheet.
. "$(dirname "$0")/lib.sh"
officials=yes
office report.inspectorate=inspektorat@luar.example
sql() { sqlite3 "$T/state/loket.db" "$@"; }
holds verifikator nurul
holds kadis hasan
request siti
step '23 08:30'
re nurul SELESAI
step '23 08:40'
step '24 08:30'
mails_are hasan '' 'the first week proves nothing yet'

# ---- the head of the week
step '30 06:00'
mails_are hasan '' 'not at night'
step '30 08:30'
mails_are hasan kepala-jurnal 'on Monday, when the office opens, to the Kepala Dinas'
mails_are inspektorat@luar.example kepala-jurnal 'and to the inspectorate'
head=$(text hasan | grep -oE '[0-9a-f]{64}')
rows=$(text hasan | sed -n 's/.*Baris: *\([0-9]*\).*/\1/p')
is "$(sql "SELECT lower(hex(hash)) FROM journal WHERE seq = $rows")" "$head" 'with the head as it was'
is "$(mail check "$(last hasan)")" '' 'well formed'
step '30 13:00'
step '12-01 08:30'
is "$(count hasan)" 1 'once a week'
exits 0 'the kept head is in the chain' loket journal verify --head "$head"
like "$(cat "$T/out")" "kept head +$rows" 'and where'
exits 65 'another is not' loket journal verify --head "$(echo "$head" | tr 0-9a-f 1-9a-f0)"
exits 0 'nor do capitals matter' loket journal verify --head "$(echo "$head" | tr a-f A-F)"
exits 65 'what is none' loket journal verify --head abc
like "$(cat "$T/err")" 'must be 64 hexadecimal digits' 'is a slip of the pen'
unlike "$(cat "$T/out" "$T/err")" 'BROKEN' 'and no broken journal'
step '12-14 08:30'
is "$(count hasan)" 2 'after an outage of a week one mail, not two'

# ---- into a spreadsheet
exits 0 'export' loket journal export --csv "$T/journal.csv"
step '12-14 08:40'
like "$(head -n 1 "$T/journal.csv")" 'No;Waktu;Kejadian;Arti;Perkara;Orang;Surat masuk;Pertanyaan;Surat keluar;Kode' 'headings an office can read'
like "$(cat "$T/journal.csv")" ';case.open;a case was opened.*;TTE-2026-000001;"?Siti Rahmah, S.Sos."?;1;' 'cases by number, people by name'
is "$(tail -n 1 "$T/journal.csv" | tr -d '\r' | sed 's/.*;//')" "$(sql "SELECT lower(hex(hash)) FROM journal WHERE seq = $(tail -n 1 "$T/journal.csv" | cut -d';' -f1)")" 'each row with its place in the chain'
is "$(sql "SELECT count(*) FROM journal WHERE kind = 'report'")" 1 'who took it out stands there'
whole

# ---- what is changed beside the journal
cp "$T/state/loket.db" "$T/good.db"
changed() { sql "$2"; exits 65 "$1: found" loket journal rebuild && like "$(cat "$T/out")" "$3" "$1: named"; cp "$T/good.db" "$T/state/loket.db"; }
changed 'a case moved by hand' "UPDATE cases SET tahap = 'periksa' WHERE id = 1" 'case +1 .*at periksa.* at - '
changed 'another owner' "UPDATE cases SET owner_id = 1 WHERE id = 1" 'owner 1 .*owner 3 '
changed 'an answer forged' "UPDATE task SET answer = 'reject' WHERE id = 1" 'question +1 .*answered reject.*answered done'
changed 'a case slipped in' "INSERT INTO cases (number, service, sop_digest, owner_id, entered_at, opened_at) SELECT 'TTE-2026-000099', service, sop_digest, 2, 1, 1 FROM cases WHERE id = 1" 'case +2 .*nothing'
changed 'a question made away with' "PRAGMA foreign_keys = OFF; DELETE FROM task WHERE id = 1" 'question +1 +no such row'
changed 'a mail called sent' "UPDATE outbox SET state = 'failed' WHERE id = 1" 'mail +1 +not sent +sent'
exits 0 'and nothing where nothing is' loket journal rebuild

# ---- a broken chain
sql "UPDATE journal SET code = 'tolak' WHERE seq = 20"
step '12-21 08:30'
like "$(text rudi)" 'Rangkaian jurnal tidak utuh.*row 20' 'is told to the admin'
like "$(text hasan)" 'Rangkaian jurnal tidak utuh' 'and to the Kepala Dinas'
done_testing
