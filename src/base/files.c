/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Walks a folder of rules. What cannot be entered is as if it were not there: the caller says that
 * nothing was found.
 */
#include "base/files.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

#define DEPTH 8		/* folders in folders; also what ends a circle of links */

static int
not_hidden(const struct dirent *d)
{
	return d->d_name[0] != '.';
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
			if (depth < DEPTH)
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
