#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Does the sweep find what it is for? Each bug of planted/*.patch is put into a copy of the tree, built there, and swept in random order until
# the first finding. Ends with 0 only when all were found. By hand: it takes some minutes. planted.sh [NAME...]; SEED= as for the sweep.
set -u
TOP=$(cd "$(dirname "$0")/../.." && pwd)
BUILD=${BUILD:-$TOP/build}
D=$(mktemp -d "${TMPDIR:-/tmp}/loket-planted.XXXXXX") && chmod 755 "$D" || exit 1
trap 'rm -rf "$D"' EXIT
trap 'exit 130' HUP INT TERM
[ $# -gt 0 ] || set -- $(cd "$TOP/tests/fault/planted" && ls | sed 's/\.patch$//')
(cd "$TOP" && tar cf - Makefile src sql rules templates tests/lib.sh tests/rig tests/fault) | tar xf - -C "$D" || exit 1
rc=0
for bug; do
	patch -s -d "$D" -p1 <"$TOP/tests/fault/planted/$bug.patch" || exit 1
	make -s -C "$D" -j2 BUILD="$D/build" all >"$D/make.log" 2>&1 || { cat "$D/make.log"; exit 1; }
	began=$(date +%s)
	if BUILD="$D/build" LOKET="$D/build/loket" MOST=1 SEED="${SEED:-1}" sh "$D/tests/fault/sweep-kill.sh" >"$D/sweep.log" 2>&1; then
		echo "not ok - $bug was not found"; rc=1
	elif grep -q '^FOUND' "$D/sweep.log"; then
		echo "ok - $bug was found after $(($(date +%s) - began)) s: $(sed -n '/^FOUND/{N;s/\n */; /;p;q;}' "$D/sweep.log")"
	else
		echo "not ok - $bug: the sweep itself failed:"; tail -n 5 "$D/sweep.log"; rc=1
	fi
	patch -s -R -d "$D" -p1 <"$TOP/tests/fault/planted/$bug.patch" || exit 1
done
exit $rc
