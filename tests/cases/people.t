#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Who it is: owner apart from sender, owners not on record, several addresses, strangers, services that people handle.
. "$(dirname "$0")/lib.sh"
without_sop pencabutan
office agent.rules="$T/rules"
person() { loket person list --json | grep "\"$(address "$1")"; }

# Not on record, but of the office's domain.
request dewi
step '23 08:30'
c=$(number 1)
case_is $c periksa 'a colleague not on record is served'
like "$(person dewi)" '"state":"unverified"' 'as an unverified owner'
like "$(text nurul)" 'belum tercatat' 'the verifikator is told so'
re nurul 'TOLAK salah data'
request dewi
step '23 08:40'
like "$(person dewi)" '"state":"unverified"' 'a refusal does not put her on record'
is "$(loket person list --json | grep -c Dewi)" 1 'she is one person'
re nurul SETUJU
step '23 08:50'
like "$(person dewi)" '"state":"verified"' 'the approval does'
like "$(person dewi)" '"addresses":"dewi@tapinkab.go.id"' 'with her address registered'
re nurul SELESAI
step '23 08:55'
re dewi SUDAH
step '23 09:00'

# Sent by a colleague.
request siti
perl -pi -e 's/^From: .*/From: "Budi Santosa" <budi\@tapinkab.go.id>/' "$T/letter.eml"; perl -pi -e 's/^Message-ID: <\w/Message-ID: <z/' "$T/letter.eml"
step '23 09:05'
c=$(number 3)
cp "$T/letter.eml" "$T/colleague.eml"
send budi "$T/colleague.eml"
step '23 09:10'
is "$(loket case list --json | wc -l)" 1 'one open case per owner and service, whoever writes'
mails_are budi sambung 'the colleague is told that there is one'
unlike "$(text budi)" '198703122011012004|6305055203870002|081200000011' 'and nothing of what is on record'
re nurul 'TOLAK ajukan sendiri'
step '23 09:20'
perl -pi -e 's/^Message-ID: <\w/Message-ID: <y/; s/^Subject: .*/Subject: Lupa passphrase atas nama Siti Rahmah/' "$T/colleague.eml"
send budi "$T/colleague.eml"
step '23 09:30'
c=$(number 4)
case_is $c periksa 'a colleague may ask for her'
like "$(text nurul)" 'siti@tapinkab.go.id' 'the owner is siti'
mails_are budi 'sambung diterima' 'who wrote is told that it arrived'
re nurul SELESAI
step '23 09:40'
like "$(tell mails siti@tapinkab.go.id <"$T/outbox.json")" petunjuk 'the steps go to siti'
unlike "$(tell mails budi@tapinkab.go.id <"$T/outbox.json")" petunjuk 'not to the colleague'
re siti sudah
step '23 09:45'
case_is $c .selesai 'she closes it'

# The name alone joins nothing; a second address of the same person does.
new budi2 'lupa passphrase' 'Saya lupa passphrase TTE.\n\nSiti Rahmah, S.Sos.'
step '23 10:00'
c=$(number 5)
like "$(show $c)" '"owner_id":4' 'budi from his other address, whatever name stands below'
mails_are budi2 kurang-berkas 'answered where he wrote from'
new budi 'surat pernyataan' 'terlampir surat pernyataannya' --attach "$pdf"
step '23 10:05'
case_is $c periksa 'and joined from his first address'

# Ambiguous, then chosen; a stranger.
new siti 'mohon bantuan' 'Selamat pagi, saya lupa password. Mohon bantuannya'
new orang 'lupa passphrase' 'Saya lupa passphrase TTE, mohon direset'
step '23 10:30'
like "$(tell mails siti@tapinkab.go.id <"$T/outbox.json")" 'menu$' 'lupa password: three choices'
like "$(text siti)" 'LUPA PASSPHRASE' 'printed as words to answer with'
held_is unknown-sender 'a stranger is held'
mails_are orang '' 'and told nothing'
re siti 'LUPA PASSPHRASE'
step '23 10:40'
c=$(number 6)
case_is $c berkas 'the choice opens the case'
# An address that a letter only claimed gives way to the office's own list.
new baru@tapinkab.go.id 'Permohonan lupa passphrase TTE' 'Saya lupa passphrase TTE, mohon direset'
step '28 09:00'
printf 'nama;nip;nik;email;hp;jabatan;unit_kerja\nSiti Rahmah, S.Sos.;198703122011012004;6305055203870002;siti@tapinkab.go.id, baru@tapinkab.go.id;;;\n' >"$T/more.csv"
loket person import "$T/more.csv" >/dev/null 2>&1
step '28 09:05'
is "$(loket person list --json | grep -c baru@tapinkab.go.id)" 1 'the address belongs to one person'
like "$(loket person list --json | grep baru@tapinkab.go.id)" 'Siti Rahmah' 'to the one of the list'
whole
done_testing
