/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * At the hours of the settings: the summary for the helpdesk, and for the admin what would have
 * been sent. The next hour stands in the store, and moves on in the transaction that owes the
 * mails. What was due while the agent was down is one summary, not one for each missed hour.
 * Once a day also: who holds which role from today on, and the end of what was kept long enough; once a
 * week the head of the journal.
 * Also here: the end of bayangan, which is seen at the start, and of a restore.
 */
#include <stdlib.h>
#include <string.h>

#include "agent_steps.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/erasure.h"
#include "case/holder.h"
#include "case/inquiry.h"
#include "case/practice.h"
#include "case/proof.h"
#include "case/restored.h"
#include "case/staff.h"
#include "case/summary.h"
#include "store/journal.h"

#define DAY 86400
#define DUE "summary_at"
#define FIRST_OF "summary_day"

static int64_t
due_at(struct agent *a)
{
	char *text = store_text(a->st, Q_META_GET, "t", DUE);
	int64_t at = text != NULL ? strtoll(text, NULL, 10) : 0;

	free(text);
	return at;
}

static void
set_due(struct agent *a, int64_t at)
{
	char *text = xasprintf("%lld", (long long)at);

	store_do(a->st, Q_META_SET, "tt", DUE, text);
	free(text);
}

/* ---- once a day ---- */
#define ROLES_DAY "roles_day"

void
daily_today(struct agent *a, char day[32])
{
	clock_format(clock_now(), calendar_zone_minutes(a->office->calendar), day);
	day[10] = '\0';
}

int64_t
daily_due(struct agent *a, const char *key)
{
	char day[32], *last = store_text(a->st, Q_META_GET, "t", key);
	int64_t zone = calendar_zone_minutes(a->office->calendar) * 60, now = clock_now(), from = now;

	daily_today(a, day);
	if (last != NULL && strcmp(last, day) >= 0)
		from = ((now + zone) / DAY + 1) * DAY - zone;
	free(last);
	return calendar_next_open(a->office->calendar, from);
}

/* Who holds what from today on. */
static void
roles_step(struct agent *a)
{
	char day[32];

	if (daily_due(a, ROLES_DAY) > clock_now() || !timer_may(a))
		return;
	daily_today(a, day);
	store_begin(a->st);
	holders_change(&a->desk);
	proof_owe(&a->desk);
	store_do(a->st, Q_META_SET, "tt", ROLES_DAY, day);
	store_commit(a->st);
	a->keeping = true;
}

/* ---- what has been kept long enough ---- */

/* A piece at a time, so that letters do not wait for a first sweep over years. */
static void
keep_step(struct agent *a)
{
	if (a->unsettled && store_settle(a->st))
		a->unsettled = false;
	if (!a->keeping)
		return;
	store_begin(a->st);
	a->keeping = erase_due(a->st, a->office, clock_now()) > 0;
	store_commit(a->st);
	if (!a->keeping)
		a->unsettled = !erasure_unlink(a->archive, a->st);
}

/* Told as soon as the mailbox has been looked through, at any hour: somebody waits for it. */
static void
restored_step(struct agent *a)
{
	if (!a->settings.restored || !a->fetch.round_done || !read_quiet(a))
		return;
	store_begin(a->st);
	restored_tell(&a->desk);
	store_commit(a->st);
}

/* ---- summaries ---- */
int64_t
daily_next(struct agent *a)
{
	int64_t summary = *a->conf->summary_hours != '\0' ? due_at(a) : 0,
		report = report_next(a), due = daily_due(a, ROLES_DAY);

	if (a->keeping)
		return clock_now();
	if (summary != 0 && summary < due)
		due = summary;
	return report != 0 && report < due ? report : due;
}

void
daily_step(struct agent *a)
{
	int64_t now = clock_now(), due = due_at(a);
	char day[32], *last;

	restored_step(a);
	roles_step(a);
	keep_step(a);
	report_step(a);
	if (*a->conf->summary_hours == '\0' || (due != 0 && due > now) ||
	    (due != 0 && !timer_may(a)))
		return;
	daily_today(a, day);
	store_begin(a->st);
	/* what was missed waits for an office day, as people do */
	if (due != 0 && calendar_is_office_day(a->office->calendar, now)) {
		last = store_text(a->st, Q_META_GET, "t", FIRST_OF);
		log_info("summary mails=%d",
		    summary_owe(&a->desk, last == NULL || strcmp(last, day) != 0));
		store_do(a->st, Q_META_SET, "tt", FIRST_OF, day);
		free(last);
	}
	set_due(a, summary_next(a->office->calendar, a->conf->summary_hours, now));
	store_commit(a->st);
}

/* ---- modes ---- */
static void
mode_seen(struct agent *a, const char *service)
{
	char *key = xasprintf("mode_%s", service != NULL ? service : ""),
	     *was = store_text(a->st, Q_META_GET, "t", key), now[8];

	snprintf(now, sizeof(now), "%d", (int)conf_mode(a->conf, service));
	if (was != NULL && strtol(was, NULL, 10) == MODE_BAYANGAN &&
	    conf_mode(a->conf, service) != MODE_BAYANGAN) {
		staff_go_live(&a->desk, service);
		journal_add(a->st,
		    &(struct entry){ .kind = "mode.live",
			.code = service != NULL ? service : "all",
			.n = conf_mode(a->conf, service) });
		log_info("mode service=%s: it leaves bayangan; nothing of before is sent",
		    service != NULL ? service : "-");
	}
	store_do(a->st, Q_META_SET, "tt", key, now);
	free(was);
	free(key);
}

void
modes_look(struct agent *a)
{
	size_t i;

	mode_seen(a, NULL);
	for (i = 0; i < a->office->n_layanan; i++)
		mode_seen(a, a->office->layanan[i].id);
}

/* Whether the settings let mails out by themselves that did not go so far. */
static bool
goes_live(struct agent *a)
{
	bool live = false;

	for (size_t i = 0; i <= a->office->n_layanan; i++) {
		const char *service = i > 0 ? a->office->layanan[i - 1].id : NULL;
		char *key = xasprintf("mode_%s", service != NULL ? service : ""),
		     *was = store_text(a->st, Q_META_GET, "t", key);

		live |= was != NULL && strtol(was, NULL, 10) != MODE_PENUH &&
		    conf_mode(a->conf, service) == MODE_PENUH;
		free(was);
		free(key);
	}
	return live;
}

bool
modes_refuse(struct agent *a)
{
	char *waived;
	size_t missing;
	bool excused;

	if (!goes_live(a))
		return false;
	missing = practice_missing(a->st, a->office, clock_now());
	waived = store_text(a->st, Q_META_GET, "t", PRACTICE_WAIVED);
	excused = waived != NULL || store_int(a->st, Q_EVENT_WAITS, "t", "practice.waive") != 0;
	free(waived);
	if (missing == 0 || excused)
		return false;
	log_error("mode: penuh must wait: %zu holders of roles have not passed the practice question. "
		  "Set the mode back, start, and run: loket latih (loket latih --list shows who). "
		  "Or go live without it: loket latih --tanpa-latih", missing);
	a->exit_code = 78;
	return true;
}

void
modes_begin(struct agent *a)
{
	store_begin(a->st);
	if (goes_live(a))
		store_do(a->st, Q_META_REMOVE, "t", PRACTICE_WAIVED);	/* it was for this time */
	modes_look(a);
	store_commit(a->st);
}

/* ---- a restored store ---- */
int64_t
restored_resume(struct agent *a)
{
	int64_t left = restored_go(a->st);

	if (left < 0)
		return left;
	a->settings.restored = false;
	sending_go(&a->desk, NULL);
	modes_look(a);
	return left;
}
