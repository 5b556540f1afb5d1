/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/health.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

#define NAME "health"
#define FORMAT "at=%lld poll=%lld sent=%lld owed=%lld breaker=%lld"
#define TEXT 256

static int manager_fd = -1;

int
health_write(const char *state, const struct health *h, struct err *e)
{
	char *path = xasprintf("%s/" NAME, state), *tmp = xasprintf("%s.tmp", path), text[TEXT];
	int fd = open(tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600), rc = -1, n;

	n = snprintf(text, sizeof(text), FORMAT "\n", (long long)h->at, (long long)h->poll,
	    (long long)h->sent, (long long)h->owed, (long long)h->breaker);
	if (fd >= 0 && file_write_fd(fd, text, (size_t)n, e) == 0 && rename(tmp, path) == 0)
		rc = 0;
	else
		err_again(e, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	free(tmp);
	free(path);
	return rc;
}

int
health_read(const char *state, struct health *h)
{
	char *path = xasprintf("%s/" NAME, state);
	struct buf text = BUF_INIT;
	long long at, poll, sent, owed, breaker;
	struct err e;
	int rc = -1;

	memset(h, 0, sizeof(*h));
	if (file_read(path, TEXT, &text, &e) == 0 &&
	    sscanf(buf_str(&text), FORMAT, &at, &poll, &sent, &owed, &breaker) == 5) {
		*h = (struct health){ at, poll, sent, owed, breaker };
		rc = 0;
	}
	buf_free(&text);
	free(path);
	return rc;
}

enum wrong
health_wrong(const struct health *h, int64_t now, int64_t poll_s)
{
	int64_t poll_old = poll_s * 2 > HEALTH_OLD ? poll_s * 2 : HEALTH_OLD;

	if (now - h->at > HEALTH_OLD)
		return WRONG_DEAD;
	if (now - h->poll > poll_old)
		return WRONG_UNREAD;
	if (h->breaker != 0)
		return WRONG_BREAKER;
	if (h->owed != 0 && now - h->owed > HEALTH_OLD)
		return WRONG_UNSENT;
	return WRONG_NONE;
}

const char *
wrong_says(enum wrong t)
{
	static const char *const says[] = {
		[WRONG_NONE] = "",
		[WRONG_DEAD] = "the agent does not run",
		[WRONG_GIVEN_UP] = "its service has failed and was given up",
		[WRONG_UNREAD] = "the mailbox cannot be read",
		[WRONG_BREAKER] = "too many mails within an hour: sending waits",
		[WRONG_UNSENT] = "mails wait and cannot be sent",
	};

	return says[t];
}

/* ---- the service manager ---- */

void
manager_open(const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	size_t n = path != NULL ? strlen(path) : 0;
	socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);

	if (n < 2 || n >= sizeof(at.sun_path) || (*path != '/' && *path != '@'))
		return;
	memcpy(at.sun_path, path, n);
	if (*path == '@')
		at.sun_path[0] = '\0';	/* abstract: its name has no end mark */
	else
		len++;
	manager_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (manager_fd >= 0 && connect(manager_fd, (struct sockaddr *)&at, len) < 0) {
		close(manager_fd);
		manager_fd = -1;
	}
}

void
manager_say(const char *what)
{
	if (manager_fd >= 0 && write(manager_fd, what, strlen(what)) < 0 && errno == ECONNREFUSED) {
		close(manager_fd);
		manager_fd = -1;
	}
}
