/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Markdown into the two parts of a mail: the text as it is, the HTML inside the office's layout
 * with its styles and buttons. Owns nothing, knows no mail header. Fails where a value is missing
 * or MD4C cannot parse.
 */
#include "box/render.h"

#include <string.h>

#include "box/markup.h"

struct slot { const char *name, *value; };

/* Adds `pattern` with each {{name}} replaced; names without a row stay. */
static void
fill(const char *pattern, const struct slot *slots, size_t n, struct buf *out)
{
	while (*pattern != '\0') {
		size_t i = 0, plain = strcspn(pattern + 1, "{") + 1;

		while (i < n && strncmp(pattern, slots[i].name, strlen(slots[i].name)) != 0)
			i++;
		if (i < n) {
			buf_adds(out, slots[i].value);
			pattern += strlen(slots[i].name);
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
	struct buf href = BUF_INIT, label = BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		buf_reset(&href);
		buf_reset(&label);
		buf_html(&href, buttons[i].href);
		buf_html(&label, buttons[i].label);
		fill(i == 0 || layout->other == NULL ? layout->button : layout->other,
		    (const struct slot[]){ { "{{href}}", buf_str(&href) },
			{ "{{label}}", buf_str(&label) } },
		    2, out);
	}
	buf_free(&href);
	buf_free(&label);
}

static void
add_clean(const char *value, struct buf *out)
{
	struct buf line = BUF_INIT;

	template_value(value != NULL ? value : "", false, 200, &line);
	buf_html(out, buf_str(&line));
	buf_free(&line);
}

int
render_mail(const struct templates *t, const char *name, const struct mail_field *fields,
    size_t n_fields, const struct render_button *buttons, size_t n_buttons, struct render_out *out,
    struct err *e)
{
	const struct template_layout *l = template_layout(t);
	struct buf md = BUF_INIT, title = BUF_INIT, body = BUF_INIT, slot = BUF_INIT,
		   office = BUF_INIT;
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
	for (size_t i = 0; i < n_fields; i++)
		if (office.len == 0 && fields[i].name != NULL && strcmp(fields[i].name, "kantor") == 0)
			add_clean(fields[i].value, &office);
	fill(l->page,
	    (const struct slot[]){ { "{{isi}}", buf_str(&body) }, { "{{judul}}", buf_str(&title) },
		{ "{{kantor}}", buf_str(&office) } },
	    3, &out->html);
out:
	buf_free(&md);
	buf_free(&title);
	buf_free(&body);
	buf_free(&slot);
	buf_free(&office);
	return rc;
}

void
render_free(struct render_out *out)
{
	buf_free(&out->subject);
	buf_free(&out->text);
	buf_free(&out->html);
}
