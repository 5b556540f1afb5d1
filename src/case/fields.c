/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/fields.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"

void
fields_put(struct fields *f, const char *name, const char *value)
{
	f->all = grow(f->all, f->n, sizeof(*f->all));
	f->all[f->n++] = (struct mail_field){ (char *)(uintptr_t)name,
		xstrdup(value != NULL && *value != '\0' ? value : "-") };
}

void
fields_put_if(struct fields *f, const char *name, const char *value)
{
	if (value != NULL && *value != '\0')
		fields_put(f, name, value);
}

void
fields_put_day(struct fields *f, const char *name, const struct calendar *cal, const char *day)
{
	int64_t t = clock_of_day(day, calendar_zone_minutes(cal));
	char text[64] = "";

	if (t >= 0)
		calendar_say_date(cal, t, text);
	fields_put(f, name, text);
}

void
fields_put_number(struct fields *f, const char *name, long long value)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", value);
	fields_put(f, name, text);
}

void
fields_put_lines(struct fields *f, const char *name, const char *text, size_t most)
{
	char *copy = xstrdup(text != NULL ? text : ""), *rest = copy, *line;
	size_t n = 0;

	while ((line = strsep(&rest, "\n")) != NULL && n < most)
		if (line[strspn(line, " \t\r")] != '\0') {
			fields_put(f, name, line);
			n++;
		}
	free(copy);
}

void
fields_free(struct fields *f)
{
	while (f->n > 0)
		free(f->all[--f->n].value);
	free(f->all);
	*f = (struct fields){ 0 };
}
