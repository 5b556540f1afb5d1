#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Started by years.sh. Who must be reminded on which day is reckoned here from the office's calendar file and stages alone, in another
# language and another way than the program does it; then the program lives through the days, and its register and outbox must say the same.
# Ten days of it the agent is down, over the holidays of Nyepi and Lebaran; once its clock jumps ahead and back; some owners renew, a day at random before the end.
use strict;
use warnings;
use POSIX qw(strftime);
use Time::Local qw(timegm);
use Time::HiRes qw(time);

my ($certs, $days, $seed) = @ARGV;
my ($top, $loket, $d) = @ENV{qw(TOP LOKET D)};
srand $seed;
my $day0 = timegm(0, 0, 0, 5, 0, 126) / 86400;	# Monday 5 January 2026
sub day { strftime('%Y-%m-%d', gmtime($_[0] * 86400)) }
sub run { my $out = qx{@_ 2>&1}; die "years: @_: exit $?: $out" if $? && $? >> 8 != 75; return $out }
sub slurp { open(my $f, '<', $_[0]) or die "$_[0]: $!\n"; local $/; return scalar <$f> }
sub spew { open(my $f, '>', $_[0]) or die "$_[0]: $!\n"; print $f $_[1]; close $f }

# ---- the office's days and stages, from its files
my %off = map { $_ => 1 } slurp("$top/rules/calendar/tapin.xml") =~ /<(?:libur|cuti-bersama)[^>]*tanggal="([\d-]+)"/g;
my ($stages) = slurp("$top/rules/office/tapin.xml") =~ /<pengingat[^>]*hari="([^"]*)"/ or die "no stages\n";
my @stages = split / /, $stages;
sub open_day { my ($n) = @_; my $w = (gmtime($n * 86400))[6]; return $w >= 1 && $w <= 5 && !$off{day($n)} }
sub due { my ($end, $s) = @_; my $n = $end + $s; $n += $s < 0 ? -1 : 1 until open_day($n); return $n }

# ---- people and certificates
my @down = map { timegm(0, 0, 0, $_, 2, 126) / 86400 } 16 .. 25;	# 16 to 25 March 2026
my %down = map { $_ => 1 } @down;
# One day the clock jumps two days ahead and is set right the next: what it did then is done, and nothing more until time has caught up.
my $jump = $day0 + 22;	# a Tuesday
my %wrong = map { $jump + $_ => 1 } 1, 2;
my (@who, $people, $register);
for my $i (1 .. $certs) {
	my $end = $day0 + 20 + int rand($days + 20);
	my %c = (i => $i, mail => "pegawai$i\@tapinkab.go.id", end => $end);
	$c{renew} = $end - 70 + int rand 75 if rand() < 0.3;
	delete $c{renew} if ($c{renew} // 0) <= $day0 + 1 || grep { ($c{renew} // 0) == $jump + $_ } 0 .. 2;
	push @who, \%c;
	$people .= sprintf "Pegawai %d;;63050512%02d%02d%04d;%s;;;Dinas %d\n", $i, 1 + $i % 12, 70 + $i % 20, $i, $c{mail}, $i % 30;
	$register .= "$c{mail};;" . sprintf('%08x', $i) . ';;' . day($end) . ";ISSUE\n";
}
spew("$d/people.csv", "nama;nip;nik;email;hp;jabatan;unit_kerja\n$people");
spew("$d/certs.csv", "email;nip;serial;terbit;berakhir;status\n$register");

# ---- what must come: certificate -> stage -> [state, day]
sub expected {
	my ($c) = @_;
	my (%want, $n);
	my @left = grep { due($c->{end}, $_) > $day0 } @stages;
	$want{$_} = ['passed', $day0] for grep { due($c->{end}, $_) <= $day0 } @stages;
	for my $real ($day0 + 1 .. $day0 + $days - 1) {
		my $n = $real == $jump ? $jump + 2 : $real;
		next if $down{$n} || $wrong{$real} || !open_day($n);
		last if defined $c->{renew} && $n >= $c->{renew};
		my @now = grep { due($c->{end}, $_) <= $n } @left;
		next if !@now;
		my $last = pop @now;
		$want{$_} = ['passed', $n] for @now;
		$want{$last} = ['sent', $n];
		@left = grep { due($c->{end}, $_) > $n } @left;
	}
	return \%want;
}

# ---- the days
my $began = time;
my %renews;
push @{$renews{$_->{renew}}}, $_ for grep { defined $_->{renew} } @who;
for my $n ($day0 .. $day0 + $days - 1) {
	next if $down{$n};
	# what fell into the outage is entered on the first day after it, before the office opens
	my @new = map { @{$renews{$_} // []} } grep { $_ == $n || ($down{$_} && $n == $down[-1] + 1) } $n, @down;
	if ($n == $day0) {
		run("'$loket' --config '$d/loket.conf' run --once --now " . day($n) . 'T07:55:00+08:00');
		run("'$loket' --config '$d/loket.conf' person import '$d/people.csv'");
		run("'$loket' --config '$d/loket.conf' run --once --now " . day($n) . 'T08:00:00+08:00');
		run("'$loket' --config '$d/loket.conf' cert import '$d/certs.csv'");
	} elsif (@new) {
		spew("$d/new.csv", "email;nip;serial;terbit;berakhir;status\n" . join '', map { "$_->{mail};;" . sprintf('a%07x', $_->{i}) . ';;'
			. day($_->{end} + 800) . ";ISSUE\n" } @new);
		run("'$loket' --config '$d/loket.conf' cert import '$d/new.csv'");
		$_->{renew} = $n for @new;
		run("'$loket' --config '$d/loket.conf' run --once --now " . day($n) . 'T06:00:00+08:00');
	}
	run("'$loket' --config '$d/loket.conf' run --once --now " . day($n == $jump ? $n + 2 : $n) . 'T09:00:00+08:00');
	printf "# %s, %.0f s\n", day($n), time - $began if ($n - $day0) % 100 == 99;
}
my $took = time - $began;

# ---- what came
my (%got, %mails, $bad, $sent, $passed);
for (split /\n/, run("sqlite3 '$d/state/loket.db' \"SELECT a.address, r.stage, r.state, r.at FROM reminder r JOIN certificate c ON c.id = r.certificate_id
	JOIN address a ON a.person_id = c.person_id WHERE c.ends_day < (SELECT max(ends_day) FROM certificate x WHERE x.person_id = c.person_id)
	OR c.source = 'import' AND (SELECT count(*) FROM certificate x WHERE x.person_id = c.person_id) = 1\"")) {
	my ($mail, $stage, $state, $at) = split /\|/;
	$got{$mail}{$stage} = [$state, int(($at + 8 * 3600) / 86400)];
}
for (split /\n/, run("sqlite3 '$d/state/loket.db' \"SELECT d.recipient, o.what, o.sent_at, o.state FROM outbox o JOIN outbox_data d ON d.outbox_id = o.id
	WHERE o.kind = 'mail' AND o.what IN ('periksa-data', 'pengingat')\"")) {
	my ($mail, $what, $at, $state) = split /\|/;
	if ($state ne 'sent') { $bad++; print "BAD: $mail: a reminder is $state\n"; next }
	$mails{$mail}{int(($at + 8 * 3600) / 86400)}++;
}
for my $c (@who) {
	my $want = expected($c);
	my $have = $got{$c->{mail}} // {};
	for my $s (@stages) {
		my ($w, $g) = map { $_->{$s} ? "$_->{$s}[0] " . day($_->{$s}[1]) : '-' } $want, $have;
		# what a renewal has made pointless needs no row
		next if $w eq $g;
		$bad++;
		print "BAD: $c->{mail} ends ", day($c->{end}), defined $c->{renew} ? ' renewed ' . day($c->{renew}) : '', " stage $s: $g instead of $w\n";
	}
	my %days = map { $want->{$_}[1] => 1 } grep { $want->{$_}[0] eq 'sent' } keys %$want;
	for my $n (keys %{{ %days, %{$mails{$c->{mail}} // {}} }}) {
		next if ($days{$n} // 0) == ($mails{$c->{mail}}{$n} // 0);
		$bad++;
		print "BAD: $c->{mail}: ", $mails{$c->{mail}}{$n} // 0, ' mails on ', day($n), "\n";
	}
	$sent += keys %days;
	$passed += grep { $want->{$_}[0] eq 'passed' } keys %$want;
}
my %table;
for my $c (values %got) { $table{$_}{$c->{$_}[0]}++ for keys %$c }
for my $s (@stages) { printf "# stage %+d: %s\n", $s, join ', ', map { "$_ $table{$s}{$_}" } sort keys %{$table{$s} // {}} }
my $wrong_day = grep { my $m = $_; grep { !open_day($_) || $down{$_} } keys %{$mails{$m}} } keys %mails;
printf "# %d certificates, %d days (%d of outage), %d renewed: %d reminders, %d stages passed by, %d on a closed day; %.0f s\n", $certs, $days, scalar @down,
	scalar(grep { defined $_->{renew} } @who), $sent // 0, $passed // 0, $wrong_day, $took;
$bad += $wrong_day;
print $bad ? "years: $bad differences\n" : "years: each stage once, on its day\n";
exit($bad ? 1 : 0);
