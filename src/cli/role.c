/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loket role list | set | queue: who holds a role of the office, from when, definitif or as plh / plt. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "case/docket.h"
#include "cli/cli.h"
#include "cli/event.h"
#include "cli/print.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static void
today(const struct cli *c, char out[32])
{
	clock_format(clock_now(), c->zone_minutes, out);
	out[10] = '\0';
}

static int
list(struct cli *c, int argc, char **argv)
{
	static const struct column columns[] = {
		{ "role", "ROLE", COL_TEXT, FIT_WHOLE },
		{ "kind", "KIND", COL_TEXT, FIT_WHOLE },
		{ "from", "FROM", COL_TEXT, FIT_WHOLE },
		{ "until", "UNTIL", COL_TEXT, FIT_WHOLE },
		{ "person_id", "ID", COL_INT, FIT_WHOLE },
		{ "nama", "NAMA", COL_TEXT, FIT_CUT },
		{ "address", "ADDRESS", COL_TEXT, FIT_CUT },
		{ "queue", "QUEUE", COL_TEXT, FIT_WHOLE },
	};
	bool all = false;
	const struct cli_option options[] = { { "all", NULL, &all } };
	char day[32];
	struct store *s;
	struct table *t;
	int rc = EX_OK;

	if (cli_options(c, options, N(options), &argc, argv) < 0 || argc != 0)
		return EX_USAGE;
	if ((s = cli_store(c, STORE_READ, &rc)) == NULL)
		return rc;
	today(c, day);
	t = table_new(c, columns, N(columns));
	table_rows(t, store_rows(s, Q_ROLE_LIST, "it", (int64_t)all, day));
	store_close(s);
	table_end(t, "nobody holds a role; see: loket role set");
	return EX_OK;
}

static bool
is_day(const char *text)
{
	char *full = xasprintf("%sT00:00Z", text);
	int64_t at;
	bool good = strlen(text) == 10 && clock_parse(full, &at) == 0;

	free(full);
	return good;
}

/*
 * A NIP comes by stdin only: what stands in arguments is seen by every user of the machine and kept
 * by the shell.
 */
static int64_t
person_by_nip(struct store *s)
{
	char text[64] = "", nip[64];
	size_t n = 0;
	struct rows *r;
	int64_t id = 0, other = 0;

	if (fgets(text, sizeof(text), stdin) == NULL)
		text[0] = '\0';
	for (const char *p = text; *p != '\0'; p++)
		if (isdigit((unsigned char)*p))
			nip[n++] = *p;
	nip[n] = '\0';
	r = store_rows(s, Q_PERSONS_OF_NIP, "t", nip);
	if (rows_next(r))
		id = rows_int(r, 0);
	if (rows_next(r))
		other = rows_int(r, 0);
	rows_end(r);
	wipe(text, sizeof(text));
	wipe(nip, sizeof(nip));
	if (id == 0)
		cli_fail(0, "no person has the NIP given on standard input");
	else if (other != 0)
		cli_fail(0,
		    "more than one person has this NIP (%lld, %lld); name the person by number",
		    (long long)id, (long long)other);
	return other == 0 ? id : 0;
}

struct wish { const char *from, *until, *kind; bool nip; };

static int
check(const struct wish *w, const char *role)
{
	static const char *const kinds[] = { "definitif", "plh", "plt" };
	size_t i = 0;

	if (strspn(role, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(role) || *role == '\0')
		return cli_fail(EX_DATAERR,
		    "%s: not the id of a role; the office file names them (verifikator, helpdesk, "
		    "kadis ...)",
		    role);
	if (!is_day(w->from))
		return cli_fail(EX_DATAERR, "--from %s: must be a day like 2026-11-23", w->from);
	if (w->until != NULL && !is_day(w->until))
		return cli_fail(EX_DATAERR, "--until %s: must be a day like 2026-11-23", w->until);
	if (w->until != NULL && strcmp(w->until, w->from) < 0)
		return cli_fail(EX_DATAERR, "--until %s: lies before --from %s", w->until, w->from);
	while (i < N(kinds) && strcmp(kinds[i], w->kind) != 0)
		i++;
	return i < N(kinds) ? EX_OK : cli_fail(EX_DATAERR,
	    "--kind %s: must be definitif, plh or plt", w->kind);
}

static int
set(struct cli *c, int argc, char **argv)
{
	char day[32];
	struct wish w = { NULL, NULL, "definitif", false };
	const struct cli_option options[] = { { "from", &w.from, NULL },
	    { "until", &w.until, NULL }, { "kind", &w.kind, NULL },
	    { "nip-stdin", NULL, &w.nip } };
	struct event *ev;
	struct store *s;
	bool by_address;
	int64_t person;
	int rc;

	if (cli_options(c, options, N(options), &argc, argv) < 0 || argc != (w.nip ? 1 : 2))
		return EX_USAGE;
	today(c, day);
	if (w.from == NULL)
		w.from = day;
	if ((rc = check(&w, argv[0])) != EX_OK || (s = cli_store(c, STORE_COMMAND, &rc)) == NULL)
		return rc;
	/* an address is looked up by the agent: the import that brings it may still wait there */
	by_address = !w.nip && strchr(argv[1], '@') != NULL;
	person = by_address ? 0 : w.nip ? person_by_nip(s) : cli_person_id(s, argv[1]);
	if (person == 0 && !by_address) {
		store_close(s);
		return EX_DATAERR;
	}
	ev = event_new("role.set");
	event_text(ev, "role", argv[0]);
	if (by_address)
		event_text(ev, "address", argv[1]);
	else
		event_int(ev, "person", person);
	event_text(ev, "kind", w.kind);
	event_text(ev, "from", w.from);
	event_text(ev, "until", w.until);
	rc = event_send(c, s, ev);
	store_close(s);
	return rc;
}

/* Sends `verb` with role and PERSON (an address is looked up by the agent) and one text more. */
static int
send_about(struct cli *c, const char *verb, char **role_person, const char *key, const char *text)
{
	bool by_address = strchr(role_person[1], '@') != NULL;
	struct event *ev;
	int64_t person;
	struct store *s;
	int rc;

	if ((s = cli_store(c, STORE_COMMAND, &rc)) == NULL)
		return rc;
	person = by_address ? 0 : cli_person_id(s, role_person[1]);
	if (person == 0 && !by_address) {
		store_close(s);
		return EX_DATAERR;
	}
	ev = event_new(verb);
	event_text(ev, "role", role_person[0]);
	if (by_address)
		event_text(ev, "address", role_person[1]);
	else
		event_int(ev, "person", person);
	event_text(ev, key, text);
	rc = event_send(c, s, ev);
	store_close(s);
	return rc;
}

static int
end(struct cli *c, int argc, char **argv)
{
	const char *last = NULL;
	const struct cli_option options[] = { { "last", &last, NULL } };
	char day[32];

	if (cli_options(c, options, N(options), &argc, argv) < 0 || argc != 2)
		return EX_USAGE;
	today(c, day);
	if (last != NULL && !is_day(last))
		return cli_fail(EX_DATAERR, "--last %s: must be a day like 2026-11-23", last);
	return send_about(c, "role.end", argv, "last", last != NULL ? last : day);
}

static int
queue(struct cli *c, int argc, char **argv)
{
	char *hours;

	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc != 3)
		return EX_USAGE;
	hours = docket_hours(argv[2]);
	if (hours == NULL && strcmp(argv[2], "none") != 0)
		return cli_fail(EX_DATAERR, "%s: must be hours like \"08.00 13.00\", or none", argv[2]);
	free(hours);
	return send_about(c, "role.queue", argv, "hours", argv[2]);
}

const struct cli_command role_commands[] = {
	{ "list", "[--all] [--json]",
	    "who holds a role now or later; --all: formerly as well",
	    "role list", list },
	{ "set",
	    "ROLE PERSON|--nip-stdin [--from DAY] [--until DAY] [--kind definitif|plh|plt]",
	    "gives a role to a person (row number or mail address)",
	    "role set verifikator ratna@tapinkab.go.id --kind plh --from 2026-11-23 --until 2026-11-27", set },
	{ "end", "ROLE PERSON [--last DAY]",
	    "the last day (today) on which the person holds the role",
	    "role end verifikator ratna@tapinkab.go.id", end },
	{ "queue", "ROLE PERSON HOURS|none",
	    "its questions in one list at these hours (\"08.00 13.00\"); none: one mail each",
	    "role queue verifikator nurul@tapinkab.go.id \"08.00 13.00\"", queue },
	{ 0 }
};
