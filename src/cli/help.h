/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the table of commands says of itself: the list, the help of one command, and completion for
 * bash. All three are made of the same rows, so none of them can forget a command or an option.
 */
#ifndef LOKET_CLI_HELP_H
#define LOKET_CLI_HELP_H

#include <stdbool.h>
#include <stdio.h>

#include "cli/cli.h"

/* An option as a usage line names it; all texts point into that line. */
struct help_option {
	const char *name;	/* behind the two dashes */
	size_t len;
	const char *value;	/* what it wants, "FILE" or "plh|plt"; NULL: nothing */
	size_t value_len;
};
/* The next option of a usage line at *at, which moves behind it; false: there is none. */
bool help_option(const char **at, struct help_option *o);

/* All commands, one a line. */
void help_list(const struct cli_group *table, FILE *to);
/*
 * The help of `name`, or of its `word` (NULL: all of them): usage, what it does, an example.
 * -1: there is no such command or word; nothing was printed.
 */
int help_of(const struct cli_group *table, const char *name, const char *word, FILE *to);
/* One command: `group` is the first word of its usage line, "" where that is its own name. */
void help_command(const char *group, const struct cli_command *c, FILE *to);
/* The completion of all commands, their words and options, as a script for bash. */
void help_completion(const struct cli_group *table, FILE *to);

#endif
