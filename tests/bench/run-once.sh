#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How many letters a second: one `loket run --once` over N mixed letters (tests/bench/corpus.pl) in a real Dovecot (IMAPS), its answers going
# into a real Postfix (STARTTLS) that delivers them. Beside it, on the same servers and right after it: the bare transfer of the same
# letters (curl, one IMAPS connection) and of the same answers (curl, one SMTP connection), so that the figures are ratios
# and not only this machine's. What became of each letter is held against what the generator wrote down; exit 1 where it differs.
#   sh tests/bench/run-once.sh [LETTERS [SEED]]      LOKET= names the program, KEEP=1 leaves the directory behind
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/rig/rig.sh"
N=${1:-2000} SEED=${2:-138}
DAY=2026-11-23
L="$LOKET --config $T/loket.conf"
at() { date -u -d "$DAY $1 +0800" +%s; }
corpus() { perl "$TOP/tests/bench/corpus.pl" "$@" --letters "$N" --seed "$SEED" --mail "$T/rig/mail" --maildir "$T/rig/mail/tte@tapinkab.go.id/Maildir" \
	--owner "$RIG_UID:$RIG_GID"; }
# The number of letters that all people have got; what the agent has sent is there when this has grown by as much.
delivered() { find "$T/rig/mail" -path '*/Maildir/new/*' -not -path '*/tte@*' -type f | wc -l; }
arrive() { wait_for 60 "[ \$(delivered) -ge $1 ]" || bail "only $(delivered) of $1 mails arrived"; }
cases() { $L case list --all --json | grep -o '"number"' | wc -l; }
quiet() { timeout 900 $L run --once --now "$1" 2>>"$T/quiet.log" || bail "loket run: $(tail -n 3 "$T/quiet.log")"; }

rig_start "$T/rig" || bail 'the mail servers do not start'
rig_user tte nurul
rig_conf "$T/loket.conf" limits.answers-per-day=10000 limits.answers-per-hour=1000000 limits.newcomers-per-hour=100000 ${READERS:+limits.readers=$READERS}
$L key make "$T/key" >/dev/null || bail 'no key'
quiet "${DAY}T08:00:00+08:00"		# the start mark: the mailbox is empty
corpus people >"$T/people.csv"
$L person import "$T/people.csv" >/dev/null 2>&1	# 75: the agent acts on it when it runs, which is now
quiet "${DAY}T08:00:10+08:00"
for role in verifikator helpdesk; do $L role set $role nurul@tapinkab.go.id >/dev/null 2>&1; done
quiet "${DAY}T08:00:20+08:00"
$L role list | grep -q '^verifikator.*Nurul' || bail 'nobody is verifikator'
corpus prepare --list "$T/prepare.list" --start "$(at 08:10)" || bail 'no letters to prepare with'
timeout 900 $L run --once --now "${DAY}T08:20:00+08:00" 2>"$T/prepare.log" || bail "prepare: $(tail -n 3 "$T/prepare.log")"
arrive "$(grep -c 'outcome=0' "$T/prepare.log")"
perl "$TOP/tests/bench/check.pl" "$T/prepare.list" "$T/prepare.log" "$T/rig/mail/tte@tapinkab.go.id/Maildir" "$(cases)" >"$T/prepare.said" || bail "prepare: $(cat "$T/prepare.said")"

corpus mixed --list "$T/mixed.list" --start "$(at 09:10)" || bail 'no letters'
before=$(delivered) old=$(cases)
timeout 900 perl "$TOP/tests/bench/measure.pl" "$T/agent.measured" "$T/agent.log" $L run --once --now "${DAY}T09:20:00+08:00" ||
	bail "loket run: $(tail -n 3 "$T/agent.log")"
sent=$(grep -c 'outcome=0' "$T/agent.log")
arrive $((before + sent))
perl "$TOP/tests/bench/check.pl" "$T/mixed.list" "$T/agent.log" "$T/rig/mail/tte@tapinkab.go.id/Maildir" $(($(cases) - old)) >"$T/said"; right=$?
$L journal verify >>"$T/said" || right=1

# The peers. Letters: those of the mixed part are the last of the mailbox. Answers: the files that were delivered, once more.
first=$(($(wc -l <"$T/prepare.list") + 1))
mkdir "$T/fetched"
a=$(now_ms)
curl -sS --cacert "$RIG_CA" -u tte@tapinkab.go.id:rahasia-tte "imaps://localhost:$RIG_IMAPS/INBOX;UID=[$first-$((first + N - 1))]" \
	-o "$T/fetched/#1" || bail 'curl cannot fetch'
fetch_ms=$(($(now_ms) - a))
is "$(ls "$T/fetched" | wc -l | tr -d ' ')" "$N" 'the bare client fetched as many letters' >>"$T/said" || right=1
find "$T/rig/mail" -path '*/Maildir/new/*' -not -path '*/tte@*' -newer "$T/mixed.list" -type f | head -n "$sent" | while read -r f; do
	printf 'url = "smtp://localhost:%s/dalam"\nmail-from = "tte@tapinkab.go.id"\nmail-rcpt = "%s"\nupload-file = "%s"\ncrlf\nssl-reqd\ncacert = "%s"\nnext\n' \
		"$RIG_SMTP" "$(printf %s "${f#"$T/rig/mail/"}" | cut -d/ -f1)" "$f" "$RIG_CA"
done | sed '$d' >"$T/send.curl"
a=$(now_ms)
curl -sS -K "$T/send.curl" >/dev/null || bail 'curl cannot send'
send_ms=$(($(now_ms) - a))
arrive $((before + sent + sent))

perl "$TOP/tests/bench/table.pl" "$N" "$sent" "$T/agent.measured" "$fetch_ms" "$send_ms" "$T/rig/mail/tte@tapinkab.go.id/Maildir" "$T/mixed.list"
sed 's/^/  /' "$T/said"
exit "$right"
