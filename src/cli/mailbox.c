/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket mailbox safe: which letters a person may delete from the mailbox, because nothing waits for
 * them and the archive and a backup hold them. Each word of that is looked at anew: the folders by the
 * fetcher in its box, the sealed files by opening them, the backup as when it was made. Nothing is
 * changed; deleting is left to people.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/mem.h"
#include "base/progress.h"
#include "base/worker.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/servers.h"
#include "store/archive.h"
#include "store/backup.h"
#include "store/journal.h"
#include "store/sqlar.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define SCAN_MOST 2000
#define FILE_MOST (128u << 20)	/* more than any letter or document */

/* Why a letter must stay, in the order in which it is looked at. */
static const struct reason { const char *code, *says; } reasons[] = {
	{ "unread", "loket has not dealt with it yet" },
	{ "held", "it waits for a person; see: loket held list" },
	{ "case", "its case is open" },
	{ "asked", "somebody has been asked about it and has not answered" },
	{ "not-archived",
	    "loket keeps no copy: nothing of its work, from a robot, too large, or erased" },
	{ "summary", "it is to stand in the next summary" },
	{ "document", "a document that came with it is not in the archive" },
	{ "damaged", "its file in the archive is missing or damaged; a backup may have it" },
	{ "not-in-backup", "the backup does not hold it; make a new one: loket backup FILE" },
};

struct place {
	char *folder, *sender, *subject, *archive;
	int64_t validity, uid, message_id, at, bytes;
	const struct reason *why;	/* it must stay; NULL: it may go */
	bool there;			/* it still lies in that folder */
};

struct safe {
	struct cli *c;
	struct store *st;
	struct keys *keys;
	struct archive *archive;
	struct backup *backup;
	struct backup_facts facts;
	char *path;			/* of the backup */
	struct worker fetcher;
	struct place *places; size_t n;
};

static const struct reason *
reason(const char *code)
{
	size_t i = 0;

	while (i < N(reasons) - 1 && (code == NULL || strcmp(reasons[i].code, code) != 0))
		i++;
	return code != NULL ? &reasons[i] : NULL;
}

/* ---- the letters ---- */

static void
gather(struct safe *s, int64_t before)
{
	struct rows *r = store_rows(s->st, Q_MAILBOX_BEFORE, "i", before);

	while (rows_next(r)) {
		s->places = grow(s->places, s->n, sizeof(*s->places));
		s->places[s->n++] = (struct place){ .folder = rows_dup(r, 0),
			.validity = rows_int(r, 1),
			.uid = rows_int(r, 2),
			.message_id = rows_int(r, 3),
			.at = rows_int(r, 4),
			.sender = rows_dup(r, 5),
			.subject = rows_dup(r, 6),
			.archive = rows_dup(r, 7),
			.why = reason(rows_text(r, 8)) };
	}
	rows_end(r);
}

/* Marks what still lies in the folder of p[0..n), which are ascending. */
static int
look_into(struct safe *s, struct place *p, size_t n, char **why)
{
	struct fetch_scan order = { p[0].folder, p[0].uid, SCAN_MOST, false };
	struct fetch_scanned got;
	size_t at = 0;
	bool more = true;
	int rc = 0;

	while (rc == 0 && more && at < n) {
		rc = server_scan(&s->fetcher, s->c->config, &order, &got, why);
		more = rc == 0 && got.uidvalidity == p[0].validity && got.more && got.n_items > 0;
		for (size_t i = 0; rc == 0 && got.uidvalidity == p[0].validity && i < got.n_items; i++) {
			while (at < n && p[at].uid < got.items[i].uid)
				at++;
			if (at < n && p[at].uid == got.items[i].uid) {
				p[at].there = true;
				p[at].bytes = got.items[i].bytes;
			}
		}
		if (more)
			order.from_uid = got.items[got.n_items - 1].uid + 1;
		wire_free(&fetch_scanned_wire, &got);
	}
	return rc;
}

/* What people have moved or deleted meanwhile is passed by: the agent learns it only where it has to. */
static int
look_at_mailbox(struct safe *s)
{
	char *why = NULL;
	size_t from, to;
	int rc = EX_OK;

	for (from = 0; rc == EX_OK && from < s->n; from = to) {
		for (to = from; to < s->n && strcmp(s->places[to].folder, s->places[from].folder) == 0;)
			to++;
		rc = look_into(s, &s->places[from], to - from, &why);
	}
	if (rc != EX_OK)
		cli_fail(rc, "the mailbox cannot be looked at: %s", why);
	free(why);
	worker_kill(&s->fetcher);
	return rc;
}

/* ---- archive and backup ---- */

/* Of two reasons that which stands first: a new backup heals the last one only. */
static void
also(struct place *p, const char *code)
{
	const struct reason *r = reason(code);

	if (r != NULL && (p->why == NULL || r < p->why))
		p->why = r;
}

/* What a letter said stays no longer in memory than it is looked at. */
static void
forget(struct buf *b)
{
	if (b->cap > 0)
		wipe(b->data, b->cap);
	buf_reset(b);
}

/* One sealed file: whole here, and in the backup. `sum`: of its contents, hex; NULL: any. */
static void
look_at_file(struct safe *s, struct place *p, const char *name, const char *sum, struct buf *out)
{
	unsigned char have[DIGEST_LEN];
	char hex[2 * DIGEST_LEN + 1];
	struct err e;

	if (archive_read(s->archive, ROOM_ARCHIVE, name, FILE_MOST, out, &e) < 0) {
		cli_fail(0, "letter %lld: %s", (long long)p->message_id, e.msg);
		also(p, "damaged");
		return;
	}
	digest(out->data, out->len, have);
	digest_hex(have, hex);
	if (sum != NULL && strcmp(sum, hex) != 0)
		also(p, "damaged");
	if (backup_holds(s->backup, name, &e) <= 0)
		also(p, "not-in-backup");
}

/*
 * The last line of a kept letter in front of *end, where it names a document: its digest, and *end is
 * the begin of that line.
 */
static bool
named_document(const char *text, size_t *end, char sum[2 * DIGEST_LEN + 1])
{
	size_t from = *end, len;

	if (from < 2 || text[from - 1] != '\n' || text[from - 2] != ']')
		return false;
	for (from--; from > 0 && text[from - 1] != '\n';)
		from--;
	len = *end - 2 - from;
	if (strncmp(text + from, KEPT_BEGIN, strlen(KEPT_BEGIN)) != 0 || len < 2 * DIGEST_LEN)
		return false;
	snprintf(sum, 2 * DIGEST_LEN + 1, "%.*s", 2 * DIGEST_LEN, text + *end - 2 - 2 * DIGEST_LEN);
	*end = from;
	return strspn(sum, "0123456789abcdef") == 2 * DIGEST_LEN;
}

/* The rows of its documents, each looked at; their digests go behind `sums`, one a line. */
static void
look_at_documents(struct safe *s, struct place *p, struct buf *sums)
{
	struct rows *r = store_rows(s->st, Q_MESSAGE_DOCUMENTS, "i", p->message_id);
	struct buf bytes = BUF_INIT;

	while (rows_next(r)) {
		const char *sum = rows_text(r, 0), *name = rows_text(r, 1);

		if (name == NULL)
			also(p, "document");
		else
			look_at_file(s, p, name, sum, &bytes);
		buf_addf(sums, "%s\n", sum);
		forget(&bytes);
	}
	rows_end(r);
	buf_free(&bytes);
}

/* Its text, each document that has a row, and a row for each document that the text names. */
static void
look_at_letter(struct safe *s, struct place *p)
{
	struct buf text = BUF_INIT, sums = BUF_INIT;
	char sum[2 * DIGEST_LEN + 1];
	size_t end;

	look_at_file(s, p, p->archive, NULL, &text);
	look_at_documents(s, p, &sums);
	end = text.len;
	while (named_document(buf_str(&text), &end, sum))
		if (strstr(buf_str(&sums), sum) == NULL)
			also(p, "document");
	forget(&text);
	buf_free(&text);
	buf_free(&sums);
}

static void
look_at_letters(struct safe *s)
{
	progress_begin("letters looked at", (int64_t)s->n);
	for (size_t i = 0; i < s->n; i++) {
		struct place *p = &s->places[i];

		if (p->there && p->why == NULL)
			look_at_letter(s, p);
		progress_step();
	}
	progress_end();
}

/* ---- which backup ---- */

/* The newest backup of a folder; NULL: there is none. Caller frees. */
static char *
newest(const char *folder)
{
	DIR *d = opendir(folder);
	char *best = NULL, *path;
	struct dirent *entry;
	int64_t best_at = -1;
	struct stat st;
	size_t len;

	while (d != NULL && (entry = readdir(d)) != NULL) {
		len = strlen(entry->d_name);
		if (entry->d_name[0] == '.' ||
		    (len > 4 && strcmp(entry->d_name + len - 4, ".tmp") == 0))
			continue;
		path = xasprintf("%s/%s", folder, entry->d_name);
		if (stat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_mtime > best_at &&
		    sqlar_is_ours(path)) {
			free(best);
			best = path;
			best_at = st.st_mtime;
		} else
			free(path);
	}
	if (d != NULL)
		closedir(d);
	return best;
}

/* Of loket-backup.timer: STATE-cadangan; of a further office, /var/lib/loket/NAME, loket-cadangan/NAME. */
static char *
folder_of_timer(const char *state)
{
	const char *name = strrchr(state, '/');
	char *beside = xasprintf("%s-cadangan", state), *of_all;

	if (access(beside, F_OK) == 0 || name == NULL || name == state)
		return beside;
	of_all = xasprintf("%.*s-cadangan%s", (int)(name - state), state, name);
	if (access(of_all, F_OK) == 0) {
		free(beside);
		return of_all;
	}
	free(of_all);
	return beside;
}

static int
find_backup(struct safe *s, const char *given)
{
	char *at = given != NULL ? xstrdup(given) : folder_of_timer(s->c->conf->state);
	struct stat st;
	int rc = EX_OK;

	if (stat(at, &st) < 0 && (given != NULL || errno != ENOENT))
		rc = cli_fail(EX_DATAERR, "%s: %s", at, strerror(errno));
	else if (access(at, F_OK) == 0 && !S_ISDIR(st.st_mode))
		s->path = xstrdup(at);
	else if ((s->path = newest(at)) == NULL)
		rc = cli_fail(EX_DATAERR,
		    "%s: no backup lies there, and what is in none is not safe; make one: loket backup "
		    "FILE, and name it, or its folder: --backup FILE",
		    at);
	free(at);
	return rc;
}

static int
open_backup(struct safe *s)
{
	struct err e;

	s->backup = backup_verify(s->path, s->c->conf->state, s->keys, &s->facts, &e);
	if (s->backup == NULL)
		return cli_err(&e, EX_DATAERR);
	if (s->facts.journal_broken)
		return cli_fail(EX_DATAERR,
		    "%s: its journal is broken; name another backup, and see: loket journal verify",
		    s->path);
	if (journal_row_of(s->st, s->facts.journal_head) == 0)
		return cli_fail(EX_DATAERR,
		    "%s: is not of this store: its journal is another one", s->path);
	return EX_OK;
}

/* ---- telling ---- */

static void
list(const struct safe *s, int64_t *n, int64_t *bytes)
{
	static const struct column columns[] = {
		{ "folder", "FOLDER", COL_TEXT, FIT_CUT },
		{ "uid", "UID", COL_INT, FIT_WHOLE },
		{ "arrived", "ARRIVED", COL_TIME, FIT_WHOLE },
		{ "sender", "SENDER", COL_TEXT, FIT_CUT },
		{ "subject", "SUBJECT", COL_TEXT, FIT_CUT },
		{ "bytes", "BYTES", COL_INT, FIT_WHOLE },
		{ "id", "ID", COL_INT, FIT_WHOLE },
	};
	struct table *t = table_new(s->c, columns, N(columns));

	for (size_t i = 0; i < s->n; i++) {
		const struct place *p = &s->places[i];

		if (!p->there || p->why != NULL)
			continue;
		table_text(t, p->folder);
		table_int(t, p->uid);
		table_time(t, p->at);
		table_text(t, p->sender);
		table_text(t, p->subject);
		table_int(t, p->bytes);
		table_int(t, p->message_id);
		*bytes += p->bytes;
		++*n;
	}
	table_end(t, "no letter may be deleted yet");
}

static void
tell(const struct safe *s)
{
	static const struct column columns[] = {
		{ "reason", "REASON", COL_TEXT, FIT_WHOLE },
		{ "letters", "LETTERS", COL_INT, FIT_WHOLE },
		{ "bytes", "BYTES", COL_INT, FIT_WHOLE },
		{ "says", "", COL_TEXT, FIT_BELOW },
	};
	int64_t n = 0, bytes = 0;
	struct record *out;
	struct table *t;

	list(s, &n, &bytes);
	if (!s->c->json)
		printf("\n");
	out = record_new(s->c);
	record_int(out, "safe", "may go", n);
	record_int(out, "bytes", "their bytes", bytes);
	record_text(out, "backup", "in the backup", s->path);
	record_time(out, "made", "made", s->facts.made_at);
	t = table_new(s->c, columns, N(columns));
	for (size_t k = 0; k < N(reasons); k++) {
		for (size_t i = n = bytes = 0; i < s->n; i++)
			if (s->places[i].there && s->places[i].why == &reasons[k]) {
				n++;
				bytes += s->places[i].bytes;
			}
		if (n == 0)
			continue;
		table_text(t, reasons[k].code);
		table_int(t, n);
		table_int(t, bytes);
		table_text(t, reasons[k].says);
	}
	record_table(out, "stay", "Must stay", t);
	record_end(out);
	if (!s->c->json)
		printf("\nNothing was deleted: that is left to a person, in a mail program.\n");
}

/* ---- the command ---- */

static int
when(struct cli *c, const char *day, int64_t *at)
{
	char today[11];

	clock_day(c->now, c->zone_minutes, today);
	if (day == NULL)
		return cli_fail(EX_USAGE,
		    "--before wants the day before which letters arrived, such as --before %s", today);
	*at = strlen(day) == 10 ? clock_of_day(day, c->zone_minutes) : -1;
	if (*at < 0)
		return cli_fail(EX_USAGE, "--before %s: must be a day like %s", day, today);
	if (*at > c->now)
		return cli_fail(EX_USAGE,
		    "--before %s lies in the future; the latest day is today, %s", day, today);
	return EX_OK;
}

static int
look(struct safe *s, int64_t before, const char *backup)
{
	struct err e;
	int rc = find_backup(s, backup);

	if (rc != EX_OK)
		return rc;
	if ((s->keys = keys_open(s->c->conf->key_file, &e)) == NULL)
		return cli_err(&e, EX_CONFIG);
	if ((s->archive = archive_open(s->c->conf->state, s->keys, &e)) == NULL)
		return cli_err(&e, EX_CONFIG);
	if ((rc = open_backup(s)) != EX_OK)
		return rc;
	gather(s, before);
	if ((rc = look_at_mailbox(s)) != EX_OK)
		return rc;
	look_at_letters(s);
	tell(s);
	return EX_OK;
}

static int
safe(struct cli *c, int argc, char **argv)
{
	const char *day = NULL, *backup = NULL;
	const struct cli_option options[] = { { "before", &day, NULL }, { "backup", &backup, NULL } };
	struct safe s = { .c = c };
	int64_t before = 0;
	int rc;

	if (cli_options(c, options, N(options), &argc, argv) < 0 || argc != 0)
		return EX_USAGE;
	if ((rc = when(c, day, &before)) != EX_OK ||
	    (s.st = cli_store(c, STORE_READ, &rc)) == NULL)
		return rc;
	rc = look(&s, before, backup);
	for (size_t i = 0; i < s.n; i++) {
		free(s.places[i].folder);
		free(s.places[i].sender);
		free(s.places[i].subject);
		free(s.places[i].archive);
	}
	free(s.places);
	free(s.path);
	backup_close(s.backup);
	archive_close(s.archive);
	keys_free(s.keys);
	store_close(s.st);
	return rc;
}

const struct cli_command mailbox_commands[] = {
	{ "safe", "--before DAY [--backup FILE] [--json]",
	    "letters that a person may delete: settled, in the archive, in a backup",
	    "mailbox safe --before 2026-08-25", safe },
	{ 0 }
};
