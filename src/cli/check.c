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

#include "base/crypt.h"
#include "base/problem.h"
#include "cli/cli.h"
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

int
cli_check(struct cli *cli, int argc, char **argv)
{
	const char *rules = NULL, *templates = NULL;
	const struct cli_option options[] = { { "rules", &rules, NULL },
		{ "templates", &templates, NULL } };
	struct review r = { .year = coming_year(cli->now) };
	struct conf conf = { 0 };
	int rc;

	if (cli_options(cli, options, 2, &argc, argv) < 0 || argc > 0)
		return argc > 0 ? cli_fail(EX_USAGE, "check takes no argument %s", argv[0]) :
				  EX_USAGE;
	rc = check_conf(cli, rules, templates, &conf, &r.mistakes);
	if (rc != 0)
		goto out;
	r.rules = rules != NULL ? rules : conf.rules;
	r.templates = templates != NULL ? templates : conf.templates;
	review_all(&r);
	problems_print(&r.mistakes, stderr);
	problems_print(&r.warnings, stderr);
	if (r.mistakes.n_items > 0)
		rc = cli_fail(EX_CONFIG, "%zu mistakes", r.mistakes.n_items);
	else
		printf("good: %zu letter patterns, %zu SOP, %zu offices, %zu calendars, %zu "
		       "templates\n",
		    r.n_patterns, r.n_sop, r.n_office, r.n_calendar, r.n_templates);
out:
	review_free(&r);
	conf_free(&conf);
	return rc;
}
