#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# loket template list, show, preview; the templates of one office in place of the shared ones; what `loket check` says of both, and of
# the mails that the composer makes of them with sample data.
. "$(dirname "$0")/../lib.sh"
cd "$TOP" || bail "no $TOP"
cp -r rules templates "$T"
t() { "$LOKET" --config "$T/none" template "$@" --templates "$T/templates"; }
check() { "$LOKET" --config "$T/none" --now 2025-11-23T08:30:00+08:00 check --rules "$T/rules" --templates "$T/templates"; }

exits 0 'list' t list
is "$(sed 1d "$T/out" | wc -l)" "$(ls templates/*.md | grep -vcE '/(README|tombol|penutup|bagian-.*)\.md')" 'every mail, no part'
like "$(cat "$T/out")" '^periksa +petugas +yes +no ' 'for whom, and whether it asks'
exits 0 'show' t show periksa
same_file "$T/out" templates/periksa.md 'the prose as it is written'
exits 64 'a name that is none' t preview perksa
like "$(cat "$T/err")" 'no template perksa; probably meant: periksa' 'what was meant'
exits 64 'a part is no mail' t preview penutup
exits 0 'preview' t preview kurang-berkas
like "$(cat "$T/out")" '^Perihal: \[TTE-2026-000123\] Mohon dilengkapi: ' 'subject'
like "$(cat "$T/out")" '^Yth\. Bapak/Ibu Siti Rahmah' 'text'
unlike "$(cat "$T/out")" '1987031220110' 'an applicant sees no NIP'
exits 0 'preview as a page' t preview periksa --html "$T/periksa.html"
like "$(cat "$T/periksa.html")" '<td [^>]*>NIP</td>' 'a card'
like "$(cat "$T/periksa.html")" 'href="mailto:tte@contoh.go.id\?subject=%5BTTE-2026-000123%5D%20ABCD-EFGH-IJKL-MNOP&amp;body=SELESAI' 'buttons'
exits 0 'for whom both may be' t preview status --petugas
like "$(cat "$T/out")" 'Keadaan: pembaharuan sertifikat elektronik a\.n\. Siti' 'the official'"'"'s side'
exits 64 'two ways at once' t preview status --text --html -

# The mails of one office
mkdir "$T/templates/tapin"
sed 's/Mohon data dan berkasnya diperiksa hari ini/Kata kantor sendiri/' templates/periksa.md >"$T/templates/tapin/periksa.md"
exits 0 'the office'"'"'s own' t preview periksa --office tapin
like "$(cat "$T/out")" 'Kata kantor sendiri' 'goes first'
exits 0 'the shared one' t preview periksa
unlike "$(cat "$T/out")" 'Kata kantor sendiri' 'stays for others'
exits 0 'all others are shared' t preview diterima --office tapin
exits 0 'list' t list --office tapin
is "$(awk '$4 == "yes" { print $1 }' "$T/out")" periksa 'which are its own'
exits 0 'and pass' check
# says FILE TEXT NAME: check refuses, with that line
says() {
	exits 78 "$3" check
	grep -qxF "$T/templates/$1: $2" "$T/err" || { fail "$3: said"; diag "want: $T/templates/$1: $2"; diag "$(cat "$T/err")"; }
}
sed 's/{{nomor}}/{{nomer}}/' templates/periksa.md >"$T/templates/tapin/periksa.md"
exits 78 'an unknown field in it' check
like "$(cat "$T/err")" 'templates/tapin/periksa\.md:[0-9]+: \{\{nomer\}\}: isian tidak dikenal; maksudnya \{\{nomor\}\}\?' 'is told'
sed '/{{tombol}}/d' templates/periksa.md >"$T/templates/tapin/periksa.md"
exits 78 'a question without answers' check
like "$(cat "$T/err")" 'surat "periksa" bertanya, tetapi templatnya tanpa \{\{tombol\}\}' 'is told by the SOP that asks it'
rm "$T/templates/tapin/periksa.md"
printf 'perihal: x\n\nx\n' >"$T/templates/tapin/perksa.md"
says tapin/perksa.md 'tidak ada templat bersama perksa.md yang digantikannya' 'a name that takes no place'
mv "$T/templates/tapin" "$T/templates/tapn"
rm "$T/templates/tapn/perksa.md"
says tapn 'tidak ada kantor "tapn" (office/tapn.xml)' 'a folder of no office'
rmdir "$T/templates/tapn"

# What mail programs do not show
sed -i 's/<body style="margin:0;padding:0">/<body class="x" style="margin:0;padding:0">/' "$T/templates/layout.html"
exits 78 'a class' check
like "$(cat "$T/err")" "templates/layout\.html:$(grep -n 'class="x"' "$T/templates/layout.html" | cut -d: -f1): <body>: class= tidak boleh" 'with its line'
cp templates/layout.html "$T/templates"
sed -i 's/gaya p: margin:0 0 14px 0/gaya p: margin:0;color:#777777/' "$T/templates/layout.html"
exits 78 'a colour for all' check
like "$(cat "$T/err")" 'templates/layout\.html:3: <p>: warna huruf tanpa warna latar' 'with its line'
cp templates/layout.html "$T/templates"
{ cat templates/selesai.md; i=0; while [ $i -lt 700 ]; do printf '\nSatu alinea yang panjang, lalu alinea berikutnya, sampai suratnya terlalu besar untuk dibaca di HP; itu pun masih belum cukup.\n'; i=$((i + 1)); done; } >"$T/templates/selesai.md"
exits 78 'a mail too large' check
like "$(cat "$T/err")" 'templates/selesai\.md: bagian HTML: [0-9]+ KB, paling banyak 90 KB' 'is told'
cp templates/selesai.md "$T/templates"
printf 'kepada: semua\nperihal: x\n\nx\n' >"$T/templates/selesai.md"
exits 78 'a reader that is none' check
like "$(cat "$T/err")" 'selesai\.md:1: kepada: semua tidak dikenal; tulis pemohon, petugas, keduanya, atau mitra' 'is told'
done_testing
