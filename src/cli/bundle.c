/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writing only. A folder is made anew and never written into when it is there: what lies in it may
 * be somebody's work.
 */
#include "cli/bundle.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

#define NAME_MOST 80

struct bundle { char *path; struct archive *zip; int fd; };

struct bundle *
bundle_new(const char *path, bool zip, struct err *e)
{
	struct bundle *b = xcalloc(1, sizeof(*b));

	b->fd = -1;
	b->path = zip ? xasprintf("%s.zip", path) : xstrdup(path);
	if (zip) {
		b->fd = open(b->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
		b->zip = archive_write_new();
		if (b->fd >= 0 && b->zip != NULL &&
		    archive_write_set_format_zip(b->zip) == ARCHIVE_OK &&
		    archive_write_open_fd(b->zip, b->fd) == ARCHIVE_OK)
			return b;
	} else if (mkdir(b->path, 0700) == 0)
		return b;
	err_refused(e, "%s: %s", b->path, strerror(errno));
	archive_write_free(b->zip);
	if (b->fd >= 0)
		close(b->fd);
	free(b->path);
	free(b);
	return NULL;
}

static int
add_zip(struct bundle *b, const char *name, const void *p, size_t n, int64_t at, struct err *e)
{
	struct archive_entry *entry = archive_entry_new();
	bool good;

	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0600);
	archive_entry_set_size(entry, (int64_t)n);
	archive_entry_set_mtime(entry, (time_t)at, 0);
	good = archive_write_header(b->zip, entry) == ARCHIVE_OK &&
	    (n == 0 || archive_write_data(b->zip, p, n) == (la_ssize_t)n);
	archive_entry_free(entry);
	return good ? 0 : err_again(e, "%s: %s", b->path, archive_error_string(b->zip));
}

int
bundle_add(struct bundle *b, const char *name, const void *p, size_t n, int64_t at, struct err *e)
{
	char *path, *folder;
	int rc = 0;

	if (b->zip != NULL)
		return add_zip(b, name, p, n, at, e);
	path = xasprintf("%s/%s", b->path, name);
	folder = xstrnutf8(path, (size_t)(strrchr(path, '/') - path));
	rc = file_mkdir(folder, 0700, e);
	if (rc == 0)
		rc = file_write(path, p, n, 0600, e);
	free(folder);
	free(path);
	return rc;
}

int
bundle_end(struct bundle *b, struct err *e)
{
	int rc = 0;

	if (b == NULL)
		return 0;
	if (b->zip != NULL) {
		if (archive_write_close(b->zip) != ARCHIVE_OK)
			rc = err_again(e, "%s: %s", b->path, archive_error_string(b->zip));
		archive_write_free(b->zip);
		if (rc == 0 && fsync(b->fd) < 0)
			rc = err_again(e, "%s: %s", b->path, strerror(errno));
		close(b->fd);
	}
	free(b->path);
	free(b);
	return rc;
}

const char *
bundle_path(const struct bundle *b)
{
	return b->path;
}

char *
bundle_name(const char *folder, int number, const char *text, const char *ending)
{
	char *clean = xstrnutf8(text != NULL ? text : "", NAME_MOST), *name;
	size_t i;

	for (i = 0; clean[i] != '\0'; i++)
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-", clean[i]) ==
		    NULL)
			clean[i] = '_';
	/* no hidden file, and no way up */
	for (i = 0; clean[i] == '.'; i++)
		clean[i] = '_';
	name = xasprintf("%s/%02d-%s%s", folder, number, clean, ending);
	free(clean);
	return name;
}
