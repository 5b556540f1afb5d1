# SPDX-License-Identifier: GPL-3.0-or-later
# What sweep.sh and wire.sh begin and end with; sourced at the top of the tree after `set -u`.
#   sweep_begin NAME [CFLAGS...]   $T, a directory of its own that goes at the end (KEEP=1 and an exit code: it stays), with fault.so in it; mail servers
#   ams_begin ARGUMENTS            rig_ams, ended with the rest
TOP=$(pwd)
BUILD=${BUILD:-$TOP/build}
LOKET=${LOKET:-$BUILD/loket}
export TOP LOKET LC_ALL=C.UTF-8
. "$TOP/tests/rig/rig.sh"
. "$TOP/tests/rig/ams.sh"
T=
ams_pids=

sweep_end() {
	rc=$?
	for pid in $ams_pids; do kill "$pid" 2>/dev/null; done
	trap - EXIT HUP INT TERM
	[ -z "$RIG_DIR" ] || rig_stop
	if [ "${KEEP:-}" ] && [ $rc -ne 0 ]; then echo "# kept: $T"; else rm -rf "$T"; fi
	exit $rc
}

# In memory where there is room: kill -9 does not lose what was written, and what a power cut takes away is worked out, not tried.
sweep_begin() {
	sweep_name=$1; shift
	sweep_in=${TMPDIR:-/tmp}
	[ "${TMPDIR:-}" ] || [ ! -w /dev/shm ] || [ "$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')" -lt 300000 ] || sweep_in=/dev/shm
	T=$(mktemp -d "$sweep_in/loket-$sweep_name.XXXXXX") && chmod 755 "$T" || exit 1
	export T
	trap sweep_end EXIT
	trap 'exit 130' HUP INT TERM
	${CC:-cc} -D_GNU_SOURCE -O1 -shared -fPIC "$@" -o "$T/fault.so" "$TOP/tests/fault/fault.c" || exit 1
	# The sink: its answer comes after the mail lies in the maildir, so that what a lost answer means is known for each mail.
	RIG_KIND=sink
	rig_start "$T/rig" || exit 1
}

ams_begin() {
	rig_ams "$@" || exit 1
	ams_pids="$ams_pids $AMS_PID"
}
