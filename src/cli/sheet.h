/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * CSV for the spreadsheets of Indonesian offices: `;` between, a byte order mark, CRLF, RFC 4180
 * quoting. Cells are cleaned as everything printed (NIK and NIP keep their last four), and a text
 * that a spreadsheet would take for a formula gets an apostrophe before it.
 */
#ifndef LOKET_CLI_SHEET_H
#define LOKET_CLI_SHEET_H

#include <stdint.h>

#include "base/buf.h"
#include "cli/cli.h"

struct sheet;
/* column names; cells follow in their order, row by row */
struct sheet *sheet_new(const char *const *names, size_t n);
void sheet_text(struct sheet *s, const char *text);			/* NULL: empty */
/* numbers of people in full, for the person himself */
void sheet_own(struct sheet *s, const char *text);
void sheet_int(struct sheet *s, int64_t n);
void sheet_time(struct sheet *s, const struct cli *c, int64_t at);	/* 0: empty */
/* the whole file behind what is in out; frees s */
void sheet_end(struct sheet *s, struct buf *out);

#endif
