/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the processes say to each other. Every record is a plain struct with a wire table beside it
 * (base/wire.h): bounded, versioned by the frame header, validated by whoever receives it. Nothing
 * here is trusted because of who sent it: a reader reports evidence about its one letter, a fetcher
 * what a server said.
 */
#ifndef LOKET_PROTOCOL_H
#define LOKET_PROTOCOL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/wire.h"
#include "base/worker.h"

/* The one table of limits (loket.conf(5) lists them). Bytes unless the name says otherwise. */
#define LIMIT_MESSAGE (25u << 20)	/* bytes of a whole message */
#define LIMIT_HEADER_BYTES (256 << 10)
#define LIMIT_HEADER_FIELDS 1000
#define LIMIT_BRACKET_DEPTH 100
#define LIMIT_MIME_DEPTH 32
#define LIMIT_PARTS 1000
#define LIMIT_DOCUMENTS 200		/* attachments reported of one letter */
#define LIMIT_TEXT (256 << 10)		/* new text, text of one document */
#define LIMIT_LINE 4096			/* a name, an address, a subject, a reason */
#define LIMIT_LIST 200			/* references, tokens, fields, notes of one letter */
#define LIMIT_READ_SECONDS 10
#define LIMIT_OCR_SECONDS 60		/* for a whole document */
#define LIMIT_OCR_PAGES 5
#define LIMIT_OCR_PIXELS 60000000	/* of one picture */
#define PART_CHUNK 65536		/* FRAME_PART payload behind its u32 index */

/* ---- frames ---- */
enum frame_type {
	FRAME_HELLO = 1,	/* worker -> parent: ready, inside its box (empty) */
	/* worker -> parent: struct trouble; the order could not be carried out */
	FRAME_TROUBLE,
	/* zygote */
	/*
	 * struct read_order; fds: letter (read-only), result socket; a third one gets the
	 * explanation as text instead
	 */
	FRAME_READ,
	FRAME_COMPOSER,		/* no body; fds: socket of the composer to be */
	/* reader -> parent over the result socket, in this order */
	FRAME_FACTS,		/* struct facts */
	/* u32 big-endian index (0: cleaned message, n: documents[n-1]), then bytes */
	FRAME_PART,
	FRAME_END,		/* nothing follows */
	/* composer */
	FRAME_COMPOSE,		/* struct mail; fds: output, blanked output */
	FRAME_COMPOSED,		/* struct composed */
	FRAME_PREVIEW,		/* struct mail; fds: text, HTML; answered by FRAME_COMPOSED */
	/* empty: fill all forms with samples; FRAME_COMPOSED with "FILE: what" lines as its text */
	FRAME_FORMS,
	/* fetcher */
	FRAME_SCAN,		/* struct fetch_scan */
	FRAME_SCANNED,		/* struct fetch_scanned */
	FRAME_BODY,		/* struct fetch_body; fd: where the bytes go */
	FRAME_BODIED,		/* struct fetch_bodied */
	FRAME_IDLE,		/* struct fetch_idle */
	/* empty: new mail, the time is over, or the parent sent the next order */
	FRAME_WOKEN,
	FRAME_FLAG,		/* struct fetch_flag; answered by FRAME_FLAGGED or FRAME_TROUBLE */
	FRAME_FLAGGED,		/* empty */
	FRAME_LIST,		/* empty: which folders there are */
	FRAME_LISTED,		/* struct fetch_listed */
	/* struct fetch_append; fd: the message; answered by FRAME_APPENDED or FRAME_TROUBLE */
	FRAME_APPEND,
	FRAME_APPENDED,		/* empty */
	FRAME_QUOTA,		/* empty: how full the mailbox is */
	FRAME_QUOTA_TOLD,	/* struct fetch_quota; or FRAME_TROUBLE */
	/* sender */
	FRAME_DELIVER,		/* struct deliver; fd: the finished message */
	FRAME_OUTCOME,		/* struct outcome */
	/* empty: fetch alive-url of the settings; answered by FRAME_CHECKED or FRAME_TROUBLE */
	FRAME_TOUCH,
	/* drivers of AMS */
	FRAME_CALL,		/* struct call */
	FRAME_CALLED,		/* struct called */
	FRAME_LOGIN,		/* struct login, of `loket ams login`; answered by FRAME_TOKEN or FRAME_TROUBLE */
	FRAME_TOKEN,		/* struct token */
	/* fetcher and both senders, for `loket doctor` */
	FRAME_CHECK,		/* empty: connect, log in, do nothing else */
	FRAME_CHECKED,		/* struct checked; or FRAME_TROUBLE */
	/* ocr */
	FRAME_OCR,		/* struct ocr_order; fd: the document's bytes, read from their start */
	FRAME_OCRED,		/* struct ocr_result; the worker ends behind it */
};

/* what stands where a secret was cut */
#define SECRET_MARK "[dipotong]"
/* At the end of a kept letter a line for each document: number, name, type, bytes, SHA-256 in hex */
#define KEPT_BEGIN "[dokumen "
#define KEPT_DOCUMENT KEPT_BEGIN "%zu: %s, %s, %lld bita, sha256 %s]\n"

struct trouble {
	int64_t grade;
	char *kind;
	char *text;
}; /* kind: "tls" "login" "network" "timeout" "protocol" "disk" "internal"; grade: enum grade */
extern const struct wire_table trouble_wire;

/* ---- reading ---- */
/* what OCR made of document `index` (from 0) */
struct read_text { int64_t index; char *text; };
struct read_order {
	int64_t id;
	int64_t now;
	char *own_address, *own_domain;
	bool parts;		/* send the parts in any case */
	/* of pictures: the letter is read a second time, and no parts are sent again */
	struct read_text *texts; size_t n_texts;
};
extern const struct wire_table read_order_wire;

enum letter_class {
	CLASS_OTHER,
	CLASS_REQUEST,
	CLASS_COMMAND,
	CLASS_NOTICE,
	CLASS_AUTO,
	CLASS_BOUNCE,
	CLASS__N
};
const char *class_name(int64_t c);		/* "other" "request" ... */
int class_of(const char *name);			/* -1: no such */

struct fact_field {
	char *name, *value, *source;
	bool ocr, certain;
}; /* name: nik nip nama ...; source "body" or "doc:N" */
struct fact_document {
	char *name;		/* as the sender named it, cleaned; data, never a path */
	char *type;		/* media type by content where it can be told, else as declared */
	char *kind; /* surat-pernyataan surat-permohonan ... "foto" when it cannot be told,
		       "lain" */
	int64_t bytes;
	char *sha256;		/* hex */
	char *text;		/* NULL: none taken */
	/* "text" "scan" "encrypted" "broken" "other": how far it can be read */
	char *state;
	/* of a PDF: NULL none, "relied", or why not: a word of box/signature.h */
	char *signature;
	char *signer;		/* common name of the certificate; NULL: not relied on */
	bool ocr, secret;	/* secret: text matches a secret pattern: HMAC only, not archived */
};
/* One of several people that a letter is about. Members are NULL where it does not say. */
struct fact_person {
	char *nama, *nip, *nik, *jabatan, *unit_kerja, *email, *hp;
	char *source;		/* "body" or "doc:N" */
	bool certain;		/* the numbers and the address are this one's */
};
/* numbers first to last of the people that a letter names */
struct fact_range { int64_t first, last; };
/* "TOLAK 2 SK belum ada" in an answer that decides by number */
struct fact_decision {
	char *means;		/* id of the rule file */
	int64_t tier;		/* of its word */
	struct fact_range *ranges; size_t n_ranges;	/* ascending, none twice */
	bool all;		/* everybody but these */
	char *reason;		/* as in fact_command */
};
#define LIMIT_DECISIONS 50
struct fact_command {
	/* id of the rule file: approve reject ...; NULL: the new text decides nothing */
	char *means;
	/*
	 * 1..3 without a known question (office.md A in the office's words: acts, confirm, never)
	 */
	int64_t tier;
	char *word;		/* the words as written, for the confirm mail */
	/* what stands behind TOLAK / KURANG / GAGAL / UBAH, cleaned; NULL: none */
	char *reason;
	char *why;    /* why tier 2 or 3: "informal" "remainder" "negation" "condition" "question"
			 "two" "lookalike" "later" "by-number"; NULL for 1 */
	char *detail; /* sub-id given by the word rule: "link-tidak-masuk" "link-kedaluwarsa"
			 "wajah-gagal" ...; or NULL */
	bool consumed;		/* the grammar consumed all new text */
	/*
	 * By number. With `why` "by-number" that is all the answer; else ("TOLAK 2 SK belum ada") it may
	 * as well be a reason that begins with a number, and the rest of this record says so.
	 */
	struct fact_decision *decisions; size_t n_decisions;
};
/* what it owns; *c is empty then */
void fact_command_free(struct fact_command *c);
struct fact_text { char *text; };
/* "3 GABUNG TTE-2026-000012" in an answer to a numbered list */
struct fact_choice { int64_t n; char *word, *rest; };	/* word in capitals; rest "" none */
/* Authentication-Results, raw and unfolded; Received fields above it */
struct fact_auth { char *field; int64_t received_above; };
/*
 * One result of an Authentication-Results field (RFC 8601), in the order of the header; a field
 * that tells none has one with method and result "none".
 */
struct fact_result {
	char *authserv, *method, *result;	/* "mx.example.go.id" "dkim" "pass" */
	char *domain;		/* header.d, header.from, or the domain of smtp.mailfrom; NULL: none */
	int64_t field;		/* number of its Authentication-Results field, 0 is the topmost */
	int64_t received_above;	/* Received fields above it: 0 is written by the last server */
	char *by;		/* the host that wrote the next Received field below it; NULL: there is none, "": it names none */
};
/* A notification mail of AMS, by the rules of letter/ams.xml. A claim, never a proof. */
struct fact_notice {
	char *kind;	/* "kedaluwarsa" "terbit" ...; NULL: no such mail, or worded like none known */
	char *rule;	/* "ams.xml:12"; NULL with kind NULL */
	char *ends_day;	/* end of validity that it states, YYYY-MM-DD; NULL: none, or several */
	bool sender;	/* its From lies in a domain that the rules list as AMS's */
};
struct evidence {
	/* bare lower-case address; both NULL when not exactly one */
	char *from, *from_name;
	int64_t n_from;			/* addresses counted over all From fields */
	char *sender, *reply_to,
	    *return_path;               /* return_path "" = null sender, NULL = no such field */
	char *message_id, *in_reply_to;	/* without angle brackets */
	struct fact_text *references; size_t n_references;
	struct fact_text *to; size_t n_to;		/* To and Cc, bare */
	struct fact_text *tokens;
	size_t n_tokens; /* candidates, canonical "ABCD-EFGH-IJKL-MNOP"; headers, new and quoted
			    text */
	/* case numbers seen, canonical TTE-2026-000001 */
	struct fact_text *numbers; size_t n_numbers;
	struct fact_auth *auth; size_t n_auth;
	struct fact_result *results; size_t n_results;
	/* of a bounce: which of our mails, for whom (as it was sent, and at the end), "5.1.1" */
	char *failed_message_id, *failed_original, *failed_address, *failed_status;
	char *failed_kind;	/* "permanent" "refused" "transient" "delayed" "unknown"; NULL: no bounce */
};
struct facts {
	int64_t id;
	int64_t class;			/* enum letter_class */
	char *service, *rule;		/* service: id, NULL none, "?" ambiguous */
	/* with service "?": two or more that are asked for together, in the letter's order */
	struct fact_text *services; size_t n_services;
	char *subject;
	int64_t date;			/* Date field, seconds UTC; 0 none */
	bool is_auto, quoted;
	char *auto_why; /* "auto-submitted" "list" "null-sender" "precedence" "self" ...; NULL */
	/* auto_why may be told of what a person meant ("reaction"): is_auto is false then */
	char *auto_mark;		/* by what: "Auto-Submitted: auto-replied (kelas.xml:12)"; NULL */
	char *new_text;			/* cleaned of secrets */
	bool says;			/* of a reply: more than a greeting, thanks and a name */
	struct fact_command command;
	struct fact_choice *choices; size_t n_choices;
	struct fact_field *fields; size_t n_fields;
	struct fact_person *applicants; size_t n_applicants;	/* of a letter for several */
	struct fact_document *documents; size_t n_documents;
	struct evidence evidence;
	struct fact_notice notice;
	char *held;			/* reason why a person must look; NULL */
	int64_t cuts;			/* secrets cut, of quoted text too */
	struct fact_text *limits; size_t n_limits;
};
extern const struct wire_table facts_wire;
/* The document that a source ("doc:N") names; NULL: the letter itself, or none of it. */
const struct fact_document *facts_document(const struct facts *f, const char *source);
/* May the numbers of one of its people be used unasked? Not where OCR has read them. */
bool facts_person_certain(const struct facts *f, const struct fact_person *p);

/* ---- composing ---- */
#define MAIL_ATTACHMENTS (FRAME_FDS - 2)
/* repeated names make a list for {{#name}} */
struct mail_field { char *name, *value; };
struct mail_answer {
	char *word, *label, *fill;
}; /* SETUJU, "Setuju", what the button writes into the reply body */
/*
 * archive: the parent's file name. The composer never has the bytes: in their place it writes a line of
 * ATTACHED_LINE and that name, which the parent puts them for (store/mailfile.h). No line of
 * quoted-printable, base64 or a header begins so.
 */
#define ATTACHED_LINE "=_"
struct mail_attachment { char *name, *type, *archive; };
/* A form for a missing document: its kind (templates/formulir/KIND.*) and what people call it. */
struct mail_form { char *kind, *name; };
struct mail {
	int64_t id;			/* outbox row */
	char *template;			/* templates/NAME.md */
	char *from, *from_name, *to, *to_name;
	char *message_id;		/* without brackets; of a task mail it holds the token */
	char *blank_message_id;		/* of the blanked copy */
	char *in_reply_to;		/* or NULL */
	struct fact_text *references; size_t n_references;
	char *token;			/* "ABCD-EFGH-IJKL-MNOP" or NULL: no code in this mail */
	char *number;			/* case number for the subject, or NULL */
	int64_t date, zone_minutes;
	bool replied;			/* Auto-Submitted: auto-replied, else auto-generated */
	struct mail_field *fields; size_t n_fields;
	struct mail_answer *answers; size_t n_answers;
	struct mail_attachment *attachments; size_t n_attachments;
	/* sent along by templates that use {{formulir}}, filled with `known` */
	struct mail_form *forms; size_t n_forms;
	struct mail_field *known; size_t n_known;
};
extern const struct wire_table mail_wire;
/* why: what is wrong with template or fields when not ok */
struct composed {
	int64_t id;
	bool ok;
	char *why, *subject;
	char *text;			/* its words without code, cut at PREVIEW_MOST */
};
#define PREVIEW_MOST 4000
#define MAIL_FIELDS 4000
#define MAIL_FORMS 4
#define MAIL_KNOWN 16
extern const struct wire_table composed_wire;

/* ---- fetching ---- */
/* A folder that can be opened. use: "sent" "trash" "drafts" "junk" "all" ... (RFC 6154), or NULL */
struct fetch_folder { char *name, *use; };
#define FOLDERS_MOST 1000
struct fetch_listed {
	char *delimiter;		/* between the parts of a name; "": names have no parts */
	struct fetch_folder *folders; size_t n_folders;
	int64_t limit;			/* bytes of the largest message it takes (RFC 7889), 0: not told */
};
/* UIDs >= from_uid; most 0: state only; ids: with their Message-IDs */
struct fetch_scan { char *folder; int64_t from_uid; int64_t most; bool ids; };
struct fetch_item {
	int64_t uid, bytes, internaldate;
	bool answered;			/* a person has answered it (\Answered) */
	char *message_id;		/* without brackets; NULL: not asked for, or none */
};
struct fetch_scanned {
	char *folder; int64_t uidvalidity, uidnext, exists;
	struct fetch_item *items; size_t n_items;	/* ascending; at most `most` */
	/* further UIDs wait: ask again from the last + 1 */
	bool more;
};
struct fetch_body { char *folder; int64_t uidvalidity, uid, most; };
enum body_status { BODY_OK, BODY_GONE, BODY_OVERSIZE, BODY_VALIDITY };
struct fetch_bodied { int64_t uid, bytes, status; };
struct fetch_idle { char *folder; int64_t seconds; };
struct fetch_flag {
	char *folder;
	int64_t uidvalidity;
	char *keyword;
	char *move_to;		/* then they go to this folder; NULL: they stay */
	struct fetch_item *items;
	size_t n_items;
};
/* A message for a folder, marked as seen. */
struct fetch_append { char *folder; int64_t internaldate, bytes; };
/*
 * Of the fullest quota root of INBOX (RFC 9208): STORAGE in units of 1024 bytes, and MESSAGE. A limit
 * of 0: the server tells none.
 */
struct fetch_quota { int64_t kib, kib_most, letters, letters_most; };
extern const struct wire_table fetch_quota_wire;
/* of an order that has no record: FRAME_LIST, FRAME_QUOTA */
extern const struct wire_table nothing_wire;
extern const struct wire_table fetch_scan_wire, fetch_scanned_wire, fetch_body_wire,
    fetch_bodied_wire, fetch_idle_wire, fetch_flag_wire, fetch_listed_wire, fetch_append_wire;

/* ---- delivering ---- */
struct deliver {
	int64_t id;
	char *from, *to;
	int64_t bytes;
}; /* from "" = null return path */
enum delivery {
	DELIVERY_SENT,
	DELIVERY_RETRY,
	DELIVERY_FAILED,
	DELIVERY_UNKNOWN,
	DELIVERY_STOP,
	DELIVERY__N
};
/* STOP: nothing wrong with the mail, the channel is (login, TLS, unreachable) */
/* size: the largest mail the server takes (RFC 1870), 0: not told */
struct outcome { int64_t id, outcome, code; char *text; int64_t size; };
extern const struct wire_table deliver_wire, outcome_wire;

/* ---- calling AMS ---- */
/*
 * One operation for one person. "status" only reads; "register" has an effect. What a driver does
 * not know it answers with CALLED_UNSUPPORTED.
 */
struct call {
	int64_t id;			/* outbox row */
	char *operation;		/* status register send_reset ... */
	char *nik, *email, *nama;	/* of the person; what is not known is NULL */
};
enum called_outcome {
	CALLED_DONE,
	CALLED_REFUSED,		/* AMS said no; text holds its words */
	CALLED_UNSUPPORTED,	/* this driver cannot: a person does it */
	CALLED_UNKNOWN,		/* it may have taken effect: never called again, AMS is asked */
	CALLED_AGAIN,		/* surely no effect; may be called again after wait_s */
	CALLED_STOP,		/* the channel is down (login, TLS, unreachable): as AGAIN */
	CALLED__N
};
struct called {
	int64_t id, outcome;
	int64_t code;			/* HTTP status, 0 none */
	int64_t wait_s;			/* Retry-After, capped at a day; 0: none given */
	char *word;			/* status word: ISSUE ...; NULL where none was learnt */
	char *serial;			/* of that certificate, hexadecimal; NULL: not told */
	char *issued_day, *ends_day;	/* its validity YYYY-MM-DD; NULL: not told */
	char *by;			/* "nik" or "email": by which the person was found */
	bool link;			/* status: a reset link is outstanding */
	bool proof;			/* UNKNOWN: a link that AMS shows from now on is this call's */
	/*
	 * REFUSED by the driver itself, before anything was done: "several" (people found by one
	 * search) "nama" "nik" (not the letter's) "nobody" "not-issue" "phone" (not verified)
	 * "no-name"; NULL: AMS refused, in `text`
	 */
	char *doubt;
	char *found;			/* what AMS shows instead, cleaned; or NULL */
	char *text;			/* AMS's words or the fault, cleaned */
};
extern const struct wire_table call_wire, called_wire;
/* A person's login at AMS, and the token it gave: seen by `loket ams login` and one worker only. */
struct login { char *user, *password, *totp; };
struct token { char *text; };
#define LIMIT_TOKEN 16384
extern const struct wire_table login_wire, token_wire;
/* ISSUE EXPIRED ...: the words by which AMS tells the state of a certificate; NULL behind the last */
/* What an SOP may have done in AMS; where no driver can, a person does it. NULL-terminated. */
extern const char *const ams_operations[];
extern const char *const status_words[];
bool status_word_known(const char *word);

/* ---- reading pictures ---- */
/* type: the media type it came with, NULL: not known; only said in the log, the bytes decide */
struct ocr_order { char *type; int64_t pages; };
enum ocr_state {
	OCR_TEXT,
	OCR_NOTHING,		/* pictures, but nothing on them that reads as words */
	OCR_BROKEN,		/* no picture, no PDF, damaged, or beyond a limit */
	OCR_TIMEOUT,		/* text holds what was read until then, or is NULL */
	OCR__N
};
struct ocr_result {
	int64_t state;
	int64_t pages;			/* that were looked at */
	bool cut;			/* there is more: pages, or text */
	int64_t turned;			/* degrees by which page 1 had to be turned clockwise */
	int64_t confidence;		/* mean of the words, 0..100 */
	char *text;			/* as box/document.h says; NULL: none */
};
extern const struct wire_table ocr_order_wire, ocr_result_wire;
const char *ocr_state_name(int64_t state);	/* "text" "nothing" "broken" "timeout" */

/* What a server showed when only looked at. */
struct checked {
	char *text;			/* "IMAP4rev1 with IDLE, ..." */
	int64_t tls_until;		/* end of its TLS certificate, seconds UTC; 0: no TLS */
	int64_t server_time;		/* its clock, 0: it does not tell */
	int64_t limit;			/* bytes of the largest message it takes, 0: it does not tell */
	bool lan;			/* spoken to without TLS on the office's own network */
};
extern const struct wire_table checked_wire;

/*
 * Packs and sends one record as a frame; unpacks the body of a frame. As frame_send and
 * wire_unpack.
 */
int record_send(int fd, enum frame_type type, const struct wire_table *t, const void *record,
    const int *fds, size_t n_fds, struct err *e);
int trouble_send(int fd, const struct err *why, const char *kind, struct err *e);

/*
 * Waits until a worker that was just started says that it is in its box. 0; -1 with *e: refused,
 * with its own words, when it says why it cannot begin; again when it ended or said nothing in time.
 */
int hello_wait(struct channel *ch, struct err *e);
#define HELLO_MS 30000

/*
 * Roles that main.c starts as `loket @ROLE CONFIG`; each returns the exit code. net/ and box/
 * implement them.
 */
int role_fetcher(const char *config);
int role_smtp(const char *config);
int role_esign(const char *config);
int role_portal(const char *config);
int role_zygote(const char *config);
/*
 * readers for `loket read`: `@read DIR`, or DIR, a line end and the file of signature roots; as the
 * zygote, without settings, composers and parts
 */
int role_read(const char *rules_and_roots);
/* A composer alone, for `loket template` and `loket check`: folder of templates, line feed, office or nothing. */
int role_preview(const char *templates_and_office);
int role_ocr(const char *config);	/* one document; reads no settings */

#endif
