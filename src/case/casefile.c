/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions about a case that need no store: see casefile.h. */
#include "case/casefile.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

const struct case_task *
casefile_task(const struct casefile *c, int64_t id)
{
	size_t i;

	for (i = 0; i < c->n_tasks; i++)
		if (c->tasks[i].id == id)
			return &c->tasks[i];
	return NULL;
}

const struct case_task *
casefile_open_task(const struct casefile *c, const char *kind, const char *tahap)
{
	size_t i;

	for (i = c->n_tasks; i-- > 0;)
		if (same(c->tasks[i].state, "open") &&
		    (kind == NULL || same(c->tasks[i].kind, kind)) &&
		    (tahap == NULL || same(c->tasks[i].tahap, tahap)))
			return &c->tasks[i];
	return NULL;
}

int64_t
casefile_count(const struct casefile *c, const char *tahap, const char *ke)
{
	char *what = xasprintf("%s/%s", tahap, ke);
	int64_t n = 0;
	size_t i;

	for (i = 0; i < c->n_counts; i++)
		if (same(c->counts[i].what, what))
			n = c->counts[i].n;
	free(what);
	return n;
}

bool
casefile_has(const struct casefile *c, const char *dokumen)
{
	size_t i;

	for (i = 0; i < c->n_documents; i++)
		if (!c->documents[i].rejected && same(c->documents[i].stands_for, dokumen))
			return true;
	return false;
}

bool
casefile_complete(const struct casefile *c)
{
	size_t i;

	for (i = 0; i < c->sop->n_dokumen; i++)
		if (c->sop->dokumen[i].wajib && !casefile_has(c, c->sop->dokumen[i].id))
			return false;
	return true;
}

bool
casefile_vacant(const struct casefile *c, const char *pelaku)
{
	size_t i;

	for (i = 0; c->vacant != NULL && pelaku != NULL && i < c->sop->n_pelaku; i++)
		if (same(c->sop->pelaku[i].id, pelaku))
			return c->vacant[i];
	return false;
}

const char *
casefile_field(const struct casefile *c, const char *name, size_t len)
{
	const struct { const char *name, *said, *recorded; } fields[] = {
		{ "nama", c->nama, c->owner.nama }, { "nip", c->nip, c->owner.nip },
		{ "nik", c->nik, c->owner.nik }, { "email", c->email, c->owner.address },
		{ "hp", c->hp, c->owner.hp }, { "jabatan", c->jabatan, c->owner.jabatan },
		{ "unit_kerja", c->unit_kerja, c->owner.unit_kerja },
		{ "email_dinas", c->email_dinas, NULL }
	};
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strlen(fields[i].name) == len && strncmp(fields[i].name, name, len) == 0)
			return fields[i].said != NULL ? fields[i].said : fields[i].recorded;
	return NULL;
}

bool
casefile_knows(const struct casefile *c, const char *fields)
{
	size_t len;

	for (; fields != NULL && *fields != '\0'; fields += len + strspn(fields + len, " ")) {
		len = strcspn(fields, " ");
		if (casefile_field(c, fields, len) == NULL)
			return false;
	}
	return true;
}

/* The same file sent again is not a new document. */
static bool
sent_before(const struct casefile *c, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!c->documents[i].rejected && c->documents[i].stands_for != NULL &&
		    memcmp(c->documents[i].digest, c->documents[n].digest, DIGEST_LEN) == 0)
			return true;
	return false;
}

void
casefile_decided(const struct casefile *c, const char *tahap, unsigned char out[DIGEST_LEN])
{
	struct digester *d = digester_new();
	size_t i;

	digester_add(d, c->number, strlen(c->number) + 1);
	digester_add(d, tahap, strlen(tahap) + 1);
	for (i = 0; i < c->n_documents; i++)
		if (!c->documents[i].rejected && c->documents[i].stands_for != NULL &&
		    !sent_before(c, i))
			digester_add(d, c->documents[i].digest, DIGEST_LEN);
	digester_end(d, out);
}

static void
free_all(char **texts[], size_t n)
{
	while (n > 0)
		free(*texts[--n]);
}

void
casefile_free(struct casefile *c)
{
	char **texts[] = { &c->number, &c->service, &c->tahap, &c->came_from, &c->akhir, &c->sender,
		&c->reply_to_id, &c->subject, &c->alasan, &c->nama, &c->nip, &c->nik, &c->email,
		&c->hp, &c->jabatan, &c->unit_kerja, &c->opened_by, &c->from_number,
		&c->status_word, &c->ends_before, &c->ends_day, &c->surat };
	size_t i;

	free_all(texts, sizeof(texts) / sizeof(texts[0]));
	for (i = 0; i < c->n_tasks; i++) {
		struct case_task *t = &c->tasks[i];
		char **own[] = { &t->tahap, &t->kind, &t->role, &t->means, &t->state, &t->answer,
			&t->words, &t->reason, &t->detail };

		free_all(own, sizeof(own) / sizeof(own[0]));
	}
	for (i = 0; i < c->n_documents; i++) {
		struct case_document *d = &c->documents[i];
		char **own[] = { &d->kind, &d->stands_for, &d->name, &d->type, &d->archive,
			&d->signature, &d->signer };

		free_all(own, sizeof(own) / sizeof(own[0]));
	}
	for (i = 0; i < c->n_doubts; i++) {
		free(c->doubts[i].field);
		free(c->doubts[i].value);
		free(c->doubts[i].file);
	}
	for (i = 0; i < c->n_counts; i++)
		free(c->counts[i].what);
	free(c->doubts);
	free(c->tasks);
	free(c->documents);
	free(c->counts);
	free(c->vacant);
	person_free(&c->owner);
	memset(c, 0, sizeof(*c));
}

void
person_free(struct person *p)
{
	char **texts[] = { &p->nama, &p->nip, &p->nik, &p->hp, &p->jabatan, &p->unit_kerja,
		&p->address };

	free_all(texts, sizeof(texts) / sizeof(texts[0]));
	memset(p, 0, sizeof(*p));
}
