/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Packing and unpacking by table. The unpacker is written for a liar: it never allocates by a
 * number it was told without the bytes being there, and whatever it refuses is freed before it
 * returns.
 */
#include "base/wire.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define NONE 0xffffffffu	/* length of an absent text */

static void *
at(const void *record, size_t offset)
{
	return (char *)(uintptr_t)record + offset;
}

static void
put_u32(struct buf *out, uint32_t v)
{
	unsigned char b[4] = { (unsigned char)(v >> 24), (unsigned char)(v >> 16),
		(unsigned char)(v >> 8), (unsigned char)v };

	buf_add(out, b, 4);
}

static void
put_i64(struct buf *out, int64_t v)
{
	put_u32(out, (uint32_t)((uint64_t)v >> 32));
	put_u32(out, (uint32_t)v);
}

void
wire_pack(const struct wire_table *t, const void *from, struct buf *out)
{
	size_t i, k, n;

	for (i = 0; i < t->n; i++) {
		const struct wire_field *f = &t->fields[i];
		const void *p = at(from, f->offset);

		switch (f->kind) {
		case WIRE_INT:
			assert(*(const int64_t *)p >= f->min && *(const int64_t *)p <= f->max);
			put_i64(out, *(const int64_t *)p);
			break;
		case WIRE_BOOL:
			put_i64(out, *(const bool *)p);
			break;
		case WIRE_TEXT:
			if (*(char *const *)p == NULL) {
				put_u32(out, NONE);
				break;
			}
			n = strlen(*(char *const *)p);
			assert(n <= (size_t)f->max);
			put_u32(out, (uint32_t)n);
			buf_add(out, *(char *const *)p, n);
			break;
		case WIRE_BYTES:
			n = ((const struct wire_bytes *)p)->len;
			assert(n <= (size_t)f->max);
			put_u32(out, (uint32_t)n);
			buf_add(out, ((const struct wire_bytes *)p)->data, n);
			break;
		case WIRE_LIST:
			n = *(const size_t *)at(from, f->count_offset);
			assert(n <= (size_t)f->max);
			put_u32(out, (uint32_t)n);
			for (k = 0; k < n; k++)
				wire_pack(f->of, *(char *const *)p + k * f->of->size, out);
			break;
		}
	}
}

struct reader { const unsigned char *p, *end; };

static bool
get_u32(struct reader *r, uint32_t *v)
{
	if (r->end - r->p < 4)
		return false;
	*v = (uint32_t)r->p[0] << 24 | (uint32_t)r->p[1] << 16 | (uint32_t)r->p[2] << 8 | r->p[3];
	r->p += 4;
	return true;
}

static bool
get_i64(struct reader *r, int64_t *v)
{
	uint32_t hi, lo;

	if (!get_u32(r, &hi) || !get_u32(r, &lo))
		return false;
	*v = (int64_t)((uint64_t)hi << 32 | lo);
	return true;
}

/* RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF; and no NUL. */
static bool
is_utf8(const unsigned char *s, size_t n)
{
	size_t i = 0, more, k;
	uint32_t c;

	while (i < n) {
		c = s[i++];
		if (c == 0)
			return false;
		if (c < 0x80)
			continue;
		more = c >= 0xf0 && c <= 0xf4 ? 3 :
		    c >= 0xe0 && c < 0xf0     ? 2 :
		    c >= 0xc2 && c < 0xe0     ? 1 :
						0;
		if (more == 0 || n - i < more)
			return false;
		c &= 0x3fu >> more;
		for (k = 0; k < more; k++, i++) {
			if ((s[i] & 0xc0) != 0x80)
				return false;
			c = c << 6 | (s[i] & 0x3fu);
		}
		if ((more == 2 && c < 0x800) || (more == 3 && c < 0x10000) ||
		    (c >= 0xd800 && c <= 0xdfff) || c > 0x10ffff)
			return false;
	}
	return true;
}

static bool get_record(const struct wire_table *t, struct reader *r, void *to, const char **bad);

static bool
get_list(const struct wire_field *f, struct reader *r, void *to, const char **bad)
{
	char **items = at(to, f->offset);
	size_t *count = at(to, f->count_offset);
	uint32_t n, k;

	/* each element takes at least 4 bytes of what is there */
	if (!get_u32(r, &n) || n > (uint64_t)f->max || n > (size_t)(r->end - r->p) / 4)
		return false;
	*items = n > 0 ? xcalloc(n, f->of->size) : NULL;
	for (k = 0; k < n; k++) {
		/* counted before it is filled, so that freeing sees what is half done */
		(*count)++;
		if (!get_record(f->of, r, *items + k * f->of->size, bad))
			return false;
	}
	return true;
}

static bool
get_field(const struct wire_field *f, struct reader *r, void *to, const char **bad)
{
	struct wire_bytes *bytes;
	uint32_t n;
	int64_t v;

	switch (f->kind) {
	case WIRE_INT:
		return get_i64(r, at(to, f->offset)) && *(int64_t *)at(to, f->offset) >= f->min &&
		    *(int64_t *)at(to, f->offset) <= f->max;
	case WIRE_BOOL:
		if (!get_i64(r, &v) || (v != 0 && v != 1))
			return false;
		*(bool *)at(to, f->offset) = v == 1;
		return true;
	case WIRE_TEXT:
		if (!get_u32(r, &n))
			return false;
		if (n == NONE)
			return true;
		if (n > (uint64_t)f->max || n > (size_t)(r->end - r->p) || !is_utf8(r->p, n))
			return false;
		*(char **)at(to, f->offset) = xstrndup((const char *)r->p, n);
		r->p += n;
		return true;
	case WIRE_BYTES:
		if (!get_u32(r, &n) || n > (uint64_t)f->max || n > (size_t)(r->end - r->p))
			return false;
		bytes = at(to, f->offset);
		bytes->data = xmalloc(n);
		memcpy(bytes->data, r->p, n);
		bytes->len = n;
		r->p += n;
		return true;
	case WIRE_LIST:
		return get_list(f, r, to, bad);
	}
	return false;
}

static bool
get_record(const struct wire_table *t, struct reader *r, void *to, const char **bad)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (!get_field(&t->fields[i], r, to, bad)) {
			if (*bad == NULL)
				*bad = t->fields[i].name;
			return false;
		}
	return true;
}

int
wire_unpack(const struct wire_table *t, const void *p, size_t n, void *to, struct err *e)
{
	struct reader r = { p, (const unsigned char *)p + n };
	const char *bad = NULL;

	memset(to, 0, t->size);
	if (get_record(t, &r, to, &bad) && r.p == r.end)
		return 0;
	wire_free(t, to);
	return err_refused(
	    e, "record %s: %s is out of bounds", t->name, bad != NULL ? bad : "its end");
}

void
wire_free(const struct wire_table *t, void *record)
{
	size_t i, k, n;

	for (i = 0; i < t->n; i++) {
		const struct wire_field *f = &t->fields[i];
		void *p = at(record, f->offset);

		if (f->kind == WIRE_TEXT)
			free(*(char **)p);
		else if (f->kind == WIRE_BYTES)
			free(((struct wire_bytes *)p)->data);
		else if (f->kind == WIRE_LIST) {
			n = *(size_t *)at(record, f->count_offset);
			for (k = 0; k < n; k++)
				wire_free(f->of, *(char **)p + k * f->of->size);
			free(*(char **)p);
		}
	}
	memset(record, 0, t->size);
}
