#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# A small SMTP server for two uses: where Postfix cannot run (no root, another mail server) it puts mail into the rig's
# maildirs; and it misbehaves on request, which no decent server does. Stays in the foreground, one process, any number of clients.
#   sink.pl --port P --mail DIR [--uid N --gid N] [--log FILE] [--fault KIND[=COUNT]]
# KIND, for the first COUNT transactions (default: all), afterwards well behaved:
#   greet-421 mail-452 rcpt-452 rcpt-550 data-500 data-cut  as they say, at that command
#   dot-450 dot-554   refused after the final dot             dot-cut        closed after the final dot, nothing kept
#   dot-cut-kept      kept and delivered, closed unanswered    dot-stall      kept nothing, never answers
#   size-552=BYTES    larger letters are refused after the final dot, however many
# The log has one line for each transaction: `outcome <sender> <recipient> bytes message-id`.
use strict;
use warnings;
use Getopt::Long;
use IO::Select;
use IO::Socket::INET;
use POSIX qw(strftime);
use Time::HiRes qw(gettimeofday);

my %o = (uid => $<, gid => (split ' ', $()[0], fault => '');
GetOptions(\%o, qw(port=i mail=s uid=i gid=i log=s fault=s)) or exit 64;
my ($fault, $left) = split /=/, $o{fault};
$fault //= '';
$left //= 1e9;
my %say = map { my ($at, $code) = /^(greet|mail|rcpt|data|dot)-(\d\d\d)$/; $at ? ($at => $code) : () } $fault;
die "sink.pl: fault $fault?\n" if $fault && !%say && $fault !~ /^(data-cut|dot-cut|dot-cut-kept|dot-stall|size-552)$/;
my %text = (421 => '4.3.2 closing', 530 => '5.7.0 Authentication required', 450 => '4.2.0 try later', 452 => '4.2.2 mailbox full',
	500 => '5.5.1 refused', 552 => '5.3.4 message size exceeds fixed limit', 550 => '5.1.1 no such user', 554 => '5.7.1 refused');

$SIG{PIPE} = 'IGNORE';
my $listen = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $o{port}, Listen => 64, ReuseAddr => 1)
	or die "sink.pl: port $o{port}: $!\n";
my $select = IO::Select->new($listen);
my (%client, $serial);
while (1) {
	for my $s ($select->can_read) {
		if ($s == $listen) {
			my $new = $listen->accept or next;
			$client{$new} = { sock => $new, in => '', rcpt => [] };
			$select->add($new);
			greeting($client{$new});
			next;
		}
		my $c = $client{$s};
		if (!sysread $s, $c->{in}, 65536, length $c->{in}) {
			hang_up($c);
			next;
		}
		step($c) while $client{$s} && index($c->{in}, "\n") >= 0 && !$c->{wait};	# no regex: it would copy the letter at each read
		delete $c->{wait};
	}
}

sub answer { my ($c, $line) = @_; syswrite $c->{sock}, "$line\r\n" }
sub hang_up { my ($c) = @_; $select->remove($c->{sock}); delete $client{$c->{sock}}; close $c->{sock} }
sub due { my ($at) = @_; return $left > 0 && $say{$at} ? $say{$at} : 0 }
sub spend { $left-- }
sub fresh { my ($c) = @_; delete @$c{qw(data body from)}; $c->{rcpt} = [] }

sub greeting {
	my ($c) = @_;
	if (my $code = due('greet')) {
		spend();
		answer($c, "$code $text{$code}");
		return hang_up($c);
	}
	answer($c, '220 mail.tapinkab.test ESMTP sink');
}

sub step {
	my ($c) = @_;
	return body($c) if $c->{data};
	$c->{in} =~ s/^([^\n]*?)\r?\n//;
	my $line = $1;
	if ($line =~ /^(EHLO|HELO)\s*(\S*)/i) {
		$c->{helo} = $2;
		return answer($c, "250-mail.tapinkab.test\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE " . ($fault eq 'size-552' ? $left : 104857600));
	}
	return mail_from($c, $1) if $line =~ /^MAIL FROM:\s*<([^>]*)>/i;
	return rcpt_to($c, $1) if $line =~ /^RCPT TO:\s*<([^>]*)>/i;
	return data($c) if $line =~ /^DATA$/i;
	if ($line =~ /^QUIT$/i) {
		answer($c, '221 2.0.0 bye');
		return hang_up($c);
	}
	fresh($c) if $line =~ /^RSET$/i;
	answer($c, $line =~ /^(RSET|NOOP|XCLIENT)/i ? '250 2.0.0 ok' : '500 5.5.2 unknown');
}

sub refuse {
	my ($c, $code) = @_;
	note($c, $code, '');
	spend();
	answer($c, "$code $text{$code}");
}

sub mail_from {
	my ($c, $from) = @_;
	$c->{from} = $from;
	my $code = due('mail');
	return $code ? refuse($c, $code) : answer($c, '250 2.1.0 ok');
}

sub rcpt_to {
	my ($c, $to) = @_;
	my $code = due('rcpt');
	return refuse($c, $code) if $code;
	return answer($c, "452 $text{452}") if $to =~ /^penuh@/i;
	return answer($c, "550 $text{550}") if $to =~ /^hilang@/i || $to !~ /@(tapinkab\.go\.id|luar\.example)$/i;
	push @{$c->{rcpt}}, lc $to;
	answer($c, '250 2.1.5 ok');
}

sub data {
	my ($c) = @_;
	return answer($c, '503 5.5.1 no recipient') if !@{$c->{rcpt}};
	my $code = due('data');
	return refuse($c, $code) if $code;
	if ($fault eq 'data-cut' && $left > 0) {
		note($c, 'data-cut', '');
		spend();
		return hang_up($c);
	}
	$c->{data} = 1;
	answer($c, '354 end with <CRLF>.<CRLF>');
}

# Lines until the lone dot; an incomplete tail waits for more, and is not searched twice.
sub body {
	my ($c) = @_;
	my $letter = '';
	if ($c->{in} !~ s/\A\.\r?\n//) {
		pos($c->{in}) = ($c->{seen} // 0) > 4 ? $c->{seen} - 4 : 0;
		if ($c->{in} !~ /\n\.\r?\n/g) {
			$c->{seen} = length $c->{in};
			$c->{wait} = 1;
			return;
		}
		my ($end, $rest) = ($-[0] + 1, $+[0]);
		$letter = substr $c->{in}, 0, $end;
		substr($c->{in}, 0, $rest) = '';
	}
	delete $c->{seen};
	$letter =~ s/\r\n/\n/g;
	$letter =~ s/^\.//mg;
	finish($c, $letter);
}

sub finish {
	my ($c, $letter) = @_;
	my $bad = $left > 0 ? $fault : '';
	my $code = $fault eq 'size-552' ? (length $letter > $left ? 552 : 0) : due('dot');
	$bad = '' if $fault eq 'size-552';
	$bad = '' if !$code && $bad !~ /^dot-/;
	note($c, $code || $bad || 'kept', $letter);
	spend() if $bad;
	keep($c, $letter) if !$bad || $bad eq 'dot-cut-kept';
	fresh($c);
	return answer($c, "$code $text{$code}") if $code;
	return hang_up($c) if $bad =~ /^dot-cut/;
	answer($c, '250 2.0.0 kept') if $bad ne 'dot-stall';
}

sub note {
	my ($c, $outcome, $letter) = @_;
	return if !$o{log};
	my ($id) = $letter =~ /^Message-ID:\s*(\S+)/mi;
	open(my $f, '>>', $o{log}) or die "$o{log}: $!\n";
	printf $f "%s <%s> <%s> %d %s\n", $outcome, $c->{from} // '', join(',', @{$c->{rcpt}}), length $letter, $id // '-';
}

# Same head as Postfix and Dovecot's LMTP give: Return-Path, Received, the verdict on the sender (by HELO name), Received.
sub keep {
	my ($c, $letter) = @_;
	my $from = $c->{from} // '';
	my ($domain) = $from =~ /@(.*)/;
	my $verdict = !$domain ? '' : $c->{helo} eq 'dalam' ? 'pass' : $c->{helo} eq 'penipu' ? 'fail' : '';
	my $results = !$verdict ? '' : "Authentication-Results: mail.tapinkab.test; spf=$verdict smtp.mailfrom=$from;\n"
		. " dkim=$verdict header.d=$domain; dmarc=$verdict header.from=$domain\n";
	for my $to (@{$c->{rcpt}}) {
		my $dir = $o{mail} . "/$to";
		my $date = strftime('%a, %d %b %Y %H:%M:%S +0000', gmtime);
		for my $d ($dir, "$dir/Maildir", map { "$dir/Maildir/$_" } qw(tmp new cur)) {
			mkdir $d, 0700 and chown $o{uid}, $o{gid}, $d;
		}
		my $name = sprintf '%d.M%06dP%dQ%d.rig', gettimeofday, $$, ++$serial;
		open(my $f, '>:raw', "$dir/Maildir/tmp/$name") or die "$dir: $!\n";
		print $f "Return-Path: <$from>\nDelivered-To: $to\nReceived: from mail.tapinkab.test ([127.0.0.1])\n"
			. "\tby mail.tapinkab.test with LMTP id $serial for <$to>; $date\n"
			. "${results}Received: from $c->{helo} (unknown [127.0.0.1])\n"
			. "\tby mail.tapinkab.test (sink) with ESMTP id $serial; $date\n$letter";
		close $f or die "$dir: $!\n";
		chown $o{uid}, $o{gid}, "$dir/Maildir/tmp/$name";
		rename "$dir/Maildir/tmp/$name", "$dir/Maildir/new/$name" or die "$dir: $!\n";
	}
}
