#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# What the commands' JSON says, in one word for a test to compare. Reads JSON lines from standard input.
#   tell.pl mails ADDRESS     of `outbox list --all --json`: the templates of all mails to ADDRESS in their order; what was not sent
#                             carries its state and reason: kurang-berkas:parked/mode
#   tell.pl settle ROOT       the same input: waits until the maildirs below ROOT hold every mail that is `sent`; 1 when they do not
#   tell.pl state             of `case show --json`: tahap, or akhir with a full stop before it
#   tell.pl why [N]           codes of the last N (1) case events
#   tell.pl rows              rows of the SOP that are fulfilled, with by whom: 1:Siti 2:Nurul (first names)
#   tell.pl documents         name=counts_as of each document that counts, in order
#   tell.pl tasks             role/kind/state of each question
#   tell.pl get FIELD...      one field of each line, blank between fields
#   tell.pl reasons           of `held list --json`
use strict;
use warnings;
use JSON::PP;

binmode STDOUT, ':utf8';
my $json = JSON::PP->new->utf8;
my ($verb, @arg) = @ARGV;
my @line = map { $json->decode($_) } grep { /\S/ } <STDIN>;
my $case = $line[0] // {};
my %verb = (mails => \&mails, settle => \&settle, state => sub { ($case->{tahap} // ".$case->{akhir}") },
	why => sub { my @c = map { $_->{code} } grep { $_->{kind} eq 'case.event' } @{$case->{journal}}; my $n = $arg[0] // 1; @c[($#c < $n - 1 ? 0 : $#c - $n + 1) .. $#c] },
	rows => sub { map { $_->{no} . ':' . (($_->{by} // '-') =~ s/[ ,].*//r) } grep { $_->{closed} } @{$case->{rows}} },
	documents => sub { map { ($_->{name} // '?') =~ s/ /_/gr . '=' . ($_->{counts_as} || '-') } grep { $_->{mark} eq "\x{2713}" } @{$case->{documents}} },
	tasks => sub { map { "$_->{role}/$_->{kind}/$_->{state}" } @{$case->{tasks}} },
	get => sub { map { my $l = $_; map { $l->{$_} // '-' } @arg } @line }, reasons => sub { map { $_->{reason} } @line });
print join(' ', ($verb{$verb} or die "tell.pl: $verb?\n")->()), "\n";

sub mails {
	return map { my $s = $_->{state}; my $why = $_->{reason} // '';
		$_->{what} . ($s eq 'sent' ? '' : ":$s" . ($why ne '' ? "/$why" : '')) } grep { $_->{kind} eq 'mail' && lc $_->{to} eq lc $arg[0] } @line;
}

sub settle {
	my (%want, $end);
	$want{$_->{to}}++ for grep { $_->{kind} eq 'mail' && $_->{state} eq 'sent' && $_->{to} !~ /^(hilang|penuh)\@/ } @line;
	for ($end = time + 10; time < $end; select(undef, undef, undef, 0.005)) {
		my @short = grep { my @have = glob("\"$arg[0]/$_/Maildir/\"{new,cur}\"/*\""); @have < $want{$_} } keys %want;
		return () if !@short;
	}
	print STDERR "tell.pl: a mail that was sent did not arrive\n";
	exit 1;
}
