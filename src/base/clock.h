/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The only place that asks the time. Time is seconds since 1970 UTC plus an offset that is 0 in an
 * office and set by --now in rehearsals and tests; servers' times (INTERNALDATE) are shifted alike.
 */
#ifndef LOKET_BASE_CLOCK_H
#define LOKET_BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

int64_t clock_now(void);			/* seconds, shifted */
int64_t clock_offset(void);			/* what is added to real time, seconds */
void clock_set_offset(int64_t seconds);
int64_t clock_monotonic_ms(void);		/* for deadlines; never shifted, never goes back */

/*
 * Reads an RFC 3339 time ("2026-11-23T08:30:00+08:00", also with a blank for T, without seconds, or
 * Z). Returns 0, or -1 if the text is anything else.
 */
int clock_parse(const char *text, int64_t *out);

/*
 * RFC 3339 in the zone given as minutes east of UTC, 25 bytes and NUL: "2026-11-23T08:30:00+08:00".
 */
void clock_format(int64_t t, int offset_minutes, char out[32]);

/* The day of t in that zone, "2026-11-23". */
void clock_day(int64_t t, int offset_minutes, char out[11]);
/* The begin of a day "2026-11-23" in that zone; -1 when the text is NULL or no such day. */
int64_t clock_of_day(const char *day, int offset_minutes);

#endif
