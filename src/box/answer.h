/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Does the new text of a letter answer something, and how surely? Strict inside, natural outside:
 * `[salam] answer [closed tail] [closing, name, signature]` must consume all of it for tier 1. All
 * words come from kata.xml.
 */
#ifndef LOKET_BOX_ANSWER_H
#define LOKET_BOX_ANSWER_H

#include <stdbool.h>

#include "base/buf.h"
#include "protocol.h"
#include "rules/ruleset.h"

struct answer_from {
	/* of the sender, for name lines below an answer; may be NULL */
	const char *name, *address;
	/* the letter answers one of ours, or seems to: then a word in mid-text counts too */
	bool reply;
	bool documents; /* it brings documents: "sudah saya lampirkan" answers nothing */
	bool request;   /* a new letter that names a service: "Perpanjang TTE saya" asks for it, it
			   answers nothing */
};

/* The new text says something: more than a greeting, thanks and a name. */
bool answer_says(const char *fresh, const struct answer_from *from, const struct ruleset *rules);

/*
 * fresh: new text as of reply_split. Fills *c (strings malloc'ed; wire_free frees them with the
 * facts). Returns true when a pattern ran into its limit: then the letter must be held. c->means
 * NULL: the text decides nothing.
 */
bool answer_read(const char *fresh, const struct answer_from *from, const struct ruleset *rules,
    struct fact_command *c, struct buf *trace);

#endif
