/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The language of the templates (values, lists, conditions, parts), what becomes of hostile values
 * in text, HTML and subject, the mistakes a template can hold with their lines, and the shipped
 * templates: all of them render, with everything and with the least, and their list of fields
 * agrees with the manual in templates/README.md.
 */
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "box/render.h"
#include "test.h"

static char dir[64];

static void
put(const char *name, const char *text)
{
	char path[128];
	struct err e;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (file_write(path, text, strlen(text), 0600, &e) != 0)
		printf("# %s\n", e.msg);
}

static void
begin(void)
{
	snprintf(dir, sizeof(dir), "/tmp/loket-template.%d", (int)getpid());
	mkdir(dir, 0700);
	put("layout.html", "<!-- gaya p: margin:0 -->\n<html><title>{{judul}}</title>{{isi}}</html>\n"
			   "<!-- tombol -->\n<a href=\"{{href}}\">{{label}}</a>\n<!-- /tombol -->\n");
	put("tombol.md", "\n{{#jawab_kata}}\n- {{jawab_kata}}: {{jawab_label}}\n{{/jawab_kata}}\n\n{{kotak-tombol}}\n"
			 "{{?kode}}\nKode: {{kode}}\n{{/kode}}\n");
	put("penutup.md", "\n{{kantor}}\n");
}

static void
end(void)
{
	struct dirent *d;
	char path[400];
	DIR *f = opendir(dir);

	while (f != NULL && (d = readdir(f)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s", dir, d->d_name);
		unlink(path);
	}
	if (f != NULL)
		closedir(f);
	rmdir(dir);
}

/*
 * Renders BODY with the fields and compares the text part (without the last paragraph, the office).
 */
static void
renders(const char *body, struct mail_field *fields, size_t n, const char *wanted, const char *what)
{
	struct render_out out = { BUF_INIT, BUF_INIT, BUF_INIT };
	struct problems p = { 0 };
	struct templates *t;
	struct err e = { .msg = "" };
	char text[2048], want[2048];

	snprintf(text, sizeof(text), "perihal: s\n\n%s", body);
	snprintf(want, sizeof(want), "%s\nKantor\n", wanted);
	put("x.md", text);
	t = templates_read(dir, NULL, &p);
	problems_print(&p, stdout);
	if (ok(t != NULL, "%s: read", what) &&
	    ok(render_mail(t, "x", fields, n, NULL, 0, &out, &e) == 0, "%s: rendered %s", what, e.msg))
		is_str(buf_str(&out.text), want, "%s", what);
	render_free(&out);
	templates_free(t);
	problems_free(&p);
}

static struct mail_field some[] = { { "kantor", "Kantor" }, { "nama", "Siti" }, { "kurang", "satu" }, { "kurang", "dua" },
	{ "detail", "wajah-gagal" }, { "alasan", "" }, { "jawab_kata", "YA" }, { "jawab_kata", "TIDAK" }, { "jawab_label", "benar" },
	{ "jawab_label", NULL }, { "kode", "ABCD" } };
#define N_SOME (sizeof(some) / sizeof(some[0]))

static void
test_language(void)
{
	renders("Halo **{{nama}}**,\nbaris dua\n", some, N_SOME, "Halo Siti, baris dua\n", "value");
	renders("{{#kurang}}\n- {{.}}\n{{/kurang}}\n", some, N_SOME, "- satu\n- dua\n", "list");
	renders("{{#kurang}}{{.}} {{kurang}} {{nama}}; {{/kurang}}", some, N_SOME, "satu satu Siti; dua dua Siti;\n", "same place");
	renders("a{{?nama}}b{{/nama}}{{^nama}}c{{/nama}}", some, N_SOME, "ab\n", "if and unless");
	renders("a{{?alasan}}b{{/alasan}}{{^alasan}}c{{/alasan}}", some, N_SOME, "ac\n", "an empty value is none");
	renders("a{{?hp}}b{{/hp}}{{#hp}}d{{/hp}}{{^hp}}c{{/hp}}", some, N_SOME, "ac\n", "no value");
	renders("{{?detail=wajah-gagal}}x{{/detail}}{{?detail=lain}}y{{/detail}}", some, N_SOME, "x\n", "equal");
	renders("{{?nama}}\n{{#kurang}}\n- {{.}}{{?detail}}!{{/detail}}\n{{/kurang}}\n{{/nama}}\n", some, N_SOME, "- satu!\n- dua!\n", "nested");
	renders("satu\n{{?hp}}\ntidak\n{{/hp}}\ndua", some, N_SOME, "satu dua\n", "tags alone leave no line");
	renders("a\n\n{{tombol}}\n", some, N_SOME, "a\n\n- YA: benar\n- TIDAK:\n\nKode: ABCD\n", "answers");
	renders("1. satu\n2. dua\n\n   lagi\n\n> kutip\n\n[tautan](https://contoh.go.id) a\\\nb", some, N_SOME,
	    "1. satu\n\n2. dua\n\n   lagi\n\n> kutip\n\ntautan (https://contoh.go.id) a\nb\n", "Markdown as text");
}

static void
test_missing(void)
{
	struct render_out out = { BUF_INIT, BUF_INIT, BUF_INIT };
	struct problems p = { 0 };
	struct templates *t;
	struct err e;

	put("x.md", "perihal: s\n\n{{hp}}");
	t = templates_read(dir, NULL, &p);
	ok(render_mail(t, "x", some, N_SOME, NULL, 0, &out, &e) != 0, "a field without value is refused");
	is_str(e.msg, "template x: {{hp}} has no value", "and named");
	ok(e.grade == GRADE_REFUSED, "for good");
	ok(render_mail(t, "tidak-ada", some, N_SOME, NULL, 0, &out, &e) != 0, "no such template");
	ok(templates_have(t, "x") && !templates_have(t, "tombol") && !templates_have(t, "README"), "parts are no mails");
	render_free(&out);
	templates_free(t);
}

/* name: value, as it must stand in subject, text and HTML. */
static void
hostile(char *value, const char *plain, const char *html, const char *what)
{
	struct mail_field fields[] = { { "kantor", "K" }, { "nama", value } };
	struct render_out out = { BUF_INIT, BUF_INIT, BUF_INIT };
	struct problems p = { 0 };
	struct err e = { .msg = "" };
	char want[512];
	struct templates *t;

	put("x.md", "perihal: {{nama}}\n\n{{nama}}\n");
	t = templates_read(dir, NULL, &p);
	ok(render_mail(t, "x", fields, 2, NULL, 0, &out, &e) == 0, "%s: rendered %s", what, e.msg);
	is_str(buf_str(&out.subject), plain, "%s: subject", what);
	snprintf(want, sizeof(want), "%s\n\nK\n", plain);
	is_str(buf_str(&out.text), want, "%s: text", what);
	snprintf(want, sizeof(want), "<p style=\"margin:0\">%s</p>", html);
	if (!ok(strstr(buf_str(&out.html), want) != NULL, "%s: HTML", what))
		printf("# %s\n", buf_str(&out.html));
	render_free(&out);
	templates_free(t);
	problems_free(&p);
}

static void
test_hostile(void)
{
	hostile("# *a* _b_ `c` [d](http://x) <e>", "# *a* _b_ `c` [d](http://x) <e>",
	    "# *a* _b_ `c` [d](http://x) &lt;e&gt;", "Markdown");
	hostile("<script>x</script>&amp;\"'", "<script>x</script>&amp;\"'", "&lt;script&gt;x&lt;/script&gt;&amp;amp;&quot;'", "HTML");
	hostile("a\r\nBcc: x@y\n\n- b", "a Bcc: x@y - b", "a Bcc: x@y - b", "lines");
	hostile("a\xe2\x80\xae" "b\xe2\x80\x8b" "c\x01" "d\xe2\x81\xa6" "e\xc2\xad" "f", "abcdef", "abcdef", "unseen characters");
	hostile("a\xff" "b\xc0\xaf" "c\xed\xa0\x80", "a\xef\xbf\xbd" "b\xef\xbf\xbd\xef\xbf\xbd" "c\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd",
	    "a\xef\xbf\xbd" "b\xef\xbf\xbd\xef\xbf\xbd" "c\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", "broken UTF-8");
	hostile("{{hp}} {{isi}} {{judul}}", "{{hp}} {{isi}} {{judul}}", "{{hp}} {{isi}} {{judul}}", "template marks");
	hostile("x \xee\x80\x80 y", "x y", "x y", "our own mark");
	hostile("1. a", "1. a", "1. a", "numbered");
	hostile("a\xc2\xa0\xe3\x80\x80" "b  c ", "a b c", "a b c", "blanks");
}

static const struct { const char *text, *wanted; } broken[] = {
	{ "perihal: a\n\n{{namaa}}", "3: {{namaa}}: isian tidak dikenal; maksudnya {{nama}}?" },
	{ "perihal: a\n\nx\n{{?nama}}", "4: bagian {{nama}} tidak ditutup" },
	{ "perihal: a\n\nx\n\n{{/nama}}", "5: {{/nama}}: tidak ada bagian yang terbuka" },
	{ "perihal: a\n\n{{?nama}}\n{{?hp}}\n{{/nama}}\n{{/hp}}", "5: {{/nama}}: menutup bagian lain yang dibuka di baris 4" },
	{ "perihal: a\n\n{{nama", "3: {{ tanpa penutup }} di baris yang sama" },
	{ "perihal: a\n\n{{.}}", "3: {{.}}: hanya di dalam {{#daftar}}...{{/daftar}}" },
	{ "perihal: a {{nomer}}\n\nx", "1: {{nomer}}: isian tidak dikenal; maksudnya {{nomor}}?" },
	{ "\nx", "1: baris `perihal: ...` tidak ada" },
	{ "Subject: a\nperihal: b\n\nx", "1: kepala surat hanya mengenal baris `perihal: ...` dan `kepada: ...`, lalu satu baris kosong" },
	{ "perihal: a\nperihal: b\n\nx", "2: perihal ditulis dua kali" },
	{ "perihal: a\n\nx\ry\n", "3: berisi huruf yang tidak boleh: NUL, CR, atau U+E000" },
	{ "perihal: a\n\nx \xee\x80\x80\n", "3: berisi huruf yang tidak boleh: NUL, CR, atau U+E000" },
	{ "perihal: a\n\nsantai\n\xe9\n", "4: bukan UTF-8; simpan berkas ini sebagai UTF-8" },
	{ "perihal: a\n\n{{?nama}}{{?nama}}{{?nama}}{{?nama}}{{?nama}}{{?nama}}{{?nama}}{{?nama}}{{?nama}}", "3: bagian bersarang lebih dari 8" },
};

static void
test_broken(size_t i)
{
	struct problems p = { 0 };
	char got[256] = "";

	put("x.md", broken[i].text);
	ok(templates_read(dir, NULL, &p) == NULL, "refused: %s", broken[i].wanted);
	if (p.n_items > 0)
		snprintf(got, sizeof(got), "%d: %s", p.items[0].line, p.items[0].text);
	is_str(got, broken[i].wanted, "said");
	problems_free(&p);
}

/* What an editor of another system saves is the same mail. */
static void
test_tidy(void)
{
	struct problems p = { 0 };
	struct templates *t;

	put("x.md", "\xef\xbb\xbfperihal: a {{nomor}}\r\n\r\n{{?nama}}\r\nx\r\n{{/nama}}\r\n");
	t = templates_read(dir, NULL, &p);
	ok(t != NULL && p.n_items == 0, "a mark of the byte order and lines that end with CR LF");
	templates_free(t);
	problems_free(&p);
}

static void
test_set(void)
{
	struct problems p = { 0 };

	put("x.md", "perihal: a\n\nx");
	put("tombol.md", "\n{{tombol}}\n");
	ok(templates_read(dir, NULL, &p) == NULL && p.n_items == 1, "a part that holds itself is refused");
	problems_free(&p);
	put("tombol.md", "\nx\n");
	put("x.md", "perihal: a\n\nx\n{{bagian-y}}\n");
	ok(templates_read(dir, NULL, &p) == NULL && p.n_items == 1 && p.items[0].line == 4, "a part that is missing, with its line");
	problems_free(&p);
	put("bagian-y.md", "\n{{bagian-y}}\n");
	ok(templates_read(dir, NULL, &p) == NULL && p.n_items == 1, "a part within a part");
	problems_free(&p);
	put("bagian-y.md", "\n- y {{kantor}}\n");
	begin();
	renders("- x\n{{bagian-y}}\n- z\n", some, N_SOME, "- x\n- y Kantor\n- z\n", "a part stands in its place, alone on its line");
	put("layout.html", "<html>{{isi}}</html>");
	ok(templates_read(dir, NULL, &p) == NULL && p.n_items == 2, "a layout without title and button is refused");
	problems_free(&p);
	ok(templates_read("/nonexistent", NULL, &p) == NULL && p.n_items > 0, "no folder");
	problems_free(&p);
}

/* Every shipped template with `fields`; names of those that fail are printed. */
static void
test_shipped(const struct templates *t, const struct mail_field *fields, size_t n, const char *const *only, const char *what)
{
	size_t failed = 0, tried = 0;
	struct dirent *d;
	DIR *f = opendir("templates");

	while (f != NULL && (d = readdir(f)) != NULL) {
		struct render_out out = { BUF_INIT, BUF_INIT, BUF_INIT };
		char name[256];
		bool wanted = only == NULL;
		struct err e;

		snprintf(name, sizeof(name), "%s", d->d_name);
		if (strlen(name) > 3)
			name[strlen(name) - 3] = '\0';
		for (size_t i = 0; only != NULL && only[i] != NULL; i++)
			wanted |= strcmp(only[i], name) == 0;
		if (!templates_have(t, name) || !wanted)
			continue;
		tried++;
		if (render_mail(t, name, fields, n, NULL, 0, &out, &e) != 0 || out.subject.len == 0 ||
		    strstr(buf_str(&out.text), "{{") != NULL || strstr(buf_str(&out.html), "{{") != NULL) {
			printf("# %s: %s\n", name, e.msg);
			failed++;
		}
		render_free(&out);
	}
	if (f != NULL)
		closedir(f);
	is_int(failed, 0, "shipped templates render %s (%zu)", what, tried);
	ok(tried > 4, "there are some");
}

static void
test_all_shipped(void)
{
	static const char *const caseless[] = { "menu", "yang-mana", "diteruskan-petugas", "sudah-dijawab", "tidak-paham", NULL };
	struct mail_field least[] = { { "kantor", "K" }, { "nomor", "TTE-2026-000001" }, { "layanan", "lupa passphrase" },
		{ "kata", "acc" }, { "arti", "SETUJU" },
		/* what mails beside the cases are never without */
		{ "hari_ini", "23 November 2026" }, { "akan_kepada", "a@b" }, { "akan_perihal", "P" }, { "akan_isi", "I" }, { "akan_petugas", "-" }, { "akan_jumlah", "1" }, { "daftar_jumlah", "2" }, { "daftar_contoh", "SETUJU 1" }, { "usul", "SETUJU 1" },
		{ "keliru_jumlah", "1" }, { "jenis_daftar", "terbit" }, { "aturan_baris", "<notis>" },
		{ "asal_dari", "a@b" }, { "asal_perihal", "P" }, { "asal_saat", "Senin" } };
	struct mail_field all[256];
	struct problems p = { 0 };
	struct templates *t = templates_read("templates", NULL, &p);
	const struct template_field *k;
	struct buf readme = BUF_INIT;
	size_t n = 0;
	struct err e;

	problems_print(&p, stdout);
	if (!ok(t != NULL, "shipped templates are read"))
		return;
	for (; (k = template_field(n)) != NULL && n < 256; n++)
		all[n] = (struct mail_field){ (char *)k->name, (char *)"isi" };
	test_shipped(t, all, n, NULL, "with every field");
	test_shipped(t, least, sizeof(least) / sizeof(least[0]), NULL, "with the least");
	test_shipped(t, least, 1, caseless, "without a case");
	ok(file_read("templates/README.md", 1 << 20, &readme, &e) == 0, "manual");
	for (size_t i = 0; i < n; i++) {
		char row[512];

		snprintf(row, sizeof(row), "| `%s` | %s | %s |\n", all[i].name, template_field(i)->list ? "daftar" : "teks", template_field(i)->help);
		ok(strstr(buf_str(&readme), row) != NULL, "the manual has {{%s}}", all[i].name);
	}
	for (size_t i = 0; (k = template_form_field_at(i)) != NULL; i++) {
		char row[512];

		snprintf(row, sizeof(row), "| `%s` | %s |\n", k->name, k->help);
		ok(strstr(buf_str(&readme), row) != NULL, "the manual has {{%s}} of forms", k->name);
		ok(template_form_field(k->name), "and it is one");
	}
	for (size_t i = 0; (k = template_field(i)) != NULL; i++)
		ok(k->sample != NULL && k->sample[0] != '\0', "{{%s}} has a sample", k->name);
	buf_free(&readme);
	templates_free(t);
	problems_free(&p);
}

int
main(void)
{
	begin();
	test_language();
	test_missing();
	test_hostile();
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		test_broken(i);
	test_tidy();
	test_set();
	end();
	test_all_shipped();
	return done();
}
