#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Prints one page of PDF with the lines of standard input: the scanned-looking attachments of the demo and of tests.
use strict;
use warnings;

my @lines = map { chomp; s/[^\x20-\x7e]/?/g; s/([\\()])/\\$1/g; $_ } <STDIN>;
my $text = "BT /F1 11 Tf 14 TL 64 780 Td\n" . join('', map { "($_) Tj T*\n" } @lines) . "ET\n";
my @objects = ('<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
	'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
	'<< /Length ' . length($text) . " >>\nstream\n${text}endstream", '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
my ($out, @at) = "%PDF-1.4\n";
for my $i (0 .. $#objects) {
	push @at, length $out;
	$out .= ($i + 1) . " 0 obj\n$objects[$i]\nendobj\n";
}
my $xref = length $out;
$out .= 'xref' . "\n0 " . (@at + 1) . "\n0000000000 65535 f \n" . join('', map { sprintf "%010d 00000 n \n", $_ } @at)
	. 'trailer << /Size ' . (@at + 1) . " /Root 1 0 R >>\nstartxref\n$xref\n%%EOF\n";
print $out;
