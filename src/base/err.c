/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Filling struct err: see err.h for what the grades mean. Over-long texts are cut, never lost
 * whole.
 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int fill(struct err *e, enum grade grade, const char *fmt, va_list ap)
    __attribute__((format(printf, 3, 0)));

static int
fill(struct err *e, enum grade grade, const char *fmt, va_list ap)
{
	e->grade = grade;
	vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	return -1;
}

int
err_again(struct err *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(e, GRADE_AGAIN, fmt, ap);
	va_end(ap);
	return -1;
}

int
err_refused(struct err *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fill(e, GRADE_REFUSED, fmt, ap);
	va_end(ap);
	return -1;
}

int
err_wrap(struct err *e, const char *fmt, ...)
{
	char inner[sizeof(e->msg)];
	va_list ap;
	size_t n;

	memcpy(inner, e->msg, sizeof(inner));
	va_start(ap, fmt);
	vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
	va_end(ap);
	n = strlen(e->msg);
	snprintf(e->msg + n, sizeof(e->msg) - n, ": %s", inner);
	return -1;
}
