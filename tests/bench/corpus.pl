#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Letters for the benchmark, from invented people, the same ones for the same seed, straight into a maildir (tmp + rename, INTERNALDATE by
# mtime): 60 % requests with a PDF, 20 % replies, 15 % notices in the manner of AMS, 5 % odd ones. Each letter is noted in a list with
# what has to become of it, so that a run is checked against what was written and not against itself.
#   corpus.pl people  [options]    CSV for `loket person import` on stdout: the verifikator, and every second applicant
#   corpus.pl prepare [options]    the requests whose answers (found in --mail) the replies will quote
#   corpus.pl mixed   [options]    the N letters
#     --letters N --seed S --maildir DIR --mail DIR --list FILE --start EPOCH --owner UID:GID
# The list: `name TAB kind TAB outcome TAB reason TAB template=count,... TAB steps`, in the order of arrival; steps: how often a case moves.
# Replies quote real mails of loket: an approval needs the code of its question, a missing document the thread of its case.
use strict;
use warnings;
use Encode qw(encode);
use Getopt::Long;
use MIME::Base64 qw(encode_base64 decode_base64);
use MIME::QuotedPrint qw(encode_qp decode_qp);
use POSIX qw(strftime);

my %o = (letters => 2000, seed => 138, start => 0, owner => '');
my $verb = shift // '';
GetOptions(\%o, qw(letters=i seed=i maildir=s mail=s list=s start=i owner=s)) or exit 64;
srand($o{seed} * 8 + length $verb);	# another stream for each verb, the same at each run

my $OFFICE = 'tte@tapinkab.go.id';
my $VERIFIKATOR = 'nurul@tapinkab.go.id';
my @FIRST = qw(Ahmad Budiman Citra Darmawati Erlina Fathul Gusti Hamidah Ilham Juwairiyah Kaspul Lailatul Mahdalena Noorhayati Oktavia
	Purnama Qamariah Rusdiansyah Salasiah Taufik Umi Wahyuni Yuliana Zainuddin);
my @LAST = qw(Anshari Badaruddin Cahyani Fitriana Gazali Hidayanti Ismail Khairunnisa Maulida Nafarin Paramitha Rahmadi Suriansyah
	Thamrin Wardhani Zulaikha);
my @UNIT = ('Dinas Sosial', 'Dinas Kesehatan', 'Kecamatan Tapin Utara', 'Badan Keuangan dan Aset Daerah', 'Dinas Pendidikan', 'Inspektorat');
my @JABATAN = ('Kasubbag Umum', 'Analis Kepegawaian', 'Bendahara Pengeluaran', 'Sekretaris', 'Kepala Seksi Pelayanan', 'Pranata Komputer');

my %share = shares($o{letters});
my $serial = 0;

# How many of each; the replies are half approvals, a quarter documents, a quarter words in the thread.
sub shares {
	my ($n) = @_;
	my %s = (request => int($n * .6), reply => int($n * .2), notice => int($n * .15));
	$s{odd} = $n - $s{request} - $s{reply} - $s{notice};
	$s{approve} = int($s{reply} / 2);
	$s{document} = int($s{reply} / 4);
	$s{chat} = $s{reply} - $s{approve} - $s{document};
	$s{asked} = int($s{notice} / 10) || 1;	# notices that concern an open case
	return %s;
}

# The i-th person is the same whoever asks: two streams of people, `p` of the preparation and `m` of the mixed letters.
sub person {
	my ($stream, $i) = @_;
	my $k = $i * 2 + ($stream eq 'p');
	my ($first, $last) = ($FIRST[$k % @FIRST], $LAST[int($k / @FIRST) % @LAST]);
	my @born = (1968 + $k % 28, 1 + int($k / 28) % 12, 1 + int($k / 336) % 28);
	my $woman = $k % 2;
	return { name => "$first $last", address => lc "$first.$last.$stream$i\@tapinkab.go.id", unit => $UNIT[$k % @UNIT],
		jabatan => $JABATAN[$k % @JABATAN], hp => sprintf('0812%08d', 50000000 + $k),
		nip => sprintf('%04d%02d%02d%04d%02d%d%03d', @born, $born[0] + 24, 1 + $k % 12, 1 + $woman, 1 + $k % 999),
		nik => sprintf('6305%02d%02d%02d%02d%04d', 1 + $k % 12, $born[2] + 40 * $woman, $born[1], $born[0] % 100, 1 + $k % 9999) };
}

sub people {
	print "nama;nip;nik;email;hp;jabatan;unit_kerja\n";
	print "Nurul Huda, S.Kom.;198803122011012004;6305015203880002;$VERIFIKATOR;081250001122;Verifikator;Dinas Kominfo\n";
	for my $stream (qw(p m)) {
		for (my $i = 0; $i < $o{letters}; $i += 2) {
			my $p = person($stream, $i);
			print join(';', @$p{qw(name nip nik address hp jabatan unit)}), "\n";
		}
	}
}

# ---- form ----
sub qp { return "Content-Transfer-Encoding: quoted-printable\n\n" . encode_qp(encode('UTF-8', $_[0]), "\n") }
sub text { return "Content-Type: text/plain; charset=UTF-8\n" . qp($_[0]) }
sub html { return "Content-Type: text/html; charset=UTF-8\n" . qp($_[0]) }
sub escape { return $_[0] =~ s/&/&amp;/gr =~ s/</&lt;/gr =~ s/>/&gt;/gr }

sub multipart {
	my ($kind, @part) = @_;
	my $b = sprintf '=_%s_%08x', $kind, rand 1 << 31;
	$kind .= '; report-type=delivery-status' if $kind eq 'report';
	return "Content-Type: multipart/$kind; boundary=\"$b\"\n\n" . join('', map { "--$b\n$_\n" } @part) . "--$b--\n";
}

# As text, as both, or as HTML only: what Roundcube, Gmail and Outlook send.
sub body {
	my ($t) = @_;
	my $lines = '<html><body>' . join("<br>\n", map { escape($_) } split /\n/, $t) . "</body></html>\n";
	return (text($t), multipart('alternative', text($t), html($lines)), html($lines))[int rand 3];
}

# One page of text and a picture of noise that makes up the size: 15 KB to 900 KB, most of them small.
sub pdf {
	my ($p) = @_;
	my $page = "BT /F1 11 Tf 60 780 Td 14 TL (SURAT PERNYATAAN LUPA PASSPHRASE) Tj T* (Nama : $p->{name}) Tj T* (NIP : $p->{nip}) Tj ET";
	my $noise = join '', map { pack 'N', rand 4294967296 } 1 .. 3500 * 60 ** rand() ** 1.5;
	my @object = ('<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>',
		'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
		'<</Length ' . length($page) . ">>stream\n$page\nendstream", '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
		'<</Length ' . length($noise) . ">>stream\n$noise\nendstream");
	my ($file, @at) = ("%PDF-1.4\n");
	for my $i (0 .. $#object) {
		push @at, length $file;
		$file .= $i + 1 . " 0 obj\n$object[$i]\nendobj\n";
	}
	return $file . "xref\n0 " . (@at + 1) . "\n0000000000 65535 f \n" . join('', map { sprintf "%010d 00000 n \n", $_ } @at)
		. 'trailer<</Size ' . (@at + 1) . "/Root 1 0 R>>\nstartxref\n" . length($file) . "\n%%EOF\n";
}

sub attached {
	my ($name, $bytes) = @_;
	return "Content-Type: application/pdf; name=\"$name\"\nContent-Transfer-Encoding: base64\n"
		. "Content-Disposition: attachment; filename=\"$name\"\n\n" . encode_base64($bytes);
}

# One letter: into the maildir and onto the list. %l: kind, from, name, outcome, reason, mails; to, subject, head, body as far as they differ.
sub letter {
	my (%l) = @_;
	my $n = ++$serial;
	my $name = sprintf '%d.M%06dP%dQ%d.bench', $o{start}, $n, $o{seed}, $n;
	my ($domain) = $l{from} =~ /@(.*)/;
	my $mail = join '', map { "$_\n" } (exists $l{return} ? "Return-Path: <$l{return}>" : "Return-Path: <$l{from}>"), "Delivered-To: $OFFICE",
		"Received: from mail.$domain (mail.$domain [198.51.100.7])\n\tby mail.tapinkab.test (Postfix) with ESMTPS id BENCH$n;\n\t"
		. strftime('%a, %d %b %Y %H:%M:%S +0000', gmtime $o{start}),
		'MIME-Version: 1.0', 'From: ' . ($l{name} ? "\"$l{name}\" <$l{from}>" : $l{from}), 'To: ' . ($l{to} // $OFFICE), "Subject: $l{subject}",
		'Date: ' . strftime('%a, %d %b %Y %H:%M:%S +0000', gmtime $o{start}), "Message-ID: <$verb.$o{seed}.$n\@$domain>", @{$l{head} // []};
	my $dir = $o{maildir};
	open(my $f, '>:raw', "$dir/tmp/$name") or die "$dir/tmp/$name: $!\n";
	print $f $mail, $l{body};
	close $f or die "$dir/tmp/$name: $!\n";
	chown split(/:/, $o{owner}), "$dir/tmp/$name" if $o{owner};
	# The agent's clock is set; its server's is not, and INTERNALDATE counts as far from the one as from the other. A day ahead: behind
	# the start mark whenever it is measured.
	utime time + 86_400, time + 86_400, "$dir/tmp/$name";
	rename "$dir/tmp/$name", "$dir/new/$name" or die "$dir/new/$name: $!\n";
	printf { $o{out} } "%s\t%s\t%s\t%s\t%s\t%d\n", $name, $l{kind}, $l{outcome}, $l{reason} // '-', join(',', @{$l{mails} // []}), $l{steps} // 0;
}

sub begin {
	die "corpus.pl: --maildir, --list and --start are needed\n" if !$o{maildir} || !$o{list} || !$o{start};
	my ($uid, $gid) = split /:/, $o{owner} || "$<:" . (split ' ', $()[0];
	for my $d ($o{maildir} =~ s{/[^/]*$}{}r, $o{maildir}, map { "$o{maildir}/$_" } qw(tmp new cur)) {
		mkdir $d, 0700 and chown $uid, $gid, $d;
	}
	open($o{out}, '>', $o{list}) or die "$o{list}: $!\n";
}

# ---- requests ----
my @SUBJECT = ('Permohonan lupa passphrase', 'Lupa passphrase TTE', 'Mohon reset passphrase sertifikat elektronik', 'reset pasprase tte');

sub asking {
	my ($p) = @_;
	return "Yth. Admin TTE\n\nDengan hormat, saya lupa passphrase TTE saya, mohon direset.\n\nNama : $p->{name}\nNIP : $p->{nip}\n"
		. ($p->{nip} % 3 ? '' : "NIK : $p->{nik}\n") . "Jabatan : $p->{jabatan}\nUnit Kerja : $p->{unit}\nNo. HP : $p->{hp}\n\nTerima kasih\n$p->{name}\n";
}

sub request {
	my ($kind, $p, $file) = @_;
	my $body = body(asking($p));
	letter(kind => $kind, from => $p->{address}, name => $p->{name}, subject => $SUBJECT[rand @SUBJECT], outcome => 'case',
		body => $file ? multipart('mixed', $body, attached($file, pdf($p))) : $body,
		steps => $file ? 3 : 2, mails => $file ? ['diterima=1', 'periksa=1'] : ['kurang-berkas=1']);
}

sub prepare {
	begin();
	my $i = 0;
	request('complete', person('p', $i++), 'Surat Pernyataan.pdf') for 1 .. $share{approve} + $share{chat};
	request('incomplete', person('p', $i++)) for 1 .. $share{document} + $share{asked};
}

# ---- replies ----
# Mails of loket in somebody's maildir, oldest first: what a reply needs of them.
sub received {
	my ($address) = @_;
	my @mail;
	for my $file (sort glob "$o{mail}/$address/Maildir/new/* $o{mail}/$address/Maildir/cur/*") {
		open(my $f, '<:raw', $file) or die "$file: $!\n";
		my $all = do { local $/; <$f> } =~ s/\r\n/\n/gr;
		my ($head, $rest) = split /\n\n/, $all, 2;
		my %m = map { $_ => $head =~ /^$_:[ \t]*((?:.*)(?:\n[ \t].*)*)/mi ? $1 : '' } qw(Message-ID Subject References);
		my ($coding, $text) = $rest =~ /^Content-Type: text\/plain[^\n]*(?:\n[^\n]+)*?\nContent-Transfer-Encoding: (\S+)(?:\n[^\n]+)*\n\n(.*?)\n--/ms;
		$m{text} = !defined $text ? '' : $coding eq 'base64' ? decode_base64($text) : $coding eq 'quoted-printable' ? decode_qp($text) : $text;
		push @mail, \%m;
	}
	return @mail;
}

sub reply {
	my ($m, $new, @files) = (@_);
	my $quoted = "$new\n\nPada 2026-11-23 09:12, Layanan TTE menulis:\n" . join '', map { "> $_\n" } split /\n/, $m->{text};
	my $part = "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\n" . encode_qp($quoted, "\n");
	return (subject => "Re: $m->{Subject}", head => ["In-Reply-To: $m->{'Message-ID'}", "References: $m->{References}\n $m->{'Message-ID'}"],
		body => @files ? multipart('mixed', $part, @files) : $part);
}

my @ASKS_STATE = ('Kapan selesai ya pak, mohon infonya', 'Apakah berkas saya sudah diproses?');
my @CHAT = (@ASKS_STATE, 'Mohon bantuannya segera, besok ada dokumen yang harus ditandatangani');

# An approval brings the verifikator the to-do of the same letter's thread; a document completes a case; words get the state of things.
sub replies {
	my @todo;
	my @question = received($VERIFIKATOR);
	die "corpus.pl: " . scalar(@question) . " questions to the verifikator, $share{approve} are needed\n" if @question < $share{approve};
	for my $i (0 .. $share{approve} - 1) {
		push @todo, sub { letter(kind => 'approve', from => $VERIFIKATOR, name => 'Nurul Huda', outcome => 'case', steps => 1,
			mails => ['atur-ulang=1'], reply($question[$i], 'APPROVE')) };
	}
	for my $i (0 .. $share{chat} + $share{document} - 1) {
		my $chat = $i < $share{chat};
		my $p = person('p', $share{approve} + $i);
		my ($m) = received($p->{address}) or die "corpus.pl: no answer to $p->{address}\n";
		my @file = $chat ? () : attached('Surat Pernyataan.pdf', pdf($p));
		my $said = $chat ? $CHAT[rand @CHAT] : 'Berikut surat pernyataannya, terima kasih';
		my @mails = !$chat ? ('diterima=1', 'periksa=1') : (grep { $_ eq $said } @ASKS_STATE) ? 'status=1' : ('pertanyaan=1', 'pertanyaan-diteruskan=1');
		push @todo, sub { letter(kind => $chat ? 'chat' : 'document', from => $p->{address}, name => $p->{name}, outcome => 'case',
			mails => \@mails, steps => !$chat, reply($m, $said, @file)) };
	}
	return @todo;
}

# ---- notices ----
# Of people without a case, and not in the register: subject, text, what has to become of it.
my @WITHOUT = ('ignored', 'notice-without-case');
my @NOTICE = (['Passphrase Sertifikat Elektronik Telah Diubah', 'Passphrase sertifikat elektronik Anda telah berhasil diubah pada 20 November 2026 08:58 WIB.', @WITHOUT],
	['Sertifikat Elektronik Telah Terbit', 'Sertifikat elektronik Anda telah terbit dan dapat digunakan.', @WITHOUT],
	['Reset Passphrase', 'Klik tautan berikut dan lakukan verifikasi wajah: https://portal-bsre.bssn.go.id/reset-passphrase?token=%s Tautan berlaku 24 jam.',
		'ignored', 'notice-for-addressee'],
	['Sertifikat Elektronik Akan Kedaluwarsa', 'Sertifikat elektronik Anda akan habis masa berlakunya dalam 30 hari.', 'held', 'notice-unknown-person']);

sub notice {
	my ($i) = @_;
	my $asked = $i < $share{asked};	# his case is open, but nothing is asked of him yet
	my $p = $asked ? person('p', $share{approve} + $share{chat} + $share{document} + $i) : person('x', $i);
	my ($subject, $said, @becomes) = @{$NOTICE[$asked ? 0 : rand @NOTICE]};
	@becomes = ('case', 'notice') if $asked;
	$said = sprintf $said, join '', map { ('A' .. 'Z', 'a' .. 'z', 0 .. 9)[rand 62] } 1 .. 32 if $said =~ /%s/;
	my $page = '<html><body><table width="600">' . '<tr><td style="font-family:Arial,sans-serif;font-size:14px;padding:8px">&nbsp;</td></tr>' x 20
		. "<tr><td><img src=\"https://portal-bsre.bssn.go.id/logo.png\" alt=\"BSrE\"></td></tr><tr><td>Yth. " . uc($p->{name})
		. ",<br><br>$said<br><br>Balai Sertifikasi Elektronik</td></tr></table></body></html>\n";
	my $text = "Yth. " . uc($p->{name}) . ",\n\n$said\n\nBalai Sertifikasi Elektronik\n";
	letter(kind => $asked ? 'notice-of-case' : 'notice', from => 'noreply@mail.bssn.go.id', name => 'BSrE', to => $p->{address}, subject => $subject,
		head => ["Cc: $OFFICE"], body => rand() < .5 ? html($page) : multipart('alternative', text($text), html($page)),
		outcome => $becomes[0], reason => $becomes[1]);
}

# ---- odd ones ----
my @ODD = (
	sub { (kind => 'bounce', from => 'mailer-daemon@mail.tapinkab.test', return => '', subject => 'Undelivered Mail Returned to Sender',
		head => ['Auto-Submitted: auto-replied'], outcome => 'ignored', reason => 'bounce-of-another',
		body => multipart('report', text("I'm sorry to have to inform you that your message could not be delivered.\n"),
			"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mail.tapinkab.test\n\nFinal-Recipient: rfc822; a\@luar.example\nAction: failed\nStatus: 5.1.1\n",
			"Content-Type: text/rfc822-headers\n\nMessage-ID: <lain.1\@luar.example>\nSubject: lain\n")) },
	sub { my ($p) = @_; (kind => 'vacation', from => $p->{address}, name => $p->{name}, subject => 'Auto: Permohonan', outcome => 'ignored', reason => 'robot',
		head => ['Auto-Submitted: auto-replied (vacation)', 'Precedence: bulk'], body => text("Saya sedang cuti sampai akhir bulan, disetujui atau tidak.\n")) },
	sub { my ($p) = @_; (kind => 'unknown-charset', from => $p->{address}, name => $p->{name}, subject => 'Lupa passphrase', outcome => 'case', mails => ['kurang-berkas=1'], steps => 2,
		body => "Content-Type: text/plain; charset=x-kominfo-lama\nContent-Transfer-Encoding: 8bit\n\nMohon reset passphrase, saya lupa.\nNIP : $p->{nip}\n") },
	sub { my ($p) = @_; (kind => 'wrong-charset', from => $p->{address}, name => $p->{name}, subject => 'Lupa passphrase', outcome => 'case', mails => ['kurang-berkas=1'], steps => 2,
		body => "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\nSaya lupa passphrase \x96 mohon direset \x93segera\x94.\nNIP : $p->{nip}\n") },
	sub { (kind => 'newsletter', from => 'promo@toko.example', subject => 'Promo akhir tahun: diskon toner', outcome => 'ignored', reason => 'robot',
		head => ['List-Unsubscribe: <mailto:keluar@toko.example>'], body => html('<html><body>' . '<p>Diskon sampai 50 persen untuk toner dan kertas.</p>' x 200 . '</body></html>')) },
	sub { (kind => 'invitation', from => 'undangan@kementerian.example', subject => 'Undangan Rapat Koordinasi SPBE', outcome => 'ignored', reason => 'other',
		body => text("Kami mengundang Bapak/Ibu hadir pada rapat koordinasi.\nTempat : Jakarta\n")) },
	sub { my ($p) = @_; (kind => 'outsider', from => "tamu$serial\@luar.example", subject => 'Lupa passphrase', outcome => 'held', reason => 'unknown-sender',
		body => text("Saya lupa passphrase TTE, mohon direset.\nNama : $p->{name}\n")) },
);

sub mixed {
	begin();
	my @todo = replies();
	for my $i (0 .. $share{request} - 1) {
		my $file = rand() < .8 ? 'Surat Pernyataan Lupa Passphrase.pdf' : sprintf 'scan%04d.pdf', $i;
		push @todo, sub { request($file =~ /^scan/ ? 'unclear-pdf' : 'complete', person('m', $i), $file) };
	}
	push @todo, map { my $i = $_; sub { notice($i) } } 0 .. $share{notice} - 1;
	push @todo, map { my $i = $_; sub { letter($ODD[$i % @ODD]->(person('m', $share{request} + $i))) } } 0 .. $share{odd} - 1;
	for (my $i = @todo; --$i > 0;) {	# Fisher and Yates
		my $j = int rand $i + 1;
		@todo[$i, $j] = @todo[$j, $i];
	}
	$_->() for @todo;
}

my %verbs = (people => \&people, prepare => \&prepare, mixed => \&mixed);
($verbs{$verb} or die "corpus.pl: people, prepare or mixed?\n")->();
