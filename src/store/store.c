/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one file that knows SQLite. Owns the connection and every prepared statement; promises that
 * what store_commit returned from is on the disk, that only the statements of sql/statements.sql
 * can be said, and that an argument list which does not fit its statement stops the program at once
 * instead of writing something else.
 *
 * Opening: file made 0600 and its directory synced, application_id and user_version looked at
 * before anything is touched, WAL, missing migrations each in its own transaction, integrity looked
 * at (fully when meta `clean` says the last agent did not close the store). A statement is prepared
 * when it is first said: of some hundred a command needs a handful. Closing as agent writes `clean`
 * = 1.
 *
 * Failures that end here: see store_ends. Constraint violations and misuse are our bug: exit 70.
 */
#include "store/store.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/progress.h"
#include "store/durable.h"

#define APPLICATION_ID 0x4c4f4b54	/* "LOKT" */
#define BUSY_MS 5000
#define CHECKPOINT_PAGES 1000	/* of the log, from which on it is moved into the file */
#define WAL_KEEP "16777216"		/* bytes of loket.db-wal kept between checkpoints */

/*
 * sql/, embedded by the Makefile: migrations NNNN-*.sql in order of name and "statements"; ended by
 * an empty row.
 */
extern const struct { const char *name, *start; size_t size; } sql_files[];

struct rows {
	struct store *store;
	sqlite3_stmt *stmt;		/* NULL until it is first said */
	const char *text;		/* in sql_files, text_len bytes of it */
	int text_len;
	enum statement q;
	bool open;
};

struct store {
	sqlite3 *db;
	char *path;
	enum store_access how;
	bool writing;			/* between store_begin and its end */
	bool open;			/* a transaction is open: writing, or left so by store_later */
	bool look, looking;		/* store_look: wanted, and its moment has begun */
	sqlite3_stmt *begin, *moment, *commit;
	void (*sync)(void *);
	void *sync_context;
	struct rows rows[Q__N];
	char *names[Q__N];
};

/* ---- failure ---- */

/* What a failed call of SQLite means for the office: exit code, what happened, what to do. */
static const struct trouble_row {
	int code, exit;
	const char *what, *todo;
} troubles[] = {
	{ SQLITE_FULL, EX_TEMPFAIL, "disk is full", "free space, then start loket again" },
	{ SQLITE_BUSY, EX_TEMPFAIL, "another program holds the store for more than 5 seconds",
	    "end it, then start loket again" },
	{ SQLITE_LOCKED, EX_TEMPFAIL, "the store is locked", "start loket again" },
	{ SQLITE_NOMEM, EX_TEMPFAIL, "memory exhausted",
	    "give the machine memory, then start loket again" },
	{ SQLITE_READONLY, EX_IOERR, "the store cannot be written",
	    "check its mount and permissions, then start loket again" },
	{ SQLITE_CANTOPEN, EX_IOERR, "a file of the store cannot be opened",
	    "check the directory, then start loket again" },
	{ SQLITE_CORRUPT, EX_IOERR, "the store is damaged",
	    "keep a copy of the directory, then restore a backup" },
	{ SQLITE_NOTADB, EX_IOERR, "not a SQLite file, or damaged",
	    "keep a copy of the directory, then restore a backup" },
	{ SQLITE_IOERR, EX_IOERR, "input/output error", "check the disk, then start loket again" },
	{ 0, EX_SOFTWARE, "a statement failed",
	    "this is a fault of loket: report it with this line" },
};

/*
 * A full disk also shows as an I/O error of SQLite when a file is grown in other ways than
 * write(2).
 */
static const struct trouble_row *
trouble_of(struct store *s, int code)
{
	const struct trouble_row *t = troubles;
	int why = s->db != NULL ? sqlite3_system_errno(s->db) : 0;

	code &= 0xff;
	if ((code == SQLITE_IOERR || code == SQLITE_CANTOPEN) && (why == ENOSPC || why == EDQUOT))
		code = SQLITE_FULL;
	while (t->code != 0 && t->code != code)
		t++;
	return t;
}

/*
 * The end of a process whose store cannot answer: one line, no clean-up, no second try. In
 * particular a failed COMMIT may stand on the disk, and only opening the store anew tells.
 */
static _Noreturn void
store_ends(struct store *s, const char *doing, int code)
{
	const struct trouble_row *t = trouble_of(s, code);

	log_error("%s: %s: %s (%s, SQLite %d); %s", s->path, doing, t->what, s->db != NULL ?
	    sqlite3_errmsg(s->db) : "no connection",
	    code, t->todo);
	exit(t->exit);
}

static void
pragma(struct store *s, const char *text)
{
	int rc = sqlite3_exec(s->db, text, NULL, NULL, NULL);

	if (rc != SQLITE_OK)
		store_ends(s, text, rc);
}

/* As pragma, of what is said all the time. */
static void
say(struct store *s, sqlite3_stmt **kept, const char *text)
{
	int rc = SQLITE_OK;

	if (*kept == NULL)
		rc = sqlite3_prepare_v3(s->db, text, -1, SQLITE_PREPARE_PERSISTENT, kept, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(*kept);
	if (rc != SQLITE_DONE)
		store_ends(s, text, rc);
	sqlite3_reset(*kept);
}

static int64_t
pragma_int(struct store *s, const char *text)
{
	sqlite3_stmt *stmt;
	int64_t value = 0;
	int rc = sqlite3_prepare_v2(s->db, text, -1, &stmt, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		store_ends(s, text, rc);
	if (rc == SQLITE_ROW)
		value = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return value;
}

/* ---- opening ---- */

static int
sync_folder(const char *dir, struct err *e)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;

	if (fd < 0)
		return err_refused(e, "%s: cannot be opened: %s", dir, strerror(errno));
	rc = durable_sync(fd, dir, e);
	close(fd);
	return rc;
}

static int
make_file(struct store *s, const char *dir, struct err *e)
{
	int fd = open(s->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0) {
		if (errno == ENOSPC || errno == EDQUOT)
			return err_again(e, "%s: disk is full; free space", s->path);
		return err_refused(e,
		    "%s: cannot be made: %s; the state directory must exist and belong to the "
		    "agent's user",
		    s->path, strerror(errno));
	}
	/* before SQLite opens it: closing later would drop SQLite's locks (POSIX) */
	close(fd);
	return sync_folder(dir, e);
}

/*
 * SQLite asks for the folder of a log that it made, syncs it, and looks away where that fails: a log without its name
 * is lost with the power, and with it what was committed. So it is synced here, and SQLite told that
 * there is no folder to be opened, which it takes for nothing more to do.
 */
static int
instead_of_sqlite(const char *file, int *fd)
{
	char *dir = xstrndup(file, (size_t)(strrchr(file, '/') - file));
	struct err e;

	*fd = -1;
	if (sync_folder(dir, &e) < 0) {
		log_error("%s", e.msg);
		exit(e.grade == GRADE_AGAIN ? EX_TEMPFAIL : EX_IOERR);
	}
	free(dir);
	return SQLITE_CANTOPEN;
}

static int
open_file(struct store *s, struct err *e)
{
	int flags = s->how == STORE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE, rc;
	sqlite3_vfs *vfs;

	if (s->how != STORE_AGENT && access(s->path, F_OK) < 0)
		return err_refused(e,
		    "%s: no store here yet; start `loket run` once, or name another --config",
		    s->path);
	vfs = sqlite3_vfs_find(NULL);
	if (vfs == NULL)
		return err_again(e, "%s: cannot be opened: memory exhausted", s->path);
	vfs->xSetSystemCall(vfs, "openDirectory", (sqlite3_syscall_ptr)instead_of_sqlite);
	rc = sqlite3_open_v2(s->path, &s->db,
	    flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, NULL);
	if (rc != SQLITE_OK)
		return err_refused(e, "%s: cannot be opened: %s; run as the agent's user", s->path,
		    s->db != NULL ?
		    sqlite3_errmsg(s->db) : sqlite3_errstr(rc));
	sqlite3_extended_result_codes(s->db, 1);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	sqlite3_limit(s->db, SQLITE_LIMIT_ATTACHED, 0);
	return 0;
}

int
store_version(void)
{
	int n = 0;

	while (sql_files[n].name != NULL && sql_files[n].name[0] >= '0' &&
	    sql_files[n].name[0] <= '9')
		n++;
	return n;
}

/* Before anything is written: is this ours, and of a version this program knows? */
static int
check_identity(struct store *s, struct err *e)
{
	int64_t id, version, schema;

	id = pragma_int(s, "PRAGMA application_id");
	version = pragma_int(s, "PRAGMA user_version");
	schema = pragma_int(s, "PRAGMA schema_version");
	if (id != APPLICATION_ID && (id != 0 || version != 0 || schema != 0))
		return err_refused(e,
		    "%s: belongs to another program (application_id %lld); name another state "
		    "directory",
		    s->path, (long long)id);
	if (version > store_version())
		return err_refused(e,
		    "%s: was written by a newer loket (store version %lld, this program knows %d); "
		    "install that loket",
		    s->path, (long long)version, store_version());
	if (s->how != STORE_AGENT && version < store_version())
		return err_refused(e,
		    "%s: store version %lld is older than this program (%d); start `loket run` "
		    "once to bring it up",
		    s->path, (long long)version, store_version());
	return 0;
}

/*
 * Each step in its own transaction together with its version: killed anywhere, the store is of the
 * old or of the new version.
 */
static void
migrate(struct store *s)
{
	char text[64];
	int64_t version;
	int i;

	for (i = (int)pragma_int(s, "PRAGMA user_version"); i < store_version(); i++) {
		pragma(s, "BEGIN IMMEDIATE");
		version = pragma_int(s, "PRAGMA user_version");
		assert(version == i);	/* the caller holds the lock of the directory */
		if (i == 0) {
			snprintf(text, sizeof(text), "PRAGMA application_id = %d", APPLICATION_ID);
			pragma(s, text);
		}
		pragma(s, sql_files[i].start);
		snprintf(text, sizeof(text), "PRAGMA user_version = %d", i + 1);
		pragma(s, text);
		pragma(s, "COMMIT");
		log_info("store version=%d step=%s", i + 1, sql_files[i].name);
	}
}

static void
check_integrity(struct store *s, const char *text)
{
	sqlite3_stmt *stmt;
	const char *said = "nothing";
	int rc = sqlite3_prepare_v2(s->db, text, -1, &stmt, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		said = (const char *)sqlite3_column_text(stmt, 0);
	else
		store_ends(s, text, rc);
	if (said == NULL || strcmp(said, "ok") != 0) {
		log_error("%s: the store is damaged: %s; keep a copy of the directory, then "
			  "restore a backup",
		    s->path, said);
		exit(EX_IOERR);
	}
	sqlite3_finalize(stmt);
}

/*
 * Names and texts come from the same file in the same order as the generated enum, so the i-th name
 * is statement i.
 */
static void
find_statements(struct store *s)
{
	const char *at = NULL, *next, *end;
	size_t n = 0, len;

	for (size_t i = 0; sql_files[i].name != NULL; i++)
		if (strcmp(sql_files[i].name, "statements") == 0)
			at = sql_files[i].start;
	assert(at != NULL);
	for (at = strstr(at, "\n-- name: "); at != NULL; at = next, n++) {
		assert(n < Q__N);
		at += strlen("\n-- name: ");
		len = strcspn(at, " \t\n");
		next = strstr(at, "\n-- name: ");
		end = next != NULL ? next : at + strlen(at);
		s->names[n] = xstrndup(at, len);
		s->rows[n] = (struct rows){ s, NULL, at + len, (int)(end - at - (ptrdiff_t)len),
			(enum statement)n, false };
	}
	assert(n == Q__N);
}

/* That each fits the schema is known before: tests/unit/plan_test.c prepares them all. */
static void
prepare(struct rows *r)
{
	struct store *s = r->store;
	int rc;

	if (r->stmt != NULL)
		return;
	rc = sqlite3_prepare_v3(s->db, r->text, r->text_len, SQLITE_PREPARE_PERSISTENT, &r->stmt,
	    NULL);
	if (rc != SQLITE_OK || r->stmt == NULL)
		store_ends(s, s->names[r->q], rc);
}

/*
 * Moves the log into the file. SQLite does so by itself too, but says nothing when the disk fails
 * then; here it ends the process as everywhere.
 */
static int
checkpoint(struct store *s, int how)
{
	int rc = sqlite3_wal_checkpoint_v2(s->db, NULL, how, NULL, NULL);

	if (rc != SQLITE_OK && (rc & 0xff) != SQLITE_BUSY && (rc & 0xff) != SQLITE_LOCKED)
		store_ends(s, "checkpoint", rc);
	return rc;
}

static int
log_grown(void *context, sqlite3 *db, const char *name, int pages)
{
	(void)db;
	(void)name;
	if (pages >= CHECKPOINT_PAGES)
		checkpoint(context, SQLITE_CHECKPOINT_PASSIVE);
	return SQLITE_OK;
}

static void
take_over(struct store *s)
{
	char *clean;

	pragma(s, "PRAGMA journal_mode = WAL");
	pragma(s, "PRAGMA journal_size_limit = " WAL_KEEP);
	sqlite3_wal_hook(s->db, log_grown, s);
	check_integrity(s, "PRAGMA quick_check(1)");	/* before the first write of a migration */
	migrate(s);
	clean = store_text(s, Q_META_GET, "t", "clean");
	if (clean != NULL && strcmp(clean, "1") != 0) {
		log_info("store was not closed by the last agent; all of it is looked at");
		check_integrity(s, "PRAGMA integrity_check(1)");
	}
	free(clean);
	store_begin(s);
	store_do(s, Q_META_SET, "tt", "clean", "0");
	store_commit(s);
}

struct store *
store_open(const char *dir, enum store_access how, struct err *e)
{
	struct store *s = xcalloc(1, sizeof(*s));

	s->how = how;
	s->path = xasprintf("%s/loket.db", dir);
	if ((how == STORE_AGENT && make_file(s, dir, e) < 0) || open_file(s, e) < 0 ||
	    check_identity(s, e) < 0)
		goto fail;
	pragma(s, "PRAGMA synchronous = FULL");
	/* the agent's box has no place for temporary files */
	pragma(s, "PRAGMA temp_store = MEMORY");
	pragma(s, "PRAGMA secure_delete = ON");		/* what erasure empties shall be gone */
	pragma(s, "PRAGMA cell_size_check = ON");
	find_statements(s);
	if (how == STORE_AGENT)
		take_over(s);
	return s;
fail:
	s->how = STORE_READ;	/* not opened: nothing to mark as closed */
	store_close(s);
	return NULL;
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	store_look(s, false);
	store_rollback(s);
	if (s->how == STORE_AGENT) {
		store_begin(s);
		store_do(s, Q_META_SET, "tt", "clean", "1");
		store_commit(s);
		checkpoint(s, SQLITE_CHECKPOINT_PASSIVE);
	}
	for (size_t i = 0; i < Q__N; i++) {
		sqlite3_finalize(s->rows[i].stmt);
		free(s->names[i]);
	}
	sqlite3_finalize(s->begin);
	sqlite3_finalize(s->moment);
	sqlite3_finalize(s->commit);
	sqlite3_close(s->db);
	free(s->path);
	free(s);
}

/* ---- transactions ---- */

static void
moment_ends(struct store *s)
{
	if (!s->looking)
		return;
	/* rows still being read would hold on to it, and what is written next be refused */
	for (size_t i = 0; i < Q__N; i++)
		assert(!s->rows[i].open);
	say(s, &s->commit, "COMMIT");
	s->looking = false;
}

void
store_look(struct store *s, bool on)
{
	s->look = on;
	if (!on)
		moment_ends(s);
}

void
store_begin(struct store *s)
{
	assert(!s->writing && s->how != STORE_READ);
	moment_ends(s);
	/* a deferred one would fail at its first write, without waiting, after another's commit */
	if (!s->open)
		say(s, &s->begin, "BEGIN IMMEDIATE");
	s->writing = s->open = true;
}

void
store_commit(struct store *s)
{
	assert(s->writing);
	for (size_t i = 0; i < Q__N; i++)
		assert(!s->rows[i].open || sqlite3_stmt_readonly(s->rows[i].stmt));
	if (s->sync != NULL)
		s->sync(s->sync_context);
	say(s, &s->commit, "COMMIT");
	s->writing = s->open = false;
}

void
store_later(struct store *s)
{
	assert(s->writing);
	s->writing = false;
}

bool
store_owes(const struct store *s)
{
	return s->open && !s->writing;
}

void
store_flush(struct store *s)
{
	if (!store_owes(s))
		return;
	s->writing = true;
	store_commit(s);
}

void
store_barrier(struct store *s, void (*sync)(void *), void *context)
{
	s->sync = sync;
	s->sync_context = context;
}

void
store_rollback(struct store *s)
{
	if (!s->open)
		return;
	for (size_t i = 0; i < Q__N; i++)
		if (s->rows[i].open)
			rows_end(&s->rows[i]);	/* SQLite would abort them anyway */
	pragma(s, "ROLLBACK");
	s->writing = s->open = false;
}

/* ---- one moment of it ---- */

void
store_view(struct store *s)
{
	assert(s->how == STORE_READ);
	pragma(s, "BEGIN");
	pragma_int(s, "PRAGMA schema_version");		/* the first read fixes the moment */
}

void
store_view_end(struct store *s)
{
	pragma(s, "ROLLBACK");
}

static int
copy_failed(sqlite3 *to, const char *path, int code, struct err *e)
{
	int why = sqlite3_system_errno(to);

	return (code & 0xff) == SQLITE_FULL || why == ENOSPC || why == EDQUOT ?
	    err_again(e, "%s: disk is full; free space", path) :
	    err_again(e, "%s: the store cannot be copied: %s", path, sqlite3_errstr(code));
}

int
store_copy(struct store *s, const char *path, struct err *e)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600), rc;
	sqlite3_backup *b = NULL;
	sqlite3 *to = NULL;

	if (fd < 0)
		return err_again(e, "%s: cannot be made: %s", path, strerror(errno));
	close(fd);
	rc = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(to, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF", NULL, NULL,
		    NULL);
	if (rc == SQLITE_OK && (b = sqlite3_backup_init(to, "main", s->db, "main")) == NULL)
		rc = sqlite3_errcode(to);
	if (b != NULL) {
		sqlite3_backup_step(b, -1);	/* at once: nobody can change it in between */
		rc = sqlite3_backup_finish(b);
	}
	rc = rc == SQLITE_OK ? 0 : copy_failed(to, path, rc, e);
	sqlite3_close(to);
	return rc;
}

int
store_settle(struct store *s)
{
	int rc;

	store_flush(s);
	assert(!s->open && s->how == STORE_AGENT);
	moment_ends(s);
	sqlite3_busy_timeout(s->db, 0);
	rc = checkpoint(s, SQLITE_CHECKPOINT_TRUNCATE);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	return rc == SQLITE_OK;
}

/* ---- statements ---- */

static int
bind_one(sqlite3_stmt *stmt, int i, char type, va_list *ap)
{
	const char *text;
	const void *bytes;
	int64_t number;

	switch (type) {
	case 'i':
		return sqlite3_bind_int64(stmt, i, va_arg(*ap, int64_t));
	case 'I':
		number = va_arg(*ap, int64_t);
		return number == 0 ? sqlite3_bind_null(stmt, i) : sqlite3_bind_int64(stmt, i,
		    number);
	case 't':
		text = va_arg(*ap, const char *);
		return sqlite3_bind_text(stmt, i, text, -1, SQLITE_TRANSIENT);
	case 'b':
		bytes = va_arg(*ap, const void *);
		return sqlite3_bind_blob64(stmt, i, bytes, va_arg(*ap, size_t), SQLITE_TRANSIENT);
	default:
		assert(!"type of argument: i I t b");
		return SQLITE_MISUSE;
	}
}

static struct rows *
start(struct store *s, enum statement q, const char *types, va_list *ap)
{
	struct rows *r = &s->rows[q];
	int rc = SQLITE_OK;

	assert(!r->open);
	prepare(r);
	assert((int)strlen(types) == sqlite3_bind_parameter_count(r->stmt));
	if (s->look && !s->open && !s->looking) {
		say(s, &s->moment, "BEGIN");
		s->looking = true;
	}
	if (!sqlite3_stmt_readonly(r->stmt)) {
		assert(s->writing);
		/* only the agent acts; a command leaves its wish */
		assert(s->how == STORE_AGENT || q == Q_EVENT_ADD);
	}
	r->open = true;
	for (int i = 0; rc == SQLITE_OK && types[i] != '\0'; i++)
		rc = bind_one(r->stmt, i + 1, types[i], ap);
	if (rc != SQLITE_OK)
		store_ends(s, s->names[q], rc);
	return r;
}

int
rows_next(struct rows *r)
{
	int rc;

	assert(r->open);
	rc = sqlite3_step(r->stmt);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		store_ends(r->store, r->store->names[r->q], rc);
	return rc == SQLITE_ROW;
}

void
rows_end(struct rows *r)
{
	sqlite3_reset(r->stmt);
	sqlite3_clear_bindings(r->stmt);
	r->open = false;
}

struct rows *
store_rows(struct store *s, enum statement q, const char *types, ...)
{
	struct rows *r;
	va_list ap;

	va_start(ap, types);
	r = start(s, q, types, &ap);
	va_end(ap);
	return r;
}

void
store_progress(struct store *s, const char *what, enum statement q, const char *types, ...)
{
	struct rows *r;
	int64_t n = 0;
	va_list ap;

	if (progress_shown()) {
		va_start(ap, types);
		r = start(s, q, types, &ap);
		va_end(ap);
		while (rows_next(r))
			n++;
		rows_end(r);
	}
	progress_begin(what, n);
}

int64_t
rows_int(struct rows *r, int column)
{
	assert(column < sqlite3_data_count(r->stmt));
	return sqlite3_column_int64(r->stmt, column);
}

/* SQLite says NULL as well where it has no memory to hand over what is there. */
static const void *
there(struct rows *r, const void *p)
{
	if (p == NULL && sqlite3_errcode(r->store->db) == SQLITE_NOMEM)
		out_of_memory();
	return p;
}

const char *
rows_text(struct rows *r, int column)
{
	assert(column < sqlite3_data_count(r->stmt));
	return there(r, sqlite3_column_text(r->stmt, column));
}

const void *
rows_blob(struct rows *r, int column, size_t *n)
{
	const void *p;

	assert(column < sqlite3_data_count(r->stmt));
	p = there(r, sqlite3_column_blob(r->stmt, column));
	*n = (size_t)sqlite3_column_bytes(r->stmt, column);
	/* SQLite gives NULL for an empty blob as well; callers tell the two apart by the pointer */
	return p == NULL && sqlite3_column_type(r->stmt, column) != SQLITE_NULL ? "" : p;
}

char *
rows_dup(struct rows *r, int column)
{
	return xstrdup(rows_text(r, column));
}

int
store_do(struct store *s, enum statement q, const char *types, ...)
{
	struct rows *r;
	va_list ap;

	va_start(ap, types);
	r = start(s, q, types, &ap);
	va_end(ap);
	while (rows_next(r))
		;
	rows_end(r);
	return sqlite3_stmt_readonly(r->stmt) ? 0 : sqlite3_changes(s->db);
}

int64_t
store_insert(struct store *s, enum statement q, const char *types, ...)
{
	struct rows *r;
	va_list ap;

	va_start(ap, types);
	r = start(s, q, types, &ap);
	va_end(ap);
	assert(!sqlite3_stmt_readonly(r->stmt));
	while (rows_next(r))
		;
	rows_end(r);
	return sqlite3_changes(s->db) > 0 ? sqlite3_last_insert_rowid(s->db) : 0;
}

int64_t
store_int(struct store *s, enum statement q, const char *types, ...)
{
	int64_t value = 0;
	struct rows *r;
	va_list ap;

	va_start(ap, types);
	r = start(s, q, types, &ap);
	va_end(ap);
	if (rows_next(r))
		value = rows_int(r, 0);
	while (!sqlite3_stmt_readonly(r->stmt) && rows_next(r))
		/* RETURNING: all rows are changed at the first step; this ends the statement */
		;
	rows_end(r);
	return value;
}

char *
store_text(struct store *s, enum statement q, const char *types, ...)
{
	char *value = NULL;
	struct rows *r;
	va_list ap;

	va_start(ap, types);
	r = start(s, q, types, &ap);
	va_end(ap);
	if (rows_next(r))
		value = rows_dup(r, 0);
	while (!sqlite3_stmt_readonly(r->stmt) && rows_next(r))
		;
	rows_end(r);
	return value;
}
