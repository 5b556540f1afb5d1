/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tables that the checker follows, as RELAX NG (XML syntax) for editors: what may stand where
 * and what a value looks like. Whether a name exists, a pattern compiles or a tahap can be reached
 * only the checker knows.
 */
#ifndef LOKET_RULES_SCHEMA_H
#define LOKET_RULES_SCHEMA_H

#include <stddef.h>

#include "base/buf.h"

/* The i-th kind of rule files ("sop", "office", "calendar", "letter-kata" ...), or NULL. */
const char *schema_name(size_t i);
/* Adds the schema of that kind. */
void schema_print(size_t i, struct buf *out);

#endif
