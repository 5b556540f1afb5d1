/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Preloaded into the agent by sweep.pl: counts the calls that leave a trace in the world (files and sockets) and those that may be refused
 * (open, and with -DMEMORY malloc), for each kind of process apart, in a file mapped by all of them. At the call that was chosen it ends the
 * process with SIGKILL, or lets the call fail; two such acts may be asked for in one life. strace can do the same, but counts for all
 * processes alike and takes its time; sweep.pl compares one life under both, so that no call is missed.
 *
 * It also keeps, behind the counts, what was done to files in its order (with the bytes, if asked for), from which sweep.pl works out what a
 * power cut at that moment may leave: kill -9 alone loses nothing that was written, so it cannot see a missing fsync.
 *
 * The layout of struct map and struct note is known to sweep.pl. All calls go to the kernel directly: nothing here may take a lock.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
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
#include <time.h>
#include <unistd.h>

enum role { PARENT, FETCHER, SENDER, STARTER, ZYGOTE, READER, CALLER, ROLES };
enum call { WRITE, LOG, PWRITE, FSYNC, FDATASYNC, RENAME, UNLINK, SENDMSG, SEND, FTRUNCATE, MKDIR, OPEN, MALLOC, SYNCFS, CALLS };
enum kind { NOTHING, KILL, KILL_ALWAYS, FAIL, FAIL_ALWAYS };	/* ALWAYS: from the n-th such call on */
#define SHORT 1000		/* instead of an errno: half of the bytes are taken */
#define ACTS 2

struct map {
	struct act { uint32_t kind, role, call, n, error, fired; } act[ACTS];
	uint32_t record;		/* keep the bytes of writes too */
	uint32_t crashed;		/* 1 + the process that ended by a signal of its own doing */
	uint32_t count[ROLES][CALLS];
	uint64_t room, used;		/* of the notes behind this struct */
	struct note {
		uint32_t size, call;	/* size: of all of the note, a multiple of 8 */
		uint64_t ino, dir, offset;
		uint32_t role, n_name, n_data, n;	/* n: the how manieth such call of that process */
	} notes[];
};

static struct map *map;
static uint32_t nth;		/* of the call under way */
static pid_t me;
static enum role role;

static enum role
role_of(const char *word)
{
	static const struct { const char *word; enum role role; } words[] = {
		{ "@fetcher", FETCHER }, { "@smtp", SENDER }, { "@zygote", ZYGOTE }, { "@read", READER },
		{ "@esign", CALLER }, { "@portal", CALLER },
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(word, words[i].word) == 0)
			return words[i].role;
	return PARENT;
}

static enum role my_role(void);

static void
crash(int number)
{
	void *pc[24];

	map->crashed = my_role() + 1;
	dprintf(STDERR_FILENO, "crash: signal %d of process %d\n", number, (int)my_role());
	backtrace_symbols_fd(pc, backtrace(pc, 24), STDERR_FILENO);
	signal(number, SIG_DFL);
	raise(number);
}

__attribute__((constructor)) static void
begin(int argc, char **argv)
{
	const char *path = getenv("LOKET_FAULT_MAP");
	int fd = path != NULL ? (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC) : -1;
	static const int crashes[] = { SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGTRAP };
	struct stat st;
	void *p;

	if (fd < 0)
		return;
	p = fstat(fd, &st) == 0 ? mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
	close(fd);
	if (p == MAP_FAILED)
		return;
	me = getpid();
	role = argc > 1 ? role_of(argv[1]) : PARENT;
	if (role == PARENT)
		prctl(PR_SET_PDEATHSIG, SIGKILL);	/* nothing outlives the sweep */
	backtrace((void *[1]){ NULL }, 1);	/* it asks for memory the first time */
	map = p;
	for (size_t i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++)
		signal(crashes[i], crash);
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
die(void)
{
	syscall(SYS_tgkill, syscall(SYS_getpid), syscall(SYS_gettid), SIGKILL);
	syscall(SYS_exit_group, 137);	/* where the box forbids the signal; nothing is cleaned up here either */
}

/* Counts a call. 0, or how it fails: errno, or SHORT. */
static int
count(enum call call)
{
	enum role r;
	uint32_t n;
	int error = 0;

	if (map == NULL)
		return 0;
	r = my_role();
	n = nth = __atomic_add_fetch(&map->count[r][call], 1, __ATOMIC_SEQ_CST);
	for (struct act *a = map->act; a < map->act + ACTS; a++) {
		bool always = a->kind == KILL_ALWAYS || a->kind == FAIL_ALWAYS;

		if (a->kind == NOTHING || a->role != r || a->call != call || n < a->n || (n > a->n && !always))
			continue;
		a->fired = 1;
		if (a->kind == KILL || a->kind == KILL_ALWAYS)
			die();
		error = (int)a->error;
	}
	return error;
}

static int
failed(int error)
{
	errno = error == SHORT ? EIO : error;
	return -1;
}

/* How many bytes of n are taken, -1 with errno when none. */
static ssize_t
taken(enum call call, size_t n)
{
	int error = count(call);

	if (error == 0 || (error == SHORT && n < 2))
		return (ssize_t)n;
	return error == SHORT ? (ssize_t)(n / 2) : failed(error);
}

static void
note(enum call call, const struct stat *st, uint64_t dir, uint64_t offset, const char *name, const void *data, size_t n_data)
{
	size_t n_name = name != NULL ? strlen(name) : 0, size;
	struct note *to;
	uint64_t at;

	if (map == NULL)
		return;
	if (!map->record)
		n_data = 0;
	size = (sizeof(*to) + n_name + n_data + 7) / 8 * 8;
	at = __atomic_fetch_add(&map->used, size, __ATOMIC_SEQ_CST);
	if (at + size > map->room)
		return;		/* sweep.pl sees that used is more than room */
	to = (struct note *)((char *)map->notes + at);
	*to = (struct note){ (uint32_t)size, call, st != NULL ? st->st_ino : 0, dir, offset, my_role(), (uint32_t)n_name, (uint32_t)n_data, nth };
	if (n_name > 0)
		memcpy((char *)(to + 1), name, n_name);
	if (n_data > 0)
		memcpy((char *)(to + 1) + n_name, data, n_data);
}

/* Of a descriptor: of files and folders only. */
static void
note_fd(enum call call, int fd, uint64_t offset, const void *data, size_t n)
{
	struct stat st;
	int keep = errno;

	if (map != NULL && fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode)))
		note(call, &st, 0, offset, NULL, data, n);
	errno = keep;
}

/* A name in a folder; st: what it stands for, NULL: what lies there now. */
static void
note_name(enum call call, int at, const char *path, const struct stat *st)
{
	struct stat there = { 0 }, dir = { 0 };
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
	if (st == NULL && fstatat(at, path, &there, AT_SYMLINK_NOFOLLOW) == 0)
		st = &there;
	fstatat(at, up, &dir, 0);
	if (st != NULL)
		note(call, st, dir.st_ino, 0, slash == NULL ? path : path + (slash - up) + 1, NULL, 0);
	errno = keep;
}

/* Where an appending write goes: the file's place of writing before it. */
static uint64_t
place(int fd)
{
	off_t at;
	int keep = errno;

	at = map != NULL && map->record ? (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR) : 0;
	errno = keep;
	return at < 0 ? 0 : (uint64_t)at;
}

ssize_t
write(int fd, const void *p, size_t n)
{
	ssize_t most = taken(fd == STDERR_FILENO ? LOG : WRITE, n);
	uint64_t at = place(fd);

	if (most < 0)
		return -1;
	most = syscall(SYS_write, fd, p, (size_t)most);
	if (fd != STDERR_FILENO && most > 0)
		note_fd(WRITE, fd, at, p, (size_t)most);
	return most;
}

ssize_t
writev(int fd, const struct iovec *v, int n)
{
	int error = count(WRITE);
	uint64_t at = place(fd);
	ssize_t rc;

	if (error != 0 && error != SHORT)
		return failed(error);
	rc = syscall(SYS_writev, fd, v, error == SHORT && n > 1 ? n / 2 : n);
	for (size_t i = 0, left = rc > 0 ? (size_t)rc : 0; left > 0; i++) {
		size_t here = v[i].iov_len < left ? v[i].iov_len : left;

		note_fd(WRITE, fd, at, v[i].iov_base, here);
		at += here;
		left -= here;
	}
	return rc;
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t at)
{
	ssize_t most = taken(PWRITE, n);

	if (most < 0)
		return -1;
	most = syscall(SYS_pwrite64, fd, p, (size_t)most, at);
	if (most > 0)
		note_fd(PWRITE, fd, (uint64_t)at, p, (size_t)most);
	return most;
}

ssize_t
pwrite(int fd, const void *p, size_t n, off_t at)
{
	return pwrite64(fd, p, n, at);
}

static int
sync_by(enum call call, long number, int fd)
{
	int error = count(call), rc;

	if (error != 0)
		return failed(error);
	rc = (int)syscall(number, fd);
	if (rc == 0)
		note_fd(call, fd, 0, NULL, 0);
	return rc;
}

int fsync(int fd) { return sync_by(FSYNC, SYS_fsync, fd); }
int fdatasync(int fd) { return sync_by(FDATASYNC, SYS_fdatasync, fd); }

int
syncfs(int fd)
{
	int error = count(SYNCFS), rc;

	if (error != 0)
		return failed(error);
	rc = (int)syscall(SYS_syncfs, fd);
	if (rc == 0)
		note_fd(SYNCFS, fd, 0, NULL, 0);
	return rc;
}

int
renameat2(int from, const char *old, int to, const char *new, unsigned flags)
{
	int error = count(RENAME), rc;

	if (error != 0)
		return failed(error);
	rc = (int)syscall(SYS_renameat2, from, old, to, new, flags);
	if (rc == 0)
		note_name(RENAME, to, new, NULL);
	return rc;
}

int
renameat(int from, const char *old, int to, const char *new)
{
	return renameat2(from, old, to, new, 0);
}

int
rename(const char *old, const char *new)
{
	return renameat2(AT_FDCWD, old, AT_FDCWD, new, 0);
}

int
unlinkat(int dir, const char *path, int flags)
{
	struct stat st;
	int error = count(UNLINK), rc;
	bool there;

	if (error != 0)
		return failed(error);
	there = map != NULL && fstatat(dir, path, &st, AT_SYMLINK_NOFOLLOW) == 0;
	rc = (int)syscall(SYS_unlinkat, dir, path, flags);
	if (rc == 0 && there)
		note_name(UNLINK, dir, path, &st);
	return rc;
}

int
unlink(const char *path)
{
	return unlinkat(AT_FDCWD, path, 0);
}

ssize_t
sendmsg(int fd, const struct msghdr *m, int flags)
{
	int error = count(SENDMSG);

	/* half of a message: its first part alone, where it has several */
	if (error == SHORT && m->msg_iovlen > 1 && m->msg_controllen == 0) {
		struct msghdr half = *m;

		half.msg_iovlen = 1;
		return syscall(SYS_sendmsg, fd, &half, flags);
	}
	if (error == 0)
		note(SENDMSG, NULL, 0, 0, "socket", NULL, 0);
	return error != 0 && error != SHORT ? failed(error) : syscall(SYS_sendmsg, fd, m, flags);
}

ssize_t
sendto(int fd, const void *p, size_t n, int flags, const struct sockaddr *to, socklen_t len)
{
	ssize_t most = taken(SEND, n);

	note(SEND, NULL, 0, 0, "socket", NULL, 0);
	return most < 0 ? -1 : syscall(SYS_sendto, fd, p, (size_t)most, flags, to, len);
}

ssize_t
send(int fd, const void *p, size_t n, int flags)
{
	return sendto(fd, p, n, flags, NULL, 0);
}

int
ftruncate64(int fd, off64_t n)
{
	int error = count(FTRUNCATE), rc;

	if (error != 0)
		return failed(error);
	rc = (int)syscall(SYS_ftruncate, fd, n);
	if (rc == 0)
		note_fd(FTRUNCATE, fd, (uint64_t)n, NULL, 0);
	return rc;
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
	int error = 0, rc;

	if (map != NULL && fstatat(dir, path, &st, 0) < 0)	/* else it changes nothing */
		error = count(MKDIR);
	if (error != 0)
		return failed(error);
	rc = (int)syscall(SYS_mkdirat, dir, path, mode);
	if (rc == 0)
		note_name(MKDIR, dir, path, NULL);
	return rc;
}

int
mkdir(const char *path, mode_t mode)
{
	return mkdirat(AT_FDCWD, path, mode);
}

static mode_t
mode_of(int flags, va_list ap)
{
	return flags & (O_CREAT | __O_TMPFILE) ? va_arg(ap, mode_t) : 0;
}

int
openat64(int dir, const char *path, int flags, ...)
{
	struct stat st;
	va_list ap;
	bool made;
	int error = count(OPEN), fd;
	mode_t mode;

	va_start(ap, flags);
	mode = mode_of(flags, ap);
	va_end(ap);
	if (error != 0)
		return failed(error);
	made = map != NULL && (flags & O_CREAT) && fstatat(dir, path, &st, 0) < 0;
	fd = (int)syscall(SYS_openat, dir, path, flags | O_LARGEFILE, mode);
	if (fd >= 0 && made)
		note_name(OPEN, dir, path, NULL);
	if (fd >= 0 && (flags & O_TRUNC))
		note_fd(FTRUNCATE, fd, 0, NULL, 0);
	return fd;
}

#define OPENS(name, ...) \
int \
name \
{ \
	va_list ap; \
	mode_t mode; \
	va_start(ap, flags); \
	mode = mode_of(flags, ap); \
	va_end(ap); \
	return openat64(__VA_ARGS__, flags, mode); \
}
OPENS(openat(int dir, const char *path, int flags, ...), dir, path)
OPENS(open(const char *path, int flags, ...), AT_FDCWD, path)
OPENS(open64(const char *path, int flags, ...), AT_FDCWD, path)
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);
int __openat_2(int dir, const char *path, int flags);
int __openat64_2(int dir, const char *path, int flags);
int __open_2(const char *path, int flags) { return openat64(AT_FDCWD, path, flags); }
int __open64_2(const char *path, int flags) { return openat64(AT_FDCWD, path, flags); }
int __openat_2(int dir, const char *path, int flags) { return openat64(dir, path, flags); }
int __openat64_2(int dir, const char *path, int flags) { return openat64(dir, path, flags); }

/* Where the world is what is disturbed (wire.pl), a worker's time runs faster, so that a minute's deadline is a second's. */
static int (*clock_of)(clockid_t, struct timespec *);
static long faster = 1;

__attribute__((constructor)) static void
hurry(int argc, char **argv)
{
	const char *text = getenv("LOKET_FAULT_SPEED");

	clock_of = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
	if (text != NULL && argc > 1 && argv[1][0] == '@')
		faster = atol(text);
}

int
clock_gettime(clockid_t id, struct timespec *ts)
{
	int rc = clock_of != NULL ? clock_of(id, ts) : (int)syscall(SYS_clock_gettime, id, ts);

	if (rc == 0 && faster > 1 && id != CLOCK_REALTIME) {
		ts->tv_sec = ts->tv_sec * faster + ts->tv_nsec * faster / 1000000000;
		ts->tv_nsec = ts->tv_nsec * faster % 1000000000;
	}
	return rc;
}

int
poll(struct pollfd *p, nfds_t n, int ms)
{
	struct timespec ts = { ms / faster / 1000, ms / faster % 1000 * 1000000 + 999999 };

	return (int)syscall(SYS_ppoll, p, n, ms < 0 ? NULL : &ts, NULL, 0);
}

/*
 * Half of a life's start goes into compiling patterns, the same ones in each: the first life that compiles one keeps it, the others
 * find it. A record: its size, what it was made of, and it as PCRE2 writes it; all of multiples of 8.
 */
struct pattern { uint64_t size, of; };

static const char *patterns;
static size_t n_patterns;
static int keep_patterns = -1;

__attribute__((constructor)) static void
open_patterns(void)
{
	const char *path = getenv("LOKET_FAULT_PATTERNS");
	struct stat st;
	void *p = MAP_FAILED;

	if (path == NULL)
		return;
	keep_patterns = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fstat(keep_patterns, &st) == 0 && st.st_size > 0)
		p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, keep_patterns, 0);
	if (p != MAP_FAILED) {
		patterns = p;
		n_patterns = (size_t)st.st_size;
	}
}

static uint64_t
made_of(const char *text, size_t n, uint32_t options)
{
	uint64_t h = 0xcbf29ce484222325 ^ options;

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)text[i]) * 0x100000001b3;
	return h;
}

static void
keep_pattern(const pcre2_code_8 *code, uint64_t of)
{
	struct pattern head = { .of = of };
	static const char zeros[8];
	uint8_t *bytes;
	PCRE2_SIZE n;

	if (keep_patterns < 0 || pcre2_serialize_encode_8(&code, 1, &bytes, &n, NULL) != 1)
		return;
	head.size = (sizeof(head) + n + 7) / 8 * 8;
	syscall(SYS_writev, keep_patterns,
	    (struct iovec[]){ { &head, sizeof(head) }, { bytes, n }, { (void *)(uintptr_t)zeros, head.size - sizeof(head) - n } }, 3);
	pcre2_serialize_free_8(bytes);
}

pcre2_code_8 *
pcre2_compile_8(PCRE2_SPTR8 text, PCRE2_SIZE n, uint32_t options, int *error, PCRE2_SIZE *at, pcre2_compile_context_8 *context)
{
	static pcre2_code_8 *(*compile)(PCRE2_SPTR8, PCRE2_SIZE, uint32_t, int *, PCRE2_SIZE *, pcre2_compile_context_8 *);
	uint64_t of = made_of((const char *)text, n == PCRE2_ZERO_TERMINATED ? strlen((const char *)text) : n, options);
	pcre2_code_8 *code = NULL;

	for (size_t i = 0; code == NULL && i + sizeof(struct pattern) < n_patterns; i += ((const struct pattern *)(patterns + i))->size)
		if (((const struct pattern *)(patterns + i))->of == of)
			pcre2_serialize_decode_8(&code, 1, (const uint8_t *)patterns + i + sizeof(struct pattern), NULL);
	if (code != NULL)
		return code;
	if (compile == NULL)
		compile = (__typeof__(compile))dlsym(RTLD_NEXT, "pcre2_compile_8");
	code = compile(text, n, options, error, at, context);
	if (code != NULL)
		keep_pattern(code, of);
	return code;
}

#ifdef MEMORY
/* Only for this sweep: a sanitizer has an allocator of its own. */
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

/* Which place in the program asks: its innermost callers. */
static void
note_place(void)
{
	struct stat st = { 0 };
	void *pc[10];
	int n = backtrace(pc, 10);

	for (int i = 2; i < n; i++)
		st.st_ino = (st.st_ino ^ (uint64_t)(uintptr_t)pc[i]) * 0x100000001b3;
	note(MALLOC, &st, 0, 0, NULL, NULL, 0);
}

static bool
none(void)
{
	int error = count(MALLOC);

	if (map != NULL && map->record)
		note_place();
	if (error == 0)
		return false;
	errno = ENOMEM;
	return true;
}

void *malloc(size_t n) { return none() ? NULL : __libc_malloc(n); }
void *calloc(size_t n, size_t size) { return none() ? NULL : __libc_calloc(n, size); }
void *realloc(void *old, size_t n) { return none() ? NULL : __libc_realloc(old, n); }

void *
reallocarray(void *old, size_t n, size_t size)
{
	size_t all;

	if (__builtin_mul_overflow(n, size, &all)) {
		errno = ENOMEM;
		return NULL;
	}
	return realloc(old, all);
}
#endif
