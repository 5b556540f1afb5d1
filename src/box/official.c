/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * First the landmarks of the page, line by line: kop, address, the closing sentence, the signature,
 * copies. Then the people: each label "Nama" begins one; a table has one on each row; a list one on
 * each line. Then judgement: the official who signs a recommendation, named first ("yang bertanda
 * tangan di bawah ini"), is not whom it is about; a statement in the first person is about its
 * signer.
 */
#include "box/official.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "box/sheet.h"
#include "box/trace.h"

#define LETTERHEAD_LINES 8
#define HEADING_MOST 40		/* bytes of a line above a block of labels */
#define CARD_LINES 6
#define NUMBER_LEAST 16	/* digits of a number of a person */
#define LABEL_SHORT 6		/* bytes: "NIP. " before it */
#define NUMBER_LINE 32		/* of a line that holds nothing else */
#define HEADING_APART 2		/* blank lines between them */

/* Half of them at least are known by a number or a telephone, and two of them by a name. */
static bool
are_people(const struct sheet *s)
{
	size_t known = 0, named = 0, numbered = 0;

	for (size_t i = 0; i < s->n_people; i++) {
		const struct human *h = &s->people[i];

		numbered += human_has_number(h);
		known += human_has_number(h) || h->value[HP] != NULL || h->value[EMAIL] != NULL ||
		    h->value[JABATAN] != NULL;
		named += h->value[NAMA] != NULL && strchr(h->value[NAMA], ':') == NULL;
	}
	return s->n_people >= 2 && named == s->n_people && 2 * known >= s->n_people &&
	    (numbered >= 2 || numbered == 0);
}

/* Does a label name a person, outside of a table of one? */
static bool
has_named(const struct sheet *s)
{
	for (size_t i = 0; i < s->n_events; i++) {
		size_t line = sheet_line(s, s->events[i].at);

		if (s->events[i].labelled && sheet_column(s->events[i].rule->id) == NAMA && line >= s->body &&
		    line < s->signature && (line < s->table || line > s->people[0].from))
			return true;
	}
	return false;
}

static void
human_drop(struct sheet *s, size_t i)
{
	s->left_from = s->people[i].from;
	s->left_to = s->people[i].to + 1;
	trace(s->trace, "letter: %s signs", s->people[i].value[NAMA] != NULL ? s->people[i].value[NAMA] : "the first");
	human_free(&s->people[i]);
	memmove(&s->people[i], &s->people[i + 1], (--s->n_people - i) * sizeof(*s->people));
}

/* A short line that no label begins: what stands below it is told of whom it names. */
static bool
heads_other(struct sheet *s, size_t i)
{
	const char *text = s->text + s->lines[i].at;
	size_t n = s->lines[i].len;
	struct span v;

	/* "Kontak" above a column is a label as well */
	if (n == 0 || n > HEADING_MOST || sheet_is_labelled(s, i) || (s->table > 0 && i == s->table))
		return false;
	if (sheet_fits(s, &s->o->items, i, &v) && v.end > v.start) {
		text += v.start;
		n = v.end - v.start;
	}
	return sheet_fits_at(s, &s->o->witnesses, text, n, NULL) || sheet_fits_at(s, &s->o->strangers, text, n, NULL);
}

/* "II. ATASAN LANGSUNG" above "Nama : ...": who is asked for his consent, or only to be reached. */
static void
leave_others_out(struct sheet *s)
{
	for (size_t k = s->n_people; k-- > 0 && s->n_people > 1;) {
		size_t line = s->people[k].from;

		while (line > 0 && s->people[k].from - line < HEADING_APART && s->lines[line - 1].len == 0)
			line--;
		if (heads_other(s, s->people[k].from) || (line > 0 && heads_other(s, line - 1)))
			human_drop(s, k);
	}
}

/* Who signs for others is not one of them. */
static void
leave_signer_out(struct sheet *s)
{
	bool about = false;

	if (s->n_people < 2)
		return;
	/* the head of a school lists himself as well */
	if (s->n_people > 1 && s->people[0].from > s->table && s->table > 0 && sheet_same_name(s->people[0].value[NAMA], s->signer))
		return;
	for (size_t i = s->people[0].to; i < s->people[1].from && i < s->n; i++)
		about |= sheet_fits(s, &s->o->about, i, NULL);
	if (sheet_same_name(s->people[0].value[NAMA], s->signer) &&
	    (s->people[0].signing || about)) {
		human_drop(s, 0);
		return;
	}
	if (s->people[0].signing && about)
		human_drop(s, 0);
}

/* What the signature tells; a number that differs from the body's leaves both in doubt. */
static void
take_signers(struct human *h, enum column c, const struct field_event *e, bool others)
{
	if ((c == NIP || c == NIK) && h->value[c] != NULL && strcmp(h->value[c], e->value) != 0)
		h->certain[c] = false;
	human_prefer(h, c, e->value, e->certain && !others, c == UNIT_KERJA ? e->rank : RANK_LABEL);
}

/* "Siti Rahmah, S.E. / 1987... / Bendahara" in one line; NULL: none. */
static const char *
name_in_signature(const struct sheet *s)
{
	for (size_t i = 0; i < s->n_events; i++) {
		size_t line = sheet_line(s, s->events[i].at);

		if (sheet_column(s->events[i].rule->id) == NAMA && s->events[i].rank == RANK_SENTENCE &&
		    line >= s->signature && line < s->copies)
			return s->events[i].value;
	}
	return NULL;
}

static const char *
name_below(const struct sheet *s)
{
	return s->signer != NULL ? s->signer : name_in_signature(s);
}

/* "Perbekel Tianyar Timur," above the name: what who signs for himself is. */
static void
take_title(struct sheet *s, struct human *h)
{
	for (size_t i = s->signature; i < s->copies && h->value[JABATAN] == NULL; i++) {
		size_t n = s->lines[i].len;
		struct span v;
		char *title;

		while (n > 0 && strchr(" ,", s->text[s->lines[i].at + n - 1]) != NULL)
			n--;
		if (n == 0 || !sheet_fits_at(s, &s->o->positions, s->text + s->lines[i].at, n, &v))
			continue;
		title = sheet_piece(s, i, &v);
		human_prefer(h, JABATAN, title, true, RANK_SENTENCE);
		free(title);
	}
}

/*
 * "Hormat saya, Siti Rahmah, NIP ...": who writes of himself is the applicant. So may be who is named
 * at the end of a mail about others that names nobody else, with his number.
 */
static void
take_signer_in(struct sheet *s)
{
	const char *name = name_below(s);
	struct human *h;
	bool personal = false, others = false, number = false;

	if (name == NULL || (s->n_people > 0 && s->people[0].value[NAMA] != NULL))
		return;
	for (size_t i = s->body; i < s->signature; i++) {
		personal |= sheet_fits(s, &s->o->personal, i, NULL);
		others |= sheet_fits(s, &s->o->others, i, NULL);
	}
	for (size_t i = 0; i < s->n_events; i++)
		number |= (sheet_column(s->events[i].rule->id) == NIP ||
			      sheet_column(s->events[i].rule->id) == NIK) &&
		    sheet_line(s, s->events[i].at) >= s->signature;
	if (s->formal ? !personal : others && (!number || s->n_people > 0))
		return;
	h = s->n_people > 0 ? &s->people[0] : human_add(s, s->signature);
	for (size_t i = 0; i < s->n_events; i++) {
		enum column c = sheet_column(s->events[i].rule->id);
		size_t line = sheet_line(s, s->events[i].at);

		if (c < COLUMN__N && line >= s->signature && line < s->copies &&
		    (c != NAMA || s->events[i].rank >= RANK_SENTENCE) &&
		    !sheet_leaves_out(s, &s->events[i]))
			take_signers(h, c, &s->events[i], others);
	}
	human_set(h, NAMA, name, true);
	take_title(s, h);
}

/* Whether both are the same but for what follows a comma: titles. */
static bool
same_but_titles(const char *a, const char *b)
{
	char *x = a != NULL ? xstrndup(a, strcspn(a, ",")) : NULL, *y = b != NULL ? xstrndup(b, strcspn(b, ",")) : NULL;
	bool same = sheet_same_name(x, y);

	free(x);
	free(y);
	return same;
}

/* One who is named above and signs below with another number: neither is certain. */
static void
doubt_signers_number(struct sheet *s)
{
	const char *name = name_below(s);
	struct human *h = s->n_people == 1 ? &s->people[0] : NULL;

	if (h == NULL || !same_but_titles(h->value[NAMA], name))
		return;
	for (size_t i = 0; i < s->n_events; i++) {
		const struct field_event *e = &s->events[i];
		enum column c = sheet_column(e->rule->id);

		if ((c == NIP || c == NIK) && sheet_line(s, e->at) >= s->signature && h->value[c] != NULL &&
		    strcmp(h->value[c], e->value) != 0)
			h->certain[c] = false;
	}
}

/* "Kepala SDN Bitahan 1": does the position name where its holder works? */
static bool
names_place(struct sheet *s, const struct human *h)
{
	return h->value[JABATAN] != NULL &&
	    sheet_fits_at(s, &s->o->headed, h->value[JABATAN], strlen(h->value[JABATAN]), NULL);
}

/* "Kepala UPT Pembibitan Ternak" is of the office of the letterhead, of which the UPT is a part. */
static bool
heads_upt(struct sheet *s, const struct human *h)
{
	return sheet_fits_at(s, &s->o->headed_below, h->value[JABATAN], strlen(h->value[JABATAN]), NULL);
}

/* "Kepala UPTD Pasar", in a letter of "pejabat Dinas Perdagangan": of that office as well. A document's list tells of itself. */
static bool
heads_part(struct sheet *s, const struct human *h)
{
	return strncmp(s->source, "doc:", 4) != 0 && heads_upt(s, h);
}

/* The office that line i of a card names, with that of the line below, of which it is a part: "UPTD Pasar" / "Dinas Perdagangan". */
static char *
card_place(struct sheet *s, size_t i, size_t to)
{
	char *place = sheet_piece(s, i, &(struct span){ 0, s->lines[i].len });

	if (i + 1 >= to || sheet_is_labelled(s, i + 1) || !sheet_fits(s, &s->o->places, i + 1, NULL))
		return place;
	return sheet_with_line(s, place, i + 1);
}

/* "guru" in a sentence, and on the card "Guru Ahli Pertama": what goes on with the same words tells it whole. */
static bool
goes_further(const struct human *h, enum column c, const char *value)
{
	size_t n = h->value[c] != NULL ? strlen(h->value[c]) : 0;

	return n > 0 && h->rank[c] < RANK_LABEL && strncasecmp(h->value[c], value, n) == 0 &&
	    (value[n] == ' ' || value[n] == ',');
}

/* The lines of the card around a name or a number: whole lines that are a position or a place. */
static void
take_card(struct sheet *s, struct human *h, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		struct span v = { 0, s->lines[i].len };
		enum column c = sheet_fits(s, &s->o->positions, i, &v) ? JABATAN :
		    sheet_fits(s, &s->o->places, i, NULL)		? UNIT_KERJA :
									  COLUMN__N;
		char *value = c < COLUMN__N && v.end - v.start < 80 ?
		    (c == JABATAN ? sheet_piece(s, i, &v) : card_place(s, i, to)) : NULL;

		if (value != NULL && strchr(value, ':') == NULL && !sheet_is_labelled(s, i))
			human_prefer(h, c, value, true, goes_further(h, c, value) ? RANK_OTHER : RANK_SENTENCE);
		free(value);
	}
}

/* Several, each in a paragraph of his own: "Ahmad Rifqi" / "1985..." / "Kasi Pemerintahan". */
static void
take_cards_of_several(struct sheet *s)
{
	for (size_t k = 0; k < s->n_events && s->n_people > 1; k++) {
		const struct field_event *e = &s->events[k];
		size_t line = sheet_line(s, e->at), from = line, to = line, numbers = 0;
		struct human *h = NULL;

		if (sheet_column(e->rule->id) != NIP || line < s->body ||
		    e->at > s->lines[line].at + LABEL_SHORT || s->lines[line].len > NUMBER_LINE)
			continue;
		while (from > s->body && s->lines[from - 1].len > 0)
			from--;
		while (to < s->signature && s->lines[to].len > 0)
			to++;
		for (size_t i = from; i < to; i++)
			numbers += sheet_digits(s->text + s->lines[i].at, s->lines[i].len) >= NUMBER_LEAST;
		for (size_t i = 0; i < s->n_people; i++)
			if (s->people[i].value[NIP] != NULL && strcmp(s->people[i].value[NIP], e->value) == 0)
				h = &s->people[i];
		if (h != NULL && numbers == 1 && to - from <= CARD_LINES)
			take_card(s, h, from, to);
	}
}

/*
 * A mail of one person: what stands below his name, without a label, is what he is and where. His
 * name or number may also stand in a paragraph of its own.
 */
static void
take_cards(struct sheet *s)
{
	struct human *h = s->n_people == 1 ? &s->people[0] : NULL;
	bool own = h != NULL && sheet_same_name(h->value[NAMA], s->signer),
	     others = s->first_other < SIZE_MAX;

	if (!s->formal)
		take_cards_of_several(s);
	if (h == NULL || s->formal)
		return;
	for (size_t i = s->body; i < s->signature; i++)
		others |= sheet_fits(s, &s->o->others, i, NULL);
	for (size_t i = s->body; i < s->signature; i++) {
		size_t from = i, to = i;

		for (size_t k = 0; k < s->n_events; k++)
			if (sheet_line(s, s->events[k].at) == i && s->events[k].at == s->lines[i].at &&
			    (sheet_column(s->events[k].rule->id) == NIP ||
				sheet_column(s->events[k].rule->id) == NIK ||
				sheet_column(s->events[k].rule->id) == HP)) {
				while (from > s->body && s->lines[from - 1].len > 0)
					from--;
				while (to < s->signature && s->lines[to].len > 0)
					to++;
			}
		take_card(s, h, from, to);
		i = to > i ? to : i;
	}
	if (own || (!others && h->value[UNIT_KERJA] == NULL))
		take_card(s, h, s->signature, s->copies);
}

/* Who writes for others works where they do, as a rule: the office below a mail is theirs where nothing else tells. */
static void
take_writers_place(struct sheet *s)
{
	const struct field_event *place = NULL;

	for (size_t i = 0; i < s->n_people; i++)
		if (s->people[i].value[UNIT_KERJA] != NULL)
			return;
	for (size_t i = 0; i < s->n_events && !s->formal; i++) {
		const struct field_event *e = &s->events[i];
		size_t line = sheet_line(s, e->at);

		if (line >= s->signature && line < s->copies && sheet_column(e->rule->id) == UNIT_KERJA &&
		    (place == NULL || e->rank > place->rank))
			place = e;
	}
	for (size_t i = 0; i < s->n_people && place != NULL; i++)
		if (s->n_people == 1 || !names_place(s, &s->people[i]))
			human_set(&s->people[i], UNIT_KERJA, place->value, false);
}

/* How often the one stands in the other. */
static size_t
times(const char *what, const char *in)
{
	size_t n = 0;

	for (const char *p = in; *what != '\0' && (p = strstr(p, what)) != NULL; p += strlen(what))
		n++;
	return n;
}

/* What the position tells and nothing else does is no unit of its own. */
static void
leave_places_in_positions(struct sheet *s)
{
	for (size_t i = 0; i < s->n_people; i++) {
		struct human *h = &s->people[i];
		const char *unit = h->value[UNIT_KERJA];

		if (unit == NULL || !names_place(s, h) || strstr(h->value[JABATAN], unit) == NULL ||
		    times(unit, s->text) > times(h->value[JABATAN], s->text))
			continue;
		free(h->value[UNIT_KERJA]);
		h->value[UNIT_KERJA] = NULL;
	}
}

/* "Kasubbag Keuangan pada Dinas Sosial" is Kasubbag Keuangan, and works at Dinas Sosial. */
static void
take_places_from_positions(struct sheet *s)
{
	for (size_t i = 0; i < s->n_people; i++) {
		struct human *h = &s->people[i];
		struct span v, own;
		char *place;
		const struct rule *rule = h->value[JABATAN] != NULL && !names_place(s, h) &&
			(h->value[UNIT_KERJA] == NULL || h->rank[UNIT_KERJA] < RANK_LABEL) ?
		    sheet_fitting(s, &s->o->parted, h->value[JABATAN], strlen(h->value[JABATAN]), &v) :
		    NULL;

		if (rule == NULL || v.end == v.start || !regex_group(rule->re, "jabatan", &own))
			continue;
		place = xstrndup(h->value[JABATAN] + v.start, v.end - v.start);
		if (h->value[UNIT_KERJA] == NULL || strcmp(h->value[UNIT_KERJA], place) != 0) {
			free(h->value[UNIT_KERJA]);
			h->value[UNIT_KERJA] = NULL;
			human_set(h, UNIT_KERJA, place, false);
		}
		free(place);
		h->value[JABATAN][own.end] = '\0';
	}
}

/* Does a label on the line take the value of a later column? */
static bool
is_outdone(const struct sheet *s, const struct field_event *e)
{
	if (e->labelled || memchr(s->text + e->at, '\t', sheet_rest(s, e->at)) == NULL)
		return false;
	for (size_t i = 0; i < s->n_events; i++)
		if (s->events[i].labelled && s->events[i].rule == e->rule &&
		    sheet_line(s, s->events[i].at) == sheet_line(s, e->at))
			return true;
	return false;
}

/* Two numbers where one person is spoken of: both are told, neither is certain. */
static void
tell_rivals(struct sheet *s)
{
	static const enum column unique[] = { NIP, NIK, EMAIL, HP };
	struct human *h = s->n_people == 1 ? &s->people[0] : NULL;

	for (size_t k = 0; h != NULL && k < 4; k++)
		for (size_t i = 0; i < s->n_events; i++) {
			const struct field_event *e = &s->events[i];
			enum column c = unique[k];
			size_t line = sheet_line(s, e->at);

			if (strcmp(e->rule->id, sheet_columns[c]) != 0 || !e->certain || sheet_leaves_out(s, e) ||
			    line < s->body || line >= s->signature || h->value[c] == NULL ||
			    is_outdone(s, e) ||
			    strncmp(h->value[c], e->value, strlen(e->value)) == 0 || people_is_strange(s, e) ||
			    people_is_writers(s, e) || (line >= s->left_from && line < s->left_to) || people_is_former(s, e) ||
			    (c == HP && !e->labelled && e->at == s->lines[line].at))
				continue;
			h->certain[c] = false;
			sheet_tell(s, sheet_columns[c], e->value, false);
		}
}

/* Is it told of one of the people himself? */
static bool
is_somebodys(const struct sheet *s, const struct field_event *e, enum column c)
{
	for (size_t i = 0; i < s->n_people; i++)
		if (s->people[i].value[c] != NULL && strcmp(s->people[i].value[c], e->value) == 0)
			return true;
	return false;
}

/*
 * "... pegawai Kecamatan Bungur sebagai berikut:" is said once for all who say nothing else: the
 * last before the person, else the first behind the last of them. NULL: nothing is said.
 */
static const struct field_event *
said_once(struct sheet *s, enum column c, const struct human *h)
{
	const struct field_event *above = NULL, *below = NULL;
	size_t last = s->people[s->n_people - 1].to;

	for (size_t i = 0; i < s->n_events; i++) {
		const struct field_event *e = &s->events[i];
		size_t line = sheet_line(s, e->at);

		if (strcmp(e->rule->id, sheet_columns[c]) != 0 || line < s->body || line >= s->signature ||
		    (e->rank == RANK_HINT && line < s->head_end) || is_somebodys(s, e, c) || people_is_strange(s, e))
			continue;
		if (line <= h->from && (above == NULL || e->rank > above->rank ||
				(e->rank == above->rank && e->at > above->at)))
			above = e;
		/* a line of its own below them is the office of who writes */
		if (line >= last && (e->at > s->lines[line].at || e->labelled) && (below == NULL || e->rank > below->rank ||
				(e->rank == below->rank && e->at < below->at)))
			below = e;
	}
	return above != NULL ? above : below;
}

/*
 * Blocks of labels, and then "Unit kerja: ..." after a blank line: the last of them has it only
 * because it stands below him. It is taken from him, to be shared.
 */
static void
stand_apart(struct sheet *s, enum column c)
{
	struct human *last = &s->people[s->n_people - 1];

	if (last->value[c] == NULL)
		return;
	for (size_t i = 0; i + 1 < s->n_people; i++)
		if (s->people[i].value[c] != NULL)
			return;
	for (size_t i = 0; i < s->n_events; i++) {
		const struct field_event *e = &s->events[i];
		size_t line = sheet_line(s, e->at);

		if (e->labelled && strcmp(e->rule->id, sheet_columns[c]) == 0 && line > last->from + 1 &&
		    s->lines[line - 1].len == 0 && strcmp(e->value, last->value[c]) == 0) {
			free(last->value[c]);
			last->value[c] = NULL;
			last->to = line - 1;
			return;
		}
	}
}

static void
share(struct sheet *s, enum column c)
{
	const struct field_event **said = xcalloc(s->n_people + 1, sizeof(*said));
	bool any = false;

	if (s->n_people > 1)
		stand_apart(s, c);

	for (size_t i = 0; i < s->n_people && s->n_people > 1; i++) {
		any |= s->people[i].value[c] != NULL;
		if (s->people[i].value[c] == NULL)
			said[i] = said_once(s, c, &s->people[i]);
		if (said[i] != NULL && !said[i]->labelled && c == UNIT_KERJA && names_place(s, &s->people[i]) &&
		    !heads_part(s, &s->people[i]))
			said[i] = NULL;
	}
	/* what people do is said of all of them, or of each */
	for (size_t i = 0; i < s->n_people && !(any && c == JABATAN); i++)
		if (said[i] != NULL)
			human_set(&s->people[i], c, said[i]->value, true);
	free(said);
}

static bool
is_document(const struct sheet *s)
{
	return strncmp(s->source, "doc:", 4) == 0;
}

/* The office that a line of the letterhead names, with the line below where its name goes on; NULL: none. */
static char *
letterhead_place(struct sheet *s, size_t i)
{
	const char *text = s->text + s->lines[i].at, *tab = memrchr(text, '\t', s->lines[i].len);
	size_t from = tab != NULL ? (size_t)(tab + 1 - text) : 0;
	struct span v;
	char *place;

	if (sheet_is_labelled(s, i) || !sheet_fits_at(s, &s->o->heads, text + from, s->lines[i].len - from, &v) ||
	    v.end == v.start)
		return NULL;
	place = sheet_piece(s, i, &(struct span){ from + v.start, from + v.end });
	if (i + 1 >= s->n || s->lines[i + 1].len == 0 ||
	    !sheet_fits_at(s, &s->o->head_rests, text, s->lines[i + 1].at + s->lines[i + 1].len - s->lines[i].at, NULL))
		return place;
	return sheet_with_line(s, place, i + 1);
}

/* "Lurah Nagarasari" below "KELURAHAN NAGARASARI": does the position end with the last word of the letterhead? */
static bool
is_same_place(const char *place, const char *position)
{
	const char *last = strrchr(place, ' ');
	size_t n = last != NULL ? strlen(last) : 0, len = strlen(position);

	return n > 1 && len > n && strcasecmp(position + len - n, last) == 0;
}

/*
 * An office that writes about its own people need not say where they work: its letterhead does. The
 * last line of it counts, the school's below the ministry's. Who decrees need not be where they work.
 */
static void
take_letterhead(struct sheet *s)
{
	size_t end = s->ocr || is_document(s) ? s->body : s->formal ? s->head_end : 0;
	char *place = NULL;

	for (size_t i = 0; i < s->n_people; i++)
		if (s->people[i].value[UNIT_KERJA] != NULL && s->people[i].certain[UNIT_KERJA])
			return;
	for (size_t i = 0; i < end && i < LETTERHEAD_LINES && s->reasons == 0 && s->n_people > 0; i++) {
		char *other = i > 0 && sheet_fits_at(s, &s->o->head_parents, s->text + s->lines[i - 1].at,
		    s->lines[i].at + s->lines[i].len - s->lines[i - 1].at, NULL) ? NULL : letterhead_place(s, i);

		if (other != NULL) {
			free(place);
			place = other;
		}
	}
	for (size_t i = 0; i < s->n_people && place != NULL; i++)
		if (!names_place(s, &s->people[i]) || heads_upt(s, &s->people[i]) || is_same_place(place, s->people[i].value[JABATAN]))
			human_set(&s->people[i], UNIT_KERJA, place, false);
	free(place);
}

/* NIP, NIK and address, as far as they are told. */
static bool
numbers_certain(const struct human *h)
{
	static const enum column numbers[] = { NIP, NIK, EMAIL };
	bool certain = true;

	for (size_t k = 0; k < sizeof(numbers) / sizeof(numbers[0]); k++)
		certain &= h->value[numbers[k]] == NULL || h->certain[numbers[k]] ||
		    numbers[k] == EMAIL;
	return certain;
}

static void
tell_people(struct sheet *s)
{
	if (s->n_people >= 2)
		for (size_t i = 0; i < s->n_people && !s->fill; i++) {
			const struct human *h = &s->people[i];
			struct fact_person *p;

			s->f->applicants =
			    grow(s->f->applicants, s->f->n_applicants, sizeof(*s->f->applicants));
			p = &s->f->applicants[s->f->n_applicants++];
			*p = (struct fact_person){ xstrdup(h->value[NAMA]), xstrdup(h->value[NIP]),
				xstrdup(h->value[NIK]), xstrdup(h->value[JABATAN]),
				xstrdup(h->value[UNIT_KERJA]), xstrdup(h->value[EMAIL]),
				xstrdup(h->value[HP]), xstrdup(s->source), numbers_certain(h) };
			trace(s->trace, "letter person %zu = %s", i + 1,
			    p->nama != NULL ? p->nama : "(no name)");
			if (s->f->n_applicants >= SHEET_PEOPLE_MOST)
				break;
		}
	else if (s->n_people == 1)
		for (enum column c = 0; c < COLUMN__N; c++)
			sheet_tell(s, sheet_columns[c], s->people[0].value[c],
			    s->people[0].certain[c] &&
				!(s->ocr && (c == NIP || c == NIK || c == EMAIL || c == HP)));
}

/* Does a position on the line go over the name? "Kabid Aset, NIP ..." */
static bool
in_position(struct sheet *s, const struct field_event *e)
{
	const struct line *line = &s->lines[sheet_line(s, e->at)];
	struct span v;

	return sheet_fits_at(s, &s->o->duties, s->text + line->at, line->len, &v) &&
	    line->at + v.start < e->at && e->at + strlen(e->value) <= line->at + v.end;
}

/* "Mulyadi, Kades Pematang Karangan, NIK ...": what stands in a position behind a name is its place. */
static bool
is_named_before(const struct sheet *s, const struct field_event *position, const struct field_event *e)
{
	if (e->at <= position->at || e->at >= position->at + strlen(position->value))
		return false;
	for (size_t i = 0; i < s->n_events; i++) {
		const struct field_event *o = &s->events[i];
		size_t end = o->at + strlen(o->value);

		if (sheet_column(o->rule->id) == NAMA && !o->labelled && end <= position->at && position->at - end < 4)
			return true;
	}
	return false;
}

/* Does the name stand inside the name of an office or a position? "... dan Kearsipan" / "NIP ..." */
static bool
is_false_name(struct sheet *s, const struct field_event *e)
{
	for (size_t k = 0; k < s->n_events; k++) {
		const struct field_event *o = &s->events[k];

		if (sheet_column(o->rule->id) == UNIT_KERJA && e->at > o->at && e->at < o->at + strlen(o->value))
			return true;
	}
	return in_position(s, e);
}

/* Did its sentence take the place in a position for a name? Then all that it tells is misread. */
static bool
is_misread(const struct sheet *s, const struct field_event *e)
{
	for (size_t k = 0; e->sentence != 0 && k < s->n_events; k++)
		if (sheet_column(s->events[k].rule->id) == JABATAN && is_named_before(s, &s->events[k], e))
			return true;
	return false;
}

/* Names that name nobody, and what else is told of them. */
static void
drop_false_names(struct sheet *s)
{
	bool *drop = xcalloc(s->n_events + 1, sizeof(*drop));
	size_t kept = 0;

	for (size_t i = 0; i < s->n_events; i++) {
		const struct field_event *e = &s->events[i];
		bool name = !e->labelled && sheet_column(e->rule->id) == NAMA;

		drop[i] |= name && is_false_name(s, e);
		for (size_t k = 0; name && is_misread(s, e) && k < s->n_events; k++)
			drop[k] |= s->events[k].sentence == e->sentence;
	}
	for (size_t i = 0; i < s->n_events; i++)
		if (drop[i])
			free(s->events[i].value);
		else
			s->events[kept++] = s->events[i];
	s->n_events = kept;
	free(drop);
}

bool
official_read(const struct sheet_order *order, const struct ruleset *rules, struct facts *f,
    struct buf *t)
{
	struct sheet s = { .source = order->source, .without = order->without,
		.rules = rules, .o = &rules->official, .f = f, .trace = t, .ocr = order->ocr, .fill = order->fill, .known = f->n_fields };
	char *text = sheet_one_column(&s, order->text), *own;
	size_t own_at = 0;

	s.text = text;
	own = order->by_sender ? sender_find(&s, &own_at) : NULL;
	if (order->by_sender && own == NULL)
		goto out;		/* it would be read as before */
	sheet_split(&s);
	s.undecided |= field_events(s.text, rules, &s.events, &s.n_events, t);
	sheet_mark_labels(&s);
	drop_false_names(&s);
	landmarks_find(&s);
	trace(t, "letter: body from line %zu, signature %zu, copies %zu of %zu", s.body + 1,
	    s.signature + 1, s.copies + 1, s.n);
	people_find_other(&s);
	head_tell(&s);
	head_tell_date(&s);
	signer_find(&s);
	if (own != NULL && s.signer == NULL) {
		sender_tell(&s, own, own_at);
		own = NULL;
	}
	head_tell_copies(&s);
	if (order->no_people) {
		signer_tell(&s);
		goto out;
	}
	if (people_by_tables(&s) && s.n_people == 1 && !has_named(&s)) {
		trace(t, "letter: a table of one");
	} else if ((s.n_people < 2 && !people_by_columns(&s) && !people_by_items(&s)) || !are_people(&s)) {
		while (s.n_people > 0)
			human_free(&s.people[--s.n_people]);
		if (!people_by_sentences(&s))
			people_by_labels(&s);
	}
	leave_others_out(&s);
	leave_signer_out(&s);
	take_signer_in(&s);
	doubt_signers_number(&s);
	signer_tell(&s);
	take_cards(&s);
	share(&s, UNIT_KERJA);
	share(&s, JABATAN);
	take_writers_place(&s);
	take_places_from_positions(&s);
	leave_places_in_positions(&s);
	take_letterhead(&s);
	tell_rivals(&s);
	if (order->doubtful)
		people_doubt(&s);
	else if (s.n_people > 0 && !is_document(&s))
		people_doubt_rest(&s);
	tell_people(&s);
out:
	for (size_t i = 0; i < s.n_people; i++)
		human_free(&s.people[i]);
	free(s.people);
	field_events_free(s.events, s.n_events);
	free(s.lines);
	free(own);
	for (size_t i = 0; i < s.n_signers; i++)
		free(s.signers[i]);
	free(text);
	return s.undecided;
}
