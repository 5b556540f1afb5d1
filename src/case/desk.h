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
	/*
	 * template of the mail of ours that the letter being handled answers, by its thread; NULL: none,
	 * it asks how things stand, or it has brought something new (desk_news)
	 */
	const char *replied;
};

/* The letter being handled has brought something: who wrote is no machine that answers our answer. */
static inline void desk_news(struct desk *d) { d->replied = NULL; }

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
 * Whether this person's letter, with the code of its question or without, is good enough for the
 * row of that tahap (case/trust.h); NULL: a question outside the table.
 */
bool desk_meets(struct desk *d, const struct letter_in *in, int64_t person_id, bool code,
    const struct sop *sop, const struct sop_tahap *t);

/*
 * A reminder stage of the owner's certificate is due and his case is open. True when he was asked
 * again; false when the case is past that question (nothing is sent).
 */
bool desk_remind(struct desk *d, int64_t case_id);

/* The case waits where a reminder would ask again. */
bool desk_reminds(struct desk *d, int64_t case_id);

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

#endif
