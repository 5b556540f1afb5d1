/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every combination of a row's minima and what a letter shows, against what it must come to. */
#include "case/trust.h"
#include "test.h"

int
main(void)
{
	static const char *const addresses[] = { "registered", "second", "seen", NULL };
	static const enum identity ids[] = { IDENTITY_TANPA, IDENTITY_DIKENAL, IDENTITY_SELARAS };
	struct sop_baris row = { 0 };
	int i, t, a, c, al;

	for (i = 0; i < 3; i++)
		for (t = 0; t < 2; t++)
			for (a = 0; a < 4; a++)
				for (c = 0; c < 2; c++)
					for (al = 0; al < 2; al++) {
						struct standing s = { c, addresses[a], al };
						bool want = (!t || c) && (i == 0 || a < 2) && (i < 2 || al);

						row.identitas = ids[i];
						row.token = t;
						is_int(trust_meets(&row, &s), want, "minima");
					}
	is_int(trust_meets(NULL, &(struct standing){ true, "registered", false }), 1, "no row: code and known address");
	is_int(trust_meets(NULL, &(struct standing){ false, "registered", false }), 0, "no row: never without code");
	is_int(trust_meets(NULL, &(struct standing){ true, "seen", false }), 0, "no row: never from an address that is only seen");
	return done();
}
