/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "box/choice.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#define NUMBERS_MOST 50		/* in one piece: "1, 2, 5 BUKAN" */
#define WORD_MOST 40

/* "nomor", "no.", "-", "*" may stand before a number. */
static const char *
before_number(const char *s, const char *end)
{
	static const char *const words[] = { "nomor", "no.", "no", "surat", "#", "-", "*" };
	size_t i, n;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		while (s < end && (*s == ' ' || *s == '\t'))
			s++;
		n = strlen(words[i]);
		if ((size_t)(end - s) > n && strncasecmp(s, words[i], n) == 0 &&
		    !isalpha((unsigned char)s[n]))
			s += n;
	}
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	return s;
}

/* "1", "1, 2 dan 5": fills n[]; returns what stands behind, or NULL when it begins with none. */
static const char *
numbers(const char *s, const char *end, int64_t n[NUMBERS_MOST], size_t *count)
{
	const char *p = s;
	char *stop;

	for (*count = 0; *count < NUMBERS_MOST; p = s) {
		long value;

		if (p == end || !isdigit((unsigned char)*p))
			break;
		value = strtol(p, &stop, 10);
		if (stop > end || stop - p > 3 || value < 1)
			return NULL;
		n[(*count)++] = value;
		s = stop;
		while (s < end && (*s == ' ' || *s == ',' || *s == '&'))
			s++;
		if (end - s > 4 && strncasecmp(s, "dan ", 4) == 0)
			s += 4;
	}
	if (*count == 0)
		return NULL;
	while (s < end && strchr(" .):=-", *s) != NULL)
		s++;
	return s;
}

static void
piece(const char *s, const char *end, struct facts *f)
{
	int64_t n[NUMBERS_MOST];
	char word[WORD_MOST + 1];
	size_t count, len = 0, i;

	while (end > s && strchr(" \t\r.,", end[-1]) != NULL)
		end--;
	s = numbers(before_number(s, end), end, n, &count);
	if (s == NULL)
		return;
	while (s < end && len < WORD_MOST && (isalpha((unsigned char)*s) || *s == '-'))
		word[len++] = (char)toupper((unsigned char)*s++);
	word[len] = '\0';
	while (s < end && (*s == ' ' || *s == ':'))
		s++;
	for (i = 0; len > 0 && i < count && f->n_choices < LIMIT_LIST; i++) {
		f->choices = grow(f->choices, f->n_choices, sizeof(*f->choices));
		f->choices[f->n_choices++] = (struct fact_choice){ n[i], xstrdup(word),
			xstrnutf8(s, (size_t)(end - s) < LIMIT_LINE ? (size_t)(end - s) : LIMIT_LINE) };
	}
}

void
choice_read(const char *fresh, struct facts *f)
{
	size_t n;

	for (; *fresh != '\0'; fresh += n + (fresh[n] != '\0')) {
		n = strcspn(fresh, "\n;");
		piece(fresh, fresh + n, f);
	}
}
