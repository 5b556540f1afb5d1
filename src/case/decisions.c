/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/decisions.h"

#include <string.h>

#define NUMBERS 1000

static bool
plain_word(const char *s)
{
	return s != NULL && *s != '\0' && s[strspn(s, "abcdefghijklmnopqrstuvwxyz-")] == '\0';
}

/* The ranges of one decision ascend; each of their numbers is counted. */
static bool
count(const struct fact_decision *d, unsigned char times[NUMBERS])
{
	int64_t before = 0;

	for (size_t i = 0; i < d->n_ranges; i++) {
		const struct fact_range *r = &d->ranges[i];

		if (r->first <= before || r->last < r->first || r->last >= NUMBERS)
			return false;
		for (int64_t n = r->first; n <= r->last; n++)
			times[n]++;
		before = r->last;
	}
	return d->n_ranges > 0 || d->all;
}

bool
decisions_sound(const struct fact_command *c)
{
	unsigned char some[NUMBERS] = { 0 }, all[NUMBERS] = { 0 };
	size_t n_all = 0;

	for (size_t i = 0; i < c->n_decisions; i++) {
		const struct fact_decision *d = &c->decisions[i];

		n_all += d->all;
		if (!plain_word(d->means) || n_all > 1 || !count(d, d->all ? all : some))
			return false;
	}
	for (size_t n = 0; n < NUMBERS; n++)
		if (some[n] > 1 || (n_all == 1 && c->n_decisions > 1 && some[n] != all[n]))
			return false;
	if (c->why != NULL && strcmp(c->why, "by-number") == 0)
		return c->n_decisions > 0 && c->means != NULL && strcmp(c->means, "unclear") == 0 && c->tier == 3;
	return true;
}
