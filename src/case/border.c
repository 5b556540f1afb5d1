/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/border.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/journal.h"

#define META_CODE "border_code"
#define META_TRIED "border_tried"	/* "STATE HOPS LEAVES AT AUTHSERV BORDER BY", what was tried */
#define META_WITH "border_with"
#define META_WITHOUT "border_without"

static const char *const state_words[] = { "none", "untried", "good", "silent", "below" };

/* ---- domains ---- */

/* One is the other, or lies below it. */
static bool
within(const char *domain, const char *tree)
{
	size_t n = strlen(domain), m = strlen(tree);

	return n >= m && strcasecmp(domain + n - m, tree) == 0 &&
	    (n == m || domain[n - m - 1] == '.');
}

/*
 * The organisational domain: a domain of the office file, else the two last labels, or the three
 * last where the last names a country and the one before is a class below it (go.id, co.uk). A
 * shorter class than it is would let strangers vouch for each other, so what is in doubt has three.
 */
static const char *
organisation(const struct office *o, const char *domain)
{
	static const char *const classes[] = { "desa", "ponpes", "mil", "sch" };
	const char *dots[3] = { NULL, NULL, NULL }, *p = domain + strlen(domain);
	size_t n = 0, class_len;
	bool class;

	for (size_t i = 0; i < o->n_domains; i++)
		if (within(domain, o->domains[i]))
			return o->domains[i];
	while (p > domain && n < 3)
		if (*--p == '.')
			dots[n++] = p;
	if (n < 2)
		return domain;
	class_len = (size_t)(dots[0] - dots[1] - 1);
	class = strlen(dots[0] + 1) == 2 && class_len <= 3;
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		class = class ||
		    (strlen(classes[i]) == class_len &&
			strncasecmp(dots[1] + 1, classes[i], class_len) == 0);
	if (!class)
		return dots[1] + 1;
	return n == 3 ? dots[2] + 1 : domain;
}

bool
border_aligned(const struct office *o, const char *from_domain, const char *domain)
{
	/* a class alone ("go.id") is nobody's */
	return strchr(organisation(o, domain), '.') != NULL &&
	    strcasecmp(organisation(o, from_domain), organisation(o, domain)) == 0;
}

/* ---- what counts ---- */

static bool
own(const struct office *o, const struct fact_result *r)
{
	return strcasecmp(r->authserv, o->authserv_id) == 0;
}

static const struct fact_result *
topmost(const struct office *o, const struct evidence *ev)
{
	for (size_t i = 0; i < ev->n_results; i++)
		if (own(o, &ev->results[i]))
			return &ev->results[i];
	return NULL;
}

bool
border_confirms(const struct office *o, const struct border *b, const struct evidence *ev)
{
	const struct fact_result *top = o->authserv_id != NULL ? topmost(o, ev) : NULL;
	const char *at = ev->from != NULL && ev->n_from == 1 ? strrchr(ev->from, '@') : NULL;

	if (top == NULL || at == NULL || top->by == NULL || strcasecmp(top->by, o->border) != 0 ||
	    (b->state == BORDER_GOOD && top->received_above != b->hops))
		return false;
	for (size_t i = 0; i < ev->n_results; i++) {
		const struct fact_result *r = &ev->results[i];

		if (own(o, r) && r->received_above == top->received_above &&
		    strcmp(r->result, "pass") == 0 && r->domain != NULL &&
		    (strcmp(r->method, "dkim") == 0 || strcmp(r->method, "dmarc") == 0) &&
		    border_aligned(o, at + 1, r->domain))
			return true;
	}
	return false;
}

bool
border_vouches(const struct office *o, const struct border *b, const struct evidence *ev)
{
	return b->state == BORDER_GOOD && border_confirms(o, b, ev);
}

/* ---- what is kept of it ---- */

static int64_t
number(struct store *st, const char *key)
{
	char *text = store_text(st, Q_META_GET, "t", key);
	int64_t n = text != NULL ? strtoll(text, NULL, 10) : 0;

	free(text);
	return n;
}

void
border_read(struct store *st, const struct office *o, struct border *b)
{
	char state[16] = "", authserv[256] = "", border[256] = "", *text;
	long long hops = 0, leaves = 0, at = 0;

	*b = (struct border){ .state = o->authserv_id == NULL ? BORDER_NONE : BORDER_UNTRIED };
	if (o->authserv_id == NULL)
		return;
	b->with = number(st, META_WITH);
	b->without = number(st, META_WITHOUT);
	text = store_text(st, Q_META_GET, "t", META_TRIED);
	/* tried under other names: as if never */
	if (text != NULL &&
	    sscanf(text, "%15s %lld %lld %lld %255s %255s %255s", state, &hops, &leaves, &at,
		authserv, border, b->by) >= 6 &&
	    strcasecmp(authserv, o->authserv_id) == 0 && strcasecmp(border, o->border) == 0) {
		b->hops = hops;
		b->leaves = leaves != 0;
		b->tried_at = at;
		for (int i = BORDER_GOOD; i <= BORDER_BELOW; i++)
			if (strcmp(state_words[i], state) == 0)
				b->state = (enum border_state)i;
	}
	free(text);
}

char *
border_code(struct store *st)
{
	return store_text(st, Q_META_GET, "t", META_CODE);
}

bool
border_code_is(struct store *st, const char *letters)
{
	char *code = border_code(st);
	bool is = code != NULL && strcmp(code, letters) == 0;

	free(code);
	return is;
}

void
border_begin(struct store *st, const struct office *o)
{
	char letters[20], *code = border_code(st);
	unsigned char raw[10];

	if (code == NULL && o->authserv_id != NULL) {
		random_bytes(raw, sizeof(raw));
		token_letters(raw, letters);
		store_do(st, Q_META_SET, "tt", META_CODE, letters);
	}
	free(code);
}

static bool
forged(const struct fact_result *r)
{
	return r->domain != NULL && strcasecmp(r->domain, BORDER_FORGED) == 0;
}

void
border_tried(struct store *st, const struct office *o, const struct evidence *ev,
    int64_t message_id)
{
	const struct fact_result *top = o->authserv_id != NULL ? topmost(o, ev) : NULL;
	struct border b = { .state = BORDER_GOOD, .tried_at = clock_now() };
	char *text;

	store_do(st, Q_META_REMOVE, "t", META_CODE);
	border_begin(st, o);
	if (o->authserv_id == NULL)
		return;
	for (size_t i = 0; i < ev->n_results; i++)
		b.leaves = b.leaves || (own(o, &ev->results[i]) && forged(&ev->results[i]));
	if (top == NULL || forged(top))
		b.state = BORDER_SILENT;
	else if (top->by == NULL || strcasecmp(top->by, o->border) != 0)
		b.state = BORDER_BELOW;
	else
		b.hops = top->received_above;
	text = xasprintf("%s %lld %d %lld %s %s %s", state_words[b.state], (long long)b.hops,
	    b.leaves, (long long)b.tried_at, o->authserv_id, o->border,
	    b.state == BORDER_BELOW && top->by != NULL ? top->by : "");
	store_do(st, Q_META_SET, "tt", META_TRIED, text);
	free(text);
	journal_add(st,
	    &(struct entry){ .kind = "border.tried",
		.message_id = message_id,
		.code = state_words[b.state],
		.n = b.hops });
	log_info("border tried=%s hops=%lld leaves=%s", state_words[b.state], (long long)b.hops,
	    b.leaves ? "yes" : "no");
}

void
border_note(struct store *st, const struct office *o, const struct evidence *ev)
{
	struct border b;
	const char *key;
	char text[24];

	if (o->authserv_id == NULL || !office_has_domain(o, ev->from))
		return;
	border_read(st, o, &b);
	key = border_confirms(o, &b, ev) ? META_WITH : META_WITHOUT;
	snprintf(text, sizeof(text), "%lld", (long long)number(st, key) + 1);
	store_do(st, Q_META_SET, "tt", key, text);
}
