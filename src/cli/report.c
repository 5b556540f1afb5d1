/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket report --csv DIR: the records that the SOPs demand (Pencatatan dan Pendataan) and what the
 * office wants to know of a month, as files for a spreadsheet. Minutes of work are put beside those
 * of the SOP; nothing is called late. Who took them stands in the journal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "case/records.h"
#include "case/spans.h"
#include "cli/cli.h"
#include "cli/event.h"
#include "cli/sheet.h"
#include "rules/office.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

struct numbers { int64_t *items; size_t n; };

/* One row of an SOP over all cases: what the office took for it, and how long an answer was awaited. */
struct row_sum {
	char *service, *no, *kegiatan, *pelaku, standard[32];
	struct numbers work, wait, pemohon, bsre;
};

struct reporting {
	struct cli *c;
	struct store *s;
	struct office *office;
	struct sops *sops;
	int64_t from, to;		/* of the month; both 0: all */
	const char *dir;
	struct row_sum *rows; size_t n_rows;
	struct err e;
};

static void
keep(struct reporting *x, const char *name, struct sheet *sheet)
{
	char *path = xasprintf("%s/%s.csv", x->dir, name);
	struct buf text = BUF_INIT;

	sheet_end(sheet, &text);
	if (x->e.grade == GRADE_OK)
		file_write(path, text.data, text.len, 0600, &x->e);
	buf_free(&text);
	free(path);
}

/* ---- numbers ---- */
static void
number(struct numbers *s, int64_t n)
{
	s->items = grow(s->items, s->n, sizeof(*s->items));
	s->items[s->n++] = n;
}

static int
by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* The smallest number that so many of a hundred do not exceed; sorted before. 0 of none. */
static int64_t
percent(const struct numbers *s, int64_t of_hundred)
{
	size_t at = (s->n * (size_t)of_hundred + 99) / 100;

	return s->n == 0 ? 0 : s->items[at > 0 ? at - 1 : 0];
}

static void
put_spread(struct sheet *t, struct numbers *s)
{
	if (s->n > 0)
		qsort(s->items, s->n, sizeof(*s->items), by_size);
	sheet_int(t, (int64_t)s->n);
	sheet_int(t, percent(s, 50));
	sheet_int(t, percent(s, 90));
}

/* ---- cases, and what their rows took ---- */
static struct row_sum *
row_of(struct reporting *x, const struct casefile *f, const struct sop_baris *b)
{
	const struct sop_pelaku *who = sop_pelaku(f->sop, b->pelaku);
	struct row_sum *r;
	size_t i = 0;

	while (i < x->n_rows && (strcmp(x->rows[i].service, f->service) != 0 ||
				    strcmp(x->rows[i].no, b->no) != 0))
		i++;
	if (i < x->n_rows)
		return &x->rows[i];
	x->rows = grow(x->rows, x->n_rows, sizeof(*x->rows));
	r = &x->rows[x->n_rows++];
	*r = (struct row_sum){ .service = xstrdup(f->service),
		.no = xstrdup(b->no),
		.kegiatan = xstrdup(b->kegiatan),
		.pelaku = xstrdup(who != NULL ? who->nama : b->pelaku) };
	sop_waktu(b, r->standard);
	return r;
}

/* Only rows that are over are counted: a case has its minutes of them. */
static void
take_rows(struct reporting *x, const struct casefile *f, const struct spans *spans,
    struct sheet *each)
{
	struct rows *r = store_rows(x->s, Q_CASE_ROWS, "i", f->id);

	while (rows_next(r)) {
		const struct sop_baris *b = sop_baris_no(f->sop, rows_text(r, 0));
		int64_t sums[OWES_N];
		struct row_sum *sum;

		if (b == NULL || rows_int(r, 2) == 0)
			continue;
		sum = row_of(x, f, b);
		spans_of_row(spans, f, x->office->calendar, b->no, sums);
		number(&sum->work, sums[OWES_KANTOR]);
		number(&sum->pemohon, sums[OWES_PEMOHON]);
		number(&sum->bsre, sums[OWES_BSRE]);
		sheet_text(each, f->number);
		sheet_text(each, f->service);
		sheet_text(each, b->no);
		sheet_text(each, b->kegiatan);
		sheet_time(each, x->c, rows_int(r, 1));
		sheet_time(each, x->c, rows_int(r, 2));
		sheet_text(each, rows_text(r, 3) != NULL ? rows_text(r, 3) : "loket");
		sheet_text(each, sum->standard);
		for (int i = 0; i < OWES_N; i++)
			sheet_int(each, sums[i]);
	}
	rows_end(r);
	for (size_t i = 0; i < spans->n; i++) {
		const struct span *sp = &spans->items[i];

		if (sp->owes == OWES_KANTOR && sp->answered_at != 0 && sp->tahap != NULL)
			number(&row_of(x, f, sop_baris_of(f->sop, sp->tahap))->wait,
			    span_wait(x->office->calendar, sp));
	}
}

static void
put_case(struct reporting *x, struct rows *r, const struct casefile *f, const struct spans *spans,
    struct sheet *t)
{
	const struct sop_akhir *end = sop_akhir(f->sop, f->akhir);
	int64_t sums[OWES_N];

	spans_of_row(spans, f, x->office->calendar, NULL, sums);
	sheet_text(t, rows_text(r, 1));
	sheet_text(t, rows_text(r, 2));
	sheet_text(t, rows_text(r, 3));
	sheet_text(t, rows_text(r, 4));
	sheet_time(t, x->c, rows_int(r, 5));
	sheet_time(t, x->c, rows_int(r, 6));
	sheet_text(t, end != NULL ? end->nama : "masih berjalan");
	sheet_text(t, rows_text(r, 8));
	sheet_text(t, rows_text(r, 9));
	sheet_int(t, rows_int(r, 10));
	sheet_int(t, rows_int(r, 11));
	for (int i = 0; i < OWES_N; i++)
		sheet_int(t, sums[i]);
}

/* Laporan Fasilitasi Layanan Penerbitan: every request of that service, whatever became of it. */
static void
put_issue(struct reporting *x, struct rows *r, const struct casefile *f, struct sheet *t)
{
	const struct sop_akhir *end = sop_akhir(f->sop, f->akhir);

	if (strcmp(f->service, "penerbitan") != 0)
		return;
	sheet_text(t, rows_text(r, 1));
	sheet_time(t, x->c, rows_int(r, 5));
	sheet_text(t, rows_text(r, 3));
	sheet_text(t, rows_text(r, 12));
	sheet_text(t, rows_text(r, 4));
	sheet_text(t, office_has_domain(x->office, rows_text(r, 14)) ? "ya" : "tidak");
	sheet_text(t, rows_text(r, 13));
	sheet_text(t, end != NULL ? end->nama : "masih berjalan");
	sheet_text(t, end != NULL && end->berhasil ? "ya" : "tidak");
	sheet_time(t, x->c, rows_int(r, 6));
}

static void
cases(struct reporting *x)
{
	static const char *const case_columns[] = { "perkara", "layanan", "pemohon", "unit_kerja",
		"diterima", "ditutup", "hasil", "tahap", "dibuka_oleh", "dibuka_kembali",
		"konfirmasi", "waktu_kantor_menit", "waktu_pemohon_menit", "waktu_bsre_menit" };
	static const char *const each_columns[] = { "perkara", "layanan", "baris", "kegiatan", "mulai",
		"selesai", "oleh", "standar_sop", "waktu_kantor_menit", "waktu_pemohon_menit",
		"waktu_bsre_menit" };
	static const char *const issue_columns[] = { "perkara", "diterima", "pemohon", "jabatan",
		"unit_kerja", "email_dinas", "dokumen", "hasil", "terbit", "ditutup" };
	struct sheet *all = sheet_new(case_columns, N(case_columns)),
		     *each = sheet_new(each_columns, N(each_columns)),
		     *issues = sheet_new(issue_columns, N(issue_columns));
	struct rows *r = store_rows(x->s, Q_REPORT_CASES, "ii", x->from, x->to);

	while (x->e.grade == GRADE_OK && rows_next(r)) {
		struct casefile f;
		struct spans spans;

		if (casefile_load(x->s, x->sops, rows_int(r, 0), &f, &x->e) < 0)
			break;
		spans_load(x->s, &f, clock_now(), &spans);
		put_case(x, r, &f, &spans, all);
		put_issue(x, r, &f, issues);
		take_rows(x, &f, &spans, each);
		spans_free(&spans);
		casefile_free(&f);
	}
	rows_end(r);
	keep(x, "perkara", all);
	keep(x, "baris-perkara", each);
	keep(x, "fasilitasi-penerbitan", issues);
}

static void
row_sums(struct reporting *x)
{
	static const char *const columns[] = { "layanan", "baris", "kegiatan", "pelaku",
		"standar_sop_waktu_kerja", "dipenuhi", "waktu_kantor_median", "waktu_kantor_90_persen",
		"dijawab", "tunggu_sampai_dijawab_median", "tunggu_sampai_dijawab_90_persen",
		"waktu_pemohon_median", "waktu_bsre_median" };
	struct sheet *t = sheet_new(columns, N(columns));

	for (size_t i = 0; i < x->n_rows; i++) {
		struct row_sum *s = &x->rows[i];

		sheet_text(t, s->service);
		sheet_text(t, s->no);
		sheet_text(t, s->kegiatan);
		sheet_text(t, s->pelaku);
		sheet_text(t, s->standard);
		put_spread(t, &s->work);
		put_spread(t, &s->wait);
		qsort(s->pemohon.items, s->pemohon.n, sizeof(int64_t), by_size);
		qsort(s->bsre.items, s->bsre.n, sizeof(int64_t), by_size);
		sheet_int(t, percent(&s->pemohon, 50));
		sheet_int(t, percent(&s->bsre, 50));
		free(s->service);
		free(s->no);
		free(s->kegiatan);
		free(s->pelaku);
		free(s->work.items);
		free(s->wait.items);
		free(s->pemohon.items);
		free(s->bsre.items);
	}
	free(x->rows);
	keep(x, "baris", t);
}

/* ---- users of TTE ---- */
struct user { char *unit, first[8], last[8]; int64_t person; };

/* Months YYYY-MM from the first in which anybody had a certificate to this one. */
static void
next_month(char month[8])
{
	unsigned y = 0, m = 0;

	sscanf(month, "%4u-%2u", &y, &m);
	snprintf(month, 8, "%04u-%02u", (m == 12 ? y + 1 : y) % 10000, m % 12 + 1);
}

static int
by_unit(const void *a, const void *b)
{
	const struct user *x = a, *y = b;
	int c = strcmp(x->unit, y->unit);

	return c != 0 ? c : by_size(&x->person, &y->person);
}

static size_t
load_users(struct reporting *x, struct user **out)
{
	struct rows *r = store_rows(x->s, Q_REPORT_CERTIFICATES, "");
	int zone = calendar_zone_minutes(x->office->calendar);
	size_t n = 0;
	char day[32];

	*out = NULL;
	while (rows_next(r)) {
		struct user u = { .unit = xstrdup(rows_text(r, 0) != NULL ? rows_text(r, 0) :
									    "(tidak tercatat)"),
			.person = rows_int(r, 6) };

		clock_format(rows_int(r, 5), zone, day);
		snprintf(u.first, sizeof(u.first), "%.7s", rows_text(r, 1) != NULL ? rows_text(r, 1) : day);
		snprintf(u.last, sizeof(u.last), "%.7s",
		    strcmp(rows_text(r, 3), "REVOKE") == 0 ? "0000-00" :
			rows_text(r, 2) != NULL        ? rows_text(r, 2) :
							 "9999-12");
		*out = grow(*out, n, sizeof(**out));
		(*out)[n++] = u;
	}
	rows_end(r);
	if (n > 0)
		qsort(*out, n, sizeof(**out), by_unit);
	return n;
}

/* People of one unit with a certificate that was valid in the month; a person counts once. */
static int64_t
users_in(const struct user *u, size_t n, const char *month, int64_t *new)
{
	int64_t count = 0, person = 0, fresh = 0;

	*new = 0;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(u[i].first, month) <= 0 && strcmp(u[i].last, month) >= 0 &&
		    u[i].person != person) {
			person = u[i].person;
			count++;
		}
		if (strcmp(u[i].first, month) == 0 && u[i].person != fresh) {
			fresh = u[i].person;
			(*new)++;
		}
	}
	return count;
}

/* Jumlah Pengguna Tanda Tangan Elektronik, by OPD and month: of the month asked for, else all. */
static void
users(struct reporting *x)
{
	static const char *const columns[] = { "bulan", "unit_kerja", "pengguna_tte",
		"sertifikat_baru" };
	struct sheet *t = sheet_new(columns, N(columns));
	struct user *u;
	size_t n = load_users(x, &u), i, k;
	int zone = calendar_zone_minutes(x->office->calendar);
	char month[8] = "9999-99", last[32];
	int64_t count, new;

	clock_format(x->to != 0 ? x->to - 1 : clock_now(), zone, last);
	last[7] = '\0';
	for (i = 0; i < n; i++)
		if (strcmp(u[i].first, month) < 0)
			memcpy(month, u[i].first, sizeof(month));
	if (x->to != 0)
		memcpy(month, last, sizeof(month));
	for (; strcmp(month, last) <= 0; next_month(month))
		for (i = 0; i < n; i = k) {
			for (k = i; k < n && strcmp(u[k].unit, u[i].unit) == 0;)
				k++;
			count = users_in(u + i, k - i, month, &new);
			if (count == 0 && new == 0)
				continue;
			sheet_text(t, month);
			sheet_text(t, u[i].unit);
			sheet_int(t, count);
			sheet_int(t, new);
		}
	for (i = 0; i < n; i++)
		free(u[i].unit);
	free(u);
	keep(x, "pengguna-tte", t);
}

/* ---- what did not go its plain way (O45) ---- */
static const struct { const char *kind, *code, *says; } exceptions[] = {
	{ "task.open", NULL, "jawaban dikonfirmasi dahulu" },
	{ "case.hand", "close", "perkara ditutup petugas" },
	{ "case.hand", "assign", "tugas dialihkan" },
	{ "case.hand", "reopen", "perkara dibuka kembali petugas" },
	{ "case.hand", "export", "arsip perkara diambil" },
	{ "case.close", NULL, "ditutup tanpa konfirmasi atau oleh petugas" },
	{ "case.petugas", NULL, "ditangani petugas di luar loket" },
	{ "case.reopen", NULL, "dibuka kembali" },
	{ "role.set", NULL, "peran diberikan" },
	{ "role.change", NULL, "peran beralih" },
	{ "person.away", NULL, "petugas tidak terjangkau" },
	{ "mail.bounced", NULL, "surat kembali" },
	{ "inquiry.item", NULL, "surat disalurkan petugas" },
	{ "command", "held.release", "surat tertahan dilepas" },
	{ "command", "held.reject", "surat tertahan disisihkan" },
	{ "command", NULL, "surat keluar diubah petugas" },
	{ "mode.live", NULL, "mode berubah" },
	{ "pause", NULL, "pengiriman dihentikan" },
	{ "resume", NULL, "pengiriman dilanjutkan" },
	{ "report", NULL, "laporan diambil" },
};

static void
list_exceptions(struct reporting *x)
{
	static const char *const columns[] = { "saat", "perkara", "orang", "kejadian", "rincian",
		"kata" };
	struct sheet *t = sheet_new(columns, N(columns));
	struct rows *r = store_rows(x->s, Q_REPORT_EXCEPTIONS, "ii", x->from, x->to);

	while (rows_next(r)) {
		const char *kind = rows_text(r, 3), *code = rows_text(r, 4);
		size_t i = 0;

		while (i < N(exceptions) &&
		    (strcmp(exceptions[i].kind, kind) != 0 ||
			(exceptions[i].code != NULL &&
			    (code == NULL || strcmp(exceptions[i].code, code) != 0))))
			i++;
		sheet_time(t, x->c, rows_int(r, 0));
		sheet_text(t, rows_text(r, 1));
		sheet_text(t, rows_text(r, 2));
		sheet_text(t, i < N(exceptions) ? exceptions[i].says : kind);
		sheet_text(t, rows_text(r, 5) != NULL ? rows_text(r, 5) : code);
		sheet_text(t, rows_text(r, 6));
	}
	rows_end(r);
	keep(x, "pengecualian", t);
}

/* ---- all ---- */

/* "2026-11": its first second and that of the next month, in the office's zone. */
static bool
take_month(struct reporting *x, const char *text)
{
	int zone = calendar_zone_minutes(x->office->calendar);
	char month[8], day[16];

	if (strlen(text) != 7)
		return false;
	memcpy(month, text, 8);
	snprintf(day, sizeof(day), "%s-01", month);
	x->from = clock_of_day(day, zone);
	if (x->from < 0)
		return false;
	next_month(month);
	snprintf(day, sizeof(day), "%s-01", month);
	x->to = clock_of_day(day, zone);
	return x->to > x->from;
}

int
cli_report(struct cli *c, int argc, char **argv)
{
	const char *month = NULL;
	struct reporting x = { .c = c };
	const struct cli_option options[] = { { "csv", &x.dir, NULL }, { "month", &month, NULL } };
	struct problems p = { 0 };
	int rc = EX_OK;

	if (cli_options(c, options, N(options), &argc, argv) < 0 || argc != 0)
		return EX_USAGE;
	if (x.dir == NULL)
		return cli_fail(EX_USAGE, "report wants --csv DIR");
	if ((x.office = office_read(c->conf->rules, c->conf->office, &p)) == NULL) {
		problems_print(&p, stderr);
		rc = cli_fail(EX_CONFIG, "the rules have mistakes; run: loket check");
	} else if (month != NULL && !take_month(&x, month))
		rc = cli_fail(EX_DATAERR, "--month %s: must be a month like 2026-11", month);
	else if (file_mkdir(x.dir, 0700, &x.e) < 0)
		rc = cli_err(&x.e, EX_DATAERR);
	else if ((x.s = cli_store(c, STORE_COMMAND, &rc)) != NULL &&
	    (rc = event_note(c, x.s, event_new("report"))) == EX_OK) {
		x.sops = sops_new(x.office);
		cases(&x);
		row_sums(&x);
		users(&x);
		list_exceptions(&x);
		if (x.e.grade != GRADE_OK)
			rc = cli_err(&x.e, EX_DATAERR);
		else
			printf("%s: pengguna-tte, fasilitasi-penerbitan, perkara, baris, "
			       "baris-perkara, pengecualian\n",
			    x.dir);
	}
	sops_free(x.sops);
	store_close(x.s);
	office_free(x.office);
	problems_free(&p);
	return rc;
}
