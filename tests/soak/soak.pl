#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Started by soak.sh. Each day is one life of the agent, which stops at its end or is killed; the last day holds four letters of ten, and
# nothing is killed on it, so that what grows with letters shows there. Letters come in batches: requests complete and not, documents sent
# later, answers of the verifikator to all that she is asked, questions, notices, robots, letters twice, letters with secrets in them,
# damaged ones. With every second batch something happens: a server is away or hangs, mailboxes are full, Sent cannot be written, answers
# are lost, a process is killed. After each batch all must be still again: every letter read, no mail owed.
# What must hold, at the end of each day (d) and of all (e):
#   d  journal whole, tables what it says, store and its keys whole; no temporary file, nothing in the spool, no process left over
#   d  no identity number, passphrase, password or code in a log
#   e  one message row for each letter; each archive file there; nothing waits; every mail that is told as sent was taken by the server, and
#      was taken twice only where a kill or a lost answer explains it; no robot was answered
#   e  last day: memory at its end within 5 % of that after a quarter of its letters, and as many descriptors
use strict;
use warnings;
use Digest::MD5 qw(md5_hex);
use JSON::PP;
use MIME::Base64;
use MIME::QuotedPrint;
use POSIX qw(strftime setsid WNOHANG);
use Time::HiRes qw(time sleep);
use Time::Local qw(timegm);

my ($letters, $seed) = @ARGV;
my ($top, $loket, $d, $rig, $uid, $gid, $smtp) = @ENV{qw(TOP LOKET D RIG_DIR RIG_UID RIG_GID SMTP)};
my $DAYS = 22;
my $BATCH = 200;
my $LONG = 0.4;			# of the letters, on the last day
my $STILL_S = 240;		# so long a batch may take
my @MEMBERS = 1 .. 2000;	# people on record
my $box = "$rig/mail/tte\@tapinkab.go.id/Maildir";
my $VERIFIKATOR = 'nurul@tapinkab.go.id';

my %p = -e "$d/progress" ? %{decode_json(slurp("$d/progress"))} : (day => 0, laid => 0, put => 0, batch => 0, stranger => 0,
	kills => 0, twice => 0, faults => {}, open => [], codes => []);
my (@bad, %pid, $dovecot, $now, @early, $life);
$dovecot = (split ' ', $ENV{DOVECOT})[0];
$SIG{INT} = $SIG{TERM} = $SIG{HUP} = sub { stop('agent', 9); exit 130 };
my ($began, $before) = (time, $p{laid});

sub slurp { open(my $f, '<:raw', $_[0]) or return ''; local $/; return scalar(<$f>) // '' }
sub spew {
	my ($path, $bytes) = @_;
	open(my $f, '>:raw', "$path.new") or die "$path: $!\n";
	print $f $bytes;
	close $f or die "$path: $!\n";
	rename "$path.new", $path or die "$path: $!\n";
}
sub sql { my $out = qx{sqlite3 -cmd '.timeout 5000' '$d/state/loket.db' "$_[0]"}; chomp $out; return $out }
sub cli { my $out = qx{'$loket' --config '$d/loket.conf' @_ 2>&1}; return ($? >> 8, $out) }
sub wrong { push @bad, "day $p{day}: @_"; print "BAD: day $p{day}: @_\n" }
sub keep { spew("$d/progress", encode_json(\%p)) }

# ---- processes ----
sub start {
	my ($name, $log, @command) = @_;
	my $pid = fork // die "fork: $!\n";
	if (!$pid) {
		setsid();
		open STDIN, '<', '/dev/null';
		open STDOUT, '>>', $log or die "$log: $!\n";
		open STDERR, '>&STDOUT';
		exec @command or die "$command[0]: $!\n";
	}
	$pid{$name} = $pid;
}

sub stop {
	my ($name, $signal) = @_;
	my $pid = delete $pid{$name} or return;
	kill $signal, $pid;
	waitpid $pid, 0;
	my $left = 100;
	sleep 0.05 while $left-- && grep { (stat_of($_))[3] == $pid } processes();
	my @left = grep { (stat_of($_))[3] == $pid } processes();
	wrong("$name leaves processes behind: @left") if @left;
}

sub processes { return map { m{/proc/(\d+)$} } glob '/proc/[0-9]*' }
# state, parent, group, session
sub stat_of { my ($s) = slurp("/proc/$_[0]/stat") =~ /\) (.*)/s or return ('', 0, 0, 0); return (split ' ', $s)[0 .. 3] }
sub alive { my ($name) = @_; return $pid{$name} && waitpid($pid{$name}, WNOHANG) == 0 }

my @dies = qw(setpriv --pdeathsig KILL);
my @as = $> ? () : ('setpriv', '--reuid', $uid, '--regid', $gid, '--clear-groups');
sub sink {
	start('sink', "$d/sink.err", @dies, 'perl', "$top/tests/rig/sink.pl", '--port', $smtp, '--mail', "$rig/mail", '--uid', $uid, '--gid', $gid,
		'--log', "$d/sink.log", map { ('--fault', $_) } @_);
}
sub dovecot_back { start('dovecot', "$d/dovecot.err", @as, @dies, 'dovecot', '-F', '-c', "$rig/dovecot/dovecot.conf") }
sub dovecot_away {
	if ($pid{dovecot}) { kill -9, $pid{dovecot}; stop('dovecot', 9) } else { kill -9, $dovecot }
	sleep 0.1 while grep { my $c = slurp("/proc/$_/cmdline"); $c =~ /dovecot/ && (stat_of($_))[3] == $dovecot } processes();
}
sub agent { start('agent', "$d/log", $loket, '--config', "$d/loket.conf", 'run', '--now', $now) }

# The long-lived processes of the agent by their roles.
sub family {
	my %f;
	my $parent = $pid{agent} or return ();
	$f{parent} = $parent;
	for my $s (grep { (stat_of($_))[1] == $parent } processes()) {
		$f{starter} = $s;
		for my $w (grep { (stat_of($_))[1] == $s } processes()) {
			$f{$1} = $w if slurp("/proc/$w/cmdline") =~ /^[^\0]*\0@(\w+)\0/;
		}
	}
	return %f;
}

# kB of its own, and descriptors
sub weigh {
	my ($pid) = @_;
	my $kb = 0;
	$kb += $_ for slurp("/proc/$pid/smaps_rollup") =~ /^Private_\w+:\s+(\d+)/mg;
	my @fd = glob "/proc/$pid/fd/*";
	return [$kb, scalar @fd];
}

# ---- letters ----
sub person {
	my ($i) = @_;
	my @first = qw(Ahmad Budiman Citra Darma Erlina Fathul Gusti Hamidah Ilham Juwairiyah Kaspul Lailatul Mahda Noor Okta Purnama);
	my @last = qw(Anshari Badaruddin Cahyani Fitriana Gazali Hidayanti Ismail Khairunnisa Maulida Nafarin Paramitha Rahmadi);
	my $year = 1968 + $i % 28;
	return { i => $i, name => "$first[$i % 16] $last[$i / 16 % 12]", address => "pegawai$i\@tapinkab.go.id",
		nip => sprintf('%04d%02d%02d%04d%02d%d%03d', $year, 1 + $i % 12, 1 + $i % 28, $year + 24, 1 + $i % 12, 1 + $i % 2, 1 + int($i / 12) % 999),
		nik => sprintf('63050%d%02d%02d%02d%04d', 1 + $i % 9, 1 + $i % 28, 1 + $i % 12, $year % 100, $i % 10000) };
}
sub anybody { return person($MEMBERS[rand @MEMBERS]) }
sub stranger { return person(100000 + ++$p{stranger}) }

sub pdf {
	my ($n) = @_;
	my $page = "BT /F1 11 Tf 60 780 Td 14 TL (SURAT PERNYATAAN LUPA PASSPHRASE) Tj T* (Nama : $n->{name}) Tj T* (NIP : $n->{nip}) Tj ET";
	my @object = ('<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>',
		'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
		'<</Length ' . length($page) . ">>stream\n$page\nendstream", '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>');
	my ($file, @at) = ("%PDF-1.4\n% $p{laid} " . int(rand 1e9) . "\n");
	for my $i (0 .. $#object) { push @at, length $file; $file .= $i + 1 . " 0 obj\n$object[$i]\nendobj\n" }
	return $file . "xref\n0 6\n0000000000 65535 f \n" . join('', map { sprintf "%010d 00000 n \n", $_ } @at)
		. 'trailer<</Size 6/Root 1 0 R>>' . "\nstartxref\n" . length($file) . "\n%%EOF\n";
}

sub part { return "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\n" . encode_qp($_[0], "\n") }
sub mixed {
	my ($text, $pdf) = @_;
	return "Content-Type: multipart/mixed; boundary=\"=_b\"\n\n--=_b\n" . part($text) . "\n--=_b\nContent-Type: application/pdf\n"
		. "Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=\"Surat Pernyataan.pdf\"\n\n"
		. encode_base64($pdf) . "--=_b--\n";
}

sub mail {
	my ($from, $subject, $body, @head) = @_;
	my ($address, $name) = ref $from ? @$from{qw(address name)} : ($from, '');
	my $n = ++$p{laid};
	my $date = strftime('%a, %d %b %Y %H:%M:%S +0000', gmtime sim());
	return join('', map { "$_\n" } "Return-Path: <$address>", 'Delivered-To: tte@tapinkab.go.id',
		"Received: from mail.tapinkab.test ([198.51.100.7])\n\tby mail.tapinkab.test (Postfix) with ESMTPS id S$n; $date", 'MIME-Version: 1.0',
		"From: \"$name\" <$address>", 'To: tte@tapinkab.go.id', "Subject: $subject", "Date: $date", "Message-ID: <s$seed.$n\@tapinkab.go.id>",
		@head) . $body;
}
# The agent's clock.
sub sim {
	my ($y, $m, $day, $h, $min) = $now =~ /(\d+)-(\d+)-(\d+)T(\d+):(\d+)/;
	return timegm(0, $min, $h, $day, $m - 1, $y) - 8 * 3600 + int(time - $life);
}

sub lay {
	my ($bytes) = @_;
	my $name = sprintf '%d.M%06dP%dQ%d.soak', sim(), ++$p{put} % 1000000, $$, $p{put};	# a batch that was stopped is laid again
	open(my $f, '>:raw', "$box/tmp/$name") or die "$box: $!\n";
	print $f $bytes;
	close $f or die;
	chown $uid, $gid, "$box/tmp/$name";
	rename "$box/tmp/$name", "$box/new/$name" or die "$box: $!\n";
}

sub request {
	my ($n, $file) = @_;
	my $text = "Yth. Admin TTE\n\nSaya lupa passphrase TTE saya, mohon direset.\n\nNama : $n->{name}\nNIP : $n->{nip}\n"
		. ($n->{i} % 3 ? '' : "NIK : $n->{nik}\n") . "\nTerima kasih\n";
	push @{$p{open}}, $n->{i} if !$file;
	return mail($n, 'Lupa passphrase TTE', $file ? mixed($text, pdf($n)) : part($text));
}

# What somebody got, each taken out of his mailbox: he answers it once.
sub received {
	my ($address) = @_;
	my @mail;
	for my $file (sort glob "$rig/mail/$address/Maildir/new/*") {
		my $all = slurp($file) =~ s/\r\n/\n/gr;
		unlink $file;
		my ($head, $rest) = split /\n\n/, $all, 2;
		my %m = map { $_ => $head =~ /^$_:[ \t]*((?:.*)(?:\n[ \t].*)*)/mi ? $1 : '' } qw(Message-ID Subject References);
		my ($coding, $text) = $rest =~ /^Content-Type: text\/plain[^\n]*(?:\n[^\n]+)*?\nContent-Transfer-Encoding: (\S+)(?:\n[^\n]+)*\n\n(.*?)\n--/ms;
		$m{text} = !defined $text ? '' : $coding eq 'base64' ? decode_base64($text) : $coding eq 'quoted-printable' ? decode_qp($text) : $text;
		push @{$p{codes}}, $1 if @{$p{codes}} < 2000 && $m{text} =~ /\b([A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4})\b/;
		push @mail, \%m;
	}
	return @mail;
}

sub reply {
	my ($from, $m, $new, $file) = @_;
	my $text = "$new\n\nPada 2026-11-23 09:12, Layanan TTE menulis:\n" . join '', map { "> $_\n" } split /\n/, $m->{text};
	return mail($from, "Re: $m->{Subject}", $file ? mixed($text, $file) : part($text), "In-Reply-To: $m->{'Message-ID'}",
		"References: $m->{References}\n $m->{'Message-ID'}");
}

sub answer {
	my ($m) = @_;
	my $who = { address => $VERIFIKATOR, name => 'Nurul Huda' };
	my @words = $m->{text} =~ /\bSELESAI\b/ ? 'SELESAI' :
		$m->{text} =~ /\bSETUJU\b/ ? (('SETUJU') x 6, 'acc, silakan', 'TOLAK dokumen tidak terbaca', 'nanti saya lihat') : ();
	return @words ? reply($who, $m, $words[rand @words]) : ();
}

# Somebody's answer to the last mail that he got; a request, where he got none.
sub again {
	my ($n, $words, $file) = @_;
	my ($m) = reverse received($n->{address});
	return $m ? reply($n, $m, $words, $file) : request($n, 1);
}

sub damaged {
	my $b = request(anybody(), 1);
	substr($b, rand(length $b), 1 + rand 40) = join '', map { chr rand 256 } 1 .. 20 for 1 .. 1 + rand 20;
	return $b =~ s/\0/?/gr;
}

sub twice {
	my @old = glob "$box/cur/*Q" . int(rand($p{put} || 1)) . '.soak*';
	return @old ? slurp($old[0]) : request(anybody(), 1);
}

sub documents {
	my $n = @{$p{open}} ? person(shift @{$p{open}}) : anybody();
	return again($n, 'Berikut suratnya', pdf($n));
}

sub secrets {
	my $n = anybody();
	return mail($n, "NIK $n->{nik} NIP $n->{nip} lupa",
		part("Passphrase saya: Rahasia-$p{laid}-Sekali\nKode OTP: 482913\nNIK : $n->{nik}\nmohon reset passphrase\n"));
}

sub notice {
	my $n = anybody();
	return mail('noreply@mail.bssn.go.id', 'Reset Passphrase',
		part("Yth. \U$n->{name}\E,\n\nKlik https://portal-bsre.bssn.go.id/reset-passphrase?token=" . md5_hex(rand) . "\n"));
}

sub robot {
	my @robots = (['mailer-daemon@mail.tapinkab.test', 'Undelivered Mail Returned to Sender', 'Auto-Submitted: auto-replied'],
		[anybody(), 'Auto: Cuti', 'Auto-Submitted: auto-replied (vacation)'], ['promo@toko.example', 'Promo', 'List-Unsubscribe: <mailto:x@toko.example>']);
	my ($from, $subject, $head) = @{$robots[rand @robots]};
	return mail($from, $subject, part("Saya sedang cuti, disetujui atau tidak.\n"), $head);
}

# How many of a hundred letters; answers of the verifikator come on top.
my @kinds = ([40, sub { request(rand() < .7 ? anybody() : stranger(), 1) }], [14, sub { request(anybody(), 0) }], [10, \&documents],
	[6, sub { again(anybody(), 'Kapan selesai ya pak, mohon infonya') }], [3, sub { again(anybody(), 'BATAL') }], [8, \&notice], [9, \&robot],
	[4, \&secrets], [4, \&damaged], [2, \&twice]);

sub batch {
	my ($n) = @_;
	srand($seed * 100003 + $p{batch});
	my @todo = map { answer($_) } received($VERIFIKATOR);
	my $sum = 0;
	$sum += $_->[0] for @kinds;
	while (@todo < $n) {
		my $at = rand $sum;
		for my $k (@kinds) { if (($at -= $k->[0]) < 0) { push @todo, $k->[1]->(); last } }
	}
	for (my $i = @todo; --$i > 0;) { my $j = int rand $i + 1; @todo[$i, $j] = @todo[$j, $i] }
	lay($_) for @todo;
	return scalar @todo;
}

# ---- what goes wrong ----
sub worker { my %f = family(); my @w = grep { $f{$_} } @_; return @w ? $f{$w[rand @w]} : () }
sub sent { my ($mode) = @_; chmod $mode, map { "$box/.Sent/$_" } qw(tmp new cur) }
my %faults = (
	'mail server away' => sub { stop('sink', 9); sleep 1.5; sink() },
	'mailboxes full' => sub { stop('sink', 9); sink('rcpt-452=20'); sleep 1.5; stop('sink', 9); sink() },
	'refused for good' => sub { stop('sink', 9); sink('dot-554=3'); sleep 1; stop('sink', 9); sink() },
	'answers lost' => sub { stop('sink', 9); sink('dot-cut=3'); sleep 1; stop('sink', 9); sink() },
	'answers lost, mail kept' => sub { stop('sink', 9); sink('dot-cut-kept=3'); sleep 1; stop('sink', 9); sink(); $p{twice} += 3 },
	'mailbox away' => sub { dovecot_away(); sleep 1; dovecot_back() },
	'Sent cannot be written' => sub { sent(0500); sleep 1; sent(0700) },
	'fetcher killed' => sub { kill 9, worker('fetcher') },
	'sender killed' => sub { kill 9, worker('smtp'); $p{twice}++ },
	'zygote killed' => sub { kill 9, worker('zygote') },
	'agent killed' => sub { stop('agent', 9); $p{twice}++; $p{kills}++; agent() },
);

sub fault {
	my ($long) = @_;
	my @names = sort grep { !$long || !/killed/ } keys %faults;
	my $name = $names[rand @names];
	$p{faults}{$name}++;
	sleep rand 1;
	$faults{$name}->();
}

# ---- stillness ----
sub still {
	my ($until, $have) = (time + $STILL_S, known());
	while (time < $until) {
		if (!alive('agent')) { wrong('the agent has ended: ' . (split /\n/, slurp("$d/log"))[-1]); agent() }
		my ($rows, $waiting, $owed) = split /\|/, sql("SELECT (SELECT count(*) FROM message),
			(SELECT count(*) FROM message WHERE state IN ('received', 'asked')),
			(SELECT count(*) FROM outbox WHERE kind = 'mail' AND state IN ('new', 'ready', 'sending'))");
		return 1 if defined $owed && !$waiting && !$owed && $rows >= $have;
		sleep 0.25;
	}
	my $states = sql('SELECT state, count(*) FROM message GROUP BY 1; SELECT state, count(*) FROM outbox GROUP BY 1') =~ s/\n/, /gr;
	wrong("not still after $STILL_S s: $states");
	return 0;
}

# How many letters there are: those with the same bytes are one.
my (%known, %seen);
sub known {
	my $moved = 1;
	while ($moved) {
		$moved = 0;
		for my $f (glob("$box/new/*"), glob("$box/cur/*")) {
			my ($id) = $f =~ m{([^/]*\.soak)};
			next if !defined $id || $seen{$id};
			my $bytes = slurp($f);
			$moved = 1, next if $bytes eq '';	# to cur/, between the list and the look
			$known{md5_hex($bytes)} = 1;
			$seen{$id} = 1;
		}
	}
	return scalar keys %known;
}

# ---- what must hold ----
sub logs {
	my %code = map { $_ => 1 } @{$p{codes}};
	for my $file ("$d/log") {
		open(my $f, '<', $file) or next;
		while (<$f>) {
			my $what = /(?<![0-9A-Fa-f])(\d{16}|\d{18})(?![0-9A-Fa-f])/ ? 'an identity number' :
				/Rahasia-\d+|rahasia-/ ? 'a passphrase or password' :
				/\b([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})\b/ && $code{$1} ? 'a code' : next;
			wrong("$what in the log: " . substr($_, 0, 60) . ' ...');
		}
	}
	my ($size) = (stat "$d/log")[7];
	open(my $all, '>>', "$d/log.old"); print $all slurp("$d/log"); close $all;
	truncate "$d/log", 0;
}

sub store {
	for my $c ('journal verify', 'journal rebuild') { my ($rc, $out) = cli($c); wrong("$c: " . substr($out, 0, 300)) if $rc }
	my $whole = sql('PRAGMA integrity_check; PRAGMA foreign_key_check');
	wrong("store: $whole") if $whole ne 'ok';
	my @stray = (glob("$d/state/spool/*"), split /\n/, qx{find '$d/state' -name '*.tmp'});
	wrong("left behind: @stray[0 .. ($#stray < 3 ? $#stray : 3)]") if @stray;
}

sub all_told {
	my ($have, $rows) = (known(), sql('SELECT count(*) FROM message'));
	wrong("$rows message rows for $have letters") if $have != $rows;
	my @gone = grep { my ($h) = $_; !-e sprintf('%s/state/archive/%s/%s', $d, substr($h, 0, 2), $h) }
		split /\n/, sql('SELECT archive FROM message WHERE archive IS NOT NULL UNION SELECT archive FROM document WHERE archive IS NOT NULL');
	wrong(@gone . " archive files are gone, $gone[0]") if @gone;
	my (%taken, $twice);
	$twice = 0;
	for (split /\n/, slurp("$d/sink.log")) {
		my ($outcome, undef, $to, undef, $id) = split / /;
		next if $outcome !~ /^(kept|dot-cut-kept)$/;
		$taken{$id}++;
		wrong("a robot was answered: $to") if $to =~ /noreply|mailer-daemon|promo/;
	}
	$twice += $_ - 1 for values %taken;
	my $sent = sql("SELECT count(*) FROM outbox WHERE kind = 'mail' AND state = 'sent'");
	my $unknown = sql("SELECT count(*) FROM outbox WHERE kind = 'mail' AND state IN ('unknown', 'retry')");
	wrong("$sent mails told as sent, " . keys(%taken) . ' taken') if keys(%taken) < $sent || keys(%taken) > $sent + $unknown + $p{twice};
	wrong("$twice mails twice, $p{twice} may be") if $twice > $p{twice};
	return (scalar(keys %taken), $twice);
}

# Each process within 5 % or 300 kB, all of them within 5 %.
sub compare {
	my ($f) = @_;
	my ($before, $behind) = (0, 0);
	for my $e (@early) {
		my ($role, $pid, $kb, $fds) = @$e;
		if (($f->{$role} // 0) != $pid) {	# its server was away
			print "# $role was started anew\n";
			next;
		}
		my $w = weigh($pid);
		printf "# %-8s %6d kB after a quarter of the last day, %6d kB at its end (%+.1f %%); descriptors %d, %d\n", $role, $kb, $w->[0],
			100 * ($w->[0] - $kb) / $kb, $fds, $w->[1];
		wrong("$role grew from $kb to $w->[0] kB") if $w->[0] > 1.05 * $kb && $w->[0] > $kb + 300;
		wrong("$role has $w->[1] descriptors instead of $fds") if $w->[1] > $fds;
		$before += $kb;
		$behind += $w->[0];
	}
	printf "# in all   %6d kB, %d kB (%+.1f %%)\n", $before, $behind, 100 * ($behind - $before) / ($before || 1);
	wrong("all grew from $before to $behind kB") if $behind > 1.05 * $before;
}

# ---- the month ----
my $first = timegm(0, 0, 0, 23, 10, 126) / 86400;	# Monday, 23 November 2026
my @days = (grep { my $w = (gmtime($_ * 86400))[6]; $w >= 1 && $w <= 5 } $first .. $first + 2 * $DAYS)[0 .. $DAYS - 1];
sub moment { return strftime("%Y-%m-%dT$_[1]+08:00", gmtime($days[$_[0]] * 86400)) }

sub once {
	my ($rc, $out) = cli('run --once --now', $now = $_[0]);
	wrong("run --once: $rc: " . substr($out, -300)) if $rc;
	spew("$d/once", $out);
}

$life = time;
sink();
if (!$p{ready}) {
	once(moment(0, '07:00:00'));	# the start mark
	spew("$d/people.csv", "nama;nip;nik;email;hp;jabatan;unit_kerja\nNurul Huda, S.Kom.;198803122011012004;6305015203880002;$VERIFIKATOR;;;\n"
		. "Rudi;;;admin\@tapinkab.go.id;;;\n" . join '', map { my $n = person($_); "$n->{name};$n->{nip};$n->{nik};$n->{address};;;\n" } @MEMBERS);
	cli("person import '$d/people.csv'");
	once(moment(0, '07:10:00'));
	cli("role set verifikator $VERIFIKATOR --from 2026-01-01");
	cli('role set helpdesk admin@tapinkab.go.id --from 2026-01-01');
	once(moment(0, '07:20:00'));
	sql("SELECT count(*) FROM person") > @MEMBERS or die 'soak: the people are not on record: ' . slurp("$d/once");
	$p{ready} = 1;
	keep();
}
for my $day ($p{day} .. $DAYS - 1) {
	my $long = $day == $DAYS - 1;
	my $until = $long ? $letters : int($letters * (1 - $LONG) * ($day + 1) / ($DAYS - 1));
	my $from = $p{laid};
	($now, $life) = (moment($day, '08:00:00'), time);
	agent();
	while ($p{laid} < $until) {
		my $n = $until - $p{laid};
		batch($n < $BATCH ? $n : $BATCH);
		fault($long) if $p{batch} % 2;
		my $quiet = still();
		$p{batch}++;
		keep();
		last if !$quiet;
		my %f = family();
		@early = map { [$_, $f{$_}, @{weigh($f{$_})}] } sort keys %f if $long && !@early && $p{laid} - $from >= ($until - $from) / 4;
	}
	compare({ family() }) if $long;
	stop('agent', $day % 3 == 1 && !$long ? 9 : 15);
	$p{twice}++, $p{kills}++ if $day % 3 == 1 && !$long;
	# what waits for another try, and what a kill has left, is done by the next start
	once(strftime('%Y-%m-%dT%H:%M:%S+08:00', gmtime(sim() + (8 + $_) * 3600))) for $long ? (1, 6) : 1;
	logs();
	store();
	$p{day} = $day + 1;
	keep();
	printf "# %s: %d letters, %d cases, %.0f s\n", substr($now, 0, 10), $p{laid}, sql('SELECT count(*) FROM cases'), time - $began;
}
my ($mails, $twice) = all_told();
my $seconds = time - $began;
printf "soak: %d letters, %d cases, %d mails taken, %d of them twice, %d kills of the agent, %.0f s (%.1f letters a second)\n",
	$p{laid}, sql('SELECT count(*) FROM cases'), $mails, $twice, $p{kills}, $seconds, ($p{laid} - $before) / $seconds;
print 'soak: ', join(', ', map { "$_ $p{faults}{$_}" } sort keys %{$p{faults}}), "\n";
my $became = sql("SELECT coalesce(outcome, state), coalesce(reason, ''), count(*) FROM message GROUP BY 1, 2") =~ s/\|/ /gr =~ s/\n/, /gr;
print "soak: what became of them: $became\n";
print @bad ? 'soak: ' . @bad . " promises broken\n" : "soak: all that must hold holds\n";
stop('sink', 9);
exit !!@bad;
