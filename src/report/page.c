/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who reads it is the head of the office, on a phone or on paper: first the month in a few
 * sentences and numbers and what wants attention, then each table. What takes long is shown beside
 * its standard and is not called anything.
 */
#include "report/page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "report/monthly.h"
#include "report/web.h"
#include "report/words.h"

#define UNITS_MOST      100
#define EXCEPTIONS_MOST 200

#define HEADS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static void
say(struct buf *out, int64_t n, const char *what)
{
	buf_grouped(out, n);
	buf_addf(out, " %s", what);
}

static void
paragraph(struct buf *out, const char *own)
{
	buf_addf(out, "<p>%s</p>\n", own);
}

/* A name of the office file as the begin of a line. */
static void
text_capital(struct buf *out, const char *s)
{
	char *copy = xstrdup(s);

	if (*copy >= 'a' && *copy <= 'z')
		*copy = (char)(*copy - 'a' + 'A');
	web_text(out, copy);
	free(copy);
}

static void
head_capital(struct buf *out, const char *s)
{
	buf_adds(out, "<th scope=\"row\">");
	text_capital(out, s);
	buf_adds(out, "</th>");
}

static void
section(struct buf *out, const char *title)
{
	buf_addf(out, "<h2>%s</h2>\n", title);
}

/* ---- the first sheet ---- */
static void
tile(struct buf *out, int64_t n, const char *what)
{
	buf_adds(out, "<li><b>");
	buf_grouped(out, n);
	buf_addf(out, "</b> %s</li>\n", what);
}

/* "3 perkara berjalan: 2 menunggu pemohon, 1 menunggu kantor" */
static void
say_open(const struct figures *f, struct buf *out)
{
	const struct {
		int64_t n;
		const char *says;
	} who[] = {
		{ f->open_pemohon, "menunggu pemohon" },
		{ f->open_kantor, "menunggu kantor" },
		{ f->open_now - f->open_pemohon - f->open_kantor, "menunggu AMS atau pihak lain" },
	};
	const char *between = ": ";

	say(out, f->open_now, "perkara sedang berjalan");
	for (size_t i = 0; i < sizeof(who) / sizeof(who[0]); i++) {
		if (who[i].n == 0)
			continue;
		buf_adds(out, between);
		say(out, who[i].n, who[i].says);
		between = ", ";
	}
	buf_adds(out, ". ");
}

static void
sentences(const struct figures *f, struct buf *out)
{
	const char *when = f->all ? "Sampai sekarang" :
	    f->now < f->to        ? "Bulan ini" :
				    "Pada bulan itu";

	buf_addf(out, "<p>%s ", when);
	if (f->opened + f->closed == 0)
		buf_adds(out, "tidak ada permohonan baru dan tidak ada perkara yang selesai. ");
	else {
		say(out, f->opened, "permohonan masuk dan ");
		say(out, f->closed, "perkara selesai");
		if (f->closed > 0) {
			buf_adds(out, ", ");
			say(out, f->good, "di antaranya berhasil");
		}
		buf_adds(out, ". ");
	}
	if (f->open_now > 0)
		say_open(f, out);
	say(out, f->users, "orang memakai tanda tangan elektronik.</p>\n");
}

/* What somebody should do something about; nothing: that is said too. */
static void
attention(const struct figures *f, struct buf *out)
{
	struct sentences s;

	monthly_attention(f, &s);
	buf_adds(out, "<div class=\"box\">\n<h2>Perlu perhatian</h2>\n");
	buf_adds(out, s.n > 0 ? "<ul>\n" : "<p>Tidak ada.</p>\n");
	for (size_t i = 0; i < s.n; i++) {
		buf_adds(out, "<li>");
		web_text(out, s.items[i]);
		buf_adds(out, "</li>\n");
	}
	buf_adds(out, s.n > 0 ? "</ul>\n</div>\n" : "</div>\n");
	monthly_free(&s);
}

static void
services(const struct figures *f, struct buf *out)
{
	bool quiet = false;

	web_table(
	    out, "Perkara menurut layanan", HEADS("Layanan", "#Masuk", "#Selesai", "#Berjalan"));
	for (size_t i = 0; i < f->n_services; i++) {
		const struct figures_service *s = &f->services[i];

		if (s->opened + s->closed + s->open == 0)
			continue;
		web_row(out);
		head_capital(out, s->name);
		web_cell_int(out, s->opened);
		web_cell_int(out, s->closed);
		web_cell_int(out, s->open);
		web_row_end(out);
	}
	web_row(out);
	web_head(out, "Semua layanan");
	web_cell_int(out, f->opened);
	web_cell_int(out, f->closed);
	web_cell_int(out, f->open);
	web_row_end(out);
	web_table_end(out);
	for (size_t i = 0; i < f->n_services; i++) {
		const struct figures_service *s = &f->services[i];

		if (s->opened + s->closed + s->open != 0)
			continue;
		buf_adds(out, quiet ? ", " : "<p class=\"dim\">Tanpa perkara: ");
		web_text(out, s->name);
		quiet = true;
	}
	buf_adds(out, quiet ? ".</p>\n" : "");
}

/* "Nov", in January with its year below twelve others: "Jan" says enough, the table has the year.
 */
static void
short_months(const struct figures *f, const char *labels[FIGURES_MONTHS])
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul",
		"Agu", "Sep", "Okt", "Nov", "Des" };

	for (size_t i = 0; i < f->n_months; i++)
		labels[i] = months[(strtol(f->months[i].month + 5, NULL, 10) + 11) % 12];
}

static void
describe(const struct figures *f, const char *what, char out[200])
{
	char first[32], last[32];

	figures_say_month(f->months[0].month, first);
	figures_say_month(f->months[f->n_months - 1].month, last);
	snprintf(out, 200, "%.60s, setiap bulan dari %s sampai %s; angkanya di tabel sesudahnya.",
	    what, first, last);
}

static void
months(const struct figures *f, struct buf *out)
{
	int64_t opened[FIGURES_MONTHS], closed[FIGURES_MONTHS];
	const char *labels[FIGURES_MONTHS];
	char text[200];

	for (size_t i = 0; i < f->n_months; i++) {
		opened[i] = f->months[i].opened;
		closed[i] = f->months[i].closed;
	}
	short_months(f, labels);
	describe(f, "Batang perkara masuk dan selesai", text);
	buf_adds(out, "<div class=\"two\">\n");
	web_bars(out, "perkara", "Perkara masuk dan selesai", text, labels, f->n_months,
	    (struct web_series[]){ { "Masuk", opened }, { "Selesai", closed } }, 2);
	web_table(out, "Perkara setiap bulan", HEADS("Bulan", "#Masuk", "#Selesai"));
	for (size_t i = f->n_months; i-- > 0;) {
		figures_say_month(f->months[i].month, text);
		web_row(out);
		web_head(out, text);
		web_cell_int(out, opened[i]);
		web_cell_int(out, closed[i]);
		web_row_end(out);
	}
	web_table_end(out);
	buf_adds(out, "</div>\n");
}

static void
summary(const struct figures *f, struct buf *out)
{
	char when[64];

	calendar_say(f->office->calendar, f->now, when);
	buf_adds(out, "<section class=\"first\">\n<p>");
	web_text(out, f->office->nama);
	buf_addf(out, "<br><small>Keadaan per %s</small></p>\n", when);
	sentences(f, out);
	buf_adds(out, "<ul class=\"tiles\">\n");
	tile(out, f->opened, "permohonan masuk");
	tile(out, f->closed, "perkara selesai");
	tile(out, f->open_now, "berjalan sekarang");
	tile(out, f->users, "pengguna TTE");
	tile(out, f->fresh, "sertifikat baru");
	tile(out, f->ending, "berakhir dalam 90 hari");
	buf_adds(out, "</ul>\n");
	attention(f, out);
	services(f, out);
	months(f, out);
	buf_adds(out, "</section>\n");
}

/* ---- open cases, ends ---- */
static void
open_case(const struct figures *f, const struct figures_open *c, struct buf *out)
{
	const struct calendar *cal = f->office->calendar;

	web_row(out);
	buf_adds(out, "<th scope=\"row\">");
	web_text(out, c->number);
	buf_adds(out, "<br><small>");
	text_capital(out, c->service);
	if (c->name != NULL) {
		buf_adds(out, "<br>");
		web_text(out, c->name);
	}
	buf_adds(out, "</small></th><td>");
	web_text(out, c->kegiatan);
	buf_adds(out, "<br><b>");
	web_text(out, c->who);
	buf_adds(out, "</b></td><td class=\"w\">");
	web_time(out, cal, c->since);
	if (c->asked / 60 != c->since / 60 && c->asked != 0) {
		buf_adds(out, "<br><small>diminta ");
		web_time(out, cal, c->asked);
		buf_adds(out, "</small>");
	}
	buf_adds(out, "</td>");
	web_row_end(out);
}

static void
open_cases(const struct figures *f, struct buf *out)
{
	section(out, "Perkara yang berjalan sekarang");
	if (f->n_cases == 0) {
		paragraph(out, "Tidak ada.");
		return;
	}
	web_table(out, "Yang paling lama di tahapnya lebih dahulu",
	    HEADS("Perkara", "Kegiatan SOP, pada siapa", "Sejak"));
	for (size_t i = 0; i < f->n_cases; i++)
		open_case(f, &f->cases[i], out);
	web_table_end(out);
	if (f->open_now > (int64_t)f->n_cases) {
		buf_adds(out, "<p>Dan ");
		say(out, f->open_now - (int64_t)f->n_cases,
		    "perkara lain; semuanya: <code>loket case list</code>.</p>\n");
	}
}

static void
ends(const struct figures *f, struct buf *out)
{
	section(out, "Hasil perkara yang selesai");
	if (f->n_ends == 0) {
		paragraph(out, "Belum ada yang selesai.");
		return;
	}
	web_table(out, "Hasil menurut layanan", HEADS("Layanan", "Hasil", "#Perkara"));
	for (size_t k = 0; k < f->n_services; k++)
		for (size_t i = 0; i < f->n_ends; i++) {
			if (strcmp(f->ends[i].service, f->services[k].id) != 0)
				continue;
			web_row(out);
			head_capital(out, f->services[k].name);
			web_cell(out, f->ends[i].end);
			web_cell_int(out, f->ends[i].n);
			web_row_end(out);
		}
	web_table_end(out);
	buf_adds(out, "<p class=\"dim\">Jawaban yang dikonfirmasi dahulu: ");
	buf_grouped(out, f->confirmed);
	buf_adds(out, "; perkara yang dibuka kembali: ");
	buf_grouped(out, f->reopened);
	buf_adds(out, ".</p>\n");
}

/* ---- minutes ---- */
static void
say_spread(struct buf *out, const struct figures_spread *s)
{
	web_minutes(out, s->median);
	if (s->most != s->median) {
		buf_adds(out, "<br><small>90 %: ");
		web_minutes(out, s->most);
		buf_adds(out, "</small>");
	}
}

/* The office's minutes; below them those of others, where they had a part in it. */
static void
cell_work(struct buf *out, const struct figures_row *r)
{
	buf_adds(out, "<td>");
	say_spread(out, &r->work);
	if (r->pemohon.most > 0) {
		buf_adds(out, "<br><small>pemohon: ");
		web_minutes(out, r->pemohon.median);
		buf_adds(out, "</small>");
	}
	if (r->bsre.most > 0) {
		buf_adds(out, "<br><small>BSrE: ");
		web_minutes(out, r->bsre.median);
		buf_adds(out, "</small>");
	}
	buf_adds(out, "</td>");
}

static void
row_of_sop(const struct figures_row *r, struct buf *out)
{
	web_row(out);
	buf_adds(out, "<th scope=\"row\">");
	web_text(out, r->no);
	buf_adds(out, ". ");
	web_text(out, r->kegiatan);
	buf_adds(out, "<br><small>");
	web_text(out, r->pelaku);
	buf_adds(out, ", ");
	say(out, r->work.n, "kali</small></th>");
	web_cell(out, r->standard);
	cell_work(out, r);
	buf_adds(out, "<td>");
	if (r->wait.n > 0)
		say_spread(out, &r->wait);
	else
		buf_addc(out, '-');
	buf_adds(out, "</td>");
	web_row_end(out);
}

static void
rows_of_service(const struct figures *f, const struct figures_service *s, struct buf *out)
{
	bool any = false;

	for (size_t i = 0; i < f->n_rows; i++) {
		if (strcmp(f->rows[i].service, s->id) != 0)
			continue;
		if (!any) {
			buf_adds(out, "<h3>");
			text_capital(out, s->name);
			buf_adds(out, "</h3>\n");
			web_table(out, "Kegiatan menurut SOP",
			    HEADS("Kegiatan", "Standar SOP (waktu kerja)", "Waktu kantor",
				"Tunggu sampai dijawab"));
		}
		any = true;
		row_of_sop(&f->rows[i], out);
	}
	if (any)
		web_table_end(out);
}

static void
minutes(const struct figures *f, struct buf *out)
{
	section(out, "Waktu pelaksanaan menurut SOP");
	if (f->n_rows == 0) {
		paragraph(out, "Belum ada baris SOP yang selesai.");
		return;
	}
	paragraph(out,
	    "Nilai tengah (median), dan di bawahnya nilai yang tidak dilampaui 90 % perkara. "
	    "Waktu kantor dihitung dalam jam kerja dan berhenti selama pemohon atau BSrE "
	    "ditunggu. Standar SOP adalah waktu kerja sebuah kegiatan, bukan tenggat.");
	for (size_t i = 0; i < f->n_services; i++)
		rows_of_service(f, &f->services[i], out);
}

/* ---- users, certificates, reminders ---- */
static void
users(const struct figures *f, struct buf *out)
{
	int64_t all[FIGURES_MONTHS];
	const char *labels[FIGURES_MONTHS];
	char text[200];
	size_t i;

	section(out, "Jumlah Pengguna Tanda Tangan Elektronik");
	for (i = 0; i < f->n_months; i++)
		all[i] = f->months[i].users;
	short_months(f, labels);
	describe(f, "Batang jumlah pengguna dengan sertifikat yang berlaku", text);
	buf_adds(out, "<div class=\"two\">\n");
	web_bars(out, "pengguna", "Pengguna TTE", text, labels, f->n_months,
	    (struct web_series[]){ { "Pengguna", all } }, 1);
	web_table(out, "Pengguna setiap bulan", HEADS("Bulan", "#Pengguna", "#Sertifikat baru"));
	for (i = f->n_months; i-- > 0;) {
		figures_say_month(f->months[i].month, text);
		web_row(out);
		web_head(out, text);
		web_cell_int(out, f->months[i].users);
		web_cell_int(out, f->months[i].fresh);
		web_row_end(out);
	}
	web_table_end(out);
	buf_adds(out, "</div>\n");
	if (f->n_units == 0)
		return;
	web_table(out, "Pengguna menurut perangkat daerah",
	    HEADS("Perangkat daerah", "#Pengguna", "#Sertifikat baru"));
	for (i = 0; i < f->n_units && i < UNITS_MOST; i++) {
		web_row(out);
		web_head(out, f->units[i].unit);
		web_cell_int(out, f->units[i].users);
		web_cell_int(out, f->units[i].fresh);
		web_row_end(out);
	}
	web_table_end(out);
	if (f->n_units > UNITS_MOST) {
		buf_adds(out, "<p>Dan ");
		say(out, (int64_t)f->n_units - UNITS_MOST, "perangkat daerah lain.</p>\n");
	}
}

static void
certificates(const struct figures *f, struct buf *out)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul",
		"Agu", "Sep", "Okt", "Nov", "Des" };
	int64_t ends_in[FIGURES_MONTHS];
	const char *labels[FIGURES_MONTHS];
	char text[32];

	section(out, "Sertifikat menurut bulan berakhir");
	for (size_t i = 0; i < FIGURES_MONTHS; i++) {
		ends_in[i] = f->expiry[i + 1].n;
		labels[i] = months[(strtol(f->expiry[i + 1].month + 5, NULL, 10) + 11) % 12];
	}
	buf_adds(out, "<div class=\"two\">\n");
	web_bars(out, "berakhir", "Sertifikat yang berakhir",
	    "Batang jumlah sertifikat yang berakhir pada tiap bulan, dua belas bulan mulai bulan "
	    "ini; "
	    "angkanya di tabel sesudahnya.",
	    labels, FIGURES_MONTHS, (struct web_series[]){ { "Berakhir", ends_in } }, 1);
	web_table(out, "Sertifikat yang berlaku atau belum diperbarui",
	    HEADS("Berakhir", "#Sertifikat", "#Perkiraan"));
	for (size_t i = 0; i < FIGURES_MONTHS + 2; i++) {
		const struct figures_expiry *x = &f->expiry[i];

		figures_say_month(x->month, text);
		web_row(out);
		web_head(out, i == 0 ? "Sudah berakhir" : i > FIGURES_MONTHS ? "Sesudahnya" : text);
		web_cell_int(out, x->n);
		web_cell_int(out, x->estimated);
		web_row_end(out);
	}
	web_table_end(out);
	buf_adds(out,
	    "</div>\n<p class=\"dim\">Perkiraan: akhir masa berlaku yang belum dikatakan AMS, "
	    "dihitung dari hari terbit.</p>\n");
}

static void
reminders(const struct figures *f, struct buf *out)
{
	char text[64];

	section(out, "Pengingat masa berlaku dan hasilnya");
	if (f->n_stages == 0) {
		paragraph(out, "Tidak ada pengingat yang jatuh dalam masa ini.");
		return;
	}
	web_table(out, "Pengingat menurut tahap, dan keadaannya sekarang",
	    HEADS("Tahap", "#Diingatkan", "#Sudah diperbarui", "#Sedang berjalan", "#Belum",
		"#Tidak dikirim"));
	for (size_t i = 0; i < f->n_stages; i++) {
		const struct figures_stage *s = &f->stages[i];

		snprintf(text, sizeof(text),
		    s->stage < 0     ? "%lld hari sebelum berakhir" :
			s->stage > 0 ? "%lld hari sesudah berakhir" :
				       "pada hari terakhir",
		    (long long)(s->stage < 0 ? -s->stage : s->stage));
		web_row(out);
		web_head(out, text);
		web_cell_int(out, s->sent);
		web_cell_int(out, s->renewed);
		web_cell_int(out, s->running);
		web_cell_int(out, s->sent - s->renewed - s->running);
		web_cell_int(out, s->passed);
		web_row_end(out);
	}
	web_table_end(out);
}

/* ---- letters, exceptions, health ---- */
static void
letters_by_reason(struct buf *out, const char *title, const struct figures_letters *all, size_t n)
{
	if (n == 0)
		return;
	web_table(out, title, HEADS("Sebab", "#Surat"));
	for (size_t i = 0; i < n; i++) {
		web_row(out);
		web_head(out, words_reason(all[i].code));
		web_cell_int(out, all[i].n);
		web_row_end(out);
	}
	web_table_end(out);
}

static void
letters(const struct figures *f, struct buf *out)
{
	section(out, "Surat masuk, ditahan, dan tidak dijawab");
	buf_adds(out, "<p>");
	say(out, f->letters, "surat masuk, ");
	say(out, f->held, "ditahan untuk diputuskan orang, ");
	say(out, f->ignored, "tidak perlu dijawab; ");
	say(out, f->mails, "surat dikirim, ");
	say(out, f->bounced, "kembali.</p>\n");
	letters_by_reason(out, "Surat yang ditahan", f->kept, f->n_kept);
	letters_by_reason(out, "Surat yang tidak dijawab", f->refused, f->n_refused);
}

static void
exceptions_by_kind(const struct figures *f, struct buf *out)
{
	struct figures_letters *kinds;
	size_t n = figures_kinds(f, &kinds);

	web_table(out, "Menurut kejadian", HEADS("Kejadian", "#Kali"));
	for (size_t i = 0; i < n; i++) {
		web_row(out);
		web_head(out, kinds[i].code);
		web_cell_int(out, kinds[i].n);
		web_row_end(out);
	}
	web_table_end(out);
	free(kinds);
}

static void
exception(const struct figures *f, const struct figures_exception *x, struct buf *out)
{
	web_row(out);
	web_cell_time(out, f->office->calendar, x->at);
	buf_adds(out, "<th scope=\"row\">");
	web_text(out, x->what);
	if (x->number != NULL) {
		buf_adds(out, "<br><small>");
		web_text(out, x->number);
		buf_adds(out, "</small>");
	}
	buf_adds(out, "</th><td>");
	if (x->person != NULL) {
		web_text(out, x->person);
		buf_adds(out, "<br>");
	}
	buf_adds(out, "<small>");
	web_text(out, x->detail);
	if (x->words != NULL && *x->words != '\0') {
		buf_adds(out, "<br>");
		web_text(out, x->words);
	}
	buf_adds(out, "</small></td>");
	web_row_end(out);
}

static void
exceptions(const struct figures *f, struct buf *out)
{
	size_t from = f->n_exceptions > EXCEPTIONS_MOST ? f->n_exceptions - EXCEPTIONS_MOST : 0;

	section(out, "Pengecualian");
	paragraph(out, "Yang tidak berjalan menurut jalur biasa, dan tindakan petugas.");
	if (f->n_exceptions == 0) {
		paragraph(out, "Tidak ada.");
		return;
	}
	exceptions_by_kind(f, out);
	web_table(out, from > 0 ? "200 kejadian terakhir" : "Setiap kejadian",
	    HEADS("Saat", "Kejadian", "Orang, rincian"));
	for (size_t i = f->n_exceptions; i-- > from;)
		exception(f, &f->exceptions[i], out);
	web_table_end(out);
}

static void
state(struct buf *out, const char *what, int64_t n)
{
	web_row(out);
	web_head(out, what);
	web_cell_int(out, n);
	web_row_end(out);
}

static void
health(const struct figures *f, struct buf *out)
{
	const struct figures_health *h = &f->health;
	const struct calendar *cal = f->office->calendar;

	section(out, "Keadaan loket");
	web_table(out, "Sekarang", HEADS("Hal", "#Keadaan"));
	web_row(out);
	web_head(out, "Kotak surat terakhir dilihat");
	web_cell_time(out, cal, h->polled);
	web_row_end(out);
	web_row(out);
	web_head(out, "Surat terakhir dikirim");
	web_cell_time(out, cal, h->sent);
	web_row_end(out);
	web_row(out);
	web_head(out, "Mode");
	web_cell(out, words_mode(h->mode));
	web_row_end(out);
	for (size_t i = 0; i < h->n_apart; i++) {
		web_row(out);
		web_head(out, "Mode layanan");
		web_cell(out, h->apart[i]);
		web_row_end(out);
	}
	if (h->full > 0)
		state(out, "Kotak surat terisi (persen)", h->full);
	state(out, "Surat yang belum dibaca loket", h->unread);
	state(out, "Surat yang menunggu keputusan", h->held);
	state(out, "Surat keluar yang belum terkirim", h->unsent);
	state(out, "Surat keluar yang gagal dalam masa ini", h->failed);
	state(out, "Orang yang alamatnya menolak surat", h->unreachable);
	state(out, "Petugas yang tidak terjangkau", h->away);
	state(out, "Peran tanpa pemegang", (int64_t)h->n_vacant);
	web_table_end(out);
}

void
report_page(const struct figures *f, struct buf *out)
{
	char *title =
	    f->all ? xstrdup("Laporan layanan TTE") : xasprintf("Laporan layanan TTE, %s", f->said);

	web_begin(out, title);
	free(title);
	summary(f, out);
	open_cases(f, out);
	ends(f, out);
	minutes(f, out);
	users(f, out);
	certificates(f, out);
	reminders(f, out);
	letters(f, out);
	exceptions(f, out);
	health(f, out);
	buf_addf(out, "<p class=\"dim\">Disusun oleh loket %s dari catatannya sendiri. %s</p>\n",
	    LOKET_VERSION,
	    f->names ? "Memuat nama pemohon: simpan seperlunya." : "Tanpa nama pemohon.");
	web_end(out);
}
