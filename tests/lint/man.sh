#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual pages pass mandoc without a warning, and say what the tables of the code say:
#   loket.1        every command of main.c, every word of a command group of cli/ with each option its table prints
#   README.md      every command of main.c, as `loket NAME`
#                  every metric of cli/stats.c, which the statement knows too; every exit code of the program
#   loket-rules.5  every element and attribute of contrib/schema but those of SOPs, and no other
#   loket-template.5  every field of rules/templatefield.c, in its order
#   amssim.1       every option of contrib/amssim
#   all of them    quotes that end where they should, columns that do not touch
#   loket-sop.5    every element of rules/sop.c and each of its attributes, and no other
#   loket.conf.5   every key of base/conf.c in its order, with values, bounds and default; every limit that the code uses
# Prints file:line: what; exit 1 when anything is wrong. A tree without those tables is only held against mandoc.
#   man.sh [TREE]
cd "${1:-$(dirname "$0")/../..}" || exit 1
set -- src/*.[15]
[ -e "$1" ] || exit 0
bad=0
[ ! -e contrib/amssim/amssim.1 ] || set -- "$@" contrib/amssim/amssim.1
mandoc -Tlint -Wwarning "$@" || bad=1
perl - <<'END' || bad=1
use strict;
use warnings;

my $bad = 0;
sub wrong { my ($file, $line, $what) = @_; print "$file:$line: $what\n"; $bad++ }
sub slurp { my ($file) = @_; open(my $f, '<', $file) or return undef; local $/; my $text = <$f>; $text }
# Number of the first line that fits, 0 when none does.
sub line_of { my ($text, $re) = @_; $text =~ /^.*?$re/ms ? 1 + (substr($text, 0, $-[0] + length($&)) =~ tr/\n//) : 0 }
# The .It line of a name in a page: its number and what stands on it as the reader sees it.
sub item {
	my ($text, $name) = @_;
	my $n = 0;
	for (split /\n/, $text) {
		$n++;
		return ($n, plain($_)) if /^\.It Cm \Q$name\E( |$)/;
	}
	return (0, '');
}
sub plain { my ($s) = @_; $s =~ s/\bFl -/--/g; $s }

commands() if -e 'src/main.c' && (slurp('src/main.c') // '') =~ / commands\[\] = \{/;
rules() if -e 'src/rules/office.c' && -d 'contrib/schema';
amssim() if -e 'contrib/amssim/amssim.c';
fields() if -e 'src/rules/templatefield.c';
stats() if -e 'src/cli/stats.c';
exits() if -e 'src/cli/cli.c';
settings() if -e 'src/base/conf.c';
sops() if -e 'src/rules/sop.c';
limits() if -e 'src/protocol.h' && -e 'src/base/conf.c';
looks($_) for glob('src/*.[15]'), glob('contrib/amssim/*.1');
exit($bad ? 1 : 0);

# What man(1) of Debian sets otherwise than mandoc: a quote goes to the end of its line, whatever delimiter stands in it; a first column
# as wide as its measure touches the second.
sub looks {
	my ($file) = @_;
	my ($n, $room) = (0);
	for (split /\n/, slurp($file) // return) {
		$n++;
		$room = length($1) if /^\.Bl -column "([^"]*)"/;
		wrong($file, $n, 'the quote runs on behind its end') if /^\.(?:\S+ )*?[QDS]q? \S.*? [.,:;] [^\s.,:;)]/ || /^\.(?:\S+ )*?Ql \S.*? (?:No|[.,:;]) [^\s.,:;)]/;
		wrong($file, $n, 'longer than the column') if $room && /^\.It (.*?) Ta / && length($1) > $room;
		undef $room if /^\.El/;
	}
}

sub commands {
	my $main = slurp('src/main.c');
	my $page = slurp('src/loket.1') // return wrong('src/loket.1', 1, 'is missing');
	my $readme = slurp('README.md') // return wrong('README.md', 1, 'is missing');
	my ($table) = $main =~ / commands\[\] = \{\n(.*?)^\};/ms;
	$table =~ s/"\n\s+"//g;
	my %groups = groups();
	my %there;
	while ($table =~ /^\t\{ \{ "([a-z]+)",\s+(?:NULL|"([^"]*)"),/mg) {
		my ($name, $args) = ($1, $2 // '');
		$there{$name} = 1;
		wrong('README.md', 1, "the command `loket $name` is not named") if $readme !~ /\bloket $name\b/;
		if ($groups{$name}) {
			entry($page, "$name $_->[0]", $_->[1]) for @{$groups{$name}};
		} else {
			entry($page, $name, $args);
		}
	}
	wrong('src/main.c', 1, 'the table of commands could not be read') if !%there;
	my $n = 0;
	for (split /\n/, $page) {
		$n++;
		wrong('src/loket.1', $n, "main.c has no command $1") if /^\.It Cm ([a-z]+)/ && !$there{$1};
	}
}

# Command groups of cli/: name -> list of [word, arguments].
sub groups {
	my %groups;
	for my $file (glob 'src/cli/*.c') {
		my $text = slurp($file);
		next if $text !~ /^const struct cli_command ([a-z]+)_commands\[\] = \{\n(.*?)^\};/ms;
		my ($name, $rows) = ($1, $2);
		push @{$groups{$name}}, [$1, $2] while $rows =~ /\{ "([a-z]+)",\s+"([^"]*)",/g;
	}
	return %groups;
}

# The page has the command, and just the options of its usage line (which cli_options asserts to be those of the code).
sub entry {
	my ($page, $name, $args) = @_;
	my ($line, $shown) = item($page, $name);
	return wrong('src/loket.1', 1, "no `.It Cm $name`") if !$line;
	$shown .= listed($page, $line) if $shown =~ /\bAr option \.\.\./;
	for ($args =~ /--([a-z-]+)/g) {
		wrong('src/loket.1', $line, "$name: option --$_ is not shown") if $_ ne 'json' && $shown !~ /--\Q$_\E(?![a-z-])/;
	}
	for ($shown =~ /--([a-z-]+)/g) {
		wrong('src/loket.1', $line, "$name has no option --$_") if $args !~ /--\Q$_\E(?![a-z-])/;
	}
}
# The options in the list below a command of "option ...".
sub listed {
	my ($page, $line) = @_;
	my @lines = split /\n/, $page;
	my $all = '';
	for (@lines[$line .. $#lines]) {
		last if /^\.It Cm/;
		$all .= ' ' . plain($_) if /^\.It Fl/;
	}
	return $all;
}

# Exit codes: what main, the agent and the commands may end with, and no other, stands under EXIT STATUS.
sub exits {
	my %code = (OK => 0, USAGE => 64, DATAERR => 65, NOINPUT => 66, NOUSER => 67, NOHOST => 68, UNAVAILABLE => 69, SOFTWARE => 70, OSERR => 71,
		OSFILE => 72, CANTCREAT => 73, IOERR => 74, TEMPFAIL => 75, PROTOCOL => 76, NOPERM => 77, CONFIG => 78);
	my (%used, %said);
	for my $file (glob 'src/*.c src/{cli,store,base}/*.c') {
		exists $code{$_} and $used{$code{$_}} //= $file for slurp($file) =~ /\bEX_([A-Z]+)\b/g;
	}
	my ($list) = (slurp('src/loket.1') // '') =~ /^\.Sh EXIT STATUS\n(.*?)^\.El$/ms;
	$said{$_} = 1 for ($list // '') =~ /^\.It (\d+)$/mg;
	$said{$_} or wrong($used{$_}, 1, "exit code $_ does not stand under EXIT STATUS of loket.1") for sort keys %used;
	$used{$_} or wrong('src/loket.1', 1, "nothing ends with $_") for sort keys %said;
}

# Metrics: those of cli/stats.c are those of the statement and of the page.
sub stats {
	my ($table) = slurp('src/cli/stats.c') =~ /\} metrics\[\] = \{\n(.*?)^\};/ms;
	my %there = map { $_ => 1 } ($table // '') =~ /^\t\{ "(\w+)", "(?:gauge|counter)",/mg;
	my ($sql) = (slurp('sql/statements.sql') // '') =~ /^-- name: stats\n(.*?);$/ms;
	wrong('src/cli/stats.c', 1, 'the table of metrics could not be read') if !%there;
	for (($sql // '') =~ /SELECT '(\w+)',/g) {
		wrong('sql/statements.sql', 1, "stats: cli/stats.c has no metric $_") if !$there{$_};
	}
	my ($n, %said) = (0);
	for (split /\n/, slurp('src/loket.1') // '') {
		$n++;
		next if !/^\.It Va loket_(\w+)/;
		$said{$1} = 1;
		wrong('src/loket.1', $n, "cli/stats.c has no metric $1") if !$there{$1};
	}
	$said{$_} or wrong('src/loket.1', 1, "no `.It Va loket_$_`") for sort keys %there;
}

# Elements and attributes of the other rule files: those of the schemas, which tests/rules/broken.t holds against the code.
sub rules {
	my $file = 'src/loket-rules.5';
	my $page = slurp($file) // return wrong($file, 1, 'is missing');
	my ($kind, $element, $n, %said, %want) = (undef, undef, 0);
	for my $schema (glob 'contrib/schema/*.rng') {
		my ($name) = $schema =~ m{([^/]+)\.rng$};
		next if $name eq 'sop';
		my $text = slurp($schema);
		while ($text =~ m{<element name="([^"]+)">(.*?)</element>}sg) {
			my ($e, $in) = ($1, $2);
			$want{$name}{$e}{$_} = 1 for '', $in =~ /<attribute name="([^"]+)"/g;
		}
	}
	for (split /\n/, $page) {
		$n++;
		($kind, $element) = ($1, undef) if /^\.\\" FILE (\S+)$/;
		($kind, $element) = (undef, undef) if /^\.Sh/;
		($element, $said{$kind}{$1}{''}) = ($1, $n) if defined $kind && /^\.Ss <([a-z-]+)>$/;
		$said{$kind}{$element}{$1} = $n if defined $element && /^\.It Ic ([a-z-]+)\b/;
	}
	for my $k (sort keys %want) {
		for my $e (sort keys %{$want{$k}}) {
			$said{$k}{$e}{$_} or wrong($file, 1, "$k: <$e>" . ($_ ne '' ? ": no `.It Ic $_`" : ': no `.Ss`')) for sort keys %{$want{$k}{$e}};
		}
	}
	for my $k (sort keys %said) {
		for my $e (sort keys %{$said{$k}}) {
			$want{$k}{$e}{$_} or wrong($file, $said{$k}{$e}{$_}, "$k: there is no <$e> $_") for sort keys %{$said{$k}{$e}};
		}
	}
}

# Fields of templates and of forms, in the order of the code.
sub fields {
	my $file = 'src/loket-template.5';
	my $page = slurp($file) // return wrong($file, 1, 'is missing');
	my $code = slurp('src/rules/templatefield.c');
	for (['known_fields', 'Va'], ['form_fields', 'Vt']) {
		my ($table, $mark) = @$_;
		my ($rows) = $code =~ /struct template_field $table\[\] = \{\n(.*?)^\};/ms;
		my @want = ($rows // '') =~ /^\t\{ "(\w+)", (?:true|false),/mg;
		my @said = $page =~ /^\.It $mark (\w+)/mg;
		wrong('src/rules/templatefield.c', 1, "$table could not be read") if !@want;
		for my $i (0 .. ($#want > $#said ? $#want : $#said)) {
			next if ($want[$i] // '') eq ($said[$i] // '');
			wrong($file, 1, "`.It $mark " . ($want[$i] // 'nothing') . '` should stand where ' . ($said[$i] // 'nothing') . ' does');
			last;
		}
	}
}

# The options of the stand-in for AMS.
sub amssim {
	my $file = 'contrib/amssim/amssim.1';
	my $page = slurp($file) // return wrong($file, 1, 'is missing');
	my ($table) = slurp('contrib/amssim/amssim.c') =~ /struct option all\[\] = \{(.*?)\};/s;
	my %there = map { $_ => 1 } 'ctl', ($table // '') =~ /\{ "([a-z-]+)",/g;
	my %said;
	for (grep { /^\.It Fl/ } split /\n/, $page) { $said{$_} = 1 for plain($_) =~ /--([a-z-]+)/g }
	$said{$_} or wrong($file, 1, "no `.It Fl -$_`") for sort keys %there;
	$there{$_} or wrong($file, 1, "amssim.c has no option --$_") for sort keys %said;
}

# Elements and attributes of an SOP file.
sub sops {
	my $file = 'src/loket-sop.5';
	my $page = slurp($file) // return wrong($file, 1, 'is missing');
	my $code = slurp('src/rules/sop.c');
	my (%table, %attrs, %said, $element);
	while ($code =~ /^static const struct xml_attr_rule (\w+)\[\] = \{\n(.*?)^\};/msg) {
		my ($name, $rows) = ($1, $2);
		$table{$name} = [$rows =~ /^\t\{ "([a-z-]+)",/mg];
	}
	my ($format) = $code =~ /^static const struct xml_rule format\[\] = \{\n(.*?)^\};/ms;
	$attrs{$1} = $table{$2 // ''} // [] while ($format // '') =~ /^\t\{ "([a-z-]+)", [^,]+, (?:ATTRS\((\w+)\)|NULL, 0)/mg;
	wrong('src/rules/sop.c', 1, 'the table of elements could not be read') if !%attrs;
	my $n = 0;
	for (split /\n/, $page) {
		$n++;
		$element = undef if /^\.Sh/;
		($element, $said{$1}) = ($1, { '' => $n }) if /^\.Ss <([a-z-]+)>$/;
		$said{$element}{$1} = $n if defined $element && /^\.It Ic ([a-z-]+)\b/;
	}
	for my $e (sort keys %attrs) {
		wrong($file, 1, "no `.Ss <$e>`"), next if !$said{$e};
		$said{$e}{$_} or wrong($file, $said{$e}{''}, "<$e>: no `.It Ic $_`") for @{$attrs{$e}};
	}
	for my $e (sort keys %said) {
		my %there = map { $_ => 1 } '', @{$attrs{$e} // []};
		wrong($file, $said{$e}{''}, "rules/sop.c has no element <$e>") if !$attrs{$e};
		$there{$_} or wrong($file, $said{$e}{$_}, "rules/sop.c has no attribute $_ of <$e>") for sort keys %{$said{$e}};
	}
}

sub settings {
	my $file = 'src/loket.conf.5';
	my $page = slurp($file) // return wrong($file, 1, 'is missing');
	my (@page, $group);
	my $n = 0;
	for (split /\n/, $page) {
		$n++;
		$group = $1 if /^\.Ss \[([a-z]+)/;
		$group = undef if /^\.Sh/;
		push @page, [$group, $1, $2, $3, $n] if defined $group && $group ne 'service' && /^\.It Ic (\S+) No = (.*) Pq (.*)$/;
	}
	my $conf = slurp('src/base/conf.c');
	my %defined = (MODES => 'bayangan|draf|penuh', TLS_WORDS => '');
	$defined{$1} = $2 while $conf =~ /^#define (\w+) "([^"]+)"$/mg;
	my $rows = 0;
	while ($conf =~ /^\tROW\("([^"]+)", "([^"]+)", (\w+), \w+,\s+((?:\w+ )?"[^"]*"),\s+(\d+), (\d+), (NULL|\w+|"[^"]*"),/mg) {
		my ($g, $key, $type, $default, $min, $max, $words) = ($1, $2, $3, $4, $5, $6, $7);
		$rows++;
		$default =~ s/^LOKET_DATADIR "/"\/usr\/local\/share\/loket/;
		$default =~ s/"//g;
		$default = 'none' if $default eq '';
		$words = $words =~ /^"(.*)"$/ ? $1 : $defined{$words} // '';
		my $values = $type eq 'NUMBER' ? "Ar $min..$max" : $type eq 'YES_NO' ? 'Cm yes | no' : $type eq 'WORD' ? 'Cm ' . join(' | ', split /\|/, $words) : undef;
		my $p = shift @page;
		if (!$p || $p->[0] ne $g || $p->[1] ne $key) {
			wrong($file, $p ? $p->[4] : $n, "[$g] $key should stand here, as in base/conf.c");
			return;
		}
		wrong($file, $p->[4], "[$g] $key: values are `$values`") if defined $values && $p->[2] ne $values;
		wrong($file, $p->[4], "[$g] $key: the default is $default") if $p->[3] ne $default;
	}
	wrong('src/base/conf.c', 1, 'the table of settings could not be read') if !$rows;
	wrong($file, $_->[4], "base/conf.c has no key [$_->[0]] $_->[1]") for @page;
}

# Every limit of the page is what the code says; every LIMIT_ that the code uses stands in the page.
sub limits {
	my $file = 'src/loket.conf.5';
	my $page = slurp($file) // return;
	my (%value, $all);
	for my $source (glob('src/*.[ch]'), glob('src/*/*.[ch]')) {
		my $text = slurp($source);
		$all .= $text;
		$value{$1} = $2 while $text =~ m{^#define (\w+) ([^/\n]*?)\s*(?:/\*.*)?$}mg;
	}
	my (%told, $n);
	for (split /\n/, $page) {
		$n++;
		next if !/^\.\\" ([A-Z_]+) (.*)$/;
		my ($name, $said) = ($1, $2);
		next if $name eq 'SPDX';
		$told{$name} = 1;
		if (exists $value{$name}) {
			wrong($file, $n, "$name is $value{$name}") if $value{$name} ne $said;
		} elsif ($name !~ /^RLIMIT_/ || $all !~ /limit\($name, \Q$said\E, e\)/) {
			wrong($file, $n, "the code has no $name of $said");
		}
	}
	for my $name (sort grep { /^LIMIT_/ } keys %value) {
		my $uses = () = $all =~ /\b$name\b/g;
		wrong($file, 1, "the limit $name does not stand here") if $uses > 1 && !$told{$name};
	}
}
END
exit $bad
