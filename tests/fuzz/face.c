/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The HTML of a mail held against what mail programs show, and a style attribute on its own. */
#include "fuzz.h"

#include "rules/face.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct problems p = { 0 };
	char *html = xstrndup((const char *)data, n);

	face_check(html, "layout.html", &p);
	if (p.n_items == 0 && strstr(html, "<!--") == NULL && (strcasestr(html, "<script") != NULL || strcasestr(html, "<style") != NULL ||
	    strcasestr(html, "<img src=\"http") != NULL))
		broken("face", "taken, though no mail program shows it");
	for (size_t i = 0; i < p.n_items; i++)
		if (p.items[i].line < 0 || (size_t)p.items[i].line > n + 1)
			broken("face", "a line that is not there");
	face_check_style(n % 2 == 0 ? "td" : "a", html, "tombol.md", 1, &p);
	problems_free(&p);
	free(html);
	return 0;
}
