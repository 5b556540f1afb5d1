/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fold of the journal into stays. Rows that matter: the steps from tahap to tahap, the end, the
 * times in which people handled the case themselves (then the office owes, whatever the tahap), and
 * the answers.
 */
#include "case/spans.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum owes
spans_owes(const struct sop *s, const struct sop_tahap *t)
{
	const struct sop_baris *row = t != NULL ? sop_baris_of(s, t) : NULL;
	const struct sop_pelaku *of_row = row != NULL ? sop_pelaku(s, row->pelaku) : NULL;
	const struct sop_pelaku *who = of_row;

	if (t == NULL)
		return OWES_KANTOR;
	/* whoever looks whether BSrE has done it: the step is BSrE's */
	if (t->tunggu == TUNGGU_STATUS || (of_row != NULL && of_row->jenis == JENIS_LUAR))
		return OWES_BSRE;
	if (t->tunggu == TUNGGU_DOKUMEN)
		return OWES_PEMOHON;
	if (t->kepada != NULL)
		who = sop_pelaku(s, t->kepada);
	return who == NULL || who->jenis == JENIS_PEJABAT ? OWES_KANTOR :
	    who->jenis == JENIS_PEMILIK                  ? OWES_PEMOHON :
							   OWES_BSRE;
}

struct folding {
	const struct casefile *c;
	struct spans *out;
	const char *tahap;		/* of the stay under way, NULL: none */
	bool petugas;
};

static void
end_stay(struct folding *f, int64_t at)
{
	struct span *last = f->out->n > 0 ? &f->out->items[f->out->n - 1] : NULL;

	if (last == NULL || last->over)
		return;
	last->over = true;
	last->to = at > last->from ? at : last->from;
}

static void
begin_stay(struct folding *f, const char *tahap, int64_t at)
{
	const struct sop_tahap *t = sop_tahap(f->c->sop, tahap);

	end_stay(f, at);
	f->out->items = grow(f->out->items, f->out->n, sizeof(*f->out->items));
	f->out->items[f->out->n++] = (struct span){ .tahap = t,
		.owes = f->petugas ? OWES_KANTOR : spans_owes(f->c->sop, t),
		.from = at };
}

static void
take(struct folding *f, struct rows *r, int64_t at)
{
	const char *kind = rows_text(r, 0), *code = rows_text(r, 1), *code2 = rows_text(r, 2);
	struct span *last = f->out->n > 0 ? &f->out->items[f->out->n - 1] : NULL;
	bool open = last != NULL && !last->over;

	if (strcmp(kind, "case.step") == 0) {
		begin_stay(f, code2, at);
	} else if (strcmp(kind, "case.close") == 0) {
		f->petugas = false;
		end_stay(f, at);
	} else if (strcmp(kind, "case.petugas") == 0) {
		if (code == NULL || strcmp(code, "wrote") == 0)
			return;
		f->petugas = strcmp(code, "begin") == 0;
		if (open && last->tahap != NULL)
			begin_stay(f, last->tahap->id, at);
	} else if (open && last->answered_at == 0 && rows_int(r, 5) != 0 &&
	    strcmp(code != NULL ? code : "", "status-asked") != 0) {
		last->answered_at = at;		/* case.event that an answer brought */
	}
}

void
spans_load(struct store *st, const struct casefile *c, int64_t now, struct spans *out)
{
	struct folding f = { .c = c, .out = out };
	struct rows *r = store_rows(st, Q_CASE_COURSE, "i", c->id);
	int64_t before = 0, at;

	*out = (struct spans){ 0 };
	while (rows_next(r)) {
		at = rows_int(r, 4) != 0 && rows_int(r, 4) < rows_int(r, 3) ? rows_int(r, 4) :
									      rows_int(r, 3);
		if (at < before)
			at = before;
		before = at;
		take(&f, r, at);
	}
	rows_end(r);
	if (out->n > 0 && !out->items[out->n - 1].over)
		out->items[out->n - 1].to = now > out->items[out->n - 1].from ?
		    now :
		    out->items[out->n - 1].from;
}

void
spans_free(struct spans *s)
{
	free(s->items);
	*s = (struct spans){ 0 };
}

int64_t
span_minutes(const struct calendar *cal, const struct span *s)
{
	return s->owes == OWES_KANTOR ? calendar_minutes_between(cal, s->from, s->to) :
					(s->to - s->from) / 60;
}

int64_t
span_wait(const struct calendar *cal, const struct span *s)
{
	return calendar_minutes_between(
	    cal, s->from, s->answered_at != 0 ? s->answered_at : s->to);
}

void
spans_of_row(const struct spans *s, const struct casefile *c, const struct calendar *cal,
    const char *no, int64_t sums[OWES_N])
{
	memset(sums, 0, OWES_N * sizeof(sums[0]));
	for (size_t i = 0; i < s->n; i++) {
		const struct span *sp = &s->items[i];
		const struct sop_baris *row =
		    sp->tahap != NULL ? sop_baris_of(c->sop, sp->tahap) : NULL;

		if (no == NULL || (row != NULL && strcmp(row->no, no) == 0))
			sums[sp->owes] += span_minutes(cal, sp);
	}
}
