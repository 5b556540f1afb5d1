/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * `loket explain FILE`: how the agent comes to understand a message: its parts as a tree, each line
 * with what it was taken for, each rule that fitted with what it captured, each field with where it
 * stands. The reader writes it; here it is cleaned like all that is printed, and coloured on a
 * terminal.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clean.h"
#include "base/file.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/readers.h"

#define EXPLAINED_MOST (16u << 20)

/* How a line begins, and how it looks on a terminal; the first that fits. */
static const struct look { const char *begin, *colour; } looks[] = {
	{ "== ", "1;36" },
	{ "-- ", "1" },
	{ "held      no", "" },
	{ "held ", "1;31" },
	{ "limit ", "33" },
	{ "never acts", "31" },
	{ "danger ", "31" },
	{ "left over ", "33" },
	{ "ambiguous", "33" },
	{ "pattern at its limit", "31" },
	{ "text and HTML differ", "31" },
	{ "the letter and its documents differ", "33" },
	{ "new       | ", "32" },
	{ "quoted    | ", "2" },
	{ "signature | ", "2;3" },
	{ "class ", "1;32" },
	{ "service ", "32" },
	{ "command ", "1;32" },
	{ "field ", "" },
	{ "letter ", "2" },
};

static const char *
colour_of(const char *line)
{
	if (strstr(line, ", not certain") != NULL)
		return "33";
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++)
		if (strncmp(line, looks[i].begin, strlen(looks[i].begin)) == 0)
			return looks[i].colour;
	return "";
}

static void
put_line(char *line, bool coloured)
{
	const char *colour = coloured ? colour_of(line) : "";
	char *clean, *c;

	for (c = strchr(line, '\t'); c != NULL; c = strchr(c, '\t'))
		*c = ' ';
	clean = clean_text(line);
	if (*colour != '\0')
		printf("\033[%sm%s\033[0m\n", colour, clean);
	else
		puts(clean);
	free(clean);
}

/* All that the reader wrote, line by line. */
static void
put_all(int fd, bool coloured)
{
	char chunk[65536], *line, *next;
	struct buf b = BUF_INIT;
	ssize_t got;

	lseek(fd, 0, SEEK_SET);
	do {
		got = read(fd, chunk, sizeof(chunk));
		buf_add(&b, chunk, got > 0 ? (size_t)got : 0);
	} while (got > 0 && b.len < EXPLAINED_MOST);
	for (line = b.len > 0 ? b.data : NULL; line != NULL && *line != '\0'; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		put_line(line, coloured);
	}
	buf_free(&b);
}

int
cli_explain(struct cli *c, int argc, char **argv)
{
	const char *rules = NULL, *roots = NULL;
	const struct cli_option options[] = { { "rules", &rules, NULL },
		{ "roots", &roots, NULL } };
	struct readers r;
	struct err e;
	int fd, out, rc;

	if (cli_options(c, options, 2, &argc, argv) < 0)
		return EX_USAGE;
	if (argc != 1)
		return cli_fail(
		    EX_USAGE, "explain wants one FILE: loket explain [--rules DIR] [--roots FILE] "
			      "FILE");
	fd = readers_open(argv[0]);
	if (fd < 0)
		return cli_fail(EX_DATAERR, "%s: %s", argv[0], strerror(errno));
	out = memory_fd("", 0);
	rc = out < 0 ? cli_fail(EX_OSERR, "no memory to explain in") :
		       readers_start(&r, c, rules, roots);
	if (rc == EX_OK) {
		if (readers_explain(&r, fd, out, &e) < 0)
			rc = cli_fail(EX_DATAERR, "%s: %s", argv[0], e.msg);
		put_all(out, c->colours);
		readers_end(&r);
	}
	if (out >= 0)
		close(out);
	close(fd);
	return rc;
}
