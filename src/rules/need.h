/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a text must hold for a pattern to fit it, and where in it a fit can begin. Most patterns want a word
 * that most texts lack ("menulis:", "dilantik"), and saying no to those by a few looks into a table of the
 * text's letters is a hundred times cheaper than looking for them; of the others most fit at a few words only,
 * as their first letters tell. Case is of no account. What is not understood of a pattern asks for nothing: the
 * answer may be "perhaps" for no reason, never "no" for no reason.
 */
#ifndef LOKET_RULES_NEED_H
#define LOKET_RULES_NEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PRINT_BITS 32768

/* Which letters, pairs and triples of letters a text holds, as bits by their hash. */
struct print { unsigned char bits[PRINT_BITS / 8]; };

/* What a pattern needs; only need.c looks inside. */
struct need;

/* What the parts need that a pattern calls as (?&name); a part may call those added before it. */
struct need_parts;
struct need_parts *need_parts_new(void);
void need_parts_add(struct need_parts *parts, const char *name, const char *text);
void need_parts_free(struct need_parts *parts);

/* From the text of a pattern (PCRE2). parts: NULL for none. NULL: nothing is known that it needs. */
struct need *need_of(const char *pattern, const struct need_parts *parts);
void need_free(struct need *n);

/*
 * Replaces what *print held, and n + 1 places of first: for each byte the three letters that begin there, which
 * only need.c reads; 0 inside of a letter and at the end. first: NULL for none.
 */
void print_of(const char *text, size_t n, struct print *print, uint32_t *first);

/* False: the pattern fits nowhere in the text of the print. */
bool need_met(const struct need *n, const struct print *print);

/* Whether it is known how a fit begins; else it can begin anywhere. */
bool need_begins(const struct need *n);

/* The first place from `from` on, up to `to`, where a fit can begin; to + 1: there is none. */
size_t need_begin(const struct need *n, const uint32_t *first, size_t from, size_t to);

#endif
