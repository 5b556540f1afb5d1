#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Do the sweeps find what they are for? Each bug of planted/*.patch is put into a copy of the tree, built there, and looked for by the sweeps that
# its first lines name, in random order until the first finding. Ends with 0 only when all were found. By hand: it takes some minutes a bug.
#   planted.sh [NAME...]      SEED= as for the sweeps; PLANT=DIR keeps the copy and its objects there for the next time
set -u
TOP=$(cd "$(dirname "$0")/../.." && pwd)
D=${PLANT:-$(mktemp -d "${TMPDIR:-/tmp}/loket-planted.XXXXXX")}
mkdir -p "$D" && chmod 755 "$D" || exit 1
D=$(cd "$D" && pwd)
undo() { [ -z "${bug:-}" ] || patch -s -R -d "$D" -p1 <"$TOP/tests/fault/planted/$bug.patch"; bug=; }
finish() { rc=$?; [ "${PLANT:-}" ] && undo || rm -rf "$D"; exit $rc; }
trap finish EXIT
trap 'exit 130' HUP INT TERM
[ $# -gt 0 ] || set -- $(cd "$TOP/tests/fault/planted" && ls | sed 's/\.patch$//')
(cd "$TOP" && tar cf - Makefile src sql rules templates contrib/amssim tests/lib.sh tests/rig tests/fault tests/world) | tar xf - -C "$D" || exit 1
# look MODE [VAR=VALUE...]: the sweep on the copy
look() {
	l_mode=$1; shift
	case $l_mode in wire) set -- "$@" sh "$D/tests/fault/wire.sh" ;; *) set -- "$@" sh "$D/tests/fault/sweep.sh" "$l_mode" ;; esac
	env BUILD="$D/build" LOKET="$D/build/loket" MOST=1 SEED="${SEED:-1}" "$@"
}
rc=0
for name; do
	patch -s -F0 -d "$D" -p1 <"$TOP/tests/fault/planted/$name.patch" || exit 1
	bug=$name
	make -s -C "$D" -j2 BUILD="$D/build" all amssim >"$D/make.log" 2>&1 || { cat "$D/make.log"; exit 1; }
	sed -n 's/^Sweep: //p' "$TOP/tests/fault/planted/$name.patch" >"$D/sweeps"
	while read -r sweep; do
		began=$(date +%s)
		if look $sweep >"$D/sweep.log" 2>&1 </dev/null; then
			echo "not ok - $name was not found by $sweep"; rc=1
		elif grep -q '^FOUND' "$D/sweep.log"; then
			echo "ok - $name was found by $sweep after $(($(date +%s) - began)) s: $(sed -n '/^FOUND/{N;s/\n */; /;p;q;}' "$D/sweep.log")"
		else
			echo "not ok - $name: the sweep itself failed:"; tail -n 5 "$D/sweep.log"; rc=1
		fi
	done <"$D/sweeps"
	undo || exit 1
done
exit $rc
