/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether the agent works, said by other ways than mail: the state file STATE/health, which
 * `loket doctor` reads, and the messages of sd_notify(3) to the service manager.
 *
 * The file is written anew at least once a minute while the agent runs. It is a sign of life and no
 * record: it is not synced, and what cannot be read counts as none. All times are real ones, in
 * seconds since 1970, whatever clock a rehearsal has set; 0 is never.
 */
#ifndef LOKET_BASE_HEALTH_H
#define LOKET_BASE_HEALTH_H

#include <stdint.h>

#include "base/err.h"

#define HEALTH_OLD 1800		/* seconds after which a sign of life is none */

struct health {
	int64_t at;		/* written */
	int64_t poll;		/* the last whole round through the mailbox */
	int64_t sent;		/* the last mail that the submission server took */
	int64_t owed;		/* since when mails wait and none has left; 0: none waits */
	int64_t breaker;	/* since when nothing leaves because of answers-per-hour; 0: it does */
};

int health_write(const char *state, const struct health *h, struct err *e);
/* 0, or -1: there is none, or it is not readable; then all of *h is 0 */
int health_read(const char *state, struct health *h);

enum wrong {
	WRONG_NONE,
	WRONG_DEAD,		/* the agent does not run */
	WRONG_GIVEN_UP,		/* nor will the service manager start it again */
	WRONG_UNREAD,		/* the mailbox cannot be read */
	WRONG_BREAKER,		/* too many mails: sending waits */
	WRONG_UNSENT,		/* mails wait and cannot be sent */
};

/* What is wrong at the time `now`; `poll_s`: seconds between polls. Never WRONG_GIVEN_UP. */
enum wrong health_wrong(const struct health *h, int64_t now, int64_t poll_s);
/* A static English sentence without its full stop, for the log; "" for WRONG_NONE. */
const char *wrong_says(enum wrong t);

/*
 * The service manager. `path` is what it gave ($NOTIFY_SOCKET; NULL: nothing was given, and all of
 * this does nothing). Opened before the box; the descriptor is the process's.
 */
void manager_open(const char *path);
/* "READY=1" "WATCHDOG=1" "STOPPING=1"; a manager that does not listen is no fault of ours */
void manager_say(const char *what);

#endif
