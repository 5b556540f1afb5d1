/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The signature in a PDF. Relied on are the signed documents of tests/documents and nothing else: a
 * file that is, and differs from each of them outside of the place of its signature, is a finding.
 */
#include "fuzz.h"

#include "base/file.h"
#include "box/signature.h"

#define NOW 1803862800		/* 1 March 2027, when their certificates are good */
#define GOOD_MOST 40

static struct good { struct buf bytes; size_t before, behind; } goods[GOOD_MOST];
static size_t n_goods;
static struct trust_roots *roots;

/* /ByteRange [0 before behind rest] */
static void
keep(const char *name)
{
	struct good *g = &goods[n_goods];
	struct signature s;
	const char *range;
	struct err e;
	char *path = xasprintf("tests/documents/unit/%s", name);

	if (file_read(path, 1 << 20, &g->bytes, &e) < 0)
		broken("seed", e.msg);
	free(path);
	signature_check(g->bytes.data, g->bytes.len, roots, NOW, &s);
	range = memmem(g->bytes.data, g->bytes.len, "/ByteRange", 10);
	if (s.relied && range != NULL && sscanf(range, "/ByteRange%*[ []%*u%zu%zu", &g->before, &g->behind) == 2)
		n_goods++;
	else
		buf_free(&g->bytes);
	signature_free(&s);
}

static void
begin(void)
{
	static const char *const names[] = { "tte-baik.pdf", "tte-pss.pdf", "tte-cades.pdf", "tte-server.pdf", "tte-kunci.pdf", "tte-baris.pdf", "tte-cap.pdf",
		"tte-format.pdf", "tte-isi.pdf", "tte-pisah.pdf" };
	struct err e;

	roots = trust_roots_read("tests/documents/unit/tte-roots.pem", &e);
	if (roots == NULL)
		broken("roots", e.msg);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		keep(names[i]);
	if (n_goods == 0)
		broken("signature", "none of the good documents is relied on");
}

static bool
known(const uint8_t *data, size_t n)
{
	for (size_t i = 0; i < n_goods; i++) {
		const struct good *g = &goods[i];

		if (n == g->bytes.len && memcmp(data, g->bytes.data, g->before) == 0 &&
		    memcmp(data + g->behind, g->bytes.data + g->behind, n - g->behind) == 0)
			return true;
	}
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct signature s;

	if (roots == NULL)
		begin();
	signature_check(data, n, roots, NOW, &s);
	if (s.relied && (s.signer == NULL || s.reason != NULL || !s.present))
		broken("signature", "relied on, and yet not");
	if (!s.relied && s.present && s.reason == NULL)
		broken("signature", "neither relied on nor why not");
	if (s.relied && !known(data, n))
		broken("signature", "a changed document is relied on");
	signature_free(&s);
	return 0;
}
