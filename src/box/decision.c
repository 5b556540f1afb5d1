/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A piece is a word with numbers on its line, or numbers with a word; "sisanya" stands for whoever no
 * other piece names. Behind a word that takes a reason the reason goes to the next piece, behind any
 * other only a closed tail may stand. What does not fit is no list: nothing is half understood.
 */
#include "box/decision.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define DECISIONS_MOST LIMIT_DECISIONS
#define NUMBER_MOST 999

struct listing {
	const char *text;
	size_t at, end;
	const struct hit *hits; size_t n_hits;
	const struct ruleset *rules;
	struct decisions *d;
	bool named;		/* some number stood there */
	bool *undecided;
};

/* The longest rule that fits at p; its bytes, or 0. */
static size_t
fits(struct listing *l, const struct rules *list, size_t p)
{
	struct span m;
	size_t best = 0;

	for (size_t i = 0; p < l->end && i < list->n; i++) {
		enum found found =
		    regex_find(list->items[i].re, l->text, l->end, p, true, &m);

		*l->undecided |= found == FOUND_UNDECIDED;
		if (found == FOUND_YES && m.end - p > best)
			best = m.end - p;
	}
	return best;
}

static size_t
past(const struct listing *l, size_t p, const char *what)
{
	while (p < l->end && l->text[p] != '\0' && strchr(what, l->text[p]) != NULL)
		p++;
	return p;
}

static const struct hit *
hit_here(const struct listing *l, size_t p)
{
	for (size_t i = 0; i < l->n_hits && l->hits[i].start <= p; i++)
		if (l->hits[i].start == p)
			return &l->hits[i];
	return NULL;
}

/* A number of one to three digits that no letter, digit or decimal follows; 0: none. */
static int64_t
number(struct listing *l, size_t *p)
{
	int64_t n = 0;
	size_t q = *p;

	for (; q < l->end && isdigit((unsigned char)l->text[q]) && n <= NUMBER_MOST; q++)
		n = n * 10 + (l->text[q] - '0');
	if (n < 1 || n > NUMBER_MOST || q - *p > 3 ||
	    (q < l->end && (isalpha((unsigned char)l->text[q]) || (unsigned char)l->text[q] >= 0x80)) ||
	    (q + 1 < l->end && strchr(".:/", l->text[q]) != NULL && isdigit((unsigned char)l->text[q + 1])))
		return 0;
	*p = q;
	return n;
}

static void
add_range(struct decision *d, int64_t first, int64_t last)
{
	d->ranges = grow(d->ranges, d->n_ranges, sizeof(*d->ranges));
	d->ranges[d->n_ranges++] = (struct fact_range){ first, last };
}

/* Does "4 KURANG" stand at p, behind the numbers of another word? */
static bool
next_begins(struct listing *l, size_t p)
{
	size_t q = past(l, p + fits(l, &l->rules->list_number, p), " \t#");

	return number(l, &q) > 0 && hit_here(l, past(l, q, " \t.):=-")) != NULL;
}

/*
 * "1, 3-5 dan 7", "nomor 1 sampai 3" at *p; false: no number stands there. worded: its word was
 * before it, so a number that has a word behind it is not its own.
 */
static bool
numbers(struct listing *l, size_t *p, struct decision *d, bool worded, bool *plain)
{
	size_t q = *p, n, before = d->n_ranges;

	for (;;) {
		int64_t first, last;

		n = fits(l, &l->rules->list_number, q);
		q = past(l, q + n, " \t#");
		first = number(l, &q);
		if (first == 0 || d->n_ranges >= LIMIT_DECISIONS)
			break;
		*plain |= n > 0;
		last = first;
		*p = q;
		q = past(l, q, " \t");
		n = fits(l, &l->rules->list_through, q);
		if (n > 0) {
			q = past(l, q + n, " \t");
			q = past(l, q + fits(l, &l->rules->list_number, q), " \t");
			last = number(l, &q);
			if (last <= first)
				return false;
			*plain = true;
			*p = q;
		}
		add_range(d, first, last);
		q = past(l, q, " \t");
		n = fits(l, &l->rules->list_and, q);
		if (n == 0)
			break;
		q = past(l, q + n, " \t");
		q = past(l, q + fits(l, &l->rules->list_and, q), " \t");
		if (worded && next_begins(l, q))
			break;
	}
	*plain |= d->n_ranges > before + 1;
	l->named |= d->n_ranges > before;
	return d->n_ranges > before;
}

/* Whom a piece is about: numbers, all but some, or the rest. */
static bool
whom(struct listing *l, size_t *p, struct decision *d, bool worded, bool *plain)
{
	size_t q = past(l, *p, " \t:=(.)"), n = fits(l, &l->rules->list_rest, q);

	if (n > 0) {
		d->all = *plain = true;
		*p = q + n;
		return true;
	}
	n = fits(l, &l->rules->list_all, q);
	if (n == 0) {
		if (!numbers(l, &q, d, worded, plain))
			return false;
		*p = q;
		return true;
	}
	q = past(l, q + n, " \t,");
	n = fits(l, &l->rules->list_except, q);
	if (n == 0) {
		d->all = l->named = true;
		*p = q;
		return true;
	}
	q = past(l, q + n, " \t");
	if (!numbers(l, &q, d, worded, plain))
		return false;
	d->all = *plain = true;
	*p = q;
	return true;
}

/* Does a piece begin at p? Looks only. */
static bool
piece_at(struct listing *l, size_t p, struct decision *d, size_t *end, bool *plain)
{
	const struct hit *h = hit_here(l, p);
	bool named = l->named, good;
	size_t q = p;

	*d = (struct decision){ 0 };
	if (h != NULL) {
		q = h->end;
		good = whom(l, &q, d, true, plain);
	} else {
		good = whom(l, &q, d, false, plain);
		q = good ? past(l, q, " \t.):=-") : q;
		h = good ? hit_here(l, q) : NULL;
		good = h != NULL;
		q = good ? h->end : q;
		*plain |= good;
	}
	if (!good) {
		free(d->ranges);
		*d = (struct decision){ 0 };
		l->named = named;
		return false;
	}
	d->rule = h->rule;
	*end = q;
	return true;
}

/* Where the next piece begins behind what parts pieces; l->end: nowhere. */
static size_t
next_piece(struct listing *l, size_t p)
{
	for (; p < l->end; p++) {
		struct decision d;
		size_t q, end;
		bool plain = false, named = l->named, found;

		if (strchr("\n;,.", l->text[p]) == NULL)
			continue;
		q = past(l, p, "\n;,. \t*-");
		q = past(l, q + fits(l, &l->rules->list_and, q), " \t");
		found = piece_at(l, q, &d, &end, &plain);
		l->named = named;
		free(d.ranges);
		if (found)
			return q;
	}
	return l->end;
}

/* Behind the numbers: a reason, or a closed tail and nothing else. */
static bool
rest_of_piece(struct listing *l, struct decision *d, size_t p, size_t next)
{
	const struct means *m = ruleset_means(l->rules, d->rule->id);
	size_t end = next;

	p = past(l, p, " \t.,;:()=\n*-");
	while (end > p && strchr(" \t.,;:\n*-", l->text[end - 1]) != NULL)
		end--;
	if (m->reason) {
		d->reason_start = p < end ? p : end;
		d->reason_end = end;
		return true;
	}
	while (p < end) {
		size_t n = fits(l, &l->rules->tails, p);

		if (n == 0 || p + n > next)
			return false;
		p = past(l, p + n, " \t.,;:()=\n*-");
	}
	return true;
}

static int
by_number(const void *a, const void *b)
{
	const struct fact_range *x = a, *y = b;

	return (x->first > y->first) - (x->first < y->first);
}

/* Nobody twice, at most one "all"; "sisanya" is all but whom the others name. */
static bool
settle(struct decisions *d)
{
	struct decision every = { 0 }, *all = NULL;
	bool good = true;

	for (size_t i = 0; i < d->n; i++) {
		good &= !(d->items[i].all && all != NULL);
		if (d->items[i].all)
			all = &d->items[i];
	}
	for (size_t i = 0; i < d->n; i++)
		for (size_t k = 0; k < d->items[i].n_ranges && &d->items[i] != all; k++)
			add_range(&every, d->items[i].ranges[k].first, d->items[i].ranges[k].last);
	if (all != NULL && all->n_ranges == 0 && d->n > 1)
		for (size_t k = 0; k < every.n_ranges; k++)
			add_range(all, every.ranges[k].first, every.ranges[k].last);
	else if (all != NULL && d->n > 1)
		good = false;		/* "semua kecuali 2" beside another: who decides on 2 is not sure */
	if (every.n_ranges > 1)
		qsort(every.ranges, every.n_ranges, sizeof(*every.ranges), by_number);
	for (size_t k = 1; k < every.n_ranges; k++)
		good &= every.ranges[k].first > every.ranges[k - 1].last;
	for (size_t i = 0; i < d->n; i++) {
		struct decision *one = &d->items[i];

		if (one->n_ranges > 1)
			qsort(one->ranges, one->n_ranges, sizeof(*one->ranges), by_number);
		for (size_t k = 1; k < one->n_ranges; k++)
			good &= one->ranges[k].first > one->ranges[k - 1].last;
	}
	free(every.ranges);
	return good;
}

void
decisions_free(struct decisions *d)
{
	for (size_t i = 0; i < d->n; i++)
		free(d->items[i].ranges);
	free(d->items);
	*d = (struct decisions){ 0 };
}

bool
decisions_read(const char *text, size_t from, size_t to, const struct hit *hits, size_t n_hits,
    const struct ruleset *rules, struct decisions *d, bool *undecided)
{
	struct listing l = { text, from, to, hits, n_hits, rules, d, false, undecided };
	bool good = true, first_reason = false, bare;

	*d = (struct decisions){ .start = from, .end = to };
	while (good && (l.at = past(&l, l.at, " \t\n;,.*-")) < l.end) {
		struct decision one;
		size_t p, next;

		if (d->n == DECISIONS_MOST || !piece_at(&l, l.at, &one, &p, &d->plain)) {
			good = false;
			break;
		}
		next = next_piece(&l, p);
		good = rest_of_piece(&l, &one, p, next);
		d->items = grow(d->items, d->n, sizeof(*d->items));
		d->items[d->n++] = one;
		first_reason |= ruleset_means(rules, one.rule->id)->reason;
		l.at = next;
	}
	/* "setuju semua" alone is as well said of one: of a list it is all of it */
	bare = d->n == 1 && d->items[0].all && d->items[0].n_ranges == 0;
	d->plain |= d->n > 1 || (!first_reason && !bare);
	good &= d->n > 0 && l.named && settle(d);
	if (!good)
		decisions_free(d);
	return good;
}
