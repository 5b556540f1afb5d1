/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Answers to a numbered list: "1 LUPA; 2 BUKAN; 3 GABUNG TTE-2026-000012". What the words mean, and
 * whether there was a list at all, is the parent's to judge.
 */
#ifndef LOKET_BOX_CHOICE_H
#define LOKET_BOX_CHOICE_H

#include "protocol.h"

/*
 * Pieces of the new text (a line, or a part between semicolons) that begin with a number or with
 * several: each number becomes a choice, the word in capitals, the rest of the piece trimmed. At
 * most LIMIT_LIST; owned by *f.
 */
void choice_read(const char *fresh, struct facts *f);

#endif
