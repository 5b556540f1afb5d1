/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Questions beside a case: to the helpdesk, the admin, an official, a person who may have written.
 * The code is a one-time code as that of a task. The answer routes letters and mails, or says who
 * did something; of a list (docket.h) it answers the questions under its numbers, each as that of
 * a case. Inside the caller's transaction.
 */
#ifndef LOKET_CASE_INQUIRY_H
#define LOKET_CASE_INQUIRY_H

#include "case/post.h"

struct inquiry_task { int64_t n, task_id; };
struct inquiry_choice { int64_t n; char *means, *word, *reason; };
struct inquiry {
	const char *kind;		/* one of the table in inquiry.c; also its template */
	/* whose holder is asked; where nobody holds it, or NULL: the admin of the settings */
	const char *role;
	int64_t person_id;		/* asked in that role, 0: whoever holds it */
	const struct casefile *c;	/* the case it is about, or NULL */
	int64_t outbox_id;		/* draf: the mail that waits */
	const char *row_no;		/* dikerjakan: row of the SOP */
	const struct fields *extra;	/* further fields of the template, or NULL */
	const int64_t *items; size_t n_items;	/* ringkasan: letter of each number, from 1 */
	/* berakhir: certificate of each number, from 1 */
	const int64_t *certificates; size_t n_certificates;
	/* daftar: question of each number; pastikan: how its answer was understood */
	const struct inquiry_task *tasks; size_t n_tasks;
	const struct inquiry_choice *choices; size_t n_choices;
	const unsigned char *decided;	/* daftar: digest over all of it */
	int64_t of_inquiry;		/* pastikan: the list */
	int64_t message_id;		/* the letter that it is about */
	const char *address;		/* asked there, where no person on record is asked */
	const char *words;		/* what was written or proposed: shown, and kept with it */
	const struct offer *offers; size_t n_offers;	/* instead of those of its kind */
	const struct casefile *cases; size_t n_cases;	/* whose documents are attached */
	const struct matter_head *matter;
	const char *in_reply_to;
	/* part of the service: the mode decides whether it leaves; of which service */
	bool outside;
	const char *service;
};

/* Asks. Returns the outbox row; 0: there is neither holder nor admin to ask. */
int64_t inquiry_ask(struct desk *d, const struct inquiry *q);

/* An inquiry and the letter that answers it. */
struct asked {
	struct desk *d;
	const struct letter_in *in;
	int64_t id, person_id, case_id, outbox_id, matter_id, message_id, of_inquiry;
	char *kind, *role, *row_no, *words;
	bool open;
	unsigned char decided[DIGEST_LEN];
};
/* A mail without code to whoever answered; the fields are the template's. */
void inquiry_reply(struct asked *q, const char *template, const struct fields *extra);
/*
 * What came of one number of its list, for the journal and for the mail that says so. `message_id`:
 * the letter it was about; `code`: the template's word for what came of it.
 */
void inquiry_settled(struct asked *q, struct fields *results, const struct fact_choice *choice,
    int64_t message_id, const char *code);
/* It is answered, and its code spent. */
void inquiry_answered(struct asked *q, const char *answer);

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
