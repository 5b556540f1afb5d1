/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whose day it is stands in `holder`; whom a role was last known to belong to in meta holder_ROLE,
 * so that a change is seen once, whether a command or a date made it.
 */
#include "case/holder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/people.h"
#include "case/post.h"
#include "store/journal.h"

#define HOLDERS_MOST 32
#define NUMBERS_MOST 100	/* cases named in one mail */

int64_t
holder_for(struct store *st, const struct office *o, const char *role, int64_t owner_id,
    int64_t now)
{
	int64_t id = people_holder_but(st, o, role, owner_id, now);

	return id != 0 ? id : people_holder_but(st, o, "helpdesk", owner_id, now);
}

/* ---- questions go to another ---- */
struct moved { char **numbers; size_t n; };

static void
moved_free(struct moved *m)
{
	while (m->n > 0)
		free(m->numbers[--m->n]);
	free(m->numbers);
}

/* The open questions of a role, of one person or (0) of everybody. */
struct open_question { int64_t case_id, person_id, owner_id; char *role, *number; };

static size_t
open_questions(
    struct desk *d, const char *role, int64_t person_id, struct open_question **out)
{
	struct rows *r = store_rows(d->st, Q_TASKS_OF_ROLE, "tI", role, person_id);
	size_t n = 0;

	*out = NULL;
	while (rows_next(r)) {
		*out = grow(*out, n, sizeof(**out));
		(*out)[n++] = (struct open_question){ .case_id = rows_int(r, 0),
			.person_id = rows_int(r, 1),
			.owner_id = rows_int(r, 2),
			.role = rows_dup(r, 3),
			.number = rows_dup(r, 4) };
	}
	rows_end(r);
	return n;
}

/* The people who are asked in a role now. */
struct asked { int64_t ids[HOLDERS_MOST]; size_t n; };

static struct asked
asked_in(struct desk *d, const char *role)
{
	struct asked now = { .n = 0 };

	now.n = people_holders(d->st, d->office, role, clock_now(), now.ids, HOLDERS_MOST);
	return now;
}

static bool
is_asked(const struct asked *now, int64_t person_id)
{
	for (size_t i = 0; i < now->n; i++)
		if (now->ids[i] == person_id)
			return true;
	return false;
}

/* A colleague who is to be asked has the same question already. */
static bool
shared(struct desk *d, const struct open_question *q)
{
	struct asked now = asked_in(d, q->role);
	struct rows *r = store_rows(d->st, Q_TASKS_OF_OTHERS, "ii", q->case_id, q->person_id);
	bool found = false;

	while (rows_next(r))
		found = found || is_asked(&now, rows_int(r, 0));
	rows_end(r);
	return found;
}

/*
 * Puts each of them to whom it belongs now. `from`: only his, or of who does not hold the role any
 * more. Returns how many stay with a person who is to be left.
 */
static size_t
move(struct desk *d, const char *role, int64_t person_id, int64_t from, struct moved *m)
{
	struct event ev = { .kind = EVENT_ROLE, .moved = true };
	struct open_question *list;
	size_t n = open_questions(d, role, person_id, &list), left = 0, i;
	int64_t now = clock_now();

	for (i = 0; i < n; i++) {
		struct open_question *q = &list[i];
		bool leaves = q->person_id == from ||
		    !people_holds(d->st, d->office, q->role, q->person_id, now);

		if (leaves && shared(d, q))
			;
		else if (leaves &&
		    holder_for(d->st, d->office, q->role, q->owner_id, now) != q->person_id) {
			desk_advance(d, NULL, q->case_id, &ev, 0, NULL);
			m->numbers = grow(m->numbers, m->n, sizeof(*m->numbers));
			m->numbers[m->n++] = xstrdup(q->number);
		} else
			left += leaves;
		free(q->role);
		free(q->number);
	}
	free(list);
	return left;
}

/* ---- telling ---- */
static void
put_numbers(struct fields *s, const struct moved *m)
{
	for (size_t i = 0; i < m->n && i < NUMBERS_MOST; i++)
		fields_put_if(s, "beralih_nomor", m->numbers[i]);
}

static void
tell(struct desk *d, const char *what, const char *role, const struct person *p,
    const struct fields *s, const char *once)
{
	struct post post = { .what = what,
		.to = p->address,
		.to_name = p->nama,
		.person_id = p->id,
		.role = role,
		.internal = true,
		.once = once,
		.extra = s };

	if (p->address != NULL)
		post_mail(d, &post);
}

static void
tell_both(struct desk *d, const struct office_peran *role, int64_t was, int64_t is,
    const struct moved *m)
{
	struct person old = { 0 }, new = { 0 };
	char *until = NULL, *kind = NULL, from[64] = "", to[64] = "";
	struct fields s = { 0 };
	struct rows *r = store_rows(d->st, Q_HOLDER_TERM, "ti", role->id, is);
	int zone = calendar_zone_minutes(d->office->calendar);

	if (rows_next(r)) {
		kind = rows_dup(r, 0);
		calendar_say_date(d->office->calendar, clock_of_day(rows_text(r, 1), zone), from);
		until = rows_dup(r, 2);
	}
	rows_end(r);
	if (until != NULL)
		calendar_say_date(d->office->calendar, clock_of_day(until, zone), to);
	person_load(d->st, was, &old);
	if (is != 0)
		person_load(d->st, is, &new);
	fields_put_if(&s, "peran", role->nama);
	fields_put_if(&s, "peran_dari", old.nama != NULL ? old.nama : old.address);
	fields_put_if(&s, "peran_kepada", new.nama != NULL ? new.nama : new.address);
	fields_put_if(&s, "peran_jenis", kind != NULL && strcmp(kind, "definitif") != 0 ? kind : NULL);
	fields_put_if(&s, "peran_sejak", from);
	fields_put_if(&s, "peran_sampai", to);
	put_numbers(&s, m);
	tell(d, "peran-beralih", role->id, &old, &s, NULL);
	fields_put(&s, "peran_baru", "ya");
	if (is != 0)
		tell(d, "peran-beralih", role->id, &new, &s, NULL);
	fields_free(&s);
	person_free(&old);
	person_free(&new);
	free(until);
	free(kind);
}

/* ---- a role changes hands ---- */
static void
role_change(struct desk *d, const struct office_peran *role)
{
	char *key = xasprintf("holder_%s", role->id), *known = store_text(d->st, Q_META_GET, "t", key);
	int64_t was = known != NULL ? strtoll(known, NULL, 10) : 0;
	int64_t is = people_designated(d->st, d->office, role->id, clock_now());
	struct asked asked = asked_in(d, role->id);
	struct moved m = { 0 };
	char now[24];
	bool leaves = was != 0 && !is_asked(&asked, was);

	snprintf(now, sizeof(now), "%lld", (long long)is);
	store_do(d->st, Q_META_SET, "tt", key, now);
	/* another beside him is no change of hands */
	move(d, role->id, 0, leaves ? was : 0, &m);
	if (leaves && was != is) {
		journal_add(d->st,
		    &(struct entry){ .kind = "role.change",
			.person_id = is,
			.code = role->id,
			.n = (int64_t)m.n });
		log_info("role=%s from person=%lld to person=%lld questions=%zu", role->id,
		    (long long)was, (long long)is, m.n);
		tell_both(d, role, was, is, &m);
	}
	moved_free(&m);
	free(known);
	free(key);
}

void
holders_change(struct desk *d)
{
	for (size_t i = 0; i < d->office->n_peran; i++)
		role_change(d, &d->office->peran[i]);
	desk_ask_waiting(d);
}

/* ---- a holder cannot be reached ---- */
void
holder_away(struct desk *d, int64_t person_id, int64_t message_id, const char *why)
{
	struct person away = { 0 }, help = { 0 };
	struct moved m = { 0 };
	struct fields s = { 0 };
	int64_t now = clock_now(), helpdesk;
	char *once = NULL;
	size_t left;

	if (!people_holds_any(d->st, d->office, person_id, now) ||
	    store_do(d->st, Q_PERSON_AWAY, "ii", person_id, now) == 0)
		return;		/* known already */
	journal_add(d->st,
	    &(struct entry){ .kind = "person.away",
		.person_id = person_id,
		.message_id = message_id,
		.code = why });
	left = move(d, NULL, person_id, person_id, &m);
	log_warn("person=%lld cannot be reached (%s): %zu questions to another, %zu stay",
	    (long long)person_id, why, m.n, left);
	helpdesk = people_holder_but(d->st, d->office, "helpdesk", person_id, now);
	if (person_load(d->st, person_id, &away) == 0 && helpdesk != 0 && m.n + left > 0 &&
	    person_load(d->st, helpdesk, &help) == 0) {
		fields_put_if(&s, "peran_dari", away.nama != NULL ? away.nama : away.address);
		fields_put_if(&s, "tetap_menunggu", left > 0 ? "ya" : NULL);
		put_numbers(&s, &m);
		/* an automatic receipt to each mail would make one of ours each time */
		once = xasprintf("away/%lld/%lld", (long long)person_id,
		    (long long)((now + calendar_zone_minutes(d->office->calendar) * 60) / 86400));
		tell(d, "tidak-terjangkau", "helpdesk", &help, &s, once);
	}
	fields_free(&s);
	free(once);
	person_free(&away);
	person_free(&help);
	moved_free(&m);
}

void
holder_back(struct desk *d, int64_t person_id)
{
	if (store_do(d->st, Q_PERSON_BACK, "i", person_id) > 0)
		journal_add(d->st, &(struct entry){ .kind = "person.back", .person_id = person_id });
}

/* ---- what is missing ---- */
static bool
needed(const struct office *o, const char *role)
{
	size_t i, k;

	for (i = 0; i < o->n_layanan; i++)
		for (k = 0; o->layanan[i].sop != NULL && k < o->layanan[i].sop->n_pelaku; k++) {
			const struct sop_pelaku *p = &o->layanan[i].sop->pelaku[k];

			if (p->official && strcmp(p->id, role) == 0)
				return true;
		}
	return strcmp(role, "helpdesk") == 0;
}

size_t
holders_missing(struct store *st, const struct office *o, int64_t now,
    const struct office_peran **out)
{
	size_t n = 0, i;

	for (i = 0; i < o->n_peran; i++)
		if (needed(o, o->peran[i].id) && !people_reachable(st, o, o->peran[i].id, now))
			out[n++] = &o->peran[i];
	return n;
}
