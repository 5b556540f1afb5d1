/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A scanner of our own mails' HTML, not of the world's: what it does not understand is a mistake. It
 * follows elements as a stack, so that it knows on which background a text stands. The tables say
 * what Gmail (web and app), Outlook (Word and new), Apple Mail and Android all show; a style block is
 * not in them, because Gmail drops it in some accounts.
 */
#include "rules/face.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define DEPTH_MOST 64
#define CONTRAST 4.5	/* WCAG 2.1, 1.4.3 */
#define EDGE 2.5	/* of a border against a white and a dark page; 1.4.11 asks 3 where it carries meaning */
#define DARK 0x121212
#define UNSET (-1)

/* void: has no end tag */
static const struct { const char *tag; bool empty; const char *attributes; } tags[] = {
	{ "html", false, "lang" }, { "head", false, "" }, { "meta", true, "charset name content" },
	{ "title", false, "" }, { "body", false, "style" },
	{ "table", false, "role width cellpadding cellspacing border align bgcolor style" },
	{ "thead", false, "" }, { "tbody", false, "" }, { "tr", false, "style" },
	{ "td", false, "align valign width bgcolor colspan style" },
	{ "th", false, "align valign width bgcolor colspan style" }, { "p", false, "style" },
	{ "ul", false, "style" }, { "ol", false, "start style" }, { "li", false, "style" },
	{ "h1", false, "style" }, { "h2", false, "style" }, { "h3", false, "style" },
	{ "blockquote", false, "style" }, { "hr", true, "style" }, { "br", true, "" },
	{ "strong", false, "style" }, { "em", false, "style" }, { "code", false, "style" },
	{ "pre", false, "style" }, { "span", false, "style" }, { "a", false, "href style" },
	{ "img", true, "src alt width height style" },
};
static const char *const properties[] = { "margin", "margin-top", "margin-right", "margin-bottom",
	"margin-left", "padding", "padding-top", "padding-right", "padding-bottom", "padding-left",
	"border", "border-top", "border-right", "border-bottom", "border-left", "border-radius",
	"border-collapse", "background-color", "color", "font-family", "font-size", "font-style",
	"font-weight", "line-height", "text-align", "text-decoration", "vertical-align", "width",
	"max-width", "height", "display", "word-break", "white-space", "list-style-type" };

struct element { const char *tag; int line; long back; };
struct face {
	const char *file;
	struct problems *p;
	int line;
	struct element open[DEPTH_MOST];
	size_t depth;
};

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* ---- colours ---- */

/* "#rrggbb", or UNSET */
static long
colour(const char *s, size_t n)
{
	char hex[7];

	if (n != 7 || s[0] != '#')
		return UNSET;
	for (size_t i = 0; i < 6; i++) {
		if (!isxdigit((unsigned char)s[i + 1]))
			return UNSET;
		hex[i] = s[i + 1];
	}
	hex[6] = '\0';
	return strtol(hex, NULL, 16);
}

static double
luminance(long rgb)
{
	static const double weight[] = { 0.2126, 0.7152, 0.0722 };
	double sum = 0;

	for (int i = 0; i < 3; i++) {
		double c = (double)(rgb >> (16 - 8 * i) & 255) / 255;

		sum += weight[i] * (c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
	}
	return sum;
}

static double
contrast(long a, long b)
{
	double x = luminance(a), y = luminance(b);

	return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

/* ---- style attributes ---- */

struct style { long text, back; };

/* A border must be seen on white and on a dark page, unless it is that of its own surface. */
static void
check_edge(struct face *f, const char *value, size_t n)
{
	const char *hash = memchr(value, '#', n);
	long c = hash != NULL ? colour(hash, (size_t)(value + n - hash)) : UNSET;

	if (hash != NULL && c == UNSET)
		problem_add(f->p, f->file, f->line, "warna %.*s: tulis #rrggbb di akhir", (int)n, value);
	else if (c != UNSET && (contrast(c, 0xffffff) < EDGE || contrast(c, DARK) < EDGE))
		problem_add(f->p, f->file, f->line, "garis %.*s tidak terlihat di latar terang atau gelap",
		    (int)n, value);
}

static void
check_property(struct face *f, const char *name, size_t len, const char *value, size_t n,
    struct style *s)
{
	const char *known[N(properties)], *meant;
	char *copy = xstrndup(name, len);
	size_t i = 0;

	while (n > 0 && value[n - 1] == ' ')
		n--;
	while (i < N(properties) && strcmp(properties[i], copy) != 0)
		i++;
	if (i == N(properties)) {
		memcpy(known, properties, sizeof(properties));
		meant = problem_meant(copy, known, N(properties));
		problem_add(f->p, f->file, f->line,
		    "gaya %s tidak ditampilkan semua program surat%s%s%s", copy,
		    meant != NULL ? "; maksudnya " : "", meant != NULL ? meant : "",
		    meant != NULL ? "?" : "");
	} else if (memchr(value, '(', n) != NULL || memchr(value, '!', n) != NULL ||
	    memchr(value, '\\', n) != NULL) {
		problem_add(f->p, f->file, f->line, "gaya %s: %.*s tidak boleh (url, rgb, calc, !important)",
		    copy, (int)n, value);
	} else if (strcmp(copy, "display") == 0 && (n != 5 || memcmp(value, "block", 5) != 0)) {
		problem_add(f->p, f->file, f->line, "gaya display: hanya block");
	} else if (strcmp(copy, "color") == 0 && (s->text = colour(value, n)) == UNSET) {
		problem_add(f->p, f->file, f->line, "warna %.*s: tulis #rrggbb", (int)n, value);
	} else if (strcmp(copy, "background-color") == 0 && (s->back = colour(value, n)) == UNSET) {
		problem_add(f->p, f->file, f->line, "warna %.*s: tulis #rrggbb", (int)n, value);
	} else if (strncmp(copy, "border", 6) == 0) {
		check_edge(f, value, n);
	}
	free(copy);
}

static struct style
check_style(struct face *f, const char *text, size_t n)
{
	struct style s = { UNSET, UNSET };
	const char *end = text + n;

	while (text < end) {
		size_t all = (size_t)((const char *)memchr(text, ';', (size_t)(end - text)) != NULL ?
			(const char *)memchr(text, ';', (size_t)(end - text)) - text :
			end - text);
		const char *colon = memchr(text, ':', all);
		size_t front = 0, back = 0, len;

		while (front < all && text[front] == ' ')
			front++;
		if (colon == NULL) {
			if (front < all)
				problem_add(f->p, f->file, f->line, "gaya %.*s: tulis nama:nilai",
				    (int)all, text);
		} else {
			len = (size_t)(colon - text) - front;
			while (colon[1 + back] == ' ')
				back++;
			check_property(f, text + front, len, colon + 1 + back,
			    (size_t)(text + all - colon) - 1 - back, &s);
		}
		text += all + 1;
	}
	return s;
}

/* ---- tags ---- */

static bool
listed(const char *list, const char *name, size_t len)
{
	for (const char *at = list; *at != '\0'; at += strspn(at, " ")) {
		size_t n = strcspn(at, " ");

		if (n == len && memcmp(at, name, n) == 0)
			return true;
		at += n;
	}
	return false;
}

static bool
good_href(const char *v, size_t n)
{
	static const char *const schemes[] = { "mailto:", "https:", "tel:" };

	for (size_t i = 0; i < N(schemes); i++)
		if (n > strlen(schemes[i]) && memcmp(v, schemes[i], strlen(schemes[i])) == 0)
			return true;
	return n > 2 && v[0] == '{' && v[1] == '{';	/* {{href}} of the layout */
}

/* One attribute of tag t; what it says of colours goes into *s. */
static void
check_attribute(struct face *f, size_t t, const char *name, size_t len, const char *value, size_t n,
    struct style *s)
{
	if (!listed(tags[t].attributes, name, len))
		problem_add(f->p, f->file, f->line, "<%s>: %.*s= tidak boleh", tags[t].tag, (int)len,
		    name);
	else if (len == 5 && memcmp(name, "style", 5) == 0) {
		struct style said = check_style(f, value, n);

		s->text = said.text != UNSET ? said.text : s->text;
		s->back = said.back != UNSET ? said.back : s->back;
	} else if (len == 7 && memcmp(name, "bgcolor", 7) == 0) {
		if (colour(value, n) == UNSET)
			problem_add(f->p, f->file, f->line, "warna %.*s: tulis #rrggbb", (int)n, value);
		s->back = s->back != UNSET ? s->back : colour(value, n);
	} else if (len == 4 && memcmp(name, "href", 4) == 0 && !good_href(value, n)) {
		problem_add(f->p, f->file, f->line, "<a>: hanya mailto:, https:, atau tel:");
	} else if (len == 3 && memcmp(name, "src", 3) == 0 && strncmp(value, "cid:", 4) != 0) {
		problem_add(f->p, f->file, f->line,
		    "<img>: gambar dari luar tidak ditampilkan sebelum diizinkan; tulislah kata-kata");
	}
}

/* The background that a text here stands on: that of the innermost element with one. */
static long
back_here(const struct face *f)
{
	for (size_t i = f->depth; i > 0; i--)
		if (f->open[i - 1].back != UNSET)
			return f->open[i - 1].back;
	return UNSET;
}

static void
check_colours(struct face *f, const char *tag, const struct style *s)
{
	long back = s->back != UNSET ? s->back : back_here(f);

	if (s->text == UNSET)
		return;
	if (back == UNSET)
		problem_add(f->p, f->file, f->line,
		    "<%s>: warna huruf tanpa warna latar tidak terbaca pada tampilan gelap", tag);
	else if (contrast(s->text, back) < CONTRAST)
		problem_add(f->p, f->file, f->line, "<%s>: kontras huruf dan latar hanya %.1f, paling sedikit %.1f",
		    tag, contrast(s->text, back), CONTRAST);
}

/* From behind the name to behind the '>', or NULL: no end. */
static const char *
take_attributes(struct face *f, size_t t, const char *p, struct style *s, bool *alt)
{
	while (*p != '\0' && *p != '>') {
		const char *name = p + strspn(p, " \n\t/");
		size_t len = strcspn(name, "= \n\t>/"), n = 0;
		const char *value = name + len;

		if (len == 0) {
			p = name + strspn(name, "=");
			if (p > name)
				problem_add(f->p, f->file, f->line,
				    "<%s>: = tanpa nama di depannya", tags[t].tag);
			continue;
		}
		if (value[0] == '=' && value[1] == '"' && strchr(value + 2, '"') != NULL) {
			value += 2;
			n = strcspn(value, "\"");
			p = value + n + 1;
		} else {
			problem_add(f->p, f->file, f->line, "<%s>: tulis %.*s=\"...\"", tags[t].tag,
			    (int)len, name);
			p = value + strcspn(value, " >");
			continue;
		}
		*alt |= len == 3 && memcmp(name, "alt", 3) == 0 && n > 0;
		check_attribute(f, t, name, len, value, n, s);
		for (const char *c = name; c < p; c++)
			f->line += *c == '\n';
	}
	return *p == '>' ? p + 1 : NULL;
}

static const char *
take_start(struct face *f, const char *p)
{
	size_t len = strcspn(p + 1, " \n\t>/"), t = 0;
	struct style s = { UNSET, UNSET };
	bool alt = false;

	while (t < N(tags) && (strlen(tags[t].tag) != len || memcmp(tags[t].tag, p + 1, len) != 0))
		t++;
	if (t == N(tags)) {
		problem_add(f->p, f->file, f->line, "<%.*s> tidak ditampilkan semua program surat",
		    (int)len, p + 1);
		p += strcspn(p, ">");
		return *p == '>' ? p + 1 : NULL;
	}
	p = take_attributes(f, t, p + 1 + len, &s, &alt);
	check_colours(f, tags[t].tag, &s);
	if (strcmp(tags[t].tag, "img") == 0 && !alt)
		problem_add(f->p, f->file, f->line, "<img>: alt=\"...\" tidak ada");
	if (tags[t].empty)
		return p;
	if (f->depth == DEPTH_MOST) {
		problem_add(f->p, f->file, f->line, "unsur bersarang lebih dari %d", DEPTH_MOST);
		return NULL;
	}
	f->open[f->depth++] = (struct element){ tags[t].tag, f->line, s.back };
	return p;
}

static const char *
take_end(struct face *f, const char *p)
{
	size_t len = strcspn(p + 2, ">");

	if (f->depth > 0 && strlen(f->open[f->depth - 1].tag) == len &&
	    memcmp(f->open[f->depth - 1].tag, p + 2, len) == 0)
		f->depth--;
	else if (len < 20 && p[2 + len] == '>')
		problem_add(f->p, f->file, f->line, "</%.*s> menutup unsur yang tidak terbuka", (int)len,
		    p + 2);
	return p[2 + len] == '>' ? p + 3 + len : NULL;
}

void
face_check_style(const char *tag, const char *style, const char *file, int line, struct problems *p)
{
	struct face f = { .file = file, .p = p, .line = line };
	struct style s = check_style(&f, style, strlen(style));

	check_colours(&f, tag, &s);
}

/* Comments: only the frame that Outlook alone sees. */
static const char *
take_other(struct face *f, const char *p)
{
	const char *end = strstr(p, "-->");

	if (strncasecmp(p, "<!doctype html>", 15) == 0)
		return p + 15;
	if (strncmp(p, "<!--[if mso]>", 13) != 0 || end == NULL || end - p > 400) {
		problem_add(f->p, f->file, f->line, "komentar HTML ikut terkirim; hanya <!--[if mso]> boleh");
		return end != NULL ? end + 3 : NULL;
	}
	return end + 3;
}

void
face_check(const char *html, const char *file, struct problems *p)
{
	struct face f = { .file = file, .p = p, .line = 1 };

	if (strlen(html) > FACE_MOST)
		problem_add(p, file, 0, "%zu KB, paling banyak %u KB: Gmail memotongnya",
		    strlen(html) >> 10, FACE_MOST >> 10);
	while (html != NULL && *html != '\0') {
		if (*html != '<') {
			f.line += *html++ == '\n';
			continue;
		}
		html = html[1] == '!' ? take_other(&f, html) :
		    html[1] == '/'    ? take_end(&f, html) :
					take_start(&f, html);
	}
	if (html == NULL)
		problem_add(p, file, f.line, "tanda < tanpa penutup >");
	else if (f.depth > 0)
		problem_add(p, file, f.open[f.depth - 1].line, "<%s> tidak ditutup",
		    f.open[f.depth - 1].tag);
}
