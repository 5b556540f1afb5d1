#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Seeded parts of the sweeps: a kill, a fault, no memory, a cut of the power, two of these, a cut line to a server - each time the same end.
# SEED= chooses others.
. "$(dirname "$0")/../lib.sh"
SEED=${SEED:-20261123}
some='kill=8 fault=3 power=1 pair=1 grid=1' more='kill=6 memory=2'
if sanitized; then	# ten times the time, and an allocator of its own
	some='kill=12 fault=4 power=1 pair=2 grid=2' more='kill=10'
fi
# sweep NAME FLOWS LEAST SOME: MODE=N...
sweep() {
	s_modes=$(echo "$4" | sed 's/=[0-9]*//g')
	ok "$1: the same end state, every effect once" env FLOWS="$2" SOME="$4" SEED="$SEED" timeout -k 5 400 sh "$TOP/tests/fault/sweep.sh" $s_modes
	cp "$T/.out" "$T/said"
	diag "$(grep -E '^(FOUND|    |sweep|# golden|# strace|# [0-9]+ of|# [a-z]+: [0-9]+ points)' "$T/said" | sed 's/^# //')"
	for s_mode in $s_modes; do
		points=$(sed -n "s/^# $s_mode: \\([0-9]*\\) points.*/\\1/p" "$T/said")
		ok "$1: there are at least $3 points of $s_mode (${points:-0})" test "${points:-0}" -ge "$3"
	done
}
sweep 'a forgotten passphrase' lupa 300 "$some"
sweep 'a link of AMS whose answer is lost' unknown 300 "$more"
ok 'dialogues cut, stalled, turned into others: no hang, no wrong answer, no secret told' env PART=1 SEED="$SEED" timeout -k 5 300 sh "$TOP/tests/fault/wire.sh"
diag "$(grep -E '^(FOUND|# )' "$T/.out" | sed 's/^# //')"
done_testing
