/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The landmarks of a page, line by line: where the head ends, the body begins, the signature and
 * the copies stand. What is printed below a signature is not told as the applicant's.
 */
#include "box/sheet.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define CARD_LINES 6
#define CARD_WIDE 90
#define HEAD_LABELS 4
#define NUMBER_LEAST 16		/* digits of a NIK; a NIP has more */

/*
 * The last line that tells of a person by a label. NIP, HP and address stand below signatures too:
 * below a closing sentence only the label "Nama" begins a person, and in a mail without one labels
 * of words.
 */
static size_t
last_label(const struct sheet *s, size_t closing)
{
	static const char *const labels[] = { "nama", "jabatan", "unit_kerja", "nik", "email", "hp" };
	size_t last = 0, named = 0, words = 0;

	for (size_t i = 0; i < s->n_events; i++)
		for (size_t k = 0; k < sizeof(labels) / sizeof(labels[0]); k++)
			if (s->events[i].labelled && strcmp(s->events[i].rule->id, labels[k]) == 0) {
				size_t at = sheet_line(s, s->events[i].at);

				if (at >= s->copies)
					continue;
				named = k == 0 && at > named ? at : named;
				words = k <= 2 && at > words ? at : words;
				last = at > last && (at < closing || named > closing) ? at : last;
			}
	return closing == s->copies && !s->formal ? words : last;
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

/* The lines [*from, *end) of the last paragraph above `end`, if it is a short one. */
static bool
short_block(const struct sheet *s, size_t *from, size_t *end)
{
	while (*end > 0 && s->lines[*end - 1].len == 0)
		--*end;
	*from = *end;
	while (*from > 0 && s->lines[*from - 1].len > 0 && s->lines[*from - 1].len < CARD_WIDE)
		--*from;
	return *from < *end && *end - *from <= CARD_LINES &&
	    (*from == 0 || s->lines[*from - 1].len < CARD_WIDE);
}

/* "Kasubbag Keuangan Dinas Pertanian" */
static bool
begins_with_position(const struct sheet *s, size_t line)
{
	for (size_t i = 0; i < s->n_events; i++)
		if (s->events[i].at == s->lines[line].at && strcmp(s->events[i].rule->id, "jabatan") == 0)
			return true;
	return false;
}

/* A name, and below it a person's number. */
static bool
is_card(struct sheet *s, size_t from, size_t end)
{
	char *name = sheet_name(s, s->text + s->lines[from].at, s->lines[from].len);
	size_t most = 0;

	for (size_t i = from; i < end; i++) {
		size_t digits = sheet_digits(s->text + s->lines[i].at, s->lines[i].len);

		most = digits > most ? digits : most;
	}
	free(name);
	return name != NULL && most >= NUMBER_LEAST;
}

/* Is the block above this one a card as well? Then they are a list, and not whoever writes. */
static bool
is_one_of_cards(struct sheet *s, size_t from, size_t end)
{
	size_t above = from, before;

	return is_card(s, from, end) && short_block(s, &before, &above) && is_card(s, before, above);
}

/*
 * A mail that just ends: "Fitriani" / "Kec. Binuang", or a position, below the last blank line, or above the line
 * that a mail program added.
 */
static size_t
last_block(struct sheet *s, size_t labels)
{
	size_t end = s->copies, from, k;

	while (short_block(s, &from, &end) && from > labels) {
		bool added = true;

		if (is_one_of_cards(s, from, end))
			break;
		for (k = from; k < end; k++) {
			char *name = sheet_name(s, s->text + s->lines[k].at, s->lines[k].len);

			added &= sheet_fits(s, &s->rules->signatures, k, NULL);
			free(name);
			if (name != NULL)
				return k;
		}
		if (begins_with_position(s, from))
			return from;
		if (!added)
			break;
		end = from;
	}
	return s->copies;
}

/* The line below Nomor, Sifat, Lampiran and Hal, where each first stands. */
static size_t
head_labels_end(const struct sheet *s)
{
	static const char *const labels[] = { "nomor_surat", "sifat", "lampiran", "hal" };
	size_t first[HEAD_LABELS], end = 0;

	for (size_t k = 0; k < HEAD_LABELS; k++)
		first[k] = SIZE_MAX;
	for (size_t i = 0; i < s->n_events; i++)
		for (size_t k = 0; k < HEAD_LABELS; k++)
			if (s->events[i].labelled && strcmp(s->events[i].rule->id, labels[k]) == 0 && s->events[i].at < first[k])
				first[k] = s->events[i].at;
	for (size_t k = 0; k < HEAD_LABELS; k++)
		if (first[k] < SIZE_MAX && sheet_line(s, first[k]) < SHEET_HEAD_LINES && sheet_line(s, first[k]) >= end)
			end = sheet_line(s, first[k]) + 1;
	return end;
}

/* "H. Alfisah, S.Kep." / "NIP 1988...": a document's last lines without any closing, a name and what stands below names. */
static size_t
last_name_block(struct sheet *s, size_t labels)
{
	size_t end = s->copies, from, i = 0;
	char *name;

	if (!short_block(s, &from, &end) || from <= labels || from == 0 || s->lines[from - 1].len > 0)
		return s->copies;
	name = sheet_name(s, s->text + s->lines[from].at, s->lines[from].len);
	for (i = from + 1; i < end && name != NULL; i++)
		if (!sheet_fits(s, &s->o->ranks, i, NULL) && !sheet_fits(s, &s->o->no_names, i, NULL))
			break;
	free(name);
	return i == end && end > from + 1 ? from : s->copies;
}

/* A line that no signature has: of running text, of a table, or one that leads to a list. */
static bool
is_running(const struct sheet *s, size_t i)
{
	const struct line *l = &s->lines[i];
	size_t tabs = 0;

	for (size_t k = 0; k < l->len; k++)
		tabs += s->text[l->at + k] == '\t';
	return l->len > CARD_WIDE || tabs >= 3 || (l->len > 0 && s->text[l->at + l->len - 1] == ':');
}

/* "Siti Rahmah" / "1987..." / "Kasi Umum": a position right below a number is on a card, and begins no signature. */
static bool
is_below_number(const struct sheet *s, size_t i)
{
	return i > 0 && sheet_digits(s->text + s->lines[i - 1].at, s->lines[i - 1].len) >= NUMBER_LEAST;
}

/* "Siti Rahmah" / "Kasi Umum" / "1987...": in a mail the position below a name is told of it. */
static bool
is_below_name(struct sheet *s, size_t i)
{
	char *name = s->formal || i == 0 ? NULL : sheet_name(s, s->text + s->lines[i - 1].at, s->lines[i - 1].len);
	bool yes = name != NULL;

	free(name);
	return yes;
}

static void
find_signature(struct sheet *s)
{
	size_t end = s->copies, labels, i, from = 0, first = s->head_end;
	bool closed = false;

	for (i = 0; i < end; i++)
		if (sheet_fits(s, &s->o->closings, i, NULL)) {
			from = i + 1;
			closed = true;
		}
	labels = last_label(s, closed ? from - 1 : end);
	s->signature = end;
	if (closed) {
		from = from > labels ? from : labels + 1;
		/* "Wassalam," has no rest of a sentence below it */
		while (!sheet_ends(s, from - 1) && from < end && s->lines[from].len > 0 &&
		    !sheet_ends(s, from) &&
		    !sheet_fits(s, &s->o->place_dates, from, NULL))
			from++;
		s->signature = from;
		return;
	}
	first = labels + 1 > first ? labels + 1 : first;
	first = head_labels_end(s) > first ? head_labels_end(s) : first;
	for (i = end; i-- > first && !sheet_fits(s, &s->o->items, i, NULL);)
		if (sheet_fits(s, &s->o->place_dates, i, NULL) || (sheet_ends(s, i) && !is_below_number(s, i)))
			s->signature = i > first && is_below_name(s, i) ? i - 1 : i;
		else if (s->signature < end && (s->signature - i > 12 || is_running(s, i)))
			break;
	if (!s->formal) {
		size_t block = last_block(s, labels);

		s->signature = block < s->signature ? block : s->signature;
	} else if (s->signature == end) {
		s->signature = last_name_block(s, labels);
	}
}

void
landmarks_find(struct sheet *s)
{
	size_t i, first = s->n;

	s->copies = s->n;
	for (i = s->n; i-- > 0;)
		if (sheet_fits(s, &s->o->copies, i, NULL) &&
		    !(i + 1 < s->n && sheet_is_labelled(s, i + 1))) {
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
	for (i = s->body; i < s->signature && s->formal; i++)
		if (sheet_fits(s, &s->o->decisions, i, NULL))
			s->body = s->reasons = i;
}
