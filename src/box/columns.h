/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A form whose page has two columns, each with labels and values of its own, is read column by column. */
#ifndef LOKET_BOX_COLUMNS_H
#define LOKET_BOX_COLUMNS_H

#include <stddef.h>

#include "box/rows.h"

/*
 * The n lines of a page, from the top, where such columns stand the left one before the right one.
 * Takes the lines; the caller frees what is returned, *n of them.
 */
struct row *columns_part(struct row *rows, size_t *n);

#endif
