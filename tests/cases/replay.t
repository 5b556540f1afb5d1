#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Archived letters against other rules: what would be read otherwise is told by letter, and nothing is done.
. "$(dirname "$0")/lib.sh"
office
request siti
step '23 08:30'
re nurul 'SETUJU'
step '23 09:00'
new budi 'Lupa frasa' "Yth. Admin TTE, saya lupa frasa sandi TTE saya, mohon direset passphrase-nya.\nNIP: 197911052006041007"
step '23 09:10'

cp -r "$TOP/rules" "$T/other"
before=$(outbox; loket case list --json; loket journal verify)
exits 0 'against the same rules' loket replay --rules "$T/other"
like "$(cat "$T/out")" '^nothing would be read otherwise$' 'nothing would change'
like "$(cat "$T/out")" '^3 letters, 0 of them read otherwise$' 'of all letters that were kept'

# Other words: SETUJU is no word any more, lupa passphrase another service, the NIP no field.
perl -pi -e 's/SETUJU|setuju/xsetujux/g' "$T/other/letter/kata.xml"
perl -0pi -e 's/id="lupa-passphrase"/id="sementara"/; s/id="pembaharuan"/id="lupa-passphrase"/; s/id="sementara"/id="pembaharuan"/' "$T/other/letter/layanan.xml"
perl -0pi -e 's/<isian id="nip".*?<\/isian>//s' "$T/other/letter/isian.xml"
exits 0 'against others' loket replay --rules "$T/other" --json
c=$(number 1)
like "$(cat "$T/out")" "\"letter\":1,\"case\":\"$c\",\"what\":\"service\",\"before\":\"lupa-passphrase\",\"after\":\"pembaharuan\"" 'another service'
like "$(cat "$T/out")" "\"letter\":2,\"case\":\"$c\",\"what\":\"answer\",\"before\":\"approve .tier 1.\",\"after\":(null|\"[a-z]+ )" 'another answer'
like "$(cat "$T/out")" '"letter":1,.*"what":"nip","before":"[^"]*2004","after":null' 'a field that is not read any more'
unlike "$(cat "$T/out")" 198703122011012004 'no full number is shown'
is "$(outbox; loket case list --json; loket journal verify)" "$before" 'nothing is done'
exits 0 'since a day' loket replay --rules "$T/other" --since 2026-11-24
like "$(cat "$T/out")" '^0 letters' 'older letters are left out'
exits 64 'without rules' loket replay
echo '<kata-surat>' >"$T/other/letter/kata.xml"
exits 78 'rules that cannot be read' loket replay --rules "$T/other"
done_testing
