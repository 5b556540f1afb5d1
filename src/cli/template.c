/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket template list | show | preview: the mails of the office, as the templates say them and as
 * people will see them. Needs no store and no server; settings only where there are some.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "cli/preview.h"
#include "cli/print.h"
#include "rules/office.h"
#include "rules/template.h"

/* Which templates: of the options, else of the settings, else as installed. */
struct whose { char *dir, *office, *kantor; };

static void
whose(const struct cli *c, const char *dir, const char *office, struct whose *w)
{
	struct problems p = { 0 };
	struct conf conf = { 0 };
	struct office *o;
	struct err e;

	*w = (struct whose){ xstrdup(dir), xstrdup(office), NULL };
	if (access(c->config, R_OK) == 0 && conf_read(c->config, &conf, &p, &e) == 0) {
		w->dir = dir == NULL ? xstrdup(conf.templates) : w->dir;
		if (office == NULL && dir == NULL)
			w->office = xstrdup(conf.office);
		o = office_read(conf.rules, w->office != NULL ? w->office : conf.office, &p);
		w->kantor = o != NULL ? xstrdup(o->nama) : NULL;
		office_free(o);
	}
	if (w->dir == NULL)
		w->dir = xstrdup(LOKET_DATADIR "/templates");
	problems_free(&p);
	conf_free(&conf);
}

static void
whose_free(struct whose *w)
{
	free(w->dir);
	free(w->office);
	free(w->kantor);
}

static struct templates *
read_all(const struct whose *w)
{
	struct problems p = { 0 };
	struct templates *t = templates_read(w->dir, w->office, &p);

	problems_print(&p, stderr);
	problems_free(&p);
	if (t == NULL)
		cli_fail(EX_CONFIG, "the templates of %s cannot be used", w->dir);
	return t;
}

static int
list(struct cli *c, int argc, char **argv)
{
	static const struct column columns[] = { { "name", "NAME", COL_TEXT, false },
		{ "readers", "FOR", COL_TEXT, false }, { "answers", "ASKS", COL_TEXT, false },
		{ "own", "OWN", COL_TEXT, false }, { "file", "FILE", COL_TEXT, true } };
	const char *dir = NULL, *office = NULL, *name;
	const struct cli_option options[] = { { "templates", &dir, NULL },
		{ "office", &office, NULL } };
	struct templates *t;
	struct whose w;
	struct table *out;
	bool own;

	if (cli_options(c, options, 2, &argc, argv) < 0)
		return EX_USAGE;
	if (argc > 0)
		return cli_fail(EX_USAGE, "template list takes no argument %s", argv[0]);
	whose(c, dir, office, &w);
	t = read_all(&w);
	out = t != NULL ? table_new(c, columns, 5) : NULL;
	for (size_t i = 0; t != NULL && (name = templates_name(t, i)) != NULL; i++) {
		const char *file = template_file(t, name, &own);

		if (!templates_have(t, name))
			continue;
		table_text(out, name);
		table_text(out, template_readers_word(template_readers(t, name)));
		table_text(out, template_shows_answers(t, name) ? "yes" : "no");
		table_text(out, own ? "yes" : "no");
		table_text(out, file);
	}
	if (out != NULL)
		table_end(out, "no template");
	templates_free(t);
	whose_free(&w);
	return out != NULL ? EX_OK : EX_CONFIG;
}

/* The one argument of show and preview, or NULL after telling what is there. */
static const char *
named(const struct templates *t, int argc, char **argv)
{
	const char *names[TEMPLATE_FIELDS], *name;
	char hint[PROBLEM_HINT];
	size_t n = 0;

	if (argc != 1) {
		cli_fail(EX_USAGE, "name one template; loket template list shows them");
		return NULL;
	}
	if (template_file(t, argv[0], NULL) != NULL)
		return argv[0];
	for (size_t i = 0; n < TEMPLATE_FIELDS && (name = templates_name(t, i)) != NULL; i++)
		names[n++] = name;
	cli_fail(EX_USAGE, "no template %s%s; loket template list shows them", argv[0],
	    problem_hint(argv[0], names, n, hint));
	return NULL;
}

static int
show(struct cli *c, int argc, char **argv)
{
	const char *dir = NULL, *office = NULL, *name;
	const struct cli_option options[] = { { "templates", &dir, NULL },
		{ "office", &office, NULL } };
	struct buf text = BUF_INIT;
	struct templates *t;
	struct whose w;
	struct err e;
	int rc = EX_CONFIG;

	if (cli_options(c, options, 2, &argc, argv) < 0)
		return EX_USAGE;
	whose(c, dir, office, &w);
	t = read_all(&w);
	name = t != NULL ? named(t, argc, argv) : NULL;
	if (t != NULL && name == NULL)
		rc = EX_USAGE;
	else if (t != NULL && file_read(template_file(t, name, NULL), 1 << 20, &text, &e) != 0)
		rc = cli_err(&e, EX_CONFIG);
	else if (t != NULL)
		rc = fwrite(buf_str(&text), 1, text.len, stdout) == text.len ? EX_OK : EX_IOERR;
	buf_free(&text);
	templates_free(t);
	whose_free(&w);
	return rc;
}

static int
write_html(const char *file, struct buf *html)
{
	struct err e;

	if (strcmp(file, "-") == 0)
		return fwrite(buf_str(html), 1, html->len, stdout) == html->len ? EX_OK : EX_IOERR;
	return file_write(file, buf_str(html), html->len, 0644, &e) == 0 ? EX_OK :
									  cli_err(&e, EX_CANTCREAT);
}

struct wish { const char *html; bool official, all; };

static int
show_mail(struct preview *v, const char *name, const struct wish *how)
{
	enum template_readers who = template_readers(v->mails, name);
	bool official = who == READERS_OFFICIAL || who == READERS_PARTNER || how->official;
	struct preview_out out;
	struct err e;
	int rc = EX_OK;

	if (preview_mail(v, name, official, how->all ? SAMPLES_ALL : SAMPLES_USUAL, &out, &e) != 0)
		rc = cli_err(&e, EX_DATAERR);
	else if (how->html != NULL)
		rc = write_html(how->html, &out.html);
	else
		printf("Perihal: %s\n\n%s", out.subject, buf_str(&out.text));
	preview_free(&out);
	return rc;
}

static int
preview(struct cli *c, int argc, char **argv)
{
	const char *dir = NULL, *office = NULL, *name;
	struct wish how = { 0 };
	bool text = false;
	const struct cli_option options[] = { { "templates", &dir, NULL },
		{ "office", &office, NULL }, { "html", &how.html, NULL }, { "text", NULL, &text },
		{ "petugas", NULL, &how.official }, { "all", NULL, &how.all } };
	struct problems p = { 0 };
	struct preview v = { 0 };
	struct whose w;
	int rc;

	if (cli_options(c, options, 6, &argc, argv) < 0)
		return EX_USAGE;
	if (text && how.html != NULL)
		return cli_fail(EX_USAGE, "--text or --html FILE, not both");
	whose(c, dir, office, &w);
	rc = preview_start(&v, w.dir, w.office, &p);
	problems_print(&p, stderr);
	v.kantor = w.kantor;
	if (rc == EX_OK) {
		name = named(v.mails, argc, argv);
		rc = name == NULL ? EX_USAGE :
		    !templates_have(v.mails, name) ?
				    cli_fail(EX_USAGE, "%s is a part of other mails", name) :
				    show_mail(&v, name, &how);
	}
	preview_end(&v);
	problems_free(&p);
	whose_free(&w);
	return rc;
}

const struct cli_command template_commands[] = {
	{ "list", "[--office ID] [--templates DIR] [--json]", "which mails there are, and for whom",
	    "template list", list },
	{ "show", "NAME [--office ID] [--templates DIR]", "the prose of one",
	    "template show periksa", show },
	{ "preview", "NAME [--html FILE | --text] [--petugas] [--all] [--office ID] [--templates DIR]",
	    "as people see it, with sample data",
	    "template preview periksa --html periksa.html", preview },
	{ 0 }
};
