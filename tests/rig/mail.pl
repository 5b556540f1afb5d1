#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Reads one mail for tests and the demo: a second reader beside the one under test, in Perl's own modules only. Prints UTF-8.
#   mail.pl header NAME FILE   value, unfolded and decoded (RFC 2047); every occurrence on its own line; 1 when there is none
#   mail.pl raw NAME FILE      the same, not decoded
#   mail.pl text FILE          the first text/plain part, decoded
#   mail.pl html FILE          the first text/html part, decoded
#   mail.pl new FILE           the text above the first quotation
#   mail.pl id FILE            the Message-ID with its brackets
#   mail.pl code FILE          the code of the task: four groups of four, from subject, else body; 1 when there is none
#   mail.pl parts FILE         one line for each leaf: type, charset, file name, bytes
#   mail.pl save DIR FILE      writes the parts that have a file name to DIR under it; their names, one a line
#   mail.pl links FILE         targets of the links in the HTML part, one a line
#   mail.pl check FILE         what is wrong in form (8-bit in headers, long lines, missing fields); 1 when anything is
#   mail.pl original FILE      for reply.pl: From, Reply-To, To, Subject, References, Message-ID, one line each, then the text
#   mail.pl show FILE          for people: the main headers, the text, the attachments
use strict;
use warnings;
use MIME::Base64 qw(decode_base64);
use MIME::QuotedPrint qw(decode_qp);

binmode STDOUT, ':utf8';
my %verb = (header => \&header, raw => \&raw, text => sub { leaf('text/plain') }, html => sub { leaf('text/html') }, new => \&new,
	id => \&id, original => \&original, code => \&code, parts => \&parts, links => \&links, save => \&save, check => \&check, show => \&show);
my $verb = shift // '';
my $do = $verb{$verb} or die "mail.pl: $verb?\n";
my $name = $verb =~ /^(header|raw|save)$/ ? shift : undef;
my $file = shift // die "mail.pl: which file?\n";
open(my $f, '<:raw', $file) or die "$file: $!\n";
my $bytes = do { local $/; <$f> };
$bytes =~ s/\r\n/\n/g;
my $mail = entity($bytes);
my @leaves = leaves($mail);
exit($do->() ? 0 : 1);

# Encode takes ten times as long to load as a mail to read, and most need no more of it than this.
sub utf8_or {
	my ($charset, $raw) = @_;
	return $raw if $charset =~ /^(us-ascii|utf-8)$/i && ($raw !~ /[^\x00-\x7f]/ || lc $charset eq 'utf-8' && utf8::decode($raw));
	require Encode;
	return Encode::decode(Encode::find_encoding($charset) ? $charset : 'cp1252', $raw);
}

# A part: raw header, body, and the few fields that say how to read it.
sub entity {
	my ($head, $body) = $_[0] =~ /\A(\n|.*?\n(?:\n|\z))(.*)\z/s ? ($1, $2) : ($_[0], '');
	my $e = { head => $head, body => $body };
	my $type = (fields($e, 'Content-Type'))[0] // 'text/plain';
	($e->{type}) = map { lc } $type =~ m{^\s*([^\s;]+)};
	$e->{boundary} = parameter($type, 'boundary');
	$e->{charset} = parameter($type, 'charset') // 'us-ascii';
	$e->{coding} = lc((fields($e, 'Content-Transfer-Encoding'))[0] // '7bit') =~ s/\s//gr;
	my $place = (fields($e, 'Content-Disposition'))[0] // '';
	$e->{file} = parameter($place, 'filename') // parameter($type, 'name');
	$e->{attached} = $place =~ /^\s*attachment/i;
	return $e;
}

sub fields {
	my ($e, $wanted) = @_;
	my $head = $e->{head} =~ s/\n[ \t]+/ /gr;
	return $head =~ /^\Q$wanted\E:[ \t]*(.*)$/mgi;
}

# RFC 2045 and RFC 2231 (charset, percent, continuations).
sub parameter {
	my ($line, $wanted) = @_;
	my %got;
	$got{lc $1} = $2 // $3 while $line =~ /;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))/g;
	return decoded($got{$wanted} =~ s/\\(.)/$1/gr) if defined $got{$wanted};
	my ($all, $coded) = ('', 0);
	for my $key ("$wanted*", map { ("$wanted*$_", "$wanted*$_*") } 0 .. 20) {
		next if !defined $got{$key};
		$coded = 1 if $key =~ /\*$/;
		$all .= $got{$key};
	}
	return undef if $all eq '';
	return $all if !$coded;
	my ($charset, $text) = $all =~ /^([^']*)'[^']*'(.*)$/s ? ($1, $2) : ('utf-8', $all);
	return utf8_or($charset || 'utf-8', $text =~ s/%([0-9a-fA-F]{2})/chr hex $1/ger);
}

sub decoded {
	my ($value) = @_;
	if ($value =~ /=\?|[^\x00-\x7f]/) {
		require Encode;
		$value = eval { Encode::decode('MIME-Header', $value) } // $value;
	}
	return $value =~ s/\s+\z//r;
}

sub leaves {
	my ($e, $depth) = (@_, 0);
	return $e if !defined $e->{boundary} || $e->{type} !~ m{^multipart/} || $depth > 20;
	my @part = split /^--\Q$e->{boundary}\E(?:--)?[ \t]*(?:\n|\z)/m, $e->{body};
	shift @part;
	pop @part if $e->{body} =~ /^--\Q$e->{boundary}\E--/m && @part > 1 && $part[-1] !~ /:/;
	return map { leaves(entity(s/\n\z//r), $depth + 1) } @part;
}

sub content {
	my ($e) = @_;
	my $raw = $e->{coding} eq 'base64' ? decode_base64($e->{body}) : $e->{coding} eq 'quoted-printable' ? decode_qp($e->{body}) : $e->{body};
	return $raw if $e->{type} !~ m{^text/};
	return utf8_or($e->{charset}, $raw) =~ s/\r\n/\n/gr;
}

sub first {
	my ($type) = @_;
	for my $e (@leaves) {
		return content($e) if $e->{type} eq $type && !$e->{attached};
	}
	return undef;
}

sub leaf {
	my $text = first($_[0]) // return 0;
	print $text, $text =~ /\n\z/ ? '' : "\n";
	return 1;
}

sub header {
	my @v = fields($mail, $name);
	print decoded($_), "\n" for @v;
	return scalar @v;
}

sub original {
	print decoded((fields($mail, $_))[0] // '') =~ s/\n.*//sr, "\n" for qw(From Reply-To To Subject References Message-ID);
	leaf('text/plain');
	return 1;
}

sub raw {
	my @v = fields($mail, $name);
	print "$_\n" for @v;
	return scalar @v;
}

sub new {
	my $text = first('text/plain') // return 0;
	$text =~ s{^(>|_{20}|-----.*(Original|Asli)|(On|Pada) [^\n]*(\n[^\n]*)?(wrote|menulis):).*}{}sm;
	print $text;
	return 1;
}

sub id {
	my ($id) = ((fields($mail, 'Message-ID'))[0] // '') =~ /(<[^<>\s]+>)/;
	print "$id\n" if $id;
	return defined $id;
}

sub code {
	for my $text ((map { decoded($_) } fields($mail, 'Subject')), first('text/plain') // '') {
		next if $text !~ /\b([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})\b/;
		print "$1\n";
		return 1;
	}
	return 0;
}

sub parts {
	printf "%s %s %s %d\n", $_->{type}, $_->{charset}, $_->{file} // '-', length content($_) for @leaves;
	return 1;
}

sub save {
	for my $e (grep { defined $_->{file} } @leaves) {
		my $to = decoded($e->{file});
		open(my $out, '>:raw', "$name/" . $to =~ s{/}{_}gr) or die "$name: $!\n";
		print $out content($e);
		print "$to\n";
	}
	return 1;
}

sub links {
	my $html = first('text/html') // return 0;
	while ($html =~ /<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/gi) {
		my $link = $1 // $2;
		$link =~ s/&#38;|&amp;/&/g;
		print "$link\n";
	}
	return 1;
}

sub check {
	my @bad;
	push @bad, 'header is not all ASCII' if $mail->{head} =~ /[^\x00-\x7f]/;
	push @bad, 'header holds a control character' if $mail->{head} =~ /[\x00-\x08\x0b-\x1f\x7f]/;
	push @bad, 'a line has more than 998 bytes' if grep { length > 998 } split /\n/, $bytes;
	for my $once (qw(From Date Message-ID Subject To MIME-Version Content-Type)) {
		my @v = fields($mail, $once);
		push @bad, "$once: " . (@v ? 'more than once' : 'missing') if @v != 1;
	}
	for my $e (@leaves) {
		push @bad, "$e->{type}: 8-bit bytes under $e->{coding}" if $e->{coding} =~ /^(7bit|quoted-printable|base64)$/ && $e->{body} =~ /[^\x00-\x7f]/;
		push @bad, "$e->{type}: charset $e->{charset} does not hold the text"
			if $e->{type} =~ m{^text/} && content($e) =~ /\x{fffd}/;
	}
	print "$_\n" for @bad;
	return !@bad;
}

sub show {
	for my $n (qw(From To Subject Date)) {
		printf "%-8s %s\n", "$n:", decoded($_) for fields($mail, $n);
	}
	print "\n";
	leaf('text/plain') || leaf('text/html');
	my @attached = grep { $_->{attached} || defined $_->{file} } @leaves;
	printf "[%s, %s, %d byte]\n", $_->{file} // 'tanpa nama', $_->{type}, length content($_) for @attached;
	return 1;
}
