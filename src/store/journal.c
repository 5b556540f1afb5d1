/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The journal's chain. hash(n) = SHA-256(hash(n-1) || row), hash(0) = 32 zero bytes; `row` is
 * struct chained packed by its wire table (base/wire.h), so every column counts and no two rows
 * pack alike. Free text is not in the row: the row holds SHA-256(salt || words), salt being 16
 * random bytes that lie with the words, so that erasing both leaves the chain whole and the words
 * beyond guessing.
 *
 * Promises: seq counts from 1 without a hole, times never go back. Does not do: decide what is
 * journalled. What nobody can see from the file alone is a tail cut off as a whole; for that the
 * head leaves the house (it is printed, mailed, kept elsewhere).
 */
#include "store/journal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/crypt.h"
#include "base/wire.h"

#define SALT_LEN 16

struct chained {
	int64_t seq, at;
	char *kind;
	int64_t case_id, person_id, message_id, task_id, outbox_id;
	char *code, *code2;
	int64_t n;
	struct wire_bytes words;
};

static const struct wire_field chained_fields[] = {
	WIRE_ROW_INT(chained, seq, 1, INT64_MAX),
	WIRE_ROW_INT(chained, at, INT64_MIN, INT64_MAX),
	WIRE_ROW_TEXT(chained, kind, INT32_MAX),
	WIRE_ROW_INT(chained, case_id, INT64_MIN, INT64_MAX),
	WIRE_ROW_INT(chained, person_id, INT64_MIN, INT64_MAX),
	WIRE_ROW_INT(chained, message_id, INT64_MIN, INT64_MAX),
	WIRE_ROW_INT(chained, task_id, INT64_MIN, INT64_MAX),
	WIRE_ROW_INT(chained, outbox_id, INT64_MIN, INT64_MAX),
	WIRE_ROW_TEXT(chained, code, INT32_MAX),
	WIRE_ROW_TEXT(chained, code2, INT32_MAX),
	WIRE_ROW_INT(chained, n, INT64_MIN, INT64_MAX),
	WIRE_ROW_BYTES(chained, words, INT32_MAX),
};
static const struct wire_table chained_wire = WIRE_TABLE(chained, chained_fields);

/*
 * Every kind there is (tests/lint/words.t holds the sources against it). Columns that a kind uses:
 * code, code2, n as said.
 */
static const struct kind { const char *name, *says;
} kinds[] = {
	{ "agent.start", "the agent started (n: clock offset in seconds)" },
	{ "store.restored",
	    "the store was restored from a backup; nothing leaves until it is resumed (n: time of the "
	    "backup)" },
	{ "agent.stop", "the agent stopped in order" },
	{ "folder.start", "a folder was first seen (n: letters before the start mark)" },
	{ "folder.validity", "the server renumbered a folder (n: new UIDVALIDITY)" },
	{ "letter.in", "a letter arrived and is kept until it is read (n: bytes)" },
	{ "letter.done",
	    "a letter was read and dealt with (code: outcome, code2: reason, n: secrets cut)" },
	{ "letter.held", "a letter waits for a person (code: reason)" },
	{ "letter.ignored", "a letter needs no answer (code: reason)" },
	{ "letter.released", "a person routed a held letter (code: how)" },
	{ "letter.rejected", "a person set a held letter aside" },
	{ "case.open", "a case was opened (code: service, code2: first tahap)" },
	{ "case.event", "something happened to the case (code: how it was taken, code2: tahap)" },
	{ "case.step", "the case went on (code: tahap left, code2: tahap entered)" },
	{ "case.close", "the case was closed (code: tahap left, code2: akhir)" },
	{ "case.reopen", "a reply reopened the case (code: akhir, code2: tahap entered)" },
	{ "case.count", "a counted answer was used (code: what, n: how often)" },
	{ "case.reason", "an official gave a reason, passed on to the applicant" },
	{ "case.note", "something worth keeping happened (code: what)" },
	{ "case.continue", "a case of another service goes on from it (code: service, n: id)" },
	{ "case.child", "a case was opened for whose end this one waits (code: service, n: id)" },
	{ "case.skip", "a row was passed over: nobody holds the role (code: tahap, code2: role)" },
	{ "case.recorded",
	    "an answer was written down for the holder of a role (code: that role, n: that person)" },
	{ "case.data", "the owner corrected a number or address (code: which)" },
	{ "case.certificate",
	    "the register learnt of a newer certificate of the owner (code: from what, code2: why that "
	    "is not sure, n: its id)" },
	{ "case.hand", "a person acted in the case by a command (code: close assign reopen export)" },
	{ "report", "a person took the office's records out (code: csv, html or mail)" },
	{ "report.mail", "the month's report was owed to a person (code: role, code2: month)" },
	{ "case.petugas", "people handle the case beside loket (code: begin or end)" },
	{ "role.queue", "an official gets his questions in lists (code: role, code2: hours or none)" },
	{ "matter.open",
	    "a letter for several opened a matter (code: orang or layanan, n: its id)" },
	{ "matter.child",
	    "a child of a matter is settled (code: state, code2: what is in doubt, n: matter)" },
	{ "matter.told", "who asked heard what became of all its children (n: matter)" },
	{ "inquiry.open", "a question beside the SOPs was put (code: kind, n: id)" },
	{ "inquiry.close", "it was answered (code: kind, code2: answer, n: id)" },
	{ "inquiry.item", "a numbered letter was decided (code: what came of it, n: inquiry)" },
	{ "mode.live", "a service left bayangan (code: service, n: new mode)" },
	{ "document.add", "a document arrived (code: kind, code2: what it stands for)" },
	{ "document.reject", "a document was not accepted (code: kind)" },
	{ "task.open", "a person was asked (code: tahap, code2: role)" },
	{ "task.close", "a question ended (code: answer or why, code2: role)" },
	{ "task.nobody", "nobody holds the role that was to be asked (code: role)" },
	{ "timer.fire", "a due time passed (code: tahap, n: index of the batas)" },
	{ "timer.together",
	    "a due time passed, told in a list of reminders (code: tahap, n: index of the batas)" },
	{ "mail.owed", "a mail is owed (code: template)" },
	{ "mail.ready", "a mail is composed and sealed (code: ready or parked)" },
	{ "mail.sent", "a mail was handed over (n: SMTP code)" },
	{ "mail.failed", "a mail will never be handed over (code: reason)" },
	{ "mail.outcome", "what became of a mail (code: state, code2: reason, n: SMTP code)" },
	{ "mail.dropped", "a mail was dropped (code: template, code2: reason)" },
	{ "mail.bounced", "a mail came back (code: template, code2: status)" },
	{ "cert.add", "a certificate entered the register (code: source, code2: status, n: id)" },
	{ "cert.status", "the status of a certificate changed (code: before, code2: now, n: id)" },
	{ "cert.ends", "the end of a certificate was learnt (n: id)" },
	{ "cert.replace", "a newer certificate took its place (n: id of the new one)" },
	{ "cert.release", "its owner needs the certificate no more: no reminder comes" },
	{ "ams.login", "a person logged in to the portal (code: number of the decision; words: who)" },
	{ "cert.remind", "a stage of its reminders was done (code: state, code2: stage, n: id)" },
	{ "cert.contact",
	    "the contact of its owner's OPD was told of a reminder that did not reach him (code: stage, n: id)" },
	{ "notice.agrees", "a notice of AMS agreed with register or AMS (code: what came of it)" },
	{ "ams.owed", "an AMS operation is owed (code: operation)" },
	{ "ams.outcome", "an AMS operation ended (code: operation, code2: outcome)" },
	{ "person.add", "a person was put on record (code: source)" },
	{ "person.change", "data of a person changed (code: source)" },
	{ "person.verify", "a verifikator's approval put the owner on record" },
	{ "person.erase",
	    "data of a person was erased (code: asked, or again in a restored store; n: sealed files)" },
	{ "kept.end", "data had been kept long enough and was erased (code: class, n: how many)" },
	{ "person.shown", "a person took out what is kept of another (code: access or export)" },
	{ "person.away", "a role holder cannot be reached (code: robot or bounce)" },
	{ "person.back", "he wrote himself, and can be reached" },
	{ "address.add", "an address was put on record (code: trust)" },
	{ "address.bounce", "an address does not receive mail (code: status)" },
	{ "address.back", "mail reaches an address again (code: letter or import)" },
	{ "role.set", "a role was given (code: role, code2: definitif, plh or plt)" },
	{ "role.change", "a role has another holder from now on (code: role, n: questions put to him)" },
	{ "role.end", "a role ended (code: role)" },
	{ "command", "a command was carried out (code: verb, n: event)" },
	{ "command.refused", "a command was refused (code: verb, n: event)" },
	{ "border.tried",
	    "the letter that tries the border came (code: what it showed, n: Received fields above "
	    "its results)" },
	{ "mailbox.full", "the mailbox nears its quota, and the admin was told (n: percent)" },
	{ "rules.load", "other rules are in force (code: digest of rules and templates, n: files)" },
	{ "rules.sop", "with another version of an SOP (code: service, code2: digest of its file)" },
	{ "rules.refused", "edited rules did not pass (code: their digest, n: mistakes)" },
	{ "pause", "sending stopped (code: service or all)" },
	{ "resume", "sending goes on (code: service or all)" },
};

const char *
journal_says(const char *kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, kind) == 0)
			return kinds[i].says;
	return NULL;
}

static void
chain(const unsigned char prev[DIGEST_LEN], const struct chained *row,
    unsigned char hash[DIGEST_LEN])
{
	struct buf b = BUF_INIT;

	buf_add(&b, prev, DIGEST_LEN);
	wire_pack(&chained_wire, row, &b);
	digest(b.data, b.len, hash);
	buf_free(&b);
}

static void
digest_words(const void *salt, size_t salt_len, const char *words, unsigned char out[DIGEST_LEN])
{
	struct digester *d = digester_new();

	digester_add(d, salt, salt_len);
	digester_add(d, words, strlen(words));
	digester_end(d, out);
}

int64_t
journal_add(struct store *s, const struct entry *en)
{
	struct chained row = { .at = clock_now(), .kind = (char *)en->kind, .case_id = en->case_id,
	    .person_id = en->person_id,
	    .message_id = en->message_id, .task_id = en->task_id, .outbox_id = en->outbox_id,
	    .code = (char *)en->code,
	    .code2 = (char *)en->code2, .n = en->n };
	unsigned char prev[DIGEST_LEN] = { 0 }, hash[DIGEST_LEN], words[DIGEST_LEN], salt[SALT_LEN];
	struct rows *r = store_rows(s, Q_JOURNAL_LAST, "");
	const void *last;
	size_t n;

	assert(journal_says(en->kind) != NULL);	/* a new kind is a new row of the table above */
	if (rows_next(r)) {
		row.seq = rows_int(r, 0);
		if (row.at < rows_int(r, 1))
			/* the machine's clock went back; order is told by seq */
			row.at = rows_int(r, 1);
		last = rows_blob(r, 2, &n);
		assert(n == DIGEST_LEN);
		memcpy(prev, last, DIGEST_LEN);
	}
	rows_end(r);
	row.seq++;
	if (en->words != NULL) {
		random_bytes(salt, sizeof(salt));
		digest_words(salt, sizeof(salt), en->words, words);
		row.words = (struct wire_bytes){ words, sizeof(words) };
	}
	chain(prev, &row, hash);
	store_do(s, Q_JOURNAL_APPEND, "iitIIIIIttibbb", row.seq, row.at, row.kind, row.case_id,
	    row.person_id, row.message_id,
	    row.task_id, row.outbox_id, row.code, row.code2, row.n, row.words.data, row.words.len,
	    prev, sizeof(prev), hash,
	    sizeof(hash));
	if (en->words != NULL)
		store_do(s, Q_JOURNAL_WORDS_ADD, "ibt", row.seq, salt, sizeof(salt), en->words);
	return row.seq;
}

int64_t
journal_last_at(struct store *s)
{
	struct rows *r = store_rows(s, Q_JOURNAL_LAST, "");
	int64_t at = rows_next(r) ? rows_int(r, 1) : 0;

	rows_end(r);
	return at;
}

/* Columns of Q_JOURNAL_WALK; texts stay the statement's. */
static void
read_row(struct rows *r, struct chained *row)
{
	row->seq = rows_int(r, 0);
	row->at = rows_int(r, 1);
	row->kind = (char *)rows_text(r, 2);
	row->case_id = rows_int(r, 3);
	row->person_id = rows_int(r, 4);
	row->message_id = rows_int(r, 5);
	row->task_id = rows_int(r, 6);
	row->outbox_id = rows_int(r, 7);
	row->code = (char *)rows_text(r, 8);
	row->code2 = (char *)rows_text(r, 9);
	row->n = rows_int(r, 10);
	row->words.data = (void *)rows_blob(r, 11, &row->words.len);
}

/*
 * What is wrong with the row, or NULL. `hash` comes in as that of the row before and leaves as this
 * row's.
 */
static const char *
look(struct rows *r, const struct chained *row, int64_t seq, int64_t at,
    unsigned char hash[DIGEST_LEN])
{
	unsigned char want[DIGEST_LEN];
	const void *prev, *have, *salt;
	size_t n_prev, n_have, n_salt;
	const char *words = rows_text(r, 15);

	prev = rows_blob(r, 12, &n_prev);
	have = rows_blob(r, 13, &n_have);
	salt = rows_blob(r, 14, &n_salt);
	if (row->seq != seq)
		return "rows before it are missing";
	if (n_prev != DIGEST_LEN || memcmp(prev, hash, DIGEST_LEN) != 0)
		return "it does not follow from the row before";
	chain(hash, row, want);
	if (n_have != DIGEST_LEN || memcmp(have, want, DIGEST_LEN) != 0)
		return "its columns are not those that were written";
	memcpy(hash, want, DIGEST_LEN);
	if (row->at < at)
		return "its time lies before that of the row before";
	if (words == NULL)
		return NULL;	/* none, or erased */
	digest_words(salt, n_salt, words, want);
	if (row->words.len != DIGEST_LEN || memcmp(row->words.data, want, DIGEST_LEN) != 0)
		return "its words are not those that were written";
	return NULL;
}

int
journal_verify(struct store *s, int64_t *rows, unsigned char head[32], struct err *e)
{
	struct rows *r = store_rows(s, Q_JOURNAL_WALK, "");
	struct chained row = { 0 };
	const char *wrong = NULL;
	int64_t at = INT64_MIN;

	*rows = 0;
	memset(head, 0, DIGEST_LEN);
	while (wrong == NULL && rows_next(r)) {
		read_row(r, &row);
		wrong = look(r, &row, *rows + 1, at, head);
		at = row.at;
		*rows += wrong == NULL;
	}
	rows_end(r);
	if (wrong != NULL)
		return err_refused(e,
		    "journal row %lld: %s; keep a copy of the store and compare with a backup",
		    (long long)row.seq, wrong);
	return 0;
}

/* Times never go back, so the row is found by halving. */
int64_t
journal_first_at(struct store *s, int64_t at)
{
	struct rows *r = store_rows(s, Q_JOURNAL_LAST, "");
	int64_t low = 1, high = (rows_next(r) ? rows_int(r, 0) : 0) + 1, middle;

	rows_end(r);
	while (low < high) {
		middle = low + (high - low) / 2;
		if (store_int(s, Q_JOURNAL_AT, "i", middle) < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int64_t
journal_row_of(struct store *s, const char *hex)
{
	unsigned char head[DIGEST_LEN];

	if (strlen(hex) != 2 * DIGEST_LEN ||
	    strspn(hex, "0123456789abcdefABCDEF") != 2 * DIGEST_LEN)
		return 0;
	for (size_t i = 0; i < DIGEST_LEN; i++)
		head[i] = (unsigned char)strtoul((char[]){ hex[2 * i], hex[2 * i + 1], '\0' },
		    NULL, 16);
	return store_int(s, Q_JOURNAL_BY_HASH, "b", head, (size_t)DIGEST_LEN);
}
