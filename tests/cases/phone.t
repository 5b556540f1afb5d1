#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Every mail of both SOPs as it is read on a phone: both workflows are driven along nearly all their ways, then each mail that was sent
# is judged by phone.pl (length, first lines, subject, numbers of persons, who is next, form). Templates that were not seen are excused
# here by name, with the reason.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/rig/ams.sh"
rig_ams "$T/ams" --now 2026-11-23T08:00:00+08:00 || bail 'the stand-in for AMS does not start'
without_sop pencabutan
office agent.rules="$T/rules" limits.answers-per-day=1000

# More people than lib.sh has: on record arif, hadi, lina; not on record rina, tono.
name() {
	case $1 in
	nurul) echo 'Nurul Huda, S.Kom.' ;; rudi) echo 'Rudi Hartono' ;; siti) echo 'Siti Rahmah, S.Sos.' ;; budi) echo 'Budi Santosa' ;;
	dewi) echo 'Dewi Lestari' ;; joko) echo 'Joko Purnomo' ;; arif) echo 'Muhammad Arif Rahman, S.STP., M.Si.' ;; hadi) echo 'Hadi Wijaya' ;;
	lina) echo 'Lina Marlina, A.Md.Keb.' ;; rina) echo 'Rina Wati' ;; tono) echo 'Tono Suryana' ;;
	esac
}
nip() {
	case $1 in
	siti) echo 198703122011012004 ;; budi) echo 197911052006041007 ;; dewi) echo 199105172019032008 ;; joko) echo 198402282010011006 ;;
	arif) echo 198001012005011003 ;; hadi) echo 197502022000031004 ;; lina) echo 199203032018012005 ;; rina) echo 199404042020012006 ;;
	tono) echo 198805052012011007 ;;
	esac
}
nik() { case $1 in siti) echo 6305055203870002 ;; budi) echo 6305050511790003 ;; lina) echo 6305054303920005 ;; rina) echo 6305054404940006 ;; tono) echo 6305050505880007 ;; esac; }
cat >"$T/more.csv" <<END
nama;nip;nik;email;hp;jabatan;unit_kerja
$(name arif);$(nip arif);6305050101800003;arif@tapinkab.go.id;081200000021;Kepala Bagian Tata Pemerintahan dan Otonomi Daerah;Sekretariat Daerah Kabupaten Tapin
$(name hadi);$(nip hadi);6305050202750004;hadi@tapinkab.go.id;081200000022;Guru Ahli Madya;SMP Negeri 1 Rantau
$(name lina);$(nip lina);6305054303920005;lina@tapinkab.go.id;081200000023;Bidan Terampil;UPTD Puskesmas Tapin Utara
END
printf 'email;nip;serial;terbit;berakhir;status\nhadi@tapinkab.go.id;;0a1b2d;;2026-12-25;ISSUE\n' >"$T/certs.csv"
loket person import "$T/more.csv" >/dev/null 2>&1
step '23 08:05'
loket cert import "$T/certs.csv" >/dev/null 2>&1
step '23 08:06'
ubah="$T/files/Surat Permohonan Perubahan Data.pdf"
cp "$pdf" "$ubah"

# at TIME: the agent reads and judges;  go: two minutes later
day=23 minute=510
go() { minute=$((minute + 2)); step "$day $(printf '%02d:%02d' $((minute / 60)) $((minute % 60)))"; }
at() {
	day=${1% *} at_hour=${1#* } at_minute=${1#*:}
	at_hour=${at_hour%:*}
	minute=$((${at_hour#0} * 60 + ${at_minute#0} - 2)); go
}
# mail_of WHO [NUMBER [TEMPLATE]]: the last mail to WHO about that case, of that template
mail_of() { perl "$CASES/phone.pl" find "$T/outbox.json" "$RIG_DIR/mail" "$(address "$1")" "${2:+$(number "$2")}" "${3:-}"; }
# reply WHO NUMBER TEMPLATE TEXT [OPT...]: WHO answers that mail
reply() {
	reply_who=$1 reply_file=$(mail_of "$1" "$2" "$3") reply_text=$4
	[ "$reply_file" ] || { fail "$1 got $3 of case $2"; return 0; }
	shift 4
	re_to "$reply_file" "$reply_who" "$reply_text" "$@"
}
renewal() { new "$1" 'Pembaharuan sertifikat elektronik' "Yth. Admin TTE,\n\nMohon pembaharuan sertifikat elektronik saya.\n\nNama: $(name "$1")\nNIP: $(nip "$1")${2:+\nNIK: $2}"; }

# ---- Monday: requests of all kinds
new siti 'Lupa passphrase' "Saya lupa passphrase TTE, mohon direset. NIP $(nip siti)"
request budi --attach "$photo"
request dewi
new joko 'Lupa passphrase TTE' 'Saya lupa passphrase TTE, mohon direset'
renewal arif
renewal rina
new tono 'mohon bantuan' 'Selamat pagi, saya lupa password. Mohon bantuannya'
new lina 'Pencabutan sertifikat elektronik' 'Mohon pencabutan sertifikat elektronik saya karena pindah tugas'
go
new siti 'Permohonan reset passphrase' "Mohon info, saya lupa passphrase TTE. NIP $(nip siti)"
reply budi 2 diterima STATUS
reply nurul 2 periksa TOLAK
reply nurul 3 periksa 'acc, silakan'
new nurul jawaban SELESAI
reply arif 5 periksa-data UBAH
reply rina 6 periksa-data 'saya bingung caranya'
go
reply nurul 2 periksa STATUS
reply nurul 2 periksa SETUJU
reply nurul 3 konfirmasi TIDAK
reply siti 1 kurang-berkas 'ini suratnya' --attach "$photo"
reply arif 5 tanya-alasan 'jabatan saya sekarang Kepala Bagian'
reply rina 6 tidak-paham 'ya'
go
reply nurul 2 atur-ulang TARIK
reply nurul 3 bukan-itu 'setuju?'
reply nurul 1 periksa 'KURANG surat pernyataan belum ditandatangani'
reply arif 7 kurang-berkas 'terlampir' --attach "$ubah"
reply rina 6 konfirmasi TIDAK
go
reply rina 6 periksa-data SESUAI
reply siti 1 kurang-berkas 'sudah saya tandatangani' --attach "$photo"
reply nurul 3 tidak-paham ok
reply nurul 7 ubah-data SELESAI
go
reply nurul 3 konfirmasi 'hmm bagaimana ya'
reply nurul 2 periksa SELESAI
reply nurul 1 periksa TOLAK
reply arif 7 persetujuan-data SUDAH
go
reply nurul 7 ams-setujui SELESAI
go
reply arif 5 ajukan SUDAH
go
reply nurul 3 tidak-paham siap
reply nurul 2 periksa BATAL
reply nurul 1 tanya-alasan 'NIP tidak cocok dengan data kepegawaian'
reply nurul 5 verifikasi 'KURANG permohonannya belum ada di AMS'
reply budi 2 petunjuk 'Link tidak masuk pak'
reply arif 5 ajukan SUDAH
go
reply nurul 2 periksa SETUJU
reply nurul 3 periksa SELESAI
reply arif 5 ajukan SUDAH
reply budi 2 saran BELUM
request siti
go
reply nurul 5 verifikasi 'GAGAL AMS tidak dapat dibuka'
reply nurul 2 atur-ulang SELESAI
reply dewi 3 petunjuk 'nomor HP belum terverifikasi'
go
reply rudi 5 pembaharuan-bermasalah SELESAI
reply budi 2 petunjuk 'verifikasi wajah gagal terus'
reply dewi 3 saran BELUM
go
reply arif 5 ajukan SUDAH
reply budi 2 saran BELUM
reply nurul 3 atur-ulang SELESAI
go
reply nurul 5 verifikasi SELESAI
reply nurul 2 atur-ulang SELESAI
reply dewi 3 petunjuk BELUM
go
reply arif 5 ajukan SUDAH
reply budi 2 petunjuk 'HP saya ganti'
reply dewi 3 saran BATAL
go
reply budi 2 saran BELUM
reply dewi 3 konfirmasi-batal TIDAK
go
reply nurul 2 atur-ulang SELESAI
reply dewi 3 konfirmasi-batal BATAL
go
reply budi 2 petunjuk 'linknya kedaluwarsa'
reply dewi 3 saran BATAL
go
reply budi 2 saran BELUM
reply dewi 3 konfirmasi-batal YA
go
reply rudi 2 bermasalah SELESAI
go
reply budi 2 petunjuk SUDAH
go

# ---- each choice of the menu leads somewhere
menu=$(mail_of tono '' menu)
i=0
mail text "$menu" | sed -n 's/^- \([A-Z ]*\) .*/\1/p' >"$T/choices"
while read -r choice; do
	i=$((i + 1))
	who=$(echo tono rina hadi | cut -d' ' -f$i)
	[ $i = 1 ] || { new "$who" 'mohon bantuan' 'Selamat pagi, saya lupa password. Mohon bantuannya'; go; }
	reply "$who" '' menu "$choice" </dev/null
	go
	unlike "$(tell mails "$(address "$who")" <"$T/outbox.json")" 'menu$' "menu: $choice"
done <"$T/choices"
is $i 3 'three choices'

# ---- silence: reminders, escalation, ends, and letters after the end
at '23 13:50'
at '24 13:50'
reply joko 4 kurang-berkas STATUS
at '25 13:50'
at '26 13:50'
reply nurul 8 periksa SELESAI
go
at '27 13:50'
for d in 11-30 12-01 12-02 12-03 12-04 12-07 12-08; do at "$d 13:50"; done
reply arif 5 pembaharuan-tanpa-konfirmasi 'Maaf baru membaca'
go
reply arif 5 terbit SUDAH
reply siti 8 tanpa-konfirmasi 'Maaf baru membaca'
go
reply siti 8 petunjuk SUDAH
go
at '12-11 08:00'
at '12-11 13:50'
like "$(mail text "$(mail_of hadi '' pengingat)")" '^Yth\. Bapak/Ibu Hadi Wijaya,$' 'who wrote nothing is greeted by the name on record'
new arif 'Permohonan lupa passphrase TTE' "Mohon reset passphrase TTE untuk:\n\nNama: $(name hadi)\nNIP: $(nip hadi)" --attach "$pdf"
go
like "$(text arif)" '^Yth\. Bapak/Ibu,$' 'who writes for another is not greeted by the name of the other'

# ---- AMS says what it knows
rig_conf "$T/loket.conf" limits.answers-per-day=1000 $(ams_conf) ams.profile=yes
says() { ams reset >/dev/null; ams seed "{\"users\":[{\"nik\":\"$(nik "$1")\",\"email\":\"$(address "$1")\",\"nama\":\"X\",\"status\":\"$2\"${3:+,\"until\":\"$3\"}}]}" >/dev/null; }
at '12-14 08:30'
ams clock "{\"now\":\"$NOW\"}" >/dev/null
says lina EXPIRED 2026-12-10
request lina
go
says rina ISSUE 2027-12-31
new tono 'Permohonan lupa passphrase TTE' "Saya lupa passphrase TTE saya, mohon direset.\n\nNama: $(name tono)\nNIP: $(nip tono)\nNIK: $(nik tono)" --attach "$pdf"
go
says budi ISSUE 2027-12-31
renewal budi
go
request budi
go
says siti ISSUE 2027-01-05
renewal siti
go
re siti SESUAI
go
says joko SUSPEND
new dewi 'Permohonan lupa passphrase TTE' "Saya lupa passphrase TTE saya, mohon direset.\n\nNama: $(name dewi)\nNIP: $(nip dewi)\nNIK: 6305056603910008" --attach "$pdf"
ams seed '{"users":[{"nik":"6305056603910008","email":"dewi@tapinkab.go.id","nama":"X","status":"SUSPEND"}]}' >/dev/null
go
rig_ams_stop

held_is 'no-sop telepon' 'only what people must do is held'

# ---- judged
perl "$CASES/phone.pl" judge "$T/outbox.json" "$RIG_DIR/mail" "$TOP" >"$T/judged" || fail 'phone.pl judges'
none() { is "$(grep "^$1 " "$T/judged" | cut -c 1-200)" '' "$2"; }
none length 'above the answer words every mail fits a screen of 26 lines of 42 columns; a to-do without its data'
none first 'the first lines say what it is about, the first paragraph names the case'
none greeting 'applicants are greeted; an official who is asked reads first: Cukup balas surat ini, jangan diteruskan.'
none subject 'the subject names the case where there is one'
none numbers 'no NIK anywhere but its end, no NIP in a subject or for an applicant'
none next 'each says who does what and by when, or what its reader does; the days are those of the SOP'
none form 'no mark of a template, no hole, no English, no endless sentence'

# Each rule is proved on a mistake planted in one mail.
planted() {
	rm -rf "$T/planted"; cp -r "$RIG_DIR/mail" "$T/planted"
	f=$(perl "$CASES/phone.pl" find "$T/outbox.json" "$T/planted" dewi@tapinkab.go.id "$(number 3)" dibatalkan)
	perl -0pi -e "$2" "$f"
	like "$(perl "$CASES/phone.pl" judge "$T/outbox.json" "$T/planted" "$TOP")" "^$1 dibatalkan " "planted: $3"
}
planted length 's/(\nYth\.[^\n]*\n)/$1 . "\nbaris" x 26 . "\n"/e' 'too long'
planted first 's/nomor TTE-\d+-\d+/nomor ini/' 'no number'
planted greeting 's/\nYth\. /\nHalo /' 'no Yth.'
planted subject 's/\nSubject: \[.*?\] /\nSubject: /' 'no number in the subject'
planted numbers 's/(\nYth\.[^\n]*\n)/$1\nNIK 6305 0566 0391 0008\n/' 'a NIK'
planted numbers 's/(\nYth\.[^\n]*\n)/$1\n19910517 201903 2 008\n/' 'a NIP'
planted next 's/cukup kirim surat baru/terima kasih/' 'no way on'
planted form 's/(\nYth\.[^\n]*\n)/$1\nSdr. {{nama}}\n/' 'a mark'
planted form 's/(\nYth\.[^\n]*\n)/$1\n- \n/' 'an empty item'
planted form 's/(\nYth\.[^\n]*\n)/$1\n\n/' 'two blank lines'
planted form 's/(\nYth\.[^\n]*\n)/$1\nPlease reply.\n/' 'English'

# Not seen, and why:
#   other SOPs          their mails are judged by the same rules in mamuju.t, trenggalek.t, tanah-bumbu.t, disposisi.t and tapin.t
#   beside the cases    what the helpdesk, the admin and officials get beside an SOP is judged in staff.t, summary.t, nudge.t, calendar.t, roles.t, shadow.t, draft.t, pause.t, status.t; proof.t, backup.t
#   the register        what a new certificate in it changes is judged in remind.t
#   several at once     lists, and letters for several, are judged in collective.t, queue.t, question.t
#   penutup, tombol, bagian-*   parts of all others;  README is none
is "$({ ls "$TOP/templates" | sed -n 's/\.md$//p' | grep -vxE 'sudah-diperbarui|sertifikat-belum-pasti|antrian|pulih|laporan|kepala-jurnal|antrian-dicatat|aturan-keliru|kotak-penuh|bayangan|belum-dipahami|benarkah|bersama|daftar|daftar-belum-jelas|daftar-dicatat|daftar-kurang|dipastikan-dulu|tidak-dikenal|dikerjakan|draf|ingat-beberapa|jawaban-petugas|jeda|kalender|kode-terlihat|latihan|latihan-hasil|keputusan-dicatat|pastikan|pertanyaan|pertanyaan-diteruskan|peran-beralih|petugas|ringkasan|surat-diteruskan|tidak-terjangkau|penutup|tombol|bagian-.*|README|ams-cabut|ams-daftar|ams-perbarui|ams-validasi|aktivasi|akun-selesai|buat-email|catat-data|cabut-selesai|dialihkan-pembaharuan|dialihkan-lain|berakhir|berakhir-dicatat|redaksi-baru|lepas-opd|sertifikat-tak-sampai|dicatat|dijawab-rekan|dilepas|lepas|rahasia-terkirim|sertifikat-lama|sertifikat-opd|verifikasi-hp|disposisi|disposisi-dibaca|diterima-surat|email-selesai|eskalasi-bsre|formulir-bsre|formulir-terkirim|kendala|kurang-isian|periksa-berkas|setel-passphrase|terbit-selesai|terusan'; sed -n 's/^seen \([^ ]*\) .*/\1/p' "$T/judged"; } | sort | uniq -u)" '' \
	'every other template was really sent'
diag "$(sed -n 's/^seen //p' "$T/judged" | awk '{ n += $2; if ($3 > m) m = $3 } END { print NR " templates, " n " mails, the longest " m " lines" }')"
whole
done_testing
