#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The planted bugs still apply to the program as it is; that the sweep finds them is tried by hand with planted.sh.
. "$(dirname "$0")/../lib.sh"
command -v patch >/dev/null || skip_all 'patch is not installed'
for p in "$TOP"/tests/fault/planted/*.patch; do
	ok "planted/$(basename "$p") applies" patch --dry-run -s -f -F0 -d "$TOP" -p1 -i "$p"
done
ok 'the five bugs that the sweep was made for are among them' test "$tap_n" -ge 5
done_testing
