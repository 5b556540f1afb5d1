#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A small `make years`: three months of reminders, with an outage over holidays, day by day.
. "$(dirname "$0")/../lib.sh"
size='CERTS=24 DAYS=90'
sanitized && size='CERTS=10 DAYS=40'
ok 'each stage of each certificate comes once, on its office day' env $size SEED=3 timeout -k 5 200 sh "$TOP/tests/years/years.sh"
diag "$(grep '^# [0-9]* certificates' "$T/.out" | sed 's/^# //')"
done_testing
