#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Letters for tests/cases/attacks.t: true answers as ten mail programs write them, and answers in which exactly one thing is not right.
#   letters.pl people N                       people.csv of N applicants
#   letters.pl requests N DIR                 a complete request of each, DIR/0001.eml ...
#   letters.pl answers WORD DIR DATE FILE...  a true answer WORD to each mail FILE, by who got it
#   letters.pl forged N SEED DIR DATE FILE... N answers to the mails FILE in turn, none of which may count; prints "NAME KIND"
#   letters.pl replays N SEED DIR DATE LETTER...  N repetitions of true answers that have counted
# All letters are made by tests/rig/reply.pl and then changed, so that nothing but the one thing differs.
use strict;
use warnings;
use utf8;
use Encode qw(encode decode);
use File::Basename qw(dirname);

my ($verb, @arg) = @ARGV;
my $reply = dirname($0) . '/../rig/reply.pl';
my $reader = dirname($0) . '/../rig/mail.pl';
my @clients = qw(gmail outlook roundcube thunderbird iphone zimbra yahoo sogo samsung applemail);
binmode STDOUT, ':utf8';
my %verb = (people => \&people, requests => \&requests, answers => \&answers, forged => \&forged, replays => \&replays);

sub out { my ($dir, $n, $bytes) = @_; my $name = sprintf '%s/%04d.eml', $dir, $n; open(my $f, '>:raw', $name) or die "$name: $!\n"; print $f $bytes; close $f; return $name }
sub nip { sprintf '19800101200501%04d', 1000 + $_[0] }
sub people {
	print "nama;nip;nik;email;hp;jabatan;unit_kerja\n";
	printf "Pegawai Uji %d;%s;6305051201780%03d;pegawai%d\@tapinkab.go.id;;Staf;Dinas Uji\n", $_, nip($_), $_, $_ for 1 .. $_[0];
}
sub run { my @c = map { encode('UTF-8', $_) } @_; open(my $p, '-|', 'perl', @c) or die; local $/; my $got = <$p>; close $p or die "@_\n"; return $got }
sub head { my ($file, $name) = @_; my $v = run($reader, 'header', $name, $file); chomp $v; return $v }

sub requests {
	my ($n, $dir) = @_;
	for my $i (1 .. $n) {
		out($dir, $i, run($reply, '--new', '--from', "pegawai$i\@tapinkab.go.id", '--name', "Pegawai Uji $i", '--to', 'tte@tapinkab.go.id', '--subject', 'Permohonan lupa passphrase TTE',
			'--attach', "$dir/Surat Pernyataan.pdf", "Yth. Admin TTE,\n\nSaya lupa passphrase TTE saya, mohon direset.\n\nNama: Pegawai Uji $i\nNIP: " . nip($i) . "\n\nTerima kasih"));
	}
}

# What people put around a word: nothing, a greeting, thanks, a full stop, small letters.
my @around = ('%s', "Selamat pagi,\n\n%s\n\nTerima kasih", '%s.', "Yth. Admin TTE\n%s", "%s\n\nSalam,\nPetugas", "%s\nterima kasih", "Assalamualaikum\n\n%s");
sub answers {
	my ($word, $dir, $date, @file) = @_;
	my $n = 0;
	for my $file (@file) {
		my ($who) = head($file, 'To') =~ /([\w.]+\@[\w.]+)/;
		my $text = sprintf $around[$n % @around], $n % 5 == 3 ? ucfirst lc $word : $word;
		out($dir, ++$n, run($reply, '--from', $who, '--client', $clients[$n % @clients], '--lang', $n % 4 == 3 ? 'en' : 'id', '--date', $date, $n % 3 == 2 ? '--html-only' : (), $file, $text));
	}
}

# ---- one thing is wrong
my ($file, $date, $client, $other);
sub by { my ($from, $text, @opt) = @_; return run($reply, '--from', $from, '--client', $client, '--date', $date, @opt, $file, $text) }
sub header { my ($letter, $name, $value) = @_; $letter =~ s/^\Q$name\E: [^\n]*(?:\n[ \t][^\n]*)*/$name: $value/m; return $letter }
sub without_code { my ($letter) = @_; $letter =~ s/\b[A-Z2-7]{4}(?:=\n)?(?:-(?:=\n)?(?:[A-Z2-7](?:=\n)?){4}){3}/dicoret/g; $letter =~ s/^(In-Reply-To|References): [^\n]*(?:\n[ \t][^\n]*)*\n//mg; return $letter }
my $true = 'nurul@tapinkab.go.id';
sub plain {
	my ($body, $type) = @_;
	my $code = run($reader, 'code', $file); chomp $code;
	my $id = run($reader, 'id', $file); chomp $id;
	return encode('UTF-8', "From: Nurul Huda <$true>\nTo: tte\@tapinkab.go.id\nSubject: Re: Tugas\nDate: Mon, 23 Nov 2026 09:00:00 +0800\nMessage-ID: <" . int(rand 1e9) . ".p\@tapinkab.go.id>\nIn-Reply-To: $id\n"
		. "MIME-Version: 1.0\nContent-Type: " . ($type // 'text/plain') . "; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n") . encode('UTF-8', $body =~ s/\{kode\}/$code/gr);
}
my @near = ('SETUJU?', 'belum bisa SETUJU', 'jangan SETUJU dulu', 'SETUJU jika berkasnya lengkap', 'apakah sudah SETUJU', 'SETUJU atau TOLAK ya?', 'kalau boleh SETUJU', 'nanti saya SETUJU',
	'SETUJU untuk yang kemarin saja', 'bukan SETUJU', 'tidak dapat kami SETUJU', 'SETUJU tidak ya', 'seandainya SETUJU bagaimana', 'mohon petunjuk, SETUJU atau tidak', 'yang tadi SETUJU itu keliru',
	'siapa yang SETUJU?', 'SETUJU, tapi tunggu dulu', 'batal SETUJU', 'SETUJU 1 dan 2 saja', 'not APPROVE', 'please do not APPROVE', 'APPROVE?', 'cannot APPROVE yet', 'APPROVE if complete');
my @unicode = ("S\x{200b}ETUJU", "\x{202e}UJUTES", "\x{405}ETUJU", "SETU\x{408}U", "\x{ff33}\x{ff25}\x{ff34}\x{ff35}\x{ff2a}\x{ff35}", "\x{1d412}ETUJU", "SETUJU\x{301}", "S\x{00ad}ETUJU x", "\x{24c8}ETUJU", "SET\x{3a5}JU");
my @kinds = (
	[other => sub { by('budi@tapinkab.go.id', 'SETUJU') }],
	[owner => sub { by("pegawai1\@tapinkab.go.id", 'SETUJU') }],
	[outside => sub { by('orang@luar.example', 'SETUJU') }],
	[outside_name => sub { by('orang@luar.example', 'SETUJU', '--name', "Nurul Huda ($true)") }],
	[look_alike => sub { by('nurul@tapinkab-go.id.example', 'SETUJU') }],
	[sub_domain => sub { by('nurul@mail.tapinkab.go.id', 'SETUJU') }],
	[plus_address => sub { by('nurul+x@tapinkab.go.id', 'SETUJU') }],
	[two_from => sub { header(by('orang@luar.example', 'SETUJU'), 'From', "$true, orang\@luar.example") }],
	[two_from_fields => sub { "From: $true\n" . by('orang@luar.example', 'SETUJU') }],
	[group_from => sub { header(by('orang@luar.example', 'SETUJU'), 'From', "Petugas: $true, orang\@luar.example;") }],
	[no_from => sub { my $l = by($true, 'SETUJU'); $l =~ s/^From: [^\n]*\n//m; $l }],
	[name_address => sub { header(by('orang@luar.example', 'SETUJU'), 'From', "\"$true\" <orang\@luar.example>") }],
	[comment_from => sub { header(by('orang@luar.example', 'SETUJU'), 'From', "orang\@luar.example ($true)") }],
	[coded_from => sub { header(by('orang@luar.example', 'SETUJU'), 'From', '=?utf-8?q?nurul=40tapinkab=2Ego=2Eid?= <orang@luar.example>') }],
	[homograph => sub { header(by('orang@luar.example', 'SETUJU'), 'From', encode('UTF-8', "nur\x{443}l\@tapinkab.go.id")) }],
	[sender => sub { "Sender: $true\n" . by('orang@luar.example', 'SETUJU') }],
	[reply_to => sub { "Reply-To: $true\n" . by('orang@luar.example', 'SETUJU') }],
	[no_code => sub { without_code(by($true, 'SETUJU', '--no-quote', '--subject', 'Re: Tugas')) }],
	[made_up => sub { my $l = without_code(by($true, 'SETUJU', '--no-quote', '--subject', 'Re: Tugas ABCD-EFGH-IJKL-MNOP')); $l }],
	[one_letter => sub { my $l = plain("SETUJU\n\nKode: {kode}\n"); $l =~ s/^In-Reply-To: [^\n]*\n//m; $l =~ s/^Kode: (.)/'Kode: ' . ($1 eq 'A' ? 'B' : 'A')/me; $l }],
	[half_code => sub { my $l = plain("SETUJU\n\nKode: {kode}\n"); $l =~ s/^In-Reply-To: [^\n]*\n//m; $l =~ s/^(Kode: [^-]*-[^-]*)-.*/$1/m; $l }],
	[case_number => sub { my $l = plain("SETUJU\n"); my $s = head($file, 'Subject'); $l =~ s/^In-Reply-To: [^\n]*\n//m; header($l, 'Subject', 'Re: ' . (($s =~ /(TTE-\d+-\d+)/)[0] // 'TTE-2026-000001')) }],
	[quoted => sub { plain("Terima kasih\n\n> SETUJU\n> Kode: {kode}\n") }],
	[quoted_only => sub { plain("> SETUJU\n> Kode: {kode}\n") }],
	[forwarded => sub { plain("Mohon dilihat\n\n---------- Forwarded message ---------\nFrom: Nurul\n\nSETUJU\nKode: {kode}\n") }],
	[signature => sub { plain("Baik, saya lihat dulu\n\n-- \nSETUJU\nKode: {kode}\n") }],
	[subject => sub { my $l = plain("Saya lihat dulu ya\n\nKode: {kode}\n"); header($l, 'Subject', 'SETUJU') }],
	[html_comment => sub { plain("<html><body><!-- SETUJU --><p>Sebentar ya</p><p>{kode}</p></body></html>", 'text/html') }],
	[hidden => sub { plain("<html><body><p style=\"display:none\">SETUJU</p><p>Sebentar ya</p><p>{kode}</p></body></html>", 'text/html') }],
	[parts_differ => sub { plain("--b\nContent-Type: text/plain\n\nTOLAK berkas tidak lengkap {kode}\n--b\nContent-Type: text/html\n\n<p>SETUJU</p>\n--b--\n", 'multipart/alternative; boundary=b') }],
	[attachment => sub { plain("--b\nContent-Type: text/plain\n\nTerlampir {kode}\n--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nSETUJU\n--b--\n", 'multipart/mixed; boundary=b') }],
	[attached_mail => sub { plain("--b\nContent-Type: text/plain\n\nTerlampir {kode}\n--b\nContent-Type: message/rfc822\n\nFrom: $true\nSubject: x\n\nSETUJU\n--b--\n", 'multipart/mixed; boundary=b') }],
	(map { my $t = $_; [near => sub { by($true, $t) }] } @near),
	(map { my $t = $_; [unicode => sub { plain("$t\n\nKode: {kode}\n") }] } @unicode),
	[stolen_thread => sub { my $l = by('dewi@tapinkab.go.id', 'SETUJU'); $l }],
	[stolen_new => sub { my $l = plain("SETUJU\n\nKode: {kode}\n"); header($l, 'From', 'joko@tapinkab.go.id') }],
	[helpdesk => sub { by('admin@tapinkab.go.id', 'SETUJU') }],
	# robots, of other addresses: his own would say that he is away
	[auto => sub { by($true, 'SETUJU', '--no-thread', '--auto') }],
	[auto_list => sub { by($true, 'SETUJU', '--no-thread', '--header', 'List-Id: <x.tapinkab.go.id>') }],
	[auto_bulk => sub { by($true, 'SETUJU', '--no-thread', '--header', 'Precedence: bulk') }],
	[auto_reply => sub { by($true, 'SETUJU', '--no-thread', '--header', 'X-Autoreply: yes') }],
	[auto_subject => sub { by($true, 'SETUJU', '--no-thread', '--subject', 'Balasan otomatis: Tugas') }],
	[auto_null => sub { my $l = by($true, 'SETUJU', '--no-thread'); "Return-Path: <>\n$l" }],
	[auto_daemon => sub { by('MAILER-DAEMON@tapinkab.go.id', 'SETUJU') }],
	[auto_noreply => sub { by('noreply@tapinkab.go.id', 'SETUJU') }],
);
sub forged {
	my ($n, $seed, $dir, $d, @file) = @_;
	srand $seed;
	$date = $d;
	for my $i (0 .. $n - 1) {
		# few: spread over all kinds
		my $kind = $kinds[$n < @kinds ? int($i * @kinds / $n) : $i % @kinds];
		$file = $file[($i + int($i / @kinds)) % @file];
		$client = $clients[($i + $seed) % @clients];
		printf "%s %s\n", out($dir, $i + 1, $kind->[1]->()), $kind->[0];
	}
}

# A letter that has counted: as it is, under another id, of another day, in another thread, from others.
my $again = 0;
my @again = (
	[same => sub { $_[0] }],
	[new_id => sub { header($_[0], 'Message-ID', '<' . int(rand 1e9) . '.r@tapinkab.go.id>') }],
	[new_date => sub { header(header($_[0], 'Message-ID', '<' . int(rand 1e9) . '.r@tapinkab.go.id>'), 'Date', 'Tue, 24 Nov 2026 09:00:00 +0800') }],
	[other_thread => sub { my ($l, $o) = @_; my ($id) = $o =~ /^In-Reply-To: ([^\n]*)/m; header(header(header($l, 'In-Reply-To', $id), 'References', $id), 'Message-ID', '<' . int(rand 1e9) . '.r@tapinkab.go.id>') }],
	[by_other => sub { header(header($_[0], 'From', 'budi@tapinkab.go.id'), 'Message-ID', '<' . int(rand 1e9) . '.r@tapinkab.go.id>') }],
	[by_outside => sub { header(header($_[0], 'From', "\"$true\" <orang\@luar.example>"), 'Message-ID', '<' . int(rand 1e9) . '.r@tapinkab.go.id>') }],
);
sub replays {
	my ($n, $seed, $dir, $d, @letter) = @_;
	srand $seed;
	for my $i (0 .. $n - 1) {
		my @bytes = map { open(my $f, '<:raw', $_) or die; local $/; <$f> } @letter[$i % @letter, ($i + 1) % @letter];
		my $kind = $again[$i % @again];
		printf "%s %s\n", out($dir, $i + 1, $kind->[1]->(@bytes)), $kind->[0];
	}
}
($verb{$verb // ''} // die "letters.pl: verb?\n")->(@arg);
