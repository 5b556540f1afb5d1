/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A whole letter, as a reader reads it: pre-scan, MIME, the office's rules, the facts to the parent. */
#include "fuzz.h"

#include "box/match.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct read_order order = { .id = 1, .now = 1795000000, .own_address = (char *)(uintptr_t)"tte@tapinkab.go.id",
		.own_domain = (char *)(uintptr_t)"tapinkab.go.id" };
	struct buf copy = BUF_INIT, told = BUF_INIT;
	const struct ruleset *rules = fuzz_rules();
	char *bytes = xmalloc(n);
	struct letter *l;
	struct facts f;

	memcpy(bytes, data, n);
	l = letter_parse(bytes, n, rules, n % 4 == 3 ? &told : NULL);
	match_letter(l, &order, rules, NULL, &f, &copy, n % 4 == 3 ? &told : NULL);
	fuzz_wire(&facts_wire, &f);
	if (f.n_documents != l->n_documents)
		broken("documents", "not as many as the letter has");
	wire_free(&facts_wire, &f);
	letter_free(l);
	buf_free(&copy);
	buf_free(&told);
	return 0;
}
