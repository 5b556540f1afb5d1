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

#include "base/clean.h"
#include "base/clock.h"
#include "base/crypt.h"
#include "base/mem.h"
#include "case/people.h"
#include "case/records.h"
#include "case/spans.h"
#include "cli/bundle.h"
#include "cli/cli.h"
#include "cli/event.h"
#include "cli/print.h"
#include "report/sheet.h"
#include "store/archive.h"
#include "store/journal.h"

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

/* ---- the cover ---- */
static void
text(struct exporting *x, const char *s)
{
	char *clean = clean_text(s != NULL && *s != '\0' ? s : "-");

	for (const char *p = clean; *p != '\0'; p++)
		switch (*p) {
		case '<': buf_adds(&x->page, "&lt;"); break;
		case '>': buf_adds(&x->page, "&gt;"); break;
		case '&': buf_adds(&x->page, "&amp;"); break;
		case '"': buf_adds(&x->page, "&quot;"); break;
		default: buf_addc(&x->page, *p);
		}
	free(clean);
}

static void
cell(struct exporting *x, const char *s)
{
	buf_adds(&x->page, "<td>");
	text(x, s);
	buf_adds(&x->page, "</td>");
}

static void
cell_time(struct exporting *x, int64_t at)
{
	char when[32] = "-";

	if (at != 0)
		print_time(x->c, at, when);
	cell(x, when);
}

static void
cell_int(struct exporting *x, int64_t n)
{
	buf_addf(&x->page, "<td class=\"n\">%lld</td>", (long long)n);
}

static void
heading(struct exporting *x, const char *title, const char *const *columns)
{
	buf_addf(&x->page, "<h2>%s</h2>\n<table>\n<tr>", title);
	for (; *columns != NULL; columns++)
		buf_addf(&x->page, "<th>%s</th>", *columns);
	buf_adds(&x->page, "</tr>\n");
}

static void
line(struct exporting *x, const char *label, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	buf_addf(&x->page, "<tr><th>%s</th>", label);
	cell(x, value);
	buf_adds(&x->page, "</tr>\n");
}

static void
line_time(struct exporting *x, const char *label, int64_t at)
{
	char when[64];

	if (at == 0)
		return;
	calendar_say(x->office->calendar, at, when);
	line(x, label, when);
}

static void
cover_head(struct exporting *x)
{
	static const char style[] =
	    "body{font-family:Arial,sans-serif;font-size:11pt;margin:2em}"
	    "table{border-collapse:collapse;width:100%}"
	    "th,td{border:1px solid #888;padding:3px 6px;text-align:left;vertical-align:top}"
	    ".n{text-align:right}@page{size:A4;margin:15mm}@media print{body{margin:0}}";
	const struct casefile *f = &x->file;
	const struct office_layanan *l = office_layanan(x->office, f->service);
	const struct sop_akhir *end = sop_akhir(f->sop, f->akhir);
	const struct sop_tahap *t = sop_tahap(f->sop, f->tahap);
	char masked[32], *who = event_login();
	struct person owner = { 0 };

	person_load(x->s, f->owner_id, &owner);
	buf_addf(&x->page,
	    "<!DOCTYPE html>\n<html lang=\"id\">\n<head>\n<meta charset=\"utf-8\">\n"
	    "<title>Arsip perkara %s</title>\n<style>%s</style>\n</head>\n<body>\n"
	    "<h1>Arsip perkara %s</h1>\n<table>\n",
	    f->number, style, f->number);
	line(x, "Kantor", x->office->nama);
	line(x, "Layanan", l != NULL ? l->nama : f->service);
	line(x, "SOP", f->sop->nama);
	line(x, "Nomor SOP", f->sop->nomor);
	line(x, "Pemohon", owner.nama != NULL ? owner.nama : f->nama);
	people_mask(owner.nip != NULL ? owner.nip : f->nip, masked);
	line(x, "NIP", masked);
	line(x, "Jabatan", owner.jabatan != NULL ? owner.jabatan : f->jabatan);
	line(x, "Unit kerja", owner.unit_kerja != NULL ? owner.unit_kerja : f->unit_kerja);
	line(x, "Perihal surat", f->subject);
	line_time(x, "Diterima", f->opened_at);
	line_time(x, "Ditutup", f->closed_at);
	line(x, "Hasil", end != NULL ? end->nama : "masih berjalan");
	line(x, "Tahap", t != NULL ? sop_baris_of(f->sop, t)->kegiatan : NULL);
	line(x, "Catatan terakhir", f->alasan);
	line(x, "Diambil oleh", who);
	line_time(x, "Diambil pada", clock_now());
	buf_adds(&x->page, "</table>\n");
	person_free(&owner);
	free(who);
}

static void
cover_rows(struct exporting *x)
{
	static const char *const columns[] = { "No", "Kegiatan", "Mulai", "Selesai", "Oleh",
		"Standar SOP (waktu kerja)", "Waktu kantor (menit)", "Waktu pemohon (menit)",
		"Waktu BSrE (menit)", NULL };
	struct rows *r = store_rows(x->s, Q_CASE_ROWS, "i", x->file.id);

	heading(x, "Pelaksanaan SOP", columns);
	while (rows_next(r)) {
		const struct sop_baris *row = sop_baris_no(x->file.sop, rows_text(r, 0));
		int64_t sums[OWES_N];
		char standard[32] = "-";

		if (row != NULL)
			sop_waktu(row, standard);
		spans_of_row(&x->spans, &x->file, x->office->calendar, rows_text(r, 0), sums);
		buf_adds(&x->page, "<tr>");
		cell(x, rows_text(r, 0));
		cell(x, row != NULL ? row->kegiatan : NULL);
		cell_time(x, rows_int(r, 1));
		cell_time(x, rows_int(r, 2));
		cell(x, rows_text(r, 3) != NULL || rows_int(r, 2) == 0 ? rows_text(r, 3) : "loket");
		cell(x, standard);
		for (int i = 0; i < OWES_N; i++)
			cell_int(x, sums[i]);
		buf_adds(&x->page, "</tr>\n");
	}
	rows_end(r);
	buf_adds(&x->page, "</table>\n<p>Waktu kantor dihitung dalam jam kerja dan berhenti selama "
			   "pemohon atau BSrE yang ditunggu; waktu mereka dihitung menurut jam "
			   "dinding.</p>\n");
}

/* ---- files ---- */

/* A kept file into the bundle; its name, NULL where none is kept. Caller frees. */
static char *
put(struct exporting *x, enum archive_room room, const char *kept, char *name, int64_t at)
{
	struct buf bytes = BUF_INIT;

	if (kept == NULL || x->e.grade != 0 ||
	    archive_read(x->archive, room, kept, FILE_MOST, &bytes, &x->e) < 0 ||
	    bundle_add(x->out, name, bytes.data, bytes.len, at, &x->e) < 0) {
		free(name);
		name = NULL;
	} else
		x->n_files++;
	buf_free(&bytes);
	return name;
}

static void
cell_file(struct exporting *x, char *name)
{
	if (name != NULL) {
		buf_addf(&x->page, "<td><a href=\"%s\">%s</a></td>", name, name);
		free(name);
	} else
		buf_adds(&x->page, "<td>tidak disimpan</td>");
}

static void
letters(struct exporting *x)
{
	static const char *const columns[] = { "No", "Diterima", "Dari", "Perihal", "Berkas", NULL };
	struct rows *r = store_rows(x->s, Q_EXPORT_LETTERS, "i", x->file.id);

	heading(x, "Surat masuk", columns);
	for (int n = 1; rows_next(r); n++) {
		buf_adds(&x->page, "<tr>");
		cell_int(x, n);
		cell_time(x, rows_int(r, 1));
		cell(x, rows_text(r, 3));
		cell(x, rows_text(r, 4));
		cell_file(x,
		    put(x, ROOM_ARCHIVE, rows_text(r, 2),
			bundle_name("surat-masuk", n, rows_text(r, 5), ".eml"), rows_int(r, 1)));
		buf_adds(&x->page, "</tr>\n");
	}
	rows_end(r);
	buf_adds(&x->page, "</table>\n");
}

static void
documents(struct exporting *x)
{
	static const char *const columns[] = { "No", "Diterima", "Jenis", "Keadaan", "Nama",
		"SHA-256 saat diterima", "Berkas", NULL };
	struct rows *r = store_rows(x->s, Q_EXPORT_DOCUMENTS, "i", x->file.id);
	char hex[2 * DIGEST_LEN + 1];
	size_t len;

	heading(x, "Dokumen", columns);
	for (int n = 1; rows_next(r); n++) {
		const unsigned char *sum = rows_blob(r, 8, &len);

		hex[0] = '\0';
		for (size_t i = 0; sum != NULL && len == DIGEST_LEN && i < len; i++)
			snprintf(hex + 2 * i, 3, "%02x", sum[i]);
		buf_adds(&x->page, "<tr>");
		cell_int(x, n);
		cell_time(x, rows_int(r, 7));
		cell(x, rows_text(r, 2) != NULL ? rows_text(r, 2) : rows_text(r, 1));
		cell(x, rows_text(r, 3));
		cell(x, rows_text(r, 6));
		buf_addf(&x->page, "<td>%s</td>", hex);
		cell_file(x,
		    put(x, ROOM_ARCHIVE, rows_text(r, 4),
			bundle_name("dokumen", n,
			    rows_text(r, 6) != NULL ? rows_text(r, 6) : rows_text(r, 1), ""),
			rows_int(r, 7)));
		buf_adds(&x->page, "</tr>\n");
	}
	rows_end(r);
	buf_adds(&x->page, "</table>\n");
}

static void
mails(struct exporting *x)
{
	static const char *const columns[] = { "No", "Saat", "Kepada", "Surat", "Keadaan", "Berkas",
		NULL };
	struct rows *r = store_rows(x->s, Q_EXPORT_MAILS, "i", x->file.id);

	heading(x, "Surat keluar (kode sekali pakai sudah dihapus)", columns);
	for (int n = 1; rows_next(r); n++) {
		buf_adds(&x->page, "<tr>");
		cell_int(x, n);
		cell_time(x, rows_int(r, 4));
		cell(x, rows_text(r, 5));
		cell(x, rows_text(r, 1));
		cell(x, rows_text(r, 3));
		cell_file(x,
		    put(x, ROOM_OUTBOX, rows_text(r, 2),
			bundle_name("surat-keluar", n, rows_text(r, 1), ".eml"), rows_int(r, 4)));
		buf_adds(&x->page, "</tr>\n");
	}
	rows_end(r);
	buf_adds(&x->page, "</table>\n");
}

/* ---- the course of the case ---- */

/* What of the journal a reader of the archive wants to see, in his words; %s: code2 or code. */
static const struct { const char *kind, *says; } course[] = {
	{ "case.open", "perkara dibuka" },
	{ "document.add", "dokumen diterima" },
	{ "document.reject", "dokumen dinyatakan kurang" },
	{ "task.open", "pertanyaan diajukan" },
	{ "task.close", "pertanyaan dijawab atau ditarik" },
	{ "case.step", "tahap berikutnya" },
	{ "case.reason", "alasan dicatat" },
	{ "case.petugas", "ditangani petugas" },
	{ "case.hand", "tindakan petugas" },
	{ "case.data", "data diperbaiki pemohon" },
	{ "case.continue", "dilanjutkan ke layanan lain" },
	{ "ams.outcome", "jawaban AMS" },
	{ "timer.together", "diingatkan" },
	{ "mail.bounced", "surat kembali" },
	{ "case.reopen", "perkara dibuka kembali" },
	{ "case.close", "perkara ditutup" },
};

static void
timeline(struct exporting *x)
{
	static const char *const columns[] = { "Saat", "Kejadian", "Rincian", "Orang", NULL };
	static const char *const names[] = { "nomor", "saat", "kejadian", "orang", "kode", "kode_lain",
		"angka", "kata" };
	struct rows *r = store_rows(x->s, Q_CASE_JOURNAL, "i", x->file.id);
	struct sheet *all = sheet_new(names, N(names));
	struct buf csv = BUF_INIT;

	heading(x, "Garis waktu", columns);
	while (rows_next(r)) {
		const char *kind = rows_text(r, 2), *code = rows_text(r, 4), *code2 = rows_text(r, 5);
		size_t i = 0;

		sheet_int(all, rows_int(r, 0));
		sheet_time(all, x->c->zone_minutes, rows_int(r, 1));
		sheet_text(all, kind);
		sheet_text(all, rows_text(r, 3));
		sheet_text(all, code);
		sheet_text(all, code2);
		sheet_int(all, rows_int(r, 6));
		sheet_text(all, rows_text(r, 7));
		while (i < N(course) && strcmp(course[i].kind, kind) != 0)
			i++;
		if (i == N(course))
			continue;
		buf_adds(&x->page, "<tr>");
		cell_time(x, rows_int(r, 1));
		cell(x, course[i].says);
		buf_adds(&x->page, "<td>");
		text(x, code2 != NULL ? code2 : code);
		if (rows_text(r, 7) != NULL) {
			buf_adds(&x->page, ": ");
			text(x, rows_text(r, 7));
		}
		buf_adds(&x->page, "</td>");
		cell(x, rows_text(r, 3) != NULL ? rows_text(r, 3) : "loket");
		buf_adds(&x->page, "</tr>\n");
	}
	rows_end(r);
	buf_adds(&x->page, "</table>\n");
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
	cover_head(x);
	cover_rows(x);
	letters(x);
	documents(x);
	mails(x);
	timeline(x);
	buf_adds(&x->page, "</body>\n</html>\n");
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
