/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Raw letters on their way from T1 to T2. The order, which the kill sweep walks through:
 *   1 spool_begin    DIR/spool/N.tmp made
 *   2 the fetcher writes into the descriptor
 *   3 (caller) BEGIN, message row inserted: its id names the file
 *   4 spool_keep     rename to ID; a name without a committed row is an orphan, whatever is in the file
 *   5 spool_sync     fsync(ID), fsync(DIR/spool): once for all letters of the transaction
 *   6 (caller) COMMIT = T1; a kill before leaves an orphan, removed at start
 *   7 reading, T2 commits
 *   8 spool_remove   unlink; not synced: a file that comes back after a power cut is an orphan again
 * spool_recover removes temporaries and every ID whose message is not 'received'.
 *
 * Spool files are raw: passphrases and links may be in them. They are 0600 below a 0700 directory,
 * never copied, never backed up.
 */
#include "store/spool.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/durable.h"

struct temporary { int fd; uint64_t serial; };

struct spool {
	char *path;
	int dir;
	uint64_t serial;
	struct temporary open[SPOOL_OPEN]; size_t n_open;	/* being written */
	int *kept; size_t n_kept;				/* named, not synced yet */
};

static void
name_of(int64_t message_id, char out[24])
{
	snprintf(out, 24, "%" PRId64, message_id);
}

static void
temporary_of(uint64_t serial, char out[32])
{
	snprintf(out, 32, "%" PRIu64 ".tmp", serial);
}

/* fd is no longer a temporary; its name. */
static void
take_temporary(struct spool *sp, int fd, char name[32])
{
	size_t i = 0;

	while (i < sp->n_open && sp->open[i].fd != fd)
		i++;
	assert(i < sp->n_open);
	temporary_of(sp->open[i].serial, name);
	sp->open[i] = sp->open[--sp->n_open];
}

struct spool *
spool_open(const char *dir, struct err *e)
{
	struct spool *sp = xcalloc(1, sizeof(*sp));

	sp->path = xasprintf("%s/spool", dir);
	sp->dir = -1;
	if (file_mkdir(sp->path, 0700, e) < 0)
		goto fail;
	sp->dir = open(sp->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (sp->dir < 0) {
		err_refused(e, "%s: cannot be opened: %s", sp->path, strerror(errno));
		goto fail;
	}
	return sp;
fail:
	spool_close(sp);
	return NULL;
}

void
spool_close(struct spool *sp)
{
	if (sp == NULL)
		return;
	while (sp->n_kept > 0)
		close(sp->kept[--sp->n_kept]);
	free(sp->kept);
	if (sp->dir >= 0)
		close(sp->dir);
	free(sp->path);
	free(sp);
}

int
spool_begin(struct spool *sp, int *fd, struct err *e)
{
	char name[32];

	assert(sp->n_open < SPOOL_OPEN);
	temporary_of(++sp->serial, name);
	*fd = openat(sp->dir, name, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (*fd < 0)
		return err_again(e, "%s/%s: cannot be made: %s", sp->path, name, strerror(errno));
	sp->open[sp->n_open++] = (struct temporary){ *fd, sp->serial };
	return 0;
}

int
spool_keep(struct spool *sp, int fd, int64_t message_id, struct err *e)
{
	char from[32], name[24];

	take_temporary(sp, fd, from);
	name_of(message_id, name);
	if (durable_rename(sp->dir, from, name, e) < 0) {
		unlinkat(sp->dir, from, 0);
		close(fd);
		return err_wrap(e, "%s", sp->path);
	}
	sp->kept = grow(sp->kept, sp->n_kept, sizeof(*sp->kept));
	sp->kept[sp->n_kept++] = fd;
	return 0;
}

size_t
spool_unsynced(const struct spool *sp)
{
	return sp->n_kept > 0 ? sp->n_kept + 1 : 0;
}

int
spool_sync(struct spool *sp, bool all, struct err *e)
{
	bool any = sp->n_kept > 0;

	while (sp->n_kept > 0) {
		if (!all && durable_sync(sp->kept[sp->n_kept - 1], sp->path, e) < 0)
			return -1;
		close(sp->kept[--sp->n_kept]);
	}
	return any && !all ? durable_sync(sp->dir, sp->path, e) : 0;
}

void
spool_drop(struct spool *sp, int fd)
{
	char name[32];

	take_temporary(sp, fd, name);
	unlinkat(sp->dir, name, 0);
	close(fd);
}

int
spool_read_fd(struct spool *sp, int64_t message_id, struct err *e)
{
	char name[24];
	int fd;

	name_of(message_id, name);
	fd = openat(sp->dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	if (errno == ENOENT)
		return err_refused(e, "%s/%s: the letter is gone; release fetches it again",
		    sp->path, name);
	return err_again(e, "%s/%s: cannot be opened: %s", sp->path, name, strerror(errno));
}

void
spool_remove(struct spool *sp, int64_t message_id)
{
	char name[24];

	name_of(message_id, name);
	if (unlinkat(sp->dir, name, 0) < 0 && errno != ENOENT)
		log_warn("%s/%s: cannot be removed: %s", sp->path, name, strerror(errno));
}

/* Does a letter that still has to be read own this file? */
static bool
is_wanted(struct store *s, const char *name)
{
	char back[24], *end;
	int64_t id = strtoll(name, &end, 10);

	if (*end != '\0' || id <= 0)
		return false;
	name_of(id, back);
	return strcmp(back, name) == 0 && store_int(s, Q_SPOOL_WANTED, "i", id) == 1;
}

int
spool_recover(struct spool *sp, struct store *s, struct err *e)
{
	int fd = openat(sp->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), removed = 0;
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (d == NULL) {
		if (fd >= 0)
			close(fd);
		return err_again(e, "%s: cannot be listed: %s", sp->path, strerror(errno));
	}
	assert(sp->n_open == 0);
	while ((entry = readdir(d)) != NULL) {
		if (entry->d_name[0] == '.' || is_wanted(s, entry->d_name))
			continue;
		if (unlinkat(sp->dir, entry->d_name, 0) < 0)
			log_warn("%s/%s: cannot be removed: %s", sp->path, entry->d_name,
			    strerror(errno));
		else
			removed++;
	}
	closedir(d);
	if (removed > 0)
		log_info("spool removed=%d (not owned by a letter that waits)", removed);
	return 0;
}
