/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/paper.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crypt.h"
#include "base/file.h"
#include "base/mem.h"

#define LINES 4
#define LINE_BYTES (KEY_BYTES / LINES)
#define LINE_LETTERS (2 * LINE_BYTES)
#define MOST 65536	/* bytes of a key file */

/*
 * The two check digits of a line: a CRC-8 (x^8 + x^2 + x + 1) of key, line and bytes. Unlike a piece of a
 * digest it is certain to change with any one letter, and with a line in the place of another.
 */
static unsigned
check_of(uint32_t id, unsigned line, const unsigned char *bytes)
{
	unsigned char about[5 + LINE_BYTES];
	unsigned sum = 0;

	for (unsigned i = 0; i < 4; i++)
		about[i] = (unsigned char)(id >> (8 * i));
	about[4] = (unsigned char)line;
	memcpy(about + 5, bytes, LINE_BYTES);
	for (size_t i = 0; i < sizeof(about); i++) {
		sum ^= about[i];
		for (int bit = 0; bit < 8; bit++)
			sum = (sum << 1 ^ (sum & 0x80 ? 0x07 : 0)) & 0xff;
	}
	wipe(about, sizeof(about));
	return sum;
}

static int
hex_byte(const char *two)
{
	unsigned byte;

	return isxdigit((unsigned char)two[0]) && isxdigit((unsigned char)two[1]) &&
		sscanf(two, "%2x", &byte) == 1 ?
	    (int)byte :
	    -1;
}

static void
print_key(uint32_t id, const unsigned char raw[KEY_BYTES], struct buf *out)
{
	char mark[KEY_MARK];

	key_mark(id, raw, mark);
	buf_addf(out, "KEY %s\n", mark);
	for (unsigned i = 0; i < LINES; i++) {
		buf_addf(out, "%u ", i + 1);
		for (unsigned k = 0; k < LINE_BYTES; k++)
			buf_addf(out, "%s%02X", k % 2 == 0 ? " " : "", raw[i * LINE_BYTES + k]);
		buf_addf(out, "  %02X\n", check_of(id, i + 1, raw + i * LINE_BYTES));
	}
}

int
paper_print(const char *key_file, struct buf *out, struct err *e)
{
	struct keys *k = keys_open(key_file, e);	/* so that only a good file is printed */
	unsigned char raw[KEY_BYTES];
	struct buf text = BUF_INIT;
	char *line, *rest = NULL, *at;
	uint32_t id;
	int rc = -1;

	if (k != NULL && file_read(key_file, MOST, &text, e) == 0)
		rc = 0;
	for (line = rc == 0 ? strtok_r(text.data, "\n", &rest) : NULL; line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (*line == '#')
			continue;
		id = (uint32_t)strtoul(line, &at, 10);
		for (unsigned i = 0; i < KEY_BYTES; i++)
			raw[i] = (unsigned char)hex_byte(at + 1 + 2 * i);
		print_key(id, raw, out);
	}
	wipe(raw, sizeof(raw));
	if (text.data != NULL)
		wipe(text.data, text.cap);
	buf_free(&text);
	keys_free(k);
	return rc;
}

/* ---- typed ---- */

struct typed {
	uint32_t id;
	char mark[KEY_MARK];
	unsigned char raw[KEY_BYTES];
	unsigned have;		/* lines so far */
};

/* "key 1-12a6 1c2b" -> id and mark */
static int
take_mark(struct typed *t, const char *text, struct err *e)
{
	char *end;
	unsigned long id = strtoul(text, &end, 10), mark;
	char letters[9];
	size_t n = 0;

	for (; *end != '\0' && n < 8; end++)
		if (isxdigit((unsigned char)*end))
			letters[n++] = *end;
	letters[n] = '\0';
	if (id == 0 || id > UINT32_MAX || n != 8)
		return err_refused(e, "a key begins with a line such as: KEY 1-12A61C2B");
	mark = strtoul(letters, NULL, 16);
	memset(t, 0, sizeof(*t));
	t->id = (uint32_t)id;
	snprintf(t->mark, sizeof(t->mark), "%lu-%08lX", id, mark);
	return 0;
}

/* The letters of a line without what stands between them. */
static size_t
letters_of(const char *text, char *out, size_t most)
{
	size_t n = 0;

	for (; *text != '\0'; text++) {
		int c = toupper((unsigned char)*text);

		c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
		if (c == ' ' || c == '-' || c == '\t' || c == '\r')
			continue;
		if (n < most)
			out[n] = (char)c;
		n++;
	}
	out[n < most ? n : most] = '\0';
	return n;
}

static int
take_line(struct typed *t, const char *text, struct err *e)
{
	unsigned char *to = t->raw + t->have * LINE_BYTES;
	char letters[LINE_LETTERS + 4];
	size_t n = letters_of(text, letters, sizeof(letters) - 1);
	unsigned line = t->have + 1;
	int rc = 0, byte;

	if (t->id == 0)
		rc = err_refused(e, "a key begins with a line such as: KEY 1-12A61C2B");
	else if (t->have == LINES || letters[0] != (char)('0' + line))
		rc = err_refused(e, "line %u of key %s is to come here", line, t->mark);
	else if (n != 1 + LINE_LETTERS + 2)
		rc = err_refused(e, "line %u: must have its number, %d letters and 2 check "
		    "digits, has %zu",
		    line, LINE_LETTERS, n);
	for (unsigned i = 0; rc == 0 && i < LINE_BYTES; i++) {
		byte = hex_byte(letters + 1 + 2 * i);
		if (byte < 0)
			rc = err_refused(e, "line %u: only 0 to 9 and A to F stand in it", line);
		to[i] = (unsigned char)byte;
	}
	if (rc == 0 && hex_byte(letters + 1 + LINE_LETTERS) != (int)check_of(t->id, line, to))
		rc = err_refused(e, "line %u: its check digits do not fit; look for a typing "
		    "mistake", line);
	wipe(letters, sizeof(letters));
	t->have += rc == 0;
	return rc;
}

static int
key_done(const struct typed *t, struct buf *out, struct err *e)
{
	char mark[KEY_MARK], hex[2 * KEY_BYTES + 1];

	if (t->id == 0)
		return 0;
	if (t->have != LINES)
		return err_refused(e, "line %u of key %s is missing", t->have + 1, t->mark);
	key_mark(t->id, t->raw, mark);
	if (strcmp(mark, t->mark) != 0)
		return err_refused(e, "this is not the key %s: its mark, or a whole line, is "
		    "typed wrong",
		    t->mark);
	digest_hex(t->raw, hex);
	buf_addf(out, "%lu %s\n", (unsigned long)t->id, hex);
	wipe(hex, sizeof(hex));
	return 0;
}

int
paper_read(const char *typed, struct buf *out, struct err *e)
{
	struct typed t = { 0 };
	char *copy = xstrdup(typed), *line, *rest = NULL, *word;
	int rc = 0;

	for (line = strtok_r(copy, "\n", &rest); rc == 0 && line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		word = line + strspn(line, " \t\r");
		if (*word == '\0' || *word == '#')
			continue;
		if (strncasecmp(word, "key ", 4) != 0)
			rc = take_line(&t, word, e);
		else if ((rc = key_done(&t, out, e)) == 0)
			rc = take_mark(&t, word + 4, e);
	}
	if (rc == 0)
		rc = key_done(&t, out, e);
	if (rc == 0 && out->len == 0)
		rc = err_refused(e, "nothing was typed; a key begins with a line such as: KEY "
		    "1-12A61C2B");
	wipe(copy, strlen(typed));
	wipe(&t, sizeof(t));
	free(copy);
	return rc;
}
