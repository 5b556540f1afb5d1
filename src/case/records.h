/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the store into the structs of casefile.h, and the versions of SOP files in use. */
#ifndef LOKET_CASE_RECORDS_H
#define LOKET_CASE_RECORDS_H

#include "case/casefile.h"
#include "rules/office.h"
#include "store/store.h"

/*
 * SOP versions in use: those of the office, and those that running cases began with (read from the
 * store, kept).
 */
struct sops;
/* office stays the caller's; caller frees with sops_free */
struct sops *sops_new(const struct office *o);
void sops_free(struct sops *s);
const struct sop *sops_get(
    struct sops *s, struct store *st, const unsigned char digest[DIGEST_LEN], struct err *e);
/* its bytes into the store, once; inside a transaction */
void sops_keep(struct store *st, const struct sop *sop);

/*
 * Reads a case; refused when there is none or its SOP version cannot be read. Caller frees with
 * casefile_free.
 */
int casefile_load(
    struct store *st, struct sops *sops, int64_t id, struct casefile *c, struct err *e);
/* An open question is none any more, and nothing of its case moves; journalled. */
void casefile_withdraw(struct store *st, int64_t case_id, int64_t task_id, int64_t now);
/* 0, or -1: no such person; caller frees with person_free */
int person_load(struct store *st, int64_t id, struct person *p);

#endif
