#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# The two ends of tests/bench/latency.sh.
#   latency.pl sink PORT FILE                     an SMTP server without TLS that notes `time address` of each mail it has taken
#   latency.pl watch IMAP-PORT USER PASSWORD FILE another client in IDLE, that notes `time EXISTS` of each it is told
#   latency.pl send LMTP-PORT FILE NAME N RATE    N letters by LMTP, RATE a second (0: each when the one before has its receipt); prints what they
#                                                 have waited; exit 1 when a receipt is missing after a minute
#   latency.pl idle PID SECONDS                   CPU of that process and all below it in so many seconds
use strict;
use warnings;
use IO::Socket::INET;
use Time::HiRes qw(time sleep);

my %verb = (watch => \&watch, sink => \&sink, send => \&letters, idle => \&idle);
my $verb = shift // '';
($verb{$verb} // die "latency.pl: $verb?\n")->(@ARGV);

sub sink {
	my ($port, $file) = @_;
	my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 8, ReuseAddr => 1) or die "port $port: $!\n";
	open(my $out, '>>', $file) or die "$file: $!\n";
	$out->autoflush(1);
	while (my $c = $server->accept) { talk($c, $out) }
}

sub watch {
	my ($port, $user, $password, $file) = @_;
	my $c = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) or die "IMAP $port: $!\n";
	open(my $out, '>>', $file) or die "$file: $!\n";
	$_->autoflush(1) for $c, $out;
	print $c "a LOGIN $user $password\r\nb EXAMINE INBOX\r\nc IDLE\r\n";
	my $idles;
	while (my $l = <$c>) {
		$idles ||= $l =~ /^\+/;
		printf $out "%.4f EXISTS\n", time if $idles && $l =~ /^\* \d+ EXISTS/;
	}
}

sub talk {
	my ($c, $out) = @_;
	my $to;
	print $c "220 sink ESMTP\r\n";
	while (my $line = <$c>) {
		if ($line =~ /^DATA/i) {
			print $c "354 go on\r\n";
			while (defined(my $l = <$c>)) { last if $l eq ".\r\n" }
			printf $out "%.4f %s\n", time, $to;	# taken: before its 250 is said
			print $c "250 2.0.0 taken\r\n";
		} elsif ($line =~ /^QUIT/i) {
			print $c "221 bye\r\n";
			last;
		} elsif ($line =~ /^EHLO/i) { print $c "250-sink\r\n250 8BITMIME\r\n" }
		else {
			$to = lc $1 if $line =~ /^RCPT TO:<([^>]*)>/i;
			print $c "250 2.0.0 ok\r\n";
		}
	}
	close $c;
}

# ---- sending ----
my $lmtp;

sub say_and_hear {
	my ($say) = @_;
	print $lmtp $say if length $say;
	my $l;
	do { $l = <$lmtp> // die "latency.pl: LMTP is gone\n" } while $l =~ /^\d+-/;
	die "latency.pl: LMTP: $l" if $l !~ /^[23]/;
}

sub letters {
	my ($port, $file, $name, $n, $rate) = @_;
	my (%sent, %got);
	$lmtp = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) or die "LMTP $port: $!\n";
	$lmtp->autoflush(1);
	say_and_hear('');
	say_and_hear("LHLO bench\r\n");
	my $began = time;
	for my $i (1 .. $n) {
		my $from = "$name.$i\@tapinkab.go.id";
		sleep($began + $i / $rate - time) if $rate && $began + $i / $rate > time;
		say_and_hear("MAIL FROM:<$from>\r\n");
		say_and_hear("RCPT TO:<tte\@tapinkab.go.id>\r\n");
		say_and_hear("DATA\r\n");
		say_and_hear("From: Siti Rahmah <$from>\r\nTo: tte\@tapinkab.go.id\r\nSubject: Lupa passphrase TTE\r\nMessage-ID: <$name.$i\@pegawai>\r\n\r\n"
			. "Saya lupa passphrase TTE, mohon direset.\r\n\r\nNama: Siti Rahmah\r\nUnit kerja: Dinas Sosial\r\n.\r\n");
		$sent{$from} = time;
		receipts($file, \%sent, \%got, $i) if !$rate;
	}
	receipts($file, \%sent, \%got, $n);
	my @wait = sort { $a <=> $b } map { ($got{$_} // 1e9) - $sent{$_} } keys %sent;
	told($file, \%sent, \%got) if !$rate;
	printf "%-10s %4d letters   ms from 250 to receipt: median %6.0f   99 %% %6.0f   longest %6.0f\n", $name, $n, map { $_ * 1e3 }
		$wait[@wait / 2], $wait[$#wait * .99], $wait[-1];
	exit(keys(%got) < $n);
}

# From the first EXISTS behind each lone letter, which the agent is told at about the same time, to its receipt.
sub told {
	my ($file, $sent, $got) = @_;
	open(my $f, '<', "$file.exists") or return;
	my @told = map { (split)[0] } <$f>;
	my @wait;
	for my $from (keys %$sent) {
		my ($t) = grep { $_ >= $sent->{$from} } @told;
		push @wait, ($got->{$from} // 1e9) - $t if defined $t;
	}
	@wait = sort { $a <=> $b } @wait or return;
	printf "%-10s %4d letters   ms from EXISTS to receipt: median %4.0f   99 %% %6.0f   longest %6.0f\n", '', scalar @wait, map { $_ * 1e3 }
		$wait[@wait / 2], $wait[$#wait * .99], $wait[-1];
}

sub receipts {
	my ($file, $sent, $got, $n) = @_;
	for (my $end = time + 60; keys(%$got) < $n && time < $end; sleep 0.002) {
		open(my $f, '<', $file) or next;
		while (<$f>) { my ($t, $to) = split; $got->{$to} //= $t if $sent->{$to} }
	}
}

# ---- idle ----
sub below { my ($p) = @_; return ($p, map { below($_) } map { split } map { slurp($_) } glob "/proc/$p/task/*/children") }
sub slurp { open(my $f, '<', $_[0]) or return ''; local $/; return <$f> // '' }
sub spent { my $s = 0; $s += (split ' ', slurp("/proc/$_/schedstat"))[0] // 0 for below($_[0]); return $s / 1e6 }

sub idle {
	my ($pid, $seconds) = @_;
	sleep 2;
	my $before = spent($pid);
	sleep $seconds;
	printf "idle       %4d seconds   CPU of all processes: %.1f ms\n", $seconds, spent($pid) - $before;
}
