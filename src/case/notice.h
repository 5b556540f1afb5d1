/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a notification mail of AMS may do: make loket look. It opens a renewal only when the
 * register or AMS itself agrees with it. Both run inside the transaction of the caller.
 */
#ifndef LOKET_CASE_NOTICE_H
#define LOKET_CASE_NOTICE_H

#include <stdint.h>

#include "case/desk.h"

/*
 * A notice that a certificate has ended or will end, about person_id. Where the register agrees,
 * the renewal is opened (*case_id); where it does not, AMS is asked, if a driver can, once a day
 * for one person; `sure`: a person has looked at it, nothing needs to agree. Returns NULL with
 * *done saying what was done, or the reason for which the message is held.
 */
const char *notice_of_end(struct desk *d, int64_t message_id, int64_t person_id,
    const struct fact_notice *n, bool sure, int64_t *case_id, const char **done);

/*
 * Held as one that no rule knows: the admin gets a sample and the line that would know it, at most
 * three a day.
 */
void notice_sample(struct desk *d, const struct letter_in *in);

/*
 * AMS answered the question that notice `message_id` made loket ask about person_id (the register
 * knows it already): agrees - the renewal is opened; disagrees, or cannot tell - the message is
 * held.
 */
void notice_answer(struct desk *d, int64_t message_id, int64_t person_id, const struct called *c);

#endif
