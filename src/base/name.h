/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of people, as far as they can be compared. */
#ifndef LOKET_BASE_NAME_H
#define LOKET_BASE_NAME_H

#include <stdbool.h>

/*
 * The words of a name, small, without titles: "Hj. Siti Rahmah, S.Sos." is "siti rahmah". The caller
 * frees it.
 */
char *name_plain(const char *name);
/* May both be the same person's: each word of the shorter stands in the longer, or begins with its
 * initial. Proves nothing. */
bool name_same(const char *a, const char *b);

#endif
