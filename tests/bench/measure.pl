#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the agent and watches its processes from outside, by /proc: CPU, peak memory (VmHWM) and private memory of each kind. The agent is not
# changed for it. Readers live for some milliseconds: their number comes from the log, their CPU is estimated from how often one was seen
# running, their memory is the largest that was seen; all the others are followed to their end.
#   measure.pl REPORT LOG COMMAND...    standard error of COMMAND to LOG; ends with its exit code
# REPORT: `wall SECONDS`, `busy CPU-SECONDS` of the whole machine, `samples N`, and for each kind `kind processes cpu hwm_kb private_kb`.
use strict;
use warnings;
use POSIX qw(sysconf _SC_CLK_TCK);
use Time::HiRes qw(time sleep);

my ($report, $log, @command) = @ARGV;
my $EVERY = 0.01;
my (%kind_of, %proc, %kind, %reader);
my $samples = 0;

my ($began, $busy) = (time, busy());
my $pid = fork // die "fork: $!\n";
if (!$pid) {
	open(STDERR, '>', $log) or die "$log: $!\n";
	exec @command or die "$command[0]: $!\n";
}
$SIG{TERM} = sub { kill TERM => $pid };
my $last = time;
until (waitpid($pid, 1) == $pid) {	# WNOHANG
	sample(time - $last);
	$last = time;
	sleep $EVERY;
}
my $code = $? >> 8 || $? & 127;
report();
exit $code;

sub slurp { open(my $f, '<', $_[0]) or return ''; local $/; return <$f> // '' }

# Seconds of CPU that the machine has spent on anything.
sub busy {
	my (undef, $user, $nice, $system, undef, undef, $irq, $soft) = split ' ', slurp('/proc/stat');
	return ($user + $nice + $system + $irq + $soft) / sysconf(_SC_CLK_TCK);
}

sub children { return split ' ', slurp("/proc/$_[0]/task/$_[0]/children") }

# Below the parent: the starter; below it fetcher, zygote and sender, by their first argument; below the zygote readers (they hold a letter of
# the spool open) and composers.
sub kind {
	my ($p, $below) = @_;
	return $kind_of{$p} if $kind_of{$p};
	return $kind_of{$p} = 'starter' if $below eq 'parent';
	if ($below eq 'starter') {
		my ($role) = slurp("/proc/$p/cmdline") =~ /^[^\0]*\0@(fetcher|zygote|smtp)\0/;
		return $role ? $kind_of{$p} = $role eq 'smtp' ? 'sender' : $role : 'starter';	# between fork and exec
	}
	my @open = map { readlink($_) // () } glob "/proc/$p/fd/*";
	return $kind_of{$p} = 'reader' if grep { m{/spool/\d+( \(deleted\))?$} } @open;
	return @open ? $kind_of{$p} = 'composer' : 'gone';
}

sub sample {
	my ($seconds) = @_;
	$samples++;
	look($pid, 'parent', $seconds);
	for my $starter (children($pid)) {
		look($starter, kind($starter, 'parent'), $seconds);
		for my $p (children($starter)) {
			my $k = kind($p, 'starter');
			look($p, $k, $seconds);
			next if $k ne 'zygote';
			look($_, kind($_, 'zygote'), $seconds) for children($p);
		}
	}
}

sub look {
	my ($p, $k, $seconds) = @_;
	my ($ran, $waited) = split ' ', slurp("/proc/$p/schedstat") or return;
	my $status = slurp("/proc/$p/status") or return;
	my ($hwm) = $status =~ /^VmHWM:\s+(\d+)/m or return;
	$proc{$k}{$p} = $ran;
	$kind{$k}{hwm} = $hwm if $hwm > ($kind{$k}{hwm} // 0);
	if ($k eq 'reader' || $k eq 'composer' || $samples % 50 == 0) {
		my $private = 0;
		$private += $_ for slurp("/proc/$p/smaps_rollup") =~ /^Private_\w+:\s+(\d+)/mg;
		$kind{$k}{private} = $private if $private > ($kind{$k}{private} // 0);
	}
	return if $k ne 'reader';
	$reader{seen} += $seconds if $status =~ /^State:\s+R/m;
	$reader{$p} = [$ran, $waited];
}

sub report {
	open(my $f, '>', $report) or die "$report: $!\n";
	printf $f "wall %.3f\nbusy %.3f\nsamples %d\n", time - $began, busy() - $busy, $samples;
	for my $k (qw(parent starter fetcher zygote reader composer sender)) {
		my $n = keys %{$proc{$k} // {}} or next;
		my $cpu = 0;
		$cpu += $_ / 1e9 for values %{$proc{$k}};
		$cpu = estimated($cpu) if $k eq 'reader';
		printf $f "%s %d %.3f %d %d\n", $k, $n, $cpu, $kind{$k}{hwm}, $kind{$k}{private} // 0;
	}
}

# Seen runnable so long in all; part of that they only waited for a CPU.
sub estimated {
	my $seen = delete $reader{seen} // 0;
	my ($ran, $waited) = (0, 0);
	for my $r (values %reader) {
		$ran += $r->[0];
		$waited += $r->[1];
	}
	return $ran + $waited > 0 ? $seen * $ran / ($ran + $waited) : $_[0];
}
