/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory either succeeds or the process ends with EX_OSERR: no caller has a branch it cannot test.
 */
#ifndef LOKET_BASE_MEM_H
#define LOKET_BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

void *xmalloc(size_t size);			/* never NULL, also for size 0 */
void *xcalloc(size_t n, size_t size);		/* zeroed; n * size is checked for overflow */
void *xreallocarray(void *p, size_t n, size_t size);
/* For what a library could not reserve: says so, ends the process as all of these do. */
_Noreturn void out_of_memory(void);
char *xstrdup(const char *s);			/* NULL gives NULL */
char *xstrndup(const char *s, size_t n);
/* bytes of the UTF-8 text s, at most n, that end with a whole character */
size_t utf8_within(const char *s, size_t n);
/* as xstrndup of UTF-8 text, but no character is cut through */
char *xstrnutf8(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Overwrites n bytes at p so that the compiler may not drop it: for keys and passwords. */
void wipe(void *p, size_t n);

/*
 * Growing array: room for one more element behind the n that are there; returns the array, maybe
 * moved: `x->items = grow(x->items, x->n, sizeof(*x->items)); x->items[x->n++] = ...`. The new
 * element is zeroed.
 */
void *grow(void *items, size_t n, size_t size);

#endif
