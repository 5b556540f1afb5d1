/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands in until PDF is read. */
#include "box/pdf.h"

__attribute__((weak)) void
pdf_text(const void *bytes, size_t n, size_t most, struct document_text *out)
{
	(void)bytes, (void)n, (void)most;
	*out = (struct document_text){ DOCUMENT_OTHER, BUF_INIT, 0, false };
}
