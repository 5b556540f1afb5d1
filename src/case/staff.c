/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/staff.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "case/inquiry.h"
#include "case/renewed.h"
#include "store/journal.h"

#define SHADOW "bayangan"

static void
note(struct desk *d, int64_t case_id, int64_t person_id, int64_t message_id, const char *code)
{
	journal_add(d->st,
	    &(struct entry){ .kind = "case.petugas",
		.case_id = case_id,
		.person_id = person_id,
		.message_id = message_id,
		.code = code });
}

static void
take_over(struct desk *d, const struct letter_in *in, struct casefile *c)
{
	struct inquiry q = { .kind = "petugas", .role = "helpdesk", .c = c };

	c->petugas_at = clock_now();
	store_do(d->st, Q_CASE_PETUGAS, "iI", c->id, c->petugas_at);
	note(d, c->id, 0, in->message_id, "begin");
	store_do(d->st, Q_OUTBOX_PERSON_PARK, "i", c->id);
	if (inquiry_ask(d, &q) == 0)
		log_warn("case case=%s: people handle it, but there is nobody to ask how it goes on",
		    c->number);
}

void
staff_wrote(struct desk *d, const struct letter_in *in, int64_t case_id)
{
	struct casefile c;
	struct err e;

	if (casefile_load(d->st, d->sops, case_id, &c, &e) < 0)
		return;
	if (c.tahap == NULL || c.petugas_at != 0 || conf_mode(d->conf, c.service) == MODE_BAYANGAN)
		note(d, case_id, 0, in->message_id, "wrote");
	else
		take_over(d, in, &c);
	casefile_free(&c);
}

void
staff_resume(struct desk *d, int64_t case_id, int64_t person_id)
{
	int64_t now = clock_now();

	store_do(d->st, Q_CASE_PETUGAS, "iI", case_id, (int64_t)0);
	store_do(d->st, Q_OUTBOX_PERSON_DROP, "i", case_id);
	store_do(d->st, Q_OUTBOX_PERSON_GO, "ii", case_id, now);
	store_do(d->st, Q_INQUIRIES_OF_CASE_END, "iti", case_id, "petugas", now);
	/* what came due meanwhile gets its day */
	store_do(d->st, Q_TIMERS_PUSH, "iii", case_id, now,
	    calendar_add_days(d->office->calendar, now, 1));
	note(d, case_id, person_id, 0, "end");
	/* what the register has learnt meanwhile was kept from it */
	renewed_look(d, store_int(d->st, Q_CASE_OWNER, "i", case_id), "resume");
}

void
staff_finish(struct desk *d, int64_t case_id, int64_t person_id)
{
	int64_t now = clock_now();

	desk_end(d, case_id, "petugas", person_id);
	store_do(d->st, Q_OUTBOX_PERSON_DROP_ALL, "i", case_id);
	store_do(d->st, Q_CASE_PETUGAS, "iI", case_id, (int64_t)0);
	store_do(d->st, Q_INQUIRIES_OF_CASE_END, "iti", case_id, "petugas", now);
	note(d, case_id, person_id, 0, "finished");
}

void
staff_go_live(struct desk *d, const char *service)
{
	const char *key = service != NULL ? service : "";
	int64_t id, case_id, now = clock_now();
	struct rows *r;

	while (service != NULL &&
	    (id = store_int(d->st, Q_CASE_SHADOW_OPEN, "t", service)) != 0)
		desk_end(d, id, SHADOW, 0);
	store_do(d->st, Q_OUTBOX_SHADOW_DROP, "t", key);
	for (;;) {
		r = store_rows(d->st, Q_TASK_SHADOW_NEXT, "t", key);
		id = rows_next(r) ? rows_int(r, 0) : 0;
		case_id = id != 0 ? rows_int(r, 1) : 0;
		rows_end(r);
		if (id == 0)
			break;
		casefile_withdraw(d->st, case_id, id, now);
	}
	desk_ask_waiting(d);
}
