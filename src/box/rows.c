/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "box/rows.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "box/columns.h"
#include "box/grid.h"

#define COMPARED_MOST 200	/* cells of a line that are compared with others */

static bool
is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

/* ---- numbers over the lines of a cell ---- */

/* Digits in the cell when it holds nothing else (blanks aside), else 0. */
static size_t
digits_of(const struct row *row, const struct cell *c)
{
	size_t n = 0;

	for (size_t i = c->at; i < c->end; i++)
		if (is_digit((unsigned char)row->text.data[i]))
			n++;
		else if (row->text.data[i] != ' ')
			return 0;
	return n;
}

static struct cell *
cell_below(struct row *row, const struct cell *above, size_t most)
{
	for (size_t i = 0; i < row->n_cells && i < COMPARED_MOST; i++) {
		struct cell *c = &row->cells[i];
		size_t n = digits_of(row, c);

		if (n > 0 && n <= most &&
		    (fabs(c->x1 - above->x1) < 0.5 * row->h ||
			fabs(c->x1 + c->x2 - above->x1 - above->x2) < row->h))
			return c;
	}
	return NULL;
}

/* Takes n bytes out at `at` and puts s there; cells stay right. */
static void
splice(struct row *row, size_t at, size_t n, const char *s, size_t len)
{
	struct buf b = BUF_INIT;

	buf_add(&b, row->text.data, at);
	buf_add(&b, s, len);
	buf_add(&b, row->text.data + at + n, row->text.len - at - n);
	buf_free(&row->text);
	row->text = b;
	for (size_t i = 0; i < row->n_cells; i++) {
		struct cell *c = &row->cells[i];

		if (c->at > at)
			c->at = c->at - n + len;
		if (c->end >= at + n)
			c->end = c->end - n + len;
	}
}

static void
drop_cell(struct row *row, struct cell *c)
{
	size_t i = (size_t)(c - row->cells), at = c->at, n = c->end - c->at;

	if (i + 1 < row->n_cells)
		n = row->cells[i + 1].at - at; /* with the tab behind */
	else if (i > 0) {
		n += at - row->cells[i - 1].end;
		at = row->cells[i - 1].end;
	}
	memmove(c, c + 1, (--row->n_cells - i) * sizeof(*c));
	splice(row, at, n, "", 0);
	row->x = row->n_cells > 0 ? row->cells[0].x1 : row->x;
}

/*
 * A NIP or NIK that was too long for its column goes on below: as many digits a line as there is
 * room for, 16 or 18 in all.
 */
static void
join_number(struct row *rows, size_t n, struct cell *c)
{
	size_t wide = digits_of(rows, c), sum = wide, used = 0;
	struct cell *below[3];

	if (wide < 6 || wide >= 18)
		return;
	for (size_t i = 1; i < n && used < 3 && rows[i].y - rows[i - 1].y < 1.6 * rows[0].h; i++) {
		struct cell *b = cell_below(&rows[i], c, wide);
		size_t more = b != NULL ? digits_of(&rows[i], b) : 0;

		if (more == 0 || sum + more > 18)
			break;
		below[used++] = b;
		sum += more;
		if (more < wide)
			break;
	}
	if (used == 0 || (sum != 16 && sum != 18))
		return;
	for (size_t i = 0; i < used; i++) {
		struct row *r = &rows[i + 1];

		if (memchr(rows[0].text.data + c->at, ' ', c->end - c->at) != NULL)
			splice(rows, c->end, 0, " ", 1);
		splice(rows, c->end, 0, r->text.data + below[i]->at, below[i]->end - below[i]->at);
		drop_cell(r, below[i]);
	}
}

/* ---- words over a line end ---- */

static bool
letter_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* "undang-undang", "bersama-sama", "sebaik-baiknya": the hyphen belongs to the word. */
static bool
doubled(const char *head, size_t n, const char *rest, size_t m)
{
	for (size_t k = n < m ? n : m; k >= 3; k--)
		if (strncasecmp(head + n - k, rest, k) == 0)
			return k == n || k == m || k >= 4;
	return false;
}

/* Length of the hyphen when the text ends in a letter word with one, else 0. *word: where it
 * begins. */
static size_t
hyphen_end(const struct buf *text, size_t *word, bool *soft)
{
	const char *s = text->data;
	size_t n = text->len, hyphen = 0, letters = 0;

	*soft = n > 2 && memcmp(s + n - 2, "\xc2\xad", 2) == 0;
	if (*soft)
		hyphen = 2;
	else if (n > 1 && s[n - 1] == '-')
		hyphen = 1;
	else if (n > 3 && memcmp(s + n - 3, "\xe2\x80\x90", 3) == 0)
		hyphen = 3;
	if (hyphen == 0)
		return 0;
	for (*word = n -= hyphen; *word > 0 && letter_byte(s[*word - 1]); --*word)
		letters++;
	if (letters < 2)
		return 0;
	/* before it only what may stand before a word, or more of a word with hyphens */
	for (size_t i = *word; i > 0 && strchr(" \t", s[i - 1]) == NULL; i--)
		if (!letter_byte(s[i - 1]) && strchr("-(\"'/", s[i - 1]) == NULL)
			return 0;
	return hyphen;
}

/* Length of the word that begins the text when that can be the rest of one, else 0. */
static size_t
rest_of_word(const char *s)
{
	size_t n = 0, len = strcspn(s, " \t");

	while (n < len && letter_byte(s[n]))
		n++;
	if (s[0] < 'a' || s[0] > 'z')
		return 0;
	for (size_t i = n; i < len; i++)
		if (strchr(".,;:!?)\"'-/", s[i]) == NULL && !letter_byte(s[i]))
			return 0;
	/* "kantor.go.id" is no rest of a word; "kan." is */
	for (size_t i = n; i + 1 < len; i++)
		if (strchr(".:/", s[i]) != NULL && letter_byte(s[i + 1]))
			return 0;
	return n;
}

/* Moves the rest of a word up to the line that it began on. */
static void
join_rows(struct row *row, struct row *next)
{
	size_t word = 0, hyphen, n, len;
	bool soft = false;

	if (next->text.len == 0 || row->text.len == 0)
		return;
	hyphen = hyphen_end(&row->text, &word, &soft);
	n = hyphen > 0 ? rest_of_word(next->text.data) : 0;
	if (n == 0)
		return;
	if (row->n_cells > 1 && fabs(next->x - row->cells[row->n_cells - 1].x1) > 1.5 * row->h)
		return;
	if (soft ||
	    !doubled(row->text.data + word, row->text.len - hyphen - word, next->text.data, n))
		row->text.len -= hyphen;
	len = strcspn(next->text.data, " \t");
	buf_add(&row->text, next->text.data, len);
	if (len == next->cells[0].end)
		drop_cell(next, &next->cells[0]);
	else
		splice(next, 0, len + strspn(next->text.data + len, " \t"), "", 0);
}

/* ---- the page ---- */

/* Soft hyphens are seen at the end of a line only. */
static void
drop_soft(struct buf *b)
{
	size_t to = 0;

	for (size_t i = 0; i < b->len; i++) {
		bool soft = i + 2 < b->len && (unsigned char)b->data[i] == 0xc2 &&
		    (unsigned char)b->data[i + 1] == 0xad;

		if (soft)
			i++;
		else
			b->data[to++] = b->data[i];
	}
	b->len = to;
	if (b->data != NULL)
		b->data[to] = '\0';
}

static int
by_pitch(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* The usual way from one line to the next. */
static double
usual_pitch(const struct row *rows, size_t n)
{
	double *pitch = xcalloc(n + 1, sizeof(*pitch)), usual;

	for (size_t i = 1; i < n; i++)
		pitch[i - 1] = rows[i].y - rows[i - 1].y;
	if (n > 1)
		qsort(pitch, n - 1, sizeof(*pitch), by_pitch);
	usual = n > 1 ? pitch[(n - 2) / 2] : 0;
	free(pitch);
	return usual;
}

bool
row_narrows(struct gap *gap, const struct row *row, double least)
{
	for (size_t i = 0; i < row->n_words; i++) {
		const struct cell *w = &row->words[i];

		if (w->x2 <= gap->a || w->x1 >= gap->b)
			continue;
		if (w->x1 - gap->a > gap->b - w->x2)
			gap->b = w->x1;
		else
			gap->a = w->x2;
	}
	return gap->b - gap->a >= least;
}

void
page_rows(struct row *rows, size_t n, struct buf *out)
{
	double usual = usual_pitch(rows, n);
	bool whole = false;	/* the line before is a row of a table */

	rows = columns_part(rows, &n);
	grid_join(rows, n);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < rows[i].n_cells && k < COMPARED_MOST && !rows[i].whole; k++)
			join_number(&rows[i], n - i, &rows[i].cells[k]);
	for (size_t i = 0; i < n; i++) {
		struct row *row = &rows[i];
		double pitch = i > 0 ? row->y - rows[i - 1].y : 0;
		bool emptied = row->text.len == 0;

		if (i + 1 < n && !row->whole && !rows[i + 1].whole && rows[i + 1].y > row->y &&
		    rows[i + 1].y - row->y < 1.4 * fmax(usual, row->h))
			join_rows(row, &rows[i + 1]);
		if (emptied) /* the line before took all of it */
			continue;
		if (pitch < 0) /* the top of the next column */
			buf_addc(out, '\n');
		if (i > 0 && !(row->whole && whole) && pitch > 1.4 * usual && pitch > 1.4 * fmin(row->h, rows[i - 1].h))
			buf_addc(out, '\n');
		whole = row->whole;
		drop_soft(&row->text);
		buf_add(out, row->text.data, row->text.len);
		buf_addc(out, '\n');
	}
	for (size_t i = 0; i < n; i++) {
		buf_free(&rows[i].text);
		free(rows[i].cells);
		free(rows[i].words);
	}
	free(rows);
}
