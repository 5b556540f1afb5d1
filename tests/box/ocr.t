#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Pictures of letters through the real worker in its box: what they say (tests/documents/unit/ocr.list: file, tab, what must stand on
# one line, blanks and colons not counted), which way they lay, and what becomes of files that are damaged or mean harm. Tesseract takes seconds
# a page: a third of the pictures and of the damage in `make test`, all by `make ocr` (ALL=1).
. "$(dirname "$0")/../lib.sh"
command -v tesseract >/dev/null && command -v pdftoppm >/dev/null || skip_all 'no tesseract or pdftoppm here'
DOCS=$TOP/tests/documents/unit
flags=$(grep -ao 'fsanitize=[a-z,]*' "$BUILD/flags" 2>/dev/null | head -n 1 | sed 's/^/-/')
n=; for o in buf clock err file log mem progress wire worker; do n="$n $BUILD/src/base/$o.o"; done
${CC:-gcc} -std=c11 -D_GNU_SOURCE -Wall -Wextra -I"$TOP/src" $flags -o "$T/ocrdrive" "$TOP/tests/box/ocrdrive.c" $n "$BUILD/src/protocol.o" ||
	bail 'ocrdrive does not compile'
# ocr PAGES FILE: the answer in $T/said, its first line in $said.
ocr() { timeout 100 "$T/ocrdrive" "$LOKET" "$1" "$2" >"$T/said" 2>"$T/err" || :; said=$(head -n 1 "$T/said"); }
# missing FILE: which of what the list wants is not there.
missing() {
	perl -CS -Mutf8 - "$DOCS/ocr.list" "$1" "$T/said" <<'END'
my ($list, $name, $said) = @ARGV;
open(my $f, '<:utf8', $said); my @lines = map { s/[ \t\n\f:]//gr } <$f>;
open(my $l, '<:utf8', $list);
while (<$l>) {
	my ($file, $want) = /^([^\t]*)\t(.*)/ or next;
	next if $file ne $name;
	(my $bare = $want) =~ s/[ :]//g;
	print "$want\n" if !grep { index($_, $bare) >= 0 } @lines;
}
END
}

while read -r file pages turned slow; do
	[ -z "$slow" ] || [ "${ALL:-}" ] || continue
	ocr 5 "$DOCS/$file"
	like "$said" ": text pages=$pages cut=0 turned=$turned .*exit=0" "$file is read, turned by $turned"
	is "$(missing "$file")" '' "$file: what it says stands in its text" || diag "$(cat "$T/said")"
	seconds="$seconds$(expr "$said" : '.* ms=\([0-9]*\)') "
done <<END
foto.jpg 1 0
kecil.jpg 1 0 slow
putar-90.jpg 1 270
putar-180.jpg 1 180 slow
pudar.jpg 1 0 slow
cap.jpg 1 0 slow
stempel.jpg 1 0 slow
tabel.jpg 1 0 slow
faks.tif 2 0 slow
pindai.pdf 2 0
END
diag "milliseconds: $seconds"

ocr 1 "$DOCS/pindai.pdf"
like "$said" 'text pages=1 cut=1' 'a limit of pages is kept, and told, in a PDF'
ocr 1 "$DOCS/faks.tif"
like "$said" 'text pages=1 cut=1' 'and in a TIFF'

# Made here: what a letter may bring that is no picture of a letter.
perl -e 'print "P5\n1200 1600\n255\n", "\xf0" x (1200 * 1600)' >"$T/blank.pgm"
ocr 5 "$T/blank.pgm"; like "$said" 'nothing pages=1 cut=0 .*exit=0' 'an empty sheet says nothing'
if [ "${ALL:-}" ]; then
	perl -e 'srand 7; print "P5\n800 600\n255\n", join("", map { chr int rand 256 } 1 .. 480000)' >"$T/noise.pgm"
	ocr 5 "$T/noise.pgm"; like "$said" '(nothing|text) pages=1 .*exit=0' 'noise is borne'
fi
perl -e 'print "P5\n50000 50000\n255\n", "x" x 100' >"$T/huge.pgm"
ocr 5 "$T/huge.pgm"; like "$said" 'broken pages=0 .*exit=0' 'a picture too large is refused by its header'
perl -MCompress::Zlib -e 'sub c { my ($t, $d) = @_; pack("N", length $d) . $t . $d . pack("N", crc32($t . $d)) }
	print "\x89PNG\r\n\x1a\n", c("IHDR", pack("NNCCCCC", 40000, 40000, 8, 0, 0, 0, 0)), c("IDAT", compress("\0" x 4000000)), c("IEND", "")' >"$T/huge.png"
ocr 5 "$T/huge.png"; like "$said" 'broken pages=0 .*exit=0' 'so is a PNG'
head -c 20000 "$DOCS/foto.jpg" >"$T/half.jpg"
ocr 5 "$T/half.jpg"; like "$said" '(text|nothing|broken) .*exit=0' 'half a JPEG is borne'
head -c 60000 "$DOCS/pindai.pdf" >"$T/half.pdf"
ocr 5 "$T/half.pdf"; like "$said" '(text|nothing|broken) .*exit=0' 'half a PDF is borne'
for kind in foto.jpg ${ALL:+faks.tif} pindai.pdf; do
	for seed in 1 ${ALL:+2 3}; do
		perl -e 'local $/; srand shift; my $s = <STDIN>; substr($s, 30 + int rand(length($s) - 30), 1) = chr int rand 256 for 1 .. 40; print $s' $seed \
			<"$DOCS/$kind" >"$T/fuzz"
		ocr 2 "$T/fuzz"; like "$said" '(text|nothing|broken|timeout) .*exit=0' "$kind with 40 wrong bytes, seed $seed"
	done
done
printf 'From: a@b\n\nno picture at all, but long enough to be looked at\n' >"$T/mail.txt"
ocr 5 "$T/mail.txt"; like "$said" 'broken pages=0 .*exit=0' 'no picture'
: >"$T/empty"
ocr 5 "$T/empty"; like "$said" 'broken pages=0 .*exit=0' 'nothing at all'
# A page of a million points each way, and one that draws for ever.
printf '%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 1000000 1000000]>>endobj\ntrailer<</Root 1 0 R>>\n' >"$T/large.pdf"
ocr 5 "$T/large.pdf"; like "$said" '(nothing|broken) .*exit=0' 'a page of a million points'
done_testing
