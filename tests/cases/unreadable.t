#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What cannot be opened is named to the sender, with what to send instead; what is inside a ZIP counts; a file says what it is, not its name.
. "$(dirname "$0")/lib.sh"
office
unit=$TOP/tests/documents/unit

request_with() { new "$1" 'Permohonan lupa passphrase TTE' "Saya lupa passphrase TTE, mohon direset.\n\nNama: $(name "$1")\nNIP: $(nip "$1")" --attach "$2"; }
cp "$unit/sandi.pdf" "$T/files/Surat Pernyataan siti.pdf"
request_with siti "$T/files/Surat Pernyataan siti.pdf"
printf 'PK\003\004 surat' >"$T/files/Surat Pernyataan.docx"
request_with budi "$T/files/Surat Pernyataan.docx"
step '23 08:30'
mails_are siti kurang-berkas 'a locked PDF is not what was asked for'
like "$(text siti)" 'tidak dapat dibuka' 'she is told'
like "$(text siti)" 'Surat Pernyataan siti.pdf' 'which it was'
like "$(text siti)" 'tanpa kata sandi' 'and what to send instead'
like "$(text budi)" 'Surat Pernyataan.docx' 'a damaged one is named too'
re siti 'Ini fotonya' --attach "$photo"
step '23 08:40'
case_is $(number 1) periksa 'a photo does'
unlike "$(text siti)" 'tidak dapat dibuka' 'and nothing more is said of the other'

# Inside a ZIP.
perl -MIO::Compress::Zip=:all -e 'zip [$ARGV[0]] => $ARGV[1], Name => "berkas/pernyataan.pdf" or die $ZipError' "$unit/pernyataan.pdf" "$T/files/berkas.zip" 2>/dev/null
request_with dewi "$T/files/berkas.zip"
# What a file says goes before its name.
cp "$unit/pernyataan.pdf" "$T/files/scan0012.pdf"
request_with joko "$T/files/scan0012.pdf"
step '23 08:50'
mails_are dewi diterima 'what a ZIP holds counts'
mails_are joko diterima 'a statement is known by its words'
whole
done_testing
