/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/quota.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/post.h"
#include "store/journal.h"

#define TOLD "mailbox_quota"	/* meta: when, room and letters with their limits, the step told */
#define LONG_AGO (90 * 86400)

static const int64_t steps[] = { QUOTA_FIRST, 90, QUOTA_LAST };

static int64_t
percent(const struct fetch_quota *q)
{
	int64_t room = q->kib_most > 0 ? q->kib * 100 / q->kib_most : 0,
		letters = q->letters_most > 0 ? q->letters * 100 / q->letters_most : 0;

	return room > letters ? room : letters;
}

static int64_t
step_of(int64_t full)
{
	int64_t step = 0;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (full >= steps[i])
			step = steps[i];
	return step;
}

/* The step that was told; -1: there is none of it. */
static int64_t
read_all(struct store *s, struct quota *out)
{
	char *text = store_text(s, Q_META_GET, "t", TOLD);
	int64_t step = -1;

	*out = (struct quota){ 0 };
	if (text == NULL ||
	    sscanf(text, "%" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64,
		&out->at, &out->is.kib, &out->is.kib_most, &out->is.letters,
		&out->is.letters_most, &step) != 6)
		step = -1;
	out->percent = percent(&out->is);
	free(text);
	return step;
}

bool
quota_read(struct store *s, struct quota *out)
{
	return read_all(s, out) >= 0;
}

void
quota_say(const struct fetch_quota *q, bool in_indonesian, char out[64])
{
	const char *of = in_indonesian ? "dari" : "of";
	/* as administrators set it: 1 MB is 1024 KB here; of a large mailbox in GB */
	bool large = q->kib_most >= 10ll << 20;
	double unit = large ? 1 << 20 : 1 << 10;
	struct buf b = BUF_INIT;

	if (q->kib_most > 0 && q->kib * 100 / q->kib_most >= percent(q)) {
		buf_addf(&b, "%.1f %s %.1f %s", (double)q->kib / unit, of,
		    (double)q->kib_most / unit, large ? "GB" : "MB");
		for (char *p = b.data; in_indonesian && (p = strchr(p, '.')) != NULL;)
			*p = ',';
	} else if (in_indonesian) {
		buf_grouped(&b, q->letters);
		buf_addf(&b, " %s ", of);
		buf_grouped(&b, q->letters_most);
		buf_adds(&b, " surat");
	} else
		buf_addf(&b, "%" PRId64 " %s %" PRId64 " letters", q->letters, of, q->letters_most);
	snprintf(out, 64, "%s", buf_str(&b));
	buf_free(&b);
}

void
quota_before(int64_t now, int zone_minutes, char day[11])
{
	clock_day(now - LONG_AGO, zone_minutes, day);
}

/* ---- telling ---- */

static void
mail_admin(struct desk *d, const struct fetch_quota *is, int64_t full, int64_t step)
{
	struct fields fields = { 0 };
	char said[64], day[11];

	quota_say(is, true, said);
	quota_before(clock_now(), calendar_zone_minutes(d->office->calendar), day);
	fields_put_number(&fields, "penuh_persen", full);
	fields_put(&fields, "penuh_isi", said);
	fields_put_number(&fields, "penuh_tingkat", step);
	fields_put(&fields, "penuh_sebelum", day);
	post_admin(d, "kotak-penuh", &fields);
	fields_free(&fields);
}

static void
tell(struct desk *d, const struct fetch_quota *is, int64_t full, int64_t step)
{
	static const char *const todo =
	    "when it is full, letters are refused; see: loket mailbox safe";
	char said[64];

	quota_say(is, false, said);
	if (step >= QUOTA_LAST)
		log_alert("mailbox full=%" PRId64 "%%: %s; %s", full, said, todo);
	else
		log_warn("mailbox full=%" PRId64 "%%: %s; %s", full, said, todo);
	journal_add(d->st, &(struct entry){ .kind = "mailbox.full", .n = full });
	mail_admin(d, is, full, step);
}

void
quota_told(struct desk *d, const struct fetch_quota *is)
{
	struct quota before;
	int64_t was = read_all(d->st, &before), full = percent(is), step = step_of(full);
	char text[160];

	if (is->kib_most == 0 && is->letters_most == 0) {
		if (was >= 0)
			store_do(d->st, Q_META_REMOVE, "t", TOLD);
		return;
	}
	if (step > was && step > 0)
		tell(d, is, full, step);
	snprintf(text, sizeof(text),
	    "%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64, clock_now(),
	    is->kib, is->kib_most, is->letters, is->letters_most, step);
	store_do(d->st, Q_META_SET, "tt", TOLD, text);
}
