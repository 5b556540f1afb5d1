#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Started by wire.sh: stands between the real workers and real servers. Each dialogue is carried out once and counted; then, for each point of it, again:
#   cut N     after N bytes of the server both sides are closed
#   stall N   after N bytes, where a piece of what the server said had ended, nothing comes any more, and nothing is closed
#   line N    the N-th line in the clear comes as another: empty, OK to anything, without what it offered
# What must be: an answer within the worker's deadline (its time runs sixty times as fast, fault.c); the same answer as undisturbed or one that says
# that it has to be tried again, that the outcome is not known, or that the channel is down, as the servers' own count of effects allows;
# the worker lives; and what the client said in the clear holds no password.
use strict;
use warnings;
use IO::Handle;
use IO::Select;
use IO::Socket::INET;
use IPC::Open2;
use List::Util qw(shuffle);
use MIME::Base64;
use Time::HiRes qw(time);

my ($top, $loket, $t) = @ENV{qw(TOP LOKET T)};
my $speed = 60;
my $most = 6;		# seconds for an answer: two deadlines of a minute, and what a busy machine takes
my $nik = '6305055203870002';
my $answered = qr/^(?:trouble again|outcome (?:retry|unknown|stop)|called (?:unknown|again|stop))\b/;
STDOUT->autoflush(1);
$SIG{PIPE} = 'IGNORE';

# role, port of the server, whether what is said is in the clear (all, until: up to STARTTLS, none), orders. effects: how many the server counts.
my @deliver = "deliver tte\@tapinkab.go.id siti\@tapinkab.go.id $t/m";
my @read = ('scan INBOX 1 100', "body INBOX \@V\@ 1 100000 $t/got");
my %talks = (
	'imap' => { role => 'fetcher', port => $ENV{RIG_IMAP}, clear => 'all', orders => [@read, 'flag INBOX @V@ loket 1'] },
	'imap-starttls' => { role => 'fetcher', port => $ENV{RIG_IMAP}, clear => 'until', orders => [$read[0]] },
	'imap-tls' => { role => 'fetcher', port => $ENV{RIG_IMAPS}, clear => 'none', orders => [@read] },
	'smtp' => { role => 'smtp', port => $ENV{RIG_SMTP}, clear => 'all', orders => [@deliver], effects => \&mails },
	'smtp-starttls' => { role => 'smtp', port => $ENV{RIG_SUBMISSION}, clear => 'until', orders => [@deliver], effects => \&mails, slow => 1 },
	'esign' => { role => 'esign', port => $ENV{PLAIN}, clear => 'all', orders => ["call status $nik - -"] },
	'register' => { role => 'esign', conf => 'esign', port => $ENV{PLAIN}, clear => 'all', orders => ['call register - baru@N@@tapinkab.go.id Baru'], effects => \&effects },
	'portal' => { role => 'portal', port => $ENV{PLAIN}, clear => 'all', orders => ["call send_reset $nik siti\@tapinkab.go.id Siti"], effects => \&effects },
	'esign-tls' => { role => 'esign', port => $ENV{TLS}, clear => 'none', orders => ["call status $nik - -"] },
);
my @talks = split ' ', $ENV{TALKS} || join ' ', sort keys %talks;
my @secrets = map { my $s = $_; ($s, map { substr encode_base64($_, ''), 0, -4 } $s, "\0tte\@tapinkab.go.id\0$s", "loket:$s") } password(), 'rahasia-ams';

sub password { open(my $f, '<', "$t/conf/password") or die; my $p = <$f>; chomp $p; return $p }
sub mails { return scalar(() = glob "$ENV{RIG_DIR}/mail/siti\@tapinkab.go.id/Maildir/{new,cur}/*") }
sub effects { return scalar(() = qx{'$ENV{AMSSIM}' --ctl $ENV{PLAIN} kendali /_sim/log} =~ m{"effect": *true}g) }

# ---- the one who stands between
my $listen = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 16, ReuseAddr => 1) or die "listen: $!\n";
my $select = IO::Select->new($listen);
my (%other, %server, %say);	# connections: the other end, which are servers; the case: what is done, and what was heard
sub drop { for my $s (@_) { $select->remove($s); delete $server{$s}; my $o = delete $other{$s}; close $s; drop($o) if $o && $other{$o} } }
sub drop_all { drop(grep { $_ != $listen && $other{$_} } $select->handles) }

sub heard {
	my ($s, $bytes) = @_;
	my $c = \%say;
	if (!$server{$s}) {
		$c->{tls} = 1 if $bytes =~ /^\x16\x03/;
		$c->{said} .= $bytes if !$c->{tls};
		syswrite $other{$s}, $bytes;
		return;
	}
	$c->{tls} = 1 if $bytes =~ /^\x16\x03/;
	if (!$c->{tls}) {
		my $out = '';
		for my $line (split /(?<=\n)/, $bytes) {
			my $n = $c->{lines}++;
			$line = $c->{turn}->($line) if defined $c->{line} && $n == $c->{line};
			$out .= $line;
		}
		$bytes = $out;
	}
	my $left = defined $c->{most} ? $c->{most} - $c->{bytes} : length $bytes;
	my $pass = $left < length $bytes ? substr($bytes, 0, $left < 0 ? 0 : $left) : $bytes;
	$c->{bytes} += length $pass;
	push @{$c->{ends}}, $c->{bytes};
	syswrite $other{$s}, $pass if length $pass;
	return if length $pass == length $bytes && !(defined $c->{most} && $c->{bytes} == $c->{most});
	$c->{reached} = 1;
	drop($s) if $c->{what} eq 'cut';
}

# Serves both sides until the worker's answer is a whole line, or time is up.
sub answer {
	my ($w, $talk) = @_;
	my $end = time + $most + ($talk->{slow} // 0) * 3;
	while (1) {
		return $1 if $w->{text} =~ s/^([^\n]*)\n//;
		return if time > $end;
		for my $s ($select->can_read(0.25)) {
			if ($s == $listen) {
				my $client = $listen->accept or next;
				if ($say{reached} && $say{what} eq 'cut') { close $client; next }
				my $server = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $talk->{port}) or die "server: $!\n";
				@other{$client, $server} = ($server, $client);
				$server{$server} = 1;
				$select->add($client, $server);
			} elsif ($s == $w->{out}) {
				return if !sysread $s, $w->{text}, 65536, length $w->{text};
			} elsif ($other{$s}) {
				if ($say{reached} && $say{what} eq 'stall' && $server{$s}) { $select->remove($s); next }
				if (sysread $s, my $bytes, 65536) { heard($s, $bytes) } else { drop($s) }
			}
		}
	}
}

# ---- a worker, kept over many points: it makes a connection anew after each
sub worker {
	my ($name, $talk) = @_;
	my ($w, $conf) = ({ text => '' }, "$t/conf/" . ($talk->{conf} // $name));
	open(my $f, '<', $conf) or die "$conf: $!\n";
	my $text = do { local $/; <$f> };
	my $port = $listen->sockport;
	$text =~ s/7777/$port/g;
	open($f, '>', "$conf.$$") or die;
	print $f $text;
	close $f;
	local $ENV{LD_PRELOAD} = "$t/fault.so";
	local $ENV{LOKET_FAULT_SPEED} = $speed;
	local $ENV{ASAN_OPTIONS} = 'verify_asan_link_order=0:detect_leaks=0';
	$w->{pid} = open2($w->{out}, $w->{in}, "$t/netdrive", $loket, $talk->{role}, "$conf.$$");
	$w->{in}->autoflush(1);
	$select->add($w->{out});
	%say = (what => '', bytes => 0, lines => 0, said => '', ends => []);
	my $hello = answer($w, $talk) // '';
	die "wire: $name: the worker says: $hello\n" if $hello ne 'hello';
	return $w;
}
sub end {
	my ($w) = @_;
	close $w->{in};
	drop_all();
	my $last = '';
	while (defined(my $l = answer($w, {}))) { $last = $l }
	$select->remove($w->{out});
	close $w->{out};
	kill KILL => $w->{pid} if $last !~ /^exit/;
	waitpid $w->{pid}, 0;
	return $last eq 'exit 0';
}

# The next order is to make a connection of its own. One that is closed behind its back the fetcher finds lost at an order.
sub lose {
	my ($w, $talk) = @_;
	for (1 .. 4) {
		my $open = keys %other;
		drop_all();
		%say = (what => '', bytes => 0, lines => 0, said => '', ends => []);
		return if !$open || $talk->{role} ne 'fetcher';
		print {$w->{in}} "scan INBOX 1 0\n";
		answer($w, $talk);
	}
}

my ($validity, $n) = (1, 0);
# One dialogue; disturbed as said. Its answers up to the first that is none of success.
sub talk {
	my ($w, $talk, %how) = @_;
	lose($w, $talk);
	%say = (what => '', bytes => 0, lines => 0, said => '', ends => [], %how);
	unlink "$t/got";
	my @said;
	$n++;
	for my $order (@{$talk->{orders}}) {
		my $o = $order =~ s/\@V\@/$validity/r =~ s/\@N\@/$n/r;
		print {$w->{in}} "$o\n";
		my $a = answer($w, $talk);
		push @said, $a // 'HANG';
		last if !defined $a || $a =~ $answered || $a =~ /^gone/;
		if ($a =~ /^bodied/) { open(my $f, '<', "$t/got"); local $/; $said[-1] .= ' ' . unpack '%32C*', <$f> // '' }
		last if $say{reached};
	}
	return @said;
}

# ---- the points of a dialogue
my %turns = (
	empty => sub { "\r\n" },
	ok => sub { my ($l) = @_; $l =~ /^(\w+) (OK|NO|BAD|CAPABILITY)/ ? "$1 OK\r\n" : $l =~ /^\* / ? "* OK\r\n" : $l =~ /^(\d\d\d)/ ? "250 AUTH PLAIN LOGIN\r\n" : "OK\r\n" },
	strip => sub { my ($l) = @_; $l =~ s/STARTTLS/AUTH=PLAIN AUTH PLAIN/gr =~ s/LOGINDISABLED//gr },
	junk => sub { "\0\xff" x 300 . "\r\n" },
	endless => sub { '*' x 200000 });
sub points_of {
	my ($name, $w) = @_;
	my $talk = $talks{$name};
	my @golden = talk($w, $talk);
	if (($golden[0] // '') =~ /uidvalidity=(\d+)/ && $validity != $1) {
		$validity = $1;
		@golden = talk($w, $talk);
	}
	die "wire: $name: undisturbed: @golden\n" if grep { !/^(scanned|bodied|flagged|outcome sent|called done)\b/ } @golden;
	my ($bytes, @ends) = ($say{bytes}, @{$say{ends}});
	my $lines = $say{lines};
	my %seen;
	my @points = ((map { ['cut', $_] } 0 .. $bytes - 1), map { ['stall', $_] } grep { $_ < $bytes && !$seen{$_}++ } 0, @ends);
	push @points, map { my $l = $_; map { ['line', $l, $_] } sort keys %turns } 0 .. $lines - 1 if $talk->{clear} ne 'none';
	my $before = $talk->{effects} ? $talk->{effects}->() : 0;
	return { golden => \@golden, points => \@points, bytes => $bytes, lines => $lines, effects => $before };
}

my $wrong = 0;
sub judge {
	my ($name, $g, $talk, $point, $took, @said) = @_;
	my @bad;
	push @bad, 'it hangs' if grep { $_ eq 'HANG' } @said;
	push @bad, 'the worker ended' if grep { /^gone/ } @said;
	for my $i (0 .. $#said) {
		next if $said[$i] =~ $answered || $said[$i] =~ /HANG|^gone/;
		my $same = $said[$i] eq $g->{golden}[$i] || ($said[$i] =~ /^(outcome sent|called done)/ && $g->{golden}[$i] =~ /^$1/);
		# another line may be taken for what it says: a refusal, but never another success
		$same = 1 if $point->[0] eq 'line' && $said[$i] =~ /^(trouble refused|outcome failed|called refused|bodied uid=1 status=(gone|validity))/;
		# an answer in the clear whose words were exchanged may tell something else, where nothing proves who says it
		$same = 1 if $point->[0] eq 'line' && $talk->{clear} eq 'all' && $said[$i] =~ /^(scanned|bodied|called|outcome|flagged)/;
		push @bad, "it takes for an answer: $said[$i], instead of $g->{golden}[$i]" if !$same;
	}
	if ($talk->{effects} && $point->[0] ne 'line') {
		my $now = $talk->{effects}->();
		my $more = $now - $g->{effects};
		$g->{effects} = $now;
		push @bad, "$more effects" if $more > 1;
		push @bad, "it happened, and the answer is: $said[-1]" if $more && $said[-1] =~ /^(outcome (retry|failed|stop)|called (again|stop|refused))/;
		push @bad, "it did not happen, and the answer is: $said[-1]" if !$more && $said[-1] =~ /^(outcome sent|called done)/;
	}
	push @bad, 'a password is said in the clear' if $talk->{clear} ne 'all' && grep { index($say{said}, $_) >= 0 } @secrets;
	return if !@bad;
	$wrong++;
	print "FOUND in $name, @$point: ", join('; ', @bad), "\n    said: ", join(' | ', @said), "\n";
}

my ($all, $tried, $began, $base) = (0, 0, time, 0);
srand($ENV{SEED} // 1);
my $part = $ENV{PART} // 100;
for my $name (@talks) {
	my $talk = $talks{$name} or die "wire: TALKS: $name? There are: @{[sort keys %talks]}\n";
	my $w = worker($name, $talk);
	my $g = points_of($name, $w);
	my ($did, $slowest, %n) = (0, 0);
	for my $i ($ENV{MOST} ? shuffle(0 .. $#{$g->{points}}) : 0 .. $#{$g->{points}}) {
		my $point = $g->{points}[$i];
		# a stall takes a second of waiting
		next if $base + $i < ($ENV{FROM} // 0) || ($part < 100 && rand() * 100 >= $part / ($point->[0] eq 'stall' ? 10 : 1));
		my $at = time;
		my @said = talk($w, $talk, $point->[0] eq 'line' ? (what => 'line', line => $point->[1], turn => $turns{$point->[2]}) : (what => $point->[0], most => $point->[1]));
		my $took = time - $at;
		judge($name, $g, $talk, $point, $took, @said);
		$slowest = $took if $took > $slowest;
		$n{$point->[0]}++;
		$did++;
		# behind a server that lets no mail begin the sender ends: so it shall
		if (grep { /HANG|^gone|^outcome stop/ } @said) {
			end($w);
			$w = worker($name, $talk);
			$g->{effects} = $talk->{effects}->() if $talk->{effects};
		}
		$g->{effects} = $talk->{effects}->() if $talk->{effects} && $point->[0] eq 'line';
		last if $wrong && $ENV{MOST};
	}
	end($w) or print "FOUND in $name: the worker did not end well\n" and $wrong++;
	printf "# %-14s %5d bytes in %2d lines, %5d points; tried: %s; slowest %.1f s\n", $name, $g->{bytes}, $g->{lines}, scalar @{$g->{points}},
		join(', ', map { "$n{$_} $_" } sort keys %n) || 'none', $slowest;
	$all += @{$g->{points}};
	$tried += $did;
	$base += @{$g->{points}};
	last if $wrong && $ENV{MOST};
}
printf "# %d of %d points tried, %.0f s\n", $tried, $all, time - $began;
print $wrong ? "sweep-wire: $wrong points FOUND something\n" : "sweep-wire: no hang, no wrong answer, no secret told\n";
exit($wrong || !$tried ? 1 : 0);
