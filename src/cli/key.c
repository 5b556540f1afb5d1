/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loket key make FILE: the key of the archive. Needs no settings and no store. */
#include <stdio.h>
#include <sysexits.h>

#include "base/crypt.h"
#include "cli/cli.h"

static int
make(struct cli *c, int argc, char **argv)
{
	struct err e = { 0 };

	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc != 1)
		return EX_USAGE;
	if (keys_make(argv[0], &e) < 0)
		return cli_err(&e, EX_DATAERR);
	printf("%s: made. Keep a copy in a safe place: without it the archive cannot be read.\n",
	    argv[0]);
	return EX_OK;
}

int
cli_key(struct cli *c, int argc, char **argv)
{
	static const struct cli_command commands[] = {
		{ "make", "FILE", "makes a new key file (mode 0600); never overwrites one", make },
	};

	return cli_run(c, commands, sizeof(commands) / sizeof(commands[0]), argc, argv);
}
