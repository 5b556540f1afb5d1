/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/inquiry.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/claim.h"
#include "case/contact.h"
#include "case/docket.h"
#include "case/ended.h"
#include "case/people.h"
#include "case/practice.h"
#include "case/relay.h"
#include "case/staff.h"
#include "store/journal.h"

#define ANSWER_DAYS 30		/* office days an inquiry stays answerable */
#define N(a) (sizeof(a) / sizeof((a)[0]))

/* ---- what each kind prints ---- */
static const struct offer to_go_on[] = { { "LANJUTKAN", "Loket meneruskan", false },
	{ "SELESAI", "Selesai, tutup perkara", false } };
static const struct offer to_send[] = { { "KIRIM", "Kirim surat ini", false },
	{ "BATAL", "Jangan dikirim", false } };
static const struct offer to_resume[] = { { "LANJUTKAN", "Kirim lagi", false } };
static const struct offer to_own[] = { { "YA", "Ya, saya kerjakan", false },
	{ "TIDAK", "Bukan saya", false } };

static const struct offer to_claim[] = { { "YA", "Ya, benar", false },
	{ "TIDAK", "Bukan dari kami", false } };
static const struct offer to_release[] = { { "BENAR", "Benar, tidak diperlukan lagi", false },
	{ "PERPANJANG", "Tetap diperlukan", false } };
static const struct offer to_confirm[] = { { "YA", "Ya, benar", false },
	{ "TIDAK", "Bukan", false } };

static const struct offer to_practise[] = { { "SETUJU", "Setuju", false },
	{ "TOLAK", "Tolak, sebutkan alasannya", true } };

static const struct kind { const char *name; const struct offer *offers; size_t n; } kinds[] = {
	{ "petugas", to_go_on, N(to_go_on) }, { "draf", to_send, N(to_send) },
	{ "jeda", to_resume, N(to_resume) }, { "dikerjakan", to_own, N(to_own) },
	{ "ringkasan", NULL, 0 }, { "berakhir", NULL, 0 }, { "daftar", NULL, 0 }, { "pastikan", to_confirm, N(to_confirm) },
	{ "antrian", to_confirm, N(to_confirm) }, { "pertanyaan", NULL, 0 },
	{ "benarkah", to_claim, N(to_claim) }, { "lepas-opd", to_release, N(to_release) },
	{ PRACTICE, to_practise, N(to_practise) }
};

static const struct kind *
kind_of(const char *name)
{
	size_t i = 0;

	while (strcmp(kinds[i].name, name) != 0)
		i++;
	return &kinds[i];
}

/* ---- asking ---- */

/* The holder of the role, else the admin of the settings; false: neither. */
static bool
whom(struct desk *d, const struct inquiry *q, struct post *p, struct person *person)
{
	int64_t id = q->person_id;

	if (q->address != NULL && id == 0) {
		p->to = q->address;
		p->role = "pemohon";
		return true;
	}
	if (id == 0 && q->role != NULL)
		id = people_holder(d->st, d->office, q->role, clock_now());
	if (id == 0 && *d->conf->admin == '\0')
		id = people_holder(d->st, d->office, "helpdesk", clock_now());
	if (id != 0 && person_load(d->st, id, person) == 0 && person->address != NULL) {
		p->person_id = id;
		p->to = person->address;
		p->to_name = person->nama;
		p->role = q->role != NULL ? q->role : "helpdesk";
		return true;
	}
	p->person_id = 0;
	p->to = d->conf->admin;
	p->role = "admin";
	return *p->to != '\0';
}

/* What stands under its numbers. */
static void
numbers(struct desk *d, int64_t id, const struct inquiry *q)
{
	size_t i;

	for (i = 0; i < q->n_items; i++)
		store_do(d->st, Q_INQUIRY_ITEM_ADD, "iii", id, (int64_t)i + 1, q->items[i]);
	for (i = 0; i < q->n_certificates; i++)
		store_do(d->st, Q_INQUIRY_CERTIFICATE_ADD, "iii", id, (int64_t)i + 1,
		    q->certificates[i]);
	for (i = 0; i < q->n_tasks; i++)
		store_do(d->st, Q_INQUIRY_TASK_ADD, "iii", id, q->tasks[i].n, q->tasks[i].task_id);
	for (i = 0; i < q->n_choices; i++) {
		const struct inquiry_choice *c = &q->choices[i];

		store_do(d->st, Q_INQUIRY_CHOICE_ADD, "iit", id, c->n, c->means);
		store_do(d->st, Q_INQUIRY_CHOICE_DATA_ADD, "iitt", id, c->n, c->word, c->reason);
	}
}

int64_t
inquiry_ask(struct desk *d, const struct inquiry *q)
{
	const struct kind *k = kind_of(q->kind);
	struct post p = { .c = q->c,
		.what = q->kind,
		.internal = !q->outside,
		.service = q->service,
		.matter = q->matter,
		.cases = q->cases,
		.n_cases = q->n_cases,
		.words = q->words,
		.in_reply_to = q->in_reply_to,
		.offers = q->offers != NULL ? q->offers : k->offers,
		.n_offers = q->offers != NULL ? q->n_offers : k->n,
		.extra = q->extra };
	unsigned char token[10], sum[DIGEST_LEN];
	struct person person = { 0 };
	int64_t now = clock_now(), id, row = 0;

	if (!whom(d, q, &p, &person))
		goto out;
	random_bytes(token, sizeof(token));
	digest(token, sizeof(token), sum);
	id = store_insert(d->st, Q_INQUIRY_ADD, "tItIItbiiIIIb", q->kind, p.person_id,
	    p.person_id != 0 ? p.role : NULL, q->c != NULL ? q->c->id : (int64_t)0, q->outbox_id,
	    q->row_no, sum, (size_t)DIGEST_LEN, now,
	    calendar_add_days(d->office->calendar, now, ANSWER_DAYS),
	    q->matter != NULL ? q->matter->id : (int64_t)0, q->message_id, q->of_inquiry,
	    q->decided, q->decided != NULL ? (size_t)DIGEST_LEN : (size_t)0);
	if (q->address != NULL || q->words != NULL)
		store_do(d->st, Q_INQUIRY_DATA_ADD, "itt", id, q->address, q->words);
	numbers(d, id, q);
	journal_add(d->st,
	    &(struct entry){ .kind = "inquiry.open",
		.case_id = q->c != NULL ? q->c->id : 0,
		.person_id = p.person_id,
		.outbox_id = q->outbox_id,
		.code = q->kind,
		.n = id });
	p.token = token;
	row = post_mail(d, &p);
	wipe(token, sizeof(token));
out:
	person_free(&person);
	return row;
}

/* ---- answers ---- */

void
inquiry_settled(struct asked *q, struct fields *results, const struct fact_choice *choice,
    int64_t message_id, const char *code)
{
	journal_add(q->d->st,
	    &(struct entry){ .kind = "inquiry.item",
		.person_id = q->person_id,
		.message_id = message_id,
		.code = code,
		.n = q->id });
	fields_put_number(results, "hasil_nomor", choice->n);
	fields_put(results, "hasil_kata", choice->word);
	fields_put(results, "hasil_guna", code);
}

void
inquiry_reply(struct asked *q, const char *template, const struct fields *extra)
{
	const struct evidence *ev = &q->in->facts->evidence;
	struct post p = { .what = template,
		.to = ev->from,
		.to_name = ev->from_name,
		.person_id = q->person_id,
		.role = q->person_id != 0 ? "helpdesk" : "admin",
		.in_reply_to = ev->message_id,
		.words = q->in->facts->command.word,
		.extra = extra,
		.internal = true };

	post_mail(q->d, &p);
}

void
inquiry_answered(struct asked *q, const char *answer)
{
	store_do(q->d->st, Q_INQUIRY_END, "ittii", q->id, "answered", answer, clock_now(),
	    q->in->message_id);
	journal_add(q->d->st,
	    &(struct entry){ .kind = "inquiry.close",
		.case_id = q->case_id,
		.person_id = q->person_id,
		.message_id = q->in->message_id,
		.outbox_id = q->outbox_id,
		.code = q->kind,
		.code2 = answer,
		.n = q->id });
}

static void go_on(struct asked *q) { staff_resume(q->d, q->case_id, q->person_id); }
static void finish(struct asked *q) { staff_finish(q->d, q->case_id, q->person_id); }
static void
send_draft(struct asked *q)
{
	store_do(q->d->st, Q_OUTBOX_DRAFT, "iti", q->outbox_id, "ready", clock_now());
}
static void
drop_draft(struct asked *q)
{
	store_do(q->d->st, Q_OUTBOX_DRAFT, "iti", q->outbox_id, "dropped", clock_now());
}
static void send_again(struct asked *q) { sending_go(q->d, NULL); }
static void
did_it(struct asked *q)
{
	store_do(q->d->st, Q_ROW_DONE_BY, "iti", q->case_id, q->row_no, q->person_id);
}
static void did_not(struct asked *q) { (void)q; }
static void queue_up(struct asked *q) { docket_wished(q); }

/* What an answer of a kind does: only its printed words, whole and alone. */
static const struct {
	const char *kind, *means;
	void (*act)(struct asked *);
} acts[] = {
	{ "petugas", "approve", go_on },
	{ "petugas", "done", finish },
	{ "draf", "send", send_draft },
	{ "draf", "cancel", drop_draft },
	{ "jeda", "approve", send_again },
	{ "dikerjakan", "yes", did_it },
	{ "dikerjakan", "approve", did_it },
	{ "dikerjakan", "done", did_it },
	{ "dikerjakan", "no", did_not },
	{ "antrian", "yes", queue_up },
	{ "antrian", "approve", queue_up },
	{ "antrian", "no", did_not },
	{ "benarkah", "yes", claim_yes },
	{ "benarkah", "approve", claim_yes },
	{ "benarkah", "no", claim_no },
	{ "lepas-opd", "yes", contact_yes },
	{ "lepas-opd", "approve", contact_yes },
	{ "lepas-opd", "match", contact_yes },
	{ "lepas-opd", "moved", contact_yes },
	{ "lepas-opd", "retired", contact_yes },
	{ "lepas-opd", "unneeded", contact_yes },
	{ "lepas-opd", "renew", contact_no },
};

static const char *
by_word(struct asked *q)
{
	const struct fact_command *c = &q->in->facts->command;
	const struct kind *k = kind_of(q->kind);
	struct fields words = { 0 };
	size_t i;

	for (i = 0; c->means != NULL && c->consumed && c->tier <= 2 && i < N(acts); i++)
		if (strcmp(acts[i].kind, q->kind) == 0 && strcmp(acts[i].means, c->means) == 0) {
			/* first, since what follows may end the questions of its case */
			inquiry_answered(q, c->means);
			acts[i].act(q);
			return c->means;
		}
	for (i = 0; i < k->n; i++)
		fields_put(&words, "kata_daftar", k->offers[i].word);
	inquiry_reply(q, "belum-dipahami", &words);
	fields_free(&words);
	return "inquiry-unclear";
}

/* ---- the numbered list of a summary ---- */
struct item { int64_t message_id; bool held; const struct fact_choice *choice; };

static const struct office_layanan *
service_of_word(const struct office *o, const char *word)
{
	size_t i;

	for (i = 0; i < o->n_layanan; i++)
		if (o->layanan[i].kata != NULL && strcasecmp(o->layanan[i].kata, word) == 0)
			return &o->layanan[i];
	return NULL;
}

static const struct office_peran *
role_of_word(const struct office *o, const char *word)
{
	size_t i;

	for (i = 0; i < o->n_peran; i++)
		if (strcasecmp(o->peran[i].id, word) == 0)
			return &o->peran[i];
	return NULL;
}

static const char *
release(struct asked *q, const struct item *it, const char *route, const char *done)
{
	if (store_do(q->d->st, Q_MESSAGE_ASK, "it", it->message_id, route) == 0)
		return "sudah";
	return store_do(q->d->st, Q_MESSAGE_ASKED_LOST, "") > 0 ? "hilang" : done;
}

static const char *
join(struct asked *q, const struct item *it)
{
	char *number = xstrdup(it->choice->rest), *route, *p;
	const char *done;

	for (p = number; *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
	if (store_int(q->d->st, Q_CASE_BY_NUMBER, "t", number) == 0) {
		free(number);
		return "nomor";
	}
	route = xasprintf("case:%s", number);
	done = release(q, it, route, "gabung");
	free(route);
	free(number);
	return done;
}

/* The letter is handed to the holder of a role: told where it lies, not answered. */
static const char *
hand_over(struct asked *q, const struct item *it, const struct office_peran *role)
{
	struct rows *r = store_rows(q->d->st, Q_MESSAGE_SENDER, "i", it->message_id);
	struct fields about = { 0 };
	struct post p = { .what = "surat-diteruskan", .role = role->id, .internal = true };
	struct person person = { 0 };
	char when[64] = "", *from = NULL, *subject = NULL;

	if (rows_next(r)) {
		from = rows_dup(r, 0);
		subject = rows_dup(r, 1);
		calendar_say(q->d->office->calendar, rows_int(r, 2), when);
	}
	rows_end(r);
	p.person_id = people_holder(q->d->st, q->d->office, role->id, clock_now());
	if (p.person_id == 0 || person_load(q->d->st, p.person_id, &person) < 0 ||
	    person.address == NULL) {
		person_free(&person);
		free(from);
		free(subject);
		return "kosong";
	}
	fields_put(&about, "asal_dari", from);
	fields_put(&about, "asal_perihal", subject);
	fields_put(&about, "asal_saat", when);
	p.to = person.address;
	p.to_name = person.nama;
	p.extra = &about;
	store_do(q->d->st, Q_MESSAGE_REJECT, "i", it->message_id);
	post_mail(q->d, &p);
	fields_free(&about);
	person_free(&person);
	free(from);
	free(subject);
	return "diserahkan";
}

/* Code of what came of one line; the template says it in words. */
static const char *
settle_item(struct asked *q, const struct item *it)
{
	const char *word = it->choice->word;
	const struct office_layanan *l = service_of_word(q->d->office, word);
	const struct office_peran *role = role_of_word(q->d->office, word);
	bool alone = it->choice->rest[0] == '\0';
	const char *done;
	char *route;

	if (it->message_id == 0)
		return "tidak-ada";
	if (!it->held)
		return "sudah";
	if (strcmp(word, "GABUNG") == 0)
		return join(q, it);
	if (!alone)
		return "tidak-paham";
	if (strcmp(word, "BUKAN") == 0)
		return store_do(q->d->st, Q_MESSAGE_REJECT, "i", it->message_id) > 0 ? "bukan" :
										     "sudah";
	if (l != NULL) {
		route = xasprintf("as:%s", l->id);
		done = release(q, it, route, "layanan");
		free(route);
		return done;
	}
	return role != NULL ? hand_over(q, it, role) : "tidak-paham";
}

static const char *
by_numbers(struct asked *q)
{
	const struct facts *f = q->in->facts;
	struct fields results = { 0 };
	size_t i;

	for (i = 0; i < f->n_choices; i++) {
		struct item it = { .choice = &f->choices[i] };
		struct rows *r =
		    store_rows(q->d->st, Q_INQUIRY_ITEM_MESSAGE, "ii", q->id, it.choice->n);

		if (rows_next(r)) {
			it.message_id = rows_int(r, 0);
			it.held = strcmp(rows_text(r, 1), "held") == 0;
		}
		rows_end(r);
		inquiry_settled(q, &results, it.choice, it.message_id, settle_item(q, &it));
	}
	inquiry_reply(q, f->n_choices > 0 ? "keputusan-dicatat" : "belum-dipahami", &results);
	fields_free(&results);
	return f->n_choices > 0 ? "routed" : "inquiry-unclear";
}

static bool
load(struct asked *q)
{
	struct rows *r = store_rows(q->d->st, Q_INQUIRY_GET, "i", q->id);
	bool found = rows_next(r);
	const void *sum;
	size_t n;

	if (found) {
		q->kind = rows_dup(r, 0);
		q->person_id = rows_int(r, 1);
		q->role = rows_dup(r, 2);
		q->case_id = rows_int(r, 3);
		q->outbox_id = rows_int(r, 4);
		q->row_no = rows_dup(r, 5);
		q->open = strcmp(rows_text(r, 6), "open") == 0;
		q->matter_id = rows_int(r, 7);
		q->message_id = rows_int(r, 8);
		q->of_inquiry = rows_int(r, 9);
		sum = rows_blob(r, 10, &n);
		if (sum != NULL && n == DIGEST_LEN)
			memcpy(q->decided, sum, DIGEST_LEN);
		q->words = rows_dup(r, 11);
	}
	rows_end(r);
	return found;
}

const char *
inquiry_answer(struct desk *d, const struct letter_in *in, int64_t id, const char **reason)
{
	struct asked q = { .d = d, .in = in, .id = id };

	if (!load(&q))
		*reason = "inquiry-over";
	else if (strcmp(q.kind, "daftar") == 0)
		*reason = docket_answer(&q);	/* also of what is settled: that is said */
	else if (strcmp(q.kind, "pertanyaan") == 0)
		*reason = relay_answer(&q);	/* also a second thought */
	else if (!q.open)
		*reason = "inquiry-over";
	else if (strcmp(q.kind, "berakhir") == 0)
		*reason = ended_answer(&q);
	else if (strcmp(q.kind, PRACTICE) == 0)
		*reason = practice_answer(&q);
	else if (strcmp(q.kind, "pastikan") == 0)
		*reason = docket_confirmed(&q);
	else
		*reason = strcmp(q.kind, "ringkasan") == 0 ? by_numbers(&q) : by_word(&q);
	free(q.kind);
	free(q.role);
	free(q.row_no);
	free(q.words);
	return "answered";
}

/* ---- JEDA ---- */
static char *
pause_key(const char *service)
{
	return service != NULL ? xasprintf("pause_%s", service) : xstrdup("pause");
}

bool
sending_stop(struct desk *d, const char *service)
{
	char *key = pause_key(service), *was = store_text(d->st, Q_META_GET, "t", key);
	bool news = was == NULL;

	if (news) {
		store_do(d->st, Q_META_SET, "tt", key, "1");
		journal_add(d->st,
		    &(struct entry){ .kind = "pause", .code = service != NULL ? service : "all" });
	}
	free(was);
	free(key);
	return news;
}

bool
sending_go(struct desk *d, const char *service)
{
	char *key = pause_key(service);
	bool was = store_do(d->st, Q_META_REMOVE, "t", key) > 0;

	if (was)
		journal_add(d->st,
		    &(struct entry){ .kind = "resume", .code = service != NULL ? service : "all" });
	free(key);
	return was;
}

void
inquiry_pause(struct desk *d, const struct letter_in *in)
{
	struct inquiry q = { .kind = "jeda" };

	(void)in;
	if (sending_stop(d, NULL))
		inquiry_ask(d, &q);
}
