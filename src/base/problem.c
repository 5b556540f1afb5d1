/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mistakes in files that people wrote, collected and shown together; and the guess of what was
 * meant.
 */
#include "base/problem.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

void
problem_add(struct problems *p, const char *file, int line, const char *fmt, ...)
{
	struct buf b = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&b, fmt, ap);
	va_end(ap);
	p->items = grow(p->items, p->n_items, sizeof(*p->items));
	p->items[p->n_items++] = (struct problem){ xstrdup(file), line, buf_take(&b) };
}

static int
by_place(const void *a, const void *b)
{
	const struct problem *x = a, *y = b;
	int c = strcmp(x->file, y->file);

	return c != 0 ? c : (x->line > y->line) - (x->line < y->line);
}

void
problems_print(const struct problems *p, FILE *to)
{
	size_t i;

	if (p->n_items > 1)
		qsort(p->items, p->n_items, sizeof(*p->items), by_place);
	for (i = 0; i < p->n_items; i++) {
		if (p->items[i].line > 0)
			fprintf(to, "%s:%d: %s\n", p->items[i].file, p->items[i].line,
			    p->items[i].text);
		else
			fprintf(to, "%s: %s\n", p->items[i].file, p->items[i].text);
	}
}

void
problems_free(struct problems *p)
{
	size_t i;

	for (i = 0; i < p->n_items; i++) {
		free(p->items[i].file);
		free(p->items[i].text);
	}
	free(p->items);
	p->items = NULL;
	p->n_items = 0;
}

/* Levenshtein distance, two rows; words longer than the rows are never near. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[64], la = strlen(a), lb = strlen(b), i, j, diagonal, above;

	if (la >= 64 || lb >= 64)
		return 64;
	for (j = 0; j <= lb; j++)
		row[j] = j;
	for (i = 1; i <= la; i++) {
		diagonal = row[0];
		row[0] = i;
		for (j = 1; j <= lb; j++) {
			above = row[j];
			row[j] = diagonal + (a[i - 1] != b[j - 1]);
			if (above + 1 < row[j])
				row[j] = above + 1;
			if (row[j - 1] + 1 < row[j])
				row[j] = row[j - 1] + 1;
			diagonal = above;
		}
	}
	return row[lb];
}

const char *
problem_meant(const char *word, const char *const *candidates, size_t n)
{
	size_t limit = strlen(word) / 3 > 2 ? strlen(word) / 3 : 2, best = limit + 1, i, d;
	const char *found = NULL;

	if (strlen(word) < 2)
		return NULL;
	for (i = 0; i < n; i++) {
		d = distance(word, candidates[i]);
		if (d < best && d < strlen(word)) {
			best = d;
			found = candidates[i];
		}
	}
	return found;
}

void
problems_merge(struct problems *into, struct problems *from)
{
	for (size_t i = 0; i < from->n_items; i++) {
		const struct problem *f = &from->items[i];
		bool known = false;

		for (size_t k = 0; k < into->n_items; k++)
			known |= into->items[k].line == f->line &&
			    strcmp(into->items[k].file, f->file) == 0 &&
			    strcmp(into->items[k].text, f->text) == 0;
		if (!known)
			problem_add(into, f->file, f->line, "%s", f->text);
	}
	problems_free(from);
}

const char *
problem_hint(const char *word, const char *const *candidates, size_t n, char out[PROBLEM_HINT])
{
	const char *meant = problem_meant(word, candidates, n);

	snprintf(out, PROBLEM_HINT, "%s%s", meant != NULL ? "; probably meant: " : "",
	    meant != NULL ? meant : "");
	return out;
}
