#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Who may decide, in figures: answers in which exactly one thing is not right (forged, stolen, near misses, robots), repetitions of answers that
# have counted, and true ones as ten mail programs write them. `make attacks`: FORGED=240 REPLAYS=100 PEOPLE=67 (201 true ones).
. "$(dirname "$0")/lib.sh"
forged_n=${FORGED:-40} replays_n=${REPLAYS:-6} cases_n=${PEOPLE:-5} seed=${SEED:-1}
office limits.answers-per-day=10000 limits.answers-per-hour=1000000
letters() { perl "$TOP/tests/attacks/letters.pl" "$@"; }
sql() { sqlite3 "$T/state/loket.db" "$1"; }
# what has been decided: steps, ends, and questions that were answered in a case
decided() { sql "SELECT count(*) FROM journal WHERE kind IN ('case.step', 'case.close', 'case.reopen') OR (kind = 'task.close' AND code NOT IN ('withdrawn', 'again'))"; }
in_tahap() { sql "SELECT count(*) FROM cases WHERE tahap = '$1'"; }
# put DIR: all letters of DIR into the mailbox, oldest first
put() { rig_tool deliver "$RIG_DIR/mail/tte@tapinkab.go.id/Maildir" "$RIG_UID" "$RIG_GID" 0 "$1"/*.eml; }
# asked TEMPLATE: the last mail of that kind for each case, in order
asked() {
	loket outbox list --all --json | perl -MJSON::PP -ne 'my $l = decode_json($_); print "$l->{id}\n" if $l->{what} eq "'"$1"'" && $l->{state} eq "sent"' >"$T/ids"
	for m in $(rig_mails "$2"); do id=$(sed -n 's/^Message-ID: <[^.]*\.\([0-9]*\)[.@].*/\1/Ip' "$m" | head -n 1); grep -qx "$id" "$T/ids" && echo "$m"; done
}
now() { date -d "$NOW" +%s; }

letters people $cases_n >"$T/uji.csv"
loket person import "$T/uji.csv" >/dev/null 2>&1
step '23 08:10'
mkdir "$T/in" "$T/forged" "$T/yes" "$T/again" "$T/done" "$T/sudah"
cp "$pdf" "$T/in/"
letters requests $cases_n "$T/in"
put "$T/in"
step '23 08:30'
is "$(in_tahap periksa)" $cases_n "$cases_n requests wait for the verifikator"

# ---- forged
asked periksa nurul >"$T/asked"
letters forged $forged_n $seed "$T/forged" "$(now)" $(cat "$T/asked") >"$T/kinds"
before=$(decided)
put "$T/forged"
step '23 08:40'
is "$(decided)" "$before" "$forged_n forged, stolen, near-miss and automatic answers: 0 accepted"
is "$(in_tahap periksa)" $cases_n 'every case stands where it stood'
is "$(sql "SELECT count(*) FROM message WHERE state IN ('done', 'held')")" $((cases_n + forged_n)) 'each was read to its end'
is "$(sql "SELECT count(*) FROM outbox o JOIN outbox_data d ON d.outbox_id = o.id WHERE d.recipient LIKE '%luar.example' OR d.recipient LIKE '%.example' OR d.recipient LIKE '%daemon%' OR d.recipient LIKE 'noreply%'")" 0 \
	'no answer to outside, to robots'
is "$(sql "SELECT count(*) FROM (SELECT once FROM outbox WHERE what = 'kode-terlihat' GROUP BY once HAVING count(*) > 1)")" 0 'the official is told once for each code'
ok 'and is told at all' [ "$(sql "SELECT count(*) FROM outbox WHERE what = 'kode-terlihat'")" -gt 0 ]
codes=$(for m in $(rig_mails nurul); do mail code "$m"; done | sort -u)
stray=0; for who in budi siti dewi joko admin orang; do for m in $(rig_mails "$(address $who)"); do code=$(mail code "$m") && printf '%s\n' "$codes" | grep -qx "$code" && stray=$((stray + 1)); done; done
is "$stray" 0 'no code of hers stands in a mail to anybody else'
diag "$forged_n forged: $(sql "SELECT coalesce(reason, outcome) || ' ' || count(*) FROM message WHERE id > $cases_n GROUP BY coalesce(reason, outcome)" | tr '\n' ',')"

# ---- true ones
true_n=0
accepted() { accepted_n=$(in_tahap "$1"); true_n=$((true_n + accepted_n)); }
letters answers SETUJU "$T/yes" "$(now)" $(cat "$T/asked")
put "$T/yes"
step '23 09:00'
accepted atur-ulang
ok "SETUJU: $accepted_n of $cases_n counted, at least 95 %" [ $((accepted_n * 100)) -ge $((cases_n * 95)) ]

# ---- repeated
letters replays $replays_n $seed "$T/again" "$(now)" "$T"/yes/*.eml >"$T/kinds"
before=$(decided)
put "$T/again"
step '23 09:10'
is "$(decided)" "$before" "$replays_n repetitions: 0 accepted"
ok 'all but those of the same bytes and id were read' [ "$(sql 'SELECT count(*) FROM message')" -ge $((2 * cases_n + forged_n + replays_n * 5 / 6)) ]
asked atur-ulang nurul >"$T/asked"
letters answers SELESAI "$T/done" "$(now)" $(cat "$T/asked")
put "$T/done"
step '23 09:20'
accepted petunjuk
ok "SELESAI: $accepted_n of $cases_n counted" [ $((accepted_n * 100)) -ge $((cases_n * 95)) ]
i=0; : >"$T/asked"; while [ $i -lt $cases_n ]; do i=$((i + 1)); asked petunjuk pegawai$i | tail -n 1 >>"$T/asked"; done
letters answers SUDAH "$T/sudah" "$(now)" $(cat "$T/asked")
put "$T/sudah"
step '23 09:30'
accepted_n=$(sql "SELECT count(*) FROM cases WHERE akhir = 'selesai'") true_n=$((true_n + accepted_n))
ok "SUDAH: $accepted_n of $cases_n counted" [ $((accepted_n * 100)) -ge $((cases_n * 95)) ]
is "$(sql "SELECT count(*) FROM cases WHERE akhir IS NOT NULL AND akhir <> 'selesai'")" 0 '0 taken for something else'
diag "true: $true_n of $((3 * cases_n)) counted, over ten mail programs"
whole
done_testing
