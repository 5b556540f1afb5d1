/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The month on one page of HTML: its first sheet of A4 is the summary. */
#ifndef LOKET_REPORT_PAGE_H
#define LOKET_REPORT_PAGE_H

#include "base/buf.h"
#include "report/figures.h"

void report_page(const struct figures *f, struct buf *out);

#endif
