/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Digests against published vectors (FIPS 180-2), keys and their file, sealed values and files, the
 * letters of a token.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "base/crypt.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "child.h"
#include "test.h"

static char *dir;

static void
test_digest(void)
{
	static const struct { const char *text, *hex; } rows[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};
	unsigned char d[DIGEST_LEN], pieces[DIGEST_LEN];
	char hex[2 * DIGEST_LEN + 1];
	struct digester *g;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		digest(rows[i].text, strlen(rows[i].text), d);
		digest_hex(d, hex);
		is_str(hex, rows[i].hex, "SHA-256 of \"%.10s\"", rows[i].text);
		g = digester_new();
		for (const char *p = rows[i].text; *p != '\0'; p++)
			digester_add(g, p, 1);
		digester_end(g, pieces);
		ok(memcmp(d, pieces, sizeof(d)) == 0, "the same in pieces");
	}
}

static struct keys *
key_file(const char *text, unsigned mode, struct err *e)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/keys", dir);
	if (file_write(path, text, strlen(text), 0600, e) < 0 || chmod(path, mode) < 0)
		printf("Bail out! %s\n", e->msg);
	return keys_open(path, e);
}

static void
test_keys(void)
{
	static const char line[] = "1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
	static const struct { const char *name, *text; unsigned mode; } bad[] = {
		{ "no key", "# nothing\n", 0600 },
		{ "a short key", "1 0001\n", 0600 },
		{ "a word instead of a key", "kunci\n", 0600 },
		{ "id 0", "0 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
		    0600 },
		{ "a key that others may read", line, 0604 },
	};
	struct err e = { 0 };
	struct keys *k;
	struct stat st;
	char path[300];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok(key_file(bad[i].text, bad[i].mode, &e) == NULL && e.grade == GRADE_REFUSED,
		    "%s is refused: %s", bad[i].name, e.msg);
	k = key_file("1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"
	    "2 ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", 0600, &e);
	ok(k != NULL && keys_newest(k) == 2, "two keys, the last is the newest");
	keys_free(k);
	snprintf(path, sizeof(path), "%s/made", dir);
	is_int(keys_make(path, &e), 0, "a key file is made");
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "0600");
	ok((k = keys_open(path, &e)) != NULL, "and can be opened %s", e.msg);
	ok(keys_make(path, &e) < 0 && e.grade == GRADE_REFUSED, "it is never overwritten: %s",
	    e.msg);
	keys_free(k);
	snprintf(path, sizeof(path), "%s/none", dir);
	ok(keys_open(path, &e) == NULL && strstr(e.msg, "loket key make") != NULL,
	    "no file: says how to make one");
}

static void
recognise(const struct keys *k, uint32_t id, const char *text, unsigned char out[DIGEST_LEN])
{
	struct recogniser *r = recogniser_new(k, id);

	recogniser_add(r, text, 3);
	recogniser_add(r, text + 3, strlen(text) - 3);
	recogniser_end(r, out);
}

static void
test_seal(void)
{
	struct err e = { 0 };
	struct keys *k, *newer, *other;
	struct buf sealed = BUF_INIT, again = BUF_INIT, out = BUF_INIT;
	unsigned char a[DIGEST_LEN], b[DIGEST_LEN];
	size_t found = 0;

	k = key_file("1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", 0600,
	    &e);
	newer = key_file("1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"
	    "2 ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", 0600, &e);
	other = key_file("9 aa0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n",
	    0600, &e);
	seal(k, "outbox 5 token", "ABCDEFGHIJ", 10, &sealed);
	seal(k, "outbox 5 token", "ABCDEFGHIJ", 10, &again);
	ok(sealed.len == again.len && memcmp(sealed.data, again.data, sealed.len) != 0,
	    "sealed twice: never the same bytes");
	ok(memmem(sealed.data, sealed.len, "ABCD", 4) == NULL, "nothing readable in it");
	ok(unseal(newer, "outbox 5 token", sealed.data, sealed.len, &out, &e) == 0 && out.len == 10,
	    "an older key still opens it %s", e.msg);
	is_str(buf_str(&out), "ABCDEFGHIJ", "the same bytes");
	ok(unseal(k, "outbox 6 token", sealed.data, sealed.len, &out, &e) < 0,
	    "not for another row: %s", e.msg);
	ok(unseal(other, "outbox 5 token", sealed.data, sealed.len, &out, &e) < 0,
	    "not with another key file: %s", e.msg);
	ok(unseal(k, "outbox 5 token", sealed.data, sealed.len - 1, &out, &e) < 0, "not when cut");
	for (size_t i = 0; i < sealed.len; i++) {
		sealed.data[i] ^= 1;
		found += unseal(k, "outbox 5 token", sealed.data, sealed.len, &out, &e) < 0 &&
		    e.grade == GRADE_REFUSED;
		sealed.data[i] ^= 1;
	}
	is_int(found, sealed.len, "each changed byte is found");
	recognise(k, 1, "the same letter", a);
	recognise(newer, 1, "the same letter", b);
	ok(memcmp(a, b, sizeof(a)) == 0, "a letter is known again by its key");
	recognise(newer, 2, "the same letter", b);
	ok(memcmp(a, b, sizeof(a)) != 0, "and unknown by another");
	ok(recogniser_new(k, 2) == NULL, "no such key: NULL");
	buf_free(&sealed);
	buf_free(&again);
	buf_free(&out);
	keys_free(k);
	keys_free(newer);
	keys_free(other);
	keys_free(NULL);
}

static void
test_cut_file(void)
{
	struct err e = { 0 };
	struct keys *k = key_file("1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", 0600, &e);
	char path[300], *zeros = xcalloc(1, 2 * SEAL_CHUNK);
	unsigned char name[DIGEST_LEN];
	struct buf out = BUF_INIT;
	struct sealer *s;
	int fd;

	snprintf(path, sizeof(path), "%s/file", dir);
	fd = open(path, O_RDWR | O_CREAT, 0600);
	s = sealer_new(k, fd);
	ok(sealer_add(s, zeros, 2 * SEAL_CHUNK, &e) == 0 && sealer_end(s, name, &e) == 0,
	    "two whole chunks written");
	lseek(fd, 0, SEEK_SET);
	ok(unseal_fd(k, fd, 2 * SEAL_CHUNK, &out, &e) == 0 && out.len == 2 * SEAL_CHUNK,
	    "and read %s", e.msg);
	ok(ftruncate(fd, 16 + SEAL_CHUNK + 16) == 0 && lseek(fd, 0, SEEK_SET) == 0,
	    "cut behind the first chunk");
	ok(unseal_fd(k, fd, 2 * SEAL_CHUNK, &out, &e) < 0 && e.grade == GRADE_REFUSED,
	    "a whole chunk less is found: %s", e.msg);
	close(fd);
	fd = open("/dev/full", O_WRONLY);
	s = sealer_new(k, fd);
	ok(sealer_add(s, zeros, 2 * SEAL_CHUNK, &e) < 0 && e.grade == GRADE_AGAIN,
	    "full disk: again (%s)", e.msg);
	sealer_drop(s);
	s = sealer_new(k, fd);
	ok(sealer_add(s, zeros, 10, &e) == 0 && sealer_end(s, name, &e) < 0 &&
	    e.grade == GRADE_AGAIN, "also at the last chunk");
	close(fd);
	free(zeros);
	buf_free(&out);
	keys_free(k);
}

/* A file of n bytes sealed, cut to `keep` of its bytes (-1: all), copied back: true when it is as it was. */
static bool
copied(const struct keys *k, size_t n, ssize_t keep, struct err *e)
{
	FILE *sealed = tmpfile(), *plain = tmpfile();
	unsigned char *bytes = xmalloc(n + 1), name[DIGEST_LEN];
	struct sealer *s = sealer_new(k, fileno(sealed));
	struct buf back = BUF_INIT;
	uint32_t id = 0;
	bool same;

	for (size_t i = 0; i < n; i++)
		bytes[i] = (unsigned char)(i * 7 + i / 251);
	sealer_add(s, bytes, n, e);
	sealer_end(s, name, e);
	if (keep >= 0 && ftruncate(fileno(sealed), keep) < 0)
		abort();
	lseek(fileno(sealed), 0, SEEK_SET);
	same = unseal_copy(k, fileno(sealed), fileno(plain), &id, e) == 0 && id == 1;
	lseek(fileno(plain), 0, SEEK_SET);
	same = same && file_read_fd(fileno(plain), n + 1, &back, e) == 0 && back.len == n &&
	    (n == 0 || memcmp(back.data, bytes, n) == 0);
	buf_free(&back);
	free(bytes);
	fclose(sealed);
	fclose(plain);
	return same;
}

static void
test_copy(void)
{
	static const size_t sizes[] = { 0, 1, SEAL_CHUNK - 1, SEAL_CHUNK, SEAL_CHUNK + 1, 3 * SEAL_CHUNK };
	struct err e = { 0 };
	struct keys *k = key_file("1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", 0600, &e),
		    *other = key_file("2 ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", 0600, &e);
	static const ssize_t cuts[] = { 0, 15, 16, 31, 16 + SEAL_CHUNK, 16 + SEAL_CHUNK + 16, 16 + SEAL_CHUNK + 17 };
	FILE *f = tmpfile(), *to = tmpfile();
	unsigned char name[DIGEST_LEN];
	struct sealer *s = sealer_new(k, fileno(f));
	uint32_t id;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		ok(copied(k, sizes[i], -1, &e), "%zu bytes copied out chunk by chunk %s", sizes[i], e.msg);
	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++)
		ok(!copied(k, 3 * SEAL_CHUNK, cuts[i], &e) && e.grade == GRADE_REFUSED,
		    "cut to %zd bytes: %s", cuts[i], e.msg);
	sealer_end(s, name, &e);
	lseek(fileno(f), 0, SEEK_SET);
	ok(unseal_copy(other, fileno(f), fileno(to), &id, &e) < 0 && id == 1, "the key it wants: %s", e.msg);
	fclose(f);
	fclose(to);
	keys_free(k);
	keys_free(other);
}

static void
test_token(void)
{
	static const unsigned char raw[10] = { 0xff, 0, 0x10, 0x20, 0x7f, 1, 2, 3, 4, 0xfe };
	static const struct { const char *text; int rc; } rows[] = {
		{ "74AB-AID7-AEBA-GBH6", 0 }, { "74abaid7aebagbh6", 0 }, { " 74AB AID7 AEBA GBH6",
		    0 },
		{ "74AB-AID7-AEBA-GBH", -1 }, { "74AB-AID7-AEBA-GBH66", -1 },
		    { "74AB-AID7-AEBA-GBH1", -1 }, { "", -1 },
		{ "74AB-AID7-AEBA-GB\xc3\xa9", -1 },
	};
	unsigned char back[10];
	char text[20];

	token_letters(raw, text);
	is_str(text, "74AB-AID7-AEBA-GBH6", "letters of a token");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ok(token_raw(rows[i].text, back) == rows[i].rc && (rows[i].rc < 0 ||
		    memcmp(back, raw, 10) == 0), "\"%s\" is %sa token",
		    rows[i].text, rows[i].rc < 0 ? "not " : "");
}

int
main(void)
{
	log_init("test", LOG_WARN_);
	dir = fresh_dir();
	test_digest();
	test_keys();
	test_seal();
	test_cut_file();
	test_copy();
	test_token();
	drop_dir(dir);
	return done();
}
