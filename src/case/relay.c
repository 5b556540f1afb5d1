/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/relay.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "case/intake.h"
#include "case/matter.h"
#include "case/people.h"

#define LINES_MOST 60	/* of what somebody wrote */

/* Who has the case in hands: the official who is asked about it. */
static const struct case_task *
in_hands(const struct casefile *c)
{
	size_t i;

	for (i = c->n_tasks; i-- > 0;)
		if (strcmp(c->tasks[i].state, "open") == 0 &&
		    strcmp(c->tasks[i].role, "pemohon") != 0)
			return &c->tasks[i];
	return NULL;
}

static void
tell_writer(struct desk *d, const struct letter_in *in, const struct casefile *c,
    const struct matter_head *matter)
{
	const struct evidence *ev = &in->facts->evidence;
	struct post p = { .c = c,
		.matter = matter,
		.what = "pertanyaan-diteruskan",
		.to = ev->from,
		.to_name = ev->from_name,
		.person_id = people_by_address(d->st, ev->from) > 0 ?
		    people_by_address(d->st, ev->from) :
		    0,
		.role = "pemohon",
		.in_reply_to = ev->message_id };

	post_mail(d, &p);
}

const char *
relay_question(
    struct desk *d, const struct letter_in *in, int64_t case_id, const struct matter_head *matter)
{
	struct fields said = { 0 };
	const struct case_task *t;
	struct casefile c = { 0 };
	struct inquiry q = { .kind = "pertanyaan",
		.role = "helpdesk",
		.matter = matter,
		.message_id = in->message_id,
		.outside = true,
		.extra = &said };
	struct err e;
	bool asked;

	if (case_id != 0 && casefile_load(d->st, d->sops, case_id, &c, &e) == 0) {
		q.c = &c;
		q.service = c.service;
		t = in_hands(&c);
		if (t != NULL && t->person_id != c.owner_id) {
			q.role = t->role;
			q.person_id = t->person_id;
		}
	}
	fields_put_lines(&said, "tanya_baris", in->facts->new_text, LINES_MOST);
	asked = inquiry_ask(d, &q) != 0;
	if (asked)
		tell_writer(d, in, q.c, matter);
	casefile_free(&c);
	fields_free(&said);
	return asked ? NULL : "nobody-to-ask";
}

/* Documents that came with the answer are kept with the case, or the first case of a matter. */
static void
keep_documents(struct asked *q)
{
	int64_t id = q->case_id != 0 ? q->case_id :
				       store_int(q->d->st, Q_MATTER_FIRST_CASE, "i", q->matter_id);

	if (id != 0)
		intake_sheet(q->d, q->in, id);
}

/* To the address that asked, in its thread, with what was attached. */
static void
hand_on(struct asked *q, struct fields *said)
{
	struct rows *r = store_rows(q->d->st, Q_MESSAGE_HEADER, "i", q->message_id);
	char *to = NULL, *header = NULL;
	struct matter_head head = { 0 };
	struct casefile c = { 0 };
	struct person p = { 0 };
	struct post m = { .what = "jawaban-petugas", .role = "pemohon", .extra = said, .of = q->in };
	struct err e;

	if (rows_next(r)) {
		to = rows_dup(r, 0);
		header = rows_dup(r, 1);
	}
	rows_end(r);
	if (q->case_id != 0 && casefile_load(q->d->st, q->d->sops, q->case_id, &c, &e) == 0)
		m.c = &c;
	else if (q->matter_id != 0 && matter_head(q->d, q->matter_id, &head) == 0)
		m.matter = &head;
	if (q->person_id != 0 && person_load(q->d->st, q->person_id, &p) == 0 && p.nama != NULL)
		fields_put(said, "oleh", p.nama);
	m.to = to;
	m.in_reply_to = header;
	if (to != NULL) {
		keep_documents(q);
		post_mail(q->d, &m);
	}
	free((char *)(uintptr_t)head.number);
	casefile_free(&c);
	person_free(&p);
	free(to);
	free(header);
}

const char *
relay_answer(struct asked *q)
{
	struct fields said = { 0 };
	bool any;

	fields_put_lines(&said, "jawab_baris", q->in->facts->new_text, LINES_MOST);
	any = said.n > 0 || q->in->facts->n_documents > 0;
	if (any) {
		hand_on(q, &said);
		if (q->open)
			inquiry_answered(q, "relayed");
	} else
		inquiry_reply(q, "belum-dipahami", NULL);
	fields_free(&said);
	return any ? "relayed" : "inquiry-unclear";
}
