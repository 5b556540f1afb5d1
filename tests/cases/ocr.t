#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A photo of a letter is read before the letter is settled; what it is not cannot be told from it, and its numbers are never taken unasked.
. "$(dirname "$0")/lib.sh"
office
unit=$TOP/tests/documents/unit

cp "$unit/cap.jpg" "$T/files/IMG-20261123-WA0001.jpg"
cp "$unit/foto.jpg" "$T/files/IMG-20261123-WA0002.jpg"
new siti 'Lupa passphrase' 'Saya lupa passphrase TTE, surat terlampir.' --attach "$T/files/IMG-20261123-WA0001.jpg"
new budi 'Lupa passphrase' 'Saya lupa passphrase TTE, mohon direset.'
step '23 08:30'
mails_are siti diterima 'the photo of a statement is what is awaited'
like "$(loket case show $(number 1))" 'surat-pernyataan  surat-pernyataan' 'known by its words'
mails_are budi kurang-berkas 'the letter behind it had its turn'
like "$(loket case show $(number 1))" '\*2004' 'her number is the one on record, not that of the photo'
re budi 'Ini pak' --attach "$T/files/IMG-20261123-WA0002.jpg"
step '23 08:40'
like "$(loket case show $(number 2))" 'surat-permohonan' 'another letter is not taken for it'
like "$(grep -c 'ocr=text' "$T/log")" 2 'two pictures, read once each'
# A worker that cannot read: the letter is settled as it was read before.
printf '\377\330\377\340 not a picture' >"$T/files/IMG-20261123-WA0003.jpg"
re budi 'Ini yang benar' --attach "$T/files/IMG-20261123-WA0003.jpg"
step '23 08:50'
case_is $(number 2) periksa 'a picture that cannot be read is for a person to look at'

# A scanned list settles no doubt about people: its numbers are what would be asked about.
cp "$TOP/tests/readings/documents/docs-scan/919-Rekom.pdf" "$T/files/Rekom.pdf"
new dewi 'Reset passphrase' 'Mohon direset passphrase TTE pegawai berikut:\n\n1. Novita Anggraini, S.Sos., NIP 1993110220190320\n2. Joko Purnomo, NIP 198402282010011006, joko@tapinkab.go.id\n3. Andi Wijaya, NIP 198501012010011001, andi@tapinkab.go.id' --attach "$pdf"
step '23 09:00'
like "$(text dewi)" '1\..*Novita.*mohon NIP' 'a number with two digits too few is asked for'
n=$(loket case list --json | wc -l)
re dewi 'Terlampir daftarnya' --attach "$T/files/Rekom.pdf"
step '23 09:10'
like "$(text dewi)" '1\..*Novita.*mohon NIP' 'the scan of a list settles nothing'
is "$(loket case list --json | wc -l)" "$n" 'no case begins by it'
whole
done_testing
