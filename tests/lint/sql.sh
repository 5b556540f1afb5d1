#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SQL lives in sql/ only: no string in src/ is a statement. In sql/, every table stands under a comment.
#   sql.sh [TREE]
cd "${1:-$(dirname "$0")/../..}" && exec perl - <<'END'
use strict;
use warnings;

my $bad = 0;
my $statement = qr/\b(SELECT\b.{1,400}\bFROM\b|INSERT\s+(OR\s+\w+\s+)?INTO\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b|(CREATE|DROP|ALTER)\s+(TABLE|INDEX|TRIGGER|VIEW)\b)/is;
for my $file (sort map { glob } 'src/*.[ch]', 'src/*/*.[ch]') {
	open(my $f, '<', $file) or die "$file: $!\n";
	my $text = do { local $/; <$f> };
	$text =~ s{("(?:[^"\\\n]|\\.)*")|(/\*.*?\*/|//[^\n]*)}{$1 // ($2 =~ s/[^\n]//gr)}gse;
	# Adjacent literals are one string.
	while ($text =~ /((?:"(?:[^"\\\n]|\\.)*"\s*)+)/g) {
		my ($string, $at) = ($1, $-[1]);
		$string =~ s/"\s*"//g;
		next if $string !~ $statement;
		printf "%s:%d: SQL outside sql/: %.60s\n", $file, 1 + (substr($text, 0, $at) =~ tr/\n//), $string =~ s/\s+/ /gr;
		$bad++;
	}
}
for my $file (sort glob 'sql/*.sql') {
	open(my $f, '<', $file) or die "$file: $!\n";
	my $above = '';
	while (my $line = <$f>) {
		if ($line =~ /^CREATE TABLE (\w+)/i && $above !~ /^--/) {
			my $name = $1;
			next if $name =~ /_(data|words)$/;	# goes with the table above it, whose comment the head of the file explains
			print "$file:$.: table $name has no comment above it\n";
			$bad++;
		}
		$above = $line;
	}
}
exit($bad ? 1 : 0);
END
