/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A letter after parsing: header fields, the text as people wrote it, the documents. No judgement
 * yet. The mail library stays inside parse.c.
 */
#ifndef LOKET_BOX_LETTER_H
#define LOKET_BOX_LETTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "rules/ruleset.h"

#define LIMIT_BODY (1u << 20)	/* bytes of decoded text that are looked at */

struct letter_header {
	char *name;
	char *raw;	/* unfolded, valid UTF-8, not decoded */
	char *value;	/* decoded, one line */
};

struct letter_document {
	char *name;		/* "" when the sender gave none */
	char *type;		/* by content where it can be told, else as declared, lower case */
	struct buf bytes;	/* decoded */
	char sha256[65];
	/* a small picture that belongs to the layout (logo of a signature) */
	bool ornament;
};

struct letter_report {		/* multipart/report or the like */
	bool is_report, failed, delayed, receipt;
	/* recipient at the end, and as it was when it left us; "5.1.1"; Message-ID of what came back */
	char *address, *original, *status, *message_id;
	/*
	 * of what failed or is late: "permanent" the address takes no mail, "refused" this mail was not
	 * taken (full, too large, policy), "transient" it was tried too long, "delayed", "unknown"
	 */
	const char *kind;
};

struct letter {
	/* of the message, top first, then of its content */
	struct letter_header *headers; size_t n_headers;
	char *plain;		/* text, plain side; "> " before quoted lines of HTML; never NULL */
	/* the same from the HTML side of alternatives; equal to plain where there is no choice */
	char *rich;
	bool two;		/* there was a choice: both sides must say the same */
	char *html;		/* the first HTML body, UTF-8; NULL: none */
	char *attached;		/* text of attached messages: counts as quoted */
	struct letter_document *documents; size_t n_documents;
	struct letter_report report;
	char *address, *from_name; size_t n_from;	/* the one sender, or address NULL */
	int64_t date;
	struct buf *to; size_t n_to;	/* bare addresses of To and Cc */
	const char *held;	/* why a person must look: English word, see parse.c; NULL */
	char **limits;
	size_t n_limits; /* notes: "text" cut, "charset" fell back, "documents" left off ... */
	void *mail;		/* parse.c's */
};

/*
 * Parses n bytes, which must be malloc'ed and become the letter's. Never fails: what cannot be read
 * gives `held`. Needs the ruleset for what an HTML mail marks as quotation.
 */
struct letter *letter_parse(char *bytes, size_t n, const struct ruleset *rules, struct buf *trace);
/* The same of any file: a document by itself is taken for a message that holds nothing else. */
struct letter *letter_parse_file(
    char *bytes, size_t n, const struct ruleset *rules, struct buf *trace);
void letter_free(struct letter *l);

void letter_init(void);		/* mail library and converters, before the box is entered */

/* first value, decoded; NULL: none */
const char *letter_header(const struct letter *l, const char *name);
const char *letter_raw(const struct letter *l, const char *name);
void letter_note(struct letter *l, const char *limit);			/* adds to limits, once */

/* Names the type that the first bytes show, or NULL. */
const char *letter_magic(const void *head, size_t n);

#endif
