/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A wish left for the agent: see event.h. Its row is durable before the agent is woken; a command
 * that dies while waiting loses nothing.
 */
#include "cli/event.h"

#include <errno.h>
#include <jansson.h>
#include <poll.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clean.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "cli/print.h"

#define WAIT_MS 5000

struct event {
	const char *verb;
	/* row: element of "rows" being filled, borrowed; NULL: the arguments themselves */
	json_t *arguments, *row;
	bool garbled;		/* some text is no UTF-8 */
};

struct event *
event_new(const char *verb)
{
	struct event *ev = xcalloc(1, sizeof(*ev));

	ev->verb = verb;
	ev->arguments = json_object();
	if (ev->arguments == NULL)
		out_of_memory();
	return ev;
}

void
event_free(struct event *ev)
{
	if (ev == NULL)
		return;
	json_decref(ev->arguments);
	free(ev);
}

static json_t *
target(struct event *ev)
{
	return ev->row != NULL ? ev->row : ev->arguments;
}

/* Nothing is left out of a wish without a word. */
static void
put(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0)
		out_of_memory();
}

static void
append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) != 0)
		out_of_memory();
}

/* An empty one for what is no UTF-8: then the wish is not left at all. */
static json_t *
text_of(struct event *ev, const char *text)
{
	json_t *json = json_string(text);

	ev->garbled |= json == NULL;
	return json != NULL ? json : json_string("");
}

void
event_text(struct event *ev, const char *key, const char *text)
{
	if (text != NULL)
		put(target(ev), key, text_of(ev, text));
}

void
event_int(struct event *ev, const char *key, int64_t n)
{
	put(target(ev), key, json_integer(n));
}

void
event_row(struct event *ev)
{
	json_t *rows = json_object_get(ev->arguments, "rows");

	if (rows == NULL) {
		rows = json_array();
		put(ev->arguments, "rows", rows);
	}
	ev->row = json_object();
	append(rows, ev->row);
}

void
event_item(struct event *ev, const char *key, const char *text)
{
	json_t *list = json_object_get(target(ev), key);

	if (list == NULL) {
		list = json_array();
		put(target(ev), key, list);
	}
	append(list, text_of(ev, text));
}

/*
 * Who sits at the keyboard: the login that the audit system keeps through sudo and su, else the
 * user of the process.
 */
char *
event_login(void)
{
	struct buf text = BUF_INIT;
	struct passwd *pw;
	struct err e;
	uid_t uid = getuid();
	unsigned long id;

	if (file_read("/proc/self/loginuid", 64, &text, &e) == 0) {
		id = strtoul(buf_str(&text), NULL, 10);
		if (id < UINT32_MAX)
			uid = (uid_t)id;
	}
	buf_free(&text);
	pw = getpwuid(uid);
	return pw != NULL ? xstrdup(pw->pw_name) : xasprintf("uid %lu", (unsigned long)uid);
}

/*
 * Waits until the agent closes the connection; 0 at once when no agent listens. Only hints: the row
 * tells the truth.
 */
static void
knock(const char *state)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int64_t end = clock_monotonic_ms() + WAIT_MS, left;
	struct pollfd p = { .fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), .events =
	    POLLIN };
	char byte;

	if (p.fd < 0)
		return;
	if (snprintf(to.sun_path, sizeof(to.sun_path), "%s/agent.sock",
	    state) >= (int)sizeof(to.sun_path) ||
	    connect(p.fd, (struct sockaddr *)&to, sizeof(to)) < 0)
		goto out;
	while ((left = end - clock_monotonic_ms()) > 0) {
		if (poll(&p, 1, (int)left) < 0 && errno != EINTR)
			break;
		if (p.revents != 0 && read(p.fd, &byte, 1) <= 0)
			break;
	}
out:
	close(p.fd);
}

static int
tell(struct cli *c, const char *state, int64_t id, const char *answer, int rc)
{
	struct record *r;

	if (!c->json)
		return rc == EX_OK ? (puts(answer), EX_OK) : cli_fail(rc, "%s", answer);
	r = record_new(c);
	record_int(r, "event", "event", id);
	record_text(r, "state", "state", state);
	record_text(r, "answer", "answer", answer);
	record_end(r);
	return rc;
}

static int
outcome(struct cli *c, struct store *s, int64_t id)
{
	struct rows *r = store_rows(s, Q_EVENT_OUTCOME, "i", id);
	char *answer = NULL;
	int rc;

	if (rows_next(r) && rows_int(r, 0)) {
		answer = clean_text(rows_text(r, 2));
		rc = tell(c, rows_int(r, 1) ? "done" : "refused", id, answer != NULL ? answer :
		    rows_int(r, 1) ? "done" : "refused",
		    rows_int(r, 1) ? EX_OK : EX_DATAERR);
	} else
		rc = tell(c, "recorded", id, "recorded; the agent acts on it when it runs",
		    EX_TEMPFAIL);
	rows_end(r);
	free(answer);
	return rc;
}

/* Its row is durable and the agent woken. Returns the row's id; frees ev. */
static int64_t
leave(struct cli *c, struct store *s, struct event *ev)
{
	char *login = event_login(), *arguments = json_dumps(ev->arguments, JSON_COMPACT);
	int64_t id;

	if (arguments == NULL)
		out_of_memory();
	store_begin(s);
	id = store_insert(s, Q_EVENT_ADD, "ittt", clock_now(), login, ev->verb, arguments);
	store_commit(s);
	wipe(arguments, strlen(arguments));
	free(arguments);
	free(login);
	event_free(ev);
	knock(c->conf->state);
	return id;
}

static int
garbled(struct event *ev)
{
	event_free(ev);
	return cli_fail(EX_USAGE, "an argument is not UTF-8; nothing was done");
}

int
event_send(struct cli *c, struct store *s, struct event *ev)
{
	return ev->garbled ? garbled(ev) : outcome(c, s, leave(c, s, ev));
}

int
event_note(struct cli *c, struct store *s, struct event *ev)
{
	struct rows *r;
	bool refused;
	char *why;

	if (ev->garbled)
		return garbled(ev);
	r = store_rows(s, Q_EVENT_OUTCOME, "i", leave(c, s, ev));
	refused = rows_next(r) && rows_int(r, 0) && !rows_int(r, 1);
	why = refused ? clean_text(rows_text(r, 2)) : NULL;
	rows_end(r);
	if (refused)
		cli_fail(EX_DATAERR, "%s", why != NULL ? why : "refused");
	free(why);
	return refused ? EX_DATAERR : EX_OK;
}
