#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Pembaharuan (SOP 000.6/139) asked for by letter, with AMS as the proof of each waiting step.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/rig/ams.sh"
rig_ams "$T/ams" --now 2026-11-23T08:00:00+08:00 || bail 'the stand-in for AMS does not start'
office $(ams_conf) ams.profile=yes
seed() { ams seed "{\"users\":[{\"nik\":\"$1\",\"email\":\"$2@tapinkab.go.id\",\"nama\":\"X\",\"status\":\"$3\",\"until\":\"$4\"}]}" >/dev/null; }
act() { ams act "{\"email\":\"$1@tapinkab.go.id\",\"event\":\"$2\"}" | grep -q '"ok": *true' || bail "act $*"; }
clock() { ams clock "{\"now\":\"$(full "$1")\"}" >/dev/null; }
ask() { new "$1" 'Pembaharuan sertifikat elektronik' "Yth. Admin TTE,\n\nMohon pembaharuan sertifikat elektronik saya yang habis masa berlakunya.\n\nNama: $(name "$1")\nNIP: $(nip "$1")"; }
seed 6305055203870002 siti EXPIRED 2026-11-20
seed 6305050511790003 budi ISSUE 2027-08-31

ask siti
step '23 08:30'
a=$(number 1)
case_is $a periksa-data 'expired: the owner is asked to check her data'
mails_are siti periksa-data 'in one mail'
like "$(text siti)" '20 November 2026' 'which says since when'
like "$(text siti)" 'SESUAI' 'and how to answer'

ask budi
step '23 08:35'
case_is $(number 2) .masih-berlaku 'valid for long: nothing is to be renewed'
mails_are budi masih-berlaku 'and budi is told'
like "$(text budi)" '31 Agustus 2027' 'until when'

re siti 'sudah sesuai semua, terima kasih'
step '23 08:50'
case_is $a ajukan 'SESUAI is understood'
mails_are siti 'periksa-data ajukan' 'and she is told how to request it in AMS'
clock '23 09:00'; act siti request
step '23 09:00'
case_is $a ajukan 'AMS is not asked again at once'
step '23 10:00'
case_is $a verifikasi 'RENEW in AMS: the request is there, whatever she answers'
mails_are nurul verifikasi 'a person goes on from there'
like "$(text nurul)" 'RENEW' 'and reads the status'
re siti SUDAH
step '23 10:10'
case_is $a verifikasi 'her SUDAH comes late and is answered'
mails_are siti 'periksa-data ajukan sudah-dijawab' 'kindly'
re nurul SELESAI
step '23 10:30'
case_is $a terbit 'verified: BSrE issues'
clock '23 11:00'; act siti ra_approve
step '23 11:05'
case_is $a terbit 'a notice alone, or nothing, proves nothing'
step '23 11:40'
case_is $a .selesai 'ISSUE of a newer certificate closes the case'
why_is $a status 'by what AMS says'
mails_are siti 'periksa-data ajukan sudah-dijawab terbit pembaharuan-selesai' 'and siti is told'
is "$(loket cert list --person siti@tapinkab.go.id --json | tell get status berakhir source)" "ISSUE 2028-11-22 poll" 'the register holds the new one'
is "$(loket cert list --person siti@tapinkab.go.id --all --json | tell get berakhir)" '2026-11-20 2028-11-22' 'and remembers the old one'
is "$(show $a | tell rows)" '1:- 2:Siti 3:Siti 5:- P1:Nurul 6:-' 'rows are fulfilled by whom they were' || show $a | tell rows

# data that has changed
new dewi 'Perpanjangan TTE' "Mohon perpanjangan sertifikat elektronik.\n\nNama: Dewi Lestari\nNIP: $(nip dewi)\nNIK: 6305056603910008"
seed 6305056603910008 dewi EXPIRED 2026-11-01
step '24 08:30'
b=$(number 3)
case_is $b periksa-data 'dewi is asked'
unlike "$(text dewi)" '[^0-9]1 November 2026|berakhir|masa berlaku' 'and, not on record yet, not told what AMS knows'
re dewi 'UBAH no HP 081234567890'
step '24 08:40'
case_is $b ubah 'UBAH: the renewal waits'
k=$(number 4)
case_is $k berkas 'for a case of its own: a letter is asked for'
like "$(text dewi)" "ditunggu $b" 'she is told so'
like "$(text dewi)" 'Surat permohonan perubahan data' 'by name'
like "$(text dewi)" 'memohon perubahan data.*no HP 081234567890' 'and its text is there to be copied, filled in'
cp "$pdf" "$T/files/Surat Permohonan Perubahan Data.pdf"
re dewi 'Terlampir' --attach "$T/files/Surat Permohonan Perubahan Data.pdf"
step '24 08:50'
case_is $k ubah 'it came: the verifikator changes the data'
re nurul 'KURANG belum ditandatangani'
step '24 09:00'
case_is $k berkas 'and may send it back'
unlike "$(text dewi)" 'memohon perubahan data' 'for what it says'
re dewi 'Ini yang sudah ditandatangani' --attach "$T/files/Surat Permohonan Perubahan Data.pdf"
step '24 09:10'
re nurul SELESAI
step '24 09:15'
case_is $k persetujuan 'the owner agrees in AMS'
re dewi SUDAH
step '24 09:17'
re nurul SELESAI
step '24 09:20'
case_is $k .selesai 'the data is changed'
case_is $b ajukan 'then the way is as before'
re dewi 'Belum bisa pak, tombolnya tidak ada'
step '24 09:30'
like "$(state $b)" 'ajukan|bermasalah' 'BELUM goes to the helpdesk, or is asked about'
re dewi BELUM
step '24 09:40'
case_is $b bermasalah 'the helpdesk helps'
clock '24 09:45'; act dewi renew
step '24 11:00'
case_is $b .selesai 'AMS shows it anyway'
mails_are rudi 'pembaharuan-bermasalah' 'the helpdesk need not answer any more'

# put off, cancelled, silent
seed 6305052802840005 joko EXPIRED 2026-11-01
new joko 'Perpanjangan TTE' "Mohon perpanjangan sertifikat elektronik.\n\nNama: Joko Purnomo\nNIP: $(nip joko)\nNIK: 6305052802840005"
step '25 08:30'
d=$(number 5)
re joko TUNDA
step '25 08:40'
case_is $d periksa-data 'TUNDA: the question stays open'
re joko BATAL
step '25 08:50'
re joko YA
step '25 09:00'
case_is $d .dibatalkan 'BATAL, confirmed'
# somebody else asks for siti: what AMS knows of her is not for him
new nurul 'Pembaharuan sertifikat elektronik' "Mohon pembaharuan sertifikat elektronik pegawai berikut.\n\nNama: Siti Rahmah\nNIP: $(nip siti)"
step '25 09:10'
case_is $(number 6) .masih-berlaku 'asked for by a colleague'
unlike "$(text nurul)" '2028' 'who is not told until when'
is "$(ams log | grep -o '"effect": *true' | wc -l)" 0 'nothing was ever changed in AMS'
whole
rig_ams_stop
done_testing
