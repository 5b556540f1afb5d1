/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Office time by whole days: a day is at most two stretches of open seconds (before and after the
 * break), the rest is skipping days. Owns its table of holidays and hours; asks no clock. Days are
 * counted from 1970-01-01 in local time; the zone is a fixed number of minutes, so a day has always
 * 86,400 seconds. Mistakes in the file end as problems.
 */
#include "rules/calendar.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "rules/xml.h"

#define DAY 86400
#define MORNING (8 * 3600)	/* second of the day at which people are reminded */

/* seconds of the day; from == to: closed; rest_from == rest_to: none */
struct hours { int from, to, rest_from, rest_to; };
struct week { struct hours day[7]; };			/* 0 = Minggu */
struct ramadan { int64_t first, last; struct week week; };
struct year { int no; bool complete; };
struct calendar {
	char *zone_name;
	int zone;			/* seconds east of UTC */
	struct week week;
	struct ramadan *ramadan; size_t n_ramadan;
	struct year *years; size_t n_years;
	int64_t *off; size_t n_off;	/* days without work, ascending */
};
struct stretch { int from, to; };

static const char *const day_names[7] = { "Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat",
	"Sabtu" };
static const char *const month_names[12] = { "Januari", "Februari", "Maret", "April", "Mei", "Juni",
	"Juli", "Agustus", "September", "Oktober", "November", "Desember" };

static const struct { const char *name; int minutes; } zones[] = { { "WIB", 420 }, { "WITA", 480 },
	{ "WIT", 540 } };

/* ---- the format ---- */

static const struct xml_attr_rule root_attrs[] = {
	{ "id", XML_ID, true, NULL },
	{ "zona", XML_WORD, true, "WIB|WITA|WIT" },
	{ "menit", XML_INT, true, NULL },
};
static const struct xml_attr_rule hours_attrs[] = {
	{ "hari", XML_WORD, true, "minggu|senin|selasa|rabu|kamis|jumat|sabtu" },
	{ "mulai", XML_TIME, true, NULL },
	{ "selesai", XML_TIME, true, NULL },
	{ "istirahat", XML_TIME, false, NULL },
	{ "sampai", XML_TIME, false, NULL },
};
static const struct xml_attr_rule ramadan_attrs[] = {
	{ "mulai", XML_DATE, true, NULL },
	{ "selesai", XML_DATE, true, NULL },
	{ "nama", XML_TEXT, false, NULL },
};
static const struct xml_attr_rule year_attrs[] = {
	{ "no", XML_INT, true, NULL },
	{ "lengkap", XML_YESNO, true, NULL },
	{ "dasar", XML_TEXT, false, NULL },
};
static const struct xml_attr_rule day_attrs[] = {
	{ "tanggal", XML_DATE, true, NULL },
	{ "nama", XML_TEXT, true, NULL },
};
#define ATTRS(a) (a), sizeof(a) / sizeof((a)[0])
static const struct xml_rule format[] = {
	{ "kalender", "", ATTRS(root_attrs), false, 1, 1 },
	{ "jam", "kalender|ramadan", ATTRS(hours_attrs), false, 1, 7 },
	{ "ramadan", "kalender", ATTRS(ramadan_attrs), false, 0, 0 },
	{ "tahun", "kalender", ATTRS(year_attrs), false, 1, 0 },
	{ "libur", "tahun", ATTRS(day_attrs), false, 0, 0 },
	{ "cuti-bersama", "tahun", ATTRS(day_attrs), false, 0, 0 },
};

/* ---- dates ---- */

/*
 * Days from 1970-01-01 of a date of the Gregorian calendar (the year is taken to begin in March).
 */
static int64_t
days_of(int64_t y, int64_t m, int64_t d)
{
	int64_t era, of_era, of_year;

	y -= m <= 2;
	era = (y >= 0 ? y : y - 399) / 400;
	of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	of_era = (y - era * 400) * 365 + (y - era * 400) / 4 - (y - era * 400) / 100 + of_year;
	return era * 146097 + of_era - 719468;
}

static void
date_of(int64_t days, int64_t *y, int *m, int *d)
{
	int64_t era, of_era, of_year, year, month;

	days += 719468;
	era = (days >= 0 ? days : days - 146096) / 146097;
	of_era = days - era * 146097;
	year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	of_year = of_era - (365 * year + year / 4 - year / 100);
	month = (5 * of_year + 2) / 153;
	*d = (int)(of_year - (153 * month + 2) / 5 + 1);
	*m = (int)(month < 10 ? month + 3 : month - 9);
	*y = year + era * 400 + (*m <= 2);
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static int
weekday(int64_t day)
{
	return (int)(((day + 4) % 7 + 7) % 7);
}

/* ---- reading ---- */

struct loading {
	const char *file;
	struct calendar *c;
	struct problems *p;
};

static int64_t
date_at(const struct xml_node *n, const char *attr)
{
	int y, m, d;

	if (xml_get(n, attr) == NULL || sscanf(xml_get(n, attr), "%4d-%2d-%2d", &y, &m, &d) != 3)
		return 0;
	return days_of(y, m, d);
}

static int
time_at(const struct xml_node *n, const char *attr, int fallback)
{
	int h, m;

	if (xml_get(n, attr) == NULL || sscanf(xml_get(n, attr), "%2d.%2d", &h, &m) != 2)
		return fallback;
	return (h * 60 + m) * 60;
}

static int
weekday_at(const struct xml_node *n)
{
	for (int i = 0; i < 7; i++)
		if (xml_get(n, "hari") != NULL && strcasecmp(day_names[i], xml_get(n, "hari")) == 0)
			return i;
	return 0;
}

static void
take_week(const struct loading *l, const struct xml_node *parent, struct week *w)
{
	for (const struct xml_node *k = xml_child(parent, "jam"); k != NULL;
	     k = xml_next(k, "jam")) {
		struct hours h = { time_at(k, "mulai", 0), time_at(k, "selesai", 0), 0, 0 };
		int day = weekday_at(k);

		h.rest_from = time_at(k, "istirahat", h.to);
		h.rest_to = time_at(k, "sampai", h.to);
		if (w->day[day].to != 0)
			problem_add(l->p, l->file, k->line, "<jam>: hari %s ditulis dua kali",
			    day_names[day]);
		if (h.from >= h.to)
			problem_add(l->p, l->file, k->line, "<jam>: selesai harus sesudah mulai");
		else if ((xml_get(k, "istirahat") != NULL) != (xml_get(k, "sampai") != NULL))
			problem_add(l->p, l->file, k->line,
			    "<jam>: istirahat dan sampai harus ada keduanya");
		else if (h.rest_from <= h.from || h.rest_to < h.rest_from || h.rest_to > h.to)
			problem_add(
			    l->p, l->file, k->line, "<jam>: istirahat harus di dalam jam kerja");
		w->day[day] = h;
	}
}

static int
by_day(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
take_years(const struct loading *l, const struct xml_node *root)
{
	struct calendar *c = l->c;

	for (const struct xml_node *k = xml_child(root, "tahun"); k != NULL;
	     k = xml_next(k, "tahun")) {
		int no = (int)xml_int(k, "no", 0);
		bool complete =
		    xml_yes(k, "lengkap", false) && xml_child(k, "cuti-bersama") != NULL;

		if (xml_yes(k, "lengkap", false) && !complete)
			problem_add(l->p, l->file, k->line,
			    "<tahun>: %d disebut lengkap tetapi tanpa <cuti-bersama>", no);
		c->years = grow(c->years, c->n_years, sizeof(*c->years));
		c->years[c->n_years++] = (struct year){ no, complete };
		for (const struct xml_node *d = k->children; d != NULL; d = d->next) {
			int64_t day = date_at(d, "tanggal"), year;
			int m, dom;

			date_of(day, &year, &m, &dom);
			if (year != no)
				problem_add(l->p, l->file, d->line,
				    "<%s>: tanggal=\"%s\" bukan di tahun %d", d->name,
				    xml_get(d, "tanggal") != NULL ? xml_get(d, "tanggal") : "", no);
			for (size_t i = 0; i < c->n_off; i++)
				if (c->off[i] == day)
					problem_add(l->p, l->file, d->line,
					    "<%s>: tanggal=\"%s\" ditulis dua kali", d->name,
					    xml_get(d, "tanggal"));
			c->off = grow(c->off, c->n_off, sizeof(*c->off));
			c->off[c->n_off++] = day;
		}
	}
	if (c->n_off > 0)
		qsort(c->off, c->n_off, sizeof(*c->off), by_day);
}

static void
take_ramadan(const struct loading *l, const struct xml_node *root)
{
	for (const struct xml_node *k = xml_child(root, "ramadan"); k != NULL;
	     k = xml_next(k, "ramadan")) {
		struct ramadan *r;

		l->c->ramadan = grow(l->c->ramadan, l->c->n_ramadan, sizeof(*l->c->ramadan));
		r = &l->c->ramadan[l->c->n_ramadan++];
		r->first = date_at(k, "mulai");
		r->last = date_at(k, "selesai");
		take_week(l, k, &r->week);
		if (r->last < r->first || r->last - r->first > 30)
			problem_add(l->p, l->file, k->line,
			    "<ramadan>: selesai harus 28 sampai 30 hari sesudah mulai");
	}
}

const struct xml_rule *
calendar_format(size_t *n)
{
	*n = sizeof(format) / sizeof(format[0]);
	return format;
}

struct calendar *
calendar_read(const char *file, struct problems *p)
{
	struct calendar *c = xcalloc(1, sizeof(*c));
	struct loading l = { file, c, p };
	size_t before = p->n_items;
	struct xml_node *root =
	    xml_read(file, NULL, 0, format, sizeof(format) / sizeof(format[0]), p);

	if (root != NULL) {
		c->zone_name = xstrdup(xml_get(root, "zona"));
		c->zone = (int)xml_int(root, "menit", 0) * 60;
		for (size_t i = 0; c->zone_name != NULL && i < 3; i++)
			if (strcmp(c->zone_name, zones[i].name) == 0 &&
			    c->zone != zones[i].minutes * 60)
				problem_add(p, file, root->line,
				    "<kalender>: zona=\"%s\" adalah menit=\"%d\", bukan \"%d\"",
				    zones[i].name, zones[i].minutes, c->zone / 60);
		take_week(&l, root, &c->week);
		take_ramadan(&l, root);
		take_years(&l, root);
	}
	xml_free(root);
	if (p->n_items == before)
		return c;
	calendar_free(c);
	return NULL;
}

void
calendar_free(struct calendar *c)
{
	if (c == NULL)
		return;
	free(c->zone_name);
	free(c->ramadan);
	free(c->years);
	free(c->off);
	free(c);
}

/* ---- arithmetic ---- */

static bool
is_off(const struct calendar *c, int64_t day)
{
	return c->n_off > 0 && bsearch(&day, c->off, c->n_off, sizeof(day), by_day) != NULL;
}

/* The open stretches of a local day, in seconds of the day; returns how many. */
static int
open_stretches(const struct calendar *c, int64_t day, struct stretch out[2])
{
	const struct week *w = &c->week;
	const struct hours *h;
	int n = 0;

	for (size_t i = 0; i < c->n_ramadan; i++)
		if (day >= c->ramadan[i].first && day <= c->ramadan[i].last)
			w = &c->ramadan[i].week;
	h = &w->day[weekday(day)];
	if (h->from == h->to || is_off(c, day))
		return 0;
	if (h->from < h->rest_from)
		out[n++] = (struct stretch){ h->from, h->rest_from };
	if (h->rest_to < h->to)
		out[n++] = (struct stretch){ h->rest_to, h->to };
	return n;
}

/* Local day of t and seconds of that day. */
static int64_t
split(const struct calendar *c, int64_t t, int64_t *second)
{
	int64_t day = floor_div(t + c->zone, DAY);

	*second = t + c->zone - day * DAY;
	return day;
}

int
calendar_zone_minutes(const struct calendar *c)
{
	return c->zone / 60;
}

const char *
calendar_zone_name(const struct calendar *c)
{
	return c->zone_name;
}

bool
calendar_is_office_day(const struct calendar *c, int64_t t)
{
	struct stretch open[2];
	int64_t second;

	return open_stretches(c, split(c, t, &second), open) > 0;
}

bool
calendar_is_open(const struct calendar *c, int64_t t)
{
	return calendar_next_open(c, t) == t;
}

int64_t
calendar_next_open(const struct calendar *c, int64_t t)
{
	int64_t second, day = split(c, t, &second);
	struct stretch open[2];

	for (;; day++, second = 0) {
		int n = open_stretches(c, day, open);

		for (int i = 0; i < n; i++)
			if (second < open[i].to)
				return day * DAY - c->zone +
				    (second > open[i].from ? second : open[i].from);
	}
}

int64_t
calendar_add_minutes(const struct calendar *c, int64_t t, int64_t minutes)
{
	int64_t left = minutes * 60, second, day = split(c, t, &second);
	struct stretch open[2];

	if (left <= 0)
		return t;
	for (;; day++, second = 0) {
		int n = open_stretches(c, day, open);

		for (int i = 0; i < n; i++) {
			int64_t from = second > open[i].from ? second : open[i].from;

			if (from >= open[i].to)
				continue;
			if (left <= open[i].to - from)
				return day * DAY - c->zone + from + left;
			left -= open[i].to - from;
		}
	}
}

int64_t
calendar_add_days(const struct calendar *c, int64_t t, int64_t days)
{
	int64_t second, day = split(c, calendar_next_open(c, t), &second);
	struct stretch open[2];

	while (days > 0) {
		day++;
		days -= open_stretches(c, day, open) > 0;
	}
	return calendar_next_open(c, day * DAY - c->zone + second);
}

int64_t
calendar_morning(const struct calendar *c, int64_t t, int64_t n)
{
	int64_t second, day = split(c, t, &second);
	struct stretch open[2];

	while (n > 0) {
		day++;
		n -= open_stretches(c, day, open) > 0;
	}
	return calendar_next_open(c, day * DAY - c->zone + MORNING);
}

/* Open seconds of `day` between two seconds of it. */
static int64_t
open_seconds(const struct calendar *c, int64_t day, int64_t from, int64_t to)
{
	struct stretch open[2];
	int n = open_stretches(c, day, open);
	int64_t sum = 0;

	for (int i = 0; i < n; i++) {
		int64_t a = from > open[i].from ? from : open[i].from,
			b = to < open[i].to ? to : open[i].to;

		sum += b > a ? b - a : 0;
	}
	return sum;
}

int64_t
calendar_minutes_between(const struct calendar *c, int64_t from, int64_t to)
{
	int64_t first_second, last_second, sum = 0;
	int64_t first = split(c, from, &first_second), last = split(c, to, &last_second);

	if (to <= from)
		return 0;
	for (int64_t day = first; day <= last; day++)
		sum += open_seconds(
		    c, day, day == first ? first_second : 0, day == last ? last_second : DAY);
	return sum / 60;
}

/* ---- words ---- */

void
calendar_say(const struct calendar *c, int64_t t, char out[64])
{
	int64_t second, year, day = split(c, t, &second);
	int m, d;

	date_of(day, &year, &m, &d);
	snprintf(out, 64, "%s, %d %s %lld, %02d.%02d %s", day_names[weekday(day)], d,
	    month_names[m - 1], (long long)year, (int)(second / 3600), (int)(second / 60 % 60),
	    c->zone_name);
}

void
calendar_say_before(const struct calendar *c, int64_t t, char out[64])
{
	int64_t second, year, day = split(c, t, &second);
	int m, d, minutes;

	date_of(day, &year, &m, &d);
	minutes = (int)((second + 1799) / 1800) * 30;
	snprintf(out, 64, "%s, %d %s %lld, sebelum %02d.%02d %s", day_names[weekday(day)], d,
	    month_names[m - 1], (long long)year, minutes / 60, minutes % 60, c->zone_name);
}

void
calendar_say_day(const struct calendar *c, int64_t t, char out[64])
{
	int64_t second, year, day = split(c, t, &second);
	int m, d;

	date_of(day, &year, &m, &d);
	snprintf(out, 64, "%s, %d %s", day_names[weekday(day)], d, month_names[m - 1]);
}

static int
month_of(const char *word, size_t n)
{
	static const struct { const char *begin; int month; } months[] = { { "jan", 1 },
		{ "feb", 2 }, { "peb", 2 }, { "mar", 3 }, { "apr", 4 }, { "mei", 5 }, { "may", 5 },
		{ "jun", 6 }, { "jul", 7 }, { "agu", 8 }, { "agt", 8 }, { "ags", 8 }, { "aug", 8 },
		{ "sep", 9 }, { "okt", 10 }, { "oct", 10 }, { "nov", 11 }, { "nop", 11 },
		{ "des", 12 }, { "dec", 12 } };

	for (size_t i = 0; n >= 3 && i < sizeof(months) / sizeof(months[0]); i++)
		if (strncasecmp(word, months[i].begin, 3) == 0)
			return months[i].month;
	return 0;
}

bool
calendar_read_date(const char *text, char day[11])
{
	int part[3] = { 0 }, month = 0, n = 0, y, d;
	size_t len;
	char *end;

	while (*text != '\0' && n + (month != 0) < 3) {
		if (isdigit((unsigned char)*text)) {
			part[n++] = (int)strtol(text, &end, 10);
			if (end - text > 4)
				return false;
			text = end;
		} else if (isalpha((unsigned char)*text)) {
			for (len = 1; isalpha((unsigned char)text[len]);)
				len++;
			month = month != 0 ? month : month_of(text, len);
			text += len;
		} else
			text++;
	}
	if (n + (month != 0) < 3)
		return false;
	d = part[0] > 31 ? part[n - 1] : part[0];	/* the year first: the day stands last */
	y = part[0] > 31 ? part[0] : part[n - 1];
	month = month != 0 ? month : part[1];
	if (month < 1 || month > 12 || d < 1 || d > 31 || y < 2000 || y > 2199)
		return false;
	snprintf(day, 11, "%04d-%02d-%02d", y % 10000, month % 100, d % 100);
	return clock_of_day(day, 0) >= 0;
}

void
calendar_say_date(const struct calendar *c, int64_t t, char out[64])
{
	int64_t second, year, day = split(c, t, &second);
	int m, d;

	date_of(day, &year, &m, &d);
	snprintf(out, 64, "%d %s %lld", d, month_names[m - 1], (long long)year);
}

/* Every year of ours has a part of some Ramadan in it. */
int
calendar_lacks(const struct calendar *c, int year)
{
	int lacks = CALENDAR_LACKS_DAYS | CALENDAR_LACKS_RAMADAN;

	for (size_t i = 0; i < c->n_years; i++)
		if (c->years[i].no == year && c->years[i].complete)
			lacks &= ~CALENDAR_LACKS_DAYS;
	for (size_t i = 0; i < c->n_ramadan; i++)
		if (c->ramadan[i].first < days_of(year + 1, 1, 1) &&
		    c->ramadan[i].last >= days_of(year, 1, 1))
			lacks &= ~CALENDAR_LACKS_RAMADAN;
	return lacks;
}

void
calendar_say_lacks(int lacks, char out[64])
{
	snprintf(out, 64, "%s%s%s",
	    lacks & CALENDAR_LACKS_DAYS ? "libur nasional dan cuti bersama" : "",
	    lacks == (CALENDAR_LACKS_DAYS | CALENDAR_LACKS_RAMADAN) ? ", " : "",
	    lacks & CALENDAR_LACKS_RAMADAN ? "jam kerja Ramadan" : "");
}

int
calendar_month_of(const struct calendar *c, int64_t t, int *year)
{
	int64_t second, y;
	int m, d;

	date_of(split(c, t, &second), &y, &m, &d);
	*year = (int)y;
	return m;
}
