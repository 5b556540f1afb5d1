/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times of a tahap: when it is reminded of, and when it goes on by itself. */
#include <string.h>

#include "base/clock.h"
#include "case/act.h"

static bool
is_nudge(const struct sop *s, const struct sop_batas *b)
{
	const struct sop_pelaku *whom = b->surat != NULL ? sop_pelaku(s, b->kepada) : NULL;

	return whom != NULL && whom->official;
}

/*
 * Officials are reminded in the morning of the day on which the time runs out, or on the same day
 * after so many hours; all that one of them is to hear comes together (nudge.h).
 */
static void
set_timer(struct act *a, const struct sop_tahap *t, size_t i)
{
	const struct calendar *cal = a->d->office->calendar;
	const struct sop_batas *b = &t->batas[i];
	bool nudge = is_nudge(a->c->sop, b);
	int64_t now = clock_now(), due,
		morning = calendar_morning(cal, now, b->hari > 0 ? b->hari : 1);

	if (b->hari > 0) {
		due = nudge ? morning : calendar_add_days(cal, now, b->hari);
	} else if (b->kalender) {
		due = calendar_next_open(cal, now + b->jam * 3600);
	} else {
		due = calendar_add_minutes(cal, now, b->jam * 60);
		if (nudge && morning < due)
			due = morning;
	}
	store_do(a->d->st, Q_TIMER_ADD, "itiii", a->c->id, t->id, (int64_t)i, due, (int64_t)nudge);
}

void
batas_set(struct act *a, const struct sop_tahap *t)
{
	size_t i;

	store_do(a->d->st, Q_TIMERS_CLEAR, "i", a->c->id);
	for (i = 0; t != NULL && i < t->n_batas; i++)
		set_timer(a, t, i);
}

/* Who has just been asked in another's place is not reminded of what the other left undone. */
void
batas_reset_nudges(struct act *a)
{
	const struct sop_tahap *t = a->c->tahap != NULL ? sop_tahap(a->c->sop, a->c->tahap) : NULL;

	store_do(a->d->st, Q_NUDGES_CLEAR, "i", a->c->id);
	for (size_t i = 0; t != NULL && i < t->n_batas; i++)
		if (is_nudge(a->c->sop, &t->batas[i]))
			set_timer(a, t, i);
}

/* A reminder that repeats (ulang) is set again, as long as the case has not moved on. */
void
batas_rearm(struct act *a)
{
	const struct sop_tahap *t = a->c->tahap != NULL ? sop_tahap(a->c->sop, a->c->tahap) : NULL;

	if (t != NULL && a->ev->batas < t->n_batas && t->batas[a->ev->batas].ulang &&
	    t->batas[a->ev->batas].ke == NULL)
		set_timer(a, t, a->ev->batas);
}
