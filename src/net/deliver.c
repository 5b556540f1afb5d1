/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sender: one submission server, one connection kept, orders from the parent. Each order brings
 * a finished message on a descriptor and gets exactly one outcome. It never tries a mail twice that
 * a server may have taken: what comes after "retry" or "unknown" is the parent's decision, since
 * only the store knows what was tried before.
 */
#include "protocol.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "net/http.h"
#include "net/role.h"
#include "net/smtp.h"

#define MESSAGE_MOST (64 << 20)
#define TOUCH_MS 30000

struct sender {
	struct role role;
	struct smtp *smtp;
};

static const char *
smtp_peer(struct role *r)
{
	struct net_peer *p = &r->peer;

	p->what = "SMTP";
	p->scheme = "smtp";
	p->host = r->conf.smtp_host;
	p->port = r->conf.smtp_port;
	p->tls = r->conf.smtp_tls;
	p->user = role_text(r->conf.smtp_user);
	p->ca = role_text(r->conf.smtp_ca);
	p->helo = role_text(r->conf.helo);
	r->reads = role_text(r->conf.alive_ca);
	p->token_file = p->user != NULL ? role_text(r->conf.smtp_token_file) : NULL;
	return role_text(r->conf.smtp_password_file);
}

/*
 * The whole message from the begin of the file, whatever its offset; the parent may look at it too.
 */
static int
read_message(int fd, int64_t bytes, struct buf *out, struct err *e)
{
	ssize_t got = 1;

	if (bytes > MESSAGE_MOST)
		return err_refused(
		    e, "a message of %lld bytes is too large to be sent", (long long)bytes);
	buf_reserve(out, (size_t)bytes + 1);
	while (got > 0 && out->len <= (size_t)bytes) {
		got =
		    pread(fd, out->data + out->len, (size_t)bytes + 1 - out->len, (off_t)out->len);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got < 0)
			return err_again(
			    e, "a finished message cannot be read: %s", strerror(errno));
		else
			out->len += (size_t)got;
	}
	return 0;
}

static int
touch(struct sender *w, struct err *e)
{
	const struct conf *c = &w->role.conf;
	struct checked out = { 0 };
	struct fault f;

	if (http_touch(c->alive_url, role_text(c->alive_ca), TOUCH_MS, &f) != 0)
		return trouble_send(WORKER_FD, &f.err, f.kind, e);
	return record_send(WORKER_FD, FRAME_CHECKED, &checked_wire, &out, NULL, 0, e);
}

static int
carry_out(void *context, struct frame *fr, struct err *e)
{
	struct sender *w = context;
	struct buf message = BUF_INIT;
	struct outcome out = { 0 };
	struct deliver order;
	struct err wrong;
	int rc;

	if (fr->type == FRAME_CHECK)
		return role_check(&w->role, e);
	if (fr->type == FRAME_TOUCH)
		return touch(w, e);
	if (fr->type != FRAME_DELIVER || fr->fds[0] < 0)
		return err_refused(e, "an order of type %u is not for the sender", fr->type);
	if (wire_unpack(&deliver_wire, fr->body.data, fr->body.len, &order, e) != 0) {
		e->grade = GRADE_REFUSED;
		return -1;
	}
	if (read_message(fr->fds[0], order.bytes, &message, &wrong) == 0)
		smtp_send(w->smtp, &order, buf_str(&message), message.len, &out);
	else
		out = (struct outcome){ .id = order.id, .text = xstrdup(wrong.msg),
			.outcome = wrong.grade == GRADE_AGAIN ? DELIVERY_RETRY : DELIVERY_FAILED };
	if (message.data != NULL)
		wipe(message.data, message.cap);	/* codes of tasks stand in it */
	buf_free(&message);
	rc = record_send(WORKER_FD, FRAME_OUTCOME, &outcome_wire, &out, NULL, 0, e);
	/* the orders behind it would try that server again at once; unbegun they go back */
	if (rc == 0 && out.outcome == DELIVERY_STOP)
		rc = err_again(e, "the server lets no mail begin");
	wire_free(&outcome_wire, &out);
	wire_free(&deliver_wire, &order);
	return rc;
}

int
role_smtp(const char *config)
{
	struct sender w = { .smtp = NULL };
	int rc = role_begin(&w.role, "smtp", config, smtp_peer);

	if (rc == 0) {
		w.smtp = smtp_new(&w.role.peer);
		rc = role_serve(&w.role, carry_out, &w);
		smtp_free(w.smtp);
	}
	role_end(&w.role);
	return rc;
}
