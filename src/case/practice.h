/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Practice (latihan): before the office goes live, whoever holds a role is sent one harmless
 * question with a code, and answers it from the mail program that he will use. It shows that the
 * address is right, that the mail is not taken for spam, that the layout of his replies is read and
 * that the words are understood. It is a question beside the SOPs (inquiry.h) and changes nothing.
 */
#ifndef LOKET_CASE_PRACTICE_H
#define LOKET_CASE_PRACTICE_H

#include "case/inquiry.h"

#define PRACTICE "latihan"			/* kind of the inquiry, and its template */
#define PRACTICE_WAIVED "practice_waived"	/* meta: the admin goes live without it */

/* A role and one of its holders. Times in seconds; 0: never. */
struct practice {
	const struct office_peran *role;
	int64_t person_id;
	int64_t asked;		/* when last */
	int64_t passed;
};
/* Every holder of every role as of `now`, in the order of the office file; caller frees *out. */
size_t practice_all(struct store *st, const struct office *o, int64_t now, struct practice **out);
/* How many of them have not passed. */
size_t practice_missing(struct store *st, const struct office *o, int64_t now);

/*
 * Asks whoever has not passed, or person_id whether or not he has (0: all), once for all his roles;
 * an older practice question of the same person is void. Returns how many mails are owed. Inside
 * the caller's transaction.
 */
size_t practice_ask(struct desk *d, int64_t person_id);

/* An answer to it: right or not, whoever gave it is told. Returns the reason of the message row. */
const char *practice_answer(struct asked *q);

#endif
