/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file of files in SQLite's own archive format (`sqlite3 -A` lists and unpacks it), uncompressed.
 * Written once and never changed; marked as loket's, so that another program's file is known.
 */
#ifndef LOKET_STORE_SQLAR_H
#define LOKET_STORE_SQLAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

#define SQLAR_MOST (512u << 20)	/* bytes of one file in it */

struct sqlar;

/* A new file, 0600; one that is there is replaced. Again: the disk; caller ends or drops it. */
struct sqlar *sqlar_make(const char *path, struct err *e);
/* one regular file; at: its time, seconds. Again: the disk is full */
int sqlar_add(struct sqlar *a, const char *name, const void *p, size_t n, int64_t at,
    struct err *e);
/* Written as a whole and fsynced (not its directory); frees a, also on failure. */
int sqlar_end(struct sqlar *a, struct err *e);

/*
 * For reading. Refused: no such file, not one of these files, or damaged (every page is looked at).
 */
struct sqlar *sqlar_open(const char *path, struct err *e);
/* the bytes of one file, behind what is in out; refused: it is not in there, or not whole */
int sqlar_read(struct sqlar *a, const char *name, struct buf *out, struct err *e);
/* Names that begin with `folder` ("archive/"), sorted. Caller frees each and *out. */
int sqlar_list(struct sqlar *a, const char *folder, char ***out, size_t *n, struct err *e);
/* closes; of one being written: nothing of it is kept. NULL accepted */
void sqlar_drop(struct sqlar *a);

/* it was made by sqlar_make: may be replaced by another */
bool sqlar_is_ours(const char *path);

#endif
