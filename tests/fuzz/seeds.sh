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
cp templates/*.md "$to/template/" && rm "$to/template/README.md" &&
cp "$to"/template/*.md "$to/markup/" || exit 1
# offices call their SOPs alike
for f in rules/sop/*/*.xml; do
	cp "$f" "$to/sop/$(basename "$(dirname "$f")")-${f##*/}" || exit 1
done
# a file of rules behind the line that names it
for f in rules/letter/*.xml rules/calendar/tapin.xml rules/office/tapin.xml; do
	{ printf '%s\n' "${f#rules/}"; cat "$f"; } >"$to/rules/$(basename "$f")" || exit 1
done
# what was typed stands behind the line of dashes
for f in tests/answers/[a-z][0-9][0-9].txt; do
	sed '1,/^---$/d' "$f" >"$to/answer/${f##*/}"
done
# a few hundred values of a template, each with its NUL
for f in "$to"/template/*.md; do
	{ cat "$f"; printf '\0'; awk 'BEGIN { for (i = 0; i < 100; i++) printf "Siti %d%c", i, 0 }'; } >"$f.values" && rm "$f"
done
# documents: of some formats the first byte says how the target takes them
D=tests/documents/unit
for f in "$D"/*.docx "$D"/*.odt "$D"/*.xlsx; do
	{ printf z; cat "$f"; } >"$to/office/${f##*/}"
done
cp "$D"/*.rtf "$to/rtf/" && cp "$D"/tte-*.pdf "$to/signature/" || exit 1
# pictures, as small as they are read
perl -MCompress::Zlib - "$to/picture" <<'END' || exit 1
my $dir = shift;
sub keep { open(my $f, '>:raw', "$dir/$_[0]") or die "$dir/$_[0]: $!\n"; print $f $_[1]; close $f or die }
sub chunk { my ($t, $d) = @_; pack('N', length $d) . $t . $d . pack('N', crc32($t . $d)) }
my $rows = join '', map { my $y = $_; join '', map { $y % 8 < 3 && $_ % 5 ? "\x20" : "\xf0" } 1 .. 40 } 1 .. 32;
keep('grey.pgm', "P5\n40 32\n255\n$rows");
keep('bits.pbm', "P4\n40 32\n" . "\xf0\x0f\xaa\x00\xff" x 32);
keep('colours.ppm', "P6\n20 20\n255\n" . "\xff\x80\x10" x 400);
keep('grey.png', "\x89PNG\r\n\x1a\n" . chunk('IHDR', pack('NNCCCCC', 40, 32, 8, 0, 0, 0, 0)) .
	chunk('IDAT', compress(join '', map { "\0" . substr($rows, 40 * $_, 40) } 0 .. 31)) . chunk('IEND', ''));
# two pages of the same bits, one packed
my @tags = ([256, 40], [257, 32], [258, 1], [259, 1], [262, 1], [273, 8], [277, 1], [278, 32], [279, 160]);
my $page = pack('v', scalar @tags) . join '', map { pack('vvVV', $_->[0], 4, 1, $_->[1]) } @tags;
keep('two.tif', "II*\0" . pack('V', 168) . "\xf0\x0f\xaa\x00\xff" x 32 . $page . pack('V', 168 + length($page) + 4) . $page . pack('V', 0));
END
cp "$D/kecil.jpg" "$to/picture/"
