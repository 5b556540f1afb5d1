#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is not certain is shown to the verifikator, and never used: numbers in which letter and document differ, numbers read by OCR,
# signatures in documents and why one is not relied on. The sender, who knows best, is told nothing of it that he did not write.
. "$(dirname "$0")/lib.sh"
unit=$TOP/tests/documents/unit
office agent.signature-roots="$unit/tte-roots.pem"
statement() { printf 'SURAT PERNYATAAN LUPA PASSPHRASE\n\nYang bertanda tangan di bawah ini:\nNama : %s\nNIP : %s\nmenyatakan lupa passphrase sertifikat elektronik saya.\n' "$1" "$2" >"$T/files/$3"; }

# On record, and the document says another number.
statement 'Siti Rahmah' 198703122011012014 'pernyataan.txt'
request siti --attach "$T/files/pernyataan.txt"
step '23 08:30'
siti_task=$(last nurul)
t=$(text nurul)
like "$t" 'NIP: 198703122011012004' 'the number on record stands'
like "$t" 'NIP 198703122011012014 \(pernyataan.txt\)' 'the other is shown, with where it stands'
unlike "$t" 'NIP 198703122011012004 \(' 'what agrees with the record is no doubt'
unlike "$(text siti)" '2014' 'the applicant is not told'

# Not on record: neither counts.
statement 'Dewi Lestari' 199105172019032018 'surat dewi.txt'
write_to dewi --new --to tte@tapinkab.go.id --subject 'Lupa passphrase' --attach "$T/files/surat dewi.txt" \
	"Saya lupa passphrase TTE, mohon direset.\n\nNama: Dewi Lestari\nNIP: $(nip dewi)"
step '23 08:40'
t=$(text nurul)
like "$t" 'Dewi Lestari' 'the second task'
like "$t" "NIP $(nip dewi) \(isi surat\)" 'what the letter says'
like "$t" 'NIP 199105172019032018 \(surat dewi.txt\)' 'and what the document says'
unlike "$t" '^ *- NIP:' 'none of them is given as the NIP'
like "$t" 'Mohon dicocokkan' 'and what to do about it'

# By OCR.
cp "$unit/cap.jpg" "$T/files/IMG-20261123-WA0001.jpg"
new budi 'Lupa passphrase' 'Saya lupa passphrase TTE, surat terlampir.' --attach "$T/files/IMG-20261123-WA0001.jpg"
step '23 08:50'
t=$(text nurul)
like "$t" 'hasil pindai IMG-20261123-WA0001.jpg\)' 'a number from a photo is shown as such'
like "$t" "NIP: $(nip budi)" 'and the number on record stands'

# A later letter that says it clearly ends the doubt. One task is left, so that its reminder tells all of it.
budi_task=$(last nurul)
re_to "$siti_task" nurul SELESAI
re_to "$budi_task" nurul SELESAI
re dewi "Maaf, di surat salah ketik. NIP saya yang benar $(nip dewi)."
step '23 09:00'
# reminded NAME: text of the last reminder that names it.
reminded() { for f in $(rig_mails nurul@tapinkab.go.id | tac); do t=$(mail text "$f"); case $t in *mengingatkan*"$1"*) printf '%s\n' "$t"; return ;; esac; done; }
step '24 08:30'
t=$(reminded 'Dewi Lestari')
like "$t" "NIP: $(nip dewi)" 'the number that is clear now is given'
unlike "$t" 'dicocokkan' 'and nothing is in doubt any more'

# Signed documents.
re dewi 'Ini surat yang bertanda tangan elektronik.' --attach "$unit/tte-baik.pdf" --attach "$unit/tte-palsu.pdf"
step '24 09:00'
step '25 08:30'
t=$(reminded 'Dewi Lestari')
like "$t" 'tte-baik.pdf, tanda tangan elektronik sah: SITI RAHMAH' 'a signature that is relied on, and whose'
like "$t" 'tte-palsu.pdf, penerbit tanda tangan elektroniknya tidak dikenal' 'one of nobody'
like "$t" 'NIP 198703152010012003 \(tte-baik.pdf\)' 'it names somebody else: that is shown too'
like "$t" "NIP: $(nip dewi)" 'and does not take the place of what was clear'
whole
done_testing
