/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket handover: a page of open cases, in Indonesian, to be finished by hand when loket rests: who,
 * how to reach him, which step, whom it waits for, what is missing, what was written last. NIK and
 * NIP by their last four.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/clean.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "case/records.h"
#include "rules/office.h"

static void
line(const char *label, const char *value)
{
	char *clean = clean_text(value);

	if (clean != NULL && *clean != '\0')
		printf("   %-14s %s\n", label, clean);
	free(clean);
}

/* Documents that the SOP wants and that are not there. */
static void
missing(const struct casefile *f)
{
	size_t i;

	for (i = 0; i < f->sop->n_dokumen; i++)
		if (f->sop->dokumen[i].wajib && !casefile_has(f, f->sop->dokumen[i].id))
			line("belum ada", f->sop->dokumen[i].nama);
}

static void
waits(struct store *s, const struct casefile *f)
{
	const struct case_task *t = casefile_open_task(f, NULL, NULL);
	struct person p = { 0 };

	if (f->petugas_at != 0)
		line("menunggu", "petugas (sudah menjawab sendiri)");
	else if (t != NULL && person_load(s, t->person_id, &p) == 0) {
		line("menunggu", t->role);
		line("", p.nama);
		line("", p.address);
	} else
		line("menunggu", "AMS, atau tahap berikutnya");
	person_free(&p);
}

static void
show(struct cli *c, struct store *s, struct office *o, const struct casefile *f, int n)
{
	const struct sop_tahap *t = sop_tahap(f->sop, f->tahap);
	const struct sop_baris *row = t != NULL ? sop_baris_of(f->sop, t) : NULL;
	const struct office_layanan *l = office_layanan(o, f->service);
	struct person owner = { 0 };
	struct rows *r;
	char at[32];

	person_load(s, f->owner_id, &owner);
	printf("%d. [ ] %s  %s\n", n, f->number, l != NULL ? l->nama : f->service);
	line("nama", owner.nama != NULL ? owner.nama : f->nama);
	line("surat", owner.address != NULL ? owner.address : f->sender);
	line("HP", owner.hp != NULL ? owner.hp : f->hp);
	print_time(c, f->opened_at, at);
	line("dibuka", at);
	line("langkah", row != NULL ? row->kegiatan : f->tahap);
	waits(s, f);
	missing(f);
	line("catatan", f->alasan);
	r = store_rows(s, Q_LAST_LETTER, "i", f->id);
	if (rows_next(r)) {
		print_time(c, rows_int(r, 0), at);
		line("surat terakhir", at);
		line("", rows_text(r, 1));
		line("", rows_text(r, 2));
	}
	rows_end(r);
	printf("\n");
	person_free(&owner);
}

int
cli_handover(struct cli *c, int argc, char **argv)
{
	struct problems p = { 0 };
	struct office *o = NULL;
	struct store *s = NULL;
	struct sops *sops = NULL;
	int rc = EX_USAGE, n = 0;
	int64_t id = 0;
	char at[32];

	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc != 0)
		return rc;
	if ((o = office_read(c->conf->rules, c->conf->office, &p)) == NULL) {
		problems_print(&p, stderr);
		rc = cli_fail(EX_CONFIG, "the rules have mistakes; run: loket check");
		goto out;
	}
	if ((s = cli_store(c, STORE_READ, &rc)) == NULL)
		goto out;
	sops = sops_new(o);
	print_time(c, c->now, at);
	printf("Perkara terbuka %s, per %s\nSelesaikan dengan tangan menurut SOP; beri tanda [x] bila "
	       "tuntas.\n\n",
	    o->singkat, at);
	while ((id = store_int(s, Q_CASE_OPEN_NEXT, "i", id)) != 0) {
		struct casefile f;
		struct err e;

		if (casefile_load(s, sops, id, &f, &e) < 0) {
			rc = cli_err(&e, EX_DATAERR);
			continue;
		}
		show(c, s, o, &f, ++n);
		casefile_free(&f);
	}
	if (n == 0)
		printf("Tidak ada perkara terbuka.\n");
	rc = EX_OK;
out:
	sops_free(sops);
	store_close(s);
	office_free(o);
	problems_free(&p);
	return rc;
}
