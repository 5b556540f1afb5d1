/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The month in a mail: what wants attention, and the fields of templates/laporan.md. */
#ifndef LOKET_REPORT_MONTHLY_H
#define LOKET_REPORT_MONTHLY_H

#include "case/fields.h"
#include "report/figures.h"

/* One sentence each about what somebody should look after; caller frees with monthly_free. */
struct sentences { char **items; size_t n; };
void monthly_attention(const struct figures *f, struct sentences *out);
void monthly_free(struct sentences *s);

void monthly_fields(const struct figures *f, struct fields *out);

#endif
