/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Once a month, with the first summary of it: which certificates nobody has looked at for long, for
 * the admin; and for each OPD of the office's file those of its people that end soon or have ended,
 * with whom our mails do not reach.
 */
#ifndef LOKET_CASE_MONTHLY_H
#define LOKET_CASE_MONTHLY_H

#include "case/desk.h"

/* Inside the caller's transaction; how many mails are owed. */
int monthly_owe(struct desk *d);

#endif
