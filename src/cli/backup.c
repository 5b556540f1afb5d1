/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket backup FILE: everything but the secrets, beside the running agent. Nothing is said to be
 * good before it has been unpacked and compared.
 */
#include <stdio.h>
#include <sysexits.h>

#include "base/crypt.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "store/backup.h"

static void
tell(struct cli *c, const char *path, const struct backup_facts *f, const char *digest)
{
	struct record *out = record_new(c);

	record_own(out, "file", "backup", path);
	record_own(out, "key", "sealed with key", f->key);
	record_int(out, "letters", "letters", f->letters);
	record_int(out, "cases", "cases", f->cases);
	record_int(out, "people", "people", f->people);
	record_int(out, "mails", "mails", f->mails);
	record_int(out, "files", "sealed files", f->files);
	record_int(out, "bytes", "their bytes", f->bytes);
	record_int(out, "journal_rows", "journal rows", f->journal_rows);
	record_own(out, "journal_head", "journal head", f->journal_head);
	record_own(out, "sha256", "SHA-256", digest);
	record_text(out, "checked", "unpacked and compared",
	    f->missing == 0 && !f->journal_broken ? "whole" : "AS DAMAGED AS THE STORE");
	record_end(out);
}

int
cli_backup(struct cli *c, int argc, char **argv)
{
	struct backup_from from = { .state = c->conf->state,
		.config = c->config,
		.rules = c->conf->rules,
		.templates = c->conf->templates,
		.office = c->conf->office,
		.now = c->now };
	char digest[2 * DIGEST_LEN + 1];
	struct backup_facts f = { 0 };
	struct keys *keys = NULL;
	struct err e = { 0 };
	int rc = EX_OK;

	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc != 1)
		return cli_fail(EX_USAGE, "backup wants one argument: the file to be written");
	if ((from.store = cli_store(c, STORE_READ, &rc)) == NULL)
		return rc;
	if ((keys = keys_open(c->conf->key_file, &e)) == NULL)
		rc = cli_err(&e, EX_CONFIG);
	else {
		from.keys = keys;
		if (backup_make(&from, argv[0], &f, digest, &e) < 0)
			rc = cli_err(&e, EX_DATAERR);
	}
	store_close(from.store);
	keys_free(keys);
	if (rc != EX_OK)
		return rc;
	tell(c, argv[0], &f, digest);
	if (f.missing > 0)
		rc = cli_fail(EX_DATAERR, "%lld sealed files that rows name are missing or "
		    "damaged; "
					  "an older backup may have them", (long long)f.missing);
	if (f.journal_broken)
		rc = cli_fail(EX_DATAERR, "the journal is broken; see: loket journal verify");
	return rc;
}
