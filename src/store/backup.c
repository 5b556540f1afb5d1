/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See backup.h. The moment: a read transaction is begun, and what the store names in it is lifted
 * before the store itself is copied. The agent may meanwhile remove a file (a mail was sent, a
 * person erased); it does so only behind the commit that forgot it, so the moment is given up and
 * a new one taken, in which the row no longer names it. Mails on their way are lifted first,
 * within milliseconds. What is missing in two moments, one after the other, is truly missing.
 *
 * The plain copy of the store lies in STATE/backup, where the store itself lies, never beside PATH.
 */
#include "store/backup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/files.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/progress.h"
#include "store/archive.h"
#include "store/durable.h"
#include "store/journal.h"
#include "store/rulebook.h"
#include "store/sqlar.h"

#define FORMAT 1
#define FACTS "loket-backup"
#define FACTS_MOST 65536
#define PART (16u << 20)	/* bytes of a part of the sealed store */
#define SETTINGS_MOST (4u << 20)
#define MOMENTS 6		/* tries at a moment in which nothing goes away */

/* ---- the facts, as text ---- */

enum fact_kind { FACT_INT, FACT_TEXT, FACT_BOOL };
static const struct fact { const char *name; enum fact_kind kind; size_t at, size; } facts[] = {
#define FACT(n, k, m) { n, k, offsetof(struct backup_facts, m), sizeof(((struct backup_facts *)0)->m) }
	FACT("format", FACT_INT, format),
	FACT("store-version", FACT_INT, store_version),
	FACT("made-at", FACT_INT, made_at),
	FACT("office", FACT_TEXT, office),
	FACT("key", FACT_TEXT, key),
	FACT("database-bytes", FACT_INT, database_bytes),
	FACT("database-parts", FACT_INT, database_parts),
	FACT("database-sha256", FACT_TEXT, database_digest),
	FACT("journal-rows", FACT_INT, journal_rows),
	FACT("journal-head", FACT_TEXT, journal_head),
	FACT("journal-broken", FACT_BOOL, journal_broken),
	FACT("letters", FACT_INT, letters),
	FACT("cases", FACT_INT, cases),
	FACT("people", FACT_INT, people),
	FACT("mails", FACT_INT, mails),
	FACT("settings-sha256", FACT_TEXT, settings_digest),
	FACT("files", FACT_INT, files),
	FACT("bytes", FACT_INT, bytes),
	FACT("missing", FACT_INT, missing),
#undef FACT
};
#define N_FACTS (sizeof(facts) / sizeof(facts[0]))

static void
facts_write(const struct backup_facts *f, struct buf *out)
{
	const char *p = (const char *)f;

	for (size_t i = 0; i < N_FACTS; i++)
		if (facts[i].kind == FACT_TEXT)
			buf_addf(out, "%s %s\n", facts[i].name, p + facts[i].at);
		else
			buf_addf(out, "%s %" PRId64 "\n", facts[i].name,
			    facts[i].kind == FACT_BOOL ? (int64_t) * (const bool *)(p + facts[i].at) :
							 *(const int64_t *)(p + facts[i].at));
}

static void
fact_take(struct backup_facts *f, const char *line)
{
	size_t len = strcspn(line, " ");
	const char *value = line[len] == ' ' ? line + len + 1 : "";
	char *to;

	for (size_t i = 0; i < N_FACTS; i++) {
		if (strlen(facts[i].name) != len || strncmp(facts[i].name, line, len) != 0)
			continue;
		to = (char *)f + facts[i].at;
		if (facts[i].kind == FACT_TEXT)
			snprintf(to, facts[i].size, "%s", value);
		else if (facts[i].kind == FACT_BOOL)
			*(bool *)to = strcmp(value, "0") != 0;
		else
			*(int64_t *)to = strtoll(value, NULL, 10);
	}
}

static void
facts_read(char *text, struct backup_facts *f)
{
	char *line, *rest = NULL;

	memset(f, 0, sizeof(*f));
	for (line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
		fact_take(f, line);
}

/* Of all settings in it, in order of name. */
static int
digest_settings(struct sqlar *a, char hex[2 * DIGEST_LEN + 1], struct err *e)
{
	struct digester *d = digester_new();
	struct buf bytes = BUF_INIT;
	unsigned char sum[DIGEST_LEN];
	char **names;
	size_t n;
	int rc = sqlar_list(a, "settings/", &names, &n, e);

	for (size_t i = 0; i < n; i++) {
		buf_reset(&bytes);
		if (rc == 0)
			rc = sqlar_read(a, names[i], &bytes, e);
		digester_add(d, names[i], strlen(names[i]) + 1);
		digester_add(d, &bytes.len, sizeof(bytes.len));
		digester_add(d, buf_str(&bytes), bytes.len);
		free(names[i]);
	}
	free(names);
	buf_free(&bytes);
	digester_end(d, sum);
	digest_hex(sum, hex);
	return rc;
}

/* ---- making ---- */

/* STATE/backup, where the plain copy of the store lies, while it is locked. */
struct work { char *path; int lock_fd; };

struct making {
	const struct backup_from *from;
	struct backup_facts *f;
	struct archive *archive;
	struct sqlar *out;
	struct work work;
	char *tmp;
	char gone[65];		/* what was missing in the moment before; "": nothing */
	bool again;		/* this moment is given up */
};

static int
lift(struct making *m, enum archive_room room, const char *name, struct err *e)
{
	char *path = xasprintf("%s/%s", room == ROOM_ARCHIVE ? "archive" : "outbox", name);
	struct buf bytes = BUF_INIT;
	int rc = 0;

	if (archive_lift(m->archive, room, name, &bytes, e) == 0) {
		rc = sqlar_add(m->out, path, bytes.data, bytes.len, m->from->now, e);
		m->f->files++;
		m->f->bytes += (int64_t)bytes.len;
	} else if (e->grade == GRADE_AGAIN && strcmp(m->gone, name) != 0) {
		snprintf(m->gone, sizeof(m->gone), "%s", name);
		m->again = true;
	} else {
		log_error("%s; it is not in the backup", e->msg);
		m->f->missing++;
	}
	buf_free(&bytes);
	free(path);
	return rc;
}

static int
lift_named(struct making *m, enum archive_room room, enum statement q, struct err *e)
{
	struct rows *r;
	int rc = 0;

	store_progress(m->from->store, "sealed files taken", q, "");
	r = store_rows(m->from->store, q, "");
	while (rc == 0 && !m->again && rows_next(r)) {
		rc = lift(m, room, rows_text(r, 0), e);
		progress_step();
	}
	rows_end(r);
	progress_end();
	return rc;
}

static int
digest_file(const char *path, char hex[2 * DIGEST_LEN + 1], int64_t *bytes, struct err *e)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct digester *d = digester_new();
	unsigned char sum[DIGEST_LEN];
	char piece[65536];
	ssize_t n = fd < 0 ? -1 : 0;

	*bytes = 0;
	while (fd >= 0 && ((n = read(fd, piece, sizeof(piece))) > 0 || (n < 0 && errno == EINTR)))
		if (n > 0) {
			digester_add(d, piece, (size_t)n);
			*bytes += n;
		}
	digester_end(d, sum);
	digest_hex(sum, hex);
	if (n < 0)
		err_again(e, "%s: cannot be read: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return n < 0 ? -1 : 0;
}

/* PLAIN sealed into SEALED. */
static int
seal_file(const struct keys *k, const char *plain, const char *sealed, struct err *e)
{
	int from = open(plain, O_RDONLY | O_CLOEXEC),
	    to = open(sealed, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600), rc = 0;
	unsigned char name[DIGEST_LEN];
	struct sealer *s = to >= 0 ? sealer_new(k, to) : NULL;
	char piece[65536];
	ssize_t n = 0;

	if (from < 0 || to < 0)
		rc = err_again(e, "%s: %s", sealed, strerror(errno));
	while (rc == 0 && (n = read(from, piece, sizeof(piece))) > 0)
		rc = sealer_add(s, piece, (size_t)n, e);
	if (rc == 0 && n < 0)
		rc = err_again(e, "%s: %s", plain, strerror(errno));
	if (rc == 0)
		rc = sealer_end(s, name, e);
	else
		sealer_drop(s);
	wipe(piece, sizeof(piece));
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	return rc;
}

static int
add_parts(struct making *m, const char *sealed, struct err *e)
{
	int fd = open(sealed, O_RDONLY | O_CLOEXEC), rc = 0;
	char *piece = xmalloc(PART), name[32];
	size_t have;
	ssize_t n;

	if (fd < 0)
		rc = err_again(e, "%s: %s", sealed, strerror(errno));
	do {
		for (have = 0, n = 0; rc == 0 && have < PART; have += (size_t)n)
			if ((n = read(fd, piece + have, PART - have)) <= 0)
				break;
		if (rc == 0 && n < 0)
			rc = err_again(e, "%s: %s", sealed, strerror(errno));
		snprintf(name, sizeof(name), "database/%04" PRId64, ++m->f->database_parts);
		if (rc == 0)
			rc = sqlar_add(m->out, name, piece, have, m->from->now, e);
	} while (rc == 0 && n > 0);
	free(piece);
	if (fd >= 0)
		close(fd);
	return rc;
}

/* The store as the view sees it: copied, its digest taken, sealed, and the plain copy removed. */
static int
add_database(struct making *m, struct err *e)
{
	char *plain = xasprintf("%s/loket.db", m->work.path),
	     *sealed = xasprintf("%s/sealed", m->work.path);
	int rc = store_copy(m->from->store, plain, e);

	if (rc == 0)
		rc = digest_file(plain, m->f->database_digest, &m->f->database_bytes, e);
	if (rc == 0)
		rc = seal_file(m->from->keys, plain, sealed, e);
	unlink(plain);
	if (rc == 0)
		rc = add_parts(m, sealed, e);
	unlink(sealed);
	free(plain);
	free(sealed);
	return rc;
}

static void
count(struct making *m)
{
	struct rows *r = store_rows(m->from->store, Q_BACKUP_COUNTS, "");
	unsigned char head[DIGEST_LEN];
	struct err e;

	if (rows_next(r)) {
		m->f->letters = rows_int(r, 0);
		m->f->cases = rows_int(r, 1);
		m->f->people = rows_int(r, 2);
		m->f->mails = rows_int(r, 3);
	}
	rows_end(r);
	m->f->journal_broken =
	    journal_verify(m->from->store, &m->f->journal_rows, head, &e) < 0;
	if (m->f->journal_broken)
		log_error("%s", e.msg);
	digest_hex(head, m->f->journal_head);
}

/* One moment; m->again: a file went away in it. */
static int
moment(struct making *m, struct err *e)
{
	int rc;

	memset(m->f, 0, sizeof(*m->f));
	m->again = false;
	if ((m->out = sqlar_make(m->tmp, e)) == NULL)
		return -1;
	store_view(m->from->store);
	rc = lift_named(m, ROOM_OUTBOX, Q_BACKUP_MAILS, e);
	if (rc == 0 && !m->again)
		rc = lift_named(m, ROOM_ARCHIVE, Q_ARCHIVE_NAMED, e);
	if (rc == 0 && !m->again)
		count(m);
	if (rc == 0 && !m->again)
		rc = add_database(m, e);
	store_view_end(m->from->store);
	if (rc < 0 || m->again) {
		sqlar_drop(m->out);
		m->out = NULL;
	}
	return rc;
}

static int
add_file(struct making *m, const char *path, const char *name, struct err *e)
{
	struct buf bytes = BUF_INIT;
	int rc = file_read(path, SETTINGS_MOST, &bytes, e);

	if (rc == 0)
		rc = sqlar_add(m->out, name, buf_str(&bytes), bytes.len, m->from->now, e);
	buf_free(&bytes);
	return rc;
}

static int
add_folder(struct making *m, const char *dir, const char *end, const char *as, struct err *e)
{
	char **files, *name;
	size_t n = files_below(dir, end, &files);
	int rc = 0;

	for (size_t i = 0; i < n; i++) {
		name = xasprintf("settings/%s%s", as, files[i] + strlen(dir));
		if (rc == 0)
			rc = add_file(m, files[i], name, e);
		free(name);
		free(files[i]);
	}
	free(files);
	return rc;
}

/* The copies in force where there are some: the folders of the settings may be half edited. */
static int
add_settings(struct making *m, struct err *e)
{
	const struct backup_from *b = m->from;
	char in_force[RULEBOOK_NAME];
	char *rules, *templates;
	int rc = add_file(m, b->config, "settings/loket.conf", e);

	rulebook_current(b->state, in_force);
	rules = *in_force != '\0' ? rulebook_folder(b->state, "current", "rules") :
	    xstrdup(b->rules);
	templates = *in_force != '\0' ? rulebook_folder(b->state, "current", "templates") :
					xstrdup(b->templates);
	if (rc == 0)
		rc = add_folder(m, rules, ".xml", "rules", e);
	if (rc == 0)
		rc = add_folder(m, templates, ".md", "templates", e);
	if (rc == 0)
		rc = add_folder(m, templates, ".html", "templates", e);
	free(rules);
	free(templates);
	return rc;
}

static int
write_all(struct making *m, struct err *e)
{
	struct buf text = BUF_INIT;
	int rc = 0, tries = 0;

	do
		rc = moment(m, e);
	while (rc == 0 && m->again && ++tries < MOMENTS);
	if (rc == 0 && m->again)
		rc = err_again(e, "files go away as fast as they are read; try again in some "
		    "minutes");
	if (rc == 0)
		rc = add_settings(m, e);
	if (rc == 0)
		rc = digest_settings(m->out, m->f->settings_digest, e);
	if (rc == 0) {
		m->f->format = FORMAT;
		m->f->store_version = store_version();
		m->f->made_at = m->from->now;
		snprintf(m->f->office, sizeof(m->f->office), "%s", m->from->office);
		keys_mark(m->from->keys, keys_newest(m->from->keys), m->f->key);
		facts_write(m->f, &text);
		rc = sqlar_add(m->out, FACTS, buf_str(&text), text.len, m->from->now, e);
	}
	buf_free(&text);
	if (m->out == NULL)
		return rc;
	if (rc == 0)
		return sqlar_end(m->out, e);
	sqlar_drop(m->out);
	return rc;
}

/*
 * Unpacked into STATE/backup/check as a restore would, and looked at. The backup stays open; NULL: it
 * is not good.
 */
static struct backup *
check(const struct work *w, const char *path, const struct keys *keys, struct backup_facts *f,
    struct err *e)
{
	char *dir = xasprintf("%s/check", w->path);
	struct store *s = NULL;
	struct backup *b = file_mkdir(dir, 0700, e) == 0 ? backup_open(path, f, e) : NULL;

	if (b != NULL &&
	    (backup_unpack(b, keys, dir, true, e) < 0 ||
		(s = store_open(dir, STORE_READ, e)) == NULL || backup_agrees(b, s, e) < 0)) {
		backup_close(b);
		b = NULL;
	}
	store_close(s);
	files_remove(dir);
	free(dir);
	return b;
}

static int
put_in_place(const char *tmp, const char *path, struct err *e)
{
	char *copy = xstrdup(path);
	int dir = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc;

	if (dir < 0 || rename(tmp, path) < 0)
		rc = err_again(e, "%s: %s", path, strerror(errno));
	else
		rc = durable_sync(dir, path, e);
	if (dir >= 0)
		close(dir);
	free(copy);
	return rc;
}

/* What a backup that was killed has left goes; a second one at a time is told to wait. */
static int
work_open(struct work *w, const char *state, struct err *e)
{
	char *left;

	w->path = xasprintf("%s/backup", state);
	w->lock_fd = -1;
	if (file_mkdir(w->path, 0700, e) < 0)
		return -1;
	w->lock_fd = open(w->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (w->lock_fd < 0 || flock(w->lock_fd, LOCK_EX | LOCK_NB) < 0)
		return err_again(e, "%s: another backup is under way", w->path);
	for (size_t i = 0; i < 3; i++) {
		left = xasprintf("%s/%s", w->path, ((const char *[]){ "loket.db", "sealed",
		    "check" })[i]);
		files_remove(left);
		free(left);
	}
	return 0;
}

static void
work_close(struct work *w)
{
	if (w->lock_fd >= 0) {
		rmdir(w->path);
		close(w->lock_fd);
	}
	free(w->path);
}

int
backup_make(const struct backup_from *from, const char *path, struct backup_facts *f,
    char file_digest[2 * DIGEST_LEN + 1], struct err *e)
{
	struct making m = { .from = from, .f = f, .work = { .lock_fd = -1 } };
	struct backup_facts seen;
	struct backup *b;
	int64_t bytes;
	int rc = -1;

	m.tmp = xasprintf("%s.tmp", path);
	if (access(path, F_OK) == 0 && !sqlar_is_ours(path))
		err_refused(e, "%s: is there, and no backup; it is not written over", path);
	else if (work_open(&m.work, from->state, e) == 0 &&
	    (m.archive = archive_open(from->state, from->keys, e)) != NULL &&
	    write_all(&m, e) == 0) {
		b = check(&m.work, m.tmp, from->keys, &seen, e);
		backup_close(b);
		if (b == NULL)
			err_wrap(e, "the backup is not good, and has been removed");
		else if (digest_file(m.tmp, file_digest, &bytes, e) == 0)
			rc = put_in_place(m.tmp, path, e);
		if (rc < 0)
			unlink(m.tmp);
	}
	archive_close(m.archive);
	work_close(&m.work);
	free(m.tmp);
	return rc;
}

struct backup *
backup_verify(const char *path, const char *state, const struct keys *k, struct backup_facts *f,
    struct err *e)
{
	struct work w;
	struct backup *b = work_open(&w, state, e) == 0 ? check(&w, path, k, f, e) : NULL;

	work_close(&w);
	return b;
}

/* ---- reading ---- */

struct backup {
	struct sqlar *in;
	struct backup_facts f;
	char *path;
	char **names; size_t n_names;	/* of backup_holds: its sealed files of the archive */
};

struct backup *
backup_open(const char *path, struct backup_facts *f, struct err *e)
{
	struct backup *b = xcalloc(1, sizeof(*b));
	struct buf text = BUF_INIT;

	b->path = xstrdup(path);
	b->in = sqlar_open(path, e);
	if (b->in != NULL && sqlar_read(b->in, FACTS, &text, e) == 0) {
		facts_read(text.data, &b->f);
		*f = b->f;
		buf_free(&text);
		if (f->format == FORMAT)
			return b;
		err_refused(e, "%s: was made by a newer loket (format %" PRId64 "); install that "
		    "loket",
		    path, f->format);
	}
	buf_free(&text);
	backup_close(b);
	return NULL;
}

void
backup_close(struct backup *b)
{
	if (b == NULL)
		return;
	while (b->n_names > 0)
		free(b->names[--b->n_names]);
	free(b->names);
	sqlar_drop(b->in);
	free(b->path);
	free(b);
}

/* The parts one behind the other into fd. */
static int
join_parts(struct backup *b, int fd, struct err *e)
{
	struct buf part = BUF_INIT;
	char name[32];
	int rc = 0;

	for (int64_t i = 1; rc == 0 && i <= b->f.database_parts; i++) {
		snprintf(name, sizeof(name), "database/%04" PRId64, i);
		buf_reset(&part);
		rc = sqlar_read(b->in, name, &part, e);
		if (rc == 0)
			rc = file_write_fd(fd, buf_str(&part), part.len, e);
	}
	buf_free(&part);
	return rc == 0 && lseek(fd, 0, SEEK_SET) < 0 ? err_again(e, "%s", strerror(errno)) : rc;
}

static int
unpack_database(struct backup *b, const struct keys *k, const char *dir, struct err *e)
{
	char *plain = xasprintf("%s/loket.db", dir), *sealed = xasprintf("%s/sealed", dir),
	     have[2 * DIGEST_LEN + 1], mark[KEY_MARK];
	int from = open(sealed, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600),
	    to = open(plain, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600), rc = -1;
	int64_t bytes = 0;
	uint32_t id = 0;

	unlink(sealed);
	if (from < 0 || to < 0)
		err_again(e, "%s: %s", plain, strerror(errno));
	else if (join_parts(b, from, e) == 0 && unseal_copy(k, from, to, &id, e) < 0) {
		keys_mark(k, keys_newest(k), mark);
		if (e->grade == GRADE_REFUSED && strcmp(mark, b->f.key) != 0)
			err_refused(e, "was sealed with key %s; the key file holds %s", b->f.key,
			    mark);
	} else if (id != 0 && digest_file(plain, have, &bytes, e) == 0)
		rc = bytes == b->f.database_bytes && strcmp(have, b->f.database_digest) == 0 ?
		    0 :
		    err_refused(e, "the store in it is not what was written");
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	if (rc < 0)
		err_wrap(e, "%s", b->path);
	free(plain);
	free(sealed);
	return rc;
}

/* Files of one room; only looked at where a is NULL. */
static int
unpack_room(struct backup *b, struct archive *a, enum archive_room room, const char *folder,
    int64_t *files, struct err *e)
{
	struct buf bytes = BUF_INIT;
	char **names;
	const char *name;
	size_t n;
	int rc = sqlar_list(b->in, folder, &names, &n, e);

	progress_begin("sealed files compared", (int64_t)n);
	for (size_t i = 0; i < n; i++) {
		name = names[i] + strlen(folder);
		buf_reset(&bytes);
		if (rc == 0)
			rc = sqlar_read(b->in, names[i], &bytes, e);
		if (rc == 0)
			rc = a != NULL ? archive_lay(a, room, name, bytes.data, bytes.len, e) :
					 archive_fits(name, bytes.data, bytes.len, e);
		free(names[i]);
		progress_step();
	}
	progress_end();
	free(names);
	buf_free(&bytes);
	*files += (int64_t)n;
	return rc;
}

static int
unpack_files(struct backup *b, const struct keys *k, const char *dir, bool only_look, struct err *e)
{
	struct archive *a = only_look ? NULL : archive_open(dir, k, e);
	int64_t files = 0;
	int rc = only_look || a != NULL ? 0 : -1;

	if (rc == 0)
		rc = unpack_room(b, a, ROOM_ARCHIVE, "archive/", &files, e);
	if (rc == 0)
		rc = unpack_room(b, a, ROOM_OUTBOX, "outbox/", &files, e);
	if (rc == 0 && files != b->f.files)
		rc = err_refused(e, "holds %" PRId64 " sealed files, should hold %" PRId64, files,
		    b->f.files);
	archive_close(a);
	return rc < 0 ? err_wrap(e, "%s", b->path) : 0;
}

/* "settings/rules/sop/x.xml" -> DIR/restored/rules/sop/x.xml; no way out of it. */
static int
unpack_setting(struct backup *b, const char *dir, const char *name, struct err *e)
{
	const char *below = name + strlen("settings/");
	char *path = xasprintf("%s/restored/%s", dir, below), *folder = xstrdup(path);
	struct buf bytes = BUF_INIT;
	int rc = -1;

	*strrchr(folder, '/') = '\0';
	if (strstr(below, "..") != NULL || *below == '/')
		err_refused(e, "%s: %s is no name of a setting", b->path, name);
	else if (sqlar_read(b->in, name, &bytes, e) == 0 && file_mkdir(folder, 0700, e) == 0)
		rc = file_write(path, buf_str(&bytes), bytes.len, 0600, e);
	buf_free(&bytes);
	free(folder);
	free(path);
	return rc;
}

static int
unpack_settings(struct backup *b, const char *dir, struct err *e)
{
	char **names;
	size_t n;
	int rc = sqlar_list(b->in, "settings/", &names, &n, e);

	for (size_t i = 0; i < n; i++) {
		if (rc == 0)
			rc = unpack_setting(b, dir, names[i], e);
		free(names[i]);
	}
	free(names);
	return rc;
}

int
backup_unpack(struct backup *b, const struct keys *k, const char *dir, bool only_store,
    struct err *e)
{
	char settings[2 * DIGEST_LEN + 1];
	int fd, rc;

	if (unpack_database(b, k, dir, e) < 0 || unpack_files(b, k, dir, only_store, e) < 0)
		return -1;
	if (digest_settings(b->in, settings, e) < 0)
		return -1;
	if (strcmp(settings, b->f.settings_digest) != 0)
		return err_refused(e, "%s: the settings in it are not what was written", b->path);
	if (only_store)
		return 0;
	if (unpack_settings(b, dir, e) < 0)
		return -1;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_again(e, "%s: %s", dir, strerror(errno));
	rc = durable_sync_all(fd, dir, e);
	close(fd);
	return rc;
}

/* ---- comparing ---- */

struct names { char **items; size_t n; };

static int
by_text(const void *key, const void *item)
{
	return strcmp(key, *(char *const *)item);
}

int
backup_holds(struct backup *b, const char *name, struct err *e)
{
	char *full;
	bool holds;

	if (b->names == NULL && sqlar_list(b->in, "archive/", &b->names, &b->n_names, e) < 0)
		return -1;
	full = xasprintf("archive/%s", name);
	holds = b->n_names > 0 &&
	    bsearch(full, b->names, b->n_names, sizeof(*b->names), by_text) != NULL;
	free(full);
	return holds;
}

/* How many of the names that rows give are not in the backup. */
static int
missing(struct backup *b, struct store *s, enum statement q, const char *folder, int64_t *n,
    struct err *e)
{
	struct names have = { 0 };
	struct rows *r;
	char *name;

	if (sqlar_list(b->in, folder, &have.items, &have.n, e) < 0)
		return -1;
	r = store_rows(s, q, "");
	while (rows_next(r)) {
		name = xasprintf("%s%s", folder, rows_text(r, 0));
		*n += have.n == 0 ||
		    bsearch(name, have.items, have.n, sizeof(*have.items), by_text) == NULL;
		free(name);
	}
	rows_end(r);
	for (size_t i = 0; i < have.n; i++)
		free(have.items[i]);
	free(have.items);
	return 0;
}

int
backup_agrees(struct backup *b, struct store *s, struct err *e)
{
	const struct backup_facts *f = &b->f;
	char hex[2 * DIGEST_LEN + 1];
	unsigned char head[DIGEST_LEN];
	struct err broken;
	int64_t rows, lacks = 0;
	struct rows *r;
	bool same;

	if ((journal_verify(s, &rows, head, &broken) < 0) != f->journal_broken)
		return err_refused(e, "%s: %s", b->path, broken.msg);
	digest_hex(head, hex);
	if (rows != f->journal_rows || strcmp(hex, f->journal_head) != 0)
		return err_refused(e, "%s: its journal is not the one that was written", b->path);
	r = store_rows(s, Q_BACKUP_COUNTS, "");
	same = rows_next(r) && rows_int(r, 0) == f->letters && rows_int(r, 1) == f->cases &&
	    rows_int(r, 2) == f->people && rows_int(r, 3) == f->mails;
	rows_end(r);
	if (!same)
		return err_refused(e, "%s: its rows are not those that were counted", b->path);
	if (missing(b, s, Q_ARCHIVE_NAMED, "archive/", &lacks, e) < 0 ||
	    missing(b, s, Q_BACKUP_MAILS, "outbox/", &lacks, e) < 0)
		return -1;
	return lacks == f->missing ?
	    0 :
	    err_refused(e, "%s: %" PRId64 " sealed files that its rows name are not in it", b->path,
		lacks);
}
