/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The people of a letter. Each label "Nama" begins one; what stands without a label goes to the one
 * at hand.
 */
#include "box/sheet.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "box/mend.h"

#define FULL_LINE 45	/* bytes: a line that is broken at the edge of its column */
#define REST 30
#define SENTENCE_MOST 800	/* bytes; what stands further off says nothing of a value */
#define BROKEN_LEAST 14		/* digits of a number of which some are missing, or too many */
#define BROKEN_MOST 21
#define VALUE_LINES 4		/* that a value goes on below its label */
#define SENTENCE 600		/* bytes that a sentence of the rules tells over */
#define SLIPS_MOST 3		/* digits that are wrong, missing or too many in a number that is still the same */
#define ALONE_SLACK 6	/* bytes of a line beside the name that has it */
#define NEAR 120		/* bytes between a name and its number */

struct human *
human_add(struct sheet *s, size_t line)
{
	s->people = grow(s->people, s->n_people, sizeof(*s->people));
	s->people[s->n_people] = (struct human){ .from = line, .to = line };
	for (size_t i = line > 3 ? line - 3 : 0; i <= line && i < s->n; i++)
		if (sheet_fits(s, &s->o->signing, i, NULL))
			s->people[s->n_people].signing = true;
		else if (i < line && sheet_fits(s, &s->o->about, i, NULL))
			s->people[s->n_people].signing = false;
	return &s->people[s->n_people++];
}

void
human_set(struct human *h, enum column c, const char *value, bool certain)
{
	if (h->value[c] != NULL)
		return;
	h->value[c] = xstrdup(value);
	h->certain[c] = certain;
	h->rank[c] = RANK_LABEL;
}

void
human_prefer(struct human *h, enum column c, const char *value, bool certain, enum field_rank rank)
{
	if (h->value[c] != NULL && (h->rank[c] > rank || (h->rank[c] == rank && (h->certain[c] || !certain))))
		return;
	free(h->value[c]);
	h->value[c] = NULL;
	human_set(h, c, value, certain);
	h->rank[c] = rank;
}

char *
human_digits(const char *text, size_t n)
{
	char *digits = xmalloc(n + 1);
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (isdigit((unsigned char)text[i]))
			digits[k++] = text[i];
	digits[k] = '\0';
	return digits;
}

void
human_set_number(struct human *h, const char *text, size_t n)
{
	char *digits = human_digits(text, n);
	size_t len = strlen(digits), begun = 0, k = 0;

	/* "1987... / 6305...": a number ends with a group of digits, where it has its length */
	for (size_t i = 0; i < n; i++) {
		k += isdigit((unsigned char)text[i]) != 0;
		if (i + 1 < n && isdigit((unsigned char)text[i + 1]))
			continue;
		if (k - begun == 18 || (k - begun == 16 && len - k != 2)) {
			char *one = xstrndup(digits + begun, k - begun);

			human_set(h, k - begun == 18 ? NIP : NIK, one, true);
			free(one);
			begun = k;
		}
	}
	/* one that lacks digits, or has too many, is told and not believed */
	if (begun == 0 && len >= BROKEN_LEAST && len <= BROKEN_MOST)
		human_set(h, NIP, digits, false);
	free(digits);
}

size_t
human_name_end(const char *value, size_t cut)
{
	size_t label = cut;

	while (label > 0 && strchr(" /.:-", value[label - 1]) != NULL)
		label--;
	if (label > 3 && strncasecmp(value + label - 3, "nip", 3) == 0 &&
	    strchr(" /(,", value[label - 4]) != NULL)
		cut = label - 3;
	while (cut > 0 && strchr(" ,/:-(", value[cut - 1]) != NULL)
		cut--;
	return cut;
}

void
human_part_name(struct human *h, char *value)
{
	size_t cut = 0;

	while (value[cut] != '\0' && !isdigit((unsigned char)value[cut]))
		cut++;
	if (value[cut] == '\0' || cut <= 2)
		return;
	human_set_number(h, value + cut, strlen(value + cut));
	value[human_name_end(value, cut)] = '\0';
}

bool
human_has_number(const struct human *h)
{
	return h->value[NIP] != NULL || h->value[NIK] != NULL;
}

void
human_free(struct human *h)
{
	for (size_t k = 0; k < COLUMN__N; k++)
		free(h->value[k]);
}

static int
by_place(const void *a, const void *b)
{
	const struct field_event *x = *(struct field_event *const *)a,
				 *y = *(struct field_event *const *)b;

	if (x->at == y->at)
		return (x > y) - (x < y);	/* as they were found */
	return x->at > y->at ? 1 : -1;
}

/* Found by a pattern and below a label: the same value once. */
static bool
is_repeated(const struct sheet *s, const struct field_event *e)
{
	if (e->labelled)
		return false;
	for (size_t i = 0; i < s->n_events; i++)
		if (s->events[i].labelled && strcmp(s->events[i].value, e->value) == 0 &&
		    s->events[i].rule == e->rule)
			return true;
	return false;
}

/* "LAYANAN     LUPA PASSPHRASE": columns set with blanks. */
static bool
is_spaced(const char *text, size_t n)
{
	for (size_t i = 1; i + 3 < n; i++)
		if (strncmp(text + i, "   ", 3) == 0)
			return true;
	return false;
}

/* "Pranata Komputer Ahli" / "Muda": do the words of two lines tell that a narrow cell broke them? */
static bool
is_broken(struct sheet *s, size_t line)
{
	const struct line *here = &s->lines[line], *next = here + 1;

	return sheet_fits_at(s, &s->o->rests, s->text + here->at, next->at + next->len - here->at, NULL);
}

/*
 * Does the value of a label go on in the next line? Where another label follows that, where the
 * value breaks off at a comma, or where a short rest stands below a full line.
 */
static bool
goes_on(struct sheet *s, size_t line)
{
	const struct line *here, *next;
	const char *text;

	if (line + 2 >= s->n)
		return false;
	here = &s->lines[line];
	next = here + 1;
	text = s->text + next->at;
	if (s->ocr || next->len == 0 || next->len > 60 || sheet_is_labelled(s, line + 1) ||
	    memchr(text, ':', next->len) != NULL || memchr(text, '\t', next->len) != NULL ||
	    is_spaced(text, next->len) || sheet_ends(s, line + 1) || sheet_fits(s, &s->o->place_dates, line + 1, NULL) ||
	    sheet_fits(s, &s->o->closings, line + 1, NULL) || strspn(text, "0123456789.) ") >= next->len)
		return false;
	return sheet_is_labelled(s, line + 2) || is_broken(s, line) || strchr(",/", s->text[here->at + here->len - 1]) != NULL ||
	    (here->len >= FULL_LINE && next->len <= REST && isupper((unsigned char)*text));
}

/* "siti@tapinkab" / ".go.id": an address that its cell broke. */
static bool
join_address(struct sheet *s, struct human *h, const struct field_event *e, size_t line)
{
	const struct line *next = &s->lines[line + 1 < s->n ? line + 1 : line];
	const char *rest = s->text + next->at;
	char *both = NULL;
	struct span m;
	bool good = false;

	if (s->ocr || !e->labelled || next->len < 3 || next->len > REST || memchr(rest, ' ', next->len) != NULL ||
	    (*rest != '.' && e->value[strlen(e->value) - 1] != '.' && e->value[strlen(e->value) - 1] != '@'))
		return false;
	both = xasprintf("%s%.*s", e->value, (int)next->len, rest);
	for (size_t i = 0; i < e->rule->values.n && !good; i++)
		good = regex_find(e->rule->values.items[i].re, both, strlen(both), 0, false, &m) == FOUND_YES;
	if (good)
		human_prefer(h, EMAIL, both, true, RANK_LABEL);
	free(both);
	return good;
}

static void
set_labelled(struct sheet *s, struct human *h, enum column c, const struct field_event *e, size_t line)
{
	struct span all = { 0, 0 };
	char *more, *both;
	size_t len;

	if (c == EMAIL && join_address(s, h, e, line))
		return;
	if (!e->labelled || e->rule->form != FORM_TEXT || s->lines[line].len == 0 || !goes_on(s, line)) {
		/* an address in running text may be anybody's */
		char *value = xstrdup(e->value);

		if (c == NAMA)
			human_part_name(h, value);
		human_prefer(h, c, value, e->certain && (e->labelled || c != EMAIL), e->rank);
		free(value);
		return;
	}
	all.end = s->lines[line + 1].len;
	more = sheet_piece(s, line + 1, &all);
	len = strlen(more);
	if (strcmp(more, e->value) == 0)	/* the value stands there, below its label */
		*more = '\0';
	both = xasprintf("%s%s%s%s", e->value,
	    s->text[s->lines[line].at + s->lines[line].len - 1] == ',' ? "," : "",
	    len > 0 && *more != '\0' ? " " : "", more);
	free(more);
	/* a narrow cell is filled line by line; titles are broken off at a comma */
	for (size_t k = 1; k < VALUE_LINES && goes_on(s, line + k) && (is_broken(s, line + k) ||
		(c == NAMA && s->text[s->lines[line + k].at + s->lines[line + k].len - 1] == ',')); k++)
		both = sheet_with_line(s, both, line + k + 1);
	human_prefer(h, c, both, e->certain, RANK_LABEL);
	free(both);
}

/* A short line that could be the label of the line below it, and is none that is known. */
static bool
is_bare_label(const struct sheet *s, size_t line)
{
	const struct line *l = &s->lines[line];

	return l->len > 0 && l->len < REST && !sheet_is_labelled(s, line) && strchr(".!?,;", s->text[l->at + l->len - 1]) == NULL;
}

/* Where the sentence begins that leads to a value: `from`, or behind it. */
static size_t
sentence_before(const struct sheet *s, size_t from, size_t at)
{
	if (at - from > SENTENCE_MOST)
		for (from = at - SENTENCE_MOST; ((unsigned char)s->text[from] & 0xc0) == 0x80;)
			from++;
	for (size_t p = from; p + 2 < at; p++)
		if (field_ends_sentence(s->text, from, p))
			from = p + 2;
	return from;
}

/*
 * "Untuk konfirmasi hubungi Sdr. Rizal di 0812...": what stands before a value, in its sentence,
 * tells that it is somebody else's. A sentence may begin on the long line above.
 */
bool
people_is_strange(struct sheet *s, const struct field_event *e)
{
	size_t line = sheet_line(s, e->at), from = s->lines[line].at;
	struct span m;

	if (e->labelled || e->at < from)
		return false;
	/* on a long line above, or in a form, where the label stands there alone */
	if (line > 0 && (s->lines[line - 1].len >= FULL_LINE || is_bare_label(s, line - 1)))
		from = s->lines[line - 1].at;
	from = sentence_before(s, from, e->at);
	if (!sheet_fits_at(s, &s->o->strangers, s->text + from, e->at - from, &m))
		return false;
	return !sheet_fits_at(s, &s->o->applicants, s->text + from, e->at - from, &m);
}

static bool
is_outdated(struct sheet *s, const struct field_event *e)
{
	size_t line = sheet_line(s, e->at), from = s->lines[line].at, end = e->at, behind;

	if (line > 0 && s->lines[line - 1].len >= FULL_LINE)
		from = s->lines[line - 1].at;
	if (e->at < from)
		return false;
	from = sentence_before(s, from, e->at);
	while (s->text[end] != '\0' && strchr("+0123456789-. ", s->text[end]) != NULL)
		end++;
	if (end == e->at)
		end += strnlen(s->text + end, strlen(e->value));	/* as it was put in order it may be longer */
	behind = strcspn(s->text + end, "\n");
	behind = utf8_within(s->text + end, behind < SENTENCE_MOST ? behind : SENTENCE_MOST);
	return sheet_fits_at(s, &s->o->former, s->text + from, e->at - from, NULL) ||
	    sheet_fits_at(s, &s->o->outdated, s->text + end, behind, NULL);
}

/* Stands the line in a part of a form that is headed "Data lama"? */
static bool
is_in_former_part(struct sheet *s, size_t line)
{
	while (line > 0 && s->lines[line].len > 0 && sheet_is_labelled(s, line))
		line--;
	return s->lines[line].len > 0 && s->lines[line].len < REST && !sheet_is_labelled(s, line) &&
	    sheet_fits(s, &s->rules->former, line, NULL);
}

/* "Pangkat lama", also with the word below: what was, where the letter says elsewhere what is. */
static bool
is_labelled_former(struct sheet *s, const struct field_event *e)
{
	size_t line = sheet_line(s, e->at), n = sheet_rest(s, e->at), label = 0;
	bool former;

	if (!e->labelled)
		return false;
	while (label < n && strchr(":\t=", s->text[e->at + label]) == NULL)
		label++;
	former = sheet_fits_at(s, &s->rules->former, s->text + e->at, label, NULL) || is_in_former_part(s, line) ||
	    (line + 1 < s->n && s->lines[line + 1].len < 12 && sheet_fits(s, &s->rules->former, line + 1, NULL));
	for (size_t i = 0; i < s->n_events && former; i++) {
		size_t other = sheet_line(s, s->events[i].at);

		if (s->events[i].rule == e->rule && other != line && other >= s->body && other < s->signature &&
		    strcmp(s->events[i].value, e->value) != 0)
			return true;
	}
	return false;
}

bool
people_is_former(struct sheet *s, const struct field_event *e)
{
	enum column c = sheet_column(e->rule->id);
	bool other = false;

	if (e->labelled)
		return is_labelled_former(s, e);
	/* "Jabatan lama: Perawat pada Puskesmas Cibadak" tells of no place either */
	for (size_t i = 0; c == UNIT_KERJA && i < s->n_events; i++)
		if (s->events[i].labelled && s->events[i].at < e->at && sheet_line(s, s->events[i].at) == sheet_line(s, e->at) &&
		    is_labelled_former(s, &s->events[i]))
			return true;
	if ((c != HP && c != EMAIL) || !is_outdated(s, e))
		return false;
	for (size_t i = 0; i < s->n_events && !other; i++) {
		const struct field_event *o = &s->events[i];

		other = o->rule == e->rule && o->certain && strcmp(o->value, e->value) != 0 &&
		    !is_outdated(s, o);
	}
	return other;
}

/* The name that the same sentence of the rules tells, before the number or behind it; NULL: none. */
static const struct field_event *
name_told_with(const struct sheet *s, const struct field_event *number)
{
	for (size_t i = 0; number->sentence != 0 && i < s->n_events; i++)
		if (s->events[i].sentence == number->sentence && sheet_column(s->events[i].rule->id) == NAMA)
			return &s->events[i];
	return NULL;
}

/* The last name in running text up to here, no further back than `near` bytes; NULL: none. */
static const struct field_event *
last_name(const struct sheet *s, size_t at, size_t near)
{
	const struct field_event *best = NULL;

	for (size_t i = 0; i < s->n_events; i++) {
		const struct field_event *e = &s->events[i];

		if (sheet_column(e->rule->id) == NAMA && e->rank > RANK_PATTERN && !e->labelled &&
		    e->at <= at && at - e->at < near && (best == NULL || e->at > best->at ||
			(e->at == best->at && e->rank > best->rank)))
			best = e;
	}
	return best;
}

void
people_find_other(struct sheet *s)
{
	size_t first = SIZE_MAX;

	for (size_t i = 0; i < s->n_events; i++) {
		const struct field_event *e = &s->events[i];
		size_t line = sheet_line(s, e->at);

		if (e->rank == RANK_OTHER && sheet_column(e->rule->id) == NAMA && e->at < first &&
		    line >= s->body && line < s->signature && !people_is_strange(s, e))
			first = e->at;
	}
	s->first_other = first;
}

/*
 * Does the event tell of whoever writes, in a letter about somebody else? "Saya Fitri, NIP ...,
 * memohonkan atas nama Ibu Rina": her own name, number and office are not the applicant's. What does
 * not say whose it is belongs to who was named last.
 */
bool
people_is_writers(struct sheet *s, const struct field_event *e)
{
	size_t other = s->first_other;
	bool own = false;

	for (size_t i = 0; i < s->n_events && other < SIZE_MAX; i++) {
		const struct field_event *o = &s->events[i], *name;
		size_t line = sheet_line(s, o->at);

		if (o->rule != e->rule || strcmp(o->value, e->value) != 0 || line < s->body ||
		    line >= s->signature)
			continue;
		if (o->rank >= RANK_OTHER)
			return false;
		name = o->rank == RANK_SENTENCE ? last_name(s, o->at, SIZE_MAX) : NULL;
		own |= o->own || (name != NULL && (name->own || name->rank < RANK_OTHER) && name->at < other);
	}
	return own && sheet_column(e->rule->id) != UNIT_KERJA;
}

/* Is the value of this event told of one of the people? A name also as a part of theirs. */
static bool
is_known(const struct sheet *s, const struct field_event *e, enum column c)
{
	for (size_t i = 0; i < s->n_people; i++) {
		const char *value = s->people[i].value[c];

		if (value != NULL && (strcmp(value, e->value) == 0 ||
				     (c == NAMA && strstr(value, e->value) != NULL)))
			return true;
	}
	return false;
}

/* A name or number of the body that is none of theirs; or the writer's, who may be one of them or not. */
static bool
is_left_over(struct sheet *s, const struct field_event *e)
{
	enum column c = sheet_column(e->rule->id);
	size_t line = sheet_line(s, e->at);

	if (line < s->body || line >= s->signature || (line >= s->left_from && line < s->left_to) ||
	    (c != NIP && c != NIK && (c != NAMA || e->rank == RANK_HINT || e->rank == RANK_PATTERN)))
		return false;
	if (is_known(s, e, c))
		return c == NAMA && e->own;
	return !people_is_strange(s, e) && !people_is_writers(s, e);
}

/* A number of the body that lacks digits and is no slip of the one person's: somebody else's. */
static bool
is_of_another(struct sheet *s, const struct field_event *e)
{
	const char *own = s->people[0].value[NIP];
	size_t line = sheet_line(s, e->at);

	return sheet_column(e->rule->id) == NIP && !e->certain && own != NULL && line >= s->body &&
	    line < s->signature && !(line >= s->left_from && line < s->left_to) &&
	    mend_distance(e->value, own, SLIPS_MOST) > SLIPS_MOST && !people_is_strange(s, e);
}

/* Does a letter of which one person was read speak of several, or hold the number of another? */
static bool
tells_of_more(struct sheet *s)
{
	bool more = false;

	for (size_t i = s->body; i < s->signature && !more; i++)
		more = sheet_fits(s, &s->o->together, i, NULL);
	for (size_t i = 0; i < s->n_events && !more; i++)
		more = is_of_another(s, &s->events[i]);
	return more;
}

void
people_doubt(struct sheet *s)
{
	static const enum column numbers[] = { NIP, NIK, EMAIL };

	for (size_t i = 0; i < s->n_people; i++)
		for (size_t k = 0; k < sizeof(numbers) / sizeof(numbers[0]); k++)
			s->people[i].certain[numbers[k]] = false;
}

void
people_doubt_rest(struct sheet *s)
{
	bool rest = s->n_people == 1 && tells_of_more(s);

	for (size_t i = 0; i < s->n_events && !rest && s->n_people > 1; i++)
		rest = is_left_over(s, &s->events[i]);
	if (rest)
		people_doubt(s);
}

/*
 * The label that begins each block: the name's, unless all blocks begin with another one ("NIP : ..."
 * above each "Nama : ...").
 */
static enum column
leading_label(struct field_event *const *order, size_t n, size_t named)
{
	enum column lead = NAMA;
	size_t times = 0;

	for (size_t i = 0; i < n && lead == NAMA && times == 0; i++)
		if (order[i]->labelled) {
			lead = sheet_column(order[i]->rule->id);
			times = 1;
		}
	for (size_t i = times = 0; i < n; i++)
		times += order[i]->labelled && sheet_column(order[i]->rule->id) == lead;
	return named > 1 && times == named ? lead : NAMA;
}

/* "Yth. Kepala Dinas Kominfo, mohon ...": whom the line addresses is not told of the applicant. */
static bool
is_in_address(struct sheet *s, const struct field_event *e, size_t line)
{
	struct span v;

	return sheet_fits(s, &s->o->addressed, line, &v) &&
	    (v.end == v.start || e->at < s->lines[line].at + v.end);
}

/* Each label "Nama" begins a person, unless the one before has nothing yet. */
void
people_by_labels(struct sheet *s)
{
	struct field_event **order = xcalloc(s->n_events + 1, sizeof(*order));
	struct human *h = NULL;
	size_t n = 0, first = SIZE_MAX, named = 0;
	enum column lead;

	for (size_t i = 0; i < s->n_events; i++)
		if (sheet_column(s->events[i].rule->id) < COLUMN__N &&
		    !is_repeated(s, &s->events[i]) && !sheet_leaves_out(s, &s->events[i]) &&
		    !people_is_writers(s, &s->events[i]) &&
		    !people_is_strange(s, &s->events[i]) && !people_is_former(s, &s->events[i]))
			order[n++] = &s->events[i];
	for (size_t i = 0; i < n; i++)
		if (order[i]->labelled && sheet_column(order[i]->rule->id) == NAMA) {
			first = order[i]->at < first ? order[i]->at : first;
			named++;
		}
	qsort(order, n, sizeof(*order), by_place);
	lead = leading_label(order, n, named);
	for (size_t i = 0; i < n; i++) {
		enum column c = sheet_column(order[i]->rule->id);
		size_t line = sheet_line(s, order[i]->at);

		if (line < s->body || line >= s->signature ||
		    (order[i]->rank == RANK_HINT && line < s->head_end) ||
		    /* above several it is said of all of them */
		    (named > 1 && !order[i]->labelled && order[i]->at < first) || is_in_address(s, order[i], line) ||
		    (c == NAMA && !order[i]->labelled &&
			sheet_fits_at(s, &s->o->places, order[i]->value, strlen(order[i]->value), NULL)) ||
		    (c == NAMA && !order[i]->labelled && sheet_fits(s, &s->o->places, line, NULL)))
			continue;
		/* "an. Bupati" in running text is nobody new */
		if (h == NULL ||
		    (c == lead && order[i]->labelled && h->value[c] != NULL &&
			h->rank[c] == RANK_LABEL && s->n_people < SHEET_PEOPLE_MOST))
			h = human_add(s, line);
		set_labelled(s, h, c, order[i], line);
		h->to = line;
	}
	free(order);
}

/* Where ends what is said of one alone: with the sentence, the paragraph, or at "keduanya". */
static size_t
alone_until(struct sheet *s, size_t p)
{
	size_t from = p;
	struct span m;

	while (s->text[p] != '\0' && p - from < SENTENCE_MOST && !field_ends_sentence(s->text, from, p) &&
	    !(s->text[p] == '\n' && s->text[p + 1] == '\n'))
		p++;
	p = from + utf8_within(s->text + from, p - from);
	for (size_t i = 0; i < s->o->together.n; i++)
		if (regex_find(s->o->together.items[i].re, s->text + from, p - from, 0, false, &m) == FOUND_YES)
			return from + m.start;
	return p;
}

/* Does a sentence that names the person tell this as well? */
static bool
tells_of(const struct sheet *s, const struct field_event *e, const struct field_event *name)
{
	for (size_t i = 0; e->sentence != 0 && i < s->n_events; i++) {
		const struct field_event *o = &s->events[i];

		if (o->sentence == e->sentence && o->rule == name->rule && o->at == name->at)
			return true;
	}
	return false;
}

/*
 * What running text says of a name: all that the same sentence of the rules tells, also before it,
 * and what follows it up to the next one. Other sentences name others.
 */
static void
set_around(struct sheet *s, struct human *h, const struct field_event *name, size_t to)
{
	for (size_t i = 0; i < s->n_events; i++) {
		const struct field_event *e = &s->events[i];
		enum column c = sheet_column(e->rule->id);
		size_t apart = e->at > name->at ? e->at - name->at : name->at - e->at;
		bool same = apart < SENTENCE && tells_of(s, e, name);

		if (c < COLUMN__N && c != NAMA && c != NIP && !e->labelled &&
		    (same || (e->at >= name->at && e->at < to && e->rank != RANK_OTHER)))
			human_prefer(h, c, e->value, e->certain, same ? RANK_LABEL : e->rank);
	}
}

/* "A (NIP ...), B (NIP ...) dan C (NIP ...) dari Dinas Sosial": said behind the last, it may be said of all. */
static void
share_last_place(struct sheet *s, size_t first)
{
	const struct human *last = &s->people[s->n_people - 1];

	for (size_t i = first; i + 1 < s->n_people; i++)
		if (s->people[i].value[UNIT_KERJA] != NULL)
			return;
	for (size_t i = first; i + 1 < s->n_people && last->value[UNIT_KERJA] != NULL; i++)
		human_set(&s->people[i], UNIT_KERJA, last->value[UNIT_KERJA], false);
}

/*
 * The name that a number in running text belongs to. A NIK counts where its sentence names whose it
 * is; NULL: nobody's.
 */
static const struct field_event *
name_of_number(const struct sheet *s, const struct field_event *e)
{
	const struct field_event *name = name_told_with(s, e);
	enum column c = sheet_column(e->rule->id);

	if (e->labelled || e->rank == RANK_PATTERN || (c != NIP && (c != NIK || name == NULL)))
		return NULL;
	return name != NULL ? name : last_name(s, e->at, NEAR);
}

/* "Dewi Anggraini, S.T." / "NIP 1982...": a name that has its line for itself, as below a letter. */
static bool
is_alone(const struct sheet *s, const struct field_event *name)
{
	const struct line *l = &s->lines[sheet_line(s, name->at)];

	return name->at < l->at + ALONE_SLACK && l->len < strlen(name->value) + ALONE_SLACK;
}

static bool
is_unsure(const struct sheet *s, const struct field_event *name)
{
	(void)s;
	return !name->certain;
}

/* Where some of the names are so and some are not, those that are go from the list. How many are left. */
static size_t
leave_names(struct sheet *s, const struct field_event *names[], size_t n, size_t before,
    bool (*is)(const struct sheet *, const struct field_event *))
{
	size_t kept = 0, so = 0;

	for (size_t k = 0; k < n; k++)
		so += is(s, names[k]);
	if (so == 0 || so == n)
		return n;
	for (size_t k = 0; k < n; k++)
		if (is(s, names[k])) {
			human_free(&s->people[before + k]);
		} else {
			names[kept] = names[k];
			s->people[before + kept++] = s->people[before + k];
		}
	s->n_people = before + kept;
	return kept;
}

/* Is somebody told already who has this name, or this number? */
static bool
is_told(const struct sheet *s, size_t from, enum column c, const char *number, const char *name)
{
	for (size_t k = from; k < s->n_people; k++)
		if ((s->people[k].value[c] != NULL && strcmp(s->people[k].value[c], number) == 0) ||
		    strcmp(s->people[k].value[NAMA], name) == 0)
			return true;
	return false;
}

/*
 * "Sdr. Alpiannor (NIP ...) dan Sdri. Chandra (NIP ...)": two names or more in running text, each
 * with a number, none of whoever writes or is only mentioned.
 */
bool
people_by_sentences(struct sheet *s)
{
	const struct field_event *names[SHEET_PEOPLE_MOST];
	struct field_event **order = xcalloc(s->n_events + 1, sizeof(*order));
	size_t before = s->n_people, n = 0;
	bool labelled = false;

	for (size_t i = 0; i < s->n_events; i++) {
		order[i] = &s->events[i];
		labelled |= order[i]->labelled && sheet_column(order[i]->rule->id) == NAMA;
	}
	qsort(order, s->n_events, sizeof(*order), by_place);
	for (size_t i = 0; i < s->n_events && n < SHEET_PEOPLE_MOST && !labelled; i++) {
		const struct field_event *e = order[i], *name;
		size_t line = sheet_line(s, e->at);
		enum column c = sheet_column(e->rule->id);
		struct human *h;

		if (line < s->body || line >= s->signature ||
		    (name = name_of_number(s, e)) == NULL || people_is_strange(s, name) ||
		    people_is_writers(s, name) || is_told(s, before, c, e->value, name->value))
			continue;
		h = human_add(s, line);
		human_set(h, NAMA, name->value, name->certain);
		human_set(h, c, e->value, e->certain);
		names[n++] = name;
	}
	free(order);
	/* beside names in running text those with a line of their own sign; small letters may be any words */
	n = leave_names(s, names, n, before, is_alone);
	n = leave_names(s, names, n, before, is_unsure);
	if (n < 2) {
		while (s->n_people > before)
			human_free(&s->people[--s->n_people]);
		return false;
	}
	for (size_t k = 0; k < n; k++) {
		size_t to = alone_until(s, names[n - 1]->at + strlen(names[n - 1]->value));

		for (size_t j = 0; j < n; j++)
			to = names[j]->at > names[k]->at && names[j]->at < to ? names[j]->at : to;
		set_around(s, &s->people[before + k], names[k], to);
	}
	share_last_place(s, before);
	return true;
}
