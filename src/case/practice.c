/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/practice.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "case/people.h"

#define HOLDERS_MOST 64

static void
add(struct practice **all, size_t *n, struct store *st, const struct office_peran *role, int64_t id)
{
	struct rows *r = store_rows(st, Q_PRACTICE_OF, "i", id);

	*all = grow(*all, *n, sizeof(**all));
	(*all)[*n] = (struct practice){ .role = role, .person_id = id };
	if (rows_next(r)) {
		(*all)[*n].asked = rows_int(r, 0);
		(*all)[*n].passed = rows_int(r, 1);
	}
	rows_end(r);
	(*n)++;
}

size_t
practice_all(struct store *st, const struct office *o, int64_t now, struct practice **out)
{
	int64_t ids[HOLDERS_MOST];
	size_t n = 0, found;

	*out = NULL;
	for (size_t i = 0; i < o->n_peran; i++) {
		found = people_holders(st, o, o->peran[i].id, now, ids, HOLDERS_MOST);
		for (size_t k = 0; k < found; k++)
			add(out, &n, st, &o->peran[i], ids[k]);
	}
	return n;
}

size_t
practice_missing(struct store *st, const struct office *o, int64_t now)
{
	struct practice *all;
	size_t n = practice_all(st, o, now, &all), missing = 0;

	for (size_t i = 0; i < n; i++)
		missing += all[i].passed == 0;
	free(all);
	return missing;
}

/* One mail to the person of all[at], which names all his roles; nothing where a row before did. */
static bool
ask(struct desk *d, const struct practice *all, size_t n, size_t at)
{
	struct fields extra = { 0 };
	struct inquiry q = { .kind = PRACTICE,
		.role = all[at].role->id,
		.person_id = all[at].person_id,
		.extra = &extra };
	bool owed;

	for (size_t i = 0; i < at; i++)
		if (all[i].person_id == all[at].person_id)
			return false;
	for (size_t i = at; i < n; i++)
		if (all[i].person_id == all[at].person_id)
			fields_put(&extra, "latihan_peran", all[i].role->nama);
	store_do(d->st, Q_PRACTICE_WITHDRAW, "ii", all[at].person_id, clock_now());
	owed = inquiry_ask(d, &q) != 0;
	fields_free(&extra);
	return owed;
}

size_t
practice_ask(struct desk *d, int64_t person_id)
{
	struct practice *all;
	size_t n = practice_all(d->st, d->office, clock_now(), &all), asked = 0;

	for (size_t i = 0; i < n; i++)
		if (person_id != 0 ? all[i].person_id == person_id : all[i].passed == 0)
			asked += ask(d, all, n, i);
	free(all);
	return asked;
}

/* His letter is good enough for every row that his roles answer. */
static bool
trusted(struct asked *q)
{
	const struct office *o = q->d->office;

	for (size_t i = 0; i < o->n_layanan; i++) {
		const struct sop *sop = o->layanan[i].sop;

		for (size_t k = 0; sop != NULL && k < sop->n_tahap; k++)
			if (sop->tahap[k].kepada != NULL &&
			    people_holds(
				q->d->st, o, sop->tahap[k].kepada, q->person_id, clock_now()) &&
			    !desk_meets(q->d, q->in, q->person_id, true, sop, &sop->tahap[k]))
				return false;
	}
	return true;
}

/* What the answer would have been worth had the question been one of an SOP. */
static const char *
judge(struct asked *q)
{
	const struct fact_command *c = &q->in->facts->command;

	if (c->means == NULL || !c->consumed || c->tier > 2)
		return "tak-terbaca";
	if (strcmp(c->means, "approve") != 0)
		return "lain";
	if (!trusted(q))
		return "lemah";
	return c->tier == 1 ? "benar" : "dipastikan";
}

const char *
practice_answer(struct asked *q)
{
	const char *result = judge(q);
	bool passed = strcmp(result, "lain") != 0 && strcmp(result, "tak-terbaca") != 0;
	struct fields extra = { 0 };

	fields_put(&extra, "latihan_hasil", result);
	inquiry_reply(q, "latihan-hasil", &extra);
	fields_free(&extra);
	if (!passed)
		return "inquiry-unclear";
	inquiry_answered(q, "approve");
	return "approve";
}
