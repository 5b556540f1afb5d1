/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pictures by Leptonica. The header is read before anything is decoded, so a small file cannot ask
 * for much memory; where a step fails the picture goes on without it. A JPEG is decoded to its
 * brightness only, and at a half or quarter where that is still enough.
 */
#include "box/picture.h"

#include <leptonica/allheaders.h>

#include "base/library.h"
#include "base/log.h"
#include "protocol.h"

#define JPEG_ENOUGH 4800	/* long side beyond which a half is decoded */
#define LINE_ACROSS 120		/* points of a line at a long side of 2400 */
#define LINE_DOWN 110
#define BLACK 110	/* brightness below which ink is black */
#define PAPER 0.8f	/* of all points are darker than the paper */
#define SKEW_MOST 9.0f		/* degrees that are searched */
#define SKEW_LEAST 0.1f		/* below: left as it is */

/* Opened when the ocr worker begins. */
#define LIBRARY "liblept.so.5"
#define PACKAGE "liblept5"
#define FUNCTIONS(X) \
	X(findFileFormatBuffer) \
	X(lept_free) \
	X(pixBackgroundNorm) \
	X(pixClone) \
	X(pixCloseBrick) \
	X(pixConvertRGBToGrayMinMax) \
	X(pixConvertTo8) \
	X(pixCopy) \
	X(pixDestroy) \
	X(pixDilateBrick) \
	X(pixFindSkewSweepAndSearch) \
	X(pixGammaTRC) \
	X(pixGetDepth) \
	X(pixGetDimensions) \
	X(pixGetHeight) \
	X(pixGetRankValueMaskedRGB) \
	X(pixGetWidth) \
	X(pixGlobalNormRGB) \
	X(pixInvert) \
	X(pixOpenBrick) \
	X(pixOr) \
	X(pixReadMemJpeg) \
	X(pixReadMemPng) \
	X(pixReadMemPnm) \
	X(pixReadMemTiff) \
	X(pixRotate) \
	X(pixRotateOrth) \
	X(pixScale) \
	X(pixSelectBySize) \
	X(pixSetMasked) \
	X(pixThresholdToBinary) \
	X(pixWriteMemPnm) \
	X(readHeaderMemJpeg) \
	X(readHeaderMemPng) \
	X(readHeaderMemPnm) \
	X(readHeaderMemTiff) \
	X(setMsgSeverity)

static struct { FUNCTIONS(LIBRARY_MEMBER) } library;
static const char *const names[] = { FUNCTIONS(LIBRARY_NAME) };
static bool opened;

#define findFileFormatBuffer library.findFileFormatBuffer
#define lept_free library.lept_free
#define pixBackgroundNorm library.pixBackgroundNorm
#define pixClone library.pixClone
#define pixCloseBrick library.pixCloseBrick
#define pixConvertRGBToGrayMinMax library.pixConvertRGBToGrayMinMax
#define pixConvertTo8 library.pixConvertTo8
#define pixCopy library.pixCopy
#define pixDestroy library.pixDestroy
#define pixDilateBrick library.pixDilateBrick
#define pixFindSkewSweepAndSearch library.pixFindSkewSweepAndSearch
#define pixGammaTRC library.pixGammaTRC
#define pixGetDepth library.pixGetDepth
#define pixGetDimensions library.pixGetDimensions
#define pixGetHeight library.pixGetHeight
#define pixGetRankValueMaskedRGB library.pixGetRankValueMaskedRGB
#define pixGetWidth library.pixGetWidth
#define pixGlobalNormRGB library.pixGlobalNormRGB
#define pixInvert library.pixInvert
#define pixOpenBrick library.pixOpenBrick
#define pixOr library.pixOr
#define pixReadMemJpeg library.pixReadMemJpeg
#define pixReadMemPng library.pixReadMemPng
#define pixReadMemPnm library.pixReadMemPnm
#define pixReadMemTiff library.pixReadMemTiff
#define pixRotate library.pixRotate
#define pixRotateOrth library.pixRotateOrth
#define pixScale library.pixScale
#define pixSelectBySize library.pixSelectBySize
#define pixSetMasked library.pixSetMasked
#define pixThresholdToBinary library.pixThresholdToBinary
#define pixWriteMemPnm library.pixWriteMemPnm
#define readHeaderMemJpeg library.readHeaderMemJpeg
#define readHeaderMemPng library.readHeaderMemPng
#define readHeaderMemPnm library.readHeaderMemPnm
#define readHeaderMemTiff library.readHeaderMemTiff
#define setMsgSeverity library.setMsgSeverity

void
picture_init(void)
{
	struct err e;

	opened = library_open(LIBRARY, PACKAGE, names, &library, sizeof(library), &e) == 0;
	if (!opened) {
		log_error("ocr pictures=unread problem=\"%s\"", e.msg);
		return;
	}
	setMsgSeverity(L_SEVERITY_NONE);
}

static bool
bearable(l_int32 w, l_int32 h)
{
	return w >= 16 && h >= 16 && w <= 60000 && h <= 60000 && (int64_t)w * h <= LIMIT_OCR_PIXELS;
}

static PIX *
read_jpeg(const l_uint8 *p, size_t n)
{
	l_int32 w, h, side, reduction = 1;

	if (readHeaderMemJpeg(p, n, &w, &h, NULL, NULL, NULL) != 0 || !bearable(w, h))
		return NULL;
	for (side = w > h ? w : h; side >= JPEG_ENOUGH && reduction < 8; side /= 2)
		reduction *= 2;
	return pixReadMemJpeg(p, n, 0, reduction, NULL, 0);
}

static PIX *
read_png(const l_uint8 *p, size_t n)
{
	l_int32 w, h;

	if (readHeaderMemPng(p, n, &w, &h, NULL, NULL, NULL) != 0 || !bearable(w, h))
		return NULL;
	return pixReadMemPng(p, n);
}

static PIX *
read_pnm(const l_uint8 *p, size_t n)
{
	l_int32 w, h;

	if (readHeaderMemPnm(p, n, &w, &h, NULL, NULL, NULL, NULL) != 0 || !bearable(w, h))
		return NULL;
	return pixReadMemPnm(p, n);
}

static PIX *
read_tiff(const l_uint8 *p, size_t n, int page, bool *end)
{
	l_int32 w, h;

	*end = readHeaderMemTiff(p, n, page, &w, &h, NULL, NULL, NULL, NULL, NULL) != 0 && page > 0;
	return *end || readHeaderMemTiff(p, n, page, &w, &h, NULL, NULL, NULL, NULL, NULL) != 0 ||
		!bearable(w, h) ?
	    NULL :
	    pixReadMemTiff(p, n, page);
}

/*
 * A picture in colours, in grey by the brightest of them, the paper white: ink of a colour, as
 * stamps and pens have, is then bright. NULL: it has none, or there is no memory for it.
 */
static PIX *
without_colours(PIX *colours)
{
	l_float32 r, g, b;
	PIX *white, *grey;

	if (pixGetDepth(colours) != 32 ||
	    pixGetRankValueMaskedRGB(colours, NULL, 0, 0, 16, PAPER, &r, &g, &b) != 0 || r < 1 ||
	    g < 1 || b < 1)
		return NULL;
	white = pixGlobalNormRGB(NULL, colours, (l_int32)r, (l_int32)g, (l_int32)b, 255);
	if (white == NULL)
		return NULL;
	grey = pixConvertRGBToGrayMinMax(white, L_CHOOSE_MAX);
	pixDestroy(&white);
	return grey;
}

enum picture_state
picture_page(const void *p, size_t n, int page, struct Pix **out, struct Pix **ink)
{
	l_int32 format = IFF_UNKNOWN;
	bool end = false;
	PIX *pix = NULL, *grey;

	if (!opened || n < 32 || findFileFormatBuffer(p, &format) != 0)
		return PICTURE_OTHER;
	switch (format) {
	case IFF_JFIF_JPEG:
		pix = page == 0 ? read_jpeg(p, n) : NULL;
		end = page > 0;
		break;
	case IFF_PNG:
		pix = page == 0 ? read_png(p, n) : NULL;
		end = page > 0;
		break;
	case IFF_PNM:
		pix = page == 0 ? read_pnm(p, n) : NULL;
		end = page > 0;
		break;
	case IFF_TIFF:
	case IFF_TIFF_PACKBITS:
	case IFF_TIFF_RLE:
	case IFF_TIFF_G3:
	case IFF_TIFF_G4:
	case IFF_TIFF_LZW:
	case IFF_TIFF_ZIP:
	case IFF_TIFF_JPEG:
		pix = read_tiff(p, n, page, &end);
		break;
	default:
		return PICTURE_OTHER;
	}
	if (pix == NULL)
		return end ? PICTURE_END : PICTURE_BROKEN;
	grey = pixConvertTo8(pix, 0);
	*ink = grey != NULL ? without_colours(pix) : NULL;
	pixDestroy(&pix);
	*out = grey;
	return grey != NULL ? PICTURE_READ : PICTURE_BROKEN;
}

/* What the step made in place of what there was; where it made nothing, what there was. */
static PIX *
instead(PIX *was, PIX *made)
{
	if (made == NULL)
		return was;
	pixDestroy(&was);
	return made;
}

struct Pix *
picture_even(struct Pix *grey, int side)
{
	l_int32 w = pixGetWidth(grey), h = pixGetHeight(grey);
	float scale = (float)side / (float)(w > h ? w : h);
	PIX *p = pixClone(grey);

	if (scale > 2.0f)
		scale = 2.0f;
	if (scale < 0.95f || scale > 1.05f)
		p = instead(p, pixScale(p, scale, scale));
	p = instead(p, pixBackgroundNorm(p, NULL, NULL, 20, 20, 70, 60, 220, 2, 2));
	return instead(p, pixGammaTRC(NULL, p, 0.8f, 20, 215));
}

/*
 * What may be letters, in 1 bit: edges of the sheet, lines of tables, stamps and specks would
 * mislead the search for the slope of lines.
 */
static PIX *
letters_of(PIX *even)
{
	PIX *bits = pixThresholdToBinary(even, 140), *small, *some;
	l_int32 w, h;

	if (bits == NULL)
		return NULL;
	pixGetDimensions(bits, &w, &h, NULL);
	h = (w > h ? w : h) / 40 + 8;
	small = pixSelectBySize(bits, h, h, 8, L_SELECT_IF_BOTH, L_SELECT_IF_LTE, NULL);
	pixDestroy(&bits);
	some = small != NULL ?
	    pixSelectBySize(small, h / 14, h / 14, 8, L_SELECT_IF_EITHER, L_SELECT_IF_GTE, NULL) :
	    NULL;
	pixDestroy(&small);
	return some;
}

/* How surely, and by how much, lines are askew in a 1-bit picture. */
static float
skew(PIX *bits, float *angle)
{
	l_float32 conf = 0;

	*angle = 0;
	if (pixFindSkewSweepAndSearch(bits, angle, &conf, 4, 2, SKEW_MOST, 1.0f, 0.01f) != 0) {
		*angle = 0;
		return 0;
	}
	return conf;
}

bool
picture_sideways(struct Pix *even)
{
	PIX *bits = letters_of(even), *turned;
	float angle, across, along;

	if (bits == NULL)
		return false;
	turned = pixRotateOrth(bits, 1);
	across = skew(bits, &angle);
	along = turned != NULL ? skew(turned, &angle) : 0;
	pixDestroy(&turned);
	pixDestroy(&bits);
	return along > 1.2f * across;
}

/*
 * Paints over what is longer than any stroke of a letter: lines of tables, underlines, the edge of
 * the sheet. OCR reads them as strokes of the letters beside them.
 */
static void
drop_lines(PIX *p)
{
	PIX *bits = pixThresholdToBinary(p, 200), *across, *down;

	if (bits == NULL)
		return;
	across = pixOpenBrick(NULL, bits, LINE_ACROSS, 1);
	pixCloseBrick(bits, bits, 1, 3);	/* faint lines are broken ones */
	down = pixOpenBrick(NULL, bits, 1, LINE_DOWN);
	if (across != NULL && down != NULL) {
		pixOr(across, across, down);
		pixDilateBrick(across, across, 3, 3);
		pixSetMasked(p, across, 255);
	}
	pixDestroy(&across);
	pixDestroy(&down);
	pixDestroy(&bits);
}

/* Turned by quarters and `angle`. Never NULL. */
static PIX *
laid(PIX *even, int quarters, float angle)
{
	PIX *p = quarters != 0 ? pixRotateOrth(even, quarters) : pixCopy(NULL, even);

	if (p == NULL)
		return pixClone(even);
	if (angle >= SKEW_LEAST || angle <= -SKEW_LEAST)
		p = instead(p, pixRotate(p, angle * 3.14159265f / 180, L_ROTATE_AREA_MAP,
		    L_BRING_IN_WHITE, 0, 0));
	return p;
}

struct Pix *
picture_upright(struct Pix *even, int quarters, float *angle)
{
	PIX *p = laid(even, quarters, 0), *bits = letters_of(p);

	if (bits == NULL || skew(bits, angle) < 2.0f)
		*angle = 0;
	pixDestroy(&bits);
	if (*angle >= SKEW_LEAST || *angle <= -SKEW_LEAST) {
		pixDestroy(&p);
		p = laid(even, quarters, *angle);
	}
	drop_lines(p);
	return p;
}

struct Pix *
picture_black(struct Pix *even, int quarters, float angle)
{
	PIX *p = laid(even, quarters, angle), *black = pixThresholdToBinary(p, BLACK), *rest;

	/* the edge of a black letter is grey, and stays */
	rest = black != NULL ? pixDilateBrick(NULL, black, 5, 5) : NULL;
	if (rest != NULL && pixInvert(rest, rest) != NULL)
		pixSetMasked(p, rest, 255);
	pixDestroy(&rest);
	pixDestroy(&black);
	drop_lines(p);
	return p;
}

void
picture_bytes(struct Pix *p, struct buf *out)
{
	l_uint8 *data = NULL;
	size_t n = 0;

	if (pixWriteMemPnm(&data, &n, p) == 0)
		buf_add(out, data, n);
	lept_free(data);
}

void
picture_free(struct Pix *p)
{
	pixDestroy(&p);
}
