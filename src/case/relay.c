/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/relay.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "case/matter.h"
#include "case/people.h"

#define LINES_MOST 60	/* of what somebody wrote */

/* The text line by line, as fields of that name; blank lines are left to the template. */
static size_t
lines(char *text, const char *name, struct mail_field out[LINES_MOST])
{
	char *rest = text, *line;
	size_t n = 0;

	while ((line = strsep(&rest, "\n")) != NULL && n < LINES_MOST)
		if (line[strspn(line, " \t\r")] != '\0')
			out[n++] = (struct mail_field){ (char *)(uintptr_t)name, line };
	return n;
}

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
	char *text = xstrdup(in->facts->new_text != NULL ? in->facts->new_text : "");
	struct mail_field said[LINES_MOST];
	const struct case_task *t;
	struct casefile c = { 0 };
	struct inquiry q = { .kind = "pertanyaan",
		.role = "helpdesk",
		.matter = matter,
		.message_id = in->message_id,
		.outside = true,
		.extra = said };
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
	q.n_extra = lines(text, "tanya_baris", said);
	asked = inquiry_ask(d, &q) != 0;
	if (asked)
		tell_writer(d, in, q.c, matter);
	casefile_free(&c);
	free(text);
	return asked ? NULL : "nobody-to-ask";
}

/* To the address that asked, in its thread. */
static void
hand_on(struct asked *q, struct mail_field *said, size_t n)
{
	struct rows *r = store_rows(q->d->st, Q_MESSAGE_HEADER, "i", q->message_id);
	char *to = NULL, *header = NULL;
	struct matter_head head = { 0 };
	struct casefile c = { 0 };
	struct person p = { 0 };
	struct post m = { .what = "jawaban-petugas", .role = "pemohon", .extra = said };
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
		said[n++] = (struct mail_field){ (char *)(uintptr_t)"oleh", p.nama };
	m.n_extra = n;
	m.to = to;
	m.in_reply_to = header;
	if (to != NULL)
		post_mail(q->d, &m);
	free((char *)(uintptr_t)head.number);
	casefile_free(&c);
	person_free(&p);
	free(to);
	free(header);
}

const char *
relay_answer(struct asked *q)
{
	const struct facts *f = q->in->facts;
	char *text = xstrdup(f->new_text != NULL ? f->new_text : "");
	struct mail_field said[LINES_MOST + 1];
	size_t n = lines(text, "jawab_baris", said);

	if (n > 0) {
		hand_on(q, said, n);
		if (q->open)
			inquiry_answered(q, "relayed");
	} else
		inquiry_reply(q, "belum-dipahami", NULL, 0);
	free(text);
	return n > 0 ? "relayed" : "inquiry-unclear";
}
