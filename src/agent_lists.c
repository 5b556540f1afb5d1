/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Questions that go out in one list, and what senders of letters for several are to hear: when all
 * waiting letters are read, so that a list holds what they brought and nothing that they settled.
 */
#include "agent_steps.h"
#include "base/clock.h"
#include "base/log.h"
#include "case/docket.h"

int64_t
lists_next(struct agent *a)
{
	return docket_next(&a->desk);
}

void
lists_step(struct agent *a)
{
	int64_t due = timer_may(a) ? docket_next(&a->desk) : 0;
	int owed;

	if (due == 0 || due > clock_now())
		return;
	store_begin(a->st);
	owed = docket_owe(&a->desk);
	store_commit(a->st);
	if (owed > 0)
		log_info("lists mails=%d", owed);
}
