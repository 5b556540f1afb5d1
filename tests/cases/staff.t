#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# People answer from the office's own mailbox.
. "$(dirname "$0")/lib.sh"
office
# staff TO FILE TEXT: a person answers FILE in webmail; the answer lies in Sent.
staff() {
	perl "$TOP/tests/rig/reply.pl" --date "$(date -d "$NOW" +%s)" --from tte@tapinkab.go.id --name 'Admin TTE' --to "$(address "$1")" "$2" "$3" >"$T/staff.eml"
	staff_n=$((${staff_n:-0} + 1))
	cp "$T/staff.eml" "$RIG_DIR/mail/$(address tte)/Maildir/.Sent/cur/9$staff_n.staff:2,S"
	chown "$RIG_UID:$RIG_GID" "$RIG_DIR/mail/$(address tte)/Maildir/.Sent/cur/9$staff_n.staff:2,S"
}

request siti
step '23 08:30'
q=$(last nurul)
letter=$(rig_mails tte | tail -n 1)
staff siti "$letter" 'Selamat pagi Bu, mohon suratnya ditandatangani dulu ya.'
step '23 08:40'
like "$(loket case list)" 'petugas' 'the case is in the hands of people'
mails_are rudi 'petugas' 'the helpdesk is asked how it goes on'
like "$(text rudi)" 'LANJUTKAN' 'its words are printed'
re_to "$q" nurul 'SELESAI'
step '23 08:50'
case_is $(number 1) petunjuk 'an answer still counts'
mails_are siti 'diterima petunjuk:parked/person' 'but mails of the case wait'
re rudi 'kenapa ya?'
step '23 08:55'
mails_are siti 'diterima petunjuk:parked/person' 'what is no decision does nothing'
re_to "$(rig_mails admin@tapinkab.go.id | sed -n 1p)" rudi 'LANJUTKAN'
step '23 09:00'
mails_are siti 'diterima petunjuk' 'LANJUTKAN: what still holds is sent'
unlike "$(loket case list)" 'petugas' 'loket goes on'
re siti SUDAH
step '23 09:10'
case_is $(number 1) .selesai 'to the end'

# SELESAI closes it without another mail; a stranger's code counts for nothing.
request budi
step '23 09:20'
staff budi "$(rig_mails tte | tail -n 1)" 'Pak, sudah kami reset lewat telepon.'
step '23 09:30'
before=$(count budi)
q=$(last rudi)
re_to "$q" nurul 'SELESAI'
step '23 09:35'
held_is token-of-another 'the answer of another person is held'
case_is $(number 2) periksa 'and does nothing'
re_to "$q" rudi SELESAI
step '23 09:40'
case_is $(number 2) .petugas 'SELESAI of the helpdesk: closed by people'
is "$(count budi)" "$before" 'no mail more'

# What the register learns meanwhile waits until people let go.
new siti 'Pembaharuan sertifikat elektronik' "Mohon pembaharuan sertifikat elektronik saya.\n\nNama: $(name siti)\nNIP: $(nip siti)"
step '23 09:42'
staff siti "$(rig_mails tte | tail -n 1)" 'Bu, kami bantu lewat telepon.'
step '23 09:44'
printf 'email;dari;sampai\nsiti@tapinkab.go.id;2026-11-23;2028-11-22\n' >"$T/certs.csv"
loket cert import "$T/certs.csv" >/dev/null 2>&1
step '23 09:46'
case_is $(number 3) periksa-data 'a new certificate does not end what people have in hand'
re rudi LANJUTKAN
step '23 09:48'
case_is $(number 3) .sudah-diperbarui 'but what goes on ends by it'
mails_are siti 'diterima petunjuk selesai periksa-data sudah-diperbarui' 'and she hears it'

# An answer by staff to a letter that was held takes it off the list; newsletters and other mail of people are nothing of ours.
new orang 'Mohon reset passphrase TTE' 'Saya lupa passphrase TTE.'
step '23 10:00'
held_is 'token-of-another unknown-sender' 'a stranger is held'
staff orang "$(rig_mails tte | tail -n 1)" 'Mohon bersurat dari alamat dinas.'
printf 'From: tte@tapinkab.go.id\nTo: x@luar.example\nSubject: Undangan\nMessage-ID: <u1@x>\nDate: Mon, 23 Nov 2026 10:00:00 +0800\n\nSelamat siang\n' \
	>"$RIG_DIR/mail/$(address tte)/Maildir/.Sent/cur/99.staff:2,S"
chown "$RIG_UID:$RIG_GID" "$RIG_DIR/mail/$(address tte)/Maildir/.Sent/cur/99.staff:2,S"
step '23 10:10'
held_is token-of-another 'answered by people: not held any more'

# From our own address, but not in Sent: that anybody can write.
request dewi
step '23 10:20'
perl "$TOP/tests/rig/reply.pl" --date "$(date -d "$NOW" +%s)" --from tte@tapinkab.go.id --to dewi@tapinkab.go.id "$(rig_mails tte | tail -n 1)" 'Saya tangani.' >"$T/forged.eml"
HELO=penipu send tte "$T/forged.eml"
step '23 10:30'
case_is $(number 4) periksa 'a forged one in the inbox changes nothing'
unlike "$(loket case show $(number 4))" petugas 'nobody takes the case'
whole
done_testing
