/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `loket check`: reads settings, letter rules, SOPs, offices, calendars and templates as the agent
 * would, then asks what no single file can know: whether the mails an SOP names exist and show
 * their answers, whether its answers and documents are known to the letter rules. Prints every
 * mistake once, in order of file and line; changes nothing.
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
#include "cli/files.h"
#include "rules/office.h"
#include "rules/ruleset.h"
#include "rules/template.h"

/* Mails that the program itself asks for, whatever the SOP; tanya: it must show how to answer. */
static const struct {
	const char *name;
	bool asks;
} own_mails[] = { { "konfirmasi", true }, { "konfirmasi-batal", true }, { "tanya-alasan", true },
	{ "tanya-sudah", true }, { "tidak-paham", true }, { "bukan-itu", true },
	{ "sudah-dijawab", false }, { "ditarik", false }, { "tidak-bisa-ditarik", false },
	{ "status", false }, { "sambung", false }, { "menu", false }, { "yang-mana", false },
	{ "diteruskan-petugas", false }, { "telepon", false } };

struct checking {
	const char *rules, *templates;
	int year;			/* the coming one */
	struct problems p, warnings;
	struct ruleset *letters;
	struct templates *mails;
	size_t n_sop, n_office, n_calendar, n_patterns;
};

/* Adds what is not there yet: an office reads its SOPs again, and their mistakes are the same. */
static void
merge(struct problems *into, struct problems *from)
{
	for (size_t i = 0; i < from->n_items; i++) {
		bool known = false;

		for (size_t k = 0; k < into->n_items; k++)
			known |= into->items[k].line == from->items[i].line &&
			    strcmp(into->items[k].file, from->items[i].file) == 0 &&
			    strcmp(into->items[k].text, from->items[i].text) == 0;
		if (!known)
			problem_add(into, from->items[i].file, from->items[i].line, "%s",
			    from->items[i].text);
	}
	problems_free(from);
}

/* ---- one SOP against the rest ---- */

static void
check_mail(struct checking *c, const char *file, const struct sop_use *u)
{
	if (c->mails == NULL)
		return;
	if (!templates_have(c->mails, u->name))
		problem_add(
		    &c->p, file, u->line, "surat \"%s\" tidak ada di %s", u->name, c->templates);
	else if (u->kind == USE_TANYA && !template_shows_answers(c->mails, u->name))
		problem_add(&c->p, file, u->line,
		    "surat \"%s\" bertanya, tetapi templatnya tanpa {{tombol}}", u->name);
}

static void
check_known(struct checking *c, const char *file, const struct sop_use *u)
{
	bool known = false;

	if (c->letters == NULL)
		return;
	if (u->kind == USE_ARTI) {
		if (ruleset_means(c->letters, u->name) == NULL)
			problem_add(&c->p, file, u->line,
			    "<jawaban>: arti=\"%s\" tidak ada di letter/kata.xml", u->name);
		return;
	}
	for (size_t i = 0; i < c->letters->n_documents; i++)
		known |= strcmp(c->letters->documents[i].id, u->name) == 0;
	if (!known)
		problem_add(&c->p, file, u->line,
		    "<dokumen>: id=\"%s\" tidak ada di letter/dokumen.xml", u->name);
}

/* Whether an office serves it is said where it is opened: SOPs are shared between offices. */
static void
check_service(struct checking *c, const char *file, const struct sop_use *u)
{
	bool known = c->letters == NULL;

	for (size_t i = 0; !known && i < c->letters->n_services; i++)
		known = strcmp(c->letters->services[i].id, u->name) == 0;
	if (!known)
		problem_add(&c->p, file, u->line, "lanjut=\"%s\" tidak ada di letter/layanan.xml",
		    u->name);
}

static void
check_sop(struct checking *c, const char *file)
{
	struct sop *s = sop_read(file, NULL, 0, &c->p);
	struct sop_use *uses = NULL;
	size_t n = s != NULL ? sop_uses(s, &uses) : 0;

	for (size_t i = 0; i < n; i++) {
		if (uses[i].kind == USE_SURAT || uses[i].kind == USE_TANYA)
			check_mail(c, file, &uses[i]);
		else if (uses[i].kind == USE_LAYANAN)
			check_service(c, file, &uses[i]);
		else
			check_known(c, file, &uses[i]);
	}
	c->n_sop += s != NULL;
	free(uses);
	sop_free(s);
}

/* ---- offices and calendars ---- */

static void
check_calendar(struct checking *c, const char *file)
{
	struct calendar *k = calendar_read(file, &c->p);
	char what[64];

	for (int year = c->year - 1; k != NULL && year <= c->year; year++)
		if (calendar_lacks(k, year) != 0) {
			calendar_say_lacks(calendar_lacks(k, year), what);
			problem_add(&c->warnings, file, 0, "peringatan: belum ada %s tahun %d",
			    what, year);
		}
	c->n_calendar += k != NULL;
	calendar_free(k);
}

static void
check_services(struct checking *c, const char *file, const struct office *o)
{
	for (size_t i = 0; c->letters != NULL && i < o->n_layanan; i++) {
		bool known = false;

		for (size_t k = 0; k < c->letters->n_services; k++)
			known |= strcmp(c->letters->services[k].id, o->layanan[i].id) == 0;
		if (!known)
			problem_add(&c->p, file, 0,
			    "layanan \"%s\" tidak ada di letter/layanan.xml: surat tentangnya "
			    "tidak akan dikenali",
			    o->layanan[i].id);
	}
}

static void
check_office(struct checking *c, const char *file)
{
	const char *name = strrchr(file, '/') + 1;
	char *id = xstrndup(name, strlen(name) - 4);
	struct problems found = { 0 };
	struct office *o = office_read(c->rules, id, &found);

	if (o != NULL)
		check_services(c, file, o);
	c->n_office += o != NULL;
	merge(&c->p, &found);
	office_free(o);
	free(id);
}

/* Runs `one` over the XML files of rules/SUB; there must be some. */
static void
check_files(struct checking *c, const char *sub, void (*one)(struct checking *, const char *))
{
	char *dir = xasprintf("%s/%s", c->rules, sub), **files;
	size_t n = files_below(dir, ".xml", &files);

	if (n == 0)
		problem_add(&c->p, dir, 0, "tidak ada berkas .xml di sini");
	for (size_t i = 0; i < n; i++) {
		one(c, files[i]);
		free(files[i]);
	}
	free(files);
	free(dir);
}

/* ---- all ---- */

static void
check_own_mails(struct checking *c)
{
	for (size_t i = 0; c->mails != NULL && i < sizeof(own_mails) / sizeof(own_mails[0]); i++) {
		char *file = xasprintf("%s/%s.md", c->templates, own_mails[i].name);

		if (!templates_have(c->mails, own_mails[i].name))
			problem_add(&c->p, file, 0, "surat ini harus ada");
		else if (own_mails[i].asks && !template_shows_answers(c->mails, own_mails[i].name))
			problem_add(&c->p, file, 0, "surat ini bertanya, tetapi tanpa {{tombol}}");
		free(file);
	}
}

/* What no file knows: whether anybody can be asked in the roles that the SOPs name. */
static void
check_holders(struct cli *cli, struct checking *c, const struct conf *conf)
{
	char *path = xasprintf("%s/loket.db", conf->state != NULL ? conf->state : ""), *file;
	struct problems p = { 0 };
	struct office *o = access(path, R_OK) == 0 ? office_read(c->rules, conf->office, &p) : NULL;
	struct cli with = *cli;
	struct store *s = NULL;
	const struct office_peran **missing;
	size_t n = 0;
	int rc;

	with.conf = conf;
	if (o != NULL && (s = cli_store(&with, STORE_READ, &rc)) != NULL) {
		missing = xcalloc(o->n_peran + 1, sizeof(*missing));
		n = holders_missing(s, o, clock_now(), missing);
		file = xasprintf("%s/office/%s.xml", c->rules, o->id);
		for (size_t i = 0; i < n; i++)
			problem_add(&c->warnings, file, 0,
			    "peringatan: peran %s tanpa pemegang yang terjangkau; lihat: loket role set",
			    missing[i]->id);
		free(file);
		free(missing);
	}
	store_close(s);
	office_free(o);
	problems_free(&p);
	free(path);
}

static void
check_all(struct checking *c)
{
	c->letters = ruleset_read(c->rules, &c->p);
	c->mails = templates_read(c->templates, &c->p);
	c->n_patterns = c->letters != NULL ? ruleset_count(c->letters) : 0;
	check_files(c, "calendar", check_calendar);
	check_files(c, "sop", check_sop);
	check_files(c, "office", check_office);
	check_own_mails(c);
}

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
	struct checking c = { .year = coming_year(cli->now) };
	struct conf conf = { 0 };
	int rc;

	if (cli_options(cli, options, 2, &argc, argv) < 0 || argc > 0)
		return argc > 0 ? cli_fail(EX_USAGE, "check takes no argument %s", argv[0]) :
				  EX_USAGE;
	rc = check_conf(cli, rules, templates, &conf, &c.p);
	if (rc != 0)
		goto out;
	c.rules = rules != NULL ? rules : conf.rules;
	c.templates = templates != NULL ? templates : conf.templates;
	check_all(&c);
	if (conf.state != NULL && c.p.n_items == 0)
		check_holders(cli, &c, &conf);
	problems_print(&c.p, stderr);
	problems_print(&c.warnings, stderr);
	if (c.p.n_items > 0)
		rc = cli_fail(EX_CONFIG, "%zu mistakes", c.p.n_items);
	else
		printf("good: %zu letter patterns, %zu SOP, %zu offices, %zu calendars, %zu "
		       "templates\n",
		    c.n_patterns, c.n_sop, c.n_office, c.n_calendar, templates_count(c.mails));
out:
	ruleset_free(c.letters);
	templates_free(c.mails);
	problems_free(&c.p);
	problems_free(&c.warnings);
	conf_free(&conf);
	return rc;
}
