/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `loket check`: settings, rules and templates as the agent would read them. Prints every mistake
 * once, in order of file and line; changes nothing. What is asked of the rules: rules/review.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/mem.h"
#include "base/problem.h"
#include "case/holder.h"
#include "cli/cli.h"
#include "cli/examples.h"
#include "cli/preview.h"
#include "cli/print.h"
#include "rules/office.h"
#include "rules/review.h"

static void
check_roots(const struct conf *conf, const char *path, struct problems *p)
{
	struct trust_roots *roots;
	struct err e;

	if (conf->signature_roots == NULL || conf->signature_roots[0] == '\0')
		return;
	roots = trust_roots_read(conf->signature_roots, &e);
	if (roots == NULL)
		problem_add(p, path, 0, "signature-roots in [agent]: %s", e.msg);
	trust_roots_free(roots);
}

/* The settings; without a file of that name, those of --rules and --templates are enough. */
static int
check_conf(struct cli *cli, const char *rules, const char *templates, struct conf *conf,
    struct problems *p)
{
	struct err e;

	if (rules != NULL && templates != NULL && access(cli->config, F_OK) != 0) {
		conf_defaults(conf);
		return 0;
	}
	if (conf_read(cli->config, conf, p, &e) != 0 && p->n_items == 0)
		return cli_fail(EX_CONFIG,
		    "%s; name another file with --config, or the folders with --rules and "
		    "--templates",
		    e.msg);
	if (p->n_items == 0)
		conf_complete(conf, cli->config, p);
	check_roots(conf, cli->config, p);
	return 0;
}

static int
coming_year(int64_t now)
{
	time_t t = (time_t)now;
	struct tm tm;

	return gmtime_r(&t, &tm) != NULL ? tm.tm_year + 1901 : 0;
}

/* ---- running cases ---- */

static const char *
in_force(const struct office *o, const void *digest, size_t n)
{
	for (size_t i = 0; o != NULL && i < o->n_layanan; i++)
		if (o->layanan[i].sop != NULL && n == sizeof(o->layanan[i].sop->digest) &&
		    memcmp(o->layanan[i].sop->digest, digest, n) == 0)
			return "yes";
	return "no";
}

/* What no file knows: whether anybody can be asked in the roles that the SOPs name. */
static void
check_holders(struct store *s, const struct office *o, struct review *r)
{
	const struct office_peran **missing = xcalloc(o->n_peran + 1, sizeof(*missing));
	size_t n = holders_missing(s, o, clock_now(), missing);
	char *file = xasprintf("%s/office/%s.xml", r->rules, o->id);

	for (size_t i = 0; i < n; i++)
		problem_add(&r->warnings, file, 0,
		    "peringatan: peran %s tanpa pemegang yang terjangkau; lihat: loket role set",
		    missing[i]->id);
	free(file);
	free(missing);
}

/* Which versions the open cases follow, and whether the mails they name are still there. */
static void
running(struct cli *cli, const struct conf *conf, struct review *r)
{
	static const struct column columns[] = { { "service", "SERVICE", COL_TEXT, false },
		{ "digest", "SOP VERSION", COL_TEXT, false }, { "cases", "OPEN CASES", COL_INT, false },
		{ "since", "SINCE", COL_TIME, false }, { "in_force", "IN FORCE", COL_TEXT, false } };
	char *db = xasprintf("%s/loket.db", conf->state != NULL ? conf->state : "");
	struct problems ignored = { 0 };	/* told by the review */
	struct office *o;
	struct table *t;
	struct store *s;
	struct rows *rows;
	struct err e;

	if (conf->state == NULL || access(db, F_OK) != 0 ||
	    (s = store_open(conf->state, STORE_READ, &e)) == NULL) {
		free(db);
		return;
	}
	o = office_read(r->rules, conf->office, &ignored);
	t = table_new(cli, columns, sizeof(columns) / sizeof(columns[0]));
	rows = store_rows(s, Q_SOP_RUNNING, "");
	while (rows_next(rows)) {
		size_t n, n_bytes, i;
		const unsigned char *digest = rows_blob(rows, 1, &n);
		const void *bytes = rows_blob(rows, 3, &n_bytes);
		char hex[17] = "", *label;

		for (i = 0; i < 8 && i < n; i++)
			snprintf(hex + 2 * i, 3, "%02x", digest[i]);
		table_text(t, rows_text(rows, 0));
		table_text(t, hex);
		table_int(t, rows_int(rows, 2));
		table_time(t, rows_int(rows, 4));
		table_text(t, in_force(o, digest, n));
		label = xasprintf("%s (SOP %s)", db, hex);
		if (bytes != NULL)
			review_kept(r, label, bytes, n_bytes);
		free(label);
	}
	rows_end(rows);
	table_end(t, "no open case");
	if (o != NULL)
		check_holders(s, o, r);
	store_close(s);
	office_free(o);
	problems_free(&ignored);
	free(db);
}

/* The office that the settings name is there, and has the services that they name. */
static void
check_office(const struct cli *cli, const struct conf *conf, struct review *r)
{
	struct office *o = office_read(r->rules, conf->office, &r->mistakes);

	if (o != NULL)
		office_settings(o, conf, cli->config, &r->mistakes);
	office_free(o);
}

/* The mails as people will see them, with sample data; the shared ones, then those of each office. */
static void
check_faces(const char *templates, struct problems *p)
{
	char **ids;
	size_t n = review_own_folders(templates, &ids);

	preview_check(templates, NULL, p);
	for (size_t i = 0; i < n; i++) {
		struct problems own = { 0 };

		preview_check(templates, ids[i], &own);
		problems_merge(p, &own);
		free(ids[i]);
	}
	free(ids);
}

int
cli_check(struct cli *cli, int argc, char **argv)
{
	const char *rules = NULL, *templates = NULL;
	bool examples = false;
	const struct cli_option options[] = { { "rules", &rules, NULL },
		{ "templates", &templates, NULL }, { "examples", NULL, &examples } };
	size_t n_examples = 0;
	struct review r = { .year = coming_year(cli->now) };
	struct conf conf = { 0 };
	int rc;

	if (cli_options(cli, options, 3, &argc, argv) < 0)
		return EX_USAGE;
	if (argc > 0)
		return cli_fail(EX_USAGE, "check takes no argument %s", argv[0]);
	rc = check_conf(cli, rules, templates, &conf, &r.mistakes);
	if (rc != 0)
		goto out;
	r.rules = rules != NULL ? rules : conf.rules;
	r.templates = templates != NULL ? templates : conf.templates;
	review_all(&r);
	if (rules == NULL && r.mistakes.n_items == 0)
		check_office(cli, &conf, &r);
	if (rules == NULL && templates == NULL)
		running(cli, &conf, &r);
	if (r.mistakes.n_items == 0)
		check_faces(r.templates, &r.mistakes);
	if (examples && r.mistakes.n_items == 0)
		n_examples = examples_run(cli, r.rules, &r.mistakes);
	problems_print(&r.mistakes, stderr);
	problems_print(&r.warnings, stderr);
	if (r.mistakes.n_items > 0)
		rc = cli_fail(EX_CONFIG, "%zu mistake%s", r.mistakes.n_items,
		    r.mistakes.n_items == 1 ? "" : "s");
	else
		printf("good: %zu letter patterns, %zu SOP, %zu offices, %zu calendars, %zu "
		       "templates",
		    r.n_patterns, r.n_sop, r.n_office, r.n_calendar, r.n_templates);
	if (r.mistakes.n_items == 0 && examples)
		printf(", %zu examples", n_examples);
	if (r.mistakes.n_items == 0)
		putchar('\n');
out:
	review_free(&r);
	conf_free(&conf);
	return rc;
}
