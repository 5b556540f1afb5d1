#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The calendar of the coming year: `check` warns whenever it is asked, the admin is told once, from October on.
. "$(dirname "$0")/lib.sh"
office agent.admin=kepala@tapinkab.go.id report.summary='08:00 13:00'
warned() { loket check 2>&1 | grep -c "belum ada libur nasional dan cuti bersama, jam kerja Ramadan tahun $1"; }

step '23 13:00'
mails_are kepala kalender 'November: the admin is told what 2027 lacks'
like "$(text kepala)" 'libur nasional dan cuti bersama, jam kerja Ramadan.*tahun.*2027' 'in words'
is "$(warned 2027)" 4 'check says so too' || loket check
step '24 08:00'
step '2027-01-04 08:00'
step '2027-09-30 08:00'
step '2027-09-30 13:00'
mails_are kepala kalender 'once, and nothing about 2028 before October'
is "$(warned 2027)" 4 'check goes on warning about the year that runs'
step '2027-10-01 07:59'
mails_are kepala kalender 'not before its hour'
step '2027-10-01 08:00'
mails_are kepala 'kalender kalender' 'from October on, about the next'
like "$(text kepala)" '2028' 'which it names'
step '2027-12-30 08:00'
mails_are kepala 'kalender kalender' 'once'
whole
done_testing
