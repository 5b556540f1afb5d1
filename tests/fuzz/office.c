/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * DOCX and ODT. The first byte says what follows: 'z' the bytes of a ZIP, which is read as any
 * archive too; 'w' the parts of a DOCX, 'o' of an ODT, each behind a line "== NAME", put into a ZIP
 * here (zipped.h).
 */
#include "fuzz.h"
#include "zipped.h"

#include "box/document.h"
#include "box/office.h"
#include "box/zip.h"

#define MOST 300	/* so that texts are cut */

static int
take(void *data, const char *name, const void *bytes, size_t n)
{
	size_t *sum = data;

	if (*name == '\0' || (n > 0 && bytes == NULL))
		broken("zip", "a member without name or bytes");
	*sum += n;
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct document_text out;
	struct buf zip = BUF_INIT;
	size_t sum = 0;
	bool fell_back;
	char *again;

	fuzz_rules();
	office_warm();
	if (n > 1 && (data[0] == 'w' || data[0] == 'o'))
		make_zip((const char *)data + 1, n - 1, data[0] == 'o', &zip);
	else if (n > 1)
		buf_add(&zip, data + 1, n - 1);
	office_text(buf_str(&zip), zip.len, MOST, &out);
	again = charset_text("utf-8", buf_str(&out.text), out.text.len, &fell_back);
	if (fell_back || out.text.len > MOST)
		broken("office", fell_back ? "what came out is no UTF-8" : "more text than was asked for");
	free(again);
	buf_free(&out.text);
	zip_each(buf_str(&zip), zip.len, take, &sum);
	if (sum > LIMIT_ZIP_BYTES)
		broken("zip", "more than the limit was unpacked");
	buf_free(&zip);
	return 0;
}
