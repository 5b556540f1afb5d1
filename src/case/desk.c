/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Verdicts to rows. One function per effect; each writes its row and its journal row. Order inside
 * a verdict is the order of its effects, so that a mail says what is true after the step before it.
 */
#include "case/desk.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/docket.h"
#include "case/holder.h"
#include "case/inquiry.h"
#include "case/matter.h"
#include "case/people.h"
#include "case/register.h"
#include "case/trust.h"
#include "store/journal.h"

#define TASK_DAYS 30	/* office days a question stays answerable */
#define RECEIVERS 16	/* people who are asked the same at once */
#define NOTE_MOST 500	/* bytes of what an official writes to the next one */

/* One verdict being carried out. */
struct act {
	struct desk *d;
	struct casefile *c;
	const struct letter_in *in;	/* NULL: timer, call */
	const struct event *ev;
	int64_t task_id;		/* task answered; 0 none */
	int64_t person_id;		/* who answered; 0 loket */
	const char *why, *hold;
	bool unaskable;			/* AMS was to be asked, and nobody can */
	bool childless;			/* the case to wait for cannot be opened */
};

static void
note(struct act *a, const char *kind, int64_t task, const char *code, const char *code2,
    const char *words)
{
	journal_add(a->d->st,
	    &(struct entry){ .kind = kind,
		.case_id = a->c->id,
		.person_id = a->person_id,
		.message_id = a->in != NULL ? a->in->message_id : 0,
		.task_id = task,
		.code = code,
		.code2 = code2,
		.words = words });
}

static void
replace(char **text, const char *with)
{
	char *copy = xstrdup(with);

	free(*text);
	*text = copy;
}

/* ---- rows of the official table ---- */
static size_t
baris_index(const struct sop *s, const char *tahap)
{
	const struct sop_tahap *t = tahap != NULL ? sop_tahap(s, tahap) : NULL;

	return t != NULL ? t->baris : s->n_baris;
}

static bool
official_row(const struct sop *s, size_t i)
{
	return i < s->n_baris && s->baris[i].asal != ASAL_KENDALI;
}

static void
open_row(struct act *a, size_t i)
{
	if (i < a->c->sop->n_baris)
		store_do(a->d->st, Q_CASE_ROW_OPEN, "iti", a->c->id, a->c->sop->baris[i].no,
		    clock_now());
}

static void
close_row(struct act *a, const struct sop_baris *b)
{
	store_do(a->d->st, Q_CASE_ROW_CLOSE, "itiiI", a->c->id, b->no, a->c->entered_at,
	    a->in != NULL ? a->in->arrived : clock_now(), a->person_id);
}

/*
 * Rows from `from` up to before `to` are fulfilled, and those that close together with one of them.
 * Row `left` was worked in; what was passed over counts unless it is optional or borrowed; what
 * loket added fulfils nothing.
 */
static void
close_rows(struct act *a, size_t from, size_t to, size_t left)
{
	const struct sop *s = a->c->sop;
	size_t i, k;

	for (i = from; i < to && i < s->n_baris; i++) {
		const struct sop_baris *b = &s->baris[i];

		if (!official_row(s, i) || b->bersama != NULL ||
		    (i != left && (b->opsional || b->asal == ASAL_PINJAMAN)))
			continue;
		close_row(a, b);
		for (k = 0; k < s->n_baris; k++)
			if (s->baris[k].bersama != NULL && strcmp(s->baris[k].bersama, b->no) == 0)
				close_row(a, &s->baris[k]);
	}
}

/*
 * Who fulfilled the row that is left: whoever answered in it, else the owner whose letter led on.
 * What an official need not do, since it was there already or stood in the letter, is loket's doing.
 */
static int64_t
fulfiller(const struct act *a, size_t row)
{
	const struct case_task *answered = casefile_task(a->c, a->task_id);
	const struct sop *s = a->c->sop;
	const struct sop_pelaku *who = sop_pelaku(s, s->baris[row].pelaku);

	if (answered != NULL)
		return baris_index(s, answered->tahap) == row ? a->person_id : 0;
	return who != NULL && who->official && a->in != NULL && a->person_id == a->c->owner_id ?
	    0 :
	    a->person_id;
}

static void
close_rows_left(struct act *a, size_t from, size_t to)
{
	int64_t by = a->person_id;

	a->person_id = fulfiller(a, from);
	close_rows(a, from, from + 1, from);
	a->person_id = by;
	close_rows(a, from + 1, to, from);
}

static bool
is_nudge(const struct sop *s, const struct sop_batas *b)
{
	const struct sop_pelaku *whom = b->surat != NULL ? sop_pelaku(s, b->kepada) : NULL;

	return whom != NULL && whom->official;
}

/*
 * Officials are reminded in the morning of the day on which the time runs out, or on the same day
 * after so many hours; all that one of them is to hear comes together (nudge.h).
 */
static void
set_timer(struct act *a, const struct sop_tahap *t, size_t i)
{
	const struct calendar *cal = a->d->office->calendar;
	const struct sop_batas *b = &t->batas[i];
	bool nudge = is_nudge(a->c->sop, b);
	int64_t now = clock_now(), due, morning = calendar_morning(cal, now, b->hari > 0 ? b->hari : 1);

	if (b->hari > 0) {
		due = nudge ? morning : calendar_add_days(cal, now, b->hari);
	} else if (b->kalender) {
		due = calendar_next_open(cal, now + b->jam * 3600);
	} else {
		due = calendar_add_minutes(cal, now, b->jam * 60);
		if (nudge && morning < due)
			due = morning;
	}
	store_do(a->d->st, Q_TIMER_ADD, "itiii", a->c->id, t->id, (int64_t)i, due, (int64_t)nudge);
}

static void
set_timers(struct act *a, const struct sop_tahap *t)
{
	size_t i;

	store_do(a->d->st, Q_TIMERS_CLEAR, "i", a->c->id);
	for (i = 0; t != NULL && i < t->n_batas; i++)
		set_timer(a, t, i);
}

/* Who has just been asked in another's place is not reminded of what the other left undone. */
static void
reset_nudges(struct act *a)
{
	const struct sop_tahap *t = a->c->tahap != NULL ? sop_tahap(a->c->sop, a->c->tahap) : NULL;

	store_do(a->d->st, Q_NUDGES_CLEAR, "i", a->c->id);
	for (size_t i = 0; t != NULL && i < t->n_batas; i++)
		if (is_nudge(a->c->sop, &t->batas[i]))
			set_timer(a, t, i);
}

/* A good end fulfils what is left; what was solved beside a row on the way, as well: by nobody. */
static void
close_all(struct act *a)
{
	size_t here = baris_index(a->c->sop, a->c->tahap);
	int64_t by = a->person_id;

	close_rows(a, here, a->c->sop->n_baris, here);
	a->person_id = 0;
	close_rows(a, 0, here, SIZE_MAX);
	a->person_id = by;
}

/* ---- effects ---- */
static void
do_step(struct act *a, const struct effect *e)
{
	const struct sop *s = a->c->sop;
	size_t from = baris_index(s, a->c->tahap), to = baris_index(s, e->to);
	int64_t now = clock_now();

	if (official_row(s, from) && official_row(s, to) && to > from)
		close_rows_left(a, from, to);
	note(a, "case.step", a->task_id, a->c->tahap, e->to, NULL);
	store_do(a->d->st, Q_OUTBOX_STATUS_DROP, "i", a->c->id);
	replace(&a->c->came_from, a->c->tahap);
	replace(&a->c->tahap, e->to);
	if (to != from || a->c->came_from == NULL)
		open_row(a, to);
	a->c->entered_at = now;
	a->c->came_by = a->task_id;
	store_do(a->d->st, Q_CASE_STEP, "ittiI", a->c->id, a->c->tahap, a->c->came_from, now,
	    a->task_id);
	set_timers(a, sop_tahap(s, e->to));
}

static void
do_close(struct act *a, const struct effect *e)
{
	const struct sop_akhir *end = sop_akhir(a->c->sop, e->to);
	const struct case_task *answered = casefile_task(a->c, a->task_id);
	size_t here = baris_index(a->c->sop, a->c->tahap);
	int64_t now = clock_now();

	if (end->berhasil)
		close_all(a);
	else if (answered != NULL && strcmp(answered->kind, "batal") != 0)
		/* TOLAK fulfils the row that it was the answer to; taken back, nobody fulfilled it */
		close_rows(a, here, here + 1, here);
	note(a, "case.close", a->task_id, a->c->tahap, e->to, NULL);
	replace(&a->c->came_from, a->c->tahap);
	replace(&a->c->akhir, e->to);
	free(a->c->tahap);
	a->c->tahap = NULL;
	a->c->closed_at = now;
	store_do(a->d->st, Q_CASE_CLOSE, "ittit", a->c->id, a->c->akhir, a->c->came_from, now,
	    end->buka);
	store_do(a->d->st, Q_OUTBOX_STATUS_DROP, "i", a->c->id);
	if (end->terbit)
		register_issued(a->d->st, a->d->office, a->c->owner_id, a->c->id, now);
	set_timers(a, NULL);
}

static void
do_reopen(struct act *a, const struct effect *e)
{
	note(a, "case.reopen", 0, a->c->akhir, e->to, NULL);
	free(a->c->akhir);
	a->c->akhir = NULL;
	a->c->closed_at = 0;
	store_do(a->d->st, Q_CASE_REOPEN, "iti", a->c->id, e->to, clock_now());
}

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
static size_t
asked_people(const struct act *a, const struct effect *e, int64_t ids[RECEIVERS])
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
	n = without_owner(a, ids,
	    people_holders(a->d->st, a->d->office, e->whom, clock_now(), ids, RECEIVERS));
	if (n > 1)
		return n;
	ids[0] = official(a, e->whom);
	return ids[0] != 0;
}

/* One mail for one person in a role, or for the owner; without an address it goes nowhere. */
static bool
address(struct act *a, const char *whom, bool question, int64_t id, struct post *p,
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
static bool
told_together(struct act *a, const struct effect *e)
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
static bool
addressee(struct act *a, const struct effect *e, struct post *p, struct person *person)
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
	return address(a, e->whom, false, id, p, person);
}

/* Who answered the question that the effect speaks of. */
static char *
answerer(const struct act *a, const struct effect *e)
{
	const struct case_task *t = casefile_task(a->c, e->of_task);
	struct person p = { 0 };
	char *name = NULL;

	if (t != NULL && person_load(a->d->st, t->person_id, &p) == 0)
		name = xstrdup(p.nama);
	person_free(&p);
	return name;
}

static void
do_mail(struct act *a, const struct effect *e)
{
	struct post p = { .c = a->c,
		.what = e->what,
		.words = e->words,
		.reason = e->reason,
		.means = e->means,
		.detail = e->detail };
	struct person person = { 0 };
	char *once = e->once ? xasprintf("%s/%lld", e->what, (long long)e->of_task) : NULL;
	struct mail_field by = { (char *)"oleh", answerer(a, e) };

	p.once = once;
	p.extra = &by;
	p.n_extra = by.value != NULL;
	p.tahap = e->to != NULL ? sop_tahap(a->c->sop, e->to) :
	    a->c->tahap != NULL ? sop_tahap(a->c->sop, a->c->tahap) :
				  NULL;
	if (told_together(a, e))
		note(a, "case.note", 0, "told-together", e->what, NULL);
	else if (addressee(a, e, &p, &person))
		post_mail(a->d, &p);
	else
		a->hold = "nobody-to-write-to";
	person_free(&person);
	free(by.value);
	free(once);
}

static int64_t
new_task(struct act *a, const struct effect *e, const struct post *p, unsigned char token[10])
{
	unsigned char token_digest[DIGEST_LEN], decided[DIGEST_LEN];
	const char *tahap = e->to != NULL ? e->to : a->c->akhir;
	int64_t now = clock_now(), id;

	random_bytes(token, 10);
	digest(token, 10, token_digest);
	casefile_decided(a->c, tahap, decided);
	id = store_insert(a->d->st, Q_TASK_ADD, "ittItitbbii", a->c->id, tahap, e->code, e->of_task,
	    p->role, p->person_id, e->means, token_digest, (size_t)DIGEST_LEN, decided,
	    (size_t)DIGEST_LEN, now, calendar_add_days(a->d->office->calendar, now, TASK_DAYS));
	store_do(a->d->st, Q_TASK_DATA_ADD, "ittt", id, e->words, e->reason, e->detail);
	if (e->of_task != 0)
		store_do(a->d->st, Q_TASK_ROUND, "i", e->of_task);
	journal_add(a->d->st,
	    &(struct entry){ .kind = "task.open",
		.case_id = a->c->id,
		.person_id = p->person_id,
		.task_id = id,
		.message_id = a->in != NULL ? a->in->message_id : 0,
		.code = e->code,
		.code2 = tahap,
		.words = e->words });
	return id;
}

static bool
put_question(struct act *a, const struct effect *e, const char *role, int64_t id)
{
	struct post p = { .c = a->c,
		.what = e->what,
		.words = e->words,
		.reason = e->reason,
		.means = e->means,
		.detail = e->detail,
		.after = e->after,
		.task_kind = e->code };
	struct person person = { 0 };
	unsigned char token[10] = { 0 };
	bool put = false;

	p.tahap = e->to != NULL ? sop_tahap(a->c->sop, e->to) : NULL;
	if (!address(a, role, true, id, &p, &person))
		goto out;
	put = true;
	p.task_id = new_task(a, e, &p, token);
	if (docket_takes(a->d, a->c, p.role, p.person_id, e->code)) {
		store_do(a->d->st, Q_TASK_WAITS, "i", p.task_id);
		goto out;
	}
	p.token = token;
	p.documents = strcmp(p.role, "pemohon") != 0 && strcmp(e->code, "tanya") == 0;
	p.again = a->in != NULL &&
	    (p.tahap == NULL || p.tahap->tanya == NULL || strcmp(e->what, p.tahap->tanya) != 0);
	if (post_mail(a->d, &p) == 0)
		a->hold = "telepon";
out:
	wipe(token, sizeof(token));
	person_free(&person);
	return put;
}

/* Rows of broad words may be answered by who writes down for the chief, from her own address. */
static void
ask_recorder(struct act *a, const struct effect *e, const int64_t asked[], size_t n)
{
	const struct sop_tahap *t = sop_tahap(a->c->sop, e->to);
	const struct office_peran *r = office_recorder(a->d->office, e->whom);
	int64_t id;
	size_t i;

	if (t == NULL || r == NULL || e->person != 0 || strcmp(e->code, "tanya") != 0 ||
	    !sop_baris_of(a->c->sop, t)->kata_luas)
		return;
	id = people_holder(a->d->st, a->d->office, r->id, clock_now());
	if (people_holder(a->d->st, a->d->office, e->whom, clock_now()) != asked[0] ||
	    id == a->c->owner_id)
		return;		/* a stand-in is asked: she writes for the chief alone */
	for (i = 0; i < n; i++)
		if (asked[i] == id)
			return;
	put_question(a, e, r->id, id);
}

static void
do_task(struct act *a, const struct effect *e)
{
	int64_t ids[RECEIVERS];
	size_t n = asked_people(a, e, ids), i, put = 0;

	for (i = 0; i < n; i++)
		put += put_question(a, e, e->whom, ids[i]);
	if (put > 0) {
		ask_recorder(a, e, ids, n);
		return;
	}
	a->hold = "nobody-to-ask";
	note(a, "task.nobody", 0, e->whom, e->to, NULL);
	log_error("case case=%s: nobody holds the role %s, and no helpdesk is set; run: "
		  "loket role set %s PERSON",
	    a->c->number, e->whom, e->whom);
}

/*
 * How an answer was taken. Its code stands for the question that was answered, so that BATAL takes
 * that answer back; it opens nothing.
 */
static void
do_receipt(struct act *a, const struct effect *e)
{
	static const struct offer back[] = { { "BATAL", "Keliru, tarik kembali", false } };
	const struct case_task *q = casefile_task(a->c, e->of_task);
	struct post p = { .c = a->c, .what = e->what, .words = e->words, .means = e->means,
		.offers = back, .n_offers = 1, .task_kind = "tanya" };
	struct effect as = { .code = "tanya", .to = q->tahap, .of_task = 0 };
	struct mail_field by = { (char *)"oleh", answerer(a, e) };
	struct person person = { 0 };
	unsigned char token[10];

	if (address(a, e->whom, true, e->person, &p, &person)) {
		p.task_id = new_task(a, &as, &p, token);
		store_do(a->d->st, Q_TASK_STANDS_FOR, "iti", p.task_id, q->answer, e->of_task);
		note(a, "task.close", p.task_id, "answered", q->answer, NULL);
		p.token = token;
		p.extra = &by;
		p.n_extra = by.value != NULL;
		post_mail(a->d, &p);
		wipe(token, sizeof(token));
	}
	if (strcmp(e->whom, q->role) != 0)
		journal_add(a->d->st,
		    &(struct entry){ .kind = "case.recorded",
			.case_id = a->c->id,
			.person_id = q->person_id,
			.task_id = q->id,
			.code = e->whom,
			.n = e->person });
	free(by.value);
	person_free(&person);
}

/* The row of a vacant post is fulfilled by nobody. */
static void
do_skip(struct act *a, const struct effect *e)
{
	size_t from = baris_index(a->c->sop, a->c->tahap), i = baris_index(a->c->sop, e->to);
	int64_t by = a->person_id;

	if (official_row(a->c->sop, from) && i > from)
		close_rows_left(a, from, i);
	open_row(a, i);
	a->person_id = 0;
	close_rows(a, i, i + 1, i);
	a->person_id = by;
	note(a, "case.skip", 0, e->to, e->whom, NULL);
}

/* What the official wrote beside DISPOSISI goes to the next one. */
static void
keep_note(struct act *a, struct case_task *t, const char *words)
{
	char *note_text = words != NULL ? xstrnutf8(words, NOTE_MOST) : NULL;

	replace(&t->reason, note_text);
	store_do(a->d->st, Q_TASK_NOTE, "it", t->id, note_text);
	free(note_text);
}

static void
do_end_task(struct act *a, const struct effect *e)
{
	const char *answer = strcmp(e->code, "answered") == 0 ? e->means : NULL;
	size_t i;

	if (store_do(a->d->st, Q_TASK_END, "ittiI", e->of_task, e->code, answer, clock_now(),
	    answer != NULL && a->in != NULL ? a->in->message_id : (int64_t)0) > 0)
		note(a, "task.close", e->of_task, e->code, answer,
		    answer != NULL ? a->ev->answer.word : NULL);
	/* the mails that follow say what was answered */
	for (i = 0; i < a->c->n_tasks && answer != NULL; i++) {
		if (a->c->tasks[i].id != e->of_task)
			continue;
		replace(&a->c->tasks[i].answer, answer);
		replace(&a->c->tasks[i].state, "answered");
		if (strcmp(answer, "forward") == 0)
			keep_note(a, &a->c->tasks[i], e->reason);
	}
}

static void
do_withdraw(struct act *a, const char *kind)
{
	size_t i;

	for (i = 0; i < a->c->n_tasks; i++)
		if ((kind == NULL || strcmp(a->c->tasks[i].kind, kind) == 0) &&
		    store_do(a->d->st, Q_TASK_END, "ittiI", a->c->tasks[i].id, "withdrawn",
			(const char *)NULL, clock_now(), (int64_t)0) > 0) {
			store_do(a->d->st, Q_OUTBOX_UNPUT, "ii", a->c->tasks[i].id, clock_now());
			note(a, "task.close", a->c->tasks[i].id, "withdrawn", NULL, NULL);
		}
	if (store_do(a->d->st, Q_OUTBOX_CALLS_DROP, "i", a->c->id) > 0)
		note(a, "ams.outcome", a->task_id, NULL, "withdrawn", NULL);
}

static int64_t
owe_call(struct desk *d, int64_t case_id, int64_t person_id, const char *what, const char *service)
{
	int64_t id = store_insert(d->st, Q_OUTBOX_ADD, "IIItttttiti", case_id, (int64_t)0,
	    person_id, (const char *)NULL, what, service, "ready", (const char *)NULL, (int64_t)0,
	    (const char *)NULL, clock_now());

	store_do(d->st, Q_OUTBOX_IS_CALL, "i", id);
	journal_add(d->st,
	    &(struct entry){ .kind = "ams.owed",
		.case_id = case_id,
		.person_id = person_id,
		.outbox_id = id,
		.code = what });
	return id;
}

/*
 * The driver is asked from the outbox, as mail is: what is owed stands there first. Where nobody
 * can ask AMS, a status is not owed: the case goes on at once by its other way.
 */
static void
do_call(struct act *a, const struct effect *e)
{
	if (strcmp(e->what, "status") != 0) {
		owe_call(a->d, a->c->id, a->c->owner_id, e->what, a->c->service);
	} else if (a->d->conf->ams_driver == DRIVER_MANUAL) {
		a->unaskable = true;
	} else {
		store_do(a->d->st, Q_OUTBOX_STATUS_DROP, "i", a->c->id);
		owe_call(a->d, a->c->id, a->c->owner_id, "status", a->c->service);
	}
}

void
desk_ask_status(struct desk *d, int64_t person_id, int64_t about_id)
{
	int64_t id = owe_call(d, 0, person_id, "status", NULL);

	store_do(d->st, Q_OUTBOX_ABOUT, "ii", id, about_id);
}

static void
do_continue(struct act *a, const struct effect *e)
{
	const char *reason = NULL;
	int64_t id =
	    desk_open_for(a->d, a->c->owner_id, e->what, "case", a->c->id, &reason);

	journal_add(a->d->st,
	    &(struct entry){ .kind = "case.continue",
		.case_id = a->c->id,
		.person_id = a->c->owner_id,
		.code = e->what,
		.code2 = id == 0 ? reason : NULL,
		.n = id });
	if (id == 0)
		a->hold = reason;
}

/* The case whose end this one waits for: opened now, or the one that is open already. */
static void
do_child(struct act *a, const struct effect *e)
{
	const char *reason = NULL;
	int64_t id = desk_open_for(a->d, a->c->owner_id, e->what, "case", a->c->id, &reason);

	if (id != 0 && reason != NULL)
		store_do(a->d->st, Q_CASE_FROM, "ii", id, a->c->id);
	journal_add(a->d->st,
	    &(struct entry){ .kind = "case.child",
		.case_id = a->c->id,
		.person_id = a->c->owner_id,
		.code = e->what,
		.code2 = reason,
		.n = id });
	a->childless = id == 0;
}

static void
do_count(struct act *a, const struct effect *e)
{
	char *what = xasprintf("%s/%s", e->what, e->means);

	store_do(a->d->st, Q_CASE_COUNT, "it", a->c->id, what);
	note(a, "case.count", 0, e->what, e->means, NULL);
	free(what);
}

static void
do_reason(struct act *a, const struct effect *e)
{
	char *short_reason = e->reason != NULL ? xstrnutf8(e->reason, 1000) : NULL;

	replace(&a->c->alasan, short_reason);
	store_do(a->d->st, Q_CASE_REASON, "it", a->c->id, short_reason);
	note(a, "case.reason", a->task_id, NULL, NULL, short_reason);
	free(short_reason);
}

static void
do_reject_documents(struct act *a)
{
	size_t i;

	for (i = 0; i < a->c->n_documents; i++)
		a->c->documents[i].rejected = true;
	store_do(a->d->st, Q_DOCUMENTS_REJECT, "i", a->c->id);
	note(a, "document.reject", a->task_id, NULL, NULL, NULL);
}

static void
do_verify_owner(struct act *a)
{
	struct person owner,
	    seen = { .nama = a->c->nama,
		    .nip = a->c->nip,
		    .nik = a->c->nik,
		    .hp = a->c->hp,
		    .jabatan = a->c->jabatan,
		    .unit_kerja = a->c->unit_kerja };

	if (person_load(a->d->st, a->c->owner_id, &owner) < 0)
		return;
	if (!owner.verified) {
		people_verify(a->d->st, a->c->owner_id, a->person_id, clock_now());
		people_update(a->d->st, a->c->owner_id, &seen);
		note(a, "person.verify", a->task_id, NULL, NULL, NULL);
	}
	person_free(&owner);
}

static void
carry_out(struct act *a, const struct effect *e)
{
	switch (e->kind) {
	case EFFECT_STEP: do_step(a, e); break;
	case EFFECT_CLOSE: do_close(a, e); break;
	case EFFECT_REOPEN: do_reopen(a, e); break;
	case EFFECT_MAIL: do_mail(a, e); break;
	case EFFECT_TASK: do_task(a, e); break;
	case EFFECT_END_TASK: do_end_task(a, e); break;
	case EFFECT_WITHDRAW: do_withdraw(a, e->code); break;
	case EFFECT_CALL: do_call(a, e); break;
	case EFFECT_COUNT: do_count(a, e); break;
	case EFFECT_REASON: do_reason(a, e); break;
	case EFFECT_REJECT_DOCUMENTS: do_reject_documents(a); break;
	case EFFECT_VERIFY_OWNER: do_verify_owner(a); break;
	case EFFECT_HOLD: a->hold = e->code; break;
	case EFFECT_CONTINUE: do_continue(a, e); break;
	case EFFECT_CHILD: do_child(a, e); break;
	case EFFECT_SKIP: do_skip(a, e); break;
	case EFFECT_RECEIPT: do_receipt(a, e); break;
	case EFFECT_NOTE: note(a, "case.note", a->task_id, e->code, a->why, NULL); break;
	}
}

/* A reminder that repeats (ulang) is set again, as long as the case has not moved on. */
static void
rearm(struct act *a)
{
	const struct sop_tahap *t = a->c->tahap != NULL ? sop_tahap(a->c->sop, a->c->tahap) : NULL;

	if (t != NULL && a->ev->batas < t->n_batas && t->batas[a->ev->batas].ulang &&
	    t->batas[a->ev->batas].ke == NULL)
		set_timer(a, t, a->ev->batas);
}

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
	rearm(&a);
	casefile_free(&c);
}

static bool
meets_row(
    struct desk *d, const struct letter_in *in, const struct casefile *c, const struct event *ev)
{
	const struct sop_tahap *t = sop_tahap(c->sop, ev->task->tahap);
	char *trust =
	    store_text(d->st, Q_ADDRESS_TRUST, "it", ev->task->person_id, in->facts->evidence.from);
	struct standing s = { ev->code, trust, false };
	bool ok = trust_meets(t != NULL ? sop_baris_of(c->sop, t) : NULL, &s);

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
	note(a, "case.event", a->task_id, v.why, a->c->tahap, NULL);
	for (i = 0; i < v.n; i++)
		carry_out(a, &v.effects[i]);
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

/* AMS shows that it is done, so the case goes on; whose work it was is asked once (O7). */
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
	c->email_dinas = c->email != NULL && office_has_domain(d->office, c->email) ? c->email :
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
		do_withdraw(&a, NULL);
		do_close(&a, &end);
		tell_matter(d, &c);
		tell_parent(d, &c);
	}
	casefile_free(&c);
}

void
desk_ask_waiting(struct desk *d)
{
	struct event ev = { .kind = EVENT_ROLE };
	int64_t id = 0;

	while ((id = store_int(d->st, Q_CASE_UNASKED, "i", id)) != 0)
		desk_advance(d, NULL, id, &ev, 0, NULL);
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
		if (!meets_row(d, in, &c, ev))
			ev->weak = true;
		/*
		 * what was asked about has changed since: the answer may have meant something else
		 */
		casefile_decided(&c, ev->task->tahap, decided);
		if (memcmp(decided, ev->task->decided, DIGEST_LEN) != 0 && !passes_on(&c, ev->task))
			ev->weak = true;
	} else if (in != NULL)
		a.person_id = c.owner_id;
	asked = ev->kind == EVENT_STATUS ? asked_official(&c) : NULL;
	decide(&a);
	if (asked != NULL)
		ask_who_did_it(&a, asked);
	if (ev->kind == EVENT_TIMER)
		rearm(&a);
	if (ev->moved)
		reset_nudges(&a);
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

/* ---- documents ---- */
/*
 * The first awaited document that is not there: what cannot be told counts as it, and a person
 * looks (O23).
 */
static const char *
awaited(const struct casefile *c)
{
	size_t i;

	for (i = 0; i < c->sop->n_dokumen; i++)
		if (c->sop->dokumen[i].wajib && !casefile_has(c, c->sop->dokumen[i].id))
			return c->sop->dokumen[i].id;
	return NULL;
}

static const char *
stands_for(const struct casefile *c, const char *kind)
{
	size_t i;

	for (i = 0; i < c->sop->n_dokumen; i++)
		if (strcmp(c->sop->dokumen[i].id, kind) == 0)
			return c->sop->dokumen[i].id;
	return strcmp(kind, "foto") == 0 ? awaited(c) : NULL;
}

static void
hex_to_digest(const char *hex, unsigned char out[DIGEST_LEN])
{
	size_t i;

	memset(out, 0, DIGEST_LEN);
	if (hex == NULL || strspn(hex, "0123456789abcdef") != 2 * DIGEST_LEN)
		return;		/* a reader may lie */
	for (i = 0; i < DIGEST_LEN; i++)
		out[i] =
		    (unsigned char)((strchr("0123456789abcdef", hex[2 * i]) - "0123456789abcdef")
			    << 4 |
			(strchr("0123456789abcdef", hex[2 * i + 1]) - "0123456789abcdef"));
}

static void
add_document(struct desk *d, int64_t case_id, const struct paper *paper, const char *as)
{
	int64_t id;

	id = store_insert(d->st, Q_DOCUMENT_ADD, "iitttib", case_id, paper->message_id, paper->kind,
	    as, paper->archive, paper->bytes, paper->digest, (size_t)DIGEST_LEN);
	store_do(d->st, Q_DOCUMENT_DATA_ADD, "itttt", id, paper->name, paper->type,
	    paper->signature, paper->signer);
	journal_add(d->st,
	    &(struct entry){ .kind = "document.add",
		.case_id = case_id,
		.message_id = paper->message_id,
		.code = paper->kind,
		.code2 = as,
		.n = paper->bytes,
		.words = paper->name });
}

struct paper *
desk_papers(const struct letter_in *in)
{
	const struct facts *f = in->facts;
	struct paper *papers = xcalloc(f->n_documents + 1, sizeof(*papers));
	size_t i;

	for (i = 0; i < f->n_documents; i++) {
		papers[i] = (struct paper){ .message_id = in->message_id,
			.bytes = f->documents[i].bytes,
			.kind = f->documents[i].kind != NULL ? f->documents[i].kind : "lain",
			.name = f->documents[i].name,
			.type = f->documents[i].type,
			.signature = f->documents[i].signature,
			.signer = f->documents[i].signer,
			.archive = in->documents != NULL && in->documents[i][0] != '\0' ?
			    in->documents[i] :
			    NULL };
		hex_to_digest(f->documents[i].sha256, papers[i].digest);
	}
	return papers;
}

/* The document that a field comes from; NULL: the letter itself. */
static const struct fact_document *
document_of(const struct facts *f, const char *source)
{
	size_t n = strncmp(source, "doc:", 4) == 0 ? strtoul(source + 4, NULL, 10) : 0;

	return n > 0 && n <= f->n_documents ? &f->documents[n - 1] : NULL;
}

/*
 * What the letter says of its owner: surely, it fills what is not known yet; not surely, it is for
 * the official who compares. A later letter counts.
 */
static void
take_readings(struct desk *d, const struct letter_in *in, int64_t case_id)
{
	static const char *const looked_at[] = { "nama", "nip", "nik", "email", "hp" };
	const struct facts *said = in->facts;

	store_do(d->st, Q_CASE_DATA_FILL, "ittttttt", case_id, relate_field(said, "nama"),
	    relate_field(said, "nip"), relate_field(said, "nik"), relate_field(said, "email"),
	    relate_field(said, "hp"), relate_field(said, "jabatan"),
	    relate_field(said, "unit_kerja"));

	for (size_t k = 0; k < sizeof(looked_at) / sizeof(looked_at[0]); k++) {
		bool first = true;

		for (size_t i = 0; i < in->facts->n_fields; i++) {
			const struct fact_field *f = &in->facts->fields[i];
			const struct fact_document *doc = document_of(in->facts, f->source);

			if (strcmp(f->name, looked_at[k]) != 0)
				continue;
			if (first)
				store_do(d->st, Q_DOUBTS_DROP, "it", case_id, f->name);
			first = false;
			/* of numbers all: what differs from the record must be seen */
			if (!f->certain || strcmp(f->name, "nip") == 0 ||
			    strcmp(f->name, "nik") == 0)
				store_do(d->st, Q_DOUBT_ADD, "iittti", case_id, in->message_id,
				    f->name, f->value, doc != NULL ? doc->name : NULL,
				    (int64_t)f->ocr);
		}
	}
}

size_t
desk_add_papers(struct desk *d, int64_t case_id, const struct paper *papers, size_t n_papers)
{
	const char *first = NULL, *as;
	struct casefile c;
	size_t i, n = 0;
	struct err e;

	if (n_papers == 0 || casefile_load(d->st, d->sops, case_id, &c, &e) < 0)
		return 0;
	for (i = 0; i < n_papers; i++) {
		as = stands_for(&c, papers[i].kind);
		/* several photos of one letter are one document */
		if (as == NULL && first != NULL && strcmp(papers[i].kind, "foto") == 0)
			as = first;
		add_document(d, case_id, &papers[i], as);
		if (as == NULL)
			continue;
		first = as;
		n++;
		casefile_free(&c);
		if (casefile_load(d->st, d->sops, case_id, &c, &e) < 0)
			return n;
	}
	casefile_free(&c);
	return n;
}

size_t
desk_documents(struct desk *d, const struct letter_in *in, int64_t case_id)
{
	struct paper *papers = desk_papers(in);
	size_t n;

	take_readings(d, in, case_id);
	n = desk_add_papers(d, case_id, papers, in->facts->n_documents);

	free(papers);
	return n;
}

/* ---- opening ---- */
char *
desk_next_number(struct desk *d)
{
	char day[32], *key, *old, *number;
	int64_t n;

	clock_format(clock_now(), calendar_zone_minutes(d->office->calendar), day);
	day[4] = '\0';
	key = xasprintf("case_number_%s", day);
	old = store_text(d->st, Q_META_GET, "t", key);
	n = (old != NULL ? strtoll(old, NULL, 10) : 0) + 1;
	free(old);
	old = xasprintf("%lld", (long long)n);
	store_do(d->st, Q_META_SET, "tt", key, old);
	number = xasprintf("TTE-%s-%06lld", day, (long long)n);
	free(old);
	free(key);
	return number;
}

/*
 * A new owner made from a letter is unverified: told only what the letter said, on record with the
 * verifikator's approval.
 */
int64_t
desk_new_owner(struct desk *d, const struct letter_in *in, const struct person *said,
    const char *address)
{
	int64_t id = people_add(d->st, "unverified", "letter", said);

	people_address(d->st, id, address, "seen", true);
	journal_add(d->st,
	    &(struct entry){ .kind = "person.add",
		.person_id = id,
		.message_id = in->message_id,
		.code = "letter" });
	return id;
}

/* The end that is known at the begin: a later one will be that of a new certificate. */
static void
known_end(struct desk *d, int64_t case_id, int64_t owner_id)
{
	struct certificate now;

	if (register_current(d->st, owner_id, &now) < 0)
		return;
	if (now.ends_day != NULL && !now.estimated)
		store_do(d->st, Q_CASE_ENDS_BEFORE, "it", case_id, now.ends_day);
	certificate_free(&now);
}

int64_t
desk_open_with(struct desk *d, const struct letter_in *in, const struct opening *o,
    const struct paper *papers, size_t n_papers, bool together, const char **reason)
{
	const struct office_layanan *l = office_layanan(d->office, o->service);
	struct event ev = { .kind = EVENT_OPEN, .together = together };
	const struct person *said = o->said;
	char *number = desk_next_number(d);
	int64_t id;

	sops_keep(d->st, l->sop);
	id = store_insert(d->st, Q_CASE_ADD, "ttbii", number, l->id, l->sop->digest,
	    (size_t)DIGEST_LEN, o->owner_id, in != NULL ? in->arrived : clock_now());
	if (conf_mode(d->conf, l->id) == MODE_BAYANGAN)
		store_do(d->st, Q_CASE_SHADOW, "i", id);
	if (o->matter_id != 0)
		store_do(d->st, Q_CASE_MATTER, "iii", id, o->matter_id, o->n);
	if (o->registered_by != 0)
		store_do(d->st, Q_CASE_REGISTERED, "ii", id, o->registered_by);
	store_do(d->st, Q_CASE_DATA_ADD, "itttttttttt", id, o->sender, o->reply_to_id, o->subject,
	    said->nama, said->nip, said->nik, said->address, said->hp, said->jabatan,
	    said->unit_kerja);
	journal_add(d->st,
	    &(struct entry){ .kind = "case.open",
		.case_id = id,
		.person_id = o->registered_by != 0 ? o->registered_by : o->owner_id,
		.message_id = in != NULL ? in->message_id : 0,
		.code = l->id,
		.code2 = o->registered_by != 0 ? "registered" : NULL,
		.words = number });
	if (in != NULL && in->clean != NULL && in->clean[0] != '\0')
		store_do(d->st, Q_CASE_SURAT, "it", id, in->clean);
	known_end(d, id, o->owner_id);
	desk_add_papers(d, id, papers, n_papers);
	if (o->matter_id == 0)
		take_readings(d, in, id);
	*reason = desk_advance(d, in, id, &ev, 0, NULL);
	free(number);
	return id;
}

int64_t
desk_open(struct desk *d, const struct letter_in *in, const struct related *r, const char **reason)
{
	const struct facts *f = in->facts;
	const struct evidence *ev = &f->evidence;
	struct person said = { .nama = (char *)(uintptr_t)relate_field(f, "nama"),
		.nip = (char *)(uintptr_t)relate_field(f, "nip"),
		.nik = (char *)(uintptr_t)relate_field(f, "nik"),
		.hp = (char *)(uintptr_t)relate_field(f, "hp"),
		.jabatan = (char *)(uintptr_t)relate_field(f, "jabatan"),
		.unit_kerja = (char *)(uintptr_t)relate_field(f, "unit_kerja"),
		.address = (char *)(uintptr_t)relate_field(f, "email") };
	struct opening o = { .service = r->service,
		.owner_id = r->owner_id,
		.registered_by = r->registered_by,
		.sender = ev->from,
		.reply_to_id = ev->message_id,
		.subject = f->subject,
		.said = &said };
	struct paper *papers = desk_papers(in);
	struct person known = { 0 };
	int64_t id;

	/* entered for him: what is told is told to him, whoever wrote it down */
	if (r->registered_by != 0) {
		if (o.owner_id != 0)
			person_load(d->st, o.owner_id, &known);
		o.sender = known.address != NULL ? known.address : said.address;
		o.reply_to_id = o.subject = NULL;
	}
	/*
	 * a stranger is reached where he wrote from; a colleague's letter names the owner's own
	 * address
	 */
	if (o.owner_id == 0) {
		if (said.nama == NULL && r->person_id == 0)
			said.nama = ev->from_name;
		o.owner_id =
		    desk_new_owner(d, in, &said, r->person_id == 0 ? ev->from : said.address);
		if (said.nama == NULL && r->registered_by == 0)
			said.nama = ev->from_name;
	}
	id = desk_open_with(d, in, &o, papers, f->n_documents, false, reason);
	person_free(&known);
	free(papers);
	return id;
}

/* A case that another one waits for: what was to be done, and the documents that came for it. */
static void
take_over(struct desk *d, int64_t from, int64_t id)
{
	struct rows *r = store_rows(d->st, Q_DOCUMENTS_OF_CASE_COUNTING, "i", from);
	int64_t documents[64];
	size_t n = 0, i;

	while (n < 64 && rows_next(r))
		documents[n++] = rows_int(r, 0);
	rows_end(r);
	store_do(d->st, Q_CASE_REASON_COPY, "ii", from, id);
	for (i = 0; i < n; i++)
		store_do(d->st, Q_DOCUMENT_DATA_COPY, "ii", documents[i],
		    store_insert(d->st, Q_DOCUMENT_COPY, "ii", documents[i], id));
}

/* A case without a letter of its own: what its mails answer is what the case before it answered. */
static void
data_without_letter(struct desk *d, int64_t id, int64_t owner, const char *address, int64_t from)
{
	const char *none = NULL;

	if (from != 0)
		store_do(d->st, Q_CASE_DATA_COPY, "ii", from, id);
	if (from != 0 && store_int(d->st, Q_CASE_PARENT, "i", id) != 0)
		take_over(d, from, id);
	if (from == 0)
		store_do(d->st, Q_CASE_DATA_ADD, "itttttttttt", id, address, none, none, none, none,
		    none, none, none, none, none);
	known_end(d, id, owner);
}

int64_t
desk_open_for(struct desk *d, int64_t owner_id, const char *service, const char *opened_by,
    int64_t from_case, const char **reason)
{
	const struct office_layanan *l = office_layanan(d->office, service);
	int64_t id = store_int(d->st, Q_CASE_OPEN_OF_OWNER, "it", owner_id, service);
	struct event ev = { .kind = EVENT_OPEN };
	struct person owner = { 0 };
	char *number;

	*reason = NULL;
	if (id != 0) {
		*reason = "open-already";
		return id;
	}
	if (l == NULL || l->sop == NULL || person_load(d->st, owner_id, &owner) < 0 ||
	    owner.address == NULL || (!owner.verified && from_case == 0)) {
		*reason = l == NULL || l->sop == NULL ? "no-sop" : "no-address";
		person_free(&owner);
		return 0;
	}
	number = desk_next_number(d);
	sops_keep(d->st, l->sop);
	id = store_insert(d->st, Q_CASE_ADD, "ttbii", number, l->id, l->sop->digest,
	    (size_t)DIGEST_LEN, owner_id, clock_now());
	store_do(d->st, Q_CASE_ORIGIN, "itI", id, opened_by, from_case);
	if (conf_mode(d->conf, l->id) == MODE_BAYANGAN)
		store_do(d->st, Q_CASE_SHADOW, "i", id);
	data_without_letter(d, id, owner_id, owner.address, from_case);
	journal_add(d->st,
	    &(struct entry){ .kind = "case.open",
		.case_id = id,
		.person_id = owner_id,
		.code = l->id,
		.code2 = opened_by,
		.words = number });
	desk_advance(d, NULL, id, &ev, 0, reason);
	*reason = NULL;
	free(number);
	person_free(&owner);
	return id;
}

bool
desk_remind(struct desk *d, int64_t case_id)
{
	struct event ev = { .kind = EVENT_REMIND };
	const char *why = NULL;

	desk_advance(d, NULL, case_id, &ev, 0, &why);
	return why != NULL && strcmp(why, "reminded-of-certificate") == 0;
}

static bool
take_data(struct desk *d, const struct letter_in *in, const struct casefile *c, const char *name,
    enum statement statement, const char *known)
{
	const char *told = relate_field(in->facts, name);

	if (told == NULL || (known != NULL && strcasecmp(told, known) == 0))
		return false;
	store_do(d->st, statement, "it", c->id, told);
	journal_add(d->st,
	    &(struct entry){ .kind = "case.data",
		.case_id = c->id,
		.message_id = in->message_id,
		.code = name });
	return true;
}

bool
desk_data(struct desk *d, const struct letter_in *in, int64_t case_id)
{
	const struct sop_tahap *t;
	struct person owner = { 0 };
	struct casefile c;
	struct err e;
	bool news = false;
	size_t i;

	if (casefile_load(d->st, d->sops, case_id, &c, &e) < 0)
		return false;
	t = c.tahap != NULL ? sop_tahap(c.sop, c.tahap) : NULL;
	for (i = 0; t != NULL && i < t->n_jawaban; i++)
		news = news || strcmp(t->jawaban[i].arti, "data") == 0;
	if (news && person_load(d->st, c.owner_id, &owner) == 0) {
		news = take_data(d, in, &c, "nik", Q_CASE_NIK,
		    c.nik != NULL ? c.nik : owner.nik);
		news = take_data(d, in, &c, "email", Q_CASE_EMAIL,
			   c.email != NULL ? c.email : owner.address) ||
		    news;
		person_free(&owner);
	}
	casefile_free(&c);
	return news;
}

bool
desk_supplied(struct desk *d, const struct letter_in *in, int64_t case_id, int64_t task_id)
{
	static const char *const names[] = { "nama", "nip", "nik", "email", "hp", "jabatan",
		"unit_kerja" };
	const struct sop_tahap *t;
	const char *told[7];
	struct casefile c;
	struct err e;
	bool news = false;
	size_t i;

	if (casefile_load(d->st, d->sops, case_id, &c, &e) < 0)
		return false;
	t = c.tahap != NULL ? sop_tahap(c.sop, c.tahap) : NULL;
	for (i = 0; i < 7; i++) {
		told[i] = relate_field(in->facts, names[i]);
		news = news || told[i] != NULL;
	}
	news = news && t != NULL && t->tunggu == TUNGGU_DATA &&
	    (task_id == 0 || casefile_task(&c, task_id) != NULL);
	if (news) {
		store_do(d->st, Q_CASE_SAID, "ittttttt", case_id, told[0], told[1], told[2],
		    told[3], told[4], told[5], told[6]);
		journal_add(d->st,
		    &(struct entry){ .kind = "case.data",
			.case_id = case_id,
			.message_id = in->message_id,
			.task_id = task_id,
			.code = "supplied" });
	}
	casefile_free(&c);
	return news;
}

void
desk_sheet(struct desk *d, const struct letter_in *in, int64_t case_id)
{
	struct paper *papers = desk_papers(in);
	size_t i;

	for (i = 0; i < in->facts->n_documents; i++)
		add_document(d, case_id, &papers[i], NULL);
	free(papers);
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
desk_forwarded(struct desk *d, const struct letter_in *in, int64_t case_id, int64_t task_id,
    int64_t by_id)
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
