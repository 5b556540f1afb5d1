/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A growing string of bytes. Invariants: `data` is never NULL after buf_init or BUF_INIT + first
 * call, data[len] is always '\0'; bytes may contain NUL, then `len` tells the truth.
 */
#ifndef LOKET_BASE_BUF_H
#define LOKET_BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
	char *data;
	size_t len;
	size_t cap;
};

#define BUF_INIT { NULL, 0, 0 }

/* frees the bytes, leaves an empty buf; accepts BUF_INIT */
void buf_free(struct buf *b);
void buf_reset(struct buf *b);				/* length 0, memory kept */
void buf_reserve(struct buf *b, size_t more);		/* room for `more` bytes behind len */
void buf_add(struct buf *b, const void *p, size_t n);
void buf_adds(struct buf *b, const char *s);
void buf_addc(struct buf *b, char c);
void buf_grouped(struct buf *b, int64_t n);	/* as Indonesian writes it: 1.234.567 */
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vaddf(struct buf *b, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
/* as text of HTML or XML, inside an attribute too: < > & " ' are escaped; NULL: nothing */
void buf_html(struct buf *b, const char *s);
/* gives the string away (caller frees), leaves an empty buf */
char *buf_take(struct buf *b);
const char *buf_str(struct buf *b); /* borrowed until the next change; "" when empty */

#endif
