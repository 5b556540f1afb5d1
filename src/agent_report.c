/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The month's report by itself: on each office day the page into the folder of the settings, on the
 * first one of a month also that of the month before under its own name, and its mail. A page that
 * cannot be written is told in the log and tried on the next day; nothing waits for it.
 */
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent_steps.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/people.h"
#include "case/post.h"
#include "report/csv.h"
#include "report/monthly.h"
#include "report/page.h"
#include "store/journal.h"

#define PAGE_DAY   "report_day"   /* meta: day of the last page */
#define MAIL_MONTH "report_month" /* meta: the last month that was mailed, or is none of ours */

static const enum csv attached[] = { CSV_PERKARA, CSV_BARIS, CSV_PENGGUNA, CSV_PENGECUALIAN };
#define N_ATTACHED (sizeof(attached) / sizeof(attached[0]))

char *
report_folder(const struct conf *c)
{
	char *copy, *folder = NULL;

	if (*c->report_html != '\0') {
		copy = xstrdup(c->report_html);
		folder = xstrdup(dirname(copy));
		free(copy);
	}
	return folder;
}

static struct figures_order
order_of(struct agent *a, const char *month)
{
	return (struct figures_order){ .st = a->st,
		.office = a->office,
		.sops = a->desk.sops,
		.conf = a->conf,
		.month = month,
		.names = a->conf->report_names };
}

/* ---- the page ---- */

/* "/srv/laporan.html" and "2026-10": "/srv/laporan-2026-10.html"; caller frees. */
static char *
path_of_month(const char *path, const char *month)
{
	const char *slash = strrchr(path, '/'), *dot = strrchr(slash != NULL ? slash : path, '.');
	int stem = (int)(dot != NULL ? (size_t)(dot - path) : strlen(path));

	return xasprintf("%.*s-%s%s", stem, path, month, dot != NULL ? dot : "");
}

static void
write_page(struct agent *a, const char *path, const char *month)
{
	struct figures_order o = order_of(a, month);
	int64_t began = clock_monotonic_ms();
	struct buf page = BUF_INIT;
	struct err e = { 0 };
	struct figures *f = figures_gather(&o, &e);

	if (f != NULL)
		report_page(f, &page);
	if (f == NULL || file_write(path, page.data, page.len, 0640, &e) < 0)
		log_error("report: %s", e.msg);
	else
		log_info("report page=%s month=%s bytes=%zu ms=%lld", path, month, page.len,
		    (long long)(clock_monotonic_ms() - began));
	buf_free(&page);
	figures_free(f);
}

/* The month that is over keeps a page of its own, written once. */
static void
page_step(struct agent *a)
{
	char day[32], month[8], *last = store_text(a->st, Q_META_GET, "t", PAGE_DAY), *path;

	daily_today(a, day);
	figures_month_of(a->office, clock_now(), month);
	write_page(a, a->conf->report_html, month);
	if (last != NULL && strncmp(last, month, 7) < 0) {
		last[7] = '\0';
		path = path_of_month(a->conf->report_html, last);
		write_page(a, path, last);
		free(path);
	}
	store_begin(a->st);
	store_do(a->st, Q_META_SET, "tt", PAGE_DAY, day);
	store_commit(a->st);
	free(last);
}

/* ---- the mail ---- */

/* The holder of kadis, else the admin; while nothing leaves the admin alone. False: nobody. */
static bool
addressee(struct agent *a, struct post *p, struct person *who)
{
	bool shadow = conf_mode(a->conf, NULL) == MODE_BAYANGAN;
	int64_t id = shadow ? 0 : people_holder(a->st, a->office, "kadis", clock_now());

	*p = (struct post){
		.what = "laporan", .to = a->conf->admin, .role = "admin", .internal = true
	};
	if (id != 0 && person_load(a->st, id, who) == 0 && who->address != NULL) {
		p->to = who->address;
		p->to_name = who->nama;
		p->person_id = id;
		p->role = "kadis";
	}
	return *p->to != '\0';
}

/* The page and the tables into the archive; files[] of N_ATTACHED + 1, freed by drop_files. */
static int
keep_files(struct agent *a, const struct figures *f, const struct buf tables[CSV__N],
    struct mail_attachment *files, struct err *e)
{
	struct buf page = BUF_INIT;
	char name[65];
	int rc;

	report_page(f, &page);
	rc = archive_put(a->archive, ROOM_ARCHIVE, page.data, page.len, name, e);
	buf_free(&page);
	if (rc == 0)
		files[0] = (struct mail_attachment){ xasprintf("laporan-tte-%s.html", f->month),
			xstrdup("text/html"), xstrdup(name) };
	for (size_t i = 0; rc == 0 && i < N_ATTACHED; i++) {
		const struct buf *t = &tables[attached[i]];

		rc = archive_put(a->archive, ROOM_ARCHIVE, t->data, t->len, name, e);
		if (rc == 0)
			files[i + 1] = (struct mail_attachment){
				xasprintf("%s-%s.csv", csv_names[attached[i]], f->month),
				xstrdup("text/csv"), xstrdup(name)
			};
	}
	return rc;
}

static void
drop_files(struct mail_attachment *files)
{
	for (size_t i = 0; i < N_ATTACHED + 1; i++) {
		free(files[i].name);
		free(files[i].type);
		free(files[i].archive);
	}
}

/* The row of the mail; its files are named by rows of their own, as long as they are needed. */
static void
owe(struct agent *a, const struct post *to, const struct figures *f,
    const struct mail_attachment *files)
{
	struct fields fields = { 0 };
	struct post p = *to;
	int64_t id;

	monthly_fields(f, &fields);
	p.extra = &fields;
	p.files = files;
	p.n_files = N_ATTACHED + 1;
	store_do(a->st, Q_REPORT_FILES_DONE, "");
	id = post_mail(&a->desk, &p);
	for (size_t i = 0; id != 0 && i < p.n_files; i++)
		store_do(a->st, Q_REPORT_FILE_ADD, "itt", id, f->month, files[i].archive);
	if (id != 0)
		journal_add(a->st,
		    &(struct entry){ .kind = "report.mail",
			.person_id = p.person_id,
			.outbox_id = id,
			.code = p.role,
			.code2 = f->month });
	fields_free(&fields);
}

char *
report_mail(struct agent *a, const char *month, const char *once, struct err *e)
{
	struct mail_attachment files[N_ATTACHED + 1] = { 0 };
	struct figures_order o = order_of(a, month);
	struct buf tables[CSV__N] = { 0 };
	struct figures *f = NULL;
	struct person who = { 0 };
	char *to = NULL;
	struct post p;

	if (!addressee(a, &p, &who))
		err_refused(e,
		    "nobody to send the report to: no holder of kadis (loket role set), no "
		    "admin in the settings");
	else if ((f = csv_gather(&o, tables, e)) != NULL &&
	    keep_files(a, f, tables, files, e) == 0) {
		p.once = once;
		owe(a, &p, f, files);
		to = xstrdup(p.to);
	}
	drop_files(files);
	for (int i = 0; i < CSV__N; i++)
		buf_free(&tables[i]);
	figures_free(f);
	person_free(&who);
	return to;
}

/* ---- when ---- */
void
report_month_before(struct agent *a, char month[8])
{
	char now[8];

	figures_month_of(a->office, clock_now(), now);
	figures_next_month(now, -1, month);
}

/* On the first office day of a month, when the office opens; at once where it has passed. */
static int64_t
mail_due(struct agent *a)
{
	char *last = store_text(a->st, Q_META_GET, "t", MAIL_MONTH), before[8], begin[8], day[16];
	int64_t due;

	report_month_before(a, before);
	figures_next_month(before, last != NULL && strcmp(last, before) >= 0 ? 2 : 1, begin);
	snprintf(day, sizeof(day), "%s-01", begin);
	due = calendar_next_open(
	    a->office->calendar, clock_of_day(day, calendar_zone_minutes(a->office->calendar)));
	free(last);
	return due;
}

/* What was before the setting is not mailed: the first month is that in which it was seen. */
static void
mail_step(struct agent *a)
{
	char before[8], *known = store_text(a->st, Q_META_GET, "t", MAIL_MONTH), *once, *to = NULL;
	struct err e = { 0 };

	report_month_before(a, before);
	once = xasprintf("laporan %s", before);
	store_begin(a->st);
	if (known != NULL && (to = report_mail(a, before, once, &e)) == NULL)
		log_error("report: %s", e.msg);
	store_do(a->st, Q_META_SET, "tt", MAIL_MONTH, before);
	store_commit(a->st);
	if (to != NULL)
		log_info("report month=%s mailed", before);
	free(to);
	free(once);
	free(known);
}

int64_t
report_next(struct agent *a)
{
	int64_t page = *a->conf->report_html != '\0' ? daily_due(a, PAGE_DAY) : 0,
		mail = a->conf->report_mail ? mail_due(a) : 0;

	return page == 0 || (mail != 0 && mail < page) ? mail : page;
}

void
report_step(struct agent *a)
{
	int64_t now = clock_now();

	if (!timer_may(a))
		return;
	if (a->conf->report_mail && mail_due(a) <= now)
		mail_step(a);
	if (*a->conf->report_html != '\0' && daily_due(a, PAGE_DAY) <= now)
		page_step(a);
}
