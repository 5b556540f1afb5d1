/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What commands asked for. Each event is carried out in one transaction together with its outcome,
 * so a command never acts twice and its caller never hears of something that did not happen.
 * Arguments are read by SQLite's JSON functions; the row's arguments are emptied.
 */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent_steps.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/ended.h"
#include "case/holder.h"
#include "case/docket.h"
#include "case/erasure.h"
#include "case/inquiry.h"
#include "case/people.h"
#include "case/practice.h"
#include "case/register.h"
#include "case/renewed.h"
#include "store/journal.h"

struct wish { struct agent *a; int64_t id; const char *login; char *answer; };

static bool
no(struct wish *w, char *why)
{
	w->answer = why;
	return false;
}

static bool
yes(struct wish *w, char *what)
{
	w->answer = what;
	return true;
}

static char *
text_of(struct wish *w, const char *key)
{
	char *path = xasprintf("$.%s", key),
	     *value = store_text(w->a->st, Q_EVENT_ARGUMENT, "it", w->id, path);

	free(path);
	return value;
}

static int64_t
int_of(struct wish *w, const char *key)
{
	char *path = xasprintf("$.%s", key);
	int64_t value = store_int(w->a->st, Q_EVENT_ARGUMENT, "it", w->id, path);

	free(path);
	return value;
}

/* ---- held letters ---- */
static bool
held_release(struct wish *w)
{
	char *as = text_of(w, "as"), *number = text_of(w, "case"), *route = NULL;
	int64_t id = int_of(w, "id");
	bool ok = false;

	if (as != NULL && office_layanan(w->a->office, as) == NULL) {
		no(w, xasprintf("the office has no service %s; see: loket sop list", as));
		goto out;
	}
	if (number != NULL && store_int(w->a->st, Q_CASE_BY_NUMBER, "t", number) == 0) {
		no(w, xasprintf("no case %s", number));
		goto out;
	}
	if (as == NULL && number == NULL) {
		if (store_do(w->a->st, Q_MESSAGE_REJECT, "i", id) == 0)
			no(w, xasprintf("letter %lld is not held", (long long)id));
		else
			ok = yes(w,
			    xasprintf("letter %lld set aside as nothing of ours", (long long)id));
		goto out;
	}
	route = as != NULL ? xasprintf("as:%s", as) : xasprintf("case:%s", number);
	if (store_do(w->a->st, Q_MESSAGE_ASK, "it", id, route) == 0) {
		no(w, xasprintf("letter %lld is not held", (long long)id));
		goto out;
	}
	if (store_do(w->a->st, Q_MESSAGE_ASKED_LOST, "") > 0) {
		no(w,
		    xasprintf("letter %lld is no longer where it lay in the mailbox; put it back "
			      "into a watched folder",
			(long long)id));
		goto out;
	}
	ok = yes(w, xasprintf("letter %lld released; it is fetched and read again", (long long)id));
	fetch_wake(w->a);
out:
	free(as);
	free(number);
	free(route);
	return ok;
}

static bool
held_reject(struct wish *w)
{
	int64_t id = int_of(w, "id");

	if (store_do(w->a->st, Q_MESSAGE_REJECT, "i", id) == 0)
		return no(w, xasprintf("letter %lld is not held", (long long)id));
	return yes(w, xasprintf("letter %lld set aside; nothing is answered", (long long)id));
}

/* ---- outbox ---- */
static char *
outbox_state(struct wish *w, int64_t id)
{
	struct rows *r = store_rows(w->a->st, Q_OUTBOX_OF, "i", id);
	char *state = rows_next(r) ? rows_dup(r, 4) : NULL;

	rows_end(r);
	return state;
}

static bool
is_one_of(const char *word, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

static bool
outbox_change(
    struct wish *w, const char *const *from, const char *to, const char *reason, const char *done)
{
	int64_t id = int_of(w, "id");
	char *state = outbox_state(w, id);
	bool ok = false;

	if (state == NULL)
		no(w, xasprintf("no mail %lld in the outbox", (long long)id));
	else if (strcmp(to, "ready") == 0 && store_int(w->a->st, Q_OUTBOX_IS_MAIL, "i", id) == 0)
		no(w,
		    xasprintf("row %lld is a call of AMS: that is never repeated", (long long)id));
	else if (!is_one_of(state, from))
		no(w,
		    xasprintf(
			"mail %lld is %s: that cannot be done with it", (long long)id, state));
	else {
		store_do(w->a->st, Q_OUTBOX_OUTCOME, "ittiii", id, to, reason, clock_now(),
		    (int64_t)0, (int64_t)0);
		store_do(w->a->st, Q_OUTBOX_COMPOSE_AGAIN, "i", id);
		journal_add(w->a->st,
		    &(struct entry){
			.kind = "mail.outcome", .outbox_id = id, .code = to, .code2 = reason });
		ok = yes(w, xasprintf("mail %lld %s", (long long)id, done));
	}
	free(state);
	return ok;
}

static bool
outbox_retry(struct wish *w)
{
	static const char *const from[] = { "failed", "unknown", "retry", "parked", NULL };

	return outbox_change(w, from, "ready", "command", "goes out again");
}

static bool
outbox_drop(struct wish *w)
{
	static const char *const from[] = { "new", "parked", "ready", "retry", "unknown", "failed",
		NULL };

	return outbox_change(w, from, "dropped", "command", "will never be sent");
}

/* ---- people ---- */
struct import_row { struct person p; char *emails; };

static int64_t
known(struct wish *w, const struct import_row *row, const char *first)
{
	int64_t id = people_by_nip(w->a->st, row->p.nip);

	if (id == 0)
		id = people_by_nik(w->a->st, row->p.nik);
	if (id == 0 && first != NULL)
		id = people_by_address(w->a->st, first);
	return id;
}

static void
import_one(struct wish *w, const struct import_row *row)
{
	struct store *st = w->a->st;
	char *addresses[32];
	size_t n = 0, i;
	struct rows *r;
	int64_t id;

	r = store_rows(st, Q_JSON_TEXTS, "t", row->emails != NULL ? row->emails : "[]");
	while (n < 32 && rows_next(r))
		addresses[n++] = rows_dup(r, 0);
	rows_end(r);
	id = known(w, row, n > 0 ? addresses[0] : NULL);
	if (id > 0) {
		people_replace(st, id, &row->p);
		store_do(st, Q_PERSON_SET_VERIFIED, "i", id);
	} else
		id = people_add(st, "verified", "import", &row->p);
	for (i = 0; i < n; i++)
		people_address(st, id, addresses[i], "registered", i == 0);
	journal_add(st, &(struct entry){ .kind = "person.add", .person_id = id, .code = "import" });
	while (n > 0)
		free(addresses[--n]);
}

static bool
person_import(struct wish *w)
{
	struct import_row *list = NULL, *row;
	struct rows *r = store_rows(w->a->st, Q_EVENT_PEOPLE, "i", w->id);
	size_t n = 0, i;

	while (rows_next(r)) {
		list = grow(list, n, sizeof(*list));
		row = &list[n++];
		row->p = (struct person){ .nama = rows_dup(r, 0),
			.nip = rows_dup(r, 1),
			.nik = rows_dup(r, 2),
			.hp = rows_dup(r, 3),
			.jabatan = rows_dup(r, 4),
			.unit_kerja = rows_dup(r, 5) };
		row->emails = rows_dup(r, 6);
	}
	rows_end(r);
	for (i = 0; i < n; i++) {
		import_one(w, &list[i]);
		free(list[i].emails);
		person_free(&list[i].p);
	}
	free(list);
	return yes(w, xasprintf("%zu people on record", n));
}

/*
 * The list outside comes first: an erasure that stands there and was not committed is made at the next
 * start, one that was committed and does not stand there would come back with a backup.
 */
static bool
person_erase(struct wish *w)
{
	int64_t id = int_of(w, "person"), created = store_int(w->a->st, Q_PERSON_CREATED, "i", id);
	struct erased n;
	struct err e;
	char *why;

	if (erase_person(w->a->st, w->a->office, id, false, &n, &why) < 0)
		return no(w, why);
	if (erasure_note(w->a->erasures_fd, id, created, clock_now(), &e) < 0) {
		log_error("%s", e.msg);
		exit(EX_IOERR);	/* nothing is committed */
	}
	return yes(w,
	    xasprintf("person %lld is erased: %lld cases, %lld letters, %lld documents, %lld mails and calls, "
		      "%lld sealed files; journal row %lld",
		(long long)id, (long long)n.cases, (long long)n.letters, (long long)n.documents,
		(long long)n.mails, (long long)n.files,
		(long long)store_int(w->a->st, Q_JOURNAL_LAST, "")));
}

/* Who read or took out what is kept of a person is noted before it is shown. */
static bool
person_shown(struct wish *w)
{
	char *what = text_of(w, "what");

	journal_add(w->a->st,
	    &(struct entry){ .kind = "person.shown",
		.person_id = int_of(w, "person"),
		.code = what,
		.words = w->login });
	free(what);
	return yes(w, xstrdup("noted"));
}

/* What a line brought that the owner's open cases are to hear of. */
enum learnt { IN_NOTHING, IN_NEW, IN_NOT_HIS };

/*
 * A certificate that is known by its serial, or is the person's current one with the same end, is
 * brought up to date; one that ends later takes the current one's place; an older one is kept as
 * replaced.
 */
static enum learnt
certificate_in(struct wish *w, struct certificate *c)
{
	struct store *st = w->a->st;
	int64_t now = clock_now(), id;
	struct certificate known;
	bool have = register_current(st, c->person_id, &known) == 0;
	bool by_serial = c->serial != NULL &&
	    (id = store_int(st, Q_CERTIFICATE_BY_SERIAL, "t", c->serial)) != 0;
	enum learnt learnt = IN_NOTHING;

	if (by_serial && !(have && id == known.id)) {
		/* a replaced one, or somebody else's: only its status may be news */
		store_do(st, Q_CERTIFICATE_SEEN, "iti", id, c->status, now);
		if (strcmp(c->status, "ISSUE") == 0 &&
		    store_int(st, Q_CERTIFICATE_OWNER, "i", id) != c->person_id &&
		    register_ends_far(w->a->office, c, now))
			learnt = IN_NOT_HIS;
	} else if (have && (by_serial ||
		(known.ends_day != NULL && c->ends_day != NULL &&
		    strcmp(known.ends_day, c->ends_day) == 0))) {
		store_do(st, Q_CERTIFICATE_DATA_ADD, "it", known.id, c->serial);
		register_update(
		    st, w->a->office, &known, c->status, c->issued_day, c->ends_day, 0, now);
		learnt = known.estimated && c->ends_day != NULL ? IN_NEW : IN_NOTHING;
	} else if (have && known.ends_day != NULL && !known.estimated &&
	    (c->ends_day == NULL || strcmp(c->ends_day, known.ends_day) < 0)) {
		id = store_insert(st, Q_CERTIFICATE_ADD, "ittitti", c->person_id, c->issued_day,
		    c->ends_day, (int64_t)0, c->status, c->source, now);
		store_do(st, Q_CERTIFICATE_DATA_ADD, "it", id, c->serial);
		store_do(st, Q_CERTIFICATE_REPLACED, "ii", id, known.id);
	} else {
		register_add(st, w->a->office, c, 0, now);
		learnt = IN_NEW;
	}
	if (have)
		certificate_free(&known);
	return learnt;
}

/* An owner whom the import names and nobody knows yet. His earlier line may just have made him known. */
static int64_t
owner_in(struct wish *w, const char *email, const struct person *said)
{
	struct store *st = w->a->st;
	int64_t id = people_by_address(st, email);

	if (id != 0)
		return id > 0 ? id : 0;
	id = people_add(st, "verified", "import", said);
	people_address(st, id, email, "registered", true);
	journal_add(st, &(struct entry){ .kind = "person.add", .person_id = id, .code = "import" });
	return id;
}

static bool
cert_import(struct wish *w)
{
	struct owner { char *email; struct person p; } *owners = NULL;
	struct certificate *list = NULL;
	struct rows *r = store_rows(w->a->st, Q_EVENT_CERTIFICATES, "i", w->id);
	enum learnt *learnt;
	size_t n = 0, i;
	int lists;

	while (rows_next(r)) {
		list = grow(list, n, sizeof(*list));
		owners = grow(owners, n, sizeof(*owners));
		owners[n] = (struct owner){ rows_dup(r, 5),
			{ .nama = rows_dup(r, 6), .nip = rows_dup(r, 7), .unit_kerja = rows_dup(r, 8) } };
		list[n++] = (struct certificate){ .person_id = rows_int(r, 0),
			.serial = rows_dup(r, 1),
			.issued_day = rows_dup(r, 2),
			.ends_day = rows_dup(r, 3),
			.status = rows_dup(r, 4),
			.source = xstrdup("import") };
	}
	rows_end(r);
	learnt = xcalloc(n + 1, sizeof(*learnt));
	for (i = 0; i < n; i++) {
		if (list[i].person_id == 0 && owners[i].email != NULL)
			list[i].person_id = owner_in(w, owners[i].email, &owners[i].p);
		if (list[i].person_id != 0)
			learnt[i] = certificate_in(w, &list[i]);
	}
	/* when all lines are in: another line may name a second one of the same person */
	for (i = 0; i < n; i++) {
		if (learnt[i] == IN_NEW)
			renewed_look(&w->a->desk, list[i].person_id, "import");
		if (learnt[i] == IN_NOT_HIS)
			renewed_not_his(&w->a->desk, list[i].person_id,
			    store_int(w->a->st, Q_CERTIFICATE_BY_SERIAL, "t", list[i].serial), "import");
		certificate_free(&list[i]);
		free(owners[i].email);
		person_free(&owners[i].p);
	}
	free(learnt);
	free(owners);
	free(list);
	lists = ended_ask(&w->a->desk);
	return yes(w, xasprintf("%zu certificates in the register%s", n,
	    lists > 0 ? "; those that have ended go to the admin as a list to choose from" : ""));
}

/* The loop does it right after this; said is how many wait for an office hour or a letter. */
static bool
remind_now(struct wish *w)
{
	int64_t due = store_int(w->a->st, Q_CERTIFICATES_DUE_COUNT, "i", clock_now());

	if (w->a->office->remind_service == NULL)
		return no(w, xstrdup("the office's file names no reminders (pengingat)"));
	if (due > 0 && !calendar_is_open(w->a->office->calendar, clock_now()))
		return yes(w,
		    xasprintf("%lld reminders are due; they leave when the office opens",
			(long long)due));
	return yes(w, xasprintf("%lld reminders are due and leave now", (long long)due));
}

/* Somebody has logged in to AMS: what waited for that is tried again now. */
static bool
ams_login(struct wish *w)
{
	journal_add(w->a->st,
	    &(struct entry){ .kind = "ams.login",
		.code = w->a->conf->portal_decision,
		.words = w->login });
	call_login(w->a);
	return yes(w, xstrdup("the agent asks AMS again"));
}

static bool
role_set(struct wish *w)
{
	char *role = text_of(w, "role"), *kind = text_of(w, "kind"), *from = text_of(w, "from"),
	     *until = text_of(w, "until");
	char *address = text_of(w, "address");
	int64_t person =
	    address != NULL ? people_by_address(w->a->st, address) : int_of(w, "person");
	char today[32];
	struct person p;
	bool ok = false;

	clock_format(clock_now(), calendar_zone_minutes(w->a->office->calendar), today);
	today[10] = '\0';
	if (role == NULL || office_peran(w->a->office, role) == NULL) {
		no(w, xasprintf("the office file names no role %s", role != NULL ? role : "?"));
		goto out;
	}
	if (person < 0 || person_load(w->a->st, person, &p) < 0) {
		no(w,
		    person < 0 ?
			xasprintf(
			    "%s belongs to several people; name the person by number", address) :
			address != NULL ?
			xasprintf(
			    "%s: no person has this address; see: loket person list", address) :
			xasprintf("no person %lld", (long long)person));
		goto out;
	}
	if (p.address == NULL)
		no(w, xstrdup("this person has no mail address, so nothing could be asked"));
	else {
		if (office_peran(w->a->office, role)->banyak)
			store_do(w->a->st, Q_HOLDER_END_PERSON, "ttit", role,
			    from != NULL ? from : today, person,
			    kind != NULL ? kind : "definitif");
		else
			store_do(w->a->st, Q_HOLDER_END_OPEN, "ttt", role,
			    from != NULL ? from : today, kind != NULL ? kind : "definitif");
		store_do(w->a->st, Q_HOLDER_ADD, "tittt", role, person,
		    kind != NULL ? kind : "definitif", from != NULL ? from : today, until);
		journal_add(w->a->st,
		    &(struct entry){
			.kind = "role.set", .person_id = person, .code = role, .code2 = kind });
		holder_back(&w->a->desk, person);
		holders_change(&w->a->desk);
		ok = yes(w,
		    xasprintf("%s is held by person %lld from %s", role, (long long)person,
			from != NULL ? from : today));
	}
	person_free(&p);
out:
	free(address);
	free(role);
	free(kind);
	free(from);
	free(until);
	return ok;
}

/* ---- cases ---- */

/* A person's hand in a case, under his login; words: why, as he gave it. */
static void
by_hand(struct wish *w, int64_t case_id, int64_t person_id, const char *what)
{
	char *why = text_of(w, "reason"),
	     *words = xasprintf("%s%s%s", w->login, why != NULL ? ": " : "", why != NULL ? why : "");

	journal_add(w->a->st,
	    &(struct entry){ .kind = "case.hand",
		.case_id = case_id,
		.person_id = person_id,
		.code = what,
		.words = words });
	free(words);
	free(why);
}

/* The case that the wish names: 0 after saying why not. */
static int64_t
case_of_wish(struct wish *w, bool open)
{
	char *number = text_of(w, "case");
	int64_t id = number != NULL ? store_int(w->a->st, Q_CASE_BY_NUMBER, "t", number) : 0;
	bool is_open = id != 0 && store_int(w->a->st, Q_CASE_IS_OPEN, "i", id) != 0;

	if (id == 0)
		no(w, xasprintf("no case %s", number != NULL ? number : "?"));
	else if (is_open != open)
		no(w, xasprintf("%s is %s", number, open ? "closed" : "open"));
	free(number);
	return id != 0 && is_open == open ? id : 0;
}

static bool
case_close(struct wish *w)
{
	int64_t id = case_of_wish(w, true);

	if (id == 0)
		return false;
	by_hand(w, id, 0, "close");
	desk_end(&w->a->desk, id, "petugas", 0);
	return yes(w, xstrdup("closed as finished by the staff; nobody is written to"));
}

static bool
case_reopen(struct wish *w)
{
	struct event ev = { .kind = EVENT_REOPEN };
	int64_t id = case_of_wish(w, false);
	const char *why = NULL;

	if (id == 0)
		return false;
	if (store_int(w->a->st, Q_CASE_SISTER, "i", id) != 0)
		return no(w, xstrdup("another case of the same owner and service is open"));
	desk_advance(&w->a->desk, NULL, id, &ev, 0, &why);
	if (why == NULL || strcmp(why, "reopened-by-person") != 0)
		return no(w, xstrdup("it has no step to go on from; ask for a new letter"));
	by_hand(w, id, 0, "reopen");
	return yes(w, xstrdup("open again; who is to act has been asked"));
}

/* Why the open question of the case may not go to the person; NULL: it may. Caller frees. */
static char *
not_his(struct wish *w, int64_t case_id, int64_t person)
{
	struct rows *r = store_rows(w->a->st, Q_TASK_OF_OFFICIAL, "i", case_id);
	bool asked = rows_next(r);
	char *role = asked ? rows_dup(r, 0) : NULL, *why = NULL;
	int64_t owner = asked ? rows_int(r, 1) : 0, now_asked = asked ? rows_int(r, 2) : 0;

	rows_end(r);
	if (!asked)
		why = xstrdup("no official is asked in this case now");
	else if (person == owner)
		why = xstrdup("nobody decides on a request of his own");
	else if (person == now_asked)
		why = xstrdup("this person is asked already");
	else if (!people_holds(w->a->st, w->a->office, role, person, clock_now()))
		why = xasprintf("this person does not hold the role %s; see: loket role set", role);
	free(role);
	return why;
}

static bool
case_assign(struct wish *w)
{
	struct event ev = { .kind = EVENT_ROLE, .moved = true };
	int64_t id = case_of_wish(w, true), person = int_of(w, "person");
	char *why;

	if (id == 0)
		return false;
	if ((why = not_his(w, id, person)) != NULL)
		return no(w, why);
	by_hand(w, id, person, "assign");
	ev.to_person = person;
	desk_advance(&w->a->desk, NULL, id, &ev, 0, NULL);
	return yes(w, xasprintf("person %lld is asked now; the older code is dead", (long long)person));
}

/* What leaves the house by a command stands in the journal, with who took it. */
static bool
case_export(struct wish *w)
{
	char *number = text_of(w, "case");
	int64_t id = number != NULL ? store_int(w->a->st, Q_CASE_BY_NUMBER, "t", number) : 0;

	free(number);
	if (id == 0)
		return no(w, xstrdup("no such case"));
	by_hand(w, id, 0, "export");
	return yes(w, xstrdup("noted"));
}

static bool
report_taken(struct wish *w)
{
	char *what = text_of(w, "what");

	journal_add(w->a->st,
	    &(struct entry){ .kind = "report",
		.code = what != NULL ? what : "csv",
		.words = w->login });
	free(what);
	return yes(w, xstrdup("noted"));
}

static bool
report_mailed(struct wish *w)
{
	char *month = text_of(w, "month"), before[8], *to;
	struct err e = { 0 };

	report_month_before(w->a, before);
	to = report_mail(w->a, month != NULL ? month : before, NULL, &e);
	if (to != NULL) {
		journal_add(w->a->st,
		    &(struct entry){ .kind = "report", .code = "mail", .words = w->login });
		yes(w, xasprintf("the report of %s goes to %s", month != NULL ? month : before, to));
	} else
		no(w, xstrdup(e.msg));
	free(month);
	free(to);
	return to != NULL;
}

/* Nobody else takes the role by it: where several share it, the others go on. */
static bool
role_end(struct wish *w)
{
	char *role = text_of(w, "role"), *last = text_of(w, "last"), *address = text_of(w, "address");
	int64_t person = address != NULL ? people_by_address(w->a->st, address) : int_of(w, "person");
	bool ok = false;

	if (person <= 0 ||
	    store_do(w->a->st, Q_HOLDER_NEVER, "tit", role, person, last) +
		    store_do(w->a->st, Q_HOLDER_END, "tit", role, person, last) == 0)
		no(w, xasprintf("this person does not hold the role %s behind that day; see: loket role "
				"list", role));
	else {
		journal_add(w->a->st,
		    &(struct entry){ .kind = "role.set", .person_id = person, .code = role, .code2 = "end" });
		holders_change(&w->a->desk);
		ok = yes(w, xasprintf("%s: person %lld holds it until %s", role, (long long)person, last));
	}
	free(role);
	free(last);
	free(address);
	return ok;
}

/* All questions of a role in lists at fixed hours. */
static bool
role_queue(struct wish *w)
{
	char *role = text_of(w, "role"), *text = text_of(w, "hours"), *address = text_of(w, "address"),
	     *hours = text != NULL ? docket_hours(text) : NULL;
	int64_t person = address != NULL ? people_by_address(w->a->st, address) : int_of(w, "person");
	bool off = text != NULL && strcmp(text, "none") == 0, ok = false;

	if (hours == NULL && !off)
		no(w, xasprintf("%s: write hours like \"08.00 13.00\", or none", text));
	else if (person <= 0 ||
	    !people_holds(w->a->st, w->a->office, role, person, clock_now()))
		no(w, xasprintf("this person does not hold the role %s; see: loket role list", role));
	else {
		docket_queue(&w->a->desk, person, role, hours);
		ok = yes(w, off ? xasprintf("%s: one mail for each question", role) :
				  xasprintf("%s: one list at %s", role, hours));
	}
	free(role);
	free(text);
	free(address);
	free(hours);
	return ok;
}

/* ---- practice ---- */

static bool
practice_now(struct wish *w)
{
	char *address = text_of(w, "address");
	int64_t person = address != NULL ? people_by_address(w->a->st, address) : int_of(w, "person");
	bool one = address != NULL || person != 0, ok = false;
	size_t asked = one && person <= 0 ? 0 : practice_ask(&w->a->desk, person);

	if (one && asked == 0)
		no(w, xstrdup("this person holds no role; see: loket role list"));
	else if (asked == 0)
		ok = yes(w, xstrdup("nobody is asked: whoever holds a role has passed, or nobody does; see: "
			       "loket latih --list"));
	else
		ok = yes(w, xasprintf("%zu %s asked by mail; see: loket latih --list", asked,
		    asked == 1 ? "person is" : "people are"));
	free(address);
	return ok;
}

static bool
practice_waive(struct wish *w)
{
	if (conf_mode(w->a->conf, NULL) == MODE_PENUH)
		return yes(w, xstrdup("the mode is penuh already"));
	store_do(w->a->st, Q_META_SET, "tt", PRACTICE_WAIVED, "1");
	return yes(w, xstrdup("the next change to penuh asks for no practice; the report says so"));
}

/* ---- sending, letters of before the start ---- */

/* What is stopped all the same: "; still stopped: ...", or "". */
static char *
still_stopped(struct agent *a)
{
	struct rows *r = store_rows(a->st, Q_REPORT_PAUSED, "");
	struct buf b = BUF_INIT;

	while (rows_next(r)) {
		const char *service = rows_text(r, 0);

		buf_addf(&b, "%s%s", b.len == 0 ? "; still stopped: " : ", ",
		    *service != '\0' ? service : "all services");
	}
	rows_end(r);
	return buf_take(&b);
}

static bool
stop_or_go(struct wish *w, bool stop)
{
	char *others = NULL;
	char *service = text_of(w, "service");
	bool ok = service == NULL || office_layanan(w->a->office, service) != NULL, news = false;

	if (ok)
		news = (stop ? sending_stop : sending_go)(&w->a->desk, service);
	if (!ok)
		no(w, xasprintf("the office has no service %s; see: loket sop list", service));
	else {
		others = stop ? NULL : still_stopped(w->a);
		yes(w,
		    xasprintf("%s: sending %s%s%s", service != NULL ? service : "all services",
			stop ? "is stopped" : "goes on", news ? "" : ", as before",
			others != NULL ? others : ""));
	}
	free(others);
	free(service);
	return ok;
}

static bool pause_sending(struct wish *w) { return stop_or_go(w, true); }

/* A restored store goes on as a whole, once it has been compared. */
static bool
go_on_restored(struct wish *w)
{
	char *service = text_of(w, "service");
	int64_t left = service == NULL ? restored_resume(w->a) : 0;
	bool one = service != NULL;

	free(service);
	if (one)
		return no(w, xstrdup("this store was restored: it goes on as a whole; say: loket resume"));
	if (left < 0)
		return no(w,
		    xstrdup("this store was restored, and the mailbox has not been looked through yet; "
			    "wait for the agent to reach it"));
	return yes(w,
	    xasprintf("the restored store goes on; %lld mails of before it may have left or not: see "
		      "loket outbox list; what came meanwhile is left to people",
		(long long)left));
}

static bool
resume_sending(struct wish *w)
{
	return w->a->settings.restored ? go_on_restored(w) : stop_or_go(w, false);
}

static bool
adopt_look(struct wish *w)
{
	char *since = xasprintf("%lld", (long long)int_of(w, "since"));

	store_do(w->a->st, Q_META_SET, "tt", "adopt_since", since);
	free(since);
	fetch_wake(w->a);
	return yes(w, xstrdup("the mailbox is looked through"));
}

/* ---- rules ---- */
static bool
rules_reload(struct wish *w)
{
	char *said = rules_look(w->a);

	return strncmp(said, "refused", 7) == 0 ? no(w, said) : yes(w, said);
}

static const struct { const char *verb; bool (*act)(struct wish *); } verbs[] = {
	{ "held.release", held_release },
	{ "held.reject", held_reject },
	{ "outbox.retry", outbox_retry },
	{ "outbox.drop", outbox_drop },
	{ "person.import", person_import },
	{ "person.erase", person_erase },
	{ "person.shown", person_shown },
	{ "role.set", role_set },
	{ "role.end", role_end },
	{ "role.queue", role_queue },
	{ "cert.import", cert_import },
	{ "remind", remind_now },
	{ "ams.login", ams_login },
	{ "case.close", case_close },
	{ "case.assign", case_assign },
	{ "case.reopen", case_reopen },
	{ "case.export", case_export },
	{ "report", report_taken },
	{ "report.mail", report_mailed },
	{ "practice", practice_now },
	{ "practice.waive", practice_waive },
	{ "pause", pause_sending },
	{ "resume", resume_sending },
	{ "adopt.look", adopt_look },
	{ "rules.reload", rules_reload },
};

static bool
carry_out(struct wish *w, const char *verb)
{
	size_t i;

	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].verb, verb) == 0)
			return verbs[i].act(w);
	return no(w,
	    xasprintf("this agent does not know the command %s; is it older than the command line?",
		verb));
}

void
command_step(struct agent *a)
{
	struct wish w = { a, 0, NULL, NULL };
	char *verb, *login;
	struct rows *r;
	bool ok;

	for (;;) {
		r = store_rows(a->st, Q_EVENT_NEXT, "");
		w.id = rows_next(r) ? rows_int(r, 0) : 0;
		login = w.id != 0 ? rows_dup(r, 1) : NULL;
		verb = w.id != 0 ? rows_dup(r, 2) : NULL;
		rows_end(r);
		if (w.id == 0)
			break;
		w.login = login;
		store_begin(a->st);
		ok = carry_out(&w, verb);
		store_do(a->st, Q_EVENT_DONE, "iiit", w.id, clock_now(), (int64_t)ok, w.answer);
		journal_add(a->st,
		    &(struct entry){ .kind = "command",
			.code = verb,
			.code2 = ok ? "done" : "refused",
			.words = login });
		store_commit(a->st);
		log_info("command verb=%s %s", verb, ok ? "done" : "refused");
		if (ok && strcmp(verb, "person.erase") == 0)
			a->unsettled = !erasure_unlink(a->archive, a->st);
		free(w.answer);
		free(verb);
		free(login);
		w.answer = NULL;
	}
	while (a->n_guests > 0)
		close(a->guests[--a->n_guests]);
}

bool
command_quiet(struct agent *a)
{
	struct rows *r = store_rows(a->st, Q_EVENT_NEXT, "");
	bool none = !rows_next(r);

	rows_end(r);
	return none;
}
