/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whom a letter is about, as the rules of the tree read it. Each row is the text of a letter; `want`
 * is all that is told of people: "field=value" of one person ("?" where it is not certain), a line
 * "N name, number, position, office, telephone" for each of several, "N?" where the number is not
 * certain.
 */
#include "test.h"

#include <stdlib.h>

#include "base/mem.h"
#include "box/official.h"

static const struct { const char *name, *text, *want; } rows[] = {
	{ "what does not say whose it is belongs to who was named last",
	    "Mohon dibuatkan TTE atas nama staf kami Bapak Ardi Wirawan, S.Kom., CPNS, NIP 199907112026041003,\n"
	    "yang ditempatkan sebagai Pranata Komputer Ahli Pertama pada Badan Keuangan Daerah.\n",
	    "nama=Ardi Wirawan, S.Kom.; nip=199907112026041003; jabatan=Pranata Komputer Ahli Pertama; unit_kerja=Badan Keuangan Daerah" },
	{ "the writer's own data are not the applicant's",
	    "Saya Lina Marlina, S.E., NIP 199003032015032002, Kasubbag Umum, memohonkan reset passphrase atas nama\n"
	    "Bapak Ardi Wirawan, S.Kom., Arsiparis Terampil.\n",
	    "nama=Ardi Wirawan, S.Kom.; jabatan=Arsiparis Terampil" },
	{ "three in one sentence, with what they are in brackets",
	    "Mohon bagi panitia kami, yaitu Rusli Noor, S.Pd. (ketua, NIP 197809092005011012), Mariati, S.Pd.\n"
	    "(sekretaris, NIP 198601042009042005) dan Kamal Hasan, S.Kom. (operator, NIP 199505152022211008)\n"
	    "dibuatkan TTE.\n",
	    "1 Rusli Noor, S.Pd., 197809092005011012, ketua, -, -\n"
	    "2 Mariati, S.Pd., 198601042009042005, sekretaris, -, -\n"
	    "3 Kamal Hasan, S.Kom., 199505152022211008, operator, -, -\n" },
	{ "labels in a paragraph",
	    "Kotak surat saya tidak bisa dibuka, mohon dibantu. Nama: Wahidah, S.Kep., Ners. Tempat tugas: Puskesmas Bakarangan.\n",
	    "nama=Wahidah, S.Kep., Ners; unit_kerja=Puskesmas Bakarangan" },
	{ "a greeting has its addressee, and names no office",
	    "Yth. Admin TTE\n\nMohon TTE atas nama Bapak Sarwani, S.Sos. (NIP 198503142010011009) direset.\n\nSalam hormat,\nMaulida\n",
	    "nama=Sarwani, S.Sos.; nip=198503142010011009; yth=Admin TTE" },
	{ "who is addressed by his office is",
	    "Yth. Kepala Dinas Komunikasi dan Informatika\n\nMohon TTE saya direset. Saya Sarwani, NIP 198503142010011009.\n",
	    "nama=Sarwani; nip=198503142010011009; yth=Kepala Dinas Komunikasi dan Informatika" },
	{ "a list says its office once, above", "Mohon dibuatkan TTE untuk perangkat Desa Banua Halat berikut:\n"
	    "a. Sarwani / 19850314 201001 1 009\nb. Maulida / 19900507 201503 2 004\n",
	    "1 Sarwani, 198503142010011009, -, Desa Banua Halat, -\n"
	    "2 Maulida, 199005072015032004, -, Desa Banua Halat, -\n" },
	{ "or below",
	    "Mohon TTE Sdr. Sarwani, S.Sos. (NIP 198503142010011009) dan Sdri. Maulida, A.Md. (NIP 199005072015032004) diperpanjang.\n"
	    "Keduanya dari Kecamatan Piani.\n",
	    "1 Sarwani, S.Sos., 198503142010011009, -, Kecamatan Piani, -\n"
	    "2 Maulida, A.Md., 199005072015032004, -, Kecamatan Piani, -\n" },
	{ "but the office of who writes is not theirs",
	    "Mohon TTE dibuatkan:\n1. Sarwani, NIP 198503142010011009\n2. Maulida, NIP 199005072015032004\n\nKecamatan Piani\n",
	    "1 Sarwani, 198503142010011009, -, -, -\n2 Maulida, 199005072015032004, -, -, -\n" },
	{ "what they are is said once",
	    "Jabatan dua pegawai Kecamatan Piani berikut berubah menjadi Analis Kebijakan Ahli Muda, mohon disesuaikan:\n"
	    "1. Sarwani, NIP 198503142010011009\n2. Maulida, NIP 199005072015032004\n",
	    "1 Sarwani, 198503142010011009, Analis Kebijakan Ahli Muda, Kecamatan Piani, -\n"
	    "2 Maulida, 199005072015032004, Analis Kebijakan Ahli Muda, Kecamatan Piani, -\n" },
	{ "a name behind a label in a list leaves nothing of itself behind",
	    "Mohon dibuatkan TTE:\n1. Nama : Sarwani Rahman, S.Sos.\n   NIP  : 198503142010011009\n2. Nama : Maulida\n   NIP  : 199005072015032004\n",
	    "1 Sarwani Rahman, S.Sos., 198503142010011009, -, -, -\n2 Maulida, 199005072015032004, -, -, -\n" },
	{ "lines with dashes are rows",
	    "Mohon dibuatkan TTE:\nSarwani Rahman, S.Sos., M.AP. - 198503142010011009 - Kepala Bidang Aset\n"
	    "Hj. Maulida Hasanah, S.E., M.M. - 199005072015032004 - Sekretaris\n",
	    "1 Sarwani Rahman, S.Sos., M.AP., 198503142010011009, Kepala Bidang Aset, -, -\n"
	    "2 Hj. Maulida Hasanah, S.E., M.M., 199005072015032004, Sekretaris, -, -\n" },
	{ "what each does stands before his name",
	    "TTE Kasi Kesra kami Pak Sarwani (NIP 198503142010011009) dan Kasubbag Umum Bu Maulida (NIP 199005072015032004) habis.\n",
	    "1 Sarwani, 198503142010011009, Kasi Kesra, -, -\n2 Maulida, 199005072015032004, Kasubbag Umum, -, -\n" },
	{ "as a label, with more behind the name",
	    "Bendahara Penerimaan: Sarwani, A.Md., NIP 198503142010011009, HP 081250001111\n"
	    "PPTK: Maulida (PPPK) NIP 199005072015032004, HP 081250002222\n",
	    "1 Sarwani, A.Md., 198503142010011009, Bendahara Penerimaan, -, 081250001111\n"
	    "2 Maulida, 199005072015032004, PPTK, -, 081250002222\n" },
	{ "a position before the name",
	    "mohon perpanjangan TTE a.n. Sekretaris Dinas Perikanan, H. Sarwani Rahman, S.Sos., NIP 198503142010011009.\n",
	    "nama=H. Sarwani Rahman, S.Sos.; nip=198503142010011009; jabatan=Sekretaris Dinas Perikanan" },
	{ "of two telephones the old one is not told",
	    "Nomor HP saya yang terdaftar 081250001111 sudah hangus, mohon diganti ke nomor baru 081250002222. Saya Sarwani.\n",
	    "nama=Sarwani; hp=081250002222" },
	{ "the only one is, even if it is said to be registered", "Saya Sarwani, nomor HP terdaftar 081250001111.\n",
	    "nama=Sarwani; hp=081250001111" },
	{ "who signs with another number than he says above has none that is certain",
	    "Saya lupa passphrase, nama Sarwani Rahman nip 198503142010011009.\n\nTerima kasih\n\nSarwani Rahman, S.Kom\n"
	    "NIP. 19850314 201001 1 003\n",
	    "nama=Sarwani Rahman; nip=198503142010011009?" },
	{ "who signs and is left out is no rival",
	    "SURAT REKOMENDASI\nYang bertanda tangan di bawah ini:\nNama : Sarwani\nNIP : 198503142010011009\n"
	    "dengan ini memberikan rekomendasi kepada:\nNama : Maulida\nNIP : 199005072015032004\n"
	    "Rantau, 23 November 2026\nCamat Piani,\nSarwani\n",
	    "nama=Maulida; nip=199005072015032004; penanda_tangan=Sarwani" },
	{ "sekarang, dilantik sebagai: what he is follows his number",
	    "Jabatan diperbarui: drg. Maulida (NIP 199005072015032004) sekarang Kepala UPT Puskesmas Piani, sedangkan Ns. H. Sarwani,\n"
	    "S.Kep. (NIP 198503142010011009) dilantik sebagai Kepala UPT Puskesmas Binuang.\n",
	    "1 drg. Maulida, 199005072015032004, Kepala UPT Puskesmas Piani, -, -\n"
	    "2 Ns. H. Sarwani, S.Kep., 198503142010011009, Kepala UPT Puskesmas Binuang, -, -\n" },
	{ "keduanya is said of both, in the sentence of the second",
	    "TTE kepsek kami Drs. Sarwani nip.198503142010011009 dan bendahara Maulida Hasanah, S.Pd nip.199005072015032004\n"
	    "keduanya belum ada, dari SMPN 2 Binuang.\n",
	    "1 Drs. Sarwani, 198503142010011009, kepsek, SMPN 2 Binuang, -\n"
	    "2 Maulida Hasanah, S.Pd, 199005072015032004, bendahara, SMPN 2 Binuang, -\n" },
	{ "items with ranks, positions and addresses in lines of their own",
	    "Mohon pembaharuan sertifikat pejabat di Badan Riset Daerah:\n\n"
	    "1)  Sarwani Rahman, S.T., M.Si.\n    NIP 198503142010011009 / Pembina Tk. I (IV/b)\n    Kepala Bidang Ekonomi\n\n"
	    "2)  Maulida Hasanah, S.E.\n    NIP 199005072015032004 / Penata (III/c)\n    Kepala Subbagian Umum\n\nTerima kasih.\n",
	    "1 Sarwani Rahman, S.T., M.Si., 198503142010011009, Kepala Bidang Ekonomi, Badan Riset Daerah, -\n"
	    "2 Maulida Hasanah, S.E., 199005072015032004, Kepala Subbagian Umum, Badan Riset Daerah, -\n" },
	{ "a position with its office in a line of its own",
	    "Mohon TTE saya diperpanjang.\n\nSarwani Rahman, S.Kom\nPranata Komputer Ahli Pertama, Dinas Perpustakaan dan Kearsipan\n"
	    "NIP. 19850314 201001 1 009\n",
	    "nama=Sarwani Rahman, S.Kom; nip=198503142010011009; jabatan=Pranata Komputer Ahli Pertama; "
	    "unit_kerja=Dinas Perpustakaan dan Kearsipan" },
	{ "who writes for another works where he does",
	    "Tolong TTE bendahara kami diperbarui, namanya Maulida, NIP 199005072015032004.\n\nTerima kasih\n\nKasubbag Keuangan Dinas Pertanian\n",
	    "nama=Maulida; nip=199005072015032004; jabatan=bendahara; unit_kerja=Dinas Pertanian?" },
	{ "a letter about one from the office in its head",
	    "PEMERINTAH KABUPATEN TAPIN\nSEKRETARIAT DAERAH\nJl. Sudirman No. 1\n\nNomor : 555/12/SETDA/2026\nHal : Reset\n\n"
	    "Yth. Kepala Dinas Kominfo\ndi Rantau\n\nMohon direset:\nNama : Sarwani\nNIP : 198503142010011009\n\nKepala Bagian Umum,\nMaulida\n",
	    "nama=Sarwani; nip=198503142010011009; unit_kerja=SEKRETARIAT DAERAH?; yth=Kepala Dinas Kominfo; hal=Reset; penanda_tangan=Maulida" },
	{ "from a telephone, about another",
	    "kabid ulun pa sarwani (dinas pupr) kd bisa ttd, nip sidin 198503142010011009\n",
	    "nama=sarwani?; nip=198503142010011009; jabatan=kabid; unit_kerja=dinas pupr" },
	{ "above several labels it is said of all",
	    "Staf di Kelurahan Bitahan mau bikin TTE, datanya:\nNama : Sarwani\nNIP : 198503142010011009\n\nNama : Maulida\nNIP : 199005072015032004\n",
	    "1 Sarwani, 198503142010011009, -, Kelurahan Bitahan, -\n2 Maulida, 199005072015032004, -, Kelurahan Bitahan, -\n" },
	{ "an office after the blocks of labels, by itself",
	    "Kami usulkan untuk dibuatkan TTE:\n\nNama: Sarwani\nNIP: 198503142010011009\n\nNama: Maulida\nNIP: 199005072015032004\n\n"
	    "Unit kerja: Sekretariat DPRD\n",
	    "1 Sarwani, 198503142010011009, -, Sekretariat DPRD, -\n2 Maulida, 199005072015032004, -, Sekretariat DPRD, -\n" },
	{ "numbers in brackets without a label, and positions behind them",
	    "Dua pegawai Dinas Sosial pensiun: Drs. Sarwani (198503142010011009) Kabid PAUD dan Hj. Maulida, S.Pd. (199005072015032004)\n"
	    "Pengawas Sekolah.\n",
	    "1 Drs. Sarwani, 198503142010011009, Kabid PAUD, Dinas Sosial, -\n"
	    "2 Hj. Maulida, S.Pd., 199005072015032004, Pengawas Sekolah, Dinas Sosial, -\n" },
	{ "lines without marks: name, position, number",
	    "Pegawai Kecamatan Piani, mohon diperpanjang:\n\nH. Sarwani Noor, S.Sos / Camat / 198503142010011009\n"
	    "Maulida Sari, S.AP / Sekcam / 199005072015032004\nRusdi Halim / Kasi Trantib / 198602242011011004\n\nTerima kasih\n",
	    "1 H. Sarwani Noor, S.Sos, 198503142010011009, Camat, Kecamatan Piani, -\n"
	    "2 Maulida Sari, S.AP, 199005072015032004, Sekcam, Kecamatan Piani, -\n"
	    "3 Rusdi Halim, 198602242011011004, Kasi Trantib, Kecamatan Piani, -\n" },
	{ "each in a line of labels without marks: in the order they stand",
	    "Mohon perpanjangan sertifikat pegawai Dinas Sosial:\nNama Rahmat Fauzi, S.Sos NIP 198501012010011001 Jabatan Kasubbag Umum\n"
	    "Nama Nur Aini, S.E. NIP 198602022011012002 Jabatan Bendahara\nNama Budi Hartono NIP 199003032015031003 Jabatan Arsiparis\n\nTerima kasih\n",
	    "1 Rahmat Fauzi, S.Sos, 198501012010011001, Kasubbag Umum, Dinas Sosial, -\n"
	    "2 Nur Aini, S.E., 198602022011012002, Bendahara, Dinas Sosial, -\n"
	    "3 Budi Hartono, 199003032015031003, Arsiparis, Dinas Sosial, -\n" },
	{ "a school before each name",
	    "Mohon dibuatkan TTE kepala sekolah berikut:\nSDN 3 Kurau : Nur Aini, S.Pd (NIP 198602022011012002)\n"
	    "SDN 4 Kurau : Budi Hartono (NIP 199003032015031003)\n\nTerima kasih\n",
	    "1 Nur Aini, S.Pd, 198602022011012002, -, SDN 3 Kurau, -\n2 Budi Hartono, 199003032015031003, -, SDN 4 Kurau, -\n" },
	{ "from a telephone, of himself, with two numbers",
	    "min ulun siti aida bidan di puskesmas piani, hp ulun nang 081250001111 ilang, nang hanyar 081250002222\n",
	    "nama=siti aida?; jabatan=bidan; unit_kerja=puskesmas piani; hp=081250002222" },
	{ "a position above the number is not who signs",
	    "Mohon akun saya diaktifkan.\n\nSarwani Rahman, S.H.\nAnalis Hukum Ahli Muda\nBagian Hukum Setda\nNIP 198503142010011009\n",
	    "nama=Sarwani Rahman, S.H.; nip=198503142010011009; jabatan=Analis Hukum Ahli Muda; unit_kerja=Bagian Hukum Setda" },
	{ "two columns set with blanks",
	    "Nomor    : 000.5/15/DPK              Rantau, 20 November 2026\nSifat    : Biasa                     Kepada\n"
	    "Lampiran : 3 lembar                  Yth. Kepala Dinas Komunikasi dan\nHal      : Permohonan Akun                Informatika\n"
	    "           AMS BSrE                  di - Rantau\n\nMohon akun bagi:\nNama : Sarwani\nNIP : 198503142010011009\n",
	    "nama=Sarwani; nip=198503142010011009; yth=Kepala Dinas Komunikasi dan Informatika; sifat=Biasa; lampiran=3 lembar; "
	    "hal=Permohonan Akun AMS BSrE" },
	{ "a name written small, right before its number",
	    "Mohon TTE dibuatkan:\nSarwani Rahman, S.E. - 198503142010011009 - Kabid Aset\nmaulida hasanah - 199005072015032004 - Sekretaris\n",
	    "1 Sarwani Rahman, S.E., 198503142010011009, Kabid Aset, -, -\n2 maulida hasanah, 199005072015032004, Sekretaris, -, -\n" },
	{ "a row that cannot be read leaves all numbers in doubt",
	    "Mohon TTE dibuatkan:\nSarwani Rahman, S.E. - 198503142010011009 - Kabid Aset\n(staf baru) - 199005072015032004 - Sekretaris\n"
	    "Bambang Setia - 198509172010011012 - Kasi Umum\n",
	    "1? Sarwani Rahman, S.E., 198503142010011009, Kabid Aset, -, -\n2? Bambang Setia, 198509172010011012, Kasi Umum, -, -\n" },
	{ "blocks that begin with the number give nobody the next one's",
	    "Mohon TTE dibuatkan:\nNIP: 198503142010011009\nNama: Sarwani\n\nNIP: 199005072015032004\nNama: Maulida\n",
	    "1 Sarwani, 198503142010011009, -, -, -\n2 Maulida, 199005072015032004, -, -, -\n" },
	{ "a name inside a position is none",
	    "Mohon TTE dibuatkan:\n- Kabid Aset, NIP 198503142010011009, Sarwani Rahman\n- Kasi Umum, NIP 199005072015032004, Maulida Hasanah\n",
	    "1 Sarwani Rahman, 198503142010011009, -, -, -\n2 Maulida Hasanah, 199005072015032004, -, -, -\n" },
	{ "of two whose second number lacks a digit one is in doubt",
	    "Mohon reset passphrase:\n1. Bapak Sarwani Rahman yang bertugas sebagai Kasi Umum di Dinas Sosial dengan NIP 198503142010011009\n"
	    "2. Ibu Maulida Hasanah sebagai Arsiparis di Dinas Sosial dengan NIP 19900507201503200\n",
	    "1 Sarwani Rahman, 198503142010011009, Kasi Umum, Dinas Sosial, -\n"
	    "2? Maulida Hasanah, 19900507201503200, Arsiparis, Dinas Sosial, -\n" },
	{ "so in a sentence",
	    "Mohon reset untuk Sdr. Sarwani (NIP 198503142010011009) dan Sdri. Maulida (NIP 1990050720150320041), keduanya dari Kecamatan Piani.\n",
	    "1 Sarwani, 198503142010011009, -, Kecamatan Piani, -\n2? Maulida, 1990050720150320041, -, Kecamatan Piani, -\n" },
	{ "and in a table",
	    "Mohon reset:\n\nNo\tNama\tNIP\tJabatan\tKet\n1\tSarwani Rahman\t198503142010011009\tCamat\n2\tMaulida Hasanah\t19900507201503200\tSekcam\tbaru\n",
	    "1 Sarwani Rahman, 198503142010011009, Camat, -, -\n2? Maulida Hasanah, 19900507201503200, Sekcam, -, -\n" },
	{ "who speaks of two and tells one leaves him in doubt",
	    "Mohon TTE Sdr. Sarwani (NIP 198503142010011009) dan ibu maulida diperpanjang, keduanya dari Kecamatan Piani.\n",
	    "nama=Sarwani; nip=198503142010011009?; unit_kerja=Kecamatan Piani" },
	{ "NIP and NIK in one cell, and a cell over two rows",
	    "Mohon dibuatkan TTE:\n\nUnit\tNama\tNIP/NIK\tJabatan\nDinas Sosial\tSarwani Rahman\t198503142010011009 6305051403850001\tKabid Aset\n"
	    "\tMaulida Hasanah\t199005072015032004 6305054705900002\tArsiparis\n",
	    "1 Sarwani Rahman, 198503142010011009, Kabid Aset, Dinas Sosial, -\n2 Maulida Hasanah, 199005072015032004, Arsiparis, Dinas Sosial, -\n" },
	{ "a position and its place behind a name are no name",
	    "Sertifikat saya habis. Mulyadi, Kades Pematang Karangan Hulu, NIK 6305042005780002\n",
	    "nama=Mulyadi; nik=6305042005780002; jabatan=Kades Pematang Karangan Hulu" },
	{ "where he moves to counts",
	    "Sehubungan dengan mutasi Sdr. Eko Prasetyo, S.Kom. (NIP 198811112010011007) dari Dinas Kesehatan ke Dinas Sosial sebagai\n"
	    "Pranata Komputer Ahli Muda, mohon data TTE disesuaikan.\n",
	    "nama=Eko Prasetyo, S.Kom.; nip=198811112010011007; jabatan=Pranata Komputer Ahli Muda; unit_kerja=Dinas Sosial" },
	{ "arrows, bars, wide colons and quotation marks",
	    "Mohon perpanjangan:\nnama -> Siti Rahmah\n| NIP | `198703122011012004`\nJabatan\xef\xbc\x9a\"Kepala Seksi Umum\"\nunit => Dinas Sosial\n",
	    "nama=Siti Rahmah; nip=198703122011012004; jabatan=Kepala Seksi Umum; unit_kerja=Dinas Sosial" },
	{ "below the heading of another stands another",
	    "FORMULIR\n\nI. PEMOHON\nNama : Rusdi Hartawan\nNIP : 198704092013101005\n\nII. ATASAN LANGSUNG\nNama : Wahidah\nNIP : 198308022005042010\n",
	    "nama=Rusdi Hartawan; nip=198704092013101005" },
	{ "who writes for two is perhaps none of them",
	    "Saya Lina, NIP 198812122012122001, mewakili Sarwani NIP 198503142010011009 dan Maulida NIP 199005072015032004 mohon reset.\n",
	    "1? Lina, 198812122012122001, -, -, -\n2? Sarwani, 198503142010011009, -, -, -\n3? Maulida, 199005072015032004, -, -, -\n" },
};

static const char *
or_dash(const char *s)
{
	return s != NULL ? s : "-";
}

static char *
shown(const struct facts *f)
{
	static const char *const names[] = { "nama", "nip", "nik", "jabatan", "unit_kerja", "email",
		"hp", "yth", "sifat", "lampiran", "hal", "penanda_tangan" };
	struct buf out = BUF_INIT;

	for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
		for (size_t i = 0; i < f->n_fields; i++)
			if (strcmp(f->fields[i].name, names[k]) == 0)
				buf_addf(&out, "%s%s=%s%s", out.len > 0 ? "; " : "", names[k],
				    f->fields[i].value, f->fields[i].certain ? "" : "?");
	if (out.len > 0 && f->n_applicants > 0)
		buf_addc(&out, '\n');
	for (size_t i = 0; i < f->n_applicants; i++) {
		const struct fact_person *p = &f->applicants[i];

		buf_addf(&out, "%zu%s %s, %s, %s, %s, %s\n", i + 1, p->certain ? "" : "?", or_dash(p->nama),
		    or_dash(p->nip != NULL ? p->nip : p->nik), or_dash(p->jabatan),
		    or_dash(p->unit_kerja), or_dash(p->hp));
	}
	return out.data != NULL ? buf_take(&out) : xstrdup("");
}

int
main(void)
{
	struct problems p = { 0 };
	struct ruleset *rules = ruleset_read("rules", &p);

	problems_print(&p, stdout);
	if (!ok(rules != NULL, "the rules of the tree can be read"))
		return done();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct facts f = { 0 };
		const struct sheet_order order = { .text = rows[i].text, .source = "body" };
		bool undecided = official_read(&order, rules, &f, NULL);
		char *got = shown(&f);

		is_str(got, rows[i].want, "%s", rows[i].name);
		ok(!undecided, "%s: no pattern at its limit", rows[i].name);
		free(got);
		wire_free(&facts_wire, &f);
	}
	ruleset_free(rules);
	problems_free(&p);
	return done();
}
