/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From words to lines. OCR says in which block and line of a block each word stands; blocks are
 * columns as often as not, so labels and values come apart. Here only the runs of words on one line
 * are believed, and put side by side by their height on the page. A photograph is never quite
 * straight: how far lines slope, and how that changes from top to bottom, is measured from the long
 * runs first, and taken away.
 */
#include "box/words.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define WORDS_MOST 3000	/* a page full of small print has a thousand; rows are looked for among all */
#define SURE 60
#define LEVEL_WORD 5
#define MUCH 15	/* surer */
#define LONG_NUMBER 12	/* digits */
#define DOUBTFUL 50	/* confidence below which a word counts only where both readings see it */
#define NO_WORTH 30	/* confidence at which a word says nothing */
#define SECOND_RUNS INT64_C(10000000000) /* above the numbers of runs of the first reading */
#define PARAGRAPH 1.5	/* usual distances of lines between paragraphs */

struct word {
	double x0, x1, y0, y1;	/* box */
	double at;		/* height of its middle on the straightened page */
	int64_t run;		/* words that OCR put on one line */
	double conf;
	char *text;
	size_t chars;
	bool colon;
};

/* `before`: one behind the place of the run that its row got before it; 0: none */
struct run { size_t first, n; double at, x0, x1, height; size_t row, before; };

struct page {
	struct word *words;
	size_t n;
	struct run *runs;
	size_t n_runs;
	double height;		/* of a usual word */
	double width;		/* of a usual character */
	double slope, bend;	/* slope of lines at height 0, and its change per unit of height */
};

static size_t
count_chars(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static size_t
count_letters(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += isalnum((unsigned char)*s) != 0;
	return n;
}

/* ---- taking in ---- */

/* One row of the table: eleven numbers and the text. */
static bool
take_row(struct page *p, char *line)
{
	double v[11];
	struct word *w;
	char *end;

	for (size_t i = 0; i < 11; i++) {
		v[i] = strtod(line, &end);
		if (end == line || *end != '\t' || !(v[i] >= -1 && v[i] < 1e6))
			return false;
		line = end + 1;
	}
	while (*line == ' ' || (*line == '|' && line[1] != '\0'))
		line++;		/* also the edge of a table's cell */
	for (end = line + strlen(line); end > line && (end[-1] == '|' || end[-1] == ' '); end--)
		end[-1] = '\0';
	if (v[0] != LEVEL_WORD || v[10] < 0 || v[10] > 100 || *line == '\0' || v[8] < 1 || v[9] < 1)
		return false;
	p->words = grow(p->words, p->n, sizeof(*p->words));
	w = &p->words[p->n++];
	*w = (struct word){ .x0 = v[6], .y0 = v[7], .x1 = v[6] + v[8], .y1 = v[7] + v[9],
		.run = (int64_t)(v[2] * 1e6 + v[3] * 1e3 + v[4]), .conf = v[10], .text = line,
		.chars = count_chars(line) };
	return true;
}

static int
by_value(const void *a, const void *b)
{
	double d = *(const double *)a - *(const double *)b;

	return d < 0 ? -1 : d > 0;
}

static double
median(double *v, size_t n, double otherwise)
{
	if (n == 0)
		return otherwise;
	qsort(v, n, sizeof(*v), by_value);
	return v[n / 2];
}

/* The size of a usual word, from those that surely are words. */
static void
usual(struct page *p)
{
	double *v = xcalloc(p->n + 1, sizeof(*v));
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		if (p->words[i].conf >= SURE && count_letters(p->words[i].text) >= 3)
			v[n++] = p->words[i].y1 - p->words[i].y0;
	p->height = median(v, n, 30);
	n = 0;
	for (size_t i = 0; i < p->n; i++)
		if (p->words[i].conf >= SURE && count_letters(p->words[i].text) >= 3)
			v[n++] = (p->words[i].x1 - p->words[i].x0) / (double)p->words[i].chars;
	p->width = median(v, n, 15);
	free(v);
}

/* Smears, lines of a table, edges of a sheet: what holds no letter and is no plain mark. */
static bool
is_dirt(const struct page *p, const struct word *w)
{
	size_t letters = count_letters(w->text);
	double h = w->y1 - w->y0;

	if (h > 4 * p->height)
		return true;
	if (w->chars >= 3 && h > 1.2 * (w->x1 - w->x0))
		return true;	/* read from top to bottom: the page lies on its side */
	if (letters == 0 && w->chars >= 3)
		return true;
	if (letters == 0 && (strcspn(w->text, "_|~\\") == 0 || strcmp(w->text, "—") == 0))
		return w->conf < 90 || strcmp(w->text, "—") != 0;
	return w->conf < 15 && letters <= 2;
}

static void
drop_dirt(struct page *p)
{
	size_t kept = 0;

	for (size_t i = 0; i < p->n; i++)
		if (!is_dirt(p, &p->words[i]))
			p->words[kept++] = p->words[i];
	p->n = kept;
}

static void
make_runs(struct page *p)
{
	for (size_t i = 0; i < p->n; i++) {
		struct word *w = &p->words[i];
		struct run *r;

		if (i == 0 || w->run != w[-1].run || w->x0 < w[-1].x0) {
			p->runs = grow(p->runs, p->n_runs, sizeof(*p->runs));
			p->runs[p->n_runs++] = (struct run){ .first = i, .x0 = w->x0, .x1 = w->x1 };
		}
		r = &p->runs[p->n_runs - 1];
		r->n++;
		if (w->x1 > r->x1)
			r->x1 = w->x1;
	}
}

/*
 * Beside the text lie the edge of the sheet, the table below it, holes: what stands there is short
 * and no item's number.
 */
static void
drop_margins(struct page *p)
{
	double left = INFINITY, right = -INFINITY;
	size_t kept = 0;

	for (size_t i = 0; i < p->n; i++)
		if (p->words[i].conf >= 80 && count_letters(p->words[i].text) >= 3) {
			left = fmin(left, p->words[i].x0);
			right = fmax(right, p->words[i].x1);
		}
	for (size_t i = 0; i < p->n; i++) {
		const struct word *w = &p->words[i];
		char end = w->text[strlen(w->text) - 1];

		if (w->chars > 2 || (w->x1 > left - p->width && w->x0 < right + p->width) ||
		    (count_letters(w->text) > 0 && (end == '.' || end == ')')))
			p->words[kept++] = *w;
	}
	p->n = kept;
}

/* ---- two readings of one page ---- */

/* Do they stand in the same place? */
static bool
covers(const struct word *a, const struct word *b)
{
	double wide = fmin(a->x1, b->x1) - fmax(a->x0, b->x0);
	double high = fmin(a->y1, b->y1) - fmax(a->y0, b->y0);

	return wide > 0.3 * fmin(a->x1 - a->x0, b->x1 - b->x0) &&
	    high > 0.4 * fmin(a->y1 - a->y0, b->y1 - b->y0);
}

/* Letters of which the reading is sure. */
static double
sure_letters(const struct page *p)
{
	double n = 0;

	for (size_t i = 0; i < p->n; i++)
		n += p->words[i].conf >= SURE ? (double)count_letters(p->words[i].text) : 0;
	return n;
}

/*
 * What one reading has in one place: words, those with thin strokes or long numbers, characters, and
 * confidence weighted by them.
 */
struct share { size_t words, frail, chars; double sum; };

/* What falls apart first where light ink is taken away: "/", "@", numbers of sixteen digits. */
static bool
is_frail(const char *text)
{
	size_t digits = 0;

	for (const char *p = text; *p != '\0'; p++)
		digits += isdigit((unsigned char)*p) != 0;
	return strpbrk(text, "/@") != NULL || digits >= LONG_NUMBER;
}

/*
 * Is the second reading better there? Never where it has fewer frail words; where the first is sure,
 * or the second has more words, it must be much surer.
 */
static bool
is_better(const struct share *second, const struct share *first)
{
	double a = first->sum / (double)first->chars, b = second->sum / (double)second->chars;

	if (second->frail < first->frail || (a >= SURE && second->chars < first->chars))
		return false;
	return b > a + (a >= SURE || second->words > first->words ? MUCH : 0);
}

static size_t
first_of(size_t *group, size_t i)
{
	while (group[i] != i)
		i = group[i] = group[group[i]];
	return i;
}

/*
 * Words of both readings that cover each other make a group: group[i] of w[0..n), the first
 * reading, and of w[n..n + more).
 */
static size_t *
group_words(const struct word *w, size_t n, size_t more)
{
	size_t *group = xcalloc(n + more + 1, sizeof(*group));

	for (size_t i = 0; i < n + more; i++)
		group[i] = i;
	for (size_t i = 0; i < n; i++)
		for (size_t k = n; k < n + more; k++)
			if (covers(&w[i], &w[k])) {
				size_t a = first_of(group, i), b = first_of(group, k);

				group[a < b ? b : a] = a < b ? a : b;
			}
	return group;
}

/* The words of the second reading in a group, in place of those of the first. */
static size_t
take_group(const struct word *w, size_t n, size_t all, size_t *group, size_t g,
    struct word *kept, size_t k)
{
	for (size_t j = n; j < all; j++)
		if (first_of(group, j) == g) {
			kept[k] = w[j];
			kept[k++].run = w[g].run;
		}
	return k;
}

/*
 * A word that only the second reading has: it counts where it and its neighbours in the line, that
 * the first has not either, are sure as a whole.
 */
static bool
hidden_sure(const struct word *w, size_t i, size_t n, size_t all, size_t *group,
    const struct share *share)
{
	size_t from = i, to = i + 1;
	double sum = 0, weight = 0;

	while (from > n && w[from - 1].run == w[i].run && share[2 * first_of(group, from - 1)].words == 0)
		from--;
	while (to < all && w[to].run == w[i].run && share[2 * first_of(group, to)].words == 0)
		to++;
	for (size_t k = from; k < to; k++) {
		size_t letters = count_letters(w[k].text);

		sum += w[k].conf * (double)letters;
		weight += (double)letters;
	}
	return weight >= 4 && sum >= SURE * weight && w[i].conf > NO_WORTH &&
	    count_letters(w[i].text) > 0;
}

/*
 * Of each place the words of the reading that was surer of them. The second sees only what is
 * printed in black: what it does not see at all was a stamp or a pen where the first was not sure
 * either, and what only it sees hid below them. On a faint page it sees little, and says nothing of
 * the rest.
 */
static void
merge(struct page *p, struct page *second)
{
	size_t n = p->n, more = second->n, all = n + more, *group;
	struct word *w = xcalloc(all + 1, sizeof(*w)), *kept = xcalloc(all + 1, sizeof(*w));
	struct share *share = xcalloc(2 * all + 2, sizeof(*share));
	bool faint = sure_letters(second) < 0.8 * sure_letters(p);
	size_t k = 0;

	for (size_t i = 0; i < all; i++)
		w[i] = i < n ? p->words[i] : second->words[i - n];
	group = group_words(w, n, more);
	for (size_t i = 0; i < all; i++) {
		struct share *here = &share[2 * first_of(group, i) + (i >= n)];

		here->words++;
		here->chars += w[i].chars;
		here->frail += is_frail(w[i].text);
		here->sum += w[i].conf * (double)w[i].chars;
	}
	for (size_t i = 0; i < all; i++) {
		size_t g = first_of(group, i);
		const struct share *here = &share[2 * g];

		if (here[0].words > 0 && here[1].words > 0) {
			bool better = is_better(&here[1], &here[0]);

			if (i < n && !better)
				kept[k++] = w[i];
			else if (i == g && better)
				k = take_group(w, n, all, group, g, kept, k);
		} else if (i < n) {
			if (w[i].conf >= DOUBTFUL || faint || count_letters(w[i].text) == 0)
				kept[k++] = w[i];
		} else if (hidden_sure(w, i, n, all, group, share)) {
			kept[k] = w[i];
			kept[k++].run += SECOND_RUNS;
		}
	}
	free(p->words);
	p->words = kept;
	p->n = k;
	free(share);
	free(group);
	free(w);
}

/* ---- straightening ---- */

/* The slope of one run of words: least squares over their middles. False when it is too short. */
static bool
slope_of(const struct page *p, const struct run *r, double *slope, double *y)
{
	double sx = 0, sy = 0, sxx = 0, sxy = 0, sw = 0, d;

	if (r->n < 3 || r->x1 - r->x0 < 8 * p->height)
		return false;
	for (size_t i = r->first; i < r->first + r->n; i++) {
		const struct word *w = &p->words[i];
		double weight = w->x1 - w->x0, x = (w->x0 + w->x1) / 2, m = (w->y0 + w->y1) / 2;

		sw += weight;
		sx += weight * x;
		sy += weight * m;
		sxx += weight * x * x;
		sxy += weight * x * m;
	}
	d = sw * sxx - sx * sx;
	if (d <= 0)
		return false;
	*slope = (sw * sxy - sx * sy) / d;
	*y = sy / sw;
	return fabs(*slope) < 0.2;
}

static void
find_slope(struct page *p)
{
	double sy = 0, ss = 0, syy = 0, sys = 0, sw = 0, d, slope, y;
	size_t n = 0;

	for (size_t i = 0; i < p->n_runs; i++) {
		double w = p->runs[i].x1 - p->runs[i].x0;

		if (!slope_of(p, &p->runs[i], &slope, &y))
			continue;
		n++;
		sw += w;
		sy += w * y;
		ss += w * slope;
		syy += w * y * y;
		sys += w * y * slope;
	}
	if (n == 0)
		return;
	d = sw * syy - sy * sy;
	if (n >= 4 && d > sw * sw * 25 * p->height * p->height)
		p->bend = (sw * sys - sy * ss) / d;
	if (fabs(p->bend) > 1e-4)
		p->bend = 0;
	p->slope = ss / sw - p->bend * sy / sw;
}

static void
straighten(struct page *p)
{
	find_slope(p);
	for (size_t i = 0; i < p->n_runs; i++) {
		struct run *r = &p->runs[i];
		double sum = 0, weight = 0, heights = 0;

		for (size_t k = r->first; k < r->first + r->n; k++) {
			struct word *w = &p->words[k];
			double m = (w->y0 + w->y1) / 2, wide = w->x1 - w->x0;

			w->at = m - (p->slope + p->bend * m) * (w->x0 + w->x1) / 2;
			sum += w->at * wide;
			heights += (w->y1 - w->y0) * wide;
			weight += wide;
		}
		r->at = sum / weight;
		r->height = heights / weight;
	}
}

/* ---- lines ---- */

static int
by_height(const void *a, const void *b)
{
	double d = ((const struct run *)a)->at - ((const struct run *)b)->at;

	return d < 0 ? -1 : d > 0;
}

/* Does run r overlap, by more than a sliver, one of the row whose last run is `last`? */
static bool
collides(const struct page *p, const struct run *r, size_t last)
{
	const struct run *o;

	for (; last > 0; last = o->before) {
		o = &p->runs[last - 1];
		if (o->x0 < r->x1 - p->width && r->x0 < o->x1 - p->width)
			return true;
	}
	return false;
}

/*
 * Runs at the same height that do not cover each other make one row. Each row is tried once for
 * each run, at its nearest: a page of runs at one height takes their square.
 */
static size_t
make_rows(struct page *p)
{
	size_t rows = 0, *last, *tried;

	if (p->n_runs == 0)
		return 0;
	last = xcalloc(p->n_runs, sizeof(*last));
	tried = xcalloc(p->n_runs, sizeof(*tried));
	qsort(p->runs, p->n_runs, sizeof(*p->runs), by_height);
	for (size_t i = 0; i < p->n_runs; i++) {
		struct run *r = &p->runs[i];
		double best = 0.55 * p->height;

		r->row = rows;
		for (size_t k = i; k-- > 0 && r->at - p->runs[k].at < best;) {
			size_t row = p->runs[k].row;

			if (tried[row] != i && !collides(p, r, last[row])) {
				r->row = row;
				best = r->at - p->runs[k].at;
			}
			tried[row] = i;
		}
		if (r->row == rows)
			rows++;
		r->before = last[r->row];
		last[r->row] = i + 1;
	}
	free(last);
	free(tried);
	return rows;
}

struct line { struct word **words; size_t n; double at; };

static int
by_place(const void *a, const void *b)
{
	double d = (*(struct word *const *)a)->x0 - (*(struct word *const *)b)->x0;

	return d < 0 ? -1 : d > 0;
}

static int
by_line(const void *a, const void *b)
{
	double d = ((const struct line *)a)->at - ((const struct line *)b)->at;

	return d < 0 ? -1 : d > 0;
}

/* Specks, the edge of the table and pens leave lines in which nothing reads as a word. */
static bool
says_nothing(const struct line *l)
{
	for (size_t i = 0; i < l->n; i++) {
		size_t letters = count_letters(l->words[i]->text);

		if ((letters >= 3 && l->words[i]->conf >= SURE) || letters >= 5 ||
		    (letters == 2 && l->words[i]->conf >= 90))
			return false;
	}
	return true;
}

static size_t
drop_empty(struct line *lines, size_t rows)
{
	size_t kept = 0;

	for (size_t i = 0; i < rows; i++)
		if (says_nothing(&lines[i]))
			free(lines[i].words);
		else
			lines[kept++] = lines[i];
	return kept;
}

static struct line *
make_lines(struct page *p, size_t rows)
{
	struct line *lines = xcalloc(rows + 1, sizeof(*lines));

	for (size_t i = 0; i < p->n_runs; i++) {
		struct line *l = &lines[p->runs[i].row];

		l->at = l->n == 0 ? p->runs[i].at : l->at;
		for (size_t k = 0; k < p->runs[i].n; k++) {
			l->words = grow(l->words, l->n, sizeof(*l->words));
			l->words[l->n++] = &p->words[p->runs[i].first + k];
		}
	}
	for (size_t i = 0; i < rows; i++)
		qsort(lines[i].words, lines[i].n, sizeof(*lines[i].words), by_place);
	qsort(lines, rows, sizeof(*lines), by_line);
	return lines;
}

/* ---- colons ---- */

/*
 * Between label and value stands a colon, two specks that OCR reads as many things. It is known by
 * its narrow box, by the gap before it and by the others above and below it.
 */
static bool
like_colon(const struct page *p, const struct line *l, size_t i)
{
	const struct word *w = l->words[i];

	return i > 0 && i + 1 < l->n && w->chars <= 2 && w->x1 - w->x0 < 0.55 * p->height &&
	    w->x0 - l->words[i - 1]->x1 > 0.5 * p->width && count_letters(w->text) <= 1 &&
	    l->words[i + 1]->x0 - w->x1 > 0.2 * p->width;
}

/* A true colon, alone or with dirt; or one that stands before its value. */
static bool
is_colon(const struct word *w)
{
	return w->text[0] == ':' && w->chars <= 2 && count_letters(w->text) == 0;
}

static struct word *
candidate(const struct page *p, struct line *l, double x)
{
	for (size_t i = 0; i < l->n; i++) {
		struct word *w = l->words[i];

		if (fabs((w->x0 + w->x1) / 2 - x) < 0.6 * p->height &&
		    (w->colon || is_colon(w) || like_colon(p, l, i)))
			return w;
	}
	return NULL;
}

/*
 * How many of the lines next to `at`, up and down, have something like a colon at the same place;
 * *sure: how many of them beyond doubt.
 */
static size_t
neighbours(const struct page *p, struct line *lines, size_t rows, size_t at, double x, size_t *sure)
{
	size_t n = 0;

	*sure = 0;
	for (int way = -1; way <= 1; way += 2) {
		double here = x;
		size_t missed = 0;

		for (size_t i = at; missed < 2 && (way > 0 ? i + 1 < rows : i > 0);) {
			struct word *w;

			i = way > 0 ? i + 1 : i - 1;
			w = candidate(p, &lines[i], here);
			if (w == NULL) {
				missed++;
				continue;
			}
			here = (w->x0 + w->x1) / 2;	/* columns lean in a photograph */
			n++;
			*sure += is_colon(w);
		}
	}
	return n;
}

static void
find_colons(struct page *p, struct line *lines, size_t rows)
{
	for (size_t i = 0; i < rows; i++)
		for (size_t k = 0; k < lines[i].n; k++) {
			struct word *w = lines[i].words[k];
			size_t n, sure;

			if (is_colon(w)) {
				w->colon = true;
				continue;
			}
			if (!like_colon(p, &lines[i], k))
				continue;
			if (count_letters(w->text) == 0 &&
			    w->x0 - lines[i].words[k - 1]->x1 > 2 * p->width) {
				w->colon = true;
				continue;
			}
			n = neighbours(p, lines, rows, i, (w->x0 + w->x1) / 2, &sure);
			w->colon = (sure >= 1 && n >= 2) || n >= 3 ||
			    (sure >= 1 && w->x1 - w->x0 < 0.25 * p->height);
		}
}

static struct word missed = { .text = (char *)(uintptr_t)":", .colon = true, .chars = 1 };

/*
 * A line without one between two lines that have it, with a gap in its place: the specks were not
 * seen at all.
 */
static void
add_missed(struct page *p, struct line *l, const struct line *above, const struct line *below)
{
	for (size_t i = 0; i < above->n; i++) {
		const struct word *a = above->words[i];

		for (size_t k = 0; a->colon && k < below->n; k++) {
			const struct word *b = below->words[k];
			double x = (a->x0 + a->x1 + b->x0 + b->x1) / 4;

			if (!b->colon || fabs(a->x0 - b->x0) > p->height)
				continue;
			for (size_t g = 0; g + 1 < l->n; g++)
				if (l->words[g]->x1 + 0.5 * p->width < x &&
				    l->words[g + 1]->x0 - 0.3 * p->width > x &&
				    l->words[g + 1]->x0 - l->words[g]->x1 > 2 * p->width &&
				    !l->words[g]->colon && !l->words[g + 1]->colon) {
					l->words = grow(l->words, l->n, sizeof(*l->words));
					memmove(l->words + g + 2, l->words + g + 1,
					    (l->n - g - 1) * sizeof(*l->words));
					l->words[g + 1] = &missed;
					l->n++;
					return;
				}
		}
	}
}

static void
add_colons(struct page *p, struct line *lines, size_t rows)
{
	for (size_t i = 1; i + 1 < rows; i++)
		if (lines[i + 1].at - lines[i - 1].at < 6 * p->height)
			add_missed(p, &lines[i], &lines[i - 1], &lines[i + 1]);
}

/* ---- writing ---- */

/* A word cut at the end of a line goes on with a small letter. */
static bool
joins(struct buf *out, const char *next)
{
	return out->len >= 3 && out->data[out->len - 1] == '\n' && out->data[out->len - 2] == '-' &&
	    islower((unsigned char)out->data[out->len - 3]) && islower((unsigned char)next[0]) &&
	    strpbrk(next, "@:") == NULL;
}

static void
write_line(const struct page *p, const struct line *l, struct buf *out)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct word *w = l->words[i];

		if (i == 0 && joins(out, w->text)) {
			out->len -= 2;
			out->data[out->len] = '\0';
		}
		if (i > 0)
			buf_addc(out, w->x0 - l->words[i - 1]->x1 > 2 * p->width ? '\t' : ' ');
		buf_adds(out, w->colon ? ":" : w->text);
	}
	buf_addc(out, '\n');
}

static void
measure(const struct page *p, struct words_measure *m)
{
	double sum = 0, weight = 0;

	*m = (struct words_measure){ .n = (int)p->n };
	for (size_t i = 0; i < p->n; i++) {
		const struct word *w = &p->words[i];

		sum += w->conf * (double)w->chars;
		weight += (double)w->chars;
		if (w->conf >= SURE)
			m->letters += (int)count_letters(w->text);
	}
	m->confidence = weight > 0 ? (int)(sum / weight) : 0;
	if (m->confidence > 100)
		m->confidence = 100;
}

/* The words of one reading. Returns whether there were more than are read. */
static bool
take_page(struct page *p, char *tsv)
{
	char *rest = NULL, *line;

	for (line = strtok_r(tsv, "\n", &rest); line != NULL && p->n < WORDS_MOST;
	     line = strtok_r(NULL, "\n", &rest))
		take_row(p, line);
	usual(p);
	drop_dirt(p);
	return line != NULL;
}

void
words_measure(const char *tsv, struct words_measure *m)
{
	char *copy = xstrdup(tsv);
	struct page p = { 0 };

	bool cut = take_page(&p, copy);

	measure(&p, m);
	m->cut = cut;
	free(p.words);
	free(copy);
}

/* How far lines of one paragraph stand apart. */
static double
usual_distance(const struct line *lines, size_t rows)
{
	double *v = xcalloc(rows + 1, sizeof(*v)), usual;

	for (size_t i = 1; i < rows; i++)
		v[i - 1] = lines[i].at - lines[i - 1].at;
	usual = median(v, rows > 0 ? rows - 1 : 0, INFINITY);
	free(v);
	return usual;
}

void
words_text(char *tsv, char *second, struct buf *out, struct words_measure *m)
{
	struct page p = { 0 }, other = { 0 };
	struct line *lines;
	double apart;
	size_t rows;
	bool cut = take_page(&p, tsv);

	if (second != NULL) {
		cut |= take_page(&other, second);
		merge(&p, &other);
		free(other.words);
	}
	drop_margins(&p);
	make_runs(&p);
	straighten(&p);
	rows = make_rows(&p);
	lines = make_lines(&p, rows);
	rows = drop_empty(lines, rows);
	find_colons(&p, lines, rows);
	add_colons(&p, lines, rows);
	apart = usual_distance(lines, rows);
	for (size_t i = 0; i < rows; i++) {
		if (i > 0 && lines[i].at - lines[i - 1].at > PARAGRAPH * apart)
			buf_addc(out, '\n');
		write_line(&p, &lines[i], out);
	}
	measure(&p, m);
	m->cut = cut;
	for (size_t i = 0; i < rows; i++)
		free(lines[i].words);
	free(lines);
	free(p.runs);
	free(p.words);
}
