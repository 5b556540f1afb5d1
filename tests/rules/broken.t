#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Rule files with one damage each, made from the shipped ones: the checker names the line and says what is wrong there. The schema
# for editors (contrib/schema, xmllint) agrees with the checker: it refuses what is wrong in form (S), takes what is wrong in
# meaning only (M), and takes every shipped file. A row: name, S or M, file, what is replaced (its first occurrence), by what,
# what is said, and where the line is not that of the replacement: a piece of text that stands on it.
use strict;
use warnings;
use File::Temp 'tempdir';
use FindBin;

my $top = "$FindBin::Bin/../..";
my $loket = $ENV{LOKET} // "$top/build/loket";
chdir $top or die "$top: $!\n";
my $dir = tempdir('loket-broken.XXXXXX', TMPDIR => 1, CLEANUP => 1);
my ($lupa, $baru) = ('sop/tapin/lupa-passphrase.xml', 'sop/tapin/pembaharuan.xml');
my ($kata, $kelas) = ('letter/kata.xml', 'letter/kelas.xml');
my $xml = have('xmllint');

my @rows = (
	# form
	['element misspelt', 'S', $lupa, '<keluaran>Data telah diperiksa</keluaran>', '<keluarann>x</keluarann>', '<keluarann>: unsur tidak dikenal; maksudnya <keluaran>?'],
	['element in English', 'S', $lupa, '<dokumen id', '<zzzzzz id', '<zzzzzz>: unsur tidak dikenal di dalam <sop>'],
	['element in the wrong place', 'S', $lupa, '<kegiatan>Memverifikasi data pemohon</kegiatan>', '<kegiatan>x</kegiatan><butir>x</butir>', '<butir>: tidak boleh di dalam <baris>; tempatnya di dalam <dasar-hukum>'],
	['attribute misspelt', 'S', $lupa, 'no="2" pelaku="verifikator"', 'no="2" pelakuu="verifikator" pelaku="verifikator"', '<baris>: atribut "pelakuu" tidak dikenal; maksudnya "pelaku"?'],
	['attribute of another element', 'S', $lupa, '<butir>Komputer</butir>', '<butir no="1">Komputer</butir>', '<butir>: atribut "no" tidak dikenal'],
	['row without actor', 'S', $lupa, '<baris no="2" pelaku="verifikator"', '<baris no="2"', '<baris>: atribut "pelaku" wajib ada'],
	['actor empty', 'S', $lupa, '<baris no="2" pelaku="verifikator"', '<baris no="2" pelaku=""', '<baris>: atribut "pelaku" kosong'],
	['number with unit', 'S', $lupa, 'waktu="7"', 'waktu="7 menit"', '<baris>: waktu="7 menit" salah; harus bilangan atau rentang, misalnya 5 atau 1-24'],
	['unit unknown', 'S', $lupa, 'waktu="7" satuan="menit"', 'waktu="7" satuan="mnit"', '<baris>: satuan="mnit" tidak dikenal; maksudnya "menit"?'],
	['days in letters', 'S', $lupa, 'hari="14"', 'hari="dua minggu"', '<batas>: hari="dua minggu" salah; harus bilangan bulat, misalnya 5'],
	['English yes', 'S', $lupa, 'wajib="ya"', 'wajib="yes"', '<dokumen>: wajib="yes" salah; harus ya atau tidak'],
	['day that does not exist', 'S', $lupa, 'dibuat="2025-07-29"', 'dibuat="2025-02-29"', '<kepala>: dibuat="2025-02-29" salah; harus tanggal TTTT-BB-HH, misalnya 2025-07-29', 'disahkan='],
	['day the wrong way round', 'S', $lupa, 'dibuat="2025-07-29"', 'dibuat="29-07-2025"', '<kepala>: dibuat="29-07-2025" salah; harus tanggal TTTT-BB-HH, misalnya 2025-07-29', 'disahkan='],
	['id with a blank', 'S', $lupa, '<akhir id="ditolak"', '<akhir id="di tolak"', '<akhir>: id="di tolak" salah; harus satu kata dari huruf, angka, dan tanda hubung'],
	['waits for something unknown', 'S', $lupa, 'tunggu="dokumen"', 'tunggu="dokumn"', '<tahap>: tunggu="dokumn" tidak dikenal; maksudnya "dokumen"?'],
	['text where none belongs', 'S', $lupa, '<tahap id="berkas" tunggu="dokumen" lengkap="periksa">', '<tahap id="berkas" tunggu="dokumen" lengkap="periksa">segera', '<tahap>: tidak boleh berisi teks "segera"'],
	['row without kegiatan', 'S', $lupa, '<kegiatan>Memverifikasi data pemohon</kegiatan>', '', '<baris>: unsur <kegiatan> wajib ada', '<baris no="2"'],
	['two heads', 'S', $lupa, '<dasar-hukum>', '<kepala nama="x" nomor="x" instansi="x"/><dasar-hukum>', '<kepala>: paling banyak 1 di dalam <sop>'],
	['root of another kind', 'S', $lupa, '<sop id="tapin-lupa-passphrase" layanan="lupa-passphrase" awal="cek" batal="dibatalkan">', '<kantor id="x">', qr/^<kantor> dari baris \d+ ditutup dengan <\/sop>$/, '</sop>'],
	['element not closed', 'S', $lupa, '</kegiatan>', '', qr/^<kegiatan> dari baris \d+ ditutup dengan <\/baris>$/, '</baris>'],
	['stray &', 'S', $lupa, 'Memverifikasi data pemohon', 'Data & berkas', 'XML rusak: tanda < atau & berdiri sendiri; tulis &lt; atau &amp;'],
	['office without calendar', 'S', 'office/tapin.xml', ' kalender="tapin"', '', '<kantor>: atribut "kalender" wajib ada'],
	['domain with an @, written wrong', 'M', 'office/tapin.xml', 'nama="tapinkab.go.id"', 'nama="@tapinkab"', '<domain>: nama="@tapinkab" bukan nama domain, misalnya contoh.go.id'],
	['kept for what', 'S', 'office/tapin.xml', '<portal-reset>', '<simpan jenis="surat" tahun="5"/><portal-reset>', '<simpan>: jenis="surat" tidak dikenal; boleh: berkas|perkara|lain|orang'],
	['kept for how long', 'M', 'office/tapin.xml', '<portal-reset>', '<simpan jenis="perkara"/><portal-reset>', '<simpan>: tulis salah satu saja: tahun dari 1 sampai 100, atau hari dari 1 sampai 36500'],
	['kept for how long, twice', 'M', 'office/tapin.xml', '<portal-reset>', '<simpan jenis="perkara" tahun="5" hari="30"/><portal-reset>', '<simpan>: tulis salah satu saja: tahun dari 1 sampai 100, atau hari dari 1 sampai 36500'],
	['kept twice', 'M', 'office/tapin.xml', '<portal-reset>', '<simpan jenis="lain" hari="90"/><simpan jenis="lain" hari="30"/><portal-reset>', '<simpan>: jenis="lain" ditulis dua kali'],
	['hour with a colon', 'S', 'calendar/tapin.xml', 'mulai="07.30"', 'mulai="07:30"', '<jam>: mulai="07:30" salah; harus jam JJ.MM, misalnya 07.30'],
	['letter rules: place unknown', 'S', $kelas, 'bagian="perihal"', 'bagian="prihal"', '<syarat>: bagian="prihal" tidak dikenal; maksudnya "perihal"?'],
	['term of a name that another file has', 'M', $kata, '<istilah nama="pejabat">', '<istilah nama="jabatan">', '<istilah>: nama="jabatan" sudah ada; pakai nama lain', undef],
	# references
	['tahap', 'M', $lupa, 'ke="saran"', 'ke="sarann"', '<jawaban>: tujuan ke="sarann" tidak ada; maksudnya "saran"?'],
	['first tahap', 'M', $lupa, 'awal="cek"', 'awal="ceek"', '<sop>: tujuan awal="ceek" tidak ada; maksudnya "cek"?'],
	['end for cancelling', 'M', $lupa, 'batal="dibatalkan"', 'batal="batal"', '<sop>: tujuan batal="batal" tidak ada'],
	['end for a new certificate', 'M', $baru, 'sertifikat-baru="sudah-diperbarui"', 'sertifikat-baru="sudah-diperbarui-sendiri"', '<sop>: tujuan sertifikat-baru="sudah-diperbarui-sendiri" tidak ada; maksudnya "sudah-diperbarui"?'],
	['applicant diverts', 'M', $lupa, '<jawaban arti="match" kata="BENAR"', '<jawaban arti="divert" alasan="ya" ke="dialihkan-lain"/><jawaban arti="match" kata="BENAR"', '<jawaban>: arti="divert" hanya bagi pejabat, bukan "pemohon"'],
	['mail when asked', 'S', $baru, 'bila="ditanya"', 'bila="ditanyai"', '<kirim>: bila="ditanyai" tidak dikenal; maksudnya "ditanya"?'],
	['end opens again into nothing', 'M', $lupa, 'buka="berkas"', 'buka="berkass"', '<akhir>: tujuan buka="berkass" tidak ada; maksudnya "berkas"?'],
	['role', 'M', $lupa, 'tanya="bermasalah" kepada="helpdesk"', 'tanya="bermasalah" kepada="helpdek"', '<tahap>: pelaku kepada="helpdek" tidak ada; maksudnya "helpdesk"?'],
	['role outside the office', 'M', $lupa, 'tanya="bermasalah" kepada="helpdesk"', 'tanya="bermasalah" kepada="bsre"', '<tahap>: pelaku kepada="bsre" di luar kantor, tidak dapat disurati'],
	['mail', 'M', $lupa, 'surat="diterima"', 'surat="ditrima"', 'surat "ditrima" tidak ada di templates; maksudnya "diterima"?'],
	['question without words to answer', 'M', $lupa, 'tanya="saran"', 'tanya="selesai"', 'surat "selesai" bertanya, tetapi templatnya tanpa {{tombol}}'],
	['document', 'M', $lupa, '<dokumen id="surat-pernyataan"', '<dokumen id="surat-pernyatan"', '<dokumen>: id="surat-pernyatan" tidak ada di letter/dokumen.xml; maksudnya "surat-pernyataan"?'],
	['meaning', 'M', $lupa, 'arti="approve"', 'arti="aprove"', '<jawaban>: arti="aprove" tidak ada di letter/kata.xml; maksudnya "approve"?'],
	['operation of AMS', 'M', $lupa, 'panggil="send_reset"', 'panggil="send_rest"', '<tahap>: panggil="send_rest" bukan operasi AMS; maksudnya "send_reset"?'],
	['status of AMS', 'M', $lupa, 'kata="EXPIRED"', 'kata="EXPIRD"', '<status>: "EXPIRD" bukan kata status AMS; maksudnya "EXPIRED"?'],
	['notice of AMS', 'M', $baru, 'kabar="terbit diperpanjang"', 'kabar="terbitt"', qr/^<tahap>: kabar="terbitt" bukan pemberitahuan AMS/],
	['service that follows', 'M', $lupa, 'lanjut="pembaharuan"', 'lanjut="pembaharuann"', 'lanjut="pembaharuann" tidak ada di letter/layanan.xml; maksudnya "pembaharuan"?'],
	['row closed with another', 'M', $lupa, 'bersama="4"', 'bersama="14"', '<baris>: bersama="14" tidak ada'],
	# flow
	['tahap that nothing leads to', 'M', $baru, '<tahap id="masa" ', "<tahap id=\"lain\" tunggu=\"tidak\" selesai=\"ajukan\"/>\n<tahap id=\"masa\" ", '<tahap>: "lain" tidak pernah tercapai dari "cek"'],
	['end that no SOP writes', 'M', $lupa, 'batal="dibatalkan"', 'batal="petugas"', '<sop>: tujuan batal="petugas" tidak ada', 'sop id='],
	['end that nothing leads to', 'M', $lupa, '<akhir id="ditolak"', "<akhir id=\"batal-lain\" nama=\"x\" berhasil=\"tidak\"/>\n<akhir id=\"ditolak\"", '<akhir>: "batal-lain" tidak pernah tercapai'],
	['no good end', 'M', $lupa, 'nama="Selesai" berhasil="ya"', 'nama="Selesai" berhasil="tidak"', '<sop>: tidak ada <akhir> dengan berhasil="ya"', 'sop id='],
	['row that nothing fulfils', 'M', $lupa, ' bersama="4"', '', '<baris>: tidak ada <tahap> yang memenuhinya; tulis <tahap> atau bersama="nomor baris"'],
	['dead end', 'M', $lupa, qr{<tahap id="bermasalah".*?</tahap>}s, '<tahap id="bermasalah" tunggu="jawaban" tanya="bermasalah" kepada="helpdesk"><jawaban arti="later" kata="TUNDA"/></tahap>', '<tahap>: "bermasalah" tidak pernah sampai ke <akhir>'],
	['circle without a person', 'M', $baru, '<status kata="ISSUE" ke="masa-pembaruan"/>', '<status kata="ISSUE" ke="masa-pembaruan"/><status kata="EXPIRED" ke="masa"/>', '<tahap>: "masa" kembali ke dirinya tanpa ada orang yang menjawab: putaran tanpa jalan keluar', '<tahap id="masa" '],
	['circle over two tahap', 'M', $lupa, 'panggil="send_reset" selesai="petunjuk"', 'panggil="send_reset" selesai="cek"', undef],
	['circle of documents', 'M', $lupa, '<tahap id="berkas" tunggu="dokumen" lengkap="periksa">', "<tahap id=\"ulang\" tunggu=\"dokumen\" lengkap=\"berkas\"><batas hari=\"1\" ke=\"periksa\"/></tahap>\n<tahap id=\"berkas\" tunggu=\"dokumen\" lengkap=\"ulang\">", '<tahap>: "ulang" kembali ke dirinya tanpa ada orang yang menjawab: putaran tanpa jalan keluar'],
	['question without printed words', 'M', $lupa, qr{<tahap id="cek-nomor".*?</tahap>}s, '<tahap id="cek-nomor" tunggu="jawaban" tanya="cek-nomor" kepada="pemohon"><jawaban arti="data" ke="cek"/><batas hari="3" ke="bermasalah"/></tahap>',
		'<tahap>: "cek-nomor" bertanya, tetapi tidak ada jawaban dengan kata="...": tidak ada yang tahu harus menjawab apa'],
	['answers that move nothing', 'M', $lupa, qr{<tahap id="bermasalah".*?</tahap>}s, '<tahap id="bermasalah" tunggu="jawaban" tanya="bermasalah" kepada="helpdesk"><jawaban arti="later" kata="TUNDA"/><batas hari="5" ke="petunjuk"/></tahap>',
		'<tahap>: "bermasalah" bertanya, tetapi tidak ada jawaban yang memindahkan perkara'],
	['anybody could answer', 'M', $lupa, '<baris no="K1" asal="kendali" pelaku="helpdesk" identitas="dikenal" token="ya">', '<baris no="K1" asal="kendali" pelaku="helpdesk">',
		'<tahap>: "bermasalah" bertanya kepada pejabat, tetapi siapa pun dapat menjawabnya; tulis identitas dan token pada <baris>', '<tahap id="bermasalah"'],
	['word that nobody is understood by', 'M', $lupa, 'kata="SETUJU"', 'kata="GASPOL"', '<jawaban>: kata="GASPOL" tidak dipahami; tidak ada <ucapan> yang cocok di letter/kata.xml'],
	['question that nobody is reminded of', 'M', $lupa, qr{<tahap id="bermasalah".*?</tahap>}s, '<tahap id="bermasalah" tunggu="jawaban" tanya="bermasalah" kepada="helpdesk"><jawaban arti="done" kata="SELESAI" ke="petunjuk"/></tahap>',
		'<tahap>: "bermasalah" menunggu orang tanpa <batas>: bila ia diam, tidak ada yang mengingatkannya'],
	['documents that nobody is reminded of', 'M', $lupa, qr{<tahap id="berkas".*?</tahap>}s, '<tahap id="berkas" tunggu="dokumen" lengkap="periksa"><kirim surat="kurang-berkas" kepada="pemohon"/></tahap>',
		'<tahap>: "berkas" menunggu orang tanpa <batas>: bila ia diam, tidak ada yang mengingatkannya'],
	['person without work', 'M', $lupa, '<dokumen id=', "<pelaku id=\"kabid\" nama=\"Kabid\" jenis=\"pejabat\"/>\n<dokumen id=", '<pelaku>: "kabid" tidak mengerjakan baris apa pun dan tidak disurati'],
	['no owner', 'M', $lupa, 'id="pemohon" nama="Pemohon" jenis="pemilik"', 'id="pemohon" nama="Pemohon" jenis="pejabat"', '<pelaku>: jenis="pemilik" dan id="pemohon" selalu bersama'],
	['reminder after the end', 'M', $lupa, '<batas hari="7" surat="ingat-berkas"', '<batas hari="20" surat="ingat-berkas"', '<batas>: tidak pernah berlaku, karena perkara lebih dahulu pindah ke "tidak-dilengkapi"'],
	['status taken before', 'M', $baru, '<status kata="ISSUE" sisa-lebih="90" ke="masih-berlaku"/>', "<status kata=\"ISSUE\" ke=\"periksa-data\"/>\n<status kata=\"ISSUE\" sisa-lebih=\"90\" ke=\"masih-berlaku\"/>",
		qr/^<status>: tidak pernah berlaku, karena "ISSUE" sudah diterima di baris \d+ berkas ini$/, 'ISSUE" sisa-lebih'],
	['nothing to wait for', 'M', $lupa, 'wajib="ya"', 'wajib="tidak"', '<tahap>: "berkas" menunggu dokumen, tetapi tidak ada <dokumen> dengan wajib="ya"', '<tahap id="berkas"'],
	['service that opens itself', 'M', $lupa, 'lanjut="pembaharuan"', 'lanjut="lupa-passphrase"', '<akhir>: lanjut="lupa-passphrase" membuka layanan yang sama lagi'],
	# fields
	['field of officials to the applicant', 'M', $lupa, 'surat="ingat-berkas" kepada="pemohon"', 'surat="pakai-nip" kepada="pemohon"', 'surat "pakai-nip" memakai {{nip}} (pakai-nip.md baris 3), yang hanya ada pada surat kepada pejabat'],
	['field of an open case at the end', 'M', $lupa, '<kirim surat="selesai"', '<kirim surat="pakai-tenggat"', 'surat "pakai-tenggat" memakai {{tenggat}} (pakai-tenggat.md baris 4), yang tidak ada lagi pada surat penutup perkara'],
	['field of the end in an open case', 'M', $lupa, '<kirim surat="diterima"', '<kirim surat="pakai-akhir"', 'surat "pakai-akhir" memakai {{akhir}} (pakai-akhir.md baris 1), yang baru ada pada surat penutup perkara'],
	['reason where none was given', 'M', $lupa, '<kirim surat="selesai"', '<kirim surat="pakai-alasan"', 'surat "pakai-alasan" memakai {{alasan}} (pakai-alasan.md baris 3), yang hanya pasti ada bila setiap jalan ke sini jawaban dengan alasan="ya"'],
	['reason on the way to the refusal', 'M', $lupa, '<kirim surat="ditolak"', '<kirim surat="pakai-alasan"', undef],
	['field of the summary in a case', 'M', $lupa, '<kirim surat="diterima"', '<kirim surat="pakai-spam"', 'surat "pakai-spam" memakai {{spam}} (pakai-spam.md baris 3), yang hanya ada pada surat di luar perkara'],
	# patterns
	['pattern that does not compile', 'M', $kata, qr{(<salam>)[^<]*}, '<salam>selamat (pagi', qr/^<salam>: pola "selamat \(pagi" tidak sah pada huruf ke-\d+: /],
	['pattern that fits nothing at all', 'M', $kata, qr{(<salam>)[^<]*}, '<salam>(pagi)?', '<salam>: pola "(pagi)?" cocok dengan teks kosong'],
	['pattern that fits everything', 'M', 'letter/rahasia.xml', qr{(<rahasia id="[^"]*"[^>]*>)[^<]*}, sub { $_[0] . '.+' }, '<rahasia>: pola ".+" cocok dengan huruf apa saja', '>.+<'],
	['pattern without end', 'M', 'letter/kutipan.xml', qr{<pemisah>[^<]*}, '<pemisah>(a+)+$', '<pemisah>: pola "(a+)+$" terlalu rumit: tidak selesai pada baris yang panjang'],
);

# Mails that use a field in the wrong place: a folder of the shipped ones and these.
my %mails = (
	'pakai-nip' => "perihal: x\n\nNIP {{nip}}\n",
	'pakai-tenggat' => "perihal: x\n\n{{?nip}}{{nip}}{{/nip}}\nSampai {{tenggat}}\n",
	'pakai-akhir' => "perihal: {{akhir}}\n\nx\n",
	'pakai-alasan' => "perihal: x\n\n{{alasan}}\n",
	'pakai-spam' => "perihal: x\n\n{{spam}}\n",
);
my $n = 0;
my $bad = 0;

system('cp', '-r', 'rules', "$dir/rules") == 0 or die "cp\n";
system('cp', '-r', 'templates', "$dir/templates") == 0 or die "cp\n";
spew("$dir/templates/$_.md", $mails{$_}) for keys %mails;

schemas();
damaged($_) for @rows;
is(scalar(@rows) >= 40, 1, 'forty files at least');
print "1..$n\n";
exit($bad ? 1 : 0);

sub result { my ($good, $name, @why) = @_; $n++; $bad++ if !$good; print $good ? '' : 'not ', "ok $n - $name\n"; if (!$good) { print STDERR "# $_\n" for @why } }
sub is { my ($got, $want, $name) = @_; result(($got // '') eq $want, $name, "got:  " . ($got // 'nothing'), "want: $want") }
sub slurp { my ($file) = @_; open(my $f, '<:raw', $file) or die "$file: $!\n"; local $/; <$f> }
sub spew { my ($file, $text) = @_; open(my $f, '>:raw', $file) or die "$file: $!\n"; print $f $text; close $f or die "$file: $!\n" }
sub have { my ($program) = @_; grep { -x "$_/$program" } split /:/, $ENV{PATH} }
sub kind_of { my ($file) = @_; $file =~ m{^letter/(.*)\.xml} ? "letter-$1" : $file =~ m{^([a-z]+)/} ? $1 : die }
sub valid { my ($schema, $file) = @_; system("xmllint --noout --nonet --relaxng contrib/schema/$schema.rng '$file' >$dir/xmllint 2>&1") == 0 }

# The schemas are what the program prints, and take every shipped file.
sub schemas {
	my @kinds = split /\n/, `'$loket' sop schema`;
	result(@kinds >= 13, 'kinds of rule files');
	is(scalar(() = glob 'contrib/schema/*.rng'), scalar(@kinds), 'a schema for each');
	is(scalar(`'$loket' sop schema $_`), slurp("contrib/schema/$_.rng"), "contrib/schema/$_.rng is what loket sop schema $_ prints") for @kinds;
	return if !$xml;
	for my $file (map { glob } 'rules/office/*.xml', 'rules/calendar/*.xml', 'rules/letter/*.xml', 'rules/sop/*/*.xml') {
		(my $name = $file) =~ s{^rules/}{};
		result(valid(kind_of($name), $file), "$file fits its schema", slurp("$dir/xmllint"));
	}
}

sub damaged {
	my ($name, $kind, $file, $from, $to, $say, $mark) = @{$_[0]};
	my $good = slurp("rules/$file");
	my $at = ref $from ? ($good =~ $from ? $-[0] : -1) : index($good, $from);
	return result(0, "$name: what is to be replaced stands in $file") if $at < 0;
	my $old = ref $from ? $& : $from;
	my $text = $good;
	substr($text, $at, length $old) = ref $to ? $to->($1) : $to;
	my $begin = defined $mark ? index($text, $mark) : $at;
	return result(0, "$name: the mark stands in $file") if $begin < 0;
	my $line = 1 + (substr($text, 0, $begin) =~ tr/\n//);
	spew("$dir/rules/$file", $text);
	my $check = $file =~ /^sop/ ? "sop check '$dir/rules/$file'" : 'check';
	my $err = `'$loket' --config '$dir/none' $check --rules '$dir/rules' --templates '$dir/templates' 2>&1`;
	my $rc = $? >> 8;
	$err =~ s{\Q$dir\E/}{}g;
	if (!defined $say) {
		is($rc, 0, "$name: no mistake");
	} else {
		my @found = grep { /^\Qrules\/$file\E:(\d+): (.*)$/ && $1 == $line && (ref $say ? $2 =~ $say : $2 eq $say) } split /\n/, $err;
		result($rc == 78 && @found > 0, $name, "exit $rc; want rules/$file:$line: $say", split /\n/, $err);
	}
	result(valid(kind_of($file), "$dir/rules/$file") == ($kind eq 'M'), "$name: the schema " . ($kind eq 'M' ? 'takes' : 'refuses') . ' it', slurp("$dir/xmllint")) if $xml;
	spew("$dir/rules/$file", $good);
}
