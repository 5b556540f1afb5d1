/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The wire tables of protocol.h: one row per field with its bound. A bound here is what the
 * receiver enforces.
 */
#include "protocol.h"

#include <stdlib.h>
#include <string.h>

#define ID_MAX INT64_MAX
#define UID_MAX 0xffffffffll
#define TIME_MIN (-(1ll << 40))
#define TIME_MAX (1ll << 40)

static const char *const class_names[CLASS__N] = { [CLASS_OTHER] = "other",
	[CLASS_REQUEST] = "request",
	[CLASS_COMMAND] = "command",
	[CLASS_NOTICE] = "notice",
	[CLASS_AUTO] = "auto",
	[CLASS_BOUNCE] = "bounce" };

const char *
class_name(int64_t c)
{
	return c >= 0 && c < CLASS__N ? class_names[c] : "other";
}

int
class_of(const char *name)
{
	int i;

	for (i = 0; i < CLASS__N; i++)
		if (strcmp(class_names[i], name) == 0)
			return i;
	return -1;
}

static const struct wire_field trouble_rows[] = {
	WIRE_ROW_INT(trouble, grade, 0, GRADE_REFUSED),
	WIRE_ROW_TEXT(trouble, kind, 32),
	WIRE_ROW_TEXT(trouble, text, LIMIT_LINE),
};
const struct wire_table trouble_wire = WIRE_TABLE(trouble, trouble_rows);

static const struct wire_field read_text_rows[] = {
	WIRE_ROW_INT(read_text, index, 0, LIMIT_DOCUMENTS),
	WIRE_ROW_TEXT(read_text, text, LIMIT_TEXT),
};
static const struct wire_table read_text_wire = WIRE_TABLE(read_text, read_text_rows);
static const struct wire_field read_order_rows[] = {
	WIRE_ROW_INT(read_order, id, 0, ID_MAX), WIRE_ROW_INT(read_order, now, TIME_MIN, TIME_MAX),
	WIRE_ROW_TEXT(read_order, own_address, 320), WIRE_ROW_TEXT(read_order, own_domain, 320),
	WIRE_ROW_BOOL(read_order, parts),
	WIRE_ROW_LIST(read_order, texts, LIMIT_DOCUMENTS, &read_text_wire),
};
const struct wire_table read_order_wire = WIRE_TABLE(read_order, read_order_rows);

static const struct wire_field fact_text_rows[] = { WIRE_ROW_TEXT(fact_text, text, LIMIT_LINE) };
static const struct wire_table fact_text_wire = WIRE_TABLE(fact_text, fact_text_rows);

static const struct wire_field fact_auth_rows[] = {
	WIRE_ROW_TEXT(fact_auth, field, 16384),
	WIRE_ROW_INT(fact_auth, received_above, 0, LIMIT_HEADER_FIELDS),
};
static const struct wire_table fact_auth_wire = WIRE_TABLE(fact_auth, fact_auth_rows);

static const struct wire_field fact_range_rows[] = {
	WIRE_ROW_INT(fact_range, first, 1, 999),
	WIRE_ROW_INT(fact_range, last, 1, 999),
};
static const struct wire_table fact_range_wire = WIRE_TABLE(fact_range, fact_range_rows);
static const struct wire_field fact_decision_rows[] = {
	WIRE_ROW_TEXT(fact_decision, means, 64),
	WIRE_ROW_INT(fact_decision, tier, 1, 3),
	WIRE_ROW_LIST(fact_decision, ranges, LIMIT_DECISIONS, &fact_range_wire),
	WIRE_ROW_BOOL(fact_decision, all),
	WIRE_ROW_TEXT(fact_decision, reason, LIMIT_LINE),
};
static const struct wire_table fact_decision_wire = WIRE_TABLE(fact_decision, fact_decision_rows);

void
fact_command_free(struct fact_command *c)
{
	for (size_t i = 0; i < c->n_decisions; i++)
		wire_free(&fact_decision_wire, &c->decisions[i]);
	free(c->decisions);
	free(c->means);
	free(c->word);
	free(c->reason);
	free(c->why);
	free(c->detail);
	*c = (struct fact_command){ 0 };
}

static const struct wire_field fact_choice_rows[] = {
	WIRE_ROW_INT(fact_choice, n, 1, 999),
	WIRE_ROW_TEXT(fact_choice, word, 64),
	WIRE_ROW_TEXT(fact_choice, rest, LIMIT_LINE),
};
static const struct wire_table fact_choice_wire = WIRE_TABLE(fact_choice, fact_choice_rows);

static const struct wire_field fact_field_rows[] = {
	WIRE_ROW_TEXT(fact_field, name, 64),
	WIRE_ROW_TEXT(fact_field, value, LIMIT_LINE),
	WIRE_ROW_TEXT(fact_field, source, 32),
	WIRE_ROW_BOOL(fact_field, ocr),
	WIRE_ROW_BOOL(fact_field, certain),
};
static const struct wire_table fact_field_wire = WIRE_TABLE(fact_field, fact_field_rows);

static const struct wire_field fact_person_rows[] = {
	WIRE_ROW_TEXT(fact_person, nama, LIMIT_LINE), WIRE_ROW_TEXT(fact_person, nip, 64),
	WIRE_ROW_TEXT(fact_person, nik, 64), WIRE_ROW_TEXT(fact_person, jabatan, LIMIT_LINE),
	WIRE_ROW_TEXT(fact_person, unit_kerja, LIMIT_LINE), WIRE_ROW_TEXT(fact_person, email, 320),
	WIRE_ROW_TEXT(fact_person, hp, 64), WIRE_ROW_TEXT(fact_person, source, 32),
	WIRE_ROW_BOOL(fact_person, certain),
};
static const struct wire_table fact_person_wire = WIRE_TABLE(fact_person, fact_person_rows);

static const struct wire_field fact_document_rows[] = {
	WIRE_ROW_TEXT(fact_document, name, LIMIT_LINE), WIRE_ROW_TEXT(fact_document, type, 256),
	WIRE_ROW_TEXT(fact_document, kind, 64), WIRE_ROW_INT(fact_document, bytes, 0, 1ll << 32),
	WIRE_ROW_TEXT(fact_document, sha256, 64), WIRE_ROW_TEXT(fact_document, text, LIMIT_TEXT),
	WIRE_ROW_TEXT(fact_document, state, 32), WIRE_ROW_TEXT(fact_document, signature, 32),
	WIRE_ROW_TEXT(fact_document, signer, 256),
	WIRE_ROW_BOOL(fact_document, ocr), WIRE_ROW_BOOL(fact_document, secret),
};
static const struct wire_table fact_document_wire = WIRE_TABLE(fact_document, fact_document_rows);

static const struct wire_field fact_result_rows[] = {
	WIRE_ROW_TEXT(fact_result, authserv, 256),
	WIRE_ROW_TEXT(fact_result, method, 64),
	WIRE_ROW_TEXT(fact_result, result, 64),
	WIRE_ROW_TEXT(fact_result, domain, 256),
	WIRE_ROW_INT(fact_result, field, 0, LIMIT_LIST),
	WIRE_ROW_INT(fact_result, received_above, 0, 1 << 20),
	WIRE_ROW_TEXT(fact_result, by, 256),
};
static const struct wire_table fact_result_wire = WIRE_TABLE(fact_result, fact_result_rows);

/* A struct inside a struct is written as its fields in place. */
static const struct wire_field facts_rows[] = {
	WIRE_ROW_INT(facts, id, 0, ID_MAX),
	WIRE_ROW_INT(facts, class, 0, CLASS__N - 1),
	WIRE_ROW_TEXT(facts, service, 64),
	WIRE_ROW_TEXT(facts, rule, 256),
	WIRE_ROW_TEXT(facts, subject, LIMIT_LINE),
	WIRE_ROW_INT(facts, date, TIME_MIN, TIME_MAX),
	WIRE_ROW_BOOL(facts, is_auto),
	WIRE_ROW_BOOL(facts, quoted),
	WIRE_ROW_TEXT(facts, auto_mark, LIMIT_LINE),
	WIRE_ROW_TEXT(facts, auto_why, 64),
	WIRE_ROW_TEXT(facts, new_text, LIMIT_TEXT),
	WIRE_ROW_BOOL(facts, says),
	WIRE_ROW_TEXT(facts, command.means, 64),
	WIRE_ROW_INT(facts, command.tier, 0, 3),
	WIRE_ROW_TEXT(facts, command.word, LIMIT_LINE),
	WIRE_ROW_TEXT(facts, command.reason, LIMIT_LINE),
	WIRE_ROW_TEXT(facts, command.why, 64),
	WIRE_ROW_TEXT(facts, command.detail, 64),
	WIRE_ROW_BOOL(facts, command.consumed),
	{ "decisions", WIRE_LIST, offsetof(struct facts, command.decisions),
	    offsetof(struct facts, command.n_decisions), 0, LIMIT_DECISIONS, &fact_decision_wire },
	WIRE_ROW_LIST(facts, choices, LIMIT_LIST, &fact_choice_wire),
	WIRE_ROW_LIST(facts, services, LIMIT_LIST, &fact_text_wire),
	WIRE_ROW_LIST(facts, fields, LIMIT_LIST, &fact_field_wire),
	WIRE_ROW_LIST(facts, applicants, LIMIT_LIST, &fact_person_wire),
	WIRE_ROW_LIST(facts, documents, LIMIT_DOCUMENTS, &fact_document_wire),
	WIRE_ROW_TEXT(facts, evidence.from, 320),
	WIRE_ROW_TEXT(facts, evidence.from_name, LIMIT_LINE),
	WIRE_ROW_INT(facts, evidence.n_from, 0, 1 << 20),
	WIRE_ROW_TEXT(facts, evidence.sender, 320),
	WIRE_ROW_TEXT(facts, evidence.reply_to, 320),
	WIRE_ROW_TEXT(facts, evidence.return_path, 320),
	WIRE_ROW_TEXT(facts, evidence.message_id, LIMIT_LINE),
	WIRE_ROW_TEXT(facts, evidence.in_reply_to, LIMIT_LINE),
	{ "references", WIRE_LIST, offsetof(struct facts, evidence.references),
	    offsetof(struct facts, evidence.n_references), 0, LIMIT_LIST, &fact_text_wire },
	{ "to", WIRE_LIST, offsetof(struct facts, evidence.to),
	    offsetof(struct facts, evidence.n_to), 0, LIMIT_LIST, &fact_text_wire },
	{ "tokens", WIRE_LIST, offsetof(struct facts, evidence.tokens),
	    offsetof(struct facts, evidence.n_tokens), 0, LIMIT_LIST, &fact_text_wire },
	{ "numbers", WIRE_LIST, offsetof(struct facts, evidence.numbers),
	    offsetof(struct facts, evidence.n_numbers), 0, LIMIT_LIST, &fact_text_wire },
	{ "auth", WIRE_LIST, offsetof(struct facts, evidence.auth),
	    offsetof(struct facts, evidence.n_auth), 0, LIMIT_LIST, &fact_auth_wire },
	{ "results", WIRE_LIST, offsetof(struct facts, evidence.results),
	    offsetof(struct facts, evidence.n_results), 0, LIMIT_LIST, &fact_result_wire },
	WIRE_ROW_TEXT(facts, evidence.failed_message_id, LIMIT_LINE),
	WIRE_ROW_TEXT(facts, evidence.failed_original, 320),
	WIRE_ROW_TEXT(facts, evidence.failed_address, 320),
	WIRE_ROW_TEXT(facts, evidence.failed_status, 64),
	WIRE_ROW_TEXT(facts, evidence.failed_kind, 16),
	WIRE_ROW_TEXT(facts, notice.kind, 64),
	WIRE_ROW_TEXT(facts, notice.rule, 256),
	WIRE_ROW_TEXT(facts, notice.ends_day, 10),
	WIRE_ROW_BOOL(facts, notice.sender),
	WIRE_ROW_TEXT(facts, held, 256),
	WIRE_ROW_INT(facts, cuts, 0, 1 << 20),
	WIRE_ROW_LIST(facts, limits, LIMIT_LIST, &fact_text_wire),
};
const struct wire_table facts_wire = WIRE_TABLE(facts, facts_rows);

static const struct wire_field mail_field_rows[] = {
	WIRE_ROW_TEXT(mail_field, name, 64), WIRE_ROW_TEXT(mail_field, value, LIMIT_TEXT),
};
static const struct wire_table mail_field_wire = WIRE_TABLE(mail_field, mail_field_rows);
static const struct wire_field mail_answer_rows[] = {
	WIRE_ROW_TEXT(mail_answer, word, 64),
	WIRE_ROW_TEXT(mail_answer, label, 256),
	WIRE_ROW_TEXT(mail_answer, fill, 1024),
};
static const struct wire_table mail_answer_wire = WIRE_TABLE(mail_answer, mail_answer_rows);
static const struct wire_field mail_attachment_rows[] = {
	WIRE_ROW_TEXT(mail_attachment, name, 256), WIRE_ROW_TEXT(mail_attachment, type, 256),
	WIRE_ROW_TEXT(mail_attachment, archive, 64),
};
static const struct wire_table mail_attachment_wire =
    WIRE_TABLE(mail_attachment, mail_attachment_rows);
static const struct wire_field mail_form_rows[] = {
	WIRE_ROW_TEXT(mail_form, kind, 64), WIRE_ROW_TEXT(mail_form, name, 256),
};
static const struct wire_table mail_form_wire = WIRE_TABLE(mail_form, mail_form_rows);
static const struct wire_field mail_rows[] = {
	WIRE_ROW_INT(mail, id, 0, ID_MAX),
	WIRE_ROW_TEXT(mail, template, 64),
	WIRE_ROW_TEXT(mail, from, 320),
	WIRE_ROW_TEXT(mail, from_name, LIMIT_LINE),
	WIRE_ROW_TEXT(mail, to, 320),
	WIRE_ROW_TEXT(mail, to_name, LIMIT_LINE),
	WIRE_ROW_TEXT(mail, message_id, LIMIT_LINE),
	WIRE_ROW_TEXT(mail, blank_message_id, LIMIT_LINE),
	WIRE_ROW_TEXT(mail, in_reply_to, LIMIT_LINE),
	WIRE_ROW_LIST(mail, references, LIMIT_LIST, &fact_text_wire),
	WIRE_ROW_TEXT(mail, token, 19),
	WIRE_ROW_TEXT(mail, number, 64),
	WIRE_ROW_INT(mail, date, TIME_MIN, TIME_MAX),
	WIRE_ROW_INT(mail, zone_minutes, -840, 840),
	WIRE_ROW_BOOL(mail, replied),
	WIRE_ROW_LIST(mail, fields, MAIL_FIELDS, &mail_field_wire),
	WIRE_ROW_LIST(mail, answers, 16, &mail_answer_wire),
	WIRE_ROW_LIST(mail, attachments, MAIL_ATTACHMENTS, &mail_attachment_wire),
	WIRE_ROW_LIST(mail, forms, MAIL_FORMS, &mail_form_wire),
	WIRE_ROW_LIST(mail, known, MAIL_KNOWN, &mail_field_wire),
};
const struct wire_table mail_wire = WIRE_TABLE(mail, mail_rows);

static const struct wire_field composed_rows[] = {
	WIRE_ROW_INT(composed, id, 0, ID_MAX),
	WIRE_ROW_BOOL(composed, ok),
	WIRE_ROW_TEXT(composed, why, LIMIT_LINE),
	WIRE_ROW_TEXT(composed, subject, LIMIT_LINE),
	WIRE_ROW_TEXT(composed, text, PREVIEW_MOST),
};
const struct wire_table composed_wire = WIRE_TABLE(composed, composed_rows);

static const struct wire_field fetch_item_rows[] = {
	WIRE_ROW_INT(fetch_item, uid, 1, UID_MAX), WIRE_ROW_INT(fetch_item, bytes, 0, UID_MAX),
	WIRE_ROW_INT(fetch_item, internaldate, TIME_MIN, TIME_MAX),
	WIRE_ROW_BOOL(fetch_item, answered),
	WIRE_ROW_TEXT(fetch_item, message_id, 1000),
};
static const struct wire_table fetch_item_wire = WIRE_TABLE(fetch_item, fetch_item_rows);
static const struct wire_field fetch_scan_rows[] = {
	WIRE_ROW_TEXT(fetch_scan, folder, 1024), WIRE_ROW_INT(fetch_scan, from_uid, 0, UID_MAX + 1),
	WIRE_ROW_INT(fetch_scan, most, 0, 5000),
	WIRE_ROW_BOOL(fetch_scan, ids),
};
const struct wire_table fetch_scan_wire = WIRE_TABLE(fetch_scan, fetch_scan_rows);
static const struct wire_field fetch_scanned_rows[] = {
	WIRE_ROW_TEXT(fetch_scanned, folder, 1024),
	WIRE_ROW_INT(fetch_scanned, uidvalidity, 1, UID_MAX),
	WIRE_ROW_INT(fetch_scanned, uidnext, 0, UID_MAX + 1),
	WIRE_ROW_INT(fetch_scanned, exists, 0, UID_MAX),
	WIRE_ROW_LIST(fetch_scanned, items, 5000, &fetch_item_wire),
	WIRE_ROW_BOOL(fetch_scanned, more),
};
const struct wire_table fetch_scanned_wire = WIRE_TABLE(fetch_scanned, fetch_scanned_rows);
static const struct wire_field fetch_body_rows[] = {
	WIRE_ROW_TEXT(fetch_body, folder, 1024), WIRE_ROW_INT(fetch_body, uidvalidity, 1, UID_MAX),
	WIRE_ROW_INT(fetch_body, uid, 1, UID_MAX), WIRE_ROW_INT(fetch_body, most, 1, UID_MAX),
};
const struct wire_table fetch_body_wire = WIRE_TABLE(fetch_body, fetch_body_rows);
static const struct wire_field fetch_bodied_rows[] = {
	WIRE_ROW_INT(fetch_bodied, uid, 1, UID_MAX), WIRE_ROW_INT(fetch_bodied, bytes, 0, UID_MAX),
	WIRE_ROW_INT(fetch_bodied, status, 0, BODY_VALIDITY),
};
const struct wire_table fetch_bodied_wire = WIRE_TABLE(fetch_bodied, fetch_bodied_rows);
static const struct wire_field fetch_idle_rows[] = {
	WIRE_ROW_TEXT(fetch_idle, folder, 1024), WIRE_ROW_INT(fetch_idle, seconds, 0, 86400),
};
const struct wire_table fetch_idle_wire = WIRE_TABLE(fetch_idle, fetch_idle_rows);
static const struct wire_field fetch_flag_rows[] = {
	WIRE_ROW_TEXT(fetch_flag, folder, 1024),
	WIRE_ROW_INT(fetch_flag, uidvalidity, 1, UID_MAX),
	WIRE_ROW_TEXT(fetch_flag, keyword, 64),
	WIRE_ROW_TEXT(fetch_flag, move_to, 1024),
	WIRE_ROW_LIST(fetch_flag, items, 1000, &fetch_item_wire),
};
const struct wire_table fetch_flag_wire = WIRE_TABLE(fetch_flag, fetch_flag_rows);
static const struct wire_field fetch_folder_rows[] = {
	WIRE_ROW_TEXT(fetch_folder, name, 1024),
	WIRE_ROW_TEXT(fetch_folder, use, 32),
};
static const struct wire_table fetch_folder_wire = WIRE_TABLE(fetch_folder, fetch_folder_rows);
static const struct wire_field fetch_listed_rows[] = {
	WIRE_ROW_TEXT(fetch_listed, delimiter, 1),
	WIRE_ROW_LIST(fetch_listed, folders, FOLDERS_MOST, &fetch_folder_wire),
	WIRE_ROW_INT(fetch_listed, limit, 0, TIME_MAX),
};
const struct wire_table fetch_listed_wire = WIRE_TABLE(fetch_listed, fetch_listed_rows);
static const struct wire_field fetch_append_rows[] = {
	WIRE_ROW_TEXT(fetch_append, folder, 1024),
	WIRE_ROW_INT(fetch_append, internaldate, TIME_MIN, TIME_MAX),
	WIRE_ROW_INT(fetch_append, bytes, 1, UID_MAX),
};
const struct wire_table fetch_append_wire = WIRE_TABLE(fetch_append, fetch_append_rows);
static const struct wire_field fetch_quota_rows[] = {
	WIRE_ROW_INT(fetch_quota, kib, 0, UINT32_MAX),
	WIRE_ROW_INT(fetch_quota, kib_most, 0, UINT32_MAX),
	WIRE_ROW_INT(fetch_quota, letters, 0, UINT32_MAX),
	WIRE_ROW_INT(fetch_quota, letters_most, 0, UINT32_MAX),
};
const struct wire_table fetch_quota_wire = WIRE_TABLE(fetch_quota, fetch_quota_rows);

const struct wire_table nothing_wire = { "nothing", 1, NULL, 0 };

static const struct wire_field deliver_rows[] = {
	WIRE_ROW_INT(deliver, id, 0, ID_MAX),
	WIRE_ROW_TEXT(deliver, from, 320),
	WIRE_ROW_TEXT(deliver, to, 320),
	WIRE_ROW_INT(deliver, bytes, 0, UID_MAX),
};
const struct wire_table deliver_wire = WIRE_TABLE(deliver, deliver_rows);
static const struct wire_field outcome_rows[] = {
	WIRE_ROW_INT(outcome, id, 0, ID_MAX), WIRE_ROW_INT(outcome, outcome, 0, DELIVERY__N - 1),
	WIRE_ROW_INT(outcome, code, 0, 999), WIRE_ROW_TEXT(outcome, text, LIMIT_LINE),
	WIRE_ROW_INT(outcome, size, 0, TIME_MAX),
};
const struct wire_table outcome_wire = WIRE_TABLE(outcome, outcome_rows);

const char *const ams_operations[] = { "register", "send_reset", "verify_phone", "submit_change",
	"approve_change", "request_cert", "approve_cert", "renew", "revoke", NULL };
const char *const status_words[] = { "ISSUE", "EXPIRED", "RENEW", "WAITING_FOR_VERIFICATION",
	"NEW", "NO_CERTIFICATE", "NOT_REGISTERED", "SUSPEND", "REVOKE", NULL };

bool
status_word_known(const char *word)
{
	size_t i;

	for (i = 0; status_words[i] != NULL; i++)
		if (strcmp(status_words[i], word) == 0)
			return true;
	return false;
}

static const struct wire_field call_rows[] = {
	WIRE_ROW_INT(call, id, 0, ID_MAX),
	WIRE_ROW_TEXT(call, operation, 64),
	WIRE_ROW_TEXT(call, nik, 32),
	WIRE_ROW_TEXT(call, email, 320),
	WIRE_ROW_TEXT(call, nama, LIMIT_LINE),
};
const struct wire_table call_wire = WIRE_TABLE(call, call_rows);
static const struct wire_field called_rows[] = {
	WIRE_ROW_INT(called, id, 0, ID_MAX),
	WIRE_ROW_INT(called, outcome, 0, CALLED__N - 1),
	WIRE_ROW_INT(called, code, 0, 999),
	WIRE_ROW_INT(called, wait_s, 0, 86400),
	WIRE_ROW_TEXT(called, word, 64),
	WIRE_ROW_TEXT(called, serial, 64),
	WIRE_ROW_TEXT(called, issued_day, 10),
	WIRE_ROW_TEXT(called, ends_day, 10),
	WIRE_ROW_TEXT(called, by, 16),
	WIRE_ROW_BOOL(called, link),
	WIRE_ROW_BOOL(called, proof),
	WIRE_ROW_TEXT(called, doubt, 16),
	WIRE_ROW_TEXT(called, found, LIMIT_LINE),
	WIRE_ROW_TEXT(called, text, LIMIT_LINE),
};
const struct wire_table called_wire = WIRE_TABLE(called, called_rows);
static const struct wire_field login_rows[] = {
	WIRE_ROW_TEXT(login, user, 256),
	WIRE_ROW_TEXT(login, password, 1024),
	WIRE_ROW_TEXT(login, totp, 16),
};
const struct wire_table login_wire = WIRE_TABLE(login, login_rows);
static const struct wire_field token_rows[] = {
	WIRE_ROW_TEXT(token, text, LIMIT_TOKEN),
};
const struct wire_table token_wire = WIRE_TABLE(token, token_rows);
static const char *const ocr_states[OCR__N] = { "text", "nothing", "broken", "timeout" };

const char *
ocr_state_name(int64_t state)
{
	return state >= 0 && state < OCR__N ? ocr_states[state] : "broken";
}

static const struct wire_field ocr_order_rows[] = {
	WIRE_ROW_TEXT(ocr_order, type, 256),
	WIRE_ROW_INT(ocr_order, pages, 1, LIMIT_OCR_PAGES),
};
const struct wire_table ocr_order_wire = WIRE_TABLE(ocr_order, ocr_order_rows);
static const struct wire_field ocr_result_rows[] = {
	WIRE_ROW_INT(ocr_result, state, 0, OCR__N - 1),
	WIRE_ROW_INT(ocr_result, pages, 0, LIMIT_OCR_PAGES),
	WIRE_ROW_BOOL(ocr_result, cut),
	WIRE_ROW_INT(ocr_result, turned, 0, 270),
	WIRE_ROW_INT(ocr_result, confidence, 0, 100),
	WIRE_ROW_TEXT(ocr_result, text, LIMIT_TEXT),
};
const struct wire_table ocr_result_wire = WIRE_TABLE(ocr_result, ocr_result_rows);
static const struct wire_field checked_rows[] = {
	WIRE_ROW_TEXT(checked, text, LIMIT_LINE),
	WIRE_ROW_INT(checked, tls_until, 0, TIME_MAX),
	WIRE_ROW_INT(checked, server_time, 0, TIME_MAX),
	WIRE_ROW_INT(checked, limit, 0, TIME_MAX),
	WIRE_ROW_BOOL(checked, lan),
};
const struct wire_table checked_wire = WIRE_TABLE(checked, checked_rows);

const struct fact_document *
facts_document(const struct facts *f, const char *source)
{
	size_t n = 0;

	if (source != NULL && strncmp(source, "doc:", 4) == 0)
		n = strtoul(source + 4, NULL, 10);
	return n > 0 && n <= f->n_documents ? &f->documents[n - 1] : NULL;
}

bool
facts_person_certain(const struct facts *f, const struct fact_person *p)
{
	const struct fact_document *doc = facts_document(f, p->source);

	return p->certain && (doc == NULL || !doc->ocr);
}

int
record_send(int fd, enum frame_type type, const struct wire_table *t, const void *record,
    const int *fds, size_t n_fds, struct err *e)
{
	struct buf b = BUF_INIT;
	int rc;

	wire_pack(t, record, &b);
	rc = frame_send(fd, (uint16_t)type, b.data, b.len, fds, n_fds, 10000, e);
	buf_free(&b);
	return rc;
}

int
trouble_send(int fd, const struct err *why, const char *kind, struct err *e)
{
	struct trouble t = { (int64_t)why->grade, (char *)(uintptr_t)kind,
		(char *)(uintptr_t)why->msg };

	return record_send(fd, FRAME_TROUBLE, &trouble_wire, &t, NULL, 0, e);
}

int
hello_wait(struct channel *ch, struct err *e)
{
	struct trouble t = { 0 };
	struct frame f;
	int rc = -1;

	if (frame_wait(ch, &f, HELLO_MS, e) != 0) {
		e->grade = GRADE_AGAIN;
		return -1;
	}
	if (f.type == FRAME_HELLO)
		rc = 0;
	else if (f.type == FRAME_TROUBLE &&
	    wire_unpack(&trouble_wire, buf_str(&f.body), f.body.len, &t, e) == 0)
		err_refused(e, "%s", t.text != NULL ? t.text : "it does not start");
	else
		err_again(e, "its first words are not understood");
	wire_free(&trouble_wire, &t);
	frame_free(&f);
	return rc;
}
