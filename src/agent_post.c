/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is owed to the world. A mail: fields to the composer - finished bytes and, where they hold a code,
 * their blanked copy sealed, synced, named in the row - `sending` committed - handed over - outcome committed - the
 * real bytes go, the blanked copy stays. Bytes are stored before the network is touched, so a
 * repetition is the same mail with the same Message-ID. An outcome that was lost is `unknown`, not
 * "again".
 *
 * This is the one place that decides what a delivery's outcome means for its row.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent_steps.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/fields.h"
#include "case/inquiry.h"
#include "case/nudge.h"
#include "case/post.h"
#include "store/journal.h"
#include "store/mailfile.h"

#define MAIL_MOST (64u << 20)
#define COMPOSE_MS 30000
#define SEND_MS 320000
#define END_MS 5000
#define SENDING_BYTES (4 << 20)	/* with the sender, beyond which no further mail goes to it */
#define COMPOSER_MAILS 500
#define TRIES_MOST 20
#define HOUR 3600
#define LATE (3 * 86400)	/* seconds after which a due time is overdue */
#define CAP_MS 30000		/* how often a reached cap is looked at again */
#define PUT_OFF_S 60		/* a mail whose bytes cannot be had just now */

static int64_t
case_of(struct agent *a, int64_t id)
{
	return store_int(a->st, Q_OUTBOX_CASE, "i", id);
}

/* ---- composing ---- */
/* The first of those at the composer is done with, whatever came of it. */
static void
composing_end(struct agent *a)
{
	close(a->composing[0].out_fd);
	close(a->composing[0].blank_fd);
	memmove(a->composing, a->composing + 1, --a->n_composing * sizeof(a->composing[0]));
	a->compose_deadline_ms = clock_monotonic_ms() + COMPOSE_MS;
}

static void
composer_down(struct agent *a)
{
	if (a->composer.fd >= 0)
		channel_close(&a->composer);
	a->composer.fd = -1;
	a->composed = 0;
	while (a->n_composing > 0)
		composing_end(a);
}

static int
composer_up(struct agent *a)
{
	int pair[2], rc;
	struct err e;

	if (a->composer.fd >= 0 && (a->composed < COMPOSER_MAILS || a->n_composing > 0))
		return 0;
	composer_down(a);
	if (zygote_up(a) < 0 || channel_pair(pair, &e) < 0)
		return -1;
	rc = frame_send(a->zygote.ch.fd, FRAME_COMPOSER, NULL, 0, &pair[1], 1, 5000, &e);
	close(pair[1]);
	channel_init(&a->composer, pair[0]);
	if (rc < 0) {
		log_error("zygote: %s", e.msg);
		composer_down(a);
		starter_kill(&a->starter, &a->zygote);
	}
	return rc;
}

static void
uncomposable(struct agent *a, int64_t id, const char *why)
{
	log_error("mail outbox=%lld cannot be composed: %s", (long long)id, why);
	store_begin(a->st);
	store_do(a->st, Q_OUTBOX_UNCOMPOSED, "i", id);
	journal_add(a->st,
	    &(struct entry){ .kind = "mail.failed",
		.case_id = case_of(a, id),
		.outbox_id = id,
		.code = "compose" });
	store_commit(a->st);
}

/*
 * A composer that died or hung, or no memory for what it is to write: the mail is tried once more
 * with a fresh one, then it waits for a person.
 */
static void
try_again_or_fail(struct agent *a, int64_t id, const char *why)
{
	if (store_int(a->st, Q_OUTBOX_ATTEMPTS, "i", id) > 0) {
		uncomposable(a, id, why);
		return;
	}
	log_warn("mail outbox=%lld %s: tried again", (long long)id, why);
	store_begin(a->st);
	store_do(a->st, Q_OUTBOX_TRIED, "i", id);
	store_commit(a->st);
}

static void
send_order(struct agent *a, struct mail *m)
{
	struct composing c = { m->id, memory_fd(NULL, 0), memory_fd(NULL, 0), m->token != NULL };
	int fds[2] = { c.out_fd, c.blank_fd };
	struct err e;

	if (a->n_composing == 0)
		a->compose_deadline_ms = clock_monotonic_ms() + COMPOSE_MS;
	a->composing[a->n_composing++] = c;
	if (fds[0] < 0 || fds[1] < 0)
		try_again_or_fail(a, m->id, "no memory for it");
	else if (record_send(a->composer.fd, FRAME_COMPOSE, &mail_wire, m, fds, 2, &e) == 0)
		return;
	else
		log_error("composer: %s", e.msg);
	composer_down(a);
}

/* What the mail says; false: its row is not readable. */
static bool
open_fields(struct agent *a, int64_t id, const void *sealed, size_t n, struct mail *m, struct err *e)
{
	struct buf packed = BUF_INIT;
	char about[48];
	bool good;

	snprintf(about, sizeof(about), "mail %lld", (long long)id);
	good = unseal(a->keys, about, sealed, n, &packed, e) == 0 &&
	    wire_unpack(&mail_wire, buf_str(&packed), packed.len, m, e) == 0;
	if (packed.data != NULL)
		wipe(packed.data, packed.len);
	buf_free(&packed);
	return good;
}

/* Refused as too large: the same mail without what made it so, and it says that. */
static void
make_lean(struct mail *m)
{
	while (m->n_attachments > 0) {
		struct mail_attachment *a = &m->attachments[--m->n_attachments];

		free(a->name);
		free(a->type);
		free(a->archive);
	}
	while (m->n_forms > 0) {
		free(m->forms[--m->n_forms].kind);
		free(m->forms[m->n_forms].name);
	}
	if (m->n_fields == MAIL_FIELDS) {
		free(m->fields[--m->n_fields].name);
		free(m->fields[m->n_fields].value);
	}
	/* the list came over the wire, as long as it is: `grow` has no room behind it */
	m->fields = xreallocarray(m->fields, m->n_fields + 1, sizeof(*m->fields));
	m->fields[m->n_fields++] =
	    (struct mail_field){ xstrdup("tanpa_lampiran"), xstrdup("ya") };
}

/* The next mail that is not at the composer yet, to it. False: there is none, or it cannot be now. */
static bool
compose_one(struct agent *a)
{
	int64_t id = 0, behind = a->n_composing > 0 ? a->composing[a->n_composing - 1].id : 0;
	bool good = false, lean = false;
	struct mail m;
	const void *sealed;
	struct rows *r;
	size_t n;
	struct err e = { 0 };

	r = store_rows(a->st, Q_OUTBOX_NEW, "i", behind);
	if (rows_next(r)) {
		id = rows_int(r, 0);
		sealed = rows_blob(r, 1, &n);
		lean = rows_int(r, 3) != 0;
		good = open_fields(a, id, sealed, n, &m, &e);
	}
	rows_end(r);
	if (id == 0)
		return false;
	if (!good) {
		uncomposable(a, id, e.msg);
		return false;
	}
	if (lean)
		make_lean(&m);
	if (composer_up(a) == 0)
		send_order(a, &m);
	wire_free(&mail_wire, &m);
	return a->n_composing > 0;
}

static void
compose_next(struct agent *a)
{
	while (a->n_composing < COMPOSINGS && !a->stopping && !rules_pending(a) &&
	    (a->n_composing == 0 || a->composed + (int64_t)a->n_composing < COMPOSER_MAILS) &&
	    compose_one(a))
		;
}

static int
store_bytes(struct agent *a, int fd, char name[65], unsigned char sum[DIGEST_LEN], struct err *e)
{
	struct buf bytes = BUF_INIT;
	int rc = -1;

	if (lseek(fd, 0, SEEK_SET) == 0 && file_read_fd(fd, MAIL_MOST, &bytes, e) == 0) {
		digest(bytes.data, bytes.len, sum);
		if (bytes.len == 0)
			rc = err_refused(e, "the composer made nothing");
		else
			rc = archive_put(a->archive, ROOM_OUTBOX, bytes.data, bytes.len, name, e);
	}
	if (bytes.data != NULL)
		wipe(bytes.data, bytes.len);
	buf_free(&bytes);
	return rc;
}

#define DRAFT_LINES 200

/* The admin reads the draft line by line; blank lines are left to the template. */
static void
ask_about_draft(struct agent *a, const char *to, const struct composed *c)
{
	struct fields shown = { 0 };
	struct inquiry q = { .kind = "draf", .outbox_id = c->id, .extra = &shown };

	fields_put(&shown, "akan_kepada", to);
	fields_put(&shown, "akan_perihal", c->subject);
	fields_put_lines(&shown, "akan_baris", c->text, DRAFT_LINES);
	if (inquiry_ask(&a->desk, &q) == 0)
		log_warn("mail outbox=%lld waits for the admin, who is not in the settings; see: "
			 "loket outbox list",
		    (long long)c->id);
	fields_free(&shown);
}

/* What a parked mail says is kept for the admin; a draft is shown to him at once. */
static bool
waits_for_people(struct agent *a, const struct composed *c)
{
	struct rows *r = store_rows(a->st, Q_OUTBOX_PARKED, "i", c->id);
	char *why = NULL, *to = NULL;

	if (rows_next(r)) {
		why = rows_dup(r, 0);
		to = rows_dup(r, 3);
	}
	rows_end(r);
	if (why != NULL)
		store_do(a->st, Q_OUTBOX_PREVIEW, "itt", c->id, c->subject, c->text);
	if (why != NULL && strcmp(why, "draft") == 0)
		ask_about_draft(a, to, c);
	free(why);
	free(to);
	return why != NULL;
}

static void
composed(struct agent *a, const struct composed *c)
{
	unsigned char sum[DIGEST_LEN], blank_sum[DIGEST_LEN];
	char file[65], blank[65];
	bool coded = a->composing[0].coded, parked;
	struct err e = { 0 };

	if (!c->ok) {
		uncomposable(a, c->id, c->why != NULL ? c->why : "no reason given");
		return;
	}
	if (store_bytes(a, a->composing[0].out_fd, file, sum, &e) < 0 ||
	    (coded && store_bytes(a, a->composing[0].blank_fd, blank, blank_sum, &e) < 0)) {
		if (e.grade == GRADE_AGAIN)
			agent_trouble(a, "outbox", &e);
		else
			uncomposable(a, c->id, e.msg);
		return;
	}
	store_begin(a->st);
	store_do(a->st, Q_OUTBOX_COMPOSED, "ittb", c->id, file, coded ? blank : NULL, sum,
	    (size_t)DIGEST_LEN);
	parked = waits_for_people(a, c);
	journal_add(a->st,
	    &(struct entry){ .kind = "mail.ready",
		.case_id = case_of(a, c->id),
		.outbox_id = c->id,
		.code = parked ? "parked" : "ready" });
	store_later(a->st);
}

void
composer_frame(struct agent *a)
{
	struct composed c;
	struct frame f;
	struct err e;
	int rc = frame_poll(&a->composer, &f, &e);

	if (rc == 0)
		return;
	if (rc < 0 || f.type != FRAME_COMPOSED ||
	    wire_unpack(&composed_wire, f.body.data, f.body.len, &c, &e) < 0) {
		if (a->n_composing > 0)
			try_again_or_fail(a, a->composing[0].id, "the composer ended without a mail");
		composer_down(a);
		if (rc > 0)
			frame_free(&f);
		return;
	}
	if (a->n_composing > 0 && c.id == a->composing[0].id) {
		composed(a, &c);
		composing_end(a);
		a->composed++;
	}
	wire_free(&composed_wire, &c);
	frame_free(&f);
}

/* ---- handing over ---- */
static void
sender_down(struct agent *a, const char *why)
{
	int64_t wait = 2000ll << (a->send_failures < 8 ? a->send_failures : 8);

	log_error("smtp server=%s: %s", a->conf->smtp_host, why);
	starter_kill(&a->starter, &a->sender);
	a->sender_ready = 0;
	a->send_failures++;
	if (a->once)
		a->exit_code = 69;
	a->send_again_ms = clock_monotonic_ms() + wait;
}

static void
outcome_row(struct agent *a, int64_t id, const char *state, const char *reason, int64_t not_before,
    int64_t code, int64_t resent)
{
	store_do(a->st, Q_OUTBOX_OUTCOME, "ittiii", id, state, reason, not_before, code, resent);
	journal_add(a->st,
	    &(struct entry){ .kind = "mail.outcome",
		.case_id = case_of(a, id),
		.outbox_id = id,
		.code = state,
		.code2 = reason,
		.n = code });
}

/*
 * The server may have it or not. Once, the same bytes go again under the same Message-ID; after
 * that a person decides.
 */
static void
unknown(struct agent *a, int64_t id, int64_t code)
{
	if (store_int(a->st, Q_OUTBOX_RESENT, "i", id) == 0)
		outcome_row(a, id, "retry", "unknown", clock_now(), code, 1);
	else
		outcome_row(a, id, "unknown", "answer-lost", clock_now(), code, 0);
}

static void
sent(struct agent *a, int64_t id, int64_t code)
{
	struct rows *r = store_rows(a->st, Q_OUTBOX_FILES, "i", id);
	char *file = NULL, *blank = NULL;

	if (rows_next(r)) {
		file = rows_dup(r, 0);
		blank = rows_dup(r, 1);
	}
	rows_end(r);
	store_begin(a->st);
	store_do(a->st, Q_OUTBOX_SENT, "iiii", id, clock_now(), code,
	    (int64_t)(*a->conf->sent != '\0'));
	store_do(a->st, Q_OUTBOX_FORGET_FIELDS, "i", id);
	journal_add(a->st,
	    &(struct entry){
		.kind = "mail.sent", .case_id = case_of(a, id), .outbox_id = id, .n = code });
	store_later(a->st);
	if (file != NULL && blank != NULL)
		leave_file(a, ROOM_OUTBOX, file);
	free(file);
	free(blank);
	a->send_failures = 0;
	health_sent(a);
	a->hour_room--;
}

/* The mail has what it could do without, and still has it. */
static bool
could_be_lean(struct agent *a, int64_t id)
{
	struct rows *r = store_rows(a->st, Q_OUTBOX_MAIL, "i", id);
	bool good = false, has = false;
	struct mail m = { 0 };
	struct err e;
	size_t n;

	if (rows_next(r)) {
		const void *sealed = rows_blob(r, 0, &n);

		good = open_fields(a, id, sealed, n, &m, &e);
	}
	rows_end(r);
	if (good) {
		has = m.n_attachments > 0 || m.n_forms > 0;
		wire_free(&mail_wire, &m);
	}
	return has;
}

#define TOO_LARGE 552	/* RFC 5321 4.2.3, RFC 1870 6 */

/* Its bytes are no longer named by the row: files in the outbox, which recovery would remove too. */
static void
again_lean(struct agent *a, int64_t id)
{
	struct rows *r = store_rows(a->st, Q_OUTBOX_FILES, "i", id);
	char *file = NULL, *blank = NULL;

	if (rows_next(r)) {
		file = rows_dup(r, 0);
		blank = rows_dup(r, 1);
	}
	rows_end(r);
	store_begin(a->st);
	store_do(a->st, Q_OUTBOX_LEAN, "ii", id, (int64_t)TOO_LARGE);
	journal_add(a->st,
	    &(struct entry){ .kind = "mail.outcome",
		.case_id = case_of(a, id),
		.outbox_id = id,
		.code = "new",
		.code2 = "too-large",
		.n = TOO_LARGE });
	store_commit(a->st);
	if (file != NULL)
		archive_remove(a->archive, ROOM_OUTBOX, file);
	if (blank != NULL)
		archive_remove(a->archive, ROOM_OUTBOX, blank);
	free(file);
	free(blank);
}

void
note_limit(struct agent *a, const char *key, int64_t limit)
{
	char text[24], *was = store_text(a->st, Q_META_GET, "t", key);

	snprintf(text, sizeof(text), "%lld", (long long)limit);
	if (limit > 0 && (was == NULL || strcmp(was, text) != 0)) {
		store_begin(a->st);
		store_do(a->st, Q_META_SET, "tt", key, text);
		store_commit(a->st);
	}
	free(was);
}

static int64_t
attempts_of(struct agent *a, int64_t id)
{
	return store_int(a->st, Q_OUTBOX_ATTEMPTS, "i", id);
}

static void
settle_outcome(struct agent *a, int64_t id, const struct outcome *o)
{
	int64_t n = attempts_of(a, id), now = clock_now();

	log_info("mail outbox=%lld outcome=%lld code=%lld", (long long)id, (long long)o->outcome,
	    (long long)o->code);
	note_limit(a, META_SMTP_SIZE, o->size);
	if (o->outcome == DELIVERY_SENT) {
		sent(a, id, o->code);
		return;
	}
	if (o->outcome == DELIVERY_FAILED && o->code == TOO_LARGE && could_be_lean(a, id)) {
		again_lean(a, id);
		return;
	}
	store_begin(a->st);
	if (o->text != NULL)
		store_do(a->st, Q_OUTBOX_ANSWER, "it", id, o->text);
	if (o->outcome == DELIVERY_UNKNOWN)
		unknown(a, id, o->code);
	else if (o->outcome == DELIVERY_FAILED || (o->outcome == DELIVERY_RETRY && n >= TRIES_MOST))
		outcome_row(a, id, "failed",
		    o->outcome == DELIVERY_FAILED ? "refused" : "tried-out", now, o->code, 0);
	else if (o->outcome == DELIVERY_RETRY)
		outcome_row(a, id, "retry", "deferred", now + 60 * n * n, o->code, 0);
	else
		outcome_row(a, id, "ready", "channel", now, o->code, 0);
	if (o->outcome == DELIVERY_STOP)
		/* a dead server uses up no try of the mail */
		store_do(a->st, Q_OUTBOX_NOT_TRIED, "i", id);
	store_later(a->st);
}

static void
let_go(struct sending *s)
{
	if (s->fd >= 0)
		close(s->fd);
	free(s->order.to);
}

/* What became of the first of the mails under way; from now on the next one is waited for. */
static void
first_ended(struct agent *a, const struct outcome *o)
{
	settle_outcome(a, a->sending[0].order.id, o);
	let_go(&a->sending[0]);
	memmove(a->sending, a->sending + 1, --a->n_sending * sizeof(a->sending[0]));
	a->send_deadline_ms = clock_monotonic_ms() + SEND_MS;
}

/* What waited behind it was not begun: it is as if it had never been handed over. */
static void
rest_unsent(struct agent *a)
{
	store_begin(a->st);
	while (a->n_sending > 0) {
		struct sending *s = &a->sending[--a->n_sending];

		store_do(a->st, Q_OUTBOX_UNSENT, "it", s->order.id, s->retry ? "retry" : "ready");
		let_go(s);
	}
	store_later(a->st);
}

static int
take_outcome(struct agent *a, const struct outcome *o, char **why)
{
	if (o->id != a->sending[0].order.id)
		return -1;
	first_ended(a, o);
	if (o->outcome != DELIVERY_STOP)
		return 1;
	rest_unsent(a);	/* behind one that the server did not let begin the sender begins none */
	*why = xstrdup(o->text != NULL ? o->text : "the channel stopped");
	return -1;
}

/*
 * One frame of the sender. 1: there may be more, 0: none is there, -1: it is to be ended, or has ended, and
 * why (caller frees), where it said so.
 */
static int
take_frame(struct agent *a, struct channel *ch, char **why)
{
	struct outcome o;
	struct trouble t;
	struct frame f;
	struct err e;
	int rc = frame_poll(ch, &f, &e);

	if (rc <= 0)
		return rc;
	rc = -1;
	if (f.type == FRAME_HELLO && !a->sender_ready) {
		a->sender_ready = 1;
		rc = 1;
	} else if (f.type == FRAME_OUTCOME && a->n_sending > 0 && a->sending[0].fd < 0 &&
	    wire_unpack(&outcome_wire, f.body.data, f.body.len, &o, &e) == 0) {
		rc = take_outcome(a, &o, why);
		wire_free(&outcome_wire, &o);
	} else if (f.type == FRAME_TROUBLE && a->n_sending == 0 &&
	    wire_unpack(&trouble_wire, f.body.data, f.body.len, &t, &e) == 0) {
		*why = xstrdup(t.text != NULL ? t.text : "trouble");
		wire_free(&trouble_wire, &t);
	}
	frame_free(&f);
	return rc;
}

/*
 * The sender is ended, and what it held comes back. It takes one mail after the other and tells each outcome
 * before it looks at the next: with all heard that it has told, only the first mail may have left.
 */
static void
take_back(struct agent *a, const char *why)
{
	struct channel ch = a->sender.ch;
	struct outcome o = { .outcome = DELIVERY_UNKNOWN, .text = (char *)(uintptr_t)why };
	char *said = NULL;

	if (a->sender.pid == 0)
		return;
	channel_init(&a->sender.ch, -1);
	starter_kill(&a->starter, &a->sender);
	while (take_frame(a, &ch, &said) > 0)
		;
	channel_close(&ch);
	free(said);
	if (a->n_sending > 0 && a->sending[0].fd < 0)
		first_ended(a, &o);
	rest_unsent(a);
	store_flush(a->st);	/* also where no turn ends any more */
}

static void
sender_lost(struct agent *a, const char *why)
{
	take_back(a, why);
	sender_down(a, why);
}

static int
sender_up(struct agent *a)
{
	struct err e;

	if (a->sender.pid == 0) {
		if (clock_monotonic_ms() < a->send_again_ms)
			return -1;
		if (starter_spawn(&a->starter, &a->sender, "smtp", &e) < 0)
			sender_down(a, e.msg);
		else
			a->send_deadline_ms = clock_monotonic_ms() + 30000;
	}
	return a->sender.pid != 0 && a->sender_ready ? 0 : -1;
}

/*
 * Above the hourly cap nothing leaves; what waits goes out as the hour moves on. Counted again only
 * when as many have left as there was room for.
 */
static bool
over_the_hour(struct agent *a)
{
	int64_t cap = a->conf->answers_per_hour;

	if (a->hour_room <= 0)
		a->hour_room =
		    cap - store_int(a->st, Q_OUTBOX_SENT_SINCE, "ii", clock_now() - HOUR, cap);
	return a->hour_room <= 0;
}

struct due { int64_t id; char *file, *to; bool expects, retry; };

static bool
due_mail(struct agent *a, struct due *d)
{
	struct rows *r = store_rows(a->st, Q_OUTBOX_DUE, "i", clock_now());
	bool found = rows_next(r);

	memset(d, 0, sizeof(*d));
	if (found) {
		d->id = rows_int(r, 0);
		d->file = rows_dup(r, 1);
		d->expects = rows_int(r, 2) != 0;
		d->to = rows_dup(r, 3);
		d->retry = strcmp(rows_text(r, 4), "retry") == 0;
	}
	rows_end(r);
	return found;
}

/*
 * `sending` in the turn's transaction; the order goes out behind its COMMIT (post_hand_over). False: this mail
 * cannot go.
 */
static bool
hand_over(struct agent *a, struct due *d)
{
	struct sending s = { .order = { .id = d->id, .to = d->to }, .retry = d->retry };
	struct err e;

	s.order.from = (char *)(uintptr_t)(d->expects ? a->conf->address : "");
	s.fd = mailfile_open(a->archive, d->file, MAIL_MOST, &s.order.bytes, &e);
	if (s.fd < 0) {
		log_error("mail outbox=%lld: %s", (long long)d->id, e.msg);
		store_begin(a->st);
		if (e.grade == GRADE_AGAIN)
			/* our own disk or memory: other mails go first */
			store_do(a->st, Q_OUTBOX_PUT_OFF, "ii", d->id, clock_now() + PUT_OFF_S);
		else
			outcome_row(a, d->id, "failed", "bytes-lost", clock_now(), 0, 0);
		store_commit(a->st);
		if (e.grade == GRADE_AGAIN && a->once)
			a->exit_code = EX_TEMPFAIL;
		return false;
	}
	store_begin(a->st);
	store_do(a->st, Q_OUTBOX_SENDING, "i", d->id);
	store_later(a->st);
	if (a->n_sending == 0)
		a->send_deadline_ms = clock_monotonic_ms() + SEND_MS;
	a->sending[a->n_sending++] = s;
	d->to = NULL;
	return true;
}

void
post_hand_over(struct agent *a)
{
	struct err e;
	size_t i;

	for (i = 0; i < a->n_sending; i++) {
		struct sending *s = &a->sending[i];

		if (s->fd < 0)
			continue;
		if (record_send(a->sender.ch.fd, FRAME_DELIVER, &deliver_wire, &s->order, &s->fd, 1,
			&e) < 0) {
			/* this order did not get through whole, so nothing was sent of it */
			sender_lost(a, e.msg);
			return;
		}
		close(s->fd);
		s->fd = -1;
	}
}

void
post_drop(struct agent *a)
{
	while (a->n_sending > 0 && a->sending[a->n_sending - 1].fd >= 0)
		let_go(&a->sending[--a->n_sending]);
}

/* The next due mail, if it may go now and the sender runs. Those under way count for the hour as if they had left. */
static bool
next_due(struct agent *a)
{
	struct due d;
	bool due = due_mail(a, &d), full = due && over_the_hour(a), goes;

	health_breaker(a, full);
	goes = due && !full && a->hour_room > (int64_t)a->n_sending && sender_up(a) == 0 &&
	    hand_over(a, &d);
	free(d.file);
	free(d.to);
	return goes;
}

/* Room for one more with the sender: large ones lie in memory, and go one by one. */
static bool
room_for_more(const struct agent *a)
{
	int64_t bytes = 0;

	for (size_t i = 0; i < a->n_sending; i++)
		bytes += a->sending[i].order.bytes;
	return a->n_sending < SENDINGS && bytes < SENDING_BYTES;
}

static void
deliver_next(struct agent *a)
{
	if (a->sender.pid != 0 && clock_monotonic_ms() > a->send_deadline_ms &&
	    (a->n_sending > 0 || !a->sender_ready))
		sender_lost(a, "the sender did not answer in time");
	while (room_for_more(a) && !a->stopping && next_due(a))
		;
}

void
sender_frame(struct agent *a)
{
	char *why = NULL;
	int rc;

	while ((rc = take_frame(a, &a->sender.ch, &why)) > 0)
		;
	if (rc < 0)
		sender_lost(a, why != NULL ? why : "the sender ended");
	free(why);
}

/* A row found in `sending` was cut off by the end of the agent: its outcome is unknown. */
void
post_recover(struct agent *a)
{
	struct rows *r;
	bool mail;
	int64_t id;

	for (;;) {
		r = store_rows(a->st, Q_OUTBOX_SENDING_LEFT, "");
		id = rows_next(r) ? rows_int(r, 0) : 0;
		mail = id != 0 && strcmp(rows_text(r, 2), "mail") == 0;
		rows_end(r);
		if (id == 0)
			break;
		if (!mail) {
			call_recover(a, id);
			continue;
		}
		store_begin(a->st);
		unknown(a, id, 0);
		store_commit(a->st);
	}
}

void
post_step(struct agent *a)
{
	if (a->n_composing > 0 && clock_monotonic_ms() > a->compose_deadline_ms) {
		try_again_or_fail(a, a->composing[0].id, "the composer did not answer in time");
		composer_down(a);
	}
	compose_next(a);
	deliver_next(a);
}

bool
post_quiet(struct agent *a)
{
	bool none = a->n_composing == 0 && a->n_sending == 0;
	struct rows *r;
	struct due d;

	if (none) {
		r = store_rows(a->st, Q_OUTBOX_NEW, "i", (int64_t)0);
		none = !rows_next(r);
		rows_end(r);
	}
	if (none && (a->send_failures == 0 || !a->once) && due_mail(a, &d)) {
		free(d.file);
		free(d.to);
		none = false;
	}
	return none;
}

int64_t
post_next_ms(struct agent *a)
{
	int64_t due = store_int(a->st, Q_OUTBOX_NEXT, ""), now = clock_now();

	if (due == 0)
		return INT64_MAX;
	if (over_the_hour(a))
		return clock_monotonic_ms() + CAP_MS;
	due = clock_monotonic_ms() + (due > now ? (due - now) * 1000 : 0);
	return a->sender.pid == 0 && a->send_again_ms > due ? a->send_again_ms : due;
}

/* ---- timers ---- */
bool
timer_may(struct agent *a)
{
	/*
	 * after an outage all waiting mail is read, and what AMS is to say of cases is heard, before
	 * any time runs out; no timer while the clock is behind the journal
	 */
	return a->fetch.round_done && read_quiet(a) && clock_now() >= journal_last_at(a->st) &&
	    !a->stopping && call_heard(a);
}

/* Role holders are reminded: one mail each, however much is due. */
static void
nudge_step(struct agent *a, int64_t now)
{
	struct nudges list;
	size_t i;

	store_begin(a->st);
	nudges_due(&a->desk, now, &list);
	store_commit(a->st);
	for (i = 0; i < list.n; i++) {
		store_begin(a->st);
		nudges_owe(&a->desk, &list, i, now);
		store_commit(a->st);
	}
	nudges_free(&list);
}

void
timer_step(struct agent *a)
{
	struct event ev = { .kind = EVENT_TIMER };
	int64_t id, case_id, late, now = clock_now();
	struct rows *r;

	/* nobody is written to at night because a time ran out then */
	if (!timer_may(a) || !calendar_is_open(a->office->calendar, now))
		return;
	for (;;) {
		r = store_rows(a->st, Q_TIMER_DUE, "i", now);
		id = rows_next(r) ? rows_int(r, 0) : 0;
		case_id = id != 0 ? rows_int(r, 1) : 0;
		ev.batas = id != 0 ? (size_t)rows_int(r, 2) : 0;
		late = id != 0 ? now - rows_int(r, 3) : 0;
		rows_end(r);
		if (id == 0)
			break;
		store_begin(a->st);
		store_do(a->st, Q_TIMER_REMOVE, "i", id);
		journal_add(a->st,
		    &(struct entry){
			.kind = "timer.fire", .case_id = case_id, .n = (int64_t)ev.batas });
		desk_advance(&a->desk, NULL, case_id, &ev, 0, NULL);
		/* after an outage a case does one overdue thing an office day, never all at once */
		if (late > LATE)
			store_do(a->st, Q_TIMERS_PUSH, "iii", case_id, now,
			    calendar_add_days(a->office->calendar, now, 1));
		store_commit(a->st);
	}
	nudge_step(a, now);
}

int64_t
timer_next(struct agent *a)
{
	int64_t due = store_int(a->st, Q_TIMER_NEXT, "");

	return due == 0 ?
	    0 :
	    calendar_next_open(a->office->calendar, due > clock_now() ? due : clock_now());
}

void
post_renew(struct agent *a)
{
	composer_down(a);
}

/* What is with the sender goes out, if that takes no longer: ended in a mail, its outcome would be in doubt. */
static void
let_finish(struct agent *a)
{
	int64_t until = clock_monotonic_ms() + END_MS, left = END_MS;
	char *why = NULL;
	int rc = 0;

	while (rc >= 0 && left > 0 && a->n_sending > 0 && a->sending[0].fd < 0) {
		struct pollfd p = { .fd = a->sender.ch.fd, .events = POLLIN };

		rc = poll(&p, 1, (int)left) > 0 ? take_frame(a, &a->sender.ch, &why) : -1;
		left = until - clock_monotonic_ms();
	}
	free(why);
}

void
post_end(struct agent *a)
{
	composer_down(a);
	let_finish(a);
	take_back(a, "the agent ended");
}
