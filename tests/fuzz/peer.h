/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server that is the fuzzer's input. Every connection of this process ends in a socket pair whose
 * other end is here: what is written to it is looked at, never sent, and answered with the next piece
 * of the input; when all are used up the connection is at its end. So nothing waits and nothing
 * leaves the process, but libcurl, libetpan and all of net/ run as they are.
 */
#ifndef LOKET_FUZZ_PEER_H
#define LOKET_FUZZ_PEER_H

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fuzz.h"

static struct {
	int fd;			/* our end; -1: there is no connection */
	int theirs;
	const uint8_t *p, *end;	/* what is left of the input */
	/* Says something to what the client has written; NULL: it has connected; nothing: it waits for more. */
	void (*answer)(const char *written, size_t n);
} peer = { .fd = -1, .theirs = -1 };

static void
peer_end(void)
{
	if (peer.fd >= 0)
		shutdown(peer.fd, SHUT_WR);
}

/* To the client. */
static void
peer_say(const void *p, size_t n)
{
	if (peer.fd >= 0)
		(void)!write(peer.fd, p, n);
}

/* The next piece of the input, up to a byte 0, never an empty one; false: none is left. */
static bool
peer_next(const uint8_t **piece, size_t *n)
{
	const uint8_t *stop;

	while (peer.p < peer.end && *peer.p == '\0')
		peer.p++;
	if (peer.p >= peer.end)
		return false;
	stop = memchr(peer.p, '\0', (size_t)(peer.end - peer.p));
	*piece = peer.p;
	*n = (size_t)((stop != NULL ? stop : peer.end) - peer.p);
	peer.p = stop != NULL ? stop + 1 : peer.end;
	return true;
}

static void
peer_begin(const uint8_t *data, size_t n, void (*answer)(const char *, size_t))
{
	peer.p = data;
	peer.end = data + n;
	peer.answer = answer;
}

/* ---- instead of the C library's, for all that is linked here ---- */

int
connect(int fd, const struct sockaddr *a, socklen_t n)
{
	int pair[2], flags = fcntl(fd, F_GETFL), most = 1 << 21;

	(void)a;
	(void)n;
	if (peer.fd >= 0)
		close(peer.fd);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		broken("no socket pair", "");
	setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &most, sizeof(most));
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	dup3(pair[1], fd, O_CLOEXEC);
	fcntl(fd, F_SETFL, flags);
	close(pair[1]);
	peer.fd = pair[0];
	peer.theirs = fd;
	peer.answer(NULL, 0);
	return 0;
}

ssize_t
send(int fd, const void *p, size_t n, int flags)
{
	if (fd != peer.theirs)
		return (ssize_t)syscall(SYS_sendto, fd, p, n, flags, NULL, 0);
	peer.answer(p, n);
	return (ssize_t)n;
}

/* Waits for nothing: who asks for more than was said is answered at once, or finds the end. */
int
poll(struct pollfd *fds, nfds_t n, int ms)
{
	for (nfds_t i = 0; i < n; i++) {
		int waiting = 0;

		if (fds[i].fd != peer.theirs || fds[i].fd < 0 || (fds[i].events & (POLLIN | POLLRDNORM)) == 0 || ms == 0)
			continue;
		if (ioctl(fds[i].fd, FIONREAD, &waiting) == 0 && waiting == 0 && (fds[i].events & POLLOUT) == 0)
			peer.answer("", 0);
	}
	return (int)syscall(SYS_poll, fds, n, ms);
}

#endif
