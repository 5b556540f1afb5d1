/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket case list | show | close | reopen | assign; export stands in export.c. Showing reads store
 * and rules, changes nothing. NIK and NIP are always masked here.
 */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/mem.h"
#include "case/records.h"
#include "case/spans.h"
#include "cli/cli.h"
#include "cli/event.h"
#include "cli/print.h"
#include "report/story.h"
#include "store/journal.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static const struct column list_columns[] = {
	{ "number", "CASE", COL_TEXT, FIT_WHOLE },
	{ "service", "SERVICE", COL_TEXT, FIT_WHOLE },
	{ "owner", "OWNER", COL_TEXT, FIT_CUT },
	{ NULL, "TAHAP", COL_TEXT, FIT_WHOLE },
	{ NULL, "SINCE", COL_TIME, FIT_WHOLE },
	{ "waits_for", "WAITS FOR", COL_TEXT, FIT_CUT },
	{ "tahap", NULL, COL_TEXT, FIT_WHOLE },
	{ "since", NULL, COL_TIME, FIT_WHOLE },
	{ "opened", NULL, COL_TIME, FIT_WHOLE },
	{ "closed", NULL, COL_TIME, FIT_WHOLE },
	{ "akhir", NULL, COL_TEXT, FIT_WHOLE },
};

/*
 * Whom a case waits for: people beside loket, those asked, AMS; without any of these the applicant
 * is to send something.
 */
static const char *
waits_for(struct rows *r)
{
	if (rows_int(r, 7) != 0)
		return "";
	if (rows_int(r, 9) != 0)
		return "petugas";
	if (rows_text(r, 10) != NULL)
		return rows_text(r, 10);
	return rows_int(r, 11) ? "AMS" : "pemohon";
}

static int
list(struct cli *c, int argc, char **argv)
{
	bool all = false, is_closed;
	const struct cli_option options[] = { { "all", NULL, &all } };
	struct store *s;
	struct table *t;
	struct rows *r;
	int rc = EX_OK;
	char *end;

	if (cli_options(c, options, N(options), &argc, argv) < 0 || argc != 0)
		return EX_USAGE;
	if ((s = cli_store(c, STORE_READ, &rc)) == NULL)
		return rc;
	t = table_new(c, list_columns, N(list_columns));
	r = store_rows(s, Q_CASE_LIST, "i", (int64_t)all);
	while (rows_next(r)) {
		is_closed = rows_int(r, 7) != 0;
		end = is_closed ? xasprintf("(%s)", rows_text(r, 8)) : NULL;
		table_text(t, rows_text(r, 1));
		table_text(t, rows_text(r, 2));
		table_text(t, rows_text(r, 3));
		table_text(t, end != NULL ? end : rows_text(r, 4));
		table_time(t, is_closed ? rows_int(r, 7) : rows_int(r, 5));
		table_text(t, waits_for(r));
		table_text(t, rows_text(r, 4));
		table_time(t, rows_int(r, 5));
		table_time(t, rows_int(r, 6));
		table_time(t, rows_int(r, 7));
		table_text(t, rows_text(r, 8));
		free(end);
	}
	rows_end(r);
	store_close(s);
	table_end(t, all ? "no cases" : "no open cases");
	return EX_OK;
}

/*
 * One case with its SOP and its times; `known` only where the rules and the case's SOP can be read.
 * The story is told without them, since it is wanted most when something is wrong.
 */
struct course {
	struct office *office;
	struct sops *sops;
	struct casefile file;
	struct spans spans;
	bool known;
};

static void
course_end(struct course *k)
{
	spans_free(&k->spans);
	casefile_free(&k->file);
	sops_free(k->sops);
	office_free(k->office);
}

static void
course_load(struct cli *c, struct store *s, int64_t id, struct course *k)
{
	struct problems p = { 0 };
	struct err e = { .msg = "the rules have mistakes; run: loket check" };

	k->office = office_read(c->conf->rules, c->conf->office, &p);
	if (k->office != NULL) {
		k->sops = sops_new(k->office);
		k->known = casefile_load(s, k->sops, id, &k->file, &e) == 0;
	}
	if (k->known)
		spans_load(s, &k->file, clock_now(), &k->spans);
	else
		fprintf(stderr, "loket: without standard and office times: %s\n", e.msg);
	problems_free(&p);
}

static void
times(const struct course *k, struct record *out)
{
	int64_t sums[OWES_N];

	if (!k->known)
		return;
	spans_of_row(&k->spans, &k->file, k->office->calendar, NULL, sums);
	record_int(out, "waktu_kantor", "waktu kantor (minutes of office hours)", sums[OWES_KANTOR]);
	record_int(out, "waktu_pemohon", "waktu pemohon (minutes)", sums[OWES_PEMOHON]);
	record_int(out, "waktu_bsre", "waktu BSrE (minutes)", sums[OWES_BSRE]);
}

static void
head(struct store *s, int64_t id, struct record *out)
{
	static const struct { const char *key, *label; int column; } texts[] = {
		{ "state", "owner is", 10 },
		{ "sender", "first sender", 11 },
		{ "subject", "subject", 12 },
		{ "nama", "nama", 13 },
		{ "nip", "nip", 14 },
		{ "nik", "nik", 15 },
		{ "email", "email", 16 },
		{ "hp", "hp", 17 },
		{ "jabatan", "jabatan", 18 },
		{ "unit_kerja", "unit kerja", 19 },
		{ "alasan", "last reason", 20 },
		{ "opened_by", "opened by", 21 },
		{ "from_case", "goes on from", 22 },
		{ "matter", "of the letter", 26 },
		{ "registered_by", "entered by", 27 },
		{ "status_ams", "status in AMS", 23 },
		{ "unreachable", "unreachable", 25 },
	};
	struct rows *r = store_rows(s, Q_CASE_HEAD, "i", id);

	if (rows_next(r)) {
		record_text(out, "number", "case", rows_text(r, 0));
		record_text(out, "service", "service", rows_text(r, 1));
		record_text(out, "tahap", "tahap", rows_text(r, 2));
		record_time(out, "since", "since", rows_int(r, 3));
		record_time(out, "opened", "opened", rows_int(r, 4));
		record_time(out, "closed", "closed", rows_int(r, 5));
		record_text(out, "akhir", "akhir", rows_text(r, 6));
		if (rows_int(r, 7) != 0)
			record_int(out, "reopened", "reopened", rows_int(r, 7));
		record_time(out, "petugas", "petugas since", rows_int(r, 8));
		record_int(out, "owner_id", "owner", rows_int(r, 9));
		for (size_t i = 0; i < N(texts); i++)
			record_text(out, texts[i].key, texts[i].label,
			    rows_text(r, texts[i].column));
		record_time(out, "status_at", "learnt", rows_int(r, 24));
	}
	rows_end(r);
}

/* A side of a case: a query by case id whose columns are printed as they come. */
static const struct side {
	const char *key, *heading;
	enum statement q;
	struct column columns[10];
	size_t n;
} sides[] = {
	{ "tasks", "Questions", Q_CASE_TASKS, {
		{ "id", "ID", COL_INT, FIT_WHOLE },
		{ "tahap", "TAHAP", COL_TEXT, FIT_WHOLE },
		{ "kind", "KIND", COL_TEXT, FIT_WHOLE },
		{ "role", "ROLE", COL_TEXT, FIT_WHOLE },
		{ "person", "PERSON", COL_TEXT, FIT_CUT },
		{ "state", "STATE", COL_TEXT, FIT_WHOLE },
		{ "asked", "ASKED", COL_TIME, FIT_WHOLE },
		{ "closed", "CLOSED", COL_TIME, FIT_WHOLE },
		{ "expires", NULL, COL_TIME, FIT_WHOLE },
		{ "answer", "ANSWER", COL_TEXT, FIT_WHOLE },
	}, 10 },
	{ "letters", "Letters", Q_CASE_LETTERS, {
		{ "id", "ID", COL_INT, FIT_WHOLE },
		{ "received", "RECEIVED", COL_TIME, FIT_WHOLE },
		{ "class", "CLASS", COL_TEXT, FIT_WHOLE },
		{ "outcome", "OUTCOME", COL_TEXT, FIT_WHOLE },
		{ "reason", "REASON", COL_TEXT, FIT_WHOLE },
		{ "sender", "SENDER", COL_TEXT, FIT_CUT },
		{ "subject", "SUBJECT", COL_TEXT, FIT_CUT },
	}, 7 },
	{ "mails", "Mails and AMS calls", Q_CASE_MAILS, {
		{ "id", "ID", COL_INT, FIT_WHOLE },
		{ "kind", "KIND", COL_TEXT, FIT_WHOLE },
		{ "what", "WHAT", COL_TEXT, FIT_WHOLE },
		{ "to", "TO", COL_TEXT, FIT_CUT },
		{ "state", "STATE", COL_TEXT, FIT_WHOLE },
		{ "reason", "REASON", COL_TEXT, FIT_WHOLE },
		{ "made", "MADE", COL_TIME, FIT_WHOLE },
		{ "sent", "SENT", COL_TIME, FIT_WHOLE },
		{ "code", NULL, COL_INT, FIT_WHOLE },
	}, 9 },
};

static void
print_side(struct cli *c, struct store *s, int64_t id, struct record *out, const struct side *side)
{
	struct table *t = table_new(c, side->columns, side->n);

	table_rows(t, store_rows(s, side->q, "i", id));
	record_table(out, side->key, side->heading, t);
}

/*
 * Time as the office counts it: what the SOP says beside what passed. The office's minutes are those
 * of its hours, the others' run day and night.
 */
static void
rows_of_sop(struct cli *c, struct store *s, int64_t id, const struct course *k, struct record *out)
{
	static const struct column columns[] = {
		{ "no", "ROW", COL_TEXT, FIT_WHOLE },
		{ "opened", "BEGUN", COL_TIME, FIT_WHOLE },
		{ "closed", "FULFILLED", COL_TIME, FIT_WHOLE },
		{ "by", "BY", COL_TEXT, FIT_CUT },
		{ "standar", "STANDAR SOP", COL_TEXT, FIT_WHOLE },
		{ "waktu_kantor", "WAKTU KANTOR", COL_INT, FIT_WHOLE },
		{ "waktu_pemohon", "WAKTU PEMOHON", COL_INT, FIT_WHOLE },
		{ "waktu_bsre", "WAKTU BSrE", COL_INT, FIT_WHOLE },
	};
	struct table *t = table_new(c, columns, N(columns));
	struct rows *r = store_rows(s, Q_CASE_ROWS, "i", id);

	while (rows_next(r)) {
		const struct sop_baris *row =
		    k->known ? sop_baris_no(k->file.sop, rows_text(r, 0)) : NULL;
		int64_t sums[OWES_N] = { 0 };
		char standard[32] = "-";

		if (row != NULL)
			sop_waktu(row, standard);
		if (k->known)
			spans_of_row(&k->spans, &k->file, k->office->calendar, rows_text(r, 0),
			    sums);
		table_text(t, rows_text(r, 0));
		table_time(t, rows_int(r, 1));
		table_time(t, rows_int(r, 2));
		table_text(t, rows_text(r, 3));
		table_text(t, standard);
		for (int i = 0; i < OWES_N; i++)
			table_int(t, sums[i]);
	}
	rows_end(r);
	record_table(out, "rows", "Rows of the SOP (minutes: the office's in office hours, the others' "
				  "by the clock)", t);
}

static void
documents(struct cli *c, struct store *s, int64_t id, struct record *out)
{
	static const struct column columns[] = {
		{ "mark", "", COL_TEXT, FIT_WHOLE },
		{ "kind", "DOCUMENT", COL_TEXT, FIT_WHOLE },
		{ "counts_as", "COUNTS AS", COL_TEXT, FIT_WHOLE },
		{ "received", "RECEIVED", COL_TIME, FIT_WHOLE },
		{ "bytes", "BYTES", COL_INT, FIT_WHOLE },
		{ "name", "NAME", COL_TEXT, FIT_CUT },
		{ "kept", "KEPT", COL_TEXT, FIT_WHOLE },
	};
	struct table *t = table_new(c, columns, N(columns));
	struct rows *r = store_rows(s, Q_CASE_DOCUMENTS, "i", id);

	while (rows_next(r)) {
		table_text(t, strcmp(rows_text(r, 3), "diterima") == 0 ? "\xe2\x9c\x93" :
		    "\xe2\x9c\x97");
		table_text(t, rows_text(r, 1));
		table_text(t, rows_text(r, 2));
		table_time(t, rows_int(r, 7));
		table_int(t, rows_int(r, 5));
		table_text(t, rows_text(r, 6));
		table_text(t, rows_int(r, 4) ? "yes" : "no");
	}
	rows_end(r);
	record_table(out, "documents", "Documents", t);
}

static void
journal(struct cli *c, struct store *s, int64_t id, struct record *out)
{
	static const struct column columns[] = {
		{ "seq", "SEQ", COL_INT, FIT_WHOLE },
		{ "at", "AT", COL_TIME, FIT_WHOLE },
		{ "kind", "WHAT", COL_TEXT, FIT_WHOLE },
		{ "code", "", COL_TEXT, FIT_WHOLE },
		{ "code2", "", COL_TEXT, FIT_WHOLE },
		{ "person", "PERSON", COL_TEXT, FIT_CUT },
		{ "words", "WORDS", COL_TEXT, FIT_CUT },
		{ "n", NULL, COL_INT, FIT_WHOLE },
		{ "says", NULL, COL_TEXT, FIT_WHOLE },
	};
	struct table *t = table_new(c, columns, N(columns));
	struct rows *r = store_rows(s, Q_CASE_JOURNAL, "i", id);

	while (rows_next(r)) {
		table_int(t, rows_int(r, 0));
		table_time(t, rows_int(r, 1));
		table_text(t, rows_text(r, 2));
		table_text(t, rows_text(r, 4));
		table_text(t, rows_text(r, 5));
		table_text(t, rows_text(r, 3));
		table_text(t, rows_text(r, 7));
		table_int(t, rows_int(r, 6));
		table_text(t, journal_says(rows_text(r, 2)));
	}
	rows_end(r);
	record_table(out, "journal", "Journal", t);
}

static void
show_record(struct cli *c, struct store *s, int64_t id, const struct course *k)
{
	struct record *out = record_new(c);

	head(s, id, out);
	times(k, out);
	documents(c, s, id, out);
	rows_of_sop(c, s, id, k, out);
	for (size_t i = 0; i < N(sides); i++)
		print_side(c, s, id, out, &sides[i]);
	journal(c, s, id, out);
	record_end(out);
}

/* To be printed, or kept as a file: the page goes to where the output goes. */
static int
show_page(struct store *s, const struct course *k)
{
	const struct story story = {
		.st = s, .office = k->office, .file = &k->file, .spans = &k->spans };
	struct buf page = BUF_INIT;

	if (!k->known)
		return EX_CONFIG;	/* told already */
	story_print(&story, &page);
	fwrite(page.data, 1, page.len, stdout);
	buf_free(&page);
	return EX_OK;
}

static int
show(struct cli *c, int argc, char **argv)
{
	bool html = false;
	const struct cli_option options[] = { { "html", NULL, &html } };
	struct course k = { 0 };
	struct store *s;
	int64_t id;
	int rc = EX_OK;

	if (cli_options(c, options, N(options), &argc, argv) < 0 || argc != 1)
		return EX_USAGE;
	if ((s = cli_store(c, STORE_READ, &rc)) == NULL)
		return rc;
	id = store_int(s, Q_CASE_BY_NUMBER, "t", argv[0]);
	if (id == 0) {
		rc = cli_fail(EX_DATAERR, "%s: no such case; see: loket case list --all", argv[0]);
		goto out;
	}
	course_load(c, s, id, &k);
	if (html)
		rc = show_page(s, &k);
	else
		show_record(c, s, id, &k);
out:
	course_end(&k);
	store_close(s);
	return rc;
}

/* close, reopen, assign: a wish for the agent; person NULL: none is named. */
static int
hand(struct cli *c, const char *verb, int argc, char **argv, bool assigns)
{
	const char *reason = NULL;
	const struct cli_option options[] = { { "reason", &reason, NULL } };
	struct event *ev;
	struct store *s;
	int64_t person = 0;
	int rc;

	if (cli_options(c, options, N(options), &argc, argv) < 0 || argc != (assigns ? 2 : 1))
		return EX_USAGE;
	if ((s = cli_store(c, STORE_COMMAND, &rc)) == NULL)
		return rc;
	if (store_int(s, Q_CASE_BY_NUMBER, "t", argv[0]) == 0) {
		rc = cli_fail(EX_DATAERR, "%s: no such case; see: loket case list --all", argv[0]);
		goto out;
	}
	if (assigns && (person = cli_person_id(s, argv[1])) == 0) {
		rc = EX_DATAERR;
		goto out;
	}
	ev = event_new(verb);
	event_text(ev, "case", argv[0]);
	if (assigns)
		event_int(ev, "person", person);
	event_text(ev, "reason", reason);
	rc = event_send(c, s, ev);
out:
	store_close(s);
	return rc;
}

static int
close_case(struct cli *c, int argc, char **argv)
{
	return hand(c, "case.close", argc, argv, false);
}

static int
reopen(struct cli *c, int argc, char **argv)
{
	return hand(c, "case.reopen", argc, argv, false);
}

static int
assign(struct cli *c, int argc, char **argv)
{
	return hand(c, "case.assign", argc, argv, true);
}

const struct cli_command case_commands[] = {
	{ "list", "[--all] [--json]",
	    "open cases and whom they wait for; --all: closed ones as well",
	    "case list --all --json", list },
	{ "show", "NUMBER [--html] [--json]", "everything about one case",
	    "case show TTE-2026-000001", show },
	{ "close", "NUMBER [--reason TEXT]", "finished by the staff; nobody is written to",
	    "case close TTE-2026-000001 --reason \"selesai di loket\"", close_case },
	{ "reopen", "NUMBER [--reason TEXT]", "a closed case goes on",
	    "case reopen TTE-2026-000001", reopen },
	{ "assign", "NUMBER PERSON [--reason TEXT]",
	    "the open question goes to another holder of its role",
	    "case assign TTE-2026-000001 ratna@tapinkab.go.id", assign },
	{ "export", "NUMBER [--to DIR] [--zip]", "the archive of a case, as files",
	    "case export TTE-2026-000001 --to /srv/arsip --zip", cli_case_export },
	{ 0 }
};
