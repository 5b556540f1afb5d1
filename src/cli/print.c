/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables, records and JSON lines. A table keeps its cells until table_end, because widths are known
 * only then; JSON comes from the same cells, so that both always tell the same. Cutting happens on
 * a terminal only: what goes into a pipe or file is whole.
 */
#include "cli/print.h"

#include <assert.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "base/buf.h"
#include "base/clean.h"
#include "base/clock.h"
#include "base/mem.h"

#define GAP 2			/* blanks between columns */
#define NARROWEST 8		/* no column is cut below this */

struct cell { char *text; json_t *value; };

struct table {
	const struct cli *cli;
	const struct column *columns;
	size_t n, at;		/* columns; the next one of the row being filled */
	struct cell *cells;
	size_t n_cells;
};

struct record {
	const struct cli *cli;
	json_t *object;
};

/* Places a clean text takes on a terminal. */
static int
width_of(const char *s)
{
	int width = 0, w;
	size_t taken;

	for (; *s != '\0'; s += taken) {
		w = wcwidth(clean_char(s, strlen(s), &taken));
		width += w > 0 ? w : 0;
	}
	return width;
}

/* Writes s in exactly `width` places: cut with an ellipsis, or filled with blanks when `fill`. */
static void
put_cell(const char *s, int width, bool fill)
{
	int used = 0, w, all = width_of(s), room = all > width ? width - 1 : width;
	size_t taken;

	for (; *s != '\0'; s += taken) {
		w = wcwidth(clean_char(s, strlen(s), &taken));
		if (w > 0 && used + w > room)
			break;
		fwrite(s, 1, taken, stdout);
		used += w > 0 ? w : 0;
	}
	if (all > width) {
		fputs("\xe2\x80\xa6", stdout);
		used++;
	}
	if (fill)
		printf("%*s", width - used, "");
}

void
print_time(const struct cli *c, int64_t at, char out[32])
{
	clock_format(at, c->zone_minutes, out);
	out[10] = ' ';
	out[16] = '\0';
}

/* ---- tables ---- */

struct table *
table_new(const struct cli *c, const struct column *columns, size_t n)
{
	struct table *t = xcalloc(1, sizeof(*t));

	clean_begin();
	t->cli = c;
	t->columns = columns;
	t->n = n;
	return t;
}

static void
add(struct table *t, enum column_kind kind, char *text, json_t *value)
{
	assert(t->columns[t->at].kind == kind);
	t->cells = grow(t->cells, t->n_cells, sizeof(*t->cells));
	t->cells[t->n_cells++] = (struct cell){ text, value };
	t->at = (t->at + 1) % t->n;
}

static json_t *
json_of_text(const char *clean)
{
	return clean == NULL ? json_null() : json_string(clean);
}

static json_t *
json_of_time(const struct cli *c, int64_t at)
{
	char text[32];

	if (at == 0)
		return json_null();
	clock_format(at, c->zone_minutes, text);
	return json_string(text);
}

void
table_text(struct table *t, const char *s)
{
	char *clean = clean_text(s);

	add(t, COL_TEXT, clean == NULL ? xstrdup("") : clean, json_of_text(clean));
}

void
table_int(struct table *t, int64_t n)
{
	add(t, COL_INT, xasprintf("%lld", (long long)n), json_integer(n));
}

void
table_time(struct table *t, int64_t at)
{
	char text[32] = "";

	if (at != 0)
		print_time(t->cli, at, text);
	add(t, COL_TIME, xstrdup(text), json_of_time(t->cli, at));
}

/* The row as an object. */
static json_t *
row_object(struct table *t, size_t row)
{
	json_t *o = json_object();

	for (size_t i = 0; i < t->n; i++)
		if (t->columns[i].key != NULL)
			json_object_set(o, t->columns[i].key, t->cells[row * t->n + i].value);
	return o;
}

static void
print_json(json_t *o)
{
	json_dumpf(o, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(o);
}

static bool
in_row(const struct column *c)
{
	return c->head != NULL && c->fit != FIT_BELOW;
}

/*
 * Widths of the columns: as wide as their widest cell, then the widest of the yielding ones give
 * way until all fit.
 */
static void
measure(const struct table *t, int *widths, int indent)
{
	struct winsize ws;
	int total = indent - GAP, room = 0, w;
	size_t i, widest;

	for (i = 0; i < t->n; i++)
		widths[i] = in_row(&t->columns[i]) ? width_of(t->columns[i].head) : -GAP;
	for (i = 0; i < t->n_cells; i++)
		if (widths[i % t->n] >= 0 && (w = width_of(t->cells[i].text)) > widths[i % t->n])
			widths[i % t->n] = w;
	for (i = 0; i < t->n; i++)
		total += widths[i] + GAP;
	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0)
		room = ws.ws_col;
	for (; room > 0 && total > room; total--) {
		for (i = 0, widest = t->n; i < t->n; i++)
			if (t->columns[i].fit == FIT_CUT && widths[i] > NARROWEST &&
			    (widest == t->n || widths[i] > widths[widest]))
				widest = i;
		if (widest == t->n)
			break;
		widths[widest]--;
	}
}

static void
print_row(const struct table *t, size_t row, const int *widths, const char *indent)
{
	const struct cell *cells = row > 0 ? &t->cells[(row - 1) * t->n] : NULL;
	size_t i, last = 0;

	for (i = 0; i < t->n; i++)
		if (in_row(&t->columns[i]))
			last = i;
	fputs(indent, stdout);
	for (i = 0; i <= last; i++) {
		if (!in_row(&t->columns[i]))
			continue;
		put_cell(cells == NULL ? t->columns[i].head : cells[i].text, widths[i], i < last);
		if (i < last)
			printf("%*s", GAP, "");
	}
	putchar('\n');
	for (i = 0; cells != NULL && i < t->n; i++)
		if (t->columns[i].fit == FIT_BELOW && cells[i].text[0] != '\0')
			printf("%s    %s\n", indent, cells[i].text);
}

static void
print_rows(const struct table *t, const char *indent)
{
	int *widths = xcalloc(t->n, sizeof(*widths));

	measure(t, widths, (int)strlen(indent));
	for (size_t row = 0; row <= t->n_cells / t->n; row++)
		print_row(t, row, widths, indent);
	free(widths);
}

static void
table_free(struct table *t)
{
	for (size_t i = 0; i < t->n_cells; i++) {
		free(t->cells[i].text);
		json_decref(t->cells[i].value);
	}
	free(t->cells);
	free(t);
}

void
table_rows(struct table *t, struct rows *r)
{
	while (rows_next(r))
		for (size_t i = 0; i < t->n; i++)
			switch (t->columns[i].kind) {
			case COL_TEXT: table_text(t, rows_text(r, (int)i)); break;
			case COL_INT: table_int(t, rows_int(r, (int)i)); break;
			case COL_TIME: table_time(t, rows_int(r, (int)i)); break;
			}
	rows_end(r);
}

void
table_end(struct table *t, const char *empty)
{
	assert(t->at == 0);
	if (t->cli->json)
		for (size_t row = 0; row < t->n_cells / t->n; row++)
			print_json(row_object(t, row));
	else if (t->n_cells == 0)
		puts(empty);
	else
		print_rows(t, "");
	table_free(t);
}

/* ---- records ---- */

struct record *
record_new(const struct cli *c)
{
	struct record *r = xcalloc(1, sizeof(*r));

	clean_begin();
	r->cli = c;
	r->object = json_object();
	return r;
}

static void
line(const struct record *r, const char *label, const char *text)
{
	if (!r->cli->json)
		printf("%-14s %s\n", label, text);
}

void
record_text(struct record *r, const char *key, const char *label, const char *s)
{
	char *clean = clean_text(s);

	json_object_set_new(r->object, key, json_of_text(clean));
	if (clean != NULL && *clean != '\0')
		line(r, label, clean);
	free(clean);
}

void
record_own(struct record *r, const char *key, const char *label, const char *s)
{
	json_object_set_new(r->object, key, json_string(s));
	line(r, label, s);
}

void
record_int(struct record *r, const char *key, const char *label, int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)n);
	json_object_set_new(r->object, key, json_integer(n));
	line(r, label, text);
}

void
record_time(struct record *r, const char *key, const char *label, int64_t at)
{
	char text[32];

	json_object_set_new(r->object, key, json_of_time(r->cli, at));
	if (at == 0)
		return;
	print_time(r->cli, at, text);
	line(r, label, text);
}

void
record_table(struct record *r, const char *key, const char *heading, struct table *t)
{
	json_t *list = json_array();

	assert(t->at == 0);
	for (size_t row = 0; row < t->n_cells / t->n; row++)
		json_array_append_new(list, row_object(t, row));
	json_object_set_new(r->object, key, list);
	if (!r->cli->json && t->n_cells > 0) {
		printf("\n%s\n", heading);
		print_rows(t, "  ");
	}
	table_free(t);
}

void
record_end(struct record *r)
{
	if (r->cli->json)
		print_json(r->object);
	else
		json_decref(r->object);
	free(r);
}
