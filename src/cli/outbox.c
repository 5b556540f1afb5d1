/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket outbox list | retry | drop: what loket owes the world, and pushing one row along by hand.
 */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cli/cli.h"
#include "cli/event.h"
#include "cli/print.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static int
list(struct cli *c, int argc, char **argv)
{
	static const struct column columns[] = {
		{ "id", "ID", COL_INT, FIT_WHOLE },
		{ "kind", "KIND", COL_TEXT, FIT_WHOLE },
		{ "what", "WHAT", COL_TEXT, FIT_WHOLE },
		{ "case", "CASE", COL_TEXT, FIT_WHOLE },
		{ "to", "TO", COL_TEXT, FIT_CUT },
		{ "state", "STATE", COL_TEXT, FIT_WHOLE },
		{ "reason", "REASON", COL_TEXT, FIT_WHOLE },
		{ "not_before", "NOT BEFORE", COL_TIME, FIT_WHOLE },
		{ "attempts", "TRIES", COL_INT, FIT_WHOLE },
		{ "made", NULL, COL_TIME, FIT_WHOLE },
		{ "sent", "SENT", COL_TIME, FIT_WHOLE },
		{ "code", NULL, COL_INT, FIT_WHOLE },
		{ "server", "SERVER SAID", COL_TEXT, FIT_CUT },
	};
	bool all = false;
	const struct cli_option options[] = { { "all", NULL, &all } };
	struct store *s;
	struct table *t;
	int rc = EX_OK;

	if (cli_options(c, options, N(options), &argc, argv) < 0 || argc != 0)
		return EX_USAGE;
	if ((s = cli_store(c, STORE_READ, &rc)) == NULL)
		return rc;
	t = table_new(c, columns, N(columns));
	table_rows(t, store_rows(s, Q_OUTBOX_LIST, "i", (int64_t)all));
	store_close(s);
	table_end(t, all ? "nothing was ever owed" : "nothing is owed");
	return EX_OK;
}

/* Both verbs differ only in the states they may be said of; the agent looks again when it acts. */
static int
push(struct cli *c, int argc, char **argv, const char *verb, const char *states)
{
	struct event *ev;
	struct store *s;
	char *state;
	int64_t id;
	int rc = EX_DATAERR;

	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc != 1)
		return EX_USAGE;
	if ((id = cli_id("an outbox row", argv[0])) == 0 ||
	    (s = cli_store(c, STORE_COMMAND, &rc)) == NULL)
		return rc;
	state = store_text(s, Q_OUTBOX_STATE, "i", id);
	if (state == NULL)
		rc = cli_fail(EX_DATAERR, "%s: no such row; see: loket outbox list --all", argv[0]);
	else if (strstr(states, state) == NULL)
		rc = cli_fail(EX_DATAERR, "%s: is %s; only rows in one of these states: %s",
		    argv[0], state, states);
	else {
		ev = event_new(verb);
		event_int(ev, "id", id);
		rc = event_send(c, s, ev);
	}
	free(state);
	store_close(s);
	return rc;
}

static int
retry(struct cli *c, int argc, char **argv)
{
	return push(c, argc, argv, "outbox.retry", "parked retry unknown failed");
}

static int
drop(struct cli *c, int argc, char **argv)
{
	return push(c, argc, argv, "outbox.drop", "new parked ready retry unknown failed");
}

const struct cli_command outbox_commands[] = {
	{ "list", "[--all] [--json]",
	    "mails and AMS calls still owed; --all: sent and dropped ones as well",
	    "outbox list", list },
	{ "retry", "ID", "tries a parked, delayed, unknown or failed row again now",
	    "outbox retry 12", retry },
	{ "drop", "ID", "a row that was not sent will never be",
	    "outbox drop 12", drop },
	{ 0 }
};
