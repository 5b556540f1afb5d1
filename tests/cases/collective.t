#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# One letter, several people: a case for each, one receipt, one list to the official, one outcome to who wrote.
. "$(dirname "$0")/lib.sh"
office

people='1. Budi Santosa, NIP 197911052006041007\n2. Dewi Lestari, NIP 199105172019032008, dewi@tapinkab.go.id\n3. Joko Purnomo, NIP 198402282010011006, joko@tapinkab.go.id'
new siti 'Permohonan reset passphrase' "Mohon direset passphrase TTE pegawai berikut:\n\n$people\n\nTerima kasih" --attach "$pdf"
step '23 08:30'
is "$(loket case list --json | tell get owner tahap)" 'Budi Santosa periksa Dewi Lestari periksa Joko Purnomo periksa' 'a case for each'
mails_are siti bersama 'who wrote gets one receipt'
mails_are nurul daftar 'the verifikator one list'
mails_are budi '' 'nobody else hears of it yet'
t=$(text siti)
like "$t" '1\..*Budi Santosa.*\.\.\.1007.*sedang diperiksa.*TTE-2026-000002' 'numbered, with the number of each case'
like "$t" 'Undang-Undang Nomor 27 Tahun 2022' 'with purpose and lawful basis'
unlike "$(cat "$(last siti)")" 197911052006041007 'NIP masked'
q=$(last nurul)
t=$(mail text "$q")
like "$t" '2\..*Dewi Lestari.*199105172019032008' 'the official sees the numbers in full'
like "$t" 'Belum tercatat' 'and who is not on record'
like "$(mail parts "$q")" 'Surat Pernyataan.pdf' 'the document is attached'
is "$(mail parts "$q" | grep -c 'Surat Pernyataan')" 1 'once'
like "$(mail header Subject "$q")" 'TTE-2026-000001' 'the number of the letter in the subject'
is "$(mail check "$q")" '' 'well formed'

re nurul 'Selamat pagi,\n\nSETUJU 1; TOLAK 2 SK belum ada'
step '23 09:00'
is "$(loket case list --all --json | tell get tahap akhir)" 'atur-ulang - - ditolak periksa -' 'decided in parts'
mails_are siti bersama 'nothing yet to who wrote'
re_to "$q" nurul 'SETUJU SEMUA, terima kasih'
step '23 09:20'
like "$(text siti)" '2\..*Dewi.*SK belum ada' 'all are decided: one outcome'
mails_are siti 'bersama bersama' 'in one mail'
whole
done_testing
