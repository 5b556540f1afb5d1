/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket sop list | show | check | schema: the SOPs as the office knows them, from the rules,
 * without store or server.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/problem.h"
#include "cli/cli.h"
#include "base/files.h"
#include "cli/print.h"
#include "rules/review.h"
#include "rules/schema.h"
#include "rules/sop.h"

#define WIDTH 100	/* columns where the output is no terminal */

/*
 * The folder of rules or templates: the option, else that of the settings when there are any, else
 * where they were installed. Caller frees.
 */
static char *
folder(const struct cli *c, const char *option, bool rules)
{
	struct problems p = { 0 };
	struct conf conf = { 0 };
	char *dir = xstrdup(option);
	struct err e;

	if (dir == NULL && access(c->config, R_OK) == 0 && conf_read(c->config, &conf, &p, &e) == 0)
		dir = xstrdup(rules ? conf.rules : conf.templates);
	if (dir == NULL)
		dir = xstrdup(rules ? LOKET_DATADIR "/rules" : LOKET_DATADIR "/templates");
	problems_free(&p);
	conf_free(&conf);
	return dir;
}

static struct sop *
read_one(const char *file)
{
	struct problems p = { 0 };
	struct sop *s = sop_read(file, NULL, 0, &p);

	problems_print(&p, stderr);
	problems_free(&p);
	return s;
}

static int
list(struct cli *c, int argc, char **argv)
{
	static const struct column columns[] = { { "id", "ID", COL_TEXT, false },
		{ "service", "SERVICE", COL_TEXT, false }, { "number", "NUMBER", COL_TEXT, FIT_CUT },
		{ "minutes", "MINUTES", COL_INT, false },
		{ "shortest", "SHORTEST", COL_INT, false },
		{ "office", "OFFICE", COL_TEXT, true } };
	const char *rules = NULL;
	const struct cli_option options[] = { { "rules", &rules, NULL } };
	char *dir, *below, **files;
	struct table *t;
	int rc = EX_OK;
	size_t n;

	if (cli_options(c, options, 1, &argc, argv) < 0 || argc > 0)
		return EX_USAGE;
	dir = folder(c, rules, true);
	below = xasprintf("%s/sop", dir);
	n = files_below(below, ".xml", &files);
	t = table_new(c, columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < n; i++) {
		struct sop *s = read_one(files[i]);
		int64_t all, shortest;

		free(files[i]);
		if (s == NULL) {
			rc = EX_CONFIG;
			continue;
		}
		sop_minutes(s, &all, &shortest);
		table_text(t, s->id);
		table_text(t, s->layanan);
		table_text(t, s->nomor);
		table_int(t, all);
		table_int(t, shortest);
		table_text(t, s->instansi);
		sop_free(s);
	}
	table_end(t, "no SOP here");
	free(files);
	free(below);
	free(dir);
	return rc;
}

/* Of all that are there: the one of that id or number, else the only one of that service. */
static struct sop *
choose(struct sop **all, size_t n, const char *what, size_t *n_serve)
{
	struct sop *serves = NULL;

	*n_serve = 0;
	for (size_t i = 0; i < n; i++) {
		if (all[i] == NULL)
			continue;
		if (strcmp(all[i]->id, what) == 0 || strcmp(all[i]->nomor, what) == 0) {
			*n_serve = 1;
			return all[i];
		}
		if (strcmp(all[i]->layanan, what) == 0) {
			serves = all[i];
			++*n_serve;
		}
	}
	return *n_serve == 1 ? serves : NULL;
}

static int
none_of(struct sop **all, size_t n, const char *what, const char *below)
{
	const char **names = xcalloc(2 * n + 1, sizeof(*names));
	char hint[PROBLEM_HINT];
	size_t n_names = 0;

	for (size_t i = 0; i < n; i++)
		if (all[i] != NULL) {
			names[n_names++] = all[i]->id;
			names[n_names++] = all[i]->layanan;
		}
	problem_hint(what, names, n_names, hint);
	free(names);
	return cli_fail(EX_DATAERR,
	    "%s: no file and no SOP in %s of this id, number or service%s; see: loket sop list", what,
	    below, hint);
}

/*
 * A file, or the SOP of that id or number among the rules, or the only one of that service. NULL
 * after telling why, with the exit code in *rc.
 */
static struct sop *
find(const struct cli *c, const char *rules, const char *what, int *rc)
{
	char *dir, *below, **files;
	struct sop **all, *found;
	size_t n, n_serve;

	*rc = EX_CONFIG;
	if (access(what, F_OK) == 0)
		return read_one(what);
	dir = folder(c, rules, true);
	below = xasprintf("%s/sop", dir);
	n = files_below(below, ".xml", &files);
	all = xcalloc(n + 1, sizeof(struct sop *));
	for (size_t i = 0; i < n; i++) {
		all[i] = read_one(files[i]);
		free(files[i]);
	}
	found = choose(all, n, what, &n_serve);
	if (found == NULL)
		*rc = n_serve == 0 ? none_of(all, n, what, below) : cli_fail(EX_DATAERR,
		    "%s: %zu offices have an SOP for it; name one by its id; see: loket sop list", what,
		    n_serve);
	for (size_t i = 0; i < n; i++)
		if (all[i] != found)
			sop_free(all[i]);
	free(all);
	free(files);
	free(below);
	free(dir);
	return found;
}

static int
terminal_width(void)
{
	struct winsize w;

	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 0 ? w.ws_col : WIDTH;
}

static int
show(struct cli *c, int argc, char **argv)
{
	const char *rules = NULL;
	bool flow = false, html = false, dot = false;
	const struct cli_option options[] = { { "rules", &rules, NULL }, { "flow", NULL, &flow },
		{ "html", NULL, &html }, { "dot", NULL, &dot } };
	struct buf out = BUF_INIT;
	struct sop *s;
	int rc;

	if (cli_options(c, options, 4, &argc, argv) < 0 || argc != 1 || flow + html + dot > 1)
		return EX_USAGE;
	s = find(c, rules, argv[0], &rc);
	if (s == NULL)
		return rc;
	if (html)
		sop_print_html(s, &out);
	else if (dot)
		sop_print_dot(s, &out);
	else
		sop_print(s, terminal_width(), &out);
	if (flow) {
		buf_addc(&out, '\n');
		sop_print_flow(s, &out);
	}
	fputs(buf_str(&out), stdout);
	buf_free(&out);
	sop_free(s);
	return EX_OK;
}

/* ---- check, schema ---- */

static int
check(struct cli *c, int argc, char **argv)
{
	const char *rules = NULL, *templates = NULL;
	const struct cli_option options[] = { { "rules", &rules, NULL },
		{ "templates", &templates, NULL } };
	struct review r = { 0 };
	char *dir, *mails;
	int rc = EX_OK;
	size_t n;

	if (cli_options(c, options, 2, &argc, argv) < 0 || argc < 1)
		return EX_USAGE;
	r.rules = dir = folder(c, rules, true);
	r.templates = mails = folder(c, templates, false);
	for (int i = 0; i < argc; i++)
		review_sop(&r, argv[i]);
	problems_print(&r.mistakes, stderr);
	n = r.mistakes.n_items;
	if (n > 0)
		rc = cli_fail(EX_CONFIG, "%zu mistake%s", n, n == 1 ? "" : "s");
	else
		printf("good: %zu SOP\n", r.n_sop);
	review_free(&r);
	free(dir);
	free(mails);
	return rc;
}

static int
schema(struct cli *c, int argc, char **argv)
{
	struct buf out = BUF_INIT;
	const char *name;
	size_t i = 0;

	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc > 1)
		return EX_USAGE;
	for (; (name = schema_name(i)) != NULL; i++) {
		if (argc == 0)
			printf("%s\n", name);
		else if (strcmp(name, argv[0]) == 0)
			break;
	}
	if (argc == 1 && name == NULL)
		return cli_fail(EX_DATAERR, "%s: no kind of rule files; loket sop schema lists them",
		    argv[0]);
	if (name != NULL)
		schema_print(i, &out);
	fputs(buf_str(&out), stdout);
	buf_free(&out);
	return EX_OK;
}

const struct cli_command sop_commands[] = {
	{ "list", "[--rules DIR] [--json]", "the SOPs with their standard minutes",
	    "sop list", list },
	{ "show", "ID|FILE [--flow|--html|--dot] [--rules DIR]",
	    "the official document; --flow: and how loket runs it; --html: as a page to print; "
	    "--dot: the flow as a graph",
	    "sop show lupa-passphrase --flow", show },
	{ "check", "FILE... [--rules DIR] [--templates DIR]",
	    "every mistake of SOP files, with line and what was meant",
	    "sop check lupa-passphrase.xml", check },
	{ "schema", "[KIND]", "the RELAX NG schema of a kind of rule files; without KIND: their names",
	    "sop schema sop", schema },
	{ 0 }
};
