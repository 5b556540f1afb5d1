#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The records that the SOPs demand: the archive of a case, the registers as CSV, the words that people confirmed.
. "$(dirname "$0")/lib.sh"
office
csv() { tail -c +4 "$T/lap/$1.csv" | tr -d '\r'; }
# unzipped ZIP [NAME]: its names, or the bytes of one
unzipped() {
	perl -MIO::Uncompress::Unzip=\$UnzipError -e 'my ($zip, $want) = @ARGV; my $u = IO::Uncompress::Unzip->new($zip) or die $UnzipError;
		do { my $n = $u->getHeaderInfo->{Name}; my $text = join "", <$u>; print defined $want ? $n eq $want ? $text : "" : "$n " } while $u->nextStream == 1' "$@"
}
# balance HTML: elements that are not closed, or closed without being open
balance() {
	perl -0777 -ne 'my @open; while (/<(\/?)(\w+)[^>]*>/g) { next if $2 =~ /^(meta|br)$/; $1 ? (($open[-1] // "") eq $2 ? pop @open : print "</$2> ") : push @open, $2 } print "@open"' "$1"
}
printf 'email;nip;serial;terbit;berakhir;status\nsiti@tapinkab.go.id;;0a1b2c;2026-09-23;2028-09-22;ISSUE\nbudi@tapinkab.go.id;;0a1b2d;2026-10-01;2028-09-30;ISSUE\n' >"$T/certs.csv"
loket --now "$(full '23 08:05')" cert import "$T/certs.csv" >/dev/null 2>&1
step '23 08:05'
new budi '=HYPERLINK("http://jahat.example";"klik")' 'Saya lupa passphrase TTE, mohon reset'
request siti
step '23 08:30'
re nurul 'acc, silakan'
step '23 09:30'
re nurul YA
step '23 09:40'
re nurul SELESAI
step '23 10:30'
re siti SUDAH
step '23 11:00'
c=$(number 2)
case_is $c .selesai 'a case with a confirm round'
re budi 'ini' --attach "$photo"
step '23 11:30'
re nurul SELESAI
step '23 13:30'
case_is $(number 1) petunjuk 'another, under way'

# ---- the archive of a case ----
mkdir "$T/arsip"
exits 65 'no such case' loket case export TTE-2026-000077 --to "$T/arsip"
exits 0 'export' loket --now "$NOW" case export $c --to "$T/arsip" || diag "$(cat "$T/err")"
x="$T/arsip/$c"
is "$(find "$x" -type f ! -perm 0600 | wc -l) $(find "$x" -type d ! -perm 0700 | wc -l)" '0 0' 'for its owner only'
is "$(find "$x/surat-masuk" -type f | wc -l) $(find "$x/surat-keluar" -type f | wc -l) $(find "$x/dokumen" -type f | wc -l)" \
	"$(show $c | perl -MJSON::PP -e 'my $c = decode_json(<STDIN>); print scalar(@{$c->{letters}}), " ", scalar(grep { $_->{kind} eq "mail" } @{$c->{mails}}), " ", scalar(@{$c->{documents}})')" 'every letter, mail and document'
ok 'the document is what was sent' cmp "$pdf" "$x/dokumen/01-Surat_Pernyataan.pdf"
code=$(rig_mails "$(address nurul)" | while read -r m; do mail code "$m"; done | head -n 1)
like "$code" '^[A-Z2-7]{4}-' 'a code was in the mails'
is "$(grep -rlE '[A-Z2-7]{4}(-[A-Z2-7]{4}){3}' "$x/surat-keluar" "$x/sampul.html" | wc -l)" 0 'none is in those that are kept'
p=$(tr '\n' ' ' <"$x/sampul.html")
like "$p" "Arsip perkara $c.*Siti Rahmah.*Pelaksanaan SOP.*Melakukan reset.*Dokumen.*Surat keluar.*Garis waktu.*perkara ditutup" 'the cover tells it all'
unlike "$p" '198703122011012004|6305055203870002|terlambat' 'numbers masked, nothing called late'
like "$p" 'href="dokumen/01-Surat_Pernyataan.pdf"' 'and leads to the files'
is "$(balance "$x/sampul.html")" '' 'its HTML is well formed'
exits 65 'a folder that is there is not written into' loket case export $c --to "$T/arsip"
exits 0 'a zip' loket --now "$NOW" case export $(number 1) --to "$T/arsip" --zip
is "$(stat -c %a "$T/arsip/$(number 1).zip")" 600 'for its owner only'
like "$(unzipped "$T/arsip/$(number 1).zip")" 'surat-masuk/01.*jurnal.csv.*sampul.html' 'it can be opened'
unlike "$(unzipped "$T/arsip/$(number 1).zip" sampul.html)" '<a href="http' 'what a letter says is no markup'
like "$(unzipped "$T/arsip/$(number 1).zip" sampul.html)" 'HYPERLINK\(&quot;http' 'but text'
step '23 14:00'
like "$(show $c)" "\"kind\":\"case.hand\",\"code\":\"export\".*$(id -un)" 'the journal says who took it'

# ---- registers ----
exits 0 'report' loket --now "$NOW" report --csv "$T/lap" || diag "$(cat "$T/err")"
is "$(ls "$T/lap" | tr '\n' ' ')" 'baris-perkara.csv baris.csv fasilitasi-penerbitan.csv pengecualian.csv pengguna-tte.csv pengingat.csv perkara.csv sertifikat-berakhir.csv surat.csv ' 'nine files'
is "$(find "$T/lap" -type f ! -perm 0600 | wc -l)" 0 'for their owner only'
is "$(head -c 3 "$T/lap/perkara.csv" | od -An -tx1 | tr -d ' ')" efbbbf 'with a byte order mark for the spreadsheet'
like "$(head -n 1 "$T/lap/perkara.csv" | od -c | tail -n 2)" '\\r  *\\n' 'and its line ends'
is "$(csv pengguna-tte | sed 1d | tr '\n' ' ')" \
	'2026-09;Dinas Pertanian;1;1 2026-10;Dinas Pertanian;1;0 2026-10;Kecamatan Bungur;1;1 2026-11;Dinas Pertanian;1;0 2026-11;Kecamatan Bungur;1;0 ' 'Jumlah Pengguna TTE by OPD and month'
like "$(csv perkara)" "^$c;lupa-passphrase;Siti Rahmah, S.Sos.;Dinas Pertanian;2026-11-23 08:(29|30);2026-11-23 (10:59|11:00);Selesai;;letter;0;1;" 'a case with its confirm round'
like "$(csv baris-perkara)" "^$c;lupa-passphrase;2;Memverifikasi data pemohon;.*;Nurul Huda, S.Kom.;5 menit;(69|70|71);0;0$" 'a row: the standard beside the real minutes'
row=$(csv baris | grep '^lupa-passphrase;2;')
like "$row" '^lupa-passphrase;2;Memverifikasi data pemohon;Verifikator;5 menit;2;(59|60|61);(69|70|71);2;(59|60|61);(59|60|61);' 'rows: two of them, median and 90 per cent, and how long an answer was awaited: until the first one'
is "$(csv fasilitasi-penerbitan | head -n 1 | cut -d';' -f 1-3)" 'perkara;diterima;pemohon' 'Laporan Fasilitasi Layanan Penerbitan'
e=$(csv pengecualian)
like "$e" "$c;Nurul Huda, S.Kom.;jawaban dikonfirmasi dahulu;periksa;acc, silakan" 'exceptions: the confirm round'
like "$e" "$c;;arsip perkara diambil;export;$(id -un)" 'the export'
unlike "$(cat "$T/lap"/*.csv)" 'terlambat|198703122011012004|6305055203870002' 'nothing is late, no number in full'
exits 65 'a month that is none' loket report --csv "$T/lap2" --month 2026-13
exits 0 'a month' loket --now "$NOW" report --csv "$T/lap3" --month 2026-10
is "$(sed 1d "$T/lap3/perkara.csv" | wc -l) $(sed 1d "$T/lap3/pengguna-tte.csv" | wc -l)" '0 2' 'no case in October, two users'
step '23 14:30'
exits 0 'once more' loket --now "$NOW" report --csv "$T/lap"
like "$(csv pengecualian)" "laporan diambil;csv;$(id -un)" 'who took the report stands in it'

# A formula in what people wrote stays a text.
new joko 'lupa passphrase' 'Saya lupa passphrase TTE.\n\nNama: =cmd|calc\nNIP: 198402282010011006'
step '23 15:00'
sqlite3 "$T/state/loket.db" "UPDATE case_data SET nama = '=1+2;\"x\"' WHERE case_id = 3; UPDATE person_data SET nama = NULL WHERE person_id = (SELECT owner_id FROM cases WHERE id = 3)"
loket --now "$NOW" report --csv "$T/lap" >/dev/null
like "$(csv perkara)" "^$(number 3);lupa-passphrase;\"'=1\+2;\"\"x\"\"\";" 'an apostrophe before it, quotes doubled'

# ---- words ----
like "$(loket words suggest --json)" '"words":"acc, silakan","means":"approve","confirmed":1,"denied":0' 'the word that was confirmed'
whole
done_testing
