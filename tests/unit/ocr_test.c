/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The box of the ocr worker, tried from inside as the worker and as a program it starts; and how
 * words with places become lines. That pictures are read is tests/box/ocr.t.
 */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/box.h"
#include "base/mem.h"
#include "box/words.h"

#define P(x) ((long)(intptr_t)(x))

static char *const no_args[] = { (char *)(uintptr_t)"pdftoppm", (char *)(uintptr_t)"-v", NULL };
static char page[64], program[] = "/usr/bin/pdftoppm";

/* System calls with arguments that would work outside of the box. */
static const struct act { const char *name; long nr, a, b, c, d; } acts[] = {
	{ "open a file", SYS_openat, AT_FDCWD, P("/etc/passwd"), O_RDONLY, 0 },
	{ "list a directory", SYS_openat, AT_FDCWD, P("/etc"), O_RDONLY | O_DIRECTORY, 0 },
	{ "look into /proc", SYS_openat, AT_FDCWD, P("/proc/self/environ"), O_RDONLY, 0 },
	{ "make a file", SYS_openat, AT_FDCWD, P("/tmp/loket-box"), O_RDWR | O_CREAT, 0600 },
	{ "make a file without a name", SYS_openat, AT_FDCWD, P("/tmp"), O_TMPFILE | O_RDWR, 0600 },
	{ "write to a library", SYS_openat, AT_FDCWD, P("/usr/lib/os-release"), O_WRONLY, 0 },
	{ "empty a library", SYS_openat, AT_FDCWD, P("/usr/lib/os-release"), O_TRUNC, 0 },
	{ "an inet socket", SYS_socket, AF_INET, SOCK_STREAM, 0, 0 },
	{ "a local socket", SYS_socket, AF_UNIX, SOCK_STREAM, 0, 0 },
	{ "a socket pair", SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, P(page) },
	{ "connect", SYS_connect, 0, P(page), 16, 0 },
	{ "start another program", SYS_execve, P("/bin/sh"), P(no_args), 0, 0 },
	{ "start an allowed one by another string", SYS_execve, P(program), P(no_args), 0, 0 },
	{ "execveat", SYS_execveat, AT_FDCWD, P(program), P(no_args), 0 },
	{ "a thread", SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD, 0, 0, 0 },
	{ "a namespace", SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0 },
	{ "ptrace", SYS_ptrace, 0, 0, 0, 0 },
	{ "read the parent's memory", SYS_process_vm_readv, 1, P(page), 1, P(page) },
	{ "unlink", SYS_unlinkat, AT_FDCWD, P("/tmp/loket-box"), 0, 0 },
	{ "mkdir", SYS_mkdirat, AT_FDCWD, P("/tmp/loket-box-dir"), 0700, 0 },
	{ "rename", SYS_renameat2, AT_FDCWD, P("/tmp/a"), AT_FDCWD, P("/tmp/b") },
	{ "symlink", SYS_symlinkat, P("/"), AT_FDCWD, P("/tmp/loket-box-link"), 0 },
	{ "link", SYS_linkat, AT_FDCWD, P("/etc/hostname"), AT_FDCWD, P("/tmp/loket-box-hard") },
	{ "chmod", SYS_fchmodat, AT_FDCWD, P("/tmp"), 01777, 0 },
	{ "mount", SYS_mount, P("none"), P("/mnt"), P("tmpfs"), 0 },
	{ "chroot", SYS_chroot, P("/"), 0, 0, 0 },
	{ "unshare", SYS_unshare, CLONE_NEWUSER, 0, 0, 0 },
	{ "setuid", SYS_setuid, 0, 0, 0, 0 },
	{ "a key ring", SYS_keyctl, 0, -3, 0, 0 },
	{ "bpf", SYS_bpf, 0, P(page), 48, 0 },
	{ "io_uring", SYS_io_uring_setup, 1, P(page), 0, 0 },
	{ "userfaultfd", SYS_userfaultfd, 0, 0, 0, 0 },
	{ "perf events", SYS_perf_event_open, P(page), 0, -1, -1 },
	{ "a file in memory", SYS_memfd_create, P("x"), 0, 0, 0 },
	{ "a process descriptor", SYS_pidfd_open, 1, 0, 0, 0 },
	{ "shared memory", SYS_shmget, 0, 4096, 0600, 0 },
	{ "watch files", SYS_inotify_init1, 0, 0, 0, 0 },
	{ "a new session", SYS_setsid, 0, 0, 0, 0 },
	{ "set the clock", SYS_settimeofday, P(page), 0, 0, 0 },
	{ "type on the terminal", SYS_ioctl, 0, 0x5412 /* TIOCSTI */, P("x"), 0 },
	{ "open by handle", SYS_open_by_handle_at, AT_FDCWD, P(page), O_RDONLY, 0 },
	{ "signal init", SYS_kill, 1, 0, 0, 0 },
	{ "another process's limits", SYS_prlimit64, 1, RLIMIT_CPU, 0, P(page) },
};

/* What the worker may and its programs may not. */
static const struct act lasting[] = {
	{ "start a process", SYS_clone, SIGCHLD, 0, 0, 0 },
	{ "put its end off", SYS_alarm, 0, 0, 0, 0 },
	{ "outlive the worker", SYS_prctl, PR_SET_PDEATHSIG, 0, 0, 0 },
	{ "speak to the agent", SYS_sendmsg, 3, P(page), 0, 0 },
};

static const struct act needed[] = {
	{ "read a library", SYS_openat, AT_FDCWD, P("/etc/ld.so.cache"), O_RDONLY, 0 },
	{ "read the words it knows", SYS_openat, AT_FDCWD, P("/usr/share/tesseract-ocr"), O_RDONLY, 0 },
	{ "read the clock", SYS_getpid, 0, 0, 0, 0 },
};

/* 'r' refused, 'd' done, '?' otherwise. */
static char
try_act(const struct act *act, bool as_program)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		struct err e;
		long rc;

		close(STDERR_FILENO);
		if (box_enter(BOX_OCR, NULL, &e) < 0 || (as_program && box_enter(BOX_PROGRAM, NULL, &e) < 0))
			_exit(9);
		rc = syscall(act->nr, act->a, act->b, act->c, act->d, 0L);
		_exit(rc < 0 && (errno == EPERM || errno == EACCES || errno == EXDEV || errno == ENOSYS) ? 1 : rc < 0 ? 8 : 2);
	}
	waitpid(pid, &status, 0);
	return !WIFEXITED(status) ? '?' : WEXITSTATUS(status) == 1 ? 'r' : WEXITSTATUS(status) == 2 ? 'd' : '?';
}

/* Starts a program the way the worker does; its exit code. */
static int
started(const char *path)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		struct err e;

		close(STDERR_FILENO);
		if (box_enter(BOX_OCR, NULL, &e) < 0 || box_enter(BOX_PROGRAM, NULL, &e) < 0)
			_exit(9);
		execve(path, no_args, NULL);
		_exit(8);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static void
box(void)
{
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		is_int(try_act(&acts[i], false), 'r', "the ocr worker cannot: %s", acts[i].name);
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++)
		is_int(try_act(&acts[i], true), 'r', "its programs cannot: %s", acts[i].name);
	for (size_t i = 0; i < sizeof(lasting) / sizeof(lasting[0]); i++)
		is_int(try_act(&lasting[i], true), 'r', "its programs cannot: %s", lasting[i].name);
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		is_int(try_act(&needed[i], true), 'd', "its programs can: %s", needed[i].name);
	if (access(box_programs[PROGRAM_PDFTOPPM], X_OK) == 0)
		is_int(started(box_programs[PROGRAM_PDFTOPPM]), 0, "pdftoppm starts in the box");
	is_int(started("/bin/true"), 8, "another program does not");
}

/* ---- lines ---- */

#define ROW(block, line, n, x, y, w, h, conf, text) "5\t1\t" #block "\t1\t" #line "\t" #n "\t" #x "\t" #y "\t" #w "\t" #h "\t" #conf "\t" text "\n"
#define HEAD "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n1\t1\t0\t0\t0\t0\t0\t0\t1600\t2400\t-1\t\n"

static void
lines(const char *tsv, const char *want, const char *name)
{
	char *copy = xstrdup(tsv);
	struct words_measure m;
	struct buf out = BUF_INIT;

	words_text(copy, &out, &m);
	is_str(buf_str(&out), want, "%s", name);
	buf_free(&out);
	free(copy);
}

static void
words(void)
{
	struct words_measure m;
	struct buf out = BUF_INIT;
	char nothing[] = "", odd[] = "5\t1\n5\tx\n\t\t\t\n5\t1\t1\t1\t1\t1\t0\t0\t0\t0\t90\tx\n5\t1\t1\t1\t1\t1\tnan\t0\tinf\t9\t90\tx\n";

	lines(HEAD ROW(1, 1, 1, 100, 100, 100, 30, 95, "Nama") ROW(1, 2, 1, 100, 150, 75, 30, 95, "NIP") ROW(2, 1, 1, 400, 100, 5, 20, 80, ":")
		  ROW(2, 1, 2, 450, 100, 75, 30, 95, "Siti") ROW(2, 1, 3, 540, 100, 150, 30, 95, "Aminah") ROW(2, 2, 1, 400, 150, 5, 20, 40, "1")
		      ROW(2, 2, 2, 450, 150, 450, 30, 95, "198703122010012004") ROW(1, 3, 1, 100, 200, 75, 30, 95, "NIK") ROW(2, 3, 1, 400, 200, 5, 20, 80, ":")
			  ROW(2, 3, 2, 450, 200, 400, 30, 95, "6305045203870001"),
	    "Nama\t: Siti Aminah\nNIP\t: 198703122010012004\nNIK\t: 6305045203870001\n", "columns that OCR took for blocks are lines again, a speck is a colon");
	lines(HEAD ROW(1, 1, 1, 100, 100, 75, 30, 95, "Saya") ROW(1, 1, 2, 200, 103, 150, 30, 95, "mohon") ROW(1, 1, 3, 380, 108, 250, 30, 95, "penerbi-")
		  ROW(1, 2, 1, 100, 150, 75, 30, 95, "tan") ROW(1, 2, 2, 200, 153, 200, 30, 95, "sertifikat") ROW(1, 2, 3, 430, 160, 200, 30, 95, "pegawai"),
	    "Saya mohon penerbitan sertifikat pegawai\n", "a word cut at the end of a line is whole again");
	lines(HEAD ROW(1, 1, 1, 100, 100, 20, 150, 95, "miring") ROW(1, 1, 2, 150, 100, 60, 30, 96, " |6305|") ROW(1, 1, 3, 300, 100, 200, 4, 30, "———"),
	    "6305\n", "what stands on its side, lines and edges of cells are not words");
	words_text(nothing, &out, &m);
	is_int(m.n, 0, "an empty page has no words");
	words_text(odd, &out, &m);
	is_int(m.n, 0, "rows that are none are passed over");
	buf_free(&out);
}

int
main(void)
{
	box();
	words();
	return done();
}
