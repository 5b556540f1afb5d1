/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file is not read as a PDF reader would (cross-references, revisions, object streams): every
 * attack on signed PDFs lives in the difference between what was signed and what is shown. Here the
 * signed bytes are the whole file but for one hex string that nothing can be hidden in, so there is
 * nothing else to be shown.
 *
 * A signature is found by the name /ByteRange anywhere in the bytes, also where a PDF reader would
 * see none (a comment, a string, a stream): one too many is `several`, never a signature that was
 * not seen. In a compressed object stream it cannot be: the range counts bytes of the file, and the
 * place of /Contents must lie open in it. A name found there would be no signature to anybody, and
 * is none here.
 */
#include "box/signature.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "box/charset.h"

#define CMS_MOST (1u << 20)		/* bytes of the signature proper */
#define DICTIONARY_MOST (32u << 10)	/* bytes of its dictionary beside them */
#define DIGITS_MOST 10
#define SIGNER_MOST 256

struct pdf { const unsigned char *p; size_t n; };

/* What one signature says of itself. */
struct claim {
	size_t name;			/* where its name /ByteRange stands */
	size_t hole, end;		/* what it leaves out: '<' ... '>' */
};

static bool
is_space(unsigned char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool
is_regular(unsigned char c)
{
	return !is_space(c) && memchr("()<>[]{}/%", c, 10) == NULL;
}

static int
hex_of(unsigned char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 :
	    c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static size_t
skip_space(const struct pdf *f, size_t at, size_t end)
{
	while (at < end && (is_space(f->p[at]) || f->p[at] == '%')) {
		if (f->p[at] == '%')
			while (at < end && f->p[at] != '\n' && f->p[at] != '\r')
				at++;
		else
			at++;
	}
	return at;
}

static bool
stands(const struct pdf *f, size_t at, size_t end, const char *word)
{
	size_t n = strlen(word);

	return at <= end && end - at >= n && memcmp(f->p + at, word, n) == 0;
}

/* The name whose '/' stands at `at`, #xx resolved, cut to fit; returns where it ends. */
static size_t
read_name(const struct pdf *f, size_t at, size_t end, char *name, size_t room)
{
	size_t k = 0;

	for (at++; at < end && is_regular(f->p[at]); at++) {
		unsigned char c = f->p[at];

		if (c == '#' && end - at > 2 && hex_of(f->p[at + 1]) >= 0 &&
		    hex_of(f->p[at + 2]) >= 0) {
			c = (unsigned char)(hex_of(f->p[at + 1]) << 4 | hex_of(f->p[at + 2]));
			at += 2;
		}
		if (k + 1 < room)
			name[k++] = (char)c;
	}
	name[k] = '\0';
	return at;
}

/* How many /ByteRange there are, at most 2; the first is at *at. */
static int
count_claims(const struct pdf *f, size_t *at)
{
	const unsigned char *p = f->p, *end = f->p + f->n;
	char name[16];
	int n = 0;

	while (n < 2 && (p = memchr(p, '/', (size_t)(end - p))) != NULL) {
		size_t here = (size_t)(p - f->p);

		read_name(f, here, f->n, name, sizeof(name));
		if (strcmp(name, "ByteRange") == 0 && n++ == 0)
			*at = here;
		p++;
	}
	return n;
}

static bool
read_number(const struct pdf *f, size_t *at, size_t *value)
{
	size_t from = skip_space(f, *at, f->n), i = from;

	for (*value = 0; i < f->n && f->p[i] >= '0' && f->p[i] <= '9'; i++) {
		if (i - from == DIGITS_MOST)
			return false;
		*value = *value * 10 + (size_t)(f->p[i] - '0');
	}
	*at = i;
	/* no sign, no point, no reference */
	return i > from && i < f->n && (is_space(f->p[i]) || f->p[i] == ']');
}

/*
 * Four numbers: from 0 up to the hole, and from behind it up to the end. The hole is one hex string
 * and nothing else.
 */
static bool
read_range(const struct pdf *f, struct claim *c)
{
	size_t at = skip_space(f, c->name + strlen("/ByteRange"), f->n), v[4];

	if (!stands(f, c->name, f->n, "/ByteRange") || !stands(f, at++, f->n, "["))
		return false;
	for (size_t i = 0; i < 4; i++)
		if (!read_number(f, &at, &v[i]))
			return false;
	at = skip_space(f, at, f->n);
	if (at >= f->n || f->p[at] != ']')
		return false;
	if (v[0] != 0 || v[1] >= v[2] || v[2] > f->n || v[3] != f->n - v[2] || v[2] - v[1] < 4)
		return false;
	c->hole = v[1];
	c->end = v[2];
	if (f->p[c->hole] != '<' || f->p[c->end - 1] != '>' || (c->end - c->hole) % 2 != 0)
		return false;
	for (size_t i = c->hole + 1; i < c->end - 1; i++)
		if (hex_of(f->p[i]) < 0)
			return false;
	return true;
}

/* Behind one value: a name, string, word, or all of an array or dictionary. 0: there is none. */
static size_t
skip_value(const struct pdf *f, size_t at, size_t end)
{
	size_t deep = 0, brackets;
	char name[2];

	do {
		at = skip_space(f, at, end);
		if (at >= end)
			return 0;
		if (f->p[at] == '/') {
			at = read_name(f, at, end, name, sizeof(name));
		} else if (f->p[at] == '(') {
			for (brackets = 0; at < end; at++) {
				if (f->p[at] == '\\')
					at++;
				else if (f->p[at] == '(')
					brackets++;
				else if (f->p[at] == ')' && --brackets == 0)
					break;
			}
			at++;
		} else if (f->p[at] == '[' || stands(f, at, end, "<<")) {
			at += f->p[at] == '[' ? 1 : 2;
			deep++;
		} else if (f->p[at] == ']' || stands(f, at, end, ">>")) {
			if (deep-- == 0)
				return 0;
			at += f->p[at] == ']' ? 1 : 2;
		} else if (f->p[at] == '<') {
			while (at < end && f->p[at] != '>')
				at++;
			at++;
		} else if (is_regular(f->p[at])) {
			while (at < end && is_regular(f->p[at]))
				at++;
		} else {
			return 0;
		}
	} while (deep > 0);
	return at < end ? at : 0;
}

struct entries { size_t contents, formats, ranges; bool good; };

/* One entry of the dictionary; returns where it ends, 0: not to be read. */
static size_t
read_entry(const struct pdf *f, const struct claim *c, size_t at, size_t end, struct entries *e)
{
	size_t from = at, value;
	char key[32], word[64];

	at = read_name(f, at, end, key, sizeof(key));
	value = skip_space(f, at, end);
	if (value >= end)
		return 0;
	if (strcmp(key, "Contents") == 0) {
		e->contents++;
		e->good &= value == c->hole;
		if (value == c->hole)
			return c->end;
	}
	if (strcmp(key, "ByteRange") == 0) {
		e->ranges++;
		e->good &= from == c->name;
	}
	if (strcmp(key, "SubFilter") == 0 || strcmp(key, "Type") == 0) {
		if (f->p[value] != '/')
			return 0;
		read_name(f, value, end, word, sizeof(word));
		if (strcmp(key, "Type") == 0) {
			e->good &= strcmp(word, "Sig") == 0;
		} else {
			e->formats++;
			e->good &= strcmp(word, "adbe.pkcs7.detached") == 0 ||
			    strcmp(word, "ETSI.CAdES.detached") == 0;
		}
	}
	at = skip_value(f, value, end);
	/* the rest of a reference: 5 0 R */
	for (;;) {
		at = at != 0 ? skip_space(f, at, end) : end;
		if (at >= end || !is_regular(f->p[at]))
			return at < end ? at : 0;
		at = skip_value(f, at, end);
	}
}

/* Where the object begins that both stand in: behind the last "obj" before them. 0: none near. */
static size_t
object_before(const struct pdf *f, size_t before)
{
	size_t least = before > DICTIONARY_MOST ? before - DICTIONARY_MOST : 0;

	for (size_t at = before; at >= least + 5; at--)
		if (stands(f, at - 4, at, " obj") && f->p[at - 5] >= '0' && f->p[at - 5] <= '9')
			return at;
	return 0;
}

/*
 * Range and hole belong to one dictionary, an object of its own as the standard wants it, of a
 * format that is known. (That a field of the form refers to it is not asked: it signs the bytes.)
 */
static bool
is_known_form(const struct pdf *f, const struct claim *c)
{
	size_t at = object_before(f, c->name < c->hole ? c->name : c->hole), end;
	size_t last = c->name < c->hole ? c->end : c->name;
	struct entries e = { .good = true };

	end = f->n - last > DICTIONARY_MOST ? last + DICTIONARY_MOST : f->n;
	at = at != 0 ? skip_space(f, at, end) : end;
	if (!stands(f, at, end, "<<"))
		return false;
	at = skip_space(f, at + 2, end);
	while (at != 0 && at < end && f->p[at] == '/') {
		at = read_entry(f, c, at, end, &e);
		at = at != 0 ? skip_space(f, at, end) : 0;
	}
	return at != 0 && stands(f, at, end, ">>") && e.good &&
	    e.contents == 1 && e.ranges == 1 && e.formats == 1;
}

/* Length of the one DER value that p begins with, zeros behind it left off; 0: no such. */
static size_t
der_length(const unsigned char *p, size_t n)
{
	size_t head = 2, len;

	if (n < 2 || p[0] != 0x30 || p[1] == 0x80)
		return 0;
	len = p[1];
	if (len > 0x80) {
		size_t bytes = len & 0x7f;

		if (bytes > 4 || n < 2 + bytes)
			return 0;
		for (len = 0; head < 2 + bytes; head++)
			len = len << 8 | p[head];
	}
	if (len > n - head)
		return 0;
	for (size_t i = head + len; i < n; i++)
		if (p[i] != 0)
			return 0;
	return head + len;
}

static const char *
check_cms(const struct pdf *f, const struct claim *c, const struct trust_roots *roots, int64_t now,
    char **signer)
{
	static const char *const reasons[] = { [SIGNED_RELIED] = NULL, [SIGNED_BROKEN] = "broken",
		[SIGNED_FORM] = "form", [SIGNED_CHANGED] = "changed",
		[SIGNED_NO_ROOTS] = "no-roots", [SIGNED_CHAIN] = "chain",
		[SIGNED_EXPIRED] = "expired" };
	size_t n = (c->end - c->hole) / 2 - 1, n_rest = f->n - (c->end - c->hole), n_der;
	unsigned char *der, *rest;
	enum signed_state state;

	if (n > CMS_MOST)
		return "form";
	der = xmalloc(n);
	for (size_t i = 0; i < n; i++)
		der[i] = (unsigned char)(hex_of(f->p[c->hole + 1 + 2 * i]) << 4 |
		    hex_of(f->p[c->hole + 2 + 2 * i]));
	n_der = der_length(der, n);
	if (n_der == 0) {
		free(der);
		return "broken";
	}
	rest = xmalloc(n_rest);
	memcpy(rest, f->p, c->hole);
	memcpy(rest + c->hole, f->p + c->end, f->n - c->end);
	state = signed_check(der, n_der, rest, n_rest, roots, now, signer);
	free(rest);
	free(der);
	return reasons[state];
}

/* NULL: relied on. */
static const char *
check(const struct pdf *f, const struct trust_roots *roots, int64_t now, char **signer)
{
	struct claim c = { 0 };
	const char *reason;
	char *text;
	int n = f->n > 0 ? count_claims(f, &c.name) : 0;
	bool fell_back;

	if (n == 0)
		return "none";
	if (n > 1)
		return "several";
	/* signed bytes of another kind (a mail, a set of attributes) make no letter */
	if (!stands(f, 0, f->n, "%PDF-"))
		return "form";
	if (!read_range(f, &c))
		return "range";
	if (!is_known_form(f, &c))
		return "form";
	reason = check_cms(f, &c, roots, now, signer);
	if (reason != NULL)
		return reason;
	text = charset_text("utf-8", *signer, strlen(*signer), &fell_back);
	free(*signer);
	*signer = charset_line(text, SIGNER_MOST);
	free(text);
	return **signer != '\0' ? NULL : "form";
}

void
signature_check(const void *pdf, size_t n, const struct trust_roots *roots, int64_t now,
    struct signature *out)
{
	const struct pdf f = { pdf, n };
	const char *reason;

	*out = (struct signature){ 0 };
	reason = check(&f, roots, now, &out->signer);
	out->relied = reason == NULL;
	out->present = out->relied || strcmp(reason, "none") != 0;
	out->reason = xstrdup(reason);
	if (!out->relied) {
		free(out->signer);
		out->signer = NULL;
	}
}

void
signature_free(struct signature *s)
{
	free(s->signer);
	free(s->reason);
	*s = (struct signature){ 0 };
}
