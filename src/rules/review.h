/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All rules and templates as a whole: each file by itself, then what no single file can know.
 * `loket check` and the running agent ask the same.
 */
#ifndef LOKET_RULES_REVIEW_H
#define LOKET_RULES_REVIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/problem.h"

struct review {
	const char *rules, *templates;	/* folders */
	int year;			/* the coming one, whose holidays should be known */
	struct problems mistakes, warnings;
	size_t n_patterns, n_sop, n_office, n_calendar, n_templates;
};

/* Fills in the rest; each mistake once. True when there is none. Free with review_free. */
bool review_all(struct review *r);
/* One SOP file against the rest. */
bool review_sop(struct review *r, const char *file);
/* A version kept for running cases: its mails must be there. `label` names it in mistakes. */
bool review_kept(struct review *r, const char *label, const void *bytes, size_t n);
void review_free(struct review *r);
/* Names of the folders in TEMPLATES with an office's own; how many. Caller frees each and *out. */
size_t review_own_folders(const char *templates, char ***out);

#endif
