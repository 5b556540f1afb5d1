/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Authentication-Results: the input as a field of its own, and as what a sender can bring into the
 * field of the office's own server: inside a comment, a quoted text and an address. There it must
 * change nothing of what that server said.
 */
#include "fuzz.h"

#include "box/evidence.h"

#define SERVER "mx.tapinkab.go.id"

/* One line, without NUL; `marks` get a backslash. */
static char *
quoted(const uint8_t *data, size_t n, const char *marks)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < n; i++) {
		char c = (char)data[i];

		if (c == '\0' || c == '\r' || c == '\n')
			c = ' ';
		if (strchr(marks, c) != NULL)
			buf_addc(&out, '\\');
		buf_addc(&out, c);
	}
	buf_str(&out);
	return out.data;
}

static void
collect(char *field, struct facts *f)
{
	char name[] = "Authentication-Results", none[] = "";
	struct letter_header h[] = { { name, field, field }, { name, field, field } };
	struct letter l = { .headers = h, .n_headers = 2, .plain = none, .rich = none, .attached = none };

	evidence_collect(&l, &f->evidence);
	fuzz_wire(&facts_wire, f);
}

/* Of both fields what SERVER said, and nothing else. */
static void
check(const struct evidence *e, const char *where)
{
	static const char *const said[] = { "dkim", "fail", "spf", "softfail", "dmarc", "fail" };

	if (e->n_results != 6)
		broken("auth: other results than the server's", where);
	for (size_t i = 0; i < 6; i++) {
		const struct fact_result *r = &e->results[i];

		if (strcmp(r->authserv, SERVER) != 0 || strcmp(r->method, said[i % 3 * 2]) != 0 ||
		    strcmp(r->result, said[i % 3 * 2 + 1]) != 0)
			broken("auth: a result was changed", where);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct { const char *marks, *before, *behind; } places[] = {
		{ "\\()", SERVER "; dkim=fail (", ") header.d=luar.example; spf=softfail; dmarc=fail" },
		{ "\\\"", SERVER "; dkim=fail reason=\"", "\"; spf=softfail smtp.mailfrom=a@b.example; dmarc=fail" },
		{ "\\\"", SERVER " 1; dkim=fail; spf=softfail smtp.mailfrom=\"", "\"@b.example; dmarc=fail" },
	};
	char *text = fuzz_text(data, n);
	struct facts f = { 0 };

	collect(text, &f);
	if (f.evidence.n_results > LIMIT_LIST || (f.evidence.n_results == 0 && f.evidence.n_auth > 0))
		broken("auth", "a field without a row");
	wire_free(&facts_wire, &f);
	for (size_t i = 0; n <= 1000 && i < sizeof(places) / sizeof(places[0]); i++) {
		char *inside = quoted((const uint8_t *)text, strlen(text), places[i].marks);
		char *field = xasprintf("%s%s%s", places[i].before, inside, places[i].behind);

		f = (struct facts){ 0 };
		collect(field, &f);
		check(&f.evidence, places[i].before);
		wire_free(&facts_wire, &f);
		free(field);
		free(inside);
	}
	free(text);
	return 0;
}
