/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/monthly.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "case/quota.h"
#include "report/web.h"
#include "report/words.h"

/* ---- attention ---- */
static void
sentence(struct sentences *s, struct buf *text)
{
	s->items = grow(s->items, s->n, sizeof(*s->items));
	s->items[s->n++] = buf_take(text);
}

static void
of_list(struct sentences *s, const char *what, const char *const *all, size_t n)
{
	struct buf text = BUF_INIT;

	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		buf_addf(&text, "%s%s", i == 0 ? what : ", ", all[i]);
	sentence(s, &text);
}

void
monthly_attention(const struct figures *f, struct sentences *out)
{
	const struct figures_health *h = &f->health;
	const struct {
		int64_t n;
		const char *says;
	} counts[] = {
		{ h->held, "surat menunggu keputusan petugas helpdesk" },
		{ f->ending, "sertifikat berakhir dalam 90 hari" },
		{ h->unreachable, "orang alamatnya menolak surat kami" },
		{ h->away, "petugas tidak terjangkau" },
		{ h->failed, "surat tidak dapat dikirim" },
		{ h->mistakes, "kesalahan dalam aturan yang diubah; aturan lama tetap berlaku" },
	};
	struct buf text = BUF_INIT;

	*out = (struct sentences){ 0 };
	of_list(out, "Peran tanpa pemegang yang terjangkau: ", h->vacant, h->n_vacant);
	of_list(out, "Pengiriman dihentikan: ", (const char *const *)h->paused, h->n_paused);
	if (h->mode != MODE_PENUH) {
		buf_addf(&text, "Loket berjalan dalam mode %s", words_mode(h->mode));
		sentence(out, &text);
	}
	for (size_t i = 0; i < h->n_apart; i++) {
		buf_addf(&text, "Layanan %s", h->apart[i]);
		sentence(out, &text);
	}
	if (h->full >= QUOTA_FIRST) {
		buf_addf(&text, "Kotak surat terisi ");
		buf_grouped(&text, h->full);
		buf_adds(&text, " persen; bila penuh, surat ditolak");
		sentence(out, &text);
	}
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		if (counts[i].n > 0) {
			buf_grouped(&text, counts[i].n);
			buf_addf(&text, " %s", counts[i].says);
			sentence(out, &text);
		}
}

void
monthly_free(struct sentences *s)
{
	while (s->n > 0)
		free(s->items[--s->n]);
	free(s->items);
	s->items = NULL;
}

/* ---- fields ---- */
static void
put_int(struct fields *out, const char *name, int64_t n)
{
	struct buf text = BUF_INIT;

	buf_grouped(&text, n);
	fields_put(out, name, buf_str(&text));
	buf_free(&text);
}

static void
services(const struct figures *f, struct fields *out)
{
	for (size_t i = 0; i < f->n_services; i++) {
		const struct figures_service *s = &f->services[i];

		if (s->opened + s->closed + s->open == 0)
			continue;
		fields_put(out, "lapor_layanan_nama", s->name);
		put_int(out, "lapor_layanan_masuk", s->opened);
		put_int(out, "lapor_layanan_selesai", s->closed);
		put_int(out, "lapor_layanan_berjalan", s->open);
	}
}

/* Those on which the office spent time; what waited for others is told on the page. */
static void
rows(const struct figures *f, struct fields *out)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < f->n_rows; i++) {
		const struct figures_row *r = &f->rows[i];

		if (r->work.most == 0)
			continue;
		fields_put(out, "lapor_baris", r->kegiatan);
		fields_put(out, "lapor_baris_standar", r->standard);
		web_minutes(&text, r->work.median);
		fields_put(out, "lapor_baris_median", buf_str(&text));
		buf_reset(&text);
		web_minutes(&text, r->work.most);
		fields_put(out, "lapor_baris_90", buf_str(&text));
		buf_reset(&text);
	}
	buf_free(&text);
}

static void
exceptions(const struct figures *f, struct fields *out)
{
	struct figures_letters *kinds;
	size_t n = figures_kinds(f, &kinds);

	for (size_t i = 0; i < n; i++) {
		fields_put(out, "lapor_kejadian", kinds[i].code);
		put_int(out, "lapor_kejadian_kali", kinds[i].n);
	}
	free(kinds);
}

void
monthly_fields(const struct figures *f, struct fields *out)
{
	struct sentences attention;

	fields_put(out, "lapor_bulan", f->said);
	put_int(out, "lapor_masuk", f->opened);
	put_int(out, "lapor_selesai", f->closed);
	put_int(out, "lapor_berhasil", f->good);
	put_int(out, "lapor_berjalan", f->open_now);
	put_int(out, "lapor_pengguna", f->users);
	put_int(out, "lapor_sertifikat", f->fresh);
	put_int(out, "lapor_berakhir", f->ending);
	monthly_attention(f, &attention);
	for (size_t i = 0; i < attention.n; i++)
		fields_put(out, "lapor_perhatian", attention.items[i]);
	monthly_free(&attention);
	services(f, out);
	rows(f, out);
	exceptions(f, out);
}
