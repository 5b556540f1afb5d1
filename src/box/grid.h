/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables of a printed page: which lines are one, where its columns stand, which lines of its cells
 * make one row. Pure geometry, as in page.h; only that numbers count up, and that a number of
 * sixteen or eighteen digits belongs to one person, is known here.
 */
#ifndef LOKET_BOX_GRID_H
#define LOKET_BOX_GRID_H

#include <stddef.h>

#include "box/rows.h"

/*
 * Puts the rows of each table among the n lines together: its heading and every row become one
 * line with a cell for each column, also for an empty one; the lines they came from are left empty.
 */
void grid_join(struct row *rows, size_t n);

#endif
