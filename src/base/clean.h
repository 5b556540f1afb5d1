/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Foreign text made fit to be shown: no control or direction characters, no broken UTF-8, runs of
 * 16 or more digits (NIK, NIP) keep their last four only. Whatever is printed, listed or reported
 * passes here.
 */
#ifndef LOKET_BASE_CLEAN_H
#define LOKET_BASE_CLEAN_H

#include <stddef.h>
#include <wchar.h>

/* Cleaned copy; caller frees. NULL gives NULL. */
char *clean_text(const char *s);

/* The next character of s (at most n bytes), L'?' for what must not be shown; *len: its bytes. */
wchar_t clean_char(const char *s, size_t n, size_t *len);
/* Before the first clean_char, or a C function that reads characters of UTF-8. */
void clean_begin(void);

#endif
