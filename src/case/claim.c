/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/claim.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "case/people.h"
#include "case/post.h"
#include "store/journal.h"

#define DAY 86400

/* To the sender: that it is being asked, and what else he may do. Nothing of the person. */
static void
tell_sender(struct desk *d, const struct letter_in *in, const char *service, bool opd)
{
	const struct evidence *ev = &in->facts->evidence;
	struct fields extra = { 0 };
	struct post p = { .what = "dipastikan-dulu",
		.to = ev->from,
		.role = "pemohon",
		.in_reply_to = ev->message_id,
		.service = service,
		.extra = &extra };

	fields_put_if(&extra, "opd", opd ? "ya" : NULL);
	if (store_int(d->st, Q_OUTBOX_COUNT_SAME, "tti", ev->from, p.what, clock_now() - DAY) == 0)
		post_mail(d, &p);
	fields_free(&extra);
}

const char *
claim_ask(struct desk *d, const struct letter_in *in, const struct related *r)
{
	bool opd = r->ask_at != NULL;
	char when[64];
	struct fields extra = { 0 };
	struct inquiry q = { .kind = "benarkah",
		.role = "pemohon",
		.person_id = opd ? 0 : r->owner_id,
		.address = r->ask_at,
		.message_id = in->message_id,
		.outside = true,
		.service = r->service,
		.extra = &extra };
	bool asked = true;

	calendar_say(d->office->calendar, in->arrived, when);
	fields_put(&extra, "asal_dari", in->facts->evidence.from);
	fields_put(&extra, "asal_saat", when);
	fields_put_if(&extra, "opd", opd ? "ya" : NULL);
	/* a hundred letters in one name are one question */
	if (store_int(
		d->st, Q_INQUIRY_CLAIMED, "Iti", q.person_id, r->ask_at, clock_now() - DAY) == 0)
		asked = inquiry_ask(d, &q) != 0;
	fields_free(&extra);
	if (!asked)
		return "nobody-to-ask";
	tell_sender(d, in, r->service, opd);
	return opd ? "opd-asked" : "elsewhere";
}

void
claim_code_shown(struct desk *d, const struct letter_in *in, const struct related *r)
{
	char *once = r->code_task_id != 0 ?
	    xasprintf("kode-terlihat/%lld", (long long)r->code_task_id) :
	    xasprintf("kode-terlihat/i%lld", (long long)r->code_inquiry_id);
	struct fields extra = { 0 };
	struct post p = { .what = "kode-terlihat",
		.person_id = r->code_of_id,
		.role = "petugas",
		.once = once,
		.extra = &extra };
	struct person person = { 0 };
	char when[64];

	if (person_load(d->st, r->code_of_id, &person) == 0 && person.address != NULL) {
		calendar_say(d->office->calendar, in->arrived, when);
		fields_put(&extra, "asal_dari", in->facts->evidence.from);
		fields_put(&extra, "asal_saat", when);
		p.to = person.address;
		p.to_name = person.nama;
		post_mail(d, &p);
	}
	fields_free(&extra);
	person_free(&person);
	free(once);
}

static char *
route_of(struct asked *q)
{
	char *service = store_text(q->d->st, Q_MESSAGE_SERVICE, "i", q->message_id), *route;

	route = xasprintf("as:%s", service != NULL ? service : "");
	free(service);
	return route;
}

void
claim_yes(struct asked *q)
{
	struct rows *r = store_rows(q->d->st, Q_MESSAGE_HEADER, "i", q->message_id);
	char *from = rows_next(r) ? rows_dup(r, 0) : NULL, *route;

	rows_end(r);
	if (q->person_id != 0 && from != NULL && people_by_address(q->d->st, from) == 0)
		people_address(q->d->st, q->person_id, from, "second", false);
	route = route_of(q);
	if (store_do(q->d->st, Q_MESSAGE_ASK, "it", q->message_id, route) > 0)
		journal_add(q->d->st,
		    &(struct entry){ .kind = "letter.released",
			.message_id = q->message_id,
			.person_id = q->person_id,
			.code = "confirmed" });
	store_do(q->d->st, Q_MESSAGE_ASKED_LOST, "");
	free(route);
	free(from);
}

void
claim_no(struct asked *q)
{
	store_do(q->d->st, Q_MESSAGE_DENIED, "i", q->message_id);
}
