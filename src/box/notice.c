/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Notices are told apart by rules/letter/ams.xml: patterns over the subject, the text, and nodes of
 * the HTML body. The end of validity is taken only when everything in the letter that looks like
 * one names the same day; the day is that which AMS wrote (its clock is WIB). What is found is a
 * claim.
 */
#include "box/notice.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"
#include "box/html.h"
#include "box/trace.h"
#include "rules/calendar.h"

struct noticing {
	struct letter *l;
	const char *subject;
	struct buf *trace;
	bool *undecided;
};

static bool
of_domain(const char *from, const struct ruleset *rules)
{
	const char *at = strrchr(from, '@');
	size_t n = at != NULL ? strlen(at + 1) : 0;

	for (size_t i = 0; at != NULL && i < rules->n_ams_domains; i++) {
		const char *d = rules->ams_domains[i];
		size_t len = strlen(d);

		if (n >= len && strcasecmp(at + 1 + n - len, d) == 0 &&
		    (n == len || at[n - len] == '.'))
			return true;
	}
	return false;
}

/* The text that a condition looks at; `nodes` holds it when it comes from HTML. */
static const char *
place_of(struct noticing *s, const struct notice_condition *c, struct buf *nodes)
{
	nodes->len = 0;
	if (c->xpath == NULL)
		return c->subject ? s->subject : s->l->plain;
	if (s->l->html != NULL)
		html_nodes(s->l->html, c->xpath, nodes);
	return buf_str(nodes);
}

static bool
holds(struct noticing *s, const struct notice_condition *c)
{
	struct buf nodes = BUF_INIT;
	const char *text = place_of(s, c, &nodes);
	struct span at;
	enum found found = regex_find(c->rule.re, text, strlen(text), 0, false, &at);

	buf_free(&nodes);
	if (found == FOUND_UNDECIDED) {
		*s->undecided = true;
		return false;
	}
	return (found == FOUND_YES) != c->absent;
}

/* ---- days ---- */

/* Every day that the patterns find; false when two of them differ. */
static bool
gather_days(struct noticing *s, const struct notice_condition *c, char day[11])
{
	struct buf nodes = BUF_INIT, value = BUF_INIT;
	const char *text = place_of(s, c, &nodes);
	size_t n = strlen(text), from = 0;
	struct span at, v;
	bool good = true;
	char found[11];

	while (good && from <= n &&
	    regex_find(c->rule.re, text, n, from, false, &at) == FOUND_YES) {
		value.len = 0;
		if (regex_group(c->rule.re, "v", &v))
			buf_add(&value, text + v.start, v.end - v.start);
		if (calendar_read_date(buf_str(&value), found)) {
			good = day[0] == '\0' || strcmp(day, found) == 0;
			memcpy(day, found, sizeof(found));
			trace(s->trace, "notice: ends %s (%s)", found, c->rule.where);
		}
		from = at.end > at.start ? at.end : at.end + 1;
		while (from < n && ((unsigned char)text[from] & 0xc0) == 0x80)
			from++;
	}
	buf_free(&nodes);
	buf_free(&value);
	return good;
}

static void
find_end(struct noticing *s, const struct ruleset *rules, struct fact_notice *out)
{
	char day[11] = "";

	for (size_t i = 0; i < rules->n_ends; i++)
		if (!gather_days(s, &rules->ends[i], day))
			return;
	if (day[0] != '\0')
		out->ends_day = xstrdup(day);
}

void
notice_find(struct letter *l, const struct ruleset *rules, const char *from,
    struct fact_notice *out, bool *undecided, struct buf *t)
{
	struct noticing s = { l, letter_header(l, "Subject"), t, undecided };

	if (s.subject == NULL)
		s.subject = "";
	out->sender = from != NULL && of_domain(from, rules);
	for (size_t i = 0; out->sender && out->kind == NULL && i < rules->n_notices; i++) {
		const struct notice_rule *r = &rules->notices[i];
		bool yes = true;

		for (size_t k = 0; yes && k < r->n_conditions; k++)
			yes = holds(&s, &r->conditions[k]);
		if (!yes)
			continue;
		trace(t, "notice: %s (%s)", r->id, r->where);
		out->kind = xstrdup(r->id);
		out->rule = xstrdup(r->where);
	}
	if (out->kind != NULL)
		find_end(&s, rules, out);
}
