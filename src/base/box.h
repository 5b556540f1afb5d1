/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The boxes: what a process may still do once it has what it needs. libseccomp filter, Landlock
 * where the kernel has it, rlimits, no_new_privs, not dumpable. Missing seccomp is fatal (refused);
 * Landlock may be absent only on ENOSYS or EOPNOTSUPP, and the log says so. No run-time switch
 * turns a box off; sanitizer builds drop RLIMIT_AS.
 */
#ifndef LOKET_BASE_BOX_H
#define LOKET_BASE_BOX_H

#include "base/err.h"

enum box {
	/* files of the state directory and the sockets it has; no new sockets, no processes */
	BOX_PARENT,
	BOX_ZYGOTE,	/* fork (no exec), receive descriptors; no files, no sockets */
	BOX_READER,	/* memory and given descriptors only; 10 s wall, 256 MB; no fork */
	BOX_COMPOSER,	/* as reader, without the wall clock */
	/*
	 * fetcher and senders: inet sockets, resolver and CA files read-only; no exec, no other
	 * files
	 */
	BOX_NET
};

/*
 * Enters for good. `readable`: NULL-terminated list of files or directories that may be read
 * (BOX_NET, or NULL); for BOX_PARENT the first is the state directory, which it may also write.
 */
int box_enter(enum box which, const char *const *readable, struct err *e);

#endif
