#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Who may include whom, which library may be seen where, and who may ask the time or the environment: the tables below are the
# whole truth, and every #include line of src/ is held against them. Prints file:line: what; exit 1 when anything is wrong.
#   layers.sh [TREE]
cd "${1:-$(dirname "$0")/../..}" && exec perl - <<'END'
use strict;
use warnings;

# Rooms. A file may include its own room and those named here; the first pattern that fits decides.
my @rooms = (
	# file                              rooms it may include
	['src/main\.c',                     'cli agent report case store rules base box net protocol'],	# gives every role its start
	['src/agent[a-z_]*\.[ch]',          'agent report case store rules base protocol'],
	['src/protocol\.[ch]',              'base protocol'],
	['src/case/advance[a-z_]*\.[ch]',   'case rules base protocol'],	# pure: no store
	['src/cli/.*',                      'cli report case store rules base protocol'],
	['src/report/.*',                   'report case store rules base protocol'],
	['src/case/.*',                     'case store rules base protocol'],
	['src/store/.*',                    'store base protocol'],
	['src/rules/.*',                    'rules base protocol'],
	['src/box/.*',                      'box rules base protocol'],
	['src/net/.*',                      'net base protocol'],
	['src/base/.*',                     'base'],
);
# Of base/, what the pure part may not touch.
my %closed = ('src/case/advance' => 'base/(clock|file|log|worker|box|conf)\.h', 'src/box/' => 'base/(conf)\.h');

# Libraries. A header of ours includes none.
my @libraries = (
	['libetpan/.*',                          'src/net/(etpan|imap|net)\.c'],
	['curl/.*',                              'src/net/[a-z_]+\.c'],
	['(gmime/.*|glib\.h|glib/.*|gio/.*)',    'src/box/[a-z_]+\.c'],
	['poppler/.*|poppler\.h',                'src/box/pdf\.c'],
	['libxml/.*',                            'src/(rules/xml|box/html|box/office|box/form)\.c'],
	['pcre2\.h',                             'src/rules/regex\.c'],
	['archive(_entry)?\.h',                  'src/(box/zip|cli/bundle)\.c'],
	['leptonica/.*',                         'src/box/picture\.c'],
	['md4c.*\.h',                            'src/box/markup\.c'],
	['sqlite3\.h',                           'src/store/(store|sqlar)\.c'],
	['gnutls/.*',                            'src/base/crypt\.c'],
	['(seccomp|linux/(landlock|seccomp|filter|audit)|sanitizer/lsan_interface)\.h', 'src/base/box\.c'],
	['jansson\.h',                           'src/(cli/[a-z_]+|net/(http|esign|portal))\.c'],
);
my $system = qr{^((assert|ctype|dirent|dlfcn|endian|errno|fcntl|getopt|grp|iconv|inttypes|langinfo|libgen|limits|locale|math|netdb|poll|pwd|sched|signal
	|spawn|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|string|strings|sysexits|syslog|termios|time|unistd|wchar|wctype)\.h
	|(arpa|netinet|sys|linux)/[a-z_0-9]+\.h)$}x;

# Calls that only one place makes.
my @calls = (
	['(?:time|gettimeofday|clock_gettime|ftime)', 'src/base/clock\.c', 'only base/clock.c asks the time'],
	['(?:secure_)?getenv',                        'src/main\.c', 'only main.c reads the environment'],
	['(?:system|popen|strcpy|strcat|sprintf|gets|strtok|mktemp|tmpnam|alloca)', '^$', 'never called here'],
	['(?:malloc|calloc|realloc|strdup|strndup|asprintf)', 'src/(base/mem|net/imap)\.c', 'memory comes from base/mem.h'],	# libetpan frees what it is given
	['sqlite3_[a-z0-9_]+',                        'src/store/(store|sqlar)\.c', 'SQLite is spoken in store/store.c and sqlar.c'],
);

my $bad = 0;
sub wrong { my ($file, $line, $what) = @_; print "$file:$line: $what\n"; $bad++ }

my @files = sort map { glob } 'src/*.[ch]', 'src/*/*.[ch]', 'src/*/*/*.[ch]';
@files or die "layers: no sources here\n";
wrong($_, 1, 'folders in src/ have no folders') for grep { m{^src/[^/]+/[^/]+/} } @files;
for my $file (@files) {
	open(my $f, '<', $file) or die "$file: $!\n";
	my $text = do { local $/; <$f> };
	my ($may) = map { $_->[1] } grep { $file =~ /^$_->[0]$/ } @rooms;
	wrong($file, 1, 'no room for this file in the table') if !defined $may;
	my $n = 0;
	for (split /\n/, $text) {
		$n++;
		ours($file, $n, $1, $may // '') if /^\s*#\s*include\s*"([^"]+)"/;
		foreign($file, $n, $1) if /^\s*#\s*include\s*<([^>]+)>/;
	}
	calls($file, $text);
}
exit($bad ? 1 : 0);

sub ours {
	my ($file, $n, $header, $may) = @_;
	return if $header eq 'statements.h' && $file =~ m{^src/store/};	# generated from sql/
	wrong($file, $n, "$header: write it from src/ on, as \"room/file.h\"") if !-e "src/$header";
	my $room = $header =~ m{^([^/]+)/} ? $1 : $header =~ /^(agent|protocol)/ ? $1 : 'none';
	wrong($file, $n, "$header: this file may include only: $may") if !grep { $_ eq $room } split ' ', $may;
	for my $who (keys %closed) {
		next if $file eq 'src/box/zygote.c' && $header eq 'base/conf.h';	# opens what those it forks may not
		wrong($file, $n, "$header: closed for $who*") if $file =~ /^\Q$who\E/ && $header =~ /^$closed{$who}$/;
	}
}

sub foreign {
	my ($file, $n, $header) = @_;
	my ($where) = map { $_->[1] } grep { $header =~ /^(?:$_->[0])$/ } @libraries;
	if (defined $where) {
		wrong($file, $n, "<$header>: only in $where") if $file !~ /^$where$/;
	} elsif ($header !~ $system) {
		wrong($file, $n, "<$header>: a library the table does not know");
	}
}

# Comments and strings blanked, lines kept.
sub calls {
	my ($file, $text) = @_;
	$text =~ s{(/\*.*?\*/|//[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')}{$1 =~ s/[^\n]/ /gr}gse;
	for my $c (@calls) {
		my ($name, $where, $why) = @$c;
		next if $file =~ /^$where$/;
		while ($text =~ /(?<![\w.>])($name)\s*\(/g) {
			my $line = 1 + (substr($text, 0, $-[1]) =~ tr/\n//);
			wrong($file, $line, "$1(): $why");
		}
	}
}
END
