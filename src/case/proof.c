/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/people.h"
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
    struct mail_field *fields, size_t n)
{
	struct post p = { .what = "kepala-jurnal",
		.to = address,
		.to_name = name,
		.person_id = person_id,
		.role = role,
		.extra = fields,
		.n_extra = n };

	/* the admin hears also while nothing leaves */
	p.internal = strcmp(role, "admin") == 0;
	if (address != NULL && *address != '\0')
		post_mail(d, &p);
}

static void
owe(struct desk *d)
{
	unsigned char head[DIGEST_LEN];
	char hex[2 * DIGEST_LEN + 1], rows[24], when[64];
	struct mail_field fields[] = { { (char *)"hari_ini", when }, { (char *)"jurnal_baris", rows },
		{ (char *)"jurnal_kepala", hex }, { NULL, NULL } };
	struct person kadis = { 0 };
	struct err e = { 0 };
	int64_t n, id = people_holder(d->st, d->office, TO, clock_now());
	bool broken = journal_verify(d->st, &n, head, &e) < 0;
	size_t n_fields = 3;

	digest_hex(head, hex);
	snprintf(rows, sizeof(rows), "%lld", (long long)n);
	calendar_say_date(d->office->calendar, clock_now(), when);
	if (broken) {
		log_error("%s", e.msg);
		fields[n_fields++] = (struct mail_field){ (char *)"jurnal_rusak", e.msg };
		send_to(d, d->conf->admin, "admin", 0, NULL, fields, n_fields);
	}
	if (id != 0 && person_load(d->st, id, &kadis) == 0) {
		send_to(d, kadis.address, TO, id, kadis.nama, fields, n_fields);
		person_free(&kadis);
	}
	send_to(d, d->conf->inspectorate, "inspektorat", 0, NULL, fields, n_fields);
	log_info("journal rows=%lld head=%.16s...%s", (long long)n, hex, broken ? " BROKEN" : "");
}

bool
proof_owe(struct desk *d)
{
	char *last = store_text(d->st, Q_META_GET, "t", WEEK_OF), *now = xasprintf("%lld", (long long)week(d));
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
