/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a case begins. */
#include "case/open.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "case/people.h"
#include "case/register.h"
#include "case/relate.h"
#include "store/journal.h"

/* ---- opening ---- */
char *
open_next_number(struct desk *d)
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
open_new_owner(
    struct desk *d, const struct letter_in *in, const struct person *said, const char *address)
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
open_with(struct desk *d, const struct letter_in *in, const struct opening *o,
    const struct paper *papers, size_t n_papers, bool together, const char **reason)
{
	const struct office_layanan *l = office_layanan(d->office, o->service);
	struct event ev = { .kind = EVENT_OPEN, .together = together };
	const struct person *said = o->said;
	char *number = open_next_number(d);
	int64_t id;

	desk_news(d);
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
	intake_add(d, id, papers, n_papers);
	if (o->matter_id == 0)
		intake_readings(d, in, id);
	*reason = desk_advance(d, in, id, &ev, 0, NULL);
	free(number);
	return id;
}

int64_t
open_by_letter(
    struct desk *d, const struct letter_in *in, const struct related *r, const char **reason)
{
	const struct facts *f = in->facts;
	const struct evidence *ev = &f->evidence;
	struct person said, known = { 0 };
	struct opening o = { .service = r->service,
		.owner_id = r->owner_id,
		.registered_by = r->registered_by,
		.sender = ev->from,
		.reply_to_id = ev->message_id,
		.subject = f->subject,
		.said = &said };
	struct paper *papers = intake_papers(in);
	int64_t id;

	relate_said(f, &said);
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
			said.nama = xstrdup(ev->from_name);
		o.owner_id =
		    open_new_owner(d, in, &said, r->person_id == 0 ? ev->from : said.address);
		if (said.nama == NULL && r->registered_by == 0)
			said.nama = xstrdup(ev->from_name);
	}
	id = open_with(d, in, &o, papers, f->n_documents, false, reason);
	person_free(&said);
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
open_for(struct desk *d, int64_t owner_id, const char *service, const char *opened_by,
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
	number = open_next_number(d);
	desk_news(d);
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
