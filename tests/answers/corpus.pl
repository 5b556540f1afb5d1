#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# The letters of this folder: their form, the cases they need, the letters as mail, and what became of them. Called by run.t.
#   corpus.pl check                 what is wrong with form or meaning of a letter, and texts that are alike; 1 when anything is
#   corpus.pl people                CSV for `loket person import`: the applicant of each letter's case
#   corpus.pl requests DIR NOW      each applicant's request; like all that follow, composed into DIR with a list for curl (DIR/curl)
#   corpus.pl lead N DIR NOW        the Nth answer on the way to the question, of the cases that need one (N = 1, 2)
#   corpus.pl letters DIR NOW       the corpus itself; notes in $T/asked.json which question each letter is to answer
#   corpus.pl confirm DIR NOW       what became of each letter, into $T/became.json; YA to each question back that understood it rightly
#   corpus.pl tell                  after that: the figures, all misses, and three lines of TAP
# Needs TOP, T (loket.conf, state/, rig/), RIG_SMTP.
use strict;
use warnings;
use utf8;
use Encode qw(decode encode);
use JSON::PP;
use MIME::Base64 qw(encode_base64);
use POSIX qw(strftime);

binmode $_, ':utf8' for *STDOUT, *STDERR;
my ($top, $t) = @ENV{qw(TOP T)};
my $here = "$top/tests/answers";
my ($OFFICE, $VERIFIKATOR, $HELPDESK) = qw(tte@tapinkab.go.id nurul@tapinkab.go.id admin@tapinkab.go.id);

# What a question may be answered with; * needs a reason. `to`: who is asked; `lead`: the answers that bring a case there, by whom.
my %question = (
	periksa => { to => $VERIFIKATOR, service => 'lupa', means => [qw(approve done reject* incomplete*)], lead => [] },
	'atur-ulang' => { to => $VERIFIKATOR, service => 'lupa', means => [qw(done failed* reject* incomplete*)], lead => [[$VERIFIKATOR, 'SETUJU']] },
	bermasalah => { to => $HELPDESK, service => 'lupa', means => [qw(done reject*)],
		lead => [[$VERIFIKATOR, 'SETUJU'], [$VERIFIKATOR, 'GAGAL email reset tidak terkirim']] },
	petunjuk => { service => 'lupa', means => [qw(done failed cancel)], lead => [[$VERIFIKATOR, 'SELESAI']] },
	'periksa-data' => { service => 'baharu', means => [qw(match change* done cancel)], lead => [] },
	ajukan => { service => 'baharu', means => [qw(done failed cancel)], lead => [['', 'SESUAI']] },
	verifikasi => { to => $VERIFIKATOR, service => 'baharu', means => [qw(done reject* incomplete* failed*)], lead => [['', 'SUDAH']] },
	terbit => { service => 'baharu', means => [qw(done failed cancel)], lead => [['', 'SUDAH'], [$VERIFIKATOR, 'SELESAI']] },
);
my %client = map { $_ => 1 } qw(gmail outlook roundcube thunderbird iphone zimbra);

my ($verb, @arg) = @ARGV;
my %verb = (check => \&check, people => \&people, requests => \&requests, lead => \&lead, letters => \&letters, confirm => \&confirm, tell => \&tell);
exit(($verb{$verb // ''} or die "corpus.pl: which verb?\n")->(@arg) ? 0 : 1);

# ---- the letters ----
sub slurp {
	open(my $f, '<:raw', $_[0]) or die "$_[0]: $!\n";
	local $/;
	return scalar <$f>;
}

sub spew {
	open(my $f, '>:raw', $_[0]) or die "$_[0]: $!\n";
	print $f $_[1];
	close $f or die "$_[0]: $!\n";
}

# Every letter with its head as written, and the people of its case: as people.csv says, else invented.
sub corpus {
	my (%known, @letters);
	for (split /\n/, decode('UTF-8', slurp("$here/people.csv"))) {
		my ($id, @v) = split /;/, $_, -1;
		$known{$id} = \@v;
	}
	my @first = qw(Ahyar Bahrul Citrawati Darmina Erlina Fathul Gusti Hamidah Ilmiah Juwairiyah Kaspul Lailatul Mahdalena Noorlaila
		Oktavia Purnama Qamariah Rusdi Salasiah Taufikur Umiyati Wardah Yulianti Zainal);
	my @last = qw(Anshari Badaruddin Cahyani Fitrah Gazali Hidayanti Ismaili Khairunnisa Maulidin Nafarin Paramitha Rahmadi Suriani
		Thamrin Wardhani Zulaikha);
	for my $file (sort glob("$here/[a-z][0-9][0-9].txt")) {
		my ($id) = $file =~ m{([^/]+)\.txt$};
		my $bytes = slurp($file);
		my $text = eval { decode('UTF-8', $bytes, Encode::FB_CROAK | Encode::LEAVE_SRC) };
		my ($head, $body) = ($text // '') =~ /\A(.*?)^---\n(.*)\z/ms;
		my %l = (id => $id, valid => defined $text && defined $body, order => '', body => $body // '');
		for (split /\n/, $head // '') {
			my ($k, $v) = /^([a-z]+): (.*\S)\s*$/ or $l{valid} = 0, next;
			$l{order} .= "$k ";
			$l{$k} = $v;
		}
		my $n = @letters;
		my ($writer, $applicant, $nip, $number) = @{$known{$id} // ['', '', '', '']};
		my $official = $question{$l{question} // ''}{to};
		$l{nama} = $applicant ne '' ? $applicant : $first[$n % @first] . ' ' . $last[int($n / @first) % @last];
		$l{address} = sprintf 'pegawai.%s@tapinkab.go.id', $id;
		$l{nip} = $nip ne '' ? $nip : sprintf '%04d%02d%02d%04d%02d%d%03d', 1970 + $n % 28, 1 + $n % 12, 1 + $n % 28, 1995 + $n % 28, 1 + $n % 12,
			1 + $n % 2, 1 + $n;
		$l{nik} = sprintf '6305%02d%02d%02d%02d%04d', 1 + $n % 12, 1 + $n % 28 + 40 * ($n % 2), 1 + $n % 12, 70 + $n % 28, 1 + $n;
		$l{to} = $official // $l{address};
		$l{writer} = $writer ne '' ? $writer : !$official ? $l{nama} : $official eq $HELPDESK ? 'Rudi Hartono' : 'Nurul Huda, S.Kom.';
		$l{retyped} = $number;
		push @letters, \%l;
	}
	return @letters;
}

# Names and numbers out: what is left must differ. A capital at the beginning of a line is no name.
sub fold {
	my ($text) = @_;
	$text =~ s/(?<=[^\n])\b\p{Lu}\p{Ll}+(?:[ .]+\p{Lu}\p{Ll}*)*/N/g;
	$text =~ s/[0-9]+/0/g;
	return lc($text) =~ s/\s+/ /gr =~ s/^ | $//gr;
}

sub check {
	my ($bad, %like) = 0;
	my $say = sub { print "$_[0]{id}: $_[1]\n"; $bad++ };
	for my $l (corpus()) {
		$say->($l, 'not UTF-8, or no head and text'), next if !$l->{valid};
		$say->($l, "head: $l->{order}") if $l->{order} !~ /^question client lang meant (reason )?note $/;
		my $q = $question{$l->{question}} or $say->($l, "question $l->{question}?"), next;
		$say->($l, "client $l->{client}?") if !$client{$l->{client}};
		$say->($l, "lang $l->{lang}?") if $l->{lang} !~ /^(id|en)$/;
		my ($means) = grep { $_ eq $l->{meant} || $_ eq "$l->{meant}*" } @{$q->{means}}, 'none';
		$say->($l, "$l->{meant} is no meaning of $l->{question}") if !$means;
		$say->($l, 'a reason where none is needed, or none') if ($means // '') =~ /\*/ != defined $l->{reason};
		$say->($l, "the reason does not stand in the text: $l->{reason}") if defined $l->{reason} && !holds($l->{body}, $l->{reason});
		$say->($l, 'no text') if $l->{body} !~ /\S/;
		my $twin = \$like{"$l->{question} " . fold($l->{body})};
		$say->($l, "differs from $$twin in names and numbers only") if $$twin;
		$$twin //= $l->{id};
	}
	return !$bad;
}

sub plain { return lc($_[0] // '') =~ s/[\s*_>\x{ad}]+/ /gr }
sub holds { return index(plain($_[0]), plain($_[1])) >= 0 }
