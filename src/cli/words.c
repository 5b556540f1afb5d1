/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket words suggest: what officials and applicants wrote that had to be confirmed, and turned out
 * to be meant so. A person puts a word into the rules; the program never does.
 */
#include <sysexits.h>

#include "cli/cli.h"
#include "cli/print.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static int
suggest(struct cli *c, int argc, char **argv)
{
	static const struct column columns[] = {
		{ "words", "WORDS", COL_TEXT, FIT_CUT },
		{ "means", "MEANS", COL_TEXT, FIT_WHOLE },
		{ "confirmed", "CONFIRMED", COL_INT, FIT_WHOLE },
		{ "denied", "NOT", COL_INT, FIT_WHOLE },
		{ "last", "LAST", COL_TIME, FIT_WHOLE },
	};
	struct store *s;
	struct table *t;
	int rc = EX_OK;

	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc != 0)
		return EX_USAGE;
	if ((s = cli_store(c, STORE_READ, &rc)) == NULL)
		return rc;
	t = table_new(c, columns, N(columns));
	table_rows(t, store_rows(s, Q_WORDS_CONFIRMED, ""));
	store_close(s);
	table_end(t, "nobody has confirmed a word yet");
	return EX_OK;
}

const struct cli_command words_commands[] = {
	{ "suggest", "[--json]", "words that people confirmed, for rules/letter/kata.xml",
	    "words suggest", suggest },
	{ 0 }
};
