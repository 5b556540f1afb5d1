/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One walk over a part's XML by libxml2's reader, for both formats: the table below says what each
 * element means, a stack remembers the open ones. Nothing is fetched, no entity is replaced, a part
 * with a DTD is refused. The bytes are unpacked while they are parsed, so a bomb costs no memory.
 */
#include "box/office.h"

#include <libxml/xmlreader.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "box/flow.h"

#define DEPTH_MOST      256
#define EQUALS_MOST 256 /* in one tag: the parser compares every attribute with every other */
#define REFERENCES_MOST 32   /* to headers and footers */
#define STYLES_MOST     64   /* that hide text */
#define SPACES_MOST     1000

enum kind {
	OTHER,
	SKIPPED,
	PARAGRAPH,
	TEXT,
	TAB,
	BLANKS,
	BREAK,
	HYPHEN,
	SYMBOL,
	TABLE,
	ROW,
	CELL,
	COVERED, /* by a cell beside or above it */
	FRAMED, /* a text box */
	RUN,
	VANISH,
	SPAN,
	HIDEABLE, /* has an attribute that says whether it is shown */
	ALTERNATE,
	CHOICE,
	CONTROL, /* a content control, shows a prompt while it is empty */
	PROMPT,
	CONTENT,
	CHECKBOX,
	CHECKED,
	SECTION,
	HEADER_REFERENCE,
	FOOTER_REFERENCE,
	TITLE_PAGE,
	HEADER,
	FOOTER,
	STYLE,
	STYLE_TEXT,
	/* of the parts beside the text */
	RELATION,
	EVEN_AND_ODD,
	LOCKED,
};

static const struct {
	char space;
	const char *uri;
} spaces[] = {
	{ 'w', "http://schemas.openxmlformats.org/wordprocessingml/2006/main" },
	{ 'w', "http://purl.oclc.org/ooxml/wordprocessingml/main" },
	{ 'c', "http://schemas.openxmlformats.org/markup-compatibility/2006" },
	{ 'm', "http://schemas.openxmlformats.org/officeDocument/2006/math" },
	{ 'm', "http://purl.oclc.org/ooxml/officeDocument/math" },
	{ 'r', "http://schemas.openxmlformats.org/package/2006/relationships" },
	{ 't', "urn:oasis:names:tc:opendocument:xmlns:text:1.0" },
	{ 'a', "urn:oasis:names:tc:opendocument:xmlns:table:1.0" },
	{ 'd', "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" },
	{ 'o', "urn:oasis:names:tc:opendocument:xmlns:office:1.0" },
	{ 's', "urn:oasis:names:tc:opendocument:xmlns:style:1.0" },
	{ 'g', "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" },
	{ 'x', "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" },
};

static const struct {
	char space;
	enum kind kind;
	const char *name;
} elements[] = {
	{ 'w', PARAGRAPH, "p" },
	{ 'w', RUN, "r" },
	{ 'w', TEXT, "t" },
	{ 'm', TEXT, "t" },
	{ 'w', TAB, "tab" },
	{ 'w', TAB, "ptab" },
	{ 'w', BREAK, "br" },
	{ 'w', BREAK, "cr" },
	{ 'w', HYPHEN, "noBreakHyphen" },
	{ 'w', SYMBOL, "sym" },
	{ 'w', TABLE, "tbl" },
	{ 'w', ROW, "tr" },
	{ 'w', CELL, "tc" },
	{ 'w', FRAMED, "txbxContent" },
	{ 'w', VANISH, "vanish" },
	{ 'w', CONTROL, "sdt" },
	{ 'w', PROMPT, "showingPlcHdr" },
	{ 'w', CONTENT, "sdtContent" },
	{ 'w', CHECKBOX, "checkBox" },
	{ 'w', CHECKED, "default" },
	{ 'w', CHECKED, "checked" },
	{ 'w', SECTION, "sectPr" },
	{ 'w', HEADER_REFERENCE, "headerReference" },
	{ 'w', FOOTER_REFERENCE, "footerReference" },
	{ 'w', TITLE_PAGE, "titlePg" },
	{ 'w', EVEN_AND_ODD, "evenAndOddHeaders" },
	{ 'w', SKIPPED, "tabs" }, /* stops, not tabs */
	{ 'w', SKIPPED, "del" },
	{ 'w', SKIPPED, "moveFrom" },
	{ 'w', SKIPPED, "rt" },
	{ 'w', SKIPPED, "pPrChange" },
	{ 'w', SKIPPED, "rPrChange" },
	{ 'w', SKIPPED, "sectPrChange" },
	{ 'c', ALTERNATE, "AlternateContent" },
	{ 'c', CHOICE, "Choice" },
	{ 'c', CHOICE, "Fallback" },
	{ 'r', RELATION, "Relationship" },
	{ 't', PARAGRAPH, "p" },
	{ 't', PARAGRAPH, "h" },
	{ 't', SPAN, "span" },
	{ 't', TAB, "tab" },
	{ 't', BLANKS, "s" },
	{ 't', BREAK, "line-break" },
	{ 't', HIDEABLE, "section" },
	{ 't', HIDEABLE, "hidden-text" },
	{ 't', SKIPPED, "tracked-changes" },
	{ 't', SKIPPED, "note" },
	{ 't', SKIPPED, "ruby-text" },
	{ 't', SKIPPED, "script" },
	{ 'a', TABLE, "table" },
	{ 'a', ROW, "table-row" },
	{ 'a', CELL, "table-cell" },
	{ 'a', COVERED, "covered-table-cell" },
	{ 'd', FRAMED, "text-box" },
	{ 'd', FRAMED, "custom-shape" },
	{ 'd', FRAMED, "rect" },
	{ 'd', FRAMED, "ellipse" },
	{ 'd', FRAMED, "line" },
	{ 'd', FRAMED, "polygon" },
	{ 'd', FRAMED, "path" },
	{ 'o', SKIPPED, "annotation" },
	{ 'o', SKIPPED, "forms" },
	{ 'o', SKIPPED, "scripts" },
	{ 'o', SKIPPED, "binary-data" },
	{ 'g', SKIPPED, "title" },
	{ 'g', SKIPPED, "desc" },
	{ 's', HEADER, "header" },
	{ 's', HEADER, "header-left" },
	{ 's', HEADER, "header-first" },
	{ 's', FOOTER, "footer" },
	{ 's', FOOTER, "footer-left" },
	{ 's', FOOTER, "footer-first" },
	{ 's', STYLE, "style" },
	{ 's', STYLE_TEXT, "text-properties" },
	{ 'x', LOCKED, "encryption-data" },
};

/* Where text goes: the part itself, a cell, a text box, a header. */
struct target {
	struct flow flow;
	struct buf aside;    /* text boxes of the open paragraph, for behind it */
	unsigned paragraphs; /* open ones */
	unsigned times;      /* columns of a cell */
	struct target *outer;
};

struct level {
	struct flow_row row;
	unsigned spanned; /* columns of the last cell that are still to come, and its own */
	struct level *outer;
};

struct reference {
	bool footer, first, even;
	char *id, *target;
};

/* What is known of the document, over all of its parts. */
struct office {
	struct zip *zip;
	size_t most;
	struct reference references[REFERENCES_MOST];
	size_t n_references, section; /* of which the first of this section */
	bool even_and_odd, locked, cut;
	char *hidden[STYLES_MOST];
	size_t n_hidden;
	struct buf headers, footers;
	size_t unpacked;	/* bytes, of all parts */
	char *main; /* of a DOCX: "word/document.xml" */
};

struct walk {
	struct office *office;
	xmlTextReaderPtr reader;
	bool bad, odf;
	char tag;		/* while unpacking: '<' within one, a quote within its value, or '>' */
	unsigned equals;	/* of that tag */
	int skip;        /* depth of the element being passed over, or -1 */
	struct {
		enum kind kind;
		bool flag;
	} stack[DEPTH_MOST + 2];
	unsigned hidden, texts;
	char *style; /* name of the style being defined */
	struct target *target;
	struct level *level;
};

static enum kind
kind_of(xmlTextReaderPtr r)
{
	const char *uri = (const char *)xmlTextReaderConstNamespaceUri(r),
		   *name = (const char *)xmlTextReaderConstLocalName(r);
	char space = '\0';

	for (size_t i = 0; uri != NULL && i < sizeof(spaces) / sizeof(spaces[0]); i++)
		if (strcmp(spaces[i].uri, uri) == 0)
			space = spaces[i].space;
	if (space == '\0' || name == NULL)
		return OTHER;
	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++)
		if (elements[i].space == space && strcmp(elements[i].name, name) == 0)
			return elements[i].kind;
	return OTHER;
}

/* An attribute, whatever its prefix: no element here has two of one name. NULL: not there. */
static char *
attribute(const struct walk *w, const char *name)
{
	char *found = NULL;

	if (xmlTextReaderMoveToFirstAttribute(w->reader) == 1)
		do {
			const xmlChar *here = xmlTextReaderConstLocalName(w->reader);

			if (here != NULL && strcmp((const char *)here, name) == 0 &&
			    xmlTextReaderIsNamespaceDecl(w->reader) != 1)
				found = xstrdup((const char *)xmlTextReaderConstValue(w->reader));
		} while (found == NULL && xmlTextReaderMoveToNextAttribute(w->reader) == 1);
	xmlTextReaderMoveToElement(w->reader);
	return found;
}

static bool
attribute_is(const struct walk *w, const char *name, const char *value)
{
	char *found = attribute(w, name);
	bool is = found != NULL && strcmp(found, value) == 0;

	free(found);
	return is;
}

/* <w:vanish/> is yes, so is any w:val but these. */
static bool
turned_on(const struct walk *w)
{
	return !attribute_is(w, "val", "0") && !attribute_is(w, "val", "false") &&
	    !attribute_is(w, "val", "off");
}

static unsigned
number(const struct walk *w, const char *name, unsigned most)
{
	char *found = attribute(w, name);
	long n = found != NULL ? strtol(found, NULL, 10) : 1;

	free(found);
	return n < 0 ? 0 : (unsigned long)n > most ? most : (unsigned)n;
}

/* ---- targets ---- */

static void
push(struct walk *w, unsigned times)
{
	struct target *t = xcalloc(1, sizeof(*t));

	t->flow.most = w->office->most;
	t->times = times;
	t->outer = w->target;
	w->target = t;
}

/* Gives the text of the innermost target. */
static struct buf
pop(struct walk *w)
{
	struct target *t = w->target;
	struct buf text;

	flow_append(&t->flow, &t->aside);
	flow_end(&t->flow);
	w->office->cut |= t->flow.cut;
	text = t->flow.text;
	buf_free(&t->aside);
	w->target = t->outer;
	free(t);
	return text;
}

static void
end_framed(struct walk *w)
{
	struct buf text = pop(w);
	struct target *t = w->target;

	if (t->paragraphs == 0)
		flow_append(&t->flow, &text);
	else if (t->aside.len < w->office->most && text.len > 0)
		buf_add(&t->aside, text.data, text.len);
	buf_free(&text);
}

static void
end_paragraph(struct walk *w)
{
	struct target *t = w->target;

	if (t->paragraphs > 0)
		t->paragraphs--;
	flow_line(&t->flow);
	if (t->paragraphs == 0 && t->aside.len > 0) {
		flow_append(&t->flow, &t->aside);
		buf_reset(&t->aside);
	}
}

static void
end_cell(struct walk *w)
{
	unsigned times = w->target->times;
	struct buf text = pop(w);

	if (w->level == NULL)
		w->bad = true; /* a cell of no row */
	else if (!flow_cell(&w->level->row, &text, times))
		w->office->cut |= text.len > 0;
	buf_free(&text);
}

static void
start_row(struct walk *w)
{
	struct level *l = xcalloc(1, sizeof(*l));

	l->outer = w->level;
	w->level = l;
}

static void
end_row(struct walk *w)
{
	struct level *l = w->level;

	flow_row(&w->target->flow, &l->row);
	w->level = l->outer;
	free(l);
}

/* Of first pages, of even pages, of several sections: often the same text. */
static void
add_once(struct buf *to, const struct buf *text, size_t most)
{
	if (text->len == 0 || to->len > most ||
	    (to->len > 0 && memmem(to->data, to->len, text->data, text->len) != NULL))
		return;
	buf_add(to, text->data, text->len);
}

/* ---- elements ---- */

static const char *
symbol(unsigned long code, const char *font)
{
	static const struct {
		const char *font;
		unsigned char code;
		const char *text;
	} known[] = {
		{ "Wingdings", 0x6f, "☐" },
		{ "Wingdings", 0x71, "☐" },
		{ "Wingdings", 0x72, "☐" },
		{ "Wingdings", 0xa8, "☐" },
		{ "Wingdings", 0xfb, "✗" },
		{ "Wingdings", 0xfc, "✓" },
		{ "Wingdings", 0xfd, "☒" },
		{ "Wingdings", 0xfe, "☑" },
		{ "Wingdings 2", 0x4f, "✗" },
		{ "Wingdings 2", 0x50, "✓" },
		{ "Wingdings 2", 0x51, "☒" },
		{ "Wingdings 2", 0x52, "☑" },
		{ "Wingdings 2", 0x53, "☒" },
		{ "Wingdings 2", 0xa3, "☐" },
		{ "Symbol", 0xb7, "•" },
		{ "Symbol", 0xb0, "°" },
		{ "Symbol", 0xb1, "±" },
		{ "Symbol", 0xb3, "≥" },
		{ "Symbol", 0xa3, "≤" },
		{ "Symbol", 0xb4, "×" },
		{ "Symbol", 0xae, "→" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].code == (code & 0xff) && strcmp(known[i].font, font) == 0)
			return known[i].text;
	return NULL;
}

static void
add_text(struct walk *w, const char *text)
{
	struct flow *f = &w->target->flow;

	if (w->hidden > 0)
		return;
	while (w->odf && *text != '\0') {
		size_t n = strcspn(text, " \t\r\n"), white = strspn(text + n, " \t\r\n");

		flow_add(f, text, n);
		if (white > 0)
			flow_char(f, ' '); /* more are written as text:s */
		text += n + white;
	}
	flow_add(f, text, strlen(text));
}

static void
add_symbol(struct walk *w)
{
	char *code = attribute(w, "char"), *font = attribute(w, "font");
	unsigned long c = code != NULL ? strtoul(code, NULL, 16) : 0;
	const char *text = symbol(c, font != NULL ? font : "");

	if (text != NULL)
		add_text(w, text);
	else if (w->hidden == 0 && c >= 0x20)
		flow_char(&w->target->flow, c >= 0xe000 && c <= 0xf8ff ? 0xfffd : c);
	free(code);
	free(font);
}

static void
add_reference(struct walk *w, bool footer)
{
	struct office *o = w->office;
	struct reference *r = &o->references[o->n_references];

	if (o->n_references == REFERENCES_MOST)
		return;
	r->footer = footer;
	r->first = attribute_is(w, "type", "first");
	r->even = attribute_is(w, "type", "even");
	r->id = attribute(w, "id");
	o->n_references += r->id != NULL;
}

/* Those of a first page count only where the section has one of its own. */
static void
end_section(struct office *o, bool title_page)
{
	size_t kept = o->section;

	for (size_t i = o->section; i < o->n_references; i++) {
		if (o->references[i].first && !title_page)
			free(o->references[i].id);
		else
			o->references[kept++] = o->references[i];
	}
	o->n_references = o->section = kept;
}

/* Target relative to the folder of the part, or to the root; NULL: outside of the file. */
static char *
target_of(const struct walk *w, const char *folder)
{
	char *target = attribute(w, "Target"), *path = NULL;

	if (target != NULL && !attribute_is(w, "TargetMode", "External"))
		path = *target == '/' ? xstrdup(target + 1) : xasprintf("%s%s", folder, target);
	free(target);
	return path;
}

static void
relate(struct walk *w)
{
	struct office *o = w->office;
	char *id, *type;
	size_t n;

	if (o->main != NULL) {
		id = attribute(w, "Id");
		for (size_t i = 0; id != NULL && i < o->n_references; i++)
			if (o->references[i].target == NULL && strcmp(o->references[i].id, id) == 0)
				o->references[i].target = target_of(w, "word/");
		free(id);
		return;
	}
	type = attribute(w, "Type");
	n = type != NULL ? strlen(type) : 0;
	if (n > 15 && strcmp(type + n - 15, "/officeDocument") == 0)
		o->main = target_of(w, "");
	free(type);
}

static bool
style_hides(const struct walk *w)
{
	char *name = w->office->n_hidden > 0 ? attribute(w, "style-name") : NULL;
	bool found = false;

	for (size_t i = 0; name != NULL && i < w->office->n_hidden; i++)
		found |= strcmp(w->office->hidden[i], name) == 0;
	free(name);
	return found;
}

static void
define_style(struct walk *w)
{
	struct office *o = w->office;

	if (w->style == NULL || o->n_hidden == STYLES_MOST || !attribute_is(w, "display", "none"))
		return;
	o->hidden[o->n_hidden++] = w->style;
	w->style = NULL;
}

/* What a cell above covers is an empty cell, so that those behind it stand in their columns. */
static void
cover(struct walk *w)
{
	unsigned times = number(w, "number-columns-repeated", FLOW_COLUMNS), beside;

	if (w->level == NULL)
		return;
	beside = w->level->spanned > 1 ? w->level->spanned - 1 : 0;
	beside = times < beside ? times : beside;
	w->level->spanned -= beside;
	if (times > beside) {
		push(w, times - beside);
		end_cell(w);
	}
}

/* Whether an element is passed over, with all that it holds. */
static bool
passed_over(struct walk *w, enum kind kind, int depth)
{
	bool *of_parent = depth > 0 ? &w->stack[depth - 1].flag : NULL;

	switch (kind) {
	case SKIPPED:
		return true;
	case COVERED:
		cover(w);
		return true;
	case CHOICE: /* one telling is enough; the first is the best */
		if (of_parent == NULL || *of_parent)
			return true;
		*of_parent = true;
		return false;
	case CONTENT:
		return of_parent != NULL && w->stack[depth - 1].kind == CONTROL && *of_parent;
	case HIDEABLE:
		return attribute_is(w, "display", "none") || attribute_is(w, "is-hidden", "true");
	case SPAN:
		return style_hides(w);
	case PARAGRAPH:
		return w->odf && style_hides(w);
	case HEADER:
	case FOOTER:
		return attribute_is(w, "display", "false");
	default:
		return false;
	}
}

/* What is no text itself, but says something about the text or the document. */
static void
note(struct walk *w, enum kind kind, int depth)
{
	switch (kind) {
	case VANISH: /* of a run; what a paragraph says is about its end mark */
		if (depth > 1 && w->stack[depth - 2].kind == RUN && turned_on(w) &&
		    !w->stack[depth - 2].flag) {
			w->stack[depth - 2].flag = true;
			w->hidden++;
		}
		break;
	case PROMPT: /* control > its properties > this */
		if (depth > 1 && w->stack[depth - 2].kind == CONTROL)
			w->stack[depth - 2].flag = turned_on(w);
		break;
	case CHECKED:
		if (depth > 0 && w->stack[depth - 1].kind == CHECKBOX)
			w->stack[depth - 1].flag = turned_on(w);
		break;
	case HEADER_REFERENCE:
	case FOOTER_REFERENCE:
		add_reference(w, kind == FOOTER_REFERENCE);
		break;
	case TITLE_PAGE:
		if (depth > 0)
			w->stack[depth - 1].flag = turned_on(w);
		break;
	case STYLE:
		free(w->style);
		w->style = attribute(w, "name");
		break;
	case STYLE_TEXT:
		define_style(w);
		break;
	case RELATION:
		relate(w);
		break;
	case EVEN_AND_ODD:
		w->office->even_and_odd = turned_on(w);
		break;
	case LOCKED:
		w->office->locked = true;
		break;
	default:
		break;
	}
}

static void
start(struct walk *w, enum kind kind, int depth)
{
	struct flow *f = &w->target->flow;

	switch (kind) {
	case PARAGRAPH:
		w->target->paragraphs++;
		break;
	case TEXT:
		w->texts++;
		break;
	case TAB:
		if (w->hidden == 0)
			flow_tab(f);
		break;
	case BLANKS:
		for (unsigned n = number(w, "c", SPACES_MOST); n > 0; n--)
			flow_char(f, ' ');
		break;
	case BREAK:
		if (w->hidden > 0)
			break;
		if (attribute_is(w, "type", "page") && w->target->outer == NULL)
			flow_page(f);
		else
			flow_line(f);
		break;
	case HYPHEN:
		add_text(w, "-");
		break;
	case SYMBOL:
		add_symbol(w);
		break;
	case TABLE:
		flow_end(f);
		break;
	case ROW:
		start_row(w);
		break;
	case CELL:
		if (w->odf && w->level != NULL)
			w->level->spanned = number(w, "number-columns-spanned", FLOW_COLUMNS);
		push(w, w->odf ? number(w, "number-columns-repeated", FLOW_COLUMNS) : 1);
		break;
	case FRAMED:
	case HEADER:
	case FOOTER:
		push(w, 1);
		break;
	default:
		note(w, kind, depth);
		break;
	}
}

static void
end(struct walk *w, enum kind kind, bool flag)
{
	struct buf text;

	switch (kind) {
	case PARAGRAPH:
		end_paragraph(w);
		break;
	case TEXT:
		w->texts--;
		break;
	case ROW:
		end_row(w);
		break;
	case CELL:
		end_cell(w);
		break;
	case FRAMED:
		end_framed(w);
		break;
	case HEADER:
	case FOOTER:
		text = pop(w);
		add_once(kind == HEADER ? &w->office->headers : &w->office->footers, &text,
		    w->office->most);
		buf_free(&text);
		break;
	case RUN:
		w->hidden -= flag;
		break;
	case CHECKBOX:
		add_text(w, flag ? "☒" : "☐");
		break;
	case SECTION:
		end_section(w->office, flag);
		break;
	default:
		break;
	}
}

/* ---- one part ---- */

/* The parser's source: unpacks, and looks for tags of very many attributes. */
static int
more(void *data, char *to, int n)
{
	struct walk *w = data;
	ssize_t got = zip_read(w->office->zip, to, (size_t)n);

	for (ssize_t i = 0; i < got; i++) {
		char c = to[i];

		if (c == '<') {		/* stands in no value, so no quote can hide a tag */
			w->tag = c;
			w->equals = 0;
		} else if (w->tag == '<' && (c == '>' || c == '"' || c == '\'')) {
			w->tag = c;
		} else if (w->tag == '<' && c == '=' && ++w->equals > EQUALS_MOST) {
			got = -1;
		} else if (c == w->tag && c != '>') {
			w->tag = '<';
		}
	}
	w->office->unpacked += got > 0 ? (size_t)got : 0;
	if (w->office->unpacked > LIMIT_ZIP_BYTES)
		got = -1;
	w->bad |= got < 0;
	return (int)got;
}

static int
closed(void *data)
{
	(void)data;
	return 0;
}

static void
quiet(void *data, xmlErrorPtr error)
{
	(void)data, (void)error;
}

static void
element(struct walk *w, int depth)
{
	enum kind kind = kind_of(w->reader);
	bool empty = xmlTextReaderIsEmptyElement(w->reader) == 1;

	if (depth > DEPTH_MOST) {
		w->bad = true;
		return;
	}
	w->stack[depth].kind = kind;
	w->stack[depth].flag = false;
	if (passed_over(w, kind, depth)) {
		w->skip = empty ? -1 : depth;
		return;
	}
	start(w, kind, depth);
	if (empty)
		end(w, kind, w->stack[depth].flag);
}

static void
node(struct walk *w)
{
	int type = xmlTextReaderNodeType(w->reader), depth = xmlTextReaderDepth(w->reader);

	if (type == XML_READER_TYPE_DOCUMENT_TYPE || type == XML_READER_TYPE_ENTITY_REFERENCE ||
	    type == XML_READER_TYPE_ENTITY || depth < 0) {
		w->bad = true;
	} else if (w->skip >= 0) {
		if (type == XML_READER_TYPE_END_ELEMENT && depth == w->skip)
			w->skip = -1;
	} else if (type == XML_READER_TYPE_ELEMENT) {
		element(w, depth);
	} else if (type == XML_READER_TYPE_END_ELEMENT) {
		end(w, w->stack[depth].kind, w->stack[depth].flag);
	} else if (type == XML_READER_TYPE_TEXT || type == XML_READER_TYPE_CDATA ||
	    type == XML_READER_TYPE_SIGNIFICANT_WHITESPACE || type == XML_READER_TYPE_WHITESPACE) {
		const char *text = (const char *)xmlTextReaderConstValue(w->reader);

		if (text != NULL && w->odf && w->target->paragraphs > 0)
			add_text(w, text);
		else if (text != NULL && w->texts > 0)
			add_text(w, text);
	}
}

/* Until the end or until there is enough; false: damaged. */
static bool
walk_part(struct walk *w)
{
	/* what the decoder of a charset has to say goes to no parser, but to everyone's handler */
	xmlStructuredErrorFunc before = xmlStructuredError;
	void *its = xmlStructuredErrorContext;
	int rc = -1;

	xmlSetStructuredErrorFunc(NULL, quiet);
	w->reader = xmlReaderForIO(more, closed, w, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (w->reader != NULL) {
		xmlTextReaderSetStructuredErrorHandler(w->reader, quiet, NULL);
		while (!w->bad && (rc = xmlTextReaderRead(w->reader)) == 1) {
			node(w);
			if (w->target->flow.cut && w->target->outer == NULL)
				break;
		}
		xmlFreeTextReader(w->reader);
	}
	xmlSetStructuredErrorFunc(its, before);
	return !w->bad && rc >= 0;
}

/* Text of a part; false: damaged. */
static bool
read_part(struct office *o, int part, bool odf, struct buf *text)
{
	struct walk *w = xcalloc(1, sizeof(*w));
	bool good;

	w->office = o;
	w->odf = odf;
	w->skip = -1;
	push(w, 1);
	good = part >= 0 && zip_enter(o->zip, (size_t)part) == 0 && walk_part(w);
	while (w->level != NULL)
		end_row(w);
	while (w->target->outer != NULL) {
		struct buf unfinished = pop(w);

		buf_free(&unfinished);
	}
	*text = pop(w);
	free(w->style);
	free(w);
	return good;
}

/* A part that need not be there and whose text is of no use. */
static bool
look_into(struct office *o, const char *name, bool odf)
{
	int part = zip_find(o->zip, name);
	struct buf text = BUF_INIT;
	bool good = part < 0 || read_part(o, part, odf, &text);

	buf_free(&text);
	return good;
}

/* ---- documents ---- */

static bool
read_margins(struct office *o)
{
	char *relations = xasprintf("word/_rels/%s.rels", strrchr(o->main, '/') + 1);
	bool good = look_into(o, relations, false) && look_into(o, "word/settings.xml", false);
	size_t n = o->n_references;

	free(relations);
	for (size_t i = 0; good && i < n; i++) {
		const struct reference *r = &o->references[i];
		int part = r->target != NULL ? zip_find(o->zip, r->target) : -1;
		struct buf text = BUF_INIT;

		if (part < 0 || (r->even && !o->even_and_odd))
			continue;
		good = read_part(o, part, false, &text);
		if (good)
			add_once(r->footer ? &o->footers : &o->headers, &text, o->most);
		buf_free(&text);
	}
	return good;
}

/* The part that Word would open; NULL: a file of another program. */
static char *
main_part(struct office *o)
{
	if (zip_find(o->zip, "_rels/.rels") < 0)
		return zip_find(o->zip, "word/document.xml") >= 0 ? xstrdup("word/document.xml") :
								    NULL;
	if (!look_into(o, "_rels/.rels", false) || o->main == NULL)
		return NULL;
	return strncmp(o->main, "word/", 5) == 0 ? xstrdup(o->main) : NULL;
}

static bool
is_odt(struct zip *z)
{
	static const char type[] = "application/vnd.oasis.opendocument.text";
	char found[64] = "";
	int part = zip_find(z, "mimetype");
	size_t n = sizeof(type) - 1;

	if (part < 0 || zip_enter(z, (size_t)part) < 0 ||
	    zip_read(z, found, sizeof(found) - 1) < (ssize_t)n || memcmp(found, type, n) != 0)
		return false;
	return found[n] < ' ' || strncmp(found + n, "-template", 9) == 0;
}

static enum document_state
read_odt(struct office *o, struct buf *text)
{
	if (!look_into(o, "META-INF/manifest.xml", true))
		return DOCUMENT_BROKEN;
	if (o->locked || zip_find(o->zip, "encrypted-package") >= 0)
		return DOCUMENT_ENCRYPTED;
	if (!look_into(o, "styles.xml", true) ||
	    !read_part(o, zip_find(o->zip, "content.xml"), true, text))
		return DOCUMENT_BROKEN;
	return DOCUMENT_TEXT;
}

static enum document_state
read_docx(struct office *o, struct buf *text)
{
	char *part = main_part(o);

	free(o->main);
	o->main = part;
	if (part == NULL)
		return zip_find(o->zip, "word/document.xml") >= 0 ? DOCUMENT_BROKEN :
								    DOCUMENT_OTHER;
	if (!read_part(o, zip_find(o->zip, part), false, text) || !read_margins(o))
		return DOCUMENT_BROKEN;
	return DOCUMENT_TEXT;
}

void
office_text(const void *bytes, size_t n, size_t most, struct document_text *out)
{
	struct office o = { .zip = zip_open(bytes, n), .most = most };
	struct flow whole = { .most = most };
	struct buf text = BUF_INIT;

	*out = (struct document_text){ DOCUMENT_BROKEN, BUF_INIT, 0, false };
	if (o.zip != NULL)
		out->state = zip_locked(o.zip) ? DOCUMENT_ENCRYPTED :
		    is_odt(o.zip)              ? read_odt(&o, &text) :
						 read_docx(&o, &text);
	if (out->state == DOCUMENT_TEXT) {
		flow_append(&whole, &o.headers);
		flow_append(&whole, &text);
		flow_append(&whole, &o.footers);
		out->text = whole.text;
		out->cut = o.cut || whole.cut;
	}
	for (size_t i = 0; i < o.n_references; i++) {
		free(o.references[i].id);
		free(o.references[i].target);
	}
	for (size_t i = 0; i < o.n_hidden; i++)
		free(o.hidden[i]);
	buf_free(&o.headers);
	buf_free(&o.footers);
	buf_free(&text);
	free(o.main);
	zip_close(o.zip);
}

void
office_warm(void)
{
	xmlInitParser();
}
