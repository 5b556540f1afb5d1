#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# What became of the letters of a list (corpus.pl), after the log of the run that read them, against what had to become of them.
#   check.pl LIST LOG MAILDIR OPENED    OPENED: by how many cases `loket case list` has grown. Prints cases opened, answers sent, held, ignored; each difference; exit 1 when there is one
# Letters get their numbers in the order of arrival; that the n-th number is the n-th letter of the list is checked by its size.
use strict;
use warnings;

my ($list, $log, $maildir, $opened) = @ARGV;
my %opens = map { $_ => 1 } qw(complete incomplete unclear-pdf unknown-charset wrong-charset);
my (%bytes, %became, %count, %what, @bad);

open(my $f, '<', $log) or die "$log: $!\n";
while (<$f>) {
	$bytes{$1} = $2 if /\bletter message=(\d+) bytes=(\d+) new=yes/;
	$became{$1} = [$2, $3] if /\bletter message=(\d+) class=\S+ outcome=(\S+) reason=(\S+)/;
	$count{sent}++ if /\bmail outbox=\d+ outcome=0 /;
	$count{'not sent'}++ if /\bmail outbox=\d+ outcome=[1-9]/;
	push @bad, "log: $_" if /\b(level=error|dropped=cap|read=failed)/;
}
my ($first) = sort { $a <=> $b } keys %bytes;
open($f, '<', $list) or die "$list: $!\n";
my ($n, $mails, $cases) = (0, 0, 0);
while (<$f>) {
	chomp;
	my ($name, $kind, $outcome, $reason, $owed) = split /\t/;
	my $id = ($first // 0) + $n++;
	my $got = $became{$id} or push(@bad, "$kind $name: never read"), next;
	my $size = size($name);
	push @bad, "$kind $name: message $id has " . ($bytes{$id} // 0) . " bytes, the letter $size" if ($bytes{$id} // 0) != $size;
	push @bad, "$kind $name: @$got instead of $outcome $reason" if $got->[0] ne $outcome || ($reason ne '-' && $got->[1] ne $reason);
	$count{$got->[0]}++;
	$what{$kind}++;
	$cases++ if $opens{$kind};
	$mails += $_ for $owed =~ /=(\d+)/g;
}
push @bad, "answers: " . ($count{sent} // 0) . " instead of $mails" if ($count{sent} // 0) != $mails;
push @bad, "cases: $opened opened instead of $cases" if $opened != $cases;
printf "letters %d: %s\n", $n, join ', ', map { "$_ $what{$_}" } sort keys %what;
printf "cases opened %d; letters into cases %d, held %d, ignored %d, answered without case %d; answers sent %d, not sent %d\n",
	map { $_ // 0 } $opened, @count{qw(case held ignored answered sent), 'not sent'};
print @bad ? map { s/\n//r . "\n" } @bad[0 .. ($#bad < 20 ? $#bad : 20)] : "all as the generator's list says\n";
exit !!@bad;

# As the server sends it: every line ends in CR LF.
sub size {
	my ($file) = (glob("$maildir/cur/$_[0]*"), glob("$maildir/new/$_[0]*"));
	open(my $letter, '<:raw', $file // return 0) or return 0;
	local $/;
	my $all = <$letter>;
	return length($all) + ($all =~ tr/\n//);
}
