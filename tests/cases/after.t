#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# After the reset: advice first, then a new to-do, three at most, then the helpdesk; a notice of AMS only makes loket ask.
. "$(dirname "$0")/lib.sh"
office

request siti
step '23 08:30'
c=$(number 1)
re nurul SELESAI
step '23 08:35'
m=40
# trouble WORDS ADVICE: the owner has trouble; advice comes; it does not help.
trouble() {
	re siti "$1"
	step "23 08:$m"; m=$((m + 1))
	case_is $c saran "$1: advice first"
	like "$(text siti)" "$2" "the advice fits: $2"
	re siti BELUM
	step "23 08:$m"; m=$((m + 1))
}
trouble 'Link tidak masuk pak' 'Periksa folder Spam'
case_is $c atur-ulang 'then a new to-do'
like "$(text nurul)" 'email reset sebelumnya tidak masuk' 'which says what the trouble was' || diag "$(text nurul)"
re nurul SELESAI
step '23 08:45'; m=46
case_is $c petunjuk 'sent again'
trouble 'verifikasi wajah gagal terus' 'tempat yang terang'
case_is $c atur-ulang 'the second to-do'
re nurul SELESAI
step '23 08:50'; m=51
trouble 'HP saya ganti' 'HP lama tidak diperlukan'
case_is $c atur-ulang 'the third'
re nurul SELESAI
step '23 08:55'; m=56
trouble 'linknya kedaluwarsa' 'paling baru'
case_is $c bermasalah 'not a fourth: the helpdesk'
mails_are rudi bermasalah 'who is asked'
mails_are nurul 'periksa atur-ulang atur-ulang atur-ulang' 'three to-dos, no more'
re rudi SELESAI
step '23 09:00'
case_is $c petunjuk 'the helpdesk did it'
re rudi 'SELESAI'
re siti 'Sudah'
step '23 09:05'
case_is $c .selesai 'and siti has it'

# A notice of AMS is no proof.
notice() {
	cat >"$T/letter.eml" <<-END
	From: BSrE <noreply@mail.bssn.go.id>
	To: $1@tapinkab.go.id
	Cc: tte@tapinkab.go.id
	Subject: Passphrase Sertifikat Elektronik Telah Diubah
	Date: Mon, 23 Nov 2026 09:10:00 +0700
	Message-ID: <$1.$2@mail.bssn.go.id>

	Passphrase sertifikat elektronik Anda telah berhasil diubah pada 23 November 2026.
	END
	send noreply@mail.bssn.go.id "$T/letter.eml"
}
request budi
step '23 09:10'
b=$(number 2)
notice budi 1
step '23 09:15'
case_is $b periksa 'a notice does not decide for the verifikator'
mails_are budi diterima 'and budi is not asked yet'
re nurul SELESAI
step '23 09:20'
notice budi 2
step '23 09:25'
case_is $b petunjuk 'a notice does not close the case'
mails_are budi 'diterima petunjuk tanya-sudah' 'it only makes loket ask'
first=$(rig_mails budi | while read -r f; do mail text "$f" | grep -q 'Langkah Bapak/Ibu' && echo "$f"; done)
re_to "$first" budi 'sudah'
step '23 09:30'
case_is $b .selesai 'the code of the first mail still counts'
notice siti 3
notice nurul 4
step '23 09:35'
is "$(tell mails noreply@mail.bssn.go.id <"$T/outbox.json")" '' 'a notice is never answered'
case_is $c .selesai 'and opens nothing'
held_is '' 'nothing is held'
whole
done_testing
