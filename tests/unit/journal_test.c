/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The journal: chain, times, words that may be erased; and that every way of touching a row
 * afterwards is found, with its number.
 */

#include "base/clock.h"
#include "base/crypt.h"
#include "base/log.h"
#include "child.h"
#include "store/journal.h"
#include "raw.h"
#include "test.h"

static char *dir;

static int
verify(int64_t *rows, unsigned char head[32], struct err *e)
{
	struct store *s = store_open(dir, STORE_READ, e);
	int rc = s == NULL ? -2 : journal_verify(s, rows, head, e);

	store_close(s);
	return rc;
}

static void
write_rows(void)
{
	struct err e = { 0 };
	struct store *s = store_open(dir, STORE_AGENT, &e);
	unsigned char head[32], again[32];
	int64_t rows;

	ok(s != NULL, "store opens %s", e.msg);
	is_int(journal_last_at(s), 0, "empty: no last time");
	is_int(journal_verify(s, &rows, head, &e), 0, "an empty journal is whole");
	is_int(rows, 0, "no rows");
	store_begin(s);
	is_int(journal_add(s, &(struct entry){ .kind = "agent.start", .n = 3600 }), 1, "first row");
	is_int(journal_add(s, &(struct entry){ .kind = "case.open", .case_id = 1, .person_id = 4,
	    .message_id = 9, .code =
	    "lupa-passphrase", .code2 = "berkas" }), 2, "second row");
	store_commit(s);
	store_begin(s);
	journal_add(s, &(struct entry){ .kind = "task.close", .case_id = 1, .task_id = 3, .code =
	    "approve", .words = "acc, silakan" });
	store_commit(s);
	clock_set_offset(-86400);
	store_begin(s);
	journal_add(s, &(struct entry){ .kind = "mail.outcome", .case_id = 1, .outbox_id = 5, .n = 250,
	    .words = "acc, silakan" });
	store_commit(s);
	clock_set_offset(0);
	ok(journal_last_at(s) > clock_now() - 60, "times never go back");
	is_int(journal_verify(s, &rows, head, &e), 0, "whole %s", e.msg);
	is_int(rows, 4, "four rows");
	store_begin(s);
	journal_add(s, &(struct entry){ .kind = "agent.stop" });
	store_rollback(s);
	journal_verify(s, &rows, again, &e);
	ok(rows == 4 && memcmp(head, again, 32) == 0, "a row that was rolled back leaves nothing");
	ok(journal_says("case.open") != NULL && journal_says("case.opened") == NULL,
	    "kinds are a closed list");
	store_close(s);
}

static void
unknown_kind(void *arg)
{
	struct err e = { 0 };
	struct store *s = store_open(dir, STORE_AGENT, &e);

	(void)arg;
	store_begin(s);
	journal_add(s, &(struct entry){ .kind = "case.opened" });
}

/* Each change, the row that must be named, and how to undo it. */
static void
touch_rows(void)
{
	static const struct { const char *name, *change; int row; } rows[] = {
		{ "another time", "UPDATE journal SET at = at + 1 WHERE seq = 2", 2 },
		{ "another kind", "UPDATE journal SET kind = 'case.note' WHERE seq = 2", 2 },
		{ "another case", "UPDATE journal SET case_id = 2 WHERE seq = 2", 2 },
		{ "another person", "UPDATE journal SET person_id = NULL WHERE seq = 2", 2 },
		{ "another letter", "UPDATE journal SET message_id = 8 WHERE seq = 2", 2 },
		{ "another task", "UPDATE journal SET task_id = 2 WHERE seq = 3", 3 },
		{ "another mail", "UPDATE journal SET outbox_id = 6 WHERE seq = 4", 4 },
		{ "another code", "UPDATE journal SET code = 'reject' WHERE seq = 3", 3 },
		{ "code moved to code2", "UPDATE journal SET code = NULL, code2 = code WHERE seq = 3", 3 },
		{ "another number", "UPDATE journal SET n = 550 WHERE seq = 4", 4 },
		{ "other words", "UPDATE journal_words SET words = 'TOLAK' WHERE seq = 3", 3 },
		{ "another digest of words", "UPDATE journal SET words = zeroblob(32) WHERE seq = 3", 3 },
		{ "words where none were", "INSERT INTO journal_words VALUES (2, x'00', 'SETUJU')",
		    2 },
		{ "a row taken out", "DELETE FROM journal_words WHERE seq = 3; DELETE FROM journal WHERE seq = 3", 4 },
		{ "the first row taken out", "DELETE FROM journal WHERE seq = 1", 2 },
		{ "hash and columns of one row",
		    "UPDATE journal SET code = 'x', hash = zeroblob(32) WHERE seq = 2", 2 },
		{ "the link to the row before",
		    "UPDATE journal SET prev = zeroblob(32) WHERE seq = 3", 3 },
	};
	unsigned char head[32];
	struct err e = { 0 };
	char want[32], keep[600];
	int64_t good;

	snprintf(keep, sizeof(keep), "cp '%s/loket.db' '%s/keep'", dir, dir);
	ok(system(keep) == 0, "kept a copy");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		raw(dir, rows[i].change);
		snprintf(want, sizeof(want), "journal row %d:", rows[i].row);
		ok(verify(&good, head, &e) == -1 && strncmp(e.msg, want, strlen(want)) == 0,
		    "%s: %s", rows[i].name, e.msg);
		snprintf(keep, sizeof(keep), "rm -f '%s'/loket.db-*; cp '%s/keep' '%s/loket.db'",
		    dir, dir, dir);
		if (system(keep) != 0)
			printf("Bail out! copy\n");
	}
}

int
main(void)
{
	unsigned char head[32], before[32];
	struct err e = { 0 };
	char said[4096];
	int64_t rows;

	log_init("test", LOG_WARN_);
	dir = fresh_dir();
	write_rows();
	is_int(in_child(unknown_kind, NULL, said, sizeof(said)), 1000 + SIGABRT,
	    "a kind that is not in the table stops the program");
	touch_rows();
	is_int(verify(&rows, before, &e), 0, "untouched: whole %s", e.msg);
	raw(dir, "DELETE FROM journal_words");
	is_int(verify(&rows, head, &e), 0, "erased words leave the chain whole %s", e.msg);
	ok(memcmp(head, before, 32) == 0, "and the head as it was");
	raw(dir, "DELETE FROM journal WHERE seq = 4");
	ok(verify(&rows, head, &e) == 0 && rows == 3 && memcmp(head, before, 32) != 0,
	    "a tail cut off shows in head and count");
	drop_dir(dir);
	return done();
}
