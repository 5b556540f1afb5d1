#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A month of an office: LETTERS (50,000) letters on 22 office days, in a real Dovecot, answered into an SMTP server that misbehaves, while
# servers go away, mailboxes are full and processes are killed at random; what must hold then is asked by soak.pl, which also tells how the
# load is made. `make soak [LETTERS=5000] [SEED=1]`; by the environment:
#   DIR=...   where it lives; it is kept until a run has ended, and a run with the same DIR and SEED goes on where the last one was stopped
set -u
cd "$(dirname "$0")/../.." || exit 1
TOP=$(pwd) LOKET=${LOKET:-$TOP/build/loket}
SEED=${SEED:-1}
W=${TMPDIR:-/tmp}
[ "${TMPDIR:-}" ] || [ ! -w /dev/shm ] || [ "$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')" -lt 6000000 ] || W=/dev/shm
D=${DIR:-$W/loket-soak-$SEED}
mkdir -p "$D" && chmod 755 "$D" || exit 1
export TOP LOKET D LC_ALL=C.UTF-8
. "$TOP/tests/rig/rig.sh"
trap 'rc=$?; rig_stop; [ $rc -ge 128 ] && echo "soak: stopped; goes on with DIR=$D SEED=$SEED" || rm -rf "$D"; exit $rc' EXIT
trap 'exit 130' HUP INT TERM
RIG_KIND=sink
rm -rf "$D/rig/dovecot"
rig_start "$D/rig" || exit 1
rig_user tte >/dev/null
# its answers go where soak.pl lets a server of its own come and go
SMTP=$(rig_tool ports 1)
rig_conf "$D/loket.conf" smtp.port="$SMTP" smtp.tls=none smtp.user= smtp.password-file= smtp.ca-file= limits.answers-per-day=10000 \
	limits.answers-per-hour=1000000 limits.newcomers-per-hour=100000 limits.reminders-per-hour=100000
[ -e "$D/key" ] || "$LOKET" key make "$D/key" >/dev/null || exit 1
export RIG_DIR RIG_UID RIG_GID RIG_IMAP SMTP
DOVECOT=$RIG_PIDS perl tests/soak/soak.pl "${LETTERS:-50000}" "$SEED"
