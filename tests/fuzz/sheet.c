/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text of a letter or document read as an official letter: head, signer, people in sentences, lists
 * and tables, as text and as what OCR read. The first byte says which; nothing from a scan is certain.
 */
#include "box/official.h"
#include "fuzz.h"

static void
check(const struct fact_field *fields, size_t n, bool ocr)
{
	static const char *const numbers[] = { "nip", "nik", "email", "hp" };

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; ocr && k < sizeof(numbers) / sizeof(numbers[0]); k++)
			if (fields[i].certain && strcmp(fields[i].name, numbers[k]) == 0)
				broken("sheet: certain, though a machine read it", fields[i].name);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char *const without[] = { "tte@tapinkab.go.id", NULL };
	static const char *const sources[] = { "body", "quoted", "doc:1" };
	const struct ruleset *rules = fuzz_rules();
	uint8_t how = n > 0 ? data[0] : 0;
	struct sheet_order order = { .source = sources[how % 3], .ocr = (how & 4) != 0, .no_people = (how & 24) == 24,
		.fill = (how & 96) == 96, .without = without };
	struct buf told = BUF_INIT;
	struct facts f = { 0 };
	char *text = fuzz_text(data + (n > 0), n - (n > 0));

	order.text = text;
	official_read(&order, rules, &f, n % 4 == 3 ? &told : NULL);
	check(f.fields, f.n_fields, order.ocr);
	fuzz_wire(&facts_wire, &f);
	wire_free(&facts_wire, &f);
	buf_free(&told);
	free(text);
	return 0;
}
