#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# How well is read what people send? Holds `loket read` against what a clerk wrote down beside each letter, reply and document before any
# of them was read by the program. Every third number is the unseen part: it is counted apart, and its misses are never printed.
#   report.pl [letters|replies|documents|texts|scans|clients]...   (LOKET= names the program; MISSES=1 prints the misses of the seen part)
# `clients` is one line for each mail program: replies, how many clean, with quotation taken for new, with a wrong act. It joins the
# replies here with the answers of ../answers, put into the layout of their mail program by ../rig/reply.pl.
use strict;
use warnings;
use Encode qw(decode);
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
		for my $f (grep { defined $p->{$_} && $p->{$_} ne '' } qw(nama nip nik jabatan unit_kerja email hp)) { push @all, [$f, "$n $p->{$f}", $p->{certain} // 1] }
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
	for my $set (@_) {
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
		# where the question printed BELUM, the agent takes it as that answer (case/advance plain_belum)
		$acts = 'failed' if $acts eq 'none' && !$got->{held} && $want->{question} eq 'Q2' && $c && $c->{means} eq 'later' && ($c->{detail} // '') eq 'belum';
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

# ---- the same over mail programs ----
# "Outlook desktop (en)" and reply.pl's "outlook" are told apart by what lays the reply out, not by its language.
sub client_of { my ($c) = @_; $c =~ s/ *\(.*//; return lc $c }
my %table;
sub tally {
	my ($client, $clean, $leak, $wrong) = @_;
	my $t = $table{client_of($client)} //= [0, 0, 0, 0];
	$t->[0]++;
	$t->[1] += $clean;
	$t->[2] += $leak;
	$t->[3] += $wrong;
}

# Which reading would be an act that nobody decided? The question decides what a word is; see case/advance.
my %same = (approve => 'approve yes', done => 'done yes', match => 'match yes done', failed => 'failed incomplete no phone', incomplete => 'incomplete failed', reject => 'reject no', later => 'later', cancel => 'cancel', change => 'change phone incomplete');
sub wrong_act {
	my ($got, $meant) = @_;
	my $c = $got->{command};
	# TUNDA moves nothing; DISPOSISI, KIRIM and the like are taken by other questions than these
	return 0 if !defined $c || $c->{tier} != 1 || $got->{held} || $c->{means} !~ /^(approve|reject|incomplete|done|failed|match|change|cancel|phone|yes|no)$/;
	return !grep { $c->{means} eq $_ } map { split / /, $same{$_} // $_ } split /\|/, $meant;
}

sub clients {
	my @files = sort glob "$here/replies/*.eml";
	my @read = read_all(@files);
	for my $i (0 .. $#files) {
		my $want = $json->decode(slurp($files[$i] =~ s/eml$/json/r));
		my $new = squeeze($read[$i]{new_text} // '');
		my $leak = grep { index($new, squeeze($_)) >= 0 } @{$want->{lacks} // []};
		tally($want->{client}, $new eq squeeze($want->{new_text} // ''), $leak > 0, wrong_act($read[$i], $want->{meant}));
	}
	require File::Temp;
	my $dir = File::Temp->newdir;
	my $asked = "Yth. Nurul Huda,\n\nMohon data diperiksa.\n\nCukup balas surat ini dengan salah satu kata:\n\nSETUJU - Setuju\nTOLAK - Tolak (tulis alasannya)\n\nKode: RQYG-PV7E-HRLP-64FA\n\nSurat ini dikirim otomatis oleh Layanan TTE Tapin.\n";
	my $question = "$dir/question.eml";
	my @answers = sort glob "$here/../answers/*.txt";
	open(my $q, '>:raw', $question) or die;
	print $q "From: Layanan TTE Tapin <tte\@tapinkab.go.id>\nTo: nurul\@tapinkab.go.id\nSubject: [TTE-2026-000123] Tugas\nDate: Mon, 23 Nov 2026 08:30:00 +0800\nMessage-ID: <q\@tapinkab.go.id>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n$asked";
	close $q;
	my (@made, @head);
	for my $f (@answers) {
		my ($head, $text) = split /^---\n/m, slurp($f), 2;
		my %h = $head =~ /^(\w+): *(.*)$/mg;
		my $to = sprintf '%s/%04d.eml', $dir, scalar @made;
		open(my $out, '>:raw', $to) or die;
		open(my $p, '-|', $^X, "$here/../rig/reply.pl", '--date', 1795422600, '--from', 'nurul@tapinkab.go.id', '--name', 'Nurul Huda', '--client', $h{client}, '--lang', $h{lang} // 'id', '--', $question, $text) or die;
		print $out $_ while <$p>;
		close $p or die "reply.pl: $f\n";
		push @made, $to;
		push @head, { %h, text => $text };
	}
	@read = read_all(@made);
	for my $i (0 .. $#read) {
		my $new = squeeze($read[$i]{new_text} // '');
		my $typed = squeeze(decode('UTF-8', $head[$i]{text}));
		my $leak = index($new, 'salah satu kata') >= 0 || index($new, 'RQYG-PV7E') >= 0 || index($new, 'dikirim otomatis oleh Layanan') >= 0;
		# what was typed may end in a signature, which is rightly taken off; five are nothing else
		tally($head[$i]{client}, scalar(index($typed, $new) == 0 && ($new ne '' || scalar($typed =~ /\A--/))), $leak, wrong_act($read[$i], $head[$i]{meant}));
	}
	my @sum = (0) x 4;
	printf "%-28s %7s %6s %6s %10s\n", 'client', 'replies', 'clean', 'leak', 'wrong act';
	for my $c (sort keys %table) {
		printf "%-28s %7d %6d %6d %10d\n", $c, @{$table{$c}};
		$sum[$_] += $table{$c}[$_] for 0 .. 3;
	}
	printf "%-28s %7d %6d %6d %10d\n", 'all', @sum;
}

my %parts = (clients => \&clients, letters => \&letters, replies => \&replies, documents => sub { documents(qw(docs-text docs-scan)) },
	texts => sub { documents('docs-text') }, scans => sub { documents('docs-scan') });
for my $part (@ARGV ? @ARGV : qw(letters replies documents)) { ($parts{$part} // die "report.pl: no $part\n")->() }
sub say_all {
	my ($name, $wrong, %c) = @_;
	printf "  %-16s right %4d  missed %4d  wrong %4d  F1 %.3f   certain but wrong NIP, NIK, mail: %d\n", $name, @c{qw(right missed wrong)},
		2 * $c{right} / ((2 * $c{right} + $c{missed} + $c{wrong}) || 1), $wrong;
}
sub say_share { my ($name, %c) = @_; my $n = $c{right} + $c{missed}; printf "  %-16s %4d of %4d  %5.1f %%\n", $name, $c{right}, $n, 100 * $c{right} / ($n || 1) }
my %all;
for my $part (sort keys %sum) {
	print "$part\n";
	for my $f (sort keys %{$sum{$part}}) {
		my %c = (right => 0, missed => 0, wrong => 0, %{$sum{$part}{$f}});
		if ($f =~ /^= (.*)/) { say_share($1, %c); next }
		$all{$part}{$_} += $c{$_} for keys %c;
		printf "  %-16s right %4d  missed %4d  wrong %4d\n", $f, @c{qw(right missed wrong)};
	}
	say_all('all fields', $wrong{$part} // 0, %{$all{$part}}) if $all{$part};
}
# text: letters and documents together; kind: documents and scans together
for my $half (qw(seen unseen)) {
	my %together = (text => [map { $all{"$_ $half"} // () } qw(letters documents)], kind => [map { $sum{"$_ $half"}{'= kind'} // () } qw(documents scans)]);
	for my $of (grep { @{$together{$_}} == 2 } qw(text kind)) {
		my %c = (right => 0, missed => 0, wrong => 0);
		for my $one (@{$together{$of}}) { $c{$_} += $one->{$_} // 0 for keys %c }
		print "$of $half\n";
		$of eq 'text' ? say_all('all fields', ($wrong{"letters $half"} // 0) + ($wrong{"documents $half"} // 0), %c) : say_share('kind', %c);
	}
}
if ($ENV{MISSES}) { print "\nmisses of the seen part\n"; print "  $_\n" for @misses }
