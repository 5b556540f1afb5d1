#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Do the fuzz targets find what they are for? Each bug of planted/TARGET.patch is put into a copy of the tree, and that target runs until it
# finds it, SECONDS (60) at most; the findings of before are not among its inputs. Ends with 0 only when all were found. By hand: it takes some
# minutes. planted.sh [TARGET...]
set -u
TOP=$(cd "$(dirname "$0")/../.." && pwd)
SECONDS_MOST=${SECONDS:-60}
D=$(mktemp -d "${TMPDIR:-/tmp}/loket-planted.XXXXXX") || exit 1
trap 'rm -rf "$D"' EXIT
trap 'exit 130' HUP INT TERM
[ $# -gt 0 ] || set -- $(cd "$TOP/tests/fuzz/planted" && ls | sed 's/\.patch$//')
(cd "$TOP" && tar cf - Makefile src sql rules templates tests/fuzz tests/letters tests/notices tests/answers tests/documents) | tar xf - -C "$D" || exit 1
rc=0
for target; do
	patch -s -d "$D" -p1 <"$TOP/tests/fuzz/planted/$target.patch" || exit 1
	make -s -C "$D" BUILD="$D/build" CC=clang FUZZER=1 SANITIZE=fuzzer-no-link,address,undefined CFLAGS='-O1 -g' WARN= "$D/build/fuzz/$target" \
		>"$D/make.log" 2>&1 || { tail -n 5 "$D/make.log"; exit 1; }
	(cd "$D" && sh tests/fuzz/seeds.sh "$D/seeds") || exit 1
	words=; [ ! -f "$D/tests/fuzz/words/$target" ] || words=-dict=$D/tests/fuzz/words/$target
	mkdir -p "$D/found/$target"
	began=$(date +%s)
	(cd "$D" && timeout $((SECONDS_MOST + 60)) "$D/build/fuzz/$target" -max_total_time="$SECONDS_MOST" -rss_limit_mb=1024 -timeout=10 -max_len=16384 \
		-artifact_prefix="$D/found/$target/" $words "$D/seeds/$target") >"$D/$target.log" 2>&1
	said=$(grep -aE 'ERROR: (AddressSanitizer|libFuzzer)|runtime error|^broken' "$D/$target.log" | head -n 1 | sed 's/.*ERROR: //; s/ on .*address.*//; s/.*runtime error: //' | cut -c 1-70)
	if [ "$(ls "$D/found/$target")" ]; then echo "ok - $target: found after $(($(date +%s) - began)) s: $said"
	else echo "not ok - $target: not found in $SECONDS_MOST s"; rc=1; fi
	patch -s -R -d "$D" -p1 <"$TOP/tests/fuzz/planted/$target.patch" || exit 1
done
exit $rc
