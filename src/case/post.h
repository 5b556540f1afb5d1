/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mail owed: what a template says, to whom, with which code and documents. */
#ifndef LOKET_CASE_POST_H
#define LOKET_CASE_POST_H

#include "case/desk.h"
#include "case/fields.h"

/* A word that answers a question, what it means; reason: something is to be written behind it. */
struct offer { const char *word, *label; bool reason; };
/* What a mail about a matter says of it beside its fields. */
struct matter_head { int64_t id, opened_at; const char *number; };
struct post {
	const struct casefile *c;	/* NULL: mail without a case */
	const char *what;		/* template */
	const char *to, *to_name;
	int64_t person_id;
	const char *role;		/* "pemohon" or the role of the holder; NULL: neither */
	int64_t task_id;		/* question: token and answers */
	const unsigned char *token;	/* 10 bytes, NULL: none */
	const struct sop_tahap *tahap;	/* whose answers are printed; with task_id */
	const char *task_kind;
	const char *in_reply_to;	/* Message-ID of the letter that is answered, or NULL */
	bool documents;			/* attach the documents of the case, as far as the role gets them */
	const struct letter_in *of;	/* attach the documents of this letter, or NULL */
	int64_t after;			/* office minutes before it may leave */
	const struct casefile *cases; size_t n_cases;	/* attach those of all these cases */
	const struct matter_head *matter;	/* mail of a matter, without a case; or NULL */
	const struct mail_attachment *files; size_t n_files;	/* attach these, kept in the archive */
	const char *words, *reason, *means, *detail, *service;
	const char *once;		/* decision key or NULL */
	/* neither the owner nor who opened the case: hears nothing of what their letters said */
	bool stranger;
	/* a question repeated because of a letter: may fall under the caps */
	bool again;
	const struct offer *offers; size_t n_offers;	/* answers of a question beside the SOP */
	const struct fields *extra;	/* further fields of the template, or NULL */
	/* about the work itself, to who does it: leaves in every mode */
	bool internal;
};
/*
 * Writes outbox row, sealed fields and journal. Returns the row's id; 0 when `once` was owed
 * already or the cap dropped it.
 */
int64_t post_mail(struct desk *d, const struct post *p);
/*
 * The same to the admin, about the work itself, beside any case; `extra` or NULL, as in struct
 * post. False: the settings name no admin, and nothing is owed.
 */
bool post_admin(struct desk *d, const char *what, const struct fields *extra);

/* meta: what the servers told of the largest message they take, in bytes */
#define META_SMTP_SIZE "smtp_size"
#define META_APPEND_LIMIT "append_limit"

#endif
