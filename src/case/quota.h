/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How full the mailbox is, as its server tells. At 80, 90 and 95 percent the admin is told, once for
 * each step upward; what was told is kept, so that a restart tells nothing twice.
 */
#ifndef LOKET_CASE_QUOTA_H
#define LOKET_CASE_QUOTA_H

#include "case/desk.h"
#include "protocol.h"

#define QUOTA_FIRST 80		/* percent; below it nothing is said */
#define QUOTA_LAST 95
#define QUOTA_HOUR 3600		/* seconds between two looks */

struct quota {
	int64_t at;		/* when it was told */
	struct fetch_quota is;
	int64_t percent;	/* of room or of letters, whichever is fuller */
};

/* What was told last. False: the server tells nothing, or has not been asked yet. */
bool quota_read(struct store *s, struct quota *out);

/* "85.0 of 100.0 MB", "9500 of 10000 letters"; or "85,0 dari 100,0 MB", "9.500 dari 10.000 surat" */
void quota_say(const struct fetch_quota *q, bool in_indonesian, char out[64]);

/* A day so long ago that what arrived before it may go: for `loket mailbox safe --before`. */
void quota_before(int64_t now, int zone_minutes, char day[11]);

/* The server has told. Inside the caller's transaction. */
void quota_told(struct desk *d, const struct fetch_quota *is);

#endif
