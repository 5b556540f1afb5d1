#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each target for SECONDS under libFuzzer, one line of result each; exit 1 when anything was found, with the file that holds it.
# An input counts as found when it crashes the target, trips a sanitizer or a check of its own, takes more than 1 GB, hangs for 10 s, or takes
# more than 1 s of CPU in a build without sanitizers. First each word and line of the seeds is tried repeated up to the most bytes that this
# part is ever given, which is where quadratic work shows: 3 s for those, of the 10 that a reader has. What libFuzzer learns stays in $BUILD/fuzz-corpus for the next run. Called by `make fuzz`:
#   fuzz.sh SECONDS [TARGET...]         BUILD: ordinary build; LIBFUZZER: that with libFuzzer; JOBS (1) at once
set -u
cd "$(dirname "$0")/../.." || exit 1
seconds=$1; shift
[ $# -gt 0 ] || set -- $(ls tests/fuzz/*.c | sed 's,.*/,,; s,\.c$,,; /^once$/d')
work=$BUILD/fuzz-work
sh tests/fuzz/seeds.sh "$work/seeds" || exit 1
rm -rf "$work/found"
mkdir -p "$work/found"

# The most bytes of an input that libFuzzer makes, and of one that is tried repeated: what this part is ever given.
most() {
	case $1 in
	letter) echo 16384 1572864 ;; reply | html) echo 8192 1048576 ;; field) echo 4096 1048576 ;; answer | choice) echo 2048 262144 ;;
	office) echo 16384 1048576 ;; rtf | words) echo 8192 1048576 ;; signature) echo 16384 262144 ;; picture) echo 8192 0 ;;
	page) echo 4096 16384 ;; sheet) echo 4096 1048576 ;; imap) echo 8192 0 ;; ams | form | rules) echo 16384 0 ;; face) echo 8192 92160 ;;
	wire | auth) echo 4096 0 ;; conf) echo 4096 65536 ;; sop) echo 32768 65536 ;; template) echo 8192 65536 ;; *) echo 4096 65536 ;;
	esac
}

target() {
	t=$1 dir=$work/found/$1 corpus=$BUILD/fuzz-corpus/$1
	set -- $(most "$t")
	mkdir -p "$dir" "$corpus"
	words=
	[ ! -f "tests/fuzz/words/$t" ] || words=tests/fuzz/words/$t
	if [ "$2" -gt 0 ]; then
		("$BUILD/fuzz/$t" -s 3 -r "$2" ${words:+-w $words} "$work/seeds/$t"/[a-z]* >"$dir.repeat" 2>&1) ||
			{ grep -a '^slow\|^broken' "$dir.repeat" >"$dir/repeated" || tail -n 3 "$dir.repeat" >"$dir/repeated"; }
	fi
	# the fetcher's own limit, beyond which libetpan is refused what a server announces
	memory=; [ "$t" != imap ] || memory=:max_allocation_size_mb=512:allocator_may_return_null=1
	G_SLICE=always-malloc ASAN_OPTIONS=quarantine_size_mb=64:detect_leaks=1$memory LSAN_OPTIONS=suppressions=tests/fuzz/leaks:print_suppressions=0 \
	nice timeout -k 10 $((seconds + 120)) "$LIBFUZZER/fuzz/$t" -max_total_time="$seconds" -rss_limit_mb=1024 -timeout=10 -max_len="$1" \
		-report_slow_units=2 -artifact_prefix="$dir/" -print_final_stats=1 ${words:+-dict=$words} "$corpus" "$work/seeds/$t" \
		${REGRESSIONS:-} >"$dir.log" 2>&1
	# slow in this build, with sanitizers and beside others, is not slow yet
	for f in "$dir"/slow-unit-*; do
		[ -e "$f" ] && "$BUILD/fuzz/$t" "$f" >/dev/null 2>&1 && rm "$f"
	done
	found=$(ls "$dir" | wc -l)
	awk -v t="$t" -v found="$found" '
		/stat::number_of_executed_units/ { execs = $2 } /stat::average_exec_per_sec/ { rate = $2 } /stat::peak_rss_mb/ { rss = $2 }
		/ cov: / { for (i = 1; i < NF; i++) { if ($i == "cov:") cov = $(i + 1); if ($i == "corp:") corp = $(i + 1) } }
		END { printf "%-9s %10d execs %7d/s  cov %6d  corpus %-12s %5d MB  findings %d\n", t, execs, rate, cov, corp, rss, found
		exit execs == 0 }' "$dir.log" || { echo "$t: did not run:"; tail -n 5 "$dir.log"; touch "$dir/did-not-run"; }
	for f in "$dir"/*; do
		[ -e "$f" ] || continue
		echo "  $f"
		case $f in */repeated) head -n 5 "$f" | cut -c 1-150 | sed 's/^/    /' ;; esac
	done
}

n=0
for t in "$@"; do
	target "$t" &
	n=$((n + 1))
	[ $((n % ${JOBS:-1})) -ne 0 ] || wait
done
wait
[ -z "$(find "$work/found" -mindepth 2 -type f)" ]
