/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a letter shows about who and what it belongs to: evidence for the parent to judge, never
 * trust.
 */
#ifndef LOKET_BOX_EVIDENCE_H
#define LOKET_BOX_EVIDENCE_H

#include "box/letter.h"
#include "protocol.h"

/* Fills *e (strings malloc'ed, bounded as facts_wire wants). */
void evidence_collect(const struct letter *l, struct evidence *e);

/*
 * Token candidates in text, canonical, added to the list once each. Four groups of four base32
 * letters (RFC 4648): with dashes, blanks around them, quote marks and line ends, in any case; with
 * blanks only or nothing between them only in upper case. `header`: message identifiers, where the
 * groups may also run together in any case.
 */
void evidence_tokens(const char *text, bool header, struct fact_text **list, size_t *n);
void evidence_numbers(const char *text, struct fact_text **list, size_t *n); /* "TTE-2026-000123" */

#endif
