/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The desk: where verdicts become rows. Everything here runs inside the transaction that the caller
 * began, so a letter's message row, case, journal, spent token, tasks and outbox rows stand or fall
 * together (T2).
 */
#ifndef LOKET_CASE_DESK_H
#define LOKET_CASE_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/conf.h"
#include "base/crypt.h"
#include "case/advance.h"
#include "case/records.h"
#include "case/relate.h"
#include "protocol.h"

struct desk {
	struct store *st;
	const struct office *office;
	const struct conf *conf;
	const struct keys *keys;
	struct sops *sops;
};

/*
 * A letter being handled: its row, what the reader said, and the archive names of its documents
 * (NULL where none is kept).
 */
struct letter_in {
	int64_t message_id;
	int64_t arrived;
	const struct facts *facts;
	char (*documents)[65];
	const char *clean;		/* archive name of the cleaned letter, "" none */
};

/* A document that came with a letter; the texts are borrowed. */
struct paper {
	int64_t message_id, bytes;
	const char *kind, *name, *type, *archive;	/* archive NULL: not kept */
	const char *signature, *signer;			/* as struct fact_document */
	unsigned char digest[DIGEST_LEN];
};
/* Those of a letter, as many as its facts have documents; the caller frees the list. */
struct paper *desk_papers(const struct letter_in *in);

/* A case to be opened by a letter. */
struct opening {
	const char *service;
	int64_t owner_id;
	int64_t matter_id, n;			/* as child n of a matter; 0: none */
	int64_t registered_by;			/* who entered it for the owner; 0: nobody */
	const char *sender, *reply_to_id, *subject;
	const struct person *said;		/* of the owner, by the letter; address: his email */
};
/*
 * Opens it with these documents; `in` NULL: no letter brought it just now. `together`: who asked is not told of it alone. Returns its id;
 * *reason: why the letter must wait for a person, or NULL.
 */
int64_t desk_open_with(struct desk *d, const struct letter_in *in, const struct opening *o,
    const struct paper *papers, size_t n_papers, bool together, const char **reason);

/* A person who is known from a letter alone, reached at `address`. */
int64_t desk_new_owner(struct desk *d, const struct letter_in *in, const struct person *said,
    const char *address);

/* The next number of the year, TTE-2026-000012; the caller frees it. */
char *desk_next_number(struct desk *d);

/*
 * Opens a case for owner_id (0: made from the letter), with the letter's documents. Returns its id;
 * 0: held, *reason says why.
 */
int64_t desk_open(
    struct desk *d, const struct letter_in *in, const struct related *r, const char **reason);

/*
 * The letter's documents become documents of the case. Returns how many count for something
 * awaited.
 */
size_t desk_documents(struct desk *d, const struct letter_in *in, int64_t case_id);
/* The same with documents that came before. */
size_t desk_add_papers(
    struct desk *d, int64_t case_id, const struct paper *papers, size_t n_papers);

/*
 * The owner's letter brings another NIK or email than the case knows, and its tahap awaits just
 * that: the case takes it. True then; nothing is changed otherwise.
 */
bool desk_data(struct desk *d, const struct letter_in *in, int64_t case_id);

/*
 * Whoever is asked for what the letter does not say (tunggu="data") answers with it: the case takes
 * each field of the letter. True when it took any.
 */
bool desk_supplied(struct desk *d, const struct letter_in *in, int64_t case_id, int64_t task_id);

/*
 * The sheet that an official, or who writes down for one, attached to an answer: kept in the case,
 * counts as nothing awaited.
 */
void desk_sheet(struct desk *d, const struct letter_in *in, int64_t case_id);

/*
 * Person by_id, in no way asked, shows the code of task_id: asked is whoever was, when by_id holds
 * the role that comes next. Returns as desk_advance.
 */
const char *desk_forwarded(struct desk *d, const struct letter_in *in, int64_t case_id,
    int64_t task_id, int64_t by_id);

/*
 * Loads the case, lets advance decide, writes the effects. `in` may be NULL (timer, call). Returns
 * NULL, or the reason code when the letter must wait for a person. *why (may be NULL) gets the name
 * of the row that decided.
 */
const char *desk_advance(struct desk *d, const struct letter_in *in, int64_t case_id,
    struct event *ev, int64_t task_id, const char **why);

/*
 * Opens a case that no letter asked for: `opened_by` "reminder", "notice" (a notice of AMS) or
 * "case" (from_case led here, else 0). The owner must be on record with an address
 * (where a case led here: be known at all). Returns its id;
 * the id of the open case of that service when there is one, with *reason "open-already"; 0: none
 * can be opened, *reason says why ("no-sop", "no-address").
 */
int64_t desk_open_for(struct desk *d, int64_t owner_id, const char *service, const char *opened_by,
    int64_t from_case, const char **reason);

/*
 * A reminder stage of the owner's certificate is due and his case is open. True when he was asked
 * again; false when the case is past that question (nothing is sent).
 */
bool desk_remind(struct desk *d, int64_t case_id);

/*
 * AMS is to be asked for the status of a person: about_id is the message that made loket ask (a
 * notice). The outcome comes to notice_answer (case/notice.h).
 */
void desk_ask_status(struct desk *d, int64_t person_id, int64_t about_id);

/*
 * Ends a case from outside its SOP: akhir "petugas" or "bayangan" (rules/sop.h). Questions are
 * withdrawn, no mail is owed. Nothing happens to a closed case.
 */
void desk_end(struct desk *d, int64_t case_id, const char *akhir, int64_t person_id);

/* The reminder number `batas` of the case's tahap was told elsewhere; one that repeats is set anew. */
void desk_rearm(struct desk *d, int64_t case_id, size_t batas);

/* Cases whose question went to nobody are asked now. */
void desk_ask_waiting(struct desk *d);

/* ---- post.c: one mail owed ---- */
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
	int64_t after;			/* office minutes before it may leave */
	const struct casefile *cases; size_t n_cases;	/* attach those of all these cases */
	const struct matter_head *matter;	/* mail of a matter, without a case; or NULL */
	const char *words, *reason, *means, *detail, *service;
	const char *once;		/* decision key or NULL */
	/* neither the owner nor who opened the case: hears nothing of what their letters said */
	bool stranger;
	/* a question repeated because of a letter: may fall under the caps */
	bool again;
	const struct offer *offers; size_t n_offers;	/* answers of a question beside the SOP */
	const struct mail_field *extra; size_t n_extra;	/* further fields of the template */
	/* about the work itself, to who does it: leaves in every mode */
	bool internal;
};
/*
 * Writes outbox row, sealed fields and journal. Returns the row's id; 0 when `once` was owed
 * already or the cap dropped it.
 */
int64_t post_mail(struct desk *d, const struct post *p);

#endif
