/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who writes from a phone tells his name without a label, in small letters, anywhere: "norhasanah
 * puskesmas banua padang 1991...". The mail knows it as well: words that are those of the sender's
 * name, or run together begin his address (norhasanah91@...), are his name there. Only where the text names
 * nobody otherwise.
 */
#include "box/sheet.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "box/trace.h"

#define WORDS_MOST 5		/* of a name */
#define LETTERS_LEAST 6		/* of a name that an address begins with */
#define WORD_LEAST 5		/* of one that is a name by itself */
#define TOKENS_MOST 8
#define LOOKS_MOST 100		/* places that are looked at */
#define NAME_MOST 160		/* bytes */

struct sender {
	char *local;		/* the letters before the @ */
	char *tokens[TOKENS_MOST]; size_t n;	/* the words of the name */
};

/* The letters alone, small ones; the caller frees. */
static char *
letters(const char *text, size_t n)
{
	char *out = xmalloc(n + 1);
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		if (isalpha((unsigned char)text[i]))
			out[k++] = (char)tolower((unsigned char)text[i]);
	out[k] = '\0';
	return out;
}

static void
sender_read(struct sender *w, const struct evidence *ev)
{
	const char *name = ev->from_name != NULL ? ev->from_name : "", *from = ev->from != NULL ? ev->from : "";

	w->local = letters(from, strcspn(from, "@"));
	for (const char *p = name; *p != '\0' && w->n < TOKENS_MOST; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");

		w->tokens[w->n++] = letters(p, n);
		p += n;
	}
}

static void
sender_free(struct sender *w)
{
	free(w->local);
	while (w->n > 0)
		free(w->tokens[--w->n]);
}

static bool
has_token(const struct sender *w, const char *word)
{
	for (size_t i = 0; i < w->n; i++)
		if (strlen(word) >= 3 && strcmp(w->tokens[i], word) == 0)
			return true;
	return false;
}

/* The end of the word at p: letters, with a stop, a hyphen or an apostrophe inside. */
static size_t
word_end(const char *text, size_t p)
{
	while (isalpha((unsigned char)text[p]) || (unsigned char)text[p] >= 0x80 ||
	    (text[p] != '\0' && strchr("'.-", text[p]) != NULL && isalpha((unsigned char)text[p + 1])))
		p++;
	return p;
}

/* Are the words text[from..to) the sender's name? */
static bool
is_senders(const struct sender *w, const char *text, size_t from, size_t to, size_t words)
{
	char *key = letters(text + from, to - from);
	size_t n = strlen(key), local = strlen(w->local);
	bool yes = n >= LETTERS_LEAST &&
	    (strncmp(w->local, key, n) == 0 || (words > 1 && local >= LETTERS_LEAST && strncmp(key, w->local, local) == 0));
	bool named = words > 1 || (w->n == 1 && n >= WORD_LEAST);

	for (size_t p = from, end; p < to && named; p = end + 1) {
		char *word;

		end = word_end(text, p);
		word = letters(text + p, end - p);
		named &= has_token(w, word);
		free(word);
	}
	free(key);
	return yes || named;
}

/* The name that begins at p, with its titles, if the words up to `to` can be one; NULL: they cannot. The caller frees. */
static char *
name_at(struct sheet *s, size_t p, size_t to)
{
	const char *text = s->text + p, *stop;
	size_t n = utf8_within(text, NAME_MOST);
	struct span v;

	stop = memchr(text, '\n', n);
	n = stop != NULL ? (size_t)(stop - text) : n;
	if (!sheet_fits_at(s, &s->o->senders, text, n, &v) || v.end < to - p)
		return NULL;
	/* small letters end where the sender's name does */
	if (!isupper((unsigned char)*text) || !sheet_fits_at(s, &s->o->names, text, n, &v) || v.end < to - p)
		return xstrndup(text, to - p);
	return xstrndup(text + v.start, v.end - v.start);
}

static bool
is_named(const struct sheet *s)
{
	for (size_t i = 0; i < s->n_events; i++)
		if (sheet_column(s->events[i].rule->id) == NAMA &&
		    (s->events[i].labelled || s->events[i].rank >= RANK_SENTENCE))
			return true;
	return false;
}

char *
sender_find(struct sheet *s, size_t *at)
{
	struct sender w = { 0 };
	char *best = NULL;
	size_t tries = 0;

	sender_read(&w, &s->f->evidence);
	for (size_t p = 0, end; s->text[p] != '\0' && tries < LOOKS_MOST; p = end + (s->text[end] != '\0')) {
		end = word_end(s->text, p);
		for (size_t words = 1, to = end; to > p && words <= WORDS_MOST; words++) {
			bool his = is_senders(&w, s->text, p, to, words);
			char *name = his ? name_at(s, p, to) : NULL;

			tries += his;
			if (name != NULL && (best == NULL || strlen(name) > strlen(best))) {
				free(best);
				best = name;
				*at = p;
			} else {
				free(name);
			}
			if (s->text[to] != ' ' || word_end(s->text, to + 1) == to + 1)
				break;
			to = word_end(s->text, to + 1);
		}
	}
	sender_free(&w);
	return best;
}

void
sender_tell(struct sheet *s, char *name, size_t at)
{
	const struct field_rule *rule = NULL;

	for (size_t i = 0; i < s->rules->n_fields; i++)
		if (sheet_column(s->rules->fields[i].id) == NAMA)
			rule = &s->rules->fields[i];
	if (rule == NULL || is_named(s) || s->formal) {
		free(name);
		return;
	}
	trace(s->trace, "letter: %s, as the mail's sender", name);
	s->events = grow(s->events, s->n_events, sizeof(*s->events));
	s->events[s->n_events++] = (struct field_event){ .rule = rule, .value = name, .at = at,
		.rank = RANK_SENTENCE, .certain = isupper((unsigned char)*name) != 0, .own = true };
}
