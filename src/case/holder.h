/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Roles in time: a role has a new holder from a day on, or a holder cannot be reached. Open
 * questions go to whoever is to answer now, with a fresh code; the old code is dead, since it was
 * another person's. Inside the caller's transaction.
 */
#ifndef LOKET_CASE_HOLDER_H
#define LOKET_CASE_HOLDER_H

#include "case/desk.h"

/*
 * Who is asked in a role for a case of `owner_id`: a holder who can be reached and is not the owner,
 * else the helpdesk; 0: nobody. A holder who cannot be reached is asked where there is no other.
 */
int64_t holder_for(struct store *st, const struct office *o, const char *role, int64_t owner_id,
    int64_t now);

/*
 * Looks whether the days have given a role to somebody else. Then its open questions are put anew
 * and both are told. To be called whenever a role was set, and once a day.
 */
void holders_change(struct desk *d);

/*
 * A robot answered the person's task mail, or it came back (why: "robot", "bounce"): whoever stands
 * in is asked at once; without one the helpdesk is told. Nothing for a person without a role.
 */
void holder_away(struct desk *d, int64_t person_id, int64_t message_id, const char *why);
/* He wrote himself: he can be reached. */
void holder_back(struct desk *d, int64_t person_id);

/*
 * Roles that the office's SOPs ask, and the helpdesk, which nobody holds who can be reached.
 * Returns how many of the office's roles stand in out (at most o->n_peran).
 */
size_t holders_missing(struct store *st, const struct office *o, int64_t now,
    const struct office_peran **out);

#endif
