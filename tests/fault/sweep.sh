#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Disturbs the agent everywhere while cases are carried from letter to close; see sweep.pl for the kinds of disturbance and what is compared.
#   sweep.sh MODE...  kill fault memory power pair grid: `make sweep-MODE`; by the environment:
#   FLOWS='lupa ...'  flows.pl                                      SOME='kill=60 fault=9'   so many of each mode, SEED= which
#   STEP=NAME         one step only                                 FROM=1200 TO=1300        these points, with the same SEED (who stops it is told)
#   JOBS=2            points tried at once (default: twice the processors)
#   KEEP=1            leaves the directory of a point that failed   MOST=1          in random order, stops at the first finding
#   COUNT=1           only counts the points
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/fault/lib.sh
MODE=${*:-kill}
export MODE
case $MODE in *memory*) sweep_begin sweep -DMEMORY ;; *) sweep_begin sweep ;; esac
${CC:-cc} -O1 -o "$T/fold" tests/fault/fold.c -lsqlite3 || exit 1
# Rules and templates as they are now: somebody may be writing them while this runs. The officials of the other office write from this one's server.
cp -r rules templates "$T/" || exit 1
sed -i 's/<domain nama="[^"]*"/<domain nama="tapinkab.go.id"/; s/\(<mitra .*alamat="\)[^"]*/\1bsre@luar.example/' "$T/rules/office/trenggalek.xml"
rig_user tte
perl -e 'for my $n (0 .. 8) { print "kotak$n-$_\@tapinkab.go.id:{PLAIN}rahasia-tte\n" for 0 .. 199 }' >>"$RIG_DIR/users"
# stand_in NAME STATUS UNTIL
stand_in() {
	ams_begin "$T/ams-$1"
	AMS_PORTS="${AMS_PORTS:+$AMS_PORTS }$1=$AMS_PORT"
	ams seed "{\"users\":[{\"nik\":\"6305055203870002\",\"email\":\"siti.rahmah@tapinkab.go.id\",\"nama\":\"X\",\"status\":\"$2\",\"until\":\"$3\"}]}" >/dev/null
}
case " ${FLOWS:-renewal} " in *" renewal "*)
	stand_in issue ISSUE 2027-12-24
	stand_in renew RENEW 2027-12-24
	stand_in new ISSUE 2028-11-23
esac
printf 'rahasia-ams\n' >"$T/ams-password" && chmod 600 "$T/ams-password"
export AMS_PORTS AMSSIM AMS_SECRET
rig_conf "$T/loket.conf" smtp.port="$RIG_SMTP" smtp.tls=none smtp.user= smtp.password-file= smtp.ca-file= mailbox.user=@USER@ \
	agent.office=@OFFICE@ agent.state=@HERE@/state agent.rules="$T/rules" agent.templates="$T/templates" agent.admin=
RIG_UID=$RIG_UID RIG_GID=$RIG_GID perl tests/fault/sweep.pl "$RIG_DIR"
