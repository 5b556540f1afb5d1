/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A table is where gaps stand below each other, line after line. What counts up, or a long number,
 * anchors one row each; the other cells of a row begin beside it (set at the top), end beside it (at
 * the bottom) or lie around it (in the middle): whichever needs the fewest exceptions. Work is
 * bounded: a table has at most LINES_MOST lines and COLUMNS_MOST columns, and a page is given up
 * when WORK_MOST words were looked at for tables that are none.
 */
#include "box/grid.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define COLUMNS_MOST 12
#define LINES_MOST   300
#define WORDS_MOST   200 /* of a line of a table */
#define WORK_MOST    300000
#define BLANKS       1.3 /* between columns there are more than this many blanks, */
#define GAP_LEAST    0.25 /* at least this, and surely where it is the other, of a letter's height */
#define GAP_SURE     0.45
#define FAR          4.0 /* of a letter's height: no line of one table stands farther below */
#define NEXT         1.7 /* and no line of one cell */
#define BETWEEN      0.8 /* nearer: of cells with an odd and an even number of lines, set in the middle */
#define LONG         16  /* digits of a person's number, at least */
#define LONGEST      18

/* What one line holds of one column. */
struct piece {
	char *s;	/* NULL: nothing */
	double x1, x2;
	size_t record;	/* that it belongs to; NONE: to the heading */
};
#define NONE SIZE_MAX

enum set { TOP, MIDDLE, BOTTOM };

struct grid {
	struct row *rows;		/* the first line */
	size_t n;			/* lines */
	bool *apart;			/* a line that spans the columns, between two rows */
	double cut[COLUMNS_MOST];	/* between the columns */
	size_t columns;
	struct piece *pieces;		/* line by line, `columns` each */
	size_t *anchor, *anchor_end;	/* lines of each row's anchor */
	size_t records, by;		/* by: the column of the anchors */
	bool top;			/* what goes on stands below its anchor for sure */
	double left[COLUMNS_MOST], right[COLUMNS_MOST];
};

static struct piece *
piece_at(const struct grid *g, size_t line, size_t column)
{
	return &g->pieces[line * g->columns + column];
}

/* ---- where the table ends ---- */

static int
by_width(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* How far columns are apart at least: more than the blank that most words here have behind them. */
static double
least_gap(const struct row *rows, size_t n)
{
	double gaps[WORDS_MOST], h = rows[0].h, usual = GAP_SURE * h;
	size_t k = 0;

	for (size_t i = 0; i < n && i < LINES_MOST; i++)
		for (size_t w = 1; w < rows[i].n_words && k < WORDS_MOST; w++) {
			double gap = rows[i].words[w].x1 - rows[i].words[w - 1].x2;

			if (gap > 0 && gap < GAP_SURE * h)
				gaps[k++] = gap;
		}
	if (k > 0) {
		qsort(gaps, k, sizeof(*gaps), by_width);
		usual = gaps[k / 2];
	}
	return fmin(fmax(BLANKS * usual, GAP_LEAST * h), GAP_SURE * h);
}

static bool
has_colon(const struct row *row)
{
	for (size_t i = 0; i < row->n_cells; i++)
		if (row->text.data[row->cells[i].at] == ':' || row->text.data[row->cells[i].end - 1] == ':')
			return true;
	return false;
}

static bool
takes(struct gap *gaps, size_t n, const struct row *row, double least)
{
	struct gap kept[COLUMNS_MOST];

	memcpy(kept, gaps, n * sizeof(*gaps));
	for (size_t k = 0; k < n; k++)
		if (!row_narrows(&kept[k], row, least))
			return false;
	memcpy(gaps, kept, n * sizeof(*gaps));
	return true;
}

/* A line alone below the table, not the first of a row whose cells are set in the middle. */
static bool
stands_alone(const struct row *rows, size_t n, size_t i)
{
	if (rows[i].n_cells > 1 || rows[i].y - rows[i - 1].y < NEXT * rows[i].h)
		return false;
	for (size_t k = i + 1; k < n && k < i + 6 && rows[k].y - rows[k - 1].y < NEXT * rows[i].h; k++)
		if (rows[k].n_cells >= 3 || (rows[k].n_cells > 1 && rows[k].y - rows[k - 1].y < BETWEEN * rows[k].h))
			return false;
	return true;
}

/* The lines from rows[0] on that leave the gaps of its cells free; apart: lines between that span them. */
static size_t
find_lines(const struct row *rows, size_t n, bool *apart)
{
	struct gap gaps[COLUMNS_MOST];
	size_t n_gaps = rows[0].n_cells - 1, i;
	double least = least_gap(rows, n);

	for (size_t k = 0; k < n_gaps; k++)
		gaps[k] = (struct gap){ rows[0].cells[k].x2, rows[0].cells[k + 1].x1 };
	for (i = 1; i < n && i < LINES_MOST; i++) {
		const struct row *row = &rows[i];

		if (row->n_words == 0 || row->n_words > WORDS_MOST || row->y - rows[i - 1].y > FAR * rows[0].h ||
		    has_colon(row))
			break;
		if (stands_alone(rows, n, i) && !(i + 1 < n && rows[i + 1].n_cells >= 3))
			break;
		if (takes(gaps, n_gaps, row, least))
			continue;
		apart[i] = row->n_cells == 1 && i + 1 < n && rows[i + 1].n_cells > 2 &&
		    rows[i + 1].n_words <= WORDS_MOST && takes(gaps, n_gaps, &rows[i + 1], least);
		if (!apart[i])
			break;
	}
	while (i > 1 && rows[i - 1].n_cells < 3 && rows[i - 1].y - rows[i - 2].y > NEXT * rows[0].h)
		i--;			/* the foot of the page */
	return i;
}

/* ---- columns ---- */

static int
by_x(const void *a, const void *b)
{
	const struct cell *p = a, *q = b;

	return p->x1 < q->x1 ? -1 : p->x1 > q->x1;
}

/* Numbers and addresses belong to persons: a heading has none. */
static bool
has_data(const struct row *row)
{
	size_t digits = 0;

	for (size_t i = 0; i < row->text.len; i++) {
		digits += isdigit((unsigned char)row->text.data[i]) != 0;
		if (row->text.data[i] == '@' || digits > 3)
			return true;
	}
	return false;
}

/* The columns: what stands apart in all lines of data. False: fewer than three. */
static bool
find_columns(struct grid *g)
{
	struct cell *words = NULL;
	size_t n = 0, from = 0;
	double end, least = least_gap(g->rows, g->n);

	while (from < g->n && !has_data(&g->rows[from]))
		from++;
	if (from == g->n)
		from = 1;
	for (size_t i = from; i < g->n; i++)
		for (size_t k = 0; k < g->rows[i].n_words && !g->apart[i]; k++) {
			words = grow(words, n, sizeof(*words));
			words[n++] = g->rows[i].words[k];
		}
	if (n == 0)
		return false;
	qsort(words, n, sizeof(*words), by_x);
	g->columns = 1;
	end = words[0].x2;
	for (size_t i = 1; i < n; i++) {
		if (words[i].x1 - end >= least && g->columns < COLUMNS_MOST)
			g->cut[g->columns++ - 1] = (end + words[i].x1) / 2;
		end = fmax(end, words[i].x2);
	}
	free(words);
	return g->columns >= 3;
}

static size_t
column_of(const struct grid *g, double x)
{
	size_t k = 0;

	while (k + 1 < g->columns && x > g->cut[k])
		k++;
	return k;
}

static void
cut_pieces(struct grid *g)
{
	g->pieces = xcalloc(g->n * g->columns, sizeof(*g->pieces));
	for (size_t i = 0; i < g->n; i++)
		for (size_t k = 0; k < g->rows[i].n_words && !g->apart[i]; k++) {
			const struct cell *w = &g->rows[i].words[k];
			struct piece *p = piece_at(g, i, column_of(g, (w->x1 + w->x2) / 2));
			char *both = xasprintf("%s%s%.*s", p->s != NULL ? p->s : "", p->s != NULL ? " " : "",
			    (int)(w->end - w->at), g->rows[i].text.data + w->at);

			p->x1 = p->s != NULL ? p->x1 : w->x1;
			p->x2 = w->x2;
			p->record = NONE;
			free(p->s);
			p->s = both;
		}
}

/* ---- anchors ---- */

static void
add_anchor(struct grid *g, size_t line)
{
	g->anchor = grow(g->anchor, g->records, sizeof(*g->anchor));
	g->anchor_end = grow(g->anchor_end, g->records, sizeof(*g->anchor_end));
	g->anchor[g->records] = g->anchor_end[g->records] = line;
	g->records++;
}

/* "1", "2.", "(3)"; 0: something else */
static unsigned
number_of(const char *s)
{
	unsigned n = 0;

	s += strspn(s, "( ");
	if (!isdigit((unsigned char)*s))
		return 0;
	for (; isdigit((unsigned char)*s) && n < 1000; s++)
		n = 10 * n + (unsigned)(*s - '0');
	return s[strspn(s, ".) ")] == '\0' && n < 1000 ? n : 0;
}

/* A column that counts the rows. */
static bool
anchors_count(struct grid *g, size_t column)
{
	unsigned at = 0;
	size_t strange = 0;

	g->records = 0;
	for (size_t i = 0; i < g->n; i++) {
		const char *s = piece_at(g, i, column)->s;
		unsigned number = s != NULL ? number_of(s) : 0;

		if (number > 0 && (at == 0 || number == at + 1)) {
			add_anchor(g, i);
			at = number;
		} else if (s != NULL && at > 0) {
			strange++;
		}
	}
	return g->records >= 2 && strange == 0;
}

/* Digits of a piece that is nothing else but a number, perhaps with its label; "-" is one that is missing. */
static size_t
digits_of(const char *s)
{
	size_t n = 0, other = 0;

	if (strcmp(s, "-") == 0)
		return LONGEST;
	for (; *s != '\0'; s++)
		if (isdigit((unsigned char)*s))
			n++;
		else if (strchr(" .:/-", *s) == NULL)
			other++;
	return other <= 3 ? n : 0;
}

/* A column of long numbers, each over one line or several. */
static bool
anchors_long(struct grid *g, size_t column)
{
	size_t sum = LONGEST, strange = 0, dashes = 0;

	g->records = 0;
	for (size_t i = 0; i < g->n; i++) {
		const char *s = piece_at(g, i, column)->s;
		size_t digits = s != NULL ? digits_of(s) : 0;

		if (s == NULL)
			continue;
		if (digits < 1) {
			strange += g->records > 0;
			continue;
		}
		dashes += *s == '-';
		if (sum < LONG && sum + digits <= LONGEST) {
			g->anchor_end[g->records - 1] = i;
			sum += digits;
		} else if (sum < LONG || (g->records == 0 && digits < 4)) {
			strange++;
		} else {
			add_anchor(g, i);
			sum = digits;
		}
	}
	return g->records >= 2 && strange == 0 && sum >= LONG && dashes < g->records;
}

/*
 * A first column that never goes on below: what stands beside nothing there belongs to the line
 * above. Labels with a colon are no table.
 */
static bool
anchors_first(struct grid *g)
{
	size_t full = 0, loose = 0;

	g->records = 0;
	for (size_t i = 0; i < g->n; i++) {
		size_t filled = 0;

		for (size_t k = 0; k < g->columns; k++)
			filled += piece_at(g, i, k)->s != NULL;
		full += filled == g->columns;
		if (piece_at(g, i, 0)->s == NULL)
			loose++;
		else if (filled < 2)
			return false;
		else
			add_anchor(g, i);
	}
	return g->records >= 3 && full >= 2 && loose > 0 && g->records > loose;
}

static bool
find_anchors(struct grid *g)
{
	size_t best = g->columns, most = 0;

	for (g->by = 0; g->by < 2; g->by++)
		if (anchors_count(g, g->by))
			return true;
	for (size_t k = 0; k < g->columns; k++)
		if (anchors_long(g, k) && g->records > most) {
			best = k;
			most = g->records;
		}
	g->by = best;
	if (best < g->columns)
		return anchors_long(g, best);
	g->by = 0;
	g->top = anchors_first(g);
	return g->top;
}

/* ---- which lines make a row ---- */

static double
anchor_y(const struct grid *g, size_t record)
{
	return (g->rows[g->anchor[record]].y + g->rows[g->anchor_end[record]].y) / 2;
}

/* A cell begins where its column does, or lies around its middle. */
static bool
in_column(const struct grid *g, const struct piece *p, size_t column, double h)
{
	return fabs(p->x1 - g->left[column]) < h ||
	    fabs(p->x1 + p->x2 - g->left[column] - g->right[column]) < 2 * h ||
	    fabs(p->x2 - g->right[column]) < h;
}

static void
find_edges(struct grid *g)
{
	for (size_t k = 0; k < g->columns; k++) {
		g->left[k] = INFINITY;
		g->right[k] = -INFINITY;
		for (size_t i = g->anchor[0]; i <= g->anchor_end[g->records - 1]; i++) {
			const struct piece *p = piece_at(g, i, k);

			if (p->s == NULL)
				continue;
			g->left[k] = fmin(g->left[k], p->x1);
			g->right[k] = fmax(g->right[k], p->x2);
		}
	}
}

/* Text that follows the last row closely is part of it only where a cell goes on. */
static void
cut_end(struct grid *g)
{
	for (size_t i = g->anchor_end[g->records - 1] + 1; i < g->n; i++) {
		bool goes_on = g->rows[i].y - g->rows[i - 1].y < NEXT * g->rows[i].h && !g->apart[i];

		for (size_t k = 0; k < g->columns && goes_on; k++)
			goes_on = piece_at(g, i, k)->s == NULL || in_column(g, piece_at(g, i, k), k, g->rows[i].h);
		if (goes_on)
			continue;
		for (size_t k = i * g->columns; k < g->n * g->columns; k++) {
			free(g->pieces[k].s);
			g->pieces[k].s = NULL;
		}
		g->n = i;
		return;
	}
}

/* Cells that begin beside their anchor: how many do not. */
static size_t
set_top(struct grid *g, size_t column)
{
	size_t record = NONE, exceptions = 0;
	bool begun = false;

	for (size_t i = 0; i < g->n; i++) {
		struct piece *p = piece_at(g, i, column);
		size_t next = record == NONE ? 0 : record + 1;

		if (next < g->records && g->anchor[next] == i) {
			record = next;
			begun = false;
		}
		p->record = record;
		if (p->s == NULL || record == NONE)
			continue;
		exceptions += !begun && g->anchor[record] != i;
		begun = true;
	}
	return exceptions;
}

static size_t
set_bottom(struct grid *g, size_t column)
{
	size_t record = 0, exceptions = 0, last = NONE, head = 0;

	for (size_t i = 0; i < g->anchor[0]; i++)
		head = piece_at(g, i, g->by)->s != NULL ? i + 1 : head;
	for (size_t i = 0; i < head; i++)
		piece_at(g, i, column)->record = NONE;
	for (size_t i = head; i < g->n; i++) {
		struct piece *p = piece_at(g, i, column);

		p->record = record < g->records ? record : NONE;
		last = p->s != NULL ? i : last;
		if (record < g->records && g->anchor_end[record] == i) {
			exceptions += last != NONE && last != i;
			record++;
			last = NONE;
		}
	}
	return exceptions + (last != NONE);
}

/* The same distance above the anchor as below it; from the last row up, since the heading has no anchor. */
static size_t
set_middle(struct grid *g, size_t column)
{
	size_t i = g->n, exceptions = 0;

	for (size_t record = g->records; record-- > 0;) {
		double y = anchor_y(g, record), above = record > 0 ? anchor_y(g, record - 1) : -INFINITY;
		double off = 0.35 * g->rows[g->anchor[record]].h, top, first = y;

		while (i > 0 && piece_at(g, i - 1, column)->s == NULL)
			i--;
		if (i == 0 || g->rows[i - 1].y < y - off)
			continue;
		top = 2 * y - g->rows[i - 1].y;
		for (; i > 0 && g->rows[i - 1].y > fmax(top - off, above + off); i--) {
			struct piece *p = piece_at(g, i - 1, column);

			p->record = record;
			first = p->s != NULL ? g->rows[i - 1].y : first;
		}
		exceptions += first > top + off || top < above;
	}
	while (i > 0)
		piece_at(g, --i, column)->record = NONE;
	return exceptions;
}

/* The least way from one line of a cell to the next. */
static double
least_pitch(const struct grid *g)
{
	double least = INFINITY;

	for (size_t k = 0; k < g->columns; k++)
		for (size_t i = 0, last = NONE; i < g->n; i++)
			if (piece_at(g, i, k)->s != NULL) {
				least = last != NONE ? fmin(least, g->rows[i].y - g->rows[last].y) : least;
				last = i;
			}
	return least;
}

/* Lines of one cell that stand farther apart than lines of one cell do. */
static size_t
torn(const struct grid *g, size_t column, double pitch)
{
	const struct piece *before = NULL;
	size_t n = 0;
	double y = 0;

	for (size_t i = 0; i < g->n; i++) {
		const struct piece *p = piece_at(g, i, column);

		if (p->s == NULL)
			continue;
		n += before != NULL && before->record == p->record && g->rows[i].y - y > 1.35 * pitch;
		before = p;
		y = g->rows[i].y;
	}
	return n;
}

/* A heading that holds an address or a long number has taken lines of the first row. */
static size_t
has_data_above(const struct grid *g, size_t column)
{
	for (size_t i = 0; i < g->n; i++) {
		const struct piece *p = piece_at(g, i, column);

		if (p->s != NULL && p->record == NONE && (strchr(p->s, '@') != NULL || digits_of(p->s) >= 6))
			return 1;
	}
	return 0;
}

static size_t
set_all(struct grid *g, enum set set)
{
	size_t exceptions = 0;

	double pitch = least_pitch(g);

	for (size_t k = 0; k < g->columns; k++) {
		exceptions += set == TOP ? set_top(g, k) : set == BOTTOM ? set_bottom(g, k) : set_middle(g, k);
		exceptions += has_data_above(g, k);
		exceptions += torn(g, k, pitch);
	}
	return exceptions;
}

static void
find_records(struct grid *g)
{
	size_t best = set_all(g, TOP);
	enum set set = TOP;

	for (enum set s = MIDDLE; s <= BOTTOM && !g->top; s++) {
		size_t exceptions = set_all(g, s);

		if (exceptions < best) {
			best = exceptions;
			set = s;
		}
	}
	set_all(g, set);
}

/* ---- one line for each row ---- */

/* Was a word or a number broken because its column was too narrow for it? */
static bool
is_broken(const struct grid *g, const struct piece *p, size_t column, const char *next)
{
	size_t n = strlen(p->s), digits = strspn(p->s, "0123456789");
	double letter = (p->x2 - p->x1) / (double)n;
	bool full = g->right[column] - g->left[column] - (p->x2 - p->x1) < 1.5 * letter;

	if (digits == n && n > 1 && isdigit((unsigned char)*next)) {
		size_t sum = n + strspn(next, "0123456789");

		return sum <= LONGEST && (full || sum >= LONG);		/* a NIK below a NIP is no rest of it */
	}
	return full && strchr(p->s, ' ') == NULL && n > 3 && isalpha((unsigned char)p->s[n - 1]) && islower((unsigned char)*next);
}

/* An address goes on without a blank, wherever its column broke it. */
static bool
is_address(const char *had, const char *more)
{
	const char *at = strchr(had, '@');

	/* a telephone below it is none of it */
	if (strspn(more, "0123456789 +-") == strlen(more) && strlen(more) >= 9)
		return false;
	return at != NULL ? strchr(at, ' ') == NULL && strchr(more, '@') == NULL :
			    strchr(more, '@') != NULL && strchr(had, ' ') == NULL && strspn(had, "0123456789 +-") < strlen(had);
}

static void
add_cell(const struct grid *g, size_t record, size_t column, struct buf *out)
{
	const struct piece *before = NULL;
	struct buf cell = BUF_INIT;

	for (size_t i = 0; i < g->n; i++) {
		const struct piece *p = piece_at(g, i, column);

		if (p->s == NULL || p->record != record)
			continue;
		if (before != NULL && !is_address(buf_str(&cell), p->s) && !is_broken(g, before, column, p->s) &&
		    cell.data[cell.len - 1] != '-')
			buf_addc(&cell, ' ');
		buf_adds(&cell, p->s);
		before = p;
	}
	buf_adds(out, buf_str(&cell));
	buf_free(&cell);
}

static void
empty(struct row *row)
{
	row->text.len = 0;
	row->n_cells = row->n_words = 0;
}

static void
write_record(struct grid *g, size_t record, struct row *row)
{
	struct buf text = BUF_INIT;

	row->n_cells = row->n_words = 0;
	for (size_t k = 0; k < g->columns; k++) {
		if (k > 0)
			buf_addc(&text, '\t');
		row->cells = grow(row->cells, row->n_cells, sizeof(*row->cells));
		row->cells[row->n_cells] = (struct cell){ text.len, 0, g->left[k], g->right[k] };
		add_cell(g, record, k, &text);
		row->cells[row->n_cells++].end = text.len;
	}
	buf_free(&row->text);
	row->text = text;
	row->whole = true;
}

static void
write_records(struct grid *g)
{
	bool headed = false;
	size_t first = g->anchor[0];

	for (size_t k = 0; k < g->n * g->columns; k++)
		headed |= g->pieces[k].s != NULL && g->pieces[k].record == NONE;
	for (size_t i = 0; i < g->n; i++)
		if (!g->apart[i])
			empty(&g->rows[i]);
	if (headed && first > 0)
		write_record(g, NONE, &g->rows[0]);
	for (size_t i = 0; i < g->records; i++)
		write_record(g, i, &g->rows[g->anchor[i]]);
}

/* ---- a table ---- */

static void
grid_free(struct grid *g)
{
	for (size_t k = 0; g->pieces != NULL && k < g->n * g->columns; k++)
		free(g->pieces[k].s);
	free(g->pieces);
	free(g->anchor);
	free(g->anchor_end);
	free(g->apart);
}

/* Does each cell of the line stand in one column? */
static bool
stands_in_columns(const struct grid *g, const struct row *row)
{
	for (size_t i = 0; i < row->n_cells; i++)
		if (column_of(g, row->cells[i].x1) != column_of(g, row->cells[i].x2))
			return false;
	return true;
}

/* Takes lines above the first that still stand in its columns: a heading over several lines. */
static void
take_above(struct grid *g, size_t above)
{
	for (; above > 0 && g->n < LINES_MOST; above--) {
		const struct row *row = g->rows - 1;

		if (row->n_words == 0 || row->n_words > WORDS_MOST || g->rows->y - row->y > NEXT * row->h ||
		    has_colon(row) || has_data(row) || !stands_in_columns(g, row))
			return;
		g->rows--;
		memmove(g->apart + 1, g->apart, g->n++ * sizeof(*g->apart));
		g->apart[0] = false;
	}
}

/* The table whose first line is rows[0], below others; where it ends, 0: there is none. *work: words looked at. */
static size_t
join(struct row *rows, size_t n, size_t above, size_t *work)
{
	struct grid g = { .rows = rows, .apart = xcalloc(LINES_MOST + 1, sizeof(*g.apart)) };
	size_t lines = 0;

	g.n = find_lines(rows, n, g.apart);
	for (size_t i = 0; i < g.n; i++)
		*work += rows[i].n_words;
	if (g.n >= 2 && find_columns(&g)) {
		take_above(&g, above);
		cut_pieces(&g);
		if (find_anchors(&g)) {
			find_edges(&g);
			cut_end(&g);
			find_records(&g);
			write_records(&g);
			lines = (size_t)(g.rows - rows) + g.n;
		}
	}
	grid_free(&g);
	return lines;
}

void
grid_join(struct row *rows, size_t n)
{
	size_t work = 0;

	for (size_t i = 0; i < n && work < WORK_MOST; i++) {
		size_t lines = 0;

		if (rows[i].n_cells >= 3 && rows[i].n_cells <= COLUMNS_MOST && rows[i].n_words <= WORDS_MOST &&
		    !has_colon(&rows[i]))
			lines = join(rows + i, n - i, i, &work);
		i += lines > 0 ? lines - 1 : 0;
	}
}
