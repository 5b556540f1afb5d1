/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Spool to case. Readers work ahead, a few at once; what they report is settled in the order of the
 * letters. T2 of one letter: archive files written and named - message, case, journal, spent token, tasks,
 * outbox rows in one transaction, shared by what is ready in the same turn - files synced - COMMIT - the
 * spool file goes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "agent_steps.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/border.h"
#include "case/decisions.h"
#include "case/claim.h"
#include "case/docket.h"
#include "case/contact.h"
#include "case/holder.h"
#include "case/inquiry.h"
#include "case/matter.h"
#include "case/notice.h"
#include "case/open.h"
#include "case/people.h"
#include "case/post.h"
#include "case/register.h"
#include "case/relay.h"
#include "case/renewed.h"
#include "case/staff.h"
#include "store/journal.h"

#define EXCERPT_MOST 400	/* bytes of a person's own answer that the admin is shown */
#define READ_MS ((LIMIT_READ_SECONDS + 2) * 1000)
#define PARTS_MOST (8ll * LIMIT_MESSAGE)	/* bytes of all parts, unpacked, that a reader may send */
/* begun readings, counting those that a crash of the agent cut off */
#define ATTEMPTS_MOST 3

static struct reading *
slot(struct agent *a, size_t i)
{
	return &a->readings[(a->first + i) % READINGS];
}

static void
reading_reset(struct reading *r)
{
	channel_close(&r->ch);
	if (r->have_facts)
		wire_free(&facts_wire, &r->facts);
	archive_drop(r->part);
	free(r->documents);
	free(r->route);
	while (r->n_texts > 0)
		free(r->texts[--r->n_texts].text);
	free(r->texts);
	memset(r, 0, sizeof(*r));
	r->ch.fd = -1;
}

/* ---- zygote ---- */
static int
zygote_failed(struct agent *a)
{
	if (++a->zygote_failures >= 3 && a->once) {
		a->exit_code = 70;
		a->stopping = true;
	}
	return -1;
}

int
zygote_up(struct agent *a)
{
	struct err e;

	if (a->zygote.pid != 0)
		return 0;
	if (clock_monotonic_ms() < a->zygote_again_ms)
		return -1;
	a->zygote_again_ms = clock_monotonic_ms() + 2000;
	if (starter_spawn(&a->starter, &a->zygote, "zygote", &e) < 0 ||
	    hello_wait(&a->zygote.ch, &e) < 0) {
		log_error("zygote: %s", e.msg);
		starter_kill(&a->starter, &a->zygote);
		return zygote_failed(a);
	}
	a->zygote_failures = 0;
	return 0;
}

/* ---- starting ---- */
static int
begin_reader(struct agent *a, struct reading *r)
{
	struct read_order order = { .id = r->message_id,
		.now = clock_now(),
		.own_address = a->conf->address,
		.own_domain = strchr(a->conf->address, '@') + 1,
		.texts = r->texts,
		.n_texts = r->n_texts };
	int pair[2], fds[2], rc;
	struct err e;

	/* what the machine cannot give is not the letter's doing: it is no attempt */
	fds[0] = spool_read_fd(a->spool, r->message_id, &e);
	if (fds[0] < 0 && e.grade == GRADE_AGAIN)
		return agent_trouble(a, "spool", &e);
	if (fds[0] < 0) {
		log_error("letter message=%lld: %s", (long long)r->message_id, e.msg);
		return -1;
	}
	if (channel_pair(pair, &e) < 0) {
		close(fds[0]);
		return agent_trouble(a, "reader", &e);
	}
	fds[1] = pair[1];
	rc = record_send(a->zygote.ch.fd, FRAME_READ, &read_order_wire, &order, fds, 2, &e);
	close(fds[0]);
	close(pair[1]);
	channel_init(&r->ch, pair[0]);
	r->deadline_ms = clock_monotonic_ms() + READ_MS;
	if (rc < 0) {
		log_error("zygote: %s", e.msg);
		starter_kill(&a->starter, &a->zygote);
	}
	return rc;
}

int
read_again(struct agent *a, struct reading *r)
{
	channel_close(&r->ch);
	wire_free(&facts_wire, &r->facts);
	r->have_facts = r->ended = r->pictures = false;
	r->second = true;
	return zygote_up(a) < 0 ? -1 : begin_reader(a, r);
}

void
read_step(struct agent *a)
{
	struct reading *r;
	struct rows *rows;
	bool found;

	while (
	    a->n_readings < READINGS && a->n_readings < (size_t)a->conf->readers && !a->stopping &&
	    !rules_pending(a)) {
		rows = store_rows(a->st, Q_MESSAGES_RECEIVED, "i", a->last_started);
		found = rows_next(rows);
		r = slot(a, a->n_readings);
		if (found) {
			r->ch.fd = -1;
			r->message_id = rows_int(rows, 0);
			r->attempts = rows_int(rows, 1);
			r->arrived = rows_int(rows, 2);
			r->route = rows_dup(rows, 3);
			r->sent = rows_int(rows, 4) != 0;
		}
		rows_end(rows);
		if (!found || zygote_up(a) < 0) {
			free(r->route);
			r->route = NULL;
			return;
		}
		r->busy = true;
		r->failed = r->attempts > ATTEMPTS_MOST || begin_reader(a, r) < 0;
		/* without a zygote it has not been begun */
		if (r->failed && a->zygote.pid == 0) {
			reading_reset(r);
			return;
		}
		a->n_readings++;
		a->last_started = r->message_id;
	}
}

/* ---- what a reader sends ---- */
static int
part_end(struct agent *a, struct reading *r)
{
	char name[65];
	struct err e;

	(void)a;
	if (r->part == NULL)
		return 0;
	if (archive_end(r->part, name, &e) < 0) {
		r->part = NULL;
		return agent_trouble(a, "archive", &e);
	}
	r->part = NULL;
	memcpy(r->part_index == 0 ? r->clean : r->documents[r->part_index - 1], name, sizeof(name));
	return 0;
}

/*
 * Robots' letters leave nothing behind; a document that holds a secret is known by its digest only.
 */
static bool
kept(const struct reading *r, int64_t index)
{
	if (r->facts.class == CLASS_AUTO || r->facts.class == CLASS_BOUNCE)
		return false;
	return index == 0 || !r->facts.documents[index - 1].secret;
}

static int
part(struct agent *a, struct reading *r, const struct frame *f)
{
	const unsigned char *p = (const unsigned char *)f->body.data;
	int64_t index;
	struct err e;

	if (!r->have_facts || r->second || f->body.len < 4)
		return -1;
	index = (int64_t)p[0] << 24 | (int64_t)p[1] << 16 | (int64_t)p[2] << 8 | p[3];
	if (index > (int64_t)r->facts.n_documents || index < r->part_index)
		return -1;
	r->part_bytes += (int64_t)f->body.len - 4;
	if (r->part_bytes > PARTS_MOST) {
		log_error("reader message=%lld: parts without end", (long long)r->message_id);
		return -1;
	}
	if (!kept(r, index))
		return 0;
	if (r->part == NULL || index != r->part_index) {
		if (part_end(a, r) < 0)
			return -1;
		r->part_index = index;
		r->part = archive_begin(a->archive, ROOM_ARCHIVE, &e);
	}
	if (r->part == NULL || archive_add(r->part, p + 4, f->body.len - 4, &e) < 0)
		return agent_trouble(a, "archive", &e);
	return 0;
}

static int
facts(struct reading *r, const struct frame *f)
{
	struct err e;

	if (r->have_facts ||
	    wire_unpack(&facts_wire, f->body.data, f->body.len, &r->facts, &e) < 0) {
		log_error("reader message=%lld: %s", (long long)r->message_id,
		    r->have_facts ? "facts twice" : e.msg);
		return -1;
	}
	r->have_facts = true;
	if (!decisions_sound(&r->facts.command)) {
		log_error("reader message=%lld: decisions", (long long)r->message_id);
		return -1;
	}
	/* of the second reading: the parts were kept in the first */
	if (r->second)
		return r->facts.n_documents == r->n_documents ? 0 : -1;
	r->n_documents = r->facts.n_documents;
	r->documents = xcalloc(r->facts.n_documents, sizeof(*r->documents));
	return 0;
}

void
read_frame(struct agent *a, struct reading *r)
{
	struct frame f;
	struct err e;
	int rc;

	while (!r->ended && !r->failed && (rc = frame_poll(&r->ch, &f, &e)) != 0) {
		if (rc < 0)
			r->failed = true;
		else if (f.type == FRAME_FACTS)
			r->failed = facts(r, &f) < 0;
		else if (f.type == FRAME_PART)
			r->failed = part(a, r, &f) < 0;
		else if (f.type == FRAME_END && r->have_facts)
			r->ended = part_end(a, r) == 0;
		else
			r->failed = true;
		if (rc > 0)
			frame_free(&f);
	}
	if (r->ended && !r->second && !r->pictures && ocr_wanted(r)) {
		r->pictures = true;
		r->picture = 0;
	}
}

/* ---- settling: T2 ---- */
struct settled {
	const char *state, *outcome, *reason;
	int64_t case_id, person_id;
	bool summary, keep;
};

/* It is the address that takes no mail, and the one that this mail went to: a report may be forged. */
static bool
blames_address(const struct evidence *ev, const char *address)
{
	return address != NULL && ev->failed_kind != NULL &&
	    strcmp(ev->failed_kind, "permanent") == 0 &&
	    ((ev->failed_original != NULL && strcasecmp(ev->failed_original, address) == 0) ||
		(ev->failed_address != NULL && strcasecmp(ev->failed_address, address) == 0));
}

/* The digits of "5.1.1", whatever else the report says there. */
static void
status_of(const struct evidence *ev, char out[16])
{
	const char *s = ev->failed_status != NULL ? ev->failed_status : "";
	size_t n = strspn(s, "0123456789.");

	snprintf(out, 16, "%.*s", n < 15 ? (int)n : 15, s);
}

static void
note_bounce(struct agent *a, const struct reading *r, const struct related *rel)
{
	char *address = store_text(a->st, Q_OUTBOX_RECIPIENT, "i", rel->outbox_id), *what = NULL;
	char status[16], *role;
	struct entry en = { .outbox_id = rel->outbox_id, .message_id = r->message_id, .code2 = status };
	struct rows *row = store_rows(a->st, Q_OUTBOX_OF, "i", rel->outbox_id);

	status_of(&r->facts.evidence, status);
	if (rows_next(row)) {
		en.case_id = rows_int(row, 0);
		en.task_id = rows_int(row, 1);
		en.person_id = rows_int(row, 2);
		what = rows_dup(row, 3);
	}
	rows_end(row);
	en.kind = "mail.bounced";
	en.code = what;
	journal_add(a->st, &en);
	if (blames_address(&r->facts.evidence, address) &&
	    store_do(a->st, Q_ADDRESS_BOUNCED, "titi", address, clock_now(), status, rel->outbox_id) > 0) {
		en.kind = "address.bounce";
		en.code = status;
		en.code2 = NULL;
		journal_add(a->st, &en);
	}
	log_warn("mail outbox=%lld bounced=yes", (long long)rel->outbox_id);
	role = store_text(a->st, Q_OUTBOX_ROLE, "i", rel->outbox_id);
	if (en.person_id != 0 && role != NULL && strcmp(role, "pemohon") == 0 &&
	    blames_address(&r->facts.evidence, address))
		contact_returned(&a->desk, en.case_id, en.person_id);
	if (en.person_id != 0 && role != NULL && strcmp(role, "pemohon") != 0)
		holder_away(&a->desk, en.person_id, r->message_id, "bounce");
	free(role);
	free(address);
	free(what);
}

/* Who writes from an address reads there: it is no longer marked. */
static void
note_alive(struct agent *a, const struct reading *r, const struct related *rel)
{
	const struct evidence *ev = &r->facts.evidence;

	if (ev->from == NULL || ev->n_from != 1 || r->facts.is_auto ||
	    r->facts.class == CLASS_AUTO || r->facts.class == CLASS_BOUNCE ||
	    store_do(a->st, Q_ADDRESS_REACHED, "t", ev->from) == 0)
		return;
	journal_add(a->st,
	    &(struct entry){ .kind = "address.back", .code = "letter",
		.case_id = rel->case_id, .person_id = rel->person_id > 0 ? rel->person_id : 0,
		.message_id = r->message_id });
}

static void
reply(struct agent *a, const struct reading *r, const struct related *rel)
{
	struct post p = { .what = rel->surat,
		.to = r->facts.evidence.from,
		.person_id = rel->person_id > 0 ? rel->person_id : 0,
		.role = rel->by_official ||
			(rel->person_id > 0 &&
			    people_holds_any(a->st, a->office, rel->person_id, clock_now())) ?
		    "petugas" :
		    "pemohon",
		.in_reply_to = r->facts.evidence.message_id,
		.service = rel->service,
		.words = r->facts.command.word };

	p.to_name = r->facts.evidence.from_name;
	post_mail(&a->desk, &p);
}

static void
remember_letter(struct agent *a, const struct reading *r, int64_t case_id)
{
	if (case_id != 0 && r->facts.evidence.message_id != NULL &&
	    store_int(a->st, Q_CASE_BELONGS, "iit", case_id, (int64_t)0, r->facts.evidence.from) !=
		0)
		store_do(a->st, Q_CASE_REPLY_TO, "it", case_id, r->facts.evidence.message_id);
}

static void
tell_joined(struct agent *a, const struct reading *r, const struct related *rel)
{
	struct post p = { .what = "sambung",
		.to = r->facts.evidence.from,
		.to_name = r->facts.evidence.from_name,
		.role = "pemohon",
		.person_id = rel->person_id > 0 ? rel->person_id : 0,
		.in_reply_to = r->facts.evidence.message_id };
	struct casefile c;
	struct err e;

	if (!rel->told || casefile_load(a->st, a->desk.sops, rel->case_id, &c, &e) < 0)
		return;
	p.c = &c;
	/* who only knows a number of the owner reads nothing that the owner wrote */
	p.stranger = store_int(a->st, Q_CASE_BELONGS, "iit", rel->case_id, p.person_id, p.to) == 0;
	post_mail(&a->desk, &p);
	casefile_free(&c);
}

/* Who mails a passphrase or a code is told to change it: it has been cut, but it has been on its way. */
static void
warn_of_secret(struct agent *a, const struct reading *r, int64_t case_id)
{
	struct post p = { .what = "rahasia-terkirim",
		.to = r->facts.evidence.from,
		.to_name = r->facts.evidence.from_name,
		.role = "pemohon",
		.in_reply_to = r->facts.evidence.message_id };
	struct casefile c;
	struct err e;

	/* only what he wrote himself: below it he may quote ours */
	if (r->facts.new_text == NULL || strstr(r->facts.new_text, SECRET_MARK) == NULL ||
	    case_id == 0 || p.to == NULL ||
	    (r->facts.class != CLASS_REQUEST && r->facts.class != CLASS_COMMAND) ||
	    casefile_load(a->st, a->desk.sops, case_id, &c, &e) < 0)
		return;
	p.c = &c;
	p.person_id = c.owner_id;
	post_mail(&a->desk, &p);
	casefile_free(&c);
}

/* A vouched-for notice of a new certificate goes into the register; true when it is news. */
static bool
notice_tells(struct agent *a, const struct reading *r, const struct related *rel)
{
	const struct fact_notice *n = &r->facts.notice;
	struct called told = { .word = (char *)(uintptr_t) "ISSUE", .ends_day = n->ends_day };

	return rel->aligned && n->ends_day != NULL && n->kind != NULL &&
	    (strcmp(n->kind, "terbit") == 0 || strcmp(n->kind, "diperpanjang") == 0) &&
	    register_seen(a->st, a->office, rel->owner_id, &told, rel->case_id, clock_now());
}

/* A notice concerns whichever open case of its addressee awaits such news. */
static void
notice_news(struct agent *a, const struct reading *r, const struct letter_in *in,
    const struct related *rel)
{
	struct event ev = { .kind = EVENT_NOTICE,
		.notice = r->facts.notice.kind,
		.aligned = rel->aligned,
		.askable = a->conf->ams_driver != DRIVER_MANUAL };
	bool news = notice_tells(a, r, rel), asked = false;
	const char *why = NULL;
	int64_t id = 0;

	while ((id = store_int(a->st, Q_CASES_OPEN_OF_OWNER, "ii", rel->owner_id, id)) != 0) {
		desk_advance(&a->desk, in, id, &ev, 0, &why);
		asked |= why != NULL && strcmp(why, "notice-looks") == 0;
	}
	/* where AMS has just been asked, its word decides */
	if (news && !asked)
		renewed_look(&a->desk, rel->owner_id, "notice");
}

/*
 * Neither an answer nor documents: a person reads it, while the case runs. Of who is asked something
 * himself only a question; what else he writes is asked about.
 */
static bool
free_words(struct agent *a, const struct reading *r, const struct related *rel)
{
	const struct facts *f = &r->facts;
	bool asks = f->new_text != NULL && strchr(f->new_text, '?') != NULL;
	bool joins = rel->route == ROUTE_JOIN && strcmp(rel->reason, "thread") == 0 &&
	    (asks || f->n_fields == 0);

	return (joins || (rel->route == ROUTE_ANSWER && !rel->by_official && asks)) && f->says &&
	    (f->class == CLASS_OTHER || f->class == CLASS_REQUEST || f->class == CLASS_COMMAND) &&
	    f->command.means == NULL &&
	    f->n_documents == 0 &&
	    store_int(a->st, Q_CASE_IS_OPEN, "i", rel->case_id) != 0;
}

static bool
has_unreadable(const struct facts *f)
{
	bool any = false;

	for (size_t i = 0; i < f->n_documents; i++)
		any |= f->documents[i].kind != NULL &&
		    strcmp(f->documents[i].kind, "tak-terbaca") == 0;
	return any;
}

/* The letter goes into its case: as the answer to a question, as documents, or as words. */
static const char *
into_case(
    struct agent *a, const struct reading *r, const struct letter_in *in, const struct related *rel)
{
	const struct fact_command *c = &r->facts.command;
	struct event ev = { .kind = EVENT_WRITES,
		.by_official = rel->by_official,
		.code = rel->code,
		.weak = rel->weak,
		.older = rel->older,
		.told = rel->told,
		.unreadable = has_unreadable(&r->facts),
		.text = r->facts.new_text,
		.answer = {
		    c->means, c->word, c->reason, c->why, c->detail, c->tier, c->consumed } };
	bool corrected;
	size_t counted;
	const char *hold;

	if (free_words(a, r, rel))
		return relay_question(&a->desk, in, rel->case_id, NULL);
	remember_letter(a, r, rel->case_id);
	/* first what corrects the case, since the documents bring what it does not know yet */
	corrected = !rel->by_official &&
	    (intake_data(&a->desk, in, rel->case_id) ||
		intake_supplied(&a->desk, in, rel->case_id, 0));
	counted = rel->by_official ? 0 : intake_documents(&a->desk, in, rel->case_id);
	if (corrected)
		ev.kind = EVENT_DATA;
	else if (rel->by_official && rel->code && !rel->weak &&
	    intake_supplied(&a->desk, in, rel->case_id, rel->task_id) && c->means == NULL)
		ev.kind = EVENT_DATA;
	else if (rel->route == ROUTE_ANSWER)
		ev.kind = EVENT_ANSWER;
	else if (counted > 0)
		ev.kind = EVENT_DOCUMENTS;
	if (rel->by_official)
		intake_sheet(&a->desk, in, rel->case_id);
	hold = desk_advance(&a->desk, in, rel->case_id, &ev,
	    ev.kind == EVENT_ANSWER || (ev.kind == EVENT_DATA && rel->by_official) ?
		rel->task_id :
		0,
	    NULL);
	tell_joined(a, r, rel);
	return hold;
}

/* A person has answered from the office's mailbox: what it answers is off the list. */
static void
staff_letter(
    struct agent *a, const struct reading *r, const struct letter_in *in, const struct related *rel)
{
	char *excerpt = r->facts.new_text != NULL ? xstrnutf8(r->facts.new_text, EXCERPT_MOST) : NULL;

	store_do(a->st, Q_MESSAGE_DATA_SET, "ittt", r->message_id, r->facts.evidence.from,
	    r->facts.subject, r->facts.evidence.message_id);
	store_do(a->st, Q_MESSAGE_EXCERPT, "it", r->message_id, excerpt);
	free(excerpt);
	if (rel->answered_id != 0) {
		store_do(a->st, Q_MESSAGE_STAFF, "ii", rel->answered_id, r->message_id);
		store_do(a->st, Q_MESSAGE_STAFF_DONE, "i", rel->answered_id);
	}
	if (rel->case_id != 0)
		staff_wrote(&a->desk, in, rel->case_id);
}

/*
 * Letters of before the start mark that a person wanted to see: what asks for something waits for
 * him, nothing is answered.
 */
static void
before_start(const struct reading *r, struct related *rel)
{
	bool asks = rel->route == ROUTE_OPEN || rel->route == ROUTE_CONFIRM || rel->route == ROUTE_MATTER_OPEN || rel->route == ROUTE_REPLY ||
	    (rel->route == ROUTE_HOLD && r->facts.class == CLASS_REQUEST);

	rel->route = asks ? ROUTE_HOLD : ROUTE_IGNORE;
	rel->surat = NULL;
	rel->reason = "before-start";
}

static void
settle_route(struct agent *a, const struct reading *r, const struct letter_in *in,
    struct related *rel, struct settled *s)
{
	const char *hold = NULL;

	s->person_id = rel->person_id > 0 ? rel->person_id : 0;
	s->reason = rel->reason;
	note_alive(a, r, rel);
	if (s->person_id != 0 && !r->facts.is_auto && rel->route != ROUTE_BOUNCE)
		holder_back(&a->desk, s->person_id);
	switch (rel->route) {
	case ROUTE_IGNORE:
		if (rel->away_id != 0)
			holder_away(&a->desk, rel->away_id, r->message_id, "robot");
		s->outcome = "ignored";
		s->summary = strcmp(rel->reason, "other") == 0;
		return;
	case ROUTE_BOUNCE:
		note_bounce(a, r, rel);
		s->outcome = "case";
		return;
	case ROUTE_HOLD:
		hold = rel->reason;
		if (strcmp(hold, "notice-new-wording") == 0)
			notice_sample(&a->desk, in);
		if (rel->surat != NULL)
			reply(a, r, rel);
		if (rel->code_of_id != 0)
			claim_code_shown(&a->desk, in, rel);
		break;
	case ROUTE_REPLY:
		reply(a, r, rel);
		s->outcome = "answered";
		return;
	case ROUTE_OPEN:
		s->case_id = open_by_letter(&a->desk, in, rel, &hold);
		break;
	case ROUTE_MATTER_OPEN:
		hold = matter_open(&a->desk, in, rel, &s->case_id);
		if (hold != NULL) {
			rel->surat = "diteruskan-petugas";
			reply(a, r, rel);
		}
		break;
	case ROUTE_MATTER:
		hold = matter_letter(&a->desk, in, rel->matter_id);
		break;
	case ROUTE_CONFIRM:
		hold = claim_ask(&a->desk, in, rel);
		break;
	case ROUTE_QUEUE:
		docket_wish(&a->desk, in, rel->person_id, rel->code);
		s->outcome = "answered";
		return;
	case ROUTE_INQUIRY:
		s->outcome = inquiry_answer(&a->desk, in, rel->inquiry_id, &s->reason);
		s->keep = true;
		return;
	case ROUTE_BORDER:
		border_tried(a->st, a->office, &r->facts.evidence, r->message_id);
		s->outcome = "ignored";
		return;
	case ROUTE_PAUSE:
		inquiry_pause(&a->desk, in);
		s->outcome = "answered";
		return;
	case ROUTE_STAFF:
		staff_letter(a, r, in, rel);
		s->case_id = rel->case_id;
		s->outcome = "case";
		s->keep = true;
		return;
	case ROUTE_NOTICE:
		s->case_id = rel->case_id;
		notice_news(a, r, in, rel);
		break;
	case ROUTE_END:
		hold = notice_of_end(&a->desk, r->message_id, rel->owner_id, &r->facts.notice,
		    rel->sure, &s->case_id, &s->reason);
		s->keep = true;
		s->outcome = s->case_id != 0 ? "case" : "ignored";
		break;
	case ROUTE_FORWARDED:
		s->case_id = rel->case_id;
		hold = desk_forwarded(&a->desk, in, rel->case_id, rel->task_id, rel->person_id);
		break;
	case ROUTE_ANSWER:
	case ROUTE_JOIN:
		s->case_id = rel->case_id;
		hold = into_case(a, r, in, rel);
		break;
	}
	if (rel->route != ROUTE_END) {
		s->keep = true;
		s->outcome = "case";
		warn_of_secret(a, r, s->case_id);
	}
	if (hold != NULL) {
		s->state = "held";
		s->outcome = "held";
		s->reason = hold;
		s->summary = true;
	}
}

static void
forced_route(struct agent *a, const char *route, struct forced *f)
{
	struct rows *r;

	memset(f, 0, sizeof(*f));
	if (strncmp(route, "as:", 3) == 0)
		f->service = route + 3;
	else if (strncmp(route, "case:", 5) == 0) {
		r = store_rows(a->st, Q_CASE_BY_NUMBER, "t", route + 5);
		if (rows_next(r))
			f->case_id = rows_int(r, 0);
		rows_end(r);
	}
}

static void
drop_archive(struct agent *a, struct reading *r)
{
	size_t i;

	if (r->clean[0] != '\0')
		archive_remove(a->archive, ROOM_ARCHIVE, r->clean);
	for (i = 0; r->have_facts && i < r->facts.n_documents; i++)
		if (r->documents[i][0] != '\0')
			archive_remove(a->archive, ROOM_ARCHIVE, r->documents[i]);
}

/* What people see on the letter in their mail program; what is nothing of ours stays as it was. */
static const char *
keyword_of(const struct facts *f, const struct settled *s)
{
	static const char *const keywords[][2] = { { "case", "loket-berkas" },
		{ "answered", "loket-dijawab" }, { "held", "loket-ditahan" } };
	size_t i;

	if (f->class == CLASS_OTHER || f->class == CLASS_AUTO || f->class == CLASS_BOUNCE)
		return NULL;
	for (i = 0; s->outcome != NULL && i < 3; i++)
		if (strcmp(keywords[i][0], s->outcome) == 0)
			return keywords[i][1];
	return NULL;
}

/*
 * Which of our mails it answers, unless it asks how things stand: who does so gets the same as often
 * as he likes. The caller frees it.
 */
static char *
replied_to(struct agent *a, const struct facts *f)
{
	const struct fact_command *c = &f->command;

	if (f->evidence.in_reply_to == NULL || f->evidence.from == NULL ||
	    (c->means != NULL && c->consumed && c->reason == NULL &&
		(strcmp(c->means, "status") == 0 || strcmp(c->means, "help") == 0)))
		return NULL;
	return store_text(
	    a->st, Q_OUTBOX_WHAT_TO, "tt", f->evidence.in_reply_to, f->evidence.from);
}

static void
t2(struct agent *a, struct reading *r)
{
	struct letter_in in = { r->message_id, r->arrived, &r->facts, r->documents, r->clean };
	struct settled s = { .state = "done" };
	bool early = r->route != NULL && strcmp(r->route, "before-start") == 0;
	struct forced forced;
	struct related rel;
	char *replied;

	store_begin(a->st);
	if (r->route != NULL)
		forced_route(a, r->route, &forced);
	if (r->sent)
		relate_sent(a->st, a->conf, &r->facts, &rel);
	else
		relate(a->st, a->office, a->conf, &r->facts, clock_now(),
		    r->route != NULL && !early ? &forced : NULL, &rel);
	if (early && !r->sent)
		before_start(r, &rel);
	if (!r->sent && rel.route != ROUTE_BORDER && !r->facts.is_auto)
		border_note(a->st, a->office, &r->facts.evidence);
	a->desk.replied = replied = replied_to(a, &r->facts);
	settle_route(a, r, &in, &rel, &s);
	a->desk.replied = NULL;
	free(replied);
	store_do(a->st, Q_MESSAGE_DONE, "ittttttIIti", r->message_id, s.state,
	    class_name(r->facts.class), r->facts.service, r->facts.rule, s.outcome, s.reason,
	    s.case_id, s.person_id, s.keep && r->clean[0] != '\0' ? r->clean : NULL,
	    (int64_t)s.summary);
	if (!r->sent && keyword_of(&r->facts, &s) != NULL)
		store_do(
		    a->st, Q_MESSAGE_MARK, "it", r->message_id, keyword_of(&r->facts, &s));
	if (s.summary || s.keep)
		store_do(a->st, Q_MESSAGE_DATA_SET, "ittt", r->message_id, r->facts.evidence.from,
		    r->facts.subject, r->facts.evidence.message_id);
	journal_add(a->st,
	    &(struct entry){ .kind = strcmp(s.state, "held") == 0 ? "letter.held" : "letter.done",
		.message_id = r->message_id,
		.case_id = s.case_id,
		.person_id = s.person_id,
		.code = s.outcome,
		.code2 = s.reason,
		.n = r->facts.cuts });
	store_later(a->st);
	leave_spool(a, r->message_id);
	if (!s.keep)
		drop_archive(a, r);
	log_info("letter message=%lld class=%s outcome=%s reason=%s", (long long)r->message_id,
	    class_name(r->facts.class), s.outcome, s.reason != NULL ? s.reason : "-");
}

/*
 * A reader that failed may be tried once more; then the letter keeps only its place and the reason,
 * and a person is told. A crash of the agent, perhaps of the power alone, uses up no such try, but
 * no letter is begun for ever. Returns whether it is tried again.
 */
static bool
not_read(struct agent *a, struct reading *r)
{
	bool hold = r->attempts >= ATTEMPTS_MOST || a->failed_once == r->message_id;

	drop_archive(a, r);
	store_begin(a->st);
	if (hold) {
		store_do(a->st, Q_MESSAGE_HOLD, "it", r->message_id, "unreadable");
		journal_add(a->st,
		    &(struct entry){
			.kind = "letter.held", .message_id = r->message_id, .code = "unreadable" });
	} else
		store_do(a->st, Q_MESSAGE_ATTEMPT, "i", r->message_id);
	store_commit(a->st);
	a->failed_once = r->message_id;
	if (hold)
		spool_remove(a->spool, r->message_id);
	else if (r->message_id <= a->last_started)
		a->last_started = r->message_id - 1;
	log_warn("letter message=%lld read=failed %s", (long long)r->message_id,
	    hold ? "held=unreadable" : "tried=again");
	return !hold;
}

void
read_settle(struct agent *a)
{
	struct reading *r;
	bool again = false;

	while (a->n_readings > 0 && !a->stopping) {
		r = slot(a, 0);
		if (!r->ended && !r->failed && clock_monotonic_ms() > r->deadline_ms)
			r->failed = true;
		if ((!r->ended && !r->failed) || r->pictures)
			return;
		if (r->failed)
			again = not_read(a, r);
		else
			t2(a, r);
		reading_reset(r);
		a->first = (a->first + 1) % READINGS;
		a->n_readings--;
		/*
		 * what was read ahead of a letter that must be read again is read again too: order
		 * within a case is kept
		 */
		while (again && a->n_readings > 0) {
			r = slot(a, a->n_readings - 1);
			drop_archive(a, r);
			reading_reset(r);
			a->n_readings--;
		}
	}
}

bool
read_quiet(struct agent *a)
{
	struct rows *r;
	bool none;

	if (a->n_readings > 0)
		return false;
	r = store_rows(a->st, Q_MESSAGES_RECEIVED, "i", (int64_t)0);
	none = !rows_next(r);
	rows_end(r);
	return none;
}

void
read_end(struct agent *a)
{
	while (a->n_readings > 0)
		reading_reset(slot(a, --a->n_readings));
	starter_kill(&a->starter, &a->zygote);
}
