/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People in a list: each item holds a name and a number or a telephone. */
#include "box/sheet.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define WRAPPED_LEAST 70	/* bytes of a line that may go on in the next */
#define GAP "   "		/* between columns that are set with blanks */
#define COLUMN_GAP (sizeof(GAP) - 1)
#define NUMBER_LEAST 10	/* digits: a telephone, or a number of which some are missing */

/* "- NIP : 1987..." below "- Siti Rahmah": a label of the person above, no item of its own. */
static bool
is_detail(struct sheet *s, size_t i)
{
	bool labelled = false;

	for (size_t k = 0; k < s->n_events; k++)
		if (s->events[k].labelled && sheet_line(s, s->events[k].at) == i) {
			enum column c = sheet_column(s->events[k].rule->id);

			if (c == NAMA)
				return false;
			labelled |= c < COLUMN__N;
		}
	return labelled;
}

/* An item of a list: "1. ", "II. ", "- ". The rest of the line begins at *rest. */
static bool
is_item(struct sheet *s, size_t i, size_t *rest)
{
	struct span v;

	if (!sheet_fits(s, &s->o->items, i, &v) || is_detail(s, i))
		return false;
	*rest = s->lines[i].at + v.start;
	return true;
}

/* What of a piece is a name at its start, perhaps behind "Sdr.": up to the number or the next part. *end: where it ends. */
static char *
leading_name(struct sheet *s, const char *text, size_t n, size_t *end)
{
	struct span v;

	for (size_t i = 0; i < s->rules->n_fields; i++)		/* "2. NIP *" */
		for (size_t k = 0; k < s->rules->fields[i].labels.n; k++)
			if (regex_find(s->rules->fields[i].labels.items[k].re, text, n, 0, true, &v) ==
			    FOUND_YES)
				return NULL;
	if (!sheet_fits_at(s, &s->o->names, text, n, &v) || v.end == v.start)
		return NULL;
	while (v.end > v.start && strchr(" ,-/:;(", text[v.end - 1]) != NULL)
		v.end--;
	*end = v.end;
	/* written small, it is a name because the rules want a number behind it */
	if (islower((unsigned char)text[v.start]) && !isupper((unsigned char)text[v.start + 1]) && memchr(text + v.start, '.', v.end - v.start) == NULL)
		return xstrndup(text + v.start, v.end - v.start);
	return sheet_name(s, text + v.start, v.end - v.start);
}

static bool
is_rank(const struct sheet *s, size_t at)
{
	for (size_t i = 0; i < s->n_events; i++)
		if (s->events[i].at == at && sheet_column(s->events[i].rule->id) == PANGKAT)
			return true;
	return false;
}

/* Where the cells of a line without a mark begin: behind "1 <tab>". */
static size_t
bare_start(const struct sheet *s, size_t i)
{
	const char *text = s->text + s->lines[i].at;
	size_t digits = strspn(text, "0123456789");

	return digits > 0 && digits < 4 && text[digits] == '\t' ? digits + 1 : 0;
}

/* "Nurma Sari, S.AP / Sekcam / 19800715 ...": a line without a mark that begins with a name and holds a number. */
static bool
is_bare(struct sheet *s, size_t i)
{
	const struct line *l = &s->lines[i];
	const char *text = s->text + l->at;
	size_t at, from = bare_start(s, i);
	char *name;

	if (from >= l->len || sheet_digits(text + from, l->len - from) < NUMBER_LEAST ||
	    sheet_is_labelled(s, i) ||
	    (name = leading_name(s, text + from, l->len - from, &at)) == NULL)
		return false;
	free(name);
	for (from += at, at = from; at < l->len && text[at] == ' ';)
		at++;
	return at < l->len && (at - from >= COLUMN_GAP || strchr("/;|,-(\t", text[at]) != NULL || isdigit((unsigned char)text[at]));
}

/* Such a line beside another one: two make a list. */
static bool
is_bare_item(struct sheet *s, size_t i)
{
	return is_bare(s, i) &&
	    ((i > s->body && is_bare(s, i - 1)) || (i + 1 < s->copies && is_bare(s, i + 1)));
}

/*
 * Parts of an item that no label tells: "/ Kasi Pembangunan / ...". The first is what the person
 * does, the next where.
 */
static void
set_parts(struct sheet *s, struct human *h, const char *text, size_t n)
{
	enum column next = JABATAN;

	for (size_t from = 0, to; from < n && next < COLUMN__N; from = to + 1) {
		size_t start, end;
		struct span m;

		for (to = from; to < n && strchr("/;|\t\n,()", text[to]) == NULL &&
		     !(text[to] == '-' && to > 0 && text[to - 1] == ' ') &&
		     !(n - to >= COLUMN_GAP && memcmp(text + to, GAP, COLUMN_GAP) == 0);
		     to++)
			;
		start = from;
		end = to;
		while (start < end && strchr(" .-:", text[start]) != NULL)
			start++;
		while (end > start && strchr(" .-:", text[end - 1]) != NULL)
			end--;
		if (end - start < 4 || is_rank(s, (size_t)(text - s->text) + start) ||
		    sheet_digits(text + start, end - start) > 3 || memchr(text + start, '@', end - start) != NULL ||
		    memchr(text + start, ':', end - start) != NULL)
			continue;
		if (sheet_fits_at(s, &s->o->places, text + start, end - start, &m)) {
			if (h->value[UNIT_KERJA] == NULL) {
				char *value = xstrndup(text + start, end - start);

				human_set(h, UNIT_KERJA, value, true);
				free(value);
			}
		} else if (h->value[JABATAN] == NULL && h->value[NAMA] != NULL &&
		    (next == JABATAN)) {
			struct span v = { 0, end - start };
			char *value;

			if (!sheet_fits_at(s, &s->o->positions, text + start, end - start, &v) || v.end == v.start)
				v = (struct span){ 0, end - start };
			value = xstrndup(text + start + v.start, v.end - v.start);
			human_set(h, JABATAN, value, true);
			free(value);
			next = UNIT_KERJA;
		}
	}
}

/* "1. SDN Bitahan 1 : Siti Rahmah (1987...)": the office before the name. */
static void
set_place_before(struct sheet *s, struct human *h, const char *text)
{
	size_t n = strcspn(text, ":\n");
	const char *dash = memmem(text, n, " - ", 3);
	char *place;

	n = dash != NULL ? (size_t)(dash - text) : n;
	while (n > 0 && text[n - 1] == ' ')
		n--;
	if (h->value[UNIT_KERJA] != NULL || text[n] == '\n' || !sheet_fits_at(s, &s->o->places, text, n, NULL))
		return;
	place = xstrndup(text, n);
	human_set(h, UNIT_KERJA, place, true);
	free(place);
}

static void
read_item(struct sheet *s, struct human *h, size_t from, size_t to)
{
	size_t len = strcspn(s->text + from, "\n\f"), begun = 0;
	const char *name;
	bool labels = false;

	for (size_t i = 0; i < s->n_events; i++)
		labels |= s->events[i].labelled && sheet_line(s, s->events[i].at) == sheet_line(s, from);
	if (!labels) {
		h->value[NAMA] = leading_name(s, s->text + from, len, &begun);
		h->certain[NAMA] = true;
	}
	for (size_t i = 0; i < s->n_events; i++) {
		const struct field_event *e = &s->events[i];
		enum column c = sheet_column(e->rule->id);

		if (c < COLUMN__N && e->at >= from && e->at < to && !sheet_leaves_out(s, e) && !people_is_former(s, e) &&
		    (c != NAMA || h->value[NAMA] == NULL)) {
			human_set(h, c, e->value, e->certain);
			if (c == NAMA) {
				/* behind its label; blanks in it may have been folded */
				name = memmem(s->text + e->at, to - e->at, e->value, strlen(e->value));
				begun = name != NULL ? (size_t)(name - s->text) - from + strlen(e->value) : 0;
				human_part_name(h, h->value[NAMA]);
			}
			labels |= e->labelled && c != NIP && c != NIK && c != HP;
		}
	}
	set_place_before(s, h, s->text + from);
	labels &= h->value[NAMA] == NULL || begun == 0;
	if (labels || begun == 0 || begun > to - from)
		return;
	while (((unsigned char)s->text[from + begun] & 0xc0) == 0x80)
		begun++;		/* no letter is cut through, however the name was folded */
	set_parts(s, h, s->text + from + begun, to - from - begun);
}

static bool
numbered(const struct human *h)
{
	return human_has_number(h) || h->value[HP] != NULL;
}

/* Stands right above or below an item that holds a person's number, or in a row of such names. */
static bool
beside(const struct sheet *s, size_t i, size_t before)
{
	const struct human *p = s->people;
	size_t k;

	for (k = i; k > before && p[k - 1].to + 2 >= p[k].from; k--)
		if (numbered(&p[k - 1]))
			return true;
	for (k = i; k + 1 < s->n_people && p[k].to + 2 >= p[k + 1].from; k++)
		if (numbered(&p[k + 1]))
			return true;
	return false;
}

/*
 * A name alone among items with names and numbers is somebody whose number is missing or wrong, not
 * nobody; elsewhere it is no person.
 */
static void
drop_strays(struct sheet *s, size_t before)
{
	size_t i, kept = before, n = s->n_people;
	bool *keep = xcalloc(n + 1, sizeof(*keep));

	for (i = before; i < n; i++)
		keep[i] = numbered(&s->people[i]) || beside(s, i, before);
	for (i = before; i < n; i++)
		if (keep[i])
			s->people[kept++] = s->people[i];
		else
			human_free(&s->people[i]);
	s->n_people = kept;
	free(keep);
}

/* Items of a list, of which two at least hold a name and a number of a person. */
bool
people_by_items(struct sheet *s)
{
	size_t found = 0, rest = 0, next, before = s->n_people, items = 0, lines = 0;

	for (size_t i = s->body; i < s->copies; i = next) {
		size_t to, last = i + 1;
		struct human *h;
		bool bare;

		next = i + 1;
		bare = is_bare_item(s, i);
		if (bare)
			rest = s->lines[i].at + bare_start(s, i);
		else if (!is_item(s, i, &rest))
			continue;
		while (!bare && last < s->copies && last < i + 9 && !is_item(s, last, &to) &&
		    !sheet_fits(s, &s->o->endings, last, NULL) && last < s->signature && !sheet_fits(s, &s->o->closings, last, NULL) &&
		    !(s->lines[last].len == 0 && last + 1 < s->copies && s->lines[last + 1].len > 0 &&
			!sheet_is_labelled(s, last + 1)))
			last++;
		/* the list has one line for each, and what stands below its last is said of all */
		if (lines > 0 && lines == items && s->lines[i].len < WRAPPED_LEAST)
			last = i + 1;
		to = last < s->n ? s->lines[last].at : strlen(s->text);
		if (s->n_people == SHEET_PEOPLE_MOST || to <= rest)
			break;
		h = human_add(s, i);
		read_item(s, h, rest, to);
		if (h->value[NAMA] == NULL) {
			human_free(h);
			s->n_people--;
			continue;
		}
		h->to = last - 1;
		items++;
		lines += last - i;
		found += numbered(h);
		next = last;
	}
	drop_strays(s, before);
	if (found >= 2)
		return true;
	while (s->n_people > before)
		human_free(&s->people[--s->n_people]);
	return false;
}
