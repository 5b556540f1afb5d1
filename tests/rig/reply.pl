#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Writes the letter that a person's mail program would send: an answer to ORIGINAL in that program's manner (subject prefix, thread
# headers, where and how it quotes, HTML beside text or not, signature), or with --new a letter of its own. Message on stdout.
#   reply.pl --from ADDRESS [options] ORIGINAL 'text'
#   reply.pl --new --from ADDRESS --to ADDRESS --subject S [options] 'text'
#     --client gmail|outlook|roundcube|thunderbird|iphone|zimbra|yahoo|sogo|samsung|applemail    default roundcube
#     --lang id|en         language of the program, default id
#     --name NAME          display name                --date EPOCH        Date:
#     --no-quote           nothing quoted              --no-thread         new thread: neither In-Reply-To nor References
#     --html-only          no text part                --attach FILE       again for each; the name as it is
#     --header 'N: value'  again for each              --to --subject      instead of what ORIGINAL says
#     --auto               as a vacation program: Auto-Submitted: auto-replied
# Text with \n in it is taken as lines; - reads it from standard input.
use strict;
use warnings;
use MIME::Base64 qw(encode_base64);
use MIME::QuotedPrint qw(encode_qp);

my %o = (client => 'roundcube', lang => 'id', quote => 1, thread => 1, attach => [], header => []);
@ARGV = map { from_utf8($_) } @ARGV;
# by hand: a letter is written a thousand times, and Getopt::Long, Encode and POSIX take longer to load than it takes
my @words;
while (@ARGV) {
	my $word = shift;
	my ($name) = $word =~ /^--([a-z-]+)$/;
	if (!defined $name) { push @words, $word }
	elsif ($name =~ /^(new|auto|html-only)$/) { $o{$name} = 1 }
	elsif ($name =~ /^no-(quote|thread)$/) { $o{$1} = 0 }
	elsif ($name =~ /^(attach|header)$/) { push @{$o{$name}}, shift // usage() }
	elsif ($name =~ /^(from|name|to|subject|client|lang|date)$/) { $o{$name} = shift // usage() }
	else { usage() }
}
@ARGV = @words;
my $original = $o{new} ? undef : shift;
my $text = shift // die "reply.pl: no text\n";
$text = from_utf8(do { local $/; <STDIN> }) if $text eq '-';
$text =~ s/\\n/\n/g;
$text =~ s/\n*\z/\n/;
die "reply.pl: --from is missing\n" if !$o{from};
die "reply.pl: --new needs --to and --subject\n" if $o{new} && !($o{to} && $o{subject});

my $id = $o{lang} eq 'id';
my @day = $id ? qw(Min Sen Sel Rab Kam Jum Sab) : qw(Sun Mon Tue Wed Thu Fri Sat);
my @month = $id ? qw(Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des) : qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec);
my %was = $original ? original($original) : ();
my @t = gmtime(($o{date} // time) + 8 * 3600);	# WITA
my $day = "$day[$t[6]], $t[3] $month[$t[4]] " . ($t[5] + 1900);
my $clock = sprintf $id ? '%02d.%02d' : '%02d:%02d', @t[2, 1];
my ($was_name, $was_addr) = ($was{From} // '') =~ /^\s*"?(.*?)"?\s*<([^>]*)>/ ? ($1 || $2, $2) : ('', $was{From} // '');

# How each program opens its quotation; `>` before each line or the block as it is; HTML beside the text; a last line of its own.
my %client = (
	gmail => { html => 1, mark => '> ', intro => $id ? "Pada $day pukul $clock $was_name <$was_addr>\nmenulis:\n" : "On $day at $clock $was_name <$was_addr> wrote:\n" },
	outlook => { html => 1, mark => '', prefix => 'RE: ', intro => join '', map { "$_\n" } ('', '_' x 32,
		($id ? 'Dari' : 'From') . ": $was_name <$was_addr>", ($id ? 'Terkirim' : 'Sent') . ": $day $clock",
		($id ? 'Kepada' : 'To') . ': ' . ($was{To} // ''), ($id ? 'Subjek' : 'Subject') . ': ' . ($was{Subject} // ''), '') },
	roundcube => { mark => '> ', intro => sprintf('%s %d-%02d-%02d %02d:%02d, ', $id ? 'Pada' : 'On', $t[5] + 1900, $t[4] + 1, @t[3, 2, 1]) . "$was_name " . ($id ? 'menulis' : 'wrote') . ":\n" },
	thunderbird => { mark => '> ', intro => sprintf($id ? 'Pada %02d/%02d/%02d %02d.%02d, ' : 'On %02d/%02d/%d %02d.%02d, ', $t[3], $t[4] + 1, $id ? $t[5] % 100 : $t[5] + 1900, @t[2, 1]) . "$was_name " . ($id ? 'menulis' : 'wrote') . ":\n" },
	iphone => { mark => '> ', tail => $id ? "\nDikirim dari iPhone saya\n" : "\nSent from my iPhone\n",
		intro => $id ? "Pada $t[3] $month[$t[4]] " . ($t[5] + 1900) . ", pukul $clock, $was_name <$was_addr> menulis:\n\n" : "On $day, at $clock, $was_name <$was_addr> wrote:\n\n" },
	# Android: below a rule, the block as it is; SOGo in a web browser; a Samsung phone
	yahoo => { html => 1, mark => '> ', tail => $id ? "\nDikirim dari Yahoo Mail di Android\n" : "\nSent from Yahoo Mail on Android\n",
		intro => $id ? "Pada $day pada $clock, $was_name<$was_addr> menulis:\n" : "On $day at $clock, $was_name<$was_addr> wrote:\n" },
	sogo => { html => 1, mark => '> ', intro => $id ? "Pada $day $clock WITA, $was_name <$was_addr> menulis:\n\n" : "On $day $clock WITA, $was_name <$was_addr> wrote:\n\n" },
	samsung => { mark => '', tail => $id ? "\nDikirim dari perangkat Galaxy saya\n" : "\nSent from my Galaxy\n",
		intro => ($id ? "\n-------- Pesan asli --------\nDari: " : "\n-------- Original message --------\nFrom: ") . "$was_name <$was_addr>\n"
		. ($id ? 'Tanggal: ' : 'Date: ') . "$day $clock (GMT+08:00)\n" . ($id ? 'Kpd: ' : 'To: ') . ($was{To} // '') . "\n" . ($id ? 'Subjek: ' : 'Subject: ') . ($was{Subject} // '') . "\n\n" },
	applemail => { mark => '> ', intro => $id ? "Pada $t[3] $month[$t[4]] " . ($t[5] + 1900) . ", pukul $clock, $was_name <$was_addr> menulis:\n\n"
		: "On $t[3] $month[$t[4]] " . ($t[5] + 1900) . ", at $clock, $was_name <$was_addr> wrote:\n\n" },
	zimbra => { mark => '', intro => ($id ? "\n----- Pesan Asli -----\nDari: " : "\n----- Original Message -----\nFrom: ") . "\"$was_name\" <$was_addr>\n"
		. ($id ? 'Kepada: ' : 'To: ') . ($was{To} // '') . "\n" . ($id ? 'Terkirim: ' : 'Sent: ') . "$day $clock\n" . ($id ? 'Perihal: ' : 'Subject: ') . ($was{Subject} // '') . "\n\n" },
);
my $c = $client{$o{client}} or die "reply.pl: client $o{client}?\n";

my $body = $text . ($c->{tail} // '');
if ($original && $o{quote}) {
	$body .= "\n$c->{intro}" . join '', map { $c->{mark} . "$_\n" } split /\n/, $was{text};
}
print head(), content();

sub usage { print STDERR "reply.pl: which option?\n"; exit 64 }
sub from_utf8 { my ($t) = @_; utf8::decode($t); return $t }
sub to_utf8 { my ($t) = @_; utf8::encode($t); return $t }

sub original {
	my ($file) = @_;
	-r to_utf8($file) or die "reply.pl: $file: $!\n";
	my $reader = $0 =~ s{[^/]*$}{mail.pl}r;
	open(my $p, '-|:utf8', 'perl', $reader, 'original', to_utf8($file)) or die "mail.pl: $!\n";
	my %w;
	chomp($w{$_} = <$p> // '') for qw(From Reply-To To Subject References Message-ID);
	my $was = do { local $/; <$p> } // '';
	close $p;
	return (%w, text => $was);
}

sub head {
	my ($domain) = $o{from} =~ /@(.*)/;
	my $subject = $o{subject} // ($was{Subject} =~ /^\s*(re|bls|balasan)\s*:/i ? $was{Subject} : ($c->{prefix} // 'Re: ') . $was{Subject});
	my $to = $o{to} // ($was{'Reply-To'} || $was{From});
	my @h = ('From: ' . mailbox($o{name}, $o{from}), 'To: ' . ($to =~ /^\s*"?(.*?)"?\s*<(.*)>$/ ? mailbox($1, $2) : $to),
		'Subject: ' . word($subject), 'Date: ' . english_date(), sprintf 'Message-ID: <%08x.%06x@%s>', time, int rand 1 << 24, $domain);
	if ($original && $o{thread}) {
		push @h, "In-Reply-To: $was{'Message-ID'}", 'References: ' . join "\n ", split ' ', "$was{References} $was{'Message-ID'}";
	}
	push @h, 'Auto-Submitted: auto-replied', 'Precedence: bulk' if $o{auto};
	return join '', map { to_utf8("$_\n") } @h, @{$o{header}}, 'MIME-Version: 1.0';
}

sub english_date {
	return sprintf '%s, %02d %s %d %02d:%02d:%02d +0800', (qw(Sun Mon Tue Wed Thu Fri Sat))[$t[6]], $t[3],
		(qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec))[$t[4]], $t[5] + 1900, @t[2, 1, 0];
}

# RFC 2047 where needed, in pieces short enough for a line; a name with dots or commas in quotes.
sub word {
	my ($t, $is_name) = @_;
	return join "\n ", map { '=?UTF-8?B?' . encode_base64(to_utf8($_), '') . '?=' } $t =~ /(.{1,12})/g if $t =~ /[^\x20-\x7e]/;
	return $is_name && $t =~ /[^\w\s'-]/ ? '"' . ($t =~ tr/"\\//dr) . '"' : $t;
}

sub mailbox {
	my ($name, $address) = @_;
	return defined $name && $name ne '' ? word($name, 1) . " <$address>" : $address;
}

sub text_part {
	my ($type, $t) = @_;
	return "Content-Type: $type; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\n" . encode_qp(to_utf8($t), "\n");
}

sub html {
	my $esc = sub { $_[0] =~ s/&/&amp;/gr =~ s/</&lt;/gr =~ s/>/&gt;/gr };
	my $new = join '', map { '<div>' . ($esc->($_) || '<br>') . "</div>\n" } split /\n/, $text . ($c->{tail} // '');
	return "<html><body>\n$new</body></html>\n" if !$original || !$o{quote};
	my $old = join "<br>\n", map { $esc->($_) } split /\n/, $was{text};
	return "<html><body>\n$new<div id=\"appendonsend\"></div>\n<hr style=\"display:inline-block;width:98%\">\n<div id=\"divRplyFwdMsg\">"
		. join("<br>\n", map { $esc->($_) } grep { !/^_*$/ } split /\n/, $c->{intro}) . "</div>\n<div>$old</div></body></html>\n" if $o{client} eq 'outlook';
	return "<html><body>\n$new<br><div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">" . $esc->($c->{intro})
		. "</div><blockquote class=\"gmail_quote\" style=\"margin:0 0 0 .8ex;border-left:1px #ccc solid\">$old</blockquote></div></body></html>\n";
}

sub multipart {
	my ($kind, @part) = @_;
	my $b = sprintf '=_%s_%08x%08x', $kind, rand 1 << 31, rand 1 << 31;
	return "Content-Type: multipart/$kind; boundary=\"$b\"\n\n" . join('', map { "--$b\n$_\n" } @part) . "--$b--\n";
}

sub content {
	my $main = $o{'html-only'} ? text_part('text/html', html())
		: $c->{html} ? multipart('alternative', text_part('text/plain', $body), text_part('text/html', html()))
		: text_part('text/plain', $body);
	my @attached = map { attachment($_) } @{$o{attach}};
	return @attached ? multipart('mixed', $main, @attached) : $main;
}

sub attachment {
	my ($file) = @_;
	open(my $f, '<:raw', to_utf8($file)) or die "$file: $!\n";
	my %type = (pdf => 'application/pdf', jpg => 'image/jpeg', jpeg => 'image/jpeg', png => 'image/png', txt => 'text/plain',
		docx => 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', odt => 'application/vnd.oasis.opendocument.text');
	my $name = $file =~ s{.*/}{}sr;
	my $type = $type{lc(($name =~ /\.(\w+)$/)[0] // '')} // 'application/octet-stream';
	my $coded = $name =~ /[^\x20-\x7e]/ ? "filename*=UTF-8''" . join('', map { sprintf '%%%02X', ord } split //, to_utf8($name)) : "filename=\"$name\"";
	my $bytes = do { local $/; <$f> };
	return "Content-Type: $type\nContent-Disposition: attachment;\n $coded\nContent-Transfer-Encoding: base64\n\n" . encode_base64($bytes, "\n");
}
