/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one form that the text of a document takes, whatever it was read from: blanks folded, gaps
 * as tabs, at most one empty line, no invisible characters. Rows of tables are joined line by line:
 * the first lines of all cells make the first line of the row, their second lines the second, ...
 */
#ifndef LOKET_BOX_FLOW_H
#define LOKET_BOX_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define FLOW_COLUMNS 64 /* of a table; Word's own limit is 63 */

struct flow {
	struct buf text;
	size_t most;   /* bytes of text; what comes behind them is dropped */
	size_t blanks; /* due before the next word */
	bool tab, cut;
};

/* UTF-8; its white space is folded, line ends in it are blanks. */
void flow_add(struct flow *f, const char *utf8, size_t n);
void flow_char(struct flow *f, unsigned long code);
void flow_tab(struct flow *f);
void flow_line(struct flow *f); /* ends the line; a second time: an empty line */
void flow_end(struct flow *f);  /* ends the line if one is open */
void flow_page(struct flow *f);
void flow_append(struct flow *f, const struct buf *text); /* what another flow has made */

struct flow_row {
	struct cell {
		struct buf text;
		unsigned times; /* that many columns say the same */
	} cells[FLOW_COLUMNS];
	size_t n;
	unsigned columns;
};

/* Takes the text of a cell; columns beyond FLOW_COLUMNS: false, then it was not taken. */
bool flow_cell(struct flow_row *row, struct buf *text, unsigned times);
void flow_row(struct flow *f, struct flow_row *row); /* writes the row, then empties it */

#endif
