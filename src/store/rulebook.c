/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See rulebook.h. Nothing here is fsynced: a copy that a power cut has damaged does not fit its
 * name, and is made again from the folders of the settings.
 */
#include "store/rulebook.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypt.h"
#include "base/file.h"
#include "base/files.h"
#include "base/mem.h"

#define FILE_MOST (4u << 20)
#define FILES_MOST 2000

/* What of which folder counts. */
static const struct { const char *sub, *end; } kinds[] = { { "rules", ".xml" },
	{ "templates", ".md" }, { "templates", ".html" }, { "templates", ".docx" },
	{ "templates", ".odt" } };
#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static void
hex(const unsigned char d[DIGEST_LEN], char out[RULEBOOK_NAME])
{
	for (size_t i = 0; i < DIGEST_LEN; i++) {
		out[2 * i] = "0123456789abcdef"[d[i] >> 4];
		out[2 * i + 1] = "0123456789abcdef"[d[i] & 15];
	}
	out[2 * DIGEST_LEN] = '\0';
}

char *
rulebook_folder(const char *state, const char *which, const char *sub)
{
	return xasprintf("%s/rules/%s%s%s", state, which, sub != NULL ? "/" : "",
	    sub != NULL ? sub : "");
}

/* ---- walking ---- */

struct walk {
	struct digester *d;
	const char *to;		/* copied below it; NULL: only read */
	bool times;		/* sizes and times instead of bytes */
	size_t n;
};

static int
make_parents(char *path, struct err *e)
{
	char *slash = strrchr(path, '/');
	int rc;

	*slash = '\0';
	rc = file_mkdir(path, 0700, e);
	*slash = '/';
	return rc;
}

static int
copy_out(const char *to, const char *sub, const char *name, struct buf *bytes, struct err *e)
{
	char *path = xasprintf("%s/%s/%s", to, sub, name);
	int fd = -1, rc = -1;

	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno == ENOENT) {	/* the first file of its folder */
		if (make_parents(path, e) < 0)
			goto out;
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	}
	if (fd < 0)
		err_again(e, "%s: %s", path, strerror(errno));
	else
		rc = file_write_fd(fd, buf_str(bytes), bytes->len, e);
	if (fd >= 0 && close(fd) < 0 && rc == 0)
		rc = err_again(e, "%s: %s", path, strerror(errno));
out:
	free(path);
	return rc;
}

/* One file; `name` is its path below the folder. */
static int
take(struct walk *w, const char *sub, const char *path, const char *name, struct err *e)
{
	struct buf bytes = BUF_INIT;
	struct stat st;
	int rc = 0;

	digester_add(w->d, sub, strlen(sub) + 1);
	digester_add(w->d, name, strlen(name) + 1);
	w->n++;
	if (w->times) {
		memset(&st, 0, sizeof(st));
		if (stat(path, &st) < 0)
			return err_again(e, "%s: %s", path, strerror(errno));
		digester_add(w->d, &st.st_size, sizeof(st.st_size));
		digester_add(w->d, &st.st_mtim, sizeof(st.st_mtim));
		digester_add(w->d, &st.st_ino, sizeof(st.st_ino));
		return 0;
	}
	if (file_read(path, FILE_MOST, &bytes, e) < 0) {
		rc = -1;
	} else {
		digester_add(w->d, &bytes.len, sizeof(bytes.len));
		digester_add(w->d, buf_str(&bytes), bytes.len);
		if (w->to != NULL)
			rc = copy_out(w->to, sub, name, &bytes, e);
	}
	buf_free(&bytes);
	return rc;
}

static int
walk(struct walk *w, const char *rules, const char *templates, char name[RULEBOOK_NAME],
    struct err *e)
{
	unsigned char sum[DIGEST_LEN];
	int rc = 0;

	w->d = digester_new();
	digester_add(w->d, LOKET_VERSION, sizeof(LOKET_VERSION));
	for (size_t k = 0; k < N_KINDS; k++) {
		const char *dir = strcmp(kinds[k].sub, "rules") == 0 ? rules : templates;
		char **files;
		size_t n = files_below(dir, kinds[k].end, &files);

		if (rc == 0 && n > FILES_MOST)
			rc = err_refused(e, "%s: more than %d files", dir, FILES_MOST);
		for (size_t i = 0; i < n; i++) {
			if (rc == 0)
				rc = take(w, kinds[k].sub, files[i], files[i] + strlen(dir) + 1, e);
			free(files[i]);
		}
		free(files);
	}
	digester_end(w->d, sum);
	hex(sum, name);
	return rc;
}

int
rulebook_name(const char *rules, const char *templates, char name[RULEBOOK_NAME], size_t *n,
    struct err *e)
{
	struct walk w = { 0 };
	int rc = walk(&w, rules, templates, name, e);

	if (n != NULL)
		*n = w.n;
	return rc;
}

void
rulebook_stamp(const char *rules, const char *templates, char stamp[RULEBOOK_NAME])
{
	struct walk w = { .times = true };
	struct err e;

	/* a file that goes meanwhile is another stamp, now or the next time */
	walk(&w, rules, templates, stamp, &e);
}

/* ---- the copies ---- */

int
rulebook_copy(const char *state, const char *rules, const char *templates,
    char name[RULEBOOK_NAME], size_t *n, struct err *e)
{
	char *to = rulebook_folder(state, "new", NULL);
	struct walk w = { .to = to };
	int rc;

	files_remove(to);
	rc = file_mkdir(to, 0700, e);
	if (rc == 0)
		rc = walk(&w, rules, templates, name, e);
	*n = w.n;
	free(to);
	return rc;
}

/* All but the copy in force and the link to it. */
static void
remove_others(const char *state, const char *name)
{
	char *all = xasprintf("%s/rules", state);
	DIR *dir = opendir(all);
	struct dirent *d;

	while (dir != NULL && (d = readdir(dir)) != NULL) {
		char *path;

		if (strcmp(d->d_name, name) == 0 || strcmp(d->d_name, "current") == 0 ||
		    d->d_name[0] == '.')
			continue;
		path = xasprintf("%s/%s", all, d->d_name);
		files_remove(path);
		free(path);
	}
	if (dir != NULL)
		closedir(dir);
	free(all);
}

int
rulebook_accept(const char *state, const char *name, struct err *e)
{
	char *copy = rulebook_folder(state, name, NULL), *new = rulebook_folder(state, "new", NULL);
	char *link = rulebook_folder(state, "link", NULL),
	     *current = rulebook_folder(state, "current", NULL);
	int rc = 0;

	if (access(new, F_OK) == 0) {
		files_remove(copy);
		rc = rename(new, copy);
	}
	unlink(link);
	if (rc < 0 || symlink(name, link) < 0 || rename(link, current) < 0)
		rc = err_again(e, "%s: %s", current, strerror(errno));
	else
		remove_others(state, name);
	free(copy);
	free(new);
	free(link);
	free(current);
	return rc;
}

void
rulebook_current(const char *state, char name[RULEBOOK_NAME])
{
	char *current = rulebook_folder(state, "current", NULL), real[RULEBOOK_NAME];
	char *rules = rulebook_folder(state, "current", "rules"),
	     *templates = rulebook_folder(state, "current", "templates");
	ssize_t n = readlink(current, name, RULEBOOK_NAME);
	struct err e;

	if (n != RULEBOOK_NAME - 1)
		n = 0;
	name[n] = '\0';
	if (n > 0 &&
	    (rulebook_name(rules, templates, real, NULL, &e) < 0 || strcmp(real, name) != 0))
		name[0] = '\0';
	free(current);
	free(rules);
	free(templates);
}
