/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grammar of answers. The text is folded first (look-alike letters to what they look like,
 * invisible ones out), with a note of every byte that was not what it seemed; then all answer words
 * are found, and the text is consumed from its beginning. Promises: negation, condition, question,
 * two answers or disguised letters never act (tier 3); anything that is left over is tier 2 at
 * best; a pattern at its limit is reported, never taken for "no".
 */
#include "box/answer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "base/mem.h"
#include "box/charset.h"
#include "box/decision.h"
#include "box/trace.h"

#define ANSWER_MOST 16384	/* bytes of new text that are looked at for an answer */
#define HITS_MOST 400
#define SHORT_WORDS 8		/* a text so short is all answer: words count wherever they stand */
#define SPELLED_WORDS 12	/* in a longer text nobody's spelling is guessed at */
#define SPELLED_LETTERS 5	/* a shorter word has too many neighbours */
#define NEAR_BYTES 24		/* so near before a word, a negation is about it */
#define REMAINDER_WORDS                                                                            \
	5 /* behind "ok" or "sudah", more words than this are a letter, not an answer */
#define NEW_WORDS 6		/* the same in a letter that answers nothing of ours */
#define NAME_LINES 7
#define NAME_WORDS 9
#define CLOSING_MOST 2000	/* bytes of closings, names, titles and numbers below a reason */

struct spans { struct span *items; size_t n; };

struct reading {
	const struct ruleset *rules;
	const struct answer_from *from;
	struct buf *trace;
	const char *original;
	struct buf text;		/* folded */
	size_t *at;			/* byte of text -> byte of original; one more for the end */
	bool *false_letter;		/* byte of text is not what it seems */
	bool bidi;
	struct hit *hits;		/* ordered by start */
	size_t n_hits;
	/* where openings and what was found in order stand; looked for once */
	struct spans openings, supports;
	bool supported;		/* what was found in order was passed before the answer */
	bool undecided;
};

/* ---- folding ---- */

static const struct letter_fold *
fold_of(const struct ruleset *r, uint32_t c)
{
	size_t lo = 0, hi = r->n_folds;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (r->folds[mid].from == c)
			return &r->folds[mid];
		if (r->folds[mid].from < c)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

static void
fold_add(struct reading *r, const char *bytes, size_t n, size_t at, bool wrong)
{
	for (size_t i = 0; i < n; i++) {
		r->at[r->text.len] = at;
		r->false_letter[r->text.len] = wrong;
		buf_addc(&r->text, bytes[i]);
	}
}

static void
fold(struct reading *r, const char *fresh, size_t n)
{
	bool hidden = false;

	r->at = xcalloc(n + 2, sizeof(*r->at));
	r->false_letter = xcalloc(n + 2, sizeof(*r->false_letter));
	for (const char *p = fresh, *next; p < fresh + n && *p != '\0'; p = next) {
		gunichar c = g_utf8_get_char(p);
		const struct letter_fold *f = c < 0x80 ? NULL : fold_of(r->rules, c);

		next = g_utf8_next_char(p);
		if (f != NULL && f->to == '\0') {
			hidden = true;
			r->bidi |= (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
			if (r->text.len > 0)
				r->false_letter[r->text.len - 1] = true;
			continue;
		}
		if (f != NULL)
			fold_add(r, &f->to, 1, (size_t)(p - fresh), true);
		else if (c >= 0x80 && g_unichar_isspace(c))
			fold_add(r, " ", 1, (size_t)(p - fresh), false);
		else
			fold_add(r, p, (size_t)(next - p), (size_t)(p - fresh), hidden);
		hidden = false;
	}
	r->at[r->text.len] = n;
	buf_str(&r->text);
}

static size_t
words_in(const char *s)
{
	size_t n = 0;

	while (*(s += strspn(s, " \t\n")) != '\0') {
		n++;
		s += strcspn(s, " \t\n");
	}
	return n;
}

/* ---- finding ---- */

static bool
find(struct reading *r, const struct rule *rule, size_t from, bool anchored, struct span *m)
{
	enum found found = regex_find(rule->re, r->text.data, r->text.len, from, anchored, m);

	if (found == FOUND_UNDECIDED) {
		trace(r->trace, "pattern at its limit: %s", rule->where);
		r->undecided = true;
	}
	return found == FOUND_YES && m->end > m->start;
}

/* The longest rule of the list that fits at p; 0: none. */
static size_t
fits_at(struct reading *r, const struct rules *list, size_t p, const struct rule **which)
{
	struct span m;
	size_t best = 0;

	for (size_t i = 0; i < list->n; i++)
		if (find(r, &list->items[i], p, true, &m) && m.end - p > best) {
			best = m.end - p;
			*which = &list->items[i];
		}
	return best;
}

static int
by_start(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->end < y->end) - (x->end > y->end);
}

/* ---- mistyped words ---- */

/* At most one letter wrong, missing, too many, or two changed places (repeated ones count once). */
static bool
nearly(const char *a, size_t n, const char *word)
{
	size_t m = strlen(word), i = 0, k;

	if (n + 1 < m || m + 1 < n)
		return false;
	while (i < n && i < m && tolower((unsigned char)a[i]) == word[i])
		i++;
	if (i == n && i == m)
		return true;
	if (n == m) {
		for (k = i + 1; k < n && tolower((unsigned char)a[k]) == word[k]; k++)
			;
		if (k == n)
			return true;
		if (i + 1 >= n || tolower((unsigned char)a[i]) != word[i + 1] ||
		    tolower((unsigned char)a[i + 1]) != word[i])
			return false;
		i += 2;
		return strncasecmp(a + i, word + i, n - i) == 0;
	}
	return n > m ? strncasecmp(a + i + 1, word + i, m - i) == 0 :
		       strncasecmp(a + i, word + i + 1, n - i) == 0;
}

/* "setujuuu", "Kurangg": letters that are held too long are one letter. */
static size_t
unheld(const char *s, size_t n, char out[64])
{
	size_t len = 0, i;

	for (i = 0; i < n && len < 63; i++)
		if (i < 1 || tolower((unsigned char)s[i]) != tolower((unsigned char)s[i - 1]))
			out[len++] = (char)tolower((unsigned char)s[i]);
	out[len] = '\0';
	return len;
}

/* A word in a short reply that is no answer word, but nearly one: asked about, or beside a clear one. */
static void
spelled_hits(struct reading *r)
{
	const struct ruleset *rules = r->rules;
	char plain[64];
	size_t n, len, words = words_in(buf_str(&r->text));

	if (!r->from->reply || r->text.len == 0 || words > SPELLED_WORDS)
		return;
	for (const char *p = r->text.data; *p != '\0' && r->n_hits < HITS_MOST; p += n + (n == 0)) {
		size_t at = (size_t)(p - r->text.data);

		n = 0;
		while (isalpha((unsigned char)p[n]))
			n++;
		len = n < 64 ? unheld(p, n, plain) : 0;
		for (size_t i = 0; n >= SPELLED_LETTERS && i < rules->n_spellings; i++) {
			const char *word = rules->spellings[i].word;

			if (n == strlen(word) && strncasecmp(p, word, n) == 0)
				continue;	/* written right: the patterns say what it is */
			/* the neighbours of a short word are words: "sudah", "susah" */
			if (strcmp(plain, word) != 0 &&
			    (strlen(word) <= SPELLED_LETTERS ||
				(!nearly(p, n, word) && !nearly(plain, len, word))))
				continue;
			r->hits = grow(r->hits, r->n_hits, sizeof(*r->hits));
			r->hits[r->n_hits++] =
			    (struct hit){ at, at + n, &rules->spellings[i].rule };
			break;
		}
	}
}

/* All places where a rule of the list fits, of each rule from left to right. */
static void
find_spans(struct reading *r, const struct rules *list, struct spans *to)
{
	struct span m;

	for (size_t i = 0; i < list->n; i++)
		for (size_t p = 0; p < r->text.len && find(r, &list->items[i], p, false, &m);
		     p = m.end) {
			to->items = grow(to->items, to->n, sizeof(*to->items));
			to->items[to->n++] = m;
		}
}

static bool
lies_in(const struct spans *spans, size_t start, size_t end)
{
	for (size_t i = 0; i < spans->n; i++)
		if (spans->items[i].start <= start && end <= spans->items[i].end)
			return true;
	return false;
}

/* "tidak ada kekurangan" is no KURANG: words that only seem to say something go. */
static void
drop_harmless(struct reading *r)
{
	size_t kept = 0;

	for (size_t i = 0; i < r->n_hits; i++) {
		const struct hit *h = &r->hits[i];

		if (!ruleset_means(r->rules, h->rule->id)->reason ||
		    !lies_in(&r->supports, h->start, h->end))
			r->hits[kept++] = *h;
	}
	r->n_hits = kept;
}

/* All answer words; of hits inside each other the longer one stays. */
static void
find_hits(struct reading *r)
{
	size_t kept = 0, reach = 0;
	struct span m;

	for (size_t i = 0; i < r->rules->words.n; i++) {
		const struct rule *rule = &r->rules->words.items[i];
		size_t p = rule->reply_only && !r->from->reply ? r->text.len : 0;

		for (; p < r->text.len && r->n_hits < HITS_MOST && find(r, rule, p, false, &m);
		     p = m.end) {
			r->hits = grow(r->hits, r->n_hits, sizeof(*r->hits));
			r->hits[r->n_hits++] = (struct hit){ m.start, m.end, rule };
		}
	}
	spelled_hits(r);
	if (r->n_hits > 1)
		qsort(r->hits, r->n_hits, sizeof(*r->hits), by_start);
	for (size_t i = 0; i < r->n_hits; i++) {
		if (kept > 0 && r->hits[i].end <= reach)
			continue;
		reach = r->hits[i].end;
		r->hits[kept++] = r->hits[i];
	}
	r->n_hits = kept;
	if (r->n_hits > 0) {
		find_spans(r, &r->rules->openings, &r->openings);
		find_spans(r, &r->rules->supports, &r->supports);
	}
	drop_harmless(r);
	for (size_t i = 0; i < r->n_hits; i++)
		trace(r->trace, "word \"%.*s\": %s, tier %d (%s)",
		    (int)(r->hits[i].end - r->hits[i].start), r->text.data + r->hits[i].start,
		    r->hits[i].rule->id, (int)r->hits[i].rule->tier, r->hits[i].rule->where);
}

/* Index of the first hit that begins at p or later. */
static size_t
hit_from(const struct reading *r, size_t p)
{
	size_t lo = 0, hi = r->n_hits;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (r->hits[mid].start < p)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static const struct hit *
hit_within(const struct reading *r, size_t from, size_t to)
{
	size_t i = hit_from(r, from);

	return i < r->n_hits && r->hits[i].start < to ? &r->hits[i] : NULL;
}

static const struct hit *
hit_at(const struct reading *r, size_t p)
{
	return hit_within(r, p, p + 1);
}

/* Past blanks, punctuation and pictures other than those that are words; a question mark stops. */
static size_t
skip(const struct reading *r, size_t p)
{
	while (p < r->text.len) {
		const char *c = r->text.data + p;
		gunichar u = g_utf8_get_char(c);

		if (hit_at(r, p) != NULL || u == '?' || u == '+' || g_unichar_isalnum(u) ||
		    g_unichar_ismark(u))
			break;
		/* pictures; folded hands are thanks */
		if (u >= 0x2600 && !(u >= 0xfe00 && u <= 0xfe0f) && u != 0x1f64f)
			break;
		p += (size_t)(g_utf8_next_char(c) - c);
	}
	return p;
}

/* ---- dangers ---- */

static bool
covered(const struct reading *r, size_t start, size_t end)
{
	for (size_t i = 0; i < r->n_hits; i++)
		if (r->hits[i].start <= start && end <= r->hits[i].end &&
		    r->hits[i].rule->tier < 3 && strcmp(r->hits[i].rule->id, "no") != 0)
			return true;
	return false;
}

/* Part of an opening ("setelah kami periksa") or of what was found in order ("tidak ada masalah")? */
static bool
harmless(const struct reading *r, size_t start, size_t end)
{
	return lies_in(&r->openings, start, end) || lies_in(&r->supports, start, end);
}

/* Is there a match of the list that is not part of an answer word itself? */
static bool
outside(struct reading *r, const struct rules *list, size_t from)
{
	struct span m;

	for (size_t i = 0; i < list->n; i++)
		for (size_t p = from; p < r->text.len && find(r, &list->items[i], p, false, &m);
		     p = m.end)
			if (!covered(r, m.start, m.end) && !harmless(r, m.start, m.end)) {
				trace(r->trace, "danger \"%.*s\" (%s)", (int)(m.end - m.start),
				    r->text.data + m.start, list->items[i].where);
				return true;
			}
	return false;
}

static bool
asks(struct reading *r)
{
	return memchr(r->text.data, '?', r->text.len) != NULL ||
	    outside(r, &r->rules->questions, 0);
}

static bool
disguised(const struct reading *r)
{
	if (r->bidi)
		return true;
	for (size_t i = 0; i < r->n_hits; i++)
		for (size_t k = r->hits[i].start; k < r->hits[i].end; k++)
			if (r->false_letter[k])
				return true;
	return false;
}

/* ---- results ---- */

static char *
original(const struct reading *r, size_t from, size_t to, size_t most)
{
	char *part = xstrndup(r->original + r->at[from], r->at[to] - r->at[from]),
	     *line = charset_line(part, most);

	free(part);
	return line;
}

static void
give(const struct reading *r, struct fact_command *c, const char *means, int64_t tier,
    const char *why, size_t from, size_t to)
{
	c->means = xstrdup(means);
	c->tier = tier;
	c->why = xstrdup(why);
	c->word = original(r, from, to, 200);
}

static void
unclear(const struct reading *r, struct fact_command *c, const char *why)
{
	trace(r->trace, "never acts: %s", why);
	fact_command_free(c);
	give(r, c, "unclear", 3, why, 0, r->text.len);
}

/* The meaning of two words together; NULL when they contradict each other. */
static const struct means *
together(const struct ruleset *rules, const struct means *a, const struct means *b)
{
	if (a == b)
		return a;
	for (size_t i = 0; i < a->n_gives_way; i++)
		if (strcmp(a->gives_way[i], b->id) == 0)
			return b;
	for (size_t i = 0; i < b->n_gives_way; i++)
		if (strcmp(b->gives_way[i], a->id) == 0)
			return a;
	(void)rules;
	return NULL;
}

/* ---- what stands around an answer ---- */

/* Does a longer word of the line stand in the sender's name or address? */
static bool
names_sender(const struct reading *r, const char *line, size_t n)
{
	const char *sources[2] = { r->from->name, r->from->address };

	for (size_t i = 0; i < n;) {
		size_t len = 0;
		char word[64];

		while (i + len < n &&
		    (isalpha((unsigned char)line[i + len]) || (unsigned char)line[i + len] >= 0x80))
			len++;
		if (len >= 3 && len < sizeof(word)) {
			memcpy(word, line + i, len);
			word[len] = '\0';
			for (size_t k = 0; k < 2; k++)
				if (sources[k] != NULL && strcasestr(sources[k], word) != NULL)
					return true;
		}
		i += len + 1;
	}
	return false;
}

/* Capitalised words, titles, a NIP or phone number: the kind of line that stands below a letter. */
static bool
looks_like_name(struct reading *r, size_t p, size_t n)
{
	size_t words = 0, digits = 0, i = p;
	const struct rule *which = NULL;

	for (size_t k = p; k < p + n; k++)
		digits += isdigit((unsigned char)r->text.data[k]) != 0;
	/* "SDN Sungai Lulut 4", a NIP; not a sum, a date */
	if (digits > 2 && digits < 8)
		return false;
	while (i < p + n) {
		size_t len = 0, title;
		gunichar c;

		while (i + len < p + n && strchr(" \t,", r->text.data[i + len]) == NULL)
			len++;
		c = g_utf8_get_char(r->text.data + i);
		title = len > 0 ? fits_at(r, &r->rules->titles, i, &which) : 0;
		if (title > len)
			len = title;
		if (len > 0 && title == 0 && !g_unichar_isupper(c) && !g_unichar_isdigit(c) &&
		    strchr("(-+/&.", (int)(c < 0x80 ? c : 'a')) == NULL)
			return false;
		words += len > 0;
		if (words > NAME_WORDS)
			return false;
		i += len + 1;
	}
	return words > 0;
}

/* The bytes of a name line at p, or 0. */
static size_t
name_line(struct reading *r, size_t p, bool closed)
{
	size_t n = strcspn(r->text.data + p, "\n"), begin = p;

	while (begin > 0 && strchr(" \t.,;-", r->text.data[begin - 1]) != NULL)
		begin--;
	if (begin > 0 && r->text.data[begin - 1] != '\n' && !closed)
		return 0;
	if (n == 0 || n > 120 || hit_within(r, p, p + n) != NULL || !looks_like_name(r, p, n))
		return 0;
	return closed || names_sender(r, r->text.data + p, n) ? n : 0;
}

/* Every word in there means the same, gives way to it, or only counts alone. */
static bool
only_agrees(const struct reading *r, const struct means *m, size_t from, size_t to)
{
	for (size_t i = hit_from(r, from); i < r->n_hits && r->hits[i].start < to; i++)
		if (!r->hits[i].rule->whole &&
		    together(r->rules, m, ruleset_means(r->rules, r->hits[i].rule->id)) != m)
			return false;
	return true;
}

/*
 * A decision stands behind what was found in order, and all that was found gives way to it: "data
 * sudah sesuai, SETUJU".
 */
static bool
decision_after(const struct reading *r, size_t from, size_t to)
{
	for (size_t i = hit_from(r, to); i < r->n_hits; i++) {
		const struct means *m = ruleset_means(r->rules, r->hits[i].rule->id);

		if (!r->hits[i].rule->whole && m->supported &&
		    m->n_gives_way < 6 && only_agrees(r, m, from, to))
			return true;
	}
	return false;
}

/* Past salam and openings; the first answer word ends them. */
static size_t
skip_salam(struct reading *r)
{
	const struct rule *which = NULL;
	size_t p = skip(r, 0), n, other;

	for (;;) {
		const struct hit *hit = hit_at(r, p), *inside;

		n = fits_at(r, &r->rules->salam, p, &which);
		other = fits_at(r, &r->rules->openings, p, &which);
		if (other > n)
			n = other;
		other = fits_at(r, &r->rules->supports, p, &which);
		if ((n == 0 || (hit != NULL && hit->end >= p + n)) &&
		    (other == 0 ||
			(hit != NULL && hit->end >= p + other && !decision_after(r, p, p + other))))
			return p;
		if (other > n) {
			n = other;
			r->supported = true;
			if (decision_after(r, p, p + n)) {
				trace(r->trace, "in order \"%.*s\" (%s)", (int)n, r->text.data + p,
				    which->where);
				p = skip(r, p + n);
				continue;
			}
		}
		inside = hit_within(r, p + 1, p + n);
		trace(r->trace, "salam \"%.*s\" (%s)", (int)n, r->text.data + p, which->where);
		p = skip(r, inside != NULL ? inside->start : p + n);
	}
}

/* From p on there are only lines as they stand below a letter, and one of them names the sender. */
static bool
signature_block(struct reading *r, size_t p)
{
	size_t lines = 0, n;
	bool named = false;

	if (p == 0 || r->text.data[p + 0] == '\0' || hit_within(r, p, r->text.len) != NULL)
		return false;
	for (; p < r->text.len; p += n) {
		p += strspn(r->text.data + p, " \t\n");
		n = strcspn(r->text.data + p, "\n");
		if (n == 0)
			break;
		if (++lines > NAME_LINES || n > 120 || !looks_like_name(r, p, n))
			return false;
		named |= names_sender(r, r->text.data + p, n);
	}
	return named;
}

/* Consumes closings and names from p on; returns where it stopped. */
static size_t
skip_closing(struct reading *r, size_t p, bool closed, bool *any)
{
	const struct rule *which = NULL;
	size_t n, names = 0;

	for (;;) {
		p = skip(r, p);
		if (p >= r->text.len)
			return p;
		closed = closed || signature_block(r, p);
		n = fits_at(r, &r->rules->closings, p, &which);
		if (n > 0) {
			closed = true;
		} else {
			n = fits_at(r, &r->rules->salam, p, &which);
			if (n == 0 && names < NAME_LINES && (n = name_line(r, p, closed)) > 0) {
				names++;
				closed = true;
			}
		}
		if (n == 0 || hit_within(r, p, p + n) != NULL)
			return p;
		*any = true;
		p += n;
	}
}

/* ---- the three ways ---- */

struct taken {
	const struct means *means;
	int64_t tier;
	const char *detail;
	size_t end, words_end;
	bool two, doubt;
};

/* From the first answer word on: tails, further words of the same meaning, closings. */
static void
consume(struct reading *r, const struct hit *head, struct taken *t)
{
	const struct rule *which = NULL;
	bool any;

	*t = (struct taken){ ruleset_means(r->rules, head->rule->id), head->rule->tier, head->rule->detail, head->end, head->end, false, head->rule->doubt };
	for (;;) {
		size_t p = skip(r, t->end), n = fits_at(r, &r->rules->tails, p, &which), closing;
		size_t support =
		    t->means->supported ? fits_at(r, &r->rules->supports, p, &which) : 0;
		const struct hit *hit = hit_at(r, p);
		const struct means *own;

		if (support > n && only_agrees(r, t->means, p, p + support)) {
			n = support;
			hit = NULL;
		}

		t->end = p;
		if (p >= r->text.len)
			return;
		if (hit != NULL && hit->end > p + n) {
			const struct means *both =
			    together(r->rules, t->means, ruleset_means(r->rules, hit->rule->id));

			if (both == NULL) {
				t->two =
				    !hit->rule->whole; /* "kirim ke Kabid" is no second answer */
				return;
			}
			if (t->detail == NULL)
				t->detail = hit->rule->detail;
			/* the clearer word decides, unless the other leaves a doubt ("acc, silakan") */
			own = ruleset_means(r->rules, hit->rule->id);
			if (hit->rule->doubt || t->doubt || hit->rule->tier == 3)
				t->tier = hit->rule->tier > t->tier ? hit->rule->tier : t->tier;
			else if (t->means != both || (own == both && hit->rule->tier < t->tier))
				t->tier = hit->rule->tier;
			t->doubt |= hit->rule->doubt;
			t->means = both;
			t->end = t->words_end = hit->end;
			continue;
		}
		if (n > 0) {
			t->end = t->words_end = p + n;
			continue;
		}
		any = false;
		closing = skip_closing(r, p, false, &any);
		if (!any)
			return;
		t->end = closing;
	}
}

static void
strict(struct reading *r, const struct hit *head, const struct taken *t, struct fact_command *c)
{
	bool consumed = t->end >= r->text.len;
	const struct hit *more = hit_within(r, t->end, r->text.len);

	if (!consumed)
		trace(r->trace, "left over \"%.60s\"", r->text.data + t->end);

	/* a word further on: the same meaning, or another? */
	while (!consumed && more != NULL && !t->two) {
		if (together(r->rules, t->means, ruleset_means(r->rules, more->rule->id)) == NULL &&
		    more->rule->anywhere) {
			unclear(r, c, "two");
			return;
		}
		more = hit_within(r, more->start + 1, r->text.len);
	}
	if (!t->means->question && asks(r))
		unclear(r, c, "question");
	else if (outside(r, &r->rules->negations, t->means->id[0] == 'n' ? head->end : 0))
		unclear(r, c, "negation");
	else if (outside(r, &r->rules->conditions, 0))
		unclear(r, c, "condition");
	else if (t->two)
		unclear(r, c, "two");
	else if (consumed && !(r->supported && !t->means->supported))
		give(r, c, t->means->id, t->tier,
		    t->tier == 2     ? "informal" :
			t->tier == 3 ? "later" :
				       NULL,
		    head->start, t->words_end);
	else
		give(r, c, t->means->id, t->tier < 2 ? 2 : t->tier,
		    t->tier == 3 ? "later" : "remainder", 0, r->text.len);
	if (strcmp(c->means, "unclear") != 0) {
		c->consumed = consumed;
		c->detail = xstrdup(t->detail);
	}
}

/*
 * What is passed on with a note acts at once where the question allows it, so the note may hold
 * nothing that takes the answer back: "disposisi, tapi tunggu saya".
 */
static bool
note_unclear(struct reading *r, struct fact_command *c)
{
	const char *why = asks(r)                      ? "question" :
	    outside(r, &r->rules->negations, 0)  ? "negation" :
	    outside(r, &r->rules->conditions, 0) ? "condition" :
						   NULL;

	if (why != NULL)
		unclear(r, c, why);
	return why != NULL;
}

/*
 * Does another decision begin a later line, or stand directly behind the word? Behind a word that
 * only puts off or that itself negates ("tidak bisa saya setujui"), anywhere.
 */
static const struct hit *
contradiction(struct reading *r, const struct hit *head, bool *negated)
{
	const struct means *m = ruleset_means(r->rules, head->rule->id);
	const struct rule *which = NULL;
	size_t next = skip(r, head->end);

	*negated = head->rule->tier == 3 || fits_at(r, &r->rules->negations, head->start, &which) > 0;
	for (size_t i = 0; i < r->n_hits; i++) {
		const struct hit *h = &r->hits[i];
		size_t begin = h->start;

		if (h->start < head->end || h->rule->detail != NULL ||
		    together(r->rules, m, ruleset_means(r->rules, h->rule->id)) != NULL)
			continue;
		while (begin > 0 && strchr(" \t*_\"'-", r->text.data[begin - 1]) != NULL)
			begin--;
		if (h->start == next && h->rule->anywhere)
			return h;
		if (r->text.data[begin - 1] == '\n' && h->rule->anywhere)
			return h;
		if (*negated && h->rule->anywhere)
			return h;
	}
	return NULL;
}

/*
 * Where closings and name lines at the end begin, so that the reason does not carry them. They are
 * looked for in the last CLOSING_MOST bytes, and once behind each run of what is skipped anyway.
 */
static size_t
reason_end(struct reading *r, size_t from)
{
	size_t p = r->text.len > CLOSING_MOST ? r->text.len - CLOSING_MOST : 0, tried = 0;

	for (p = p > from ? p : from; p < r->text.len; p++) {
		bool any = false;

		if ((r->text.data[p] != '\n' && r->text.data[p] != '.' &&
			r->text.data[p] != ',') || p < tried)
			continue;
		tried = skip(r, p);
		if (skip_closing(r, tried, false, &any) >= r->text.len && any)
			return p;
	}
	return r->text.len;
}

static void
with_reason(struct reading *r, const struct hit *head, struct fact_command *c)
{
	const struct means *m = ruleset_means(r->rules, head->rule->id);
	size_t from = head->end + strspn(r->text.data + head->end, " \t\n.,;:!-*_\"");
	int64_t tier = head->rule->tier;
	bool negated;
	const struct hit *other = contradiction(r, head, &negated);

	if (other != NULL) {
		unclear(
		    r, c, negated || strcmp(other->rule->id, "approve") == 0 ? "negation" : "two");
		return;
	}
	if (r->text.data[head->end + strspn(r->text.data + head->end, " \t")] == '?' &&
	    !m->question) {
		unclear(r, c, "question");
		return;
	}
	if (m->note && note_unclear(r, c))
		return;
	if ((head->rule->detail != NULL && head->rule->anywhere) ||
	    (head->rule->sentence && head->rule->tier == 1))
		from = 0;		/* a sentence: all of it is the reason */
	if (from < r->text.len && skip(r, from) < r->text.len) {
		c->reason = original(r, from, reason_end(r, from), LIMIT_LINE);
		if (*c->reason == '\0') {
			free(c->reason);
			c->reason = NULL;
		}
	}
	if (head->rule->sentence && head->rule->tier == 2 &&
	    (c->reason == NULL || words_in(c->reason) < 2)) {
		unclear(r, c, "negation");	/* "tidak setuju", and not a word more */
		return;
	}
	for (size_t i = 0; i < r->n_hits; i++)	/* the clearest of its sentences */
		if (r->hits[i].rule->sentence && r->hits[i].rule->tier < tier &&
		    strcmp(r->hits[i].rule->id, m->id) == 0)
			tier = r->hits[i].rule->tier;
	c->detail = xstrdup(head->rule->detail);
	c->consumed = true;
	give(r, c, m->id, tier, tier == 3 ? "later" : tier == 2 ? "informal" : NULL, head->start,
	    head->end);
}

/* "bukan menolak", "jangan ditolak dulu": the word itself is taken back. */
static bool
negated(struct reading *r, const struct hit *h)
{
	size_t from = h->start > NEAR_BYTES ? h->start - NEAR_BYTES : 0;
	struct span m;

	for (size_t i = 0; i < r->rules->negations.n; i++)
		for (size_t p = from; find(r, &r->rules->negations.items[i], p, false, &m) &&
		     m.end <= h->start;
		     p = m.end)
			if (!covered(r, m.start, m.end) &&
			    strcspn(r->text.data + m.end, ".\n,;") >= h->start - m.end)
				return true;
	return false;
}

/* Does a word in mid-text count? In a reply all but those that only count alone. */
static bool
counts_in_the_middle(const struct reading *r, const struct hit *h, size_t words)
{
	if (h->rule->whole)
		return false;
	return h->rule->anywhere || h->rule->sentence ||
	    (h->rule->tier < 3 && !r->from->request &&
		(words <= SHORT_WORDS ||
		    (r->from->reply && !ruleset_means(r->rules, h->rule->id)->reason)));
}

/* What the words in mid-text mean together; NULL: nothing, or (*two) several things. */
static const struct means *
middle_means(struct reading *r, const struct hit **first, const struct hit **whole, int64_t *tier,
    bool *two)
{
	size_t words = words_in(r->text.data);
	const struct means *m = NULL, *own;

	for (size_t i = 0; i < r->n_hits; i++) {
		const struct hit *h = &r->hits[i];

		if (!counts_in_the_middle(r, h, words))
			continue;
		own = ruleset_means(r->rules, h->rule->id);
		m = m == NULL ? own : together(r->rules, m, own);
		if (m == NULL) {
			*two = true;
			return NULL;
		}
		if (h->rule->sentence &&
		    (*whole == NULL || strcmp((*whole)->rule->id, m->id) != 0 ||
			(own == m && h->rule->tier < (*whole)->rule->tier)))
			*whole = h;
		*tier = h->rule->tier > *tier ? h->rule->tier : *tier;
		*first = *first != NULL ? *first : h;
	}
	return m;
}

/*
 * No answer word where the grammar wants one: words in mid-text count in replies and in very short
 * texts.
 */
static void
in_the_middle(struct reading *r, struct fact_command *c)
{
	const struct hit *first = NULL, *whole = NULL;
	const struct means *m;
	int64_t tier = 1;
	bool two = false;

	if (!r->from->reply && words_in(r->text.data) > NEW_WORDS)
		return;
	m = middle_means(r, &first, &whole, &tier, &two);
	for (size_t i = 0; i < r->n_hits && !two; i++)
		if (r->hits[i].rule->detail != NULL && r->hits[i].rule->anywhere) {
			with_reason(r, &r->hits[i], c);
			return;
		}
	if (two)
		unclear(r, c, "two");
	if (m == NULL)
		return;
	if (!m->question && asks(r))
		unclear(r, c, "question");
	else if (m->note && note_unclear(r, c))
		return;
	else if (!m->reason && outside(r, &r->rules->negations, 0))
		unclear(r, c, "negation");
	else if (outside(r, m->reason ? &r->rules->maybes : &r->rules->conditions, 0))
		unclear(r, c, "condition");
	else if (m->reason && negated(r, whole != NULL ? whole : first))
		unclear(r, c, "negation");
	else if (m->reason && whole != NULL && strcmp(whole->rule->id, m->id) == 0)
		give(r, c, m->id, whole->rule->tier, whole->rule->tier == 2 ? "informal" : NULL, 0,
		    r->text.len);
	else
		give(r, c, m->id, tier < 2 ? 2 : tier, tier == 3 ? "later" : "remainder", 0,
		    r->text.len);
	if (m->reason && strcmp(c->means, "unclear") != 0) {
		c->reason = original(r, 0, reason_end(r, 0), LIMIT_LINE);
		c->consumed = c->tier == 1;
	}
}

static void
decide(struct reading *r, struct fact_command *c)
{
	size_t p = skip_salam(r);
	const struct hit *head = hit_at(r, p);
	const struct means *m = head != NULL ? ruleset_means(r->rules, head->rule->id) : NULL;
	struct taken t;

	if (head == NULL) {
		in_the_middle(r, c);
		return;
	}
	if (m->reason && !head->rule->whole) {
		if (!r->from->request || head->rule->anywhere)
			with_reason(r, head, c);
		return;
	}
	consume(r, head, &t);
	if (t.end >= r->text.len || !head->rule->whole) {
		if (t.means->reason && t.means != m && !t.two)
			in_the_middle(r, c);	/* "Inggih, kada sesuai NIP-nya" */
		else if (t.means->reason && !t.two)
			with_reason(r, head, c);
		else
			strict(r, head, &t, c);
		return;
	}
	in_the_middle(r, c);		/* "Sudah saya coba, tapi link tidak masuk" */
	if (c->means == NULL && words_in(r->text.data + t.end) <= REMAINDER_WORDS &&
	    r->from->reply && !r->from->documents)
		strict(r, head, &t, c);
}

/* ---- decisions by number ---- */

static bool
any_false_letter(const struct reading *r, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (r->false_letter[i])
			return true;
	return r->bidi;
}

static void
take_decisions(struct reading *r, const struct decisions *d, struct fact_command *c)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct decision *one = &d->items[i];
		struct fact_decision *to;

		c->decisions = grow(c->decisions, c->n_decisions, sizeof(*c->decisions));
		to = &c->decisions[c->n_decisions++];
		*to = (struct fact_decision){ .means = xstrdup(one->rule->id), .tier = one->rule->tier, .all = one->all };
		for (size_t k = 0; k < one->n_ranges; k++) {
			to->ranges = grow(to->ranges, to->n_ranges, sizeof(*to->ranges));
			to->ranges[to->n_ranges++] = one->ranges[k];
		}
		if (one->reason_end > one->reason_start)
			to->reason = original(r, one->reason_start, one->reason_end, LIMIT_LINE);
	}
}

/*
 * "SETUJU 1,3-5; TOLAK 2 SK belum ada" in a reply. Surely a list: then that is the answer, and it
 * waits for who can decide by number. A question or a letter in disguise anywhere in it: no list.
 */
static bool
by_number(struct reading *r, struct fact_command *c)
{
	size_t from = skip_salam(r);
	struct decisions d;
	bool plain;

	if (!r->from->reply ||
	    !decisions_read(r->text.data, from, reason_end(r, from), r->hits, r->n_hits, r->rules, &d, &r->undecided))
		return false;
	plain = d.plain;
	if (any_false_letter(r, d.start, d.end)) {
		if (plain)
			unclear(r, c, "lookalike");
	} else if (strchr(r->text.data, '?') != NULL) {
		if (plain)
			unclear(r, c, "question");
	} else {
		if (plain)
			unclear(r, c, "by-number");
		take_decisions(r, &d, c);
		trace(r->trace, "by number: %zu decisions%s", d.n, plain ? "" : ", or a reason");
	}
	decisions_free(&d);
	return plain;
}

bool
answer_says(const char *fresh, const struct answer_from *from, const struct ruleset *rules)
{
	struct reading r = { .rules = rules, .from = from, .original = fresh, .text = BUF_INIT };
	size_t n = strlen(fresh), p;
	bool any = false, says;

	while (n > ANSWER_MOST || ((unsigned char)fresh[n] & 0xc0) == 0x80)
		n--;
	fold(&r, fresh, n);
	p = r.text.len > 0 ? skip(&r, skip_salam(&r)) : 0;
	says = p < r.text.len && skip_closing(&r, p, false, &any) < r.text.len;
	buf_free(&r.text);
	free(r.at);
	free(r.false_letter);
	free(r.openings.items);
	free(r.supports.items);
	return says;
}

bool
answer_read(const char *fresh, const struct answer_from *from, const struct ruleset *rules,
    struct fact_command *c, struct buf *t)
{
	struct reading r = {
		.rules = rules, .from = from, .trace = t, .original = fresh, .text = BUF_INIT
	};
	size_t n = strlen(fresh);
	bool cut = n > ANSWER_MOST;

	*c = (struct fact_command){ 0 };
	while (n > ANSWER_MOST || ((unsigned char)fresh[n] & 0xc0) == 0x80)
		n--;
	fold(&r, fresh, n);
	find_hits(&r);
	if (r.n_hits > 0 && r.text.len > 0) {
		struct fact_command listed = { 0 };
		bool only = by_number(&r, &listed);

		if (!only) {
			decide(&r, c);
			/* "Sesuai SK terlampir mohon ..." in a new letter decides nothing */
			if (from->request && c->tier == 2 && words_in(r.text.data) > NEW_WORDS)
				fact_command_free(c);
			c->decisions = listed.decisions;
			c->n_decisions = listed.n_decisions;
			listed.decisions = NULL;
			listed.n_decisions = 0;
		} else {
			*c = listed;
		}
		if (c->means != NULL && c->tier < 3 && disguised(&r))
			unclear(&r, c, "lookalike");
		else if (c->means != NULL && c->tier == 1 && cut)
			c->tier = 2;
	}
	buf_free(&r.text);
	free(r.at);
	free(r.false_letter);
	free(r.hits);
	free(r.openings.items);
	free(r.supports.items);
	return r.undecided;
}
