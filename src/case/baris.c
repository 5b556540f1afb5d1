/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of the official table: which are worked in, which are fulfilled, and by whom. */
#include <stdint.h>
#include <string.h>

#include "base/clock.h"
#include "case/act.h"

/* ---- rows of the official table ---- */
size_t
baris_index(const struct sop *s, const char *tahap)
{
	const struct sop_tahap *t = tahap != NULL ? sop_tahap(s, tahap) : NULL;

	return t != NULL ? t->baris : s->n_baris;
}

bool
baris_official(const struct sop *s, size_t i)
{
	return i < s->n_baris && s->baris[i].asal != ASAL_KENDALI;
}

void
baris_open(struct act *a, size_t i)
{
	if (i < a->c->sop->n_baris)
		store_do(a->d->st, Q_CASE_ROW_OPEN, "iti", a->c->id, a->c->sop->baris[i].no,
		    clock_now());
}

static void
close_row(struct act *a, const struct sop_baris *b)
{
	store_do(a->d->st, Q_CASE_ROW_CLOSE, "itiiI", a->c->id, b->no, a->c->entered_at,
	    a->in != NULL ? a->in->arrived : clock_now(), a->person_id);
}

/*
 * Rows from `from` up to before `to` are fulfilled, and those that close together with one of them.
 * Row `left` was worked in; what was passed over counts unless it is optional or borrowed; what
 * loket added fulfils nothing.
 */
void
baris_close(struct act *a, size_t from, size_t to, size_t left)
{
	const struct sop *s = a->c->sop;
	size_t i, k;

	for (i = from; i < to && i < s->n_baris; i++) {
		const struct sop_baris *b = &s->baris[i];

		if (!baris_official(s, i) || b->bersama != NULL ||
		    (i != left && (b->opsional || b->asal == ASAL_PINJAMAN)))
			continue;
		close_row(a, b);
		for (k = 0; k < s->n_baris; k++)
			if (s->baris[k].bersama != NULL && strcmp(s->baris[k].bersama, b->no) == 0)
				close_row(a, &s->baris[k]);
	}
}

/*
 * Who fulfilled the row that is left: whoever answered in it, else the owner whose letter led on.
 * What an official need not do, since it was there already or stood in the letter, is loket's
 * doing.
 */
static int64_t
fulfiller(const struct act *a, size_t row)
{
	const struct case_task *answered = casefile_task(a->c, a->task_id);
	const struct sop *s = a->c->sop;
	const struct sop_pelaku *who = sop_pelaku(s, s->baris[row].pelaku);

	if (answered != NULL)
		return baris_index(s, answered->tahap) == row ? a->person_id : 0;
	return who != NULL && who->official && a->in != NULL && a->person_id == a->c->owner_id ?
	    0 :
	    a->person_id;
}

void
baris_close_left(struct act *a, size_t from, size_t to)
{
	int64_t by = a->person_id;

	a->person_id = fulfiller(a, from);
	baris_close(a, from, from + 1, from);
	a->person_id = by;
	baris_close(a, from + 1, to, from);
}

/* A good end fulfils what is left; what was solved beside a row on the way, as well: by nobody. */
void
baris_close_all(struct act *a)
{
	size_t here = baris_index(a->c->sop, a->c->tahap);
	int64_t by = a->person_id;

	baris_close(a, here, a->c->sop->n_baris, here);
	a->person_id = 0;
	baris_close(a, 0, here, SIZE_MAX);
	a->person_id = by;
}
