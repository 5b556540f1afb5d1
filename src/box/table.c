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
#include "box/charset.h"

#define CELLS_MOST 12

struct row { struct span cell[CELLS_MOST]; size_t n; };

#define MIXED_MOST 4
#define HEADING_MOST 300
#define KIND_MOST 24

/* A table under way: its columns, and what of the row at hand is still missing. */
struct table {
	struct row head;
	enum column cols[CELLS_MOST];
	/* what else the heading names, "Jabatan / Unit Kerja"; the first is cols */
	enum column mixed[CELLS_MOST][MIXED_MOST]; size_t n_mixed[CELLS_MOST];
	char kind[CELLS_MOST][KIND_MOST];	/* of an office, when the heading is no more: "Desa" */
	struct row last; size_t last_line;	/* the row at hand; n 0: none */
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

static bool
is_words(enum column c)
{
	return c == NAMA || c == JABATAN || c == PANGKAT || c == UNIT_KERJA;
}

/* The longest label at the start of a heading; OTHER: none. *reach: where it ends. */
static enum column
label_of(struct sheet *s, const char *text, size_t n, size_t *reach)
{
	enum column best = OTHER;
	struct span m;

	*reach = 0;
	for (size_t k = 0; k < s->rules->n_fields; k++)
		for (size_t j = 0; j < s->rules->fields[k].labels.n; j++)
			if (regex_find(s->rules->fields[k].labels.items[j].re, text, n, 0, true,
				&m) == FOUND_YES && m.end > *reach) {
				enum column c = sheet_column(s->rules->fields[k].id);

				*reach = m.end;
				best = c < COLUMN__N ? c : OTHER;
			}
	return best;
}

/* A heading that is the kind of an office and no more, "Desa": what stands below it is one. */
static bool
is_kind(struct sheet *s, const char *text, size_t n, char *kind)
{
	struct span m;

	*kind = '\0';
	for (size_t k = 0; k < s->o->places.n && n < KIND_MOST; k++)
		if (regex_find(s->o->places.items[k].re, text, n, 0, true, &m) == FOUND_YES && m.end == n) {
			for (size_t i = 0; i < n; i++)
				kind[i] = (char)(i == 0 ? toupper((unsigned char)text[i]) : tolower((unsigned char)text[i]));
			kind[n] = '\0';
			return true;
		}
	return false;
}

/*
 * What a heading says of its column, all that it names: "Nama / NIP", "Jabatan dan Unit Kerja"; a
 * "Nama Jabatan" is no name.
 */
static void
heading(struct sheet *s, size_t i, size_t k, struct table *t)
{
	const char *text = s->text + s->lines[i].at + t->head.cell[k].start;
	size_t n = t->head.cell[k].end - t->head.cell[k].start, reach;
	enum column *all = t->mixed[k];

	t->n_mixed[k] = 0;
	for (size_t p = 0; p < n; p += reach > 0 ? reach : 1) {
		enum column c;
		bool known = false;

		reach = 0;
		if (p > 0 && (isalnum((unsigned char)text[p - 1]) || (unsigned char)text[p - 1] >= 0x80))
			continue;
		c = label_of(s, text + p, n - p, &reach);
		if (c >= COLUMN__N)
			continue;
		for (size_t j = 0; j < t->n_mixed[k]; j++)
			known |= all[j] == c;
		if (t->n_mixed[k] == 1 && all[0] == NAMA && (c == JABATAN || c == UNIT_KERJA) && text[p - 1] == ' ' &&
		    isalpha((unsigned char)text[p - 2]))
			t->n_mixed[k] = 0;
		if (!known && t->n_mixed[k] < MIXED_MOST)
			all[t->n_mixed[k]++] = c;
	}
	t->cols[k] = t->n_mixed[k] > 0 ? all[0] : OTHER;
	if (is_kind(s, text, n, t->kind[k]))
		t->cols[k] = UNIT_KERJA;
	else if (t->cols[k] == OTHER && n <= 8 && (strncasecmp(text, "no", 2) == 0 || strncasecmp(text, "urut", 4) == 0))
		t->cols[k] = NUMBER;
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

/* A heading has no number of anybody. */
static bool
holds_digits(const struct sheet *s, size_t i)
{
	return sheet_digits(s->text + s->lines[i].at, s->lines[i].len) > 5 || s->lines[i].len > HEADING_MOST;
}

static bool
is_table_head(struct sheet *s, size_t i, struct table *t)
{
	struct row *row = &t->head;
	size_t known = 0;
	bool name = false;

	cells_of(s, i, row);
	if (row->n < 2 || holds_digits(s, i))
		return false;
	part_number(s, i, row);
	/* "Nama : Siti <tab> Jabatan : Guru" is no heading */
	if (memchr(s->text + s->lines[i].at, ':', s->lines[i].len) != NULL)
		return false;
	for (size_t k = 0; k < row->n; k++) {
		heading(s, i, k, t);
		known += t->cols[k] < COLUMN__N;
		name |= t->cols[k] == NAMA;
	}
	drop_former(s, i, row, t->cols);
	return name && known >= 2;
}

/*
 * A heading in two lines, some of whose cells span columns of the second: "No | Data Pegawai | HP"
 * above "| Nama | NIP |". The row below tells how many columns there are.
 */
static bool
is_split_head(struct sheet *s, size_t i, struct table *t)
{
	struct row upper, lower, data;
	size_t known = 0, span, from = 0, filled = 0;
	bool name = false;

	if (i + 2 >= s->n || holds_digits(s, i) || holds_digits(s, i + 1))
		return false;
	cells_of(s, i, &upper);
	cells_of(s, i + 1, &lower);
	cells_of(s, i + 2, &data);
	if (upper.n < 2 || lower.n < 2 || data.n <= upper.n || data.n < lower.n || data.n > CELLS_MOST)
		return false;
	span = data.n - upper.n + 1;
	while (from < lower.n && lower.cell[from].start == lower.cell[from].end)
		from++;
	for (size_t k = from; k < lower.n; k++)
		filled += lower.cell[k].start < lower.cell[k].end;
	if (filled != span || lower.n != from + span || from >= upper.n)
		return false;
	t->head.n = data.n;
	for (size_t k = 0; k < data.n; k++) {
		bool below = k >= from && k < from + span;

		t->head.cell[k] = below ? lower.cell[k] : upper.cell[k < from ? k : k - span + 1];
		heading(s, below ? i + 1 : i, k, t);
		known += t->cols[k] < COLUMN__N;
		name |= t->cols[k] == NAMA;
	}
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
	/* also with a digit too few or too many, or with the NIK below */
	if (digits == 17 || (digits >= 18 && digits <= 21) || digits == 34)
		return NIP;
	return digits == 16 ? NIK : digits >= 9 && digits <= 14 ? HP : NUMBER;
}

/* How long the first part of a cell of several is: to a slash or dash between blanks, a semicolon, a number of a person. */
static size_t
part_end(const char *text, size_t n)
{
	size_t digits = 0, word = 0;

	for (size_t i = 0; i < n; i++) {
		if (text[i] == ';' || text[i] == '|')
			return i;
		if (i > 0 && i + 1 < n && text[i - 1] == ' ' && text[i + 1] == ' ' && strchr("/-", text[i]) != NULL)
			return i;
		if (text[i] == '/' && i > 0 && (isdigit((unsigned char)text[i - 1]) || (i + 1 < n && isdigit((unsigned char)text[i + 1]))))
			return i;
		if (isdigit((unsigned char)text[i])) {
			digits++;
		} else if (text[i] != ' ') {
			if (digits >= 9 && i > word)
				return i - 1;	/* the number ends here */
			digits = 0;
			word = i + 1;
		} else if (digits == 0 && i + 6 < n && strspn(text + i + 1, "0123456789 ") >= 9) {
			return i;	/* a number begins */
		}
	}
	return n;
}

static size_t
n_parts(const char *text, size_t n)
{
	return part_end(text, n) < n ? 2 : 1;
}

/* "Siti Rahmah / 19870312...", "1. Siti Rahmah": the name, and the number that stands with it. */
static void
set_name(struct human *h, char *value)
{
	size_t cut = strspn(value, "0123456789");

	if (cut > 0 && cut < 4 && strchr(". )", value[cut]) != NULL) {
		cut += strspn(value + cut, ". )");
		memmove(value, value + cut, strlen(value + cut) + 1);
	}
	human_part_name(h, value);
}

/* One value of a cell, of a column of words or digits; kind: that its office is of, or "". */
static void
set_value(struct sheet *s, struct human *h, const char *text, size_t n, enum column c, const char *kind)
{
	char *copy, *value;

	/* a heading over two lines may not be known, but what stands below it is */
	if (c == OTHER)
		c = looks_like(text, n);
	if (n == 0 || c >= COLUMN__N)
		return;
	if (c == NIP || c == NIK) {
		human_set_number(h, text, n);
		return;
	}
	copy = xstrndup(text, n);
	value = c == HP ? human_digits(text, n) : charset_line(copy, LIMIT_LINE);
	free(copy);
	if (c == NAMA)
		set_name(h, value);
	for (char *p = value; *p != '\0' && c == EMAIL; p++)
		*p = (char)tolower((unsigned char)*p);
	if (c == UNIT_KERJA && *kind != '\0' && isalpha((unsigned char)*value) &&
	    !sheet_fits_at(s, &s->o->places, value, strlen(value), NULL)) {
		copy = xasprintf("%s %s", kind, value);
		free(value);
		value = copy;
	}
	if (strcmp(value, "-") == 0)
		h->none[c] = true;
	else if (*value != '\0')
		human_set(h, c, value, true);
	free(value);
}

/* Where in the words of a cell an office begins, behind a position; n: nowhere. */
static size_t
place_in(struct sheet *s, const char *text, size_t n)
{
	for (size_t p = 1; p + 3 < n; p++)
		if (strchr(" (", text[p - 1]) != NULL && sheet_fits_at(s, &s->o->places, text + p, n - p, NULL))
			return p;
	return n;
}

static void
set_words(struct sheet *s, struct human *h, const char *text, size_t n, const struct table *t, size_t k)
{
	enum column c = COLUMN__N;
	size_t place;

	for (size_t j = 0; j < t->n_mixed[k] && c == COLUMN__N; j++)
		if (t->mixed[k][j] < COLUMN__N && h->value[t->mixed[k][j]] == NULL && t->mixed[k][j] != NIP &&
		    t->mixed[k][j] != NIK && t->mixed[k][j] != HP && t->mixed[k][j] != EMAIL)
			c = t->mixed[k][j];
	if (c == COLUMN__N)
		return;
	for (size_t j = 0; j < t->n_mixed[k]; j++)
		if (t->mixed[k][j] == UNIT_KERJA && h->value[UNIT_KERJA] == NULL) {
			if (sheet_fits_at(s, &s->o->places, text, n, NULL)) {
				c = UNIT_KERJA;
			} else if (c == JABATAN && (place = place_in(s, text, n)) < n && n_parts(text, n) == 1) {
				set_value(s, h, text + place, n - place, UNIT_KERJA, "");
				n = place;
				while (n > 0 && strchr(" ,(-", text[n - 1]) != NULL)
					n--;
				if (n > 5 && strncasecmp(text + n - 5, " pada", 5) == 0)
					n -= 5;
				else if (n > 3 && strncasecmp(text + n - 3, " di", 3) == 0)
					n -= 3;
			}
		}
	set_value(s, h, text, n, c, "");
}

/* "Penata Tk. I (III/d) Kepala Seksi": where the rank ends that stands first in a cell; 0: none does. */
static size_t
rank_end(const struct sheet *s, const char *text, size_t n)
{
	for (size_t i = 0; i < s->n_events; i++) {
		const struct field_event *e = &s->events[i];
		size_t len = strlen(e->value);

		if (s->text + e->at == text && sheet_column(e->rule->id) == PANGKAT && len < n && memcmp(text, e->value, len) == 0)
			return len;
	}
	return 0;
}

/* A cell whose heading names several: parts between slashes, lines or dashes; numbers go where numbers belong. */
static void
set_mixed(struct sheet *s, struct human *h, const char *text, size_t n, const struct table *t, size_t k)
{
	for (size_t from = 0, to; from < n; from = to + 1) {
		size_t start = from, end, rank = rank_end(s, text + from, n - from);

		to = from + part_end(text + from, n - from);
		if (rank > 0 && (to == n || from + rank > to))
			to = from + rank;
		end = to;
		while (start < end && strchr(" .,:/-()", text[start]) != NULL)
			start++;
		while (end > start && strchr(" ,:/-(", text[end - 1]) != NULL)
			end--;
		end = start + human_name_end(text + start, end - start);
		if (end == start)
			continue;
		if (looks_like(text + start, end - start) < COLUMN__N)
			set_value(s, h, text + start, end - start, OTHER, "");
		else
			set_words(s, h, text + start, end - start, t, k);
	}
}

static void
set_cell(struct sheet *s, struct human *h, const char *text, size_t n, const struct table *t, size_t k)
{
	if (t->n_mixed[k] > 1 && t->cols[k] < COLUMN__N)
		set_mixed(s, h, text, n, t, k);
	else
		set_value(s, h, text, n, t->cols[k], t->kind[k]);
}

/* An empty cell among others: the cells of the line stand where their columns are. */
static bool
has_gap(const struct row *row)
{
	for (size_t k = 0; k < row->n; k++)
		if (row->cell[k].start == row->cell[k].end)
			return true;
	return false;
}

static bool
is_dash(const struct sheet *s, size_t i, const struct span *cell)
{
	return cell->end == cell->start + 1 && s->text[s->lines[i].at + cell->start] == '-';
}

/* A row whose last cells are empty: each cell that it has is of its column. */
static bool
stands_in_place(const struct sheet *s, size_t i, const struct row *row, const struct table *t)
{
	if (has_gap(row))
		return row->n <= t->head.n;
	for (size_t k = 0; k < row->n; k++) {
		enum column like = looks_like(s->text + s->lines[i].at + row->cell[k].start, row->cell[k].end - row->cell[k].start),
			    c = k < t->head.n ? t->cols[k] : OTHER;

		if (is_dash(s, i, &row->cell[k]))
			continue;
		if ((like < COLUMN__N && c != like && t->n_mixed[k] < 2) || (like == NUMBER && c != NUMBER) ||
		    (like == OTHER && c < COLUMN__N && !is_words(c)))
			return false;
	}
	return row->n >= 3;
}

/*
 * The cells of a row, perhaps fewer than headings: numbers go where numbers belong, and words to
 * the columns between them.
 */
static void
set_row(struct sheet *s, struct human *h, size_t i, const struct row *row, struct table *t)
{
	size_t at = 0;

	bool placed = row->n == t->head.n || stands_in_place(s, i, row, t);

	for (size_t k = 0; k < row->n; k++) {
		const char *text = s->text + s->lines[i].at + row->cell[k].start;
		size_t n = row->cell[k].end - row->cell[k].start, to = at;
		enum column like = looks_like(text, n);

		if (placed) {
			set_cell(s, h, text, n, t, k);
			continue;
		}
		while (to < t->head.n &&
		    (like < COLUMN__N	 ? t->cols[to] != like :
			    like == NUMBER ? t->cols[to] != NUMBER :
					     !is_words(t->cols[to])))
			to++;
		if (to == t->head.n)
			continue;
		set_cell(s, h, text, n, t, to);
		at = to + 1;
	}
	t->last = *row;
	t->last_line = i;
	t->n_missing = 0;
	for (size_t k = 0; k < t->head.n && !has_gap(row); k++)
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

/* "Dinas Pendidikan" alone below the last row: an office is no rest of a name. */
static bool
is_no_rest(struct sheet *s, const struct human *h, size_t i, const struct table *t)
{
	struct row row;

	cells_of(s, i, &row);
	return row.n == 1 && t->n_missing == 0 && loose_column(h, t, &row, 0) == NAMA &&
	    sheet_fits_at(s, &s->o->places, s->text + s->lines[i].at + row.cell[0].start, row.cell[0].end - row.cell[0].start, NULL);
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
	if (row.n == 1 && t->n_mixed[0] > 1 && t->cols[0] < COLUMN__N) {	/* the next that its heading names */
		set_mixed(s, h, s->text + s->lines[i].at, s->lines[i].len, t, 0);
		return;
	}
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

/* Is a cell a number, an address or a telephone of somebody? */
static bool
holds_person(const struct sheet *s, size_t i, const struct row *row)
{
	for (size_t k = 0; k < row->n; k++)
		if (looks_like(s->text + s->lines[i].at + row->cell[k].start, row->cell[k].end - row->cell[k].start) < COLUMN__N)
			return true;
	return false;
}

/* Between the two pieces of a cell that a page broke: an address and a number go on without a blank. */
static const char *
glue(const char *had, size_t n, const char *more)
{
	size_t digits = 0;

	while (digits < n && isdigit((unsigned char)had[n - 1 - digits]))
		digits++;
	if (digits >= 6 && digits == n && isdigit((unsigned char)*more))
		return "";
	return memchr(had, '@', n) != NULL || (memchr(had, ' ', n) == NULL && strchr(more, '@') != NULL && strcspn(more, "\t\n") > strcspn(more, "@")) ? "" : " ";
}

/* The rest of a row that a page broke: a line with an empty first cell, its cells under their columns. */
static bool
take_rest(struct sheet *s, struct human *h, size_t i, const struct row *row, struct table *t)
{
	if (t->last.n == 0 || row->n == 0 || row->n > t->head.n || row->cell[0].end > row->cell[0].start)
		return false;
	for (size_t k = 0; k < row->n; k++) {
		const char *more = s->text + s->lines[i].at + row->cell[k].start, *had = s->text + s->lines[t->last_line].at;
		size_t n = row->cell[k].end - row->cell[k].start, had_n = 0;
		char *both;

		if (n == 0)
			continue;
		if (k < t->last.n) {
			had += t->last.cell[k].start;
			had_n = t->last.cell[k].end - t->last.cell[k].start;
		}
		both = xasprintf("%.*s%s%.*s", (int)had_n, had, had_n > 0 ? glue(had, had_n, more) : "", (int)n, more);
		for (size_t j = 0; j < t->n_mixed[k]; j++)
			if (t->mixed[k][j] < COLUMN__N) {
				free(h->value[t->mixed[k][j]]);
				h->value[t->mixed[k][j]] = NULL;
			}
		set_cell(s, h, both, strlen(both), t, k);
		free(both);
	}
	t->last.n = 0;
	return true;
}

/* Has the line a name and the whole number of a person, each in its column? */
static bool
holds_whole(const struct sheet *s, size_t i, const struct row *row, const struct table *t)
{
	bool name = false, number = false;

	for (size_t k = 0; k < row->n && k < t->head.n; k++) {
		const char *text = s->text + s->lines[i].at + row->cell[k].start;
		size_t n = row->cell[k].end - row->cell[k].start;

		name |= t->cols[k] == NAMA && n > 0;
		if (n > 0 && (t->cols[k] == NIP || t->cols[k] == NIK)) {
			char *digits = human_digits(text, n);

			number |= strlen(digits) == 18 || strlen(digits) == 16 || strlen(digits) == 34;
			free(digits);
		}
	}
	return name && number;
}

static bool
begins_row(struct sheet *s, size_t i, const struct row *row, const struct table *t)
{
	const char *first = s->text + s->lines[i].at + row->cell[0].start;
	size_t n = row->n > 0 ? row->cell[0].end - row->cell[0].start : 0;

	if (row->n < 2)
		return false;
	/* the first cell is of several rows, and stands in one of them */
	if (n == 0 && holds_whole(s, i, row, t) && (t->last.n == 0 || holds_whole(s, t->last_line, &t->last, t)))
		return true;
	if (t->cols[0] == NUMBER)
		return n > 0 && isdigit((unsigned char)*first) && (n <= 4 || row->n + 1 == t->head.n);
	return n > 0 && (row->n == t->head.n || (row->n < t->head.n && stands_in_place(s, i, row, t) && holds_person(s, i, row)));
}

static bool
ends_table(struct sheet *s, size_t i)
{
	return sheet_fits(s, &s->o->closings, i, NULL) || sheet_ends(s, i) ||
	    sheet_fits(s, &s->o->place_dates, i, NULL) || sheet_fits(s, &s->o->copies, i, NULL);
}

/* Lines below a heading that still are headings: its cells are of several lines. */
static size_t
take_headings(struct sheet *s, size_t i, struct table *t)
{
	for (; i < s->n && s->lines[i].len > 0; i++) {
		struct row row;

		cells_of(s, i, &row);
		for (size_t k = 0; k < row.n; k++) {
			const char *text = s->text + s->lines[i].at + row.cell[k].start;
			size_t n = row.cell[k].end - row.cell[k].start, reach;
			enum column c = label_of(s, text, n, &reach);

			if (n > 0 && (c >= COLUMN__N || reach != n || k >= t->head.n || t->n_mixed[k] == MIXED_MOST))
				return i;
			if (n > 0 && t->n_mixed[k] > 0)
				t->mixed[k][t->n_mixed[k]++] = c;
		}
	}
	return i;
}

/*
 * Rows below a heading. Cells of several lines stand around the row's own line when they are
 * centred - then as many below as above - and below it when they are not.
 */
static size_t
read_rows(struct sheet *s, size_t from, struct table *t)
{
	size_t i, above = from, empty = 0, before = s->n_people;

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
		if (!begins_row(s, i, &row, t)) {
			if (s->n_people > before && take_rest(s, &s->people[s->n_people - 1], i, &row, t))
				above = i + 1;
			continue;
		}
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
			if (ends_table(s, k) || begins_row(s, k, &row, t) || (has_gap(&t->last) && row.n > 1) ||
			    (centred == 0 && row.n > t->n_missing + 2))
				break;
			if (is_no_rest(s, h, k, t))
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

/*
 * A cell over several rows stands once, at its first row or in their middle: rows that say nothing
 * have the value of the cell that they lie in.
 */
static void
fill_merged(struct sheet *s, size_t from, enum column c)
{
	size_t begun = from, next, values = 0;

	/* a position is of several only where it is of all */
	for (size_t i = from; i < s->n_people; i++)
		values += s->people[i].value[c] != NULL;
	if (c == JABATAN && values != 1)
		return;
	for (size_t at = from; at < s->n_people; at = next) {
		const char *value;
		size_t end;

		while (at < s->n_people && s->people[at].value[c] == NULL)
			at++;
		for (next = at + 1; next < s->n_people && s->people[next].value[c] == NULL;)
			next++;
		if (at >= s->n_people)
			return;
		/* in the middle of its rows there are as many below as above, perhaps one more */
		end = at == begun || next == s->n_people ? next : 2 * at - begun + 1;
		end = end > next ? next : end;
		value = s->people[at].value[c];
		for (size_t i = begun; i < end; i++)
			if (s->people[i].value[c] == NULL && !s->people[i].none[c])
				human_set(&s->people[i], c, value, true);
		begun = end;
	}
}

/* The table that has most people; a letter may begin with another one. */
bool
people_by_tables(struct sheet *s)
{
	size_t before = s->n_people;

	for (size_t i = s->body; i < s->n; i++) {
		struct table t = { 0 };

		if (is_split_head(s, i, &t))
			i++;
		else if (!is_table_head(s, i, &t))
			continue;
		s->table = i;
		i = read_rows(s, take_headings(s, i + 1, &t), &t);
		fill_merged(s, before, JABATAN);
		fill_merged(s, before, UNIT_KERJA);
		if (s->n_people > before + 1 || (s->n_people > before && human_has_number(&s->people[before])))
			return true;
		while (s->n_people > before)
			human_free(&s->people[--s->n_people]);
	}
	return false;
}

/* ---- a person in each column ---- */

/* "Nama <tab> Siti <tab> Budi": the field of its label, and its cells behind it, at *from; COLUMN__N: none. */
static enum column
labelled_row(struct sheet *s, size_t i, struct row *row, size_t *from)
{
	const char *text = s->text + s->lines[i].at;
	enum column c;
	size_t reach, n;

	cells_of(s, i, row);
	if (row->n < 3)
		return COLUMN__N;
	n = row->cell[0].end;
	while (n > 0 && strchr(" :", text[n - 1]) != NULL)
		n--;
	c = label_of(s, text, n, &reach);
	*from = row->cell[1].end == row->cell[1].start + 1 && text[row->cell[1].start] == ':' ? 2 : 1;
	return c < COLUMN__N && reach == n && row->n >= *from + 2 ? c : COLUMN__N;
}

/* Columns of what was and what is tell of one person. */
static bool
tells_change(struct sheet *s, size_t i)
{
	return i > 0 && s->lines[i - 1].len > 0 && (sheet_fits(s, &s->rules->former, i - 1, NULL) || sheet_fits(s, &s->rules->last_counts, i - 1, NULL));
}

/* People side by side below each other's labels: their names differ, and each has a number. */
bool
people_by_columns(struct sheet *s)
{
	size_t before = s->n_people;

	for (size_t i = s->body; i < s->signature; i++) {
		struct row row;
		size_t from, n, numbers = 0;

		if (labelled_row(s, i, &row, &from) != NAMA || tells_change(s, i))
			continue;
		n = row.n - from;
		for (size_t k = 0; k < n; k++)
			human_add(s, i);
		for (size_t line = i; line < s->signature && s->lines[line].len > 0; line++) {
			struct table t = { .mixed = { { 0 } } };
			enum column c = labelled_row(s, line, &row, &from);

			if (c == COLUMN__N || row.n - from > n)
				continue;
			t.cols[0] = c;
			for (size_t k = from; k < row.n; k++)
				set_cell(s, &s->people[before + k - from], s->text + s->lines[line].at + row.cell[k].start,
				    row.cell[k].end - row.cell[k].start, &t, 0);
		}
		for (size_t k = before; k < s->n_people; k++)
			numbers += human_has_number(&s->people[k]) && s->people[k].value[NAMA] != NULL &&
			    (k == before || !sheet_same_name(s->people[k].value[NAMA], s->people[before].value[NAMA]));
		if (numbers == n)
			return true;
		while (s->n_people > before)
			human_free(&s->people[--s->n_people]);
	}
	return false;
}
