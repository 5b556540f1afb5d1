/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers to a numbered list. */
#include "fuzz.h"

#include "box/choice.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct facts f = { 0 };
	char *text = fuzz_text(data, n);

	choice_read(text, &f);
	fuzz_wire(&facts_wire, &f);
	wire_free(&facts_wire, &f);
	free(text);
	return 0;
}
