/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See sqlar.h. One transaction without a journal: the file is new, and is thrown away as a whole
 * when anything fails. Unlike the store, a failure here is the caller's to tell: it is another
 * disk.
 */
#include "store/sqlar.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/durable.h"

#define APPLICATION_ID 0x4c4f4b42	/* "LOKB" */
#define PERMISSIONS 0100600		/* a regular file of its owner */

extern const struct { const char *name, *start; size_t size; } sql_files[];

enum { ADD, GET, LIST, N_STATEMENTS };
static const char *const statements[N_STATEMENTS] = { "add", "get", "list" };

struct sqlar {
	sqlite3 *db;
	sqlite3_stmt *stmts[N_STATEMENTS];
	char *path;
	bool writing;
};

/* ---- statements ---- */

/* The text of a name in sql/sqlar.sql; *n: its length. */
static const char *
text_of(const char *name, size_t *n)
{
	const char *at, *end;
	size_t len = strlen(name);

	for (size_t i = 0; sql_files[i].name != NULL; i++) {
		if (strcmp(sql_files[i].name, "sqlar") != 0)
			continue;
		for (at = sql_files[i].start; (at = strstr(at, "\n-- name: ")) != NULL;) {
			at += strlen("\n-- name: ");
			if (strncmp(at, name, len) != 0 || at[len] != '\n')
				continue;
			at += len;
			end = strstr(at, "\n-- name: ");
			*n = end != NULL ? (size_t)(end - at) : strlen(at);
			return at;
		}
	}
	abort();	/* the file is part of the program */
}

static int
failed(struct sqlar *a, struct err *e)
{
	int code = sqlite3_errcode(a->db), why = sqlite3_system_errno(a->db);

	if (code == SQLITE_FULL || why == ENOSPC || why == EDQUOT)
		return err_again(e, "%s: disk is full; free space, or name another place", a->path);
	if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
		return err_refused(e, "%s: is damaged, or no backup: %s", a->path,
		    sqlite3_errmsg(a->db));
	return err_again(e, "%s: %s", a->path, sqlite3_errmsg(a->db));
}

static int
say(struct sqlar *a, const char *text, struct err *e)
{
	return sqlite3_exec(a->db, text, NULL, NULL, NULL) == SQLITE_OK ? 0 : failed(a, e);
}

static int
open_db(struct sqlar *a, int flags, struct err *e)
{
	if (sqlite3_open_v2(a->path, &a->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return err_refused(e, "%s: cannot be opened: %s", a->path,
		    a->db != NULL ? sqlite3_errmsg(a->db) : "no memory");
	sqlite3_db_config(a->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(a->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_limit(a->db, SQLITE_LIMIT_ATTACHED, 0);
	return 0;
}

static int
prepare(struct sqlar *a, struct err *e)
{
	const char *text;
	size_t n;

	for (size_t i = 0; i < N_STATEMENTS; i++) {
		text = text_of(statements[i], &n);
		if (sqlite3_prepare_v2(a->db, text, (int)n, &a->stmts[i], NULL) != SQLITE_OK)
			return failed(a, e);
	}
	return 0;
}

/* ---- writing ---- */

static int
begin(struct sqlar *a, struct err *e)
{
	char *text, mark[64];
	size_t n;
	int rc;

	snprintf(mark, sizeof(mark), "PRAGMA application_id = %d", APPLICATION_ID);
	if (say(a, "PRAGMA journal_mode = OFF", e) < 0 || say(a, "PRAGMA synchronous = OFF",
	    e) < 0 ||
	    say(a, mark, e) < 0 || say(a, "BEGIN", e) < 0)
		return -1;
	text = xstrdup(text_of("make", &n));
	text[n] = '\0';
	rc = say(a, text, e);
	free(text);
	return rc < 0 ? -1 : prepare(a, e);
}

struct sqlar *
sqlar_make(const char *path, struct err *e)
{
	struct sqlar *a = xcalloc(1, sizeof(*a));
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);

	a->path = xstrdup(path);
	a->writing = true;
	if (fd < 0)
		err_refused(e, "%s: cannot be made: %s", path, strerror(errno));
	else if (close(fd), open_db(a, SQLITE_OPEN_READWRITE, e) == 0 && begin(a, e) == 0)
		return a;
	a->writing = fd >= 0;
	sqlar_drop(a);
	return NULL;
}

int
sqlar_add(struct sqlar *a, const char *name, const void *p, size_t n, int64_t at, struct err *e)
{
	sqlite3_stmt *s = a->stmts[ADD];
	int rc;

	if (n > SQLAR_MOST)
		return err_refused(e, "%s: %s is larger than a backup takes", a->path, name);
	sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
	sqlite3_bind_int(s, 2, PERMISSIONS);
	sqlite3_bind_int64(s, 3, at);
	sqlite3_bind_int64(s, 4, (int64_t)n);
	sqlite3_bind_blob64(s, 5, n > 0 ? p : "", n, SQLITE_STATIC);
	rc = sqlite3_step(s) == SQLITE_DONE ? 0 : failed(a, e);
	sqlite3_reset(s);
	sqlite3_clear_bindings(s);
	return rc;
}

static void
close_db(struct sqlar *a)
{
	for (size_t i = 0; i < N_STATEMENTS; i++) {
		sqlite3_finalize(a->stmts[i]);
		a->stmts[i] = NULL;
	}
	sqlite3_close(a->db);
	a->db = NULL;
}

int
sqlar_end(struct sqlar *a, struct err *e)
{
	int rc = say(a, "COMMIT", e), fd = -1;

	close_db(a);
	if (rc == 0) {
		fd = open(a->path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
		rc = fd < 0 ? err_again(e, "%s: %s", a->path, strerror(errno)) :
			      durable_sync(fd, a->path, e);
	}
	if (fd >= 0)
		close(fd);
	a->writing = rc < 0;
	sqlar_drop(a);
	return rc;
}

void
sqlar_drop(struct sqlar *a)
{
	if (a == NULL)
		return;
	close_db(a);
	if (a->writing)
		unlink(a->path);
	free(a->path);
	free(a);
}

/* ---- reading ---- */

/* The first row of a pragma is this number or word. */
static bool
answers(struct sqlar *a, const char *pragma, const char *want)
{
	sqlite3_stmt *s;
	bool good = sqlite3_prepare_v2(a->db, pragma, -1, &s, NULL) == SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW && sqlite3_column_text(s, 0) != NULL &&
	    strcmp((const char *)sqlite3_column_text(s, 0), want) == 0;

	sqlite3_finalize(s);
	return good;
}

static bool
is_marked(struct sqlar *a)
{
	char id[16];

	snprintf(id, sizeof(id), "%d", APPLICATION_ID);
	return answers(a, "PRAGMA application_id", id);
}

struct sqlar *
sqlar_open(const char *path, struct err *e)
{
	struct sqlar *a = xcalloc(1, sizeof(*a));

	a->path = xstrdup(path);
	if (access(path, R_OK) < 0)
		err_refused(e, "%s: %s", path, strerror(errno));
	else if (open_db(a, SQLITE_OPEN_READONLY, e) < 0)
		;
	else if (!is_marked(a))
		err_refused(e, "%s: is no backup of loket", path);
	else if (!answers(a, "PRAGMA integrity_check(1)", "ok"))
		err_refused(e, "%s: is damaged; take another backup", path);
	else if (prepare(a, e) == 0)
		return a;
	sqlar_drop(a);
	return NULL;
}

bool
sqlar_is_ours(const char *path)
{
	struct sqlar *a = xcalloc(1, sizeof(*a));
	struct err e;
	bool ours;

	a->path = xstrdup(path);
	ours = open_db(a, SQLITE_OPEN_READONLY, &e) == 0 && is_marked(a);
	sqlar_drop(a);
	return ours;
}

int
sqlar_read(struct sqlar *a, const char *name, struct buf *out, struct err *e)
{
	sqlite3_stmt *s = a->stmts[GET];
	int rc = -1, got;

	sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
	got = sqlite3_step(s);
	if (got == SQLITE_DONE)
		err_refused(e, "%s: %s is not in it", a->path, name);
	else if (got != SQLITE_ROW)
		failed(a, e);
	else if (sqlite3_column_int64(s, 0) != sqlite3_column_bytes(s, 1))
		err_refused(e, "%s: %s is not whole", a->path, name);
	else {
		buf_add(out, sqlite3_column_blob(s, 1), (size_t)sqlite3_column_bytes(s, 1));
		rc = 0;
	}
	sqlite3_reset(s);
	sqlite3_clear_bindings(s);
	return rc;
}

int
sqlar_list(struct sqlar *a, const char *folder, char ***out, size_t *n, struct err *e)
{
	sqlite3_stmt *s = a->stmts[LIST];
	char *behind = xstrdup(folder);
	int got;

	behind[strlen(behind) - 1]++;	/* "archive/" .. "archive0" */
	*out = NULL;
	*n = 0;
	sqlite3_bind_text(s, 1, folder, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 2, behind, -1, SQLITE_STATIC);
	while ((got = sqlite3_step(s)) == SQLITE_ROW) {
		*out = grow(*out, *n, sizeof(**out));
		(*out)[(*n)++] = xstrdup((const char *)sqlite3_column_text(s, 0));
	}
	sqlite3_reset(s);
	sqlite3_clear_bindings(s);
	free(behind);
	return got == SQLITE_DONE ? 0 : failed(a, e);
}
