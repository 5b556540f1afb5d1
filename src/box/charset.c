/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Owns the converters (iconv of the C library). A label that is not in the table counts as unknown,
 * also when the system could convert it: outside of the box it would work, inside it would not, and
 * the same letter must read the same in both.
 */
#include "box/charset.h"

#include <glib.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"

/* Label as letters write it -> converter. The first row of a converter is its own name. */
static struct { const char *label, *name; iconv_t cd;
} charsets[] = {
	{ "utf-8", "UTF-8", NULL },
	{ "utf8", "UTF-8", NULL },
	{ "us-ascii", "ASCII", NULL },
	{ "ascii", "ASCII", NULL },
	{ "iso-8859-1", "CP1252", NULL },
	{ "latin1", "CP1252", NULL },
	{ "windows-1252", "CP1252", NULL },
	{ "cp1252", "CP1252", NULL },
	{ "iso-8859-2", "ISO-8859-2", NULL },
	{ "iso-8859-3", "ISO-8859-3", NULL },
	{ "iso-8859-4", "ISO-8859-4", NULL },
	{ "iso-8859-5", "ISO-8859-5", NULL },
	{ "iso-8859-6", "ISO-8859-6", NULL },
	{ "iso-8859-7", "ISO-8859-7", NULL },
	{ "iso-8859-9", "ISO-8859-9", NULL },
	{ "iso-8859-15", "ISO-8859-15", NULL },
	{ "windows-1250", "CP1250", NULL },
	{ "windows-1251", "CP1251", NULL },
	{ "windows-1253", "CP1253", NULL },
	{ "windows-1254", "CP1254", NULL },
	{ "windows-1255", "CP1255", NULL },
	{ "windows-1256", "CP1256", NULL },
	{ "windows-1257", "CP1257", NULL },
	{ "windows-1258", "CP1258", NULL },
	{ "koi8-r", "KOI8-R", NULL },
	{ "koi8-u", "KOI8-U", NULL },
	{ "macintosh", "MACINTOSH", NULL },
	{ "gb18030", "GB18030", NULL },
	{ "gb2312", "GB18030", NULL },
	{ "gbk", "GB18030", NULL },
	{ "big5", "BIG5", NULL },
	{ "shift_jis", "CP932", NULL },
	{ "euc-jp", "EUC-JP", NULL },
	{ "iso-2022-jp", "ISO-2022-JP", NULL },
	{ "euc-kr", "CP949", NULL },
	{ "ks_c_5601-1987", "CP949", NULL },
	{ "tis-620", "TIS-620", NULL },
	{ "utf-16", "UTF-16", NULL },
	{ "utf-16le", "UTF-16LE", NULL },
	{ "utf-16be", "UTF-16BE", NULL },
	{ "utf-7", "UTF-7", NULL },
};
#define MARKS_MOST 30	/* combining marks in a row */
#define PIECE 512	/* bytes that are composed at once, at least */
#define N_CHARSETS (sizeof(charsets) / sizeof(charsets[0]))
/* Opened as well because GMime asks for them by these names in headers. */
static const char *const header_names[] = { "iso-8859-1", "EUC-KR", "SHIFT_JIS", "GB2312", "GBK",
	"BIG5" };
static iconv_t header_converters[sizeof(header_names) / sizeof(header_names[0])];

const char *
charset_allowed(size_t i)
{
	return i < N_CHARSETS ? charsets[i].label : NULL;
}

size_t
charset_warm(void)
{
	size_t good = 0;

	for (size_t i = 0; i < N_CHARSETS; i++) {
		if (charsets[i].cd == NULL)
			charsets[i].cd = iconv_open("UTF-8", charsets[i].name);
		good += charsets[i].cd != (iconv_t)-1;
	}
	for (size_t i = 0; i < sizeof(header_names) / sizeof(header_names[0]); i++)
		if (header_converters[i] == NULL)
			header_converters[i] = iconv_open("UTF-8", header_names[i]);
	return good;
}

static iconv_t
converter(const char *label)
{
	for (size_t i = 0; i < N_CHARSETS; i++) {
		if (strcasecmp(charsets[i].label, label) != 0)
			continue;
		if (charsets[i].cd == NULL)
			charsets[i].cd = iconv_open("UTF-8", charsets[i].name);
		return charsets[i].cd;
	}
	return (iconv_t)-1;
}

/*
 * Appends the conversion; `lenient`: bytes that fit nothing become U+FFFD. False when not lenient
 * and something does not fit.
 */
static bool
convert(iconv_t cd, const char *bytes, size_t n, bool lenient, struct buf *out)
{
	char *in = (char *)(uintptr_t)bytes, chunk[8192], *to;
	size_t left = n, room;

	iconv(cd, NULL, NULL, NULL, NULL);
	while (left > 0) {
		size_t before = left;

		to = chunk;
		room = sizeof(chunk);
		if (iconv(cd, &in, &left, &to, &room) != (size_t)-1 || left < before ||
		    to > chunk) {
			buf_add(out, chunk, (size_t)(to - chunk));
			continue;
		}
		if (!lenient)
			return false;
		buf_adds(out, "\xef\xbf\xbd");
		in++;
		left--;
	}
	to = chunk;
	room = sizeof(chunk);
	if (iconv(cd, NULL, NULL, &to, &room) != (size_t)-1)
		buf_add(out, chunk, (size_t)(to - chunk));
	return true;
}

/* Line ends, controls, NUL; in place except for NUL, which grows. */
static void
clean(const struct buf *in, struct buf *out)
{
	for (size_t i = 0; i < in->len; i++) {
		unsigned char c = (unsigned char)in->data[i];

		if (c == '\0')
			buf_adds(out, "\xef\xbf\xbd");
		else if (c == '\r')
			buf_adds(out, i + 1 < in->len && in->data[i + 1] == '\n' ? "" : "\n");
		else if (c == 0xef && i + 2 < in->len &&
		    memcmp(in->data + i, "\xef\xbb\xbf", 3) == 0 && i == 0)
			i += 2;
		else if (c == 0xc2 && i + 1 < in->len && (unsigned char)in->data[i + 1] <= 0xa0) {
			/* a blank that must not break is a blank */
			if ((unsigned char)in->data[++i] == 0xa0)
				buf_addc(out, ' ');
		}
		else if ((c >= 0x20 && c != 0x7f) || c == '\t' || c == '\n')
			buf_addc(out, (char)c);
	}
}

/*
 * Nobody writes more than a few combining marks on one letter, and putting n of them in order takes
 * n * n steps: those beyond MARKS_MOST go (UAX #15 calls what is left stream-safe).
 */
static void
drop_marks(struct buf *text)
{
	size_t kept = 0, marks = 0, len;

	for (size_t i = 0; i < text->len; i += len) {
		const char *p = text->data + i;

		len = (size_t)(g_utf8_next_char(p) - p);
		marks = len > 1 && g_unichar_ismark(g_utf8_get_char(p)) ? marks + 1 : 0;
		if (marks > MARKS_MOST)
			continue;
		memmove(text->data + kept, p, len);
		kept += len;
	}
	text->len = kept;
	if (text->data != NULL)
		text->data[kept] = '\0';
}

/* Nothing before such a character is ever put together with it or with what follows. */
static bool
stands_alone(gunichar c)
{
	/* vowels and finals of Korean syllables */
	return !g_unichar_ismark(c) && !(c >= 0x1160 && c <= 0x11ff);
}

/*
 * Composed (NFC). GLib moves all that follows for each letter that it puts together, so it gets
 * pieces: n * n steps for a body of accented letters would be minutes.
 */
static char *
compose(const struct buf *text)
{
	struct buf out = BUF_INIT;
	const char *end = text->data + text->len, *stop;

	for (const char *p = text->data; p < end; p = stop) {
		bool plain = true;
		char *piece;

		for (stop = p; stop < end; stop = g_utf8_next_char(stop)) {
			if (stop - p >= PIECE && stands_alone(g_utf8_get_char(stop)))
				break;
			plain &= (unsigned char)*stop < 0x80;
		}
		piece = plain ? NULL : g_utf8_normalize(p, stop - p, G_NORMALIZE_DEFAULT_COMPOSE);
		if (piece != NULL)
			buf_adds(&out, piece);
		else
			buf_add(&out, p, (size_t)(stop - p));
		g_free(piece);
	}
	return buf_take(&out);
}

/*
 * One way to read the bytes; false when it does not do. The C library takes UTF-8 beyond U+10FFFF
 * for good, which is none to PCRE2, GLib and the parent: it is looked at again.
 */
static bool
attempt(iconv_t cd, const char *bytes, size_t n, bool lenient, struct buf *text)
{
	struct buf raw = BUF_INIT;
	bool good = cd != (iconv_t)-1 && convert(cd, bytes, n, lenient, &raw);

	buf_reset(text);
	if (good)
		clean(&raw, text);
	buf_free(&raw);
	return good && g_utf8_validate(buf_str(text), (gssize)text->len, NULL);
}

char *
charset_text(const char *declared, const char *bytes, size_t n, bool *fell_back)
{
	struct buf text = BUF_INIT;
	bool good = declared != NULL && *declared != '\0' &&
	    attempt(converter(declared), bytes, n, false, &text);
	char *composed;

	buf_reserve(&text, 1);
	*fell_back = !good && declared != NULL;
	if (!good && !attempt(converter("utf-8"), bytes, n, false, &text))
		attempt(converter("windows-1252"), bytes, n, true, &text);
	drop_marks(&text);
	composed = compose(&text);
	buf_free(&text);
	return composed;
}

bool
charset_clip(char *text, size_t most)
{
	size_t n = strlen(text);

	if (n <= most)
		return false;
	for (n = most; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80; n--)
		;
	text[n] = '\0';
	return true;
}

char *
charset_line(const char *text, size_t most)
{
	struct buf b = BUF_INIT;
	char *line;

	for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);
		const char *next = g_utf8_next_char(p);

		if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e ||
		    c == 0x200f)
			continue;
		if (c == 0xa0 || g_unichar_isspace(c)) {
			if (b.len > 0 && b.data[b.len - 1] != ' ')
				buf_addc(&b, ' ');
		} else if (!g_unichar_iscntrl(c)) {
			buf_add(&b, p, (size_t)(next - p));
		}
	}
	while (b.len > 0 && b.data[b.len - 1] == ' ')
		b.data[--b.len] = '\0';
	buf_str(&b);
	line = buf_take(&b);
	charset_clip(line, most);
	return line;
}
