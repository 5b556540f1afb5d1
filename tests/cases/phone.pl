#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Mails by their template (the number of the outbox row stands in each Message-ID), and how they read on a phone.
#   phone.pl find OUTBOX ROOT ADDRESS [NUMBER [TEMPLATE]]   the last mail to ADDRESS of that case and template; nothing when there is none
#   phone.pl judge OUTBOX ROOT TOP                          every mail that was sent against the rules below: `CHECK TEMPLATE NUMBER: what`
#                                                           for each miss; last `seen TEMPLATE COUNT LONGEST` (lines above the answer words)
# A screen is 26 lines of 42 columns. Above the answer words (or "Hormat kami,", or a letter to be copied) everything fits one screen, with one exception:
# a to-do of an official lists the data that she would else have to look up, and its files. There the prose without that list fits one
# screen, what is asked stands above the list within 12 lines, and all of it fits one and a half screens and two lines for
# each file. The words of people («...», after > and Catatan:) are theirs and not judged as our Indonesian.
use strict;
use warnings;
use utf8;
use Encode qw(decode);
use MIME::Base64 qw(decode_base64);
use MIME::QuotedPrint qw(decode_qp);

use constant { COLUMNS => 42, LINES => 26, TODO_LINES => 39, ASKED_BY => 12, SENTENCE => 32 };
binmode STDOUT, ':utf8';

my ($verb, $outbox, $root, @arg) = @ARGV;
my %row;
open(my $f, '<', $outbox) or die "$outbox: $!\n";
while (<$f>) {
	my %m = map { /^"(\w+)":"?(.*?)"?$/ ? ($1, $2) : () } /"\w+":(?:"(?:[^"\\]|\\.)*"|[^,}]*)/g;
	$row{$m{id}} = \%m if ($m{kind} // '') eq 'mail' && $m{state} eq 'sent';
}
my %file;
for my $path (glob("\"$root/*/Maildir/\"{new,cur}\"/*\"")) {
	open(my $m, '<', $path) or next;
	my $head = do { local $/ = "\n\n"; my $h = <$m>; $h =~ s/\r//gr };
	next if $head !~ /^Message-ID:\s*<(?:(\d+)\.[^.@>]+|[^.@>]+\.(\d+))@/mi;
	my $id = $1 // $2;
	next if !$row{$id} || $path !~ m{/\Q$row{$id}{to}\E/};
	$head =~ s/\n[ \t]+/ /g;
	$file{$id} = $path;
	($row{$id}{number}) = $head =~ /^Subject:.*?(TTE-\d{4}-\d{6})/m;
}
my @ids = sort { $a <=> $b } keys %file;
if ($verb eq 'find') {
	my ($to, $number, $what) = @arg;
	@ids = grep { lc $row{$_}{to} eq lc $to } @ids;
	@ids = grep { ($row{$_}{number} // '') eq $number } @ids if $number;
	@ids = grep { $row{$_}{what} eq $what } @ids if $what;
	print "$file{$ids[-1]}\n" if @ids;
	exit 0;
}

# What each mail must say of what comes next: who does what and by when, or what its reader is to do. A template without a row is a miss.
my $day = qr/(?:Senin|Selasa|Rabu|Kamis|Jumat), \d+ \w+/;
my $today = qr/hari ini/;
my $until = qr/sampai \d+ hari kerja sejak $day/;
my $new = qr/kirim (?:surat|permohonan) baru/;
my $reopen = qr/[Bb]alas surat ini[^.]* kapan saja.*buka kembali/s;
my $answer = qr/[Bb]alas/;
my $rest = qr/Bapak\/Ibu tidak perlu/;
my %next = (
	(map { $_ => [$today, $answer] } qw(periksa atur-ulang bermasalah pembaharuan-bermasalah ubah-data verifikasi ingat-tugas
		disposisi periksa-berkas ams-perbarui ams-daftar ams-validasi ams-setujui ams-cabut buat-email catat-data kendala lepas)),
	(map { $_ => [$answer] } qw(konfirmasi konfirmasi-batal tanya-alasan yang-mana menu terusan kurang-isian)),
	(map { $_ => [qr/belum ada yang kami jalankan/, $answer] } qw(tidak-paham bukan-itu)),
	(map { $_ => [$until, $answer] } qw(kurang-berkas ingat-berkas petunjuk saran tanya-sudah ajukan terbit cek-nomor)),
	(map { $_ => [qr/Langkah Bapak\/Ibu/, $answer] } qw(periksa-data pengingat)),
	(map { $_ => [qr/Balas BATAL bila keliru/] } qw(disposisi-dibaca dicatat)),
	'kode-terlihat' => [qr/tidak perlu dibalas/], 'dijawab-rekan' => [$rest], 'rahasia-terkirim' => [qr/segera diganti/], 'formulir-terkirim' => [qr/tidak perlu dibalas/],
	(map { $_ => [qr/1\. .*2\. /s, $answer] } qw(aktivasi setel-passphrase persetujuan-data verifikasi-hp)),
	'diterima-surat' => [qr/Berikutnya: /, $answer],
	'masa-pembaruan' => [qr/Belum ada yang perlu dilakukan/, $answer],
	diterima => [qr/Berikutnya: .*perkiraan selesai $day/, $rest],
	'diteruskan-petugas' => [qr/Berikutnya: petugas .*(?:jam kerja|$day)/, $rest],
	(map { $_ => [qr/perkiraan selesai $day|[Mm]enunggu (?:balasan Bapak\/Ibu|pemohon)|ditutup/, qr/$rest|$answer|$new|pemohon/] } qw(status sambung)),
	'sudah-dijawab' => [qr/Sekarang|sudah ditutup/], ditarik => [qr/kami kirim lagi.*dibalas/s],
	(map { $_ => [qr/[Mm]ohon/, qr/tidak perlu dibalas/, qr/hari ini/] } qw(eskalasi telepon)),
	'tidak-bisa-ditarik' => [qr/mohon dilakukan langsung di AMS/],
	(map { $_ => [$new] } qw(selesai ditolak dibatalkan dilepas masih-berlaku pembaharuan-selesai terbit-selesai data-selesai cabut-selesai akun-selesai email-selesai)),
	(map { $_ => [$reopen] } qw(tidak-dilengkapi tidak-ditanggapi tanpa-konfirmasi pembaharuan-tanpa-konfirmasi)),
	pertanyaan => [qr/sampaikan apa adanya/, $answer], 'pertanyaan-diteruskan' => [qr/Jawabannya kami kirim/, qr/petugas/],
	'jawaban-petugas' => [$answer],
	'dikerjakan' => [qr/tidak perlu dijawab lagi/, qr/sudah dikerjakan di AMS oleh Bapak\/Ibu\?/],
	'sudah-diperbarui' => [qr/tidak perlu di(?:kerjakan|jawab) lagi/], 'sertifikat-belum-pasti' => [qr/tetap berjalan/, qr/dijawab seperti biasa/],
	'eskalasi-bsre' => [qr/Mohon ditanyakan/, qr/tidak perlu dibalas/],
	'dialihkan-pembaharuan' => [$rest, qr/petunjuknya menyusul/], 'dialihkan-lain' => [$rest, qr/petunjuknya menyusul|petugas menghubungi/],
	dialihkan => [$rest, qr/petunjuknya menyusul/],
);

# After how many office days the SOP goes on without an answer to each template.
my %days;
for my $sop (glob("$arg[0]/rules/sop/*/*.xml")) {
	open(my $x, '<:utf8', $sop) or die "$sop: $!\n";
	my $xml = do { local $/; <$x> };
	while ($xml =~ m{<tahap ([^>]*)>(.*?)</tahap>}sg) {
		my ($at, $in) = ($1, $2);
		my @end = $in =~ /<batas hari="(\d+)" ke=/g or next;
		$days{$_}{$end[-1]} = 1 for "$at $in" =~ /(?:tanya|surat|pengingat)="([^"]*)"/g;
	}
}

my (%seen, %longest, $what, $told);
sub miss { print "$_[0] $what $told: $_[1]\n" }
for my $id (@ids) {
	my $m = $row{$id};
	next if $m->{what} =~ /^(formulir-bsre|peran-beralih|kepala-jurnal|laporan|pulih|sertifikat-(?:lama|opd|tak-sampai)|lepas-opd|berakhir|berakhir-dicatat|redaksi-baru)$/;	# no reader on a phone; about no case (roles.t)
	open(my $f, '<:raw', $file{$id}) or die "$file{$id}: $!\n";
	my $raw = do { local $/; <$f> } =~ s/\r\n/\n/gr;
	my $subject = decode('MIME-Header', ($raw =~ /^Subject:[ \t]*(.*(?:\n[ \t].*)*)/m)[0] // '') =~ s/\n[ \t]+/ /gr;
	my $text = part($raw, 'text/plain');
	my $html = part($raw, 'text/html');
	my $official = $m->{to} =~ /^(?:nurul|admin|hasan|yusuf|ratna|maya)@/ || ($m->{to} =~ /^lina@/ && $m->{what} =~ /disposisi|status|dijawab|konfirmasi|tidak|bukan|sudah|tanya|terusan/);
	my $asks = $text =~ /^Kode: [A-Z2-7]{4}-/m;
	($what, $told) = ($m->{what}, $m->{number} // '-');
	$seen{$what}++;

	# length
	my ($above) = split /^(?:Cukup balas surat ini dengan salah satu kata|Hormat kami,|\*{0,2}Untuk disalin,)/m, $text;
	$above =~ s/\s+\z//;
	my @lines = wrapped($above);
	my $data = join '', $above =~ /^(- (?:Nama|Email dinas|NIP|NIK|Status di AMS|Jabatan|Unit kerja|HP|Berkas): .*\n)/mg;
	if ($data =~ /^- Nama: /) {
		my $files = () = $data =~ /^- Berkas:/mg;
		my ($before) = split /^- Nama: /m, $above;
		my $prose = @lines - wrapped($data);
		miss('length', "$prose lines beside the data") if $prose > LINES;
		miss('length', @lines . " lines with $files files") if @lines > TODO_LINES + 2 * $files;
		miss('length', 'asked only after ' . wrapped($before) . ' lines') if wrapped($before) > ASKED_BY;
	} elsif (@lines > LINES) {
		miss('length', @lines . ' lines');
	}
	$longest{$what} = @lines if @lines > ($longest{$what} // 0);

	# the first lines
	my ($greeting, $first) = $above =~ /\A(.*)\n\n(.*)/ or miss('first', 'no greeting of its own line');
	my $service = qr/reset passphrase|sertifikat elektronik|[Ll]ayanan/;
	my $opens = join ' ', grep { defined } (wrapped($first))[0 .. 2];
	miss('first', "does not say what it is about: $opens") if $opens !~ /$service|TTE-\d/ && ($told ne '-' || $opens !~ /permohonan/i);
	miss('first', 'the number is not in the first paragraph') if $told ne '-' && $first !~ /\Q$told\E/;
	miss('greeting', "to an applicant: $greeting") if !$official && $greeting !~ /^Yth\. Bapak\/Ibu.*,$/;
	miss('greeting', "asks an official: $greeting") if $official && $asks && $greeting ne 'Cukup balas surat ini, jangan diteruskan.';
	miss('greeting', "asks nothing: $greeting") if $official && !$asks && $greeting !~ /^Yth\. /;

	# the subject, and the numbers of persons
	miss('subject', $subject) if $subject !~ ($text =~ /TTE-\d/ && $told ne '-' ? qr/^\[\Q$told\E\] \S/ : qr/^\S.{10}/);
	miss('subject', "in the text, not in the subject: $1") if $told eq '-' && $what ne 'yang-mana' && $text =~ /(TTE-\d{4}-\d{6})/;
	for ([subject => $subject], [text => $text], [html => $html =~ s/<[^>]*>//gr]) {
		my ($where, $all) = ($_->[0], $_->[1] =~ s/(?<=\d)[ .-](?=\d)//gr);
		miss('numbers', "a NIK in the $where") if $all =~ /(?<!\d)\d{16}(?!\d)/ || $all =~ /NIK\W+\d{5}/;
		miss('numbers', "a NIP in the $where") if $all =~ /(?<!\d)\d{18}(?!\d)/ && (!$official || $where eq 'subject');
	}

	# what comes next
	my $rows = $next{$what} or miss('next', 'no row in phone.pl says what it must tell');
	$above =~ /$_/ or miss('next', "not found: $_") for @{$rows // []};
	miss('next', "$1 office days are not what the SOP says") for grep { !$days{$what}{$_} } $above =~ /sampai (\d+) hari kerja/g;

	# form
	miss('form', 'a mark of the template') if "$subject$text$html" =~ /\{\{|\}\}|\x{E000}/;
	miss('form', 'two blank lines') if $text =~ /\n[ \t]*\n[ \t]*\n/;
	miss('form', "an empty item: $1") if $text =~ /^([ \t]*(?:[-*]|\d+\.)[ \t]*)$/m && $1 ne '--';
	miss('form', "a mark: $1") if "$subject\n$above" =~ /(.{0,20}(?: [,;:?)]| \.(?!\.)|\( |[,;:]\.|[^.]\.\.(?!\.)|,,).{0,10})/;
	my $ours = $above =~ s/«[^»]*»|^(?:>|Catatan:).*$//mgr =~ s/^- .*$//mgr;
	miss('form', "an English word: $1") if "$subject\n$ours" =~ /\b(the|your|you|please|click|reply|request|submit|deadline|upload|download|update|ticket|case|
		error|failed|done|approved?|pending|link|login|password|user|account|attachment|reminder|feedback|urgent)\b/xi;
	for (split /(?<=[.?!:])\s+(?=[A-Z0-9])/, $ours =~ s/\b(?:a\.n|Yth|S\.\w+|M\.\w+|A\.\w+\.\w+)\.//gr) {
		my $words = () = /\S+/g;
		miss('form', "a sentence of $words words: " . s/\n/ /gr) if $words > SENTENCE;
	}
}
print "seen $_ $seen{$_} $longest{$_}\n" for sort keys %seen;

# Lines on the screen: words are kept whole, items go on below their text.
sub wrapped {
	my @out;
	for my $line (split /\n/, $_[0]) {
		my $hang = $line =~ /^((?:[-*]|\d+\.) )/ ? ' ' x length $1 : '';
		my $now = '';
		for my $word (split / /, $line) {
			if ($now ne '' && length("$now $word") > COLUMNS) { push @out, $now; $now = "$hang$word" } else { $now .= $now eq '' ? $word : " $word" }
		}
		push @out, $now;
	}
	return @out;
}

# The first part of that type, decoded. Our own mails only: the coding stands below the type, boundaries begin with =_.
sub part {
	my ($raw, $type) = @_;
	my ($head, $body) = $raw =~ /^Content-Type: *\Q$type\E[^\n]*\n((?:[^\n]+\n)*)\n(.*?)(?=^--=_|\z)/ims or return '';
	my $coding = lc(($head =~ /Content-Transfer-Encoding: *(\S+)/i)[0] // '7bit');
	return decode('UTF-8', $coding eq 'base64' ? decode_base64($body) : $coding eq 'quoted-printable' ? decode_qp($body) : $body);
}
