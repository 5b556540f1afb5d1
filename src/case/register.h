/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The register of certificates: who has which, until when, and which reminder is next. It is a
 * memory of what was imported and of what AMS said; where AMS can be asked, AMS is right. All of it
 * runs inside the transaction of the caller. Days are YYYY-MM-DD of the office's zone.
 */
#ifndef LOKET_CASE_REGISTER_H
#define LOKET_CASE_REGISTER_H

#include <stdbool.h>
#include <stdint.h>

#include "rules/office.h"
#include "store/store.h"

struct certificate {
	int64_t id, person_id, seen_at, next_at, next_stage;	/* next_at 0: no reminder to come */
	char *issued_day, *ends_day, *status, *source, *serial;	/* each may be NULL but status, source */
	bool estimated;
};
void certificate_free(struct certificate *c);

/* The person's current certificate: 0, or -1 when the register knows none. Caller frees. */
int register_current(struct store *st, int64_t person_id, struct certificate *out);

/*
 * What AMS said of a person: status word, and the end of validity (NULL: not told). A later end, or
 * ISSUE after the known end, is a new certificate, which replaces the old one and ends its
 * reminders. NOT_REGISTERED and words that are none change nothing. `case_id` 0: outside a case.
 */
void register_seen(struct store *st, const struct office *o, int64_t person_id, const char *word,
    const char *ends_day, int64_t case_id, int64_t now);

/*
 * A case has ended with a new certificate, whose end AMS did not tell: it is entered with the
 * office's length of validity, as an estimate. Nothing when register_seen knew it already.
 */
void register_issued(
    struct store *st, const struct office *o, int64_t person_id, int64_t case_id, int64_t now);

#endif
