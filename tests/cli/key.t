#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The key on paper and back, as somebody types it: round trip, every single mistake of a letter, what is left out or exchanged.
. "$(dirname "$0")/../lib.sh"
paper() { "$LOKET" key paper "$1"; }
typed() { rm -f "$T/back"; "$LOKET" key make "$T/back" --from-paper <"$1"; }

exits 0 'a key' "$LOKET" key make "$T/key"
mark=$(sed -n 's/.*key \([0-9]*-[0-9A-F]*\)\..*/\1/p' "$T/out")
like "$mark" '^1-[0-9A-F]{8}$' 'has a mark'
paper "$T/key" >"$T/paper"
like "$(cat "$T/paper")" "^KEY $mark\$" 'which stands on the paper'
unlike "$mark" "$(sed -n 's/^1 \(........\).*/\1/p' "$T/key" | tr a-f A-F)" 'and is no part of the key'
exits 0 'typed again' typed "$T/paper"
same_file "$T/back" "$T/key" 'the same key file'
is "$(stat -c %a "$T/back")" 600 '0600'
exits 65 'never over another' "$LOKET" key make "$T/back" --from-paper </dev/null
sed '/^#/d; s/^KEY/ key/; s/-/ - /; s/ \([0-9A-F][0-9A-F]\)\([0-9A-F]*\)/ \1-\2/g; s/0/o/g; s/1/l/g' "$T/paper" | tr A-Z a-z | sed 's/^ key l/key 1/; s/^l/1/' >"$T/sloppy"
sed -i "1s/.*/key $(echo "$mark" | tr A-F a-f)/" "$T/sloppy"
exits 0 'small letters, other gaps, o for 0, l for 1' typed "$T/sloppy"
same_file "$T/back" "$T/key" 'the same key file'

# Every letter of every line, exchanged for another: told by line.
cat >"$T/mistakes.pl" <<'END'
my ($paper, $loket, $back) = @ARGV;
open(my $f, '<', $paper) or die; my @lines = grep { !/^#/ } <$f>;
my ($tried, $taken, $unnamed) = (0, 0, 0);
for my $n (1 .. 4) {
	for my $at (3 .. length($lines[$n]) - 2) {
		next if substr($lines[$n], $at, 1) !~ /[0-9A-F]/ || ($at * 7 + $n) % 3;	# a third of them
		my @bad = @lines;
		substr($bad[$n], $at, 1) = substr($bad[$n], $at, 1) eq '7' ? 'C' : '7';
		unlink $back;
		open(my $to, "| $loket key make $back --from-paper >/dev/null 2>$back.err") or die; print $to @bad; close $to;
		open(my $e, '<', "$back.err"); my $said = join '', <$e>;
		$tried++; $taken++ if -e $back; $unnamed++ if $said !~ /line $n: its check digits/;
	}
}
print "$tried tried, $taken taken, $unnamed without their line\n";
END
is "$(perl "$T/mistakes.pl" "$T/paper" "$LOKET" "$T/back" | sed 's/^[0-9]* tried, //')" '0 taken, 0 without their line' 'one letter wrong: refused, and its line named'
wrong() { exits 65 "$1: refused" typed "$T/bad" && like "$(cat "$T/err")" "$2" "$1: said"; }
grep -v '^3 ' "$T/paper" >"$T/bad"; wrong 'a line left out' 'line 3 of key'
grep -v '^4 ' "$T/paper" >"$T/bad"; wrong 'the last line left out' 'line 4 of key .* is missing'
sed 's/^2 /x/; s/^1 /2 /; s/^x/1 /' "$T/paper" >"$T/bad"; wrong 'two lines exchanged' 'line 1'
sed 's/^KEY.*/KEY 1-00000000/' "$T/paper" >"$T/bad"; wrong 'another mark' 'this is not the key 1-00000000'
sed '/^KEY/d' "$T/paper" >"$T/bad"; wrong 'no mark' 'begins with a line such as'
sed 's/^2  ..../2  /' "$T/paper" >"$T/bad"; wrong 'a group left out' 'line 2: must have its number, 16 letters'
: >"$T/bad"; wrong 'nothing' 'nothing was typed'

# A file with two keys, old and new.
"$LOKET" key make "$T/second" >/dev/null
{ cat "$T/key"; sed -n 's/^1 /2 /p' "$T/second"; } >"$T/two"; chmod 600 "$T/two"
paper "$T/two" >"$T/paper2"
is "$(grep -c '^KEY' "$T/paper2")" 2 'both keys of a file are printed'
exits 0 'and typed again' typed "$T/paper2"
is "$(grep -v '^#' "$T/back")" "$(grep -v '^#' "$T/two")" 'the same'
chmod 644 "$T/two"
exits 65 'a key that others may read is not printed' paper "$T/two"
is "$(cat "$T/out")" '' 'nothing of it'
done_testing
