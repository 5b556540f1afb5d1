/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Questions in one numbered list instead of a mail each: those of a matter's children, and all of an
 * official who wants them at fixed hours (ANTRIAN). Each number is a task of its own; the list has
 * one code. Answered by numbers, again and again until nothing of it is open.
 */
#ifndef LOKET_CASE_DOCKET_H
#define LOKET_CASE_DOCKET_H

#include "case/inquiry.h"

/* A question of this kind to this person goes into a list. */
bool docket_takes(struct desk *d, const struct casefile *c, const char *role, int64_t person_id,
    const char *kind);

/* Lists that are due now are owed; inside a transaction of its own. Returns how many mails. */
int docket_owe(struct desk *d);
/* When the next list is due; 0: none waits. */
int64_t docket_next(struct desk *d);

/* The answer to a list, or to the confirm mail about such an answer; returns the reason code. */
const char *docket_answer(struct asked *q);
const char *docket_confirmed(struct asked *q);

/* All questions of this person (role NULL: in all his roles) at these hours; NULL: one by one. */
void docket_queue(struct desk *d, int64_t person_id, const char *role, const char *hours);

/*
 * The mail word ANTRIAN of an official. `sure`: he showed a code of his; else he is asked first, at
 * his address on record.
 */
void docket_wish(struct desk *d, const struct letter_in *in, int64_t person_id, bool sure);
/* He said YA. */
void docket_wished(struct asked *q);

/* "08.00 13.00" to "08:00 13:00"; NULL: no hours. The caller frees it. */
char *docket_hours(const char *text);

#endif
