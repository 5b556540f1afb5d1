/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is asked, and who is told: from the role that the SOP names to a person and his address. */
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "case/act.h"
#include "case/holder.h"
#include "case/people.h"

/* Nobody decides on a request of his own, nor writes down for who may not. */
static size_t
without_owner(const struct act *a, int64_t ids[], size_t n)
{
	size_t i, kept = 0;

	for (i = 0; i < n; i++)
		if (ids[i] != a->c->owner_id)
			ids[kept++] = ids[i];
	return kept;
}

/*
 * Whoever was asked is asked again, as long as he holds the role and can be reached; else who holds
 * it. Nobody decides on a request of his own.
 */
static int64_t
official(const struct act *a, const char *role)
{
	const struct case_task *q = casefile_open_task(a->c, "tanya", a->c->tahap);
	int64_t now = clock_now();

	if (a->ev->to_person != 0)
		return a->ev->to_person;
	if (!a->ev->moved && q != NULL && strcmp(q->role, role) == 0 &&
	    q->person_id != a->c->owner_id &&
	    people_holds(a->d->st, a->d->office, role, q->person_id, now) &&
	    store_int(a->d->st, Q_PERSON_IS_AWAY, "i", q->person_id) == 0)
		return q->person_id;
	return holder_for(a->d->st, a->d->office, role, a->c->owner_id, now);
}

/*
 * A child of a matter that was told of as a whole is its owner's own affair from then on, and a
 * letter of the owner is answered to him.
 */
static bool
to_owner(struct act *a, const struct person *owner)
{
	if (owner->address == NULL || !owner->verified ||
	    people_by_address(a->d->st, a->c->sender) == a->c->owner_id)
		return false;
	if (a->in == NULL)
		return a->c->matter_told;
	return people_by_address(a->d->st, a->in->facts->evidence.from) == a->c->owner_id;
}

/*
 * Who gets a question: the person it is for, else whoever holds the role, else the helpdesk; the
 * owner where it is his.
 */
size_t
whom_asked(const struct act *a, const struct effect *e, int64_t ids[RECEIVERS])
{
	size_t n;

	if (e->whom == NULL || strcmp(e->whom, "pemohon") == 0) {
		ids[0] = a->c->owner_id;
		return 1;
	}
	ids[0] = e->person;
	if (e->person != 0 && e->person != a->c->owner_id)
		return 1;
	ids[0] = a->ev->to_person;
	if (ids[0] != 0)
		return 1;
	n = without_owner(
	    a, ids, people_holders(a->d->st, a->d->office, e->whom, clock_now(), ids, RECEIVERS));
	if (n > 1)
		return n;
	ids[0] = official(a, e->whom);
	return ids[0] != 0;
}

/* One mail for one person in a role, or for the owner; without an address it goes nowhere. */
bool
whom_address(struct act *a, const char *whom, bool question, int64_t id, struct post *p,
    struct person *person)
{
	bool owner = whom == NULL || strcmp(whom, "pemohon") == 0;

	if (id == 0 || person_load(a->d->st, id, person) < 0)
		return false;
	p->role = owner ? "pemohon" : whom;
	p->person_id = id;
	p->to = person->address;
	p->to_name = person->nama;
	if (owner && !question && a->c->sender != NULL && !to_owner(a, person)) {
		p->to = a->c->sender;
		if (person->address == NULL || strcmp(person->address, a->c->sender) != 0)
			p->to_name = NULL;
	}
	if (owner)
		p->in_reply_to = a->c->reply_to_id;
	else if (a->in != NULL && a->person_id == id)
		p->in_reply_to = a->in->facts->evidence.message_id;
	return p->to != NULL;
}

/*
 * Of the children of a matter its sender hears in one mail, until all have been decided. Only what
 * an official finds missing, and what answers a letter about this child, is told alone.
 */
bool
whom_told_together(struct act *a, const struct effect *e)
{
	const struct sop_tahap *t = a->c->tahap != NULL ? sop_tahap(a->c->sop, a->c->tahap) : NULL;
	bool waits = t != NULL && t->tunggu == TUNGGU_DOKUMEN;

	if (a->c->matter_id == 0 || a->c->matter_told ||
	    (e->whom != NULL && strcmp(e->whom, "pemohon") != 0))
		return false;
	if (!a->ev->together && (a->in != NULL || !a->c->matter_people))
		return false;
	if (a->ev->kind == EVENT_ANSWER && a->ev->by_official && waits)
		return false;
	if (a->ev->kind != EVENT_OPEN && waits)
		store_do(a->d->st, Q_MATTER_OWES, "i", a->c->matter_id);
	return true;
}

/*
 * Whom a mail goes to that asks nothing: the owner (or who wrote for him), a partner of the office,
 * the person it is for, the holder of a role, else the helpdesk.
 */
bool
whom_addressee(struct act *a, const struct effect *e, struct post *p, struct person *person)
{
	const struct office_mitra *partner = office_mitra(a->d->office, e->whom);
	bool owner = e->whom == NULL || strcmp(e->whom, "pemohon") == 0;
	int64_t id = owner ? a->c->owner_id : e->person;

	if (partner != NULL) {
		p->role = partner->id;
		p->to = partner->alamat;
		p->to_name = partner->nama;
		p->documents = true;
		return true;
	}
	/* what is said to an answer is said to who gave it, whoever holds the role by now */
	if (id == 0 && a->in != NULL && a->ev->task != NULL &&
	    strcmp(a->ev->task->role, e->whom) == 0)
		id = a->ev->task->person_id;
	if (id == 0)
		id = holder_for(a->d->st, a->d->office, e->whom, 0, clock_now());
	return whom_address(a, e->whom, false, id, p, person);
}

/* Who answered the question that the effect speaks of. */
char *
whom_answerer(const struct act *a, const struct effect *e)
{
	const struct case_task *t = casefile_task(a->c, e->of_task);
	struct person p = { 0 };
	char *name = NULL;

	if (t != NULL && person_load(a->d->st, t->person_id, &p) == 0)
		name = xstrdup(p.nama);
	person_free(&p);
	return name;
}
