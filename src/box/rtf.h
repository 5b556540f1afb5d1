/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of RTF as Word, WordPad and LibreOffice write it: paragraphs, tables, headers, footers. */
#ifndef LOKET_BOX_RTF_H
#define LOKET_BOX_RTF_H

#include "box/document.h"

void rtf_text(const void *bytes, size_t n, size_t most, struct document_text *out);

#endif
