#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# bayangan: everything runs, nothing leaves; draf: each mail waits for a person; going live never sends old would-be mails.
. "$(dirname "$0")/lib.sh"
office agent.mode=bayangan
request siti
step '23 08:30'
case_is $(number 1) periksa 'bayangan: the case goes its way'
mails_are siti 'diterima:parked/mode' 'what would have been said is parked'
mails_are nurul 'periksa:parked/mode' 'to the verifikator too'
is "$(count siti)$(count nurul)" 00 'nothing has left'
step '23 13:00'
step '24 08:40'
is "$(count nurul)" 0 'no reminder leaves either'
n=$(tell get what <"$T/outbox.json" | wc -w)
ok 'the mails are there to look at' [ "$n" -ge 3 ]

sed -i 's/^mode = .*/mode = draf/' "$T/loket.conf"
request budi
step '24 09:00'
mails_are budi 'diterima:parked/draft' 'draf: waits for a person'
is "$(count budi)$(count siti)$(count nurul)" 000 'nothing has left'
id=$(tell get id to <"$T/outbox.json" | tr ' ' '\n' | awk '$0 == "budi@tapinkab.go.id" { print was } { was = $0 }' | head -n 1)
loket outbox retry "$id" >/dev/null 2>&1
step '24 09:10'
mails_are budi diterima 'one draft let go'
is "$(count budi)" 1 'arrives'
is "$(count nurul)" 0 'the others wait'
id=$(tell get id to <"$T/outbox.json" | tr ' ' '\n' | awk '$0 == "nurul@tapinkab.go.id" { print was } { was = $0 }' | tail -n 1)
loket outbox drop "$id" >/dev/null 2>&1
step '24 09:20'
like "$(tell mails nurul@tapinkab.go.id <"$T/outbox.json")" 'periksa:dropped/command$' 'one thrown away'

loket latih --tanpa-latih >/dev/null 2>&1	# without it: latih.t
sed -i 's/^mode = .*/mode = penuh/' "$T/loket.conf"
request dewi
step '24 09:30'
mails_are dewi diterima 'penuh: mails leave'
is "$(count siti)" 0 'what was parked before going live never does'
is "$(count nurul)" 1 'only the new question reached nurul'
re nurul SETUJU
step '24 09:40'
case_is $(number 3) atur-ulang 'and her answer counts'
# A service may be behind the others.
printf '[service lupa-passphrase]\nmode = bayangan\n' >>"$T/loket.conf"
request joko
new joko 'lupa password' 'Saya lupa password'
step '24 10:00'
mails_are joko 'diterima:parked/mode menu' 'mode of one service'
whole
done_testing
