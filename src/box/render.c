/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Markdown into the two parts of a mail: the text as it is, the HTML inside the office's layout
 * with its styles and buttons. Owns nothing, knows no mail header. Fails where a value is missing
 * or MD4C cannot parse.
 */
#include "box/render.h"

#include <string.h>

#include "box/markup.h"

/* Adds `pattern` with each {{name}} replaced; names without a row stay. */
static void
fill(const char *pattern, const char *const names[2], const char *const values[2], struct buf *out)
{
	while (*pattern != '\0') {
		size_t i = 0, plain = strcspn(pattern + 1, "{") + 1;

		while (i < 2 && strncmp(pattern, names[i], strlen(names[i])) != 0)
			i++;
		if (i < 2) {
			buf_adds(out, values[i]);
			pattern += strlen(names[i]);
		} else {
			buf_add(out, pattern, plain);
			pattern += plain;
		}
	}
}

static void
add_buttons(
    const struct templates *t, const struct render_button *buttons, size_t n, struct buf *out)
{
	const struct template_layout *layout = template_layout(t);
	static const char *const names[2] = { "{{href}}", "{{label}}" };
	struct buf href = BUF_INIT, label = BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		buf_reset(&href);
		buf_reset(&label);
		buf_html(&href, buttons[i].href);
		buf_html(&label, buttons[i].label);
		fill(i == 0 || layout->other == NULL ? layout->button : layout->other, names,
		    (const char *const[2]){ buf_str(&href), buf_str(&label) }, out);
	}
	buf_free(&href);
	buf_free(&label);
}

int
render_mail(const struct templates *t, const char *name, const struct mail_field *fields,
    size_t n_fields, const struct render_button *buttons, size_t n_buttons, struct render_out *out,
    struct err *e)
{
	static const char *const names[2] = { "{{isi}}", "{{judul}}" };
	const struct template_layout *l = template_layout(t);
	struct buf md = BUF_INIT, title = BUF_INIT, body = BUF_INIT, slot = BUF_INIT;
	int rc = template_expand(t, name, fields, n_fields, &out->subject, &md, e);

	if (rc != 0)
		goto out;
	add_buttons(t, buttons, n_buttons, &slot);
	if (!markup_text(buf_str(&md), md.len, &out->text) ||
	    !markup_html(buf_str(&md), md.len, l->styles, l->n_styles, buf_str(&slot), &body)) {
		rc = err_refused(e, "template %s: Markdown cannot be parsed", name);
		goto out;
	}
	buf_html(&title, buf_str(&out->subject));
	fill(l->page, names, (const char *const[2]){ buf_str(&body), buf_str(&title) }, &out->html);
out:
	buf_free(&md);
	buf_free(&title);
	buf_free(&body);
	buf_free(&slot);
	return rc;
}

void
render_free(struct render_out *out)
{
	buf_free(&out->subject);
	buf_free(&out->text);
	buf_free(&out->html);
}
