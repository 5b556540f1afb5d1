/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pattern is read by descent into clauses: of the strings of each, one at least stands in whatever
 * fits. "lupa (sandi|pin)+ kami" has three: lupa; sandi or pin; kami. Of an alternation the dearest
 * clause of each side makes one; what may be left out, looks ahead for the contrary, or is a class,
 * gives none. A construct that could change the meaning of what follows ((?x), \Q, verbs) ends it:
 * nothing is needed then.
 *
 * On the way the first three letters of all that fits are gathered: "lup" of that pattern. Digits count as one
 * letter, and so do blanks.
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
#define BEGINS_MOST 250		/* of more, fewer letters are kept */
#define CLASS_MOST 12		/* letters of a class that are told apart */

struct clause { char **strings; size_t n; };
struct clauses { struct clause *items; size_t n; };
/*
 * How what fits may begin: up to three letters, the first in the lowest byte, and their number in the
 * highest. OPEN: anything may follow; else what the pattern goes on with. Where it is of no account any
 * more how something begins, NULL stands for what would gather it.
 */
struct begins { uint32_t *items; size_t n; };
struct part { char *name; struct clause best; struct begins begins; };
struct need_parts { struct part *items; size_t n; };

struct parse {
	const char *p;
	const struct need_parts *parts;	/* NULL: none */
	unsigned depth;
	bool lost;		/* something that is not understood */
};

/*
 * For each clause: how many strings; for each string: how many hashes, and these. Where a fit can begin: at which
 * letters, and at which hashes of one, two or three letters; NULL: anywhere.
 */
struct start { uint32_t letters[8], hashes[32]; bool lengths[4]; };
struct need { uint16_t *code; size_t n; struct start *start; };

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

/* ---- how a fit begins ---- */
#define LENGTH(b) ((b) >> 24 & 3)
#define OPEN (1u << 26)
#define LETTERS(b) ((b) & 0xffffff)
#define FULL(b) (LENGTH(b) == 3 || ((b) & OPEN))

static void
begins_free(struct begins *all)
{
	free(all->items);
	*all = (struct begins){ 0 };
}

static void
begins_put(struct begins *all, uint32_t b)
{
	if (all == NULL)
		return;
	if (LENGTH(b) == 3)
		b |= OPEN;
	for (size_t i = 0; i < all->n; i++)
		if (all->items[i] == b)
			return;
	all->items = grow(all->items, all->n, sizeof(*all->items));
	all->items[all->n++] = b;
}

/* Of each at most so many letters. */
static void
begins_cut(struct begins *all, unsigned most)
{
	struct begins cut = { 0 };

	for (size_t i = 0; i < all->n; i++) {
		uint32_t b = all->items[i];

		if (LENGTH(b) > most)
			b = (LETTERS(b) & ((1u << 8 * most) - 1)) | most << 24 | OPEN;
		begins_put(&cut, b);
	}
	begins_free(all);
	*all = cut;
}

static void
begins_limit(struct begins *all)
{
	for (unsigned most = 2; all->n > BEGINS_MOST; most--)
		begins_cut(all, most);
}

static void
begins_or(struct begins *all, const struct begins *other)
{
	for (size_t i = 0; i < other->n; i++)
		begins_put(all, other->items[i]);
	begins_limit(all);
}

static void
begins_open(struct begins *all)
{
	struct begins open = { 0 };

	for (size_t i = 0; i < all->n; i++)
		begins_put(&open, all->items[i] | OPEN);
	begins_free(all);
	*all = open;
}

/* What goes on with one of `next`. True: whatever follows makes no difference. */
static bool
begins_then(struct begins *all, const struct begins *next)
{
	struct begins both = { 0 };
	bool full = true;

	for (size_t i = 0; i < all->n; i++) {
		uint32_t a = all->items[i];

		if (FULL(a))
			begins_put(&both, a);
		for (size_t k = 0; k < next->n && !FULL(a); k++) {
			uint32_t b = next->items[k], n = LENGTH(a) + LENGTH(b);

			begins_put(&both, LETTERS(a | b << 8 * LENGTH(a)) | (n < 3 ? n : 3) << 24 | (b & OPEN));
		}
		begins_limit(&both);
	}
	begins_free(all);
	*all = both;
	for (size_t i = 0; i < all->n && full; i++)
		full = FULL(all->items[i]);
	return full;
}

/* As letters are compared here: small, each digit a 0, each blank a blank. */
static unsigned
alike(unsigned c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : c >= '0' && c <= '9' ? '0' : c >= '\t' && c <= '\r' ? ' ' : c;
}

static void
begins_letter(struct begins *all, unsigned c)
{
	begins_put(all, alike(c) | 1u << 24);
}

/* ---- reading a pattern ---- */

static struct clauses alternation(struct parse *s, struct begins *begins);

/* The repetition that stands here, passed over; *least: how often at least; *once: and not more than once. False: none. */
static bool
repetition(struct parse *s, unsigned long *least, bool *once)
{
	const char *p = s->p;
	char *end;

	*least = 1;
	*once = *p == '?';
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

/* The letters of a class, from behind "[" to its end, where they are few and plain; else nothing is known of it. */
static void
class_begins(const char *p, const char *end, struct begins *begins)
{
	static const char known[] = "-.,;:/()!?\"'&#@%+=<>_*|~";

	for (; p < end && begins->n <= CLASS_MOST; p++) {
		if (p[0] == '0' && p[1] == '-' && p[2] == '9')
			p += 2;
		else if ((!isalnum((unsigned char)*p) && *p != ' ' && strchr(known, *p) == NULL) ||
		    (p[1] == '-' && p + 2 < end))
			break;
		begins_letter(begins, (unsigned char)*p);
	}
	if (p < end || begins->n == 0) {
		begins->n = 0;
		begins_put(begins, OPEN);
	}
}

/* Behind "[": to behind its end. */
static void
pass_class(struct parse *s, struct begins *begins)
{
	const char *p = s->p, *from = p;

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
	if (begins != NULL)
		class_begins(from, p, begins);
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

/* What the part that is called needs, and how it begins. */
static struct clauses
called(const struct need_parts *parts, const char *name, struct begins *begins)
{
	struct clauses all = { 0 };
	struct clause copy = { 0 };

	for (size_t i = 0; parts != NULL && i < parts->n; i++) {
		const struct part *part = &parts->items[i];

		if (strcmp(part->name, name) != 0)
			continue;
		if (begins != NULL)
			begins_or(begins, &part->begins);
		for (size_t k = 0; k < part->best.n; k++)
			clause_put(&copy, part->best.strings[k], strlen(part->best.strings[k]));
	}
	if (begins != NULL && begins->n == 0)
		begins_put(begins, OPEN);
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
special_group(struct parse *s, bool *none, struct begins *begins)
{
	struct clauses inner = { 0 };
	bool contrary = false, around = false;
	size_t n;

	if (*s->p == '&') {
		char *name;

		s->p++;
		name = pass_name(s, ')');
		inner = called(s->parts, name, begins);
		free(name);
		return inner;
	}
	if (*s->p == ':' || *s->p == '>' || *s->p == '|' || *s->p == '=') {
		around = *s->p++ == '=';
		inner = alternation(s, around ? NULL : begins);
	} else if (*s->p == '!' || strncmp(s->p, "<!", 2) == 0) {
		s->p += *s->p == '!' ? 1 : 2;
		inner = alternation(s, NULL);
		around = contrary = true;
	} else if (*s->p == '<') {
		s->p++;
		around = *s->p == '=';
		if (around)
			s->p++;
		else
			free(pass_name(s, '>'));
		inner = alternation(s, around ? NULL : begins);
	} else if ((n = options(s)) > 0 && (s->p[n] == ':' || s->p[n] == ')')) {
		*none = s->p[n] == ')';
		s->p += n + (s->p[n] == ':');
		if (!*none)
			inner = alternation(s, begins);
	} else
		s->lost = true;		/* conditions, recursion by number, comments */
	if (contrary)
		clauses_free(&inner);
	if (around)
		begins_put(begins, 0);
	s->lost |= *s->p != ')';
	s->p += *s->p == ')';
	return inner;
}

static struct clauses
group(struct parse *s, bool *none, struct begins *begins)
{
	struct clauses inner = { 0 };

	*none = false;
	if (*s->p == '*' || ++s->depth > DEEP_MOST) {
		s->lost = true;		/* a verb */
		return inner;
	}
	if (*s->p == '?') {
		s->p++;
		inner = special_group(s, none, begins);
	} else {
		inner = alternation(s, begins);
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

/* One thing, its repetition apart: what stands for itself, or 0, what is in it, and how it begins. */
static char
thing(struct parse *s, struct clauses *inner, struct begins *begins, bool *none)
{
	char c = *s->p++, itself = 0;

	if (c == '(') {
		*inner = group(s, none, begins);
	} else if (c == '[') {
		pass_class(s, begins);
	} else if (c == '\\') {
		char what = *s->p;

		itself = pass_escape(s);
		if (itself == 0)
			begins_put(begins, strchr("bBAzZ", what) != NULL ? 0 : what == 's' ? ' ' | 1u << 24
			    : what == 'd' ? '0' | 1u << 24 : OPEN);
	} else if (c == '^' || c == '$') {
		begins_put(begins, 0);
	} else if (c != '.' && (unsigned char)c < 0x80) {
		itself = c;
	} else {
		begins_put(begins, OPEN);
		while (((unsigned char)*s->p & 0xc0) == 0x80)
			s->p++;		/* the rest of a letter of several bytes */
	}
	if (itself != 0)
		begins_letter(begins, (unsigned char)itself);
	return itself;
}

/*
 * One thing and its repetition; a character that stands for itself goes on the run. True: how what fits
 * begins is known, whatever follows.
 */
static bool
item(struct parse *s, struct clauses *all, struct buf *run, struct begins *begins)
{
	struct clauses inner = { 0 };
	struct begins own = { 0 };
	unsigned long least;
	bool none = false, repeated, once, begun = false;
	char itself = thing(s, &inner, begins != NULL ? &own : NULL, &none);

	if (none)
		return false;
	repeated = repetition(s, &least, &once);
	if (begins != NULL) {
		if (repeated && !once)
			begins_open(&own);
		if (least == 0)
			begins_put(&own, 0);
		begun = begins_then(begins, &own);
		begins_free(&own);
	}
	if (itself == 0 || (repeated && least == 0))
		end_run(all, run);
	if (least > 0 && itself != 0)
		buf_addc(run, (char)tolower((unsigned char)itself));
	if (repeated)
		end_run(all, run);
	if (least > 0)
		clauses_move(all, &inner);
	clauses_free(&inner);
	return begun;
}

static struct clauses
sequence(struct parse *s, struct begins *begins)
{
	struct clauses all = { 0 };
	struct buf run = BUF_INIT;

	begins_put(begins, 0);
	while (*s->p != '\0' && *s->p != '|' && *s->p != ')' && !s->lost)
		if (item(s, &all, &run, begins))
			begins = NULL;
	end_run(&all, &run);
	buf_free(&run);
	return all;
}

static struct clauses
alternation(struct parse *s, struct begins *begins)
{
	struct clauses all = sequence(s, begins), one = { 0 };
	struct clause sides = { 0 }, side;
	struct begins other = { 0 };
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
		all = sequence(s, begins != NULL ? &other : NULL);
		if (begins != NULL)
			begins_or(begins, &other);
		begins_free(&other);
		side = clauses_best(&all);
	}
	if (each)
		clauses_add(&one, sides);
	else
		clause_free(&sides);
	return one;
}

/* ---- prints ---- */

static uint32_t
hash_of(uint32_t letters)
{
	return letters * 2654435761u;
}

static uint16_t
bit_of(unsigned a, unsigned b, unsigned c)
{
	return (uint16_t)(hash_of(a | b << 8 | c << 16) >> 17);	/* 15 bits: PRINT_BITS */
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

/* For each place the letters that begin there, from the end: each is the one before those behind it. */
static void
first_letters(const unsigned char *p, size_t n, uint32_t *first)
{
	uint32_t behind = 0;

	memset(first, 0, (n + 1) * sizeof(*first));
	for (size_t i = n, len; i-- > 0;) {
		unsigned c = letter_at(p + i, n - i, &len);

		if (c == 0 || (p[i] & 0xc0) == 0x80)
			continue;
		behind = first[i] = LETTERS(behind << 8) | alike(c);
	}
}

void
print_of(const char *text, size_t n, struct print *print, uint32_t *first)
{
	const unsigned char *p = (const unsigned char *)text;
	unsigned a = 0, b = 0, c;

	if (first != NULL)
		first_letters(p, n, first);
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

/* 10 bits: those of struct start. */
static unsigned
start_bit(uint32_t letters)
{
	return hash_of(letters) >> 22;
}

/* NULL: it can begin anywhere. */
static struct start *
start_of(const struct begins *begins)
{
	struct start *start = xcalloc(1, sizeof(*start));

	for (size_t i = 0; i < begins->n; i++) {
		uint32_t b = begins->items[i], letters = LETTERS(b);
		unsigned h = start_bit(letters);

		if (LENGTH(b) == 0) {
			free(start);
			return NULL;
		}
		start->letters[(letters & 0xff) / 32] |= 1u << (letters & 31);
		start->hashes[h / 32] |= 1u << (h & 31);
		start->lengths[LENGTH(b)] = true;
	}
	return start;
}

struct need *
need_of(const char *pattern, const struct need_parts *parts)
{
	struct parse s = { .p = pattern, .parts = parts };
	struct begins begins = { 0 };
	struct clauses all = alternation(&s, &begins);
	struct start *start = NULL;
	struct need *n = NULL;

	if (!s.lost && *s.p == '\0') {
		start = start_of(&begins);
		if (all.n > 0 || start != NULL)
			n = xcalloc(1, sizeof(*n));
	}
	for (size_t i = 0; n != NULL && i < all.n; i++) {
		put_code(n, all.items[i].n);
		for (size_t k = 0; k < all.items[i].n; k++)
			put_string(n, all.items[i].strings[k]);
	}
	if (n != NULL)
		n->start = start;
	begins_free(&begins);
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
	struct begins begins = { 0 };
	struct clauses all = alternation(&s, &begins);

	if (s.lost || *s.p != '\0') {
		clauses_free(&all);
		begins_free(&begins);
	}
	parts->items = grow(parts->items, parts->n, sizeof(*parts->items));
	parts->items[parts->n++] = (struct part){ xstrdup(name), clauses_best(&all), begins };
}

void
need_parts_free(struct need_parts *parts)
{
	if (parts == NULL)
		return;
	for (size_t i = 0; i < parts->n; i++) {
		clause_free(&parts->items[i].best);
		begins_free(&parts->items[i].begins);
		free(parts->items[i].name);
	}
	free(parts->items);
	free(parts);
}

void
need_free(struct need *n)
{
	if (n == NULL)
		return;
	free(n->start);
	free(n->code);
	free(n);
}

bool
need_begins(const struct need *n)
{
	return n->start != NULL;
}

size_t
need_begin(const struct need *n, const uint32_t *first, size_t from, size_t to)
{
	const struct start *start = n->start;

	if (start == NULL)
		return from;
	for (size_t i = from; i <= to; i++) {
		uint32_t letters = first[i];

		if (!(start->letters[(letters & 0xff) / 32] >> (letters & 31) & 1))
			continue;
		for (unsigned k = 3; k > 0; k--) {
			unsigned h = start_bit(letters & ((1u << 8 * k) - 1));

			if (start->lengths[k] && (start->hashes[h / 32] >> (h & 31) & 1))
				return i;
		}
	}
	return to + 1;
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
