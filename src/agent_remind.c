/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reminders of certificates that end. A due stage opens the owner's renewal, which asks AMS and
 * then the owner; where that case is open already and still waits for his first answer, he is asked
 * again in it. Stage, case, mails and the next stage stand or fall in one transaction, so a stage
 * is done once whatever is killed. After an outage only the latest due stage speaks; the earlier
 * ones have passed. Nothing is sent while the office is closed. An owner whose address refuses our
 * mail is reminded through the contact of his OPD, where the office's file names one; what came back
 * is passed on to that contact as soon as all waiting letters are read.
 */
#include <stdlib.h>
#include <string.h>

#include "agent_steps.h"
#include "base/clock.h"
#include "base/log.h"
#include "case/contact.h"
#include "case/open.h"
#include "case/register.h"

#define CAP_LOOK 300		/* seconds until it is looked again whether the hour is over */

/* The latest stage that is due now; all before it are over. */
static int64_t
latest_due(struct agent *a, int64_t id, const char *ends_day, int64_t stage, int64_t now)
{
	const struct office *o = a->office;
	size_t i;

	for (i = 0; i < o->n_stages; i++) {
		if (o->stages[i] <= stage ||
		    register_stage_due(o->calendar, ends_day, o->stages[i]) > now)
			continue;
		register_stage_done(a->st, id, stage, "passed", 0, now);
		stage = o->stages[i];
	}
	return stage;
}

/* His address refuses our mail, and somebody else can tell him. */
static bool
through_contact(struct agent *a, int64_t person_id)
{
	return store_int(a->st, Q_PERSON_UNREACHED, "i", person_id) != 0 &&
	    contact_of(&a->desk, person_id) != NULL;
}

/* How the stage was used: "sent", "open-case" when the case is past that question, "passed". */
static const char *
use_stage(struct agent *a, int64_t person_id, int64_t *case_id, bool *contact)
{
	const char *reason = NULL;

	*contact = through_contact(a, person_id);
	if (*contact) {
		*case_id = store_int(
		    a->st, Q_CASE_OPEN_OF_OWNER, "it", person_id, a->office->remind_service);
		*contact = *case_id == 0 || desk_reminds(&a->desk, *case_id);
		return *contact ? "sent" : "open-case";
	}
	*case_id = open_for(
	    &a->desk, person_id, a->office->remind_service, "reminder", 0, &reason);
	if (*case_id == 0) {
		log_warn("remind person=%lld: not reminded: %s", (long long)person_id, reason);
		return "passed";
	}
	if (reason == NULL)
		return "sent";
	return desk_remind(&a->desk, *case_id) ? "sent" : "open-case";
}

static bool
one_stage(struct agent *a, int64_t now)
{
	struct rows *r = store_rows(a->st, Q_CERTIFICATE_DUE, "i", now);
	int64_t id, person_id, stage, case_id = 0;
	bool found = rows_next(r);
	char *ends_day = found ? rows_dup(r, 2) : NULL, *status;
	const char *state;
	bool contact;

	id = found ? rows_int(r, 0) : 0;
	person_id = found ? rows_int(r, 1) : 0;
	stage = found ? rows_int(r, 3) : 0;
	rows_end(r);
	if (found) {
		store_begin(a->st);
		stage = latest_due(a, id, ends_day, stage, now);
		state = use_stage(a, person_id, &case_id, &contact);
		register_stage_done(a->st, id, stage, state, case_id, now);
		if (contact)
			store_do(a->st, Q_REMINDER_TO_CONTACT, "ii", id, stage);
		status = store_text(a->st, Q_CERTIFICATE_STATUS, "i", id);
		if (status != NULL)	/* NULL: replaced meanwhile, by what AMS said */
			register_plan(a->st, a->office, id, ends_day, status, now);
		store_commit(a->st);
		log_info("remind certificate=%lld stage=%lld %s", (long long)id, (long long)stage,
		    state);
		free(status);
	}
	free(ends_day);
	return found;
}

/* So many have left within the hour that the next waits. */
static bool
at_the_cap(struct agent *a)
{
	return store_int(a->st, Q_REMINDERS_SENT_SINCE, "i", clock_now() - 3600) >=
	    a->conf->reminders_per_hour;
}

/* One mail for each OPD, of all that came back and all that is due. */
static void
tell_contacts(struct agent *a)
{
	int owed;

	if (!contact_owes(&a->desk))
		return;
	store_begin(a->st);
	owed = contact_owe(&a->desk);
	store_commit(a->st);
	log_info("remind contacts=%d", owed);
}

void
remind_step(struct agent *a)
{
	int64_t now = clock_now();

	if (a->office->remind_service == NULL || !timer_may(a))
		return;
	while (calendar_is_open(a->office->calendar, now) && !at_the_cap(a) && one_stage(a, now))
		;
	tell_contacts(a);
}

int64_t
remind_next(struct agent *a)
{
	int64_t due = a->office->remind_service != NULL ?
	    store_int(a->st, Q_CERTIFICATE_NEXT_AT, "") :
	    0;

	if (a->office->remind_service != NULL && contact_owes(&a->desk))
		return clock_now();
	if (due == 0)
		return 0;
	if (due <= clock_now() && at_the_cap(a))
		due = clock_now() + CAP_LOOK;
	return calendar_next_open(a->office->calendar, due > clock_now() ? due : clock_now());
}
