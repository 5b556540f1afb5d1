/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the office wants to know of a month, gathered once and printed by page.c (for people), csv.c
 * (for spreadsheets) and the monthly mail. Minutes of work stand beside those of the SOP, and
 * nothing is called late. Sums are made by the store; of the cases only those are folded that were
 * open in the period.
 */
#ifndef LOKET_REPORT_FIGURES_H
#define LOKET_REPORT_FIGURES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/conf.h"
#include "case/records.h"
#include "case/spans.h"

#define FIGURES_OPEN_MOST 200		/* open cases that are listed */
#define FIGURES_MONTHS 12		/* of history, and of certificates to end */

/* How numbers lie: how many, the middle one, the one that nine of ten do not exceed. */
struct figures_spread { int32_t *items; int64_t n, median, most; };

struct figures_service {
	const char *id;
	const char *name;			/* of the office file */
	int64_t opened, closed, good, open;	/* in the period; open: at its end */
};
/* How cases of a service ended in the period. */
struct figures_end { char *service, *end; bool good; int64_t n; };

/* A row of an SOP: office minutes it took, until it was answered; by the clock those of others. */
struct figures_row {
	char *service, *no, *kegiatan, *pelaku, standard[32];
	int64_t order;
	struct figures_spread work, wait, pemohon, bsre;
};
/* An open case as of now. */
struct figures_open {
	char *number, *service, *kegiatan, *who, *name;
	int64_t opened, since, asked;		/* asked 0: nobody is */
};
struct figures_month {
	char month[8];				/* "2026-11" */
	int64_t opened, closed, users, fresh;	/* fresh: certificates that began in it */
};
struct figures_unit { char *unit; int64_t users, fresh; };
/* month "": before this one (over already), "later": behind the last */
struct figures_expiry { char month[8]; int64_t n, estimated; };
struct figures_stage { int64_t stage, sent, renewed, running, passed; };
/* So many of a kind: letters by the code of their reason, exceptions by what happened. */
struct figures_letters { char *code; int64_t n; };
struct figures_exception {
	int64_t at;
	char *number, *person, *what, *detail, *words;
};
struct figures_health {
	int64_t polled, sent;			/* last time that was well; 0: never */
	int64_t unread, held, unsent, failed, unreachable, away, mistakes;
	int64_t full;				/* percent of the mailbox; 0: not told */
	enum mode mode;
	char **paused; size_t n_paused;		/* services, "semua layanan" */
	const char **vacant; size_t n_vacant;	/* roles */
	char **apart; size_t n_apart;		/* services with a mode of their own, and which */
};

struct figures {
	const struct office *office;
	int64_t now, from, to;			/* seconds UTC; the period is [from, to) */
	int64_t last;				/* of its last month: within it */
	bool all;				/* no month was asked for: everything until now */
	char month[8], said[32];		/* "2026-11", "November 2026"; of all: "" */
	bool names;
	int64_t opened, closed, good, open, reopened, confirmed;
	int64_t open_pemohon, open_kantor;	/* of all that are open now: who is awaited */
	int64_t open_now;
	int64_t letters, held, ignored, mails, bounced;
	int64_t users, fresh, ending;		/* ending: in 90 days */
	struct figures_service *services; size_t n_services;
	struct figures_end *ends; size_t n_ends;
	struct figures_row *rows; size_t n_rows;
	struct figures_open *cases; size_t n_cases;
	struct figures_month months[FIGURES_MONTHS]; size_t n_months;
	struct figures_unit *units; size_t n_units;
	struct figures_expiry expiry[FIGURES_MONTHS + 2];
	struct figures_stage *stages; size_t n_stages;
	struct figures_letters *kept, *refused; size_t n_kept, n_refused;
	struct figures_exception *exceptions; size_t n_exceptions;
	struct figures_health health;
};

/* One case that was open in the period, while it is gathered. Texts are borrowed. */
struct figures_case {
	const char *number, *service, *name, *unit, *jabatan, *tahap;
	const char *opened_by, *documents, *sender;
	const char *end;		/* its name; NULL: open */
	bool good;
	int64_t opened, closed, reopened, confirmed;
	const struct casefile *file;	/* id and sop only */
	const struct spans *spans;
	int64_t sums[OWES_N];
};
/* One row of it that is over. */
struct figures_case_row {
	const struct sop_baris *baris;
	const char *standard;		/* of the SOP, in words */
	const char *person;		/* NULL: loket itself */
	int64_t opened, closed, sums[OWES_N];
};

struct figures_order {
	struct store *st;
	const struct office *office;
	struct sops *sops;
	const struct conf *conf;
	const char *month;		/* "2026-11"; NULL: all of the time */
	bool names;			/* of applicants too */
	/* told of each case and row in turn; or NULL */
	void (*each)(const struct figures_case *, void *);
	void (*each_row)(const struct figures_case *, const struct figures_case_row *, void *);
	void *arg;
};

/* NULL: the month is none, or the SOP of a case cannot be read. Caller frees. */
struct figures *figures_gather(const struct figures_order *o, struct err *e);
void figures_free(struct figures *f);

/*
 * Users of TTE by unit in one month; called for each month from the first in which anybody had a
 * certificate to the last of the period (of a month: that alone).
 */
void figures_users(const struct figures_order *o, const struct figures *f,
    void (*each)(const char *month, const struct figures_unit *, void *), void *arg);

/* How often each kind of exception happened: caller frees *out, whose texts belong to f. */
size_t figures_kinds(const struct figures *f, struct figures_letters **out);

/* The month of `at` in the office's zone; "November 2026" of a month, -1 and "" of what is none. */
void figures_month_of(const struct office *o, int64_t at, char month[8]);
int figures_say_month(const char *month, char out[32]);
/* the month after (by 1) or before (by -1) */
void figures_next_month(const char *month, int by, char out[8]);

#endif
