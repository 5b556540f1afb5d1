/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a case begins: by a letter, as one of several, or by a case or a certificate. */
#ifndef LOKET_CASE_OPEN_H
#define LOKET_CASE_OPEN_H

#include "case/intake.h"

/* A case to be opened by a letter. */
struct opening {
	const char *service;
	int64_t owner_id;
	int64_t matter_id, n;			/* as child n of a matter; 0: none */
	int64_t registered_by;			/* who entered it for the owner; 0: nobody */
	const char *sender, *reply_to_id, *subject;
	const struct person *said;		/* of the owner, by the letter; address: his email */
};
/*
 * Opens it with these documents; `in` NULL: no letter brought it just now. `together`: who asked is not told of it alone. Returns its id;
 * *reason: why the letter must wait for a person, or NULL.
 */
int64_t open_with(struct desk *d, const struct letter_in *in, const struct opening *o,
    const struct paper *papers, size_t n_papers, bool together, const char **reason);

/* A person who is known from a letter alone, reached at `address`. */
int64_t open_new_owner(struct desk *d, const struct letter_in *in, const struct person *said,
    const char *address);

/* The next number of the year, TTE-2026-000012; the caller frees it. */
char *open_next_number(struct desk *d);

/*
 * Opens a case for owner_id (0: made from the letter), with the letter's documents. Returns its id;
 * 0: held, *reason says why.
 */
int64_t open_by_letter(
    struct desk *d, const struct letter_in *in, const struct related *r, const char **reason);

/*
 * Opens a case that no letter asked for: `opened_by` "reminder", "notice" (a notice of AMS) or
 * "case" (from_case led here, else 0). The owner must be on record with an address
 * (where a case led here: be known at all). Returns its id;
 * the id of the open case of that service when there is one, with *reason "open-already"; 0: none
 * can be opened, *reason says why ("no-sop", "no-address").
 */
int64_t open_for(struct desk *d, int64_t owner_id, const char *service, const char *opened_by,
    int64_t from_case, const char **reason);

#endif
