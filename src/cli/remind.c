/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket remind: who is reminded when, and why the others are not. Reminding itself is the agent's,
 * in its own time; here it is only looked at, or the agent is told to look now.
 */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/problem.h"
#include "cli/cli.h"
#include "cli/event.h"
#include "cli/print.h"
#include "rules/office.h"
#include "store/store.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static bool
on_record(struct rows *r)
{
	return rows_text(r, 15) != NULL && strcmp(rows_text(r, 15), "verified") == 0;
}

/* Why no reminder is to come; the first that is true. */
static const char *
why_none(const struct office *o, struct rows *r)
{
	if (o->remind_service == NULL)
		return "the office's file names no reminders (pengingat)";
	if (rows_int(r, 8) != 0)
		return "a newer certificate has taken its place";
	if (rows_text(r, 3) == NULL)
		return "its end is not known";
	if (strcmp(rows_text(r, 5), "REVOKE") == 0)
		return "it was revoked";
	if (rows_int(r, 16) != 0)
		return "its owner has said that it is not needed any more";
	if (rows_text(r, 14) == NULL || !on_record(r))
		return "the person, or an address, is not on record";
	return "all its stages are over";
}

static const char *
what_of(struct store *s, const struct office *o, int64_t person)
{
	return store_int(s, Q_CASE_OPEN_OF_OWNER, "it", person, o->remind_service) != 0 ?
	    "asked again in the open case, if it still waits for the owner's first answer" :
	    "a renewal is opened, and the owner asked";
}

static void
show(struct cli *c, struct store *s, const struct office *o)
{
	static const struct column columns[] = {
		{ "certificate", "ID", COL_INT, FIT_WHOLE },
		{ "due", "DUE", COL_TIME, FIT_WHOLE },
		{ "stage", "STAGE", COL_TEXT, FIT_WHOLE },
		{ "berakhir", "BERAKHIR", COL_TEXT, FIT_WHOLE },
		{ "nama", "NAMA", COL_TEXT, FIT_CUT },
		{ "email", "EMAIL", COL_TEXT, FIT_CUT },
		{ "what", "WHAT", COL_TEXT, FIT_BELOW },
	};
	struct table *t = table_new(c, columns, N(columns));
	char stage[24];
	struct rows *r;
	int pass;

	for (pass = 0; pass < 2; pass++) {	/* first who is, then who is not */
		r = store_rows(s, Q_CERTIFICATES_LIST, "i", (int64_t)1);
		while (rows_next(r)) {
			bool is = rows_int(r, 10) != 0 && rows_int(r, 8) == 0 &&
			    rows_text(r, 14) != NULL && on_record(r) && o->remind_service != NULL;

			if (is != (pass == 0))
				continue;
			snprintf(stage, sizeof(stage), "%+lld", (long long)rows_int(r, 9));
			table_int(t, rows_int(r, 0));
			table_time(t, is ? rows_int(r, 10) : 0);
			table_text(t, is ? stage : NULL);
			table_text(t, rows_text(r, 3));
			table_text(t, rows_text(r, 12));
			table_text(t, rows_text(r, 14));
			table_text(t, is ? what_of(s, o, rows_int(r, 1)) : why_none(o, r));
		}
		rows_end(r);
	}
	table_end(t, "no certificate is known; see: loket cert import");
}

int
cli_remind(struct cli *c, int argc, char **argv)
{
	bool dry = false;
	const struct cli_option options[] = { { "dry-run", NULL, &dry } };
	struct problems p = { 0 };
	struct office *o = NULL;
	struct store *s = NULL;
	int rc = EX_OK;

	if (cli_options(c, options, N(options), &argc, argv) < 0 || argc != 0)
		return EX_USAGE;
	if (dry && (o = office_read(c->conf->rules, c->conf->office, &p)) == NULL) {
		problems_print(&p, stderr);
		rc = cli_fail(EX_CONFIG, "the rules have mistakes; run: loket check");
	} else if ((s = cli_store(c, dry ? STORE_READ : STORE_COMMAND, &rc)) != NULL) {
		if (dry)
			show(c, s, o);
		else
			rc = event_send(c, s, event_new("remind"));
	}
	store_close(s);
	office_free(o);
	problems_free(&p);
	return rc;
}
