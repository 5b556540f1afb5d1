#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every planted bug still applies to the program as it is, and names the sweep that has to find it. planted.sh [TREE]
cd "${1:-$(dirname "$0")/../..}" || exit 1
command -v patch >/dev/null || { echo 'planted: patch is not installed' >&2; exit 1; }
rc=0
for p in tests/fault/planted/*.patch; do
	[ -e "$p" ] || continue
	grep -q '^Sweep: [a-z]' "$p" || { echo "$p:1: no line 'Sweep: MODE' first"; rc=1; }
	patch --dry-run -s -f -F0 -p1 -i "$p" >/dev/null || { echo "$p:1: does not apply any more"; rc=1; }
done
exit $rc
