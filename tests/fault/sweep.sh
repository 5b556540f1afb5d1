#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Disturbs the agent everywhere while cases are carried from letter to close; see sweep.pl for the kinds of disturbance and what is compared.
#   sweep.sh MODE...  kill fault memory power pair grid: `make sweep-MODE`; by the environment:
#   FLOWS='lupa ...'  flows.pl                                      SOME='kill=60 fault=9'   so many of each mode, SEED= which
#   STEP=NAME         one step only                                 FROM=1200       goes on at that point (with the same SEED)
#   JOBS=2            points tried at once (default: twice the processors)
#   KEEP=1            leaves the directory of a point that failed   MOST=1          in random order, stops at the first finding
#   COUNT=1           only counts the points
set -u
cd "$(dirname "$0")/../.." || exit 1
TOP=$(pwd)
BUILD=${BUILD:-$TOP/build}
LOKET=${LOKET:-$BUILD/loket}
MODE=${*:-kill}
# In memory where there is room: kill -9 does not lose what was written, and what a power cut takes away is worked out, not tried.
W=${TMPDIR:-/tmp}
[ "${TMPDIR:-}" ] || [ ! -w /dev/shm ] || [ "$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')" -lt 300000 ] || W=/dev/shm
D=$(mktemp -d "$W/loket-sweep.XXXXXX") && chmod 755 "$D" || exit 1
export TOP LOKET D MODE LC_ALL=C.UTF-8
. "$TOP/tests/rig/rig.sh"
. "$TOP/tests/rig/ams.sh"
ams_pids=
finish() {
	rc=$?
	for pid in $ams_pids; do kill "$pid" 2>/dev/null; done
	trap - EXIT HUP INT TERM
	[ -z "$RIG_DIR" ] || rig_stop
	if [ "${KEEP:-}" ] && [ $rc -ne 0 ]; then echo "# kept: $D"; else rm -rf "$D"; fi
	exit $rc
}
trap finish EXIT
trap 'exit 130' HUP INT TERM

memory=; case $MODE in *memory*) memory=-DMEMORY ;; esac
${CC:-cc} -D_GNU_SOURCE -O1 -shared -fPIC $memory -o "$D/fault.so" tests/fault/fault.c || exit 1
${CC:-cc} -O1 -o "$D/fold" tests/fault/fold.c -lsqlite3 || exit 1
# Rules and templates as they are now: somebody may be writing them while this runs. The officials of the other office write from this one's server.
cp -r rules templates "$D/" || exit 1
sed -i 's/<domain nama="[^"]*"/<domain nama="tapinkab.go.id"/; s/\(<mitra .*alamat="\)[^"]*/\1bsre@luar.example/' "$D/rules/office/trenggalek.xml"
# The sink: its answer comes after the mail lies in the maildir, so that what a lost answer means is known for each mail.
RIG_KIND=sink
rig_start "$D/rig" || exit 1
rig_user tte
perl -e 'for my $n (0 .. 8) { print "kotak$n-$_\@tapinkab.go.id:{PLAIN}rahasia-tte\n" for 0 .. 199 }' >>"$RIG_DIR/users"
# stand_in NAME STATUS UNTIL
stand_in() {
	rig_ams "$D/ams-$1" || exit 1
	ams_pids="$ams_pids $AMS_PID"
	AMS_PORTS="${AMS_PORTS:+$AMS_PORTS }$1=$AMS_PORT"
	ams seed "{\"users\":[{\"nik\":\"6305055203870002\",\"email\":\"siti.rahmah@tapinkab.go.id\",\"nama\":\"X\",\"status\":\"$2\",\"until\":\"$3\"}]}" >/dev/null
}
case " ${FLOWS:-renewal} " in *" renewal "*)
	stand_in issue ISSUE 2027-12-24
	stand_in renew RENEW 2027-12-24
	stand_in new ISSUE 2028-11-23
esac
printf 'rahasia-ams\n' >"$D/ams-password" && chmod 600 "$D/ams-password"
export AMS_PORTS AMSSIM AMS_SECRET
rig_conf "$D/loket.conf" smtp.port="$RIG_SMTP" smtp.tls=none smtp.user= smtp.password-file= smtp.ca-file= mailbox.user=@USER@ \
	agent.office=@OFFICE@ agent.state=@HERE@/state agent.rules="$D/rules" agent.templates="$D/templates" agent.admin=
RIG_UID=$RIG_UID RIG_GID=$RIG_GID perl tests/fault/sweep.pl "$RIG_DIR"
