/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One-time codes as people and mail programs write them back, and what only looks like one; the
 * addresses that header fields hold. `wanted`: the codes found, canonical, with a blank between them.
 */
#include "test.h"

#include <stdlib.h>

#include "base/mem.h"
#include "box/evidence.h"

#define CODE "ABCD-EFGH-IJKL-MN27"

static const struct { const char *name, *text; bool header; const char *wanted; } rows[] = {
	{ "as it was sent", "kode " CODE ".", false, CODE },
	{ "at the end, at the begin", CODE, false, CODE },
	{ "small letters with dashes", "abcd-efgh-ijkl-mn27", false, CODE },
	{ "twice is once", CODE " dan " CODE, false, CODE },
	{ "two", CODE " dan BCDE-EFGH-IJKL-MN27", false, CODE " BCDE-EFGH-IJKL-MN27" },
	{ "broken by a line and quoted", "> ABCD-EFGH-\r\n> IJKL-MN27", false, CODE },
	{ "blanks around the dashes", "ABCD - EFGH - IJKL - MN27", false, CODE },
	{ "blanks only", "ABCD EFGH IJKL MN27", false, CODE },
	{ "a blank that does not break", "ABCD\302\240EFGH\302\240IJKL\302\240MN27", false, CODE },
	{ "tabs", "ABCD\tEFGH\tIJKL\tMN27", false, CODE },
	{ "run together", "ABCDEFGHIJKLMN27", false, CODE },
	{ "dashes of other kinds", "ABCD\342\200\220EFGH\342\200\223IJKL\342\200\225MN27", false, CODE },
	{ "what is nearly a dash", "ABCD\342\200\217EFGH-IJKL-MN27 ABCD\342\200\226EFGH-IJKL-MN27 ABCD\342\201\220EFGH-IJKL-MN27", false, "" },
	{ "nearly a blank that does not break", "ABCD\302\241EFGH-IJKL-MN27", false, "" },
	{ "small letters with blanks are words", "abcd efgh ijkl mnop", false, "" },
	{ "small letters run together are a word", "abcdefghijklmnop", false, "" },
	{ "mixed letters run together", "ABCDEFGHIJKLMNop", false, "" },
	{ "two dashes", "ABCD--EFGH-IJKL-MN27", false, "" },
	{ "a character too many", CODE "A", false, "" },
	{ "a letter of another script behind it", CODE "\303\240", false, "" },
	{ "a letter before it", "xABCD-EFGH-IJKL-MN27", false, "" },
	{ "another letter of another script before it", "\303\240ABCD-EFGH-IJKL-MN27", false, "" },
	{ "a digit that is none of the alphabet", "ABCD-EFGH-IJKL-MN10", false, "" },
	{ "a sign between the letters", "AB[D-EFGH-IJKL-MN27 AB{D-EFGH-IJKL-MN27 AB/D-EFGH-IJKL-MN27", false, "" },
	{ "cut off", "ABCD-EFGH-IJ", false, "" },
	{ "far apart", "ABCD                                          EFGH IJKL MN27", false, "" },
	{ "in an identifier", "<loket.ABCD-EFGH-IJKL-MN27@tapinkab.go.id>", true, CODE },
	{ "in an identifier, small and run together", "<abcdefghijklmn27@tapinkab.go.id>", true, CODE },
	{ "an identifier with blanks", "ABCD EFGH IJKL MN27", true, "" },
};

static void
test_tokens(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct fact_text *list = NULL;
		struct buf found = BUF_INIT;
		size_t n = 0;

		evidence_tokens(rows[i].text, rows[i].header, &list, &n);
		for (size_t k = 0; k < n; k++) {
			buf_addf(&found, "%s%s", k > 0 ? " " : "", list[k].text);
			free(list[k].text);
		}
		is_str(buf_str(&found), rows[i].wanted, "%s", rows[i].name);
		free(list);
		buf_free(&found);
	}
}

static void
test_most(void)
{
	struct fact_text *list = NULL;
	struct buf text = BUF_INIT;
	size_t n = 0;

	for (int i = 0; i < LIMIT_LIST + 10; i++)
		buf_addf(&text, "AAAA-AAAA-%c%c%c%c-AAAA ", 'A' + i / 676 % 26, 'A' + i / 26 % 26, 'A' + i % 26, 'B');
	evidence_tokens(buf_str(&text), false, &list, &n);
	is_int(n, LIMIT_LIST, "no more are told than the parent takes");
	for (size_t i = 0; i < n; i++)
		free(list[i].text);
	free(list);
	buf_free(&text);
}

static void
test_addresses(void)
{
	static const struct { const char *value, *wanted; } senders[] = { { "Siti <siti@tapinkab.go.id>", "siti@tapinkab.go.id" }, { "nobody", NULL },
		{ "", NULL } };
	char none[] = "", name[] = "Sender";

	for (size_t i = 0; i < sizeof(senders) / sizeof(senders[0]); i++) {
		char *value = xstrdup(senders[i].value);
		struct letter_header h = { name, value, value };
		struct letter l = { .headers = &h, .n_headers = 1, .plain = none, .rich = none, .attached = none };
		struct facts f = { 0 };

		evidence_collect(&l, &f.evidence);
		is_str(f.evidence.sender, senders[i].wanted, "Sender: %s", senders[i].value);
		wire_free(&facts_wire, &f);
		free(value);
	}
}

int
main(void)
{
	test_tokens();
	test_most();
	test_addresses();
	return done();
}
