/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a letter brings to a case: its documents, and what it says of the owner. Inside the caller's
 * transaction.
 */
#ifndef LOKET_CASE_INTAKE_H
#define LOKET_CASE_INTAKE_H

#include "case/desk.h"

/* A document that came with a letter; the texts are borrowed. */
struct paper {
	int64_t message_id, bytes;
	const char *kind, *name, *type, *archive;	/* archive NULL: not kept */
	const char *signature, *signer;			/* as struct fact_document */
	unsigned char digest[DIGEST_LEN];
};
/* Those of a letter, as many as its facts have documents; the caller frees the list. */
struct paper *intake_papers(const struct letter_in *in);

/*
 * The letter's documents become documents of the case. Returns how many count for something
 * awaited.
 */
size_t intake_documents(struct desk *d, const struct letter_in *in, int64_t case_id);
/* The same with documents that came before. */
size_t intake_add(
    struct desk *d, int64_t case_id, const struct paper *papers, size_t n_papers);

/*
 * The owner's letter brings another NIK or email than the case knows, and its tahap awaits just
 * that: the case takes it. True then; nothing is changed otherwise.
 */
bool intake_data(struct desk *d, const struct letter_in *in, int64_t case_id);

/*
 * Whoever is asked for what the letter does not say (tunggu="data") answers with it: the case takes
 * each field of the letter. True when it took any.
 */
bool intake_supplied(struct desk *d, const struct letter_in *in, int64_t case_id, int64_t task_id);

/*
 * The sheet that an official, or who writes down for one, attached to an answer: kept in the case,
 * counts as nothing awaited.
 */
void intake_sheet(struct desk *d, const struct letter_in *in, int64_t case_id);

/*
 * What the letter says of the owner: surely, it fills what is not known yet; not surely, it is for
 * the official who compares. A later letter counts.
 */
void intake_readings(struct desk *d, const struct letter_in *in, int64_t case_id);

#endif
