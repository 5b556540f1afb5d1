/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A verdict being carried out: what desk.c begins, effect.c does for each effect, with the rows of
 * the table (baris.c), the times (batas.c) and who it goes to (whom.c). For these files alone.
 */
#ifndef LOKET_CASE_ACT_H
#define LOKET_CASE_ACT_H

#include "case/desk.h"
#include "case/post.h"

struct act {
	struct desk *d;
	struct casefile *c;
	const struct letter_in *in;	/* NULL: timer, call */
	const struct event *ev;
	int64_t task_id;		/* task answered; 0 none */
	int64_t person_id;		/* who answered; 0 loket */
	const char *why, *hold;
	bool unaskable;			/* AMS was to be asked, and nobody can */
	bool childless;			/* the case to wait for cannot be opened */
};

/* ---- effect.c ---- */
void effect_carry_out(struct act *a, const struct effect *e);
/* One row of the journal about the case. */
void act_note(struct act *a, const char *kind, int64_t task, const char *code, const char *code2,
    const char *words);
/* AMS is owed the call `what` for a person (case_id 0: for no case). Returns the outbox row. */
int64_t effect_owe_call(
    struct desk *d, int64_t case_id, int64_t person_id, const char *what, const char *service);

/* ---- baris.c ---- */
/* Index of the row that a tahap lies in; n_baris: in none (NULL too). */
size_t baris_index(const struct sop *s, const char *tahap);
/* Row i is one of the official document, not loket's own. */
bool baris_official(const struct sop *s, size_t i);
void baris_open(struct act *a, size_t i);
/*
 * Rows from `from` up to before `to` are fulfilled, and those that close together with one of them.
 * Row `left` was worked in; what was passed over counts unless it is optional or borrowed; what
 * loket added fulfils nothing.
 */
void baris_close(struct act *a, size_t from, size_t to, size_t left);
/* The same where row `from` was worked in, and whoever answered in it fulfilled it. */
void baris_close_left(struct act *a, size_t from, size_t to);
/* A good end fulfils what is left; what was solved beside a row on the way, as well: by nobody. */
void baris_close_all(struct act *a);

/* ---- batas.c ---- */
/* The times of tahap t (NULL: none) in place of those that were set. */
void batas_set(struct act *a, const struct sop_tahap *t);
/* Who has just been asked in another's place is not reminded of what the other left undone. */
void batas_reset_nudges(struct act *a);
/* A reminder that repeats (ulang) is set again, as long as the case has not moved on. */
void batas_rearm(struct act *a);

/* ---- whom.c ---- */
#define RECEIVERS 16	/* people who are asked the same at once */
/*
 * Who gets a question: the person it is for, else whoever holds the role, else the helpdesk; the
 * owner where it is his. Returns how many.
 */
size_t whom_asked(const struct act *a, const struct effect *e, int64_t ids[RECEIVERS]);
/*
 * Addresses one mail to person id in a role, or to the owner (whom NULL or "pemohon"). p borrows
 * from *person, which the caller frees. False: he has no address.
 */
bool whom_address(struct act *a, const char *whom, bool question, int64_t id, struct post *p,
    struct person *person);
/*
 * Whom a mail goes to that asks nothing: the owner (or who wrote for him), a partner of the office,
 * the person it is for, the holder of a role, else the helpdesk. As whom_address.
 */
bool whom_addressee(
    struct act *a, const struct effect *e, struct post *p, struct person *person);
/*
 * Of the children of a matter its sender hears in one mail, until all have been decided. Only what
 * an official finds missing, and what answers a letter about this child, is told alone.
 */
bool whom_told_together(struct act *a, const struct effect *e);
/* Name of who answered the question that the effect speaks of, or NULL; the caller frees it. */
char *whom_answerer(const struct act *a, const struct effect *e);

#endif
