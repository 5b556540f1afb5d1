#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Reminders day by day over simulated years, by the real program and real servers, held against a reckoning of its own (years.pl).
# `make years`: 300 certificates, 730 days. CERTS= and DAYS= make it smaller; SEED= chooses other ends.
set -u
cd "$(dirname "$0")/../.." || exit 1
TOP=$(pwd) LOKET=${LOKET:-$TOP/build/loket}
D=$(mktemp -d "${TMPDIR:-/tmp}/loket-years.XXXXXX") && chmod 755 "$D" || exit 1
export TOP LOKET D LC_ALL=C.UTF-8
. "$TOP/tests/rig/rig.sh"
trap 'rc=$?; rig_stop; rm -rf "$D"; exit $rc' EXIT
trap 'exit 130' HUP INT TERM
rig_start "$D/rig" || exit 1
rig_user tte >/dev/null
rig_conf "$D/loket.conf" limits.answers-per-hour=1000000 limits.newcomers-per-hour=100000 limits.reminders-per-hour=100000 agent.log-level=warn
"$LOKET" key make "$D/key" >/dev/null || exit 1
perl tests/years/years.pl "${CERTS:-300}" "${DAYS:-730}" "${SEED:-1}"
