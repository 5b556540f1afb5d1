/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Further fields of a template, gathered one by one; a name that is put again makes a list. */
#ifndef LOKET_CASE_FIELDS_H
#define LOKET_CASE_FIELDS_H

#include <stddef.h>

#include "protocol.h"
#include "rules/calendar.h"

/* All zero: none yet. */
struct fields { struct mail_field *all; size_t n; };

/* Copies the value; "-" stands where there is none. The name is borrowed: a constant. */
void fields_put(struct fields *f, const char *name, const char *value);
/* The same, where there is a value. */
void fields_put_if(struct fields *f, const char *name, const char *value);
/* An ISO 8601 day as the office writes dates; "-" where it is none. */
void fields_put_day(
    struct fields *f, const char *name, const struct calendar *cal, const char *day);
void fields_put_number(struct fields *f, const char *name, long long value);
/* A text line by line, at most `most`; blank lines are left out. */
void fields_put_lines(struct fields *f, const char *name, const char *text, size_t most);
void fields_free(struct fields *f);

#endif
