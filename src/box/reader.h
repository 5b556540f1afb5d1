/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One letter: a descriptor in, frames out. Runs in a process of its own that ends with the letter.
 */
#ifndef LOKET_BOX_READER_H
#define LOKET_BOX_READER_H

#include "base/crypt.h"
#include "protocol.h"
#include "rules/ruleset.h"

/*
 * Puts this (just forked) process into the box, reads the letter from fd `letter` and sends
 * FRAME_FACTS, with `parts` also FRAME_PART ..., and FRAME_END to fd `result`. Returns the exit
 * code: 0, or 71 when the box or the other side failed. roots NULL: no signature is relied on.
 */
int reader_run(const struct read_order *order, const struct ruleset *rules,
    const struct trust_roots *roots, int letter, int result, bool parts);

/* The same, but writes what each rule did as text to fd `out` (loket explain). */
int reader_explain(const struct read_order *order, const struct ruleset *rules,
    const struct trust_roots *roots, int letter, int out);

/*
 * Before the box: opens what can be opened only there (converters, locale, mail library), and reads
 * one letter of its own with the rules, so that readers are forked with everything set up.
 */
void reader_warm(const struct ruleset *rules);

#endif
