/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * White space is kept back until a word follows it, so no line ends with any. The side-by-side
 * joining of cells is what a person sees: a column of labels beside a column of values, each made
 * of paragraphs of one cell, still gives "label TAB value" on one line.
 */
#include "box/flow.h"

#include <stdint.h>
#include <string.h>

#define GAP 3 /* blanks that are a gap between columns */

static bool
line_open(const struct flow *f)
{
	return f->text.len > 0 && f->text.data[f->text.len - 1] != '\n' &&
	    f->text.data[f->text.len - 1] != '\f';
}

static void
put(struct flow *f, const char *s, size_t n)
{
	size_t room = f->most - f->text.len;

	if (f->cut)
		return;
	if (n > room) {
		f->cut = true;
		for (n = room; n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80; n--)
			;
	}
	buf_add(&f->text, s, n);
}

static void
word(struct flow *f, const char *s, size_t n)
{
	if ((f->tab || f->blanks > 0) && line_open(f))
		put(f, f->tab || f->blanks >= GAP ? "\t" : " ", 1);
	f->tab = false;
	f->blanks = 0;
	put(f, s, n);
}

void
flow_char(struct flow *f, unsigned long c)
{
	char s[4];
	size_t n;

	if (c == '\t') {
		f->tab = true;
	} else if (c == ' ' || c == '\n' || c == '\r' || c == 0xa0 || c == 0x202f || c == 0x205f ||
	    c == 0x3000 || (c >= 0x2000 && c <= 0x200a)) {
		f->blanks++;
	} else if (c == 0x2028 || c == 0x2029) {
		flow_line(f);
	} else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad ||
	    (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x2069) || c == 0xfeff || (c >= 0xd800 && c <= 0xdfff) ||
	    c > 0x10ffff) {
		; /* not seen by who reads the document */
	} else if (c == 0x2010 || c == 0x2011) {
		word(f, "-", 1);
	} else {
		n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
		for (size_t i = n; --i > 0; c >>= 6)
			s[i] = (char)(0x80 | (c & 0x3f));
		s[0] = (char)(n == 1 ? c : (0xf00u >> n & 0xf0) | c);
		word(f, s, n);
	}
}

void
flow_add(struct flow *f, const char *utf8, size_t n)
{
	const unsigned char *s = (const unsigned char *)utf8;

	for (size_t i = 0; i < n && !f->cut;) {
		size_t len = s[i] < 0x80 ? 1 : s[i] < 0xe0 ? 2 : s[i] < 0xf0 ? 3 : 4;
		unsigned long c = len == 1 ? s[i] : s[i] & (0x7fu >> len);

		for (size_t k = 1; k < len && i + k < n; k++)
			c = c << 6 | (s[i + k] & 0x3f);
		if (i + len <= n)
			flow_char(f, c);
		i += len;
	}
}

void
flow_tab(struct flow *f)
{
	f->tab = true;
}

void
flow_end(struct flow *f)
{
	f->tab = false;
	f->blanks = 0;
	if (line_open(f))
		put(f, "\n", 1);
}

void
flow_line(struct flow *f)
{
	const struct buf *b = &f->text;
	bool open = line_open(f);

	flow_end(f);
	if (!open && b->len > 1 && b->data[b->len - 1] == '\n' && b->data[b->len - 2] != '\n')
		put(f, "\n", 1);
}

void
flow_page(struct flow *f)
{
	flow_end(f);
	if (f->text.len > 0 && f->text.data[f->text.len - 1] != '\f')
		put(f, "\f", 1);
}

void
flow_append(struct flow *f, const struct buf *text)
{
	flow_end(f);
	if (text->len > 0)
		put(f, text->data, text->len);
}

/* ---- tables ---- */

bool
flow_cell(struct flow_row *row, struct buf *text, unsigned times)
{
	struct cell *c = &row->cells[row->n];
	unsigned room = FLOW_COLUMNS - row->columns;

	if (room == 0 || times == 0)
		return times == 0;
	while (text->len > 0 && text->data[text->len - 1] == '\n')
		text->data[--text->len] = '\0';
	c->text = *text;
	c->times = times < room ? times : room;
	*text = (struct buf)BUF_INIT;
	row->columns += c->times;
	row->n++;
	return true;
}

/* The next line of a cell, without tabs of its own before it; false: none is left. */
static bool
next_line(const struct cell *c, size_t *at, const char **line, size_t *n)
{
	const char *end;

	if (*at >= c->text.len)
		return false;
	*line = c->text.data + *at;
	end = memchr(*line, '\n', c->text.len - *at);
	*n = end != NULL ? (size_t)(end - *line) : c->text.len - *at;
	*at += *n + 1;
	return true;
}

void
flow_row(struct flow *f, struct flow_row *row)
{
	size_t at[FLOW_COLUMNS] = { 0 };
	bool more = row->n > 0;

	flow_end(f);
	while (more && !f->cut) {
		size_t tabs = 0;

		more = false;
		for (size_t i = 0; i < row->n; i++) {
			const char *line = "";
			size_t n = 0;

			more |= next_line(&row->cells[i], &at[i], &line, &n);
			for (unsigned k = 0; k < row->cells[i].times; k++, tabs++) {
				for (; n > 0 && tabs > 0; tabs--)
					put(f, "\t", 1);
				put(f, line, n);
			}
		}
		if (more)
			flow_line(f);
	}
	for (size_t i = 0; i < row->n; i++)
		buf_free(&row->cells[i].text);
	row->n = row->columns = 0;
}
