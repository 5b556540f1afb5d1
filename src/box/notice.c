/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Notices are told apart by rules/letter/ams.xml: patterns over the subject, the text, and nodes of
 * the HTML body. A mail program breaks lines where it likes, so white space is one blank and only
 * an empty line parts paragraphs; where there is a plain and an HTML side, both are looked at. The
 * end of validity is taken only when everything in the letter that looks like one names the same
 * day; the day is that which AMS wrote (its clock is WIB). What is found is a claim.
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

#define TEXT_MOST (64 << 10)	/* of a side: a notice is short, so who writes more is not AMS */

struct noticing {
	struct letter *l;
	struct buf subject, text, both;	/* flat; both: subject, then text */
	struct buf *trace;
	bool *undecided;
	bool more;			/* than was looked at: its end is not taken */
};

bool
notice_sender(const char *address, const struct ruleset *rules)
{
	const char *at = address != NULL ? strrchr(address, '@') : NULL;
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

/* ---- text ---- */

/* Length of a white character at p; 0: none. *lines counts line ends. */
static size_t
white(const char *p, size_t *lines)
{
	*lines += *p == '\n';
	if (*p != '\0' && strchr(" \t\r\n\f\v", *p) != NULL)
		return 1;
	if (*p == HTML_SIGNATURE || *p == HTML_INSERTED)
		return 1;
	/* U+00A0 */
	return (unsigned char)p[0] == 0xc2 && (unsigned char)p[1] == 0xa0 ? 2 : 0;
}

/*
 * Adds text with each run of white space as one blank, or as '\n' where it parts paragraphs; false
 * when it is too long, and cut.
 */
static bool
flatten(const char *text, size_t paragraph, struct buf *out)
{
	const size_t most = out->len + TEXT_MOST;

	for (const char *p = text; *p != '\0';) {
		size_t lines = 0, n = white(p, &lines);

		if (out->len >= most && ((unsigned char)*p & 0xc0) != 0x80) {
			buf_addc(out, '\n');
			return false;
		}

		if (n == 0) {
			buf_addc(out, *p++);
			continue;
		}
		for (; n > 0; n = white(p, &lines))
			p += n;
		buf_addc(out, lines >= paragraph ? '\n' : ' ');
	}
	buf_addc(out, '\n');
	return true;
}

/* The text that a condition looks at; `nodes` holds it when it comes from HTML, a line a node. */
static const char *
place_of(struct noticing *s, const struct notice_condition *c, struct buf *nodes)
{
	struct buf raw = BUF_INIT;

	if (c->xpath == NULL)
		return buf_str(!c->text ? &s->subject : c->subject ? &s->both : &s->text);
	if (s->l->html != NULL)
		html_nodes(s->l->html, c->xpath, &raw);
	s->more |= !flatten(buf_str(&raw), 1, nodes);
	buf_free(&raw);
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
		trace(s->trace, "pattern at its limit: %s", c->rule.where);
		*s->undecided = true;
		return false;
	}
	return (found == FOUND_YES) != c->absent;
}

/* ---- days ---- */

/* Every day that the patterns find; false when two of them differ, or one cannot tell. */
static bool
gather_days(struct noticing *s, const struct notice_condition *c, char day[11])
{
	struct buf nodes = BUF_INIT, value = BUF_INIT;
	const char *text = place_of(s, c, &nodes);
	size_t n = strlen(text), from = 0;
	enum found is = FOUND_NO;
	struct span at, v;
	bool good = true;
	char found[11];

	while (good && from <= n &&
	    (is = regex_find(c->rule.re, text, n, from, false, &at)) == FOUND_YES) {
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
	*s->undecided |= is == FOUND_UNDECIDED;
	buf_free(&nodes);
	buf_free(&value);
	return good && is != FOUND_UNDECIDED;
}

static void
find_end(struct noticing *s, const struct ruleset *rules, struct fact_notice *out)
{
	char day[11] = "";

	for (size_t i = 0; i < rules->n_ends; i++)
		if (!gather_days(s, &rules->ends[i], day)) {
			trace(s->trace, "notice: ends on several days, so on none");
			return;
		}
	if (day[0] != '\0' && !s->more)
		out->ends_day = xstrdup(day);
}

/* ---- all of it ---- */

static void
look_at(struct noticing *s)
{
	const char *subject = letter_header(s->l, "Subject");

	flatten(subject != NULL ? subject : "", SIZE_MAX, &s->subject);
	s->more |= !flatten(s->l->plain, 2, &s->text);
	if (s->l->two)
		s->more |= !flatten(s->l->rich, 2, &s->text);
	buf_add(&s->both, s->subject.data, s->subject.len);
	buf_add(&s->both, s->text.data, s->text.len);
}

static void
find_kind(struct noticing *s, const struct ruleset *rules, struct fact_notice *out)
{
	for (size_t i = 0; out->kind == NULL && i < rules->n_notices; i++) {
		const struct notice_rule *r = &rules->notices[i];
		bool yes = true;

		for (size_t k = 0; yes && k < r->n_conditions; k++)
			yes = holds(s, &r->conditions[k]);
		if (!yes)
			continue;
		trace(s->trace, "notice: %s (%s)", r->id, r->where);
		out->kind = xstrdup(r->id);
		out->rule = xstrdup(r->where);
	}
}

void
notice_find(struct letter *l, const struct ruleset *rules, const char *from,
    struct fact_notice *out, bool *undecided, struct buf *t)
{
	struct noticing s = { l, BUF_INIT, BUF_INIT, BUF_INIT, t, undecided, false };

	out->sender = notice_sender(from, rules);
	if (!out->sender)
		return;
	trace(t, "-- notice");
	look_at(&s);
	find_kind(&s, rules, out);
	if (out->kind != NULL)
		find_end(&s, rules, out);
	else
		trace(t, "notice: no rule knows this wording");
	buf_free(&s.subject);
	buf_free(&s.text);
	buf_free(&s.both);
}
