/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that leave the house together: a new folder (0700, files 0600) or one zip file (0600). */
#ifndef LOKET_CLI_BUNDLE_H
#define LOKET_CLI_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct bundle;
/* `path` must not exist yet (a zip gets .zip behind it). NULL: refused or again. */
struct bundle *bundle_new(const char *path, bool zip, struct err *e);
/* name may have one folder before it: "dokumen/01-sk.pdf"; at: its time */
int bundle_add(struct bundle *b, const char *name, const void *p, size_t n, int64_t at, struct err *e);
/* finishes, durable; frees b, also on failure. NULL accepted */
int bundle_end(struct bundle *b, struct err *e);
const char *bundle_path(const struct bundle *b);	/* what was made */

/* A name of a file made of what somebody else called it: letters, digits, dot, minus. Caller frees. */
char *bundle_name(const char *folder, int number, const char *text, const char *ending);

#endif
