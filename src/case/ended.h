/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Certificates that had ended before the register knew them: no stage of theirs is left, and nobody
 * is written to on the first day. The admin gets them as a numbered list to choose from: whom to
 * remind after all, whom to leave alone for good. Inside the caller's transaction.
 */
#ifndef LOKET_CASE_ENDED_H
#define LOKET_CASE_ENDED_H

#include "case/inquiry.h"

/* Those in no list yet, as lists to the admin (else the helpdesk). How many mails are owed. */
int ended_ask(struct desk *d);

/* "1, 3 PERPANJANG; 2 LEPAS": what the message row says of it. The list stays open for the rest. */
const char *ended_answer(struct asked *q);

#endif
