/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mailbox to spool. One order at a time to the fetcher: scan a folder from its high-water mark,
 * then bodies, each into a spool file of its own: of these a few are ordered at once, and made durable
 * (T1) in their order, so that the mark never passes one that is not there yet. What INTERNALDATE puts
 * before the start mark is passed over without a row.
 *
 * Order of durability of one letter: bytes written by the fetcher - rename to its message number -
 * fsync of file and directory - COMMIT of message row, place and mark; letters that are there in the same
 * turn share the COMMIT. A crash before it leaves a file that recovery removes and a mark that
 * fetches the letter again.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent_steps.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/progress.h"
#include "store/journal.h"

#define SCAN_MOST 500
/* the fetcher has its own, shorter deadlines; this one catches a fetcher that hangs */
#define ORDER_MS 120000
#define SLOW_LINE 50		/* bytes a millisecond: the slowest line that is still waited for */
#define BACK_OFF_MS 2000
#define BACK_OFF_MOST_MS 300000

static void
drop_bodies(struct agent *a)
{
	while (a->fetch.n_bodies > 0)
		spool_drop(a->spool, a->fetch.bodies[--a->fetch.n_bodies]);
	a->fetch.stale = false;
}

void
fetch_down(struct agent *a, const char *why)
{
	struct fetching *f = &a->fetch;
	int64_t wait = BACK_OFF_MS << (f->failures < 8 ? f->failures : 8);

	log_error("mailbox server=%s: %s", a->conf->imap_host, why);
	starter_kill(&a->starter, &a->fetcher);
	drop_bodies(a);
	wire_free(&fetch_scanned_wire, &f->found);
	f->item = 0;
	f->asked_id = f->copying = 0;
	f->n_marked = 0;
	f->listed = f->looking = false;
	f->failures++;
	f->phase = FETCH_DOWN;
	f->again_ms = a->once ?
	    INT64_MAX :
	    clock_monotonic_ms() + (wait < BACK_OFF_MOST_MS ? wait : BACK_OFF_MOST_MS);
	f->at = 0;
	if (a->once)
		a->exit_code = 69;
}

void
fetch_order(struct agent *a, enum frame_type type, const struct wire_table *t, const void *record,
    int fd, enum fetch_phase phase, int64_t ms)
{
	struct err e;

	if (record_send(a->fetcher.ch.fd, type, t, record, &fd, fd >= 0 ? 1 : 0, &e) < 0) {
		fetch_down(a, e.msg);
		return;
	}
	a->fetch.phase = phase;
	a->fetch.deadline_ms = clock_monotonic_ms() + ms;
}

static void
order_scan(struct agent *a, int64_t from_uid, int64_t most)
{
	const struct watched *w = &a->fetch.folders[a->fetch.at];
	struct fetch_scan s = { w->name, from_uid, most, w->kind == FOLDER_SENT };

	a->fetch.from_uid = from_uid;
	fetch_order(a, FRAME_SCAN, &fetch_scan_wire, &s, -1, FETCH_SCANNING, ORDER_MS);
}

static void
order_body(struct agent *a, const char *folder, int64_t uidvalidity, int64_t uid)
{
	struct fetch_body b = { (char *)(uintptr_t)folder, uidvalidity, uid,
		a->conf->message_bytes };
	struct err e;
	int fd;

	if (spool_begin(a->spool, &fd, &e) < 0) {
		agent_trouble(a, "spool", &e);
		return;
	}
	a->fetch.bodies[a->fetch.n_bodies++] = fd;
	fetch_order(a, FRAME_BODY, &fetch_body_wire, &b, fd, FETCH_BODYING,
	    ORDER_MS + a->conf->message_bytes / SLOW_LINE);
}

/* The mark moves inside the transaction that made the letter durable, never before. */
static void
pass_over(struct agent *a, int64_t uid)
{
	store_begin(a->st);
	store_do(a->st, Q_FOLDER_MARK, "ii", a->fetch.folder_id, uid + 1);
	store_commit(a->st);
}

static int64_t
shifted(const struct fetch_item *item)
{
	return item->internaldate + clock_offset();
}

/* A letter that is too large is never fetched: it keeps its place and waits for a person. */
static void
too_large(struct agent *a, const struct fetch_item *item)
{
	int64_t id;

	store_begin(a->st);
	id = store_insert(a->st, Q_MESSAGE_ADD, "biiiitttit", (const void *)NULL, (size_t)0,
	    (int64_t)0, shifted(item), clock_now(), item->bytes, "held", "too-large", "held",
	    (int64_t)0, (const char *)NULL);
	store_do(
	    a->st, Q_PLACE_ADD, "iiii", a->fetch.folder_id, a->fetch.uidvalidity, item->uid, id);
	store_do(a->st, Q_FOLDER_MARK, "ii", a->fetch.folder_id, item->uid + 1);
	journal_add(a->st,
	    &(struct entry){
		.kind = "letter.held", .message_id = id, .code = "too-large", .n = item->bytes });
	store_commit(a->st);
	log_warn(
	    "letter message=%lld held=too-large bytes=%lld", (long long)id, (long long)item->bytes);
}

/* Junk is only counted: nothing of it is fetched. */
static void
count_junk(struct agent *a)
{
	struct fetching *f = &a->fetch;
	int64_t n = 0;
	size_t i;

	for (i = 0; i < f->found.n_items; i++)
		n += shifted(&f->found.items[i]) >= f->start_at;
	if (f->found.n_items == 0)
		return;
	store_begin(a->st);
	store_do(a->st, Q_FOLDER_NEWS, "ii", f->folder_id, n);
	store_do(a->st, Q_FOLDER_MARK, "ii", f->folder_id,
	    f->found.items[f->found.n_items - 1].uid + 1);
	store_commit(a->st);
	f->item = f->found.n_items;
}

/*
 * Not to be fetched: of before the start mark, or a copy of our own. While letters of before the
 * start are looked for it is the other way round: those alone, where nobody has answered them yet.
 */
static bool
passed_by(struct agent *a, const struct fetch_item *i)
{
	const struct fetching *f = &a->fetch;

	if (f->looking)
		return shifted(i) < f->look_since || shifted(i) >= f->start_at || i->answered ||
		    i->bytes > a->conf->message_bytes ||
		    store_int(a->st, Q_PLACE_KNOWN, "iii", f->folder_id, f->uidvalidity,
			i->uid) != 0;
	return shifted(i) < f->start_at ||
	    (f->folders[f->at].kind == FOLDER_SENT && copy_known(a, i));
}

/* Up to the next item worth fetching. What is passed by is passed in one step, without a row each. */
static void
pass_items(struct agent *a)
{
	struct fetching *f = &a->fetch;
	int64_t passed = 0;

	for (; f->item < f->found.n_items; f->item++) {
		const struct fetch_item *i = &f->found.items[f->item];
		bool by = passed_by(a, i);

		if (by)
			passed = i->uid;
		else if (passed != 0)
			pass_over(a, passed);
		if (!by) {
			passed = 0;
			if (i->bytes <= a->conf->message_bytes)
				break;
			too_large(a, i);
		}
	}
	if (passed != 0)
		pass_over(a, passed);
}

/*
 * Orders what is worth fetching, a few bodies ahead of those that are there. An item that is not
 * fetched is dealt with when all before it are. False: nothing is under way.
 */
static bool
next_items(struct agent *a)
{
	struct fetching *f = &a->fetch;
	size_t i;

	if (f->stale)
		return f->n_bodies > 0;
	if (f->found.n_items > 0 && f->folders[f->at].kind == FOLDER_JUNK)
		count_junk(a);
	if (f->n_bodies == 0)
		pass_items(a);
	for (i = f->item + f->n_bodies; i < f->found.n_items && f->n_bodies < BODIES; i++) {
		const struct fetch_item *it = &f->found.items[i];

		if (it->bytes > a->conf->message_bytes || (i > f->item && passed_by(a, it)))
			break;
		order_body(a, f->folders[f->at].name, f->uidvalidity, it->uid);
		if (f->phase != FETCH_BODYING || a->stopping)
			break;
	}
	return f->n_bodies > 0;
}

/* A letter that a person released is fetched once more from where it lies. */
static bool
next_asked(struct agent *a)
{
	struct rows *r;
	int64_t uidvalidity = 0, uid = 0;
	char *folder = NULL;

	r = store_rows(a->st, Q_MESSAGE_ASKED, "i", (int64_t)0);
	if (rows_next(r)) {
		a->fetch.asked_id = rows_int(r, 0);
		folder = rows_dup(r, 1);
		uidvalidity = rows_int(r, 2);
		uid = rows_int(r, 3);
	}
	rows_end(r);
	if (folder == NULL)
		return false;
	order_body(a, folder, uidvalidity, uid);
	free(folder);
	return true;
}

static void
start(struct agent *a)
{
	struct err e;

	if (starter_spawn(&a->starter, &a->fetcher, "fetcher", &e) < 0) {
		fetch_down(a, e.msg);
		return;
	}
	a->fetch.phase = FETCH_STARTING;
	a->fetch.deadline_ms = clock_monotonic_ms() + ORDER_MS;
}

static void
rest(struct agent *a)
{
	struct fetch_idle i = { a->fetch.folders[0].name, a->conf->poll_s };

	a->fetch.rest_until_ms = clock_monotonic_ms() + a->conf->poll_s * 1000;
	if (a->conf->idle && !a->once)
		fetch_order(a, FRAME_IDLE, &fetch_idle_wire, &i, -1, FETCH_IDLING,
		    a->conf->poll_s * 1000 + ORDER_MS);
	else
		a->fetch.phase = FETCH_RESTING;
}

static int64_t
mark_of(struct agent *a)
{
	struct rows *r = store_rows(a->st, Q_FOLDER_GET, "t", a->fetch.folders[a->fetch.at].name);
	int64_t mark = 0;

	if (rows_next(r))
		mark = a->fetch.looking ? 1 : rows_int(r, 2);
	rows_end(r);
	return mark;
}

/* The folder that was scanned is dealt with: the rest of it, or the next one. */
static void
next_scan(struct agent *a)
{
	struct fetching *f = &a->fetch;
	int64_t mark;

	if (f->found.folder != NULL) {
		if (f->found.more) {
			order_scan(a, f->found.items[f->found.n_items - 1].uid + 1, SCAN_MOST);
			return;
		}
		store_begin(a->st);
		store_do(a->st, Q_FOLDER_POLLED, "ii", f->folder_id, clock_now());
		store_commit(a->st);
		wire_free(&fetch_scanned_wire, &f->found);
		f->at++;
	}
	if (f->at < f->n_folders) {
		mark = mark_of(a);
		order_scan(a, mark, mark == 0 ? 0 : SCAN_MOST);
	}
}

/* A person wants to see the letters of before the start (loket adopt): one more round. */
static bool
look_back(struct agent *a)
{
	struct fetching *f = &a->fetch;
	char *since = store_text(a->st, Q_META_GET, "t", "adopt_since");

	if (since != NULL && f->looking) {
		store_begin(a->st);
		store_do(a->st, Q_META_REMOVE, "t", "adopt_since");
		store_commit(a->st);
	}
	f->looking = since != NULL && !f->looking;
	f->look_since = since != NULL ? strtoll(since, NULL, 10) : 0;
	free(since);
	if (f->looking)
		f->at = 0;
	return f->looking;
}

/* What is left of a round when all folders have been seen: small orders, then rest. */
static void
after_round(struct agent *a)
{
	struct fetching *f = &a->fetch;

	if (look_back(a)) {
		next_scan(a);
		return;
	}
	f->round_done = true;
	progress_end();
	health_polled(a);
	if (!next_asked(a) && f->phase == FETCH_FREE && !mailbox_step(a) &&
	    f->phase == FETCH_FREE && !quota_ask(a) && f->phase == FETCH_FREE)
		rest(a);
}

void
fetch_step(struct agent *a)
{
	struct fetching *f = &a->fetch;
	int64_t now = clock_monotonic_ms();

	if (f->phase != FETCH_DOWN && f->phase != FETCH_FREE && f->phase != FETCH_RESTING &&
	    now > f->deadline_ms)
		fetch_down(a, "no answer from the fetcher; it was ended");
	if (f->phase == FETCH_DOWN && now >= f->again_ms)
		start(a);
	if (f->phase == FETCH_RESTING && now >= f->rest_until_ms && !a->once)
		fetch_wake(a);
	/* what is owed to the mailbox needs no new round */
	if ((f->phase == FETCH_RESTING || f->phase == FETCH_IDLING) && (mailbox_owes(a) || quota_due(a)))
		f->phase = FETCH_FREE;
	if (f->phase == FETCH_BODYING && f->asked_id == 0 && !a->stopping)
		next_items(a);
	if (f->phase != FETCH_FREE || a->stopping)
		return;
	if (!f->listed) {
		folders_ask(a);
		return;
	}
	if (next_items(a) || f->phase != FETCH_FREE || a->stopping)
		return;
	if (f->at < f->n_folders)
		next_scan(a);
	if (f->phase == FETCH_FREE && f->at == f->n_folders)
		after_round(a);
}

void
fetch_wake(struct agent *a)
{
	if (a->fetch.phase == FETCH_RESTING || a->fetch.phase == FETCH_IDLING) {
		a->fetch.at = 0;
		a->fetch.listed = false;
		/* an idling fetcher ends its IDLE when the next order comes */
		a->fetch.phase = FETCH_FREE;
	}
}

/*
 * First sight of a folder. The very first one sets the start mark of the office: what lies there
 * now is noted as a number and never answered. A folder that is met later is looked through from
 * its begin: people sort letters into new folders, and what has arrived since the start mark counts
 * wherever it lies. True: it must be scanned.
 */
static bool
first_sight(struct agent *a, const struct fetch_scanned *s)
{
	static const char *const kinds[] = { "watched", "sent", "junk" };
	int64_t start = store_int(a->st, Q_START_MARK, "");
	bool first = start == 0;

	store_begin(a->st);
	store_insert(a->st, Q_FOLDER_ADD, "tiiiit", s->folder, s->uidvalidity,
	    !first	       ? (int64_t)1 :
		s->uidnext > 0 ? s->uidnext :
				 (int64_t)1,
	    first ? clock_now() : start, s->exists, kinds[a->fetch.folders[a->fetch.at].kind]);
	journal_add(
	    a->st, &(struct entry){ .kind = "folder.start", .n = s->exists, .words = s->folder });
	store_commit(a->st);
	log_info("folder start=%s old=%lld: letters of before the start are never answered",
	    s->folder, (long long)s->exists);
	return !first && s->exists > 0;
}

/*
 * What a lying server or fetcher could turn into a loop or a look beside the list: another folder,
 * UIDs not asked for or not rising, more of nothing.
 */
static bool
plausible(const struct fetching *f)
{
	const struct fetch_scanned *s = &f->found;
	int64_t least = f->from_uid;
	size_t i;

	if (s->folder == NULL || strcmp(s->folder, f->folders[f->at].name) != 0 ||
	    (s->more && s->n_items == 0))
		return false;
	for (i = 0; i < s->n_items; i++) {
		if (s->items[i].uid < least)
			return false;
		least = s->items[i].uid + 1;
	}
	return true;
}

static void
scanned(struct agent *a, struct frame *fr)
{
	struct fetching *f = &a->fetch;
	int64_t uidvalidity = 0;
	bool known;
	struct rows *r;
	struct err e;

	wire_free(&fetch_scanned_wire, &f->found);
	f->item = 0;
	if (wire_unpack(&fetch_scanned_wire, fr->body.data, fr->body.len, &f->found, &e) < 0) {
		fetch_down(a, e.msg);
		return;
	}
	if (!plausible(f)) {
		fetch_down(a, "the list of letters is not what was asked for");
		return;
	}
	f->phase = FETCH_FREE;
	f->failures = 0;
	r = store_rows(a->st, Q_FOLDER_GET, "t", f->folders[f->at].name);
	known = rows_next(r);
	if (known) {
		f->folder_id = rows_int(r, 0);
		uidvalidity = rows_int(r, 1);
		f->start_at = rows_int(r, 3);
		f->resync_before = rows_int(r, 6);
	}
	rows_end(r);
	if (!known && first_sight(a, &f->found)) {
		wire_free(&fetch_scanned_wire, &f->found);
		order_scan(a, 1, SCAN_MOST);
		return;
	}
	if (!known) {
		scanned(a, fr);
		return;
	}
	/* what lies in the folder is all of it only when it is looked through from its begin */
	if (f->found.n_items > 0 && f->from_uid <= 1)
		progress_begin("letters fetched", f->found.exists);
	f->uidvalidity = f->found.uidvalidity;
	if (uidvalidity != f->found.uidvalidity) {
		store_begin(a->st);
		store_do(a->st, Q_FOLDER_VALIDITY, "ii", f->folder_id, f->found.uidvalidity);
		journal_add(a->st,
		    &(struct entry){ .kind = "folder.validity",
			.n = f->found.uidvalidity,
			.words = f->found.folder });
		store_commit(a->st);
		log_warn("folder name=%s uidvalidity=changed: every letter is looked at again and "
			 "known by its bytes",
		    f->found.folder);
		wire_free(&fetch_scanned_wire, &f->found);
		order_scan(a, 1, SCAN_MOST);
	}
}

static int
recognise(struct agent *a, int fd, unsigned char mac[DIGEST_LEN])
{
	struct recogniser *r = recogniser_new(a->keys, keys_newest(a->keys));
	char piece[65536];
	ssize_t n;

	if (lseek(fd, 0, SEEK_SET) < 0)
		n = -1;
	else
		while ((n = read(fd, piece, sizeof(piece))) > 0)
			recogniser_add(r, piece, (size_t)n);
	recogniser_end(r, mac);
	return n == 0 ? 0 : -1;
}

static void
fatal_spool(struct agent *a, const struct err *e)
{
	agent_trouble(a, "spool", e);
	turn_abandon(a);
}

/*
 * T1. Known bytes only gain a place. After a UIDVALIDITY change, unknown old letters wait for a
 * person to choose them.
 */
static void
t1(struct agent *a, int fd, int64_t bytes)
{
	struct fetching *f = &a->fetch;
	const struct fetch_item *item = &f->found.items[f->item];
	bool old = shifted(item) < f->resync_before && !f->looking, fresh;
	bool in_sent = f->folders[f->at].kind == FOLDER_SENT;
	unsigned char mac[DIGEST_LEN];
	struct err e;
	int64_t id;

	if (recognise(a, fd, mac) < 0) {
		spool_drop(a->spool, fd);
		fetch_down(a, "the spool file cannot be read back");
		return;
	}
	store_begin(a->st);
	id = store_insert(a->st, Q_MESSAGE_ADD, "biiiitttit", mac, (size_t)DIGEST_LEN,
	    (int64_t)keys_newest(a->keys), shifted(item), clock_now(), bytes,
	    old ? "held" : "received", old ? "validity" : NULL, old ? "held" : NULL,
	    (int64_t)in_sent, f->looking ? "before-start" : NULL);
	fresh = id != 0;
	if (!fresh)
		id = store_int(a->st, Q_MESSAGE_BY_MAC, "b", mac, (size_t)DIGEST_LEN);
	store_do(a->st, Q_PLACE_ADD, "iiii", f->folder_id, f->uidvalidity, item->uid, id);
	store_do(a->st, Q_FOLDER_MARK, "ii", f->folder_id, item->uid + 1);
	if (fresh)
		journal_add(a->st,
		    &(struct entry){ .kind = "letter.in",
			.message_id = id,
			.n = bytes,
			.code = old ? "validity" : NULL });
	if (!fresh || old)
		spool_drop(a->spool, fd);
	else if (spool_keep(a->spool, fd, id, &e) < 0) {
		fatal_spool(a, &e);
		return;
	}
	store_later(a->st);
	f->item++;
	progress_step();
	log_info("letter message=%lld bytes=%lld %s", (long long)id, (long long)bytes,
	    fresh ? "new=yes" : "new=no: seen before");
}

static void
asked_again(struct agent *a, int fd, int64_t bytes)
{
	unsigned char mac[DIGEST_LEN];
	int64_t id = a->fetch.asked_id;
	struct err e;

	a->fetch.asked_id = 0;
	if (recognise(a, fd, mac) < 0) {
		spool_drop(a->spool, fd);
		fetch_down(a, "the spool file cannot be read back");
		return;
	}
	store_begin(a->st);
	store_do(a->st, Q_MESSAGE_AGAIN, "ibii", id, mac, (size_t)DIGEST_LEN,
	    (int64_t)keys_newest(a->keys), bytes);
	if (spool_keep(a->spool, fd, id, &e) < 0) {
		fatal_spool(a, &e);
		return;
	}
	store_later(a->st);
	if (id <= a->last_started)
		a->last_started = id - 1;
}

static void
not_there(struct agent *a, int64_t status)
{
	struct fetching *f = &a->fetch;

	if (f->asked_id != 0) {
		store_begin(a->st);
		if (status == BODY_OVERSIZE)
			store_do(a->st, Q_MESSAGE_HOLD, "it", f->asked_id, "too-large");
		else
			/* sorted into another folder, perhaps: it is looked for there */
			store_do(a->st, Q_PLACE_GONE, "i", f->asked_id);
		store_do(a->st, Q_MESSAGE_ASKED_LOST, "");
		store_commit(a->st);
		f->asked_id = 0;
	} else if (f->looking)
		f->item++;
	else if (status == BODY_OVERSIZE)
		too_large(a, &f->found.items[f->item++]);
	else if (status == BODY_GONE)
		/* a person moved it: it is found again where it lies now, if watched */
		pass_over(a, f->found.items[f->item++].uid);
	else	/* UIDVALIDITY changed under us */
		f->stale = true;
}

/* What is under way is of another UIDVALIDITY: dropped, then the folder is scanned again. */
static void
drop_stale(struct agent *a)
{
	struct fetching *f = &a->fetch;

	if (f->n_bodies > 0)
		return;
	wire_free(&fetch_scanned_wire, &f->found);
	f->item = 0;
	f->stale = false;
}

static void
bodied(struct agent *a, struct frame *fr)
{
	struct fetching *f = &a->fetch;
	struct fetch_bodied b;
	struct err e;
	int fd = f->bodies[0];

	if (wire_unpack(&fetch_bodied_wire, fr->body.data, fr->body.len, &b, &e) < 0) {
		fetch_down(a, e.msg);
		return;
	}
	memmove(f->bodies, f->bodies + 1, --f->n_bodies * sizeof(f->bodies[0]));
	f->phase = f->n_bodies > 0 ? FETCH_BODYING : FETCH_FREE;
	f->deadline_ms = clock_monotonic_ms() + ORDER_MS + a->conf->message_bytes / SLOW_LINE;
	if (b.status != BODY_OK || f->stale)
		spool_drop(a->spool, fd);
	if (b.status != BODY_OK && !f->stale)
		not_there(a, b.status);
	else if (f->asked_id != 0)
		asked_again(a, fd, b.bytes);
	else if (!f->stale)
		t1(a, fd, b.bytes);
	if (f->stale)
		drop_stale(a);
}

void
fetch_frame(struct agent *a)
{
	struct trouble t;
	struct frame fr;
	struct err e;
	int rc = frame_poll(&a->fetcher.ch, &fr, &e);

	if (rc == 0)
		return;
	if (rc < 0) {
		fetch_down(a, e.msg);
		return;
	}
	if (fr.type == FRAME_HELLO && a->fetch.phase == FETCH_STARTING)
		a->fetch.phase = FETCH_FREE;
	else if (fr.type == FRAME_SCANNED && a->fetch.phase == FETCH_SCANNING)
		scanned(a, &fr);
	else if (fr.type == FRAME_BODIED && a->fetch.phase == FETCH_BODYING)
		bodied(a, &fr);
	else if (fr.type == FRAME_LISTED && a->fetch.phase == FETCH_LISTING)
		folders_listed(a, &fr);
	else if (fr.type == FRAME_APPENDED && a->fetch.phase == FETCH_COPYING)
		copy_done(a, true);
	else if (fr.type == FRAME_FLAGGED && a->fetch.phase == FETCH_MARKING)
		marks_done(a, NULL);
	else if (fr.type == FRAME_QUOTA_TOLD && a->fetch.phase == FETCH_ASKING)
		quota_answer(a, &fr);
	else if (fr.type == FRAME_WOKEN) {
		if (a->fetch.phase == FETCH_IDLING)
			fetch_wake(a);
	} else if (fr.type == FRAME_TROUBLE &&
	    wire_unpack(&trouble_wire, fr.body.data, fr.body.len, &t, &e) == 0) {
		/* a copy or a keyword that the server refuses is no reason to stop reading */
		if (t.grade == GRADE_REFUSED && a->fetch.phase == FETCH_COPYING)
			copy_done(a, false);
		else if (t.grade == GRADE_REFUSED && a->fetch.phase == FETCH_MARKING)
			marks_done(a, t.text != NULL ? t.text : "trouble");
		else if (a->fetch.phase == FETCH_ASKING)
			quota_failed(a, t.text != NULL ? t.text : "trouble");
		else
			fetch_down(a, t.text != NULL ? t.text : "trouble");
		if (a->once && t.kind != NULL && strcmp(t.kind, "disk") == 0)
			a->exit_code = 75;	/* our own disk, not the server */
		wire_free(&trouble_wire, &t);
	} else
		fetch_down(a, "the fetcher sent what was not asked for");
	frame_free(&fr);
}

bool
fetch_quiet(struct agent *a)
{
	return (a->fetch.phase == FETCH_RESTING && a->fetch.round_done && !mailbox_owes(a)) ||
	    (a->fetch.phase == FETCH_DOWN && a->fetch.failures > 0);
}

void
fetch_end(struct agent *a)
{
	drop_bodies(a);
	starter_kill(&a->starter, &a->fetcher);
	wire_free(&fetch_scanned_wire, &a->fetch.found);
	folders_free(a);
}
