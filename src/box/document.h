/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The text of a document. Formats: PDF (pdf.c), DOCX, ODT and ZIP (office.c), HTML and plain text. Everything here is done in memory, within the
 * reader's box, and never fails: what cannot be read says so.
 */
#ifndef LOKET_BOX_DOCUMENT_H
#define LOKET_BOX_DOCUMENT_H

#include <stdint.h>

#include "base/buf.h"

enum document_state {
	DOCUMENT_TEXT,		/* text holds what it says */
	DOCUMENT_SCAN,		/* pictures of pages: to be read by OCR */
	DOCUMENT_ENCRYPTED,	/* wants a password */
	DOCUMENT_BROKEN,	/* of a known format, but damaged or beyond a limit */
	DOCUMENT_OTHER		/* no format that is read */
};

struct document_text {
	enum document_state state;
	struct buf text;	/* UTF-8, lines ended by \n, pages by \f; cells of a table row apart by \t */
	int64_t pages;		/* 0: not known */
	bool cut;		/* a limit cut the text */
};

#endif
