/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of figures_gather, one file each. For this room only. */
#ifndef LOKET_REPORT_GATHER_H
#define LOKET_REPORT_GATHER_H

#include "report/figures.h"

/* cases.c: services, ends, rows of the SOPs, open cases, months. -1: an SOP is unreadable */
int gather_cases(const struct figures_order *o, struct figures *f, struct err *e);
/* users.c: users of TTE by month and unit, certificates by month of expiry */
void gather_users(const struct figures_order *o, struct figures *f);
/* watch.c: letters, reminders, exceptions, health */
void gather_watch(const struct figures_order *o, struct figures *f);

/* the zone of the office in seconds */
int64_t figures_zone(const struct office *o);

#endif
