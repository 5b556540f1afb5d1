/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * First labelled lines ("Nama : Siti"), also with the value on the next line or several pairs on
 * one line, then patterns that need no label. A value that does not look as its rule wants is kept
 * as not certain; a number that fits another field (a NIK behind "NIP/NIK") goes to that one.
 */
#include "box/field.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "box/charset.h"
#include "box/trace.h"

/*
 * Patterns of running text are dear, and no letter tells who it is about behind forty pages; labels
 * are looked for in all of it.
 */
#define RUNNING_MOST 65536
#define LINES_MOST 3000
#define VALUE_MOST 200
#define LINE_MOST 1000
#define ROW_MOST 12
#define QUOTES "\"*`"		/* around a value */
#define REST_MOST 14	/* bytes of the rest of a broken number */
#define OTHER_LABEL 30	/* bytes of a label that no rule knows */
#define FORM_COLUMNS 2	/* side by side in a form */
#define LONG_LINE 50	/* running text, broken by the mail program */
#define RUNNING_LINE 4000	/* bytes of a paragraph */
#define LABEL_MOST 40
#define SENTENCE_BLANKS 4	/* behind a label without a mark: more words than a name has */
#define EVENTS_MOST 2000

struct finding {
	const struct ruleset *rules;
	struct field_event **list;
	size_t *n;
	const char *text;
	struct buf *trace;
	bool undecided;
	bool stacked;		/* below a label that stands alone: "Nama" / "NIP" head columns */
	bool last;		/* below headings of which the last tells what counts */
	const struct field_rule *also;	/* the second of a label of two, "Jabatan / Pangkat" */
	size_t sentence;	/* the one at hand; 0: none */
};

static bool
find(struct finding *f, const struct rule *rule, const char *text, size_t n, size_t from,
    bool anchored, struct span *m)
{
	enum found found = regex_find(rule->re, text, n, from, anchored, m);

	f->undecided |= found == FOUND_UNDECIDED;
	return found == FOUND_YES;
}

static bool
certain(struct finding *f, const struct field_rule *rule, const char *value)
{
	struct span m;

	for (size_t i = 0; i < rule->values.n; i++)
		if (find(f, &rule->values.items[i], value, strlen(value), 0, false, &m))
			return true;
	return rule->values.n == 0;
}

/* The value in the form of its field; NULL: nothing of that form in it. */
static char *
formed(const char *value, enum form form)
{
	char *line = charset_line(value, VALUE_MOST);
	size_t n = 0, len = strspn(line, QUOTES);

	memmove(line, line + len, strlen(line) + 1 - len);

	if (form == FORM_DIGITS) {
		for (const char *p = line; *p != '\0' &&
		     (isdigit((unsigned char)*p) || strchr(" .-+()'\xc2\xa0", *p) != NULL);
		     p++)
			if (isdigit((unsigned char)*p))
				line[n++] = *p;
		line[n] = '\0';
		len = n >= 5 && n <= 25;
	} else if (form == FORM_ADDRESS) {
		size_t skip = strspn(line, "<( ");

		memmove(line, line + skip, strlen(line) + 1 - skip);
		line[strcspn(line, " >,;()[")] = '\0';
		for (char *p = line; *p != '\0'; p++)
			*p = (char)tolower((unsigned char)*p);
		len = strchr(line, '@') != NULL;
	} else {
		len = strlen(line);
		while (len > 0 && strchr(" ,;|" QUOTES, line[len - 1]) != NULL)
			line[--len] = '\0';
	}
	if (len > 0)
		return line;
	free(line);
	return NULL;
}

/* `at`: where it stands in the whole text. Takes value over. */
static void
add(struct finding *f, const struct field_rule *rule, char *value, const struct rule *by,
    const char *at, enum field_rank rank)
{
	const struct field_rule *to = rule;
	bool good = certain(f, rule, value);

	for (size_t i = 0; !good && rule->form == FORM_DIGITS && i < f->rules->n_fields; i++)
		if (f->rules->fields[i].form == FORM_DIGITS &&
		    certain(f, &f->rules->fields[i], value)) {
			to = &f->rules->fields[i];
			good = true;
		}
	if (*f->n >= EVENTS_MOST) {
		free(value);
		return;
	}
	trace(f->trace, "field %s = %s (%s)%s", to->id, value, by->where, good ? "" : ", not certain");
	*f->list = grow(*f->list, *f->n, sizeof(**f->list));
	(*f->list)[(*f->n)++] = (struct field_event){ to, value, (size_t)(at - f->text), rank,
		rank == RANK_LABEL, good, by->own, f->sentence };
}

/* How much must stand between a label and its value. */
enum loose {
	COLON,		/* a colon, an equals sign, a tab */
	ALONE,		/* or the end of the line, or two dots or blanks */
	BARE,		/* or one blank: other lines beside it begin with labels too */
};

/* What may follow any label: "(sesuai KTP)", "baru", "*". Where it ends. */
static size_t
skip_tail(struct finding *f, const char *text, size_t n, size_t q)
{
	struct span m;

	for (size_t i = 0; i < f->rules->label_tails.n; i++)
		if (find(f, &f->rules->label_tails.items[i], text, n, q, true, &m))
			return m.end;
	return q;
}

/*
 * U+BB, U+2013 and U+2014, U+2190 to U+21FF, U+25B6 to U+25BB, U+2794 to U+27BF, with the sign that makes a
 * picture of one; 0: none.
 */
static size_t
arrow_at(const char *text, size_t n, size_t q)
{
	const unsigned char *p = (const unsigned char *)text + q;

	if (n - q >= 2 && p[0] == 0xc2 && p[1] == 0xbb)
		return 2;
	if (n - q < 3 || p[0] != 0xe2 ||
	    !(p[1] == 0x86 || p[1] == 0x87 || (p[1] == 0x80 && (p[2] == 0x93 || p[2] == 0x94)) || (p[1] == 0x96 && p[2] >= 0xb6 && p[2] <= 0xbb) ||
		(p[1] == 0x9e && p[2] >= 0x94)))
		return 0;
	return n - q >= 6 && memcmp(p + 3, "\xef\xb8\x8f", 3) == 0 ? 6 : 3;
}

/* How long the mark between label and value is that stands here: a colon, "=", "->", an arrow; 0: none. */
static size_t
mark_at(const char *text, size_t n, size_t q)
{
	size_t arrow = arrow_at(text, n, q);

	if (arrow > 0)
		return arrow;
	if (n - q >= 2 && strchr("-=:", text[q]) != NULL && text[q + 1] == '>')
		return 2;
	return q < n && (text[q] == ':' || text[q] == '=');
}

/* "| Nama | Siti", a row of two cells that begins with a bar: its second bar parts the label from the value. */
static bool
parts_bars(const char *text, size_t n, size_t q)
{
	size_t bars = 0;

	for (size_t i = 0; i < n; i++)
		bars += text[i] == '|';
	return q < n && text[q] == '|' && *text == '|' && bars < 4;
}

/* "(Nama) Siti": the bracket behind a label, where the line begins with one. */
static bool
parts_brackets(const char *text, size_t n, size_t q)
{
	return q < n && text[q] == ')' && text[strspn(text, " \t*-")] == '(';
}

/* Does the gap from label to value tell that it is one? *value: where the value begins. */
static bool
separates(const char *text, size_t n, size_t q, enum loose loose, size_t *value)
{
	size_t from = q, dots = 0, blanks = 0, mark;
	bool tab = false;

	for (; q < n && strchr(" .*_\t", text[q]) != NULL; q++) {
		dots += text[q] == '.' || text[q] == '_';
		blanks += text[q] == ' ';
		tab |= text[q] == '\t';
	}
	mark = mark_at(text, n, q);
	if (mark == 0)
		mark = parts_bars(text, n, q) || parts_brackets(text, n, q);
	q += mark;
	while (q < n && strchr(" .*_\t:", text[q]) != NULL)
		q++;
	*value = q;
	if (mark > 0 || tab)
		return true;
	if (loose == COLON)
		return false;
	return q == n || dots >= 2 || blanks >= 2 || (loose == BARE && q > from);
}

/* A second label behind a slash: "Jabatan / Unit Kerja". *end: where it ends. NULL: none. */
static const struct field_rule *
label_beside(struct finding *f, const char *text, size_t n, size_t p, size_t *end)
{
	const struct field_rule *best = NULL;
	struct span m;

	while (p < n && text[p] == ' ')
		p++;
	if (p == n || text[p] != '/')
		return NULL;
	for (p++; p < n && text[p] == ' '; p++)
		;
	*end = p;
	for (size_t i = 0; i < f->rules->n_fields; i++)
		for (size_t k = 0; k < f->rules->fields[i].labels.n; k++)
			if (find(f, &f->rules->fields[i].labels.items[k], text, n, p, true, &m) && m.end > *end) {
				*end = m.end;
				best = &f->rules->fields[i];
			}
	return best;
}

/*
 * A label at text[p..n) and what parts it from its value; *value is where the value begins. NULL:
 * none.
 */
static const struct field_rule *
label_at(struct finding *f, const char *text, size_t n, size_t p, enum loose loose, size_t *value,
    const struct rule **which)
{
	const struct field_rule *best = NULL;
	size_t reach = 0;

	for (size_t i = 0; i < f->rules->n_fields; i++)
		for (size_t k = 0; k < f->rules->fields[i].labels.n; k++) {
			const struct rule *rule = &f->rules->fields[i].labels.items[k];
			const struct field_rule *beside;
			struct span m;
			size_t after, end;

			if (!find(f, rule, text, n, p, true, &m) || m.end <= reach)
				continue;
			beside = label_beside(f, text, n, m.end, &end);
			if (!separates(text, n, skip_tail(f, text, n, beside != NULL ? end : m.end),
				rule->whole ? COLON : loose, &after))
				continue;
			reach = m.end;
			best = &f->rules->fields[i];
			f->also = beside;
			*value = after;
			*which = rule;
		}
	return best;
}

/*
 * Where the value that begins at p ends: at the next "label :" behind a separator, or at the end.
 */
static size_t
value_end(struct finding *f, const char *line, size_t n, size_t p)
{
	const struct rule *which;
	size_t value;

	for (size_t q = p + 1; q < n; q++) {
		size_t next = q + 1;

		if (strchr(",;|\t/(", line[q]) == NULL &&
		    !(line[q] == ' ' && strchr(" .", line[q - 1]) != NULL))
			continue;
		while (next < n && strchr(" \t", line[next]) != NULL)
			next++;
		if (next < n && label_at(f, line, n, next, COLON, &value, &which) != NULL)
			return q;
	}
	return n;
}

/* Where the words of a line begin: behind "1.", "a)", "II.", a bullet, a quotation mark. */
static size_t
line_start(const char *line, size_t n)
{
	size_t p = 0, mark = 0;

	while (mark < n && mark < 4 && strchr("IVX", line[mark]) != NULL)
		mark++;
	if (mark == 0 && n > 0 && isalpha((unsigned char)line[0]))
		mark = 1;
	if (mark > 0 && n > mark + 1 && strchr(".)", line[mark]) != NULL &&
	    strchr(" \t", line[mark + 1]) != NULL)
		p = mark + 1;		/* "a. Nama", "II. Nama" */
	while (p < n &&
	    (isdigit((unsigned char)line[p]) || strchr(" \t.)-*_>(|", line[p]) != NULL) && p < 8)
		p++;
	if (p < n && (unsigned char)line[p] == 0xe2)
		p += 3;			/* a bullet */
	while (p < n && strchr(" \t*_", line[p]) != NULL)
		p++;
	return p;
}

/* Where the label of a line begins; behind the number of a dictum, "KESATU <tab> : <tab> Nama". */
static size_t
label_start(struct finding *f, const char *line, size_t n)
{
	const struct rule *which;
	size_t p = line_start(line, n), value, word = 0;

	while (word < n && isupper((unsigned char)line[word]))
		word++;
	if (word < 4 || n < word + 4 || memcmp(line + word, "\t:\t", 3) != 0 ||
	    label_at(f, line, n, p, COLON, &value, &which) != NULL)
		return p;
	return word + 3;
}

/* Does the line begin with a label, one blank before its value being enough? */
static bool
may_be_labelled(struct finding *f, const char *line, size_t n)
{
	const struct rule *which;
	size_t value;

	return n > 0 && n < LINE_MOST &&
	    label_at(f, line, n, label_start(f, line, n), BARE, &value, &which) != NULL;
}

/* Is the line a label and nothing else, not even a colon? */
static bool
is_label_alone(struct finding *f, const char *line, size_t n)
{
	const struct rule *which;
	size_t value;

	return n > 0 && n < LABEL_MOST && memchr(line, ':', n) == NULL &&
	    memchr(line, '\t', n) == NULL &&
	    label_at(f, line, n, label_start(f, line, n), ALONE, &value, &which) != NULL &&
	    value >= n;
}

/* The cells of a line, parted by tabs, at most n: where each begins and ends. */
static size_t
cells(const char *line, size_t len, struct span *cell, size_t n)
{
	size_t k = 0;

	for (size_t from = 0; from <= len && k < n;) {
		const char *tab = memchr(line + from, '\t', len - from);
		size_t to = tab != NULL ? (size_t)(tab - line) : len;

		cell[k++] = (struct span){ from, to };
		from = to + 1;
	}
	return k;
}

/*
 * A line of nothing but labels, as in print-outs of forms, with a line of as many cells below:
 * "NIP * <tab> Jabatan *". True when it was one.
 */
static bool
label_row(struct finding *f, const char *line, size_t n, const char *next, size_t next_n)
{
	struct span label[ROW_MOST], value[ROW_MOST];
	const struct field_rule *rules[ROW_MOST];
	const struct rule *which[ROW_MOST], *other;
	size_t cols = cells(line, n, label, ROW_MOST), known = 0, after;

	if (cols < 2 || cols != cells(next, next_n, value, ROW_MOST))
		return false;
	for (size_t k = 0; k < cols; k++) {
		rules[k] = label_at(f, line, label[k].end, label[k].start, ALONE, &after, &which[k]);
		if (rules[k] != NULL && after < label[k].end)
			return false;
		known += rules[k] != NULL;
		if (label_at(f, next, value[k].end, value[k].start, ALONE, &after, &other) != NULL)
			return false;
	}
	if (known >= 2 && cols > FORM_COLUMNS && 3 * known > 2 * cols && memchr(line, ':', n) == NULL)
		return true;		/* a table, whose rows are people */
	if (known < cols || cols > FORM_COLUMNS)
		return false;		/* label and value */
	for (size_t k = 0; k < cols; k++) {
		char *part = xstrndup(next + value[k].start, value[k].end - value[k].start);
		char *good = rules[k] != NULL ? formed(part, rules[k]->form) : NULL;

		free(part);
		if (good != NULL)
			add(f, rules[k], good, which[k], next + value[k].start, RANK_LABEL);
	}
	return true;
}

/* "Jenis permohonan: baru": a label that no rule knows, and its value. */
static bool
is_labelled_otherwise(const char *line, size_t n)
{
	const char *colon = memchr(line, ':', n < OTHER_LABEL ? n : OTHER_LABEL);

	return colon != NULL && colon > line && colon + 1 < line + n &&
	    (colon[1] == ' ' || colon[1] == '\t') && memchr(line, '\t', (size_t)(colon - line)) == NULL;
}

/* "kasi kesos, mohon direset": where, behind `from`, something else is said than a value; else n. */
static size_t
value_said(struct finding *f, const char *text, size_t n, size_t from)
{
	struct span m;

	for (size_t i = 0; i < f->rules->value_ends.n; i++)
		if (find(f, &f->rules->value_ends.items[i], text, n, from, false, &m) && m.start > from)
			n = m.start;
	return n;
}

/* "Nama di TTE tidak sesuai SK": one blank parts no label from words that are no value of it. */
static bool
is_sentence(struct finding *f, const struct field_rule *rule, const char *value, const char *line, size_t n, size_t p)
{
	const struct rule *which;
	size_t at, blanks = 0;

	for (const char *v = value; *v != '\0'; v++)
		blanks += *v == ' ';
	return rule->form == FORM_TEXT && blanks >= SENTENCE_BLANKS && !certain(f, rule, value) && label_at(f, line, n, p, ALONE, &at, &which) == NULL;
}

/* "Analis Hukum / Bagian Hukum" behind two labels: cuts the second value off and adds it. */
static void
add_beside(struct finding *f, char *part, const struct rule *by, const char *at)
{
	char *slash = strstr(part, " / "), *value;

	if (slash == NULL)
		return;
	value = formed(slash + 3, f->also->form);
	*slash = '\0';
	if (value != NULL)
		add(f, f->also, value, by, at, RANK_LABEL);
}

/*
 * "19720611 199403" / "2 006": a number that the edge of a narrow form broke. The line below, where both
 * together are of the field's form; else `value` as it is. Takes value over; the caller frees.
 */
static char *
with_rest(struct finding *f, const struct field_rule *rule, char *value, const char *below)
{
	size_t blanks = strspn(below, " \t"), n = strspn(below + blanks, "0123456789 .-");
	char *both, *rest;

	if (rule->form != FORM_DIGITS || value == NULL || certain(f, rule, value) || n == 0 ||
	    n > REST_MOST || (below[blanks + n] != '\n' && below[blanks + n] != '\0'))
		return value;
	rest = xasprintf("%s%.*s", value, (int)n, below + blanks);
	both = formed(rest, rule->form);
	free(rest);
	if (both == NULL || !certain(f, rule, both)) {
		free(both);
		return value;
	}
	free(value);
	return both;
}

/* One line; `next` is the line below it (value may stand there). */
static void
labelled(struct finding *f, const char *line, size_t n, const char *next, size_t next_n,
    enum loose loose)
{
	const struct rule *which = NULL;
	size_t p = label_start(f, line, n), value = 0, end;
	bool bare;

	while (p < n) {
		const struct field_rule *rule = label_at(f, line, n, p, loose, &value, &which);
		const struct field_rule *also;
		char *part, *formed_value;

		if (rule == NULL)
			return;
		bare = loose == BARE;
		loose = ALONE;
		also = f->also;
		end = value_end(f, line, n, value);
		if (value >= end && next_n > 0) {
			size_t skip = 0, other;
			const struct rule *r2;

			while (skip < next_n && strchr(" :\t", next[skip]) != NULL)
				skip++;
			if (f->stacked || label_at(f, next, next_n, skip, ALONE, &other, &r2) != NULL ||
			    is_labelled_otherwise(next + skip, next_n - skip))
				return;
			part = xstrndup(next + skip, next_n - skip);
		} else {
			/* what stands in the next column is no part of it */
			const char *tab = memchr(line + value, '\t', end - value);

			if (f->last && tab != NULL && tab + 1 < line + end) {
				value = (size_t)(tab + 1 - line);
				tab = NULL;
			}

			part = xstrndup(
			    line + value, tab != NULL ? (size_t)(tab - line) - value : end - value);
		}
		f->also = also;
		if (rule->form == FORM_TEXT)
			part[value_said(f, part, strlen(part), 0)] = '\0';
		if (also != NULL && also != rule)
			add_beside(f, part, which, line + p);
		formed_value = formed(part, rule->form);
		free(part);
		if (value < end && end == n && line[n] == '\n')
			formed_value = with_rest(f, rule, formed_value, line + n + 1);
		if (formed_value != NULL && bare && is_sentence(f, rule, formed_value, line, n, p)) {
			free(formed_value);
			return;
		}
		/* "... atas nama di bawah ini dicabut:" only leads to what follows */
		if (formed_value != NULL && rule->form == FORM_TEXT && *formed_value != '\0' &&
		    formed_value[strlen(formed_value) - 1] == ':') {
			free(formed_value);
			formed_value = NULL;
		}
		if (formed_value != NULL)
			add(f, rule, formed_value, which, line + p, RANK_LABEL);
		p = end;
		while (p < n && strchr(" ,;|\t/(", line[p]) != NULL)
			p++;
	}
}

/* "Siti Rahmah - 19870312 ...", "...; 1987...": a row of cells, parted by marks before a number. */
static bool
is_row(const char *line)
{
	size_t n = strcspn(line, "\n");

	for (size_t i = 1; i + 8 < n; i++) {
		size_t mark = i;

		if (strspn(line + i, "0123456789") < 8 || isdigit((unsigned char)line[i - 1]))
			continue;
		while (mark > 0 && line[mark - 1] == ' ')
			mark--;
		/* "Siti Rahmah,1987...,Bendahara" */
		if (mark == i && line[mark - 1] == ',' &&
		    line[i + strspn(line + i, "0123456789")] == ',')
			return true;
		if (mark > 1 && (strchr("-/;|", line[mark - 1]) != NULL || (unsigned char)line[mark - 1] == 0x93) &&
		    !isdigit((unsigned char)line[mark - 2]))
			return true;
	}
	return false;
}

/* Does the line look like "label : value"? Not where a sentence ends before the colon. */
static bool
looks_labelled(const char *line, size_t n)
{
	const char *colon = memchr(line, ':', n), *stop = memchr(line, '.', n);

	return colon != NULL && colon - line < OTHER_LABEL &&
	    !(stop != NULL && stop < colon && stop - line > 4 && stop[1] == ' ' && isupper((unsigned char)stop[2]));
}

/* An item of a list, or a line that looks like "label : value", goes on nowhere. */
static bool
begins_anew(const char *line)
{
	size_t n = strcspn(line, "\n"), p = strspn(line, " \t"), digits;

	digits = strspn(line + p, "0123456789");
	return is_row(line) || (digits > 0 && digits < 3 && strchr(".)\t", line[p + digits]) != NULL) ||
	    (isalpha((unsigned char)line[p]) && strchr(".)", line[p + 1]) != NULL &&
		line[p + 1] != '\0' && strchr(" \t", line[p + 2]) != NULL) ||
	    strchr("-*|", line[p]) != NULL || (unsigned char)line[p] == 0xe2 ||
	    memchr(line, '\t', n) != NULL || looks_labelled(line, n);
}

/* "Rantau, 23 November 2026" */
static bool
is_date_line(const char *line)
{
	size_t n = strcspn(line, "\n");
	const char *comma = memchr(line, ',', n);

	return n > 10 && n < 60 && comma != NULL && strpbrk(comma, "0123456789") != NULL &&
	    strncmp(line + n - 4, "20", 2) == 0 && isdigit((unsigned char)line[n - 1]) &&
	    strpbrk(comma, "0123456789") < line + n - 4;
}

char *
field_run_on(const char *text)
{
	char *copy = xstrdup(text);
	size_t begun = 0;

	for (size_t i = 0; copy[i] != '\0'; i++) {
		if (copy[i] != '\n')
			continue;
		if (i - begun >= LONG_LINE && !is_row(text + begun) && copy[i + 1] != '\n' && copy[i + 1] != '\0' &&
		    !begins_anew(copy + i + 1) && !is_date_line(copy + i + 1))
			copy[i] = ' ';
		begun = i + 1;
	}
	return copy;
}

/* Does a pattern ask where lines begin or end? */
static bool
is_of_lines(const struct rule *rule)
{
	return strstr(rule->text, "(?<!") != rule->text && strpbrk(rule->text, "^$") != NULL;
}

/* The value that stands in v of the running text, by a rule without label. */
static void
add_part(struct finding *f, const struct field_rule *field, const char *text, const char *running,
    const struct span *v, const struct rule *by, enum field_rank rank)
{
	char *part = xstrndup(running + v->start, v->end - v->start);
	char *value = formed(part, field->form);

	free(part);
	if (value != NULL)
		add(f, field, value, by, text + v->start, rank);
}

static void
unlabelled(struct finding *f, const char *text, const char *running)
{
	size_t n = utf8_within(text, RUNNING_MOST);

	for (size_t i = 0; i < f->rules->n_fields; i++)
		for (size_t k = 0; k < f->rules->fields[i].patterns.n; k++) {
			const struct rule *rule = &f->rules->fields[i].patterns.items[k];
			const char *in = is_of_lines(rule) ? text : running;
			struct span m, v;

			for (size_t p = 0;
			     p < n && *f->n < EVENTS_MOST && find(f, rule, in, n, p, false, &m);
			     p = m.end > p ? m.end : n) {
				if (regex_group(rule->re, "v", &v))
					add_part(f, &f->rules->fields[i], text, in, &v, rule,
					    rule->strength == WEAK ? RANK_HINT : RANK_PATTERN);
			}
		}
}

/* Sentences about a person: each group tells the field that it is named after. */
static void
sentences(struct finding *f, const char *text, const char *running)
{
	size_t n = utf8_within(text, RUNNING_MOST), count = 0;

	for (size_t k = 0; k < f->rules->sentences.n; k++) {
		const struct rule *rule = &f->rules->sentences.items[k];
		const char *in = is_of_lines(rule) ? text : running;
		struct span m, v;

		for (size_t p = 0;
		     p < n && *f->n < EVENTS_MOST && find(f, rule, in, n, p, false, &m);
		     p = m.end > p ? m.end : n) {
			f->sentence = ++count;
			for (size_t i = 0; i < f->rules->n_fields; i++)
				if (regex_group(rule->re, f->rules->fields[i].id, &v))
					add_part(f, &f->rules->fields[i], text, in, &v, rule,
					    rule->all	? RANK_HINT :
					rule->other ? RANK_OTHER :
						      RANK_SENTENCE);
		}
	}
	f->sentence = 0;
}

bool
field_ends_sentence(const char *text, size_t from, size_t p)
{
	size_t word = p;

	if (text[p] != '.' || (text[p + 1] != ' ' && text[p + 1] != '\n') ||
	    !isupper((unsigned char)text[p + 2]))
		return false;
	while (word > from && strchr(" \n", text[word - 1]) == NULL)
		word--;
	if (memchr(text + word, '.', p - word) != NULL)
		return false;		/* "S.Sos. NIP ..." */
	if (p - word >= 3 && strspn(text + word, "0123456789-/") == p - word)
		return true;		/* "0812 3774 6605. Pengganti ..." */
	if (p - word <= 4 && strcspn(text + word, "aiueoAIUEO") >= p - word)
		return false;		/* "dr. Sinta", "tgl. 2" */
	return p - word > 4 || !isupper((unsigned char)text[word]);
}

/* Where the value of a label in running text ends: at the next label, or with its sentence. */
static size_t
inline_end(struct finding *f, const char *line, size_t n, size_t p)
{
	size_t end = value_end(f, line, n, p);

	for (size_t q = p; q < end; q++)
		if (field_ends_sentence(line, p, q))
			return q;
	end = value_said(f, line, end, p);
	while (end > p && strchr(" .", line[end - 1]) != NULL)
		end--;
	return end;
}

/*
 * Labels in the middle of a paragraph: "Mohon dibantu. Nama: Siti. Tempat tugas: SDN Bungur." Only
 * with a colon, and behind the end of another part.
 */
static void
inline_labels(struct finding *f, const char *text, const char *line, size_t n)
{
	const struct rule *which;
	size_t value, next = n;

	for (size_t p = 2; p < n; p = next > p + 1 ? next : p + 1) {
		const char *colon = memchr(line + p, ':', n - p < LABEL_MOST ? n - p : LABEL_MOST);
		const struct field_rule *rule;

		next = p + 1;
		if (colon == NULL || line[p - 1] != ' ' || strchr(".,;:(", line[p - 2]) == NULL ||
		    (rule = label_at(f, line, n, p, COLON, &value, &which)) == NULL || value >= n)
			continue;
		next = inline_end(f, line, n, value);
		add_part(f, rule, text, line, &(struct span){ value, next }, which, RANK_SENTENCE);
	}
}

bool
field_events(const char *text, const struct ruleset *rules, struct field_event **list, size_t *n,
    struct buf *t)
{
	struct finding f = { .rules = rules, .list = list, .n = n, .text = text, .trace = t };
	bool above = false, here = false, below;
	char *running;
	size_t lines = 0;

	for (const char *p = text; *p != '\0' && lines < LINES_MOST; lines++) {
		size_t len = strcspn(p, "\n"), next_len;
		const char *next = p + len + (p[len] == '\n');

		while (*next == '\n')
			next++;
		next_len = strcspn(next, "\n");
		next_len = next_len < LINE_MOST ? next_len : 0;
		if (lines == 0)
			here = may_be_labelled(&f, p, len);
		below = len == 0 ? here : may_be_labelled(&f, next, next_len);
		for (size_t k = 0; k < rules->last_counts.n && memchr(p, '\t', len) != NULL; k++) {
			struct span m;

			f.last |= find(&f, &rules->last_counts.items[k], p, len, 0, false, &m);
		}
		if (here && len > 0 && len < LINE_MOST && !label_row(&f, p, len, next, next_len))
			labelled(&f, p, len, next, next_len,
			    here && (above || below) ? BARE : ALONE);
		if (len > 0) {
			f.stacked = here && is_label_alone(&f, p, len);
			above = here;
			here = below;
		}
		p += len + (p[len] == '\n');
	}
	running = field_run_on(text);
	for (const char *p = running, *line; *(line = p) != '\0'; p += *p == '\n') {
		p += strcspn(p, "\n");
		if (p - line > LONG_LINE && p - line < RUNNING_LINE && memchr(line, '\t', (size_t)(p - line)) == NULL &&
		    !may_be_labelled(&f, line, strcspn(text + (line - running), "\n")))
			inline_labels(&f, text + (line - running), line, (size_t)(p - line));
	}
	unlabelled(&f, text, running);
	sentences(&f, text, running);
	free(running);
	return f.undecided;
}

void
field_events_free(struct field_event *list, size_t n)
{
	while (n > 0)
		free(list[--n].value);
	free(list);
}

void
field_add(struct fact_field **list, size_t *n, const char *name, const char *value,
    const char *source, bool certain)
{
	for (size_t i = 0; i < *n; i++)
		if (strcmp((*list)[i].name, name) == 0 && strcmp((*list)[i].value, value) == 0) {
			(*list)[i].certain |= certain;
			return;
		}
	if (*n >= LIMIT_LIST)
		return;
	*list = grow(*list, *n, sizeof(**list));
	(*list)[(*n)++] = (struct fact_field){ xstrdup(name), xstrdup(value), xstrdup(source), false,
		certain };
}

bool
field_find(const char *text, const char *source, const char *const *without,
    const struct ruleset *rules, struct fact_field **list, size_t *n, struct buf *t)
{
	struct field_event *events = NULL;
	size_t n_events = 0;
	bool undecided = field_events(text, rules, &events, &n_events, t);

	for (size_t i = 0; i < n_events; i++) {
		const struct field_event *e = &events[i];
		bool drop = false;

		for (const char *const *w = without; w != NULL && *w != NULL; w++)
			drop |= e->rule->form == FORM_ADDRESS && strcmp(*w, e->value) == 0;
		if (!drop)
			field_add(list, n, e->rule->id, e->value, source, e->certain);
	}
	field_events_free(events, n_events);
	return undecided;
}
