#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Answers of the verifikator: reasons, TUNDA, what is never acted on.
. "$(dirname "$0")/lib.sh"
office

# TOLAK with its reason.
request siti
step '23 08:30'
re nurul 'TOLAK, data pemohon tidak sesuai dengan data kepegawaian'
step '23 08:40'
case_is $(number 1) .ditolak 'TOLAK with a reason ends the case'
mails_are siti 'diterima ditolak' 'siti is told'
like "$(text siti)" 'data pemohon tidak sesuai dengan data kepegawaian' 'and why'

# TOLAK without a reason is asked for it; TUNDA leaves it open.
request siti
step '23 08:50'
c=$(number 2)
re nurul 'Tolak'
step '23 09:00'
case_is $c periksa 'TOLAK alone does not end it'
mails_are siti 'diterima ditolak diterima' 'siti hears nothing'
like "$(text nurul)" 'alasannya belum ada' 'the reason is asked for'
re nurul 'NIP tidak ditemukan di AMS'
step '23 09:10'
case_is $c .ditolak 'the reason given: ended'
like "$(text siti)" 'NIP tidak ditemukan di AMS' 'siti reads it'

request siti
step '23 09:20'
c=$(number 3)
q=$(last nurul)
re nurul 'TUNDA'
step '23 09:30'
case_is $c periksa 'TUNDA moves nothing'
why_is $c postponed 'and is understood'
mails_are nurul 'periksa periksa tanya-alasan periksa' 'she hears nothing before the reminder'
re_to "$q" nurul 'nanti dulu ya'
step '23 09:35'
case_is $c periksa 'nanti dulu moves nothing'
why_is $c postponed 'nor is she asked what she meant'
re_to "$q" nurul 'Setuju, tolong diproses. Terima kasih'
step '23 09:40'
case_is $c atur-ulang 'the first mail still takes the answer after TUNDA'
why_is $c 'answered a-person-does-it' 'and acts at once'
re nurul 'SELESAI'
step '23 09:50'
re siti SUDAH
step '23 09:55'
case_is $c .selesai 'done'

# Tier 3 never acts: negation, condition, question, two answers, look-alike letters.
request siti
step '23 13:00'
c=$(number 4)
q=$(last nurul)
m=1
for w in 'Tidak setuju' 'Setuju, tapi lengkapi dulu berkasnya' 'Setuju?' 'SETUJU\n\nTOLAK data salah' 'АРРROVE' 'belum bisa disetujui' 'jangan disetujui dulu' \
	'kalau berkasnya lengkap saya setuju'; do
	re_to "$q" nurul "$w"
	step "23 13:$(printf %02d $m)"
	case_is $c periksa "never acted on: $w"
	m=$((m + 1))
done
mails_are siti 'diterima ditolak diterima ditolak diterima petunjuk selesai diterima' 'siti heard nothing of it'
re_to "$q" nurul 'Assalamualaikum wr. wb.\n\nSETUJU\n\nWassalam\nNurul Huda, S.Kom.\nVerifikator' --client outlook
step '23 13:30'
case_is $c atur-ulang 'salam, answer, closing, name: all consumed, acted on'

# Decisions by number, where one person is asked about: nothing acts, she is asked again.
request dewi
step '23 13:40'
c=$(number 5)
m=41
for w in 'SETUJU 1,3-5; TOLAK 2 SK belum ada' 'setuju semua kecuali 2' '1. Setuju\n2. Tolak, SK belum ada'; do
	re nurul "$w"
	step "23 13:$m"
	case_is $c periksa "by number, not acted on: $w"
	like "$(text nurul)" 'Keputusan menurut nomor belum dapat kami jalankan' 'she is told why'
	m=$((m + 2))
done
re nurul 'SETUJU'
step '23 13:50'
case_is $c atur-ulang 'one word decides'

# Quoted text never decides.
request budi
step '23 14:00'
c=$(number 6)
re nurul 'Mohon maaf, surat pernyataannya yang mana?' --client thunderbird
step '23 14:10'
case_is $c periksa 'the words quoted below do not answer'
whole
done_testing
