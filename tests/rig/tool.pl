#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# What the rig cannot say in shell, in Perl's own modules only:
#   tool.pl ports N                     N free loopback ports below the ephemeral range, one line
#   tool.pl greet SECONDS PORT ERE...   waits until each server says a greeting that matches
#   tool.pl closed PORT...              true when nothing listens on any of them
#   tool.pl mails MAILDIR [N SECONDS]   paths of its letters in order of arrival; with N: waits, prints the Nth
#   tool.pl deliver MAILDIR UID GID EPOCH|0 FILE...   tmp + rename into new/, INTERNALDATE as given
#   tool.pl group PID...                processes still alive in these sessions
#   tool.pl totp BASE32 EPOCH           the code of RFC 6238 for that moment
#   tool.pl guard PID                   until SIGTERM (rig.sh: its death signal), then SIGKILL to that process group
# Exit 1 when what was waited for did not come.
use strict;
use warnings;

my %verb = (ports => \&ports, greet => \&greet, closed => \&closed, mails => \&mails, deliver => \&deliver, group => \&group, guard => \&guard, totp => \&totp);
my $verb = shift // '';
exit(($verb{$verb} // die "tool.pl: $verb?\n")->(@ARGV) ? 0 : 1);

# A letter costs some starts of this: no module is loaded that its verb does not need.
sub nap { select(undef, undef, undef, $_[0]) }

sub ports {
	require IO::Socket::INET;
	my ($n, @s, %seen) = shift;
	while (@s < $n) {
		my $port = 11000 + int rand 20000;
		next if $seen{$port}++;
		push @s, IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 1) // next;
	}
	print join(' ', map { $_->sockport } @s), "\n";
}

sub greet {
	require IO::Socket::INET;
	my ($seconds, %want) = @_;
	my $end = time + $seconds;
	for my $port (sort keys %want) {
		until (greets($port, $want{$port})) {
			return 0 if time > $end;
			nap(0.01);
		}
	}
	return 1;
}

sub greets {
	my ($port, $re) = @_;
	my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, Timeout => 1) or return 0;
	my $r = '';
	vec($r, fileno $s, 1) = 1;
	my $line = '';
	return select($r, undef, undef, 1) && sysread($s, $line, 1000) && $line =~ /$re/;
}

# From the kernel's table: a probe by connecting would be a client, and faults are counted by clients.
sub closed {
	my %port = map { sprintf('%04X', $_) => 1 } @_;
	for my $table ('/proc/net/tcp', '/proc/net/tcp6') {
		open(my $f, '<', $table) or next;
		while (<$f>) {
			return 0 if /^\s*\d+: \S+:([0-9A-F]{4}) \S+ 0A / && $port{$1};
		}
	}
	return 1;
}

# new/ is read before cur/: a letter that a client opens meanwhile may be seen twice, never not at all.
sub letters {
	my ($dir, %file) = @_;
	for my $sub (qw(new cur)) {
		opendir(my $d, "$dir/$sub") or next;
		$file{s/:.*//r} = "$dir/$sub/$_" for grep { !/^\./ } readdir $d;
	}
	my %when = map { $_ => accepted($_, $file{$_}) } keys %file;
	return map { $file{$_} } sort { $when{$a} <=> $when{$b} || $a cmp $b } keys %file;
}

# When Postfix took the letter, which delivers several at once in any order: its long queue ID begins with the time (seconds in
# six digits to the base 52, microseconds in four). A letter put there by hand: the time in its name.
sub accepted {
	my ($name, $path) = @_;
	our %accepted;
	return $accepted{$name} //= do {
		my $head = '';
		if (open(my $f, '<:raw', $path)) {
			local $/ = "\n\n";
			$head = (<$f> // '') =~ s/\r//gr;
		}
		my $digits = '0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz';
		my $number = sub { my $n = 0; $n = $n * 52 + index($digits, $_) for split //, $_[0]; $n };
		$head =~ /^Received:[^\n]*(?:\n[ \t][^\n]*)*?\(Postfix[^)]*\)[^;]*?\sid (\w{6})(\w{4})z/m ? $number->($1) + $number->($2) / 1e6
			: $name =~ /^(\d+)\.M(\d+)/ ? $1 + $2 / 1e6 : 0;
	};
}

sub mails {
	my ($dir, $n, $seconds) = @_;
	if (!$n) {
		print "$_\n" for letters($dir);
		return 1;
	}
	for (my $end = time + ($seconds || 10); ; nap(0.02)) {
		my @l = letters($dir);
		if (@l >= $n) {
			print "$l[$n - 1]\n";
			return 1;
		}
		return 0 if time > $end;
	}
}

sub deliver {
	my ($dir, $uid, $gid, $when, @files) = @_;
	require Time::HiRes;
	my $n = 0;
	for my $sub (map { m{^(.*)/Maildir} ? ($1, $_) : $_ } $dir, map { "$dir/$_" } qw(tmp new cur)) {
		mkdir $sub, 0700 and chown $uid, $gid, $sub;
	}
	for my $file (@files) {
		my $name = sprintf '%d.M%06dP%dQ%d.rig', Time::HiRes::gettimeofday(), $$, ++$n;
		open(my $in, '<:raw', $file) or die "$file: $!\n";
		open(my $out, '>:raw', "$dir/tmp/$name") or die "$dir/tmp/$name: $!\n";
		local $/ = \65536;
		print $out $_ while <$in>;
		close $out or die "$dir/tmp/$name: $!\n";
		chown $uid, $gid, "$dir/tmp/$name";
		utime $when, $when, "$dir/tmp/$name" if $when;
		rename "$dir/tmp/$name", "$dir/new/$name" or die "$dir/new/$name: $!\n";
	}
	return 1;
}

sub group {
	my %sid = map { $_ => 1 } @_;
	my $found = 0;
	for my $stat (glob '/proc/[0-9]*/stat') {
		open(my $f, '<', $stat) or next;
		my $line = <$f> // next;
		my ($pid, $name, $state, undef, $pgrp, $sess) = $line =~ /^(\d+) \((.*)\) (\S) (\d+) (\d+) (\d+)/s or next;
		next if $state eq 'Z' || $state eq 'X' || !($sid{$sess} || $sid{$pgrp});
		print "$pid $name\n";
		$found = 1;
	}
	return $found;
}

sub guard {
	my ($pid) = @_;
	$SIG{TERM} = sub { kill KILL => -$pid; exit 0 };
	sleep 3600 while kill 0, $pid;
	return 1;
}

sub totp {
	require Digest::SHA;
	my ($secret, $at) = @_;
	(my $bits = uc $secret) =~ s/([A-Z2-7])|./defined $1 ? sprintf '%05b', index 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', $1 : ''/ge;
	my $mac = Digest::SHA::hmac_sha1(pack('Q>', int $at / 30), pack 'B' . (length($bits) - length($bits) % 8), $bits);
	printf "%06d\n", (unpack('N', substr $mac, ord(substr $mac, 19) & 15, 4) & 0x7fffffff) % 1e6;
	return 1;
}
