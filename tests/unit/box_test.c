/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every box from inside: what whoever has taken over that process would try next. One table of
 * system calls, with arguments that would work outside, and for each the boxes that must refuse
 * it; then what each box has to leave. Those that do no harm are tried without a box first: what
 * fails anyway proves nothing.
 */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/box.h"

#ifdef __SANITIZE_ADDRESS__
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

#define P(x) ((long)(intptr_t)(x))
#define HERE AT_FDCWD
#define MOTHER (-7777777L)	/* in place of this program's process id */

enum { R = 1, C = 2, Z = 4, O = 8, G = 16, N = 32, A = 64, QUIET = R | C | Z, ALL = 127 };

/* A program lies within the box of the ocr worker that starts it. */
static const struct room { unsigned bit; enum box boxes[2]; int n; const char *name; } rooms[] = {
	{ R, { BOX_READER }, 1, "reader" }, { C, { BOX_COMPOSER }, 1, "composer" }, { Z, { BOX_ZYGOTE }, 1, "zygote" },
	{ O, { BOX_OCR }, 1, "ocr worker" }, { G, { BOX_OCR, BOX_PROGRAM }, 2, "program of the ocr worker" },
	{ N, { BOX_NET }, 1, "fetcher or sender" }, { A, { BOX_PARENT }, 1, "parent" },
};
#define N_ROOMS (sizeof(rooms) / sizeof(rooms[0]))

static char *const no_args[] = { (char *)(uintptr_t)"true", NULL };
static char page[4096] __attribute__((aligned(4096))), program[] = "/usr/bin/pdftoppm", old_stack[65536];
static const char *state[] = { "state", NULL };
static long mother;

/* tame: without a box it succeeds for everybody and changes nothing but files of this test. */
static const struct act { const char *name; unsigned refused; bool tame; long nr, a, b, c, d; } acts[] = {
	/* files */
	{ "read a file of the system", ALL, true, SYS_openat, HERE, P("/etc/passwd"), O_RDONLY, 0 },
	{ "read a file by the old call", ALL, true, SYS_open, P("/etc/passwd"), O_RDONLY, 0, 0 },
	{ "read the store", ALL & ~A, true, SYS_openat, HERE, P("state/loket.db"), O_RDONLY, 0 },
	{ "read a password", ALL, true, SYS_openat, HERE, P("rahasia"), O_RDONLY, 0 },
	{ "write over a password", ALL, true, SYS_openat, HERE, P("rahasia"), O_WRONLY, 0 },
	{ "list a folder", ALL, true, SYS_openat, HERE, P("/"), O_RDONLY | O_DIRECTORY, 0 },
	{ "make a file", ALL, true, SYS_openat, HERE, P("baru"), O_RDWR | O_CREAT, 0600 },
	{ "make a file without a name", ALL, false, SYS_openat, HERE, P("."), O_TMPFILE | O_RDWR, 0600 },
	{ "write to a library", ALL, false, SYS_openat, HERE, P("/usr/lib/os-release"), O_WRONLY, 0 },
	{ "empty a library", ALL, false, SYS_openat, HERE, P("/usr/lib/os-release"), O_WRONLY | O_TRUNC, 0 },
	{ "look at an environment", ALL, true, SYS_openat, HERE, P("/proc/self/environ"), O_RDONLY, 0 },
	{ "open a terminal", ALL, false, SYS_openat, HERE, P("/dev/ptmx"), O_RDWR, 0 },
	{ "make a folder", ALL, true, SYS_mkdirat, HERE, P("lama"), 0700, 0 },
	{ "make a device", ALL, false, SYS_mknodat, HERE, P("alat"), S_IFCHR | 0600, 0x103 },
	{ "make a fifo", ALL, true, SYS_mknodat, HERE, P("pipa"), S_IFIFO | 0600, 0 },
	{ "rename a file", ALL, true, SYS_renameat2, HERE, P("pindah"), HERE, P("dipindah") },
	{ "make a symbolic link", ALL, true, SYS_symlinkat, P("/"), HERE, P("tautan"), 0 },
	{ "make a link", ALL, true, SYS_linkat, HERE, P("rahasia"), HERE, P("kembar") },
	{ "remove a file", ALL, true, SYS_unlinkat, HERE, P("dihapus"), 0, 0 },
	{ "empty a file by its name", ALL, true, SYS_truncate, P("rahasia"), 3, 0, 0 },
	{ "open a file to others", ALL, true, SYS_fchmodat, HERE, P("rahasia"), 0644, 0 },
	{ "open a file to others, the old way", ALL, true, SYS_chmod, P("rahasia"), 0644, 0, 0 },
	{ "open a file to others, the new way", ALL, false, 452, HERE, P("rahasia"), 0644, 0 },
	{ "give a file away", ALL, true, SYS_fchownat, HERE, P("rahasia"), -1, -1 },
	{ "change a file's time", ALL, true, SYS_utimensat, HERE, P("rahasia"), 0, 0 },
	{ "mark a file", ALL, false, SYS_setxattr, P("rahasia"), P("user.x"), P("y"), 1 },
	{ "a handle of a file", ALL, false, SYS_name_to_handle_at, HERE, P("rahasia"), P(page), P(page) },
	{ "open by handle", ALL, false, SYS_open_by_handle_at, HERE, P(page), O_RDONLY, 0 },
	{ "a file in memory", QUIET | O | G, true, SYS_memfd_create, P("x"), 0, 0, 0 },
	{ "watch files", ALL, true, SYS_inotify_init1, 0, 0, 0, 0 },
	{ "watch all files", ALL, false, SYS_fanotify_init, 0, 0, 0, 0 },
	/* the network */
	{ "an inet socket", ALL & ~N, true, SYS_socket, AF_INET, SOCK_STREAM, 0, 0 },
	{ "a local socket", ALL & ~N, true, SYS_socket, AF_UNIX, SOCK_STREAM, 0, 0 },
	{ "a socket for packets", ALL, false, SYS_socket, AF_PACKET, SOCK_RAW, 0, 0 },
	{ "a socket to the host", ALL, false, SYS_socket, AF_VSOCK, SOCK_STREAM, 0, 0 },
	{ "the kernel's cryptography", ALL, false, SYS_socket, AF_ALG, SOCK_SEQPACKET, 0, 0 },
	{ "a family hidden in the upper half", ALL, false, SYS_socket, (1L << 32) | AF_ALG, SOCK_SEQPACKET, 0, 0 },
	{ "a socket pair", QUIET | O | G, true, SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, P(page) },
	{ "connect", ALL & ~N, false, SYS_connect, 0, P(page), 16, 0 },
	{ "take a port", ALL & ~N, false, SYS_bind, 0, P(page), 16, 0 },
	{ "listen", ALL, false, SYS_listen, 0, 1, 0, 0 },
	/* processes */
	{ "start a program", ALL, true, SYS_execve, P("/bin/true"), P(no_args), 0, 0 },
	{ "start an allowed program by another string", ALL, false, SYS_execve, P(program), P(no_args), 0, 0 },
	{ "start a program by a descriptor", ALL, true, SYS_execveat, HERE, P("/bin/true"), P(no_args), 0 },
	{ "a process", ALL & ~(Z | O), true, SYS_clone, SIGCHLD, 0, 0, 0 },
	{ "a process by the old call", ALL & ~(Z | O), true, SYS_fork, 0, 0, 0, 0 },
	{ "a process in the same memory", ALL, false, SYS_clone, CLONE_VM | SIGCHLD, P(old_stack + sizeof(old_stack) - 64), 0, 0 },
	{ "a process by the new call", ALL, false, SYS_clone3, P(page), 64, 0, 0 },
	{ "a process with a user space of its own", ALL, false, SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0 },
	{ "be watched", ALL, true, SYS_ptrace, 0, 0, 0, 0 },
	{ "watch the agent", ALL, false, SYS_ptrace, 16, MOTHER, 0, 0 },
	{ "read the agent's memory", ALL, false, SYS_process_vm_readv, MOTHER, P(page), 1, P(page) },
	{ "write the agent's memory", ALL, false, SYS_process_vm_writev, MOTHER, P(page), 1, P(page) },
	{ "signal the agent", ALL, true, SYS_kill, MOTHER, SIGABRT, 0, 0 },
	{ "signal everybody", ALL, false, SYS_kill, -1, 0, 0, 0 },
	{ "signal a thread", ALL, true, SYS_tkill, MOTHER, SIGABRT, 0, 0 },
	{ "signal the agent as abort() would", ALL, true, SYS_tgkill, MOTHER, MOTHER, SIGABRT, 0 },
	{ "signal with a word", ALL, false, SYS_rt_sigqueueinfo, MOTHER, SIGABRT, P(page), 0 },
	{ "have the kernel signal the agent", ALL, true, SYS_fcntl, 0, F_SETOWN, MOTHER, 0 },
	{ "choose which signal", ALL, true, SYS_fcntl, 0, F_SETSIG, SIGABRT, 0 },
	{ "choose it in the upper half", ALL, true, SYS_fcntl, 0, (1L << 32) | F_SETSIG, SIGABRT, 0 },
	{ "a descriptor of the agent", ALL, true, SYS_pidfd_open, MOTHER, 0, 0, 0 },
	{ "take the agent's descriptor", ALL, false, SYS_pidfd_getfd, 0, 3, 0, 0 },
	{ "the agent's limits", ALL, true, SYS_prlimit64, MOTHER, RLIMIT_CPU, 0, P(page) },
	{ "the agent's priority", ALL, true, SYS_setpriority, PRIO_PROCESS, MOTHER, 0, 0 },
	{ "the agent's processors", ALL, false, SYS_sched_setaffinity, MOTHER, 8, P(page), 0 },
	{ "put its end off", R | C | G, true, SYS_alarm, 0, 0, 0, 0 },
	{ "outlive the agent", ALL & ~(Z | O), true, SYS_prctl, PR_SET_PDEATHSIG, 0, 0, 0 },
	{ "outlive it by the upper half", ALL & ~(Z | O), true, SYS_prctl, (1L << 32) | PR_SET_PDEATHSIG, 0, 0, 0 },
	{ "become readable", ALL & ~(Z | O), true, SYS_prctl, PR_SET_DUMPABLE, 1, 0, 0 },
	{ "a new session", QUIET | O | G, false, SYS_setsid, 0, 0, 0, 0 },
	{ "speak to the agent", G, false, SYS_sendmsg, 3, P(page), 0, 0 },
	{ "memory that is code", QUIET, true, SYS_mmap, 0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS },
	{ "make code of its memory", QUIET, true, SYS_mprotect, P(page), 4096, PROT_READ | PROT_EXEC, 0 },
	{ "type on the terminal", ALL, false, SYS_ioctl, 0, TIOCSTI, P("x"), 0 },
	{ "signals from a descriptor", ALL, false, SYS_ioctl, 0, FIOSETOWN, P(page), 0 },
	{ "shared memory", ALL, true, SYS_shmget, 0, 4096, 0600, 0 },
	{ "a queue", ALL, true, SYS_msgget, 0, 0600, 0, 0 },
	{ "semaphores", ALL, true, SYS_semget, 0, 1, 0600, 0 },
	{ "a queue with a name", ALL, false, SYS_mq_open, P("loket"), O_RDWR | O_CREAT, 0600, 0 },
	/* the machine */
	{ "mount", ALL, false, SYS_mount, P("none"), P("/mnt"), P("tmpfs"), 0 },
	{ "mount the new way", ALL, false, SYS_fsopen, P("tmpfs"), 0, 0, 0 },
	{ "unmount", ALL, false, SYS_umount2, P("/nowhere"), 0, 0, 0 },
	{ "another root", ALL, false, SYS_chroot, P("/"), 0, 0, 0 },
	{ "other spaces", ALL, false, SYS_unshare, CLONE_NEWUSER, 0, 0, 0 },
	{ "enter a space", ALL, false, SYS_setns, 0, 0, 0, 0 },
	{ "another user", ALL, false, SYS_setuid, 0, 0, 0, 0 },
	{ "another user for files", ALL, false, SYS_setfsuid, 0, 0, 0, 0 },
	{ "other groups", ALL, false, SYS_setgroups, 0, 0, 0, 0 },
	{ "capabilities", ALL, false, SYS_capset, P(page), P(page), 0, 0 },
	{ "another system's calls", ALL, false, SYS_personality, 0, 0, 0, 0 },
	{ "a key ring", ALL, false, SYS_keyctl, 0, -3, 0, 0 },
	{ "bpf", ALL, false, SYS_bpf, 0, P(page), 48, 0 },
	{ "io_uring", ALL, false, SYS_io_uring_setup, 1, P(page), 0, 0 },
	{ "faults in user space", ALL, false, SYS_userfaultfd, 0, 0, 0, 0 },
	{ "counters", ALL, false, SYS_perf_event_open, P(page), 0, -1, -1 },
	{ "load a module", ALL, false, SYS_finit_module, 0, P(""), 0, 0 },
	{ "another kernel", ALL, false, SYS_kexec_load, 0, 0, 0, 0 },
	{ "restart", ALL, false, SYS_reboot, 0, 0, 0, 0 },
	{ "set the clock", ALL, false, SYS_clock_settime, 0, P(page), 0, 0 },
	{ "turn the clock", ALL, false, SYS_adjtimex, P(page), 0, 0, 0 },
	{ "name the machine", ALL, false, SYS_sethostname, P("x"), 0, 0, 0 },
	{ "the kernel's log", ALL, false, SYS_syslog, 10, 0, 0, 0 },
};
#define N_ACTS (sizeof(acts) / sizeof(acts[0]))

/* Into its boxes, one after the other; what lies within another has to be made before. */
static void
enter(const struct room *room)
{
	struct err e;

	for (int i = 0; i < room->n; i++)
		if (box_prepare(room->boxes[i], &e) < 0)
			_exit(9);
	for (int i = 0; i < room->n; i++)
		if (box_enter(room->boxes[i], room->bit == A ? state : NULL, NULL, &e) < 0)
			_exit(9);
}

/* 'k' ended by the box, 'r' refused, 'd' done, 'f' failed otherwise: the kernel had let it in. */
static char
try_act(const struct act *act, const struct room *room)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		long v[4] = { act->a, act->b, act->c, act->d }, rc;
		bool quiet = room != NULL && (room->bit & QUIET) != 0;

		close(STDERR_FILENO);
		if (room != NULL)
			enter(room);
		for (int i = 0; i < 4; i++)
			if (v[i] == MOTHER)
				v[i] = mother;
		rc = syscall(act->nr, v[0], v[1], v[2], v[3], 0L, 0L);
		/* the calls of a quiet box that libraries may try find no file; EROFS: a unit's wall came first */
		if (rc < 0 && (errno == EPERM || errno == EACCES || errno == EXDEV || errno == ENOSYS || errno == EROFS || (quiet && errno == ENOENT)))
			_exit(1);
		_exit(rc < 0 ? 3 : 0);
	}
	if (waitpid(pid, &status, 0) != pid)
		return '?';
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGSYS ? 'k' : '?';
	return WEXITSTATUS(status) == 0 ? 'd' : WEXITSTATUS(status) == 1 ? 'r' : WEXITSTATUS(status) == 3 ? 'f' : '?';
}

/* Is there another filter around this program (a unit of systemd)? Then nothing succeeds anyway. */
static bool
walled(void)
{
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

/* As if nothing had been tried. */
static void
write_files(void)
{
	static const char *const names[] = { "rahasia", "pindah", "dihapus", "state/loket.db" };
	static const char *const made[] = { "baru", "lama", "pipa", "tautan", "kembar", "dipindah" };

	for (size_t i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		remove(made[i]);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		FILE *f = fopen(names[i], "w");

		if (f == NULL || fputs("rahasia", f) < 0 || fclose(f) != 0)
			_exit(9);
	}
}

static void
test_acts(void)
{
	for (size_t i = 0; i < N_ACTS; i++)
		if (acts[i].tame && !walled())
			is_int(try_act(&acts[i], NULL), 'd', "without a box: %s", acts[i].name);
	for (size_t r = 0; r < N_ROOMS; r++) {
		int tried = 0;

		write_files();
		for (size_t i = 0; i < N_ACTS; i++) {
			char how;

			if ((acts[i].refused & rooms[r].bit) == 0)
				continue;
			how = try_act(&acts[i], &rooms[r]);
			ok(how == 'k' || how == 'r', "%s, cannot: %s (%s)", rooms[r].name, acts[i].name,
			    how == 'k' ? "ended" : how == 'r' ? "refused" : how == 'd' ? "DONE" : how == 'f' ? "LET IN" : "?");
			tried++;
		}
		ok(tried >= 20, "%s: %d acts tried", rooms[r].name, tried);
	}
}

/* ---- what a box must leave ---- */

static const struct act needed[] = {
	{ "ask who it is", ALL, true, SYS_getpid, 0, 0, 0, 0 },
	{ "memory", ALL, true, SYS_mmap, 0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS },
	{ "a descriptor's flags", ALL, true, SYS_fcntl, 0, F_GETFL, 0, 0 },
	{ "the time", ALL & ~Z, true, SYS_clock_gettime, 0, P(page), 0, 0 },
	{ "chance", ALL, true, SYS_getrandom, P(page), 16, 0, 0 },
	{ "a child", Z | O, true, SYS_clone, SIGCHLD, 0, 0, 0 },
	{ "libraries", O | G | N, true, SYS_openat, HERE, P("/etc/ld.so.cache"), O_RDONLY, 0 },
	{ "a connection", N, true, SYS_socket, AF_INET, SOCK_STREAM, 0, 0 },
	{ "a connection by IPv6", N, true, SYS_socket, AF_INET6, SOCK_STREAM, 0, 0 },
	{ "the resolver's questions", N, true, SYS_socket, AF_NETLINK, SOCK_RAW, 0, 0 },
	{ "the resolver's files", N, true, SYS_openat, HERE, P("/etc/hosts"), O_RDONLY, 0 },
	{ "its store", A, true, SYS_openat, HERE, P("state/loket.db"), O_RDWR, 0 },
	{ "a new file", A, true, SYS_openat, HERE, P("state/baru"), O_RDWR | O_CREAT, 0600 },
	{ "a new name", A, true, SYS_renameat2, HERE, P("state/baru"), HERE, P("state/dalam/baru") },
	{ "a pair of sockets", A, true, SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, P(page) },
	{ "a document in memory", A, true, SYS_memfd_create, P("x"), 0, 0, 0 },
};

static void *
nothing(void *p)
{
	return p;
}

/* How a process in the box ends that does `run`: its exit code, or 1000 and the signal. */
static int
ends(const struct room *room, void (*run)(void))
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		struct rlimit none = { 0, 0 };

		close(STDERR_FILENO);
		setrlimit(RLIMIT_CORE, &none);
		enter(room);
		run();
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static void
thread(void)
{
	pthread_t t;

	if (pthread_create(&t, NULL, nothing, NULL) != 0 || pthread_join(t, NULL) != 0)
		_exit(8);
}

static void
pdftoppm(void)
{
	execve(box_programs[PROGRAM_PDFTOPPM], (char *[]){ (char *)(uintptr_t)"pdftoppm", (char *)(uintptr_t)"-v", NULL }, NULL);
	_exit(8);
}

static void
test_needed(void)
{
	for (size_t r = 0; r < N_ROOMS; r++) {
		for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
			if ((needed[i].refused & rooms[r].bit) != 0)
				is_int(try_act(&needed[i], &rooms[r]), 'd', "%s, can: %s", rooms[r].name, needed[i].name);
		/* where no signal may be sent it ends by a bad instruction, which the sanitizer catches */
		ok(ends(&rooms[r], abort) > (SANITIZED ? 0 : 1000), "%s: abort() ends it", rooms[r].name);
	}
	is_int(ends(&rooms[5], thread), 0, "a sender has a thread for its resolver");
	if (access(box_programs[PROGRAM_PDFTOPPM], X_OK) == 0)
		is_int(ends(&rooms[4], pdftoppm), 0, "pdftoppm starts in its box");
}

int
main(void)
{
	char dir[] = "/tmp/loket-box.XXXXXX", *command;
	int rc;

	if (mkdtemp(dir) == NULL || chdir(dir) < 0 || mkdir("state", 0700) < 0 || mkdir("state/dalam", 0700) < 0)
		return 1;
	mother = getpid();
	signal(SIGABRT, SIG_IGN);
	write_files();
	test_acts();
	test_needed();
	rc = done();
	if (asprintf(&command, "rm -rf %s", dir) < 0 || system(command) != 0)
		return 1;
	free(command);
	return rc;
}
