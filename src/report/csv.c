/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/csv.h"

#include <string.h>

#include "report/sheet.h"
#include "rules/office.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

const char *const csv_names[CSV__N] = { "pengguna-tte", "fasilitasi-penerbitan", "perkara", "baris",
	"baris-perkara", "pengecualian", "sertifikat-berakhir", "pengingat", "surat" };

static const char *const columns[CSV__N][16] = {
	{ "bulan", "unit_kerja", "pengguna_tte", "sertifikat_baru" },
	{ "perkara", "diterima", "pemohon", "jabatan", "unit_kerja", "email_dinas", "dokumen",
	    "hasil", "terbit", "ditutup" },
	{ "perkara", "layanan", "pemohon", "unit_kerja", "diterima", "ditutup", "hasil", "tahap",
	    "dibuka_oleh", "dibuka_kembali", "konfirmasi", "waktu_kantor_menit",
	    "waktu_pemohon_menit", "waktu_bsre_menit" },
	{ "layanan", "baris", "kegiatan", "pelaku", "standar_sop_waktu_kerja", "dipenuhi",
	    "waktu_kantor_median", "waktu_kantor_90_persen", "dijawab",
	    "tunggu_sampai_dijawab_median", "tunggu_sampai_dijawab_90_persen",
	    "waktu_pemohon_median", "waktu_bsre_median" },
	{ "perkara", "layanan", "baris", "kegiatan", "mulai", "selesai", "oleh", "standar_sop",
	    "waktu_kantor_menit", "waktu_pemohon_menit", "waktu_bsre_menit" },
	{ "saat", "perkara", "orang", "kejadian", "rincian", "kata" },
	{ "bulan", "sertifikat", "perkiraan" },
	{ "hari_dari_akhir", "diingatkan", "sudah_diperbarui", "sedang_berjalan", "terlewat" },
	{ "keadaan", "sebab", "jumlah" },
};

struct writing {
	const struct figures_order *order;
	struct sheet *sheets[CSV__N];
	int zone;
};

static struct sheet *
sheet_of(enum csv which)
{
	size_t n = 0;

	while (n < N(columns[which]) && columns[which][n] != NULL)
		n++;
	return sheet_new(columns[which], n);
}

/* ---- cases ---- */

/* Laporan Fasilitasi Layanan Penerbitan: every request of that service, whatever became of it. */
static void
put_issue(struct writing *w, const struct figures_case *c)
{
	struct sheet *t = w->sheets[CSV_PENERBITAN];

	if (strcmp(c->service, "penerbitan") != 0)
		return;
	sheet_text(t, c->number);
	sheet_time(t, w->zone, c->opened);
	sheet_text(t, c->name);
	sheet_text(t, c->jabatan);
	sheet_text(t, c->unit);
	sheet_text(t, office_has_domain(w->order->office, c->sender) ? "ya" : "tidak");
	sheet_text(t, c->documents);
	sheet_text(t, c->end != NULL ? c->end : "masih berjalan");
	sheet_text(t, c->good ? "ya" : "tidak");
	sheet_time(t, w->zone, c->closed);
}

static void
put_case(const struct figures_case *c, void *arg)
{
	struct writing *w = arg;
	struct sheet *t = w->sheets[CSV_PERKARA];

	sheet_text(t, c->number);
	sheet_text(t, c->service);
	sheet_text(t, c->name);
	sheet_text(t, c->unit);
	sheet_time(t, w->zone, c->opened);
	sheet_time(t, w->zone, c->closed);
	sheet_text(t, c->end != NULL ? c->end : "masih berjalan");
	sheet_text(t, c->tahap);
	sheet_text(t, c->opened_by);
	sheet_int(t, c->reopened);
	sheet_int(t, c->confirmed);
	for (int i = 0; i < OWES_N; i++)
		sheet_int(t, c->sums[i]);
	put_issue(w, c);
}

static void
put_case_row(const struct figures_case *c, const struct figures_case_row *row, void *arg)
{
	struct writing *w = arg;
	struct sheet *t = w->sheets[CSV_BARIS_PERKARA];

	sheet_text(t, c->number);
	sheet_text(t, c->service);
	sheet_text(t, row->baris->no);
	sheet_text(t, row->baris->kegiatan);
	sheet_time(t, w->zone, row->opened);
	sheet_time(t, w->zone, row->closed);
	sheet_text(t, row->person != NULL ? row->person : "loket");
	sheet_text(t, row->standard);
	for (int i = 0; i < OWES_N; i++)
		sheet_int(t, row->sums[i]);
}

/* ---- sums ---- */
static void
put_spread(struct sheet *t, const struct figures_spread *s)
{
	sheet_int(t, s->n);
	sheet_int(t, s->median);
	sheet_int(t, s->most);
}

static void
put_rows(struct sheet *t, const struct figures *f)
{
	for (size_t i = 0; i < f->n_rows; i++) {
		const struct figures_row *r = &f->rows[i];

		sheet_text(t, r->service);
		sheet_text(t, r->no);
		sheet_text(t, r->kegiatan);
		sheet_text(t, r->pelaku);
		sheet_text(t, r->standard);
		put_spread(t, &r->work);
		put_spread(t, &r->wait);
		sheet_int(t, r->pemohon.median);
		sheet_int(t, r->bsre.median);
	}
}

static void
put_unit(const char *month, const struct figures_unit *u, void *arg)
{
	sheet_text(arg, month);
	sheet_text(arg, u->unit);
	sheet_int(arg, u->users);
	sheet_int(arg, u->fresh);
}

static void
put_exceptions(struct sheet *t, int zone, const struct figures *f)
{
	for (size_t i = 0; i < f->n_exceptions; i++) {
		const struct figures_exception *x = &f->exceptions[i];

		sheet_time(t, zone, x->at);
		sheet_text(t, x->number);
		sheet_text(t, x->person);
		sheet_text(t, x->what);
		sheet_text(t, x->detail);
		sheet_text(t, x->words);
	}
}

static void
put_letters(struct sheet *t, const char *what, const struct figures_letters *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		sheet_text(t, what);
		sheet_text(t, all[i].code);
		sheet_int(t, all[i].n);
	}
}

static void
put_certificates(struct sheet *ends, struct sheet *stages, const struct figures *f)
{
	for (size_t i = 0; i < N(f->expiry); i++) {
		const char *month = f->expiry[i].month;

		sheet_text(ends,
		    *month == '\0'                  ? "sudah berakhir" :
			strcmp(month, "later") == 0 ? "sesudahnya" :
						      month);
		sheet_int(ends, f->expiry[i].n);
		sheet_int(ends, f->expiry[i].estimated);
	}
	for (size_t i = 0; i < f->n_stages; i++) {
		const struct figures_stage *s = &f->stages[i];

		sheet_int(stages, s->stage);
		sheet_int(stages, s->sent);
		sheet_int(stages, s->renewed);
		sheet_int(stages, s->running);
		sheet_int(stages, s->passed);
	}
}

struct figures *
csv_gather(const struct figures_order *order, struct buf out[CSV__N], struct err *e)
{
	struct figures_order o = *order;
	struct writing w = { .order = order,
		.zone = calendar_zone_minutes(order->office->calendar) };
	struct figures *f;
	int i;

	for (i = 0; i < CSV__N; i++)
		w.sheets[i] = sheet_of(i);
	o.each = put_case;
	o.each_row = put_case_row;
	o.arg = &w;
	f = figures_gather(&o, e);
	if (f != NULL) {
		figures_users(order, f, put_unit, w.sheets[CSV_PENGGUNA]);
		put_rows(w.sheets[CSV_BARIS], f);
		put_exceptions(w.sheets[CSV_PENGECUALIAN], w.zone, f);
		put_certificates(w.sheets[CSV_SERTIFIKAT], w.sheets[CSV_PENGINGAT], f);
		put_letters(w.sheets[CSV_SURAT], "ditahan", f->kept, f->n_kept);
		put_letters(w.sheets[CSV_SURAT], "disisihkan", f->refused, f->n_refused);
	}
	for (i = 0; i < CSV__N; i++)
		sheet_end(w.sheets[i], &out[i]);
	return f;
}
