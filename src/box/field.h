/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * NIP, NIK, names, phone numbers and the like in a text, by the labels and patterns of isian.xml.
 */
#ifndef LOKET_BOX_FIELD_H
#define LOKET_BOX_FIELD_H

#include "base/buf.h"
#include "protocol.h"
#include "rules/ruleset.h"

/* How surely a value belongs to its field; of two for one person the surer is taken. */
enum field_rank { RANK_HINT, RANK_PATTERN, RANK_SENTENCE, RANK_OTHER, RANK_LABEL };

/* A value where it stands. */
struct field_event {
	const struct field_rule *rule;
	char *value;		/* in the form of its field */
	size_t at;		/* offset in the text: of the label, or of the value without one */
	/* RANK_HINT: perhaps said of everybody named; RANK_OTHER: a sentence about another than the writer */
	enum field_rank rank;
	bool labelled, certain;
	bool own;		/* a sentence about the writer */
	size_t sentence;	/* the same for all that one sentence tells; 0: none */
};

/*
 * Every value of the text, those with labels in the order of the text, then those found by
 * patterns; one that is found in both ways comes twice. The caller frees by field_events_free.
 * Returns true when a pattern ran into its limit.
 */
bool field_events(const char *text, const struct ruleset *rules, struct field_event **list,
    size_t *n, struct buf *trace);
void field_events_free(struct field_event *list, size_t n);

/*
 * The text with the lines of a paragraph run together, byte for byte as long: a sentence goes on
 * below a long line. The caller frees.
 */
char *field_run_on(const char *text);

/* Does a sentence that began at `from` end at p? "Sdri. Lina", "S.Sos. NIP" go on. */
bool field_ends_sentence(const char *text, size_t from, size_t p);

/* Adds one value, unless it is there already; at most LIMIT_LIST. */
void field_add(struct fact_field **list, size_t *n, const char *name, const char *value,
    const char *source, bool certain);

/*
 * Adds what text holds to the list, each value once, at most LIMIT_LIST. source: "body" or "doc:N".
 * Addresses in `without` (NULL-terminated, lower case) are not reported. Returns true when a
 * pattern ran into its limit.
 */
bool field_find(const char *text, const char *source, const char *const *without,
    const struct ruleset *rules, struct fact_field **list, size_t *n, struct buf *trace);

#endif
