#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Answers of the verifikator (O1, O2, O3): reasons, TUNDA, the confirm round, what is never acted on.
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
is "$(show $(number 1) | tell rows)" '1:Siti 2:Nurul' 'a refusal fulfils the row of checking only' || :

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
n=$(count nurul)
re_to "$q" nurul 'nanti dulu ya'
step '23 09:35'
case_is $c periksa 'nanti dulu moves nothing'
re_to "$q" nurul 'Setuju, tolong diproses. Terima kasih'
step '23 09:40'
case_is $c atur-ulang 'the first mail still takes the answer after TUNDA'
why_is $c 'answered a-person-does-it' 'and acts at once'
re nurul 'SELESAI'
step '23 09:50'
re siti SUDAH
step '23 09:55'
case_is $c .selesai 'done'

# Tier 2: one confirm round, YA.
request budi
step '23 10:00'
c=$(number 4)
re nurul 'acc, silakan' --client iphone
step '23 10:10'
case_is $c periksa 'acc, silakan is not acted on at once'
like "$(text nurul)" 'acc, silakan' 'the confirm mail quotes her'
like "$(text nurul)" 'SETUJU' 'says how it was understood'
like "$(text nurul)" 'Budi Santosa' 'about whom'
unlike "$(text nurul)" 197911052006041007 'with the NIP by its last four'
re nurul 'Iya'
step '23 10:20'
case_is $c atur-ulang 'IYA confirms'
re nurul 'GAGAL: AMS tidak dapat dibuka'
step '23 10:30'
case_is $c bermasalah 'GAGAL goes to the helpdesk'
mails_are rudi bermasalah 'who is asked'
like "$(text rudi)" 'AMS tidak dapat dibuka' 'and told why'
re rudi 'SELESAI'
step '23 10:40'
case_is $c petunjuk 'the helpdesk has done it'
re budi sudah
step '23 10:45'
case_is $c .selesai 'closed'

# Tier 2: TIDAK, then the second round unclear, then rounds are used up.
request siti
step '23 11:00'
c=$(number 5)
re nurul 'ok'
step '23 11:05'
why_is $c to-be-confirmed 'ok: round one'
re nurul 'TIDAK'
step '23 11:10'
case_is $c periksa 'TIDAK: nothing happened'
why_is $c not-confirmed 'asked again with the words of the question'
like "$(text nurul)" 'SELESAI' 'all of them'
re nurul '👍'
step '23 11:15'
why_is $c to-be-confirmed 'a thumbs-up: round two'
re nurul 'hmm bagaimana ya'
step '23 11:20'
case_is $c periksa 'an unclear answer to the confirm mail does nothing'
n=$(count rudi)
re nurul 'siap'
step '23 11:25'
case_is $c periksa 'a third round is not asked'
why_is $c rounds-used 'two rounds per question'
is "$(count rudi)" $((n + 1)) 'the helpdesk is asked to telephone'
like "$(text rudi)" 'telepon' 'by mail'
held_is telepon 'and the letter waits for a person'
re nurul 'SETUJU'
step '23 11:30'
case_is $c atur-ulang 'a clear word still counts'

# A decision instead of the confirmation counts as that decision.
re nurul 'oke'
step '23 11:35'
case_is $c atur-ulang 'oke is no answer of the to-do'
re_to "$(rig_mails nurul | tail -n 1)" nurul 'SELESAI'
step '23 11:40'
case_is $c petunjuk 'SELESAI in answer to the question asked again'
re siti sudah
step '23 11:45'

# Tier 3 never acts: negation, condition, question, two answers, look-alike letters.
request siti
step '23 13:00'
c=$(number 6)
q=$(last nurul)
m=1
for w in 'Tidak setuju' 'Setuju, tapi lengkapi dulu berkasnya' 'Setuju?' 'SETUJU\n\nTOLAK data salah' 'АРРROVE' 'belum bisa disetujui' 'jangan disetujui dulu' \
	'kalau berkasnya lengkap saya setuju'; do
	re_to "$q" nurul "$w"
	step "23 13:$(printf %02d $m)"
	case_is $c periksa "never acted on: $w"
	m=$((m + 1))
done
mails_are siti 'diterima ditolak diterima ditolak diterima petunjuk selesai diterima petunjuk selesai diterima' 'siti heard nothing of it'
re_to "$q" nurul 'Assalamualaikum wr. wb.\n\nSETUJU\n\nWassalam\nNurul Huda, S.Kom.\nVerifikator' --client outlook
step '23 13:30'
case_is $c atur-ulang 'salam, answer, closing, name: all consumed, acted on'

# Quoted text never decides.
request budi
step '23 14:00'
c=$(number 7)
re nurul 'Mohon maaf, surat pernyataannya yang mana?' --client thunderbird
step '23 14:10'
case_is $c periksa 'the words quoted below do not answer'
whole
done_testing
