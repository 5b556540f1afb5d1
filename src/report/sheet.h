/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CSV for the spreadsheets of Indonesian offices: `;` between, a byte order mark, CRLF, RFC 4180
 * quoting. Cells are cleaned (base/clean.h), and a text that a spreadsheet would take for a formula
 * gets an apostrophe before it.
 */
#ifndef LOKET_REPORT_SHEET_H
#define LOKET_REPORT_SHEET_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct sheet;
/* column names; cells follow in their order, row by row */
struct sheet *sheet_new(const char *const *names, size_t n);
void sheet_text(struct sheet *s, const char *text);			/* NULL: empty */
/* numbers of people in full, for the person himself */
void sheet_own(struct sheet *s, const char *text);
void sheet_int(struct sheet *s, int64_t n);
/* in the zone of so many minutes east of UTC; 0: empty */
void sheet_time(struct sheet *s, int zone_minutes, int64_t at);
/* the whole file behind what is in out; frees s */
void sheet_end(struct sheet *s, struct buf *out);

#endif
