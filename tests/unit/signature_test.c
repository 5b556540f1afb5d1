/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signatures in PDF: the files tte-*.pdf of tests/documents/unit (sign.py made them), what can be
 * done to a good one afterwards, the same inside the reader's box, and a good one cut and with
 * bytes flipped, where only a lie would be a mistake. With an argument: that many trials.
 */
#include "test.h"

#include <locale.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boxed.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "box/charset.h"
#include "box/signature.h"

#define FOLDER "tests/documents/unit/"
#define DURING "2027-03-01T09:00:00+08:00"	/* all that are good are valid then */
#define BEFORE "2025-03-01T09:00:00+08:00"	/* none is, and the signing lies ahead */
#define AFTER "2040-03-01T09:00:00+08:00"	/* the CAs still are */

static const struct { const char *name, *now, *reason, *signer, *what; } files[] = {
	{ "baik", DURING, NULL, "SITI RAHMAH", "as it should be" },
	{ "cades", DURING, NULL, "BUDI SANTOSO", "CAdES, SHA-384" },
	{ "pss", DURING, NULL, "SITI RAHMAH", "RSA-PSS" },
	{ "kunci", DURING, NULL, "BUDI SANTOSO", "the signer named by his key" },
	{ "polos", DURING, NULL, "BUDI SANTOSO", "no time of signing" },
	{ "baik", AFTER, NULL, "SITI RAHMAH", "certificate ended since, was valid when it signed" },
	{ "polos", AFTER, "expired", NULL, "certificate ended, and who knows when it signed" },
	{ "baik", BEFORE, "expired", NULL, "signed in time to come" },
	{ "lewat", DURING, "expired", NULL, "signed after the certificate had ended" },
	{ "kelak", DURING, "expired", NULL, "signed before the certificate began" },
	{ "asing", DURING, "chain", NULL, "another CA of the same names" },
	{ "sendiri", DURING, "chain", NULL, "a certificate of one's own" },
	{ "palsu", DURING, "chain", NULL, "field name, name and reason that tell lies" },
	{ "server", DURING, "chain", NULL, "the certificate of a web server" },
	{ "ca", DURING, "chain", NULL, "the certificate of a CA" },
	{ "pendek", DURING, "chain", NULL, "RSA of 1024 bits" },
	{ "duanama", DURING, "form", NULL, "two common names" },
	{ "baris", DURING, NULL, "SITI RAHMAH signature: relied HAMHAR", "a name of two lines" },
	{ "sha1", DURING, "form", NULL, "SHA-1" },
	{ "md5", DURING, "form", NULL, "MD5" },
	{ "isi", DURING, "form", NULL, "what was signed lies inside the signature" },
	{ "tanpa", DURING, "form", NULL, "no certificate with it" },
	{ "berdua", DURING, "form", NULL, "two signers in one signature" },
	{ "format", DURING, "form", NULL, "adbe.pkcs7.sha1" },
	{ "cap", DURING, "form", NULL, "a time stamp" },
	{ "pisah", DURING, "form", NULL, "/Contents of another dictionary" },
	{ "sebagian", DURING, "range", NULL, "a part of the file" },
	{ "dua", DURING, "several", NULL, "two signatures" },
};
#define N_FILES (sizeof(files) / sizeof(files[0]))

static struct trust_roots *roots;

static int64_t
time_of(const char *text)
{
	int64_t t;

	if (clock_parse(text, &t) < 0)
		abort();
	return t;
}

static struct buf
content(const char *name)
{
	char *path = xasprintf(FOLDER "%s", name);
	struct buf b = BUF_INIT;
	struct err e;

	if (file_read(path, 1 << 20, &b, &e) < 0) {
		printf("# %s\n", e.msg);
		exit(1);
	}
	free(path);
	return b;
}

/* In memory of its own, so that a sanitizer sees a byte too many. */
static struct signature
check(const void *p, size_t n, const char *now)
{
	struct signature s;
	void *copy = xmalloc(n);

	memcpy(copy, p, n);
	signature_check(copy, n, roots, time_of(now), &s);
	free(copy);
	if (s.relied != (s.reason == NULL) || s.relied != (s.signer != NULL) ||
	    (s.relied && !s.present))
		ok(false, "a signature that contradicts itself");
	return s;
}

static void
reason_is(const void *p, size_t n, const char *reason, const char *what)
{
	struct signature s = check(p, n, DURING);

	is_str(s.reason, reason, "%s", what);
	ok(s.present == (reason == NULL || strcmp(reason, "none") != 0), "%s: seen", what);
	signature_free(&s);
}

static void
test_files(void)
{
	for (size_t i = 0; i < N_FILES; i++) {
		char *name = xasprintf("tte-%s.pdf", files[i].name);
		struct buf b = content(name);
		struct signature s = check(b.data, b.len, files[i].now);

		is_str(s.reason, files[i].reason, "%s: %s", files[i].name, files[i].what);
		is_str(s.signer, files[i].signer, "%s: signer", files[i].name);
		ok(s.present && s.relied == (files[i].reason == NULL), "%s: relied", files[i].name);
		signature_free(&s);
		buf_free(&b);
		free(name);
	}
}

static void
test_roots(void)
{
	struct trust_roots *all = roots, *r;
	struct err e;
	struct buf b = content("tte-baik.pdf"), c = content("tte-asing.pdf");

	roots = NULL;
	reason_is(b.data, b.len, "no-roots", "no roots: good");
	reason_is(c.data, c.len, "no-roots", "no roots: of another CA");
	b.data[b.len - 20] ^= 1;
	reason_is(b.data, b.len, "changed", "no roots: changed");
	roots = all;
	r = trust_roots_read(FOLDER "surat.pdf", &e);
	ok(r == NULL && strstr(e.msg, "PEM") != NULL, "roots that are none: %s", e.msg);
	r = trust_roots_read(FOLDER "no-such.pem", &e);
	ok(r == NULL, "roots that are not there: %s", e.msg);
	buf_free(&b);
	buf_free(&c);
}

/* ---- a good one, and what can be done to it ---- */

static struct buf good;
static size_t hole, end;	/* '<' ... behind '>' */

static size_t
find(const char *word)
{
	char *at = memmem(good.data, good.len, word, strlen(word));

	if (at == NULL)
		abort();
	return (size_t)(at - good.data);
}

/* `good` with other bytes from `at` on. */
static void
replaced(size_t at, const char *bytes, size_t n, const char *reason, const char *what)
{
	struct buf b = BUF_INIT;

	buf_add(&b, good.data, good.len);
	memcpy(b.data + at, bytes, n);
	reason_is(b.data, b.len, reason, what);
	buf_free(&b);
}

static void
appended(const char *text, const char *reason, const char *what)
{
	struct buf b = BUF_INIT;

	buf_add(&b, good.data, good.len);
	buf_adds(&b, text);
	reason_is(b.data, b.len, reason, what);
	buf_free(&b);
}

/* Another range; what follows moves by what it is longer. */
static void
ranged(const char *range, const char *reason)
{
	size_t at = find("/ByteRange"), to = (size_t)((char *)memchr(good.data + at, ']',
	    good.len - at) - good.data) + 1;
	struct buf b = BUF_INIT;

	buf_add(&b, good.data, at);
	buf_addf(&b, "/ByteRange%s", range);
	buf_add(&b, good.data + to, good.len - to);
	reason_is(b.data, b.len, reason, range);
	buf_free(&b);
}

static void
test_changed(void)
{
	char zeros[256];

	replaced(find("SURAT PERNYATAAN"), "B", 1, "changed", "a letter of the text");
	replaced(1, "Q", 1, "form", "no PDF any more");
	replaced(good.len - 1, " ", 1, "changed", "the last byte");
	replaced(find("/adbe"), "/ETSI.CAdES.detached", 20, "changed", "its format");
	replaced(find("/T(Tanda") + 3, "X", 1, "changed", "the name of the field");
	memset(zeros, '0', sizeof(zeros));
	replaced(hole + 1, zeros, 256, "broken", "an empty place");
	replaced(hole + 40, zeros, 256, "broken", "the signature's own bytes");
	replaced(end - 4, "ff", 2, "broken", "bytes behind the signature");
	replaced(hole + 1, "3080", 4, "broken", "a length without end");
	replaced(hole + 3, "84ffffffff", 10, "broken", "a length of 4 GB");
	replaced(hole + 3, "88", 2, "broken", "a length of eight bytes");
	replaced(end - 10, "zz", 2, "range", "a hole that is not hexadecimal");
	replaced(end - 10, "  ", 2, "range", "blanks in the hole");
	replaced(end - 10, "><", 2, "range", "a second string in the hole");
	replaced(end - 10, ">/X<", 4, "range", "an entry in the hole");
	replaced(hole, "(", 1, "range", "another kind of string");
	replaced(find("/Contents<"), "/Contentz", 9, "form", "a hole of another name");
	replaced(find("/Type/Sig"), "/Type/Dig", 9, "form", "no dictionary of a signature");
	replaced(find("7 0 obj"), "7 0 obX", 7, "form", "no object of its own");
	reason_is(good.data, good.len, NULL, "untouched");
}

static void
test_appended(void)
{
	appended("\n", "range", "a line end behind it");
	appended("\n3 0 obj\n<</Type/Page>>\nendobj\nxref\n0 0\ntrailer\n<</Prev 1>>\n%%EOF\n",
	    "range", "a revision behind it");
	appended("\n9 0 obj\n<</Type/Sig/ByteRange[0 1 2 3]>>\nendobj\n", "several",
	    "a second one");
	appended("\n% /Byte#52ange", "several", "a second one under an assumed name");
	appended("/ByteRange", "several", "a second one without anything");
}

static void
test_ranges(void)
{
	char *text[8];
	long long n = (long long)good.len, h = (long long)hole, t = (long long)end;

	text[0] = xasprintf("[0 %010lld %010lld %010lld]", h, t, n - t - 1);
	text[1] = xasprintf("[1 %010lld %010lld %010lld]", h, t, n - t);
	text[2] = xasprintf("[0 %010lld %010lld %010lld]", h, h, n - h);
	text[3] = xasprintf("[0 %010lld %010lld %010lld]", t, h, n - h);
	text[4] = xasprintf("[0 %010lld %010lld %010lld]", h - 10, t, n - t);
	text[5] = xasprintf("[0 %010lld %010lld %010lld]", h + 2, t, n - t);
	text[6] = xasprintf("[0 %010lld %010lld %010lld]", h, t - 2, n - t + 2);
	text[7] = xasprintf("[0 %010lld %010lld %010lld]", 0ll, n, 0ll);
	for (size_t i = 0; i < 8; i++) {
		ranged(text[i], "range");
		free(text[i]);
	}
	ranged("[0 -1 20 30]", "range");
	ranged("[0 99999999999999999999999999 5 6]", "range");
	ranged("[0 9999999999 9999999999 9999999999]", "range");
	ranged("[0 18446744073709551615 1 1]", "range");
	ranged("[0 1.0 5 6]", "range");
	ranged("[0 1 5]", "range");
	ranged("[0 1 5 6 7 8]", "range");
	ranged("[]", "range");
	ranged(" 5 0 R", "range");
	ranged("", "range");
}

static void
test_odd(void)
{
	static const struct { const char *text, *reason; } odd[] = {
		{ "", "none" }, { "%PDF-1.4\n%%EOF\n", "none" }, { "/ByteRange", "form" },
		{ "%PDF-/ByteRange", "range" }, { "%PDF-/ByteRange[", "range" },
		{ "%PDF-/ByteRange[0", "range" }, { "%PDF-/ByteRange[0 1 2 3", "range" },
		{ "%PDF-/ByteRange[0 9 10 0]", "range" }, { "%PDF-1 /#", "none" },
		{ "%PDF-/ByteRanges[0]", "none" }, { "%PDF-<00>/ByteRange[0 5 9 20]", "form" },
		{ "%PDF-<00>1 0 obj<</ByteRange[0 5 9 29]", "form" },
		{ "%PDF-1 0 obj<</Contents<00>/ByteRange[0 23 27 22]", "form" },
	};

	for (size_t i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
		reason_is(odd[i].text, strlen(odd[i].text), odd[i].reason, odd[i].text);
}

/* ---- noise ---- */

static uint32_t seed = 7;

static uint32_t
chance(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

/*
 * Bytes of the hole may change without effect (case, what the signature does not cover of itself);
 * any other may not.
 */
static void
test_noise(size_t trials)
{
	size_t lies = 0, relied = 0;

	for (size_t i = 0; i < trials; i++) {
		struct buf b = BUF_INIT;
		struct signature s;
		size_t n = good.len;
		bool outside = false;

		buf_add(&b, good.data, good.len);
		if (chance(4) == 0) {
			n = chance((uint32_t)good.len);
			outside = true;
		}
		for (uint32_t k = outside ? 0 : 1 + chance(3); k > 0; k--) {
			size_t at = chance(3) == 0 ? chance((uint32_t)good.len) :
						     hole + chance((uint32_t)(end - hole));

			b.data[at] = chance(2) == 0 ? (char)(b.data[at] ^ 1 << chance(8)) :
						      "0123456789abcdef<>/[] "[chance(22)];
		}
		outside |= memcmp(b.data, good.data, hole) != 0 ||
		    memcmp(b.data + end, good.data + end, good.len - end) != 0;
		s = check(b.data, n, DURING);
		lies += s.relied && (outside || strcmp(s.signer, "SITI RAHMAH") != 0);
		relied += s.relied;
		signature_free(&s);
		buf_free(&b);
	}
	is_int(lies, 0, "%zu trials: nothing changed outside the signature is relied on", trials);
	printf("# %zu relied on, of those with changes only inside\n", relied);
}

/* ---- the box, and the time ---- */

static void
test_boxed(void)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		struct signature s;
		struct err e;

		if (test_box(BOX_READER, &e) < 0)
			_exit(3);
		signature_check(good.data, good.len, roots, time_of(DURING), &s);
		_exit(s.relied ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0, "inside the box");
}

static void
test_time(void)
{
	struct buf b = BUF_INIT;
	struct signature s;
	int64_t t = clock_monotonic_ms();

	for (int i = 0; i < 50; i++) {
		signature_check(good.data, good.len, roots, time_of(DURING), &s);
		signature_free(&s);
	}
	printf("# %.2f ms a signature of 5 KB\n", (double)(clock_monotonic_ms() - t) / 50);
	/* 25 MB of names, the worst to look through; and one range at their end */
	for (size_t i = 0; i < 25 << 18; i++)
		buf_adds(&b, "/#4_");
	memcpy(b.data, "%PDF-", 5);
	buf_adds(&b, "/ByteRange[0 1 2 3]");
	t = clock_monotonic_ms();
	signature_check(b.data, b.len, roots, time_of(DURING), &s);
	t = clock_monotonic_ms() - t;
	is_str(s.reason, "range", "25 MB of names");
	ok(t < 5000 * PATIENCE, "in %lld ms", (long long)t);
	signature_free(&s);
	buf_free(&b);
}

int
main(int argc, char **argv)
{
	struct err e;

	setlocale(LC_ALL, "C.UTF-8");
	charset_warm();
	roots = trust_roots_read(FOLDER "tte-roots.pem", &e);
	if (roots == NULL) {
		printf("# %s\n", e.msg);
		return 1;
	}
	test_files();
	test_roots();
	good = content("tte-baik.pdf");
	hole = find("/Contents<") + strlen("/Contents");
	end = (size_t)((char *)memchr(good.data + hole, '>', good.len - hole) - good.data) + 1;
	test_changed();
	test_appended();
	test_ranges();
	test_odd();
	test_noise(argc > 1 ? strtoul(argv[1], NULL, 10) : 2000);
	test_boxed();
	test_time();
	trust_roots_free(roots);
	buf_free(&good);
	return done();
}
