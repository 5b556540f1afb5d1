#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What AMS shows moves the cases of every SOP that looks: issued, waiting for verification, revoked, registered; each as its <status> says.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/rig/ams.sh"
all=$T
nik() { case $1 in siti) echo 6305055203870002 ;; budi) echo 6305050511790003 ;; dewi) echo 6305055705910008 ;; joko) echo 6305052802840005 ;; esac; }
# says WHO STATUS [UNTIL]: all that AMS knows is this one person
says() { ams reset >/dev/null; ams seed "{\"users\":[{\"nik\":\"$(nik "$1")\",\"email\":\"$(address "$1")\",\"nama\":\"X\",\"status\":\"$2\"${3:+,\"until\":\"$3\"}}]}" >/dev/null; }
# in_office NAME: a rig of its own
in_office() {
	T=$all/$1 sent_n=0; mkdir "$T"
	rig_ams "$T/ams" --now 2026-11-23T08:00:00+08:00 || bail 'the stand-in for AMS does not start'
	if [ "$1" = tapin ]; then office $(ams_conf); else office_of "$1" $(ams_conf); fi
	for n in 'SK Terakhir' 'Surat Permohonan' 'Surat Pencabutan'; do a_page "$n" >"$T/files/$n.pdf"; done
	sk="$T/files/SK Terakhir.pdf" surat="$T/files/Surat Permohonan.pdf" cabut="$T/files/Surat Pencabutan.pdf"
	t=520
}
done_with() { is "$(ams log | grep -c 'PUT\|DELETE')" 0 "$1: AMS was only asked"; whole; rig_stop; rig_ams_stop; }
go() { t=$((t + ${1:-5})); step "23 $(printf '%02d:%02d' $((t / 60)) $((t % 60)))"; }
say() { re "$@"; go; }
ask() { a_who=$1 a_what=$2; shift 2; new $a_who "Permohonan $a_what" "Mohon $a_what.\n\nNama: $(name $a_who)\nNIP: $(nip $a_who)\nNIK: $(nik $a_who)\nHP: 081200000011" "$@"; go; }
# shows WHO STATUS UNTIL NUMBER STATE NAME: an hour later AMS has been asked
shows() { says "$1" "$2" "$3"; go 61; case_is "$4" "$5" "$6"; }

in_office tapin
says siti ISSUE 2028-03-01
ask siti 'penerbitan sertifikat elektronik baru' --attach "$rekom" --attach "$sk"
case_is "$(number 1)" .masih-berlaku 'penerbitan: who has a certificate needs none'
says budi EXPIRED 2026-11-10
ask budi 'penerbitan sertifikat elektronik baru' --attach "$rekom" --attach "$sk"
case_is "$(number 2)" .dialihkan 'who had one renews it'
is "$(show "$(number 3)" | perl -MJSON::PP -ne 'print decode_json($_)->{service}')" pembaharuan 'by a case that is open already'
says joko NO_CERTIFICATE
ask joko 'penerbitan sertifikat elektronik baru' --attach "$rekom" --attach "$sk"
c=$(number 4)
case_is $c periksa 'no certificate: the documents are checked'
say nurul SETUJU
case_is $c kirim-ams 'the verifikator registers'
shows joko WAITING_FOR_VERIFICATION '' $c validasi 'AMS shows the photo: validation is next'
like "$(tell mails nurul@tapinkab.go.id <"$T/outbox.json")" ams-validasi 'and she is asked for it'
shows joko ISSUE 2028-11-23 $c .selesai 'AMS shows the certificate: issued'
like "$(tell mails joko@tapinkab.go.id <"$T/outbox.json")" 'selesai' 'and its owner told'
t=850
says siti ISSUE 2028-03-01
ask siti 'pencabutan sertifikat elektronik' --attach "$cabut"
c=$(number 5)
case_is $c cabut 'pencabutan: the verifikator'
shows siti REVOKE '' $c .selesai 'AMS shows it revoked'
done_with tapin

in_office mamuju
holds kadis hasan; holds kabid lina; holds verifikator nurul
says siti EXPIRED 2026-11-10
ask siti 'pembaruan sertifikat elektronik' --attach "$rekom"
say hasan DISPOSISI; say lina DISPOSISI
c=$(number 1)
case_is $c perbarui 'mamuju: the verifikator renews in AMS'
shows siti EXPIRED 2026-11-10 $c perbarui 'the old one is no answer'
shows siti ISSUE 2028-11-23 $c .selesai 'the new one is'
is "$(show $c | tell rows | tr ' ' '\n' | tail -n 1)" '5:-' 'by nobody that loket knows'
done_with mamuju

in_office tanah-bumbu
for r in 'kadis hasan' 'kabid lina' 'verifikator nurul'; do holds $r; done
says siti NO_CERTIFICATE
ask siti 'pembuatan tanda tangan elektronik' --attach "$surat" --attach "$rekom"
say hasan DISPOSISI; say lina DISPOSISI; say nurul SETUJU
c=$(number 1)
case_is $c kirim-ams 'tanah bumbu: sent to AMS'
shows siti WAITING_FOR_VERIFICATION '' $c validasi 'activated: validation'
re_to "$(rig_mails nurul@tapinkab.go.id | tail -n 2 | head -n 1)" nurul SELESAI; go; say siti SUDAH
case_is $c persetujuan-bssn 'BSSN approves'
shows siti ISSUE 2028-11-23 $c .selesai 'and AMS shows it'
done_with 'tanah bumbu'

in_office trenggalek
for r in 'kadis hasan' 'kabid lina' 'kasi yusuf' 'verifikator nurul'; do holds $r; done
says siti NO_CERTIFICATE
ask siti 'penerbitan sertifikat elektronik' --attach "$surat" --attach "$sk"
say hasan DISPOSISI; say lina DISPOSISI; say yusuf DISPOSISI; say nurul SETUJU
c=$(number 1)
case_is $c aktivasi 'trenggalek: the applicant activates'
shows siti WAITING_FOR_VERIFICATION '' $c cocok 'the face is compared'
shows siti ISSUE 2028-11-23 $c .selesai 'issued'
loket report --csv "$T/lap" >/dev/null 2>&1
like "$(cat "$T/lap/fasilitasi-penerbitan.csv")" "$c;.*Siti Rahmah" 'and stands in the Laporan Fasilitasi Layanan Penerbitan'
done_with trenggalek
done_testing
