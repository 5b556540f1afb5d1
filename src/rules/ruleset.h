/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the office wrote about letters (rules/letter/NAME.xml) as structs with compiled patterns:
 * classes, services, fields, kinds of documents, answer words, marks of quotations, secrets,
 * look-alike letters. Words live there, never in C. Every rule knows its place ("kata.xml:12"), so
 * that an explanation can name it. Read-only after ruleset_read, but matching writes into the
 * patterns (rules/regex.h): one process, one user.
 */
#ifndef LOKET_RULES_RULESET_H
#define LOKET_RULES_RULESET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/problem.h"
#include "rules/regex.h"

/* A clear name of a service; a sentence that tells it (kalimat); a word that may hint at it (lemah) */
enum strength { TICKED, CLEAR, LOOSE, WEAK };

/* One pattern with what it gives. Which members mean something depends on the list it stands in. */
struct rule {
	struct regex *re;
	char *text;		/* the pattern as written */
	char *where;		/* "kata.xml:12" */
	/* means of a word, id of a header label, sub-id of a secret; or NULL */
	char *id;
	char *detail;		/* words: detail; or NULL */
	int64_t tier;		/* words */
	bool whole;		/* words: counts only where the grammar consumes all (utuh);
				   labels: only with a colon (titik-dua) */
	bool anywhere; /* words: also in the middle of the text (di="mana-saja" or "balasan") */
	bool reply_only;	/* words: only in replies (di="balasan") */
	bool doubt;		/* words: beside a clear word it leaves a doubt (ragu) */
	bool sentence;		/* words: says it all wherever it stands; all is its reason */
	bool notice;	/* secrets: only in notices of AMS (pemberitahuan) */
	enum strength strength;	/* services, fields: counts only where no stronger one does */
	bool own;		/* sentences: about the writer (orang="diri"); */
	bool other;		/* about another person (orang="lain"); else it tells neither; */
	bool all;		/* said once, of everybody named (orang="semua") */
	bool to_end;            /* quotation and signature marks: what follows belongs to it too
				   (sampai="akhir") */
};
struct rules { struct rule *items; size_t n; };

enum place {
	PLACE_FROM,
	PLACE_NAME,
	PLACE_SUBJECT,
	PLACE_NEW,
	PLACE_QUOTED,
	PLACE_HEADER,
	PLACE_RETURN,
	PLACE__N
};
struct condition { enum place place; char *header; bool absent; struct rule rule; };
enum tri { TRI_ANY, TRI_YES, TRI_NO };

/*
 * A class rule: all conditions and all facts asked for must hold; the first rule of the file that
 * holds decides.
 */
struct class_rule {
	char *id, *where;
	int class;		/* enum letter_class; automatic marks: unused */
	char *service;		/* given to letters of this rule, or NULL */
	bool by_person;		/* automatic marks: a program laid it out, but a person meant it */
	enum tri service_known, answer, documents, reply, automatic, ours, failure, of_ams;
	struct condition *conditions; size_t n_conditions;
};

struct service { char *id, *name; struct rules patterns; };

enum form { FORM_TEXT, FORM_DIGITS, FORM_ADDRESS, FORM_NUMBER };
struct field_rule {
	char *id;
	enum form form;
	struct rules labels;	/* what may stand before the colon */
	struct rules values;	/* what a labelled value must look like (whole); none: anything */
	struct rules patterns;	/* found without a label; group v is the value */
};

/*
 * names, types: those that are not empty must hold. contents: any of them, in the document's text,
 * is enough by itself.
 */
/* scanned: what it says of itself holds for a scan as well, though its id is "lain" */
struct document_rule { char *id, *where; bool people, scanned; struct rules names, types, contents; };

/* The shape of an official letter or statement, line by line (dinas.xml). */
struct official_rules {
	struct rules place_dates;	/* "Rantau, 23 November 2026": group v */
	struct rules addressed, address_ends;		/* "Yth. ...": group v; "di Rantau" */
	struct rules headed_below;	/* a position over a part of an office: "Kepala UPTD Pasar" */
	struct rules address_rests;	/* "Kabupaten Tapin" */
	struct rules titles, signing, about, closings, endings, no_names, ranks, copies, personal,
	    others;
	struct rules senders;		/* what words that are the sender's may be, from their begin: group v */
	struct rules chats;		/* a line copied from a chat program: group v is the message */
	struct rules items;		/* an item of a list: group v is what follows its number */
	struct rules names;		/* a name with titles at the start of a piece: group v */
	struct rules places;		/* an office, a school, a village */
	struct rules witnesses;		/* begins the signature of another: "Mengetahui" */
	struct rules positions;		/* a line that is a position: group v */
	/* in front of a value of the same sentence: it is of somebody else, unless the others fit */
	struct rules strangers, applicants;
	struct rules headed;		/* a position that names its office: "Kepala SDN Bitahan 1" */
	struct rules parted;		/* a position and its office: group jabatan, group v */
	struct rules heads;		/* a line of the letter head that names the office: group v */
	struct rules head_rests;	/* such a line and the next, where that goes on with the name */
	struct rules head_parents;	/* such a line and the next, where that only names what it belongs to */
	struct rules rests;		/* the line of a label and the next, where that goes on with the value */
	struct rules decisions;		/* a decree decides below this line: what stands above are its reasons */
	struct rules offices;		/* the first line of a signature for an office: "Kepala Dinas ..." */
	struct rules leaders;		/* who is addressed in a mail as in a letter: not "Yth. Admin" */
	struct rules duties;		/* a position anywhere in a line: group v; names inside it are none */
	struct rules together;		/* what follows is said of all who were named: "keduanya dari" */
	/* in front of and behind a number that no longer holds */
	struct rules former, outdated;
};

struct means {			/* one answer */
	char *id;
	bool reason;		/* takes the rest of the text as its reason */
	/* that rest is a note for somebody else (catatan): it may deny, restrict and ask nothing */
	bool note;
	bool question;		/* may be asked with a question mark (STATUS) */
	bool supported;		/* what was found in order may stand beside it (didukung) */
	char **gives_way; size_t n_gives_way;	/* "YA, setuju" is approve: yes gives way */
};

/* an HTML element that holds or begins a quotation or a signature */
struct mark {
	/* value: the whole word in attr; a trailing * fits any ending */
	char *element, *attr, *value, *where;
	char *unless_child;	/* does not count where it has a child of this name; NULL: counts */
	bool rest;		/* all that follows too */
	bool signature;
};

/* What must hold of an AMS notice: of its subject, its text (or both), or nodes of its HTML. */
struct notice_condition {
	char *xpath;		/* NULL: subject, text */
	bool subject, text, absent;
	struct rule rule;
};
/* Kinds of notices that loket knows what to do with. */
#define NOTICE_KINDS \
	"aktivasi|set-passphrase|terbit|kedaluwarsa|akan-berakhir|reset-link|passphrase-diubah|" \
	"persetujuan-data|data-diubah|diperpanjang|dicabut|sandi-akun"
/* All conditions must hold; the first rule of the file that holds decides. */
struct notice_rule {
	char *id, *where;
	struct notice_condition *conditions; size_t n_conditions;
};

/* a word that people mistype; rule: as which it is taken */
struct spelling { char *word; struct rule rule; };
/* {name} in the patterns of its own file; those of istilah.xml in all that follow */
struct term { char *name, *text, *call; bool called; };

/* words for mending what OCR read (pindai.xml) */
struct scan_words { char **items; size_t n; };
struct scan_rules { struct scan_words labels, months, offices, common; };

struct letter_fold { uint32_t from; char to; };	/* looks like; to '\0': invisible */

struct ruleset {
	struct class_rule *autos; size_t n_autos;
	struct class_rule *classes; size_t n_classes;
	struct rules reply_subjects, forward_subjects;
	struct service *services; size_t n_services;
	struct rules ambiguous;
	struct rules purposes;	/* parts of a sentence that tell what for: services there count least */
	struct rules links;	/* what stands between two services that are both asked for */
	struct field_rule *fields; size_t n_fields;
	/* running text that tells several fields at once: each group is named as its field */
	struct rules sentences;
	struct rules former;	/* a heading of what was: "Jabatan lama" */
	/* a line of headings of which the last tells what counts: "Semula <tab> Menjadi" */
	struct rules last_counts;
	struct rules value_ends;	/* where the words of a value end without a full stop and a capital */
	struct rules label_tails;	/* what may follow any label, as "(sesuai KTP)" */
	struct document_rule *documents; size_t n_documents;
	struct means *means; size_t n_means;
	struct spelling *spellings; size_t n_spellings;
	struct term *terms; size_t n_terms;
	struct regex_parts *parts;	/* those of them that patterns call */
	struct rules supports, maybes;
	/* decisions by number: what stands before one, between first and last, all, but, the rest, and */
	struct rules list_number, list_through, list_all, list_except, list_rest, list_and;
	struct rules words, salam, openings, tails, closings, titles, negations, conditions,
	    questions;
	struct rules attributions, separators, labels, signatures;
	/* new lines that say the answer stands below, in the quotation; a reaction: group v */
	struct rules pointers, reactions;
	/* the last paragraph is a card when two lines show these, one of them of the office */
	struct rules card_office, card_own;
	/* a mail of ours that is quoted without a mark: its first line, a line of it, its last one */
	struct rules own_first, own_line, own_last;
	struct rules own_whole;	/* all of it run together on one line: group v */
	struct mark *marks; size_t n_marks;
	struct rules secrets;
	struct letter_fold *folds; size_t n_folds;
	struct official_rules official;
	struct scan_rules scan;
	/* AMS: domains it writes from; notices; where the end of validity stands (group v) */
	char **ams_domains; size_t n_ams_domains;
	struct notice_rule *notices; size_t n_notices;
	struct notice_condition *ends; size_t n_ends;
};

/*
 * Reads rules_dir/letter/NAME.xml (all files must be there). All mistakes go to *p; NULL when there
 * is any. The caller frees.
 */
struct ruleset *ruleset_read(const char *rules_dir, struct problems *p);
void ruleset_free(struct ruleset *r);

/* The i-th file and the table of its elements (rules/xml.h), NULL behind the last. */
struct xml_rule;
const struct xml_rule *ruleset_format(size_t i, const char **name, size_t *n);

const struct means *ruleset_means(const struct ruleset *r, const char *id);	/* NULL: no such */
/* patterns in all, for `loket check` */
size_t ruleset_count(const struct ruleset *r);

#endif
