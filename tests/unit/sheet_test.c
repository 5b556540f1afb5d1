/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is read on the sheet of a document, by the rules of the tree: one line for each fact, or for
 * each of several people. Each sheet holds as little as tells of one thing.
 */
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/wire.h"
#include "box/letter.h"
#include "box/official.h"

static struct ruleset *rules;

#define HEAD "PEMERINTAH KABUPATEN TAPIN\nDINAS SOSIAL\n\nNomor : 1/2/DS\nHal : Usul TTE\n\nYth. Kepala Dinas Komunikasi\n\n"
#define END  "\nDemikian, terima kasih.\nKepala Dinas,\n\nIdrus Halim, S.Sos.\nNIP 197001011995031002\n"

static const struct { const char *what, *text, *only, *want; } sheets[] = {
	{ "position and office said once for all", HEAD
	    "Seluruhnya bertugas sebagai Bidan Desa pada UPTD Puskesmas Piani.\nNo\tNama\tNIP\n1\tSiti Aminah\t198501232010012003\n"
	    "2\tRusdi Noor\t198602242011011004\n" END, NULL,
	    "Siti Aminah|198501232010012003||Bidan Desa|UPTD Puskesmas Piani||\nRusdi Noor|198602242011011004||Bidan Desa|UPTD Puskesmas Piani||\n" },
	{ "a position said of all before the table, the office by the letterhead", HEAD
	    "Mohon sertifikat elektronik bagi 2 (dua) orang Bendahara Penerimaan pada kami:\nNama\tNIP\nSiti Aminah\t198501232010012003\n"
	    "Rusdi Noor\t198602242011011004\n" END, NULL,
	    "Siti Aminah|198501232010012003||Bendahara Penerimaan|DINAS SOSIAL||\nRusdi Noor|198602242011011004||Bendahara Penerimaan|DINAS SOSIAL||\n" },
	{ "one heading for position and office", HEAD "No\tNama / NIP\tJabatan / Unit Kerja\n1\tSiti Aminah NIP. 19850123 201001 2 003\tGuru - SDN Piani 1\n"
	    "2\tRusdi Noor NIP. 19860224 201101 1 004\tPengurus Barang pada Dinas Sosial\n" END, NULL,
	    "Siti Aminah|198501232010012003||Guru|SDN Piani 1||\nRusdi Noor|198602242011011004||Pengurus Barang|Dinas Sosial||\n" },
	{ "a heading that is the kind of the office", HEAD "Nama\tNIK\tDesa\nSiti Aminah\t6305016301850001\tPariok\nRusdi Noor\t6305012402860002\tDesa Batalas\n" END, NULL,
	    "Siti Aminah||6305016301850001||Desa Pariok||\nRusdi Noor||6305012402860002||Desa Batalas||\n" },
	{ "a cell over three rows, one over two, one that has none", HEAD
	    "No\tNama\tNIP\tUnit Kerja\n1\tSiti Aminah\t198501232010012003\n2\tRusdi Noor\t198602242011011004\tKecamatan Piani\n3\tHasan Basri\t198703252012011005\n"
	    "4\tNor Laila\t198804262013012006\tKecamatan Bungur\n5\tAgus Salim\t198905272014011007\n6\tDewi Sari\t199006282015012008\t-\n" END, NULL,
	    "Siti Aminah|198501232010012003|||Kecamatan Piani||\nRusdi Noor|198602242011011004|||Kecamatan Piani||\nHasan Basri|198703252012011005|||Kecamatan Piani||\n"
	    "Nor Laila|198804262013012006|||Kecamatan Bungur||\nAgus Salim|198905272014011007|||Kecamatan Bungur||\nDewi Sari|199006282015012008|||||\n" },
	{ "a row that a page broke", HEAD "No\tNama\tNIP\tEmail\n1\tRusdi Noor\t198602242011011004\trusdi@tapinkab.go.id\n2\tSiti\t19850123\tsiti@tapin\n\f"
	    "\tAminah, S.Pd.\t2010012003\tkab.go.id\n3\tHasan Basri\t198703252012011005\thasan@tapinkab.go.id\n" END, NULL,
	    "Rusdi Noor|198602242011011004|||DINAS SOSIAL|rusdi@tapinkab.go.id|\nSiti Aminah, S.Pd.|198501232010012003|||DINAS SOSIAL|siti@tapinkab.go.id|\n"
	    "Hasan Basri|198703252012011005|||DINAS SOSIAL|hasan@tapinkab.go.id|\n" },
	{ "rows whose last cells are empty", HEAD "Nama\tNIP\tJabatan\tNo. HP\nSiti Aminah\t198501232010012003\tGuru\nRusdi Noor\t198602242011011004\tOperator\t0812 3456 7890\n" END,
	    NULL, "Siti Aminah|198501232010012003||Guru|DINAS SOSIAL||\nRusdi Noor|198602242011011004||Operator|DINAS SOSIAL||081234567890\n" },
	{ "people side by side", HEAD "Nama\tSiti Aminah\tRusdi Noor\nNIP\t198501232010012003\t198602242011011004\nJabatan\tGuru\tOperator\n" END, NULL,
	    "Siti Aminah|198501232010012003||Guru|DINAS SOSIAL||\nRusdi Noor|198602242011011004||Operator|DINAS SOSIAL||\n" },
	{ "what was and what is side by side is one person", HEAD "Nama : Siti Aminah\nNIP : 198501232010012003\nData\tLama\tBaru\nNo. HP\t081111111111\t082222222222\n" END, "hp",
	    "hp=082222222222\n" },
	{ "a table of one", HEAD "No\tNama\tNIP\tJabatan\n1\tSiti Aminah\t198501232010012003\tGuru pada SDN Piani 1\n" END, NULL,
	    "nomor_surat=1/2/DS\nhal=Usul TTE\nyth=Kepala Dinas Komunikasi\npenanda_tangan=Idrus Halim, S.Sos.\nnama=Siti Aminah\nnip=198501232010012003\n"
	    "jabatan=Guru\nunit_kerja=SDN Piani 1?\n" },
	{ "headings over several lines", HEAD "Nama\tJabatan lama\tJabatan baru\nNIP\nPangkat\nSiti Aminah\tGuru\tKepala Sekolah\n198501232010012003\nPenata (III/c)\n" END, NULL,
	    "nomor_surat=1/2/DS\nhal=Usul TTE\nyth=Kepala Dinas Komunikasi\npenanda_tangan=Idrus Halim, S.Sos.\nnama=Siti Aminah\nnip=198501232010012003\n"
	    "jabatan=Kepala Sekolah\npangkat=Penata (III/c)\nunit_kerja=DINAS SOSIAL?\n" },
	{ "one label for two", HEAD "Nama : Siti Aminah\nJabatan / Unit Kerja : Analis Hukum / Bagian Hukum\nNIP : 198501232010012003\n" END, "jabatan", "jabatan=Analis Hukum\n" },
	{ "the second of them", HEAD "Nama : Siti Aminah\nJabatan / Unit Kerja : Analis Hukum / Bagian Hukum\nNIP : 198501232010012003\n" END, "unit_kerja", "unit_kerja=Bagian Hukum\n" },
	{ "who recommends is no rival of whom he recommends", HEAD "Yang bertanda tangan di bawah ini:\nNama : Idrus Halim, S.Sos.\nNIP : 197001011995031002\n"
	    "merekomendasikan:\nNama : Siti Aminah\nNIP : 198501232010012003\n" END, "nip", "nip=198501232010012003\n" },
	{ "a rank that was, in a decree whose reasons name a position", "KEPUTUSAN BUPATI TAPIN\nNOMOR 1/2/2026\nMenimbang : bahwa jabatan sekretaris desa lowong;\nMEMUTUSKAN\n"
	    "KESATU\t:\tNama\tSiti Aminah\n\t\tNIP\t198501232010012003\nPangkat lama : Pengatur (II/c)\ndinaikkan pangkatnya menjadi Penata Muda golongan ruang III/a.\n"
	    "Ditetapkan di Rantau\npada tanggal 2 November 2026\nBUPATI TAPIN,\n\nIDRUS HALIM\n", NULL,
	    "nomor_surat=1/2/2026\ntanggal_surat=2026-11-02\npenanda_tangan=IDRUS HALIM\nnama=Siti Aminah\nnip=198501232010012003\npangkat=Penata Muda golongan ruang III/a\n" },
	{ "parts of a form, what was and what is", "FORMULIR\nNama : Siti Aminah\nA. Data lama\nJabatan : Guru\nB. Data baru\nJabatan : Operator\n", "jabatan", "jabatan=Operator\n" },
	{ "the office behind a position", HEAD "Nama : Siti Aminah\nNIP : 198501232010012003\nJabatan : Arsiparis pada Kecamatan Piani\n" END, "unit_kerja",
	    "unit_kerja=Kecamatan Piani\n" },
	{ "a statement is signed by whom it is about", "SURAT PERNYATAAN\nSaya yang bertanda tangan di bawah ini:\nNama : Siti Aminah\nNIP : 198501232010012003\nlupa passphrase.\n"
	    "\nMengetahui: Rantau, 14/11/2026\nKepala Dinas\tYang menyatakan\n\nIdrus Halim, S.Sos.\tSITI AMINAH\n", "penanda_tangan", "penanda_tangan=SITI AMINAH\n" },
	{ "its date beside the witness", "SURAT PERNYATAAN\nSaya yang bertanda tangan di bawah ini:\nNama : Siti Aminah\nlupa passphrase.\n"
	    "\nMengetahui: Rantau, 14/11/2026\nKepala Dinas\tYang menyatakan\n\nIdrus Halim, S.Sos.\tSITI AMINAH\n", "tanggal_surat", "tanggal_surat=2026-11-14\n" },
	{ "two columns of a head that both go on", "Nomor : 1/2/DS\tRantau, 2 November 2026\nSifat : Biasa\tYth. Kepala Dinas Komunikasi dan\nHal : Permohonan Sertifikat\tInformatika\n"
	    "bagi Bendahara\tdi Rantau\n\nDengan hormat\n" END, "hal", "hal=Permohonan Sertifikat bagi Bendahara\n" },
	{ "the address of who entered a form", "Bukti Permohonan\nNama\nSiti Aminah\nSurel dinas\nsiti@tapinkab.go.id\nDiinput oleh\nRusdi (rusdi@tapinkab.go.id)\n", "email",
	    "email=siti@tapinkab.go.id\n" },
	{ "an office that writes in a sentence is no signature", "SURAT KETERANGAN\nKepala SDN Piani 1 menerangkan bahwa Sdri. Siti Aminah, NIP 198501232010012003,\n"
	    "jabatan Guru Ahli Pertama pada SDN Piani 1, adalah pegawai kami.\n" END, "nip", "nip=198501232010012003\n" },
	{ "a day with its time", "Detail Permohonan\nTanggal Pengajuan\t19/11/2026 10:42 WITA\nNama\tSiti Aminah\n", "tanggal_surat", "tanggal_surat=2026-11-19\n" },
};

static void
write_person(const struct fact_person *p, struct buf *out)
{
	const char *all[] = { p->nama, p->nip, p->nik, p->jabatan, p->unit_kerja, p->email, p->hp };

	for (size_t i = 0; i < 7; i++)
		buf_addf(out, "%s%s", i > 0 ? "|" : "", all[i] != NULL ? all[i] : "");
	buf_addc(out, '\n');
}

int
main(void)
{
	struct problems p = { 0 };

	letter_init();
	rules = ruleset_read("rules", &p);
	problems_print(&p, stdout);
	if (!ok(rules != NULL, "the rules of the tree can be read"))
		return done();
	for (size_t i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++) {
		struct facts f = { 0 };
		struct buf told = BUF_INIT;

		official_read(&(struct sheet_order){ .text = sheets[i].text, .source = "doc:1" }, rules, &f, NULL);
		for (size_t k = 0; k < f.n_applicants; k++)
			write_person(&f.applicants[k], &told);
		for (size_t k = 0; k < f.n_fields && f.n_applicants == 0; k++)
			if (sheets[i].only == NULL || strcmp(sheets[i].only, f.fields[k].name) == 0)
				buf_addf(&told, "%s=%s%s\n", f.fields[k].name, f.fields[k].value, f.fields[k].certain ? "" : "?");
		is_str(buf_str(&told), sheets[i].want, "%s", sheets[i].what);
		buf_free(&told);
		wire_free(&facts_wire, &f);
	}
	ruleset_free(rules);
	problems_free(&p);
	return done();
}
