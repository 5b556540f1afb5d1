/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The characters of a printed page, each with its place, -> lines as a person sees them. Pure
 * geometry: who found the characters, and in which order they were drawn, does not matter.
 */
#ifndef LOKET_BOX_PAGE_H
#define LOKET_BOX_PAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* c ' ' or '\n': no character, a word ends here (places are not looked at). y grows downwards. */
struct glyph {
	uint32_t c;
	double x1, y1, x2, y2;
};

/*
 * Appends the page's lines, each ended by \n: gaps as one blank, wide ones as a tab, an empty line
 * where the page leaves one, words hyphenated at a line end joined. Text that stands upright comes
 * first (upright is as most of the page), text turned by 90 or 180 degrees after it.
 */
void page_lines(const struct glyph *g, size_t n, double width, double height, struct buf *out);

/* Appends one character as UTF-8, ligatures as letters; nothing for marks that are not seen. */
void page_char(uint32_t c, struct buf *out);

#endif
