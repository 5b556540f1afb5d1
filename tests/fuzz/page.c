/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A printed page: its characters with their places as lines, columns and tables (page, rows, columns,
 * grid). The input is pieces of text, each behind four bytes: where it begins (x, y), how large it is,
 * which way it reads and how wide it is set, and how many bytes it has.
 */
#include <math.h>

#include "box/page.h"
#include "fuzz.h"

#define MOST 4000	/* glyphs */
#define WIDTH 595.0
#define HEIGHT 842.0

struct drawn { struct glyph g[MOST]; size_t n; double tallest; bool upright; };

static void
draw(struct drawn *d, const uint8_t head[4], const uint8_t *text, size_t n)
{
	double x = head[0] * 2.5, y = head[1] * 3.4, size = 4 + (head[2] & 15);
	double step = size * (0.4 + 0.15 * (head[2] >> 4 & 3));
	unsigned turn = head[2] >> 6;

	d->upright &= turn == 0;
	d->tallest = fmax(d->tallest, size);
	for (size_t i = 0; i < n && d->n < MOST; i++) {
		double to = (turn & 1 ? y : x) + (turn & 2 ? -step : step);
		struct glyph g = { text[i] == '_' ? ' ' : text[i], x, y, x + size * 0.5, y + size };

		if ((turn & 1) != 0)
			g.x2 = x + size, g.y2 = y + size * 0.5;
		d->g[d->n++] = g;
		*((turn & 1) != 0 ? &y : &x) = to;
	}
}

static size_t
digits(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n += *s >= '0' && *s <= '9';
	return n;
}

/* What is drawn twice at one place is one: then some may be gone. */
static bool
doubled(const struct drawn *d)
{
	for (size_t i = 0; i < d->n; i++)
		for (size_t k = i + 1; k < d->n; k++)
			if (d->g[i].c == d->g[k].c && fabs(d->g[i].x1 - d->g[k].x1) < 0.25 * d->tallest &&
			    fabs(d->g[i].y1 - d->g[k].y1) < d->tallest)
				return true;
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct drawn d;
	struct buf out = BUF_INIT;
	size_t in = 0;
	bool fell_back;
	char *again;

	d.n = 0;
	d.tallest = 0;
	d.upright = true;
	for (size_t at = 0, len; at + 4 < n; at += 4 + len) {
		len = data[at + 3] < n - at - 4 ? data[at + 3] : n - at - 4;
		draw(&d, data + at, data + at + 4, len);
	}
	for (size_t i = 0; i < d.n; i++)
		in += d.g[i].c >= '0' && d.g[i].c <= '9';
	page_lines(d.g, d.n, WIDTH, HEIGHT, &out);
	again = charset_text("utf-8", buf_str(&out), out.len, &fell_back);
	if (fell_back)
		broken("page", "what came out is no UTF-8");
	if (digits(buf_str(&out)) > in)
		broken("page", "a digit was made");
	if (d.upright && d.n < 300 && digits(buf_str(&out)) < in && !doubled(&d))
		broken("page", "a digit was lost");
	free(again);
	buf_free(&out);
	return 0;
}
