/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Preloaded where an agent is watched by valgrind: no box would let its own calls through, and
 * /proc/self/exe, which workers are started from, is valgrind: workers then are those of $LOKET. The
 * start's look at the whole store is left out, which would take an hour.
 */
#include <dlfcn.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int seccomp_load(void *filter);

int
seccomp_load(void *filter)
{
	(void)filter;
	return 0;
}

int
execv(const char *path, char *const argv[])
{
	extern char **environ;

	return execve(strcmp(path, "/proc/self/exe") == 0 ? getenv("LOKET") : path, argv, environ);
}

int
sqlite3_prepare_v2(sqlite3 *db, const char *text, int n, sqlite3_stmt **out, const char **tail)
{
	int (*next)(sqlite3 *, const char *, int, sqlite3_stmt **, const char **);

	*(void **)&next = dlsym(RTLD_NEXT, "sqlite3_prepare_v2");
	return next(db, strncmp(text, "PRAGMA quick_check", 18) == 0 ? "SELECT 'ok'" : text, n, out, tail);
}
