/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text of a PDF as a person sees its lines: "Nama : Siti" stays on one line, whatever order it
 * was drawn in. Nothing is rendered and nothing opened.
 */
#ifndef LOKET_BOX_PDF_H
#define LOKET_BOX_PDF_H

#include <stdbool.h>
#include <stddef.h>

#include "box/document.h"

/*
 * Fills *out (text from BUF_INIT, the caller frees it), at most `most` bytes of text. Every page
 * that was read has its \f, one that is a mere picture as well; pages counts all pages, read or
 * not. `cut` also for a file whose end is missing: what is there may not be all.
 */
void pdf_text(const void *bytes, size_t n, size_t most, struct document_text *out);

/* Before the box: what poppler opens once (its tables of CJK characters, its folders). */
void pdf_warm(void);

#endif
