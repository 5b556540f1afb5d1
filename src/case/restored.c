/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/restored.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/post.h"
#include "store/journal.h"

#define FROM "restored_from"
#define TOLD "restored_told"
#define SHOWN 100	/* mails and calls of one kind by name */

void
restored_begin(struct store *st, int64_t made_at, const char *day)
{
	char *text = xasprintf("%lld", (long long)made_at), *year = xasprintf("case_number_%.4s",
	    day);
	int64_t mails;

	store_do(st, Q_RESTORED_CALLS, "");
	mails = store_do(st, Q_RESTORED_MAILS, "");
	store_do(st, Q_RESTORED_LETTERS, "");
	store_do(st, Q_RESTORED_YEAR, "t", year);
	store_do(st, Q_RESTORED_NUMBERS, "");
	store_do(st, Q_META_SET, "tt", FROM, text);
	store_do(st, Q_META_SET, "tt", "pause", "1");
	store_do(st, Q_META_REMOVE, "t", TOLD);
	journal_add(st, &(struct entry){ .kind = "store.restored", .n = made_at });
	log_info("store restored=yes mails=%lld: held until loket resume", (long long)mails);
	free(text);
	free(year);
}

int64_t
restored_from(struct store *st)
{
	char *text = store_text(st, Q_META_GET, "t", FROM);
	int64_t at = text != NULL ? strtoll(text, NULL, 10) : 0;

	free(text);
	return at;
}

bool
restored_found(struct store *st, int64_t outbox_id, int64_t at)
{
	if (store_do(st, Q_RESTORED_FOUND, "ii", outbox_id, at) == 0)
		return false;
	store_do(st, Q_OUTBOX_FORGET_FIELDS, "i", outbox_id);
	journal_add(st,
	    &(struct entry){ .kind = "mail.outcome",
		.case_id = store_int(st, Q_OUTBOX_CASE, "i", outbox_id),
		.outbox_id = outbox_id,
		.code = "sent",
		.code2 = "found-in-sent" });
	return true;
}

/* ---- telling ---- */

/* "siti@...: diterima, TTE-2026-000001": whom, what, of which case */
static void
list(struct desk *d, struct fields *said, const char *state, const char *name)
{
	struct rows *r = store_rows(d->st, Q_RESTORED_LIST, "ti", state, (int64_t)SHOWN);
	const char *number;
	char *line;

	while (rows_next(r)) {
		number = rows_text(r, 2);
		line = xasprintf("%s: %s%s%s", rows_text(r, 0), rows_text(r, 1),
		    number != NULL ? ", " : "",
		    number != NULL ? number : "");
		fields_put(said, name, line);
		free(line);
	}
	rows_end(r);
}

bool
restored_tell(struct desk *d)
{
	int64_t from = restored_from(d->st);
	char *told = store_text(d->st, Q_META_GET, "t", TOLD), when[64];
	struct fields said = { 0 };
	bool due = from != 0 && told == NULL;

	free(told);
	if (!due)
		return false;
	calendar_say(d->office->calendar, from, when);
	fields_put(&said, "pulih_saat", when);
	list(d, &said, "sent", "pulih_terkirim");
	list(d, &said, "parked", "pulih_ragu");
	list(d, &said, "unknown", "pulih_ams");
	if (!post_admin(d, "pulih", &said))
		log_warn("store restored=yes: no admin in the settings to be told; see: loket "
		    "outbox list");
	fields_free(&said);
	store_do(d->st, Q_META_SET, "tt", TOLD, "1");
	return true;
}

int64_t
restored_go(struct store *st)
{
	char *told = store_text(st, Q_META_GET, "t", TOLD);
	int64_t left;

	free(told);
	if (told == NULL)
		return -1;
	left = store_do(st, Q_RESTORED_GO, "");
	store_do(st, Q_META_REMOVE, "t", FROM);
	store_do(st, Q_META_REMOVE, "t", TOLD);
	return left;
}
