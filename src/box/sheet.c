/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines of a text, and which of the rules they fit. In the head of a letter two columns are put
 * one below the other first.
 */
#include "box/sheet.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "box/charset.h"
#include "box/trace.h"

#define LINES_MOST 3000
#define LINE_MOST 1000
#define PIECE_MOST 9	/* digits that are no number */
#define GAP 4			/* blanks between columns */
#define ADDRESS_LINE 60		/* bytes of a line of an address */
#define ADDRESS_BARE 7		/* "di -" */
#define LABEL_LINE 30		/* bytes of a label that stands alone */
#define GAP_SLACK 12		/* bytes that a line of a column may begin further left */

const char *const sheet_columns[COLUMN__N] = { "nama", "nip", "nik", "jabatan", "pangkat",
	"unit_kerja", "email", "hp" };

/* "Nomor : 1/2 <tab> Yth. Kepala Dinas": where the right column begins; 0: there is none. */
static size_t
right_column(const char *line, size_t n)
{
	const char *tab = memrchr(line, '\t', n), *colon = memchr(line, ':', n);

	if (tab == NULL || colon == NULL || colon > tab || tab + 1 >= line + n || tab[1] == ':')
		return 0;
	/* "Nomor <tab> : <tab> 1/2": label, colon and value are cells of one column */
	if (strspn(colon + 1, " \t") >= (size_t)(tab - colon))
		return 0;
	return (size_t)(tab - line) + 1;
}

/*
 * The same set with blanks: "Sifat : Biasa <blanks> Kepada". `known`: where the right column began
 * above, for lines that go on there; 0: nowhere yet.
 */
static size_t
right_of_gap(const char *line, size_t n, size_t known)
{
	const char *colon = memchr(line, ':', n);
	size_t indent = strspn(line, " "), gap = n;

	for (size_t i = indent; i + GAP < n; i++)
		if (strspn(line + i, " ") >= GAP && i + strspn(line + i, " ") < n)
			gap = i;
	if (indent < n && known > 0 && indent + GAP_SLACK >= known)
		return memchr(line, ':', n) == NULL ? indent : 0;
	if (gap == n)
		return 0;
	while (gap < n && line[gap] == ' ')
		gap++;
	/* "Nama : Siti    NIP : 1987" are labels side by side */
	if (memchr(line + gap, ':', n - gap) != NULL || memchr(line, '\t', n) != NULL)
		return 0;
	if (colon != NULL && colon < line + gap && colon[1 + strspn(colon + 1, " ")] != '\0' &&
	    colon + 1 + strspn(colon + 1, " ") < line + gap)
		return gap;
	return known > 0 && gap + GAP_SLACK >= known ? gap : 0;
}

/* Below such a line: both columns go on, "Elektronik <tab> di Rantau", or the right one alone. */
static size_t
goes_beside(const char *line, size_t n)
{
	const char *tab = memchr(line, '\t', n);

	if (tab == NULL || tab + 1 == line + n || memchr(line, ':', n) != NULL || memchr(tab + 1, '\t', n - (size_t)(tab + 1 - line)) != NULL)
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

/* Blanks and colons of other kinds, as HTML, word processors and keyboards write them, as plain ones; a new page begins a line. */
static char *
plain_blanks(const char *text)
{
	static const char *const kinds[] = { "\xef\xbc\x9a", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x82",
		"\xe2\x80\x83", "\xe2\x80\x89", "\xe3\x80\x80" };
	char *copy = xstrdup(text), *to = copy;

	for (const char *p = copy; *p != '\0';) {
		size_t len = 0;
		bool colon = false;

		for (size_t k = 0; (unsigned char)*p >= 0xc2 && k < sizeof(kinds) / sizeof(kinds[0]); k++)
			if (strncmp(p, kinds[k], strlen(kinds[k])) == 0) {
				len = strlen(kinds[k]);
				colon = k == 0;
			}
		*to++ = colon ? ':' : len > 0 ? ' ' : *p == '\f' ? '\n' : *p;
		p += len > 0 ? len : 1;
	}
	*to = '\0';
	return copy;
}

/* "N a m a   : X", "S U M I A T I": letters set apart are put together, in place. */
static void
join_letters(char *text)
{
	char *to = text;

	for (const char *p = text; *p != '\0';) {
		size_t n = 0;

		if (p == text || strchr(" \t\n(", p[-1]) != NULL)
			while (isalpha((unsigned char)p[2 * n]) && p[2 * n + 1] == ' ' &&
			    isalpha((unsigned char)p[2 * n + 2]))
				n++;
		if (n < 2 || isalpha((unsigned char)p[2 * n + 1])) {
			*to++ = *p++;
			continue;
		}
		for (size_t i = 0; i <= n; i++)
			*to++ = p[2 * i];
		p += 2 * n + 1;
	}
	*to = '\0';
}

/*
 * "Kabupaten Tapin", "di -", "Rantau" below the last line of the left column: the address on the
 * right, whose lines are `right`, is longer than what stands beside it.
 */
static bool
ends_address(struct sheet *s, const struct buf *right, const char *line, size_t n)
{
	const char *all = right->len > 0 ? right->data : "", *last = all;
	bool addressed = false;
	size_t len = 0;

	if (n == 0 || n > ADDRESS_LINE || memchr(line, ':', n) != NULL ||
	    memchr(line, '\t', n) != NULL)
		return false;
	for (const char *p = all; *p != '\0'; p += len + 1) {
		len = strcspn(p, "\n");
		addressed |= sheet_fits_at(s, &s->o->addressed, p, len, NULL);
		last = p;
	}
	if (!addressed)
		return false;
	/* "di -" leads to the place alone */
	if (sheet_fits_at(s, &s->o->address_ends, last, len, NULL))
		return len <= ADDRESS_BARE;
	return sheet_fits_at(s, &s->o->address_rests, line, n, NULL) ||
	    (n > 1 && strncasecmp(line, "di", 2) == 0 && (n == 2 || strchr(" -", line[2]) != NULL) &&
		sheet_fits_at(s, &s->o->address_ends, line, n, NULL));
}

/* How long the picture is that stands here: U+1F000 and up, U+2600 to U+27BF, and what joins or colours them. */
static size_t
picture_at(const char *text)
{
	const unsigned char *p = (const unsigned char *)text;

	if (p[0] == 0xf0 && p[1] == 0x9f && p[2] != '\0' && p[3] != '\0')
		return 4;
	if ((p[0] == 0xe2 && p[1] >= 0x98 && p[1] <= 0x9e && p[2] != '\0') || strncmp(text, "\xef\xb8\x8f", 3) == 0 ||
	    strncmp(text, "\xe2\x80\x8d", 3) == 0)
		return 3;
	return 0;
}

/*
 * How much of a line goes: what a chat program puts before each message, "[11/11/26 07.40] Siti: ", and
 * pictures, which say what a label would, and only to people, with the blanks behind them.
 */
static size_t
line_head(struct sheet *s, const char *line, size_t n)
{
	struct span v = { 0, 0 };
	size_t chat = sheet_fits_at(s, &s->o->chats, line, n, &v) ? v.start : 0, from, pictures;

	pictures = from = chat + strspn(line + chat, " \t");
	while (from < n && picture_at(line + from) > 0)
		from += picture_at(line + from);
	return from > pictures ? from + strspn(line + from, " \t") : chat;
}

static void
drop_line_heads(struct sheet *s, char *text)
{
	char *to = text;

	for (const char *p = text; *p != '\0';) {
		size_t n = strcspn(p, "\n"), from = line_head(s, p, n);

		memmove(to, p + from, n - from);
		to += n - from;
		p += n;
		if (*p == '\n')
			*to++ = *p++;
	}
	*to = '\0';
}

/* Does a line begin with the mark behind a label, as where a narrow form broke it? ": Siti" */
static bool
begins_with_colon(const char *line)
{
	line += strspn(line, " \t");
	return *line == ':' && (line[1] == ' ' || line[1] == '\t');
}

/* "Nama" / ": Siti Rahmah" in two lines becomes one; not where labels and values stand in columns. */
static void
join_labels(char *text)
{
	bool before = false;

	for (const char *p = text; *p != '\0'; p += strcspn(p, "\n"), p += *p == '\n') {
		bool here = begins_with_colon(p);

		if (here && (before || p == text))
			return;
		before = here;
	}
	for (char *p = text, *end; *p != '\0'; p = end + (*end == '\n')) {
		end = p + strcspn(p, "\n");
		if (*end == '\n' && end > p && end - p < LABEL_LINE && isalpha((unsigned char)*p) &&
		    memchr(p, ':', (size_t)(end - p)) == NULL && begins_with_colon(end + 1))
			*end = ' ';
	}
}

/*
 * In the head of a letter date and address may stand right of Nomor and Hal, over several lines:
 * they are put below them. The caller frees.
 */
char *
sheet_one_column(struct sheet *s, const char *original)
{
	char *text = plain_blanks(original);
	struct buf out = BUF_INIT, right = BUF_INIT;
	size_t lines = 0, two = 0, known = 0;
	bool changed = false, beside = false;

	join_letters(text);
	drop_line_heads(s, text);
	join_labels(text);
	for (const char *p = text; *p != '\0'; lines++) {
		size_t n = strcspn(p, "\n"), at = lines < SHEET_HEAD_LINES ? right_column(p, n) : 0;
		bool flush = is_flush(p, n);

		if (at == 0 && beside)
			at = goes_beside(p, n);
		if (at == 0 && lines < SHEET_HEAD_LINES)
			known = at = right_of_gap(p, n, known);
		at = flush ? 0 : at;
		if (beside && at == 0 && ends_address(s, &right, p, n)) {
			buf_add(&right, p, n);
			buf_addc(&right, '\n');
			p += n + (p[n] == '\n');
			continue;
		}
		beside = at > 0;

		if (at > 0) {
			two++;
			buf_add(&right, p + at, n - at);
			buf_addc(&right, '\n');
			n = at - 1;
			if (n == 0) {	/* nothing on the left */
				p += strcspn(p, "\n");
				p += *p == '\n';
				continue;
			}
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
	if (two >= 2 || changed) {
		free(text);
		return buf_take(&out);
	}
	buf_free(&out);
	return text;
}

void
sheet_split(struct sheet *s)
{
	for (const char *p = s->text; *p != '\0' && s->n < LINES_MOST;) {
		size_t len = strcspn(p, "\n\f"), from = strspn(p, " \r");
		struct line line;

		if (from > len)
			from = len;
		line = (struct line){ (size_t)(p - s->text) + from, len - from, false };
		while (line.len > 0 && strchr(" \t\r", s->text[line.at + line.len - 1]) != NULL)
			line.len--;
		if (line.len > LINE_MOST)
			line.len = 0;
		s->lines = grow(s->lines, s->n, sizeof(*s->lines));
		s->lines[s->n++] = line;
		p += len + (p[len] != '\0');
	}
}

size_t
sheet_line(const struct sheet *s, size_t at)
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

size_t
sheet_rest(const struct sheet *s, size_t at)
{
	const struct line *line = &s->lines[sheet_line(s, at)];

	return line->at + line->len > at ? line->at + line->len - at : 0;
}

const struct rule *
sheet_fitting(struct sheet *s, const struct rules *rules, const char *text, size_t n, struct span *v)
{
	struct span m;

	for (size_t i = 0; i < rules->n; i++) {
		enum found found = regex_find(rules->items[i].re, text, n, 0, false, &m);

		s->undecided |= found == FOUND_UNDECIDED;
		if (found != FOUND_YES)
			continue;
		if (v != NULL && !regex_group(rules->items[i].re, "v", v))
			*v = (struct span){ n, n };
		return &rules->items[i];
	}
	return NULL;
}

bool
sheet_fits_at(struct sheet *s, const struct rules *rules, const char *text, size_t n, struct span *v)
{
	return sheet_fitting(s, rules, text, n, v) != NULL;
}

bool
sheet_fits(struct sheet *s, const struct rules *rules, size_t i, struct span *v)
{
	return s->lines[i].len > 0 &&
	    sheet_fits_at(s, rules, s->text + s->lines[i].at, s->lines[i].len, v);
}

bool
sheet_ends(struct sheet *s, size_t i)
{
	return sheet_fits(s, &s->o->endings, i, NULL) || sheet_fits(s, &s->o->offices, i, NULL);
}

char *
sheet_piece(const struct sheet *s, size_t i, const struct span *v)
{
	char *copy = xstrndup(s->text + s->lines[i].at + v->start, v->end - v->start);
	char *line = charset_line(copy, LIMIT_LINE);

	free(copy);
	return line;
}

char *
sheet_with_line(const struct sheet *s, char *text, size_t i)
{
	char *line = sheet_piece(s, i, &(struct span){ 0, s->lines[i].len });
	char *both = xasprintf("%s %s", text, line);

	free(line);
	free(text);
	return both;
}

size_t
sheet_digits(const char *text, size_t n)
{
	size_t digits = 0;

	for (size_t i = 0; i < n; i++)
		digits += isdigit((unsigned char)text[i]) != 0;
	return digits;
}

/* A pen stroke before a printed name is read as a word of one or two letters: how long it is. */
static size_t
smear(const char *cell, size_t n)
{
	size_t word = 0, skip = 0;

	for (;;) {
		for (word = 0; skip + word < n && cell[skip + word] != ' '; word++)
			;
		if (word > 2 || skip + word >= n || memchr(cell + skip, '.', word) != NULL)
			return skip;
		skip += word + 1;
	}
}

/* A cell of the signature as a name: without brackets, lines and blanks around it. NULL: none. */
char *
sheet_name(struct sheet *s, const char *cell, size_t n)
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
	if (s->ocr) {
		size_t skip = smear(cell, n);

		cell += skip;
		n -= skip;
	}
	/* behind a position stands a comma, behind a name none; a stroke of the pen is a short word */
	if (s->ocr && n > 0 && (cell[n - 1] == ',' || (n < 4 && memchr(cell, ' ', n) == NULL)))
		return NULL;
	if (n < 3 || n > 80 || sheet_fits_at(s, &s->o->no_names, cell, n, NULL) ||
	    sheet_fits_at(s, &s->o->positions, cell, n, NULL) ||
	    sheet_fits_at(s, &s->o->places, cell, n, NULL))
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

bool
sheet_same_name(const char *a, const char *b)
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

void
sheet_mark_labels(struct sheet *s)
{
	for (size_t k = 0; k < s->n_events; k++) {
		size_t i = sheet_line(s, s->events[k].at);

		if (s->events[k].labelled && i < s->n)
			s->lines[i].labelled = true;
	}
}

bool
sheet_is_labelled(const struct sheet *s, size_t i)
{
	return i < s->n && s->lines[i].labelled;
}

bool
sheet_leaves_out(const struct sheet *s, const struct field_event *e)
{
	for (const char *const *w = s->without; w != NULL && *w != NULL; w++)
		if (e->rule->form == FORM_ADDRESS && strcmp(*w, e->value) == 0)
			return true;
	return false;
}

enum column
sheet_column(const char *id)
{
	enum column c = 0;

	while (c < COLUMN__N && strcmp(sheet_columns[c], id) != 0)
		c++;
	return c;
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

void
sheet_tell(struct sheet *s, const char *name, const char *value, bool certain)
{
	enum column c = sheet_column(name);

	if (value == NULL || *value == '\0' || (s->fill && c == COLUMN__N))
		return;
	/* a piece of a number, the rest below a stamp or in the light of a lamp, tells nothing */
	if (s->ocr && (c == NIP || c == NIK || c == HP) && strlen(value) < PIECE_MOST)
		return;
	for (size_t i = 0; i < s->known && s->fill; i++)
		if (strcmp(s->f->fields[i].name, name) == 0)
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
