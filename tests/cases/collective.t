#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A letter for several people is not its sender's own request: it waits for a person, and the sender hears so.
. "$(dirname "$0")/lib.sh"
office

new siti 'Permohonan reset passphrase' 'Mohon direset passphrase TTE pegawai berikut:\n\n1. Budi Santosa, NIP 197911052006041007\n2. Dewi Lestari, NIP 199105172019032008\n\nTerima kasih'
step '23 08:30'
is "$(loket case list --json | wc -l)" 0 'no case is opened for her'
held_is several-people 'a person is asked'
mails_are siti diteruskan-petugas 'she is told'
like "$(loket held list)" 'several people' 'and the list says why'
exits 75 'released by hand' loket held release "$(loket held list --json | tell get id)" --as lupa-passphrase
step '23 08:40'
is "$(loket case list --json | wc -l)" 1 'as the person said'
whole
done_testing
