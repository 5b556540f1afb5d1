#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Pembaruan of Mamuju: disposisi from official to official with their notes, the letter and its documents passed on, data that loket takes down itself,
# documents that may come later, two verifikator of whom the first answer counts.
. "$(dirname "$0")/lib.sh"
office_of mamuju
holds kadis hasan
holds kabid lina
holds verifikator nurul
holds verifikator ratna
ask() {
	ask_who=$1 ask_more=$2; shift 2
	new $ask_who 'Permohonan pembaruan sertifikat elektronik' "Yth. Kepala Dinas\n\nMohon pembaruan sertifikat elektronik saya.\n\nNama: $(name $ask_who)\n$ask_more" "$@"
}

ask siti "NIP: $(nip siti)\nEmail: siti@tapinkab.go.id"
step '23 08:30'
c=$(number 1)
case_is $c disposisi-kadis 'the letter waits for the chief'
mails_are siti diterima-surat 'the applicant hears so'
like "$(text siti)" 'Kepala Dinas' 'and who is next'
like "$(text siti)" 'Surat rekomendasi' 'and what may still come'
mails_are hasan disposisi 'the chief is asked'
like "$(text hasan)" 'DISPOSISI' 'with the word'
like "$(mail parts "$(last hasan)")" "Surat $c.txt" 'the letter itself is attached'
mails_are lina '' 'nobody else is'
re hasan 'Kabid, mohon ditindaklanjuti'
step '23 08:40'
case_is $c disposisi-kabid 'an informal disposisi acts at once'
why_is $c taken-broadly 'as what it is'
mails_are hasan 'disposisi disposisi-dibaca' 'the chief has the receipt'
like "$(text hasan)" 'dibaca sebagai \*?\*?DISPOSISI' 'Dibaca sebagai DISPOSISI'
like "$(text hasan)" 'Kepala Bidang Persandian' 'ke Kabid'
like "$(text hasan)" 'Balas BATAL bila keliru' 'balas BATAL bila keliru'
mails_are lina 'disposisi:ready' 'the next mail waits'
step '23 08:49'
mails_are lina 'disposisi:ready' 'for ten office minutes'
step '23 08:51'
mails_are lina 'disposisi' 'and leaves'
like "$(text lina)" 'Kepala Dinas: \*?Kabid, mohon ditindaklanjuti' 'the note goes with it'
unlike "$(text siti)" 'ditindaklanjuti' 'the applicant does not read it'
re siti 'Ini surat rekomendasinya' --attach "$rekom"
step '23 09:00'
case_is $c disposisi-kabid 'a document may come at any time'
re lina 'DISPOSISI, segera dibantu'
step '23 09:10'
case_is $c perbarui 'what the letter says is taken down by loket, the document is there: the verifikator'
is "$(show $c | tell rows)" '1:Hasan 2:Lina 3:- 4:-' 'each row by whom; row 3 by loket'
mails_are nurul 'ams-perbarui:ready' 'a note after the word: ten minutes too'
step '23 09:25'
mails_are nurul ams-perbarui 'one verifikator is asked'
mails_are ratna ams-perbarui 'and the other'
like "$(text nurul)" 'Kepala Bidang Persandian: \*?segera dibantu' 'both notes reach her'
like "$(text nurul)" 'Kepala Dinas: \*?Kabid' 'both'
like "$(mail parts "$(last nurul)")" 'Surat Rekomendasi.pdf' 'with the document'
q=$(last ratna)
re nurul 'SELESAI'
step '23 09:35'
case_is $c .selesai 'the first valid answer counts'
mails_are ratna 'ams-perbarui dijawab-rekan' 'the other is told'
like "$(text ratna)" 'Nurul Huda' 'by whom'
re_to "$q" ratna SELESAI
step '23 09:40'
mails_are ratna 'ams-perbarui dijawab-rekan sudah-dijawab' 'her late answer changes nothing'
mails_are siti 'diterima-surat status terbit-selesai' 'the applicant is told the end'
is "$(show $c | tell rows)" '1:Hasan 2:Lina 3:- 4:- 5:Nurul' 'every row, and by whom'

# Taken back within the ten minutes: the next official hears nothing.
ask budi "NIP: $(nip budi)\nEmail: budi@tapinkab.go.id" --attach "$rekom"
step '23 10:00'
c=$(number 2)
re hasan 'acc'
step '23 10:05'
case_is $c disposisi-kabid 'acc'
mails_are lina 'disposisi disposisi-dibaca disposisi' 'the plain word alone needs no receipt and no pause'
re_to "$(last hasan)" hasan BATAL
step '23 10:10'
case_is $c disposisi-kadis 'BATAL: back at the chief'
mails_are hasan 'disposisi disposisi-dibaca disposisi ditarik disposisi' 'who is asked again'
re hasan 'siap, lanjutkan'
step '23 10:20'
re hasan BATAL
step '23 10:22'
case_is $c disposisi-kadis 'BATAL to the receipt'
mails_are lina 'disposisi disposisi-dibaca disposisi disposisi:dropped/settled' 'the mail that had not left never does'
re hasan 'DISPOSISI tapi tunggu saya kembali'
step '23 10:40'
case_is $c disposisi-kadis 'a condition never acts'
re hasan 'TOLAK'
step '23 10:50'
why_is $c reason-missing 'TOLAK wants a reason'
re hasan 'OPD sudah digabung'
step '23 11:00'
case_is $c .ditolak 'and has it'
like "$(text budi)" 'OPD sudah digabung' 'the applicant reads it'

# What the letter does not say is asked of the helpdesk; documents are waited for.
ask dewi ''
step '23 11:10'
c=$(number 3)
re hasan DISPOSISI
step '23 11:15'
re lina 'TUNDA'
step '23 11:20'
case_is $c disposisi-kabid 'TUNDA moves nothing'
re lina DISPOSISI
step '23 11:25'
case_is $c catat 'the NIP is missing: a person is asked'
mails_are rudi catat-data 'the helpdesk'
re rudi 'Mohon maaf baru sempat dibuka.'
step '23 11:30'
case_is $c catat 'no data, no step'
re rudi 'NIP: 199105172019032008'
step '23 11:35'
case_is $c berkas 'with the NIP it goes on, and waits for the document'
like "$(text dewi)" 'Surat rekomendasi' 'which the applicant is asked for'
re dewi 'Terlampir' --attach "$rekom"
step '23 11:45'
case_is $c perbarui 'which comes'
re nurul 'KURANG tanda tangan pimpinan'
step '23 13:05'
case_is $c berkas 'KURANG'
re dewi 'Ini yang baru' --attach "$photo"
step '23 13:10'
re ratna 'GAGAL, sertifikat masih aktif'
step '23 13:15'
case_is $c kendala 'GAGAL'
re rudi SELESAI
step '23 13:20'
case_is $c perbarui 'solved: again to the verifikator'
re nurul 'TOLAK pemohon sudah pensiun'
step '23 13:30'
case_is $c .ditolak 'TOLAK'

ask joko "NIP: $(nip joko)\nEmail: joko@tapinkab.go.id"
step '23 13:40'
re hasan DISPOSISI; step '23 13:45'; re lina DISPOSISI; step '23 13:50'
case_is "$(number 4)" berkas 'documents are waited for'
step '26 13:55'; step '12-02 13:55'
mails_are joko 'diterima-surat kurang-berkas ingat-berkas ingat-berkas' 'two reminders'
step '12-14 14:00'
case_is "$(number 4)" .tidak-dilengkapi 'fourteen office days of silence'
re joko 'Maaf terlambat' --attach "$rekom"
step '12-14 14:10'
case_is "$(number 4)" perbarui 'a reply with the document opens it again'
re joko BATAL
step '12-14 14:20'
re joko YA
step '12-14 14:30'
case_is "$(number 4)" .dibatalkan 'the applicant may take it back'

# The register learns of a new certificate, whoever renewed it: the case is over, and whoever is asked hears it.
ask siti "NIP: $(nip siti)\nEmail: siti@tapinkab.go.id"
step '12-14 14:40'
c=$(number 5)
re hasan DISPOSISI
step '12-14 14:50'
printf 'email;dari;sampai\nsiti@tapinkab.go.id;2026-12-14;2028-12-13\n' >"$T/certs.csv"
loket cert import "$T/certs.csv" >/dev/null 2>&1
step '12-14 15:00'
case_is $c .sudah-diperbarui 'renewed by somebody else'
like "$(text lina)" 'tidak perlu dikerjakan lagi.*13 Desember 2028|13 Desember 2028' 'the Kabid need not pass it on'
is "$(tell mails "$(address hasan)" <"$T/outbox.json" | grep -c sudah-diperbarui)$(tell mails "$(address nurul)" <"$T/outbox.json" | grep -c sudah-diperbarui)" 00 'who has done his part, or was never asked, hears nothing'
like "$(tell mails "$(address siti)" <"$T/outbox.json")" ' sudah-diperbarui$' 'the applicant does'

# ALIHKAN: the service that is needed has no SOP here, so its letter waits for people, as if it had named that service.
ask siti "NIP: $(nip siti)\nEmail: siti@tapinkab.go.id" --attach "$rekom"
step '12-14 15:10'
re hasan DISPOSISI; step '12-14 15:15'; re lina DISPOSISI; step '12-14 15:20'
held_is '' 'nothing is held'
re nurul 'ALIHKAN bengkel'; step '12-14 15:30'
case_is "$(number 6)" perbarui 'no service of the office: asked again'
re nurul 'lupa passphrase'; step '12-14 15:40'
case_is "$(number 6)" .dialihkan-lain 'a service that people handle'
like "$(text siti)" 'petugas menghubungi' 'the applicant hears who goes on'
held_is no-sop 'and the letter waits for them'
is "$(loket held list --json | tell get sender)" siti@tapinkab.go.id 'hers, not the answer of the verifikator'
loket held release "$(held_id)" --as pembaharuan >/dev/null 2>&1; step '12-14 15:50'
case_is "$(number 7)" disposisi-kadis 'as any held letter it can be given a case'
held_is '' 'and then waits no more'
judged
whole
done_testing
