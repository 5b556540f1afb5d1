/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text read by OCR, with the mistakes that OCR makes taken out where the place tells what was
 * meant: labels, digits behind the label of a number, months in dates, words of offices. Names are
 * never changed. Words: pindai.xml.
 */
#ifndef LOKET_BOX_MEND_H
#define LOKET_BOX_MEND_H

#include "rules/ruleset.h"

/* The text line by line, mended; the caller frees. UTF-8 in, UTF-8 out. */
char *mend_scan(const char *text, const struct ruleset *rules);

/*
 * How unlike two words are: 1 for each letter that looks like the other or is thin enough to be
 * overlooked, 2 for each other. Case does not count. More than `most` is told as most + 1.
 */
int mend_distance(const char *a, const char *b, int most);

#endif
