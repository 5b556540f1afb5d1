/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket journal verify: walks the hash chain; a head that was kept elsewhere shows that no tail
 * was cut off. rebuild: folds cases, questions and mails out of it and compares. export: all of
 * it, for a spreadsheet.
 */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/crypt.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/event.h"
#include "cli/print.h"
#include "report/sheet.h"
#include "store/journal.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static int
verify(struct cli *c, int argc, char **argv)
{
	unsigned char head[DIGEST_LEN];
	char hex[2 * DIGEST_LEN + 1];
	const char *kept = NULL;
	const struct cli_option options[] = { { "head", &kept, NULL } };
	struct err e = { 0 };
	struct record *out;
	struct store *s;
	int64_t rows, at = 0;
	int rc = EX_OK, whole;

	if (cli_options(c, options, 1, &argc, argv) < 0 || argc != 0)
		return EX_USAGE;
	/* a slip of the pen is no broken journal */
	if (kept != NULL && (strlen(kept) != 2 * DIGEST_LEN ||
	    strspn(kept, "0123456789abcdefABCDEF") != 2 * DIGEST_LEN))
		return cli_fail(EX_DATAERR, "--head %s: must be %d hexadecimal digits", kept,
		    2 * DIGEST_LEN);
	if ((s = cli_store(c, STORE_READ, &rc)) == NULL)
		return rc;
	whole = journal_verify(s, &rows, head, &e) == 0;
	if (kept != NULL && (at = journal_row_of(s, kept)) == 0)
		whole = err_refused(&e, "the head that was kept is in no row: rows were cut off, "
		    "or "
					"this is another journal") == 0;
	store_close(s);
	digest_hex(head, hex);
	out = record_new(c);
	record_text(out, "state", "journal", whole ? "whole" : "BROKEN");
	record_int(out, "rows", "good rows", rows);
	record_own(out, "head", "head", hex);
	if (at != 0)
		record_int(out, "kept", "kept head", at);
	if (!whole)
		record_text(out, "wrong", "wrong", e.msg);
	record_end(out);
	return whole ? EX_OK : EX_DATAERR;
}

static int
rebuild(struct cli *c, int argc, char **argv)
{
	static const struct column columns[] = {
		{ "what", "WHAT", COL_TEXT, FIT_WHOLE },
		{ "id", "ID", COL_INT, FIT_WHOLE },
		{ "stored", "THE TABLE SAYS", COL_TEXT, FIT_CUT },
		{ "folded", "THE JOURNAL SAYS", COL_TEXT, FIT_CUT },
	};
	struct table *t;
	struct store *s;
	struct rows *r;
	int rc = EX_OK, differ = 0;

	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc != 0)
		return EX_USAGE;
	if ((s = cli_store(c, STORE_READ, &rc)) == NULL)
		return rc;
	t = table_new(c, columns, N(columns));
	store_view(s);		/* of one moment, beside the agent */
	r = store_rows(s, Q_JOURNAL_REBUILD, "");
	for (; rows_next(r); differ++) {
		table_text(t, rows_text(r, 0));
		table_int(t, rows_int(r, 1));
		table_text(t, rows_text(r, 2));
		table_text(t, rows_text(r, 3) != NULL ? rows_text(r, 3) : "nothing");
	}
	rows_end(r);
	store_view_end(s);
	store_close(s);
	table_end(t, "cases, questions and mails are what the journal says");
	return differ == 0 ? EX_OK :
			     cli_fail(EX_DATAERR, "%d differ: keep a copy of the store, and tell "
			     "its maker", differ);
}

static int
export(struct cli *c, int argc, char **argv)
{
	static const char *const names[] = { "No", "Waktu", "Kejadian", "Arti", "Perkara", "Orang",
		"Surat masuk", "Pertanyaan", "Surat keluar", "Kode", "Kode lain", "Angka", "Kata",
		"Rangkaian (SHA-256)" };
	const char *path = NULL;
	const struct cli_option options[] = { { "csv", &path, NULL } };
	char hex[2 * DIGEST_LEN + 1];
	struct buf bytes = BUF_INIT;
	struct store *s;
	struct sheet *out;
	struct rows *r;
	struct err e;
	const void *hash;
	size_t len;
	int rc = EX_USAGE;

	if (cli_options(c, options, 1, &argc, argv) < 0 || argc != 0 || path == NULL)
		return EX_USAGE;
	if ((s = cli_store(c, STORE_COMMAND, &rc)) == NULL)
		return rc;
	if ((rc = event_note(c, s, event_new("report"))) != EX_OK) {
		store_close(s);
		return rc;
	}
	out = sheet_new(names, N(names));
	r = store_rows(s, Q_JOURNAL_EXPORT, "");
	while (rows_next(r)) {
		sheet_int(out, rows_int(r, 0));
		sheet_time(out, c->zone_minutes, rows_int(r, 1));
		sheet_text(out, rows_text(r, 2));
		sheet_text(out, journal_says(rows_text(r, 2)));
		sheet_text(out, rows_text(r, 3));
		sheet_text(out, rows_text(r, 4));
		for (int i = 5; i <= 7; i++)
			rows_int(r, i) != 0 ? sheet_int(out, rows_int(r, i)) : sheet_text(out,
			    NULL);
		sheet_text(out, rows_text(r, 8));
		sheet_text(out, rows_text(r, 9));
		sheet_int(out, rows_int(r, 10));
		sheet_text(out, rows_text(r, 11));
		hash = rows_blob(r, 12, &len);
		hex[0] = '\0';
		if (hash != NULL && len == DIGEST_LEN)
			digest_hex(hash, hex);
		sheet_own(out, hex);
	}
	rows_end(r);
	store_close(s);
	sheet_end(out, &bytes);
	if (file_write(path, bytes.data, bytes.len, 0600, &e) < 0)
		rc = cli_err(&e, EX_DATAERR);
	buf_free(&bytes);
	return rc;
}

const struct cli_command journal_commands[] = {
	{ "verify", "[--head HEX] [--json]",
	    "walks the hash chain; exit 65 and the first bad row when it is broken",
	    "journal verify", verify },
	{ "rebuild", "[--json]",
	    "folds cases, questions and mails out of it, and shows where their tables "
	    "differ",
	    "journal rebuild", rebuild },
	{ "export", "--csv FILE", "all rows, for a spreadsheet",
	    "journal export --csv journal.csv", export },
	{ 0 }
};
