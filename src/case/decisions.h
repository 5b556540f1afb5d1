/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is what a reader says was decided by number well formed? The reader is not believed. */
#ifndef LOKET_CASE_DECISIONS_H
#define LOKET_CASE_DECISIONS_H

#include <stdbool.h>

#include "protocol.h"

/*
 * Each decision has a meaning of small letters and names somebody or all; ranges ascend, nobody stands in two
 * of them, at most one is for everybody but some, and then for all but whom the others name. A list that
 * is the whole answer (why "by-number") decides nothing by itself: unclear, tier 3.
 */
bool decisions_sound(const struct fact_command *c);

#endif
