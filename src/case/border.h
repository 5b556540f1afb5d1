/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the office's own mail server found out about a sender (Authentication-Results, RFC 8601), and
 * when that counts. Anybody can write such a field into a letter. It counts when it carries the
 * authserv-id of the office file, stands directly above the Received field of the office's border,
 * and, once the border has been tried, below exactly as many Received fields as the border's own
 * field did then: what came with the letter stands further down.
 *
 * The border is tried by a letter that is sent from outside (loket doctor --test-mail): it brings a
 * forged field along. Until it came, nothing is believed to anybody's advantage.
 */
#ifndef LOKET_CASE_BORDER_H
#define LOKET_CASE_BORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "protocol.h"
#include "rules/office.h"
#include "store/store.h"

/* domain of the forged result that the test letter brings */
#define BORDER_FORGED "palsu.invalid"

enum border_state {
	BORDER_NONE,		/* the office file names no authserv-id: codes and addresses alone */
	BORDER_UNTRIED,		/* no test letter has come since it was named */
	BORDER_GOOD,
	BORDER_SILENT,		/* it wrote no field of its own over the test letter */
	BORDER_BELOW		/* its field does not stand above the Received field of `gerbang` */
};

struct border {
	enum border_state state;
	int64_t hops;		/* BORDER_GOOD: Received fields above the border's results */
	int64_t tried_at;	/* 0: never */
	bool leaves;		/* it lets forged fields of its own name stand */
	char by[256];		/* BORDER_BELOW: the host below its results, "" none */
	/* letters of the office's own domains since the start, with results that count and without */
	int64_t with, without;
};

/* What is known of it. */
void border_read(struct store *st, const struct office *o, struct border *b);

/*
 * Its results say pass for a domain aligned with From (dkim or dmarc; SPF alone tells of the
 * server only). With an untried border by the place of the field alone: enough to find fault with
 * a letter, not to trust it.
 */
bool border_confirms(const struct office *o, const struct border *b, const struct evidence *ev);
/* The same, and the border has been tried: identity `selaras`. */
bool border_vouches(const struct office *o, const struct border *b, const struct evidence *ev);

/* Relaxed alignment (RFC 7489 3.1.1): both have the same organisational domain. */
bool border_aligned(const struct office *o, const char *from_domain, const char *domain);

/* The code of the next test letter, 19 letters; NULL: none was made yet. The caller frees it. */
char *border_code(struct store *st);
bool border_code_is(struct store *st, const char *letters);
/* Makes a code where there is none and the office names its server. Inside a transaction. */
void border_begin(struct store *st, const struct office *o);
/* The test letter has come: its code is spent, what it showed is kept. Inside a transaction. */
void border_tried(struct store *st, const struct office *o, const struct evidence *ev,
    int64_t message_id);
/* Counts a letter of the office's own domains. Inside a transaction. */
void border_note(struct store *st, const struct office *o, const struct evidence *ev);

#endif
