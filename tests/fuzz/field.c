/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NIP, NIK, names and the like in a text. */
#include "fuzz.h"

#include "box/field.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const without[] = { "tte@tapinkab.go.id", NULL };
	const struct ruleset *rules = fuzz_rules();
	struct facts f = { 0 };
	char *text = fuzz_text(data, n);

	field_find(text, "body", without, rules, &f.fields, &f.n_fields, NULL);
	fuzz_wire(&facts_wire, &f);
	wire_free(&facts_wire, &f);
	free(text);
	return 0;
}
