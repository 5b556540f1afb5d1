#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Where nobody can ask AMS: 30 people wait for news of it. 30 forged notices close no step; 30 true ones, for which the office's mail server
# vouches, in several wordings and shapes, close theirs.
. "$(dirname "$0")/lib.sh"
cp -r "$TOP/rules" "$T/rules"
mkdir "$T/rules/sop/uji"
sed -i 's/kalender="tapin"/kalender="tapin" authserv-id="mx.tapinkab.go.id"/; s/ pemohon="opd"//; s/ sesudah="perubahan-data"//; /<pengingat/d' "$T/rules/office/tapin.xml"
sop() {
	cat >"$T/rules/sop/uji/$1.xml" <<-END
	<?xml version="1.0" encoding="UTF-8"?>
	<!-- SOP untuk uji. -->
	<sop id="uji-$1" layanan="$1" awal="tunggu">
		<kepala nama="Uji" nomor="1/2/3" instansi="Uji" dibuat="2026-01-01" disahkan="Uji"/>
		<pelaku id="pemohon" nama="Pemohon" jenis="pemilik"/>
		$([ $2 = pemohon ] || echo '<pelaku id="verifikator" nama="Verifikator" jenis="pejabat"/>')
		<baris no="1" pelaku="$2" waktu="5" satuan="menit" identitas="dikenal" token="ya">
			<kegiatan>Menunggu kabar</kegiatan>
			<tahap id="tunggu" tunggu="jawaban" tanya="$3" kepada="$2" kabar="$4"$5
				<jawaban arti="done" kata="$6" label="Sudah" ke="beres"/>
				<batas hari="30" tanya="$3"/>
			</tahap>
		</baris>
		<akhir id="beres" nama="Beres" berhasil="ya"/>
	</sop>
	END
	sed -i "s|id=\"$1\"\(.*\) sop=\"[^\"]*\"|id=\"$1\"\1 sop=\"uji/$1.xml\"|" "$T/rules/office/tapin.xml"
}
sop lupa-passphrase pemohon petunjuk passphrase-diubah '>' SUDAH
sop pembaharuan pemohon terbit 'terbit diperpanjang' ' pantau="60"><status kata="ISSUE" baru="ya" ke="beres"/>' SUDAH
sop pencabutan verifikator ams-cabut dicabut ' pantau="60"><status kata="REVOKE" ke="beres"/>' SELESAI
sop perubahan-data pemohon persetujuan-data 'persetujuan-data data-diubah' '>' SUDAH
office agent.rules="$T/rules"
sql() { sqlite3 "$T/state/loket.db" "$1"; }
{ echo 'nama;nip;nik;email;hp;jabatan;unit_kerja'; i=0; while [ $i -lt 30 ]; do i=$((i + 1)); printf 'Pegawai Uji %s;;6305051201780%03d;pegawai%d@tapinkab.go.id;;;Dinas Uji\n' $i $i $i; done; } >"$T/uji.csv"
loket person import "$T/uji.csv" >/dev/null 2>&1
step '23 08:10'
# who waits for what: a file of notices for each
i=0
for f in M6 M6-2 M6-3 M6 M6-2 M6-3 M6 M6-2 M3 M3-2 M3-3 M9 M9-2 M9-3 M3 M9 M10 M10-2 M10-3 M10 M10-2 M10-3 M10 M8 M8-2 M8 M8-2 M8 M8-2 M8; do
	i=$((i + 1))
	case $f in M6*) what='reset passphrase, lupa passphrase' ;; M3* | M9*) what='pembaharuan sertifikat' ;; M10*) what='pencabutan sertifikat' ;; M8*) what='perubahan data AMS' ;; esac
	printf 'From: Pegawai Uji %d <pegawai%d@tapinkab.go.id>\nTo: tte@tapinkab.go.id\nSubject: %s\nMessage-ID: <u%d@tapinkab.go.id>\nDate: Mon, 23 Nov 2026 08:00:00 +0800\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\nMohon %s.\n\nNama: Pegawai Uji %d\n' \
		$i $i "$what" $i "$what" $i >"$T/letter.eml"
	rig_deliver tte "$T/letter.eml"
	echo "$i $f"
done >"$T/who"
# the border is tried, by the letter of doctor with what the border would write over it
{
	printf 'Authentication-Results: mx.tapinkab.go.id; dkim=pass header.d=luar.example\nReceived: from a by mx.tapinkab.go.id with ESMTP id 1; Mon, 23 Nov 2026 08:15:00 +0800\n'
	loket doctor --test-mail
} >"$T/uji.eml"
rig_deliver tte "$T/uji.eml"
step '23 08:20'
is "$(sql "SELECT count(*) FROM cases WHERE tahap = 'tunggu'")" 30 '30 people wait'

# write N FILE HEADERS...: a notice; headers stand above the rest, FROM= replaces its sender
cat >"$T/write.pl" <<'END'
use MIME::QuotedPrint; use MIME::Base64;
my ($n, $file, $from, @head) = @ARGV;
open my $f, '<', $file or die; my ($subject, undef, @body) = <$f>; chomp $subject;
my $text = join '', @body; $text =~ s/\{nama\}/Pegawai Uji $n/g; $text =~ s/\{berakhir\}/22-11-2028/g; $text =~ s/\{tautan\}/abc123/g;
my $html = '<table><tr><td>' . join('<br>', split /\n/, $text) . '</td></tr></table>';
my @part = (['text/plain', '8bit', $text], ['text/html', 'quoted-printable', encode_qp($html)], ['text/plain', 'base64', encode_base64($text)]);
# what the border writes above its own Received field; all else came with the letter
my $received = 'Received: from out.example (out.example [192.0.2.1]) by mx.tapinkab.go.id (Postfix) with ESMTP; Mon, 23 Nov 2026 08:00:00 +0800';
print "$_\n" for @head ? (shift(@head), $received, @head) : $received;
print "$from\nTo: pegawai$n\@tapinkab.go.id\nSubject: $subject\nMessage-ID: <a$n.$$\@bssn.go.id>\nDate: Mon, 23 Nov 2026 08:00:00 +0700\nAuto-Submitted: auto-generated\nMIME-Version: 1.0\n";
if ($n % 4 == 3) {
	print "Content-Type: multipart/alternative; boundary=b\n\n";
	printf "--b\nContent-Type: %s; charset=UTF-8\nContent-Transfer-Encoding: %s\n\n%s\n", @{$part[$_]} for 0, 1;
	print "--b--\n";
} else { printf "Content-Type: %s; charset=UTF-8\nContent-Transfer-Encoding: %s\n\n%s\n", @{$part[$n % 4]} }
END
write() { w_n=$1 w_file=$2; shift 2; perl "$T/write.pl" "$w_n" "$TOP/contrib/amssim/notices/$w_file.txt" "$@" >"$T/notice.eml"; rig_deliver tte "$T/notice.eml"; }
ams='From: BSrE <noreply@bssn.go.id>' us='Authentication-Results: mx.tapinkab.go.id;'
pass="$us dkim=pass header.d=bssn.go.id; spf=pass smtp.mailfrom=noreply@bssn.go.id"
while read -r n f; do
	case $((n % 15)) in
	0) write "$n" "$f" "$ams" ;;
	1) write "$n" "$f" "$ams" "$us dkim=fail header.d=bssn.go.id" ;;
	2) write "$n" "$f" "$ams" "$us spf=softfail smtp.mailfrom=noreply@bssn.go.id" ;;
	3) write "$n" "$f" "$ams" 'Authentication-Results: mx.penyerang.example; dkim=pass header.d=bssn.go.id' ;;
	4) write "$n" "$f" "$ams" "$us dkim=pass header.d=penyerang.example; spf=pass smtp.mailfrom=x@penyerang.example" ;;
	5) write "$n" "$f" "$ams" "$us none (dkim=pass header.d=bssn.go.id)" ;;
	6) write "$n" "$f" "$ams" "$us dkim=none" "$pass" ;;
	7) write "$n" "$f" 'From: BSrE <noreply@bssn-go-id.example>' "$us dkim=pass header.d=bssn-go-id.example" ;;
	8) write "$n" "$f" 'From: "BSrE noreply@bssn.go.id" <x@luar.example>' "$us dkim=pass header.d=luar.example" ;;
	9) write "$n" "$f" 'From: BSrE <noreply@bssn.go.id.evil.example>' "$us dkim=pass header.d=bssn.go.id.evil.example" ;;
	10) write "$n" "$f" "$ams
From: x@luar.example" "$pass" ;;
	11) write "$n" "$f" "From: Orang <orang@luar.example>" "$us dkim=pass header.d=luar.example" ;;
	12) write "$n" "$f" "From: x@luar.example
Reply-To: noreply@bssn.go.id" "$us dkim=pass header.d=luar.example" ;;
	13) write "$n" "$f" "From: x@luar.example
Sender: noreply@bssn.go.id" "$us dkim=pass header.d=luar.example" ;;
	14) write "$n" "$f" "$ams" "$us dkim=pass header.d=go.id" ;;
	esac
done <"$T/who"
step '23 08:30'
is "$(sql "SELECT count(*) FROM cases WHERE tahap = 'tunggu'")" 30 '30 forged notices: 0 steps closed'
is "$(sql "SELECT count(*) FROM certificate")" 0 'nothing entered the register'
is "$(sql "SELECT count(*) FROM message")" 61 'all of them were read'
diag "forged: $(sql "SELECT reason || ' ' || count(*) FROM message WHERE id > 31 GROUP BY reason" | tr '\n' ',')"
while read -r n f; do write "$n" "$f" "$ams" "$pass"; done <"$T/who"
step '23 08:40'
is "$(sql "SELECT count(*) FROM cases WHERE akhir = 'beres'")" 30 '30 true ones: each closes its step' || diag "$(sql "SELECT c.service, a.address, m.reason FROM cases c JOIN address a ON a.person_id = c.owner_id LEFT JOIN message m ON m.id > 61 AND m.case_id = c.id WHERE c.tahap = 'tunggu'")"
is "$(sql "SELECT count(*) FROM certificate WHERE ends_day = '2028-11-22' AND NOT estimated")" 7 'the register learnt the ends that they name' || sql 'SELECT * FROM certificate'
whole
done_testing
