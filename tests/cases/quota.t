#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How full the mailbox is: asked each hour, told to the admin at 80, 90 and 95 percent, once for each step upward. A server that knows no quotas is
# heard in silence (tests/unit/net_imap_test.c: one that says anything).
. "$(dirname "$0")/lib.sh"

RIG_QUOTA=1000K
rig_start "$T/rig" || bail 'the mail servers do not start'
RIG_QUOTA=
rig_user tte
rig_conf "$T/loket.conf" report.summary=@
"$LOKET" key make "$T/key" >/dev/null || bail 'no key'
# What people threw away counts as well.
trash="$RIG_DIR/mail/tte@tapinkab.go.id/Maildir/.Trash"
fill() { { printf 'Subject: lama\r\n\r\n'; head -c $(($1 * 1024 - 60)) /dev/zero | tr '\0' 'x' | fold -w 76 | sed 's/$/\r/' | head -c $(($1 * 1024 - 60)); } >"$T/fill.eml"; rig_tool deliver "$trash" "$RIG_UID" "$RIG_GID" 0 "$T/fill.eml"; }
told() { tell mails admin@tapinkab.go.id <"$T/outbox.json" | wc -w; }
quota() { loket doctor --json --now "$NOW" 2>/dev/null | grep '"what":"quota"'; }
logged() { grep -c 'mailbox full=' "$T/log"; }

mkdir -p "$trash" && chown -R "$RIG_UID:$RIG_GID" "${trash%/*/*}"
fill 830
step '23 08:00'
mails_are admin kotak-penuh 'at 80 percent a mail to the admin'
like "$(text rudi)" 'terisi 8[1-4] persen \(0,8 dari 1,0 MB\)' 'how full'
like "$(text rudi)" 'loket mailbox safe --before 2026-08-25' 'what to do'
unlike "$(text rudi)" 'hari ini' 'without haste'
like "$(grep 'mailbox full' "$T/log")" 'warn.*mailbox full=8[1-4]%: 0.8 of 1.0 MB; when it is full, letters are refused' 'and a line in the log'
like "$(quota)" '"state":"warning".*8[1-4]% full: 0.8 of 1.0 MB, told 2026-11-23 08:00.*loket mailbox safe --before 2026-08-25' 'doctor says what to do'

fill 130
step '23 08:50'
is "$(told) $(logged)" '1 1' 'it is not asked again before the hour is over'
step '23 09:05'
mails_are admin 'kotak-penuh kotak-penuh' 'from below 90 to above 95: one mail'
like "$(text rudi)" 'Mohon ditangani hari ini' 'today'
like "$(grep 'mailbox full=9' "$T/log")" '<1>.*mailbox full=9[5-9]%' 'and an alert'
like "$(loket stats --now "$NOW")" '^loket_mailbox_full_percent 9[5-9]$' 'a monitor knows'
step '23 10:10'
is "$(told) $(logged)" '2 2' 'told once, whatever is started anew'

rm -f "$trash"/new/* "$trash"/cur/*
step '23 11:15'
is "$(told)" 2 'it has been emptied: nothing is said'
like "$(quota)" '"state":"ok".*the mailbox is [0-4]% full: 0.0 of 1.0 MB, told 2026-11-23 11:15' 'doctor is content'
fill 910
step '23 12:20'
is "$(told)" 3 'it rises again: told again'
like "$(text rudi)" 'terisi 9[0-4] persen' 'at 90 percent'
is "$(sqlite3 "$T/state/loket.db" "SELECT group_concat(n / 10) FROM journal WHERE kind = 'mailbox.full'")" '8,9,9' 'the journal has each'

# ---- a server without quotas
rig_bad_dovecot good || bail 'no other Dovecot'
rig_conf "$T/loket.conf" report.summary=@ mailbox.port="$RIG_BAD_IMAPS"
step '23 13:25'
is "$(told) $(quota)" '3 ' 'nothing is known of it, and nothing said'
unlike "$(cat "$T/log")" 'quota=unknown' 'not even in the log'
whole
done_testing
