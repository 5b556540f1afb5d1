#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every seed and everything ever found goes through its target once: none crashes, trips a check, or takes three seconds of CPU (what was found
# once took minutes). `make fuzz` looks for more.
. "$(dirname "$0")/../lib.sh"
cd "$TOP" || exit 1
# a sanitizer's work is slow
limit=3
nm "$BUILD/fuzz/letter" 2>/dev/null | grep -q __asan_init && limit=6

export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
ok 'the seeds are laid out' sh tests/fuzz/seeds.sh "$T/seeds"
ok 'and what was found and is too large to keep' perl tests/fuzz/large.pl "$T/large"
for c in tests/fuzz/*.c; do
	t=${c##*/}; t=${t%.c}
	[ "$t" = once ] && continue
	ok "$t: seeds" timeout 120 "$BUILD/fuzz/$t" -s "$limit" "$T/seeds/$t"
	for f in tests/fuzz/found/"$t"/* "$T/large/$t"/*; do
		[ -e "$f" ] || continue
		ok "$t: found once: ${f##*/}" timeout 60 "$BUILD/fuzz/$t" -s "$limit" "$f"
	done
done
# That each target finds its bug is tried by hand with planted.sh.
command -v patch >/dev/null && for c in tests/fuzz/*.c; do
	t=${c##*/}; t=${t%.c}
	[ "$t" = once ] || ok "$t: its planted bug applies" patch --dry-run -s -f -F0 -d "$TOP" -p1 -i "$TOP/tests/fuzz/planted/$t.patch"
done
done_testing
