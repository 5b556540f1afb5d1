/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/people.h"
#include "case/post.h"
#include "store/journal.h"

#define WEEK_OF "proof_week"
#define DAY 86400
#define TO "kadis"	/* the role that gets it */

/* Weeks that began on a Monday of the office's zone. */
static int64_t
week(struct desk *d)
{
	int64_t day = (clock_now() + calendar_zone_minutes(d->office->calendar) * 60) / DAY;

	return (day + 3) / 7;	/* day 0 was a Thursday */
}

static void
send_to(struct desk *d, const char *address, const char *role, int64_t person_id, const char *name,
    const struct fields *said)
{
	struct post p = { .what = "kepala-jurnal",
		.to = address,
		.to_name = name,
		.person_id = person_id,
		.role = role,
		.extra = said };

	/* the admin hears also while nothing leaves */
	p.internal = strcmp(role, "admin") == 0;
	if (address != NULL && *address != '\0')
		post_mail(d, &p);
}

static void
owe(struct desk *d)
{
	unsigned char head[DIGEST_LEN];
	char hex[2 * DIGEST_LEN + 1], when[64];
	struct fields said = { 0 };
	struct person kadis = { 0 };
	struct err e = { 0 };
	int64_t n, id = people_holder(d->st, d->office, TO, clock_now());
	bool broken = journal_verify(d->st, &n, head, &e) < 0;

	digest_hex(head, hex);
	calendar_say_date(d->office->calendar, clock_now(), when);
	fields_put(&said, "hari_ini", when);
	fields_put_number(&said, "jurnal_baris", n);
	fields_put(&said, "jurnal_kepala", hex);
	if (broken) {
		log_error("%s", e.msg);
		fields_put(&said, "jurnal_rusak", e.msg);
		send_to(d, d->conf->admin, "admin", 0, NULL, &said);
	}
	if (id != 0 && person_load(d->st, id, &kadis) == 0) {
		send_to(d, kadis.address, TO, id, kadis.nama, &said);
		person_free(&kadis);
	}
	send_to(d, d->conf->inspectorate, "inspektorat", 0, NULL, &said);
	log_info("journal rows=%lld head=%.16s...%s", (long long)n, hex, broken ? " BROKEN" : "");
	fields_free(&said);
}

bool
proof_owe(struct desk *d)
{
	char *last = store_text(d->st, Q_META_GET, "t", WEEK_OF), *now = xasprintf("%lld",
	    (long long)week(d));
	bool due = last == NULL || strtoll(last, NULL, 10) < week(d);

	/* a store's first days prove nothing yet */
	if (due && last != NULL)
		owe(d);
	if (due)
		store_do(d->st, Q_META_SET, "tt", WEEK_OF, now);
	free(last);
	free(now);
	return due;
}
