/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stands in for the parent: has the real program read documents, one worker each, and prints what it says. Usage: ocrdrive PROGRAM
 * PAGES FILE... For each file a line "FILE: STATE pages=N cut=0 turned=0 confidence=N ms=N mb=N exit=N", then its text.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/worker.h"
#include "protocol.h"

#define WAIT_MS ((LIMIT_OCR_SECONDS + 10) * 1000)

static void
die(const char *what, const char *why)
{
	printf("ocrdrive: %s: %s\n", what, why);
	exit(1);
}

static pid_t
start(const char *program, struct channel *ch)
{
	struct err e;
	int fds[2];
	pid_t pid;

	if (channel_pair(fds, &e) != 0)
		die("socket", e.msg);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(fds[1], WORKER_FD);
		close_range(WORKER_FD + 1, ~0u, 0);
		execl(program, "loket", "@ocr", "-", (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	channel_init(ch, fds[0]);
	return pid;
}

/* The document as the parent hands it over: in memory, and sealed against writing. */
static int
document(const char *path)
{
	struct buf b = BUF_INIT;
	struct err e;
	int fd = memfd_create("document", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0 || file_read(path, 64u << 20, &b, &e) != 0 || file_write_fd(fd, b.data, b.len, &e) != 0 ||
	    fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK) != 0)
		die(path, "cannot be read");
	buf_free(&b);
	return fd;
}

static void
one(const char *program, int64_t pages, const char *path)
{
	struct ocr_order order = { .pages = pages };
	struct ocr_result r = { .state = OCR_BROKEN };
	struct rusage used = { 0 };
	struct channel ch;
	struct frame f;
	struct err e;
	int fd = document(path), status = 0;
	int64_t began = clock_monotonic_ms();
	const char *state = "gone";
	pid_t pid = start(program, &ch);

	if (frame_wait(&ch, &f, WAIT_MS, &e) == 0) {
		if (f.type != FRAME_HELLO || record_send(ch.fd, FRAME_OCR, &ocr_order_wire, &order, &fd, 1, &e) != 0)
			die(path, "the worker does not begin");
		frame_free(&f);
	}
	if (frame_wait(&ch, &f, WAIT_MS, &e) == 0) {
		state = "trouble";
		if (f.type == FRAME_OCRED && wire_unpack(&ocr_result_wire, f.body.data, f.body.len, &r, &e) == 0)
			state = ocr_state_name(r.state);
		frame_free(&f);
	}
	began = clock_monotonic_ms() - began;
	channel_close(&ch);
	wait4(pid, &status, 0, &used);
	printf("%s: %s pages=%d cut=%d turned=%d confidence=%d ms=%d mb=%d exit=%d\n%s\n", path, state, (int)r.pages, r.cut, (int)r.turned,
	    (int)r.confidence, (int)began, (int)(used.ru_maxrss / 1024), WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status),
	    r.text != NULL ? r.text : "");
	wire_free(&ocr_result_wire, &r);
	close(fd);
}

int
main(int argc, char **argv)
{
	if (argc < 4)
		die("usage", "ocrdrive PROGRAM PAGES FILE...");
	while (open("/dev/null", O_RDONLY) <= WORKER_FD)
		;	/* WORKER_FD must be free for the child's end */
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 3; i < argc; i++)
		one(argv[1], atoll(argv[2]), argv[i]);
	return 0;
}
