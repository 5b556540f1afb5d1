/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Free words of an applicant go to whoever holds the case, else to the helpdesk; what that person
 * writes back is handed on as text. Neither is ever taken for a command.
 */
#ifndef LOKET_CASE_RELAY_H
#define LOKET_CASE_RELAY_H

#include "case/inquiry.h"

/*
 * Puts the letter's words to a person and tells the writer so. case_id or matter_id says what it is
 * about. Returns NULL, or the reason to hold the letter.
 */
const char *relay_question(
    struct desk *d, const struct letter_in *in, int64_t case_id, const struct matter_head *matter);

/* The person's answer, to who asked. Returns the reason code. */
const char *relay_answer(struct asked *q);

#endif
