/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be said of a message before any parser sees it: limits, in one linear pass without
 * recursion or memory; and the few fields that carry trust, read more strictly than a mail library
 * does.
 */
#ifndef LOKET_BOX_SCAN_H
#define LOKET_BOX_SCAN_H

#include <stddef.h>

#include "protocol.h"

#define LIMIT_BODY_LINE (1u << 20)	/* bytes of one line of a body */

/*
 * NULL when the n bytes keep all limits, else which one they break: "size" "header" "fields"
 * "brackets" "depth" "parts" "line" "double".
 */
const char *scan_limits(const char *bytes, size_t n);

/* How many bytes of an mbox line ("From x Mon ...") stand before the header; mostly 0. */
size_t scan_mbox_line(const char *bytes, size_t n);

struct sender { char *address, *name; size_t count; const char *why; };

/*
 * One unfolded From value, not decoded. address: bare and lower-case when the value names exactly
 * one address with exactly one @ and nothing that could be taken for another one; else NULL and
 * why. A title that should have been quoted (`Siti, S.Sos. <x@y>`) is part of the name. A name that
 * holds another address gives both: the address and why. count: addresses seen. name: still
 * encoded, or NULL. sender_free frees.
 */
void sender_read(const char *value, struct sender *s);
void sender_free(struct sender *s);

#endif
