#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the pictures of letters in unit/ that tests/box/ocr.t reads, with what they say beside them (unit/ocr.list). Needs LibreOffice,
# poppler-utils and ImageMagick, which no test does: the pictures are kept. The people in them do not exist.
#   pictures.sh [DIR]        the kept ones into DIR (unit/)
#   pictures.sh --all DIR    every letter in every bad way: for measuring what a step of preparation is worth
set -eu
cd "$(dirname "$0")"
all=; [ "${1:-}" = --all ] && { all=1; shift; }
out=${1:-unit}
W=$(mktemp -d); trap 'rm -rf "$W"' EXIT
mkdir -p "$out"

# ---- the letters ----

head='<html><head><meta charset="utf-8"></head><body style="font-family:FONT;font-size:SIZEpt">
<p align="center"><b>PEMERINTAH KABUPATEN TAPIN<br>KANTOR<br></b><font size="2">Jalan Brigjend H. Hasan Basri Nomor 22 Rantau 71111<br>
Telepon (0517) 31000 Pos-el kantor@tapinkab.go.id</font></p><hr>'
kop() { printf '%s\n' "$head" | sed "s/FONT/$1/; s/SIZE/$2/; s/KANTOR/$3/"; }
row() { printf '<tr><td width="30%%">%s</td><td width="3%%">:</td><td>%s</td></tr>\n' "$1" "$2"; }

# Labels and values apart, as in most forms.
{
	kop 'Liberation Serif' 12 'DINAS PERIKANAN'
	echo '<table width="100%">'; row Nomor 523/118/DISKAN/2026; row Lampiran '1 (satu) berkas'; row Perihal '<b>Permohonan Sertifikat Elektronik</b>'; echo '</table>'
	echo '<p>Kepada Yth.<br>Kepala Dinas Komunikasi dan Informatika<br>di Rantau</p>
<p align="justify">Dengan hormat, sehubungan dengan pelaksanaan administrasi perkantoran secara elektronik, bersama ini kami mohon
penerbitan sertifikat elektronik bagi pegawai di bawah ini:</p><table width="100%">'
	row Nama 'Hj. Rusmini Handayani, S.Pi.'; row NIP '19840617 200904 2 003'; row NIK 6305045706840002; row 'Pangkat / Golongan' 'Penata Tingkat I / III/d'
	row Jabatan 'Kepala Bidang Budidaya'; row 'E-mail' rusmini.handayani@tapinkab.go.id; row 'Nomor HP' 081349071265
	echo '</table><p align="justify">Demikian permohonan ini disampaikan, atas perhatian dan kerja samanya diucapkan terima kasih.</p>
<table width="100%"><tr><td width="50%"></td><td>Rantau, 16 November 2026<br>Kepala Dinas,<br><br><br><br><b><u>Drs. Fakhrurazi, M.Si.</u></b><br>NIP 19690203 199003 1 007</td></tr></table></body></html>'
} >"$W/form.html"
cat >"$W/form.list" <<X
19840617 200904 2 003
6305045706840002
rusmini.handayani@tapinkab.go.id
081349071265
Rusmini Handayani
Nama : Hj. Rusmini
NIP : 19840617
NIK : 6305045706840002
19690203 199003 1 007
Permohonan Sertifikat Elektronik
X

# Three people in the rows of a table.
{
	kop 'Liberation Sans' 11 'RSUD DATU SANGGUL'
	echo '<p>Nomor : 800/0457/RSUD-DS/2026<br>Hal : Pendaftaran Akun Tanda Tangan Elektronik</p>
<p>Yth. Kepala Dinas Kominfo Kabupaten Tapin</p><p align="justify">Bersama ini kami usulkan pegawai berikut untuk didaftarkan:</p>
<table border="1" cellspacing="0" cellpadding="4" width="100%"><tr><th>No</th><th>Nama</th><th>NIP</th><th>NIK</th><th>E-mail</th></tr>
<tr><td>1</td><td>Mardiansyah</td><td>199105232019031005</td><td>6305012305910003</td><td>mardiansyah@gmail.com</td></tr>
<tr><td>2</td><td>Noor Hidayati</td><td>198812012015022001</td><td>6371034112880004</td><td>noor.hidayati@yahoo.com</td></tr>
<tr><td>3</td><td>Ahmad Gazali</td><td>197506301999031002</td><td>6305023006750001</td><td>agazali@tapinkab.go.id</td></tr></table>
<p align="justify">Narahubung: Noor Hidayati, telepon 085251447830. Atas perhatian Bapak/Ibu kami ucapkan terima kasih.</p>
<table width="100%"><tr><td width="55%"></td><td>Direktur,<br><br><br><br><b>dr. Milhan Effendi, Sp.B.</b><br>NIP 197002142000031006</td></tr></table></body></html>'
} >"$W/table.html"
cat >"$W/table.list" <<X
199105232019031005
6305012305910003
198812012015022001
6371034112880004
197506301999031002
6305023006750001
mardiansyah@gmail.com
noor.hidayati@yahoo.com
agazali@tapinkab.go.id
085251447830
197002142000031006
Mardiansyah 199105232019031005 6305012305910003
Noor Hidayati 198812012015022001
X

# Running text, a statement signed over its stamp.
{
	kop 'Liberation Serif' 12 'KECAMATAN BINUANG'
	echo '<p align="center"><b><u>SURAT PERNYATAAN</u></b></p><p>Yang bertanda tangan di bawah ini:</p><table width="100%">'
	row 'Nama Lengkap' 'MUHAMMAD ILHAM RIDHANI'; row NIP 199603142022031008; row NIK 6305061403960002; row 'Unit Kerja' 'Kecamatan Binuang'
	row 'Alamat surel' ilham.ridhani96@gmail.com; row 'No. Telepon/WA' '0822-5087-3341'
	echo '</table><p align="justify">dengan ini menyatakan bahwa saya lupa passphrase sertifikat elektronik dan memohon agar dilakukan penyetelan ulang. Saya
bertanggung jawab sepenuhnya atas penggunaan sertifikat elektronik tersebut sesuai dengan ketentuan peraturan perundang-undangan.</p>
<p>Demikian surat pernyataan ini dibuat dengan sebenarnya.</p>
<table width="100%"><tr><td width="55%">Mengetahui,<br>Camat Binuang,<br><br><br><br><b>H. Supian Noor, S.Sos.</b><br>NIP 196811051990031004</td>
<td>Binuang, 9 November 2026<br>Yang menyatakan,<br><br><br><br><b>Muhammad Ilham Ridhani</b><br>NIP 199603142022031008</td></tr></table></body></html>'
} >"$W/statement.html"
cat >"$W/statement.list" <<X
199603142022031008
6305061403960002
ilham.ridhani96@gmail.com
0822-5087-3341
MUHAMMAD ILHAM RIDHANI
Nama Lengkap : MUHAMMAD
NIP : 199603142022031008
NIK : 6305061403960002
196811051990031004
lupa passphrase
X

for l in form table statement; do
	(cd "$W" && soffice "-env:UserInstallation=file://$W/office" --headless '--infilter=HTML (StarWriter)' --convert-to pdf:writer_pdf_Export "$l.html" >/dev/null 2>&1)
	pdftoppm -r 200 -png -singlefile "$W/$l.pdf" "$W/$l"
done

# A round stamp in violet, a signature in blue, over where the letter is signed.
stamp() {
	convert "$1" \( -size 360x360 xc:none -fill none -stroke 'rgba(90,40,150,0.75)' -strokewidth 7 -draw 'circle 180,180 180,14' -strokewidth 4 \
		-draw 'circle 180,180 180,70' -strokewidth 1 -pointsize 30 -fill 'rgba(90,40,150,0.75)' -gravity center -annotate 8x8+0+0 'KABUPATEN\nTAPIN' \) \
		-gravity northwest -geometry "+$2+$3" -composite \
		-fill none -stroke 'rgba(20,30,140,0.85)' -strokewidth 5 \
		-draw "path 'M $(($2 + 180)),$(($3 + 220)) c 60,-190 90,-120 60,20 s 40,-140 80,-60 s 10,70 60,10 s 50,-80 80,-10 s 60,20 110,-30'" "$4"
}

# ---- the bad ways ----

# As held under a telephone: on a table, in perspective, half in shadow, sent by a messenger.
photo() { # from to quality tilt width blur
	convert "$1" -bordercolor white -border 0 -virtual-pixel background -background '#6b5238' -mattecolor '#6b5238' \
		-distort Perspective "0,0 90,150  %w,0 1560,60  0,%h 30,2240  %w,%h 1640,2300" "$W/p.png"
	size=$(identify -format '%wx%h' "$W/p.png")
	convert "$W/p.png" \( -size "$size" gradient:'#fff4df'-'#77695a' -distort SRT 35 \) -compose multiply -composite -background '#6b5238' -rotate "$4" +repage \
		-resize "$5x" -blur "0x$6" -attenuate 0.25 +noise Gaussian -sampling-factor 4:2:0 -quality "$3" "$2"
}
fax() { convert "$1" -resize 1728x -colorspace Gray -rotate 0.7 -attenuate 0.4 +noise Gaussian -threshold 55% +repage -compress Group4 "$2"; }
faint() { convert "$1" -resize 1240x -colorspace Gray -background white -rotate -1.6 +level 48%,74% -blur 0x0.6 -attenuate 0.12 +noise Gaussian -quality 38 "$2"; }
scan() { convert "$1" -colorspace Gray -background white -rotate "$4" -attenuate 0.1 +noise Gaussian -resize "$5x" -quality "$3" "$2"; }

bad() { # letter way file
	case $2 in
	photo) photo "$W/$1.png" "$3" 42 2.5 1200 0.5 ;;
	small) photo "$W/$1.png" "$3" 50 -1.5 960 0.4 ;;
	turned90) photo "$W/$1.png" "$W/t.png" 90 -3 1200 0.5; convert "$W/t.png" -rotate 90 -quality 42 "$3" ;;
	turned270) photo "$W/$1.png" "$W/t.png" 90 1 1200 0.5; convert "$W/t.png" -rotate 270 -quality 42 "$3" ;;
	turned180) scan "$W/$1.png" "$W/t.png" 90 1.2 1400; convert "$W/t.png" -rotate 180 -quality 35 "$3" ;;
	fax) fax "$W/$1.png" "$3" ;;
	faint) faint "$W/$1.png" "$3" ;;
	scan) scan "$W/$1.png" "$3" 30 -2.2 1240 ;;
	stamp) stamp "$W/$1.png" 800 960 "$W/s.png"; scan "$W/s.png" "$3" 40 0.8 1400 ;;
	colours) stamp "$W/$1.png" 800 960 "$W/s.png"; convert "$W/s.png" -rotate 0.4 -attenuate 0.1 +noise Gaussian -resize 1400x -quality 60 "$3" ;;
	edge) convert "$W/$1.png" -background '#101010' -rotate 3.5 -bordercolor '#101010' -border 150x90 -resize 1500x -attenuate 0.2 +noise Gaussian -quality 40 "$3" ;;
	esac
}

if [ "$all" ]; then
	for l in form table statement; do
		for w in photo small turned90 turned270 turned180 fax faint scan stamp colours edge; do
			e=jpg; [ $w != fax ] || e=tif
			bad $l $w "$out/$l-$w.$e"; cp "$W/$l.list" "$out/$l-$w.list"
		done
	done
	exit 0
fi
: >"$out/ocr.list"
keep() { # letter way file
	bad "$1" "$2" "$out/$3"
	sed "s|^|$3	|" "$W/$1.list" >>"$out/ocr.list"
}
keep form photo foto.jpg
keep statement small kecil.jpg
keep form turned90 putar-90.jpg
keep statement turned180 putar-180.jpg
keep form faint pudar.jpg
keep statement stamp cap.jpg
keep statement colours stempel.jpg
sed "s|^|stempel.jpg	|" <<X >>"$out/ocr.list"
NIP 196811051990031004 NIP 199603142022031008
menyatakan bahwa saya lupa passphrase
X
keep table scan tabel.jpg
bad form fax "$W/1.tif"; bad statement fax "$W/2.tif"
convert "$W/1.tif" "$W/2.tif" -compress Group4 "$out/faks.tif"
cat "$W/form.list" "$W/statement.list" | sed "s|^|faks.tif	|" >>"$out/ocr.list"
bad table edge "$W/e.jpg"; convert "$W/e.jpg" -resize 1200x -quality 30 "$W/1.jpg"; bad form scan "$W/2.jpg"
# A PDF as a copier makes it: nothing but one JPEG a page.
perl - "$W/1.jpg" "$W/2.jpg" >"$out/pindai.pdf" <<'X'
my ($pdf, @at) = ("%PDF-1.4\n");
sub object { push @at, length $pdf; $pdf .= scalar(@at) . " 0 obj\n$_[0]\nendobj\n" }
object('<</Type/Catalog/Pages 2 0 R>>');
object('<</Type/Pages/Count ' . @ARGV . '/Kids[' . join(' ', map { 3 + 3 * $_ . ' 0 R' } 0 .. $#ARGV) . ']>>');
for my $i (0 .. $#ARGV) {
	open(my $f, '<:raw', $ARGV[$i]) or die; local $/; my $jpeg = <$f>;
	my ($h, $w, $n) = $jpeg =~ /\xff[\xc0-\xc2]..\x08(..)(..)(.)/s or die; ($h, $w, $n) = (unpack('n', $h), unpack('n', $w), ord $n);
	my $draw = "595 0 0 842 0 0 cm /I Do";
	object('<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents ' . (4 + 3 * $i) . ' 0 R/Resources<</XObject<</I ' . (5 + 3 * $i) . ' 0 R>>>>>>');
	object('<</Length ' . length($draw) . ">>stream\n$draw\nendstream");
	object("<</Type/XObject/Subtype/Image/Width $w/Height $h/BitsPerComponent 8/ColorSpace/Device" . ($n == 1 ? 'Gray' : 'RGB') . '/Filter/DCTDecode/Length ' .
		length($jpeg) . ">>stream\n$jpeg\nendstream");
}
my $x = length $pdf;
print $pdf, "xref\n0 ", @at + 1, "\n0000000000 65535 f \n", (map { sprintf "%010d 00000 n \n", $_ } @at), "trailer<</Size ", @at + 1, "/Root 1 0 R>>\nstartxref\n$x\n%%EOF\n";
X
cat "$W/table.list" "$W/form.list" | sed "s|^|pindai.pdf	|" >>"$out/ocr.list"
