#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Pembuatan of Tanah Bumbu: two disposisi, checking, AMS, activation, validation, passphrase, the approval of BSSN within a day of the clock.
. "$(dirname "$0")/lib.sh"
office_of tanah-bumbu
for r in 'kadis hasan' 'kabid lina' 'verifikator nurul'; do holds $r; done
a_page surat >"$T/files/Surat Permohonan.pdf"
ask() {
	ask_who=$1; shift
	new $ask_who 'Permohonan pembuatan tanda tangan elektronik' "Mohon pembuatan TTE.\n\nNama: $(name $ask_who)\nNIP: $(nip $ask_who)" "$@"
}
both() { ask $1 --attach "$T/files/Surat Permohonan.pdf" --attach "$rekom"; }

ask siti --attach "$T/files/Surat Permohonan.pdf"
step '23 08:30'
c=$(number 1)
case_is $c berkas 'surat rekomendasi is missing'
like "$(text siti)" 'Surat rekomendasi dari atasan' 'it is asked for'
re siti 'Terlampir' --attach "$rekom"; step '23 08:40'
case_is $c disposisi-kadis 'the chief'
re hasan 'Kabid untuk ditindaklanjuti'; step '23 08:45'; step '23 08:56'
re lina 'DISPOSISI'; step '23 09:00'
case_is $c periksa 'row 3 and 4 with one answer'
is "$(show $c | tell rows)" '1:Siti 2:Hasan 3:Lina 4:Lina' 'both are fulfilled'
re nurul SETUJU; step '23 09:05'
case_is $c kirim-ams 'checked'
re nurul 'GAGAL NIK tidak ditemukan'; step '23 09:10'
case_is $c kendala 'GAGAL'
re rudi SELESAI; step '23 09:15'
case_is $c aktivasi 'solved by the helpdesk: the applicant'
re siti SUDAH; step '23 09:20'
case_is $c validasi 'activated'
re nurul 'KURANG foto wajah gelap'; step '23 09:25'
case_is $c aktivasi 'KURANG: once more'
re siti SUDAH; step '23 09:30'; re nurul SELESAI; step '23 09:35'
case_is $c passphrase 'validated'
re siti BELUM; step '23 09:40'
case_is $c kendala 'BELUM'
re rudi SELESAI; step '23 09:45'; re siti SUDAH; step '23 09:50'; re nurul SELESAI; step '23 09:55'; re siti SUDAH; step '23 10:00'
case_is $c persetujuan-bssn 'BSSN approves, 1 to 24 hours'
step '24 09:55'
mails_are rudi 'kendala kendala' 'within 24 hours nobody is bothered'
step '24 10:05'
mails_are rudi 'kendala kendala eskalasi-bsre' 'then the helpdesk is told whom to ask'
re siti 'Alhamdulillah sudah terbit'; step '24 10:10'
case_is $c .selesai 'issued'
is "$(show $c | tell rows)" '1:Siti 2:Hasan 3:Lina 4:Lina 5:Nurul 6:- 7:Siti 8:Nurul 9:Siti 10:Siti 11:Siti' 'eleven rows'
like "$(loket sop show tanah-bumbu-pembuatan)" '1-24 jam|1–24 jam' 'sop show prints the range'

both budi; step '24 10:20'
c=$(number 2)
re hasan DISPOSISI; step '24 10:25'; re lina DISPOSISI; step '24 10:30'; re nurul 'KURANG kop surat tidak ada'; step '24 10:35'
case_is $c berkas 'KURANG at the check'
re budi 'ini' --attach "$rekom" --attach "$T/files/Surat Permohonan.pdf"; step '24 10:40'
re hasan DISPOSISI; step '24 10:45'; re lina DISPOSISI; step '24 10:50'; re nurul SELESAI; step '24 10:55'
case_is $c aktivasi 'SELESAI: checked and sent at once'
re budi SUDAH; step '24 11:00'; re nurul 'GAGAL wajah tidak cocok'; step '24 11:05'
re rudi 'TOLAK data tidak cocok dengan Dukcapil'; step '24 11:10'
case_is $c .ditolak 'refused by the helpdesk'
n=3 m=15
for who in hasan lina nurul; do
	both budi; step "24 11:$m"
	for p in hasan lina nurul; do
		m=$((m + 2))
		[ $p = $who ] && { re $p 'TOLAK bukan pegawai kami'; step "24 11:$m"; break; }
		re $p DISPOSISI; step "24 11:$m"
	done
	case_is "$(number $n)" .ditolak "TOLAK of $who"
	n=$((n + 1)) m=$((m + 2))
done
both dewi; step '24 13:10'
c=$(number 6)
re hasan DISPOSISI; step '24 13:15'; re lina DISPOSISI; step '24 13:20'; re nurul SETUJU; step '24 13:25'; re nurul SELESAI; step '24 13:30'
step '27 13:35'; step '12-08 13:25'
case_is $c aktivasi 'nine office days'
step '12-08 13:35'
case_is $c .tidak-ditanggapi 'ten: closed apart'
re dewi 'SUDAH aktivasi'; step '12-08 13:40'
case_is $c aktivasi 'and opened by a reply'
re dewi SUDAH; step '12-08 13:45'; re nurul SELESAI; step '12-08 13:50'; re dewi SUDAH; step '12-08 13:55'
step '12-10 14:00'; step '12-17 13:50'
case_is $c persetujuan-bssn 'six office days'
step '12-17 14:00'
case_is $c .tanpa-konfirmasi 'seven: closed without confirmation'
re dewi 'Belum terbit'; step '12-17 14:05'
case_is $c persetujuan-bssn 'opened again'
ask joko; step '12-17 14:10'
step '12-22 14:15'; step '12-28 14:15'; step '12-31 14:15'
step '2027-01-11 14:15'
case_is "$(number 7)" .tidak-dilengkapi 'documents never came'
held_is '' 'nothing is held'
both siti; step '2027-01-11 14:20'
re hasan DISPOSISI; step '2027-01-11 14:25'; re lina DISPOSISI; step '2027-01-11 14:30'; re nurul 'ALIHKAN ke pembaharuan'; step '2027-01-11 14:35'
case_is TTE-2027-000001 .dialihkan-lain 'ALIHKAN: she has a certificate, which people renew here'
held_is no-sop 'they find her letter'
judged
whole
done_testing
