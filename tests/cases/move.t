#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# move = yes: what is handled leaves INBOX, what waits for people, is nothing of ours or was sorted by people stays.
. "$(dirname "$0")/lib.sh"
office mailbox.move=yes
subjects() { rig_mails tte $1 | while read -r f; do sed -n 's/^Subject: //p;/^$/q' "$f"; done | sort | tr '\n' ','; }

request siti
new siti 'Undangan sosialisasi SPBE' 'Dengan hormat, kami mengundang Bapak/Ibu menghadiri sosialisasi SPBE.'
new orang 'Lupa passphrase TTE' 'Mohon bantuan, saya lupa passphrase TTE.'
step '23 08:30'
sent_n=2
is "$(subjects Loket)" 'Permohonan lupa passphrase TTE,' 'the request has moved'
is "$(subjects)" 'Lupa passphrase TTE,Undangan sosialisasi SPBE,' 'what is held and what is nothing of ours lie where they were'
like "$(rig_mails tte Loket)" ':2,[a-z]*$' 'it bears its keyword and was not marked as read'
step '23 08:31'
is "$(loket case list --all --json | wc -l)" 1 'it is not taken for another one where it lies now'
re nurul SELESAI
step '23 08:40'
sent_n=2
re siti SUDAH
step '23 08:50'
case_is $(number 1) .selesai 'the case goes on to its end'
is "$(subjects | tr ',' '\n' | grep -c .)" 2 'all answers have moved'

# Sorted by a person before loket was there again: it stays there.
sent_n=2
request budi
box=$RIG_DIR/mail/$(address tte)/Maildir/.Dinas
mkdir -p "$box/cur" "$box/new" "$box/tmp"
mv "$(rig_mails tte | tail -n 1)" "$box/new/"
chown -R "$RIG_UID:$RIG_GID" "$box"
step '23 09:00'
is "$(subjects Dinas)" 'Permohonan lupa passphrase TTE,' 'what people have sorted stays'
is "$(loket case list --all --json | wc -l)" 2 'and is served'
held=$(loket held list --json | tell get id)
is "$(echo "$held" | wc -w)" 1 'one letter is held'
whole
done_testing
