/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who signs: the name above "NIP ..." or the rank, one in each column of the signature. */
#include "box/sheet.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The names on one line, one in each column. */
static size_t
names_on(struct sheet *s, size_t i, char *names[2])
{
	const char *text = s->text + s->lines[i].at;
	size_t n = 0, from = 0, end = s->lines[i].len;

	while (from < end && n < 2) {
		size_t to = from;

		while (to < end && text[to] != '\t' &&
		    !(text[to] == ' ' && to + 2 < end && text[to + 1] == ' ' && text[to + 2] == ' '))
			to++;
		names[n] = sheet_name(s, text + from, to - from);
		n += names[n] != NULL;
		from = to + 1;
	}
	return n;
}

static bool
holds_number(const struct sheet *s, size_t i)
{
	size_t digits = 0;

	for (size_t k = 0; k < s->lines[i].len; k++)
		digits += isdigit((unsigned char)s->text[s->lines[i].at + k]) != 0;
	return digits >= 16;
}

/* The name above "NIP ..." or the rank; else the last line that can be a name. */
void
signer_find(struct sheet *s)
{
	char *names[2] = { NULL, NULL };
	size_t n = 0, i, below = s->copies;

	for (i = s->copies; i-- > s->signature && below == s->copies;)
		if (holds_number(s, i) || sheet_fits(s, &s->o->ranks, i, NULL))
			below = i;
	for (i = below; i-- > s->signature && n == 0;)
		if (s->lines[i].len > 0 && !sheet_fits(s, &s->o->ranks, i, NULL))
			n = names_on(s, i, names);
	for (i = s->copies; n == 0 && i-- > s->signature;)
		n = s->lines[i].len > 0 ? names_on(s, i, names) : 0;
	s->n_signers = n;
	memcpy(s->signers, names, sizeof(names));
	s->signer = n > 0 ? names[0] : NULL;
}

/*
 * Who signs; a statement's signer is whom it names, also where pen and stamp hide what is printed
 * below them.
 */
void
signer_tell(struct sheet *s)
{
	const struct human *h = s->n_people == 1 ? &s->people[0] : NULL;
	bool personal = false;

	if (!s->formal)
		return;
	for (size_t i = s->body; i < s->signature; i++)
		personal |= sheet_fits(s, &s->o->personal, i, NULL);
	if (h != NULL && h->value[NAMA] != NULL &&
	    ((h->signing && (s->ocr || s->n_signers == 0)) || (personal && s->n_signers == 0))) {
		sheet_tell(s, "penanda_tangan", h->value[NAMA], true);
		return;
	}
	for (size_t i = 0; i < s->n_signers; i++)
		sheet_tell(s, "penanda_tangan", s->signers[i], true);
}
