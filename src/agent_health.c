/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Signs of life: the state file and the service manager's watchdog. Mail cannot tell that there is
 * no mail; who looks at these is `loket doctor`, by its timer.
 */
#include "agent_steps.h"
#include "base/clock.h"
#include "base/log.h"

#define PULSE_MS 60000		/* the file is at most as old as this */
#define BEAT_MS 5000		/* and written no more often */

static int64_t
real_now(void)
{
	return clock_now() - clock_offset();
}

void
health_begin(struct agent *a)
{
	health_read(a->conf->state, &a->health);
	/* of the run before, whose hour may be over */
	a->health.breaker = 0;
	/* the very first round is still to come: it is missed from now on, not since 1970 */
	if (a->health.poll == 0)
		a->health.poll = real_now();
	manager_say("READY=1");
}

void
health_polled(struct agent *a)
{
	a->health.poll = real_now();
	a->health_due = true;
}

void
health_sent(struct agent *a)
{
	a->health.sent = real_now();
	a->health.owed = 0;
	a->health_due = true;
}

void
health_breaker(struct agent *a, bool open)
{
	if (open == (a->health.breaker != 0))
		return;
	a->health.breaker = open ? real_now() : 0;
	a->health_ms = 0;
	if (open)
		log_alert("breaker open: %lld mails within an hour (answers-per-hour), sending waits; "
			  "see: loket outbox list --all", (long long)a->conf->answers_per_hour);
	else
		log_warn("breaker closed: sending goes on");
}

static void
write_health(struct agent *a)
{
	int64_t due = store_int(a->st, Q_OUTBOX_NEXT, "");
	struct err e;

	a->health.at = real_now();
	/* since when mails wait and none has left */
	if (due == 0 || due > clock_now())
		a->health.owed = 0;
	else if (a->health.owed == 0)
		a->health.owed = a->health.at;
	if (health_write(a->conf->state, &a->health, &e) < 0)
		log_error("health: %s", e.msg);
	manager_say("WATCHDOG=1");
	a->health_due = false;
	a->health_ms = clock_monotonic_ms();
}

void
health_step(struct agent *a)
{
	int64_t since = clock_monotonic_ms() - a->health_ms;

	if (a->health_ms == 0 || since >= PULSE_MS || (a->health_due && since >= BEAT_MS))
		write_health(a);
}

void
health_end(struct agent *a)
{
	manager_say("STOPPING=1");
	write_health(a);
}
