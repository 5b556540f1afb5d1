/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket journal verify: walks the hash chain. Its head, kept elsewhere, later shows that no tail
 * was cut off.
 */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/crypt.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "store/journal.h"

static int
verify(struct cli *c, int argc, char **argv)
{
	unsigned char head[DIGEST_LEN];
	char hex[2 * DIGEST_LEN + 1];
	struct err e = { 0 };
	struct record *out;
	struct store *s;
	int64_t rows;
	int rc = EX_OK, whole;

	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc != 0)
		return EX_USAGE;
	if ((s = cli_store(c, STORE_READ, &rc)) == NULL)
		return rc;
	whole = journal_verify(s, &rows, head, &e) == 0;
	store_close(s);
	digest_hex(head, hex);
	out = record_new(c);
	record_text(out, "state", "journal", whole ? "whole" : "BROKEN");
	record_int(out, "rows", "good rows", rows);
	record_own(out, "head", "head", hex);
	if (!whole)
		record_text(out, "wrong", "wrong", e.msg);
	record_end(out);
	return whole ? EX_OK : EX_DATAERR;
}

int
cli_journal(struct cli *c, int argc, char **argv)
{
	static const struct cli_command commands[] = {
		{ "verify", "[--json]",
		    "walks the hash chain; exit 65 and the first bad row when it is broken",
		    verify },
	};

	return cli_run(c, commands, sizeof(commands) / sizeof(commands[0]), argc, argv);
}
