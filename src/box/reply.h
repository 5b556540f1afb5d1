/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What of a text is new: quotations, attribution lines, header blocks of Outlook, forwarded
 * messages and signatures are taken out by the marks of the rules (kutipan.xml). An answer is read
 * from the new text only.
 */
#ifndef LOKET_BOX_REPLY_H
#define LOKET_BOX_REPLY_H

#include <stdbool.h>

#include "base/buf.h"
#include "rules/ruleset.h"

struct reply {
	char *fresh;		/* new text: lines trimmed, no blank line at either end */
	char *quoted;		/* without its ">" */
	char *signature;
	bool has_quote;
	bool inserted;		/* part of it stood within the quotation, in another colour */
	bool undecided;		/* a pattern ran into its limit */
};

/*
 * text: clean UTF-8 (as of charset_text, or of html_text). Never fails; reply_free frees the
 * members.
 */
void reply_split(const char *text, const struct ruleset *rules, struct reply *r, struct buf *trace);
void reply_free(struct reply *r);

#endif
