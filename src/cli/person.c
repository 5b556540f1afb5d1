/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket person list | import. The import looks at every row of the file before anything is done:
 * with one bad row nothing is imported, and all bad rows are told by line. Identity numbers are
 * never printed, neither here nor in what is wrong with them.
 */
#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/buf.h"
#include "base/clean.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/problem.h"
#include "cli/cli.h"
#include "cli/csv.h"
#include "cli/event.h"
#include "cli/print.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define MOST_BYTES (16u << 20)
#define MOST_ADDRESSES 10
#define LONGEST 256		/* bytes of one field */

enum { NAMA, NIP, NIK, EMAIL, HP, JABATAN, UNIT_KERJA, FIELDS };
static const char *const names[FIELDS] = { "nama", "nip", "nik", "email", "hp", "jabatan",
    "unit_kerja" };

struct import {
	const char *file;
	struct problems problems;
	struct csv csv;
	int at[FIELDS];			/* column of each field */
};

static const char *
field(const struct import *im, const struct csv_row *row, int which)
{
	return row->fields[im->at[which]];
}

/*
 * Spreadsheets and people put blanks, dots and apostrophes into numbers. Afterwards only what they
 * meant is left.
 */
static void
squeeze(char *s)
{
	char *to = s;

	for (; *s != '\0'; s++)
		if (strchr(" .-'`", *s) == NULL)
			*to++ = *s;
	*to = '\0';
}

static void
check_digits(struct import *im, const struct csv_row *row, int which, size_t want)
{
	char *s = row->fields[im->at[which]];
	size_t len;

	squeeze(s);
	len = strlen(s);
	if (len == 0 || (len == want && strspn(s, "0123456789") == len))
		return;
	if (strpbrk(s, "eE+,") != NULL)
		problem_add(&im->problems, im->file, row->line,
		    "%s: the spreadsheet turned it into a rounded number; make the column text and "
		    "fill it anew", names[which]);
	else if (strspn(s, "0123456789") != len)
		problem_add(&im->problems, im->file, row->line, "%s: must be digits only",
		    names[which]);
	else
		problem_add(&im->problems, im->file, row->line, "%s: has %zu digits, must have %zu",
		    names[which], len, want);
}

/*
 * NIP: birth day YYYYMMDD, appointment, sex 1 or 2, number. A wrong one is a typing mistake worth
 * telling before it joins two people.
 */
static void
check_nip(struct import *im, const struct csv_row *row)
{
	const char *s;
	int month, day;

	check_digits(im, row, NIP, 18);
	s = field(im, row, NIP);
	if (strlen(s) != 18 || strspn(s, "0123456789") != 18)
		return;
	month = (s[4] - '0') * 10 + s[5] - '0';
	day = (s[6] - '0') * 10 + s[7] - '0';
	if (month < 1 || month > 12 || day < 1 || day > 31 || (s[14] != '1' && s[14] != '2'))
		problem_add(&im->problems, im->file, row->line,
		    "nip: is no NIP (birth day and sex do not fit); look for a typing mistake");
}

static bool
is_address(const char *s)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789.-";
	const char *at = strchr(s, '@');

	if (at == NULL || at == s || strlen(s) > 254 || strchr(at + 1, '.') == NULL)
		return false;
	if (at[1] == '.' || at[strlen(at) - 1] == '.' || strspn(at + 1, letters) != strlen(at + 1))
		return false;
	return strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+/=?^_{|}~-") ==
	    (size_t)(at - s);
}

static void
check_email(struct import *im, const struct csv_row *row)
{
	char *copy, *word, *clean, *rest = NULL;
	size_t n = 0;

	for (char *p = row->fields[im->at[EMAIL]]; *p != '\0'; p++)
		*p = *p == ',' ? ' ' : (char)tolower((unsigned char)*p);
	copy = xstrdup(field(im, row, EMAIL));
	for (word = strtok_r(copy, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
		n++;
		if (is_address(word))
			continue;
		clean = clean_text(word);
		problem_add(&im->problems, im->file, row->line,
		    "email: \"%s\" is not a mail address", clean);
		free(clean);
	}
	if (n == 0)
		problem_add(&im->problems, im->file, row->line,
		    "email: is missing; loket reaches a person by mail only");
	if (n > MOST_ADDRESSES)
		problem_add(&im->problems, im->file, row->line, "email: more than %d addresses",
		    MOST_ADDRESSES);
	free(copy);
}

static void
check_row(struct import *im, const struct csv_row *row)
{
	json_t *utf8;

	if (row->n_fields != im->csv.rows[0].n_fields) {
		problem_add(&im->problems, im->file, row->line,
		    "has %zu fields, the header has %zu; a ; inside a field needs quotes around it",
		    row->n_fields, im->csv.rows[0].n_fields);
		return;
	}
	for (size_t i = 0; i < FIELDS; i++) {
		utf8 = json_string(field(im, row, (int)i));
		if (utf8 == NULL)
			problem_add(&im->problems, im->file, row->line,
			    "%s: is not UTF-8; save the file as \"CSV UTF-8\"", names[i]);
		json_decref(utf8);
		if (strlen(field(im, row, (int)i)) > LONGEST && i != EMAIL)
			problem_add(&im->problems, im->file, row->line, "%s: longer than %d bytes",
			    names[i], LONGEST);
	}
	if (field(im, row, NAMA)[0] == '\0')
		problem_add(&im->problems, im->file, row->line, "nama: is missing");
	check_nip(im, row);
	check_digits(im, row, NIK, 16);
	check_email(im, row);
}

/*
 * The same NIP, NIK or main address twice would make two people one, or one two. Sorted by value,
 * neighbours tell.
 */
struct twin { const char *value; size_t len; int line; };

static int
by_value(const void *a, const void *b)
{
	const struct twin *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int order = memcmp(x->value, y->value, n);

	if (order == 0)
		order = (x->len > y->len) - (x->len < y->len);
	return order != 0 ? order : x->line - y->line;
}

static void
check_twins(struct import *im, int which)
{
	struct twin *twins = xcalloc(im->csv.n_rows, sizeof(*twins));
	const struct csv_row *row;
	size_t n = 0;

	for (size_t i = 1; i < im->csv.n_rows; i++) {
		row = &im->csv.rows[i];
		if (row->n_fields != im->csv.rows[0].n_fields || field(im, row, which)[0] == '\0')
			continue;
		twins[n].value = field(im, row, which) + strspn(field(im, row, which), " ");
		twins[n].len = strcspn(twins[n].value, " ");
		twins[n++].line = row->line;
	}
	qsort(twins, n, sizeof(*twins), by_value);
	for (size_t i = 1; i < n; i++)
		if (twins[i].len == twins[i - 1].len && memcmp(twins[i].value, twins[i - 1].value,
		    twins[i].len) == 0)
			problem_add(&im->problems, im->file, twins[i].line,
			    "%s: the same as in line %d", names[which], twins[i - 1].line);
	free(twins);
}

static void
check_file(struct import *im)
{
	if (im->csv.bad_line != 0)
		problem_add(&im->problems, im->file, im->csv.bad_line,
		    "a quote opened here is never closed");
	else if (im->csv.n_rows == 0)
		problem_add(&im->problems, im->file, 1,
		    "is empty; the header is nama;nip;nik;email;hp;jabatan;unit_kerja");
	else if (csv_columns(&im->csv, im->file, names, FIELDS, im->at, &im->problems)) {
		if (im->csv.n_rows == 1)
			problem_add(&im->problems, im->file, 1, "holds no person");
		for (size_t i = 1; i < im->csv.n_rows; i++)
			check_row(im, &im->csv.rows[i]);
		check_twins(im, NIP);
		check_twins(im, NIK);
		check_twins(im, EMAIL);
	}
}

static struct event *
rows_event(const struct import *im)
{
	struct event *ev = event_new("person.import");
	const struct csv_row *row;
	char *copy, *word, *rest;

	for (size_t i = 1; i < im->csv.n_rows; i++) {
		row = &im->csv.rows[i];
		event_row(ev);
		event_int(ev, "line", row->line);
		for (int k = 0; k < FIELDS; k++)
			if (k != EMAIL && field(im, row, k)[0] != '\0')
				event_text(ev, names[k], field(im, row, k));
		copy = xstrdup(field(im, row, EMAIL));
		rest = NULL;
		for (word = strtok_r(copy, " ", &rest); word != NULL;
		    word = strtok_r(NULL, " ", &rest))
			event_item(ev, "email", word);
		free(copy);
	}
	return ev;
}

static int
import(struct cli *c, int argc, char **argv)
{
	struct import im = { 0 };
	struct buf text = BUF_INIT;
	struct store *s = NULL;
	struct err e = { 0 };
	int rc = EX_DATAERR;

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
		    "%s: nobody was imported; mend the lines above and try again", im.file);
		goto out;
	}
	if ((s = cli_store(c, STORE_COMMAND, &rc)) != NULL)
		rc = event_send(c, s, rows_event(&im));
out:
	store_close(s);
	if (text.data != NULL)
		wipe(text.data, text.len);
	buf_free(&text);
	csv_free(&im.csv);
	problems_free(&im.problems);
	return rc;
}

static int
list(struct cli *c, int argc, char **argv)
{
	static const struct column columns[] = {
		{ "id", "ID", COL_INT, FIT_WHOLE },
		{ "state", "STATE", COL_TEXT, FIT_WHOLE },
		{ "nama", "NAMA", COL_TEXT, FIT_CUT },
		{ "nip", "NIP", COL_TEXT, FIT_WHOLE },
		{ "jabatan", "JABATAN", COL_TEXT, FIT_CUT },
		{ "unit_kerja", "UNIT KERJA", COL_TEXT, FIT_CUT },
		{ "addresses", "ADDRESSES", COL_TEXT, FIT_CUT },
		{ "roles", "ROLES", COL_TEXT, FIT_WHOLE },
	};
	char today[32];
	struct store *s;
	struct table *t;
	int rc = EX_OK;

	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc != 0)
		return EX_USAGE;
	if ((s = cli_store(c, STORE_READ, &rc)) == NULL)
		return rc;
	clock_format(clock_now(), c->zone_minutes, today);
	today[10] = '\0';
	t = table_new(c, columns, N(columns));
	table_rows(t, store_rows(s, Q_PERSON_LIST, "t", today));
	store_close(s);
	table_end(t, "nobody is on record; see: loket person import");
	return EX_OK;
}

const struct cli_command person_commands[] = {
	{ "list", "[--json]", "people on record, with their addresses and roles",
	    "person list", list },
	{ "import", "FILE.csv",
	    "puts people on record: nama;nip;nik;email;hp;jabatan;unit_kerja",
	    "person import people.csv", import },
	{ "access", "PERSON [--json]",
	    "which data of a person is kept, from whom, and to whom it went",
	    "person access siti@tapinkab.go.id", cli_person_access },
	{ "export", "PERSON --json | --csv FILE", "the same in full, for the person himself",
	    "person export siti@tapinkab.go.id --csv siti.csv", cli_person_export },
	{ "erase", "PERSON --yes", "empties what is kept of a person",
	    "person erase siti@tapinkab.go.id --yes", cli_person_erase },
	{ 0 }
};
