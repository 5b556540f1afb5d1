#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What officials and owners may say beside yes and no: KEDALUWARSA, BELUM TERDAFTAR, HP BELUM VERIFIKASI; PERPANJANG, PINDAH, PENSIUN, TIDAK PERLU;
# SELESAI with the end of the new certificate. The driver is manual: nobody else tells.
. "$(dirname "$0")/lib.sh"
office
register() { loket cert list --person "$(address "$1")" --json | tell get berakhir source next; }
request siti
step '23 08:30'
re nurul 'HP BELUM VERIFIKASI'
step '23 08:40'
case_is $(number 1) hp 'the telephone first'
like "$(text siti)" 'WhatsApp' 'siti is told of the message'
re siti SUDAH
step '23 08:50'
case_is $(number 1) atur-ulang 'then the to-do comes again'
re nurul 'BELUM TERDAFTAR'
step '23 09:00'
case_is $(number 1) cek-nomor 'not registered: the number is checked before anything is opened'
re siti 'BATAL'; step '23 09:05'; re siti YA; step '23 09:10'
request siti
step '23 09:20'
re nurul KEDALUWARSA
step '23 09:30'
case_is $(number 2) .dialihkan 'ended: diverted'
case_is $(number 3) periksa-data 'to the renewal'
re siti PERPANJANG
step '23 09:40'
case_is $(number 3) ajukan 'PERPANJANG: everything is known, it goes on'
re siti SUDAH
step '23 09:50'
re nurul 'SELESAI 19-06-2028'
step '23 10:00'
case_is $(number 3) terbit 'SELESAI with a date is SELESAI'
re siti SUDAH
step '23 10:10'
case_is $(number 3) .selesai 'done'
is "$(register siti)" '2028-06-19 case 2028-04-20 (-60)' 'the register has the end that was told' || loket cert list --json

# no more needed
printf 'nama;email;sampai\nBudi Santosa;budi@tapinkab.go.id;2026-12-28\nDewi Lestari;dewi@tapinkab.go.id;2026-12-28\n' >"$T/c.csv"
loket cert import "$T/c.csv" >/dev/null 2>&1
step '23 10:20'; step '27 08:00'
step '11-30 09:00'
like "$(text budi)" 'PENSIUN' 'the reminder says what may be answered'
re budi 'PINDAH ke Pemprov'
step '11-30 09:10'
n=$(sqlite3 "$T/state/loket.db" "SELECT c.number FROM cases c JOIN address a ON a.person_id = c.owner_id WHERE a.address = 'budi@tapinkab.go.id'")
case_is "$n" lepas 'PINDAH: a question to the verifikator'
like "$(text nurul)" 'tidak diperlukan lagi' 'who is asked, not told to revoke'
re nurul SELESAI
step '11-30 09:20'
case_is "$n" .dilepas 'noted'
is "$(register budi)" '2026-12-28 import -' 'no reminder comes any more'
like "$(loket remind --dry-run)" 'not needed any more' 'remind says why'
before=$(rig_mails budi@tapinkab.go.id | wc -l)
step '12-14 09:00'; step '12-21 09:00'; step '12-28 09:00'; step '2027-01-04 09:00'
is "$(rig_mails budi@tapinkab.go.id | wc -l)" "$before" 'indeed none'
ok 'another is reminded' test "$(rig_mails dewi@tapinkab.go.id | xargs grep -l 'berakhir' | wc -l)" -ge 1

# ALIHKAN <layanan>: what is needed is another service
open_of() { loket case list --json | grep -i "$1" | grep -o 'TTE-20[0-9]*-[0-9]*' | tail -n 1; }
request siti
step '2027-01-04 09:20'
c=$(open_of 'Siti')
re nurul ALIHKAN
step '2027-01-04 09:30'
case_is "$c" periksa 'ALIHKAN alone: where to is asked'
like "$(text nurul)" 'Sebutkan layanannya' 'in words'
re nurul 'ke bengkel'
step '2027-01-04 09:40'
case_is "$c" periksa 'no service of the office: asked again'
re nurul 'ALIHKAN ke lupa passphrase'
step '2027-01-04 09:50'
case_is "$c" periksa 'the same service is none'
re nurul 'ALIHKAN perubahan data'
step '2027-01-04 10:00'
case_is "$c" .dialihkan-lain 'a service of the office: diverted'
d=$(open_of 'Siti')
case_is "$d" berkas 'its case is open for the same owner, and asks for what it needs'
is "$(show "$d" | perl -MJSON::PP -ne 'print decode_json($_)->{service}')" perubahan-data 'of the service that was named'
like "$(for f in $(rig_mails siti@tapinkab.go.id); do mail text "$f" | tr '\n' ' '; done)" "$c.{0,40} sudah kami periksa" 'siti hears that it goes on there'
judged
whole
done_testing
