/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The head of an official letter: Nomor, Sifat, Lampiran, Hal, to whom, when; and to whom copies go.
 */
#include "box/sheet.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "rules/calendar.h"

#define COPIES_MOST 15
#define BLANKS_MOST 3		/* lines between "Kepada" and who it is */
#define LABEL_MOST 28		/* bytes */
#define HAL_WHOLE 12		/* a shorter one is mostly all of it: "Undangan" */

/* Does "di Rantau" stand on the line below, so that this one is still the address? */
static bool
ends_below(struct sheet *s, size_t i)
{
	return i + 1 < s->n && sheet_fits(s, &s->o->address_ends, i + 1, NULL);
}

/* "Kepala BKPSDM di Rantau;" -> "Kepala BKPSDM" */
static void
clean_copy(char *to)
{
	size_t n = strlen(to), k;

	while (n > 0 && strchr(" .;,", to[n - 1]) != NULL)
		n--;
	for (k = n; k > 0 && to[k - 1] != ' ';)
		k--;
	if (k > 4 && k < n && strncasecmp(to + k - 4, " di ", 4) == 0)
		n = k - 4;
	to[n] = '\0';
}

/* "Kepada Yth." and nothing behind it */
static bool
leads_alone(struct sheet *s, size_t i)
{
	struct span v;

	return sheet_fits(s, &s->o->addressed, i, &v) && v.end == v.start;
}

/* "Dinas Komunikasi dan" / "Informatika Kabupaten Tapin" / "di Rantau" */
static void
tell_addressee(struct sheet *s)
{
	struct buf to = BUF_INIT;
	struct span v;
	size_t i = s->head_end, lines = 0;

	if (i == 0)
		return;
	sheet_fits(s, &s->o->addressed, i - 1, &v);
	if (v.end > v.start) {
		char *first = sheet_piece(s, i - 1, &v);

		buf_adds(&to, first);
		free(first);
	}
	/* "Kepada" / blank / "Yth. ..." */
	while (s->formal && to.len == 0 && i < s->n && i < s->head_end + BLANKS_MOST &&
	    (s->lines[i].len == 0 || leads_alone(s, i)))
		i++;
	for (; i < s->n && lines < 4 && s->lines[i].len > 0; i++, lines++) {
		struct span all = { 0, s->lines[i].len };
		bool addressed = sheet_fits(s, &s->o->addressed, i, &v) && v.end > v.start;
		char *more;

		if (sheet_fits(s, &s->o->address_ends, i, NULL) || sheet_fits(s, &s->o->place_dates, i, NULL) ||
		    (!addressed && memchr(s->text + s->lines[i].at, ':', s->lines[i].len) != NULL))
			break;
		if (addressed)
			all = v;
		else if ((lines > 1 && !ends_below(s, i)) || (to.len > 0 && (s->lines[i].len > 70 ||
				(!s->formal && !sheet_fits(s, &s->o->address_rests, i, NULL)))))
			break;
		more = sheet_piece(s, i, &all);
		if (to.len > 0)
			buf_addc(&to, ' ');
		buf_adds(&to, more);
		free(more);
	}
	while (to.len > 0 && strchr(" ,.:", to.data[to.len - 1]) != NULL)
		to.data[--to.len] = '\0';
	if (to.len > 0)
		clean_copy(to.data);
	/* "Yth. Admin" in a mail is a greeting */
	if (to.len > 0 && (s->formal || sheet_fits_at(s, &s->o->leaders, to.data, to.len, NULL)))
		sheet_tell(s, "yth", to.data, true);
	buf_free(&to);
}

/* "Diteruskan kepada:", "Dari : ...": a line that is no rest of the one above. */
static bool
leads_on(const struct sheet *s, size_t i)
{
	const char *text = s->text + s->lines[i].at;
	const char *colon = memchr(text, ':', s->lines[i].len);

	return colon != NULL && (colon - text < LABEL_MOST || colon + 1 == text + s->lines[i].len);
}

/* "Permohonan" / "Penerbitan TTE": words that are no value without the next line. */
static bool
is_unfinished(struct sheet *s, size_t i)
{
	const struct line *here = &s->lines[i], *next = here + 1;

	return sheet_fits_at(
	    s, &s->o->rests, s->text + here->at, next->at + next->len - here->at, NULL);
}

/* A value cut off where the date or another column of the same line begins, with its next line. */
static void
tell_head_field(struct sheet *s, const struct field_event *e)
{
	size_t i = sheet_line(s, e->at), len = strlen(e->value);
	struct buf value = BUF_INIT;
	struct span v;

	buf_adds(&value, e->value);
	if (sheet_fits(s, &s->o->place_dates, i, &v)) {
		/* "Nomor : 800/1 <tab> Rantau, 23 November 2026": the date's place is no value */
		const char *text = s->text + s->lines[i].at;
		size_t p = v.start;

		while (p > 0 && text[p - 1] != '\t' && !(text[p - 1] == ' ' && p > 1 && text[p - 2] == ' '))
			p--;
		v.start = p;
		for (char *c = value.data; c != NULL && *c != '\0'; c++)
			if (strncmp(c, text + p, 6) == 0) {
				*c = '\0';
				value.len = (size_t)(c - value.data);
				break;
			}
	}
	if (strcmp(e->rule->id, "hal") == 0 && i + 1 < s->n &&
	    (len > HAL_WHOLE || is_unfinished(s, i)) && s->lines[i + 1].len > 0 &&
	    s->lines[i + 1].len < 70 && !sheet_is_labelled(s, i + 1) &&
	    !leads_on(s, i + 1) &&
	    !sheet_fits(s, &s->o->addressed, i + 1, NULL) && !sheet_fits(s, &s->o->place_dates, i + 1, NULL) &&
	    !sheet_fits(s, &s->o->titles, i + 1, NULL) &&
	    !sheet_fits(s, &s->o->address_ends, i + 1, NULL)) {
		struct span all = { 0, s->lines[i + 1].len };
		char *more = sheet_piece(s, i + 1, &all);

		buf_addf(&value, " %s", more);
		free(more);
	}
	while (value.len > 0 && strchr(" ,;", value.data[value.len - 1]) != NULL)
		value.data[--value.len] = '\0';
	if (value.len > 0 && strcmp(value.data, "-") != 0)
		sheet_tell(s, e->rule->id, buf_str(&value), e->certain);
	buf_free(&value);
}

void
head_tell(struct sheet *s)
{
	static const char *const names[] = { "nomor_surat", "sifat", "lampiran", "hal" };
	bool told[4] = { false };
	size_t last = s->head_end > 0 ? s->head_end + 14 : SHEET_HEAD_LINES;

	for (size_t i = 0; i < s->n_events; i++)
		for (size_t k = 0; k < 4; k++)
			if (!told[k] && s->events[i].labelled &&
			    strcmp(s->events[i].rule->id, names[k]) == 0 &&
			    sheet_line(s, s->events[i].at) < last &&
			    ((k != 0 && k != 2) || s->events[i].certain)) {
				tell_head_field(s, &s->events[i]);
				told[k] = true;
			}
	for (size_t i = 0; !told[0] && i < s->n_events; i++)
		if (s->events[i].certain && strcmp(s->events[i].rule->id, names[0]) == 0 &&
		    sheet_line(s, s->events[i].at) < last) {
			tell_head_field(s, &s->events[i]);
			told[0] = true;
		}
	tell_addressee(s);
}

/* "9 – 11 – 2026" -> "9-11-2026" */
static void
plain_dashes(char *date)
{
	char *to = date;

	if (strpbrk(date, "-/.") == NULL && strstr(date, "\xe2\x80\x93") == NULL)
		return;
	for (const char *p = date; *p != '\0'; p++)
		if (strncmp(p, "\xe2\x80\x93", 3) == 0) {
			*to++ = '-';
			p += 2;
		} else if (*p != ' ' || isalpha((unsigned char)p[1]) ||
		    (to > date && isalpha((unsigned char)to[-1]))) {
			*to++ = *p;
		}
	*to = '\0';
}

/* "11/18/26, 8:05 PM": so programs write that speak English, the month before the day; in place. */
static void
day_first(char *date, const char *line, size_t n)
{
	int month, day, year;
	char rest[2];

	if ((memmem(line, n, " AM", 3) == NULL && memmem(line, n, " PM", 3) == NULL) ||
	    sscanf(date, "%2d/%2d/%4d%1s", &month, &day, &year, rest) != 3 || day > 31 || month > 12 || day < 0 || month < 0)
		return;
	snprintf(date, strlen(date) + 1, "%d/%d/%d", day, month, year);
}

/* "18 Nov 26", "18/11/'26": the year in full. The caller frees. */
static char *
whole_year(char *date)
{
	size_t n = strlen(date), digits = 0;
	char *whole;

	while (digits < n && isdigit((unsigned char)date[n - 1 - digits]))
		digits++;
	if (digits != 2 || n < 5)
		return date;
	n -= 2;
	whole = xstrdup(date + n);
	while (n > 0 && strchr("'\xe2\x80\x99", date[n - 1]) != NULL)
		n--;
	date[n] = '\0';
	digits = (size_t)atoi(whole);
	free(whole);
	whole = xasprintf("%s%s20%02zu", date, n > 0 && isalpha((unsigned char)date[n - 1]) ? " " : "", digits);
	free(date);
	return whole;
}

/* A date, perhaps with the time of day behind it. */
static bool
read_day(const char *value, char day[11])
{
	char *copy = xstrdup(value);
	bool good;

	for (char *p = copy; (p = strchr(p, ' ')) != NULL; p++)
		if (isdigit((unsigned char)p[1]) && strpbrk(p, ":") == p + 1 + strspn(p + 1, "0123456789")) {
			*p = '\0';
			break;
		}
	good = calendar_read_date(copy, day);
	free(copy);
	return good;
}

void
head_tell_date(struct sheet *s)
{
	struct span v;
	char day[11];

	for (size_t i = 0; i < s->n; i++) {
		char *words;
		bool good;

		if (!sheet_fits(s, &s->o->place_dates, i, &v) || v.end == v.start)
			continue;
		words = sheet_piece(s, i, &v);
		plain_dashes(words);
		day_first(words, s->text + s->lines[i].at, s->lines[i].len);
		words = whole_year(words);
		good = calendar_read_date(words, day);
		free(words);
		if (good) {
			sheet_tell(s, "tanggal_surat", day, true);
			return;
		}
	}
	for (size_t i = 0; i < s->n_events; i++)
		if (s->events[i].labelled && strcmp(s->events[i].rule->id, "tanggal_surat") == 0 &&
		    read_day(s->events[i].value, day)) {
			sheet_tell(s, "tanggal_surat", day, true);
			return;
		}
}

void
head_tell_copies(struct sheet *s)
{
	bool numbered = false;
	size_t told = 0;

	/* in the head of a note it is a field like others */
	for (size_t i = 0; i < s->copies && i < SHEET_HEAD_LINES; i++) {
		struct span v;
		char *to = i + 1 < s->n && sheet_is_labelled(s, i + 1) &&
			sheet_fits(s, &s->o->copies, i, &v) && v.end > v.start ?
		    sheet_piece(s, i, &v) :
		    NULL;

		sheet_tell(s, "tembusan", to, true);
		free(to);
	}
	for (size_t i = s->copies; i < s->n && told < COPIES_MOST; i++) {
		struct span v = { 0, s->lines[i].len };
		const char *text = s->text + s->lines[i].at;
		bool item = sheet_fits(s, &s->o->items, i, NULL);
		char *to;

		if (i == s->copies) {
			sheet_fits(s, &s->o->copies, i, &v);
			if (v.end == v.start)
				continue;
		} else if (s->lines[i].len == 0) {
			if (told > 0)
				break;
			continue;
		} else if (s->lines[i].len > 120) {
			break;
		} else if (numbered && told > 0 && !item) {
			/* the rest of an item, or what follows the list */
			if (i + 1 < s->n && sheet_fits(s, &s->o->items, i + 1, NULL))
				continue;
			break;
		}
		numbered |= item;
		while (v.start < v.end &&
		    (isdigit((unsigned char)text[v.start]) || strchr(" .)-\t", text[v.start]) != NULL))
			v.start++;
		to = sheet_piece(s, i, &v);
		clean_copy(to);
		sheet_tell(s, "tembusan", to, true);
		told += *to != '\0';
		free(to);
	}
}
