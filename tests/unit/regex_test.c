/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What makes patterns cheap must change nothing of what they find: what a pattern needs of a text
 * (rules/need.h), and parts that are tried once at a place. Each is held against the same pattern put in
 * a way for which neither is known: `(?:PATTERN)|(?!)` needs nothing, and a part in its place is no part.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "rules/need.h"
#include "rules/regex.h"
#include "test.h"

static uint32_t lot = 138;

static size_t
draw(size_t n)
{
	lot = lot * 1664525u + 1013904223u;
	return (lot >> 8) % n;
}

static struct regex *
compiled(const char *pattern, unsigned flags, struct regex_parts *parts)
{
	char why[160];
	size_t at;

	return regex_new(pattern, flags, parts, &at, why, sizeof(why));
}

/* -1: nothing is known that the pattern needs */
static int
met(const char *pattern, const char *text)
{
	struct need *n = need_of(pattern, NULL);
	struct print print;
	int rc = -1;

	print_of(text, strlen(text), &print, NULL);
	if (n != NULL)
		rc = need_met(n, &print);
	need_free(n);
	return rc;
}

static void
needs(void)
{
	static const struct { const char *pattern, *text; int met; } rows[] = {
		{ "lupa (sandi|pin)", "LUPA PIN", 1 }, { "lupa (sandi|pin)", "lupa kode", 0 },
		{ "^.{0,9} (ditulis|menulis):$", "Siti menulis:", 1 }, { "^.{0,9} (ditulis|menulis):$", "Siti tulis:", 0 },
		{ "lupa(?: sandi)?", "lupa", 1 }, { "(a|b?)", "x", -1 }, { "[a-z]+", "1", -1 }, { "lup[ae]", "lupi", 1 },
		{ "ab+c", "abbc", 1 }, { "ab*c", "ac", 1 }, { "ab{2}c", "abbc", 1 }, { "(?i:SANDI)", "sandi", 1 },
		{ "(?!lupa)sandi", "sandi", 1 }, { "(?<=lupa )sandi", "sandi", 0 }, { "(?=lupa)", "sandi", 0 },
		{ "[]x]lupa", "]lupa", 1 }, { "[^]]lupa", "xlup", 0 }, { "[[:alpha:]]]lupa", "a]lupa", 1 }, { "a\\.b", "a.b", 1 },
		{ "\\x{41}lupa", "Alupa", 1 }, { "\\p{Lu}lupa", "lup", 0 }, { "(?x) l u p a", "lupa", -1 }, { "\\Qlupa\\E", "x", -1 },
		{ "(*UCP)lupa", "x", -1 }, { "(a)\\1lupa", "aalupa", 1 }, { "x{,3}", "x{,3}", 1 }, { "sandi", "\xc5\xbf" "andi", 1 },
		{ "kode", "\xe2\x84\xaa" "ode", 1 }, { "", "x", -1 }, { "(?<v>lupa)\\k<v>", "lupalupa", 1 }, { "@", "siti", 0 },
		{ "(?:lupa|kelupaan)[^.]*(?:pin|sandi)", "lupa kunci", 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_int(met(rows[i].pattern, rows[i].text), rows[i].met, "%s in %s", rows[i].pattern, rows[i].text);
}

/* Where a fit can begin; one more than the text is long: nowhere. */
static size_t
begin(const char *pattern, const char *text)
{
	struct need *n = need_of(pattern, NULL);
	size_t len = strlen(text), at = 0;
	uint32_t *first = xreallocarray(NULL, len + 1, sizeof(*first));
	struct print print;

	print_of(text, len, &print, first);
	if (n != NULL)
		at = need_begin(n, first, 0, len);
	need_free(n);
	free(first);
	return at;
}

static void
begins(void)
{
	static const struct { const char *pattern, *text; size_t at; } rows[] = {
		{ "lupa (sandi|pin)", "saya LUPA", 5 }, { "lupa", "luka", 5 }, { "\\bsaya", "a saya", 2 }, { "s[ay]y?e", "si sye", 3 },
		{ "[0-9] tahun", "ke 7, 2 tahun", 6 }, { "[0-9]{2} tahun", "ke 7", 3 }, { "\\d\\s", "a1b2\tc", 3 }, { "(?:^|[.] )ya", "tanya. ya", 3 }, { "a?b", "xaxb", 3 },
		{ "a*bc", "xbxbc", 3 }, { "(?=lupa)l", "xyl", 2 }, { "(?<=x)lupa", "a lupa", 2 }, { "\\p{Lu}a", "xx", 0 }, { ".lupa", "xx", 0 },
		{ "(a|b|)", "x", 0 }, { "sandi", "x\xc5\xbf" "andi", 1 }, { "(?i:NIP|nik)", "no nik", 3 }, { "(?x)lupa", "x", 0 },
		{ "(?:pak|bu) x", "ibuk, bu x", 6 }, { "\xc3\xa9lan", "x", 0 }, { "ab{2}", "abab", 0 }, { "(?!lupa)sandi", "lupa sandi", 5 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_int(begin(rows[i].pattern, rows[i].text), rows[i].at, "%s begins in %s", rows[i].pattern, rows[i].text);
}

/* A pattern by lot: what rules are made of. */
static void
some_pattern(struct buf *b, int deep)
{
	static const char *const atoms[] = { "a", "b", "ab", "ba", "c", " ", "[ab]", "[^a]", ".", "\\.", "\\b", "^", "$", "\\p{L}", "(?i:A)",
		"[[:digit:]]", "1", "\\s", "\\d", "[a-c]", "[b1.]", "\\t", "[^b]", "\\x{c5}", "\\x{61}", "k", "S", "(?!(?&nama))", "(?=(?&angka))", "(?!(?:(?&angka)|(?&nama))\\b)", "(?=(?&nama)\\b|b)" };
	static const char *const groups[] = { "(", "(?:", "(?>", "(?=", "(?!", "(?<=a)(", "(?<!b)(", "(?i:", "(?&angka)(", "(?&nama)(?:", "(?<v>" };
	static const char *const times[] = { "", "", "", "?", "*", "+", "{2}", "{0,2}", "+?", "{1,}" };

	for (size_t n = 1 + draw(4); n > 0; n--) {
		if (deep > 0 && draw(3) == 0) {
			size_t which = draw(sizeof(groups) / sizeof(groups[0]));

			buf_adds(b, groups[which]);
			some_pattern(b, deep - 1);
			buf_adds(b, ")");
			buf_adds(b, which == 3 || which == 4 ? "" : times[draw(sizeof(times) / sizeof(times[0]))]);
		} else {
			buf_adds(b, atoms[draw(sizeof(atoms) / sizeof(atoms[0]))]);
		}
		if (draw(6) == 0)
			buf_addc(b, '|');
	}
}

static void
some_text(struct buf *b)
{
	static const char *const bits[] = { "a", "b", "ab", "A", "c", " ", "1", "12", "9", ".", "\t", "\n", "\xc5\xbf", "\xe2\x84\xaa", "siti" };

	for (size_t n = draw(14); n > 0; n--)
		buf_adds(b, bits[draw(sizeof(bits) / sizeof(bits[0]))]);
}

/* The parts of these patterns, in their place, with the case that counts in them. Caller frees. */
static char *
in_place(const char *pattern, bool exact)
{
	static const char *const parts[][2] = { { "(?&angka)", "[0-9]{1,2})" }, { "(?&nama)", "(?:siti|a(?:[0-9]{1,2})|b+)(?! ))" } };
	struct buf b = BUF_INIT;

	for (const char *p = pattern; *p != '\0';) {
		size_t i = 0;

		while (i < 2 && strncmp(p, parts[i][0], strlen(parts[i][0])) != 0)
			i++;
		if (i == 2)
			buf_addc(&b, *p++);
		else {
			buf_adds(&b, exact ? "(?-i:" : "(?i:");
			buf_adds(&b, parts[i][1]);
			p += strlen(parts[i][0]);
		}
	}
	buf_adds(&b, "");
	return buf_take(&b);
}

static void
by_lot(void)
{
	struct regex_parts *parts = regex_parts_new();
	size_t tried = 0, found = 0, wrong = 0;

	regex_parts_add(parts, "angka", "[0-9]{1,2}");
	regex_parts_add(parts, "nama", "(?:siti|a(?&angka)|b+)(?! )");
	for (int i = 0; i < 4000; i++) {
		static const unsigned modes[] = { 0, REGEX_EXACT, REGEX_PHRASE, REGEX_LINE, REGEX_EXACT | REGEX_LINE };
		unsigned flags = modes[draw(5)];
		struct buf pattern = BUF_INIT;
		struct regex *r, *plain;
		char *bare, *other;

		some_pattern(&pattern, 3);
		bare = in_place(buf_str(&pattern), flags & REGEX_EXACT);
		other = xasprintf("(?:%s)|(?!)", bare);
		r = compiled(buf_str(&pattern), flags, parts);
		plain = compiled(other, flags, NULL);
		for (int k = 0; k < 12 && r != NULL && plain != NULL; k++) {
			struct buf text = BUF_INIT;
			struct span a = { 0 }, c = { 0 };
			enum found one, two;
			bool anchored = draw(5) == 0;
			size_t from;

			some_text(&text);
			from = text.len > 0 && draw(3) == 0 ? draw(text.len) : 0;
			while ((buf_str(&text)[from] & 0xc0) == 0x80)
				from--;
			one = regex_find(r, buf_str(&text), text.len, from, anchored, &a);
			two = regex_find(plain, buf_str(&text), text.len, from, anchored, &c);
			tried++;
			found += two == FOUND_YES;
			if (two == FOUND_UNDECIDED)
				continue;	/* less work: what was at a limit may be decided */
			if (one != two || a.start != c.start || a.end != c.end) {
				wrong++;
				printf("# %s in \"%s\": %d %zu-%zu, should be %d %zu-%zu\n", buf_str(&pattern),
				    buf_str(&text), (int)one, a.start, a.end, (int)two, c.start, c.end);
			}
			buf_free(&text);
		}
		regex_free(r);
		regex_free(plain);
		free(bare);
		free(other);
		buf_free(&pattern);
	}
	ok(tried > 20000 && found > tried / 10 && found < tried * 9 / 10, "%zu patterns by lot, %zu fit", tried, found);
	is_int(wrong, 0, "and each finds what it finds without needs and parts");
	regex_parts_free(parts);
}

/* Parts belong to a place in one text: the same memory with other letters is another text. */
static void
texts(void)
{
	struct regex_parts *parts = regex_parts_new();
	struct regex *r;
	struct span m;
	char text[] = "x siti y";

	regex_parts_add(parts, "nama", "siti|budi");
	r = compiled("(?&nama) .", 0, parts);
	ok(regex_find(r, text, 8, 0, false, &m) == FOUND_YES && m.start == 2, "a part fits");
	memcpy(text, "x soto y", 8);
	ok(regex_find(r, text, 8, 0, false, &m) == FOUND_NO, "not in what was written over it");
	memcpy(text, "budi aku", 8);
	ok(regex_find(r, text, 8, 0, false, &m) == FOUND_YES && m.start == 0, "and fits elsewhere");
	ok(regex_find(r, text, 5, 0, false, &m) == FOUND_NO, "its end counts too");
	regex_free(r);
	r = compiled("(?&nama) (a|b)-\\1", 0, parts);
	ok(regex_find(r, "siti a-b budi b-b", 17, 0, false, &m) == FOUND_YES && m.start == 9, "groups are counted from the pattern's own first");
	regex_free(r);
	regex_parts_add(parts, "besar", "[A-Z\xc3\x89][a-z]+");
	r = compiled("(?i:NAMA (?&besar))", REGEX_EXACT, parts);
	ok(regex_find(r, "nama Budi", 9, 0, false, &m) == FOUND_YES, "a part keeps its own case where the pattern around it has none");
	ok(regex_find(r, "nama budi", 9, 0, false, &m) == FOUND_NO, "both ways");
	regex_free(r);
	r = compiled("(?i:NAMA (?!(?&besar))\\p{L}+)", REGEX_EXACT, parts);
	ok(regex_find(r, "nama Budi", 9, 0, false, &m) == FOUND_NO, "and where it is looked ahead for");
	ok(regex_find(r, "nama budi", 9, 0, false, &m) == FOUND_YES && m.end == 9, "both ways too");
	regex_free(r);
	r = compiled("\\(?!(?&nama)", 0, parts);
	ok(regex_find(r, "(!siti", 6, 0, false, &m) == FOUND_YES && m.start == 0, "a bracket that stands for itself begins no look-ahead");
	regex_free(r);
	r = compiled("x(?!(?&nama)|(?&nomor))", 0, parts);
	ok(r == NULL, "a part that nobody knows is a mistake, looked ahead for too");
	r = compiled("(?&nama) .", 0, NULL);
	ok(r == NULL, "and where there are no parts");
	regex_parts_free(parts);
}

int
main(void)
{
	needs();
	begins();
	by_lot();
	texts();
	return done();
}
