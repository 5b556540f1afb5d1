#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A hostile reader's letters: forged senders without the code, tricks with confirm rounds and reasons, another person's data, what breaks a mail.
. "$(dirname "$0")/lib.sh"
office
forge() { HELO=luar new "$@" --header 'X-Forged: yes'; }
sql() { sqlite3 "$T/state/loket.db" "$1"; }

# A forged TOLAK without the code: what the official then answers to a question he never caused is no reason.
request siti
step '23 08:30'
c=$(number 1)
q=$(last nurul)
forge nurul 'Hal penting' 'TOLAK'
step '23 08:31'
case_is $c periksa 'forged TOLAK does nothing'
[ "$(last nurul)" = "$q" ] || re nurul 'Saya tidak pernah menolak permohonan ini'
step '23 08:32'
case_is $c periksa 'her astonishment is not taken for the reason of a refusal'

# Forged words without the code are no mail bomb.
n=$(count nurul)
for m in 33 34 35; do
	for i in 1 2 3 4; do forge nurul "Hal $m $i" 'YA'; done
	step "23 08:$m"
done
ok 'twelve forged YA give at most two mails' [ "$(count nurul)" -le $((n + 2)) ]
case_is $c periksa 'and no decision'

# A reason that is no reason.
re_to "$q" nurul 'TOLAK'
step '23 08:40'
like "$(text nurul)" 'alasannya belum ada' 'TOLAK with the code is asked for its reason'
re nurul 'Batal'
step '23 08:41'
case_is $c periksa '"Batal" is not the reason of a refusal'
re_to "$q" nurul 'TOLAK'
step '23 08:42'
re nurul 'Maaf keliru, saya setuju'
step '23 08:43'
case_is $c periksa '"keliru, saya setuju" is not the reason of a refusal'
re_to "$q" nurul 'TOLAK'
step '23 08:44'
re nurul 'nanti saya cek dulu'
step '23 08:45'
case_is $c periksa '"nanti saya cek dulu" is not the reason of a refusal'

# Taken back only with the code and without doubt.
re_to "$q" nurul 'SETUJU'
step '23 08:53'
[ "$(state $c)" = atur-ulang ] || { re nurul 'YA'; step '23 08:54'; }
case_is $c atur-ulang 'approved'
forge nurul 'Hal penting' 'BATAL'
step '23 08:55'
case_is $c atur-ulang 'a forged BATAL without the code takes nothing back'
re_to "$q" nurul 'jangan dibatalkan'
step '23 08:56'
case_is $c atur-ulang 'nor does "jangan dibatalkan" with it'

# The owner's name forged twice does not cancel.
forge siti 'Hal penting' 'BATAL'
step '23 09:00'
forge siti 'Hal penting' 'YA'
step '23 09:01'
case_is $c atur-ulang 'two forged letters do not cancel a case'
n=$(count siti)
for m in 02 03 04; do
	for i in 1 2 3 4 5 6 7 8 9 10; do forge siti "Hal $m $i" 'BATAL'; done
	step "23 09:$m"
done
ok 'thirty forged BATAL stay under the cap of a day' [ "$(count siti)" -le 20 ]
case_is $c atur-ulang 'and change nothing'

# The documents change between the confirm question and its YA.
request budi
step '23 09:30'
c=$(number 2)
re nurul 'acc, silakan'
step '23 09:40'
k=$(last nurul)
like "$(mail text "$k")" 'kami pahami sebagai' 'the confirm question is out'
a_page 'berkas lain' >"$T/files/Surat Pernyataan baru.pdf"
re budi 'Ini berkas penggantinya' --attach "$T/files/Surat Pernyataan baru.pdf"
step '23 09:41'
for w in YA ACC; do
	re_to "$k" nurul "$w"
	step "23 09:4$((${#w}))"
	case_is $c periksa "$w confirms what was there, not what came since"
done

# Both letters at once: the take-back is read before the effect leaves, so there is no effect. (YA made loket ask anew, ACC came late.)
q=$(rig_mails "$(address nurul)" | tail -n 2 | head -n 1)
re_to "$q" nurul 'SETUJU'
re_to "$q" nurul 'BATAL'
n=$(count nurul)
step '23 10:10'
case_is $c periksa 'SETUJU and BATAL read together: back to checking'
like "$(tell mails nurul@tapinkab.go.id <"$T/outbox.json" | tr ' ' '\n' | tail -n $(($(count nurul) - n)) | tr '\n' ' ')" '^(atur-ulang )?ditarik periksa $' 'told once, asked once'

# A third person who knows the number joins, but reads nothing of the owner's letters.
request dewi
step '23 10:20'
c=$(number 3)
new siti 'Permohonan lupa passphrase TTE' 'Mohon dibantu reset passphrase TTE.\nNIP: 199105172019032008'
step '23 10:21'
unlike "$(text siti)" 'Dewi|Surat Pernyataan.pdf' 'the name and the files in dewi'\''s letter stay with her'

# A notice may come from anybody: what is attached to it is no document of the case.
new joko 'Permohonan lupa passphrase TTE' "Saya lupa passphrase TTE, mohon direset.\nNama: Joko Purnomo\nNIP: 198402282010011006"
step '23 10:30'
c=$(number 4)
case_is $c berkas 'joko is asked for his document'
d=$(sql 'select count(*) from document')
write_to orang --new --to joko@tapinkab.go.id --subject 'Passphrase Diubah' --attach "$photo" 'Passphrase sertifikat elektronik anda telah berhasil diubah.'
step '23 10:31'
is "$(sql 'select count(*) from document')" "$d" 'a stranger'\''s notice adds no document'

# Long names and reasons in letters of two bytes.
long="$T/files/a$(printf 'é%.0s' $(seq 110)).pdf"
cp "$pdf" "$long"
re joko 'Berikut surat pernyataan' --attach "$long"
step '23 10:40'
case_is $c periksa 'a long file name is accepted'
is "$(tell mails nurul@tapinkab.go.id <"$T/outbox.json" | grep -c failed)" 0 'and every question to nurul can be composed'
re nurul "TOLAK $(printf 'é%.0s' $(seq 300)) e$(printf 'é%.0s' $(seq 400)) data tidak sesuai"
step '23 10:50'
[ "$(state $c)" = .ditolak ] || { re nurul YA; step '23 10:51'; }
case_is $c .ditolak 'a long reason'
is "$(tell mails joko@tapinkab.go.id <"$T/outbox.json" | grep -c failed)" 0 'reaches joko'

# Secrets in an attached text.
printf 'Passphrase saya: Rahasia#2026Tapin\n' >"$T/files/catatan.txt"
new joko 'Permohonan lupa passphrase TTE' "Saya lupa passphrase TTE, mohon direset.\nNIP: 198402282010011006" --attach "$T/files/catatan.txt" --attach "$pdf"
step '23 11:00'
unlike "$(cat "$(last nurul)" | perl -MMIME::Base64 -ne 'print decode_base64($_) if m{^[A-Za-z0-9+/=]{4,}$}')" 'Rahasia#2026Tapin' 'a passphrase in an attached text is not passed on'
is "$(sql "select count(*) from document d join document_data n on n.document_id=d.id where n.name like 'catatan%' and archive is not null")" 0 'nor kept'

# What is surely sent keeps no code.
is "$(sql "select count(*) from outbox o join outbox_data d on d.outbox_id=o.id where o.state='sent' and length(d.mail)>0")" 0 'the sealed fields (with the code) go when the mail is surely sent'

# An official's code after the office has passed on, and her own request.
request siti
step '23 13:00'
c=$(show $(number 1) | tell state)
new nurul 'Permohonan lupa passphrase TTE' "Saya lupa passphrase TTE, mohon direset.\nNama: Nurul Huda, S.Kom.\nNIP: 199002142015032001" --attach "$pdf"
step '23 13:10'
c=$(loket case list --json | tell get number | tr ' ' '\n' | tail -n 1)
case_is $c periksa 'nurul asks for herself'
like "$(show $c | tell tasks)" . 'a question exists'
is "$(sql "select count(*) from task t join cases c on c.id=t.case_id where t.role<>'pemohon' and t.person_id=c.owner_id")" 0 'nobody decides on the own request'

# Beside a newer open case the older one is not reopened: the letter goes to the newer.
HELO=dalam new dewi2@tapinkab.go.id 'Permohonan lupa passphrase TTE' "Saya lupa passphrase TTE, mohon direset.\nNama: Dewi Ayu\nNIP: 199203042020122003"
step '23 13:30'
old=$(last dewi2)
c=$(loket case list --json | tell get number | tr ' ' '\n' | tail -n 1)
case_is $c berkas 'a case without its document'
for at in '11-26 14:00' '12-02 14:00' '12-11 14:00' '12-21 09:00'; do step "$at"; done
case_is $c .tidak-dilengkapi 'closed after 14 office days'
new dewi2@tapinkab.go.id 'Permohonan lupa passphrase TTE' "Saya lupa passphrase TTE, mohon direset.\nNama: Dewi Ayu\nNIP: 199203042020122003"
step '12-21 09:10'
n=$(loket case list --json | tell get number | tr ' ' '\n' | tail -n 1)
case_is $n berkas 'a new one is open'
re_to "$old" dewi2@tapinkab.go.id 'Berikut surat pernyataan saya' --attach "$pdf"
step '12-21 09:20'
case_is $n periksa 'an answer in the thread of the old case completes the new one'
case_is $c .tidak-dilengkapi 'and the old one stays closed'

# The code of somebody who holds the role no more decides nothing.
q=$(last nurul)
loket role set verifikator siti@tapinkab.go.id --from 2026-12-22 >/dev/null 2>&1
loket role end verifikator nurul@tapinkab.go.id --last 2026-12-21 >/dev/null 2>&1
step '12-22 09:00'
re_to "$q" nurul 'SETUJU'
step '12-22 09:10'
case_is $n periksa 'the former verifikator decides nothing any more'
like "$(loket held list --json | tell reasons)" 'role-ended' 'her letter is held'
whole
done_testing
