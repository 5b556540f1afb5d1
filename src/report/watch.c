/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Letters and reminders, what did not go its plain way, and whether loket is well. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "case/holder.h"
#include "case/quota.h"
#include "report/gather.h"
#include "report/words.h"
#include "store/journal.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* ---- letters, reminders ---- */
static void
add(struct figures_letters **all, size_t *n, const char *code, int64_t count)
{
	*all = grow(*all, *n, sizeof(**all));
	(*all)[(*n)++] = (struct figures_letters){ xstrdup(code != NULL ? code : "-"), count };
}

static void
letters(const struct figures_order *o, struct figures *f, int64_t first, int64_t end)
{
	struct rows *r = store_rows(o->st, Q_REPORT_LETTERS, "ii", first, end);

	while (rows_next(r)) {
		const char *kind = rows_text(r, 0), *code = rows_text(r, 1);
		int64_t ignored = rows_int(r, 2), n = rows_int(r, 3);

		if (strcmp(kind, "letter.in") == 0)
			f->letters += n;
		else if (strcmp(kind, "mail.sent") == 0)
			f->mails += n;
		else if (strcmp(kind, "mail.bounced") == 0)
			f->bounced += n;
		else if (strcmp(kind, "letter.held") == 0) {
			f->held += n;
			add(&f->kept, &f->n_kept, code, n);
		} else if (strcmp(kind, "letter.rejected") == 0 || ignored > 0) {
			n = ignored > 0 ? ignored : n;
			f->ignored += n;
			add(&f->refused, &f->n_refused, ignored > 0 ? code : "rejected", n);
		}
	}
	rows_end(r);
}

static void
reminders(const struct figures_order *o, struct figures *f)
{
	struct rows *r = store_rows(o->st, Q_REPORT_REMINDERS, "ii", f->from, f->to);

	while (rows_next(r)) {
		f->stages = grow(f->stages, f->n_stages, sizeof(*f->stages));
		f->stages[f->n_stages++] = (struct figures_stage){ .stage = rows_int(r, 0),
			.sent = rows_int(r, 1),
			.renewed = rows_int(r, 2),
			.running = rows_int(r, 3),
			.passed = rows_int(r, 4) };
	}
	rows_end(r);
}

/* ---- exceptions ---- */

/* login: its words are the login of whoever gave a command, not what people wrote */
static const struct {
	const char *kind, *code, *says;
	bool login;
} kinds[] = {
	{ "task.open", NULL, "jawaban dikonfirmasi dahulu", false },
	{ "case.recorded", NULL, "jawaban dicatat oleh pencatat", false },
	{ "case.skip", NULL, "baris dilewati: peran tanpa pemegang", false },
	{ "case.hand", "close", "perkara ditutup petugas", true },
	{ "case.hand", "assign", "tugas dialihkan", true },
	{ "case.hand", "reopen", "perkara dibuka kembali petugas", true },
	{ "case.hand", "export", "arsip perkara diambil", true },
	{ "case.close", NULL, "ditutup tanpa konfirmasi atau oleh petugas", false },
	{ "case.petugas", NULL, "ditangani petugas di luar loket", false },
	{ "case.reopen", NULL, "dibuka kembali", false },
	{ "role.set", NULL, "peran diberikan", true },
	{ "role.change", NULL, "peran beralih", false },
	{ "role.end", NULL, "peran berakhir", true },
	{ "person.away", NULL, "petugas tidak terjangkau", false },
	{ "mail.bounced", NULL, "surat kembali", false },
	{ "inquiry.item", NULL, "surat disalurkan petugas", false },
	{ "command", "held.release", "surat tertahan dilepas", true },
	{ "command", "held.reject", "surat tertahan disisihkan", true },
	{ "command", "practice.waive", "mode penuh tanpa latihan", true },
	{ "command", NULL, "surat keluar diubah petugas", true },
	{ "mode.live", NULL, "mode berubah", false },
	{ "pause", NULL, "pengiriman dihentikan", false },
	{ "resume", NULL, "pengiriman dilanjutkan", false },
	{ "report", NULL, "laporan diambil", true },
};

static void
exceptions(const struct figures_order *o, struct figures *f, int64_t first, int64_t end)
{
	struct rows *r = store_rows(o->st, Q_REPORT_EXCEPTIONS, "ii", first, end);

	while (rows_next(r)) {
		const char *kind = rows_text(r, 3), *code = rows_text(r, 4);
		bool official = rows_int(r, 7) != 0;
		size_t i = 0;

		while (i < N(kinds) - 1 &&
		    (strcmp(kinds[i].kind, kind) != 0 ||
			(kinds[i].code != NULL &&
			    (code == NULL || strcmp(kinds[i].code, code) != 0))))
			i++;
		f->exceptions = grow(f->exceptions, f->n_exceptions, sizeof(*f->exceptions));
		f->exceptions[f->n_exceptions++] = (struct figures_exception){ .at = rows_int(r, 0),
			.number = rows_dup(r, 1),
			.person = f->names || official || rows_text(r, 2) == NULL ?
			    rows_dup(r, 2) :
			    xstrdup("pemohon"),
			.what = xstrdup(kinds[i].says),
			.detail = xstrdup(rows_text(r, 5) != NULL ? rows_text(r, 5) : code),
			.words = f->names || kinds[i].login ? rows_dup(r, 6) : NULL };
	}
	rows_end(r);
}

/* They keep the order in which each first came. */
size_t
figures_kinds(const struct figures *f, struct figures_letters **out)
{
	size_t n = 0, k;

	*out = NULL;
	for (size_t i = 0; i < f->n_exceptions; i++) {
		for (k = 0; k < n && strcmp((*out)[k].code, f->exceptions[i].what) != 0;)
			k++;
		if (k == n) {
			*out = grow(*out, n, sizeof(**out));
			(*out)[n++] = (struct figures_letters){ f->exceptions[i].what, 0 };
		}
		(*out)[k].n++;
	}
	return n;
}

/* ---- health ---- */
static void
paused(const struct figures_order *o, struct figures *f)
{
	struct rows *r = store_rows(o->st, Q_REPORT_PAUSED, "");
	struct figures_health *h = &f->health;

	while (rows_next(r)) {
		const char *id = rows_text(r, 0);
		const struct office_layanan *l = office_layanan(o->office, id);

		h->paused = grow(h->paused, h->n_paused, sizeof(*h->paused));
		h->paused[h->n_paused++] = xstrdup(l != NULL ? l->nama :
			*id != '\0'                          ? id :
							       "semua layanan");
	}
	rows_end(r);
}

static void
apart(const struct figures_order *o, struct figures *f)
{
	struct figures_health *h = &f->health;

	for (size_t i = 0; i < o->office->n_layanan; i++) {
		const struct office_layanan *l = &o->office->layanan[i];
		enum mode mode = conf_mode(o->conf, l->id);

		if (mode == h->mode)
			continue;
		h->apart = grow(h->apart, h->n_apart, sizeof(*h->apart));
		h->apart[h->n_apart++] = xasprintf("%s: %s", l->nama, words_mode(mode));
	}
}

static void
health(const struct figures_order *o, struct figures *f)
{
	const struct office_peran **roles = xcalloc(o->office->n_peran + 1, sizeof(*roles));
	struct figures_health *h = &f->health;
	struct rows *r = store_rows(o->st, Q_REPORT_HEALTH, "i", f->from);
	struct quota q;

	if (rows_next(r))
		*h = (struct figures_health){ .polled = rows_int(r, 0),
			.sent = rows_int(r, 1),
			.unread = rows_int(r, 2),
			.held = rows_int(r, 3),
			.unsent = rows_int(r, 4),
			.failed = rows_int(r, 5),
			.unreachable = rows_int(r, 6),
			.away = rows_int(r, 7),
			.mistakes = rows_int(r, 8) };
	rows_end(r);
	if (quota_read(o->st, &q))
		h->full = q.percent;
	h->mode = conf_mode(o->conf, NULL);
	paused(o, f);
	apart(o, f);
	h->n_vacant = holders_missing(o->st, o->office, f->now, roles);
	h->vacant = xcalloc(h->n_vacant + 1, sizeof(*h->vacant));
	for (size_t i = 0; i < h->n_vacant; i++)
		h->vacant[i] = roles[i]->nama;
	free(roles);
}

void
gather_watch(const struct figures_order *o, struct figures *f)
{
	int64_t first = journal_first_at(o->st, f->from), end = journal_first_at(o->st, f->to);

	letters(o, f, first, end);
	reminders(o, f);
	exceptions(o, f, first, end);
	health(o, f);
}
