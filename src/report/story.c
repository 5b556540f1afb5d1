/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "case/people.h"
#include "report/web.h"
#include "report/words.h"

#define N(a)       (sizeof(a) / sizeof((a)[0]))
#define HEADS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* ---- who and what ---- */
static void
line(struct buf *out, const char *label, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	web_row(out);
	web_head(out, label);
	web_cell(out, value);
	web_row_end(out);
}

static void
line_time(const struct story *s, struct buf *out, const char *label, int64_t at)
{
	char when[64];

	if (at == 0)
		return;
	calendar_say(s->office->calendar, at, when);
	line(out, label, when);
}

static void
owner(const struct story *s, struct buf *out)
{
	const struct casefile *f = s->file;
	struct person p = { 0 };
	char masked[32];

	person_load(s->st, f->owner_id, &p);
	line(out, "Pemohon", p.nama != NULL ? p.nama : f->nama);
	people_mask(p.nip != NULL ? p.nip : f->nip, masked);
	line(out, "NIP", masked);
	line(out, "Jabatan", p.jabatan != NULL ? p.jabatan : f->jabatan);
	line(out, "Unit kerja", p.unit_kerja != NULL ? p.unit_kerja : f->unit_kerja);
	person_free(&p);
}

static void
head(const struct story *s, struct buf *out)
{
	const struct casefile *f = s->file;
	const struct office_layanan *l = office_layanan(s->office, f->service);
	const struct sop_akhir *end = sop_akhir(f->sop, f->akhir);
	const struct sop_tahap *t = sop_tahap(f->sop, f->tahap);

	web_table(out, "Siapa dan apa", HEADS("Hal", "Isi"));
	line(out, "Kantor", s->office->nama);
	line(out, "Layanan", l != NULL ? l->nama : f->service);
	line(out, "SOP", f->sop->nama);
	line(out, "Nomor SOP", f->sop->nomor);
	owner(s, out);
	line(out, "Perihal surat", f->subject);
	line_time(s, out, "Diterima", f->opened_at);
	line_time(s, out, "Ditutup", f->closed_at);
	line(out, "Hasil", end != NULL ? end->nama : "masih berjalan");
	line(out, "Tahap", t != NULL ? sop_baris_of(f->sop, t)->kegiatan : NULL);
	line(out, "Catatan terakhir", f->alasan);
	line(out, "Diambil oleh", s->taken_by);
	line_time(s, out, s->taken_by != NULL ? "Diambil pada" : "Keadaan per", clock_now());
	web_table_end(out);
}

/* ---- rows of the SOP ---- */
static void
sop_rows(const struct story *s, struct buf *out)
{
	const struct calendar *cal = s->office->calendar;
	struct rows *r = store_rows(s->st, Q_CASE_ROWS, "i", s->file->id);

	buf_adds(out, "<h2>Pelaksanaan SOP</h2>\n");
	web_table(out, "Standar SOP dan waktu nyata",
	    HEADS("Kegiatan", "Mulai", "Selesai", "Oleh", "Standar SOP (waktu kerja)",
		"#Kantor (menit)", "#Pemohon (menit)", "#BSrE (menit)"));
	while (rows_next(r)) {
		const struct sop_baris *b = sop_baris_no(s->file->sop, rows_text(r, 0));
		int64_t sums[OWES_N];
		char standard[32] = "-";

		if (b != NULL)
			sop_waktu(b, standard);
		spans_of_row(s->spans, s->file, cal, rows_text(r, 0), sums);
		web_row(out);
		buf_adds(out, "<th scope=\"row\">");
		web_text(out, rows_text(r, 0));
		buf_adds(out, ". ");
		web_text(out, b != NULL ? b->kegiatan : NULL);
		buf_adds(out, "</th>");
		web_cell_time(out, cal, rows_int(r, 1));
		web_cell_time(out, cal, rows_int(r, 2));
		web_cell(out,
		    rows_text(r, 3) != NULL || rows_int(r, 2) == 0 ? rows_text(r, 3) : "loket");
		web_cell(out, standard);
		for (int i = 0; i < OWES_N; i++)
			web_cell_int(out, sums[i]);
		web_row_end(out);
	}
	rows_end(r);
	web_table_end(out);
	buf_adds(out,
	    "<p class=\"dim\">Waktu kantor dihitung dalam jam kerja dan berhenti selama pemohon "
	    "atau BSrE yang ditunggu; waktu mereka dihitung menurut jam dinding.</p>\n");
}

/* ---- files ---- */
static void
cell_file(const struct story *s, const struct story_file *f, struct buf *out)
{
	char *name;

	if (s->place == NULL)
		return;
	name = f->kept != NULL ? s->place(f, s->arg) : NULL;
	buf_adds(out, "<td>");
	if (name != NULL) {
		buf_adds(out, "<a href=\"");
		buf_html(out, name);
		buf_adds(out, "\">");
		web_text(out, name);
		buf_adds(out, "</a>");
	} else
		buf_adds(out, "tidak disimpan");
	buf_adds(out, "</td>");
	free(name);
}

/* A row begins with its number and when. */
static void
row_begin(const struct story *s, int n, int64_t at, struct buf *out)
{
	char number[16];

	snprintf(number, sizeof(number), "%d", n);
	web_row(out);
	web_head(out, number);
	web_cell_time(out, s->office->calendar, at);
}

/* Letters in, then mails out: when, with whom, what, and the file. */
static void
letters(const struct story *s, struct buf *out)
{
	struct rows *r = store_rows(s->st, Q_EXPORT_LETTERS, "i", s->file->id);

	buf_adds(out, "<h2>Surat masuk</h2>\n");
	web_table(out, "Surat yang diterima",
	    s->place != NULL ? HEADS("No", "Diterima", "Dari", "Perihal", "Berkas") :
			       HEADS("No", "Diterima", "Dari", "Perihal"));
	for (int n = 1; rows_next(r); n++) {
		const struct story_file f = { STORY_LETTER, n, rows_text(r, 2), rows_text(r, 5),
			rows_int(r, 1) };

		row_begin(s, n, rows_int(r, 1), out);
		web_cell(out, rows_text(r, 3));
		web_cell(out, rows_text(r, 4));
		cell_file(s, &f, out);
		web_row_end(out);
	}
	rows_end(r);
	web_table_end(out);
}

static void
documents(const struct story *s, struct buf *out)
{
	struct rows *r = store_rows(s->st, Q_EXPORT_DOCUMENTS, "i", s->file->id);
	char hex[2 * DIGEST_LEN + 1];
	size_t len;

	buf_adds(out, "<h2>Dokumen</h2>\n");
	web_table(out, "Berkas yang diterima",
	    s->place != NULL ?
		HEADS("No", "Diterima", "Jenis", "Keadaan", "Nama", "SHA-256 saat diterima",
		    "Berkas") :
		HEADS("No", "Diterima", "Jenis", "Keadaan", "Nama", "SHA-256 saat diterima"));
	for (int n = 1; rows_next(r); n++) {
		const unsigned char *sum = rows_blob(r, 8, &len);
		const struct story_file f = { STORY_DOCUMENT, n, rows_text(r, 4),
			rows_text(r, 6) != NULL ? rows_text(r, 6) : rows_text(r, 1),
			rows_int(r, 7) };

		hex[0] = '\0';
		for (size_t i = 0; sum != NULL && len == DIGEST_LEN && i < len; i++)
			snprintf(hex + 2 * i, 3, "%02x", sum[i]);
		row_begin(s, n, rows_int(r, 7), out);
		web_cell(out, rows_text(r, 2) != NULL ? rows_text(r, 2) : rows_text(r, 1));
		web_cell(out, rows_text(r, 3));
		web_cell(out, rows_text(r, 6));
		buf_addf(out, "<td class=\"sum\">%s</td>", hex);
		cell_file(s, &f, out);
		web_row_end(out);
	}
	rows_end(r);
	web_table_end(out);
}

static void
mails(const struct story *s, struct buf *out)
{
	struct rows *r = store_rows(s->st, Q_EXPORT_MAILS, "i", s->file->id);

	buf_adds(out, "<h2>Surat keluar</h2>\n");
	web_table(out, "Surat yang dikirim; kode sekali pakai sudah dihapus",
	    s->place != NULL ? HEADS("No", "Saat", "Kepada", "Surat", "Keadaan", "Berkas") :
			       HEADS("No", "Saat", "Kepada", "Surat", "Keadaan"));
	for (int n = 1; rows_next(r); n++) {
		const struct story_file f = { STORY_MAIL, n, rows_text(r, 2), rows_text(r, 1),
			rows_int(r, 4) };

		row_begin(s, n, rows_int(r, 4), out);
		web_cell(out, rows_text(r, 5));
		web_cell(out, rows_text(r, 1));
		web_cell(out, words_state(rows_text(r, 3)));
		cell_file(s, &f, out);
		web_row_end(out);
	}
	rows_end(r);
	web_table_end(out);
}

/* ---- the course of the case ---- */

/* What of the journal a reader of the case wants to see, in his words. */
static const struct {
	const char *kind, *says;
} course[] = {
	{ "case.open", "perkara dibuka" },
	{ "document.add", "dokumen diterima" },
	{ "document.reject", "dokumen dinyatakan kurang" },
	{ "task.open", "pertanyaan diajukan" },
	{ "task.close", "pertanyaan dijawab atau ditarik" },
	{ "case.step", "tahap berikutnya" },
	{ "case.reason", "alasan dicatat" },
	{ "case.recorded", "jawaban dicatat oleh pencatat" },
	{ "case.skip", "baris dilewati" },
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

/* Tahap and akhir are told as the SOP names them; other codes as they are. */
static const char *
detail(const struct sop *sop, const char *kind, const char *code)
{
	const struct sop_tahap *t = sop_tahap(sop, code);
	const struct sop_akhir *end = sop_akhir(sop, code);

	if (strcmp(kind, "case.close") == 0 && end != NULL)
		return end->nama;
	if ((strcmp(kind, "case.step") == 0 || strcmp(kind, "case.reopen") == 0) && t != NULL)
		return sop_baris_of(sop, t)->kegiatan;
	return code;
}

static void
timeline(const struct story *s, struct buf *out)
{
	struct rows *r = store_rows(s->st, Q_CASE_JOURNAL, "i", s->file->id);

	buf_adds(out, "<h2>Garis waktu</h2>\n");
	web_table(out, "Dari awal sampai akhir", HEADS("Saat", "Kejadian", "Rincian", "Orang"));
	while (rows_next(r)) {
		const char *kind = rows_text(r, 2),
			   *code = rows_text(r, 5) != NULL ? rows_text(r, 5) : rows_text(r, 4);
		size_t i = 0;

		while (i < N(course) && strcmp(course[i].kind, kind) != 0)
			i++;
		if (i == N(course))
			continue;
		web_row(out);
		web_cell_time(out, s->office->calendar, rows_int(r, 1));
		web_head(out, course[i].says);
		buf_adds(out, "<td>");
		web_text(out, detail(s->file->sop, kind, code));
		if (rows_text(r, 7) != NULL) {
			buf_adds(out, ": ");
			web_text(out, rows_text(r, 7));
		}
		buf_adds(out, "</td>");
		web_cell(out, rows_text(r, 3) != NULL ? rows_text(r, 3) : "loket");
		web_row_end(out);
	}
	rows_end(r);
	web_table_end(out);
}

void
story_print(const struct story *s, struct buf *out)
{
	char *title =
	    xasprintf(s->taken_by != NULL ? "Arsip perkara %s" : "Perkara %s", s->file->number);

	web_begin(out, title);
	free(title);
	head(s, out);
	sop_rows(s, out);
	letters(s, out);
	documents(s, out);
	mails(s, out);
	timeline(s, out);
	web_end(out);
}
