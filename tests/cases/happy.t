#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The straight way of lupa passphrase: request, SETUJU, SELESAI, SUDAH; and SELESAI at once for both rows of the verifikator.
. "$(dirname "$0")/lib.sh"
office

request siti
step '23 08:30'
c=$(number 1)
case_is $c periksa 'a complete request goes straight to the verifikator'
mails_are siti diterima 'siti is told once'
mails_are nurul periksa 'nurul is asked once'
t=$(text siti)
like "$t" "$c" 'her mail names the case'
like "$t" 'Verifikator' 'says who is next'
like "$t" 'Undang-Undang Nomor 27 Tahun 2022' 'the first answer states purpose and lawful basis'
unlike "$(cat "$(last siti)")" 198703122011012004 'no full NIP to the applicant'
q=$(last nurul)
t=$(mail text "$q")
like "$t" 198703122011012004 'the verifikator sees the full NIP'
unlike "$t" 6305055203870002 'the NIK is masked'
like "$t" '(\*|\.\.\.)0002' 'by its last four'
like "$t" 'Cukup balas surat ini, jangan diteruskan' 'the first line of a task'
like "$(mail parts "$q")" 'Surat Pernyataan.pdf' 'the document is attached'
like "$(mail header Auto-Submitted "$q")" auto-generated 'marked as made by a machine'
like "$(mail header Subject "$q")" "\\[$c\\]" 'the number in the subject'
like "$(mail code "$q")" '^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}$' 'a code of 16 letters'
like "$(mail id "$q")" "$(mail code "$q")" 'the code stands in the Message-ID too'
like "$(mail header Return-Path "$q")" tte@tapinkab.go.id 'a question has a real return address'
like "$(mail header Return-Path "$(last siti)")" '^<>$' 'what asks nothing has none'
like "$(mail header In-Reply-To "$(last siti)")" tapinkab.go.id 'siti finds it in her thread'
is "$(mail check "$q")" '' 'the mail is well formed'

re nurul 'Selamat pagi\n\nSETUJU'
step '23 09:00'
case_is $c atur-ulang 'SETUJU: the reset is her to-do'
mails_are nurul 'periksa atur-ulang' 'with a mail of its own'
mails_are siti diterima 'siti hears nothing yet'
re nurul 'Selesai, terima kasih'
step '23 09:20'
case_is $c petunjuk 'SELESAI: the owner is next'
mails_are siti 'diterima petunjuk' 'siti gets the steps'
like "$(text siti)" 'SUDAH' 'and may answer SUDAH'
like "$(text siti)" 'BELUM' 'or BELUM'
re siti 'Alhamdulillah sudah berhasil, terima kasih'
step '23 10:00'
case_is $c .selesai 'SUDAH: closed'
mails_are siti 'diterima petunjuk selesai' 'siti is told so'
mails_are nurul 'periksa atur-ulang' 'nurul got nothing more'
is "$(show $c | tell rows)" '1:Siti 2:Nurul 3:Nurul 4:Siti 5:Siti' 'every row of the official table is fulfilled, and by whom'
is "$(loket case list --json | wc -l)" 0 'nothing is open'

# SELESAI answers both rows at once.
request budi
step '23 10:30'
c=$(number 2)
mails_are nurul 'periksa atur-ulang periksa' 'asked for budi'
re nurul 'SELESAI'
step '23 10:45'
case_is $c petunjuk 'SELESAI at once: checked and reset'
mails_are nurul 'periksa atur-ulang periksa' 'no to-do follows'
is "$(show $c | tell rows)" '1:Budi 2:Nurul 3:Nurul' 'journalled as both rows'
re budi 'SUDAH'
step '23 11:00'
case_is $c .selesai 'closed'
mails_are rudi '' 'the helpdesk was never needed'
held_is '' 'nothing is held'

# The mailbox belongs to people: nothing moved, no flag set.
is "$(rig_mails tte | wc -l)" 7 'all letters still lie in the INBOX'
is "$(rig_mails tte | grep -c ':2,.*S')" 0 'none is marked as seen'
like "$(loket sop show tapin-lupa-passphrase)" '19 menit' 'sop show: 19 minutes'
whole
done_testing
