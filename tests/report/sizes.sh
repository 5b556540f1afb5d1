#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How long the page takes and how large it is: cases and days of the office, seconds, memory of the process, page. Not part of `make test`.
#   sizes.sh [CASES:DAYS...]
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/store.sh"
command -v sqlite3 >/dev/null || bail 'sqlite3 is missing'
[ $# -gt 0 ] || set -- 0:1 10:20 10000:22 10000:1800 1000000:1800
printf '%9s %6s %10s %10s %9s %9s\n' cases days seconds 'memory MB' 'page kB' 'store MB'
for size in "$@"; do
	case $size in *[0-9]:[0-9]*) ;; *) bail "$size: wants CASES:DAYS" ;; esac
	d=$T/${size%:*}-${size#*:}
	report_store "$d" "${size%:*}" "${size#*:}" || bail 'no store'
	perl -MTime::HiRes=time -e 'my ($dir, $size, @command) = @ARGV; my $a = time; open(my $null, ">", "/dev/null"); my $pid = fork // die;
		if (!$pid) { open(STDOUT, ">&", $null); exec @command or die }
		my $rss = 0;
		while (waitpid($pid, 1) == 0) { if (open(my $f, "<", "/proc/$pid/status")) { while (<$f>) { $rss = $1 if /^VmHWM:\s+(\d+)/ && $1 > $rss } } select(undef, undef, undef, 0.01) }
		die "ends with $?\n" if $?;
		printf "%9d %6d %10.2f %10.1f %9.1f %9.1f\n", split(/:/, $size), time - $a, $rss / 1024, (-s "$dir/page.html") / 1024, (-s "$dir/state/loket.db") / 1048576' \
		"$d" "$size" "$LOKET" --config "$d/loket.conf" --now "$NOW" report --html "$d/page.html" || bail "the report fails at $size"
	[ "${KEEP:-}" ] || rm -rf "$d"
done
