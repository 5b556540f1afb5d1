/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A form with the data of a request. 'w' or 'o', then the parts of a DOCX or ODT as in zipped.h, and
 * behind the first NUL the value of each field; without a NUL the shipped form, with the input as the
 * values. What comes out can be read again, and values bring no tags and no members of their own.
 */
#include "fuzz.h"
#include "zipped.h"

#include "base/file.h"
#include "box/document.h"
#include "box/form.h"
#include "box/office.h"
#include "box/zip.h"

#define FIELDS_MOST 100
#define TEXT_MOST (1u << 20)
#define SHIPPED "templates/formulir/surat-pernyataan.docx"

/* Folders are not counted: form.c leaves them out. */
static size_t
members(const struct buf *b)
{
	struct zip *z = zip_open(b->data, b->len);
	const char *name;
	size_t n = 0;

	if (z == NULL)
		broken("form", "no archive");
	for (size_t i = 0; (name = zip_name(z, i)) != NULL; i++)
		n += name[strlen(name) - 1] != '/';
	zip_close(z);
	return n;
}

static void
check(const struct template_form *f, const struct buf *out, bool shipped, bool marks)
{
	struct document_text text;

	if (members(out) != members(&f->bytes))
		broken("form", "another number of members");
	office_text(out->data, out->len, TEXT_MOST, &text);
	if (shipped && (text.state != DOCUMENT_TEXT || text.text.len == 0))
		broken("form", "filled in it cannot be read any more");
	if (shipped && !marks && memmem(buf_str(&text.text), text.text.len, "{{nama}}", 8) != NULL)
		broken("form", "a mark stayed");
	buf_free(&text.text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct buf shipped;
	const uint8_t *end = n > 1 && (data[0] == 'w' || data[0] == 'o') ? memchr(data, '\0', n) : NULL;
	struct template_form f = { .end = end != NULL && data[0] == 'o' ? ".odt" : ".docx" };
	struct buf out = BUF_INIT, unknown = BUF_INIT;
	struct mail_field values[FIELDS_MOST];
	size_t n_values = 0, at = end != NULL ? (size_t)(end - data) + 1 : 0;
	struct err e;

	fuzz_rules();
	office_warm();
	form_warm();
	if (shipped.len == 0 && file_read(SHIPPED, 1 << 20, &shipped, &e) < 0)
		broken("form", e.msg);
	if (end != NULL)
		make_zip((const char *)data + 1, (size_t)(end - data) - 1, data[0] == 'o', &f.bytes);
	else
		buf_add(&f.bytes, shipped.data, shipped.len);
	for (const struct template_field *field; n_values < FIELDS_MOST && (field = template_form_field_at(n_values)) != NULL; ) {
		size_t len = strnlen((const char *)data + at, n - at);

		values[n_values++] = (struct mail_field){ (char *)(uintptr_t)field->name, xstrndup((const char *)data + at, len) };
		at += at + len < n ? len + 1 : len;
	}
	if (form_fill(&f, values, n_values, &out, &unknown, &e) == 0)
		check(&f, &out, end == NULL, memmem(data, n, "{{", 2) != NULL);
	else if (end == NULL)
		broken("form: the shipped one is refused", e.msg);
	for (size_t i = 0; i < n_values; i++)
		free(values[i].value);
	buf_free(&f.bytes);
	buf_free(&out);
	buf_free(&unknown);
	return 0;
}
