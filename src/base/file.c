/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files. The durable write is: temporary name in the same directory, write, fsync, rename, fsync of
 * the directory; a reader sees the old bytes or the new, and a crash leaves at most a .tmp that the
 * next write replaces.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

static int
graded(struct err *e, const char *path, const char *what)
{
	int why = errno;

	if (why == ENOENT || why == EACCES || why == EISDIR || why == ENOTDIR || why == EPERM)
		return err_refused(e, "%s: %s: %s", path, what, strerror(why));
	return err_again(e, "%s: %s: %s", path, what, strerror(why));
}

int
file_read_fd(int fd, size_t most, struct buf *out, struct err *e)
{
	ssize_t n;

	for (;;) {
		buf_reserve(out, 65536);
		n = read(fd, out->data + out->len, 65536);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return graded(e, "descriptor", "cannot be read");
		if (n == 0)
			break;
		out->len += (size_t)n;
		if (out->len > most)
			return err_refused(e, "longer than %zu bytes", most);
	}
	out->data[out->len] = '\0';
	return 0;
}

int
file_read(const char *path, size_t most, struct buf *out, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc;

	if (fd < 0)
		return graded(e, path, "cannot be opened");
	rc = file_read_fd(fd, most, out, e);
	close(fd);
	return rc < 0 ? err_wrap(e, "%s", path) : 0;
}

int
file_write_fd(int fd, const void *p, size_t n, struct err *e)
{
	const char *at = p;
	ssize_t done;

	while (n > 0) {
		done = write(fd, at, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return err_again(e, "cannot write: %s", strerror(errno));
		at += done;
		n -= (size_t)done;
	}
	return 0;
}

int
file_sync_dir(int dirfd, struct err *e)
{
	if (fsync(dirfd) < 0)
		return err_again(e, "directory cannot be synced: %s", strerror(errno));
	return 0;
}

int
file_write(const char *path, const void *p, size_t n, unsigned mode, struct err *e)
{
	char *tmp = xasprintf("%s.tmp", path), *copy = xstrdup(path);
	int fd = -1, dir = -1, rc = -1;

	fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	if (fd < 0) {
		graded(e, tmp, "cannot be made");
		goto out;
	}
	if (fchmod(fd, mode) < 0) {
		graded(e, tmp, "cannot be given its mode");
		goto drop;
	}
	if (file_write_fd(fd, p, n, e) < 0) {
		err_wrap(e, "%s", tmp);
		goto drop;
	}
	if (fsync(fd) < 0) {
		err_again(e, "%s: cannot be synced: %s", tmp, strerror(errno));
		goto drop;
	}
	if (rename(tmp, path) < 0) {
		graded(e, path, "cannot be replaced");
		goto drop;
	}
	dir = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0) {
		graded(e, path, "its directory cannot be opened");
		goto out;
	}
	rc = file_sync_dir(dir, e);
	goto out;
drop:
	unlink(tmp);
out:
	if (fd >= 0)
		close(fd);
	if (dir >= 0)
		close(dir);
	free(tmp);
	free(copy);
	return rc;
}

int
file_mkdir(const char *path, unsigned mode, struct err *e)
{
	char *copy = xstrdup(path), *slash;
	int rc = 0;

	for (slash = strchr(copy + 1, '/'); rc == 0 && slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(copy, 0755) < 0 && errno != EEXIST)
			rc = graded(e, copy, "cannot be made");
		*slash = '/';
	}
	if (rc == 0 && mkdir(copy, mode) < 0 && errno != EEXIST)
		rc = graded(e, copy, "cannot be made");
	free(copy);
	return rc;
}

int
file_read_secret(const char *path, struct buf *out, struct err *e)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return graded(e, path, "cannot be opened");
	if ((st.st_mode & 027) != 0)
		return err_refused(
		    e, "%s: others may read or write it; run: chmod 600 %s", path, path);
	if (file_read(path, 8192, out, e) < 0)
		return -1;
	while (out->len > 0 && (out->data[out->len - 1] == '\n' || out->data[out->len - 1] == '\r'))
		out->data[--out->len] = '\0';
	if (out->len == 0 || memchr(out->data, '\n', out->len) != NULL ||
	    memchr(out->data, '\0', out->len) != NULL)
		return err_refused(e, "%s: must hold one line with the secret", path);
	return 0;
}

int
file_lock(const char *path, struct err *e)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return graded(e, path, "cannot be made");
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		close(fd);
		return err_again(e, "%s: another agent is running on this state directory", path);
	}
	return fd;
}

ssize_t
read_full(int fd, void *p, size_t n)
{
	size_t have = 0;
	ssize_t got;

	while (have < n) {
		got = read(fd, (char *)p + have, n - have);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		have += (size_t)got;
	}
	return (ssize_t)have;
}

int
memory_fd(const void *p, size_t n)
{
	int fd = memfd_create("loket", MFD_CLOEXEC);
	struct err e;

	if (fd < 0)
		return -1;
	if (n > 0 && (file_write_fd(fd, p, n, &e) < 0 || lseek(fd, 0, SEEK_SET) < 0)) {
		close(fd);
		return -1;
	}
	return fd;
}
