#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# A table of runs: spread.pl TITLE COLUMN... <FILE, a line a run, a number a column. Each column becomes a line with minimum, median and maximum.
# A column may end in `<LIMIT` or `>LIMIT`, of its median: exit 1 where it does not keep to it, and the line says so.
use strict;
use warnings;

my ($title, @columns) = @ARGV;
my @runs = map { [split] } <STDIN>;
my $bad = 0;
@runs or die "no runs\n";
printf "%-46s %10s %10s %10s\n", $title, qw(min median max);
for my $i (0 .. $#columns) {
	my ($name, $sign, $limit) = $columns[$i] =~ /^(.*?)(?:([<>])([0-9.]+))?$/;
	my @v = sort { $a <=> $b } map { $_->[$i] } @runs;
	my $median = @v % 2 ? $v[@v / 2] : ($v[@v / 2 - 1] + $v[@v / 2]) / 2;
	my $good = !$sign || ($sign eq '<' ? $median <= $limit : $median >= $limit);

	printf "%-46s %10.3f %10.3f %10.3f%s\n", $name, $v[0], $median, $v[-1],
		!$sign ? '' : sprintf('   %s %s%s', $sign eq '<' ? 'at most' : 'at least', $limit, $good ? '' : ': NOT KEPT');
	$bad ||= !$good;
}
exit $bad;
