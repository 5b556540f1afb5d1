#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# One letter, two services: linked cases, one receipt, the order said; what is unclear is asked about.
. "$(dirname "$0")/lib.sh"

# An office whose data changes run an SOP: the way of lupa passphrase, under that name.
cp -r "$TOP/rules" "$T/rules"
sed -e 's/id="tapin-lupa-passphrase" layanan="lupa-passphrase"/id="tapin-uji" layanan="perubahan-data"/' -e 's/ lanjut="pembaharuan"//' \
	"$T/rules/sop/tapin/lupa-passphrase.xml" >"$T/rules/sop/tapin/uji.xml"
perl -0pi -e 's/(<layanan id="perubahan-data"[^>]*?)( sop="[^"]*")?\/>/$1 sop="tapin\/uji.xml"\/>/' "$T/rules/office/tapin.xml"
office agent.rules="$T/rules"

new siti 'Permohonan' "Mohon dibantu perubahan data nomor HP saya dan sekaligus perpanjangan sertifikat elektronik saya.\n\nSiti Rahmah\nNIP: $(nip siti)"
step '23 08:30'
is "$(loket case list --json | tell get service)" 'perubahan-data' 'the first begins'
mails_are siti bersama 'one receipt'
t=$(text siti)
like "$t" '1\. perubahan data: .*belum lengkap.*TTE-2026-000002' 'the data first, with what is missing'
like "$t" '2\. pembaharuan sertifikat elektronik: dimulai sesudah nomor 1 selesai' 'the order is said'
re siti 'Terlampir' --attach "$pdf"
step '23 08:40'
case_is "$(number 2)" periksa 'the document comes in that thread'
re nurul SELESAI
step '23 08:50'
re_to "$(rig_mails siti@tapinkab.go.id | tail -n 1)" siti SUDAH
step '23 09:00'
case_is "$(number 2)" .selesai 'the data are changed'
is "$(loket case list --json | tell get service tahap)" 'pembaharuan periksa-data' 'now the renewal begins'
like "$(text siti)" 'SESUAI' 'with its own question to her'

# Both at once where no order is known; refused, the second never begins.
new budi 'Mohon bantuan' "Mohon reset passphrase dan sekaligus perpanjangan sertifikat elektronik saya.\n\nBudi Santosa\nNIP: $(nip budi)" --attach "$pdf"
step '23 09:10'
is "$(loket case list --json | tell get service tahap)" 'pembaharuan periksa-data lupa-passphrase periksa pembaharuan periksa-data' 'two cases side by side'
mails_are budi 'periksa-data bersama' 'one receipt, and the question of the one that asks him'
mails_are nurul 'periksa periksa' 'the verifikator is asked about one person in a mail of its own'
new dewi 'Permohonan' "1. perubahan data nomor HP\n2. perpanjangan sertifikat elektronik\n\nDewi Lestari\nNIP: $(nip dewi)" --attach "$pdf"
step '23 09:20'
re nurul 'TOLAK data tidak sesuai'
step '23 09:30'
like "$(tell mails dewi@tapinkab.go.id <"$T/outbox.json")" 'bersama ditolak' 'refused: she hears it'
like "$(text dewi)" '2\..*tidak dimulai, karena nomor 1 tidak selesai' 'and that the second does not begin'

# Not clear: asked, never the first that fits.
n=$(loket case list --all --json | wc -l)
new joko 'Mohon bantuan' 'Saya lupa passphrase atau mungkin sertifikat saya kedaluwarsa, tidak tahu yang mana'
step '23 09:40'
mails_are joko menu 'one or the other: asked'
is "$(loket case list --all --json | wc -l)" "$n" 'nothing is opened'
whole
done_testing
