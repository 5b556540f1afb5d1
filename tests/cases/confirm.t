#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The confirm round: words that are nearly an answer are asked about once, twice per question, then the helpdesk telephones.
. "$(dirname "$0")/lib.sh"
office

# Tier 2: one confirm round, YA.
request budi
step '23 10:00'
c=$(number 1)
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
c=$(number 2)
re nurul 'ok'
step '23 11:05'
why_is $c to-be-confirmed 'ok: round one'
re nurul 'TIDAK'
step '23 11:10'
case_is $c periksa 'TIDAK: nothing happened'
why_is $c not-confirmed 'asked again with the words of the question'
like "$(text nurul | tr '\n' ' ')" 'tidak kami hitung' 'told that it does not count'
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

whole
done_testing
