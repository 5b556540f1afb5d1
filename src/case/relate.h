/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From evidence to person, task, case and trust, by reading the store only. Who is believed stands
 * here and in trust.h: a reader reports what a letter shows, never that it is true.
 */
#ifndef LOKET_CASE_RELATE_H
#define LOKET_CASE_RELATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/conf.h"
#include "case/records.h"
#include "protocol.h"

enum route {
	ROUTE_IGNORE,	/* nothing of ours, or a robot: no answer; `reason` says why */
	ROUTE_HOLD,	/* a person must look; `reason` is the code */
	ROUTE_ANSWER,	/* counts (or nearly counts) as the answer to task_id */
	/* the code of task_id, put to somebody else, shown by the holder of another role */
	ROUTE_FORWARDED,
	ROUTE_JOIN,	/* the owner's letter belongs to case_id: documents, or words */
	/* a new case of `service` for owner_id (0: a new person, made from the letter) */
	ROUTE_OPEN,
	/* answered with one mail `surat`, no case (menu, diteruskan-petugas, sudah-dijawab) */
	ROUTE_REPLY,
	ROUTE_NOTICE,	/* a notice of AMS for the open cases of owner_id */
	ROUTE_END,	/* a notice of AMS: the certificate of owner_id has ended or will */
	ROUTE_BOUNCE,	/* outbox_id came back */
	ROUTE_INQUIRY,	/* answers inquiry_id */
	ROUTE_MATTER_OPEN,	/* a case of `service` for each applicant */
	ROUTE_MATTER,	/* who asked writes about matter_id */
	/* held until owner_id, or the OPD at `ask_at`, says that the letter is theirs */
	ROUTE_CONFIRM,
	ROUTE_QUEUE,	/* an official's ANTRIAN; `code`: he showed one of his codes */
	ROUTE_PAUSE,	/* the admin's JEDA */
	ROUTE_BORDER,	/* the letter that tries the border (border.h) */
	ROUTE_STAFF	/* a person wrote it from the office's address, in case_id or to answered_id */
};

struct related {
	enum route route;
	const char *reason;		/* static code */
	const char *surat;		/* ROUTE_REPLY */
	const char *service;		/* borrowed from the facts or the office */
	int64_t person_id;		/* who wrote; 0 unknown */
	int64_t owner_id, case_id, task_id, outbox_id, inquiry_id, matter_id;
	const char *ask_at;		/* ROUTE_CONFIRM: borrowed from the office; NULL: the owner */
	int64_t registered_by;		/* the helpdesk's officer who enters it for the owner, or 0 */
	int64_t answered_id;		/* ROUTE_STAFF: letter that it answers; 0 unknown */
	bool by_official;		/* the task's role is one of the office */
	bool code;			/* the writer shows the one-time code of task_id */
	/*
	 * must be confirmed first whatever the row asks for (expired, older code, no code of an
	 * official)
	 */
	bool weak;
	/*
	 * the code is of an older, answered question; task_id is the newer one of the same person
	 */
	bool older;
	/*
	 * ROUTE_HOLD: the letter shows a code that was given to this person, of that question or inquiry
	 * (one of them), and comes from another; 0: none does
	 */
	int64_t code_of_id, code_task_id, code_inquiry_id;
	bool sure;			/* ROUTE_END: a person has looked at the notice */
	bool aligned;			/* ROUTE_NOTICE: our own mail server vouches for AMS as its sender */
	bool told;			/* joined without being asked to: the writer is told so */
	/* ROUTE_IGNORE: a robot answered this person's task mail, in his place; 0: none did */
	int64_t away_id;
};

/*
 * `forced`: service or case that a person gave with held release (either may be NULL); then nothing
 * is held for want of them.
 */
struct forced { const char *service; int64_t case_id; };
void relate(struct store *st, const struct office *o, const struct conf *conf,
    const struct facts *f, int64_t now, const struct forced *forced, struct related *out);

/*
 * A letter that lies in the Sent folder. What lies elsewhere under the office's own address may
 * come from anybody; what lies there was put there by who has the password.
 */
void relate_sent(
    struct store *st, const struct conf *conf, const struct facts *f, struct related *out);

/* The first certain value of a field of the letter, or NULL. */
const char *relate_field(const struct facts *f, const char *name);
/* What the letter says of its owner by such values; address: his email. The caller person_frees it. */
void relate_said(const struct facts *f, struct person *out);

#endif
