/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The key file on paper, for the safe: each key as its mark and four numbered lines of sixteen
 * hexadecimal letters with two check digits, to be typed by a person who is in no good mood.
 */
#ifndef LOKET_BASE_PAPER_H
#define LOKET_BASE_PAPER_H

#include "base/buf.h"
#include "base/err.h"

/* What is to be printed, of all keys of the file. Refused as keys_open. The caller wipes out. */
int paper_print(const char *key_file, struct buf *out, struct err *e);
/*
 * The text of a key file out of what somebody typed: blanks and dashes where he likes, any case, O
 * for 0, I or L for 1. Refused, naming the line, where check digits do not fit, where a line is
 * missing, or where the whole is not the key of its mark. The caller wipes out.
 */
int paper_read(const char *typed, struct buf *out, struct err *e);

#endif
