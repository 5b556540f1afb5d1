/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Glyphs -> runs (what was set without a gap) -> lines by their height on the page -> cells by the
 * gaps between runs. All lengths are measured against the height of the letters: documents come in
 * any scale. Everything is n log n: a page may hold a million characters.
 */
#include "box/page.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "box/rows.h"

#define EM         0.87 /* of a glyph's height, which is from ascent to descent of its font */
#define JOIN       0.13 /* em: a gap up to this is kerning */
#define SPREAD     0.22 /* em: letters this far apart one by one are still one word */
#define TAB        2.0  /* average characters */
#define COMPARED_MOST 200  /* of a line that is compared with others */
#define NEAR       3    /* lines looked at around one */

struct run {
	size_t first, n;       /* glyphs */
	double x1, y1, x2, y2; /* upright */
	unsigned turn;         /* 0 upright, 1 reads downwards, 2 on its head, 3 upwards */
	bool turn_known;
	size_t line;
};

struct line {
	double y, h;
	size_t n, glyphs;
	size_t runs, last;
};

struct page {
	const struct glyph *g;
	double width, height;
	struct run *runs;
	size_t n_runs;
	struct row *rows;
	size_t n_rows;
};

/* ---- characters ---- */

static void
add_utf8(uint32_t c, struct buf *out)
{
	if (c < 0x80) {
		buf_addc(out, (char)c);
	} else if (c < 0x800) {
		buf_addc(out, (char)(0xc0 | c >> 6));
		buf_addc(out, (char)(0x80 | (c & 63)));
	} else if (c < 0x10000) {
		buf_addc(out, (char)(0xe0 | c >> 12));
		buf_addc(out, (char)(0x80 | (c >> 6 & 63)));
		buf_addc(out, (char)(0x80 | (c & 63)));
	} else {
		buf_addc(out, (char)(0xf0 | c >> 18));
		buf_addc(out, (char)(0x80 | (c >> 12 & 63)));
		buf_addc(out, (char)(0x80 | (c >> 6 & 63)));
		buf_addc(out, (char)(0x80 | (c & 63)));
	}
}

static bool
unseen(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) ||
	    (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	    (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe0fff);
}

static bool
is_blank(uint32_t c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) ||
	    c == 0x202f || c == 0x205f || c == 0x3000;
}

void
page_char(uint32_t c, struct buf *out)
{
	static const char *const ligatures[] = { "ff", "fi", "fl", "ffi", "ffl", "st", "st" };

	if (is_blank(c))
		buf_addc(out, ' ');
	else if (unseen(c))
		return;
	else if (c >= 0xfb00 && c <= 0xfb06)
		buf_adds(out, ligatures[c - 0xfb00]);
	else if (c >= 0xf020 && c <= 0xf07e) /* fonts of symbols put their letters here */
		buf_addc(out, (char)(c - 0xf000));
	else if (c >= 0xf0a0 && c <= 0xf0ff) /* and their bullets here */
		add_utf8(0x2022, out);
	else if ((c >= 0xd800 && c <= 0xf8ff) || c > 0x10ffff || (c & 0xfffe) == 0xfffe)
		add_utf8(0xfffd, out);
	else
		add_utf8(c, out);
}

/* ---- runs ---- */

static bool
right_to_left(uint32_t c)
{
	return (c >= 0x590 && c <= 0x8ff) || (c >= 0xfb1d && c <= 0xfdff) ||
	    (c >= 0xfe70 && c <= 0xfefe);
}

static bool
same(double a, double b)
{
	return fabs(a - b) < 0.05;
}

/* Does glyph b stand behind a, in the same letters, without a gap? *turn: which way that is. */
static bool
follows(const struct glyph *a, const struct glyph *b, unsigned *turn)
{
	double gap, size;

	if (same(a->y1, b->y1) && same(a->y2, b->y2)) {
		*turn = b->x1 + b->x2 >= a->x1 + a->x2 || right_to_left(b->c) ? 0 : 2;
		gap = *turn == 2 ? a->x1 - b->x2 : b->x1 - a->x2;
		size = a->y2 - a->y1;
	} else if (same(a->x1, b->x1) && same(a->x2, b->x2)) {
		*turn = b->y1 + b->y2 >= a->y1 + a->y2 ? 1 : 3;
		gap = *turn == 1 ? b->y1 - a->y2 : a->y1 - b->y2;
		size = a->x2 - a->x1;
	} else {
		return false;
	}
	return right_to_left(b->c) || (gap < JOIN * EM * size && gap > -0.5 * size);
}

static void
find_runs(struct page *p, size_t n)
{
	struct run *r = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct glyph *g = &p->g[i];
		unsigned turn = 0;

		/* what is not seen makes no word, or there would be empty ones */
		if (is_blank(g->c) || unseen(g->c) || !isfinite(g->x1 + g->x2 + g->y1 + g->y2)) {
			r = NULL;
			continue;
		}
		if (r != NULL && follows(g - 1, g, &turn) && (!r->turn_known || r->turn == turn)) {
			r->turn = turn;
			r->turn_known = true;
			r->n++;
			continue;
		}
		p->runs = grow(p->runs, p->n_runs, sizeof(*p->runs));
		r = &p->runs[p->n_runs++];
		r->first = i;
		r->n = 1;
	}
}

/* A glyph's place as seen with the page turned so that its text is upright. */
static struct glyph
upright(const struct page *p, const struct glyph *g, unsigned turn)
{
	struct glyph u = *g;

	if (turn == 1)
		u = (struct glyph){ g->c, g->y1, p->width - g->x2, g->y2, p->width - g->x1 };
	else if (turn == 2)
		u = (struct glyph){ g->c, p->width - g->x2, p->height - g->y2, p->width - g->x1,
			p->height - g->y1 };
	else if (turn == 3)
		u = (struct glyph){ g->c, p->height - g->y2, g->x1, p->height - g->y1, g->x2 };
	return u;
}

/* The way most of the page reads; single letters, which do not show theirs, go with it. */
static unsigned
settle_turns(struct page *p)
{
	size_t count[4] = { 0 };
	unsigned most = 0;

	for (size_t i = 0; i < p->n_runs; i++)
		if (p->runs[i].turn_known)
			count[p->runs[i].turn] += p->runs[i].n;
	for (unsigned t = 1; t < 4; t++)
		if (count[t] > count[most])
			most = t;
	for (size_t i = 0; i < p->n_runs; i++) {
		struct run *r = &p->runs[i];

		if (!r->turn_known)
			r->turn = most;
		r->x1 = r->y1 = INFINITY;
		r->x2 = r->y2 = -INFINITY;
		for (size_t k = r->first; k < r->first + r->n; k++) {
			struct glyph u = upright(p, &p->g[k], r->turn);

			r->x1 = fmin(r->x1, u.x1);
			r->y1 = fmin(r->y1, u.y1);
			r->x2 = fmax(r->x2, u.x2);
			r->y2 = fmax(r->y2, u.y2);
		}
	}
	return most;
}

/* ---- lines ---- */

static double
middle(const struct run *r)
{
	return (r->y1 + r->y2) / 2;
}

static double
tall(const struct run *r)
{
	return fmax(r->y2 - r->y1, 0.1);
}

static int
by_turn_and_y(const void *a, const void *b)
{
	const struct run *r = a, *s = b;
	double m = middle(r), o = middle(s);

	if (r->turn != s->turn)
		return r->turn < s->turn ? -1 : 1;
	return m < o ? -1 : m > o ? 1 : r->first < s->first ? -1 : 1;
}

static int
by_line_and_x(const void *a, const void *b)
{
	const struct run *r = a, *s = b;

	if (r->line != s->line)
		return r->line < s->line ? -1 : 1;
	return r->x1 < s->x1 ? -1 : r->x1 > s->x1 ? 1 : r->first < s->first ? -1 : 1;
}

static bool
on_line(const struct line *l, const struct run *r)
{
	double small = fmin(l->h, tall(r)), large = fmax(l->h, tall(r));

	return large < 1.5 * small && fabs(l->y - middle(r)) < 0.45 * small;
}

/* Runs in order of height; each goes to a line nearby or begins one. */
static struct line *
find_lines(struct run *runs, size_t n, size_t *n_lines)
{
	struct line *lines = NULL;

	*n_lines = 0;
	for (size_t i = 0; i < n; i++) {
		size_t at = *n_lines;
		struct line *l;

		for (size_t k = 1; k <= NEAR && k <= *n_lines; k++)
			if (on_line(&lines[*n_lines - k], &runs[i]) &&
			    (at == *n_lines ||
				fabs(lines[*n_lines - k].y - middle(&runs[i])) <
				    fabs(lines[at].y - middle(&runs[i]))))
				at = *n_lines - k;
		if (at == *n_lines) {
			lines = grow(lines, *n_lines, sizeof(*lines));
			lines[*n_lines].y = middle(&runs[i]);
			lines[*n_lines].h = tall(&runs[i]);
			++*n_lines;
		}
		l = &lines[at];
		l->y = (l->y * (double)l->glyphs + middle(&runs[i]) * (double)runs[i].n) /
		    (double)(l->glyphs + runs[i].n);
		l->h = fmax(l->h, tall(&runs[i]));
		l->glyphs += runs[i].n;
		l->n++;
		runs[i].line = at;
	}
	return lines;
}

/* A small run right beside letters of a larger line: raised or lowered, it belongs there. */
static bool
beside(const struct run *r, const struct run *runs, const struct line *l)
{
	for (size_t i = l->runs; i <= l->last && i - l->runs < 512; i++)
		if (runs[i].line == r->line || r->x2 - r->x1 > 3 * l->h)
			continue;
		else if (fabs(r->x1 - runs[i].x2) < 0.3 * l->h ||
		    fabs(runs[i].x1 - r->x2) < 0.3 * l->h)
			return true;
	return false;
}

static void
take_raised(struct run *runs, size_t n, struct line *lines, size_t n_lines)
{
	size_t *to = xcalloc(n + 1, sizeof(*to));

	for (size_t i = 0; i < n; i++) {
		struct line *l = &lines[runs[i].line];

		if (i == 0 || runs[i].line != runs[i - 1].line)
			l->runs = i;
		l->last = i;
	}
	for (size_t i = 0; i < n; i++) {
		size_t own = runs[i].line, from = own < NEAR ? 0 : own - NEAR;

		to[i] = own;
		if (runs[i].n > 4)
			continue;
		for (size_t k = from; k < n_lines && k <= own + NEAR; k++)
			if (k != own && lines[k].h >= 1.3 * tall(&runs[i]) &&
			    lines[k].glyphs > lines[own].glyphs &&
			    fabs(lines[k].y - middle(&runs[i])) < 0.5 * lines[k].h &&
			    beside(&runs[i], runs, &lines[k]))
				to[i] = k;
	}
	for (size_t i = 0; i < n; i++)
		runs[i].line = to[i];
	free(to);
}

/* ---- one line ---- */

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* The same text drawn twice at one place, as bold or as a shadow. */
static bool
twice(const struct page *p, const struct run *r, const struct run *s)
{
	if (r->n != s->n || fabs(r->x1 - s->x1) > 0.2 * tall(r))
		return false;
	for (size_t i = 0; i < r->n; i++)
		if (p->g[r->first + i].c != p->g[s->first + i].c)
			return false;
	return true;
}

static double
average_width(const struct page *p, const struct run *runs, size_t n)
{
	double sum = 0, em = 0;
	size_t count = 0;

	for (size_t i = 0; i < n; i++) {
		sum += runs[i].x2 - runs[i].x1;
		count += runs[i].n;
		em = fmax(em, EM * tall(&runs[i]));
	}
	(void)p;
	return fmin(fmax(sum / (double)count, 0.3 * em), 0.7 * em);
}

/*
 * Justified lines have wide gaps that are no tabs: all of one width, the line ends where its
 * neighbour does, and no word behind a gap stands under one there, as cells do.
 */
static bool
justified(const struct run *runs, size_t n, const double *before, double letter,
    const struct run *near, size_t n_near)
{
	double em = EM * tall(&runs[0]), least = INFINITY, most = 0, end = 0, near_end = 0;
	size_t gaps = 0;

	if (n_near == 0 || n > COMPARED_MOST || n_near > COMPARED_MOST ||
	    fabs(middle(near) - middle(runs)) > 2.5 * em)
		return false;
	for (size_t i = 0; i < n; i++) {
		end = fmax(end, runs[i].x2);
		if (i == 0 || before[i] < JOIN * em)
			continue;
		least = fmin(least, before[i]);
		most = fmax(most, before[i]);
		gaps++;
		for (size_t k = 0; k < n_near; k++)
			if (fabs(near[k].x1 - runs[i].x1) < 0.1 * em)
				return false;
	}
	for (size_t k = 0; k < n_near; k++)
		near_end = fmax(near_end, near[k].x2);
	return gaps > 0 && most - least < 0.05 * most + 0.05 * em && most < 20 * letter &&
	    fabs(end - near_end) < 0.1 * em &&
	    (gaps > 1 || fabs(near[0].x1 - runs[0].x1) < 0.1 * em);
}

/*
 * The gap that parts words between runs[0] .. runs[n-1], which are one cell. Where nearly every
 * letter stands alone the text is spread, and the usual gap is none.
 */
static double
word_gap(const struct run *runs, size_t n, const double *before, double *gaps, double em)
{
	size_t single = 0;
	double usual;

	for (size_t i = 0; i < n; i++)
		single += runs[i].n == 1;
	if (n < 4 || 10 * single < 7 * n)
		return JOIN * em;
	memcpy(gaps, before + 1, (n - 1) * sizeof(*gaps));
	qsort(gaps, n - 1, sizeof(*gaps), by_size);
	usual = gaps[(n - 1) / 2];
	if (usual > SPREAD * em)
		return JOIN * em;
	return fmax(JOIN * em, fmax(1.5 * usual, usual + 0.08 * em));
}

static void
add_run(const struct page *p, const struct run *r, struct buf *out)
{
	for (size_t i = r->first; i < r->first + r->n; i++) {
		uint32_t c = p->g[i].c;

		/* a lone letter of a font of symbols is a bullet or a tick box */
		if (r->n == 1 && c >= 0xf020 && c <= 0xf0ff)
			c = 0x2022;
		page_char(c, out);
	}
}

static bool
is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

/* A raised figure behind a number is no part of it. */
static bool
raised_digit(const struct page *p, const struct run *before, const struct run *r)
{
	double a = tall(before), b = tall(r);

	return fmax(a, b) > 1.3 * fmin(a, b) && is_digit(p->g[r->first].c) &&
	    is_digit(p->g[before->first + before->n - 1].c);
}

/* "Nama :    Siti", or a colon in a column of its own: the gap behind parts no cells. */
static bool
ends_label(const struct row *row)
{
	const struct cell *c = &row->cells[row->n_cells - 1];

	return row->text.len > 0 && row->text.data[row->text.len - 1] == ':' &&
	    (row->n_cells == 1 || row->text.len == c->at + 1);
}

/* above, below: how many runs of the lines next to it stand before and behind its own. */
static void
add_row(struct page *p, const struct run *runs, size_t n, size_t above, size_t below)
{
	double *before = xcalloc(n + 1, sizeof(*before)), *gaps = xcalloc(n + 1, sizeof(*gaps));
	double letter = average_width(p, runs, n), em = 0, tab, word = 0, end;
	const struct run *last = &runs[0];
	struct row *row;

	for (size_t i = 0; i < n; i++)
		em = fmax(em, EM * tall(&runs[i]));
	end = runs[0].x2;
	for (size_t i = 1; i < n; i++) {
		before[i] = runs[i].x1 - end;
		end = fmax(end, runs[i].x2);
	}
	tab = TAB * letter;
	if (justified(runs, n, before, letter, runs - above, above) ||
	    justified(runs, n, before, letter, runs + n, below))
		tab = INFINITY;

	p->rows = grow(p->rows, p->n_rows, sizeof(*p->rows));
	row = &p->rows[p->n_rows++];
	row->x = runs[0].x1;
	row->y = middle(&runs[0]);
	for (size_t i = 0; i < n; i++) {
		bool begins = i == 0 || before[i] > tab, label, apart;

		if (i > 0 && twice(p, last, &runs[i]))
			continue;
		if (begins) {
			size_t k = i + 1;

			while (k < n && before[k] <= tab)
				k++;
			word = word_gap(runs + i, k - i, before + i, gaps, em);
		}
		label = begins && i > 0 && ends_label(row);
		apart = i == 0 || begins || before[i] > word || raised_digit(p, last, &runs[i]);
		if (i > 0 && apart)
			buf_addc(&row->text, begins && !label ? '\t' : ' ');
		if (begins) {
			row->cells = grow(row->cells, row->n_cells, sizeof(*row->cells));
			row->cells[row->n_cells++] =
			    (struct cell){ row->text.len, 0, runs[i].x1, 0 };
		}
		if (apart) {
			row->words = grow(row->words, row->n_words, sizeof(*row->words));
			row->words[row->n_words++] =
			    (struct cell){ row->text.len, 0, runs[i].x1, 0 };
		}
		add_run(p, &runs[i], &row->text);
		row->words[row->n_words - 1].end = row->text.len;
		row->words[row->n_words - 1].x2 = runs[i].x2;
		row->cells[row->n_cells - 1].end = row->text.len;
		row->cells[row->n_cells - 1].x2 = runs[i].x2;
		row->h = fmax(row->h, tall(&runs[i]));
		last = &runs[i];
	}
	free(before);
	free(gaps);
}

/* ---- the page ---- */

static size_t
line_end(const struct run *runs, size_t i, size_t n)
{
	size_t k = i + 1;

	while (k < n && runs[k].line == runs[i].line)
		k++;
	return k;
}

/* Runs of one turn. */
static void
add_group(struct page *p, struct run *runs, size_t n, struct buf *out)
{
	struct line *lines;
	size_t n_lines;

	if (n == 0)
		return;
	lines = find_lines(runs, n, &n_lines);
	qsort(runs, n, sizeof(*runs), by_line_and_x);
	take_raised(runs, n, lines, n_lines);
	qsort(runs, n, sizeof(*runs), by_line_and_x);
	free(lines);
	for (size_t i = 0, k, above = 0; i < n; above = k - i, i = k) {
		k = line_end(runs, i, n);
		add_row(p, runs + i, k - i, above, k < n ? line_end(runs, k, n) - k : 0);
	}
	if (out->len > 0 && out->data[out->len - 1] == '\n')
		buf_addc(out, '\n');
	page_rows(p->rows, p->n_rows, out);
	p->rows = NULL;
	p->n_rows = 0;
}

void
page_lines(const struct glyph *g, size_t n, double width, double height, struct buf *out)
{
	struct page p = { .g = g, .width = width, .height = height };
	struct buf text = BUF_INIT;
	unsigned most;
	size_t from[5] = { 0 };

	find_runs(&p, n);
	if (p.n_runs == 0)
		return;
	most = settle_turns(&p);
	qsort(p.runs, p.n_runs, sizeof(*p.runs), by_turn_and_y);
	for (size_t i = 0; i < p.n_runs; i++)
		for (unsigned t = p.runs[i].turn; t < 4; t++)
			from[t + 1] = i + 1;
	for (unsigned i = 0; i < 4; i++) {
		unsigned t = (most + i) % 4;

		add_group(&p, p.runs + from[t], from[t + 1] - from[t], &text);
	}
	buf_add(out, buf_str(&text), text.len);
	buf_free(&text);
	free(p.runs);
}
