#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each sweep has its planted bugs; that it finds them is tried by hand with planted.sh.
. "$(dirname "$0")/../lib.sh"
for sweep in kill fault memory power pair grid wire; do
	ok "sweep-$sweep has three planted bugs to find" test "$(grep -l "^Sweep: $sweep\\b" "$TOP"/tests/fault/planted/*.patch | wc -l)" -ge 3
done
done_testing
