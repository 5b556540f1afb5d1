/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fields that templates may use: what each is, in which mails it has a value, and a sample of it
 * for previews and tests. Owns nothing; the values of real mails come from the case (case/post.c)
 * and from the composer.
 */
#include "rules/template.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* What the case puts into mails. Texts come as they are, lists by repeating the name. */
static const struct template_field known_fields[] = {
	{ "kantor", false, "nama kantor; selalu ada",
	    "Dinas Komunikasi dan Informatika Kabupaten Contoh" },
	{ "kantor_singkat", false, "nama singkatnya", "Diskominfo Contoh" },
	{ "kabupaten", false, "Kabupaten Tapin", "Kabupaten Contoh" },
	{ "alamat", false, "alamat surat loket", "tte@contoh.go.id" },
	{ "penerima", false, "nama penerima surat ini", "Siti Rahmah, S.Sos." },
	{ "petugas", false, "terisi bila penerima memegang peran di kantor, kosong bila pemohon",
	    "ya" },
	{ "nomor", false, "nomor perkara, TTE-2026-000123", "TTE-2026-000123" },
	{ "layanan", false, "nama layanan dari berkas kantor",
	    "pembaharuan sertifikat elektronik" },
	{ "tahap", false, "kegiatan SOP yang sedang berjalan",
	    "Verifikator memeriksa data pemohon" },
	{ "akhir", false, "nama akhir, bila perkara sudah ditutup", "?Selesai" },
	{ "diterima", false, "kapan permohonan diterima", "Senin, 23 November 2026, 08.30 WITA" },
	{ "nama", false, "nama pemohon", "Siti Rahmah, S.Sos." },
	{ "nip", false, "NIP lengkap; hanya untuk petugas", "198703122011012004" },
	{ "nip_samar", false, "NIP, hanya empat angka terakhir", "...2004" },
	{ "nik", false, "NIK, selalu disamarkan", "...0002" },
	{ "hp_samar", false, "nomor HP, hanya empat angka terakhir", "...0011" },
	{ "tercatat", false, "terisi bila data itu tercatat di kantor; hanya bagi pemohon sendiri",
	    "ya" },
	{ "email", false, "email dinas pemohon (kunci pencarian di AMS); hanya untuk petugas",
	    "siti.rahmah@contoh.go.id" },
	{ "hp", false, "nomor HP; hanya untuk petugas", "081200000011" },
	{ "jabatan", false, "jabatan pemohon", "Analis Kebijakan Ahli Muda" },
	{ "unit_kerja", false, "unit kerja pemohon", "Dinas Pertanian" },
	{ "belum_tercatat", false, "terisi bila pemohon belum tercatat; hanya untuk petugas",
	    "?ya" },
	{ "kurang", true, "nama dokumen yang belum ada",
	    "Surat pernyataan lupa passphrase|Surat rekomendasi" },
	{ "ada", true, "nama dokumen yang sudah ada", "Surat permohonan" },
	{ "berkas", true, "nama berkas yang diterima dan dilampirkan",
	    "Surat Permohonan.pdf|IMG-20261123-WA0003.jpg" },
	{ "berkas_ttd", true,
	    "tanda tangan elektronik di dalamnya, di tempat yang sama: - relied several range "
	    "changed chain expired form no-roots broken",
	    "relied|-" },
	{ "berkas_oleh", true, "siapa yang menandatanganinya, di tempat yang sama; atau -",
	    "Hasan Basri, M.Si.|-" },
	{ "ragu_isian", true,
	    "data yang terbaca tidak pasti: nama nip nik email hp; hanya untuk petugas",
	    "?nip" },
	{ "ragu_nilai", true, "bacaannya, di tempat yang sama", "?198703122011012004" },
	{ "ragu_asal", true, "surat, berkas, atau pindai (hasil OCR), di tempat yang sama",
	    "?pindai" },
	{ "ragu_berkas", true, "nama berkasnya atau -, di tempat yang sama",
	    "?IMG-20261123-WA0003.jpg" },
	{ "ams_beda", false,
	    "yang tidak cocok di AMS: several (beberapa orang) nama nik; hanya untuk petugas",
	    "?nama" },
	{ "ams_temuan", false, "yang terlihat di AMS", "?Siti Rahmah" },
	{ "berakhir", false, "akhir masa berlaku sertifikat pemohon, dengan kata-kata",
	    "21 Desember 2026" },
	{ "sisa_hari", false, "berapa hari lagi sertifikat itu berakhir", "28" },
	{ "sudah_berakhir", false, "terisi bila masa berlakunya sudah habis", "?ya" },
	{ "perkiraan", false, "terisi bila akhir masa berlaku itu perkiraan kami", "?ya" },
	{ "kedaluwarsa", false, "terisi bila AMS menyatakan sertifikatnya sudah berakhir", "?ya" },
	{ "status_ams", false,
	    "status sertifikat di AMS, bila sudah ditanyakan; hanya untuk petugas",
	    "ISSUE" },
	{ "diminta", false, "terisi bila perkara dibuka karena surat pemohon", "ya" },
	{ "perkara_asal", false, "nomor perkara yang dilanjutkan perkara ini", "?TTE-2026-000100" },
	{ "susulan", true, "nama dokumen yang diperlukan kemudian dan belum ada", "SK terakhir" },
	{ "isian_kurang", true, "isian surat yang masih ditunggu", "NIP|Nomor HP/WA aktif" },
	{ "disimpan", true, "dokumen yang tidak dilampirkan kepada penerima ini", "?Fotokopi KTP" },
	{ "catatan_dari", true, "pejabat yang memberi catatan disposisi; hanya untuk petugas",
	    "?Kepala Dinas" },
	{ "catatan", true, "catatannya, di tempat yang sama", "?mohon segera diproses" },
	{ "batas_berkas", false, "ukuran surat paling besar, misalnya 20 MB", "20 MB" },
	{ "tak_terbaca", true, "berkas surat terakhir yang terkunci atau rusak",
	    "?SP terkunci.pdf" },
	{ "ubah", false, "yang akan diubah, bila suratnya sedang ditunggu", "?nomor HP" },
	{ "alasan", false, "alasan penolakan, kekurangan, atau kegagalan",
	    "tanda tangan pada surat belum ada" },
	{ "kata", false, "kata yang ditulis orang", "acc, silakan" },
	{ "arti", false, "kata jawaban yang kami pahami: SETUJU", "SETUJU" },
	{ "detail", false,
	    "rincian kendala: link-tidak-masuk link-kedaluwarsa wajah-gagal hp-ganti "
	    "belum-verifikasi tidak-pasti dua-orang data-beda tak-ditemukan bukan-issue perkiraan "
	    "dua-sertifikat milik-lain lama-tak-diketahui petugas; by-number: jawaban menurut nomor",
	    "?link-tidak-masuk" },
	{ "oleh", false, "nama orang yang telah menjawab", "Nurul Huda, S.Kom." },
	{ "selanjutnya", false, "siapa yang berikutnya", "Verifikator" },
	{ "menunggu_pemohon", false, "terisi bila yang berikutnya pemohon sendiri", "?ya" },
	{ "sejak", false, "sejak hari apa tahap ini berjalan", "Senin, 23 November" },
	{ "tenggat", false, "perkiraan selesai tahap ini, hari dan jam kantor",
	    "Selasa, 24 November 2026, sebelum 10.30 WITA" },
	{ "layanan_daftar", true, "semua layanan kantor; hanya pada surat tanpa perkara",
	    "lupa passphrase|pembaharuan sertifikat elektronik|penerbitan sertifikat elektronik" },
	{ "nomor_daftar", true,
	    "nomor perkara yang mungkin dimaksud; hanya pada surat tanpa perkara",
	    "TTE-2026-000123|TTE-2026-000124" },
	{ "portal", false, "tempat reset dilakukan di portal AMS",
	    "Di AMS: menu Pengguna, cari email dinas, lalu Kirim Reset Passphrase" },
	/* beside the SOPs: what the day brought, and what waits for the admin */
	{ "hari_ini", false, "tanggal ringkasan", "23 November 2026" },
	{ "perlu_nomor", true, "ringkasan: nomor surat yang perlu keputusan", "1|2" },
	{ "perlu_dari", true, "pengirimnya, di tempat yang sama",
	    "orang@contoh.net|joko@contoh.go.id" },
	{ "perlu_perihal", true, "perihalnya, di tempat yang sama", "mohon info|Permohonan TTE" },
	{ "perlu_sebab", true, "kode sebab ditahan, di tempat yang sama",
	    "unknown-sender|several-people" },
	{ "perlu_saat", true, "kapan diterima, di tempat yang sama",
	    "Senin, 23 November|Senin, 23 November" },
	{ "putus_nama", true, "ringkasan: siapa yang alamatnya menolak surat", "Budi Santosa" },
	{ "putus_alamat", true, "alamat itu, di tempat yang sama", "budi@contoh.go.id" },
	{ "putus_kode", true, "kode penolakan, di tempat yang sama", "5.1.1" },
	{ "putus_kabar", true, "opd bila kontak OPD-nya sudah diberi tahu, atau -, di tempat yang sama",
	    "opd|-" },
	{ "putus_perkara", true, "nomor perkara yang menunggu, di tempat yang sama",
	    "TTE-2026-000120" },
	{ "lain_dari", true, "ringkasan: pengirim surat yang bukan urusan loket",
	    "undangan@contoh.net" },
	{ "lain_perihal", true, "perihalnya, di tempat yang sama", "Undangan rapat" },
	{ "kata_daftar", true, "kata yang boleh ditulis di belakang nomor",
	    "LUPA|PERBARUI|STATUS" },
	{ "kata_guna", true, "gunanya, di tempat yang sama",
	    "lupa passphrase|pembaharuan sertifikat|keadaan perkara" },
	{ "ditangani", true, "nomor perkara yang ditangani petugas", "TTE-2026-000119" },
	{ "gagal", true, "surat yang tidak sampai", "diterima kepada budi@contoh.go.id" },
	{ "spam", false, "berapa surat baru di folder spam", "3" },
	{ "hasil_nomor", true, "nomor yang diputuskan", "1|2" },
	{ "hasil_kata", true, "kata yang ditulis, di tempat yang sama", "SETUJU|TOLAK" },
	{ "hasil_guna", true, "kode hasilnya, di tempat yang sama", "sudah|tidak-ada" },
	{ "akan_kepada", true, "bayangan: kepada siapa akan dikirim",
	    "siti.rahmah@contoh.go.id|nurul.huda@contoh.go.id" },
	{ "akan_perihal", true, "perihalnya, di tempat yang sama",
	    "[TTE-2026-000123] Sudah diterima|[TTE-2026-000123] Mohon diperiksa" },
	{ "akan_isi", true, "isinya, di tempat yang sama",
	    "Permohonan sudah kami terima.|Mohon data dan berkasnya diperiksa hari ini." },
	{ "akan_baris", true, "draf: isinya, baris demi baris",
	    "Yth. Bapak/Ibu Siti Rahmah, S.Sos.,|Permohonan sudah kami terima." },
	{ "akan_petugas", true, "jawaban petugas sendiri atau -, di tempat yang sama", "-|-" },
	{ "akan_jumlah", false, "berapa surat seluruhnya", "2" },
	{ "jurnal_baris", false, "kepala-jurnal: berapa baris jurnalnya", "48.213" },
	{ "jurnal_kepala", false, "kepala rangkaiannya (SHA-256)",
	    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" },
	{ "jurnal_rusak", false, "terisi bila rangkaiannya tidak utuh: apa yang salah", "?baris 17" },
	{ "pulih_saat", false, "pulih: kapan cadangannya dibuat",
	    "Senin, 23 November 2026, 02.00 WITA" },
	{ "pulih_terkirim", true,
	    "surat yang ternyata sudah terkirim: kepada siapa, templatnya, nomor perkara",
	    "siti.rahmah@contoh.go.id: selesai, TTE-2026-000123" },
	{ "pulih_ragu", true, "surat yang tidak diketahui sudah terkirim atau belum",
	    "budi.santosa@contoh.go.id: petunjuk, TTE-2026-000124" },
	{ "pulih_ams", true, "pekerjaan di AMS yang hasilnya tidak diketahui",
	    "?reset, TTE-2026-000125" },
	{ "layanan_jeda", false, "layanan yang dihentikan sementara, atau semua layanan",
	    "semua layanan" },
	{ "asal_dari", false, "pengirim surat yang diteruskan", "siti@contoh.net" },
	{ "asal_perihal", false, "perihalnya", "Permohonan reset passphrase" },
	{ "asal_saat", false, "kapan surat itu diterima", "Senin, 23 November 2026, 08.30 WITA" },
	{ "ingat_nomor", true, "pengingat: nomor perkara yang menunggu jawaban penerima",
	    "TTE-2026-000123|TTE-2026-000124" },
	{ "ingat_layanan", true, "layanannya, di tempat yang sama",
	    "lupa passphrase|pembaharuan sertifikat elektronik" },
	{ "ingat_nama", true, "pemohonnya, di tempat yang sama",
	    "Siti Rahmah, S.Sos.|Budi Santosa" },
	{ "ingat_sejak", true, "sejak hari apa, di tempat yang sama",
	    "Jumat, 20 November|Senin, 23 November" },
	{ "lapor_nomor", true, "pengingat: nomor perkara yang menunggu jawaban orang lain",
	    "TTE-2026-000118" },
	{ "lapor_layanan", true, "layanannya, di tempat yang sama", "lupa passphrase" },
	{ "lapor_nama", true, "pemohonnya, di tempat yang sama", "Dewi Lestari" },
	{ "lapor_siapa", true, "siapa yang ditunggu, di tempat yang sama", "Nurul Huda, S.Kom." },
	{ "lapor_sejak", true, "sejak hari apa, di tempat yang sama", "Kamis, 19 November" },
	{ "ingat_lagi", false, "berapa lagi yang tidak disebut", "3" },
	{ "peran", false, "nama peran yang beralih", "Verifikator" },
	{ "peran_dari", false, "siapa yang memegangnya, atau yang tidak terjangkau",
	    "Nurul Huda, S.Kom." },
	{ "peran_kepada", false, "siapa yang memegangnya sekarang", "Ratna Dewi, S.T." },
	{ "peran_jenis", false, "plh atau plt; kosong bila definitif", "plh" },
	{ "peran_sejak", false, "sejak tanggal berapa", "23 November 2026" },
	{ "peran_sampai", false, "sampai tanggal berapa, bila ditentukan", "30 November 2026" },
	{ "peran_baru", false, "terisi bila penerima surat ini pemegang yang baru", "ya" },
	{ "beralih_nomor", true, "nomor perkara yang tugasnya beralih", "TTE-2026-000123" },
	{ "tetap_menunggu", false, "terisi bila ada tugas yang belum punya pengganti", "?ya" },
	{ "latihan_peran", true, "latihan: peran yang dipegang penerima", "Verifikator" },
	{ "latihan_hasil", false, "latihan: benar dipastikan lemah lain tak-terbaca", "benar" },
	{ "peran_kosong", true, "ringkasan: peran tanpa pemegang yang terjangkau", "?Verifikator" },
	{ "tahun_kurang", false, "tahun yang belum lengkap di kalender kantor", "2027" },
	{ "kalender_kurang", false, "apa yang belum ada di sana",
	    "libur nasional dan cuti bersama" },
	{ "keliru", true, "aturan: kesalahan dalam aturan yang diubah",
	    "templates/periksa.md:12: {{nmaa}}: isian tidak dikenal; maksudnya {{nama}}?" },
	{ "keliru_jumlah", false, "berapa kesalahan seluruhnya", "1" },
	{ "penuh_persen", false, "kotak surat: berapa persen terisi", "91" },
	{ "penuh_isi", false, "berapa yang terpakai dan batasnya", "932,1 dari 1024,0 MB" },
	{ "penuh_tingkat", false, "tingkat yang tercapai: 80 90 95", "90" },
	{ "penuh_sebelum", false, "tanggal untuk loket mailbox safe --before", "2026-08-25" },
	/* several at once */
	{ "bersama", false, "surat untuk beberapa: orang atau layanan", "orang" },
	{ "tentang", false, "isi surat bersama: terima hasil status", "terima" },
	{ "anak_nomor", true, "surat bersama: nomor tiap orang atau layanan", "1|2" },
	{ "anak_nama", true, "namanya, di tempat yang sama", "Siti Rahmah, S.Sos.|Budi Santosa" },
	{ "anak_nip", true, "NIP-nya, empat angka terakhir, di tempat yang sama",
	    "...2004|...1007" },
	{ "anak_layanan", true, "layanannya, di tempat yang sama",
	    "lupa passphrase|lupa passphrase" },
	{ "anak_perkara", true, "nomor perkaranya atau -, di tempat yang sama",
	    "TTE-2026-000123|TTE-2026-000124" },
	{ "anak_keadaan", true, "kode keadaannya, di tempat yang sama", "diproses|kurang" },
	{ "anak_rinci", true, "rinciannya atau -, di tempat yang sama",
	    "-|Surat pernyataan lupa passphrase" },
	{ "anak_ragu", false, "terisi bila ada yang belum dapat diproses", "?ya" },
	{ "anak_kurang", false, "terisi bila ada yang berkasnya belum lengkap", "ya" },
	{ "daftar_nomor", true, "daftar tugas: nomornya", "1|2" },
	{ "daftar_perkara", true, "nomor perkaranya, di tempat yang sama",
	    "TTE-2026-000123|TTE-2026-000124" },
	{ "daftar_layanan", true, "layanannya, di tempat yang sama",
	    "lupa passphrase|lupa passphrase" },
	{ "daftar_kerja", true, "kegiatan SOP yang ditanyakan, di tempat yang sama",
	    "memeriksa data pemohon|memeriksa data pemohon" },
	{ "daftar_nama", true, "nama pemohon, di tempat yang sama",
	    "Siti Rahmah, S.Sos.|Budi Santosa" },
	{ "daftar_nip", true, "NIP lengkap, di tempat yang sama",
	    "198703122011012004|197911052006041007" },
	{ "daftar_email", true, "email dinas, di tempat yang sama",
	    "siti.rahmah@contoh.go.id|budi@contoh.go.id" },
	{ "daftar_unit", true, "unit kerja, di tempat yang sama",
	    "Dinas Pertanian|Kecamatan Contoh" },
	{ "daftar_berkas", true, "nama berkasnya, di tempat yang sama",
	    "Surat Pernyataan.pdf|IMG-20261123-WA0003.jpg" },
	{ "daftar_catatan", true, "belum-tercatat, alasan sebelumnya, atau -, di tempat yang sama",
	    "-|belum-tercatat" },
	{ "daftar_jumlah", false, "berapa tugas di daftar", "2" },
	{ "daftar_contoh", false, "contoh jawaban dengan kata-kata daftar itu",
	    "SETUJU 1; TOLAK 2 alasannya" },
	{ "daftar_terbuka", true, "nomor daftar yang masih menunggu", "1|2" },
	{ "antrian", false, "terisi bila daftar itu antrian pada jam yang tetap", "?ya" },
	{ "antrian_jam", false, "jam antrian: 08:00 13:00; kosong: tidak ada antrian",
	    "08.00 dan 13.00" },
	{ "tanya_baris", true, "pertanyaan pemohon, baris demi baris",
	    "Selamat pagi, berapa lama prosesnya?" },
	{ "jawab_baris", true, "jawaban petugas, baris demi baris",
	    "Selamat pagi, biasanya satu hari kerja." },
	{ "opd", false, "terisi bila OPD yang ditanya, bukan orangnya", "?ya" },
	{ "usul", false, "jawaban yang kami pahami: SETUJU 1, 3; TOLAK 2 alasannya",
	    "SETUJU 1; TOLAK 2 SK belum ada" },
	{ "tujuan", false, "tujuan pemrosesan data; hanya pada jawaban pertama",
	    "?Data dipakai hanya untuk permohonan ini" },
	{ "dasar", false, "dasar hukum pemrosesan data", "?UU 27/2022" },
	/* certificates, once a month */
	{ "lama_nama", true, "pemilik sertifikat yang lama tidak diperiksa",
	    "Siti Rahmah, S.Sos.|Budi Santosa" },
	{ "lama_berakhir", true, "akhir masa berlakunya, di tempat yang sama",
	    "3 Maret 2027|19 Juni 2027" },
	{ "lama_asal", true, "perkiraan atau -, di tempat yang sama", "-|perkiraan" },
	{ "opd_nama", false, "perangkat daerah penerima", "Dinas Pertanian" },
	{ "opd_ditanya", false, "terisi bila kontak OPD pemilik juga ditanya", "?ya" },
	{ "opd_orang", true, "pegawainya yang sertifikatnya berakhir",
	    "Siti Rahmah, S.Sos.|Budi Santosa" },
	{ "opd_berakhir", true, "akhir masa berlakunya, di tempat yang sama",
	    "3 Desember 2026|19 Desember 2026" },
	{ "opd_kabar", true, "tak-sampai bila surat kami ditolak, atau -, di tempat yang sama",
	    "-|tak-sampai" },
	{ "habis_nomor", true, "nomor sertifikat yang sudah berakhir ketika dimasukkan", "1|2" },
	{ "habis_nama", true, "pemiliknya, di tempat yang sama", "Siti Rahmah, S.Sos.|Budi Santosa" },
	{ "habis_hari", true, "akhir masa berlakunya, di tempat yang sama",
	    "3 Desember 2025|19 Juni 2026" },
	{ "contoh_baris", true, "redaksi baru: isi surat BSrE, baris demi baris, tanpa tautan dan kode",
	    "Portal tidak dapat diakses pada Sabtu." },
	{ "aturan_baris", false, "redaksi baru: aturan yang akan mengenalinya",
	    "<pemberitahuan id=\"JENIS\"><syarat bagian=\"perihal\">Pemeliharaan Sistem</syarat></pemberitahuan>" },
	{ "jenis_daftar", false, "redaksi baru: jenis pemberitahuan yang dikenal", "terbit, kedaluwarsa" },
	/* the month's report */
	{ "lapor_bulan", false, "laporan: bulannya, November 2026", "November 2026" },
	{ "lapor_masuk", false, "laporan: berapa permohonan masuk", "42" },
	{ "lapor_selesai", false, "laporan: berapa perkara selesai", "39" },
	{ "lapor_berhasil", false, "laporan: berapa di antaranya berhasil", "36" },
	{ "lapor_berjalan", false, "laporan: berapa perkara sedang berjalan", "7" },
	{ "lapor_pengguna", false, "laporan: Jumlah Pengguna TTE", "812" },
	{ "lapor_sertifikat", false, "laporan: berapa sertifikat baru", "21" },
	{ "lapor_berakhir", false, "laporan: berapa sertifikat berakhir dalam 90 hari", "64" },
	{ "lapor_perhatian", true, "laporan: yang perlu perhatian, satu kalimat masing-masing",
	    "Dua surat tertahan menunggu keputusan" },
	{ "lapor_layanan_nama", true, "laporan: layanan yang ada perkaranya",
	    "reset passphrase TTE|pembaharuan sertifikat elektronik" },
	{ "lapor_layanan_masuk", true, "perkara masuk, di tempat yang sama", "25|17" },
	{ "lapor_layanan_selesai", true, "perkara selesai, di tempat yang sama", "24|15" },
	{ "lapor_layanan_berjalan", true, "perkara berjalan, di tempat yang sama", "3|4" },
	{ "lapor_baris", true, "laporan: kegiatan SOP yang sudah dipenuhi",
	    "Memverifikasi data pemohon" },
	{ "lapor_baris_standar", true, "waktu standarnya, di tempat yang sama", "5 menit" },
	{ "lapor_baris_median", true, "nilai tengah waktu kantor, di tempat yang sama", "38" },
	{ "lapor_baris_90", true, "waktu yang tidak dilampaui 90 %, di tempat yang sama", "160" },
	{ "lapor_kejadian", true, "laporan: jenis pengecualian", "jawaban dikonfirmasi dahulu" },
	{ "lapor_kejadian_kali", true, "berapa kali, di tempat yang sama", "3" },
	{ "tanpa_lampiran", false,
	    "terisi bila lampirannya ditolak server surat penerima (diisi sendiri)",
	    "?ya" },
	/* filled in while the mail is made, not by the case */
	{ "formulir", true,
	    "nama formulir yang dilampirkan untuk dokumen yang kurang (diisi sendiri)",
	    "Formulir surat pernyataan" },
	{ "kode", false, "kode sekali pakai (diisi sendiri)", "ABCD-EFGH-IJKL-MNOP" },
	{ "jawab_kata", true, "kata jawaban yang mungkin (diisi sendiri)", "SETUJU|TOLAK" },
	{ "jawab_label", true, "artinya, di tempat yang sama (diisi sendiri)",
	    "Setuju|Tolak, sebutkan alasannya" },
};
#define N_KNOWN (sizeof(known_fields) / sizeof(known_fields[0]))
_Static_assert(N_KNOWN < TEMPLATE_FIELDS, "TEMPLATE_FIELDS is no field");

/* Fields that have a value only in some mails; all others may have one anywhere. */
static const struct { unsigned needs; const char *names;
} narrow[] = {
	{ MAIL_OFFICIAL, "petugas" },
	{ MAIL_CASE | MAIL_OFFICIAL, "nip email hp belum_tercatat status_ams" },
	{ MAIL_CASE | MAIL_OPEN, "tahap selanjutnya menunggu_pemohon sejak tenggat" },
	{ MAIL_CASE | MAIL_END, "akhir" },
	{ MAIL_CASE | MAIL_OWNER, "tercatat" },
	{ MAIL_OWNER, "tujuan dasar" },
	{ MAIL_CASE | MAIL_DOCUMENTS, "kurang ada" },
	{ MAIL_CASE | MAIL_REASON, "ubah" },
	{ MAIL_REASON, "alasan" },
	{ MAIL_ASKS, "kode jawab_kata jawab_label" },
	{ MAIL_DESK,
	    "layanan_daftar nomor_daftar hari_ini perlu_nomor perlu_dari perlu_perihal perlu_sebab perlu_saat" },
	{ MAIL_DESK,
	    "lain_dari lain_perihal kata_daftar kata_guna ditangani gagal spam hasil_nomor hasil_kata hasil_guna" },
	{ MAIL_DESK,
	    "akan_kepada akan_perihal akan_isi akan_baris akan_petugas akan_jumlah layanan_jeda" },
	{ MAIL_DESK, "asal_dari asal_perihal asal_saat keliru keliru_jumlah" },
	{ MAIL_DESK, "penuh_persen penuh_isi penuh_tingkat penuh_sebelum" },
	{ MAIL_DESK, "jurnal_baris jurnal_kepala jurnal_rusak" },
	{ MAIL_DESK, "pulih_saat pulih_terkirim pulih_ragu pulih_ams" },
};


/* What forms may ask for. Those without a sample are always left to be filled in by hand. */
static const struct template_field form_fields[] = {
	{ "nomor", false, "nomor perkara", "TTE-2026-000123" },
	{ "layanan", false, "nama layanan", "lupa passphrase" },
	{ "kantor", false, "nama kantor", "Dinas Komunikasi dan Informatika Kabupaten Contoh" },
	{ "kabupaten", false, "Kabupaten Tapin", "Kabupaten Contoh" },
	{ "nama", false, "nama pemohon", "Siti Rahmah, S.Sos." },
	{ "nip", false, "NIP", "198703122011012004" },
	{ "jabatan", false, "jabatan", "Analis Kebijakan Ahli Muda" },
	{ "unit_kerja", false, "unit kerja", "Dinas Pertanian" },
	{ "email", false, "email dinas", "siti.rahmah@contoh.go.id" },
	{ "hp", false, "nomor HP/WA", "081200000011" },
	{ "nik", false, "selalu ditulis tangan", "" },
	{ "nomor_surat", false, "selalu ditulis tangan", "" },
	{ "tempat_tanggal", false, "selalu ditulis tangan", "" },
	{ "pimpinan", false, "selalu ditulis tangan", "" },
	{ "pimpinan_nip", false, "selalu ditulis tangan", "" },
};

const struct template_field *
template_form_field_at(size_t i)
{
	return i < sizeof(form_fields) / sizeof(form_fields[0]) ? &form_fields[i] : NULL;
}

bool
template_form_field(const char *name)
{
	const struct template_field *k;
	size_t i = 0;

	while ((k = template_form_field_at(i)) != NULL && strcmp(k->name, name) != 0)
		i++;
	return k != NULL;
}

const struct template_field *
template_field(size_t i)
{
	return i < N_KNOWN ? &known_fields[i] : NULL;
}

size_t
template_field_find(const char *name, size_t len)
{
	for (size_t i = 0; i < N_KNOWN; i++)
		if (strlen(known_fields[i].name) == len && memcmp(known_fields[i].name, name, len) == 0)
			return i;
	return TEMPLATE_FIELDS;
}

unsigned
template_field_lacks(size_t field, unsigned about)
{
	const char *name = field < N_KNOWN ? known_fields[field].name : "", *at;
	size_t n = strlen(name);

	for (size_t i = 0; n > 0 && i < sizeof(narrow) / sizeof(narrow[0]); i++)
		for (at = narrow[i].names; *at != '\0'; at += strspn(at, " ")) {
			size_t len = strcspn(at, " ");

			if (len == n && memcmp(at, name, n) == 0)
				return narrow[i].needs & ~about;
			at += len;
		}
	return 0;
}

/* ---- samples ---- */

/* Adds the sample of one field, a list value by value. */
static void
add_sample(const struct template_field *k, struct mail_field **out, size_t *n)
{
	const char *s = k->sample + (k->sample[0] == '?');

	for (;;) {
		size_t len = k->list ? strcspn(s, "|") : strlen(s);

		*out = grow(*out, *n, sizeof(**out));
		(*out)[(*n)++] = (struct mail_field){ xstrdup(k->name), xstrndup(s, len) };
		if (s[len] == '\0')
			return;
		s += len + 1;
	}
}

size_t
template_samples(unsigned about, enum template_sampling how,
    bool (*needed)(const void *data, const char *name), const void *data, struct mail_field **out)
{
	size_t n = 0;

	*out = NULL;
	for (size_t i = 0; i < N_KNOWN; i++) {
		const struct template_field *k = &known_fields[i];
		bool wanted = needed(data, k->name);

		if (how != SAMPLES_LEAST && template_field_lacks(i, about) == 0)
			wanted |= how == SAMPLES_ALL || k->sample[0] != '?';
		if (wanted)
			add_sample(k, out, &n);
	}
	return n;
}
