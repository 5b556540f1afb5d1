/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Letters in somebody's name from an address that is not his: that person, or the OPD whose letter
 * it brings, is asked at the address on record whether it is theirs. Until then nothing is done with
 * it, and the sender learns nothing but that.
 */
#ifndef LOKET_CASE_CLAIM_H
#define LOKET_CASE_CLAIM_H

#include "case/inquiry.h"

/* Asks, once a day for the same person or OPD. Returns the reason for which the letter is held. */
const char *claim_ask(struct desk *d, const struct letter_in *in, const struct related *r);

/*
 * The letter shows the code of an official and is not his: it is held, and he is told of it, once
 * for each code.
 */
void claim_code_shown(struct desk *d, const struct letter_in *in, const struct related *r);

/* YA: the letter goes its way, and the address is kept at a lower trust. */
void claim_yes(struct asked *q);
/* TIDAK: a person looks. */
void claim_no(struct asked *q);

#endif
