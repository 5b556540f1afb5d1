/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Children of a matter: each person named is judged alone, so that one doubtful number does not stop
 * the others. A name never joins anything: who has neither NIP nor NIK nor an address on record is
 * asked about. What a matter's sender is told of each child is made here and nowhere else.
 */
#include "case/matter.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/name.h"
#include "case/open.h"
#include "case/people.h"
#include "case/relay.h"
#include "store/journal.h"

#define ADDRESS_MOST 254	/* RFC 5321 */

struct child {
	int64_t n, case_id, after_n, owner_id;
	const char *doubt;	/* static; also `why` of a child that was read back */
	char *state, *why, *service;
	struct person said;	/* address: the email that was named */
};
struct matter {
	int64_t id, person_id, opened_at, told_at;
	char *number, *kind, *service, *sender, *sender_name, *reply_to_id, *subject;
	struct child *children; size_t n;
};

/* ---- reading ---- */
static void
matter_free(struct matter *m)
{
	char *texts[] = { m->number, m->kind, m->service, m->sender, m->sender_name, m->reply_to_id,
		m->subject };
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		free(texts[i]);
	for (i = 0; i < m->n; i++) {
		free(m->children[i].state);
		free(m->children[i].why);
		free(m->children[i].service);
		person_free(&m->children[i].said);
	}
	free(m->children);
	memset(m, 0, sizeof(*m));
}

static struct child *
child_add(struct matter *m, const char *state, const char *service)
{
	struct child *k;

	m->children = grow(m->children, m->n, sizeof(*m->children));
	k = &m->children[m->n++];
	memset(k, 0, sizeof(*k));
	k->n = (int64_t)m->n;
	k->state = xstrdup(state);
	k->service = xstrdup(service);
	return k;
}

static void
load_children(struct desk *d, struct matter *m)
{
	struct rows *r = store_rows(d->st, Q_MATTER_CHILDREN, "i", m->id);
	struct child *k;

	while (rows_next(r)) {
		k = child_add(m, rows_text(r, 1), rows_text(r, 3));
		k->n = rows_int(r, 0);
		k->doubt = k->why = rows_dup(r, 2);
		k->case_id = rows_int(r, 4);
		k->after_n = rows_int(r, 5);
		k->said = (struct person){ .nama = rows_dup(r, 6),
			.nip = rows_dup(r, 7),
			.nik = rows_dup(r, 8),
			.address = rows_dup(r, 9),
			.hp = rows_dup(r, 10),
			.jabatan = rows_dup(r, 11),
			.unit_kerja = rows_dup(r, 12) };
	}
	rows_end(r);
}

static int
matter_load(struct desk *d, int64_t id, struct matter *m)
{
	struct rows *r = store_rows(d->st, Q_MATTER_GET, "i", id);
	int found = rows_next(r);

	memset(m, 0, sizeof(*m));
	if (found)
		*m = (struct matter){ .id = id,
			.number = rows_dup(r, 0),
			.kind = rows_dup(r, 1),
			.service = rows_dup(r, 2),
			.person_id = rows_int(r, 3),
			.opened_at = rows_int(r, 4),
			.told_at = rows_int(r, 5),
			.sender = rows_dup(r, 6),
			.sender_name = rows_dup(r, 7),
			.reply_to_id = rows_dup(r, 8),
			.subject = rows_dup(r, 9) };
	rows_end(r);
	if (found)
		load_children(d, m);
	return found ? 0 : -1;
}

int
matter_head(struct desk *d, int64_t matter_id, struct matter_head *h)
{
	struct rows *r = store_rows(d->st, Q_MATTER_GET, "i", matter_id);
	int found = rows_next(r);

	if (found)
		*h = (struct matter_head){ matter_id, rows_int(r, 4), rows_dup(r, 0) };
	rows_end(r);
	return found ? 0 : -1;
}

/* ---- judging ---- */
static bool
is(const struct child *k, const char *state)
{
	return strcmp(k->state, state) == 0;
}

static void
becomes(struct child *k, const char *state, const char *doubt)
{
	free(k->state);
	k->state = xstrdup(state);
	k->doubt = doubt;
}

static bool
equal(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcasecmp(a, b) == 0;
}

/* The same person a second time: the same number, or the same owner. */
static bool
named_before(const struct matter *m, const struct child *k)
{
	const struct child *b;

	for (b = m->children; b < m->children + m->n; b++)
		if (b != k && strcmp(b->service, k->service) == 0 &&
		    (equal(b->said.nip, k->said.nip) || equal(b->said.nik, k->said.nik) ||
			(k->owner_id != 0 && b->owner_id == k->owner_id)))
			return true;
	return false;
}

/* Somebody new is reached at an address of the office that nobody else has. */
static bool
new_address(struct desk *d, const char *address)
{
	return address != NULL && strlen(address) <= ADDRESS_MOST &&
	    office_has_domain(d->office, address) && people_by_address(d->st, address) == 0;
}

/* Whose case it is to be, or what is in doubt; `certain`: the numbers were not read by OCR. */
static const char *
doubt_of(struct desk *d, struct child *k, bool certain)
{
	struct person p = { 0 };
	int64_t id = people_by_nip(d->st, k->said.nip);
	const char *doubt = NULL;

	if (id == 0)
		id = people_by_nik(d->st, k->said.nik);
	if (id == 0 && k->said.address != NULL && k->said.nip == NULL && k->said.nik == NULL)
		id = people_by_address(d->st, k->said.address);
	if (id > 0 && person_load(d->st, id, &p) == 0) {
		if (p.nama != NULL && k->said.nama != NULL &&
		    !name_same(p.nama, k->said.nama))
			doubt = "nama";
		else if (p.address == NULL)
			doubt = "email";
		person_free(&p);
	} else if ((k->said.nip == NULL && k->said.nik == NULL) || !certain)
		doubt = "nip";
	else if (!new_address(d, k->said.address))
		doubt = "email";
	k->owner_id = id > 0 && doubt == NULL ? id : 0;
	return doubt;
}

static void
judge(struct desk *d, struct matter *m, struct child *k, bool certain)
{
	const char *doubt = doubt_of(d, k, certain);

	if (named_before(m, k)) {
		becomes(k, "ganda", NULL);
		return;
	}
	if (doubt != NULL) {
		becomes(k, "ragu", doubt);
		return;
	}
	k->case_id = k->owner_id != 0 ?
	    store_int(d->st, Q_CASE_OPEN_OF_OWNER, "it", k->owner_id, k->service) :
	    0;
	becomes(k, k->case_id != 0 ? "terbuka" : "perkara", NULL);
}

/* ---- documents ---- */
/* Only letters and digits, small: "Pernyataan Budi_Santosa.pdf" is "pernyataan budi santosa pdf". */
static char *
plain(const char *a, const char *b)
{
	size_t n = 0, i, len;
	char *both = xasprintf(" %s %s ", a != NULL ? a : "", b != NULL ? b : "");

	len = strlen(both);
	for (i = 0; i < len; i++) {
		unsigned char c = (unsigned char)both[i];
		bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c >= 0x80 ||
		    (c >= 'A' && c <= 'Z');

		if (word)
			both[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
		else if (n == 0 || both[n - 1] != ' ')
			both[n++] = ' ';
	}
	both[n] = '\0';
	return both;
}

static bool
speaks_of(const char *text, const struct child *k)
{
	char *name = k->said.nama != NULL ? name_plain(k->said.nama) : NULL, *word = NULL;
	bool found = k->said.nip != NULL && strstr(text, k->said.nip) != NULL;

	if (!found && name != NULL && *name != '\0') {
		word = xasprintf(" %s ", name);
		found = strstr(text, word) != NULL;
	}
	free(name);
	free(word);
	return found;
}

/* Whose a document is: the only one of the children whom its name or text names; 0: all of them. */
static int64_t
whose(const struct matter *m, const char *name, const char *text)
{
	char *words = plain(name, text);
	int64_t n = 0;
	size_t i;

	for (i = 0; i < m->n; i++) {
		if (is(&m->children[i], "ganda") || !speaks_of(words, &m->children[i]))
			continue;
		if (n != 0) {
			n = 0;
			break;
		}
		n = m->children[i].n;
	}
	free(words);
	return n;
}

/* Keeps the letter's documents; whose[] tells for each the child, 0: all. */
static int64_t *
keep_documents(struct desk *d, const struct letter_in *in, const struct matter *m,
    const struct paper *papers)
{
	const struct facts *f = in->facts;
	int64_t *of = xcalloc(f->n_documents + 1, sizeof(*of)), id;
	size_t i;

	for (i = 0; i < f->n_documents; i++) {
		of[i] = whose(m, f->documents[i].name, f->documents[i].text);
		id = store_insert(d->st, Q_MATTER_DOCUMENT_ADD, "iIittib", m->id, of[i],
		    in->message_id, papers[i].kind, papers[i].archive, papers[i].bytes,
		    papers[i].digest, (size_t)DIGEST_LEN);
		store_do(d->st, Q_MATTER_DOCUMENT_DATA_ADD, "itt", id, papers[i].name,
		    papers[i].type);
	}
	return of;
}

/* What the matter's letters brought for this child; texts are the caller's to free. */
static struct paper *
papers_of(struct desk *d, const struct matter *m, int64_t n, size_t *count)
{
	struct rows *r = store_rows(d->st, Q_MATTER_DOCUMENTS, "iii", m->id, n, (int64_t)0);
	struct paper *papers = NULL, *p;
	const void *sum;
	size_t len;

	for (*count = 0; rows_next(r);) {
		papers = grow(papers, *count, sizeof(*papers));
		p = &papers[(*count)++];
		*p = (struct paper){ .message_id = rows_int(r, 1),
			.kind = rows_dup(r, 2),
			.archive = rows_dup(r, 3),
			.bytes = rows_int(r, 4),
			.name = rows_dup(r, 6),
			.type = rows_dup(r, 7) };
		sum = rows_blob(r, 5, &len);
		if (sum != NULL && len == DIGEST_LEN)
			memcpy(p->digest, sum, DIGEST_LEN);
	}
	rows_end(r);
	return papers;
}

static void
papers_free(struct paper *papers, size_t n)
{
	while (n-- > 0) {
		free((char *)(uintptr_t)papers[n].kind);
		free((char *)(uintptr_t)papers[n].archive);
		free((char *)(uintptr_t)papers[n].name);
		free((char *)(uintptr_t)papers[n].type);
	}
	free(papers);
}

/* ---- opening ---- */
static void
begin_child(struct desk *d, const struct letter_in *in, struct matter *m, struct child *k)
{
	/* what begins later than its matter speaks for itself */
	bool together = in != NULL;
	struct opening o = { .service = k->service,
		.owner_id = k->owner_id,
		.matter_id = m->id,
		.n = k->n,
		.sender = m->sender,
		.reply_to_id = m->reply_to_id,
		.subject = m->subject,
		.said = &k->said };
	const char *reason = NULL;
	struct paper *papers;
	size_t n;

	if (o.owner_id == 0)
		o.owner_id = k->owner_id = open_new_owner(d, in, &k->said, k->said.address);
	papers = papers_of(d, m, k->n, &n);
	k->case_id = open_with(d, in, &o, papers, n, together, &reason);
	if (reason != NULL)
		log_warn("case id=%lld of matter %s: %s", (long long)k->case_id, m->number, reason);
	papers_free(papers, n);
}

static void
set_child(struct desk *d, const struct matter *m, const struct child *k)
{
	desk_news(d);
	store_do(d->st, Q_MATTER_CHILD_SET, "iittI", m->id, k->n, k->state, k->doubt, k->case_id);
	journal_add(d->st,
	    &(struct entry){ .kind = "matter.child",
		.case_id = k->case_id,
		.code = k->state,
		.code2 = k->doubt,
		.n = m->id });
}

static void
set_said(struct desk *d, const struct matter *m, const struct child *k)
{
	const struct person *p = &k->said;

	store_do(d->st, Q_MATTER_CHILD_DATA_SET, "iittttttt", m->id, k->n, p->nama, p->nip, p->nik,
	    p->address, p->hp, p->jabatan, p->unit_kerja);
}

static void
write_matter(struct desk *d, const struct letter_in *in, struct matter *m)
{
	size_t i;

	m->number = open_next_number(d);
	m->id = store_insert(d->st, Q_MATTER_ADD, "tttIii", m->number, m->kind, m->service,
	    m->person_id, in->message_id, in->arrived);
	m->opened_at = in->arrived;
	store_do(d->st, Q_MATTER_DATA_ADD, "itttt", m->id, m->sender, m->sender_name,
	    m->reply_to_id, m->subject);
	for (i = 0; i < m->n; i++) {
		struct child *k = &m->children[i];

		store_do(d->st, Q_MATTER_CHILD_ADD, "iitttII", m->id, k->n, k->state, k->doubt,
		    k->service, (int64_t)0, k->after_n);
		set_said(d, m, k);
	}
	journal_add(d->st,
	    &(struct entry){ .kind = "matter.open",
		.person_id = m->person_id,
		.message_id = in->message_id,
		.code = m->kind,
		.n = m->id,
		.words = m->number });
}

/* A service waits for the one that comes first, where the letter asks for that as well. */
static void
put_in_order(struct desk *d, struct matter *m)
{
	size_t i, k;

	for (i = 0; i < m->n; i++) {
		const struct office_layanan *l = office_layanan(d->office, m->children[i].service);

		for (k = 0; l->sesudah != NULL && k < m->n; k++)
			if (k != i && strcmp(m->children[k].service, l->sesudah) == 0 &&
			    !is(&m->children[k], "terbuka")) {
				m->children[i].after_n = m->children[k].n;
				if (is(&m->children[i], "perkara"))
					becomes(&m->children[i], "menunggu", NULL);
			}
	}
}

/* One person, several services; who is not on record is made from the letter. */
static void
plan_services(struct desk *d, const struct letter_in *in, const struct related *r, struct matter *m)
{
	const struct facts *f = in->facts;
	const struct evidence *ev = &f->evidence;
	int64_t owner = r->owner_id;
	size_t i;

	for (i = 0; i < f->n_services; i++) {
		struct child *k = child_add(m, "perkara", f->services[i].text);

		relate_said(f, &k->said);
		if (k->said.nama == NULL && owner == 0)
			k->said.nama = xstrdup(ev->from_name);
		if (owner == 0)
			owner = open_new_owner(
			    d, in, &k->said, r->person_id == 0 ? ev->from : k->said.address);
		k->owner_id = owner;
		k->case_id = store_int(d->st, Q_CASE_OPEN_OF_OWNER, "it", owner, k->service);
		if (k->case_id != 0)
			becomes(k, "terbuka", NULL);
	}
	put_in_order(d, m);
}

static void
plan_people(struct desk *d, const struct letter_in *in, const char *service, struct matter *m)
{
	const struct facts *f = in->facts;
	size_t i;

	for (i = 0; i < f->n_applicants; i++) {
		const struct fact_person *p = &f->applicants[i];
		struct child *k = child_add(m, "perkara", service);

		k->said = (struct person){ .nama = xstrdup(p->nama),
			.nip = xstrdup(p->nip),
			.nik = xstrdup(p->nik),
			.hp = xstrdup(p->hp),
			.jabatan = xstrdup(p->jabatan),
			.unit_kerja = xstrdup(p->unit_kerja),
			.address = xstrdup(p->email) };
		judge(d, m, k, facts_person_certain(f, p));
	}
}

static void tell(struct desk *d, struct matter *m, const char *about);

const char *
matter_open(
    struct desk *d, const struct letter_in *in, const struct related *r, int64_t *case_id)
{
	const struct evidence *ev = &in->facts->evidence;
	bool people = in->facts->n_applicants >= 2;
	struct matter m = { .person_id = r->person_id,
		.kind = xstrdup(people ? "orang" : "layanan"),
		.service = xstrdup(r->service),
		.sender = xstrdup(ev->from),
		.sender_name = xstrdup(ev->from_name),
		.reply_to_id = xstrdup(ev->message_id),
		.subject = xstrdup(in->facts->subject) };
	struct paper *papers = intake_papers(in);
	int64_t *of = NULL;
	size_t i, sure = 0;

	*case_id = 0;
	if (people)
		plan_people(d, in, r->service, &m);
	else
		plan_services(d, in, r, &m);
	for (i = 0; i < m.n; i++)
		sure += is(&m.children[i], "perkara") || is(&m.children[i], "terbuka");
	if (sure == 0)
		goto out;
	write_matter(d, in, &m);
	of = keep_documents(d, in, &m, papers);
	for (i = 0; i < m.n; i++) {
		struct child *k = &m.children[i];

		if (is(k, "perkara"))
			begin_child(d, in, &m, k);
		if (k->case_id != 0) {
			set_child(d, &m, k);
			*case_id = *case_id == 0 ? k->case_id : *case_id;
		}
	}
	tell(d, &m, "terima");
out:
	free(of);
	free(papers);
	matter_free(&m);
	return sure == 0 ? "several-people" : NULL;
}

/* ---- what is said of a child ---- */
static bool
approved(const struct casefile *c)
{
	size_t i;

	for (i = 0; i < c->n_tasks; i++)
		if (strcmp(c->tasks[i].state, "answered") == 0 && c->tasks[i].answer != NULL &&
		    (strcmp(c->tasks[i].answer, "approve") == 0 ||
			strcmp(c->tasks[i].answer, "done") == 0))
			return true;
	return false;
}

static char *
missing(const struct casefile *c)
{
	struct buf b = BUF_INIT;
	size_t i;

	for (i = 0; i < c->sop->n_dokumen; i++)
		if (c->sop->dokumen[i].wajib && !casefile_has(c, c->sop->dokumen[i].id))
			buf_addf(&b, "%s%s", b.len > 0 ? ", " : "", c->sop->dokumen[i].nama);
	if (c->alasan != NULL)
		buf_addf(&b, "%s%s", b.len > 0 ? ": " : "", c->alasan);
	return buf_take(&b);
}

/* How the case of a child stands; *detail is the caller's to free. */
static const char *
standing(const struct casefile *c, char **detail)
{
	const struct sop_akhir *end = c->akhir != NULL ? sop_akhir(c->sop, c->akhir) : NULL;
	const struct sop_tahap *t = c->tahap != NULL ? sop_tahap(c->sop, c->tahap) : NULL;
	const struct case_task *asked = casefile_open_task(c, NULL, NULL);

	if (end != NULL) {
		*detail = c->alasan != NULL ? xasprintf("%s: %s", end->nama, c->alasan) :
					      xstrdup(end->nama);
		return end->berhasil ? "selesai" : "berakhir";
	}
	if (t != NULL && t->tunggu == TUNGGU_DOKUMEN) {
		*detail = missing(c);
		return "kurang";
	}
	if (asked != NULL && strcmp(asked->role, "pemohon") == 0)
		return approved(c) ? "pemohon-disetujui" : "pemohon";
	return approved(c) ? "disetujui" : "diproses";
}

/* True when its documents are not complete. */
static bool
put_child(struct desk *d, struct fields *s, const struct child *k)
{
	const struct office_layanan *l = office_layanan(d->office, k->service);
	char nip[32], *detail = NULL, *code = NULL;
	struct casefile c = { 0 };
	bool lacks;
	struct err e;

	if (k->case_id != 0 && casefile_load(d->st, d->sops, k->case_id, &c, &e) < 0)
		log_error("case id=%lld: %s", (long long)k->case_id, e.msg);
	if (is(k, "perkara") && c.sop != NULL)
		code = xstrdup(standing(&c, &detail));
	else
		code = k->doubt != NULL ? xasprintf("%s-%s", k->state, k->doubt) : xstrdup(k->state);
	if (is(k, "menunggu") || is(k, "gugur"))
		detail = xasprintf("%lld", (long long)k->after_n);
	people_mask(k->said.nip != NULL ? k->said.nip : k->said.nik, nip);
	fields_put_number(s, "anak_nomor", k->n);
	fields_put(s, "anak_nama", k->said.nama);
	fields_put(s, "anak_nip", nip);
	fields_put(s, "anak_layanan", l != NULL ? l->nama : k->service);
	fields_put(s, "anak_perkara", c.number);
	fields_put(s, "anak_keadaan", code);
	fields_put(s, "anak_rinci", detail);
	lacks = strcmp(code, "kurang") == 0;
	casefile_free(&c);
	free(detail);
	free(code);
	return lacks;
}

static bool
in_doubt(const struct matter *m)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		if (is(&m->children[i], "ragu"))
			return true;
	return false;
}

/* About all children, to who wrote: "terima" "hasil" "status". */
static void
tell(struct desk *d, struct matter *m, const char *about)
{
	const struct matter_head head = { m->id, m->opened_at, m->number };
	struct post p = { .what = "bersama",
		.to = m->sender,
		.to_name = m->sender_name,
		.person_id = m->person_id,
		.role = "pemohon",
		.in_reply_to = m->reply_to_id,
		.service = m->service,
		.matter = &head };
	struct fields s = { 0 };
	bool lacks = false;
	char when[64];
	size_t i;

	fields_put(&s, "tentang", about);
	fields_put(&s, "bersama", m->kind);
	calendar_say(d->office->calendar, m->opened_at, when);
	fields_put(&s, "diterima", when);
	if (in_doubt(m))
		fields_put(&s, "anak_ragu", "ya");
	for (i = 0; i < m->n; i++)
		lacks = put_child(d, &s, &m->children[i]) || lacks;
	if (lacks)
		fields_put(&s, "anak_kurang", "ya");
	p.extra = &s;
	post_mail(d, &p);
	store_do(d->st, Q_MATTER_OWED_DONE, "i", m->id);
	fields_free(&s);
}

void
matter_moved(struct desk *d, int64_t matter_id)
{
	struct matter m;

	if (matter_load(d, matter_id, &m) < 0)
		return;
	if (m.told_at == 0 && store_int(d->st, Q_MATTER_UNDECIDED, "i", matter_id) == 0 &&
	    store_int(d->st, Q_MATTER_DECIDED, "i", matter_id) > 0) {
		tell(d, &m, "hasil");
		store_do(d->st, Q_MATTER_TOLD, "ii", matter_id, clock_now());
		journal_add(d->st, &(struct entry){ .kind = "matter.told", .n = matter_id });
	}
	matter_free(&m);
}

bool
matter_owes(struct store *st)
{
	return store_int(st, Q_MATTER_OWING, "i", (int64_t)0) != 0;
}

void
matter_tell_owed(struct desk *d)
{
	struct matter m;
	int64_t id = 0;

	while ((id = store_int(d->st, Q_MATTER_OWING, "i", id)) != 0) {
		if (matter_load(d, id, &m) < 0)
			continue;
		tell(d, &m, "status");
		matter_free(&m);
	}
}

/* ---- letters in its thread ---- */
struct thread { struct desk *d; const struct letter_in *in; struct matter m; };

/* The letter moves a child; who asked hears of all children at once. */
static const char *
move(struct thread *t, const struct child *k, enum event_kind kind)
{
	const struct fact_command *c = &t->in->facts->command;
	struct event ev = { .kind = kind,
		.together = true,
		.text = t->in->facts->new_text,
		.answer = { c->means, c->word, c->reason, c->why, c->detail, c->tier, c->consumed } };

	return desk_advance(t->d, t->in, k->case_id, &ev, 0, NULL);
}

/* Documents go to the child whom they name, else to all whose cases are open. */
static size_t
bring_documents(struct thread *t)
{
	const struct facts *f = t->in->facts;
	struct paper *papers = intake_papers(t->in);
	int64_t *of = keep_documents(t->d, t->in, &t->m, papers);
	size_t i, k, counted = 0, own;

	for (k = 0; k < t->m.n; k++) {
		struct child *kid = &t->m.children[k];

		if (!is(kid, "perkara") ||
		    store_int(t->d->st, Q_CASE_IS_OPEN, "i", kid->case_id) == 0)
			continue;
		for (i = own = 0; i < f->n_documents; i++)
			if (of[i] == 0 || of[i] == kid->n)
				own += intake_add(t->d, kid->case_id, &papers[i], 1);
		if (own > 0)
			move(t, kid, EVENT_DOCUMENTS);
		counted += own;
	}
	free(of);
	free(papers);
	return counted;
}

static void
take(char **into, const char *value)
{
	if (value == NULL)
		return;
	free(*into);
	*into = xstrdup(value);
}

/* Begins the case of a child that is no longer in doubt. */
static bool
settle_doubt(struct thread *t, struct child *k)
{
	judge(t->d, &t->m, k, true);
	set_said(t->d, &t->m, k);
	if (is(k, "perkara"))
		begin_child(t->d, t->in, &t->m, k);
	set_child(t->d, &t->m, k);
	return !is(k, "ragu");
}

static struct child *
only_doubt(struct matter *m)
{
	struct child *one = NULL;
	size_t i;

	for (i = 0; i < m->n; i++)
		if (is(&m->children[i], "ragu")) {
			if (one != NULL)
				return NULL;
			one = &m->children[i];
		}
	return one;
}

/* The child in doubt that bears this name; there must be one only. */
static struct child *
doubt_named(struct matter *m, const char *name)
{
	struct child *one = NULL;
	size_t i;

	for (i = 0; name != NULL && i < m->n; i++)
		if (is(&m->children[i], "ragu") && m->children[i].said.nama != NULL &&
		    name_same(m->children[i].said.nama, name)) {
			if (one != NULL)
				return NULL;
			one = &m->children[i];
		}
	return one;
}

/* The child in doubt whose number the letter begins a line with; there must be one only. */
static struct child *
doubt_numbered(struct matter *m, const struct facts *f)
{
	struct child *one = NULL;
	size_t i, k;

	for (i = 0; i < f->n_choices; i++)
		for (k = 0; k < m->n; k++)
			if (m->children[k].n == f->choices[i].n && is(&m->children[k], "ragu")) {
				if (one != NULL && one != &m->children[k])
					return NULL;
				one = &m->children[k];
			}
	return one;
}

/* The one address that the letter names: here it was asked for, so it needs no label. */
static const char *
only_email(const struct facts *f)
{
	const char *one = NULL;
	size_t i;

	for (i = 0; i < f->n_fields; i++)
		if (strcmp(f->fields[i].name, "email") == 0) {
			if (one != NULL && strcasecmp(one, f->fields[i].value) != 0)
				return NULL;
			one = f->fields[i].value;
		}
	return one;
}

/* What the letter tells of people who were in doubt: in a list, by number, or of the only one. */
static size_t
tell_apart(struct thread *t)
{
	const struct facts *f = t->in->facts;
	struct child *k;
	size_t i, n = 0;

	for (i = 0; i < f->n_applicants; i++) {
		const struct fact_person *p = &f->applicants[i];

		/* what OCR has read settles no doubt: it is what is asked about */
		if (!facts_person_certain(f, p) || (k = doubt_named(&t->m, p->nama)) == NULL)
			continue;
		take(&k->said.nip, p->nip);
		take(&k->said.nik, p->nik);
		take(&k->said.address, p->email);
		n += settle_doubt(t, k);
	}
	if (f->n_applicants > 0)
		return n;
	k = doubt_named(&t->m, relate_field(f, "nama"));
	if (k == NULL)
		k = doubt_numbered(&t->m, f);
	if (k == NULL)
		k = only_doubt(&t->m);
	if (k == NULL || (relate_field(f, "nip") == NULL && relate_field(f, "nik") == NULL &&
	    only_email(f) == NULL && relate_field(f, "nama") == NULL))
		return n;
	take(&k->said.nama, relate_field(f, "nama"));
	take(&k->said.nip, relate_field(f, "nip"));
	take(&k->said.nik, relate_field(f, "nik"));
	take(&k->said.address, only_email(f));
	return n + settle_doubt(t, k);
}

/* BATAL, for all or by number, and nothing else beside it. */
static bool
takes_back(const struct fact_command *c)
{
	size_t i;

	for (i = 0; i < c->n_decisions; i++)
		if (c->decisions[i].tier > 2 || strcmp(c->decisions[i].means, "cancel") != 0)
			return false;
	return c->n_decisions > 0 ||
	    (c->means != NULL && strcmp(c->means, "cancel") == 0 && c->tier <= 2);
}

static bool
concerns(const struct fact_command *c, int64_t n)
{
	bool any = c->n_decisions == 0;
	size_t i, k;

	for (i = 0; i < c->n_decisions; i++) {
		const struct fact_decision *d = &c->decisions[i];
		bool named = false;

		for (k = 0; k < d->n_ranges; k++)
			named |= d->ranges[k].first <= n && n <= d->ranges[k].last;
		any |= named != d->all;
	}
	return any;
}

/* BATAL: each owner is asked himself, whoever wrote. */
static const char *
cancel(struct thread *t)
{
	const struct event taken_back = { .kind = EVENT_WRITES,
		.together = true,
		.text = t->in->facts->new_text,
		.answer = { "cancel", "BATAL", NULL, NULL, NULL, 1, true } };
	const char *hold = NULL, *one;
	size_t i;

	for (i = 0; i < t->m.n; i++) {
		const struct child *k = &t->m.children[i];
		struct event ev = taken_back;

		if (!is(k, "perkara") || !concerns(&t->in->facts->command, k->n) ||
		    store_int(t->d->st, Q_CASE_IS_OPEN, "i", k->case_id) == 0)
			continue;
		one = desk_advance(t->d, t->in, k->case_id, &ev, 0, NULL);
		if (one != NULL)
			hold = one;
	}
	return hold;
}

const char *
matter_letter(struct desk *d, const struct letter_in *in, int64_t matter_id)
{
	const struct facts *f = in->facts;
	struct thread t = { .d = d, .in = in };
	const char *means = f->command.means, *hold = NULL;
	bool words = false;
	size_t moved = 0;

	if (matter_load(d, matter_id, &t.m) < 0)
		return "case-unreadable";
	take(&t.m.reply_to_id, f->evidence.message_id);
	store_do(d->st, Q_MATTER_REPLY_TO, "it", matter_id, t.m.reply_to_id);
	if (f->n_documents > 0)
		moved += bring_documents(&t);
	if (in_doubt(&t.m))
		moved += tell_apart(&t);
	if (moved == 0 && takes_back(&f->command))
		hold = cancel(&t);
	else if (moved == 0 && f->n_documents == 0 && f->n_fields == 0 && f->says &&
	    (means == NULL || strcmp(means, "status") != 0)) {
		hold = relay_question(d, in, 0,
		    &(struct matter_head){ matter_id, t.m.opened_at, t.m.number });
		words = true;
	}
	if (!words && (hold == NULL || moved > 0))
		tell(d, &t.m, "status");
	matter_free(&t.m);
	return hold;
}

/* ---- one after another ---- */
/* What the owner of a waiting child is: that of the child before it. */
static int64_t
owner_of_case(struct desk *d, int64_t case_id)
{
	return store_int(d->st, Q_CASE_OWNER, "i", case_id);
}

void
matter_ended(struct desk *d, int64_t matter_id, int64_t n, bool well)
{
	struct matter m;
	size_t i, before;

	if (matter_load(d, matter_id, &m) < 0)
		return;
	for (before = 0; before < m.n && m.children[before].n != n;)
		before++;
	for (i = 0; before < m.n && i < m.n; i++) {
		struct child *k = &m.children[i];

		if (!is(k, "menunggu") || k->after_n != n)
			continue;
		k->owner_id = owner_of_case(d, m.children[before].case_id);
		becomes(k, well ? "perkara" : "gugur", NULL);
		if (well)
			begin_child(d, NULL, &m, k);
		set_child(d, &m, k);
		if (!well)
			store_do(d->st, Q_MATTER_OWES, "i", m.id);
	}
	matter_free(&m);
}
