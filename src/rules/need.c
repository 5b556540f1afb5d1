/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pattern is read by descent into clauses: of the strings of each, one at least stands in whatever
 * fits. "lupa (sandi|pin)+ kami" has three: lupa; sandi or pin; kami. Of an alternation the dearest
 * clause of each side makes one; what may be left out, looks ahead for the contrary, or is a class,
 * gives none. A construct that could change the meaning of what follows ((?x), \Q, verbs) ends it:
 * nothing is needed then.
 */
#include "rules/need.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#define CLAUSES_MOST 4		/* kept of a sequence: the dearest */
#define STRINGS_MOST 400	/* in a clause; a longer one is checked no faster than the pattern */
#define TRIPLES_MOST 6		/* looked at of a string */
#define DEEP_MOST 60
#define NO_COST 1e9

struct clause { char **strings; size_t n; };
struct clauses { struct clause *items; size_t n; };
struct part { char *name; struct clause best; };
struct need_parts { struct part *items; size_t n; };

struct parse {
	const char *p;
	const struct need_parts *parts;	/* NULL: none */
	unsigned depth;
	bool lost;		/* something that is not understood */
};

/* For each clause: how many strings; for each string: how many hashes, and these. */
struct need { uint16_t *code; size_t n; };

/* ---- clauses ---- */

static void
clause_free(struct clause *c)
{
	for (size_t i = 0; i < c->n; i++)
		free(c->strings[i]);
	free(c->strings);
	*c = (struct clause){ 0 };
}

static void
clauses_free(struct clauses *all)
{
	while (all->n > 0)
		clause_free(&all->items[--all->n]);
	free(all->items);
	*all = (struct clauses){ 0 };
}

static void
clause_put(struct clause *c, const char *s, size_t n)
{
	c->strings = grow(c->strings, c->n, sizeof(*c->strings));
	c->strings[c->n++] = xstrndup(s, n);
}

/* How often a text that does not fit passes it, about: the lower, the dearer the clause. */
static double
clause_cost(const struct clause *c)
{
	static const double by_length[] = { 1, 0.7, 0.2, 0.04, 0.01 };
	double sum = 0;

	if (c->n == 0)
		return NO_COST;
	for (size_t i = 0; i < c->n; i++) {
		size_t n = strlen(c->strings[i]);

		sum += by_length[n < 4 ? n : 4];
	}
	return sum;
}

/* Takes the clause over; of too many the cheapest goes. */
static void
clauses_add(struct clauses *all, struct clause c)
{
	size_t worst = 0;

	if (c.n == 0 || c.n > STRINGS_MOST) {
		clause_free(&c);
		return;
	}
	all->items = grow(all->items, all->n, sizeof(*all->items));
	all->items[all->n++] = c;
	if (all->n <= CLAUSES_MOST)
		return;
	for (size_t i = 1; i < all->n; i++)
		if (clause_cost(&all->items[i]) > clause_cost(&all->items[worst]))
			worst = i;
	clause_free(&all->items[worst]);
	all->items[worst] = all->items[--all->n];
}

static void
clauses_move(struct clauses *to, struct clauses *from)
{
	for (size_t i = 0; i < from->n; i++)
		clauses_add(to, from->items[i]);
	free(from->items);
	*from = (struct clauses){ 0 };
}

/* The dearest, taken out; empty where there is none. */
static struct clause
clauses_best(struct clauses *all)
{
	struct clause best = { 0 };
	size_t at = 0;

	for (size_t i = 1; i < all->n; i++)
		if (clause_cost(&all->items[i]) < clause_cost(&all->items[at]))
			at = i;
	if (all->n > 0) {
		best = all->items[at];
		all->items[at] = all->items[--all->n];
	}
	clauses_free(all);
	return best;
}

/* ---- reading a pattern ---- */

static struct clauses alternation(struct parse *s);

/* The repetition that stands here, passed over; *least: how often at least. False: none. */
static bool
repetition(struct parse *s, unsigned long *least)
{
	const char *p = s->p;
	char *end;

	*least = 1;
	if (*p == '*' || *p == '?')
		*least = 0;
	else if (*p == '{') {
		if (!isdigit((unsigned char)p[1]))
			return false;		/* a brace that stands for itself */
		*least = strtoul(p + 1, &end, 10);
		p = end + (*end == ',' ? 1 + strspn(end + 1, "0123456789") : 0);
		if (*p != '}')
			return false;
	} else if (*p != '+')
		return false;
	p++;
	s->p = p + (*p == '?' || *p == '+');
	return true;
}

/* Behind "[": to behind its end. */
static void
pass_class(struct parse *s)
{
	const char *p = s->p;

	p += *p == '^';
	p += *p == ']';
	while (*p != '\0' && *p != ']') {
		if (*p == '\\' && p[1] == 'Q')
			s->lost = true;
		if (*p == '\\' && p[1] != '\0')
			p++;
		else if (*p == '[' && p[1] != '\0' && strchr(":.=", p[1]) != NULL) {
			const char close[] = { p[1], ']', '\0' }, *end = strstr(p + 2, close);

			p = end != NULL ? end + 1 : p;
		}
		p++;
	}
	s->lost |= *p == '\0';
	s->p = p + (*p == ']');
}

/* Behind a backslash: the character that stands for itself, or 0 with the escape passed over. */
static char
pass_escape(struct parse *s)
{
	char c = *s->p;

	if (c == '\0' || c == 'Q' || c == 'E' || c == 'G' || c == 'K') {
		s->lost = true;
		return 0;
	}
	s->p++;
	if (!isalnum((unsigned char)c))
		return (unsigned char)c < 0x80 ? c : 0;
	if (strchr("pPxoNgk", c) != NULL && *s->p != '\0' && strchr("{<'", *s->p) != NULL) {
		const char *end = strchr(s->p, *s->p == '{' ? '}' : *s->p == '<' ? '>' : '\'');

		s->lost |= end == NULL;
		s->p = end != NULL ? end + 1 : s->p;
	} else if (strchr("pPxc0123456789g", c) != NULL) {
		s->p += strspn(s->p, "0123456789abcdefABCDEF");	/* \xe9, \123 */
		s->lost |= strchr("pPcg", c) != NULL;
	}
	return 0;
}

/* The name of a group, behind its bracket and passed over with its end. Caller frees. */
static char *
pass_name(struct parse *s, char end)
{
	const char *close = strchr(s->p, end);
	char *name = close != NULL ? xstrndup(s->p, (size_t)(close - s->p)) : xstrdup("");

	s->lost |= close == NULL;
	s->p = close != NULL ? close + 1 : s->p;
	return name;
}

/* What the part that is called needs. */
static struct clauses
called(const struct need_parts *parts, const char *name)
{
	struct clauses all = { 0 };
	struct clause copy = { 0 };

	for (size_t i = 0; parts != NULL && i < parts->n; i++)
		for (size_t k = 0; strcmp(parts->items[i].name, name) == 0 && k < parts->items[i].best.n; k++)
			clause_put(&copy, parts->items[i].best.strings[k],
			    strlen(parts->items[i].best.strings[k]));
	clauses_add(&all, copy);
	return all;
}

/* Letters of options, as in (?i) and (?i-m: ...). */
static size_t
options(struct parse *s)
{
	size_t n = strspn(s->p, "imsnxJU-");

	s->lost |= memchr(s->p, 'x', n) != NULL || memchr(s->p, 'n', n) != NULL;
	return n;
}

/*
 * Behind "(?": the group to its end, passed over. *none: it is nothing itself, as options are.
 */
static struct clauses
special_group(struct parse *s, bool *none)
{
	struct clauses inner = { 0 };
	bool contrary = false;
	size_t n;

	if (*s->p == '&') {
		char *name;

		s->p++;
		name = pass_name(s, ')');
		inner = called(s->parts, name);
		free(name);
		return inner;
	}
	if (*s->p == ':' || *s->p == '>' || *s->p == '|' || *s->p == '=') {
		s->p++;
		inner = alternation(s);
	} else if (*s->p == '!' || strncmp(s->p, "<!", 2) == 0) {
		s->p += *s->p == '!' ? 1 : 2;
		inner = alternation(s);
		contrary = true;
	} else if (*s->p == '<') {
		s->p++;
		if (*s->p == '=')
			s->p++;
		else
			free(pass_name(s, '>'));
		inner = alternation(s);
	} else if ((n = options(s)) > 0 && (s->p[n] == ':' || s->p[n] == ')')) {
		*none = s->p[n] == ')';
		s->p += n + (s->p[n] == ':');
		if (!*none)
			inner = alternation(s);
	} else
		s->lost = true;		/* conditions, recursion by number, comments */
	if (contrary)
		clauses_free(&inner);
	s->lost |= *s->p != ')';
	s->p += *s->p == ')';
	return inner;
}

static struct clauses
group(struct parse *s, bool *none)
{
	struct clauses inner = { 0 };

	*none = false;
	if (*s->p == '*' || ++s->depth > DEEP_MOST) {
		s->lost = true;		/* a verb */
		return inner;
	}
	if (*s->p == '?') {
		s->p++;
		inner = special_group(s, none);
	} else {
		inner = alternation(s);
		s->lost |= *s->p != ')';
		s->p += *s->p == ')';
	}
	s->depth--;
	return inner;
}

static void
end_run(struct clauses *all, struct buf *run)
{
	struct clause c = { 0 };

	if (run->len > 0)
		clause_put(&c, run->data, run->len);
	clauses_add(all, c);
	buf_reset(run);
}

/* One thing and its repetition; a character that stands for itself goes on the run. */
static void
item(struct parse *s, struct clauses *all, struct buf *run)
{
	struct clauses inner = { 0 };
	unsigned long least;
	char c = *s->p++, itself = 0;
	bool none = false, repeated;

	if (c == '(')
		inner = group(s, &none);
	else if (c == '[')
		pass_class(s);
	else if (c == '\\')
		itself = pass_escape(s);
	else if (strchr(".^$", c) == NULL && (unsigned char)c < 0x80)
		itself = c;
	else
		while (((unsigned char)*s->p & 0xc0) == 0x80)
			s->p++;		/* the rest of a letter of several bytes */
	if (none)
		return;
	repeated = repetition(s, &least);
	if (itself == 0 || (repeated && least == 0))
		end_run(all, run);
	if (least > 0 && itself != 0)
		buf_addc(run, (char)tolower((unsigned char)itself));
	if (repeated)
		end_run(all, run);
	if (least > 0)
		clauses_move(all, &inner);
	clauses_free(&inner);
}

static struct clauses
sequence(struct parse *s)
{
	struct clauses all = { 0 };
	struct buf run = BUF_INIT;

	while (*s->p != '\0' && *s->p != '|' && *s->p != ')' && !s->lost)
		item(s, &all, &run);
	end_run(&all, &run);
	buf_free(&run);
	return all;
}

static struct clauses
alternation(struct parse *s)
{
	struct clauses all = sequence(s), one = { 0 };
	struct clause sides = { 0 }, side;
	bool each = true;

	if (*s->p != '|')
		return all;
	side = clauses_best(&all);
	for (;;) {
		each &= side.n > 0 && sides.n + side.n <= STRINGS_MOST;
		for (size_t i = 0; i < side.n && each; i++)
			clause_put(&sides, side.strings[i], strlen(side.strings[i]));
		clause_free(&side);
		if (*s->p != '|' || s->lost)
			break;
		s->p++;
		all = sequence(s);
		side = clauses_best(&all);
	}
	if (each)
		clauses_add(&one, sides);
	else
		clause_free(&sides);
	return one;
}

/* ---- prints ---- */

static uint16_t
bit_of(unsigned a, unsigned b, unsigned c)
{
	uint32_t h = (a | b << 8 | c << 16) * 2654435761u;

	return (uint16_t)(h >> 17);	/* 15 bits: PRINT_BITS */
}

static void
mark(struct print *print, uint16_t bit)
{
	print->bits[bit >> 3] |= (unsigned char)(1 << (bit & 7));
}

/*
 * A letter as it is compared: small. Two letters beyond ASCII are s and k where case is of no
 * account: the long s, and the sign of kelvin.
 */
static unsigned
letter_at(const unsigned char *p, size_t n, size_t *len)
{
	*len = 1;
	if (*p < 0x80)
		return (unsigned)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
	if (n >= 2 && p[0] == 0xc5 && p[1] == 0xbf)
		return *len = 2, 's';
	if (n >= 3 && p[0] == 0xe2 && p[1] == 0x84 && p[2] == 0xaa)
		return *len = 3, 'k';
	return *p;
}

void
print_of(const char *text, size_t n, struct print *print)
{
	const unsigned char *p = (const unsigned char *)text;
	unsigned a = 0, b = 0, c;

	memset(print, 0, sizeof(*print));
	for (size_t i = 0, len; i < n; i += len) {
		c = letter_at(p + i, n - i, &len);
		mark(print, bit_of(c, 0, 0));
		if (b != 0)
			mark(print, bit_of(b, c, 0));
		if (a != 0)
			mark(print, bit_of(a, b, c));
		a = b;
		b = c;
	}
}

/* ---- needs ---- */

static void
put_code(struct need *n, size_t value)
{
	n->code = grow(n->code, n->n, sizeof(*n->code));
	n->code[n->n++] = (uint16_t)value;
}

static void
put_string(struct need *n, const char *s)
{
	const unsigned char *u = (const unsigned char *)s;
	size_t len = strlen(s), triples = len - 2;

	if (len < 3) {
		put_code(n, 1);
		put_code(n, bit_of(u[0], u[1], 0));
		return;
	}
	if (triples > TRIPLES_MOST)
		triples = TRIPLES_MOST;
	put_code(n, triples);
	for (size_t i = 0; i < triples; i++)
		put_code(n, bit_of(u[i], u[i + 1], u[i + 2]));
}

struct need *
need_of(const char *pattern, const struct need_parts *parts)
{
	struct parse s = { .p = pattern, .parts = parts };
	struct clauses all = alternation(&s);
	struct need *n = NULL;

	if (!s.lost && *s.p == '\0' && all.n > 0) {
		n = xcalloc(1, sizeof(*n));
		for (size_t i = 0; i < all.n; i++) {
			put_code(n, all.items[i].n);
			for (size_t k = 0; k < all.items[i].n; k++)
				put_string(n, all.items[i].strings[k]);
		}
	}
	clauses_free(&all);
	return n;
}

struct need_parts *
need_parts_new(void)
{
	return xcalloc(1, sizeof(struct need_parts));
}

void
need_parts_add(struct need_parts *parts, const char *name, const char *text)
{
	struct parse s = { .p = text, .parts = parts };
	struct clauses all = alternation(&s);

	if (s.lost || *s.p != '\0')
		clauses_free(&all);
	parts->items = grow(parts->items, parts->n, sizeof(*parts->items));
	parts->items[parts->n++] = (struct part){ xstrdup(name), clauses_best(&all) };
}

void
need_parts_free(struct need_parts *parts)
{
	if (parts == NULL)
		return;
	for (size_t i = 0; i < parts->n; i++) {
		clause_free(&parts->items[i].best);
		free(parts->items[i].name);
	}
	free(parts->items);
	free(parts);
}

void
need_free(struct need *n)
{
	if (n != NULL)
		free(n->code);
	free(n);
}

bool
need_met(const struct need *n, const struct print *print)
{
	for (size_t i = 0; i < n->n;) {
		size_t strings = n->code[i++];
		bool one = false;

		for (; strings > 0; strings--) {
			size_t end = i + 1 + n->code[i], k = one ? end : i + 1;

			while (k < end && (print->bits[n->code[k] >> 3] >> (n->code[k] & 7) & 1))
				k++;
			one |= k == end;
			i = end;
		}
		if (!one)
			return false;
	}
	return true;
}
