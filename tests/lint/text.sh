#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# No path of somebody's machine, no unfinished business, no conflict marks, no file without a last newline, in what we wrote.
#   text.sh [TREE]
cd "${1:-$(dirname "$0")/../..}" || exit 1
bad=0
files=$(find Makefile README.md .ci src rules templates sql tests contrib -type f ! -name '*.eml' ! -name '*.pdf' ! -name '*.jpg' ! -name '*.png' \
	! -path 'tests/fuzz/seeds/*' ! -path 'tests/fuzz/found/*' ! -path 'tests/readings/documents/*/[0-9]*' ! -path 'tests/documents/unit/*' 2>/dev/null)
# The patterns are written so that they do not find themselves.
grep -nE '(^|[^A-Za-z0-9_./$}-])/(work|root|home|farm|Users)/[A-Za-z]' $files /dev/null && bad=1
grep -nwE 'TO[D]O|FIX[M]E|XX[X]|HAC[K]' $files /dev/null && bad=1
grep -nE '^(<{7}|>{7}|={7})( |$)' $files /dev/null && bad=1
for f in $files; do
	[ ! -s "$f" ] || [ -z "$(tail -c 1 "$f")" ] || { echo "$f: the last line has no newline"; bad=1; }
done
exit $bad
