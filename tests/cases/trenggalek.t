#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Penerbitan of Trenggalek: three disposisi, documents by role, the form to BSrE's service address, email dinas where there is none, activation, face,
# passphrase, issue. Times are WITA; the office works by WIB.
. "$(dirname "$0")/lib.sh"
office_of trenggalek
for r in 'kadis hasan' 'kabid lina' 'kasi yusuf' 'verifikator nurul'; do holds $r; done
a_page surat >"$T/files/Surat Permohonan.pdf"; a_page sk >"$T/files/SK Terakhir.pdf"
surat="$T/files/Surat Permohonan.pdf" sk="$T/files/SK Terakhir.pdf"
ask() {
	ask_who=$1 ask_more=$2; shift 2
	new $ask_who 'Permohonan penerbitan sertifikat elektronik' "Yth. Kepala Dinas\n\nMohon penerbitan sertifikat elektronik.\n\nNama: $(name $ask_who)\n$ask_more" "$@"
}

# With email dinas, everything in the letter.
ask siti "NIP: $(nip siti)\nNo. HP/WA: 081200000011" --attach "$surat" --attach "$sk"
step '23 09:30'
c=$(number 1)
case_is $c disposisi-kadis 'complete: the chief'
mails_are siti diterima-surat 'the applicant hears it'
like "$(mail parts "$(last hasan)")" 'Surat Permohonan.pdf' 'the chief gets the letter of request'
unlike "$(mail parts "$(last hasan)")" 'SK Terakhir' 'what holds personal data is withheld'
like "$(text hasan)" 'SK terakhir: tidak dilampirkan' 'and said so'
re hasan DISPOSISI; step '23 09:35'
re lina 'Kasi, tolong diproses'; step '23 09:40'; step '23 09:51'
re yusuf 'Verifikator, mohon ditindaklanjuti'; step '23 09:55'; step '23 10:06'
case_is $c periksa 'Kadis, Kabid, Kasi: the verifikator; her email dinas is known'
like "$(mail parts "$(last nurul)")" 'SK Terakhir.pdf' 'the designated person gets every document'
like "$(text nurul)" 'Kabid Statistik dan Persandian: \*?Kasi, tolong diproses' 'and the notes of the chain'
re nurul 'KURANG SK tidak terbaca'; step '23 10:15'
case_is $c berkas 'KURANG'
re siti 'Ini yang jelas' --attach "$sk" --attach "$surat"; step '23 10:20'
case_is $c disposisi-kadis 'documents anew go the same way'
re hasan ok; step '23 10:30'; step '23 10:41'; re lina DISPOSISI; step '23 10:45'; re yusuf TL; step '23 10:50'; step '23 11:01'
re nurul SETUJU; step '23 11:05'
case_is $c aktivasi 'SETUJU: the applicant is next'
is "$(tell mails bsre@luar.example <"$T/outbox.json")" formulir-bsre 'the form went to the service address'
like "$(text bsre@luar.example)" "$(nip siti)" 'with the data'
unlike "$(text bsre@luar.example)" '6305055203870002' 'without the NIK'
like "$(mail parts "$(last bsre@luar.example)")" 'Surat Permohonan.pdf' 'and the letter'
unlike "$(mail parts "$(last bsre@luar.example)")" 'SK Terakhir' 'and nothing else'
like "$(tell mails nurul@tapinkab.go.id <"$T/outbox.json")" 'formulir-terkirim' 'the verifikator is told'
re siti BELUM; step '23 11:10'
case_is $c kendala 'BELUM: the helpdesk'
re rudi SELESAI; step '23 11:15'
re siti 'Sudah aktivasi'; step '23 11:20'
case_is $c cocok 'SUDAH AKTIVASI: the face is compared'
re nurul 'KURANG foto buram'; step '23 11:25'
case_is $c aktivasi 'KURANG: once more'
like "$(text siti)" 'foto buram' 'with what is wrong'
re siti SUDAH; step '23 11:30'
re nurul 'GAGAL sistem AMS gangguan'; step '23 11:35'
case_is $c kendala 'GAGAL'
re rudi SELESAI; step '23 11:40'; re siti SUDAH; step '23 11:45'; re nurul SELESAI; step '23 11:50'
case_is $c passphrase 'the passphrase'
re siti SUDAH; step '23 13:10'
case_is $c terbit 'it is awaited'
re siti 'Sudah terbit'; step '23 13:20'
case_is $c .selesai 'and issued'
is "$(show $c | tell rows)" '1:Siti 2:Hasan 3:Lina 4:Yusuf 5:Nurul 6:Siti 7:Nurul 8:Siti 9:Siti' 'nine rows, and by whom'

# Without email dinas, without HP.
ask orang 'NIP: 198001012005011009' --attach "$surat" --attach "$sk"; step '23 13:30'
held_is unknown-sender 'a stranger waits for a person'
loket held release "$(held_id)" --as penerbitan >/dev/null 2>&1; step '23 13:35'
c=$(number 2)
case_is $c isian 'the number is missing'
like "$(text orang)" 'Nomor HP' 'it is asked for'
re orang 'HP: 081299990000'; step '23 13:40'
case_is $c disposisi-kadis 'and given'
re hasan DISPOSISI; step '23 13:45'; re lina DISPOSISI; step '23 13:50'; re yusuf DISPOSISI; step '23 13:55'
case_is $c email 'no email dinas: one is made first'
like "$(tell mails nurul@tapinkab.go.id <"$T/outbox.json")" 'buat-email$' 'by the verifikator'
re nurul 'Email: orang.luar@tapinkab.go.id'; step '23 14:05'
case_is $c periksa 'its address answers'
re nurul SETUJU; step '23 14:10'
like "$(text bsre@luar.example)" 'orang.luar@tapinkab.go.id' 'the form names it'
step '24 14:20'; step '27 14:20'; step '12-07 14:00'
case_is $c aktivasi 'silence is waited for'
step '12-07 14:20'
case_is $c .tidak-ditanggapi 'ten office days'
re orang 'Maaf, sudah saya aktivasi'; step '12-08 14:30'
case_is $c aktivasi 'a reply opens it again'

# TOLAK at each desk.
n=3; d=9
for who in hasan lina yusuf nurul; do
	step "12-$(printf %02d $d) 09:00"
	ask budi "NIP: $(nip budi)\nNo. HP: 081200000012" --attach "$surat" --attach "$sk"; step "12-$(printf %02d $d) 09:05"
	m=5
	for p in hasan lina yusuf nurul; do
		m=$((m + 5))
		[ $p = $who ] && { re $p 'TOLAK, belum memenuhi syarat'; step "12-$(printf %02d $d) 09:$(printf %02d $m)"; break; }
		re $p DISPOSISI; step "12-$(printf %02d $d) 09:$(printf %02d $m)"
	done
	case_is "$(number $n)" .ditolak "TOLAK of $who"
	n=$((n + 1)); d=$((d + 1)); [ $d -eq 12 ] && d=14
done
like "$(text budi)" 'belum memenuhi syarat' 'with its reason'

# Nobody confirms: closed apart; the last waits a day of the clock for BSrE.
ask dewi "NIP: $(nip dewi)\nHP: 081277770000" --attach "$surat" --attach "$sk"; step '12-15 09:00'
c=$(number 7)
re hasan DISPOSISI; step '12-15 09:05'; re lina DISPOSISI; step '12-15 09:10'; re yusuf DISPOSISI; step '12-15 09:15'; re nurul SETUJU; step '12-15 09:20'
re dewi SUDAH; step '12-15 09:25'; re nurul SELESAI; step '12-15 09:30'; re dewi BELUM; step '12-15 09:35'
case_is $c kendala 'the passphrase fails'
re rudi SELESAI; step '12-15 09:40'; re dewi SUDAH; step '12-15 09:45'; re nurul SELESAI; step '12-15 09:50'; re dewi SUDAH; step '12-15 09:55'
case_is $c terbit 'issue is awaited'
step '12-16 09:50'
unlike "$(tell mails admin@tapinkab.go.id <"$T/outbox.json")" eskalasi-bsre 'within 24 hours nothing'
step '12-16 10:00'
like "$(tell mails admin@tapinkab.go.id <"$T/outbox.json")" eskalasi-bsre 'after 24 hours of the clock the helpdesk is told'
step '12-17 10:00'; step '12-23 10:00'; step '12-29 10:00'
case_is $c .tanpa-konfirmasi 'without a word it is closed apart'
re dewi 'belum terbit'; step '12-29 10:10'
case_is $c terbit 'a reply opens it'
re dewi BELUM; step '12-29 10:20'
case_is $c kendala 'BELUM: the helpdesk asks BSrE'
re rudi 'TOLAK data ganda di BSrE'; step '12-29 10:30'
case_is $c .ditolak 'and may have to refuse'
held_is '' 'nothing is held'

# ALIHKAN: she has a certificate; to renew it is a service that people handle here.
ask siti "NIP: $(nip siti)\nNo. HP/WA: 081200000011" --attach "$surat" --attach "$sk"; step '12-29 10:40'
re hasan DISPOSISI; step '12-29 10:45'; re lina DISPOSISI; step '12-29 10:50'; re yusuf DISPOSISI; step '12-29 10:55'
re nurul 'ALIHKAN perpanjangan'; step '12-29 11:00'
case_is "$(number 8)" .dialihkan-lain 'the verifikator names the service that is needed'
held_is no-sop 'people find the letter'
judged
whole
done_testing
