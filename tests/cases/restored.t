#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A restored store and AMS: an operation that was owed when the backup was taken may have been carried out since. It is unknown, AMS is asked, and
# it is never carried out twice. A letter that had come and was not read is fetched again.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/rig/ams.sh"
rig_ams "$T/ams" --now 2026-11-23T08:00:00+08:00 || bail 'the stand-in for AMS does not start'
cp -r "$TOP/rules" "$T/rules"
mkdir "$T/rules/sop/uji"
sed -n '/^<?xml/,/^<\/sop>/p' "$CASES/register.t" >"$T/rules/sop/uji/daftar.xml"	# an SOP that registers by AMS
sed -i 's|tapin/pendaftaran-akun.xml|uji/daftar.xml|' "$T/rules/office/tapin.xml"
settings() { rig_conf "$T/$1.conf" report.summary=@ agent.rules="$T/rules" agent.erasures="$T/erasures" $(ams_conf) ams.register=yes; }
office agent.rules="$T/rules" agent.erasures="$T/erasures" $(ams_conf) ams.register=yes
effects() { ams log | grep -o '"effect": *true' | wc -l; }
account() { new "$1" 'Pendaftaran akun AMS' "Mohon pendaftaran akun AMS.\n\nNama: $(name "$1")"; }
at() { loket "$@" --now "$NOW"; }

ams fault '{"path":"/api/v2/user/registration","kind":"503","count":50}' >/dev/null
account dewi
account joko
step '23 08:30' 2>/dev/null
is "$(sqlite3 "$T/state/loket.db" "SELECT group_concat(what || ' ' || state, ', ') FROM outbox WHERE kind = 'ams' AND what = 'register'")" 'register ready, register ready' 'two operations are owed'
exits 0 'a backup' at backup "$T/b.loket"
ams reset >/dev/null
step '23 08:40'; step '23 09:00'
n=$(effects)
is "$n" 2 'then both are carried out'
case_is "$(number 1)" .terdaftar 'and seen'

# Of one of them AMS knows nothing any more; of the other it knows.
rm -rf "$T/state"
exits 0 'restored' at restore "$T/b.loket"
step '23 09:10'
step '23 10:20'
is "$(effects)" "$n" 'nothing is carried out a second time'
is "$(sqlite3 "$T/state/loket.db" "SELECT DISTINCT state FROM outbox WHERE kind = 'ams' AND what = 'register'")" unknown 'what became of them is unknown'
case_is "$(number 1)" .terdaftar 'AMS is asked, and shows it'
case_is "$(number 2)" .terdaftar 'both'
at resume >/dev/null 2>&1
step '23 10:30'
is "$(effects)" "$n" 'nor after resume'
whole

# ---- a letter that had come and was not read when the backup was taken: the spool is in none
new budi 'Undangan rapat' 'Mengundang Bapak/Ibu hadir pada rapat koordinasi.'
step '23 10:40'
n=$(sqlite3 "$T/state/loket.db" 'SELECT max(id) FROM message')
sqlite3 "$T/state/loket.db" "UPDATE message SET state = 'received', outcome = NULL, class = NULL, summary = 0 WHERE id = $n"
exits 0 'another backup' at backup "$T/c.loket"
rm -rf "$T/state"
exits 0 'restored' at restore "$T/c.loket"
step '23 10:50'
is "$(sqlite3 "$T/state/loket.db" "SELECT state || ' ' || class FROM message WHERE id = $n")" 'done other' 'it is fetched again and read'
whole
rig_ams_stop
done_testing
