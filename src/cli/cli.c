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
	fprintf(stderr, "loket: %s\n", clean);
	return rc;
}

int
cli_err(const struct err *e, int refused)
{
	return cli_fail(e->grade == GRADE_AGAIN ? EX_TEMPFAIL : refused, "%s", e->msg);
}

static int
usage(const struct cli_command *commands, size_t n, const char *group)
{
	fflush(stdout);
	fprintf(stderr, "usage:\n");
	for (size_t i = 0; i < n; i++)
		fprintf(stderr, "  loket %s %s%s%s\n      %s\n", group, commands[i].name,
		    commands[i].args[0] != '\0' ? " " : "",
		    commands[i].args, commands[i].help);
	return EX_USAGE;
}

int
cli_run(struct cli *c, const struct cli_command *commands, size_t n, int argc, char **argv)
{
	const char *names[16], *meant;
	int rc;

	if (argc < 2)
		return usage(commands, n, argv[0]);
	for (size_t i = 0; i < n; i++) {
		names[i] = commands[i].name;
		if (strcmp(argv[1], commands[i].name) != 0)
			continue;
		rc = commands[i].run(c, argc - 1, argv + 1);
		return rc == EX_USAGE ? usage(&commands[i], 1, argv[0]) : rc;
	}
	meant = problem_meant(argv[1], names, n);
	if (meant != NULL)
		cli_fail(EX_USAGE, "%s %s: no such command; meant \"%s\"?", argv[0], argv[1],
		    meant);
	return usage(commands, n, argv[0]);
}

int
cli_options(struct cli *c, const struct cli_option *options, size_t n, int *argc, char **argv)
{
	struct option rows[MOST_OPTIONS + 2] = { 0 };
	int got, which;

	assert(n <= MOST_OPTIONS);
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct option){ options[i].name, options[i].text != NULL ?
		    required_argument : no_argument, NULL, 'o' };
	rows[n] = (struct option){ "json", no_argument, NULL, 'j' };
	optind = 0;	/* glibc: start anew, also for the order of words */
	opterr = 0;
	while ((got = getopt_long(*argc, argv, "", rows, &which)) != -1) {
		if (got == 'j')
			c->json = true;
		else if (got == 'o' && options[which].text != NULL)
			*options[which].text = optarg;
		else if (got == 'o')
			*options[which].flag = true;
		else
			return cli_fail(-1, "%s: option not known, or without its value",
			    argv[optind - 1]);
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
	cli_fail(0, "%s: must be the number of a %s, as shown by the list", text, what);
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
	id = cli_id("person", text);
	if (id != 0 && store_int(s, Q_PERSON_EXISTS, "i", id) == 0) {
		cli_fail(0, "%s: no such person; see: loket person list", text);
		return 0;
	}
	return id;
}
