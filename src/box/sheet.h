/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A text under reading, line by line: what official.c and its helpers (landmark, head, signer,
 * people, list, table) know of it and ask of it. Nobody else includes this.
 */
#ifndef LOKET_BOX_SHEET_H
#define LOKET_BOX_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "box/field.h"
#include "protocol.h"
#include "rules/ruleset.h"

#define SHEET_PEOPLE_MOST 100
#define SHEET_HEAD_LINES 40

/* What is told of a person; NUMBER and OTHER are columns of a table that tell nothing. */
enum column { NAMA, NIP, NIK, JABATAN, PANGKAT, UNIT_KERJA, EMAIL, HP, COLUMN__N, NUMBER, OTHER };
extern const char *const sheet_columns[COLUMN__N];

struct line { size_t at, len; bool labelled; };	/* trimmed; a label stands on it */
struct human {
	char *value[COLUMN__N];
	bool certain[COLUMN__N];
	bool none[COLUMN__N];		/* said to have none: "-" */
	enum field_rank rank[COLUMN__N];
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
	bool ocr, fill, undecided;
	size_t known;			/* fields that the facts held before */
	bool formal;			/* an official letter or a statement, not a mail */
	struct line *lines; size_t n;
	struct field_event *events; size_t n_events;
	struct human *people; size_t n_people;
	size_t first_other;		/* where the body first names another than the writer; SIZE_MAX: nowhere */
	size_t left_from, left_to;	/* lines of who signs and was left out */
	/* landmarks: lines; n: there is none */
	size_t head_end, body, signature, copies;
	size_t reasons;			/* 0, or of a decree: where it decides */
	size_t table;			/* the heading of the table that tells the people */
	char *signers[2]; size_t n_signers;
	const char *signer;		/* the first of them */
};

/* ---- sheet.c: lines, and what they fit ---- */

/* The text with the right column of its head below the left one. The caller frees. */
char *sheet_one_column(struct sheet *s, const char *text);
void sheet_split(struct sheet *s);
/* The line that holds the offset. */
size_t sheet_line(const struct sheet *s, size_t at);
/* How much of its line stands from the offset on; 0 behind the end, which is trimmed. */
size_t sheet_rest(const struct sheet *s, size_t at);
/* Does any of the rules fit? *v (may be NULL): its group v, or an empty span at the end. */
/* The first of the rules that fits; NULL: none. */
const struct rule *sheet_fitting(
    struct sheet *s, const struct rules *rules, const char *text, size_t n, struct span *v);
bool sheet_fits_at(struct sheet *s, const struct rules *rules, const char *text, size_t n, struct span *v);
bool sheet_fits(struct sheet *s, const struct rules *rules, size_t i, struct span *v);
/* Does a signature begin at line i? */
bool sheet_ends(struct sheet *s, size_t i);
/* A piece of line i, blanks squeezed; the caller frees. */
char *sheet_piece(const struct sheet *s, size_t i, const struct span *v);
/* A text and behind it, after a blank, all of line i. Frees the text; the caller frees. */
char *sheet_with_line(const struct sheet *s, char *text, size_t i);
/* How many digits the bytes hold. */
size_t sheet_digits(const char *text, size_t n);
/* A cell as a name, without brackets, lines and blanks around it; NULL: none. The caller frees. */
char *sheet_name(struct sheet *s, const char *cell, size_t n);
/* The same letters, whatever stands between them; NULL is no name. */
bool sheet_same_name(const char *a, const char *b);
/* Marks the lines that labels stand on, once the events are known. */
void sheet_mark_labels(struct sheet *s);
bool sheet_is_labelled(const struct sheet *s, size_t i);
/* An address of the window itself. */
bool sheet_leaves_out(const struct sheet *s, const struct field_event *e);
enum column sheet_column(const char *id);
/* Adds a field to the facts; an empty value or NULL is none. */
void sheet_tell(struct sheet *s, const char *name, const char *value, bool certain);

/* ---- the rooms of a letter ---- */

/* landmark.c: where head, body, signature and copies begin. Needs lines and events. */
void landmarks_find(struct sheet *s);
/* head.c: Nomor, Hal, Yth.; its date; to whom copies go. */
void head_tell(struct sheet *s);
void head_tell_date(struct sheet *s);
void head_tell_copies(struct sheet *s);
/*
 * sender.c: the words of the text that are the name of the mail's sender, and where they stand; needs the text alone.
 * NULL: none; the caller frees. Told where nobody is named otherwise; takes the name over.
 */
char *sender_find(struct sheet *s, size_t *at);
void sender_tell(struct sheet *s, char *name, size_t at);
/* signer.c: the names below the closing; told after the people are known. */
void signer_find(struct sheet *s);
void signer_tell(struct sheet *s);

/* ---- people.c ---- */

/* A new one, at this line; valid until the next is added. */
struct human *human_add(struct sheet *s, size_t line);
/* Sets what is not known yet; copies the value. */
void human_set(struct human *h, enum column c, const char *value, bool certain);
/* The same, but in place of what is known less surely. */
void human_prefer(struct human *h, enum column c, const char *value, bool certain,
    enum field_rank rank);
/* 18 digits are a NIP, 16 a NIK, also several in one text; nearly as many are a NIP in doubt, others are left. */
void human_set_number(struct human *h, const char *text, size_t n);
/* Where the name ends before its number at `cut`: "S.Sos. NIP. 1987...", "S.Sos. / 1987...". */
size_t human_name_end(const char *value, size_t cut);
/* "Siti Rahmah / 1987..." is cut before its number, which is set. */
void human_part_name(struct human *h, char *value);
bool human_has_number(const struct human *h);
void human_free(struct human *h);
/* The digits of a text; the caller frees. */
char *human_digits(const char *text, size_t n);
void people_by_labels(struct sheet *s);
/* False when running text names fewer than two with their numbers, and nobody was added. */
bool people_by_sentences(struct sheet *s);
/* Do the words before a value tell that it is somebody else's? */
bool people_is_strange(struct sheet *s, const struct field_event *e);
/* Sets first_other; needs the landmarks. */
void people_find_other(struct sheet *s);
/*
 * A name or a number is left over that belongs to none of several people, or one was found where the
 * letter tells of more: somebody was missed, or it was given to the wrong one, and no number of them
 * is certain.
 */
void people_doubt_rest(struct sheet *s);
/* Leaves NIP, NIK and address of everybody uncertain. */
void people_doubt(struct sheet *s);
/* Do the words around a number tell that it no longer holds, while another does? */
bool people_is_former(struct sheet *s, const struct field_event *e);
bool people_is_writers(struct sheet *s, const struct field_event *e);
/*
 * list.c, table.c: false when there is none, and nobody was added. By tables may also be one person;
 * by columns: labels in the first column, a person in each of the others.
 */
bool people_by_items(struct sheet *s);
bool people_by_tables(struct sheet *s);
bool people_by_columns(struct sheet *s);

#endif
