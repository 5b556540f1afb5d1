/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tesseract says of a page: words with their places, as lines. */
#include "fuzz.h"

#include "box/words.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *tsv = xstrndup((const char *)data, n);
	size_t length = strlen(tsv);
	struct words_measure m;
	struct buf out = BUF_INIT;

	words_text(tsv, NULL, &out, &m);
	if (m.n < 0 || m.letters < 0 || m.confidence < 0 || m.confidence > 100)
		broken("words", "a measure beyond its bounds");
	/* of each word its letters, and what parts it from the next */
	if (out.len > 4 * length + 16)
		broken("words", "more text than words");
	buf_free(&out);
	free(tsv);
	return 0;
}
