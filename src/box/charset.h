/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes of a letter -> clean UTF-8. Declared charset, then UTF-8, then windows-1252 with U+FFFD for
 * what that lacks. Inside a box no converter can be loaded, so charset_warm opens one of each
 * allowed charset before and keeps it open.
 */
#ifndef LOKET_BOX_CHARSET_H
#define LOKET_BOX_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

/*
 * To be called before the box is entered, once. Returns how many of the allowed charsets this
 * system can convert.
 */
size_t charset_warm(void);
/* names of the allowed charsets; NULL behind the last */
const char *charset_allowed(size_t i);

/*
 * declared: label of the letter or NULL. Returns new UTF-8 text (caller frees): valid, composed
 * (NFC), lines ended by \n, NUL as U+FFFD, no other control than \t and \n, no byte order mark.
 * *fell_back: the declared charset did not do.
 */
char *charset_text(const char *declared, const char *bytes, size_t n, bool *fell_back);

/*
 * One line of it: white space folded to single blanks, trimmed, bidi controls dropped, at most
 * `most` bytes.
 */
char *charset_line(const char *text, size_t most);

/* Cuts in place to at most `most` bytes at a letter's edge. Returns true when something was cut. */
bool charset_clip(char *text, size_t most);

#endif
