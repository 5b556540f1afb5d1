/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A finished mail as it is kept in outbox/: all of it but the documents it brings. In place of the
 * base64 of each stands a line that names it in archive/ (ATTACHED_LINE). So no foreign document passes
 * the composer, and none is kept a second and third time.
 */
#ifndef LOKET_STORE_MAILFILE_H
#define LOKET_STORE_MAILFILE_H

#include <stdint.h>

#include "base/err.h"
#include "store/archive.h"

/*
 * The whole mail with its documents, RFC 2045 lines of 76, into a descriptor in memory at its start;
 * the caller closes. *bytes: its length, at most `most`. Needs memory for the mail without documents
 * and for a piece of one. Refused: the mail or a document of it is not there, or not what it was.
 */
int mailfile_open(struct archive *a, const char *name, size_t most, int64_t *bytes, struct err *e);

#endif
