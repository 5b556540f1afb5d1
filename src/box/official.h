/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The shape of an official letter or statement: its head (Nomor, Hal, Yth.), whom it is about, who
 * signs, to whom copies go. What is printed under a signature is the signer's, not the applicant's,
 * unless the letter speaks of its signer. Marks: dinas.xml.
 */
#ifndef LOKET_BOX_OFFICIAL_H
#define LOKET_BOX_OFFICIAL_H

#include "base/buf.h"
#include "protocol.h"
#include "rules/ruleset.h"

/*
 * Adds what the text holds to f->fields, or where it names two people or more,
 * those to f->applicants. Numbers and addresses from `ocr` are never certain. Addresses in
 * `without` (NULL-terminated, lower case) are not reported. Returns true when a pattern ran into
 * its limit.
 */
struct sheet_order {
	const char *text, *source;	/* "body", "quoted", "doc:N" */
	bool ocr;
	bool no_people;			/* a document of another kind: only its head */
	bool doubtful;			/* a document of an unknown kind: no number is certain */
	bool fill;			/* a subject: only of a person, and only what is not known yet */
	bool by_sender;			/* who writes may be named by no more than the words of his address */
	const char *const *without;
};
bool official_read(const struct sheet_order *order, const struct ruleset *rules, struct facts *f,
    struct buf *trace);

#endif
