/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Effects to rows: one function for each; it writes its row and its journal row. Order inside a
 * verdict is the order of its effects, so that a mail says what is true after the step before it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/act.h"
#include "case/contact.h"
#include "case/docket.h"
#include "case/open.h"
#include "case/people.h"
#include "case/register.h"
#include "store/journal.h"

#define TASK_DAYS 30  /* office days a question stays answerable */
#define NOTE_MOST 500 /* bytes of what an official writes to the next one */

void
act_note(struct act *a, const char *kind, int64_t task, const char *code, const char *code2,
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

/* ---- effects ---- */
static void
do_step(struct act *a, const struct effect *e)
{
	const struct sop *s = a->c->sop;
	size_t from = baris_index(s, a->c->tahap), to = baris_index(s, e->to);
	int64_t now = clock_now();

	if (baris_official(s, from) && baris_official(s, to) && to > from)
		baris_close_left(a, from, to);
	act_note(a, "case.step", a->task_id, a->c->tahap, e->to, NULL);
	store_do(a->d->st, Q_OUTBOX_STATUS_DROP, "i", a->c->id);
	replace(&a->c->came_from, a->c->tahap);
	replace(&a->c->tahap, e->to);
	if (to != from || a->c->came_from == NULL)
		baris_open(a, to);
	a->c->entered_at = now;
	a->c->came_by = a->task_id;
	store_do(a->d->st, Q_CASE_STEP, "ittiI", a->c->id, a->c->tahap, a->c->came_from, now,
	    a->task_id);
	batas_set(a, sop_tahap(s, e->to));
}

static void
do_close(struct act *a, const struct effect *e)
{
	const struct sop_akhir *end = sop_akhir(a->c->sop, e->to);
	const struct case_task *answered = casefile_task(a->c, a->task_id);
	size_t here = baris_index(a->c->sop, a->c->tahap);
	int64_t now = clock_now();

	if (end->berhasil)
		baris_close_all(a);
	else if (answered != NULL && strcmp(answered->kind, "batal") != 0)
		/* TOLAK fulfils the row that it was the answer to; taken back, nobody fulfilled it
		 */
		baris_close(a, here, here + 1, here);
	act_note(a, "case.close", a->task_id, a->c->tahap, e->to, NULL);
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
	if (end->lepas)
		register_release(a->d->st, a->c->owner_id, a->c->id);
	batas_set(a, NULL);
}

static void
do_reopen(struct act *a, const struct effect *e)
{
	act_note(a, "case.reopen", 0, a->c->akhir, e->to, NULL);
	free(a->c->akhir);
	a->c->akhir = NULL;
	a->c->closed_at = 0;
	store_do(a->d->st, Q_CASE_REOPEN, "iti", a->c->id, e->to, clock_now());
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
	struct fields by = { 0 };
	char *name = whom_answerer(a, e);

	p.once = once;
	fields_put_if(&by, "oleh", name);
	p.extra = &by;
	p.tahap = e->to != NULL ? sop_tahap(a->c->sop, e->to) :
	    a->c->tahap != NULL ? sop_tahap(a->c->sop, a->c->tahap) :
				  NULL;
	if (whom_told_together(a, e))
		act_note(a, "case.note", 0, "told-together", e->what, NULL);
	else if (whom_addressee(a, e, &p, &person))
		post_mail(a->d, &p);
	else
		a->hold = "nobody-to-write-to";
	person_free(&person);
	fields_free(&by);
	free(name);
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
	struct fields beside = { 0 };
	unsigned char token[10] = { 0 };
	bool put = false;

	p.tahap = e->to != NULL ? sop_tahap(a->c->sop, e->to) : NULL;
	if (p.tahap != NULL && p.tahap->opd && contact_of(a->d, a->c->owner_id) != NULL)
		fields_put(&beside, "opd_ditanya", "ya");
	p.extra = &beside;
	if (!whom_address(a, role, true, id, &p, &person))
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
	fields_free(&beside);
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
		return; /* a stand-in is asked: she writes for the chief alone */
	for (i = 0; i < n; i++)
		if (asked[i] == id)
			return;
	put_question(a, e, r->id, id);
}

static void
do_task(struct act *a, const struct effect *e)
{
	int64_t ids[RECEIVERS];
	size_t n = whom_asked(a, e, ids), i, put = 0;

	for (i = 0; i < n; i++)
		put += put_question(a, e, e->whom, ids[i]);
	if (put > 0) {
		ask_recorder(a, e, ids, n);
		return;
	}
	a->hold = "nobody-to-ask";
	act_note(a, "task.nobody", 0, e->whom, e->to, NULL);
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
	struct post p = { .c = a->c,
		.what = e->what,
		.words = e->words,
		.means = e->means,
		.offers = back,
		.n_offers = 1,
		.task_kind = "tanya" };
	struct effect as = { .code = "tanya", .to = q->tahap, .of_task = 0 };
	struct fields by = { 0 };
	char *name = whom_answerer(a, e);
	struct person person = { 0 };
	unsigned char token[10];

	if (whom_address(a, e->whom, true, e->person, &p, &person)) {
		p.task_id = new_task(a, &as, &p, token);
		store_do(a->d->st, Q_TASK_STANDS_FOR, "iti", p.task_id, q->answer, e->of_task);
		act_note(a, "task.close", p.task_id, "answered", q->answer, NULL);
		p.token = token;
		fields_put_if(&by, "oleh", name);
		p.extra = &by;
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
	fields_free(&by);
	free(name);
	person_free(&person);
}

/* The row of a vacant post is fulfilled by nobody. */
static void
do_skip(struct act *a, const struct effect *e)
{
	size_t from = baris_index(a->c->sop, a->c->tahap), i = baris_index(a->c->sop, e->to);
	int64_t by = a->person_id;

	if (baris_official(a->c->sop, from) && i > from)
		baris_close_left(a, from, i);
	baris_open(a, i);
	a->person_id = 0;
	baris_close(a, i, i + 1, i);
	a->person_id = by;
	act_note(a, "case.skip", 0, e->to, e->whom, NULL);
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

/* "SELESAI 19-06-2028": the end of the new certificate, which nobody else tells. */
static void
keep_told_end(struct act *a)
{
	char day[11], today[11];

	clock_day(clock_now(), calendar_zone_minutes(a->d->office->calendar), today);
	if (a->ev->answer.word != NULL && calendar_read_date(a->ev->answer.word, day) &&
	    strcmp(day, today) > 0)
		store_do(a->d->st, Q_CASE_TOLD_ENDS_SET, "it", a->c->id, day);
}

static void
do_end_task(struct act *a, const struct effect *e)
{
	const char *answer = strcmp(e->code, "answered") == 0 ? e->means : NULL;
	size_t i;

	if (store_do(a->d->st, Q_TASK_END, "ittiI", e->of_task, e->code, answer, clock_now(),
		answer != NULL && a->in != NULL ? a->in->message_id : (int64_t)0) > 0)
		act_note(a, "task.close", e->of_task, e->code, answer,
		    answer != NULL ? a->ev->answer.word : NULL);
	if (answer != NULL && strcmp(answer, "done") == 0)
		keep_told_end(a);
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
			act_note(a, "task.close", a->c->tasks[i].id, "withdrawn", NULL, NULL);
		}
	if (kind == NULL)
		store_do(a->d->st, Q_INQUIRIES_OF_CASE_END, "iti", a->c->id, "lepas-opd",
		    clock_now());
	if (store_do(a->d->st, Q_OUTBOX_CALLS_DROP, "i", a->c->id) > 0)
		act_note(a, "ams.outcome", a->task_id, NULL, "withdrawn", NULL);
}

int64_t
effect_owe_call(
    struct desk *d, int64_t case_id, int64_t person_id, const char *what, const char *service)
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
		effect_owe_call(a->d, a->c->id, a->c->owner_id, e->what, a->c->service);
	} else if (a->d->conf->ams_driver == DRIVER_MANUAL) {
		a->unaskable = true;
	} else {
		store_do(a->d->st, Q_OUTBOX_STATUS_DROP, "i", a->c->id);
		effect_owe_call(a->d, a->c->id, a->c->owner_id, "status", a->c->service);
	}
}

/*
 * People handle that service: they find the letter where letters about it wait for them. False: the
 * case began without a letter.
 */
static bool
to_people(struct act *a)
{
	int64_t letter = store_int(a->d->st, Q_CASE_LETTER, "i", a->c->id);

	if (letter == 0)
		return false;
	store_do(a->d->st, Q_MESSAGE_HOLD, "it", letter, "no-sop");
	journal_add(a->d->st,
	    &(struct entry){ .kind = "letter.held",
		.case_id = a->c->id,
		.person_id = a->person_id,
		.message_id = letter,
		.code = "held",
		.code2 = "no-sop" });
	return true;
}

static void
do_continue(struct act *a, const struct effect *e)
{
	const char *reason = NULL;
	int64_t id = open_for(a->d, a->c->owner_id, e->what, "case", a->c->id, &reason);

	journal_add(a->d->st,
	    &(struct entry){ .kind = "case.continue",
		.case_id = a->c->id,
		.person_id = a->c->owner_id,
		.code = e->what,
		.code2 = id == 0 ? reason : NULL,
		.n = id });
	if (id == 0 && !(strcmp(reason, "no-sop") == 0 && to_people(a)))
		a->hold = reason;
}

/* The case whose end this one waits for: opened now, or the one that is open already. */
static void
do_child(struct act *a, const struct effect *e)
{
	const char *reason = NULL;
	int64_t id = open_for(a->d, a->c->owner_id, e->what, "case", a->c->id, &reason);

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
	act_note(a, "case.count", 0, e->what, e->means, NULL);
	free(what);
}

static void
do_reason(struct act *a, const struct effect *e)
{
	char *short_reason = e->reason != NULL ? xstrnutf8(e->reason, 1000) : NULL;

	replace(&a->c->alasan, short_reason);
	store_do(a->d->st, Q_CASE_REASON, "it", a->c->id, short_reason);
	act_note(a, "case.reason", a->task_id, NULL, NULL, short_reason);
	free(short_reason);
}

static void
do_reject_documents(struct act *a)
{
	size_t i;

	for (i = 0; i < a->c->n_documents; i++)
		a->c->documents[i].rejected = true;
	store_do(a->d->st, Q_DOCUMENTS_REJECT, "i", a->c->id);
	act_note(a, "document.reject", a->task_id, NULL, NULL, NULL);
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
		act_note(a, "person.verify", a->task_id, NULL, NULL, NULL);
	}
	person_free(&owner);
}

void
effect_carry_out(struct act *a, const struct effect *e)
{
	switch (e->kind) {
	case EFFECT_STEP:
		do_step(a, e);
		break;
	case EFFECT_CLOSE:
		do_close(a, e);
		break;
	case EFFECT_REOPEN:
		do_reopen(a, e);
		break;
	case EFFECT_MAIL:
		do_mail(a, e);
		break;
	case EFFECT_TASK:
		do_task(a, e);
		break;
	case EFFECT_END_TASK:
		do_end_task(a, e);
		break;
	case EFFECT_WITHDRAW:
		do_withdraw(a, e->code);
		break;
	case EFFECT_CALL:
		do_call(a, e);
		break;
	case EFFECT_COUNT:
		do_count(a, e);
		break;
	case EFFECT_REASON:
		do_reason(a, e);
		break;
	case EFFECT_REJECT_DOCUMENTS:
		do_reject_documents(a);
		break;
	case EFFECT_VERIFY_OWNER:
		do_verify_owner(a);
		break;
	case EFFECT_HOLD:
		a->hold = e->code;
		break;
	case EFFECT_CONTINUE:
		do_continue(a, e);
		break;
	case EFFECT_CONTACT:
		contact_ask(a->d, a->c);
		break;
	case EFFECT_CHILD:
		do_child(a, e);
		break;
	case EFFECT_SKIP:
		do_skip(a, e);
		break;
	case EFFECT_RECEIPT:
		do_receipt(a, e);
		break;
	case EFFECT_NOTE:
		act_note(a, "case.note", a->task_id, e->code, a->why, NULL);
		break;
	}
}
