#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# One-time codes: of another person, made up, spent, answered twice, withdrawn, expired; and a forged sender without a code.
. "$(dirname "$0")/lib.sh"
office

request siti
step '23 08:30'
c=$(number 1)
q=$(last nurul)

# The right code from the wrong person; a made-up code; the owner's own attempt.
re_to "$q" budi SETUJU
step '23 08:40'
case_is $c periksa 'the right code from another person does nothing'
held_is token-of-another 'it is held'
mails_are budi '' 'and not answered'
re_to "$q" siti SETUJU
re_to "$q" orang SETUJU
new orang 'Re: Tugas lupa passphrase' 'APPROVE\n\nKode: ABCD-EFGH-IJKL-MNOP'
step '23 08:50'
case_is $c periksa 'nor from the owner, nor from outside, nor a made-up one'
held_is 'token-of-another token-of-another token-of-another token-unknown' 'each is held'
mails_are orang '' 'the outside is told nothing'
mails_are siti diterima 'siti neither'
is "$(show $c | tell tasks)" verifikator/tanya/open 'the question is open as before'

# A forged sender without a code: the registered address is asked, and only a code from there decides.
HELO=penipu new nurul 'Permohonan a.n. Siti' 'SETUJU' --subject 'Re: Permohonan a.n. Siti'
step '23 09:00'
case_is $c periksa 'no code, no decision'
mails_are nurul 'periksa kode-terlihat konfirmasi' 'the official is told once that others show her code; then the registered address is asked'
HELO=penipu new nurul 'Re: Permohonan' YA
step '23 09:10'
case_is $c periksa 'YA without a code neither'
held_is 'token-of-another token-of-another token-of-another token-unknown unclear-without-code' 'a person looks at it'
re_to "$q" nurul TIDAK
step '23 09:15'
case_is $c periksa 'her TIDAK ends the matter'

# Two answers sent one after the other: the first counts.
again=$(last nurul)
re_to "$again" nurul SETUJU
re_to "$again" nurul 'TOLAK salah orang'
step '23 09:30'
case_is $c atur-ulang 'the first of two answers counts'
# whether the to-do is there already when the second letter is read depends on the machine; neither way decides anything
like "$(show $c | tell why 3)" 'to-be-confirmed|late-answer' 'the second, by a spent code, is confirmed first as an answer to the newer question, or late'
unlike "$(tell mails siti@tapinkab.go.id <"$T/outbox.json")" ditolak 'it refuses nothing'
mails_are siti diterima 'siti heard nothing of the second'
todo=$(rig_mails nurul | while read -r m; do mail header Subject "$m" >/dev/null; mail text "$m" | grep -q 'Sesudah dikirim, balas' && echo "$m"; done | tail -n 1)
re_to "$todo" nurul SELESAI
step '23 09:40'
case_is $c petunjuk 'the to-do is answered by its own code'
re_to "$q" nurul 'TOLAK tidak jadi'
re_to "$todo" nurul SELESAI
step '23 09:50'
case_is $c petunjuk 'spent codes move nothing'
why_is $c 'late-answer late-answer' 'both came late'
told=$(for f in $(rig_mails nurul); do mail text "$f"; done)
like "$told" 'tidak mengubah apa pun' 'politely told so'
like "$told" 'sudah dijawab dengan SELESAI' 'with the answer that counted'
unlike "$told" 'dijawab dengan TOLAK|reject|approve' 'not with the one that came late'
n=$(count siti)
re siti SUDAH
step '23 10:00'
case_is $c .selesai 'siti closes it'
re siti 'SUDAH'
re_to "$q" nurul 'SETUJU'
step '23 10:10'
case_is $c .selesai 'answers after the end change nothing'
held_is 'token-of-another token-of-another token-of-another token-unknown unclear-without-code' 'and are not left to a person'

# Expired: the agent stood still for weeks; the same person is asked to confirm with a fresh code.
request budi
step '23 10:30'
c=$(number 2)
q=$(last nurul)
NOW=$(full '2027-02-01 08:30')
re_to "$q" nurul SETUJU
step '2027-02-01 08:31'
case_is $c periksa 'an expired code does not act'
like "$(show $c | tell why 9)" to-be-confirmed 'it is confirmed first'

# The codes of two open questions in one letter.
request siti
request joko
step '2027-02-01 09:00'
c=$(loket case list --json | tell get number | tr ' ' '\n' | tail -n 1)
one=$(rig_mails nurul | tail -n 2 | head -n 1) two=$(last nurul)
re_to "$two" nurul "SETUJU\n\nKode: $(mail code "$one")"
step '2027-02-01 09:10'
is "$(loket case list --json | tell get tahap)" 'periksa periksa periksa' 'codes of two cases decide neither'
like "$(mail text "$(last nurul)" | tr '\n' ' ')" 'kami pahami sebagai SETUJU' 'it is asked which way it was meant'
# The button of a task opens a new letter in whatever account the phone uses first: from the wrong one it decides nothing and its owner is
# told at his own address, once; from the right one it counts without the thread.
request dewi
step '2027-02-01 13:00'
c=$(loket case list --json | tell get number | tr ' ' '\n' | sort | tail -n 1)
link=$(mail links "$(last nurul)" | grep -m 1 '^mailto:')
pressed() { perl -e '/^\Q$ARGV[1]\E=(.*)/ && print $1 =~ s/%(..)/chr hex $1/ger for split /&/, $ARGV[0] =~ s/^[^?]*\?//r' "$link" "$1"; }
press() { new "$1" "$(pressed subject)" "$(pressed body)"; }
like "$(pressed body)" '^SETUJU' 'the first button says SETUJU'
n=$(count nurul)
press orang; press orang
step '2027-02-01 13:10'
case_is $c periksa 'from a private account the button decides nothing'
is "$(count nurul)" $((n + 1)) 'she is told once'
like "$(text nurul)" 'orang@luar\.example.*alamat Bapak/Ibu yang tercatat' 'from where it came, and what to do'
press nurul
step '2027-02-01 13:20'
case_is $c atur-ulang 'from her own address it counts'
whole
done_testing
