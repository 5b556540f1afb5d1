/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * NIP, NIK, names, phone numbers and the like in a text, by the labels and patterns of isian.xml.
 */
#ifndef LOKET_BOX_FIELD_H
#define LOKET_BOX_FIELD_H

#include "base/buf.h"
#include "protocol.h"
#include "rules/ruleset.h"

/*
 * Adds what text holds to the list, each value once, at most LIMIT_LIST. source: "body" or "doc:N".
 * Addresses in `without` (NULL-terminated, lower case) are not reported. Returns true when a
 * pattern ran into its limit.
 */
bool field_find(const char *text, const char *source, const char *const *without,
    const struct ruleset *rules, struct fact_field **list, size_t *n, struct buf *trace);

#endif
