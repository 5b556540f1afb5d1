/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Patterns of the rule files: PCRE2 in UTF mode, compiled once, matched under limits. A pattern
 * that runs into a limit is undecided, which its callers turn into "held for a person"; it is never
 * taken for "no". Not for threads: the place of the last match lies in the pattern.
 */
#ifndef LOKET_RULES_REGEX_H
#define LOKET_RULES_REGEX_H

#include <stdbool.h>
#include <stddef.h>

struct regex;

enum found { FOUND_NO, FOUND_YES, FOUND_UNDECIDED };

/* bytes; start == end == SIZE_MAX where a group took no part */
struct span { size_t start, end; };

#define REGEX_EXACT 1u	/* upper and lower case differ */
/* a blank stands for any white space, and the whole must not begin or end inside a word */
#define REGEX_PHRASE 2u
#define REGEX_OPTIONAL 8u	/* stands behind something else, so it may fit nothing */
#define REGEX_LINE 4u	/* ^ and $ also match at line ends */

/*
 * Parts that patterns share: a pattern, or a part added later, calls one as (?&name). A part has no group
 * of its own and asks for none outside of it (no \1, \G, \K). Added before the first pattern that
 * calls it, freed after the last.
 */
struct regex_parts;
struct regex_parts *regex_parts_new(void);
void regex_parts_add(struct regex_parts *parts, const char *name, const char *text);
void regex_parts_free(struct regex_parts *parts);

/*
 * Compiles. parts: those that it may call, or NULL. NULL when the pattern is wrong: *at is the offset in
 * bytes, `why` (n bytes) the reason in English.
 */
struct regex *regex_new(
    const char *pattern, unsigned flags, struct regex_parts *parts, size_t *at, char *why, size_t n);
void regex_free(struct regex *r);

/*
 * Looks for the pattern in text[from..n); `anchored`: only at `from`. Text must be valid UTF-8. On
 * FOUND_YES *m is the whole match. regex_group then tells where a named group of the last match
 * lies (false: it took no part); of several groups of that name the longest that took part.
 */
enum found regex_find(
    struct regex *r, const char *text, size_t n, size_t from, bool anchored, struct span *m);
bool regex_group(const struct regex *r, const char *name, struct span *m);
bool regex_has_group(const struct regex *r, const char *name);

/*
 * Why the pattern should not be used, in Indonesian, or NULL: it fits nothing at all or any letter,
 * or does not come to an end on a long line.
 */
const char *regex_weak(struct regex *r);

#endif
