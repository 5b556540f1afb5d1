#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Taking back: the verifikator's BATAL until the reset is done, and the applicant's, confirmed once.
. "$(dirname "$0")/lib.sh"
office

request siti
request budi
step '23 08:30'
a=$(number 1) b=$(number 2)
qa=$(rig_mails nurul | head -n 1) qb=$(last nurul)
mail text "$qa" | grep -q "$a" || { x=$qa; qa=$qb; qb=$x; }
re_to "$qa" nurul SETUJU
re_to "$qb" nurul 'SELESAI'
step '23 08:40'
case_is $a atur-ulang 'approved'
case_is $b petunjuk 'done at once'
re_to "$qa" nurul 'BATAL'
re_to "$qb" nurul 'Batal'
step '23 08:50'
case_is $a periksa 'BATAL before the reset: back to the question'
why_is $a taken-back 'taken back'
case_is $b petunjuk 'BATAL after SELESAI cannot be done by mail'
why_is $b take-back-too-late 'and is said so'
mails_are nurul 'periksa periksa atur-ulang ditarik periksa tidak-bisa-ditarik' 'nurul is told each, and asked again'
told=$(for f in $(rig_mails nurul); do mail text "$f"; done)
like "$told" 'Jawaban SETUJU .* sudah ditarik' 'with the word that was taken back'
like "$told" 'Jawaban SELESAI .* sudah dijalankan' 'or that stands'
mails_are siti diterima 'siti is not troubled'
is "$(show $a | tell tasks | tr ' ' '\n' | grep -c open)" 1 'one question is open'
re_to "$qa" nurul 'TOLAK surat pernyataan milik orang lain'
step '23 09:00'
case_is $a periksa 'the code spent before the take-back stays spent'
q=$(rig_mails nurul | while read -r m; do mail text "$m" | grep -q "Mohon data dan berkasnya diperiksa" && echo "$m"; done | tail -n 1)
re_to "$q" nurul 'SETUJU'
step '23 09:10'
case_is $a atur-ulang 'decided again with the new code'
todo=$(rig_mails nurul | while read -r m; do mail text "$m" | grep -q 'Sesudah dikirim, balas' && echo "$m"; done | tail -n 1)
re_to "$todo" nurul 'TARIK'
step '23 09:20'
case_is $a periksa 'TARIK in answer to the to-do as well'
q=$(rig_mails nurul | while read -r m; do mail text "$m" | grep -q "Mohon data dan berkasnya diperiksa" && echo "$m"; done | tail -n 1)
re_to "$q" nurul 'TOLAK bukan pegawai kami'
step '23 09:30'
case_is $a .ditolak 'refused at last'
re_to "$q" nurul 'BATAL'
step '23 09:40'
case_is $a .ditolak 'what the applicant was told cannot be unsaid by mail'
why_is $a take-back-too-late 'who must undo it is said'

# The applicant cancels: asked once.
re siti BATAL
request siti
step '23 10:00'
c=$(number 3)
case_is $a .ditolak 'BATAL after the end changes nothing'
n=$(count siti)
re siti 'Batal saja pak, terima kasih'
step '23 10:10'
case_is $c periksa 'BATAL of the applicant is confirmed first'
like "$(text siti)" 'Benarkah demikian' 'by one question'
re siti TIDAK
step '23 10:20'
case_is $c periksa 'TIDAK: it goes on'
why_is $c cancel-not-confirmed 'kept'
re siti 'tidak jadi'
step '23 10:30'
like "$(text siti)" 'Benarkah demikian' 'asked again'
re siti YA
step '23 10:40'
case_is $c .dibatalkan 'YA: cancelled'
like "$(text siti)" dibatalkan 'and told so'
re nurul SETUJU
step '23 10:50'
case_is $c .dibatalkan 'the verifikator comes late'
why_is $c late-answer 'and is told so'
# In answer to the question after the reset as well; and a stranger cannot cancel.
q=$(last budi)
re_to "$q" orang BATAL
step '23 11:00'
case_is $b petunjuk 'a stranger cannot cancel'
held_is token-of-another 'held'
re_to "$q" budi BATAL
step '23 11:10'
like "$(text budi)" 'Benarkah demikian' 'budi is asked'
re budi 'Ya, benar'
step '23 11:20'
case_is $b .dibatalkan 'and cancels'
whole
done_testing
