#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Started by years.sh. Who must be reminded on which day is reckoned here from the office's calendar file and stages alone, in another
# language and another way than the program does it; then the program lives through the days, and its register and outbox must say the same.
# Ten days of it the agent is down, over the holidays of Nyepi and Lebaran; once its clock jumps ahead and back; some owners renew, a day at
# random before the end, which ends their open cases with one mail; some mailboxes refuse our mail, so that the contact of the OPD is told where there is one; some owners answer PINDAH.
# The agent runs on each office day at 08.30, later that day while the cap holds reminders back or letters have come, and on the first day of
# each stretch of closed ones, when it must keep still; what it would do between is nothing, or seen at the next step on a wrong day.
use strict;
use warnings;
use POSIX qw(strftime);
use Time::Local qw(timegm);
use Time::HiRes qw(time sleep);

my ($certs, $days, $seed) = @ARGV;
my ($top, $loket, $d, $uid, $gid) = @ENV{qw(TOP LOKET D RIG_UID RIG_GID)};
srand $seed;
my $zone = 8 * 3600;
my $day0 = timegm(0, 0, 0, 5, 0, 126) / 86400;	# Monday 5 January 2026
my $cap = $ENV{CAP};
my @hours = qw(08:30 09:31 10:32 13:33 14:34);	# steps of a day, more than an hour apart
sub day { strftime('%Y-%m-%d', gmtime($_[0] * 86400)) }
sub day_at { int(($_[0] + $zone) / 86400) }
sub run { my $out = qx{@_ 2>&1}; die "years: @_: exit $?: $out" if $? && $? >> 8 != 75; return $out }
sub loket { run("'$loket' --config '$d/loket.conf' @_") }
sub ask { my ($sql) = @_; map { [split /\|/, $_, -1] } split /\n/, run("sqlite3 '$d/state/loket.db' \"$sql\"") }
sub slurp { open(my $f, '<', $_[0]) or die "$_[0]: $!\n"; local $/; return scalar <$f> }
sub spew { open(my $f, '>', $_[0]) or die "$_[0]: $!\n"; print $f $_[1]; close $f }
my $steps = 0;
sub step { my ($n, $hour) = @_; $steps++; loket('run --once --now ' . day($n) . "T$hour:00+08:00") }

# ---- the office's days and stages, from its files
my %off = map { $_ => 1 } slurp("$top/rules/calendar/tapin.xml") =~ /<(?:libur|cuti-bersama)[^>]*tanggal="([\d-]+)"/g;
my ($stages) = slurp("$d/rules/office/tapin.xml") =~ /<pengingat[^>]*hari="([^"]*)"/ or die "no stages\n";
my @stages = split / /, $stages;
sub open_day { my ($n) = @_; my $w = (gmtime($n * 86400))[6]; return $w >= 1 && $w <= 5 && !$off{day($n)} }
sub due { my ($end, $s) = @_; my $n = $end + $s; $n += $s < 0 ? -1 : 1 until open_day($n); return $n }

# ---- people and certificates
my @down = map { timegm(0, 0, 0, $_, 2, 126) / 86400 } 16 .. 25;	# 16 to 25 March 2026
my %down = map { $_ => 1 } @down;
# One day the clock jumps two days ahead and is set right the next: what it did then is done, and nothing more until time has caught up.
my $jump = $day0 + 22;	# a Tuesday
my %wrong = map { $jump + $_ => 1 } 1, 2;
my ($opds, $with_contact) = (30, 20);	# OPD, and those that the office's file names a contact for
my (@who, %by_mail, $people, $register);
for my $i (1 .. $certs) {
	my $end = $day0 + 20 + int rand($days + 20);
	my %c = (i => $i, mail => "pegawai$i\@tapinkab.go.id", end => $end, opd => $i % $opds);
	my $lot = rand;
	$c{renew} = $end - 70 + int rand 75 if $lot < 0.3;
	$c{gone} = 1 if $lot > 0.25 && $lot < 0.33;	# some of them renew
	$c{moves} = 1 if $lot > 0.96;
	$c{contact} = $c{gone} && $c{opd} < $with_contact;
	delete $c{renew} if ($c{renew} // 0) <= $day0 + 1 || grep { ($c{renew} // 0) == $jump + $_ } 0 .. 2;
	push @who, $by_mail{$c{mail}} = \%c;
	$people .= sprintf "Pegawai %d;;63050512%02d%02d%04d;%s;;;Dinas %d\n", $i, 1 + $i % 12, 70 + $i % 20, $i, $c{mail}, $c{opd};
	$register .= "$c{mail};;" . sprintf('%08x', $i) . ';;' . day($end) . ";ISSUE\n";
}
$people .= "Verifikator;;;verifikator\@tapinkab.go.id;;;Diskominfo\nHelpdesk;;;helpdesk\@tapinkab.go.id;;;Diskominfo\n";
spew("$d/people.csv", "nama;nip;nik;email;hp;jabatan;unit_kerja\n$people");
spew("$d/certs.csv", "email;nip;serial;terbit;berakhir;status\n$register");

# ---- what must come: certificate -> stage -> [state, day]; $c->{first}: when the first mail comes, and is answered or refused
# The days on which reminders leave: open, the agent up, its clock right; or, once, two days ahead.
my @live;	# the first such day from this one on
for my $n (reverse $day0 + 1 .. $day0 + $days + 1) {
	my $lives = $n == $jump + 2 ? $jump < $day0 + $days : $n < $day0 + $days && $n != $jump && !$wrong{$n} && !$down{$n};
	$live[$n] = $lives && open_day($n) ? $n : $live[$n + 1];
}
sub expected {
	my ($c) = @_;
	my (%want, %on);
	for my $s (@stages) {
		my $due = due($c->{end}, $s);
		my $n = $due <= $day0 ? $day0 : $live[$due];
		push @{$on{$n}}, $s if defined $n;
	}
	$want{$_} = ['passed', $day0] for @{delete $on{$day0} // []};
	for my $n (sort { $a <=> $b } keys %on) {
		last if defined $c->{renew} && $n >= $c->{renew};
		last if $c->{moves} && defined $c->{first} && $n > $c->{first};
		my $last = pop @{$on{$n}};
		$want{$_} = ['passed', $n] for @{$on{$n}};
		$want{$last} = ['sent', $n];
		$c->{first} //= $n;
	}
	return \%want;
}
my (%renews, %due, %letters);
for my $c (@who) {
	# who hears first while the clock is wrong, or on the last day, is left alone by those who write
	delete $c->{first};
	$c->{want} = expected($c);
	if (($c->{moves} || $c->{gone}) && grep { ($c->{first} // $_) == $_ } $jump .. $jump + 2, $day0 + $days - 1) {
		delete @$c{qw(moves gone contact first)};
		$c->{want} = expected($c);
	}
	push @{$renews{$c->{renew}}}, $c if defined $c->{renew};
	$due{$_->[1]}++ for grep { $_->[0] eq 'sent' } values %{$c->{want}};
	push @{$letters{$c->{first}}}, $c if defined $c->{first} && ($c->{moves} || $c->{gone});
}

# ---- letters that come
sub deliver {
	spew("$d/letter.eml", $_[0]);
	run("perl '$top/tests/rig/tool.pl' deliver '$d/rig/mail/tte\@tapinkab.go.id/Maildir' $uid $gid 0 '$d/letter.eml'");
}
# the first mail of this owner: its Message-ID, with the code
sub message_id {
	my ($c) = @_;
	my $box = "$d/rig/mail/$c->{mail}/Maildir";
	my $until = time + 30;
	my ($file) = sort(glob "$box/new/* $box/cur/*");
	until ($file) {
		die "years: no mail for $c->{mail}\n" if time > $until;
		sleep 0.02;
		($file) = sort(glob "$box/new/* $box/cur/*");
	}
	return slurp($file) =~ /^Message-ID:\s*(<[^>]*>)/mi ? $1 : die "years: $file: no Message-ID\n";
}
sub refused {
	my ($c) = @_;
	deliver(scalar qx(sh '$top/tests/rig/dsn.sh' $c->{i} '@{[message_id($c)]}' $c->{mail}));
}
sub moves {
	my ($c) = @_;
	my $id = message_id($c);
	deliver(<<END);
From: Pegawai $c->{i} <$c->{mail}>
To: tte\@tapinkab.go.id
Subject: Re: Mohon data diperiksa
In-Reply-To: $id
References: $id
Message-ID: <moves.$c->{i}\@tapinkab.go.id>
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8

PINDAH
END
}

# ---- the days
sub begin {
	step($day0, '07:55');
	loket("person import '$d/people.csv'");
	step($day0, '08:00');
	loket("role set $_ $_\@tapinkab.go.id --from 2026-01-01") for qw(verifikator helpdesk);
	loket("cert import '$d/certs.csv'");
}
my $began = time;
my ($were_open, @renewed) = 1;
for my $n ($day0 .. $day0 + $days - 1) {
	my $new = $renews{$n};
	if ($new && $down{$n}) {	# entered on the first day after the outage
		push @renewed, @$new;
		next;
	}
	next if $down{$n};
	push @renewed, @{$new // []};
	begin() if $n == $day0;
	if (@renewed) {
		spew("$d/new.csv", "email;nip;serial;terbit;berakhir;status\n" . join '', map { "$_->{mail};;" . sprintf('a%07x', $_->{i}) . ';;'
			. day($_->{end} + 800) . ";ISSUE\n" } @renewed);
		loket("cert import '$d/new.csv'");
		@renewed = ();
	}
	my $now = $n == $jump ? $n + 2 : $n;
	my $open = open_day($now);
	next if !$open && !$were_open && !@{$new // []};
	$were_open = $open;
	my $batches = int((($due{$now} // 0) + $cap - 1) / $cap);
	die "years: CAP=$cap is too low for ", day($now), "\n" if $batches >= @hours;
	my @letters = @{$wrong{$n} || $n == $jump ? [] : $letters{$now} // []};
	for my $k (0 .. $#hours) {
		next if $k > 0 && $k >= $batches && !($k == $#hours && @letters);
		# what was sent until then has been refused, or answered
		if ($k == $#hours) { $_->{gone} ? refused($_) : moves($_) for @letters }
		step($now, $hours[$k]);
	}
	printf "# %s, %d steps, %.0f s\n", day($n), $steps, time - $began if ($n - $day0) % 100 == 99;
}
my $took = time - $began;

# ---- what came
my (%got, %contact, %mails, %what, %ends, %opd_mails, @sent_at, $bad, $sent, $passed);
$bad = 0;
my %went_by = (count => 0);
sub bad { $bad++; print 'BAD: ', @_, "\n" if $bad < 60 }
for (ask("SELECT a.address, r.stage, r.state, r.at, coalesce(r.contact, '-') FROM reminder r JOIN certificate c ON c.id = r.certificate_id
	JOIN address a ON a.person_id = c.person_id WHERE c.ends_day < (SELECT max(ends_day) FROM certificate x WHERE x.person_id = c.person_id)
	OR c.source = 'import' AND (SELECT count(*) FROM certificate x WHERE x.person_id = c.person_id) = 1")) {
	my ($mail, $stage, $state, $at, $contact) = @$_;
	$got{$mail}{$stage} = [$state, day_at($at)];
	$contact{$mail}{$stage} = $contact;
	push @sent_at, $at if $state eq 'sent';
}
for (ask("SELECT d.recipient, o.what, o.sent_at, o.state FROM outbox o JOIN outbox_data d ON d.outbox_id = o.id WHERE o.kind = 'mail'")) {
	my ($mail, $what, $at, $state) = @$_;
	$what{$what}{$state}++;
	bad("$mail: $what is $state") if $state ne 'sent';
	$opd_mails{"$mail " . day(day_at($at))}++ if $what eq 'sertifikat-tak-sampai';
	$mails{$mail}{day_at($at)}++ if $what =~ /^(periksa-data|pengingat)$/;
	$ends{$mail}{$what}++ if $what =~ /^(tidak-ditanggapi|sudah-diperbarui)$/;
}
for my $c (@who) {
	my ($want, $have) = ($c->{want}, $got{$c->{mail}} // {});
	for my $s (@stages) {
		my ($w, $g) = map { $_->{$s} ? "$_->{$s}[0] " . day($_->{$s}[1]) : '-' } $want, $have;
		# while his PINDAH is looked into, a stage is used up without a mail
		next if $w eq $g || ($c->{moves} && $w eq '-' && $g =~ /^(open-case|passed)/);
		bad("$c->{mail} ends ", day($c->{end}), defined $c->{renew} ? ' renewed ' . day($c->{renew}) : '', $c->{gone} ? ' gone' : '',
			$c->{moves} ? ' moves' : '', " stage $s: $g instead of $w");
	}
	my @sent = sort { $a <=> $b } grep { $want->{$_}[0] eq 'sent' } keys %$want;
	# the contact is told of all of them, the owner is written to once: it came back
	for my $s (@sent) {
		my $told = $contact{$c->{mail}}{$s} // '-';
		bad("$c->{mail} stage $s: contact $told") if $told ne ($c->{contact} ? 'told' : '-');
	}
	$#sent = 0 if $c->{contact} && @sent;
	my %days = map { $want->{$_}[1] => 1 } @sent;
	for my $n (keys %{{ %days, %{$mails{$c->{mail}} // {}} }}) {
		next if ($days{$n} // 0) == ($mails{$c->{mail}}{$n} // 0);
		bad("$c->{mail}: ", $mails{$c->{mail}}{$n} // 0, ' mails on ', day($n));
	}
	# whoever was asked and then shows up with a new certificate is told once that this is that
	my $went_by = defined $c->{renew} && $c->{renew} < $day0 + $days && defined $c->{first};
	my ($told_over, $silent) = map { $ends{$c->{mail}}{$_} // 0 } qw(sudah-diperbarui tidak-ditanggapi);
	bad("$c->{mail}: $told_over times told that it is renewed") if $told_over != ($went_by ? 1 : 0);
	bad("$c->{mail}: renewed ", day($c->{renew}), ', and told of silence') if $silent && defined $c->{renew} && $c->{renew} < $day0 + $days;
	$went_by{count} += $went_by;
	$sent += grep { $_->[0] eq 'sent' } values %$want;
	$passed += grep { $_->[0] eq 'passed' } values %$want;
}
my $wrong_day = grep { my $m = $_; grep { !open_day($_) || $down{$_} } keys %{$mails{$m}} } keys %mails;
bad("$wrong_day reminders on a closed day") if $wrong_day;
# the cap: never more within any hour
@sent_at = sort { $a <=> $b } @sent_at;
my ($most, $from) = (0, 0);
for my $i (0 .. $#sent_at) {
	$from++ while $sent_at[$from] <= $sent_at[$i] - 3600;
	$most = $i - $from + 1 if $i - $from + 1 > $most;
}
bad("$most reminders within an hour, the cap is $cap") if $most > $cap;
# an OPD hears at most once a step, of each stage once
my ($told) = ask("SELECT count(*), count(DISTINCT n || '/' || code) FROM journal WHERE kind = 'cert.contact'");
my ($owed) = ask("SELECT count(*) FROM reminder WHERE contact IS NOT NULL");
bad("told @$told, $owed->[0] reminders") if $told->[0] != $told->[1] || $told->[0] != $owed->[0];
bad("$_ $opd_mails{$_} mails") for grep { $opd_mails{$_} > 2 } keys %opd_mails;

# each by the certificate of the import, and no case of theirs is left open
my ($by) = ask("SELECT count(*), count(DISTINCT case_id), sum(code = 'import' AND code2 IS NULL) FROM journal WHERE kind = 'case.certificate'");
bad("@$by cases heard of a certificate, not $went_by{count}") if grep { ($_ || 0) != $went_by{count} } @$by;
my ($left) = ask("SELECT count(*) FROM cases k JOIN certificate c ON c.person_id = k.owner_id AND c.replaced_by IS NULL
	WHERE k.closed_at IS NULL AND c.added_at > k.opened_at AND c.ends_day > k.ends_before");
bad("$left->[0] cases are open of people whose new certificate is known") if $left->[0];

print loket('journal verify') =~ /(.*)/ ? "# $1\n" : '';

# ---- the table
my %table;
for my $c (@who) {
	for my $s (keys %{$got{$c->{mail}} // {}}) {
		my $state = $got{$c->{mail}}{$s}[0];
		$table{$s}{$contact{$c->{mail}}{$s} eq 'told' ? 'contact' : $state}++;
		$table{$s}{all}++;
	}
}
printf "# %8s %8s %8s %8s %8s %8s\n", 'stage', 'owner', 'contact', 'passed', 'at-work', 'all';
printf "# %+8d %8d %8d %8d %8d %8d\n", $_, map { $_ // 0 } @{$table{$_}}{qw(sent contact passed open-case all)} for @stages;
print "# mails sent: ", join(', ', map { "$_ $what{$_}{sent}" } sort { $what{$b}{sent} <=> $what{$a}{sent} } grep { $what{$_}{sent} } keys %what), "\n";
printf "# %d certificates, %d days (%d of outage), %d renewed (%d with an open case), %d refuse mail (%d with a contact), %d moved: %d reminders, %d stages passed by, "
	. "%d on a closed day, at most %d within an hour (cap %d); %d steps, %.0f s\n",
	$certs, $days, scalar @down, scalar(grep { defined $_->{renew} } @who), $went_by{count}, scalar(grep { $_->{gone} && defined $_->{first} } @who),
	scalar(grep { $_->{contact} && defined $_->{first} } @who), scalar(grep { $_->{moves} && defined $_->{first} } @who),
	$sent // 0, $passed // 0, $wrong_day, $most, $cap, $steps, $took;
print $bad ? "years: $bad differences\n" : "years: each stage once, on its day, to whom it reaches\n";
exit($bad ? 1 : 0);
