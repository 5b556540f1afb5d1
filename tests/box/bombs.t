#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Letters made to break what reads them (bombs.pl), one, ten and a thousand times as large as what loket bears, in the mailbox of the real
# agent, each with an ordinary letter behind it: the agent lives, it says of each bomb what became of it, at once the limit is no hindrance, and
# the letter behind is settled within a second of it. A bomb is read and cut, or held as unreadable or too large. Here ten times as large, and
# what takes little time; `make bombs` (ALL=1) takes all; BOMB='NAME...' only these.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/rig/rig.sh"
BOMBS=$TOP/tests/box/bombs.pl
rig_start "$T/rig" || bail 'the mail servers do not start'
rig_user tte siti nurul
rig_conf "$T/loket.conf" report.summary=@ limits.answers-per-day=10000 limits.answers-per-hour=10000 limits.newcomers-per-hour=100000
"$LOKET" key make "$T/key" >/dev/null || bail 'no key'
L="$LOKET --config $T/loket.conf"
now() { $L run --once --now "2026-11-23T$1+08:00"; }
now 08:00:00 2>/dev/null || bail 'no first run'
printf 'nama;nip;nik;email;hp;jabatan;unit_kerja\nSiti Rahmah;198703122011012004;6305055203870002;siti@tapinkab.go.id;081200000011;Analis;Pertanian\nNurul Huda;199002142015032001;6305055402900001;nurul@tapinkab.go.id;081200000013;Pranata;Kominfo\n' >"$T/people.csv"
$L person import "$T/people.csv" >/dev/null 2>&1
now 08:10:00 2>/dev/null
$L role set verifikator nurul@tapinkab.go.id --from 2026-01-01 >/dev/null 2>&1

next() {
	printf 'From: Siti Rahmah <siti@tapinkab.go.id>\nTo: tte@tapinkab.go.id\nSubject: Lupa passphrase\nMessage-ID: <next.%s@tapinkab.go.id>\n\nSaya lupa passphrase.\n' "$1" >"$T/next"
	rig_deliver tte "$T/next"
}
# The bombs in their order, one line each: name, factor, bytes.
next first
perl "$BOMBS" list | while IFS="$(printf '\t')" read -r name most what; do
	case " ${BOMB:-$name} " in *" $name "*) ;; *) continue ;; esac
	for factor in 1 10 1000; do
		[ "$factor" -le "$most" ] || factor=$most
		if [ -z "${ALL:-}${BOMB:-}" ]; then
			# minutes of OCR, tens of seconds of poppler
			case $name:$factor in *:1 | *:1000 | message:* | picture-*:* | pdf-form:* | pdf-stream:*) continue ;; esac
		fi
		grep -q "^$name	$factor	" "$T/bombs" 2>/dev/null && continue
		perl "$BOMBS" "$name" "$factor" >"$T/bomb" || { echo "$name" >>"$T/unmade"; continue; }
		printf '%s\t%s\t%s\t%s\n' "$name" "$factor" "$(wc -c <"$T/bomb")" "$what" >>"$T/bombs"
		rig_deliver tte "$T/bomb"
		next "$name.$factor"
	done
done
rm -f "$T/bomb"
ok 'every bomb could be made' [ ! -e "$T/unmade" ]

# Each line of the log with the milliseconds of its clock.
mkfifo "$T/said"
perl -MTime::HiRes=time -ne 'BEGIN { $| = 1 } printf "%d %s", time * 1000, $_' <"$T/said" >"$T/log" &
clock=$!
timeout 3000 $L run --once --now 2026-11-23T08:30:00+08:00 2>"$T/said"
is $? 0 'the agent reads them all and ends well'
wait $clock
is "$(grep -cE '^[0-9]+ (<3>)?error' "$T/log")" 0 'and nothing of it failed'
ok 'the journal is whole' $L journal verify

# Per bomb: settled or not, how, after how long (since the letter before it), and how long the next took behind it.
perl - "$T/bombs" "$T/log" <<'END' >"$T/table"
my ($bombs, $log) = @ARGV;
open(my $l, '<', $log); my (@how, @at);
while (<$l>) {
	next unless my ($ms, $n, $what) = /^(\d+) .*letter message=(\d+) (.*)/;
	next unless $what =~ /^class=(.*)/ || $what =~ /held=/;
	$what =~ s/read=failed //; $what =~ s/ bytes=.*//; $what =~ s/reason=-//; ($how[$n], $at[$n]) = ($what, $ms);
}
open(my $b, '<', $bombs); my $n = 2; my $wrong = 0;
printf "%-16s %5s %10s  %-46s %6s %6s  %s\n", 'bomb', 'times', 'bytes', 'what became of it', 'ms', 'next', 'counted';
while (<$b>) {
	chomp; my ($name, $x, $bytes, $what) = split /\t/;
	my ($how, $next) = ($how[$n] // 'NEVER SETTLED', $how[$n + 1] // 'NEVER SETTLED');
	# held at once when it is fetched, before the letters that came earlier are read
	my $since = $how =~ /too-large/ ? $at[$n] : $at[$n - 1]; my $behind = $how =~ /too-large/ ? $at[$n - 1] : $at[$n];
	my ($took, $later) = (($at[$n] // 0) - ($since // 0), ($at[$n + 1] // 0) - ($behind // 0));
	my @why;
	push @why, 'not settled' if $how eq 'NEVER SETTLED';
	push @why, 'within the limit, and not read' if $x == 1 && $how !~ /^class=(request|command) (?!.*unreadable)/;
	push @why, "the next: $next" if $next !~ /^class=request/;
	push @why, "the next took $later ms" if $later > 1000;
	push @why, 'too large and yet read' if $bytes > 26214400 && $how !~ /too-large/;
	printf "%-16s %5d %10d  %-46s %6d %6d  %s%s\n", $name, $x, $bytes, $how, $took < 0 ? 0 : $took, $later < 0 ? 0 : $later, $what, join('', map { "  WRONG: $_" } @why);
	$n += 2;
}
END
diag "$(cat "$T/table")"
ok 'there were bombs' [ "$(wc -l <"$T/table")" -gt 1 ]
is "$(grep -c 'WRONG' "$T/table")" 0 'each is settled, and the letter behind it within a second'
done_testing
