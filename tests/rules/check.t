#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# `loket check` and `loket sop` on the shipped rules, and on copies with one damage each: the line of the damage and the words its author
# reads are compared exactly. The damages are those that no single file can know: mails that are not there, answers and
# documents that the letter rules do not know, roles, calendars, years; and one of each kind of file.
. "$(dirname "$0")/../lib.sh"
cd "$TOP" || bail "no $TOP"

fresh() { rm -rf "$T/r" "$T/t"; cp -r rules "$T/r"; cp -r templates "$T/t"; }
check() { "$LOKET" --config "$T/none.conf" --now 2026-11-23T08:30:00+08:00 check --rules "$T/r" --templates "$T/t" "$@"; }
# damaged NAME FILE SED MARK TEXT: after SED on FILE, the line that MARK (ERE) finds is reported with TEXT, the exit code is 78.
damaged() {
	fresh
	sed -i -E "$3" "$T/$2"
	line=$(grep -nE "$4" "$T/$2" | head -n 1 | cut -d: -f1)
	rc=0; check >"$T/out" 2>"$T/err" || rc=$?
	is "$rc" 78 "$1: exit code"
	if grep -qxF "$T/$2:$line: $5" "$T/err"; then pass "$1: said"; else fail "$1: said"; diag "want: $T/$2:$line: $5"; diag "$(cat "$T/err")"; fi
}
sop=r/sop/tapin/lupa-passphrase.xml

fresh
exits 0 "the shipped rules and templates are good" check
like "$(cat "$T/out")" '^good: [0-9]+ letter patterns, [0-9]+ SOP, [0-9]+ offices, [0-9]+ calendars, [0-9]+ templates$' "one line of counts"
is "$(cat "$T/err")" "$(for k in "$T"/r/calendar/*.xml; do echo "$k: peringatan: belum ada libur nasional dan cuti bersama, jam kerja Ramadan tahun 2027"; done)" "the coming year is missing: said, no mistake"
exits 0 "a year before" "$LOKET" --now 2025-11-23T08:30:00+08:00 check --rules "$T/r" --templates "$T/t"
is "$(cat "$T/err")" "" "2026 is complete"

sed -i '/<layanan id="\(lupa-passphrase\|penerbitan\|pencabutan\)"/d' "$T/r/office/mamuju.xml"
exits 0 "an office of one service" check
like "$(cat "$T/err")" 'mamuju.xml: peringatan: layanan "pembaharuan" dapat dialihkan \(tahap "perbarui"\), tetapi tidak ada layanan lain' "nothing to divert to: said, no mistake"
fresh

damaged "jump into nothing" $sop 's/label="Setuju" ke="atur-ulang"/label="Setuju" ke="atur-ulan"/' 'atur-ulan"' \
	'<jawaban>: tujuan ke="atur-ulan" tidak ada; maksudnya "atur-ulang"?'
damaged "misspelt element" $sop '0,/<keluaran>.*/s//<keluarann\/>/' keluarann '<keluarann>: unsur tidak dikenal; maksudnya <keluaran>?'
damaged "minutes with unit" $sop 's/no="2" pelaku="verifikator" waktu="5"/no="2" pelaku="verifikator" waktu="5 menit"/' '5 menit' \
	'<baris>: waktu="5 menit" salah; harus bilangan atau rentang, misalnya 5 atau 1-24'
damaged "English yes" $sop 's/wajib="ya"/wajib="yes"/' 'wajib="yes"' '<dokumen>: wajib="yes" salah; harus ya atau tidak'
damaged "unknown meaning" $sop '0,/arti="approve"/s//arti="aprove"/' 'aprove' '<jawaban>: arti="aprove" tidak ada di letter/kata.xml; maksudnya "approve"?'
damaged "unknown document" $sop 's/id="surat-pernyataan"/id="surat-x"/' 'surat-x' '<dokumen>: id="surat-x" tidak ada di letter/dokumen.xml'
damaged "mail that is not there" $sop 's/surat="diterima"/surat="diterimaa"/' diterimaa "surat \"diterimaa\" tidak ada di $T/t; maksudnya \"diterima\"?"
damaged "question without answers" $sop 's/tanya="periksa"/tanya="selesai"/' 'tanya="selesai"' \
	'surat "selesai" bertanya, tetapi templatnya tanpa {{tombol}}'
damaged "role that the office lacks" r/office/tapin.xml '/peran id="helpdesk"/d' 'sop="tapin' \
	'<layanan>: pelaku "helpdesk" dari tapin/lupa-passphrase.xml bukan <peran> kantor ini'
damaged "SOP of another service" r/office/tapin.xml 's/<layanan id="lupa-passphrase"/<layanan id="lupa-pass"/' 'id="lupa-pass"' \
	'<layanan>: id="lupa-pass", tetapi tapin/lupa-passphrase.xml untuk layanan "lupa-passphrase"'
damaged "SOP outside the folder" r/office/tapin.xml 's/sop="tapin/sop="..\/tapin/' 'sop="\.\./tapin' \
	'<layanan>: sop="../tapin/lupa-passphrase.xml" harus berkas di bawah folder sop'
damaged "no such day" r/calendar/tapin.xml 's/2026-08-17/2026-02-30/' '2026-02-30' \
	'<libur>: tanggal="2026-02-30" salah; harus tanggal TTTT-BB-HH, misalnya 2025-07-29'
damaged "unknown field" t/diterima.md 's/\{\{nomor\}\}/{{nomer}}/' nomer '{{nomer}}: isian tidak dikenal; maksudnya {{nomor}}?'

# A damaged letter rule: whose words they are is the business of the reading step, but the place is named.
fresh
sed -i -E '0,/<ucapan([^>]*)>[^<]+</s//<ucapan\1>(((</' "$T/r/letter/kata.xml"
line=$(grep -n '>(((<' "$T/r/letter/kata.xml" | cut -d: -f1)
exits 78 "a pattern that cannot be compiled" check
like "$(cat "$T/err")" "^$T/r/letter/kata.xml:$line: " "is named with its line"

fresh
rm "$T/t/konfirmasi.md" "$T/r/calendar/tapin.xml"
sed -i 's/ke="petunjuk"/ke="petunju"/; s/awal="cek"/awal="ceek"/' "$T/$sop"
exits 78 "many mistakes" check
is "$(grep -c 'tujuan' "$T/err")" 5 "every jump in one run"
like "$(cat "$T/err")" "$T/t/konfirmasi.md: surat ini harus ada" "a mail of the program's own"
like "$(cat "$T/err")" "$T/r/calendar/tapin.xml: tidak dapat dibaca" "a calendar that is not there"
is "$(grep -v '^loket: ' "$T/err" | sort | uniq -d)" "" "nothing is said twice"

printf '[agent]\nrules = %s/r\ntemplates = %s/t\nofice = tapin\n' "$T" "$T" >"$T/loket.conf"
fresh
exits 78 "a mistake in the settings" "$LOKET" --config "$T/loket.conf" check
like "$(cat "$T/err")" "$T/loket.conf:4: " "with its line"
exits 78 "no settings and no folders" "$LOKET" --config "$T/none.conf" check
exits 64 "an argument" "$LOKET" check extra
exits 78 "no rules at all" "$LOKET" --config "$T/none.conf" check --rules "$T/empty" --templates "$T/t"

fresh
exits 0 "the office's own letters" check --examples
like "$(cat "$T/out")" ", $(ls rules/office/tapin/examples/*.eml | wc -l) examples\$" "all of them"
e=$T/r/office/tapin/examples
sed -i 's/"nip": "[0-9]*"/"nip": "111"/; s/"class": "request"/"class": "command"/' "$e/lupa-passphrase.json"
echo '{' >"$e/pembaharuan.json"
rm "$e/balasan-cuti.json"
exits 78 "letters that are read otherwise" check --examples
like "$(cat "$T/err")" "^$e/lupa-passphrase.json: class: seharusnya \"command\", terbaca \"request\"\$" "said: what was read"
like "$(cat "$T/err")" "^$e/lupa-passphrase.json: fields.nip: seharusnya \"111\", terbaca \\[" "said: no such value"
like "$(cat "$T/err")" "^$e/pembaharuan.json:[0-9]: harus ada di samping suratnya" "said: no JSON"
like "$(cat "$T/err")" "^$e/balasan-cuti.json: harus ada di samping suratnya" "said: not there"
is "$(grep -c "^$e" "$T/err")" 4 "nothing else"
exits 0 "without --examples they are not read" check

exits 0 "sop list" "$LOKET" sop list --rules rules --json
like "$(cat "$T/out")" '"number":"000.6/138/Diskominfo/VII/2025","minutes":19,"shortest":19' "number and minutes"
# rows SOP: number and standard time of each official row, and what they come to
rows() { "$LOKET" sop show --rules rules "$1" | awk -F'|' '/^[0-9]+ /{ gsub(/^ +| +$/, "", $5); gsub(/ /, "", $1); printf "%s:%s ", $1, $5 } /^Jumlah waktu/'; }
is "$(rows 000.6/139/Diskominfo/VII/2025)" '1:5 menit 2:3 menit 3:10 menit 4:15 menit 5:20 menit 6:5 menit Jumlah waktu: 58 menit (43 menit tanpa baris opsional)' "Tapin, pembaharuan"
is "$(rows 000.6/138/Diskominfo/VII/2025)" '1:5 menit 2:5 menit 3:1 menit 4:1 menit 5:7 menit Jumlah waktu: 19 menit' "Tapin, lupa passphrase"
is "$(rows 050.1.46/27/I/2024/Diskominfosandi)" '1:5 menit 2:5 menit 3:10 menit 4:10 menit 5:20 menit Jumlah waktu: 50 menit' "Mamuju, pembaruan"
is "$(rows 000.8.3.3/500/SOP/406.020/2024)" "$(for n in 1 2 3 4 5 6 7 8 9; do printf '%s:15 menit ' $n; done)Jumlah waktu: 135 menit" "Trenggalek, penerbitan"
is "$(rows B/555/607/Diskominfo.SP.1/II/2022)" '1:- 2:- 3:- 4:- 5:10 menit 6:20 menit 7:20 menit 8:10 menit 9:10 menit 10:1-24 jam 11:5 menit Jumlah waktu: 135 menit' "Tanah Bumbu, pembuatan"
exits 0 "sop show by number" "$LOKET" sop show --rules rules 000.6/138/Diskominfo/VII/2025
cp "$T/out" "$T/by-number"
exits 0 "sop show by id" "$LOKET" sop show --rules rules tapin-lupa-passphrase
same_file "$T/out" "$T/by-number" "the same document"
exits 0 "sop show of a file" "$LOKET" sop show rules/sop/tapin/lupa-passphrase.xml
same_file "$T/out" "$T/by-number" "the same document"
is "$(grep -c '^[1-5] ' "$T/out")" 5 "five official rows"
like "$(cat "$T/out")" '^Jumlah waktu: 19 menit$' "19 minutes"
unlike "$(sed '/^Jumlah waktu/,$d' "$T/out")" 'helpdesk|K1' "nothing of ours above the total"
exits 0 "sop show of one without an official text" "$LOKET" sop show rules/sop/tapin/pencabutan.xml
unlike "$(cat "$T/out")" 'Jumlah waktu|Kegiatan ' "no empty table, no sum of nothing"
like "$(cat "$T/out")" '^1\. Pemohon: Mengajukan permohonan pencabutan' "but the rows that are assumed"
exits 0 "and as a page" "$LOKET" sop show --html rules/sop/tapin/pencabutan.xml
unlike "$(cat "$T/out")" 'Jumlah waktu|Uraian prosedur' "the same"
exits 65 "sop show of nothing" "$LOKET" sop show --rules rules tidak-ada
exits 78 "sop show of a broken file" "$LOKET" sop show "$T/loket.conf"
exits 64 "two forms at once" "$LOKET" sop show --html --dot rules/sop/tapin/lupa-passphrase.xml
exits 0 "a file beside the office" sh -c 'cp rules/sop/tapin/lupa-passphrase.xml "$1/mine.xml"; sed -i "s/nama=\"Pemohon\"/nama=\"P \&lt;b\&gt; \&amp; Q\"/" "$1/mine.xml"; "$2" sop show --html "$1/mine.xml"' sh "$T" "$LOKET"
like "$(cat "$T/out")" '<th>P &lt;b&gt; &amp; Q</th>' "a page: every text is escaped"
unlike "$(cat "$T/out")" '<(script|link|img|iframe|b> &amp;)|https?:|url\(' "a page: no script, nothing from elsewhere"
like "$(cat "$T/out")" '@page \{ size: A4' "a page: for A4"
is "$(grep -c '<tr><td class="n">[1-5]</td>' "$T/out")" 5 "a page: five official rows"
like "$(cat "$T/out")" 'Jumlah waktu: 19 menit' "a page: the total"
ok "a page: well formed" xmllint --html --noout "$T/out"
exits 65 "sop show: a service of several offices" "$LOKET" sop show --rules rules pembaharuan
exits 0 "sop show --dot" "$LOKET" sop show --rules rules --dot tapin-pembaharuan
is "$(grep -c ' \[label="[a-z-]*$' "$T/out")" "$(grep -cE '<(tahap|akhir) ' rules/sop/tapin/pembaharuan.xml)" "a graph: a node for each tahap and akhir"
is "$(grep -oE '^	"[a-z-]+" -> "[a-z-]+"' "$T/out" | grep -oE '"[a-z-]+"' | sort -u | while read -r n; do grep -q "^	$n \[label=" "$T/out" || echo "$n"; done)" '' "a graph: every way leads from node to node"
exits 0 "sop check" "$LOKET" sop check rules/sop/tapin/lupa-passphrase.xml rules/sop/tapin/pembaharuan.xml --rules rules --templates templates
is "$(cat "$T/out")" "good: 2 SOP" "counts them"
exits 78 "sop check of a broken file" "$LOKET" sop check "$T/loket.conf" --rules rules --templates templates
exits 64 "sop check of nothing" "$LOKET" sop check
sed -n '/^\.\\" example begins/,/^\.\\" example ends/p' src/loket-sop.5 | sed '/^\./d; s/\\e/\\/g; s/^\\&//' >"$T/example.xml"
exits 0 "the example of the manual page" "$LOKET" sop check "$T/example.xml" --rules rules --templates templates
exits 0 "is shown" "$LOKET" sop show "$T/example.xml"
like "$(cat "$T/out")" '^Jumlah waktu: 15 menit$' "with its minutes"
ok "and fits the schema" xmllint --noout --relaxng contrib/schema/sop.rng "$T/example.xml"
exits 65 "sop schema of nothing" "$LOKET" sop schema sopp
# A button can be read: its letters have another colour than its ground.
is "$(perl -0777 -ne 'while (/<!-- tombol.*?-->\n(.*?)<!-- \/tombol/sg) { my $b = $1; my ($g) = $b =~ /background-color:(#\w+)/; my ($c) = $b =~ /[;"]color:(#\w+)/; print "same" if $g eq $c; $n++ } print $n' "$TOP/templates/layout.html")" 2 'both kinds of buttons can be read'
done_testing
