/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two columns are told by a gap that goes down the page, with labels on both of its sides: that is no
 * table (its labels have no colons), no head of a letter and no signature (these have labels on
 * one side). Bounded: each gap of a line is followed LINES_MOST lines at most, and a page is given
 * up when WORK_MOST words were looked at.
 */
#include "box/columns.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define LINES_MOST 200
#define CELLS_MOST 6	/* of a line that may begin two columns */
#define WORDS_MOST 200
#define WORK_MOST 1000000
#define GAP 1.2		/* of a letter's height */
#define LABELS 2	/* on each side at least */
#define LABELS_ALL 5

/* The first word behind the gap; n_words: none. */
static size_t
word_behind(const struct row *row, double x)
{
	size_t k = 0;

	while (k < row->n_words && row->words[k].x1 < x)
		k++;
	return k;
}

/* Does one of the words [from, to) end a label or begin the value of one? */
static bool
has_label(const struct row *row, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (row->text.data[row->words[i].at] == ':' || row->text.data[row->words[i].end - 1] == ':')
			return true;
	return false;
}

/* How many lines from rows[0] on leave the gap free, with labels enough on both sides; 0: none. *work: words seen. */
static size_t
follow(const struct row *rows, size_t n, struct gap *gap, size_t *work)
{
	size_t left = 0, right = 0, i;

	for (i = 0; i < n && i < LINES_MOST && rows[i].n_words <= WORDS_MOST; i++) {
		struct gap here = *gap;
		size_t k;

		*work += rows[i].n_words;
		if (!row_narrows(&here, &rows[i], GAP * rows[i].h))
			break;
		*gap = here;
		k = word_behind(&rows[i], (gap->a + gap->b) / 2);
		left += has_label(&rows[i], 0, k);
		right += has_label(&rows[i], k, rows[i].n_words);
	}
	return left >= LABELS && right >= LABELS && left + right >= LABELS_ALL ? i : 0;
}

/* The words [from, to) of a line as a line of its own. */
static struct row
piece(const struct row *row, size_t from, size_t to)
{
	struct row p = { .x = row->words[from].x1, .y = row->y, .h = row->h };
	size_t at = row->words[from].at, end = row->words[to - 1].end;

	buf_add(&p.text, row->text.data + at, end - at);
	for (size_t i = from; i < to; i++) {
		p.words = grow(p.words, p.n_words, sizeof(*p.words));
		p.words[p.n_words++] = (struct cell){ row->words[i].at - at, row->words[i].end - at, row->words[i].x1, row->words[i].x2 };
	}
	for (size_t i = 0; i < row->n_cells; i++) {
		const struct cell *c = &row->cells[i];

		if (c->end <= at || c->at >= end)
			continue;
		p.cells = grow(p.cells, p.n_cells, sizeof(*p.cells));
		p.cells[p.n_cells++] = (struct cell){ c->at > at ? c->at - at : 0, (c->end < end ? c->end : end) - at,
			fmax(c->x1, row->words[from].x1), fmin(c->x2, row->words[to - 1].x2) };
	}
	return p;
}

static void
row_free(struct row *row)
{
	buf_free(&row->text);
	free(row->cells);
	free(row->words);
}

struct row *
columns_part(struct row *rows, size_t *n)
{
	struct row *out = xcalloc(2 * *n + 1, sizeof(*out));
	size_t made = 0, work = 0;

	for (size_t i = 0; i < *n;) {
		size_t lines = 0;
		struct gap gap = { 0, 0 };

		for (size_t k = 0; lines == 0 && k + 1 < rows[i].n_cells && rows[i].n_cells <= CELLS_MOST && work < WORK_MOST; k++) {
			gap = (struct gap){ rows[i].cells[k].x2, rows[i].cells[k + 1].x1 };
			lines = follow(rows + i, *n - i, &gap, &work);
		}
		if (lines == 0)
			out[made++] = rows[i++];
		for (int side = 0; side < 2; side++)
			for (size_t j = i; j < i + lines; j++) {
				size_t k = word_behind(&rows[j], (gap.a + gap.b) / 2);

				if (side == 0 && k > 0)
					out[made++] = piece(&rows[j], 0, k);
				else if (side == 1 && k < rows[j].n_words)
					out[made++] = piece(&rows[j], k, rows[j].n_words);
			}
		for (size_t j = i; j < i + lines; j++)
			row_free(&rows[j]);
		i += lines;
	}
	free(rows);
	*n = made;
	return out;
}
