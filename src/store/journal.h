/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The journal: what happened, in order, chained by hash. Rows hold ids, codes, numbers and salted
 * digests only; the words they were made of lie in journal_words, which erasure may empty without
 * breaking the chain. Called inside the transaction of the change.
 */
#ifndef LOKET_STORE_JOURNAL_H
#define LOKET_STORE_JOURNAL_H

#include <stdint.h>

#include "base/err.h"
#include "store/store.h"

struct entry {
	/* dotted: case.open task.close ... (journal.c lists them) */
	const char *kind;
	int64_t case_id, person_id, message_id, task_id, outbox_id;	/* 0 = none */
	const char *code, *code2;			/* NULL = none */
	int64_t n;
	const char *words;				/* free text kept apart, NULL = none */
};

/* Appends at clock_now (never before the last row's time). Returns seq. */
int64_t journal_add(struct store *s, const struct entry *en);
int64_t journal_last_at(struct store *s);		/* time of the last row, 0 when empty */
/* The first row at or behind that time; one behind the last where there is none. */
int64_t journal_first_at(struct store *s, int64_t at);
/* one English sentence about a kind; NULL: there is no such kind. Static */
const char *journal_says(const char *kind);

/*
 * Walks the whole chain. Refused with the first bad seq and what is wrong with it; *rows counts
 * good rows; head is the last hash.
 */
int journal_verify(struct store *s, int64_t *rows, unsigned char head[32], struct err *e);

/* The row whose hash this is, 64 hexadecimal digits as somebody kept it; 0: none. */
int64_t journal_row_of(struct store *s, const char *hex);

#endif
