/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which reader a document needs. What the bytes say goes before what the letter says of them: a
 * PDF called surat.docx is a PDF. What is called by a known type but does not begin like it is
 * damaged, not text.
 */
#include "box/document.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "box/charset.h"
#include "box/flow.h"
#include "box/html.h"
#include "box/letter.h"
#include "box/office.h"
#include "box/pdf.h"
#include "box/rtf.h"

#define SOURCE_MOST (8u << 20) /* bytes of HTML or text that are looked at */
#define HEAD        1024

static bool
holds(const void *bytes, size_t n, const char *word)
{
	return memmem(bytes, n, word, strlen(word)) != NULL;
}

/* Begins with an HTML element, behind white space, a mark of the byte order, <?xml ..?>, comments.
 */
static bool
is_html(const char *s, size_t n)
{
	char head[HEAD + 1];
	size_t at = n >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	while (at < n && (s[at] == ' ' || s[at] == '\t' || s[at] == '\r' || s[at] == '\n'))
		at++;
	n = n - at < HEAD ? n - at : HEAD;
	for (size_t i = 0; i < n; i++)
		head[i] = (char)(s[at + i] >= 'A' && s[at + i] <= 'Z' ? s[at + i] + 32 : s[at + i]);
	if (n == 0 || head[0] != '<')
		return false;
	return holds(head, n, "<!doctype html") || holds(head, n, "<html");
}

/* The charset that HTML declares of itself, lower case; "" when it does not. */
static void
html_charset(const char *s, size_t n, char *to, size_t room)
{
	static const char word[] = "charset=";
	size_t k = 0;

	*to = '\0';
	n = n < HEAD * 4 ? n : HEAD * 4;
	for (size_t i = 0; i + sizeof(word) < n; i++) {
		if (strncasecmp(s + i, word, sizeof(word) - 1) != 0)
			continue;
		i += sizeof(word) - 1;
		i += s[i] == '"' || s[i] == '\'';
		while (i < n && k + 1 < room && strchr("\"' />;", s[i]) == NULL)
			to[k++] = s[i++];
		to[k] = '\0';
		return;
	}
}

/* Lines of clean text into their one form. */
static void
add_lines(const char *text, struct document_text *out)
{
	struct flow f = { .most = LIMIT_BODY };

	while (*text != '\0' && !f.cut) {
		size_t n = strcspn(text, "\n");

		flow_add(&f, text, n);
		flow_line(&f);
		text += n + (text[n] == '\n');
	}
	out->text = f.text;
	out->cut |= f.cut;
	out->state = DOCUMENT_TEXT;
}

static char *
source(const char *charset, const char *s, size_t n, struct document_text *out)
{
	bool fell_back,
	    wide = n >= 2 && (memcmp(s, "\xff\xfe", 2) == 0 || memcmp(s, "\xfe\xff", 2) == 0);

	out->cut = n > SOURCE_MOST;
	return charset_text(wide ? "utf-16" : charset, s, out->cut ? SOURCE_MOST : n, &fell_back);
}

static void
read_html(const char *s, size_t n, struct document_text *out)
{
	static const struct ruleset no_rules;
	char charset[32], *text;
	struct buf lines = BUF_INIT;

	html_charset(s, n, charset, sizeof(charset));
	text = source(charset, s, n, out);
	if (html_text(text, &no_rules, &lines))
		add_lines(buf_str(&lines), out);
	else
		out->state = DOCUMENT_BROKEN;
	buf_free(&lines);
	free(text);
}

static void
read_text(const char *s, size_t n, struct document_text *out)
{
	bool wide = n >= 2 && (memcmp(s, "\xff\xfe", 2) == 0 || memcmp(s, "\xfe\xff", 2) == 0);
	char *text;

	if (!wide && memchr(s, '\0', n < 4096 ? n : 4096) != NULL)
		return; /* no text, whatever it is called */
	text = source(NULL, s, n, out);
	add_lines(text, out);
	free(text);
}

/* "BM" begins words as well; a picture has one of these headers. */
static bool
is_bmp(const unsigned char *s, size_t n)
{
	return n > 26 && memcmp(s + 6, "\0\0\0\0", 4) == 0 && memcmp(s + 15, "\0\0\0", 3) == 0 &&
	    memchr("\x0c\x28\x34\x38\x40\x6c\x7c", s[14], 7) != NULL;
}

/* A locked DOCX is an OLE container that holds a stream of this name. */
static bool
is_locked_office(const char *s, size_t n)
{
	static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

	return memmem(s, n, name, sizeof(name) - 1) != NULL;
}

/* A message as Outlook saves it is one too, with streams named like this. */
static bool
is_saved_message(const char *s, size_t n)
{
	static const char name[] = "_\0_\0s\0u\0b\0s\0t\0g\0001\0.\0000\0_\0";

	return memmem(s, n, name, sizeof(name) - 1) != NULL;
}

static bool
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* Called by a type that would have been known by its first bytes. */
static bool
miscalled(const char *type)
{
	static const char *const known[] = { "application/pdf", "application/zip",
		"application/x-zip-compressed", "application/vnd.oasis.opendocument.text",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.", "image/jpeg",
		"image/png", "image/tiff", "image/bmp", "image/webp" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (begins(type, known[i]))
			return true;
	return false;
}

static bool
by_content(const char *s, size_t n, struct document_text *out)
{
	const char *magic;

	if (n >= 4 && memcmp(s, "PK\3\4", 4) == 0) {
		office_text(s, n, LIMIT_BODY, out);
		return true;
	}
	magic = letter_magic(s, n);
	if (magic != NULL && strcmp(magic, "image/bmp") == 0 &&
	    !is_bmp((const unsigned char *)s, n))
		magic = NULL;
	if (magic == NULL && !is_html(s, n))
		return false;
	if (magic == NULL)
		read_html(s, n, out);
	else if (strcmp(magic, "application/pdf") == 0)
		pdf_text(s, n, LIMIT_BODY, out);
	else if (strcmp(magic, "application/rtf") == 0)
		rtf_text(s, n, LIMIT_BODY, out);
	else if (strcmp(magic, "application/msword") == 0)
		out->state = is_locked_office(s, n) ? DOCUMENT_ENCRYPTED :
		    is_saved_message(s, n)          ? DOCUMENT_BROKEN :
						      DOCUMENT_OTHER;
	else if (begins(magic, "image/") && strcmp(magic, "image/gif") != 0 &&
	    strcmp(magic, "image/heic") != 0)
		out->state = DOCUMENT_SCAN;
	return true;
}

void
document_read(const char *type, const void *bytes, size_t n, struct document_text *out)
{
	*out = (struct document_text){ DOCUMENT_OTHER, BUF_INIT, 0, false };
	if (type == NULL)
		type = "";
	if (by_content(bytes, n, out))
		return;
	if (begins(type, "text/html") || begins(type, "application/xhtml+xml"))
		read_html(bytes, n, out);
	else if (begins(type, "text/"))
		read_text(bytes, n, out);
	else if (miscalled(type))
		out->state = DOCUMENT_BROKEN;
}
