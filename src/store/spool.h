/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Raw letters between T1 and T2, one 0600 file each, named by message: DIR/spool/ID. Written under
 * a temporary name, renamed, file and directory fsynced BEFORE T1 commits; unlinked only AFTER T2
 * has committed. Recovery removes files that no 'received' message owns.
 */
#ifndef LOKET_STORE_SPOOL_H
#define LOKET_STORE_SPOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "store/store.h"

struct spool;
/* makes DIR/spool 0700; caller closes */
struct spool *spool_open(const char *dir, struct err *e);
void spool_close(struct spool *sp);

#define SPOOL_OPEN 16	/* temporary files at once */

/* a new temporary file, read-write; SPOOL_OPEN at once */
int spool_begin(struct spool *sp, int *fd, struct err *e);
/* renames it to ID and keeps fd until spool_sync */
int spool_keep(struct spool *sp, int fd, int64_t message_id, struct err *e);
/* removes the temporary; closes fd */
void spool_drop(struct spool *sp, int fd);
/* files and directories that spool_sync has to wait for */
size_t spool_unsynced(const struct spool *sp);
/* the barrier before T1 commits; all: the whole file system has just been synced */
int spool_sync(struct spool *sp, bool all, struct err *e);
/* read-only descriptor; refused when the file is gone */
int spool_read_fd(struct spool *sp, int64_t message_id, struct err *e);
void spool_remove(struct spool *sp, int64_t message_id);	/* after T2; not there is fine */
/* removes temporaries and orphans */
int spool_recover(struct spool *sp, struct store *s, struct err *e);

#endif
