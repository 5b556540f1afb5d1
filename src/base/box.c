/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The boxes. Readers, composers and the zygote get an allow-list: what is not named ends the
 * process (a taken reader does not get to try twice). So does OCR, but what is not named is refused
 * there: foreign programs run in it. Parent and network processes run much library
 * code that differs between C libraries, so they get a deny-list of everything dangerous, answered
 * by EPERM, on top of Landlock for files.
 */
#include "base/box.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#define MEGA (1ull << 20)
#define N(a) (sizeof(a) / sizeof((a)[0]))

#if SANITIZED
#include <sanitizer/lsan_interface.h>

static int boxed;

/*
 * The leak checker looks through /proc at exit, which no box allows; it would end every boxed
 * process with code 1.
 */
int
__lsan_is_turned_off(void)
{
	return boxed;
}
#endif

/* Memory, given descriptors, the clock, the end: what text work needs. */
static const int quiet_calls[] = {
	SCMP_SYS(read),
	SCMP_SYS(write),
	SCMP_SYS(readv),
	SCMP_SYS(writev),
	SCMP_SYS(pread64),
	SCMP_SYS(pwrite64),
	SCMP_SYS(lseek),
	SCMP_SYS(close),
	SCMP_SYS(fstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(ftruncate),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(brk),
	SCMP_SYS(madvise),
	SCMP_SYS(futex),
	SCMP_SYS(sched_yield),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(getrandom),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(sendmsg),
	SCMP_SYS(recvmsg),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(sysinfo),
	SCMP_SYS(getrusage),
	SCMP_SYS(sched_getaffinity),
	SCMP_SYS(uname),
	SCMP_SYS(rseq),
	SCMP_SYS(set_robust_list),
	SCMP_SYS(getuid),
	SCMP_SYS(geteuid),
	SCMP_SYS(getgid),
	SCMP_SYS(getegid),
	SCMP_SYS(sigaltstack),
};

/* What the zygote needs beside: children, their boxes, their clocks. */
static const int zygote_calls[] = {
	SCMP_SYS(fork),
	SCMP_SYS(vfork),
	SCMP_SYS(wait4),
	SCMP_SYS(waitid),
	SCMP_SYS(prctl),
	SCMP_SYS(seccomp),
	SCMP_SYS(alarm),
	SCMP_SYS(setitimer),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(getppid),
	SCMP_SYS(dup2),
	SCMP_SYS(dup3),
	SCMP_SYS(setrlimit),
	SCMP_SYS(landlock_create_ruleset),
	SCMP_SYS(landlock_restrict_self),
	SCMP_SYS(set_tid_address),
};

/* What programs need to be loaded and to read their data, and what starting them takes. */
static const int program_calls[] = {
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2),
	SCMP_SYS(stat),
	SCMP_SYS(lstat),
	SCMP_SYS(statx),
	SCMP_SYS(statfs),
	SCMP_SYS(fstatfs),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(getdents64),
	SCMP_SYS(getcwd),
	SCMP_SYS(fadvise64),
	SCMP_SYS(pipe),
	SCMP_SYS(pipe2),
	SCMP_SYS(dup),
	SCMP_SYS(dup2),
	SCMP_SYS(dup3),
	SCMP_SYS(close_range),
	SCMP_SYS(fork),
	SCMP_SYS(wait4),
	SCMP_SYS(waitid),
	SCMP_SYS(getppid),
	SCMP_SYS(prctl),
	SCMP_SYS(seccomp),
	SCMP_SYS(alarm),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(set_tid_address),
	SCMP_SYS(arch_prctl),
	SCMP_SYS(clock_getres),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(nanosleep),
	SCMP_SYS(getcpu),
	SCMP_SYS(times),
	SCMP_SYS(membarrier),
	SCMP_SYS(select),
	SCMP_SYS(pselect6),
	SCMP_SYS(mmap),
	SCMP_SYS(mprotect),
};

/* Taken away from a program before it runs: children, and what would let it outlive its time. */
static const int lasting_calls[] = {
	SCMP_SYS(fork),
	SCMP_SYS(vfork),
	SCMP_SYS(clone),
	SCMP_SYS(alarm),
	SCMP_SYS(setitimer),
	SCMP_SYS(sendmsg),
	SCMP_SYS(recvmsg),
	SCMP_SYS(wait4),
	SCMP_SYS(waitid),
};

/* What neither the parent nor a network process may ever do. */
static const int dangerous_calls[] = {
	SCMP_SYS(ptrace),
	SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev),
	SCMP_SYS(mount),
	SCMP_SYS(umount2),
	SCMP_SYS(pivot_root),
	SCMP_SYS(chroot),
	SCMP_SYS(setns),
	SCMP_SYS(unshare),
	SCMP_SYS(bpf),
	SCMP_SYS(perf_event_open),
	SCMP_SYS(io_uring_setup),
	SCMP_SYS(io_uring_enter),
	SCMP_SYS(io_uring_register),
	SCMP_SYS(keyctl),
	SCMP_SYS(add_key),
	SCMP_SYS(request_key),
	SCMP_SYS(init_module),
	SCMP_SYS(finit_module),
	SCMP_SYS(delete_module),
	SCMP_SYS(kexec_load),
	SCMP_SYS(reboot),
	SCMP_SYS(swapon),
	SCMP_SYS(swapoff),
	SCMP_SYS(setuid),
	SCMP_SYS(setgid),
	SCMP_SYS(setreuid),
	SCMP_SYS(setresuid),
	SCMP_SYS(setfsuid),
	SCMP_SYS(setgroups),
	SCMP_SYS(capset),
	SCMP_SYS(personality),
	SCMP_SYS(userfaultfd),
	SCMP_SYS(open_by_handle_at),
	SCMP_SYS(clock_settime),
	SCMP_SYS(clock_adjtime),
	SCMP_SYS(adjtimex),
	SCMP_SYS(settimeofday),
	SCMP_SYS(sethostname),
	SCMP_SYS(setdomainname),
	SCMP_SYS(kexec_file_load),
	SCMP_SYS(acct),
	SCMP_SYS(quotactl),
	SCMP_SYS(syslog),
	SCMP_SYS(iopl),
	SCMP_SYS(ioperm),
	SCMP_SYS(vhangup),
	SCMP_SYS(open_tree),
	SCMP_SYS(move_mount),
	SCMP_SYS(fsopen),
	SCMP_SYS(fsconfig),
	SCMP_SYS(fsmount),
	SCMP_SYS(fspick),
	SCMP_SYS(mount_setattr),
	SCMP_SYS(name_to_handle_at),
	SCMP_SYS(fanotify_init),
	SCMP_SYS(inotify_init),
	SCMP_SYS(inotify_init1),
	SCMP_SYS(kcmp),
	SCMP_SYS(pidfd_getfd),
	SCMP_SYS(process_madvise),
	SCMP_SYS(process_mrelease),
	SCMP_SYS(migrate_pages),
	SCMP_SYS(move_pages),
	SCMP_SYS(setpriority),
	SCMP_SYS(ioprio_set),
	SCMP_SYS(sched_setparam),
	SCMP_SYS(sched_setscheduler),
	SCMP_SYS(sched_setattr),
	SCMP_SYS(sched_setaffinity),
	SCMP_SYS(shmget),
	SCMP_SYS(shmat),
	SCMP_SYS(msgget),
	SCMP_SYS(semget),
	SCMP_SYS(mq_open),
};

/* Neither starts processes (the starter does) nor signals others. */
static const int starting_calls[] = {
	SCMP_SYS(execve),
	SCMP_SYS(execveat),
	SCMP_SYS(fork),
	SCMP_SYS(vfork),
	SCMP_SYS(kill),
	SCMP_SYS(tkill),
	SCMP_SYS(rt_sigqueueinfo),
	SCMP_SYS(rt_tgsigqueueinfo),
	SCMP_SYS(pidfd_open),
	SCMP_SYS(pidfd_send_signal),
	SCMP_SYS(listen),
};

/*
 * What changes a file by its name and Landlock does not see, or sees only in newer kernels. Calls
 * younger than the headers of Debian 12 stand as the number that every architecture gives them.
 */
static const int naming_calls[] = {
	SCMP_SYS(truncate),
	SCMP_SYS(chmod),
	SCMP_SYS(fchmodat),
	452 /* fchmodat2 */,
	SCMP_SYS(chown),
	SCMP_SYS(lchown),
	SCMP_SYS(fchownat),
	SCMP_SYS(setxattr),
	SCMP_SYS(lsetxattr),
	SCMP_SYS(removexattr),
	SCMP_SYS(lremovexattr),
	SCMP_SYS(utime),
	SCMP_SYS(utimes),
	SCMP_SYS(futimesat),
	SCMP_SYS(utimensat),
	463 /* setxattrat */,
	466 /* removexattrat */,
};

/*
 * prctl: what would let others look into it, or let it outlive its parent. fcntl: signals to
 * whomever it names. ioctl: the same, and what a person seems to type.
 */
static const int freeing_options[] = { PR_SET_DUMPABLE, PR_SET_PTRACER, PR_SET_PDEATHSIG };
static const int signalling_commands[] = { F_SETOWN, F_SETOWN_EX, F_SETSIG };
static const int typing_requests[] = { FIOSETOWN, SIOCSPGRP, TIOCSTI, TIOCLINUX };
static const int harmless_commands[] = { F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC };
static const int socket_calls[] = { SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind) };

static const char *const resolver_files[] = { "/etc/resolv.conf", "/etc/hosts", "/etc/host.conf",
	"/etc/nsswitch.conf", "/etc/gai.conf", "/etc/services", "/etc/ld.so.cache", "/etc/ssl",
	"/etc/ca-certificates", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates",
	"/etc/gnutls", "/etc/pkcs11", "/etc/sasldb2", "/usr/lib", "/lib", "/lib64",
	"/usr/share/p11-kit", "/run/systemd/resolve", "/run/resolvconf", "/usr/share/zoneinfo",
	"/etc/localtime", "/dev/null", "/dev/urandom", NULL };

/* Libraries, fonts and what the programs keep beside them; read-only, and nothing else. */
static const char *const ocr_files[] = { "/usr/lib", "/lib", "/lib64", "/etc/ld.so.cache",
	"/etc/fonts", "/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/fontconfig",
	"/var/cache/fontconfig", "/usr/share/poppler", "/usr/share/tesseract-ocr",
	"/sys/devices/system/cpu/possible", "/dev/null", "/dev/urandom", NULL };

const char *const box_programs[PROGRAM__N] = { "/usr/bin/pdftoppm", "/usr/bin/tesseract" };

/* The loaders of the architectures Debian has; whatever they load runs in the same box. */
static const char *const loaders[] = { "/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1",
	"/lib/ld-linux-armhf.so.3", "/lib/ld-linux.so.2", "/lib64/ld64.so.2",
	"/lib/ld-linux-riscv64-lp64d.so.1", NULL };

static int
limit(int what, rlim_t value, struct err *e)
{
	struct rlimit r = { value, value };

	if (setrlimit((__rlimit_resource_t)what, &r) < 0)
		return err_refused(e, "resource limit %d cannot be set: %s", what, strerror(errno));
	return 0;
}

static int
limits_of(enum box which, struct err *e)
{
	if (limit(RLIMIT_CORE, 0, e) < 0)
		return -1;
	switch (which) {
	case BOX_READER:
		if (limit(RLIMIT_CPU, 12, e) < 0 || limit(RLIMIT_FSIZE, 64 * MEGA, e) < 0)
			return -1;
		/* libraries take a third of it, and little memory */
		return SANITIZED ? 0 : limit(RLIMIT_AS, 320 * MEGA, e);
	case BOX_COMPOSER:
		return SANITIZED ? 0 : limit(RLIMIT_AS, 384 * MEGA, e);
	case BOX_NET:
		return SANITIZED ? 0 : limit(RLIMIT_AS, 512 * MEGA, e);
	case BOX_OCR:
		/* each program has as much; the whole has a clock of its own */
		if (limit(RLIMIT_CPU, 60, e) < 0 || limit(RLIMIT_FSIZE, 64 * MEGA, e) < 0 ||
		    limit(RLIMIT_NOFILE, 64, e) < 0)
			return -1;
		return SANITIZED ? 0 : limit(RLIMIT_AS, 1024 * MEGA, e);
	case BOX_PARENT:
	case BOX_ZYGOTE:
	case BOX_PROGRAM:
		break;
	}
	return 0;
}

static int
landlock_allow(int ruleset, const char *path, uint64_t access)
{
	struct landlock_path_beneath_attr rule = { access, open(path, O_PATH | O_CLOEXEC) };
	int rc = 0;

	if (rule.parent_fd < 0)
		return 0;	/* what is not there need not be allowed */
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0) {
		/* a single file cannot hold rights of directories */
		rule.allowed_access &= LANDLOCK_ACCESS_FS_READ_FILE;
		rc = (int)syscall(
		    SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	}
	close(rule.parent_fd);
	return rc;
}

/* The programs of BOX_OCR and the loader that the kernel opens for them. */
static int
landlock_programs(int ruleset)
{
	const uint64_t running = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_EXECUTE;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < PROGRAM__N; i++)
		rc = landlock_allow(ruleset, box_programs[i], running);
	for (size_t i = 0; rc == 0 && loaders[i] != NULL; i++)
		rc = landlock_allow(ruleset, loaders[i], running);
	return rc;
}

/*
 * Everything below each of `own`, reading below the other paths, starting of box_programs; nothing at all
 * where there are none.
 */
static int
landlock_enter(const char *const *own, const char *const *readable, const char *const *more, bool programs,
    struct err *e)
{
	const uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
	/* every right of ABI 1 */
	struct landlock_ruleset_attr attr = { LANDLOCK_ACCESS_FS_MAKE_SYM * 2 - 1 };
	int ruleset, rc = -1,
		     abi = (int)syscall(
			 SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	if (abi == 1 && own != NULL) {
		/* ABI 1 forbids every rename between folders, and the archive lives by them */
		log_warn("box landlock=old: this kernel's cannot allow renames; files are guarded "
			 "by the other walls only");
		return 0;
	}
	if (abi >= 2)
		attr.handled_access_fs |= LANDLOCK_ACCESS_FS_REFER;

	ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (ruleset < 0) {
		if (errno != ENOSYS && errno != EOPNOTSUPP)
			return err_refused(e, "Landlock: %s", strerror(errno));
		log_warn("box landlock=absent: this kernel has none; files are guarded by the "
			 "other walls only");
		return 0;
	}
	for (; own != NULL && *own != NULL; own++)
		if (landlock_allow(ruleset, *own,
			attr.handled_access_fs & ~(uint64_t)LANDLOCK_ACCESS_FS_EXECUTE) < 0)
			goto fail;
	for (; readable != NULL && *readable != NULL; readable++)
		if (landlock_allow(ruleset, *readable, reading) < 0)
			goto fail;
	for (; more != NULL && *more != NULL; more++)
		if (landlock_allow(ruleset, *more, reading) < 0)
			goto fail;
	if (programs && landlock_programs(ruleset) < 0)
		goto fail;
	if (syscall(SYS_landlock_restrict_self, ruleset, 0) < 0)
		goto fail;
	rc = 0;
fail:
	if (rc < 0)
		err_refused(e, "Landlock: %s", strerror(errno));
	close(ruleset);
	return rc;
}

static int
add_calls(scmp_filter_ctx ctx, uint32_t action, const int *calls, size_t n)
{
	int rc = 0;

	/* a call that this architecture does not have needs no rule */
	while (rc == 0 && n-- > 0)
		if (calls[n] >= 0)
			rc = seccomp_rule_add(ctx, action, calls[n], 0);
	return rc;
}

/* What every box with an allow-list has. */
static int
quiet_rules(scmp_filter_ctx ctx)
{
	int rc = add_calls(
	    ctx, SCMP_ACT_ALLOW, quiet_calls, N(quiet_calls));

	/* no signal to anybody: abort() ends a process by an instruction where it may not send one */
	if (rc == 0)
		rc = seccomp_rule_add(
		    ctx, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A0(SCMP_CMP_EQ, 0, 0));
	for (size_t i = 0; rc == 0 && i < N(harmless_commands); i++)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
		    SCMP_A1(SCMP_CMP_EQ, (uint64_t)harmless_commands[i], 0));
	if (rc == 0)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	return rc;
}

/* fork, not threads, not namespaces */
static int
allow_fork(scmp_filter_ctx ctx)
{
	return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
	    SCMP_A0(SCMP_CMP_MASKED_EQ,
		CLONE_VM | CLONE_NEWNS | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET, 0));
}

static int
quiet_filter(scmp_filter_ctx ctx, enum box which)
{
	int rc = quiet_rules(ctx);

	if (rc == 0 && which == BOX_ZYGOTE) {
		rc = add_calls(ctx, SCMP_ACT_ALLOW, zygote_calls,
		    N(zygote_calls));
		if (rc == 0)
			rc = allow_fork(ctx);
	}
	/* all that is to run was loaded before: no memory becomes code */
	if (rc == 0)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (rc == 0)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	/* libraries ask for these and live with a refusal */
	if (rc == 0)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 0);
	if (rc == 0)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOENT), SCMP_SYS(openat), 0);
	if (rc == 0)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOENT), SCMP_SYS(open), 0);
	if (rc == 0)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOENT), SCMP_SYS(access), 0);
	if (rc == 0)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOENT), SCMP_SYS(readlink), 0);
	return rc;
}

/*
 * Foreign programs look at this and that, so what is not named is refused, not the end. A file can
 * only be opened for reading, also where Landlock is missing; execve must be given one of our own
 * strings, which a program that was started no longer has in its memory.
 */
static int
ocr_filter(scmp_filter_ctx ctx)
{
	int rc = quiet_rules(ctx);

	if (rc == 0)
		rc = add_calls(ctx, SCMP_ACT_ALLOW, program_calls,
		    N(program_calls));
	if (rc == 0)
		rc = allow_fork(ctx);
	if (rc == 0)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY));
	if (rc == 0)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
		    SCMP_A1(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY));
	for (size_t i = 0; rc == 0 && i < PROGRAM__N; i++)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(execve), 1,
		    SCMP_A0(SCMP_CMP_EQ, (uint64_t)(uintptr_t)box_programs[i], 0));
	return rc;
}

/*
 * Refuses a call where its argument `arg`, an int, is one of the values. Only the half that the
 * kernel looks at is compared, or the other half would be the way around.
 */
static int
refuse_values(scmp_filter_ctx ctx, int call, unsigned arg, const int *values, size_t n)
{
	int rc = 0;

	while (rc == 0 && n-- > 0)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), call, 1,
		    SCMP_CMP(arg, SCMP_CMP_MASKED_EQ, UINT32_MAX, (uint32_t)values[n]));
	return rc;
}

static int
program_filter(scmp_filter_ctx ctx)
{
	int rc = add_calls(ctx, SCMP_ACT_ERRNO(EPERM), lasting_calls, N(lasting_calls));

	if (rc == 0)
		rc = refuse_values(
		    ctx, SCMP_SYS(prctl), 0, freeing_options, N(freeing_options));
	return rc;
}

/* Itself only: by signal (abort), by limit. */
static int
refuse_others(scmp_filter_ctx ctx)
{
	int rc = add_calls(ctx, SCMP_ACT_ERRNO(EPERM), starting_calls, N(starting_calls));

	if (rc == 0)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(tgkill), 1,
		    SCMP_A0(SCMP_CMP_NE, (uint64_t)getpid(), 0));
	if (rc == 0)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prlimit64), 1,
		    SCMP_A0(SCMP_CMP_NE, 0, 0));
	/* threads (the resolver of libcurl) end with their process, all else may outlive it */
	if (rc == 0)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
		    SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
	if (rc == 0)
		rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
	if (rc == 0)
		rc = refuse_values(
		    ctx, SCMP_SYS(prctl), 0, freeing_options, N(freeing_options));
	if (rc == 0)
		rc = refuse_values(
		    ctx, SCMP_SYS(fcntl), 1, signalling_commands, N(signalling_commands));
	if (rc == 0)
		rc = refuse_values(
		    ctx, SCMP_SYS(ioctl), 1, typing_requests, N(typing_requests));
	return rc;
}

/* The families of a resolver and a connection; no packets, no kernel's cryptography. */
static int
refuse_families(scmp_filter_ctx ctx)
{
	int rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 1,
	    SCMP_A0(SCMP_CMP_GT, AF_NETLINK, 0));

	for (int f = 0; rc == 0 && f < AF_NETLINK; f++)
		if (f != AF_UNIX && f != AF_INET && f != AF_INET6)
			rc = refuse_values(ctx, SCMP_SYS(socket), 0, &f, 1);
	return rc;
}

static int
guarded_filter(scmp_filter_ctx ctx, enum box which)
{
	int rc = add_calls(ctx, SCMP_ACT_ERRNO(EPERM), dangerous_calls, N(dangerous_calls));

	if (rc == 0)
		rc = add_calls(ctx, SCMP_ACT_ERRNO(EPERM), naming_calls, N(naming_calls));
	if (rc == 0)
		rc = refuse_others(ctx);
	/*
	 * the parent's notify socket was opened before; a socket pair for a reader is the only kind
	 * left
	 */
	if (rc == 0 && which == BOX_PARENT)
		rc = add_calls(ctx, SCMP_ACT_ERRNO(EPERM), socket_calls, N(socket_calls));
	else if (rc == 0)
		rc = refuse_families(ctx);
	return rc;
}

/* One of the boxes' filters as libseccomp makes it; NULL: it cannot. */
static scmp_filter_ctx
filter_of(enum box which)
{
	bool quiet = which == BOX_READER || which == BOX_COMPOSER || which == BOX_ZYGOTE;
	scmp_filter_ctx ctx = seccomp_init(quiet ? SCMP_ACT_KILL_PROCESS :
		which == BOX_OCR	      ? SCMP_ACT_ERRNO(EPERM) :
						SCMP_ACT_ALLOW);
	int rc;

	if (ctx == NULL)
		return NULL;
	if (quiet)
		rc = quiet_filter(ctx, which);
	else if (which == BOX_OCR)
		rc = ocr_filter(ctx);
	else if (which == BOX_PROGRAM)
		rc = program_filter(ctx);
	else
		rc = guarded_filter(ctx, which);
	if (rc == 0)
		return ctx;
	seccomp_release(ctx);
	return NULL;
}

/*
 * The kernel's form of a filter, which libseccomp gives to a file only; -1 with errno. The caller
 * frees to->filter, then as well.
 */
static int
export_once(scmp_filter_ctx ctx, struct sock_fprog *to)
{
	int fd = memfd_create("filter", MFD_CLOEXEC), rc = -1;
	off_t n;

	if (fd < 0)
		return -1;
	errno = -seccomp_export_bpf(ctx, fd);
	n = errno == 0 ? lseek(fd, 0, SEEK_END) : -1;
	if (n > 0 && n % (off_t)sizeof(*to->filter) == 0) {
		to->filter = xmalloc((size_t)n);
		to->len = (unsigned short)((size_t)n / sizeof(*to->filter));
		rc = pread(fd, to->filter, (size_t)n, 0) == n ? 0 : -1;
	}
	close(fd);
	return rc;
}

/*
 * Twice: libseccomp does not see that only a part was written, and a filter lives as long as who
 * makes it.
 */
static int
export_filter(scmp_filter_ctx ctx, struct sock_fprog *to)
{
	struct sock_fprog again = { 0 };
	int rc = -1;

	*to = again;
	if (export_once(ctx, to) == 0 && export_once(ctx, &again) == 0) {
		if (again.len == to->len &&
		    memcmp(again.filter, to->filter, to->len * sizeof(*to->filter)) == 0)
			rc = 0;
		else
			errno = EIO;
	}
	free(again.filter);
	if (rc < 0)
		free(to->filter);
	return rc;
}

/* Of the boxes that were prepared; filter NULL: not yet. */
static struct sock_fprog prepared[BOXES];

int
box_prepare(enum box which, struct err *e)
{
	struct sock_fprog made;
	scmp_filter_ctx ctx;
	int rc;

	if (prepared[which].filter != NULL)
		return 0;
	ctx = filter_of(which);
	if (ctx == NULL)
		return err_refused(e, "seccomp: no filter can be made");
	rc = export_filter(ctx, &made);
	seccomp_release(ctx);
	if (rc < 0)
		return err_refused(e, "seccomp: no filter can be made: %s", strerror(errno));
	prepared[which] = made;
	return 0;
}

static int
seccomp_enter(enum box which, struct err *e)
{
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prepared[which], 0, 0) < 0)
		return err_refused(
		    e, "seccomp: %s; this kernel must have CONFIG_SECCOMP_FILTER", strerror(errno));
	return 0;
}

int
box_enter(enum box which, const char *const *writable, const char *const *readable,
    struct err *e)
{
#if SANITIZED
	boxed = 1;
#endif
	if (box_prepare(which, e) < 0)
		return -1;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return err_refused(e, "prctl: %s", strerror(errno));
	if (limits_of(which, e) < 0)
		return -1;
	switch (which) {
	case BOX_PARENT:
		if (landlock_enter(writable, NULL, readable, false, e) < 0)
			return -1;
		break;
	case BOX_OCR:
		if (landlock_enter(NULL, ocr_files, readable, true, e) < 0)
			return -1;
		break;
	case BOX_PROGRAM:
		break;	/* lies within BOX_OCR */
	default:
		if (landlock_enter(
			NULL, which == BOX_NET ? resolver_files : NULL, readable, false, e) < 0)
			return -1;
	}
	return seccomp_enter(which, e);
}
