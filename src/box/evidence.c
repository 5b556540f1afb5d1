/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everything is copied as it stands, bounded and cleaned; Authentication-Results with the number of
 * Received fields above them, because only the parent knows whose results count. Tokens are
 * candidates: the parent compares digests.
 */
#include "box/evidence.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "box/charset.h"
#include "box/scan.h"

#define ADDRESS_MOST 320
#define AUTH_MOST 16384

static void
add_text(struct fact_text **list, size_t *n, const char *text)
{
	for (size_t i = 0; i < *n; i++)
		if (strcmp((*list)[i].text, text) == 0)
			return;
	if (*n >= LIMIT_LIST)
		return;
	*list = grow(*list, *n, sizeof(**list));
	(*list)[(*n)++].text = xstrdup(text);
}

/* ---- tokens and numbers ---- */

static bool
is_base32(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7');
}

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Length of a dash of any kind at p; 0: none. */
static size_t
dash(const char *p)
{
	if (*p == '-')
		return 1;
	/* U+2010..U+2015 */
	return (unsigned char)p[0] == 0xe2 && (unsigned char)p[1] == 0x80 &&
		(unsigned char)p[2] >= 0x90 && (unsigned char)p[2] <= 0x95 ?
	    3 :
	    0;
}

/* What may stand between two groups. *blank: there was white space, *dashes: how many. */
static size_t
between(const char *p, bool *blank, size_t *dashes)
{
	const char *start = p;
	size_t n;

	*blank = false;
	*dashes = 0;
	for (;;) {
		if ((n = dash(p)) > 0) {
			p += n;
			++*dashes;
		} else if (*p != '\0' && strchr(" \t\r\n>", *p) != NULL) {
			p++;
			*blank = true;
		} else if ((unsigned char)p[0] == 0xc2 && (unsigned char)p[1] == 0xa0) {
			p += 2;
			*blank = true;
		} else {
			break;
		}
		if (p - start > 40)
			break;
	}
	return (size_t)(p - start);
}

/* The token at p, if there is one: canonical letters in out, returns its length in the text. */
static size_t
token_at(const char *text, bool header, char out[20])
{
	const char *p = text;
	bool lower = false, together = true, blank;
	size_t dashes, o = 0;

	for (int group = 0;; group++) {
		for (int i = 0; i < 4; i++, p++) {
			if (!is_base32(*p))
				return 0;
			lower |= *p >= 'a';
			out[o++] = (char)toupper((unsigned char)*p);
		}
		if (group == 3)
			break;
		out[o++] = '-';
		p += between(p, &blank, &dashes);
		together &= !blank && dashes == 0;
		if (dashes > 1 || (dashes == 0 && lower && !header) ||
		    (dashes == 0 && blank && header))
			return 0;
	}
	out[o] = '\0';
	if (is_word(*p) || (together && lower && !header))
		return 0;
	return (size_t)(p - text);
}

void
evidence_tokens(const char *text, bool header, struct fact_text **list, size_t *n)
{
	char token[20];

	for (const char *p = text; *p != '\0'; p++) {
		if (p > text && is_word(p[-1]))
			continue;
		if (token_at(p, header, token) > 0)
			add_text(list, n, token);
	}
}

void
evidence_numbers(const char *text, struct fact_text **list, size_t *n)
{
	for (const char *p = text; (p = strcasestr(p, "TTE")) != NULL; p += 3) {
		const char *q = p + 3;
		size_t digits;
		char number[32];

		q += dash(q) > 0 ? dash(q) : strspn(q, " ");
		if ((p > text && is_word(p[-1])) || strspn(q, "0123456789") != 4 ||
		    (strncmp(q, "20", 2) != 0 && strncmp(q, "21", 2) != 0))
			continue;
		if (dash(q + 4) == 0 && q[4] != ' ' && q[4] != '/')
			continue;
		digits = strspn(q + 4 + (dash(q + 4) > 0 ? dash(q + 4) : 1), "0123456789");
		if (digits == 0 || digits > 6)
			continue;
		snprintf(number, sizeof(number), "TTE-%.4s-%06ld", q,
		    strtol(q + 4 + (dash(q + 4) > 0 ? dash(q + 4) : 1), NULL, 10));
		add_text(list, n, number);
	}
}

/* ---- header fields ---- */

static void
add_ids(const char *raw, struct fact_text **list, size_t *n)
{
	for (const char *p = raw; (p = strchr(p, '<')) != NULL;) {
		size_t len = strcspn(++p, "> \t");
		char *id = xstrndup(p, len);

		charset_clip(id, LIMIT_LINE);
		if (len > 0)
			add_text(list, n, id);
		free(id);
	}
}

static char *
first_id(const char *raw)
{
	struct fact_text *list = NULL;
	size_t n = 0;
	char *id = NULL;

	if (raw == NULL)
		return NULL;
	add_ids(raw, &list, &n);
	if (n > 0) {
		id = xstrdup(list[0].text);
	} else if (*raw != '\0') {	/* some programs leave the brackets out */
		id = charset_line(raw, LIMIT_LINE);
		id[strcspn(id, " ")] = '\0';
	}
	for (size_t i = 0; i < n; i++)
		free(list[i].text);
	free(list);
	return id;
}

static char *
one_address(const char *raw)
{
	struct sender s;
	char *address;

	if (raw == NULL)
		return NULL;
	sender_read(raw, &s);
	address = xstrdup(s.address);
	sender_free(&s);
	if (address != NULL)
		charset_clip(address, ADDRESS_MOST);
	return address;
}

static char *
return_path(const char *raw)
{
	if (raw == NULL)
		return NULL;
	if (strncmp(raw + strspn(raw, " "), "<>", 2) == 0)
		return xstrdup("");
	return one_address(raw);
}

/* ---- Authentication-Results (RFC 8601) ---- */

/* Behind the comments (RFC 5322: nested, with quoted pairs) and white space at p. */
static const char *
past_comments(const char *p)
{
	size_t depth = 0;

	for (; *p != '\0'; p++) {
		if (depth > 0 && *p == '\\' && p[1] != '\0')
			p++;
		else if (*p == '(')
			depth++;
		else if (depth > 0 && *p == ')')
			depth--;
		else if (depth == 0 && strchr(" \t\r\n", *p) == NULL)
			break;
	}
	return p;
}

/*
 * The next word; comments and white space are passed over, quotes taken off. "" at the end or at
 * ";". What stands in quotes or a comment may come from the sender: it never ends one early.
 */
static const char *
result_word(const char *p, char out[256])
{
	size_t n = 0;
	bool quoted = false, cut = false;

	p = past_comments(p);
	for (; *p != '\0' && (quoted || strchr(" \t\r\n;(", *p) == NULL); p++) {
		if (*p == '"') {
			quoted = !quoted;
			continue;
		}
		if (quoted && *p == '\\' && p[1] != '\0')
			p++;
		cut |= n == 255;
		if (n < 255)
			out[n++] = *p;
	}
	while (cut && n > 0 && ((unsigned char)out[n - 1] & 0xc0) == 0x80)
		n--;			/* no letter is cut through */
	if (cut && n > 0 && (unsigned char)out[n - 1] >= 0xc0)
		n--;
	out[n] = '\0';
	return p;
}

static bool
begins(const char *word, const char *with)
{
	return strncasecmp(word, with, strlen(with)) == 0;
}

/* "header.d=example.go.id", "smtp.mailfrom=a@example.go.id": the domain; NULL: it names none. */
static const char *
domain_in(const char *word)
{
	static const char *const names[] = { "header.d=", "header.from=", "smtp.mailfrom=",
		"header.i=" };
	const char *value, *at;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (begins(word, names[i])) {
			value = word + strlen(names[i]);
			at = strrchr(value, '@');
			return at != NULL ? at + 1 : value;
		}
	return NULL;
}

static void
lower(char *s)
{
	for (; *s != '\0'; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s + 32);
}

static void
add_result(struct evidence *e, struct fact_result *r)
{
	e->results = grow(e->results, e->n_results, sizeof(*e->results));
	e->results[e->n_results++] = *r;
}

/* One "method=result prop=value ..." up to the semicolon. */
static const char *
one_result(const char *p, const char *authserv, int64_t above, struct evidence *e)
{
	struct fact_result r = { 0 };
	char word[256], *is;

	p = result_word(p, word);
	is = strchr(word, '=');
	if (is != NULL && is != word && e->n_results < LIMIT_LIST) {
		*is = '\0';
		lower(word);
		lower(is + 1);
		r = (struct fact_result){ .authserv = xstrnutf8(authserv, 250),
			.method = xstrnutf8(word, 60),
			.result = xstrnutf8(is + 1, 60),
			.field = (int64_t)e->n_auth,
			.received_above = above };
	}
	for (; *p != '\0' && *p != ';';) {
		p = result_word(p, word);
		if (word[0] == '\0' && *p != ';' && *p != '\0')
			p++;
		if (r.method != NULL && r.domain == NULL && domain_in(word) != NULL) {
			r.domain = xstrnutf8(domain_in(word), 250);
			lower(r.domain);
		}
	}
	if (r.method != NULL)
		add_result(e, &r);
	return p;
}

/* A field without any result ("none") is one row too: the fields below it do not take its place. */
static void
collect_results(const char *field, int64_t above, struct evidence *e)
{
	char authserv[256], version[256];
	size_t before = e->n_results;
	const char *p = result_word(field, authserv);
	struct fact_result none = { .field = (int64_t)e->n_auth, .received_above = above };

	lower(authserv);
	while (*p != '\0' && *p != ';')
		p = result_word(p, version);
	while (*p == ';')
		p = one_result(p + 1, authserv, above, e);
	if (e->n_results == before && before < LIMIT_LIST) {
		none.authserv = xstrnutf8(authserv, 250);
		none.method = xstrdup("none");
		none.result = xstrdup("none");
		add_result(e, &none);
	}
}

/* The host behind "by" of a Received field (RFC 5321 4.4), in small letters; "": it names none. */
static char *
received_by(const char *field)
{
	char word[256];
	const char *p = field;
	bool by = false;

	while (*p != '\0' && *p != ';') {
		p = result_word(p, word);
		if (by && word[0] != '\0') {
			lower(word);
			return xstrnutf8(word, 250);
		}
		by = strcasecmp(word, "by") == 0;
		if (word[0] == '\0' && *p != '\0' && *p != ';')
			p++;
	}
	return xstrdup("");
}

/* The results since the Received field before stand above this one. */
static void
below_results(struct evidence *e, const char *field)
{
	for (size_t i = e->n_results; i-- > 0 && e->results[i].by == NULL;)
		e->results[i].by = received_by(field);
}

static void
collect_fields(const struct letter *l, struct evidence *e)
{
	int64_t received = 0;

	for (size_t i = 0; i < l->n_headers; i++) {
		const struct letter_header *h = &l->headers[i];

		if (strcasecmp(h->name, "Received") == 0 && received < LIMIT_HEADER_FIELDS) {
			received++;
			below_results(e, h->raw);
		} else if (strcasecmp(h->name, "Authentication-Results") == 0 &&
		    e->n_auth < LIMIT_LIST) {
			e->auth = grow(e->auth, e->n_auth, sizeof(*e->auth));
			e->auth[e->n_auth].field = xstrdup(h->raw);
			charset_clip(e->auth[e->n_auth].field, AUTH_MOST);
			collect_results(e->auth[e->n_auth].field, received, e);
			e->auth[e->n_auth++].received_above = received;
		} else if (strcasecmp(h->name, "References") == 0 ||
		    strcasecmp(h->name, "In-Reply-To") == 0) {
			evidence_tokens(h->raw, true, &e->tokens, &e->n_tokens);
			if (strcasecmp(h->name, "References") == 0)
				add_ids(h->raw, &e->references, &e->n_references);
		} else if (strcasecmp(h->name, "Subject") == 0) {
			evidence_tokens(h->value, false, &e->tokens, &e->n_tokens);
			evidence_numbers(h->value, &e->numbers, &e->n_numbers);
		}
	}
}

void
evidence_collect(const struct letter *l, struct evidence *e)
{
	const char *texts[] = { l->plain, l->rich, l->attached };

	*e = (struct evidence){ 0 };
	e->from = xstrdup(l->address);
	e->from_name = xstrdup(l->from_name);
	e->n_from = (int64_t)(l->n_from < (1 << 20) ? l->n_from : 1 << 20);
	e->sender = one_address(letter_raw(l, "Sender"));
	e->reply_to = one_address(letter_raw(l, "Reply-To"));
	e->return_path = return_path(letter_raw(l, "Return-Path"));
	e->message_id = first_id(letter_raw(l, "Message-ID"));
	e->in_reply_to = first_id(letter_raw(l, "In-Reply-To"));
	for (size_t i = 0; i < l->n_to && e->n_to < LIMIT_LIST; i++)
		add_text(&e->to, &e->n_to, l->to[i].data != NULL ? l->to[i].data : "");
	collect_fields(l, e);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		evidence_tokens(texts[i], false, &e->tokens, &e->n_tokens);
		evidence_numbers(texts[i], &e->numbers, &e->n_numbers);
	}
	if (l->report.is_report) {
		e->failed_message_id = xstrdup(l->report.message_id);
		e->failed_address = xstrdup(l->report.address);
		e->failed_status = xstrdup(l->report.status);
		e->failed_original = xstrdup(l->report.original);
		e->failed_kind = xstrdup(l->report.kind);
		if (e->failed_original != NULL)
			charset_clip(e->failed_original, ADDRESS_MOST);
		if (e->failed_message_id != NULL) {
			charset_clip(e->failed_message_id, LIMIT_LINE);
			evidence_tokens(e->failed_message_id, true, &e->tokens, &e->n_tokens);
		}
		if (e->failed_address != NULL)
			charset_clip(e->failed_address, ADDRESS_MOST);
		if (e->failed_status != NULL)
			charset_clip(e->failed_status, 63);
	}
}
