/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Questions beside the SOPs: to the helpdesk, the admin, an official. The code is a one-time code
 * as that of a task; the answer routes letters and mails, or says who did something; it never
 * decides a case. Inside the caller's transaction.
 */
#ifndef LOKET_CASE_INQUIRY_H
#define LOKET_CASE_INQUIRY_H

#include "case/desk.h"

struct inquiry {
	const char *kind;		/* petugas ringkasan draf jeda dikerjakan; also its template */
	/* whose holder is asked; where nobody holds it, or NULL: the admin of the settings */
	const char *role;
	int64_t person_id;		/* asked in that role, 0: whoever holds it */
	const struct casefile *c;	/* the case it is about, or NULL */
	int64_t outbox_id;		/* draf: the mail that waits */
	const char *row_no;		/* dikerjakan: row of the SOP */
	const struct mail_field *extra; size_t n_extra;
	const int64_t *items; size_t n_items;	/* ringkasan: letter of each number, from 1 */
};

/* Asks. Returns the outbox row; 0: there is neither holder nor admin to ask. */
int64_t inquiry_ask(struct desk *d, const struct inquiry *q);

/*
 * The letter answers inquiry `id` (relate has judged who wrote it). Returns what the message row
 * says: "answered"; *reason: what came of it.
 */
const char *inquiry_answer(
    struct desk *d, const struct letter_in *in, int64_t id, const char **reason);

/* The mail word JEDA of the admin: sending stops; he is told, and asked when to go on. */
void inquiry_pause(struct desk *d, const struct letter_in *in);

/* Sending of a service (NULL: all) stops or goes on. False: it was so already. */
bool sending_stop(struct desk *d, const char *service);
bool sending_go(struct desk *d, const char *service);

#endif
