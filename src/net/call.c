/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sender ams: one eSign Client Service, orders from the parent, exactly one outcome each. Like
 * the sender of mail it never tries anything twice.
 */
#include "protocol.h"

#include "net/ams.h"
#include "net/role.h"

struct caller {
	struct role role;
	struct ams *ams;
};

static const char *
ams_peer(struct role *r)
{
	struct net_peer *p = &r->peer;

	p->what = "AMS";
	p->scheme = "http";
	p->host = r->conf.ams_host;
	p->port = r->conf.ams_port;
	p->tls = r->conf.ams_tls;
	p->user = role_text(r->conf.ams_user);
	p->ca = role_text(r->conf.ams_ca);
	return role_text(r->conf.ams_password_file);
}

static int
check(struct caller *w, struct err *e)
{
	struct checked out = { 0 };
	struct fault f;
	int rc;

	if (ams_check(w->ams, &out, &f) != 0)
		return trouble_send(WORKER_FD, &f.err, f.kind, e);
	rc = record_send(WORKER_FD, FRAME_CHECKED, &checked_wire, &out, NULL, 0, e);
	wire_free(&checked_wire, &out);
	return rc;
}

static int
carry_out(void *context, struct frame *fr, struct err *e)
{
	struct caller *w = context;
	struct called out;
	struct call order;
	int rc;

	if (fr->type == FRAME_CHECK)
		return check(w, e);
	if (fr->type != FRAME_CALL)
		return err_refused(e, "an order of type %u is not for the sender ams", fr->type);
	if (wire_unpack(&call_wire, fr->body.data, fr->body.len, &order, e) != 0) {
		e->grade = GRADE_REFUSED;
		return -1;
	}
	ams_call(w->ams, &order, &out);
	rc = record_send(WORKER_FD, FRAME_CALLED, &called_wire, &out, NULL, 0, e);
	wire_free(&called_wire, &out);
	wire_free(&call_wire, &order);
	return rc;
}

int
role_ams(const char *config)
{
	struct caller w = { .ams = NULL };
	int rc = role_begin(&w.role, "ams", config, ams_peer);

	if (rc == 0) {
		w.ams = ams_new(&w.role.peer, &w.role.conf);
		rc = role_serve(&w.role, carry_out, &w);
		ams_free(w.ams);
	}
	role_end(&w.role);
	return rc;
}
