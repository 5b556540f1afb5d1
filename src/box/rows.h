/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The lines of a page as cells with their places: what was broken by the width of a column or of
 * the page is put together again (numbers, words with a hyphen, rows of a table), before they become
 * text. Lengths are those of the page.
 */
#ifndef LOKET_BOX_ROWS_H
#define LOKET_BOX_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct cell {
	size_t at, end;		/* bytes of its row's text */
	double x1, x2;
};

/* What becomes a line of the text; cells are apart by a tab, or by a blank behind a label. */
struct row {
	struct buf text;
	double x, y, h;		/* where it begins, its middle, the height of its letters */
	struct cell *cells;
	size_t n_cells;
	struct cell *words;	/* of its cells, by their places */
	size_t n_words;
	bool whole;		/* a row of a table, put together: nothing goes on below it */
};

/* A place between x1 and x2 where no word stands. */
struct gap { double a, b; };
/* Leaves of the gap what the words of a row leave free, on their wider side; false: less than least. */
bool row_narrows(struct gap *gap, const struct row *row, double least);

/* Adds n rows, from the top, to out, each ended by a newline; takes and frees them. */
void page_rows(struct row *rows, size_t n, struct buf *out);

#endif
