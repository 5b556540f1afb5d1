/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What must never be stored or passed on (rahasia.xml: links of AMS, passphrases, one-time codes)
 * is cut out of texts here.
 */
#ifndef LOKET_BOX_SECRET_H
#define LOKET_BOX_SECRET_H

#include <stddef.h>

#include "protocol.h"
#include "rules/ruleset.h"


/*
 * New text with every secret replaced by SECRET_MARK (caller frees); *cuts grows by the number of
 * cuts. A pattern at its limit sets *undecided and empties the text: what cannot be checked is not
 * kept.
 */
char *secret_cut(const char *text, const struct ruleset *rules, bool notice, size_t *cuts,
    bool *undecided);

#endif
