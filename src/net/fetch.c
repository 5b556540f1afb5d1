/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fetcher: one mailbox, one connection, orders from the parent, answers to it. It sees the
 * letters it is told to fetch and writes their bytes to the descriptor that came with the order; it
 * decides nothing about them. After any fault it drops the connection, tells the parent, and
 * connects again at the next order.
 */
#include "protocol.h"

#include "base/log.h"
#include "net/imap.h"
#include "net/role.h"

struct fetcher {
	struct role role;
	struct imap *im;
};

static const char *
imap_peer(struct role *r)
{
	struct net_peer *p = &r->peer;

	p->what = "IMAP";
	p->scheme = "imap";
	p->host = r->conf.imap_host;
	p->port = r->conf.imap_port;
	p->tls = r->conf.imap_tls;
	p->user = r->conf.imap_user;
	p->ca = role_text(r->conf.imap_ca);
	p->token_file = role_text(r->conf.imap_token_file);
	return role_text(r->conf.imap_password_file);
}

/* ---- one function for each order: 0 answered, 1 fault in *f, -1 the parent is gone in *e ---- */

static int
answer_scan(struct fetcher *w, const void *order, struct frame *fr, struct fault *f, struct err *e)
{
	struct fetch_scanned out;
	int rc;

	(void)fr;
	if (imap_scan(w->im, order, &out, f) != 0)
		return 1;
	rc = record_send(WORKER_FD, FRAME_SCANNED, &fetch_scanned_wire, &out, NULL, 0, e);
	wire_free(&fetch_scanned_wire, &out);
	return rc;
}

static int
answer_body(struct fetcher *w, const void *order, struct frame *fr, struct fault *f, struct err *e)
{
	struct fetch_bodied out;

	if (fr->fds[0] < 0)
		return err_refused(e, "an order for a letter came without a descriptor");
	if (imap_body(w->im, order, fr->fds[0], &out, f) != 0)
		return 1;
	return record_send(WORKER_FD, FRAME_BODIED, &fetch_bodied_wire, &out, NULL, 0, e);
}

static int
answer_idle(struct fetcher *w, const void *order, struct frame *fr, struct fault *f, struct err *e)
{
	(void)fr;
	if (imap_idle(w->im, order, WORKER_FD, f) != 0)
		return 1;
	return frame_send(WORKER_FD, FRAME_WOKEN, NULL, 0, NULL, 0, -1, e);
}

static int
answer_flag(struct fetcher *w, const void *order, struct frame *fr, struct fault *f, struct err *e)
{
	(void)fr;
	if (imap_flag(w->im, order, f) != 0)
		return 1;
	return frame_send(WORKER_FD, FRAME_FLAGGED, NULL, 0, NULL, 0, -1, e);
}

static int
answer_list(struct fetcher *w, const void *order, struct frame *fr, struct fault *f, struct err *e)
{
	struct fetch_listed out;
	int rc;

	(void)order;
	(void)fr;
	if (imap_list(w->im, &out, f) != 0)
		return 1;
	rc = record_send(WORKER_FD, FRAME_LISTED, &fetch_listed_wire, &out, NULL, 0, e);
	wire_free(&fetch_listed_wire, &out);
	return rc;
}

static int
answer_quota(struct fetcher *w, const void *order, struct frame *fr, struct fault *f, struct err *e)
{
	struct fetch_quota out;

	(void)order;
	(void)fr;
	if (imap_quota(w->im, &out, f) != 0)
		return 1;
	return record_send(WORKER_FD, FRAME_QUOTA_TOLD, &fetch_quota_wire, &out, NULL, 0, e);
}

static int
answer_append(
    struct fetcher *w, const void *order, struct frame *fr, struct fault *f, struct err *e)
{
	if (fr->fds[0] < 0)
		return err_refused(e, "an order to keep a mail came without a descriptor");
	if (imap_append(w->im, order, fr->fds[0], f) != 0)
		return 1;
	return frame_send(WORKER_FD, FRAME_APPENDED, NULL, 0, NULL, 0, -1, e);
}

static const struct order {
	uint16_t type;
	const struct wire_table *table;
	int (*answer)(struct fetcher *, const void *, struct frame *, struct fault *, struct err *);
} orders[] = {
	{ FRAME_SCAN, &fetch_scan_wire, answer_scan },
	{ FRAME_BODY, &fetch_body_wire, answer_body },
	{ FRAME_IDLE, &fetch_idle_wire, answer_idle },
	{ FRAME_FLAG, &fetch_flag_wire, answer_flag },
	{ FRAME_LIST, &nothing_wire, answer_list },
	{ FRAME_APPEND, &fetch_append_wire, answer_append },
	{ FRAME_QUOTA, &nothing_wire, answer_quota },
};

static int
carry_out(void *context, struct frame *fr, struct err *e)
{
	union {
		struct fetch_scan scan;
		struct fetch_body body;
		struct fetch_idle idle;
		struct fetch_flag flag;
		struct fetch_append append;
	} order;
	const size_t n = sizeof(orders) / sizeof(orders[0]);
	struct fetcher *w = context;
	struct fault f;
	size_t i;
	int rc = 1;

	if (fr->type == FRAME_CHECK)
		return role_check(&w->role, e);
	for (i = 0; i < n && orders[i].type != fr->type; i++)
		;
	if (i == n)
		return err_refused(e, "an order of type %u is not for the fetcher", fr->type);
	if (wire_unpack(orders[i].table, fr->body.data, fr->body.len, &order, e) != 0) {
		e->grade = GRADE_REFUSED;
		return -1;
	}
	if (w->im == NULL)
		w->im = imap_open(&w->role.peer, &f);
	if (w->im != NULL)
		rc = orders[i].answer(w, &order, fr, &f, e);
	if (rc == 1) {
		rc = trouble_send(WORKER_FD, &f.err, f.kind, e);
		imap_close(w->im);
		w->im = NULL;
	} else if (w->im != NULL && !imap_well(w->im)) {
		imap_close(w->im);
		w->im = NULL;
	}
	wire_free(orders[i].table, &order);
	return rc;
}

int
role_fetcher(const char *config)
{
	struct fetcher w = { .im = NULL };
	int rc = role_begin(&w.role, "fetcher", config, imap_peer);

	if (rc == 0)
		rc = role_serve(&w.role, carry_out, &w);
	imap_close(w.im);
	role_end(&w.role);
	return rc;
}
