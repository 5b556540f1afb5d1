/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libxml2's HTML parser with RECOVER and NONET, then one walk over the tree without recursion.
 * Nothing is fetched, no script is known, comments and hidden elements do not exist. Deep nesting
 * makes the parser drop content silently: that is noticed and told, not passed over. Quadratic
 * inputs end at the reader's time limit.
 */
#include "box/html.h"

#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NODES_MOST (64 << 10)
#define ATTRS_MOST 256		/* of one element: libxml2 compares each with all others */
#define XPATH_STEPS 1000000	/* then the expression selects nothing */

#define COLUMNS_MOST 12		/* of a table whose cells over several rows are followed */
#define ROWS_MOST 100		/* that such a cell may reach */

struct walk {
	const struct ruleset *rules;
	struct buf *out;
	size_t quotes, signatures;	/* open ones */
	bool quoted_rest;
	bool line_open;			/* something stands on the current line */
	bool blank;			/* white space is due before the next word */
	size_t breaks;			/* line ends at the end of the output */
	xmlNodePtr row;			/* the row of a table of data that is being walked */
	size_t column;			/* of its next cell */
	unsigned below[COLUMNS_MOST];	/* rows below that a cell of the column reaches into */
	bool coloured;			/* the text that is being added has a colour of its own */
	size_t line_at;			/* where the current line begins in out */
	bool line_coloured;		/* so far all of it has */
	size_t paragraph_at;		/* where the current paragraph begins in out */
};

#define ROW_NODES 200
#define ROW_TEXT 1500
#define COLOUR_APART 64		/* between the strongest and the weakest of red, green and blue */
#define PARAGRAPH_LEVELS 8	/* elements between a paragraph and Word's mark of its end */
#define PICTURE_BYTES 24
#define COLOUR_LEVELS 12	/* elements around a text that are asked for its colour */

static bool
is_one(const char *name, const char *list)
{
	size_t n = strlen(name);

	for (const char *p = list; *p != '\0';) {
		size_t len = strcspn(p, " ");
		if (len == n && strncasecmp(p, name, n) == 0)
			return true;
		p += len;
		p += strspn(p, " ");
	}
	return false;
}

static bool
has_child(xmlNodePtr node, const char *name)
{
	for (xmlNodePtr n = node->children; n != NULL; n = n->next)
		if (n->type == XML_ELEMENT_NODE && strcasecmp((const char *)n->name, name) == 0)
			return true;
	return false;
}

/* "gmail_quote" is a word of class="gmail_quote x"; "x_divRply*" fits any ending. */
static bool
value_fits(const char *value, const char *want)
{
	size_t n = strlen(want);
	bool open = n > 0 && want[n - 1] == '*';

	if (open)
		n--;
	for (const char *p = value + strspn(value, " "); *p != '\0';) {
		size_t len = strcspn(p, " \t\n");
		if ((len == n || (open && len > n)) && strncasecmp(p, want, n) == 0)
			return true;
		p += len;
		p += strspn(p, " \t\n");
	}
	return strcasecmp(value, want) == 0;
}

static const struct mark *
mark_of(const struct walk *w, xmlNodePtr node)
{
	for (size_t i = 0; i < w->rules->n_marks; i++) {
		const struct mark *m = &w->rules->marks[i];
		xmlChar *value;
		bool fits;

		if (m->element != NULL && strcasecmp((const char *)node->name, m->element) != 0)
			continue;
		if (m->unless_child != NULL && has_child(node, m->unless_child))
			continue;
		if (m->attr == NULL)
			return m;
		value = xmlGetProp(node, (const xmlChar *)m->attr);
		fits = value != NULL && value_fits((const char *)value, m->value);
		xmlFree(value);
		if (fits)
			return m;
	}
	return NULL;
}

static bool
hidden(xmlNodePtr node)
{
	static const char *const styles[] = { "display:none", "visibility:hidden", "font-size:0;",
		"font-size:0px", "mso-hide:all", "max-height:0;", "max-height:0px" };
	xmlChar *style;
	char squeezed[512];
	size_t n = 0;
	bool found = false;

	if (is_one((const char *)node->name,
		"script style head title template noscript object select option del s strike"))
		return true;
	if (xmlHasProp(node, (const xmlChar *)"hidden") != NULL)
		return true;
	style = xmlGetProp(node, (const xmlChar *)"style");
	for (const xmlChar *p = style; p != NULL && *p != '\0' && n + 2 < sizeof(squeezed); p++)
		if (*p > ' ')
			squeezed[n++] = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
	squeezed[n++] = ';';
	squeezed[n] = '\0';
	for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++)
		found |= strstr(squeezed, styles[i]) != NULL;
	xmlFree(style);
	return found;
}

/* ---- colours ---- */

/* Is a CSS colour one that stands out, neither black nor white nor a grey? */
static bool
stands_out(const char *value)
{
	static const char *const named[] = { "red", "blue", "green", "darkred", "darkblue",
		"darkgreen", "navy", "purple", "magenta", "maroon", "orange", "crimson", "firebrick" };
	unsigned c[3] = { 0 }, low, high;
	size_t hex;

	value += strspn(value, " ");
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		size_t n = strlen(named[i]);

		if (strncasecmp(value, named[i], n) == 0 && !(value[n] >= 'a' && value[n] <= 'z'))
			return true;
	}
	hex = *value == '#' ? strspn(value + 1, "0123456789abcdefABCDEF") : 0;
	if (hex == 6 && sscanf(value + 1, "%2x%2x%2x", &c[0], &c[1], &c[2]) != 3)
		return false;
	if (hex == 3 && sscanf(value + 1, "%1x%1x%1x", &c[0], &c[1], &c[2]) == 3)
		for (size_t i = 0; i < 3; i++)
			c[i] *= 17;
	if (hex == 0 && sscanf(value, "rgb(%3u ,%3u ,%3u", &c[0], &c[1], &c[2]) != 3)
		return false;
	low = high = c[0];
	for (size_t i = 1; i < 3; i++) {
		low = c[i] < low ? c[i] : low;
		high = c[i] > high ? c[i] : high;
	}
	return high - low >= COLOUR_APART;
}

static const char *
attribute(xmlNodePtr node, const char *name)
{
	xmlAttrPtr a = xmlHasProp(node, (const xmlChar *)name);

	return a != NULL && a->children != NULL ? (const char *)a->children->content : NULL;
}

/* -1: the element says nothing of the colour of its text, else whether it stands out. */
static int
own_colour(xmlNodePtr node)
{
	const char *style = attribute(node, "style"), *colour;
	int found = -1;

	for (const char *at = style != NULL ? strcasestr(style, "color") : NULL; at != NULL;
	     at = strcasestr(at + 5, "color")) {
		const char *colon = at + 5 + strspn(at + 5, " ");

		if (*colon == ':' && (at == style || at[-1] != '-'))
			found = stands_out(colon + 1);
	}
	if (found < 0 && strcasecmp((const char *)node->name, "font") == 0 &&
	    (colour = attribute(node, "color")) != NULL)
		found = stands_out(colour);
	return found;
}

/* Links are coloured by every program; they are nobody's answer. */
static bool
is_coloured(xmlNodePtr text)
{
	xmlNodePtr n = text->parent;

	for (int up = 0; n != NULL && n->type == XML_ELEMENT_NODE && up < COLOUR_LEVELS;
	     n = n->parent, up++) {
		int own = own_colour(n);

		if (strcasecmp((const char *)n->name, "a") == 0)
			return false;
		if (own >= 0)
			return own > 0;
	}
	return false;
}

/* ---- lines ---- */

/* A line that is all in a colour of its own gets its mark, now that it is whole. */
static void
mark_inserted(struct walk *w)
{
	size_t n = w->out->len - w->line_at;
	char *at;

	if (!w->line_coloured || n == 0 || w->out->data[w->line_at] == HTML_SIGNATURE)
		return;
	buf_addc(w->out, ' ');
	at = w->out->data + w->line_at;
	memmove(at + 1, at, n);
	*at = HTML_INSERTED;
}

static void
start_line(struct walk *w)
{
	if (w->line_open)
		return;
	w->line_at = w->out->len;
	w->line_coloured = w->coloured;
	if (w->quotes > 0 || w->quoted_rest)
		buf_adds(w->out, "> ");
	else if (w->signatures > 0)
		buf_addc(w->out, HTML_SIGNATURE);
	w->line_open = true;
	w->blank = false;
	w->breaks = 0;
}

static void
end_line(struct walk *w)
{
	if (w->row != NULL) {
		w->blank = w->line_open && w->out->data[w->out->len - 1] != '\t';
		return;
	}
	if (!w->line_open)
		return;
	mark_inserted(w);
	buf_addc(w->out, '\n');
	w->line_open = w->blank = false;
	w->breaks = 1;
}

static void
add_words(struct walk *w, const char *s)
{
	for (; *s != '\0'; s++) {
		/* &nbsp; */
		bool fixed = (unsigned char)s[0] == 0xc2 && (unsigned char)s[1] == 0xa0;

		if (fixed || strchr(" \t\r\n", *s) != NULL) {
			w->blank = w->line_open;
			s += fixed;
			continue;
		}
		start_line(w);
		w->line_coloured &= w->coloured;
		if (w->blank)
			buf_addc(w->out, ' ');
		w->blank = false;
		buf_addc(w->out, *s);
	}
}

/* Mail programs show 👍 as an image that says so. */
static void
add_picture(struct walk *w, const char *alt)
{
	size_t n = alt != NULL ? strlen(alt) : 0;

	if (n == 0 || n > PICTURE_BYTES)
		return;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)alt[i] < 0x80)
			return;
	if ((unsigned char)alt[0] >= 0xe2)
		add_words(w, alt);
}

static void
line_break(struct walk *w)
{
	if (w->line_open || w->row != NULL) {
		end_line(w);
	} else if (w->breaks < 2 && w->out->len > 0) {
		buf_addc(w->out, '\n');
		w->breaks++;
	}
}

/*
 * A row of data, not of layout: two cells or more of few words. It stays one line, whatever the
 * mail program put around the words of a cell. A signature of several lines beside an empty cell is layout.
 */
static bool
is_data_row(xmlNodePtr row)
{
	size_t cells = 0, filled = 0, breaks = 0, nodes = 0, length = 0;
	bool empty = true;

	for (xmlNodePtr n = row->children; n != NULL;) {
		if (n->type == XML_ELEMENT_NODE) {
			if (n->parent == row && is_one((const char *)n->name, "td th")) {
				cells++;
				empty = true;
			}
			breaks += strcasecmp((const char *)n->name, "br") == 0;
			if (is_one((const char *)n->name, "table blockquote ul ol pre hr"))
				return false;
		} else if (n->type == XML_TEXT_NODE && n->content != NULL) {
			length += strlen((const char *)n->content);
			if (empty && !xmlIsBlankNode(n)) {
				filled++;
				empty = false;
			}
		}
		if (++nodes > ROW_NODES || length > ROW_TEXT)
			return false;
		if (n->children != NULL) {
			n = n->children;
			continue;
		}
		while (n != row && n->next == NULL)
			n = n->parent;
		n = n == row ? NULL : n->next;
	}
	return cells >= 2 && !(filled == 1 && breaks >= 2);
}

/* The paragraphs of Word have no room between them: each is what others make by a line break. */
static bool
is_tight(xmlNodePtr p)
{
	const char *class = attribute(p, "class");

	return class != NULL && strncasecmp(class, "Mso", 3) == 0;
}

/* Word's "o:p", which the parser calls p as well, stands within a paragraph and breaks no line. */
static bool
is_inner(xmlNodePtr p)
{
	xmlNodePtr up = p->parent;

	for (int i = 0; up != NULL && up->type == XML_ELEMENT_NODE && i < PARAGRAPH_LEVELS; i++) {
		if (strcasecmp((const char *)up->name, "p") == 0)
			return true;
		up = up->parent;
	}
	return false;
}

#define BLOCKS                                                                                     \
	"p div table tr ul ol li blockquote h1 h2 h3 h4 h5 h6 hr pre section article header "      \
	"footer center dl dt dd form address"

static bool
is_block(xmlNodePtr node)
{
	const char *name = (const char *)node->name;

	return is_one(name, BLOCKS) && !(strcasecmp(name, "p") == 0 && is_inner(node));
}

static unsigned
number_of(xmlNodePtr cell, const char *name)
{
	const char *value = attribute(cell, name);
	unsigned n = value != NULL ? (unsigned)strtoul(value, NULL, 10) : 1;

	return n < 1 || n > ROWS_MOST ? 1 : n;
}

/* A cell begins: a tab parts it from the one before, and stands for each that reaches down from a row above. */
static void
enter_cell(struct walk *w, xmlNodePtr cell)
{
	unsigned wide = number_of(cell, "colspan"), high = number_of(cell, "rowspan");

	if (w->line_open) {
		buf_addc(w->out, '\t');
		w->blank = false;
	}
	for (; w->row != NULL && w->column < COLUMNS_MOST && w->below[w->column] > 0; w->column++) {
		w->below[w->column]--;
		buf_addc(w->out, '\t');
		w->line_open = true;
		w->breaks = 0;
		w->blank = false;
	}
	for (; wide > 0 && w->column < COLUMNS_MOST; wide--)
		w->below[w->column++] = w->row != NULL ? high - 1 : 0;
}

static void
leave_row(struct walk *w)
{
	for (; w->column < COLUMNS_MOST; w->column++)
		w->below[w->column] -= w->below[w->column] > 0;
}

/* Returns true when the children shall be walked. */
static bool
enter(struct walk *w, xmlNodePtr node)
{
	const char *name = (const char *)node->name;
	const struct mark *m;

	if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
		w->coloured = is_coloured(node);
		add_words(w, (const char *)node->content);
		return false;
	}
	if (node->type != XML_ELEMENT_NODE || hidden(node))
		return false;
	if (strcasecmp(name, "br") == 0) {
		line_break(w);
		return false;
	}
	if (strcasecmp(name, "img") == 0) {
		add_picture(w, attribute(node, "alt"));
		return false;
	}
	if (is_one(name, "td th"))
		enter_cell(w, node);
	if (strcasecmp(name, "table") == 0)
		memset(w->below, 0, sizeof(w->below));
	if (strcasecmp(name, "tr") == 0)
		w->column = 0;
	if (is_block(node))
		end_line(w);
	if (strcasecmp(name, "p") == 0 && is_block(node))
		w->paragraph_at = w->out->len;
	if (w->row == NULL && strcasecmp(name, "tr") == 0 && is_data_row(node))
		w->row = node;
	m = mark_of(w, node);
	node->_private = (void *)(uintptr_t)m;
	if (m != NULL && m->rest) {
		end_line(w);
		w->quoted_rest |= !m->signature;
	} else if (m != NULL) {
		end_line(w);
		*(m->signature ? &w->signatures : &w->quotes) += 1;
	}
	return true;
}

static void
leave(struct walk *w, xmlNodePtr node)
{
	const struct mark *m = node->_private;

	if (node->type != XML_ELEMENT_NODE)
		return;
	if (strcasecmp((const char *)node->name, "tr") == 0)
		leave_row(w);
	if (w->row == node)
		w->row = NULL;
	if (is_block(node))
		end_line(w);
	if (strcasecmp((const char *)node->name, "p") == 0 && is_block(node) &&
	    (!is_tight(node) || w->out->len == w->paragraph_at))
		line_break(w);
	if (m != NULL && !m->rest) {
		end_line(w);
		*(m->signature ? &w->signatures : &w->quotes) -= 1;
	}
}

void
html_warm(void)
{
	xmlInitParser();
}

static void
quiet(void *data, xmlErrorPtr error)
{
	(void)data, (void)error;
}

/* Behind the tag that begins at p, as libxml2 reads it; NULL: more attributes than anybody writes. */
static const char *
past_tag(const char *p)
{
	size_t attrs = 0;

	while (*p != '\0' && *p != '>') {
		size_t blanks = strspn(p, " \t\r\n\f\v");
		bool value = *p == '=';

		p += blanks;
		attrs += blanks > 0 || value;
		if (attrs > 2 * ATTRS_MOST)
			return NULL;
		if (value) {
			p++;
			p += strspn(p, " \t\r\n\f\v");
			if (*p == '"' || *p == '\'') {
				const char *end = strchr(p + 1, *p);

				p = end != NULL ? end + 1 : p + strlen(p);
			}
		} else if (blanks == 0) {
			p++;
		}
	}
	return p;
}

/*
 * False when a tag has so many attributes that the parser would compare for minutes. What begins a
 * tag depends on comments, scripts and quotes, so every "<a" is tried; a text made to be tried over
 * and over is refused as well.
 */
static bool
bearable(const char *html)
{
	size_t steps = 0, most = 16 * strlen(html) + (1u << 20);

	for (const char *p = strchr(html, '<'); p != NULL; p = strchr(p + 1, '<')) {
		const char *end;

		if (strchr("/!? \t\n<", p[1]) != NULL)
			continue;
		end = past_tag(p + 1);
		if (end == NULL)
			return false;
		steps += (size_t)(end - p);
		if (steps > most)
			return false;
	}
	return true;
}

static htmlDocPtr
parse(htmlParserCtxtPtr ctxt, const char *html)
{
	ctxt->sax->serror = quiet;
	if (!bearable(html))
		return NULL;
	return htmlCtxtReadMemory(ctxt, html, (int)strlen(html), NULL, "UTF-8",
	    HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
		HTML_PARSE_COMPACT);
}

static void
add_node(xmlNodePtr node, struct buf *out)
{
	xmlChar *text = xmlNodeGetContent(node);

	if (text != NULL && xmlStrlen(text) < NODES_MOST) {
		for (const xmlChar *c = text; *c != '\0'; c++)
			buf_addc(out, *c == '\n' || *c == '\r' ? ' ' : (char)*c);
		buf_addc(out, '\n');
	}
	xmlFree(text);
}

void
html_nodes(const char *html, const char *xpath, struct buf *out)
{
	htmlParserCtxtPtr ctxt = htmlNewParserCtxt();
	htmlDocPtr doc = ctxt != NULL ? parse(ctxt, html) : NULL;
	xmlXPathContextPtr path = doc != NULL ? xmlXPathNewContext(doc) : NULL;
	xmlXPathObjectPtr found = NULL;

	if (path != NULL) {
		path->error = quiet;
		path->opLimit = XPATH_STEPS;
		found = xmlXPathEvalExpression((const xmlChar *)xpath, path);
	}
	for (int i = 0; found != NULL && found->nodesetval != NULL &&
	     i < found->nodesetval->nodeNr && out->len < NODES_MOST;
	     i++)
		add_node(found->nodesetval->nodeTab[i], out);
	xmlXPathFreeObject(found);
	xmlXPathFreeContext(path);
	xmlFreeDoc(doc);
	htmlFreeParserCtxt(ctxt);
}

bool
html_text(const char *html, const struct ruleset *rules, struct buf *out)
{
	struct walk w = { .rules = rules, .out = out };
	htmlParserCtxtPtr ctxt = htmlNewParserCtxt();
	xmlNodePtr node, root;
	htmlDocPtr doc;
	bool good;

	if (ctxt == NULL)
		return false;
	doc = parse(ctxt, html);
	good = doc != NULL && ctxt->lastError.code != XML_ERR_INTERNAL_ERROR &&
	    ctxt->lastError.code != XML_ERR_NO_MEMORY;
	root = node = doc != NULL ? xmlDocGetRootElement(doc) : NULL;
	while (node != NULL) {
		if (enter(&w, node) && node->children != NULL) {
			node = node->children;
			continue;
		}
		while (node != NULL) {
			leave(&w, node);
			if (node == root) {
				node = NULL;
			} else if (node->next != NULL) {
				node = node->next;
				break;
			} else {
				node = node->parent;
			}
		}
	}
	end_line(&w);
	xmlFreeDoc(doc);
	htmlFreeParserCtxt(ctxt);
	return good;
}
