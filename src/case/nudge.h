/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reminders of role holders (a <batas> that writes to an official): one mail a person and day at
 * most, in office hours only, however many questions wait and however long loket was down. One
 * question alone is put again, to be answered right there; several are a list. Inside the caller's
 * transaction.
 */
#ifndef LOKET_CASE_NUDGE_H
#define LOKET_CASE_NUDGE_H

#include "case/desk.h"

/* Something that waits for a person, whose reminder is due. */
struct nudge {
	int64_t timer_id, case_id, batas, due_at, person_id;
	bool question;		/* asked of him; else he is told whose answer is missing */
	bool silent;		/* his reminder of the same case is there already */
	bool alone;		/* of a service that sends nothing now: never in a list */
	char *number, *service, *owner, *waits_for, *tahap, *role;
	int64_t since;
};
struct nudges { struct nudge *items; size_t n; };

/*
 * What is due now and may be told now; whoever had his reminder today waits for the next morning.
 * Caller frees with nudges_free.
 */
void nudges_due(struct desk *d, int64_t now, struct nudges *out);
/* Owes the reminder of the person of items[at], with all that is his; marks these as done. */
void nudges_owe(struct desk *d, struct nudges *list, size_t at, int64_t now);
void nudges_free(struct nudges *list);

#endif
