/* SPDX-License-Identifier: GPL-3.0-or-later */
/* format=flowed (RFC 3676): lines that the mail program broke become the paragraphs that were typed. */
#ifndef LOKET_BOX_FLOWED_H
#define LOKET_BOX_FLOWED_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Appends text to out with its soft line ends gone; quoted lines keep their depth in ">". delsp: the
 * blank at a soft line end was added by the program (DelSp=yes) and goes too.
 */
void flowed_join(const char *text, bool delsp, struct buf *out);

#endif
