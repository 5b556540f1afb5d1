/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Delivery reports: those of RFC 3464, and the free forms of qmail, Exim and old servers. Which mail
 * came back, for whom, why, and whether the address is to blame. A claim: anybody may write one.
 */
#ifndef LOKET_BOX_REPORT_H
#define LOKET_BOX_REPORT_H

#include "box/letter.h"

/* Takes what the lines of a part of the report say; what is known already stays. */
void report_text(struct letter_report *r, const char *text);
/* Once the whole letter is known: is it a report, and of what kind. */
void report_judge(struct letter *l);
void report_free(struct letter_report *r);

#endif
