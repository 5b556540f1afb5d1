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

#define FLAGS (MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS)
#define DEPTH 16

struct list { bool ordered, tight; unsigned number; };
struct text_state {
	struct buf *out, line;
	struct list lists[DEPTH];
	int n_lists, quotes;
	bool item;			/* the next line begins a list item */
	bool gap;			/* a blank line goes before the next block */
	size_t link_at;			/* where in `line` the text of the link began */
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

static int
enter_block(MD_BLOCKTYPE type, void *detail, void *data)
{
	struct text_state *s = data;

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

static void
add_styled(const char *html, const struct template_style *styles, size_t n, struct buf *out)
{
	for (const char *p = html; *p != '\0';) {
		size_t len = *p == '<' ? strcspn(p + 1, " />") : 0;
		const char *style = len > 0 ? style_of(styles, n, p + 1, len) : NULL;
		size_t plain = strcspn(p + 1, "<") + 1;

		if (style != NULL) {
			buf_add(out, p, len + 1);
			buf_addf(out, " style=\"%s\"", style);
			p += len + 1;
			plain -= len + 1;
		}
		buf_add(out, p, plain);
		p += plain;
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
