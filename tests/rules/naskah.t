#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# The papers of contrib/naskah, which people keep on their desks: valid XML; each word that may be answered (style Kata) is understood by the
# rules in a reply, each command (style Perintah) is one of the program, each word that Tapin's SOPs ask of a role stands on that role's sheet,
# and one page is one page's worth of words. So a change of the rules that the sheets do not follow is seen here.
use strict;
use warnings;
use utf8;
use File::Temp 'tempdir';
use JSON::PP;

binmode STDOUT, ':utf8';
binmode STDERR, ':utf8';
my $loket = $ENV{LOKET} // "$ENV{BUILD}/loket";
my $dir = tempdir(CLEANUP => 1);
my ($n, $bad) = (0, 0);
sub result { my ($good, $name, @why) = @_; $n++; $bad++ if !$good; print $good ? '' : 'not ', "ok $n - $name\n"; if (!$good) { print STDERR "# $_\n" for @why } }
sub slurp { my ($file) = @_; open(my $f, '<:utf8', $file) or die "$file: $!\n"; local $/; <$f> }

my %words;	# by sheet
my @files = glob 'contrib/naskah/*.fodt';
result(@files == 7, 'seven papers');
for my $file (@files) {
	my ($name) = $file =~ m{([^/]+)\.fodt$};
	my $xml = slurp($file);
	result(system("xmllint --noout --nonet '$file' >$dir/xmllint 2>&1") == 0, "$name: valid XML", slurp("$dir/xmllint"));
	$words{$name}{$_} = 1 for $xml =~ m{text:style-name="Kata">([^<]+)<}g;
	for ($xml =~ m{text:style-name="Perintah">([^<]+)<}g) {
		next if !/^loket (\w+)(?: (\w+))?/;
		my $help = `'$loket' $1 2>&1`;
		result(`'$loket' help` =~ /^  \Q$1\E /m && (!defined $2 || $help =~ /\b\Q$2\E\b/), "$name: $_ is a command");
	}
	my $text = $xml =~ s/.*<office:text>//sr =~ s/<[^>]+>/ /gr;
	result($name =~ /^keputusan/ || (() = $text =~ /\S+/g) < 330, "$name: fits a page");
	result($xml !~ /[a-z0-9.]+@[a-z]|\b\d{16,18}\b/, "$name: no address, no number of a person");
}

# As an answer to a question, by the reader itself.
my %all = map { %$_ } values %words;
my @sorted = sort keys %all;
for my $i (0 .. $#sorted) {
	open(my $f, '>:utf8', sprintf("$dir/%02d.eml", $i)) or die;
	print $f "From: Nurul <nurul\@tapinkab.go.id>\nTo: tte\@tapinkab.go.id\nSubject: Re: [TTE-2026-000001] Mohon diperiksa\n" .
		"In-Reply-To: <x\@y>\nDate: Mon, 23 Nov 2026 08:30:00 +0800\nMessage-ID: <a$i\@b>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n$sorted[$i]\n";
}
my $json = JSON::PP->new->utf8;
my @got = map { $json->decode($_) } `'$loket' read --json --rules rules $dir/*.eml`;
result(@got == @sorted, 'all words are read');
result(defined $got[$_]{command} && defined $got[$_]{command}{means}, "$sorted[$_] is understood", $json->canonical->encode($got[$_]{command} // {})) for 0 .. $#sorted;

# What the SOPs ask of whom.
my %sheet = (verifikator => 'lembar-verifikator', pemohon => 'lembar-pemohon', kadis => 'lembar-kadis', helpdesk => 'lembar-petugas');
my %asked;
for my $sop (glob 'rules/sop/tapin/*.xml') {
	my $xml = slurp($sop);
	while ($xml =~ m{<tahap ([^>]*)>(.*?)</tahap>}sg) {
		my ($at, $in) = ($1, $2);
		my ($who) = $at =~ /kepada="([^"]+)"/;
		$asked{$who // 'pemohon'}{$_} = 1 for $in =~ /<jawaban\b[^>]*\bkata="([A-Z ]+)"/g;
	}
}
for my $who (sort keys %sheet) {
	my @missing = grep { !$words{$sheet{$who}}{$_} } sort keys %{$asked{$who} // {}};
	result(!@missing, "$sheet{$who}: every word that SOPs ask of $who (" . join(' ', sort keys %{$asked{$who} // {}}) . ')', "missing: @missing");
}
result(keys %{$asked{verifikator} // {}} >= 4, 'words were found');
print "1..$n\n";
exit($bad ? 1 : 0);
