/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An SOP: XML, its table, the proof of the workflow, what is doubtful in it, and what it looks like printed. */
#include "fuzz.h"

#include "rules/sop.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct problems p = { 0 };
	struct sop *s = sop_read("sop.xml", (const char *)data, n, &p);
	struct buf out = BUF_INIT;
	struct sop_mail *mails;
	struct sop_use *uses;
	int64_t all, least;

	if (s != NULL) {
		if (p.n_items > 0)
			broken("sop", "taken with problems");
		sop_minutes(s, &all, &least);
		sop_uses(s, &uses);
		sop_print(s, 72 + (int)(n % 3) * 40, &out);
		sop_print_flow(s, &out);
		sop_print_html(s, &out);
		sop_print_dot(s, &out);
		sop_mails(s, &mails);
		sop_doubts(s, "sop.xml", &p);
		free(mails);
		free(uses);
	} else if (p.n_items == 0) {
		broken("sop", "refused without a word");
	}
	buf_free(&out);
	sop_free(s);
	problems_free(&p);
	return 0;
}
