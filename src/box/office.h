/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text of DOCX and ODT: what a person sees who opens the document. Headers and footers in use,
 * tables, text boxes and inserted text are there; deleted and hidden text, field codes, notes and
 * comments are not. Cells that hold several lines: see flow.h.
 */
#ifndef LOKET_BOX_OFFICE_H
#define LOKET_BOX_OFFICE_H

#include "box/document.h"
#include "box/zip.h"

void office_warm(void); /* before the box */

/*
 * At most `most` bytes of text. DOCUMENT_OTHER: a ZIP that is neither, ENCRYPTED: it, or any ZIP,
 * wants a password.
 */
void office_text(const void *bytes, size_t n, size_t most, struct document_text *out);

#endif
