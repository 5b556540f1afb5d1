/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The landmarks of a page, line by line: where the head ends, the body begins, the signature and
 * the copies stand. What is printed below a signature is not told as the applicant's.
 */
#include "box/sheet.h"

#include <stdlib.h>
#include <string.h>

/* The last line that tells of a person by a label; "NIP :" stands below signatures too. */
static size_t
last_label(const struct sheet *s)
{
	static const char *const labels[] = { "nama", "nik", "jabatan", "unit_kerja", "email", "hp" };
	size_t last = 0;

	for (size_t i = 0; i < s->n_events; i++)
		for (size_t k = 0; k < sizeof(labels) / sizeof(labels[0]); k++)
			if (s->events[i].labelled && strcmp(s->events[i].rule->id, labels[k]) == 0) {
				size_t at = sheet_line(s, s->events[i].at);

				last = at > last && at < s->copies ? at : last;
			}
	return last;
}

static void
find_form(struct sheet *s)
{
	size_t i;

	s->formal = strncmp(s->source, "doc:", 4) == 0;
	for (i = 0; i < s->n && !s->formal; i++)
		s->formal = sheet_fits(s, &s->o->titles, i, NULL) || sheet_fits(s, &s->o->signing, i, NULL);
	for (i = 0; i < s->n_events && !s->formal; i++)
		s->formal = s->events[i].labelled && s->events[i].certain &&
		    strcmp(s->events[i].rule->id, "nomor_surat") == 0;
}

/* A mail that just ends: "Fitriani" / "Kec. Binuang" below the last blank line. */
static size_t
last_block(struct sheet *s, size_t labels)
{
	size_t end = s->copies, i = end, k;
	char *name;

	while (i > 0 && s->lines[i - 1].len == 0)
		end = --i;
	while (i > 0 && s->lines[i - 1].len > 0 && s->lines[i - 1].len < 60)
		i--;
	if (i == end || end - i > 5 || i <= labels || (i > 0 && s->lines[i - 1].len >= 60))
		return s->copies;
	for (k = i; k < end; k++) {
		name = sheet_name(s, s->text + s->lines[k].at, s->lines[k].len);
		free(name);
		if (name != NULL)
			return k;
	}
	return s->copies;
}

static void
find_signature(struct sheet *s)
{
	size_t end = s->copies, labels = last_label(s), i, from = 0;
	bool closed = false;

	for (i = 0; i < end; i++)
		if (sheet_fits(s, &s->o->closings, i, NULL)) {
			from = i + 1;
			closed = true;
		}
	s->signature = end;
	if (closed) {
		from = from > labels ? from : labels + 1;
		while (from < end && s->lines[from].len > 0 &&
		    !sheet_fits(s, &s->o->endings, from, NULL) &&
		    !sheet_fits(s, &s->o->place_dates, from, NULL))
			from++;
		s->signature = from;
		return;
	}
	for (i = end; i-- > labels + 1;)
		if (sheet_fits(s, &s->o->place_dates, i, NULL) || sheet_fits(s, &s->o->endings, i, NULL))
			s->signature = i;
		else if (s->signature < end && s->signature - i > 12)
			break;
	if (s->signature == end && !s->formal)
		s->signature = last_block(s, labels);
}

void
landmarks_find(struct sheet *s)
{
	size_t i, first = s->n;

	s->copies = s->n;
	for (i = s->n; i-- > 0;)
		if (sheet_fits(s, &s->o->copies, i, NULL)) {
			s->copies = i;
			break;
		}
	s->head_end = 0;
	for (i = 0; i < s->copies && i < SHEET_HEAD_LINES; i++)
		if (sheet_fits(s, &s->o->addressed, i, NULL)) {
			s->head_end = i + 1;
			break;
		}
	find_form(s);
	find_signature(s);
	/* what stands above the first landmark is the letter head of the office */
	for (i = 0; i < s->n_events; i++)
		if (s->events[i].labelled && strcmp(s->events[i].rule->id, "hp") != 0 &&
		    strcmp(s->events[i].rule->id, "email") != 0) {
			size_t at = sheet_line(s, s->events[i].at);

			first = at < first ? at : first;
		}
	for (i = 0; i < s->n && i < first; i++)
		if (sheet_fits(s, &s->o->titles, i, NULL) || sheet_fits(s, &s->o->signing, i, NULL) ||
		    sheet_fits(s, &s->o->addressed, i, NULL))
			first = i;
	s->body = first == s->n || !s->formal ? 0 : first;
}
