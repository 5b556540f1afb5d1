#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Who may ask for what, and who is entered at the window.
. "$(dirname "$0")/lib.sh"
cp -r "$TOP/rules" "$T/rules"
perl -pi -e 's/(<layanan id="lupa-passphrase")/$1 pemohon="tercatat"/; s/(<layanan id="pembaharuan")/$1 pemohon="opd"/; s/<kantor /<kantor tak-dikenal="jawab" /;
	s{(\s*)(<peran id="verifikator")}{$1<opd nama="Dinas Pertanian" email="dewi\@tapinkab.go.id"/>$1$2}' "$T/rules/office/tapin.xml"
office agent.rules="$T/rules"
cases() { loket case list --all --json | wc -l; }

# From an address of nobody, in the name of somebody: answered without a word of him, asked at his own address.
new orang 'Lupa passphrase' "Saya lupa passphrase TTE, mohon direset.\n\nNama: Siti Rahmah\nNIP: $(nip siti)" --attach "$pdf"
step '23 08:30'
is "$(cases)" 0 'no case yet'
mails_are siti benarkah 'she is asked at her address on record'
like "$(text siti)" 'Benar ini permintaan Bapak/Ibu' 'in the words of the office'
like "$(text siti)" 'orang@luar.example' 'with the address it came from'
mails_are orang dipastikan-dulu 'the sender hears that'
unlike "$(cat "$(last orang)")" 'Siti|Pertanian|2004' 'and nothing of her'
like "$(text orang)" 'email dinas diajukan lewat instansi' 'and the way for who cannot open it'
held_is elsewhere 'it waits'
ask=$(last siti)
new orang 'Lupa passphrase lagi' "Mohon passphrase TTE direset.\n\nNama: Siti Rahmah\nNIP: $(nip siti)"
step '23 08:40'
mails_are siti benarkah 'a second letter asks her nothing more'
re_to "$ask" budi YA
step '23 08:45'
is "$(cases)" 0 'somebody else cannot say it'
re_to "$ask" siti YA
step '23 08:50'
is "$(cases)" 1 'YA: the case is hers'
case_is "$(number 1)" periksa 'with the document that came'
like "$(loket person list)" 'orang@luar.example \(second\)' 'the address is kept, at a lower trust'

# TIDAK.
new tono@luar.example 'lupa passphrase' "Saya lupa passphrase TTE.\nNama: Budi Santosa\nNIP: $(nip budi)"
step '23 09:00'
re budi TIDAK
step '23 09:10'
is "$(cases)" 1 'TIDAK: no case'
like "$(loket held list --json | tell reasons)" denied 'a person looks'

# An OPD's letter from any address; and an unknown one, told once a day.
cp "$pdf" "$T/files/Surat Permohonan.pdf"
new rina@luar.example 'Pembaharuan sertifikat elektronik' 'Mohon pembaharuan sertifikat elektronik saya.\n\nNama: Rina Wati\nNIP: 198701012011012001\nUnit kerja: Dinas Pertanian' --attach "$T/files/Surat Permohonan.pdf"
step '23 09:20'
mails_are dewi benarkah 'the OPD is asked at its address'
like "$(text dewi)" 'dengan surat instansi' 'whether the letter is its own'
like "$(loket held list --json | tell reasons)" opd-asked 'it waits'
re dewi YA
step '23 09:30'
is "$(loket case list --json | tell get owner service)" 'Siti Rahmah, S.Sos. lupa-passphrase Rina Wati pembaharuan' 'YA opens it'
new heri@luar.example 'Pembaharuan sertifikat elektronik' 'Mohon pembaharuan sertifikat elektronik saya.\nUnit kerja: Dinas Entah' --attach "$pdf"
step '23 09:35'
like "$(loket held list --json | tell reasons)" opd-unclear 'an OPD that cannot be told waits for a person'
new heri@luar.example 'lupa passphrase' 'Saya lupa passphrase TTE, mohon direset'
new joko 'lupa passphrase' 'Saya lupa passphrase TTE, mohon direset'
step '23 09:40'
mails_are heri@luar.example tidak-dikenal 'a stranger gets one short answer'
mails_are joko tidak-dikenal 'of this service also who is of the domain but not on record'
new heri@luar.example 'lupa passphrase' 'Tolong, saya lupa passphrase TTE'
step '23 10:00'
mails_are heri@luar.example tidak-dikenal 'one a day'

# DAFTAR of the helpdesk: the case is the owner's, who hears of it; who entered it is written down.
new rudi 'Titipan WA' "DAFTAR LUPA\nNama: Budi Santosa\nNIP: $(nip budi)" --attach "$photo"
step '23 10:10'
c=$(loket case list --json | tell get number | awk '{ print $NF }')
like "$(show "$c")" '"owner_id":4' 'a case of the person who was named'
like "$(tell mails budi@tapinkab.go.id <"$T/outbox.json")" 'diterima$' 'the owner gets the receipt'
mails_are rudi '' 'not the officer'
like "$(loket case show "$c")" 'registered' 'the journal says that it was entered'
like "$(show "$c")" '"registered_by":"Rudi Hartono"' 'and by whom'
new rudi 'Fwd: foto dari WA' "Lupa passphrase, datang ke loket\n\nNama: Hadi Putra\nNIP: 198702022011011002\nEmail: hadi@tapinkab.go.id" --attach "$photo"
step '23 10:20'
mails_are hadi@tapinkab.go.id diterima 'a forwarded photo: the same for somebody new'
new rudi 'DAFTAR' 'DAFTAR LUPA, orangnya sudah pulang'
step '23 10:30'
mails_are rudi daftar-kurang 'what is missing is asked of the officer'
new siti 'DAFTAR' "DAFTAR LUPA\nNama: Budi Santosa\nNIP: $(nip budi)"
step '23 10:40'
is "$(loket case list --all --json | tell get owner)" 'Siti Rahmah, S.Sos. Rina Wati Budi Santosa Hadi Putra' 'nobody else enters anybody'
like "$(show "$(number 1)")" '"nip":"[*]*2004"' 'nor does the number of another get into her own case'
whole
done_testing
