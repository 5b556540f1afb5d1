#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the years cost: instructions of the parent's turns (callgrind) in which letters come, cases are opened, tasks and mails owed and sent, in an
# office with SMALL cases and in one with LARGE, five rows of the journal each. What the start does is not counted. RUNS runs of each, beside each
# other; exit 1 where the median ratio is above 1.3 or the letters of both do not come to the same.
#   sh tests/bench/growth.sh [SMALL [LARGE [RUNS]]]     1000, 1000000, 3
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/bench/lib.sh"
. "$TOP/tests/report/store.sh"
SMALL=${1:-1000} LARGE=${2:-1000000} RUNS=${3:-3} LETTERS=${LETTERS:-6}
for tool in valgrind callgrind_annotate sqlite3; do command -v $tool >/dev/null || bail "$tool is not installed"; done
${CC:-gcc} -O2 -D_GNU_SOURCE -shared -fPIC -o "$T/unboxed.so" "$TOP/tests/bench/unboxed.c" -ldl || bail 'unboxed.c'
NOW=2026-11-23T09:00:00+08:00
# The steps of a turn, and what workers report in it (agent_steps.h); each is entered from the loop alone.
TURN=$(sed -n 's/^void \([a-z]*_\(step\|frame\|settle\)\)(struct agent \*a.*/--toggle-collect=\1/p' "$TOP/src/agent_steps.h"; echo --toggle-collect=store_flush --toggle-collect=post_hand_over)

# an_office NAME CASES: $T/NAME with servers' settings, store, start mark of today.
an_office() {
	mkdir "$T/$1" && NOW=2026-11-23T08:00:00+08:00 report_store "$T/$1" "$2" 1800 || bail "no store of $2 cases"
	due=$(date -d 2027-01-04 +%s)
	# the next row of the journal is chained to its last; open cases have their times; an agent's store has no statistics
	sqlite3 "$T/$1/state/loket.db" "UPDATE journal SET hash = zeroblob(32) WHERE seq = (SELECT max(seq) FROM journal); DELETE FROM sqlite_stat1;
		INSERT INTO timer (case_id, tahap, batas, due_at) SELECT id, tahap, 0, $due + id FROM cases WHERE closed_at IS NULL;
		INSERT INTO timer (case_id, tahap, batas, due_at, nudge) SELECT id, tahap, 1, $due + id, 1 FROM cases WHERE closed_at IS NULL" || bail sqlite3
	rig_user "$1"
	rig_conf "$T/$1/loket.conf" mailbox.user="$1@tapinkab.go.id" "mailbox.password-file=$RIG_DIR/pass/$1" smtp.port="$SINK" smtp.tls=none report.summary=@ mailbox.sent=@ limits.answers-per-hour=100000
	"$LOKET" key make "$T/$1/key" >/dev/null && timeout 300 "$LOKET" --config "$T/$1/loket.conf" run --once --now 2026-11-23T08:00:00+08:00 2>"$T/$1/log" ||
		bail "the office of $2 cases does not start: $(tail -n 3 "$T/$1/log")"
	cp -a "$T/$1/state" "$T/$1/state.kept"
}
# turns NAME: what its turns cost with LETTERS letters, and what came of them.
turns() {
	for i in $(seq "$LETTERS"); do
		p=$((5 + 7 * i))
		perl "$TOP/tests/rig/reply.pl" --date "$(date -d 2026-11-23T08:50:00+08:00 +%s)" --from "pegawai$p@tapinkab.go.id" --name "Pegawai ke-$p" --new --to "$1@tapinkab.go.id" \
			--subject 'Lupa passphrase' --attach "$TOP/tests/documents/unit/pernyataan.pdf" "Saya lupa passphrase TTE saya, mohon direset.\n\nNama: Pegawai ke-$p" >"$T/letter.eml" || bail reply.pl
		rig_deliver "$1" "$T/letter.eml"
	done
	LOKET="$LOKET" LD_PRELOAD="$T/unboxed.so" timeout 1800 valgrind -q --tool=callgrind --callgrind-out-file="$T/$1/cost" --child-silent-after-fork=yes $TURN \
		"$LOKET" --config "$T/$1/loket.conf" run --once --now $NOW 2>"$T/$1/log" || bail "the turns of $1: $(tail -n 3 "$T/$1/log")"
	sed -n 's/^summary: \([0-9]*\).*/\1/p' "$T/$1/cost"
}
rig_start "$T/rig" || bail 'the mail servers do not start'
SINK=$(rig_tool ports 1)
rig_spawn "$T/sink.out" "$(PATH=$PATH:/usr/sbin command -v smtp-sink)" -c -u "$RIG_USER" "127.0.0.1:$SINK" 100
an_office small "$SMALL"
an_office large "$LARGE"
machine
run=0
while [ "$run" -lt "$RUNS" ]; do
	run=$((run + 1))
	for o in small large; do
		turns $o >"$T/cost.$o"
		grep -c 'outcome=0 code=250' "$T/$o/log" >"$T/sent.$o"
		sqlite3 "$T/$o/state/loket.db" "SELECT kind, code, code2, count(*) FROM journal WHERE message_id IS NOT NULL OR outbox_id IS NOT NULL GROUP BY 1, 2, 3" >"$T/did.$o"
		rm -rf "$T/$o/state"; cp -a "$T/$o/state.kept" "$T/$o/state"; rm -f "$T/rig/mail/$o@tapinkab.go.id/Maildir/"*/*
	done
	diff "$T/did.small" "$T/did.large" || bail 'both offices do not do the same'
	echo "$(cat "$T/cost.small") $(cat "$T/cost.large")" >>"$T/costs"
done
awk '{ printf "%f %f %f\n", $1 / 1e6, $2 / 1e6, $2 / $1 }' "$T/costs" |
	perl "$TOP/tests/bench/spread.pl" 'million instructions of the turns' "$SMALL cases" "$LARGE cases" 'ratio<1.3'
rc=$?
echo "both: $(awk -F'|' '{ n += $4 } END { print n }' "$T/did.small") rows of the journal about $LETTERS letters and their mails, $(cat "$T/sent.small") mails sent"
[ "$rc" -eq 0 ] || callgrind_annotate --inclusive=yes "$T/large/cost" | grep -E 'src/' | head -n 12
exit "$rc"
