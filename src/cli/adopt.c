/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket adopt: the agent never answers what came before its start mark. A person may have those
 * letters looked at, and choose which requests become cases; the others stay as they are.
 */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>

#include "base/mem.h"
#include "cli/cli.h"
#include "cli/event.h"
#include "cli/print.h"
#include "store/store.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define WAIT_S 120		/* until the agent has looked through the mailbox */

/* "7d", "12h" -> seconds; 0: neither. */
static int64_t
age(const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (n < 1 || n > 3660 || end == text || (strcmp(end, "d") != 0 && strcmp(end, "h") != 0))
		return 0;
	return n * (*end == 'd' ? 86400 : 3600);
}

static void
list(struct cli *c, struct store *s)
{
	static const struct column columns[] = {
		{ "id", "ID", COL_INT, FIT_WHOLE },
		{ "arrived", "ARRIVED", COL_TIME, FIT_WHOLE },
		{ "sender", "SENDER", COL_TEXT, FIT_CUT },
		{ "subject", "SUBJECT", COL_TEXT, FIT_CUT },
		{ "service", "SERVICE", COL_TEXT, FIT_WHOLE },
	};
	struct table *t = table_new(c, columns, N(columns));
	struct rows *r = store_rows(s, Q_ADOPT_LIST, "");

	while (rows_next(r)) {
		table_int(t, rows_int(r, 0));
		table_time(t, rows_int(r, 1));
		table_text(t, rows_text(r, 2));
		table_text(t, rows_text(r, 3));
		table_text(t, rows_text(r, 4));
	}
	rows_end(r);
	table_end(t, "no unanswered request of before the start");
}

static int
look(struct cli *c, struct store *s, int64_t since)
{
	struct event *ev = event_new("adopt.look");
	const struct timespec pause = { 0, 100 * 1000 * 1000 };
	char *still;
	int rc, i;

	event_int(ev, "since", since);
	rc = event_send(c, s, ev);
	for (i = 0; rc == EX_OK && i < WAIT_S * 10; i++) {
		still = store_text(s, Q_META_GET, "t", "adopt_since");
		if (still == NULL)
			break;
		free(still);
		nanosleep(&pause, NULL);
	}
	if (i == WAIT_S * 10)
		return cli_fail(EX_TEMPFAIL,
		    "the agent is still looking through the mailbox; see later: loket adopt");
	return rc;
}

static int
choose(struct cli *c, struct store *s, int argc, char **argv)
{
	int rc = EX_OK, one, i;
	struct event *ev;
	char *service;
	int64_t id;

	for (i = 0; i < argc; i++) {
		id = cli_id("a letter", argv[i]);
		service = id != 0 ? store_text(s, Q_ADOPT_SERVICE, "i", id) : NULL;
		if (id == 0 || service == NULL) {
			if (id != 0)
				cli_fail(EX_DATAERR,
				    "%s: no request of before the start whose service is known; see: "
				    "loket adopt, or loket held release ID --as SERVICE",
				    argv[i]);
			rc = EX_DATAERR;
			continue;
		}
		ev = event_new("held.release");
		event_int(ev, "id", id);
		event_text(ev, "as", service);
		one = event_send(c, s, ev);
		rc = one != EX_OK ? one : rc;
		free(service);
	}
	return rc;
}

int
cli_adopt(struct cli *c, int argc, char **argv)
{
	const char *since = NULL;
	bool dry = false;
	const struct cli_option options[] = { { "since", &since, NULL },
		{ "dry-run", NULL, &dry } };
	struct store *s;
	int rc = EX_USAGE;

	if (cli_options(c, options, N(options), &argc, argv) < 0)
		return rc;
	if (since != NULL && age(since) == 0)
		return cli_fail(rc, "--since wants an age such as 7d or 12h, not %s", since);
	if (dry && argc > 0)
		return cli_fail(rc, "--dry-run lists; to choose, name the letters without it");
	if ((s = cli_store(c, STORE_COMMAND, &rc)) == NULL)
		return rc;
	rc = since != NULL ? look(c, s, c->now - age(since)) : EX_OK;
	if (rc == EX_OK && argc > 0)
		rc = choose(c, s, argc, argv);
	else if (rc == EX_OK)
		list(c, s);
	store_close(s);
	return rc;
}
