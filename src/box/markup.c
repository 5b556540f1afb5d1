/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The only file that knows MD4C. Text is rendered by callbacks: inline text is gathered until its
 * block ends, then written behind the marks of the lists and quotes it stands in. HTML is MD4C's
 * own, with style attributes set into start tags afterwards (its output escapes every `<` of text,
 * so a tag is a tag). Fails only where MD4C fails: out of memory.
 */
#include "box/markup.h"

#include <md4c-html.h>
#include <md4c.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define FLAGS (MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS | MD_FLAG_TABLES)
#define DEPTH 16

struct list { bool ordered, tight; unsigned number; };
struct text_state {
	struct buf *out, line;
	struct list lists[DEPTH];
	int n_lists, quotes;
	bool item;			/* the next line begins a list item */
	bool gap;			/* a blank line goes before the next block */
	size_t link_at;			/* where in `line` the text of the link began */
	unsigned cell;			/* of the row, from 0 */
};

/* ---- text ---- */

static void
marks(struct text_state *s, bool first)
{
	for (int i = 0; i < s->quotes; i++)
		buf_adds(s->out, "> ");
	for (int i = 0; i < s->n_lists; i++) {
		const struct list *l = &s->lists[i];

		if (!first || i + 1 < s->n_lists)
			buf_adds(s->out, l->ordered ? "   " : "  ");
		else if (l->ordered)
			buf_addf(s->out, "%u. ", l->number);
		else
			buf_adds(s->out, "- ");
	}
}

/* Writes the gathered inline text as lines behind their marks. */
static void
flush(struct text_state *s)
{
	char *p, *end;

	if (s->line.len == 0 || strcmp(s->line.data, TEMPLATE_SLOT) == 0) {
		buf_reset(&s->line);
		return;
	}
	if (s->gap && s->out->len > 0)
		buf_addc(s->out, '\n');
	s->gap = false;
	for (p = s->line.data; p != NULL; p = end != NULL ? end + 1 : NULL) {
		end = strchr(p, '\n');
		if (end != NULL)
			*end = '\0';
		marks(s, s->item);
		s->item = false;
		buf_adds(s->out, p);
		buf_addc(s->out, '\n');
	}
	buf_reset(&s->line);
}

/* ---- a table's rows are items: "- first: second" ---- */

static bool
is_of_table(MD_BLOCKTYPE type)
{
	return type == MD_BLOCK_THEAD || type == MD_BLOCK_TBODY || type == MD_BLOCK_TR ||
	    type == MD_BLOCK_TH || type == MD_BLOCK_TD;
}

static void
enter_row(struct text_state *s, MD_BLOCKTYPE type)
{
	if (type == MD_BLOCK_TR) {
		s->cell = 0;
	} else if ((type == MD_BLOCK_TD || type == MD_BLOCK_TH) && s->cell++ > 0 && s->line.len > 0) {
		buf_adds(&s->line, ": ");
	}
}

static void
leave_row(struct text_state *s, MD_BLOCKTYPE type)
{
	char *row;

	if (type != MD_BLOCK_TR || s->line.len == 0)
		return;
	row = xasprintf("- %s", s->line.data);
	buf_reset(&s->line);
	buf_adds(&s->line, row);
	free(row);
	flush(s);
}

static int
enter_block(MD_BLOCKTYPE type, void *detail, void *data)
{
	struct text_state *s = data;

	if (is_of_table(type)) {
		enter_row(s, type);
		return 0;
	}
	flush(s);
	if ((type == MD_BLOCK_UL || type == MD_BLOCK_OL) && s->n_lists < DEPTH) {
		struct list *l = &s->lists[s->n_lists++];

		l->ordered = type == MD_BLOCK_OL;
		l->tight = l->ordered ? ((MD_BLOCK_OL_DETAIL *)detail)->is_tight :
					((MD_BLOCK_UL_DETAIL *)detail)->is_tight;
		l->number = l->ordered ? ((MD_BLOCK_OL_DETAIL *)detail)->start - 1 : 0;
	} else if (type == MD_BLOCK_LI && s->n_lists > 0) {
		s->lists[s->n_lists - 1].number++;
		s->item = true;
	} else if (type == MD_BLOCK_QUOTE) {
		s->quotes++;
	}
	return 0;
}

static int
leave_block(MD_BLOCKTYPE type, void *detail, void *data)
{
	struct text_state *s = data;

	(void)detail;
	if (is_of_table(type)) {
		leave_row(s, type);
		return 0;
	}
	if (type == MD_BLOCK_HR)
		buf_adds(&s->line, "--");
	flush(s);
	if ((type == MD_BLOCK_UL || type == MD_BLOCK_OL) && s->n_lists > 0)
		s->n_lists--;
	if (type == MD_BLOCK_QUOTE && s->quotes > 0)
		s->quotes--;
	if (type != MD_BLOCK_LI || !s->lists[s->n_lists > 0 ? s->n_lists - 1 : 0].tight)
		s->gap = true;
	return 0;
}

static int
enter_span(MD_SPANTYPE type, void *detail, void *data)
{
	struct text_state *s = data;

	(void)detail;
	if (type == MD_SPAN_A)
		s->link_at = s->line.len;
	return 0;
}

static int
leave_span(MD_SPANTYPE type, void *detail, void *data)
{
	struct text_state *s = data;
	const MD_SPAN_A_DETAIL *a = detail;
	const char *said;
	char *href;

	if (type != MD_SPAN_A || a->href.size == 0)
		return 0;
	href = xstrndup(a->href.text, a->href.size);
	said = strncmp(href, "mailto:", 7) == 0 ? href + 7 : href;
	if (strcmp(buf_str(&s->line) + s->link_at, said) != 0)
		buf_addf(&s->line, " (%s)", said);
	free(href);
	return 0;
}

static int
on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *data)
{
	static const struct {
		const char *entity, *plain;
	} entities[] = { { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" },
		{ "&nbsp;", " " } };
	struct text_state *s = data;

	switch (type) {
	case MD_TEXT_BR:
		buf_addc(&s->line, '\n');
		return 0;
	case MD_TEXT_SOFTBR:
		buf_addc(&s->line, ' ');
		return 0;
	case MD_TEXT_NULLCHAR:
		buf_adds(&s->line, "\xef\xbf\xbd");
		return 0;
	case MD_TEXT_ENTITY:
		for (size_t i = 0; i < sizeof(entities) / sizeof(entities[0]); i++) {
			if (strlen(entities[i].entity) != size ||
			    memcmp(entities[i].entity, text, size) != 0)
				continue;
			buf_adds(&s->line, entities[i].plain);
			return 0;
		}
		break;
	default:
		break;
	}
	buf_add(&s->line, text, size);
	return 0;
}

bool
markup_text(const char *md, size_t n, struct buf *out)
{
	struct text_state s = { .out = out };
	const MD_PARSER parser = { .flags = FLAGS,
		.enter_block = enter_block,
		.leave_block = leave_block,
		.enter_span = enter_span,
		.leave_span = leave_span,
		.text = on_text };
	int rc = md_parse(md, (MD_SIZE)n, &parser, &s);

	buf_free(&s.line);
	return rc == 0;
}

/* ---- HTML ---- */

static void
take_html(const MD_CHAR *text, MD_SIZE size, void *data)
{
	buf_add(data, text, size);
}

static const char *
style_of(const struct template_style *styles, size_t n, const char *tag, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(styles[i].tag) == len && memcmp(styles[i].tag, tag, len) == 0)
			return styles[i].style;
	return NULL;
}

/* A table whose head is empty is a card: rows alone. One that no row is left of is none. */
static const char *
skip_head(const char *p)
{
	static const char head[] = "<thead>\n<tr>\n<th></th>\n<th></th>\n</tr>\n</thead>\n",
			  none[] = "<table>\n";

	if (strncmp(p, none, sizeof(none) - 1) == 0) {
		const char *end = p + sizeof(none) - 1;

		if (strncmp(end, head, sizeof(head) - 1) == 0)
			end += sizeof(head) - 1;
		if (strncmp(end, "</table>\n", 9) == 0)
			return end + 9;
	}
	return strncmp(p, head, sizeof(head) - 1) == 0 ? p + sizeof(head) - 1 : p;
}

/*
 * The style of the start tag at p: "td pertama" of a row's first cell, "ul centang" of a list whose
 * items begin with a box, else that of its name.
 */
static const char *
style_for(const char *p, size_t len, bool first, const struct template_style *styles, size_t n)
{
	static const char cell[] = "td pertama", ticks[] = "ul centang";
	const char *style = NULL;

	if (first && strncmp(p, "<td", 3) == 0)
		style = style_of(styles, n, cell, sizeof(cell) - 1);
	else if (strncmp(p, "<ul>\n<li>\xe2\x98", 11) == 0)
		style = style_of(styles, n, ticks, sizeof(ticks) - 1);
	return style != NULL ? style : style_of(styles, n, p + 1, len);
}

/* Bytes of a case number ("TTE-2026-000123") that begins here, 0: none. */
static size_t
case_number(const char *p, const char *end)
{
	size_t n = 0, year, last;

	while (p + n < end && p[n] >= 'A' && p[n] <= 'Z')
		n++;
	if (n < 2 || n > 8 || p + n == end || p[n] != '-')
		return 0;
	year = strspn(p + n + 1, "0123456789");
	if (year != 4 || p[n + 5] != '-')
		return 0;
	last = strspn(p + n + 6, "0123456789");
	return last >= 6 && p + n + 6 + last <= end ? n + 6 + last : 0;
}

/* Text between tags; a line ends before or behind a case number, not within. */
static void
add_text(const char *p, size_t n, struct buf *out)
{
	const char *end = p + n;

	for (; p < end; p++) {
		size_t number = case_number(p, end);

		if (number == 0) {
			buf_addc(out, *p);
			continue;
		}
		buf_adds(out, "<span style=\"white-space:nowrap\">");
		buf_add(out, p, number);
		buf_adds(out, "</span>");
		p += number - 1;
	}
}

static void
add_styled(const char *html, const struct template_style *styles, size_t n, struct buf *out)
{
	bool first = false;

	for (const char *p = skip_head(html); *p != '\0'; p = skip_head(p)) {
		size_t len = *p == '<' ? strcspn(p + 1, " />") : 0, all = strcspn(p + 1, "<") + 1, tag;
		const char *style = len > 0 ? style_for(p, len, first, styles, n) : NULL;

		first = (first && len == 0) || strncmp(p, "<tr>", 4) == 0;
		tag = *p == '<' ? strcspn(p, ">") : 0;
		if (len > 0)
			buf_add(out, p, len + 1);
		if (len == 5 && memcmp(p + 1, "table", 5) == 0)
			buf_adds(out, " role=\"presentation\"");
		if (style != NULL)
			buf_addf(out, " style=\"%s\"", style);
		if (len > 0)
			buf_add(out, p + len + 1, tag - len - 1);
		else
			buf_add(out, p, tag);
		add_text(p + tag, all - tag, out);
		p += all;
	}
}

bool
markup_html(const char *md, size_t n, const struct template_style *styles, size_t n_styles,
    const char *slot, struct buf *out)
{
	static const char mark[] = "<p>" TEMPLATE_SLOT "</p>";
	struct buf html = BUF_INIT;
	int rc = md_html(md, (MD_SIZE)n, take_html, &html, FLAGS, 0);
	const char *at = rc == 0 ? strstr(buf_str(&html), mark) : NULL;

	if (at != NULL) {
		html.data[at - html.data] = '\0';
		add_styled(html.data, styles, n_styles, out);
		buf_adds(out, slot);
		add_styled(at + sizeof(mark) - 1, styles, n_styles, out);
	} else if (rc == 0) {
		add_styled(buf_str(&html), styles, n_styles, out);
	}
	buf_free(&html);
	return rc == 0;
}
