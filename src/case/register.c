/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The register of certificates; see register.h. A stage of the reminders before the end falls on
 * its day, or on the last office day before it, so that a warning never comes too late; one on or
 * after the end falls on the next office day. It is due when the office opens. A stage whose time
 * is over when the certificate becomes known is recorded as passed: the first import makes no
 * flood.
 */
#include "case/register.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/journal.h"

#define NEW_AT_LEAST (180 * 86400)	/* a renewal begins with fewer seconds left */
#define DAY 86400
#define POLL_DAYS_BEFORE 15	/* the first stage */
#define POLL_DAYS_AFTER 45	/* the end */

void
certificate_free(struct certificate *c)
{
	free(c->issued_day);
	free(c->ends_day);
	free(c->status);
	free(c->source);
	free(c->serial);
	memset(c, 0, sizeof(*c));
}

int
register_current(struct store *st, int64_t person_id, struct certificate *out)
{
	struct rows *r = store_rows(st, Q_CERTIFICATE_CURRENT, "i", person_id);
	bool found = rows_next(r);

	memset(out, 0, sizeof(*out));
	if (found) {
		out->id = rows_int(r, 0);
		out->person_id = person_id;
		out->issued_day = rows_dup(r, 1);
		out->ends_day = rows_dup(r, 2);
		out->status = rows_dup(r, 3);
		out->source = rows_dup(r, 4);
		out->serial = rows_dup(r, 5);
		out->estimated = rows_int(r, 6) != 0;
		out->seen_at = rows_int(r, 7);
		out->next_at = rows_int(r, 8);
		out->next_stage = rows_int(r, 9);
		out->added_at = rows_int(r, 10);
	}
	rows_end(r);
	return found ? 0 : -1;
}

/* ---- stages ---- */

int64_t
register_stage_due(const struct calendar *cal, const char *ends_day, int64_t stage)
{
	int64_t t = clock_of_day(ends_day, calendar_zone_minutes(cal)) + stage * DAY, guard;

	for (guard = 0; guard < 60 && !calendar_is_office_day(cal, t); guard++)
		t += stage < 0 ? -DAY : DAY;
	return calendar_next_open(cal, t);
}

void
register_plan_poll(struct store *st, const struct office *o, int64_t id, const char *ends_day,
    const char *status, int64_t soonest)
{
	int zone = calendar_zone_minutes(o->calendar);
	int64_t end = clock_of_day(ends_day, zone), at, day;
	int64_t first = (o->n_stages > 0 ? o->stages[0] : 0) - POLL_DAYS_BEFORE;
	char text[11];

	if (end < 0 || strcmp(status, "REVOKE") == 0 || o->remind_service == NULL ||
	    store_int(st, Q_CERTIFICATE_RELEASED, "i", id) != 0) {
		store_do(st, Q_CERTIFICATE_POLL_SET, "iI", id, (int64_t)0);
		return;
	}
	at = end + first * DAY > soonest ? end + first * DAY : soonest;
	clock_day(at, zone, text);
	day = clock_of_day(text, zone) + POLL_HOUR * 3600;
	at = day < at ? day + DAY : day;
	store_do(st, Q_CERTIFICATE_POLL_SET, "iI", id,
	    at > end + POLL_DAYS_AFTER * DAY ? (int64_t)0 : at);
}

/* The next stage of a certificate that is still to be done; what is over goes as passed. */
void
register_plan(struct store *st, const struct office *o, int64_t id, const char *ends_day,
    const char *status, int64_t now)
{
	int64_t due, next = 0, stage = 0;
	size_t i;

	for (i = 0; i < o->n_stages && next == 0; i++) {
		if (clock_of_day(ends_day, 0) < 0 ||
		    store_int(st, Q_REMINDER_DONE, "ii", id, o->stages[i]) != 0)
			continue;
		due = register_stage_due(o->calendar, ends_day, o->stages[i]);
		if (due > now) {
			next = due;
			stage = o->stages[i];
		} else
			register_stage_done(st, id, o->stages[i], "passed", 0, now);
	}
	if (next == 0 || strcmp(status, "REVOKE") == 0 ||
	    store_int(st, Q_CERTIFICATE_RELEASED, "i", id) != 0)
		store_do(st, Q_CERTIFICATE_NEXT, "iII", id, (int64_t)0, (int64_t)0);
	else
		store_do(st, Q_CERTIFICATE_NEXT, "iii", id, stage, next);
	register_plan_poll(st, o, id, ends_day, status, now);
}

void
register_stage_done(struct store *st, int64_t id, int64_t stage, const char *state, int64_t case_id,
    int64_t now)
{
	char text[24];

	store_do(st, Q_REMINDER_ADD, "iitiI", id, stage, state, now, case_id);
	snprintf(text, sizeof(text), "%lld", (long long)stage);
	journal_add(st,
	    &(struct entry){
		.kind = "cert.remind", .case_id = case_id, .code = state, .code2 = text, .n = id });
}

/* ---- what is learnt ---- */

int64_t
register_add(struct store *st, const struct office *o, const struct certificate *c, int64_t case_id,
    int64_t now)
{
	int64_t id = store_insert(st, Q_CERTIFICATE_ADD, "ittitti", c->person_id, c->issued_day,
	    c->ends_day, (int64_t)c->estimated, c->status, c->source, now);

	store_do(st, Q_CERTIFICATE_DATA_ADD, "it", id, c->serial);
	journal_add(st,
	    &(struct entry){ .kind = "cert.add",
		.case_id = case_id,
		.person_id = c->person_id,
		.code = c->source,
		.code2 = c->status,
		.n = id });
	if (store_do(st, Q_CERTIFICATES_REPLACE, "ii", c->person_id, id) > 0)
		journal_add(st,
		    &(struct entry){ .kind = "cert.replace",
			.case_id = case_id,
			.person_id = c->person_id,
			.n = id });
	register_plan(st, o, id, c->ends_day, c->status, now);
	return id;
}

void
register_update(struct store *st, const struct office *o, const struct certificate *known,
    const char *word, const char *issued_day, const char *ends_day, int64_t case_id, int64_t now)
{
	bool ends = ends_day != NULL &&
	    (known->ends_day == NULL || known->estimated || strcmp(ends_day, known->ends_day) != 0);

	store_do(st, Q_CERTIFICATE_SEEN, "iti", known->id, word, now);
	if (strcmp(word, known->status) != 0)
		journal_add(st,
		    &(struct entry){ .kind = "cert.status",
			.case_id = case_id,
			.person_id = known->person_id,
			.code = known->status,
			.code2 = word,
			.n = known->id });
	if (ends) {
		store_do(st, Q_CERTIFICATE_DATES, "itt", known->id, issued_day, ends_day);
		journal_add(st,
		    &(struct entry){ .kind = "cert.ends",
			.case_id = case_id,
			.person_id = known->person_id,
			.n = known->id });
	}
	if (ends || strcmp(word, known->status) != 0)
		register_plan(st, o, known->id, ends_day != NULL ? ends_day : known->ends_day, word,
		    now);
}

/* So many months on, less a day: "2026-11-23" and 24 give "2028-11-22". */
static void
months_on(const char *day, int64_t months, char out[11])
{
	int y = 0, m = 1, d = 1;
	int64_t t = -1;
	char text[40];

	if (sscanf(day, "%4d-%2d-%2d", &y, &m, &d) == 3) {
		m += (int)months - 1;
		y += m / 12;
		m = m % 12 + 1;
	}
	for (; t < 0 && d > 0; d--) {	/* 29 February in a year that has none */
		snprintf(text, sizeof(text), "%04d-%02d-%02d", y, m, d);
		t = clock_of_day(text, 0);
	}
	clock_day(t - DAY, 0, out);
}

static void
estimate(struct store *st, const struct office *o, int64_t person_id, const char *source,
    int64_t case_id, int64_t now)
{
	char today[11], ends[11];
	struct certificate c = { .person_id = person_id,
		.issued_day = today,
		.ends_day = ends,
		.estimated = true,
		.status = (char *)(uintptr_t) "ISSUE",
		.source = (char *)(uintptr_t)source };

	clock_day(now, calendar_zone_minutes(o->calendar), today);
	months_on(today, o->validity_months > 0 ? o->validity_months : 24, ends);
	register_add(st, o, &c, case_id, now);
}

static bool
is_certificate(const char *word)
{
	return strcmp(word, "NOT_REGISTERED") != 0 && strcmp(word, "NO_CERTIFICATE") != 0;
}

bool
register_seen(struct store *st, const struct office *o, int64_t person_id,
    const struct called *said, int64_t case_id, int64_t now)
{
	const char *word = said->word, *ends_day = said->ends_day;
	struct certificate known, c = { .person_id = person_id,
		.issued_day = said->issued_day,
		.ends_day = said->ends_day,
		.serial = said->serial,
		.status = said->word,
		.source = (char *)(uintptr_t) "poll" };
	char today[11];
	bool entered = true;

	if (!is_certificate(word) || person_id == 0)
		return false;
	if (register_current(st, person_id, &known) < 0) {
		register_add(st, o, &c, case_id, now);
		return true;
	}
	clock_day(now, calendar_zone_minutes(o->calendar), today);
	if (ends_day != NULL && known.ends_day != NULL && !known.estimated &&
	    strcmp(ends_day, known.ends_day) > 0)
		register_add(st, o, &c, case_id, now);
	else if (ends_day == NULL && strcmp(word, "ISSUE") == 0 && known.ends_day != NULL &&
	    !known.estimated && strcmp(today, known.ends_day) > 0)
		estimate(st, o, person_id, "poll", case_id, now);
	else {
		if (known.serial == NULL && said->serial != NULL)
			store_do(st, Q_CERTIFICATE_DATA_ADD, "it", known.id, said->serial);
		register_update(st, o, &known, word, said->issued_day, ends_day, case_id, now);
		entered = known.estimated && ends_day != NULL;
	}
	certificate_free(&known);
	return entered;
}

void
register_release(struct store *st, int64_t person_id, int64_t case_id)
{
	if (store_do(st, Q_CERTIFICATE_RELEASE, "i", person_id) > 0)
		journal_add(st,
		    &(struct entry){
			.kind = "cert.release", .case_id = case_id, .person_id = person_id });
}

bool
register_ends_far(const struct office *o, const struct certificate *c, int64_t then)
{
	int64_t end = clock_of_day(c->ends_day, calendar_zone_minutes(o->calendar));

	return end < 0 || end > then + NEW_AT_LEAST;
}

void
register_issued(
    struct store *st, const struct office *o, int64_t person_id, int64_t case_id, int64_t now)
{
	int64_t opened = store_int(st, Q_CASE_OPENED_AT, "i", case_id);
	char *told = store_text(st, Q_CASE_TOLD_ENDS, "i", case_id), today[11];
	struct certificate known, c = { .person_id = person_id,
		.issued_day = today,
		.status = (char *)(uintptr_t) "ISSUE",
		.source = (char *)(uintptr_t) "case" };
	bool have = register_current(st, person_id, &known) == 0;

	clock_day(now, calendar_zone_minutes(o->calendar), today);
	if (told != NULL) {
		c.ends_day = told;
		if (!have || known.ends_day == NULL || strcmp(told, known.ends_day) != 0)
			register_add(st, o, &c, case_id, now);
		else
			register_update(st, o, &known, "ISSUE", NULL, told, case_id, now);
	/* what AMS told in this case may still have been the old one */
	} else if (!have || known.added_at < opened || !register_ends_far(o, &known, opened))
		estimate(st, o, person_id, "case", case_id, now);
	free(told);
	if (have)
		certificate_free(&known);
}
