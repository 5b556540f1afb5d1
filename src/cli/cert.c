/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket cert import | list: the register of certificates. With one bad line nothing is imported
 * (--skip-bad leaves such lines out), and all bad lines are told. Owners that nobody knows yet are
 * put on record with it.
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
#include "base/progress.h"
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

enum { NAMA, EMAIL, NIP, OPD, SERIAL, TERBIT, BERAKHIR, STATUS, FIELDS };
static const char *const names[FIELDS] = { "?nama", "?email", "?nip", "?opd|unit_kerja|unit kerja",
	"?serial|nomor seri", "?dari|terbit|berlaku dari", "sampai|berakhir|berlaku sampai",
	"?status" };
/* for messages */
static const char *const said[FIELDS] = { "nama", "email", "nip", "opd", "serial", "dari", "sampai",
	"status" };

/* What people write for a status word of AMS. */
static const struct { const char *said, *word; } statuses[] = { { "AKTIF", "ISSUE" },
	{ "MASIH_AKTIF", "ISSUE" }, { "BERLAKU", "ISSUE" }, { "MASIH_BERLAKU", "ISSUE" },
	{ "TERBIT", "ISSUE" }, { "ACTIVE", "ISSUE" }, { "VALID", "ISSUE" }, { "ISSUED", "ISSUE" },
	{ "KEDALUWARSA", "EXPIRED" }, { "KADALUARSA", "EXPIRED" }, { "KADALUWARSA", "EXPIRED" },
	{ "HABIS", "EXPIRED" }, { "BERAKHIR", "EXPIRED" }, { "TIDAK_BERLAKU", "EXPIRED" },
	{ "DICABUT", "REVOKE" }, { "CABUT", "REVOKE" }, { "REVOKED", "REVOKE" },
	{ "DITANGGUHKAN", "SUSPEND" }, { "SUSPENDED", "SUSPEND" },
	{ "PERPANJANGAN", "RENEW" }, { "DIPERPANJANG", "RENEW" }, { "RENEWAL", "RENEW" },
	{ "BARU", "NEW" }, { "BELUM_AKTIF", "NEW" },
	{ "MENUNGGU_VERIFIKASI", "WAITING_FOR_VERIFICATION" } };

struct import {
	const char *file;
	bool mdy;			/* month before day, as --dates=mdy says */
	struct problems problems;	/* of the file, or of a line */
	struct csv csv;
	int at[FIELDS];
	size_t n_bad;
	size_t expired;			/* lines whose end is past */
	bool show;			/* --dry-run */
	struct table *diff;
};

/* "" where the file has no such column */
static char *
field(const struct import *im, const struct csv_row *row, int which)
{
	static char none[1] = "";

	return im->at[which] < 0 ? none : row->fields[im->at[which]];
}

static void
wrong(struct import *im, const struct csv_row *row, int which, const char *what)
{
	problem_add(&im->problems, im->file, row->line, "%s: %s", said[which], what);
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

/* ---- dates ---- */

/* "12/31/2026" and its like: two short numbers and a year. */
static bool
all_numbers(const char *s, int *one, int *two, int *year)
{
	char end;

	return sscanf(s, "%2d%*1[-/.]%2d%*1[-/.]%4d%c", one, two, year, &end) == 3 && *year >= 1000;
}

/* The day, as the file's order of day and month has it. */
static bool
read_day(const struct import *im, const char *text, char day[11])
{
	int one, two, year;
	char turned[32];

	if (!im->mdy || !all_numbers(text, &one, &two, &year))
		return calendar_read_date(text, day);
	snprintf(turned, sizeof(turned), "%02d-%02d-%04d", two, one, year);
	return calendar_read_date(turned, day);
}

/* A column in which some dates have no month in the middle, and none has one only in front. */
static void
check_order(struct import *im, int which)
{
	int one, two, year, line = 0;
	bool day_first = false;

	for (size_t i = 1; im->at[which] >= 0 && i < im->csv.n_rows; i++) {
		const struct csv_row *row = &im->csv.rows[i];

		if (row->n_fields != im->csv.rows[0].n_fields ||
		    !all_numbers(field(im, row, which), &one, &two, &year))
			continue;
		day_first = day_first || one > 12;
		if (two > 12 && one <= 12 && line == 0)
			line = row->line;
	}
	if (line != 0 && !day_first && !im->mdy)
		problem_add(&im->problems, im->file, line,
		    "%s: these dates fit only month/day/year; add --dates=mdy when that is meant",
		    said[which]);
}

/* ---- checking ---- */

static void
check_date(struct import *im, const struct csv_row *row, int which)
{
	char day[11];

	if (field(im, row, which)[0] != '\0' && !read_day(im, field(im, row, which), day))
		wrong(im, row, which,
		    "is no date; write 2026-12-31, 31-12-2026 or 31 Desember 2026");
}

static void
check_serial(struct import *im, const struct csv_row *row)
{
	char *s = field(im, row, SERIAL);

	squeeze(s, false);
	if (strncmp(s, "0x", 2) == 0)
		memmove(s, s + 2, strlen(s + 2) + 1);
	if (strspn(s, "0123456789abcdef") != strlen(s) || strlen(s) > 64)
		wrong(im, row, SERIAL, "must be the serial number in hexadecimal digits");
}

/* The word of AMS that is meant, or NULL. */
static const char *
status_of(char *s)
{
	for (char *c = s; *c != '\0'; c++)
		*c = *c == ' ' ? '_' : (char)toupper((unsigned char)*c);
	for (size_t i = 0; i < N(statuses); i++)
		if (strcmp(statuses[i].said, s) == 0)
			return statuses[i].word;
	return status_word_known(s) ? s : NULL;
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
	for (s = field(im, row, EMAIL); *s != '\0'; s++)
		*s = (char)tolower((unsigned char)*s);
	if (field(im, row, EMAIL)[0] != '\0' && strchr(field(im, row, EMAIL), '@') == NULL)
		wrong(im, row, EMAIL, "is no mail address");
	squeeze(field(im, row, NIP), false);
	s = field(im, row, NIP);
	if (*s != '\0' && (strlen(s) != 18 || strspn(s, "0123456789") != 18))
		wrong(im, row, NIP, "has 18 digits");
	check_serial(im, row);
	check_date(im, row, TERBIT);
	check_date(im, row, BERAKHIR);
	if (read_day(im, field(im, row, TERBIT), from) &&
	    read_day(im, field(im, row, BERAKHIR), to) && strcmp(from, to) > 0)
		wrong(im, row, BERAKHIR, "is before dari");
	if (field(im, row, STATUS)[0] != '\0' && status_of(field(im, row, STATUS)) == NULL)
		wrong(im, row, STATUS,
		    "is not understood; aktif, kedaluwarsa, dicabut are, and the words of AMS: ISSUE "
		    "EXPIRED RENEW NEW REVOKE SUSPEND WAITING_FOR_VERIFICATION");
}

/*
 * Whose it is: the person on record, found the same both ways where the line names him both ways; 0:
 * a new one; -1 after telling why it cannot be told.
 */
static int64_t
person_of(struct import *im, struct store *s, const struct csv_row *row)
{
	const char *email = field(im, row, EMAIL), *nip = field(im, row, NIP);
	int64_t by_email = email[0] != '\0' ? people_by_address(s, email) : 0;
	int64_t by_nip = nip[0] != '\0' ? people_by_nip(s, nip) : 0;
	const char *why = NULL;

	if (by_email < 0)
		why = "several people share this address";
	else if (by_email > 0 && by_nip > 0 && by_email != by_nip)
		why = "address and nip belong to two people on record";
	else if (by_email == 0 && by_nip > 0 && email[0] != '\0')
		why = "this address is not on record, though the nip is; see loket person import";
	else if (by_email == 0 && by_nip == 0 && email[0] == '\0')
		why = "names nobody on record, and no address: see loket person import";
	else if (by_email == 0 && by_nip == 0 && field(im, row, NAMA)[0] == '\0')
		why = "names nobody on record, and no nama: see loket person import";
	if (why != NULL) {
		problem_add(&im->problems, im->file, row->line, "%s", why);
		return -1;
	}
	return by_email > 0 ? by_email : by_nip;
}

/* ---- what will change ---- */

static void
tell_change(struct import *im, struct store *s, const struct csv_row *row, int64_t person,
    const char *day, const char *status)
{
	struct rows *r = store_rows(s, Q_CERTIFICATE_CURRENT, "i", person);
	bool have = person != 0 && rows_next(r);
	const char *ends = have ? rows_text(r, 2) : NULL, *word = have ? rows_text(r, 3) : NULL;
	const char *what = person == 0          ? "new person" :
	    !have                               ? "new" :
	    ends == NULL || day == NULL         ? "status" :
	    strcmp(day, ends) > 0               ? "newer" :
	    strcmp(day, ends) < 0               ? "older" :
	    word != NULL && strcmp(word, status) != 0 ? "status" :
							"same";
	char was[64] = "", will[64];

	if (have)
		snprintf(was, sizeof(was), "%s %s", ends != NULL ? ends : "-", word);
	snprintf(will, sizeof(will), "%s %s", day != NULL ? day : "-", status);
	rows_end(r);
	table_int(im->diff, row->line);
	table_text(im->diff, what);
	table_text(im->diff, field(im, row, EMAIL)[0] != '\0' ? field(im, row, EMAIL) : NULL);
	table_text(im->diff, was[0] != '\0' ? was : NULL);
	table_text(im->diff, will);
}

static void
new_owner(struct import *im, struct event *ev, const struct csv_row *row)
{
	event_text(ev, "email", field(im, row, EMAIL));
	event_text(ev, "nama", field(im, row, NAMA));
	if (field(im, row, NIP)[0] != '\0')
		event_text(ev, "nip", field(im, row, NIP));
	if (field(im, row, OPD)[0] != '\0')
		event_text(ev, "unit_kerja", field(im, row, OPD));
}

static void
add_row(struct import *im, struct store *s, struct event *ev, const struct csv_row *row,
    int64_t person, const char *today)
{
	char *written = field(im, row, STATUS), to[11], from[11];
	bool ends = read_day(im, field(im, row, BERAKHIR), to);
	const char *status = written[0] != '\0' ? status_of(written) :
	    ends && strcmp(to, today) < 0        ? "EXPIRED" :
						   "ISSUE";

	im->expired += ends && strcmp(to, today) < 0;
	if (im->show) {
		tell_change(im, s, row, person, ends ? to : NULL, status);
		return;
	}
	event_row(ev);
	if (person != 0)
		event_int(ev, "person", person);
	else
		new_owner(im, ev, row);
	if (field(im, row, SERIAL)[0] != '\0')
		event_text(ev, "serial", field(im, row, SERIAL));
	if (ends)
		event_text(ev, "berakhir", to);
	event_text(ev, "status", status);
	if (read_day(im, field(im, row, TERBIT), from))
		event_text(ev, "terbit", from);
}

/* Every row is looked at before any is done. */
static size_t
add_rows(struct import *im, struct store *s, struct event *ev, const char *today)
{
	int64_t *person = xcalloc(im->csv.n_rows, sizeof(*person));
	size_t i, n = 0, before;

	progress_begin("lines", (int64_t)im->csv.n_rows - 1);
	for (i = 1; i < im->csv.n_rows; i++) {
		before = im->problems.n_items;
		check_row(im, &im->csv.rows[i]);
		if (im->problems.n_items == before)
			person[i] = person_of(im, s, &im->csv.rows[i]);
		if (im->problems.n_items > before) {
			person[i] = -1;
			im->n_bad++;
		}
		progress_step();
	}
	progress_end();
	for (i = 1; i < im->csv.n_rows; i++)
		if (person[i] >= 0) {
			add_row(im, s, ev, &im->csv.rows[i], person[i], today);
			n++;
		}
	free(person);
	return n;
}

/* ---- the file ---- */

static bool
check_file(struct import *im, const struct buf *text)
{
	if (text->len >= 4 && memcmp(text->data, "PK\3\4", 4) == 0)
		problem_add(&im->problems, im->file, 1,
		    "is a workbook (XLSX, ODS), not CSV; open it and save it as CSV: in Excel "
		    "\"Save As\", type \"CSV UTF-8\", in LibreOffice \"Save a Copy\", type "
		    "\"Text CSV\"");
	else if (im->csv.bad_line != 0)
		problem_add(&im->problems, im->file, im->csv.bad_line,
		    "a quote opened here is never closed");
	else if (im->csv.n_rows == 0)
		problem_add(&im->problems, im->file, 1,
		    "is empty; the header is nama;nip;email;opd;serial;dari;sampai;status");
	else if (csv_columns(&im->csv, im->file, names, FIELDS, im->at, &im->problems)) {
		check_order(im, TERBIT);
		check_order(im, BERAKHIR);
	}
	return im->problems.n_items == 0;
}

static int
send_rows(struct cli *c, struct import *im, bool skip_bad)
{
	struct event *ev = event_new("cert.import");
	struct store *s = NULL;
	char today[11];
	size_t n;
	int rc = EX_OK;

	if ((s = cli_store(c, STORE_COMMAND, &rc)) == NULL) {
		event_free(ev);
		return rc;
	}
	clock_day(clock_now(), c->zone_minutes, today);
	n = add_rows(im, s, ev, today);
	problems_print(&im->problems, stderr);
	if (im->n_bad > 0 && !skip_bad)
		rc = cli_fail(EX_DATAERR,
		    "%s: nothing was imported; mend the %zu lines above, or leave them out with "
		    "--skip-bad", im->file, im->n_bad);
	if (im->show || rc != EX_OK || n == 0)
		event_free(ev);
	else
		rc = event_send(c, s, ev);
	store_close(s);
	if (im->expired > 0 && (im->n_bad == 0 || skip_bad))
		cli_fail(0,
		    "%zu of them have ended already: nobody is written to; the admin gets those "
		    "whose reminders are over as a list to choose from (loket cert list --ending 0)",
		    im->expired);
	if (im->n_bad > 0 && skip_bad)
		rc = cli_fail(rc == EX_OK ? EX_DATAERR : rc, "%s: %zu lines were left out",
		    im->file, im->n_bad);
	return rc;
}

static int
import(struct cli *c, int argc, char **argv)
{
	static const struct column columns[] = {
		{ "line", "LINE", COL_INT, FIT_WHOLE },
		{ "change", "CHANGE", COL_TEXT, FIT_WHOLE },
		{ "email", "EMAIL", COL_TEXT, FIT_CUT },
		{ "was", "WAS", COL_TEXT, FIT_WHOLE },
		{ "will", "WILL BE", COL_TEXT, FIT_WHOLE },
	};
	struct import im = { 0 };
	const char *dates = NULL;
	bool skip_bad = false;
	const struct cli_option options[] = { { "skip-bad", NULL, &skip_bad },
		{ "dry-run", NULL, &im.show }, { "dates", &dates, NULL } };
	struct buf text = BUF_INIT;
	struct err e = { 0 };
	int rc;

	if (cli_options(c, options, N(options), &argc, argv) < 0 || argc != 1)
		return EX_USAGE;
	if (dates != NULL && strcmp(dates, "mdy") != 0 && strcmp(dates, "dmy") != 0)
		return cli_fail(EX_USAGE, "--dates %s: dmy (day first, the default) or mdy", dates);
	im.mdy = dates != NULL && strcmp(dates, "mdy") == 0;
	im.file = argv[0];
	if (file_read(im.file, MOST_BYTES, &text, &e) < 0) {
		rc = cli_err(&e, EX_DATAERR);
		goto out;
	}
	csv_cut(buf_str(&text), text.len, &im.csv);
	if (im.show)
		im.diff = table_new(c, columns, N(columns));
	if (!check_file(&im, &text)) {
		problems_print(&im.problems, stderr);
		rc = cli_fail(EX_DATAERR,
		    "%s: nothing was imported; mend the lines above and try again", im.file);
	} else
		rc = send_rows(c, &im, skip_bad);
	if (im.show)
		table_end(im.diff, "nothing would be imported");
out:
	if (text.data != NULL)
		wipe(text.data, text.len);
	buf_free(&text);
	csv_free(&im.csv);
	problems_free(&im.problems);
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

const struct cli_command cert_commands[] = {
	{ "list", "[--ending DAYS] [--person PERSON] [--all] [--json]",
	    "certificates, by their end; --all: replaced ones too",
	    "cert list --ending 60", list },
	{ "import", "[--dry-run] [--skip-bad] [--dates=mdy] FILE.csv",
	    "enters certificates: nama;nip;email;opd;serial;dari;sampai;status",
	    "cert import --dry-run certificates.csv", import },
	{ 0 }
};
