/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RTF: groups, code pages, tables. */
#include "fuzz.h"

#include "box/document.h"
#include "box/rtf.h"

#define MOST 300	/* so that texts are cut */

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct document_text out;
	bool fell_back;
	char *again;

	fuzz_rules();
	rtf_text(data, n, MOST, &out);
	again = charset_text("utf-8", buf_str(&out.text), out.text.len, &fell_back);
	if (fell_back || out.text.len > MOST)
		broken("rtf", fell_back ? "what came out is no UTF-8" : "more text than was asked for");
	free(again);
	buf_free(&out.text);
	return 0;
}
