/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Markdown as text and as HTML. */
#include "fuzz.h"

#include "box/markup.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const struct template_style styles[] = { { (char *)(uintptr_t)"p", (char *)(uintptr_t)"margin:0" },
		{ (char *)(uintptr_t)"a", (char *)(uintptr_t)"color:#123" } };
	struct buf text = BUF_INIT, html = BUF_INIT;
	char *md = xmalloc(n + 1);

	memcpy(md, data, n);
	md[n] = '\0';
	markup_text(md, n, &text);
	markup_html(md, n, styles, 2, "<table>x</table>", &html);
	if (strstr(buf_str(&html), "<script") != NULL)
		broken("markup", "a tag of the text in the HTML");
	free(md);
	buf_free(&text);
	buf_free(&html);
	return 0;
}
