#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Held letters: a person routes them; it never makes a decision count.
. "$(dirname "$0")/lib.sh"
office
release() { loket held release "$@" >/dev/null 2>&1; }

request siti
new orang 'lupa passphrase' "Saya lupa passphrase TTE.\nNama: Orang Luar" --attach "$pdf"
step '23 08:30'
c=$(number 1)
held_is unknown-sender 'a stranger waits'
a=$(held_id)
release "$a" --as lupa-passphrase
step '23 08:40'
held_is '' 'released'
is "$(state $(number 2))" periksa 'as a service: opened, read anew'
mails_are orang diterima 'and answered'

q=$(rig_mails nurul | head -n 1)
mail text "$q" | grep -q "$c" || q=$(last nurul)
re_to "$q" budi SETUJU
step '23 08:50'
held_is token-of-another 'an answer from the wrong person waits'
release "$(held_id)" --case "$c"
step '23 09:00'
case_is $c periksa 'released into its case it still decides nothing'
is "$(show $c | tell tasks)" verifikator/tanya/open 'the question is open'

new lain@luar.example 'berkas siti' 'terlampir surat pernyataan lupa passphrase' --attach "$photo"
step '23 09:10'
a=$(held_id)
[ -z "$a" ] || { release "$a" --other; step '23 09:20'; }
held_is '' 'set aside as nothing of ours'
n=$(count orang)
release 9999 --other
step '23 09:30'
is "$(loket held list --json | wc -l)" 0 'a number that is not held changes nothing'

# Gone from the mailbox: said so, kept; back again: released.
new lain@luar.example 'lupa passphrase' 'Saya lupa passphrase TTE'
step '23 09:40'
held_is unknown-sender 'held'
f=$(rig_mails tte | tail -n 1)
mv "$f" "$T/away"
release "$(held_id)" --as lupa-passphrase
step '23 09:50'
held_is gone 'a letter that people took away cannot be read again'
is "$(loket case list --json | wc -l)" 2 'nothing was opened'
case_is $c periksa 'the rest goes on'
is "$(count orang)" "$n" 'nothing was sent'
whole
done_testing
