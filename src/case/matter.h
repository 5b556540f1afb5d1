/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Letters that ask for several cases: for several people, or several services for one. One matter
 * with numbered children; each child is a case of its own, with its owner, its number and its way
 * through its SOP. Whoever wrote hears of them together: one receipt, one outcome. Inside the
 * caller's transaction.
 */
#ifndef LOKET_CASE_MATTER_H
#define LOKET_CASE_MATTER_H

#include "case/post.h"

/*
 * Opens a matter for the letter's applicants (r->service) or for its services (r->owner_id, 0: the
 * writer, made from the letter). Returns NULL, or the reason to hold the letter: nobody in it can be
 * told, then nothing was written. *case_id: the first case.
 */
const char *matter_open(struct desk *d, const struct letter_in *in, const struct related *r,
    int64_t *case_id);

/*
 * A letter in a matter's thread, of who may write there: documents, numbers that were in doubt,
 * STATUS, BATAL, or words for a person.
 */
const char *matter_letter(struct desk *d, const struct letter_in *in, int64_t matter_id);

/* A child's case has ended: what waited for it begins, or never will. */
void matter_ended(struct desk *d, int64_t matter_id, int64_t n, bool well);

/* Children have moved: when all are decided, who wrote hears it, once. */
void matter_moved(struct desk *d, int64_t matter_id);

/* Mails about whole matters that are owed since something of them changed without a letter. */
void matter_tell_owed(struct desk *d);
bool matter_owes(struct store *st);

/* Its number and thread; -1: there is none. The caller frees number. */
int matter_head(struct desk *d, int64_t matter_id, struct matter_head *h);

#endif
