/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loket reload: the agent looks at its rules now, and says whether they pass. */
#include <sysexits.h>

#include "cli/cli.h"
#include "cli/event.h"

int
cli_reload(struct cli *c, int argc, char **argv)
{
	struct store *s;
	int rc = EX_USAGE;

	if (cli_options(c, NULL, 0, &argc, argv) < 0)
		return rc;
	if (argc > 0)
		return cli_fail(rc, "reload takes no argument %s", argv[0]);
	if ((s = cli_store(c, STORE_COMMAND, &rc)) == NULL)
		return rc;
	rc = event_send(c, s, event_new("rules.reload"));
	store_close(s);
	return rc;
}
