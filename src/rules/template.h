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
 * All .md files of DIR (README.md is none) and DIR/layout.html. NULL when anything is wrong: see
 * *p. Caller frees.
 */
struct templates *templates_read(const char *dir, struct problems *p);
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
/* {{tombol}} is in it */
bool template_shows_answers(const struct templates *t, const char *name);

/*
 * Adds `value` as one line of harmless text: white space folded, controls, direction marks,
 * invisible and private-use characters dropped, broken UTF-8 as U+FFFD, at most `most` bytes (0: no
 * limit). With `escape`, Markdown marks get a backslash.
 */
void template_value(const char *value, bool escape, size_t most, struct buf *out);

/* The i-th field that templates may use, NULL behind the last. */
struct template_field { const char *name; bool list; const char *help; };
const struct template_field *template_field(size_t i);

#endif
