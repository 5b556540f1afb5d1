#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Advice on form, never an error: lines of C beyond 100 columns (tab = 8), blanks at the end, blanks for tabs, functions beyond 60 lines.
# Prints one line of counts for each file that has any; -v prints every place.
#   format.sh [-v] [TREE]
all=; [ "${1:-}" = -v ] && { all=yes; shift; }
cd "${1:-$(dirname "$0")/../..}" && exec perl - "$all" <<'END'
use strict;
use warnings;

my $all = shift;
for my $file (sort map { glob } 'src/*.[ch]', 'src/*/*.[ch]', 'tests/unit/*.[ch]') {
	open(my $f, '<:utf8', $file) or next;
	my ($began, %count) = (0);
	my $say = sub {
		my ($line, $kind, $what) = @_;
		$count{$kind}++;
		print "$file:$line: $what\n" if $all;
	};
	while (my $line = <$f>) {
		chomp $line;
		$say->($., 'with blanks at the end', 'blanks at the end') if $line =~ /\s$/;
		1 while $line =~ s/\t/' ' x (8 - $-[0] % 8)/e;
		$say->($., 'beyond 100 columns', length($line) . ' columns') if length $line > 100;
		$began = $. if $line eq '{';
		$say->($began, 'functions beyond 60 lines', 'a function of ' . ($. - $began) . ' lines') if $line eq '}' && $began && $. - $began > 61;
		$began = 0 if $line eq '}';
	}
	print "$file: ", join(', ', map { "$count{$_} $_" } sort keys %count), "\n" if %count && !$all;
}
exit 0;
END
