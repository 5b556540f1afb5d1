/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * OCR takes one letter for another that looks like it, specks for marks and the lines of a table
 * for letters. A line is first freed of what is no text at its ends; where it begins with what is
 * nearly a label, the label is set right, and its value freed of the remains of the colon. Of other
 * words only long ones of the lists are mended, and only where one thin or similar letter differs.
 */
#include "box/mend.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/mem.h"

#define WORD_MOST 31
#define LABEL_MOST 40		/* bytes of a label */
#define LABEL_WORDS 5
#define LINE_MOST 1000
#define DIGITS_LEAST 8		/* of a value that is taken for a number */

/* ---- words that look alike ---- */

static bool
look_alike(char a, char b)
{
	static const char *const alike[] = { "il1tjf|!", "o0ceaq", "nmhurk", "gq9y", "b6h", "s5", "z2",
		"vyuw", "pr", "d0o", "g6", "b8", "ec" };

	if (a == b)
		return true;
	for (size_t i = 0; i < sizeof(alike) / sizeof(alike[0]); i++)
		if (strchr(alike[i], a) != NULL && strchr(alike[i], b) != NULL)
			return true;
	return false;
}

/* What is lost or added by a letter overlooked, or by a speck. */
static int
cost_of(char c)
{
	return strchr("il1tjfr|!.,'\"-", c) != NULL || isdigit((unsigned char)c) ? 1 : 2;
}

int
mend_distance(const char *a, const char *b, int most)
{
	int row[WORD_MOST + 2], n = (int)strlen(b), diagonal, left;

	if (strlen(a) > WORD_MOST || n > WORD_MOST)
		return most + 1;
	row[0] = 0;
	for (int k = 0; k < n; k++)
		row[k + 1] = row[k] + cost_of((char)tolower((unsigned char)b[k]));
	for (; *a != '\0'; a++) {
		char c = (char)tolower((unsigned char)*a);

		diagonal = row[0];
		row[0] += cost_of(c);
		for (int k = 0; k < n; k++) {
			char d = (char)tolower((unsigned char)b[k]);
			int here = diagonal + (c == d ? 0 : look_alike(c, d) ? 1 : 2);

			left = row[k] + cost_of(d);
			diagonal = row[k + 1];
			here = left < here ? left : here;
			row[k + 1] = diagonal + cost_of(c) < here ? diagonal + cost_of(c) : here;
		}
	}
	return row[n] > most ? most + 1 : row[n];
}

/* The word of the list that `word` nearly is; NULL: none, or two of them, or it is one itself. */
static const char *
nearest(const struct scan_words *list, const char *word, int most)
{
	const char *best = NULL;
	int least = most + 1;

	for (size_t i = 0; i < list->n; i++) {
		int d = mend_distance(word, list->items[i], most);

		if (d == 0 || (d == least && best != NULL && strcasecmp(best, list->items[i]) != 0)) {
			best = NULL;
			if (d == 0)
				return NULL;
		} else if (d < least) {
			best = list->items[i];
			least = d;
		}
	}
	return best;
}

static bool
is_word_of(const struct scan_words *list, const char *word)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcasecmp(list->items[i], word) == 0)
			return true;
	return false;
}

/* `as` in the case of `was`. */
static void
add_in_case(struct buf *out, const char *as, const char *was)
{
	bool upper = strlen(was) > 1;

	for (size_t i = 0; was[i] != '\0'; i++)
		upper &= !islower((unsigned char)was[i]);

	for (size_t i = 0; as[i] != '\0'; i++)
		buf_addc(out, upper || (i == 0 && isupper((unsigned char)was[0])) ?
			(char)toupper((unsigned char)as[i]) : as[i]);
}

/* ---- the ends of a line ---- */

static size_t
letters_in(const char *s, size_t n)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		k += isalpha((unsigned char)s[i]) || (unsigned char)s[i] >= 0xc3;
	return k;
}

static size_t
digits_in(const char *s, size_t n)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		k += isdigit((unsigned char)s[i]) != 0;
	return k;
}

/* How long the mark at p is that may be a speck, a quotation mark of either kind among them; 0: none. */
static size_t
speck(const char *p)
{
	if (*p != '\0' && strchr(" \t\"'`.,:;~_|=<>^!\\", *p) != NULL)
		return 1;
	if (strncmp(p, "\xe2\x80", 2) == 0 && p[2] != '\0')
		return p[2] == '\xa2' ? 0 : 3;	/* dashes and quotation marks, not bullets */
	return strncmp(p, "\xc2\xbb", 2) == 0 || strncmp(p, "\xc2\xab", 2) == 0 ? 2 : 0;
}

/* A first cell of a letter or two, no number of an item or a row, no heading. */
static bool
is_dirt(const struct ruleset *rules, const char *cell, size_t n)
{
	size_t letters = letters_in(cell, n), digits = digits_in(cell, n);
	char *word = xstrndup(cell, n);
	bool known = is_word_of(&rules->scan.labels, word);

	free(word);
	if (known || n == 0)
		return false;

	if (letters == 0)
		return digits == 0 && memchr(cell, '-', n) == NULL;
	return n <= 3 && !(n > 1 && strchr(".)", cell[n - 1]) != NULL) && digits + letters <= 2;
}

/* The line without specks at its ends: where it begins; *n is its length. */
static const char *
trim(const struct ruleset *rules, const char *line, size_t *n)
{
	size_t skip;

	for (;;) {
		const char *tab = memchr(line, '\t', *n);
		size_t cell = tab != NULL ? (size_t)(tab - line) : 0;

		/* ":" begins the second cell of a label that was not seen */
		if (tab == NULL || (size_t)(tab + 1 - line) >= *n || tab[1] == ':' || !is_dirt(rules, line, cell))
			break;
		*n -= cell + 1;
		line = tab + 1;
	}
	while (*n > 0 && (skip = speck(line)) > 0 && skip <= *n && *line != ':') {
		line += skip;
		*n -= skip;
	}
	for (;;) {
		const char *tab = memrchr(line, '\t', *n), *colon = memchr(line, ':', *n);
		size_t cell = tab != NULL ? (size_t)(line + *n - tab - 1) : 0;

		if (tab == NULL || colon > tab || cell > 2 || letters_in(tab + 1, cell) + digits_in(tab + 1, cell) > 2 ||
		    (cell == 2 && digits_in(tab + 1, cell) == 2) || colon == NULL ||
		    letters_in(colon, (size_t)(tab - colon)) + digits_in(colon, (size_t)(tab - colon)) == 0)
			break;
		*n = (size_t)(tab - line);
	}
	return line;
}

/* Cells of nothing but specks between those of a table, whose columns they would shift. */
static void
drop_speck_cells(char *line)
{
	char *to = line;
	size_t cells = 0;

	for (const char *p = line; *p != '\0'; p++)
		cells += *p == '\t';
	for (const char *p = line; cells >= 3 && *p != '\0';) {
		size_t n = strcspn(p, "\t"), skip = 0;

		while (skip < n && speck(p + skip) > 0)
			skip += speck(p + skip);
		if (skip < n || p[n] == '\0' || n == 0) {
			memmove(to, p, n + (p[n] != '\0'));
			to += n + (p[n] != '\0');
		}
		p += n + (p[n] != '\0');
		if (*p == '\0')
			*to = '\0';
	}
}

/* Marks behind the last word, blanks before them: specks. A colon that is the only one stays. */
static void
trim_end(char *line)
{
	size_t n = strlen(line), end = n;

	while (n > 0) {
		size_t k = n - 1;

		while (k > 0 && ((unsigned char)line[k] & 0xc0) == 0x80)
			k--;
		if (speck(line + k) != n - k)
			break;
		if (line[k] == ' ' || line[k] == '\t')
			end = k;
		n = k;
	}
	if (strchr(line + end, ':') != NULL && memchr(line, ':', end) == NULL)
		end = (size_t)(strchr(line + end, ':') + 1 - line);
	line[end] = '\0';
}

/* ---- labels ---- */

static const struct field_rule *
field_of(const struct ruleset *rules, const char *label, size_t n, bool colon)
{
	struct span m;

	for (size_t i = 0; i < rules->n_fields; i++)
		for (size_t k = 0; k < rules->fields[i].labels.n; k++)
			if ((colon || !rules->fields[i].labels.items[k].whole) &&
			    regex_find(rules->fields[i].labels.items[k].re, label, n, 0, true, &m) ==
				FOUND_YES && m.end == n)
				return &rules->fields[i];
	return NULL;
}

/* Does a label stand here, with what may follow it? colon: one parts it from its value. */
static const struct field_rule *
label_with_tail(const struct ruleset *rules, const char *label, bool colon)
{
	size_t n = strlen(label);
	const struct field_rule *field = n > 0 ? field_of(rules, label, n, colon) : NULL;

	for (size_t k = n; field == NULL && k-- > 1;) {
		struct span m;

		if (label[k] != ' ')
			continue;
		for (size_t i = 0; field == NULL && i < rules->label_tails.n; i++)
			if (regex_find(rules->label_tails.items[i].re, label, n, k, true, &m) ==
				FOUND_YES && m.end == n)
				field = field_of(rules, label, k, colon);
	}
	return field;
}

/* A word of a label as the list has it, one that ran together with the next one parted. */
static void
add_label_word(const struct ruleset *rules, const char *word, struct buf *out)
{
	const struct scan_words *list = &rules->scan.labels;
	size_t n = strlen(word);
	const char *near;

	if (is_word_of(list, word) || n < 2) {
		buf_adds(out, word);
		return;
	}
	near = nearest(list, word, n >= 5 ? 2 : 1);
	if (near != NULL) {
		add_in_case(out, near, word);
		return;
	}
	for (size_t k = 3; k + 3 <= n; k++) {
		char *first = xstrndup(word, k);
		bool both = is_word_of(list, first) && is_word_of(list, word + k);

		free(first);
		if (both) {
			buf_addf(out, "%.*s %s", (int)k, word, word + k);
			return;
		}
	}
	buf_adds(out, word);
}

/* What stands before the value, mended word by word from the word `from` on. */
static char *
mended_label(const struct ruleset *rules, const char *text, size_t n, size_t from)
{
	struct buf out = BUF_INIT;
	size_t words = 0;

	for (size_t i = 0; i < n;) {
		size_t len = 0, skip = speck(text + i);
		char word[WORD_MOST + 1];

		if (text[i] == '.' && out.len > 0 && i + 1 < n && text[i + 1] != ' ')
			skip = 0;	/* "n.i.p." */
		if (skip > 0 || strchr("()/?", text[i]) != NULL) {
			if (text[i] == '/' && out.len > 0)
				buf_addc(&out, '/');
			i += skip > 0 ? skip : 1;
			continue;
		}
		while (i + len < n && strchr(" \t/()", text[i + len]) == NULL && speck(text + i + len) == 0)
			len++;
		if (len == 0)
			len = 1;
		snprintf(word, sizeof(word), "%.*s", (int)(len < WORD_MOST ? len : WORD_MOST), text + i);
		if (words < from && (letters_in(text + i, len) > 3 || is_word_of(&rules->scan.labels, word)))
			break;		/* no dirt */
		if (words++ >= from && len <= WORD_MOST) {
			if (out.len > 0 && out.data[out.len - 1] != '/')
				buf_addc(&out, ' ');
			add_label_word(rules, word, &out);
		}
		i += len;
	}
	if (words > LABEL_WORDS)
		buf_reset(&out);
	return out.data != NULL ? buf_take(&out) : xstrdup("");
}

/* Does a value stand behind a label, and not the next heading of a table? */
static bool
has_value(const struct ruleset *rules, const char *text)
{
	bool colon = false, heading;
	char *cell;
	size_t n;

	for (; (n = speck(text)) > 0 || *text == '='; text += n > 0 ? n : 1)
		colon |= *text == ':' || *text == '=';
	if (*text == '\0' || colon)
		return *text != '\0';
	for (const char *tab = text; (tab = strchr(tab, '\t')) != NULL; tab++)
		if (letters_in(tab, strcspn(tab + 1, "\t") + 1) > 2)
			return false;	/* a row of a table */
	cell = mended_label(rules, text, strcspn(text, "\t"), 0);
	heading = *cell != '\0' && label_with_tail(rules, cell, false) != NULL;
	free(cell);
	return !heading;
}

/*
 * The field whose label the line begins with, nearly: text[0..*n) is what stands for it, and
 * *label, to be freed, what it should read. NULL: none.
 */
static const struct field_rule *
find_label(const struct ruleset *rules, const char *text, size_t *n, char **label)
{
	const struct field_rule *field = NULL;
	size_t ends[3], len = 0, k = 0;

	while (k < 3 && text[len += strcspn(text + len, ":=\t")] != '\0' && len <= LABEL_MOST)
		ends[k++] = len++;
	/* "Pangkat/Gol: Ruang : Penata": the longest that is one */
	while (field == NULL && k-- > 0)
		for (size_t from = 0; from <= 2 && field == NULL; from++) {
			*label = mended_label(rules, text, ends[k], from);
			*n = ends[k];
			field = has_value(rules, text + *n) ? label_with_tail(rules, *label, text[*n] != '\t' || text[*n + 1] == ':') : NULL;
			if (field == NULL)
				free(*label);
		}
	return field;
}

/* ---- values ---- */

static bool
fits(const struct field_rule *field, const char *digits)
{
	struct span m;

	for (size_t i = 0; i < field->values.n; i++)
		if (regex_find(field->values.items[i].re, digits, strlen(digits), 0, false, &m) ==
		    FOUND_YES)
			return true;
	return false;
}

/* Letters that look like digits as digits; the line of a cell or a colon before them left out. */
static void
mend_number(const struct field_rule *field, char *value)
{
	static const char letters[] = "OoQDlI|iSBZG", meant[] = "000011115826";
	char digits[64];
	size_t n = strcspn(value, "\t,;"), k = 0, skip;
	const char *same;

	if (digits_in(value, n) < DIGITS_LEAST)
		return;
	skip = strcspn(value, "+0123456789OIl");
	if (skip > 0 && skip <= 3) {
		memmove(value, value + skip, strlen(value + skip) + 1);
		n -= skip;
	}
	for (size_t i = 0; i < n; i++)
		if ((same = strchr(letters, value[i])) != NULL && value[i] != '\0' &&
		    ((i > 0 && isdigit((unsigned char)value[i - 1])) || isdigit((unsigned char)value[i + 1])))
			value[i] = meant[same - letters];
	for (size_t i = 0; i < n && k + 1 < sizeof(digits); i++)
		if (isdigit((unsigned char)value[i]))
			digits[k++] = value[i];
	digits[k] = '\0';
	for (size_t lost = 1; lost <= 3 && lost < k && !fits(field, digits); lost++)
		if (fits(field, digits + lost)) {
			for (skip = 0; lost > 0; skip++)
				lost -= isdigit((unsigned char)value[skip]) != 0;
			skip += strcspn(value + skip, "+0123456789");
			memmove(value, value + skip, strlen(value + skip) + 1);
			return;
		}
}

/* "supardi.desaGtapinkab.go.id", "siti@ tapinkab.go.id" */
static void
mend_address(char *value)
{
	char *at = strchr(value, '@'), *to = value;
	size_t n = strcspn(value, " \t,;");

	if (at == NULL) {
		for (size_t i = n; i-- > 1;) {
			size_t domain = strspn(value + i + 1, "abcdefghijklmnopqrstuvwxyz0123456789.-");

			if (strchr("GQOCE&80", value[i]) != NULL && i + 1 + domain == n &&
			    memchr(value + i + 1, '.', domain) != NULL && isalpha((unsigned char)value[i + 1]) &&
			    islower((unsigned char)value[i - 1])) {
				value[i] = '@';
				return;
			}
		}
		return;
	}
	for (const char *p = value; *p != '\0'; p++)
		if (*p != ' ' || !((p > value && p[-1] == '@') || p[1] == '@'))
			*to++ = *p;
	*to = '\0';
}

/* The ranks of civil servants: the group that a name and its step always stand for. */
static const struct rank { const char *name; const char *letters; } ranks[] = {
	{ "juru", "I" }, { "pengatur", "II" }, { "penata", "III" }, { "pembina", "IV" },
};

/* "Tk.1", "Tingkat l": the step behind a rank is the first, there is no other; how long it is. */
static size_t
mend_step(char *value)
{
	size_t n = strncasecmp(value, "tingkat", 7) == 0 ? 7 :
	    strncasecmp(value, "tk", 2) == 0		 ? 2 :
							   0;

	if (n == 0)
		return 0;
	n += strspn(value + n, ". ");
	if (value[n] == '\0' || strchr("I1l|!iT", value[n]) == NULL ||
	    isalnum((unsigned char)value[n + 1]))
		return 0;
	value[n] = 'I';
	return n + 1;
}

/*
 * "Penata Muda Tk.1 (Il1/b", "Pembina / lV.a": a rank tells its Roman number, however badly that is
 * read. Takes value over.
 */
static char *
mend_rank(char *value)
{
	static const char *const further[] = { "muda", "madya", "utama" };
	const struct rank *rank = NULL;
	size_t p = 0, strokes, at;
	char *whole;

	for (size_t i = 0; i < sizeof(ranks) / sizeof(ranks[0]); i++)
		if (strncasecmp(value, ranks[i].name, strlen(ranks[i].name)) == 0)
			rank = &ranks[i];
	if (rank == NULL)
		return value;
	for (p = strlen(rank->name); value[p] == ' '; p += strspn(value + p, " ")) {
		size_t word = p + strspn(value + p, " "), more = 0;

		for (size_t i = 0; i < sizeof(further) / sizeof(further[0]); i++)
			if (strncasecmp(value + word, further[i], strlen(further[i])) == 0)
				more = strlen(further[i]);
		p = word + (more > 0 ? more : mend_step(value + word));
		if (p == word)
			break;
	}
	at = p + strspn(value + p, " ,-(/");
	if (at == p && p > 0 && strchr(" ,-(/", value[p - 1]) == NULL)
		return value;		/* the word goes on: no rank */
	strokes = strspn(value + at, "IiLl1|!/.VvMUTN[]{} ");
	/* behind the number one letter of the group, and nothing but a bracket */
	if (strokes == 0 || strokes > 7 || value[at + strokes] == '\0' ||
	    strchr("abcdeABCDE", value[at + strokes]) == NULL ||
	    isalnum((unsigned char)value[at + strokes + 1]))
		return value;
	whole = xasprintf("%.*s%s%s%s", (int)at, value, rank->letters,
	    strpbrk(value + at, "/") != NULL	     ? "/" :
	    memchr(value + at, '.', strokes) != NULL ? "." :
	    memchr(value + at, ' ', strokes) != NULL ? " " :
	    strokes > strlen(rank->letters)	     ? "/" :
						       "",
	    value + at + strokes);
	free(value);
	return whole;
}

/* "(satu) berkas": the figure before the word was taken for a line. Takes value over. */
static char *
mend_count(char *value)
{
	static const char *const words[] = { "satu", "dua", "tiga", "empat", "lima" };
	const char *open = strchr(value, '(');

	if (open == NULL || open - value > 2 || isdigit((unsigned char)*value))
		return value;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strncasecmp(open + 1, words[i], strlen(words[i])) == 0) {
			char *whole = xasprintf("%zu %s", i + 1, open);

			free(value);
			return whole;
		}
	return value;
}

/* The value without the remains of its colon and of the line of its cell. */
static char *
mended_value(const struct field_rule *field, const char *text)
{
	bool quoted = false;
	size_t skip;
	char *value;

	while ((skip = speck(text)) > 0) {
		quoted |= skip > 1 || *text == '"';
		text += skip;
	}
	/* "4 UPTD Puskesmas": a figure before a capital was a line */
	if (field->form == FORM_TEXT && strcmp(field->id, "lampiran") != 0 && text[0] != '\0' &&
	    text[1] == ' ' && isupper((unsigned char)text[2]) &&
	    (isdigit((unsigned char)text[0]) || (quoted && isalnum((unsigned char)text[0]))))
		text += 2;
	/* "119 November 2026": so was the colon */
	if (*text == '1' && strspn(text, "0123456789") == 3 && text[3] == ' ' &&
	    strcmp(field->id, "tanggal_surat") == 0)
		text++;
	value = xstrdup(text);
	trim_end(value);
	if (field->form == FORM_DIGITS)
		mend_number(field, value);
	else if (field->form == FORM_ADDRESS)
		mend_address(value);
	else if (strcmp(field->id, "pangkat") == 0)
		value = mend_rank(value);
	else if (strcmp(field->id, "lampiran") == 0)
		value = mend_count(value);
	return value;
}

/* ---- words anywhere ---- */

/* A word between a day and a year is a month. */
static const char *
month(const struct ruleset *rules, const char *line, size_t at, size_t end, const char *word)
{
	size_t p = at, year = end + strspn(line + end, " .");

	if (is_word_of(&rules->scan.months, word) || p < 2 || line[p - 1] != ' ')
		return NULL;
	p--;
	if (!isdigit((unsigned char)line[p - 1]) || strncmp(line + year, "20", 2) != 0 ||
	    strspn(line + year, "0123456789") != 4)
		return NULL;
	return nearest(&rules->scan.months, word, strlen(word) >= 6 ? 4 : 2);
}

/* "II1/b", "Tk. 1": how many letters at p are a Roman number as OCR reads it; 0: none. */
static size_t
roman(const char *line, size_t p)
{
	static const char *const steps[] = { "tk. ", "tk ", "tingkat " };
	size_t n = strspn(line + p, "IVX1l|");

	if (n == 0 || n > 4 || (p > 0 && isalnum((unsigned char)line[p - 1])))
		return 0;
	if (strchr("/.", line[p + n]) != NULL && line[p + n] != '\0' &&
	    strchr("abcde", line[p + n + 1]) != NULL && line[p + n + 1] != '\0' &&
	    !isalnum((unsigned char)line[p + n + 2]))
		return n;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		size_t len = strlen(steps[i]);

		if (n == 1 && p >= len && strncasecmp(line + p - len, steps[i], len) == 0 &&
		    !isalnum((unsigned char)line[p + 1]))
			return n;
	}
	return 0;
}

/* Adds the line, its words mended where the lists tell what they are. */
static void
add_words(const struct ruleset *rules, const char *line, bool dates_only, struct buf *out)
{
	for (size_t i = 0; line[i] != '\0';) {
		size_t len = 0;
		char word[WORD_MOST + 1];
		const char *as = NULL;

		if ((len = roman(line, i)) > 0) {
			for (; len > 0; len--, i++)
				buf_addc(out, strchr("1l|", line[i]) != NULL ? 'I' : line[i]);
			continue;
		}
		while (isalnum((unsigned char)line[i + len]))
			len++;
		if (len >= 3 && len <= WORD_MOST) {
			memcpy(word, line + i, len);
			word[len] = '\0';
			as = month(rules, line, i, i + len, word);
			if (as == NULL && !dates_only && len >= 7 && !is_word_of(&rules->scan.common, word))
				as = nearest(&rules->scan.offices, word, len >= 10 ? 2 : 1);
			if (as != NULL && (unsigned char)line[i + len] < 0x80)
				add_in_case(out, as, word);
			else
				buf_add(out, word, len);
			i += len;
			continue;
		}
		len = len == 0 ? 1 : len;
		buf_add(out, line + i, len);
		i += len;
	}
}

static void
add_line(const struct ruleset *rules, const char *text, size_t n, struct buf *out)
{
	const struct field_rule *field;
	char *line, *label, *value;
	size_t len;

	text = trim(rules, text, &n);
	line = xstrndup(text, n);
	field = find_label(rules, line, &len, &label);
	if (field == NULL) {
		len = strspn(line, ": \t");
		memmove(line, line + len, n + 1 - len);
		drop_speck_cells(line);
		trim_end(line);
		add_words(rules, line, false, out);
		free(line);
		return;
	}
	value = mended_value(field, line + len);
	buf_addf(out, "%s\t: ", label);
	add_words(rules, value, strcmp(field->id, "nama") == 0, out);
	free(value);
	free(label);
	free(line);
}

char *
mend_scan(const char *text, const struct ruleset *rules)
{
	struct buf out = BUF_INIT;

	while (*text != '\0') {
		size_t n = strcspn(text, "\n\f");

		if (n > 0 && n < LINE_MOST)
			add_line(rules, text, n, &out);
		else
			buf_add(&out, text, n);
		text += n;
		if (*text != '\0')
			buf_addc(&out, *text++);
	}
	return out.data != NULL ? buf_take(&out) : xstrdup("");
}
