/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/renewed.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "case/register.h"
#include "store/journal.h"

#define DAY 86400

/* It was issued after the case was opened; false when nobody told. */
static bool
issued_since(const struct desk *d, const struct certificate *new, int64_t then)
{
	int64_t at = clock_of_day(new->issued_day, calendar_zone_minutes(d->office->calendar));

	return at >= 0 && at + DAY > then;
}

/* What makes it uncertain, as templates know it; NULL: nothing. */
static const char *
doubt_of(struct desk *d, const struct casefile *c, const struct certificate *new)
{
	if (new->estimated)
		return "perkiraan";
	if (store_int(d->st, Q_CERTIFICATES_NEW_BESIDE, "iit", new->person_id, new->id,
		c->ends_before) != 0)
		return "dua-sertifikat";
	return c->ends_before == NULL && !issued_since(d, new, c->opened_at) ? "lama-tak-diketahui" :
									       NULL;
}

/* Not another word for the one that the case is about: valid for long, and longer than that. */
static bool
is_new(struct desk *d, const struct casefile *c, const struct certificate *new)
{
	return strcmp(new->status, "ISSUE") == 0 && new->ends_day != NULL &&
	    register_ends_far(d->office, new, clock_now()) &&
	    (c->ends_before == NULL || strcmp(new->ends_day, c->ends_before) > 0);
}

static void
tell_case(struct desk *d, const struct casefile *c, const struct certificate *new,
    const char *doubt, const char *source)
{
	struct event ev = { .kind = EVENT_CERTIFICATE, .doubt = doubt };

	/* a file that is imported each week is no news each week */
	if (doubt != NULL && store_int(d->st, Q_CASE_CERTIFICATE_TOLD, "iit", c->id, new->id, doubt) != 0)
		return;
	if (doubt == NULL) {
		ev.status.word = new->status;
		ev.status.fresh = ev.status.end_known = true;
		ev.status.days_left =
		    (clock_of_day(new->ends_day, calendar_zone_minutes(d->office->calendar)) -
			clock_now()) / DAY;
	}
	journal_add(d->st,
	    &(struct entry){ .kind = "case.certificate",
		.case_id = c->id,
		.person_id = c->owner_id,
		.code = source,
		.code2 = doubt,
		.n = new->id });
	log_info("case case=%s: the register knows a newer certificate (%s)%s%s", c->number, source,
	    doubt != NULL ? ", in doubt: " : "", doubt != NULL ? doubt : "");
	desk_advance(d, NULL, c->id, &ev, 0, NULL);
}

/* Each open case of the owner whose SOP wants to know. */
static void
look(struct desk *d, const struct certificate *new, const char *doubt, const char *source)
{
	struct casefile c;
	struct err e;
	int64_t id = 0;

	while ((id = store_int(d->st, Q_CASES_OPEN_OF_OWNER, "ii", new->person_id, id)) != 0) {
		if (casefile_load(d->st, d->sops, id, &c, &e) < 0) {
			log_error("case id=%lld: %s", (long long)id, e.msg);
			continue;
		}
		if (c.sop->sertifikat_baru != NULL && c.petugas_at == 0 &&
		    (doubt != NULL || is_new(d, &c, new)))
			tell_case(d, &c, new, doubt != NULL ? doubt : doubt_of(d, &c, new), source);
		casefile_free(&c);
	}
}

void
renewed_look(struct desk *d, int64_t person_id, const char *source)
{
	struct certificate new;

	if (register_current(d->st, person_id, &new) < 0)
		return;
	look(d, &new, NULL, source);
	certificate_free(&new);
}

void
renewed_not_his(
    struct desk *d, int64_t person_id, int64_t certificate_id, const char *source)
{
	const struct certificate his = { .id = certificate_id, .person_id = person_id };

	look(d, &his, "milik-lain", source);
}
