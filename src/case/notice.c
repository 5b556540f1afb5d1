/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Notices of AMS. Whoever can write mail can write one, so what it says is held against what the
 * office knows: the register, and AMS itself where it can be asked. Both agreeing with nothing, a
 * person looks. See notice.h.
 */
#include "case/notice.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "case/open.h"
#include "case/post.h"
#include "case/register.h"
#include "rules/ruleset.h"
#include "store/journal.h"

#define NEAR_DAYS 60	/* an end so many days away may be spoken of without a date */
#define AHEAD_DAYS 90	/* nobody is asked to renew earlier */
#define DAY 86400

/* Days from now to the end of that day; false when it is none. */
static bool
days_to(const struct office *o, const char *day, int64_t now, int64_t *days)
{
	int64_t end = clock_of_day(day, calendar_zone_minutes(o->calendar));

	*days = (end + DAY - now) / DAY;
	return end >= 0;
}

static bool
register_agrees(struct desk *d, int64_t person_id, const char *stated, int64_t now)
{
	struct certificate known;
	bool yes = false;
	int64_t days;

	if (register_current(d->st, person_id, &known) < 0)
		return false;
	if (!known.estimated && days_to(d->office, known.ends_day, now, &days) &&
	    days <= AHEAD_DAYS)
		yes = stated != NULL ? strcmp(stated, known.ends_day) == 0 :
				       days <= NEAR_DAYS && days >= -NEAR_DAYS;
	certificate_free(&known);
	return yes;
}

static const char *
open_renewal(struct desk *d, int64_t message_id, int64_t person_id, int64_t *case_id)
{
	const char *reason = NULL;

	*case_id = d->office->remind_service == NULL ?
	    0 :
	    open_for(d, person_id, d->office->remind_service, "notice", 0, &reason);
	if (*case_id == 0)
		return reason != NULL ? reason : "no-sop";
	journal_add(d->st,
	    &(struct entry){ .kind = "notice.agrees",
		.case_id = *case_id,
		.person_id = person_id,
		.message_id = message_id,
		.code = reason != NULL ? reason : "opened" });
	if (reason != NULL)	/* its case is open: AMS is looked at, nobody is written to */
		store_do(d->st, Q_OUTBOX_STATUS_NOW, "ii", *case_id, clock_now());
	return NULL;
}

const char *
notice_of_end(struct desk *d, int64_t message_id, int64_t person_id, const struct fact_notice *n,
    bool sure, int64_t *case_id, const char **done)
{
	int64_t now = clock_now();

	*case_id = 0;
	*done = "notice";
	if (sure || register_agrees(d, person_id, n->ends_day, now))
		return open_renewal(d, message_id, person_id, case_id);
	if (d->conf->ams_driver == DRIVER_MANUAL)
		return "notice-disagrees";
	if (store_int(d->st, Q_OUTBOX_ASKED_SINCE, "ii", person_id, now - DAY) != 0) {
		*done = "notice-repeated";	/* a flood of them is one question */
		return NULL;
	}
	desk_ask_status(d, person_id, message_id);
	*done = "notice-asked";
	return NULL;
}

void
notice_answer(struct desk *d, int64_t message_id, int64_t person_id, const struct called *c)
{
	const char *hold = "notice-disagrees";
	int64_t case_id = 0, days = 0;
	bool ends = days_to(d->office, c->ends_day, clock_now(), &days);

	if (c->outcome == CALLED_DONE &&
	    (strcmp(c->word, "EXPIRED") == 0 ||
		(strcmp(c->word, "ISSUE") == 0 && ends && days <= NEAR_DAYS)))
		hold = open_renewal(d, message_id, person_id, &case_id);
	store_do(d->st, Q_MESSAGE_LOOKED_INTO, "itttI", message_id, hold != NULL ? "held" : "done",
	    hold != NULL ? "held" : "case", hold != NULL ? hold : "notice", case_id);
	journal_add(d->st,
	    &(struct entry){ .kind = hold != NULL ? "letter.held" : "letter.done",
		.message_id = message_id,
		.case_id = case_id,
		.person_id = person_id,
		.code = hold != NULL ? "held" : "case",
		.code2 = hold != NULL ? hold : "notice" });
}

/* ---- new wording ---- */

#define SAMPLES_A_DAY 3
#define SAMPLE_LINES 20

/* The line for letter/ams.xml: the subject as a pattern, any number in place of a number. */
static char *
rule_for(const char *subject)
{
	struct buf pattern = BUF_INIT, line = BUF_INIT;
	const char *p = subject;

	while (*p != '\0') {
		if (isdigit((unsigned char)*p)) {
			p += strspn(p, "0123456789");
			buf_adds(&pattern, "[0-9]+");
			continue;
		}
		if (strchr("\\^$.[]|()?*+{}", *p) != NULL)
			buf_addc(&pattern, '\\');
		buf_addc(&pattern, *p++);
	}
	buf_adds(&line, "<pemberitahuan id=\"JENIS\"><syarat bagian=\"perihal\">");
	buf_html(&line, buf_str(&pattern));
	buf_adds(&line, "</syarat></pemberitahuan>");
	buf_free(&pattern);
	return buf_take(&line);
}

/* "aktivasi, set-passphrase, ..." of the words of the rules */
static char *
kinds_listed(void)
{
	struct buf b = BUF_INIT;
	const char *p;

	for (p = NOTICE_KINDS; *p != '\0'; p++)
		if (*p == '|')
			buf_adds(&b, ", ");
		else
			buf_addc(&b, *p);
	return buf_take(&b);
}

void
notice_sample(struct desk *d, const struct letter_in *in)
{
	const struct facts *f = in->facts;
	struct fields about = { 0 };
	char *rule, *kinds;

	if (*d->conf->admin == '\0' || f->subject == NULL ||
	    store_int(d->st, Q_OUTBOX_COUNT_SAME, "tti", d->conf->admin, "redaksi-baru",
		clock_now() - DAY) >= SAMPLES_A_DAY)
		return;
	rule = rule_for(f->subject);
	kinds = kinds_listed();
	fields_put_if(&about, "asal_dari", f->evidence.from);
	fields_put(&about, "asal_perihal", f->subject);
	fields_put_lines(&about, "contoh_baris", f->new_text, SAMPLE_LINES);
	fields_put(&about, "aturan_baris", rule);
	fields_put(&about, "jenis_daftar", kinds);
	post_admin(d, "redaksi-baru", &about);
	fields_free(&about);
	free(rule);
	free(kinds);
}
