#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# One letter, several people: a case for each, one receipt, one list to the official, one outcome to who wrote.
. "$(dirname "$0")/lib.sh"
office limits.applicants=6

people='1. Budi Santosa, NIP 197911052006041007\n2. Dewi Lestari, NIP 199105172019032008, dewi@tapinkab.go.id\n3. Joko Purnomo, NIP 198402282010011006, joko@tapinkab.go.id'
ask='Mohon direset passphrase TTE pegawai berikut:\n\n'
new siti 'Permohonan reset passphrase' "$ask$people\n\nTerima kasih" --attach "$pdf"
step '23 08:30'
is "$(loket case list --json | tell get owner tahap)" 'Budi Santosa periksa Dewi Lestari periksa Joko Purnomo periksa' 'a case for each'
mails_are siti bersama 'who wrote gets one receipt'
mails_are nurul daftar 'the verifikator one list'
mails_are budi '' 'nobody else hears of it yet'
t=$(text siti)
like "$t" '1\..*Budi Santosa.*\.\.\.1007.*sedang diperiksa.*TTE-2026-000002' 'numbered, with the number of each case'
like "$t" 'Undang-Undang Nomor 27 Tahun 2022' 'with purpose and lawful basis'
unlike "$(cat "$(last siti)")" 197911052006041007 'NIP masked'
receipt=$(last siti)
q=$(last nurul)
t=$(mail text "$q")
like "$t" '2\..*Dewi Lestari.*199105172019032008' 'the official sees the numbers in full'
like "$t" 'Belum tercatat' 'and who is not on record'
like "$t" 'SETUJU SEMUA' 'the words stand there for all of them'
is "$(mail parts "$q" | grep -c 'Surat Pernyataan')" 1 'the document is attached, once'
like "$(show "$(number 3)")" '"matter":"TTE-2026-000001, 2"' 'case show names the letter and the number in it'
like "$(mail header Subject "$q")" 'TTE-2026-000001' 'the number of the letter in the subject'
is "$(mail check "$q")" '' 'well formed'

# In parts, with words of the office; what was settled meanwhile is skipped and said.
re nurul 'Selamat pagi,\n\nSETUJU 1; TOLAK 2 SK belum ada\n\nTerima kasih\nNurul Huda'
step '23 09:00'
is "$(loket case list --all --json | tell get tahap akhir)" 'atur-ulang - - ditolak periksa -' 'decided in parts'
mails_are siti bersama 'nothing yet to who wrote'
mails_are nurul 'daftar daftar' 'the reset is a list as well'
like "$(text nurul)" '1\..*Budi Santosa' 'with the number of the letter'
todo=$(last nurul)
re_to "$q" nurul 'SETUJU 1-3 dan 7'
step '23 09:20'
t=$(mail text "$(rig_mails "$(address nurul)" | tail -n 2 | head -n 1)")
like "$t" '1 SETUJU: dilewati, sudah diputus' 'what was settled is skipped and said'
like "$t" '7 .*tidak ada di daftar' 'and what does not stand in the list'
is "$(loket case list --all --json | tell get tahap akhir)" 'atur-ulang - - ditolak atur-ulang -' 'the rest is done'
mails_are siti 'bersama bersama' 'all are decided: one outcome to who wrote'
like "$(text siti)" '2\..*Dewi.*Ditolak: SK belum ada' 'with the reason'
like "$(text siti)" '1\..*Budi.*disetujui' 'and what goes on'
re nurul 'SELESAI SEMUA'
re_to "$todo" nurul 'SELESAI'
step '23 09:40'
is "$(loket case list --all --json | tell get tahap akhir)" 'petunjuk - - ditolak petunjuk -' 'both to-dos are done: SEMUA of one list, one word for one number'
mails_are budi petunjuk 'the owner goes on himself'
mails_are joko petunjuk 'each with a mail of his own'
re budi SUDAH
step '23 09:50'
case_is "$(number 2)" .selesai 'and ends it'
mails_are budi 'petunjuk selesai' 'he hears so'
mails_are siti 'bersama bersama' 'who wrote is not bothered any more'
is "$(show "$(number 2)" | tell rows)" '1:Budi 2:Nurul 3:Nurul 4:Budi 5:Budi' 'each case has its rows'

# Doubts, doubles, open cases: those only are asked about, the others go on.
new budi2 'Reset passphrase' "${ask}1. Dewi Lestary, NIP 199105172019032008, dewi@tapinkab.go.id\n2. Siti Rahmah, NIP 19870312201101200\n3. Joko Purnomo, NIP 198402282010011006\n4. Andi Wijaya, NIP 198501012010011001\n5. Joko Purnomo, NIP 198402282010011006" --attach "$pdf"
step '23 10:10'
t=$(text budi2)
like "$t" '1\..*Dewi Lestary.*nama dan NIP-nya tidak cocok' 'a name that does not fit its number'
like "$t" '2\..*Siti Rahmah.*mohon NIP' 'a number with a digit too few'
like "$t" '3\..*sudah ada permohonan terbuka nomor TTE-2026-000004' 'an open case is not doubled'
like "$t" '4\..*Andi Wijaya.*mohon email dinas' 'nobody on record, and no address'
like "$t" '5\..*tertulis dua kali' 'twice in the letter'
held_is '' 'nothing waits for a person'
re budi2 'Siti Rahmah, NIP 198703122011012004'
step '23 10:20'
is "$(state "$(number 6)")" periksa 'the number came: her case begins'
like "$(text nurul)" '2\..*Siti Rahmah' 'under her number'
like "$(text budi2)" '2\..*Siti Rahmah.*sedang diperiksa' 'who wrote hears how it stands'
re budi2 '4. Andi Wijaya, NIP 198501012010011001, andi@tapinkab.go.id'
step '23 10:30'
is "$(state "$(number 7)")" periksa 'and his'
re budi2 'STATUS'
step '23 10:35'
like "$(text budi2)" '1\..*Dewi Lestary.*tidak cocok' 'STATUS: how all of them stand'

# Documents: missing for all; one of them names one person.
new dewi 'Lupa passphrase pegawai' "${ask}1. Rina Wati, NIP 198701012011012001, rina@tapinkab.go.id\n2. Hadi Putra, NIP 198702022011011002, hadi@tapinkab.go.id"
step '23 11:00'
like "$(text dewi)" '1\..*Rina.*belum lengkap.*Surat pernyataan' 'what is missing stands in the receipt'
n=$(count nurul)
cp "$pdf" "$T/files/Pernyataan Hadi Putra.pdf"
re dewi 'Terlampir' --attach "$T/files/Pernyataan Hadi Putra.pdf"
step '23 11:10'
is "$(loket case list --json | tell get owner tahap | grep -o 'Rina.*')" 'Rina Wati berkas Hadi Putra periksa' 'it counts for him alone'
like "$(text dewi)" '1\..*Rina.*belum lengkap' 'she is still missing hers'
is "$(count nurul)" $((n + 1)) 'the list has one number'
re nurul 'SETUJU 2'
step '23 11:20'
is "$(state "$(number 10)")" atur-ulang 'decided'

# BATAL of who wrote, by number: that owner is asked, nobody else; with another word beside it, nobody.
asked() { tell mails "$(address "$1")" <"$T/outbox.json"; }
was_joko=$(asked joko)
re budi2 'BATAL 4'
step '23 11:22'
mails_are andi konfirmasi-batal 'BATAL 4: he is asked whether he wants that'
is "$(asked joko)" "$was_joko" 'and no other owner'
re budi2 'BATAL 4, SETUJU 2'
step '23 11:24'
mails_are andi konfirmasi-batal 'with another word beside it nobody is asked'
re_to "$(last andi)" andi YA
step '23 11:26'
case_is "$(number 7)" .dibatalkan 'his case ends'
is "$(state "$(number 6)")" periksa 'and no other'

# More than the settings allow, and a letter nobody in it can be told.
new siti 'Reset passphrase' "$ask$(for i in 1 2 3 4 5 6 7; do printf '%s. Pegawai %s, NIP 19880%s012011012001, p%s@tapinkab.go.id\\n' $i "$(echo $i | tr 1-7 A-G)a Nama" $i $i; done)" --attach "$pdf"
step '23 11:30'
held_is too-many-people 'too many: a person looks'
like "$(tell mails siti@tapinkab.go.id <"$T/outbox.json")" 'diteruskan-petugas$' 'and the sender is told'
like "$(loket held list)" 'more people' 'the list says why'
n=$(loket case list --json | wc -l)
exits 75 'released by hand' loket held release "$(held_id)" --as lupa-passphrase
step '23 11:40'
is "$(loket case list --json | wc -l)" $((n + 7)) 'it opens them all'
whole
done_testing
