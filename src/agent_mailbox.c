/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The mailbox as people use it. Which folders are watched follows from what the server lists, each
 * round anew, since people make folders and sort letters into them. What is owed to the mailbox -
 * the copy of each sent mail in Sent, keywords on letters - stands in the store and is done when no
 * letter waits. With the keyword a handled letter leaves INBOX, where the settings say so. A copy is known again by its Message-ID: Sent is scanned before anything is added
 * to it, so that a lost answer makes no second copy.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent_steps.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/post.h"
#include "case/quota.h"
#include "case/restored.h"
#include "store/journal.h"
#include "store/mailfile.h"

#define ORDER_MS 120000
#define COPY_MOST (64u << 20)
#define COPY_AGAIN_MS 60000

/* ---- which folders ---- */

/* `name` is one of a list of the settings, separated by commas. */
static bool
in_list(const char *list, const char *name, size_t len)
{
	size_t n;

	for (; *list != '\0'; list += n) {
		list += strspn(list, ", ");
		n = strcspn(list, ",");
		while (n > 0 && list[n - 1] == ' ')
			n--;
		if (n == len && strncasecmp(list, name, n) == 0)
			return true;
		n = strcspn(list, ",");
	}
	return false;
}

/* The folder, or one that it lies in. */
static bool
part_in_list(const char *list, const char *name, const char *delimiter)
{
	size_t n;

	for (;; name += n + 1) {
		n = delimiter != NULL ? strcspn(name, delimiter) : strlen(name);
		if (in_list(list, name, n))
			return true;
		if (name[n] == '\0')
			return false;
	}
}

static void
watch(struct agent *a, const char *name, enum folder_kind kind)
{
	struct fetching *f = &a->fetch;

	f->folders = grow(f->folders, f->n_folders, sizeof(*f->folders));
	f->folders[f->n_folders++] = (struct watched){ xstrdup(name), kind };
}

void
folders_free(struct agent *a)
{
	struct fetching *f = &a->fetch;

	while (f->n_folders > 0)
		free(f->folders[--f->n_folders].name);
	free(f->folders);
	f->folders = NULL;
	free(f->handled);
	f->handled = NULL;
	free(f->mark);
	f->mark = NULL;
	free(f->marked);
	f->marked = NULL;
	f->n_marked = 0;
}

static bool
is_use(const struct fetch_folder *w, const char *use)
{
	return w->use != NULL && strcmp(w->use, use) == 0;
}

static bool
is_junk(struct agent *a, const struct fetch_listed *l, const struct fetch_folder *w)
{
	return is_use(w, "junk") || part_in_list(a->conf->junk, w->name, l->delimiter);
}

/* The Sent folder: as the server says, else the first of the names in the settings; -1 none. */
static int
find_sent(struct agent *a, const struct fetch_listed *l)
{
	const char *at = a->conf->sent;
	size_t i, n;

	if (*at == '\0')
		return -1;
	for (i = 0; i < l->n_folders; i++)
		if (is_use(&l->folders[i], "sent"))
			return (int)i;
	for (; *at != '\0'; at += n) {
		at += strspn(at, ", ");
		n = strcspn(at, ",");
		for (i = 0; i < l->n_folders; i++) {
			const char *name = l->folders[i].name;
			const char *last = l->delimiter != NULL && *l->delimiter != '\0' ?
			    strrchr(name, *l->delimiter) :
			    NULL;

			last = last != NULL ? last + 1 : name;
			if (strlen(last) == n && strncasecmp(last, at, n) == 0)
				return (int)i;
		}
	}
	return -1;
}

/*
 * The folder for handled letters, as the server would list it: where all folders lie below INBOX,
 * it lies there too.
 */
static char *
find_handled(struct agent *a, const struct fetch_listed *l)
{
	const char *delimiter = l->delimiter != NULL ? l->delimiter : "";
	char *below = xasprintf("INBOX%s%s", delimiter, a->conf->handled);
	size_t i, n = strlen("INBOX") + strlen(delimiter);
	bool all_below = *delimiter != '\0' && l->n_folders > 1;

	for (i = 0; i < l->n_folders; i++) {
		const char *name = l->folders[i].name;

		if (strcmp(name, a->conf->handled) == 0)
			all_below = false;
		all_below &= strcasecmp(name, "INBOX") == 0 || strncasecmp(name, below, n) == 0;
	}
	if (all_below && strncasecmp(a->conf->handled, below, n) != 0)
		return below;
	free(below);
	return xstrdup(a->conf->handled);
}

static void
watch_named(struct agent *a)
{
	const char *at = a->conf->folder;
	char *name;
	size_t n;

	while (*at != '\0') {
		at += strspn(at, ", ");
		n = strcspn(at, ",");
		name = xstrndup(at, n);
		if (n > 0)
			watch(a, name, FOLDER_WATCHED);
		free(name);
		at += n;
	}
}

/* All but what is thrown away, not sent yet, or seen elsewhere too. */
static void
watch_all(struct agent *a, const struct fetch_listed *l, int sent)
{
	size_t i;

	watch(a, "INBOX", FOLDER_WATCHED);
	for (i = 0; i < l->n_folders; i++) {
		const struct fetch_folder *w = &l->folders[i];

		if (strcasecmp(w->name, "INBOX") == 0 || (int)i == sent || is_junk(a, l, w) ||
		    is_use(w, "trash") || is_use(w, "drafts") || is_use(w, "all") ||
		    is_use(w, "flagged") || part_in_list(a->conf->skip, w->name, l->delimiter))
			continue;
		watch(a, w->name, FOLDER_WATCHED);
	}
}

void
folders_ask(struct agent *a)
{
	fetch_order(a, FRAME_LIST, &nothing_wire, "", -1, FETCH_LISTING, ORDER_MS);
}

void
folders_listed(struct agent *a, const struct frame *fr)
{
	struct fetching *f = &a->fetch;
	struct fetch_listed l;
	struct err e;
	size_t i;
	int sent;

	if (wire_unpack(&fetch_listed_wire, fr->body.data, fr->body.len, &l, &e) < 0) {
		fetch_down(a, e.msg);
		return;
	}
	while (f->n_folders > 0)
		free(f->folders[--f->n_folders].name);
	note_limit(a, META_APPEND_LIMIT, l.limit);
	sent = find_sent(a, &l);
	if (strcmp(a->conf->folder, "*") == 0)
		watch_all(a, &l, sent);
	else
		watch_named(a);
	for (i = 0; i < l.n_folders; i++)
		if ((int)i != sent && is_junk(a, &l, &l.folders[i]))
			watch(a, l.folders[i].name, FOLDER_JUNK);
	/* last: what a person answered is read after what he answered to */
	if (sent >= 0)
		watch(a, l.folders[sent].name, FOLDER_SENT);
	free(f->handled);
	f->handled = a->conf->move && *a->conf->handled != '\0' ? find_handled(a, &l) : NULL;
	wire_free(&fetch_listed_wire, &l);
	f->listed = true;
	f->phase = FETCH_FREE;
}

const char *
folder_sent(const struct agent *a)
{
	const struct fetching *f = &a->fetch;

	return f->n_folders > 0 && f->folders[f->n_folders - 1].kind == FOLDER_SENT ?
	    f->folders[f->n_folders - 1].name :
	    NULL;
}

/* ---- copies in Sent ---- */

static bool
copies_owed(struct agent *a)
{
	return clock_monotonic_ms() >= a->fetch.copy_again_ms && store_int(a->st, Q_COPIES_OWED, "") != 0;
}

/* Our own disk or memory is in the way, not the mailbox: the copy stays owed, and letters are read meanwhile. */
static void
copy_later(struct agent *a)
{
	a->fetch.copying = 0;
	a->fetch.copy_again_ms = a->once ? INT64_MAX : clock_monotonic_ms() + COPY_AGAIN_MS;
	if (a->once)
		a->exit_code = EX_TEMPFAIL;
}

/*
 * By the Message-ID of the copy, or of the mail itself, where the mail server keeps one: that holds
 * a code, which the store does not keep, and behind it the number of the row.
 */
bool
copy_known(struct agent *a, const struct fetch_item *item)
{
	const char *s = item->message_id, *dot = s != NULL ? strchr(s, '.') : NULL;
	int64_t id = s == NULL ? 0 : store_int(a->st, Q_OUTBOX_BY_MESSAGE_ID, "t", s);

	if (id == 0 && dot != NULL && dot - s == 19 && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567-") == 19)
		id = store_int(a->st, Q_OUTBOX_SENT_AS, "i", (int64_t)strtoll(dot + 1, NULL, 10));
	if (id == 0)
		return false;
	store_begin(a->st);
	store_do(a->st, Q_COPY_SET, "iI", id, (int64_t)1);
	if (a->settings.restored)
		restored_found(a->st, id, item->internaldate + clock_offset());
	store_commit(a->st);
	return true;
}

static bool
next_copy(struct agent *a)
{
	struct fetch_append order = { (char *)(uintptr_t)folder_sent(a), 0, 0 };
	struct rows *r = store_rows(a->st, Q_COPY_NEXT, "");
	char *file = NULL;
	struct err e;
	int fd;

	if (rows_next(r)) {
		a->fetch.copying = rows_int(r, 0);
		file = rows_dup(r, 1);
		/* as the server's clock will have it: a rehearsal's shift is taken off */
		order.internaldate = rows_int(r, 2) - clock_offset();
	}
	rows_end(r);
	if (file == NULL)
		return false;
	if (order.folder == NULL) {
		copy_done(a, false);
	} else if ((fd = mailfile_open(a->archive, file, COPY_MOST, &order.bytes, &e)) < 0) {
		log_error("outbox: %s", e.msg);
		if (e.grade == GRADE_AGAIN)
			copy_later(a);
		else
			copy_done(a, false);
	} else {
		fetch_order(a, FRAME_APPEND, &fetch_append_wire, &order, fd, FETCH_COPYING,
		    ORDER_MS);
		close(fd);
	}
	free(file);
	return copies_owed(a);
}

void
copy_done(struct agent *a, bool kept)
{
	store_begin(a->st);
	store_do(a->st, Q_COPY_SET, "iI", a->fetch.copying, (int64_t)kept);
	store_commit(a->st);
	if (!kept)
		log_warn("mail outbox=%lld copy=none: it is not kept in the Sent folder",
		    (long long)a->fetch.copying);
	a->fetch.copying = 0;
	a->fetch.phase = FETCH_FREE;
}

/* ---- keywords ---- */

static bool
next_marks(struct agent *a)
{
	struct fetching *f = &a->fetch;
	struct fetch_flag order = { 0 };
	struct rows *r = store_rows(a->st, Q_MARKS_NEXT, "");

	f->n_marked = 0;
	while (rows_next(r)) {
		const char *folder = rows_text(r, 1), *mark = rows_text(r, 4);

		if (order.n_items > 0 &&
		    (strcmp(folder, order.folder) != 0 || strcmp(mark, order.keyword) != 0))
			break;
		if (order.n_items == 0) {
			order.folder = rows_dup(r, 1);
			order.uidvalidity = rows_int(r, 2);
			order.keyword = rows_dup(r, 4);
			/* what waits for people, or was sorted by them, stays where it lies */
			if (f->handled != NULL && strcasecmp(folder, "INBOX") == 0 &&
			    strcmp(mark, "loket-ditahan") != 0)
				order.move_to = xstrdup(f->handled);
		}
		f->marked = grow(f->marked, f->n_marked, sizeof(*f->marked));
		f->marked[f->n_marked++] = rows_int(r, 0);
		order.items = grow(order.items, order.n_items, sizeof(*order.items));
		order.items[order.n_items++] = (struct fetch_item){ .uid = rows_int(r, 3) };
	}
	rows_end(r);
	if (order.n_items == 0) {
		store_begin(a->st);
		store_do(a->st, Q_MARKS_LOST, "");
		store_commit(a->st);
		return false;
	}
	fetch_order(a, FRAME_FLAG, &fetch_flag_wire, &order, -1, FETCH_MARKING, ORDER_MS);
	wire_free(&fetch_flag_wire, &order);
	return true;
}

void
marks_done(struct agent *a, const char *refused)
{
	struct fetching *f = &a->fetch;
	size_t i;

	store_begin(a->st);
	for (i = 0; i < f->n_marked; i++)
		store_do(a->st, Q_MARK_DONE, "i", f->marked[i]);
	store_commit(a->st);
	if (refused != NULL)
		log_warn("mailbox keywords=refused: %zu letters are not marked%s: %s", f->n_marked,
		    f->handled != NULL ? ", or not moved" : "", refused);
	f->n_marked = 0;
	f->phase = FETCH_FREE;
}

/* ---- how full it is ---- */

/* Each hour; a start within the hour of the last answer waits for the rest of it. */
bool
quota_due(struct agent *a)
{
	struct fetching *f = &a->fetch;
	int64_t now = clock_monotonic_ms(), since;
	struct quota q;

	if (f->quota_ms == 0) {
		since = quota_read(a->st, &q) ? clock_now() - q.at : QUOTA_HOUR;
		f->quota_ms = now + (since >= 0 && since < QUOTA_HOUR ? QUOTA_HOUR - since : 0) * 1000;
	}
	return now >= f->quota_ms;
}

bool
quota_ask(struct agent *a)
{
	if (!quota_due(a))
		return false;
	a->fetch.quota_ms = clock_monotonic_ms() + QUOTA_HOUR * 1000;
	fetch_order(a, FRAME_QUOTA, &nothing_wire, "", -1, FETCH_ASKING, ORDER_MS);
	return true;
}

void
quota_answer(struct agent *a, const struct frame *fr)
{
	struct fetch_quota is;
	struct err e;

	if (wire_unpack(&fetch_quota_wire, fr->body.data, fr->body.len, &is, &e) < 0) {
		fetch_down(a, e.msg);
		return;
	}
	store_begin(a->st);
	quota_told(&a->desk, &is);
	store_commit(a->st);
	a->fetch.quota_bad = false;
	a->fetch.phase = FETCH_FREE;
}

/*
 * Letters are read all the same: the fetcher has a new connection at its next order, and is not asked
 * again before the hour is over.
 */
void
quota_failed(struct agent *a, const char *why)
{
	if (!a->fetch.quota_bad)
		log_warn("mailbox quota=unknown: %s", why);
	a->fetch.quota_bad = true;
	a->fetch.phase = FETCH_FREE;
}

bool
mailbox_owes(struct agent *a)
{
	return copies_owed(a) || store_int(a->st, Q_MARKS_OWED, "") != 0;
}

bool
mailbox_step(struct agent *a)
{
	store_flush(a->st);	/* nothing shows in the mailbox before it is decided for good */
	if (copies_owed(a) && next_copy(a))
		return true;
	return store_int(a->st, Q_MARKS_OWED, "") != 0 && next_marks(a);
}
