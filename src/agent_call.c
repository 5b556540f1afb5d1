/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Calls of AMS: rows of the outbox like mails, one at a time, `sending` committed before the
 * network is touched. A call that only reads (status) is made again whenever its outcome is not
 * known; one with an effect never is. A question about a waiting step is one row that comes back to
 * `ready` for its next time, and goes when the step is left. The first driver of the table below
 * that can carry out an operation is given it; where none can (always so with the driver `manual`)
 * it is `unsupported` and becomes a to-do. Faults in a row open the breaker of that server: it is
 * left alone for a while, and what only reads goes to another driver meanwhile.
 *
 * This is the one place that decides what a call's outcome means for its row.
 */
#include <stdlib.h>
#include <string.h>

#include "agent_steps.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/notice.h"
#include "case/register.h"
#include "case/renewed.h"
#include "store/journal.h"

#define EXCHANGES 8		/* that one order may take, each of [ams] timeout */
/* Of a call with an effect that surely had none: within a quarter of an hour, then a person does it. */
#define CALL_TRIES 4
#define POLL_CATCH_UP_MS 400	/* polls that were held up for less are made up for */
#define FAULTS_BORNE 3		/* in a row, before a server that answers badly is left alone */
/* longest pause after a fault, seconds; Retry-After may be longer */
#define AGAIN_MOST 3600

struct owed {
	int64_t id, case_id, person_id, about_id, attempts;
	char *what, *service;
};

static bool
only_reads(const char *what)
{
	return strcmp(what, "status") == 0;
}

/* ---- drivers ---- */

static bool
busy(const struct agent *a)
{
	return a->calling != 0 || a->polling != 0;
}

static bool
digits_only(const char *s)
{
	return s != NULL && *s != '\0' && strspn(s, "0123456789") == strlen(s);
}

static bool
esign_can(const struct conf *c, const struct call *o)
{
	if (c->ams_driver == DRIVER_MANUAL || c->ams_host[0] == '\0')
		return false;
	if (only_reads(o->operation))
		return digits_only(o->nik) || (o->email != NULL && c->ams_version == 0);
	return strcmp(o->operation, "register") == 0 && c->ams_register && o->nama != NULL &&
	    o->email != NULL;
}

static bool
portal_can(const struct conf *c, const struct call *o)
{
	return c->ams_driver == DRIVER_PORTAL && (o->email != NULL || o->nik != NULL) &&
	    (only_reads(o->operation) || strcmp(o->operation, "send_reset") == 0);
}

/* In the order in which they are asked. */
static const struct driver {
	const char *role;
	bool (*can)(const struct conf *c, const struct call *order);
	bool session;			/* kept up while nothing is asked */
} drivers[CALLERS] = {
	[CALLER_ESIGN] = { "esign", esign_can, false },
	[CALLER_PORTAL] = { "portal", portal_can, true },
};

static bool
resting(const struct agent *a, size_t which)
{
	return clock_monotonic_ms() < a->callers[which].again_ms;
}

/* Who carries it out; CALLERS: nobody can. What only reads passes by a server that rests. */
static size_t
driver_for(const struct agent *a, const struct call *order)
{
	size_t first = CALLERS, i;

	for (i = 0; i < CALLERS; i++) {
		if (!drivers[i].can(a->conf, order))
			continue;
		if (!resting(a, i))
			return only_reads(order->operation) || first == CALLERS ? i : first;
		first = first == CALLERS ? i : first;
	}
	return first;
}

static void
rest(struct agent *a, size_t which, int64_t at_least_ms)
{
	struct caller *c = &a->callers[which];
	int64_t wait = 2000ll << (c->failures < 8 ? c->failures : 8);

	c->failures++;
	c->again_ms = clock_monotonic_ms() + (wait > at_least_ms ? wait : at_least_ms);
}

static void
caller_down(struct agent *a, size_t which, const char *why)
{
	struct caller *c = &a->callers[which];

	log_error("ams driver=%s: %s", drivers[which].role, why);
	starter_kill(&a->starter, &c->worker);
	c->ready = false;
	rest(a, which, 0);
	if (a->once)
		a->exit_code = 69;
}

static void
owed_free(struct owed *o)
{
	free(o->what);
	free(o->service);
	memset(o, 0, sizeof(*o));
}

/* The one row of r, which is ended; false when there is none. */
static bool
owed_take(struct rows *r, struct owed *o)
{
	bool found = rows_next(r);

	memset(o, 0, sizeof(*o));
	if (found) {
		o->id = rows_int(r, 0);
		o->case_id = rows_int(r, 1);
		o->what = rows_dup(r, 2);
		o->person_id = rows_int(r, 3);
		o->about_id = rows_int(r, 4);
		o->attempts = rows_int(r, 5);
		o->service = rows_dup(r, 6);
	}
	rows_end(r);
	return found;
}

static bool
owed_next(struct agent *a, struct owed *o)
{
	return owed_take(store_rows(a->st, Q_OUTBOX_CALL_DUE, "i", clock_now()), o);
}

static bool
owed_get(struct agent *a, int64_t id, struct owed *o)
{
	return owed_take(store_rows(a->st, Q_OUTBOX_CALL, "i", id), o);
}

/* ---- what an outcome means ---- */

static void
journal_outcome(struct agent *a, const struct owed *o, const char *outcome, int64_t code)
{
	journal_add(a->st,
	    &(struct entry){ .kind = "ams.outcome",
		.case_id = o->case_id,
		.person_id = o->person_id,
		.outbox_id = o->id,
		.code = o->what,
		.code2 = outcome,
		.n = code });
}

static void
done_row(struct agent *a, const struct owed *o, const char *state, const char *reason)
{
	store_do(a->st, Q_OUTBOX_CALL_DONE, "itti", o->id, state, reason, clock_now());
}

/* Seconds until the next try: what the server asked for, else a minute, doubled with each try. */
static int64_t
pause_after(const struct owed *o, const struct called *c)
{
	int64_t s = 60ll << (o->attempts < 6 ? o->attempts : 6);

	s = s < AGAIN_MOST ? s : AGAIN_MOST;
	return c->wait_s > s ? c->wait_s : s;
}

static void
later(struct agent *a, const struct owed *o, const struct called *c)
{
	const char *why = c->outcome == CALLED_STOP ? "channel" : "deferred";

	store_do(a->st, Q_OUTBOX_CALL_LATER, "itiii", o->id, why, clock_now() + pause_after(o, c),
	    c->code, (int64_t)1);
	if (o->attempts == 0)
		journal_outcome(a, o, why, c->code);
	log_warn("ams call=%lld operation=%s tries=%lld: %s", (long long)o->id, o->what,
	    (long long)o->attempts + 1, c->text != NULL ? c->text : "no reason given");
}

/* Days from today until the end of validity. */
static bool
days_until(struct agent *a, const char *day, int64_t *days)
{
	int zone = calendar_zone_minutes(a->office->calendar);
	int64_t end = clock_of_day(day, zone), begin;
	char today[11];

	clock_day(clock_now(), zone, today);
	begin = clock_of_day(today, zone);
	*days = (end - begin) / 86400;
	return end >= 0;
}

static bool
is_fresh(const struct casefile *c, const struct called *said)
{
	if (said->ends_day != NULL && c->ends_before != NULL)
		return strcmp(said->ends_day, c->ends_before) > 0;
	return c->status_other;
}

/* AMS shows somebody else, or several: kept for the official who is asked. */
static void
found(struct agent *a, const struct owed *o, const struct called *said)
{
	static const char *const shown[] = { "several", "nama", "nik" };
	size_t i;

	if (said->outcome == CALLED_DONE)
		store_do(a->st, Q_FOUND_DROP, "i", o->case_id);
	for (i = 0; said->doubt != NULL && i < sizeof(shown) / sizeof(shown[0]); i++)
		if (strcmp(said->doubt, shown[i]) == 0)
			store_do(a->st, Q_FOUND_SET, "itt", o->case_id, said->doubt, said->found);
}

/* The case takes AMS's word; what it knew before makes the word new or not. */
static void
status_of_case(struct agent *a, const struct owed *o, const struct called *said)
{
	struct event ev = { .kind = EVENT_STATUS };
	struct certificate cert;
	struct casefile c;
	const char *why = NULL;
	bool news = true;
	int64_t wait = 0;
	struct err e;
	const struct sop_tahap *t;

	if (casefile_load(a->st, a->desk.sops, o->case_id, &c, &e) < 0) {
		log_error("case id=%lld: %s", (long long)o->case_id, e.msg);
		done_row(a, o, "failed", "case-unreadable");
		return;
	}
	t = c.tahap != NULL ? sop_tahap(c.sop, c.tahap) : NULL;
	wait = t != NULL ? t->pantau * 60 : 0;
	if (said->outcome == CALLED_DONE) {
		ev.status.word = said->word;
		ev.status.fresh = is_fresh(&c, said);
		ev.status.link = said->link &&
		    store_int(a->st, Q_OUTBOX_CALL_PROOF, "i", o->case_id) != 0;
		ev.status.end_known = days_until(a, said->ends_day, &ev.status.days_left);
		if (!ev.status.end_known && register_current(a->st, o->person_id, &cert) == 0) {
			ev.status.end_known = !cert.estimated &&
			    days_until(a, cert.ends_day, &ev.status.days_left);
			certificate_free(&cert);
		}
		news = c.status_word == NULL || strcmp(c.status_word, said->word) != 0;
		store_do(a->st, Q_CASE_ENDS_BEFORE, "it", o->case_id, said->ends_day);
		store_do(a->st, Q_CASE_STATUS, "itit", o->case_id, said->word, clock_now(),
		    said->ends_day);
	}
	found(a, o, said);
	if (news)
		journal_outcome(a, o,
		    said->outcome == CALLED_DONE ? said->word :
			said->doubt != NULL  ? said->doubt :
					       "unsupported",
		    said->code);
	done_row(a, o, said->outcome == CALLED_DONE ? "sent" : "failed",
	    said->outcome == CALLED_DONE ? NULL : "unsupported");
	if (t != NULL)
		desk_advance(&a->desk, NULL, o->case_id, &ev, 0, &why);
	if (why != NULL && strcmp(why, "status-not-yet") == 0 && wait > 0)
		store_do(a->st, Q_OUTBOX_CALL_LATER, "itiii", o->id, "not-yet",
		    clock_now() + wait, said->code, (int64_t)0);
	casefile_free(&c);
}

/* Why the driver itself would not, as templates know it. */
static const char *
detail_of(const char *doubt)
{
	static const struct { const char *doubt, *detail; } words[] = { { "several", "dua-orang" },
		{ "nama", "data-beda" }, { "nik", "data-beda" }, { "nobody", "tak-ditemukan" },
		{ "no-name", "tak-ditemukan" }, { "not-issue", "bukan-issue" },
		{ "phone", "belum-verifikasi" } };
	size_t i;

	for (i = 0; doubt != NULL && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].doubt, doubt) == 0)
			return words[i].detail;
	return NULL;
}

static void
effect_of_case(struct agent *a, const struct owed *o, const struct called *said)
{
	static const struct { const char *state, *reason; enum call_outcome call; } means[] = {
		[CALLED_DONE] = { "sent", NULL, CALL_DONE },
		[CALLED_REFUSED] = { "failed", "refused", CALL_REFUSED },
		[CALLED_UNSUPPORTED] = { "failed", "unsupported", CALL_UNSUPPORTED },
		[CALLED_UNKNOWN] = { "unknown", "answer-lost", CALL_UNKNOWN },
		[CALLED_AGAIN] = { "failed", "tried-out", CALL_UNSUPPORTED },
		[CALLED_STOP] = { "failed", "tried-out", CALL_UNSUPPORTED },
	};
	struct event ev = { .kind = EVENT_CALL, .call = means[said->outcome].call };

	if (said->outcome == CALLED_REFUSED) {
		ev.call_message = said->doubt != NULL ? said->found : said->text;
		ev.call_detail = detail_of(said->doubt);
		found(a, o, said);
	}
	done_row(a, o, means[said->outcome].state, means[said->outcome].reason);
	if (said->proof && said->outcome == CALLED_UNKNOWN)
		store_do(a->st, Q_OUTBOX_CALL_PROVES, "i", o->id);
	journal_outcome(a, o,
	    said->doubt != NULL                     ? said->doubt :
		means[said->outcome].reason != NULL ? means[said->outcome].reason :
						      "done",
	    said->code);
	desk_advance(&a->desk, NULL, o->case_id, &ev, 0, NULL);
}

/* Surely without effect: it may be made again. Only a person mends a login, so that is not waited for. */
static bool
worth_another_try(const struct owed *o, const struct called *said)
{
	bool down = said->outcome == CALLED_AGAIN || said->outcome == CALLED_STOP;

	if (only_reads(o->what))
		return down || said->outcome == CALLED_UNKNOWN;
	return down && o->attempts < CALL_TRIES && said->code != 401 && said->code != 403;
}

static void
settle(struct agent *a, const struct owed *o, const struct called *said)
{
	char *state;
	bool mine, entered;

	store_begin(a->st);
	state = store_text(a->st, Q_OUTBOX_CALL_STATE, "i", o->id);
	mine = state != NULL && strcmp(state, "dropped") != 0;
	free(state);
	entered = said->outcome == CALLED_DONE && only_reads(o->what) &&
	    register_seen(a->st, a->office, o->person_id, said, o->case_id, clock_now());
	if (!mine) {
		log_debug("ams call=%lld: its tahap was left meanwhile", (long long)o->id);
	} else if (worth_another_try(o, said)) {
		later(a, o, said);
	} else if (o->about_id != 0) {
		done_row(a, o, said->outcome == CALLED_DONE ? "sent" : "failed", NULL);
		journal_outcome(a, o, said->word != NULL ? said->word : "unsupported", said->code);
		notice_answer(&a->desk, o->about_id, o->person_id, said);
	} else if (only_reads(o->what)) {
		status_of_case(a, o, said);
	} else
		effect_of_case(a, o, said);
	/* behind what the case that asked has made of it */
	if (entered)
		renewed_look(&a->desk, o->person_id, o->about_id != 0 ? "notice" : "poll");
	store_commit(a->st);
}

/* What an outcome says of the server. */
static void
judge_server(struct agent *a, size_t which, const struct called *said)
{
	struct caller *c = &a->callers[which];

	if (said->outcome == CALLED_STOP)
		caller_down(a, which, said->text != NULL ? said->text : "the channel stopped");
	else if (said->outcome == CALLED_AGAIN && said->wait_s > 0)
		rest(a, which, said->wait_s * 1000);
	else if (said->outcome == CALLED_AGAIN && c->failures + 1 < FAULTS_BORNE)
		c->failures++;
	else if (said->outcome == CALLED_AGAIN)
		rest(a, which, 0);
	else if (said->outcome != CALLED_UNKNOWN)
		c->failures = 0;
}

/* ---- the register: certificates near their end ---- */

/*
 * All are due at the same hour of the morning and are spread over the minutes of the settings; where
 * that would be too many a second, it takes longer. A case's own question goes first: one poll is
 * under way at a time.
 */
static void
pace(struct agent *a)
{
	int64_t least = 1000 / a->conf->ams_polls, n, spread;

	if (a->poll_gap_ms == 0) {
		n = store_int(a->st, Q_CERTIFICATES_POLL_COUNT, "i", clock_now());
		spread = n > 0 && !a->once ? a->conf->ams_poll_minutes * 60000 / n : 0;
		a->poll_gap_ms = spread > least ? spread : least;
		a->poll_again_ms = clock_monotonic_ms();
		log_info("ams polls=%lld gap_ms=%lld", (long long)n, (long long)a->poll_gap_ms);
	}
	/* from the last slot, so that the rate is that of the settings; little is caught up with */
	a->poll_again_ms += a->poll_gap_ms;
	if (a->poll_again_ms < clock_monotonic_ms() - POLL_CATCH_UP_MS)
		a->poll_again_ms = clock_monotonic_ms() - POLL_CATCH_UP_MS;
}

static void
settle_poll(struct agent *a, const struct called *said)
{
	struct rows *r = store_rows(a->st, Q_CERTIFICATE_POLL_OF, "i", a->polling);
	bool found = rows_next(r), fault;
	int64_t person_id = found ? rows_int(r, 0) : 0, now = clock_now();
	char *ends_day = found ? rows_dup(r, 1) : NULL, *status = found ? rows_dup(r, 2) : NULL;

	rows_end(r);
	fault = said->outcome == CALLED_AGAIN || said->outcome == CALLED_STOP ||
	    said->outcome == CALLED_UNKNOWN;
	if (found) {
		store_begin(a->st);
		if (fault)
			store_do(a->st, Q_CERTIFICATE_POLL_SET, "iI", a->polling, now + 3600);
		else
			register_plan_poll(
			    a->st, a->office, a->polling, ends_day, status, now + 1);
		if (said->outcome == CALLED_DONE &&
		    register_seen(a->st, a->office, person_id, said, 0, now))
			renewed_look(&a->desk, person_id, "poll");
		store_commit(a->st);
	}
	if (said->doubt != NULL)
		log_warn("ams certificate=%lld: AMS shows %s", (long long)a->polling, said->doubt);
	a->polling = 0;
	free(ends_day);
	free(status);
}

/* ---- calling ---- */

static int
caller_up(struct agent *a, size_t which)
{
	struct caller *c = &a->callers[which];
	struct err e;

	if (c->worker.pid == 0) {
		if (resting(a, which))
			return -1;
		if (starter_spawn(&a->starter, &c->worker, drivers[which].role, &e) < 0)
			caller_down(a, which, e.msg);
		else
			c->deadline_ms = clock_monotonic_ms() + 30000;
	}
	return c->worker.pid != 0 && c->ready && !resting(a, which) ? 0 : -1;
}

/*
 * Whose certificate: the numbers on record; those of the case where the record has none, or where
 * AMS did not know the record's.
 */
static void
fill(struct agent *a, const struct owed *o, struct call *order)
{
	bool not_known;
	struct casefile c = { 0 };
	struct person p;
	struct err e;

	order->id = o->id;
	order->operation = xstrdup(o->what);
	if (o->case_id != 0 && casefile_load(a->st, a->desk.sops, o->case_id, &c, &e) < 0)
		log_error("case id=%lld: %s", (long long)o->case_id, e.msg);
	if (person_load(a->st, o->person_id, &p) == 0) {
		not_known = c.status_word != NULL && strcmp(c.status_word, "NOT_REGISTERED") == 0;
		order->nik = xstrdup(p.nik == NULL || (not_known && c.nik != NULL) ? c.nik : p.nik);
		order->email = xstrdup(p.address == NULL || (not_known && c.email != NULL) ?
			c.email :
			p.address);
		order->nama = xstrdup(p.nama != NULL ? p.nama : c.nama);
		person_free(&p);
	}
	if (o->case_id != 0)
		casefile_free(&c);
}

static void
order_call(struct agent *a, size_t which, const struct owed *o, const struct call *order)
{
	struct called failed = { .id = o->id, .outcome = CALLED_STOP };
	struct caller *c = &a->callers[which];
	struct err e;

	store_begin(a->st);
	store_do(a->st, Q_OUTBOX_SENDING, "i", o->id);
	store_commit(a->st);
	a->calling = o->id;
	a->calling_by = which;
	c->deadline_ms = clock_monotonic_ms() + EXCHANGES * a->conf->ams_timeout_s * 1000;
	if (record_send(c->worker.ch.fd, FRAME_CALL, &call_wire, order, NULL, 0, &e) < 0) {
		a->calling = 0;
		failed.text = e.msg;
		settle(a, o, &failed);	/* the order did not get through whole */
		judge_server(a, which, &failed);
	}
}

/* The call under way ended so. */
static void
settle_calling(struct agent *a, const struct called *said)
{
	struct owed o;

	if (a->polling != 0)
		settle_poll(a, said);
	if (a->calling == 0)
		return;
	if (owed_get(a, a->calling, &o)) {
		o.attempts--;	/* `sending` has counted this one already */
		settle(a, &o, said);
	}
	owed_free(&o);
	a->calling = 0;
}

/* Nobody knows how far the caller got with it. */
static void
lost(struct agent *a, size_t which, const char *why)
{
	struct called said = { .id = a->calling,
		.outcome = CALLED_UNKNOWN,
		.text = (char *)(uintptr_t)why };

	if (a->calling_by == which)
		settle_calling(a, &said);
	caller_down(a, which, why);
}

void
caller_frame(struct agent *a, size_t which)
{
	struct caller *c = &a->callers[which];
	bool mine = busy(a) && a->calling_by == which;
	struct trouble t;
	struct called said;
	struct frame f;
	struct err e;
	int rc = frame_poll(&c->worker.ch, &f, &e);

	if (rc == 0)
		return;
	if (rc > 0 && f.type == FRAME_HELLO) {
		c->ready = true;
	} else if (rc > 0 && f.type == FRAME_CALLED && mine &&
	    wire_unpack(&called_wire, f.body.data, f.body.len, &said, &e) == 0) {
		if (said.outcome == CALLED_DONE && said.word != NULL &&
		    !status_word_known(said.word)) {
			lost(a, which, "the caller said what is no status word");
		} else {
			settle_calling(a, &said);
			judge_server(a, which, &said);
		}
		wire_free(&called_wire, &said);
	} else if (rc > 0 && f.type == FRAME_TROUBLE && !mine &&
	    wire_unpack(&trouble_wire, f.body.data, f.body.len, &t, &e) == 0) {
		caller_down(a, which, t.text != NULL ? t.text : "trouble");
		wire_free(&trouble_wire, &t);
	} else
		lost(a, which, "the caller ended");
	if (rc > 0)
		frame_free(&f);
}

/* Callers that do not answer end; one that keeps a session up is there without being asked. */
static void
look_after_callers(struct agent *a)
{
	struct call anything = { .operation = (char *)(uintptr_t) "status",
		.email = (char *)(uintptr_t) "-" };
	size_t i;

	for (i = 0; i < CALLERS; i++) {
		struct caller *c = &a->callers[i];

		if (c->worker.pid != 0 && clock_monotonic_ms() > c->deadline_ms &&
		    ((busy(a) && a->calling_by == i) || !c->ready))
			lost(a, i, "the caller did not answer in time");
		if (drivers[i].session && !a->once && !a->stopping && c->worker.pid == 0 &&
		    drivers[i].can(a->conf, &anything))
			caller_up(a, i);
	}
}

/* The next row and who is to have it; false: nothing is due. */
static bool
next_order(struct agent *a, struct owed *o, struct call *order, size_t *which)
{
	if (!owed_next(a, o)) {
		owed_free(o);
		return false;
	}
	*order = (struct call){ 0 };
	fill(a, o, order);
	*which = driver_for(a, order);
	/* in the modes in which nothing leaves, nothing is changed in AMS either */
	if (!only_reads(o->what) && conf_mode(a->conf, o->service) != MODE_PENUH)
		*which = CALLERS;
	return true;
}

/* The next certificate and whom to ask about it; false: none is due, or nobody can be asked. */
static bool
next_poll(struct agent *a, struct call *order, size_t *which)
{
	struct rows *r;
	struct owed o = { .what = (char *)(uintptr_t) "status" };
	int64_t id;

	*order = (struct call){ 0 };
	if (a->conf->ams_driver == DRIVER_MANUAL)
		return false;
	r = store_rows(a->st, Q_CERTIFICATE_POLL_DUE, "i", clock_now());
	id = rows_next(r) ? rows_int(r, 0) : 0;
	o.person_id = id != 0 ? rows_int(r, 1) : 0;
	rows_end(r);
	if (id == 0)
		return false;
	fill(a, &o, order);
	order->id = id;
	*which = driver_for(a, order);
	return true;
}

static void
poll_step(struct agent *a)
{
	struct called nobody = { .outcome = CALLED_UNSUPPORTED }, failed = { .outcome = CALLED_STOP };
	struct call order;
	struct err e;
	size_t which;

	if (clock_monotonic_ms() < a->poll_again_ms)
		return;
	if (!next_poll(a, &order, &which)) {
		a->poll_gap_ms = 0;		/* the round is over */
	} else if (which == CALLERS) {
		a->polling = order.id;
		settle_poll(a, &nobody);
	} else if (caller_up(a, which) == 0) {
		pace(a);
		a->polling = order.id;
		a->calling_by = which;
		a->callers[which].deadline_ms =
		    clock_monotonic_ms() + EXCHANGES * a->conf->ams_timeout_s * 1000;
		if (record_send(a->callers[which].worker.ch.fd, FRAME_CALL, &call_wire, &order,
			NULL, 0, &e) < 0) {
			failed.text = e.msg;
			settle_poll(a, &failed);
			judge_server(a, which, &failed);
		}
	}
	wire_free(&call_wire, &order);
}

void
call_step(struct agent *a)
{
	struct called nobody = { .outcome = CALLED_UNSUPPORTED };
	struct call order;
	struct owed o;
	size_t which;

	look_after_callers(a);
	if (busy(a) || a->stopping)
		return;
	if (!next_order(a, &o, &order, &which)) {
		poll_step(a);
		return;
	}
	if (which == CALLERS)
		settle(a, &o, &nobody);
	else if (caller_up(a, which) == 0)
		order_call(a, which, &o, &order);
	wire_free(&call_wire, &order);
	owed_free(&o);
}

/* Rows found `sending`: reading is done again, an effect is in doubt. */
void
call_recover(struct agent *a, int64_t id)
{
	struct called said = { .id = id, .outcome = CALLED_UNKNOWN };
	struct owed o;

	if (!owed_get(a, id, &o))
		return;
	if (only_reads(o.what)) {
		store_begin(a->st);
		store_do(a->st, Q_OUTBOX_CALL_LATER, "itiii", id, "cut-off", clock_now(),
		    (int64_t)0, (int64_t)1);
		store_commit(a->st);
	} else
		settle(a, &o, &said);
	owed_free(&o);
}

void
call_login(struct agent *a)
{
	struct caller *c = &a->callers[CALLER_PORTAL];

	if (a->calling == 0 || a->calling_by != CALLER_PORTAL)
		starter_kill(&a->starter, &c->worker);	/* the next one reads the new token */
	c->ready = c->ready && c->worker.pid != 0;
	c->failures = c->again_ms = 0;
	store_do(a->st, Q_OUTBOX_CALLS_NOW, "i", clock_now());
}

/* Once: a server that rests is not waited for. */
static bool
not_waited_for(const struct agent *a, size_t which)
{
	return a->once && which != CALLERS && resting(a, which);
}

bool
call_heard(struct agent *a)
{
	struct call order;
	struct owed o;
	size_t which;
	bool heard;

	if (a->calling != 0)
		return false;
	if (!next_order(a, &o, &order, &which))
		return true;
	heard = which != CALLERS && resting(a, which);
	wire_free(&call_wire, &order);
	owed_free(&o);
	return heard;
}

bool
call_quiet(struct agent *a)
{
	struct call order;
	struct owed o;
	size_t which;
	bool quiet;

	if (busy(a))
		return false;
	if (next_order(a, &o, &order, &which)) {
		quiet = not_waited_for(a, which);
		wire_free(&call_wire, &order);
		owed_free(&o);
		return quiet;
	}
	quiet = !next_poll(a, &order, &which) || not_waited_for(a, which);
	wire_free(&call_wire, &order);
	return quiet;
}

/* Monotonic time of what is due at the clock time `due`; 0: never. */
static int64_t
when(int64_t due)
{
	int64_t now = clock_now();

	return due == 0 ? INT64_MAX : clock_monotonic_ms() + (due > now ? (due - now) * 1000 : 0);
}

int64_t
call_next_ms(struct agent *a)
{
	int64_t call = when(store_int(a->st, Q_OUTBOX_CALL_NEXT, "")), rests = 0, poll = INT64_MAX;
	size_t i;

	for (i = 0; i < CALLERS; i++) {
		const struct caller *c = &a->callers[i];

		if ((busy(a) && a->calling_by == i) || (c->worker.pid != 0 && !c->ready))
			return c->deadline_ms;
		if (resting(a, i))
			rests = c->again_ms;
	}
	if (a->conf->ams_driver != DRIVER_MANUAL)
		poll = when(store_int(a->st, Q_CERTIFICATE_POLL_NEXT, ""));
	if (poll < a->poll_again_ms)
		poll = a->poll_again_ms;
	if (poll < call)
		call = poll;
	return rests > call ? rests : call;
}

void
call_end(struct agent *a)
{
	size_t i;

	for (i = 0; i < CALLERS; i++)
		starter_kill(&a->starter, &a->callers[i].worker);
}
