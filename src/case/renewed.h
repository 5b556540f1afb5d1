/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The register has learnt of a new certificate of somebody whose case is open. Where the SOP says
 * what that means (sertifikat-baru), the case goes there by itself, when it is sure: the end is told,
 * not reckoned, and lies behind the one that the case is about; it is the only such one, and nobody
 * else's. Else the case goes on, and who is asked in it hears once what the register shows. A case
 * in the hands of people is left to them until they let it go on.
 */
#ifndef LOKET_CASE_RENEWED_H
#define LOKET_CASE_RENEWED_H

#include "case/desk.h"

/*
 * To be called when the register has entered a certificate of the person, or learnt the end of one.
 * `source`: what told of it, for the journal ("import", "poll", "notice"; "resume": it was kept from
 * the case until now). Inside the caller's transaction.
 */
void renewed_look(struct desk *d, int64_t person_id, const char *source);

/* A certificate was told of as his that is on record as somebody else's. */
void renewed_not_his(
    struct desk *d, int64_t person_id, int64_t certificate_id, const char *source);

#endif
