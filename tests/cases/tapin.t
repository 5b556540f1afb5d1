#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The services that Tapin's two SOPs refer to, each by its own (assumed) SOP: penerbitan, perubahan data, pencabutan, pendaftaran akun, email dinas;
# and a renewal that waits for its data to be changed. AMS cannot be asked here; what AMS shows is in ways.t.
. "$(dirname "$0")/lib.sh"
office
for n in 'SK Terakhir' 'Surat Permohonan' 'Surat Pencabutan' 'Surat Permohonan Perubahan Data'; do a_page "$n" >"$T/files/$n.pdf"; done
sk="$T/files/SK Terakhir.pdf" surat="$T/files/Surat Permohonan.pdf" cabut="$T/files/Surat Pencabutan.pdf" ubah="$T/files/Surat Permohonan Perubahan Data.pdf"
ask() { a_who=$1 a_what=$2; shift 2; new $a_who "Permohonan $a_what" "Mohon $a_what.\n\nNama: $(name $a_who)\nNIP: $(nip $a_who)\nHP: 081200000011" "$@"; }
t=520
go() { t=$((t + 5)); step "23 $(printf '%02d:%02d' $((t / 60)) $((t % 60)))"; }
say() { re "$@"; go; }

# ---- email dinas: posts that nobody holds are passed over
ask siti 'pembuatan email dinas' --attach "$surat"; go
c=$(number 1)
case_is $c buat 'nobody is Kadis or Kabid: the helpdesk makes it'
is "$(show $c | tell rows)" '1:Siti 2:- 3:-' 'both rows are nobody'"'"'s'
say rudi 'KURANG surat belum bertanda tangan'
case_is $c berkas 'KURANG'
say siti 'ini' --attach "$surat"
say rudi SELESAI
case_is $c .selesai 'made'
ask siti 'pembuatan email dinas' --attach "$surat"; go
say rudi 'TOLAK, sudah ada'
case_is "$(number 2)" .ditolak 'or refused'

# ---- pencabutan
ask budi 'pencabutan sertifikat elektronik'; go
c=$(number 3)
case_is $c berkas 'pencabutan wants a letter'
say budi 'terlampir' --attach "$cabut"
like "$(text nurul)" 'tidak dapat dibatalkan' 'the verifikator is warned'
say nurul 'GAGAL AMS gangguan'
case_is $c kendala 'GAGAL'
say rudi SELESAI
say nurul 'KURANG alasan pencabutan'
case_is $c berkas 'KURANG'
say budi 'terlampir' --attach "$cabut"
say nurul SELESAI
case_is $c .selesai 'revoked'
like "$(text budi)" 'telah dicabut' 'and said so'

# asked for by mistake: he wants another passphrase
ask budi 'pencabutan sertifikat elektronik' --attach "$cabut"; go
say nurul 'ALIHKAN lupa passphrase'
case_is "$(number 4)" .dialihkan-lain 'ALIHKAN: not revoked'
case_is "$(number 5)" berkas 'but the passphrase reset'
say budi BATAL; say budi YA

# ---- pendaftaran akun
ask siti 'pendaftaran akun AMS' --attach "$rekom"; go
c=$(number 6)
case_is $c periksa 'pendaftaran akun'
say nurul SETUJU
case_is $c daftar 'AMS cannot do it: a to-do'
say nurul SELESAI
case_is $c aktivasi 'registered'
say siti SUDAH
say nurul 'KURANG foto KTP'
case_is $c aktivasi 'once more'
say siti SUDAH
say nurul SELESAI
case_is $c .selesai 'active'
ask siti 'pendaftaran akun AMS' --attach "$rekom"; go
say nurul SELESAI
case_is "$(number 7)" aktivasi 'checked and registered at once'
say siti BELUM
case_is "$(number 7)" kendala 'BELUM'
say rudi 'TOLAK data tidak ada di Dukcapil'
case_is "$(number 7)" .ditolak 'refused'

# ---- penerbitan
ask dewi 'penerbitan sertifikat elektronik baru' --attach "$rekom" --attach "$sk"; go
c=$(number 8)
case_is $c periksa 'penerbitan'
say nurul SETUJU
say nurul 'KURANG surat rekomendasi salah nama'
case_is $c berkas 'KURANG of the to-do'
say dewi ini --attach "$rekom" --attach "$sk"
say nurul SELESAI
say dewi SUDAH
say nurul SELESAI
case_is $c passphrase 'the passphrase'
say dewi BELUM
say rudi SELESAI
case_is $c aktivasi 'the helpdesk helped'
say dewi SUDAH; say nurul SELESAI; say dewi SUDAH
case_is $c terbit 'BSrE issues'
say dewi SUDAH
case_is $c .selesai 'issued'

# ---- a renewal whose data must be changed first
ask budi 'pembaharuan sertifikat elektronik'; go
c=$(number 9)
say budi 'UBAH nomor HP menjadi 081277778888'
case_is $c ubah 'the renewal waits'
k=$(number 10)
case_is $k berkas 'for a case of perubahan data'
like "$(text budi)" 'nomor HP menjadi 081277778888' 'which knows what is to be changed'
like "$(text budi)" "ditunggu $c" 'and says who waits for it'
new budi 'Surat perubahan data' 'Ini suratnya' --attach "$ubah"; go
case_is $k ubah 'a letter of its own is meant for the case that asks'
like "$(text nurul)" 'nomor HP menjadi 081277778888' 'the verifikator is told what'
say nurul 'TOLAK, nomor itu milik orang lain'
case_is $k .ditolak 'refused'
case_is $c periksa-data 'the renewal asks again about the data'
say budi 'UBAH nomor HP menjadi 081299990000'
k=$(number 11)
case_is $k berkas 'a second change'
say budi ini --attach "$ubah"
say nurul SELESAI
say budi BELUM
case_is $k kendala 'the owner cannot agree'
say rudi SELESAI
case_is $k ubah 'again'
say nurul SELESAI; say budi SUDAH
say nurul 'KURANG persetujuan belum tampak'
case_is $k persetujuan 'the owner has to agree in AMS'
say budi SUDAH; say nurul SELESAI
case_is $k .selesai 'changed'
case_is $c ajukan 'and the renewal goes on by itself'
unlike "$(text budi)" '081299990000' 'what was to be changed is no remark any more'
is "$(show $c | tell rows | cut -d' ' -f1-4)" '1:Budi 2:Budi 3:Budi 4:-' 'its rows'
say budi 'BATAL'; say budi YA
case_is $c .dibatalkan 'BATAL'
ask siti 'perubahan data' --attach "$ubah"; go
say nurul 'KURANG data pendukung'
case_is "$(number 12)" berkas 'perubahan data by itself'
held_is '' 'nothing is held'
judged
whole
done_testing
