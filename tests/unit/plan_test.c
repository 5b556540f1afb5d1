/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lint of the statements: EXPLAIN QUERY PLAN of each against the migrated schema. A plan that reads
 * a whole table (SCAN) without a comment "scan: REASON" in the text fails, so that nobody slows the
 * agent down by accident; so does the comment where nothing is scanned, or with a reason that is not
 * one of these.
 */
#include <sqlite3.h>

#include "base/log.h"
#include "child.h"
#include "statements.h"
#include "test.h"

#include "store/store.h"

extern const struct { const char *name, *start; size_t size; } sql_files[];

/* Why a statement may read a whole table. No turn of the agent's loop says one that grows with the years. */
static const struct { const char *word, *why; } reasons[] = {
	{ "small", "the table has a row for a folder, a role, a file of the month" },
	{ "first", "its first row is all that is wanted" },
	{ "scratch", "the table holds what one erasure is about, and is empty outside of it" },
	{ "register", "certificates: as many as people, asked once a day" },
	{ "start", "once at a start: sealed files without a row" },
	{ "erasure", "a person's data goes from wherever it is written; asked for by hand, or when he is kept no longer" },
	{ "verify", "the journal is looked at as a whole" },
	{ "export", "all of it, or of a person, is carried out" },
	{ "backup", "all of it is copied" },
	{ "list", "a command shows them all" },
	{ "report", "sums for the report and for monitors" },
};

/* The reason that the statement gives; NULL: none, or none of the list. */
static const char *
reason_of(const char *body, size_t len)
{
	const char *at = memmem(body, len, "/*scan: ", 8);

	for (size_t i = 0; at != NULL && i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (strncmp(at + 8, reasons[i].word, strlen(reasons[i].word)) == 0 &&
		    strncmp(at + 8 + strlen(reasons[i].word), "*/", 2) == 0)
			return reasons[i].why;
	return NULL;
}

/* Walking a partial index is no scan: it holds only the few rows that its WHERE names. */
static int
by_partial_index(sqlite3 *db, const char *line)
{
	const char *index = strstr(line, "INDEX ");
	sqlite3_stmt *stmt;
	int found;

	if (index == NULL || sqlite3_prepare_v2(db,
	    "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?1 AND sql LIKE '% WHERE %'",
	    -1, &stmt, NULL) != SQLITE_OK)
		return 0;
	sqlite3_bind_text(stmt, 1, index + 6, -1, SQLITE_TRANSIENT);
	found = sqlite3_step(stmt) == SQLITE_ROW;
	sqlite3_finalize(stmt);
	return found;
}

/*
 * Whole tables read by the statement; temporary results, constant rows and partial indexes do not
 * count. The first one's line goes into what.
 */
static int
scans(sqlite3 *db, const char *text, int len, char what[200])
{
	char *explain = sqlite3_mprintf("EXPLAIN QUERY PLAN %.*s", len, text);
	sqlite3_stmt *stmt = NULL;
	const char *line;
	int n = 0;

	what[0] = '\0';
	if (sqlite3_prepare_v2(db, explain, -1, &stmt, NULL) != SQLITE_OK) {
		snprintf(what, 200, "%s", sqlite3_errmsg(db));
		n = -1;
	}
	while (n >= 0 && sqlite3_step(stmt) == SQLITE_ROW) {
		line = (const char *)sqlite3_column_text(stmt, 3);
		if (strncmp(line, "SCAN ", 5) != 0 || strstr(line, "CONSTANT ROW") != NULL ||
		    strstr(line, "VIRTUAL TABLE") != NULL ||
		    strstr(line, "(subquery") != NULL)
			continue;
		if (what[0] == '\0')
			snprintf(what, 200, "%s", line);
		n += !by_partial_index(db, line);
	}
	sqlite3_finalize(stmt);
	sqlite3_free(explain);
	return n;
}

static void
look(sqlite3 *db, const char *text)
{
	const char *at, *next, *body;
	char name[80], what[200];
	int n, len, seen = 0;

	for (at = strstr(text, "\n-- name: "); at != NULL; at = next, seen++) {
		at += strlen("\n-- name: ");
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(at, " \t\n"), at);
		body = at + strcspn(at, "\n");
		next = strstr(body, "\n-- name: ");
		len = (int)(next != NULL ? (size_t)(next - body) : strlen(body));
		n = scans(db, body, len, what);
		if (memmem(body, (size_t)len, "/*scan", 6) != NULL)
			ok((n > 0 || (n == 0 && what[0] != '\0')) && reason_of(body, (size_t)len) != NULL,
			    "%s scans, since %s", name, n < 0 ? what : reason_of(body, (size_t)len) != NULL ? reason_of(body, (size_t)len) : "no reason is given");
		else
			ok(n == 0, "%s reads by index %s", name, what);
	}
	is_int(seen, Q__N, "all statements were looked at");
}

int
main(void)
{
	struct err e = { 0 };
	const char *dir = fresh_dir();
	char path[300], what[200];
	sqlite3 *db;

	log_init("test", LOG_WARN_);
	store_close(store_open(dir, STORE_AGENT, &e));
	snprintf(path, sizeof(path), "%s/loket.db", dir);
	ok(sqlite3_open(path, &db) == SQLITE_OK, "store made %s", e.msg);
	is_int(scans(db, "SELECT * FROM message WHERE bytes = 1", 100, what), 1,
	    "a planted scan is seen: %s", what);
	is_int(scans(db, "SELECT * FROM message WHERE id = 1", 100, what), 0, "a look-up is none");
	for (size_t i = 0; sql_files[i].name != NULL; i++)
		if (strcmp(sql_files[i].name, "statements") == 0)
			look(db, sql_files[i].start);
	sqlite3_close(db);
	drop_dir(dir);
	return done();
}
