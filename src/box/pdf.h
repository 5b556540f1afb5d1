/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of PDF. */
#ifndef LOKET_BOX_PDF_H
#define LOKET_BOX_PDF_H

#include "box/document.h"

void pdf_text(const void *bytes, size_t n, size_t most, struct document_text *out);

#endif
