/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/servers.h"

#include <sysexits.h>

#include "base/mem.h"
#include "base/worker.h"

#define ORDER_MS 20000
#define CHECK_MS 90000

static int
take_answer(struct frame *f, struct checked *got, char **why)
{
	struct trouble t;
	struct err e;

	if (f->type == FRAME_CHECKED &&
	    wire_unpack(&checked_wire, f->body.data, f->body.len, got, &e) == 0)
		return 0;
	if (f->type == FRAME_TROUBLE &&
	    wire_unpack(&trouble_wire, f->body.data, f->body.len, &t, &e) == 0) {
		*why = xstrdup(t.text != NULL ? t.text : "failed");
		wire_free(&trouble_wire, &t);
		return EX_UNAVAILABLE;
	}
	*why = xstrdup("its worker answers nonsense; is the program whole? install it again");
	return EX_SOFTWARE;
}

/* Starts the worker, waits until it is in its box, asks it to look at its server. */
int
server_look(const char *config, const char *role, struct checked *got, char **why)
{
	struct worker w = { 0 };
	struct frame f = { 0 };
	struct err e;
	int rc = 0;

	*why = NULL;
	if (worker_spawn(&w, role, config, &e) < 0 || hello_wait(&w.ch, &e) < 0) {
		rc = e.grade == GRADE_REFUSED ? EX_UNAVAILABLE : EX_SOFTWARE;
		*why = rc == EX_UNAVAILABLE ?
		    xstrdup(e.msg) :
		    xasprintf("its worker does not start: %s; the lines above may say why", e.msg);
	} else if (frame_send(w.ch.fd, FRAME_CHECK, NULL, 0, NULL, 0, ORDER_MS, &e) < 0 ||
	    frame_wait(&w.ch, &f, CHECK_MS, &e) != 0) {
		*why = xasprintf(
		    "no answer within %d seconds; look at the network", CHECK_MS / 1000);
		rc = EX_UNAVAILABLE;
	} else {
		rc = take_answer(&f, got, why);
		frame_free(&f);
	}
	worker_kill(&w);
	return rc;
}
