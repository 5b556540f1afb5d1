/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An SOP as a page to be printed, and its flow as a graph. Writes into a buffer only; what comes
 * from the file goes through buf_html() or quoted().
 */
#include <stdio.h>
#include <string.h>

#include "rules/sop.h"

static const char style[] =
    "@page { size: A4 landscape; margin: 12mm 12mm 14mm 12mm }\n"
    "body { font: 10pt/1.35 \"Bookman Old Style\", \"Bookman\", Georgia, serif; color: #000; "
    "max-width: 273mm; margin: 0 auto }\n"
    "table { border-collapse: collapse; width: 100% }\n"
    "th, td { border: 1px solid #000; padding: 3px 6px; vertical-align: top; text-align: left }\n"
    "th { background: #e8e8e8; text-align: center }\n"
    "thead { display: table-header-group }\n"
    "tr, li { break-inside: avoid }\n"
    "td.n, td.p { text-align: center }\n"
    "ol { margin: 0; padding-left: 1.6em }\n"
    "h1 { font-size: 13pt; text-align: center; margin: 0 0 8px }\n"
    "h2 { font-size: 11pt; margin: 14px 0 4px; break-after: avoid }\n"
    ".head td { width: 50% } .head table td { border: 0; width: auto; padding: 1px 4px }\n"
    ".apart { color: #444 }\n";

static void
cell(const char *class, const char *text, struct buf *out)
{
	buf_addf(out, class != NULL ? "<td class=\"%s\">" : "<td>", class);
	buf_html(out, text != NULL ? text : "-");
	buf_adds(out, "</td>");
}

/* ---- head ---- */

static void
head_row(const char *label, const char *text, struct buf *out)
{
	buf_adds(out, "<tr>");
	cell(NULL, label, out);
	buf_adds(out, "<td>:</td>");
	cell(NULL, text, out);
	buf_adds(out, "</tr>\n");
}

static void
list(const char *title, char *const *items, struct buf *out)
{
	buf_addf(out, "<td><b>%s</b>\n", title);
	if (items[0] == NULL)
		buf_adds(out, "<br>-");
	else
		buf_adds(out, "<ol>");
	for (size_t i = 0; items[i] != NULL; i++) {
		buf_adds(out, "<li>");
		buf_html(out, items[i]);
		buf_adds(out, "</li>\n");
	}
	buf_adds(out, items[0] != NULL ? "</ol></td>\n" : "</td>\n");
}

static void
head(const struct sop *s, struct buf *out)
{
	char made[32], revised[32], valid[32];

	sop_say_date(s->dibuat, made);
	sop_say_date(s->revisi, revised);
	sop_say_date(s->efektif, valid);
	buf_adds(out, "<table class=\"head\">\n<tr><td><b>");
	buf_html(out, s->instansi);
	buf_adds(out, "</b></td>\n<td><table>\n");
	head_row("Nomor SOP", s->nomor, out);
	head_row("Tanggal pembuatan", made, out);
	head_row("Tanggal revisi", revised, out);
	head_row("Tanggal efektif", valid, out);
	head_row("Disahkan oleh", s->disahkan, out);
	head_row("Nama SOP", s->nama, out);
	buf_adds(out, "</table></td></tr>\n<tr>");
	list("Dasar hukum", s->dasar, out);
	list("Kualifikasi pelaksana", s->kualifikasi, out);
	buf_adds(out, "</tr>\n<tr>");
	list("Keterkaitan", s->keterkaitan, out);
	list("Peralatan / perlengkapan", s->peralatan, out);
	buf_adds(out, "</tr>\n<tr>");
	list("Peringatan", s->peringatan, out);
	list("Pencatatan dan pendataan", s->pencatatan, out);
	buf_adds(out, "</tr>\n</table>\n");
}

/* ---- table ---- */

/* A column for each pelaku of the document, as the office's own form has them. */
static size_t
columns(const struct sop *s, const char *ids[32])
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_pelaku && n < 32; i++)
		if (s->pelaku[i].asal == ASAL_RESMI || s->pelaku[i].asal == ASAL_ASUMSI)
			ids[n++] = s->pelaku[i].id;
	return n;
}

static void
table_head(const struct sop *s, const char *const *ids, size_t n, struct buf *out)
{
	buf_adds(out,
	    "<table>\n<thead>\n<tr><th rowspan=\"2\">No</th><th rowspan=\"2\">Kegiatan</th>");
	if (n > 0)
		buf_addf(out, "<th colspan=\"%zu\">Pelaksana</th>", n);
	buf_adds(out, "<th colspan=\"3\">Mutu baku</th><th rowspan=\"2\">Keterangan</th></tr>\n<tr>");
	for (size_t i = 0; i < n; i++) {
		buf_adds(out, "<th>");
		buf_html(out, sop_say_person(s, ids[i]));
		buf_adds(out, "</th>");
	}
	buf_adds(out, "<th>Kelengkapan</th><th>Waktu</th><th>Keluaran</th></tr>\n</thead>\n<tbody>\n");
}

/* The note of a row, and who does it where none of the document's pelaku does. */
static void
remark(const struct sop *s, const struct sop_baris *b, bool listed, struct buf *out)
{
	buf_adds(out, "<td>");
	buf_html(out, b->keterangan);
	if (!listed) {
		buf_adds(out, b->keterangan != NULL ? "; pelaksana: " : "pelaksana: ");
		buf_html(out, sop_say_person(s, b->pelaku));
	}
	buf_adds(out, "</td>");
}

static void
table(const struct sop *s, struct buf *out)
{
	const char *ids[32];
	size_t n = columns(s, ids);
	char time[32];

	table_head(s, ids, n, out);
	for (size_t i = 0; i < s->n_baris; i++) {
		const struct sop_baris *b = &s->baris[i];
		bool listed = false;

		if (b->asal != ASAL_RESMI)
			continue;
		sop_waktu(b, time);
		buf_adds(out, "<tr>");
		cell("n", b->no, out);
		cell(NULL, b->kegiatan, out);
		for (size_t k = 0; k < n; k++) {
			bool here = strcmp(ids[k], b->pelaku) == 0;

			listed |= here;
			buf_addf(out, "<td class=\"p\">%s</td>", here ? "&#9679;" : "");
		}
		cell(NULL, b->kelengkapan, out);
		cell("n", time, out);
		cell(NULL, b->keluaran, out);
		remark(s, b, listed, out);
		buf_adds(out, "</tr>\n");
	}
	buf_adds(out, "</tbody>\n</table>\n");
}

static void
apart(const struct sop *s, enum asal asal, const char *title, struct buf *out)
{
	bool any = false;

	for (size_t i = 0; i < s->n_baris; i++) {
		const struct sop_baris *b = &s->baris[i];

		if (b->asal != asal)
			continue;
		if (!any)
			buf_addf(out, "<h2>%s</h2>\n<table class=\"apart\">\n", title);
		any = true;
		buf_adds(out, "<tr>");
		cell("n", b->no, out);
		cell(NULL, sop_say_person(s, b->pelaku), out);
		cell(NULL, b->kegiatan, out);
		buf_adds(out, "</tr>\n");
	}
	buf_adds(out, any ? "</table>\n" : "");
}

void
sop_print_html(const struct sop *s, struct buf *out)
{
	int64_t all, shortest;

	buf_adds(out,
	    "<!DOCTYPE html>\n<html lang=\"id\">\n<head>\n<meta charset=\"utf-8\">\n<title>SOP ");
	buf_html(out, s->nama);
	buf_addf(out,
	    "</title>\n<style>\n%s</style>\n</head>\n<body>\n<h1>Standar Operasional Prosedur<br>",
	    style);
	buf_html(out, s->nama);
	buf_adds(out, "</h1>\n");
	head(s, out);
	if (sop_has_table(s)) {
		buf_adds(out, "<h2>Uraian prosedur</h2>\n");
		table(s, out);
		sop_minutes(s, &all, &shortest);
		buf_addf(out, "<p><b>Jumlah waktu: %lld menit</b>", (long long)all);
		if (shortest != all)
			buf_addf(out, " (%lld menit tanpa baris opsional)", (long long)shortest);
		buf_adds(out, "</p>\n");
	}
	apart(s, ASAL_KENDALI, "Kendali loket (bukan bagian dari tabel resmi)", out);
	apart(s, ASAL_PINJAMAN, "Dipinjam dari SOP lain (asumsi, bukan bagian dari tabel resmi)", out);
	apart(s, ASAL_ASUMSI, "Disusun tanpa naskah resmi (asumsi; sesuaikan bila naskahnya ada)", out);
	buf_adds(out, "</body>\n</html>\n");
}

/* ---- the flow as a graph ---- */

static void
quoted(const char *s, struct buf *out)
{
	buf_addc(out, '"');
	for (; s != NULL && *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			buf_addc(out, '\\');
		buf_addc(out, *s);
	}
	buf_addc(out, '"');
}

static void
edge(const char *from, const char *to, const char *label, const char *look, struct buf *out)
{
	if (to == NULL)
		return;
	buf_addc(out, '\t');
	quoted(from, out);
	buf_adds(out, " -> ");
	quoted(to, out);
	buf_adds(out, " [label=");
	quoted(label, out);
	buf_addf(out, "%s];\n", look);
}

static void
edges(const struct sop_tahap *t, struct buf *out)
{
	char label[64];

	edge(t->id, t->lengkap, t->isian != NULL ? t->isian : "dokumen lengkap", "", out);
	edge(t->id, t->selesai_ke,
	    t->panggil != NULL	    ? t->panggil :
		t->perkara != NULL ? "perkara selesai" :
				     "",
	    "", out);
	for (size_t i = 0; i < t->n_jawaban; i++) {
		const struct sop_jawaban *j = &t->jawaban[i];

		edge(t->id, j->ke, j->kata != NULL ? j->kata : j->arti, "", out);
		snprintf(label, sizeof(label), "sesudah %lld kali", (long long)j->kali);
		edge(t->id, j->lewat, label, "", out);
	}
	for (size_t i = 0; i < t->n_status; i++)
		edge(t->id, t->status[i].ke, t->status[i].kata, ", style=dashed", out);
	edge(t->id, t->lain, t->perkara != NULL ? "perkara tidak selesai" : "status lain",
	    ", style=dashed", out);
	edge(t->id, t->tanpa, "tanpa AMS", ", style=dashed", out);
	for (size_t i = 0; i < t->n_batas; i++) {
		const struct sop_batas *b = &t->batas[i];

		snprintf(label, sizeof(label), "%lld %s", (long long)(b->hari > 0 ? b->hari : b->jam),
		    b->hari > 0 ? "hari" : "jam");
		edge(t->id, b->ke, label, ", style=dotted", out);
	}
}

static void
node(const char *id, const char *line, const char *look, struct buf *out)
{
	char text[160];

	snprintf(text, sizeof(text), "%s%s%s", id, *line != '\0' ? "\n" : "", line);
	buf_addc(out, '\t');
	quoted(id, out);
	buf_adds(out, " [label=");
	quoted(text, out);
	buf_addf(out, "%s];\n", look);
}

void
sop_print_dot(const struct sop *s, struct buf *out)
{
	char line[96];

	buf_adds(out, "digraph ");
	quoted(s->id, out);
	buf_adds(out,
	    " {\n\tnode [shape=box, fontname=\"sans-serif\"];\n"
	    "\tedge [fontname=\"sans-serif\", fontsize=10];\n");
	for (size_t i = 0; i < s->n_tahap; i++) {
		const struct sop_tahap *t = &s->tahap[i];

		snprintf(line, sizeof(line), "baris %s: %s", s->baris[t->baris].no,
		    t->kepada != NULL		? sop_say_person(s, t->kepada) :
			t->tunggu == TUNGGU_STATUS ? "AMS" :
						  sop_say_person(s, s->baris[t->baris].pelaku));
		node(t->id, line, strcmp(t->id, s->awal) == 0 ? ", penwidth=2" : "", out);
	}
	for (size_t i = 0; i < s->n_akhir; i++)
		node(s->akhir[i].id, s->akhir[i].nama,
		    s->akhir[i].berhasil ? ", shape=doubleoctagon" : ", shape=octagon", out);
	for (size_t i = 0; i < s->n_tahap; i++)
		edges(&s->tahap[i], out);
	for (size_t i = 0; i < s->n_akhir; i++)
		edge(s->akhir[i].id, s->akhir[i].buka, "balasan", ", style=dotted", out);
	buf_adds(out, "}\n");
}
