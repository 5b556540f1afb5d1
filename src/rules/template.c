/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Template files into small programs (a list of steps with jumps), and those into Markdown with the
 * values of one mail. The table of fields is what may be used: a name beside it is a mistake of the
 * file, found when it is read. Owns all templates; touches no file after reading. Here foreign
 * values are made harmless, once and for all that is shown. Mistakes of files end as problems,
 * missing values as refused.
 */
#include "rules/template.h"

#include <dirent.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"

#define FILE_MOST (256u << 10)
#define PART "bagian-"	/* begins the names of parts */
#define NESTING 8
#define SUBJECT_MOST 180	/* bytes of a subject before it is cut */
#define VALUE_MOST 8192		/* bytes of one value shown */

/* What the case puts into mails. Texts come as they are, lists by repeating the name. */
static const struct template_field known_fields[] = {
	{ "kantor", false, "nama kantor; selalu ada" },
	{ "kantor_singkat", false, "nama singkatnya" },
	{ "kabupaten", false, "Kabupaten Tapin" },
	{ "alamat", false, "alamat surat loket" },
	{ "penerima", false, "nama penerima surat ini" },
	{ "petugas", false, "terisi bila penerima memegang peran di kantor, kosong bila pemohon" },
	{ "nomor", false, "nomor perkara, TTE-2026-000123" },
	{ "layanan", false, "nama layanan dari berkas kantor" },
	{ "tahap", false, "kegiatan SOP yang sedang berjalan" },
	{ "akhir", false, "nama akhir, bila perkara sudah ditutup" },
	{ "diterima", false, "kapan permohonan diterima" },
	{ "nama", false, "nama pemohon" },
	{ "nip", false, "NIP lengkap; hanya untuk petugas" },
	{ "nip_samar", false, "NIP, hanya empat angka terakhir" },
	{ "nik", false, "NIK, selalu disamarkan" },
	{ "hp_samar", false, "nomor HP, hanya empat angka terakhir" },
	{ "tercatat", false, "terisi bila data itu tercatat di kantor; hanya bagi pemohon sendiri" },
	{ "email", false, "email dinas pemohon (kunci pencarian di AMS); hanya untuk petugas" },
	{ "hp", false, "nomor HP; hanya untuk petugas" },
	{ "jabatan", false, "jabatan pemohon" },
	{ "unit_kerja", false, "unit kerja pemohon" },
	{ "belum_tercatat", false, "terisi bila pemohon belum tercatat; hanya untuk petugas" },
	{ "kurang", true, "nama dokumen yang belum ada" },
	{ "ada", true, "nama dokumen yang sudah ada" },
	{ "berkas", true, "nama berkas yang diterima dan dilampirkan" },
	{ "berkas_ttd", true,
	    "tanda tangan elektronik di dalamnya, di tempat yang sama: - relied several range "
	    "changed chain expired form no-roots broken" },
	{ "berkas_oleh", true, "siapa yang menandatanganinya, di tempat yang sama; atau -" },
	{ "ragu_isian", true,
	    "data yang terbaca tidak pasti: nama nip nik email hp; hanya untuk petugas" },
	{ "ragu_nilai", true, "bacaannya, di tempat yang sama" },
	{ "ragu_asal", true, "surat, berkas, atau pindai (hasil OCR), di tempat yang sama" },
	{ "ragu_berkas", true, "nama berkasnya atau -, di tempat yang sama" },
	{ "ams_beda", false,
	    "yang tidak cocok di AMS: several (beberapa orang) nama nik; hanya untuk petugas" },
	{ "ams_temuan", false, "yang terlihat di AMS" },
	{ "berakhir", false, "akhir masa berlaku sertifikat pemohon, dengan kata-kata" },
	{ "sisa_hari", false, "berapa hari lagi sertifikat itu berakhir" },
	{ "sudah_berakhir", false, "terisi bila masa berlakunya sudah habis" },
	{ "perkiraan", false, "terisi bila akhir masa berlaku itu perkiraan kami" },
	{ "kedaluwarsa", false, "terisi bila AMS menyatakan sertifikatnya sudah berakhir" },
	{ "status_ams", false,
	    "status sertifikat di AMS, bila sudah ditanyakan; hanya untuk petugas" },
	{ "diminta", false, "terisi bila perkara dibuka karena surat pemohon" },
	{ "perkara_asal", false, "nomor perkara yang dilanjutkan perkara ini" },
	{ "susulan", true, "nama dokumen yang diperlukan kemudian dan belum ada" },
	{ "isian_kurang", true, "isian surat yang masih ditunggu" },
	{ "disimpan", true, "dokumen yang tidak dilampirkan kepada penerima ini" },
	{ "catatan_dari", true, "pejabat yang memberi catatan disposisi; hanya untuk petugas" },
	{ "catatan", true, "catatannya, di tempat yang sama" },
	{ "batas_berkas", false, "ukuran surat paling besar, misalnya 20 MB" },
	{ "tak_terbaca", true, "berkas surat terakhir yang terkunci atau rusak" },
	{ "ubah", false, "yang akan diubah, bila suratnya sedang ditunggu" },
	{ "alasan", false, "alasan penolakan, kekurangan, atau kegagalan" },
	{ "kata", false, "kata yang ditulis orang" },
	{ "arti", false, "kata jawaban yang kami pahami: SETUJU" },
	{ "detail", false,
	    "rincian kendala: link-tidak-masuk link-kedaluwarsa wajah-gagal hp-ganti "
	    "belum-verifikasi tidak-pasti dua-orang data-beda tak-ditemukan bukan-issue; by-number: "
	    "jawaban menurut nomor" },
	{ "oleh", false, "nama orang yang telah menjawab" },
	{ "selanjutnya", false, "siapa yang berikutnya" },
	{ "menunggu_pemohon", false, "terisi bila yang berikutnya pemohon sendiri" },
	{ "sejak", false, "sejak hari apa tahap ini berjalan" },
	{ "tenggat", false, "perkiraan selesai tahap ini, hari dan jam kantor" },
	{ "layanan_daftar", true, "semua layanan kantor; hanya pada surat tanpa perkara" },
	{ "nomor_daftar", true,
	    "nomor perkara yang mungkin dimaksud; hanya pada surat tanpa perkara" },
	{ "portal", false, "tempat reset dilakukan di portal AMS" },
	/* beside the SOPs: what the day brought, and what waits for the admin */
	{ "hari_ini", false, "tanggal ringkasan" },
	{ "perlu_nomor", true, "ringkasan: nomor surat yang perlu keputusan" },
	{ "perlu_dari", true, "pengirimnya, di tempat yang sama" },
	{ "perlu_perihal", true, "perihalnya, di tempat yang sama" },
	{ "perlu_sebab", true, "kode sebab ditahan, di tempat yang sama" },
	{ "perlu_saat", true, "kapan diterima, di tempat yang sama" },
	{ "putus_nama", true, "ringkasan: siapa yang alamatnya menolak surat" },
	{ "putus_alamat", true, "alamat itu, di tempat yang sama" },
	{ "putus_kode", true, "kode penolakan, di tempat yang sama" },
	{ "putus_perkara", true, "nomor perkara yang menunggu, di tempat yang sama" },
	{ "lain_dari", true, "ringkasan: pengirim surat yang bukan urusan loket" },
	{ "lain_perihal", true, "perihalnya, di tempat yang sama" },
	{ "kata_daftar", true, "kata yang boleh ditulis di belakang nomor" },
	{ "kata_guna", true, "gunanya, di tempat yang sama" },
	{ "ditangani", true, "nomor perkara yang ditangani petugas" },
	{ "gagal", true, "surat yang tidak sampai" },
	{ "spam", false, "berapa surat baru di folder spam" },
	{ "hasil_nomor", true, "nomor yang diputuskan" },
	{ "hasil_kata", true, "kata yang ditulis, di tempat yang sama" },
	{ "hasil_guna", true, "kode hasilnya, di tempat yang sama" },
	{ "akan_kepada", true, "bayangan: kepada siapa akan dikirim" },
	{ "akan_perihal", true, "perihalnya, di tempat yang sama" },
	{ "akan_isi", true, "isinya, di tempat yang sama" },
	{ "akan_baris", true, "draf: isinya, baris demi baris" },
	{ "akan_petugas", true, "jawaban petugas sendiri atau -, di tempat yang sama" },
	{ "akan_jumlah", false, "berapa surat seluruhnya" },
	{ "jurnal_baris", false, "kepala-jurnal: berapa baris jurnalnya" },
	{ "jurnal_kepala", false, "kepala rangkaiannya (SHA-256)" },
	{ "jurnal_rusak", false, "terisi bila rangkaiannya tidak utuh: apa yang salah" },
	{ "pulih_saat", false, "pulih: kapan cadangannya dibuat" },
	{ "pulih_terkirim", true, "surat yang ternyata sudah terkirim: kepada siapa, templatnya, nomor perkara" },
	{ "pulih_ragu", true, "surat yang tidak diketahui sudah terkirim atau belum" },
	{ "pulih_ams", true, "pekerjaan di AMS yang hasilnya tidak diketahui" },
	{ "layanan_jeda", false, "layanan yang dihentikan sementara, atau semua layanan" },
	{ "asal_dari", false, "pengirim surat yang diteruskan" },
	{ "asal_perihal", false, "perihalnya" },
	{ "asal_saat", false, "kapan surat itu diterima" },
	{ "ingat_nomor", true, "pengingat: nomor perkara yang menunggu jawaban penerima" },
	{ "ingat_layanan", true, "layanannya, di tempat yang sama" },
	{ "ingat_nama", true, "pemohonnya, di tempat yang sama" },
	{ "ingat_sejak", true, "sejak hari apa, di tempat yang sama" },
	{ "lapor_nomor", true, "pengingat: nomor perkara yang menunggu jawaban orang lain" },
	{ "lapor_layanan", true, "layanannya, di tempat yang sama" },
	{ "lapor_nama", true, "pemohonnya, di tempat yang sama" },
	{ "lapor_siapa", true, "siapa yang ditunggu, di tempat yang sama" },
	{ "lapor_sejak", true, "sejak hari apa, di tempat yang sama" },
	{ "ingat_lagi", false, "berapa lagi yang tidak disebut" },
	{ "peran", false, "nama peran yang beralih" },
	{ "peran_dari", false, "siapa yang memegangnya, atau yang tidak terjangkau" },
	{ "peran_kepada", false, "siapa yang memegangnya sekarang" },
	{ "peran_jenis", false, "plh atau plt; kosong bila definitif" },
	{ "peran_sejak", false, "sejak tanggal berapa" },
	{ "peran_sampai", false, "sampai tanggal berapa, bila ditentukan" },
	{ "peran_baru", false, "terisi bila penerima surat ini pemegang yang baru" },
	{ "beralih_nomor", true, "nomor perkara yang tugasnya beralih" },
	{ "tetap_menunggu", false, "terisi bila ada tugas yang belum punya pengganti" },
	{ "peran_kosong", true, "ringkasan: peran tanpa pemegang yang terjangkau" },
	{ "lama_nama", true, "pemilik sertifikat yang lama tidak diperiksa" },
	{ "lama_berakhir", true, "akhir masa berlakunya, di tempat yang sama" },
	{ "lama_asal", true, "perkiraan atau -, di tempat yang sama" },
	{ "opd_nama", false, "perangkat daerah penerima" },
	{ "opd_orang", true, "pegawainya yang sertifikatnya berakhir" },
	{ "opd_berakhir", true, "akhir masa berlakunya, di tempat yang sama" },
	{ "opd_kabar", true, "tak-sampai bila surat kami ditolak, atau -, di tempat yang sama" },
	{ "tahun_kurang", false, "tahun yang belum lengkap di kalender kantor" },
	{ "kalender_kurang", false, "apa yang belum ada di sana" },
	{ "keliru", true, "aturan: kesalahan dalam aturan yang diubah" },
	{ "keliru_jumlah", false, "berapa kesalahan seluruhnya" },
	/* several at once */
	{ "bersama", false, "surat untuk beberapa: orang atau layanan" },
	{ "tentang", false, "isi surat bersama: terima hasil status" },
	{ "anak_nomor", true, "surat bersama: nomor tiap orang atau layanan" },
	{ "anak_nama", true, "namanya, di tempat yang sama" },
	{ "anak_nip", true, "NIP-nya, empat angka terakhir, di tempat yang sama" },
	{ "anak_layanan", true, "layanannya, di tempat yang sama" },
	{ "anak_perkara", true, "nomor perkaranya atau -, di tempat yang sama" },
	{ "anak_keadaan", true, "kode keadaannya, di tempat yang sama" },
	{ "anak_rinci", true, "rinciannya atau -, di tempat yang sama" },
	{ "anak_ragu", false, "terisi bila ada yang belum dapat diproses" },
	{ "anak_kurang", false, "terisi bila ada yang berkasnya belum lengkap" },
	{ "daftar_nomor", true, "daftar tugas: nomornya" },
	{ "daftar_perkara", true, "nomor perkaranya, di tempat yang sama" },
	{ "daftar_layanan", true, "layanannya, di tempat yang sama" },
	{ "daftar_kerja", true, "kegiatan SOP yang ditanyakan, di tempat yang sama" },
	{ "daftar_nama", true, "nama pemohon, di tempat yang sama" },
	{ "daftar_nip", true, "NIP lengkap, di tempat yang sama" },
	{ "daftar_email", true, "email dinas, di tempat yang sama" },
	{ "daftar_unit", true, "unit kerja, di tempat yang sama" },
	{ "daftar_berkas", true, "nama berkasnya, di tempat yang sama" },
	{ "daftar_catatan", true, "belum-tercatat, alasan sebelumnya, atau -, di tempat yang sama" },
	{ "daftar_jumlah", false, "berapa tugas di daftar" },
	{ "daftar_contoh", false, "contoh jawaban dengan kata-kata daftar itu" },
	{ "daftar_terbuka", true, "nomor daftar yang masih menunggu" },
	{ "antrian", false, "terisi bila daftar itu antrian pada jam yang tetap" },
	{ "antrian_jam", false, "jam antrian: 08:00 13:00; kosong: tidak ada antrian" },
	{ "tanya_baris", true, "pertanyaan pemohon, baris demi baris" },
	{ "jawab_baris", true, "jawaban petugas, baris demi baris" },
	{ "opd", false, "terisi bila OPD yang ditanya, bukan orangnya" },
	{ "usul", false, "jawaban yang kami pahami: SETUJU 1, 3; TOLAK 2 alasannya" },
	{ "tujuan", false, "tujuan pemrosesan data; hanya pada jawaban pertama" },
	{ "dasar", false, "dasar hukum pemrosesan data" },
	/* the month's report */
	{ "lapor_bulan", false, "laporan: bulannya, November 2026" },
	{ "lapor_masuk", false, "laporan: berapa permohonan masuk" },
	{ "lapor_selesai", false, "laporan: berapa perkara selesai" },
	{ "lapor_berhasil", false, "laporan: berapa di antaranya berhasil" },
	{ "lapor_berjalan", false, "laporan: berapa perkara sedang berjalan" },
	{ "lapor_pengguna", false, "laporan: Jumlah Pengguna TTE" },
	{ "lapor_sertifikat", false, "laporan: berapa sertifikat baru" },
	{ "lapor_berakhir", false, "laporan: berapa sertifikat berakhir dalam 90 hari" },
	{ "lapor_perhatian", true, "laporan: yang perlu perhatian, satu kalimat masing-masing" },
	{ "lapor_layanan_nama", true, "laporan: layanan yang ada perkaranya" },
	{ "lapor_layanan_masuk", true, "perkara masuk, di tempat yang sama" },
	{ "lapor_layanan_selesai", true, "perkara selesai, di tempat yang sama" },
	{ "lapor_layanan_berjalan", true, "perkara berjalan, di tempat yang sama" },
	{ "lapor_baris", true, "laporan: kegiatan SOP yang sudah dipenuhi" },
	{ "lapor_baris_standar", true, "waktu standarnya, di tempat yang sama" },
	{ "lapor_baris_median", true, "nilai tengah waktu kantor, di tempat yang sama" },
	{ "lapor_baris_90", true, "waktu yang tidak dilampaui 90 %, di tempat yang sama" },
	{ "lapor_kejadian", true, "laporan: jenis pengecualian" },
	{ "lapor_kejadian_kali", true, "berapa kali, di tempat yang sama" },
	/* filled in while the mail is made, not by the case */
	{ "kode", false, "kode sekali pakai (diisi sendiri)" },
	{ "jawab_kata", true, "kata jawaban yang mungkin (diisi sendiri)" },
	{ "jawab_label", true, "artinya, di tempat yang sama (diisi sendiri)" },
};
#define N_KNOWN (sizeof(known_fields) / sizeof(known_fields[0]))

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
	{ MAIL_DESK, "jurnal_baris jurnal_kepala jurnal_rusak" },
	{ MAIL_DESK, "pulih_saat pulih_terkirim pulih_ragu pulih_ams" },
};

enum kind {
	STEP_TEXT,
	STEP_VALUE,
	STEP_THIS,
	STEP_EACH,
	STEP_IF,
	STEP_UNLESS,
	STEP_END,
	STEP_BUTTONS,
	STEP_SLOT,
	STEP_PART
};
struct step {
	enum kind kind;
	/* STEP_TEXT; STEP_IF: the word it must equal, or NULL; STEP_PART: its name */
	char *text;
	size_t field;		/* index into known_fields */
	/* of a section: its STEP_END, of STEP_END: its section; STEP_PART: its line */
	size_t jump;
	int line;			/* STEP_VALUE */
};
struct program { struct step *steps; size_t n; };
struct template { char *name; struct program subject, body; bool buttons; };
struct templates {
	struct template *items; size_t n;
	struct template_layout layout;
};

const struct template_field *
template_field(size_t i)
{
	return i < N_KNOWN ? &known_fields[i] : NULL;
}

static size_t
field_index(const char *name, size_t len)
{
	size_t i = 0;

	while (i < N_KNOWN &&
	    (strlen(known_fields[i].name) != len || memcmp(known_fields[i].name, name, len) != 0))
		i++;
	return i;
}

/* ---- reading one template ---- */

struct reading {
	const char *file;
	struct problems *p;
	int line;
	struct program *into;
	struct { size_t step; int line; } open[NESTING];
	size_t n_open;
};

static struct step *
add_step(struct program *g, enum kind kind)
{
	g->steps = grow(g->steps, g->n, sizeof(*g->steps));
	g->steps[g->n].kind = kind;
	return &g->steps[g->n++];
}

static void
add_text(struct reading *r, const char *s, size_t n)
{
	if (n > 0)
		add_step(r->into, STEP_TEXT)->text = xstrndup(s, n);
	for (size_t i = 0; i < n; i++)
		r->line += s[i] == '\n';
}

/* Index of the field, or N_KNOWN with a problem. */
static size_t
want_field(struct reading *r, const char *name, size_t len)
{
	const char *names[N_KNOWN], *meant;
	size_t i = field_index(name, len);
	char *copy;

	if (i < N_KNOWN)
		return i;
	for (size_t k = 0; k < N_KNOWN; k++)
		names[k] = known_fields[k].name;
	copy = xstrndup(name, len);
	meant = problem_meant(copy, names, N_KNOWN);
	if (meant != NULL)
		problem_add(r->p, r->file, r->line,
		    "{{%s}}: isian tidak dikenal; maksudnya {{%s}}?", copy, meant);
	else
		problem_add(r->p, r->file, r->line, "{{%s}}: isian tidak dikenal", copy);
	free(copy);
	return N_KNOWN;
}

static void
open_section(struct reading *r, enum kind kind, const char *name, size_t len)
{
	size_t word = kind == STEP_IF ? strcspn(name, "=}") : len, field;
	struct step *s;

	word = word < len ? word : len;
	field = want_field(r, name, word);
	if (r->n_open == NESTING) {
		problem_add(r->p, r->file, r->line, "bagian bersarang lebih dari %d", NESTING);
		return;
	}
	s = add_step(r->into, kind);
	s->field = field;
	if (word < len)
		s->text = xstrndup(name + word + 1, len - word - 1);
	r->open[r->n_open].step = r->into->n - 1;
	r->open[r->n_open++].line = r->line;
}

static void
close_section(struct reading *r, const char *name, size_t len)
{
	size_t field = want_field(r, name, len), open;

	if (r->n_open == 0) {
		problem_add(r->p, r->file, r->line, "{{/%.*s}}: tidak ada bagian yang terbuka",
		    (int)len, name);
		return;
	}
	open = r->open[--r->n_open].step;
	if (field != r->into->steps[open].field)
		problem_add(r->p, r->file, r->line,
		    "{{/%.*s}}: menutup bagian lain yang dibuka di baris %d", (int)len, name,
		    r->open[r->n_open].line);
	add_step(r->into, STEP_END)->jump = open;
	r->into->steps[open].jump = r->into->n - 1;
}

/* Parts stand inside other mails: the answers, the end of every mail, and what its name says. */
static bool
is_part(const char *name)
{
	return strcmp(name, "tombol") == 0 || strcmp(name, "penutup") == 0 ||
	    strncmp(name, PART, strlen(PART)) == 0;
}

static void
take_tag(struct reading *r, const char *tag, size_t len)
{
	switch (*tag) {
	case '#':
		open_section(r, STEP_EACH, tag + 1, len - 1);
		return;
	case '?':
		open_section(r, STEP_IF, tag + 1, len - 1);
		return;
	case '^':
		open_section(r, STEP_UNLESS, tag + 1, len - 1);
		return;
	case '/':
		close_section(r, tag + 1, len - 1);
		return;
	}
	if (len == 1 && *tag == '.') {
		add_step(r->into, STEP_THIS);
		if (r->n_open == 0)
			problem_add(r->p, r->file, r->line,
			    "{{.}}: hanya di dalam {{#daftar}}...{{/daftar}}");
	} else if (len == 6 && memcmp(tag, "tombol", 6) == 0) {
		add_step(r->into, STEP_BUTTONS);
	} else if (len == 12 && memcmp(tag, "kotak-tombol", 12) == 0) {
		add_step(r->into, STEP_SLOT);
	} else if (len > strlen(PART) && strncmp(tag, PART, strlen(PART)) == 0) {
		struct step *s = add_step(r->into, STEP_PART);

		s->text = xstrndup(tag, len);
		s->jump = (size_t)r->line;
	} else {
		size_t field = want_field(r, tag, len);
		struct step *s = add_step(r->into, STEP_VALUE);

		s->field = field;
		s->line = r->line;
	}
}

/*
 * A tag of a section or a part alone on its line takes the line with it. Returns how much of the text before it
 * and behind it belongs to it.
 */
static void
alone(const char *start, const char *tag, const char *end, size_t *before, size_t *behind)
{
	size_t front = 0, back = strspn(end, " \t");

	*before = *behind = 0;
	if (strchr("#?^/", tag[2]) == NULL && strncmp(tag + 2, PART, strlen(PART)) != 0)
		return;
	while (tag - front > start &&
	    (tag[-(ptrdiff_t)front - 1] == ' ' || tag[-(ptrdiff_t)front - 1] == '\t'))
		front++;
	if ((tag - front > start && tag[-(ptrdiff_t)front - 1] != '\n') ||
	    (end[back] != '\n' && end[back] != '\0'))
		return;
	*before = front;
	*behind = back + (end[back] == '\n');
}

static void
take_program(struct reading *r, const char *start, struct program *into)
{
	const char *s = start, *tag, *end;
	size_t before, behind;

	r->into = into;
	r->n_open = 0;
	while ((tag = strstr(s, "{{")) != NULL) {
		end = strstr(tag, "}}");
		if (end == NULL || end == tag + 2 ||
		    memchr(tag, '\n', (size_t)(end - tag)) != NULL) {
			add_text(r, s, (size_t)(tag - s));
			problem_add(
			    r->p, r->file, r->line, "{{ tanpa penutup }} di baris yang sama");
			s = tag + 2;
			continue;
		}
		alone(start, tag, end + 2, &before, &behind);
		add_text(r, s, (size_t)(tag - s) < before ? 0 : (size_t)(tag - s) - before);
		take_tag(r, tag + 2, (size_t)(end - tag) - 2);
		for (size_t i = 0; i < behind; i++)
			r->line += end[2 + i] == '\n';
		s = end + 2 + behind;
	}
	add_text(r, s, strlen(s));
	while (r->n_open > 0) {
		size_t open = r->open[--r->n_open].step;

		problem_add(r->p, r->file, r->open[r->n_open].line, "bagian {{%s}} tidak ditutup",
		    r->into->steps[open].field < N_KNOWN ?
			known_fields[r->into->steps[open].field].name :
			"?");
		r->into->steps[open].jump = r->into->n - 1;
	}
}

static void
free_program(struct program *g)
{
	for (size_t i = 0; i < g->n; i++)
		free(g->steps[i].text);
	free(g->steps);
}

/*
 * Header lines until the first blank one: `perihal: ...`, and comments. Returns the place behind
 * them.
 */
static const char *
take_header(struct reading *r, const char *s, struct template *t)
{
	bool subject = false;

	for (;; r->line++) {
		size_t len = strcspn(s, "\n");

		if (len == 0)
			break;
		if (strncmp(s, "perihal:", 8) == 0) {
			char *pattern =
			    xstrndup(s + 8 + strspn(s + 8, " "), len - 8 - strspn(s + 8, " "));

			if (subject)
				problem_add(r->p, r->file, r->line, "perihal ditulis dua kali");
			else
				take_program(r, pattern, &t->subject);
			subject = true;
			free(pattern);
		} else if (strncmp(s, "<!--", 4) != 0) {
			problem_add(r->p, r->file, r->line,
			    "kepala surat hanya mengenal baris `perihal: ...`, lalu satu baris "
			    "kosong");
		}
		s += len + (s[len] == '\n');
	}
	if (!subject && !is_part(t->name))
		problem_add(r->p, r->file, 1, "baris `perihal: ...` tidak ada");
	return s;
}

static void
read_one(struct templates *ts, const char *file, const char *name, struct problems *p)
{
	struct reading r = { .file = file, .p = p, .line = 1 };
	struct buf b = BUF_INIT;
	struct template *t;
	struct err e;

	if (file_read(file, FILE_MOST, &b, &e) != 0) {
		problem_add(p, file, 0, "tidak dapat dibaca: %s", e.msg);
		buf_free(&b);
		return;
	}
	if (memchr(buf_str(&b), '\0', b.len) != NULL || strstr(b.data, TEMPLATE_SLOT) != NULL ||
	    strchr(b.data, '\r') != NULL)
		problem_add(p, file, 0, "berisi huruf yang tidak boleh: NUL, CR, atau U+E000");
	ts->items = grow(ts->items, ts->n, sizeof(*ts->items));
	t = &ts->items[ts->n++];
	t->name = xstrdup(name);
	take_program(&r, take_header(&r, b.data, t), &t->body);
	for (size_t i = 0; i < t->body.n; i++)
		t->buttons |= t->body.steps[i].kind == STEP_BUTTONS;
	if (t->buttons && is_part(name))
		problem_add(p, file, 0, "{{tombol}} tidak boleh di dalam bagian");
	for (size_t i = 0; is_part(name) && i < t->body.n; i++)
		if (t->body.steps[i].kind == STEP_PART)
			problem_add(p, file, (int)t->body.steps[i].jump,
			    "{{%s}}: bagian tidak boleh di dalam bagian", t->body.steps[i].text);
	buf_free(&b);
}

/* ---- the layout ---- */

/* Cuts `FROM ... TO` out of *text and returns what stood between, or NULL. */
static char *
cut(char *text, const char *from, const char *to)
{
	char *at = strstr(text, from), *end = at != NULL ? strstr(at, to) : NULL, *inside;

	if (end == NULL)
		return NULL;
	inside = xstrndup(at + strlen(from), (size_t)(end - at) - strlen(from));
	memmove(at, end + strlen(to), strlen(end + strlen(to)) + 1);
	return inside;
}

static char *
read_button(
    struct templates *ts, const char *file, const char *name, bool required, struct problems *p)
{
	char *from = xasprintf("<!-- %s -->\n", name), *to = xasprintf("<!-- /%s -->\n", name);
	char *button = cut(ts->layout.page, from, to);

	if (button == NULL ?
		required :
		strstr(button, "{{href}}") == NULL || strstr(button, "{{label}}") == NULL)
		problem_add(
		    p, file, 0, "bagian <!-- %s --> dengan {{href}} dan {{label}} tidak ada", name);
	free(from);
	free(to);
	return button;
}

static void
read_layout(struct templates *ts, const char *file, struct problems *p)
{
	struct buf b = BUF_INIT;
	char *style, *colon;
	struct err e;

	if (file_read(file, FILE_MOST, &b, &e) != 0) {
		problem_add(p, file, 0, "tidak dapat dibaca: %s", e.msg);
		goto out;
	}
	ts->layout.page = buf_take(&b);
	free(cut(ts->layout.page, "<!-- SPDX", " -->\n"));
	while ((style = cut(ts->layout.page, "<!-- gaya ", " -->\n")) != NULL) {
		colon = strchr(style, ':');
		if (colon == NULL || strchr(style, '"') != NULL) {
			problem_add(p, file, 0,
			    "<!-- gaya %s -->: tulis unsur: gaya, tanpa tanda petik", style);
		} else {
			*colon = '\0';
			ts->layout.styles = grow(
			    ts->layout.styles, ts->layout.n_styles, sizeof(*ts->layout.styles));
			ts->layout.styles[ts->layout.n_styles].tag = xstrdup(style);
			ts->layout.styles[ts->layout.n_styles++].style =
			    xstrdup(colon + 1 + strspn(colon + 1, " "));
		}
		free(style);
	}
	ts->layout.button = read_button(ts, file, "tombol", true, p);
	ts->layout.other = read_button(ts, file, "tombol lain", false, p);
	if (strstr(ts->layout.page, "{{isi}}") == NULL ||
	    strstr(ts->layout.page, "{{judul}}") == NULL)
		problem_add(p, file, 0, "{{isi}} atau {{judul}} tidak ada");
out:
	buf_free(&b);
}

/* ---- all of them ---- */

static const struct template *
find(const struct templates *t, const char *name)
{
	for (size_t i = 0; name != NULL && i < t->n; i++)
		if (strcmp(t->items[i].name, name) == 0)
			return &t->items[i];
	return NULL;
}

/* Every part that a mail names must be there. */
static void
check_parts(const struct templates *ts, const char *dir, struct problems *p)
{
	for (size_t i = 0; i < ts->n; i++)
		for (size_t k = 0; k < ts->items[i].body.n; k++) {
			const struct step *s = &ts->items[i].body.steps[k];
			char *file = xasprintf("%s/%s.md", dir, ts->items[i].name);

			if (s->kind == STEP_PART && find(ts, s->text) == NULL)
				problem_add(p, file, (int)s->jump, "{{%s}}: tidak ada %s.md",
				    s->text, s->text);
			free(file);
		}
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
is_template(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return d->d_name[0] != '.' && n > 3 && n < 64 && strcmp(d->d_name + n - 3, ".md") == 0 &&
	    strcmp(d->d_name, "README.md") != 0;
}

struct templates *
templates_read(const char *dir, struct problems *p)
{
	struct templates *ts = xcalloc(1, sizeof(*ts));
	size_t before = p->n_items;
	struct dirent **names = NULL;
	int n = scandir(dir, &names, is_template, by_name);
	char *file;

	if (n < 0)
		problem_add(p, dir, 0, "folder tidak dapat dibaca");
	for (int i = 0; i < n; i++) {
		char *name = xstrndup(names[i]->d_name, strlen(names[i]->d_name) - 3);

		file = xasprintf("%s/%s", dir, names[i]->d_name);
		read_one(ts, file, name, p);
		free(file);
		free(name);
		free(names[i]);
	}
	free(names);
	file = xasprintf("%s/layout.html", dir);
	read_layout(ts, file, p);
	free(file);
	if (n >= 0 && (find(ts, "tombol") == NULL || find(ts, "penutup") == NULL))
		problem_add(p, dir, 0, "tombol.md dan penutup.md harus ada");
	check_parts(ts, dir, p);
	if (p->n_items == before)
		return ts;
	templates_free(ts);
	return NULL;
}

void
templates_free(struct templates *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n; i++) {
		free(t->items[i].name);
		free_program(&t->items[i].subject);
		free_program(&t->items[i].body);
	}
	for (size_t i = 0; i < t->layout.n_styles; i++) {
		free(t->layout.styles[i].tag);
		free(t->layout.styles[i].style);
	}
	free(t->items);
	free(t->layout.styles);
	free(t->layout.page);
	free(t->layout.button);
	free(t->layout.other);
	free(t);
}

bool
templates_have(const struct templates *t, const char *name)
{
	return find(t, name) != NULL && !is_part(name);
}

size_t
templates_count(const struct templates *t)
{
	return t->n;
}

bool
template_shows_answers(const struct templates *t, const char *name)
{
	const struct template *m = find(t, name);

	return m != NULL && m->buttons;
}

/* ---- what has no value where ---- */

static unsigned
lacking(size_t field, unsigned about)
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

/* The i-th field of the program that lacks its value; *i counts down. */
static bool
lack_in(const struct templates *t, const struct program *g, unsigned about, size_t *i,
    struct template_lack *out)
{
	for (size_t at = 0; at < g->n; at++) {
		const struct step *s = &g->steps[at];
		bool section = s->kind == STEP_IF || s->kind == STEP_EACH;
		const struct template *part = s->kind == STEP_PART ? find(t, s->text) : NULL;

		if (part != NULL && lack_in(t, &part->body, about, i, out)) {
			out->line = (int)s->jump;	/* where the part is asked for; parts hold none */
			return true;
		}
		if (section && lacking(s->field, about) != 0)
			at = s->jump;	/* never entered there */
		else if (s->kind == STEP_VALUE && lacking(s->field, about) != 0 && (*i)-- == 0) {
			*out = (struct template_lack){ known_fields[s->field].name, s->line,
				lacking(s->field, about) };
			return true;
		}
	}
	return false;
}

bool
template_lacks(const struct templates *t, const char *name, unsigned about, size_t i,
    struct template_lack *out)
{
	const struct template *m = find(t, name);

	return m != NULL &&
	    (lack_in(t, &m->subject, about, &i, out) || lack_in(t, &m->body, about, &i, out));
}

const char *
templates_name(const struct templates *t, size_t i)
{
	return i < t->n ? t->items[i].name : NULL;
}

/* ---- values ---- */

/* The next character of UTF-8 text and its length; U+FFFD and 1 for a byte that is none. */
static uint32_t
next_char(const unsigned char *s, size_t *len)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = s[0] < 0x80    ? 1 :
	    (s[0] & 0xe0) == 0xc0 ? 2 :
	    (s[0] & 0xf0) == 0xe0 ? 3 :
	    (s[0] & 0xf8) == 0xf0 ? 4 :
				    0;
	uint32_t c = n <= 1 ? s[0] : s[0] & (0x7fu >> n);

	*len = 1;
	if (n == 0)
		return 0xfffd;
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0xfffd;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0xfffd;
	*len = n;
	return c;
}

static bool
is_space(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xa0 || c == 0x1680 ||
	    (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
	    c == 0x205f || c == 0x3000;
}

/* Controls, soft hyphen, direction marks, zero-width characters, tags, private use. */
static bool
is_unseen(uint32_t c)
{
	static const struct {
		uint32_t from, to;
	} ranges[] = { { 0, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad }, { 0x61c, 0x61c },
		{ 0x115f, 0x1160 }, { 0x180b, 0x180f }, { 0x200b, 0x200f }, { 0x202a, 0x202e },
		{ 0x2060, 0x206f }, { 0x3164, 0x3164 }, { 0xe000, 0xf8ff }, { 0xfeff, 0xfeff },
		{ 0xffa0, 0xffa0 }, { 0xfff0, 0xfffb }, { 0xe0000, 0xe0fff },
		{ 0xf0000, 0x10ffff } };

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (c >= ranges[i].from && c <= ranges[i].to)
			return true;
	return false;
}

void
template_value(const char *value, bool escape, size_t most, struct buf *out)
{
	size_t start = out->len, len;
	bool blank = false;

	for (const unsigned char *s = (const unsigned char *)value; *s != '\0'; s += len) {
		uint32_t c = next_char(s, &len);

		if (is_space(c)) {
			blank = true;
			continue;
		}
		if (is_unseen(c))
			continue;
		if (most > 0 && out->len - start + len + 2 > most)
			break;
		if (blank && out->len > start)
			buf_addc(out, ' ');
		blank = false;
		if (escape && c < 0x80 &&
		    strchr("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", (int)c) != NULL)
			buf_addc(out, '\\');
		if (c == 0xfffd)
			buf_adds(out, "\xef\xbf\xbd");
		else
			buf_add(out, s, len);
	}
}

/* ---- values into Markdown ---- */

struct rendering {
	const struct templates *all;
	const char *name;
	const struct mail_field *fields; size_t n_fields;
	bool plain;			/* a subject: nothing is escaped */
	struct err *e;
	/* the values of each known field, in their order */
	struct { const char **values; size_t n; } lists[N_KNOWN];
	struct { size_t step, field, index; } loops[NESTING * 2];
	size_t n_loops;
};

static void
index_values(struct rendering *r)
{
	for (size_t i = 0; i < r->n_fields; i++) {
		size_t k = r->fields[i].name == NULL ?
		    N_KNOWN :
		    field_index(r->fields[i].name, strlen(r->fields[i].name));

		if (k == N_KNOWN)
			continue;
		r->lists[k].values = grow(r->lists[k].values, r->lists[k].n, sizeof(char *));
		r->lists[k].values[r->lists[k].n++] =
		    r->fields[i].value != NULL ? r->fields[i].value : "";
	}
}

/* The index-th value of a known field, NULL when there are not so many. */
static const char *
value_at(const struct rendering *r, size_t field, size_t index)
{
	return index < r->lists[field].n ? r->lists[field].values[index] : NULL;
}

static size_t
count_of(const struct rendering *r, size_t field)
{
	return r->lists[field].n;
}

/*
 * The value of a field where we stand: of the same place as the innermost loop over a list of the
 * same length, else the first.
 */
static const char *
value_here(const struct rendering *r, size_t field)
{
	for (size_t i = r->n_loops; i > 0; i--)
		if (count_of(r, r->loops[i - 1].field) == count_of(r, field))
			return value_at(r, field, r->loops[i - 1].index);
	return value_at(r, field, 0);
}

/* In a loop {{?x=word}} asks about the element where we stand, if x is such a list. */
static bool
has_value(const struct rendering *r, size_t field, const char *word)
{
	const char *value = value_here(r, field);

	if (value == NULL || *value == '\0')
		return false;
	return word == NULL || strcmp(value, word) == 0;
}

static int expand(struct rendering *r, const struct program *g, struct buf *out);

/* A part in the midst of a mail: without the blank lines around its text. */
static int
add_part(struct rendering *r, const char *name, struct buf *out)
{
	struct buf part = BUF_INIT;
	int rc = expand(r, &find(r->all, name)->body, &part);
	const char *text = buf_str(&part) + strspn(buf_str(&part), "\n");

	buf_adds(out, text);
	buf_free(&part);
	return rc;
}

/* Puts another template's body in its place. */
static int
include(struct rendering *r, const char *name, struct buf *out)
{
	buf_adds(out, "\n\n");
	return expand(r, &find(r->all, name)->body, out);
}

static int
add_value(struct rendering *r, size_t field, struct buf *out)
{
	const char *value = value_here(r, field);

	if (value == NULL || (*value == '\0' && r->n_loops == 0))
		return err_refused(
		    r->e, "template %s: {{%s}} has no value", r->name, known_fields[field].name);
	template_value(value, !r->plain, VALUE_MOST, out);
	return 0;
}

/* Enters a section or jumps to its end; returns where to go on. */
static size_t
enter(struct rendering *r, const struct program *g, size_t at)
{
	const struct step *s = &g->steps[at];

	switch (s->kind) {
	case STEP_EACH:
		if (value_at(r, s->field, 0) == NULL)
			return s->jump + 1;
		r->loops[r->n_loops].step = at;
		r->loops[r->n_loops].field = s->field;
		r->loops[r->n_loops++].index = 0;
		return at + 1;
	case STEP_IF:
		return has_value(r, s->field, s->text) ? at + 1 : s->jump + 1;
	case STEP_UNLESS:
		return has_value(r, s->field, NULL) ? s->jump + 1 : at + 1;
	case STEP_END:
		if (g->steps[s->jump].kind != STEP_EACH)
			return at + 1;
		if (value_at(r, g->steps[s->jump].field, ++r->loops[r->n_loops - 1].index) != NULL)
			return s->jump + 1;
		r->n_loops--;
		return at + 1;
	default:
		return at + 1;
	}
}

static int
expand(struct rendering *r, const struct program *g, struct buf *out)
{
	int rc = 0;

	for (size_t at = 0; at < g->n && rc == 0; at = enter(r, g, at)) {
		const struct step *s = &g->steps[at];

		switch (s->kind) {
		case STEP_TEXT:
			buf_adds(out, s->text);
			break;
		case STEP_VALUE:
			rc = add_value(r, s->field, out);
			break;
		case STEP_THIS:
			if (r->n_loops > 0)
				template_value(value_at(r, r->loops[r->n_loops - 1].field,
						   r->loops[r->n_loops - 1].index),
				    !r->plain, VALUE_MOST, out);
			break;
		case STEP_BUTTONS:
			rc = include(r, "tombol", out);
			break;
		case STEP_PART:
			rc = add_part(r, s->text, out);
			break;
		case STEP_SLOT:
			buf_adds(out, "\n\n" TEMPLATE_SLOT "\n\n");
			break;
		default:
			break;
		}
	}
	return rc;
}

int
template_expand(const struct templates *t, const char *name, const struct mail_field *fields,
    size_t n_fields, struct buf *subject, struct buf *markdown, struct err *e)
{
	struct rendering r = { .all = t,
		.name = name,
		.fields = fields,
		.n_fields = n_fields,
		.plain = true,
		.e = e };
	const struct template *m = find(t, name);
	struct buf line = BUF_INIT;
	int rc;

	if (m == NULL || is_part(name))
		return err_refused(e, "no template %s", name != NULL ? name : "(none)");
	index_values(&r);
	rc = expand(&r, &m->subject, &line);
	if (rc == 0)
		template_value(buf_str(&line), false, SUBJECT_MOST, subject);
	r.plain = false;
	if (rc == 0)
		rc = expand(&r, &m->body, markdown);
	if (rc == 0)
		rc = include(&r, "penutup", markdown);
	for (size_t i = 0; i < N_KNOWN; i++)
		free(r.lists[i].values);
	buf_free(&line);
	return rc;
}

const struct template_layout *
template_layout(const struct templates *t)
{
	return &t->layout;
}
