/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Raw letters between T1 and T2, one 0600 file each, named by message: DIR/spool/ID. Written under
 * a temporary name, fsynced, renamed, directory fsynced BEFORE T1 commits; unlinked only AFTER T2
 * has committed. Recovery removes files that no 'received' message owns.
 */
#ifndef LOKET_STORE_SPOOL_H
#define LOKET_STORE_SPOOL_H

#include <stdint.h>

#include "base/err.h"
#include "store/store.h"

struct spool;
/* makes DIR/spool 0700; caller closes */
struct spool *spool_open(const char *dir, struct err *e);
void spool_close(struct spool *sp);

/* a new temporary file, read-write; one at a time */
int spool_begin(struct spool *sp, int *fd, struct err *e);
/* fsync, rename to ID, directory fsync; closes fd */
int spool_keep(struct spool *sp, int fd, int64_t message_id, struct err *e);
/* removes the temporary; closes fd */
void spool_drop(struct spool *sp, int fd);
/* read-only descriptor; refused when the file is gone */
int spool_read_fd(struct spool *sp, int64_t message_id, struct err *e);
void spool_remove(struct spool *sp, int64_t message_id);	/* after T2; not there is fine */
/* removes temporaries and orphans */
int spool_recover(struct spool *sp, struct store *s, struct err *e);

#endif
