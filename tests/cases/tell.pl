#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# What the commands' JSON says, in one word for a test to compare. Reads JSON lines from standard input.
#   tell.pl mails ADDRESS     of `outbox list --all --json`: the templates of all mails to ADDRESS in their order; what was not sent
#                             carries its state and reason: kurang-berkas:parked/mode
#   tell.pl settle ROOT       the same input: waits until the maildirs below ROOT hold every mail that is `sent`; 1 when they do not
#   tell.pl state             of `case show --json`: tahap, or akhir with a full stop before it
#   tell.pl why [N]           codes of the last N (1) case events
#   tell.pl rows              rows of the SOP that are fulfilled, with by whom: 1:Siti 2:Nurul (first names)
#   tell.pl times             rows with the minutes that office, applicant and BSrE took, to the nearest ten: 2:30/0/0
#   tell.pl documents         name=counts_as of each document that counts, in order
#   tell.pl tasks             role/kind/state of each question
#   tell.pl get FIELD...      one field of each line, blank between fields
#   tell.pl reasons           of `held list --json`
use strict;
use warnings;

binmode STDOUT, ':utf8';
my ($verb, @arg) = @ARGV;
my @raw = grep { /\S/ } <STDIN>;
my %verb = (mails => \&mails, settle => \&settle, why => \&why, rows => \&rows, times => \&times, documents => \&documents, tasks => \&tasks,
	state => sub { my $c = flat($raw[0] // ''); $c->{tahap} // '.' . ($c->{akhir} // '') },
	get => sub { map { my $l = flat($_); map { $l->{$_} // '-' } @arg } @raw }, reasons => sub { map { flat($_)->{reason} } @raw });
print join(' ', ($verb{$verb} or die "tell.pl: $verb?\n")->()), "\n";

# The plain members of an object's first level, up to its first array; much cheaper than the whole of it.
sub flat {
	my ($text) = $_[0] =~ /^(.*?)(?:"\w+":\[|$)/s;
	my %f;
	$f{$1} = defined $3 ? $3 : $2 eq 'null' ? undef : $2 while $text =~ /"(\w+)":(null|true|false|-?\d+|"((?:[^"\\]|\\.)*)")/g;
	return \%f;
}

sub whole {
	require JSON::PP;
	return JSON::PP->new->utf8->decode($raw[0])->{$_[0]};
}

sub mails {
	return map { my $s = $_->{state}; my $why = $_->{reason} // '';
		$_->{what} . ($s eq 'sent' ? '' : ":$s" . ($why ne '' ? "/$why" : '')) }
		grep { $_->{kind} eq 'mail' && lc $_->{to} eq lc $arg[0] } map { flat($_) } @raw;
}

sub why {
	my @code = $raw[0] =~ /"kind":"case\.event","code":"([^"]*)"/g;
	my $n = $arg[0] // 1;
	return @code[($#code < $n - 1 ? 0 : $#code - $n + 1) .. $#code];
}

sub rows { return map { $_->{no} . ':' . (($_->{by} // '-') =~ s/[ ,].*//r) } grep { $_->{closed} } @{whole('rows')} }
sub times { return map { my $r = $_; "$r->{no}:" . join('/', map { 10 * int($r->{"waktu_$_"} / 10 + 0.5) } qw(kantor pemohon bsre)) } @{whole('rows')} }
sub tasks { return map { "$_->{role}/$_->{kind}/$_->{state}" } @{whole('tasks')} }
sub documents {
	return map { ($_->{name} // '?') =~ s/ /_/gr . '=' . ($_->{counts_as} || '-') } grep { $_->{mark} eq "\x{2713}" } @{whole('documents')};
}

sub settle {
	my (%want, $end);
	for my $m (map { flat($_) } @raw) {
		$want{$m->{to}}++ if $m->{kind} eq 'mail' && $m->{state} eq 'sent' && ($m->{to} // '') !~ /^(hilang|penuh)\@|^$/;	# "": erased
	}
	for ($end = time + 10; time < $end; select(undef, undef, undef, 0.005)) {
		my @short = grep { my @have = glob("\"$arg[0]/$_/Maildir/\"{new,cur}\"/*\""); @have < $want{$_} } keys %want;
		return () if !@short;
	}
	print STDERR "tell.pl: a mail that was sent did not arrive\n";
	exit 1;
}
