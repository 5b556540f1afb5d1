/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of a folder and the folders in it: what there is, and away with it. */
#ifndef LOKET_BASE_FILES_H
#define LOKET_BASE_FILES_H

#include <stddef.h>

/*
 * Paths below `dir` whose names end in `end` ("": every file), sorted, without hidden ones. Caller frees each and
 * *out. 0: none, or no such folder.
 */
size_t files_below(const char *dir, const char *end, char ***out);

/* A file, or a folder with all that is in it; links are not followed. Not there is fine. */
void files_remove(const char *path);

#endif
