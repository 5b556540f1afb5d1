/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People on record: who an address belongs to, who holds a role, how a person comes on record. */
#ifndef LOKET_CASE_PEOPLE_H
#define LOKET_CASE_PEOPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "case/records.h"

/* Person by address on record; 0: nobody, -1: several people share it. */
int64_t people_by_address(struct store *st, const char *address);
/* digits; 0: nobody; NULL gives 0 */
int64_t people_by_nip(struct store *st, const char *nip);
int64_t people_by_nik(struct store *st, const char *nik);

/*
 * Who holds the role now (definitif, plh, plt; the one from the latest day counts): person id, 0:
 * vacant.
 */
int64_t people_holder(struct store *st, const struct office *o, const char *role, int64_t now);
/* the same, but not `but` (0: nobody is left out); who can be reached goes before who cannot */
int64_t people_holder_but(
    struct store *st, const struct office *o, const char *role, int64_t but, int64_t now);
/* by the days alone, reachable or not */
int64_t people_designated(struct store *st, const struct office *o, const char *role, int64_t now);
/* somebody holds it whose mail does not come back and is not answered by a robot */
bool people_reachable(struct store *st, const struct office *o, const char *role, int64_t now);
/*
 * Everybody whom a question to the role goes to: all holders of a role that several people share,
 * else the one who holds it now. At most `most` ids; returns how many.
 */
size_t people_holders(struct store *st, const struct office *o, const char *role, int64_t now,
    int64_t ids[], size_t most);
bool people_holds(
    struct store *st, const struct office *o, const char *role, int64_t person_id, int64_t now);
bool people_holds_any(struct store *st, const struct office *o, int64_t person_id, int64_t now);

/*
 * New person; texts may be NULL. `state` "unverified" or "verified", source "letter" "import"
 * "command". Inside a transaction.
 */
int64_t people_add(struct store *st, const char *state, const char *source, const struct person *p);
/* fills what is NULL on record; never overwrites */
void people_update(struct store *st, int64_t id, const struct person *p);
/* import: what is given overwrites */
void people_replace(struct store *st, int64_t id, const struct person *p);
void people_address(
    struct store *st, int64_t id, const char *address, const char *trust, bool main);
void people_verify(struct store *st, int64_t id, int64_t by, int64_t now);

/* "...0001": only the last four digits; NULL gives "". */
void people_mask(const char *number, char out[32]);

#endif
