#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Reminders day by day over simulated years, by the real program and real servers, held against a reckoning of its own (years.pl).
# `make years`: 3,000 certificates, 730 days. CERTS= and DAYS= make it smaller; SEED= chooses other ends, CAP= the reminders within an hour.
# All of it lies in memory where the machine has room there: what a disk does in a power cut is not looked at here (tests/fault).
set -u
cd "$(dirname "$0")/../.." || exit 1
TOP=$(pwd) LOKET=${LOKET:-$TOP/build/loket} CERTS=${CERTS:-3000}
room=/dev/shm
[ -w $room ] && [ "$(df -Pk $room | awk 'NR == 2 { print int($4 / 1024) }')" -gt 2000 ] || room=${TMPDIR:-/tmp}
D=$(mktemp -d "$room/loket-years.XXXXXX") && chmod 755 "$D" || exit 1
CAP=${CAP:-$((CERTS / 35 + 10))}
export TOP LOKET D CAP LC_ALL=C.UTF-8
. "$TOP/tests/rig/rig.sh"
trap 'rc=$?; rig_stop; rm -rf "$D"; exit $rc' EXIT
trap 'exit 130' HUP INT TERM
rig_start "$D/rig" || exit 1
export RIG_UID RIG_GID
rig_user tte >/dev/null
cp -r "$TOP/rules" "$D/rules"
contacts=$(n=0; while [ $n -lt 20 ]; do printf '<opd nama="Dinas %d" email="dinas%d@tapinkab.go.id"/>' $n $n; n=$((n + 1)); done)
sed -i "s|<portal-reset>|$contacts\n&|" "$D/rules/office/tapin.xml"
rig_conf "$D/loket.conf" agent.rules="$D/rules" limits.answers-per-hour=1000000 limits.newcomers-per-hour=100000 limits.reminders-per-hour="$CAP" agent.log-level=warn report.summary=13:00
"$LOKET" key make "$D/key" >/dev/null || exit 1
perl tests/years/years.pl "$CERTS" "${DAYS:-730}" "${SEED:-1}"
