/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a document, each behind a line "== NAME", put into a ZIP: no fuzzer finds a CRC. */
#ifndef LOKET_FUZZ_ZIPPED_H
#define LOKET_FUZZ_ZIPPED_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"

static uint32_t
crc(const char *p, size_t n)
{
	uint32_t c = ~0u;

	while (n-- > 0) {
		c ^= (unsigned char)*p++;
		for (int i = 0; i < 8; i++)
			c = c >> 1 ^ ((c & 1) != 0 ? 0xedb88320u : 0);
	}
	return ~c;
}

static void
number(struct buf *b, uint32_t v, int bytes)
{
	for (; bytes > 0; bytes--, v >>= 8)
		buf_addc(b, (char)(v & 0xff));
}

/* What the local header and the directory say alike. */
static void
common(struct buf *b, const char *bytes, size_t n, size_t name)
{
	number(b, 20, 2);
	number(b, 0x800, 2);
	number(b, 0, 2);
	number(b, 0x5d210000u, 4);
	number(b, crc(bytes, n), 4);
	number(b, (uint32_t)n, 4);
	number(b, (uint32_t)n, 4);
	number(b, (uint32_t)name, 2);
	number(b, 0, 2);
}

static uint32_t
add_member(struct buf *zip, struct buf *directory, const char *name, size_t name_n, const char *bytes, size_t n)
{
	uint32_t at = (uint32_t)zip->len;

	buf_add(zip, "PK\3\4", 4);
	common(zip, bytes, n, name_n);
	buf_add(zip, name, name_n);
	buf_add(zip, bytes, n);
	buf_add(directory, "PK\1\2", 4);
	number(directory, 20, 2);
	common(directory, bytes, n, name_n);
	number(directory, 0, 2);
	number(directory, 0, 4);
	number(directory, 0, 4);
	number(directory, at, 4);
	buf_add(directory, name, name_n);
	return at;
}

/* The bytes of a DOCX, or with odt of an ODT, whose type stands first. */
static void
make_zip(const char *p, size_t n, bool odt, struct buf *zip)
{
	static const char odt_type[] = "application/vnd.oasis.opendocument.text";
	struct buf directory = BUF_INIT;
	const char *end = p + n, *next, *name;
	uint32_t members = 0, at;

	if (odt) {
		add_member(zip, &directory, "mimetype", 8, odt_type, sizeof(odt_type) - 1);
		members++;
	}
	for (p = n > 0 ? memmem(p, n, "== ", 3) : NULL; p != NULL; p = next, members++) {
		const char *line;

		name = p + 3;
		line = memchr(name, '\n', (size_t)(end - name));
		if (line == NULL)
			break;
		next = memmem(line, (size_t)(end - line), "\n== ", 4);
		next = next != NULL ? next + 1 : NULL;
		add_member(zip, &directory, name, (size_t)(line - name), line + 1,
		    (size_t)((next != NULL ? next : end) - line - 1));
	}
	at = (uint32_t)zip->len;
	buf_add(zip, buf_str(&directory), directory.len);
	buf_add(zip, "PK\5\6\0\0\0\0", 8);
	number(zip, members, 2);
	number(zip, members, 2);
	number(zip, (uint32_t)directory.len, 4);
	number(zip, at, 4);
	number(zip, 0, 2);
	buf_free(&directory);
}

#endif
