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
	BOX_READER,	/* memory and given descriptors only; 10 s wall, 320 MB of addresses; no fork */
	BOX_COMPOSER,	/* as reader, without the wall clock */
	/*
	 * fetcher and senders: inet sockets, resolver and CA files read-only; no exec, no other
	 * files
	 */
	BOX_NET,
	/*
	 * reading pictures: starts box_programs[] and nothing else, reads libraries, fonts and
	 * their data; nothing written, no sockets; 1 GB
	 */
	BOX_OCR,
	/*
	 * what BOX_OCR starts, entered between fork and exec, on top of it: no processes, no way
	 * to outlive whoever started it
	 */
	BOX_PROGRAM
};
enum { BOXES = BOX_PROGRAM + 1 };

/*
 * The only programs that BOX_OCR may start, as absolute paths. To be passed to execve as they stand
 * here: the filter compares the pointer.
 */
enum box_program { PROGRAM_PDFTOPPM, PROGRAM_TESSERACT, PROGRAM__N };
extern const char *const box_programs[PROGRAM__N];

/*
 * Makes the filter of a box ahead, once for all processes forked from here: making it takes a
 * hundred times what entering does, and a box that lies within another has no means to. Not needed
 * elsewhere. The filter of BOX_PARENT and BOX_NET names the process that made it.
 */
int box_prepare(enum box which, struct err *e);

/*
 * Enters for good. `readable`: NULL-terminated list of files or directories that may be read (NULL:
 * none); `writable`: of directories in which anything may be made and changed (BOX_PARENT only).
 * What is not there is left out.
 */
int box_enter(enum box which, const char *const *writable, const char *const *readable,
    struct err *e);

#endif
