/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Jumlah Pengguna TTE: people with a certificate that was valid in a month, by unit, each counted
 * once. The whole register is walked once into a few bytes a certificate, sorted by unit and
 * person.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "report/gather.h"

#define DAY         86400
#define ENDING_DAYS 90
#define NO_END      (9999 * 12)

/* Months are counted from the year 0; a certificate that was revoked has none. */
struct validity {
	int64_t person;
	int32_t unit, first, last;
};
struct register_read {
	struct validity *uses;
	size_t n;
	char **units;
	size_t n_units;
};

static int32_t
month_number(const char *day)
{
	int year = 0, m = 1;

	sscanf(day, "%4d-%2d", &year, &m);
	return year * 12 + m - 1;
}

static void
month_text(int32_t number, char month[8])
{
	figures_next_month("0000-01", number, month);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* ---- reading ---- */
static void
read_units(const struct figures_order *o, struct register_read *g)
{
	struct rows *r = store_rows(o->st, Q_REPORT_UNITS, "");

	while (rows_next(r)) {
		g->units = grow(g->units, g->n_units, sizeof(*g->units));
		g->units[g->n_units++] = rows_dup(r, 0);
	}
	rows_end(r);
	if (g->n_units > 0)
		qsort(g->units, g->n_units, sizeof(*g->units), by_name);
}

static int32_t
unit_of(const struct register_read *g, const char *name)
{
	char **found;

	if (name == NULL || g->n_units == 0)
		return -1;
	found = bsearch(&name, g->units, g->n_units, sizeof(*g->units), by_name);
	return found != NULL ? (int32_t)(found - g->units) : -1;
}

static void
expire(struct figures *f, struct rows *r, int32_t this_month)
{
	const char *ends = rows_text(r, 2);
	int64_t end = clock_of_day(ends, calendar_zone_minutes(f->office->calendar));
	int32_t at;

	if (rows_int(r, 4) != 0 || ends == NULL || strcmp(rows_text(r, 3), "REVOKE") == 0)
		return;
	at = month_number(ends) - this_month;
	if (end + DAY <= f->now)
		at = -1;
	else if (end < f->now + ENDING_DAYS * DAY)
		f->ending++;
	at = at < 0 ? 0 : at >= FIGURES_MONTHS ? FIGURES_MONTHS + 1 : at + 1;
	f->expiry[at].n++;
	f->expiry[at].estimated += rows_int(r, 7);
}

static int
by_unit(const void *a, const void *b)
{
	const struct validity *x = a, *y = b;

	if (x->unit != y->unit)
		return x->unit < y->unit ? -1 : 1;
	return (x->person > y->person) - (x->person < y->person);
}

/* f NULL: ends are not counted. */
static void
read_register(const struct figures_order *o, struct figures *f, struct register_read *g)
{
	int zone = calendar_zone_minutes(o->office->calendar);
	char day[32], now[8] = "";
	struct rows *r;

	if (f != NULL)
		figures_month_of(o->office, f->now, now);
	*g = (struct register_read){ 0 };
	read_units(o, g);
	r = store_rows(o->st, Q_REPORT_CERTIFICATES, "");
	while (rows_next(r)) {
		const char *first = rows_text(r, 1), *last = rows_text(r, 2);

		clock_format(rows_int(r, 5), zone, day);
		g->uses = grow(g->uses, g->n, sizeof(*g->uses));
		g->uses[g->n++] = (struct validity){ .person = rows_int(r, 6),
			.unit = unit_of(g, rows_text(r, 0)),
			.first = month_number(first != NULL ? first : day),
			.last = strcmp(rows_text(r, 3), "REVOKE") == 0 ? 0 :
			    last != NULL                               ? month_number(last) :
									 NO_END };
		if (f != NULL)
			expire(f, r, month_number(now));
	}
	rows_end(r);
	if (g->n > 0)
		qsort(g->uses, g->n, sizeof(*g->uses), by_unit);
}

static void
register_end(struct register_read *g)
{
	for (size_t i = 0; i < g->n_units; i++)
		free(g->units[i]);
	free(g->units);
	free(g->uses);
}

/* ---- counting ---- */

/* Of one unit, whose certificates these are; a person counts once. */
static void
count(const struct validity *u, size_t n, int32_t month, int64_t *users, int64_t *fresh)
{
	int64_t counted = 0, begun = 0;

	for (size_t i = 0; i < n; i++) {
		if (u[i].first <= month && u[i].last >= month && u[i].person != counted) {
			counted = u[i].person;
			(*users)++;
		}
		if (u[i].first == month && u[i].person != begun) {
			begun = u[i].person;
			(*fresh)++;
		}
	}
}

static void
by_units(const struct register_read *g, int32_t month,
    void (*each)(const char *month, const struct figures_unit *, void *), void *arg)
{
	char text[8];
	size_t i, k;

	month_text(month, text);
	for (i = 0; i < g->n; i = k) {
		struct figures_unit unit = {
			.unit = g->uses[i].unit < 0 ? "(tidak tercatat)" : g->units[g->uses[i].unit]
		};

		for (k = i; k < g->n && g->uses[k].unit == g->uses[i].unit;)
			k++;
		count(g->uses + i, k - i, month, &unit.users, &unit.fresh);
		if (unit.users != 0 || unit.fresh != 0)
			each(text, &unit, arg);
	}
}

static void
add_unit(const char *month, const struct figures_unit *unit, void *arg)
{
	struct figures *f = arg;

	(void)month;
	f->units = grow(f->units, f->n_units, sizeof(*f->units));
	f->units[f->n_units] = *unit;
	f->units[f->n_units++].unit = xstrdup(unit->unit);
	f->users += unit->users;
	f->fresh += unit->fresh;
}

static int
by_users(const void *a, const void *b)
{
	const struct figures_unit *x = a, *y = b;

	if (x->users != y->users)
		return x->users > y->users ? -1 : 1;
	return strcmp(x->unit, y->unit);
}

void
gather_users(const struct figures_order *o, struct figures *f)
{
	struct register_read g;
	char now[8];

	figures_month_of(o->office, f->now, now);
	snprintf(f->expiry[FIGURES_MONTHS + 1].month, 8, "later");
	for (int i = 0; i < FIGURES_MONTHS; i++)
		figures_next_month(now, i, f->expiry[i + 1].month);
	read_register(o, f, &g);
	for (size_t i = 0; i < f->n_months; i++)
		for (size_t k = 0, to; k < g.n; k = to) {
			for (to = k; to < g.n && g.uses[to].unit == g.uses[k].unit;)
				to++;
			count(g.uses + k, to - k, month_number(f->months[i].month),
			    &f->months[i].users, &f->months[i].fresh);
		}
	if (f->n_months > 0)
		by_units(&g, month_number(f->months[f->n_months - 1].month), add_unit, f);
	if (f->n_units > 0)
		qsort(f->units, f->n_units, sizeof(*f->units), by_users);
	register_end(&g);
}

void
figures_users(const struct figures_order *o, const struct figures *f,
    void (*each)(const char *month, const struct figures_unit *, void *), void *arg)
{
	struct register_read g;
	char month[8];
	int32_t at, last;

	read_register(o, NULL, &g);
	figures_month_of(o->office, f->last, month);
	at = last = month_number(month);
	for (size_t i = 0; f->all && i < g.n; i++)
		if (g.uses[i].first < at)
			at = g.uses[i].first;
	for (; at <= last; at++)
		by_units(&g, at, each, arg);
	register_end(&g);
}
