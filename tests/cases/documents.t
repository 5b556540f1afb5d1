#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Documents: asked for by name, taken from a later reply whatever the file is called, KURANG and again, several photos, silence.
. "$(dirname "$0")/lib.sh"
office

# Missing, then a photo from a phone.
new siti 'Lupa passphrase' 'Selamat pagi, saya lupa passphrase TTE. Mohon bantuannya.\n\nSiti Rahmah'
step '23 08:30'
c=$(number 1)
case_is $c berkas 'the surat pernyataan is missing'
mails_are siti kurang-berkas 'it is asked for'
mails_are nurul '' 'nurul is not bothered'
t=$(text siti)
like "$t" 'Surat pernyataan lupa passphrase' 'by its name'
like "$t" 'maks 20 MB, foto cukup' 'and how large it may be'
re siti 'Berikut fotonya' --client iphone --attach "$photo"
step '23 08:40'
case_is $c periksa 'a photo that cannot be told counts'
mails_are siti 'kurang-berkas diterima' 'never "missing" right after it was sent'
is "$(show $c | tell documents)" 'IMG-20261123-WA0003.jpg=surat-pernyataan' 'it stands for what was awaited'
like "$(mail parts "$(last nurul)")" 'IMG-20261123-WA0003.jpg' 'nurul sees the picture itself'

# KURANG without what; then what; then again; then complete.
re nurul 'KURANG'
step '23 08:50'
case_is $c periksa 'KURANG without a word about what: nothing moves'
why_is $c reason-missing 'it is asked'
mails_are nurul 'periksa tanya-alasan' 'she is asked what is missing'
mails_are siti 'kurang-berkas diterima' 'siti hears nothing yet'
re nurul 'surat pernyataan belum ditandatangani'
step '23 09:00'
case_is $c berkas 'now the case waits for the document again'
mails_are siti 'kurang-berkas diterima kurang-berkas' 'siti is asked again'
like "$(text siti)" 'belum ditandatangani' 'in the words of the verifikator'
is "$(show $c | tell documents)" '' 'what was there does not count any more'
re siti 'maaf, saya cari dulu suratnya'
step '23 09:05'
case_is $c berkas 'words are not a document'
cp "$photo" "$T/files/IMG-1.jpg"; echo 1 >>"$T/files/IMG-1.jpg"
cp "$photo" "$T/files/IMG-2.jpg"; echo 2 >>"$T/files/IMG-2.jpg"
re siti 'Ini yang sudah ditandatangani, dua halaman' --client gmail --attach "$T/files/IMG-1.jpg" --attach "$T/files/IMG-2.jpg"
step '23 09:10'
case_is $c periksa 'complete again'
is "$(show $c | tell documents)" 'IMG-1.jpg=surat-pernyataan IMG-2.jpg=surat-pernyataan' 'two photos are one document'
like "$(mail parts "$(last nurul)" | grep -c IMG)" 2 'nurul gets both'
unlike "$(mail parts "$(last nurul)")" WA0003 'and not the rejected one'
re nurul 'KURANG: tanda tangan tidak terbaca'
step '23 09:20'
case_is $c berkas 'KURANG with the reason in the same mail'
like "$(text siti)" 'tanda tangan tidak terbaca' 'siti reads it'
re siti 'Terlampir' --attach "$pdf"
step '23 09:30'
case_is $c periksa 'the third file'
unlike "$(text siti)" 'tidak terbaca' 'the old remark is not repeated to siti'
like "$(mail parts "$(last nurul)")" 'Surat Pernyataan.pdf' 'nurul gets the new one'
unlike "$(text nurul)" 'tidak terbaca' 'nor to nurul'
q=$(last nurul)
re siti 'saya kirim ulang ya' --attach "$pdf"
step '23 09:35'
case_is $c periksa 'the same file again'
re_to "$q" nurul 'SETUJU'
step '23 09:40'
case_is $c atur-ulang 'is nothing new: her answer acts'
unlike "$(text nurul)" 'tidak terbaca' 'a remark that has been met does not come up in her to-do'

# A file that is no document of ours does not count; it is said what is still missing.
new budi 'lupa pasprase tte' 'Mohon reset pasprase TTE saya'
step '23 10:00'
c=$(number 2)
case_is $c berkas 'pasprase is understood'
printf 'BEGIN:VCARD\nFN:Budi\nEND:VCARD\n' >"$T/files/budi.vcf"
re budi 'kartu nama saya' --attach "$T/files/budi.vcf"
step '23 10:10'
case_is $c berkas 'a business card is not the document'
mails_are nurul 'periksa tanya-alasan periksa periksa atur-ulang' 'nurul is not asked about it'
re budi 'ini' --attach "$pdf"
step '23 10:20'
q=$(last nurul)
cp "$photo" "$T/files/surat pernyataan hal 2.jpg"
re budi 'tambahan, halaman kedua' --attach "$T/files/surat pernyataan hal 2.jpg"
step '23 10:30'
case_is $c periksa 'a second page after the question was asked'
like "$(tell mails budi@tapinkab.go.id <"$T/outbox.json")" 'status$' 'budi is told how it stands'
re_to "$q" nurul SETUJU
step '23 10:40'
case_is $c periksa 'she answered about other documents: confirmed first'
re nurul YA
step '23 10:50'
case_is $c atur-ulang 'and then acts'
held_is '' 'nothing is held'

whole
done_testing
