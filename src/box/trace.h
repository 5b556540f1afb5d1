/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What `loket explain` tells: lines added while a letter is read. Everywhere else the trace is NULL
 * and costs nothing.
 */
#ifndef LOKET_BOX_TRACE_H
#define LOKET_BOX_TRACE_H

#include <stdarg.h>

#include "base/buf.h"

__attribute__((unused, format(printf, 2, 3))) static inline void
trace(struct buf *t, const char *fmt, ...)
{
	va_list ap;

	if (t == NULL)
		return;
	va_start(ap, fmt);
	buf_vaddf(t, fmt, ap);
	va_end(ap);
	buf_addc(t, '\n');
}

#endif
