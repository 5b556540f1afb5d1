#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# One mailbox shared with people: read, moved, copied, put back, numbered anew by the server; the same letter never acts twice.
. "$(dirname "$0")/lib.sh"
office
box=$RIG_DIR/mail/tte@tapinkab.go.id/Maildir
acts() { tell get what <"$T/outbox.json" | wc -w; }

request siti
step '23 08:30'
c=$(number 1)
q=$(last nurul)
n=$(acts)

# The same bytes again, twice.
cp "$(rig_mails tte | head -n 1)" "$T/same.eml"
rig_deliver tte "$T/same.eml"
rig_deliver tte "$T/same.eml"
step '23 08:40'
is "$(acts)" "$n" 'the same letter delivered again is not answered again'
is "$(loket case list --all --json | wc -l)" 1 'and opens nothing'
case_is $c periksa 'nor moves the case'

# A person opens, flags and sorts letters while the agent works.
re nurul SETUJU
f=$(rig_mails tte | tail -n 1)
mv "$f" "$box/cur/$(basename "$f" | sed 's/:2,.*//'):2,FS"
step '23 08:50'
case_is $c atur-ulang 'a letter that a person has read already is taken like any other'
is "$(rig_mails tte | grep -c ":2,FS[a-z]*$")" 1 'its flags stay as that person set them'
mkdir -p "$box/.Arsip/cur" "$box/.Arsip/new" "$box/.Arsip/tmp"
chown -R "$RIG_UID:$RIG_GID" "$box/.Arsip"
for f in $(rig_mails tte); do mv "$f" "$box/.Arsip/cur/"; done
n=$(acts)
step '23 09:00'
is "$(acts)" "$n" 'an emptied INBOX changes nothing'
for f in "$box"/.Arsip/cur/*; do mv "$f" "$box/cur/"; done
step '23 09:10'
is "$(acts)" "$n" 'letters that come back are known'
case_is $c atur-ulang 'and act no more'
is "$(show $c | tell tasks)" 'verifikator/tanya/answered verifikator/tanya/open' 'the code was spent once'

# UIDVALIDITY changes: everything looks new, nothing is. A letter from before the last look that was never seen waits for a person.
NOW=$(full '23 09:12')
perl "$TOP/tests/rig/reply.pl" --new --from budi@tapinkab.go.id --to tte@tapinkab.go.id --subject 'Lupa passphrase' 'Saya lupa passphrase TTE' >"$T/old.eml"
rig_deliver tte "$T/old.eml" "$(($(date +%s) - 30 * 60))"
for f in "$box"/dovecot-uidlist; do
	perl -pi -e 's/^(3 V)(\d+)/$1 . ($2 + 77)/e if $. == 1; $_ = "" if $. > 1' "$f"
	chown "$RIG_UID:$RIG_GID" "$f"
done
rm -f "$box"/dovecot.index*
step '23 09:20'
like "$(cat "$T/log")" 'uidvalidity=changed' 'the server has numbered anew'
is "$(acts)" "$n" 'nothing is answered twice'
is "$(loket case list --all --json | wc -l)" 1 'the older letter is not taken for a new request'
held_is validity 'it waits for a person'
loket held release "$(held_id)" --other >/dev/null 2>&1
step '23 09:25'
held_is '' 'who decides'
new budi 'Lupa passphrase' 'Saya lupa passphrase TTE'
step '23 09:30'
is "$(loket case list --all --json | wc -l)" 2 'new letters are'
n=$(acts)
step '23 09:40'
is "$(acts)" "$n" 'and once'
todo=$(last nurul)
re_to "$todo" nurul SELESAI
step '23 09:50'
case_is $c petunjuk 'the case goes on'
is "$(rig_mails tte | grep -c ':2,.*[ST]')" 1 'the agent marked nothing as seen or deleted'
whole
done_testing
