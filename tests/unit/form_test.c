/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Forms: marks that the editor has split over runs, hostile values, blanks, unknown marks, what is no
 * form; the shipped ones with every value, inside the composer's box; the same bytes each time.
 */
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boxed.h"
#include "box/form.h"
#include "box/zip.h"
#include "test.h"

#define W "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"
#define W_END "</w:body></w:document>"
#define O "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" " \
	"xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:text>"
#define O_END "</office:text></office:body></office:document-content>"
#define DOTS "........................................"

static struct mail_field values[] = { { "nama", "Siti <b>&amp; \"Rahmah\"</b>\x01\n{{nip}}" }, { "nip", "1987" }, { "hp", "" } };

static const struct { const char *what, *end, *part, *in, *out, *unknown; } rows[] = {
	{ "one run", ".docx", "word/document.xml", W "<w:p><w:r><w:t>NIP {{nip}}.</w:t></w:r></w:p>" W_END, ">NIP 1987.</w:t>", "" },
	{ "split over runs", ".docx", "word/document.xml",
	    W "<w:p><w:r><w:t>NIP {</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{ni</w:t></w:r><w:proofErr/><w:r><w:t>p}} x</w:t></w:r></w:p>" W_END,
	    ">NIP 1987</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\"></w:t></w:r><w:proofErr/><w:r><w:t xml:space=\"preserve\"> x</w:t>", "" },
	{ "markup in a value", ".docx", "word/document.xml", W "<w:p><w:r><w:t>{{nama}}</w:t></w:r></w:p>" W_END,
	    ">Siti &lt;b&gt;&amp;amp; \"Rahmah\"&lt;/b&gt; {{nip}}</w:t>", "" },
	{ "nothing known", ".docx", "word/document.xml", W "<w:p><w:r><w:t>{{hp}} {{jabatan}}</w:t></w:r></w:p>" W_END, ">" DOTS " " DOTS "</w:t>", "" },
	{ "a mark that is none", ".docx", "word/document.xml", W "<w:p><w:r><w:t>{{nmaa}}</w:t></w:r></w:p>" W_END, ">" DOTS "</w:t>", "nmaa\n" },
	{ "not closed", ".docx", "word/document.xml", W "<w:p><w:r><w:t>{{nip</w:t></w:r></w:p><w:p><w:r><w:t>}}</w:t></w:r></w:p>" W_END, ">{{nip</w:t>", "" },
	{ "field codes are no text", ".docx", "word/document.xml", W "<w:p><w:r><w:instrText>{{nip}}</w:instrText></w:r></w:p>" W_END, ">{{nip}}</w:instrText>", "" },
	{ "a header", ".docx", "word/header1.xml", W "<w:p><w:r><w:t>{{nip}}</w:t></w:r></w:p>" W_END, ">1987</w:t>", "" },
	{ "a box in a paragraph", ".docx", "word/document.xml", W "<w:p><w:r><w:t>{{ni</w:t><w:p><w:r><w:t>{{nip}}</w:t></w:r></w:p></w:r></w:p>" W_END, "{{ni</w:t><w:p><w:r><w:t xml:space=\"preserve\">1987</w:t>", "" },
	{ "ODT, split", ".odt", "content.xml", O "<text:p>NIP {{<text:span>ni</text:span>p<text:soft-page-break/>}}</text:p>" O_END,
	    "<text:p>NIP 1987<text:span></text:span><text:soft-page-break/></text:p>", "" },
	{ "ODT, two in a heading", ".odt", "content.xml", O "<text:h>{{nip}}{{nip}} {{jabatan}}</text:h>" O_END, "<text:h>19871987 " DOTS "</text:h>", "" },
};

static struct template_form
form_of(const char *end, const char *part, const char *xml)
{
	struct template_form f = { .end = end };
	struct zip_writer *w = zip_begin();
	struct buf bytes = BUF_INIT;
	struct err e;

	buf_adds(&bytes, "application/x");
	zip_put(w, "mimetype", &bytes, &e);
	buf_reset(&bytes);
	buf_adds(&bytes, xml);
	zip_put(w, part, &bytes, &e);
	buf_reset(&bytes);
	buf_adds(&bytes, "{{nip}}");
	zip_put(w, "word/other.bin", &bytes, &e);
	zip_end(w, &f.bytes);
	buf_free(&bytes);
	return f;
}

/* The text of one member. */
static char *
member(const struct buf *zip, const char *name)
{
	struct zip *z = zip_open(zip->data, zip->len);
	struct buf out = BUF_INIT;
	ssize_t got = z != NULL && zip_find(z, name) >= 0 ? zip_enter(z, (size_t)zip_find(z, name)) : -1;

	while (got >= 0) {
		buf_reserve(&out, 4096);
		got = zip_read(z, out.data + out.len, 4096);
		if (got <= 0)
			break;
		out.len += (size_t)got;
	}
	zip_close(z);
	buf_addc(&out, '\0');
	return buf_take(&out);
}

static void
test_row(size_t i)
{
	struct template_form f = form_of(rows[i].end, rows[i].part, rows[i].in);
	struct buf out = BUF_INIT, again = BUF_INIT, unknown = BUF_INIT;
	struct err e = { .msg = "" };
	char *text, *other;

	ok(form_fill(&f, values, 3, &out, &unknown, &e) == 0, "%s: filled %s", rows[i].what, e.msg);
	text = member(&out, rows[i].part);
	if (!ok(strstr(text, rows[i].out) != NULL, "%s: as wanted", rows[i].what))
		printf("# got:  %s\n# want: %s\n", text, rows[i].out);
	is_str(buf_str(&unknown), rows[i].unknown, "%s: unknown", rows[i].what);
	other = member(&out, "word/other.bin");
	is_str(other, "{{nip}}", "%s: other members are not touched", rows[i].what);
	form_fill(&f, values, 3, &again, NULL, &e);
	ok(again.len == out.len && memcmp(again.data, out.data, out.len) == 0, "%s: the same bytes again", rows[i].what);
	free(text);
	free(other);
	buf_free(&f.bytes);
	buf_free(&out);
	buf_free(&again);
	buf_free(&unknown);
}

static void
test_refused(void)
{
	struct template_form bad[] = { { .end = ".docx" }, form_of(".docx", "word/else.xml", "<a/>"),
		form_of(".odt", "content.xml", O "<text:p>"), form_of(".odt", "content.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>") };
	struct buf out = BUF_INIT;
	struct err e;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ok(form_fill(&bad[i], values, 3, &out, NULL, &e) != 0 && e.grade == GRADE_REFUSED && out.len == 0, "refused: %s", e.msg);
		buf_free(&bad[i].bytes);
	}
}

/* In the box: neither libxml2 nor libarchive opens anything there. */
static void
test_boxed(void)
{
	struct problems p = { 0 };
	struct templates *t = templates_read("templates", NULL, &p);
	const struct template_form *f;
	struct buf out = BUF_INIT;
	size_t n = 0;
	int status;
	struct err e;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		if (test_box(BOX_COMPOSER, &e) != 0)
			_exit(99);
		for (; (f = template_form(t, n)) != NULL; n++)
			if (form_fill(f, values, 3, &out, NULL, &e) != 0)
				_exit(98);
		_exit((int)n);
	}
	ok(waitpid(pid, &status, 0) == pid && WIFEXITED(status), "lives");
	is_int(WEXITSTATUS(status), 6, "the shipped forms");
	templates_free(t);
	problems_free(&p);
}

int
main(void)
{
	form_warm();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		test_row(i);
	test_refused();
	test_boxed();
	return done();
}
