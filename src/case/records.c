/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of the store to structs. What a row cannot give (a text emptied by erasure) stays NULL and
 * every caller lives with that.
 */
#include "case/records.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/journal.h"

struct sops { const struct office *office; struct sop **items; size_t n_items; };

struct sops *
sops_new(const struct office *o)
{
	struct sops *s = xcalloc(1, sizeof(*s));

	s->office = o;
	return s;
}

void
sops_free(struct sops *s)
{
	if (s == NULL)
		return;
	while (s->n_items > 0)
		sop_free(s->items[--s->n_items]);
	free(s->items);
	free(s);
}

const struct sop *
sops_get(struct sops *s, struct store *st, const unsigned char d[DIGEST_LEN], struct err *e)
{
	struct problems p = { 0 };
	const void *bytes;
	struct sop *sop;
	struct rows *r;
	size_t i, n;

	for (i = 0; i < s->office->n_layanan; i++)
		if (s->office->layanan[i].sop != NULL &&
		    memcmp(s->office->layanan[i].sop->digest, d, DIGEST_LEN) == 0)
			return s->office->layanan[i].sop;
	for (i = 0; i < s->n_items; i++)
		if (memcmp(s->items[i]->digest, d, DIGEST_LEN) == 0)
			return s->items[i];
	r = store_rows(st, Q_SOP_BYTES, "b", d, (size_t)DIGEST_LEN);
	sop = NULL;
	if (rows_next(r)) {
		bytes = rows_blob(r, 0, &n);
		sop = sop_read("store", bytes, n, &p);
	}
	rows_end(r);
	problems_free(&p);
	if (sop == NULL) {
		err_refused(e, "the SOP version of this case cannot be read from the store");
		return NULL;
	}
	s->items = grow(s->items, s->n_items, sizeof(*s->items));
	s->items[s->n_items++] = sop;
	return sop;
}

void
sops_keep(struct store *st, const struct sop *sop)
{
	store_do(st, Q_SOP_KEEP, "bttbi", sop->digest, (size_t)DIGEST_LEN, sop->layanan, sop->nama,
	    sop->bytes.data, sop->bytes.len, clock_now());
}

static void
digest_column(struct rows *r, int column, unsigned char out[DIGEST_LEN])
{
	size_t n;
	const void *b = rows_blob(r, column, &n);

	memset(out, 0, DIGEST_LEN);
	if (b != NULL && n == DIGEST_LEN)
		memcpy(out, b, DIGEST_LEN);
}

static void
load_tasks(struct store *st, struct casefile *c)
{
	struct rows *r = store_rows(st, Q_TASKS_OF_CASE, "i", c->id);
	struct case_task *t;

	while (rows_next(r)) {
		c->tasks = grow(c->tasks, c->n_tasks, sizeof(*c->tasks));
		t = &c->tasks[c->n_tasks++];
		t->id = rows_int(r, 0);
		t->tahap = rows_dup(r, 1);
		t->kind = rows_dup(r, 2);
		t->of_task = rows_int(r, 3);
		t->role = rows_dup(r, 4);
		t->person_id = rows_int(r, 5);
		t->means = rows_dup(r, 6);
		t->rounds = rows_int(r, 7);
		digest_column(r, 8, t->decided);
		t->state = rows_dup(r, 9);
		t->opened_at = rows_int(r, 10);
		t->expires_at = rows_int(r, 11);
		t->answer = rows_dup(r, 12);
		t->words = rows_dup(r, 13);
		t->reason = rows_dup(r, 14);
		t->detail = rows_dup(r, 15);
	}
	rows_end(r);
}

static void
load_documents(struct store *st, struct casefile *c)
{
	struct rows *r = store_rows(st, Q_DOCUMENTS_OF_CASE, "i", c->id);
	struct case_document *d;

	while (rows_next(r)) {
		c->documents = grow(c->documents, c->n_documents, sizeof(*c->documents));
		d = &c->documents[c->n_documents++];
		d->id = rows_int(r, 0);
		d->message_id = rows_int(r, 1);
		d->kind = rows_dup(r, 2);
		d->stands_for = rows_dup(r, 3);
		d->rejected = strcmp(rows_text(r, 4), "ditolak") == 0;
		d->archive = rows_dup(r, 5);
		d->bytes = rows_int(r, 6);
		digest_column(r, 7, d->digest);
		d->name = rows_dup(r, 8);
		d->type = rows_dup(r, 9);
		d->signature = rows_dup(r, 10);
		d->signer = rows_dup(r, 11);
	}
	rows_end(r);
}

static void
load_doubts(struct store *st, struct casefile *c)
{
	struct rows *r = store_rows(st, Q_DOUBTS_OF_CASE, "i", c->id);

	while (rows_next(r)) {
		c->doubts = grow(c->doubts, c->n_doubts, sizeof(*c->doubts));
		c->doubts[c->n_doubts++] = (struct case_doubt){ rows_dup(r, 0), rows_dup(r, 1),
			rows_dup(r, 2), rows_int(r, 3) != 0 };
	}
	rows_end(r);
}

static void
load_counts(struct store *st, struct casefile *c)
{
	struct rows *r = store_rows(st, Q_COUNTS_OF_CASE, "i", c->id);

	while (rows_next(r)) {
		c->counts = grow(c->counts, c->n_counts, sizeof(*c->counts));
		c->counts[c->n_counts++] = (struct case_count){ rows_dup(r, 0), rows_int(r, 1) };
	}
	rows_end(r);
}

static int
load_head(struct store *st, int64_t id, struct casefile *c, unsigned char sop_digest[DIGEST_LEN])
{
	struct rows *r = store_rows(st, Q_CASE_GET, "i", id);
	char **texts[] = { &c->sender, &c->reply_to_id, &c->subject, &c->nama, &c->nip, &c->nik,
		&c->email, &c->hp, &c->jabatan, &c->unit_kerja, &c->alasan,
		&c->opened_by, &c->from_number, &c->status_word, &c->ends_before, &c->ends_day,
		&c->surat };
	int found = rows_next(r), i;

	if (found) {
		c->id = id;
		c->number = rows_dup(r, 0);
		c->service = rows_dup(r, 1);
		digest_column(r, 2, sop_digest);
		c->owner_id = rows_int(r, 3);
		c->tahap = rows_dup(r, 4);
		c->entered_at = rows_int(r, 5);
		c->came_from = rows_dup(r, 6);
		c->came_by = rows_int(r, 7);
		c->opened_at = rows_int(r, 8);
		c->closed_at = rows_int(r, 9);
		c->akhir = rows_dup(r, 10);
		c->reopened = rows_int(r, 11);
		for (i = 0; i < (int)(sizeof(texts) / sizeof(texts[0])); i++)
			*texts[i] = rows_dup(r, 12 + i);
		c->status_other = rows_int(r, 12 + i) != 0;
		c->petugas_at = rows_int(r, 13 + i);
		c->matter_id = rows_int(r, 14 + i);
		c->matter_n = rows_int(r, 15 + i);
		c->matter_told = rows_int(r, 16 + i) != 0;
		c->matter_people = rows_int(r, 17 + i) != 0;
	}
	rows_end(r);
	return found ? 0 : -1;
}

int
casefile_load(struct store *st, struct sops *sops, int64_t id, struct casefile *c, struct err *e)
{
	unsigned char sop_digest[DIGEST_LEN];

	memset(c, 0, sizeof(*c));
	if (load_head(st, id, c, sop_digest) < 0)
		return err_refused(e, "no case %lld", (long long)id);
	c->sop = sops_get(sops, st, sop_digest, e);
	if (c->sop == NULL) {
		err_wrap(e, "case %s", c->number);
		casefile_free(c);
		return -1;
	}
	load_tasks(st, c);
	load_documents(st, c);
	load_doubts(st, c);
	load_counts(st, c);
	return 0;
}

int
person_load(struct store *st, int64_t id, struct person *p)
{
	char **texts[] = { &p->nama, &p->nip, &p->nik, &p->hp, &p->jabatan, &p->unit_kerja,
		&p->address };
	struct rows *r;
	int found, i;

	memset(p, 0, sizeof(*p));
	r = store_rows(st, Q_PERSON_GET, "i", id);
	found = rows_next(r);
	if (found) {
		p->id = id;
		p->verified = strcmp(rows_text(r, 0), "verified") == 0;
		for (i = 0; i < (int)(sizeof(texts) / sizeof(texts[0])); i++)
			*texts[i] = rows_dup(r, 1 + i);
	}
	rows_end(r);
	return found ? 0 : -1;
}

void
casefile_withdraw(struct store *st, int64_t case_id, int64_t task_id, int64_t now)
{
	store_do(st, Q_TASK_END, "ittiI", task_id, "withdrawn", (const char *)NULL, now, (int64_t)0);
	journal_add(st,
	    &(struct entry){
		.kind = "task.close", .case_id = case_id, .task_id = task_id, .code = "withdrawn" });
}
