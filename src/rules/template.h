/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mails as office people write them: templates/NAME.md, a header block and Markdown with fields.
 * Read and checked once, before the box; expanding needs no file. templates/README.md describes the
 * language and lists the fields.
 *
 *     {{field}}              the value, made harmless; it must have one, else the mail is refused
 *     {{#list}}..{{.}}..{{/list}}   once per value; another list of the same length gives its value of the same place
 *     {{?field}}..{{/field}} once when there is a value; {{?field=word}} when the value is that word
 *     {{^field}}..{{/field}} when there is none
 *     {{tombol}}             words to answer, buttons and code, from the part tombol.md; on a line of its own
 */
#ifndef LOKET_RULES_TEMPLATE_H
#define LOKET_RULES_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/problem.h"
#include "protocol.h"

struct templates;

/*
 * All .md files of DIR (README.md is none), DIR/layout.html and DIR/formulir; those in DIR/OFFICE
 * take the place of the shared ones of the same name (office NULL: no own ones). NULL when anything
 * is wrong: see *p. Caller frees.
 */
struct templates *templates_read(const char *dir, const char *office, struct problems *p);
void templates_free(struct templates *t);
bool templates_have(const struct templates *t, const char *name);
size_t templates_count(const struct templates *t);

/*
 * The frame of the HTML part (layout.html): {{isi}} and {{judul}} in page, {{href}} and {{label}}
 * in button and in other.
 */
struct template_style { char *tag, *style; };	/* "p", "margin:0 0 14px 0" */
struct template_layout {
	/* button: the first answer; other: those behind it, NULL: the same */
	char *page, *button, *other;
	struct template_style *styles; size_t n_styles;
};
const struct template_layout *template_layout(const struct templates *t);

/*
 * A paragraph of the Markdown that holds only this mark is where the HTML buttons go; the text part
 * leaves it out.
 */
#define TEMPLATE_SLOT "\xee\x80\x80"		/* U+E000 */

/*
 * NAME with the fields of one mail: adds the subject (without case number, one line, at most 180
 * bytes) and the Markdown of the body. Refused: no such template, a field without value (both named
 * in *e).
 */
int template_expand(const struct templates *t, const char *name, const struct mail_field *fields,
    size_t n_fields, struct buf *subject, struct buf *markdown, struct err *e);
/*
 * The i-th {{field}} of NAME that would have no value in a mail about `about`, so that the mail
 * could never be made: fields behind a condition that fails there do not count. False behind the
 * last. *lacks: the circumstances it needs and does not get.
 */
struct template_lack { const char *field; int line; unsigned lacks; };
bool template_lacks(const struct templates *t, const char *name, unsigned about, size_t i,
    struct template_lack *out);
const char *templates_name(const struct templates *t, size_t i);	/* NULL behind the last */
/* Its file, borrowed; NULL: no such template. *own (may be NULL): the office's own. */
const char *template_file(const struct templates *t, const char *name, bool *own);

/* For whom a mail is written, the line `kepada:` of its header. */
enum template_readers { READERS_BOTH, READERS_APPLICANT, READERS_OFFICIAL, READERS_PARTNER, READERS__N };
enum template_readers template_readers(const struct templates *t, const char *name);
const char *template_readers_word(enum template_readers r);
/* Whether NAME asks for the field anywhere; needs: also where nothing optional has a value. */
bool template_uses(const struct templates *t, const char *name, const char *field);
bool template_needs(const struct templates *t, const char *name, const char *field);
/* The words in bold capitals that NAME says may be answered, at most `most`; how many. */
size_t template_words(const struct templates *t, const char *name, char words[][32], size_t most);

/*
 * A form to be filled in and sent along where a document of that kind is missing: KIND.docx or
 * KIND.odt. Borrowed.
 */
struct template_form {
	char *kind, *file;
	const char *end;		/* ".docx", ".odt" */
	struct buf bytes;
};
const struct template_form *template_form(const struct templates *t, size_t i);	/* NULL behind the last */
/* Whether forms may hold {{name}}; the i-th such field, NULL behind the last. */
bool template_form_field(const char *name);
const struct template_field *template_form_field_at(size_t i);
/* {{tombol}} is in it */
bool template_shows_answers(const struct templates *t, const char *name);

/*
 * Adds `value` as one line of harmless text: white space folded, controls, direction marks,
 * invisible and private-use characters dropped, broken UTF-8 as U+FFFD, at most `most` bytes (0: no
 * limit). With `escape`, Markdown marks get a backslash.
 */
void template_value(const char *value, bool escape, size_t most, struct buf *out);

/*
 * Circumstances of a mail. A field that needs some has a value at most where all of them are given;
 * a field that needs none may have one anywhere.
 */
#define MAIL_CASE 1u		/* of a case */
#define MAIL_OPEN 2u		/* which waits in a tahap */
#define MAIL_END 4u		/* which is closed */
#define MAIL_OFFICIAL 8u	/* to a holder of a role */
#define MAIL_OWNER 16u		/* to the applicant */
#define MAIL_ASKS 32u		/* a question, with words to answer */
#define MAIL_REASON 64u		/* a reason was surely given on the way here */
#define MAIL_DOCUMENTS 128u	/* the SOP wants documents */
#define MAIL_DESK 256u		/* beside the cases: summaries, drafts, inquiries */

/*
 * The i-th field that templates may use, NULL behind the last. sample: a value for previews, of a list
 * several with | between; with ? in front where only rare mails have one.
 */
struct template_field { const char *name; bool list; const char *help, *sample; };
const struct template_field *template_field(size_t i);
#define TEMPLATE_FIELDS 256		/* more than there are; as an index: none */
size_t template_field_find(const char *name, size_t len);
/* The circumstances that the field needs and a mail about `about` does not have. */
unsigned template_field_lacks(size_t field, unsigned about);

/*
 * Samples for a mail about `about`: only what needed() says, also what most such mails have, or all.
 * Caller frees names, values and *out.
 */
enum template_sampling { SAMPLES_LEAST, SAMPLES_USUAL, SAMPLES_ALL };
size_t template_samples(unsigned about, enum template_sampling how,
    bool (*needed)(const void *data, const char *name), const void *data, struct mail_field **out);

#endif
