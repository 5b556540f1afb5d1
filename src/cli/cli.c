/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What all commands share: the table of a group, long options, opening the store, telling what is
 * wrong, numbers and persons.
 */
#include "cli/cli.h"

#include <ctype.h>
#include <errno.h>
#include <assert.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/problem.h"
#include "base/progress.h"
#include "cli/help.h"

#define MOST_OPTIONS 16

int
cli_fail(int rc, const char *fmt, ...)
{
	char clean[1024], text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	log_clean(text, strlen(text), clean, sizeof(clean));
	fflush(stdout);
	progress_wipe();
	fprintf(stderr, "loket: %s\n", clean);
	return rc;
}

int
cli_err(const struct err *e, int refused)
{
	return cli_fail(e->grade == GRADE_AGAIN ? EX_TEMPFAIL : refused, "%s", e->msg);
}

const struct cli_command *
cli_word(const struct cli *c, const struct cli_group *group, const char *word)
{
	const struct cli_command *w = group->words;
	const char *names[16];
	char hint[PROBLEM_HINT] = "";
	size_t n = 0;

	for (; w[n].name != NULL; n++) {
		names[n] = w[n].name;
		if (word != NULL && strcmp(word, names[n]) == 0)
			return &w[n];
	}
	if (word != NULL)
		cli_fail(EX_USAGE, "no command %s %s%s", group->self.name, word,
		    problem_hint(word, names, n, hint));
	if (*hint == '\0')
		help_of(c->commands, group->self.name, NULL, stderr);
	return NULL;
}

/* The usage line of the command names these options, and no other. */
static bool
told(const char *args, const struct cli_option *options, size_t n)
{
	struct help_option o;
	size_t found = 0;

	for (const char *at = args; help_option(&at, &o);)
		for (size_t i = 0; i < n; i++)
			found += strlen(options[i].name) == o.len &&
			    strncmp(options[i].name, o.name, o.len) == 0 &&
			    (options[i].text != NULL) == (o.value != NULL);
	for (const char *at = args; help_option(&at, &o);)
		found -= !(o.len == 4 && strncmp(o.name, "json", 4) == 0);
	return found == 0;
}

static int
unknown(struct cli *c, const struct option *rows, size_t n, const char *word)
{
	const char *names[MOST_OPTIONS + 1];
	char name[64], hint[PROBLEM_HINT];

	for (size_t i = 0; i <= n; i++)
		names[i] = rows[i].name;
	while (*word == '-')
		word++;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word, "="), word);
	problem_hint(name, names, n + 1, hint);
	return cli_fail(-1, "%s%s%s: no option --%s%s", c->group, *c->group != '\0' ? " " : "",
	    c->command->name, name, *hint != '\0' ? hint : ", or not with a value");
}

int
cli_options(struct cli *c, const struct cli_option *options, size_t n, int *argc, char **argv)
{
	struct option rows[MOST_OPTIONS + 2] = { 0 };
	int got, which;

	assert(n <= MOST_OPTIONS && told(c->command->args, options, n));
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct option){ options[i].name, options[i].text != NULL ?
		    required_argument : no_argument, NULL, 'o' };
	rows[n] = (struct option){ "json", no_argument, NULL, 'j' };
	optind = 0;	/* glibc: start anew, also for the order of words */
	opterr = 0;
	while ((got = getopt_long(*argc, argv, ":", rows, &which)) != -1) {
		if (got == 'j')
			c->json = true;
		else if (got == 'o' && options[which].text != NULL)
			*options[which].text = optarg;
		else if (got == 'o')
			*options[which].flag = true;
		else if (got == ':')
			return cli_fail(-1, "%s%s%s: %s wants a value", c->group,
			    *c->group != '\0' ? " " : "", c->command->name, argv[optind - 1]);
		else
			return unknown(c, rows, n, argv[optind - 1]);
	}
	*argc -= optind;
	memmove(argv, argv + optind, ((size_t)*argc + 1) * sizeof(*argv));
	return 0;
}

struct store *
cli_store(const struct cli *c, enum store_access how, int *rc)
{
	struct err e = { 0 };
	struct store *s = store_open(c->conf->state, how, &e);

	if (s == NULL)
		*rc = cli_err(&e, EX_CONFIG);
	return s;
}

int64_t
cli_id(const char *what, const char *text)
{
	long long n;
	char *end;

	errno = 0;
	n = strtoll(text, &end, 10);
	if (isdigit((unsigned char)text[0]) && *end == '\0' && errno == 0 && n > 0)
		return n;
	cli_fail(0, "%s: must be the number of %s, as shown by the list", text, what);
	return 0;
}

/* The one person of an address; several share some addresses (an office's own). */
static int64_t
person_of_address(struct store *s, const char *address)
{
	struct rows *r = store_rows(s, Q_PERSONS_OF_ADDRESS, "t", address);
	int64_t id = 0, other = 0;

	if (rows_next(r))
		id = rows_int(r, 0);
	if (rows_next(r))
		other = rows_int(r, 0);
	rows_end(r);
	if (id == 0)
		cli_fail(0, "%s: no person has this address; see: loket person list", address);
	if (other == 0)
		return id;
	cli_fail(0, "%s: belongs to more than one person (%lld, %lld); name the person by number",
	    address, (long long)id, (long long)other);
	return 0;
}

int64_t
cli_person_id(struct store *s, const char *text)
{
	char *lower;
	int64_t id;

	if (strchr(text, '@') != NULL) {
		lower = xstrdup(text);
		for (char *p = lower; *p != '\0'; p++)
			*p = (char)tolower((unsigned char)*p);
		id = person_of_address(s, lower);
		free(lower);
		return id;
	}
	if (strlen(text) >= 16) {	/* what is written here stays in the shell's history */
		cli_fail(0,
		    "a person is named by number or mail address, never by NIP or NIK; use "
		    "--nip-stdin");
		return 0;
	}
	id = cli_id("a person", text);
	if (id != 0 && store_int(s, Q_PERSON_EXISTS, "i", id) == 0) {
		cli_fail(0, "%s: no such person; see: loket person list", text);
		return 0;
	}
	return id;
}
