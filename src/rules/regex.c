/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The only file that knows PCRE2. No JIT: it needs memory that is writable and executable. The
 * limits stop every known bad pattern within a few milliseconds (match limit), with bounded depth
 * and heap. Whoever reads a letter validates its text once; here the check is switched off, because
 * it would cost more than the matching.
 *
 * Hundreds of patterns look through one text, and most of them for the same things. Three things keep
 * that cheap, and none changes what is found: a pattern that needs a word which the text lacks is not begun
 * (rules/need.h); whether a part that patterns share ("a person's name") fits at a place is tried once
 * and remembered for all of them, for which each call of a part is preceded by a callout that lets the match
 * fail where the part does not fit; and before that stands a look-ahead with the letters that the part can
 * begin with, by which PCRE2 passes over all other places by itself. A look-ahead that asks for nothing but parts
 * ("no stop word here") is answered by the callout alone: such a pattern does without the parts' definitions.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "rules/need.h"
#include "rules/regex.h"

#define MATCH_LIMIT 200000
#define DEPTH_LIMIT 5000
#define HEAP_LIMIT_KIB 8192
#define WEAK_LINE 256	/* bytes; what backtracks without end is over the limit long before */

/* a phrase does not begin or end inside a word */
#define BEFORE_PHRASE "(?<![\\p{L}\\p{N}])(?:"
#define BEHIND_PHRASE ")(?![\\p{L}\\p{N}])"

#define MODES 8			/* REGEX_EXACT, REGEX_PHRASE and REGEX_LINE in each combination */
#define NESTED_MOST 16		/* parts that use parts */
#define SUBJECTS 4		/* texts that are searched in turn: a line, the text, its running form */
#define SUBJECT_MOST (128u << 10)	/* bytes; a longer one is not remembered */
#define PLACES_MOST 16		/* places in a text where a pattern is tried by itself; then PCRE2 looks on */

struct regex {
	pcre2_code *code;
	PCRE2_SIZE *groups; uint32_t n_groups;	/* of the last match: start and end of each */
	struct need *need;
	struct regex_parts *parts;	/* NULL: it calls none */
	unsigned mode;
};

/* What patterns call by its name, or what a look-ahead asks for, whose name is its text. */
struct part {
	char *name, *text;
	/* by itself, and its row in the table of a text, from 1; 0: no pattern of that mode calls it */
	pcre2_code *alone[MODES]; size_t row[MODES];
	char *begins[MODES];	/* what it can begin with, as a class in a look-ahead; NULL: anything */
	struct need *need;
};
struct regex_parts { struct part *items; size_t n, rows; struct need_parts *needs; };

/*
 * One for all patterns: PCRE2 keeps 20 KiB of frames with it, and a reader, which is forked, would else
 * pay for a copy of those of every pattern that it tries. A part is tried in the midst of a match, and so
 * needs another.
 */
static pcre2_match_data *shared, *nested[NESTED_MOST];
static uint32_t shared_pairs;
static size_t depth;
static pcre2_match_context *limits;

/* What is known of a text that was searched lately. Told apart by their bytes: memory is used again. */
struct subject {
	char *text; size_t n, room;	/* NULL: none yet */
	uint64_t used;
	struct print print;
	uint32_t *first;	/* as print_of gives it */
	/* does the part fit there: rows of n + 1 places; NULL: not asked yet */
	const struct regex_parts *parts;
	unsigned char *fits; size_t rows;
};
enum fit { FIT_UNKNOWN, FIT_NO, FIT_YES, FIT_UNDECIDED };

static struct subject subjects[SUBJECTS];
static struct { struct subject *subject; const struct regex *regex; } now;	/* the match under way */

/* ---- texts ---- */

static void
forget_parts(struct subject *s)
{
	free(s->fits);
	s->fits = NULL;
	s->parts = NULL;
}

/* What is known of a text; NULL: it is too long. */
static struct subject *
subject_of(const char *text, size_t n)
{
	static uint64_t clock;
	struct subject *s, *oldest = &subjects[0];

	if (n > SUBJECT_MOST)
		return NULL;
	for (s = subjects; s < subjects + SUBJECTS; s++) {
		if (s->text != NULL && s->n == n && memcmp(s->text, text, n) == 0) {
			s->used = ++clock;
			return s;
		}
		if (s->used < oldest->used)
			oldest = s;
	}
	s = oldest;
	forget_parts(s);
	if (s->text == NULL || s->room < n) {
		free(s->text);
		free(s->first);
		s->room = n < 256 ? 256 : n;
		s->text = xmalloc(s->room);
		s->first = xreallocarray(NULL, s->room + 1, sizeof(*s->first));
	}
	memcpy(s->text, text, n);
	s->n = n;
	s->used = ++clock;
	print_of(text, n, &s->print, s->first);
	return s;
}

/* ---- parts ---- */

/* Whether the part fits at that place, found out by a match of its own. */
static enum fit
try_part(const struct part *part, unsigned mode, const pcre2_callout_block *at)
{
	int rc;

	if (depth == NESTED_MOST ||
	    (nested[depth] == NULL && (nested[depth] = pcre2_match_data_create(1, NULL)) == NULL))
		return FIT_UNDECIDED;
	depth++;
	rc = pcre2_match(part->alone[mode], at->subject, at->subject_length, at->current_position,
	    PCRE2_NO_UTF_CHECK | PCRE2_ANCHORED, nested[depth - 1], limits);
	depth--;
	return rc == PCRE2_ERROR_NOMATCH ? FIT_NO : rc < 0 ? FIT_UNDECIDED : FIT_YES;
}

/* The same, remembered where the text is. */
static enum fit
fit_of(const struct part *part, const pcre2_callout_block *at)
{
	const struct regex_parts *parts = now.regex->parts;
	struct subject *s = now.subject;
	unsigned char *fit;

	if (s == NULL)
		return try_part(part, now.regex->mode, at);
	if (s->parts != parts || s->rows != parts->rows) {
		forget_parts(s);
		s->fits = xcalloc(parts->rows, s->n + 1);
		s->parts = parts;
		s->rows = parts->rows;
	}
	fit = &s->fits[(part->row[now.regex->mode] - 1) * (s->n + 1) + at->current_position];
	if (*fit == FIT_UNKNOWN && part->need != NULL &&
	    need_begin(part->need, s->first, at->current_position, at->current_position) > at->current_position)
		*fit = FIT_NO;
	if (*fit == FIT_UNKNOWN)
		*fit = (unsigned char)try_part(part, now.regex->mode, at);
	return *fit;
}

/*
 * "N" in front of the call of a part, "!N" and "=N" in the place of a look-ahead, which is decided here.
 * 1: the match fails at this place; less than 0: altogether.
 */
static int
announced(pcre2_callout_block *at, void *context)
{
	const struct regex_parts *parts = now.regex->parts;
	const char *what = (const char *)at->callout_string;
	const struct part *part;
	bool ahead;
	enum fit fit;

	(void)context;
	if (parts == NULL || what == NULL)
		return 0;
	ahead = *what == '!' || *what == '=';
	part = &parts->items[strtoul(what + ahead, NULL, 10) % parts->n];
	if (!ahead && (now.subject == NULL || part->row[now.regex->mode] == 0))
		return 0;
	fit = fit_of(part, at);
	if (ahead && fit == FIT_UNDECIDED)
		return PCRE2_ERROR_MATCHLIMIT;
	return fit == (*what == '!' ? FIT_YES : FIT_NO);
}

/* ---- patterns ---- */

/* Room for the match of a pattern with so many groups; the whole match is one. */
static bool
share(uint32_t pairs)
{
	if (limits == NULL && (limits = pcre2_match_context_create(NULL)) != NULL) {
		pcre2_set_match_limit(limits, MATCH_LIMIT);
		pcre2_set_depth_limit(limits, DEPTH_LIMIT);
		pcre2_set_heap_limit(limits, HEAP_LIMIT_KIB);
		pcre2_set_callout(limits, announced, NULL);
	}
	if (shared == NULL || pairs > shared_pairs) {
		pcre2_match_data_free(shared);
		shared = pcre2_match_data_create(pairs > 32 ? pairs : 32, NULL);
		shared_pairs = shared != NULL ? pcre2_get_ovector_count(shared) : 0;
	}
	return limits != NULL && shared != NULL;
}

/* Blanks outside of [classes] become \s+. Frees the pattern; the caller frees the result. */
static char *
with_any_blanks(char *pattern)
{
	struct buf b = BUF_INIT;
	bool in_class = false;

	for (const char *p = pattern; *p != '\0'; p++) {
		if (*p == '\\' && p[1] != '\0') {
			buf_add(&b, p++, 2);
			continue;
		}
		if (*p == '[' || *p == ']')
			in_class = *p == '[';
		if (*p == ' ' && !in_class) {
			bool optional = p[1] == '?' || p[1] == '*';

			buf_adds(&b, optional ? "\\s*" : "\\s+");
			p += optional;
		} else {
			buf_addc(&b, *p);
		}
	}
	free(pattern);
	return buf_take(&b);
}

struct regex_parts *
regex_parts_new(void)
{
	struct regex_parts *parts = xcalloc(1, sizeof(*parts));

	parts->needs = need_parts_new();
	return parts;
}

/* need: what is needed for it, and how it begins, as a pattern that fits the same. */
static void
add_part(struct regex_parts *parts, const char *name, const char *text, const char *need)
{
	parts->items = grow(parts->items, parts->n, sizeof(*parts->items));
	parts->items[parts->n++] =
	    (struct part){ .name = xstrdup(name), .text = xstrdup(text), .need = need_of(need, parts->needs) };
}

void
regex_parts_add(struct regex_parts *parts, const char *name, const char *text)
{
	char *blanks = with_any_blanks(xstrdup(text)), *call = xasprintf("(?&%s)", name);

	need_parts_add(parts->needs, name, blanks);
	add_part(parts, name, text, call);
	free(call);
	free(blanks);
}

void
regex_parts_free(struct regex_parts *parts)
{
	if (parts == NULL)
		return;
	for (size_t i = 0; i < SUBJECTS; i++)
		if (subjects[i].parts == parts)
			forget_parts(&subjects[i]);
	for (size_t i = 0; i < parts->n; i++) {
		for (size_t k = 0; k < MODES; k++)
			pcre2_code_free(parts->items[i].alone[k]), free(parts->items[i].begins[k]);
		need_free(parts->items[i].need);
		free(parts->items[i].name);
		free(parts->items[i].text);
	}
	need_parts_free(parts->needs);
	free(parts->items);
	free(parts);
}

/* Which part has that name; parts->n: none. */
static size_t
part_named(const struct regex_parts *parts, const char *name, size_t n)
{
	size_t i = 0;

	while (i < parts->n && (strlen(parts->items[i].name) != n || memcmp(parts->items[i].name, name, n) != 0))
		i++;
	return i;
}

/* Bytes of a group's begin, or of something that means the same whatever case counts around it. 0: it is neither. */
static size_t
plain(const char *p)
{
	static const char *const known[] = { "(?:", "\\b", "\\s", " ", "|", "?", "*", "+" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strncmp(p, known[i], strlen(known[i])) == 0)
			return strlen(known[i]);
	return 0;
}

/*
 * Whether "(?!...)" or "(?=...)" begins at p and holds nothing but calls of parts, alternatives, groups and blanks
 * of them: what stands around it, the case that counts there too, then makes no difference. Returns what is
 * behind it; NULL: it is none.
 */
static const char *
only_parts(const struct regex_parts *parts, const char *text, const char *p)
{
	size_t open = 1, calls = 0, n;

	if ((strncmp(p, "(?!", 3) != 0 && strncmp(p, "(?=", 3) != 0) || (p > text && p[-1] == '\\'))
		return NULL;
	for (p += 3; open > 0; p += n) {
		const char *end = strncmp(p, "(?&", 3) == 0 ? strchr(p, ')') : NULL;

		if (end != NULL && part_named(parts, p + 3, (size_t)(end - p) - 3) < parts->n) {
			calls++;
			n = (size_t)(end - p) + 1;
		} else if (*p == ')') {
			open--;
			n = 1;
		} else if ((n = plain(p)) > 0) {
			open += *p == '(';
		} else {
			return NULL;
		}
	}
	return calls > 0 && (*p == '\0' || strchr("?*+{", *p) == NULL) ? p : NULL;
}

/*
 * The next call of a part in a text, "(?&name)", or look-ahead for nothing but parts, from *from to behind
 * *end; *i: which, parts->n: there is none of that name, or no such look-ahead yet.
 */
static bool
next_call(const struct regex_parts *parts, const char *text, const char **from, const char **end, size_t *i)
{
	for (const char *p = text; (p = strstr(p, "(?")) != NULL; p += 2) {
		*from = p;
		*end = only_parts(parts, text, p);
		if (*end == NULL && p[2] == '&' && (*end = strchr(p, ')')) != NULL)
			++*end;
		if (*end == NULL)
			continue;
		*i = part_named(parts, p + 3, (size_t)(*end - p) - 4);
		return true;
	}
	return false;
}

/*
 * The text with each call of a part announced, behind what it begins with, and with callouts for look-aheads;
 * added to what b holds. Which parts it calls is marked.
 */
static void
add_announced(struct buf *b, const char *text, const struct regex_parts *parts, unsigned mode, bool *called)
{
	const char *p = text, *from, *end;
	size_t i;

	for (; next_call(parts, p, &from, &end, &i); p = end) {
		bool ahead = from[2] != '&';

		buf_add(b, p, (size_t)(from - p));
		if (ahead && i < parts->n && parts->items[i].row[mode] != 0) {
			buf_addf(b, "(?C\"%c%zu\")", from[2], i);
		} else if (ahead || i == parts->n) {
			end = from + 3;
			buf_add(b, from, 3);
		} else {
			called[i] = true;
			buf_addf(b, "(?:%s(?C\"%zu\")%.*s)",
			    parts->items[i].begins[mode] != NULL ? parts->items[i].begins[mode] : "", i,
			    (int)(end - from), from);
		}
	}
	buf_adds(b, p);
}

/*
 * The pattern before the definitions of the parts that it calls, and of those that they call: put in
 * place each time they would make it too large. Before, so that PCRE2 sees how it begins, and its own
 * groups have the low numbers: a step costs more the higher the last group that is set. Parts only call
 * those before them. *ahead: bytes before the pattern. The caller frees.
 */
static char *
with_parts(const char *pattern, const struct regex_parts *parts, unsigned mode, size_t *ahead)
{
	struct buf b = BUF_INIT;
	bool *called;

	*ahead = 0;
	if (parts == NULL || strstr(pattern, "(?&") == NULL)
		return xstrdup(pattern);
	called = xcalloc(parts->n + 1, sizeof(*called));
	buf_adds(&b, "(?:");
	*ahead = b.len;
	add_announced(&b, pattern, parts, mode, called);
	buf_adds(&b, ")");
	for (size_t i = parts->n; i-- > 0;) {
		if (!called[i])
			continue;
		buf_addf(&b, "(?(DEFINE)(?<%s>", parts->items[i].name);
		add_announced(&b, parts->items[i].text, parts, mode, called);
		buf_adds(&b, "))");
	}
	free(called);
	return buf_take(&b);
}

/* NULL with *error and *offset when PCRE2 does not take it. */
static pcre2_code *
compile(const char *text, unsigned flags, PCRE2_SIZE *offset, int *error)
{
	uint32_t options = PCRE2_UTF | PCRE2_DOTALL | PCRE2_NEVER_BACKSLASH_C;
	pcre2_code *code;

	if (!(flags & REGEX_EXACT))
		options |= PCRE2_CASELESS;
	if (flags & REGEX_LINE)
		options |= PCRE2_MULTILINE;
	code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, options, error, offset, NULL);
	if (code == NULL && *error == PCRE2_ERROR_HEAP_FAILED)
		out_of_memory();
	return code;
}

static unsigned
mode_of(unsigned flags)
{
	return (flags & REGEX_EXACT ? 1u : 0) | (flags & REGEX_PHRASE ? 2u : 0) | (flags & REGEX_LINE ? 4u : 0);
}

/* As a class has it: by itself where it means itself. */
static void
add_letter(struct buf *b, unsigned c)
{
	if (isalnum((int)c))
		buf_addc(b, (char)c);
	else
		buf_addf(b, "\\x%02x", c);
}

/*
 * "(?=[...])" with what a pattern can begin with, as PCRE2 tells it; of letters beyond ASCII all or none
 * (all as what is not listed: where case is of no account PCRE2 would walk through a range of them). Where
 * a pattern begins with a call, PCRE2 then knows the places to begin at. The case that counts is the part's,
 * whatever stands around the call. NULL: anything.
 */
static char *
beginning(const pcre2_code *code)
{
	struct buf b = BUF_INIT;
	const uint8_t *bits = NULL;
	bool beyond = false, listed = false;

	pcre2_pattern_info(code, PCRE2_INFO_FIRSTBITMAP, &bits);
	if (bits == NULL)
		return NULL;
	for (unsigned i = 16; i < 32; i++)
		beyond |= bits[i] != 0;
	buf_adds(&b, beyond ? "(?=(?-i)[^" : "(?=(?-i)[");
	for (unsigned c = 0; c < 128; c++) {
		unsigned from = c;

		while (c < 128 && (bits[c / 8] >> (c % 8) & 1) != beyond)
			c++;
		if (c > from)
			add_letter(&b, from);
		if (c > from + 2)
			buf_addc(&b, '-');
		if (c > from + 1)
			add_letter(&b, c - 1);
		listed |= c > from;
	}
	buf_adds(&b, "])");
	if (listed)
		return buf_take(&b);
	buf_free(&b);
	return NULL;
}

static void compile_parts(const char *text, unsigned flags, struct regex_parts *parts);

/* A part, and those that it calls, as a pattern by itself. */
static void
compile_part(size_t i, unsigned flags, struct regex_parts *parts)
{
	unsigned mode = mode_of(flags);
	pcre2_code *code;
	PCRE2_SIZE offset;
	size_t ahead;
	char *alone;
	int error;

	if (parts->items[i].row[mode] != 0)
		return;
	compile_parts(parts->items[i].text, flags, parts);
	alone = with_parts(parts->items[i].text, parts, mode, &ahead);
	if (flags & REGEX_PHRASE)
		alone = with_any_blanks(alone);
	code = compile(alone, flags, &offset, &error);
	if (code != NULL) {
		parts->items[i].alone[mode] = code;
		parts->items[i].row[mode] = ++parts->rows;
		parts->items[i].begins[mode] = beginning(code);
	}
	free(alone);
}

/* The parts that the text calls, and what it looks ahead for. */
static void
compile_parts(const char *text, unsigned flags, struct regex_parts *parts)
{
	const char *from, *end;
	size_t i;

	for (const char *p = text; next_call(parts, p, &from, &end, &i); p = end) {
		if (from[2] != '&' && i == parts->n) {
			char *ahead = xstrndup(from + 3, (size_t)(end - from) - 4);
			char *blanks = with_any_blanks(xstrdup(ahead));

			add_part(parts, ahead, ahead, blanks);
			free(blanks);
			free(ahead);
		}
		if (i < parts->n)
			compile_part(i, flags, parts);
	}
}

struct regex *
regex_new(const char *pattern, unsigned flags, struct regex_parts *parts, size_t *at, char *why, size_t n)
{
	struct regex *r = xcalloc(1, sizeof(*r));
	PCRE2_SIZE offset = 0;
	size_t ahead;
	char *text, *edged;
	int code = 0;

	r->mode = mode_of(flags);
	if (parts != NULL && strstr(pattern, "(?&") != NULL) {
		r->parts = parts;
		compile_parts(pattern, flags, parts);
	}
	text = with_parts(pattern, parts, r->mode, &ahead);
	if (flags & REGEX_PHRASE) {
		text = with_any_blanks(text);
		edged = xasprintf(BEFORE_PHRASE "%s" BEHIND_PHRASE, text);
		free(text);
		text = edged;
		ahead += strlen(BEFORE_PHRASE);
	}
	r->code = compile(text, flags, &offset, &code);
	if (r->code == NULL) {
		*at = offset > ahead ? offset - ahead : 0;
		if (*at > strlen(pattern))
			*at = strlen(pattern);
		pcre2_get_error_message(code, (PCRE2_UCHAR *)why, n);
		free(text);
		regex_free(r);
		return NULL;
	}
	free(text);
	text = flags & REGEX_PHRASE ? with_any_blanks(xstrdup(pattern)) : xstrdup(pattern);
	r->need = need_of(text, parts != NULL ? parts->needs : NULL);
	free(text);
	pcre2_pattern_info(r->code, PCRE2_INFO_CAPTURECOUNT, &r->n_groups);
	r->groups = xcalloc(++r->n_groups, 2 * sizeof(*r->groups));
	if (!share(r->n_groups))
		out_of_memory();
	return r;
}

void
regex_free(struct regex *r)
{
	if (r == NULL)
		return;
	pcre2_code_free(r->code);
	need_free(r->need);
	free(r->groups);
	free(r);
}

/* pcre2_match from a place on, or only there; where the pattern cannot begin is passed over. */
static int
match(struct regex *r, struct subject *subject, const char *text, size_t n, size_t from, bool anchored)
{
	const struct need *need = subject != NULL ? r->need : NULL;
	size_t to = anchored ? from : n;

	if (need != NULL && !need_met(need, &subject->print))
		return PCRE2_ERROR_NOMATCH;
	for (size_t tries = 0;; from++) {
		bool here = anchored || (need != NULL && need_begins(need) && tries++ < PLACES_MOST);
		int rc;

		if (need != NULL && (from = need_begin(need, subject->first, from, to)) > to)
			return PCRE2_ERROR_NOMATCH;
		rc = pcre2_match(r->code, (PCRE2_SPTR)text, n, from,
		    PCRE2_NO_UTF_CHECK | (here ? PCRE2_ANCHORED : 0), shared, limits);
		if (rc != PCRE2_ERROR_NOMATCH || !here || from == to)
			return rc;
	}
}

/* As regex_find; subject: what is known of the text, NULL: nothing. */
static enum found
find_in(struct regex *r, struct subject *subject, const char *text, size_t n, size_t from, bool anchored,
    struct span *m)
{
	PCRE2_SIZE *at = r->groups;
	int rc;

	now.subject = subject;
	now.regex = r;
	rc = match(r, subject, text, n, from, anchored);
	if (rc == PCRE2_ERROR_NOMATCH)
		return FOUND_NO;
	if (rc < 0)
		return FOUND_UNDECIDED;
	memcpy(at, pcre2_get_ovector_pointer(shared), r->n_groups * 2 * sizeof(*at));
	m->start = at[0];
	m->end = at[1] < at[0] ? at[0] : at[1];	/* \K can turn them round */
	return FOUND_YES;
}

enum found
regex_find(struct regex *r, const char *text, size_t n, size_t from, bool anchored, struct span *m)
{
	return find_in(r, r->need != NULL || r->parts != NULL ? subject_of(text, n) : NULL, text, n, from,
	    anchored, m);
}

bool
regex_has_group(const struct regex *r, const char *name)
{
	return pcre2_substring_number_from_name(r->code, (PCRE2_SPTR)name) > 0;
}

bool
regex_group(const struct regex *r, const char *name, struct span *m)
{
	PCRE2_SPTR first, last, entry;
	const PCRE2_SIZE *at = r->groups;
	int size = pcre2_substring_nametable_scan(r->code, (PCRE2_SPTR)name, &first, &last);
	bool found = false;

	if (size <= 0)
		return false;
	for (entry = first; entry <= last; entry += size) {
		unsigned group = (unsigned)entry[0] << 8 | entry[1];

		if (group < r->n_groups && at[2 * group] != PCRE2_UNSET &&
		    (!found || at[2 * group + 1] - at[2 * group] > m->end - m->start)) {
			m->start = at[2 * group];
			m->end = at[2 * group + 1];
			found = true;
		}
	}
	return found;
}

static bool
fits(struct regex *r, const char *text)
{
	struct span m;

	return find_in(r, NULL, text, strlen(text), 0, false, &m) == FOUND_YES;
}

const char *
regex_weak(struct regex *r)
{
	static const char fill[] = { 'a', '1', ' ', '-', '.' };
	char line[WEAK_LINE];
	struct span m;

	if (fits(r, ""))
		return "cocok dengan teks kosong";
	if (fits(r, "q") && fits(r, "7") && fits(r, ","))
		return "cocok dengan huruf apa saja";
	for (size_t i = 0; i < sizeof(fill); i++) {
		memset(line, fill[i], sizeof(line));
		line[sizeof(line) - 1] = '!';
		if (find_in(r, NULL, line, sizeof(line), 0, true, &m) == FOUND_UNDECIDED)
			return "terlalu rumit: tidak selesai pada baris yang panjang";
	}
	return NULL;
}
