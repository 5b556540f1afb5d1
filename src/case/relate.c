/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a letter belongs. The order below is the order of certainty: robots first (never answered),
 * then what cannot be told who it is from, then the one-time token, then the thread, then the
 * person with exactly one open thing, then a request. A case number in a subject proves nothing and
 * joins nothing.
 */
#include "case/relate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/crypt.h"
#include "base/mem.h"
#include "case/border.h"
#include "case/people.h"

#define DAY 86400
#define HOUR 3600
#define ADDRESS_MOST 254	/* RFC 5321: a longer one is no mailbox */

struct look {
	struct store *st;
	const struct office *o;
	const struct conf *conf;
	const struct facts *f;
	int64_t now;
	const struct forced *forced;
	struct related *out;
	struct border border;
};

struct token_task {
	int64_t id, case_id, person_id, expires_at, successor;
	char state[16], role[32];
	bool official;
};

static void
go(struct look *l, enum route route, const char *reason)
{
	l->out->route = route;
	l->out->reason = reason;
}

const char *
relate_field(const struct facts *f, const char *name)
{
	size_t i;

	for (i = 0; i < f->n_fields; i++)
		if (f->fields[i].certain && strcmp(f->fields[i].name, name) == 0)
			return f->fields[i].value;
	return NULL;
}

void
relate_said(const struct facts *f, struct person *out)
{
	*out = (struct person){ .nama = xstrdup(relate_field(f, "nama")),
		.nip = xstrdup(relate_field(f, "nip")),
		.nik = xstrdup(relate_field(f, "nik")),
		.hp = xstrdup(relate_field(f, "hp")),
		.jabatan = xstrdup(relate_field(f, "jabatan")),
		.unit_kerja = xstrdup(relate_field(f, "unit_kerja")),
		.address = xstrdup(relate_field(f, "email")) };
}

/* ---- robots ---- */
struct found { int64_t id, person_id; bool official, holds, open, list; char address[ADDRESS_MOST + 1]; };
static bool token_lookup(struct look *l, const char *letters, struct token_task *t);
static bool inquiry_lookup(struct look *l, const char *letters, struct found *q);

/* A sent question is known by the code in its Message-ID only: the row keeps the blanked one. */
static int64_t
outbox_of_failed(struct look *l, const char *message_id)
{
	struct token_task t = { 0 };
	int64_t id = store_int(l->st, Q_OUTBOX_BY_MESSAGE_ID, "t", message_id);
	struct found q;
	char letters[20];

	if (id != 0 || strlen(message_id) <= 20)
		return id;
	memcpy(letters, message_id, 19);
	letters[19] = '\0';
	if (token_lookup(l, letters, &t))
		return store_int(l->st, Q_OUTBOX_OF_TASK, "i", t.id);
	return !inquiry_lookup(l, letters, &q) ?
	    0 :
	    store_int(l->st, Q_OUTBOX_OF_INQUIRY, "ii", q.id,
		(int64_t)strtoll(message_id + 20, NULL, 10));
}

static bool
bounced(struct look *l)
{
	const struct evidence *ev = &l->f->evidence;

	if (l->f->class != CLASS_BOUNCE)
		return false;
	if (ev->failed_message_id != NULL)
		l->out->outbox_id = outbox_of_failed(l, ev->failed_message_id);
	if (l->out->outbox_id == 0 || (ev->failed_kind != NULL && strcmp(ev->failed_kind, "delayed") == 0)) {
		/* a delay is no failure: the server goes on trying */
		go(l, ROUTE_IGNORE, l->out->outbox_id == 0 ? "bounce-of-another" : "delayed");
		return true;
	}
	go(l, ROUTE_BOUNCE, "bounce");
	return true;
}

/*
 * Out of office: who is asked is not there. Only from his own address, and only in answer to a mail
 * of ours to him as a role holder, whose Message-ID nobody can guess.
 */
static int64_t
away(struct look *l)
{
	const struct evidence *ev = &l->f->evidence;
	int64_t id = ev->in_reply_to != NULL ? outbox_of_failed(l, ev->in_reply_to) : 0, person = 0;
	char *role = id != 0 ? store_text(l->st, Q_OUTBOX_ROLE, "i", id) : NULL;
	struct rows *r;

	if (role != NULL && strcmp(role, "pemohon") != 0 && ev->from != NULL) {
		r = store_rows(l->st, Q_OUTBOX_OF, "i", id);
		if (rows_next(r))
			person = rows_int(r, 2);
		rows_end(r);
		if (people_by_address(l->st, ev->from) != person)
			person = 0;
	}
	free(role);
	return person;
}

static bool
robot(struct look *l, const char *own)
{
	const struct evidence *ev = &l->f->evidence;

	if (l->f->class == CLASS_NOTICE)
		return false;	/* looked at on its own: it never decides and is never answered */
	if (l->f->is_auto || l->f->class == CLASS_AUTO) {
		l->out->away_id = away(l);
		go(l, ROUTE_IGNORE, "robot");
		return true;
	}
	if (ev->from != NULL && strcasecmp(ev->from, own) == 0) {
		go(l, ROUTE_IGNORE, "ourselves");
		return true;
	}
	return false;
}

/* The letter that `loket doctor` makes for trying the border: whoever sends it, it is nothing else. */
static bool
border_test(struct look *l)
{
	const struct evidence *ev = &l->f->evidence;

	for (size_t i = 0; i < ev->n_tokens; i++)
		if (border_code_is(l->st, ev->tokens[i].text)) {
			go(l, ROUTE_BORDER, "border-test");
			return true;
		}
	return false;
}

/* ---- tokens ---- */
static bool
token_lookup(struct look *l, const char *letters, struct token_task *t)
{
	unsigned char raw[10], d[DIGEST_LEN];
	struct rows *r;
	bool found;

	if (token_raw(letters, raw) < 0)
		return false;
	digest(raw, sizeof(raw), d);
	r = store_rows(l->st, Q_TASK_BY_TOKEN, "b", d, (size_t)DIGEST_LEN);
	found = rows_next(r);
	if (found) {
		t->id = rows_int(r, 0);
		t->case_id = rows_int(r, 1);
		t->person_id = rows_int(r, 2);
		t->expires_at = rows_int(r, 3);
		strncpy(t->state, rows_text(r, 4), sizeof(t->state) - 1);
		strncpy(t->role, rows_text(r, 5), sizeof(t->role) - 1);
		t->official = strcmp(t->role, "pemohon") != 0;
		/*
		 * asked again with the same documents: the question is the same, and so its older
		 * code still counts
		 */
		t->successor = rows_int(r, 6);
	}
	rows_end(r);
	return found;
}

/*
 * Of all codes that a letter shows (a thread quotes older ones) the one that fits best: open and of
 * this person, then any of this person, then any known one.
 */
static bool
best_token(struct look *l, struct token_task *best)
{
	const struct evidence *ev = &l->f->evidence;
	int rank, top = 0;
	size_t i;

	for (i = 0; i < ev->n_tokens; i++) {
		struct token_task t = { 0 };

		if (!token_lookup(l, ev->tokens[i].text, &t))
			continue;
		rank = 3;
		if (strcmp(t.state, "open") != 0 && t.successor == 0)
			rank = 2;
		if (t.person_id != l->out->person_id)
			rank = 1;
		/* open codes of two cases in one letter: nobody can tell which is meant */
		if (rank == 3 && top == 3 && t.case_id != best->case_id)
			l->out->weak = true;
		if (rank > top) {
			top = rank;
			*best = t;
		}
	}
	return top > 0;
}

/*
 * SETUJU was answered to the first mail of a thread, and now SELESAI comes as another reply to that
 * same mail: the code is spent, but the person has a newer question of the same case open. It is
 * taken for that one, and confirmed first.
 */
static void
follow_up(struct look *l, const struct token_task *t)
{
	const char *means = l->f->command.means;
	int64_t newer;

	if (strcmp(t->state, "answered") != 0 || means == NULL || strcmp(means, "cancel") == 0)
		return;
	newer = store_int(l->st, Q_TASK_OPEN_OF_SAME, "i", t->id);
	if (newer != 0) {
		l->out->task_id = newer;
		l->out->weak = l->out->older = true;
		l->out->code = false;
	}
}

static bool
by_token(struct look *l)
{
	struct token_task t = { 0 };
	struct related *out = l->out;
	bool says_something = l->f->command.means != NULL;

	if (!best_token(l, &t)) {
		if (l->f->evidence.n_tokens > 0 && says_something && l->f->class == CLASS_COMMAND &&
		    out->person_id <= 0) {
			go(l, ROUTE_HOLD, "token-unknown");
			return true;
		}
		return false;
	}
	if (t.person_id != out->person_id) {
		if (!says_something)
			/* a forwarded thread with a request below: judged without the code */
			return false;
		if (t.official && out->person_id > 0 &&
		    (strcmp(t.state, "open") == 0 || t.successor != 0) &&
		    people_holds_any(l->st, l->o, out->person_id, l->now)) {
			out->case_id = t.case_id;
			out->task_id = t.successor != 0 ? t.successor : t.id;
			go(l, ROUTE_FORWARDED, "passed-on");
			return true;
		}
		out->code_of_id = t.official ? t.person_id : 0;
		out->code_task_id = t.id;
		go(l, ROUTE_HOLD, "token-of-another");
		return true;
	}
	/* the helpdesk stands in where a role is vacant */
	if (t.official && !people_holds(l->st, l->o, t.role, t.person_id, l->now) &&
	    !people_holds(l->st, l->o, "helpdesk", t.person_id, l->now)) {
		go(l, ROUTE_HOLD, "role-ended");
		return true;
	}
	out->case_id = t.case_id;
	out->by_official = t.official;
	out->task_id = t.successor != 0 ? t.successor : t.id;
	if (strcmp(t.state, "open") == 0 && t.expires_at < l->now)
		/* expired: the same person is asked to confirm, with a fresh code */
		out->weak = true;
	out->code = true;
	follow_up(l, &t);
	if (!t.official && l->f->n_documents > 0 && !says_something) {
		go(l, ROUTE_JOIN, "token");
		return true;
	}
	go(l, ROUTE_ANSWER, "token");
	return true;
}

/* ---- questions beside the SOPs ---- */

static bool
inquiry_lookup(struct look *l, const char *letters, struct found *q)
{
	unsigned char raw[10], d[DIGEST_LEN];
	char *role = NULL;
	struct rows *r;
	bool found;

	if (token_raw(letters, raw) < 0)
		return false;
	digest(raw, sizeof(raw), d);
	r = store_rows(l->st, Q_INQUIRY_BY_TOKEN, "b", d, (size_t)DIGEST_LEN);
	found = rows_next(r);
	if (found) {
		memset(q, 0, sizeof(*q));
		q->id = rows_int(r, 0);
		q->list = strcmp(rows_text(r, 1), "daftar") == 0 ||
		    strcmp(rows_text(r, 1), "pertanyaan") == 0;
		q->person_id = rows_int(r, 2);
		role = rows_dup(r, 3);
		q->official = role != NULL && strcmp(role, "pemohon") != 0;
		/* what is settled of a list is said, a second answer handed on: to their last day */
		q->open = (q->list || strcmp(rows_text(r, 4), "open") == 0) &&
		    rows_int(r, 5) >= l->now;
		if (rows_text(r, 6) != NULL)
			strncpy(q->address, rows_text(r, 6), sizeof(q->address) - 1);
	}
	rows_end(r);
	/* the helpdesk stands in where a role is vacant */
	if (found)
		q->holds = q->person_id == 0 || role == NULL || strcmp(role, "pemohon") == 0 ||
		    people_holds(l->st, l->o, role, q->person_id, l->now) ||
		    (q->list && people_holds(l->st, l->o, "helpdesk", q->person_id, l->now));
	free(role);
	return found;
}

/* Who is asked: a person, an address that no person on record has, else the admin. */
static bool
asked_of(const struct look *l, const struct found *q)
{
	const char *from = l->f->evidence.from;

	if (q->person_id != 0)
		return q->person_id == l->out->person_id;
	return strcasecmp(from, q->address[0] != '\0' ? q->address : l->conf->admin) == 0;
}

static bool
by_inquiry(struct look *l)
{
	const struct evidence *ev = &l->f->evidence;
	struct found q = { 0 };
	size_t i;

	for (i = 0; i < ev->n_tokens && !q.open; i++)
		inquiry_lookup(l, ev->tokens[i].text, &q);
	if (q.id == 0)
		return false;
	l->out->inquiry_id = q.id;
	if (!asked_of(l, &q)) {
		l->out->code_of_id = q.official ? q.person_id : 0;
		l->out->code_inquiry_id = q.id;
		go(l, ROUTE_HOLD, "token-of-another");
	} else if (!q.holds)
		go(l, ROUTE_HOLD, "role-ended");
	else if (!q.open)
		go(l, ROUTE_IGNORE, "inquiry-over");
	else
		go(l, ROUTE_INQUIRY, "inquiry");
	return true;
}

static bool authentic(const struct look *l);

/* JEDA from the admin's own address: the safe direction, and he is told at once. */
static bool
by_pause(struct look *l)
{
	const struct fact_command *c = &l->f->command;

	if (c->means == NULL || strcmp(c->means, "pause") != 0 || !c->consumed ||
	    strcasecmp(l->f->evidence.from, l->conf->admin) != 0 || !authentic(l))
		return false;
	go(l, ROUTE_PAUSE, "pause");
	return true;
}

/* The letter shows a code that was given to its writer. */
static bool
shows_code(struct look *l)
{
	const struct evidence *ev = &l->f->evidence;
	struct token_task t = { 0 };
	struct found q = { 0 };
	size_t i;

	for (i = 0; i < ev->n_tokens; i++)
		if ((token_lookup(l, ev->tokens[i].text, &t) && t.person_id == l->out->person_id) ||
		    (inquiry_lookup(l, ev->tokens[i].text, &q) &&
			q.person_id == l->out->person_id))
			return true;
	return false;
}

/* ANTRIAN of an official: how his questions come, not what he answers. */
static bool
by_queue(struct look *l)
{
	const struct fact_command *c = &l->f->command;

	if (c->means == NULL || strcmp(c->means, "queue") != 0 || !c->consumed ||
	    l->out->person_id <= 0 ||
	    !people_holds_any(l->st, l->o, l->out->person_id, l->now))
		return false;
	l->out->code = shows_code(l);
	go(l, ROUTE_QUEUE, "queue");
	return true;
}

/* ---- threads and the only open thing ---- */
static int64_t
case_of_thread(struct look *l)
{
	const struct evidence *ev = &l->f->evidence;
	int64_t id = 0;
	size_t i;

	if (ev->in_reply_to != NULL)
		id = store_int(l->st, Q_CASE_OF_MESSAGE_ID, "t", ev->in_reply_to);
	for (i = ev->n_references; id == 0 && i-- > 0;)
		id = store_int(l->st, Q_CASE_OF_MESSAGE_ID, "t", ev->references[i].text);
	return id;
}

/* Only the owner, or who opened the case, may add to it. */
static bool
may_join(struct look *l, int64_t case_id)
{
	return store_int(l->st, Q_CASE_BELONGS, "iit", case_id, l->out->person_id,
		   l->f->evidence.from) != 0;
}

static bool
by_thread(struct look *l)
{
	int64_t id =
	    l->forced != NULL && l->forced->case_id != 0 ? l->forced->case_id : case_of_thread(l);

	if (id == 0 || (l->forced == NULL && !may_join(l, id)))
		return false;
	/* a new request written as a reply into the thread of a case that is over */
	if (l->f->class == CLASS_REQUEST && l->f->service != NULL &&
	    store_int(l->st, Q_CASE_IS_OVER, "i", id) != 0)
		return false;
	l->out->case_id = id;
	/*
	 * what a person sorts into a case for somebody else is read there, and answers nothing for
	 * the owner
	 */
	l->out->task_id = may_join(l, id) ? store_int(l->st, Q_TASK_OPEN_OF_OWNER, "i", id) : 0;
	if (l->out->task_id != 0 && l->f->command.means != NULL)
		go(l, ROUTE_ANSWER, "thread");
	else
		go(l, ROUTE_JOIN, "thread");
	return true;
}

/* A reply to a mail about several cases at once, by who asked for them. */
static bool
by_matter(struct look *l)
{
	const struct evidence *ev = &l->f->evidence;
	int64_t id = 0;
	size_t i;

	if (ev->in_reply_to != NULL)
		id = store_int(l->st, Q_MATTER_OF_MESSAGE_ID, "t", ev->in_reply_to);
	for (i = ev->n_references; id == 0 && i-- > 0;)
		id = store_int(l->st, Q_MATTER_OF_MESSAGE_ID, "t", ev->references[i].text);
	if (id == 0 || l->forced != NULL ||
	    store_int(l->st, Q_MATTER_BELONGS, "iit", id, l->out->person_id, ev->from) == 0)
		return false;
	l->out->matter_id = id;
	go(l, ROUTE_MATTER, "thread");
	return true;
}

/*
 * An official without code and in a new thread: exactly one open task is confirmed first; with
 * several he is asked which.
 */
static bool
by_only_task(struct look *l)
{
	struct rows *r;
	int64_t n = 0;

	if (l->out->person_id <= 0 || l->f->class != CLASS_COMMAND || l->f->command.means == NULL)
		return false;
	r = store_rows(l->st, Q_TASKS_OPEN_OF_OFFICIAL, "i", l->out->person_id);
	while (rows_next(r)) {
		l->out->task_id = rows_int(r, 0);
		l->out->case_id = rows_int(r, 1);
		n++;
	}
	rows_end(r);
	if (n == 0)
		return false;
	l->out->by_official = true;
	if (n == 1) {
		l->out->weak = true;
		go(l, ROUTE_ANSWER, "only-task");
		return true;
	}
	l->out->task_id = l->out->case_id = 0;
	l->out->surat = "yang-mana";
	go(l, ROUTE_REPLY, "several-tasks");
	return true;
}

static int64_t
only_case(struct look *l, const char *service)
{
	struct rows *r = store_rows(
	    l->st, Q_CASES_OPEN_OF_PERSON, "itt", l->out->person_id, l->f->evidence.from, service);
	int64_t id = 0, n = 0;

	while (rows_next(r)) {
		id = rows_int(r, 0);
		n++;
	}
	rows_end(r);
	return n == 1 ? id : 0;
}

/*
 * The owner, without code, in a new thread, answering or sending what is missing: joined, and told
 * so.
 */
static bool
by_only_case(struct look *l)
{
	bool adds = l->f->class == CLASS_COMMAND ||
	    (l->f->class == CLASS_REQUEST && l->f->service == NULL && l->f->n_documents > 0);
	int64_t id;

	if (!adds)
		return false;
	id = only_case(l, NULL);
	if (id == 0)
		return false;
	l->out->case_id = id;
	l->out->told = true;
	l->out->task_id = store_int(l->st, Q_TASK_OPEN_OF_OWNER, "i", id);
	if (l->out->task_id != 0 && l->f->command.means != NULL)
		go(l, ROUTE_ANSWER, "only-case");
	else
		go(l, ROUTE_JOIN, "only-case");
	return true;
}

/*
 * A closed case is not reopened beside a newer one of the same owner and service: the letter
 * belongs to that.
 */
static void
to_the_living(struct look *l)
{
	int64_t id =
	    l->out->route == ROUTE_JOIN ? store_int(l->st, Q_CASE_SISTER, "i", l->out->case_id) : 0;

	/* what comes into a case that waits for another is meant for that */
	if (l->out->route == ROUTE_JOIN && id == 0 && l->f->n_documents > 0)
		id = store_int(l->st, Q_CASE_CHILD_WAITED, "i", l->out->case_id);

	if (id != 0)
		l->out->case_id = id;
}

/*
 * Documents without a word that says what they are for, from somebody whose case is open: a person
 * looks, nothing is dropped.
 */
static bool
wordless_documents(struct look *l)
{
	int64_t id;

	if (l->f->class != CLASS_OTHER || l->f->n_documents == 0)
		return false;
	id = only_case(l, NULL);
	/* a case that asks nobody anything waits for documents */
	if (id == 0 || store_int(l->st, Q_CASE_UNASKED, "i", id - 1) != id)
		return false;
	go(l, ROUTE_HOLD, "documents-without-words");
	return true;
}

/* ---- requests ---- */
/*
 * Who the certificate belongs to: the person named by NIP or NIK, else the sender. A number that is
 * on record nowhere makes a new, unverified owner; he is reached at the sender's own address, or at
 * an address of the office's domain that the letter names.
 */
static bool
owner_of(struct look *l)
{
	const char *nip = relate_field(l->f, "nip"), *nik = relate_field(l->f, "nik"),
		   *email = relate_field(l->f, "email");
	int64_t named = people_by_nip(l->st, nip), sender = l->out->person_id;
	struct person p;
	bool other;

	if (named == 0)
		named = people_by_nik(l->st, nik);
	if (named != 0 && sender == 0) {
		/* a person on record, named from an address that is not: asked there first */
		l->out->owner_id = named;
		go(l, ROUTE_CONFIRM, "elsewhere");
		return false;
	}
	if (named != 0) {
		l->out->owner_id = named;
		return true;
	}
	if (sender != 0 && person_load(l->st, sender, &p) == 0) {
		other =
		    (nip != NULL && p.nip != NULL) || (nip == NULL && nik != NULL && p.nik != NULL);
		person_free(&p);
		if (!other) {
			l->out->owner_id = sender;
			return true;
		}
		if (email == NULL || strlen(email) > ADDRESS_MOST ||
		    !office_has_domain(l->o, email) || people_by_address(l->st, email) != 0) {
			go(l, ROUTE_HOLD, "owner-unclear");
			return false;
		}
	}
	l->out->owner_id = 0;
	return true;
}

static bool
of_domain(struct look *l)
{
	return office_has_domain(l->o, l->f->evidence.from);
}

static bool
may_ask(struct look *l)
{
	return l->out->person_id > 0 || of_domain(l);
}

/* The same letters, whatever their case; and the words are whole. */
static bool
contains(const char *text, const char *name)
{
	const char *at = text != NULL && name != NULL ? strcasestr(text, name) : NULL;
	size_t n = name != NULL ? strlen(name) : 0;

	return at != NULL && (at == text || !isalnum((unsigned char)at[-1])) &&
	    !isalnum((unsigned char)at[n]);
}

/* The only OPD that the letter's documents or the applicant's office name; NULL: none, or several. */
static const struct office_opd *
opd_of(struct look *l)
{
	const struct office_opd *one = NULL;
	size_t i, k;

	for (i = 0; i < l->o->n_opd; i++) {
		const struct office_opd *opd = &l->o->opd[i];
		bool named = contains(relate_field(l->f, "unit_kerja"), opd->nama);

		for (k = 0; k < l->f->n_documents; k++)
			named = named || contains(l->f->documents[k].text, opd->nama);
		if (named && one != NULL)
			return NULL;
		one = named ? opd : one;
	}
	return one;
}

/* Whoever brings a letter of an OPD; that OPD is asked at the address that the office knows. */
static bool
with_opd(struct look *l)
{
	const struct office_opd *opd = l->f->n_documents > 0 ? opd_of(l) : NULL;

	if (opd == NULL) {
		go(l, ROUTE_HOLD, "opd-unclear");
		return false;
	}
	l->out->ask_at = opd->email;
	go(l, ROUTE_CONFIRM, "opd");
	return false;
}

/* An unknown sender waits for a person, or is told in one sentence, once a day. */
static bool
unknown(struct look *l)
{
	const char *from = l->f->evidence.from;

	if (!l->o->answers_unknown)
		go(l, ROUTE_HOLD, "unknown-sender");
	else if (store_int(l->st, Q_OUTBOX_COUNT_SAME, "tti", from, "tidak-dikenal", l->now - DAY) > 0)
		go(l, ROUTE_IGNORE, "unknown-sender");
	else {
		l->out->surat = "tidak-dikenal";
		go(l, ROUTE_REPLY, "unknown-sender");
	}
	return false;
}

/* Who the letter names is on record, and its address is nobody's. */
static bool
names_somebody(struct look *l)
{
	return people_by_nip(l->st, relate_field(l->f, "nip")) != 0 ||
	    people_by_nik(l->st, relate_field(l->f, "nik")) != 0;
}

/* The requester rule of the service; without one, and for letters of no known service, the usual. */
static bool
may_request(struct look *l, const struct office_layanan *s)
{
	enum pemohon rule = s != NULL ? s->pemohon : PEMOHON_UMUM;

	if (l->forced != NULL)
		return true;
	/* owner_of asks that person first */
	if (l->out->person_id == 0 && s != NULL && s->sop != NULL && names_somebody(l))
		return true;
	switch (rule) {
	case PEMOHON_DOMAIN:
		return of_domain(l) || unknown(l);
	case PEMOHON_TERCATAT:
		return l->out->person_id > 0 || unknown(l);
	case PEMOHON_OPD:
		return may_ask(l) || with_opd(l);
	case PEMOHON_UMUM:
		break;
	}
	return may_ask(l) || unknown(l);
}

/* One case has one owner: a letter for several opens a case for each. */
static void
several_people(struct look *l)
{
	if ((int64_t)l->f->n_applicants > l->conf->applicants && l->forced == NULL) {
		l->out->surat = "diteruskan-petugas";
		go(l, ROUTE_HOLD, "too-many-people");
		return;
	}
	go(l, ROUTE_MATTER_OPEN, "several-people");
}

/* One letter, several services for one person: a case for each, in their order. */
static void
several_services(struct look *l)
{
	size_t i;

	for (i = 0; i < l->f->n_services; i++) {
		const struct office_layanan *s = office_layanan(l->o, l->f->services[i].text);

		if (s == NULL || s->sop == NULL) {
			l->out->surat = "diteruskan-petugas";
			go(l, ROUTE_HOLD, "no-sop");
			return;
		}
		if (i == 0)
			l->out->service = s->id;
	}
	if (owner_of(l))
		go(l, ROUTE_MATTER_OPEN, "several-services");
}

/* ---- registered at the window ---- */
static const struct office_layanan *
service_of_register(struct look *l)
{
	const char *reason = l->f->command.reason;
	size_t n = reason != NULL ? strcspn(reason, " \t\n.,;:") : 0, i;

	if (l->f->service != NULL && office_layanan(l->o, l->f->service) != NULL)
		return office_layanan(l->o, l->f->service);
	for (i = 0; n > 0 && i < l->o->n_layanan; i++)
		if (l->o->layanan[i].kata != NULL && strlen(l->o->layanan[i].kata) == n &&
		    strncasecmp(l->o->layanan[i].kata, reason, n) == 0)
			return &l->o->layanan[i];
	return NULL;
}

/* The owner can be told: he is on record with an address, or the letter names one of the office. */
static bool
owner_reachable(struct look *l, int64_t owner)
{
	const char *email = relate_field(l->f, "email");
	struct person p = { 0 };
	bool good = owner > 0 && person_load(l->st, owner, &p) == 0 && p.address != NULL;

	person_free(&p);
	return good ||
	    (owner == 0 && relate_field(l->f, "nip") != NULL && email != NULL &&
		strlen(email) <= ADDRESS_MOST && office_has_domain(l->o, email) &&
		people_by_address(l->st, email) == 0);
}

/*
 * DAFTAR of the helpdesk, or its letter about somebody else: a case of the person that it names, who
 * came to the window or wrote elsewhere.
 */
static bool
by_register(struct look *l)
{
	const struct fact_command *c = &l->f->command;
	bool word = c->means != NULL && strcmp(c->means, "register") == 0;
	const struct office_layanan *s;
	int64_t owner;

	/* what answers a question, or stands in the thread of a case, belongs there */
	if (l->out->person_id <= 0 || l->f->evidence.n_tokens > 0 ||
	    (!word && (l->f->class != CLASS_REQUEST || l->f->n_applicants >= 2 ||
			  case_of_thread(l) != 0)) ||
	    !people_holds(l->st, l->o, "helpdesk", l->out->person_id, l->now))
		return false;
	owner = people_by_nip(l->st, relate_field(l->f, "nip"));
	if (owner == 0)
		owner = people_by_nik(l->st, relate_field(l->f, "nik"));
	if (!word && (owner == l->out->person_id ||
	    (owner == 0 && relate_field(l->f, "nip") == NULL)))
		return false;
	s = service_of_register(l);
	if (s == NULL || s->sop == NULL || !owner_reachable(l, owner)) {
		l->out->surat = "daftar-kurang";
		go(l, ROUTE_REPLY, "register-unclear");
		return true;
	}
	l->out->service = s->id;
	l->out->owner_id = owner;
	l->out->registered_by = l->out->person_id;
	l->out->case_id = owner != 0 ?
	    store_int(l->st, Q_CASE_OPEN_OF_OWNER, "it", owner, s->id) :
	    0;
	go(l, l->out->case_id != 0 ? ROUTE_JOIN : ROUTE_OPEN, "registered");
	return true;
}

static void
request(struct look *l)
{
	const char *id =
	    l->forced != NULL && l->forced->service != NULL ? l->forced->service : l->f->service;
	const struct office_layanan *layanan = id != NULL ? office_layanan(l->o, id) : NULL;
	struct related *out = l->out;

	out->service = layanan != NULL ? layanan->id : NULL;
	if (!may_request(l, layanan))
		return;
	if (layanan == NULL && l->forced == NULL && l->f->n_services >= 2 &&
	    l->f->n_applicants < 2) {
		several_services(l);
		return;
	}
	if (layanan == NULL) {
		out->surat = "menu";
		go(l, ROUTE_REPLY,
		    id != NULL && strcmp(id, "?") == 0 ? "service-ambiguous" : "service-unknown");
		return;
	}
	if (layanan->sop == NULL) {
		out->surat = "diteruskan-petugas";
		go(l, ROUTE_HOLD, "no-sop");
		return;
	}
	if (l->f->n_applicants >= 2) {
		several_people(l);
		return;
	}
	if (!owner_of(l))
		return;
	out->case_id = out->owner_id != 0 ?
	    store_int(l->st, Q_CASE_OPEN_OF_OWNER, "it", out->owner_id, layanan->id) :
	    0;
	if (out->case_id != 0) {
		out->told = true;
		go(l, ROUTE_JOIN, "open-already");
		return;
	}
	/* anybody can write under names of the office's domain */
	if (out->owner_id == 0 && l->forced == NULL &&
	    store_int(l->st, Q_PEOPLE_NEW_SINCE, "i", l->now - HOUR) >= l->conf->newcomers_per_hour) {
		go(l, ROUTE_HOLD, "newcomers");
		return;
	}
	go(l, ROUTE_OPEN, "request");
}

/* ---- notices ---- */
/* What a kind of notice may lead to; all others carry links for their addressee alone. */
static const struct { const char *kind; enum route route; } notice_kinds[] = {
	{ "kedaluwarsa", ROUTE_END }, { "akan-berakhir", ROUTE_END }, { "terbit", ROUTE_NOTICE },
	{ "diperpanjang", ROUTE_NOTICE }, { "passphrase-diubah", ROUTE_NOTICE },
	{ "dicabut", ROUTE_NOTICE }, { "data-diubah", ROUTE_NOTICE }
};

/* The office's own mail server confirms the sender. True also when the office names no such server. */
static bool
authentic(const struct look *l)
{
	return l->o->authserv_id == NULL || border_confirms(l->o, &l->border, &l->f->evidence);
}

/* Whom it concerns: the one person on record among its addressees and the address it names. */
static int64_t
notice_person(const struct look *l, const char *own)
{
	const struct evidence *ev = &l->f->evidence;
	const char *email = relate_field(l->f, "email");
	int64_t person = 0, one;
	size_t i;

	for (i = 0; i <= ev->n_to; i++) {
		const char *address = i < ev->n_to ? ev->to[i].text : email;

		one = address == NULL || strcasecmp(address, own) == 0 ?
		    0 :
		    people_by_address(l->st, address);
		if (one < 0 || (one > 0 && person > 0 && one != person))
			return -1;
		if (one > 0)
			person = one;
	}
	return person;
}

static void
notice(struct look *l, const char *own)
{
	const struct fact_notice *n = &l->f->notice;
	enum route route = ROUTE_IGNORE;
	int64_t person;
	size_t i;

	for (i = 0; n->kind != NULL && i < sizeof(notice_kinds) / sizeof(notice_kinds[0]); i++)
		if (strcmp(notice_kinds[i].kind, n->kind) == 0)
			route = notice_kinds[i].route;
	person = notice_person(l, own);
	l->out->owner_id = person > 0 ? person : 0;
	l->out->case_id =
	    person > 0 ? store_int(l->st, Q_CASE_OPEN_OF_PERSON, "i", person) : 0;
	l->out->aligned = border_vouches(l->o, &l->border, &l->f->evidence);
	l->out->sure = l->forced != NULL && l->forced->service != NULL && person > 0;
	if (l->out->sure)
		go(l, ROUTE_END, "notice");
	else if (!n->sender)
		go(l, ROUTE_IGNORE, "notice-sender");
	else if (!authentic(l))
		go(l, ROUTE_HOLD, "notice-unauthenticated");
	else if (n->kind == NULL)
		go(l, ROUTE_HOLD, "notice-new-wording");
	else if (route == ROUTE_IGNORE)
		go(l, ROUTE_IGNORE, "notice-for-addressee");
	else if (person < 0)
		go(l, ROUTE_HOLD, "notice-several-people");
	else if (route == ROUTE_END && person == 0)
		go(l, ROUTE_HOLD, "notice-unknown-person");
	else if (route == ROUTE_END)
		go(l, ROUTE_END, "notice");
	else
		go(l, l->out->case_id != 0 ? ROUTE_NOTICE : ROUTE_IGNORE,
		    l->out->case_id != 0 ? "notice" : "notice-without-case");
}

void
relate_sent(struct store *st, const struct conf *conf, const struct facts *f, struct related *out)
{
	struct look l = { .st = st, .conf = conf, .f = f, .out = out };
	const struct evidence *ev = &f->evidence;
	struct rows *r;
	size_t i;

	memset(out, 0, sizeof(*out));
	/* the reader takes any letter under our address for automatic; here that alone is none */
	if (ev->from == NULL || strcasecmp(ev->from, conf->address) != 0 ||
	    (f->is_auto && (f->auto_why == NULL || strcmp(f->auto_why, "self") != 0))) {
		go(&l, ROUTE_IGNORE, f->is_auto ? "robot" : "sent-by-another");
		return;
	}
	out->case_id = case_of_thread(&l);
	/* the letter that it answers: In-Reply-To, else the newest reference that is known */
	for (i = ev->n_references + 1; out->answered_id == 0 && i-- > 0;) {
		const char *id =
		    i == ev->n_references ? ev->in_reply_to : ev->references[i].text;

		if (id == NULL)
			continue;
		r = store_rows(st, Q_CASE_OF_LETTER, "t", id);
		if (rows_next(r)) {
			out->answered_id = rows_int(r, 0);
			if (out->case_id == 0)
				out->case_id = rows_int(r, 1);
		}
		rows_end(r);
	}
	go(&l, out->case_id != 0 || out->answered_id != 0 ? ROUTE_STAFF : ROUTE_IGNORE,
	    out->case_id != 0 || out->answered_id != 0 ? "staff" : "ourselves");
}

void
relate(struct store *st, const struct office *o, const struct conf *conf, const struct facts *f,
    int64_t now, const struct forced *forced, struct related *out)
{
	struct look l = { st, o, conf, f, now, forced, out, { 0 } };
	const char *own = conf->address;
	bool who;

	memset(out, 0, sizeof(*out));
	border_read(st, o, &l.border);
	if (bounced(&l) || border_test(&l) || robot(&l, own))
		return;
	if (f->evidence.from != NULL)
		out->person_id = people_by_address(st, f->evidence.from);
	if (f->class == CLASS_NOTICE) {
		notice(&l, own);
		return;
	}
	if (f->held != NULL || f->evidence.from == NULL) {
		/* "from": read well, but who wrote it cannot be told */
		who = f->held == NULL || strcmp(f->held, "from") == 0;
		go(&l, ROUTE_HOLD, who ? "sender-unclear" : "unreadable");
		return;
	}
	if (out->person_id < 0) {
		out->person_id = 0;
		if (f->class != CLASS_OTHER) {
			go(&l, ROUTE_HOLD, "address-shared");
			return;
		}
	}
	if (forced == NULL && (by_queue(&l) || by_inquiry(&l) || by_pause(&l)))
		return;
	if (forced == NULL && by_register(&l))
		return;
	if ((forced == NULL && by_token(&l)) || by_matter(&l) || by_thread(&l) || by_only_task(&l) ||
	    by_only_case(&l) || wordless_documents(&l)) {
		to_the_living(&l);
		return;
	}
	/* what answers no question of ours but names a service asks for it */
	if (f->class == CLASS_REQUEST || (forced != NULL && forced->service != NULL) ||
	    (f->class == CLASS_COMMAND && f->command.means == NULL && f->service != NULL))
		request(&l);
	else if (f->class == CLASS_COMMAND && (may_ask(&l) || case_of_thread(&l) != 0))
		go(&l, ROUTE_HOLD, may_ask(&l) ? "command-without-question" : "stranger-in-thread");
	else
		go(&l, ROUTE_IGNORE, "other");
}
