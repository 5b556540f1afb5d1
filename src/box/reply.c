/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One pass over the lines; each becomes new, quoted or signature. A mark either stands for its own
 * line, or for all that follows: an attribution followed by ">" lines only introduces those, so
 * that an answer below a quotation is still found; an attribution with nothing marked below it
 * (Yahoo, Samsung, Outlook) begins a quotation that goes to the end.
 */
#include "box/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "box/html.h"
#include "box/trace.h"

#define CARD_LINE 95		/* bytes: longer ones are sentences */
#define ATTRIBUTION_LINES 4	/* over how many lines mail programs wrap one */
#define BLOCK_LINES 10		/* a header block is seen within so many lines */
#define LINE_MOST 1000		/* longer lines are no marks */
#define LINES_SHOWN 300		/* by explain */
#define LINE_SHOWN 200
#define LINES_MOST 3000		/* behind so many lines of their own nothing is looked for but ">" */

enum kind { LINE_NEW, LINE_QUOTED, LINE_SIGNATURE };

struct line {
	const char *p;			/* trimmed, n bytes */
	size_t n;
	enum kind kind;
	bool coloured;			/* all of it, as answers within a quotation are */
	bool asked;			/* label was looked for */
	const struct rule *label;	/* of a header block; NULL: none */
};

struct split {
	const struct ruleset *rules;
	struct line *lines;
	size_t n;
	bool undecided;
	bool inserted;			/* lines within the quotation are the writer's own */
	struct buf *trace;
};

static void
cut_lines(struct split *s, const char *text)
{
	for (const char *p = text; *p != '\0';) {
		size_t len = strcspn(p, "\n"), n = len;
		const char *from = p;
		bool coloured = *from == HTML_INSERTED;

		from += coloured;
		n -= coloured;
		while (n > 0 && strchr(" \t", from[n - 1]) != NULL)
			n--;
		while (n > 0 && strchr(" \t", *from) != NULL) {
			from++;
			n--;
		}
		s->lines = grow(s->lines, s->n, sizeof(*s->lines));
		s->lines[s->n++] = (struct line){ .p = from, .n = n, .coloured = coloured };
		p += len;
		p += *p == '\n';
	}
}

static const struct rule *
first_match(struct split *s, const struct rules *rules, const char *p, size_t n)
{
	struct span m;

	for (size_t i = 0; n > 0 && n <= LINE_MOST && i < rules->n; i++) {
		enum found found = regex_find(rules->items[i].re, p, n, 0, false, &m);

		s->undecided |= found == FOUND_UNDECIDED;
		if (found == FOUND_YES)
			return &rules->items[i];
	}
	return NULL;
}

static bool
is_marked(const struct line *l)
{
	return l->n > 0 && *l->p == '>';
}

/* Does a line show what only attributions have: a figure, an address, a name in quotes? */
static bool
dated(const struct line *l)
{
	for (size_t i = 0; i < l->n; i++)
		if (strchr("0123456789@<\"", l->p[i]) != NULL)
			return true;
	return false;
}

/* How many lines from i on are one attribution; 0: none. */
static size_t
attribution_at(struct split *s, size_t i, const struct rule **rule)
{
	struct buf joined = BUF_INIT;
	size_t n = 0;

	for (size_t k = i; k < s->n && k < i + ATTRIBUTION_LINES; k++) {
		const struct line *l = &s->lines[k];

		if (l->n == 0 || is_marked(l) || *l->p == HTML_SIGNATURE)
			break;
		if (k > i)
			buf_addc(&joined, ' ');
		buf_add(&joined, l->p, l->n);
		*rule = first_match(s, &s->rules->attributions, joined.data, joined.len);
		if (*rule != NULL) {
			n = k - i + 1;
			break;
		}
	}
	buf_free(&joined);
	return n;
}

/*
 * The same; but an answer directly above an attribution is no part of it, where that is complete
 * without it.
 */
static size_t
attribution(struct split *s, size_t i, const struct rule **rule)
{
	size_t n = attribution_at(s, i, rule);
	const struct rule *other = NULL;

	return n > 1 && !dated(&s->lines[i]) && attribution_at(s, i + 1, &other) == n - 1 ? 0 : n;
}

/* Each line stands in up to BLOCK_LINES blocks that might begin: it is looked at once. */
static const struct rule *
label_of(struct split *s, struct line *l)
{
	if (!l->asked)
		l->label = first_match(s, &s->rules->labels, l->p, l->n);
	l->asked = true;
	return l->label;
}

/* A block "Dari: / Dikirim: / Kepada: / Subjek:" that holds an address or a clock time. */
static bool
header_block(struct split *s, size_t i)
{
	char seen[8][16];
	size_t n = 0;
	bool from = false, proof = false;

	for (size_t k = i; k < s->n && k < i + BLOCK_LINES; k++) {
		struct line *l = &s->lines[k];
		const struct rule *label = label_of(s, l);
		bool known = false;

		if (label == NULL && (k == i || n == 0))
			return false;
		if (label == NULL && l->n == 0 && n >= 3)
			break;
		if (label == NULL)
			continue;
		for (size_t j = 0; j < n; j++)
			known |= strcmp(seen[j], label->id) == 0;
		if (!known && n < 8)
			snprintf(seen[n++], sizeof(seen[0]), "%s", label->id);
		from |= strcmp(label->id, "dari") == 0;
		proof |= memchr(l->p, '@', l->n) != NULL;
		for (const char *c = l->p + 1; c + 2 < l->p + l->n; c++)
			proof |= (*c == ':' || *c == '.') && c[-1] >= '0' && c[-1] <= '9' &&
			    c[1] >= '0' && c[1] <= '5' && c[2] >= '0' && c[2] <= '9' &&
			    strcmp(label->id, "kirim") == 0;
	}
	return from && n >= 3 && proof;
}

/* Lines of nothing but dashes or underscores before a mark belong to it. */
static void
take_ruler(struct split *s, size_t i)
{
	while (i-- > 0) {
		struct line *l = &s->lines[i];
		size_t n = 0;

		while (n < l->n && strchr("_-=*", l->p[n]) != NULL)
			n++;
		if (l->kind != LINE_NEW || n < l->n || (l->n > 0 && l->n < 5))
			return;
		l->kind = LINE_QUOTED;
	}
}

static void
mark(struct split *s, size_t i, size_t n, enum kind kind)
{
	for (size_t k = i; k < s->n && k < i + n; k++)
		s->lines[k].kind = kind;
}

/* Does a marked (">") line come next, behind blank ones? */
static bool
marked_follows(const struct split *s, size_t i)
{
	while (i < s->n && s->lines[i].n == 0)
		i++;
	return i < s->n && is_marked(&s->lines[i]);
}

static void
sort_lines(struct split *s)
{
	enum kind rest = LINE_NEW;
	size_t looked = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct line *l = &s->lines[i];
		const struct rule *rule = NULL;
		size_t n;

		l->kind = rest;
		if (l->n == 0)
			continue;
		if (is_marked(l)) {
			l->kind = LINE_QUOTED;
		} else if (*l->p == HTML_SIGNATURE) {
			l->kind = LINE_SIGNATURE;
		} else if (++looked > LINES_MOST) {
			continue;
		} else if ((n = attribution(s, i, &rule)) > 0) {
			bool one = marked_follows(s, i + n);

			trace(s->trace, "quotation from line %zu%s: attribution %s", i + 1,
			    one ? "" : " to the end", rule->where);
			take_ruler(s, i);
			mark(s, i, one ? n : s->n, LINE_QUOTED);
			i = one ? i + n - 1 : s->n;
			if (one)
				rest = LINE_NEW;
		} else if ((rule = first_match(s, &s->rules->separators, l->p, l->n)) != NULL ||
		    header_block(s, i)) {
			trace(s->trace, "quotation from line %zu to the end: %s", i + 1,
			    rule != NULL ? rule->where : "header block");
			take_ruler(s, i);
			mark(s, i, s->n, LINE_QUOTED);
			i = s->n;
		} else if ((rule = first_match(s, &s->rules->signatures, l->p, l->n)) != NULL) {
			trace(s->trace, "signature in line %zu%s: %s", i + 1,
			    rule->to_end ? " to the end" : "", rule->where);
			l->kind = LINE_SIGNATURE;
			if (rule->to_end)
				rest = LINE_SIGNATURE;
		}
	}
}

/*
 * "My answer is below in red": lines of the quotation with a colour of their own are new, but only
 * where the writer says so.
 */
static void
find_inserted(struct split *s)
{
	const struct rule *pointer = NULL;

	for (size_t i = 0; i < s->n && pointer == NULL; i++)
		if (s->lines[i].kind == LINE_NEW)
			pointer = first_match(s, &s->rules->pointers, s->lines[i].p, s->lines[i].n);
	for (size_t i = 0; i < s->n && pointer != NULL; i++) {
		struct line *l = &s->lines[i];

		if (!l->coloured || l->kind != LINE_QUOTED)
			continue;
		while (l->n > 0 && strchr("> ", *l->p) != NULL) {
			l->p++;
			l->n--;
		}
		l->kind = LINE_NEW;
		if (!s->inserted)
			trace(s->trace, "answers within the quotation from line %zu: %s", i + 1,
			    pointer->where);
		s->inserted = true;
	}
}

/* "[thumb] So-and-so reacted to your message": the picture is what was said. */
static void
find_reaction(struct split *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct line *l = &s->lines[i];
		const struct rule *rule;
		struct span v;

		if (l->kind != LINE_NEW || l->n == 0)
			continue;
		rule = first_match(s, &s->rules->reactions, l->p, l->n);
		if (rule == NULL)
			return;
		if (regex_group(rule->re, "v", &v) && v.end > v.start) {
			l->n = v.end - v.start;
			l->p += v.start;
		}
		trace(s->trace, "a reaction in line %zu: %s", i + 1, rule->where);
		return;
	}
}

/* The last paragraph, where it is a card: name, jabatan, street and telephone of the office. */
static void
find_card(struct split *s)
{
	size_t end = s->n, from, office = 0, all = 0, above;

	while (end > 0 && (s->lines[end - 1].kind != LINE_NEW || s->lines[end - 1].n == 0))
		end--;
	for (from = end; from > 0 && s->lines[from - 1].kind == LINE_NEW && s->lines[from - 1].n > 0;
	     from--) {
		bool of_office = first_match(
		    s, &s->rules->card_office, s->lines[from - 1].p, s->lines[from - 1].n) != NULL;

		if (s->lines[from - 1].n > CARD_LINE)
			return;
		office += of_office;
		all += of_office ||
		    first_match(s, &s->rules->card_own, s->lines[from - 1].p,
			s->lines[from - 1].n) != NULL;
	}
	for (above = from; above > 0 && s->lines[above - 1].n == 0; above--)
		;
	if (office == 0 || all < 2 || above == 0 || s->lines[above - 1].kind != LINE_NEW)
		return;
	trace(s->trace, "signature from line %zu: a card", from + 1);
	mark(s, from, end - from, LINE_SIGNATURE);
}

#define OWN_LINES 80
#define OWN_MOST 4000

/* "Setuju Yth. Nurul Huda, ... Kode: ...": some programs run a quoted mail together on one line. */
static void
part_own(struct split *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct line l = s->lines[i];
		struct span m, v;

		if (l.n < 150 || l.n > OWN_MOST || is_marked(&l))
			continue;
		for (size_t k = 0; k < s->rules->own_whole.n; k++) {
			struct regex *re = s->rules->own_whole.items[k].re;
			enum found found = regex_find(re, l.p, l.n, 0, false, &m);

			s->undecided |= found == FOUND_UNDECIDED;
			if (found != FOUND_YES || !regex_group(re, "v", &v))
				continue;
			s->lines = grow(s->lines, s->n, sizeof(*s->lines));
			memmove(&s->lines[i + 1], &s->lines[i], (s->n++ - i) * sizeof(l));
			s->lines[i].n = v.start;
			while (s->lines[i].n > 0 && s->lines[i].p[s->lines[i].n - 1] == ' ')
				s->lines[i].n--;
			s->lines[i + 1] = (struct line){ .p = l.p + v.start, .n = l.n - v.start, .kind = LINE_QUOTED };
			i++;
			break;
		}
	}
}

/*
 * A mail of ours that the program quotes without any mark (some phones do): from its greeting to
 * the last line of its footer. What is written below it stays new.
 */
static void
find_own(struct split *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct rule *rule;
		size_t from = i, to;

		if (s->lines[i].kind != LINE_NEW ||
		    (rule = first_match(s, &s->rules->own_line, s->lines[i].p, s->lines[i].n)) == NULL)
			continue;
		for (size_t k = i; k-- > 0 && i - k < OWN_LINES;)
			if (s->lines[k].kind == LINE_NEW &&
			    first_match(s, &s->rules->own_first, s->lines[k].p, s->lines[k].n) != NULL) {
				from = k;
				break;
			}
		for (to = i; to < s->n && to < i + OWN_LINES; to++)
			if (first_match(s, &s->rules->own_last, s->lines[to].p, s->lines[to].n) != NULL)
				break;
		if (to == s->n || to == i + OWN_LINES)
			to = s->n;
		while (to < s->n && s->lines[to].n > 0)
			to++;
		trace(s->trace, "a mail of ours from line %zu to %zu: %s", from + 1, to, rule->where);
		for (size_t k = from; k < to; k++)
			if (s->lines[k].kind != LINE_SIGNATURE)
				s->lines[k].kind = LINE_QUOTED;
		i = to;
	}
}

static bool
has_new(const struct split *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->lines[i].kind == LINE_NEW && s->lines[i].n > 0)
			return true;
	return false;
}

/* "-------- Pesan asli" goes to the end, but for what stands below the footer of our mail. */
static void
find_below(struct split *s)
{
	size_t last = s->n;

	if (has_new(s))
		return;
	for (size_t i = 0; i < s->n; i++)
		if (s->lines[i].kind == LINE_QUOTED && !is_marked(&s->lines[i]) &&
		    first_match(s, &s->rules->own_last, s->lines[i].p, s->lines[i].n) != NULL)
			last = i;
	while (last < s->n && s->lines[last].n > 0)
		last++;
	for (; last < s->n; last++)
		if (!is_marked(&s->lines[last]) && s->lines[last].kind == LINE_QUOTED)
			s->lines[last].kind = LINE_NEW;
}

/* Adds the lines of one kind; blank lines at the ends go. */
static char *
collect(const struct split *s, enum kind kind)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < s->n; i++) {
		const char *p = s->lines[i].p;
		size_t n = s->lines[i].n;

		if (s->lines[i].kind != kind)
			continue;
		while (kind == LINE_QUOTED && n > 0 && strchr("> \t", *p) != NULL) {
			p++;
			n--;
		}
		if (n > 0 && *p == HTML_SIGNATURE) {
			p++;
			n--;
		}
		if (n == 0 &&
		    (b.len == 0 || (b.len > 1 && memcmp(b.data + b.len - 2, "\n\n", 2) == 0)))
			continue;
		buf_add(&b, p, n);
		buf_addc(&b, '\n');
	}
	while (b.len > 0 && b.data[b.len - 1] == '\n')
		b.data[--b.len] = '\0';
	return buf_take(&b);
}

/* Each line with what it was taken for. */
static void
show(const struct split *s)
{
	static const char *const names[] = { [LINE_NEW] = "new", [LINE_QUOTED] = "quoted",
		[LINE_SIGNATURE] = "signature" };

	for (size_t i = 0; s->trace != NULL && i < s->n && i < LINES_SHOWN; i++)
		if (s->lines[i].n > 0)
			trace(s->trace, "%-9s | %.*s", names[s->lines[i].kind],
			    (int)(s->lines[i].n < LINE_SHOWN ? s->lines[i].n : LINE_SHOWN),
			    s->lines[i].p);
	if (s->n > LINES_SHOWN)
		trace(s->trace, "... and %zu lines more", s->n - LINES_SHOWN);
}

void
reply_split(const char *text, const struct ruleset *rules, struct reply *r, struct buf *t)
{
	struct split s = { .rules = rules, .trace = t };

	*r = (struct reply){ 0 };
	cut_lines(&s, text);
	sort_lines(&s);
	part_own(&s);
	find_own(&s);
	find_below(&s);
	find_inserted(&s);
	find_reaction(&s);
	find_card(&s);
	show(&s);
	r->fresh = collect(&s, LINE_NEW);
	r->quoted = collect(&s, LINE_QUOTED);
	r->signature = collect(&s, LINE_SIGNATURE);
	r->has_quote = *r->quoted != '\0';
	r->undecided = s.undecided;
	r->inserted = s.inserted;
	free(s.lines);
}

void
reply_free(struct reply *r)
{
	free(r->fresh);
	free(r->quoted);
	free(r->signature);
	*r = (struct reply){ 0 };
}
