/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sealed files. The order, which the kill sweep walks through:
 *   1 archive_begin  ROOM/N.tmp made, 0600
 *   2 archive_add    sealed chunks written (base/crypt.h: AES-256-GCM, 64 KiB)
 *   3 archive_end    last chunk, for the archive room mkdir ab/, rename to its SHA-256
 *   4 archive_sync   fsync of every file ended and every directory a name was put into since the last time: once for a
 *                    whole batch. Never a name over another: each file is sealed under a salt of its own
 *   5 (caller) COMMIT of the transaction whose rows name the files; a kill before leaves orphans, removed at start
 *   6 archive_remove only after the commit that forgot the name; a kill before leaves an orphan
 * archive_recover removes temporaries and what no row names, and says which named files are missing
 * (they are not ours to invent: a backup has them). In a directory whose store knows nothing at all
 * it removes nothing and refuses: that store was lost.
 *
 * A name is the SHA-256 of the file as it lies on disk; reading checks it, so files cannot be
 * exchanged for each other either.
 */
#include "store/archive.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/durable.h"

#define NAME_LEN 64
#define LIFT_MOST (128u << 20)	/* more than any file is sealed from */
#define SHELVES 256		/* archive/00 .. archive/ff */

struct room {
	char *path;
	int dir;
	bool shelved;			/* files lie in ab/ */
	bool dirty;			/* the room's own directory changed */
	bool dirty_shelf[SHELVES];
};

struct archive {
	const struct keys *keys;
	struct room rooms[2];
	uint64_t serial;
	int *ended; size_t n_ended;	/* named, not synced yet */
};

struct archive_file {
	struct archive *archive;
	struct room *room;
	struct sealer *sealer;
	int fd;
	char tmp[32];
};

/* ---- rooms ---- */

static int
room_open(struct room *r, const char *dir, const char *name, bool shelved, struct err *e)
{
	r->path = xasprintf("%s/%s", dir, name);
	r->shelved = shelved;
	if (file_mkdir(r->path, 0700, e) < 0)
		return -1;
	r->dir = open(r->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r->dir < 0)
		return err_refused(e, "%s: cannot be opened: %s", r->path, strerror(errno));
	r->dirty = true;	/* a shelf made by a process that was killed before it synced */
	return 0;
}

struct archive *
archive_open(const char *dir, const struct keys *k, struct err *e)
{
	struct archive *a = xcalloc(1, sizeof(*a));

	a->keys = k;
	a->rooms[ROOM_ARCHIVE].dir = a->rooms[ROOM_OUTBOX].dir = -1;
	if (room_open(&a->rooms[ROOM_ARCHIVE], dir, "archive", true, e) < 0 ||
	    room_open(&a->rooms[ROOM_OUTBOX], dir, "outbox", false, e) < 0) {
		archive_close(a);
		return NULL;
	}
	return a;
}

void
archive_close(struct archive *a)
{
	if (a == NULL)
		return;
	for (size_t i = 0; i < 2; i++) {
		if (a->rooms[i].dir >= 0)
			close(a->rooms[i].dir);
		free(a->rooms[i].path);
	}
	while (a->n_ended > 0)
		close(a->ended[--a->n_ended]);
	free(a->ended);
	free(a);
}

static bool
is_name(const char *s)
{
	return strlen(s) == NAME_LEN && strspn(s, "0123456789abcdef") == NAME_LEN;
}

/* Path of a name inside its room. */
static void
place_of(const struct room *r, const char *name, char out[NAME_LEN + 4])
{
	snprintf(out, NAME_LEN + 4, r->shelved ? "%.2s/%s" : "%.0s%s", name, name);
}

/* ---- writing ---- */

struct archive_file *
archive_begin(struct archive *a, enum archive_room room, struct err *e)
{
	struct archive_file *f = xcalloc(1, sizeof(*f));

	f->archive = a;
	f->room = &a->rooms[room];
	snprintf(f->tmp, sizeof(f->tmp), "%llu.tmp", (unsigned long long)++a->serial);
	f->fd = openat(f->room->dir, f->tmp, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
	    0600);
	if (f->fd < 0) {
		err_again(e, "%s/%s: cannot be made: %s", f->room->path, f->tmp, strerror(errno));
		free(f);
		return NULL;
	}
	f->sealer = sealer_new(a->keys, f->fd);
	return f;
}

int
archive_add(struct archive_file *f, const void *p, size_t n, struct err *e)
{
	return sealer_add(f->sealer, p, n, e) < 0 ? err_wrap(e, "%s", f->room->path) : 0;
}

void
archive_drop(struct archive_file *f)
{
	if (f == NULL)
		return;
	if (f->sealer != NULL)
		sealer_drop(f->sealer);
	if (f->fd >= 0)
		close(f->fd);
	unlinkat(f->room->dir, f->tmp, 0);
	free(f);
}

static unsigned
shelf_of(const char *name)
{
	char two[3] = { name[0], name[1], '\0' };

	return (unsigned)strtoul(two, NULL, 16);
}

static int
put_in_place(struct archive_file *f, const char *name, struct err *e)
{
	struct room *r = f->room;
	char place[NAME_LEN + 4], shelf[3] = { name[0], name[1], '\0' };

	place_of(r, name, place);
	if (r->shelved) {
		if (mkdirat(r->dir, shelf, 0700) == 0)
			r->dirty = true;
		else if (errno != EEXIST)
			return err_again(e, "%s/%s: cannot be made: %s", r->path, shelf,
			    strerror(errno));
	}
	if (durable_rename(r->dir, f->tmp, place, e) < 0)
		return -1;
	if (r->shelved)
		r->dirty_shelf[shelf_of(name)] = true;
	else
		r->dirty = true;
	return 0;
}

int
archive_end(struct archive_file *f, char name[65], struct err *e)
{
	unsigned char hash[DIGEST_LEN];
	struct sealer *sealer = f->sealer;

	f->sealer = NULL;	/* freed by sealer_end, also when it fails */
	if (sealer_end(sealer, hash, e) < 0)
		goto fail;
	digest_hex(hash, name);
	if (put_in_place(f, name, e) < 0)
		goto fail;
	f->archive->ended = grow(f->archive->ended, f->archive->n_ended, sizeof(*f->archive->ended));
	f->archive->ended[f->archive->n_ended++] = f->fd;
	free(f);
	return 0;
fail:
	err_wrap(e, "%s", f->room->path);
	archive_drop(f);
	return -1;
}

static int
sync_shelf(struct room *r, unsigned shelf, struct err *e)
{
	char name[3];
	int fd, rc;

	snprintf(name, sizeof(name), "%02x", shelf & 0xff);
	fd = openat(r->dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_again(e, "%s/%s: cannot be opened: %s", r->path, name, strerror(errno));
	rc = durable_sync(fd, r->path, e);
	close(fd);
	return rc;
}

static int
sync_room(struct room *r, bool all, struct err *e)
{
	for (unsigned i = 0; r->shelved && i < SHELVES; i++) {
		if (r->dirty_shelf[i] && !all && sync_shelf(r, i, e) < 0)
			return -1;
		r->dirty_shelf[i] = false;
	}
	if (r->dirty && !all && durable_sync(r->dir, r->path, e) < 0)
		return -1;
	r->dirty = false;
	return 0;
}

size_t
archive_unsynced(const struct archive *a)
{
	size_t n = a->n_ended;

	for (size_t i = 0; i < 2; i++) {
		n += a->rooms[i].dirty;
		for (size_t k = 0; k < SHELVES; k++)
			n += a->rooms[i].dirty_shelf[k];
	}
	return n;
}

int
archive_sync(struct archive *a, bool all, struct err *e)
{
	while (a->n_ended > 0) {
		if (!all && durable_sync(a->ended[a->n_ended - 1], "a sealed file", e) < 0)
			return -1;
		close(a->ended[--a->n_ended]);
	}
	for (size_t i = 0; i < 2; i++)
		if (sync_room(&a->rooms[i], all, e) < 0)
			return -1;
	return 0;
}

int
archive_sync_all(struct archive *a, struct err *e)
{
	return durable_sync_all(a->rooms[ROOM_ARCHIVE].dir, a->rooms[ROOM_ARCHIVE].path, e);
}

int
archive_put(struct archive *a, enum archive_room room, const void *p, size_t n, char name[65],
    struct err *e)
{
	struct archive_file *f = archive_begin(a, room, e);

	if (f == NULL)
		return -1;
	if (archive_add(f, p, n, e) < 0) {
		archive_drop(f);
		return -1;
	}
	return archive_end(f, name, e);
}

/* ---- reading and removing ---- */

static int
check_name(int fd, const char *name, struct err *e)
{
	struct digester *d = digester_new();
	unsigned char hash[DIGEST_LEN];
	char hex[2 * DIGEST_LEN + 1], piece[16384];
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece))) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			digester_add(d, piece, (size_t)n);
	digester_end(d, hash);
	if (n < 0 || lseek(fd, 0, SEEK_SET) < 0)
		return err_again(e, "cannot be read: %s", strerror(errno));
	digest_hex(hash, hex);
	return strcmp(hex, name) == 0 ? 0 : err_refused(e,
	    "is not the file that was written; restore it from a backup");
}

/* The file of that name, at its start, after it was held against the name. */
static int
open_checked(struct archive *a, enum archive_room room, const char *name, char place[NAME_LEN + 4],
    struct err *e)
{
	struct room *r = &a->rooms[room];
	int fd;

	if (!is_name(name))
		return err_refused(e, "%s: not the name of a sealed file", r->path);
	place_of(r, name, place);
	fd = openat(r->dir, place, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return err_refused(e, "%s/%s: missing; restore it from a backup", r->path, place);
	if (fd < 0)
		return err_again(e, "%s/%s: cannot be opened: %s", r->path, place, strerror(errno));
	if (check_name(fd, name, e) < 0) {
		close(fd);
		return err_wrap(e, "%s/%s", r->path, place);
	}
	return fd;
}

int
archive_read(struct archive *a, enum archive_room room, const char *name, size_t most,
    struct buf *out, struct err *e)
{
	size_t before = out->len;
	char place[NAME_LEN + 4];
	int fd = open_checked(a, room, name, place, e), rc = -1;

	if (fd < 0)
		return -1;
	if (unseal_fd(a->keys, fd, most, out, e) == 0)
		rc = out->len - before <= most ? 0 : err_refused(e, "longer than %zu bytes", most);
	close(fd);
	return rc < 0 ? err_wrap(e, "%s/%s", a->rooms[room].path, place) : 0;
}

int
archive_copy(struct archive *a, enum archive_room room, const char *name, int to, struct err *e)
{
	char place[NAME_LEN + 4];
	int fd = open_checked(a, room, name, place, e), rc;
	uint32_t id;

	if (fd < 0)
		return -1;
	rc = unseal_copy(a->keys, fd, to, &id, e);
	close(fd);
	return rc < 0 ? err_wrap(e, "%s/%s", a->rooms[room].path, place) : 0;
}

int
archive_fits(const char *name, const void *p, size_t n, struct err *e)
{
	unsigned char hash[DIGEST_LEN];
	char hex[2 * DIGEST_LEN + 1];

	digest(p, n, hash);
	digest_hex(hash, hex);
	return strcmp(hex, name) == 0 ? 0 : err_refused(e, "%s: is not the file that was written", name);
}

int
archive_lift(struct archive *a, enum archive_room room, const char *name, struct buf *out,
    struct err *e)
{
	char place[NAME_LEN + 4];
	size_t before = out->len;
	int fd, rc;

	if (!is_name(name))
		return err_refused(e, "%s: not the name of a sealed file", a->rooms[room].path);
	place_of(&a->rooms[room], name, place);
	fd = openat(a->rooms[room].dir, place, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return err_again(e, "%s/%s: %s", a->rooms[room].path, place, strerror(errno));
	rc = file_read_fd(fd, LIFT_MOST, out, e);
	if (rc == 0)
		rc = archive_fits(name, out->data + before, out->len - before, e);
	close(fd);
	return rc;
}

int
archive_lay(struct archive *a, enum archive_room room, const char *name, const void *p, size_t n,
    struct err *e)
{
	struct archive_file *f;
	int rc;

	if (!is_name(name) || archive_fits(name, p, n, e) < 0)
		return err_refused(e, "%.64s: is not the file that was written", name);
	f = archive_begin(a, room, e);
	if (f == NULL)
		return -1;
	rc = file_write_fd(f->fd, p, n, e);
	if (rc == 0)
		rc = put_in_place(f, name, e);
	archive_drop(f);	/* the temporary is gone where it got its name */
	return rc;
}

void
archive_remove(struct archive *a, enum archive_room room, const char *name)
{
	struct room *r = &a->rooms[room];
	char place[NAME_LEN + 4];

	if (!is_name(name))
		return;
	place_of(r, name, place);
	if (unlinkat(r->dir, place, 0) < 0 && errno != ENOENT)
		log_warn("%s/%s: cannot be removed: %s", r->path, place, strerror(errno));
}

/* ---- recovery ---- */

/* Names that rows know, or that lie in a room; sorted. */
struct names {
	char (*items)[NAME_LEN + 1];
	size_t n_items;
};

static void
names_add(struct names *l, const char *name)
{
	l->items = grow(l->items, l->n_items, sizeof(*l->items));
	memcpy(l->items[l->n_items++], name, NAME_LEN + 1);
}

static int
by_name(const void *a, const void *b)
{
	return memcmp(a, b, NAME_LEN);
}

/* Lists a directory: names into l, temporaries unlinked, shelves (when asked for) walked into. */
static int
list(struct room *r, const char *sub, struct names *l, struct err *e)
{
	int fd = openat(r->dir, sub, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), rc = 0;
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;
	size_t len;

	if (d == NULL) {
		rc = err_again(e, "%s/%s: cannot be listed: %s", r->path, sub, strerror(errno));
		if (fd >= 0)
			close(fd);
		return rc;
	}
	while (rc == 0 && (entry = readdir(d)) != NULL) {
		len = strlen(entry->d_name);
		if (is_name(entry->d_name))
			names_add(l, entry->d_name);
		else if (len > 4 && strcmp(entry->d_name + len - 4, ".tmp") == 0)
			unlinkat(fd, entry->d_name, 0);
		else if (r->shelved && len == 2 && entry->d_name[0] != '.')
			rc = list(r, entry->d_name, l, e);
	}
	closedir(d);
	return rc;
}

static void
named_by_rows(struct store *s, enum statement q, struct names *l)
{
	struct rows *r = store_rows(s, q, "");

	while (rows_next(r))
		if (is_name(rows_text(r, 0)))
			names_add(l, rows_text(r, 0));
	rows_end(r);
}

/* Both lists are sorted: one walk finds what only one of them has. */
static void
compare(struct archive *a, enum archive_room room, const struct names *have,
    const struct names *named)
{
	size_t i = 0, k = 0, orphans = 0, missing = 0;
	const char *first = "";
	int order;

	while (i < have->n_items || k < named->n_items) {
		order = i == have->n_items ? 1 : k == named->n_items ? -1 : by_name(have->items[i],
		    named->items[k]);
		if (order < 0) {
			archive_remove(a, room, have->items[i]);
			orphans++;
		} else if (order > 0 && missing++ == 0)
			first = named->items[k];
		i += order <= 0;
		k += order >= 0;
	}
	if (orphans > 0)
		log_info("%s removed=%zu (named by no row)", a->rooms[room].path, orphans);
	if (missing > 0)
		log_error("%s: %zu files that rows name are missing, the first is %s; restore them "
			  "from a backup",
		    a->rooms[room].path, missing, first);
}

static int
recover_room(struct archive *a, enum archive_room room, struct store *s, enum statement q,
    struct err *e)
{
	struct names have = { 0 }, named = { 0 };
	int rc = list(&a->rooms[room], ".", &have, e);

	if (rc == 0 && have.n_items > 0 && store_int(s, Q_STORE_IN_USE, "") == 0)
		rc = err_refused(e,
		    "%s holds %zu files, but the store is empty: put back the store, or move the "
		    "directory away",
		    a->rooms[room].path, have.n_items);
	if (rc == 0) {
		named_by_rows(s, q, &named);
		if (have.n_items > 0)
			qsort(have.items, have.n_items, sizeof(*have.items), by_name);
		compare(a, room, &have, &named);
	}
	free(have.items);
	free(named.items);
	return rc;
}

int
archive_recover(struct archive *a, struct store *s, struct err *e)
{
	if (recover_room(a, ROOM_ARCHIVE, s, Q_ARCHIVE_NAMED, e) < 0)
		return -1;
	return recover_room(a, ROOM_OUTBOX, s, Q_OUTBOX_NAMED, e);
}
