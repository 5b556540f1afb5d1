/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people are shown at fixed hours: letters that need their decision, what was nothing of ours,
 * what went wrong; and, while nothing leaves (bayangan), what would have been answered beside what
 * they answered. Inside the caller's transaction.
 */
#ifndef LOKET_CASE_SUMMARY_H
#define LOKET_CASE_SUMMARY_H

#include "case/desk.h"

/*
 * Owes the mails of this hour. first: of the day; a later one is sent only where there is news.
 * Returns how many mails are owed.
 */
int summary_owe(struct desk *d, bool first);

/* The first of the hours ("08:00 13:00") of an office day after t; 0: no hour is given. */
int64_t summary_next(const struct calendar *c, const char *hours, int64_t t);

#endif
