/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cutting CSV: one pass, no look-ahead but a doubled quote. See csv.h. */
#include "cli/csv.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/clean.h"
#include "base/mem.h"
#include "cli/print.h"

struct cutter {
	const char *p, *end;
	int line;
	struct csv *out;
	char sep;
};

static char *
trimmed(struct buf *b)
{
	size_t from = 0;
	char *s;

	while (b->len > 0 && strchr(" \t", b->data[b->len - 1]) != NULL)
		b->len--;
	while (from < b->len && strchr(" \t", b->data[from]) != NULL)
		from++;
	s = xstrndup(b->data + from, b->len - from);
	buf_reset(b);
	return s;
}

/* The inside of a quoted field, up to its closing quote. */
static void
quoted(struct cutter *c, struct buf *field)
{
	int from = c->line;

	for (c->p++; c->p < c->end; c->p++) {
		if (*c->p == '"' && (c->p + 1 == c->end || c->p[1] != '"')) {
			c->p++;
			return;
		}
		if (*c->p == '"')
			c->p++;
		if (*c->p == '\n')
			c->line++;
		buf_addc(field, *c->p == '\n' || *c->p == '\r' || *c->p == '\0' ? ' ' : *c->p);
	}
	c->out->bad_line = from;
}

static void
cut_row(struct cutter *c, struct csv_row *row)
{
	struct buf field = BUF_INIT;
	bool more = true;

	buf_reserve(&field, 1);
	row->line = c->line;
	while (more) {
		while (c->p < c->end && *c->p != c->sep && *c->p != '\n') {
			if (*c->p == '"' && field.len == 0)
				quoted(c, &field);
			else {
				if (*c->p != '\r')
					buf_addc(&field, *c->p == '\0' ? ' ' : *c->p);
				c->p++;
			}
		}
		more = c->p < c->end && *c->p == c->sep;
		if (c->p < c->end)
			c->line += *c->p++ == '\n';
		row->fields = grow(row->fields, row->n_fields, sizeof(*row->fields));
		row->fields[row->n_fields++] = trimmed(&field);
	}
	buf_free(&field);
}

/* Spreadsheets leave lines of nothing but separators behind. */
static bool
is_empty(const struct csv_row *row)
{
	for (size_t i = 0; i < row->n_fields; i++)
		if (row->fields[i][0] != '\0')
			return false;
	return true;
}

static void
row_free(struct csv_row *row)
{
	for (size_t i = 0; i < row->n_fields; i++)
		free(row->fields[i]);
	free(row->fields);
}

/* Of the first line, where no quotes stand. */
static char
separator(const char *text, size_t n)
{
	bool quoted = false, comma = false;
	size_t i;

	for (i = 0; i < n && (quoted || text[i] != '\n'); i++) {
		if (text[i] == '"')
			quoted = !quoted;
		if (!quoted && text[i] == ';')
			return ';';
		comma = comma || (!quoted && text[i] == ',');
	}
	return comma ? ',' : ';';
}

void
csv_cut(const char *text, size_t n, struct csv *out)
{
	struct cutter c = { text, text + n, 1, out, separator(text, n) };
	struct csv_row row;

	*out = (struct csv){ 0 };
	if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		c.p += 3;
	while (c.p < c.end) {
		row = (struct csv_row){ 0 };
		cut_row(&c, &row);
		if (is_empty(&row)) {
			row_free(&row);
			continue;
		}
		out->rows = grow(out->rows, out->n_rows, sizeof(*out->rows));
		out->rows[out->n_rows++] = row;
	}
}

void
csv_free(struct csv *c)
{
	for (size_t i = 0; i < c->n_rows; i++)
		row_free(&c->rows[i]);
	free(c->rows);
	*c = (struct csv){ 0 };
}

/* The word is one of "?sampai|berakhir". */
static bool
is_named(const char *names, const char *word)
{
	size_t n = strlen(word), len;

	for (names += *names == '?'; *names != '\0'; names += len + (names[len] == '|')) {
		len = strcspn(names, "|");
		if (len == n && strncasecmp(names, word, n) == 0)
			return true;
	}
	return false;
}

static void
wrong_column(const char *file, int line, const char *got, const char *const *names, size_t n,
    struct problems *p)
{
	char *clean = clean_text(got), hint[PROBLEM_HINT];

	problem_add(p, file, line, "column \"%s\": not known%s", clean,
	    problem_hint(got, names, n, hint));
	free(clean);
}

bool
csv_columns(const struct csv *c, const char *file, const char *const *names, size_t n, int *at,
    struct problems *p)
{
	const struct csv_row *head = &c->rows[0];
	size_t before = p->n_items, i, k;
	struct buf header = BUF_INIT;

	for (i = 0; i < n; i++) {
		at[i] = -1;
		buf_addf(&header, "%s%.*s", i > 0 ? ";" : "",
		    (int)strcspn(names[i] + (names[i][0] == '?'), "|"),
		    names[i] + (names[i][0] == '?'));
	}
	for (i = 0; i < head->n_fields; i++) {
		for (k = 0; k < n && !is_named(names[k], head->fields[i]); k++)
			;
		if (k < n && at[k] < 0)
			at[k] = (int)i;
		else if (k < n)
			problem_add(
			    p, file, head->line, "column %s: is there twice", head->fields[i]);
		else
			wrong_column(file, head->line, head->fields[i], names, n, p);
	}
	for (i = 0; i < n; i++)
		if (at[i] < 0 && names[i][0] != '?')
			problem_add(p, file, head->line,
			    "column %s: is missing; the header is %s", names[i], buf_str(&header));
	buf_free(&header);
	return p->n_items == before;
}
