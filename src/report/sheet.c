/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clean.h"
#include "base/clock.h"
#include "base/mem.h"

struct sheet {
	struct buf text;
	size_t n_columns, at;
};

static void
put(struct sheet *s, const char *cell)
{
	if (strpbrk(cell, ";\"\r\n") != NULL) {
		buf_addc(&s->text, '"');
		for (; *cell != '\0'; cell++) {
			if (*cell == '"')
				buf_addc(&s->text, '"');
			buf_addc(&s->text, *cell);
		}
		buf_addc(&s->text, '"');
	} else
		buf_adds(&s->text, cell);
	s->at++;
	buf_adds(&s->text, s->at % s->n_columns == 0 ? "\r\n" : ";");
}

struct sheet *
sheet_new(const char *const *names, size_t n)
{
	struct sheet *s = xcalloc(1, sizeof(*s));

	s->n_columns = n;
	buf_adds(&s->text, "\xef\xbb\xbf");
	for (size_t i = 0; i < n; i++)
		put(s, names[i]);
	return s;
}

/* A text that a spreadsheet would take for a formula. */
static void
put_guarded(struct sheet *s, const char *text)
{
	char *guarded;

	if (*text != '\0' && strchr("=+-@\t\r|%", *text) != NULL) {
		guarded = xasprintf("'%s", text);
		put(s, guarded);
		free(guarded);
	} else
		put(s, text);
}

void
sheet_text(struct sheet *s, const char *text)
{
	char *clean = clean_text(text);

	put_guarded(s, clean != NULL ? clean : "");
	free(clean);
}

void
sheet_own(struct sheet *s, const char *text)
{
	put_guarded(s, text != NULL ? text : "");
}

void
sheet_int(struct sheet *s, int64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)n);
	put(s, text);
}

void
sheet_time(struct sheet *s, int zone_minutes, int64_t at)
{
	char when[32] = "";

	if (at != 0) {
		clock_format(at, zone_minutes, when);
		when[10] = ' ';
		when[16] = '\0';
	}
	put(s, when);
}

void
sheet_end(struct sheet *s, struct buf *out)
{
	buf_add(out, s->text.data, s->text.len);
	buf_free(&s->text);
	free(s);
}
