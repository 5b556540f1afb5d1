/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/ended.h"

#include <string.h>

#include "base/clock.h"
#include "case/open.h"
#include "case/register.h"

#define LISTED_MOST 100		/* in one mail */

static size_t
one_list(struct desk *d)
{
	int64_t ids[LISTED_MOST];
	struct fields list = { 0 };
	struct inquiry q = { .kind = "berakhir", .certificates = ids, .extra = &list };
	char today[11];
	struct rows *r;

	clock_day(clock_now(), calendar_zone_minutes(d->office->calendar), today);
	r = store_rows(d->st, Q_CERTIFICATES_ENDED, "ti", today, (int64_t)LISTED_MOST);
	while (q.n_certificates < LISTED_MOST && rows_next(r)) {
		ids[q.n_certificates++] = rows_int(r, 0);
		fields_put_number(&list, "habis_nomor", (long long)q.n_certificates);
		fields_put(&list, "habis_nama", rows_text(r, 1));
		fields_put_day(&list, "habis_hari", d->office->calendar, rows_text(r, 2));
	}
	rows_end(r);
	if (q.n_certificates > 0 && inquiry_ask(d, &q) == 0)
		q.n_certificates = 0;	/* there is nobody to choose */
	fields_free(&list);
	return q.n_certificates;
}

int
ended_ask(struct desk *d)
{
	int owed = 0;

	while (d->office->remind_service != NULL && one_list(d) > 0)
		owed++;
	return owed;
}

/* ---- the answer ---- */

struct ended { int64_t id, person_id; bool over; };

static const char *
renew(struct asked *q, const struct ended *c)
{
	const char *reason = NULL;
	int64_t id = open_for(
	    q->d, c->person_id, q->d->office->remind_service, "reminder", 0, &reason);

	return id == 0 ? "tanpa-alamat" : reason != NULL ? "sudah" : "dibuka";
}

/* Code of what came of one number; the template says it in words. */
static const char *
settle(struct asked *q, const struct fact_choice *choice)
{
	struct rows *r = store_rows(q->d->st, Q_INQUIRY_ITEM_CERTIFICATE, "ii", q->id, choice->n);
	struct ended c = { 0 };

	if (rows_next(r))
		c = (struct ended){ rows_int(r, 0), rows_int(r, 1), rows_int(r, 2) != 0 };
	rows_end(r);
	if (c.id == 0)
		return "tidak-ada";
	if (choice->rest[0] != '\0')
		return "tidak-paham";
	if (c.over)
		return "sudah";
	if (strcmp(choice->word, "PERPANJANG") == 0)
		return renew(q, &c);
	if (strcmp(choice->word, "LEPAS") != 0)
		return "tidak-paham";
	register_release(q->d->st, c.person_id, 0);
	return "lepas";
}

const char *
ended_answer(struct asked *q)
{
	const struct facts *f = q->in->facts;
	struct fields results = { 0 };
	size_t i;

	for (i = 0; i < f->n_choices; i++)
		inquiry_settled(q, &results, &f->choices[i], q->in->message_id,
		    settle(q, &f->choices[i]));
	inquiry_reply(q, f->n_choices > 0 ? "berakhir-dicatat" : "belum-dipahami", &results);
	fields_free(&results);
	return f->n_choices > 0 ? "routed" : "inquiry-unclear";
}
