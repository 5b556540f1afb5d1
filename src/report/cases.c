/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cases of the period: each is folded from its journal once (case/spans.h), which gives its
 * minutes; of the case itself only its row is read. What is open is told as of now, whatever the
 * period.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "report/gather.h"

struct gathering {
	const struct figures_order *o;
	struct figures *f;
};

/* ---- numbers ---- */
static void
number(struct figures_spread *s, int64_t n)
{
	s->items = grow(s->items, (size_t)s->n, sizeof(*s->items));
	s->items[s->n++] = n < INT32_MAX ? (int32_t)n : INT32_MAX;
}

static int
by_size(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

/* The smallest number that so many of a hundred do not exceed. */
static int64_t
percent(const struct figures_spread *s, int64_t of_hundred)
{
	int64_t at = (s->n * of_hundred + 99) / 100;

	return s->items[at > 0 ? at - 1 : 0];
}

static void
settle(struct figures_spread *s)
{
	if (s->n == 0)
		return;
	qsort(s->items, (size_t)s->n, sizeof(*s->items), by_size);
	s->median = percent(s, 50);
	s->most = percent(s, 90);
}

/* ---- services ---- */

/* Those of the office stand in its order; a service that it no longer has comes behind them. */
static struct figures_service *
service_of(struct figures *f, const struct sop *sop, const char *id)
{
	size_t i = 0;

	while (i < f->n_services && strcmp(f->services[i].id, id) != 0)
		i++;
	if (i < f->n_services)
		return &f->services[i];
	f->services = grow(f->services, f->n_services, sizeof(*f->services));
	f->services[f->n_services] =
	    (struct figures_service){ .id = sop->layanan, .name = sop->nama };
	return &f->services[f->n_services++];
}

static void
services_of_office(struct figures *f)
{
	const struct office *o = f->office;

	for (size_t i = 0; i < o->n_layanan; i++) {
		f->services = grow(f->services, f->n_services, sizeof(*f->services));
		f->services[f->n_services++] =
		    (struct figures_service){ .id = o->layanan[i].id, .name = o->layanan[i].nama };
	}
}

static const char *
name_of(const struct figures *f, const char *service)
{
	const struct office_layanan *l = office_layanan(f->office, service);

	return l != NULL ? l->nama : service;
}

static void
count_end(struct figures *f, const struct figures_case *c)
{
	size_t i = 0;

	while (i < f->n_ends &&
	    (strcmp(f->ends[i].service, c->service) != 0 || strcmp(f->ends[i].end, c->end) != 0))
		i++;
	if (i == f->n_ends) {
		f->ends = grow(f->ends, f->n_ends, sizeof(*f->ends));
		f->ends[f->n_ends++] = (struct figures_end){
			.service = xstrdup(c->service), .end = xstrdup(c->end), .good = c->good
		};
	}
	f->ends[i].n++;
}

static void
count_case(struct figures *f, const struct figures_case *c)
{
	struct figures_service *s = service_of(f, c->file->sop, c->service);

	if (c->opened >= f->from) {
		s->opened++;
		f->opened++;
	}
	if (c->closed != 0 && c->closed < f->to) {
		s->closed++;
		s->good += c->good;
		f->closed++;
		f->good += c->good;
		count_end(f, c);
	} else {
		s->open++;
		f->open++;
	}
	f->reopened += c->reopened;
	f->confirmed += c->confirmed;
}

/* ---- rows of the SOPs ---- */
static struct figures_row *
row_of(struct figures *f, const struct figures_case *c, const struct sop_baris *b)
{
	const struct sop *sop = c->file->sop;
	const struct sop_pelaku *who = sop_pelaku(sop, b->pelaku);
	struct figures_row *r;
	size_t i = 0;

	while (i < f->n_rows &&
	    (strcmp(f->rows[i].no, b->no) != 0 || strcmp(f->rows[i].service, c->service) != 0))
		i++;
	if (i < f->n_rows)
		return &f->rows[i];
	f->rows = grow(f->rows, f->n_rows, sizeof(*f->rows));
	r = &f->rows[f->n_rows++];
	*r = (struct figures_row){ .service = xstrdup(c->service),
		.no = xstrdup(b->no),
		.kegiatan = xstrdup(b->kegiatan),
		.pelaku = xstrdup(who != NULL ? who->nama : b->pelaku),
		.order = (service_of(f, sop, c->service) - f->services) * 1000 + (b - sop->baris) };
	sop_waktu(b, r->standard);
	return r;
}

/* Only rows that are over are counted: a case has its minutes of them. */
static void
take_rows(struct gathering *g, const struct figures_case *c)
{
	const struct calendar *cal = g->f->office->calendar;
	struct rows *r = store_rows(g->o->st, Q_CASE_ROWS, "i", c->file->id);

	while (rows_next(r)) {
		const struct sop_baris *b = sop_baris_no(c->file->sop, rows_text(r, 0));
		struct figures_case_row one = { .baris = b,
			.person = rows_text(r, 3),
			.opened = rows_int(r, 1),
			.closed = rows_int(r, 2) };
		struct figures_row *sum;

		if (b == NULL || one.closed == 0)
			continue;
		sum = row_of(g->f, c, b);
		spans_of_row(c->spans, c->file, cal, b->no, one.sums);
		number(&sum->work, one.sums[OWES_KANTOR]);
		number(&sum->pemohon, one.sums[OWES_PEMOHON]);
		number(&sum->bsre, one.sums[OWES_BSRE]);
		one.standard = sum->standard;
		if (g->o->each_row != NULL)
			g->o->each_row(c, &one, g->o->arg);
	}
	rows_end(r);
	for (size_t i = 0; i < c->spans->n; i++) {
		const struct span *sp = &c->spans->items[i];

		if (sp->owes == OWES_KANTOR && sp->answered_at != 0 && sp->tahap != NULL)
			number(&row_of(g->f, c, sop_baris_of(c->file->sop, sp->tahap))->wait,
			    span_wait(cal, sp));
	}
}

static int
by_order(const void *a, const void *b)
{
	const struct figures_row *x = a, *y = b;

	return (x->order > y->order) - (x->order < y->order);
}

static void
settle_rows(struct figures *f)
{
	for (size_t i = 0; i < f->n_rows; i++) {
		settle(&f->rows[i].work);
		settle(&f->rows[i].wait);
		settle(&f->rows[i].pemohon);
		settle(&f->rows[i].bsre);
	}
	if (f->n_rows > 0)
		qsort(f->rows, f->n_rows, sizeof(*f->rows), by_order);
}

/* ---- cases of the period ---- */
static int
take_case(struct gathering *g, struct rows *r, struct err *e)
{
	struct casefile file = { .id = rows_int(r, 0) };
	const struct sop_akhir *end;
	struct figures_case c;
	struct spans spans;
	const void *digest;
	size_t n;

	digest = rows_blob(r, 3, &n);
	file.sop = n == DIGEST_LEN ? sops_get(g->o->sops, g->o->st, digest, e) : NULL;
	if (file.sop == NULL)
		return -1;
	end = sop_akhir(file.sop, rows_text(r, 8));
	spans_load(g->o->st, &file, g->f->now, &spans);
	c = (struct figures_case){ .number = rows_text(r, 1),
		.service = rows_text(r, 2),
		.name = g->f->names ? rows_text(r, 4) : NULL,
		.unit = rows_text(r, 5),
		.opened = rows_int(r, 6),
		.closed = rows_int(r, 7),
		.end = rows_int(r, 7) == 0 ? NULL :
		    end != NULL            ? end->nama :
					     rows_text(r, 8),
		.good = end != NULL && end->berhasil,
		.tahap = rows_text(r, 9),
		.opened_by = rows_text(r, 10),
		.reopened = rows_int(r, 11),
		.confirmed = rows_int(r, 12),
		.jabatan = rows_text(r, 13),
		.documents = rows_text(r, 14),
		.sender = rows_text(r, 15),
		.file = &file,
		.spans = &spans };
	count_case(g->f, &c);
	take_rows(g, &c);
	if (g->o->each != NULL) {
		spans_of_row(&spans, &file, g->f->office->calendar, NULL, c.sums);
		g->o->each(&c, g->o->arg);
	}
	spans_free(&spans);
	return 0;
}

/* ---- what is open now ---- */

/* The names of the roles in "kabid,verifikator"; caller frees. */
static char *
say_roles(const struct figures *f, const char *roles)
{
	struct buf out = BUF_INIT;
	char *copy = xstrdup(roles), *rest = copy, *role;

	while ((role = strsep(&rest, ",")) != NULL) {
		const struct office_peran *p = office_peran(f->office, role);
		const struct office_mitra *m = office_mitra(f->office, role);

		buf_addf(&out, "%s%s", out.len > 0 ? ", " : "",
		    strcmp(role, "pemohon") == 0 ? "Pemohon" :
			p != NULL                ? p->nama :
			m != NULL                ? m->nama :
						   role);
	}
	free(copy);
	return buf_take(&out);
}

/* Who holds the case: people beside loket, those asked, AMS, else whoever owes the next step. */
static void
say_holder(struct figures *f, struct rows *r, const struct sop *sop, const struct sop_tahap *t,
    struct figures_open *c)
{
	const char *roles = rows_text(r, 8);
	enum owes owes = t != NULL ? spans_owes(sop, t) : OWES_KANTOR;
	const struct sop_baris *b = t != NULL ? sop_baris_of(sop, t) : NULL;
	const struct sop_pelaku *p = b != NULL ? sop_pelaku(sop, b->pelaku) : NULL;

	c->asked = rows_int(r, 9);
	if (rows_int(r, 6) != 0) {
		c->who = xstrdup("Petugas, di luar loket");
		c->asked = rows_int(r, 6);
	} else if (roles != NULL)
		c->who = say_roles(f, roles);
	else if (rows_int(r, 10) != 0 || owes == OWES_BSRE)
		c->who = xstrdup("AMS (BSrE)");
	else if (owes == OWES_PEMOHON) {
		c->who = xstrdup("Pemohon");
		c->asked = rows_int(r, 11);
	} else
		c->who = xstrdup(p != NULL ? p->nama : "Kantor");
	if (owes == OWES_PEMOHON && rows_int(r, 6) == 0)
		f->open_pemohon++;
	else
		f->open_kantor += owes == OWES_KANTOR;
}

static int
open_now(const struct figures_order *o, struct figures *f, struct err *e)
{
	struct rows *r = store_rows(o->st, Q_REPORT_OPEN, "");
	int rc = 0;

	for (; rc == 0 && rows_next(r); f->open_now++) {
		size_t n;
		const void *digest = rows_blob(r, 2, &n);
		const struct sop *sop =
		    n == DIGEST_LEN ? sops_get(o->sops, o->st, digest, e) : NULL;
		const struct sop_tahap *t = sop != NULL ? sop_tahap(sop, rows_text(r, 3)) : NULL;
		struct figures_open c = { .since = rows_int(r, 4), .opened = rows_int(r, 5) };

		if (sop == NULL) {
			rc = -1;
			break;
		}
		say_holder(f, r, sop, t, &c);
		if (f->n_cases == FIGURES_OPEN_MOST) {
			free(c.who);
			continue;
		}
		c.number = rows_dup(r, 0);
		c.service = xstrdup(name_of(f, rows_text(r, 1)));
		c.kegiatan = xstrdup(t != NULL ? sop_baris_of(sop, t)->kegiatan : rows_text(r, 3));
		c.name = f->names ? rows_dup(r, 7) : NULL;
		f->cases = grow(f->cases, f->n_cases, sizeof(*f->cases));
		f->cases[f->n_cases++] = c;
	}
	rows_end(r);
	return rc;
}

/* ---- months ---- */
static struct figures_month *
month_of(struct figures *f, const char *month)
{
	for (size_t i = 0; i < f->n_months; i++)
		if (strcmp(f->months[i].month, month) == 0)
			return &f->months[i];
	return NULL;
}

/* The months up to that of the period's end. */
static void
history(const struct figures_order *o, struct figures *f)
{
	int64_t zone = figures_zone(f->office), from;
	struct figures_month *m;
	char last[8], day[16];
	struct rows *r;

	figures_month_of(f->office, f->last, last);
	f->n_months = FIGURES_MONTHS;
	for (size_t i = 0; i < f->n_months; i++)
		figures_next_month(last, (int)i - FIGURES_MONTHS + 1, f->months[i].month);
	snprintf(day, sizeof(day), "%s-01", f->months[0].month);
	from = clock_of_day(day, (int)(zone / 60));
	r = store_rows(o->st, Q_REPORT_OPENED, "iii", from, f->to, zone);
	while (rows_next(r))
		if ((m = month_of(f, rows_text(r, 0))) != NULL)
			m->opened = rows_int(r, 1);
	rows_end(r);
	r = store_rows(o->st, Q_REPORT_CLOSED, "iii", from, f->to, zone);
	while (rows_next(r))
		if ((m = month_of(f, rows_text(r, 0))) != NULL)
			m->closed = rows_int(r, 1);
	rows_end(r);
}

int
gather_cases(const struct figures_order *o, struct figures *f, struct err *e)
{
	struct gathering g = { o, f };
	struct rows *r;
	int rc = 0;

	services_of_office(f);
	r = store_rows(o->st, Q_REPORT_CASES, "ii", f->from, f->to);
	while (rc == 0 && rows_next(r))
		rc = take_case(&g, r, e);
	rows_end(r);
	if (rc == 0)
		rc = open_now(o, f, e);
	settle_rows(f);
	history(o, f);
	return rc;
}
