/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket report: the month as a page and as files for a spreadsheet. Who took them stands in the
 * journal before a byte is written.
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

#define N(a) (sizeof(a) / sizeof((a)[0]))

struct reporting {
	struct cli *c;
	struct figures_order order;
	const char *csv;
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

		if (rc == EX_OK &&
		    file_write(path, tables[i].data, tables[i].len, 0600, &x->e) < 0)
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

int
cli_report(struct cli *c, int argc, char **argv)
{
	struct reporting x = { .c = c };
	const struct cli_option options[] = { { "csv", &x.csv, NULL },
		{ "month", &x.order.month, NULL } };
	struct office *office = NULL;
	struct problems p = { 0 };
	int rc = EX_OK;

	if (cli_options(c, options, N(options), &argc, argv) < 0 || argc != 0)
		return EX_USAGE;
	if (x.csv == NULL)
		return cli_fail(EX_USAGE, "report wants --csv DIR");
	if ((office = office_read(c->conf->rules, c->conf->office, &p)) == NULL) {
		problems_print(&p, stderr);
		rc = cli_fail(EX_CONFIG, "the rules have mistakes; run: loket check");
	} else if ((x.order.st = cli_store(c, STORE_COMMAND, &rc)) != NULL &&
	    (rc = event_note(c, x.order.st, event_new("report"))) == EX_OK) {
		x.order.office = office;
		x.order.conf = c->conf;
		x.order.sops = sops_new(office);
		rc = write_csv(&x);
	}
	sops_free(x.order.sops);
	store_close(x.order.st);
	office_free(office);
	problems_free(&p);
	return rc;
}
