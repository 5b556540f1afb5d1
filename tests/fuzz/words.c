/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tesseract says of a page, in one reading or (behind a form feed) two: words with their places, as lines, and mended. */
#include "fuzz.h"

#include "box/mend.h"
#include "box/words.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *tsv = xstrndup((const char *)data, n), *second = strchr(tsv, '\f'), *text, *mended;
	size_t length = strlen(tsv);
	struct words_measure m;
	struct buf out = BUF_INIT;

	if (second != NULL)
		*second++ = '\0';
	words_text(tsv, second, &out, &m);
	if (m.n < 0 || m.letters < 0 || m.confidence < 0 || m.confidence > 100)
		broken("words", "a measure beyond its bounds");
	/* of each word its letters, and what parts it from the next */
	if (out.len > 4 * length + 16)
		broken("words", "more text than words");
	text = fuzz_text((const uint8_t *)buf_str(&out), out.len);
	mended = mend_scan(text, fuzz_rules());
	if (strlen(mended) > 4 * strlen(text) + 16)
		broken("words", "much was added when it was mended");
	free(mended);
	free(text);
	buf_free(&out);
	free(tsv);
	return 0;
}
