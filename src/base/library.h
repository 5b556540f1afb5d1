/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Libraries that only one process needs, opened there and not at the start of all: what comes with
 * them (poppler: fifty, Leptonica: eleven) is then neither mapped in the parent nor in what talks to
 * the network. A caller lists its functions once, as FUNCTIONS(X), and gets names and room of it.
 */
#ifndef LOKET_BASE_LIBRARY_H
#define LOKET_BASE_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

#define LIBRARY_NAME(f) #f,
#define LIBRARY_MEMBER(f) __typeof__(f) *f;

/*
 * Before the box. to: a struct of LIBRARY_MEMBERs, `size` bytes, in the order of names. false, and
 * a line in the log that says what stays undone, when the library or a function is missing.
 */
bool library_open(
    const char *file, const char *undone, const char *const *names, void *to, size_t size);

#endif
