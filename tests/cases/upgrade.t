#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A store of the first version (only the first file of sql/ was in it) is brought up to date at the start and the office goes on: its journal is whole,
# its cases are where they were, an answer to a mail that the old version sent counts, and so does what it was waiting for.
# upgrade/first.tar.gz was made by that version: state directory, key, its open question to nurul and its request to dewi for documents.
# Budi's case is closed, Dewi's waits for documents, Siti's for the verifikator, a stranger's letter is held.
. "$(dirname "$0")/lib.sh"
# what the old version sent lies in no mailbox here, so that a step cannot wait for all of it
step() { NOW=$(full "$1"); "$LOKET" --config "$T/loket.conf" run --once --now "$NOW" 2>>"$T/log" || { fail "run --once --now $NOW"; diag "$(tail -n 8 "$T/log")"; }; }
rig_start "$T/rig" || bail 'the mail servers do not start'
rig_user tte >/dev/null
rig_conf "$T/loket.conf" report.summary=@
tar -C "$T" -xzf "$TOP/tests/cases/upgrade/first.tar.gz" && chmod 700 "$T/state" && chmod 600 "$T/key" || bail 'no fixture'
version() { sqlite3 "$T/state/loket.db" 'PRAGMA user_version'; }
is "$(version)" 1 'the store is as old as can be'
exits 78 'a command waits for the agent that brings it up to date' loket person list
like "$(cat "$T/err")" 'is older than this program .*loket run' 'and says what to do'

step '24 08:00'
ok 'it was brought up to date' [ "$(version)" -gt 10 ]
whole
is "$(loket case list --all --json | tell get number tahap akhir)" "$(number 1) - selesai $(number 2) berkas - $(number 3) periksa -" 'every case is where it was'
held_is unknown-sender 'and the letter that waits'
like "$(loket role list --json | tell get role | tr ' ' '\n' | sort | tr '\n' ' ')" 'helpdesk verifikator' 'roles are held'
like "$(loket person list)" 'Budi Santosa' 'people are on record'
is "$(loket outbox list --json)" '' 'nothing is owed, and nothing is sent twice'
like "$(loket case show "$(number 1)")" 'selesai' 'an old case can be shown'

# ---- it goes on
re_to "$T/question.eml" nurul SELESAI
write_to dewi --attach "$TOP/tests/documents/unit/cap.jpg" "$T/documents.eml" 'Terlampir surat pernyataan.'
step '24 08:20'
is "$(state "$(number 3)")" petunjuk 'an answer to a mail of the old version counts'
like "$(state "$(number 2)")" 'periksa' 'the documents that were missing came'
mkdir "$T/files"; a_page 'surat pernyataan' >"$T/files/Surat Pernyataan.pdf"; pdf="$T/files/Surat Pernyataan.pdf"
request budi
step '24 08:30'
is "$(state "$(number 4)")" periksa 'a new case gets the next number'
rig_wait_mail siti 1 >/dev/null || fail 'siti is told'
re siti SUDAH
step '24 08:40'
is "$(loket case list --all --json | tell get akhir)" 'selesai - selesai -' 'and an old one its end'
whole
ok 'a backup of it' loket backup "$T/backup"
done_testing
