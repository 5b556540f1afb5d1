#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Whose time passes: the office's clock runs in office hours, and stops while the applicant or BSrE owe the next step. Both are shown.
. "$(dirname "$0")/lib.sh"

. "$TOP/tests/rig/ams.sh"
rig_ams "$T/ams" --now 2026-11-23T08:00:00+08:00 || bail 'the stand-in for AMS does not start'
office $(ams_conf)
ams seed '{"users":[{"nik":"6305050511790003","email":"budi@tapinkab.go.id","nama":"X","status":"ISSUE","until":"2027-08-31"}]}' >/dev/null
show() { loket --now "$NOW" case show "$1" --json; }
clocks() { show "$1" | tell times; }
total() { show "$1" | tell get waktu_kantor waktu_pemohon waktu_bsre; }

new budi 'lupa passphrase' 'Saya lupa passphrase TTE, mohon reset'
step '23 08:30'
b=$(number 1)
case_is $b berkas 'budi owes a document'
step '23 15:30'
is "$(clocks $b)" '1:0/420/0' 'seven hours are his, not the office'"'"'s: no break is taken out'
re budi 'ini suratnya' --attach "$photo"
step '24 07:30'
case_is $b periksa 'the office is to answer'
is "$(clocks $b)" '1:0/1380/0 2:0/0/0' 'a night is his as well'
step '24 11:30'
is "$(clocks $b)" '1:0/1380/0 2:240/0/0' 'four hours of the office'
step '24 13:30'
is "$(clocks $b)" '1:0/1380/0 2:300/0/0' 'its break does not count'
step '25 08:30'
is "$(clocks $b)" '1:0/1380/0 2:510/0/0' 'nor does its night'
re nurul 'KURANG suratnya terpotong'
step '25 09:30'
case_is $b berkas 'budi owes again'
step '25 10:30'
is "$(clocks $b)" '1:0/1440/0 2:570/0/0' 'the office'"'"'s clock stands still'
re budi 'ini lagi' --attach "$pdf"
step '25 11:30'
re nurul SELESAI
step '25 13:30'
case_is $b petunjuk 'and again for his own part'
is "$(clocks $b)" '1:0/1500/0 2:630/0/0 3:0/0/0 4:0/0/0' 'the row is summed over both times'
step '26 13:30'
re budi SUDAH
step '26 14:30'
case_is $b .selesai 'done'
is "$(clocks $b | tr ' ' '\n' | tail -n 2 | tr '\n' ' ')" '4:0/1500/0 5:0/0/0 ' 'a day to try it is his'
set -- $(total $b)
is "$((($1 + 5) / 10 * 10)) $((($2 + 5) / 10 * 10)) $3" '630 3000 0' 'the sums of the case'
like "$(loket case show $b)" 'STANDAR SOP.*WAKTU KANTOR.*WAKTU PEMOHON.*WAKTU BSrE' 'beside the standard of the SOP'
like "$(show $b)" '"no":"2".*"standar":"5 menit"' 'which stays five minutes of work'
unlike "$(loket case show $b)" 'terlambat|late\b|overdue|breach' 'nothing is called late'
step '27 14:30'
is "$(total $b)" "$*" 'a closed case takes no more time'

# AMS does not answer: the step is BSrE's, until the case goes on without it.
rig_ams_stop
without_ams() { NOW=$(full "$1"); exits 69 "$1: AMS is not to be had" loket run --once --now "$NOW"; }
request siti
without_ams '30 08:30'
s=$(number 2)
case_is $s cek 'AMS is to be asked first'
without_ams '30 11:30'
is "$(clocks $s)" '1:0/0/180' 'three hours are BSrE'"'"'s'
# the time of asking is over: whether AMS is asked once more before the clock is looked at is a race that either may win
tap_rc=0; loket run --once --now "$(full '30 13:40')" 2>"$T/err" || tap_rc=$?
like $tap_rc '^(0|69)$' 'the clock is looked at'
case_is $s periksa 'after four office hours the case goes on'
step '30 14:40'
is "$(clocks $s)" '1:0/0/310 2:60/0/0' 'then the office'"'"'s clock runs'
whole
done_testing
