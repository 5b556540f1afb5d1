#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# A month of the office as data: plays a table of cases against the real agent, then says from the store alone what was taken of the SOPs.
#   month.pl play DIR TABLE      DIR/loket.conf is made; needs LOKET TOP RIG_DIR RIG_SMTP, and of ams.sh AMSSIM AMS_PORT AMS_TOKEN where AMS plays
#   month.pl people TABLE        people.csv of a table
#   month.pl ends DIR TABLE      cases that do not stand where their story says
#   month.pl waits DIR           open cases that wait for nobody
#   month.pl twice DIR           mails that somebody got twice within a minute
#   month.pl mails DIR           mails that are not sent
#   month.pl branches DIR...     one line for each branch of both SOPs: how often it was taken in all DIR together, and what it is
#   month.pl why DIR TABLE CASE  for people: what became of one case
# The table is described in README.md.
use strict;
use warnings;
use utf8;
use Encode qw(decode encode);
use File::Basename qw(dirname);
use Getopt::Long;
use MIME::Base64;
use MIME::QuotedPrint;
use POSIX qw(strftime);
use Time::HiRes qw(time sleep);

binmode STDOUT, ':utf8';
binmode STDERR, ':utf8';
my $top = $ENV{TOP} // '.';
my %service = (lupa => 'lupa-passphrase', pembaharuan => 'pembaharuan', ubah => 'perubahan-data');
my %official = (nurul => ['nurul@tapinkab.go.id', 'Nurul Huda, S.Kom.'], rudi => ['admin@tapinkab.go.id', 'Rudi Hartono']);
my @client = qw(gmail roundcube outlook iphone thunderbird zimbra);
my $near = 300;		# what falls within so many seconds is one round of the agent
my %verb = (play => \&play, people => \&people, ends => \&ends, waits => \&waits, twice => \&twice, mails => \&mails,
	branches => \&branches, why => \&why);
my $verb = shift // '';
($verb{$verb} // die "month.pl: $verb?\n")->(@ARGV);

# ---- the table ----
sub epoch {
	my ($day, $clock) = @_;
	my ($mon, $d) = $day =~ /^(\d\d)-(\d\d)$/ ? ($1, $2) : (11, $day);
	my ($h, $m) = split /:/, $clock;
	require Time::Local;
	return Time::Local::timegm(0, $m, $h, $d, $mon - 1, 2026) - 8 * 3600;
}

# Cases by label, acts in the order of their time, the end of the month.
sub table {
	my ($file) = @_;
	my (%case, @act, $end, @order, %left);
	open(my $f, '<:utf8', $file) or die "$file: $!\n";
	while (<$f>) {
		s/\s*(?:^|\s)#.*|\s+$//g;
		next if $_ eq '';
		if (/^(\w+) = (lupa|pembaharuan|ubah) (\.?[a-z-]+)(?: (?:dari (\w+)))?( \*)?$/) {
			die "$file:$.: $1 twice\n" if $case{$1};
			$left{$1} = !$5 && !$ENV{ALL};
			$case{$1} = { label => $1, service => $service{$2}, want => $3, of => $4 // $1 };
			push @order, $1;
		} elsif (/^akhir (\S+) (\d\d:\d\d)$/) {
			$end = epoch($1, $2);
		} elsif (/^(\w+) ((?:\d\d-)?\d\d) (\d\d:\d\d) (ia|nurul|rudi|ams) (.+)$/) {
			die "$file:$.: case $1?\n" if !$case{$1};
			push @act, { case => $case{$1}, at => epoch($2, $3), who => $4, what => $5, line => $. };
		} else {
			die "$file:$.: $_?\n";
		}
	}
	my $n = 0;
	my @first = qw(Ahmad Siti Muhammad Noor Rahmat Hasnah Akhmad Mariani Yusuf Fitri Ardi Salmah);
	my @last = qw(Fauzi Rahmah Ridwan Hidayah Saputra Aulia Maulana Safitri Effendi Wardani Noorhalis);
	for my $l (@order) {
		my $c = $case{$l};
		if ($c->{of} ne $l) {
			@$c{qw(name address nip nik)} = @{$case{$c->{of}}}{qw(name address nip nik)};
			next;
		}
		$c->{name} = $first[$n % @first] . ' ' . $last[($n + int($n / @first)) % @last];
		$c->{address} = "$l\@tapinkab.go.id";
		$c->{nip} = sprintf '1979%02d%02d200501%04d', 1 + $n % 12, 1 + $n % 28, 1001 + $n;
		$c->{nik} = sprintf '630505%02d%02d79%04d', 1 + $n % 28, 1 + $n % 12, 1 + $n;
		$n++;
	}
	delete @case{grep { $left{$_} } @order};
	@order = grep { !$left{$_} } @order;
	@act = grep { !$left{$_->{case}{label}} } @act;
	my @sorted = map { $act[$_] } sort { $act[$a]{at} <=> $act[$b]{at} || $a <=> $b } 0 .. $#act;
	return (\%case, \@sorted, $end, \@order);
}

sub people {
	my ($case, undef, undef, $order) = table(@_);
	print "nama;nip;nik;email;hp;jabatan;unit_kerja\n";
	print "Nurul Huda, S.Kom.;199002142015032001;6305055402900001;nurul\@tapinkab.go.id;081200000013;Pranata Komputer;Dinas Komunikasi dan Informatika\n";
	print "Rudi Hartono;198501152009011003;6305051501850004;admin\@tapinkab.go.id;081200000014;Petugas Helpdesk;Dinas Komunikasi dan Informatika\n";
	my $n = 0;
	for my $c (map { $case->{$_} } grep { $case->{$_}{of} eq $_ } @$order) {
		print join(';', @$c{qw(name nip nik address)}, sprintf('0813%08d', ++$n), 'Staf', 'Kecamatan Bungur'), "\n";
	}
}

# ---- the store, read only ----
sub rows {
	my ($dir, $sql) = @_;
	open(my $p, '-|:utf8', 'sqlite3', '-readonly', '-separator', "\x1f", '-cmd', '.timeout 5000', "$dir/state/loket.db", $sql) or die "sqlite3: $!\n";
	my @r = map { chomp; [split /\x1f/, $_, -1] } <$p>;
	close $p or die "sqlite3: $sql\n";
	return @r;
}

# ---- playing ----
my @spent = (0, 0, 0);
my ($dir, $now, %seen, %box, %number, %ams, $ams_dead, $ams_now, $letters, $steps, $served);

sub clock_text { return strftime('%Y-%m-%dT%H:%M:%S+08:00', gmtime($_[0] + 8 * 3600)) }

sub step {
	my ($at) = @_;
	$now = $at;
	$steps++;
	amssim('clock', '{"now":"' . clock_text($at) . '"}') if $ENV{AMS_PORT};
	system("\"\$LOKET\" --config '$dir/loket.conf' run --once --now " . clock_text($at) . " 2>>'$dir/log'") == 0
		or die sprintf "run --once --now %s ends with %d\n", clock_text($at), $? >> 8;
	my $t = time;
	settle();
	$spent[2] += time - $t;
	$number{"$_->[2] $_->[1]"} = $_->[0] for rows($dir, 'SELECT c.number, c.service, a.address FROM cases AS c
		JOIN address AS a ON a.person_id = c.owner_id ORDER BY c.id');
}

# Waits until what was sent lies in the mailboxes, and notes of which case each mail speaks.
sub settle {
	for my $r (rows($dir, "SELECT d.recipient, count(*) FROM outbox AS o JOIN outbox_data AS d ON d.outbox_id = o.id
		WHERE o.kind = 'mail' AND o.state = 'sent' GROUP BY 1")) {
		my ($to, $want) = @$r;
		next if ($seen{$to} // 0) == $want;
		my ($end, @have) = time + 20;
		until ((@have = maildir($to)) >= $want) {
			die "a mail to $to did not arrive\n" if time > $end;
			sleep 0.005;
		}
		for my $f (@have[($seen{$to} // 0) .. $#have]) {
			open(my $in, '<:raw', $f) or die "$f: $!\n";
			my $head = '';
			while (<$in>) { last if /^\r?$/; $head .= $_; }
			my ($subject) = $head =~ /^Subject:[ \t]*(.*?)\r?\n(?![ \t])/ms;
			my ($no) = decode('MIME-Header', ($subject // '') =~ s/\r?\n//gr) =~ /(TTE-\d{4}-\d{6})/;
			push @{$box{$to}{$no // ''}}, $f;
		}
		$seen{$to} = @have;
	}
}

sub maildir {
	my ($to) = @_;
	my $new = "$ENV{RIG_DIR}/mail/$to/Maildir";
	my %at;
	for my $sub (qw(new cur)) {
		opendir(my $d, "$new/$sub") or next;
		$at{"$new/$sub/$_"} = /^(\d+)\.M(\d+)/ ? $1 + $2 / 1e6 : 0 for grep { !/^\./ } readdir $d;
	}
	my @files = sort { $at{$a} <=> $at{$b} || $a cmp $b } keys %at;
	return @files;	# an array: their number where one is asked for
}

sub amssim {
	my ($path, $json) = @_;
	open(my $p, '-|', $ENV{AMSSIM}, '--ctl', $ENV{AMS_PORT}, $ENV{AMS_TOKEN}, "/_sim/$path", encode('UTF-8', $json // '{}')) or die "amssim: $!\n";
	my $said = do { local $/; <$p> } // '';
	close $p;
	die "amssim $path $json: $said\n" if $said !~ /"ok": *true/;
}

# What AMS knows is told to it anew, whole: it keeps the first of two rows about one person.
sub tell_ams {
	amssim('clock', '{"now":"' . clock_text($_[0]) . '"}');
	amssim('reset');
	amssim('seed', '{"users":[' . join(',', map { my $u = $ams{$_};
		sprintf '{"nik":"%s","email":"%s","nama":"X","status":"%s"%s}', $_, @$u[0, 1], $u->[2] ? ",\"until\":\"$u->[2]\"" : '' } sort keys %ams) . ']}') if %ams;
	amssim('fault', '{"path":"/api","kind":"drop_before_effect","count":-1}') if $ams_dead;
}

sub due {
	# Mails to be tried again, due times, reminders; a question to AMS that comes back by itself is asked at the next of these.
	my ($due) = map { $_->[0] } rows($dir, "SELECT min(at) FROM (SELECT min(due_at) AS at FROM timer UNION ALL SELECT min(next_at) FROM certificate
		UNION ALL SELECT min(not_before) FROM outbox WHERE kind = 'mail' AND state = 'retry')");
	return $due ? int(($due + 59) / 60) * 60 : 9e9;
}

sub play {
	($dir, my $file) = @_;
	my ($case, $act, $end) = table($file);
	my @todo = @$act;
	$letters = maildir('tte@tapinkab.go.id');
	my $begin = time;
	my $last = 0;
	settle();
	while (1) {
		my $script = @todo ? $todo[0]{at} : 9e9;
		my $timer = due();
		# what is due and was not done (AMS is down) is tried again with what comes, at the latest then
		$timer = $last + 3600 if $timer <= $last;
		my $at = $script < $timer ? $script : $timer;
		last if $at > $end;
		my $until = $at;
		my @same;
		for (;;) {
			my $was = $until;
			if (@todo && $todo[0]{at} <= $at + $near) {
				push @same, my $a = shift @todo;
				$until = $a->{at} if $a->{at} > $until;
			}
			$until = $timer if $timer <= $at + $near && $timer > $until;
			last if $until == $was && !(@todo && $todo[0]{at} <= $at + $near);
		}
		$until = $last + 60 if $until <= $last;
		my $t0 = time;
		perform(@same);
		my $t1 = time;
		step($until);
		$spent[0] += $t1 - $t0;
		$spent[1] += time - $t1;
		$last = $until;
	}
	step($end);
	my ($mails) = map { $_->[0] } rows($dir, "SELECT count(*) FROM outbox WHERE kind = 'mail' AND state = 'sent'");
	my ($cases) = map { $_->[0] } rows($dir, 'SELECT count(*) FROM cases');
	printf "cases=%d letters=%d mails=%d steps=%d seconds=%.0f (letters %.0f, agent %.0f, of it waiting for mails %.0f)\n",
		$cases, $letters, $mails, $steps, time - $begin, @spent;
}

# Everything that happens before the next round of the agent: the letters are written side by side, sent in their order.
sub perform {
	my @out;
	my $tell = 0;
	for my $a (@_) {
		my ($c, $what) = @$a{qw(case what)};
		if ($a->{who} ne 'ams') {
			push @out, [$a, letter($a)];
		} elsif ($what =~ m{^/kabar (\S+)$}) {
			push @out, [$a, undef, notice($c, $1, $a->{at})];
		} elsif ($what =~ m{^/sertifikat (\S+)$}) {
			certificate($c, $1);
		} elsif ($what =~ m{^/tahu ([A-Z_]+)(?: (\d{4}-\d\d-\d\d))?(?: NIK (\d{16}))?$}) {
			$ams{$3 // $c->{nik}} = [$c->{address}, $1, $2];
			$tell = $a->{at};
		} elsif ($what =~ m{^/(mati|hidup)$}) {
			$ams_dead = $1 eq 'mati';
			$tell = $a->{at};
		} else {
			die "line $a->{line}: $what?\n";
		}
	}
	tell_ams($tell) if $tell;
	return if !@out;
	require Net::SMTP;
	my $smtp = Net::SMTP->new("127.0.0.1:$ENV{RIG_SMTP}", Hello => 'dalam', Timeout => 20) or die "the mail server does not answer\n";
	for (@out) {
		my ($a, $pipe, $bytes) = @$_;
		if ($pipe) {
			$bytes = do { local $/; <$pipe> };
			close $pipe or die "line $a->{line}: reply.pl\n";
		}
		post($smtp, $a->{who} eq 'ams' ? 'noreply@mail.bssn.go.id' : $official{$a->{who}} ? $official{$a->{who}}[0] : $a->{case}{address}, $bytes);
	}
	$smtp->quit;
	my $end = time + 20;
	until (maildir('tte@tapinkab.go.id') >= $letters) {
		die "a letter did not arrive\n" if time > $end;
		sleep 0.005;
	}
}

sub letter {
	my ($a) = @_;
	my ($c, $who, $text) = @$a{qw(case who what)};
	my ($address, $name) = $official{$who} ? @{$official{$who}} : @$c{qw(address name)};
	my %file = (surat => 'Surat Pernyataan.pdf', foto => 'IMG-20261123-WA0003.jpg', ubah => 'Surat Permohonan Perubahan Data.pdf');
	my @attach;
	unshift @attach, '--attach', "$dir/files/$file{$1}" while $text =~ s/\s*\+(surat|foto|ubah)$//;
	my @cmd = ('--date', $a->{at}, '--from', $address, '--name', $name, '--client', $client[$a->{line} % @client], @attach);
	if ($text =~ s{^/minta\s*}{}) {
		my $lupa = $c->{service} eq 'lupa-passphrase';
		$text = ($lupa ? 'Saya lupa passphrase TTE saya, mohon direset.' : 'Mohon pembaharuan sertifikat elektronik saya.') if $text eq '';
		push @cmd, '--new', '--to', 'tte@tapinkab.go.id', '--subject', $lupa ? 'Permohonan lupa passphrase TTE' : 'Pembaharuan sertifikat elektronik',
			"Yth. Admin TTE,\n\n$text\n\nNama: $c->{name}\nNIP: $c->{nip}\n\nTerima kasih";
	} else {
		my $no = $number{"$c->{address} $c->{service}"} // die "line $a->{line}: $c->{label} has no case yet\n";
		my $mails = $box{$address}{$no} // die "line $a->{line}: $who got no mail about $c->{label} ($no)\n";
		push @cmd, $mails->[-1], $text;
	}
	my $pid = open(my $p, '-|') // die "reply.pl: $!\n";
	return $p if $pid;
	# reply.pl in a fork, with its modules loaded already: half the time of hundreds of letters
	binmode STDOUT;
	@ARGV = map { encode('UTF-8', $_) } @cmd;
	$0 = "$top/tests/rig/reply.pl";
	do $0;
	print STDERR $@ if $@;
	exit($@ ? 70 : 0);
}

# A notice as AMS may write it; its Message-ID names its kind, for the count.
sub notice {
	my ($c, $kind, $at) = @_;
	my %say = (
		'passphrase-diubah' => ['Passphrase Sertifikat Elektronik Telah Diubah', 'Passphrase sertifikat elektronik Anda telah berhasil diubah.'],
		'terbit' => ['Sertifikat Telah Terbit', 'Selamat, sertifikat elektronik Anda telah diterbitkan.'],
		'diperpanjang' => ['Perpanjangan Sertifikat Berhasil', 'Sertifikat elektronik Anda telah berhasil diperpanjang.'],
	);
	my ($subject, $text) = @{$say{$kind} // die "notice $kind?\n"};
	my $date = strftime('%a, %d %b %Y %H:%M:%S +0700', gmtime($at + 7 * 3600));
	return "From: BSrE <noreply\@mail.bssn.go.id>\nTo: $c->{address}\nCc: tte\@tapinkab.go.id\nSubject: $subject\nDate: $date\n"
		. "Message-ID: <kabar.$kind.$c->{label}.$at\@mail.bssn.go.id>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\n$text\n";
}

sub certificate {
	my ($c, $ends) = @_;
	open(my $f, '>', "$dir/certs.csv") or die "certs.csv: $!\n";
	printf $f "email;nip;serial;terbit;berakhir;status\n%s;%s;%s;;%s;ISSUE\n", @$c{qw(address nip)}, substr($c->{nik}, -4) . 'aa', $ends;
	close $f;
	system("\"\$LOKET\" --config '$dir/loket.conf' cert import '$dir/certs.csv' >/dev/null 2>&1");
	die "cert import\n" if $? >> 8 != 75 && $? != 0;	# 75: done at the next round
}

# The site's server vouches for who says `dalam` (rig.sh). One connection for all letters of a round.
sub post {
	my ($smtp, $from, $bytes) = @_;
	$smtp->mail($from) && $smtp->to('tte@tapinkab.go.id') && $smtp->data($bytes) or die 'the mail server refused a letter: ' . $smtp->message;
	$letters++;
}

# ---- what became of it ----
sub of_label {
	my ($d, $case) = @_;
	my %at = map { ("$_->[0] $_->[1]" => $_) } rows($d, 'SELECT a.address, c.service, coalesce(c.tahap, \'.\' || c.akhir), c.id, c.number FROM cases AS c
		JOIN address AS a ON a.person_id = c.owner_id ORDER BY c.id');
	return map { ($_ => $at{"$case->{$_}{address} $case->{$_}{service}"}) } keys %$case;
}

sub ends {
	my ($d, $file) = @_;
	my ($case) = table($file);
	my %at = of_label($d, $case);
	for (sort keys %$case) {
		my $is = $at{$_} ? $at{$_}[2] : 'none';
		print "$_ is $is, not $case->{$_}{want}\n" if $is ne $case->{$_}{want};
	}
	my %wanted = map { $_->[3] => 1 } grep { $_ } values %at;
	print "$_->[0] is in no story\n" for grep { !$wanted{$_->[1]} } rows($d, 'SELECT number, id FROM cases');
}

# Open, and nobody is asked, no document is awaited, AMS is not owed a question, or no time is set that goes on without them.
sub waits {
	my ($d) = @_;
	my %document;	# "SERVICE TAHAP" that wait for documents, not for an answer
	for my $s (sops(), sop("$top/rules/sop/tapin/perubahan-data.xml")) {
		$document{"$s->{service} $_"} = 1 for grep { $s->{tahap}{$_}{tunggu} eq 'dokumen' } keys %{$s->{tahap}};
	}
	print "$_->[0] in $_->[1]\n" for grep { !$document{"$_->[2] $_->[1]"} } rows($d, "SELECT c.number, c.tahap, c.service FROM cases AS c WHERE c.closed_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM task AS t WHERE t.case_id = c.id AND t.state = 'open' AND t.tahap = c.tahap)
		AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.case_id = c.id AND o.kind = 'ams' AND o.state IN ('ready', 'sending', 'retry'))
		AND NOT EXISTS (SELECT 1 FROM cases AS k WHERE k.from_case = c.id AND k.closed_at IS NULL)");
	print "$_->[0] in $_->[1]: no time is set\n" for rows($d, 'SELECT number, tahap FROM cases WHERE closed_at IS NULL AND id NOT IN (SELECT case_id FROM timer)
		AND id NOT IN (SELECT from_case FROM cases WHERE closed_at IS NULL AND from_case IS NOT NULL)');
}

sub twice {
	my ($d) = @_;
	print join(' ', @$_), "\n" for rows($d, "SELECT c.number, a.what, x.recipient, datetime(a.created_at + 28800, 'unixepoch')
		FROM outbox AS a JOIN outbox_data AS x ON x.outbox_id = a.id
		JOIN outbox AS b ON b.id > a.id AND b.kind = 'mail' AND b.what = a.what AND b.case_id IS a.case_id AND abs(b.sent_at - a.sent_at) < 60
		JOIN outbox_data AS y ON y.outbox_id = b.id AND y.recipient = x.recipient
		LEFT JOIN cases AS c ON c.id = a.case_id WHERE a.kind = 'mail'");
}

sub mails {
	my ($d) = @_;
	print join(' ', @$_), "\n" for rows($d, "SELECT c.number, o.what, o.state, o.reason FROM outbox AS o
		LEFT JOIN cases AS c ON c.id = o.case_id WHERE o.kind = 'mail' AND o.state <> 'sent'");
}

sub why {
	my ($d, $file, $label) = @_;
	my ($case) = table($file);
	my %at = of_label($d, $case);
	my $id = $at{$label} ? $at{$label}[3] : die "$label has no case\n";
	print join(' ', @$_), "\n" for rows($d, "SELECT datetime(at + 28800, 'unixepoch'), kind, code, code2, n FROM journal
		WHERE case_id = $id ORDER BY seq");
}

# ---- branches ----
# The SOP file as tahap, akhir and what stands in them; a second count of the elements guards this small reader.
sub sop {
	my ($file) = @_;
	open(my $f, '<:utf8', $file) or die "$file: $!\n";
	my $xml = do { local $/; <$f> };
	$xml =~ s/<!--.*?-->//gs;
	my (%sop, $in);
	my %n = map { $_ => 0 } qw(tahap akhir status jawaban batas kirim);
	while ($xml =~ m{<(/?)([\w-]+)((?:\s+[\w-]+="[^"]*")*)\s*(/?)>}g) {
		my ($close, $tag, $text) = ($1, $2, $3);
		my %a = $text =~ /([\w-]+)="([^"]*)"/g;
		if ($close) {
			$in = undef if $tag =~ /^(tahap|akhir)$/;
			next;
		}
		$n{$tag}++;
		if ($tag eq 'sop') {
			@sop{qw(service awal batal sertifikat-baru)} = @a{qw(layanan awal batal sertifikat-baru)};
		} elsif ($tag =~ /^(tahap|akhir)$/) {
			$in = $sop{$tag}{$a{id}} = { %a, status => [], jawaban => [], batas => [], kirim => [] };
			push @{$sop{order}}, [$tag, $a{id}];
		} elsif ($tag =~ /^(status|jawaban|batas|kirim)$/) {
			push @{$in->{$tag}}, \%a;
		}
	}
	for my $tag (qw(tahap akhir status jawaban batas kirim)) {
		my $all = () = $xml =~ /<$tag[\s>]/g;
		die "$file: $all $tag, but ", $n{$tag} // 0, " were read\n" if $all != ($n{$tag} // 0);
	}
	return \%sop;
}

sub sops { return map { sop("$top/rules/sop/tapin/$_.xml") } qw(lupa-passphrase pembaharuan) }

sub status_name {
	my ($t, $k) = @_;
	return "$t status $k->{kata}" . ($k->{baru} ? ' baru' : '') . ($k->{'sisa-lebih'} ? " sisa>$k->{'sisa-lebih'}" : '') . " -> $k->{ke}";
}

sub batas_name {
	my ($t, $b) = @_;
	return "$t batas " . ($b->{jam} ? "$b->{jam} jam" : "$b->{hari} hari")
		. ($b->{ke} ? " -> $b->{ke}" : $b->{tanya} ? " tanya $b->{tanya}" : " surat $b->{surat} kepada $b->{kepada}");
}

# An end whose next service is named by the answer that leads there (ALIHKAN).
sub diverted {
	my ($s, $id) = @_;
	return scalar grep { $_->{arti} eq 'divert' && ($_->{ke} // '') eq $id } map { @{$_->{jawaban}} } values %{$s->{tahap}};
}

# Every branch that the file has, in its order.
sub all_branches {
	my ($s) = @_;
	my @b = ("awal $s->{awal}", "batal -> $s->{batal}");
	push @b, "sertifikat-baru -> $s->{'sertifikat-baru'}" if $s->{'sertifikat-baru'};
	for (@{$s->{order}}) {
		my ($tag, $id) = @$_;
		my $t = $s->{$tag}{$id};
		if ($tag eq 'tahap') {
			push @b, map { "$id $_ -> $t->{$_}" } grep { $t->{$_} } qw(tanpa lain lengkap selesai);
			push @b, "$id panggil $t->{panggil}" if $t->{panggil};
			push @b, "$id tanya $t->{tanya}" if $t->{tanya};
			push @b, "$id pengingat $t->{pengingat}" if $t->{pengingat};
			push @b, "$id pantau: asked again without news" if $t->{pantau};
			push @b, map { "$id kabar $_" } split ' ', $t->{kabar} // '';
			push @b, map { "$id kirim $_->{surat}" } @{$t->{kirim}};
			push @b, map { status_name($id, $_) } @{$t->{status}};
			for my $j (@{$t->{jawaban}}) {
				push @b, "$id jawaban $j->{arti}" . ($j->{ke} ? " -> $j->{ke}" : '');
				push @b, "$id jawaban $j->{arti} lewat $j->{kali} kali -> $j->{lewat}" if $j->{kali};
			}
			for my $x (@{$t->{batas}}) {
				push @b, batas_name($id, $x);
				push @b, batas_name($id, $x) . ', ulang' if ($x->{ulang} // '') eq 'ya';
			}
		} else {
			push @b, "akhir $id";
			push @b, "akhir $id buka $t->{buka}" if $t->{buka};
			push @b, "akhir $id lanjut $t->{lanjut}" if $t->{lanjut};
			push @b, "akhir $id lanjut yang disebut" if diverted($s, $id);
			push @b, "akhir $id sertifikat $t->{sertifikat}" if $t->{sertifikat};
			for my $k (@{$t->{kirim}}) {
				push @b, "akhir $id kirim $k->{surat}";
				push @b, "akhir $id kirim $k->{surat}: tidak $k->{bila}" if $k->{bila};
			}
		}
	}
	return @b;
}

# One turn: what was told of one case.event. $x: tahap before it, why, timer, steps (from, to), mails, answers, ...
sub taken {
	my ($s, $x, $word, $fired) = @_;
	my $t = $x->{tahap} ne '' ? $s->{tahap}{$x->{tahap}} : undef;
	my $id = $x->{tahap};
	my $why = $x->{why};
	my ($first) = @{$x->{step}};
	my $to = $first ? $first->[1] : '';
	my @b;

	push @b, "awal $s->{awal}" if $why eq 'opened' && $to eq $s->{awal};
	push @b, "batal -> $to" if $why eq 'cancel-confirmed';
	push @b, "sertifikat-baru -> $to" if $why eq 'renewed-elsewhere';
	$word = 'ISSUE' if $why eq 'new-certificate';
	for (@{$x->{step}}) {
		my ($from, $into) = @$_;
		my $was = $from ne '' ? $s->{tahap}{$from} : undef;
		push @b, "$from lengkap -> $into" if $was && ($was->{lengkap} // '') eq $into && $why ne 'time-over';
		if (my $e = $s->{akhir}{$into}) {
			push @b, "akhir $into";
			push @b, 'akhir ' . $into . ' lanjut ' . (diverted($s, $into) ? 'yang disebut' : $_) for @{$x->{continue}};
			push @b, "akhir $into sertifikat $e->{sertifikat}" if $e->{sertifikat} && $x->{cert};
			for my $k (@{$e->{kirim}}) {
				push @b, "akhir $into kirim $k->{surat}" . ($x->{mail}{$k->{surat}} ? '' : $k->{bila} ? ": tidak $k->{bila}" : ' MISSING');
			}
		} elsif (my $n = $s->{tahap}{$into}) {
			push @b, map { "$into kirim $_->{surat}" } grep { $x->{mail}{$_->{surat}} } @{$n->{kirim}};
			push @b, "$into panggil $n->{panggil}" if $n->{panggil} && $x->{owed}{$n->{panggil}};
			push @b, "$into tanya $n->{tanya}" if $n->{tanya} && $x->{mail}{$n->{tanya}};
		}
	}
	push @b, "akhir $_->[0] buka $_->[1]" for @{$x->{reopen}};
	return @b if !$t;
	push @b, "$id tanya $t->{tanya}" if $why eq 'a-person-does-it' && $x->{mail}{$t->{tanya}};
	push @b, "$id tanpa -> $to" if $why eq 'status-not-to-be-had';
	push @b, "$id lain -> $to" if $why eq 'other-status';
	push @b, "$id selesai -> $to" if $why eq 'called' || $why eq 'case-ended' && $to eq $t->{selesai};
	push @b, "$id lain -> $to" if $why eq 'case-ended' && $to eq $t->{lain};
	push @b, "$id pengingat $t->{pengingat}" if $why eq 'reminded-of-certificate' && $x->{mail}{$t->{pengingat}};
	push @b, "$id pantau: asked again without news" if $why eq 'status-not-yet';
	push @b, "$id kabar $x->{notice}" if $why =~ /^notice-(asks|looks)$/ && $x->{notice};
	push @b, map { status_name($id, $_) } grep { $_->{kata} eq ($word // '') && $_->{ke} eq $to } @{$t->{status}} if $why =~ /^(status|new-certificate)$/;
	if (defined $x->{batas}) {
		my $l = $t->{batas}[$x->{batas}];
		my $did = $l->{ke} ? $why eq 'time-over' && $to eq $l->{ke}
			: $l->{tanya} ? $why eq 'asked-again' && $x->{mail}{$l->{tanya}} : $why eq 'reminded' && $x->{mail}{$l->{surat}};
		push @b, batas_name($id, $l) . (!$did ? ' NOT DONE' : $fired->{$x->{batas}}++ ? ', ulang' : '');
	}
	for my $j (@{$t->{jawaban}}) {
		my $is = $j->{arti} eq 'later' ? $why eq 'postponed' : $j->{arti} eq 'data' ? $why eq 'data-corrected' : $x->{answer}{$j->{arti}};
		next if !$is;
		my $over = $j->{kali} && $to eq $j->{lewat};
		push @b, "$id jawaban $j->{arti}" . ($over ? " lewat $j->{kali} kali -> $to" : $to ne '' ? " -> $to" : '');
	}
	return @b;
}

sub branches {
	my @sop = sops();
	my (%count, @all, %refused);
	for my $s (@sop) {
		push @all, map { "$s->{service}: $_" } all_branches($s);
	}
	for my $d (@_) {
		for my $s (@sop) {
			my (%turn, %word, %fired, %timer);
			my $done = sub {
				my ($case) = @_;
				my $x = delete $turn{$case} or return;
				$fired{$case} = {} if @{$x->{step}} && !defined $x->{batas};
				for (taken($s, $x, $word{$case}, $fired{$case} //= {})) {
					$count{"$s->{service}: $_"}++;
				}
				$fired{$case} = {} if @{$x->{step}};
			};
			for (rows($d, "SELECT j.kind, j.case_id, j.code, j.code2, j.n, m.header_id FROM journal AS j JOIN cases AS c ON c.id = j.case_id
				LEFT JOIN message_data AS m ON m.message_id = j.message_id WHERE c.service = '$s->{service}' ORDER BY j.seq")) {
				my ($kind, $case, $code, $code2, $n, $header) = @$_;
				# told in one mail with reminders of other cases
				if ($kind eq 'timer.together') {
					$done->($case);
					my $l = $s->{tahap}{$code}{batas}[$n];
					$count{"$s->{service}: " . batas_name($code, $l) . ($fired{$case}{$n}++ ? ', ulang' : '')}++;
					next;
				}
				# an outcome `withdrawn` belongs to the turn that left the tahap
				if ($kind =~ /^(case\.event|timer\.fire)$/ || $kind eq 'ams.outcome' && $code2 ne 'withdrawn') {
					$done->($case);
					$timer{$case} = $n if $kind eq 'timer.fire';
					$word{$case} = $code2 if $kind eq 'ams.outcome' && $code eq 'status';
					$refused{$code2}++ if $kind eq 'ams.outcome' && $code ne 'status';
					$turn{$case} = { why => $code, tahap => $code2, batas => delete $timer{$case}, step => [], reopen => [], continue => [],
						notice => $header =~ /^kabar\.([a-z-]+)\./ ? $1 : undef } if $kind eq 'case.event';
					next;
				}
				my $x = $turn{$case} or next;
				push @{$x->{step}}, [$code, $code2] if $kind =~ /^case\.(step|close)$/;
				push @{$x->{reopen}}, [$code, $code2] if $kind eq 'case.reopen';
				push @{$x->{continue}}, $code if $kind eq 'case.continue';
				$x->{mail}{$code} = 1 if $kind eq 'mail.owed';
				$x->{owed}{$code} = 1 if $kind eq 'ams.owed';
				$x->{answer}{$code2} = 1 if $kind eq 'task.close' && $code eq 'answered';
				$x->{cert} = 1 if $kind =~ /^cert\.(add|release)$/;
			}
			$done->($_) for keys %turn;
		}
	}
	my %known = map { $_ => 1 } @all;
	printf "%d %s\n", $count{$_} // 0, $_ for @all;
	print "! $count{$_} $_: the file has no such branch\n" for sort grep { !$known{$_} } keys %count;
	print "= $_ $refused{$_}\n" for sort keys %refused;
}
