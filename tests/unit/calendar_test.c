/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Office time of Tapin's real calendar file against an oracle that knows nothing of stretches: one
 * flag per minute of 2025 to 2027, made from libc's gmtime and a list of the days off written here
 * once more, and counted minute by minute; in each of the three zones. Then what people are told
 * (dates in words) and what is wrong with broken files.
 */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "rules/calendar.h"
#include "test.h"

#define FIRST 1735689600LL		/* 2025-01-01 00:00 UTC */
#define DAYS 1095
#define MINUTES (DAYS * 1440)
#define PAIRS 100000
#define FILE_TAPIN "rules/calendar/tapin.xml"

static const char days_off[] =
    "20250101 20250127 20250128 20250129 20250328 20250329 20250331 20250401 20250402 20250403 20250404 20250407 20250418 "
    "20250420 20250501 20250512 20250513 20250529 20250530 20250601 20250606 20250609 20250627 20250817 20250818 20250905 "
    "20251225 20251226 20260101 20260116 20260216 20260217 20260318 20260319 20260320 20260321 20260322 20260323 20260324 "
    "20260403 20260405 20260501 20260514 20260515 20260527 20260528 20260531 20260601 20260616 20260817 20260825 20261224 "
    "20261225 20270101 20270326 20270328 20270501 20270506 20270601 20270817 20271225";
static unsigned char open_minute[MINUTES];
static int before[MINUTES + 1];		/* open minutes before this one */
static int opened[MINUTES], n_opened;	/* the open ones in order */
static int64_t first;			/* of the oracle: 2025-01-01 00:00 in the zone looked at */

static void
make_oracle(void)
{
	for (int i = 0; i < MINUTES; i++) {
		time_t local = (time_t)(FIRST + i * 60LL);
		struct tm tm;
		char day[16];
		int date, at;

		gmtime_r(&local, &tm);
		strftime(day, sizeof(day), "%Y%m%d", &tm);
		date = atoi(day);
		at = tm.tm_hour * 100 + tm.tm_min;
		if (tm.tm_wday == 0 || tm.tm_wday == 6 || strstr(days_off, day) != NULL)
			;
		else if ((date >= 20250301 && date <= 20250330) || (date >= 20260219 && date <= 20260320))
			open_minute[i] = tm.tm_wday == 5 ? at >= 800 && at < 1530 && !(at >= 1130 && at < 1230) :
							   at >= 800 && at < 1500 && !(at >= 1200 && at < 1230);
		else
			open_minute[i] = tm.tm_wday == 5 ? at >= 730 && at < 1630 && !(at >= 1130 && at < 1300) :
							   at >= 730 && at < 1600 && !(at >= 1200 && at < 1300);
		before[i + 1] = before[i] + open_minute[i];
		if (open_minute[i])
			opened[n_opened++] = i;
	}
}

static int64_t
at_minute(int i)
{
	return first + i * 60LL;
}

static void
test_open(const struct calendar *c)
{
	int wrong = 0, next = MINUTES;

	for (int i = MINUTES - 1; i >= 0; i--) {
		if (open_minute[i])
			next = i;
		wrong += calendar_is_open(c, at_minute(i)) != (bool)open_minute[i];
		if (next < MINUTES)
			wrong += calendar_next_open(c, at_minute(i)) != at_minute(next);
	}
	is_int(wrong, 0, "is_open and next_open agree with the oracle on all %d minutes of three years", MINUTES);
}

/* Open seconds from the first minute up to second `t` of the oracle. */
static int64_t
open_until(int64_t t)
{
	return before[t / 60] * 60LL + (open_minute[t / 60] ? t % 60 : 0);
}

/* Half of the pairs lie within a week, where most of life does; the others anywhere in three years. */
static void
test_pairs(const struct calendar *c)
{
	int wrong_between = 0, wrong_add = 0, added = 0;

	srandom(20261123);
	for (int k = 0; k < PAIRS; k++) {
		int64_t all = MINUTES * 60LL, from = random() % all, to = k % 2 == 0 ? random() % all :
									     (from + random() % (7 * 86400)) % all;
		int64_t want = to <= from ? 0 : (open_until(to) - open_until(from)) / 60, minutes, last;

		wrong_between += calendar_minutes_between(c, first + from, first + to) != want;
		minutes = random() % (k % 2 == 0 ? 100000 : 2000);
		last = open_until(from) + minutes * 60 - 1;	/* the last open second that is needed */
		if (minutes == 0 || last / 60 >= n_opened)
			continue;
		added++;
		wrong_add += calendar_add_minutes(c, first + from, minutes) != at_minute(opened[last / 60]) + last % 60 + 1;
	}
	is_int(wrong_between, 0, "minutes_between: %d random pairs, to the second", PAIRS);
	is_int(wrong_add, 0, "add_minutes: as many, to the second");
	ok(added > PAIRS * 9 / 10, "of which %d have an end in these years", added);
}

static bool
office_day(int day)
{
	return before[(day + 1) * 1440] > before[day * 1440];
}

static int
open_from(int minute)
{
	while (!open_minute[minute])
		minute++;
	return minute;
}

static void
test_days(const struct calendar *c)
{
	int wrong_add = 0, wrong_morning = 0;

	srandom(7);
	for (int k = 0; k < PAIRS; k++) {
		int from = (int)(random() % (MINUTES - 90 * 1440)), days = (int)(random() % 15), begin = open_from(from);
		int day = begin / 1440, morning = from / 1440;

		for (int left = days; left > 0; left -= office_day(day))
			day++;
		for (int left = days + 1; left > 0; left -= office_day(morning))
			morning++;
		wrong_add += calendar_add_days(c, at_minute(from), days) != at_minute(open_from(day * 1440 + begin % 1440));
		wrong_morning += calendar_morning(c, at_minute(from), days + 1) != at_minute(open_from(morning * 1440 + 480));
	}
	is_int(wrong_add, 0, "add_days: %d random starts", PAIRS);
	is_int(wrong_morning, 0, "morning: as many");
}

/* The same hours in another zone: the file with its first lines changed. */
static void
test_zone(const char *path, const char *name, int minutes)
{
	struct problems p = { 0 };
	struct buf text = BUF_INIT, other = BUF_INIT;
	struct calendar *c;
	const char *rest;
	struct err e;

	ok(file_read(FILE_TAPIN, 1 << 20, &text, &e) == 0, "%s: the file", name);
	rest = strstr(buf_str(&text), "zona=\"WITA\" menit=\"480\"");
	buf_add(&other, buf_str(&text), (size_t)(rest - buf_str(&text)));
	buf_addf(&other, "zona=\"%s\" menit=\"%d\"%s", name, minutes, rest + strlen("zona=\"WITA\" menit=\"480\""));
	ok(file_write(path, other.data, other.len, 0600, &e) == 0 && (c = calendar_read(path, &p)) != NULL, "%s: read", name);
	problems_print(&p, stdout);
	first = FIRST - minutes * 60LL;
	test_open(c);
	test_pairs(c);
	test_days(c);
	calendar_free(c);
	buf_free(&text);
	buf_free(&other);
}

static int64_t
when(const char *text)
{
	int64_t t = 0;

	ok(clock_parse(text, &t) == 0, "time %s", text);
	return t;
}

static void
test_words(const struct calendar *c)
{
	char out[64];

	calendar_say(c, when("2026-11-23T08:30:00+08:00"), out);
	is_str(out, "Senin, 23 November 2026, 08.30 WITA", "moment in words");
	calendar_say(c, when("2026-01-01T00:00:00+07:00"), out);
	is_str(out, "Kamis, 1 Januari 2026, 01.00 WITA", "a WIB time in WITA");
	calendar_say_day(c, when("2026-02-28T16:30:00Z"), out);
	is_str(out, "Minggu, 1 Maret", "day in words, past midnight here");
	calendar_say_before(c, when("2026-11-23T10:05:00+08:00"), out);
	is_str(out, "Senin, 23 November 2026, sebelum 10.30 WITA", "until when, to the half hour");
	calendar_say_before(c, when("2026-11-23T16:00:00+08:00"), out);
	is_str(out, "Senin, 23 November 2026, sebelum 16.00 WITA", "the end of office hours stays");
	is_int(calendar_zone_minutes(c), 480, "zone");
	is_str(calendar_zone_name(c), "WITA", "zone name");
	is_int(calendar_lacks(c, 2025) + calendar_lacks(c, 2026), 0, "nothing of 2025 and 2026 is missing");
	is_int(calendar_lacks(c, 2027), CALENDAR_LACKS_DAYS | CALENDAR_LACKS_RAMADAN, "2027 lacks cuti bersama and Ramadan");
	calendar_say_lacks(calendar_lacks(c, 2030), out);
	is_str(out, "libur nasional dan cuti bersama, jam kerja Ramadan", "in words; a year that is not there at all lacks both");
	is_int(calendar_minutes_between(c, 100, 100), 0, "no time");
	is_int(calendar_minutes_between(c, at_minute(3000), at_minute(1000)), 0, "backwards is none");
	is_int(calendar_add_minutes(c, 12345, 0), 12345, "adding nothing changes nothing");
	is_int(calendar_add_minutes(c, when("2026-11-23T07:30:30+08:00"), 1), when("2026-11-23T07:31:30+08:00"), "seconds are kept");
	is_int(calendar_minutes_between(c, when("2026-11-23T00:00:00+08:00"), when("2026-11-30T00:00:00+08:00")), 2250,
	    "a week is 37.5 hours");
	is_int(calendar_minutes_between(c, when("2026-03-02T00:00:00+08:00"), when("2026-03-09T00:00:00+08:00")), 1950,
	    "a week of Ramadan is 32.5 hours");
}

static const struct { const char *name, *xml, *wanted; } broken[] = {
	{ "day twice", "<jam hari='senin' mulai='07.30' selesai='16.00'/>\n<jam hari='senin' mulai='07.30' selesai='16.00'/>\n"
		       "<tahun no='2026' lengkap='tidak'/>", "3: <jam>: hari Senin ditulis dua kali" },
	{ "backwards", "<jam hari='senin' mulai='16.00' selesai='07.30'/>\n<tahun no='2026' lengkap='tidak'/>",
	    "2: <jam>: selesai harus sesudah mulai" },
	{ "break outside", "<jam hari='senin' mulai='07.30' selesai='16.00' istirahat='15.00' sampai='17.00'/>\n"
			   "<tahun no='2026' lengkap='tidak'/>", "2: <jam>: istirahat harus di dalam jam kerja" },
	{ "break all day", "<jam hari='senin' mulai='07.30' selesai='16.00' istirahat='07.30' sampai='16.00'/>\n"
			   "<tahun no='2026' lengkap='tidak'/>", "2: <jam>: istirahat harus di dalam jam kerja" },
	{ "half a break", "<jam hari='senin' mulai='07.30' selesai='16.00' istirahat='12.00'/>\n<tahun no='2026' lengkap='tidak'/>",
	    "2: <jam>: istirahat dan sampai harus ada keduanya" },
	{ "other year", "<jam hari='senin' mulai='07.30' selesai='16.00'/>\n<tahun no='2026' lengkap='tidak'>\n"
			"<libur tanggal='2025-12-25' nama='Natal'/></tahun>",
	    "4: <libur>: tanggal=\"2025-12-25\" bukan di tahun 2026" },
	{ "holiday twice", "<jam hari='senin' mulai='07.30' selesai='16.00'/>\n<tahun no='2026' lengkap='tidak'>\n"
			   "<libur tanggal='2026-12-25' nama='Natal'/><libur tanggal='2026-12-25' nama='Natal'/></tahun>",
	    "4: <libur>: tanggal=\"2026-12-25\" ditulis dua kali" },
	{ "complete without cuti", "<jam hari='senin' mulai='07.30' selesai='16.00'/>\n<tahun no='2026' lengkap='ya'/>",
	    "3: <tahun>: 2026 disebut lengkap tetapi tanpa <cuti-bersama>" },
	{ "weekday", "<jam hari='jumaat' mulai='07.30' selesai='16.00'/>\n<tahun no='2026' lengkap='tidak'/>",
	    "2: <jam>: hari=\"jumaat\" tidak dikenal; maksudnya \"jumat\"?" },
	{ "zone", "<jam hari='senin' mulai='07.30' selesai='16.00'/>\n<tahun no='2026' lengkap='tidak'/>",
	    "1: <kalender>: zona=\"WITA\" adalah menit=\"480\", bukan \"420\"" },
	{ "no hours", "<tahun no='2026' lengkap='tidak'/>", "1: <kalender>: unsur <jam> wajib ada" },
};

static void
test_broken(const char *path, size_t i)
{
	struct problems p = { 0 };
	char text[1024], got[256] = "";
	struct err e;

	snprintf(text, sizeof(text), "<kalender id='x' zona='WITA' menit='%d'>\n%s</kalender>",
	    strcmp(broken[i].name, "zone") == 0 ? 420 : 480, broken[i].xml);
	if (file_write(path, text, strlen(text), 0600, &e) != 0)
		printf("# %s\n", e.msg);
	ok(calendar_read(path, &p) == NULL, "%s: refused", broken[i].name);
	if (p.n_items > 0)
		snprintf(got, sizeof(got), "%d: %s", p.items[0].line, p.items[0].text);
	is_str(got, broken[i].wanted, "%s: said", broken[i].name);
	problems_free(&p);
}

int
main(void)
{
	struct problems p = { 0 };
	struct calendar *c = calendar_read(FILE_TAPIN, &p);
	char path[64];

	ok(c != NULL, "calendar of Tapin");
	problems_print(&p, stdout);
	if (c == NULL)
		return done();
	make_oracle();
	first = FIRST - 480 * 60;
	test_words(c);
	calendar_free(c);
	snprintf(path, sizeof(path), "/tmp/loket-calendar.%d", (int)getpid());
	test_zone(path, "WITA", 480);
	test_zone(path, "WIB", 420);
	test_zone(path, "WIT", 540);
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		test_broken(path, i);
	unlink(path);
	problems_free(&p);
	return done();
}
