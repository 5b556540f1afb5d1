/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * People in a table: a heading says what each column holds; the cells of a row may be of several
 * lines.
 */
#include "box/sheet.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#define CELLS_MOST 12

struct row { struct span cell[CELLS_MOST]; size_t n; };

/* A table under way: its columns, and what of the row at hand is still missing. */
struct table {
	struct row head;
	enum column cols[CELLS_MOST];
	enum column missing[CELLS_MOST]; size_t n_missing;
	bool centred;			/* cells of several lines stand around the row's own line */
};

/* Between the cells of a line: tabs or bars; else semicolons; else wide gaps. */
static char
separator_of(const char *text, size_t n)
{
	size_t semicolons = 0;

	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\t' || text[i] == '|')
			return '\t';
		semicolons += text[i] == ';';
	}
	return semicolons >= 2 ? ';' : ' ';
}

static bool
parts(const char *text, size_t n, size_t i, char separator)
{
	if (separator == ' ')
		return text[i] == ' ' && i + 1 < n && text[i + 1] == ' ';
	return text[i] == separator || (separator == '\t' && text[i] == '|');
}

static void
cells_of(const struct sheet *s, size_t i, struct row *row)
{
	const char *text = s->text + s->lines[i].at;
	size_t from = 0, len = s->lines[i].len;
	char separator = separator_of(text, len);

	row->n = 0;
	if (separator == '\t' && len > 0 && text[0] == '|')
		from = 1;
	while (from <= len && row->n < CELLS_MOST) {
		size_t to = from;

		while (to < len && !parts(text, len, to, separator))
			to++;
		row->cell[row->n].start = from;
		row->cell[row->n].end = to;
		while (row->cell[row->n].start < to && text[row->cell[row->n].start] == ' ')
			row->cell[row->n].start++;
		while (row->cell[row->n].end > row->cell[row->n].start &&
		    text[row->cell[row->n].end - 1] == ' ')
			row->cell[row->n].end--;
		row->n++;
		from = to + 1;
		while (separator == ' ' && from < len && text[from] == ' ')
			from++;
	}
	while (row->n > 0 && row->cell[row->n - 1].end == row->cell[row->n - 1].start)
		row->n--;
}

/* What a heading says of its column; a heading "Nama/NIP" is of the name. */
static enum column
heading(struct sheet *s, size_t i, const struct span *cell)
{
	const char *text = s->text + s->lines[i].at + cell->start;
	size_t n = cell->end - cell->start;
	enum column best = OTHER;
	size_t reach = 0;
	struct span m;

	for (size_t k = 0; k < s->rules->n_fields; k++)
		for (size_t j = 0; j < s->rules->fields[k].labels.n; j++)
			if (regex_find(s->rules->fields[k].labels.items[j].re, text, n, 0, true,
				&m) == FOUND_YES && m.end > reach) {
				enum column c = sheet_column(s->rules->fields[k].id);

				reach = m.end;
				best = c < COLUMN__N ? c : OTHER;
			}
	if (best == OTHER && n <= 8 &&
	    (strncasecmp(text, "no", 2) == 0 || strncasecmp(text, "urut", 4) == 0))
		return NUMBER;
	return best;
}

/* "No. Nama <tab> NIP": two headings in one cell are parted. */
static void
part_number(const struct sheet *s, size_t i, struct row *row)
{
	const char *text = s->text + s->lines[i].at + row->cell[0].start;
	size_t n = row->cell[0].end - row->cell[0].start, p = 2;

	if (n < 6 || row->n == CELLS_MOST || strncasecmp(text, "no", 2) != 0)
		return;
	while (p < n && strchr(". ", text[p]) != NULL)
		p++;
	if (p == 2 || n - p < 4 || strncasecmp(text + p, "nama", 4) != 0)
		return;
	memmove(row->cell + 1, row->cell, row->n * sizeof(*row->cell));
	row->n++;
	row->cell[0].end = row->cell[0].start + 2;
	row->cell[1].start += p;
}

/* "Jabatan lama", "Jabatan baru": of two columns that tell the same the one that holds counts. */
static void
drop_former(struct sheet *s, size_t i, const struct row *row, enum column *cols)
{
	const char *line = s->text + s->lines[i].at;

	for (size_t k = 0; k < row->n; k++)
		for (size_t j = 0; j < row->n; j++)
			if (j != k && cols[j] == cols[k] && cols[k] < COLUMN__N &&
			    sheet_fits_at(s, &s->rules->former, line + row->cell[k].start,
				row->cell[k].end - row->cell[k].start, NULL))
				cols[k] = OTHER;
}

static bool
is_table_head(struct sheet *s, size_t i, struct row *row, enum column *cols)
{
	size_t known = 0;
	bool name = false;

	cells_of(s, i, row);
	if (row->n < 2)
		return false;
	part_number(s, i, row);
	/* "Nama : Siti <tab> Jabatan : Guru" is no heading */
	if (memchr(s->text + s->lines[i].at, ':', s->lines[i].len) != NULL)
		return false;
	for (size_t k = 0; k < row->n; k++) {
		cols[k] = heading(s, i, &row->cell[k]);
		known += cols[k] < COLUMN__N;
		name |= cols[k] == NAMA;
	}
	drop_former(s, i, row, cols);
	return name && known >= 2;
}

static enum column
looks_like(const char *text, size_t n)
{
	size_t digits = 0, other = 0;

	if (memchr(text, '@', n) != NULL)
		return EMAIL;
	for (size_t i = 0; i < n; i++)
		if (isdigit((unsigned char)text[i]))
			digits++;
		else if (strchr(" .-+", text[i]) == NULL)
			other++;
	if (other > 3 || digits == 0)
		return OTHER;
	return digits == 18 ? NIP : digits == 16 ? NIK : digits >= 9 && digits <= 14 ? HP : NUMBER;
}

static void
set_cell(struct sheet *s, struct human *h, size_t i, const struct span *cell, enum column c)
{
	const char *text = s->text + s->lines[i].at + cell->start;
	size_t n = cell->end - cell->start;
	char *value;

	/* a heading over two lines may not be known, but what stands below it is */
	if (c == OTHER)
		c = looks_like(text, n);
	if (n == 0 || c >= COLUMN__N)
		return;
	if (c == NIP || c == NIK) {
		human_set_number(h, text, n);
		return;
	}
	value = c == HP ? human_digits(text, n) : sheet_piece(s, i, cell);
	if (c == NAMA) {		/* "1. Siti Rahmah / 19870312..." */
		size_t cut = strspn(value, "0123456789");

		if (cut > 0 && cut < 4 && strchr(". )", value[cut]) != NULL) {
			cut += strspn(value + cut, ". )");
			memmove(value, value + cut, strlen(value + cut) + 1);
		}
		human_part_name(h, value);
	}
	if (c == EMAIL)
		for (char *p = value; *p != '\0'; p++)
			*p = (char)tolower((unsigned char)*p);
	if (*value != '\0' && strcmp(value, "-") != 0)
		human_set(h, c, value, true);
	free(value);
}

static bool
is_words(enum column c)
{
	return c == NAMA || c == JABATAN || c == PANGKAT || c == UNIT_KERJA;
}

/*
 * The cells of a row, perhaps fewer than headings: numbers go where numbers belong, and words to
 * the columns between them.
 */
static void
set_row(struct sheet *s, struct human *h, size_t i, const struct row *row, struct table *t)
{
	size_t at = 0;

	for (size_t k = 0; k < row->n; k++) {
		const char *text = s->text + s->lines[i].at + row->cell[k].start;
		size_t n = row->cell[k].end - row->cell[k].start, to = at;
		enum column like = looks_like(text, n);

		if (row->n == t->head.n) {
			set_cell(s, h, i, &row->cell[k], t->cols[k]);
			continue;
		}
		while (to < t->head.n &&
		    (like < COLUMN__N	 ? t->cols[to] != like :
			    like == NUMBER ? t->cols[to] != NUMBER :
					     !is_words(t->cols[to])))
			to++;
		if (to == t->head.n)
			continue;
		set_cell(s, h, i, &row->cell[k], t->cols[to]);
		at = to + 1;
	}
	t->n_missing = 0;
	for (size_t k = 0; k < t->head.n; k++)
		if (is_words(t->cols[k]) && h->value[t->cols[k]] == NULL)
			t->missing[t->n_missing++] = t->cols[k];
}

static void
add_words(struct human *h, enum column c, const char *more)
{
	char *both;

	if (h->value[c] == NULL) {
		human_set(h, c, more, true);
		return;
	}
	both = xasprintf("%s %s", h->value[c], more);
	free(h->value[c]);
	h->value[c] = both;
}

/*
 * Where cell k of a line goes whose row misses nothing: a name that breaks off at a comma goes on
 * first; as many cells as there are columns of words behind it belong to these, in order.
 */
static enum column
loose_column(const struct human *h, const struct table *t, const struct row *row, size_t k)
{
	size_t len = h->value[NAMA] != NULL ? strlen(h->value[NAMA]) : 0, words = 0;
	bool name = len > 0 && h->value[NAMA][len - 1] == ',';
	enum column behind[CELLS_MOST];

	if (k == 0 && name)
		return NAMA;
	for (size_t i = 0; i < t->head.n; i++)
		if (is_words(t->cols[i]) && t->cols[i] != NAMA)
			behind[words++] = t->cols[i];
	k -= name && k > 0 && row->n > words;
	if (row->n - (name && row->n > words) >= words && k < words)
		return behind[k];
	return words == 0 ? NAMA : name || row->n > 1 ? behind[0] : behind[words - 1];
}

/*
 * A line of a row whose cells are of several lines: to the columns that the row's own line has not,
 * in their order; else to a name that goes on, or to the last words.
 */
static void
add_loose(struct sheet *s, struct human *h, size_t i, const struct table *t)
{
	struct row row;

	cells_of(s, i, &row);
	for (size_t k = 0; k < row.n; k++) {
		char *more = sheet_piece(s, i, &row.cell[k]), *digits = human_digits(more, strlen(more));
		size_t n_digits = strlen(digits);
		enum column c;

		free(digits);
		if (n_digits == 18 || n_digits == 16) {		/* "NIP ..." below the name */
			human_set_number(h, more, strlen(more));
			free(more);
			continue;
		}
		if (t->n_missing > 0) {
			c = t->missing[k < t->n_missing ? k : t->n_missing - 1];
		} else {
			c = loose_column(h, t, &row, k);
		}
		if (*more != '\0')
			add_words(h, c, more);
		free(more);
	}
}

static bool
begins_row(struct sheet *s, size_t i, const struct row *row, const struct table *t)
{
	const char *first = s->text + s->lines[i].at + row->cell[0].start;
	size_t n = row->n > 0 ? row->cell[0].end - row->cell[0].start : 0;

	if (row->n < 2)
		return false;
	if (t->cols[0] == NUMBER)
		return isdigit((unsigned char)*first) && (n <= 4 || row->n + 1 == t->head.n);
	return row->n == t->head.n;
}

static bool
ends_table(struct sheet *s, size_t i)
{
	return sheet_fits(s, &s->o->closings, i, NULL) || sheet_ends(s, i) ||
	    sheet_fits(s, &s->o->place_dates, i, NULL) || sheet_fits(s, &s->o->copies, i, NULL);
}

/*
 * Rows below a heading. Cells of several lines stand around the row's own line when they are
 * centred - then as many below as above - and below it when they are not.
 */
static size_t
read_rows(struct sheet *s, size_t from, struct table *t)
{
	size_t i, above = from, empty = 0;

	for (i = from; i < s->n && s->n_people < SHEET_PEOPLE_MOST && empty < 3; i++) {
		size_t centred, k;
		struct human *h;
		struct row row;

		cells_of(s, i, &row);
		if (row.n == 0) {
			empty++;
			continue;
		}
		if (ends_table(s, i))
			break;
		empty = 0;
		if (!begins_row(s, i, &row, t))
			continue;
		h = human_add(s, i);
		set_row(s, h, i, &row, t);
		centred = t->n_missing > 0 ? i - above : 0;
		t->centred |= centred > 0;
		for (k = above; centred > 0 && k < i; k++)
			if (s->lines[k].len > 0)
				add_loose(s, h, k, t);
		for (k = i + 1; k < s->n && s->lines[k].len > 0 &&
		     (t->centred ? k <= i + centred : centred == 0);
		     k++) {
			cells_of(s, k, &row);
			if (ends_table(s, k) || begins_row(s, k, &row, t) ||
			    (centred == 0 && row.n > t->n_missing + 2))
				break;
			add_loose(s, h, k, t);
		}
		above = k;
		i = k - 1;
		if (h->value[NAMA] == NULL || isdigit((unsigned char)*h->value[NAMA])) {
			human_free(h);
			s->n_people--;
		}
	}
	return i;
}

/* The table that has most people; a letter may begin with another one. */
bool
people_by_tables(struct sheet *s)
{
	size_t before = s->n_people;

	for (size_t i = s->body; i < s->n; i++) {
		struct table t = { 0 };

		if (!is_table_head(s, i, &t.head, t.cols))
			continue;
		i = read_rows(s, i + 1, &t);
		if (s->n_people > before + 1)
			return true;
		while (s->n_people > before)
			human_free(&s->people[--s->n_people]);
	}
	return false;
}
