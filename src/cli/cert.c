/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket cert import | list: the register of certificates. A line that names nobody on record is
 * told and left out, the rest is imported; a file that cannot be understood is not imported at all.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/problem.h"
#include "case/people.h"
#include "cli/cli.h"
#include "cli/csv.h"
#include "cli/event.h"
#include "cli/print.h"
#include "protocol.h"
#include "rules/calendar.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define MOST_BYTES (16u << 20)
#define DAY 86400

enum { EMAIL, NIP, SERIAL, TERBIT, BERAKHIR, STATUS, FIELDS };
static const char *const names[FIELDS] = { "email", "nip", "serial", "terbit", "berakhir",
	"status" };

struct import {
	const char *file;
	struct problems problems, nobody;
	struct csv csv;
	int at[FIELDS];
	size_t expired;			/* lines whose end is past */
};

static char *
field(const struct import *im, const struct csv_row *row, int which)
{
	return row->fields[im->at[which]];
}

static void
wrong(struct import *im, const struct csv_row *row, int which, const char *what)
{
	problem_add(&im->problems, im->file, row->line, "%s: %s", names[which], what);
}

static void
squeeze(char *s, bool upper)
{
	char *to = s;

	for (; *s != '\0'; s++)
		if (strchr(" .-:'`", *s) == NULL || (upper && *s == '-'))
			*to++ = (char)(upper ? toupper((unsigned char)*s) :
					       tolower((unsigned char)*s));
	*to = '\0';
}

static void
check_date(struct import *im, const struct csv_row *row, int which)
{
	char day[11];

	if (field(im, row, which)[0] != '\0' && !calendar_read_date(field(im, row, which), day))
		wrong(im, row, which,
		    "is no date; write 2026-12-31, 31-12-2026 or 31 Desember 2026");
}

static void
check_row(struct import *im, const struct csv_row *row)
{
	char *s, from[11], to[11];

	if (row->n_fields != im->csv.rows[0].n_fields) {
		problem_add(&im->problems, im->file, row->line,
		    "has %zu fields, the header has %zu", row->n_fields, im->csv.rows[0].n_fields);
		return;
	}
	if (field(im, row, EMAIL)[0] == '\0' && field(im, row, NIP)[0] == '\0')
		wrong(im, row, EMAIL, "is missing, and nip too: whose certificate is it?");
	squeeze(field(im, row, NIP), false);
	squeeze(field(im, row, SERIAL), false);
	s = field(im, row, SERIAL);
	if (strncmp(s, "0x", 2) == 0)
		memmove(s, s + 2, strlen(s + 2) + 1);
	if (strspn(s, "0123456789abcdef") != strlen(s) || strlen(s) > 64)
		wrong(im, row, SERIAL, "must be the serial number in hexadecimal digits");
	check_date(im, row, TERBIT);
	check_date(im, row, BERAKHIR);
	if (calendar_read_date(field(im, row, TERBIT), from) &&
	    calendar_read_date(field(im, row, BERAKHIR), to) && strcmp(from, to) > 0)
		wrong(im, row, BERAKHIR, "is before terbit");
	s = field(im, row, STATUS);
	for (char *c = s; *c != '\0'; c++)
		*c = *c == ' ' ? '_' : (char)toupper((unsigned char)*c);
	if (*s != '\0' && !status_word_known(s))
		wrong(im, row, STATUS,
		    "is no status word of AMS; ISSUE EXPIRED RENEW NEW REVOKE SUSPEND "
		    "WAITING_FOR_VERIFICATION NO_CERTIFICATE NOT_REGISTERED are");
}

/* Of the same person both ways, where the line names him both ways; 0 after telling why not. */
static int64_t
person_of(struct import *im, struct store *s, const struct csv_row *row)
{
	const char *email = field(im, row, EMAIL), *nip = field(im, row, NIP);
	int64_t by_email = email[0] != '\0' ? people_by_address(s, email) : 0;
	int64_t by_nip = nip[0] != '\0' ? people_by_nip(s, nip) : 0;
	const char *why = NULL;

	if (by_email < 0)
		why = "several people share this address";
	else if (by_email == 0 && by_nip == 0)
		why = "names nobody on record; see loket person import";
	else if (by_email > 0 && by_nip > 0 && by_email != by_nip)
		why = "address and nip belong to two people on record";
	else if (by_email == 0 && email[0] != '\0')
		why = "this address is not on record, though the nip is";
	if (why != NULL) {
		problem_add(&im->nobody, im->file, row->line, "%s", why);
		return 0;
	}
	return by_email > 0 ? by_email : by_nip;
}

static size_t
add_rows(struct import *im, struct store *s, struct event *ev, const char *today)
{
	char day[11];
	size_t n = 0;

	for (size_t i = 1; i < im->csv.n_rows; i++) {
		const struct csv_row *row = &im->csv.rows[i];
		const char *status = field(im, row, STATUS);
		int64_t person = person_of(im, s, row);
		bool ends = calendar_read_date(field(im, row, BERAKHIR), day);

		if (person == 0)
			continue;
		n++;
		event_row(ev);
		event_int(ev, "person", person);
		if (field(im, row, SERIAL)[0] != '\0')
			event_text(ev, "serial", field(im, row, SERIAL));
		if (ends)
			event_text(ev, "berakhir", day);
		im->expired += ends && strcmp(day, today) < 0;
		if (status[0] == '\0')
			status = ends && strcmp(day, today) < 0 ? "EXPIRED" : "ISSUE";
		event_text(ev, "status", status);
		if (calendar_read_date(field(im, row, TERBIT), day))
			event_text(ev, "terbit", day);
	}
	return n;
}

static void
check_file(struct import *im)
{
	if (im->csv.bad_line != 0)
		problem_add(&im->problems, im->file, im->csv.bad_line,
		    "a quote opened here is never closed");
	else if (im->csv.n_rows == 0)
		problem_add(&im->problems, im->file, 1,
		    "is empty; the header is email;nip;serial;terbit;berakhir;status");
	else if (csv_columns(&im->csv, im->file, names, FIELDS, im->at, &im->problems))
		for (size_t i = 1; i < im->csv.n_rows; i++)
			check_row(im, &im->csv.rows[i]);
}

static int
send_rows(struct cli *c, struct import *im)
{
	struct event *ev = event_new("cert.import");
	struct store *s = NULL;
	char today[11];
	int rc = EX_OK;

	if ((s = cli_store(c, STORE_COMMAND, &rc)) == NULL) {
		event_free(ev);
		return rc;
	}
	clock_day(clock_now(), c->zone_minutes, today);
	if (add_rows(im, s, ev, today) > 0)
		rc = event_send(c, s, ev);
	else
		event_free(ev);
	store_close(s);
	problems_print(&im->nobody, stderr);
	if (im->expired > 0)
		cli_fail(0,
		    "%zu of them have ended already: their reminders are over; see loket cert list "
		    "--ending 0",
		    im->expired);
	if (im->nobody.n_items > 0 && rc == EX_OK)
		rc = cli_fail(EX_DATAERR, "%s: %zu lines were left out, the rest is done", im->file,
		    im->nobody.n_items);
	return rc;
}

static int
import(struct cli *c, int argc, char **argv)
{
	struct import im = { 0 };
	struct buf text = BUF_INIT;
	struct err e = { 0 };
	int rc;

	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc != 1)
		return EX_USAGE;
	im.file = argv[0];
	if (file_read(im.file, MOST_BYTES, &text, &e) < 0) {
		rc = cli_err(&e, EX_DATAERR);
		goto out;
	}
	csv_cut(buf_str(&text), text.len, &im.csv);
	check_file(&im);
	if (im.problems.n_items > 0) {
		problems_print(&im.problems, stderr);
		rc = cli_fail(EX_DATAERR,
		    "%s: nothing was imported; mend the lines above and try again", im.file);
	} else
		rc = send_rows(c, &im);
out:
	if (text.data != NULL)
		wipe(text.data, text.len);
	buf_free(&text);
	csv_free(&im.csv);
	problems_free(&im.problems);
	problems_free(&im.nobody);
	return rc;
}

/* ---- list ---- */

static void
list_row(struct cli *c, struct table *t, struct rows *r)
{
	char masked[32], next[40] = "", when[32];

	people_mask(rows_text(r, 13), masked);
	if (rows_int(r, 10) != 0) {
		clock_format(rows_int(r, 10), c->zone_minutes, when);
		snprintf(next, sizeof(next), "%.10s (%+lld)", when, (long long)rows_int(r, 9));
	}
	table_int(t, rows_int(r, 0));
	table_text(t, rows_text(r, 5));
	table_text(t, rows_text(r, 2));
	table_text(t, rows_text(r, 3));
	table_text(t, rows_int(r, 4) != 0 ? "estimated" : rows_text(r, 6));
	table_text(t, rows_text(r, 12));
	table_text(t, masked);
	table_text(t, rows_text(r, 14));
	table_text(t, next[0] != '\0' ? next : NULL);
	table_text(t, rows_text(r, 11));
	table_int(t, rows_int(r, 8));
}

static int
list(struct cli *c, int argc, char **argv)
{
	static const struct column columns[] = {
		{ "id", "ID", COL_INT, FIT_WHOLE },
		{ "status", "STATUS", COL_TEXT, FIT_WHOLE },
		{ "terbit", NULL, COL_TEXT, FIT_WHOLE },
		{ "berakhir", "BERAKHIR", COL_TEXT, FIT_WHOLE },
		{ "source", "SOURCE", COL_TEXT, FIT_WHOLE },
		{ "nama", "NAMA", COL_TEXT, FIT_CUT },
		{ "nip", "NIP", COL_TEXT, FIT_WHOLE },
		{ "email", "EMAIL", COL_TEXT, FIT_CUT },
		{ "next", "REMINDER", COL_TEXT, FIT_WHOLE },
		{ "serial", NULL, COL_TEXT, FIT_WHOLE },
		{ "replaced_by", NULL, COL_INT, FIT_WHOLE },
	};
	const char *ending = NULL, *person = NULL;
	bool all = false;
	const struct cli_option options[] = { { "ending", &ending, NULL },
		{ "person", &person, NULL }, { "all", NULL, &all } };
	char until[11] = "9999-12-31", *end;
	int64_t who = 0;
	long days;
	struct store *s;
	struct table *t;
	struct rows *r;
	int rc = EX_OK;

	if (cli_options(c, options, N(options), &argc, argv) < 0 || argc != 0)
		return EX_USAGE;
	if (ending != NULL) {
		days = strtol(ending, &end, 10);
		if (end == ending || *end != '\0' || days < -36500 || days > 36500)
			return cli_fail(EX_USAGE, "--ending %s: give a number of days", ending);
		clock_day(clock_now() + days * DAY, c->zone_minutes, until);
	}
	if ((s = cli_store(c, STORE_READ, &rc)) == NULL)
		return rc;
	if (person != NULL && (who = cli_person_id(s, person)) == 0) {
		store_close(s);
		return EX_DATAERR;
	}
	t = table_new(c, columns, N(columns));
	r = store_rows(s, Q_CERTIFICATES_LIST, "i", (int64_t)all);
	while (rows_next(r))
		if ((who == 0 || rows_int(r, 1) == who) &&
		    (ending == NULL ||
			(rows_text(r, 3) != NULL && strcmp(rows_text(r, 3), until) <= 0)))
			list_row(c, t, r);
	rows_end(r);
	store_close(s);
	table_end(t, "no certificate is known; see: loket cert import");
	return EX_OK;
}

int
cli_cert(struct cli *c, int argc, char **argv)
{
	static const struct cli_command commands[] = {
		{ "list", "[--ending DAYS] [--person PERSON] [--all] [--json]",
		    "certificates, by their end; --all: replaced ones too", list },
		{ "import", "FILE.csv",
		    "enters certificates: email;nip;serial;terbit;berakhir;status", import },
	};

	return cli_run(c, commands, N(commands), argc, argv);
}
