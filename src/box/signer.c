/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who signs: the name above "NIP ..." or the rank, one in each column of the signature. */
#include "box/sheet.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "box/mend.h"

/* Do other lines of the signature stand in two columns as well? */
static bool
has_columns(const struct sheet *s, size_t but)
{
	for (size_t i = s->signature; i < s->copies; i++) {
		const char *text = s->text + s->lines[i].at, *tab = memchr(text, '\t', s->lines[i].len);

		if (i != but && tab != NULL && tab > text && tab + 1 < text + s->lines[i].len)
			return true;
	}
	return false;
}

/* "RAHMAT <tab> HIDAYAT NASUTION": where a pen went through it, one name stands apart like two. */
static size_t
join_names(struct sheet *s, size_t i, char *names[2], size_t n)
{
	char *both;

	if (n < 2 || !s->ocr || has_columns(s, i) || strchr(names[0], '.') != NULL)
		return n;
	both = xasprintf("%s %s", names[0], names[1]);
	free(names[0]);
	free(names[1]);
	names[0] = both;
	names[1] = NULL;
	return 1;
}

/*
 * "Bembakal Batu Ampar Hulu" of the office "DESA BATU AMPAR HULU": a title whose first word was
 * misread ends as a line of the letterhead does.
 */
static bool
is_misread_title(const struct sheet *s, const char *name)
{
	const char *rest = strchr(name, ' ');
	size_t n = rest != NULL ? strlen(rest) : 0;

	for (size_t i = 0; s->ocr && n > 6 && i < s->body; i++)
		if (s->lines[i].len > n &&
		    strncasecmp(s->text + s->lines[i].at + s->lines[i].len - n, rest, n) == 0)
			return true;
	return false;
}

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
		if (names[n] != NULL && is_misread_title(s, names[n])) {
			free(names[n]);
			names[n] = NULL;
		}
		n += names[n] != NULL;
		from = to + 1;
	}
	return join_names(s, i, names, n);
}

static bool
holds_number(const struct sheet *s, size_t i)
{
	size_t digits = 0;

	for (size_t k = 0; k < s->lines[i].len; k++)
		digits += isdigit((unsigned char)s->text[s->lines[i].at + k]) != 0;
	return digits >= 16;
}

/* Of two names side by side, the one below "Mengetahui" only witnesses. */
static size_t
leave_witness_out(struct sheet *s, char *names[2], size_t n)
{
	for (size_t i = s->signature > 0 ? s->signature - 1 : 0; n == 2 && i < s->copies; i++) {
		const char *text = s->text + s->lines[i].at, *tab = memchr(text, '\t', s->lines[i].len);
		size_t left = tab != NULL ? (size_t)(tab - text) : 0;

		if (tab == NULL)
			continue;
		if (sheet_fits_at(s, &s->o->witnesses, text, left, NULL)) {
			free(names[0]);
			names[0] = names[1];
			names[1] = NULL;
			n = 1;
		} else if (sheet_fits_at(s, &s->o->witnesses, tab + 1, s->lines[i].len - left - 1, NULL)) {
			free(names[1]);
			names[1] = NULL;
			n = 1;
		}
	}
	return n;
}

/* More cells than a signature has columns: of a list below it. */
static bool
is_table_row(const struct sheet *s, size_t i)
{
	size_t tabs = 0;

	for (size_t k = 0; k < s->lines[i].len; k++)
		tabs += s->text[s->lines[i].at + k] == '\t';
	return tabs >= 2;
}

/* Where the signature of somebody else begins, below that of the first: "Mengetahui, ..."; or a list of names. */
static size_t
signature_end(struct sheet *s)
{
	char *names[2];
	size_t found = 0;

	for (size_t i = s->signature; i < s->copies; i++) {
		if (found > 0 && (sheet_fits(s, &s->o->witnesses, i, NULL) || is_table_row(s, i)))
			return i;
		for (size_t n = names_on(s, i, names); n > 0; n--, found++)
			free(names[n - 1]);
	}
	return s->copies;
}

/* Is it signed for an office, as "Kepala Desa Tatakan," above the name? */
static bool
is_of_office(struct sheet *s)
{
	bool title = false;

	for (size_t i = s->signature; i < s->copies; i++) {
		char *names[2];
		size_t n = s->lines[i].len > 0 ? names_on(s, i, names) : 0;

		for (size_t k = 0; k < n; k++)
			free(names[k]);
		if (n > 0)
			return title;
		title |= sheet_fits(s, &s->o->offices, i, NULL);
	}
	return false;
}

/* The name above "NIP ..." or the rank; else the last line that can be a name. */
void
signer_find(struct sheet *s)
{
	char *names[2] = { NULL, NULL };
	size_t n = 0, i, end = signature_end(s), below = end;

	for (i = end; i-- > s->signature && below == end;)
		if (holds_number(s, i) || sheet_fits(s, &s->o->ranks, i, NULL))
			below = i;
	for (i = below; i-- > s->signature && n == 0;)
		if (s->lines[i].len > 0 && !sheet_fits(s, &s->o->ranks, i, NULL))
			n = names_on(s, i, names);
	for (i = end; n == 0 && i-- > s->signature;)
		n = s->lines[i].len > 0 ? names_on(s, i, names) : 0;
	n = leave_witness_out(s, names, n);
	s->n_signers = n;
	memcpy(s->signers, names, sizeof(names));
	s->signer = n > 0 ? names[0] : NULL;
}

/* The letters of a name, without blanks, stops and titles' commas; the caller frees. */
static char *
letters_of(const char *name)
{
	char *letters = xstrdup(name), *to = letters;

	for (const char *p = name; *p != '\0'; p++)
		if (isalnum((unsigned char)*p))
			*to++ = *p;
	*to = '\0';
	return letters;
}

/* "Khairut" of "Khairul Anwar Siregar" */
static bool
begins_nearly(const char *seen, const char *name, size_t n)
{
	char *begin = xstrndup(name, n);
	bool nearly = mend_distance(seen, begin, 1) <= 1;

	free(begin);
	return nearly;
}

/*
 * Stamp and pen lie over the signer's name: where what is seen of it is nearly the name of the one
 * person the letter tells of, or its end, he is meant.
 */
static bool
is_nearly(const char *seen, const char *name)
{
	char *a = letters_of(seen), *b = letters_of(name);
	size_t n = strlen(a), whole = strlen(b);
	bool nearly = false;

	if (n >= 6 && n < whole)
		nearly = strcasecmp(b + whole - n, a) == 0 || strncasecmp(b, a, n) == 0 ||
		    (n >= 9 && mend_distance(a, b + whole - n, 2) <= 2) || begins_nearly(a, b, n);
	if (whole >= 6)
		nearly |= mend_distance(a, b, (int)whole / 6) <= (int)whole / 6;
	free(a);
	free(b);
	return nearly;
}

/* "Kepala Dinas," and below it the whole name of another, in a letter that is not about himself. */
static bool
signs_for_office(struct sheet *s, const struct human *h)
{
	return s->n_signers == 1 && is_of_office(s) && strchr(s->signers[0], '.') != NULL &&
	    !is_nearly(s->signers[0], h->value[NAMA]);
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

	/* a mail is signed for an office where it tells of somebody else */
	if (!s->formal && (!is_of_office(s) || (h != NULL && s->n_signers == 1 &&
		sheet_same_name(h->value[NAMA], s->signers[0]))))
		return;
	for (size_t i = s->body; i < s->signature; i++)
		personal |= sheet_fits(s, &s->o->personal, i, NULL);
	if (h != NULL && h->value[NAMA] != NULL && !signs_for_office(s, h) &&
	    ((h->signing && (s->ocr || s->n_signers == 0)) || (personal && s->n_signers == 0))) {
		sheet_tell(s, "penanda_tangan", h->value[NAMA], true);
		return;
	}
	/* a statement is signed by whom it is about; who stands beside him only saw it */
	for (size_t i = 0; i < s->n_signers && personal && h != NULL; i++)
		if (sheet_same_name(h->value[NAMA], s->signers[i])) {
			sheet_tell(s, "penanda_tangan", s->signers[i], true);
			return;
		}
	for (size_t i = 0; i < s->n_signers; i++) {
		const char *name = s->signers[i];

		/* "Pegawai ybs." beside the head of the office only is there as well */
		if (s->n_signers == 2 && h != NULL && sheet_same_name(h->value[NAMA], name))
			continue;

		if (s->ocr && h != NULL && h->value[NAMA] != NULL && is_nearly(name, h->value[NAMA]))
			name = h->value[NAMA];
		sheet_tell(s, "penanda_tangan", name, true);
	}
}
