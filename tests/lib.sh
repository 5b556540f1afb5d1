# SPDX-License-Identifier: GPL-3.0-or-later
# TAP for shell tests, sourced as `. "$(dirname "$0")/../lib.sh"` by tests under `#!/bin/sh`. Gives the test a directory of its own
# ($T, mode 755, removed at the end unless KEEP=1), the program under test ($LOKET) and the top of the tree ($TOP), counts, and
# ends: `done_testing` prints the plan; a test that dies before it has no plan, which prove reports. Every exit goes
# through tap_exit, which calls `cleanup` where the test defines it and rig_stop where the rig runs.
# Waiting is for something that happens (wait_for); no test sleeps a fixed time and hopes.

TOP=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=${BUILD:-$TOP/build}
LOKET=${LOKET:-$BUILD/loket}
T=$(mktemp -d "${TMPDIR:-/tmp}/loket-test.XXXXXX") && chmod 755 "$T" || exit 1
export TOP LOKET T LC_ALL=C.UTF-8
unset LOKET_CONFIG MAILDIR 2>/dev/null || :
tap_n=0
tap_bad=0
tap_failing=

tap_exit() {
	tap_rc=$?
	trap - EXIT
	trap '' HUP INT TERM
	command -v cleanup >/dev/null && cleanup
	[ -z "${RIG_DIR:-}" ] || rig_stop
	[ "${KEEP:-}" ] && echo "# kept: $T" || rm -rf "$T"
	exit "$tap_rc"
}
trap tap_exit EXIT
trap 'exit 130' HUP INT TERM

# diag TEXT...: shown by prove; several lines stay comments. What follows a failure is told once more at the end of all tests (Makefile).
diag() { printf '%s\n' "$*" | sed 's/^/# /' >&2; [ -z "$tap_failing" ] || failure "$(printf '%s\n' "$*" | sed 's/^/    /')"; }
failure() { [ -z "${FAILURES:-}" ] || printf '%s\n' "$*" >>"$FAILURES"; }
# bail TEXT: nothing that follows can work; stops the whole run of prove.
bail() { printf 'Bail out! %s\n' "$*"; exit 1; }
skip_all() { printf '1..0 # SKIP %s\n' "$*"; exit 0; }
# sanitized: this build is one of ASan and UBSan, which takes more time and memory.
sanitized() { grep -q fsanitize "$BUILD/flags" 2>/dev/null; }
skip() { tap_n=$((tap_n + 1)); printf 'ok %d # SKIP %s\n' "$tap_n" "$*"; }
pass() { tap_n=$((tap_n + 1)); tap_failing=; printf 'ok %d - %s\n' "$tap_n" "$1"; }
fail() {
	tap_n=$((tap_n + 1)); tap_bad=$((tap_bad + 1)); tap_failing=1
	printf 'not ok %d - %s\n' "$tap_n" "$1"; failure "$0: not ok $tap_n - $1"; return 1
}

# ok NAME COMMAND...: passes when the command ends with 0; its output is shown only when it fails.
ok() {
	tap_name=$1; shift
	if "$@" >"$T/.out" 2>&1; then pass "$tap_name"; else tap_rc=$?; fail "$tap_name"; diag "exit $tap_rc: $*"; diag "$(head -c 4000 "$T/.out")"; return 1; fi
}
# not_ok NAME COMMAND...: passes when the command fails as a command may (1..125), not when it is killed or missing.
not_ok() {
	tap_name=$1; shift
	tap_rc=0; "$@" >"$T/.out" 2>&1 || tap_rc=$?
	if [ "$tap_rc" -ge 1 ] && [ "$tap_rc" -le 125 ]; then pass "$tap_name"; else fail "$tap_name"; diag "exit $tap_rc: $*"; return 1; fi
}
# exits CODE NAME COMMAND...: the exit code is exactly CODE; output stays in $T/out and $T/err for what follows.
exits() {
	tap_want=$1; tap_name=$2; shift 2
	tap_rc=0; "$@" >"$T/out" 2>"$T/err" || tap_rc=$?
	if [ "$tap_rc" = "$tap_want" ]; then pass "$tap_name"; else
		fail "$tap_name"; diag "exit $tap_rc, wanted $tap_want: $*"; diag "$(tail -n 15 "$T/err")"; return 1; fi
}
# is GOT WANT NAME; like TEXT ERE NAME; unlike TEXT ERE NAME.
is() { if [ "$1" = "$2" ]; then pass "$3"; else fail "$3"; diag "got:  $1"; diag "want: $2"; return 1; fi; }
like() { if printf '%s\n' "$1" | grep -Eq -- "$2"; then pass "$3"; else fail "$3"; diag "not found: $2"; diag "in: $1"; return 1; fi; }
unlike() { if printf '%s\n' "$1" | grep -Eq -- "$2"; then fail "$3"; diag "found: $2"; diag "in: $1"; return 1; else pass "$3"; fi; }
# same_file GOT WANT NAME: the same bytes; the difference is shown.
same_file() { if cmp -s "$1" "$2"; then pass "$3"; else fail "$3"; diag "$(diff -u "$2" "$1" 2>&1 | head -40)"; return 1; fi; }

done_testing() { printf '1..%d\n' "$tap_n"; [ "$tap_bad" -eq 0 ]; exit; }
plan() { printf '1..%d\n' "$1"; done_testing() { [ "$tap_bad" -eq 0 ]; exit; }; }

# now_ms: a clock for deadlines in milliseconds.
now_ms() { date +%s%3N; }
# worker ROLE: the number of each such process of the agent with $T/loket.conf
worker() { for tap_p in /proc/[0-9]*; do [ "$(tr '\0' ' ' <"$tap_p/cmdline")" = "loket @$1 $T/loket.conf " ] && echo "${tap_p#/proc/}"; done 2>/dev/null; }
# wait_for SECONDS COMMAND: runs the shell command every 20 ms at most until it succeeds; 1 when the time is over.
wait_for() {
	tap_end=$(($(now_ms) + $1 * 1000))
	until eval "$2" >/dev/null 2>&1; do
		[ "$(now_ms)" -lt "$tap_end" ] || { diag "not within $1 s: $2"; return 1; }
		sleep 0.02
	done
}

# a_page WORDS: a PDF of one page that says nothing of what it is; WORDS only make it another file
a_page() {
	printf '%%PDF-1.4\n%% %s\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' "$1"
	printf '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n'
	printf '4 0 obj<</Length 44>>stream\nBT /F 12 Tf 60 700 Td (berkas ini isinya) Tj ET\nendstream endobj\n'
	printf '5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n'
}
