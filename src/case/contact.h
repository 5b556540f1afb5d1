/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The contact of an OPD: the address that the office's file names for it (opd), which a person on
 * record belongs to by his unit kerja. It hears of its people's certificates: once a month of those
 * that end (case/monthly), at once of those whom our reminder does not reach; and it is asked,
 * beside the official, whether a certificate is needed no more. Inside the caller's transaction.
 */
#ifndef LOKET_CASE_CONTACT_H
#define LOKET_CASE_CONTACT_H

#include "case/inquiry.h"

/* The OPD of that person, or NULL: none of the office's file. Borrowed. */
const struct office_opd *contact_of(const struct desk *d, int64_t person_id);

/* Certificates of this OPD that end soon or have ended; how many mails are owed. */
int contact_month(struct desk *d, const struct office_opd *opd);

/* A mail to the case's owner came back for good: his contact is owed its latest reminder. */
void contact_returned(struct desk *d, int64_t case_id, int64_t owner_id);

/* One mail for each OPD whose contact is owed reminders; how many mails. */
int contact_owe(struct desk *d);
bool contact_owes(const struct desk *d);

/* Does the case's owner need his certificate no more? Asked of the contact, if there is one. */
void contact_ask(struct desk *d, const struct casefile *c);
/* What it answers (inquiry.c): as the official's answer would. */
void contact_yes(struct asked *q);
void contact_no(struct asked *q);

#endif
