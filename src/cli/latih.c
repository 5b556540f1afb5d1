/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket latih: a practice question to whoever holds a role, the table of who has passed, and the
 * admin's word that the office goes live without it. The agent asks and judges (case/practice.h).
 */
#include <stdlib.h>
#include <sysexits.h>
#include <string.h>

#include "base/problem.h"
#include "case/people.h"
#include "case/practice.h"
#include "cli/cli.h"
#include "cli/event.h"
#include "cli/print.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static int
list(struct cli *c, struct store *s, const struct office *o)
{
	static const struct column columns[] = {
		{ "role", "ROLE", COL_TEXT, FIT_WHOLE },
		{ "person_id", "ID", COL_INT, FIT_WHOLE },
		{ "nama", "NAMA", COL_TEXT, FIT_CUT },
		{ "state", "STATE", COL_TEXT, FIT_WHOLE },
		{ "asked", "ASKED", COL_TIME, FIT_WHOLE },
		{ "passed", "PASSED", COL_TIME, FIT_WHOLE },
	};
	struct table *t = table_new(c, columns, N(columns));
	struct practice *all;
	size_t n = practice_all(s, o, c->now, &all);

	for (size_t i = 0; i < n; i++) {
		struct person p = { 0 };
		bool known = person_load(s, all[i].person_id, &p) == 0;

		table_text(t, all[i].role->id);
		table_int(t, all[i].person_id);
		table_text(t, known ? p.nama : NULL);
		table_text(t, all[i].passed != 0 ? "passed" : all[i].asked != 0 ? "asked" : "not asked");
		table_time(t, all[i].asked);
		table_time(t, all[i].passed);
		person_free(&p);
	}
	free(all);
	table_end(t, "nobody holds a role; see: loket role set");
	return EX_OK;
}

/* Leaves the wish; `who` (may be NULL): an address, which the agent looks up, or a row number. */
static int
wish(struct cli *c, struct store *s, const char *verb, const char *who)
{
	bool by_address = who != NULL && strchr(who, '@') != NULL;
	int64_t person = who == NULL || by_address ? 0 : cli_person_id(s, who);
	struct event *ev;

	if (who != NULL && !by_address && person == 0)
		return EX_DATAERR;
	ev = event_new(verb);
	event_text(ev, "address", by_address ? who : NULL);
	if (person != 0)
		event_int(ev, "person", person);
	return event_send(c, s, ev);
}

int
cli_latih(struct cli *c, int argc, char **argv)
{
	bool shows = false, waives = false;
	const struct cli_option options[] = { { "list", NULL, &shows },
		{ "tanpa-latih", NULL, &waives } };
	struct problems p = { 0 };
	struct office *o = NULL;
	struct store *s = NULL;
	int rc = EX_OK;

	if (cli_options(c, options, N(options), &argc, argv) < 0 ||
	    argc + shows + waives > 1)
		return EX_USAGE;
	if ((o = office_read(c->conf->rules, c->conf->office, &p)) == NULL) {
		problems_print(&p, stderr);
		rc = cli_fail(EX_CONFIG, "the rules have mistakes; run: loket check");
	} else if ((s = cli_store(c, shows ? STORE_READ : STORE_COMMAND, &rc)) != NULL)
		rc = shows ? list(c, s, o) :
			     wish(c, s, waives ? "practice.waive" : "practice", argc > 0 ? argv[0] : NULL);
	store_close(s);
	office_free(o);
	problems_free(&p);
	return rc;
}
