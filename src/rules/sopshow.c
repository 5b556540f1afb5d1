/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An SOP on a screen: the official document with its table, what loket adds or borrows apart from
 * it, and the way loket runs it. Writes into a buffer only. Columns are counted in characters
 * (every character of these texts is one column wide).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rules/sop.h"

#define COLUMNS 7

/* rest: what of the cell is not printed yet */
struct column { const char *title; int width; const char *rest; };

/* Characters of the n bytes at s. */
static int
columns_of(const char *s, size_t n)
{
	int count = 0;

	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xc0) != 0x80;
	return count;
}

/*
 * How many bytes of s fit into `width` columns, cut at the last blank that fits (or in the word,
 * when it is longer).
 */
static size_t
fitting(const char *s, int width)
{
	size_t end = 0, blank = 0;
	int used = 0;

	while (s[end] != '\0' && (used < width || ((unsigned char)s[end] & 0xc0) == 0x80)) {
		if (s[end] == ' ')
			blank = end;
		used += ((unsigned char)s[end] & 0xc0) != 0x80;
		end++;
	}
	if (s[end] == '\0' || s[end] == ' ' || blank == 0)
		return end;
	return blank;
}

static void
pad(struct buf *out, char c, int n)
{
	while (n-- > 0)
		buf_addc(out, c);
}

/* `text` wrapped to width behind a first-line label, continued under it. */
static void
paragraph(struct buf *out, const char *label, const char *text, int width)
{
	int indent = columns_of(label, strlen(label));
	size_t n;

	buf_adds(out, label);
	do {
		n = fitting(text, width - indent);
		buf_add(out, text, n);
		buf_addc(out, '\n');
		text += n;
		text += strspn(text, " ");
		if (*text != '\0')
			pad(out, ' ', indent);
	} while (*text != '\0');
}

void
sop_say_date(const char *date, char out[32])
{
	static const char *const months[] = { "", "Januari", "Februari", "Maret", "April", "Mei",
		"Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember" };
	int month = date != NULL ? atoi(date + 5) : 0;

	if (date == NULL || month < 1 || month > 12)
		snprintf(out, 32, "-");
	else
		snprintf(out, 32, "%d %s %.4s", atoi(date + 8), months[month], date);
}

static void
list(struct buf *out, const char *title, char *const *items, int width)
{
	char label[32];

	buf_addf(out, "\n%s\n", title);
	if (items[0] == NULL)
		buf_adds(out, " -\n");
	for (size_t i = 0; items[i] != NULL; i++) {
		snprintf(label, sizeof(label), "%2zu. ", i + 1);
		paragraph(out, label, items[i], width);
	}
}

static void
head(const struct sop *s, int width, struct buf *out)
{
	const struct { const char *label, *text; bool date; } rows[] = {
		{ "Nomor SOP         : ", s->nomor, false },
		{ "Nama SOP          : ", s->nama, false },
		{ "Tanggal pembuatan : ", s->dibuat, true },
		{ "Tanggal revisi    : ", s->revisi, true },
		{ "Tanggal efektif   : ", s->efektif, true },
		{ "Disahkan oleh     : ", s->disahkan, false },
	};
	char date[32];

	paragraph(out, "", s->instansi, width);
	buf_addc(out, '\n');
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].date)
			sop_say_date(rows[i].text, date);
		paragraph(out, rows[i].label,
		    rows[i].date             ? date :
			rows[i].text != NULL ? rows[i].text :
					       "-",
		    width);
	}
}

const char *
sop_say_person(const struct sop *s, const char *id)
{
	const struct sop_pelaku *p = sop_pelaku(s, id);

	return p != NULL ? p->nama : id;
}

void
sop_waktu(const struct sop_baris *b, char out[32])
{
	if (b->satuan == NULL)
		snprintf(out, 32, "-");
	else if (b->waktu_min == b->waktu_max)
		snprintf(out, 32, "%lld %s", (long long)b->waktu_min, b->satuan);
	else
		snprintf(out, 32, "%lld-%lld %s", (long long)b->waktu_min, (long long)b->waktu_max,
		    b->satuan);
}

static void
rule_line(const struct column *c, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		pad(out, '-', c[i].width);
		buf_adds(out, i + 1 < n ? "-+-" : "\n");
	}
}

/* Prints one row of cells (c[i].rest), each wrapped in its column. */
static void
row_lines(struct column *c, size_t n, struct buf *out)
{
	bool more = true;

	while (more) {
		more = false;
		for (size_t i = 0; i < n; i++) {
			size_t take = fitting(c[i].rest, c[i].width);

			buf_add(out, c[i].rest, take);
			pad(out, ' ', i + 1 < n ? c[i].width - columns_of(c[i].rest, take) : 0);
			buf_adds(out, i + 1 < n ? " | " : "");
			c[i].rest += take;
			c[i].rest += strspn(c[i].rest, " ");
			more |= *c[i].rest != '\0';
		}
		while (out->data[out->len - 1] == ' ')
			out->data[--out->len] = '\0';
		buf_addc(out, '\n');
	}
}

static const char *
cell(const char *text)
{
	return text != NULL ? text : "-";
}

static void
table(const struct sop *s, int width, struct buf *out)
{
	struct column c[COLUMNS] = { { "No", 3, "" }, { "Kegiatan", 0, "" },
		{ "Pelaksana", 11, "" }, { "Kelengkapan", 0, "" }, { "Waktu", 9, "" },
		{ "Keluaran", 0, "" }, { "Keterangan", 0, "" } };
	size_t n = COLUMNS - 1;
	int free_width;
	char time[32];

	for (size_t i = 0; i < s->n_baris; i++)
		if (s->baris[i].asal == ASAL_RESMI && s->baris[i].keterangan != NULL)
			n = COLUMNS;
	free_width = width - 3 - 11 - 9 - 3 * ((int)n - 1);
	c[3].width = c[5].width = free_width / (n == COLUMNS ? 5 : 4);
	c[6].width = free_width / 5;
	c[1].width = free_width - c[3].width - c[5].width - (n == COLUMNS ? c[6].width : 0);
	for (size_t i = 0; i < n; i++)
		c[i].rest = c[i].title;
	row_lines(c, n, out);
	rule_line(c, n, out);
	for (size_t i = 0; i < s->n_baris; i++) {
		const struct sop_baris *b = &s->baris[i];

		if (b->asal != ASAL_RESMI)
			continue;
		sop_waktu(b, time);
		c[0].rest = b->no;
		c[1].rest = cell(b->kegiatan);
		c[2].rest = sop_say_person(s, b->pelaku);
		c[3].rest = cell(b->kelengkapan);
		c[4].rest = time;
		c[5].rest = cell(b->keluaran);
		c[6].rest = cell(b->keterangan);
		row_lines(c, n, out);
		rule_line(c, n, out);
	}
}

static void
apart(const struct sop *s, enum asal asal, const char *title, int width, struct buf *out)
{
	bool any = false;

	for (size_t i = 0; i < s->n_baris; i++) {
		const struct sop_baris *b = &s->baris[i];
		char *label;

		if (b->asal != asal)
			continue;
		if (!any)
			buf_addf(out, "\n%s\n", title);
		any = true;
		label = xasprintf("%s. %s: ", b->no, sop_say_person(s, b->pelaku));
		paragraph(out, label, cell(b->kegiatan), width);
		free(label);
	}
}

void
sop_print(const struct sop *s, int width, struct buf *out)
{
	int64_t all, shortest;
	bool first = true;

	width = width < 72 ? 72 : width > 200 ? 200 : width;
	head(s, width, out);
	list(out, "Dasar hukum", s->dasar, width);
	list(out, "Keterkaitan", s->keterkaitan, width);
	list(out, "Peringatan", s->peringatan, width);
	list(out, "Kualifikasi pelaksana", s->kualifikasi, width);
	list(out, "Peralatan / perlengkapan", s->peralatan, width);
	list(out, "Pencatatan dan pendataan", s->pencatatan, width);
	buf_adds(out, "\nPelaksana: ");
	for (size_t i = 0; i < s->n_pelaku; i++) {
		if (s->pelaku[i].asal != ASAL_RESMI && s->pelaku[i].asal != ASAL_ASUMSI)
			continue;
		buf_addf(out, "%s%s", first ? "" : ", ", s->pelaku[i].nama);
		first = false;
	}
	buf_addc(out, '\n');
	if (sop_has_table(s)) {
		buf_addc(out, '\n');
		table(s, width, out);
		sop_minutes(s, &all, &shortest);
		buf_addf(out, "Jumlah waktu: %lld menit", (long long)all);
		if (shortest != all)
			buf_addf(out, " (%lld menit tanpa baris opsional)", (long long)shortest);
		buf_addc(out, '\n');
	}
	apart(s, ASAL_ASUMSI, "Disusun tanpa naskah resmi (asumsi; sesuaikan bila naskahnya ada)", width,
	    out);
	apart(s, ASAL_KENDALI, "Kendali loket (bukan bagian dari tabel resmi)", width, out);
	apart(s, ASAL_PINJAMAN, "Dipinjam dari SOP lain (asumsi, bukan bagian dari tabel resmi)",
	    width, out);
}

/* ---- how loket runs it ---- */

static void
flow_answers(const struct sop_tahap *t, struct buf *out)
{
	for (size_t i = 0; i < t->n_jawaban; i++) {
		const struct sop_jawaban *j = &t->jawaban[i];

		buf_addf(out, "      %s%s -> %s", j->kata != NULL ? j->kata : j->arti,
		    j->alasan ? " (dengan alasan)" : "", j->ke != NULL ? j->ke : "tetap");
		if (j->kali > 0)
			buf_addf(out, ", paling banyak %lld kali, lalu %s", (long long)j->kali,
			    j->lewat);
		buf_addc(out, '\n');
	}
}

static void
flow_limits(const struct sop *s, const struct sop_tahap *t, struct buf *out)
{
	for (size_t i = 0; i < t->n_batas; i++) {
		const struct sop_batas *b = &t->batas[i];

		buf_addf(out, "      %s %lld %s%s: ", b->ulang ? "setiap" : "sesudah",
		    (long long)(b->hari > 0 ? b->hari : b->jam), b->hari > 0 ? "hari" : "jam",
		    b->kalender ? "" : " kerja");
		if (b->surat != NULL)
			buf_addf(out, "surat %s kepada %s", b->surat, sop_say_person(s, b->kepada));
		if (b->tanya != NULL)
			buf_addf(out, "tanya %s", b->tanya);
		if (b->ke != NULL)
			buf_addf(out, "%s-> %s",
			    b->surat != NULL || b->tanya != NULL ? ", lalu " : "", b->ke);
		buf_addc(out, '\n');
	}
}

static void
flow_status(const struct sop_tahap *t, struct buf *out)
{
	if (t->n_status > 0 && t->pantau > 0)
		buf_addf(
		    out, "      status di AMS ditanya tiap %lld menit:\n", (long long)t->pantau);
	else if (t->n_status > 0)
		buf_adds(out, "      status di AMS:\n");
	for (size_t i = 0; i < t->n_status; i++) {
		const struct sop_status *k = &t->status[i];

		buf_addf(out, "      %s%s", k->kata, k->baru ? " (sertifikat baru)" : "");
		if (k->sisa_lebih > 0)
			buf_addf(out, " (berakhir lebih dari %lld hari lagi)",
			    (long long)k->sisa_lebih);
		if (k->tautan)
			buf_adds(out, " (tautan reset terlihat sesudah jawaban AMS hilang)");
		buf_addf(out, " -> %s\n", k->ke);
	}
	if (t->lain != NULL && t->tanpa != NULL)
		buf_addf(out, "      status lain -> %s; tidak dapat ditanya -> %s\n", t->lain,
		    t->tanpa);
	if (t->pengingat != NULL)
		buf_addf(out, "      pengingat sertifikat: tanya %s\n", t->pengingat);
	if (t->opd)
		buf_adds(out, "      kontak OPD pemilik ditanya juga: BENAR seperti done, "
			      "PERPANJANG seperti renew\n");
}

void
sop_print_flow(const struct sop *s, struct buf *out)
{
	buf_addf(out, "Cara kerja loket (mulai dari %s)\n", s->awal);
	for (size_t i = 0; i < s->n_tahap; i++) {
		const struct sop_tahap *t = &s->tahap[i];

		buf_addf(out, "\n  %s (baris %s)\n", t->id, s->baris[t->baris].no);
		for (size_t k = 0; k < t->n_kirim; k++)
			buf_addf(out, "      surat %s kepada %s\n", t->kirim[k].surat,
			    sop_say_person(s, t->kirim[k].kepada));
		if (t->perkara != NULL)
			buf_addf(out, "      perkara %s selesai -> %s; tidak selesai -> %s\n",
			    t->perkara, t->selesai_ke, t->lain);
		if (t->isian != NULL)
			buf_addf(out, "      %s sudah diketahui -> %s\n", t->isian, t->lengkap);
		if (t->lengkap != NULL && t->isian == NULL)
			buf_addf(out, "      dokumen lengkap -> %s\n", t->lengkap);
		if (t->panggil != NULL)
			buf_addf(out, "      AMS %s berhasil -> %s\n", t->panggil, t->selesai_ke);
		if (t->tanya != NULL)
			buf_addf(out, "      tanya %s kepada %s%s%s\n", t->tanya,
			    sop_say_person(s, t->kepada),
			    t->gabung != NULL ? ", satu surat dengan " : "",
			    t->gabung != NULL ? t->gabung : "");
		if (s->baris[t->baris].kata_luas)
			buf_adds(out, "      kata luas: jawaban santai langsung berlaku, catatannya diteruskan\n");
		if (s->baris[t->baris].kosong != NULL)
			buf_adds(out, "      jabatan kosong: dilewati\n");
		flow_answers(t, out);
		flow_status(t, out);
		flow_limits(s, t, out);
	}
	if (s->sertifikat_baru != NULL)
		buf_addf(out,
		    "\n  sertifikat baru di daftar, yang tidak ditunggu tahapnya: -> %s\n",
		    s->sertifikat_baru);
	buf_adds(out, "\n  akhir:");
	for (size_t i = 0; i < s->n_akhir; i++)
		buf_addf(out, " %s%s", s->akhir[i].id, i + 1 < s->n_akhir ? "," : "\n");
}
