/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/servers.h"

#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/file.h"
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

/* The worker in its box; an exit code with the reason in *why where it does not come up. */
static int
come_up(struct worker *w, const char *config, const char *role, char **why)
{
	struct err e;

	*why = NULL;
	if (worker_spawn(w, role, config, &e) == 0 && hello_wait(&w->ch, &e) == 0)
		return 0;
	if (e.grade == GRADE_REFUSED) {
		*why = xstrdup(e.msg);
		return EX_UNAVAILABLE;
	}
	*why = xasprintf("its worker does not start: %s; the lines above may say why", e.msg);
	return EX_SOFTWARE;
}

static int
no_answer(char **why)
{
	*why = xasprintf("no answer within %d seconds; look at the network", CHECK_MS / 1000);
	return EX_UNAVAILABLE;
}

/* Starts the worker, waits until it is in its box, sends it an empty order. */
static int
order(const char *config, const char *role, uint32_t type, struct checked *got, char **why)
{
	struct worker w = { 0 };
	struct frame f = { 0 };
	struct err e;
	int rc = come_up(&w, config, role, why);

	if (rc == 0 && (frame_send(w.ch.fd, type, NULL, 0, NULL, 0, ORDER_MS, &e) < 0 ||
			   frame_wait(&w.ch, &f, CHECK_MS, &e) != 0)) {
		rc = no_answer(why);
	} else if (rc == 0) {
		rc = take_answer(&f, got, why);
		frame_free(&f);
	}
	worker_kill(&w);
	return rc;
}

int
server_look(const char *config, const char *role, struct checked *got, char **why)
{
	return order(config, role, FRAME_CHECK, got, why);
}

static int
take_scanned(struct frame *f, struct fetch_scanned *got, char **why)
{
	struct trouble t;
	struct err e;
	bool missing;

	if (f->type == FRAME_SCANNED &&
	    wire_unpack(&fetch_scanned_wire, f->body.data, f->body.len, got, &e) == 0)
		return 0;
	if (f->type != FRAME_TROUBLE ||
	    wire_unpack(&trouble_wire, f->body.data, f->body.len, &t, &e) < 0)
		return take_answer(f, &(struct checked){ 0 }, why);
	missing = t.grade == GRADE_REFUSED && t.kind != NULL && strcmp(t.kind, "protocol") == 0;
	if (!missing)
		*why = xstrdup(t.text != NULL ? t.text : "failed");
	wire_free(&trouble_wire, &t);
	return missing ? 0 : EX_UNAVAILABLE;
}

int
server_scan(struct worker *w, const char *config, const struct fetch_scan *order,
    struct fetch_scanned *got, char **why)
{
	struct frame f = { 0 };
	struct err e;
	int rc = 0;

	*got = (struct fetch_scanned){ 0 };
	*why = NULL;
	if (w->pid == 0)
		rc = come_up(w, config, "fetcher", why);
	if (rc == 0 &&
	    (record_send(w->ch.fd, FRAME_SCAN, &fetch_scan_wire, order, NULL, 0, &e) < 0 ||
		frame_wait(&w->ch, &f, CHECK_MS, &e) != 0)) {
		rc = no_answer(why);
	} else if (rc == 0) {
		rc = take_scanned(&f, got, why);
		frame_free(&f);
	}
	return rc;
}

int
server_touch(const char *config, char **why)
{
	struct checked none = { 0 };
	int rc = order(config, "smtp", FRAME_TOUCH, &none, why);

	wire_free(&checked_wire, &none);
	return rc;
}

static int
take_outcome(struct frame *f, char **why)
{
	struct outcome o;
	struct err e;
	int rc = 0;

	if (f->type != FRAME_OUTCOME ||
	    wire_unpack(&outcome_wire, f->body.data, f->body.len, &o, &e) < 0)
		return take_answer(f, &(struct checked){ 0 }, why);
	if (o.outcome != DELIVERY_SENT) {
		*why = xstrdup(o.text != NULL ? o.text : "the server did not take it");
		rc = EX_UNAVAILABLE;
	}
	wire_free(&outcome_wire, &o);
	return rc;
}

int
server_send(
    const char *config, const struct deliver *mail, const char *message, size_t n, char **why)
{
	struct worker w = { 0 };
	struct frame f = { 0 };
	struct err e;
	int fd = memory_fd(message, n), rc = come_up(&w, config, "smtp", why);

	if (rc == 0 && (fd < 0 || record_send(w.ch.fd, FRAME_DELIVER, &deliver_wire, mail, &fd, 1, &e) < 0 ||
			   frame_wait(&w.ch, &f, CHECK_MS, &e) != 0)) {
		rc = no_answer(why);
	} else if (rc == 0) {
		rc = take_outcome(&f, why);
		frame_free(&f);
	}
	if (fd >= 0)
		close(fd);
	worker_kill(&w);
	return rc;
}
