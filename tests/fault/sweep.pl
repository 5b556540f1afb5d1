#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# The kill sweep; started by sweep-kill.sh, which made the rig ($ARGV[0]), killer.so and fold in $ENV{D}.
#
# First the golden run: the steps below, each with the letters of people written as answers to what they were sent, once undisturbed. Before
# each step store and mailbox are kept; how often each process makes each call (killer.c) is counted. Then, for each point (step, process, call,
# n): store and mailbox as before the step, the step's letter delivered, the agent killed right before its n-th such call; the next
# letter arrives; the agent runs to the end. What then must be as in the golden run:
#   - every row of the store that means something, the journal of each case and letter in its order, without times (fold.c)
#   - each person's mails, each once: twice only where the store says that the final answer was lost, and then the same bytes
#   - the sealed files are those that rows name, nothing in the spool, no temporary file
#   - the letters still in the mailbox, none marked as read; `journal verify`, integrity_check, foreign_key_check
# Beyond that:
#   - again and again: where a kill lost a final answer, the same kill hits each of four runs, and no mail may come more than twice
#   - twice: at every tenth point the next life is killed too, at one of its first calls: in the recovery or soon after it; a mail whose outcome was
#     lost both times is given up as unknown, and no more than the above is asked then
#   - power: where at the moment of the kill a file or its name was not yet synced though the store or the network might already rely on it, the
#     step is tried once more with those bytes and names taken away, as a power cut may do
use strict;
use warnings;
use File::Find qw(find);
use File::Path qw(make_path remove_tree);
use IO::Handle;
use List::Util qw(shuffle);
use POSIX qw(strftime _exit);
use Time::HiRes qw(time sleep);

my $rig = shift or die "sweep.pl is started by sweep-kill.sh\n";
my ($top, $loket, $d) = @ENV{qw(TOP LOKET D)};
my @roles = qw(parent fetcher sender starter zygote reader caller);
my @calls = qw(write log pwrite64 fsync fdatasync rename unlink sendmsg send ftruncate mkdir);
my $head = 4 + @roles * @calls;		# 32-bit words before the events of struct map
my $map_bytes = 4 * ($head + 2) + 8192 * 32;
my $start = 1795393800;			# Monday 2026-11-23 08.30 WITA
STDOUT->autoflush(1);

# ---- the case
my %who = (
	siti => ['siti.rahmah@tapinkab.go.id', 'Siti Rahmah, S.Sos.', 'gmail'],
	nurul => ['nurul.huda@tapinkab.go.id', 'Nurul Huda, S.Kom.', 'iphone'],
	toko => ['promo@luar.example', 'Toko Maju', 'outlook'],
);
# letter: who writes, answering the last mail of that person that says PICK (none: a new letter), text, options of reply.pl; later: what comes while
# the agent is down; hours: how long nothing happens before
my %cases = (lupa => [
	{ name => 'first-start' },
	{ name => 'import', before => sub { command($_[0], 'person import', "$d/people.csv") } },
	{ name => 'roles', before => sub { command($_[0], "role set $_", $who{nurul}[0]) for qw(verifikator helpdesk) } },
	{ name => 'letter', letter => ['siti', undef, 'Selamat pagi,\n\nMohon bantuannya, saya lupa passphrase TTE saya.\n\nTerima kasih\nSiti Rahmah, S.Sos.\n'
		. 'NIP 198703122011012004', '--subject', 'Lupa passphrase TTE'],
		later => ['toko', undef, 'Diskon akhir tahun untuk alat tulis kantor.', '--subject', 'Penawaran'] },
	{ name => 'document', letter => ['siti', 'surat pernyataan', 'Berikut surat pernyataannya.', '--attach', "$d/Surat Pernyataan.txt"],
		later => ['nurul', undef, 'Saya sedang cuti.', '--subject', 'Tidak di tempat', '--auto'] },
	{ name => 'nearly-clear', letter => ['nurul', 'SETUJU', 'acc, silakan'] },
	{ name => 'approved', letter => ['nurul', 'YA', 'YA'], later => ['toko', undef, 'Diskon lagi.', '--subject', 'Penawaran kedua'] },
	{ name => 'reminded', hours => 5 },
	{ name => 'done', letter => ['nurul', 'SELESAI', 'SELESAI, terima kasih'] },
	{ name => 'confirmed', letter => ['siti', 'SUDAH', 'SUDAH, terima kasih banyak'] },
], renewal => [	# ams: which stand-in answers in that step
	{ name => 'first-start' },
	{ name => 'import', before => sub { command($_[0], 'person import', "$d/people.csv") } },
	{ name => 'roles', before => sub { command($_[0], "role set $_", $who{nurul}[0]) for qw(verifikator helpdesk) } },
	{ name => 'certificates', before => sub { command($_[0], 'cert import', "$d/certs.csv") } },
	{ name => 'reminded', hours => 24 },	# with the day's summary: a letter beside it may count in it or not
	{ name => 'fits', letter => ['siti', 'SESUAI', 'SESUAI'], later => ['toko', undef, 'Diskon akhir tahun untuk alat tulis kantor.', '--subject', 'Penawaran'] },
	{ name => 'noon', hours => 4 },		# a summary of its own round
	{ name => 'requested', hours => 10, ams => 'renew' },
	{ name => 'verified', ams => 'renew', letter => ['nurul', 'SELESAI', 'SELESAI'], later => ['siti', undef, 'Kapan terbit?', '--subject', 'Tanya'] },
	{ name => 'issued', hours => 2, ams => 'new' },
]);
my @steps = @{$cases{$ENV{CASE} || 'lupa'} or die "sweep: CASE=$ENV{CASE}: " . join(' or ', sort keys %cases) . "\n"};
my $at = 0;
$_->{at} = $at += 1200 + 3600 * ($_->{hours} // 0) for @steps;

sub slurp { open(my $f, '<:raw', $_[0]) or die "$_[0]: $!\n"; local $/; return scalar <$f> }
sub spew { my ($path, @text) = @_; open(my $f, '>:raw', $path) or die "$path: $!\n"; print $f @text; close $f or die "$path: $!\n" }
sub quietly { my ($command) = @_; my $out = qx{$command 2>&1}; die "sweep: $command: $out" if $?; return $out }

# The agent is down, so a command leaves its wish in the store and says 75.
sub command {
	my ($p, @words) = @_;
	my $out = qx{'$loket' --config '$p->{here}/loket.conf' @words 2>&1};
	die "sweep: @words: exit $?: $out" if $? >> 8 != 75;
}

# ---- one place: a store, settings, and a mailbox that nobody used lately: a server process of the life before may still write to it
my $places = 0;
sub place {
	my ($lane, $here) = @_;
	my $user = "kotak$lane->{n}-" . $places++ % 200;
	my $port = $lane->{port};
	remove_tree("$rig/mail/$user\@tapinkab.go.id");
	make_path($here, "$rig/mail/$user\@tapinkab.go.id");
	chown $ENV{RIG_UID}, $ENV{RIG_GID}, "$rig/mail/$user\@tapinkab.go.id";
	my $conf = slurp("$d/loket.conf");
	$conf =~ s/\@USER\@/$user\@tapinkab.go.id/;
	$conf =~ s/\@HERE\@/$here/g;
	$conf =~ s/(\[smtp\].*?\nport = )\d+/$1$port/s;
	spew("$here/loket.conf", ams_of($conf, 0));
	return { conf => $conf, here => $here, box => "$rig/mail/$user\@tapinkab.go.id/Maildir", runs => 0, groups => [] };
}

# The stand-ins for AMS, one for each state that AMS is in during the case: loket only reads it.
my %ams = map { split /=/ } split / /, $ENV{AMS_PORTS} // '';
sub ams_of { my ($conf, $step) = @_; my $port = $ams{$steps[$step]{ams} // 'issue'} // 1; return $conf =~ s/7777/$port/r }

my $serial = 0;
sub deliver {
	my ($p, $file) = @_;
	my $name = sprintf '%d.M%06dP%dQ%d.sweep', time, (time * 1e6) % 1e6, $$, ++$serial;
	for my $dir ($p->{box}, map { "$p->{box}/$_" } qw(tmp new cur)) {
		mkdir $dir, 0700 and chown $ENV{RIG_UID}, $ENV{RIG_GID}, $dir;
	}
	spew("$p->{box}/tmp/$name", slurp($file));
	chown $ENV{RIG_UID}, $ENV{RIG_GID}, "$p->{box}/tmp/$name";
	rename "$p->{box}/tmp/$name", "$p->{box}/new/$name" or die "$name: $!\n";
}

sub epoch { my ($step, $run) = @_; return $start + $steps[$step]{at} + $run * 90 }

my @under;	# a command to run it under
# One life of the agent: [process, call, n] is where it ends, n 0 for a life that only is counted.
sub life {
	my ($p, $step, @kill) = @_;
	my $map = "$p->{here}/map";
	spew("$p->{here}/loket.conf", ams_of($p->{conf}, $step));
	spew($map, pack('L4', @kill, 0));
	truncate $map, $map_bytes or die "$map: $!\n";
	my $now = strftime('%Y-%m-%dT%H:%M:%S+08:00', gmtime(epoch($step, $p->{runs}++) + 8 * 3600));
	my $pid = fork // die "fork: $!\n";
	if (!$pid) {
		my @env = ("LD_PRELOAD=$d/killer.so", "LOKET_KILL_MAP=$map", 'ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0');
		open(STDERR, '>>', "$p->{here}/log");
		open(STDOUT, '>>', "$p->{here}/log");
		open(STDIN, '<', '/dev/null');
		setpgrp;
		exec @under, 'env', @env, $loket, 'run', '--once', '--config', "$p->{here}/loket.conf", '--now', $now or _exit(127);
	}
	local $SIG{ALRM} = sub { kill KILL => -$pid };
	alarm 60;
	waitpid $pid, 0;
	my $rc = $?;
	alarm 0;
	push @{$p->{groups}}, $pid;
	my $bytes = slurp($map);
	my @w = unpack 'L' . ($head + 2), $bytes;
	my %m = (rc => $rc, fired => $w[3], events => substr($bytes, 4 * ($head + 2), 32 * ($w[$head] > 8192 ? 8192 : $w[$head])));
	my $i = 4;
	for my $r (0 .. $#roles) { $m{count}[$r][$_] = $w[$i++] for 0 .. $#calls }
	return \%m;
}

sub fold {
	my ($p) = @_;
	my $said = qx{'$d/fold' '$p->{here}/state/loket.db' 2>&1};
	return { bad => $said } if $?;
	my %f = (rows => [], files => {}, unknown => {}, open => []);
	for (split /\n/, $said) {
		if (/^FILE (\w+)\|(\w+)$/) { $f{files}{"$1/$2"} = 1 }
		elsif (/^UNKNOWN\|(\d+)/) { $f{unknown}{$1} = 1 }
		elsif (/^OPEN\|(.*)/) { push @{$f{open}}, $1 }
		elsif (!/^SENDER/) { push @{$f{rows}}, $_ }
	}
	return \%f;
}

# The mails that people got: message id -> [recipient and subject, bytes of each copy].
sub mails {
	my ($dir) = @_;
	my %m;
	for my $file (sort glob "$dir/*/Maildir/new/*") {
		my ($to) = $file =~ m{\Q$dir\E/([^/]*)/};
		my $bytes = slurp($file) =~ s/\A.*?^\tby mail\.tapinkab\.test \(sink\)[^\n]*\n//msr;
		my ($h) = $bytes =~ /\A(.*?\n)\n/s;
		my ($id) = $h =~ /^Message-ID:\s*(\S+)/mi;
		my ($subject) = $h =~ /^Subject:\s*((?:.*)(?:\n[ \t].*)*)/mi;
		$m{$id // "none in $file"}{what} = "$to " . (($subject // '') =~ s/\s+/ /gr);
		push @{$m{$id // "none in $file"}{copies}}, $bytes;
	}
	return \%m;
}

# The copies of sent mails in the Sent folder: by message id, how many.
sub copies_of {
	my ($p) = @_;
	my %n;
	for (glob "$p->{box}/.Sent/new/* $p->{box}/.Sent/cur/*") { $n{slurp($_) =~ /^Message-ID:\s*(\S+)/mi ? $1 : $_}++ }
	return \%n;
}

sub files_of {
	my ($p) = @_;
	my %have;
	my $state = "$p->{here}/state";
	find({ no_chdir => 1, wanted => sub { -f and $have{s{^\Q$state\E/}{}r =~ s{^archive/../}{archive/}r} = 1 } },
		grep { -d } map { "$state/$_" } qw(spool archive outbox));
	return \%have;
}

# Everything in which a place differs from what the golden run left after this step.
sub differences {
	my ($p, $step, $mail, $again) = @_;
	my $want = $steps[$step];
	my $f = fold($p);
	return "the store: $f->{bad}" if $f->{bad};
	my (@bad, %row);
	if (!$again) {
		$row{$_}++ for @{$want->{rows}};
		for (@{$f->{rows}}) { push @bad, "row too much: $_" if --$row{$_} < 0 }
		push @bad, map { "row missing: $_" } sort grep { $row{$_} > 0 } keys %row;
		push @bad, "still open: $_" for @{$f->{open}};
		push @bad, 'the rows of one case came in another order' if !@bad && "@{$f->{rows}}" ne "@{$want->{rows}}";
	}
	my $got = mails($mail);
	my %n;
	$n{$got->{$_}{what}}++ for keys %$got;
	for (sort keys %{{ %n, %{$want->{mails}} }}) {
		my ($g, $w) = ($n{$_} // 0, $want->{mails}{$_} // 0);
		push @bad, "mail: $g instead of $w: $_" if $g > $w || ($g < $w && !$again);
	}
	for my $id (sort keys %$got) {
		my @c = @{$got->{$id}{copies}};
		my ($row) = $id =~ /^<(\d+)\./ ? $1 : $id =~ /\.(\d+)@/;
		next if @c == 1;
		push @bad, "mail: " . @c . " times, though no answer was lost: $got->{$id}{what}" if !$f->{unknown}{$row // 0};
		push @bad, "mail: " . @c . " times: $got->{$id}{what}" if @c > 2;
		push @bad, "mail: repeated with other bytes: $got->{$id}{what}" if grep { $_ ne $c[0] } @c;
	}
	my $have = files_of($p);
	push @bad, map { "file nobody owns: $_" } sort grep { !$f->{files}{$_} } keys %$have;
	push @bad, map { "file missing: $_" } sort grep { !$have->{$_} } keys %{$f->{files}};
	my @letters = glob "$p->{box}/new/* $p->{box}/cur/*";
	push @bad, 'letters in the mailbox: ' . @letters . " instead of $want->{letters}" if @letters != $want->{letters};
	push @bad, 'a letter was marked as read' if grep { /:2,.*S/ } @letters;
	my $copies = copies_of($p);
	push @bad, map { "copy in Sent: $copies->{$_} times: $_" } grep { $copies->{$_} > 1 } sort keys %$copies;
	push @bad, 'copies in Sent: ' . keys(%$copies) . " instead of $want->{copies}" if keys(%$copies) != $want->{copies} && !$again;
	my $verify = qx{'$loket' journal verify --config '$p->{here}/loket.conf' 2>&1};
	push @bad, "journal verify: $verify" if $?;
	push @bad, 'a process is left over' if left_over($p);
	return @bad;
}

sub left_over {
	my ($p) = @_;
	my $end = time + 3;
	for my $g (@{$p->{groups}}) {
		while (kill 0 => -$g) {
			my @alive = grep { my ($s, $pg) = (eval { slurp($_) } // '') =~ /^\d+ \(.*\) (\S) \d+ (\d+)/s; $s && $s ne 'Z' && $pg == $g } glob '/proc/[0-9]*/stat';
			last if !@alive;
			return 1 if time > $end;
			sleep 0.01;
		}
	}
	return 0;
}

# What a power cut at this moment could take away although store or network may rely on it: contents and names not synced, and where a file
# was unlinked before the commit that allowed it was synced, that commit.
sub losses {
	my ($p, $m) = @_;
	my $state = "$p->{here}/state";
	my $wal = (stat "$state/loket.db-wal")[1] // 0;
	my (%dirty, %name, @loss);
	my $early = 0;
	for (my $at = 0; $at + 32 <= length $m->{events}; $at += 32) {
		my ($kind, $ino, $dir, $offset) = unpack 'Q4', substr $m->{events}, $at, 32;
		if ($kind == 1) { $dirty{$ino} = $offset if !defined $dirty{$ino} || $offset < $dirty{$ino} }
		elsif ($kind == 2) {
			delete $dirty{$ino};
			delete $name{$_} for grep { $name{$_} == $ino } keys %name;
		} elsif ($kind == 3) { $name{$ino} = $dir }
		elsif ($kind == 5) { %dirty = %name = () }
		elsif ($kind == 4) { $early = 1 if defined $dirty{$wal} }
	}
	find({ no_chdir => 1, wanted => sub {
		my $ino = (lstat)[1] // return;
		return if /\.tmp$/ || $_ =~ m{/(spool|archive|outbox)$};
		if ($name{$ino}) { push @loss, ['name', $_] }
		elsif (-f _ && defined $dirty{$ino}) { push @loss, ['bytes', $_] }
	} }, grep { -d } map { "$state/$_" } qw(spool archive outbox));
	push @loss, ['commit', "$state/loket.db-wal", $dirty{$wal}] if $early && defined $dirty{$wal};
	return @loss;
}

sub power_cut {
	for (@_) {
		my ($what, $path, $offset) = @$_;
		if ($what eq 'name') { remove_tree($path) }
		else { truncate $path, $offset // 0 }
	}
}

# ---- one point
sub fresh {
	my ($lane, $i, $step) = @_;
	my $p = place($lane, "$d/p$i");
	remove_tree(glob "$lane->{mail}/*");
	quietly("cp -a '$d/golden/$step/state' '$p->{here}/'") if -d "$d/golden/$step/state";
	quietly("cp -a '$d/golden/$step/Maildir' '$p->{box}'") if -d "$d/golden/$step/Maildir";
	deliver($p, "$d/golden/$step/letter") if $steps[$step]{letter};
	return $p;
}
sub gone { my ($p) = @_; remove_tree($p->{here}, $p->{box} =~ s{/Maildir$}{}r) if !$ENV{KEEP} }

# Lives until nothing is open any more; a person writes meanwhile.
sub to_the_end {
	my ($p, $step) = @_;
	deliver($p, "$d/golden/$step/later") if $steps[$step]{later};
	my $m;
	for (1 .. 8) {
		$m = life($p, $step, 0, 0, 0);
		next if $m->{rc};
		my $f = fold($p);
		return if $f->{bad} || !@{$f->{open}};
	}
	return $m->{rc} ? ("it does not come up again: exit " . ($m->{rc} >> 8) . ', signal ' . ($m->{rc} & 127)) : ();
}

sub attempt {
	my ($lane, $i, $point, $kind) = @_;
	my ($step, @kill) = @$point;
	my $p = fresh($lane, $kind ? "$i$kind" : $i, $step);
	my $m = life($p, $step, @kill);
	my @loss = losses($p, $m);
	power_cut(@loss) if $kind eq 'power';
	if ($kind eq 'again') { life($p, $step, @kill) for 1 .. 3 }
	if ($kind eq 'twice') { life($p, $step, 0, (2, 4, 6, 3, 5, 7)[$i % 6], 1 + ($i * 31) % 12) }
	my @bad = to_the_end($p, $step);
	# its outcome lost in both lives, a mail is given up as unknown and waits for a person
	my $given_up = $kind eq 'twice' && grep { /^outbox\|.*\|unknown\|/ } @{fold($p)->{rows} // []};
	push @bad, differences($p, $step, $lane->{mail}, $kind eq 'again' || $given_up);
	my %r = (fired => $m->{fired}, bad => \@bad, losses => \@loss, unknown => scalar keys %{fold($p)->{unknown} // {}});
	gone($p) if !@bad;
	return \%r;
}

# ---- the golden run
sub prepare {
	spew("$d/people.csv", "nama;nip;nik;email;hp;jabatan;unit_kerja\n",
		"Siti Rahmah, S.Sos.;198703122011012004;6305055203870002;$who{siti}[0];081200000011;Analis Kebijakan;Dinas Pertanian\n",
		"Nurul Huda, S.Kom.;199002142015032001;6305055402900001;$who{nurul}[0];081200000013;Pranata Komputer;Dinas Kominfo\n");
	spew("$d/Surat Pernyataan.txt", "SURAT PERNYATAAN LUPA PASSPHRASE\n\nYang bertanda tangan di bawah ini:\nNama: Siti Rahmah, S.Sos.\n"
		. "NIP: 198703122011012004\n\nmenyatakan bahwa saya lupa passphrase sertifikat elektronik saya.\n\nRantau, 23 November 2026\n");
	spew("$d/certs.csv", "email;nip;serial;terbit;berakhir;status\n$who{siti}[0];;0a1b;2024-12-25;2026-12-24;ISSUE\n");
	quietly("'$loket' key make '$d/key'");
	mkdir "$d/golden";
}

sub write_letter {
	my ($to, $step, $who, $pick, $text, @options) = @_;
	my ($from, $name, $client) = @{$who{$who}};
	my @c = ('perl', "$top/tests/rig/reply.pl", '--from', $from, '--name', $name, '--client', $client, '--date', epoch($step, 0), @options);
	if (defined $pick) {
		my ($mail) = grep { qx{perl '$top/tests/rig/mail.pl' text '$_'} =~ /\Q$pick\E/i } reverse glob "$d/golden/mail/$from/*";
		die "sweep: golden: $who got no mail that says $pick before step $steps[$step]{name}\n" if !$mail;
		push @c, $mail;
	} else { push @c, '--new', '--to', 'tte@tapinkab.go.id' }
	open(my $p, '-|:raw', @c, $text) or die "reply.pl: $!\n";
	my $letter = do { local $/; <$p> };
	close $p or die "sweep: reply.pl failed\n";
	# as the office's server passes it on: it vouches for the sender
	my ($domain) = $from =~ /@(.*)/;
	spew($to, "Return-Path: <$from>\nDelivered-To: tte\@tapinkab.go.id\nReceived: from mail.tapinkab.test ([127.0.0.1])\n"
		. "\tby mail.tapinkab.test with LMTP id 1 for <tte\@tapinkab.go.id>; Mon, 23 Nov 2026 00:30:00 +0000\n"
		. "Authentication-Results: mail.tapinkab.test; spf=pass smtp.mailfrom=$from;\n dkim=pass header.d=$domain; dmarc=pass header.from=$domain\n"
		. "Received: from dalam (unknown [127.0.0.1])\n\tby mail.tapinkab.test (sink) with ESMTP id 1; Mon, 23 Nov 2026 00:30:00 +0000\n" . $letter);
}

sub keep_mails {
	my ($from) = @_;
	my $n = 0;
	for my $file (sort glob "$from/*/Maildir/new/*") {
		my ($to) = $file =~ m{\Q$from\E/([^/]*)/};
		make_path("$d/golden/mail/$to");
		spew(sprintf('%s/%06d', "$d/golden/mail/$to", ++$steps[0]{n_mails}), slurp($file));
		$n++;
	}
	return $n;
}

sub golden_step {
	my ($p, $lane, $step) = @_;
	my $s = $steps[$step];
	$s->{before}->($p) if $s->{before};
	write_letter("$d/golden/$step.$_", $step, @{$s->{$_}}) for grep { $s->{$_} } qw(letter later);
	make_path("$d/golden/$step");
	rename "$d/golden/$step.$_", "$d/golden/$step/$_" for grep { $s->{$_} } qw(letter later);
	quietly("cp -a '$p->{here}/state' '$d/golden/$step/'") if -d "$p->{here}/state";
	quietly("cp -a '$p->{box}' '$d/golden/$step/Maildir'") if -d $p->{box};
	remove_tree(glob "$lane->{mail}/*");
	$p->{runs} = 0;
	deliver($p, "$d/golden/$step/letter") if $s->{letter};
	my $m = life($p, $step, 0, 0, 0);
	my @wrong = to_the_end($p, $step);
	my $f = fold($p);
	die "sweep: golden: step $s->{name}: exit $m->{rc}, @wrong, open: @{$f->{open}}\n" . slurp("$p->{here}/log") if $m->{rc} || @wrong || @{$f->{open}};
	$s->{rows} = $f->{rows};
	my $mails = mails($lane->{mail});
	$s->{mails} = {};
	$s->{mails}{$mails->{$_}{what}}++ for keys %$mails;
	keep_mails($lane->{mail});
	my @letters = glob "$p->{box}/new/* $p->{box}/cur/*";
	$s->{letters} = @letters;
	$s->{copies} = keys %{copies_of($p)};
	my @bad = differences($p, $step, $lane->{mail});
	die "sweep: golden: step $s->{name}: @bad\n" if @bad;
	return $m->{count};
}

# The calls of a life depend a little on the speed of the network; two more lives, and the most of all three, leave none out. A part needs no
# such care.
sub points_of {
	my ($lane, $step, $count) = @_;
	for my $again (1 .. (($ENV{PART} // 100) < 100 ? 0 : 2)) {
		my $p = fresh($lane, "g$step.$again", $step);
		my $m = life($p, $step, 0, 0, 0);
		for my $r (0 .. $#roles) {
			for my $c (0 .. $#calls) {
				$count->[$r][$c] = $m->{count}[$r][$c] if $m->{count}[$r][$c] > $count->[$r][$c];
			}
		}
		gone($p);
	}
	my @points;
	for my $r (0 .. $#roles) {
		for my $c (0 .. $#calls) { push @points, map { [$step, $r, $c, $_] } 1 .. $count->[$r][$c] }
	}
	return @points;
}

# Does the library see every call? The same life under strace, which cannot miss one.
sub compare_with_strace {
	my ($lane, $step, $again) = @_;
	my %call = (write => 0, writev => 0, pwrite64 => 2, fsync => 3, syncfs => 3, fdatasync => 4, rename => 5, renameat => 5, renameat2 => 5, unlink => 6, unlinkat => 6,
		sendmsg => 7, sendto => 8, sendmmsg => 8, ftruncate => 9, copy_file_range => 0, sendfile => 0, link => 5, linkat => 5, pwritev => 2);
	if (system('strace -f -o /dev/null true >/dev/null 2>&1')) {
		print "# strace cannot be used here: its calls are not compared\n";
		return 1;
	}
	my $p = fresh($lane, "s$step", $step);
	@under = ('strace', '-f', '-qq', '-o', "$p->{here}/trace", '-e', 'trace=' . join(',', sort keys %call));
	my $m = life($p, $step, 0, 0, 0);
	@under = ();
	my (@seen, @counted);
	for (split /\n/, slurp("$p->{here}/trace")) {
		# the C library asks the kernel for this machine's addresses by a call of its own; nothing leaves by it
		$seen[$call{$1}]++ if /^\d+\s+(\w+)\(/ && defined $call{$1} && !/nlmsg_type=/;
	}
	for my $r (0 .. $#roles) { $counted[$_ == 1 ? 0 : $_] += $m->{count}[$r][$_] for 0 .. 9 }
	my @differ = grep { ($seen[$_] // 0) != ($counted[$_] // 0) } 0 .. 9;
	printf "# strace: %s\n", @differ ? join(', ', map { "$calls[$_] $seen[$_], counted $counted[$_]" } @differ)
		: 'the same ' . eval { my $n = 0; $n += $_ // 0 for @seen; $n } . " calls in step $steps[$step]{name}";
	gone($p) if !@differ;
	return 1 if !@differ;
	# a line of strace may be lost when the life ends: a difference must come twice
	return $again ? 0 : compare_with_strace($lane, $step, 1);
}

sub golden {
	my ($lane) = @_;
	my $p = place($lane, "$d/g");
	my @points;
	for my $step (0 .. $#steps) {
		my $count = golden_step($p, $lane, $step);
		my @new = points_of($lane, $step, $count);
		push @points, @new;
	}
	my ($closed) = grep { /^case\|/ } @{$steps[-1]{rows}};
	die "sweep: golden: the case is not closed: $closed\n" if $closed !~ /\|1\|selesai\|/;
	return @points;
}

sub table {
	my (@points) = @_;
	my %n;
	$n{$_->[1]}{$_->[2]}++ for @points;
	my @used = grep { my $c = $_; grep { $n{$_}{$c} } keys %n } 0 .. $#calls;
	printf "# %-8s" . ' %9s' x @used . " %9s\n", 'process', @calls[@used], 'all';
	for my $r (grep { $n{$_} } 0 .. $#roles) {
		my $all = 0;
		$all += $_ for values %{$n{$r}};
		printf "# %-8s" . ' %9d' x @used . " %9d\n", $roles[$r], (map { $n{$r}{$_} // 0 } @used), $all;
	}
}

# ---- all points
sub lane {
	my ($n) = @_;
	my $port = quietly("perl '$top/tests/rig/tool.pl' ports 1") + 0;
	my $lane = { n => $n, port => $port, mail => "$d/lane$n" };
	mkdir $lane->{mail};
	my $parent = $$;
	$lane->{pid} = fork // die "fork: $!\n";
	if (!$lane->{pid}) {
		open(STDERR, '>>', "$d/sink.err");
		exec 'setpriv', '--pdeathsig', 'KILL', 'perl', "$top/tests/rig/sink.pl", '--port', $port, '--mail', $lane->{mail}, '--uid', $ENV{RIG_UID},
			'--gid', $ENV{RIG_GID} or _exit(127);
	}
	quietly("perl '$top/tests/rig/tool.pl' greet 10 $port '^220'");
	return $lane;
}

sub name_of { my ($p) = @_; return "$steps[$p->[0]]{name} $roles[$p->[1]] $calls[$p->[2]] $p->[3]" }

sub try {
	my ($lane, $i, $point, $out) = @_;
	my @tried = ('');
	my $bad = 0;
	while (@tried) {
		my $kind = shift @tried;
		my $r = attempt($lane, $i, $point, $kind);
		if (!$kind) {
			push @tried, 'power' if @{$r->{losses}};
			push @tried, 'again' if $r->{unknown};
			push @tried, 'twice' if ($i * 7919 + ($ENV{SEED} // 0)) % 10 == 0;
		}
		syswrite $out, sprintf "%d %s %s\n", $i, $kind || 'kill', $r->{fired} ? 'hit' : 'missed';
		next if !@{$r->{bad}};
		$bad = 1;
		my @say = @{$r->{bad}};
		$#say = 7 if @say > 8;
		syswrite STDOUT, join '', sprintf("FOUND at point %d%s: %s\n", $i, $kind ? " ($kind)" : '', name_of($point)), map { "    $_\n" } @say;
		syswrite $out, "$i bad bad\n";
		spew("$d/found", '');
	}
	return $bad;
}

sub chosen {
	my (@points) = @_;
	my $part = $ENV{PART} // 100;
	my @i = grep { $_ >= ($ENV{FROM} // 0) && (!$ENV{STEP} || $steps[$points[$_][0]]{name} eq $ENV{STEP}) } 0 .. $#points;
	my $seed = $ENV{SEED} // int rand 1e6;
	print "# seed $seed\n" if $part < 100 || $ENV{MOST};
	srand $seed;
	return $ENV{MOST} ? shuffle(@i) : @i if $part >= 100;
	return grep { rand() * 100 < $part } @i;
}

my $began = time;
prepare();
my $jobs = $ENV{JOBS} || 2 * (qx{nproc} + 0 || 1);
my $first = lane(0);
my @points = golden($first);
printf "# golden run: %d steps, case closed, %.1f s; %d points:\n", scalar @steps, time - $began, scalar @points;
table(@points);
my $rc = compare_with_strace($first, 4) ? 0 : 1;
exit $rc if $ENV{COUNT};
my @todo = chosen(@points);
kill KILL => $first->{pid};
open(my $out, '>>', "$d/results") or die "$d/results: $!\n";
my %worker;
for my $n (1 .. $jobs) {
	my $pid = fork // die "fork: $!\n";
	if (!$pid) {
		my $lane = lane($n);
		my ($bad, $done) = (0, 0);
		for my $k (grep { $_ % $jobs == $n - 1 } 0 .. $#todo) {
			$bad += try($lane, $todo[$k], $points[$todo[$k]], $out);
			last if $bad >= ($ENV{MOST} || 20) || ($ENV{MOST} && -e "$d/found");
			printf "# at point %d of %d, %.0f s\n", $todo[$k], scalar @points, time - $began if ++$done % 200 == 0;
		}
		kill KILL => $lane->{pid};
		waitpid $lane->{pid}, 0;
		_exit($bad ? 1 : 0);
	}
	$worker{$pid} = 1;
}
for my $pid (keys %worker) { waitpid $pid, 0; $rc = 1 if $? }
my (%n, %bad);
for (split /\n/, slurp("$d/results")) {
	my ($i, $kind, $hit) = split;
	$kind eq 'bad' ? $bad{$i} = 1 : $n{"$kind $hit"}++;
}
printf "# %d of %d points killed, %d not reached in that run; %d power cuts, %d again and again, %d twice; %.0f s, %.2f s a point\n", $n{'kill hit'} // 0,
	scalar @points, $n{'kill missed'} // 0, ($n{'power hit'} // 0) + ($n{'power missed'} // 0), ($n{'again hit'} // 0) + ($n{'again missed'} // 0),
	($n{'twice hit'} // 0) + ($n{'twice missed'} // 0), time - $began, (time - $began) / (@todo || 1);
$rc = 1 if !($n{'kill hit'} // 0);
print $rc ? "sweep-kill: " . keys(%bad) . " points FOUND something: " . join(' ', sort { $a <=> $b } keys %bad) . "\n" : "sweep-kill: same end everywhere\n";
exit $rc;
