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

#include "base/mem.h"
#include "box/charset.h"
#include "box/field.h"
#include "box/trace.h"
#include "rules/calendar.h"

#define LINES_MOST 3000
#define LINE_MOST 1000
#define PEOPLE_MOST 100
#define CELLS_MOST 12
#define COPIES_MOST 15
#define HEAD_LINES 40

enum column { NAMA, NIP, NIK, JABATAN, PANGKAT, UNIT_KERJA, EMAIL, HP, COLUMN__N, NUMBER, OTHER };
static const char *const columns[COLUMN__N] = { "nama", "nip", "nik", "jabatan", "pangkat",
	"unit_kerja", "email", "hp" };

struct line { size_t at, len; };	/* trimmed */
struct human {
	char *value[COLUMN__N];
	bool certain[COLUMN__N];
	size_t from, to;		/* lines */
	bool signing;			/* stands below "yang bertanda tangan di bawah ini" */
};

struct sheet {
	const char *text, *source;
	const char *const *without;
	const struct ruleset *rules;
	const struct official_rules *o;
	struct facts *f;
	struct buf *trace;
	bool ocr, undecided;
	bool formal;			/* an official letter or a statement, not a mail */
	struct line *lines; size_t n;
	struct field_event *events; size_t n_events;
	struct human *people; size_t n_people;
	/* landmarks: lines; n: there is none */
	size_t head_end, body, signature, copies;
	char *signers[2]; size_t n_signers;
	const char *signer;		/* the first of them */
};

/* ---- columns ---- */

/* "Nomor : 1/2 <tab> Yth. Kepala Dinas": where the right column begins; 0: there is none. */
static size_t
right_column(const char *line, size_t n)
{
	const char *tab = memrchr(line, '\t', n), *colon = memchr(line, ':', n);

	if (tab == NULL || colon == NULL || colon > tab || tab + 1 >= line + n || tab[1] == ':')
		return 0;
	return (size_t)(tab - line) + 1;
}

/* A line set flush, whose words stand apart as cells do: "Saya,<tab>Dwi<tab>Lestari<tab>Handayani," */
static bool
is_flush(const char *line, size_t n)
{
	size_t cells = 1, running = 0;

	for (size_t i = 0; i < n; i++) {
		if (line[i] == ' ')
			return false;
		if (line[i] != '\t')
			continue;
		cells++;
		running += i > 0 && line[i - 1] == ',';
		running += i + 1 < n && line[i + 1] >= 'a' && line[i + 1] <= 'z';
	}
	return cells >= 4 && running >= 2;
}

/*
 * In the head of a letter date and address may stand right of Nomor and Hal, over several lines:
 * they are put below them. The caller frees.
 */
static char *
one_column(const char *text)
{
	struct buf out = BUF_INIT, right = BUF_INIT;
	size_t lines = 0, two = 0;
	bool changed = false;

	for (const char *p = text; *p != '\0'; lines++) {
		size_t n = strcspn(p, "\n"), at = lines < HEAD_LINES ? right_column(p, n) : 0;
		bool flush = is_flush(p, n);

		at = flush ? 0 : at;

		if (at > 0) {
			two++;
			buf_add(&right, p + at, n - at);
			buf_addc(&right, '\n');
			n = at - 1;
		} else if (right.len > 0 && n == 0) {
			buf_addf(&out, "\n%s", buf_str(&right));
			buf_reset(&right);
		}
		for (size_t i = 0; i < n; i++)
			buf_addc(&out, flush && p[i] == '\t' ? ' ' : p[i]);
		buf_addc(&out, '\n');
		changed |= flush;
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
	if (right.len > 0)
		buf_addf(&out, "\n%s", buf_str(&right));
	buf_free(&right);
	if (two >= 2 || changed)
		return buf_take(&out);
	buf_free(&out);
	return xstrdup(text);
}

/* ---- lines ---- */

static void
split(struct sheet *s)
{
	for (const char *p = s->text; *p != '\0' && s->n < LINES_MOST;) {
		size_t len = strcspn(p, "\n\f"), from = strspn(p, " \r");
		struct line line;

		if (from > len)
			from = len;
		line = (struct line){ (size_t)(p - s->text) + from, len - from };
		while (line.len > 0 && strchr(" \t\r", s->text[line.at + line.len - 1]) != NULL)
			line.len--;
		if (line.len > LINE_MOST)
			line.len = 0;
		s->lines = grow(s->lines, s->n, sizeof(*s->lines));
		s->lines[s->n++] = line;
		p += len + (p[len] != '\0');
	}
}

static size_t
line_of(const struct sheet *s, size_t at)
{
	size_t low = 0, high = s->n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (s->lines[mid].at <= at)
			low = mid + 1;
		else
			high = mid;
	}
	return low > 0 ? low - 1 : 0;
}

static bool
fits_at(struct sheet *s, const struct rules *rules, const char *text, size_t n, struct span *v)
{
	struct span m;

	for (size_t i = 0; i < rules->n; i++) {
		enum found found = regex_find(rules->items[i].re, text, n, 0, false, &m);

		s->undecided |= found == FOUND_UNDECIDED;
		if (found != FOUND_YES)
			continue;
		if (v != NULL && !regex_group(rules->items[i].re, "v", v))
			*v = (struct span){ n, n };
		return true;
	}
	return false;
}

static bool
fits(struct sheet *s, const struct rules *rules, size_t i, struct span *v)
{
	return s->lines[i].len > 0 &&
	    fits_at(s, rules, s->text + s->lines[i].at, s->lines[i].len, v);
}

static char *
piece(const struct sheet *s, size_t i, const struct span *v)
{
	char *copy = xstrndup(s->text + s->lines[i].at + v->start, v->end - v->start);
	char *line = charset_line(copy, LIMIT_LINE);

	free(copy);
	return line;
}

/* "800/1/X1/2026", "Penata (1I1/c)": a Roman number between slashes or brackets. */
static void
mend_roman(char *value)
{
	for (char *p = value; *p != '\0';) {
		size_t n = strcspn(p, "/() "), roman = strspn(p, "IVXL1l|");
		bool letter = false, figure = false;

		for (size_t i = 0; i < n && roman == n; i++) {
			letter |= strchr("IVX", p[i]) != NULL;
			figure |= strchr("1l|", p[i]) != NULL;
		}
		for (size_t i = 0; i < n && letter && figure && n < 6; i++)
			if (strchr("1l|", p[i]) != NULL)
				p[i] = 'I';
		p += n;
		p += strspn(p, "/() ");
	}
}

static void
tell(struct sheet *s, const char *name, const char *value, bool certain)
{
	if (value == NULL || *value == '\0')
		return;
	if (s->ocr && (strcmp(name, "pangkat") == 0 || strcmp(name, "nomor_surat") == 0)) {
		char *mended = xstrdup(value);

		mend_roman(mended);
		field_add(&s->f->fields, &s->f->n_fields, name, mended, s->source, certain);
		free(mended);
		return;
	}
	trace(s->trace, "letter %s = %s%s", name, value, certain ? "" : ", not certain");
	field_add(&s->f->fields, &s->f->n_fields, name, value, s->source, certain);
	if (s->ocr)
		for (size_t i = 0; i < s->f->n_fields; i++)
			if (strcmp(s->f->fields[i].source, s->source) == 0)
				s->f->fields[i].ocr = true;
}

/* ---- landmarks ---- */

/* The last line that tells of a person by a label; "NIP :" stands below signatures too. */
static size_t
last_label(const struct sheet *s)
{
	static const char *const labels[] = { "nama", "nik", "jabatan", "unit_kerja", "email", "hp" };
	size_t last = 0;

	for (size_t i = 0; i < s->n_events; i++)
		for (size_t k = 0; k < sizeof(labels) / sizeof(labels[0]); k++)
			if (s->events[i].labelled && strcmp(s->events[i].rule->id, labels[k]) == 0) {
				size_t at = line_of(s, s->events[i].at);

				last = at > last && at < s->copies ? at : last;
			}
	return last;
}

static void
find_form(struct sheet *s)
{
	size_t i;

	s->formal = strncmp(s->source, "doc:", 4) == 0;
	for (i = 0; i < s->n && !s->formal; i++)
		s->formal = fits(s, &s->o->titles, i, NULL) || fits(s, &s->o->signing, i, NULL);
	for (i = 0; i < s->n_events && !s->formal; i++)
		s->formal = s->events[i].labelled && s->events[i].certain &&
		    strcmp(s->events[i].rule->id, "nomor_surat") == 0;
}

static char *name_in(struct sheet *s, const char *cell, size_t n);

/* A mail that just ends: "Fitriani" / "Kec. Binuang" below the last blank line. */
static size_t
last_block(struct sheet *s, size_t labels)
{
	size_t end = s->copies, i = end, k;
	char *name;

	while (i > 0 && s->lines[i - 1].len == 0)
		end = --i;
	while (i > 0 && s->lines[i - 1].len > 0 && s->lines[i - 1].len < 60)
		i--;
	if (i == end || end - i > 5 || i <= labels || (i > 0 && s->lines[i - 1].len >= 60))
		return s->copies;
	for (k = i; k < end; k++) {
		name = name_in(s, s->text + s->lines[k].at, s->lines[k].len);
		free(name);
		if (name != NULL)
			return k;
	}
	return s->copies;
}

static void
find_signature(struct sheet *s)
{
	size_t end = s->copies, labels = last_label(s), i, from = 0;
	bool closed = false;

	for (i = 0; i < end; i++)
		if (fits(s, &s->o->closings, i, NULL)) {
			from = i + 1;
			closed = true;
		}
	s->signature = end;
	if (closed) {
		from = from > labels ? from : labels + 1;
		while (from < end && s->lines[from].len > 0 &&
		    !fits(s, &s->o->endings, from, NULL) &&
		    !fits(s, &s->o->place_dates, from, NULL))
			from++;
		s->signature = from;
		return;
	}
	for (i = end; i-- > labels + 1;)
		if (fits(s, &s->o->place_dates, i, NULL) || fits(s, &s->o->endings, i, NULL))
			s->signature = i;
		else if (s->signature < end && s->signature - i > 12)
			break;
	if (s->signature == end && !s->formal)
		s->signature = last_block(s, labels);
}

static void
find_landmarks(struct sheet *s)
{
	size_t i, first = s->n;

	s->copies = s->n;
	for (i = s->n; i-- > 0;)
		if (fits(s, &s->o->copies, i, NULL)) {
			s->copies = i;
			break;
		}
	s->head_end = 0;
	for (i = 0; i < s->copies && i < HEAD_LINES; i++)
		if (fits(s, &s->o->addressed, i, NULL)) {
			s->head_end = i + 1;
			break;
		}
	find_form(s);
	find_signature(s);
	/* what stands above the first landmark is the letter head of the office */
	for (i = 0; i < s->n_events; i++)
		if (s->events[i].labelled && strcmp(s->events[i].rule->id, "hp") != 0 &&
		    strcmp(s->events[i].rule->id, "email") != 0) {
			size_t at = line_of(s, s->events[i].at);

			first = at < first ? at : first;
		}
	for (i = 0; i < s->n && i < first; i++)
		if (fits(s, &s->o->titles, i, NULL) || fits(s, &s->o->signing, i, NULL) ||
		    fits(s, &s->o->addressed, i, NULL))
			first = i;
	s->body = first == s->n ? 0 : first;
}

/* ---- head ---- */

/* "Dinas Komunikasi dan" / "Informatika Kabupaten Tapin" / "di Rantau" */
static void
tell_addressee(struct sheet *s)
{
	struct buf to = BUF_INIT;
	struct span v;
	size_t i = s->head_end, lines = 0;

	if (i == 0)
		return;
	fits(s, &s->o->addressed, i - 1, &v);
	if (v.end > v.start) {
		char *first = piece(s, i - 1, &v);

		buf_adds(&to, first);
		free(first);
	}
	for (; i < s->n && lines < 3 && s->lines[i].len > 0; i++, lines++) {
		struct span all = { 0, s->lines[i].len };
		char *more;

		if (fits(s, &s->o->address_ends, i, NULL) || fits(s, &s->o->place_dates, i, NULL) ||
		    memchr(s->text + s->lines[i].at, ':', s->lines[i].len) != NULL)
			break;
		if (fits(s, &s->o->addressed, i, &v) && v.end > v.start)
			all = v;
		else if (lines > 1 || (to.len > 0 && (s->lines[i].len > 70 || !s->formal)))
			break;
		more = piece(s, i, &all);
		if (to.len > 0)
			buf_addc(&to, ' ');
		buf_adds(&to, more);
		free(more);
	}
	while (to.len > 0 && strchr(" ,.:", to.data[to.len - 1]) != NULL)
		to.data[--to.len] = '\0';
	tell(s, "yth", buf_str(&to), true);
	buf_free(&to);
}

static bool
is_label_line(const struct sheet *s, size_t i)
{
	for (size_t k = 0; k < s->n_events; k++)
		if (s->events[k].labelled && line_of(s, s->events[k].at) == i)
			return true;
	return false;
}

/* A value cut off where the date or another column of the same line begins, with its next line. */
static void
tell_head_field(struct sheet *s, const struct field_event *e)
{
	size_t i = line_of(s, e->at), len = strlen(e->value);
	struct buf value = BUF_INIT;
	struct span v;

	buf_adds(&value, e->value);
	if (fits(s, &s->o->place_dates, i, &v)) {
		/* "Nomor : 800/1 <tab> Rantau, 23 November 2026": the date's place is no value */
		const char *text = s->text + s->lines[i].at;
		size_t p = v.start;

		while (p > 0 && text[p - 1] != '\t' && !(text[p - 1] == ' ' && p > 1 && text[p - 2] == ' '))
			p--;
		v.start = p;
		for (char *c = value.data; c != NULL && *c != '\0'; c++)
			if (strncmp(c, text + p, 6) == 0) {
				*c = '\0';
				value.len = (size_t)(c - value.data);
				break;
			}
	}
	if (strcmp(e->rule->id, "hal") == 0 && len > 12 && i + 1 < s->n && s->lines[i + 1].len > 0 &&
	    s->lines[i + 1].len < 70 && !is_label_line(s, i + 1) &&
	    !fits(s, &s->o->addressed, i + 1, NULL) && !fits(s, &s->o->place_dates, i + 1, NULL) &&
	    !fits(s, &s->o->titles, i + 1, NULL)) {
		struct span all = { 0, s->lines[i + 1].len };
		char *more = piece(s, i + 1, &all);

		buf_addf(&value, " %s", more);
		free(more);
	}
	while (value.len > 0 && strchr(" ,;", value.data[value.len - 1]) != NULL)
		value.data[--value.len] = '\0';
	if (value.len > 0 && strcmp(buf_str(&value), "-") != 0)
		tell(s, e->rule->id, buf_str(&value), e->certain);
	buf_free(&value);
}

static void
tell_head(struct sheet *s)
{
	static const char *const names[] = { "nomor_surat", "sifat", "lampiran", "hal" };
	bool told[4] = { false };
	size_t last = s->head_end > 0 ? s->head_end + 6 : HEAD_LINES;

	for (size_t i = 0; i < s->n_events; i++)
		for (size_t k = 0; k < 4; k++)
			if (!told[k] && s->events[i].labelled &&
			    strcmp(s->events[i].rule->id, names[k]) == 0 &&
			    line_of(s, s->events[i].at) < last &&
			    (k != 0 || s->events[i].certain)) {
				tell_head_field(s, &s->events[i]);
				told[k] = true;
			}
	tell_addressee(s);
}

static void
tell_date(struct sheet *s)
{
	struct span v;
	char day[11];

	for (size_t i = 0; i < s->n; i++) {
		char *words;
		bool good;

		if (!fits(s, &s->o->place_dates, i, &v) || v.end == v.start)
			continue;
		words = piece(s, i, &v);
		good = calendar_read_date(words, day);
		free(words);
		if (good) {
			tell(s, "tanggal_surat", day, true);
			return;
		}
	}
	for (size_t i = 0; i < s->n_events; i++)
		if (s->events[i].labelled && strcmp(s->events[i].rule->id, "tanggal_surat") == 0 &&
		    calendar_read_date(s->events[i].value, day)) {
			tell(s, "tanggal_surat", day, true);
			return;
		}
}

/* "Kepala BKPSDM di Rantau;" -> "Kepala BKPSDM" */
static void
clean_copy(char *to)
{
	size_t n = strlen(to), k;

	while (n > 0 && strchr(" .;,", to[n - 1]) != NULL)
		n--;
	for (k = n; k > 0 && to[k - 1] != ' ';)
		k--;
	if (k > 4 && k < n && strncasecmp(to + k - 4, " di ", 4) == 0)
		n = k - 4;
	to[n] = '\0';
}

static void
tell_copies(struct sheet *s)
{
	size_t told = 0;

	for (size_t i = s->copies; i < s->n && told < COPIES_MOST; i++) {
		struct span v = { 0, s->lines[i].len };
		const char *text = s->text + s->lines[i].at;
		char *to;

		if (i == s->copies) {
			fits(s, &s->o->copies, i, &v);
			if (v.end == v.start)
				continue;
		} else if (s->lines[i].len == 0) {
			if (told > 0)
				break;
			continue;
		} else if (s->lines[i].len > 120) {
			break;
		}
		while (v.start < v.end &&
		    (isdigit((unsigned char)text[v.start]) || strchr(" .)-\t", text[v.start]) != NULL))
			v.start++;
		to = piece(s, i, &v);
		clean_copy(to);
		tell(s, "tembusan", to, true);
		told += *to != '\0';
		free(to);
	}
}

/* ---- signature ---- */

/* A cell of the signature as a name: without brackets, lines and blanks around it. NULL: none. */
static char *
name_in(struct sheet *s, const char *cell, size_t n)
{
	const struct field_rule *nama = NULL;
	struct span m;
	char *name;
	size_t len;

	while (n > 0 && strchr(" \t(_*", *cell) != NULL) {
		cell++;
		n--;
	}
	while (n > 0 && strchr(" \t)_*", cell[n - 1]) != NULL)
		n--;
	if (n < 3 || n > 80 || fits_at(s, &s->o->no_names, cell, n, NULL))
		return NULL;
	for (size_t i = 0; i < s->rules->n_fields; i++)
		if (strcmp(s->rules->fields[i].id, "nama") == 0)
			nama = &s->rules->fields[i];
	name = xstrndup(cell, n);
	len = strlen(name);
	for (size_t i = 0; nama != NULL && i < nama->values.n; i++)
		if (regex_find(nama->values.items[i].re, name, len, 0, false, &m) == FOUND_YES)
			return name;
	free(name);
	return NULL;
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
		names[n] = name_in(s, text + from, to - from);
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
static void
find_signer(struct sheet *s)
{
	char *names[2] = { NULL, NULL };
	size_t n = 0, i, below = s->copies;

	for (i = s->copies; i-- > s->signature && below == s->copies;)
		if (holds_number(s, i) || fits(s, &s->o->ranks, i, NULL))
			below = i;
	for (i = below; i-- > s->signature && n == 0;)
		if (s->lines[i].len > 0 && !fits(s, &s->o->ranks, i, NULL))
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
static void
tell_signers(struct sheet *s)
{
	const struct human *h = s->n_people == 1 ? &s->people[0] : NULL;
	bool personal = false;

	if (!s->formal)
		return;
	for (size_t i = s->body; i < s->signature; i++)
		personal |= fits(s, &s->o->personal, i, NULL);
	if (h != NULL && h->value[NAMA] != NULL &&
	    ((h->signing && (s->ocr || s->n_signers == 0)) || (personal && s->n_signers == 0))) {
		tell(s, "penanda_tangan", h->value[NAMA], true);
		return;
	}
	for (size_t i = 0; i < s->n_signers; i++)
		tell(s, "penanda_tangan", s->signers[i], true);
}

/* ---- people ---- */

static enum column
column_of(const char *id)
{
	enum column c = 0;

	while (c < COLUMN__N && strcmp(columns[c], id) != 0)
		c++;
	return c;
}

static struct human *
human_add(struct sheet *s, size_t line)
{
	s->people = grow(s->people, s->n_people, sizeof(*s->people));
	s->people[s->n_people] = (struct human){ .from = line, .to = line };
	for (size_t i = line > 3 ? line - 3 : 0; i <= line && i < s->n; i++)
		s->people[s->n_people].signing |= fits(s, &s->o->signing, i, NULL);
	return &s->people[s->n_people++];
}

static void
human_set(struct human *h, enum column c, const char *value, bool certain)
{
	if (h->value[c] != NULL)
		return;
	h->value[c] = xstrdup(value);
	h->certain[c] = certain;
}

static int
by_place(const void *a, const void *b)
{
	const struct field_event *x = *(struct field_event *const *)a,
				 *y = *(struct field_event *const *)b;

	return (x->at > y->at) - (x->at < y->at);
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

static bool
is_left_out(const struct sheet *s, const struct field_event *e)
{
	for (const char *const *w = s->without; w != NULL && *w != NULL; w++)
		if (e->rule->form == FORM_ADDRESS && strcmp(*w, e->value) == 0)
			return true;
	return false;
}

/* A value that goes on in the next line, which another label follows. */
static void
set_labelled(struct sheet *s, struct human *h, enum column c, const struct field_event *e, size_t line)
{
	struct span all = { 0, 0 };
	char *more, *both;

	if (!e->labelled || e->rule->form != FORM_TEXT || line + 2 >= s->n || s->ocr ||
	    s->lines[line + 1].len == 0 || s->lines[line + 1].len > 60 ||
	    is_label_line(s, line + 1) || !is_label_line(s, line + 2) ||
	    memchr(s->text + s->lines[line + 1].at, ':', s->lines[line + 1].len) != NULL) {
		/* an address in running text may be anybody's */
		human_set(h, c, e->value, e->certain && (e->labelled || c != EMAIL));
		return;
	}
	all.end = s->lines[line + 1].len;
	more = piece(s, line + 1, &all);
	both = xasprintf("%s %s", e->value, more);
	human_set(h, c, both, e->certain);
	free(both);
	free(more);
}

/* Each label "Nama" begins a person, unless the one before has nothing yet. */
static void
people_by_labels(struct sheet *s)
{
	struct field_event **order = xcalloc(s->n_events + 1, sizeof(*order));
	struct human *h = NULL;
	size_t n = 0;

	for (size_t i = 0; i < s->n_events; i++)
		if (column_of(s->events[i].rule->id) < COLUMN__N &&
		    !is_repeated(s, &s->events[i]) && !is_left_out(s, &s->events[i]))
			order[n++] = &s->events[i];
	qsort(order, n, sizeof(*order), by_place);
	for (size_t i = 0; i < n; i++) {
		enum column c = column_of(order[i]->rule->id);
		size_t line = line_of(s, order[i]->at);

		if (line < s->body || line >= s->signature ||
		    (c == NAMA && !order[i]->labelled &&
			fits_at(s, &s->o->places, order[i]->value, strlen(order[i]->value), NULL)) ||
		    (c == NAMA && !order[i]->labelled && fits(s, &s->o->places, line, NULL)))
			continue;
		/* "an. Bupati" in running text is nobody new */
		if (h == NULL ||
		    (c == NAMA && order[i]->labelled && h->value[NAMA] != NULL &&
			s->n_people < PEOPLE_MOST))
			h = human_add(s, line);
		set_labelled(s, h, c, order[i], line);
		h->to = line;
	}
	free(order);
}

/* ---- lists and tables ---- */

static char *
digits_of(const char *text, size_t n)
{
	char *digits = xmalloc(n + 1);
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (isdigit((unsigned char)text[i]))
			digits[k++] = text[i];
	digits[k] = '\0';
	return digits;
}

static void
set_number(struct human *h, const char *text, size_t n)
{
	char *digits = digits_of(text, n);
	size_t len = strlen(digits);

	if (len == 18)
		human_set(h, NIP, digits, true);
	else if (len == 16)
		human_set(h, NIK, digits, true);
	free(digits);
}

/* An item of a list: "1. ", "II. ", "- ". The rest of the line begins at *rest. */
static bool
is_item(struct sheet *s, size_t i, size_t *rest)
{
	struct span v;

	if (!fits(s, &s->o->items, i, &v))
		return false;
	*rest = s->lines[i].at + v.start;
	return true;
}

/* What of a piece is a name at its start: up to the number or the next part. */
static char *
leading_name(struct sheet *s, const char *text, size_t n)
{
	struct span v;

	for (size_t i = 0; i < s->rules->n_fields; i++)		/* "2. NIP *" */
		for (size_t k = 0; k < s->rules->fields[i].labels.n; k++)
			if (regex_find(s->rules->fields[i].labels.items[k].re, text, n, 0, true, &v) ==
			    FOUND_YES)
				return NULL;
	if (!fits_at(s, &s->o->names, text, n, &v) || v.end == v.start)
		return NULL;
	while (v.end > v.start && strchr(" ,-/:;(", text[v.end - 1]) != NULL)
		v.end--;
	return name_in(s, text + v.start, v.end - v.start);
}

/*
 * Parts of an item that no label tells: "/ Kasi Pembangunan / ...". The first is what the person
 * does, the next where.
 */
static void
set_parts(struct sheet *s, struct human *h, const char *text, size_t n)
{
	enum column next = JABATAN;

	for (size_t from = 0, to; from < n && next < COLUMN__N; from = to + 1) {
		size_t start, end, digits = 0;
		struct span m;

		for (to = from; to < n && strchr("/;|\t\n,()", text[to]) == NULL &&
		     !(text[to] == '-' && to > 0 && text[to - 1] == ' ');
		     to++)
			;
		start = from;
		end = to;
		while (start < end && strchr(" .-:", text[start]) != NULL)
			start++;
		while (end > start && strchr(" .-:", text[end - 1]) != NULL)
			end--;
		for (size_t k = start; k < end; k++)
			digits += isdigit((unsigned char)text[k]) != 0;
		if (end - start < 4 || digits > 3 || memchr(text + start, '@', end - start) != NULL ||
		    memchr(text + start, ':', end - start) != NULL)
			continue;
		if (fits_at(s, &s->o->places, text + start, end - start, &m)) {
			if (h->value[UNIT_KERJA] == NULL) {
				char *value = xstrndup(text + start, end - start);

				human_set(h, UNIT_KERJA, value, true);
				free(value);
			}
		} else if (h->value[JABATAN] == NULL && h->value[NAMA] != NULL &&
		    (next == JABATAN)) {
			char *value = xstrndup(text + start, end - start);

			human_set(h, JABATAN, value, true);
			free(value);
			next = UNIT_KERJA;
		}
	}
}

static void
read_item(struct sheet *s, struct human *h, size_t from, size_t to)
{
	size_t len = strcspn(s->text + from, "\n\f"), begun = 0;
	bool labels = false;

	for (size_t i = 0; i < s->n_events; i++)
		labels |= s->events[i].labelled && line_of(s, s->events[i].at) == line_of(s, from);
	if (!labels) {
		h->value[NAMA] = leading_name(s, s->text + from, len);
		h->certain[NAMA] = true;
	}
	for (size_t i = 0; i < s->n_events; i++) {
		const struct field_event *e = &s->events[i];
		enum column c = column_of(e->rule->id);

		if (c < COLUMN__N && e->at >= from && e->at < to && !is_left_out(s, e) &&
		    (c != NAMA || h->value[NAMA] == NULL)) {
			human_set(h, c, e->value, e->certain);
			labels |= e->labelled && c != NIP && c != NIK && c != HP;
		}
	}
	if (h->value[NAMA] != NULL)
		begun = strlen(h->value[NAMA]);
	labels &= h->value[NAMA] == NULL || begun == 0;
	if (!labels && begun > 0 && begun <= to - from)
		set_parts(s, h, s->text + from + begun, to - from - begun);
}

static bool
has_number(const struct human *h)
{
	return h->value[NIP] != NULL || h->value[NIK] != NULL;
}

static void
human_free(struct human *h)
{
	for (size_t k = 0; k < COLUMN__N; k++)
		free(h->value[k]);
}

/* Items of a list, of which two at least hold a name and a number of a person. */
static bool
people_by_items(struct sheet *s)
{
	size_t found = 0, rest = 0, next, before = s->n_people;

	for (size_t i = s->body; i < s->copies; i = next) {
		size_t to, last = i + 1;
		struct human *h;

		next = i + 1;
		if (!is_item(s, i, &rest))
			continue;
		while (last < s->copies && last < i + 9 && !is_item(s, last, &to) &&
		    !fits(s, &s->o->endings, last, NULL) && !fits(s, &s->o->closings, last, NULL) &&
		    !(s->lines[last].len == 0 && last + 1 < s->copies && s->lines[last + 1].len > 0 &&
			!is_label_line(s, last + 1)))
			last++;
		to = last < s->n ? s->lines[last].at : strlen(s->text);
		if (s->n_people == PEOPLE_MOST || to <= rest)
			break;
		h = human_add(s, i);
		read_item(s, h, rest, to);
		if (h->value[NAMA] == NULL || (!has_number(h) && h->value[HP] == NULL)) {
			human_free(h);
			s->n_people--;
			continue;
		}
		h->to = last - 1;
		found++;
		next = last;
	}
	if (found >= 2)
		return true;
	while (s->n_people > before)
		human_free(&s->people[--s->n_people]);
	return false;
}

struct row { struct span cell[CELLS_MOST]; size_t n; };

/* Between the cells of a line: tabs or bars; else semicolons; else wide gaps. */
static char
separator_of(const char *text, size_t n)
{
	size_t semicolons = 0;

	for (size_t i = 0; i < n; i++) {
		if (text[i] == '\t' || text[i] == '|')
			return '\t';
		semicolons += text[i] == ';';
	}
	return semicolons >= 2 ? ';' : ' ';
}

static bool
parts(const char *text, size_t n, size_t i, char separator)
{
	if (separator == ' ')
		return text[i] == ' ' && i + 1 < n && text[i + 1] == ' ';
	return text[i] == separator || (separator == '\t' && text[i] == '|');
}

static void
cells_of(const struct sheet *s, size_t i, struct row *row)
{
	const char *text = s->text + s->lines[i].at;
	size_t from = 0, len = s->lines[i].len;
	char separator = separator_of(text, len);

	row->n = 0;
	if (separator == '\t' && len > 0 && text[0] == '|')
		from = 1;
	while (from <= len && row->n < CELLS_MOST) {
		size_t to = from;

		while (to < len && !parts(text, len, to, separator))
			to++;
		row->cell[row->n].start = from;
		row->cell[row->n].end = to;
		while (row->cell[row->n].start < to && text[row->cell[row->n].start] == ' ')
			row->cell[row->n].start++;
		while (row->cell[row->n].end > row->cell[row->n].start &&
		    text[row->cell[row->n].end - 1] == ' ')
			row->cell[row->n].end--;
		row->n++;
		from = to + 1;
		while (separator == ' ' && from < len && text[from] == ' ')
			from++;
	}
	while (row->n > 0 && row->cell[row->n - 1].end == row->cell[row->n - 1].start)
		row->n--;
}

/* What a heading says of its column; a heading "Nama/NIP" is of the name. */
static enum column
heading(struct sheet *s, size_t i, const struct span *cell)
{
	const char *text = s->text + s->lines[i].at + cell->start;
	size_t n = cell->end - cell->start;
	enum column best = OTHER;
	size_t reach = 0;
	struct span m;

	if (n <= 8 && (strncasecmp(text, "no", 2) == 0 || strncasecmp(text, "urut", 4) == 0))
		return NUMBER;
	for (size_t k = 0; k < s->rules->n_fields; k++)
		for (size_t j = 0; j < s->rules->fields[k].labels.n; j++)
			if (regex_find(s->rules->fields[k].labels.items[j].re, text, n, 0, true,
				&m) == FOUND_YES && m.end > reach) {
				enum column c = column_of(s->rules->fields[k].id);

				reach = m.end;
				best = c < COLUMN__N ? c : OTHER;
			}
	return best;
}

static bool
is_table_head(struct sheet *s, size_t i, struct row *row, enum column *cols)
{
	size_t known = 0;
	bool name = false;

	cells_of(s, i, row);
	if (row->n < 2)
		return false;
	/* "Nama : Siti <tab> Jabatan : Guru" is no heading */
	if (memchr(s->text + s->lines[i].at, ':', s->lines[i].len) != NULL)
		return false;
	for (size_t k = 0; k < row->n; k++) {
		cols[k] = heading(s, i, &row->cell[k]);
		known += cols[k] < COLUMN__N;
		name |= cols[k] == NAMA;
	}
	return name && known >= 2;
}

static enum column
looks_like(const char *text, size_t n)
{
	size_t digits = 0, other = 0;

	if (memchr(text, '@', n) != NULL)
		return EMAIL;
	for (size_t i = 0; i < n; i++)
		if (isdigit((unsigned char)text[i]))
			digits++;
		else if (strchr(" .-+", text[i]) == NULL)
			other++;
	if (other > 3 || digits == 0)
		return OTHER;
	return digits == 18 ? NIP : digits == 16 ? NIK : digits >= 9 && digits <= 14 ? HP : NUMBER;
}

static void
set_cell(struct sheet *s, struct human *h, size_t i, const struct span *cell, enum column c)
{
	const char *text = s->text + s->lines[i].at + cell->start;
	size_t n = cell->end - cell->start;
	char *value;

	/* a heading over two lines may not be known, but what stands below it is */
	if (c == OTHER)
		c = looks_like(text, n);
	if (n == 0 || c >= COLUMN__N)
		return;
	if (c == NIP || c == NIK) {
		set_number(h, text, n);
		return;
	}
	value = c == HP ? digits_of(text, n) : piece(s, i, cell);
	if (c == NAMA) {		/* "1. Siti Rahmah / 19870312..." */
		size_t cut = strspn(value, "0123456789");

		if (cut > 0 && cut < 4 && strchr(". )", value[cut]) != NULL) {
			cut += strspn(value + cut, ". )");
			memmove(value, value + cut, strlen(value + cut) + 1);
		}
		cut = 0;

		while (value[cut] != '\0' && !isdigit((unsigned char)value[cut]))
			cut++;
		if (value[cut] != '\0' && cut > 2) {
			set_number(h, value + cut, strlen(value + cut));
			while (cut > 0 && strchr(" /.:-", value[cut - 1]) != NULL)
				cut--;
			if (cut > 3 && strncasecmp(value + cut - 3, "nip", 3) == 0)
				cut -= 3;
			while (cut > 0 && strchr(" /.:-", value[cut - 1]) != NULL)
				cut--;
			value[cut] = '\0';
		}
	}
	if (c == EMAIL)
		for (char *p = value; *p != '\0'; p++)
			*p = (char)tolower((unsigned char)*p);
	if (*value != '\0' && strcmp(value, "-") != 0)
		human_set(h, c, value, true);
	free(value);
}

/* A table under way: its columns, and what of the row at hand is still missing. */
struct table {
	struct row head;
	enum column cols[CELLS_MOST];
	enum column missing[CELLS_MOST]; size_t n_missing;
};

static bool
is_words(enum column c)
{
	return c == NAMA || c == JABATAN || c == PANGKAT || c == UNIT_KERJA;
}

/*
 * The cells of a row, perhaps fewer than headings: numbers go where numbers belong, and words to
 * the columns between them.
 */
static void
set_row(struct sheet *s, struct human *h, size_t i, const struct row *row, struct table *t)
{
	size_t at = 0;

	for (size_t k = 0; k < row->n; k++) {
		const char *text = s->text + s->lines[i].at + row->cell[k].start;
		size_t n = row->cell[k].end - row->cell[k].start, to = at;
		enum column like = looks_like(text, n);

		if (row->n == t->head.n) {
			set_cell(s, h, i, &row->cell[k], t->cols[k]);
			continue;
		}
		while (to < t->head.n &&
		    (like < COLUMN__N	 ? t->cols[to] != like :
			    like == NUMBER ? t->cols[to] != NUMBER :
					     !is_words(t->cols[to])))
			to++;
		if (to == t->head.n)
			continue;
		set_cell(s, h, i, &row->cell[k], t->cols[to]);
		at = to + 1;
	}
	t->n_missing = 0;
	for (size_t k = 0; k < t->head.n; k++)
		if (is_words(t->cols[k]) && h->value[t->cols[k]] == NULL)
			t->missing[t->n_missing++] = t->cols[k];
}

static void
add_words(struct human *h, enum column c, const char *more)
{
	char *both;

	if (h->value[c] == NULL) {
		human_set(h, c, more, true);
		return;
	}
	both = xasprintf("%s %s", h->value[c], more);
	free(h->value[c]);
	h->value[c] = both;
}

/*
 * A line of a row whose cells are of several lines: to the columns that the row's own line has not,
 * in their order; else to a name that goes on, or to the last words.
 */
static void
add_loose(struct sheet *s, struct human *h, size_t i, const struct table *t)
{
	struct row row;

	cells_of(s, i, &row);
	for (size_t k = 0; k < row.n; k++) {
		char *more = piece(s, i, &row.cell[k]), *digits = digits_of(more, strlen(more));
		size_t n_digits = strlen(digits);
		enum column c;

		free(digits);
		if (n_digits == 18 || n_digits == 16) {		/* "NIP ..." below the name */
			set_number(h, more, strlen(more));
			free(more);
			continue;
		}
		if (t->n_missing > 0) {
			c = t->missing[k < t->n_missing ? k : t->n_missing - 1];
		} else {
			size_t len = h->value[NAMA] != NULL ? strlen(h->value[NAMA]) : 0;

			c = k == 0 && len > 0 && h->value[NAMA][len - 1] == ',' ? NAMA :
			    h->value[UNIT_KERJA] != NULL			? UNIT_KERJA :
			    h->value[JABATAN] != NULL				? JABATAN :
										  NAMA;
		}
		if (*more != '\0')
			add_words(h, c, more);
		free(more);
	}
}

static bool
begins_row(struct sheet *s, size_t i, const struct row *row, const struct table *t)
{
	const char *first = s->text + s->lines[i].at + row->cell[0].start;
	size_t n = row->n > 0 ? row->cell[0].end - row->cell[0].start : 0;

	if (row->n < 2)
		return false;
	if (t->cols[0] == NUMBER)
		return isdigit((unsigned char)*first) && (n <= 4 || row->n + 1 == t->head.n);
	return row->n == t->head.n;
}

static bool
ends_table(struct sheet *s, size_t i)
{
	return fits(s, &s->o->closings, i, NULL) || fits(s, &s->o->endings, i, NULL) ||
	    fits(s, &s->o->place_dates, i, NULL) || fits(s, &s->o->copies, i, NULL);
}

/*
 * Rows below a heading. Cells of several lines stand around the row's own line when they are
 * centred - then as many below as above - and below it when they are not.
 */
static size_t
read_rows(struct sheet *s, size_t from, struct table *t)
{
	size_t i, above = from, empty = 0;

	for (i = from; i < s->n && s->n_people < PEOPLE_MOST && empty < 3; i++) {
		size_t centred, k;
		struct human *h;
		struct row row;

		cells_of(s, i, &row);
		if (row.n == 0) {
			empty++;
			continue;
		}
		if (ends_table(s, i))
			break;
		empty = 0;
		if (!begins_row(s, i, &row, t))
			continue;
		h = human_add(s, i);
		set_row(s, h, i, &row, t);
		centred = t->n_missing > 0 ? i - above : 0;
		for (k = above; centred > 0 && k < i; k++)
			if (s->lines[k].len > 0)
				add_loose(s, h, k, t);
		for (k = i + 1; k < s->n && s->lines[k].len > 0 && (centred == 0 || k <= i + centred);
		     k++) {
			cells_of(s, k, &row);
			if (ends_table(s, k) || begins_row(s, k, &row, t) ||
			    (centred == 0 && row.n > t->n_missing + 2))
				break;
			add_loose(s, h, k, t);
		}
		above = k;
		i = k - 1;
		if (h->value[NAMA] == NULL || isdigit((unsigned char)*h->value[NAMA])) {
			human_free(h);
			s->n_people--;
		}
	}
	return i;
}

/* The table that has most people; a letter may begin with another one. */
static bool
people_by_table(struct sheet *s)
{
	size_t before = s->n_people;

	for (size_t i = s->body; i < s->n; i++) {
		struct table t = { 0 };

		if (!is_table_head(s, i, &t.head, t.cols))
			continue;
		i = read_rows(s, i + 1, &t);
		if (s->n_people > before + 1)
			return true;
		while (s->n_people > before)
			human_free(&s->people[--s->n_people]);
	}
	return false;
}

/* ---- judgement ---- */

/* Half of them at least are known by a number or a telephone, and two of them by a name. */
static bool
are_people(const struct sheet *s)
{
	size_t known = 0, named = 0, numbered = 0;

	for (size_t i = 0; i < s->n_people; i++) {
		const struct human *h = &s->people[i];

		numbered += has_number(h);
		known += has_number(h) || h->value[HP] != NULL || h->value[EMAIL] != NULL ||
		    h->value[JABATAN] != NULL;
		named += h->value[NAMA] != NULL && strchr(h->value[NAMA], ':') == NULL;
	}
	return s->n_people >= 2 && named == s->n_people && 2 * known >= s->n_people &&
	    (numbered >= 2 || numbered == 0);
}

static bool
same_name(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return false;
	for (;; a++, b++) {
		while (*a != '\0' && !isalpha((unsigned char)*a) && (unsigned char)*a < 0x80)
			a++;
		while (*b != '\0' && !isalpha((unsigned char)*b) && (unsigned char)*b < 0x80)
			b++;
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
		if (*a == '\0')
			return true;
	}
}

static void
human_drop(struct sheet *s, size_t i)
{
	trace(s->trace, "letter: %s signs", s->people[i].value[NAMA] != NULL ? s->people[i].value[NAMA] : "the first");
	human_free(&s->people[i]);
	memmove(&s->people[i], &s->people[i + 1], (--s->n_people - i) * sizeof(*s->people));
}

/* Who signs for others is not one of them. */
static void
leave_signer_out(struct sheet *s)
{
	bool about = false;

	if (s->n_people < 2)
		return;
	if (same_name(s->people[0].value[NAMA], s->signer)) {
		human_drop(s, 0);
		return;
	}
	for (size_t i = s->people[0].to; i < s->people[1].from && i < s->n; i++)
		about |= fits(s, &s->o->about, i, NULL);
	if (s->people[0].signing && about)
		human_drop(s, 0);
}

/* "Hormat saya, Siti Rahmah, NIP ...": who writes of himself is the applicant. */
static void
take_signer_in(struct sheet *s)
{
	struct human *h;
	bool personal = false, others = false;

	if (s->signer == NULL || (s->n_people > 0 && s->people[0].value[NAMA] != NULL))
		return;
	for (size_t i = s->body; i < s->signature; i++) {
		personal |= fits(s, &s->o->personal, i, NULL);
		others |= fits(s, &s->o->others, i, NULL);
	}
	if (s->formal ? !personal : others)
		return;
	h = s->n_people > 0 ? &s->people[0] : human_add(s, s->signature);
	human_set(h, NAMA, s->signer, true);
	for (size_t i = 0; i < s->n_events; i++) {
		enum column c = column_of(s->events[i].rule->id);
		size_t line = line_of(s, s->events[i].at);

		if (c < COLUMN__N && line >= s->signature && line < s->copies &&
		    !is_left_out(s, &s->events[i]))
			human_set(h, c, s->events[i].value, s->events[i].certain);
	}
}

/* A letter of one person: what stands below his name, without a label, is where he works. */
static void
take_place(struct sheet *s)
{
	struct human *h = s->n_people == 1 ? &s->people[0] : NULL;

	if (h == NULL || s->formal || h->value[UNIT_KERJA] != NULL)
		return;
	for (size_t i = s->signature; i < s->copies; i++)
		if (fits(s, &s->o->places, i, NULL) && s->lines[i].len < 80) {
			struct span all = { 0, s->lines[i].len };
			char *value = piece(s, i, &all);

			human_set(h, UNIT_KERJA, value, true);
			free(value);
			return;
		}
}

/* Two numbers where one person is spoken of: both are told, neither is certain. */
static void
tell_rivals(struct sheet *s)
{
	static const enum column unique[] = { NIP, NIK, EMAIL };
	struct human *h = s->n_people == 1 ? &s->people[0] : NULL;

	for (size_t k = 0; h != NULL && k < 3; k++)
		for (size_t i = 0; i < s->n_events; i++) {
			const struct field_event *e = &s->events[i];
			enum column c = unique[k];
			size_t line = line_of(s, e->at);

			if (strcmp(e->rule->id, columns[c]) != 0 || !e->certain || is_left_out(s, e) ||
			    line < s->body || line >= s->signature || h->value[c] == NULL ||
			    strcmp(h->value[c], e->value) == 0)
				continue;
			h->certain[c] = false;
			tell(s, columns[c], e->value, false);
		}
}

/* "... pegawai Kecamatan Bungur sebagai berikut:" is said once for all of them. */
static void
share_place(struct sheet *s)
{
	const char *place = NULL;

	if (s->n_people < 2)
		return;
	for (size_t i = 0; i < s->n_people; i++)
		if (s->people[i].value[UNIT_KERJA] != NULL)
			return;
	for (size_t i = 0; i < s->n_events && place == NULL; i++)
		if (strcmp(s->events[i].rule->id, columns[UNIT_KERJA]) == 0 &&
		    line_of(s, s->events[i].at) >= s->body &&
		    line_of(s, s->events[i].at) < s->signature)
			place = s->events[i].value;
	for (size_t i = 0; i < s->n_people && place != NULL; i++)
		human_set(&s->people[i], UNIT_KERJA, place, true);
}

static void
tell_people(struct sheet *s)
{
	if (s->n_people >= 2)
		for (size_t i = 0; i < s->n_people; i++) {
			const struct human *h = &s->people[i];
			struct fact_person *p;

			s->f->applicants =
			    grow(s->f->applicants, s->f->n_applicants, sizeof(*s->f->applicants));
			p = &s->f->applicants[s->f->n_applicants++];
			*p = (struct fact_person){ xstrdup(h->value[NAMA]), xstrdup(h->value[NIP]),
				xstrdup(h->value[NIK]), xstrdup(h->value[JABATAN]),
				xstrdup(h->value[UNIT_KERJA]), xstrdup(h->value[EMAIL]),
				xstrdup(h->value[HP]), xstrdup(s->source) };
			trace(s->trace, "letter person %zu = %s", i + 1,
			    p->nama != NULL ? p->nama : "(no name)");
			if (s->f->n_applicants >= PEOPLE_MOST)
				break;
		}
	else if (s->n_people == 1)
		for (enum column c = 0; c < COLUMN__N; c++)
			tell(s, columns[c], s->people[0].value[c],
			    s->people[0].certain[c] &&
				!(s->ocr && (c == NIP || c == NIK || c == EMAIL || c == HP)));
}

bool
official_read(const struct sheet_order *order, const struct ruleset *rules, struct facts *f,
    struct buf *t)
{
	char *text = one_column(order->text);
	struct sheet s = { .text = text, .source = order->source, .without = order->without,
		.rules = rules, .o = &rules->official, .f = f, .trace = t, .ocr = order->ocr };

	split(&s);
	s.undecided = field_events(s.text, rules, &s.events, &s.n_events, NULL);
	find_landmarks(&s);
	trace(t, "letter: body from line %zu, signature %zu, copies %zu of %zu", s.body + 1,
	    s.signature + 1, s.copies + 1, s.n);
	tell_head(&s);
	tell_date(&s);
	find_signer(&s);
	tell_copies(&s);
	if (order->no_people) {
		tell_signers(&s);
		goto out;
	}
	if ((!people_by_table(&s) && !people_by_items(&s)) || !are_people(&s)) {
		while (s.n_people > 0)
			human_free(&s.people[--s.n_people]);
		people_by_labels(&s);
	}
	leave_signer_out(&s);
	take_signer_in(&s);
	tell_signers(&s);
	take_place(&s);
	share_place(&s);
	tell_rivals(&s);
	tell_people(&s);
out:
	for (size_t i = 0; i < s.n_people; i++)
		human_free(&s.people[i]);
	free(s.people);
	field_events_free(s.events, s.n_events);
	free(s.lines);
	for (size_t i = 0; i < s.n_signers; i++)
		free(s.signers[i]);
	free(text);
	return s.undecided;
}
