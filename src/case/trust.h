/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whether a letter is good enough for the row it answers. A row of the SOP names two minima:
 * identity (tanpa, dikenal, selaras) and the one-time code (ya, tidak). What falls short is not
 * refused but asked about: the confirm mail goes to the address on record and carries a code of its
 * own, so whoever answers it has both.
 */
#ifndef LOKET_CASE_TRUST_H
#define LOKET_CASE_TRUST_H

#include <stdbool.h>

#include "rules/sop.h"

struct standing {
	/* the one-time code of this question, shown by the person it was sent to */
	bool code;
	const char *address; /* trust of the address it came from: "registered" "second" "seen";
				NULL: not on record for this person */
	/* authentication results of the office's own border agree with From */
	bool aligned;
};

/*
 * True when the row's minima are met. A row of NULL (a question outside the table) wants code and a
 * known address.
 */
bool trust_meets(const struct sop_baris *row, const struct standing *s);

#endif
