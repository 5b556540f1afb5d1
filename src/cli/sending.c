/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loket pause | resume: the agent stops sending, of one service or at all, and goes on. */
#include <sysexits.h>

#include "cli/cli.h"
#include "cli/event.h"

static int
wish(struct cli *c, int argc, char **argv, const char *verb)
{
	struct event *ev;
	struct store *s;
	int rc = EX_USAGE;

	if (cli_options(c, NULL, 0, &argc, argv) < 0)
		return rc;
	if (argc > 1)
		return cli_fail(rc, "%s takes one service at most: %s [SERVICE]", verb, verb);
	if ((s = cli_store(c, STORE_COMMAND, &rc)) == NULL)
		return rc;
	ev = event_new(verb);
	event_text(ev, "service", argc == 1 ? argv[0] : NULL);
	rc = event_send(c, s, ev);
	store_close(s);
	return rc;
}

int
cli_pause(struct cli *c, int argc, char **argv)
{
	return wish(c, argc, argv, "pause");
}

int
cli_resume(struct cli *c, int argc, char **argv)
{
	return wish(c, argc, argv, "resume");
}
