/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Child processes and framed messages. The header is read before the body, and the body's length is
 * bounded before any memory is taken for it, so a child that lies can at most fill FRAME_MAX. Sends
 * wait at most as long as they are told: a child that does not read cannot stop its parent.
 */
#include "base/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

#define MAGIC 0x4c4f4b31u	/* "LOK1" */
#define VERSION 1
#define HEADER 12

int
channel_pair(int fds[2], struct err *e)
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
		return err_again(e, "no socket pair: %s", strerror(errno));
	return 0;
}

/* In the child between fork and exec: only async-signal-safe calls. */
static void
become(int fd, const char *role, const char *config, pid_t parent)
{
	char self[] = "/proc/self/exe", name[] = "loket", at_role[32] = "@";
	char *argv[] = { name, at_role, (char *)(uintptr_t)config, NULL };
	size_t n = strlen(role);

	memcpy(at_role + 1, role, n < sizeof(at_role) - 2 ? n : sizeof(at_role) - 2);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
		_exit(127);
	if (fd != WORKER_FD) {
		if (dup2(fd, WORKER_FD) < 0)
			_exit(127);
	} else if (fcntl(fd, F_SETFD, 0) < 0)
		_exit(127);
	if (close_range(WORKER_FD + 1, ~0u, 0) < 0)
		_exit(127);
	execv(self, argv);
	_exit(127);
}

int
worker_spawn(struct worker *w, const char *role, const char *config, struct err *e)
{
	pid_t parent = getpid();
	int fds[2];

	if (channel_pair(fds, e) < 0)
		return -1;
	w->pid = fork();
	if (w->pid < 0) {
		w->pid = 0;
		close(fds[0]);
		close(fds[1]);
		return err_again(e, "no process for %s: %s", role, strerror(errno));
	}
	if (w->pid == 0)
		become(fds[1], role, config, parent);
	close(fds[1]);
	channel_init(&w->ch, fds[0]);
	return 0;
}

void
worker_kill(struct worker *w)
{
	if (w->pid > 0) {
		kill(w->pid, SIGKILL);
		while (waitpid(w->pid, NULL, 0) < 0 && errno == EINTR)
			;
		channel_close(&w->ch);
	}
	w->pid = 0;
}

enum starter_frame {
	STARTER_SPAWN = 1,
	STARTER_SPAWNED,
	STARTER_FAILED,
	STARTER_KILL,
	STARTER_KILLED
};

/*
 * Ends a worker by its number, if it is a child of ours that is still there; reaps those that ended
 * by themselves.
 */
static void
end_child(pid_t pid)
{
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	if (pid > 0 && waitpid(pid, NULL, WNOHANG) == 0) {
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
	}
}

static int
starter_serve(int fd, const char *config)
{
	struct channel ch;
	struct worker w;
	struct frame f;
	struct err e;
	int64_t pid;

	channel_init(&ch, fd);
	while (frame_wait(&ch, &f, -1, &e) == 0) {
		if (f.type == STARTER_SPAWN) {
			end_child(0);
			if (worker_spawn(&w, buf_str(&f.body), config, &e) == 0) {
				pid = w.pid;
				frame_send(
				    fd, STARTER_SPAWNED, &pid, sizeof(pid), &w.ch.fd, 1, 5000, &e);
				channel_close(&w.ch);
			} else
				frame_send(
				    fd, STARTER_FAILED, e.msg, strlen(e.msg), NULL, 0, 5000, &e);
		} else if (f.type == STARTER_KILL && f.body.len == sizeof(pid)) {
			memcpy(&pid, f.body.data, sizeof(pid));
			end_child((pid_t)pid);
			frame_send(fd, STARTER_KILLED, NULL, 0, NULL, 0, 5000, &e);
		}
		frame_free(&f);
	}
	return 0;
}

int
starter_begin(struct starter *st, const char *config, struct err *e)
{
	pid_t parent = getpid();
	int fds[2];

	if (channel_pair(fds, e) < 0)
		return -1;
	st->pid = fork();
	if (st->pid < 0) {
		close(fds[0]);
		close(fds[1]);
		return err_again(e, "no process for the starter: %s", strerror(errno));
	}
	if (st->pid == 0) {
		close(fds[0]);
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent ||
		    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
			_exit(127);
		/*
		 * only the socket and stderr stay: no database, no lock, no key may leak into what
		 * is started
		 */
		if (fds[1] != WORKER_FD && dup3(fds[1], WORKER_FD, O_CLOEXEC) < 0)
			_exit(127);
		close_range(WORKER_FD + 1, ~0u, 0);
		_exit(starter_serve(WORKER_FD, config));
	}
	close(fds[1]);
	channel_init(&st->ch, fds[0]);
	return 0;
}

void
starter_end(struct starter *st)
{
	channel_close(&st->ch);	/* its end of file: the parent's box forbids kill */
	while (st->pid > 0 && waitpid(st->pid, NULL, 0) < 0 && errno == EINTR)
		;
	st->pid = 0;
}

int
starter_spawn(struct starter *st, struct worker *w, const char *role, struct err *e)
{
	struct frame f;
	int64_t pid;
	int rc = -1;

	if (frame_send(st->ch.fd, STARTER_SPAWN, role, strlen(role), NULL, 0, 5000, e) < 0 ||
	    frame_wait(&st->ch, &f, 5000, e) < 0)
		return err_wrap(e, "starter");
	if (f.type == STARTER_SPAWNED && f.body.len == sizeof(pid) && f.fds[0] >= 0) {
		memcpy(&pid, f.body.data, sizeof(pid));
		w->pid = (pid_t)pid;
		channel_init(&w->ch, f.fds[0]);
		f.fds[0] = -1;
		rc = 0;
	} else
		err_again(e, "%s", buf_str(&f.body));
	frame_free(&f);
	return rc;
}

void
starter_kill(struct starter *st, struct worker *w)
{
	int64_t pid = w->pid;
	struct frame f;
	struct err e;

	if (w->pid <= 0)
		return;
	channel_close(&w->ch);
	w->pid = 0;
	if (frame_send(st->ch.fd, STARTER_KILL, &pid, sizeof(pid), NULL, 0, 5000, &e) == 0 &&
	    frame_wait(&st->ch, &f, 5000, &e) == 0)
		frame_free(&f);
}

void
channel_init(struct channel *c, int fd)
{
	memset(c, 0, sizeof(*c));
	c->fd = fd;
}

static void
close_all(int *fds, size_t n)
{
	while (n > 0)
		if (fds[--n] >= 0)
			close(fds[n]);
}

void
channel_close(struct channel *c)
{
	if (c->fd >= 0)
		close(c->fd);
	close_all(c->fds, c->n_fds);
	buf_free(&c->in);
	c->fd = -1;
	c->n_fds = 0;
}

static void
put(unsigned char *p, uint32_t v, size_t bytes)
{
	while (bytes > 0) {
		p[--bytes] = (unsigned char)v;
		v >>= 8;
	}
}

static uint32_t
get(const unsigned char *p, size_t bytes)
{
	uint32_t v = 0;

	while (bytes-- > 0)
		v = v << 8 | *p++;
	return v;
}

/* Waits until fd can do `events`. Returns 1, 0 on time-out, -1 on error. */
static int
wait_fd(int fd, short events, int64_t until_ms)
{
	struct pollfd p = { fd, events, 0 };
	int64_t left = -1;
	int n;

	do {
		if (until_ms >= 0) {
			left = until_ms - clock_monotonic_ms();
			if (left < 0)
				left = 0;
		}
		n = poll(&p, 1, (int)left);
	} while (n < 0 && errno == EINTR);
	return n;
}

/* What is left of header and body behind the first `at` bytes; descriptors go with the very first. */
static int
send_some(int fd, struct iovec part[2], size_t at, const int *fds, size_t n_fds, size_t *sent,
    struct err *e)
{
	union { struct cmsghdr align; char space[CMSG_SPACE(sizeof(int) * FRAME_FDS)]; } control;
	size_t first = at < part[0].iov_len ? 0 : 1, over = first == 0 ? at : at - part[0].iov_len;
	struct iovec left[2] = { part[0], part[1] };
	struct msghdr m = { .msg_iov = left + first, .msg_iovlen = 2 - first };
	struct cmsghdr *c;
	ssize_t done;

	left[first].iov_base = (char *)left[first].iov_base + over;
	left[first].iov_len -= over;
	if (at == 0 && n_fds > 0) {
		memset(&control, 0, sizeof(control));
		m.msg_control = control.space;
		m.msg_controllen = CMSG_SPACE(sizeof(int) * n_fds);
		c = CMSG_FIRSTHDR(&m);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int) * n_fds);
		memcpy(CMSG_DATA(c), fds, sizeof(int) * n_fds);
	}
	done = sendmsg(fd, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (done < 0 && (errno == EAGAIN || errno == EINTR))
		done = 0;
	if (done < 0)
		return err_again(e, "the other process is gone: %s", strerror(errno));
	*sent = (size_t)done;
	return 0;
}

int
frame_send(int fd, uint16_t type, const void *body, size_t n, const int *fds, size_t n_fds,
    int timeout_ms, struct err *e)
{
	int64_t until = timeout_ms < 0 ? -1 : clock_monotonic_ms() + timeout_ms;
	unsigned char header[HEADER];
	struct iovec part[2] = { { header, HEADER }, { (void *)(uintptr_t)body, n } };
	size_t at = 0, sent = 0;

	if (n > FRAME_MAX || n_fds > FRAME_FDS)
		return err_refused(e, "frame of %zu bytes is too long", n);
	put(header, MAGIC, 4);
	put(header + 4, VERSION, 2);
	put(header + 6, type, 2);
	put(header + 8, (uint32_t)n, 4);
	while (at < HEADER + n) {
		if (send_some(fd, part, at, fds, n_fds, &sent, e) < 0)
			return -1;
		/* waited for only where the other side is behind */
		if (sent == 0 && wait_fd(fd, POLLOUT, until) == 0)
			return err_again(e, "the other process does not read");
		at += sent;
	}
	return 0;
}

/*
 * One recvmsg into the channel. Returns bytes, 0 when nothing is there, -1 when the other side is
 * gone.
 */
static ssize_t
take_some(struct channel *c, size_t want, struct err *e)
{
	union { struct cmsghdr align; char space[CMSG_SPACE(sizeof(int) * FRAME_FDS)]; } control;
	struct iovec iov;
	struct msghdr m = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.space,
		.msg_controllen = sizeof(control) };
	struct cmsghdr *h;
	ssize_t n;
	size_t k;
	int fd;

	buf_reserve(&c->in, want);
	iov.iov_base = c->in.data + c->in.len;
	iov.iov_len = want;
	n = recvmsg(c->fd, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0)
		return err_again(e, "the other process is gone");
	for (h = CMSG_FIRSTHDR(&m); h != NULL; h = CMSG_NXTHDR(&m, h)) {
		if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS)
			continue;
		for (k = 0; k < (h->cmsg_len - CMSG_LEN(0)) / sizeof(int); k++) {
			memcpy(&fd, CMSG_DATA(h) + k * sizeof(int), sizeof(int));
			if (c->n_fds < FRAME_FDS)
				c->fds[c->n_fds++] = fd;
			else
				close(fd);
		}
	}
	c->in.len += (size_t)n;
	return n;
}

int
frame_poll(struct channel *c, struct frame *f, struct err *e)
{
	size_t want, length = 0, k;
	const unsigned char *h;

	for (;;) {
		want = HEADER;
		if (c->in.len >= HEADER) {
			h = (const unsigned char *)c->in.data;
			length = get(h + 8, 4);
			if (get(h, 4) != MAGIC || get(h + 4, 2) != VERSION || length > FRAME_MAX)
				return err_refused(e, "a frame of another program or version");
			want = HEADER + length;
		}
		if (c->in.len >= HEADER && c->in.len == want)
			break;
		/* never past this frame: descriptors must not run ahead of their header */
		want -= c->in.len;
		switch (take_some(c, want < 262144 ? want : 262144, e)) {
		case -1:
			return -1;
		case 0:
			return 0;
		}
	}
	memset(f, 0, sizeof(*f));
	f->type = (uint16_t)get((const unsigned char *)c->in.data + 6, 2);
	buf_add(&f->body, c->in.data + HEADER, length);
	for (k = 0; k < FRAME_FDS; k++)
		f->fds[k] = k < c->n_fds ? c->fds[k] : -1;
	c->n_fds = 0;
	if (c->in.cap > 1u << 20)
		buf_free(&c->in);	/* one long frame must not hold its memory for ever */
	else
		buf_reset(&c->in);
	return 1;
}

int
frame_wait(struct channel *c, struct frame *f, int timeout_ms, struct err *e)
{
	int64_t until = timeout_ms < 0 ? -1 : clock_monotonic_ms() + timeout_ms;
	int rc;

	while ((rc = frame_poll(c, f, e)) == 0)
		if (wait_fd(c->fd, POLLIN, until) == 0)
			return err_again(e, "timeout");
	return rc < 0 ? -1 : 0;
}

void
frame_free(struct frame *f)
{
	close_all(f->fds, FRAME_FDS);
	buf_free(&f->body);
}
