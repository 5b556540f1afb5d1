#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every file that is written by hand in a language with comments says its licence in its first two lines (XML: three).
#   spdx.sh [TREE]
cd "${1:-$(dirname "$0")/../..}" || exit 1
bad=0
for f in Makefile $(find .ci src rules sql tests contrib -type f \( -name '*.[ch]' -o -name '*.sh' -o -name '*.pl' -o -name '*.t' -o -name '*.sql' \
	-o -name '*.xml' -o -name '*.[15]' -o -name '*.service' -o -path '.ci/*' \) 2>/dev/null | sort); do
	head -n 3 "$f" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' || { echo "$f:1: no SPDX line"; bad=1; }
done
[ -s COPYING ] || { echo 'COPYING:1: the licence is missing'; bad=1; }
exit $bad
