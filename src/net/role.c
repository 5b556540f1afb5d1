/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The beginning and the loop of the processes that hold a connection. They own one credential each
 * and know nothing of the store. They never retry by themselves: each order is tried once, the
 * outcome told, and the pause before the next one is the parent's.
 */
#include "net/role.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/box.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "protocol.h"

#define DEADLINE_MS 60000	/* for connecting, and for one command */

const char *
role_text(const char *s)
{
	return s != NULL && *s != '\0' ? s : NULL;
}

static int
give_up(const struct err *why, const char *kind, int code)
{
	struct err ignored;

	log_error("worker_start problem=\"%s\"", why->msg);
	(void)trouble_send(WORKER_FD, why, kind, &ignored);
	return code;
}

int
role_begin(
    struct role *r, const char *name, const char *config, const char *(*peer_of)(struct role *))
{
	struct problems problems = { NULL, 0 };
	const char *file, *end, *readable[4] = { NULL };
	char *folder = NULL;	/* of the token: renewing it puts another file there */
	size_t n = 0;
	struct err e;
	int rc;

	*r = (struct role){ .peer = { .deadline_ms = DEADLINE_MS }, .kept_fd = -1 };
	signal(SIGPIPE, SIG_IGN);
	channel_init(&r->ch, WORKER_FD);
	rc = conf_read(config, &r->conf, &problems, &e);
	problems_free(&problems);
	if (rc != 0)
		return give_up(&e, "internal", EX_CONFIG);
	log_init(name, (enum log_level)r->conf.log_level);
	file = peer_of(r);
	if (r->peer.user != NULL) {
		if (file == NULL && r->peer.token_file == NULL)
			err_refused(&e, "%s: a user but no password-file stands in the settings",
			    r->peer.what);
		if (r->peer.token_file == NULL &&
		    (file == NULL || file_read_secret(file, &r->password, &e) != 0))
			return give_up(&e, "login", EX_CONFIG);
		if (r->peer.token_file == NULL)
			r->peer.password = buf_str(&r->password);
	}
	end = r->peer.token_file != NULL ? strrchr(r->peer.token_file, '/') : NULL;
	if (end != NULL)
		readable[n++] = folder = xstrndup(r->peer.token_file,
		    (size_t)(end - r->peer.token_file) + 1);
	if (r->peer.ca != NULL)
		readable[n++] = r->peer.ca;
	if (r->reads != NULL)
		readable[n++] = r->reads;
	rc = net_init(r->peer.scheme, &e) != 0 || box_enter(BOX_NET, NULL, readable, &e) != 0;
	free(folder);
	if (rc != 0)
		return give_up(&e, "internal", EX_OSERR);
	return frame_send(WORKER_FD, FRAME_HELLO, NULL, 0, NULL, 0, -1, &e) != 0 ? EX_OSERR : 0;
}

void
role_end(struct role *r)
{
	if (r->password.data != NULL)
		wipe(r->password.data, r->password.cap);
	buf_free(&r->password);
	conf_free(&r->conf);
	channel_close(&r->ch);
}

int
role_serve(struct role *r, int (*carry_out)(void *, struct frame *, struct err *e), void *context)
{
	struct frame f;
	struct err e;
	int rc = 0, patience;

	while (rc == 0) {
		patience = r->idle != NULL ? r->idle(context) : -1;
		if (frame_wait(&r->ch, &f, patience, &e) != 0) {
			if (patience >= 0 && strcmp(e.msg, "timeout") == 0)
				continue;
			/* again: the parent has closed */
			return e.grade == GRADE_AGAIN ? 0 : EX_SOFTWARE;
		}
		rc = carry_out(context, &f, &e);
		frame_free(&f);
	}
	if (e.grade == GRADE_AGAIN)
		return 0;
	log_error("worker_order problem=\"%s\"", e.msg);
	return EX_SOFTWARE;
}

int
role_check(struct role *r, struct err *e)
{
	struct checked out;
	struct fault f;
	int rc;

	if (net_check(&r->peer, &out, &f) != 0)
		return trouble_send(WORKER_FD, &f.err, f.kind, e);
	rc = record_send(WORKER_FD, FRAME_CHECKED, &checked_wire, &out, NULL, 0, e);
	wire_free(&checked_wire, &out);
	return rc;
}
