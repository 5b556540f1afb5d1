/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs a function in a forked child whose stderr is kept: for what ends the process by design (exit
 * codes, assertions, kills).
 */
#ifndef LOKET_TEST_CHILD_H
#define LOKET_TEST_CHILD_H

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Exit code, or 1000 + signal. What the child said on stderr, cut to n bytes, goes into said. */
__attribute__((unused)) static int
in_child(void (*run)(void *), void *arg, char *said, size_t n)
{
	struct rlimit none = { 0, 0 };
	int out[2], status;
	size_t len = 0;
	ssize_t got;
	pid_t pid;

	fflush(stdout);
	if (pipe(out) < 0 || (pid = fork()) < 0)
		abort();
	if (pid == 0) {
		setrlimit(RLIMIT_CORE, &none);
		dup2(out[1], STDERR_FILENO);
		close(out[0]);
		close(out[1]);
		run(arg);
		_exit(0);
	}
	close(out[1]);
	while ((got = read(out[0], said + len, n - 1 - len)) > 0)
		len += (size_t)got;
	said[len] = '\0';
	close(out[0]);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

/* A fresh directory, removed by drop_dir. */
__attribute__((unused)) static char *
fresh_dir(void)
{
	static char name[256];
	const char *tmp = getenv("TMPDIR");

	snprintf(name, sizeof(name), "%s/loket-unit.XXXXXX", tmp != NULL ? tmp : "/tmp");
	if (mkdtemp(name) == NULL)
		abort();
	return name;
}

__attribute__((unused)) static void
drop_dir(const char *dir)
{
	char command[300];

	snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	if (system(command) != 0)
		abort();
}

#endif
