#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The unit tests under valgrind, one line each: what is read that was never written or is gone, and what nobody gives back. Exit 1 where
# there is any of it, or where a test fails that does not fail without. No box is entered (unit/boxed.h): it forbids what valgrind itself
# has to do; so the tests of the boxes are left out, and `model`, which is the store's and the desk's work for hours here. Called by
# `make valgrind` with BUILD set; TESTS='store sop': only these.
set -u
cd "$(dirname "$0")/.." || exit 1
LEFT_OUT=' box reader ocr model '
out=$BUILD/valgrind
mkdir -p "$out"
rc=0
for t in ${TESTS:-$(ls tests/unit/*_test.c | sed 's,.*/,,; s,_test\.c$,,')}; do
	case $LEFT_OUT in *" $t "*) [ "${TESTS:-}" ] || continue ;; esac
	began=$(date +%s)
	UNBOXED=yes G_SLICE=always-malloc G_DEBUG=gc-friendly timeout 1200 valgrind -q --leak-check=full \
		--show-leak-kinds=definite --child-silent-after-fork=yes --suppressions=tests/valgrind.supp --log-file="$out/$t.log" \
		"$BUILD/unit/${t}_test" >"$out/$t.tap" 2>&1
	got=$?
	bad=$(grep -c '^not ok' "$out/$t.tap")
	if [ $got -eq 0 ] && [ ! -s "$out/$t.log" ]; then echo "ok - $t: $(grep -c '^ok' "$out/$t.tap") checks, clean ($(($(date +%s) - began)) s)"
	else
		rc=1
		echo "not ok - $t: exit $got, $bad checks failed, see $out/$t.log and .tap"
		grep -m 12 '==' "$out/$t.log" | sed 's/^==[0-9]*==/  /'
	fi
done
exit $rc
