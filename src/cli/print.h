/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What commands print: tables that fit the terminal, or with --json one object a line. Every text
 * is cleaned (base/clean.h).
 */
#ifndef LOKET_CLI_PRINT_H
#define LOKET_CLI_PRINT_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/cli.h"

enum column_kind { COL_TEXT, COL_INT, COL_TIME };
enum column_fit {
	FIT_WHOLE,
	FIT_CUT,	/* may be cut to fit the terminal */
	FIT_BELOW	/* a sentence: on a line of its own below the row */
};

struct column {
	const char *key;	/* name in JSON; NULL: in the table only */
	const char *head;	/* heading of the table; NULL: in JSON only */
	enum column_kind kind;
	enum column_fit fit;
};

/*
 * Cells are given in the order of the columns, row by row. Text NULL and time 0 are empty (JSON:
 * null).
 */
struct table;
struct table *table_new(const struct cli *c, const struct column *columns, size_t n);
void table_text(struct table *t, const char *s);
void table_int(struct table *t, int64_t n);
void table_time(struct table *t, int64_t at);
/* All rows of a statement whose columns are those of the table, in order; ends r. */
void table_rows(struct table *t, struct rows *r);
/* prints and frees; `empty` is said instead of a table without rows */
void table_end(struct table *t, const char *empty);

/*
 * One thing with many sides: lines "label: value", then tables below headings; with --json one
 * object.
 */
struct record;
struct record *record_new(const struct cli *c);
/* nothing is shown for NULL */
void record_text(struct record *r, const char *key, const char *label, const char *s);
/* our own text, not cleaned: digests */
void record_own(struct record *r, const char *key, const char *label, const char *s);
void record_int(struct record *r, const char *key, const char *label, int64_t n);
void record_time(struct record *r, const char *key, const char *label, int64_t at);
/* takes t; empty: not shown */
void record_table(struct record *r, const char *key, const char *heading, struct table *t);
void record_end(struct record *r);

/* "2026-11-23 08:30" in the office's zone */
void print_time(const struct cli *c, int64_t at, char out[32]);

#endif
