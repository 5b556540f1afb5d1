/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files: read whole, write whole (temporary name, fsync, rename, fsync of the directory), lock.
 * All names are relative to a directory descriptor where one is given.
 */
#ifndef LOKET_BASE_FILE_H
#define LOKET_BASE_FILE_H

#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Reads at most `most` bytes; a longer file is refused. ENOENT and EACCES are refused, the rest
 * again.
 */
int file_read(const char *path, size_t most, struct buf *out, struct err *e);
int file_read_fd(int fd, size_t most, struct buf *out, struct err *e);

/* Writes all n bytes or fails (again): handles EINTR and short writes. */
int file_write_fd(int fd, const void *p, size_t n, struct err *e);

/* Durable: PATH.tmp written with `mode`, whatever the umask, fsynced, renamed to PATH, directory fsynced. */
int file_write(const char *path, const void *p, size_t n, unsigned mode, struct err *e);

int file_sync_dir(int dirfd, struct err *e);
/* with parents; there already is fine */
int file_mkdir(const char *path, unsigned mode, struct err *e);

/*
 * A secret of one line (password, token): mode must not allow group/other writing or other reading;
 * the line end is cut.
 */
int file_read_secret(const char *path, struct buf *out, struct err *e);

/*
 * Takes the exclusive lock PATH (created 0600). Returns a descriptor to keep open, or -1: again =
 * someone holds it.
 */
int file_lock(const char *path, struct err *e);

/* Up to n bytes into p, which is the caller's: fewer only at the end. -1: cannot be read. */
ssize_t read_full(int fd, void *p, size_t n);

/* bytes in memory, readable by whoever holds the descriptor, which the caller closes; -1 */
int memory_fd(const void *p, size_t n);

#endif
