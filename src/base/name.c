/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/name.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static bool
is_title(const char *word, size_t n)
{
	static const char *const titles[] = { "h", "hj", "dr", "drs", "dra", "drg", "drh", "ir",
		"prof", "bapak", "pak", "ibu", "bu", "sdr", "sdri", "saudara", "saudari" };
	size_t i;

	for (i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (strlen(titles[i]) == n && strncmp(titles[i], word, n) == 0)
			return true;
	return false;
}

char *
name_plain(const char *name)
{
	char *out = xmalloc(strlen(name) + 1);
	size_t n = 0, word = 0, i;

	for (i = 0;; i++) {
		unsigned char c = (unsigned char)name[i];

		if (isalpha(c) || c == '\'' || c >= 0x80) {
			out[n++] = (char)tolower(c);
			continue;
		}
		/* titles stand before the name, or behind its comma */
		if (n > word && word == 0 && is_title(out, n))
			n = 0;
		else if (n > word)
			out[n++] = ' ';
		word = n;
		if (c == '\0' || (c == ',' && n > 0))
			break;
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return out;
}

/* A word, or its initial, among those of a name. */
static bool
has_word(const char *name, const char *word, size_t n)
{
	size_t len;

	for (; *name != '\0'; name += len + (name[len] == ' ')) {
		len = strcspn(name, " ");
		if ((len == n || len == 1 || n == 1) && strncmp(name, word, len < n ? len : n) == 0)
			return true;
	}
	return false;
}

static size_t
words_of(const char *name)
{
	size_t n = *name != '\0';

	for (; *name != '\0'; name++)
		n += *name == ' ';
	return n;
}

bool
name_same(const char *a, const char *b)
{
	char *x = name_plain(a), *y = name_plain(b);
	const char *few = words_of(x) <= words_of(y) ? x : y, *many = few == x ? y : x, *at;
	bool same = *few != '\0';
	size_t n;

	for (at = few; *at != '\0'; at += n + (at[n] == ' ')) {
		n = strcspn(at, " ");
		same = same && has_word(many, at, n);
	}
	free(x);
	free(y);
	return same;
}
