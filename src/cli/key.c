/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket key make | paper FILE: the key of the archive, and its copy for the safe. Needs no
 * settings and no store.
 */
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/paper.h"
#include "cli/cli.h"

#define TYPED_MOST 65536

static void
wiped(struct buf *b)
{
	if (b->data != NULL)
		wipe(b->data, b->cap);
	buf_free(b);
}

/* What somebody types off the paper, on stdin. */
static int
from_paper(const char *path, struct err *e)
{
	struct buf typed = BUF_INIT, lines = BUF_INIT;
	int rc;

	if (isatty(STDIN_FILENO))
		fprintf(stderr, "Type the lines of the paper, beginning with KEY; then Ctrl-D.\n");
	rc = file_read_fd(STDIN_FILENO, TYPED_MOST, &typed, e);
	if (rc == 0)
		rc = paper_read(buf_str(&typed), &lines, e);
	if (rc == 0)
		rc = keys_write(path, buf_str(&lines), e);
	wiped(&typed);
	wiped(&lines);
	return rc;
}

static void
tell_mark(const char *path)
{
	struct err e;
	struct keys *k = keys_open(path, &e);
	char mark[KEY_MARK] = "";

	if (k != NULL)
		keys_mark(k, keys_newest(k), mark);
	keys_free(k);
	printf("%s: made, key %s. Keep a copy in a safe place (loket key paper %s): without it "
	    "the archive "
	       "cannot be read.\n",
	    path, mark, path);
}

static int
make(struct cli *c, int argc, char **argv)
{
	bool typed = false;
	const struct cli_option options[] = { { "from-paper", NULL, &typed } };
	struct err e = { 0 };

	if (cli_options(c, options, 1, &argc, argv) < 0 || argc != 1)
		return EX_USAGE;
	if ((typed ? from_paper(argv[0], &e) : keys_make(argv[0], &e)) < 0)
		return cli_err(&e, EX_DATAERR);
	tell_mark(argv[0]);
	return EX_OK;
}

static int
paper(struct cli *c, int argc, char **argv)
{
	struct buf out = BUF_INIT;
	struct err e = { 0 };
	int rc = EX_OK;

	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc != 1)
		return EX_USAGE;
	if (paper_print(argv[0], &out, &e) < 0)
		rc = cli_err(&e, EX_DATAERR);
	else
		printf("# Key of the archive of loket. Who has it and a backup reads everything: "
		    "into the safe, and "
		       "nowhere else.\n# Back from the paper: loket key make FILE --from-paper\n%s",
		    buf_str(&out));
	wiped(&out);
	return rc;
}

const struct cli_command key_commands[] = {
	{ "make", "FILE [--from-paper]",
	    "makes a new key file (mode 0600), or that of the paper; never overwrites "
	    "one",
	    "key make /etc/loket/key", make },
	{ "paper", "FILE", "prints the key for the safe",
	    "key paper /etc/loket/key", paper },
	{ 0 }
};
