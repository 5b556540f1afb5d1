/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * poppler finds the characters and their places, page.c makes lines of them. Poppler streams what
 * it interprets, so a bomb costs time rather than memory: what would take too long is looked for
 * before, what slips through ends at the reader's limits. Values of form fields that the page does
 * not show are put where the field is.
 */
#include "box/pdf.h"

#include <gio/gio.h>
#include <math.h>
#include <poppler.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/library.h"
#include "base/log.h"
#include "base/mem.h"
#include "box/page.h"

#define PAGES_MOST    20
#define SIDE_MOST     100000.0    /* points; poppler's memory grows with the height of a page */
#define STREAM_MOST   (8u << 20)  /* bytes of a stream to be interpreted, inflated */
#define INFLATED_MOST (64u << 20) /* of all streams that are no pictures */
#define READ_MS       2500        /* then the pages that are left stay unread */
#define FEW_LETTERS   20
#define FIELD_TALL    12.0

/* Opened when the zygote warms up. */
#define LIBRARY "libpoppler-glib.so.8"
#define PACKAGE "libpoppler-glib8"
#define FUNCTIONS(X) \
	X(poppler_document_get_n_pages) \
	X(poppler_document_get_page) \
	X(poppler_document_new_from_bytes) \
	X(poppler_error_quark) \
	X(poppler_form_field_choice_get_choice_type) \
	X(poppler_form_field_choice_get_item) \
	X(poppler_form_field_choice_get_n_items) \
	X(poppler_form_field_choice_get_text) \
	X(poppler_form_field_choice_is_editable) \
	X(poppler_form_field_choice_is_item_selected) \
	X(poppler_form_field_get_field_type) \
	X(poppler_form_field_text_get_text) \
	X(poppler_form_field_text_is_password) \
	X(poppler_page_free_form_field_mapping) \
	X(poppler_page_free_image_mapping) \
	X(poppler_page_get_form_field_mapping) \
	X(poppler_page_get_image_mapping) \
	X(poppler_page_get_size) \
	X(poppler_page_get_text) \
	X(poppler_page_get_text_layout)

static struct { FUNCTIONS(LIBRARY_MEMBER) } library;
static const char *const names[] = { FUNCTIONS(LIBRARY_NAME) };
static bool opened;

#define poppler_document_get_n_pages library.poppler_document_get_n_pages
#define poppler_document_get_page library.poppler_document_get_page
#define poppler_document_new_from_bytes library.poppler_document_new_from_bytes
#define poppler_error_quark library.poppler_error_quark
#define poppler_form_field_choice_get_choice_type library.poppler_form_field_choice_get_choice_type
#define poppler_form_field_choice_get_item library.poppler_form_field_choice_get_item
#define poppler_form_field_choice_get_n_items library.poppler_form_field_choice_get_n_items
#define poppler_form_field_choice_get_text library.poppler_form_field_choice_get_text
#define poppler_form_field_choice_is_editable library.poppler_form_field_choice_is_editable
#define poppler_form_field_choice_is_item_selected library.poppler_form_field_choice_is_item_selected
#define poppler_form_field_get_field_type library.poppler_form_field_get_field_type
#define poppler_form_field_text_get_text library.poppler_form_field_text_get_text
#define poppler_form_field_text_is_password library.poppler_form_field_text_is_password
#define poppler_page_free_form_field_mapping library.poppler_page_free_form_field_mapping
#define poppler_page_free_image_mapping library.poppler_page_free_image_mapping
#define poppler_page_get_form_field_mapping library.poppler_page_get_form_field_mapping
#define poppler_page_get_image_mapping library.poppler_page_get_image_mapping
#define poppler_page_get_size library.poppler_page_get_size
#define poppler_page_get_text library.poppler_page_get_text
#define poppler_page_get_text_layout library.poppler_page_get_text_layout

struct glyphs {
	struct glyph *items;
	size_t n, most;
};

/* ---- before poppler sees it ---- */

static const char *
find(const char *p, const char *end, const char *what)
{
	return p < end ? memmem(p, (size_t)(end - p), what, strlen(what)) : NULL;
}

static const char *
find_back(const char *from, const char *p, const char *what)
{
	size_t n = strlen(what);

	for (p -= n; p >= from; p--)
		if (memcmp(p, what, n) == 0)
			return p;
	return NULL;
}

/* How much a stream inflates to; stops beyond `most`. */
static size_t
inflated(const char *p, size_t n, size_t most)
{
	static char sink[65536];
	GConverter *z = G_CONVERTER(g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB));
	GConverterResult r = G_CONVERTER_CONVERTED;
	size_t sum = 0;

	while (r == G_CONVERTER_CONVERTED && sum <= most && n > 0) {
		gsize taken = 0, made = 0;

		r = g_converter_convert(
		    z, p, n, sink, sizeof(sink), G_CONVERTER_NO_FLAGS, &taken, &made, NULL);
		if (taken == 0 && made == 0)
			break;
		p += taken;
		n -= taken;
		sum += made;
	}
	g_object_unref(z);
	return sum;
}

/*
 * Pictures are not decoded here, so their size does not matter; fonts and tables may be large. What
 * is inflated twice is not meant to be read.
 */
static bool
too_much(const char *dict, const char *data, const char *end, size_t *sum)
{
	static const char *const large[] = { "/Length1", "/FontFile", "/Subtype", "/ObjStm",
		"/XRef", "/Alternate", "/CMapName" };
	const char *flate = find(dict, data, "/Fl");
	size_t n, most = STREAM_MOST;

	if (flate == NULL || find(dict, data, "/Image") != NULL)
		return false;
	if (find(flate + 3, data, "/Fl") != NULL)
		return true;
	for (size_t i = 0; i < sizeof(large) / sizeof(large[0]); i++)
		if (find(dict, data, large[i]) != NULL && find(dict, data, "/Form") == NULL)
			most = INFLATED_MOST;
	n = inflated(data, (size_t)(end - data), most);
	*sum += n;
	return n > most || *sum > INFLATED_MOST;
}

static bool
is_bomb(const char *bytes, size_t n)
{
	const char *end = bytes + n;
	size_t sum = 0;

	for (const char *p = bytes; (p = find(p, end, "stream")) != NULL;) {
		const char *before = p - bytes > 4096 ? p - 4096 : bytes;
		const char *dict = find_back(before, p, "obj"), *stop;

		p += strlen("stream");
		if (dict == NULL)
			dict = before;
		if (p < end && *p == '\r')
			p++;
		if (p == end || *p != '\n')
			continue;
		p++;
		stop = find(p, end, "endstream");
		if (stop == NULL)
			stop = end;
		if (too_much(dict, p, stop, &sum))
			return true;
		p = stop < end ? stop + strlen("endstream") : end;
	}
	return false;
}

static bool
ends_well(const char *bytes, size_t n)
{
	size_t tail = n < 4096 ? n : 4096;

	return find(bytes + n - tail, bytes + n, "%%EOF") != NULL;
}

/* ---- a page's characters ---- */

/* One character of UTF-8 as poppler writes it: lone surrogates and the like are possible. */
static uint32_t
take_char(const char **s)
{
	const unsigned char *p = (const unsigned char *)*s;
	size_t n = p[0] < 0xc0 ? 0 : p[0] < 0xe0 ? 1 : p[0] < 0xf0 ? 2 : 3;
	uint32_t c = n == 0 ? p[0] : p[0] & (0x3fu >> n);

	for (size_t i = 1; i <= n; i++) {
		if ((p[i] & 0xc0) != 0x80) {
			*s += i;
			return 0xfffd;
		}
		c = c << 6 | (p[i] & 0x3f);
	}
	*s += n + 1;
	return c;
}

static void
put(struct glyphs *g, uint32_t c, double x1, double y1, double x2, double y2)
{
	if (g->n >= g->most)
		return;
	g->items = grow(g->items, g->n, sizeof(*g->items));
	g->items[g->n++] = (struct glyph){ c, x1, y1, x2, y2 };
}

/* Marks of direction that poppler adds around right-to-left text. */
static bool
is_mark(uint32_t c)
{
	return c >= 0x202a && c <= 0x202c;
}

/*
 * Text and rectangles go in step, but for those marks. Where they do not even so, the text stands
 * as poppler orders it: each line below the last, characters of one width.
 */
static void
page_glyphs(PopplerPage *page, struct glyphs *g)
{
	char *text = poppler_page_get_text(page);
	PopplerRectangle *rects = NULL;
	guint n = 0, i = 0;
	size_t all = 0, marks = 0;
	bool layout = poppler_page_get_text_layout(page, &rects, &n), step;
	double x = 0, y = 0;

	for (const char *s = text; s != NULL && *s != '\0'; all++)
		marks += is_mark(take_char(&s));
	step = layout && (all == n || all - marks == n);
	for (const char *s = text; s != NULL && *s != '\0' && g->n < g->most;) {
		uint32_t c = take_char(&s);

		if (is_mark(c) && all != n)
			continue;
		if (step) {
			put(g, c, rects[i].x1, rects[i].y1, rects[i].x2, rects[i].y2);
			i++;
			continue;
		}
		put(g, c, x, y, x + 5, y + 10);
		x = c == '\n' ? 0 : x + 5;
		y = c == '\n' ? y + 12 : y;
	}
	put(g, '\n', 0, 0, 0, 0);
	g_free(rects);
	g_free(text);
}

/* ---- form fields ---- */

/* Is the value, blanks aside, drawn within the area, or (where that is not known) anywhere? */
static bool
is_drawn(const struct glyphs *g, const char *value, const PopplerRectangle *a)
{
	struct buf drawn = BUF_INIT, want = BUF_INIT;
	bool found;

	for (size_t i = 0; i < g->n; i++) {
		const struct glyph *c = &g->items[i];
		double x = (c->x1 + c->x2) / 2, y = (c->y1 + c->y2) / 2;

		if (c->c > ' ' &&
		    (a == NULL ||
			(x > a->x1 - 2 && x < a->x2 + 2 && y > a->y1 - 2 && y < a->y2 + 2)))
			page_char(c->c, &drawn);
	}
	for (const char *s = value; *s != '\0';) {
		uint32_t c = take_char(&s);

		if (c > ' ')
			page_char(c, &want);
	}
	found = strstr(buf_str(&drawn), buf_str(&want)) != NULL;
	buf_free(&drawn);
	buf_free(&want);
	return found;
}

static size_t
line_length(const char *s)
{
	size_t n = 0;

	while (*s != '\0' && *s != '\n' && *s != '\r') {
		take_char(&s);
		n++;
	}
	return n;
}

static void
draw_value(struct glyphs *g, const char *value, const PopplerRectangle *a)
{
	double h = fmin(a->y2 - a->y1, FIELD_TALL), y = a->y1;
	bool several = strpbrk(value, "\r\n") != NULL;

	if (!several)
		y = (a->y1 + a->y2 - h) / 2;
	for (const char *s = value; *s != '\0';) {
		size_t n = line_length(s);
		double w = fmin(0.5 * h, (a->x2 - a->x1) / (double)(n + 1)), x = a->x1;

		for (; n > 0; n--, x += w) {
			uint32_t c = take_char(&s);

			put(g, c, x, y, x + w, y + h);
		}
		put(g, '\n', 0, 0, 0, 0);
		y += 1.2 * h;
		s += strspn(s, "\r\n");
	}
}

static char *
value_of(PopplerFormField *f)
{
	switch (poppler_form_field_get_field_type(f)) {
	case POPPLER_FORM_FIELD_TEXT:
		return poppler_form_field_text_is_password(f) ? NULL :
								poppler_form_field_text_get_text(f);
	case POPPLER_FORM_FIELD_CHOICE:
		for (int i = 0; i < poppler_form_field_choice_get_n_items(f); i++)
			if (poppler_form_field_choice_is_item_selected(f, i))
				return poppler_form_field_choice_get_item(f, i);
		if (poppler_form_field_choice_get_choice_type(f) == POPPLER_FORM_CHOICE_COMBO &&
		    poppler_form_field_choice_is_editable(f))
			return poppler_form_field_choice_get_text(f);
		return NULL;
	default:
		return NULL;
	}
}

static void
field_glyphs(PopplerPage *page, double height, struct glyphs *g)
{
	GList *fields = poppler_page_get_form_field_mapping(page);
	size_t drawn = g->n;

	for (GList *l = fields; l != NULL; l = l->next) {
		PopplerFormFieldMapping *m = l->data;
		PopplerRectangle a = { fmin(m->area.x1, m->area.x2),
			height - fmax(m->area.y1, m->area.y2), fmax(m->area.x1, m->area.x2),
			height - fmin(m->area.y1, m->area.y2) };
		struct glyphs shown = { g->items, drawn, drawn };
		char *value = value_of(m->field);

		if (value != NULL && a.y2 - a.y1 > 1 && a.x2 - a.x1 > 1 &&
		    !is_drawn(&shown, value, &a) &&
		    (strlen(value) < 6 || !is_drawn(&shown, value, NULL)))
			draw_value(g, value, &a);
		g_free(value);
	}
	poppler_page_free_form_field_mapping(fields);
}

/* ---- picture or text ---- */

static bool
is_letter(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= 0xc0 && c < 0x2000) || (c >= 0x3040 && c < 0xd800) ||
	    (c >= 0xfb00 && c <= 0xfb06);
}

/* Strips of a picture count together. */
static bool
is_covered(PopplerPage *page, double width, double height)
{
	GList *images = poppler_page_get_image_mapping(page);
	double sum = 0;

	for (GList *l = images; l != NULL; l = l->next) {
		const PopplerRectangle *a = &((PopplerImageMapping *)l->data)->area;
		double w = fmin(fmax(a->x1, a->x2), width) - fmax(fmin(a->x1, a->x2), 0);
		double h = fmin(fmax(a->y1, a->y2), height) - fmax(fmin(a->y1, a->y2), 0);

		if (w > 0 && h > 0)
			sum += w * h;
	}
	poppler_page_free_image_mapping(images);
	return sum > width * height / 2;
}

/* Has the page text to be read? Not when its characters cannot be told, either. */
static bool
has_text(PopplerPage *page, const struct glyphs *g, double width, double height)
{
	size_t letters = 0, seen = 0;

	for (size_t i = 0; i < g->n; i++) {
		letters += is_letter(g->items[i].c);
		seen += g->items[i].c > ' ';
	}
	if (letters == 0 || (seen > 40 && letters < seen / 3))
		return false;
	return letters >= FEW_LETTERS || !is_covered(page, width, height);
}

/* ---- the document ---- */

/* Adds a page's text and \f; *text: whether there is some to read. -1: the page cannot be read. */
static int
read_page(PopplerDocument *doc, int i, size_t most, struct document_text *out, bool *text)
{
	PopplerPage *page = poppler_document_get_page(doc, i);
	struct glyphs g = { NULL, 0, most };
	double width = 0, height = 0;

	if (page == NULL)
		return -1;
	poppler_page_get_size(page, &width, &height);
	if (!(width > 0 && height > 0 && width < SIDE_MOST && height < SIDE_MOST)) {
		g_object_unref(page);
		return -1;
	}
	page_glyphs(page, &g);
	field_glyphs(page, height, &g);
	out->cut |= g.n >= g.most;
	*text = has_text(page, &g, width, height);
	page_lines(g.items, g.n, width, height, &out->text);
	buf_addc(&out->text, '\f');
	free(g.items);
	g_object_unref(page);
	return 0;
}

/* At a letter's edge, and at a line's where one is near. */
static void
cut_text(struct document_text *out, size_t most)
{
	size_t n = most;
	const char *line;

	if (out->text.len <= most)
		return;
	while (n > 0 && ((unsigned char)out->text.data[n] & 0xc0) == 0x80)
		n--;
	line = memrchr(out->text.data, '\n', n);
	if (line != NULL && n - (size_t)(line - out->text.data) < 1000)
		n = (size_t)(line - out->text.data) + 1;
	out->text.len = n;
	out->text.data[n] = '\0';
	out->cut = true;
}

static void
read_pages(PopplerDocument *doc, size_t most, bool whole, struct document_text *out)
{
	int64_t until = clock_monotonic_ms() + READ_MS;
	int n = poppler_document_get_n_pages(doc), i, bad = 0, texts = 0;

	out->pages = n > 0 ? n : 0;
	for (i = 0; i < n && i < PAGES_MOST && out->text.len <= most; i++) {
		bool text = false;

		if (i > 0 && clock_monotonic_ms() > until)
			break;
		bad += read_page(doc, i, most, out, &text) < 0;
		texts += text;
	}
	cut_text(out, most);
	out->cut |= i < n || bad > 0 || !whole;
	if (texts > 0)
		out->state = DOCUMENT_TEXT;
	else if (bad < i && whole)
		out->state = DOCUMENT_SCAN;
}

void
pdf_text(const void *bytes, size_t n, size_t most, struct document_text *out)
{
	PopplerDocument *doc;
	GError *error = NULL;
	GBytes *b;

	*out = (struct document_text){ .state = DOCUMENT_BROKEN, .text = BUF_INIT };
	if (find(bytes, (const char *)bytes + (n < 1024 ? n : 1024), "%PDF-") == NULL) {
		out->state = DOCUMENT_OTHER;
		return;
	}
	if (!opened) {
		out->state = DOCUMENT_OTHER;
		return;
	}
	if (is_bomb(bytes, n))
		return;
	b = g_bytes_new_static(bytes, n);
	doc = poppler_document_new_from_bytes(b, NULL, &error);
	if (doc != NULL)
		read_pages(doc, most, ends_well(bytes, n), out);
	else if (g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
		out->state = DOCUMENT_ENCRYPTED;
	g_clear_error(&error);
	g_clear_object(&doc);
	g_bytes_unref(b);
}

/* ---- before the box ---- */

/*
 * One page with fonts of Korean, Japanese and Chinese programs, and one not embedded. Poppler keeps
 * four encodings and throws out the one that was longest unused: a fifth here would have each read
 * twice, and a letter's own Identity-H costs the first.
 */
static void
write_rehearsal(struct buf *b)
{
	static const struct {
		const char *ordering, *cmap;
	} sets[] = { { "Korea1", "UniKS-UCS2-H" }, { "Japan1", "UniJIS-UCS2-H" },
		{ "GB1", "UniGB-UCS2-H" }, { "GB1", "GBK-EUC-H" } };

	buf_adds(b,
	    "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]>>>> endobj\n"
	    "2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
	    "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Annots[5 0 R]"
	    "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		buf_addf(b,
		    "/F%zu<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/%s/DescendantFonts"
		    "[<</Type/Font/Subtype/CIDFontType0/BaseFont/X/CIDSystemInfo<</Registry(Adobe)"
		    "/Ordering(%s)/Supplement 0>>/FontDescriptor<</Type/FontDescriptor/FontName/X"
		    "/Flags 4>>>>]>>",
		    i, sets[i].cmap, sets[i].ordering);
	buf_adds(b,
	    ">>>>>> endobj\n5 0 obj <</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(b)/Rect[9 9 99 30]"
	    "/DA(/F 9 Tf)>> endobj\n4 0 obj <</Length 999>> stream\nBT 9 100 Td /F 9 Tf (a) Tj ");
	for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		buf_addf(b, "/F%zu 9 Tf <0400> Tj ", i);
	buf_adds(b,
	    "ET q 200 0 0 200 0 0 cm BI /W 1/H 1/BPC 8/CS/G ID a EI Q\nendstream endobj\n"
	    "trailer <</Root 1 0 R>>\n%%EOF\n");
}

void
pdf_warm(void)
{
	static struct buf b;
	static PopplerDocument *kept; /* with it stays what all documents share */
	struct document_text t = { .text = BUF_INIT };
	struct err e;
	bool text;

	if (kept != NULL)
		return;
	opened = library_open(LIBRARY, PACKAGE, names, &library, sizeof(library), &e) == 0;
	if (!opened) {
		log_error("reader pdf=unread problem=\"%s\"", e.msg);
		return;
	}
	write_rehearsal(&b);
	kept = poppler_document_new_from_bytes(g_bytes_new_static(b.data, b.len), NULL, NULL);
	if (kept != NULL)
		read_page(kept, 0, 1000, &t, &text);
	inflated("x\x9c", 2, 10);
	buf_free(&t.text);
}
