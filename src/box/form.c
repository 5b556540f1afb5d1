/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A form is a ZIP of XML parts. Those that hold text are parsed as trees; the texts of a paragraph
 * are looked at as one, because an editor splits a mark at every change of its mind; the value goes
 * where the mark begins, the rest of the mark goes away. All other members are copied.
 */
#include "box/form.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "box/zip.h"

#define PART_MOST (8u << 20)	/* bytes of one member, unpacked */
#define DEPTH_MOST 200
#define MARKS_MOST 200		/* in one paragraph */
#define VALUE_MOST 300		/* bytes */
#define BLANK "........................................"

void
form_warm(void)
{
	xmlInitParser();
}

const char *
form_type(const struct template_form *f)
{
	return strcmp(f->end, ".odt") == 0 ?
	    "application/vnd.oasis.opendocument.text" :
	    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
}

struct filling {
	const struct mail_field *values; size_t n;
	struct buf *unknown;
};

/* ---- one paragraph ---- */

struct texts { xmlNode **nodes; size_t n; struct buf all; };

static bool
is_named(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static bool
is_paragraph(const xmlNode *node)
{
	return is_named(node, "p") || is_named(node, "h");
}

/* In Word's files text stands in <w:t> only; in OpenDocument everywhere in a paragraph. */
static bool
is_text(const xmlNode *node, bool odt)
{
	return (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) &&
	    (odt || is_named(node->parent, "t"));
}

static void
gather(xmlNode *at, bool odt, int depth, struct texts *t)
{
	for (xmlNode *node = at->children; node != NULL && depth < DEPTH_MOST; node = node->next) {
		if (is_text(node, odt)) {
			t->nodes = grow(t->nodes, t->n, sizeof(*t->nodes));
			t->nodes[t->n++] = node;
			buf_adds(&t->all, node->content != NULL ? (char *)node->content : "");
		} else if (node->type == XML_ELEMENT_NODE && !is_paragraph(node)) {
			gather(node, odt, depth + 1, t);
		}
	}
}

static void
set_text(xmlNode *node, const char *text)
{
	/* of a text node the content is taken as it is: markup in it is escaped when it is written */
	xmlNodeSetContent(node, (const xmlChar *)text);
	if (is_named(node->parent, "t"))
		xmlNodeSetSpacePreserve(node->parent, 1);
}

/* Puts `value` in place of bytes from..to of the paragraph. */
static void
replace(struct texts *t, size_t from, size_t to, const char *value)
{
	size_t at = 0;
	bool put = false;

	for (size_t i = 0; i < t->n; i++) {
		const char *text = t->nodes[i]->content != NULL ? (char *)t->nodes[i]->content : "";
		size_t n = strlen(text), begin = from > at ? from - at : 0, end = to > at ? to - at : 0;
		struct buf now = BUF_INIT;

		begin = begin < n ? begin : n;
		end = end < n ? end : n;
		at += n;
		if (begin == end)
			continue;
		buf_add(&now, text, begin);
		if (!put)
			buf_adds(&now, value);
		put = true;
		buf_adds(&now, text + end);
		set_text(t->nodes[i], buf_str(&now));
		buf_free(&now);
	}
}

/* What stands in place of a mark: the value made harmless, or a line to write on. */
static char *
value_of(const struct filling *f, const char *name, size_t len)
{
	struct buf line = BUF_INIT;
	char *copy = xstrndup(name, len);

	for (size_t i = 0; i < f->n && line.len == 0; i++)
		if (f->values[i].name != NULL && strcmp(f->values[i].name, copy) == 0)
			template_value(f->values[i].value != NULL ? f->values[i].value : "", false,
			    VALUE_MOST, &line);
	if (!template_form_field(copy) && f->unknown != NULL)
		buf_addf(f->unknown, "%s\n", copy);
	free(copy);
	if (line.len == 0)
		buf_adds(&line, BLANK);
	return buf_take(&line);
}

static void
fill_paragraph(xmlNode *paragraph, bool odt, const struct filling *f)
{
	size_t from = 0;

	for (int i = 0; i < MARKS_MOST; i++) {
		struct texts t = { .n = 0 };
		const char *open = NULL, *close = NULL;

		gather(paragraph, odt, 0, &t);
		if (t.all.len > from)
			open = strstr(t.all.data + from, "{{");
		close = open != NULL ? strstr(open, "}}") : NULL;
		if (close != NULL) {
			size_t begin = (size_t)(open - t.all.data);
			char *value = value_of(f, open + 2, (size_t)(close - open) - 2);

			replace(&t, begin, (size_t)(close - t.all.data) + 2, value);
			from = begin + strlen(value);	/* a value is no mark */
			free(value);
		}
		free(t.nodes);
		buf_free(&t.all);
		if (close == NULL)
			return;
	}
}

static void
fill_below(xmlNode *at, bool odt, int depth, const struct filling *f)
{
	for (xmlNode *node = at; node != NULL && depth < DEPTH_MOST; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (is_paragraph(node))
			fill_paragraph(node, odt, f);
		fill_below(node->children, odt, depth + 1, f);	/* text boxes hold paragraphs again */
	}
}

/* ---- one part ---- */

static bool
holds_text(const char *name)
{
	return strcmp(name, "content.xml") == 0 || strcmp(name, "styles.xml") == 0 ||
	    strcmp(name, "word/document.xml") == 0 || strncmp(name, "word/header", 11) == 0 ||
	    strncmp(name, "word/footer", 11) == 0;
}

static int
fill_part(const struct buf *in, bool odt, const struct filling *f, struct buf *out, struct err *e)
{
	xmlDoc *doc = xmlReadMemory(buf_str((struct buf *)(uintptr_t)in), (int)in->len, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	xmlChar *bytes = NULL;
	int n = 0, rc = -1;

	if (doc == NULL || doc->intSubset != NULL) {
		err_refused(e, "its XML cannot be read");
	} else {
		fill_below(xmlDocGetRootElement(doc), odt, 0, f);
		xmlDocDumpMemoryEnc(doc, &bytes, &n, "UTF-8");
		if (bytes == NULL)
			err_refused(e, "its XML cannot be written");
		else
			rc = 0;
	}
	if (rc == 0)
		buf_add(out, bytes, (size_t)n);
	xmlFree(bytes);
	xmlFreeDoc(doc);
	return rc;
}

static int
read_member(struct zip *z, size_t i, struct buf *out, struct err *e)
{
	ssize_t got = zip_enter(z, i);

	while (got >= 0 && out->len <= PART_MOST) {
		buf_reserve(out, 65536);
		got = zip_read(z, out->data + out->len, 65536);
		if (got <= 0)
			break;
		out->len += (size_t)got;
	}
	if (got != 0 || out->len > PART_MOST)
		return err_refused(e, "its member %s cannot be unpacked", zip_name(z, i));
	return 0;
}

int
form_fill(const struct template_form *f, const struct mail_field *values, size_t n, struct buf *out,
    struct buf *unknown, struct err *e)
{
	const struct filling filling = { values, n, unknown };
	bool odt = strcmp(f->end, ".odt") == 0, text = false;
	struct zip *z = zip_open(f->bytes.data, f->bytes.len);
	struct zip_writer *w = zip_begin();
	const char *name;
	int rc = z == NULL ? err_refused(e, "it is no DOCX or ODT") : 0;

	for (size_t i = 0; rc == 0 && (name = zip_name(z, i)) != NULL; i++) {
		struct buf in = BUF_INIT, filled = BUF_INIT;
		bool whole = !holds_text(name);

		if (name[strlen(name) - 1] == '/')
			continue;
		rc = read_member(z, i, &in, e);
		if (rc == 0 && !whole)
			rc = fill_part(&in, odt, &filling, &filled, e);
		text |= !whole;
		if (rc == 0)
			rc = zip_put(w, name, whole ? &in : &filled, e);
		buf_free(&in);
		buf_free(&filled);
	}
	if (rc == 0 && !text)
		rc = err_refused(e, "it is no DOCX or ODT");
	zip_end(w, rc == 0 ? out : NULL);
	zip_close(z);
	return rc;
}
