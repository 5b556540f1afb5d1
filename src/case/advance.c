/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a case moves. The SOP file holds the tahap and the ways between them; this file holds what is
 * the same for every SOP: how an answer is taken (tiers, confirm round, reason, take-back), what
 * entering a tahap does, what a reply to a closed case means. The table at the bottom is the heart:
 * first row whose guard holds decides, its name goes into the journal.
 */
#include "case/advance.h"

#include <string.h>
#include <strings.h>

#define CANCEL_ASKED_MAX 3
#define ROUNDS_MAX 2	/* confirm rounds for one question; then a person telephones */

struct turn {
	const struct casefile *c;
	const struct event *ev;
	struct verdict *v;
	const struct sop_tahap *tahap;		/* of the case, NULL when closed */
	/* what the answer means in this tahap, NULL: nothing */
	const struct sop_jawaban *jawaban;
	bool rejected;				/* documents were rejected in this turn */
	const struct sop_jawaban *given;	/* the answer that is carried out */
	int64_t after;	/* office minutes before the next question leaves */
	bool not_seen;	/* a call that may have taken effect has left no trace in AMS */
};

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static struct effect *
add(struct turn *t, enum effect_kind kind)
{
	struct effect *e = &t->v->effects[t->v->n < VERDICT_MAX - 1 ? t->v->n : VERDICT_MAX - 1];

	if (t->v->n < VERDICT_MAX)
		t->v->n++;
	memset(e, 0, sizeof(*e));
	e->kind = kind;
	return e;
}

static struct effect *
mail(struct turn *t, const char *surat, const char *whom)
{
	struct effect *e = add(t, EFFECT_MAIL);

	e->what = surat;
	e->whom = whom;
	e->detail = t->ev->answer.detail;
	e->words = t->ev->answer.word;
	e->reason = t->ev->answer.reason;
	e->means = t->ev->answer.means;
	return e;
}

/* Who wrote: the role of the task that was answered, else the owner. */
static const char *
writer(const struct turn *t)
{
	return t->ev->task != NULL ? t->ev->task->role : "pemohon";
}

static struct effect *
ask(struct turn *t, const char *kind, const char *surat, const char *whom)
{
	struct effect *e = add(t, EFFECT_TASK);

	e->code = kind;
	e->what = surat;
	e->whom = whom;
	e->after = t->after;
	e->to = t->tahap != NULL ? t->tahap->id : NULL;
	return e;
}

/* Asked further: whoever was asked, though others hold that role as well. */
static struct effect *
ask_on(struct turn *t, const char *kind, const char *surat, const struct case_task *q)
{
	struct effect *e = ask(t, kind, surat, q->role);

	e->person = q->person_id;
	return e;
}

static void
end_task(struct turn *t, int64_t id, const char *state, const char *means)
{
	struct effect *e = add(t, EFFECT_END_TASK);

	e->of_task = id;
	e->code = state;
	e->means = means;
}

static const struct sop_jawaban *
jawaban_of(const struct sop_tahap *tahap, const char *means)
{
	size_t i;

	for (i = 0; tahap != NULL && means != NULL && i < tahap->n_jawaban; i++)
		if (strcmp(tahap->jawaban[i].arti, means) == 0)
			return &tahap->jawaban[i];
	return NULL;
}

/*
 * What the owner said was wrong (rinci), so that advice and to-do fit: of this answer, of the one
 * being confirmed, or of the one that led here.
 */
static const char *
trouble(const struct turn *t)
{
	const struct case_task *led =
	    t->ev->task != NULL ? t->ev->task : casefile_task(t->c, t->c->came_by);

	return t->ev->answer.detail != NULL ? t->ev->answer.detail :
	    led != NULL                     ? led->detail :
					      NULL;
}

/* The owner was asked something in this case. */
static bool
owner_asked(const struct turn *t)
{
	size_t i = 0;

	while (i < t->c->n_tasks && !same(t->c->tasks[i].role, "pemohon"))
		i++;
	return i < t->c->n_tasks;
}

/* A case that nobody wrote for keeps quiet about what was not asked. */
static void
mails_of(struct turn *t, const struct sop_kirim *list, size_t n)
{
	bool wanted = same(t->c->opened_by, "letter") || same(t->c->opened_by, "case");
	size_t i;

	for (i = 0; i < n; i++)
		if (wanted || (list[i].ditanya ? owner_asked(t) : !list[i].diminta))
			mail(t, list[i].surat, list[i].kepada);
}

/* Where AMS's word leads on, AMS is asked, now and then again. */
static void
ask_status(struct turn *t)
{
	if (t->tahap->n_status > 0)
		add(t, EFFECT_CALL)->what = "status";
}

/* A post that nobody holds is passed over, where the SOP says so (kosong="lewati"). */
static const struct sop_jawaban *
passed_over(const struct turn *t, const struct sop_tahap *tahap)
{
	return sop_baris_of(t->c->sop, tahap)->kosong != NULL &&
		casefile_vacant(t->c, tahap->kepada) ?
	    sop_forward(tahap) :
	    NULL;
}

/* What is waited for is there already: where to instead, or NULL. */
static const char *
passed_through(struct turn *t, const struct sop_tahap *tahap)
{
	if (tahap->tunggu == TUNGGU_DOKUMEN && !t->rejected && casefile_complete(t->c))
		return tahap->lengkap;
	if (tahap->tunggu == TUNGGU_DATA && casefile_knows(t->c, tahap->isian))
		return tahap->lengkap;
	if (tahap->tunggu == TUNGGU_TIDAK) {
		mails_of(t, tahap->kirim, tahap->n_kirim);
		return tahap->selesai_ke;
	}
	return NULL;
}

/* ALIHKAN: a case of the other service; where people handle that one, the mails of the end say so. */
static void
divert(struct turn *t, size_t told)
{
	for (; t->ev->by_people && told < t->v->n; told++)
		t->v->effects[told].detail = "petugas";
	add(t, EFFECT_CONTINUE)->what = t->ev->service;
}

/*
 * Entering a tahap or an end: mails, then what it waits for. Complete documents pass through
 * without a word; the loop is bounded by the number of tahap, so a circle of complete tahap cannot
 * hang.
 */
static void
enter(struct turn *t, const char *id)
{
	const struct sop *sop = t->c->sop;
	const struct sop_jawaban *next;
	const struct sop_akhir *akhir;
	const struct sop_tahap *tahap;
	struct effect *skip;
	size_t guard, told;

	for (guard = 0; guard <= sop->n_tahap; guard++) {
		akhir = sop_akhir(sop, id);
		if (akhir != NULL) {
			add(t, EFFECT_WITHDRAW);
			add(t, EFFECT_CLOSE)->to = akhir->id;
			told = t->v->n;
			mails_of(t, akhir->kirim, akhir->n_kirim);
			if (akhir->lanjut != NULL)
				add(t, EFFECT_CONTINUE)->what = akhir->lanjut;
			else if (t->given != NULL && same(t->given->arti, "divert"))
				divert(t, told);
			return;
		}
		tahap = sop_tahap(sop, id);
		if (tahap == NULL) {
			add(t, EFFECT_HOLD)->code = "sop-broken";
			return;
		}
		next = passed_over(t, tahap);
		if (next != NULL) {
			skip = add(t, EFFECT_SKIP);
			skip->to = tahap->id;
			skip->whom = tahap->kepada;
			id = next->ke;
			continue;
		}
		add(t, EFFECT_STEP)->to = tahap->id;
		t->tahap = tahap;
		id = passed_through(t, tahap);
		if (id == NULL)
			break;
	}
	mails_of(t, tahap->kirim, tahap->n_kirim);
	if (tahap->tunggu == TUNGGU_PERKARA)
		add(t, EFFECT_CHILD)->what = tahap->perkara;
	else if (tahap->panggil != NULL)
		add(t, EFFECT_CALL)->what = tahap->panggil;
	else if (tahap->tanya != NULL)
		ask(t, "tanya", tahap->tanya, tahap->kepada)->detail = trouble(t);
	if (tahap->opd)
		add(t, EFFECT_CONTACT);
	if (tahap->panggil == NULL)
		ask_status(t);
}

/*
 * A remark that has been met (KURANG, then the document; GAGAL, then done) must not come up in
 * later mails.
 */
static void
forget_reason(struct turn *t)
{
	if (t->c->alasan != NULL)
		add(t, EFFECT_REASON);
}

/* Others who were asked the same hear that it is settled, and by whom. */
static void
tell_others(struct turn *t, const struct case_task *question)
{
	size_t i;

	for (i = 0; i < t->c->n_tasks; i++) {
		const struct case_task *o = &t->c->tasks[i];
		struct effect *e;

		if (!same(o->state, "open") || !same(o->kind, "tanya") ||
		    !same(o->tahap, question->tahap) || o->person_id == question->person_id)
			continue;
		if (t->tahap != NULL && same(o->role, t->tahap->kepada) &&
		    !same(question->role, o->role)) {
			/* written down for her: she may take it back */
			e = add(t, EFFECT_RECEIPT);
			e->what = "dicatat";
			e->of_task = question->id;
			e->means = t->given->kata != NULL ? t->given->kata : t->given->arti;
		} else {
			e = mail(t, "dijawab-rekan", o->role);
			e->of_task = question->id;
			e->means = t->given->arti;
			e->to = question->tahap;
		}
		e->whom = o->role;
		e->person = o->person_id;
	}
}

/* Carries out an answer that counts: `jawaban` of the tahap, given for question `question`. */
static void
act_on(struct turn *t, const struct sop_jawaban *j, const char *reason,
    const struct case_task *question)
{
	const char *to = j->ke, *note = NULL;
	struct effect *e;

	t->given = j;
	/* what an official writes to the next one is not for the applicant */
	if (same(j->arti, "forward"))
		note = reason;
	else if (reason != NULL && reason[0] != '\0')
		add(t, EFFECT_REASON)->reason = reason;
	else if (same(j->arti, "approve") || same(j->arti, "done"))
		forget_reason(t);
	if (j->kirim != NULL)
		mail(t, j->kirim, question->role);
	if (j->kali > 0) {
		/* counted by where it leads, whichever word it was */
		if (casefile_count(t->c, t->tahap->id, j->ke) >= j->kali)
			to = j->lewat;
		e = add(t, EFFECT_COUNT);
		e->what = t->tahap->id;
		e->means = j->ke;
	}
	if (to == NULL) {
		/* TUNDA: the question stays open and is reminded of */
		add(t, EFFECT_NOTE)->code = j->arti;
		return;
	}
	end_task(t, question->id, "answered", j->arti);
	t->v->effects[t->v->n - 1].reason = note;
	tell_others(t, question);
	add(t, EFFECT_WITHDRAW);
	if (t->ev->by_official && (same(j->arti, "approve") || same(j->arti, "done")))
		add(t, EFFECT_VERIFY_OWNER);
	if (same(j->arti, "incomplete")) {
		add(t, EFFECT_REJECT_DOCUMENTS);
		t->rejected = true;
	}
	enter(t, to);
}

/* A question that was asked again unchanged (a reminder) lives on in its successor. */
static const struct case_task *
question_of(const struct turn *t)
{
	const struct case_task *task = t->ev->task,
			       *q = task->of_task != 0 ? casefile_task(t->c, task->of_task) : task;
	size_t i;

	for (i = 0; q != NULL && q != task && same(q->state, "withdrawn") && i < t->c->n_tasks; i++) {
		const struct case_task *s = &t->c->tasks[i];

		if (same(s->state, "open") && same(s->kind, q->kind) && same(s->tahap, q->tahap) &&
		    s->person_id == q->person_id &&
		    memcmp(s->decided, q->decided, DIGEST_LEN) == 0)
			return s;
	}
	return q;
}

/* ---- guards: each one sentence ---- */
static bool always(const struct turn *t) { (void)t; return true; }
static bool told(const struct turn *t) { return t->ev->told; }
static bool closed(const struct turn *t) { return t->c->tahap == NULL; }
static bool tier_three(const struct turn *t) { return t->ev->answer.tier == 3; }
/*
 * TUNDA, nanti dulu: the question printed it, so it is understood; it stays open and is reminded
 * of.
 */
static bool
postpones(const struct turn *t)
{
	return t->jawaban != NULL && same(t->jawaban->arti, "later");
}
static bool nothing_said(const struct turn *t) { return t->ev->answer.means == NULL; }
static bool known_answer(const struct turn *t) { return t->jawaban != NULL; }
static bool
exact(const struct turn *t)
{
	return t->ev->answer.tier == 1 && t->ev->answer.consumed && !t->ev->weak;
}
static bool rounds_used(const struct turn *t) { return t->ev->task->rounds >= ROUNDS_MAX; }
static bool
says(const struct turn *t, const char *means)
{
	return same(t->ev->answer.means, means);
}
static bool says_cancel(const struct turn *t) { return says(t, "cancel"); }
static bool owner_cancels(const struct turn *t) { return says(t, "cancel") && !t->ev->by_official; }
static bool says_status(const struct turn *t) { return says(t, "status") || says(t, "help"); }

/* Asked often enough whether it is to be cancelled: any of those mails still takes the answer. */
static bool
owner_cancels_again(const struct turn *t)
{
	size_t i, asked = 0;

	for (i = 0; i < t->c->n_tasks; i++)
		asked += same(t->c->tasks[i].kind, "batal") && same(t->c->tasks[i].state, "open");
	return owner_cancels(t) && asked >= CANCEL_ASKED_MAX;
}

static bool
stale(const struct turn *t)
{
	const struct case_task *q = question_of(t);

	if (t->ev->older && t->jawaban == NULL)
		return true;	/* SETUJU twice: nothing that the newer question asks */
	return q == NULL || t->tahap == NULL || !same(q->tahap, t->tahap->id) ||
	    !same(q->state, "open");
}

static bool
reason_missing(const struct turn *t)
{
	return t->jawaban != NULL && t->jawaban->alasan &&
	    (t->ev->answer.reason == NULL || t->ev->answer.reason[0] == '\0') &&
	    t->ev->answer.tier <= 2;
}

/* ALIHKAN <layanan>: it names no service of the office that can be opened. */
static bool
leads_nowhere(const struct turn *t, const char *means)
{
	return same(means, "divert") && t->ev->service == NULL;
}
static bool
diverts_nowhere(const struct turn *t)
{
	return t->jawaban != NULL && leads_nowhere(t, t->jawaban->arti) && !t->ev->weak &&
	    t->ev->answer.tier <= 2;
}

/*
 * A word in doubt is confirmed first, or a stranger's TOLAK would make the next sentence of the
 * official its reason.
 */
static bool reason_missing_only(const struct turn *t) { return reason_missing(t) && !t->ev->weak; }

/*
 * YA, OK, ACC to a confirm mail: any consenting word that left nothing over. It needs the code of
 * that mail; an official's YA to what has changed since (other documents, expired) confirms
 * nothing. An owner not yet on record has the code only.
 */
static bool
consents(const struct turn *t)
{
	return t->ev->answer.consumed && t->ev->answer.tier <= 2 && t->ev->code &&
	    !(t->ev->by_official && t->ev->weak) && (says(t, "yes") || says(t, "approve"));
}

/*
 * A row of broad words (kata="luas"): whatever consents passes the case on, what is written beside
 * it is the note for the next official. Never what is weak or of tier 3.
 */
static bool
broad(const struct turn *t)
{
	const struct answer *a = &t->ev->answer;

	return t->tahap != NULL && sop_baris_of(t->c->sop, t->tahap)->kata_luas &&
	    t->ev->by_official && !t->ev->weak && t->jawaban != NULL &&
	    t->jawaban == sop_forward(t->tahap) && a->tier <= 2 &&
	    !(exact(t) && (a->reason == NULL || a->reason[0] == '\0'));
}

static bool
waits_for_case(const struct turn *t)
{
	return t->tahap != NULL && t->tahap->tunggu == TUNGGU_PERKARA &&
	    same(t->ev->service, t->tahap->perkara);
}

static bool
known_enough(const struct turn *t)
{
	return t->tahap != NULL && t->tahap->tunggu == TUNGGU_DATA &&
	    casefile_knows(t->c, t->tahap->isian);
}
static bool
data_still_missing(const struct turn *t)
{
	return t->tahap != NULL && t->tahap->tunggu == TUNGGU_DATA;
}

/* The chief is asked once; whoever else shows her code changes nothing. */
static bool
passed_on(const struct turn *t)
{
	const struct case_task *q = question_of(t);
	size_t i, asked = 0;

	for (i = 0; q != NULL && i < t->c->n_tasks; i++)
		asked += t->c->tasks[i].of_task == q->id && same(t->c->tasks[i].means, "forward");
	return q != NULL && t->tahap != NULL && same(q->tahap, t->tahap->id) &&
	    same(q->state, "open") && sop_forward(t->tahap) != NULL && asked == 0;
}

static bool
declines(const struct turn *t)
{
	return t->ev->answer.consumed && t->ev->answer.tier <= 2 &&
	    (says(t, "no") || says(t, "cancel"));
}

static bool
other_exact_decision(const struct turn *t)
{
	return known_answer(t) && exact(t) && !reason_missing(t) &&
	    !leads_nowhere(t, t->jawaban->arti);
}

/* "NIP tidak ditemukan", "sudah pensiun": words that elsewhere say something of their own. */
static bool
tells_why(const struct turn *t)
{
	static const char *const why[] = { "failed", "incomplete", "change", "phone", "moved",
		"retired", "unneeded", "expired", "unregistered", "later" };
	size_t i;

	if (exact(t) && t->jawaban != NULL)
		return false;	/* KURANG ... instead of the reason for TOLAK: another decision */
	for (i = 0; i < sizeof(why) / sizeof(why[0]); i++)
		if (says(t, why[i]))
			return !same(t->ev->answer.why, "later");
	return false;
}

/*
 * The reason that was asked for. Not what takes the refusal back, puts it off, asks back or decides
 * otherwise: "keliru, saya setuju" must not become the reason of a refusal. Negation and condition
 * are how reasons are written.
 */
static bool
has_reason(const struct turn *t)
{
	const struct answer *a = &t->ev->answer;

	if (t->ev->text == NULL || t->ev->text[0] == '\0' || t->ev->weak ||
	    same(a->why, "question") || same(a->why, "two"))
		return false;
	return a->means == NULL || same(a->means, t->ev->task->means) ||
	    (a->tier == 3 && (same(a->why, "negation") || same(a->why, "condition"))) ||
	    tells_why(t);
}

/* The question whose answer led here: that of a confirm round, or of a reason, stands for it. */
static const struct case_task *
led_here(const struct turn *t)
{
	const struct case_task *led = casefile_task(t->c, t->c->came_by);

	return led != NULL && led->of_task != 0 ? casefile_task(t->c, led->of_task) : led;
}

/*
 * Taken back: an answer of the same official led here, and the effect of the tahap it led to is not
 * committed yet; a disposisi while the next official has not answered.
 */
static bool
could_take_back(const struct turn *t)
{
	const struct case_task *led = led_here(t);
	const struct sop_tahap *from = led != NULL ? sop_tahap(t->c->sop, led->tahap) : NULL;

	return says_cancel(t) && t->ev->by_official && t->tahap != NULL && from != NULL &&
	    from != t->tahap && from->tanya != NULL &&
	    (t->tahap->panggil != NULL ||
		(same(led->answer, "forward") && t->tahap->tanya != NULL &&
		    !same(t->tahap->kepada, "pemohon"))) &&
	    (led->person_id == t->ev->task->person_id || t->ev->task->of_task == led->id);
}

static bool can_take_back(const struct turn *t) { return could_take_back(t) && exact(t); }

static bool
takes_back(const struct turn *t)
{
	return says_cancel(t) && t->ev->by_official && same(t->ev->task->state, "answered");
}

static bool
waits_for_documents(const struct turn *t)
{
	return t->tahap != NULL && t->tahap->tunggu == TUNGGU_DOKUMEN;
}
static bool
complete(const struct turn *t)
{
	return waits_for_documents(t) && casefile_complete(t->c);
}
/* Said again what is missing: what came cannot be opened. */
static bool
unreadable(const struct turn *t)
{
	return waits_for_documents(t) && t->ev->unreadable;
}
static bool call_done(const struct turn *t) { return t->ev->call == CALL_DONE; }

/* It may have taken effect: AMS is asked what became of it, before a person is. */
static bool
call_in_doubt(const struct turn *t)
{
	return t->ev->call == CALL_UNKNOWN && t->tahap != NULL && t->tahap->n_status > 0;
}

/* ---- what AMS says ---- */
static bool no_status(const struct turn *t) { return t->ev->status.word == NULL; }
static bool
waits_for_status(const struct turn *t)
{
	return t->tahap != NULL && t->tahap->tunggu == TUNGGU_STATUS;
}

static const struct sop_status *
status_way(const struct turn *t)
{
	const struct status *s = &t->ev->status;
	size_t i;

	for (i = 0; t->tahap != NULL && s->word != NULL && i < t->tahap->n_status; i++) {
		const struct sop_status *k = &t->tahap->status[i];

		if (same(k->kata, s->word) && (!k->baru || s->fresh) && (!k->tautan || s->link) &&
		    (k->sisa_lebih == 0 || (s->end_known && s->days_left > k->sisa_lebih)))
			return k;
	}
	return NULL;
}

static bool status_leads(const struct turn *t) { return status_way(t) != NULL; }
static bool
no_status_to_wait_for(const struct turn *t)
{
	return waits_for_status(t) && no_status(t);
}
/* The question of a call whose outcome is in doubt was kept back until AMS had been asked. */
static bool
kept_back(const struct turn *t)
{
	return t->tahap != NULL && t->tahap->tunggu == TUNGGU_PANGGILAN &&
	    casefile_open_task(t->c, NULL, NULL) == NULL;
}
static bool
reminds(const struct turn *t)
{
	return t->tahap != NULL && t->tahap->pengingat != NULL;
}
static bool certificate_in_doubt(const struct turn *t) { return t->ev->doubt != NULL; }
/* The tahap itself says where a new certificate leads: what has been done here has brought it. */
static bool
certificate_awaited(const struct turn *t)
{
	const struct sop_status *k = status_way(t);

	return k != NULL && k->baru;
}
static bool
ends_with_certificate(const struct turn *t)
{
	return t->c->sop->sertifikat_baru != NULL;
}
static bool
contact_asked(const struct turn *t)
{
	return t->tahap != NULL && t->tahap->opd && t->jawaban != NULL && t->jawaban->ke != NULL;
}
static bool
awaits_data(const struct turn *t)
{
	return jawaban_of(t->tahap, "data") != NULL;
}

static bool
reopens(const struct turn *t)
{
	const struct sop_akhir *a = closed(t) ? sop_akhir(t->c->sop, t->c->akhir) : NULL;

	return a != NULL && a->buka != NULL;
}

/* Where a person may make it go on: where a reply would, else where it was before it ended. */
static const char *
back_to(const struct turn *t)
{
	const struct sop_akhir *a = closed(t) ? sop_akhir(t->c->sop, t->c->akhir) : NULL;

	return a == NULL ? NULL : a->buka != NULL ? a->buka : t->c->came_from;
}

static bool
can_go_on(const struct turn *t)
{
	return sop_tahap(t->c->sop, back_to(t)) != NULL;
}

static const struct sop_batas *
batas_of(const struct turn *t)
{
	return t->tahap != NULL && t->ev->batas < t->tahap->n_batas ?
	    &t->tahap->batas[t->ev->batas] :
	    NULL;
}

static bool
batas_moves(const struct turn *t)
{
	return batas_of(t) != NULL && batas_of(t)->ke != NULL;
}
static bool
batas_asks(const struct turn *t)
{
	return batas_of(t) != NULL && batas_of(t)->tanya != NULL;
}
static bool
batas_writes(const struct turn *t)
{
	return batas_of(t) != NULL && batas_of(t)->surat != NULL;
}

/* The tahap names the notices that concern it. */
static bool
notice_concerns(const struct turn *t)
{
	const char *at = t->tahap != NULL ? t->tahap->kabar : NULL;
	size_t n = t->ev->notice != NULL ? strlen(t->ev->notice) : 0;

	for (; at != NULL && n > 0; at = strchr(at, ' ') != NULL ? strchr(at, ' ') + 1 : NULL)
		if (strncmp(at, t->ev->notice, n) == 0 && (at[n] == ' ' || at[n] == '\0'))
			return true;
	return false;
}

static bool
notice_asks_ams(const struct turn *t)
{
	return notice_concerns(t) && t->ev->askable && t->tahap->n_status > 0;
}

/*
 * What such a notice says has happened, as AMS would say it; the others carry a link only. NULL: not
 * to be seen in the status.
 */
static bool
notice_means(const char *kind, const char **word)
{
	static const struct { const char *kind, *word; } kinds[] = { { "terbit", "ISSUE" },
		{ "diperpanjang", "ISSUE" }, { "dicabut", "REVOKE" },
		{ "passphrase-diubah", NULL }, { "data-diubah", NULL } };
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (same(kinds[i].kind, kind)) {
			*word = kinds[i].word;
			return true;
		}
	return false;
}

/* Where a vouched-for notice alone leads: as AMS's word, else as who says that it is done. */
static const char *
notice_way(const struct turn *t)
{
	const struct sop_jawaban *done = t->tahap != NULL ? jawaban_of(t->tahap, "done") : NULL;
	const char *word = NULL;
	size_t i;

	if (!notice_concerns(t) || !t->ev->aligned || !notice_means(t->ev->notice, &word))
		return NULL;
	for (i = 0; word != NULL && i < t->tahap->n_status; i++)
		if (same(t->tahap->status[i].kata, word) && !t->tahap->status[i].tautan)
			return t->tahap->status[i].ke;
	return done != NULL ? done->ke : NULL;
}

static bool notice_proves(const struct turn *t) { return notice_way(t) != NULL; }

/*
 * Where AMS cannot tell, the owner is asked about his own doing. Once in a tahap, so that a hundred
 * forged notices are one mail.
 */
static bool
notice_fits(const struct turn *t)
{
	size_t i, asked = 0;

	if (!notice_concerns(t) || !same(t->tahap->kepada, "pemohon") ||
	    jawaban_of(t->tahap, "done") == NULL)
		return false;
	for (i = 0; i < t->c->n_tasks; i++)
		asked += same(t->c->tasks[i].tahap, t->tahap->id) &&
		    t->c->tasks[i].opened_at >= t->c->entered_at;
	return asked < 2;
}

/* The question of this tahap went to nobody, because nobody held the role. */
static bool
unasked(const struct turn *t)
{
	return t->tahap != NULL && t->tahap->tanya != NULL && t->tahap->tunggu != TUNGGU_DOKUMEN &&
	    casefile_open_task(t->c, NULL, NULL) == NULL;
}

/* It went to an official who is not the one to answer any more. */
static bool
asked_another(const struct turn *t)
{
	const struct case_task *q =
	    t->tahap != NULL ? casefile_open_task(t->c, "tanya", t->tahap->id) : NULL;

	return t->ev->moved && q != NULL && !same(q->role, "pemohon") && t->tahap->tanya != NULL;
}

static bool
weak_and_unclear(const struct turn *t)
{
	return t->ev->weak && t->ev->by_official && (t->ev->answer.tier == 3 || t->jawaban == NULL);
}

/* ---- actions ---- */
static void do_enter_first(struct turn *t) { enter(t, t->c->sop->awal); }
static void do_nothing(struct turn *t) { add(t, EFFECT_NOTE)->code = t->v->why; }
static void do_status(struct turn *t) { mail(t, "status", "pemohon"); }
static void do_status_to_writer(struct turn *t) { mail(t, "status", writer(t)); }
static void do_act(struct turn *t) { act_on(t, t->jawaban, t->ev->answer.reason, question_of(t)); }

/* About an answer given earlier: the mail names that one, not the words that have just come. */
static void
mail_about(struct turn *t, const char *surat, const struct case_task *given)
{
	struct effect *e = mail(t, surat, writer(t));

	e->means = NULL;
	if (given == NULL || !same(given->state, "answered"))
		return;
	e->means = given->means != NULL ? given->means : given->answer;
	e->to = given->tahap;
}

static void do_late(struct turn *t) { mail_about(t, "sudah-dijawab", t->ev->task); }
static void
do_call_back_impossible(struct turn *t)
{
	mail_about(t, "tidak-bisa-ditarik", t->ev->task);
}

/*
 * Asked again with the words of the question; the old code of the same question goes on counting
 * until it is answered.
 */
static void
ask_again(struct turn *t, const char *surat)
{
	const struct case_task *q = question_of(t);
	struct effect *e;

	if (q == NULL)
		return;
	if (t->ev->task != q)
		end_task(t, t->ev->task->id, "withdrawn", NULL);
	end_task(t, q->id, "withdrawn", NULL);
	e = ask_on(t, q->kind, surat, q);
	e->words = t->ev->answer.word != NULL ? t->ev->answer.word : t->ev->text;
	e->detail = t->ev->answer.why;
}

static void do_not_understood(struct turn *t) { ask_again(t, "tidak-paham"); }
static void do_not_meant(struct turn *t) { ask_again(t, "bukan-itu"); }

static void
do_confirm(struct turn *t)
{
	const struct case_task *q = question_of(t);
	struct effect *e = ask_on(t, "konfirmasi", "konfirmasi", q);

	e->of_task = q->id;
	e->means = t->jawaban->arti;
	e->words = t->ev->answer.word;
	e->reason = t->ev->answer.reason;
	e->detail = t->ev->answer.detail;
}

#define PAUSE_MINUTES 10	/* office minutes in which a broad reading can be taken back unseen */

/* Written beside the word, or the whole of an informal answer of several words. */
static const char *
note_of(const struct turn *t)
{
	const struct answer *a = &t->ev->answer;

	if (a->tier == 1 && a->reason != NULL && a->reason[0] != '\0')
		return a->reason;
	return t->ev->text != NULL && strpbrk(t->ev->text, " \n") != NULL ? t->ev->text : NULL;
}

static void
do_broad(struct turn *t)
{
	const struct case_task *q = question_of(t);
	const struct sop_jawaban *j = t->jawaban;
	struct effect *e;

	t->after = PAUSE_MINUTES;
	act_on(t, j, note_of(t), q);
	t->after = 0;
	e = add(t, EFFECT_RECEIPT);
	e->what = "disposisi-dibaca";
	e->whom = q->role;
	e->person = q->person_id;
	e->of_task = q->id;
	e->means = j->kata != NULL ? j->kata : j->arti;
	e->words = t->ev->answer.word;
}

/* "Ibu meneruskan ke Kabid: DISPOSISI?" */
static void
do_ask_forwarded(struct turn *t)
{
	const struct case_task *q = question_of(t);
	struct effect *e = ask_on(t, "konfirmasi", "terusan", q);

	e->of_task = q->id;
	e->means = "forward";
	e->words = t->ev->by;
}

static void do_not_passed_on(struct turn *t) { add(t, EFFECT_HOLD)->code = "token-of-another"; }

static void
do_child_ended(struct turn *t)
{
	if (t->ev->good)
		forget_reason(t);	/* what was to be changed has been */
	enter(t, t->ev->good ? t->tahap->selesai_ke : t->tahap->lain);
}

static void
do_known_enough(struct turn *t)
{
	if (t->ev->task != NULL)
		end_task(t, t->ev->task->id, "answered", "data");
	add(t, EFFECT_WITHDRAW);
	enter(t, t->tahap->lengkap);
}

static void
do_data_missing(struct turn *t)
{
	add(t, EFFECT_WITHDRAW)->code = "tanya";
	ask(t, "tanya", t->tahap->tanya, t->tahap->kepada);
}

static void
do_ask_reason(struct turn *t)
{
	const struct case_task *q = question_of(t);
	struct effect *e = ask_on(t, "alasan", "tanya-alasan", q);

	e->of_task = q->id;
	e->means = t->jawaban->arti;
	e->words = t->ev->answer.word;
}

static void
do_telephone(struct turn *t)
{
	const struct case_task *q = question_of(t);

	add(t, EFFECT_HOLD)->code = "telepon";
	mail(t, "telepon", "helpdesk");
	t->v->effects[t->v->n - 1].once = true;	/* however often the same question goes unclear */
	t->v->effects[t->v->n - 1].of_task = q != NULL ? q->id : t->ev->task->id;
}

/*
 * Without the code and without a clear word: who knows who wrote this; the official is not bothered
 * with it.
 */
static void do_hold_unclear(struct turn *t) { add(t, EFFECT_HOLD)->code = "unclear-without-code"; }

static void
do_confirmed(struct turn *t)
{
	const struct case_task *task = t->ev->task, *q = question_of(t);
	const struct sop_jawaban *j = jawaban_of(t->tahap, task->means);

	if (j == NULL) {
		do_not_understood(t);
		return;
	}
	end_task(t, task->id, "answered", "yes");
	if ((j->alasan && (task->reason == NULL || task->reason[0] == '\0')) ||
	    leads_nowhere(t, j->arti)) {
		t->jawaban = j;
		do_ask_reason(t);
		return;
	}
	act_on(t, j, task->reason, q);
}

static void
do_reason_given(struct turn *t)
{
	const struct case_task *task = t->ev->task;
	const struct sop_jawaban *j = jawaban_of(t->tahap, task->means);
	const char *reason = t->ev->answer.reason != NULL && t->ev->answer.reason[0] != '\0' ?
	    t->ev->answer.reason :
	    t->ev->text;

	if (j == NULL || leads_nowhere(t, j->arti)) {
		do_not_understood(t);
		return;
	}
	end_task(t, task->id, "answered", "reason");
	act_on(t, j, reason, question_of(t));
}

static void
do_other_decision(struct turn *t)
{
	end_task(t, t->ev->task->id, "answered", t->ev->answer.means);
	do_act(t);
}

static void
do_take_back(struct turn *t)
{
	add(t, EFFECT_WITHDRAW);
	mail_about(t, "ditarik", led_here(t));
	t->tahap = sop_tahap(t->c->sop, led_here(t)->tahap);
	add(t, EFFECT_STEP)->to = t->tahap->id;
	ask(t, "tanya", t->tahap->tanya, t->tahap->kepada);
}

static void
do_ask_cancel(struct turn *t)
{
	ask(t, "batal", "konfirmasi-batal", "pemohon");
}

static void
do_cancel(struct turn *t)
{
	end_task(t, t->ev->task->id, "answered", "yes");
	enter(t, t->c->sop->batal);
}

static void
do_keep(struct turn *t)
{
	end_task(t, t->ev->task->id, "answered", "no");
	mail(t, "status", "pemohon");
}

static void
do_complete(struct turn *t)
{
	const struct case_task *led = casefile_task(t->c, t->c->came_by);

	/* what is to be changed is still to be done; what was missing is not */
	if (led != NULL && !same(led->answer, "change"))
		forget_reason(t);
	add(t, EFFECT_WITHDRAW);
	enter(t, t->tahap->lengkap);
}

static void
do_still_missing(struct turn *t)
{
	mails_of(t, t->tahap->kirim, t->tahap->n_kirim);
}

static void
do_reopen(struct turn *t)
{
	const struct sop_akhir *a = sop_akhir(t->c->sop, t->c->akhir);

	add(t, EFFECT_REOPEN)->to = a->buka;
	enter(t, a->buka);
}

static void
do_reopen_by_person(struct turn *t)
{
	const char *to = back_to(t);

	add(t, EFFECT_REOPEN)->to = to;
	enter(t, to);
}

static void do_batas_move(struct turn *t) { add(t, EFFECT_WITHDRAW); enter(t, batas_of(t)->ke); }

/*
 * A reminder of an open question is the question again, so that it can be answered right there; its
 * older codes go on counting.
 */
static void
do_batas_mail(struct turn *t)
{
	const struct sop_batas *b = batas_of(t);

	if (!same(b->kepada, t->tahap->kepada) ||
	    casefile_open_task(t->c, "tanya", t->tahap->id) == NULL) {
		mail(t, b->surat, b->kepada);
		return;
	}
	add(t, EFFECT_WITHDRAW)->code = "tanya";
	ask(t, "tanya", b->surat, b->kepada);
	ask_status(t);
}

static void
do_batas_ask(struct turn *t)
{
	const struct sop_batas *b = batas_of(t);

	add(t, EFFECT_WITHDRAW)->code = "tanya";
	ask(t, "tanya", b->tanya, b->kepada != NULL ? b->kepada : t->tahap->kepada);
	ask_status(t);
}

static void
do_notice(struct turn *t)
{
	const char *surat = t->tahap->tanya;
	size_t i;

	for (i = 0; i < t->tahap->n_batas; i++)
		if (t->tahap->batas[i].tanya != NULL) {
			surat = t->tahap->batas[i].tanya;	/* "did it work?" */
			break;
		}
	add(t, EFFECT_WITHDRAW)->code = "tanya";
	ask(t, "tanya", surat, "pemohon");
	ask_status(t);
}

static void
do_notice_way(struct turn *t)
{
	const char *to = notice_way(t);

	add(t, EFFECT_WITHDRAW);
	enter(t, to);
}

static void do_ask_now(struct turn *t) { ask(t, "tanya", t->tahap->tanya, t->tahap->kepada); }
/* His confirm rounds end with his question: another begins anew. */
static void
do_ask_another(struct turn *t)
{
	add(t, EFFECT_WITHDRAW)->code = "konfirmasi";
	add(t, EFFECT_WITHDRAW)->code = "alasan";
	add(t, EFFECT_WITHDRAW)->code = "tanya";
	ask(t, "tanya", t->tahap->tanya, t->tahap->kepada)->detail = trouble(t);
	ask_status(t);
}

static void do_called(struct turn *t) { enter(t, t->tahap->selesai_ke); }

/* Unsupported, refused, unknown: a person does it, or looks; never a second call. */
static void
do_to_do(struct turn *t)
{
	struct effect *e = ask(t, "tanya", t->tahap->tanya, t->tahap->kepada);

	e->reason = t->ev->call_message;
	e->detail = t->not_seen         ? "tidak-pasti" :
	    t->ev->call_detail != NULL ? t->ev->call_detail :
					 trouble(t);
	if (!t->not_seen && t->ev->call != CALL_UNKNOWN)
		ask_status(t);
}

static void
do_in_doubt(struct turn *t)
{
	add(t, EFFECT_NOTE)->code = "call-in-doubt";
	ask_status(t);
}

static void
do_status_way(struct turn *t)
{
	const struct sop_status *k = status_way(t);

	add(t, EFFECT_WITHDRAW);
	enter(t, k->ke);
}

static void do_without_status(struct turn *t) { enter(t, t->tahap->tanpa); }
static void do_other_status(struct turn *t) { enter(t, t->tahap->lain); }
static void do_not_seen(struct turn *t) { t->not_seen = true; do_to_do(t); }

static void
do_remind(struct turn *t)
{
	add(t, EFFECT_WITHDRAW)->code = "tanya";
	ask(t, "tanya", t->tahap->pengingat, t->tahap->kepada);
	ask_status(t);
}

/* Everybody whose question is open hears it, once, however many are open; the owner only if `owner`. */
static void
tell_asked(struct turn *t, const char *surat, bool owner)
{
	const struct case_task *all = t->c->tasks;
	struct effect *e;
	size_t i, k;

	for (i = 0; i < t->c->n_tasks; i++) {
		if (!same(all[i].state, "open") || (!owner && same(all[i].role, "pemohon")))
			continue;
		for (k = 0; k < i; k++)
			if (same(all[k].state, "open") && all[k].person_id == all[i].person_id)
				break;
		if (k < i)
			continue;
		e = mail(t, surat, all[i].role);
		e->person = same(all[i].role, "pemohon") ? 0 : all[i].person_id;
		e->detail = t->ev->doubt;
	}
}

/* The question stays: who is asked may know more than the register. */
static void do_certificate_doubt(struct turn *t) { tell_asked(t, "sertifikat-belum-pasti", true); }

/* Done without this case: nobody need do anything more in it. The owner is told as its end says. */
static void
do_renewed_elsewhere(struct turn *t)
{
	tell_asked(t, "sudah-diperbarui", false);
	add(t, EFFECT_WITHDRAW);
	enter(t, t->c->sop->sertifikat_baru);
}

/* It answers for its people as the official would: who was asked hears that it is settled. */
static void
do_contact(struct turn *t)
{
	size_t i;

	for (i = 0; i < t->c->n_tasks; i++) {
		const struct case_task *q = &t->c->tasks[i];
		struct effect *e;

		if (!same(q->state, "open") || !same(q->kind, "tanya") ||
		    !same(q->tahap, t->tahap->id))
			continue;
		e = mail(t, "dijawab-rekan", q->role);
		e->person = q->person_id;
		e->means = t->jawaban->arti;
		e->to = q->tahap;
	}
	add(t, EFFECT_WITHDRAW);
	enter(t, t->jawaban->ke);
}

static void
do_data(struct turn *t)
{
	add(t, EFFECT_WITHDRAW);
	enter(t, jawaban_of(t->tahap, "data")->ke);
}

/* ---- the table: first row that fits decides ---- */
static const struct row {
	enum event_kind on;
	const char *task;		/* kind of the task answered, NULL: any */
	bool (*guard)(const struct turn *);
	void (*act)(struct turn *);
	const char *why;
} table[] = {
	{ EVENT_OPEN, NULL, always, do_enter_first, "opened" },

	{ EVENT_ANSWER, NULL, can_take_back, do_take_back, "taken-back" },
	{ EVENT_ANSWER, NULL, could_take_back, do_hold_unclear, "take-back-unclear" },
	{ EVENT_ANSWER, NULL, takes_back, do_call_back_impossible, "take-back-too-late" },
	{ EVENT_ANSWER, NULL, says_status, do_status_to_writer, "status-asked" },
	{ EVENT_ANSWER, NULL, stale, do_late, "late-answer" },
	{ EVENT_ANSWER, NULL, weak_and_unclear, do_hold_unclear, "unclear-without-code" },
	{ EVENT_ANSWER, "batal", consents, do_cancel, "cancel-confirmed" },
	{ EVENT_ANSWER, "batal", always, do_keep, "cancel-not-confirmed" },
	{ EVENT_ANSWER, "konfirmasi", consents, do_confirmed, "confirmed" },
	{ EVENT_ANSWER, "konfirmasi", declines, do_not_meant, "not-confirmed" },
	{ EVENT_ANSWER, "konfirmasi", other_exact_decision, do_other_decision,
	    "decided-instead-of-confirming" },
	{ EVENT_ANSWER, "konfirmasi", rounds_used, do_telephone, "rounds-used" },
	{ EVENT_ANSWER, "konfirmasi", always, do_not_understood, "confirm-unclear" },
	{ EVENT_ANSWER, "alasan", has_reason, do_reason_given, "reason-given" },
	{ EVENT_ANSWER, "alasan", other_exact_decision, do_other_decision,
	    "decided-instead-of-reason" },
	{ EVENT_ANSWER, "alasan", always, do_not_understood, "reason-unclear" },
	{ EVENT_ANSWER, "tanya", owner_cancels_again, do_status, "cancel-asked-already" },
	{ EVENT_ANSWER, "tanya", owner_cancels, do_ask_cancel, "cancel-asked" },
	{ EVENT_ANSWER, "tanya", nothing_said, do_not_understood, "no-answer-word" },
	{ EVENT_ANSWER, "tanya", postpones, do_nothing, "postponed" },
	{ EVENT_ANSWER, "tanya", tier_three, do_not_understood, "unclear" },
	{ EVENT_ANSWER, "tanya", broad, do_broad, "taken-broadly" },
	{ EVENT_ANSWER, "tanya", reason_missing_only, do_ask_reason, "reason-missing" },
	{ EVENT_ANSWER, "tanya", diverts_nowhere, do_ask_reason, "no-such-service" },
	{ EVENT_ANSWER, "tanya", other_exact_decision, do_act, "answered" },
	{ EVENT_ANSWER, "tanya", rounds_used, do_telephone, "rounds-used" },
	{ EVENT_ANSWER, "tanya", known_answer, do_confirm, "to-be-confirmed" },
	{ EVENT_ANSWER, "tanya", always, do_not_understood, "word-of-another-question" },

	{ EVENT_DOCUMENTS, NULL, reopens, do_reopen, "reopened" },
	{ EVENT_DOCUMENTS, NULL, complete, do_complete, "documents-complete" },
	{ EVENT_DOCUMENTS, NULL, waits_for_documents, do_still_missing, "documents-still-missing" },
	{ EVENT_DOCUMENTS, NULL, told, do_nothing, "documents-joined" },
	{ EVENT_DOCUMENTS, NULL, always, do_status, "documents-added" },

	{ EVENT_WRITES, NULL, reopens, do_reopen, "reopened" },
	{ EVENT_WRITES, NULL, closed, do_nothing, "wrote-after-the-end" },
	{ EVENT_WRITES, NULL, owner_cancels_again, do_status, "cancel-asked-already" },
	{ EVENT_WRITES, NULL, says_cancel, do_ask_cancel, "cancel-asked" },
	{ EVENT_WRITES, NULL, unreadable, do_still_missing, "documents-unreadable" },
	{ EVENT_WRITES, NULL, told, do_nothing, "joined" },
	{ EVENT_WRITES, NULL, always, do_status, "wrote" },

	{ EVENT_TIMER, NULL, batas_moves, do_batas_move, "time-over" },
	{ EVENT_TIMER, NULL, batas_asks, do_batas_ask, "asked-again" },
	{ EVENT_TIMER, NULL, batas_writes, do_batas_mail, "reminded" },
	{ EVENT_TIMER, NULL, always, do_nothing, "timer-without-work" },

	{ EVENT_CALL, NULL, closed, do_nothing, "call-after-the-end" },
	{ EVENT_CALL, NULL, call_done, do_called, "called" },
	{ EVENT_CALL, NULL, call_in_doubt, do_in_doubt, "call-in-doubt" },
	{ EVENT_CALL, NULL, always, do_to_do, "a-person-does-it" },

	{ EVENT_STATUS, NULL, closed, do_nothing, "status-after-the-end" },
	{ EVENT_STATUS, NULL, status_leads, do_status_way, "status" },
	{ EVENT_STATUS, NULL, no_status_to_wait_for, do_without_status, "status-not-to-be-had" },
	{ EVENT_STATUS, NULL, waits_for_status, do_other_status, "other-status" },
	{ EVENT_STATUS, NULL, kept_back, do_not_seen, "call-left-no-trace" },
	{ EVENT_STATUS, NULL, always, do_nothing, "status-not-yet" },

	{ EVENT_REMIND, NULL, reminds, do_remind, "reminded-of-certificate" },
	{ EVENT_REMIND, NULL, always, do_nothing, "past-the-reminder" },

	{ EVENT_CERTIFICATE, NULL, closed, do_nothing, "certificate-after-the-end" },
	{ EVENT_CERTIFICATE, NULL, certificate_in_doubt, do_certificate_doubt, "certificate-in-doubt" },
	{ EVENT_CERTIFICATE, NULL, certificate_awaited, do_status_way, "new-certificate" },
	{ EVENT_CERTIFICATE, NULL, ends_with_certificate, do_renewed_elsewhere, "renewed-elsewhere" },
	{ EVENT_CERTIFICATE, NULL, always, do_nothing, "certificate-not-awaited" },

	{ EVENT_CONTACT, NULL, contact_asked, do_contact, "contact-answered" },
	{ EVENT_CONTACT, NULL, always, do_nothing, "contact-too-late" },

	{ EVENT_DATA, NULL, awaits_data, do_data, "data-corrected" },
	{ EVENT_DATA, NULL, known_enough, do_known_enough, "data-complete" },
	{ EVENT_DATA, NULL, data_still_missing, do_data_missing, "data-still-missing" },
	{ EVENT_DATA, NULL, always, do_nothing, "data-not-awaited" },

	{ EVENT_CHILD, NULL, waits_for_case, do_child_ended, "case-ended" },
	{ EVENT_CHILD, NULL, always, do_nothing, "case-not-waited-for" },

	{ EVENT_FORWARDED, NULL, passed_on, do_ask_forwarded, "passed-on" },
	{ EVENT_FORWARDED, NULL, always, do_not_passed_on, "not-passed-on" },

	{ EVENT_ROLE, NULL, asked_another, do_ask_another, "asked-another" },
	{ EVENT_ROLE, NULL, unasked, do_ask_now, "asked-now" },
	{ EVENT_ROLE, NULL, always, do_nothing, "nothing-to-ask" },

	{ EVENT_REOPEN, NULL, can_go_on, do_reopen_by_person, "reopened-by-person" },
	{ EVENT_REOPEN, NULL, always, do_nothing, "cannot-go-on" },

	{ EVENT_NOTICE, NULL, notice_asks_ams, ask_status, "notice-looks" },
	{ EVENT_NOTICE, NULL, notice_proves, do_notice_way, "notice-proves" },
	{ EVENT_NOTICE, NULL, notice_fits, do_notice, "notice-asks" },
	{ EVENT_NOTICE, NULL, always, do_nothing, "notice-without-question" },
};

/*
 * "Sudah berhasil? -- ya": consent to a question that knows only done is that answer, to be
 * confirmed where it was not exact.
 */
static const struct sop_jawaban *
meant(const struct turn *t)
{
	const struct sop_jawaban *j = jawaban_of(t->tahap, t->ev->answer.means);

	if (j == NULL && (says(t, "yes") || says(t, "approve")) && same(writer(t), "pemohon")) {
		j = jawaban_of(t->tahap, "match");
		if (j == NULL)
			j = jawaban_of(t->tahap, "done");
	}
	/* a disposisi has many words: SETUJU, TL, lanjutkan */
	if (j == NULL && t->tahap != NULL && t->ev->by_official &&
	    sop_baris_of(t->c->sop, t->tahap)->kata_luas &&
	    (says(t, "approve") || says(t, "yes") || says(t, "done")))
		j = sop_forward(t->tahap);
	/* what an official says YA to is what was asked of her; it is confirmed */
	if (j == NULL && says(t, "yes") && t->ev->code)
		j = jawaban_of(t->tahap, "approve");
	/* "No HP saya ganti", "kurang gelar" are changes where changes are asked for */
	if (j == NULL && (says(t, "phone") || says(t, "incomplete")) &&
	    same(writer(t), "pemohon"))
		j = jawaban_of(t->tahap, "change");
	if (j == NULL &&
	    (says(t, "no") || says(t, "phone") || says(t, "later") || says(t, "incomplete")) &&
	    same(writer(t), "pemohon"))
		j = jawaban_of(t->tahap, "failed");
	return j;
}

/* The very word that the question printed is clear, whatever it is elsewhere: BENAR. */
static void
printed_word(const struct turn *t, struct event *taken)
{
	const char *word = taken->answer.word;
	size_t n = word != NULL ? strlen(word) : 0;

	while (n > 0 && strchr(".! ", word[n - 1]) != NULL)
		n--;
	if (t->jawaban != NULL && t->jawaban->kata != NULL && taken->answer.consumed &&
	    taken->answer.tier == 2 && n == strlen(t->jawaban->kata) &&
	    strncasecmp(word, t->jawaban->kata, n) == 0)
		taken->answer.tier = 1;
}

/*
 * "Belum bisa" of an applicant is his BELUM; of an official it may be GAGAL, KURANG or TUNDA, so it
 * is confirmed.
 */
static void
doubtful_failure(struct turn *t, struct event *taken)
{
	if (taken->by_official && says(t, "failed") && same(taken->answer.detail, "belum-bisa") &&
	    taken->answer.tier == 1)
		taken->answer.tier = 2;
}

/* "Belum" is no answer to SETUJU?, but the answer itself to "sudah berhasil?". */
static void
plain_belum(const struct turn *t, struct event *taken)
{
	if (!says(t, "later") || !same(taken->answer.detail, "belum") || t->jawaban == NULL ||
	    !same(t->jawaban->arti, "failed"))
		return;
	taken->answer.means = "failed";
	taken->answer.detail = taken->answer.why = NULL;
	taken->answer.tier = 1;
}

void
advance(const struct casefile *c, const struct event *ev, struct verdict *v)
{
	struct event taken = *ev;
	struct turn t = { .c = c,
		.ev = &taken,
		.v = v,
		.tahap = c->tahap != NULL ? sop_tahap(c->sop, c->tahap) : NULL };
	size_t i;

	v->n = 0;
	t.jawaban = meant(&t);
	plain_belum(&t, &taken);
	printed_word(&t, &taken);
	doubtful_failure(&t, &taken);
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct row *r = &table[i];

		if (r->on != ev->kind ||
		    (r->task != NULL && (ev->task == NULL || strcmp(ev->task->kind, r->task) != 0)))
			continue;
		if (!r->guard(&t))
			continue;
		v->why = r->why;
		r->act(&t);
		return;
	}
	v->why = "no-row";
	add(&t, EFFECT_HOLD)->code = "no-row";
}
