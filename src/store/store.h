/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The store: SQLite in WAL with synchronous=FULL, foreign keys on, one writer. The program can say
 * only what stands in sql/statements.sql; each statement there has a name, becomes Q_NAME in the
 * generated statements.h, and is prepared when the store is opened, so a misspelt column stops the
 * program at start.
 *
 * A store that cannot answer (disk full, I/O error, corrupt, locked beyond 5 s) ends the process
 * after one clear line: exit 75 for what may pass (full disk, lock), 74 for an I/O error or damage.
 * A failed COMMIT may have committed, so the only safe answer is to start again and read the truth.
 * Callers therefore see no errors from statements. "Already done" is an answer: statements with ON
 * CONFLICT DO NOTHING change 0 rows.
 */
#ifndef LOKET_STORE_STORE_H
#define LOKET_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "statements.h"		/* generated: enum statement { Q_..., Q__N } */

struct store;

enum store_access {
	/* reads and writes, migrates; the caller holds the lock of the state directory */
	STORE_AGENT,
	STORE_COMMAND,	/* reads; may insert event rows */
	STORE_READ	/* reads only */
};

/*
 * Opens DIR/loket.db. STORE_AGENT makes and migrates it (each step in its own transaction with
 * user_version); a newer version or another application's file is refused by name (exit 78 by the
 * caller). Caller closes with store_close.
 */
struct store *store_open(const char *dir, enum store_access how, struct err *e);
void store_close(struct store *s);

/*
 * Where no transaction is open: BEGIN IMMEDIATE; else what follows joins the one that store_later
 * left open. Not nested: assert.
 */
void store_begin(struct store *s);
/* durable when it returns, with all that store_later left open */
void store_commit(struct store *s);
/*
 * Ends what store_begin began, but leaves its transaction open for more: the disk is waited for once,
 * at the next store_commit or store_flush. Nothing that was done may show outside before that.
 */
void store_later(struct store *s);
void store_flush(struct store *s);	/* store_commit of what store_later left; nothing: no effect */
bool store_owes(const struct store *s);	/* store_later has left something */
/* all of the open transaction, what store_later left too; nothing happens when none is open */
void store_rollback(struct store *s);
/* Called before each COMMIT: makes durable what its rows name, or ends the process. */
void store_barrier(struct store *s, void (*sync)(void *), void *context);

/*
 * While it is on, what is read outside of transactions is of one moment, from the first statement to the next
 * store_begin: each statement by itself would ask for the store's locks and give them back. Off before any
 * waiting, since what others write meanwhile is not seen, nor may the log be begun anew.
 */
void store_look(struct store *s, bool on);
/*
 * Of a store opened with STORE_READ: what is read from here on until store_view_end is of one moment,
 * whatever the agent writes meanwhile.
 */
void store_view(struct store *s);
void store_view_end(struct store *s);
/*
 * The whole store as the view sees it, into PATH: a new file, 0600, not synced. Inside a view. Again:
 * the disk is full.
 */
int store_copy(struct store *s, const char *path, struct err *e);
int store_version(void);	/* that this program writes: the number of migrations */
/*
 * What erasure has emptied leaves the write-ahead log too. 0: a reader is in the way, to be tried again; it
 * never waits. Outside a transaction.
 */
int store_settle(struct store *s);

/*
 * Runs a statement. `types` names the arguments ?1 ?2 ...: i int64_t, t const char * (NULL = SQL
 * NULL), b const void * and size_t (NULL = SQL NULL), I int64_t where 0 means SQL NULL. Returns the
 * number of rows changed. A writing statement outside store_begin/commit is an assert.
 */
int store_do(struct store *s, enum statement q, const char *types, ...);
/* row id of the insert; 0 when nothing was inserted (conflict) */
int64_t store_insert(struct store *s, enum statement q, const char *types, ...);

/*
 * A query: `while (rows_next(r)) ... rows_int(r, 0) ...; rows_end(r);`. Several may be open, but
 * not the same statement twice.
 */
struct rows;
struct rows *store_rows(struct store *s, enum statement q, const char *types, ...);
/* progress_begin for the rows that this query will give, counted only where somebody sees the line. */
void store_progress(struct store *s, const char *what, enum statement q, const char *types, ...);
int rows_next(struct rows *r);				/* 1: a row, 0: end */
int64_t rows_int(struct rows *r, int column);		/* NULL reads as 0 */
/* NULL for SQL NULL; borrowed until the next rows_next or rows_end */
const char *rows_text(struct rows *r, int column);
const void *rows_blob(struct rows *r, int column, size_t *n);	/* as rows_text */
/* text copied; caller frees; NULL for SQL NULL */
char *rows_dup(struct rows *r, int column);
void rows_end(struct rows *r);

/* One value of one row: 0 or NULL when there is no row. The text is the caller's to free. */
int64_t store_int(struct store *s, enum statement q, const char *types, ...);
char *store_text(struct store *s, enum statement q, const char *types, ...);

#endif
