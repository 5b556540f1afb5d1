/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The directory is read here, because libarchive neither sees overlapping members nor compares the
 * two headers of each; the unpacking is libarchive's, from memory, stored and deflated members only
 * (its other methods would be more foreign code than letters need). libarchive walks the members by
 * their place in the file, which is how they are sorted here: the n-th here is the n-th there.
 */
#include "box/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "box/charset.h"

#define LOCAL        30 /* bytes of a local header before the name */
#define CENTRAL      46 /* of an entry of the directory */
#define END          22 /* of the record behind it */
#define LOCATOR      20 /* of the pointer to a 64-bit directory, before that record */
#define NAME_MOST    1024
#define SQUEEZE_MOST 1040 /* deflate cannot do better than 1032 : 1 */

struct member {
	uint32_t at, size, packed; /* of its local header; of its bytes; as stored */
	bool regular, locked, readable;
	char *name;
};

struct zip {
	const unsigned char *bytes;
	size_t n;
	struct member *members;
	size_t n_members;
	struct archive *archive;
	size_t next;   /* member that archive comes to next */
	uint32_t left; /* bytes that the entered one may still give */
};

static uint32_t
u16(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8;
}

static uint32_t
u32(const unsigned char *p)
{
	return u16(p) | u16(p + 2) << 16;
}

/* ---- directory ---- */

/* The last end record; the bytes behind it (its comment, what a gateway added) mean nothing. */
static const unsigned char *
find_end(const struct zip *z)
{
	for (size_t back = END; back <= z->n && back < END + 65536; back++)
		if (memcmp(z->bytes + z->n - back, "PK\5\6", 4) == 0)
			return z->bytes + z->n - back;
	return NULL;
}

/* No control character, no way up or out: names are not used as paths, but others might. */
static bool
name_fits(const char *name, size_t n)
{
	if (n == 0 || n > NAME_MOST || name[0] == '/' || name[0] == '\\')
		return false;
	for (size_t i = 0; i < n; i++) {
		bool start = i == 0 || name[i - 1] == '/' || name[i - 1] == '\\';

		if ((unsigned char)name[i] < ' ' || name[i] == 0x7f)
			return false;
		if (start && i + 2 <= n && memcmp(name + i, "..", 2) == 0 &&
		    (i + 2 == n || name[i + 2] == '/' || name[i + 2] == '\\'))
			return false;
	}
	return true;
}

/* The header in front of the data must say what the directory says. */
static bool
local_fits(const struct zip *z, const unsigned char *central, size_t directory)
{
	uint64_t at = u32(central + 42), packed = u32(central + 20), behind;
	uint32_t name = u16(central + 28), flags = u16(central + 8);
	const unsigned char *local;

	if (at + LOCAL > directory)
		return false;
	local = z->bytes + at;
	if (memcmp(local, "PK\3\4", 4) != 0)
		return false;
	behind = at + LOCAL + u16(local + 26) + u16(local + 28);
	if (u16(local + 26) != name || behind + packed > directory ||
	    memcmp(local + LOCAL, central + CENTRAL, name) != 0)
		return false;
	if (u16(local + 8) != u16(central + 10) || ((u16(local + 6) ^ flags) & 9) != 0)
		return false;
	return (flags & 8) != 0 || u32(local + 18) == packed || u32(local + 18) == UINT32_MAX;
}

static bool
add_member(struct zip *z, const unsigned char *c, size_t directory)
{
	const char *name = (const char *)c + CENTRAL;
	uint32_t len = u16(c + 28), method = u16(c + 10), flags = u16(c + 8), kind;
	struct member *m;
	bool fell_back;

	if (!name_fits(name, len) || !local_fits(z, c, directory))
		return false;
	z->members = grow(z->members, z->n_members, sizeof(*z->members));
	m = &z->members[z->n_members++];
	m->at = u32(c + 42);
	m->packed = u32(c + 20);
	m->size = u32(c + 24);
	m->locked = (flags & 0x41) != 0 || method == 99;
	/* kind of file: known where Unix made it */
	kind = c[5] == 3 ? u32(c + 38) >> 28 : 0;
	m->regular = name[len - 1] != '/' && name[len - 1] != '\\' && (kind == 0 || kind == 8);
	m->readable = m->regular && !m->locked && (method == 0 || method == 8);
	m->name = charset_text(NULL, name, len, &fell_back);
	if (method == 0 && !m->locked && m->size != m->packed)
		return false;
	return m->size <= LIMIT_ZIP_MEMBER && m->size / SQUEEZE_MOST <= m->packed;
}

static int
by_place(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

static int
by_name(const void *a, const void *b)
{
	return strcasecmp(*(char *const *)a, *(char *const *)b);
}

static bool
doubled(const struct zip *z)
{
	char **names = xcalloc(z->n_members, sizeof(*names));
	bool found = false;

	for (size_t i = 0; i < z->n_members; i++)
		names[i] = z->members[i].name;
	qsort(names, z->n_members, sizeof(*names), by_name);
	for (size_t i = 1; i < z->n_members; i++)
		found |= strcasecmp(names[i - 1], names[i]) == 0;
	free(names);
	return found;
}

/* Members stand one behind the other, the first of them where the file begins. */
static bool
apart(const struct zip *z)
{
	uint64_t end = 0;

	if (z->members[0].at != 0)
		return false;
	for (size_t i = 0; i < z->n_members; i++) {
		const struct member *m = &z->members[i];
		const unsigned char *local = z->bytes + m->at;

		if (m->at < end)
			return false;
		end = (uint64_t)m->at + LOCAL + u16(local + 26) + u16(local + 28) + m->packed;
	}
	return true;
}

static bool
read_directory(struct zip *z)
{
	const unsigned char *end = find_end(z), *c;
	uint32_t count, size;
	size_t at;

	if (end == NULL)
		return false;
	at = (size_t)(end - z->bytes);
	count = u16(end + 10);
	size = u32(end + 12);
	/* one disk; the directory right before its end; no 64-bit one beside it */
	if (u32(end + 4) != 0 || u16(end + 8) != count || count == 0 || count > LIMIT_ZIP_MEMBERS ||
	    (uint64_t)u32(end + 16) + size != at)
		return false;
	if (at >= LOCATOR && memcmp(end - LOCATOR, "PK\6\7", 4) == 0)
		return false;
	c = end - size;
	for (uint32_t i = 0; i < count; i++) {
		uint64_t whole;

		if (end - c < CENTRAL || memcmp(c, "PK\1\2", 4) != 0)
			return false;
		whole = (uint64_t)CENTRAL + u16(c + 28) + u16(c + 30) + u16(c + 32);
		if ((uint64_t)(end - c) < whole || !add_member(z, c, at - size))
			return false;
		c += whole;
	}
	if (c != end)
		return false;
	qsort(z->members, z->n_members, sizeof(*z->members), by_place);
	return apart(z) && !doubled(z);
}

struct zip *
zip_open(const void *bytes, size_t n)
{
	struct zip *z = xcalloc(1, sizeof(*z));

	z->bytes = bytes;
	z->n = n;
	if (n < END || n > UINT32_MAX || !read_directory(z)) {
		zip_close(z);
		return NULL;
	}
	return z;
}

void
zip_close(struct zip *z)
{
	if (z == NULL)
		return;
	archive_read_free(z->archive);
	for (size_t i = 0; i < z->n_members; i++)
		free(z->members[i].name);
	free(z->members);
	free(z);
}

const char *
zip_name(const struct zip *z, size_t i)
{
	return i < z->n_members ? z->members[i].name : NULL;
}

int
zip_find(const struct zip *z, const char *name)
{
	for (size_t i = 0; i < z->n_members; i++)
		if (strcasecmp(z->members[i].name, name) == 0)
			return (int)i;
	return -1;
}

int
zip_locked(const struct zip *z)
{
	for (size_t i = 0; i < z->n_members; i++)
		if (z->members[i].locked)
			return 1;
	return 0;
}

/* ---- unpacking ---- */

static int
start(struct zip *z)
{
	archive_read_free(z->archive);
	z->next = 0;
	z->archive = archive_read_new();
	/* never filter_all: that may start programs */
	if (z->archive == NULL ||
	    archive_read_support_format_zip_seekable(z->archive) != ARCHIVE_OK ||
	    archive_read_open_memory(z->archive, z->bytes, z->n) != ARCHIVE_OK)
		return -1;
	return 0;
}

int
zip_enter(struct zip *z, size_t i)
{
	struct archive_entry *entry;
	int rc;

	if (i >= z->n_members || !z->members[i].readable)
		return -1;
	if ((z->archive == NULL || z->next > i) && start(z) < 0)
		return -1;
	for (; z->next <= i; z->next++) {
		rc = archive_read_next_header(z->archive, &entry);
		/* a warning is about the name, which is not taken from there */
		if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN)
			return -1;
	}
	z->left = z->members[i].size;
	return 0;
}

ssize_t
zip_read(struct zip *z, void *to, size_t n)
{
	la_ssize_t got = archive_read_data(z->archive, to, n);

	if (got < 0 || (size_t)got > z->left || (got == 0 && n > 0 && z->left > 0))
		return -1;
	z->left -= (uint32_t)got;
	return got;
}

/* The whole member in new memory; NULL when it is damaged. */
static char *
unpack(struct zip *z, size_t i)
{
	size_t size = z->members[i].size, n = 0;
	char *bytes;
	ssize_t got;

	if (zip_enter(z, i) < 0)
		return NULL;
	bytes = xmalloc(size + 1);
	while ((got = zip_read(z, bytes + n, size + 1 - n)) > 0)
		n += (size_t)got;
	if (got < 0) {
		free(bytes);
		return NULL;
	}
	bytes[n] = '\0';
	return bytes;
}

static int
each(struct zip *z, int (*take)(void *data, const char *name, const void *bytes, size_t len),
    void *data)
{
	size_t given = 0, sum = 0;

	for (size_t i = 0; i < z->n_members; i++) {
		const struct member *m = &z->members[i];
		char *bytes;
		int rc;

		/* the Mac's second copies of everything are nobody's documents */
		if (!m->regular || strncmp(m->name, "__MACOSX/", 9) == 0)
			continue;
		if (++given > LIMIT_ZIP_EACH || (sum += m->size) > LIMIT_ZIP_BYTES)
			return -1;
		bytes = unpack(z, i);
		if (bytes == NULL)
			return -1;
		rc = take(data, m->name, bytes, m->size);
		free(bytes);
		if (rc != 0)
			break;
	}
	return 0;
}

int
zip_each(const void *bytes, size_t n,
    int (*take)(void *data, const char *name, const void *bytes, size_t len), void *data)
{
	struct zip *z = zip_open(bytes, n);
	int rc = z == NULL ? -1 : zip_locked(z) ? -2 : each(z, take, data);

	zip_close(z);
	return rc;
}

/* ---- writing ---- */

/*
 * The headers are written here: libarchive puts time and owner behind each name, and OpenDocument wants
 * nothing between the name "mimetype" and its value. The deflating is libarchive's: a gzip stream is a
 * head of ten bytes, what a ZIP member holds, its checksum and its length.
 */
#define GZIP_HEAD 10
#define GZIP_TAIL 8
#define DAY_ONE 0x21	/* 1980-01-01 */

struct zip_writer { struct buf members, directory; uint32_t n; };

static la_ssize_t
take_bytes(struct archive *a, void *data, const void *p, size_t n)
{
	(void)a;
	buf_add(data, p, n);
	return (la_ssize_t)n;
}

static bool
deflate(const struct buf *bytes, struct buf *out)
{
	struct archive *a = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	bool good;

	archive_entry_set_filetype(entry, AE_IFREG);
	good = archive_write_set_format_raw(a) == ARCHIVE_OK &&
	    archive_write_add_filter_gzip(a) == ARCHIVE_OK &&
	    archive_write_set_filter_option(a, "gzip", "timestamp", NULL) == ARCHIVE_OK &&
	    archive_write_set_bytes_per_block(a, 0) == ARCHIVE_OK &&
	    archive_write_open(a, out, NULL, take_bytes, NULL) == ARCHIVE_OK &&
	    archive_write_header(a, entry) == ARCHIVE_OK &&
	    (bytes->len == 0 ||
		archive_write_data(a, bytes->data, bytes->len) == (la_ssize_t)bytes->len) &&
	    archive_write_close(a) == ARCHIVE_OK;
	archive_entry_free(entry);
	archive_write_free(a);
	return good && out->len >= GZIP_HEAD + GZIP_TAIL && (unsigned char)out->data[3] == 0;
}

static void
add16(struct buf *b, uint32_t v)
{
	buf_addc(b, (char)(v & 255));
	buf_addc(b, (char)(v >> 8 & 255));
}

static void
add32(struct buf *b, uint32_t v)
{
	add16(b, v & 65535);
	add16(b, v >> 16);
}

struct zip_writer *
zip_begin(void)
{
	return xcalloc(1, sizeof(struct zip_writer));
}

int
zip_put(struct zip_writer *w, const char *name, const struct buf *bytes, struct err *e)
{
	bool stored = strcmp(name, "mimetype") == 0;
	uint32_t at = (uint32_t)w->members.len, packed;
	struct buf gzip = BUF_INIT, head = BUF_INIT;
	int rc = -1;

	if (bytes->len > LIMIT_ZIP_MEMBER || at > LIMIT_ZIP_BYTES || w->n == LIMIT_ZIP_MEMBERS ||
	    strlen(name) > NAME_MOST || !deflate(bytes, &gzip)) {
		err_refused(e, "member %s cannot be written", name);
		goto out;
	}
	packed = stored ? (uint32_t)bytes->len : (uint32_t)(gzip.len - GZIP_HEAD - GZIP_TAIL);
	add16(&head, 20);			/* version that is needed */
	add16(&head, 0x800);			/* names are UTF-8 */
	add16(&head, stored ? 0 : 8);
	add32(&head, (uint32_t)DAY_ONE << 16);
	buf_add(&head, gzip.data + gzip.len - GZIP_TAIL, 4);
	add32(&head, packed);
	add32(&head, (uint32_t)bytes->len);
	add16(&head, (uint32_t)strlen(name));
	add16(&head, 0);
	buf_add(&w->members, "PK\3\4", 4);
	buf_add(&w->members, head.data, head.len);
	buf_adds(&w->members, name);
	buf_add(&w->members, stored ? bytes->data : gzip.data + GZIP_HEAD, packed);
	buf_add(&w->directory, "PK\1\2", 4);
	add16(&w->directory, 20);
	buf_add(&w->directory, head.data, head.len);
	add16(&w->directory, 0);		/* comment */
	add16(&w->directory, 0);		/* disk */
	add16(&w->directory, 0);
	add32(&w->directory, 0);		/* attributes */
	add32(&w->directory, at);
	buf_adds(&w->directory, name);
	w->n++;
	rc = 0;
out:
	buf_free(&gzip);
	buf_free(&head);
	return rc;
}

void
zip_end(struct zip_writer *w, struct buf *out)
{
	if (out != NULL) {
		buf_add(out, w->members.data, w->members.len);
		buf_add(out, w->directory.data, w->directory.len);
		buf_add(out, "PK\5\6", 4);
		add32(out, 0);
		add16(out, w->n);
		add16(out, w->n);
		add32(out, (uint32_t)w->directory.len);
		add32(out, (uint32_t)w->members.len);
		add16(out, 0);
	}
	buf_free(&w->members);
	buf_free(&w->directory);
	free(w);
}
