/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is said of people goes: of one person, because it is to (UU 27/2022), or of all, because it
 * has been kept as long as the office's file says (simpan). Rows stay with their ids, codes and
 * days, so the journal's chain stays whole and counts go on; words, names and numbers are emptied,
 * and the sealed files that held them are doomed: listed in the same transaction, unlinked by
 * erasure_unlink behind it.
 *
 * Not reached: what people wrote of a person into letters of other people's cases, which are
 * sealed as they came; pictures; the mailbox and AMS, which are not loket's.
 */
#ifndef LOKET_CASE_ERASURE_H
#define LOKET_CASE_ERASURE_H

#include <stdbool.h>
#include <stdint.h>

#include "case/people.h"
#include "rules/office.h"
#include "store/archive.h"
#include "store/store.h"

/* How much was emptied. */
struct erased { int64_t cases, letters, documents, mails, files; };

/*
 * Inside a transaction. Refused (-1, nothing done, *why for the caller to free): no such person,
 * holds a role, has an open case, shares papers with somebody's open case, or mails of his are
 * under way. `again`: it was decided before, in a store that was lost; then open cases are closed
 * and roles are no hindrance.
 */
int erase_person(struct store *st, const struct office *o, int64_t person_id, bool again,
    struct erased *out, char **why);

/*
 * Inside a transaction: a piece of what has been kept long enough by now. 0: there is nothing
 * more; else it is to be called again, in another transaction.
 */
int64_t erase_due(struct store *st, const struct office *o, int64_t now);

/*
 * Behind the commit, and at the start: doomed files go, and what the store's log still holds of
 * the rows. False: somebody is reading the store, so the log is to be settled later
 * (store_settle).
 */
bool erasure_unlink(struct archive *a, struct store *st);

/*
 * The list of erasures, a file outside of every backup, so that a restored store forgets again:
 * one line for each person, number and the time he was put on record, no name. erasure_note
 * appends durably before the transaction commits; erasures_again erases who stands in it and is
 * still there, and returns how many that were; o may be NULL. fd: opened for reading and
 * appending.
 */
int erasure_note(int fd, int64_t person_id, int64_t created_at, int64_t now, struct err *e);
int64_t erasures_again(struct store *st, const struct office *o, int fd, struct err *e);

#endif
