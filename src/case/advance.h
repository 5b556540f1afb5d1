/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The decision: (case, event) -> effects. Pure: reads only its arguments, no store, no clock, no
 * I/O, cannot fail; the same arguments give the same effects today and in a replay. The SOP file
 * says the ways between tahap; the table in advance.c says how an answer is taken. A pair without a
 * row is not silence: it becomes a question or a hold.
 */
#ifndef LOKET_CASE_ADVANCE_H
#define LOKET_CASE_ADVANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "case/casefile.h"

enum event_kind {
	/* the case has just been opened; its documents are in the casefile */
	EVENT_OPEN,
	/* a reply that counts for `task` (person, token, digest were checked by trust) */
	EVENT_ANSWER,
	EVENT_DOCUMENTS,	/* the owner sent documents; they are in the casefile already */
	/* the owner wrote, no documents, no open question: `answer` may hold BATAL or STATUS */
	EVENT_WRITES,
	EVENT_TIMER,		/* batas number `batas` of the tahap is due */
	EVENT_CALL,		/* outcome of an AMS call */
	/* somebody holds a role now: questions that could not be asked are asked */
	EVENT_ROLE,
	/* a notice of AMS that concerns this owner: reason to ask, never a proof */
	EVENT_NOTICE,
	EVENT_STATUS,		/* AMS was asked for the status: `status`, or it cannot be asked */
	EVENT_REMIND,		/* a reminder of the owner's certificate is due */
	/*
	 * the register has learnt of a newer certificate of the owner: `status` says what it is, or
	 * `doubt` why that is not sure
	 */
	EVENT_CERTIFICATE,
	/* the reply brought what was asked for; the casefile has it already */
	EVENT_DATA,
	/* the case that this one waits for has ended: `good`, as it should */
	EVENT_CHILD,
	/* the holder of the next role shows the code of `task`: its holder passed the mail on */
	EVENT_FORWARDED,
	/* the contact of the owner's OPD answers `answer` to what was asked beside the official */
	EVENT_CONTACT,
	EVENT_REOPEN		/* a person wants a closed case to go on */
};
enum call_outcome { CALL_DONE, CALL_REFUSED, CALL_UNSUPPORTED, CALL_UNKNOWN };

struct answer { const char *means, *word, *reason, *why, *detail; int64_t tier; bool consumed; };
struct status {
	const char *word;		/* NULL: nobody can ask AMS */
	bool fresh;			/* the certificate is newer than the case */
	bool end_known;
	int64_t days_left;		/* until it ends; only with end_known */
	bool link;			/* the reset whose answer was lost has sent its link */
};
struct event {
	enum event_kind kind;
	struct answer answer;
	const struct case_task *task;	/* EVENT_ANSWER */
	bool by_official;		/* the answerer holds a role (not the owner) */
	bool code;			/* the one-time code of the task was shown */
	/* person fits but the row's minima are not met by this letter: confirm first */
	bool weak;
	/* the answer shows the code of an older, answered question of the same person */
	bool older;
	/* a document came that cannot be opened */
	bool unreadable;
	/* the writer hears that the letter was joined to the case, and where that stands */
	bool told;
	/* EVENT_ROLE: who was asked is not the one to answer any more */
	bool moved;
	/* EVENT_ROLE: the holder to whom the question is to go, 0: whoever holds the role */
	int64_t to_person;
	/* one of several that a list or a letter for several moves: who asked hears of all at once */
	bool together;
	const char *text;		/* new text, cleaned; NULL: none */
	size_t batas;
	enum call_outcome call;
	const char *call_message;
	const char *call_detail;	/* why the driver itself would not: `detail` of the to-do */
	struct status status;		/* EVENT_STATUS, EVENT_CERTIFICATE */
	const char *doubt;		/* EVENT_CERTIFICATE: as templates know it; NULL: it is sure */
	const char *notice;		/* EVENT_NOTICE: its kind */
	bool aligned;			/* EVENT_NOTICE: the office's mail server vouches for AMS */
	bool askable;			/* AMS can be asked */
	bool good;			/* EVENT_CHILD */
	/*
	 * EVENT_CHILD: of the child. EVENT_ANSWER: where an answer "divert" leads, another service of
	 * the office; NULL: it names none, or several
	 */
	const char *service;
	bool by_people;			/* people handle that service: it has no SOP */
	const char *by;			/* EVENT_FORWARDED: name of who shows the code */
};

enum effect_kind {
	EFFECT_STEP,   /* to tahap `to` */
	EFFECT_CLOSE,  /* to akhir `to` */
	EFFECT_REOPEN, /* closed case goes on at tahap `to` */
	/*
	 * template `what` to `whom`; `to`: the tahap whose answer it speaks of, NULL: the present
	 * one
	 */
	EFFECT_MAIL,
	/*
	 * question of kind `code` with template `what` to `whom`; means, words, reason, of_task as
	 * given
	 */
	EFFECT_TASK,
	EFFECT_END_TASK, /* task `of_task` gets state `code` ("answered" "withdrawn") with answer
			    `means` and the note `reason` for the next official */
	EFFECT_WITHDRAW, /* all open tasks of the case, or those of kind `code` */
	EFFECT_CALL,     /* AMS operation `what` */
	EFFECT_COUNT,    /* counter `what` (tahap) / `means` (where it leads) + 1 */
	EFFECT_REASON,   /* alasan := reason; NULL: none any more */
	EFFECT_REJECT_DOCUMENTS, /* what is there does not count any more */
	EFFECT_VERIFY_OWNER,     /* an official's approval puts an unverified owner on record */
	EFFECT_HOLD,             /* the letter waits for a person, reason code `code` */
	EFFECT_CONTINUE,         /* a case of service `what` for the same owner */
	EFFECT_CONTACT,          /* the contact of the owner's OPD is asked too, if there is one */
	EFFECT_CHILD,            /* such a case, for whose end this one waits */
	EFFECT_SKIP,             /* tahap `to` is passed over: nobody holds the role `whom` */
	/*
	 * template `what` to `whom`: how the answer to `of_task` was taken, `means` as printed; its
	 * code takes the answer back
	 */
	EFFECT_RECEIPT,
	EFFECT_NOTE              /* journal only: code */
};
struct effect {
	enum effect_kind kind;
	const char *to, *what, *whom, *code, *means, *words, *reason, *detail;
	int64_t of_task;
	int64_t person;		/* to this person in the role `whom`; 0: to whoever holds it */
	int64_t after;		/* office minutes before the mail may leave */
	bool once;		/* EFFECT_MAIL: at most once for this template and of_task */
};

#define VERDICT_MAX 48
struct verdict {
	/* in the order in which they are to be done; texts borrowed from arguments or static */
	struct effect effects[VERDICT_MAX];
	size_t n;
	/* name of the row that decided, for journal and explain */
	const char *why;
};

void advance(const struct casefile *c, const struct event *ev, struct verdict *v);

#endif
