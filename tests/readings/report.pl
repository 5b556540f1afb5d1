#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# How well is read what people send? Holds `loket read` against what a clerk wrote down beside each letter, reply and document before any
# of them was read by the program. Every third number is the unseen part: it is counted apart, and its misses are never printed.
#   report.pl [letters|replies|documents]...   (LOKET= names the program; MISSES=1 prints the misses of the seen part)
use strict;
use warnings;
use JSON::PP;
use File::Basename;

binmode STDOUT, ':utf8';
my $here = dirname($0);
my $loket = $ENV{LOKET} || "$here/../../build/loket";
my $rules = "$here/../../rules";
my $json = JSON::PP->new->utf8;
my @fields = qw(nama nip nik jabatan pangkat unit_kerja email hp nomor_surat hal tanggal_surat sifat lampiran yth tembusan penanda_tangan);
my %safe = map { $_ => 1 } qw(nip nik email);	# a wrong one of these, taken as certain, is worst
my (%sum, @misses, %wrong);

sub slurp { open(my $f, '<:raw', $_[0]) or die "$_[0]: $!\n"; local $/; return scalar <$f> }
sub unseen { $_[0] =~ /(\d+)/ && $1 % 3 == 0 }
sub miss { my ($name, $what) = @_; push @misses, "$name: $what" if !unseen(basename $name) }
# Folding for comparison: case, blanks, full stops and commas of titles do not count, nor dashes of one kind for another.
sub fold { my ($s) = @_; $s = lc $s; $s =~ s/[\x{2013}\x{2014}]/-/g; $s =~ s/[\x{2018}\x{2019}`]/'/g; $s =~ s/[\s.,;:"()]+//g; return $s }

sub read_all {
	my (@files) = @_;
	my @all;
	while (my @some = splice @files, 0, 100) {
		open(my $p, '-|', $loket, 'read', '--json', '--rules', $rules, @some) or die "$loket: $!\n";
		while (<$p>) { push @all, eval { $json->decode($_) } // die "not JSON: $_" }
		close $p;
	}
	return @all;
}

sub count_fields {
	my ($name, $part, $want, $got) = @_;
	my (%w, %g);
	$w{"$_->[0]\0" . fold($_->[1])} = $_->[1] for @$want;
	$g{"$_->[0]\0" . fold($_->[1])} = $_ for @$got;
	for my $k (keys %w) {
		my ($f) = split /\0/, $k;
		if ($g{$k}) { $sum{$part}{$f}{right}++ }
		else { $sum{$part}{$f}{missed}++; miss($name, "$f missed: $w{$k}") }
	}
	for my $k (keys %g) {
		next if $w{$k};
		my ($f) = split /\0/, $k;
		$sum{$part}{$f}{wrong}++;
		miss($name, "$f wrong: $g{$k}[1]" . ($g{$k}[2] ? '' : ' (not certain)'));
		if ($safe{$f} && $g{$k}[2]) { $wrong{$part}++; miss($name, "!! $f taken as certain: $g{$k}[1]") }
	}
}

# [field, value, certain] of one reading or expectation; people of a letter for several are told by their place.
sub flat {
	my ($o, $want, $source) = @_;
	my @all;
	for my $f (@fields) {
		for my $v (@{$o->{fields}{$f} // []}) {
			next if !$want && defined $source && $v->{source} !~ $source;
			push @all, $want ? [$f, $v, 1] : [$f, $v->{value}, $v->{certain}];
		}
	}
	my $n = 0;
	for my $p (@{$o->{pemohon} // []}) {
		next if !$want && defined $source && $p->{source} !~ $source;
		$n++;
		for my $f (grep { defined $p->{$_} && $p->{$_} ne '' } qw(nama nip nik jabatan unit_kerja email hp)) { push @all, [$f, "$n $p->{$f}", 1] }
	}
	return \@all;
}

sub any { my ($want, $got) = @_; return scalar grep { ($_ // 'null') eq ($got // 'null') } ref $want eq 'ARRAY' ? @$want : ($want) }

sub letters {
	my @files = sort glob "$here/letters/*.eml";
	my @read = read_all(@files);
	for my $i (0 .. $#files) {
		my $name = basename($files[$i], '.eml');
		my $want = $json->decode(slurp("$here/letters/$name.json"));
		my $got = $read[$i];
		my $part = unseen($name) ? 'letters unseen' : 'letters seen';
		for my $k (qw(class service)) {
			next if !exists $want->{$k} || ($k eq 'service' && !any($want->{class}, 'request'));
			$sum{$part}{"= $k"}{any($want->{$k}, $got->{$k}) ? 'right' : 'missed'}++;
			miss($name, "$k: " . ($got->{$k} // 'null') . ' for ' . (ref $want->{$k} ? join '|', map { $_ // 'null' } @{$want->{$k}} : $want->{$k} // 'null'))
				if !any($want->{$k}, $got->{$k});
		}
		my $new = fold($got->{new_text} // '');
		for (@{$want->{new_text_has} // []}) { my $ok = index($new, fold($_)) >= 0; $sum{$part}{'= has'}{$ok ? 'right' : 'missed'}++; miss($name, "lost: $_") if !$ok }
		for (@{$want->{new_text_lacks} // []}) { my $ok = index($new, fold($_)) < 0; $sum{$part}{'= lacks'}{$ok ? 'right' : 'missed'}++; miss($name, "leaked: $_") if !$ok }
		count_fields($name, $part, flat($want, 1), flat($got, 0, qr/^(body|quoted)/)) if any($want->{class}, 'request');
	}
}

sub documents {
	for my $set (qw(docs-text docs-scan)) {
		my @files = grep { !/\.json$/ } sort glob "$here/documents/$set/*";
		my @read = read_all(@files);
		for my $i (0 .. $#files) {
			my $name = basename($files[$i]) =~ s/\.[^.]*$//r;
			my $want = $json->decode(slurp("$here/documents/$set/$name.json"));
			my $got = $read[$i];
			my $part = ($set eq 'docs-text' ? 'documents' : 'scans') . (unseen($name) ? ' unseen' : ' seen');
			my $kind = $got->{documents}[0]{kind} // 'none';
			if (!$want->{unreadable} && ($want->{legible} // 1)) {
				$sum{$part}{'= kind'}{any($want->{kind}, $kind) ? 'right' : 'missed'}++;
				miss("$set/$name", "kind $kind for $want->{kind}") if !any($want->{kind}, $kind);
			} else {
				my $ok = ($got->{documents}[0]{state} // '') eq ($want->{unreadable} // 'scan');
				$sum{$part}{'= state'}{$ok ? 'right' : 'missed'}++;
				miss("$set/$name", 'state ' . ($got->{documents}[0]{state} // 'none')) if !$ok;
			}
			count_fields("$set/$name", $part, flat($want, 1), flat($got, 0));
		}
	}
}

sub squeeze { my ($s) = @_; $s =~ s/[\x{200b}-\x{200f}\x{feff}\x{2060}]//g; $s =~ s/\x{a0}/ /g; $s =~ s/[ \t]+/ /g; $s =~ s/ ?\n ?/\n/g; $s =~ s/\n+/\n/g; $s =~ s/^\s+|\s+$//g; return $s }
sub replies {
	my @files = sort glob "$here/replies/*.eml";
	my @read = read_all(@files);
	for my $i (0 .. $#files) {
		my $name = basename($files[$i], '.eml');
		my $want = $json->decode(slurp("$here/replies/$name.json"));
		my $got = $read[$i];
		my $part = unseen($name) ? 'replies unseen' : 'replies seen';
		my $clean = squeeze($got->{new_text} // '') eq squeeze($want->{new_text} // '');
		$sum{$part}{'= clean'}{$clean ? 'right' : 'missed'}++;
		miss($name, 'new text: [' . squeeze($got->{new_text} // '') =~ s/\n/\\n/gr . '] for [' . squeeze($want->{new_text} // '') =~ s/\n/\\n/gr . ']') if !$clean;
		for (@{$want->{lacks} // []}) {
			my $ok = index(squeeze($got->{new_text} // ''), squeeze($_)) < 0;
			$sum{$part}{'= no leak'}{$ok ? 'right' : 'missed'}++;
			miss($name, "leaked: $_") if !$ok;
		}
		my $c = $got->{command};
		my $acts = defined $c && $c->{tier} == 1 && !$got->{held} ? $c->{means} : 'none';
		my $may = $want->{meant} eq 'later' ? 'none|later|tunda' : $want->{meant};
		my $right = $acts eq 'none' || grep { $acts eq $_ } split /\|/, $may;
		# the same word is approve, done or yes: the question decides; without it only another decision is wrong
		my %same = (approve => 'approve yes', done => 'done yes', match => 'match yes done', failed => 'failed incomplete no', incomplete => 'incomplete failed', reject => 'reject no', later => 'later none');
		$right ||= grep { $acts eq $_ } split / /, $same{$want->{meant}} // '';
		$sum{$part}{'= no wrong act'}{$right ? 'right' : 'missed'}++;
		miss($name, "!! acts $acts, meant $want->{meant}") if !$right;
		$sum{$part}{'= acts at once'}{$acts ne 'none' ? 'right' : 'missed'}++ if $want->{meant} !~ /^(none|later)$/;
		miss($name, 'asked back: ' . ($c ? "$c->{means} tier $c->{tier} " . ($c->{why} // '') : 'nothing') . ($got->{held} ? " held $got->{held}" : '')) if $want->{meant} !~ /^(none|later)$/ && $acts eq 'none';
	}
}

my %parts = (letters => \&letters, replies => \&replies, documents => \&documents);
for my $part (@ARGV ? @ARGV : qw(letters replies documents)) { ($parts{$part} // die "report.pl: no $part\n")->() }
for my $part (sort keys %sum) {
	print "$part\n";
	my %all;
	for my $f (sort keys %{$sum{$part}}) {
		my %c = (right => 0, missed => 0, wrong => 0, %{$sum{$part}{$f}});
		if ($f =~ /^= (.*)/) { printf "  %-16s %4d of %4d  %5.1f %%\n", $1, $c{right}, $c{right} + $c{missed}, 100 * $c{right} / ($c{right} + $c{missed} || 1); next }
		$all{$_} += $c{$_} for keys %c;
		printf "  %-16s right %4d  missed %4d  wrong %4d\n", $f, @c{qw(right missed wrong)};
	}
	if (%all) {
		printf "  %-16s right %4d  missed %4d  wrong %4d  F1 %.3f   certain but wrong NIP, NIK, mail: %d\n", 'all fields', @all{qw(right missed wrong)},
			2 * $all{right} / ((2 * $all{right} + $all{missed} + $all{wrong}) || 1), $wrong{$part} // 0;
	}
}
if ($ENV{MISSES}) { print "\nmisses of the seen part\n"; print "  $_\n" for @misses }
