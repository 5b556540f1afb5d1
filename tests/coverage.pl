#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests reached: lines and branches of each file and in all, from the counters in BUILD/profile, and the branches never taken in
# what decides about trust, codes and addresses, where there must be none. Exit 1 where a goal is missed. Called by `make coverage`:
#   coverage.pl BUILD
use strict;
use warnings;
use JSON::PP;

my $build = shift // die "coverage.pl BUILD\n";
my %goal = (lines => 90, branches => 80);
# Here each branch must have been taken: file => functions, or none for all of the file.
my @whole = (['case/trust.c'], ['base/crypt.c', qw(token_letters token_raw)],
	['box/evidence.c', qw(is_word dash between token_at evidence_tokens one_address)],
	['net/net.c', qw(is_letter is_digit labels_ok net_address_ok net_host_ok)]);

my ($merge, $cov) = map { tool($_) } qw(llvm-profdata llvm-cov);
system($merge, 'merge', '-o', "$build/all.profdata", glob("$build/profile/*.profraw")) == 0 or die "coverage: nothing was counted\n";
open(my $in, '-|', $cov, 'export', "$build/loket", "-instr-profile=$build/all.profdata", '-skip-expansions') or die "$cov: $!\n";
my $told = decode_json(do { local $/; <$in> });
close $in or die "coverage: $cov failed\n";
my $data = $told->{data}[0];

my $missed = 0;
printf "%-28s %7s %6s   %7s %6s\n", 'file', 'lines', '%', 'branches', '%';
for my $f (sort { $a->{filename} cmp $b->{filename} } @{ $data->{files} }) {
	line(short($f->{filename}), $f->{summary}) if $f->{summary}{lines}{count} > 0;
}
line('in all', $data->{totals});
for my $kind (sort keys %goal) {
	my $p = $data->{totals}{$kind}{percent};
	printf "%s: %.1f %%, goal %d %%%s\n", $kind, $p, $goal{$kind}, $p < $goal{$kind} ? ': missed' : '';
	$missed ||= $p < $goal{$kind};
}
for my $w (@whole) {
	my ($file, @names) = @$w;
	my @never = map { never($_) } grep { in($_, $file, @names) } @{ $data->{functions} };
	printf "every branch of %s%s: %s\n", $file, @names ? " (@names)" : '', @never ? "not at @never" : 'yes';
	$missed ||= @never > 0;
}
exit $missed;

# Debian has it with the version in its name too, and only so without the package `llvm`.
sub tool {
	my ($name) = @_;
	for my $n ($name, map { "$name-$_" } reverse 11 .. 19) {
		return $n if grep { -x "$_/$n" } split /:/, $ENV{PATH};
	}
	die "coverage: no $name; it comes with llvm\n";
}

sub short { my ($f) = @_; $f =~ s{.*/src/}{}; return $f }

sub line {
	my ($name, $s) = @_;
	printf "%-28s %7d %5.1f%%   %7d %5.1f%%\n", $name, $s->{lines}{count}, $s->{lines}{percent}, $s->{branches}{count}, $s->{branches}{percent};
}

sub in {
	my ($f, $file, @names) = @_;
	return 0 if short($f->{filenames}[0]) ne $file;
	(my $name = $f->{name}) =~ s/.*://;
	return !@names || grep { $_ eq $name } @names;
}

# [line, column, line, column, taken, not taken, ...]
sub never { map { $_->[4] && $_->[5] ? () : "$_->[0]:$_->[1]" . ($_->[4] ? ' else' : '') } @{ $_[0]{branches} } }
