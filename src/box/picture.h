/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pictures of pages, made ready to be read: JPEG, PNG and TIFF (and the grey map that pdftoppm
 * writes) to 8-bit grey of a size that OCR likes, evenly lit, upright, straight. Done by Leptonica,
 * within BOX_OCR. No picture larger than LIMIT_OCR_PIXELS is decoded.
 */
#ifndef LOKET_BOX_PICTURE_H
#define LOKET_BOX_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct Pix;

enum picture_state {
	PICTURE_READ,
	PICTURE_BROKEN,		/* damaged, or too large */
	PICTURE_END,		/* has fewer pages */
	PICTURE_OTHER		/* no kind that is read */
};

/*
 * Once, before the box: opens the library, which then says nothing on stderr. Where it is not there
 * (the log says so) every picture is PICTURE_OTHER.
 */
void picture_init(void);

/*
 * Page `page`, from 0 on, in grey; *ink: the same without coloured ink, as stamps and pens leave,
 * where the picture has colours, else NULL. Both only when PICTURE_READ.
 */
enum picture_state picture_page(
    const void *p, size_t n, int page, struct Pix **grey, struct Pix **ink);

/* Scaled to a long side of about `side`, at most doubled, and lit evenly. Never NULL. */
struct Pix *picture_even(struct Pix *grey, int side);

/* Do its lines run from top to bottom? */
bool picture_sideways(struct Pix *even);

/*
 * Turned clockwise by quarters, then set straight; *angle: by how many degrees. Never NULL.
 */
struct Pix *picture_upright(struct Pix *even, int quarters, float *angle);

/*
 * The same page laid in the same way, but only what is printed in black: light and grey ink is
 * painted over. Never NULL.
 */
struct Pix *picture_black(struct Pix *even, int quarters, float angle);

/* As bytes of a PGM file. */
void picture_bytes(struct Pix *p, struct buf *out);

void picture_free(struct Pix *p);

#endif
