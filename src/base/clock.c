/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The one clock: see clock.h. Calendar arithmetic on UTC needs no zone file, so it works inside
 * every box.
 */
#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t offset;

int64_t
clock_now(void)
{
	return (int64_t)time(NULL) + offset;
}

int64_t
clock_offset(void)
{
	return offset;
}

void
clock_set_offset(int64_t seconds)
{
	offset = seconds;
}

int64_t
clock_monotonic_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int
clock_parse(const char *text, int64_t *out)
{
	struct tm tm = { 0 }, back;
	int n = 0, east = 0, h, m;
	char sign[2];
	time_t t;

	if (sscanf(text, "%4d-%2d-%2d%*1[T ]%2d:%2d%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
		&tm.tm_hour, &tm.tm_min, &n) != 5 ||
	    n == 0)
		return -1;
	text += n;
	if (*text == ':') {
		if (sscanf(text, ":%2d%n", &tm.tm_sec, &n) != 1)
			return -1;
		text += n;
	}
	if (sscanf(text, "%1[+-]%2d:%2d%n", sign, &h, &m, &n) == 3 && text[n] == '\0')
		east = (h * 60 + m) * (sign[0] == '-' ? -1 : 1);
	else if (strcmp(text, "Z") != 0)
		return -1;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	back = tm;
	t = timegm(&back);
	if (back.tm_mday != tm.tm_mday || back.tm_mon != tm.tm_mon || back.tm_hour != tm.tm_hour ||
	    back.tm_min != tm.tm_min)
		return -1;	/* 31 April, 25:00 */
	*out = (int64_t)t - (int64_t)east * 60;
	return 0;
}

void
clock_format(int64_t t, int offset_minutes, char out[32])
{
	time_t shifted = (time_t)(t + (int64_t)offset_minutes * 60);
	int east = offset_minutes < 0 ? -offset_minutes : offset_minutes;
	struct tm tm;

	gmtime_r(&shifted, &tm);
	snprintf(out, 32, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", (tm.tm_year + 1900) % 10000,
	    (tm.tm_mon + 1) % 100, tm.tm_mday % 100, tm.tm_hour % 100, tm.tm_min % 100,
	    tm.tm_sec % 100, offset_minutes < 0 ? '-' : '+', (east / 60) % 100, east % 60);
}

void
clock_day(int64_t t, int offset_minutes, char out[11])
{
	char text[32];

	clock_format(t, offset_minutes, text);
	memcpy(out, text, 10);
	out[10] = '\0';
}

int64_t
clock_of_day(const char *day, int offset_minutes)
{
	char text[32];
	int64_t t;

	if (day == NULL || strlen(day) != 10)
		return -1;
	snprintf(text, sizeof(text), "%sT00:00:00Z", day);
	return clock_parse(text, &t) == 0 ? t - (int64_t)offset_minutes * 60 : -1;
}
