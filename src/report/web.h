/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pages in Indonesian: one self-contained file each, without a script, light and dark, for a phone,
 * a desk and A4. Every text that is not ours goes through web_text: cleaned, then escaped.
 */
#ifndef LOKET_REPORT_WEB_H
#define LOKET_REPORT_WEB_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "rules/calendar.h"

/* head, styles and <h1>; the title is foreign text */
void web_begin(struct buf *out, const char *title);
void web_end(struct buf *out);

/* cleaned (base/clean.h) and escaped; NULL and "": "-" */
void web_text(struct buf *out, const char *s);
/* "23 Nov 2026, 08.30"; 0: "-" */
void web_time(struct buf *out, const struct calendar *c, int64_t at);
/* "45 menit", "2 jam 5 menit", "31 jam" */
void web_minutes(struct buf *out, int64_t minutes);

/*
 * A table that scrolls by itself where it is too wide. Heads end with NULL; "#Masuk" stands over
 * numbers. Rows: web_row, then web_head for the cell that names the row, web_cell for others,
 * web_row_end.
 */
void web_table(struct buf *out, const char *caption, const char *const *heads);
void web_row(struct buf *out);
void web_row_end(struct buf *out);
void web_head(struct buf *out, const char *s);
void web_cell(struct buf *out, const char *s);
void web_cell_int(struct buf *out, int64_t n);
void web_cell_time(struct buf *out, const struct calendar *c, int64_t at);
void web_table_end(struct buf *out);

/*
 * Bars over n labels, one of each series beside the other, as SVG with title and description. Its
 * numbers have to stand in a table too. `id` is unique in the page.
 */
struct web_series { const char *name; const int64_t *values; };
void web_bars(struct buf *out, const char *id, const char *title, const char *description,
    const char *const *labels, size_t n, const struct web_series *series, size_t n_series);

#endif
