#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A seeded part of `make sweep-kill`: kill -9 at two in a hundred of all calls that leave a trace, each time the same end. SEED= chooses
# others.
. "$(dirname "$0")/../lib.sh"
part=${PART:-2}
grep -q fsanitize "$BUILD/flags" 2>/dev/null && part=${PART:-1}	# ten times the time
# sweep CASE LEAST WHAT
sweep() {
	ok "kill -9 at $part % of all points of $3: the same end state, every effect once" env CASE="$1" PART="$part" SEED="${SEED:-20261123}" \
		timeout -k 5 300 sh "$TOP/tests/fault/sweep.sh" kill
	diag "$(grep -E '^#? ?(golden|[0-9]+ of|# golden|# [0-9]+ of)' "$T/.out" | sed 's/^# //')"
	points=$(sed -n 's/^# golden run: .* \([0-9]*\) points:$/\1/p' "$T/.out")
	ok "there are at least $2 points (${points:-0})" test "${points:-0}" -ge "$2"
}
sweep lupa 300 'a forgotten passphrase'
sweep renewal 300 'a renewal with AMS asked'
done_testing
