/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Preloaded into the agent by sweep.pl: counts the calls that leave a trace in the world (files and sockets), for each kind of process apart, in
 * a file mapped by all of them, and ends the process with SIGKILL right before the one that was chosen. strace can do the same, but
 * counts for all processes alike and takes its time; sweep.pl compares one life under both, so that no call is missed.
 *
 * It also notes the order of writes, syncs, renames and unlinks of files, from which sweep.pl works out what a power cut at
 * that moment could have taken away: kill -9 alone loses nothing that was written, so it cannot see a missing fsync.
 *
 * The layout of struct map is known to sweep.pl. All calls go to the kernel directly: nothing here may take a lock.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum role { PARENT, FETCHER, SENDER, STARTER, ZYGOTE, READER, CALLER, ROLES };
enum call { WRITE, LOG, PWRITE, FSYNC, FDATASYNC, RENAME, UNLINK, SENDMSG, SEND, FTRUNCATE, MKDIR, CALLS };
enum note { NOTE_WRITE = 1, NOTE_SYNC, NOTE_NAME, NOTE_UNLINK, NOTE_SYNC_ALL };
#define EVENTS 8192
#define ALWAYS 2		/* instead of 0 in `fired`: every such call from the n-th on */

struct map {
	uint32_t role, call, n, fired;		/* n 0: only count */
	uint32_t count[ROLES][CALLS];
	uint32_t n_events, pad;
	struct event { uint64_t kind, ino, dir, offset; } event[EVENTS];
};

static struct map *map;
static pid_t me;
static enum role role;

static enum role
role_of(const char *word)
{
	static const struct { const char *word; enum role role; } words[] = {
		{ "@fetcher", FETCHER }, { "@smtp", SENDER }, { "@zygote", ZYGOTE }, { "@read", READER },
		{ "@esign", CALLER },
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(word, words[i].word) == 0)
			return words[i].role;
	return PARENT;
}

__attribute__((constructor)) static void
begin(int argc, char **argv)
{
	const char *path = getenv("LOKET_KILL_MAP");
	int fd = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *p;

	if (fd < 0)
		return;
	p = mmap(NULL, sizeof(struct map), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return;
	me = getpid();
	role = argc > 1 ? role_of(argv[1]) : PARENT;
	if (role == PARENT)
		prctl(PR_SET_PDEATHSIG, SIGKILL);	/* nothing outlives the sweep */
	map = p;
}

/* Forked without exec: the starter out of the parent, readers and composers out of the zygote. */
static enum role
my_role(void)
{
	if (getpid() == me)
		return role;
	return role == PARENT ? STARTER : READER;
}

static void
count(enum call call)
{
	enum role r;
	uint32_t n;

	if (map == NULL)
		return;
	r = my_role();
	n = __atomic_add_fetch(&map->count[r][call], 1, __ATOMIC_SEQ_CST);
	if (map->role != r || map->call != call || map->n == 0)
		return;
	if (map->fired == ALWAYS ? n < map->n : n != map->n || __atomic_exchange_n(&map->fired, 1, __ATOMIC_SEQ_CST) != 0)
		return;
	syscall(SYS_tgkill, syscall(SYS_getpid), syscall(SYS_gettid), SIGKILL);
	syscall(SYS_exit_group, 137);	/* where the box forbids the signal; nothing is cleaned up here either */
}

static uint64_t
inode(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 ? st.st_ino : 0;
}

static void
note(enum note kind, uint64_t ino, uint64_t dir, uint64_t offset)
{
	uint32_t at;
	int keep = errno;

	if (map != NULL) {
		at = __atomic_fetch_add(&map->n_events, 1, __ATOMIC_SEQ_CST);
		if (at < EVENTS)
			map->event[at] = (struct event){ kind, ino, dir, offset };
	}
	errno = keep;
}

static void
note_write(int fd, uint64_t offset)
{
	struct stat st;

	if (map != NULL && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		note(NOTE_WRITE, st.st_ino, 0, offset);
}

/* A name was put into a directory. */
static void
note_name(int at, const char *path)
{
	struct stat st = { 0 }, dir = { 0 };
	char up[4096], *slash;
	int keep = errno;

	if (map == NULL || strlen(path) >= sizeof(up))
		return;
	strcpy(up, path);
	slash = strrchr(up, '/');
	if (slash == NULL)
		strcpy(up, ".");
	else
		*slash = '\0';
	fstatat(at, path, &st, AT_SYMLINK_NOFOLLOW);
	fstatat(at, up, &dir, 0);
	note(NOTE_NAME, st.st_ino, dir.st_ino, 0);
	errno = keep;
}

ssize_t
write(int fd, const void *p, size_t n)
{
	count(fd == STDERR_FILENO ? LOG : WRITE);
	if (fd != STDERR_FILENO)
		note_write(fd, UINT64_MAX);
	return syscall(SYS_write, fd, p, n);
}

ssize_t
writev(int fd, const struct iovec *v, int n)
{
	count(WRITE);
	note_write(fd, UINT64_MAX);
	return syscall(SYS_writev, fd, v, n);
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t at)
{
	count(PWRITE);
	note_write(fd, (uint64_t)at);
	return syscall(SYS_pwrite64, fd, p, n, at);
}

ssize_t
pwrite(int fd, const void *p, size_t n, off_t at)
{
	return pwrite64(fd, p, n, at);
}

int
fsync(int fd)
{
	int rc;

	count(FSYNC);
	rc = (int)syscall(SYS_fsync, fd);
	note(NOTE_SYNC, inode(fd), 0, 0);
	return rc;
}

int
syncfs(int fd)
{
	int rc;

	count(FSYNC);
	rc = (int)syscall(SYS_syncfs, fd);
	if (rc == 0)
		note(NOTE_SYNC_ALL, 0, 0, 0);
	return rc;
}

int
fdatasync(int fd)
{
	int rc;

	count(FDATASYNC);
	rc = (int)syscall(SYS_fdatasync, fd);
	note(NOTE_SYNC, inode(fd), 0, 0);
	return rc;
}

int
renameat(int from, const char *old, int to, const char *new)
{
	int rc;

	count(RENAME);
	rc = (int)syscall(SYS_renameat, from, old, to, new);
	if (rc == 0)
		note_name(to, new);
	return rc;
}

int
rename(const char *old, const char *new)
{
	return renameat(AT_FDCWD, old, AT_FDCWD, new);
}

int
renameat2(int from, const char *old, int to, const char *new, unsigned flags)
{
	if (flags == 0)
		return renameat(from, old, to, new);
	count(RENAME);
	return (int)syscall(SYS_renameat2, from, old, to, new, flags);
}

int
unlinkat(int dir, const char *path, int flags)
{
	struct stat st = { 0 };
	size_t n = strlen(path);

	count(UNLINK);
	if (map != NULL && (n < 4 || strcmp(path + n - 4, ".tmp") != 0) && fstatat(dir, path, &st, AT_SYMLINK_NOFOLLOW) == 0)
		note(NOTE_UNLINK, st.st_ino, 0, 0);
	return (int)syscall(SYS_unlinkat, dir, path, flags);
}

int
unlink(const char *path)
{
	return unlinkat(AT_FDCWD, path, 0);
}

ssize_t
sendmsg(int fd, const struct msghdr *m, int flags)
{
	count(SENDMSG);
	return syscall(SYS_sendmsg, fd, m, flags);
}

ssize_t
sendto(int fd, const void *p, size_t n, int flags, const struct sockaddr *to, socklen_t len)
{
	count(SEND);
	return syscall(SYS_sendto, fd, p, n, flags, to, len);
}

ssize_t
send(int fd, const void *p, size_t n, int flags)
{
	return sendto(fd, p, n, flags, NULL, 0);
}

int
ftruncate64(int fd, off64_t n)
{
	count(FTRUNCATE);
	return (int)syscall(SYS_ftruncate, fd, n);
}

int
ftruncate(int fd, off_t n)
{
	return ftruncate64(fd, n);
}

int
mkdirat(int dir, const char *path, mode_t mode)
{
	struct stat st;
	int rc;

	if (map != NULL && fstatat(dir, path, &st, 0) < 0)	/* else it changes nothing */
		count(MKDIR);
	rc = (int)syscall(SYS_mkdirat, dir, path, mode);
	if (rc == 0)
		note_name(dir, path);
	return rc;
}

int
mkdir(const char *path, mode_t mode)
{
	return mkdirat(AT_FDCWD, path, mode);
}
