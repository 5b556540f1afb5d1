#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Lays the seeds of all targets into DIR/NAME: those of tests/fuzz/seeds, and copies of what the tree has anyway (letters, notices, SOPs,
# templates, answers), which is kept in one place only.
#   seeds.sh DIR
cd "$(dirname "$0")/../.." && to=$1 || exit 1
rm -rf "$to"
for c in tests/fuzz/*.c; do
	t=${c##*/}; t=${t%.c}
	[ "$t" = once ] && continue
	mkdir -p "$to/$t"
	[ ! -d "tests/fuzz/seeds/$t" ] || cp tests/fuzz/seeds/"$t"/* "$to/$t"/ || exit 1
done
cp tests/letters/*.eml tests/notices/*.eml "$to/letter/" &&
cp rules/sop/*/*.xml "$to/sop/" &&
cp templates/*.md "$to/template/" && rm "$to/template/README.md" &&
cp "$to"/template/*.md "$to/markup/" || exit 1
# what was typed stands behind the line of dashes
for f in tests/answers/[a-z][0-9][0-9].txt; do
	sed '1,/^---$/d' "$f" >"$to/answer/${f##*/}"
done
# a few hundred values of a template, each with its NUL
for f in "$to"/template/*.md; do
	{ cat "$f"; printf '\0'; awk 'BEGIN { for (i = 0; i < 100; i++) printf "Siti %d%c", i, 0 }'; } >"$f.values" && rm "$f"
done
