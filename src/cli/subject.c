/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket person access | export | erase: the rights of the person whose data it is (UU 27/2022).
 * access tells which data, since when, from whom, to whom; export gives the same in full, for the
 * person himself; erase leaves a wish for the agent. Whoever takes something out is noted before
 * it is shown. Words are Indonesian: the answer goes to the person.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "cli/event.h"
#include "cli/print.h"
#include "report/sheet.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* Columns of Q_SUBJECT_DATA that are shown. */
static const struct { const char *name; int column; } fields[] = { { "nama", 3 }, { "nip", 4 },
	{ "nik", 5 }, { "hp", 6 }, { "jabatan", 7 }, { "unit_kerja", 8 }, { "keadaan", 0 },
	    { "sumber", 1 } };

/* Opens the store, finds the person, notes who asks. 0: told why not, *rc set. */
static int64_t
begin(struct cli *c, const char *who, const char *what, struct store **s, int *rc)
{
	struct event *ev;
	int64_t id;

	if ((*s = cli_store(c, STORE_COMMAND, rc)) == NULL)
		return 0;
	*rc = EX_DATAERR;
	if ((id = cli_person_id(*s, who)) == 0)
		return 0;
	ev = event_new("person.shown");
	event_int(ev, "person", id);
	event_text(ev, "what", what);
	*rc = event_note(c, *s, ev);
	return *rc == EX_OK ? id : 0;
}

/* ---- access ---- */

int
cli_person_access(struct cli *c, int argc, char **argv)
{
	static const struct column columns[] = {
		{ "at", "SEJAK", COL_TIME, FIT_WHOLE },
		{ "kind", "DATA", COL_TEXT, FIT_WHOLE },
		{ "what", "ISI", COL_TEXT, FIT_CUT },
		{ "whom", "DARI / KEPADA", COL_TEXT, FIT_CUT },
		{ "case", "PERKARA", COL_TEXT, FIT_WHOLE },
	};
	struct store *s = NULL;
	struct record *out;
	struct table *t;
	struct rows *r;
	int64_t id;
	int rc;

	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc != 1)
		return EX_USAGE;
	if ((id = begin(c, argv[0], "access", &s, &rc)) == 0) {
		store_close(s);
		return rc;
	}
	out = record_new(c);
	r = store_rows(s, Q_SUBJECT_DATA, "i", id);
	if (rows_next(r)) {
		for (size_t i = 0; i < N(fields); i++)
			record_text(out, fields[i].name, fields[i].name, rows_text(r,
			    fields[i].column));
		record_time(out, "tercatat", "tercatat", rows_int(r, 2));
	}
	rows_end(r);
	t = table_new(c, columns, N(columns));
	r = store_rows(s, Q_SUBJECT_STORY, "i", id);
	while (rows_next(r)) {
		table_time(t, rows_int(r, 0));
		for (int i = 1; i < (int)N(columns); i++)
			table_text(t, rows_text(r, i));
	}
	rows_end(r);
	record_table(out, "data", "Data yang disimpan, dan kepada siapa diberikan", t);
	record_end(out);
	store_close(s);
	return EX_OK;
}

/* ---- export ---- */

/* NIP and NIK in full: they are the person's own. */
static int
export_csv(struct cli *c, struct store *s, int64_t id, const char *path)
{
	static const char *const names[] = { "bagian", "isi", "dari/kepada", "perkara", "sejak" };
	struct sheet *out = sheet_new(names, N(names));
	struct buf bytes = BUF_INIT;
	struct err e;
	struct rows *r = store_rows(s, Q_SUBJECT_DATA, "i", id);
	int rc = EX_OK;

	if (rows_next(r))
		for (size_t i = 0; i < N(fields); i++) {
			sheet_own(out, fields[i].name);
			sheet_own(out, rows_text(r, fields[i].column));
			sheet_text(out, NULL);
			sheet_text(out, NULL);
			sheet_time(out, c->zone_minutes, rows_int(r, 2));
		}
	rows_end(r);
	r = store_rows(s, Q_SUBJECT_STORY, "i", id);
	while (rows_next(r)) {
		for (int i = 1; i <= 4; i++)
			sheet_own(out, rows_text(r, i));
		sheet_time(out, c->zone_minutes, rows_int(r, 0));
	}
	rows_end(r);
	sheet_end(out, &bytes);
	if (file_write(path, bytes.data, bytes.len, 0600, &e) < 0)
		rc = cli_err(&e, EX_DATAERR);
	else
		printf("%s: all that is kept of person %lld, for that person only\n", path,
		    (long long)id);
	wipe(bytes.data, bytes.cap);
	buf_free(&bytes);
	return rc;
}

static json_t *
text_or_null(const char *text)
{
	json_t *t = text != NULL ? json_string(text) : NULL;

	return t != NULL ? t : json_null();
}

static int
export_json(struct cli *c, struct store *s, int64_t id)
{
	static const char *const keys[] = { NULL, "bagian", "isi", "dari_kepada", "perkara" };
	json_t *all = json_object(), *list = json_array(), *row;
	struct rows *r = store_rows(s, Q_SUBJECT_DATA, "i", id);
	char when[32], *text;

	if (rows_next(r))
		for (size_t i = 0; i < N(fields); i++)
			json_object_set_new(all, fields[i].name, text_or_null(rows_text(r,
			    fields[i].column)));
	rows_end(r);
	r = store_rows(s, Q_SUBJECT_STORY, "i", id);
	while (rows_next(r)) {
		row = json_object();
		clock_format(rows_int(r, 0), c->zone_minutes, when);
		json_object_set_new(row, "sejak", json_string(when));
		for (int i = 1; i < (int)N(keys); i++)
			json_object_set_new(row, keys[i], text_or_null(rows_text(r, i)));
		json_array_append_new(list, row);
	}
	rows_end(r);
	json_object_set_new(all, "data", list);
	text = json_dumps(all, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
	puts(text);
	wipe(text, strlen(text));
	free(text);
	json_decref(all);
	return EX_OK;
}

int
cli_person_export(struct cli *c, int argc, char **argv)
{
	const char *path = NULL;
	const struct cli_option options[] = { { "csv", &path, NULL } };
	struct store *s = NULL;
	int64_t id;
	int rc;

	if (cli_options(c, options, 1, &argc, argv) < 0 || argc != 1 || (path == NULL) == !c->json)
		return EX_USAGE;
	if ((id = begin(c, argv[0], "export", &s, &rc)) != 0)
		rc = path != NULL ? export_csv(c, s, id, path) : export_json(c, s, id);
	store_close(s);
	return rc;
}

/* ---- erase ---- */

int
cli_person_erase(struct cli *c, int argc, char **argv)
{
	bool sure = false;
	const struct cli_option options[] = { { "yes", NULL, &sure } };
	struct store *s = NULL;
	struct event *ev;
	int64_t id;
	int rc;

	if (cli_options(c, options, 1, &argc, argv) < 0 || argc != 1)
		return EX_USAGE;
	if ((s = cli_store(c, STORE_COMMAND, &rc)) == NULL)
		return rc;
	if ((id = cli_person_id(s, argv[0])) == 0)
		rc = EX_DATAERR;
	else if (!sure)
		rc = cli_fail(EX_USAGE,
		    "this cannot be taken back: letters, documents and mails of person %lld go, "
		    "also "
		    "answers that name others beside; look first: loket person access %lld; then "
		    "say: loket "
		    "person erase %lld --yes",
		    (long long)id, (long long)id, (long long)id);
	else {
		ev = event_new("person.erase");
		event_int(ev, "person", id);
		rc = event_send(c, s, ev);
	}
	store_close(s);
	return rc;
}
