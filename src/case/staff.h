/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people do beside loket: they answer from the office's own mailbox, and the case is theirs
 * until they give it back. Inside the caller's transaction.
 */
#ifndef LOKET_CASE_STAFF_H
#define LOKET_CASE_STAFF_H

#include "case/desk.h"

/*
 * A letter that a person wrote from the office's address belongs to the case: its mails wait and
 * the helpdesk is asked how it goes on. While nothing leaves (bayangan) it is only noted.
 */
void staff_wrote(struct desk *d, const struct letter_in *in, int64_t case_id);

/* Loket goes on with it: what still holds is sent. */
void staff_resume(struct desk *d, int64_t case_id, int64_t person_id);
/* People have finished it. */
void staff_finish(struct desk *d, int64_t case_id, int64_t person_id);

/*
 * The service (NULL: mails of none) is no longer in bayangan: cases opened in it end, nothing that
 * would have been sent is sent, and cases older than that are asked anew.
 */
void staff_go_live(struct desk *d, const char *service);

#endif
