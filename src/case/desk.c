/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From an event to its verdict and through all that follows from it: parents, matters, times. */
#include "case/desk.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/act.h"
#include "case/border.h"
#include "case/inquiry.h"
#include "case/matter.h"
#include "case/people.h"
#include "case/trust.h"

void
desk_rearm(struct desk *d, int64_t case_id, size_t batas)
{
	const struct event ev = { .kind = EVENT_TIMER, .batas = batas };
	struct act a = { .d = d, .ev = &ev };
	struct casefile c;
	struct err e;

	if (casefile_load(d->st, d->sops, case_id, &c, &e) < 0)
		return;
	a.c = &c;
	batas_rearm(&a);
	casefile_free(&c);
}

bool
desk_meets(struct desk *d, const struct letter_in *in, int64_t person_id, bool code,
    const struct sop *sop, const struct sop_tahap *t)
{
	const struct evidence *ev = &in->facts->evidence;
	char *trust = store_text(d->st, Q_ADDRESS_TRUST, "it", person_id, ev->from);
	struct border border;
	struct standing s = { code, trust, false };
	bool ok;

	border_read(d->st, d->office, &border);
	s.aligned = border_vouches(d->office, &border, ev);
	ok = trust_meets(t != NULL ? sop_baris_of(sop, t) : NULL, &s);
	free(trust);
	return ok;
}

/* One verdict, carried out. */
static void
decide(struct act *a)
{
	struct verdict v;
	size_t i;

	advance(a->c, a->ev, &v);
	a->why = v.why;
	act_note(a, "case.event", a->task_id, v.why, a->c->tahap, NULL);
	for (i = 0; i < v.n; i++)
		effect_carry_out(a, &v.effects[i]);
	log_info("advance case=%s from=%s to=%s why=%s effects=%zu", a->c->number,
	    a->c->came_from != NULL ? a->c->came_from : "-",
	    a->c->tahap != NULL     ? a->c->tahap :
		a->c->akhir != NULL ? a->c->akhir :
				      "-",
	    v.why, v.n);
}

/* What waited for this case begins when all that is to be said of its end is said. */
static void
tell_matter(struct desk *d, const struct casefile *c)
{
	const struct sop_akhir *end = c->akhir != NULL ? sop_akhir(c->sop, c->akhir) : NULL;

	if (c->matter_id != 0 && end != NULL)
		matter_ended(d, c->matter_id, c->matter_n, end->berhasil);
}

static bool
waits_for_status(const struct casefile *c)
{
	const struct sop_tahap *t = c->tahap != NULL ? sop_tahap(c->sop, c->tahap) : NULL;

	return t != NULL && t->tunggu == TUNGGU_STATUS;
}

/* Without a driver that asks, a tahap that waits for AMS is passed through in the same turn. */
static void
no_status(struct act *a)
{
	struct event nobody = { .kind = EVENT_STATUS, .together = a->ev->together };
	const struct event *ev = a->ev;

	a->unaskable = false;
	a->ev = &nobody;
	decide(a);
	a->ev = ev;
}

/* The office has no SOP for what was to be waited for: as if it had ended badly. */
static void
no_child(struct act *a)
{
	struct event nobody = { .kind = EVENT_CHILD, .service = NULL };
	const struct sop_tahap *t = a->c->tahap != NULL ? sop_tahap(a->c->sop, a->c->tahap) : NULL;
	const struct event *ev = a->ev;

	a->childless = false;
	if (t == NULL || t->tunggu != TUNGGU_PERKARA)
		return;
	nobody.service = t->perkara;
	a->ev = &nobody;
	decide(a);
	a->ev = ev;
}

/* In a row of broad words nothing is decided but who comes next: documents may come meanwhile. */
static bool
passes_on(const struct casefile *c, const struct case_task *task)
{
	const struct sop_tahap *t = sop_tahap(c->sop, task->tahap);

	return t != NULL && sop_baris_of(c->sop, t)->kata_luas;
}

/* An official is asked about a row of the SOP, and has not answered yet. */
static const struct case_task *
asked_official(const struct casefile *c)
{
	const struct case_task *t = casefile_open_task(c, "tanya", c->tahap);
	const struct sop_tahap *tahap = t != NULL ? sop_tahap(c->sop, t->tahap) : NULL;
	const struct sop_baris *row = tahap != NULL ? sop_baris_of(c->sop, tahap) : NULL;

	return row != NULL && row->asal != ASAL_KENDALI && strcmp(t->role, "pemohon") != 0 ? t :
											     NULL;
}

/* AMS shows that it is done, so the case goes on; whose work it was is asked once. */
static void
ask_who_did_it(struct act *a, const struct case_task *t)
{
	const struct sop_tahap *tahap = sop_tahap(a->c->sop, t->tahap);
	struct inquiry q = { .kind = "dikerjakan",
		.role = t->role,
		.person_id = t->person_id,
		.c = a->c,
		.row_no = sop_baris_of(a->c->sop, tahap)->no };

	if (a->c->tahap == NULL || strcmp(a->c->tahap, t->tahap) != 0)
		inquiry_ask(a->d, &q);
}

/* The case has ended: whatever waits for it goes on. */
static void
tell_parent(struct desk *d, const struct casefile *c)
{
	const struct sop_akhir *end = sop_akhir(c->sop, c->akhir);
	struct event ev = { .kind = EVENT_CHILD,
		.service = c->service,
		.good = end != NULL && (end->berhasil || strcmp(end->id, "petugas") == 0) };
	int64_t parent = store_int(d->st, Q_CASE_PARENT, "i", c->id);

	if (parent != 0)
		desk_advance(d, NULL, parent, &ev, 0, NULL);
}

/* What the decision needs to know of today: what is on record, which posts are vacant. */
static void
today(struct desk *d, struct casefile *c)
{
	size_t i;

	person_load(d->st, c->owner_id, &c->owner);
	c->email_dinas = c->email != NULL && office_has_domain(d->office, c->email) ?
	    c->email :
	    c->owner.address != NULL && office_has_domain(d->office, c->owner.address) ?
	    c->owner.address :
	    NULL;
	c->vacant = xcalloc(c->sop->n_pelaku + 1, sizeof(*c->vacant));
	for (i = 0; i < c->sop->n_pelaku; i++)
		c->vacant[i] = c->sop->pelaku[i].official &&
		    people_holder(d->st, d->office, c->sop->pelaku[i].id, clock_now()) == 0;
}

void
desk_end(struct desk *d, int64_t case_id, const char *akhir, int64_t person_id)
{
	const struct effect withdraw = { .kind = EFFECT_WITHDRAW };
	const struct effect end = { .kind = EFFECT_CLOSE, .to = akhir };
	const struct event nothing = { .kind = EVENT_ROLE };
	struct act a = { .d = d, .ev = &nothing, .person_id = person_id, .why = akhir };
	struct casefile c;
	struct err e;

	if (casefile_load(d->st, d->sops, case_id, &c, &e) < 0) {
		log_error("case id=%lld: %s", (long long)case_id, e.msg);
		return;
	}
	a.c = &c;
	if (c.tahap != NULL) {
		effect_carry_out(&a, &withdraw);
		effect_carry_out(&a, &end);
		tell_matter(d, &c);
		tell_parent(d, &c);
	}
	casefile_free(&c);
}

void
desk_ask_status(struct desk *d, int64_t person_id, int64_t about_id)
{
	int64_t id = effect_owe_call(d, 0, person_id, "status", NULL);

	store_do(d->st, Q_OUTBOX_ABOUT, "ii", id, about_id);
}

void
desk_ask_waiting(struct desk *d)
{
	struct event ev = { .kind = EVENT_ROLE };
	int64_t id = 0;

	while ((id = store_int(d->st, Q_CASE_UNASKED, "i", id)) != 0)
		desk_advance(d, NULL, id, &ev, 0, NULL);
}

/*
 * ALIHKAN <layanan>: the service that the answer names, or the one being confirmed or asked for; none
 * where it is this one.
 */
static void
diverted_to(struct desk *d, const struct casefile *c, struct event *ev)
{
	const struct office_layanan *l;
	const char *text = NULL;

	if (ev->answer.means != NULL && strcmp(ev->answer.means, "divert") == 0)
		text = ev->answer.reason;
	else if (ev->task->means != NULL && strcmp(ev->task->means, "divert") == 0)
		text = strcmp(ev->task->kind, "konfirmasi") == 0 ? ev->task->reason : ev->text;
	l = office_layanan_named(d->office, text);
	if (l == NULL || strcmp(l->id, c->service) == 0)
		return;
	ev->service = l->id;
	ev->by_people = l->sop == NULL;
}

const char *
desk_advance(struct desk *d, const struct letter_in *in, int64_t case_id, struct event *ev,
    int64_t task_id, const char **why)
{
	struct act a = { .d = d, .in = in, .ev = ev, .task_id = task_id };
	const struct case_task *asked;
	unsigned char decided[DIGEST_LEN];
	struct casefile c;
	struct err e;
	bool open;

	if (casefile_load(d->st, d->sops, case_id, &c, &e) < 0) {
		log_error("case id=%lld: %s", (long long)case_id, e.msg);
		return "case-unreadable";
	}
	a.c = &c;
	today(d, &c);
	open = c.tahap != NULL;
	ev->task = task_id != 0 ? casefile_task(&c, task_id) : NULL;
	if (ev->kind == EVENT_ANSWER && ev->task == NULL)
		ev->kind = EVENT_WRITES;
	if (ev->task != NULL) {
		a.person_id = ev->task->person_id;
		if (!desk_meets(d, in, a.person_id, ev->code, c.sop,
			sop_tahap(c.sop, ev->task->tahap)))
			ev->weak = true;
		/*
		 * what was asked about has changed since: the answer may have meant something else
		 */
		casefile_decided(&c, ev->task->tahap, decided);
		if (memcmp(decided, ev->task->decided, DIGEST_LEN) != 0 && !passes_on(&c, ev->task))
			ev->weak = true;
		if (ev->kind == EVENT_ANSWER)
			diverted_to(d, &c, ev);
	} else if (in != NULL)
		a.person_id = c.owner_id;
	asked = ev->kind == EVENT_STATUS || ev->kind == EVENT_CERTIFICATE ? asked_official(&c) : NULL;
	decide(&a);
	if (asked != NULL && strcmp(a.why, "renewed-elsewhere") != 0)
		ask_who_did_it(&a, asked);
	if (ev->kind == EVENT_TIMER)
		batas_rearm(&a);
	if (ev->moved)
		batas_reset_nudges(&a);
	if (why != NULL)
		*why = a.why;
	while (a.unaskable && waits_for_status(&c))
		no_status(&a);
	if (a.childless)
		no_child(&a);
	if (open && c.tahap == NULL) {
		tell_parent(d, &c);
		tell_matter(d, &c);
	}
	if (c.matter_people && !c.matter_told && !ev->together)
		matter_moved(d, c.matter_id);
	casefile_free(&c);
	return a.hold;
}

bool
desk_remind(struct desk *d, int64_t case_id)
{
	struct event ev = { .kind = EVENT_REMIND };
	const char *why = NULL;

	desk_advance(d, NULL, case_id, &ev, 0, &why);
	return why != NULL && strcmp(why, "reminded-of-certificate") == 0;
}

bool
desk_reminds(struct desk *d, int64_t case_id)
{
	const struct sop_tahap *t;
	struct casefile c;
	struct err e;
	bool yes;

	if (casefile_load(d->st, d->sops, case_id, &c, &e) < 0)
		return false;
	t = c.tahap != NULL ? sop_tahap(c.sop, c.tahap) : NULL;
	yes = t != NULL && t->pengingat != NULL;
	casefile_free(&c);
	return yes;
}

/* The role that the answer to this question passes the case on to, or NULL. */
static const char *
next_role(const struct casefile *c, const struct case_task *t)
{
	const struct sop_tahap *here = t != NULL ? sop_tahap(c->sop, t->tahap) : NULL, *next;
	const struct sop_jawaban *j = here != NULL ? sop_forward(here) : NULL;

	next = j != NULL ? sop_tahap(c->sop, j->ke) : NULL;
	return next != NULL ? next->kepada : NULL;
}

const char *
desk_forwarded(
    struct desk *d, const struct letter_in *in, int64_t case_id, int64_t task_id, int64_t by_id)
{
	struct event ev = { .kind = EVENT_FORWARDED };
	struct person by = { 0 };
	struct casefile c;
	struct err e;
	const char *role, *hold = "token-of-another";

	if (casefile_load(d->st, d->sops, case_id, &c, &e) < 0)
		return "case-unreadable";
	role = next_role(&c, casefile_task(&c, task_id));
	if (role != NULL && people_holds(d->st, d->office, role, by_id, clock_now()) &&
	    person_load(d->st, by_id, &by) == 0) {
		ev.by = by.nama;
		hold = desk_advance(d, in, case_id, &ev, task_id, NULL);
	}
	person_free(&by);
	casefile_free(&c);
	return hold;
}
