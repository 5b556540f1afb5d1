/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a text is new. A byte 1 in the input begins a line of a signature, as html_text writes it. */
#include "fuzz.h"

#include "box/reply.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const struct ruleset *rules = fuzz_rules();
	struct buf text = BUF_INIT;
	struct reply r;
	size_t len;

	for (size_t from = 0; from <= n; from += len + 1) {
		const uint8_t *mark = from < n ? memchr(data + from, HTML_SIGNATURE, n - from) : NULL;
		char *piece;

		len = mark != NULL ? (size_t)(mark - data) - from : n - from;
		piece = fuzz_text(data + from, len);
		buf_adds(&text, piece);
		free(piece);
		if (mark != NULL)
			buf_addf(&text, "\n%c", HTML_SIGNATURE);
	}
	reply_split(buf_str(&text), rules, &r, NULL);
	if (strlen(r.fresh) + strlen(r.quoted) + strlen(r.signature) > text.len + 3)
		broken("reply", "more came out than went in");
	reply_free(&r);
	buf_free(&text);
	return 0;
}
