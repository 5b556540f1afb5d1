/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The period that is asked for, its parts put together, and what they own freed. */
#include "report/figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "report/gather.h"

static const char *const names[] = { "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli",
	"Agustus", "September", "Oktober", "November", "Desember" };

int64_t
figures_zone(const struct office *o)
{
	return (int64_t)calendar_zone_minutes(o->calendar) * 60;
}

void
figures_month_of(const struct office *o, int64_t at, char month[8])
{
	char day[32];

	clock_format(at, calendar_zone_minutes(o->calendar), day);
	memcpy(month, day, 7);
	month[7] = '\0';
}

static int
parts_of(const char *month, int *year, int *m)
{
	int n = 0;

	return strlen(month) == 7 && sscanf(month, "%4d-%2d%n", year, m, &n) == 2 && n == 7 &&
		*m >= 1 && *m <= 12 ?
	    0 :
	    -1;
}

int
figures_say_month(const char *month, char out[32])
{
	int year, m, rc = parts_of(month, &year, &m);

	if (rc == 0)
		snprintf(out, 32, "%s %d", names[m - 1], year);
	else
		out[0] = '\0';
	return rc;
}

void
figures_next_month(const char *month, int by, char out[8])
{
	int year = 0, m = 1;

	parts_of(month, &year, &m);
	year = year * 12 + m - 1 + by;
	snprintf(
	    out, 8, "%04u-%02u", (unsigned)(year / 12) % 10000, (unsigned)(year % 12 + 1) % 100);
}

/* "2026-11": its first second and that of the next month, in the office's zone. */
static int
period(struct figures *f, const char *month)
{
	int zone = calendar_zone_minutes(f->office->calendar);
	char next[8], day[16];

	if (month == NULL) {
		f->all = true;
		f->to = INT64_MAX;
		f->last = f->now;
		return 0;
	}
	if (figures_say_month(month, f->said) < 0)
		return -1;
	memcpy(f->month, month, sizeof(f->month));
	snprintf(day, sizeof(day), "%s-01", month);
	f->from = clock_of_day(day, zone);
	figures_next_month(month, 1, next);
	snprintf(day, sizeof(day), "%s-01", next);
	f->to = clock_of_day(day, zone);
	f->last = f->to - 1;
	return f->from >= 0 && f->to > f->from ? 0 : -1;
}

struct figures *
figures_gather(const struct figures_order *o, struct err *e)
{
	struct figures *f = xcalloc(1, sizeof(*f));
	int rc;

	f->office = o->office;
	f->now = clock_now();
	f->names = o->names;
	rc = period(f, o->month);
	if (rc < 0)
		err_refused(e, "%s: must be a month like 2026-11", o->month);
	else
		rc = gather_cases(o, f, e);
	if (rc == 0) {
		gather_users(o, f);
		gather_watch(o, f);
		return f;
	}
	figures_free(f);
	return NULL;
}

static void
free_rows(struct figures *f)
{
	for (size_t i = 0; i < f->n_rows; i++) {
		struct figures_row *r = &f->rows[i];

		free(r->service);
		free(r->no);
		free(r->kegiatan);
		free(r->pelaku);
		free(r->work.items);
		free(r->wait.items);
		free(r->pemohon.items);
		free(r->bsre.items);
	}
	free(f->rows);
	for (size_t i = 0; i < f->n_cases; i++) {
		free(f->cases[i].number);
		free(f->cases[i].service);
		free(f->cases[i].kegiatan);
		free(f->cases[i].who);
		free(f->cases[i].name);
	}
	free(f->cases);
}

static void
free_letters(struct figures_letters *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(all[i].code);
	free(all);
}

void
figures_free(struct figures *f)
{
	if (f == NULL)
		return;
	free(f->services);
	for (size_t i = 0; i < f->n_ends; i++) {
		free(f->ends[i].service);
		free(f->ends[i].end);
	}
	free(f->ends);
	free_rows(f);
	for (size_t i = 0; i < f->n_units; i++)
		free(f->units[i].unit);
	free(f->units);
	free(f->stages);
	free_letters(f->kept, f->n_kept);
	free_letters(f->refused, f->n_refused);
	for (size_t i = 0; i < f->n_exceptions; i++) {
		free(f->exceptions[i].number);
		free(f->exceptions[i].person);
		free(f->exceptions[i].what);
		free(f->exceptions[i].detail);
		free(f->exceptions[i].words);
	}
	free(f->exceptions);
	for (size_t i = 0; i < f->health.n_paused; i++)
		free(f->health.paused[i]);
	free(f->health.paused);
	free(f->health.vacant);
	for (size_t i = 0; i < f->health.n_apart; i++)
		free(f->health.apart[i]);
	free(f->health.apart);
	free(f);
}
