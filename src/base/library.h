/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Libraries that few processes need, opened there and not at the start of all: what comes with them
 * (poppler: fifty, libcurl: twenty) is then not mapped in the others, nor copied by each fork. A
 * caller lists its functions once, as FUNCTIONS(X), and gets names and room of it.
 */
#ifndef LOKET_BASE_LIBRARY_H
#define LOKET_BASE_LIBRARY_H

#include <stddef.h>

#include "base/err.h"

#define LIBRARY_NAME(f) #f,
#define LIBRARY_MEMBER(f) __typeof__(f) *f;

/*
 * Before the box. to: a struct of LIBRARY_MEMBERs, `size` bytes, in the order of names, NULL at
 * first; 0 also when it is filled already. -1, and an error that names Debian's package, when the
 * library or a function of it is missing.
 */
int library_open(const char *file, const char *package, const char *const *names, void *to,
    size_t size, struct err *e);

#endif
