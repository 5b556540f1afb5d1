/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records between processes, and rows of records kept: C structs to bytes and back, driven by a
 * table per struct. Unpacking is where a foreign process is not believed: every number is bounded
 * by its table row, text must be UTF-8 without NUL, lists are counted, nothing may remain. Layout:
 * for each field in table order u32 big-endian length or count, then the bytes; numbers are i64
 * big-endian.
 */
#ifndef LOKET_BASE_WIRE_H
#define LOKET_BASE_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

enum wire_kind {
	WIRE_INT,	/* int64_t; min..max */
	WIRE_BOOL,	/* bool */
	WIRE_TEXT,	/* char *, NULL allowed and kept; at most max bytes */
	WIRE_BYTES,	/* struct wire_bytes; at most max bytes */
	WIRE_LIST	/* pointer to structs and size_t count behind it; at most max elements */
};

struct wire_bytes { void *data; size_t len; };

struct wire_table;

struct wire_field {
	const char *name;
	enum wire_kind kind;
	size_t offset;				/* of the value; for WIRE_LIST of the pointer */
	size_t count_offset;			/* WIRE_LIST: offset of its size_t count */
	int64_t min, max;
	const struct wire_table *of;		/* WIRE_LIST: table of the elements */
};

struct wire_table {
	const char *name;
	size_t size;				/* of the struct */
	const struct wire_field *fields;
	size_t n;
};

/* Appends the packed struct to out. Values beyond their bound are a bug of the caller: assert. */
void wire_pack(const struct wire_table *t, const void *from, struct buf *out);

/*
 * Fills *to (zeroed first) from exactly n bytes; caller frees with wire_free. Refused with the name
 * of the field when a bound is broken; then *to is freed already.
 */
int wire_unpack(const struct wire_table *t, const void *p, size_t n, void *to, struct err *e);

/* what the struct owns, not the struct itself */
void wire_free(const struct wire_table *t, void *record);

#define WIRE_ROW_INT(s, f, lo, hi) { #f, WIRE_INT, offsetof(struct s, f), 0, lo, hi, NULL }
#define WIRE_ROW_BOOL(s, f) { #f, WIRE_BOOL, offsetof(struct s, f), 0, 0, 1, NULL }
#define WIRE_ROW_TEXT(s, f, most) { #f, WIRE_TEXT, offsetof(struct s, f), 0, 0, most, NULL }
#define WIRE_ROW_BYTES(s, f, most) { #f, WIRE_BYTES, offsetof(struct s, f), 0, 0, most, NULL }
#define WIRE_ROW_LIST(s, f, most, table) \
	{ #f, WIRE_LIST, offsetof(struct s, f), offsetof(struct s, n_##f), 0, most, table }
#define WIRE_TABLE(s, rows) { #s, sizeof(struct s), rows, sizeof(rows) / sizeof((rows)[0]) }

#endif
