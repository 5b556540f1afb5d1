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

#include "protocol.h"
#include "rules/office.h"
#include "store/store.h"

struct certificate {
	/* next_at 0: none to come */
	int64_t id, person_id, added_at, seen_at, next_at, next_stage;
	/* each may be NULL but status, source */
	char *issued_day, *ends_day, *status, *source, *serial;
	bool estimated;
};
void certificate_free(struct certificate *c);

/* The person's current certificate: 0, or -1 when the register knows none. Caller frees. */
int register_current(struct store *st, int64_t person_id, struct certificate *out);

/*
 * What AMS said of a person (word not NULL). A later end, or ISSUE after the known end, is a new
 * certificate, which replaces the old one and ends its reminders. NOT_REGISTERED and words that are
 * none change nothing. `case_id` 0: outside a case. True when a certificate was entered, or the
 * end of one is reckoned no more: the owner's open cases are to hear of it (case/renewed.h).
 */
bool register_seen(struct store *st, const struct office *o, int64_t person_id,
    const struct called *said, int64_t case_id, int64_t now);

/*
 * A case has ended with a new certificate, whose end AMS did not tell: it is entered with the end
 * that was told with an answer (SELESAI 19-06-2028), else with the office's length of validity, as
 * an estimate. Nothing when register_seen knew it already.
 */
void register_issued(
    struct store *st, const struct office *o, int64_t person_id, int64_t case_id, int64_t now);

/* The owner of the current certificate needs it no more: its reminders end for good. */
void register_release(struct store *st, int64_t person_id, int64_t case_id);

/* Its end lies as far from `then` as only a new certificate's does; an end that is not known too. */
bool register_ends_far(const struct office *o, const struct certificate *c, int64_t then);

/* When a stage (days from the last day of validity) is due: the opening of an office day. */
int64_t register_stage_due(const struct calendar *cal, const char *ends_day, int64_t stage);

/* Enters a certificate, which replaces the person's others, and plans its reminders. Its id. */
int64_t register_add(struct store *st, const struct office *o, const struct certificate *c,
    int64_t case_id, int64_t now);

/* What is new about a known one; NULL: not told. */
void register_update(struct store *st, const struct office *o, const struct certificate *known,
    const char *word, const char *issued_day, const char *ends_day, int64_t case_id, int64_t now);

/*
 * Sets the next reminder to come; stages whose time is over at `now` are recorded as passed. None
 * for a status REVOKE or without an end (NULL).
 */
void register_plan(struct store *st, const struct office *o, int64_t id, const char *ends_day,
    const char *status, int64_t now);

/*
 * Sets when AMS is next asked about it: POLL_HOUR of each day from some weeks before its first stage
 * until some weeks after its end; never where its end is not known, or it was revoked. `soonest`: not
 * before.
 */
void register_plan_poll(struct store *st, const struct office *o, int64_t id,
    const char *ends_day, const char *status, int64_t soonest);
#define POLL_HOUR 6

/* A stage is done, once and for all; state "sent", "passed" or "open-case". */
void register_stage_done(struct store *st, int64_t id, int64_t stage, const char *state,
    int64_t case_id, int64_t now);

#endif
