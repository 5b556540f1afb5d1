/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket replay: archived letters, as they were kept (secrets cut), read once by the rules in force
 * and once by others. Tells what the others would read otherwise; nothing is done, nothing kept.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/progress.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/readers.h"
#include "store/archive.h"
#include "store/rulebook.h"

#define LETTER_MOST (64u << 20)

struct replay {
	struct cli *c;
	struct readers now, then;
	struct archive *archive;
	struct table *t;
	size_t n_letters, n_other, n_unread;
};

/* ---- what differs ---- */

struct letter { int64_t id; const char *number; bool other; };

static void
differs(struct replay *r, struct letter *l, const char *what, const char *before, const char *after)
{
	if (before == after || (before != NULL && after != NULL && strcmp(before, after) == 0))
		return;
	table_int(r->t, l->id);
	table_text(r->t, l->number);
	table_text(r->t, what);
	table_text(r->t, before);
	table_text(r->t, after);
	l->other = true;
}

/* "approve (tier 1): reason"; caller frees */
static char *
answer_of(const struct fact_command *c)
{
	if (c->means == NULL)
		return NULL;
	return xasprintf("%s (tier %d)%s%s", c->means, (int)c->tier, c->reason != NULL ? ": " : "",
	    c->reason != NULL ? c->reason : "");
}

/* All values of a field in their order, uncertain ones marked; NULL: none. Caller frees. */
static char *
values_of(const struct facts *f, const char *name)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < f->n_fields; i++)
		if (strcmp(f->fields[i].name, name) == 0)
			buf_addf(&b, "%s%s%s", b.len > 0 ? ", " : "", f->fields[i].value,
			    f->fields[i].certain ? "" : " (?)");
	return b.len > 0 ? buf_take(&b) : NULL;
}

/* The fields of `names`; those that `beside` has too only where it comes first. */
static void
fields_differ(struct replay *r, struct letter *l, const struct facts *names,
    const struct facts *beside, const struct facts *before, const struct facts *after)
{
	for (size_t i = 0; i < names->n_fields; i++) {
		const char *name = names->fields[i].name;
		bool seen = false;
		char *a, *b;

		for (size_t k = 0; k < i; k++)
			seen |= strcmp(names->fields[k].name, name) == 0;
		for (size_t k = 0; beside != NULL && k < beside->n_fields; k++)
			seen |= strcmp(beside->fields[k].name, name) == 0;
		if (seen)
			continue;
		a = values_of(before, name);
		b = values_of(after, name);
		differs(r, l, name, a, b);
		free(a);
		free(b);
	}
}

static void
compare(struct replay *r, struct letter *l, const struct facts *before, const struct facts *after)
{
	char *a = answer_of(&before->command), *b = answer_of(&after->command);

	differs(r, l, "class", class_name(before->class), class_name(after->class));
	differs(r, l, "service", before->service, after->service);
	differs(r, l, "answer", a, b);
	fields_differ(r, l, before, NULL, before, after);
	fields_differ(r, l, after, before, before, after);
	free(a);
	free(b);
}

/* ---- one letter ---- */

static void
replay_one(struct replay *r, struct letter *l, const char *archive, int64_t at)
{
	struct facts before = { 0 }, after = { 0 };
	struct buf bytes = BUF_INIT;
	const char *held = NULL, *held_then = NULL;
	struct err e;
	int fd = -1;

	if (archive_read(r->archive, ROOM_ARCHIVE, archive, LETTER_MOST, &bytes, &e) < 0 ||
	    (fd = memory_fd(buf_str(&bytes), bytes.len)) < 0) {
		cli_fail(0, "letter %lld cannot be taken from the archive", (long long)l->id);
		r->n_unread++;
		goto out;
	}
	r->now.now = r->then.now = at;
	readers_read(&r->now, fd, &before, &held);
	readers_read(&r->then, fd, &after, &held_then);
	if (held == NULL && held_then == NULL)
		compare(r, l, &before, &after);
	else
		differs(r, l, "held", held, held_then);
	r->n_unread += held_then != NULL;
	r->n_other += l->other;
out:
	r->n_letters++;
	if (fd >= 0)
		close(fd);
	wire_free(&facts_wire, &before);
	wire_free(&facts_wire, &after);
	buf_free(&bytes);
}

static void
replay_all(struct replay *r, struct store *s, int64_t since)
{
	static const struct column columns[] = { { "letter", "LETTER", COL_INT, FIT_WHOLE },
		{ "case", "CASE", COL_TEXT, FIT_WHOLE }, { "what", "WHAT", COL_TEXT, FIT_WHOLE },
		{ "before", "NOW", COL_TEXT, FIT_CUT }, { "after", "THEN", COL_TEXT, FIT_CUT } };
	struct rows *rows;

	store_progress(s, "letters", Q_REPLAY_LETTERS, "i", since);
	rows = store_rows(s, Q_REPLAY_LETTERS, "i", since);
	r->t = table_new(r->c, columns, sizeof(columns) / sizeof(columns[0]));
	while (rows_next(rows)) {
		struct letter l = { rows_int(rows, 0), rows_text(rows, 3), false };

		replay_one(r, &l, rows_text(rows, 2), rows_int(rows, 1));
		progress_step();
	}
	progress_end();
	rows_end(rows);
	table_end(r->t, "nothing would be read otherwise");
}

/* ---- the command ---- */

/* The rules that the agent goes by, else those of the settings. Caller frees. */
static char *
in_force(const struct conf *conf)
{
	char *dir = rulebook_folder(conf->state, "current", "rules");

	if (access(dir, R_OK) == 0)
		return dir;
	free(dir);
	return xstrdup(conf->rules);
}

static int
start(struct replay *r, const char *now, const char *then)
{
	int rc = readers_start(&r->now, r->c, now, NULL);

	if (rc == EX_OK)
		rc = readers_start(&r->then, r->c, then, NULL);
	r->now.own_address = r->then.own_address = r->c->conf->address;
	r->now.pictures = r->then.pictures = false;	/* kept letters are without them */
	return rc;
}

int
cli_replay(struct cli *c, int argc, char **argv)
{
	const char *rules = NULL, *since = NULL;
	const struct cli_option options[] = { { "rules", &rules, NULL },
		{ "since", &since, NULL } };
	struct replay r = { .c = c };
	struct keys *keys = NULL;
	struct store *s = NULL;
	int64_t from = 0;
	char *now = NULL;
	struct err e;
	int rc = EX_USAGE;

	if (cli_options(c, options, 2, &argc, argv) < 0)
		return rc;
	if (argc > 0 || rules == NULL)
		return cli_fail(rc, "replay wants other rules: loket replay --rules DIR [--since DAY]");
	if (since != NULL && (from = clock_of_day(since, c->zone_minutes)) < 0)
		return cli_fail(rc, "--since wants a day such as 2026-11-23, not %s", since);
	if ((s = cli_store(c, STORE_READ, &rc)) == NULL)
		return rc;
	now = in_force(c->conf);
	rc = EX_CONFIG;
	if ((keys = keys_open(c->conf->key_file, &e)) == NULL ||
	    (r.archive = archive_open(c->conf->state, keys, &e)) == NULL) {
		rc = cli_fail(rc, "%s", e.msg);
		goto out;
	}
	if ((rc = start(&r, now, rules)) != EX_OK)
		goto out;
	replay_all(&r, s, from);
	if (!c->json)
		printf("%zu letters, %zu of them read otherwise\n", r.n_letters, r.n_other);
	rc = r.n_unread > 0 ? EX_DATAERR : EX_OK;
out:
	readers_end(&r.now);
	readers_end(&r.then);
	archive_close(r.archive);
	keys_free(keys);
	store_close(s);
	free(now);
	return rc;
}
