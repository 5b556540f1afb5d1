#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The month's report: the page with nothing and with cases, what it must not say, by schedule into a folder of a web server, by mail to the Kepala Dinas.
. "$(dirname "$0")/lib.sh"
officials=yes
mkdir "$T/web"
office "report.html=$T/web/tte.html" report.mail=yes
holds kadis hasan
holds verifikator nurul
# words PAGE: its text, tags away, on one line;  section PAGE TITLE: that of one part
words() { perl -0777 -pe 's/<style>.*?<\/style>//s; s/<(title|desc)[^>]*>.*?<\/\1>//gs; s/<[^>]+>/ /g; s/\s+/ /g' "$1"; }
section() { perl -0777 -e 'my ($file, $t) = @ARGV; local @ARGV = $file; $_ = <>; /<h2>\Q$t\E<\/h2>(.*?)(?:<h2>|<\/main>)/s or exit 1; $_ = $1; s/<[^>]+>/ /g; s/\s+/ /g; print' "$1" "$2"; }
balance() { perl -0777 -ne 'my @open; while (/<(\/?)(\w+)[^>]*?(\/?)>/g) { next if $3 || $2 =~ /^(meta|br)$/; $1 ? (($open[-1] // "") eq $2 ? pop @open : print "</$2> ") : push @open, $2 } print "@open"' "$1"; }
page() { exits 0 "${1:-a page}" loket --now "$NOW" report --html "$T/p.html" || diag "$(cat "$T/err")"; }

# ---- by itself, from the first day on ----
is "$(stat -c %a "$T/web/tte.html")" 640 'the page is there since the office opened, for its owner and his group'
is "$(ls "$T/web")" tte.html 'and nothing beside it'
step '23 09:00'
is "$(grep -c 'report page=' "$T/log")" 1 'once a day'

# ---- nothing yet ----
page 'nothing yet'
like "$(words "$T/p.html")" 'Laporan layanan TTE, November 2026 Dinas Komunikasi.*Bulan ini tidak ada permohonan baru' 'is said so'
like "$(section "$T/p.html" 'Perkara yang berjalan sekarang')" 'Tidak ada' 'in each part'
is "$(balance "$T/p.html")" '' 'its HTML is well formed'

# ---- cases ----
printf 'email;nip;serial;terbit;berakhir;status\nsiti@tapinkab.go.id;;0a1b2c;2025-12-23;2027-12-22;ISSUE\nbudi@tapinkab.go.id;;0a1b2d;2025-02-01;2027-01-31;ISSUE\n' >"$T/certs.csv"
loket --now "$NOW" cert import "$T/certs.csv" >/dev/null 2>&1
step '23 09:05'
request siti
step '23 09:10'
like "$(loket stats)" '^loket_questions_open\{role="verifikator",kind="tanya"\} 1$' 'a monitor sees who is asked'
re nurul 'acc, silakan'
step '23 10:00'
re nurul YA
step '23 10:10'
re nurul SELESAI
step '23 10:30'
re siti SUDAH
new budi 'lupa passphrase' 'Saya lupa passphrase TTE saya, mohon direset.'
new orang 'penawaran' 'Kami menawarkan barang.'
HELO=penipu new orang2@luar.example 'Lupa passphrase' 'Saya lupa passphrase TTE saya.\n\nNama: Siti Rahmah\nNIP: 198703122011012004'
step '23 11:00'
# for a monitor: the same office in figures
exits 0 'stats' loket --now "$NOW" stats
s=$(cat "$T/out")
like "$s" '^loket_letters_held\{reason="[a-z-]+"\} 1$' 'a letter is held'
like "$s" '^loket_cases_closed_total\{service="lupa-passphrase",end="selesai"\} 1$' 'a case has ended'
like "$s" '^loket_cases_open\{service="lupa-passphrase",step="[a-z-]+"\} 1$' 'another is open'
like "$s" '^loket_up 0$' 'no agent runs between the steps'
like "$s" '^loket_info\{version="[0-9.]+",mode="penuh"\} 1$' 'version and mode'
like "$s" "^loket_journal_rows_total $(loket journal verify --json | sed 's/.*"rows":\([0-9]*\).*/\1/')\$" 'the rows of the journal'
unlike "$s" '@|[0-9]{16}|Siti|Nurul' 'nobody in it'
is "$(printf '%s\n' "$s" | grep -v '^# \(HELP loket_[a-z_]* [A-Z1].*\.\|TYPE loket_[a-z_]* \(gauge\|counter\)\)$' |
	grep -vE '^loket_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")?\})? [0-9]+$')" '' 'every line as Prometheus reads it'
if command -v promtool >/dev/null; then ok 'promtool agrees' sh -c 'printf "%s\n" "$1" | promtool check metrics' sh "$s"; fi
is "$(loket stats --json | grep -c '"metric":"letters_total","labels":"","value":[0-9]')" 1 'as JSON too'
page 'with cases'
p=$(words "$T/p.html")
like "$p" 'Bulan ini 2 permohonan masuk dan 1 perkara selesai, 1 di antaranya berhasil. 1 perkara sedang berjalan: 1 menunggu pemohon' 'the month in a sentence'
like "$(section "$T/p.html" 'Perlu perhatian')" 'Kepala Bidang.*1 surat menunggu keputusan.*1 sertifikat berakhir dalam 90 hari' 'what somebody should look after'
like "$p" 'Layanan Masuk Selesai Berjalan Reset passphrase TTE 2 1 1 ' 'by service'
like "$(section "$T/p.html" 'Perkara yang berjalan sekarang')" "$(number 2) Reset passphrase TTE Mengajukan permohonan.*Pemohon 23 Nov 2026, 11.00" 'what is open: which, where, with whom, since when'
like "$(section "$T/p.html" 'Hasil perkara yang selesai')" 'Reset passphrase TTE Selesai 1 .*konfirmasi.* dahulu: 1' 'what ended how'
like "$(section "$T/p.html" 'Waktu pelaksanaan menurut SOP')" '2. Memverifikasi data pemohon Verifikator, 1 kali 5 menit (59 menit|1 jam)' 'standard beside real minutes'
like "$(section "$T/p.html" 'Jumlah Pengguna Tanda Tangan Elektronik')" 'November 2026 2 0 .*Desember 2025 2 1 .*Dinas Pertanian 1 0' 'users by month and unit'
like "$(section "$T/p.html" 'Sertifikat menurut bulan berakhir')" 'Januari 2027 1 0 .*Sesudahnya 1 0' 'certificates by the month in which they end'
like "$(section "$T/p.html" 'Surat masuk, ditahan, dan tidak dijawab')" 'surat masuk, 1 ditahan.*(menyebut orang yang tercatat|bukan alamat dinas).*bukan urusan loket 1' 'letters by what became of them, in words'
like "$(section "$T/p.html" 'Pengecualian')" 'jawaban dikonfirmasi dahulu 1.*Nurul Huda, S.Kom.' 'exceptions, officials by name'
like "$(section "$T/p.html" 'Keadaan loket')" 'terakhir dilihat 23 Nov 2026, 1[01]\.[0-9]{2} .*penuh: surat dikirim sendiri' 'whether loket is well'
unlike "$p" 'Siti|Budi|acc, silakan|terlambat|198703122011012004' 'no applicant, none of their words, nothing late'
unlike "$(cat "$T/p.html")" '<(script|img|link|iframe)|https?:' 'nothing is fetched from elsewhere, nothing runs'
is "$(grep -o '<svg role="img"' "$T/p.html" | wc -l) $(grep -o '<title id=' "$T/p.html" | wc -l) $(grep -o '<desc id=' "$T/p.html" | wc -l)" '3 3 3' 'each chart says what it shows'
is "$(grep -o '<th>' "$T/p.html" | wc -l)" 0 'every head has its scope'
is "$(balance "$T/p.html")" '' 'its HTML is well formed'

# ---- names, hostile ones too ----
evil='<img src=x onerror=alert(1)>"&'
for q in "UPDATE person_data SET nama = '$evil', unit_kerja = '$evil'" "UPDATE case_data SET nama = '$evil', unit_kerja = '$evil', sender = '$evil'" \
	"UPDATE address SET bounced_at = 1 WHERE address = 'lina@tapinkab.go.id'" \
	"CREATE TABLE kept AS SELECT * FROM journal_words" "UPDATE journal_words SET words = '$evil'"; do sqlite3 "$T/state/loket.db" "$q"; done
sed -i 's/^\[report\]/&\nnames = yes/' "$T/loket.conf"
printf '[service pembaharuan]\nmode = draf\n' >>"$T/loket.conf"
page 'names, where the office wants them'
like "$(cat "$T/p.html")" 'small>Reset passphrase TTE<br>&lt;img src=x onerror=alert\(1\)&gt;&quot;&amp;</small>' 'they are told, as text'
like "$(section "$T/p.html" 'Keadaan loket')" 'Mode layanan pembaharuan sertifikat elektronik: draf' 'and a service with a mode of its own'
unlike "$(cat "$T/p.html")" '<img|onerror=alert\(1\)>' 'never as markup'
is "$(balance "$T/p.html")" '' 'which stays well formed'
exits 0 'a case' loket --now "$NOW" case show "$(number 1)" --html
cp "$T/out" "$T/c.html"
unlike "$(cat "$T/c.html")" '<img' 'in the story of a case neither'
exits 0 'tables' loket --now "$NOW" report --csv "$T/lap" --month 2026-11
sed -i '/^names = yes/d; /^.service pembaharuan/,$d' "$T/loket.conf"
sqlite3 "$T/state/loket.db" 'DELETE FROM journal_words; INSERT INTO journal_words SELECT * FROM kept; DROP TABLE kept'
for n in siti:'Siti Rahmah, S.Sos.' budi:'Budi Santosa' nurul:'Nurul Huda, S.Kom.' hasan:'Hasan Basri, M.Si.'; do
	sqlite3 "$T/state/loket.db" "UPDATE person_data SET nama = '${n#*:}', unit_kerja = 'Dinas' WHERE person_id = (SELECT person_id FROM address WHERE address = '${n%%:*}@tapinkab.go.id')"
done

# ---- the story of a case ----
exits 0 'the story of a case' loket --now "$NOW" case show "$(number 1)" --html
cp "$T/out" "$T/c.html"
like "$(words "$T/c.html")" "Perkara $(number 1).*Siti Rahmah.*\\.\\.\\.2004.*Pelaksanaan SOP.*Memverifikasi data pemohon.*5 menit.*Surat masuk.*Dokumen.*Surat keluar.*Garis waktu.*perkara ditutup" 'from letter to end'
unlike "$(cat "$T/c.html")" '198703122011012004|6305055203870002|<script|https?:|terlambat' 'numbers masked'
is "$(balance "$T/c.html")" '' 'well formed'
exits 65 'no such case' loket case show TTE-2026-000099 --html

# ---- what is refused ----
exits 64 'nothing asked for' loket report
exits 65 'a month that is none' loket report --html "$T/x.html" --month 2026-13
exits 65 'a folder that is not there' loket --now "$NOW" report --html "$T/no/p.html"
exits 65 'a folder instead of a file' loket --now "$NOW" report --html "$T/web"
is "$(ls -a "$T" | grep -c '\.tmp$')" 0 'nothing is left behind'
sed -i "s|^html = .*|html = web/tte.html|" "$T/loket.conf"
exits 78 'a path that is not whole' loket check
like "$(cat "$T/out" "$T/err")" 'html in \[report\] must be a whole path' 'is told'
sed -i "s|^html = .*|html = $T/web/tte.html|" "$T/loket.conf"

# ---- the next month ----
step '11-30 15:00'
mails_before=$(count hasan)
step '12-01 07:00'
is "$(count hasan)" "$mails_before" 'before the office opens nothing is sent'
step '12-01 08:01'
is "$(ls "$T/web" | tr '\n' ' ')" 'tte-2026-11.html tte.html ' 'the month that is over keeps its page'
like "$(words "$T/web/tte-2026-11.html")" 'Laporan layanan TTE, November 2026.*Pada bulan itu 2 permohonan masuk' 'with its figures'
like "$(words "$T/web/tte.html")" 'Laporan layanan TTE, Desember 2026' 'the other tells of the new one'
is "$(count hasan)" $((mails_before + 1)) 'the Kepala Dinas has mail'
like "$(mail header Subject "$(last hasan)")" '^Laporan layanan TTE November 2026: 2 masuk, 1 selesai' 'what it is'
like "$(text hasan | tr '\n' ' ')" 'Permohonan masuk[^0-9]*2.*Perlu perhatian.*Kepala Bidang.*reset passphrase TTE[^0-9]*2 masuk, 1 selesai, 1 berjalan.*standar 5 menit.*dikonfirmasi dahulu[^0-9]*1 kali' 'the month, in tables'
is "$(mail parts "$(last hasan)" | grep -oE '[a-z-]+-2026-11\.(html|csv)' | sort -u | tr '\n' ' ')" 'baris-2026-11.csv laporan-tte-2026-11.html pengecualian-2026-11.csv pengguna-tte-2026-11.csv perkara-2026-11.csv ' 'page and tables with it'
perl -MMIME::Base64 -0777 -ne 's/\r//g; while (/filename="?(?:laporan-tte|perkara|pengecualian)[^\n]*\n(?:[^\n]+\n)*\n([A-Za-z0-9+\/=\n]+)/g) { print decode_base64($1) }' "$(last hasan)" >"$T/attached"
like "$(cat "$T/attached")" 'Perkara yang berjalan sekarang' 'the page is whole'
like "$(cat "$T/attached")" "$(number 1);lupa-passphrase;;" 'a table has the case'
unlike "$(cat "$T/attached")" 'Siti|Budi|silakan' 'and no name of an applicant'
like "$(text hasan)" 'tidak perlu dibalas' 'nobody is asked anything'
step '12-01 14:00'
step '12-02 08:01'
is "$(count hasan)" $((mails_before + 1)) 'once a month'
like "$(sqlite3 "$T/state/loket.db" "SELECT code || ' ' || code2 FROM journal WHERE kind = 'report.mail'")" 'kadis 2026-11' 'it stands in the journal'
exits 75 'a person asks for it too' loket --now "$NOW" report --mail --month 2026-12
step '12-02 09:00'
is "$(count hasan)" $((mails_before + 2)) 'and it goes'
like "$(mail header Subject "$(last hasan)")" 'Desember 2026: 1 masuk, 0 selesai' 'of that month'
is "$(sqlite3 "$T/state/loket.db" "SELECT count(*), count(DISTINCT month), min(month) FROM report_file")" '5|1|2026-12' 'files of a mail that was sent are kept no longer'

# ---- while nothing leaves, and where nothing can be written ----
sed -i 's/^mode = penuh/mode = bayangan/' "$T/loket.conf"
rm -r "$T/web"
admin=$(count rudi)
NOW=2027-01-04T08:01:00+08:00; ok 'without its folder the agent goes on' "$LOKET" --config "$T/loket.conf" run --once --now "$NOW"
rig_wait_mail admin $((admin + 1)) >/dev/null
like "$(mail header Subject "$(last rudi)")" 'Laporan layanan TTE Desember 2026' 'the admin gets the month, nobody else'
is "$(count hasan)" $((mails_before + 2)) 'the Kepala Dinas not'
like "$(cat "$T/.out" "$T/log")" 'report: .*tte.html.*No such file' 'the log says why there is no page'
like "$(loket doctor 2>&1)" 'warning +report +.*tte.html: No such file' 'and so does doctor'
whole
done_testing
