/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The due timers themselves are what is still to be told: a reminder that may not be told today is
 * moved to the next morning, one whose tahap is left goes with its timer.
 */
#include "case/nudge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/people.h"
#include "case/post.h"
#include "store/journal.h"

#define LIST_MOST 60		/* questions named in one mail */
#define LATE (3 * 86400)	/* seconds after which a due time is overdue */

static void
nudge_free(struct nudge *g)
{
	free(g->number);
	free(g->service);
	free(g->owner);
	free(g->waits_for);
	free(g->tahap);
	free(g->role);
	*g = (struct nudge){ 0 };
}

void
nudges_free(struct nudges *list)
{
	for (size_t i = 0; i < list->n; i++)
		nudge_free(&list->items[i]);
	free(list->items);
	*list = (struct nudges){ 0 };
}

/* Whose reminder it is: of the open question who was asked, else the holder of the role. */
static int64_t
whose(struct desk *d, const struct casefile *c, const struct sop_tahap *t,
    const struct sop_batas *b, bool *question, const struct case_task **asked)
{
	int64_t id;

	*asked = casefile_open_task(c, "tanya", t->id);
	*question = *asked != NULL && t->kepada != NULL && strcmp(t->kepada, b->kepada) == 0;
	if (*question)
		return (*asked)->person_id;
	id = people_holder(d->st, d->office, b->kepada, clock_now());
	return id != 0 ? id : people_holder(d->st, d->office, "helpdesk", clock_now());
}

static char *
name_of(struct store *st, int64_t person_id, const char *otherwise)
{
	struct person p = { 0 };
	char *name = NULL;

	if (person_id != 0 && person_load(st, person_id, &p) == 0)
		name = xstrdup(p.nama);
	person_free(&p);
	return name != NULL ? name : xstrdup(otherwise);
}

/* Fills g from its case; false: there is nothing to remind of. */
static bool
look(struct desk *d, struct nudge *g)
{
	const struct office_layanan *l;
	const struct case_task *asked;
	const struct sop_tahap *t;
	struct casefile c;
	struct err e;
	bool found = false;

	if (casefile_load(d->st, d->sops, g->case_id, &c, &e) < 0)
		return false;
	t = c.tahap != NULL ? sop_tahap(c.sop, c.tahap) : NULL;
	if (t != NULL && (size_t)g->batas < t->n_batas) {
		l = office_layanan(d->office, c.service);
		g->person_id = whose(d, &c, t, &t->batas[g->batas], &g->question, &asked);
		g->number = xstrdup(c.number);
		g->service = xstrdup(l != NULL ? l->nama : c.service);
		g->owner = name_of(d->st, c.owner_id, c.nama);
		g->waits_for = asked != NULL ? name_of(d->st, asked->person_id, asked->role) : NULL;
		g->tahap = xstrdup(c.tahap);
		g->role = xstrdup(t->batas[g->batas].kepada);
		g->since = c.entered_at;
		g->alone = conf_mode(d->conf, c.service) != MODE_PENUH;
		found = true;
	}
	casefile_free(&c);
	return found;
}

/* He had his reminder of this day; -1: nobody is to be reminded. */
static bool
had_today(struct desk *d, int64_t person_id, int64_t now)
{
	int64_t at = store_int(d->st, Q_PERSON_NUDGED_AT, "i", person_id), zone;

	zone = calendar_zone_minutes(d->office->calendar) * 60;
	return at != 0 && (at + zone) / 86400 >= (now + zone) / 86400;
}

/*
 * Where the same case stands in the list already: what is overdue since long waits, so that a case
 * does one thing a day after an outage; what is told to the same person anyway says nothing more.
 */
static bool
told_with(const struct nudges *list, struct nudge *g, int64_t now)
{
	for (size_t i = 0; i < list->n; i++) {
		if (list->items[i].case_id != g->case_id)
			continue;
		if (now - list->items[i].due_at > LATE)
			return false;
		g->silent = g->silent || list->items[i].person_id == g->person_id;
	}
	return true;
}

void
nudges_due(struct desk *d, int64_t now, struct nudges *out)
{
	struct rows *r = store_rows(d->st, Q_NUDGES_DUE, "i", now);
	int64_t morning = calendar_morning(d->office->calendar, now, 1);
	struct nudges all = { 0 };

	while (rows_next(r)) {
		all.items = grow(all.items, all.n, sizeof(*all.items));
		all.items[all.n++] = (struct nudge){ .timer_id = rows_int(r, 0),
			.case_id = rows_int(r, 1),
			.batas = rows_int(r, 2),
			.due_at = rows_int(r, 3) };
	}
	rows_end(r);
	*out = (struct nudges){ 0 };
	for (size_t i = 0; i < all.n; i++) {
		struct nudge *g = &all.items[i];

		if (!look(d, g)) {
			store_do(d->st, Q_TIMER_REMOVE, "i", g->timer_id);
		} else if ((!g->alone && had_today(d, g->person_id, now)) ||
		    !told_with(out, g, now)) {
			store_do(d->st, Q_TIMER_MOVE, "ii", g->timer_id, morning);
		} else {
			out->items = grow(out->items, out->n, sizeof(*out->items));
			out->items[out->n++] = *g;
			*g = (struct nudge){ 0 };	/* its texts went with it */
		}
		nudge_free(g);
	}
	free(all.items);
}

/* ---- telling ---- */
static void
tell_several(struct desk *d, const struct nudges *list, size_t at, const struct person *p)
{
	const struct nudge *first = &list->items[at];
	struct post post = { .what = "ingat-beberapa",
		.to = p->address,
		.to_name = p->nama,
		.person_id = p->id,
		.role = first->role };
	struct fields fields = { 0 };
	char since[64];
	size_t shown = 0, i;
	struct casefile c;
	struct err e;

	for (i = at; i < list->n; i++) {
		const struct nudge *g = &list->items[i];

		if (g->person_id != first->person_id || g->alone || g->silent || ++shown > LIST_MOST)
			continue;
		calendar_say_day(d->office->calendar, g->since, since);
		fields_put(&fields, g->question ? "ingat_nomor" : "lapor_nomor", g->number);
		fields_put(&fields, g->question ? "ingat_layanan" : "lapor_layanan", g->service);
		fields_put(&fields, g->question ? "ingat_nama" : "lapor_nama", g->owner);
		fields_put(&fields, g->question ? "ingat_sejak" : "lapor_sejak", since);
		if (!g->question)
			fields_put(&fields, "lapor_siapa", g->waits_for);
	}
	if (shown > LIST_MOST)
		fields_put_number(&fields, "ingat_lagi", (long long)(shown - LIST_MOST));
	post.extra = &fields;
	/* its mode and pause are those of the first: none of them is held back now */
	if (casefile_load(d->st, d->sops, first->case_id, &c, &e) == 0) {
		post.service = c.service;
		post_mail(d, &post);
		casefile_free(&c);
	}
	fields_free(&fields);
}

static void
done(struct desk *d, struct nudge *g, bool in_list)
{
	struct event ev = { .kind = EVENT_TIMER, .batas = (size_t)g->batas };

	store_do(d->st, Q_TIMER_REMOVE, "i", g->timer_id);
	journal_add(d->st,
	    &(struct entry){ .kind = in_list ? "timer.together" : "timer.fire",
		.case_id = g->case_id,
		.person_id = in_list ? g->person_id : 0,
		.code = g->tahap,
		.n = g->batas });
	if (in_list)
		desk_rearm(d, g->case_id, (size_t)g->batas);
	else
		desk_advance(d, NULL, g->case_id, &ev, 0, NULL);
	g->timer_id = 0;
}

void
nudges_owe(struct desk *d, struct nudges *list, size_t at, int64_t now)
{
	struct nudge *first = &list->items[at];
	struct person p = { 0 };
	size_t n = 0, i;
	bool together;

	if (first->timer_id == 0)
		return;
	for (i = at; i < list->n && !first->alone; i++)
		n += list->items[i].person_id == first->person_id && !list->items[i].silent &&
		    !list->items[i].alone;
	together = n > 1 && person_load(d->st, first->person_id, &p) == 0 && p.address != NULL;
	if (together)
		tell_several(d, list, at, &p);
	for (i = at; i < list->n; i++) {
		struct nudge *g = &list->items[i];

		if (i == at || (!first->alone && !g->alone && g->person_id == first->person_id))
			done(d, g, together || g->silent);
	}
	if (!first->alone && first->person_id != 0)
		store_do(d->st, Q_PERSON_NUDGED, "ii", first->person_id, now);
	log_info("nudge person=%lld of=%zu", (long long)first->person_id, n);
	person_free(&p);
}
