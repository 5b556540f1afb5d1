/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A mail: before the first NUL a template file, behind it values, each ended by a NUL, given to the
 * fields in their order (every third field twice). Without a NUL the shipped template of an answer
 * takes the whole input as the value of each field.
 */
#include "base/file.h"
#include "box/render.h"
#include "fuzz.h"

#define FIELDS_MOST 200

static void
copy(const char *name)
{
	char path[128];
	struct buf b = BUF_INIT;
	struct err e;

	snprintf(path, sizeof(path), "templates/%s", name);
	if (file_read(path, 1 << 20, &b, &e) < 0)
		broken("cannot read", e.msg);
	fuzz_put(name, b.data, b.len);
	buf_free(&b);
}

__attribute__((constructor)) static void
begin(void)
{
	fuzz_folder_make();
	copy("layout.html");
	copy("tombol.md");
	copy("penutup.md");
}

/* Values never bring lines of their own, tags of their own, or a second subject. */
static void
check(const struct render_out *out, bool plain)
{
	struct buf subject = out->subject, html = out->html;

	if (strpbrk(buf_str(&subject), "\r\n") != NULL)
		broken("template", "line end in the subject");
	if (plain && strstr(buf_str(&html), "<script") != NULL)
		broken("template", "a tag of a value in the HTML");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char whole[] = "perihal: {{nama}}\n\nYth. {{nama}},\n\n{{?alasan}}\n> {{alasan}}\n{{/alasan}}\n\n{{#kurang}}\n- {{.}}\n{{/kurang}}\n\n**{{kata}}**\n\n{{tombol}}\n";
	const uint8_t *end = n > 0 ? memchr(data, '\0', n) : NULL;
	struct render_button button = { "Setuju", "mailto:a@b.go.id?subject=x" };
	struct mail_field fields[FIELDS_MOST + 1];
	struct render_out out = { BUF_INIT, BUF_INIT, BUF_INIT };
	struct problems p = { 0 };
	struct templates *t;
	size_t n_fields = 0, at;
	struct err e;
	char *value;

	if (end != NULL)
		fuzz_put("x.md", data, (size_t)(end - data));
	else
		fuzz_put("x.md", whole, sizeof(whole) - 1);
	at = end != NULL ? (size_t)(end - data) + 1 : 0;
	for (size_t i = 0; template_field(i) != NULL && n_fields + 2 < FIELDS_MOST; i++) {
		size_t len = strnlen((const char *)data + at, n - at);

		value = xstrndup((const char *)data + at, len);
		fields[n_fields++] = (struct mail_field){ (char *)(uintptr_t)template_field(i)->name, value };
		if (i % 3 == 0)
			fields[n_fields++] = (struct mail_field){ (char *)(uintptr_t)template_field(i)->name, xstrdup(value) };
		at += end != NULL && at + len < n ? len + 1 : 0;
	}
	t = templates_read(fuzz_folder, NULL, &p);
	if (t == NULL && p.n_items == 0)
		broken("template", "refused without a word");
	if (t != NULL && render_mail(t, "x", fields, n_fields, &button, 1, &out, &e) == 0)
		check(&out, end == NULL);
	for (size_t i = 0; i < n_fields; i++)
		free(fields[i].value);
	render_free(&out);
	templates_free(t);
	problems_free(&p);
	return 0;
}
