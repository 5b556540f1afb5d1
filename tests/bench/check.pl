#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# What became of the letters of a list (corpus.pl), after the log of the run that read them, against what had to become of them.
#   check.pl LIST LOG MAILDIR BEFORE AFTER ACCEPTED    the journal as CSV before and after the run; how many mails the SMTP server has taken
# Compared for each letter: outcome and reason; in all: cases opened, steps, mails owed by their template, mails handed over and taken. Prints the
# sums and each difference; exit 1 when there is one.
# Letters get their numbers in the order of arrival; that the n-th number is the n-th letter of the list is checked by its size.
use strict;
use warnings;

my ($list, $log, $maildir, $before, $after, $accepted) = @ARGV;
my %opens = map { $_ => 1 } qw(complete incomplete unclear-pdf unknown-charset wrong-charset);
my (%bytes, %became, %count, %what, %owed, @bad);
my %done = journal($after, scalar journal($before));

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
my ($n, $mails, $cases, $steps) = (0, 0, 0, 0);
while (<$f>) {
	chomp;
	my ($name, $kind, $outcome, $reason, $owed, $moves) = split /\t/;
	my $id = ($first // 0) + $n++;
	my $got = $became{$id} or push(@bad, "$kind $name: never read"), next;
	my $size = size($name);
	push @bad, "$kind $name: message $id has " . ($bytes{$id} // 0) . " bytes, the letter $size" if ($bytes{$id} // 0) != $size;
	push @bad, "$kind $name: @$got instead of $outcome $reason" if $got->[0] ne $outcome || ($reason ne '-' && $got->[1] ne $reason);
	$count{$got->[0]}++;
	$what{$kind}++;
	$cases++ if $opens{$kind};
	$steps += $moves;
	while ($owed =~ /([^,=]+)=(\d+)/g) {
		$owed{$1} += $2;
		$mails += $2;
	}
}
same('answers handed over', $count{sent}, $mails);
same('answers taken by the server', $accepted, $mails);
same('cases', $done{'case.open'}, $cases);
same('steps', $done{'case.step'}, $steps);
same("mails $_", $done{"mail.owed $_"}, $owed{$_}) for sort keys %{{%owed, map { /^mail\.owed (.+)/ ? ($1 => 1) : () } keys %done}};
my $opened = $done{'case.open'} // 0;
printf "letters %d: %s\n", $n, join ', ', map { "$_ $what{$_}" } sort keys %what;
printf "cases opened %d; letters into cases %d, held %d, ignored %d, answered without case %d; answers sent %d, not sent %d\n",
	map { $_ // 0 } $opened, @count{qw(case held ignored answered sent), 'not sent'};
print @bad ? map { s/\n//r . "\n" } @bad[0 .. ($#bad < 20 ? $#bad : 20)] : "all as the generator's list says\n";
exit !!@bad;

sub same {
	my ($what, $got, $want) = map { $_ // 0 } @_;
	push @bad, "$what: $got instead of $want" if $got ne $want;
}

# How often each kind of row stands in the journal behind its first $from rows, mails owed by template; in scalar context: the number of its rows.
sub journal {
	my ($file, $from) = (@_, 0);
	my (%n, $rows);
	open(my $j, '<', $file) or die "$file: $!\n";
	while (<$j>) {
		my ($no, undef, $kind, @more) = split /;/;
		next if $no !~ /^\d+$/;
		$rows = $no;
		next if $no <= $from;
		$n{$kind}++;
		$n{"$kind $more[6]"}++ if $kind eq 'mail.owed';
	}
	return wantarray ? %n : $rows;
}

# As the server sends it: every line ends in CR LF.
sub size {
	my ($file) = (glob("$maildir/cur/$_[0]*"), glob("$maildir/new/$_[0]*"));
	open(my $letter, '<:raw', $file // return 0) or return 0;
	local $/;
	my $all = <$letter>;
	return length($all) + ($all =~ tr/\n//);
}
