/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grammar of answers, on one text as a reply and as a new letter. */
#include "fuzz.h"

#include "box/answer.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct answer_from from[] = {
		{ "Siti Aminah, S.Sos.", "siti.aminah@tapinkab.go.id", true, false, false },
		{ NULL, NULL, false, true, true },
	};
	const struct ruleset *rules = fuzz_rules();
	char *text = fuzz_text(data, n);

	for (size_t i = 0; i < sizeof(from) / sizeof(from[0]); i++) {
		struct buf told = BUF_INIT;
		struct facts f = { 0 };

		answer_read(text, &from[i], rules, &f.command, n % 4 == 3 ? &told : NULL);
		if (f.command.means != NULL && f.command.tier == 1 && f.command.why != NULL)
			broken("answer", "tier 1 with a reason against it");
		fuzz_wire(&facts_wire, &f);
		wire_free(&facts_wire, &f);
		buf_free(&told);
	}
	free(text);
	return 0;
}
