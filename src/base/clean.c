/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clean.h"

#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/mem.h"

/*
 * Characters that are printable to the C library, yet move, hide or turn what stands around them.
 */
static bool
is_sly(wchar_t w)
{
	return (w >= 0x200b && w <= 0x200f) || (w >= 0x2028 && w <= 0x202e) ||
	    (w >= 0x2060 && w <= 0x206f) || w == 0xfeff || w == 0x061c || w == 0xad;
}

wchar_t
clean_char(const char *s, size_t n, size_t *len)
{
	mbstate_t state = { 0 };
	wchar_t w;
	size_t got = mbrtowc(&w, s, n, &state);

	if (got == (size_t)-1 || got == (size_t)-2 || got == 0) {
		*len = 1;
		return L'?';
	}
	*len = got;
	return iswprint((wint_t)w) && !is_sly(w) ? w : L'?';
}

void
clean_begin(void)
{
	static bool done;

	if (!done)
		setlocale(LC_CTYPE, "C.UTF-8");
	done = true;
}

char *
clean_text(const char *s)
{
	struct buf out = BUF_INIT;
	size_t n, len, taken;
	char *masked;

	if (s == NULL)
		return NULL;
	clean_begin();
	n = strlen(s);
	masked = xmalloc(n + 1);
	log_clean(s, n, masked, n + 1);
	for (len = 0; masked[len] != '\0'; len += taken) {
		if (clean_char(masked + len, strlen(masked + len), &taken) == L'?')
			buf_addc(&out, '?');
		else
			buf_add(&out, masked + len, taken);
	}
	free(masked);
	return buf_take(&out);
}
