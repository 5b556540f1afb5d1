#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# The figures of a run, for people: table.pl LETTERS SENT MEASURED FETCH-MS SEND-MS MAILDIR LIST
use strict;
use warnings;

my ($n, $sent, $measured, $fetch, $send, $maildir, $list) = @ARGV;
my (%head, @row, %kb);
open(my $f, '<', $measured) or die "$measured: $!\n";
while (<$f>) {
	my @w = split;
	@w == 2 ? $head{$w[0]} = $w[1] : push @row, \@w;
}
my $bytes = 0;
open($f, '<', $list) or die "$list: $!\n";
while (<$f>) {
	my ($name) = split /\t/;
	$bytes += -s $_ for glob "$maildir/cur/$name* $maildir/new/$name*";
}
my $cpu = 0;
$cpu += $_->[2] for @row;
printf "%d letters, %.1f MB; %d answers\n\n", $n, $bytes / 1e6, $sent;
printf "%-34s %9s %12s %10s\n", '', 'seconds', 'a second', 'ratio';
printf "%-34s %9.1f %12.1f %10s\n", 'loket run --once: letters', $head{wall}, $n / $head{wall}, '1';
printf "%-34s %9.1f %12.1f %10.1f\n", 'bare IMAPS fetch of the letters', $fetch / 1e3, $n / $fetch * 1e3, $head{wall} / $fetch * 1e3;
printf "%-34s %9.1f %12.1f %10.1f\n", 'bare SMTP of the answers', $send / 1e3, $sent / $send * 1e3, $head{wall} / $send * 1e3;
printf "%-34s %9.1f %12s %10.1f\n\n", 'both, one after the other', ($fetch + $send) / 1e3, '', $head{wall} / ($fetch + $send) * 1e3;
printf "%-10s %9s %9s %12s %12s %12s\n", 'process', 'seen', 'CPU s', 'ms a letter', 'peak MB', 'private MB';
printf "%-10s %9d %9.2f %12.2f %12.1f %12.1f\n", @$_[0 .. 2], $_->[2] / $n * 1e3, $_->[3] / 1024, $_->[4] / 1024 for @row;
printf "%-10s %9s %9.2f %12.2f   (the whole machine: %.1f s of CPU in %.1f s)\n\n", 'all', '', $cpu, $cpu / $n * 1e3, $head{busy}, $head{wall};
