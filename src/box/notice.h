/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is it a notification of AMS, which one, and until when does it say the certificate is valid. */
#ifndef LOKET_BOX_NOTICE_H
#define LOKET_BOX_NOTICE_H

#include <stdbool.h>

#include "box/letter.h"
#include "protocol.h"

/* Whether an address (NULL: no) lies in a domain that letter/ams.xml lists, or below one. */
bool notice_sender(const char *address, const struct ruleset *rules);

/*
 * Fills *out (zero before; texts the caller's). `from`: the bare sender when the letter has the
 * class of a notice, else NULL and nothing is looked for. *undecided: a pattern reached its limit.
 */
void notice_find(struct letter *l, const struct ruleset *rules, const char *from,
    struct fact_notice *out, bool *undecided, struct buf *trace);

#endif
