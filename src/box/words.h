/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Words found on a page, with their places, to text: one line of the page per line whatever blocks
 * OCR saw, wide gaps as tabs, an empty line between paragraphs, colons between labels and values
 * where they are, words cut at a line end whole again.
 */
#ifndef LOKET_BOX_WORDS_H
#define LOKET_BOX_WORDS_H

#include <stdbool.h>

#include "base/buf.h"

struct words_measure {
	int n;			/* words */
	int letters;		/* letters and digits in words that OCR was sure of */
	int confidence;		/* mean, by length, 0..100 */
	bool cut;		/* there were more words than are read of a page */
};

/*
 * Appends the text of one page; `tsv` as tesseract writes it, NUL-terminated, is cut up. second (may
 * be NULL): another reading of the same page, in the same measure, of which the surer words are taken.
 */
void words_text(char *tsv, char *second, struct buf *out, struct words_measure *m);

/* How well a page was read; `tsv` stays as it is. */
void words_measure(const char *tsv, struct words_measure *m);

#endif
