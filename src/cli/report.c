/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket report: the month as a page, as files for a spreadsheet, and by mail. Who took them stands
 * in the journal before a byte is written.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "cli/event.h"
#include "report/csv.h"
#include "report/page.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

struct reporting {
	struct cli *c;
	struct figures_order order;
	const char *csv, *html;
	bool mail;
	struct err e;
};

static int
write_csv(struct reporting *x)
{
	struct buf tables[CSV__N] = { 0 };
	struct figures_order o = x->order;
	struct figures *f;
	int rc = EX_OK;

	o.names = true;
	f = csv_gather(&o, tables, &x->e);
	if (f == NULL || file_mkdir(x->csv, 0700, &x->e) < 0)
		rc = cli_err(&x->e, EX_DATAERR);
	for (int i = 0; i < CSV__N; i++) {
		char *path = xasprintf("%s/%s.csv", x->csv, csv_names[i]);

		if (rc == EX_OK && file_write(path, tables[i].data, tables[i].len, 0600, &x->e) < 0)
			rc = cli_err(&x->e, EX_DATAERR);
		free(path);
		buf_free(&tables[i]);
	}
	for (int i = 0; rc == EX_OK && i < CSV__N; i++)
		printf("%s%s%s", i == 0 ? x->csv : "", i == 0 ? ": " : ", ", csv_names[i]);
	fputs(rc == EX_OK ? "\n" : "", stdout);
	figures_free(f);
	return rc;
}

/* Without a month: this one, until now. */
static int
write_page(struct reporting *x)
{
	struct figures_order o = x->order;
	struct figures *f;
	struct buf page = BUF_INIT;
	char this_month[8];
	int rc = EX_OK;

	figures_month_of(o.office, clock_now(), this_month);
	if (o.month == NULL)
		o.month = this_month;
	o.names = x->c->conf->report_names;
	f = figures_gather(&o, &x->e);
	if (f != NULL)
		report_page(f, &page);
	if (f == NULL || file_write(x->html, page.data, page.len, 0640, &x->e) < 0)
		rc = cli_err(&x->e, EX_DATAERR);
	else
		printf("%s: %s, %zu kB\n", x->html, f->said, (page.len + 1023) / 1024);
	buf_free(&page);
	figures_free(f);
	return rc;
}

/* The agent gathers and sends it. */
static int
send_mail(struct reporting *x)
{
	struct event *ev = event_new("report.mail");

	event_text(ev, "month", x->order.month);
	return event_send(x->c, x->order.st, ev);
}

/* Noted before anything is written, by whom and what. */
static int
note(struct reporting *x)
{
	struct event *ev;

	if (x->csv == NULL && x->html == NULL)
		return EX_OK;
	ev = event_new("report");
	event_text(ev, "what", x->html == NULL ? "csv" : x->csv == NULL ? "html" : "csv html");
	return event_note(x->c, x->order.st, ev);
}

static int
write_all(struct reporting *x)
{
	int rc = note(x);

	if (rc == EX_OK && x->csv != NULL)
		rc = write_csv(x);
	if (rc == EX_OK && x->html != NULL)
		rc = write_page(x);
	if (rc == EX_OK && x->mail)
		rc = send_mail(x);
	return rc;
}

int
cli_report(struct cli *c, int argc, char **argv)
{
	struct reporting x = { .c = c };
	const struct cli_option options[] = { { "csv", &x.csv, NULL }, { "html", &x.html, NULL },
		{ "month", &x.order.month, NULL }, { "mail", NULL, &x.mail } };
	struct office *office = NULL;
	struct problems p = { 0 };
	char said[32];
	int rc = EX_OK;

	if (cli_options(c, options, N(options), &argc, argv) < 0 || argc != 0)
		return EX_USAGE;
	if (x.csv == NULL && x.html == NULL && !x.mail)
		return cli_fail(EX_USAGE, "report wants --html FILE, --csv DIR or --mail");
	if (x.order.month != NULL && figures_say_month(x.order.month, said) < 0)
		return cli_fail(
		    EX_DATAERR, "--month %s: must be a month like 2026-11", x.order.month);
	if ((office = office_read(c->conf->rules, c->conf->office, &p)) == NULL) {
		problems_print(&p, stderr);
		rc = cli_fail(EX_CONFIG, "the rules have mistakes; run: loket check");
	} else if ((x.order.st = cli_store(c, STORE_COMMAND, &rc)) != NULL) {
		x.order.office = office;
		x.order.conf = c->conf;
		x.order.sops = sops_new(office);
		rc = write_all(&x);
	}
	sops_free(x.order.sops);
	store_close(x.order.st);
	office_free(office);
	problems_free(&p);
	return rc;
}
