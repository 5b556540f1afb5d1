/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mistakes in files that people wrote: all of them, with file and line, printed in one run. */
#ifndef LOKET_BASE_PROBLEM_H
#define LOKET_BASE_PROBLEM_H

#include <stddef.h>
#include <stdio.h>

/* text in Indonesian for rules; says what is wrong and what was probably meant */
struct problem { char *file; int line; char *text; };
struct problems { struct problem *items; size_t n_items; };

void problem_add(struct problems *p, const char *file, int line, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* `file:line: text`, in the order of file and line */
void problems_print(const struct problems *p, FILE *to);
void problems_free(struct problems *p);
/* Adds those of `from` that are not there yet, and frees it. */
void problems_merge(struct problems *into, struct problems *from);

/*
 * The candidate nearest to `word` by edit distance (at most 2, or a third of its length), or NULL:
 * for "maksudnya ...?".
 */
const char *problem_meant(const char *word, const char *const *candidates, size_t n);

/*
 * The same for English messages: "; probably meant: X", to stand behind what is said of the word,
 * or "". Written into `out`, which is returned.
 */
#define PROBLEM_HINT 128
const char *problem_hint(const char *word, const char *const *candidates, size_t n,
    char out[PROBLEM_HINT]);

#endif
