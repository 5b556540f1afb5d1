#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The letters of this folder, each as the answer to a real question of a case of its own; figures and misses as comments. See README.md here.
# Every fifth of them in `make test` (EVERY=), all by `make answers`.
export EVERY="${EVERY:-5}"
. "$(dirname "$0")/../cases/lib.sh"
corpus() { perl "$TOP/tests/answers/corpus.pl" "$@" || bail "corpus.pl $1"; }
# post VERB... TIME: composes, sends all in one connection, waits until they lie in the mailbox; the agent then reads at TIME.
post() {
	post_at=$1; shift
	NOW=$(full "$post_at")
	rm -rf "$T/post"
	post_n=$(corpus "$@" "$T/post" "$NOW") || bail "corpus.pl $1"
	[ "$post_n" -eq 0 ] || curl -sS --max-time 120 -K "$T/post/curl" >"$T/curl.out" 2>&1 || bail "the mail server refused a letter: $(cat "$T/curl.out")"
	sent_n=$((sent_n + post_n))
	rig_wait_mail tte $sent_n 60 >/dev/null || bail 'a letter did not arrive'
	step "$post_at" || bail 'the agent stopped'
}

ok 'the letters have their form, and no two are alike' perl "$TOP/tests/answers/corpus.pl" check
office limits.answers-per-day=10000 limits.answers-per-hour=1000000 limits.newcomers-per-hour=100000
export RIG_SMTP
corpus people >"$T/applicants.csv"
loket person import "$T/applicants.csv" >/dev/null 2>&1	# 75: the agent acts on it when it runs, which is now
step '23 08:05'
post '23 08:30' requests
post '23 08:50' lead 1
post '23 09:10' lead 2
post '23 09:30' letters
post '23 09:50' confirm
TAP_N=$tap_n perl "$TOP/tests/answers/corpus.pl" tell >"$T/told" || bail 'corpus.pl tell'
cat "$T/told"
tap_n=$((tap_n + 5)) tap_bad=$((tap_bad + $(grep -c '^not ok' "$T/told")))
whole
done_testing
