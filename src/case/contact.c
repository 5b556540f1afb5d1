/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/contact.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/journal.h"

#define DAY 86400
#define SOON_DAYS 60
#define GONE_DAYS 45
#define LISTED_MOST 200

const struct office_opd *
contact_of(const struct desk *d, int64_t person_id)
{
	const struct office_opd *opd = NULL;
	struct person p = { 0 };

	if (d->office->n_opd > 0 && person_load(d->st, person_id, &p) == 0)
		opd = office_opd(d->office, p.unit_kerja);
	person_free(&p);
	return opd;
}

/* ---- what it hears ---- */

static void
put_person(struct desk *d, struct fields *f, const char *nama, const char *ends_day)
{
	fields_put(f, "opd_orang", nama);
	fields_put_day(f, "opd_berakhir", d->office->calendar, ends_day);
}

static int
tell(struct desk *d, const struct office_opd *opd, const char *what, struct fields *about)
{
	struct post p = { .what = what, .to = opd->email, .role = "opd", .extra = about };

	fields_put(about, "opd_nama", opd->nama);
	post_mail(d, &p);
	return 1;
}

int
contact_month(struct desk *d, const struct office_opd *opd)
{
	struct fields about = { 0 };
	int64_t now = clock_now();
	int zone = calendar_zone_minutes(d->office->calendar), n = 0;
	char from[11], until[11];
	struct rows *r;

	clock_day(now - GONE_DAYS * DAY, zone, from);
	clock_day(now + SOON_DAYS * DAY, zone, until);
	r = store_rows(d->st, Q_CERTIFICATES_OF_OPD, "ttti", opd->nama, from, until,
	    (int64_t)LISTED_MOST);
	for (; rows_next(r); n++) {
		put_person(d, &about, rows_text(r, 0), rows_text(r, 1));
		fields_put(&about, "opd_kabar", rows_int(r, 2) != 0 ? "tak-sampai" : "-");
	}
	rows_end(r);
	if (n > 0)
		n = tell(d, opd, "sertifikat-opd", &about);
	fields_free(&about);
	return n;
}

/* ---- reminders that do not arrive ---- */

void
contact_returned(struct desk *d, int64_t case_id, int64_t owner_id)
{
	if (case_id != 0 && contact_of(d, owner_id) != NULL)
		store_do(d->st, Q_REMINDER_RETURNED, "i", case_id);
}

bool
contact_owes(const struct desk *d)
{
	return store_int(d->st, Q_REMINDER_OWED, "") != 0;
}

static int
tell_returned(struct desk *d, const struct office_opd *opd)
{
	struct { int64_t certificate_id, stage; } told[LISTED_MOST];
	struct fields about = { 0 };
	size_t n = 0, i;
	char stage[24];
	struct rows *r =
	    store_rows(d->st, Q_REMINDERS_OWED_OPD, "ti", opd->nama, (int64_t)LISTED_MOST);

	while (n < LISTED_MOST && rows_next(r)) {
		told[n].certificate_id = rows_int(r, 0);
		told[n++].stage = rows_int(r, 1);
		put_person(d, &about, rows_text(r, 2), rows_text(r, 3));
	}
	rows_end(r);
	for (i = 0; i < n; i++) {
		store_do(d->st, Q_REMINDER_TOLD, "ii", told[i].certificate_id, told[i].stage);
		snprintf(stage, sizeof(stage), "%lld", (long long)told[i].stage);
		journal_add(d->st,
		    &(struct entry){
			.kind = "cert.contact", .code = stage, .n = told[i].certificate_id });
	}
	if (n > 0)
		tell(d, opd, "sertifikat-tak-sampai", &about);
	fields_free(&about);
	return n > 0;
}

int
contact_owe(struct desk *d)
{
	int owed = 0;
	size_t i;

	for (i = 0; i < d->office->n_opd; i++)
		while (tell_returned(d, &d->office->opd[i]))
			owed++;
	/* whose unit is no OPD of the file any more */
	store_do(d->st, Q_REMINDERS_UNOWED, "");
	return owed;
}

/* ---- needed no more? ---- */

void
contact_ask(struct desk *d, const struct casefile *c)
{
	const struct office_opd *opd = contact_of(d, c->owner_id);
	struct fields about = { 0 };
	struct inquiry q = { .kind = "lepas-opd",
		.c = c,
		.outside = true,
		.service = c->service,
		.extra = &about };

	if (opd == NULL)
		return;
	q.address = opd->email;
	fields_put(&about, "opd_nama", opd->nama);
	/* his name alone: it is his own office that is asked */
	fields_put_if(&about, "nama", c->owner.nama);
	inquiry_ask(d, &q);
	fields_free(&about);
}

static void
answered(struct asked *q, const char *means)
{
	struct event ev = { .kind = EVENT_CONTACT, .answer = { .means = means, .tier = 1 } };

	desk_advance(q->d, NULL, q->case_id, &ev, 0, NULL);
}

void contact_yes(struct asked *q) { answered(q, "done"); }
void contact_no(struct asked *q) { answered(q, "renew"); }
