/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The processes that speak to AMS: one driver each, orders from the parent, exactly one outcome
 * each. Like the sender of mail they never try anything twice by themselves.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "net/driver.h"

struct caller {
	struct role role;
	const struct driver *driver;
	void *state;
};

static int
check(struct caller *w, struct err *e)
{
	struct checked out = { 0 };
	struct fault f;
	int rc;

	if (w->driver->check(w->state, &out, &f) != 0)
		return trouble_send(WORKER_FD, &f.err, f.kind, e);
	rc = record_send(WORKER_FD, FRAME_CHECKED, &checked_wire, &out, NULL, 0, e);
	wire_free(&checked_wire, &out);
	return rc;
}

/* The operation by its name; one that the driver has not stays unsupported. */
static void
dispatch(struct caller *w, const struct call *order, struct called *out)
{
	const struct operation *o = w->driver->operations;
	struct fault f;

	while (o->name != NULL && strcmp(o->name, order->operation) != 0)
		o++;
	if (o->name == NULL)
		return;
	if (w->driver->ready(w->state, &f) == 0)
		o->run(w->state, order, out);
	else {
		out->outcome = CALLED_STOP;
		out->text = xstrdup(f.err.msg);
	}
}

static int
call(struct caller *w, const struct frame *fr, struct err *e)
{
	struct called out;
	struct call order;
	int rc;

	if (wire_unpack(&call_wire, fr->body.data, fr->body.len, &order, e) != 0) {
		e->grade = GRADE_REFUSED;
		return -1;
	}
	out = (struct called){ .id = order.id, .outcome = CALLED_UNSUPPORTED };
	if (order.operation != NULL)
		dispatch(w, &order, &out);
	if (out.outcome != CALLED_DONE) {
		free(out.word);
		out.word = NULL;
	}
	log_debug("call id=%lld outcome=%lld code=%lld", (long long)out.id,
	    (long long)out.outcome, (long long)out.code);
	rc = record_send(WORKER_FD, FRAME_CALLED, &called_wire, &out, NULL, 0, e);
	wire_free(&called_wire, &out);
	wire_free(&call_wire, &order);
	return rc;
}

static void
wipe_text(char *s)
{
	if (s != NULL)
		wipe(s, strlen(s));
}

static int
login(struct caller *w, struct frame *fr, struct err *e)
{
	struct token out = { NULL };
	struct login who;
	struct fault f;
	int rc;

	rc = wire_unpack(&login_wire, fr->body.data, fr->body.len, &who, e);
	wipe(fr->body.data, fr->body.len);
	if (rc != 0) {
		e->grade = GRADE_REFUSED;
		return -1;
	}
	if (who.user == NULL || who.password == NULL || who.totp == NULL)
		fault_refused(&f, "login", "name, password or code is missing");
	else if (w->driver->login(w->state, &who, &out.text, &f) == 0)
		rc = record_send(WORKER_FD, FRAME_TOKEN, &token_wire, &out, NULL, 0, e);
	if (out.text == NULL)
		rc = trouble_send(WORKER_FD, &f.err, f.kind, e);
	wipe_text(out.text);
	wipe_text(who.password);
	wire_free(&token_wire, &out);
	wire_free(&login_wire, &who);
	return rc;
}

static int
carry_out(void *context, struct frame *fr, struct err *e)
{
	struct caller *w = context;

	if (fr->type == FRAME_CHECK)
		return check(w, e);
	if (fr->type == FRAME_CALL)
		return call(w, fr, e);
	if (fr->type == FRAME_LOGIN && w->driver->login != NULL)
		return login(w, fr, e);
	return err_refused(
	    e, "an order of type %u is not for the driver %s", fr->type, w->driver->name);
}

static int
idle(void *context)
{
	struct caller *w = context;

	return w->driver->idle(w->state);
}

static int
serve(const struct driver *d, const char *config)
{
	struct caller w = { .driver = d };
	int rc = role_begin(&w.role, d->name, config, d->peer_of);

	if (rc == 0) {
		w.state = d->open(&w.role);
		w.role.idle = d->idle != NULL ? idle : NULL;
		rc = role_serve(&w.role, carry_out, &w);
		d->close(w.state);
	}
	if (w.role.kept_fd >= 0)
		close(w.role.kept_fd);
	role_end(&w.role);
	return rc;
}

int role_esign(const char *config) { return serve(&esign_driver, config); }
int role_portal(const char *config) { return serve(&portal_driver, config); }
