/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Office time: hours per weekday with a break, libur nasional and cuti bersama, a Ramadan block, a
 * zone without daylight saving (WITA = +480). Pure arithmetic on a loaded file; UTC seconds in and
 * out.
 */
#ifndef LOKET_RULES_CALENDAR_H
#define LOKET_RULES_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/problem.h"

struct calendar;

/* NULL when anything is wrong; caller frees */
struct calendar *calendar_read(const char *file, struct problems *p);
/* The table of its elements (rules/xml.h). */
struct xml_rule;
const struct xml_rule *calendar_format(size_t *n);
void calendar_free(struct calendar *c);
int calendar_zone_minutes(const struct calendar *c);			/* east of UTC */
const char *calendar_zone_name(const struct calendar *c);		/* "WITA" */

bool calendar_is_office_day(const struct calendar *c, int64_t t);
/* inside office hours, break excluded */
bool calendar_is_open(const struct calendar *c, int64_t t);
int64_t calendar_next_open(const struct calendar *c, int64_t t);	/* t itself when open */

/*
 * The first moment by which `minutes` office minutes have passed since t (it may be the very end of
 * a day); t itself for 0.
 */
int64_t calendar_add_minutes(const struct calendar *c, int64_t t, int64_t minutes);

/*
 * The clock starts when the office is next open; the result is the same clock time `days` office
 * days later, moved into office hours. Saturday + 1 is Tuesday morning when Monday is an office
 * day.
 */
int64_t calendar_add_days(const struct calendar *c, int64_t t, int64_t days);
/*
 * On the n-th office day after that of t (n >= 1): 08.00, or when the office opens, if later. When
 * people are reminded.
 */
int64_t calendar_morning(const struct calendar *c, int64_t t, int64_t n);
/* office minutes; 0 when to <= from */
int64_t calendar_minutes_between(const struct calendar *c, int64_t from, int64_t to);

/* "Senin, 23 November 2026, 08.30 WITA" and "Senin, 23 November"; out at least 64 bytes. */
void calendar_say(const struct calendar *c, int64_t t, char out[64]);
/* "Senin, 23 November 2026, sebelum 10.30 WITA": the half hour in which t lies, or ends */
void calendar_say_before(const struct calendar *c, int64_t t, char out[64]);
/* 23 November 2026 */
void calendar_say_date(const struct calendar *c, int64_t t, char out[64]);
void calendar_say_day(const struct calendar *c, int64_t t, char out[64]);
/*
 * What the file does not tell of a year, as bits: its holidays and cuti bersama (it is not marked
 * complete), its Ramadan block. 0: nothing is missing.
 */
enum calendar_gap { CALENDAR_LACKS_DAYS = 1, CALENDAR_LACKS_RAMADAN = 2 };
int calendar_lacks(const struct calendar *c, int year);
/* the same in words: "libur nasional dan cuti bersama, jam kerja Ramadan"; out at least 64 bytes */
void calendar_say_lacks(int lacks, char out[64]);
/* year and month (1-12) in the office's zone */
int calendar_month_of(const struct calendar *c, int64_t t, int *year);

/*
 * Reads a date as people and AMS write it, day first: "31 Desember 2026", "December 31, 2026",
 * "31-12-2026", "31/12/2026", "2026-12-31", also with a time behind it -> "2026-12-31". False when
 * it is none, or no day between 2000 and 2199.
 */
bool calendar_read_date(const char *text, char day[11]);

#endif
