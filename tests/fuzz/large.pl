#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# What was found and is too large to keep: written to DIR/TARGET/NAME. Each once took its part seconds to minutes, or its stack.
#   large.pl DIR
use strict;
use warnings;

my $letter = "From: siti\@tapinkab.go.id\nSubject: lupa passphrase\nMIME-Version: 1.0\n";
my $utf8 = $letter . "Content-Type: text/plain; charset=utf-8\n\n";
my $parts = $letter . "Content-Type: multipart/mixed; boundary=b\n\n";

sub again { my ($what, $n) = @_; return $what x $n }

my %large = (
	# groups of addresses in each other: the mail library's stack
	'letter/groups' => "From: a\@b.go.id\nTo: " . 'a:' x 120000 . "\n\nx\n",
	'letter/groups-attached' => $parts . "--b\nContent-Type:" . ' ' x 250 . "message/rfc822\n\nTo: " . "a:\n " x 50000 . "\n\nx\n--b--\n",
	# putting marks in order, and letters together
	'letter/marks' => $utf8 . 'a' . "\xcc\x81\xcc\x96" x 100000 . "\n",
	'letter/accents' => $utf8 . "\xc3\xa9" x 500000 . "\n",
	# each text within its limit, all of them not
	'letter/texts' => $parts . again("--b\nContent-Type: text/plain\n\n" . "lupa kata sandi\n" x 6000, 60) . "--b--\n",
	'letter/attached' => $parts . again("--b\nContent-Type: message/rfc822\n\nSubject: q\n\n" . "lupa kata sandi\n" x 12000, 30) . "--b--\n",
	# each line asked of each label; each place that names the sender
	'letter/labels' => $utf8 . "mohon reset passphrase\n" . "Nama : x\n" x 30000,
	'letter/labels-broken' => $utf8 . "mohon reset passphrase\n" . "Nama\n: x\n" x 30000,
	'letter/sender' => "From: Norhasanah Wati <norhasanahwati\@b.go.id>\n$utf8" . 'norhasanah wati ' x 30000 . "\n",
	# each attribute of a tag with each other
	'html/attributes' => '<p ' . join(' ', map { "a$_" } 1 .. 120000) . '>x</p>',
	'html/attributes-quoted' => '<p ' . join(' ', map { "a$_='>'" } 1 .. 90000) . '>x</p>',
	'html/attributes-comment' => '<!-- <a b=" --><p ' . join('', map { "a$_=\"<\"" } 1 .. 90000) . '>x</p>',
	'html/tries' => '<a' x 500000,
	# each answer word with each phrase that makes it harmless; each end of a sentence with all behind it
	'answer/dots' => 'TOLAK ' x 400 . '.' x 14000,
	'answer/harmless' => 'tidak ada kekurangan ' x 800,
	'answer/lines' => "KURANG surat pernyataan bermeterai\n" x 480,
	'answer/names' => 'TOLAK ' . "A,B.\n" x 3200,
	'answer/order' => 'data sudah sesuai, ' x 400 . 'SETUJU ' x 400,
	# marks of a quotation, tried on every line
	'reply/sent' => "Dikirim: Senin, 16 November 2026 09.12\n" x 26000,
	'reply/wrote' => "Pada tanggal Sen, 16 Nov 2026 pukul 09.12 Loket TTE\n" x 20000,
	'reply/lines' => "a\n" x 500000,
	'field/separators' => again('Nama: ' . 'a,' x 480 . "\n", 1000),
	# one sentence without end
	'sheet/sentence' => "\0Mohon dibuatkan TTE untuk Siti Rahmah (NIP 198703122011012004), Budi Santosa "
		. again('(NIP 197911052006041007) dan Dewi Lestari NIP 199105172019032008 menggantikan Rina yang pindah, ', 1500),
	# words of one page, each put beside every other
	'words/one-height' => "5\t1\t1\t1\t2\t1\t100\t150\t75\t30\t95\tpenerbi-\n5\t1\t1\t1\t3\t1\t100\t200\t75\t30\t40\ttan\n" x 1800,
	'words/many' => again("5\t1\t1\t1\t1\t1\t100\t100\t100\t30\t95\tNama\n", 30000),
	'field/labels' => again('Nama: a, NIP: 1, ' x 55 . "\n", 1000),
);

my $dir = shift // die "large.pl DIR\n";
for my $name (sort keys %large) {
	my ($target) = split m{/}, $name;
	mkdir $dir;
	mkdir "$dir/$target";
	open(my $f, '>:raw', "$dir/$name") or die "$dir/$name: $!\n";
	print $f $large{$name};
	close $f or die "$dir/$name: $!\n";
}
