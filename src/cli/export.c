/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket case export: the archive of one case as a records office keeps it: a cover page with the rows
 * of the SOP and the course of the case, the letters and documents as they are kept (cleaned), the
 * mails as they were sent (without their codes), the journal. Who took it stands in the journal
 * before a byte is written. The cover masks NIK and NIP; letters and documents say what they say.
 */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/mem.h"
#include "base/file.h"
#include "case/records.h"
#include "case/spans.h"
#include "cli/bundle.h"
#include "cli/cli.h"
#include "cli/event.h"
#include "report/sheet.h"
#include "report/story.h"
#include "store/archive.h"
#include "store/mailfile.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define FILE_MOST (64u << 20)

struct exporting {
	struct cli *c;
	struct store *s;
	struct office *office;
	struct sops *sops;
	struct keys *keys;
	struct archive *archive;
	struct casefile file;
	struct spans spans;
	struct bundle *out;
	struct buf page;		/* the cover, growing */
	int n_files;
	struct err e;
};

/* ---- files ---- */

/* A mail with the documents it brought, anything else as it was sealed. */
static int
take(struct exporting *x, enum archive_room room, const char *kept, struct buf *bytes)
{
	int64_t n;
	int fd, rc;

	if (room != ROOM_OUTBOX)
		return archive_read(x->archive, room, kept, FILE_MOST, bytes, &x->e);
	fd = mailfile_open(x->archive, kept, FILE_MOST, &n, &x->e);
	if (fd < 0)
		return -1;
	rc = file_read_fd(fd, (size_t)n, bytes, &x->e);
	close(fd);
	return rc;
}

/* A kept file into the bundle; its name, NULL where none is kept. Caller frees. */
static char *
put(struct exporting *x, enum archive_room room, const char *kept, char *name, int64_t at)
{
	struct buf bytes = BUF_INIT;

	if (kept == NULL || x->e.grade != 0 || take(x, room, kept, &bytes) < 0 ||
	    bundle_add(x->out, name, bytes.data, bytes.len, at, &x->e) < 0) {
		free(name);
		name = NULL;
	} else
		x->n_files++;
	buf_free(&bytes);
	return name;
}

/* A file of the story, where the cover leads to. */
static char *
place(const struct story_file *f, void *arg)
{
	static const char *const folders[] = { "surat-masuk", "dokumen", "surat-keluar" };
	const char *ending = f->kind == STORY_DOCUMENT ? "" : ".eml";

	return put(arg, f->kind == STORY_MAIL ? ROOM_OUTBOX : ROOM_ARCHIVE, f->kept,
	    bundle_name(folders[f->kind], f->n, f->called, ending), f->at);
}

/* Written last, since it names the files that were put before. */
static void
cover(struct exporting *x)
{
	char *who = event_login();
	const struct story story = { .st = x->s,
		.office = x->office,
		.file = &x->file,
		.spans = &x->spans,
		.taken_by = who,
		.place = place,
		.arg = x };

	story_print(&story, &x->page);
	free(who);
}

/* Every row of the case, as it stands in the journal. */
static void
journal(struct exporting *x)
{
	static const char *const names[] = { "nomor", "saat", "kejadian", "orang", "kode", "kode_lain",
		"angka", "kata" };
	struct rows *r = store_rows(x->s, Q_CASE_JOURNAL, "i", x->file.id);
	struct sheet *all = sheet_new(names, N(names));
	struct buf csv = BUF_INIT;

	while (rows_next(r)) {
		sheet_int(all, rows_int(r, 0));
		sheet_time(all, x->c->zone_minutes, rows_int(r, 1));
		sheet_text(all, rows_text(r, 2));
		sheet_text(all, rows_text(r, 3));
		sheet_text(all, rows_text(r, 4));
		sheet_text(all, rows_text(r, 5));
		sheet_int(all, rows_int(r, 6));
		sheet_text(all, rows_text(r, 7));
	}
	rows_end(r);
	sheet_end(all, &csv);
	if (x->e.grade == 0)
		bundle_add(x->out, "jurnal.csv", csv.data, csv.len, clock_now(), &x->e);
	buf_free(&csv);
}

/* ---- all ---- */
static int
open_all(struct exporting *x, const char *number)
{
	struct problems p = { 0 };
	int64_t id = store_int(x->s, Q_CASE_BY_NUMBER, "t", number);
	int rc = EX_OK;

	x->office = office_read(x->c->conf->rules, x->c->conf->office, &p);
	if (x->office == NULL) {
		problems_print(&p, stderr);
		rc = cli_fail(EX_CONFIG, "the rules have mistakes; run: loket check");
	} else if ((x->keys = keys_open(x->c->conf->key_file, &x->e)) == NULL ||
	    (x->archive = archive_open(x->c->conf->state, x->keys, &x->e)) == NULL)
		rc = cli_err(&x->e, EX_CONFIG);
	else {
		x->sops = sops_new(x->office);
		if (casefile_load(x->s, x->sops, id, &x->file, &x->e) < 0)
			rc = cli_err(&x->e, EX_DATAERR);
		else
			spans_load(x->s, &x->file, clock_now(), &x->spans);
	}
	problems_free(&p);
	return rc;
}

static int
write_all(struct exporting *x, const char *dir, bool zip)
{
	char *path = xasprintf("%s/%s", dir, x->file.number), *made = NULL;
	int rc = EX_OK;

	x->e = (struct err){ 0 };
	x->out = bundle_new(path, zip, &x->e);
	free(path);
	if (x->out == NULL)
		return cli_err(&x->e, EX_DATAERR);
	made = xstrdup(bundle_path(x->out));
	cover(x);
	journal(x);
	if (x->e.grade == 0)
		bundle_add(x->out, "sampul.html", x->page.data, x->page.len, clock_now(), &x->e);
	if (x->e.grade != 0) {
		rc = cli_err(&x->e, EX_DATAERR);
		bundle_end(x->out, &x->e);
	} else if (bundle_end(x->out, &x->e) < 0)
		rc = cli_err(&x->e, EX_DATAERR);
	else
		printf("%s: cover, journal, %d letters, documents and mails\n", made, x->n_files);
	free(made);
	return rc;
}

int
cli_case_export(struct cli *c, int argc, char **argv)
{
	const char *dir = ".";
	bool zip = false;
	const struct cli_option options[] = { { "to", &dir, NULL }, { "zip", NULL, &zip } };
	struct exporting x = { .c = c };
	struct event *ev;
	int rc;

	if (cli_options(c, options, N(options), &argc, argv) < 0 || argc != 1)
		return EX_USAGE;
	if ((x.s = cli_store(c, STORE_COMMAND, &rc)) == NULL)
		return rc;
	if (store_int(x.s, Q_CASE_BY_NUMBER, "t", argv[0]) == 0) {
		rc = cli_fail(EX_DATAERR, "%s: no such case; see: loket case list --all", argv[0]);
		goto out;
	}
	if ((rc = open_all(&x, argv[0])) != EX_OK)
		goto out;
	ev = event_new("case.export");
	event_text(ev, "case", argv[0]);
	if ((rc = event_note(c, x.s, ev)) == EX_OK)
		rc = write_all(&x, dir, zip);
out:
	buf_free(&x.page);
	spans_free(&x.spans);
	casefile_free(&x.file);
	sops_free(x.sops);
	archive_close(x.archive);
	keys_free(x.keys);
	office_free(x.office);
	store_close(x.s);
	return rc;
}
