/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rules x letter -> facts: what it is, what it answers, which fields and documents it holds, and
 * the copy that may be kept.
 */
#ifndef LOKET_BOX_MATCH_H
#define LOKET_BOX_MATCH_H

#include "base/buf.h"
#include "base/crypt.h"
#include "box/letter.h"
#include "protocol.h"
#include "rules/ruleset.h"

/*
 * Fills *f (free with wire_free(&facts_wire, f)) and, unless the letter is none of ours (class
 * other), the cleaned message in `copy`: header and text with secrets cut, a line for each
 * document. Never fails: what is doubtful sets held. roots NULL: no signature is relied on. trace
 * may be NULL.
 */
void match_letter(struct letter *l, const struct read_order *order, const struct ruleset *rules,
    const struct trust_roots *roots, struct facts *f, struct buf *copy, struct buf *trace);

#endif
