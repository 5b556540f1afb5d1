/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decisions by number, for a letter about several people: "SETUJU 1,3-5; TOLAK 2 SK belum ada". */
#ifndef LOKET_BOX_DECISION_H
#define LOKET_BOX_DECISION_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol.h"
#include "rules/ruleset.h"

/* an answer word in the folded text */
struct hit { size_t start, end; const struct rule *rule; };

struct decision {
	const struct rule *rule;	/* its word */
	struct fact_range *ranges; size_t n_ranges;	/* in the order of their numbers */
	bool all;			/* everybody but the ranges */
	size_t reason_start, reason_end;	/* in the text; the same: none */
};

struct decisions {
	struct decision *items; size_t n;
	bool plain;		/* surely a list, not a reason that begins with a number */
	size_t start, end;
};

/*
 * text: n folded bytes, its hits ordered by start. A list is told from `from` up to `to`, where what
 * closes a letter begins; all of that must be understood, and no number be named twice. Returns false
 * when there is none: then nothing is allocated. *undecided: a pattern reached its limit.
 */
bool decisions_read(const char *text, size_t from, size_t to, const struct hit *hits, size_t n_hits,
    const struct ruleset *rules, struct decisions *d, bool *undecided);
void decisions_free(struct decisions *d);

#endif
