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
# Needs TOP, T (loket.conf, state/, rig/), RIG_SMTP. EVERY=N: every Nth letter alone; the others stay what they are.
use strict;
use warnings;
use utf8;
use Encode qw(decode encode);
use JSON::PP;
use MIME::Base64 qw(encode_base64);
use POSIX qw(_exit);

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

sub corpus {
	my @all = letters_all();
	my $every = $ENV{EVERY} || 1;
	return @all[grep { $_ % $every == 0 } 0 .. $#all];
}

# Every letter with its head as written, and the people of its case: as people.csv says, else invented.
sub letters_all {
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
	for my $l (letters_all()) {
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

# ---- the way to the questions ----
sub people {
	print "nama;nip;nik;email;hp;jabatan;unit_kerja\n";
	my $n = 0;
	for my $l (corpus()) {
		printf "%s;%s;%s;%s;0812%08d;Pelaksana;Dinas %d\n", @$l{qw(nama nip nik address)}, 60000000 + $n++, 1 + $n % 20;
	}
	return 1;
}

# Composes all letters of a list with reply.pl, two at a time, and lists them for curl. A letter: id, from, name, text, and either the original it
# answers or a subject.
sub compose {
	my ($dir, $now, @mails) = @_;
	mkdir $dir;
	chomp(my $date = qx(date -d '$now' +%s));
	my @child;
	for my $half (0, 1) {
		my $pid = fork // die "fork: $!\n";
		push @child, $pid;
		next if $pid;
		for my $i (grep { $_ % 2 == $half } 0 .. $#mails) {
			my $m = $mails[$i];
			my @c = ('perl', "$top/tests/rig/reply.pl", '--date', $date, '--from', $m->{from}, '--name', encode('UTF-8', $m->{name}), @{$m->{options} // []});
			push @c, $m->{original} ? $m->{original} : ('--new', '--to', $OFFICE, '--subject', $m->{subject});
			spew("$dir/$m->{id}.text", encode('UTF-8', $m->{text}));
			my $bytes = do {
				open(my $in, '<', "$dir/$m->{id}.text") or die "$dir: $!\n";
				open(STDIN, '<&', $in) or die "stdin: $!\n";
				open(my $p, '-|:raw', @c, '-') or die "reply.pl: $!\n";
				local $/;
				my $b = <$p>;
				close $p or die "reply.pl: $m->{id}: $?\n";
				$b;
			};
			# reply.pl's own ids are by second and chance, which is not enough for hundreds at once
			$bytes =~ s/^Message-ID: <.*>$/Message-ID: <answers.$m->{id}.$date\@tapinkab.go.id>/m or die "$m->{id}: no Message-ID\n";
			spew("$dir/$m->{id}.eml", $bytes);
		}
		close STDOUT;
		_exit(0);
	}
	for (@child) {
		waitpid $_, 0;
		die "corpus.pl: a letter could not be composed\n" if $?;
	}
	my @curl = map { -s "$dir/$_->{id}.eml" or die "$_->{id}: not composed\n";
		"url = \"smtp://127.0.0.1:$ENV{RIG_SMTP}/dalam\"\nmail-from = \"$_->{from}\"\n"
		. "mail-rcpt = \"$OFFICE\"\nupload-file = \"$dir/$_->{id}.eml\"\ncrlf\n" } @mails;
	spew("$dir/curl", join "next\n", @curl);
	print scalar(@mails), "\n";
	return 1;
}

sub requests {
	my ($dir, $now) = @_;
	my %subject = (lupa => 'Permohonan lupa passphrase TTE', baharu => 'Pembaharuan sertifikat elektronik');
	my %wish = (lupa => 'Saya lupa passphrase TTE saya, mohon direset.',
		baharu => 'Mohon pembaharuan sertifikat elektronik saya yang habis masa berlakunya.');
	return compose($dir, $now, map {
		my $s = $question{$_->{question}}{service};
		{ id => "$_->{id}r", from => $_->{address}, name => $_->{nama}, subject => $subject{$s},
			text => "Yth. Admin TTE,\n\n$wish{$s}\n\nNama: $_->{nama}\nNIP: $_->{nip}\n\nTerima kasih",
			options => $s eq 'lupa' ? ['--attach', "$t/files/Surat Pernyataan.pdf"] : [] } } corpus());
}

sub rows {
	open(my $p, '-|:raw', 'sqlite3', '-readonly', '-json', "$t/state/loket.db", $_[0]) or die "sqlite3: $!\n";
	local $/;
	my $out = <$p>;
	close $p or die "corpus.pl: the store does not answer: $_[0]\n";
	return @{decode_json($out || '[]')};
}

# letter -> its case, which is the first one of its applicant
sub cases {
	my %of = map { $_->{address} => $_ }
		rows('SELECT d.sender AS address, min(c.id) AS id, count(*) AS n FROM cases c JOIN case_data d ON d.case_id = c.id GROUP BY d.sender');
	my %more = map { $_->{id} => $_ } rows('SELECT c.id, c.number, c.tahap, c.akhir, d.alasan FROM cases c JOIN case_data d ON d.case_id = c.id');
	return map { my $c = $of{$_->{address}}; $_->{id} => $c ? { %{$more{$c->{id}}}, n => $c->{n} } : undef } corpus();
}

# The mails that a person has got, in order of arrival.
sub mails_of {
	chomp(my @f = qx(perl '$top/tests/rig/tool.pl' mails '$t/rig/mail/$_[0]/Maildir'));
	return @f;
}

# case number -> the last mail about it that the person has got
my %last;
sub last_mail {
	my ($who, $number) = @_;
	if (!$last{$who}) {
		$last{$who} = {};
		for my $f (mails_of($who)) {
			my ($subject) = slurp($f) =~ /^Subject:[ \t]*(.*(?:\n[ \t].*)*)/mi;
			$subject = decode('MIME-Header', ($subject // '') =~ s/\r//gr);
			$last{$who}{$1} = $f if $subject =~ /(TTE-\d{4}-\d{6})/;
		}
	}
	return $last{$who}{$number} // die "corpus.pl: $who got no mail about $number\n";
}

sub lead {
	my ($n, $dir, $now) = @_;
	my (%case, @mails) = cases();
	for my $l (corpus()) {
		my $step = $question{$l->{question}}{lead}[$n - 1] or next;
		my $c = $case{$l->{id}} or die "$l->{id}: no case\n";
		my $who = $step->[0] || $l->{address};
		push @mails, { id => "$l->{id}l$n", from => $who, name => $step->[0] ? 'Nurul Huda, S.Kom.' : $l->{nama}, text => $step->[1],
			original => last_mail($who, $c->{number}) };
	}
	return compose($dir, $now, @mails);
}

# ---- the answers ----
sub letters {
	my ($dir, $now) = @_;
	my (%case, %asked, @mails) = cases();
	my %open;
	push @{$open{$_->{case_id}}}, $_ for rows("SELECT id, case_id, tahap, kind FROM task WHERE state = 'open'");
	my %about = map { $_->{case_id} => $_->{task_id} } rows('SELECT case_id, task_id FROM outbox WHERE task_id IS NOT NULL ORDER BY id');
	for my $l (corpus()) {
		my $c = $case{$l->{id}} or die "$l->{id}: no case\n";
		my @q = @{$open{$c->{id}} // []};
		die "$l->{id}: stands at " . ($c->{tahap} // $c->{akhir}) . ", wanted $l->{question}\n"
			if @q != 1 || $q[0]{kind} ne 'tanya' || $q[0]{tahap} ne $l->{question} || $about{$c->{id}} != $q[0]{id};
		$asked{$l->{id}} = $q[0]{id};
		my $text = $l->{body};
		$text =~ s/\Q$l->{retyped}\E/$c->{number}/g if $l->{retyped} ne '';
		# reply.pl writes the phone's own last line
		$text =~ s/\n*(Dikirim dari iPhone saya|Sent from my iPhone)\s*\z/\n/ if $l->{client} eq 'iphone';
		push @mails, { id => $l->{id}, from => $l->{to}, name => $l->{writer}, text => $text, original => last_mail($l->{to}, $c->{number}),
			options => ['--client', $l->{client}, '--lang', $l->{lang}] };
	}
	spew("$t/asked.json", encode_json(\%asked));
	return compose($dir, $now, @mails);
}

# What became of each letter: act (the meaning its question was answered with), back (the meaning that is asked about), reason asked for, and how
# the agent itself calls it.
sub became {
	my %asked = %{decode_json(slurp("$t/asked.json"))};
	my %case = cases();
	my %task = map { $_->{id} => $_ } rows('SELECT id, case_id, kind, of_task, state, answer, means, tahap FROM task');
	my %letter = map { ($_->{header_id} =~ /^answers\.([a-z]\d\d)\./ ? $1 : '') => $_ }
		rows("SELECT d.header_id, m.state, m.outcome, m.reason, (SELECT group_concat(j.code, ' ') FROM journal j WHERE j.message_id = m.id
			AND j.kind = 'case.event') AS why FROM message m JOIN message_data d ON d.message_id = m.id WHERE d.header_id LIKE 'answers.%'");
	my %got;
	for my $id (keys %asked) {
		my ($c, $q) = ($case{$id}, $task{$asked{$id}});
		my $m = $letter{$id} // {};
		my %g = (what => !$m->{state} ? 'never read' : ($m->{outcome} // '') eq 'case' ? $m->{why} // 'joined' :
			join ' ', grep { defined } @$m{qw(state outcome reason)});
		my @open = grep { $_->{case_id} == $c->{id} && $_->{state} eq 'open' } values %task;
		if ($q->{state} eq 'answered') {
			$g{act} = $q->{answer} // '?';
			$g{act} = 'failed' if $g{act} eq 'phone';
		} elsif (($c->{akhir} // '') eq 'dibatalkan') {
			$g{act} = 'cancel';
		} elsif (($c->{tahap} // '') ne $q->{tahap}) {
			$g{act} = 'moved to ' . ($c->{tahap} // $c->{akhir});
		} elsif (my ($k) = grep { $_->{kind} =~ /^(konfirmasi|batal)$/ } @open) {
			$g{back} = $k->{kind} eq 'batal' ? 'cancel' : $k->{means};
			$g{back} = 'failed' if $g{back} eq 'phone';
			$g{back_task} = $k->{id};
		} elsif (my ($r) = grep { $_->{kind} eq 'alasan' } @open) {
			$g{reason_of} = $r->{means};
		}
		$g{second} = 1 if $c->{n} > 1;
		$got{$id} = \%g;
	}
	return %got;
}

# Do the words of the reason stand in the case, or in a mail about it since the letters were read?
sub reason_reached {
	my ($l, $c) = @_;
	return 1 if !defined $l->{reason} || holds($c->{alasan}, $l->{reason});
	for my $who ($l->{address}, $HELPDESK) {
		for my $f ($who eq $HELPDESK ? eval { last_mail($who, $c->{number}) } // () : (mails_of($who))[-1] // ()) {
			open(my $p, '-|:utf8', 'perl', "$top/tests/rig/mail.pl", 'text', $f) or die "mail.pl: $!\n";
			local $/;
			my $text = <$p>;
			# what the mail quotes of the answer it was asked about proves nothing
			return 1 if holds($text, $l->{reason}) && $text !~ /kami pahami sebagai|tidak kami pahami/;
		}
	}
	return 0;
}

sub confirm {
	my ($dir, $now) = @_;
	my (%got, @mails) = became();
	my %case = cases();
	my %about = map { $_->{case_id} => $_->{task_id} } rows('SELECT case_id, task_id FROM outbox WHERE task_id IS NOT NULL ORDER BY id');
	for my $l (corpus()) {
		my $g = $got{$l->{id}};
		my $c = $case{$l->{id}};
		$g->{reason} = reason_reached($l, $c) if defined $g->{act} && $g->{act} eq $l->{meant};
		next if !defined $g->{back} || $g->{back} ne $l->{meant};
		die "$l->{id}: the last mail is not the question back\n" if $about{$c->{id}} != $g->{back_task};
		push @mails, { id => "$l->{id}y", from => $l->{to}, name => $l->{writer}, text => 'YA', original => last_mail($l->{to}, $c->{number}),
			options => ['--client', $l->{client}, '--lang', $l->{lang}] };
	}
	spew("$t/became.json", encode_json(\%got));
	return compose($dir, $now, @mails);
}

# ---- the figures ----
sub tell {
	my %got = %{decode_json(slurp("$t/became.json"))};
	my (%then, %case, %n, @wrong, @miss, @asked, @second) = became();
	%case = cases();
	my $bump = sub { $n{$_}{$_[1]}++ for substr($_[0]{id}, 0, 1), "$_[0]{question}", 'all', $_[0]{id} =~ /^[fg]/ ? 'unseen' : 'seen' };
	for my $l (corpus()) {
		my ($g, $y) = ($got{$l->{id}}, $then{$l->{id}});
		my $told = sub { sprintf '%s %-12s meant %-10s %-44s %s', $l->{id}, $l->{question}, $l->{meant}, $_[0],
			substr($l->{body} =~ s/^\s+|\s+$//gr =~ s/\s*\n+\s*/ | /gr, 0, 60) };
		my $how = defined $g->{act} ? "acted: $g->{act}" : defined $g->{back} ? "asked back: $g->{back}" : defined $g->{reason_of} ?
			"reason asked for: $g->{reason_of}" : "nothing: $g->{what}";
		push @second, $told->('opened a case of its own') if $g->{second};
		$bump->($l, 'letters');
		if ($l->{meant} eq 'none') {
			$bump->($l, 'none');
			$bump->($l, defined $g->{act} ? 'wrong' : defined $g->{back} || defined $g->{reason_of} ? 'asked' : 'quiet');
			push @wrong, $told->($how) if defined $g->{act};
			push @asked, $told->($how) if !defined $g->{act} && (defined $g->{back} || defined $g->{reason_of});
			next;
		}
		$bump->($l, 'decisions');
		if (defined $g->{act} && $g->{act} ne $l->{meant}) {
			$bump->($l, 'wrong');
			push @wrong, $told->($how);
		} elsif (defined $g->{act} && $g->{reason}) {
			$bump->($l, 'once');
		} elsif (defined $g->{act}) {
			push @miss, $told->("$how, the reason got lost") . " [" . ($case{$l->{id}}{alasan} // '') . ']';
		} elsif (defined $g->{back} && $g->{back} eq $l->{meant}) {
			my $done = ($y->{act} // '') eq $l->{meant};
			my $kept = $done && reason_reached($l, $case{$l->{id}});
			$bump->($l, 'after') if $kept;
			push @miss, $told->($done ? "$how, YA, the reason got lost" : "$how, YA: " . ($y->{act} // $y->{what})) if !$kept;
		} else {
			push @miss, $told->($how);
		}
	}
	my @columns = qw(letters decisions once after wrong none quiet asked);
	print '# ', sprintf("%-12s" . ' %9s' x @columns, '', @columns), "     at once  after one\n";
	for my $row ('all', 'unseen', 'seen', 'a' .. 'h', sort grep { length > 1 && !/^(all|unseen|seen)$/ } keys %n) {
		my %v = map { $_ => $n{$row}{$_} // 0 } @columns;
		printf '# %-12s' . ' %9d' x @columns . " %9.1f %% %9.1f %%\n", $row, @v{@columns}, share(@v{qw(once decisions)}),
			share($v{once} + $v{after}, $v{decisions});
	}
	print "# once: acted on at once as meant; after: after one confirm; asked: a question back about what was no decision; quiet: nothing happened\n";
	for (['wrong acts', @wrong], ['decisions missed', @miss], ['asked back about what was no decision', @asked], ['a case of its own', @second]) {
		my ($name, @lines) = @$_;
		print "# $name: ", scalar(@lines), "\n", map { "#   $_\n" } @lines;
	}
	my %all = map { $_ => $n{all}{$_} // 0 } @columns;
	my $i = $ENV{TAP_N} // 0;
	my %new = map { $_ => $n{unseen}{$_} // 0 } @columns;
	printf "%s %d - %s\n", $_->[0] ? 'ok' : 'not ok', ++$i, $_->[1] for
		[!@wrong, 'no act that nobody decided, and none other than decided'],
		map {
			my ($name, $v) = @$_;
			[share($v->{once}, $v->{decisions}) >= 70, sprintf '%s: %d of %d decisions act at once (wanted: 70 %%)', $name, @$v{qw(once decisions)}],
			[share($v->{once} + $v->{after}, $v->{decisions}) >= 95,
				sprintf '%s: %d of %d decisions are done after at most one confirm (wanted: 95 %%)', $name, $v->{once} + $v->{after}, $v->{decisions}]
		} ['all', \%all], ['unseen', \%new];
	return 1;
}

sub share { return $_[1] ? 100 * $_[0] / $_[1] : 0 }
