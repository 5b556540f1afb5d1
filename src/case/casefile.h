/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One case as plain structs: what advance decides about. No store here; records.c fills them. Owned
 * by struct casefile, freed as a whole.
 */
#ifndef LOKET_CASE_CASEFILE_H
#define LOKET_CASE_CASEFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/crypt.h"
#include "base/err.h"
#include "rules/sop.h"

/* A person with what is on record; every text may be NULL. */
struct person {
	int64_t id;
	bool verified;
	char *nama, *nip, *nik, *hp, *jabatan, *unit_kerja, *address;
};

struct case_task {
	int64_t id, of_task, person_id, rounds, opened_at, expires_at;
	/* kind: tanya konfirmasi alasan batal */
	char *tahap, *kind, *role, *means, *state, *answer;
	char *words, *reason, *detail;
	unsigned char decided[DIGEST_LEN];
};
struct case_document {
	int64_t id, message_id, bytes;
	char *kind, *stands_for, *name, *type, *archive;
	char *signature, *signer;	/* as struct fact_document */
	bool rejected;
	unsigned char digest[DIGEST_LEN];
};
/* What a letter or one of its documents (file) says, to be held against what is known. */
struct case_doubt { char *field, *value, *file; bool ocr; };
struct case_count { char *what; int64_t n; };

struct casefile {
	int64_t id, owner_id, entered_at, opened_at, closed_at, came_by, reopened;
	/* child `matter_n` of the matter, 0: none; who asked has heard what became of all */
	int64_t matter_id, matter_n;
	bool matter_people;		/* of a matter for several people */
	bool matter_told;
	int64_t petugas_at;	/* since when people handle it beside loket; 0: they do not */
	char *number, *service, *tahap, *came_from, *akhir;	/* tahap NULL: closed */
	/* the version it began with; belongs to the sops */
	const struct sop *sop;
	char *sender, *reply_to_id, *subject, *alasan;
	char *nama, *nip, *nik, *email, *hp, *jabatan, *unit_kerja;	/* what its letters said */
	/* letter reminder notice case; number of the case that led here, NULL none */
	char *opened_by, *from_number;
	/* what AMS said: last word, whether ever another than ISSUE; ends of validity YYYY-MM-DD */
	char *status_word, *ends_before, *ends_day;
	char *surat;		/* archive name of the cleaned letter that opened it, or NULL */
	bool status_other;
	struct case_task *tasks; size_t n_tasks;		/* all, oldest first */
	struct case_document *documents; size_t n_documents;
	struct case_doubt *doubts; size_t n_doubts;
	struct case_count *counts; size_t n_counts;
	/* as of now, filled by the desk: what is on record; roles of the SOP that nobody holds */
	struct person owner;
	const char *email_dinas;	/* of letter or record, within the office's domain; or NULL */
	bool *vacant;			/* by index of sop->pelaku; NULL: none */
};

void casefile_free(struct casefile *c);
void person_free(struct person *p);

/* NULL: not of this case */
const struct case_task *casefile_task(const struct casefile *c, int64_t id);
/* NULL kind/tahap: any */
const struct case_task *casefile_open_task(
    const struct casefile *c, const char *kind, const char *tahap);
/* counted answers of a tahap that led to `ke` */
int64_t casefile_count(const struct casefile *c, const char *tahap, const char *ke);
/* awaited document is there and not rejected */
bool casefile_has(const struct casefile *c, const char *dokumen);
/* nobody holds the role `pelaku` of the SOP */
bool casefile_vacant(const struct casefile *c, const char *pelaku);
/* letter or record say each field of the list ("nama nip"); */
bool casefile_knows(const struct casefile *c, const char *fields);
/* one field by its name (ISIAN of rules/sop.c), NULL: not known */
const char *casefile_field(const struct casefile *c, const char *name, size_t len);
/* every wajib document is there */
bool casefile_complete(const struct casefile *c);

/*
 * SHA-256 over what a question of this tahap decides: case, tahap, documents that count. A changed
 * file changes it.
 */
void casefile_decided(const struct casefile *c, const char *tahap, unsigned char out[DIGEST_LEN]);

#endif
