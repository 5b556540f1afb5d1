#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs of loket and of its peers over the same letters, as a table: table.pl LETTERS LIST MAILDIR loket=FILE PEER=FILE...
# Each FILE has a line `wall cpu` a run. The ratio is of the same run, loket's rate by the peer's; CPU is of all its processes.
use strict;
use warnings;

my ($n, $list, $maildir, @who) = @ARGV;
my (@name, %run);
for (@who) {
	my ($name, $file) = split /=/, $_, 2;
	push @name, $name;
	open(my $f, '<', $file) or die "$file: $!\n";
	$run{$name} = [map { [split] } <$f>];
}
my $bytes = 0;
open(my $f, '<', $list) or die "$list: $!\n";
while (<$f>) {
	my ($letter) = split /\t/;
	$bytes += -s $_ for glob "$maildir/cur/$letter* $maildir/new/$letter*";
}
printf "%d letters, %.1f MB, %d runs\n\n%-10s %28s %28s %26s\n", $n, $bytes / 1e6, scalar @{$run{$name[0]}}, '',
	'letters a second', 'CPU ms a letter', "loket's rate by it";
printf "%-10s %28s %28s %26s\n", '', ('min   median      max') x 3;
for my $name (@name) {
	my @rate = map { $n / $_->[0] } @{$run{$name}};
	my @cpu = map { $_->[1] / $n * 1e3 } @{$run{$name}};
	my @ratio = map { $run{$name}[$_][0] / $run{$name[0]}[$_][0] } 0 .. $#rate;
	printf "%-10s %28s %28s %26s\n", $name, spread('%8.1f', @rate), spread('%8.2f', @cpu), $name eq $name[0] ? '' : spread('%8.3f', @ratio);
}

sub spread {
	my ($format, @v) = @_;
	@v = sort { $a <=> $b } @v;
	return join ' ', map { sprintf $format, $_ } $v[0], @v % 2 ? $v[@v / 2] : ($v[@v / 2 - 1] + $v[@v / 2]) / 2, $v[-1];
}
