/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PDF files as they come -> their lines: tests/documents/unit (made by tests/documents/pdf.py), each
 * read here and again in a process that has entered the reader's box, with the same result. Then
 * what is damaged and what is made to hurt.
 */
#include "test.h"

#include <gio/gio.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boxed.h"
#include "base/clock.h"
#include "base/mem.h"
#include "box/page.h"
#include "box/pdf.h"

#define MOST (1u << 20)

static const struct { const char *name, *what; enum document_state state; int64_t pages; const char *text; } samples[] = {
	{ "surat", "a letter of LibreOffice: tab stops, raised figure, table with narrow cells", DOCUMENT_TEXT, 1,
	    "PEMERINTAH KABUPATEN TAPIN\nDINAS PERPUSTAKAAN DAN KEARSIPAN\n\nNomor\t: 800/123/DISPERSIP/2026\nSifat\t: Biasa\n"
	    "Hal\t: Permohonan Penerbitan Sertifikat Elektronik\n\n"
	    "Dengan hormat, bersama ini kami sampaikan permohonan penerbitan sertifikat elektronik\n"
	    "bagi pegawai di lingkungan dinas kami sebagaimana diatur dalam undang-undang nomor\n"
	    "11 tahun 2008 1) dengan data sebagai berikut:\n\nNama\t: Siti Contoh, S.Sos., M.AP.\nNIP\t: 19850123 201001 2 003\n"
	    "NIK\t: 6305012301850001\nPangkat/Gol. Ruang\t: Penata Tk. I / III d\nE-mail\t: siti.contoh@tapinkab.go.id\n\n"
	    "No\tNama\tNIP\tJabatan\n1\tBudi Contoh\t197001011995031002\tArsiparis\n2\tDewi Contoh\t198002022005012003\tPranata Komputer\n\n"
	    "Rantau, 20 November 2026\nKepala Dinas,\n\nDrs. H. Ahmad Contoh, M.Si.\n\f" },
	{ "pernyataan", "a form of LibreOffice: a table without lines", DOCUMENT_TEXT, 1,
	    "SURAT PERNYATAAN\nNama Lengkap\t: Rahmat Contoh\nTempat/Tanggal Lahir\t: Rantau, 1 Januari 1990\n"
	    "Alamat\t: Jl. Jenderal Contoh No. 1 RT\n2 RW 3 Kelurahan Rantau\nKiwa Kecamatan Tapin Utara\nNo. HP\t: 0812-0000-0000\n"
	    "Demikian pernyataan ini dibuat dengan sebenarnya.\n\f" },
	{ "rata", "a narrow justified column, lists, double spacing, tabs", DOCUMENT_TEXT, 1,
	    "Berdasarkan peraturan pemerintah\ntentang penyelenggaraan\npemerintahan berbasis elektronik,\ndipertanggungjawabkan sepenuhnya\n"
	    "oleh penandatanganan elektronik\ntersertifikasi di lingkungan\npemerintah\n\n\xe2\x80\xa2\tSatu hal\n\n1. Dua hal\n\n"
	    "Spasi ganda baris satu yang cukup\n\npanjang untuk dua baris\n\nkiri\tkanan\n\nNama\t: Siti\nNIP\t: 198501232010012003\n"
	    "Tempat, Tgl Lahir : Rantau\nNama : Budi\nNo.HP : 0812\n\f" },
	{ "biasa", "fonts that are not embedded", DOCUMENT_TEXT, 1,
	    "Nama : Siti Contoh\nNIP : 198501232010012003\n\nMohon reset passphrase, terima kasih.\n\f" },
	{ "cina", "fonts of Chinese, Japanese and Korean programs, not embedded", DOCUMENT_TEXT, 1,
	    "Nama : Siti \xe4\xb8\xad\xe6\x96\x87\nNama : Siti \xe4\xb8\xad\xe6\x96\x87\nNama : Siti \xe4\xb8\xad\xe6\x96\x87\n\f" },
	{ "acak", "letters drawn in any order", DOCUMENT_TEXT, 1,
	    "Nama\t: Siti Contoh\nNIP\t: 198501232010012003\nJabatan\t: Arsiparis Ahli Muda\n\f" },
	{ "renggang", "letters set apart", DOCUMENT_TEXT, 1, "SURAT PERMOHONAN\nNama : Siti\n\nDewi Contoh\na b c d e\n\f" },
	{ "suku", "words over line ends", DOCUMENT_TEXT, 1,
	    "Dengan ini kami mengajukan permohonan penerbitan\nsertifikat elektronik menurut undang-undang\nyang berlaku, bersama-sama\n"
	    "dengan berkas. Alamat kami siti-\ncontoh@tapinkab.go.id dan nomor 0812-\n0000-0000, kegiatan 2025-\nan dan Kalimantan-\nSelatan.\n\n"
	    "Hal\t: Permohonan perpanjangan\nsertifikat\n\nKiri\tkanan-\nbawah\n\f" },
	{ "putar", "a turned page, one on its head, one with a turned stamp", DOCUMENT_TEXT, 3,
	    "Nama : Siti Contoh\nNIP : 198501232010012003\n\fNama : Dewi Contoh\nHalaman ini terbalik, atas menjadi bawah.\n\f"
	    "Nama : Budi Contoh\nHalaman ini tegak, dengan cap di tepinya.\n\nDitandatangani secara elektronik\n\f" },
	{ "sandi", "wants a password", DOCUMENT_ENCRYPTED, 0, "" },
	{ "pemilik", "only its owner has a password", DOCUMENT_TEXT, 1, "Nama : Siti Contoh\nSurat ini tidak boleh disalin.\n\f" },
	{ "gambar", "a picture, and a page number", DOCUMENT_SCAN, 1, "1\n\f" },
	{ "kosong", "no letters at all", DOCUMENT_SCAN, 1, "\f" },
	{ "campur", "a page of text, a picture in strips", DOCUMENT_TEXT, 2, "Nama : Siti Contoh\nTerlampir surat pernyataan.\n\f\f" },
	{ "lapisan", "a picture with the words laid over it", DOCUMENT_TEXT, 1, "Nama : Siti Contoh\nNIP : 198501232010012003\n\f" },
	{ "logo", "few words and a small picture", DOCUMENT_TEXT, 1, "Terlampir.\n\f" },
	{ "formulir", "form fields that are drawn", DOCUMENT_TEXT, 1, "Nama\tSiti Contoh\nNIP\t198501232010012003\nUnit kerja\tDinas Kearsipan\n\f" },
	{ "isian", "form fields that are not", DOCUMENT_TEXT, 1, "Nama : Siti Contoh\nNIP : 198501232010012003\nAlamat : Jalan Contoh\nRantau\n\f" },
	{ "huruf", "ligatures, raised and lowered figures, drawn twice, columns", DOCUMENT_TEXT, 1,
	    "Sertifikat, efluen, office \xe2\x80\x9ckutipan\xe2\x80\x9d \xe2\x80\x93 selesai\xe2\x80\xa6\nNama : Siti Contoh\n"
	    "\xe2\x80\xa2 butir satu\nluas 25 m2 dan H2O\n\nTEBAL SEKALI\n\nkolom kiri satu\tkolom kanan satu\nkolom kiri dua\tkolom kanan dua\n\f" },
};

static struct buf
bytes_of(const char *name)
{
	char *path = xasprintf("tests/documents/unit/%s.pdf", name);
	struct buf b = BUF_INIT;
	FILE *f = fopen(path, "rb");
	size_t got;

	while (f != NULL && (buf_reserve(&b, 65536), got = fread(b.data + b.len, 1, 65536, f)) > 0)
		b.len += got;
	if (f != NULL)
		fclose(f);
	free(path);
	return b;
}

/* The same within the box; its answer comes through a pipe. */
static struct document_text
boxed(const struct buf *b, size_t most, int *status)
{
	struct document_text t = { .text = BUF_INIT };
	struct rlimit none = { 0, 0 };
	ssize_t got;
	struct err e;
	pid_t pid;
	int p[2];

	fflush(stdout);
	if (pipe(p) < 0 || (pid = fork()) < 0)
		abort();
	if (pid == 0) {
		setrlimit(RLIMIT_CORE, &none);
		alarm(10 * PATIENCE * PATIENCE);	/* valgrind is forty times as slow */
		if (test_box(BOX_READER, &e) < 0)
			_exit(9);
		pdf_text(b->data, b->len, most, &t);
		if (write(p[1], &t, sizeof(t)) < 0 || write(p[1], buf_str(&t.text), t.text.len) < 0)
			_exit(8);
		_exit(0);
	}
	close(p[1]);
	if (read(p[0], &t, sizeof(t)) != (ssize_t)sizeof(t))
		t = (struct document_text){ .state = DOCUMENT_OTHER };
	t.text = (struct buf)BUF_INIT;
	while (buf_reserve(&t.text, 65536), (got = read(p[0], t.text.data + t.text.len, 65536)) > 0)
		t.text.len += (size_t)got;
	close(p[0]);
	waitpid(pid, status, 0);
	return t;
}

static void
read_samples(void)
{
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		struct buf b = bytes_of(samples[i].name);
		struct document_text t, inside;
		int status;

		pdf_text(b.data, b.len, MOST, &t);
		is_str(buf_str(&t.text), samples[i].text, "%s: %s", samples[i].name, samples[i].what);
		ok(t.state == samples[i].state && t.pages == samples[i].pages && !t.cut, "%s: state and pages", samples[i].name);
		inside = boxed(&b, MOST, &status);
		ok(status == 0 && inside.state == t.state && inside.pages == t.pages && inside.text.len == t.text.len &&
			(t.text.len == 0 || memcmp(inside.text.data, t.text.data, t.text.len) == 0),
		    "%s: the same inside the box", samples[i].name);
		buf_free(&inside.text);
		buf_free(&t.text);
		buf_free(&b);
	}
}

/* ---- limits and damage ---- */

static bool
is_utf8(const struct document_text *t)
{
	return g_utf8_validate(t->text.data != NULL ? t->text.data : "", (gssize)t->text.len, NULL);
}

static void
limits(void)
{
	struct buf b = bytes_of("panjang");
	struct document_text t;
	size_t pages = 0;

	pdf_text(b.data, b.len, MOST, &t);
	for (size_t i = 0; i < t.text.len; i++)
		pages += t.text.data[i] == '\f';
	is_int(t.pages, 25, "all pages are counted");
	is_int(pages, 20, "20 are read");
	ok(t.state == DOCUMENT_TEXT && t.cut, "and the rest is said to be missing");
	buf_free(&t.text);
	pdf_text(b.data, b.len, 100, &t);
	ok(t.cut && t.text.len <= 100 && t.text.len > 40 && is_utf8(&t), "text is cut at the size asked for");
	ok(t.text.data[t.text.len - 1] == '\n' || t.text.data[t.text.len - 1] == '\f', "at the end of a line");
	buf_free(&t.text);
	buf_free(&b);
}

static void
damaged(void)
{
	struct buf b = bytes_of("surat");
	struct document_text t;
	size_t states[5] = { 0 }, bad = 0;
	uint32_t r = 7;
	int status;

	pdf_text("GIF89a", 6, MOST, &t);
	is_int(t.state, DOCUMENT_OTHER, "no PDF at all");
	pdf_text("%PDF-1.4\n", 9, MOST, &t);
	is_int(t.state, DOCUMENT_BROKEN, "a first line only");
	pdf_text(b.data, b.len / 10, MOST, &t);
	is_int(t.state, DOCUMENT_BROKEN, "a tenth of a file");
	buf_free(&t.text);
	for (size_t n = 0; n < b.len; n += 997) {
		pdf_text(b.data, n, MOST, &t);
		bad += !is_utf8(&t) || (t.state == DOCUMENT_TEXT && !t.cut) || t.state == DOCUMENT_SCAN;
		states[t.state]++;
		buf_free(&t.text);
	}
	is_int(bad, 0, "a file cut anywhere is never taken for a whole one");
	for (int i = 0; i < 300; i++) {
		struct buf c = BUF_INIT;

		buf_add(&c, b.data, b.len);
		for (int k = 0; k < 20; k++) {
			r = r * 1664525u + 1013904223u;
			c.data[(r >> 8) % c.len] = (char)(r >> 3);
		}
		if (i % 30 == 0) {
			t = boxed(&c, MOST, &status);
			bad += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
		} else {
			pdf_text(c.data, c.len, MOST, &t);
		}
		bad += !is_utf8(&t);
		buf_free(&t.text);
		buf_free(&c);
	}
	is_int(bad, 0, "300 files with 20 wrong bytes each: no end of the process, only UTF-8");
	buf_free(&b);
}

/* ---- made to hurt ---- */

static void
deflate(const char *piece, size_t times, struct buf *out)
{
	GConverter *z = G_CONVERTER(g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9));
	size_t n = strlen(piece);
	struct buf in = BUF_INIT;
	gsize taken = 0, made = 0, at = 0;

	for (size_t i = 0; i < times; i++)
		buf_add(&in, piece, n);
	buf_reserve(out, in.len / 8 + 65536);
	while (g_converter_convert(z, in.data + at, in.len - at, out->data + out->len, in.len / 8 + 65536 - out->len,
		   G_CONVERTER_INPUT_AT_END, &taken, &made, NULL) == G_CONVERTER_CONVERTED) {
		at += taken;
		out->len += made;
	}
	out->len += made;
	g_object_unref(z);
	buf_free(&in);
}

/* One page with this box and this content. */
static struct buf
one_page(const char *box, const char *count, const char *filter, const void *content, size_t n, const char *more)
{
	struct buf b = BUF_INIT;

	buf_addf(&b, "%%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[3 0 R]/Count %s>> endobj\n"
	    "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"
	    "/XObject<</X 5 0 R>>>>>> endobj\n%s4 0 obj <</Length %zu%s>> stream\n", count, box, more, n, filter);
	buf_add(&b, content, n);
	buf_adds(&b, "\nendstream endobj\ntrailer <</Root 1 0 R/Size 9>>\n%%EOF\n");
	return b;
}

static void
hurt(struct buf b, enum document_state state, const char *what)
{
	int64_t began = clock_monotonic_ms();
	struct document_text t;
	int status;

	t = boxed(&b, MOST, &status);
	ok(status == 0 && t.state == state, "%s: %s", what, state == DOCUMENT_BROKEN ? "refused" : "read");
	ok(clock_monotonic_ms() - began < 8000 * PATIENCE * PATIENCE, "%s: in time", what);
	buf_free(&t.text);
	buf_free(&b);
}

static void
hurting(void)
{
	static const char nama[] = "BT /F 11 Tf 72 700 Td (Nama : Siti Contoh) Tj ET";
	struct buf z = BUF_INIT, b = BUF_INIT, many = BUF_INIT;

	deflate("                                                                ", 1u << 21, &z);
	hurt(one_page("0 0 595 842", "1", "/Filter/FlateDecode", z.data, z.len, ""), DOCUMENT_BROKEN, "a stream that inflates to 128 MB");
	deflate(z.data, 1, &many);
	hurt(one_page("0 0 595 842", "1", "/Filter[/FlateDecode/FlateDecode]", many.data, many.len, ""), DOCUMENT_BROKEN, "one within another");
	hurt(one_page("0 0 1000000 1000000", "1", "", nama, sizeof(nama) - 1, ""), DOCUMENT_BROKEN, "a page of a million points");
	hurt(one_page("0 0 99999 99999", "1", "", nama, sizeof(nama) - 1, ""), DOCUMENT_TEXT, "a page of a hundred thousand");
	hurt(one_page("0 0 1e300 -1e300", "-7", "", nama, sizeof(nama) - 1, ""), DOCUMENT_BROKEN, "less than no pages");
	hurt(one_page("0 0 595 842", "2000000000", "", nama, sizeof(nama) - 1, ""), DOCUMENT_BROKEN, "more pages than objects");
	hurt(one_page("0 0 595 842", "1", "", "/X Do BT /F 11 Tf 72 700 Td (Nama : Siti Contoh) Tj ET", 54,
		 "5 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>/Length 12>> stream\n/X Do /X Do \nendstream endobj\n"),
	    DOCUMENT_TEXT, "a form that draws itself");

	buf_reset(&many);
	for (int i = 0; i < 200000; i++)
		buf_adds(&many, "[<<");
	hurt(one_page("0 0 595 842", "1", "", many.data, many.len, ""), DOCUMENT_SCAN, "200,000 brackets");

	buf_reset(&many);
	buf_adds(&many, "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Count 100000/Kids[");
	for (int i = 0; i < 100000; i++)
		buf_addf(&many, "%d 0 R ", i + 3);
	buf_adds(&many, "]>> endobj\n");
	for (int i = 0; i < 100000; i++)
		buf_addf(&many, "%d 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>> endobj\n", i + 3);
	buf_adds(&many, "trailer <</Root 1 0 R>>\n%%EOF\n");
	buf_add(&b, many.data, many.len);
	hurt(b, DOCUMENT_SCAN, "100,000 pages");

	b = (struct buf)BUF_INIT;
	buf_adds(&b, "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n");
	for (int i = 2; i < 20000; i++)
		buf_addf(&b, "%d 0 obj <</Type/Pages/Kids[%d 0 R]/Count 1>> endobj\n", i, i + 1);
	buf_adds(&b, "20000 0 obj <</Type/Page/MediaBox[0 0 9 9]>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n");
	hurt(b, DOCUMENT_SCAN, "pages 20,000 deep");

	b = (struct buf)BUF_INIT;
	buf_adds(&b, "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>> endobj\n"
	    "3 0 obj <</Type/Pages/Kids[2 0 R]/Count 2/Parent 2 0 R>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n");
	hurt(b, DOCUMENT_BROKEN, "pages that hold themselves");
	buf_free(&z);
	buf_free(&many);
}

/* ---- tables ---- */

struct words { double x, y; const char *s; };

/* The lines of a page on which these words stand, in letters 5 wide and 10 high. */
static void
page_is(const struct words *words, size_t n, const char *text, const char *what)
{
	struct glyph *g = xcalloc(5000, sizeof(*g));
	struct buf b = BUF_INIT;
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		for (const char *p = words[i].s; *p != '\0'; p++) {
			double x = words[i].x + 5 * (double)(p - words[i].s);

			g[k++] = (struct glyph){ (unsigned char)*p, x, words[i].y, x + 5, words[i].y + 10 };
		}
		g[k++] = (struct glyph){ '\n', 0, 0, 0, 0 };
	}
	page_lines(g, k, 600, 800, &b);
	is_str(buf_str(&b), text, "%s", what);
	buf_free(&b);
	free(g);
}
#define PAGE_IS(words, text, what) page_is(words, sizeof(words) / sizeof(words[0]), text, what)

static void
tables(void)
{
	/* no column counts; cells go on below, a word and an address are broken by their column */
	static const struct words top[] = { { 20, 20, "Nama" }, { 20, 32, "Pegawai" }, { 100, 20, "NIP" }, { 200, 20, "Unit" }, { 270, 20, "Surel" },
		{ 20, 44, "Siti" }, { 20, 56, "Aminah," }, { 20, 68, "S.Pd." }, { 100, 44, "1985012320" }, { 100, 56, "10012003" }, { 200, 44, "Puskesmas" },
		{ 200, 56, "Tambaranga" }, { 200, 68, "n" }, { 270, 44, "siti@tapi" }, { 270, 56, "nkab.go.id" },
		{ 20, 80, "Rusdi" }, { 100, 80, "1970010119" }, { 100, 92, "95031002" }, { 200, 80, "Kecamatan" }, { 200, 92, "Binuang" }, { 270, 80, "rusdi@tapi" },
		{ 270, 92, "nkab.go.id" }, { 20, 104, "Demikian disampaikan, terima kasih atas perhatiannya." } };
	/* set in the middle: what goes on stands above its number as well, and a heading has no number */
	static const struct words middle[] = { { 20, 20, "No" }, { 50, 20, "Nama" }, { 150, 20, "Jabatan" }, { 50, 40, "Siti" }, { 50, 52, "Aminah" },
		{ 20, 46, "1" }, { 150, 46, "Guru" }, { 20, 76, "2" }, { 50, 76, "Rusdi" }, { 150, 64, "Kepala" }, { 150, 76, "Seksi" }, { 150, 88, "Trantib" },
		{ 20, 100, "3" }, { 50, 100, "Idrus" }, { 150, 100, "Camat" } };
	static const struct words bottom[] = { { 50, 20, "Nama" }, { 20, 32, "No" }, { 50, 32, "lengkap" }, { 150, 32, "Jabatan" },
		{ 50, 50, "Siti" }, { 20, 62, "1" }, { 50, 62, "Aminah" }, { 150, 62, "Guru" }, { 150, 80, "Kepala" }, { 20, 92, "2" }, { 50, 92, "Rusdi" }, { 150, 92, "Seksi" } };
	/* a line that spans the columns parts two offices */
	static const struct words office[] = { { 20, 20, "No" }, { 50, 20, "Nama" }, { 150, 20, "Jabatan" }, { 20, 40, "1" }, { 50, 40, "Siti" }, { 150, 40, "Guru" },
		{ 20, 60, "Sekolah Dasar Negeri Binuang Baru" }, { 20, 80, "2" }, { 50, 80, "Rusdi" }, { 150, 80, "Kepala" }, { 150, 92, "Sekolah" },
		{ 20, 110, "3" }, { 50, 110, "Idrus" }, { 150, 110, "Guru" } };
	/* labels and values: what goes on below a value is its own */
	static const struct words labels[] = { { 20, 20, "Data" }, { 100, 20, "Lama" }, { 250, 20, "Baru" }, { 20, 35, "Nama" }, { 100, 35, "Siti Aminah" }, { 250, 35, "Siti Aminah, S.Pd." },
		{ 20, 50, "Jabatan" }, { 100, 50, "Guru Kelas pada" }, { 100, 62, "Sekolah Dasar" }, { 250, 50, "Guru" } };
	static const struct words form[] = { { 20, 20, "A. Pemohon" }, { 300, 20, "B. Lama" }, { 20, 32, "Nama" }, { 70, 32, ": Siti Aminah" }, { 300, 32, "Jabatan" }, { 370, 32, ": Guru" },
		{ 20, 44, "NIP" }, { 70, 44, ": 198501232010012003" }, { 300, 44, "Unit" }, { 370, 44, ": SDN Piani" }, { 380, 56, "1" },
		{ 20, 68, "Gaji" }, { 70, 68, ": cukup" }, { 300, 68, "Surel" }, { 370, 68, ": siti@tapinkab.go.id" } };
	/* no table: a head, and a signature */
	static const struct words head[] = { { 20, 20, "Nomor" }, { 80, 20, ": 1/2" }, { 300, 20, "Rantau," }, { 20, 34, "Hal" }, { 80, 34, ": Usul" }, { 300, 34, "Kepada" },
		{ 90, 48, "TTE" }, { 300, 48, "Yth. Bupati" } };

	PAGE_IS(top, "Nama Pegawai\tNIP\tUnit\tSurel\nSiti Aminah, S.Pd.\t198501232010012003\tPuskesmas Tambarangan\tsiti@tapinkab.go.id\n"
		     "Rusdi\t197001011995031002\tKecamatan Binuang\trusdi@tapinkab.go.id\nDemikian disampaikan, terima kasih atas perhatiannya.\n",
	    "a table without numbers of its rows");
	PAGE_IS(middle, "No\tNama\tJabatan\n1\tSiti Aminah\tGuru\n2\tRusdi\tKepala Seksi Trantib\n3\tIdrus\tCamat\n", "cells set in the middle");
	PAGE_IS(bottom, "No\tNama lengkap\tJabatan\n1\tSiti Aminah\tGuru\n2\tRusdi\tKepala Seksi\n", "cells set at the bottom");
	PAGE_IS(office, "No\tNama\tJabatan\n1\tSiti\tGuru\nSekolah Dasar Negeri Binuang Baru\n2\tRusdi\tKepala Sekolah\n3\tIdrus\tGuru\n",
	    "a line between the rows");
	PAGE_IS(labels, "Data\tLama\tBaru\nNama\tSiti Aminah\tSiti Aminah, S.Pd.\nJabatan\tGuru Kelas pada Sekolah Dasar\tGuru\n", "old and new beside labels");
	PAGE_IS(form, "A. Pemohon\nNama\t: Siti Aminah\nNIP\t: 198501232010012003\n\nGaji\t: cukup\n\nB. Lama\nJabatan\t: Guru\nUnit\t: SDN Piani\n1\nSurel\t: siti@tapinkab.go.id\n",
	    "two columns of labels");
	PAGE_IS(head, "Nomor\t: 1/2\tRantau,\nHal\t: Usul\tKepada\nTTE\tYth. Bupati\n", "the head of a letter is no table");
}

/* ---- lines out of places ---- */

static void
places(void)
{
	struct glyph *g = xcalloc(300000, sizeof(*g)), nan = { 'x', (double)NAN, 0, 1, 1 };
	static const uint32_t odd[] = { 0xfb03, 0xad, 0xf0b7, 0xd800, 0x110000, 0x200b, 0xa0, 'a' };
	struct buf b = BUF_INIT;
	int64_t began = clock_monotonic_ms();
	uint32_t r = 3;

	page_lines(g, 0, 100, 100, &b);
	is_str(buf_str(&b), "", "no characters, no lines");
	page_lines(&nan, 1, 100, 100, &b);
	is_str(buf_str(&b), "", "a character that is nowhere");
	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		page_char(odd[i], &b);
	is_str(buf_str(&b), "ffi\xc2\xad\xe2\x80\xa2\xef\xbf\xbd\xef\xbf\xbd a", "odd characters");
	buf_reset(&b);
	for (size_t i = 0; i < 300000; i++) {
		double x = (double)((r = r * 1664525u + 1013904223u) >> 16), y = (double)((r = r * 1664525u + 1013904223u) >> 16);

		g[i] = (struct glyph){ '0' + r % 10, x / 100, y / 100, x / 100 + 1 + (double)(r % 7), y / 100 + 1 + (double)(r % 30) };
	}
	page_lines(g, 300000, 600, 800, &b);
	ok(b.len > 300000 && clock_monotonic_ms() - began < 5000 * PATIENCE, "300,000 digits anywhere");
	buf_reset(&b);
	began = clock_monotonic_ms();
	/* lines of 150 words in three cells that are no table */
	for (size_t i = 0; i < 150000; i++) {
		double x = 8 * (double)(i % 150) + 30 * (double)(i % 150 / 50), y = 12 * (double)(i / 150);

		g[2 * i] = (struct glyph){ 'a', x, y, x + 5, y + 10 };
		g[2 * i + 1] = (struct glyph){ ' ', 0, 0, 0, 0 };
	}
	page_lines(g, 300000, 1300, 13000, &b);
	ok(b.len >= 300000 && clock_monotonic_ms() - began < 5000 * PATIENCE, "1,000 lines that look like a table");
	free(g);
	buf_free(&b);
}

int
main(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	pdf_warm();
	read_samples();
	limits();
	damaged();
	hurting();
	tables();
	places();
	return done();
}
