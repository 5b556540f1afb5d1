/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Text of documents: the samples of tests/documents/unit against their NAME.txt; archives made here
 * that are bombs, lies or riddles; all of it once more inside the reader's box; and every sample
 * truncated and with bytes flipped, where only the end of the process would be a mistake. With an
 * argument: that many such trials for each sample.
 */
#include "test.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "boxed.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "box/charset.h"
#include "box/document.h"
#include "box/letter.h"
#include "box/office.h"

#define FOLDER "tests/documents/unit/"

static const struct { const char *name, *type; enum document_state state; bool cut;
} samples[] = {
	{ "surat.docx", "", DOCUMENT_TEXT, false },
	{ "surat.odt", "", DOCUMENT_TEXT, false },
	{ "surat.rtf", "", DOCUMENT_TEXT, false },
	{ "surat.doc", "application/msword", DOCUMENT_OTHER, false },
	{ "surat.htm", "", DOCUMENT_TEXT, false },
	{ "catatan.text", "text/plain", DOCUMENT_TEXT, false },
	{ "catatan.text", "application/octet-stream", DOCUMENT_OTHER, false },
	{ "tanda.docx", "application/pdf", DOCUMENT_TEXT, false },
	{ "tabel.docx", "", DOCUMENT_TEXT, true },
	{ "kop.docx", "", DOCUMENT_TEXT, false },
	{ "kop-semua.docx", "", DOCUMENT_TEXT, false },
	{ "ketat.docx", "", DOCUMENT_TEXT, false },
	{ "utf16.docx", "", DOCUMENT_TEXT, false },
	{ "daftar.docx", "", DOCUMENT_TEXT, false },
	{ "tanda.odt", "", DOCUMENT_TEXT, false },
	{ "word.rtf", "", DOCUMENT_TEXT, false },
	{ "terkunci.odt", "", DOCUMENT_ENCRYPTED, false },
	{ "hitung.ods", "", DOCUMENT_OTHER, false },
	{ "hitung.xlsx", "", DOCUMENT_OTHER, false },
};
#define N_SAMPLES (sizeof(samples) / sizeof(samples[0]))

static struct buf
content(const char *name, const char *end)
{
	char *path = xasprintf(FOLDER "%s%s", name, end);
	struct buf b = BUF_INIT;
	struct err e;

	if (file_read(path, 4 << 20, &b, &e) < 0) {
		printf("# %s\n", e.msg);
		exit(1);
	}
	free(path);
	return b;
}

static enum document_state
state_of(const char *type, const void *bytes, size_t n)
{
	struct document_text d;
	char *copy = xmalloc(n);

	/* in memory of its own, so that a sanitizer sees a byte too many */
	memcpy(copy, bytes, n);
	document_read(type, copy, n, &d);
	free(copy);
	if (d.state != DOCUMENT_TEXT && d.text.len > 0)
		ok(false, "text of what is not read");
	buf_free(&d.text);
	return d.state;
}

/* ---- archives made here ---- */

struct made {
	const char *name, *local;	/* local: another name in front of the data */
	const void *bytes;
	size_t n;
	uint32_t size;		/* unpacked, when not n */
	uint16_t method, flags;
	uint32_t mode;		/* Unix kind and rights, or 0 */
	uint32_t at;		/* not 0: stands in the directory only, as being there */
	bool unlisted;		/* stands in front of its bytes only */
};

static void
little(struct buf *b, uint32_t value, int bytes)
{
	for (; bytes > 0; bytes--, value >>= 8)
		buf_addc(b, (char)value);
}

static uint32_t
crc(const unsigned char *s, size_t n)
{
	uint32_t c = UINT32_MAX;

	for (size_t i = 0; i < n; i++) {
		c ^= s[i];
		for (int k = 0; k < 8; k++)
			c = c >> 1 ^ (c & 1 ? 0xedb88320u : 0);
	}
	return ~c;
}

/* What both headers of a member have in common. */
static void
fields(struct buf *b, const struct made *m, const char *name)
{
	little(b, m->flags, 2);
	little(b, m->method, 2);
	little(b, 0x5b744800, 4);
	little(b, m->method == 0 ? crc(m->bytes, m->n) : 0, 4);
	little(b, (uint32_t)m->n, 4);
	little(b, m->size != 0 ? m->size : (uint32_t)m->n, 4);
	little(b, (uint32_t)strlen(name), 2);
	little(b, 0, 2);
}

static struct buf
archive(const struct made *m, size_t n)
{
	struct buf b = BUF_INIT, directory = BUF_INIT;
	uint32_t end, listed = 0;

	for (size_t i = 0; i < n; i++, m++) {
		const char *local = m->local != NULL ? m->local : m->name;

		if (!m->unlisted) {
			buf_add(&directory, "PK\1\2\24\3\24\0", 8);
			fields(&directory, m, m->name);
			little(&directory, 0, 6);
			little(&directory, m->mode << 16, 4);
			little(&directory, m->at != 0 ? m->at : (uint32_t)b.len, 4);
			buf_adds(&directory, m->name);
			listed++;
		}
		if (m->at != 0)
			continue;
		buf_add(&b, "PK\3\4\24\0", 6);
		fields(&b, m, local);
		buf_adds(&b, local);
		buf_add(&b, m->bytes, m->n);
	}
	end = (uint32_t)b.len;
	buf_add(&b, directory.data, directory.len);
	buf_add(&b, "PK\5\6\0\0\0\0", 8);
	little(&b, listed, 2);
	little(&b, listed, 2);
	little(&b, (uint32_t)directory.len, 4);
	little(&b, end, 4);
	little(&b, 0, 2);
	buf_free(&directory);
	return b;
}

#define SPACE "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"
#define GOOD "<w:d " SPACE "><w:p><w:t>Nama : Siti</w:t></w:p></w:d>"
#define DOCX "word/document.xml"
#define IS(s) s, sizeof(s) - 1

static enum document_state
state_of_archive(const struct made *m, size_t n)
{
	struct buf b = archive(m, n);
	enum document_state s = state_of("", b.data, b.len);

	buf_free(&b);
	return s;
}

static enum document_state
state_of_xml(const char *xml)
{
	struct made m = { .name = DOCX, .bytes = xml, .n = strlen(xml) };

	return state_of_archive(&m, 1);
}

/* Cells of an ODT that others cover: beside they are part of these, below they are empty. */
static void
covered(void)
{
	static const char xml[] = "<o:document-content xmlns:o='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
	    "xmlns:a='urn:oasis:names:tc:opendocument:xmlns:table:1.0' xmlns:t='urn:oasis:names:tc:opendocument:xmlns:text:1.0'>"
	    "<o:body><o:text><a:table>"
	    "<a:table-row><a:table-cell a:number-columns-spanned='2'><t:p>Nama</t:p></a:table-cell><a:covered-table-cell/>"
	    "<a:table-cell a:number-rows-spanned='2'><t:p>Unit</t:p></a:table-cell><a:table-cell><t:p>HP</t:p></a:table-cell></a:table-row>"
	    "<a:table-row><a:table-cell><t:p>Siti</t:p></a:table-cell><a:table-cell><t:p>Guru</t:p></a:table-cell>"
	    "<a:covered-table-cell><t:p>hidden</t:p></a:covered-table-cell><a:table-cell><t:p>0812</t:p></a:table-cell></a:table-row>"
	    "</a:table></o:text></o:body></o:document-content>";
	struct made m[] = { { .name = "mimetype", .bytes = IS("application/vnd.oasis.opendocument.text") },
		{ .name = "content.xml", .bytes = IS(xml) } };
	struct buf b = archive(m, 2);
	struct document_text d;

	document_read("", b.data, b.len, &d);
	is_str(buf_str(&d.text), "Nama\tUnit\tHP\nSiti\tGuru\t\t0812\n", "cells of an ODT that others cover");
	buf_free(&d.text);
	buf_free(&b);
}

/* A member within the bytes of another one: how small files hold endless ones. */
static void
overlaps(void)
{
	struct made inner = { .name = "b", .bytes = IS("x") }, m[3] = { 0 };
	struct buf b = archive(&inner, 1);

	m[0] = (struct made){ .name = "a", .bytes = b.data, .n = 30 + 1 + 1 };
	m[1] = inner;
	m[2] = (struct made){ .name = DOCX, .bytes = IS(GOOD) };
	is_int(state_of_archive(m, 3), DOCUMENT_TEXT, "zip: three members");
	m[1].at = 30 + 1;
	is_int(state_of_archive(m, 3), DOCUMENT_BROKEN, "zip: one within another");
	m[1].at = 0;
	m[1].unlisted = true;
	is_int(state_of_archive(m, 3), DOCUMENT_TEXT, "zip: a deleted one is left out");
	m[0].unlisted = true;
	is_int(state_of_archive(m, 3), DOCUMENT_BROKEN, "zip: it begins with a deleted one");
	buf_free(&b);
}

static void
archives(void)
{
	static const struct made good = { .name = DOCX, .bytes = GOOD, .n = sizeof(GOOD) - 1 };
	static const struct { const char *name; enum document_state state; struct made m;
	} pairs[] = {
		{ "a member beside", DOCUMENT_TEXT, { .name = "a.xml", .bytes = IS("x") } },
		{ "a name of UTF-8", DOCUMENT_TEXT,
		    { .name = "s\xc3\xa9.xml", .bytes = IS("x"), .flags = 0x800 } },
		{ "a name of another charset", DOCUMENT_TEXT,
		    { .name = "s\xe9.xml", .bytes = IS("x") } },
		{ "a name twice", DOCUMENT_BROKEN, { .name = DOCX, .bytes = IS("x") } },
		{ "a name twice but for its case", DOCUMENT_BROKEN,
		    { .name = "Word/Document.xml", .bytes = IS("x") } },
		{ "a member that is nowhere", DOCUMENT_BROKEN,
		    { .name = "a", .bytes = IS("x"), .at = 9999 } },
		{ "another name in front", DOCUMENT_BROKEN,
		    { .name = "a.xml", .local = "b.xml", .bytes = IS("x") } },
		{ "a name that goes up", DOCUMENT_BROKEN,
		    { .name = "a/../../b", .bytes = IS("x") } },
		{ "a name that goes up backwards", DOCUMENT_BROKEN,
		    { .name = "..\\b", .bytes = IS("x") } },
		{ "a name from the root", DOCUMENT_BROKEN, { .name = "/b", .bytes = IS("x") } },
		{ "a name with a line end", DOCUMENT_BROKEN, { .name = "a\nb", .bytes = IS("x") } },
		{ "dots that lead nowhere", DOCUMENT_TEXT, { .name = "..a/b..", .bytes = IS("x") } },
		{ "a locked member", DOCUMENT_ENCRYPTED,
		    { .name = "a", .bytes = IS("x"), .flags = 1 } },
		{ "a member locked by AES", DOCUMENT_ENCRYPTED,
		    { .name = "a", .bytes = IS("x"), .method = 99, .flags = 1 } },
		{ "a member of 33 MB", DOCUMENT_BROKEN,
		    { .name = "a", .bytes = IS("x"), .size = 33u << 20, .method = 8 } },
		{ "a member that cannot be so small", DOCUMENT_BROKEN,
		    { .name = "a", .bytes = IS("x"), .size = 4000, .method = 8 } },
		{ "stored, of two sizes", DOCUMENT_BROKEN,
		    { .name = "a", .bytes = IS("x"), .size = 2 } },
	};
	struct made m[2] = { good }, many[4001];
	char names[4001][12];
	struct buf b;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		m[1] = pairs[i].m;
		is_int(state_of_archive(m, 2), pairs[i].state, "zip: %s", pairs[i].name);
	}
	m[0].method = 14;
	is_int(state_of_archive(m, 1), DOCUMENT_BROKEN, "zip: a method that nobody needs");
	m[0] = good;
	m[0].mode = 0120777;
	is_int(state_of_archive(m, 1), DOCUMENT_BROKEN, "zip: the text is a link");
	for (size_t i = 0; i < 4001; i++) {
		snprintf(names[i], sizeof(names[i]), "a%zu", i);
		many[i] = (struct made){ .name = names[i], .bytes = IS("x") };
	}
	many[0] = good;
	is_int(state_of_archive(many, 4000), DOCUMENT_TEXT, "zip: 4,000 members");
	is_int(state_of_archive(many, 4001), DOCUMENT_BROKEN, "zip: 4,001 members");

	b = archive(&good, 1);
	buf_adds(&b, "\r\n-- disaring oleh gerbang surel --\r\n");
	is_int(state_of("", b.data, b.len), DOCUMENT_TEXT, "zip: words of a gateway behind it");
	is_int(state_of("", b.data, b.len - 60), DOCUMENT_BROKEN, "zip: cut");
	is_int(state_of("", b.data, 30), DOCUMENT_BROKEN, "zip: the begin of one");
	b.data[60]++;
	is_int(state_of("", b.data, b.len), DOCUMENT_BROKEN, "zip: a byte changed");
	buf_free(&b);
}

/* Deflated by hand: a letter, then `times` the order to repeat it 258 times. */
static struct buf
bomb(size_t times)
{
	struct buf b = BUF_INIT;
	uint64_t bits = 0;
	int n = 0;

#define PUT(value, count) (bits |= (uint64_t)(value) << n, n += (count))
	PUT(3, 3);	/* last block, fixed codes */
	PUT(0x09, 8);	/* 'a' is 0x30 + 0x61, the first bit first */
	for (size_t i = 0; i < times; i++) {
		PUT(0xa3, 8);
		PUT(0, 5);
		for (; n >= 8; n -= 8, bits >>= 8)
			buf_addc(&b, (char)bits);
	}
	PUT(0, 7 + 8);
#undef PUT
	for (; n > 0; n -= 8, bits >>= 8)
		buf_addc(&b, (char)bits);
	return b;
}

static double
seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static void
bombs(void)
{
	struct buf giga = bomb((1u << 30) / 258), b = BUF_INIT;
	struct made m = { .name = DOCX, .bytes = giga.data, .n = giga.len, .size = 1u << 30,
		.method = 8 };
	double from = seconds();

	is_int(state_of_archive(&m, 1), DOCUMENT_BROKEN, "bomb: 1 GB");
	m.size = 31u << 20;
	is_int(state_of_archive(&m, 1), DOCUMENT_BROKEN, "bomb: 1 GB called 31 MB");
	ok(seconds() - from < 5, "bombs are stopped early: %.2f s", seconds() - from);
	buf_free(&giga);

	is_int(state_of_xml("<!DOCTYPE w [<!ENTITY a 'aaa'><!ENTITY b '&a;&a;'>]>" GOOD),
	    DOCUMENT_BROKEN, "xml: a DTD");
	is_int(state_of_xml("<!DOCTYPE w SYSTEM 'file:///etc/passwd'>" GOOD), DOCUMENT_BROKEN,
	    "xml: a DTD elsewhere");
	is_int(state_of_xml("<w:d " SPACE "><w:p>&b;</w:p></w:d>"), DOCUMENT_BROKEN,
	    "xml: an entity of nowhere");
	is_int(state_of_xml("<w:d " SPACE "><w:p>"), DOCUMENT_BROKEN, "xml: cut");
	is_int(state_of_xml(""), DOCUMENT_BROKEN, "xml: empty");
	is_int(state_of_xml("<?xml version='1.0' encoding='x-none'?>" GOOD), DOCUMENT_BROKEN,
	    "xml: a charset of nowhere");
	is_int(state_of_xml("<w:d " SPACE "><w:tc/></w:d>"), DOCUMENT_BROKEN,
	    "xml: a cell of no row");
	is_int(state_of_xml("<w:d " SPACE "><xi:include xmlns:xi='http://www.w3.org/2001/XInclude' "
			    "href='/etc/passwd' parse='text'/></w:d>"),
	    DOCUMENT_TEXT, "xml: XInclude is a word like others");

	buf_adds(&b, "<w:d " SPACE ">");
	for (int i = 0; i < 300; i++)
		buf_adds(&b, "<w:p>");
	for (int i = 0; i < 300; i++)
		buf_adds(&b, "</w:p>");
	buf_adds(&b, "</w:d>");
	is_int(state_of_xml(buf_str(&b)), DOCUMENT_BROKEN, "xml: 300 elements deep");
	buf_reset(&b);
	buf_adds(&b, "<w:d " SPACE);
	for (int i = 0; i < 100000; i++)
		buf_addf(&b, " a%d=''", i);
	buf_adds(&b, "/>");
	from = seconds();
	is_int(state_of_xml(buf_str(&b)), DOCUMENT_BROKEN, "xml: 100,000 attributes");
	ok(seconds() - from < 5, "they take %.2f s", seconds() - from);
	buf_reset(&b);
	buf_adds(&b, "<w:d " SPACE " a0='>' b='\"'");
	for (int i = 1; i < 300; i++)
		buf_addf(&b, " a%d=\"=\"", i);
	buf_adds(&b, "/>");
	is_int(state_of_xml(buf_str(&b)), DOCUMENT_BROKEN, "xml: 300 behind a '>'");
	buf_reset(&b);
	buf_adds(&b, "<w:d " SPACE " a='");
	for (int i = 0; i < 3000; i++)
		buf_addc(&b, '=');
	buf_adds(&b, "'><w:p><w:t>");
	for (int i = 0; i < 3000; i++)
		buf_addc(&b, '=');
	buf_adds(&b, "</w:t></w:p></w:d>");
	is_int(state_of_xml(buf_str(&b)), DOCUMENT_TEXT, "xml: a line of 3,000 '='");
	buf_reset(&b);
	for (int i = 0; i < 300; i++)
		buf_adds(&b, "{\\rtf1");
	is_int(state_of("", b.data, b.len), DOCUMENT_BROKEN, "rtf: 300 braces deep");
	is_int(state_of("", IS("{\\rtf1 a")), DOCUMENT_BROKEN, "rtf: cut");
	is_int(state_of("", IS("{\\rtf1\\bin99999999999 a}")), DOCUMENT_BROKEN, "rtf: all binary");
	buf_free(&b);
}

/* Rows in rows, each with two cells of lines: what joining makes of it stays in its bounds. */
static void
bounds(void)
{
	struct buf xml = BUF_INIT, b;
	struct document_text d;
	struct made m = { .name = DOCX };
	bool fell_back;
	char *again;

	buf_adds(&xml, "<w:d " SPACE ">");
	for (int i = 0; i < 60; i++)
		buf_adds(&xml, "<w:tbl><w:tr><w:tc><w:p><w:t>a</w:t></w:p><w:p/><w:p><w:t>b</w:t></w:p>"
			       "</w:tc><w:tc>");
	for (int i = 0; i < 40000; i++)
		buf_adds(&xml, "<w:p><w:t>\xc3\xa9</w:t></w:p>");
	for (int i = 0; i < 60; i++)
		buf_adds(&xml, "</w:tc></w:tr></w:tbl>");
	buf_adds(&xml, "</w:d>");
	m.bytes = xml.data;
	m.n = xml.len;
	b = archive(&m, 1);
	document_read("", b.data, b.len, &d);
	ok(d.state == DOCUMENT_TEXT && d.cut && d.text.len <= LIMIT_BODY,
	    "60 tables in each other: %zu bytes", d.text.len);
	again = charset_text("utf-8", buf_str(&d.text), d.text.len, &fell_back);
	ok(!fell_back, "cut where a letter ends");
	free(again);
	buf_free(&d.text);
	buf_free(&b);
	buf_reset(&xml);
	for (int i = 0; i < 400000; i++)
		buf_adds(&xml, "\xe2\x82\xac\n");
	document_read("text/plain", xml.data, xml.len, &d);
	ok(d.cut && d.text.len <= LIMIT_BODY && d.text.len > LIMIT_BODY - 4, "long text is cut");
	buf_free(&d.text);
	buf_free(&xml);
}

static void
kinds(void)
{
	static const struct { const char *type, *bytes; size_t n; enum document_state state;
	} rows[] = {
		{ "", IS(""), DOCUMENT_OTHER },
		{ "text/plain", IS(""), DOCUMENT_TEXT },
		{ "application/pdf", IS(""), DOCUMENT_BROKEN },
		{ "application/pdf", IS("Halo"), DOCUMENT_BROKEN },
		{ "image/jpeg", IS("Halo"), DOCUMENT_BROKEN },
		{ "application/octet-stream", IS("Halo"), DOCUMENT_OTHER },
		{ "text/plain", IS("\xff\xd8\xff\xe0..."), DOCUMENT_SCAN },
		{ "", IS("\x89PNG\r\n\x1a\n"), DOCUMENT_SCAN },
		{ "", IS("II*\0...."), DOCUMENT_SCAN },
		{ "", IS("RIFF....WEBP"), DOCUMENT_SCAN },
		{ "image/gif", IS("GIF89a"), DOCUMENT_OTHER },
		{ "", IS("BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\1\0\0\0\1\0\0\0\1\0"),
		    DOCUMENT_SCAN },
		{ "text/plain", IS("BMKG mengumumkan cuaca hari ini"), DOCUMENT_TEXT },
		{ "text/plain", IS("a\0b"), DOCUMENT_OTHER },
		{ "text/plain", IS("\xff\xfeN\0a\0m\0a\0"), DOCUMENT_TEXT },
		{ "text/plain", IS("  <HTML><p>x</p>"), DOCUMENT_TEXT },
		{ "text/html", IS("x"), DOCUMENT_TEXT },
		{ NULL, IS("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 WordDocument"), DOCUMENT_OTHER },
		{ NULL,
		    IS("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
		       "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"),
		    DOCUMENT_ENCRYPTED },
		{ "application/zip", IS("PK\5\6\0\0"), DOCUMENT_BROKEN },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_int(state_of(rows[i].type, rows[i].bytes, rows[i].n), rows[i].state,
		    "kind %zu: %s", i, rows[i].type != NULL ? rows[i].type : "no type");
}

/* ---- members ---- */

static struct buf taken;
static int stop_after;

static int
take(void *data, const char *name, const void *bytes, size_t n)
{
	(void)data;
	buf_addf(&taken, "%s=%.*s ", name, (int)n, (const char *)bytes);
	return stop_after > 0 && --stop_after == 0;
}

static int
each(const struct made *m, size_t n)
{
	struct buf b = archive(m, n);
	int rc;

	buf_reset(&taken);
	rc = zip_each(b.data, b.len, take, NULL);
	buf_free(&b);
	return rc;
}

static void
members(void)
{
	struct made m[] = {
		{ .name = "surat/", .bytes = IS("") },
		{ .name = "surat/b.txt", .bytes = IS("satu") },
		{ .name = "a.txt", .bytes = IS("dua") },
		{ .name = "__MACOSX/a.txt", .bytes = IS("mac") },
		{ .name = "tautan", .bytes = IS("/etc/passwd"), .mode = 0120777 },
		{ .name = "s\xe9.txt", .bytes = IS("") },
	}, many[21];
	char names[21][4];

	is_int(each(m, 6), 0, "members are given");
	is_str(buf_str(&taken), "surat/b.txt=satu a.txt=dua s\xc3\xa9.txt= ", "the regular ones");
	stop_after = 1;
	is_int(each(m, 6), 0, "until the taker stops");
	is_str(buf_str(&taken), "surat/b.txt=satu ", "then no more");
	m[5].flags = 1;
	is_int(each(m, 6), -2, "one is locked");
	is_str(buf_str(&taken), "", "then none is given");
	m[5] = m[1];
	is_int(each(m, 6), -1, "an ambiguous archive");
	for (size_t i = 0; i < 21; i++) {
		snprintf(names[i], sizeof(names[i]), "%zu", i);
		many[i] = (struct made){ .name = names[i], .bytes = IS("x") };
	}
	is_int(each(many, 20), 0, "20 members");
	is_int(each(many, 21), -1, "21 members");
	is_int((int64_t)taken.len, 10 * 4 + 10 * 5, "of which 20 were given");
	buf_free(&taken);
}

/* ---- inside the box ---- */

/* Runs the samples as the reader does; the box ends the child if anything asks for a file. */
static int
boxed(void)
{
	struct buf bytes[N_SAMPLES];
	int wrong = 0;
	struct err e;

	for (size_t i = 0; i < N_SAMPLES; i++)
		bytes[i] = content(samples[i].name, "");
	if (test_box(BOX_READER, &e) < 0)
		return 100;
	for (size_t i = 0; i < N_SAMPLES; i++) {
		struct document_text d;

		document_read(samples[i].type, bytes[i].data, bytes[i].len, &d);
		wrong += d.state != samples[i].state;
		buf_free(&d.text);
		buf_free(&bytes[i]);
	}
	return wrong;
}

static void
in_the_box(void)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0)
		_exit(boxed());
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0, "all samples inside the box (%x)",
	    (unsigned)status);
}

/* ---- damage ---- */

static uint64_t seed = 20261121;

static uint32_t
chance(uint32_t below)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(seed >> 33) % below;
}

static void
harm(struct buf *b)
{
	if (b->len == 0)
		return;
	if (chance(4) == 0)
		b->len = chance((uint32_t)b->len);
	else
		for (uint32_t k = 1 + chance(8); k > 0; k--)
			b->data[chance((uint32_t)b->len)] ^= (char)(1 + chance(255));
}

/* The files, and where they are archives also the XML in new ones, which no checksum guards. */
static int
keep_part(void *data, const char *name, const void *bytes, size_t n)
{
	struct buf *to = data;

	if (strstr(name, "document") != NULL || strcmp(name, "content.xml") == 0)
		buf_add(to, bytes, n);
	return 0;
}

static void
damage(int trials)
{
	size_t count = 0;

	for (size_t i = 0; i < N_SAMPLES; i++) {
		struct buf whole = content(samples[i].name, ""), part = BUF_INIT;

		zip_each(whole.data, whole.len, keep_part, &part);
		for (int k = 0; k < trials; k++, count++) {
			struct buf b = BUF_INIT;
			bool inner = part.len > 0 && k % 2 == 0;

			buf_add(&b, inner ? part.data : whole.data, inner ? part.len : whole.len);
			harm(&b);
			if (inner) {
				struct made m[] = {
					{ .name = k % 4 ? DOCX : "mimetype",
					    .bytes = IS("application/vnd.oasis.opendocument.text") },
					{ .name = "content.xml", .bytes = b.data, .n = b.len },
				};

				if (k % 4) {
					m[0].bytes = b.data;
					m[0].n = b.len;
				}
				state_of_archive(m, k % 4 ? 1 : 2);
			} else {
				state_of(samples[i].type, buf_str(&b), b.len);
			}
			buf_free(&b);
		}
		buf_free(&part);
		buf_free(&whole);
	}
	ok(true, "%zu damaged documents", count);
}

static void
compare(void)
{
	for (size_t i = 0; i < N_SAMPLES; i++) {
		struct buf bytes = content(samples[i].name, "");
		struct document_text d;
		double from = seconds();

		for (int k = 0; k < 20; k++) {
			document_read(samples[i].type, bytes.data, bytes.len, &d);
			if (k < 19)
				buf_free(&d.text);
		}
		printf("# %s: %.2f ms\n", samples[i].name, (seconds() - from) * 1000 / 20);
		is_int(d.state, samples[i].state, "%s %s", samples[i].name, samples[i].type);
		if (d.state == DOCUMENT_TEXT) {
			struct buf want = content(samples[i].name, ".txt");

			is_str(buf_str(&d.text), buf_str(&want), "text of %s", samples[i].name);
			is_int(d.cut, samples[i].cut, "%s", d.cut ? "cut" : "whole");
			buf_free(&want);
		}
		buf_free(&d.text);
		buf_free(&bytes);
	}
}

int
main(int argc, char **argv)
{
	setlocale(LC_ALL, "C.UTF-8");
	charset_warm();
	office_warm();
	in_the_box();
	compare();
	kinds();
	covered();
	archives();
	overlaps();
	bombs();
	bounds();
	members();
	damage(argc > 1 ? atoi(argv[1]) : 100);
	return done();
}
