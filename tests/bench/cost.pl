#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# What a command and everything it starts costs: cost.pl LOG COMMAND...    standard error of COMMAND to LOG; ends with its exit code
# Prints `wall-seconds cpu-seconds`. The CPU is the kernel's account of a group of its own (cgroup, version 1 or 2), so that children which nobody
# waits for count too; where no group may be made it is that of awaited children, and a line says so.
use strict;
use warnings;
use POSIX ();
use Time::HiRes qw(time);

my ($log, @command) = @ARGV;
my ($group, $read) = group();
my $began = time;
my $pid = fork // die "fork: $!\n";
if (!$pid) {
	if ($group) {
		open(my $f, '>', "$group/cgroup.procs") or die "$group: $!\n";
		syswrite $f, "$$\n" or die "$group: $!\n";
	}
	open(STDERR, '>', $log) or die "$log: $!\n";
	open(STDOUT, '>&', \*STDERR);
	exec @command or POSIX::_exit(127);
}
waitpid $pid, 0;
my $code = $? >> 8 || $? & 127;
my $wall = time - $began;
my $cpu = $read ? $read->() : do { my (undef, undef, $u, $s) = times; $u + $s };
printf "%.3f %.3f\n", $wall, $cpu;
for (1 .. 200) { last if !$group || rmdir $group; select undef, undef, undef, 0.01 }	# its last processes are on their way out
exit $code;

sub slurp { open(my $f, '<', $_[0]) or return ''; local $/; return <$f> // '' }

sub group {
	for my $at (['/sys/fs/cgroup/cpuacct', sub { slurp("$_[0]/cpuacct.usage") / 1e9 }],
		['/sys/fs/cgroup', sub { slurp("$_[0]/cpu.stat") =~ /^usage_usec (\d+)/m ? $1 / 1e6 : 0 }]) {
		my ($dir, $usage) = @$at;
		my $g = "$dir/loket-bench-$$";
		next if !-e "$dir/cgroup.procs" || !mkdir $g;
		return ($g, sub { $usage->($g) });
	}
	print STDERR "cost.pl: no group of processes may be made here: children that nobody waits for are not counted\n";
	return;
}
