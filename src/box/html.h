/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * HTML of a mail -> text. Quoted parts (blockquote and what the rules name) get "> " before each
 * line, lines of a signature begin with HTML_SIGNATURE, cells are parted by tabs. What is not shown
 * to the reader of the mail is left out.
 */
#ifndef LOKET_BOX_HTML_H
#define LOKET_BOX_HTML_H

#include <stdbool.h>

#include "base/buf.h"
#include "rules/ruleset.h"

#define HTML_SIGNATURE '\x01'
/* before all else: this whole line has a colour of its own, as people answer within a quotation */
#define HTML_INSERTED '\x02'

void html_warm(void);	/* before the box: what libxml2 sets up once */

/* Appends to out; false when the parser gave up (nesting, memory): then a person must look. */
bool html_text(const char *html, const struct ruleset *rules, struct buf *out);

/*
 * Adds the text of each node that the XPath expression selects, a line each, at most 64 KB; a wrong
 * expression or an HTML that cannot be parsed adds nothing.
 */
void html_nodes(const char *html, const char *xpath, struct buf *out);

#endif
