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
#   - power: where at the moment of the kill a file or its name was not yet synced though the store or the network might already rely on it, the
#     step is tried once more with those bytes and names taken away, as a power cut may do
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use Fcntl qw(S_ISDIR);
use File::Find qw(find);
use File::Path qw(make_path remove_tree);
use IO::Handle;
use POSIX qw(strftime _exit WNOHANG);
use Time::HiRes qw(time sleep);

my $rig = shift or die "sweep.pl is started by sweep-kill.sh\n";
my ($top, $loket, $d) = @ENV{qw(TOP LOKET D)};
my @roles = qw(parent fetcher sender starter zygote reader);
my @calls = qw(write log pwrite64 fsync fdatasync rename unlink sendmsg send ftruncate mkdir);
my $head = 4 + @roles * @calls;		# 32-bit words before the events of struct map
my $map_bytes = 4 * ($head + 2) + 8192 * 32;
my $start = '2026-11-23T08:30:00+08:00';
STDOUT->autoflush(1);

# ---- the case
my %who = (
	siti => ['siti.rahmah@tapinkab.go.id', 'Siti Rahmah, S.Sos.', 'gmail'],
	nurul => ['nurul.huda@tapinkab.go.id', 'Nurul Huda, S.Kom.', 'iphone'],
	toko => ['promo@luar.example', 'Toko Maju', 'outlook'],
);
# name; hour of the clock; [who writes, to what, text, options]; the letter that comes while the agent is down
my @steps = (
	{ name => 'first-start' },
	{ name => 'people', before => \&people },
	{ name => 'letter', letter => ['siti', undef, 'Selamat pagi,\n\nMohon bantuannya, saya lupa passphrase TTE saya.\n\nTerima kasih\nSiti Rahmah, S.Sos.\n'
		. 'NIP 198703122011012004', '--subject', 'Lupa passphrase TTE'],
		later => ['toko', undef, 'Diskon akhir tahun untuk alat tulis kantor.', '--subject', 'Penawaran'] },
	{ name => 'document', letter => ['siti', 'siti', 'Berikut surat pernyataannya.', '--attach', 'SURAT'],
		later => ['nurul', undef, 'Saya sedang cuti.', '--subject', 'Tidak di tempat', '--auto'] },
	{ name => 'nearly-clear', letter => ['nurul', 'nurul', 'acc, silakan'] },
	{ name => 'approve', letter => ['nurul', 'nurul', 'YA'], later => ['toko', undef, 'Diskon lagi.', '--subject', 'Penawaran kedua'] },
	{ name => 'reminder', hours => 5 },
	{ name => 'done', letter => ['nurul', 'nurul', 'SELESAI', '--pick', 'SELESAI'] },
	{ name => 'confirmed', letter => ['siti', 'siti', 'SUDAH, terima kasih'] },
);

sub run { system(@_) == 0 or die "sweep: @_: exit $?\n" }
sub slurp { open(my $f, '<:raw', $_[0]) or die "$_[0]: $!\n"; local $/; return scalar <$f> }
sub spew { my ($path, @text) = @_; open(my $f, '>:raw', $path) or die "$path: $!\n"; print $f @text; close $f or die "$path: $!\n" }
sub quietly { my $out = qx{@_ 2>&1}; die "sweep: @_: $out" if $?; return $out }

sub people {
	my ($here) = @_;
	spew("$here/people.csv", "nama;nip;nik;email;hp;jabatan;unit_kerja\n",
		"Siti Rahmah, S.Sos.;198703122011012004;6305055203870002;$who{siti}[0];081200000011;Analis Kebijakan;Dinas Pertanian\n",
		"Nurul Huda, S.Kom.;199002142015032001;6305055402900001;$who{nurul}[0];081200000013;Pranata Komputer;Dinas Kominfo\n");
	# the agent is down: the commands leave their wishes in the store and say so by 75
	system("'$loket' --config '$here/loket.conf' $_ >/dev/null 2>&1") for "person import '$here/people.csv'", "role set verifikator $who{nurul}[0]",
		"role set helpdesk $who{nurul}[0]";
}

# ---- one place: store, mailbox of its own, settings
my $users = 0;
sub place {
	my ($here, $user) = @_;
	make_path($here, "$rig/mail/$user\@tapinkab.go.id");
	chown $ENV{RIG_UID}, $ENV{RIG_GID}, "$rig/mail/$user\@tapinkab.go.id";
	my $conf = slurp("$d/loket.conf");
	$conf =~ s/\@USER\@/$user\@tapinkab.go.id/;
	$conf =~ s/\@HERE\@/$here/g;
	spew("$here/loket.conf", $conf);
	return { here => $here, user => $user, box => "$rig/mail/$user\@tapinkab.go.id/Maildir", runs => 0, log => "$here/agent.log" };
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

# Mails of people lie in the sink's maildirs, which all points share: each place has its own domain of message ids, so its mails are told apart by
# the copy that its store keeps of each id.
sub clock { my ($step, $run) = @_; return strftime('%Y-%m-%dT%H:%M:%S+08:00', gmtime(1795422600 + 8 * 3600 + $step * 600 + $run * 90)) }

my %hours;	# extra hours before a step
sub agent {
	my ($p, $step, $kill, $n) = @_;
	my $map = "$p->{here}/map";
	spew($map, pack('L4', @$kill, 0), "\0" x ($map_bytes - 16));
	my $now = clock($step, $p->{runs}++);
	$now = strftime('%Y-%m-%dT%H:%M:%S+08:00', gmtime(1795422600 + 8 * 3600 + $step * 600 + ($p->{runs} - 1) * 90 + $hours{$step} * 3600));
	my $pid = fork // die "fork: $!\n";
	if (!$pid) {
		$ENV{LD_PRELOAD} = "$d/killer.so";
		$ENV{LOKET_KILL_MAP} = $map;
		$ENV{ASAN_OPTIONS} = 'verify_asan_link_order=0:detect_leaks=0';
		open(STDERR, '>>', $p->{log});
		open(STDIN, '<', '/dev/null');
		setpgrp;
		exec $loket, 'run', '--once', '--config', "$p->{here}/loket.conf", '--now', $now or _exit(127);
	}
	my $end = time + 60;
	my $got;
	while (($got = waitpid $pid, WNOHANG) == 0 && time < $end) { sleep 0.002 }
	my $rc = $?;
	if ($got == 0) {
		kill KILL => -$pid;
		waitpid $pid, 0;
		return { rc => 'hung' };
	}
	my @w = unpack 'L' . ($head + 2), slurp($map);
	my %m = (rc => $rc, fired => $w[3], n_events => $w[$head]);
	my $i = 4;
	for my $r (0 .. $#roles) { $m{count}[$r][$_] = $w[$i++] for 0 .. $#calls }
	$m{map} = $map;
	return \%m;
}
