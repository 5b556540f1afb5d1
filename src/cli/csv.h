/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CSV as spreadsheets of Indonesian offices write it: separated by `;`, or by `,` where the first
 * line holds no `;`, RFC 4180 quoting, CRLF or LF, with or without a byte order mark. Does no more than cut: what the fields mean is the
 * caller's.
 */
#ifndef LOKET_CLI_CSV_H
#define LOKET_CLI_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/problem.h"

struct csv_row {
	int line;			/* where it begins, from 1 */
	char **fields;			/* trimmed of blanks around */
	size_t n_fields;
};
struct csv {
	struct csv_row *rows;		/* empty lines are left out */
	size_t n_rows;
	int bad_line;			/* a quote opened here is never closed; 0: none */
};

void csv_cut(const char *text, size_t n, struct csv *out);	/* caller frees with csv_free */
void csv_free(struct csv *c);

/*
 * Finds the columns of the first row: at[i] is where names[i] stands, in any order and case. A name
 * may be several ("sampai|berakhir"); one that begins with ? may be missing (-1). False when another
 * one is missing, twice, or not known, each told in *p by the file's name.
 */
bool csv_columns(const struct csv *c, const char *file, const char *const *names, size_t n, int *at,
    struct problems *p);

#endif
