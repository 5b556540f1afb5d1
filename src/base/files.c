/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Walks a folder of rules. What cannot be entered is as if it were not there: the caller says that
 * nothing was found.
 */
#include "base/files.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define REMOVE_DEPTH 12	/* more is nothing of ours */
#define DEPTH 8		/* folders in folders; also what ends a circle of links */

static int
not_hidden(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static bool
may_be_folder(const struct dirent *d)
{
	return d->d_type == DT_DIR || d->d_type == DT_LNK || d->d_type == DT_UNKNOWN;
}

static void
walk(const char *dir, const char *end, int depth, char ***out, size_t *n)
{
	struct dirent **names;
	int count = scandir(dir, &names, not_hidden, alphasort);

	for (int i = 0; i < count; i++) {
		size_t len = strlen(names[i]->d_name), tail = strlen(end);
		char *path = xasprintf("%s/%s", dir, names[i]->d_name);
		struct stat st;

		if (*end == '\0' && (stat(path, &st) < 0 || S_ISDIR(st.st_mode)))
			tail = len;	/* no file */
		if (len > tail && strcmp(names[i]->d_name + len - tail, end) == 0) {
			*out = grow(*out, *n, sizeof(**out));
			(*out)[(*n)++] = path;
		} else {
			if (depth < DEPTH && may_be_folder(names[i]))
				walk(path, end, depth + 1, out, n);
			free(path);
		}
		free(names[i]);
	}
	if (count >= 0)
		free(names);
}

size_t
files_below(const char *dir, const char *end, char ***out)
{
	size_t n = 0;

	*out = NULL;
	walk(dir, end, 0, out, &n);
	return n;
}

static void
remove_below(const char *path, int depth)
{
	struct dirent *d;
	DIR *dir;

	if (unlink(path) == 0 || errno == ENOENT || depth == 0)
		return;
	dir = opendir(path);
	while (dir != NULL && (d = readdir(dir)) != NULL) {
		char *below;

		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0)
			continue;
		below = xasprintf("%s/%s", path, d->d_name);
		remove_below(below, depth - 1);
		free(below);
	}
	if (dir != NULL)
		closedir(dir);
	rmdir(path);
}

void
files_remove(const char *path)
{
	remove_below(path, REMOVE_DEPTH);
}
