/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Markdown (CommonMark without raw HTML) as the two faces of a mail: text for any reader, and an
 * HTML fragment. MD4C parses both, so both say the same. md[n] must be '\0', as in a struct buf:
 * MD4C looks at it.
 */
#ifndef LOKET_BOX_MARKUP_H
#define LOKET_BOX_MARKUP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "rules/template.h"

/*
 * Adds the text: a paragraph is one line, lists have "- " or "1. ", a link its address in brackets,
 * a row of a table is "- first: second".
 * false: cannot be parsed.
 */
bool markup_text(const char *md, size_t n, struct buf *out);

/*
 * Adds the fragment; each start tag of `styles` gets its style attribute ("td pertama": the first
 * cell of a row, "ul centang": a list of boxes); `slot` (HTML, may be "") stands for TEMPLATE_SLOT. A table with an empty head has
 * none, one without rows is left out. A case number is kept on one line.
 */
bool markup_html(const char *md, size_t n, const struct template_style *styles, size_t n_styles,
    const char *slot, struct buf *out);

#endif
