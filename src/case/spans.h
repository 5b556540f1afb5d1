/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who owed the next step when: a case's time told apart by the journal's rows. The office's clock
 * runs in office hours and stops while the applicant or BSrE owe the next step; theirs run day and
 * night. Nothing here is late: these are the minutes that passed, beside those the SOP names.
 */
#ifndef LOKET_CASE_SPANS_H
#define LOKET_CASE_SPANS_H

#include "case/casefile.h"
#include "rules/calendar.h"
#include "store/store.h"

enum owes { OWES_KANTOR, OWES_PEMOHON, OWES_BSRE, OWES_N };

/* One stay in one tahap, or the part of it for which the same side owed the next step. */
struct span {
	const struct sop_tahap *tahap;	/* of the case's SOP version; NULL: it has none of that name */
	enum owes owes;
	int64_t from, to;		/* seconds UTC; to: now where it is not over */
	/* when who was asked first answered, whatever the answer; 0: not (yet) */
	int64_t answered_at;
	bool over;
};
struct spans { struct span *items; size_t n; };

/* Who owes the next step in a tahap. */
enum owes spans_owes(const struct sop *s, const struct sop_tahap *t);

/*
 * From the journal of the case, in order; steps that a letter made count from when the server had
 * that letter. Caller frees out->items with spans_free.
 */
void spans_load(struct store *st, const struct casefile *c, int64_t now, struct spans *out);
void spans_free(struct spans *s);

/* Minutes of a span: office minutes where the office owed, else minutes of the clock. */
int64_t span_minutes(const struct calendar *cal, const struct span *s);
/* Office minutes until the one who was asked answered; of an open question until now. */
int64_t span_wait(const struct calendar *cal, const struct span *s);

/* Sums of one row of the SOP (no NULL: of the whole case), by who owed. */
void spans_of_row(const struct spans *s, const struct casefile *c, const struct calendar *cal,
    const char *no, int64_t sums[OWES_N]);

#endif
