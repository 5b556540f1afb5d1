/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a letter brings to a case: its documents, and what it says of the owner. */
#include "case/intake.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "case/relate.h"
#include "store/journal.h"

/*
 * The first awaited document that is not there: what cannot be told counts as it, and a person
 * looks.
 */
static const char *
awaited(const struct casefile *c)
{
	size_t i;

	for (i = 0; i < c->sop->n_dokumen; i++)
		if (c->sop->dokumen[i].wajib && !casefile_has(c, c->sop->dokumen[i].id))
			return c->sop->dokumen[i].id;
	return NULL;
}

/* ---- documents ---- */
static const char *
stands_for(const struct casefile *c, const char *kind)
{
	size_t i;

	for (i = 0; i < c->sop->n_dokumen; i++)
		if (strcmp(c->sop->dokumen[i].id, kind) == 0)
			return c->sop->dokumen[i].id;
	return strcmp(kind, "foto") == 0 ? awaited(c) : NULL;
}

static void
hex_to_digest(const char *hex, unsigned char out[DIGEST_LEN])
{
	size_t i;

	memset(out, 0, DIGEST_LEN);
	if (hex == NULL || strspn(hex, "0123456789abcdef") != 2 * DIGEST_LEN)
		return; /* a reader may lie */
	for (i = 0; i < DIGEST_LEN; i++)
		out[i] =
		    (unsigned char)((strchr("0123456789abcdef", hex[2 * i]) - "0123456789abcdef")
			    << 4 |
			(strchr("0123456789abcdef", hex[2 * i + 1]) - "0123456789abcdef"));
}

static void
add_document(struct desk *d, int64_t case_id, const struct paper *paper, const char *as)
{
	int64_t id;

	desk_news(d);
	id = store_insert(d->st, Q_DOCUMENT_ADD, "iitttib", case_id, paper->message_id, paper->kind,
	    as, paper->archive, paper->bytes, paper->digest, (size_t)DIGEST_LEN);
	store_do(d->st, Q_DOCUMENT_DATA_ADD, "itttt", id, paper->name, paper->type,
	    paper->signature, paper->signer);
	journal_add(d->st,
	    &(struct entry){ .kind = "document.add",
		.case_id = case_id,
		.message_id = paper->message_id,
		.code = paper->kind,
		.code2 = as,
		.n = paper->bytes,
		.words = paper->name });
}

struct paper *
intake_papers(const struct letter_in *in)
{
	const struct facts *f = in->facts;
	struct paper *papers = xcalloc(f->n_documents + 1, sizeof(*papers));
	size_t i;

	for (i = 0; i < f->n_documents; i++) {
		papers[i] = (struct paper){ .message_id = in->message_id,
			.bytes = f->documents[i].bytes,
			.kind = f->documents[i].kind != NULL ? f->documents[i].kind : "lain",
			.name = f->documents[i].name,
			.type = f->documents[i].type,
			.signature = f->documents[i].signature,
			.signer = f->documents[i].signer,
			.archive = in->documents != NULL && in->documents[i][0] != '\0' ?
			    in->documents[i] :
			    NULL };
		hex_to_digest(f->documents[i].sha256, papers[i].digest);
	}
	return papers;
}

static void
tell_case(struct desk *d, enum statement statement, int64_t case_id, const struct person *said)
{
	store_do(d->st, statement, "ittttttt", case_id, said->nama, said->nip, said->nik,
	    said->address, said->hp, said->jabatan, said->unit_kerja);
}

void
intake_readings(struct desk *d, const struct letter_in *in, int64_t case_id)
{
	static const char *const looked_at[] = { "nama", "nip", "nik", "email", "hp" };
	struct person said;

	relate_said(in->facts, &said);
	tell_case(d, Q_CASE_DATA_FILL, case_id, &said);
	person_free(&said);
	for (size_t k = 0; k < sizeof(looked_at) / sizeof(looked_at[0]); k++) {
		bool first = true;

		for (size_t i = 0; i < in->facts->n_fields; i++) {
			const struct fact_field *f = &in->facts->fields[i];
			const struct fact_document *doc = facts_document(in->facts, f->source);

			if (strcmp(f->name, looked_at[k]) != 0)
				continue;
			if (first)
				store_do(d->st, Q_DOUBTS_DROP, "it", case_id, f->name);
			first = false;
			/* of numbers all: what differs from the record must be seen */
			if (!f->certain || strcmp(f->name, "nip") == 0 ||
			    strcmp(f->name, "nik") == 0)
				store_do(d->st, Q_DOUBT_ADD, "iittti", case_id, in->message_id,
				    f->name, f->value, doc != NULL ? doc->name : NULL,
				    (int64_t)f->ocr);
		}
	}
}

size_t
intake_add(struct desk *d, int64_t case_id, const struct paper *papers, size_t n_papers)
{
	const char *first = NULL, *as;
	struct casefile c;
	size_t i, n = 0;
	struct err e;

	if (n_papers == 0 || casefile_load(d->st, d->sops, case_id, &c, &e) < 0)
		return 0;
	for (i = 0; i < n_papers; i++) {
		as = stands_for(&c, papers[i].kind);
		/* several photos of one letter are one document */
		if (as == NULL && first != NULL && strcmp(papers[i].kind, "foto") == 0)
			as = first;
		add_document(d, case_id, &papers[i], as);
		if (as == NULL)
			continue;
		first = as;
		n++;
		casefile_free(&c);
		if (casefile_load(d->st, d->sops, case_id, &c, &e) < 0)
			return n;
	}
	casefile_free(&c);
	return n;
}

size_t
intake_documents(struct desk *d, const struct letter_in *in, int64_t case_id)
{
	struct paper *papers = intake_papers(in);
	size_t n;

	intake_readings(d, in, case_id);
	n = intake_add(d, case_id, papers, in->facts->n_documents);

	free(papers);
	return n;
}

void
intake_sheet(struct desk *d, const struct letter_in *in, int64_t case_id)
{
	struct paper *papers = intake_papers(in);
	size_t i;

	for (i = 0; i < in->facts->n_documents; i++)
		add_document(d, case_id, &papers[i], NULL);
	free(papers);
}

static bool
take_data(struct desk *d, const struct letter_in *in, const struct casefile *c, const char *name,
    enum statement statement, const char *known)
{
	const char *told = relate_field(in->facts, name);

	if (told == NULL || (known != NULL && strcasecmp(told, known) == 0))
		return false;
	store_do(d->st, statement, "it", c->id, told);
	journal_add(d->st,
	    &(struct entry){ .kind = "case.data",
		.case_id = c->id,
		.message_id = in->message_id,
		.code = name });
	return true;
}

bool
intake_data(struct desk *d, const struct letter_in *in, int64_t case_id)
{
	const struct sop_tahap *t;
	struct person owner = { 0 };
	struct casefile c;
	struct err e;
	bool news = false;
	size_t i;

	if (casefile_load(d->st, d->sops, case_id, &c, &e) < 0)
		return false;
	t = c.tahap != NULL ? sop_tahap(c.sop, c.tahap) : NULL;
	for (i = 0; t != NULL && i < t->n_jawaban; i++)
		news = news || strcmp(t->jawaban[i].arti, "data") == 0;
	if (news && person_load(d->st, c.owner_id, &owner) == 0) {
		news = take_data(d, in, &c, "nik", Q_CASE_NIK, c.nik != NULL ? c.nik : owner.nik);
		news = take_data(d, in, &c, "email", Q_CASE_EMAIL,
			   c.email != NULL ? c.email : owner.address) ||
		    news;
		person_free(&owner);
	}
	casefile_free(&c);
	return news;
}

bool
intake_supplied(struct desk *d, const struct letter_in *in, int64_t case_id, int64_t task_id)
{
	const struct sop_tahap *t;
	struct person said;
	struct casefile c;
	struct err e;
	bool news;

	if (casefile_load(d->st, d->sops, case_id, &c, &e) < 0)
		return false;
	t = c.tahap != NULL ? sop_tahap(c.sop, c.tahap) : NULL;
	relate_said(in->facts, &said);
	news = said.nama != NULL || said.nip != NULL || said.nik != NULL || said.hp != NULL ||
	    said.jabatan != NULL || said.unit_kerja != NULL || said.address != NULL;
	news = news && t != NULL && t->tunggu == TUNGGU_DATA &&
	    (task_id == 0 || casefile_task(&c, task_id) != NULL);
	if (news) {
		tell_case(d, Q_CASE_SAID, case_id, &said);
		journal_add(d->st,
		    &(struct entry){ .kind = "case.data",
			.case_id = case_id,
			.message_id = in->message_id,
			.task_id = task_id,
			.code = "supplied" });
	}
	person_free(&said);
	casefile_free(&c);
	return news;
}
