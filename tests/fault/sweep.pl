#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# The sweeps; started by sweep.sh, which made the rig ($ARGV[0]), fault.so and fold in $ENV{T}.
#
# First the golden run: each flow of flows.pl, each step with the letters of people written as answers to what they were sent, once undisturbed.
# Before each step store and mailbox are kept; how often each process makes each call (fault.c) is counted. Then, for each point (a step and what
# is done to it): store and mailbox as before the step, its letter delivered, the agent disturbed there; the next letter arrives; the agent runs
# to the end. What then must be as in the golden run:
#   - every row of the store that means something, the journal of each case and letter in its order, without times (fold.c)
#   - each person's mails, each once: twice only where the store says that the final answer was lost, and then the same bytes
#   - what AMS was made to do
#   - the sealed files are those that rows name, nothing in the spool, no temporary file
#   - the letters still in the mailbox, none marked as read; `journal verify`, integrity_check, foreign_key_check; no process left over
# Where a disturbed life leaves what another one left already (every row, file, letter and mail), the life after it would be that one's again, and is not
# lived twice.
# The modes:
#   kill    kill -9 right before each call that leaves a trace, none left out but these: of the parent's writes of pages to one file, one after the other
#           with nothing else between, the first and the last are tried. Files only grow from one to the next, so where these two leave the same,
#           those between do; else the row is halved, and so on. Where a final answer was lost, the same kill hits each of four lives, and no
#           mail may come more than twice.
#   fault   each such call, and open, fails: once or from there on, by an error of @faults; they are dealt out in turn, another SEED deals them
#           otherwise; a sync fails both ways. The life must end, and no call for durability may fail unnoticed.
#   memory  a request for memory fails: at each place of parent, fetcher and senders that asks in the first flow, some in the others
#   power   a kill; what of the writes, names and removals that were not synced at that moment is on the disk is drawn (image.pl), four times
#   pair    a kill in the life after a kill; a kill in the life of a fault
#   grid    each kind of crash point of a step (process, call, file) with each kind of fault before it or in the life after it
use strict;
use warnings;
use Digest::MD5 qw(md5_hex);
use Fcntl qw(O_CREAT O_EXCL);
use File::Find qw(find);
use File::Path qw(make_path remove_tree);
use IO::Handle;
use List::Util qw(shuffle);
use POSIX qw(strftime _exit);
use Time::HiRes qw(time sleep);

my $rig = shift or die "sweep.pl is started by sweep.sh\n";
my ($top, $loket) = @ENV{qw(TOP LOKET)};
my @modes = split ' ', $ENV{MODE};
my %mode = map { $_ => 1 } @modes;
our (%who, $people, $d, %flows);
require "$top/tests/fault/flows.pl";
require "$top/tests/fault/image.pl";
my @roles = qw(parent fetcher sender starter zygote reader caller);
my @calls = qw(write log pwrite64 fsync fdatasync rename unlink sendmsg send ftruncate mkdir open malloc syncfs);
my %call = map { $calls[$_] => $_ } 0 .. $#calls;
my ($NOTHING, $KILL, $KILL_ALWAYS, $FAIL, $FAIL_ALWAYS) = 0 .. 4;
my %errno = (EINTR => 4, EIO => 5, ENOMEM => 12, EMFILE => 24, ENOSPC => 28, ECONNRESET => 104, SHORT => 1000);
# what may befall a call: EINTR only once, since whoever tries again would do so for ever
my %faults = (
	open => [qw(EMFILE EIO ENOSPC EINTR)], write => [qw(ENOSPC SHORT EIO EINTR)], pwrite64 => [qw(ENOSPC EIO SHORT EINTR)], log => [qw(ENOSPC EIO)],
	fsync => [qw(EIO ENOSPC)], fdatasync => [qw(EIO ENOSPC)], syncfs => [qw(EIO ENOSPC)], rename => [qw(EIO ENOSPC)], unlink => [qw(EIO)], ftruncate => [qw(EIO)],
	mkdir => [qw(ENOSPC EIO)], send => [qw(SHORT ECONNRESET EIO EINTR)], sendmsg => [qw(EIO EINTR SHORT)]);
my $head = 6 * 2 + 2 + @roles * @calls;		# 32-bit words of struct map before `room`
$head += $head % 2;
my $room = 48 << 20;			# a hole, but for what is used
my $start = 1795393800;			# Monday 2026-11-23 08.30 WITA
STDOUT->autoflush(1);

# the flow of a forgotten passphrase is the first, which some modes look into more closely
my @flows = split ' ', $ENV{FLOWS} || join ' ', 'lupa', "@modes" eq 'fault' ? () : grep { $_ ne 'lupa' } sort keys %flows;
for (@flows) { $flows{$_} or die "sweep: FLOWS: $_? There are: @{[sort keys %flows]}\n" }
my @steps = map { my $f = $_; my @s = map { { %$_, flow => $f, full => "$f/$_->{name}" } } @{$flows{$f}{steps}}; $s[0]{first} = 1; $s[-1]{last} = 1; @s } @flows;
my $at = 0;
$_->{at} = $at = ($_->{first} ? 0 : $at) + 1200 + 3600 * ($_->{hours} // 0) for @steps;

sub slurp { open(my $f, '<:raw', $_[0]) or die "$_[0]: $!\n"; local $/; return scalar <$f> }
sub spew { my ($path, @text) = @_; open(my $f, '>:raw', $path) or die "$path: $!\n"; print $f @text; close $f or die "$path: $!\n" }
sub quietly { my ($command) = @_; my $out = qx{$command 2>&1}; die "sweep: $command: $out" if $?; return $out }

# The agent is down, so a command leaves its wish in the store and says 75.
sub command {
	my ($p, @words) = @_;
	my $out = qx{'$loket' --config '$p->{here}/loket.conf' @words 2>&1};
	die "sweep: @words: exit $?: $out" if $? >> 8 != 75;
}

# ---- AMS: one stand-in for each state that it is in where loket only asks; one a lane where loket makes it do something
my %ams = map { split /=/ } split / /, $ENV{AMS_PORTS} // '';
sub ams { my ($lane, $path, $json) = @_; return quietly("'$ENV{AMSSIM}' --ctl $lane->{ams} kendali /_sim/$path" . ($json ? " '$json'" : '')) }
sub ams_begin {
	my ($lane) = @_;
	pipe(my $said, my $says) or die "pipe: $!\n";
	my $pid = fork // die "fork: $!\n";
	if (!$pid) {
		open(STDOUT, '>&', $says) or _exit(127);
		exec $ENV{AMSSIM}, '--totp-secret', $ENV{AMS_SECRET}, qw(--parent-dies --token kendali --now 2026-11-23T08:00:00+08:00 --token-life 3000000 --refresh-life 3000000 --notices),
			"$top/contrib/amssim/notices" or _exit(127);
	}
	close $says;
	($lane->{ams}) = (<$said> // '') =~ /^port=(\d+)/ or die "sweep: amssim does not start\n";
}
sub ams_login {
	my ($p) = @_;
	# each code serves once
	my ($now) = ams($p->{lane}, 'clock', '{"advance_s":30}') =~ /(\d+)\D*\z/ or die "sweep: amssim tells no time\n";
	my $code = quietly("perl '$top/tests/rig/tool.pl' totp '$ENV{AMS_SECRET}' $now") =~ s/\s//gr;
	my $out = qx{printf 'rahasia-portal\n$code\n' | '$loket' --config '$p->{here}/loket.conf' ams login 2>&1};
	die "sweep: ams login: $out" if $? >> 8 != 75;
}
sub ams_before {
	my ($lane, $s, $lost, $link) = @_;
	return if ($flows{$s->{flow}}{ams} // '') ne 'portal';
	$link = $link ? 'true' : 'false';
	ams($lane, 'reset');
	ams($lane, 'seed', qq({"users":[{"nik":"6305055203870002","email":"siti.rahmah\@tapinkab.go.id","nama":"Siti Rahmah","phone":"081200000011","status":"ISSUE","link":$link}]}));
	ams($lane, 'fault', qq({"path":"/api/rest/manage/cert/passphrase","kind":"$lost","count":1})) if $lost;
}
sub effects { my ($lane, $s) = @_; return ($flows{$s->{flow}}{ams} // '') eq 'portal' ? scalar(() = ams($lane, 'log') =~ m{"effect": *true}g) : 0 }
sub ams_of {
	my ($conf, $lane, $here, $step) = @_;
	my $driver = $flows{$steps[$step]{flow}}{ams} // return $conf;
	my $port = $driver eq 'portal' ? $lane->{ams} : $ams{$steps[$step]{ams} // 'issue'};
	return "$conf\n[ams]\n" . ($driver eq 'esign' ? "driver = esign\nhost = 127.0.0.1\nport = $port\ntls = none\nuser = loket\npassword-file = $d/ams-password\n"
		: "driver = portal\nportal = allowed\ndecision = 1\nportal-host = 127.0.0.1\nportal-port = $port\nportal-tls = none\nlogin-host = 127.0.0.1\n"
		. "login-port = $port\nportal-user = verifikator\ntoken-file = $here/state/ams-token\n");
}

# ---- one place: a store, settings, and a mailbox that nobody used lately: a server process of the life before may still write to it
my $places = 0;
sub place {
	my ($lane, $here, $step) = @_;
	my $user = "kotak$lane->{n}-" . $places++ % 200;
	my $port = $lane->{port};
	remove_tree("$rig/mail/$user\@tapinkab.go.id");
	make_path($here, "$rig/mail/$user\@tapinkab.go.id");
	chown $ENV{RIG_UID}, $ENV{RIG_GID}, "$rig/mail/$user\@tapinkab.go.id";
	my $conf = slurp("$d/loket.conf");
	my $office = $flows{$steps[$step]{flow}}{office} // 'tapin';
	$conf =~ s/\@USER\@/$user\@tapinkab.go.id/;
	$conf =~ s/\@HERE\@/$here/g;
	$conf =~ s/\@OFFICE\@/$office/;
	$conf =~ s/(\[smtp\].*?\nport = )\d+/$1$port/s;
	spew("$here/loket.conf", ams_of($conf, $lane, $here, $step));
	return { lane => $lane, conf => $conf, here => $here, box => "$rig/mail/$user\@tapinkab.go.id/Maildir", runs => 0, groups => [] };
}

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
my $record;	# the bytes of writes, and who asks for memory, are to be kept too
# One life of the agent. acts: what is done to it, each [kind, process, call, n, errno]; none: a life that only is counted.
sub life {
	my ($p, $step, @acts) = @_;
	my $map = "$p->{here}/map";
	delete $p->{folded};
	spew("$p->{here}/loket.conf", ams_of($p->{conf}, $p->{lane}, $p->{here}, $step));
	spew($map, pack('L12 L', (map { my $a = $acts[$_] // []; (map { $a->[$_] // 0 } 0 .. 4), 0 } 0, 1), $record ? 1 : 0), "\0" x (4 * $head - 52), pack('Q', $room));
	truncate $map, 4 * $head + 16 + $room or die "$map: $!\n";
	my $now = strftime('%Y-%m-%dT%H:%M:%S+08:00', gmtime(epoch($step, $p->{runs}++) + 8 * 3600));
	my $pid = fork // die "fork: $!\n";
	if (!$pid) {
		my %env = (LD_PRELOAD => "$d/fault.so", LOKET_FAULT_MAP => $map, ASAN_OPTIONS => 'verify_asan_link_order=0:detect_leaks=0',
			$mode{memory} ? () : (LOKET_FAULT_PATTERNS => "$d/patterns"));	# compiling asks for memory
		open(STDERR, '>>', "$p->{here}/log");
		open(STDOUT, '>>', "$p->{here}/log");
		open(STDIN, '<', '/dev/null');
		setpgrp;
		if (@under) { push @under, 'env', map { "$_=$env{$_}" } sort keys %env }	# not for who runs it
		else { @ENV{keys %env} = values %env }
		exec @under, $loket, 'run', '--once', '--config', "$p->{here}/loket.conf", '--now', $now or _exit(127);
	}
	my $hung = 0;
	# first it says where (fault.c)
	local $SIG{ALRM} = sub { $hung++ ? kill(KILL => -$pid) : kill(ABRT => $pid); alarm 5 };
	alarm 90;
	waitpid $pid, 0;
	my $rc = $?;
	alarm 0;
	push @{$p->{groups}}, $pid;
	open(my $f, '<:raw', $map) or die "$map: $!\n";
	my ($bytes, $notes);
	read $f, $bytes, 4 * $head + 16;
	my @w = unpack 'L' . $head, $bytes;
	my $used = unpack 'Q', substr $bytes, 4 * $head + 8;
	die "sweep: $map: $used bytes of notes\n" if $used > $room;
	read $f, $notes, $used;
	my %m = (rc => $rc, hung => $hung, fired => $w[5], fired2 => $w[11], crashed => $w[13], notes => $notes);
	my $i = 14;
	for my $r (0 .. $#roles) { $m{count}[$r][$_] = $w[$i++] for 0 .. $#calls }
	return \%m;
}

# What the store says, asked once after each life.
sub fold { my ($p) = @_; return $p->{folded} //= fold_now($p) }
sub fold_now {
	my ($p) = @_;
	my $said = qx{'$d/fold' '$p->{here}/state/loket.db' 2>&1};
	return { bad => $said } if $?;
	my %f = (rows => [], road => [], files => {}, unknown => {}, open => []);
	for (split /\n/, $said) {
		if (/^FILE (\w+)\|(\w+)$/) { $f{files}{"$1/$2"} = 1 }
		elsif (/^UNKNOWN\|(\d+)/) { $f{unknown}{$1} = 1 }
		elsif (/^OPEN\|(.*)/) { push @{$f{open}}, $1 }
		elsif (/^ROAD\|/) { push @{$f{road}}, $_ }
		else { push @{$f{rows}}, $_ }
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
	find({ no_chdir => 1, wanted => sub { -f and $have{s{^\Q$state\E/}{}r =~ s{^archive/../}{archive/}r} = 1 + -s _ } },
		grep { -d } map { "$state/$_" } qw(spool archive outbox));
	return \%have;
}

# What a step left: the golden run keeps it, every other run is held against it.
sub outcome {
	my ($p, $step) = @_;
	my $got = mails($p->{lane}{mail});
	my %n;
	$n{$got->{$_}{what}}++ for keys %$got;
	my @letters = glob "$p->{box}/new/* $p->{box}/cur/*";
	return { fold => fold($p), got => $got, mails => \%n, letters => \@letters, copies => copies_of($p), effects => effects($p->{lane}, $steps[$step]) + ($p->{effects} // 0) };
}

# In which rows, mails and effects an outcome differs from one that is wanted.
sub unlike {
	my ($o, $want, $loose, @effects) = @_;
	my (@bad, %row);
	if (!$loose) {
		$row{$_}++ for @{$want->{fold}{rows}};
		for (@{$o->{fold}{rows}}) { push @bad, "row too much: $_" if --$row{$_} < 0 }
		push @bad, map { "row missing: $_" } sort grep { $row{$_} > 0 } keys %row;
		push @bad, 'the rows of one case came in another order' if !@bad && "@{$o->{fold}{rows}}" ne "@{$want->{fold}{rows}}";
	}
	for (sort keys %{{ %{$o->{mails}}, %{$want->{mails}} }}) {
		my ($g, $w) = ($o->{mails}{$_} // 0, $want->{mails}{$_} // 0);
		push @bad, "mail: $g instead of $w: $_" if $g > $w || ($g < $w && !$loose);
	}
	# a call of which nobody knows how far it got: AMS did what it may have done in any of the golden lives
	@effects = $want->{effects} if !grep { /^outbox\|\d+\|ams\|.*\|unknown\|/ } @{$o->{fold}{rows}};
	push @bad, "effects in AMS: $o->{effects} instead of @effects" if !(grep { $_ == $o->{effects} } @effects) && !($loose && $o->{effects} <= $want->{effects});
	push @bad, 'copies in Sent: ' . keys(%{$o->{copies}}) . ' instead of ' . keys(%{$want->{copies}}) if keys(%{$o->{copies}}) != keys(%{$want->{copies}}) && !$loose;
	push @bad, 'letters in the mailbox: ' . @{$o->{letters}} . ' instead of ' . @{$want->{letters}} if @{$o->{letters}} != @{$want->{letters}};
	return @bad;
}

# Everything in which a place differs from what the golden run left after this step. loose: what had to be given up is not asked for, but nothing
# may be there that should not.
sub differences {
	my ($p, $step, $loose) = @_;
	my $o = outcome($p, $step);
	my ($f, $got) = @$o{qw(fold got)};
	return "the store: $f->{bad}" if $f->{bad};
	my @bad = map { "still open: $_" } @{$f->{open}};
	my @best;
	for my $want (@{$steps[$step]{want}}) {
		my @differ = unlike($o, $want, $loose, map { $_->{effects} } @{$steps[$step]{want}});
		@best = @differ if !@best || @differ < @best;
		if (!@differ) { @best = (); last }
	}
	push @bad, @best;
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
	push @bad, 'a letter was marked as read' if grep { /:2,.*S/ } @{$o->{letters}};
	push @bad, map { "copy in Sent: $o->{copies}{$_} times: $_" } grep { $o->{copies}{$_} > 1 } sort keys %{$o->{copies}};
	my $verify = qx{'$loket' journal verify --config '$p->{here}/loket.conf' 2>&1};
	push @bad, "journal verify: $verify" if $?;
	push @bad, 'a process is left over' if left_over($p);
	return @bad;
}

# What lies everywhere after a disturbed life, as far as it can matter to the next one: the same words, the same life. That bytes are sealed with a
# salt of their own, and mails have codes and times in them, makes them differ from life to life: they count by their length.
sub left_behind {
	my ($p, $step) = @_;
	$p->{folded} = { rows => [], road => [], files => {}, unknown => {}, open => [] } if !-e "$p->{here}/state/loket.db";
	my $o = outcome($p, $step);
	my $f = $o->{fold};
	return if $f->{bad};
	my %files;
	my $have = files_of($p);
	for (keys %$have) {
		my ($room, $tmp) = m{^(\w+)/.*?(\.tmp)?$};
		$files{join ' ', $room // $_, $tmp // $have->{$_}, $f->{files}{$_} ? 'owned' : ()}++;
	}
	my @missing = grep { !-e "$p->{here}/state/" . s{^archive/(..)}{archive/$1/$1}r } keys %{$f->{files}};
	return md5_hex(join "\n", $step, $p->{runs}, @{$f->{rows}}, @{$f->{road}}, (map { "$_ $files{$_}" } sort keys %files), scalar(@missing), sort(keys %{$f->{unknown}}), @{$f->{open}},
		(map { "$o->{got}{$_}{what} @{[map { length } @{$o->{got}{$_}{copies}}]}" } sort { $o->{got}{$a}{what} cmp $o->{got}{$b}{what} } keys %{$o->{got}}),
		scalar @{$o->{letters}}, scalar keys %{$o->{copies}}, $o->{effects}, map { -e "$p->{here}/state/$_" ? 1 : 0 } qw(lock agent.sock loket.db-wal));
}

sub left_over {
	my ($p) = @_;
	my $end = time + 3;
	for my $g (@{$p->{groups}}) {
		for (my $n = 0; kill 0 => -$g; $n++) {
			sleep 0.005;
			next if $n < 40;
			my @alive = grep { my ($s, $pg) = (eval { slurp($_) } // '') =~ /^\d+ \(.*\) (\S) \d+ (\d+)/s; $s && $s ne 'Z' && $pg == $g } glob '/proc/[0-9]*/stat';
			last if !@alive;
			return 1 if time > $end;
		}
	}
	return 0;
}

# ---- one point
sub fresh {
	my ($lane, $i, $step, $lost) = @_;
	my $s = $steps[$step];
	my $p = place($lane, "$d/p$i", $step);
	remove_tree(glob "$lane->{mail}/*");
	my $kept = "$d/golden/$s->{full}";
	my @copies = (["$kept/state", "$p->{here}/state"], ["$kept/Maildir", $p->{box}], -e "$kept/state/ams-token" && $lane->{token} ? [$lane->{token}, "$p->{here}/state/ams-token"] : ());
	quietly(join ' && ', map { "cp -aT '$_->[0]' '$_->[1]'" } grep { -e $_->[0] } @copies);
	deliver($p, "$d/golden/$s->{full}/letter") if $s->{letter};
	ams_before($lane, $s, $lost // ($s->{lost} // [''])->[0]);
	return $p;
}
sub gone { my ($p) = @_; remove_tree($p->{here}, $p->{box} =~ s{/Maildir$}{}r) }

# Lives until nothing is open any more; a person writes meanwhile.
sub to_the_end {
	my ($p, $step) = @_;
	deliver($p, "$d/golden/$steps[$step]{full}/later") if $steps[$step]{later};
	my $m;
	for (1 .. 8) {
		$m = life($p, $step);
		return 'it crashes afterwards: ' . $roles[$m->{crashed} - 1] if $m->{crashed};
		next if $m->{rc};
		my $f = fold($p);
		return if $f->{bad} || !@{$f->{open}};
	}
	return $m->{rc} ? ("it does not come up again: exit " . ($m->{rc} >> 8) . ', signal ' . ($m->{rc} & 127)) : ();
}

# Where it crashed, as fault.c wrote it into the log: the file of each caller, innermost first.
sub crash_of {
	my ($p) = @_;
	my ($said) = slurp("$p->{here}/log") =~ /^crash: [^\n]*\n(.*)/ms or return;
	my @at = map { m{([^/(]*)\(([^)]*)\)} && $1 ne 'fault.so' ? "$1 $2" : () } split /\n/, $said;
	shift @at;	# the signal's own frame
	return @at[0 .. ($#at < 9 ? $#at : 9)];
}

# What is wrong with a disturbed life itself.
sub disturbed {
	my ($p, $m, $mode, @acts) = @_;
	my @bad;
	my $killed = grep { $_->[0] == $KILL } @acts;
	# without memory a foreign library of a worker may end it, by abort() or worse; in code of ours nothing may, nor in the parent, but for libseccomp, which
	# does not look when it translates a filter, and may leave the heap broken behind its error: nothing has been begun by then
	my @at = $m->{crashed} ? crash_of($p) : ();
	my ($in) = grep { $m->{crashed} != 1 || !/^libc\.so/ } @at, '';
	$in = 'libseccomp' if $m->{crashed} == 1 && slurp("$p->{here}/log") =~ /^error loket: seccomp: no filter can be made/m;
	my $excused = $mode eq 'memory' && $m->{crashed} && ($m->{crashed} != 1 ? $in !~ /^loket/ : $in =~ /^libseccomp/);
	push @bad, ($m->{hung} ? 'it hangs: ' : 'it crashes: ') . ($m->{crashed} ? "$roles[$m->{crashed} - 1], in " . join ', ', @at : 'nobody knows where')
		if ($m->{hung} || $m->{crashed}) && !$excused;
	for my $a (grep { ($_->[0] // 0) >= $FAIL && $_->[1] == 0 && $calls[$_->[2]] =~ /sync/ } @acts) {
		push @bad, "$calls[$a->[2]] failed and it says nothing" if $m->{fired} && !$m->{rc} && !$killed;
	}
	return @bad;
}

sub loose {
	my ($p, $point) = @_;
	# its outcome lost in two lives, a mail is given up as unknown and waits for a person
	return 1 if @{$point->{acts}} + @{$point->{next} // []} > 1 && grep { /^outbox\|\d+\|mail\|.*\|unknown\|/ } @{fold($p)->{rows} // []};
	# what no reader or composer can do is tried twice, then it waits for a person
	return grep { $_->[0] == $FAIL_ALWAYS && $roles[$_->[1]] =~ /reader|zygote/ } @{$point->{acts}}, @{$point->{next} // []};
}

sub attempt {
	my ($lane, $i, $point, $again) = @_;
	my $step = $point->{step};
	my $p = fresh($lane, $i . ($again // ''), $step, $point->{lost});
	my $m = life($p, $step, @{$point->{acts}});
	my %r = (fired => $m->{fired}, fired2 => $m->{fired2}, lost => 0);
	my $mode = $point->{mode};
	my @bad = disturbed($p, $m, $mode, @{$point->{acts}});
	if ($point->{next}) {
		my $m2 = life($p, $step, @{$point->{next}});
		$r{fired2} = $m2->{fired};
		push @bad, disturbed($p, $m2, $mode, @{$point->{next}});
	}
	if ($again) { life($p, $step, @{$point->{acts}}) for 1 .. 3 }
	my $key = $again ? undef : left_behind($p, $step);
	if ($key && -e "$d/seen/$key") {
		push @bad, 'a process is left over' if left_over($p);
		gone($p) if !@bad;
		return { %r, bad => \@bad, key => $key, same => 1 };
	}
	push @bad, to_the_end($p, $step);
	my $loose = $again || loose($p, $point);
	push @bad, differences($p, $step, $loose);
	$r{lost} = keys %{fold($p)->{unknown} // {}};
	spew("$d/seen/$key", '') if $key && !$loose && !@bad;
	gone($p) if !@bad;
	return { %r, bad => \@bad, key => $key };
}

# Four images of what a power cut leaves where the agent was killed.
sub attempt_power {
	my ($lane, $i, $point) = @_;
	my $step = $point->{step};
	my $p = fresh($lane, $i, $step, $point->{lost});
	my $all = -d "$p->{here}/state" ? image_before("$p->{here}/state") : undef;
	$record = 1;
	my $m = life($p, $step, @{$point->{acts}});
	$record = 0;
	my @bad;
	# the very first start: nothing lay there before, and nothing came in
	my $open = $all ? image_play($all, notes_of($m->{notes}, @calls)) : 0;
	quietly("cp -a '$lane->{mail}' '$p->{here}/mail'; cp -a '$p->{box}' '$p->{here}/box' 2>/dev/null || :");
	my ($s, $effects) = ($steps[$step], effects($lane, $steps[$step]));
	my $lost = ($flows{$s->{flow}}{ams} // '') eq 'portal' && ams($lane, 'log') =~ m{/cert/passphrase} ? '' : $point->{lost} // ($s->{lost} // [''])->[0];
	my %r = (fired => $m->{fired}, images => 0, open => $open);
	for my $way ($all ? (0 .. 3) : ()) {
		srand $i * 4 + $way + ($ENV{SEED} // 0);
		my $q = place($lane, "$d/p$i-$way", $step);
		image_write($all, $way, "$q->{here}/state");
		quietly("cp -a '$p->{here}/box' '$q->{box}'") if -d "$p->{here}/box";
		remove_tree(glob "$lane->{mail}/*");
		quietly("cp -a '$p->{here}/mail/.' '$lane->{mail}/'");
		$q->{runs} = $p->{runs};
		# AMS too is as it was at the cut: what it had done stays done
		ams_before($lane, $s, $lost, $effects);
		$q->{effects} = $effects;
		my @wrong = to_the_end($q, $step);
		push @wrong, differences($q, $step);
		push @bad, map { "image $way: $_" } @wrong;
		$r{images}++;
		gone($q) if !@wrong;
	}
	gone($p) if !@bad;
	return { %r, bad => \@bad };
}

# ---- the golden run
sub prepare {
	spew("$d/people.csv", $people);
	mkdir "$d/$_" for qw(seen taken);
	quietly("'$loket' key make '$d/key'");
}

sub write_letter {
	my ($to, $step, $who, $pick, $text, @options) = @_;
	my ($from, $name, $client) = @{$who{$who}};
	my @c = ('perl', "$top/tests/rig/reply.pl", '--from', $from, '--name', $name, '--client', $client, '--date', epoch($step, 0), @options);
	if (defined $pick) {
		my ($mail) = grep { qx{perl '$top/tests/rig/mail.pl' text '$_'} =~ /\Q$pick\E/i } reverse glob "$d/golden/mail/$from/*";
		die "sweep: golden: $who got no mail that says $pick before step $steps[$step]{full}\n" if !$mail;
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
	my ($p, $step) = @_;
	my ($s, $lane) = ($steps[$step], $p->{lane});
	my $kept = "$d/golden/$s->{full}";
	spew("$p->{here}/loket.conf", ams_of($p->{conf}, $lane, $p->{here}, $step));
	$s->{before}->($p) if $s->{before};
	make_path($kept);
	write_letter("$kept/$_", $step, @{$s->{$_}}) for grep { $s->{$_} } qw(letter later);
	quietly("cp -a '$p->{here}/state' '$kept/'") if -d "$p->{here}/state";
	quietly("cp -a '$p->{box}' '$kept/Maildir'") if -d $p->{box};
	remove_tree(glob "$lane->{mail}/*");
	ams_before($lane, $s, ($s->{lost} // [''])->[0]);
	$p->{runs} = 0;
	deliver($p, "$kept/letter") if $s->{letter};
	my $folders = $mode{grid} ? folders("$p->{here}/state") : undef;
	($record, @under) = qw(1 setarch -R) if $mode{memory};	# places in the program are then the same in each life
	my $m = life($p, $step);
	($record, @under) = ();
	spew("$d/notes-$step", $m->{notes}) if $mode{memory};
	$s->{row} = rows_of($m) if $mode{kill};
	$s->{sites} = sites($folders, $m) if $folders;
	$s->{want} = [wanted($p, $step, $m)];
	keep_mails($lane->{mail});
	for my $lost (@{$s->{lost} // []}[1 .. $#{$s->{lost} // []}]) {
		my $q = fresh($lane, "g$step.$lost", $step, $lost);
		push @{$s->{want}}, wanted($q, $step, life($q, $step));
		gone($q);
	}
	return $m->{count};
}

# Kinds of places where a step touches the world: process, call, and which file of the state it is; for each the middle one of its calls, and how early
# it comes.
sub folders {
	my ($state) = @_;
	my %at;
	find({ no_chdir => 1, wanted => sub { $at{(lstat)[1] // 0} = s{^\Q$state\E/?}{}r =~ s{^(archive|spool|outbox)/.*[^/]$}{$1/*}r } }, $state) if -d $state;
	return \%at;
}
sub sites {
	my ($at, $m) = @_;
	my (%found, $when);
	for my $e (notes_of($m->{notes}, @calls)) {
		if (defined $at->{$e->{dir}} && $e->{ino}) { $at->{$e->{ino}} = ($at->{$e->{dir}} ? "$at->{$e->{dir}}/" : '') =~ s{^(archive|spool|outbox)/.*}{$1/*}r . (
			$at->{$e->{dir}} =~ /^(archive|spool|outbox)/ ? '' : $e->{name}) }
		my $what = $e->{ino} ? $at->{$e->{ino}} // 'elsewhere' : $e->{name};
		push @{$found{"$roles[$e->{role}] $e->{call} $what"}}, [$e->{role}, $call{$e->{call}}, $e->{n}, ++$when];
	}
	return { map { my $f = $found{$_}; ($_ => $f->[$#$f / 2]) } keys %found };
}

# The parent's writes of pages in unbroken rows to one file: for each which row it is of.
sub rows_of {
	my ($m) = @_;
	my ($row, $file, %of) = (0, '');
	for my $e (grep { !$_->{role} } notes_of($m->{notes}, @calls)) {
		my $here = $e->{call} eq 'pwrite64' ? $e->{ino} : '';
		$row++ if !$here || $here ne $file;
		$file = $here;
		$of{$e->{n}} = $row if $here;
	}
	return \%of;
}

sub wanted {
	my ($p, $step, $m) = @_;
	my @wrong = to_the_end($p, $step);
	my $want = outcome($p, $step);
	my $f = $want->{fold};
	die "sweep: golden: step $steps[$step]{full}: exit $m->{rc}, @wrong, open: @{$f->{open} // []} " . ($f->{bad} // '') . "\n" . slurp("$p->{here}/log")
		if $m->{rc} >> 8 !~ /^(0|69)$/ || @wrong || $f->{bad} || @{$f->{open}};
	$steps[$step]{want} //= [];
	push @{$steps[$step]{want}}, $want;
	my @bad = differences($p, $step);
	pop @{$steps[$step]{want}};
	die "sweep: golden: step $steps[$step]{full}: @bad\n" if @bad;
	return $want;
}

# The calls of a life depend a little on the speed of the network; two more lives, and the most of all three, leave none out. A part needs no
# such care.
sub most_calls {
	my ($lane, $step, $count) = @_;
	for my $again (1 .. (!$mode{kill} || $ENV{SOME} ? 0 : 2)) {
		my $p = fresh($lane, "g$step.$again", $step);
		my $m = life($p, $step);
		for my $r (0 .. $#roles) {
			for my $c (0 .. $#calls) {
				$count->[$r][$c] = $m->{count}[$r][$c] if $m->{count}[$r][$c] > $count->[$r][$c];
			}
		}
		gone($p);
	}
	return $count;
}

# Does the library see every call? The same life under strace, which cannot miss one.
sub compare_with_strace {
	my ($lane, $step, $again) = @_;
	my %call = (write => 0, writev => 0, pwrite64 => 2, fsync => 3, fdatasync => 4, syncfs => 13, rename => 5, renameat => 5, renameat2 => 5, unlink => 6, unlinkat => 6,
		sendmsg => 7, sendto => 8, sendmmsg => 8, ftruncate => 9, copy_file_range => 0, sendfile => 0, link => 5, linkat => 5, pwritev => 2);
	if (system('strace -f -o /dev/null true >/dev/null 2>&1')) {
		print "# strace cannot be used here: its calls are not compared\n";
		return 1;
	}
	my $p = fresh($lane, "s$step", $step);
	@under = ('strace', '-f', '-qq', '-o', "$p->{here}/trace", '-e', 'trace=' . join(',', sort keys %call));
	my $m = life($p, $step);
	@under = ();
	my (@seen, @counted);
	my @kinds = (0 .. 9, $call{syncfs});
	for (split /\n/, slurp("$p->{here}/trace")) {
		# the C library asks the kernel for this machine's addresses by a call of its own; nothing leaves by it
		$seen[$call{$1}]++ if /^\d+\s+(\w+)\(/ && defined $call{$1} && !/nlmsg_type=/;
	}
	for my $r (0 .. $#roles) { $counted[$_ == 1 ? 0 : $_] += $m->{count}[$r][$_] for @kinds }
	my @differ = grep { ($seen[$_] // 0) != ($counted[$_] // 0) } @kinds;
	printf "# strace: %s\n", @differ ? join(', ', map { "$calls[$_] $seen[$_], counted $counted[$_]" } @differ)
		: 'the same ' . eval { my $n = 0; $n += $_ // 0 for @seen; $n } . " calls in step $steps[$step]{full}";
	gone($p) if !@differ || ($again // 0) < 5;
	return 1 if !@differ;
	# a line of strace may be lost when the life ends, one time in five on a busy machine: a call that is not counted is missed each time
	return ($again // 0) < 5 ? compare_with_strace($lane, $step, ($again // 0) + 1) : 0;
}

my (%start, %whole);	# for each flow: the counts of a life that does next to nothing, and the step of the first letter
sub golden {
	my ($lane) = @_;
	my (@counts, $p);
	for my $step (0 .. $#steps) {
		my $s = $steps[$step];
		if ($s->{first}) {
			$p = place($lane, "$d/g-$s->{flow}", $step);
			remove_tree("$d/golden/mail");
		}
		push @counts, most_calls($lane, $step, golden_step($p, $step));
		$start{$s->{flow}} = $counts[-1] if $s->{name} eq 'roles';
		$whole{$s->{flow}} //= $s->{name} if $s->{letter};
		my $closed = $flows{$s->{flow}}{closed};
		next if !$s->{last} || !$closed;
		my ($case) = grep { /^case\|/ } @{$s->{want}[0]{fold}{rows}};
		die "sweep: golden: $s->{flow}: the case is not closed: $case\n" if $case !~ /\|1\|$closed\|/;
	}
	return @counts;
}

# ---- the points of each mode
sub all_calls {
	my ($counts, @of) = @_;
	my (@points, %wanted);
	$wanted{$_} = 1 for @of;
	for my $step (0 .. $#steps) {
		for my $r (0 .. $#roles) {
			for my $c (grep { $wanted{$calls[$_]} } 0 .. $#calls) { push @points, map { [$step, $r, $c, $_] } 1 .. $counts->[$step][$r][$c] }
		}
	}
	return @points;
}
sub some { my ($most, @of) = @_; @of = shuffle(@of); return @of > $most ? @of[0 .. $most - 1] : @of }
my @traces = grep { !/open|malloc/ } @calls;
sub kill_point { my ($step, @at) = @_; return { step => $step, acts => [[$KILL, @at]] } }
# The fault that is dealt to the k-th of these calls: errors in turn, once and lasting in turn.
sub fault_of {
	my ($k, $r, $c, $n) = @_;
	my @errors = @{$faults{$calls[$c]}};
	my $error = $errors[$k % @errors];
	my $kind = $k / @errors % 2 && $error ne 'EINTR' ? $FAIL_ALWAYS : $FAIL;
	return [$kind, $r, $c, $n, $errno{$error}];
}
# A sync that fails fails both once and from there on: who passes over the one ends at the next of the others, and would not be seen.
sub both_kinds {
	my ($kind, $r, $c, @at) = @{$_[0]};
	return $calls[$c] =~ /sync/ ? map { [$_, $r, $c, @at] } $FAIL, $FAIL_ALWAYS : $_[0];
}
# What parent and zygote open and reserve is nearly all of it the same at each start: one step of a flow has it whole, of the others what comes
# after it is left.
sub same_start {
	my ($step, $r, $c, $n) = @_;
	return $calls[$c] =~ /open|malloc/ && $steps[$step]{name} ne $whole{$steps[$step]{flow}} && $n <= $start{$steps[$step]{flow}}[$r][$c];
}
# What a process of its own says, line by line: whoever is large is slow to fork.
sub apart {
	my ($do) = @_;
	my $pid = open(my $said, '-|') // die "fork: $!\n";
	if (!$pid) {
		srand($ENV{SEED} // 1);
		$do->();
		STDOUT->flush;
		_exit(0);
	}
	chomp(my @lines = <$said>);
	close $said or die "sweep: $!\n";
	return @lines;
}
# Every place in parent, fetcher, senders and callers of the first flow that asks for memory, at its first request, a thousand at a later one too; 500
# of the others and of the other flows.
sub requests {
	my (%at, %later, @else);
	for my $step (0 .. $#steps) {
		my $first = $steps[$step]{flow} eq $flows[0];
		for my $e (grep { $_->{call} eq 'malloc' } notes_of(slurp("$d/notes-$step"), @calls)) {
			my $point = "$step $e->{role} $call{malloc} $e->{n}";
			if (!$first || $roles[$e->{role}] !~ /parent|fetcher|sender|caller/) { push @else, $point; next }
			my $place = "$e->{role} $e->{ino}";
			if (!$at{$place}) { $at{$place} = $point }
			elsif (rand() * ++$later{$place}[1] < 1) { $later{$place}[0] = $point }
		}
	}
	my $all = 0;
	$all += $_->[1] for values %later;
	printf STDERR "# %d requests for memory from %d places\n", $all + keys(%at), scalar keys %at;
	print "$_\n" for (map { $at{$_} } sort keys %at), some(1000, map { $later{$_}[0] } sort keys %later), some(500, @else);
}
my %points = (
	kill => sub { return map { kill_point(@$_) } all_calls($_[0], @traces) },
	# 500 kills, of each four images
	power => sub { return map { kill_point(@$_) } some(500, grep { !$steps[$_->[0]]{first} } all_calls($_[0], @traces)) },
	fault => sub {
		my %k;
		my $seed = $ENV{SEED} // 0;
		return map { my ($step, @at) = @$_; map { { step => $step, acts => [$_] } } both_kinds(fault_of($seed + $k{"$at[0] $at[1]"}++, @at)) }
			grep { !same_start(@$_) } all_calls($_[0], grep { $faults{$_} } @calls);
	},
	memory => sub {
		return map { my ($step, @p) = split; { step => $step, acts => [[$p[2] % 2 ? $FAIL : $FAIL_ALWAYS, @p, $errno{ENOMEM}]] } } apart(\&requests);
	},
	pair => sub {
		my @kills = grep { $_->[0] } all_calls($_[0], @traces);
		my @fail = grep { $_->[0] && !same_start(@$_) } all_calls($_[0], grep { $faults{$_} } @calls);
		my @points;
		for my $k (0 .. 999) {
			my ($step, @first) = @{$k % 2 ? $kills[rand @kills] : $fail[rand @fail]};
			my @there = grep { $_->[0] == $step } @kills;
			my (undef, @second) = @{$there[rand @there]};
			push @points, { step => $step, $k % 2 ? (acts => [[$KILL, @first]], next => [[$KILL, @second]])
				: (acts => [fault_of(int rand 1000, @first), [$KILL, @second]]) };
		}
		return @points;
	},
	# each kind of crash with each fault of each kind once, in one of the steps where both are; drawn from these
	grid => sub {
		my %pairs;
		for my $step (shuffle(grep { $steps[$_]{name} !~ /first|import|roles|login|certificates/ } 0 .. $#steps)) {
			my $sites = $steps[$step]{sites};
			for my $crash (sort keys %$sites) {
				my ($r, $c, $n, $then) = @{$sites->{$crash}};
				for my $site (grep { $faults{$calls[$sites->{$_}[1]]} } sort keys %$sites) {
					my ($fr, $fc, $fn, $when) = @{$sites->{$site}};
					for my $error (@{$faults{$calls[$fc]}}) {
						# a fault before the kill, or one that the next life meets
						$pairs{"$crash, $site $error"} //= { step => $step, $when < $then ? (acts => [[$FAIL, $fr, $fc, $fn, $errno{$error}], [$KILL, $r, $c, $n]])
							: (acts => [[$KILL, $r, $c, $n]], next => [[$error eq 'EINTR' ? $FAIL : $FAIL_ALWAYS, $fr, $fc, $fn, $errno{$error}]]) };
					}
				}
			}
		}
		printf "# %d kinds of pairs\n", scalar keys %pairs;
		return map { $pairs{$_} } some(400, sort keys %pairs);
	},
);

sub table {
	my (@points) = @_;
	my %n;
	for (@points) { $n{$_->[1]}{$_->[2]}++ for $_->{acts}[0] }
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
	$lane->{pid} = fork // die "fork: $!\n";
	if (!$lane->{pid}) {
		open(STDERR, '>>', "$d/sink.err");
		exec 'setpriv', '--pdeathsig', 'KILL', 'perl', "$top/tests/rig/sink.pl", '--port', $port, '--mail', $lane->{mail}, '--uid', $ENV{RIG_UID},
			'--gid', $ENV{RIG_GID} or _exit(127);
	}
	quietly("perl '$top/tests/rig/tool.pl' greet 10 $port '^220'");
	my ($portal) = grep { ($flows{$steps[$_]{flow}}{ams} // '') eq 'portal' } 0 .. $#steps;
	if (defined $portal) {
		ams_begin($lane);
		if ($n) {	# a login of its own, in a place that is forgotten
			my $step = $portal + 3;
			my $p = fresh($lane, "login$n", $step);
			ams_login($p);
			rename "$p->{here}/state/ams-token", $lane->{token} = "$d/token$n";
			gone($p);
		}
	}
	return $lane;
}

my %word = ($KILL => 'kill -9', $KILL_ALWAYS => 'kill -9 each', $FAIL => 'once', $FAIL_ALWAYS => 'lasting');
my %error_name = reverse %errno;
sub act_name { my ($a) = @_; return "$roles[$a->[1]] $calls[$a->[2]] $a->[3] " . ($a->[4] ? "$error_name{$a->[4]} " : '') . $word{$a->[0]} }
sub name_of { my ($p) = @_; return "$steps[$p->{step}]{full}: " . join ', then ', map { act_name($_) } @{$p->{acts}}, @{$p->{next} // []} }

sub try {
	my ($lane, $i, $point, $out) = @_;
	my @tried = ('');
	my ($bad, $key) = 0;
	while (@tried) {
		my $again = shift @tried;
		my $mode = $point->{mode};
		my $r = $mode eq 'power' ? attempt_power($lane, $i, $point) : attempt($lane, $i, $point, $again);
		$key //= $r->{key};
		push @tried, 'again' if $mode eq 'kill' && !$again && $r->{lost};
		my %what = ($again ? (again => 1) : ($r->{fired} ? 'hit' : 'missed', 1), same => $r->{same}, both => $r->{fired} && $r->{fired2}, images => $r->{images});
		syswrite $out, "$i $_ $what{$_}\n" for grep { $what{$_} } sort keys %what;
		next if !@{$r->{bad}};
		$bad = 1;
		my @say = @{$r->{bad}};
		$#say = 7 if @say > 8;
		syswrite STDOUT, join '', sprintf("FOUND by %s at point %d%s: %s\n", $mode, $i, $again ? " ($again)" : '', name_of($point)), map { "    $_\n" } @say;
		syswrite $out, "$i bad 1\n";
		spew("$d/found", '');
	}
	return ($bad, $key);
}

# A row of points: its ends, and what is between where these differ. How many are bad.
sub try_row {
	my ($lane, $points, $out, @row) = @_;
	my ($bad, @key) = 0;
	for my $i (@row > 1 ? @row[0, -1] : @row) {
		my ($wrong, $key) = try($lane, $i, $points->[$i], $out);
		$bad += $wrong;
		push @key, $key;
	}
	return $bad + (@row > 2 ? try_between($lane, $points, $out, @key, @row[1 .. $#row - 1]) : 0);
}
sub try_between {
	my ($lane, $points, $out, $before, $after, @row) = @_;
	return 0 if !@row;
	if (defined $before && defined $after && $before eq $after) {
		syswrite $out, join '', map { "$_ between 1\n" } @row;
		return 0;
	}
	my $middle = int @row / 2;
	my ($bad, $key) = try($lane, $row[$middle], $points->[$row[$middle]], $out);
	return $bad + try_between($lane, $points, $out, $before, $key, @row[0 .. $middle - 1]) + try_between($lane, $points, $out, $key, $after, @row[$middle + 1 .. $#row]);
}

# What is done by one worker at a time: in a whole sweep the rows, else each point alone.
sub rows {
	my ($points, @todo) = @_;
	my (@rows, $last);
	for my $i (@todo) {
		my $p = $points->[$i];
		my ($kind, $r, $c, $n) = @{$p->{acts}[0]};
		my $row = $p->{mode} eq 'kill' && !$r && $calls[$c] eq 'pwrite64' && !$ENV{SOME} && !$ENV{MOST} ? $steps[$p->{step}]{row}{$n} : undef;
		$row = "$p->{step} $row" if defined $row;
		if (defined $row && defined $last && $row eq $last) { push @{$rows[-1]}, $i }
		else { push @rows, [$i] }
		$last = $row;
	}
	return @rows;
}

# SOME='kill=60 fault=10': seeded so many of each mode.
sub chosen {
	my (@points) = @_;
	my @i = grep { $_ >= ($ENV{FROM} // 0) && $_ <= ($ENV{TO} // $#points) && (!$ENV{STEP} || $steps[$points[$_]{step}]{name} eq $ENV{STEP}) } 0 .. $#points;
	return $ENV{MOST} ? shuffle(@i) : @i if !$ENV{SOME};
	my %some = map { split /=/ } split ' ', $ENV{SOME};
	return sort { $a <=> $b } grep { $some{$points[$_]{mode}}-- > 0 } shuffle(@i);
}

my $began = time;
prepare();
my $jobs = $ENV{JOBS} || 2 * (qx{nproc} + 0 || 1);
my $first = lane(0);
my @counts = golden($first);
printf "# golden run of %s: %d steps, %.1f s\n", join(', ', map { "$_ ($flows{$_}{says})" } @flows), scalar @steps, time - $began;
my $seed = $ENV{SEED} // 1;
my @points;
for my $mode (@modes) {
	srand($seed);
	my @new = ($points{$mode} // die "sweep: $mode? There are: @{[sort keys %points]}\n")->(\@counts);
	$_->{mode} = $mode for @new;
	printf "# %s: %d points, seed %d, first disturbance by process and call:\n", $mode, scalar @new, $seed;
	table(@new);
	push @points, @new;
}
my $rc = !$mode{kill} || compare_with_strace($first, 4) ? 0 : 1;
exit $rc if $ENV{COUNT};
my @todo = rows(\@points, chosen(@points));
kill KILL => $first->{pid};
open(my $out, '>>', "$d/results") or die "$d/results: $!\n";
my %worker;
my $driver = $$;
for my $n (1 .. $jobs) {
	my $pid = fork // die "fork: $!\n";
	if (!$pid) {
		my $lane = lane($n);
		my ($bad, $done) = (0, 0);
		for my $k (0 .. $#todo) {
			sysopen(my $mine, "$d/taken/$k", O_CREAT | O_EXCL) or next;
			$bad += try_row($lane, \@points, $out, @{$todo[$k]});
			last if getppid != $driver;
			last if $bad >= ($ENV{MOST} || 20) || ($ENV{MOST} && -e "$d/found");
			printf "# at point %d of %d, %.0f s\n", $todo[$k][0], scalar @points, time - $began if ++$done % 200 == 0;
		}
		kill KILL => $lane->{pid};
		waitpid $lane->{pid}, 0;
		_exit($bad ? 1 : 0);
	}
	$worker{$pid} = 1;
}
# Stopped: where it goes on.
sub stopped {
	my %did = map { (split)[0] => 1 } split /\n/, slurp("$d/results");
	my ($next) = grep { !$did{$_} } map { @$_ } @todo;
	print "# stopped; goes on with FROM=$next SEED=$seed\n" if defined $next;
	_exit(1);
}
@SIG{qw(HUP INT TERM)} = (\&stopped) x 3;
for my $pid (keys %worker) { waitpid $pid, 0; $rc = 1 if $? }
my (%n, %bad);
for (split /\n/, slurp("$d/results")) {
	my ($i, $what, $n) = split;
	$what eq 'bad' ? $bad{$i} = 1 : $n{$what} += $n;
}
my %say = (hit => 'hit', missed => 'not reached in that run', same => 'left what another one had left', between => 'between two that left the same', again => 'again and again', both => 'both hit', images => 'images');
my $cpu = 0;
$cpu += $_ for times;
printf "# %d of %d points tried: %s; %.0f s, of the processors %.0f s\n", ($n{hit} // 0) + ($n{missed} // 0) + ($n{between} // 0), scalar @points,
	join(', ', map { "$n{$_} $say{$_}" } grep { $n{$_} } qw(hit both missed between same again images)), time - $began, $cpu;
$rc = 1 if !($n{hit} // 0);
print $rc && !%bad ? "sweep (@modes): the calls were not counted as strace sees them, a process of the sweep failed, or no point was hit\n"
	: $rc ? "sweep (@modes): " . keys(%bad) . " points FOUND something: " . join(' ', sort { $a <=> $b } keys %bad) . "\n" : "sweep (@modes): same end everywhere\n";
exit $rc;
