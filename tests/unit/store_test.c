/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The store: making and opening, who may do what, transactions, what a kill leaves, and how it ends
 * when the disk does. Disk faults are made by standing in for pwrite64 and fdatasync of libc, which
 * SQLite calls through the dynamic linker.
 */
#include <assert.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "child.h"
#include "store/store.h"
#include "raw.h"
#include "test.h"

static int fault_write, fault_sync;	/* errno to fail with; 0: none */

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at);
int fdatasync(int fd);
int fsync(int fd);

ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t at)
{
	static ssize_t (*real)(int, const void *, size_t, off64_t);

	if (fault_write != 0) {
		errno = fault_write;
		return -1;
	}
	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "pwrite64");
	return real(fd, p, n, at);
}

static int
synced(const char *name, int fd)
{
	int (*real)(int);

	if (fault_sync != 0) {
		errno = fault_sync;
		return -1;
	}
	*(void **)&real = dlsym(RTLD_NEXT, name);
	return real(fd);
}

int
fdatasync(int fd)
{
	return synced("fdatasync", fd);
}

int
fsync(int fd)
{
	return synced("fsync", fd);
}

static char *dir;
static char said[8192];

static struct store *
must_open(enum store_access how)
{
	struct err e = { 0 };
	struct store *s = store_open(dir, how, &e);

	if (s == NULL) {
		fprintf(stderr, "cannot open: %s\n", e.msg);
		_exit(99);
	}
	return s;
}

static void
put(struct store *s, const char *key, const char *value)
{
	store_begin(s);
	store_do(s, Q_META_SET, "tt", key, value);
	store_commit(s);
}

static void
test_open(void)
{
	struct err e = { 0 };
	struct store *s;
	struct stat st;
	char path[300], *got;

	ok(store_open(dir, STORE_READ, &e) == NULL && e.grade == GRADE_REFUSED,
	    "reading where no store is: refused");
	ok(strstr(e.msg, "no store") != NULL, "and says so: %s", e.msg);
	s = must_open(STORE_AGENT);
	snprintf(path, sizeof(path), "%s/loket.db", dir);
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "loket.db is 0600");
	put(s, "a", "1");
	got = store_text(s, Q_META_GET, "t", "a");
	is_str(got, "1", "what was put is there");
	free(got);
	ok(store_text(s, Q_META_GET, "t", "nothing") == NULL, "no row: NULL");
	store_close(s);
	s = must_open(STORE_AGENT);
	got = store_text(s, Q_META_GET, "t", "a");
	is_str(got, "1", "and after closing and opening");
	free(got);
	store_close(s);
}

static void
test_transactions(void)
{
	struct store *s = must_open(STORE_AGENT), *reader;
	char *got;
	int64_t id;

	store_begin(s);
	store_do(s, Q_META_SET, "tt", "b", "2");
	reader = must_open(STORE_READ);
	ok(store_text(reader, Q_META_GET, "t", "b") == NULL,
	    "a reader does not see what is not committed");
	store_rollback(s);
	ok(store_text(s, Q_META_GET, "t", "b") == NULL, "rolled back");
	store_rollback(s);
	put(s, "b", "3");
	got = store_text(reader, Q_META_GET, "t", "b");
	is_str(got, "3", "a reader sees what was committed");
	free(got);
	store_close(reader);
	store_begin(s);
	id = store_insert(s, Q_EVENT_ADD, "ittt", (int64_t)1, "siti", "held.reject", "{\"id\":1}");
	ok(id > 0, "an insert gives its row id");
	is_int(store_do(s, Q_META_SET, "tt", "c", "1"), 1, "one row changed");
	store_commit(s);
	store_close(s);
}

/* What a command wrote while the agent was looking: seen when it writes or waits, and never in its way. */
static void
test_look(void)
{
	struct store *s = must_open(STORE_AGENT), *other = must_open(STORE_COMMAND);
	int64_t before;

	store_look(s, true);
	before = store_int(s, Q_EVENT_WAITS, "t", "pause");
	store_begin(other);
	store_insert(other, Q_EVENT_ADD, "ittt", (int64_t)1, "siti", "pause", "{}");
	store_commit(other);
	is_int(store_int(s, Q_EVENT_WAITS, "t", "pause"), before, "looking: all is of one moment");
	store_begin(s);
	is_int(store_int(s, Q_EVENT_WAITS, "t", "pause"), before + 1, "a transaction begins at its own");
	store_commit(s);
	is_int(store_int(s, Q_EVENT_WAITS, "t", "pause"), before + 1, "and the next look behind it");
	store_begin(other);
	store_insert(other, Q_EVENT_ADD, "ittt", (int64_t)1, "siti", "pause", "{}");
	store_commit(other);
	store_look(s, false);
	is_int(store_int(s, Q_EVENT_WAITS, "t", "pause"), before + 2, "looking no more: what there is now");
	store_look(s, true);
	store_int(s, Q_EVENT_WAITS, "t", "pause");
	ok(store_settle(s), "and the log can be begun anew");
	store_close(other);
	store_close(s);
}

static void
test_rows(void)
{
	struct store *s = must_open(STORE_COMMAND);
	struct rows *r;
	int64_t id;
	size_t n = 7;

	store_begin(s);
	id = store_insert(s, Q_EVENT_ADD, "ittt", (int64_t)2, "budi", "outbox.drop", "{}");
	store_commit(s);
	r = store_rows(s, Q_EVENT_OUTCOME, "i", id);
	ok(rows_next(r), "a command may leave an event");
	is_int(rows_int(r, 0), 0, "not done yet");
	is_int(rows_int(r, 1), 0, "NULL reads as 0");
	ok(rows_text(r, 2) == NULL && rows_dup(r, 2) == NULL, "NULL text is NULL");
	ok(rows_blob(r, 2, &n) == NULL && n == 0, "NULL blob is NULL");
	ok(!rows_next(r), "one row");
	rows_end(r);
	store_close(s);
}

/* ---- no memory for what a row says ---- */

static sqlite3_mem_methods memory;
static bool no_memory;

static void *limited_malloc(int n) { return no_memory ? NULL : memory.xMalloc(n); }
static void *limited_realloc(void *p, int n) { return no_memory ? NULL : memory.xRealloc(p, n); }

/* Before SQLite is used at all. */
static void
limit_memory(void)
{
	sqlite3_mem_methods mine;

	sqlite3_config(SQLITE_CONFIG_GETMALLOC, &memory);
	mine = memory;
	mine.xMalloc = limited_malloc;
	mine.xRealloc = limited_realloc;
	sqlite3_config(SQLITE_CONFIG_MALLOC, &mine);
	sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);	/* nor has it any of its own */
}

static void
read_row(void *arg)
{
	struct store *s = must_open(STORE_AGENT);
	struct rows *r;
	int64_t id;

	(void)arg;
	store_begin(s);
	id = store_insert(s, Q_EVENT_ADD, "ittt", (int64_t)2, "budi", "role.set", "{\"kind\":\"definitif\"}");
	store_commit(s);
	r = store_rows(s, Q_EVENT_ARGUMENT, "it", id, "$.kind");
	rows_next(r);
	no_memory = true;
	_exit(rows_text(r, 0) == NULL ? 1 : 0);
}

/* What cannot be read is not taken for what is not there: it would be left out of the journal. */
static void
test_no_memory(void)
{
	is_int(in_child(read_row, NULL, said, sizeof(said)), EX_OSERR, "a text without memory: exit 71, not NULL");
	ok(strstr(said, "memory exhausted") != NULL, "and says so: %s", said);
}

/* ---- misuse stops the program ---- */

static void misuse_no_transaction(void *arg) { (void)arg; store_do(must_open(STORE_AGENT),
    Q_META_SET, "tt", "x", "y"); }
static void misuse_nested(void *arg) { struct store *s =
    must_open(STORE_AGENT); (void)arg; store_begin(s); store_begin(s); }
static void misuse_reader(void *arg) { (void)arg; store_begin(must_open(STORE_READ)); }
static void misuse_command(void *arg) { (void)arg; put(must_open(STORE_COMMAND), "x", "y"); }
static void misuse_arguments(void *arg) { (void)arg; store_text(must_open(STORE_AGENT), Q_META_GET,
    "tt", "x", "y"); }
static void
misuse_twice(void *arg)
{
	struct store *s = must_open(STORE_AGENT);

	(void)arg;
	store_rows(s, Q_META_GET, "t", "x");
	store_rows(s, Q_META_GET, "t", "y");
}

static void
misuse_look(void *arg)
{
	struct store *s = must_open(STORE_AGENT);

	(void)arg;
	store_look(s, true);
	store_rows(s, Q_META_GET, "t", "x");
	store_begin(s);
}

static void
misuse_constraint(void *arg)
{
	struct store *s = must_open(STORE_AGENT);

	(void)arg;
	store_begin(s);
	store_do(s, Q_EVENT_ADD, "ittt", (int64_t)1, NULL, "x", "{}");
}

static void
test_misuse(void)
{
	static const struct { const char *name; void (*run)(void *); int end; } rows[] = {
		{ "writing outside a transaction", misuse_no_transaction, 1000 + SIGABRT },
		{ "a transaction inside a transaction", misuse_nested, 1000 + SIGABRT },
		{ "a reader that writes", misuse_reader, 1000 + SIGABRT },
		{ "a command that does more than leave an event", misuse_command, 1000 + SIGABRT },
		{ "arguments that do not fit", misuse_arguments, 1000 + SIGABRT },
		{ "the same statement twice", misuse_twice, 1000 + SIGABRT },
		{ "writing while rows of an older moment are read", misuse_look, 1000 + SIGABRT },
		{ "a constraint broken by our own code", misuse_constraint, 70 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_int(in_child(rows[i].run, NULL, said, sizeof(said)), rows[i].end,
		    "%s stops the program", rows[i].name);
}

/* ---- kills and faults ---- */

static void
kill_inside(void *arg)
{
	struct store *s = must_open(STORE_AGENT);

	(void)arg;
	put(s, "kept", "1");
	store_begin(s);
	store_do(s, Q_META_SET, "tt", "lost", "1");
	kill(getpid(), SIGKILL);
}

static void
open_close(void *arg)
{
	(void)arg;
	store_close(must_open(STORE_AGENT));
}

static void
test_kill(void)
{
	struct store *s;
	char *got;

	is_int(in_child(kill_inside, NULL, said, sizeof(said)), 1000 + SIGKILL,
	    "killed inside a transaction");
	is_int(in_child(open_close, NULL, said, sizeof(said)), 0, "opens again");
	ok(strstr(said, "all of it is looked at") != NULL,
	    "after a kill the whole store is looked at");
	is_int(in_child(open_close, NULL, said, sizeof(said)), 0, "and again");
	ok(strstr(said, "all of it") == NULL, "not after an orderly end");
	s = must_open(STORE_AGENT);
	got = store_text(s, Q_META_GET, "t", "kept");
	is_str(got, "1", "what was committed is there");
	free(got);
	ok(store_text(s, Q_META_GET, "t", "lost") == NULL, "what was not is not");
	store_close(s);
}

struct fault { const char *name; int write, sync, end; const char *says; };

static void
with_fault(void *arg)
{
	const struct fault *f = arg;
	struct store *s = must_open(STORE_AGENT);

	store_begin(s);
	store_do(s, Q_META_SET, "tt", "fault", f->name);
	fault_write = f->write;
	fault_sync = f->sync;
	store_commit(s);
}

static void
test_faults(void)
{
	static const struct fault faults[] = {
		{ "full disk", ENOSPC, 0, 75, "free space" },
		{ "failing disk", EIO, 0, 74, "check the disk" },
		{ "fsync fails", 0, EIO, 74, "check the disk" },
	};
	struct store *s;

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		struct fault f = faults[i];

		is_int(in_child(with_fault, &f, said, sizeof(said)), f.end, "%s: exit %d", f.name,
		    f.end);
		ok(strstr(said, f.says) != NULL && strchr(said, '\n') == strrchr(said, '\n'),
		    "one line: %s", said);
		s = must_open(STORE_AGENT);
		put(s, "after", f.name);
		store_close(s);
	}
}

static void
need_lock(void *arg)
{
	(void)arg;
	put(must_open(STORE_COMMAND), "x", "y");
}

static void
test_lock(void)
{
	struct store *s = must_open(STORE_AGENT);
	int64_t before = clock_monotonic_ms();

	store_begin(s);
	is_int(in_child(need_lock, NULL, said, sizeof(said)), 75, "locked by another: exit 75");
	ok(clock_monotonic_ms() - before >= 4500, "after waiting for it");
	ok(strstr(said, "another program holds the store") != NULL, "and says so: %s", said);
	store_close(s);
}

static void
test_foreign(void)
{
	struct err e = { 0 };
	char path[300];
	FILE *f;

	raw(dir, "PRAGMA user_version = 99");
	ok(store_open(dir, STORE_AGENT, &e) == NULL && e.grade == GRADE_REFUSED,
	    "a newer store is refused");
	ok(strstr(e.msg, "newer loket") != NULL && strstr(e.msg, "99") != NULL, "by name: %s",
	    e.msg);
	ok(store_open(dir, STORE_READ, &e) == NULL, "by readers as well");
	raw(dir, "PRAGMA user_version = 1; PRAGMA application_id = 7");
	ok(store_open(dir, STORE_AGENT, &e) == NULL && strstr(e.msg, "another program") != NULL,
	    "another program's file: %s", e.msg);
	raw(dir, "PRAGMA application_id = 1280265044; PRAGMA journal_mode = DELETE");	/* "LOKT" */
	snprintf(path, sizeof(path), "%s/loket.db", dir);
	f = fopen(path, "r+");
	fseek(f, 4096, SEEK_SET);
	for (int i = 0; i < 3 * 4096; i++)
		fputc(0x5a, f);
	fclose(f);
	is_int(in_child(open_close, NULL, said, sizeof(said)), 74, "damage: exit 74");
	ok(strstr(said, "damaged") != NULL && strstr(said, "backup") != NULL,
	    "and says what to do: %s", said);
	f = fopen(path, "w");
	fputs("this is a letter, not a store; long enough to be looked at as the header of a file ..................................", f);
	fclose(f);
	is_int(in_child(open_close, NULL, said, sizeof(said)), 74, "not SQLite at all: exit 74");
}

int
main(void)
{
	limit_memory();
	log_init("test", LOG_INFO_);
	dir = fresh_dir();
	test_open();
	test_transactions();
	test_look();
	test_rows();
	test_no_memory();
	test_misuse();
	test_kill();
	test_faults();
	test_lock();
	test_foreign();
	drop_dir(dir);
	return done();
}
