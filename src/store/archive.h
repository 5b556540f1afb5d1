/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sealed files, each named by the SHA-256 (hex) of the file as it lies on disk:
 * DIR/archive/ab/abcd... for cleaned letters and documents, DIR/outbox/abcd... for mails. Written,
 * renamed, files and directories fsynced BEFORE the transaction that names them commits; recovery
 * removes what no row names.
 */
#ifndef LOKET_STORE_ARCHIVE_H
#define LOKET_STORE_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/crypt.h"
#include "base/err.h"
#include "store/store.h"

enum archive_room { ROOM_ARCHIVE, ROOM_OUTBOX };

struct archive;
/* keys stay the caller's; caller closes */
struct archive *archive_open(const char *dir, const struct keys *k, struct err *e);
void archive_close(struct archive *a);

/* one file being written in pieces */
struct archive_file;
struct archive_file *archive_begin(struct archive *a, enum archive_room room, struct err *e);
/* again: disk full */
int archive_add(struct archive_file *f, const void *p, size_t n, struct err *e);
/*
 * Finishes: name is 64 hex letters + NUL; frees f, also on failure. File and directories are synced by
 * archive_sync, once for a batch.
 */
int archive_end(struct archive_file *f, char name[65], struct err *e);
/* removes the temporary, frees; NULL accepted */
void archive_drop(struct archive_file *f);
/* files and directories that archive_sync has to wait for */
size_t archive_unsynced(const struct archive *a);
/*
 * The barrier before the transaction that names the files; all: the whole file system has just been
 * synced
 */
int archive_sync(struct archive *a, bool all, struct err *e);
/* All that was written to the file system of the archive, whoever wrote it: for many files at once. */
int archive_sync_all(struct archive *a, struct err *e);

/* whole; durable after archive_sync */
int archive_put(struct archive *a, enum archive_room room, const void *p, size_t n, char name[65],
    struct err *e);
int archive_read(struct archive *a, enum archive_room room, const char *name, size_t most,
    struct buf *out, struct err *e);
/*
 * The same into a descriptor, piece by piece, so that it needs no memory; what is there counts only
 * when 0 comes back.
 */
int archive_copy(struct archive *a, enum archive_room room, const char *name, int to, struct err *e);
/*
 * A file as it lies, sealed, behind what is in out: for backups. Refused: it is not what its name
 * says; again: not there, which may be because its row has just forgotten it.
 */
int archive_lift(struct archive *a, enum archive_room room, const char *name, struct buf *out,
    struct err *e);
/* Back in its place, not synced. Refused: the bytes are not those of the name. */
int archive_lay(struct archive *a, enum archive_room room, const char *name, const void *p, size_t n,
    struct err *e);
/* the bytes are those that the name promises */
int archive_fits(const char *name, const void *p, size_t n, struct err *e);
/* after the commit that forgot it */
void archive_remove(struct archive *a, enum archive_room room, const char *name);
/* refused: files lie here, but the store is empty */
int archive_recover(struct archive *a, struct store *s, struct err *e);

#endif
