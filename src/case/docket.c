/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lists of questions. A question waits in its task row (`waits`) until the list it belongs to is
 * due: with the other children of its matter as soon as AMS has nothing more to say about them, or
 * at the hours of an official who wants lists. The answer to each number goes the way of any answer
 * (desk_advance), so rows, minima and documents are judged as ever; here it is only told apart.
 */
#include "case/docket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/matter.h"
#include "case/people.h"
#include "case/post.h"
#include "case/summary.h"
#include "store/journal.h"

#define QUEUE_HOURS "08:00 13:00"
#define PATIENCE (15 * 60)	/* seconds that a matter's list waits for AMS */
#define BYTES_MOST (10 << 20)	/* of documents in one list */
#define OFFERED_MOST 12		/* different words offered in one list */
#define NUMBERS_MOST 1000	/* answered in one letter */
#define SAID_MOST 300		/* bytes of an answer shown */

/* ---- which questions wait ---- */
static const char *
today(struct desk *d, char day[32])
{
	clock_format(clock_now(), calendar_zone_minutes(d->office->calendar), day);
	day[10] = '\0';
	return day;
}

static char *
queue_of(struct desk *d, const char *role, int64_t person_id)
{
	char day[32];

	return store_text(d->st, Q_HOLDER_QUEUE, "tit", role, person_id, today(d, day));
}

bool
docket_takes(struct desk *d, const struct casefile *c, const char *role, int64_t person_id,
    const char *kind)
{
	char *hours;
	bool takes;

	if (strcmp(kind, "tanya") != 0 || strcmp(role, "pemohon") == 0)
		return false;
	hours = queue_of(d, role, person_id);
	takes = c->matter_people || hours != NULL;
	free(hours);
	return takes;
}

char *
docket_hours(const char *text)
{
	struct buf b = BUF_INIT;
	const char *p = text;
	int hour, minute, n;

	while (*p != '\0') {
		n = 0;
		if (sscanf(p, " %2d%*[.:]%2d%n", &hour, &minute, &n) != 2 || n == 0 || hour < 0 ||
		    hour > 23 || minute < 0 || minute > 59 || b.len > 60) {
			buf_free(&b);
			return NULL;
		}
		buf_addf(&b, "%s%02d:%02d", b.len > 0 ? " " : "", hour, minute);
		p += n;
		p += strspn(p, " ,;&");
		if (strncmp(p, "dan ", 4) == 0)
			p += 4;
	}
	return b.len > 0 ? buf_take(&b) : NULL;
}

/* ---- ANTRIAN ---- */
void
docket_queue(struct desk *d, int64_t person_id, const char *role, const char *hours)
{
	char day[32];

	store_do(d->st, Q_HOLDER_QUEUE_SET, "ittt", person_id, today(d, day), hours, role);
	journal_add(d->st,
	    &(struct entry){ .kind = "role.queue",
		.person_id = person_id,
		.code = role,
		.code2 = hours != NULL ? hours : "none" });
}

/* Tells the official how his questions come from now on. */
static void
queue_told(struct desk *d, const struct letter_in *in, int64_t person_id, const char *hours)
{
	const struct evidence *ev = &in->facts->evidence;
	struct fields extra = { 0 };
	struct post p = { .what = "antrian-dicatat",
		.to = ev->from,
		.to_name = ev->from_name,
		.person_id = person_id,
		.role = "petugas",
		.in_reply_to = ev->message_id,
		.internal = true,
		.extra = &extra };

	fields_put_if(&extra, "antrian_jam", hours);
	post_mail(d, &p);
	fields_free(&extra);
}

void
docket_wish(struct desk *d, const struct letter_in *in, int64_t person_id, bool sure)
{
	const struct fact_command *c = &in->facts->command;
	bool off = c->detail != NULL && strcmp(c->detail, "berhenti") == 0;
	char *hours = off ? NULL :
	    docket_hours(c->reason != NULL && *c->reason != '\0' ? c->reason : QUEUE_HOURS);
	struct fields extra = { 0 };
	char day[32], *role = store_text(d->st, Q_HOLDER_ANY_ROLE, "it", person_id, today(d, day));
	struct inquiry q = { .kind = "antrian",
		.person_id = person_id,
		.role = role,
		.words = off ? "" : hours,
		.extra = &extra,
		.in_reply_to = in->facts->evidence.message_id };

	if (sure && (off || hours != NULL)) {
		docket_queue(d, person_id, NULL, hours);
		queue_told(d, in, person_id, hours);
	} else {
		/* hours that are no hours: the usual ones are proposed */
		if (!off && hours == NULL)
			q.words = hours = xstrdup(QUEUE_HOURS);
		fields_put_if(&extra, "antrian_jam", hours);
		inquiry_ask(d, &q);
		fields_free(&extra);
	}
	free(hours);
	free(role);
}

void
docket_wished(struct asked *q)
{
	const char *hours = q->words != NULL && *q->words != '\0' ? q->words : NULL;

	docket_queue(q->d, q->person_id, NULL, hours);
	queue_told(q->d, q->in, q->person_id, hours);
}

/* ---- lists that are due ---- */
struct waiting {
	int64_t task_id, case_id, person_id, opened_at, matter_id, matter_n, due;
	char *role, *tahap, *service;
	bool queued;			/* at the hours of its official */
	bool taken;
};
struct queue { struct waiting *items; size_t n; };

static void
queue_free(struct queue *q)
{
	while (q->n > 0) {
		struct waiting *w = &q->items[--q->n];

		free(w->role);
		free(w->tahap);
		free(w->service);
	}
	free(q->items);
}

static int64_t
due_at(struct desk *d, struct waiting *w)
{
	char *hours = queue_of(d, w->role, w->person_id);
	int64_t due = w->opened_at;

	w->queued = hours != NULL;
	if (hours != NULL)
		due = summary_next(d->office->calendar, hours, w->opened_at);
	else if (w->matter_id != 0 &&
	    store_int(d->st, Q_MATTER_CALLS, "ii", w->matter_id, clock_now()) > 0)
		due = w->opened_at + PATIENCE;
	free(hours);
	return due;
}

static void
load_waiting(struct desk *d, struct queue *q)
{
	struct rows *r = store_rows(d->st, Q_TASKS_WAITING, "");
	size_t i;

	while (rows_next(r)) {
		q->items = grow(q->items, q->n, sizeof(*q->items));
		q->items[q->n++] = (struct waiting){ .task_id = rows_int(r, 0),
			.case_id = rows_int(r, 1),
			.person_id = rows_int(r, 2),
			.role = rows_dup(r, 3),
			.tahap = rows_dup(r, 4),
			.opened_at = rows_int(r, 5),
			.matter_id = rows_int(r, 6),
			.matter_n = rows_int(r, 7),
			.service = rows_dup(r, 8) };
	}
	rows_end(r);
	for (i = 0; i < q->n; i++)
		q->items[i].due = due_at(d, &q->items[i]);
}

int64_t
docket_next(struct desk *d)
{
	struct queue q = { 0 };
	int64_t next = 0;
	size_t i;

	load_waiting(d, &q);
	for (i = 0; i < q.n; i++)
		if (next == 0 || q.items[i].due < next)
			next = q.items[i].due;
	queue_free(&q);
	if (next == 0 && matter_owes(d->st))
		next = clock_now();
	return next;
}

/* One mail: its questions, and the cases they are about. */
struct list {
	const struct waiting *first;
	struct waiting **of; struct casefile *cases; size_t n;
	struct fields fields;
	struct offer offers[OFFERED_MOST]; char *words[OFFERED_MOST]; size_t n_offers;
};

static bool
belongs(struct desk *d, const struct waiting *a, const struct waiting *b)
{
	if (a->person_id != b->person_id || strcmp(a->role, b->role) != 0)
		return false;
	if (a->queued)
		return b->queued && conf_mode(d->conf, a->service) == conf_mode(d->conf, b->service);
	return !b->queued && a->matter_id == b->matter_id && strcmp(a->tahap, b->tahap) == 0;
}

/* How many different files the cases have, and their bytes. */
static size_t
files(const struct list *l, int64_t *bytes)
{
	size_t n = 0, i, k, j, m;

	*bytes = 0;
	for (i = 0; i < l->n; i++)
		for (k = 0; k < l->cases[i].n_documents; k++) {
			const struct case_document *doc = &l->cases[i].documents[k];
			bool seen = doc->archive == NULL || doc->rejected;

			for (j = 0; j < i && !seen; j++)
				for (m = 0; m < l->cases[j].n_documents && !seen; m++)
					seen = l->cases[j].documents[m].archive != NULL &&
					    strcmp(l->cases[j].documents[m].archive,
						doc->archive) == 0;
			n += !seen;
			*bytes += seen ? 0 : doc->bytes;
		}
	return n;
}

/* Takes the question in; false: its documents would be too many for one mail. */
static bool
take_in(struct desk *d, struct list *l, struct waiting *w)
{
	struct casefile c;
	int64_t bytes;
	struct err e;

	if (casefile_load(d->st, d->sops, w->case_id, &c, &e) < 0) {
		log_error("case id=%lld: %s", (long long)w->case_id, e.msg);
		w->taken = true;
		return true;
	}
	l->cases = grow(l->cases, l->n, sizeof(*l->cases));
	l->cases[l->n] = c;
	l->of = grow(l->of, l->n, sizeof(struct waiting *));
	l->of[l->n++] = w;
	if (l->n > 1 && (files(l, &bytes) > MAIL_ATTACHMENTS || bytes > BYTES_MOST)) {
		casefile_free(&l->cases[--l->n]);
		return false;
	}
	w->taken = true;
	return true;
}

static char *
file_names(const struct casefile *c)
{
	struct buf b = BUF_INIT;
	size_t i;

	for (i = 0; i < c->n_documents && b.len < 200; i++)
		if (!c->documents[i].rejected && c->documents[i].archive != NULL)
			buf_addf(&b, "%s%s", b.len > 0 ? ", " : "",
			    c->documents[i].name != NULL ? c->documents[i].name :
							   c->documents[i].kind);
	return buf_take(&b);
}

/* One number: what an official needs to decide or to do it. */
static void
put_item(struct desk *d, struct list *l, size_t i, int64_t n)
{
	const struct casefile *c = &l->cases[i];
	const struct office_layanan *layanan = office_layanan(d->office, c->service);
	const struct sop_tahap *t = sop_tahap(c->sop, l->of[i]->tahap);
	const struct sop_baris *row = t != NULL ? sop_baris_of(c->sop, t) : NULL;
	char *names = file_names(c);
	struct person p = { 0 };

	person_load(d->st, c->owner_id, &p);
	fields_put_number(&l->fields, "daftar_nomor", n);
	fields_put(&l->fields, "daftar_perkara", c->number);
	fields_put(&l->fields, "daftar_layanan", layanan != NULL ? layanan->nama : c->service);
	fields_put(&l->fields, "daftar_kerja", row != NULL ? row->kegiatan : NULL);
	fields_put(&l->fields, "daftar_nama", p.nama != NULL ? p.nama : c->nama);
	fields_put(&l->fields, "daftar_nip", p.nip != NULL ? p.nip : c->nip);
	fields_put(&l->fields, "daftar_email", p.address != NULL ? p.address : c->email);
	fields_put(&l->fields, "daftar_unit", p.unit_kerja != NULL ? p.unit_kerja : c->unit_kerja);
	fields_put(&l->fields, "daftar_berkas", names);
	fields_put(&l->fields, "daftar_catatan", p.verified ? c->alasan : "belum-tercatat");
	person_free(&p);
	free(names);
}

/* The words of all its questions; those that need no reason are offered for all numbers at once. */
static void
offer_words(struct list *l)
{
	size_t i, k, w;

	for (i = 0; i < l->n; i++) {
		const struct sop_tahap *t = sop_tahap(l->cases[i].sop, l->of[i]->tahap);

		for (k = 0; t != NULL && k < t->n_jawaban; k++) {
			const struct sop_jawaban *j = &t->jawaban[k];

			for (w = 0; w < l->n_offers && j->kata != NULL &&
			     strcmp(l->offers[w].label, j->label) != 0; w++)
				;
			if (j->kata == NULL || w < l->n_offers || l->n_offers == OFFERED_MOST)
				continue;
			l->words[w] = j->alasan || j->ke == NULL ? xstrdup(j->kata) :
								   xasprintf("%s SEMUA", j->kata);
			l->offers[l->n_offers++] =
			    (struct offer){ l->words[w], j->label, j->alasan || j->ke == NULL };
		}
	}
}

/* "SETUJU 1,3-5; TOLAK 2 alasannya", with the words of this list. */
static char *
example(const struct list *l)
{
	const char *plain = NULL, *reason = NULL;
	size_t i;

	for (i = 0; i < l->n_offers; i++)
		if (!l->offers[i].reason && plain == NULL)
			plain = l->words[i];
		else if (l->offers[i].reason && reason == NULL)
			reason = l->words[i];
	return xasprintf("%.*s 1,3-5; %s 2 alasannya", plain != NULL ? (int)strcspn(plain, " ") : 0,
	    plain != NULL ? plain : "", reason != NULL ? reason : "TOLAK");
}

/* What the code of a list stands for: its numbers, and what each of them decides. */
static void
list_digest(struct desk *d, const struct inquiry_task *tasks, size_t n, unsigned char out[DIGEST_LEN])
{
	struct digester *g = digester_new();
	unsigned char at[8];
	struct rows *r;
	const void *sum;
	size_t i, k, len;

	for (i = 0; i < n; i++) {
		for (k = 0; k < sizeof(at); k++)
			at[k] = (unsigned char)((uint64_t)tasks[i].n >> (8 * k));
		digester_add(g, at, sizeof(at));
		r = store_rows(d->st, Q_TASK_DECIDED, "i", tasks[i].task_id);
		if (rows_next(r)) {
			sum = rows_blob(r, 0, &len);
			digester_add(g, sum, len);
		}
		rows_end(r);
	}
	digester_end(g, out);
}

static void
list_free(struct list *l)
{
	while (l->n > 0)
		casefile_free(&l->cases[--l->n]);
	while (l->n_offers > 0)
		free(l->words[--l->n_offers]);
	free(l->cases);
	free(l->of);
	fields_free(&l->fields);
}

static void
owe_list(struct desk *d, struct list *l)
{
	struct matter_head head = { 0 };
	struct inquiry q = { .kind = "daftar",
		.role = l->first->role,
		.person_id = l->first->person_id,
		.outside = true,
		.service = l->first->service };
	struct inquiry_task *tasks = xcalloc(l->n, sizeof(*tasks));
	bool of_matter = !l->first->queued && l->first->matter_id != 0;
	unsigned char decided[DIGEST_LEN];
	char *sample;
	size_t i;

	for (i = 0; i < l->n; i++) {
		tasks[i] = (struct inquiry_task){ of_matter ? l->of[i]->matter_n : (int64_t)i + 1,
			l->of[i]->task_id };
		put_item(d, l, i, tasks[i].n);
		store_do(d->st, Q_TASK_LISTED, "i", tasks[i].task_id);
	}
	fields_put_number(&l->fields, "daftar_jumlah", (long long)l->n);
	if (!of_matter)
		fields_put(&l->fields, "antrian", "ya");
	else if (matter_head(d, l->first->matter_id, &head) == 0)
		q.matter = &head;
	offer_words(l);
	sample = example(l);
	fields_put(&l->fields, "daftar_contoh", sample);
	free(sample);
	list_digest(d, tasks, l->n, decided);
	q.tasks = tasks;
	q.n_tasks = l->n;
	q.decided = decided;
	q.extra = &l->fields;
	q.offers = l->offers;
	q.n_offers = l->n_offers;
	q.cases = l->cases;
	q.n_cases = l->n;
	inquiry_ask(d, &q);
	free((char *)(uintptr_t)head.number);
	free(tasks);
}

int
docket_owe(struct desk *d)
{
	int64_t now = clock_now();
	struct queue q = { 0 };
	size_t i, k;
	int owed = 0;

	load_waiting(d, &q);
	for (i = 0; i < q.n; i++) {
		struct list l = { .first = &q.items[i] };

		if (q.items[i].taken || q.items[i].due > now)
			continue;
		for (k = i; k < q.n; k++)
			if (!q.items[k].taken && belongs(d, l.first, &q.items[k]) &&
			    !take_in(d, &l, &q.items[k]))
				break;
		if (l.n > 0) {
			owe_list(d, &l);
			owed++;
		}
		list_free(&l);
	}
	queue_free(&q);
	matter_tell_owed(d);
	return owed;
}

/* ---- answers ---- */
/* A number and what is said of it; texts owned. */
struct marks { struct inquiry_choice *items; size_t n; };

static void
mark(struct marks *m, int64_t n, const char *means, const char *word, const char *reason)
{
	m->items = grow(m->items, m->n, sizeof(*m->items));
	m->items[m->n++] = (struct inquiry_choice){ n, xstrdup(means), xstrdup(word),
		xstrdup(reason) };
}

static void
marks_free(struct marks *m)
{
	while (m->n > 0) {
		struct inquiry_choice *c = &m->items[--m->n];

		free(c->means);
		free(c->word);
		free(c->reason);
	}
	free(m->items);
}

/* What came of each number, for the mail that says so. */
struct results { struct fields fields; bool odd; };

static void
result(struct results *out, const struct inquiry_choice *c, const char *code)
{
	char *said = xstrnutf8(c->word != NULL ? c->word : c->means, SAID_MOST);

	fields_put_number(&out->fields, "hasil_nomor", c->n);
	fields_put(&out->fields, "hasil_kata", said);
	fields_put(&out->fields, "hasil_guna", code);
	free(said);
	out->odd = out->odd || strcmp(code, "dicatat") != 0;
}

/* The question under a number, where it is still open: in its newest form. */
static bool
question(struct asked *q, int64_t n, int64_t *task_id, int64_t *case_id)
{
	struct rows *r = store_rows(q->d->st, Q_INQUIRY_TASK, "ii", q->id, n);
	bool found = rows_next(r);

	if (found) {
		*task_id = rows_int(r, 0);
		*case_id = rows_int(r, 1);
	}
	rows_end(r);
	return found;
}

static const struct sop_jawaban *
jawaban_of(const struct casefile *c, const struct case_task *task, const char *means)
{
	const struct sop_tahap *t = sop_tahap(c->sop, task->tahap);
	size_t i;

	for (i = 0; t != NULL && i < t->n_jawaban; i++)
		if (strcmp(t->jawaban[i].arti, means) == 0)
			return &t->jawaban[i];
	return NULL;
}

/* May it be carried out? NULL: yes; else the code of what came of it. */
static const char *
obstacle(const struct casefile *c, const struct case_task *task, const struct inquiry_choice *m)
{
	const struct sop_jawaban *j = task != NULL ? jawaban_of(c, task, m->means) : NULL;

	if (task == NULL)
		return "sudah";
	if (strcmp(m->means, "cancel") == 0)
		return NULL;	/* taken back: the case knows whether it still can be */
	if (strcmp(task->state, "open") != 0 || c->tahap == NULL ||
	    strcmp(c->tahap, task->tahap) != 0)
		return "sudah";
	if (j == NULL)
		return "bukan-jawaban";
	if (j->alasan && (m->reason == NULL || *m->reason == '\0'))
		return "tanpa-alasan";
	return NULL;
}

static const char *
outcome_of(const char *why, const char *hold)
{
	static const struct { const char *why, *code; } outcomes[] = { { "answered", "dicatat" },
		{ "postponed", "dicatat" }, { "taken-back", "ditarik" },
		{ "to-be-confirmed", "dipastikan" }, { "late-answer", "sudah" },
		{ "take-back-too-late", "tidak-bisa-ditarik" } };
	size_t i;

	if (hold != NULL && strcmp(hold, "nobody-to-write-to") != 0)
		return "ditahan";
	for (i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++)
		if (why != NULL && strcmp(outcomes[i].why, why) == 0)
			return outcomes[i].code;
	return "tidak-paham";
}

/* One number answered, as its own mail would have been. */
static const char *
answer_one(struct asked *q, const struct inquiry_choice *m)
{
	struct event ev = { .kind = EVENT_ANSWER,
		.by_official = true,
		.code = true,
		.together = true,
		.answer = { m->means, m->word, m->reason, NULL, NULL, 1, true } };
	const char *why = NULL, *hold, *code;
	int64_t task_id, case_id;
	struct casefile c;
	struct err e;

	if (!question(q, m->n, &task_id, &case_id))
		return "tidak-ada";
	if (casefile_load(q->d->st, q->d->sops, case_id, &c, &e) < 0)
		return "ditahan";
	code = obstacle(&c, casefile_task(&c, task_id), m);
	casefile_free(&c);
	if (code != NULL)
		return code;
	hold = desk_advance(q->d, q->in, case_id, &ev, task_id, &why);
	return outcome_of(why, hold);
}

static void
matters_moved(struct asked *q, const struct marks *m)
{
	int64_t task_id, case_id, matter_id, last = 0;
	size_t i;

	for (i = 0; i < m->n; i++) {
		if (!question(q, m->items[i].n, &task_id, &case_id))
			continue;
		matter_id = store_int(q->d->st, Q_CASE_MATTER_ID, "i", case_id);
		if (matter_id != 0 && matter_id != last)
			matter_moved(q->d, matter_id);
		last = matter_id;
	}
}

static const char *
carry_out(struct asked *q, const struct marks *m)
{
	struct results out = { 0 };
	size_t i;

	for (i = 0; i < m->n; i++) {
		const char *code = answer_one(q, &m->items[i]);

		result(&out, &m->items[i], code);
		journal_add(q->d->st,
		    &(struct entry){ .kind = "inquiry.item",
			.person_id = q->person_id,
			.message_id = q->in->message_id,
			.code = code,
			.code2 = m->items[i].means,
			.n = q->id });
	}
	store_do(q->d->st, Q_INQUIRY_LISTS_END, "iii", q->id, clock_now(), q->in->message_id);
	matters_moved(q, m);
	if (out.odd)
		inquiry_reply(q, "daftar-dicatat", &out.fields);
	fields_free(&out.fields);
	return "answered-list";
}

/* ---- reading an answer ---- */
struct open { int64_t *numbers; size_t n; };

/* The numbers of the list whose questions are open. */
static void
open_numbers(struct asked *q, struct open *o)
{
	struct rows *r = store_rows(q->d->st, Q_INQUIRY_TASKS, "i", q->id);
	size_t i, n = 0;
	int64_t task, case_id;

	memset(o, 0, sizeof(*o));
	while (rows_next(r)) {
		o->numbers = grow(o->numbers, n, sizeof(*o->numbers));
		o->numbers[n++] = rows_int(r, 0);
	}
	rows_end(r);
	for (i = 0; i < n; i++)
		if (question(q, o->numbers[i], &task, &case_id) &&
		    store_int(q->d->st, Q_TASK_IS_OPEN, "i", task) != 0)
			o->numbers[o->n++] = o->numbers[i];
}

/* The list still says what its code was given for. */
static bool
unchanged(struct asked *q)
{
	struct rows *r = store_rows(q->d->st, Q_INQUIRY_TASKS, "i", q->id);
	struct inquiry_task *tasks = NULL;
	unsigned char now[DIGEST_LEN];
	size_t n = 0;

	while (rows_next(r)) {
		tasks = grow(tasks, n, sizeof(*tasks));
		tasks[n++] = (struct inquiry_task){ rows_int(r, 0), rows_int(r, 1) };
	}
	rows_end(r);
	list_digest(q->d, tasks, n, now);
	free(tasks);
	return memcmp(now, q->decided, DIGEST_LEN) == 0;
}

/* The words as written, or what they were taken for: "SETUJU 1, 3". */
static char *
in_words(const struct marks *m)
{
	struct buf b = BUF_INIT;
	size_t i;

	for (i = 0; i < m->n; i++) {
		const struct inquiry_choice *c = &m->items[i];
		bool more = i > 0 && strcmp(m->items[i - 1].means, c->means) == 0;

		if (more)
			buf_addf(&b, ", %lld", (long long)c->n);
		else
			buf_addf(&b, "%s%s %lld", i > 0 ? "; " : "", c->word, (long long)c->n);
		if (c->reason != NULL && *c->reason != '\0')
			buf_addf(&b, " %s", c->reason);
	}
	return buf_take(&b);
}

/* Not sure enough to act: the same code, once more in clear words. */
static const char *
ask_again(struct asked *q)
{
	struct fields fields = { 0 };
	struct open o;
	size_t i;

	open_numbers(q, &o);
	for (i = 0; i < o.n; i++)
		fields_put_number(&fields, "daftar_terbuka", o.numbers[i]);
	inquiry_reply(q, "daftar-belum-jelas", &fields);
	free(o.numbers);
	fields_free(&fields);
	return "inquiry-unclear";
}

/* A reading that is likely but not certain: proposed once, with a code of its own. */
static const char *
propose(struct asked *q, const struct marks *m)
{
	char *proposal = in_words(m);
	const char *said = q->in->facts->command.word;
	struct fields extra = { 0 };
	struct matter_head head = { 0 };
	struct inquiry ask = { .kind = "pastikan",
		.role = q->role,
		.person_id = q->person_id,
		.of_inquiry = q->id,
		.choices = m->items,
		.n_choices = m->n,
		.words = said,
		.extra = &extra,
		.in_reply_to = q->in->facts->evidence.message_id };

	if (q->matter_id != 0 && matter_head(q->d, q->matter_id, &head) == 0)
		ask.matter = &head;
	fields_put(&extra, "usul", proposal);
	inquiry_ask(q->d, &ask);
	fields_free(&extra);
	free((char *)(uintptr_t)head.number);
	free(proposal);
	return "to-be-confirmed";
}

/*
 * The word that the question under a number prints for a meaning; NULL: it is no answer to that. The
 * caller frees it.
 */
static char *
word_of(struct asked *q, int64_t n, const char *means)
{
	const struct case_task *task;
	const struct sop_jawaban *j = NULL;
	int64_t task_id, case_id;
	struct casefile c;
	char *word;
	struct err e;

	if (!question(q, n, &task_id, &case_id) ||
	    casefile_load(q->d->st, q->d->sops, case_id, &c, &e) < 0)
		return NULL;
	task = casefile_task(&c, task_id);
	if (task != NULL)
		j = jawaban_of(&c, task, means);
	word = j != NULL ? xstrdup(j->kata != NULL ? j->kata : means) : NULL;
	casefile_free(&c);
	return word;
}

/* How an answer was read: numbers, and how surely. */
enum surety { SURE, LIKELY, UNSURE };

static void
mark_number(struct asked *q, struct marks *m, const char *means, const char *reason, int64_t n)
{
	char *word = word_of(q, n, means);

	mark(m, n, means, word != NULL ? word : q->in->facts->command.word, reason);
	free(word);
}

/* All that are open and take the word; where none does, all, who are told that it is no answer. */
static void
mark_all(struct asked *q, const struct open *o, struct marks *m, const char *means,
    const char *reason, bool (*but)(const struct fact_decision *, int64_t),
    const struct fact_decision *d)
{
	size_t before = m->n, i;
	char *word;
	int pass;

	for (pass = 0; pass < 2 && m->n == before; pass++)
		for (i = 0; i < o->n; i++) {
			if (but != NULL && but(d, o->numbers[i]))
				continue;
			word = word_of(q, o->numbers[i], means);
			if (word != NULL || pass > 0)
				mark_number(q, m, means, reason, o->numbers[i]);
			free(word);
		}
}

/* One word for the whole list: of one number it is the answer, of several it is confirmed. */
static enum surety
one_word(struct asked *q, const struct open *o, struct marks *m)
{
	const struct fact_command *c = &q->in->facts->command;

	if (c->means == NULL || c->tier == 3 || !c->consumed || o->n == 0)
		return UNSURE;
	mark_all(q, o, m, c->means, c->reason, NULL, NULL);
	return o->n == 1 && c->tier == 1 ? SURE : LIKELY;
}

static bool
among(const struct fact_decision *d, int64_t n)
{
	size_t i;

	for (i = 0; i < d->n_ranges; i++)
		if (n >= d->ranges[i].first && n <= d->ranges[i].last)
			return true;
	return false;
}

/* Everybody is who stands in this list and is still open. */
static void
mark_decision(struct asked *q, const struct open *o, struct marks *m, const struct fact_decision *d)
{
	int64_t n;
	size_t i;

	if (d->all)
		mark_all(q, o, m, d->means, d->reason, among, d);
	for (i = 0; !d->all && i < d->n_ranges; i++)
		for (n = d->ranges[i].first; n <= d->ranges[i].last && m->n < NUMBERS_MOST; n++)
			mark_number(q, m, d->means, d->reason, n);
}

static enum surety
by_numbers(struct asked *q, const struct open *o, struct marks *m)
{
	const struct fact_command *c = &q->in->facts->command;
	enum surety how = SURE;
	size_t i;

	for (i = 0; i < c->n_decisions; i++) {
		const struct fact_decision *d = &c->decisions[i];

		mark_decision(q, o, m, d);
		if (d->tier == 2 && how == SURE)
			how = LIKELY;
		if (d->tier == 3 && strcmp(d->means, "later") != 0)
			how = UNSURE;
	}
	return c->n_decisions > 0 ? how : UNSURE;
}

/* A number that is given two answers has none. */
static bool
contradicts(const struct marks *m)
{
	size_t i, k;

	for (i = 0; i < m->n; i++)
		for (k = 0; k < i; k++)
			if (m->items[i].n == m->items[k].n &&
			    strcmp(m->items[i].means, m->items[k].means) != 0)
				return true;
	return false;
}

const char *
docket_answer(struct asked *q)
{
	struct marks m = { 0 };
	struct open o;
	enum surety how;
	const char *reason;

	open_numbers(q, &o);
	how = by_numbers(q, &o, &m);
	if (q->in->facts->command.n_decisions == 0)
		how = one_word(q, &o, &m);
	if (how == UNSURE || contradicts(&m) || !unchanged(q))
		reason = ask_again(q);
	else
		reason = how == SURE ? carry_out(q, &m) : propose(q, &m);
	marks_free(&m);
	free(o.numbers);
	return reason;
}

const char *
docket_confirmed(struct asked *q)
{
	const struct fact_command *c = &q->in->facts->command;
	bool yes = c->means != NULL && c->consumed && c->tier <= 2 &&
	    (strcmp(c->means, "yes") == 0 || strcmp(c->means, "approve") == 0);
	struct asked list = *q;
	struct marks m = { 0 };
	struct rows *r;
	const char *reason;

	list.id = q->of_inquiry;
	if (!yes && (c->means == NULL || strcmp(c->means, "no") != 0 || !c->consumed))
		return ask_again(&list);
	inquiry_answered(q, yes ? "yes" : "no");
	if (!yes)
		return ask_again(&list);
	r = store_rows(q->d->st, Q_INQUIRY_CHOICES, "i", q->id);
	while (rows_next(r))
		mark(&m, rows_int(r, 0), rows_text(r, 1), rows_text(r, 2), rows_text(r, 3));
	rows_end(r);
	reason = carry_out(&list, &m);
	marks_free(&m);
	return reason;
}
