/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/monthly.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "case/contact.h"
#include "case/post.h"

#define DAY 86400
#define UNSEEN_DAYS 90
#define LISTED_MOST 200

static int
unseen(struct desk *d)
{
	struct fields about = { 0 };
	struct rows *r = store_rows(d->st, Q_CERTIFICATES_UNSEEN, "ii",
	    clock_now() - UNSEEN_DAYS * DAY, (int64_t)LISTED_MOST);
	bool told;
	int n = 0;

	for (; rows_next(r); n++) {
		fields_put(&about, "lama_nama", rows_text(r, 0));
		fields_put_day(&about, "lama_berakhir", d->office->calendar, rows_text(r, 1));
		fields_put(&about, "lama_asal", rows_int(r, 2) != 0 ? "perkiraan" : "-");
	}
	rows_end(r);
	told = n > 0 && post_admin(d, "sertifikat-lama", &about);
	fields_free(&about);
	return told;
}

int
monthly_owe(struct desk *d)
{
	char *told = store_text(d->st, Q_META_GET, "t", "monthly_told"), month[11];
	bool due;
	int owed = 0;
	size_t i;

	clock_day(clock_now(), calendar_zone_minutes(d->office->calendar), month);
	month[7] = '\0';
	due = told == NULL || strcmp(told, month) < 0;
	free(told);
	if (!due)
		return 0;
	store_do(d->st, Q_META_SET, "tt", "monthly_told", month);
	owed += unseen(d);
	for (i = 0; i < d->office->n_opd; i++)
		owed += contact_month(d, &d->office->opd[i]);
	return owed;
}
