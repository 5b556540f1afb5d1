#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each mail lies once in Sent, without its code.
. "$(dirname "$0")/lib.sh"
office
copies() { rig_mails tte Sent | wc -l; }

request siti
step '23 08:30'
is "$(copies)" 2 'both mails lie in Sent'
step '23 08:31'
is "$(copies)" 2 'once'
ok 'the mail holds a code' mail code "$(last nurul)"
for f in $(rig_mails tte Sent); do not_ok 'its copy does not' mail code "$f"; done
for f in $(rig_mails tte Sent); do like "$(basename "$f")" ':2,.*S' 'marked as seen'; done
re nurul SELESAI
step '23 08:40'
re siti SUDAH
step '23 08:50'
case_is $(number 1) .selesai 'the talk goes on'
is "$(copies)" 4 'each mail of it is there'
for f in $(rig_mails tte Sent); do mail id "$f"; done | sort | uniq -d >"$T/twice"
is "$(cat "$T/twice")" '' 'none twice'
whole
done_testing
