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
	enum identity least = row == NULL ? IDENTITY_DIKENAL : row->identitas;

	if ((row == NULL || row->token) && !s->code)
		return false;
	/* what is neither asks for the most */
	return least == IDENTITY_TANPA || (known(s) && (least == IDENTITY_DIKENAL || s->aligned));
}
