/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures, of letters or as pdftoppm writes them: decoded within the limits, made ready, turned. */
#include "fuzz.h"

#include "box/picture.h"

#define SMALL 40000	/* bytes of a picture that is made ready too; larger ones take too long */

static void
make_ready(struct Pix *grey)
{
	struct Pix *even = picture_even(grey, 300), *laid[2];
	int quarters = picture_sideways(even) ? 1 : 2;
	struct buf bytes = BUF_INIT;
	float angle;

	laid[0] = picture_upright(even, quarters, &angle);
	laid[1] = picture_black(even, quarters, angle);
	for (int i = 0; i < 2; i++) {
		buf_reset(&bytes);
		picture_bytes(laid[i], &bytes);
		if (bytes.len < 2 || memcmp(bytes.data, "P5", 2) != 0)
			broken("picture", "no grey map came out");
		picture_free(laid[i]);
	}
	buf_free(&bytes);
	picture_free(even);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	enum picture_state state;
	struct buf bytes = BUF_INIT;
	struct Pix *grey, *ink;

	picture_init();
	for (int page = 0; page < 3; page++) {
		grey = ink = NULL;
		state = picture_page(data, n, page, &grey, &ink);
		if ((state == PICTURE_READ) != (grey != NULL))
			broken("picture", "read, and yet none");
		if (state != PICTURE_READ)
			break;
		picture_bytes(grey, &bytes);
		if (bytes.len > LIMIT_OCR_PIXELS + 100)
			broken("picture", "larger than the limit");
		if (bytes.len < SMALL)
			make_ready(ink != NULL ? ink : grey);
		buf_reset(&bytes);
		picture_free(grey);
		picture_free(ink);
	}
	buf_free(&bytes);
	return 0;
}
