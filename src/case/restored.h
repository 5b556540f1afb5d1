/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A store that comes from a backup lies behind the world: mails have left, AMS was called, letters
 * were answered that it knows nothing of. Until a person says `loket resume` nothing leaves (mode
 * bayangan, whatever the settings say), what was owed is held, and the Sent folder tells which of
 * it had left. What it does not tell of is never sent by itself. Inside the caller's transaction.
 */
#ifndef LOKET_CASE_RESTORED_H
#define LOKET_CASE_RESTORED_H

#include <stdbool.h>
#include <stdint.h>

#include "case/desk.h"

/*
 * The store was just restored from a backup of made_at: mails on their way are parked, calls of
 * AMS that were owed are cut off (they become unknown), letters that were not read yet are fetched
 * again, and numbers of cases go on at another thousand, since the next ones may have been given
 * out.
 */
void restored_begin(struct store *st, int64_t made_at, const char *day);
/* when the backup was made; 0: this store was never restored, or goes on */
int64_t restored_from(struct store *st);

/* A mail of before the restore that was not sent by then lies in Sent: it was, at that time. */
bool restored_found(struct store *st, int64_t outbox_id, int64_t at);
/*
 * The mailbox has been looked through: the admin is told, once, what had left, what nobody knows
 * of, and how to go on. True when that was done now.
 */
bool restored_tell(struct desk *d);
/*
 * A person lets it go on. -1: the mailbox has not been looked through yet. Else how many mails
 * remain of which nobody knows whether they left: they are `unknown`, for `loket outbox retry`.
 */
int64_t restored_go(struct store *st);

#endif
