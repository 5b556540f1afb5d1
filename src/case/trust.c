/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two minima of a row: see trust.h. Pure. */
#include "case/trust.h"

#include <string.h>

static bool
known(const struct standing *s)
{
	return s->address != NULL &&
	    (strcmp(s->address, "registered") == 0 || strcmp(s->address, "second") == 0);
}

bool
trust_meets(const struct sop_baris *row, const struct standing *s)
{
	if ((row == NULL || row->token) && !s->code)
		return false;
	switch (row == NULL ? IDENTITY_DIKENAL : row->identitas) {
	case IDENTITY_TANPA:
		return true;
	case IDENTITY_DIKENAL:
		return known(s);
	case IDENTITY_SELARAS:
		return known(s) && s->aligned;
	}
	return false;
}
