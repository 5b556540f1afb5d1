/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The order matters: first what is new in the letter, then what it answers, which service it names,
 * whether a machine wrote it; the class rules see all of that and decide; fields and documents'
 * kinds only of letters that are ours. Where both sides of an alternative do not say the same,
 * nothing is decided. Every pattern that ran into its limit holds the letter.
 */
#include "box/match.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "box/answer.h"
#include "box/charset.h"
#include "box/choice.h"
#include "box/evidence.h"
#include "box/field.h"
#include "box/document.h"
#include "box/official.h"
#include "box/scan.h"
#include "box/html.h"
#include "box/mend.h"
#include "box/notice.h"
#include "box/reply.h"
#include "box/secret.h"
#include "box/signature.h"
#include "box/trace.h"

#define SERVICE_TEXT_MOST 65536

struct matching {
	struct letter *l;
	const struct read_order *order;
	const struct ruleset *rules;
	const struct trust_roots *roots;
	struct facts *f;
	struct buf *trace;
	struct reply reply;		/* of the side that is read */
	char *behind;			/* quoted text and attached messages */
	const char *subject;		/* decoded, "" when none */
	char **words;			/* text of each document; NULL: none */
	bool *unknown;			/* of each: no rule knows its kind */
	bool *nobodys;			/* of each: it is of another matter, and tells of no applicant */
	bool is_reply, undecided;
};

static bool
fits(struct matching *m, const struct rule *rule, const char *text)
{
	struct span at;
	enum found found = regex_find(rule->re, text, strlen(text), 0, false, &at);

	if (found == FOUND_UNDECIDED) {
		trace(m->trace, "pattern at its limit: %s", rule->where);
		m->undecided = true;
	}
	return found == FOUND_YES;
}

static bool
any_fits(struct matching *m, const struct rules *rules, const char *text)
{
	for (size_t i = 0; i < rules->n; i++)
		if (fits(m, &rules->items[i], text))
			return true;
	return false;
}

/* ---- what is new, what it answers ---- */

/* A reply by its header, its subject or what it quotes; a forwarded letter is none. */
static bool
is_reply(struct matching *m)
{
	if (letter_raw(m->l, "In-Reply-To") != NULL || letter_raw(m->l, "References") != NULL)
		return true;
	return any_fits(m, &m->rules->reply_subjects, m->subject) || m->f->evidence.n_tokens > 0 ||
	    m->f->evidence.n_numbers > 0;
}

static bool
is_blank(const char *s)
{
	return s[strspn(s, " \t\n")] == '\0';
}

static bool
same_means(const struct fact_command *a, const struct fact_command *b)
{
	if (a->means == NULL || b->means == NULL)
		return a->means == b->means;
	return strcmp(a->means, b->means) == 0;
}

static bool
has_documents(const struct letter *l)
{
	for (size_t i = 0; i < l->n_documents; i++)
		if (!l->documents[i].ornament)
			return true;
	return false;
}

/*
 * Both sides of an alternative are read; where they differ nobody can say which one the person saw.
 */
static void
read_answer(struct matching *m)
{
	const struct answer_from from = { m->l->from_name, m->l->address, m->is_reply,
		has_documents(m->l), !m->is_reply && m->f->service != NULL };
	struct fact_command *c = &m->f->command, other;
	struct reply rich;

	trace(m->trace, "-- answer");
	m->undecided |= answer_read(m->reply.fresh, &from, m->rules, c, m->trace);
	if (!m->l->two)
		return;
	reply_split(m->l->rich, m->rules, &rich, NULL);
	m->undecided |= rich.undecided | answer_read(rich.fresh, &from, m->rules, &other, NULL);
	if (!same_means(c, &other)) {
		trace(m->trace, "text and HTML differ: %s against %s",
		    c->means != NULL ? c->means : "nothing",
		    other.means != NULL ? other.means : "nothing");
		fact_command_free(c);
		/* what people see is the HTML: that is what is shown */
		if (!is_blank(rich.fresh)) {
			reply_free(&m->reply);
			m->reply = rich;
			rich = (struct reply){ 0 };
		}
		*c = (struct fact_command){ .means = xstrdup("unclear"), .tier = 3, .word = charset_line(m->reply.fresh, 200), .why = xstrdup("two") };
	} else if (other.tier > c->tier) {
		fact_command_free(c);
		*c = other;
		other = (struct fact_command){ 0 };
	}
	fact_command_free(&other);
	reply_free(&rich);
}

static bool
says_something(const struct matching *m)
{
	const struct answer_from from = { m->l->from_name, m->l->address, true, false, false };

	return answer_says(m->reply.fresh, &from, m->rules);
}

/* ---- service ---- */

/* A text in which services are looked for. */
struct sought {
	char *all;
	char *wanted;		/* without what tells what for; NULL: the same */
};

/*
 * What is wanted stands in the first forty pages. Lines broken by the mail program break no
 * sentence; "supaya bisa mendaftar TTE" tells what for.
 */
static struct sought
sought_in(struct matching *m, const char *text)
{
	char *lines = xstrnutf8(text, SERVICE_TEXT_MOST);
	struct sought s = { .all = field_run_on(lines) };
	size_t n = strlen(s.all);
	struct span at;

	/* full stops of titles, dates and numbers end no sentence */
	for (char *c = s.all; *c != '\0'; c++)
		if (*c == '.' && (c[1] == ',' || isupper((unsigned char)c[1]) || isdigit((unsigned char)c[1]) ||
				     (c[1] == ' ' && !field_ends_sentence(s.all, 0, (size_t)(c - s.all)) &&
					 isupper((unsigned char)c[2]))))
			*c = ' ';

	for (size_t i = 0; i < m->rules->purposes.n; i++)
		for (size_t p = 0; p < n && regex_find(m->rules->purposes.items[i].re, s.all, n, p,
					       false, &at) == FOUND_YES && at.end > p;
		     p = at.end) {
			if (s.wanted == NULL)
				s.wanted = xstrdup(s.all);
			memset(s.wanted + at.start, '_', at.end - at.start);
		}
	free(lines);
	return s;
}

static void
sought_free(struct sought *s)
{
	free(s->all);
	free(s->wanted);
}

/* The services with a pattern of this strength that fits, a bit each in the order of the file. */
static uint64_t
find_services(struct matching *m, const char *text, enum strength strength)
{
	uint64_t set = 0;

	for (size_t i = 0; i < m->rules->n_services && i < 64; i++) {
		const struct service *s = &m->rules->services[i];

		for (size_t k = 0; k < s->patterns.n; k++) {
			if (s->patterns.items[k].strength != strength ||
			    !fits(m, &s->patterns.items[k], text))
				continue;
			trace(m->trace, "service %s (%s)", s->id, s->patterns.items[k].where);
			set |= 1ull << i;
			break;
		}
	}
	return set;
}

static uint64_t
services_in(struct matching *m, const struct sought *s, enum strength strength)
{
	uint64_t set = s->wanted != NULL ? find_services(m, s->wanted, strength) : 0;

	return set != 0 ? set : find_services(m, s->all, strength);
}

static const struct service *
only_one(const struct ruleset *r, uint64_t set)
{
	if (set == 0 || (set & (set - 1)) != 0)
		return NULL;
	return &r->services[__builtin_ctzll(set)];
}

/*
 * In order: the text that counts more. One service there decides; of several only one that the
 * other text names as well.
 */
static const struct service *
first_of(const struct ruleset *r, uint64_t first, uint64_t second, bool *several)
{
	*several = first != 0 || second != 0;
	if (only_one(r, first) != NULL)
		return only_one(r, first);
	if (first != 0)
		return only_one(r, first & second);
	return only_one(r, second);
}

/* "Lupa password": of which service it is must be asked. */
static bool
is_ambiguous(struct matching *m, bool weak)
{
	for (size_t i = 0; i < m->rules->ambiguous.n; i++) {
		const struct rule *rule = &m->rules->ambiguous.items[i];

		if ((rule->strength == WEAK) != weak ||
		    (!fits(m, rule, m->subject) && !fits(m, rule, m->reply.fresh)))
			continue;
		trace(m->trace, "ambiguous (%s)", rule->where);
		return true;
	}
	return false;
}

/*
 * The subject counts more than the text, but in a reply it is inherited from another letter and
 * counts less. Clear names before sentences, those before ambiguous words, those before hints;
 * several services that nothing decides between: "?". Of a letter passed on, what is passed on
 * tells where its own words do not.
 */
static char *
find_service(struct matching *m)
{
	bool passed_on = is_blank(m->reply.fresh) || *m->l->attached != '\0' ||
	    any_fits(m, &m->rules->forward_subjects, m->subject);
	struct sought in_subject = sought_in(m, m->subject), fresh = sought_in(m, m->reply.fresh),
		      behind = sought_in(m, passed_on ? m->behind : "");
	const char *found = NULL;

	trace(m->trace, "-- service");
	for (enum strength strength = TICKED; strength <= WEAK && found == NULL; strength++) {
		uint64_t subject, body;
		const struct service *s;
		bool several;

		if (strength == WEAK && is_ambiguous(m, false)) {
			found = "?";
			break;
		}
		subject = services_in(m, &in_subject, strength);
		body = services_in(m, &fresh, strength);
		if (subject == 0 && body == 0 && passed_on)
			body = services_in(m, &behind, strength);
		s = m->is_reply ? first_of(m->rules, body, subject, &several) :
				  first_of(m->rules, subject, body, &several);
		if (s != NULL || several)
			found = s != NULL ? s->id : "?";
	}
	if (found == NULL && is_ambiguous(m, true))
		found = "?";
	sought_free(&in_subject);
	sought_free(&fresh);
	sought_free(&behind);
	return xstrdup(found);
}

/* ---- several services ---- */
struct naming { size_t service; struct span at; };

/* Where the text first names a service clearly; false: nowhere. */
static bool
named_at(const struct service *s, const char *text, struct span *first)
{
	struct span at;
	bool found = false;

	for (size_t k = 0; k < s->patterns.n; k++)
		if (s->patterns.items[k].strength == CLEAR &&
		    regex_find(s->patterns.items[k].re, text, strlen(text), 0, false, &at) == FOUND_YES &&
		    (!found || at.start < first->start)) {
			*first = at;
			found = true;
		}
	return found;
}

static int
by_start(const void *a, const void *b)
{
	const struct naming *x = a, *y = b;

	return (x->at.start > y->at.start) - (x->at.start < y->at.start);
}

/* Each is named apart from the one before, and linked to it. */
static bool
linked(struct matching *m, const struct naming *all, size_t n, const char *text)
{
	bool good = true;

	for (size_t i = 1; i < n && good; i++) {
		char *between;

		if (all[i].at.start < all[i - 1].at.end)
			return false;
		between = xstrndup(text + all[i - 1].at.end, all[i].at.start - all[i - 1].at.end);
		good = any_fits(m, &m->rules->links, between);
		free(between);
	}
	return good;
}

/* "Ubah nomor HP dan perpanjang sertifikat": several services, and none of them in doubt. */
static void
find_several(struct matching *m)
{
	struct naming all[8];
	const char *text = m->reply.fresh;
	size_t n = 0;

	for (size_t i = 0; i < m->rules->n_services && n < 8; i++)
		if (named_at(&m->rules->services[i], text, &all[n].at))
			all[n++].service = i;
	if (n < 2 || n == 8)
		return;
	qsort(all, n, sizeof(all[0]), by_start);
	if (!linked(m, all, n, text))
		return;
	for (size_t i = 0; i < n; i++) {
		m->f->services = grow(m->f->services, m->f->n_services, sizeof(*m->f->services));
		m->f->services[m->f->n_services++].text =
		    xstrdup(m->rules->services[all[i].service].id);
		trace(m->trace, "asked for as well: %s", m->f->services[i].text);
	}
}

/* ---- class ---- */

static bool
header_fits(struct matching *m, const struct condition *c)
{
	for (size_t i = 0; i < m->l->n_headers; i++)
		if (strcasecmp(m->l->headers[i].name, c->header) == 0 &&
		    fits(m, &c->rule, m->l->headers[i].value))
			return true;
	return false;
}

static bool
condition_holds(struct matching *m, const struct condition *c)
{
	const char *texts[PLACE__N] = { m->l->address, m->l->from_name, m->subject, m->reply.fresh,
		m->behind, NULL, m->f->evidence.return_path };
	bool found = c->place == PLACE_HEADER ?
	    header_fits(m, c) :
	    texts[c->place] != NULL && fits(m, &c->rule, texts[c->place]);

	return found != c->absent;
}

static bool
tri_holds(enum tri want, bool is)
{
	return want == TRI_ANY || (want == TRI_YES) == is;
}

static bool
class_holds(struct matching *m, const struct class_rule *c)
{
	const struct facts *f = m->f;
	bool ours = f->evidence.n_tokens > 0 || f->evidence.n_numbers > 0,
	     documents = has_documents(m->l);

	if (!tri_holds(c->service_known, f->service != NULL) ||
	    !tri_holds(c->answer, f->command.means != NULL) ||
	    !tri_holds(c->documents, documents) || !tri_holds(c->reply, m->is_reply) ||
	    !tri_holds(c->automatic, f->is_auto) || !tri_holds(c->ours, ours) ||
	    !tri_holds(c->of_ams, notice_sender(m->l->address, m->rules)) ||
	    !tri_holds(
		c->failure, (m->l->report.failed || m->l->report.delayed) && !m->l->report.receipt))
		return false;
	for (size_t i = 0; i < c->n_conditions; i++)
		if (!condition_holds(m, &c->conditions[i]))
			return false;
	return true;
}

#define MARK_SHOWN 200		/* bytes of the field that made it automatic */

/* What made it automatic, as it stands in the letter. */
static char *
mark_of(const struct matching *m, const struct class_rule *rule)
{
	static const char *const names[PLACE__N] = { "From", "From", "Subject", "text", "quotation",
		NULL, "Return-Path" };
	const char *name = "", *value = NULL;
	char *raw, *line, *shown;

	for (size_t i = 0; i < rule->n_conditions && value == NULL; i++) {
		const struct condition *c = &rule->conditions[i];
		bool header = c->place == PLACE_HEADER;

		name = header ? c->header : names[c->place];
		for (size_t k = 0; header && value == NULL && k < m->l->n_headers; k++)
			if (strcasecmp(m->l->headers[k].name, name) == 0)
				value = m->l->headers[k].value;
		if (c->place == PLACE_RETURN)
			value = "<>";
		if (c->place == PLACE_SUBJECT)
			value = m->subject;
		if (c->place == PLACE_FROM)
			value = m->l->address;
	}
	shown = xstrnutf8(value != NULL ? value : "", MARK_SHOWN);
	raw = xasprintf("%s: %s (%s)", name, shown, rule->where);
	line = charset_line(raw, LIMIT_LINE);
	free(shown);
	free(raw);
	return line;
}

static void
find_class(struct matching *m)
{
	struct facts *f = m->f;

	trace(m->trace, "-- class");
	for (size_t i = 0; i < m->rules->n_autos && !f->is_auto; i++)
		if (class_holds(m, &m->rules->autos[i])) {
			trace(m->trace, "automatic: %s (%s)", m->rules->autos[i].id,
			    m->rules->autos[i].where);
			f->is_auto = !m->rules->autos[i].by_person;
			free(f->auto_why);
			free(f->auto_mark);
			f->auto_why = xstrdup(m->rules->autos[i].id);
			f->auto_mark = mark_of(m, &m->rules->autos[i]);
		}
	if (!f->is_auto && m->l->address != NULL && m->order->own_address != NULL &&
	    strcasecmp(m->l->address, m->order->own_address) == 0) {
		f->is_auto = true;
		f->auto_why = xstrdup("self");
	}
	for (size_t i = 0; i < m->rules->n_classes; i++) {
		const struct class_rule *c = &m->rules->classes[i];

		if (!class_holds(m, c))
			continue;
		f->class = c->class;
		f->rule = xasprintf("%s %s", c->where, c->id);
		charset_clip(f->rule, 255);
		trace(m->trace, "class %s (%s)", class_name(f->class), f->rule);
		if (c->service != NULL) {
			free(f->service);
			f->service = xstrdup(c->service);
		}
		return;
	}
}

/* ---- documents ---- */

/* "Surat_Pernyataan-lupa.PDF" -> "Surat Pernyataan lupa" */
static char *
plain_name(const char *name)
{
	char *plain = xstrdup(name), *dot = strrchr(plain, '.');

	if (dot != NULL && dot > plain && strlen(dot) <= 5)
		*dot = '\0';
	for (char *c = plain; *c != '\0'; c++)
		if (strchr("_-.+()[]%,&~", *c) != NULL)
			*c = ' ';
	return plain;
}

/* What a document says of itself goes before its name: the mark that stands first decides. */
static const struct document_rule *
kind_by_contents(struct matching *m, const char *text)
{
	const struct document_rule *best = NULL;
	size_t first = SIZE_MAX, n = strlen(text);

	for (size_t i = 0; i < m->rules->n_documents; i++)
		for (size_t k = 0; k < m->rules->documents[i].contents.n; k++) {
			const struct rule *rule = &m->rules->documents[i].contents.items[k];
			struct span at;
			enum found found = regex_find(rule->re, text, n, 0, false, &at);

			m->undecided |= found == FOUND_UNDECIDED;
			if (found != FOUND_YES || at.start >= first)
				continue;
			first = at.start;
			best = &m->rules->documents[i];
		}
	return best;
}

static const char *
document_kind(
    struct matching *m, const struct letter_document *d, const char *text, bool ocr, size_t i)
{
	const struct document_rule *rule = text != NULL ? kind_by_contents(m, text) : NULL;
	char *name = plain_name(d->name);
	const char *kind = "lain";

	/* what a picture is not cannot be told from a bad reading of it; what its title says can */
	if (ocr && rule != NULL && strcmp(rule->id, "lain") == 0 && !rule->scanned)
		rule = NULL;
	for (size_t k = 0; rule == NULL && !d->ornament && k < m->rules->n_documents; k++) {
		const struct document_rule *r = &m->rules->documents[k];

		if ((r->names.n == 0 && r->types.n == 0) ||
		    (r->names.n > 0 && !any_fits(m, &r->names, name)) ||
		    (r->types.n > 0 && !any_fits(m, &r->types, d->type)))
			continue;
		rule = r;
	}
	if (rule != NULL) {
		trace(m->trace, "document %s: %s (%s)", d->name, rule->id, rule->where);
		kind = rule->id;
	}
	m->unknown[i] = rule == NULL;
	m->nobodys[i] = rule != NULL && strcmp(kind, "lain") == 0 && !rule->people;
	free(name);
	return kind;
}

/* Whether a PDF is signed, and by whom; what it says of itself is not believed. */
static void
document_signature(struct matching *m, size_t i, struct fact_document *d)
{
	const struct buf *bytes = &m->l->documents[i].bytes;
	struct signature s;

	if (strcmp(d->type, "application/pdf") != 0 || bytes->len == 0)
		return;
	signature_check(bytes->data, bytes->len, m->roots, m->order->now, &s);
	if (s.present) {
		d->signature = xstrdup(s.relied ? "relied" : s.reason);
		d->signer = xstrdup(s.signer);
		trace(m->trace, "document %zu: signature %s%s%s", i + 1, d->signature,
		    s.relied ? ": " : "", s.relied ? d->signer : "");
	}
	signature_free(&s);
}

/*
 * The text of document i, for the caller to free; NULL where there is none. Fills its state and its
 * signature.
 */
static char *
document_words(struct matching *m, size_t i, struct fact_document *d)
{
	static const char *const states[] = { [DOCUMENT_TEXT] = "text", [DOCUMENT_SCAN] = "scan",
		[DOCUMENT_ENCRYPTED] = "encrypted", [DOCUMENT_BROKEN] = "broken",
		[DOCUMENT_OTHER] = "other" };
	struct letter_document *from = &m->l->documents[i];
	struct document_text text = { 0 };
	bool fell_back;

	document_read(from->type, buf_str(&from->bytes), from->bytes.len, &text);
	document_signature(m, i, d);
	d->state = xstrdup(states[text.state]);
	trace(m->trace, "document %zu: %s, %zu bytes of text", i + 1, d->state, text.text.len);
	if (text.cut)
		letter_note(m->l, "document");
	for (size_t k = 0; text.state == DOCUMENT_SCAN && k < m->order->n_texts; k++)
		if (m->order->texts[k].index == (int64_t)i && m->order->texts[k].text != NULL) {
			char *read = charset_text(NULL, m->order->texts[k].text,
			    strlen(m->order->texts[k].text), &fell_back);
			char *mended = mend_scan(read, m->rules);

			free(read);
			buf_free(&text.text);
			d->ocr = true;
			return mended;
		}
	if (text.state == DOCUMENT_TEXT && text.text.len > 0)
		return buf_take(&text.text);
	buf_free(&text.text);
	return NULL;
}

/*
 * A document with a passphrase in it is known by its digest only: neither kept nor passed on. So
 * is whatever is attached to a notice, which nobody awaits and which may hold a link.
 */
static bool
cut_document(struct matching *m, struct fact_document *d, char *words)
{
	size_t cuts = 0;

	if (m->f->class == CLASS_NOTICE)
		return true;
	if (words == NULL)
		return false;
	d->text = secret_cut(words, m->rules, false, &cuts, &m->undecided);
	charset_clip(d->text, LIMIT_TEXT);
	return cuts > 0;
}

static void
find_documents(struct matching *m)
{
	struct facts *f = m->f;

	m->words = xcalloc(m->l->n_documents + 1, sizeof(*m->words));
	m->unknown = xcalloc(m->l->n_documents + 1, sizeof(*m->unknown));
	m->nobodys = xcalloc(m->l->n_documents + 1, sizeof(*m->nobodys));
	for (size_t i = 0; i < m->l->n_documents; i++) {
		const struct letter_document *d = &m->l->documents[i];
		struct fact_document *fact;
		size_t cuts = 0;
		bool unread;

		f->documents = grow(f->documents, f->n_documents, sizeof(*f->documents));
		fact = &f->documents[f->n_documents++];
		*fact = (struct fact_document){ .name = secret_cut(d->name, m->rules,
						    f->class == CLASS_NOTICE, &cuts, &m->undecided),
			.type = xstrdup(d->type),
			.bytes = (int64_t)d->bytes.len,
			.sha256 = xstrdup(d->sha256) };
		charset_clip(fact->name, LIMIT_LINE);
		if (!d->ornament && f->class != CLASS_NOTICE)
			m->words[i] = document_words(m, i, fact);
		unread = fact->state != NULL &&
		    (strcmp(fact->state, "encrypted") == 0 || strcmp(fact->state, "broken") == 0);
		fact->kind = xstrdup(unread ? "tak-terbaca" : document_kind(m, d, m->words[i], fact->ocr, i));
		fact->secret = cut_document(m, fact, m->words[i]);
	}
}

/* ---- fields, secrets, the copy ---- */

/* A letter passed on, not an answer to one of ours: what it is about stands in what was passed on. */
static bool
is_forward(struct matching *m)
{
	const struct facts *f = m->f;

	for (size_t i = 0; i < f->n_fields; i++)
		if (strcmp(f->fields[i].name, "nip") == 0 || strcmp(f->fields[i].name, "nik") == 0)
			return false;
	return f->class == CLASS_REQUEST && f->n_applicants == 0 && f->evidence.n_tokens == 0 &&
	    f->evidence.n_numbers == 0 &&
	    (*m->l->attached != '\0' ||
		any_fits(m, &m->rules->forward_subjects, m->subject));
}

/* The heads of letters passed on ("Dari: ...", "Perihal: ..."), which tell nothing of an applicant. */
static char *
without_heads(struct matching *m, const char *text)
{
	struct buf out = BUF_INIT;

	for (const char *p = text; *p != '\0';) {
		const char *end = p, *line;
		size_t heads = 0;

		for (line = p; *line != '\0'; line = end) {
			size_t len = strcspn(line, "\n");
			char *copy = xstrndup(line, len);
			bool head = any_fits(m, &m->rules->labels, copy);

			free(copy);
			heads += head;
			if (!head && (heads == 0 || strchr(" \t", *line) == NULL || len == 0))
				break;
			end = line + len + (line[len] == '\n');
		}
		if (heads < 3) {
			end = p + strcspn(p, "\n");
			end += *end == '\n';
			buf_add(&out, p, (size_t)(end - p));
		}
		p = end;
	}
	return out.data != NULL ? buf_take(&out) : xstrdup("");
}

/* Does the line, which ends at n, tell who wrote what stands below it? "... <siti@gmail.com> menulis:" */
static bool
attributes(const char *line, size_t n)
{
	return memchr(line, '<', n) != NULL && memchr(line, '@', n) != NULL;
}

/* What stands below lines that tell that the sender himself wrote it, without the marks of quotation. The caller frees. */
static char *
own_words_behind(const struct matching *m)
{
	const char *from = m->f->evidence.from;
	struct buf out = BUF_INIT;
	bool own = false;

	for (const char *p = m->behind; from != NULL && *p != '\0'; p += strcspn(p, "\n"), p += *p == '\n') {
		size_t all = strcspn(p, "\n"), marks = strspn(p, "> \t"), n = marks < all ? all - marks : 0;
		char *line = xstrndup(p + all - n, n);

		if (attributes(line, n))
			own = strcasestr(line, from) != NULL;
		else if (own)
			buf_adds(&out, line);
		if (own)
			buf_addc(&out, '\n');
		free(line);
	}
	return out.data != NULL ? buf_take(&out) : xstrdup("");
}

/*
 * "Maaf, NIP yang betul ..." below which he quotes his own letter: what he does not say again he has said
 * there; it may have changed since, so no number of it is certain. Not in answer to a mail of ours, whose case
 * holds what was said since.
 */
static void
find_in_own_words(struct matching *m, const char *const *without)
{
	const struct facts *f = m->f;
	char *before;

	if (!m->is_reply || f->n_applicants > 0 || f->evidence.n_tokens > 0 || f->evidence.n_numbers > 0 ||
	    (f->class != CLASS_REQUEST && f->class != CLASS_COMMAND))
		return;
	before = own_words_behind(m);
	if (*before != '\0')
		m->undecided |= official_read(&(struct sheet_order){ .text = before,
		    .source = "quoted", .without = without, .fill = true, .doubtful = true }, m->rules, m->f, m->trace);
	free(before);
}

static bool
names_somebody(const struct facts *f)
{
	bool named = f->n_applicants > 0;

	for (size_t i = 0; i < f->n_fields; i++)
		named |= strcmp(f->fields[i].name, "nama") == 0;
	return named;
}

/* Who is named in the subject only: "Perpanjangan TTE a.n. Mahrita, S.Pd. NIP ..."; else who writes. */
static void
find_elsewhere(struct matching *m, const char *text, const char *const *without)
{
	if (!m->is_reply && !names_somebody(m->f))
		m->undecided |= official_read(&(struct sheet_order){ .text = m->subject,
		    .source = "body", .fill = true }, m->rules, m->f, m->trace);
	if (!names_somebody(m->f))
		m->undecided |= official_read(&(struct sheet_order){ .text = text,
		    .source = "body", .without = without, .fill = true, .by_sender = true }, m->rules, m->f, m->trace);
}

static void
find_fields(struct matching *m)
{
	const char *without[] = { m->order->own_address != NULL ? m->order->own_address : "", NULL,
		NULL, NULL, NULL, NULL, NULL, NULL };
	struct buf text = BUF_INIT;
	struct reply rich = { 0 };
	const struct reply *same;

	for (size_t i = 0; i < m->l->n_to && i < 6; i++)
		without[i + 1] = m->l->to[i].data;
	/* the HTML side keeps the rows of a table, which the plain side breaks up */
	if (m->l->two)
		reply_split(m->l->rich, m->rules, &rich, NULL);
	same = m->l->two && strchr(rich.fresh, '\t') != NULL ? &rich : &m->reply;
	buf_addf(&text, "%s\n\n%s", same->fresh, same->signature);
	trace(m->trace, "-- fields");
	m->undecided |= official_read(&(struct sheet_order){ .text = buf_str(&text), .source = "body",
	    .without = without }, m->rules, m->f, m->trace);
	if (is_forward(m)) {
		char *passed = without_heads(m, m->behind);

		m->undecided |= official_read(&(struct sheet_order){ .text = passed,
		    .source = "quoted", .without = without }, m->rules, m->f, m->trace);
		free(passed);
	}
	find_in_own_words(m, without);
	find_elsewhere(m, buf_str(&text), without);
	reply_free(&rich);
	buf_free(&text);
}

/* What the documents say, each by itself. */
static void
find_in_documents(struct matching *m)
{
	for (size_t i = 0; i < m->f->n_documents; i++) {
		char source[32];

		if (m->words[i] == NULL)
			continue;
		snprintf(source, sizeof(source), "doc:%zu", i + 1);
		trace(m->trace, "-- fields of document %zu", i + 1);
		m->undecided |= official_read(&(struct sheet_order){ .text = m->words[i],
		    .source = source, .ocr = m->f->documents[i].ocr, .doubtful = m->unknown[i], .no_people = m->nobodys[i] },
		    m->rules, m->f, m->trace);
	}
}

/*
 * Numbers and addresses by which a person is known: where the letter and its documents disagree,
 * none of them is certain.
 */
static void
compare_sources(struct matching *m)
{
	static const char *const names[] = { "nip", "nik", "email" };
	struct facts *f = m->f;

	for (size_t k = 0; k < 3; k++) {
		bool differ = false;

		for (size_t i = 0; i < f->n_fields; i++)
			for (size_t j = i + 1; j < f->n_fields; j++)
				differ |= strcmp(f->fields[i].name, names[k]) == 0 &&
				    strcmp(f->fields[j].name, names[k]) == 0 &&
				    f->fields[i].certain && f->fields[j].certain &&
				    strcmp(f->fields[i].source, f->fields[j].source) != 0 &&
				    strcmp(f->fields[i].value, f->fields[j].value) != 0;
		for (size_t i = 0; i < f->n_fields && differ; i++)
			if (strcmp(f->fields[i].name, names[k]) == 0)
				f->fields[i].certain = false;
		if (differ)
			trace(m->trace, "the letter and its documents differ in %s", names[k]);
	}
}

static void
cut_in(struct matching *m, char **text, size_t most)
{
	size_t cuts = 0;
	char *clean;

	if (*text == NULL)
		return;
	clean = secret_cut(*text, m->rules, m->f->class == CLASS_NOTICE, &cuts, &m->undecided);
	free(*text);
	*text = clean;
	charset_clip(*text, most);
}

/* Of a notice the fields that tell from whom, to whom and by which way; any other may hold a link. */
static bool
is_kept(const struct matching *m, const char *name)
{
	static const char *const kept[] = { "From", "To", "Cc", "Subject", "Date", "Message-ID",
		"Sender", "Reply-To", "Return-Path", "Received", "Auto-Submitted",
		"Authentication-Results" };
	bool yes = m->f->class != CLASS_NOTICE;

	for (size_t i = 0; !yes && i < sizeof(kept) / sizeof(kept[0]); i++)
		yes = strcasecmp(name, kept[i]) == 0;
	return yes && strncasecmp(name, "Content-", 8) != 0 &&
	    strcasecmp(name, "MIME-Version") != 0;
}

static void
copy_headers(struct matching *m, struct buf *copy)
{
	size_t cuts = 0;

	for (size_t i = 0; i < m->l->n_headers; i++) {
		const struct letter_header *h = &m->l->headers[i];
		char *clean;

		if (!is_kept(m, h->name))
			continue;
		clean = secret_cut(
		    h->value, m->rules, m->f->class == CLASS_NOTICE, &cuts, &m->undecided);
		if (cuts > 0)
			m->f->cuts += (int64_t)cuts;
		buf_addf(copy, "%s: %s\n", h->name, cuts > 0 ? clean : h->raw);
		cuts = 0;
		free(clean);
	}
	buf_adds(copy,
	    "MIME-Version: 1.0\nContent-Type: text/plain; "
	    "charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n");
}

static void
copy_text(struct matching *m, const char *text, struct buf *copy)
{
	size_t cuts = 0;
	char *clean = secret_cut(text, m->rules, m->f->class == CLASS_NOTICE, &cuts, &m->undecided);

	m->f->cuts += (int64_t)cuts;
	for (const char *c = clean; *c != '\0'; c++)
		if (*c != HTML_SIGNATURE && *c != HTML_INSERTED)
			buf_addc(copy, *c);
	if (copy->len > 0 && copy->data[copy->len - 1] != '\n')
		buf_addc(copy, '\n');
	free(clean);
}

/* The message as it may be kept: readable by `loket read` again. */
static void
make_copy(struct matching *m, const char *text, struct buf *copy)
{
	copy_headers(m, copy);
	copy_text(m, text, copy);
	if (*m->l->attached != '\0') {
		buf_adds(copy, "\n-------- Pesan Diteruskan --------\n");
		copy_text(m, m->l->attached, copy);
	}
	for (size_t i = 0; i < m->f->n_documents; i++)
		buf_addf(copy, KEPT_DOCUMENT, i + 1,
		    *m->f->documents[i].name != '\0' ? m->f->documents[i].name : "tanpa nama", m->f->documents[i].type,
		    (long long)m->f->documents[i].bytes, m->f->documents[i].sha256);
}

/* ---- all of it ---- */

static bool
ours(int64_t class)
{
	return class == CLASS_REQUEST || class == CLASS_COMMAND || class == CLASS_NOTICE;
}

static void
finish(struct matching *m)
{
	struct facts *f = m->f;
	const char *held = m->l->held;

	if (held != NULL && !ours(f->class) &&
	    (strcmp(held, "double") == 0 || strcmp(held, "html") == 0))
		held = NULL;		/* a newsletter need not be well formed */
	if (held == NULL && m->undecided)
		held = "pattern limit";
	f->held = xstrdup(held);
	for (size_t i = 0; i < m->l->n_limits && f->n_limits < LIMIT_LIST; i++) {
		f->limits = grow(f->limits, f->n_limits, sizeof(*f->limits));
		f->limits[f->n_limits++].text = xstrdup(m->l->limits[i]);
	}
	if (!ours(f->class)) {
		fact_command_free(&f->command);
		free(f->service);
		f->service = NULL;
	}
}

static void
choose_side(struct matching *m, const char **text)
{
	*text = m->l->plain;
	trace(m->trace, "-- new text");
	reply_split(m->l->plain, m->rules, &m->reply, m->trace);
	if (m->l->two && (is_blank(m->reply.fresh) || strchr(m->l->rich, HTML_INSERTED) != NULL)) {
		struct reply rich;

		trace(m->trace, "-- new text of the HTML side");
		reply_split(m->l->rich, m->rules, &rich, m->trace);
		if (rich.inserted || (is_blank(m->reply.fresh) && !is_blank(rich.fresh))) {
			reply_free(&m->reply);
			m->reply = rich;
			*text = m->l->rich;
		} else {
			reply_free(&rich);
		}
	}
	m->undecided |= m->reply.undecided;
}

void
match_letter(struct letter *l, const struct read_order *order, const struct ruleset *rules,
    const struct trust_roots *roots, struct facts *f, struct buf *copy, struct buf *t)
{
	struct matching m = { .l = l, .order = order, .rules = rules, .roots = roots, .f = f,
		.trace = t };
	const char *text;

	*f = (struct facts){ .id = order->id, .date = l->date > -(1ll << 40) && l->date < 1ll << 40 ? l->date : 0 };
	m.subject = letter_header(l, "Subject") != NULL ? letter_header(l, "Subject") : "";
	evidence_collect(l, &f->evidence);
	choose_side(&m, &text);
	m.behind = xasprintf("%s\n%s", m.reply.quoted, l->attached);
	f->quoted = m.reply.has_quote;
	m.is_reply = is_reply(&m) || (m.reply.has_quote && !is_blank(m.reply.fresh));
	trace(t, "reply: %s", m.is_reply ? "yes" : "no");
	f->service = find_service(&m);
	if (f->service != NULL && strcmp(f->service, "?") == 0)
		find_several(&m);
	read_answer(&m);
	find_class(&m);
	find_documents(&m);
	notice_find(l, rules, f->class == CLASS_NOTICE ? f->evidence.from : NULL, &f->notice,
	    &m.undecided, t);
	/* a bare "NIP ..." may be what was asked for */
	if (ours(f->class) || (f->class == CLASS_OTHER && m.is_reply))
		find_fields(&m);
	if (f->class != CLASS_AUTO && f->class != CLASS_BOUNCE && f->class != CLASS_NOTICE)
		find_in_documents(&m);
	compare_sources(&m);
	f->says = m.is_reply && says_something(&m);
	f->subject = xstrdup(m.subject);
	f->new_text = xstrdup(m.reply.fresh);
	if (strlen(f->new_text) > LIMIT_TEXT)
		letter_note(l, "new_text");
	if ((f->class != CLASS_OTHER || f->n_documents > 0) && l->mail != NULL)
		make_copy(&m, text, copy);
	cut_in(&m, &f->subject, LIMIT_LINE);
	cut_in(&m, &f->auto_mark, LIMIT_LINE);
	cut_in(&m, &f->new_text, LIMIT_TEXT);
	choice_read(f->new_text, f);
	cut_in(&m, &f->command.word, LIMIT_LINE);
	cut_in(&m, &f->command.reason, LIMIT_LINE);
	for (size_t i = 0; i < f->command.n_decisions; i++)
		cut_in(&m, &f->command.decisions[i].reason, LIMIT_LINE);
	for (size_t i = 0; i < f->n_fields; i++)
		cut_in(&m, &f->fields[i].value, LIMIT_LINE);
	f->cuts = f->cuts > 1 << 20 ? 1 << 20 : f->cuts;
	finish(&m);
	reply_free(&m.reply);
	free(m.behind);
	for (size_t i = 0; i < l->n_documents; i++)
		free(m.words[i]);
	free(m.words);
	free(m.unknown);
	free(m.nobodys);
}
