/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * See erasure.h. One mechanism for both: the tables doom_* say what it is about, then the same
 * statements empty it. They are empty outside the transaction.
 */
#include "case/erasure.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/name.h"
#include "store/durable.h"
#include "store/journal.h"

#define BATCH 50		/* cases or letters in one transaction */
/* a shorter or single name is looked for nowhere: it would fit too much */
#define NAME_LEAST 6
#define LIST_MOST (16u << 20)

/* In this order: what is found by a column goes before the column is emptied. */
static const enum statement empties[] = {
	Q_EMPTY_WORDS, Q_EMPTY_INQUIRY_DATA, Q_EMPTY_CHOICE_DATA, Q_EMPTY_DOUBTS, Q_EMPTY_FOUND,
	Q_EMPTY_TASK_DATA, Q_EMPTY_DOCUMENT_DATA, Q_EMPTY_MESSAGE_DATA, Q_EMPTY_CHILD_DATA,
	Q_EMPTY_MESSAGE, Q_EMPTY_DOCUMENT, Q_EMPTY_MATTER_DOCUMENT,
	Q_EMPTY_MATTER_DOCUMENT_DATA, Q_EMPTY_SURAT, Q_EMPTY_OUTBOX, Q_EMPTY_OUTBOX_DATA,
	Q_EMPTY_CASE_DATA, Q_EMPTY_MATTER_DATA, Q_EMPTY_REOPENING, Q_DOOM_TO_DOOMED
};
static const enum statement values[] = {
	Q_ERASE_MESSAGE_DATA, Q_ERASE_CASE_DATA, Q_ERASE_TASK_DATA, Q_ERASE_WORDS,
	Q_ERASE_OUTBOX_DATA, Q_ERASE_INQUIRY_DATA, Q_ERASE_CHOICE_DATA, Q_ERASE_MATTER_DATA,
	Q_ERASE_CHILD_DATA, Q_ERASE_DOCUMENT_DATA, Q_ERASE_MATTER_DOCUMENT_DATA, Q_ERASE_DOUBTS, Q_ERASE_FOUND,
	Q_ERASE_EVENTS
};
static const enum statement of_person[] = {
	Q_ERASE_WORDS_OF, Q_ERASE_PERSON_DATA, Q_ERASE_ADDRESSES, Q_ERASE_CERTIFICATE_DATA,
	Q_ERASE_CERTIFICATES, Q_ERASE_PERSON
};
static const enum statement scopes[] = { Q_DOOM_CASE_NONE, Q_DOOM_MESSAGE_NONE, Q_DOOM_OUTBOX_NONE,
	Q_DOOM_FILE_NONE, Q_DOOM_VALUE_NONE };
#define N(a) (sizeof(a) / sizeof((a)[0]))

static void
say_all(struct store *st, const enum statement *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		store_do(st, list[i], "");
}

static void
count(struct store *st, struct erased *out)
{
	struct rows *r = store_rows(st, Q_DOOM_COUNT, "");

	memset(out, 0, sizeof(*out));
	if (rows_next(r))
		*out = (struct erased){ rows_int(r, 0), rows_int(r, 1), rows_int(r, 2),
		    rows_int(r, 3),
			rows_int(r, 4) };
	rows_end(r);
}

/* ---- a person ---- */

/* His names, small and without titles, as far as they tell him from others. */
static void
take_names(struct store *st, int64_t person_id)
{
	char *names[64], *plain;
	size_t n = 0;
	struct rows *r = store_rows(st, Q_DOOM_NAMES_OF_PERSON, "i", person_id);

	while (n < N(names) && rows_next(r))
		names[n++] = rows_dup(r, 0);
	rows_end(r);
	while (n > 0) {
		plain = name_plain(names[--n]);
		if (strlen(plain) >= NAME_LEAST && strchr(plain, ' ') != NULL)
			store_do(st, Q_DOOM_VALUE_ADD, "ti", plain, (int64_t)0);
		free(plain);
		free(names[n]);
	}
}

/* Closes what a lost store had closed before. */
static void
close_open(struct store *st)
{
	int64_t id, task, now = clock_now();
	char *tahap;
	struct rows *r;

	for (;;) {
		r = store_rows(st, Q_DOOM_OPEN_CASE, "");
		id = rows_next(r) ? rows_int(r, 0) : 0;
		tahap = id != 0 ? rows_dup(r, 2) : NULL;
		rows_end(r);
		if (id == 0)
			break;
		store_do(st, Q_CASE_CLOSE, "ittit", id, "petugas", tahap, now, (const char *)NULL);
		while ((task = store_int(st, Q_TASK_OF_CASE_NEXT, "i", id)) != 0)
			casefile_withdraw(st, id, task, now);
		store_do(st, Q_TIMERS_CLEAR, "i", id);
		journal_add(st,
		    &(struct entry){ .kind = "case.close", .case_id = id, .code = tahap,
		    .code2 = "petugas" });
		free(tahap);
	}
}

static void
scope_person(struct store *st, int64_t person_id)
{
	say_all(st, scopes, N(scopes));
	store_do(st, Q_DOOM_CASES_OF_PERSON, "i", person_id);
	store_do(st, Q_DOOM_VALUES_OF_PERSON, "i", person_id);
	take_names(st, person_id);
	store_do(st, Q_DOOM_MESSAGES_OF_CASES, "");
	store_do(st, Q_DOOM_MESSAGES_OF_PERSON, "i", person_id);
	store_do(st, Q_DOOM_MESSAGES_ANSWERING, "");
	store_do(st, Q_DOOM_OUTBOX_OF_CASES, "");
	store_do(st, Q_DOOM_OUTBOX_OF_PERSON, "i", person_id);
	store_do(st, Q_DOOM_FILES, "");
}

/* What stands in the way, of the scope; NULL: nothing. Caller frees. */
static char *
hindrance(struct store *st)
{
	struct rows *r = store_rows(st, Q_DOOM_OPEN_CASE, "");
	char *number = rows_next(r) ? rows_dup(r, 1) : NULL, *why = NULL;

	rows_end(r);
	if (number != NULL)
		why = xasprintf("%s is open; close it first: loket case close %s", number, number);
	else if ((number = store_text(st, Q_DOOM_SHARED, "")) != NULL)
		why = xasprintf("papers of his belong to %s too, which is open", number);
	else if (store_int(st, Q_DOOM_UNDER_WAY, "") > 0)
		why = xstrdup("mails are under way; try again in some minutes");
	free(number);
	return why;
}

int
erase_person(struct store *st, const struct office *o, int64_t person_id, bool again,
    struct erased *out, char **why)
{
	*why = NULL;
	if (store_int(st, Q_PERSON_EXISTS, "i", person_id) == 0)
		*why = xstrdup("no such person, or erased already; see: loket person list");
	else if (!again && people_holds_any(st, o, person_id, clock_now()))
		*why = xstrdup("this person holds a role; end that first: loket role end");
	if (*why != NULL)
		return -1;
	scope_person(st, person_id);
	if (again)
		close_open(st);
	else
		*why = hindrance(st);
	if (*why == NULL) {
		count(st, out);
		say_all(st, empties, N(empties));
		say_all(st, values, N(values));
		for (size_t i = 0; i < N(of_person); i++)
			store_do(st, of_person[i], "i", person_id);
		journal_add(st,
		    &(struct entry){ .kind = "person.erase",
			.person_id = person_id,
			.code = again ? "again" : "asked",
			.n = out->files });
	}
	say_all(st, scopes, N(scopes));
	return *why == NULL ? 0 : -1;
}

/* ---- kept long enough ---- */

static void
note(struct store *st, const char *kind, int64_t n)
{
	journal_add(st, &(struct entry){ .kind = "kept.end", .code = kind, .n = n });
	log_info("kept class=%s n=%lld: as long as the office's file says", kind, (long long)n);
}

/* Documents alone; the case itself goes on being known. */
static int64_t
documents_due(struct store *st, int64_t before)
{
	int64_t n;

	store_do(st, Q_KEEP_DOCUMENTS, "i", before);
	store_do(st, Q_KEEP_DOCUMENTS_NEEDED, "i", before);
	n = store_do(st, Q_EMPTY_DOCUMENT, "");
	store_do(st, Q_EMPTY_MATTER_DOCUMENT, "");
	store_do(st, Q_KEEP_DOCUMENT_DATA, "i", before);
	store_do(st, Q_KEEP_DOCUMENTS_DONE, "i", before);
	store_do(st, Q_DOOM_TO_DOOMED, "");
	return n;
}

static int64_t
cases_due(struct store *st, int64_t before)
{
	struct erased out;

	if (store_do(st, Q_KEEP_CASES, "ii", before, (int64_t)BATCH) == 0)
		return 0;
	store_do(st, Q_DOOM_MESSAGES_OF_CASES, "");
	store_do(st, Q_DOOM_OUTBOX_OF_CASES, "");
	store_do(st, Q_DOOM_FILES, "");
	store_do(st, Q_KEEP_NAMED_FILES, "");
	count(st, &out);
	say_all(st, empties, N(empties));
	return out.cases;
}

/* Letters and mails of no case. */
static int64_t
others_due(struct store *st, int64_t before)
{
	int64_t n = store_do(st, Q_KEEP_MESSAGES, "ii", before, (int64_t)BATCH) +
	    store_do(st, Q_KEEP_OUTBOX, "ii", before, (int64_t)BATCH);

	if (n == 0)
		return 0;
	store_do(st, Q_DOOM_FILES, "");
	store_do(st, Q_KEEP_NAMED_FILES, "");
	say_all(st, empties, N(empties));
	return n;
}

/*
 * Who is known from letters alone, and has nothing here any more. Where a mail under way hinders
 * it, the next day will do.
 */
static int64_t
people_due(struct store *st, const struct office *o, int64_t before, const char *today)
{
	int64_t id = 0, n = 0;
	struct erased out;
	char *why;

	while (n < BATCH && (id = store_int(st, Q_KEEP_PEOPLE, "iit", before, id, today)) != 0) {
		n += erase_person(st, o, id, false, &out, &why) == 0;
		free(why);
	}
	return n;
}

int64_t
erase_due(struct store *st, const struct office *o, int64_t now)
{
	static int64_t (*const acts[KEEP__N])(struct store *, int64_t) = {
		[KEEP_BERKAS] = documents_due, [KEEP_PERKARA] = cases_due, [KEEP_LAIN] = others_due
	};
	char today[11];
	int64_t n = 0;

	for (int k = 0; n == 0 && k < KEEP__N; k++) {
		if (o->keep_days[k] == 0)
			continue;
		say_all(st, scopes, N(scopes));
		if (acts[k] != NULL)
			n = acts[k](st, now - o->keep_days[k] * 86400);
		else {
			clock_day(now, calendar_zone_minutes(o->calendar), today);
			n = people_due(st, o, now - o->keep_days[k] * 86400, today);
		}
		say_all(st, scopes, N(scopes));
		if (n > 0)
			note(st, office_keep_word((enum keep)k), n);
	}
	return n;
}

/* ---- files ---- */

bool
erasure_unlink(struct archive *a, struct store *st)
{
	struct rows *r;
	int64_t room, n = 0;
	char *name;

	for (;; n++) {
		r = store_rows(st, Q_DOOMED_NEXT, "");
		name = rows_next(r) ? rows_dup(r, 1) : NULL;
		room = name != NULL ? rows_int(r, 0) : 0;
		rows_end(r);
		if (name == NULL)
			break;
		archive_remove(a, room == 0 ? ROOM_ARCHIVE : ROOM_OUTBOX, name);
		store_begin(st);
		store_do(st, Q_DOOMED_GONE, "it", room, name);
		store_commit(st);
		free(name);
	}
	if (n > 0)
		log_info("erasure files=%lld unlinked", (long long)n);
	return store_settle(st) != 0;
}

/* ---- the list ---- */

int
erasure_note(int fd, int64_t person_id, int64_t created_at, int64_t now, struct err *e)
{
	char when[32], line[128];
	int n;

	clock_format(now, 0, when);
	n = snprintf(line, sizeof(line), "%s person %lld of %lld\n", when, (long long)person_id,
	    (long long)created_at);
	if (lseek(fd, 0, SEEK_END) < 0)
		return err_again(e, "the list of erasures: %s", strerror(errno));
	return file_write_fd(fd, line, (size_t)n, e) < 0 ? -1 :
							   durable_sync(fd,
							       "the list of erasures", e);
}

static bool
again(struct store *st, const struct office *o, const char *line)
{
	long long id, created;
	struct erased out;
	char *why = NULL;
	bool done;

	if (sscanf(line, "%*s person %lld of %lld", &id, &created) != 2 ||
	    store_int(st, Q_PERSON_CREATED, "i", (int64_t)id) != created)
		return false;	/* a torn line, erased already, or somebody else of that number */
	store_begin(st);
	done = erase_person(st, o, id, true, &out, &why) == 0;
	store_commit(st);
	free(why);
	return done;
}

int64_t
erasures_again(struct store *st, const struct office *o, int fd, struct err *e)
{
	struct buf text = BUF_INIT;
	char *line, *rest = NULL;
	int64_t n = 0;

	if (lseek(fd, 0, SEEK_SET) < 0 || file_read_fd(fd, LIST_MOST, &text, e) < 0) {
		buf_free(&text);
		return -1;
	}
	for (line = text.len > 0 ? strtok_r(text.data, "\n", &rest) : NULL; line != NULL;
	     line = strtok_r(NULL, "\n", &rest))
		n += again(st, o, line);
	if (n > 0)
		log_info("erasures again=%lld: of before this store was restored", (long long)n);
	buf_free(&text);
	return n;
}
