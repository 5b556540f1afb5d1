/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HTML of a mail as text, and the nodes that the rules for notices ask for. */
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const struct ruleset *rules = fuzz_rules();
	char *html = fuzz_text(data, n), *again;
	struct buf out = BUF_INIT, nodes = BUF_INIT;
	bool fell_back;

	html_text(html, rules, &out);
	again = charset_text("utf-8", buf_str(&out), out.len, &fell_back);
	if (fell_back)
		broken("html", "what came out is no UTF-8");
	for (size_t i = 0; i < rules->n_ends; i++)
		if (rules->ends[i].xpath != NULL)
			html_nodes(html, rules->ends[i].xpath, &nodes);
	free(again);
	free(html);
	buf_free(&out);
	buf_free(&nodes);
	return 0;
}
