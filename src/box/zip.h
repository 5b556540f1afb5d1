/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ZIP archives in memory. The directory at the end is the one truth, checked whole before anything
 * is unpacked: what two programs could read differently (overlapping or doubled members, a second
 * name in front of the data) is refused, not guessed. Names are data, never paths.
 */
#ifndef LOKET_BOX_ZIP_H
#define LOKET_BOX_ZIP_H

#include <stddef.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

#define LIMIT_ZIP_MEMBERS 4000		/* entries of an archive */
#define LIMIT_ZIP_MEMBER (32u << 20)	/* bytes of one, unpacked */
#define LIMIT_ZIP_EACH 20		/* members given by zip_each */
#define LIMIT_ZIP_BYTES (64u << 20)	/* their bytes; those of all parts of a DOCX or ODT */

struct zip;

/*
 * `bytes` are borrowed until zip_close. NULL: damaged, beyond limits or ambiguous. Locked members
 * are no mistake here.
 */
struct zip *zip_open(const void *bytes, size_t n);
void zip_close(struct zip *z); /* accepts NULL */

/* NULL behind the last; borrowed; UTF-8. Names differ, also when the case is overlooked. */
const char *zip_name(const struct zip *z, size_t i);
int zip_find(const struct zip *z, const char *name); /* its number, whatever the case; -1 none */
int zip_locked(const struct zip *z);                 /* some member wants a password */

/* Goes to the start of member i; -1: it cannot be unpacked. */
int zip_enter(struct zip *z, size_t i);
/* Its next bytes, 0 at its end; -1 damaged, or more than the directory said. */
ssize_t zip_read(struct zip *z, void *to, size_t n);

/*
 * Calls take for each regular member, in the order of the archive, one level deep, until take
 * returns non-zero or LIMIT_ZIP_EACH were given. 0; -1 damaged or beyond limits (members may have
 * been taken before that was seen), -2 encrypted (none was).
 */
int zip_each(const void *bytes, size_t n,
    int (*take)(void *data, const char *name, const void *bytes, size_t len), void *data);

/*
 * A new archive in memory: members in the order they are put, deflated but for "mimetype", which
 * OpenDocument wants stored. The same members give the same bytes.
 */
struct zip_writer;
struct zip_writer *zip_begin(void);
int zip_put(struct zip_writer *w, const char *name, const struct buf *bytes, struct err *e);
/* Adds the archive to *out (NULL: it is given up) and frees w. */
void zip_end(struct zip_writer *w, struct buf *out);

#endif
